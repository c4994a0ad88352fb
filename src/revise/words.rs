//! The words of a sentence, and where those of two texts differ.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::numerals;
use crate::model::fold::fold_char;

/// A word, a number or a sign such as `%` or `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub text: String,
    /// What it is compared by: without case, numerals as digits, contractions in full.
    pub folded: String,
    /// Its code points in the sentence.
    pub at: Range<usize>,
    /// Whether it is the first word of a sentence, whose capital says nothing.
    pub is_first: bool,
    /// Whether a clause may begin with it: after a comma, a dash or a bracket, or with a conjunction.
    pub opens_clause: bool,
}

impl Word {
    /// Returns whether it is a sign and no word.
    pub fn is_sign(&self) -> bool {
        !self.text.contains(char::is_alphanumeric)
    }

    /// Returns whether it holds a digit, or is a numeral.
    pub fn is_number(&self) -> bool {
        self.folded.contains(char::is_numeric) || numerals::value(&self.folded).is_some()
    }
}

/// A place where two texts differ: words of the one against words of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The words of the first text.
    pub old: Range<usize>,
    /// The words of the second text.
    pub new: Range<usize>,
}

/// Signs whose change is one of the meaning.
const SIGNS: &str = "?%‰$€£¥₽₴₹°+=<>≈±~−";

/// What parts clauses.
const BREAKS: &str = ",;:()[]—–";

/// Words that may open a clause.
const CONJUNCTIONS: &[&str] = &[
    "and", "but", "while", "which", "who", "whose", "where", "when", "because", "although",
    "though", "whereas",
];

/// Returns the words of some sentences that follow each other, and for each sentence which they are.
pub fn words_of_all<'a>(
    sentences: impl IntoIterator<Item = &'a str>,
) -> (Vec<Word>, Vec<Range<usize>>) {
    let (mut all, mut each) = (Vec::new(), Vec::new());
    for sentence in sentences {
        let start = all.len();
        all.extend(words_of(sentence));
        each.push(start..all.len());
    }
    (all, each)
}

/// Returns the words of a sentence.
pub fn words_of(sentence: &str) -> Vec<Word> {
    let chars: Vec<char> = sentence.chars().map(fold_char).collect();
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut is_break) = (0, true);
    while at < chars.len() {
        let end = end_of_word(&chars, at);
        if end > at {
            let text: String = chars[at..end].iter().collect();
            let is_first = words.iter().all(Word::is_sign);
            push_word(&mut words, text, at..end, is_first);
        } else if SIGNS.contains(chars[at]) || is_minus(&chars, at) {
            push_word(&mut words, chars[at].to_string(), at..at + 1, false);
        }
        if let Some(word) = words.last_mut().filter(|word| word.at.end > at) {
            word.opens_clause = is_break || CONJUNCTIONS.contains(&word.folded.as_str());
            is_break = false;
        }
        is_break |= end == at && (BREAKS.contains(chars[at]) || is_dash(&chars, at));
        at = end.max(at + 1);
    }
    words
}

/// Adds a word; one that holds a contracted negation or verb is two.
fn push_word(words: &mut Vec<Word>, text: String, at: Range<usize>, is_first: bool) {
    let lower = text.to_lowercase();
    let (stem, rest) = match lower.as_str() {
        "can't" | "cannot" => ("can", "not"),
        "won't" => ("will", "not"),
        "shan't" => ("shall", "not"),
        _ => {
            let tails = [
                ("n't", "not"),
                ("'ll", "will"),
                ("'ve", "have"),
                ("'re", "are"),
            ];
            let tails = tails
                .iter()
                .chain(&[("'s", "'s"), ("'d", "'d"), ("'m", "am")]);
            let found = tails.into_iter().find_map(|(tail, full)| {
                let stem = lower.strip_suffix(tail).filter(|stem| !stem.is_empty())?;
                Some((stem, *full))
            });
            found.unwrap_or((&lower, ""))
        }
    };
    let stem_text = match text.get(..stem.len()) {
        Some(head) if !rest.is_empty() && head.to_lowercase() == stem => head.to_owned(),
        _ if !rest.is_empty() => stem.to_owned(),
        _ => text,
    };
    let word = |text: String, is_first| Word {
        folded: folded(&text, is_first),
        text,
        at: at.clone(),
        is_first,
        opens_clause: false,
    };
    words.push(word(stem_text, is_first));
    if !rest.is_empty() {
        words.push(word(rest.to_owned(), false));
    }
}

/// Returns where the word ends that starts at a character; the same place where none does.
fn end_of_word(chars: &[char], start: usize) -> usize {
    let is_letter = |at: usize| chars.get(at).is_some_and(|c| is_of_word(*c));
    let is_digit = |at: usize| chars.get(at).is_some_and(|c| c.is_numeric());
    let mut at = start;
    while is_letter(at) || (at > start && joins(chars[at - 1], chars.get(at), is_letter(at + 1))) {
        // A point or a comma is part of a number between digits alone.
        let is_point = matches!(chars[at], '.' | ',');
        if is_point && !(is_digit(at - 1) && is_digit(at + 1)) {
            break;
        }
        at += 1;
    }
    at
}

