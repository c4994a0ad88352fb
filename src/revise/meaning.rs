//! Whether an edit of a sentence may have turned what a citation of it rests on.
//!
//! The rule, which docs/CORRECTIONS.md states for users:
//!
//! 1. What is typography or spelling alone says what it said.
//! 2. A negation, a number or date, a name, or a word of doubt or duty that changes anywhere in the
//!    sentence may turn its meaning.
//! 3. So may any other word, unless it is far from the quoted words: in another clause, and
//!    [`FAR`] words away. A citation without a quote rests on the whole sentence, and nothing is far.
//!
//! The rule knows no grammar. It errs towards asking, and its errors are measured in `made_up.rs`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::lexicon::{
    DAYS, JOINTS, MODAL_STEMS, MODALS, NEGATIONS, NEGATIVE_STEMS, OPENINGS, PERSONS,
    PLACES_IN_TIME, PREFIXES, QUANTITIES, SPEECH_STEMS, begins, has,
};
use super::spelling;
use super::words::{Hunk, Word, hunks, without_accents, words_of, words_of_all};
use super::{Passages, numerals};
use crate::model::quote::find_quote;

/// The least number of words between an edit and the quoted words at which it is far from them.
const FAR: usize = 3;

/// The most words that are a word for another, and no clause.
const FEW: usize = 5;

/// The most small words that stand between two edits that are one.
const SMALL_RUN: usize = 2;

/// What an edit does to what a citation rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It says what it said.
    None,
    /// A word of this sort changed.
    Turned(Sort),
    /// Other words changed beside the quoted ones, or in a sentence that is cited as a whole.
    Near,
}

/// Words whose change may turn the meaning of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `not`, `without`, `refused`, `illegal` for `legal`.
    Negation,
    /// Digits, numerals, quantities, days and months.
    Number,
    /// A word with a capital that is not the first, or that no text has without it.
    Name,
    /// `may`, `must`, `if`, `reportedly`, `claimed`, a question mark.
    Modal,
}

impl Sort {
    /// Returns what it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Negation => "a negation",
            Self::Number => "a number or date",
            Self::Name => "a name",
            Self::Modal => "a word of doubt or duty",
        }
    }
}

/// Sentences as they were and as they are now; of each text, the place of the one that is meant.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'a> {
    /// The old sentences, of which the citation names one.
    pub old: (&'a [&'a str], usize),
    /// The new sentences, of which the citation would name one.
    pub new: (&'a [&'a str], usize),
}

/// Tells edits of an article apart.
#[derive(Debug, Clone)]
pub struct Judge {
    /// Whether the article is in English; in other languages only typography is known.
    is_english: bool,
    /// The words that one of the texts writes without a capital.
    lower: BTreeSet<String>,
}

impl Judge {
    /// Makes a judge for an article in a language, from its two texts.
    pub fn new(language: &str, old: &Passages, new: &Passages) -> Self {
        let texts = old.values().chain(new.values());
        let words = texts.flat_map(|passage| words_of(passage.text.as_deref().unwrap_or_default()));
        let lower = words.filter(|word| !word.text.contains(char::is_uppercase));
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        Self {
            is_english: primary.eq_ignore_ascii_case("en"),
            lower: lower.map(|word| word.folded).collect(),
        }
    }

    /// Returns what an edit does to a citation with these quoted words, which stand once in both the
    /// old sentence and the new one.
    pub fn effect(&self, edit: Edit<'_>, quote: Option<&str>) -> Effect {
        let (old, each_old) = words_of_all(edit.old.0.iter().copied());
        let (new, each_new) = words_of_all(edit.new.0.iter().copied());
        let Some(hunks) = hunks(&old, &new) else {
            return Effect::Near;
        };
        let place = |words: &[Word], sentence: &str, of: &Range<usize>| {
            let span = find_quote(quote?, sentence).into_iter().next()?;
            let is_in = |word: &Word| word.at.start < span.end && span.start < word.at.end;
            let start = (of.clone()).find(|at| is_in(&words[*at]))?;
            let end = (of.clone()).rfind(|at| is_in(&words[*at]))?;
            Some(start..end + 1)
        };
        let quoted = (
            place(&old, edit.old.0[edit.old.1], &each_old[edit.old.1]),
            place(&new, edit.new.0[edit.new.1], &each_new[edit.new.1]),
        );
        let mut effect = Effect::None;
        for hunk in &self.edits(hunks, &old, &new) {
            let (from, to) = (&old[hunk.old.clone()], &new[hunk.new.clone()]);
            if let Some(sort) = self.sort_of(from, to) {
                return Effect::Turned(sort);
            }
            // `over`, `about` or `up to` before a number makes it another one.
            let is_of_number = |words: &[Word], changed: &Range<usize>| {
                let next = words.get(changed.end).filter(|_| !changed.is_empty());
                next.is_some_and(Word::is_number)
            };
            if is_of_number(&old, &hunk.old) || is_of_number(&new, &hunk.new) {
                return Effect::Turned(Sort::Number);
            }
            let is_replaced = is_replaced(from, to);
            let is_far = matches!(&quoted, (Some(in_old), Some(in_new))
                if self.is_english
                    && is_far(&old, &hunk.old, in_old, is_replaced)
                    && is_far(&new, &hunk.new, in_new, is_replaced));
            if !is_far && !is_seam(hunk, from, to, [&each_old, &each_new]) {
                effect = Effect::Near;
            }
        }
        effect
    }

