//! Items: the facts, skipped sentences and sources of a file, one after the other, whatever its
//! format.

use sha2::{Digest, Sha256};

use super::json;
use super::node::{Node, Value};
use super::problem::{At, Problems, did_you_mean};
use super::sheet::Tree;
use super::span::Span;
use crate::digest::first_64_bits;
use crate::model::form::{KINDS, Kind};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A fact.
    Fact(&'static Kind),
    /// A sentence that was read and holds no fact.
    Skip,
    /// A source; in files of lines alone.
    Source,
}

/// One fact, skipped sentence or source, as its file has it.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// What it is.
    pub kind: ItemKind,
    /// The span of its header: `[[event]]` in a sheet, the first key of a line.
    pub header: Span,
    /// Its table.
    pub node: Node<'a>,
    /// A digest by which a rerun sees whether it changed: in a sheet of the values, whatever their
    /// layout, and in a file of lines of the line.
    pub digest: i64,
}

/// Returns a digest of a line: the first 64 bits of its SHA-256.
pub fn line_digest(line: &str) -> i64 {
    first_64_bits(&Sha256::digest(line.trim()))
}

impl ItemKind {
    /// Returns the kind of a name; reports a name that no kind has.
    fn read(at: At<'_>, span: Span, name: &str, problems: &mut Problems) -> Option<Self> {
        // A source in a sheet has a folder of its own instead.
        let others = if at.line.is_some() {
            &[("skip", Self::Skip), ("source", Self::Source)][..]
        } else {
            &[("skip", Self::Skip)]
        };
        let facts = KINDS.iter().map(|kind| (kind.name, Self::Fact(kind)));
        let known = facts.chain(others.iter().copied());
        if let Some((_, kind)) = known.clone().find(|(known, _)| *known == name) {
            return Some(kind);
        }
        let hint = did_you_mean(name, known.map(|(name, _)| name));
        let problem = problems.error(at, span, format!("unknown key `{name}`"));
        problem.hints.extend(hint);
        None
    }
}

impl Item<'_> {
    /// Returns its key, if it has one.
    pub fn key(&self) -> Option<&str> {
        self.node.text_of("key")
    }

    /// Returns the span of its key, else of its header.
    pub fn key_span(&self) -> Span {
        self.node.get("key").map_or(self.header, |key| key.span)
    }

    /// Returns the kind of a fact.
    pub fn fact_kind(&self) -> Option<&'static Kind> {
        match self.kind {
            ItemKind::Fact(kind) => Some(kind),
            ItemKind::Skip | ItemKind::Source => None,
        }
    }

    /// Returns an item that borrows nothing.
    pub fn into_owned(self) -> Item<'static> {
        Item {
            kind: self.kind,
            header: self.header,
            node: self.node.into_owned(),
            digest: self.digest,
        }
    }
}

/// Takes the items out of a fact sheet; whatever is not an item is added to the problems.
pub fn of_sheet<'a>(tree: Tree<'a>, file: &str, problems: &mut Problems) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let Value::Table(members) = tree.root.value else {
        return items;
    };
    for member in members {
        let Some(kind) = ItemKind::read(file.into(), member.span, &member.key, problems) else {
            continue;
        };
        let Value::List(elements) = member.node.value else {
            member.node.report_mismatch("a list", file.into(), problems);
            continue;
        };
        for node in elements {
            if matches!(node.value, Value::Table(_)) {
                items.push(Item {
                    kind,
                    header: node.span,
                    digest: node.digest(),
                    node,
                });
            } else {
                node.report_mismatch("a table", file.into(), problems);
            }
        }
    }
    items
}

/// Takes the item out of a line of JSON; what is wrong is added to the problems.
pub fn of_line<'a>(at: At<'a>, line: &'a str, problems: &mut Problems) -> Option<Item<'a>> {
    let (root, doubles) = match json::parse(line) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let message = format!("this is not JSON: {}", fault.message);
            let problem = problems.error(at, fault.at..fault.at + 1, message);
            problem.is_syntax = true;
            return None;
        }
    };
    let is_whole = doubles.is_empty();
    for (span, key) in doubles {
        problems.error(at, span, format!("the key `{key}` is given twice"));
    }
    let Value::Table(mut members) = root.value else {
        root.report_mismatch("a table", at, problems);
        return None;
    };
    if members.len() != 1 {
        let names: Vec<&str> = members.iter().map(|member| &*member.key).collect();
        let found = match names.as_slice() {
            [] => "found none".to_owned(),
            names => format!("found `{}`", names.join("`, `")),
        };
        let message = format!("a line has one key, the kind of what it holds; {found}");
        let hint = "write {\"event\": {\"key\": …}}, one fact a line";
        problems.error(at, 0..1, message).hint(hint);
        return None;
    }
    let member = members.pop()?;
    let kind = ItemKind::read(at, member.span, &member.key, problems)?;
    if !matches!(member.node.value, Value::Table(_)) {
        member.node.report_mismatch("a table", at, problems);
        return None;
    }
    is_whole.then(|| Item {
        kind,
        header: member.span,
        node: member.node,
        digest: line_digest(line),
    })
}
