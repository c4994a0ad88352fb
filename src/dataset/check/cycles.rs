//! Cycles: nothing is part of itself, however many steps it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::dataset::items::Item;
use crate::dataset::problem::{At, Line};
use crate::dataset::span::Span;

/// What a fact belongs to, and where its file says so.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The key of the fact that it belongs to.
    pub whole: String,
    /// Where that is said; `None` where it is known from a store alone.
    pub said: Option<Said>,
}

/// A place in a file, kept for later.
#[derive(Debug, Clone)]
pub struct Said {
    /// The file.
    pub file: String,
    /// The number of the line, where the file is one of lines.
    pub line: Option<usize>,
    /// The place in the line or else the file.
    pub span: Span,
}

/// What facts belong to, by their keys. A key names one fact, so that all kinds stand together.
pub type Wholes = BTreeMap<String, Whole>;

/// Returns what a fact belongs to, as its item says.
pub fn whole_of(item: &Item, at: At<'_>) -> Option<(String, Whole)> {
    let field = match item.kind {
        "actor" => "parent",
        "event" | "instrument" => "part_of",
        _ => return None,
    };
    let whole = Whole {
        whole: item.node.text(field)?.to_owned(),
        said: Some(Said {
            file: at.file.to_owned(),
            line: at.line.map(|(number, _)| number),
            span: item.node.get(field)?.span.clone(),
        }),
    };
    Some((item.key()?.to_owned(), whole))
}

impl Checker<'_> {
    /// Reports each cycle of `parent` and `part_of` once, at the fact whose key sorts first.
    pub fn find_cycles(&mut self, wholes: &Wholes) {
        for cycle in cycles(wholes) {
            let key = cycle[0];
            let way = cycle.iter().chain([&key]).map(|key| format!("`{key}`"));
            let way = way.collect::<Vec<_>>().join(" in ");
            // Of facts that only the store knows, none says where.
            let mut said = cycle
                .iter()
                .filter_map(|key| wholes.get(*key)?.said.as_ref());
            let Some(said) = said.next() else {
                continue;
            };
            let message = format!("`{key}` is part of itself: {way}");
            let problem = self.problems.error(&said.file, said.span.clone(), message);
            // What stands on the line is read again if the problem is told.
            let line = said.line.filter(|_| !said.span.in_ledger);
            problem.line = line.map(|number| Line {
                number,
                text: String::new(),
            });
        }
    }
}

/// Returns each cycle once, from the key that sorts first. Every fact is walked from once at most.
fn cycles(wholes: &Wholes) -> Vec<Vec<&str>> {
    let mut cycles = Vec::new();
    let mut walked: BTreeSet<&str> = BTreeSet::new();
    for start in wholes.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut on_way: BTreeMap<&str, usize> = BTreeMap::new();
        let mut next = Some(start.as_str());
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
            next = wholes.get(key).map(|whole| whole.whole.as_str());
        }
    }
    cycles
}