    /// Returns the edits that are not of typography and spelling alone. Where two clauses have no more
    /// than `the` and `of` in common, one was replaced by the other.
    fn edits(&self, hunks: Vec<Hunk>, old: &[Word], new: &[Word]) -> Vec<Hunk> {
        let is_small = |word: &Word| has(OPENINGS, &word.folded);
        let mut edits: Vec<Hunk> = Vec::new();
        for hunk in hunks {
            if self.is_form_alone(&old[hunk.old.clone()], &new[hunk.new.clone()]) {
                continue;
            }
            if let Some(last) = edits.last_mut() {
                let between = &old[last.old.end..hunk.old.start];
                let is_same = between.len() == hunk.new.start - last.new.end;
                if is_same && between.len() <= SMALL_RUN && between.iter().all(is_small) {
                    (last.old.end, last.new.end) = (hunk.old.end, hunk.new.end);
                    continue;
                }
            }
            edits.push(hunk);
        }
        edits
    }

    /// Returns whether two runs of words differ in typography and spelling alone.
    fn is_form_alone(&self, old: &[Word], new: &[Word]) -> bool {
        let comparable = |text: &str| {
            if self.is_english {
                without_accents(text)
            } else {
                text.to_owned()
            }
        };
        let list = |words: &[Word], part: fn(&Word) -> &str| -> Vec<String> {
            words.iter().map(|word| comparable(part(word))).collect()
        };
        if old.is_empty() || new.is_empty() {
            return false;
        }
        // A name keeps its capitals: `U.S.` is `US`, and `us` is neither.
        if old.iter().chain(new).any(|word| self.is_name(word)) {
            let [one, other] = [old, new].map(|words| list(words, |word| &word.text).concat());
            return one == other;
        }
        let (one, other) = (
            list(old, |word| &word.folded),
            list(new, |word| &word.folded),
        );
        let number = numerals::value_of(&one);
        (number.is_some() && number == numerals::value_of(&other))
            || spelling::is_joined(&one, &other)
            || self.is_english && spelling::is_same(&one, &other)
    }

    /// Returns the sort of the first word that may turn the meaning, of the words that changed.
    fn sort_of(&self, old: &[Word], new: &[Word]) -> Option<Sort> {
        if !self.is_english {
            return Some(Sort::Name)
                .filter(|_| old.iter().chain(new).any(|word| self.is_name(word)));
        }
        let negates = |one: &Word, other: &Word| {
            let stem = PREFIXES
                .split_whitespace()
                .find_map(|p| other.folded.strip_prefix(p));
            stem.is_some_and(|stem| stem.trim_start_matches('-') == one.folded && stem.len() > 2)
        };
        let is_negated = |one: &Word| {
            new.iter()
                .any(|other| negates(one, other) || negates(other, one))
        };
        if old.iter().any(is_negated) {
            return Some(Sort::Negation);
        }
        let mut words = old.iter().chain(new);
        words.clone().find_map(|word| self.sort(word)).or_else(|| {
            let is_replaced = is_replaced(old, new);
            words.find_map(sort_if_replaced).filter(|_| is_replaced)
        })
    }

    fn sort(&self, word: &Word) -> Option<Sort> {
        let folded = word.folded.to_lowercase();
        let is_in = |list: &str| has(list, &folded);
        if is_in(NEGATIONS) || begins(NEGATIVE_STEMS, &folded) {
            Some(Sort::Negation)
        } else if word.folded == "?"
            || is_in(MODALS) && word.folded == folded
            || begins(MODAL_STEMS, &folded)
        {
            Some(Sort::Modal)
        } else if word.is_sign() || word.is_number() || is_in(QUANTITIES) || is_day(&folded) {
            Some(Sort::Number)
        } else if self.is_name(word) {
            Some(Sort::Name)
        } else {
            None
        }
    }

