//! Finding a quote in its sentence: letter for letter, and exactly once.

use std::ops::Range;

use super::fold::fold_char;

/// The most words that a quote may have: enough to pin a citation, too few to copy an article.
pub const QUOTE_WORDS_MAX: usize = 8;

/// Counts the words of a quote: runs of anything but white space.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Returns every place of a quote in a sentence, as half-open ranges of Unicode code points.
///
/// Typographic quotes equal ASCII ones and any run of white space equals one space; everything
/// else counts, case included. A quote is found at word boundaries only, so that `Mali` is not
/// found in `Malian`. Overlapping places are all returned.
pub fn find_quote(quote: &str, sentence: &str) -> Vec<Range<usize>> {
    let needle = folded(quote);
    let hay = folded(sentence);
    let (needle, hay) = (trimmed(&needle), &hay[..]);
    if needle.is_empty() {
        return Vec::new();
    }
    let cuts_word = |at: usize| {
        at > 0
            && at < hay.len()
            && hay[at - 1].folded.is_alphanumeric()
            && hay[at].folded.is_alphanumeric()
    };
    (0..(hay.len() + 1).saturating_sub(needle.len()))
        .filter(|&start| {
            let end = start + needle.len();
            needle
                .iter()
                .zip(&hay[start..end])
                .all(|(one, other)| one.folded == other.folded)
                && !cuts_word(start)
                && !cuts_word(end)
        })
        .map(|start| hay[start].at..hay[start + needle.len() - 1].end)
        .collect()
}

/// One character after folding, with the code points of the text that it stands for.
struct Folded {
    folded: char,
    at: usize,
    end: usize,
}

fn folded(text: &str) -> Vec<Folded> {
    let mut all: Vec<Folded> = Vec::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        let folded = fold_char(character);
        match all.last_mut() {
            Some(last) if folded == ' ' && last.folded == ' ' => last.end = at + 1,
            _ => all.push(Folded {
                folded,
                at,
                end: at + 1,
            }),
        }
    }
    all
}

fn trimmed(text: &[Folded]) -> &[Folded] {
    let text = match text {
        [first, rest @ ..] if first.folded == ' ' => rest,
        text => text,
    };
    match text {
        [rest @ .., last] if last.folded == ' ' => rest,
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_stands_letter_for_letter_with_quotes_and_spaces_folded() {
        let sentence = "Minsk’s  “multi-vector” line, é and Minsk.";
        for (quote, expected) in [
            ("Minsk's \"multi-vector\"", vec![0..22]),
            (" multi-vector ", vec![10..22]),
            ("minsk", vec![]),
            ("Minsk", vec![0..5, 36..41]),
            ("é and", vec![30..35]),
            ("multi", vec![10..15]),
            ("ulti", vec![]),
            ("", vec![]),
            ("longer than the whole sentence that it is looked for in", vec![]),
        ] {
            assert_eq!(find_quote(quote, sentence).len(), expected.len(), "{quote}");
            for (found, expected) in find_quote(quote, sentence).into_iter().zip(expected) {
                let text: String = sentence.chars().skip(found.start).take(found.len()).collect();
                assert_eq!(found.start, expected.start, "{quote}: {text}");
                assert_eq!(folded(&text).len(), folded(quote.trim()).len(), "{quote}: {text}");
            }
        }
    }

    #[test]
    fn offsets_count_code_points() {
        let found = find_quote("pact", "“Ñandú” signs a pact");
        assert_eq!(found, [16..20]);
    }
}
