//! The alignment of an article's old and new text, sentence by sentence.
//!
//! Sentences are the same where their fingerprints are. What is left over is paired as edited, split
//! or merged: by its words where the old text is known (`alike.rs`), else by what stands between the
//! same neighbours, which people are shown, and which no citation follows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::alike::{Succession, successions};
use crate::model::Locator;
use crate::model::fact::Passage;

/// The sentences of a text, in order.
pub type Passages = BTreeMap<Locator, Passage>;

/// What became of the sentences of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Same words, same locator.
    pub unchanged: BTreeSet<Locator>,
    /// Same words in the same order under another locator: old and new.
    pub renumbered: BTreeMap<Locator, Locator>,
    /// Same words, among other neighbours: old and new locator.
    pub moved: BTreeMap<Locator, Locator>,
    /// Other words for what is probably the same sentence, or the same sentences: in reading order.
    pub edited: Vec<Succession>,
    /// No longer there.
    pub gone: BTreeSet<Locator>,
    /// Not there before.
    pub new: BTreeSet<Locator>,
    /// The old sentences whose words stand in the new text, and more than once in one of the two.
    pub doubled: BTreeSet<Locator>,
}

/// Which sentences an alignment pairs as edited, and how many there are of each sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edited {
    /// One sentence that became one.
    pub alone: usize,
    /// One sentence that became several.
    pub split: usize,
    /// Several sentences that became one.
    pub merged: usize,
}

impl Alignment {
    /// Aligns an old text with a new one.
    ///
    /// A sentence that has another locator is `renumbered` where text before it grew or shrank, and
    /// `moved` where it changed its order among the others. The longest run of sentences that keep
    /// their order tells the two apart:
    ///
    /// ```text
    /// old     a   b   c   d
    /// new     c   a   b   d        a b d keep their order: a and b are renumbered, d is unchanged,
    ///                              c is moved
    /// ```
    pub fn of(old: &Passages, new: &Passages) -> Self {
        let old_order: Vec<Locator> = old.keys().copied().collect();
        let new_order: Vec<Locator> = new.keys().copied().collect();
        let pairs = same_sentences(old, new);
        let position = |at: &Locator| new_order.iter().position(|other| other == at);
        let kept = kept_in_order(&old_order, |at| position(pairs.get(at)?));
        let mut alignment = Self::default();
        for (from, to) in &pairs {
            if from == to {
                alignment.unchanged.insert(*from);
            } else if kept.contains(from) {
                alignment.renumbered.insert(*from, *to);
            } else {
                alignment.moved.insert(*from, *to);
            }
        }
        // Where nothing at all has changed, even a sentence that stands twice means what it meant.
        if alignment.unchanged.len() == old.len() && old.len() == new.len() {
            return alignment;
        }
        alignment.note_doubled(old, new);
        if old.values().all(|passage| passage.text.is_some()) {
            alignment.edited = successions([old, new], &pairs, &kept);
        } else {
            alignment.pair_neighbours([&old_order, &new_order], &pairs, &kept);
        }
        alignment.note_rest(old, new, &pairs);
        alignment
    }

    /// Notes the sentences that stand twice: nobody can tell which of them a citation means.
    fn note_doubled(&mut self, old: &Passages, new: &Passages) {
        let (before, now) = (counts(old), counts(new));
        let is_doubled = |passage: &Passage| {
            let words = passage.fingerprint.as_str();
            now.get(words)
                .is_some_and(|times| *times > 1 || before[words] > 1)
        };
        let doubled = old.iter().filter(|(_, passage)| is_doubled(passage));
        self.doubled = doubled.map(|(at, _)| *at).collect();
    }

    /// Notes what is neither paired nor edited: gone, or new.
    fn note_rest(&mut self, old: &Passages, new: &Passages, pairs: &BTreeMap<Locator, Locator>) {
        let edited_old = self.edited.iter().flat_map(|edited| &edited.old);
        let known: BTreeSet<&Locator> = pairs.keys().chain(edited_old).collect();
        self.gone = old
            .keys()
            .filter(|at| !known.contains(at))
            .copied()
            .collect();
        let edited_new = self.edited.iter().flat_map(|edited| &edited.new);
        let known: BTreeSet<&Locator> = pairs.values().chain(edited_new).collect();
        self.new = new
            .keys()
            .filter(|at| !known.contains(at))
            .copied()
            .collect();
    }

    /// Returns what an old sentence was edited to, split into or merged with.
    pub fn successor(&self, old: Locator) -> Option<&Succession> {
        self.edited.iter().find(|edited| edited.old.contains(&old))
    }

