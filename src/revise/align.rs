//! The alignment of an article's old and new text, sentence by sentence.
//!
//! Sentences are the same where their fingerprints are. What is left over is paired as edited, so
//! that people see old beside new: the most alike where the old text is known, else what stands
//! between the same neighbours. No citation is carried over on the strength of such a pair.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Other words for what is probably the same sentence: old and new locator.
    pub edited: BTreeMap<Locator, Locator>,
    /// No longer there.
    pub gone: BTreeSet<Locator>,
    /// Not there before.
    pub new: BTreeSet<Locator>,
    /// The old sentences whose words stand in the new text more than once.
    pub doubled: BTreeSet<Locator>,
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
            let words = &old[from].fingerprint;
            let same = new.values().filter(|passage| passage.fingerprint == *words);
            if same.count() > 1 {
                alignment.doubled.insert(*from);
            }
        }
        if old.values().all(|passage| passage.text.is_some()) {
            alignment.pair_alike(old, new, &pairs);
        } else {
            alignment.pair_neighbours([&old_order, &new_order], &pairs, &kept);
        }
        alignment
    }

    /// Returns the new locator of an old sentence whose words stand in the new text exactly once.
    pub fn carried(&self, old: Locator) -> Option<Locator> {
        if self.doubled.contains(&old) {
            return None;
        }
        let elsewhere = self.renumbered.get(&old).or_else(|| self.moved.get(&old));
        elsewhere.or_else(|| self.unchanged.get(&old)).copied()
    }

    /// Pairs what is left of both texts by how alike the words are, the most alike first.
    fn pair_alike(&mut self, old: &Passages, new: &Passages, pairs: &BTreeMap<Locator, Locator>) {
        let taken: BTreeSet<&Locator> = pairs.values().collect();
        let gone = old.keys().filter(|at| !pairs.contains_key(at));
        self.gone = gone.copied().collect();
        let added = new.keys().filter(|at| !taken.contains(at));
        self.new = added.copied().collect();
        let text = |of: &Passages, at: &Locator| of[at].text.clone().unwrap_or_default();
        let mut alike: Vec<(f64, Locator, Locator)> = Vec::new();
        for from in &self.gone {
            let before = text(old, from);
            for to in &self.new {
                let likeness = strsim::normalized_levenshtein(&before, &text(new, to));
                if likeness >= ALIKE {
                    alike.push((likeness, *from, *to));
                }
            }
        }
        alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, from, to) in alike {
            if self.gone.contains(&from) && self.new.contains(&to) {
                self.gone.remove(&from);
                self.new.remove(&to);
                self.edited.insert(from, to);
            }
        }
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
                match rest.next_if(is_in_gap) {
                    Some(next) => drop(self.edited.insert(*lost, *next)),
                    None => drop(self.gone.insert(*lost)),
                }
            }
            while let Some(next) = rest.next_if(is_in_gap) {
                self.new.insert(*next);
            }
        }
    }
}

/// The least likeness, from 0 to 1, at which two sentences are shown as one that was edited.
const ALIKE: f64 = 0.5;

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
        all.extend(pairs("!", &alignment.edited));
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
        assert_eq!(shown(&["aab"], &["ab"]), "=p1.s1 ~p1.s3>p1.s2 -p1.s2");
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
        assert_eq!(alignment.edited, BTreeMap::from([(at(1), at(3))]));
        assert_eq!(alignment.gone, BTreeSet::from([at(2)]));
        assert_eq!(alignment.new, BTreeSet::from([at(2)]));
    }
}
