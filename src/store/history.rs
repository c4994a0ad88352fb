//! Reading history: the runs, and what they changed.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, named_params};

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
    /// The corrections that were new to it, separated by commas; empty where there were none.
    pub corrections: String,
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
    /// Why: sheet, ledger, article or migration.
    pub cause: String,
    /// The correction, where the ledger is the cause.
    pub correction: Option<LedgerEntry>,
}

/// What the ledger says of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its id.
    pub id: String,
    /// The day, who, why, and what shows it; `None` where the entry has left the ledger.
    pub details: Option<LedgerDetails>,
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
    /// What stands in the cell.
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
        let read = || {
            let mut select = self.connection().prepare(
                "SELECT r.id, r.made_at, r.program,
                    (SELECT count(DISTINCT c.fact) FROM changes AS c WHERE c.run = r.id) AS facts,
                    (SELECT count(*) FROM changes AS c WHERE c.run = r.id) AS changes,
                    coalesce((
                        SELECT group_concat(DISTINCT c.correction)
                        FROM changes AS c
                        WHERE c.run = r.id AND c.\"table\" = 'corrections'
                    ), '') AS corrections
                 FROM runs AS r
                 ORDER BY r.id",
            )?;
            let runs = select.query_map((), |row| {
                Ok(Run {
                    id: row.get("id")?,
                    made_at: row.get("made_at")?,
                    program: row.get("program")?,
                    facts: row.get("facts")?,
                    changes: row.get("changes")?,
                    corrections: row.get("corrections")?,
                })
            })?;
            runs.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// Lists the changes of a fact's rows, the first one first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fact_story(&self, fact: &str) -> Result<Vec<Change>, StoreError> {
        let read = || {
            let sql = format!(
                "{STORY} WHERE fact = :fact OR (\"table\" = 'retractions' AND \"row\" = json_array(:fact)) ORDER BY change"
            );
            let mut select = self.connection().prepare(&sql)?;
            let changes = select.query_map(named_params! {":fact": fact}, change_from_row)?;
            changes.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// Lists the changes of one cell of a fact, the first one first: its row's coming and going
    /// included. Nothing where the fact has no such cell and never had.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn cell_story(&self, fact: &str, path: &FieldPath) -> Result<Vec<Change>, StoreError> {
        let (row, column) = match path {
            FieldPath::Column(column) => (None, Some(column)),
            FieldPath::Row(row) => (Some(row), None),
            FieldPath::Cell(row, column) => (Some(row), Some(column)),
        };
        self.story_of(fact, row, column)
    }

    fn story_of(
        &self,
        fact: &str,
        row: Option<&RowPath>,
        column: Option<&String>,
    ) -> Result<Vec<Change>, StoreError> {
        let all = self.fact_story(fact)?;
        let is_of_row = |change: &Change| match row {
            Some(row) => change.table == row.table && is_row(&change.row, row),
            None => self.schema().relation(&change.table).is_some_and(|table| {
                table.primary_key == ["key"]
                    && column.is_some_and(|column| table.position(column).is_some())
            }),
        };
        let is_of_cell = |change: &Change| {
            change.action == "add" || column.is_none() || change.column.as_ref() == column
        };
        let story = all.into_iter();
        let story: Vec<Change> = story.filter(|c| is_of_row(c) && is_of_cell(c)).collect();
        let Some(before) = row.and_then(|row| self.renamed_from(story.first()?, row)) else {
            return Ok(story);
        };
        // The row had another key before: its story goes on here.
        let mut whole = self.story_of(fact, Some(&before), column)?;
        whole.retain(|change| change.action != "remove");
        whole.extend(story.into_iter().filter(|change| change.action != "add"));
        Ok(whole)
    }

    /// Returns the key that a row had before the correction that it appeared with renamed it.
    fn renamed_from(&self, first: &Change, row: &RowPath) -> Option<RowPath> {
        let entry = first
            .correction
            .as_ref()
            .filter(|_| first.action == "add")?;
        let field: String = self
            .connection()
            .query_row(
                "SELECT field FROM corrections WHERE id = ?1",
                [&entry.id],
                |row| row.get(0),
            )
            .ok()?;
        match field.parse() {
            Ok(FieldPath::Cell(before, _)) if before != *row => Some(before),
            _ => None,
        }
    }

    /// Returns a cell of a fact with all that explains it; `None` where there is no such cell now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn cell(&self, fact: &str, path: &FieldPath) -> Result<Option<CellView>, StoreError> {
        let found = self.find_cell(fact, path).map_err(|e| self.error(e))?;
        let Some((table, column, value)) = found else {
            return Ok(None);
        };
        let view = CellView {
            description: table
                .position(&column)
                .map(|at| table.columns[at].description.clone())
                .unwrap_or_default(),
            definition: self
                .definition(table, &column, &value)
                .map_err(|e| self.error(e))?,
            coders: self.coders().map_err(|e| self.error(e))?,
            citations: self.citations_of(fact, table, &column)?,
            story: self.cell_story(fact, path)?,
            table: table.name.clone(),
            column,
            value,
        };
        Ok(Some(view))
    }

    /// Lists the rows that a table held after earlier runs and no longer holds so, the last first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn past_rows(&self, table: &str) -> Result<Vec<Vec<Value>>, StoreError> {
        let Some(table) = self.schema().relation(table) else {
            return Ok(Vec::new());
        };
        self.read_past_rows(table).map_err(|e| self.error(e))
    }

    fn read_past_rows(&self, table: &Relation) -> rusqlite::Result<Vec<Vec<Value>>> {
        let mut rows: BTreeMap<String, Option<Vec<Value>>> = BTreeMap::new();
        let mut current = self.connection().prepare(&table.select())?;
        let mut found = current.query(())?;
        while let Some(row) = found.next()? {
            let row = (0..table.columns.len()).map(|at| row.get(at));
            let row: Vec<Value> = row.collect::<rusqlite::Result<_>>()?;
            let key = table
                .key_positions()
                .into_iter()
                .map(|at| row[at].to_json());
            let key = serde_json::Value::from(key.collect::<Vec<_>>()).to_string();
            rows.insert(key, Some(row));
        }
        let mut past = Vec::new();
        let mut changes = self.connection().prepare(
            "SELECT \"row\", action, \"column\", old, run FROM changes
             WHERE \"table\" = ?1 ORDER BY id DESC",
        )?;
        let mut changes = changes.query([&table.name])?;
        let mut undone: Option<(String, i64)> = None;
        while let Some(change) = changes.next()? {
            let (key, run): (String, i64) = (change.get("row")?, change.get("run")?);
            // What a run left is whole once all its changes of the row are undone.
            if let Some((last, last_run)) = undone.replace((key.clone(), run))
                && (&last, last_run) != (&key, run)
            {
                past.extend(rows.get(&last).cloned().flatten());
            }
            let row = rows.entry(key).or_default();
            let action: String = change.get("action")?;
            if action == "add" {
                *row = None;
                continue;
            }
            let row = row.get_or_insert_with(|| vec![Value::Null; table.columns.len()]);
            let column: String = change.get("column")?;
            if let Some(at) = table.position(&column) {
                row[at] = change.get("old")?;
            }
        }
        if let Some((last, _)) = undone {
            past.extend(rows.get(&last).cloned().flatten());
        }
        Ok(past)
    }

    /// Lists the columns of a fact's own rows, to help somebody who looks for one.
    pub fn columns_of(&self, kind: &str) -> Vec<String> {
        let own = |name: &str| self.schema().relation(name);
        let tables = [own("facts"), own(&format!("{kind}s"))];
        let columns = tables
            .into_iter()
            .flatten()
            .flat_map(|table| &table.columns);
        let names = columns.map(|column| column.name.clone());
        names
            .filter(|name| name != "key" && name != "kind")
            .collect()
    }

    fn find_cell(
        &self,
        fact: &str,
        path: &FieldPath,
    ) -> rusqlite::Result<Option<(&Relation, String, Value)>> {
        let schema = self.schema();
        let (tables, key, column): (Vec<&Relation>, Vec<String>, &String) = match path {
            FieldPath::Row(_) => return Ok(None),
            FieldPath::Cell(row, column) => {
                let key = std::iter::once(fact.to_owned()).chain(row.key.iter().cloned());
                (
                    schema.relation(&row.table).into_iter().collect(),
                    key.collect(),
                    column,
                )
            }
            FieldPath::Column(column) => {
                let own = schema
                    .tables()
                    .filter(|table| table.primary_key == ["key"] && schema.belongs_to_facts(table));
                (own.collect(), vec![fact.to_owned()], column)
            }
        };
        for table in tables {
            if table.position(column).is_none() || table.primary_key.len() != key.len() {
                continue;
            }
            let conditions: Vec<String> = table
                .primary_key
                .iter()
                .map(|name| format!("CAST({} AS TEXT) = ?", quoted(name)))
                .collect();
            let sql = format!(
                "SELECT {} FROM {} WHERE {}",
                quoted(column),
                quoted(&table.name),
                conditions.join(" AND ")
            );
            let value = self
                .connection()
                .query_row(&sql, rusqlite::params_from_iter(&key), |row| row.get(0))
                .optional()?;
            if let Some(value) = value {
                return Ok(Some((table, column.clone(), value)));
            }
        }
        Ok(None)
    }

    fn coders(&self) -> rusqlite::Result<String> {
        self.connection()
            .query_row("SELECT maintainers FROM datasets", (), |row| row.get(0))
    }

    /// Returns what a code means.
    fn definition(
        &self,
        table: &Relation,
        column: &str,
        value: &Value,
    ) -> rusqlite::Result<Option<String>> {
        let mut keys = table.foreign_keys.iter();
        let codes = keys.find(|key| key.columns == [column] && key.references == ["code"]);
        let (Some(codes), Some(code)) = (codes, value.as_text()) else {
            return Ok(None);
        };
        let sql = format!(
            "SELECT definition FROM {} WHERE code = ?1",
            quoted(&codes.table)
        );
        let row = self.connection().query_row(&sql, [code], |row| row.get(0));
        row.optional()
    }

    /// Returns the citations of a column's field, then those of the whole fact.
    ///
    /// A citation names the list that a row stands in: `actors` for `event_actors`; and `date` for
    /// all columns that follow from it.
    fn citations_of(
        &self,
        fact: &str,
        table: &Relation,
        column: &str,
    ) -> Result<Vec<CitedPassage>, StoreError> {
        let is_own = table.primary_key == ["key"];
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

/// Tells whether a primary key in JSON is that of a row of some fact.
fn is_row(json: &str, row: &RowPath) -> bool {
    let Ok(parts) = serde_json::from_str::<Vec<serde_json::Value>>(json) else {
        return false;
    };
    let text = |part: &serde_json::Value| match part {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    parts.iter().skip(1).map(text).eq(row.key.iter().cloned())
}

const STORY: &str =
    "SELECT run, made_at, \"table\", \"row\", action, \"column\", old, new, cause, correction,
    made_on, made_by, reason, source FROM cell_history";

fn change_from_row(row: &Row<'_>) -> rusqlite::Result<Change> {
    let made_on: Option<String> = row.get("made_on")?;
    let details = match made_on {
        None => None,
        Some(made_on) => Some(LedgerDetails {
            made_on,
            made_by: row.get("made_by")?,
            reason: row.get("reason")?,
            source: row.get("source")?,
        }),
    };
    let id: Option<String> = row.get("correction")?;
    Ok(Change {
        run: row.get("run")?,
        made_at: row.get("made_at")?,
        table: row.get("table")?,
        row: row.get("row")?,
        action: row.get("action")?,
        column: row.get("column")?,
        old: row.get("old")?,
        new: row.get("new")?,
        cause: row.get("cause")?,
        correction: id.map(|id| LedgerEntry { id, details }),
    })
}
