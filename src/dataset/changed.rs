//! Which sheets a rerun must read: those that changed, and those whose facts the ledger changes.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{Folder, LEDGER, is_sheet};
use super::ledger;
use super::problem::Problems;
use crate::digest::sha256_hex;
use crate::model::known::Known;
use crate::tabular::read_csv;

/// Returns the sheets to read again, given what a store knows of the files; none where nothing
/// changed. `None` where the whole dataset must be read: a file went, or one changed that all
/// sheets depend on, or that skips sentences, or the ledger names a fact that is not known.
pub fn changed_files(
    folder: &Folder,
    digests: &BTreeMap<String, String>,
    known: &Known,
) -> Option<BTreeSet<String>> {
    if known.files.keys().any(|name| !digests.contains_key(name)) {
        return None;
    }
    let mut sheets = BTreeSet::new();
    for (name, sha256) in digests {
        match known.files.get(name) {
            Some(file) if file.sha256 == *sha256 => {}
            Some(file) if is_sheet(name) && file.skips == 0 => drop(sheets.insert(name.clone())),
            None if is_sheet(name) => drop(sheets.insert(name.clone())),
            _ if name == LEDGER => sheets.extend(corrected_sheets(folder, known)?),
            _ => return None,
        }
    }
    let skips = |name: &String| known.files.get(name).is_some_and(|file| file.skips > 0);
    (!sheets.iter().any(skips)).then_some(sheets)
}

/// Returns the sheets whose facts the entries correct that were appended to the ledger; `None`
/// where something else was done to it.
fn corrected_sheets(folder: &Folder, known: &Known) -> Option<BTreeSet<String>> {
    let text = folder.text(LEDGER)?;
    let before = known.files.get(LEDGER).map(|file| file.sha256.as_str());
    let is_appended = match before {
        None => known.corrections == 0,
        Some(sha256) => starts_with(text, sha256, known.corrections),
    };
    let mut problems = Problems::default();
    let entries = ledger::parse(text, &mut problems);
    if !is_appended || !problems.sorted().is_empty() {
        return None;
    }
    let new = entries.iter().skip(known.corrections);
    new.map(|entry| Some(known.facts.get(&entry.correction.fact)?.file.clone()))
        .collect()
}

/// Tells whether a ledger starts with one of so many entries that had this digest.
fn starts_with(text: &str, sha256: &str, entries: usize) -> bool {
    let records = read_csv(text);
    let Some(last) = records.get(entries) else {
        return false;
    };
    let end = last.span.end;
    let ends = ["", "\n", "\r\n"].iter().filter_map(|end_of_line| {
        let whole = end + end_of_line.len();
        text.get(end..whole).filter(|found| found == end_of_line)?;
        text.get(..whole)
    });
    ends.into_iter()
        .any(|start| sha256_hex(start.as_bytes()) == sha256)
}
