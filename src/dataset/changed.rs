//! Which sheets a rerun must read: those that changed, and those whose facts the ledger changes.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{Folder, LEDGER, is_sheet};
use super::ledger;
use super::problem::Problems;
use crate::model::known::Known;

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

/// Returns the sheets whose facts an entry corrects that is new, changed or gone.
fn corrected_sheets(folder: &Folder, known: &Known) -> Option<BTreeSet<String>> {
    let mut problems = Problems::default();
    let entries = ledger::parse(folder.text(LEDGER)?, &mut problems);
    if !problems.sorted().is_empty() {
        return None;
    }
    let cells = entries.iter().map(|entry| entry.correction.cells());
    let now: BTreeMap<String, Vec<String>> = cells.map(|cells| (cells[0].clone(), cells)).collect();
    let differs = |(id, cells): &(&String, &Vec<String>), other: &BTreeMap<String, Vec<String>>| {
        other.get(*id) != Some(*cells)
    };
    let new = now.iter().filter(|entry| differs(entry, &known.entries));
    let gone = known.entries.iter().filter(|entry| differs(entry, &now));
    let facts = new.chain(gone).map(|(_, cells)| &cells[3]);
    facts
        .map(|fact| Some(known.facts.get(fact)?.file.clone()))
        .collect()
}
