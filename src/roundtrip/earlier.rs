//! The states of a dataset that a file is compared with: what it says now, and the rows of earlier
//! states, which its store has recorded or its files give with fewer entries of the ledger.

use std::collections::BTreeMap;

use super::versions::Versions;
use crate::dataset::{Articles, Folder, LEDGER};
use crate::ingest::facts_as_rows;
use crate::model::path::{RETRACTED, SUPERSEDED_BY};
use crate::parallel;
use crate::store::schema::Relation;
use crate::store::{CellRef, Database, RowSink, Schema, Store, StoreError, TableRow};
use crate::tabular::{Record, read_csv};

/// What a file is compared with.
pub struct States<'a> {
    /// The files of the dataset.
    pub folder: &'a Folder,
    /// What the dataset says now.
    pub current: &'a Database,
    /// The export that the files are from, where it is named.
    pub base: Option<&'a Database>,
    /// The store, which has the history of past runs.
    pub history: Option<&'a Store>,
}

impl States<'_> {
    /// Offers the rows that a table had before, until all versions are found.
    pub fn offer_earlier(
        &self,
        versions: &mut Versions,
        table: &Relation,
    ) -> Result<(), StoreError> {
        if let Some(store) = self.history.filter(|_| !versions.is_complete()) {
            // A store that is not up to date holds an earlier state itself.
            versions.offer_all(store.database(), table)?;
            store.past_rows(table, |row| versions.offer(row.iter().map(CellRef::from)))?;
        }
        if versions.is_complete() {
            return Ok(());
        }
        let schema = &Schema::current()?;
        for ledger in cuts(self.folder.text(LEDGER).unwrap_or_default()) {
            let folder = self.folder.clone().with_text(LEDGER, ledger);
            let copies = vec![versions.clone(); parallel::cores()];
            let found = facts_as_rows(&folder, &Articles::new(), schema, copies);
            versions.join(found);
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
pub fn cuts(ledger: &str) -> impl Iterator<Item = String> {
    let records = read_csv(ledger);
    let header = records.first().map_or(&[][..], |header| &header.cells);
    let column = |name| header.iter().position(|(cell, _)| cell == name);
    let (fact, field) = (column("fact"), column("field"));
    let cell = |record: &Record, at: Option<usize>| {
        let cell = at.and_then(|at| record.cells.get(at));
        cell.map_or(String::new(), |(text, _)| text.clone())
    };
    // The lines between entries on several facts, with how many there are at most on one fact; and
    // for each line which one on its fact it is among these.
    let mut stretches = vec![(1..1, 0)];
    let mut numbers = vec![0];
    let mut of_facts: BTreeMap<String, usize> = BTreeMap::new();
    for (at, record) in records.iter().enumerate().skip(1) {
        if [RETRACTED, SUPERSEDED_BY].contains(&cell(record, field).as_str()) {
            of_facts.clear();
            numbers.push(0);
            stretches.push((at + 1..at + 1, 0));
        } else if let Some((lines, most)) = stretches.last_mut() {
            let number = of_facts.entry(cell(record, fact)).or_default();
            *number += 1;
            numbers.push(*number);
            *most = (*most).max(*number);
            lines.end = at + 1;
        }
    }
    let states = stretches.into_iter().rev();
    let states = states.flat_map(|(lines, most)| {
        let kept = (0..=most).rev();
        kept.map(move |kept| (lines.clone(), kept))
    });
    // The first one is the state of now.
    states.skip(1).map(move |(lines, kept)| {
        let is_kept = |at: &usize| *at < lines.start || numbers[*at] <= kept;
        let kept = (0..lines.end.min(records.len())).filter(is_kept);
        let kept = kept.map(|at| &ledger[records[at].span.clone()]);
        kept.collect::<Vec<_>>().join("\n") + "\n"
    })
}

impl RowSink for Versions {
    fn row(&mut self, row: TableRow<'_, '_>) {
        if self.is_of(row.table) {
            let _ = self.offer(row.cells.iter().copied());
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
        let ids = |cut: &str| {
            let records = read_csv(cut);
            let ids = records
                .iter()
                .skip(1)
                .map(|record| record.cells[0].0.clone());
            ids.collect::<Vec<_>>().join(" ")
        };
        cuts(&ledger).map(|cut| ids(&cut)).collect()
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
