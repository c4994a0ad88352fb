//! The record of everything that was changed on the way from the raw file to the reading text.

use std::collections::BTreeMap;

use super::reading::{Edit, EditKind, Span};
use super::source_char::SourceChar;

/// Collects edits, one for each kind and raw line.
pub(super) struct EditLog {
    line_starts: Vec<usize>,
    edits: BTreeMap<(u32, EditKind), Edit>,
}

impl EditLog {
    /// Starts a log for a text; raw lines end with LF, CR LF or CR.
    pub(super) fn new(chars: &[SourceChar]) -> Self {
        let mut line_starts = vec![0];
        let mut rest = chars.iter().peekable();
        while let Some(c) = rest.next() {
            let next_is_feed = rest.peek().is_some_and(|next| next.character == '\n');
            if c.character == '\n' || (c.character == '\r' && !next_is_feed) {
                line_starts.push(c.end());
            }
        }
        Self {
            line_starts,
            edits: BTreeMap::new(),
        }
    }

    /// Returns the number of the raw line, from 1, that holds a byte.
    pub(super) fn line_of(&self, offset: usize) -> u32 {
        let before = self.line_starts.partition_point(|start| *start <= offset);
        u32::try_from(before).unwrap_or(u32::MAX).max(1)
    }

    /// Records that something at these bytes was replaced or set apart.
    pub(super) fn changed(&mut self, kind: EditKind, span: Span) {
        self.record(kind, span, None);
    }

    /// Records that the characters at these bytes are not part of the reading text.
    pub(super) fn removed(&mut self, kind: EditKind, span: Span) {
        self.record(kind, span, Some(span));
    }

    /// Records one edit of a span, and which part of it the reading text leaves out.
    pub(super) fn record(&mut self, kind: EditKind, span: Span, removed: Option<Span>) {
        let line = self.line_of(span.start);
        let edit = self.edits.entry((line, kind)).or_insert_with(|| Edit {
            kind,
            line,
            start: span.start,
            end: span.end,
            count: 0,
            note: String::new(),
            removed: Vec::new(),
        });
        edit.start = edit.start.min(span.start);
        edit.end = edit.end.max(span.end);
        edit.count += 1;
        edit.removed.extend(removed);
    }

    /// Returns all edits in the order of the raw file, each with its note.
    pub(super) fn finish(self) -> Vec<Edit> {
        let mut edits: Vec<Edit> = self.edits.into_values().collect();
        for edit in &mut edits {
            edit.note = edit.kind.note(edit.count);
        }
        edits.sort_by_key(|edit| (edit.start, edit.kind));
        edits
    }
}
