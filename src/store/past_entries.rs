//! Past entries: what entries of the ledger said before they were edited or left it.
//!
//! The ledger is a table of the store, and so its changes are recorded like any other: from what an
//! entry says now they lead back to what it said before.

use std::collections::BTreeMap;

use super::history::{Change, LedgerDetails, LedgerEntry, Until};
use super::lineage::key_after;
use super::plan::position_of;
use super::schema::{Relation, Schema};
use super::{Store, StoreError, Value};
use crate::model::form::{APART, COMMON, Content, List};
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};

/// What an entry said from one run to another.
#[derive(Debug)]
pub struct PastEntry {
    /// Its id.
    pub id: String,
    /// The cells of its row.
    cells: Cells,
    /// The run in which it came, and when that was.
    came: (i64, String),
    /// The run in which it was edited or left, and when that was.
    went: (i64, String),
    until: Until,
}

/// The cells of an entry, by column.
type Cells = BTreeMap<String, Value>;

/// The columns that say what an entry does, and not only who made it and why.
const SAYS: [&str; 4] = ["fact", "field", "old_value", "new_value"];

impl Store {
    /// Lists what entries on a fact said that were edited since or have left the ledger.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn past_entries(&self, fact: &str) -> Result<Vec<PastEntry>, StoreError> {
        let sql = "SELECT json_array(id) FROM corrections WHERE fact = ?1
            UNION SELECT \"row\" FROM changes
                WHERE fact IS NULL AND \"column\" = 'fact' AND \"table\" = 'corrections' AND old = ?1";
        let rows: Vec<String> = self.list(sql, [fact], |row| row.get(0))?;
        let mut all = Vec::new();
        for row in rows {
            all.extend(self.past_of(&row)?);
        }
        all.retain(|entry| entry.cells.get("fact").and_then(Value::as_text) == Some(fact));
        // Those that have left are no longer in the order of the ledger: it is guessed by day and number.
        let position = |entry: &PastEntry| {
            let day = entry.cells.get("made_on").map(Value::to_plain_text);
            position_of(&day.unwrap_or_default(), &entry.id)
        };
        all.sort_by_cached_key(|entry| (position(entry), entry.came.0));
        Ok(all)
    }

    /// Returns the id of the entry of a row, and its cells if it is in the ledger now.
    fn entry_of(&self, row: &str) -> Result<(String, Option<Cells>), StoreError> {
        let key: Vec<String> = serde_json::from_str(row).unwrap_or_default();
        let id = key.first().cloned().unwrap_or_default();
        let table = self.schema().relation("corrections");
        let table = table.expect("every schema of ours has it");
        let now = self.database().row(table, &[id.as_str().into()])?;
        let names = table.columns.iter().map(|column| column.name.clone());
        Ok((id, now.map(|row| names.zip(row).collect())))
    }

    /// Lists what the entry of a row said before, going back from what it says now.
    fn past_of(&self, row: &str) -> Result<Vec<PastEntry>, StoreError> {
        let sql = "SELECT c.run, r.made_at, c.action, c.\"column\", c.old
            FROM changes AS c JOIN runs AS r ON r.id = c.run
            WHERE c.\"table\" = 'corrections' AND c.\"row\" = ?1 ORDER BY c.id DESC";
        type Recorded = (i64, String, String, Option<String>, Value);
        let recorded: Vec<Recorded> = self.list(sql, [row], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?;
        let (id, mut cells) = self.entry_of(row)?;
        let mut past: Vec<PastEntry> = Vec::new();
        for of_run in recorded.chunk_by(|one, next| one.0 == next.0) {
            let (run, at) = (of_run[0].0, of_run[0].1.clone());
            let after = cells.clone();
            for (_, _, action, column, old) in of_run {
                match (action.as_str(), column) {
                    ("add", _) => cells = None,
                    (_, Some(column)) => {
                        let cells = cells.get_or_insert_with(Cells::new);
                        cells.insert(column.clone(), old.clone());
                    }
                    _ => {}
                }
            }
            let says = |cells: &Option<Cells>| {
                let cells = cells.as_ref()?;
                Some(SAYS.map(|column| cells.get(column).cloned().unwrap_or(Value::Null)))
            };
            if says(&cells) == says(&after) {
                continue;
            }
            if let Some(last) = past.last_mut() {
                last.came = (run, at.clone());
            }
            let until = if after.is_none() {
                Until::Left
            } else {
                Until::Edited
            };
            past.extend(cells.clone().map(|cells| PastEntry {
                id: id.clone(),
                cells,
                came: (run, at.clone()),
                went: (run, at),
                until,
            }));
        }
        Ok(past)
    }
}