    /// Returns whether a word is a name, or may be one.
    fn is_name(&self, word: &Word) -> bool {
        let has_case = |c: char| c.is_uppercase() || c.is_lowercase();
        if word.text.chars().any(|c| c.is_alphabetic() && !has_case(c)) {
            return true;
        }
        if !word.text.contains(char::is_uppercase) || word.text == "I" {
            return false;
        }
        let is_common = || {
            let folded = word.folded.as_str();
            self.lower.contains(folded) || (self.is_english && has(OPENINGS, folded))
        };
        !(word.is_first && is_common())
    }
}

/// Returns the sort of a word that may turn the meaning where it replaces other words.
fn sort_if_replaced(word: &Word) -> Option<Sort> {
    let folded = word.folded.as_str();
    if has(PLACES_IN_TIME, folded) {
        Some(Sort::Number)
    } else if begins(SPEECH_STEMS, folded) {
        Some(Sort::Modal)
    } else if has(PERSONS, folded) {
        Some(Sort::Name)
    } else {
        None
    }
}

fn is_day(word: &str) -> bool {
    has(DAYS, word) || word.strip_suffix('s').is_some_and(|day| has(DAYS, day))
}

/// Returns whether a word or a few stand for others: whole clauses come and go, but this changes what
/// a clause says.
fn is_replaced(old: &[Word], new: &[Word]) -> bool {
    (1..=FEW).contains(&old.len()) && (1..=FEW).contains(&new.len())
}

/// Returns whether words that changed are far from the quoted ones; where none stand, they are.
///
/// Where they replace others, a comma is not enough: in `Holm wrote, boats had come` the quoted clause
/// hangs on the other one. One of the clauses must be joined to the rest by a word.
fn is_far(
    words: &[Word],
    changed: &Range<usize>,
    quoted: &Range<usize>,
    is_replaced: bool,
) -> bool {
    if changed.is_empty() {
        return true;
    }
    let (between, later) = if changed.end <= quoted.start {
        (changed.end..quoted.start, quoted.start)
    } else if quoted.end <= changed.start {
        (quoted.end..changed.start, changed.start)
    } else {
        return false;
    };
    let opens = |at: &usize| words.get(*at).is_some_and(|word| word.opens_clause);
    let is_joined = |at: &usize| {
        let word = words.get(*at);
        word.is_some_and(|word| (word.is_first && *at > 0) || has(JOINTS, &word.folded))
    };
    let mut openings = (between.start..=later).filter(opens);
    if !is_replaced {
        return between.len() >= FAR && openings.next().is_some();
    }
    let own = (0..=changed.start).rev().find(opens);
    let is_apart = own.is_some_and(|at| is_joined(&at)) && openings.next().is_some();
    between.len() >= FAR && (is_apart || openings.any(|at| is_joined(&at)))
}

