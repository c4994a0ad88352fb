//! Applying a plan: its statements, and the record of what each changed.

use chrono::NaiveDateTime;
use rusqlite::{Transaction, params, params_from_iter};

use super::plan::{Action, Cell, Plan, Step};
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
    let run: i64 = transaction.query_row(
        "INSERT INTO runs (made_at, program) VALUES (?1, ?2) RETURNING id",
        params![
            now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            env!("CARGO_PKG_VERSION")
        ],
        |row| row.get(0),
    )?;
    let mut record = Record { transaction, run };
    for step in &plan.steps {
        let table = schema.relation(&step.table).unwrap_or_else(|| {
            panic!("the plan was made from the schema, {} included", step.table)
        });
        execute(transaction, table, step)?;
        record.write(table, step)?;
    }
    Ok(())
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
struct Record<'a> {
    transaction: &'a Transaction<'a>,
    run: i64,
}

impl Record<'_> {
    fn write(&mut self, table: &Relation, step: &Step) -> rusqlite::Result<()> {
        match &step.action {
            Action::Add(_) => self.insert(step, "add", None, &Value::Null, &Value::Null),
            Action::Change(cells) => cells.iter().try_for_each(|Cell { column, old, new }| {
                self.insert(step, "change", Some(column), old, new)
            }),
            Action::Remove(row) => table
                .columns
                .iter()
                .zip(row)
                .filter(|(_, old)| **old != Value::Null)
                .try_for_each(|(column, old)| {
                    self.insert(step, "remove", Some(&column.name), old, &Value::Null)
                }),
        }
    }

    fn insert(
        &mut self,
        step: &Step,
        action: &str,
        column: Option<&str>,
        old: &Value,
        new: &Value,
    ) -> rusqlite::Result<()> {
        let key: Vec<_> = step.key.iter().map(Value::to_json).collect();
        self.transaction
            .prepare_cached(
                "INSERT INTO changes (run, fact, \"table\", \"row\", action, \"column\", old, new, cause)
                 VALUES (:run, :fact, :table, :row, :action, :column, :old, :new, 'sheet')",
            )?
            .execute(rusqlite::named_params! {
                ":run": self.run,
                ":fact": step.fact,
                ":table": step.table,
                ":row": serde_json::Value::from(key).to_string(),
                ":action": action,
                ":column": column,
                ":old": old,
                ":new": new,
            })?;
        Ok(())
    }
}
