//! The rows of a dataset in a database, to be looked up and compared: a store's or an export's.
//!
//! Nothing here holds a table: rows are looked up by key, passed on one by one, or compared as two
//! streams, of which the differences remain.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::attribution::Attribution;
use super::diff::{Found, diff};
use super::error::{Fault, StoreError, named};
use super::operation::{Action, Cell, Operation};
use super::plan::{Plan, ledger_position};
use super::schema::{Relation, Schema, quoted};
use super::value::Value;
use super::{READ, Store, connect, migrate};

/// A store or an exported SQLite file: a database that has the tables of a dataset, as the schema of
/// now has them.
pub struct Database {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) schema: Schema,
    /// The tables of an export as they are in the file: an older one lacks some of the columns.
    pub(super) found: Option<Schema>,
}

/// One difference between two states of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What happened: a row was added, changed in one cell, or removed; a fact was retracted.
    pub action: &'static str,
    /// The fact that the row belongs to.
    pub fact: Option<String>,
    /// The table.
    pub table: String,
    /// The row's primary key.
    pub key: Vec<Value>,
    /// The column of a changed cell.
    pub column: Option<String>,
    /// The value before.
    pub old: Value,
    /// The value since.
    pub new: Value,
    /// The id of the correction that did it.
    pub correction: Option<String>,
    /// Its reason.
    pub reason: Option<String>,
}

