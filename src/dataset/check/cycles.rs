//! Cycles: nothing is part of itself, however many steps it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::dataset::node::Field;
use crate::dataset::raw::RawSheet;
use crate::dataset::span::Span;

/// What a fact belongs to, and where the file says so.
type Wholes<'s> = BTreeMap<&'s str, (&'s str, &'s str, &'s Span)>;

impl Checker<'_> {
    /// Reports each cycle of `parent` and `part_of` once, at the fact whose key sorts first.
    pub fn find_cycles(&mut self, sheets: &[(&str, RawSheet)]) {
        let mut wholes: [Wholes<'_>; 3] = Default::default();
        // A key names one fact, so that what is known of others may stand with each kind.
        let (known, nowhere) = (self.wholes.clone(), Span::default());
        for wholes in &mut wholes {
            let known = known
                .iter()
                .map(|(key, whole)| (key.as_str(), (whole.as_str(), "", &nowhere)));
            wholes.extend(known);
        }
        for (file, sheet) in sheets {
            let actors = sheet
                .actor
                .elements()
                .map(|(_, actor)| (&actor.key, &actor.parent));
            wholes[0].extend(actors.filter_map(|fields| part_and_whole(file, fields)));
            let events = sheet
                .event
                .elements()
                .map(|(_, event)| (&event.key, &event.part_of));
            wholes[1].extend(events.filter_map(|fields| part_and_whole(file, fields)));
            let instruments = sheet
                .instrument
                .elements()
                .map(|(_, part)| (&part.key, &part.part_of));
            wholes[2].extend(instruments.filter_map(|fields| part_and_whole(file, fields)));
        }
        for wholes in &wholes {
            for cycle in cycles(wholes) {
                let key = cycle[0];
                let way = cycle.iter().chain([&key]).map(|key| format!("`{key}`"));
                let way = way.collect::<Vec<_>>().join(" in ");
                let (_, file, span) = wholes[key];
                let message = format!("`{key}` is part of itself: {way}");
                self.problems.error(file, span.clone(), message);
            }
        }
    }
}

fn part_and_whole<'s>(
    file: &'s str,
    (key, whole): (&'s Field<String>, &'s Field<String>),
) -> Option<(&'s str, (&'s str, &'s str, &'s Span))> {
    let ((_, key), (span, whole)) = (key.given()?, whole.given()?);
    Some((key, (whole, file, span)))
}

/// Returns each cycle once, from the key that sorts first. Every fact is walked from once at most.
fn cycles<'s>(wholes: &Wholes<'s>) -> Vec<Vec<&'s str>> {
    let mut cycles = Vec::new();
    let mut walked: BTreeSet<&str> = BTreeSet::new();
    for start in wholes.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut on_way: BTreeMap<&str, usize> = BTreeMap::new();
        let mut next = Some(*start);
        while let Some(key) = next {
            if let Some(at) = on_way.get(key) {
                let mut cycle = way.split_off(*at);
                let first = (0..cycle.len())
                    .min_by_key(|at| cycle[*at])
                    .unwrap_or_default();
                cycle.rotate_left(first);
                cycles.push(cycle);
                break;
            }
            if !walked.insert(key) {
                break;
            }
            on_way.insert(key, way.len());
            way.push(key);
            next = wholes.get(key).map(|(whole, _, _)| *whole);
        }
    }
    cycles
}