    /// Counts what was edited, split and merged.
    pub fn count_edited(&self) -> Edited {
        let count = |is: fn(&Succession) -> bool| self.edited.iter().filter(|one| is(one)).count();
        Edited {
            alone: count(|one| one.old.len() == 1 && one.new.len() == 1),
            split: count(|one| one.new.len() > 1),
            merged: count(|one| one.old.len() > 1),
        }
    }

    /// Returns the new locator of an old sentence whose words stand exactly once in both texts.
    pub fn carried(&self, old: Locator) -> Option<Locator> {
        if self.doubled.contains(&old) {
            return None;
        }
        let elsewhere = self.renumbered.get(&old).or_else(|| self.moved.get(&old));
        elsewhere.or_else(|| self.unchanged.get(&old)).copied()
    }

    /// Pairs what is left of both texts, in order, between sentences that kept their order.
    ///
    /// ```text
    /// old     a   x   y   b        a and b kept their order and close a gap on both sides:
    /// new     a   z       b        x is paired with z, y is gone
    /// ```
    fn pair_neighbours(
        &mut self,
        [old, new]: [&[Locator]; 2],
        pairs: &BTreeMap<Locator, Locator>,
        kept: &BTreeSet<Locator>,
    ) {
        let taken: BTreeSet<&Locator> = pairs.values().collect();
        let rest = new.iter().filter(|at| !taken.contains(at));
        let mut rest = rest.peekable();
        let gaps = old.split(|at| kept.contains(at));
        // Each gap ends where the sentence that closes it stands now; the last one has no end.
        let ends = old.iter().filter(|at| kept.contains(at));
        let ends = ends.map(|at| Some(pairs[at])).chain([None]);
        for (gap, end) in gaps.zip(ends) {
            let is_in_gap = |next: &&Locator| end.is_none_or(|end| **next < end);
            for lost in gap.iter().filter(|at| !pairs.contains_key(at)) {
                self.edited
                    .extend(rest.next_if(is_in_gap).map(|next| Succession {
                        old: vec![*lost],
                        new: vec![*next],
                        is_sure: false,
                    }));
            }
            while rest.next_if(is_in_gap).is_some() {}
        }
    }
}

/// Counts how often the words of each sentence stand in a text.
fn counts(text: &Passages) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for passage in text.values() {
        *counts.entry(passage.fingerprint.as_str()).or_default() += 1;
    }
    counts
}

/// Pairs sentences of the same words. Where several have them, one that kept its locator is paired with
/// itself, and the others in order.
fn same_sentences(old: &Passages, new: &Passages) -> BTreeMap<Locator, Locator> {
    let mut free: BTreeMap<&str, Vec<Locator>> = BTreeMap::new();
    for (at, passage) in new {
        free.entry(&passage.fingerprint).or_default().push(*at);
    }
    let mut pairs = BTreeMap::new();
    let is_unmoved = |(at, passage): &(&Locator, &Passage)| {
        new.get(at)
            .is_some_and(|other| other.fingerprint == passage.fingerprint)
    };
    let (here, elsewhere): (Vec<_>, Vec<_>) = old.iter().partition(is_unmoved);
    for (at, passage) in here {
        if let Some(same) = free.get_mut(passage.fingerprint.as_str()) {
            same.retain(|other| other != at);
            pairs.insert(*at, *at);
        }
    }
    for (at, passage) in elsewhere {
        let same = free.get_mut(passage.fingerprint.as_str());
        if let Some(same) = same.filter(|same| !same.is_empty()) {
            pairs.insert(*at, same.remove(0));
        }
    }
    pairs
}

