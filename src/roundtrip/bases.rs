//! What each row of a sheet was when it was exported.

use std::collections::{BTreeMap, BTreeSet};

use super::recognise::Recognised;
use crate::store::schema::{Relation, Schema};
use crate::store::{Snapshot, Value, row_version};
use crate::tabular::{Row, Sheet};

/// What a file is compared with.
pub struct States<'a> {
    /// The key of the dataset.
    pub dataset: &'a str,
    /// The tables.
    pub schema: &'a Schema,
    /// What the dataset says now.
    pub current: &'a Snapshot,
    /// The export that the files are from, where it is named.
    pub base: Option<&'a Snapshot>,
    /// Earlier states of a table's rows: asked for more, until there are none.
    pub earlier: &'a mut dyn FnMut(&str) -> Option<Vec<Vec<Value>>>,
}

/// What each row of a sheet was when it was exported.
pub enum Base {
    /// This row.
    Row(Vec<Value>),
    /// No row: it is new.
    New,
    /// It cannot be told; this says why.
    Unknown(String),
}

/// Finds for each row of a sheet the row that was exported: the one that its version names, or the
/// one of its key in the export that is named.
pub fn find_bases(sheet: &Sheet, columns: &Recognised<'_>, states: &mut States<'_>) -> Vec<Base> {
    match columns.version {
        Some(version) => by_version(sheet, columns, version, states),
        None => by_key(sheet, columns, states),
    }
}

/// Returns the primary key of a row.
pub fn key_of(table: &Relation, row: &[Value]) -> Vec<Value> {
    let positions = table.key_positions().into_iter();
    positions.map(|at| row[at].clone()).collect()
}

fn by_key(sheet: &Sheet, columns: &Recognised<'_>, states: &States<'_>) -> Vec<Base> {
    let rows = states
        .base
        .into_iter()
        .flat_map(|base| base.table(&columns.table.name));
    let known: BTreeMap<Vec<String>, &[Value]> = rows.map(|(key, row)| (texts(key), row)).collect();
    let base_of = |row: &Row| match known.get(&key_in_file(row, columns)) {
        Some(row) => Base::Row(row.to_vec()),
        None => Base::New,
    };
    sheet.rows.iter().map(base_of).collect()
}

fn by_version(
    sheet: &Sheet,
    columns: &Recognised<'_>,
    version: usize,
    states: &mut States<'_>,
) -> Vec<Base> {
    let version_of = |row: &Row| row.cell(version).shown().trim().to_owned();
    let mut rows_of: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in &sheet.rows {
        rows_of.entry(version_of(row)).or_default().push(row);
    }
    rows_of.remove("");
    let wanted: BTreeSet<&str> = rows_of.keys().map(String::as_str).collect();
    let known = rows_of_versions(&wanted, columns.table, states);
    let base_of = |row: &Row| {
        let version = version_of(row);
        match (rows_of.get(&version), known.get(&version)) {
            (None, _) => Base::New,
            (Some(rows), Some(base)) => base_among(row, rows, base, columns),
            (Some(_), None) => Base::Unknown(format!(
                "`{version}` is no version of a row of this dataset, nor of its earlier states"
            )),
        }
    };
    sheet.rows.iter().map(base_of).collect()
}

/// Tells what a row is of several that carry the same version: somebody copies a row to make a new
/// one, and the one that kept its key is the old one.
fn base_among(row: &Row, rows: &[&Row], base: &[Value], columns: &Recognised<'_>) -> Base {
    let key = texts(&key_of(columns.table, base));
    let is_old = |row: &Row| key_in_file(row, columns) == key;
    let shown = key.join(" ");
    match rows.iter().filter(|row| is_old(row)).count() {
        _ if rows.len() == 1 => Base::Row(base.to_vec()),
        0 => Base::Unknown(format!(
            "several rows were made of `{shown}`, and none of them is it"
        )),
        1 if is_old(row) => Base::Row(base.to_vec()),
        1 => Base::New,
        _ => Base::Unknown(format!("the row `{shown}` is there twice")),
    }
}

/// Returns the primary key that a row has in the file.
fn key_in_file(row: &Row, columns: &Recognised<'_>) -> Vec<String> {
    let places = columns
        .table
        .key_positions()
        .into_iter()
        .map(|at| columns.places[at]);
    let cells = places.map(|place| place.map(|place| row.cell(place).shown().trim().to_owned()));
    cells.map(Option::unwrap_or_default).collect()
}

fn texts(key: &[Value]) -> Vec<String> {
    key.iter().map(Value::to_plain_text).collect()
}

/// Finds the rows that versions name: those of now, else those of earlier states.
fn rows_of_versions(
    wanted: &BTreeSet<&str>,
    table: &Relation,
    states: &mut States<'_>,
) -> BTreeMap<String, Vec<Value>> {
    let mut known = BTreeMap::new();
    let mut add = |row: &[Value]| {
        let version = row_version(states.dataset, &table.name, row);
        if wanted.contains(version.as_str()) {
            known.entry(version).or_insert_with(|| row.to_vec());
        }
        known.len() == wanted.len()
    };
    let base = states
        .base
        .into_iter()
        .flat_map(|base| base.table(&table.name));
    let mut is_whole = wanted.is_empty();
    for (_, row) in states.current.table(&table.name).chain(base) {
        is_whole |= add(row);
    }
    while !is_whole {
        let Some(rows) = (states.earlier)(&table.name) else {
            break;
        };
        for row in rows {
            is_whole |= add(&row);
        }
    }
    known
}
