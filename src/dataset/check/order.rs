//! The order of events: a part lies in its whole, and an answer does not come before its question.
//!
//! An event may name any other one in any file, so both are looked at when all are read. Of each event
//! its days are kept, and what it is related to; keys as their digests, and read again from the keys of
//! the dataset for what is told:
//!
//! ```text
//! day     first, last       one per dated event      16 bytes
//! bond    event, other, span    one per relation         48 bytes
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Datelike, NaiveDate};

use super::Checker;
use crate::dataset::items::Item;
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::{At, KeptSpan};
use crate::dataset::span::Span;
use crate::model::fact::{Cell, Fact};
use crate::model::known::{Bond, Tie};

/// The relations to an event that was there before.
pub const TO_EARLIER: [&str; 6] = [
    "responds_to",
    "grants",
    "partly_grants",
    "denies",
    "implements",
    "follows",
];

/// The first and the last day of an event, as days of the common era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventDays {
    first: i32,
    last: i32,
}

impl EventDays {
    /// Makes the days of a date; an open end lies beyond all others.
    pub fn new(first: Option<NaiveDate>, last: Option<NaiveDate>) -> Self {
        let day = |day: NaiveDate| day.num_days_from_ce();
        Self {
            first: first.map_or(i32::MIN, day),
            last: last.map_or(i32::MAX, day),
        }
    }
}

/// A relation of one event to another, with the span that names the other.
#[derive(Debug, Clone, Copy)]
struct Named {
    event: u64,
    other: u64,
    tie: Tie,
    file: u32,
    line: Option<u32>,
    span: Span,
}

/// The days of events and their relations, as far as they are read.
#[derive(Debug, Default)]
pub struct EventOrder {
    days: Vec<(u64, EventDays)>,
    named: Vec<Named>,
}

impl EventOrder {
    /// Notes a fact, if it is an event, given the number of its file.
    pub fn note(&mut self, key: &str, fact: &Fact<'_>, item: &Item<'_>, at: (u32, At<'_>)) {
        if fact.kind.name != "event" {
            return;
        }
        let event = digest(key);
        if let Cell::Date(date) = fact.get("date") {
            let days = EventDays::new(date.earliest, date.latest);
            self.days.push((event, days));
        }
        let (file, at) = at;
        let mut add = |node: &Node<'_>, tie| {
            if let Some(other) = node.as_text() {
                self.named.push(Named {
                    event,
                    other: digest(other),
                    tie,
                    file,
                    line: at
                        .line
                        .map(|(number, _)| u32::try_from(number).unwrap_or(u32::MAX)),
                    span: node.span,
                });
            }
        };
        if let Some(node) = item.node.get("part_of") {
            add(node, Tie::PartOf);
        }
        let links = item.node.get("links").map(|links| &links.value);
        if let Some(Value::List(links)) = links {
            for link in links {
                let relation = link.get("relation").and_then(|node| node.as_text());
                let is_to_earlier = relation.is_some_and(|code| TO_EARLIER.contains(&code));
                if let Some(node) = link.get("event").filter(|_| is_to_earlier) {
                    add(node, Tie::After);
                }
            }
        }
    }

    /// Adds what another worker noted.
    pub fn extend(&mut self, other: Self) {
        self.days.extend(other.days);
        self.named.extend(other.named);
    }

    /// Adds the days of an event that is not read.
    pub fn add_days(&mut self, key: &str, days: EventDays) {
        self.days.push((digest(key), days));
    }

    /// Sorts the days, so that those of an event are found.
    fn sort(&mut self) {
        self.days.sort_unstable_by_key(|(event, _)| *event);
    }

    /// Returns the days of an event, where they are sorted; `None` where it is not dated.
    fn days_of(&self, event: u64) -> Option<EventDays> {
        let found = self.days.binary_search_by_key(&event, |(event, _)| *event);
        found.ok().map(|at| self.days[at].1)
    }

    /// Returns whether any of these relations does not hold.
    pub fn breaks_any(&mut self, bonds: &[Bond]) -> bool {
        self.sort();
        let of = |key: &str| self.days_of(digest(key));
        let mut bonds = bonds.iter();
        bonds.any(|bond| fault(bond.tie, of(&bond.event), of(&bond.other)).is_some())
    }
}

fn digest(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// What is wrong with a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Undated,
    Outside,
    Later,
}

/// Returns what is wrong with a relation of an event to another, given the days of both.
fn fault(tie: Tie, event: Option<EventDays>, other: Option<EventDays>) -> Option<Fault> {
    match (tie, event?, other) {
        (Tie::PartOf, _, None) => Some(Fault::Undated),
        (Tie::PartOf, part, Some(whole)) => {
            let is_inside = whole.first <= part.first && part.last <= whole.last;
            (!is_inside).then_some(Fault::Outside)
        }
        (Tie::After, event, Some(other)) => (other.first > event.last).then_some(Fault::Later),
        (Tie::After, _, None) => None,
    }
}

impl Checker<'_> {
    /// Warns of parts that do not lie in their whole, and of answers that come before what they answer.
    pub fn check_order(&mut self, mut order: EventOrder, files: &[&str]) {
        order.sort();
        let of = |event: u64| order.days_of(event);
        let broken = order
            .named
            .iter()
            .filter_map(|named| Some((named, fault(named.tie, of(named.event), of(named.other))?)));
        let broken: Vec<(&Named, Fault)> = broken.collect();
        let ends = |(named, _): &(&Named, Fault)| [named.event, named.other];
        let wanted: BTreeSet<u64> = broken.iter().flat_map(ends).collect();
        if wanted.is_empty() {
            return;
        }
        let mut names = BTreeMap::new();
        for key in self.context.keys.of_kind(Some("event")) {
            let digest = digest(key);
            if wanted.contains(&digest) {
                names.insert(digest, key.to_owned());
            }
        }
        for (named, fault) in broken {
            let (Some(event), Some(other)) = (names.get(&named.event), names.get(&named.other))
            else {
                continue;
            };
            let kept = KeptSpan {
                file: files[named.file as usize].to_owned(),
                line: named.line.map(|line| line as usize),
                span: named.span,
            };
            let (message, hint) = words(fault, event, other);
            self.problems.warning(&kept, kept.span, message).hint(hint);
            // A change of the other one can settle it, too.
            if let Some(at) = self
                .context
                .keys
                .get(other)
                .and_then(|known| known.location)
            {
                self.problems.name_file(files[at.file as usize]);
            }
        }
    }
}

fn words(fault: Fault, event: &str, other: &str) -> (String, &'static str) {
    match fault {
        Fault::Undated => (
            format!("`{event}` is dated and part of `{other}`, which is not"),
            "a whole is dated when a part of it is: at least from the first part to the last",
        ),
        Fault::Outside => (
            format!("`{event}` is part of `{other}`, whose date is narrower"),
            "a whole lasts at least from its first part to its last",
        ),
        Fault::Later => (
            format!("`{event}` ends before `{other}` begins, which it follows"),
            "an answer comes after what it answers: correct a date, or the relation",
        ),
    }
}