/// Returns the longest run of old sentences, not all neighbours, whose new positions rise.
///
/// This is the longest increasing subsequence: for each sentence, the length of the longest run that
/// ends with it and the sentence before it there; then the way back from the end of the longest.
/// An article has too few sentences for anything faster to pay.
fn kept_in_order(
    old: &[Locator],
    position: impl Fn(&Locator) -> Option<usize>,
) -> BTreeSet<Locator> {
    let placed = old.iter().filter_map(|at| Some((*at, position(at)?)));
    let placed: Vec<(Locator, usize)> = placed.collect();
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(placed.len());
    for (index, (_, position)) in placed.iter().enumerate() {
        let before = (0..index).filter(|other| placed[*other].1 < *position);
        // Of runs of one length the first: the outcome must not depend on the order of comparison.
        let longest = before.max_by_key(|other| (best[*other].0, Reverse(*other)));
        best.push((longest.map_or(1, |other| best[other].0 + 1), longest));
    }
    let mut kept = BTreeSet::new();
    let mut last = (0..best.len()).max_by_key(|index| (best[*index].0, Reverse(*index)));
    while let Some(index) = last {
        kept.insert(placed[index].0);
        last = best[index].1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a text of paragraphs, a letter a sentence.
    fn text(paragraphs: &[&str]) -> Passages {
        let mut all = Passages::new();
        for (paragraph, sentences) in (1..).zip(paragraphs) {
            for (sentence, letter) in (1..).zip(sentences.chars()) {
                let passage = Passage {
                    fingerprint: letter.to_string(),
                    characters: 1,
                    words: 1,
                    text: None,
                };
                all.insert(
                    Locator {
                        paragraph,
                        sentence,
                    },
                    passage,
                );
            }
        }
        all
    }

    /// Writes an alignment as `old>new`, a mark before each: = ~ ^ ! - + *.
    fn shown(old: &[&str], new: &[&str]) -> String {
        let alignment = Alignment::of(&text(old), &text(new));
        let mut all = Vec::new();
        let pairs = |mark: &str, pairs: &BTreeMap<Locator, Locator>| -> Vec<String> {
            pairs
                .iter()
                .map(|(from, to)| format!("{mark}{from}>{to}"))
                .collect()
        };
        let ones = |mark: &str, ones: &BTreeSet<Locator>| -> Vec<String> {
            ones.iter().map(|at| format!("{mark}{at}")).collect()
        };
        all.extend(ones("=", &alignment.unchanged));
        all.extend(pairs("~", &alignment.renumbered));
        all.extend(pairs("^", &alignment.moved));
        let edited = alignment.edited.iter();
        all.extend(edited.map(|one| format!("!{}>{}", one.old[0], one.new[0])));
        all.extend(ones("-", &alignment.gone));
        all.extend(ones("+", &alignment.new));
        all.extend(ones("*", &alignment.doubled));
        all.join(" ")
    }

    #[test]
    fn every_sentence_has_one_fate() {
        assert_eq!(shown(&["ab", "c"], &["ab", "c"]), "=p1.s1 =p1.s2 =p2.s1");
        assert_eq!(shown(&["abc"], &["axc"]), "=p1.s1 =p1.s3 !p1.s2>p1.s2");
        assert_eq!(shown(&["abc"], &["ac"]), "=p1.s1 ~p1.s3>p1.s2 -p1.s2");
        assert_eq!(
            shown(&["abc"], &["abxc"]),
            "=p1.s1 =p1.s2 ~p1.s3>p1.s4 +p1.s3"
        );
        assert_eq!(
            shown(&["ab", "cd", "ef"], &["cd", "ab", "ef"]),
            "=p3.s1 =p3.s2 ~p1.s1>p2.s1 ~p1.s2>p2.s2 ^p2.s1>p1.s1 ^p2.s2>p1.s2"
        );
        assert_eq!(
            shown(&["ab"], &["aab"]),
            "=p1.s1 ~p1.s2>p1.s3 +p1.s2 *p1.s1"
        );
        assert_eq!(
            shown(&["aab"], &["ab"]),
            "=p1.s1 ~p1.s3>p1.s2 -p1.s2 *p1.s1 *p1.s2"
        );
        assert_eq!(shown(&["aab"], &["aab"]), "=p1.s1 =p1.s2 =p1.s3");
        assert_eq!(
            shown(&["aab"], &["baa"]),
            "=p1.s2 ~p1.s1>p1.s3 ^p1.s3>p1.s1 *p1.s1 *p1.s2"
        );
        assert_eq!(shown(&["ab"], &["xy"]), "!p1.s1>p1.s1 !p1.s2>p1.s2");
        assert_eq!(
            shown(&["abc"], &["xbyc"]),
            "=p1.s2 ~p1.s3>p1.s4 !p1.s1>p1.s1 +p1.s3"
        );
    }

    #[test]
    fn where_the_old_text_is_known_the_most_alike_are_shown_as_edited() {
        let texts = |sentences: &[&str]| -> Passages {
            let mut all = text(&[&"abcdefgh"[..sentences.len()]]);
            for (passage, words) in all.values_mut().zip(sentences) {
                passage.fingerprint = (*words).to_owned();
                passage.text = Some((*words).to_owned());
            }
            all
        };
        let old = texts(&[
            "The river rose on Monday.",
            "Nobody left.",
            "They met again.",
        ]);
        let new = texts(&[
            "They met again.",
            "A bridge was built.",
            "The river rose on Tuesday.",
        ]);
        let alignment = Alignment::of(&old, &new);
        let at = |sentence| Locator {
            paragraph: 1,
            sentence,
        };
        let edited: Vec<_> = alignment
            .edited
            .iter()
            .map(|one| (&one.old[..], &one.new[..]))
            .collect();
        assert_eq!(edited, [(&[at(1)][..], &[at(3)][..])]);
        assert_eq!(alignment.gone, BTreeSet::from([at(2)]));
        assert_eq!(alignment.new, BTreeSet::from([at(2)]));
    }
}
