//! What the sentences became that stand in one text alone: edited, split or merged.
//!
//! Candidates are pairs of a run of old sentences and a run of new ones, one sentence against up to
//! [`MOST_PARTS`] that follow each other; the most alike are taken first. A pair is *sure*, so that
//! citations may follow it, only where it has no rival and stands where the old sentence stood, or is
//! nearly the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Passages;
use super::words::{common, words_of};
use crate::model::Locator;

/// Old sentences and the new ones that they became; one of the two lists has one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The old sentences, in order.
    pub old: Vec<Locator>,
    /// The new sentences, in order.
    pub new: Vec<Locator>,
    /// Whether no other sentence could be meant.
    pub is_sure: bool,
}

/// The least likeness, from 0 to 1, at which sentences are shown as edited.
const ALIKE: f64 = 0.5;

/// The least likeness of a pair that is sure, in its place.
const SURE: f64 = 0.6;

/// The least likeness of a pair that is sure although it stands elsewhere.
const SURE_ELSEWHERE: f64 = 0.8;

/// How much less alike any other sentence must be.
const MARGIN: f64 = 0.15;

/// The most sentences that one is split into, or that are merged into one.
const MOST_PARTS: usize = 3;

/// The least words that sentences must have in common to be sure, unless all words are.
const LEAST_COMMON: usize = 3;

/// The words of a sentence or of several, each word as a number.
#[derive(Clone, Default)]
struct Words {
    in_order: Vec<u32>,
    /// The same, sorted: what they have in common at most is told from it at once.
    sorted: Vec<u32>,
}

impl Words {
    fn new(in_order: Vec<u32>) -> Self {
        let mut sorted = in_order.clone();
        sorted.sort_unstable();
        Self { in_order, sorted }
    }

    fn len(&self) -> usize {
        self.in_order.len()
    }

    /// Returns how many words two sentences have in common, in order; 0 where they are fewer than a
    /// number.
    fn common(&self, other: &Self, least: usize) -> usize {
        let (mut i, mut j, mut most) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.sorted.get(i), other.sorted.get(j)) {
            most += usize::from(a == b);
            (i, j) = (i + usize::from(a <= b), j + usize::from(b <= a));
        }
        if most < least {
            return 0;
        }
        common(&self.in_order, &other.in_order)
    }

    /// Returns how alike two sentences are: the share of their words that they have in common, in
    /// order; 0 where it is below the least that is asked for.
    fn likeness(&self, other: &Self, least: f64) -> f64 {
        let count = |words: usize| f64::from(u32::try_from(words).unwrap_or(u32::MAX));
        let of = count(self.len() + other.len());
        let shared = (0..=self.len()).find(|shared| 2.0 * count(*shared) >= least * of);
        match shared.map(|least| self.common(other, least)) {
            Some(shared) if of > 0.0 && 2.0 * count(shared) >= least * of => {
                2.0 * count(shared) / of
            }
            _ => 0.0,
        }
    }
}

/// The sentences of one text, to be compared with those of another.
struct Side {
    at: Vec<Locator>,
    words: Vec<Words>,
    /// Whether the other text lacks the sentence.
    is_free: Vec<bool>,
    /// How many sentences that kept their order stand before it.
    gap: Vec<usize>,
}

impl Side {
    fn new(
        text: &Passages,
        paired: &BTreeSet<Locator>,
        kept: &BTreeSet<Locator>,
        numbers: &mut BTreeMap<String, u32>,
    ) -> Self {
        let mut side = Self {
            at: text.keys().copied().collect(),
            words: Vec::new(),
            is_free: Vec::new(),
            gap: Vec::new(),
        };
        let mut before = 0;
        for (at, passage) in text {
            let words = words_of(passage.text.as_deref().unwrap_or_default());
            let ids = words.into_iter().map(|word| {
                let next = u32::try_from(numbers.len()).expect("fewer words than bytes");
                *numbers.entry(word.folded).or_insert(next)
            });
            side.words.push(Words::new(ids.collect()));
            side.is_free.push(!paired.contains(at));
            side.gap.push(before);
            before += usize::from(kept.contains(at));
        }
        side
    }

    fn words_of(&self, run: Run) -> Words {
        let words = &self.words[run.start..run.end()];
        let in_order = words.iter().flat_map(|words| &words.in_order);
        Words::new(in_order.copied().collect())
    }
}

/// Sentences that follow each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    start: usize,
    length: usize,
}

impl Run {
    fn end(self) -> usize {
        self.start + self.length
    }

