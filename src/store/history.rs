//! Reading history: the runs, and what they changed.
//!
//! The rows that the first run added are not recorded one by one (`load.rs`): whoever lists the
//! changes of a row puts the addition first. All this stays in the store; exports have
//! no history.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use rusqlite::Row;

use super::error::{Fault, named};
use super::schema::{Relation, quoted};
use super::{CitedPassage, Store, StoreError, Value};
use crate::model::path::{FieldPath, RETRACTED, RowPath, SUPERSEDED_BY};

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
        self.list(
            "SELECT r.id, r.made_at, r.program,
                    (SELECT count(DISTINCT c.fact) FROM changes AS c WHERE c.run = r.id)
                        + coalesce((
                            SELECT b.rows FROM baselines AS b
                            WHERE b.run = r.id AND b.\"table\" = 'facts'
                        ), 0) AS facts,
                    (SELECT count(*) FROM changes AS c WHERE c.run = r.id)
                        + (SELECT coalesce(sum(b.rows), 0) FROM baselines AS b WHERE b.run = r.id)
                        AS changes,
                    coalesce((
                        SELECT group_concat(DISTINCT c.correction)
                        FROM changes AS c
                        WHERE c.run = r.id AND c.\"table\" = 'corrections'
                    ), '') AS corrections
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
                    corrections: row.get("corrections")?,
                })
            },
        )
    }

    /// Lists the changes of a fact's rows, the first one first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fact_story(&self, fact: &str) -> Result<Vec<Change>, StoreError> {
        let sql = format!(
            "{STORY} WHERE fact = ?1 OR (\"table\" = 'retractions' AND \"row\" = json_array(?1)) ORDER BY change"
        );
        let recorded = self.list(&sql, [fact], change_from_row)?;
        self.with_beginning(fact, recorded)
    }

    /// Puts before the recorded changes of a fact the rows that the first run added without a record:
    /// those of which no recorded change comes first.
    fn with_beginning(&self, fact: &str, recorded: Vec<Change>) -> Result<Vec<Change>, StoreError> {
        let sql = "SELECT id, made_at FROM runs WHERE id IN (SELECT run FROM baselines)";
        let first: Option<(i64, String)> =
            self.find(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some((run, made_at)) = first else {
            return Ok(recorded);
        };
        let mut story = Vec::new();
        for table in self.schema().tables_of_facts() {
            let sql = table.select_where(&table.columns[0].name);
            let mut rows: BTreeSet<String> = self.list(&sql, [fact], |row| {
                let parts = (0..table.primary_key.len()).map(|at| row.get::<_, Value>(at));
                let parts = parts.map(|part| Ok(part?.to_json()));
                let parts = parts.collect::<rusqlite::Result<Vec<_>>>()?;
                Ok(serde_json::Value::from(parts).to_string())
            })?;
            let of_table = || recorded.iter().filter(|change| change.table == table.name);
            rows.extend(of_table().map(|change| change.row.clone()));
            rows.retain(|row| {
                let first = of_table().find(|change| change.row == *row);
                first.is_none_or(|change| change.action != "add")
            });
            story.extend(rows.into_iter().map(|row| Change {
                run,
                made_at: made_at.clone(),
                table: table.name.clone(),
                row,
                action: "add".to_owned(),
                column: None,
                old: Value::Null,
                new: Value::Null,
                cause: "sheet".to_owned(),
                correction: None,
            }));
        }
        story.extend(recorded);
        Ok(story)
    }

    /// Lists the changes of one cell of a fact, the first one first: its row's coming and going
    /// included. Nothing where the fact has no such cell and never had.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn cell_story(&self, fact: &str, path: &FieldPath) -> Result<Vec<Change>, StoreError> {
        let all = self.fact_story(fact)?;
        Ok(match path {
            FieldPath::Column(column) => self.column_story(all, column),
            FieldPath::Row(row) => self.row_story(&all, row, None, i64::MAX),
            FieldPath::Cell(row, column) => self.row_story(&all, row, Some(column), i64::MAX),
        })
    }

    /// Picks the changes of a column of a fact as a whole.
    fn column_story(&self, all: Vec<Change>, column: &str) -> Vec<Change> {
        // Whether a fact is retracted is whether it has a row in `retractions`.
        let column = match column {
            RETRACTED => "key",
            other => other,
        };
        let tables: Vec<&str> = match column {
            "key" | SUPERSEDED_BY => vec!["retractions"],
            _ => {
                let own = self.tables_with(column).into_iter();
                let own = own.map(|table| table.name.as_str());
                let has_story = |table: &&str| all.iter().any(|change| change.table == *table);
                let own: Vec<&str> = own.filter(has_story).collect();
                // The kind that is corrected is that of a place, not that of the fact.
                let takes = if column == "kind" { 1 } else { own.len() };
                own.into_iter().take(takes).collect()
            }
        };
        let is_of_cell =
            |change: &Change| change.action == "add" || change.column.as_deref() == Some(column);
        let story = all.iter();
        story
            .filter(|change| tables.contains(&change.table.as_str()) && is_of_cell(change))
            .cloned()
            .collect()
    }

    /// Lists the tables with one row per fact that have a column, the tables of the kinds first.
    fn tables_with(&self, column: &str) -> Vec<&Relation> {
        let is_own = |table: &&Relation| {
            table.primary_key.len() == 1
                && !table.primary_key.contains(&column.to_owned())
                && table.position(column).is_some()
        };
        let tables = self.schema().tables_of_facts().filter(is_own);
        let mut tables: Vec<&Relation> = tables.collect();
        tables.sort_by_key(|table| table.name == "facts");
        tables
    }

    /// Picks the changes of a row before a run, or of one of its cells, under all keys that the row
    /// had.
    fn row_story(
        &self,
        all: &[Change],
        row: &RowPath,
        column: Option<&String>,
        before: i64,
    ) -> Vec<Change> {
        let of_row = all.iter().filter(|change| {
            change.run < before && change.table == row.table && is_row(&change.row, row)
        });
        let of_row: Vec<&Change> = of_row.collect();
        let is_of_cell = |change: &&&Change| {
            change.action == "add" || column.is_none() || change.column.as_ref() == column
        };
        let story = |of: &[&Change]| of.iter().filter(is_of_cell).map(|c| (*c).clone()).collect();
        let last = of_row.iter().rposition(|change| change.action == "add");
        let renamed = last.and_then(|at| Some((at, self.renamed_from(&of_row[at..], row)?)));
        let Some((at, earlier)) = renamed else {
            return story(&of_row);
        };
        // The row had another key before: its story begins there.
        let mut whole = self.row_story(all, &earlier, column, of_row[at].run);
        let tail = if whole.is_empty() { at } else { at + 1 };
        whole.extend::<Vec<Change>>(story(&of_row[tail..]));
        whole
    }

    /// Returns the key that a row had before the corrections that it appeared with renamed it.
    fn renamed_from(&self, story: &[&Change], row: &RowPath) -> Option<RowPath> {
        let add = story.first()?;
        add.correction.as_ref()?;
        let table = self.schema().relation(&row.table)?;
        let mut before = row.clone();
        for (name, part) in table.primary_key.iter().skip(1).zip(&mut before.key) {
            let mut renames = story.iter().take_while(|change| change.run == add.run);
            if let Some(first) = renames.find(|change| change.column.as_ref() == Some(name)) {
                *part = first.old.to_plain_text();
            }
        }
        (before != *row).then_some(before)
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