impl Database {
    /// Opens a store or an exported SQLite file, which is left as it is. Of an export of an older
    /// program the columns that it lacks are empty.
    ///
    /// # Errors
    /// There is no such file, or it is neither.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        named(path, || {
            if !path.is_file() {
                return Err(Fault::Missing);
            }
            let connection = connect(path, READ)?;
            if !migrate::is_export(&connection)? {
                return Ok(Store::open_unchanged(path)?.database);
            }
            Ok(Self {
                found: Some(Schema::read(&connection)?),
                schema: Schema::current()?,
                connection,
                path: path.into(),
            })
        })
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the description of the tables.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the language and the day of publication of each article that a fact cites.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn articles_of(&self, fact: &str) -> Result<Vec<(String, Option<NaiveDate>)>, StoreError> {
        named(&self.path, || {
            let mut select = self.connection.prepare_cached(
                "SELECT DISTINCT s.key, s.language, s.published_on
                 FROM citations AS c
                 JOIN sources AS s ON s.key = c.source
                 WHERE c.fact = ?1
                 ORDER BY s.key",
            )?;
            let articles = select.query_map([fact], |row| {
                let day: Option<String> = row.get("published_on")?;
                let day = day.and_then(|day| day.parse().ok());
                Ok((row.get("language")?, day))
            })?;
            Ok(articles.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Returns the table as it is in the file; `None` where an older export lacks it.
    fn found(&self, table: &Relation) -> Option<&Relation> {
        let found = self.found.as_ref().unwrap_or(&self.schema);
        found.relation(&table.name)
    }

    /// Returns the row of a primary key; its columns in order. SQLite compares the key by the types of
    /// its columns, so that a text finds the number that it writes.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn row(&self, table: &Relation, key: &[Value]) -> Result<Option<Vec<Value>>, StoreError> {
        if key.len() != table.primary_key.len() {
            return Ok(None);
        }
        named(&self.path, || {
            let mut select = self.select(table, &table.has_key(), "")?;
            let mut rows = select.query(params_from_iter(key))?;
            let row = rows.next()?.map(|row| values(table, row));
            Ok(row.transpose()?)
        })
    }

    /// Returns the rows whose primary key begins with some values, in the order of keys.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn rows_of(&self, table: &Relation, key: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        let columns = table.primary_key.iter().zip(1..=key.len());
        let condition = columns.map(|(column, at)| format!("{} = ?{at}", quoted(column)));
        let condition = condition.collect::<Vec<_>>().join(" AND ");
        named(&self.path, || {
            let mut select = self.select(table, &condition, "")?;
            let rows = select.query_map(params_from_iter(key), |row| values(table, row))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Returns the key of the dataset, if there is one.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn dataset(&self) -> Result<Option<String>, StoreError> {
        let (_, rows) = self.all("datasets")?;
        Ok(rows.first().map(|row| row[0].to_plain_text()))
    }

    /// Returns how many rows a table has.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn count(&self, table: &Relation) -> Result<usize, StoreError> {
        if self.found(table).is_none() {
            return Ok(0);
        }
        let sql = format!("SELECT count(*) FROM {}", quoted(&table.name));
        let count = self.connection.query_row(&sql, (), |row| row.get(0));
        let count: i64 = count.map_err(|e| StoreError::of(&self.path, e))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Passes on the rows of a table in the order of keys, until `visit` breaks.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn visit(
        &self,
        table: &Relation,
        mut visit: impl FnMut(Vec<Value>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        named(&self.path, || {
            let mut select = self.select(table, "", "")?;
            let mut rows = select.query(())?;
            while let Some(row) = rows.next()? {
                if visit(values(table, row)?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Lists what makes another state of this one, in the order of tables and keys. The ledger itself
    /// is not compared: its entries stand with what they changed. Nor is the articles' text.
    ///
    /// # Errors
    /// Either database cannot be read.
    pub fn differences(&self, other: &Self) -> Result<Vec<Difference>, StoreError> {
        // An entry that left the ledger explains a difference, too.
        let mut reasons = self.reasons("corrections")?;
        reasons.extend(other.reasons("corrections")?);
        let retractions = other.reasons("retractions")?;
        let plan = self.compare(other)?;
        let had_row = |table: &Relation, key: &[Value]| Ok(self.row(table, key)?.is_some());
        let causes = Attribution::of(&plan, &self.schema, &had_row);
        let mut differences = Vec::new();
        for operation in &plan.operations {
            let table = self
                .schema
                .relation(&operation.table)
                .filter(|table| !["corrections", "retractions"].contains(&table.name.as_str()));
            let Some(table) = table else {
                continue;
            };
            for mut difference in of_operation(operation, table, &causes)? {
                let id = difference.correction.as_ref();
                difference.reason = id.and_then(|id| reasons.get(id).cloned());
                let is_fact = table.name == "facts" && difference.action == "removed";
                let fact = difference.fact.as_ref().filter(|_| is_fact);
                if let Some(reason) = fact.and_then(|fact| retractions.get(fact)) {
                    difference.action = "retracted";
                    difference.reason = Some(reason.clone());
                }
                differences.push(difference);
            }
        }
        Ok(differences)
    }

    /// Plans what makes another state of this one. Of rows that come or go whole, but for the
    /// ledger's, the key alone is held.
    fn compare(&self, other: &Self) -> Result<Plan, StoreError> {
        let mut plan = Plan::with_ledger(other.ledger()?);
        for table in self.schema.tables() {
            let is_ledger = table.name == "corrections";
            let hidden = if table.name == "passages" { "text" } else { "" };
            named(&self.path, || {
                let mut old = self.select(table, "", hidden)?;
                let mut old = Found::of(table, old.query(())?, None, Some(&self.path))?;
                let new = other.select(table, "", hidden);
                let mut new = new.map_err(|e| StoreError::of(&other.path, e))?;
                let mut new = named(&other.path, || {
                    Found::of(table, new.query(())?, None, Some(&other.path))
                })?;
                diff(&self.schema, table, &mut old, &mut new, |mut operation| {
                    if let Action::Add(row) | Action::Remove(row) = &mut operation.action
                        && !is_ledger
                    {
                        *row = Vec::new();
                    }
                    plan.operations.push(operation);
                    Ok(())
                })
            })?;
        }
        Ok(plan)
    }

    /// Lists the entries of the ledger, by day and number: the order of its file is not known here.
    fn ledger(&self) -> Result<Vec<Vec<Value>>, StoreError> {
        let (table, mut ledger) = self.all("corrections")?;
        ledger.sort_by_cached_key(|row| ledger_position(table, row));
        Ok(ledger)
    }

    /// Returns the reasons that the rows of a table give, by their key.
    fn reasons(&self, table: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let (table, rows) = self.all(table)?;
        let reason = table.position("reason").unwrap_or_default();
        let pair = |row: &Vec<Value>| (row[0].to_plain_text(), row[reason].to_plain_text());
        Ok(rows.iter().map(pair).collect())
    }

    /// Returns a short table with all its rows, in the order of keys.
    fn all(&self, table: &str) -> Result<(&Relation, Vec<Vec<Value>>), StoreError> {
        let table = self.schema.relation(table);
        let table = table.expect("every schema of ours has it");
        let mut rows = Vec::new();
        self.visit(table, |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok((table, rows))
    }

    /// Prepares the query of the rows of a table that meet a condition (all, where it is empty), in
    /// the order of keys; what the file lacks and the column `hidden` are empty.
    fn select(
        &self,
        table: &Relation,
        condition: &str,
        hidden: &str,
    ) -> rusqlite::Result<CachedStatement<'_>> {
        let sql = if let Some(found) = self.found(table) {
            let is_shown = |name: &str| name != hidden && found.position(name).is_some();
            table.select_from(&quoted(&table.name), is_shown, condition)
        } else {
            let nothing = vec!["NULL"; table.columns.len()].join(", ");
            format!("SELECT {nothing} WHERE FALSE")
        };
        self.connection.prepare_cached(&sql)
    }
}

fn values(table: &Relation, row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<Value>> {
    (0..table.columns.len()).map(|at| row.get(at)).collect()
}

fn of_operation(
    operation: &Operation,
    table: &Relation,
    causes: &Attribution<'_>,
) -> Result<Vec<Difference>, StoreError> {
    let of = |action, cell: Option<&Cell>, correction: Option<&str>| Difference {
        action,
        fact: operation.fact.clone(),
        table: operation.table.clone(),
        key: operation.key.clone(),
        column: cell.map(|cell| cell.column.clone()),
        old: cell.map_or(Value::Null, |cell| cell.old.clone()),
        new: cell.map_or(Value::Null, |cell| cell.new.clone()),
        correction: correction.map(str::to_owned),
        reason: None,
    };
    let of_row = |action| Ok(vec![of(action, None, causes.of_row(table, operation)?)]);
    match &operation.action {
        Action::Add(_) => of_row("added"),
        Action::Remove(_) => of_row("removed"),
        Action::Change(cells) => {
            let changed = cells.iter().map(|cell| {
                let entry = causes.of_cell(table, operation, cell);
                of("changed", Some(cell), entry)
            });
            Ok(changed.collect())
        }
    }
}