    fn contains(self, at: usize) -> bool {
        (self.start..self.end()).contains(&at)
    }
}

/// A run of the old text and a run of the new one.
struct Candidate {
    likeness: f64,
    old: Run,
    new: Run,
}

/// Pairs the sentences that are not yet paired; `kept` are the pairs that kept their order.
pub fn successions(
    [old, new]: [&Passages; 2],
    pairs: &BTreeMap<Locator, Locator>,
    kept: &BTreeSet<Locator>,
) -> Vec<Succession> {
    let mut numbers = BTreeMap::new();
    let kept_new = kept.iter().map(|at| pairs[at]).collect();
    let old = Side::new(old, &pairs.keys().copied().collect(), kept, &mut numbers);
    let new = Side::new(
        new,
        &pairs.values().copied().collect(),
        &kept_new,
        &mut numbers,
    );
    let mut found = candidates(&old, &new);
    found.sort_by(|a, b| {
        let sizes = |one: &Candidate| (one.old.length + one.new.length, one.old, one.new);
        b.likeness
            .total_cmp(&a.likeness)
            .then(sizes(a).cmp(&sizes(b)))
    });
    let (mut taken_old, mut taken_new) = (BTreeSet::new(), BTreeSet::new());
    let mut all = Vec::new();
    for one in found {
        let (from, to) = (one.old.start..one.old.end(), one.new.start..one.new.end());
        if from.clone().any(|at| taken_old.contains(&at))
            || to.clone().any(|at| taken_new.contains(&at))
        {
            continue;
        }
        all.push(Succession {
            old: old.at[from.clone()].to_vec(),
            new: new.at[to.clone()].to_vec(),
            is_sure: is_sure(&one, &old, &new),
        });
        taken_old.extend(from);
        taken_new.extend(to);
    }
    all.sort_by(|a, b| a.old.cmp(&b.old));
    all
}

