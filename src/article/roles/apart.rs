//! Prose outside of the body: the standfirst, notes about the author, pull quotes.

use super::{Cast, Role};
use crate::article::names;
use crate::article::reading::FurnitureKind;
use crate::article::shape::Shape;
use crate::model::fold::fold;

impl Cast<'_> {
    pub(super) fn set_standfirst_apart(&mut self) {
        let prose: Vec<usize> = (0..self.blocks.len())
            .filter(|block| self.rank_of(*block).is_some())
            .collect();
        let found = self.at_a_seam(&prose).or_else(|| self.at_the_head(&prose));
        if let Some((standfirst, others)) = found {
            self.set_apart(standfirst, Role::Standfirst);
            for block in others {
                self.set_apart(block, Role::Furniture(FurnitureKind::Unknown));
            }
        }
    }

    /// Finds prose that occurs once, where one copy of the body has ended and the next begins:
    /// at most two paragraphs behind a label or several lines of furniture.
    fn at_a_seam(&self, prose: &[usize]) -> Option<(usize, Vec<usize>)> {
        let seams = prose.windows(2).enumerate().filter(|(_, pair)| match pair {
            [before, after] => self.is_once(*before) && !self.is_once(*after),
            _ => false,
        });
        for (last, _) in seams {
            for first in [last.saturating_sub(1), last] {
                if let Some(found) = self.seam_between(prose, first, last) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn seam_between(
        &self,
        prose: &[usize],
        first: usize,
        last: usize,
    ) -> Option<(usize, Vec<usize>)> {
        let before = prose.get(first.checked_sub(1)?)?;
        let after = prose.get(last + 1)?;
        let (standfirst, others) = prose.get(first..=last)?.split_first()?;
        let gap = before + 1..*standfirst;
        let apart = gap.len() > 1 || gap.clone().any(|block| self.is_label(block));
        let back = self.rank_of(*before) >= self.rank_of(*after);
        let once = self.is_once(*standfirst);
        (apart && back && once).then(|| (*standfirst, others.to_vec()))
    }

    fn is_label(&self, block: usize) -> bool {
        matches!(
            self.shape_of(block),
            Some(Shape::Date(_) | Shape::Byline(_))
        )
    }

    /// Finds the first prose of the file, if something says that the body starts behind it.
    fn at_the_head(&self, prose: &[usize]) -> Option<(usize, Vec<usize>)> {
        let [first, second, ..] = prose else {
            return None;
        };
        let [here, next] = [self.blocks.get(*first)?, self.blocks.get(*second)?];
        let between = first + 1..*second;
        let labelled = *first > 0
            && !(0..*first).any(|block| self.is_label(block))
            && between.clone().any(|block| self.is_label(block));
        let copied = !self.is_once(*second) && !between.is_empty();
        let marked = names::writer(here.text()).is_some()
            || here.emphasised
            || (next.drop_cap && !here.drop_cap);
        (self.is_once(*first) && (marked || labelled || copied)).then(|| (*first, Vec::new()))
    }

    fn is_once(&self, block: usize) -> bool {
        self.copies
            .group(block)
            .is_none_or(|group| self.copies.members(group).len() == 1)
    }

    /// Takes the author from the first byline, else from the standfirst.
    pub(super) fn find_author(&mut self) {
        let byline = self
            .shapes
            .iter()
            .enumerate()
            .find_map(|(at, shape)| match shape {
                Shape::Byline(name) => Some((at, name.clone())),
                _ => None,
            });
        let standfirst = self.roles.iter().position(|role| *role == Role::Standfirst);
        let writer = standfirst.and_then(|at| Some((at, names::writer(self.text(at))?)));
        self.author = byline.or(writer);
    }

    pub(super) fn set_notes_apart(&mut self) {
        let Some((block, name)) = self.author.clone() else {
            return;
        };
        let name = self.text(block).chars().skip(name.start).take(name.len());
        let name: String = name.collect();
        let note = Role::Furniture(FurnitureKind::AuthorNote);
        for block in 0..self.blocks.len() {
            if !names::is_about(self.text(block), &name) {
                continue;
            }
            if self.rank_of(block).is_some() {
                self.set_apart(block, note.clone());
            } else if self.roles.get(block) == Some(&Role::Furniture(FurnitureKind::Unknown)) {
                self.set_role(block, note.clone());
            }
        }
    }

    /// Finds blocks whose words stand in the midst of a paragraph.
    pub(super) fn set_pull_quotes_apart(&mut self) {
        let (few, many) = (400, 1000);
        if self.blocks.len() > many {
            return;
        }
        let prose = self
            .order
            .iter()
            .flat_map(|group| self.copies.members(*group));
        let texts: Vec<(usize, String)> = prose
            .map(|block| (*block, fold(self.text(*block))))
            .collect();
        for block in 0..self.blocks.len() {
            let length = self.text(block).len();
            let shape = self.shape_of(block);
            let plain = matches!(shape, Some(Shape::Prose | Shape::Sentence | Shape::Line));
            if !plain || !(30..few).contains(&length) || !self.is_between(block) {
                continue;
            }
            let words = fold(self.text(block));
            let words = words.trim_matches(|c: char| "\"'.… ".contains(c));
            let group = self.copies.group(block);
            let holds = |(other, text): &(usize, String)| {
                (group.is_none() || self.copies.group(*other) != group) && text.contains(words)
            };
            if words.contains(' ') && texts.iter().any(holds) {
                let quote = Role::Furniture(FurnitureKind::PullQuote);
                if self.rank_of(block).is_some() {
                    self.set_apart(block, quote);
                } else {
                    self.set_role(block, quote);
                }
            }
        }
    }

    /// Returns whether a block stands behind one paragraph of the body and before a later one.
    fn is_between(&self, block: usize) -> bool {
        let before = (0..block).rev().find_map(|at| self.rank_of(at));
        let after = (block + 1..self.blocks.len()).find_map(|at| self.rank_of(at));
        before
            .zip(after)
            .is_some_and(|(before, after)| before < after)
    }
}
