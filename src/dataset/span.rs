//! Spans of the files of a dataset.

use std::ops::Range;

/// A span of a file, in bytes, half-open.
///
/// It is one of the file that is being read, or of the ledger for a value that an entry has set: a
/// mistake in a corrected value is the ledger's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset behind the last byte.
    pub end: usize,
    /// Whether the file is the ledger instead of the one that is being read.
    pub in_ledger: bool,
}

impl Span {
    /// Makes a span of the ledger.
    pub fn in_ledger(range: Range<usize>) -> Self {
        Self {
            in_ledger: true,
            ..range.into()
        }
    }

    /// Returns the range of bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
            in_ledger: false,
        }
    }
}