/// Returns whether all that changed is a word that joins two sentences where one ended.
fn is_seam(
    hunk: &Hunk,
    old: &[Word],
    new: &[Word],
    [old_each, new_each]: [&[Range<usize>]; 2],
) -> bool {
    let begins = |each: &[Range<usize>], at: usize| each.iter().skip(1).any(|of| of.start == at);
    let is_at_seam = begins(old_each, hunk.old.start) || begins(new_each, hunk.new.end);
    let mut words = old.iter().chain(new);
    is_at_seam && words.all(|word| ["and", "but", "while", "also"].contains(&word.folded.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::alike::tests::passages;
    use super::*;

    /// Judges an edit of one sentence, with the quoted words marked by brackets in the old one.
    fn effect(language: &str, old: &str, new: &str) -> Effect {
        let quote = old
            .split_once('[')
            .map(|(_, rest)| rest.split_once(']').unwrap().0);
        let plain = old.replace(['[', ']'], "");
        let judge = Judge::new(language, &passages(&[&plain]), &passages(&[new]));
        let edit = Edit {
            old: (&[&plain], 0),
            new: (&[new], 0),
        };
        judge.effect(edit, quote)
    }

    #[test]
    fn an_edit_that_can_turn_the_meaning_is_told_by_its_sort() {
        let old =
            "If it rains, Orland will send [forty boats] to Sarn on Monday, the able clerk wrote.";
        for (from, to, sort) in [
            ("will send", "will not send", Sort::Negation),
            ("send [", "refuse to send [", Sort::Negation),
            ("able", "unable", Sort::Negation),
            ("Monday", "Tuesday", Sort::Number),
            ("to Sarn", "and nine tents to Sarn", Sort::Number),
            ("to Sarn", "to Lund", Sort::Name),
            ("Orland", "Varnia", Sort::Name),
            ("will send", "may send", Sort::Modal),
            ("If", "When", Sort::Modal),
            ("wrote.", "wrote?", Sort::Modal),
            ("wrote", "claimed", Sort::Modal),
            ("wrote", "joked", Sort::Modal),
            ("clerk", "minister", Sort::Name),
        ] {
            let new = old.replace(from, to).replace(['[', ']'], "");
            assert_eq!(effect("en", old, &new), Effect::Turned(sort), "{new}");
        }
        let over = effect(
            "en",
            "They sent [the boats] with 300 men.",
            "They sent the boats with over 300 men.",
        );
        assert_eq!(over, Effect::Turned(Sort::Number));
    }

    #[test]
    fn typography_spelling_and_clauses_far_away_turn_nothing() {
        let old = "The neighbour’s clerk, who was sixty-one, sent [forty boats] to the cease-fire line, which the band of the harbour greeted with songs.";
        for (from, to) in [
            ("neighbour", "neighbor"),
            ("’", "'"),
            (", which", " – which"),
            ("cease-fire", "ceasefire"),
            ("sixty-one", "61"),
            ("greeted with songs", "cheered"),
            (", which the band of the harbour greeted with songs", ""),
            ("with songs.", "with songs, and the day ended."),
        ] {
            let new = old.replace(['[', ']'], "").replace(from, to);
            assert_eq!(effect("en", old, &new), Effect::None, "{new}");
        }
        let whole = old.replace(['[', ']'], "");
        assert_eq!(
            effect("en", &whole, &whole.replace("harbour", "harbor")),
            Effect::None
        );
    }

    #[test]
    fn other_words_are_near_beside_the_quote_and_wherever_none_is_quoted() {
        let old = "Orland sent [boats] to the town, which the band greeted with songs.";
        let plain = old.replace(['[', ']'], "");
        for new in [
            plain.replace("sent", "lent"),
            plain.replace("sent", "gladly sent"),
            plain.replace("to the town", "to the village"),
        ] {
            assert_eq!(effect("en", old, &new), Effect::Near, "{new}");
        }
        assert_eq!(
            effect("en", &plain, &plain.replace("songs", "drums")),
            Effect::Near
        );
    }

    #[test]
    fn of_other_languages_only_typography_is_known() {
        let old = "Orland schickte [Boote] in die Stadt, und die Kapelle spielte nicht im Regen.";
        let new = old.replace(['[', ']'], "");
        assert_eq!(
            effect("de", old, &new.replace(", und", " – und")),
            Effect::None
        );
        assert_ne!(effect("de", old, &new.replace("nicht ", "")), Effect::None);
        assert_ne!(
            effect("de", old, &new.replace("spielte", "spielt")),
            Effect::None
        );
        let japanese = "彼は[船]を 送った。";
        assert_ne!(
            effect("ja", japanese, "彼は船を 送らなかった。"),
            Effect::None
        );
    }

    #[test]
    fn what_joins_two_sentences_turns_nothing() {
        let (old, new) = (
            ["It rained.", "They left the camp."],
            ["It rained, and they left the camp."],
        );
        let judge = Judge::new("en", &passages(&old), &passages(&new));
        for place in [0, 1] {
            let edit = Edit {
                old: (&old, place),
                new: (&new, 0),
            };
            assert_eq!(judge.effect(edit, None), Effect::None);
        }
        let but = ["It rained, and they never left the camp."];
        let edit = Edit {
            old: (&old, 0),
            new: (&but, 0),
        };
        assert_eq!(judge.effect(edit, None), Effect::Turned(Sort::Negation));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(old in ".{0,60}", new in ".{0,60}", words in "[a-zA-Z0-9,.'’%$ -]{0,60}") {
            let [old, new, words] = [old, new, words].map(|text| text.replace(['[', ']'], ""));
            proptest::prop_assert_eq!(effect("en", &old, &old), Effect::None);
            for (one, other) in [(&old, &new), (&new, &words), (&words, &old)] {
                effect("en", one, other);
                effect("de", one, other);
            }
        }
    }
}
