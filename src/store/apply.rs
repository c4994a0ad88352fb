//! Applying a plan: its statements, and the record of what each changed.
//!
//! All of a run is one transaction, its record included, so that the store never holds a value whose
//! history it does not know. A run that changes something is a row of `runs`; each value that it
//! changed is a row of `changes`, with its cause (`causes.rs`).

use chrono::NaiveDateTime;
use rusqlite::{Transaction, params, params_from_iter};

use super::causes::{Cause, Causes};
use super::lineage::key_json;
use super::operation::{Action, Operation};
use super::plan::Plan;
use super::schema::{Relation, Schema, quoted};
use super::value::Value;

/// Executes the operations of a plan and writes its run and changes.
///
/// The caller begins and commits; foreign keys are deferred, so the order of operations is free.
pub fn apply(
    transaction: &Transaction<'_>,
    schema: &Schema,
    plan: &Plan,
    now: NaiveDateTime,
) -> rusqlite::Result<()> {
    let causes = Causes::of(transaction, schema, plan)?;
    let hidden = causes.hidden_edits(plan);
    if !plan.operations.is_empty() || !hidden.is_empty() {
        let run = begin_run(transaction, now)?;
        let recorder = Recorder::new(transaction, run);
        for operation in &plan.operations {
            execute(transaction, relation(schema, operation), operation)?;
            recorder.record(schema, operation, &causes)?;
        }
        for (fact, edit) in &hidden {
            let of = (Some(fact.as_str()), edit.table.as_str());
            recorder.chain(of, &edit.row, &edit.column, (&edit.value, &edit.chain))?;
        }
    }
    for operation in &plan.bookkeeping {
        execute(transaction, relation(schema, operation), operation)?;
    }
    Ok(())
}

/// Writes a run and returns its number.
pub fn begin_run(transaction: &Transaction<'_>, now: NaiveDateTime) -> rusqlite::Result<i64> {
    transaction.query_row(
        "INSERT INTO runs (made_at, program) VALUES (?1, ?2) RETURNING id",
        params![
            now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            env!("CARGO_PKG_VERSION")
        ],
        |row| row.get(0),
    )
}

fn relation<'s>(schema: &'s Schema, operation: &Operation) -> &'s Relation {
    let table = schema.relation(&operation.table);
    table.expect("the plan was made from the schema")
}

fn execute(
    transaction: &Transaction<'_>,
    table: &Relation,
    operation: &Operation,
) -> rusqlite::Result<()> {
    let name = quoted(&table.name);
    let (sql, values): (String, Vec<&Value>) = match &operation.action {
        Action::Add(row) => (table.insert(1), row.iter().collect()),
        Action::Change(cells) => {
            let columns = cells.iter().map(|cell| quoted(&cell.column));
            let set: Vec<_> = columns.map(|column| format!("{column} = ?")).collect();
            let (set, key) = (set.join(", "), table.has_key());
            let values = cells.iter().map(|cell| &cell.new).chain(&operation.key);
            (
                format!("UPDATE {name} SET {set} WHERE {key}"),
                values.collect(),
            )
        }
        Action::Remove(_) => {
            let sql = format!("DELETE FROM {name} WHERE {}", table.has_key());
            (sql, operation.key.iter().collect())
        }
    };
    let mut statement = transaction.prepare_cached(&sql)?;
    statement.execute(params_from_iter(values)).map(drop)
}

/// Writes the changes of one run.
pub struct Recorder<'a> {
    transaction: &'a Transaction<'a>,
    run: i64,
}

/// One row of `changes`, but for the run.
struct Change<'a> {
    fact: Option<&'a str>,
    table: &'a str,
    /// The key of the row, as a JSON array.
    row: &'a str,
    action: &'static str,
    column: Option<&'a str>,
    old: &'a Value,
    new: &'a Value,
    cause: &'a Cause,
}

impl<'a> Recorder<'a> {
    /// Makes a recorder of a run.
    pub fn new(transaction: &'a Transaction<'a>, run: i64) -> Self {
        Self { transaction, run }
    }

    /// Writes what an operation changes, given why.
    fn record(
        &self,
        schema: &Schema,
        operation: &Operation,
        causes: &Causes,
    ) -> rusqlite::Result<()> {
        let (table, row) = (relation(schema, operation), key_json(&operation.key));
        match &operation.action {
            Action::Add(_) => self.added(operation, &causes.of_row(operation)),
            Action::Change(cells) => cells.iter().try_for_each(|cell| {
                let chain = causes.of_cell(operation, cell);
                let of = (operation.fact.as_deref(), table.name.as_str());
                self.chain(of, &row, &cell.column, (&cell.old, &chain))
            }),
            Action::Remove(cells) => {
                let cause = &causes.of_row(operation);
                let cells = table.columns.iter().zip(cells);
                let mut filled = cells.filter(|(_, old)| **old != Value::Null);
                filled.try_for_each(|(column, old)| {
                    self.insert(&Change {
                        fact: operation.fact.as_deref(),
                        table: &table.name,
                        row: &row,
                        action: "remove",
                        column: Some(&column.name),
                        old,
                        new: &Value::Null,
                        cause,
                    })
                })
            }
        }
    }

    /// Writes that a row appears.
    pub fn added(&self, operation: &Operation, cause: &Cause) -> rusqlite::Result<()> {
        self.insert(&Change {
            fact: operation.fact.as_deref(),
            table: &operation.table,
            row: &key_json(&operation.key),
            action: "add",
            column: None,
            old: &Value::Null,
            new: &Value::Null,
            cause,
        })
    }

    /// Writes the values that a cell of a fact's table takes one after the other.
    fn chain(
        &self,
        (fact, table): (Option<&str>, &str),
        row: &str,
        column: &str,
        (first, chain): (&Value, &[(Value, Cause)]),
    ) -> rusqlite::Result<()> {
        let mut old = first;
        for (new, cause) in chain {
            self.insert(&Change {
                fact,
                table,
                row,
                action: "change",
                column: Some(column),
                old,
                new,
                cause,
            })?;
            old = new;
        }
        Ok(())
    }

    fn insert(&self, change: &Change<'_>) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached(
                "INSERT INTO changes (run, fact, \"table\", \"row\", action, \"column\", old, new, cause, correction)
                 VALUES (:run, :fact, :table, :row, :action, :column, :old, :new, :cause, :correction)",
            )?
            .execute(rusqlite::named_params! {
                ":run": self.run,
                ":fact": change.fact,
                ":table": change.table,
                ":row": change.row,
                ":action": change.action,
                ":column": change.column,
                ":old": change.old,
                ":new": change.new,
                ":cause": change.cause.code(),
                ":correction": change.cause.correction(),
            })?;
        Ok(())
    }
}
