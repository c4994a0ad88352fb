//! The keys of all facts: what a reference can name.
//!
//! - **Keys are for ever.** The key of a retracted fact stays here, so that no other fact can take it;
//!   only references no longer find it.
//! - **Bounded memory.** This is what grows with a dataset: some two hundred bytes for each fact. The
//!   passes count them, and refuse a dataset whose keys exceed their share of `--memory`.
//! - **Nothing depends on threads.** Of several facts with one key the first by file and line has it,
//!   in whatever order they are added.

use std::collections::HashMap;

use crate::model::form::{KINDS, Kind};

/// The location of a key: line and column as people count them, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The number of the file among those of the folder.
    pub file: u32,
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl Location {
    /// Makes a location in the file of this number.
    pub fn new(file: u32, (line, column): (usize, usize)) -> Self {
        let [line, column] = [line, column].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        Self { file, line, column }
    }

    /// Returns it as messages show it, given the path of its file.
    pub fn shown(self, path: &str) -> String {
        format!("{path}:{}:{}", self.line, self.column)
    }
}

/// A fact that a key names.
#[derive(Debug, Clone)]
pub struct KnownKey {
    /// The number of its kind in [`KINDS`].
    kind: u8,
    /// For an actor, what sort it is: the number of the code in `actor_kinds`.
    pub actor_kind: Option<u16>,
    /// Its location; `None` where it is known from a store alone.
    pub location: Option<Location>,
    /// Whether the ledger retracted it: references no longer find it.
    pub is_retracted: bool,
}

impl KnownKey {
    /// Makes a key of a fact that is not retracted.
    pub fn new(kind: &Kind, actor_kind: Option<u16>, location: Option<Location>) -> Self {
        Self {
            kind: u8::try_from(kind.number()).expect("there are fewer than 256 kinds"),
            actor_kind,
            location,
            is_retracted: false,
        }
    }

    /// Returns the name of its kind.
    pub fn kind(&self) -> &'static str {
        KINDS[usize::from(self.kind)].name
    }
}

/// The keys of all facts.
#[derive(Debug, Default)]
pub struct Keys(HashMap<Box<str>, KnownKey>);

impl Keys {
    /// Adds a fact. Of several with one key the first by file and line is kept.
    pub fn add(&mut self, key: Box<str>, entry: KnownKey) {
        let known = self.0.entry(key).or_insert_with(|| entry.clone());
        if known.location.is_none() || entry.location < known.location {
            *known = entry;
        }
    }

    /// Returns the fact that a reference with this key finds.
    pub fn get(&self, key: &str) -> Option<&KnownKey> {
        self.0.get(key).filter(|entry| !entry.is_retracted)
    }

    /// Returns the fact of a key, retracted or not.
    pub fn owner(&self, key: &str) -> Option<&KnownKey> {
        self.0.get(key)
    }

    /// Returns the fact of a key, to change it.
    pub fn owner_mut(&mut self, key: &str) -> Option<&mut KnownKey> {
        self.0.get_mut(key)
    }

    /// Lists the keys of all facts that are not retracted, or of those of one kind, sorted.
    pub fn of_kind(&self, kind: Option<&str>) -> Vec<&str> {
        let is_of_kind = |known: &KnownKey| kind.is_none_or(|kind| kind == known.kind());
        let mut keys: Vec<&str> = self
            .0
            .iter()
            .filter(|(_, known)| !known.is_retracted && is_of_kind(known))
            .map(|(key, _)| &**key)
            .collect();
        keys.sort_unstable();
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_facts_with_one_key_the_first_one_has_it() {
        let entry = |kind, line| {
            let location = Location {
                file: 0,
                line,
                column: 1,
            };
            KnownKey::new(Kind::of(kind).unwrap(), None, Some(location))
        };
        let mut keys = Keys::default();
        for (kind, line) in [("event", 7), ("actor", 2), ("place", 9)] {
            keys.add("a".into(), entry(kind, line));
        }
        assert_eq!(keys.get("a").unwrap().kind(), "actor");
        assert_eq!(keys.of_kind(Some("event")), [""; 0]);
        keys.owner_mut("a").unwrap().is_retracted = true;
        assert!(keys.get("a").is_none() && keys.owner("a").is_some());
        assert_eq!(keys.of_kind(None), [""; 0]);
    }
}
