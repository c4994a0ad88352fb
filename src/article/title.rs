//! Which of the lines before a body is its title, and which the motto of the site.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use super::blocks::Block;
use super::shape::Shape;

/// The words of a body that its title could share.
pub(super) struct BodyWords(HashSet<String>);

impl BodyWords {
    /// Collects the words of some blocks.
    pub(super) fn of<'a>(blocks: impl Iterator<Item = &'a Block>) -> Self {
        Self(
            blocks
                .flat_map(|block| content_words(block.text()))
                .collect(),
        )
    }

    /// Returns how many of twelve parts of a line's words the body shares.
    fn shared(&self, text: &str) -> usize {
        let words = content_words(text);
        let shared = words.iter().filter(|word| self.0.contains(*word)).count();
        (12 * shared).checked_div(words.len()).unwrap_or_default()
    }
}

/// What the lines of one candidate position say about the title.
pub(super) enum Verdict {
    /// None of them could be it.
    Nothing,
    /// Two of them could be it.
    Open,
    /// This block is it.
    Title(usize),
}

/// Picks the title from some lines: the one that stands out.
///
/// A Markdown heading of the highest level wins. Else a line scores by the share of its words
/// that the body uses, and by its number of words; it must start with a capital, a digit or a
/// quotation mark. Two lines with nearly the same score leave the title open.
pub(super) fn find(lines: &[(usize, &Block, Shape)], body: &BodyWords) -> Verdict {
    let mut scored: Vec<(usize, usize, &str)> = lines
        .iter()
        .filter_map(|(at, block, shape)| Some((score(block, shape, body)?, *at, block.text())))
        .collect();
    scored.sort_by_key(|(score, at, _)| (std::cmp::Reverse(*score), *at));
    let Some((best, at, text)) = scored.first().copied() else {
        return Verdict::Nothing;
    };
    // A browser's title is the title with the name of the site behind it.
    let longer = |other: &str| other != text && other.contains(text);
    let shorter = |(_, _, other): &&(usize, usize, &str)| text != *other && text.contains(other);
    if let Some((_, at, _)) = scored.iter().find(shorter) {
        return Verdict::Title(*at);
    }
    let rival = scored
        .iter()
        .find(|(_, _, other)| *other != text && !longer(other));
    match rival {
        Some((score, ..)) if best - score < 2 && best < HEADING => Verdict::Open,
        _ => Verdict::Title(at),
    }
}

/// Returns whether a line above the title is the motto of a site: it starts in lower case, or
/// speaks of news or media.
pub(super) fn is_tagline(block: &Block) -> bool {
    const WORDS: [&str; 12] = [
        "news",
        "media",
        "magazine",
        "journal",
        "journalism",
        "newspaper",
        "network",
        "review",
        "independent",
        "daily",
        "weekly",
        "gazette",
    ];
    let text = block.text();
    let words: Vec<String> = text.unicode_words().map(str::to_lowercase).collect();
    (3..=12).contains(&words.len())
        && (text.starts_with(char::is_lowercase)
            || words.iter().any(|word| WORDS.contains(&word.as_str())))
}

/// What a heading scores at least; no plain line reaches it.
const HEADING: usize = 100;

fn score(block: &Block, shape: &Shape, body: &BodyWords) -> Option<usize> {
    let text = block.text();
    let words = text
        .unicode_words()
        .filter(|word| word.contains(char::is_alphabetic))
        .count();
    let shared = body.shared(text);
    match shape {
        Shape::Heading(level) => Some(HEADING + 100 * (6 - usize::from(*level).min(6)) + shared),
        Shape::Sentence if !text.ends_with(['?', '!']) => None,
        Shape::Line | Shape::Sentence => {
            let fits = (3..=30).contains(&words) && !text.starts_with(char::is_lowercase);
            (fits && (shared > 0 || words >= 4)).then_some(shared + words.min(12))
        }
        _ => None,
    }
}

/// Returns the words of four letters and more, in lower case, without a possessive ending.
fn content_words(text: &str) -> HashSet<String> {
    let words = text.unicode_words().map(str::to_lowercase);
    let words = words.map(
        |word| match word.strip_suffix("’s").or(word.strip_suffix("'s")) {
            Some(stem) => stem.to_owned(),
            None => word,
        },
    );
    words.filter(|word| word.chars().count() >= 4).collect()
}
