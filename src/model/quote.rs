//! Finding a quote in its sentence: letter for letter, and exactly once.

use std::ops::Range;

use super::fold::fold_char;

/// The most words that a quote may have: enough to pin a citation, too few to copy an article.
pub const QUOTE_WORDS_MAX: usize = 8;

/// Returns the words of a text: runs of letters and digits, so that `Armenia's` and `mid-May` are
/// two each. This is how copying is measured.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|character: char| !character.is_alphanumeric());
    runs.filter(|word| !word.is_empty())
}

/// Returns every span of a quote in a sentence, as half-open ranges of Unicode code points.
///
/// Typographic quotes equal ASCII ones and any run of white space equals one space; everything
/// else counts, case included. A quote is found at word boundaries only, so that `Mali` is not
/// found in `Malian`. Overlapping spans are all returned.
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
        let found = |quote| {
            let found = find_quote(quote, sentence).into_iter();
            found
                .map(|at| sentence.chars().skip(at.start).take(at.len()).collect())
                .collect::<Vec<String>>()
        };
        assert_eq!(
            found("Minsk's \"multi-vector\""),
            ["Minsk’s  “multi-vector”"]
        );
        assert_eq!(found(" multi-vector "), ["multi-vector"]);
        assert_eq!(found("minsk"), [""; 0]);
        assert_eq!(found("Minsk"), ["Minsk", "Minsk"]);
        assert_eq!(found("é and"), ["é and"]);
        assert_eq!(found("multi"), ["multi"]);
        assert_eq!(found("ulti"), [""; 0]);
        assert_eq!(found(""), [""; 0]);
        assert_eq!(
            found("longer than the whole sentence that it is looked for in"),
            [""; 0]
        );
    }

    #[test]
    fn offsets_count_code_points() {
        let found = find_quote("pact", "“Ñandú” signs a pact");
        assert_eq!(found.first(), Some(&(16..20)));
    }
}
