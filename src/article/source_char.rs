//! A character with its span in the raw file.

use super::reading::Span;

/// One character of the text and the raw bytes that it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SourceChar {
    /// The character.
    pub(super) character: char,
    start: u32,
    end: u32,
}

impl SourceChar {
    /// Makes a character; offsets fit, because the size of a scrape is limited.
    pub(super) fn new(character: char, start: usize, end: usize) -> Self {
        let offset = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Self {
            character,
            start: offset(start),
            end: offset(end),
        }
    }

    /// Returns the offset of the first raw byte.
    pub(super) fn start(&self) -> usize {
        self.start as usize
    }

    /// Returns the offset behind the last raw byte.
    pub(super) fn end(&self) -> usize {
        self.end as usize
    }

    /// Returns the raw bytes of the character.
    pub(super) fn span(&self) -> Span {
        Span {
            start: self.start(),
            end: self.end(),
        }
    }
}

/// Returns the raw bytes of a text, from its first character to its last.
pub(super) fn span(chars: &[SourceChar]) -> Option<Span> {
    let first = chars.first()?;
    Some(first.span().until(chars.last()?.end()))
}

/// Returns the characters of a text.
pub(super) fn text(chars: &[SourceChar]) -> String {
    chars.iter().map(|c| c.character).collect()
}
