//! Lineages: rows of a fact, followed through the keys that the ledger gave them.
//!
//! ```text
//! c1   [alm,host]    actor alm → brod       [alm,host] ─► [brod,host] ─► [brod,guest]
//! c2   [brod,host]   role host → guest      one lineage, coded as [alm,host]
//! c3                 adds [cade,host]       another one, which no sheet has
//! ```

use super::history::{Change, LedgerEntry};
use super::rows::derived_of_date;
use super::schema::{Relation, Schema};
use super::value::Value;
use crate::model::form::DERIVED;

/// A row that the ledger changes, under all keys that it had.
#[derive(Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The table.
    pub table: String,
    /// Its keys as JSON arrays, the first one first.
    pub keys: Vec<String>,
    /// The numbers of the steps that change it.
    pub steps: Vec<usize>,
    /// Whether a sheet has it; otherwise an entry added it.
    pub is_coded: bool,
    /// Whether it is gone in the end.
    pub is_gone: bool,
}

/// Follows the rows that steps change, in the order of the ledger.
pub fn lineages(steps: &[Change]) -> Vec<Lineage> {
    let mut all: Vec<Lineage> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let is_added = step.action == "add";
        let is_here =
            |line: &Lineage| line.table == step.table && line.keys.last() == Some(&step.row);
        // A row that comes back goes on where it went; the others are there.
        let found = all
            .iter()
            .rposition(|line| is_here(line) && line.is_gone == is_added)
            .or_else(|| (!is_added).then(|| all.iter().rposition(is_here)).flatten());
        let at = found.unwrap_or_else(|| {
            all.push(Lineage {
                table: step.table.clone(),
                keys: vec![step.row.clone()],
                steps: Vec::new(),
                is_coded: !is_added && step.table != "retractions",
                is_gone: false,
            });
            all.len() - 1
        });
        let line = &mut all[at];
        line.steps.push(number);
        // The facts in the key of a row that is gone may still be merged.
        line.is_gone = step.action == "remove" || line.is_gone && !is_added;
        line.keys.extend(step.key_after.clone());
    }
    all
}

/// Reads a step from its row in `ledger_steps`; its run is not known.
pub fn step_from_row(table: &Relation, row: &[Value]) -> Change {
    let value = |column: &str| {
        table
            .position(column)
            .map_or(Value::Null, |at| row[at].clone())
    };
    let text = |column: &str| value(column).to_plain_text();
    Change {
        run: 0,
        made_at: String::new(),
        table: text("table"),
        row: text("row"),
        action: text("action"),
        column: value("column").as_text().map(str::to_owned),
        old: value("old"),
        new: value("new"),
        cause: "ledger".to_owned(),
        key_after: None,
        correction: Some(LedgerEntry {
            id: text("correction"),
            details: None,
            until: None,
        }),
    }
}

/// Adds to each step on a date what follows from the date, and to each step on a key the new key.
pub fn with_derived(schema: &Schema, steps: Vec<Change>) -> Vec<Change> {
    let mut all = Vec::with_capacity(steps.len());
    for mut step in steps {
        let Some(table) = schema.relation(&step.table) else {
            continue;
        };
        step.key_after = key_after(table, &step);
        let of = step.column.as_deref().unwrap_or_default();
        let is_own = table.primary_key.len() == 1;
        let derived = DERIVED.iter().filter(|(_, from, _)| is_own && *from == of);
        let follows = derived.filter_map(|(column, _, derived)| {
            let value = |date: &Value| derived_of_date(*derived, date.as_text());
            let (old, new) = (value(&step.old), value(&step.new));
            (old != new).then(|| Change {
                column: Some((*column).to_owned()),
                old,
                new,
                ..step.clone()
            })
        });
        let follows: Vec<Change> = follows.collect();
        all.push(step);
        all.extend(follows);
    }
    all
}

/// Returns a key as a JSON array.
pub fn key_json(key: &[Value]) -> String {
    let parts: Vec<_> = key.iter().map(Value::to_json).collect();
    serde_json::Value::from(parts).to_string()
}

/// Returns the key of a row after a change of one of the columns of its key, as a JSON array.
pub fn key_after(table: &Relation, change: &Change) -> Option<String> {
    key_with(table, change, &change.new)
}

/// Returns the key of a row with a value in the column that changes; `None` where that is no part of
/// the key.
pub fn key_with(table: &Relation, change: &Change, value: &Value) -> Option<String> {
    let column = change
        .column
        .as_ref()
        .filter(|_| change.action == "change")?;
    let at = table.primary_key.iter().position(|key| key == column)?;
    let mut key: Vec<serde_json::Value> = serde_json::from_str(&change.row).ok()?;
    *key.get_mut(at)? = value.to_json();
    Some(serde_json::Value::from(key).to_string())
}

/// Returns a key without the fact, as paths have it.
pub fn plain_row(json: &str) -> Vec<String> {
    let parts: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let text = |part: serde_json::Value| match part {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    parts.into_iter().skip(1).map(text).collect()
}
