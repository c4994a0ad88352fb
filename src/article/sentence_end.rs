//! The rules that decide whether punctuation ends an English sentence.

use super::abbreviations::{
    INSTITUTIONS, LINKS, NUMBERED, PLACES, SPEECH, STARTERS, SUFFIXES, TIME_TAILS, TITLES,
};

/// Decides whether a sentence ends between two texts with white space between them. `left`
/// starts with the sentence in question. None leaves the decision to others.
pub(super) fn ends_sentence(left: &str, right: &str) -> Option<bool> {
    let head = left.trim_end_matches(is_closer);
    let closers = left.get(head.len()..).unwrap_or_default();
    let terminator = head.chars().next_back().filter(|c| ".!?…".contains(*c))?;
    let quoted = closers.contains(['”', '’', '"', '\'', '»']);
    let next = right.trim_start_matches(is_opener);
    if next.starts_with(char::is_lowercase)
        || starts_with_punctuation(right)
        || is_in_brackets(left, right)
    {
        return Some(false);
    }
    if quoted {
        let speaker = terminator != '.' && is_speaker(right);
        return Some(!speaker);
    }
    if terminator == '…' || head.ends_with("..") || head.ends_with(". .") {
        return is_starter(next).then_some(true);
    }
    if closers.ends_with([')', ']']) && left.starts_with(['(', '[']) {
        return Some(true);
    }
    if terminator == '.' && closers.is_empty() {
        return full_stop_ends_sentence(head, right, next);
    }
    None
}

/// Decides about a full stop without quotation marks or brackets behind it.
fn full_stop_ends_sentence(head: &str, right: &str, next: &str) -> Option<bool> {
    let start = head.rfind(|c: char| c.is_whitespace() || is_opener(c) || c == '-');
    let word = head.get(start.map_or(0, |at| at + 1)..)?;
    let word = word.trim_start_matches(is_opener).strip_suffix('.')?;
    let lower = word.to_lowercase();
    let is = |list: &[&str]| list.contains(&lower.as_str());
    let capital = word.starts_with(char::is_uppercase);
    if is(LINKS) || (is(TITLES) && capital) {
        return Some(false);
    }
    if is(NUMBERED) {
        let number = next.starts_with(|c: char| c.is_ascii_digit());
        return Some(!number);
    }
    if (is(PLACES) && capital) || is(SUFFIXES) {
        return Some(is_starter(next) || right.starts_with(is_opener));
    }
    if lower == "a.m" || lower == "p.m" {
        return Some(!TIME_TAILS.contains(&first_word(next).as_str()));
    }
    if word.contains('.') && is_acronym(word) {
        return Some(ends_at_acronym(word, next));
    }
    if word.chars().count() == 1 && capital {
        return Some(is_starter(next));
    }
    None
}

/// Decides about an acronym such as "U.S.", or initials such as "J.R.", before a capital.
///
/// A starter begins a sentence. Otherwise the acronym of a country or an organisation goes on
/// with an office or institution, or with a second capitalised word ("U.S. Virgin Islands");
/// a lone name behind it begins a sentence. Other initials belong to the name behind them.
fn ends_at_acronym(word: &str, next: &str) -> bool {
    let first = first_word(next);
    if is_starter(next) {
        return true;
    }
    let second = next.split_whitespace().nth(1).unwrap_or_default();
    let lone = !second.starts_with(char::is_uppercase);
    let known = matches!(
        word,
        "U.S" | "U.K" | "U.N" | "E.U" | "U.S.A" | "U.A.E" | "D.C" | "Ph.D"
    );
    known && lone && !INSTITUTIONS.contains(&first.as_str()) && !ends_in_title(next)
}

/// Returns whether a text starts with a title, as in "U.S. Gen. Orban".
fn ends_in_title(next: &str) -> bool {
    let word = next
        .split_whitespace()
        .next()
        .and_then(|word| word.strip_suffix('.'));
    word.is_some_and(|word| TITLES.contains(&word.to_lowercase().as_str()))
}

fn is_acronym(word: &str) -> bool {
    let mut parts = word.split('.');
    parts.all(|part| {
        let letters = part.chars().count();
        (1..=2).contains(&letters) && part.starts_with(char::is_uppercase)
    })
}

/// Returns whether a text starts with names and a verb of speech: "Minister Oru asked".
fn is_speaker(text: &str) -> bool {
    if text.starts_with(is_opener) || is_starter(text) {
        return false;
    }
    let mut words = text.split_whitespace().take(7);
    let verb = words.find(|word| word.starts_with(char::is_lowercase));
    verb.is_some_and(|verb| SPEECH.contains(&verb.trim_end_matches([',', '.', ':'])))
}

/// Returns whether a text starts with punctuation of its own, as ". . ." does.
fn starts_with_punctuation(right: &str) -> bool {
    right.starts_with(['.', '!', '?', '…', ',', ';', ':', ')', '”']) && !right.starts_with("...")
}

/// Returns whether a bracket opens within the sentence so far and closes behind it. Brackets hold
/// no more than 1000 characters; without a limit, a long text would cost a square.
fn is_in_brackets(left: &str, right: &str) -> bool {
    let bracket = |c: &char| matches!(c, '(' | ')');
    let open = left.chars().rev().take(1000).find(bracket) == Some('(');
    open && !left.starts_with('(') && right.chars().take(1000).find(bracket) == Some(')')
}

fn is_starter(text: &str) -> bool {
    STARTERS.contains(&first_word(text).as_str())
}

/// Returns the first word in lower case, without an ending behind an apostrophe.
fn first_word(text: &str) -> String {
    let end = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default().to_lowercase()
}

fn is_closer(c: char) -> bool {
    "”’\"')]»".contains(c)
}

fn is_opener(c: char) -> bool {
    "“‘\"'([«".contains(c)
}