/// Lists the pairs of runs that are alike.
fn candidates(old: &Side, new: &Side) -> Vec<Candidate> {
    let free = |side: &Side| {
        (0..side.at.len())
            .filter(|at| side.is_free[*at])
            .collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for (from, to) in free(old)
        .into_iter()
        .flat_map(|from| free(new).into_iter().map(move |to| (from, to)))
    {
        if !are_related(&old.words[from], &new.words[to]) {
            continue;
        }
        // What was merely added beside an edited sentence is no part of it: each part must be related
        // to the one sentence on the other side.
        let is_part_of_new =
            |at: &usize| old.is_free[*at] && are_related(&old.words[*at], &new.words[to]);
        let is_part_of_old =
            |at: &usize| new.is_free[*at] && are_related(&new.words[*at], &old.words[from]);
        let lengths = |start: usize, end: usize, is_part: &dyn Fn(&usize) -> bool| {
            let most = end.min(start + MOST_PARTS);
            2..=(start..most).take_while(is_part).count()
        };
        let merged = lengths(from, old.at.len(), &is_part_of_new).map(|length| (length, 1));
        let split = lengths(to, new.at.len(), &is_part_of_old).map(|length| (1, length));
        for (length, new_length) in [(1, 1)].into_iter().chain(merged).chain(split) {
            let old_run = Run {
                start: from,
                length,
            };
            let new_run = Run {
                start: to,
                length: new_length,
            };
            let likeness = old
                .words_of(old_run)
                .likeness(&new.words_of(new_run), ALIKE);
            if likeness > 0.0 {
                found.push(Candidate {
                    likeness,
                    old: old_run,
                    new: new_run,
                });
            }
        }
    }
    found
}

/// Returns whether more than half of the words of the shorter of two sentences may stand in the other.
fn are_related(one: &Words, other: &Words) -> bool {
    let shorter = one.len().min(other.len());
    one.common(other, shorter / 2) * 2 >= shorter
}

/// Returns whether nothing else could be meant by a pair.
fn is_sure(one: &Candidate, old: &Side, new: &Side) -> bool {
    let (from, to) = (old.words_of(one.old), new.words_of(one.new));
    let is_in_place = old.gap[one.old.start] == new.gap[one.new.start];
    let least = if is_in_place { SURE } else { SURE_ELSEWHERE };
    let shared = from.common(&to, 0);
    let is_same = shared == from.len() && shared == to.len();
    if one.likeness < least || (shared < LEAST_COMMON && !is_same) {
        return false;
    }
    // A sentence that stands in both texts may be what the new one was copied from.
    let has_rival = |words: &Words, side: &Side, run: Run| {
        let others = side.words.iter().enumerate();
        let mut others = others.filter(|(at, _)| !run.contains(*at));
        others.any(|(_, other)| words.likeness(other, one.likeness - MARGIN) > 0.0)
    };
    let (of_old, of_new) = (
        &old.words[one.old.start..one.old.end()],
        &new.words[one.new.start..one.new.end()],
    );
    !of_old.iter().any(|words| has_rival(words, new, one.new))
        && !of_new.iter().any(|words| has_rival(words, old, one.old))
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::model::fact::Passage;

    /// Returns sentences of one paragraph, each with its text for a fingerprint.
    pub fn passages(sentences: &[&str]) -> Passages {
        let passage = |text: &&str| Passage {
            fingerprint: (*text).to_owned(),
            characters: 0,
            words: 0,
            text: Some((*text).to_owned()),
        };
        let at = |sentence| Locator {
            paragraph: 1,
            sentence,
        };
        (1..).map(at).zip(sentences.iter().map(passage)).collect()
    }

    /// Writes what becomes of the old sentences that the new text lacks; a mark behind what is not sure.
    fn shown(old: &[&str], new: &[&str]) -> Vec<String> {
        let (old, new) = (passages(old), passages(new));
        let same = |one: &Passage| new.iter().find(|(_, other)| other.text == one.text);
        let pairs = old
            .iter()
            .filter_map(|(at, one)| Some((*at, *same(one)?.0)));
        let pairs: BTreeMap<Locator, Locator> = pairs.collect();
        let kept = pairs.keys().copied().collect();
        let list =
            |all: &[Locator]| -> String { all.iter().map(|at| at.sentence.to_string()).collect() };
        let all = successions([&old, &new], &pairs, &kept).into_iter();
        all.map(|one| {
            let mark = if one.is_sure { "" } else { "?" };
            format!("{}>{}{mark}", list(&one.old), list(&one.new))
        })
        .collect()
    }

    const RISE: &str = "The river rose by night and the people fled to the hills.";
    const BOATS: &str =
        "Orland sent forty boats in the morning, which the people greeted with songs.";

    #[test]
    fn sentences_are_edited_split_and_merged() {
        assert_eq!(
            shown(
                &[RISE, BOATS],
                &[
                    "The river rose by night and the people left for the hills.",
                    BOATS
                ]
            ),
            ["1>1"]
        );
        assert_eq!(
            shown(
                &[BOATS, RISE],
                &[
                    "Orland sent forty boats in the morning.",
                    "This the people greeted with songs.",
                    RISE
                ]
            ),
            ["1>12"]
        );
        assert_eq!(
            shown(
                &[RISE, BOATS],
                &[
                    "The river rose by night and the people fled to the hills, and Orland sent forty boats in the morning, which the people greeted with songs."
                ]
            ),
            ["12>1"]
        );
        assert_eq!(
            shown(
                &[RISE],
                &[
                    "The river rose by night and the people fled to the hills.",
                    "Songs were sung."
                ]
            ),
            [""; 0]
        );
        assert_eq!(shown(&[RISE], &[BOATS]), [""; 0]);
    }

    #[test]
    fn a_pair_with_a_rival_is_not_sure() {
        // The second may be an edit of the first, or of the one beside it that is gone.
        assert_eq!(
            shown(
                &[
                    "Orland sent forty boats to Sarn.",
                    "Orland sent forty tents to Sarn."
                ],
                &["Orland sent forty carts to Sarn."]
            ),
            ["1>1?"]
        );
        // A copy of a sentence that stands, edited, is none of one that is gone.
        assert_eq!(
            shown(
                &[
                    "Orland sent forty boats to Sarn.",
                    "Varnia sent forty boats to Sarn."
                ],
                &[
                    "Varnia sent forty boats to Sarn.",
                    "Varnia sent forty small boats to Sarn."
                ]
            ),
            ["1>2?"]
        );
    }

    #[test]
    fn far_from_its_place_a_sentence_must_be_nearly_the_same() {
        let far = |edited: &str| {
            shown(
                &[BOATS, RISE, "It was late."],
                &[RISE, "It was late.", edited],
            )
        };
        assert_eq!(far(&BOATS.replace("forty", "fifty")), ["1>3"]);
        assert_eq!(
            far("Orland sent boats in the morning, and the people sang songs."),
            ["1>3?"]
        );
        // Two words in common tell nothing.
        assert_eq!(
            shown(&["They agreed again."], &["They agreed late."]),
            ["1>1?"]
        );
    }
}
