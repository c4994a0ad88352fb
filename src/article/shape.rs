//! What a block looks like by itself, before its neighbours are asked.

use unicode_segmentation::UnicodeSegmentation;

use super::blocks::Block;
use super::dates::{self, DateLine};
use super::furniture::{is_caption, is_credit, is_notice};
use super::names;
use super::predicates::{ends_sentence, is_letter_line};

/// The look of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// A Markdown heading.
    Heading(u8),
    /// A line that names the author: the range of the name in its characters.
    Byline(std::ops::Range<usize>),
    /// A line with a date and hardly more.
    Date(DateLine),
    /// The words below a picture.
    Caption,
    /// The maker of a picture.
    Credit,
    /// Rights, subscriptions, links.
    Notice,
    /// One letter that no word was found for.
    Letter,
    /// Long enough and closed like a paragraph.
    Prose,
    /// A sentence, too short to be sure that it is a paragraph.
    Sentence,
    /// A short line that does not end like a sentence.
    Line,
}

/// From this many characters on, a closed sentence is taken for a paragraph.
const SHORTEST_PROSE: usize = 60;
/// From this many characters on, a text is a paragraph however it ends.
const LONGEST_LINE: usize = 200;

/// Returns the look of a block. The order of the questions is the order of [`Shape`].
pub(super) fn shape(block: &Block) -> Shape {
    let text = block.text();
    let short = block.length() <= 2 * LONGEST_LINE;
    if let Some(level) = block.heading {
        return Shape::Heading(level);
    }
    if let Some(name) = names::byline(text) {
        return Shape::Byline(name);
    }
    if let Some(date) = dates::date_line(text) {
        return Shape::Date(date);
    }
    if block.image || (short && is_caption(text)) {
        return if is_credit(text) {
            Shape::Credit
        } else {
            Shape::Caption
        };
    }
    if short && is_notice(text) {
        return Shape::Notice;
    }
    if is_letter_line(text) {
        return Shape::Letter;
    }
    let words = text.unicode_words().take(8).count();
    match (ends_sentence(text), block.length()) {
        (_, LONGEST_LINE..) if words > 3 => Shape::Prose,
        (true, SHORTEST_PROSE..) if words >= 8 => Shape::Prose,
        (true, _) if words >= 3 && has_small_words(text) => Shape::Sentence,
        _ => Shape::Line,
    }
}

/// Returns whether a text starts with anything but a small letter and has a word in small letters.
fn has_small_words(text: &str) -> bool {
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    !text.starts_with(char::is_lowercase) && text.unicode_words().skip(1).any(|w| small(&w))
}
