//! The one diff: the operations that make one state of a table another.
//!
//! Every comparison of rows is made here: a run that plans all rows, or those of some facts
//! (`plan.rs`), and the comparison of two databases (`database.rs`). Both sides come sorted by
//! primary key, as SQLite and the spools sort, and neither is held: memory is for the differences
//! alone.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::types::{FromSql, ValueRef};

use super::error::{Fault, named};
use super::operation::{Action, Cell, Operation};
use super::schema::{Relation, Schema};
use super::spool::Sorted;
use super::value::{Value, compare};

/// The rows of one table, sorted by their primary key, which is their first columns.
pub trait SortedRows {
    /// Lists the cells of the row at hand; `None` past the last row.
    fn peek(&self) -> Option<impl Iterator<Item = ValueRef<'_>>>;

    /// Goes on to the next row.
    ///
    /// # Errors
    /// It cannot be read.
    fn advance(&mut self) -> Result<(), Fault>;
}

/// Compares two states of a table and hands on what makes the old one the new one, in the order of
/// keys.
///
/// A passage whose text is not at hand keeps the old text as long as its fingerprint is the same:
/// building without the article takes nothing away.
///
/// # Errors
/// Rows cannot be read, or `emit` fails.
pub fn diff(
    schema: &Schema,
    table: &Relation,
    old: &mut impl SortedRows,
    new: &mut impl SortedRows,
    mut emit: impl FnMut(Operation) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let owned = schema.belongs_to_facts(table);
    // A merge of two sorted lists. Of the two rows at hand, the one with the lesser key cannot come
    // later on the other side, so that no row is ever looked for:
    //
    //     old  new
    //      a    a    same key: compare the cells, then advance both
    //      b         b < c: remove b, advance the old side
    //           c    c < d: add c, advance the new side
    //      d    d    same key again
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => {
                let key = table.primary_key.len();
                compare_rows(old.take(key), new.take(key))
            }
        };
        let operation = match order {
            Ordering::Less => Some(Operation::of(table, owned, Action::Remove, row(old)?)),
            Ordering::Greater => Some(Operation::of(table, owned, Action::Add, row(new)?)),
            Ordering::Equal if is_same(old, new) => None,
            Ordering::Equal => changed(table, owned, row(old)?, row(new)?),
        };
        if let Some(operation) = operation {
            emit(operation)?;
        }
        if order.is_le() {
            old.advance()?;
        }
        if order.is_ge() {
            new.advance()?;
        }
    }
}

fn compare_rows<'a>(
    old: impl Iterator<Item = ValueRef<'a>>,
    new: impl Iterator<Item = ValueRef<'a>>,
) -> Ordering {
    let mut orders = old.zip(new).map(|(old, new)| compare(old, new));
    let first = orders.find(|order| order.is_ne());
    first.unwrap_or(Ordering::Equal)
}

fn is_same(old: &impl SortedRows, new: &impl SortedRows) -> bool {
    let rows = old.peek().zip(new.peek());
    rows.is_some_and(|(old, new)| compare_rows(old, new).is_eq())
}

/// Returns the cells of the row at hand.
fn row(rows: &impl SortedRows) -> Result<Vec<Value>, Fault> {
    let cells = rows.peek().into_iter().flatten();
    let values: Result<_, _> = cells.map(Value::column_result).collect();
    values.map_err(|error| Fault::Sql(error.into()))
}

/// Returns what changes in a row; `None` where it only lacks a text that is kept.
fn changed(
    table: &Relation,
    owned: bool,
    old: Vec<Value>,
    mut new: Vec<Value>,
) -> Option<Operation> {
    keep_text(table, &old, &mut new);
    let key = new[..table.primary_key.len()].to_vec();
    let values = table.columns.iter().zip(old.into_iter().zip(new));
    let cells: Vec<Cell> = values
        .filter(|(_, (old, new))| old != new)
        .map(|(column, (old, new))| Cell {
            column: column.name.clone(),
            old,
            new,
        })
        .collect();
    let is_changed = !cells.is_empty();
    is_changed.then(|| Operation::on(table, owned, key, Action::Change(cells)))
}

fn keep_text(table: &Relation, old: &[Value], new: &mut [Value]) {
    if table.name != "passages" {
        return;
    }
    if let (Some(text), Some(fingerprint)) = (table.position("text"), table.position("fingerprint"))
        && new[text] == Value::Null
        && new[fingerprint] == old[fingerprint]
    {
        new[text] = old[text].clone();
    }
}

