//! Blocks that stand in a scrape more than once, and which copy of each is read.

use std::collections::{HashMap, HashSet};

use super::blocks::Block;
use super::predicates::is_letter_line;
use crate::model::fold::fold;

/// Blocks shorter than this are not searched for copies that lack a letter or an end.
pub(super) const SHORTEST_COPY: usize = 40;

/// The blocks of a scrape, those with the same text put together.
///
/// Two blocks are the same if they are equal (quotation marks and white space folded), if one
/// lacks the first letter that the other has, or if one is the beginning of the other.
pub(super) struct Copies {
    /// For each block its group; None if it was not searched for.
    pub(super) group_of: Vec<Option<usize>>,
    /// For each group its blocks, in the order of the file.
    pub(super) groups: Vec<Vec<usize>>,
    lengths: Vec<usize>,
}

impl Copies {
    /// Groups the blocks that `wanted` marks.
    pub(super) fn find(blocks: &[Block], wanted: &[bool]) -> Self {
        let mut copies = Self {
            group_of: vec![None; blocks.len()],
            groups: Vec::new(),
            lengths: blocks.iter().map(Block::length).collect(),
        };
        let mut longest: Vec<String> = Vec::new();
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, block) in blocks.iter().enumerate() {
            if !wanted.get(at).copied().unwrap_or_default() {
                continue;
            }
            let text = fold(block.text());
            let keys = keys(&text);
            let known = keys.iter().filter_map(|key| index.get(key)).flatten();
            let same = known.copied().find(|group| {
                longest
                    .get(*group)
                    .is_some_and(|other| is_version(&text, other) || is_version(other, &text))
            });
            let group = same.unwrap_or_else(|| {
                longest.push(String::new());
                copies.groups.push(Vec::new());
                longest.len() - 1
            });
            for key in keys {
                let groups = index.entry(key).or_default();
                // The bound keeps a file of nearly equal lines from costing a square.
                if groups.len() < 64 && !groups.contains(&group) {
                    groups.push(group);
                }
            }
            if let Some(other) = longest
                .get_mut(group)
                .filter(|other| other.len() < text.len())
            {
                *other = text;
            }
            if let (Some(members), Some(slot)) =
                (copies.groups.get_mut(group), copies.group_of.get_mut(at))
            {
                members.push(at);
                *slot = Some(group);
            }
        }
        copies
    }

    /// Returns the blocks of a group, in the order of the file.
    pub(super) fn members(&self, group: usize) -> &[usize] {
        self.groups
            .get(group)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Returns the group of a block.
    pub(super) fn group(&self, block: usize) -> Option<usize> {
        self.group_of.get(block).copied().flatten()
    }

    /// Returns the groups that `wanted` picks in reading order: that of their first copies, save
    /// that a paragraph which an earlier copy lacks goes between the two that it stands between.
    pub(super) fn reading_order(&self, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let sequence: Vec<usize> = self.group_of.iter().flatten().copied().collect();
        let sequence: Vec<usize> = sequence
            .into_iter()
            .filter(|group| wanted(*group))
            .collect();
        let mut order: Vec<usize> = Vec::new();
        let mut placed: HashSet<usize> = HashSet::new();
        for (at, group) in sequence.iter().enumerate() {
            if !placed.insert(*group) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| sequence.get(at));
            let after = sequence.get(at + 1).filter(|next| placed.contains(next));
            let between = before.zip(after).and_then(|(before, after)| {
                let pair = order.windows(2).position(|pair| pair == [*before, *after]);
                pair.map(|pair| pair + 1)
            });
            order.insert(between.unwrap_or(order.len()), *group);
        }
        order
    }

    /// Picks a block for each group: a most complete one. Of several it is the one right behind
    /// the block picked before, else the one from which a copy can be read on the furthest.
    pub(super) fn choose(&self, order: &[usize]) -> Vec<usize> {
        let complete: Vec<Vec<usize>> = order.iter().map(|group| self.complete(*group)).collect();
        let mut prose: Vec<usize> = order
            .iter()
            .flat_map(|group| self.members(*group))
            .copied()
            .collect();
        prose.sort_unstable();
        let next = |block: usize| {
            let behind = prose.partition_point(|other| *other <= block);
            prose.get(behind).copied()
        };
        let mut chosen: Vec<usize> = Vec::with_capacity(order.len());
        for (at, candidates) in complete.iter().enumerate() {
            let following = chosen.last().and_then(|last| next(*last));
            let following = following.filter(|block| candidates.contains(block));
            let reach = |block: &usize| {
                let rest = complete.iter().skip(at + 1).take(LOOK_AHEAD);
                let mut last = *block;
                let goes_on = |candidates: &&Vec<usize>| match next(last) {
                    Some(next) if candidates.contains(&next) => {
                        last = next;
                        true
                    }
                    _ => false,
                };
                rest.take_while(goes_on).count()
            };
            // The last of equals is picked by max_by_key, so the first comes last.
            let furthest = || candidates.iter().rev().copied().max_by_key(reach);
            chosen.extend(following.or_else(furthest));
        }
        chosen
    }

    /// Returns the longest blocks of a group.
    fn complete(&self, group: usize) -> Vec<usize> {
        let length = |block: &usize| self.lengths.get(*block).copied().unwrap_or_default();
        let members = self.members(group);
        let longest = members.iter().map(length).max().unwrap_or_default();
        members
            .iter()
            .copied()
            .filter(|block| length(block) == longest)
            .collect()
    }
}

/// How many paragraphs a choice between copies looks ahead.
const LOOK_AHEAD: usize = 50;

/// Returns what a block is looked up by: its words behind the first space and behind the
/// second. Neither a missing first letter nor a missing end changes them.
fn keys(text: &str) -> Vec<String> {
    let key = |rest: &str| rest.chars().take(24).collect::<String>();
    let mut keys: Vec<String> = text
        .match_indices(' ')
        .take(2)
        .map(|(at, _)| key(&text[at..]))
        .collect();
    if keys.is_empty() {
        keys.push(key(text));
    }
    keys
}

/// Returns whether `other` is the whole of which `text` is a copy, perhaps without its first
/// letter, perhaps without its end.
fn is_version(text: &str, other: &str) -> bool {
    let shown = text.trim_end_matches(['.', '…', ' ', '[', ']']);
    let cut = shown.chars().count() >= SHORTEST_COPY;
    let same = |whole: &str| whole == text || (cut && whole.starts_with(shown));
    if same(other) {
        return true;
    }
    let lower = text.starts_with(char::is_lowercase) || text.starts_with('\'');
    let letters = other
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(3);
    lower
        && letters
            .filter_map(|at| other.split_at_checked(at))
            .any(|(letter, rest)| is_letter_line(letter.trim_end()) && same(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_may_lack_its_first_letter_or_its_end() {
        let whole = "\"We signed nothing,\" she told them on Monday, and left.";
        assert!(is_version(
            "e signed nothing,\" she told them on Monday, and left.",
            whole
        ));
        assert!(is_version(
            "\"We signed nothing,\" she told them on Monday...",
            whole
        ));
        assert!(is_version(
            "e signed nothing,\" she told them on Monday, a…",
            whole
        ));
        assert!(!is_version(
            "\"We signed nothing,\" she told them on Tuesday...",
            whole
        ));
        assert!(!is_version("\"We signed…", whole));
    }
}
