//! Cycles: nothing is part of itself, however many steps it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::dataset::problem::KeptSpan;

/// The parent of a fact, and the span that names it.
#[derive(Debug, Clone)]
pub struct Parent {
    /// The key of the parent.
    pub key: String,
    /// The span that names it; `None` where it is known from a store alone.
    pub named_at: Option<KeptSpan>,
}

/// The parents of facts, by their keys. A key names one fact, so that one map does for all kinds.
pub type Parents = BTreeMap<String, Parent>;

impl Checker<'_> {
    /// Reports each cycle of `parent` and `part_of` once, at the fact whose key sorts first.
    pub fn find_cycles(&mut self, parents: &Parents) {
        for cycle in cycles(parents) {
            let key = cycle[0];
            let path = cycle.iter().chain([&key]).map(|key| format!("`{key}`"));
            let path = path.collect::<Vec<_>>().join(" in ");
            // A fact that only the store knows has no span.
            let mut named_at = cycle
                .iter()
                .filter_map(|key| parents.get(*key)?.named_at.as_ref());
            if let Some(kept) = named_at.next() {
                let message = format!("`{key}` is part of itself: {path}");
                self.problems.error(kept, kept.span, message);
            }
        }
    }
}

/// Returns each cycle once, from the key that sorts first. Every fact is visited once:
///
/// ```text
/// a ─► b ─► c ─► d       the path from `a`; `d` is part of `b`, which is on the path:
///      ▲         │       the cycle is the path from `b` on
///      └─────────┘
/// e ─► c                 the path from `e` ends at `c`, which an earlier path has visited
/// ```
fn cycles(parents: &Parents) -> Vec<Vec<&str>> {
    let mut cycles = Vec::new();
    let mut visited: BTreeSet<&str> = BTreeSet::new();
    for start in parents.keys() {
        let mut path: Vec<&str> = Vec::new();
        let mut on_path: BTreeMap<&str, usize> = BTreeMap::new();
        let mut next = Some(start.as_str());
        while let Some(key) = next {
            if let Some(at) = on_path.get(key) {
                let mut cycle = path.split_off(*at);
                let first = (0..cycle.len())
                    .min_by_key(|at| cycle[*at])
                    .unwrap_or_default();
                cycle.rotate_left(first);
                cycles.push(cycle);
                break;
            }
            if !visited.insert(key) {
                break;
            }
            on_path.insert(key, path.len());
            path.push(key);
            next = parents.get(key).map(|parent| parent.key.as_str());
        }
    }
    cycles
}
