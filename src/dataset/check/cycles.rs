//! Cycles: nothing is part of itself, however many steps it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::dataset::problem::KeptSpan;

/// What a fact is part of, and where its file says so.
#[derive(Debug, Clone)]
pub struct Parent {
    /// The key of the fact that it is part of.
    pub key: String,
    /// The span that names it; `None` where it is known from a store alone.
    pub named_at: Option<KeptSpan>,
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
            let mut named_at = cycle
                .iter()
                .filter_map(|key| parents.get(*key)?.named_at.as_ref());
            if let Some(kept) = named_at.next() {
                let message = format!("`{key}` is part of itself: {way}");
                self.problems.error(kept, kept.span.clone(), message);
            }
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
