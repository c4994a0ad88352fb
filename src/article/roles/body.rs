//! The blocks of the body: one copy of each paragraph, and the short lines between them.

use std::ops::Range;

use super::{Cast, Role};
use crate::article::blocks::Block;
use crate::article::predicates::ends_sentence;
use crate::article::reading::FurnitureKind;
use crate::article::shape::Shape;

/// From this median length of paragraphs on, a single short sentence before them is not one.
const LONG_PARAGRAPH: usize = 200;

impl Cast<'_> {
    pub(super) fn choose_body(&mut self) {
        self.body = self.copies.choose(&self.order);
        for block in 0..self.blocks.len() {
            if self.rank_of(block).is_some() {
                self.set_role(block, Role::Repeated);
            }
        }
        for block in self.body.clone() {
            self.set_role(block, Role::Body);
        }
    }

    /// Places the lines between two paragraphs of the body: sentences and list items belong to
    /// it, other lines are headings.
    pub(super) fn add_short_lines(&mut self) {
        let mut body = Vec::with_capacity(self.body.len());
        for block in self.body.clone() {
            if body.is_empty() {
                body.extend(self.opening_line(block));
            }
            body.push(block);
            let rank = self.rank_of(block);
            let next = (block + 1..self.blocks.len()).find(|next| self.rank_of(*next).is_some());
            match next {
                Some(next) if self.rank_of(next) == rank.map(|rank| rank + 1) => {
                    body.extend(self.lines_between(block + 1..next));
                }
                _ => body.extend(self.closing(block)),
            }
        }
        for block in &body {
            self.set_role(*block, Role::Body);
        }
        self.body = body;
    }

    fn lines_between(&mut self, lines: Range<usize>) -> Vec<usize> {
        let mut body = Vec::new();
        for at in lines {
            let unknown = Role::Furniture(FurnitureKind::Unknown);
            let (Some(block), true) = (self.blocks.get(at), self.roles.get(at) == Some(&unknown))
            else {
                continue;
            };
            let goes_on = block.text().ends_with([':', ';', ',']);
            match self.shape_of(at) {
                Some(Shape::Heading(_)) => {
                    self.set_role(at, Role::Furniture(FurnitureKind::Subheading));
                }
                Some(Shape::Sentence) => body.push(at),
                _ if block.bullet || goes_on || is_statement(block.text()) => body.push(at),
                _ if block.length() <= 100 && block.text().contains(char::is_alphanumeric) => {
                    self.set_role(at, Role::Furniture(FurnitureKind::Subheading));
                }
                _ => {}
            }
        }
        body
    }

    /// Returns the block before the first paragraph if it is a short paragraph itself. Before
    /// paragraphs that are much longer, it is the standfirst.
    fn opening_line(&mut self, first: usize) -> Option<usize> {
        let at = first.checked_sub(1)?;
        let asks = self
            .text(at)
            .trim_end_matches(['”', '"'])
            .ends_with(['?', '!']);
        if asks || !self.is_short_paragraph(at, first) {
            return None;
        }
        if self.median_length() < LONG_PARAGRAPH {
            return Some(at);
        }
        if !self.roles.contains(&Role::Standfirst) {
            self.set_role(at, Role::Standfirst);
        }
        None
    }

    fn median_length(&self) -> usize {
        let blocks = self.body.iter().filter_map(|block| self.blocks.get(*block));
        let mut lengths: Vec<usize> = blocks.map(Block::length).collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied().unwrap_or_default()
    }

    /// Returns the blocks behind the last paragraph that are short paragraphs themselves.
    fn closing(&self, block: usize) -> Vec<usize> {
        let rank = self.rank_of(block);
        if rank.is_none_or(|rank| rank + 1 < self.order.len()) {
            return Vec::new();
        }
        let behind = block + 1..self.blocks.len().min(block + 4);
        behind
            .take_while(|at| self.is_short_paragraph(*at, block))
            .collect()
    }

    fn is_short_paragraph(&self, at: usize, paragraph: usize) -> bool {
        let text = self.text(at);
        let unknown = Role::Furniture(FurnitureKind::Unknown);
        let copies = self
            .copies
            .group(paragraph)
            .map_or(0, |g| self.copies.members(g).len());
        self.shape_of(at) == Some(&Shape::Sentence)
            && self.roles.get(at) == Some(&unknown)
            && ends_sentence(text)
            && text.split(' ').count() >= 3
            && self
                .blocks
                .iter()
                .filter(|block| block.text() == text)
                .count()
                >= copies
    }
}

/// Returns whether a line ends as a statement does: headings may ask or call, but take no full stop.
fn is_statement(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '"', '\'', ')']);
    text.contains(' ') && text.ends_with(['.', '…'])
}
