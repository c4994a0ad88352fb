//! What a text shows by itself, wherever it stands: predicates that several stages ask.

use super::{dates, names};

/// Returns whether a line is what a drop cap leaves behind.
pub(super) fn is_letter_line(text: &str) -> bool {
    let letter = text.strip_prefix(['“', '‘', '"', '\'', '«', '„']);
    let mut characters = letter.unwrap_or(text).chars();
    characters.next().is_some_and(char::is_uppercase) && characters.next().is_none()
}

/// Returns whether a line says by itself what it is, so that no other line is joined to it.
pub(super) fn is_label(text: &str) -> bool {
    let label = dates::date_line(text).is_some() || names::byline(text).is_some();
    label && !text.ends_with('.')
}

/// Returns whether a text ends with a stop, behind any closing quotes and brackets.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| "”’\"')]»›".contains(c))
        .ends_with(['.', '!', '?', '…', '。', '！', '？'])
}