fn joins(before: char, at: Option<&char>, is_letter_after: bool) -> bool {
    let is_joint = matches!(at, Some('\'' | '.' | ','));
    is_joint && is_letter_after && is_of_word(before) && (at == Some(&'\'') || before.is_numeric())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Returns whether a hyphen stands before a number and after a space.
fn is_minus(chars: &[char], at: usize) -> bool {
    chars[at] == '-'
        && chars.get(at + 1).is_some_and(|c| c.is_numeric())
        && (at == 0 || chars[at - 1] == ' ')
}

/// Returns whether a hyphen stands between spaces, or doubled, for a dash.
fn is_dash(chars: &[char], at: usize) -> bool {
    let is = |at: Option<usize>, c| at.is_some_and(|at| chars.get(at) == Some(&c));
    chars[at] == '-'
        && (is(Some(at + 1), '-') || is(at.checked_sub(1), ' ') && is(Some(at + 1), ' '))
}

/// Returns what a word is compared by.
fn folded(text: &str, is_first: bool) -> String {
    let text: String = text.nfc().collect();
    let is_acronym = text.chars().filter(|c| c.is_uppercase()).count() > 1;
    // `May` and `Will` are a month and a man, `may` and `will` are not.
    let is_name = !is_first && matches!(text.as_str(), "May" | "Will" | "March");
    if is_acronym || is_name {
        return text;
    }
    let lower = text.to_lowercase();
    numerals::digits(&lower).unwrap_or(lower)
}

/// Returns a text without the accents of its Latin letters. In other scripts such a mark makes another
/// letter.
pub fn without_accents(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut is_latin = false;
    for c in text.nfd() {
        if is_latin && ('\u{300}'..='\u{36f}').contains(&c) {
            continue;
        }
        is_latin = c.is_ascii_alphabetic();
        plain.push(c);
    }
    plain
}

/// The most pairs of words that are compared; longer sentences count as wholly different.
const MOST_PAIRS: usize = 1 << 20;

/// Returns how many words two lists have in common, in order.
pub fn common(old: &[u32], new: &[u32]) -> usize {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev());
    let end = end.take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return start + end;
    }
    start + end + lengths(old, new).first().map_or(0, |row| row[0])
}

/// Returns the places where two texts differ; `None` where they are too long to be compared.
pub fn hunks(old: &[Word], new: &[Word]) -> Option<Vec<Hunk>> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return None;
    }
    let folded =
        |words: &[Word]| -> Vec<String> { words.iter().map(|word| word.folded.clone()).collect() };
    let (from, to) = (folded(old), folded(new));
    let lengths = lengths(&from, &to);
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < from.len() || j < to.len() {
        if i < from.len() && j < to.len() && from[i] == to[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let is_taken_out =
            j == to.len() || i < from.len() && lengths[i + 1][j] >= lengths[i][j + 1];
        let (next_i, next_j) = if is_taken_out { (i + 1, j) } else { (i, j + 1) };
        match hunks.last_mut() {
            Some(last) if last.old.end == i && last.new.end == j => {
                (last.old.end, last.new.end) = (next_i, next_j);
            }
            _ => hunks.push(Hunk {
                old: i..next_i,
                new: j..next_j,
            }),
        }
        (i, j) = (next_i, next_j);
    }
    Some(hunks)
}

/// Returns, for each pair of ends of two lists, the length of their longest common subsequence.
fn lengths<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] = if old[i] == new[j] {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded_words(sentence: &str) -> Vec<String> {
        let words = words_of(sentence).into_iter();
        words.map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_compared_without_case_and_contractions() {
        for (one, other) in [
            ("It didn’t rain.", "it did not rain"),
            ("They can't go", "They cannot go"),
            ("Caf\u{e9}, forty boats", "cafe\u{301} 40 boats"),
            ("1,500 men", "1500 men"),
        ] {
            let (one, other) = (folded_words(one).concat(), folded_words(other).concat());
            assert_eq!(one, other);
        }
        for (one, other) in [
            ("It rose 1.5 metres", "It rose 15 metres"),
            ("the US asked", "the us asked"),
            ("They met in May", "They met in may"),
            ("It may rain", "It May rain"),
            ("They left.", "They left?"),
            ("it was -5 there", "it was 5 there"),
        ] {
            assert_ne!(folded_words(one), folded_words(other), "{one}");
        }
        assert_eq!(
            folded_words("Orland’s 1.5% of 3, 4"),
            ["orland", "'s", "1.5", "%", "of", "3", "4"]
        );
    }

    #[test]
    fn accents_of_latin_letters_go() {
        assert_eq!(
            without_accents("Café Zürich, вошёл"),
            "Cafe Zurich, вошёл".nfd().collect::<String>()
        );
    }

    #[test]
    fn clauses_open_after_marks_and_with_conjunctions() {
        let words = words_of("The river, it is said, rose - and the mill (an old one) fell.");
        let open = words.iter().filter(|word| word.opens_clause);
        let open: Vec<&str> = open.map(|word| word.text.as_str()).collect();
        assert_eq!(open, ["The", "it", "rose", "and", "an", "fell"]);
    }

    #[test]
    fn hunks_are_where_the_words_differ() {
        let (old, new) = (words_of("a b c d e"), words_of("a x c e f"));
        let shown = hunks(&old, &new).unwrap().into_iter();
        let shown: Vec<String> = shown
            .map(|Hunk { old, new }| format!("{old:?}>{new:?}"))
            .collect();
        assert_eq!(shown, ["1..2>1..2", "3..4>3..3", "5..5>4..5"]);
    }
}
