//! What a store knows of the files that a rerun does not read again.

use std::collections::{BTreeMap, BTreeSet};

use super::Locator;

/// A file of a dataset as it was last ingested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// The SHA-256 of its bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// How many sentences it skips.
    pub skips: usize,
}

/// A fact as far as other facts can depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    /// Its kind.
    pub kind: String,
    /// For an actor, what sort it is.
    pub actor_kind: Option<String>,
    /// The `parent` or `part_of` that it belongs to.
    pub whole: Option<String>,
    /// The file that it stands in.
    pub file: String,
}

/// What a store knows of a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its files, by name relative to its folder.
    pub files: BTreeMap<String, KnownFile>,
    /// Its facts, by key; those that were retracted are not among them.
    pub facts: BTreeMap<String, KnownFact>,
    /// The sentences that are skipped: source and place.
    pub skipped: BTreeSet<(String, Locator)>,
    /// How many entries its ledger has.
    pub corrections: usize,
}