impl PastEntry {
    /// Returns what the entry did when it came, and that it was undone when it went; `None` where it
    /// names nothing that the tables have now.
    pub fn changes(&self, schema: &Schema, own_table: Option<&str>) -> Option<(Change, Change)> {
        let text = |column: &str| self.cells.get(column).and_then(Value::as_text);
        let (fact, field) = (text("fact")?, text("field")?);
        let path: FieldPath = field.parse().ok()?;
        let (table, row, column) = cell_of(schema, fact, &path, own_table)?;
        let value = |name: &str| typed(&path, text(name));
        let (old, new) = (value("old_value"), value("new_value"));
        let details = LedgerDetails {
            made_on: text("made_on").unwrap_or_default().to_owned(),
            made_by: text("made_by").unwrap_or_default().to_owned(),
            reason: text("reason").unwrap_or_default().to_owned(),
            source: text("source").map(str::to_owned),
        };
        let change = |at: &(i64, String), cause: &str, old: Value, new: Value| Change {
            run: at.0,
            made_at: at.1.clone(),
            table: table.name.clone(),
            row: row.clone(),
            action: "change".to_owned(),
            column: column.clone(),
            old,
            new,
            cause: cause.to_owned(),
            key_after: None,
            correction: Some(LedgerEntry {
                id: self.id.clone(),
                details: Some(details.clone()),
                until: Some(self.until),
            }),
        };
        let mut made = change(&self.came, "ledger", old.clone(), new.clone());
        let mut undone = change(&self.went, "undone", new, old);
        made.key_after = key_after(table, &made);
        if let Some(after) = &made.key_after {
            undone.row.clone_from(after);
        }
        Some((made.in_words_of_rows(table), undone.in_words_of_rows(table)))
    }
}

impl Change {
    /// Says of a change by which a row appears or goes that it does.
    fn in_words_of_rows(mut self, table: &Relation) -> Self {
        let is_of_row = match &self.column {
            None => true,
            Some(column) => {
                let at = table.position(column);
                let is_required = at.is_some_and(|at| !table.columns[at].nullable);
                is_required && (self.old == Value::Null || self.new == Value::Null)
            }
        };
        let is_life = table.name == "retractions";
        if !is_of_row && !is_life {
            return self;
        }
        let appears = self.old == Value::Null;
        self.action = if appears { "add" } else { "remove" }.to_owned();
        if appears {
            (self.column, self.new) = (None, Value::Null);
        } else {
            self.column = self.column.or_else(|| table.primary_key.last().cloned());
            self.new = Value::Null;
        }
        self
    }
}

/// Returns the table, the key and the column that a path names; no column where it is a row.
fn cell_of<'s>(
    schema: &'s Schema,
    fact: &str,
    path: &FieldPath,
    own_table: Option<&str>,
) -> Option<(&'s Relation, String, Option<String>)> {
    let key = |parts: Vec<serde_json::Value>| {
        let key: Vec<_> = std::iter::once(fact.into()).chain(parts).collect();
        serde_json::Value::from(key).to_string()
    };
    let (row, column) = match path {
        FieldPath::Column(column) => {
            let apart = APART.iter().find(|(name, _)| name == column);
            let is_common = COMMON.iter().any(|field| field.column == *column);
            let table = match apart {
                _ if [RETRACTED, SUPERSEDED_BY].contains(&column.as_str()) => "retractions",
                Some((_, table)) => table,
                None if is_common => "facts",
                None => own_table?,
            };
            let table = schema.relation(table)?;
            let column = if column == RETRACTED { "key" } else { column };
            return Some((table, key(Vec::new()), Some(column.to_owned())));
        }
        FieldPath::Row(row) => (row, None),
        FieldPath::Cell(row, column) => (row, Some(column.clone())),
    };
    let list = List::of_table(&row.table)?;
    let parts = list.key().zip(&row.key).map(|(field, part)| {
        let number = part.parse::<i64>().ok();
        let number = number.filter(|_| field.content == Content::Number);
        number.map_or_else(|| part.as_str().into(), Into::into)
    });
    Some((schema.relation(&row.table)?, key(parts.collect()), column))
}

/// Returns a value of an entry as the table has it.
fn typed(path: &FieldPath, value: Option<&str>) -> Value {
    let is_number = match path {
        FieldPath::Cell(row, column) => List::of_table(&row.table)
            .and_then(|list| list.field_of(column))
            .is_some_and(|field| field.content == Content::Number),
        FieldPath::Column(_) | FieldPath::Row(_) => false,
    };
    match (value, value.and_then(|value| value.parse().ok())) {
        (Some(_), Some(number)) if is_number => Value::Integer(number),
        (value, _) => value.map(str::to_owned).into(),
    }
}
