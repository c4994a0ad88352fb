//! What a corpus is made of.

use crate::faults::{Fault, Faults};
use crate::random::{Random, Stream};
use crate::record::Record;

/// How many events one source reports.
pub const EVENTS_PER_SOURCE: usize = 20;

/// What a corpus is made of.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// How many events it has: a multiple of 20, those of a source.
    pub events: usize,
    /// Where its numbers start from.
    pub seed: u64,
    /// What is wrong in it on purpose.
    pub faults: Faults,
}

/// One line of a corpus: a fact, a source or a sentence without fact.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is, as a sheet names it.
    pub kind: &'static str,
    /// Its fields.
    pub record: Record,
    /// What is wrong with it on purpose.
    pub fault: Option<Fault>,
}

/// Makes a line without fault.
pub fn line(kind: &'static str, record: Record) -> Line {
    Line {
        kind,
        record,
        fault: None,
    }
}

impl Corpus {
    /// Returns how many sources it has.
    pub fn sources(&self) -> usize {
        self.events / EVENTS_PER_SOURCE
    }

    /// Returns how many actors it has beside the states.
    pub(crate) fn actors(&self) -> usize {
        (self.events / 50).max(8)
    }

    /// Returns how many places it has.
    pub(crate) fn places(&self) -> usize {
        (self.events / 100).max(8)
    }

    /// Starts the stream of random numbers of one thing.
    pub(crate) fn random(&self, stream: Stream, index: usize) -> Random {
        Random::of(self.seed, stream, index)
    }
}
