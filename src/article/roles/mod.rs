//! What each block is: body, title, author, date, standfirst, furniture, or a copy.

mod apart;
mod body;

use std::collections::HashSet;
use std::ops::Range;

use chrono::NaiveDate;

use super::blocks::Block;
use super::dates;
use super::reading::FurnitureKind;
use super::repeats::{Copies, SHORTEST_COPY};
use super::shape::{Shape, shape};
use super::title::{self, BodyWords, Verdict};
use crate::model::fold::fold;

/// The part that a block plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    Title,
    Standfirst,
    PublishedOn(NaiveDate),
    Furniture(FurnitureKind),
    /// A copy of another block that has a part.
    Repeated,
}

/// The parts of all blocks.
pub(super) struct Roles {
    /// One role for each block.
    pub(super) roles: Vec<Role>,
    /// The blocks of the body, in reading order; at least one.
    pub(super) body: Vec<usize>,
    /// The block that names the author, and the characters of the name.
    pub(super) author: Option<(usize, Range<usize>)>,
}

/// Gives each block its role; `None` if there is no body.
///
/// The order of decisions: copies are grouped; prose makes the body; a standfirst, notes about
/// the author and pull quotes are taken out of it; a copy of each paragraph is chosen; short
/// lines between its paragraphs follow; then date, title and motto; the rest is unknown.
pub(super) fn assign(blocks: &[Block]) -> Option<Roles> {
    let mut cast = Cast::new(blocks);
    if cast.order.is_empty() {
        return None;
    }
    cast.set_standfirst_apart();
    cast.find_author();
    cast.set_notes_apart();
    cast.set_pull_quotes_apart();
    cast.choose_body();
    cast.add_short_lines();
    cast.find_date();
    cast.find_title();
    cast.find_copies();
    Some(Roles {
        roles: cast.roles,
        body: cast.body,
        author: cast.author,
    })
}

/// The work in progress.
struct Cast<'a> {
    blocks: &'a [Block],
    shapes: Vec<Shape>,
    copies: Copies,
    /// The groups of the body, in reading order.
    order: Vec<usize>,
    /// For each group its number in the order.
    rank: Vec<Option<usize>>,
    roles: Vec<Role>,
    body: Vec<usize>,
    author: Option<(usize, Range<usize>)>,
}

impl<'a> Cast<'a> {
    fn new(blocks: &'a [Block]) -> Self {
        let mut shapes: Vec<Shape> = blocks.iter().map(shape).collect();
        if !shapes.contains(&Shape::Prose) {
            for shape in shapes.iter_mut().filter(|shape| **shape == Shape::Sentence) {
                *shape = Shape::Prose;
            }
        }
        let searched = |(block, shape): (&Block, &Shape)| match shape {
            Shape::Prose => true,
            Shape::Sentence | Shape::Line => block.length() >= SHORTEST_COPY,
            _ => false,
        };
        let wanted: Vec<bool> = blocks.iter().zip(&shapes).map(searched).collect();
        let copies = Copies::find(blocks, &wanted);
        let is_prose = |block: &usize| shapes.get(*block) == Some(&Shape::Prose);
        let order = copies.reading_order(|group| copies.members(group).iter().any(is_prose));
        let mut cast = Self {
            blocks,
            roles: shapes.iter().map(first_role).collect(),
            shapes,
            rank: Vec::new(),
            copies,
            order: Vec::new(),
            body: Vec::new(),
            author: None,
        };
        cast.set_order(order);
        cast
    }

    fn set_order(&mut self, order: Vec<usize>) {
        self.rank = vec![None; self.copies.groups.len()];
        for (at, group) in order.iter().enumerate() {
            if let Some(rank) = self.rank.get_mut(*group) {
                *rank = Some(at);
            }
        }
        self.order = order;
    }

    /// Returns a block's number among the paragraphs of the body, whichever copy it is of.
    fn rank_of(&self, block: usize) -> Option<usize> {
        self.rank.get(self.copies.group(block)?).copied().flatten()
    }

