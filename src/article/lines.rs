//! From characters to lines of clean text.

use super::edits::EditLog;
use super::reading::{EditKind, Span};
use super::source_char::SourceChar;

/// One raw line without invisible characters, with plain single spaces and none at its ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) chars: Vec<SourceChar>,
    /// The line ended in a soft hyphen: its last word goes on in the next line.
    pub(super) soft_hyphen: bool,
    /// White space stood before the first word.
    pub(super) indented: bool,
}

impl Line {
    /// Returns whether nothing stands on the line.
    pub(super) fn is_blank(&self) -> bool {
        self.chars.is_empty()
    }

    /// Returns the line's characters.
    pub(super) fn text(&self) -> String {
        self.chars.iter().map(|c| c.character).collect()
    }
}

/// Splits a text at LF, CR LF and CR, and cleans each line.
pub(super) fn split(chars: &[SourceChar], log: &mut EditLog) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in chars.split_inclusive(|c| c.character == '\n') {
        let body = line.strip_suffix_if('\n').strip_suffix_if('\r');
        for part in body.split(|c| c.character == '\r') {
            lines.push(clean(part, log));
        }
    }
    lines
}

/// Folds white space to single plain spaces, none at the ends; returns the bytes of each run
/// that was more than one plain space.
pub(super) fn fold_spaces(chars: Vec<SourceChar>) -> (Vec<SourceChar>, Vec<Span>) {
    let mut folded: Vec<SourceChar> = Vec::with_capacity(chars.len());
    let mut runs = Vec::new();
    for run in chars.chunk_by(|a, b| is_space(a) == is_space(b)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        if !is_space(first) {
            folded.extend_from_slice(run);
        } else if !folded.is_empty() {
            folded.push(SourceChar::new(' ', first.start(), last.end()));
            if run.len() > 1 || first.character != ' ' {
                runs.push(Span {
                    start: first.start(),
                    end: last.end(),
                });
            }
        }
    }
    if folded.last().is_some_and(is_space) {
        let end = folded.pop();
        runs.pop_if(|run| end.is_some_and(|c| c.start() == run.start));
    }
    (folded, runs)
}

fn clean(part: &[SourceChar], log: &mut EditLog) -> Line {
    let mut chars = Vec::with_capacity(part.len());
    let mut soft_hyphen = false;
    for c in part {
        if is_invisible(c.character) {
            log.removed(EditKind::InvisibleCharacters, c.span());
            soft_hyphen = c.character == SOFT_HYPHEN;
        } else {
            soft_hyphen &= is_space(c);
            chars.push(*c);
        }
    }
    let indented = chars.first().is_some_and(is_space);
    let (chars, runs) = fold_spaces(chars);
    for run in runs {
        log.changed(EditKind::Spaces, run);
    }
    Line {
        chars,
        soft_hyphen,
        indented,
    }
}

const SOFT_HYPHEN: char = '\u{ad}';

fn is_space(c: &SourceChar) -> bool {
    c.character.is_whitespace()
}

/// Returns whether a character is not seen in print: soft hyphens, zero-width characters, marks of
/// text direction, control characters.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character,
        SOFT_HYPHEN | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
        || (character.is_control() && !character.is_whitespace())
}

/// Takes one character off the end of a line.
trait StripSuffix {
    fn strip_suffix_if(&self, character: char) -> &Self;
}

impl StripSuffix for [SourceChar] {
    fn strip_suffix_if(&self, character: char) -> &Self {
        match self {
            [rest @ .., last] if last.character == character => rest,
            _ => self,
        }
    }
}
