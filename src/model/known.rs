//! What a store knows about a dataset, so that a rerun need not read it again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Locator;

/// The size and mtime of a file: while both are the same, the file is not read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Its length in bytes.
    pub size: u64,
    /// Its mtime, in nanoseconds since 1970, UTC.
    pub modified: i64,
}

impl Stamp {
    /// Returns whether the file was written so long before a moment, in nanoseconds since 1970, that a
    /// write after that moment gives it another mtime. A file system that keeps fractions of a second
    /// ticks every few milliseconds; others tick every second or two.
    pub fn is_settled(self, at: i64) -> bool {
        let tick = match self.modified % 1_000_000_000 {
            0 => 2_000_000_000,
            _ => 100_000_000,
        };
        self.modified < at.saturating_sub(tick)
    }
}

/// A file of a dataset as it was last ingested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// The SHA-256 of its bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// Its stamp then; `None` where that could not be trusted.
    pub stamp: Option<Stamp>,
    /// The sum of the digests of what it skips; 0 for nothing.
    pub skips: i64,
}

/// A fact as far as other facts can depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    /// Its kind.
    pub kind: String,
    /// For an actor, what sort it is.
    pub actor_kind: Option<String>,
    /// The fact of the same kind that it is part of.
    pub parent: Option<String>,
}

/// A relation of an event to another that its date must keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bond {
    /// The event.
    pub event: String,
    /// The other one.
    pub other: String,
    /// The relation.
    pub tie: Tie,
}

/// What the date of an event has to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// It lies in that of the event that it is part of.
    PartOf,
    /// It does not end before the other one begins.
    After,
}

/// The first and the last day of a date; `None` where it is open.
pub type Days = (Option<NaiveDate>, Option<NaiveDate>);

/// The version of the rules of `check`: goes up with every new rule, since what was found right by the
/// earlier ones must be looked at again.
pub const RULES: u32 = 2;

/// The questions that a rerun asks of the store: no more than it needs to know, so that a rerun costs
/// what the change costs.
///
/// # Errors
/// Every question fails where the store cannot be read.
pub trait Knowledge {
    /// Why the store cannot be read.
    type Error;

    /// Returns the files that a dataset was made of, by name; no files where the store holds another
    /// dataset, or has to be rebuilt.
    fn files(&self, dataset: &str) -> Result<BTreeMap<String, KnownFile>, Self::Error>;

    /// Returns the facts of a file, retracted ones included, each with the digest of its item.
    fn facts_in(&self, file: &str) -> Result<BTreeMap<String, i64>, Self::Error>;

    /// Returns the sources that lines of a file describe, each with the digest of its line.
    fn sources_in(&self, file: &str) -> Result<BTreeMap<String, i64>, Self::Error>;

    /// Returns the fact of a key, if there is one.
    fn fact(&self, key: &str) -> Result<Option<KnownFact>, Self::Error>;

    /// Returns the days of an event; `None` where it is not dated, or no event.
    fn days_of_event(&self, key: &str) -> Result<Option<Days>, Self::Error>;

    /// Returns the parts of an event, and the events that are linked to it by one of these relations.
    fn bonds_to(&self, key: &str, relations: &[&str]) -> Result<Vec<Bond>, Self::Error>;

    /// Returns the file of a fact, retracted or not.
    fn file_of_fact(&self, key: &str) -> Result<Option<String>, Self::Error>;

    /// Returns the facts that refer to a fact in any of their columns and lists.
    fn facts_referring_to(&self, key: &str) -> Result<Vec<String>, Self::Error>;

    /// Returns the file of lines that describes a source, if one does.
    fn file_of_source(&self, key: &str) -> Result<Option<String>, Self::Error>;

    /// Returns whether there is a source of this key.
    fn has_source(&self, key: &str) -> Result<bool, Self::Error>;

    /// Returns whether there is a source of which a test of its name in footnotes, the SHA-256 of its
    /// file and its address holds.
    fn has_source_like(
        &self,
        is_like: &dyn Fn(&str, &str, Option<&str>) -> bool,
    ) -> Result<bool, Self::Error>;

    /// Returns whether a sentence is skipped.
    fn is_skipped(&self, source: &str, at: Locator) -> Result<bool, Self::Error>;

    /// Returns the files that the last run over everything warned of.
    fn files_with_warnings(&self) -> Result<BTreeSet<String>, Self::Error>;

    /// Returns how many entries its ledger has.
    fn corrections(&self) -> Result<usize, Self::Error>;
}
