//! The state of a dataset in a database, to be compared: a store's or an export's.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::Store;
use super::causes::{Cause, Causes};
use super::collected::{Rows, rows};
use super::error::StoreError;
use super::migrate::{self, EXPORT_APPLICATION_ID};
use super::plan::{self, Action, Step};
use super::schema::{Relation, Schema, quoted};
use super::value::Value;
use crate::model::fact::Dataset;

/// All rows of a dataset at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(Rows);

/// One difference between two snapshots.
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

impl Store {
    /// Returns the rows that the store holds.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        read(self.connection(), self.schema(), self.schema()).map_err(|e| self.error(e))
    }

    /// Returns the rows that a dataset stands for.
    pub fn snapshot_of(&self, dataset: &Dataset) -> Snapshot {
        Snapshot(rows(dataset, self.schema()))
    }
}

impl Snapshot {
    /// Reads a store or an exported SQLite file, which is left as it is. Of an export of an older
    /// program the columns that it lacks are empty.
    ///
    /// # Errors
    /// There is no such file, or it is neither.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let sql = |e| StoreError::sql(path, e);
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.into() });
        }
        let file =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sql)?;
        let id: i32 = file
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(sql)?;
        if id != EXPORT_APPLICATION_ID {
            return Store::open_unchanged(path)?.snapshot();
        }
        migrate::refuse_newer(&file, path)?;
        let (current, theirs) = (Store::in_memory()?, Schema::read(&file).map_err(sql)?);
        read(&file, current.schema(), &theirs).map_err(sql)
    }

    /// Returns a row by its primary key; its columns in order.
    pub fn row(&self, table: &str, key: &[Value]) -> Option<&[Value]> {
        self.0.get(table)?.get(key).map(Vec::as_slice)
    }

    /// Lists the rows of a table by primary key.
    pub fn table(&self, table: &str) -> impl Iterator<Item = (&[Value], &[Value])> {
        let rows = self.0.get(table).into_iter().flatten();
        rows.map(|(key, row)| (key.as_slice(), row.as_slice()))
    }

    /// Lists what makes another snapshot of this one, in the order of tables and keys. The ledger
    /// itself is not compared: its entries stand with what they changed. Nor is the articles' text.
    pub fn differences(mut self, mut other: Self, schema: &Schema) -> Vec<Difference> {
        let reasons = other.column_by_key(schema, "corrections", "reason");
        let retractions = other.column_by_key(schema, "retractions", "reason");
        for snapshot in [&mut self, &mut other] {
            snapshot.leave_text_out(schema);
        }
        let plan = plan::compare(schema, self.0, other.0);
        let causes = Causes::of(&plan, schema);
        let mut differences = Vec::new();
        for step in &plan.steps {
            let table = schema
                .relation(&step.table)
                .filter(|_| step.table != "corrections" && step.table != "retractions");
            let Some(table) = table else {
                continue;
            };
            let first = differences.len();
            differences.extend(of_step(step, table, &causes));
            for difference in &mut differences[first..] {
                let id = difference.correction.as_ref();
                difference.reason = id.and_then(|id| reasons.get(id).cloned());
                if table.name == "facts"
                    && difference.action == "removed"
                    && let Some(reason) = difference
                        .fact
                        .as_ref()
                        .and_then(|fact| retractions.get(fact))
                {
                    difference.action = "retracted";
                    difference.reason = Some(reason.clone());
                }
            }
        }
        differences
    }

    /// Returns the texts of a column by the (single) key of their rows.
    fn column_by_key(
        &self,
        schema: &Schema,
        table: &str,
        column: &str,
    ) -> std::collections::BTreeMap<String, String> {
        let at = schema
            .relation(table)
            .and_then(|table| table.position(column));
        let texts = self.table(table).filter_map(|(key, row)| {
            let text = row.get(at?)?.as_text()?;
            Some((key.first()?.as_text()?.to_owned(), text.to_owned()))
        });
        texts.collect()
    }

    fn leave_text_out(&mut self, schema: &Schema) {
        let at = schema
            .relation("passages")
            .and_then(|table| table.position("text"));
        let rows = self.0.get_mut("passages").into_iter().flatten();
        for (_, row) in rows {
            if let Some(text) = at.and_then(|at| row.get_mut(at)) {
                *text = Value::Null;
            }
        }
    }
}

fn of_step(step: &Step, table: &Relation, causes: &Causes) -> Vec<Difference> {
    let of =
        |action, column: Option<&str>, old: &Value, new: &Value, cause: Cause<'_>| Difference {
            action,
            fact: step.fact.clone(),
            table: step.table.clone(),
            key: step.key.clone(),
            column: column.map(str::to_owned),
            old: old.clone(),
            new: new.clone(),
            correction: cause.correction().map(str::to_owned),
            reason: None,
        };
    let of_row = |action| {
        vec![of(
            action,
            None,
            &Value::Null,
            &Value::Null,
            causes.of_row(table, step),
        )]
    };
    match &step.action {
        Action::Add(_) => of_row("added"),
        Action::Remove(_) => of_row("removed"),
        Action::Change(cells) => cells
            .iter()
            .map(|cell| {
                let chain = causes.of_cell(table, step, cell);
                let cause = chain.last().map_or(Cause::Sheet, |(_, cause)| *cause);
                of("changed", Some(&cell.column), &cell.old, &cell.new, cause)
            })
            .collect(),
    }
}

/// Reads all rows of the tables of a schema; what the database lacks is empty.
fn read(connection: &Connection, schema: &Schema, found: &Schema) -> rusqlite::Result<Snapshot> {
    let mut all = Rows::new();
    for table in schema.tables() {
        let rows = all.entry(table.name.clone()).or_default();
        let Some(stored) = found.relation(&table.name) else {
            continue;
        };
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| match stored.position(&column.name) {
                Some(_) => quoted(&column.name),
                None => "NULL".to_owned(),
            })
            .collect();
        let sql = format!("SELECT {} FROM {}", columns.join(", "), quoted(&table.name));
        let key_positions = table.key_positions();
        let mut select = connection.prepare(&sql)?;
        let mut found_rows = select.query(())?;
        while let Some(row) = found_rows.next()? {
            let row = (0..columns.len()).map(|at| row.get(at));
            let row: Vec<Value> = row.collect::<rusqlite::Result<_>>()?;
            let key = key_positions.iter().map(|&at| row[at].clone()).collect();
            rows.insert(key, row);
        }
    }
    Ok(Snapshot(all))
}
