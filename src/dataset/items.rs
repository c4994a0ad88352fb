//! What the files of facts consist of: facts, skipped sentences and sources, one after the other,
//! whatever form a file has.

use sha2::{Digest, Sha256};

use super::json;
use super::node::{Node, Value};
use super::problem::{At, Problems, did_you_mean};
use super::raw::FACT_KINDS;
use super::span::Span;

/// The name of a skipped sentence.
pub const SKIP: &str = "skip";

/// The name of a source, in files of lines.
pub const SOURCE: &str = "source";

/// One fact, skipped sentence or source, as its file has it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The kind of a fact, [`SKIP`] or [`SOURCE`].
    pub kind: &'static str,
    /// Where it begins.
    pub header: Span,
    /// What it says.
    pub node: Node,
    /// A name for what its file says: in a sheet for the values, whatever their layout, and in a file
    /// of lines for the line.
    pub digest: i64,
}

/// Returns a name for a line: the first 64 bits of its SHA-256.
pub fn line_digest(line: &str) -> i64 {
    head_of_digest(&Sha256::digest(line.trim()))
}

/// Returns the first 64 bits of a digest.
pub fn head_of_digest(digest: &[u8]) -> i64 {
    let (head, _) = digest.split_first_chunk().expect("a SHA-256 has 256 bits");
    i64::from_be_bytes(*head)
}

impl Item {
    /// Returns its key, if it has one.
    pub fn key(&self) -> Option<&str> {
        self.node.text("key")
    }

    /// Returns where its key stands, else where it begins.
    pub fn key_span(&self) -> &Span {
        self.node.get("key").map_or(&self.header, |key| &key.span)
    }
}

/// Returns the name of a kind as the program knows it.
fn known_kind(name: &str, of_lines: bool) -> Option<&'static str> {
    let others = [SKIP, SOURCE]
        .into_iter()
        .take(if of_lines { 2 } else { 1 });
    let mut known = FACT_KINDS.iter().copied().chain(others);
    known.find(|kind| *kind == name)
}

/// Reports a kind that there is not.
fn report_kind(at: At<'_>, span: &Span, name: &str, of_lines: bool, problems: &mut Problems) {
    let others = [SKIP, SOURCE]
        .into_iter()
        .take(if of_lines { 2 } else { 1 });
    let hint = did_you_mean(name, FACT_KINDS.iter().copied().chain(others));
    let message = format!("unknown key `{name}`");
    problems.error(at, span.clone(), message).hints.extend(hint);
}

/// Takes the items out of a fact sheet; what is no item is added to the problems.
pub fn of_sheet(root: Node, file: &str, problems: &mut Problems) -> Vec<Item> {
    let mut items = Vec::new();
    let Value::Table(entries) = root.value else {
        return items;
    };
    for (span, name, list) in entries {
        let Some(kind) = known_kind(&name, false) else {
            report_kind(file.into(), &span, &name, false, problems);
            continue;
        };
        let Value::List(elements) = list.value else {
            list.report_mismatch("a list", file.into(), problems);
            continue;
        };
        for node in elements {
            if matches!(node.value, Value::Table(_)) {
                items.push(Item {
                    kind,
                    header: node.span.clone(),
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
pub fn of_line(file: &str, number: usize, line: &str, problems: &mut Problems) -> Option<Item> {
    let at = At {
        file,
        line: Some((number, line)),
    };
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
    let Value::Table(entries) = root.value else {
        root.report_mismatch("a table", at, problems);
        return None;
    };
    let names: Vec<&str> = entries.iter().map(|(_, name, _)| name.as_str()).collect();
    if names.len() != 1 {
        let found = match names.as_slice() {
            [] => "found none".to_owned(),
            names => format!("found `{}`", names.join("`, `")),
        };
        let message = format!("a line has one key, the kind of what it holds; {found}");
        let hint = "write {\"event\": {\"key\": …}}, one fact a line";
        problems.error(at, 0..1, message).hints.push(hint.into());
        return None;
    }
    let (span, name, node) = entries.into_iter().next()?;
    let Some(kind) = known_kind(&name, true) else {
        report_kind(at, &span, &name, true, problems);
        return None;
    };
    if !matches!(node.value, Value::Table(_)) {
        node.report_mismatch("a table", at, problems);
        return None;
    }
    is_whole.then_some(Item {
        kind,
        header: span,
        node,
        digest: line_digest(line),
    })
}