/// The rows that a query finds.
pub struct Found<'s> {
    rows: rusqlite::Rows<'s>,
    columns: usize,
    /// The facts whose rows alone are listed.
    only: Option<&'s BTreeSet<String>>,
    /// The file that an error names, where there are two.
    file: Option<&'s Path>,
}

impl<'s> Found<'s> {
    /// Lists the rows of a query for all columns of a table in key order: all of them, or those of
    /// some facts only. An error names the file, if one is given.
    ///
    /// # Errors
    /// The first row cannot be read.
    pub fn of(
        table: &Relation,
        rows: rusqlite::Rows<'s>,
        only: Option<&'s BTreeSet<String>>,
        file: Option<&'s Path>,
    ) -> Result<Self, Fault> {
        let columns = table.columns.len();
        let mut found = Self {
            rows,
            columns,
            only,
            file,
        };
        found.advance()?;
        Ok(found)
    }

    fn advance_to_listed(&mut self) -> Result<(), Fault> {
        self.rows.advance()?;
        while let (Some(only), Some(row)) = (self.only, self.rows.get())
            && !only.contains(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)
        {
            self.rows.advance()?;
        }
        Ok(())
    }
}

impl SortedRows for Found<'_> {
    fn peek(&self) -> Option<impl Iterator<Item = ValueRef<'_>>> {
        let row = self.rows.get()?;
        Some((0..self.columns).map(|at| row.get_ref_unwrap(at)))
    }

    fn advance(&mut self) -> Result<(), Fault> {
        let advanced = self.advance_to_listed();
        match self.file {
            Some(path) => Ok(named(path, || advanced)?),
            None => advanced,
        }
    }
}

/// The rows of one table among all that a run wants.
pub struct OfTable<'s> {
    /// All rows; those of the tables before this one are through.
    pub sorted: &'s mut Sorted,
    /// The number of the table.
    pub number: usize,
}

impl SortedRows for OfTable<'_> {
    fn peek(&self) -> Option<impl Iterator<Item = ValueRef<'_>>> {
        let next = self.sorted.peek();
        let record = next.filter(|record| record.table() == self.number)?;
        Some(record.cells().map(ValueRef::from))
    }

    fn advance(&mut self) -> Result<(), Fault> {
        Ok(self.sorted.advance()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::Store;

    /// Rows that are held.
    struct Held(Vec<Vec<Value>>, usize);

    impl SortedRows for Held {
        fn peek(&self) -> Option<impl Iterator<Item = ValueRef<'_>>> {
            Some(self.0.get(self.1)?.iter().map(ValueRef::from))
        }

        fn advance(&mut self) -> Result<(), Fault> {
            self.1 += 1;
            Ok(())
        }
    }

    type Notes = std::collections::BTreeMap<String, u32>;

    proptest! {
        #[test]
        fn the_operations_make_the_old_rows_the_new_ones(
            old in proptest::collection::btree_map("[a-c]{1,2}", 0..3_u32, 0..8),
            new in proptest::collection::btree_map("[a-c]{1,2}", 0..3_u32, 0..8),
        ) {
            let store = Store::in_memory().unwrap();
            let table = store.schema().relation("fact_files").unwrap();
            let held = |notes: &Notes| {
                let row = |(key, note): (&String, &u32)| vec![key.clone().into(), (*note).into(), Value::Null];
                Held(notes.iter().map(row).collect(), 0)
            };
            let mut made = old.clone();
            let mut keys = Vec::new();
            diff(store.schema(), table, &mut held(&old), &mut held(&new), |operation| {
                let key = operation.key[0].to_plain_text();
                let note = |value: &Value| value.to_plain_text().parse().unwrap();
                let before = match &operation.action {
                    Action::Add(row) => made.insert(key.clone(), note(&row[1])).is_none(),
                    Action::Remove(row) => made.remove(&key) == Some(note(&row[1])),
                    Action::Change(cells) => {
                        made.insert(key.clone(), note(&cells[0].new)) == Some(note(&cells[0].old))
                    }
                };
                assert!(before, "{key} was not so");
                keys.push(key);
                Ok(())
            })
            .unwrap();
            prop_assert_eq!(made, new);
            prop_assert!(keys.is_sorted());
        }
    }
}
