//! From characters to lines of clean text.

use super::edits::EditLog;
use super::glyph::Glyph;
use super::reading::{EditKind, Span};

/// One raw line without invisible characters, with plain single spaces and none at its ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) glyphs: Vec<Glyph>,
    /// The line ended in a soft hyphen: its last word goes on in the next line.
    pub(super) soft_hyphen: bool,
    /// White space stood before the first word.
    pub(super) indented: bool,
}

impl Line {
    /// Tells whether nothing stands on the line.
    pub(super) fn is_blank(&self) -> bool {
        self.glyphs.is_empty()
    }

    /// Returns the line's characters.
    pub(super) fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.character).collect()
    }
}

/// Splits a text at LF, CR LF and CR, and cleans each line.
pub(super) fn split(glyphs: &[Glyph], log: &mut EditLog) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in glyphs.split_inclusive(|glyph| glyph.character == '\n') {
        let body = line.strip_suffix_if('\n').strip_suffix_if('\r');
        for part in body.split(|glyph| glyph.character == '\r') {
            lines.push(clean(part, log));
        }
    }
    lines
}

/// Folds white space to single plain spaces, none at the ends; returns the bytes of each run
/// that was more than one plain space.
pub(super) fn fold_spaces(glyphs: Vec<Glyph>) -> (Vec<Glyph>, Vec<Span>) {
    let mut folded: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut runs = Vec::new();
    for run in glyphs.chunk_by(|a, b| is_space(a) == is_space(b)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        if !is_space(first) {
            folded.extend_from_slice(run);
        } else if !folded.is_empty() {
            folded.push(Glyph::new(' ', first.start(), last.end()));
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
        runs.pop_if(|run| end.is_some_and(|glyph| glyph.start() == run.start));
    }
    (folded, runs)
}

fn clean(part: &[Glyph], log: &mut EditLog) -> Line {
    let mut glyphs = Vec::with_capacity(part.len());
    let mut soft_hyphen = false;
    for glyph in part {
        if is_invisible(glyph.character) {
            log.removed(EditKind::InvisibleCharacters, glyph.span());
            soft_hyphen = glyph.character == SOFT_HYPHEN;
        } else {
            soft_hyphen &= is_space(glyph);
            glyphs.push(*glyph);
        }
    }
    let indented = glyphs.first().is_some_and(is_space);
    let (glyphs, runs) = fold_spaces(glyphs);
    for run in runs {
        log.changed(EditKind::Spaces, run);
    }
    Line {
        glyphs,
        soft_hyphen,
        indented,
    }
}

const SOFT_HYPHEN: char = '\u{ad}';

fn is_space(glyph: &Glyph) -> bool {
    glyph.character.is_whitespace()
}

/// Tells whether a character is not seen in print: soft hyphens, zero-width characters, marks of
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

impl StripSuffix for [Glyph] {
    fn strip_suffix_if(&self, character: char) -> &Self {
        match self {
            [rest @ .., last] if last.character == character => rest,
            _ => self,
        }
    }
}
