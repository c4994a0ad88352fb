//! What each row of a sheet was when it was exported.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::damage::{as_written, is_nothing};
use super::earlier::States;
use super::merge::kind_of;
use super::recognise::Recognised;
use super::versions::Versions;
use crate::store::schema::{Column, Relation};
use crate::store::{CellRef, StoreError, Value};
use crate::tabular::{Row, Sheet};

/// What a row of a sheet was when it was exported.
pub enum Base {
    /// This row.
    Row(Arc<[Value]>),
    /// No row: it is new.
    New,
    /// It cannot be found; this says why.
    Unknown(String),
}

/// Finds for each row of a sheet the row that was exported: the one that its version names, or the
/// one of its key in the export that is named.
pub fn find_bases(
    sheet: &Sheet,
    columns: &Recognised<'_>,
    states: &States<'_>,
) -> Result<Vec<Base>, StoreError> {
    match columns.version {
        Some(version) => by_version(sheet, columns, version, states),
        None => by_key(sheet, columns, states),
    }
}

/// Returns the primary key of a row.
pub fn key_of(table: &Relation, row: &[Value]) -> Vec<Value> {
    row[..table.primary_key.len()].to_vec()
}

/// Returns a key as messages show it.
pub fn shown(key: &[Value]) -> String {
    texts(key).join(" ")
}

fn by_key(
    sheet: &Sheet,
    columns: &Recognised<'_>,
    states: &States<'_>,
) -> Result<Vec<Base>, StoreError> {
    let base_of = |row: &Row| {
        let key = key_in_file(row, columns);
        let found = match states.base {
            Some(base) => base.row(columns.table, &values(&key))?,
            None => None,
        };
        let found = found.filter(|base| texts(&key_of(columns.table, base)) == key);
        Ok(found.map_or(Base::New, |base| Base::Row(base.into())))
    };
    sheet.rows.iter().map(base_of).collect()
}

fn by_version(
    sheet: &Sheet,
    columns: &Recognised<'_>,
    version: usize,
    states: &States<'_>,
) -> Result<Vec<Base>, StoreError> {
    // A new row has none, or what a tool writes for that.
    let version_of = |row: &Row| {
        let version = row.cell(version).shown().trim().to_owned();
        Some(version)
            .filter(|version| !is_nothing(version))
            .unwrap_or_default()
    };
    let mut rows_of: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in &sheet.rows {
        rows_of.entry(version_of(row)).or_default().push(row);
    }
    rows_of.remove("");
    let named = find_versions(&rows_of, columns, states)?;
    let base_of = |row: &Row| {
        let version = version_of(row);
        match (rows_of.get(&version), named.get(&version)) {
            (None, _) => Base::New,
            (Some(rows), Some(base)) => base_among(row, rows, base, columns),
            (Some(_), None) => Base::Unknown(format!(
                "`{version}` is not a version of a row of this dataset, nor of its earlier states"
            )),
        }
    };
    Ok(sheet.rows.iter().map(base_of).collect())
}

/// Returns what a row is of several that carry the same version: somebody copies a row to make a new
/// one, and the one that kept its key is the old one.
fn base_among(row: &Row, rows: &[&Row], base: &Arc<[Value]>, columns: &Recognised<'_>) -> Base {
    let key = texts(&key_of(columns.table, base));
    let is_old = |row: &Row| key_in_file(row, columns) == key;
    let shown = key.join(" ");
    match rows.iter().filter(|row| is_old(row)).count() {
        _ if rows.len() == 1 => Base::Row(Arc::clone(base)),
        0 => Base::Unknown(format!(
            "several rows were made of `{shown}`, and none of them is it"
        )),
        1 if is_old(row) => Base::Row(Arc::clone(base)),
        1 => Base::New,
        _ => Base::Unknown(format!("the row `{shown}` is there twice")),
    }
}

/// Returns the primary key that a row has in the file.
fn key_in_file(row: &Row, columns: &Recognised<'_>) -> Vec<String> {
    let key = &columns.positions[..columns.table.primary_key.len()];
    let columns = key.iter().zip(&columns.table.columns);
    let cell = |(at, column): (&Option<usize>, &Column)| {
        let shown = at.map_or(String::new(), |at| row.cell(at).shown());
        as_written(shown.trim(), kind_of(column)).to_owned()
    };
    columns.map(cell).collect()
}

fn values(key: &[String]) -> Vec<Value> {
    key.iter().map(|text| text.as_str().into()).collect()
}

fn texts(key: &[Value]) -> Vec<String> {
    key.iter().map(Value::to_plain_text).collect()
}

/// Finds the rows that versions name: among those of now, else of earlier states.
fn find_versions(
    rows_of: &BTreeMap<String, Vec<&Row>>,
    columns: &Recognised<'_>,
    states: &States<'_>,
) -> Result<Versions, StoreError> {
    let table = columns.table;
    let wanted = rows_of.keys().cloned().collect();
    let dataset = states.folder.key().as_str();
    let mut versions = Versions::of(states.current.schema(), dataset, table, wanted);
    // Most rows come back with their key, and the dataset still says the same of them: looking them
    // up spares reading the table.
    for row in rows_of.values().flatten() {
        let key = key_in_file(row, columns);
        if let Some(row) = states.current.row(table, &values(&key))? {
            let _ = versions.offer(row.iter().map(CellRef::from));
        }
    }
    versions.offer_all(states.current, table)?;
    if let Some(base) = states.base {
        versions.offer_all(base, table)?;
    }
    states.offer_earlier(&mut versions, table)?;
    Ok(versions)
}
