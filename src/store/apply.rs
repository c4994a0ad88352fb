//! Applying a plan: its statements, and the record of what each changed.
//!
//! All of a run is one transaction, its record included, so that the store never holds a value whose
//! history it does not know. A run that changes something is a row of `runs`; each value that it
//! changed is a row of `changes`, with its cause (`causes.rs`).

use chrono::NaiveDateTime;
use rusqlite::{Transaction, params, params_from_iter};

use super::causes::{Cause, Causes};
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
    if !plan.operations.is_empty() {
        let run = begin_run(transaction, now)?;
        let recorder = Recorder::new(transaction, schema, run, plan);
        for operation in &plan.operations {
            execute(transaction, relation(schema, operation), operation)?;
            recorder.record(schema, operation)?;
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
    causes: Causes,
}

/// One row of `changes`, but for the run and what the operation says.
struct Change<'a> {
    action: &'static str,
    column: Option<&'a str>,
    old: &'a Value,
    new: &'a Value,
    cause: Cause<'a>,
}

impl<'a> Recorder<'a> {
    /// Makes a recorder that knows the causes of a plan.
    pub fn new(transaction: &'a Transaction<'a>, schema: &Schema, run: i64, plan: &Plan) -> Self {
        Self {
            transaction,
            run,
            causes: Causes::of(plan, schema),
        }
    }

    /// Writes what an operation changes.
    pub fn record(&self, schema: &Schema, operation: &Operation) -> rusqlite::Result<()> {
        let table = relation(schema, operation);
        match &operation.action {
            Action::Add(row) => self.write_added(table, operation, row),
            Action::Change(cells) => cells.iter().try_for_each(|cell| {
                let chain = self.causes.of_cell(table, operation, cell);
                self.write_chain(operation, &cell.column, &cell.old, &chain)
            }),
            Action::Remove(row) => {
                let cause = self.causes.of_row(table, operation);
                let cells = table.columns.iter().zip(row);
                let mut filled = cells.filter(|(_, old)| **old != Value::Null);
                filled.try_for_each(|(column, old)| {
                    let change = Change {
                        action: "remove",
                        column: Some(&column.name),
                        old,
                        new: &Value::Null,
                        cause,
                    };
                    self.insert(operation, &change)
                })
            }
        }
    }

    /// A row that appears with corrections already made appears as the sheet has it, and is then
    /// corrected: history says as much as the ledger knows.
    fn write_added(
        &self,
        table: &Relation,
        operation: &Operation,
        row: &[Value],
    ) -> rusqlite::Result<()> {
        let change = Change {
            action: "add",
            column: None,
            old: &Value::Null,
            new: &Value::Null,
            cause: self.causes.of_row(table, operation),
        };
        self.insert(operation, &change)?;
        for (column, value) in table.columns.iter().zip(row) {
            let Some(first) = self.causes.first(table, operation, &column.name) else {
                continue;
            };
            let mut chain = self.causes.chain(table, operation, &column.name, first);
            if chain.last().is_some_and(|(last, _)| *last != value) {
                chain.push((value, Cause::Sheet));
            }
            self.write_chain(operation, &column.name, first, &chain)?;
        }
        Ok(())
    }

    fn write_chain(
        &self,
        operation: &Operation,
        column: &str,
        first: &Value,
        chain: &[(&Value, Cause<'_>)],
    ) -> rusqlite::Result<()> {
        let mut old = first;
        for (new, cause) in chain {
            let change = Change {
                action: "change",
                column: Some(column),
                old,
                new,
                cause: *cause,
            };
            self.insert(operation, &change)?;
            old = new;
        }
        Ok(())
    }

    fn insert(&self, operation: &Operation, change: &Change<'_>) -> rusqlite::Result<()> {
        let key: Vec<_> = operation.key.iter().map(Value::to_json).collect();
        self.transaction
            .prepare_cached(
                "INSERT INTO changes (run, fact, \"table\", \"row\", action, \"column\", old, new, cause, correction)
                 VALUES (:run, :fact, :table, :row, :action, :column, :old, :new, :cause, :correction)",
            )?
            .execute(rusqlite::named_params! {
                ":run": self.run,
                ":fact": operation.fact,
                ":table": operation.table,
                ":row": serde_json::Value::from(key).to_string(),
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
