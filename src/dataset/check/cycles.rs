//! Cycles: nothing is part of itself, however many steps it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::dataset::problem::Line;
use crate::dataset::span::Span;

/// What a fact is part of, and where its file says so.
#[derive(Debug, Clone)]
pub struct Parent {
    /// The key of the fact that it is part of.
    pub key: String,
    /// Where that is said; `None` where it is known from a store alone.
    pub said: Option<Said>,
}

/// A span of a file, kept for later.
#[derive(Debug, Clone)]
pub struct Said {
    /// The file.
    pub file: String,
    /// The number of the line, where the file is one of lines.
    pub line: Option<usize>,
    /// The span in the line or else the file.
    pub span: Span,
}

/// What facts are part of, by their keys. A key names one fact, so that all kinds stand together.
pub type Parents = BTreeMap<String, Parent>;

impl Checker<'_> {
    /// Reports each cycle of `parent` and `part_of` once, at the fact whose key sorts first.
    pub fn find_cycles(&mut self, parents: &Parents) {
        for cycle in cycles(parents) {
            let key = cycle[0];
            let way = cycle.iter().chain([&key]).map(|key| format!("`{key}`"));
            let way = way.collect::<Vec<_>>().join(" in ");
            // A fact that only the store knows has no span.
            let mut said = cycle
                .iter()
                .filter_map(|key| parents.get(*key)?.said.as_ref());
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
fn cycles(parents: &Parents) -> Vec<Vec<&str>> {
    let mut cycles = Vec::new();
    let mut walked: BTreeSet<&str> = BTreeSet::new();
    for start in parents.keys() {
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
            next = parents.get(key).map(|parent| parent.key.as_str());
        }
    }
    cycles
}
