//! The versions that rows came back with, looked for in one state of a dataset after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::store::schema::Relation;
use crate::store::{CellRef, Database, RowVersions, Schema, StoreError, Value};

/// The versions that the rows of a sheet carry, and the rows that they name, as these are found.
///
/// A version is a digest of its row, so that whatever row has it is the one: rows can be offered from
/// anywhere and in any order, and nothing is held but what was asked for.
#[derive(Clone)]
pub struct Versions {
    /// The number of the table in rows on their way.
    number: usize,
    names: RowVersions,
    wanted: BTreeSet<String>,
    found: BTreeMap<String, Arc<[Value]>>,
}

impl Versions {
    /// Returns versions of rows of a table of a dataset, none of which is found yet.
    pub fn of(schema: &Schema, dataset: &str, table: &Relation, wanted: BTreeSet<String>) -> Self {
        Self {
            number: schema.number_of(&table.name).unwrap_or(usize::MAX),
            names: RowVersions::new(dataset, &table.name),
            wanted,
            found: BTreeMap::new(),
        }
    }

    /// Returns the row that a version names, where it is found.
    pub fn get(&self, version: &str) -> Option<&Arc<[Value]>> {
        self.found.get(version)
    }

    /// Looks at a row; breaks once all versions are found.
    pub fn offer<'c>(&mut self, row: impl Iterator<Item = CellRef<'c>> + Clone) -> ControlFlow<()> {
        let version = self.names.of_row(row.clone());
        if self.wanted.remove(&version) {
            let row: Vec<Value> = row.map(CellRef::to_value).collect();
            self.found.insert(version, row.into());
        }
        if self.is_complete() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Tells whether all versions are found.
    pub fn is_complete(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Takes together what several copies of these have found.
    pub fn join(&mut self, copies: Vec<Self>) {
        self.found
            .extend(copies.into_iter().flat_map(|copy| copy.found));
        self.wanted
            .retain(|version| !self.found.contains_key(version));
    }

    /// Tells whether a table on rows under way is that of the rows.
    pub fn is_of(&self, number: u8) -> bool {
        usize::from(number) == self.number
    }

    /// Looks at the rows of a table, until all versions are found.
    pub fn offer_all(&mut self, database: &Database, table: &Relation) -> Result<(), StoreError> {
        if self.is_complete() {
            return Ok(());
        }
        database.visit(table, |row| self.offer(row.iter().map(CellRef::from)))
    }
}
