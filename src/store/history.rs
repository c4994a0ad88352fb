//! Reading history: the runs, the cells with all that explains them, and the rows that were.
//!
//! How a cell came about is told in `story.rs`. All this stays in the store; exports have no history.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::error::{Fault, named};
use super::schema::{Relation, quoted};
use super::{CitedPassage, Store, StoreError, Value};
use crate::model::path::{FieldPath, RowPath};

/// One ingestion that changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number, from 1.
    pub id: i64,
    /// When it was made, UTC.
    pub made_at: String,
    /// The version of the program that made it.
    pub program: String,
    /// How many facts it touched.
    pub facts: i64,
    /// How many changes it made.
    pub changes: i64,
    /// The ids of the entries of the ledger that were new to it.
    pub entries_new: Vec<String>,
    /// Those that were edited.
    pub entries_edited: Vec<String>,
    /// Those that had left the ledger.
    pub entries_gone: Vec<String>,
}

/// One change of a cell or row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The run that made it.
    pub run: i64,
    /// When that was, UTC.
    pub made_at: String,
    /// The table.
    pub table: String,
    /// The row's primary key, as a JSON array.
    pub row: String,
    /// What happened to the row: add, change or remove.
    pub action: String,
    /// The column; `None` where the whole row appears.
    pub column: Option<String>,
    /// The value before.
    pub old: Value,
    /// The value since.
    pub new: Value,
    /// Why: sheet, ledger, article or migration; or `undone`, where an entry was edited or left the
    /// ledger.
    pub cause: String,
    /// The key that the row has since, as a JSON array, where an entry that is no longer in the ledger
    /// changed it.
    pub key_after: Option<String>,
    /// The correction, where the ledger is the cause.
    pub correction: Option<LedgerEntry>,
}

/// What the ledger says of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its id.
    pub id: String,
    /// The day, who, why, and what shows it; `None` where the entry has left the ledger, and nothing
    /// is known of it but its id.
    pub details: Option<LedgerDetails>,
    /// What became of it; `None` where the ledger says so now.
    pub until: Option<Until>,
}

/// What became of what an entry said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The entry was edited.
    Edited,
    /// The entry left the ledger.
    Left,
}

/// The day, author, reason and source of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct LedgerDetails {
    pub made_on: String,
    pub made_by: String,
    pub reason: String,
    pub source: Option<String>,
}

/// A cell of a fact with all that explains it.
#[derive(Debug, Clone)]
pub struct CellView {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// What the column holds.
    pub description: String,
    /// The value of the cell.
    pub value: Value,
    /// The value's meaning, where it is a code.
    pub definition: Option<String>,
    /// Who keeps the dataset, and so coded what no correction changed.
    pub coders: String,
    /// The citations of its field, then those of the whole fact.
    pub citations: Vec<CitedPassage>,
    /// Every change of the cell that the store has seen, in order.
    pub story: Vec<Change>,
}

