//! Applying a plan: its statements, and the record of what each changed.

use chrono::NaiveDateTime;
use rusqlite::{Transaction, params, params_from_iter};

use super::causes::{Cause, Causes};
use super::plan::{Action, Plan, Step};
use super::schema::{Relation, Schema, quoted};
use super::value::Value;

/// Executes the steps of a plan and writes its run and changes.
///
/// The caller begins and commits; foreign keys are deferred, so the order of steps is free.
pub fn apply(
    transaction: &Transaction<'_>,
    schema: &Schema,
    plan: &Plan,
    now: NaiveDateTime,
) -> rusqlite::Result<()> {
    if !plan.steps.is_empty() {
        let run = begin_run(transaction, now)?;
        let recorder = Recorder::new(transaction, schema, run, plan);
        for step in &plan.steps {
            execute(transaction, relation(schema, step), step)?;
            recorder.record(schema, step)?;
        }
    }
    for step in &plan.places {
        execute(transaction, relation(schema, step), step)?;
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

fn relation<'s>(schema: &'s Schema, step: &Step) -> &'s Relation {
    schema
        .relation(&step.table)
        .unwrap_or_else(|| panic!("the plan was made from the schema, {} included", step.table))
}

fn execute(transaction: &Transaction<'_>, table: &Relation, step: &Step) -> rusqlite::Result<()> {
    match &step.action {
        Action::Add(row) => {
            let mut statement = transaction.prepare_cached(&table.insert())?;
            statement.execute(params_from_iter(row))?;
        }
        Action::Change(cells) => {
            let set: Vec<_> = cells
                .iter()
                .map(|cell| format!("{} = ?", quoted(&cell.column)))
                .collect();
            let sql = format!(
                "UPDATE {} SET {} WHERE {}",
                quoted(&table.name),
                set.join(", "),
                matching(table)
            );
            let values = cells.iter().map(|cell| &cell.new).chain(&step.key);
            transaction
                .prepare_cached(&sql)?
                .execute(params_from_iter(values))?;
        }
        Action::Remove(_) => {
            let sql = format!(
                "DELETE FROM {} WHERE {}",
                quoted(&table.name),
                matching(table)
            );
            transaction
                .prepare_cached(&sql)?
                .execute(params_from_iter(&step.key))?;
        }
    }
    Ok(())
}

/// Returns the condition that a row has a primary key, its values bound in order.
fn matching(table: &Relation) -> String {
    let columns: Vec<_> = table
        .primary_key
        .iter()
        .map(|c| format!("{} = ?", quoted(c)))
        .collect();
    columns.join(" AND ")
}

/// Writes the changes of one run.
pub struct Recorder<'a> {
    transaction: &'a Transaction<'a>,
    run: i64,
    causes: Causes,
}

/// One row of `changes`, but for the run and what the step says.
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

    /// Writes what a step changes.
    pub fn record(&self, schema: &Schema, step: &Step) -> rusqlite::Result<()> {
        let table = relation(schema, step);
        match &step.action {
            Action::Add(row) => self.write_added(table, step, row),
            Action::Change(cells) => cells.iter().try_for_each(|cell| {
                let chain = self.causes.of_cell(table, step, cell);
                self.write_chain(step, &cell.column, &cell.old, &chain)
            }),
            Action::Remove(row) => {
                let cause = self.causes.of_row(table, step);
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
                    self.insert(step, &change)
                })
            }
        }
    }

    /// A row that appears with corrections already made appears as the sheet has it, and is then
    /// corrected: history says as much as the ledger knows.
    fn write_added(&self, table: &Relation, step: &Step, row: &[Value]) -> rusqlite::Result<()> {
        let change = Change {
            action: "add",
            column: None,
            old: &Value::Null,
            new: &Value::Null,
            cause: self.causes.of_row(table, step),
        };
        self.insert(step, &change)?;
        for (column, value) in table.columns.iter().zip(row) {
            let Some(first) = self.causes.first(table, step, &column.name) else {
                continue;
            };
            let mut chain = self.causes.chain(table, step, &column.name, first);
            if chain.last().is_some_and(|(last, _)| *last != value) {
                chain.push((value, Cause::Sheet));
            }
            self.write_chain(step, &column.name, first, &chain)?;
        }
        Ok(())
    }

    fn write_chain(
        &self,
        step: &Step,
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
            self.insert(step, &change)?;
            old = new;
        }
        Ok(())
    }

    fn insert(&self, step: &Step, change: &Change<'_>) -> rusqlite::Result<()> {
        let key: Vec<_> = step.key.iter().map(Value::to_json).collect();
        self.transaction
            .prepare_cached(
                "INSERT INTO changes (run, fact, \"table\", \"row\", action, \"column\", old, new, cause, correction)
                 VALUES (:run, :fact, :table, :row, :action, :column, :old, :new, :cause, :correction)",
            )?
            .execute(rusqlite::named_params! {
                ":run": self.run,
                ":fact": step.fact,
                ":table": step.table,
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
