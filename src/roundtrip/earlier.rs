//! The rows of earlier states of a dataset: what its store has recorded, and what its files say with
//! fewer entries of the ledger.

use std::collections::BTreeMap;

use super::bases::Versions;
use crate::dataset::{Folder, LEDGER};
use crate::ingest::{MEMORY_DEFAULT, facts_as_rows};
use crate::model::path::{RETRACTED, SUPERSEDED_BY};
use crate::parallel;
use crate::store::schema::Relation;
use crate::store::{CellRef, RowSink, Store, StoreError, TableName};
use crate::tabular::read_csv;

/// The earlier states of a dataset.
pub struct Earlier<'a> {
    /// The files.
    pub folder: &'a Folder,
    /// The store, which has the history of past runs.
    pub history: Option<&'a Store>,
}

impl Earlier<'_> {
    /// Offers the rows that a table had before, until all versions are found.
    pub fn offer_to(&self, versions: &mut Versions, table: &Relation) -> Result<(), StoreError> {
        if let Some(store) = self.history.filter(|_| !versions.is_complete()) {
            store.past_rows(table, |row| versions.offer(row.iter().map(CellRef::from)))?;
        }
        if versions.is_complete() {
            return Ok(());
        }
        for ledger in cuts(self.folder.text(LEDGER).unwrap_or_default()) {
            let folder = self.folder.clone().with_text(LEDGER, ledger);
            let copies = vec![versions.clone(); parallel::cores()];
            versions.join(facts_as_rows(&folder, MEMORY_DEFAULT, copies));
            if versions.is_complete() {
                break;
            }
        }
        Ok(())
    }
}

/// Returns shorter ledgers in which every row of every earlier state is found, the longest first.
///
/// A row depends on the entries on its own fact, and on those that retract or merge facts. Between two
/// of the latter, all facts can therefore go back at once: there are as many ledgers as the fact with
/// the most entries has, not as there are entries. With `a1` for the first entry on `a`:
///
/// ```text
/// now     a1 b1 a2 c1 merge a3 b2
/// cuts    a1 b1 a2 c1 merge         no entry since the merge
///         a1 b1 a2 c1               the state before the merge
///         a1 b1    c1               one entry on each fact
///                                   none
/// ```
pub fn cuts(ledger: &str) -> Vec<String> {
    let records = read_csv(ledger);
    let Some((header, entries)) = records.split_first() else {
        return Vec::new();
    };
    let column = |name| header.cells.iter().position(|(cell, _)| cell == name);
    let cell = |entry: usize, at: Option<usize>| -> &str {
        let cell = at.and_then(|at| entries[entry].cells.get(at));
        cell.map_or("", |(text, _)| text)
    };
    let (fact, field) = (column("fact"), column("field"));
    let is_of_many = |entry: &usize| [RETRACTED, SUPERSEDED_BY].contains(&cell(*entry, field));
    let mut cuts = Vec::new();
    let mut end = entries.len();
    loop {
        let start = (0..end).rfind(is_of_many).map_or(0, |entry| entry + 1);
        // How many entries on its fact each entry of the stretch has before it.
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let numbered: Vec<(usize, usize)> = (start..end)
            .map(|entry| {
                let number = numbers.entry(cell(entry, fact)).or_default();
                *number += 1;
                (entry, *number)
            })
            .collect();
        let most = numbers.into_values().max().unwrap_or(0);
        let is_now = end == entries.len();
        for kept in (0..=most).rev().skip(usize::from(is_now)) {
            let own = numbered.iter().filter(|(_, number)| *number <= kept);
            let lines = (0..start).chain(own.map(|(entry, _)| *entry));
            let lines = lines.map(|entry| &ledger[entries[entry].span.clone()]);
            let all: Vec<&str> = std::iter::once(&ledger[header.span.clone()])
                .chain(lines)
                .collect();
            cuts.push(all.join("\n") + "\n");
        }
        let Some(before) = start.checked_sub(1) else {
            return cuts;
        };
        end = before;
    }
}

impl RowSink for Versions {
    fn row(&mut self, table: TableName, cells: &[CellRef<'_>]) {
        if table.table().text == self.table() {
            let _ = self.offer(cells.iter().copied());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the ids of the entries in each cut.
    fn ids(entries: &[(&str, &str)]) -> Vec<String> {
        let lines = entries.iter().enumerate().map(|(at, (fact, field))| {
            format!(
                "{},2025-01-01,A,{fact},{field},a,b,\"two\nlines\",\n",
                at + 1
            )
        });
        let header = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";
        let ledger: String = std::iter::once(header.to_owned()).chain(lines).collect();
        let ids = |cut: &String| {
            let records = read_csv(cut);
            let ids = records
                .iter()
                .skip(1)
                .map(|record| record.cells[0].0.clone());
            ids.collect::<Vec<_>>().join(" ")
        };
        cuts(&ledger).iter().map(ids).collect()
    }

    #[test]
    fn all_facts_go_back_at_once_but_not_over_a_merge() {
        assert_eq!(ids(&[]), Vec::<String>::new());
        assert_eq!(ids(&[("a", "x"), ("b", "x"), ("a", "x")]), ["1 2", ""]);
        let merged = [
            ("a", "x"),
            ("b", "x"),
            ("a", "x"),
            ("c", "superseded_by"),
            ("a", "x"),
            ("b", "x"),
        ];
        assert_eq!(ids(&merged), ["1 2 3 4", "1 2 3", "1 2", ""]);
    }
}