impl Store {
    /// Lists the runs, the first one first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let mut runs: Vec<Run> = self.list(
            "SELECT r.id, r.made_at, r.program,
                    (SELECT count(DISTINCT c.fact) FROM changes AS c WHERE c.run = r.id)
                        + coalesce((
                            SELECT b.rows FROM baselines AS b
                            WHERE b.run = r.id AND b.\"table\" = 'facts'
                        ), 0) AS facts,
                    (SELECT count(*) FROM changes AS c WHERE c.run = r.id)
                        + (SELECT coalesce(sum(b.rows), 0) FROM baselines AS b WHERE b.run = r.id)
                        AS changes
                 FROM runs AS r
                 ORDER BY r.id",
            (),
            |row| {
                Ok(Run {
                    id: row.get("id")?,
                    made_at: row.get("made_at")?,
                    program: row.get("program")?,
                    facts: row.get("facts")?,
                    changes: row.get("changes")?,
                    entries_new: Vec::new(),
                    entries_edited: Vec::new(),
                    entries_gone: Vec::new(),
                })
            },
        )?;
        let sql = "SELECT run, \"row\", action FROM changes WHERE \"table\" = 'corrections'
            GROUP BY run, \"row\", action ORDER BY run, min(id)";
        let entries: Vec<(i64, String, String)> =
            self.list(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut by_id: BTreeMap<i64, &mut Run> = runs.iter_mut().map(|run| (run.id, run)).collect();
        for (run, row, action) in entries {
            let Some(run) = by_id.get_mut(&run) else {
                continue;
            };
            let ids = match action.as_str() {
                "add" => &mut run.entries_new,
                "remove" => &mut run.entries_gone,
                _ => &mut run.entries_edited,
            };
            ids.extend(key_from_json(&row).iter().map(Value::to_plain_text));
        }
        Ok(runs)
    }

    /// Tells whether a fact has a row.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has_row(&self, fact: &str, row: &RowPath) -> Result<bool, StoreError> {
        match self.schema().relation(&row.table) {
            Some(table) => Ok(self.row_of(table, fact, &row.key)?.is_some()),
            None => Ok(false),
        }
    }

    /// Returns a row of a fact by the rest of its key.
    fn row_of(
        &self,
        table: &Relation,
        fact: &str,
        rest: &[String],
    ) -> Result<Option<Vec<Value>>, StoreError> {
        let key = std::iter::once(fact).chain(rest.iter().map(String::as_str));
        let key: Vec<Value> = key.map(Value::from).collect();
        let row = self.database().row(table, &key)?;
        // `01` finds the number 1 and does not name it.
        let is_named = |row: &Vec<Value>| {
            let mut parts = row.iter().zip(&key);
            parts.all(|(found, asked)| found.to_plain_text() == asked.to_plain_text())
        };
        Ok(row.filter(is_named))
    }

    /// Returns a cell of a fact with all that explains it; `None` where the fact has no such cell now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn cell(&self, fact: &str, path: &FieldPath) -> Result<Option<CellView>, StoreError> {
        let Some((table, at, value)) = self.find_cell(fact, path)? else {
            return Ok(None);
        };
        let column = &table.columns[at];
        let coders = self.find("SELECT maintainers FROM datasets", (), |row| row.get(0))?;
        Ok(Some(CellView {
            table: table.name.clone(),
            column: column.name.clone(),
            description: column.description.clone(),
            definition: self.definition(table, &column.name, &value)?,
            value,
            coders: coders.unwrap_or_default(),
            citations: self.citations_of(fact, table, &column.name)?,
            story: self.cell_story(fact, path)?,
        }))
    }

    /// Passes on the rows that a table held after earlier runs and no longer holds so, until `visit`
    /// breaks.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn past_rows(
        &self,
        table: &Relation,
        visit: impl FnMut(&[Value]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        named(self.path(), || self.read_past_rows(table, visit))
    }

    fn read_past_rows(
        &self,
        table: &Relation,
        mut visit: impl FnMut(&[Value]) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        // One row after the other, each from now back to its beginning. The changes of one run are
        // undone together, for only what a run left was ever exported:
        //
        //     now            run 3             run 2             run 1
        //     title = C ◄──── C from B ◄─────── B from A ◄─────── added
        //               visit B           visit A           no row before
        let mut select = self.connection().prepare(
            "SELECT \"row\", run, action, \"column\", old FROM changes
             WHERE \"table\" = ?1 ORDER BY \"row\", id DESC",
        )?;
        let mut changes = select.query([&table.name])?;
        let mut last: Option<(String, i64)> = None;
        let mut row: Option<Vec<Value>> = None;
        while let Some(change) = changes.next()? {
            let (key, run): (String, i64) = (change.get("row")?, change.get("run")?);
            let is_same_row = last.as_ref().is_some_and(|(last, _)| *last == key);
            let is_same_run = last.as_ref().is_some_and(|(_, last)| *last == run);
            if !(is_same_row && is_same_run)
                && let Some(row) = &row
                && last.is_some()
                && visit(row).is_break()
            {
                return Ok(());
            }
            if !is_same_row {
                row = self.database().row(table, &key_from_json(&key))?;
            }
            last = Some((key, run));
            if change.get_ref("action")?.as_str() == Ok("add") {
                row = None;
                continue;
            }
            let row = row.get_or_insert_with(|| vec![Value::Null; table.columns.len()]);
            let column: String = change.get("column")?;
            if let Some(at) = table.position(&column) {
                row[at] = change.get("old")?;
            }
        }
        if let Some(row) = row {
            let _ = visit(&row);
        }
        Ok(())
    }

    /// Lists the columns of a fact's own rows, to suggest one that was meant.
    pub fn columns_of(&self, kind: &str) -> Vec<String> {
        let own = format!("{kind}s");
        let tables =
            ["facts", own.as_str(), "pending_reviews"].map(|name| self.schema().relation(name));
        let columns = tables.into_iter().flatten().flat_map(|table| {
            let names = table.columns.iter().map(|column| column.name.clone());
            names.filter(|name| {
                let is_fact_kind = table.name == "facts" && name == "kind";
                !is_fact_kind && !table.primary_key.contains(name)
            })
        });
        columns.collect()
    }

    /// Finds a cell of a fact; the column by its position.
    fn find_cell(
        &self,
        fact: &str,
        path: &FieldPath,
    ) -> Result<Option<(&Relation, usize, Value)>, StoreError> {
        let (tables, rest, column) = match path {
            FieldPath::Row(_) => return Ok(None),
            FieldPath::Cell(row, column) => {
                let table = self.schema().relation(&row.table);
                (table.into_iter().collect(), row.key.as_slice(), column)
            }
            FieldPath::Column(column) => (self.tables_with(column), &[][..], column),
        };
        for table in tables {
            if let Some(at) = table.position(column)
                && let Some(row) = self.row_of(table, fact, rest)?
            {
                return Ok(Some((table, at, row[at].clone())));
            }
        }
        Ok(None)
    }

    /// Returns what a code means.
    fn definition(
        &self,
        table: &Relation,
        column: &str,
        value: &Value,
    ) -> Result<Option<String>, StoreError> {
        let mut keys = table.foreign_keys.iter();
        let codes = keys.find(|key| key.columns == [column] && key.references == ["code"]);
        let (Some(codes), Some(code)) = (codes, value.as_text()) else {
            return Ok(None);
        };
        let codes = quoted(&codes.table);
        let sql = format!("SELECT definition FROM {codes} WHERE code = ?1");
        self.find(&sql, [code], |row| row.get(0))
    }

    /// Returns the citations of a column's field, then those of the whole fact.
    ///
    /// A citation names the list that a row belongs to: `actors` for `event_actors`; and `date` for
    /// all columns that follow from it.
    fn citations_of(
        &self,
        fact: &str,
        table: &Relation,
        column: &str,
    ) -> Result<Vec<CitedPassage>, StoreError> {
        let is_own = table.primary_key.len() == 1;
        let field = match table.name.split_once('_') {
            Some((_, list)) if !is_own => list,
            _ if column.starts_with("date") => "date",
            _ => column,
        };
        let all = self.citations(fact)?;
        let (own, other): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|citation| citation.field == field);
        let whole = other.into_iter().filter(|citation| citation.field == "*");
        Ok(own.into_iter().chain(whole).collect())
    }
}

/// Reads a primary key as the table `changes` has it.
fn key_from_json(json: &str) -> Vec<Value> {
    let parts: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let value = |part: serde_json::Value| match part {
        serde_json::Value::String(text) => Value::Text(text),
        other => other.as_i64().into(),
    };
    parts.into_iter().map(value).collect()
}