    fn text(&self, block: usize) -> &'a str {
        self.blocks.get(block).map(Block::text).unwrap_or_default()
    }

    fn shape_of(&self, block: usize) -> Option<&Shape> {
        self.shapes.get(block)
    }

    fn set_role(&mut self, block: usize, role: Role) {
        if let Some(slot) = self.roles.get_mut(block) {
            *slot = role;
        }
    }

    /// Takes a block and its copies out of the body, unless nothing would be left.
    fn set_apart(&mut self, block: usize, role: Role) {
        let group = self.copies.group(block);
        let order: Vec<usize> = self
            .order
            .iter()
            .copied()
            .filter(|g| Some(*g) != group)
            .collect();
        if order.is_empty() || order.len() == self.order.len() {
            return;
        }
        self.set_order(order);
        self.set_role(block, role);
    }

    /// Takes the first date that does not speak of an update; if no line gives one, the date
    /// behind the name in a byline.
    fn find_date(&mut self) {
        let shapes = || self.shapes.iter().enumerate();
        let line = shapes().find_map(|(at, shape)| match shape {
            Shape::Date(line) if !line.update => Some((at, line.date)),
            _ => None,
        });
        let beside_a_name = || {
            shapes().find_map(|(at, shape)| match shape {
                Shape::Byline(_) => Some((at, dates::date_line(self.text(at))?.date)),
                _ => None,
            })
        };
        if let Some((at, date)) = line.or_else(beside_a_name) {
            self.set_role(at, Role::PublishedOn(date));
        }
    }

    /// Looks for the title right before the body that is read, then before the first copy, then
    /// anywhere outside of it.
    fn find_title(&mut self) {
        let start = self.body.first().copied().unwrap_or_default();
        let is_body = |block: &usize| self.rank_of(*block).is_some();
        let end_of_copy = (0..start).rev().find(is_body).map_or(0, |block| block + 1);
        let first = (0..self.blocks.len()).find(is_body).unwrap_or_default();
        let words = BodyWords::of(self.body.iter().filter_map(|block| self.blocks.get(*block)));
        let zones = [end_of_copy..start, 0..first, 0..self.blocks.len()];
        for zone in zones {
            match title::find(&self.candidates(zone.clone()), &words) {
                Verdict::Nothing => {}
                Verdict::Open => return,
                Verdict::Title(title) => {
                    self.set_role(title, Role::Title);
                    self.find_taglines(zone.start..title);
                    return;
                }
            }
        }
    }

    fn find_taglines(&mut self, above: Range<usize>) {
        for (at, block, _) in self.candidates(above) {
            if title::is_tagline(block) {
                self.set_role(at, Role::Furniture(FurnitureKind::Tagline));
            }
        }
    }

    fn candidates(&self, zone: Range<usize>) -> Vec<(usize, &'a Block, Shape)> {
        let unknown = Role::Furniture(FurnitureKind::Unknown);
        let lines = zone.filter(|at| self.roles.get(*at) == Some(&unknown));
        lines
            .filter_map(|at| Some((at, self.blocks.get(at)?, self.shape_of(at)?.clone())))
            .collect()
    }

    /// Finds the lines that say once more what another block with a part says.
    fn find_copies(&mut self) {
        let is_part = |role: &Role| !matches!(role, Role::Furniture(_) | Role::Repeated);
        let parts = self
            .blocks
            .iter()
            .zip(&self.roles)
            .filter(|(_, role)| is_part(role));
        let mut seen: HashSet<String> = parts.map(|(block, _)| fold(block.text())).collect();
        for (block, role) in self.blocks.iter().zip(&mut self.roles) {
            let copy = matches!(role, Role::Furniture(_)) && !seen.insert(fold(block.text()));
            if copy {
                *role = Role::Repeated;
            }
        }
    }
}

/// Returns the part that a look alone decides; the rest is unknown for now.
fn first_role(shape: &Shape) -> Role {
    Role::Furniture(match shape {
        Shape::Date(_) => FurnitureKind::Dateline,
        Shape::Byline(_) => FurnitureKind::Byline,
        Shape::Caption => FurnitureKind::Caption,
        Shape::Credit => FurnitureKind::Credit,
        Shape::Notice => FurnitureKind::Notice,
        Shape::Letter => FurnitureKind::DropCap,
        _ => FurnitureKind::Unknown,
    })
}
