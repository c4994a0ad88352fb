//! The merge of three: what was exported, what the file says, what the dataset says now.

use std::collections::{BTreeMap, BTreeSet};

use super::additions::NewRow;
use super::damage::{Damage, Kind, Months, Verdict, compare};
use super::recognise::{RecogniseError, Recognised, recognise};
use crate::dataset::{child_required, derived_from};
use crate::model::path::{FieldPath, RowPath, YES};
use crate::store::schema::{ColumnKind, Relation, Schema};
use crate::store::{ROW_VERSION, Snapshot, Value, row_version};
use crate::tabular::{Row, Sheet};

/// A correction that a file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where the file asks for it: file, row and column.
    pub place: String,
    /// The fact.
    pub fact: String,
    /// What of the fact.
    pub field: FieldPath,
    /// What stands there; `None` for nothing.
    pub old: Option<String>,
    /// What shall stand there; `None` for nothing.
    pub new: Option<String>,
}

/// A cell that was changed in the file and, since the export, in the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The correction that the file asks for; its old value is what the dataset says now.
    pub change: Change,
    /// What was exported.
    pub exported: String,
}

/// A cell, row or column that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it stands: file, and row and column where it is one.
    pub place: String,
    /// Why.
    pub message: String,
}

/// What a file asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The corrections, in the order of the file.
    pub changes: Vec<Change>,
    /// The cells that were changed on both sides.
    pub conflicts: Vec<Conflict>,
    /// What is not taken.
    pub refusals: Vec<Refusal>,
    /// How many cells were damaged and repaired, by the sort of damage.
    pub repaired: BTreeMap<Damage, usize>,
    /// The columns that are not ours, each with its file.
    pub ignored: Vec<(String, String)>,
    /// How many rows of a table a file does not have; they are left alone.
    pub missing: BTreeMap<String, usize>,
    /// How many changes the dataset has already.
    pub already_made: usize,
    /// The rows that are new.
    pub new_rows: Vec<NewRow>,
    /// How many cells were compared.
    pub compared: usize,
}

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

/// Takes one sheet of a file back and adds what it asks for to the report.
///
/// # Errors
/// The sheet is not one of ours as a whole: nothing of it is taken.
pub fn take_back(
    file: &str,
    file_stem: &str,
    sheet: &Sheet,
    states: &mut States<'_>,
    report: &mut Report,
) -> Result<(), RecogniseError> {
    let columns = recognise(sheet, file_stem, states.schema)?;
    if columns.version.is_none() && states.base.is_none() {
        return Err(RecogniseError::NoVersion);
    }
    let bases = find_bases(sheet, &columns, states);
    let mut merge = Merge {
        file: match &sheet.name {
            Some(name) => format!("{file}, {name}"),
            None => file.to_owned(),
        },
        sheet,
        columns: &columns,
        states,
        report,
    };
    let foreign = columns.foreign.iter().cloned();
    let ignored = foreign.map(|column| (merge.file.clone(), column));
    merge.report.ignored.extend(ignored);
    merge.run(&bases);
    Ok(())
}

/// What each row of a sheet was when it was exported.
enum Base {
    /// This row.
    Row(Vec<Value>),
    /// No row: it is new.
    New,
    /// It cannot be told; this says why.
    Unknown(String),
}

fn key_of(table: &Relation, row: &[Value]) -> Vec<Value> {
    table
        .key_positions()
        .iter()
        .map(|&at| row[at].clone())
        .collect()
}

/// Finds for each row of a sheet the row that was exported: the one that its version names.
fn find_bases(sheet: &Sheet, columns: &Recognised<'_>, states: &mut States<'_>) -> Vec<Base> {
    let table = columns.table;
    let file_key = |row: &Row| -> Vec<String> {
        let places = table
            .key_positions()
            .into_iter()
            .map(|at| columns.places[at]);
        let cells =
            places.map(|place| place.map(|place| row.cell(place).shown().trim().to_owned()));
        cells.map(Option::unwrap_or_default).collect()
    };
    let plain = |key: &[Value]| -> Vec<String> { key.iter().map(Value::to_plain_text).collect() };
    let Some(version) = columns.version else {
        let known: BTreeMap<Vec<String>, &[Value]> = states
            .base
            .into_iter()
            .flat_map(|base| base.table(&table.name))
            .map(|(key, row)| (plain(key), row))
            .collect();
        let base_of = |row: &Row| match known.get(&file_key(row)) {
            Some(row) => Base::Row(row.to_vec()),
            None => Base::New,
        };
        return sheet.rows.iter().map(base_of).collect();
    };
    let versions = sheet
        .rows
        .iter()
        .map(|row| row.cell(version).shown().trim().to_owned());
    let versions: Vec<String> = versions.collect();
    let wanted: BTreeSet<&str> = versions
        .iter()
        .map(String::as_str)
        .filter(|v| !v.is_empty())
        .collect();
    let known = rows_of_versions(&wanted, table, states);
    let originals = |version: &str, base: &[Value]| {
        let key = plain(&key_of(table, base));
        let rows = sheet
            .rows
            .iter()
            .zip(&versions)
            .filter(|(_, other)| *other == version);
        let rows: Vec<&Row> = rows.map(|(row, _)| row).collect();
        let same = rows.iter().filter(|row| file_key(row) == key).count();
        (rows.len(), same, key)
    };
    let base_of = |(row, version): (&Row, &String)| {
        if version.is_empty() {
            return Base::New;
        }
        let Some(base) = known.get(version.as_str()) else {
            return Base::Unknown(format!(
                "`{version}` is no version of a row of this dataset, nor of its earlier states"
            ));
        };
        match originals(version, base) {
            (1, ..) => Base::Row(base.clone()),
            (_, 1, key) if file_key(row) == key => Base::Row(base.clone()),
            (_, 1, _) => Base::New,
            (_, 0, key) => Base::Unknown(format!(
                "several rows were made of `{}`, and none of them is it",
                key.join(" ")
            )),
            (_, _, key) => Base::Unknown(format!("the row `{}` is there twice", key.join(" "))),
        }
    };
    sheet.rows.iter().zip(&versions).map(base_of).collect()
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

struct Merge<'a, 's> {
    file: String,
    sheet: &'a Sheet,
    columns: &'a Recognised<'a>,
    states: &'a States<'s>,
    report: &'a mut Report,
}

impl Merge<'_, '_> {
    fn run(&mut self, bases: &[Base]) {
        let table = self.columns.table;
        let rows: Vec<(&Row, &Base)> = self.sheet.rows.iter().zip(bases).collect();
        let months = self.count_months(&rows);
        let emptied = self.refuse_emptied_columns(&rows);
        let mut seen: BTreeSet<Vec<Value>> = BTreeSet::new();
        for (row, base) in rows {
            match base {
                Base::Row(base) => {
                    seen.insert(key_of(table, base));
                    self.compare_row(row, base, &months, &emptied);
                }
                Base::New => self.take_new_row(row),
                Base::Unknown(why) => self.refuse(format!("row {}", row.number), why.clone()),
            }
        }
        let current = self.states.current.table(&table.name);
        let missing = current.filter(|(key, _)| !seen.contains(*key)).count();
        if missing > 0 {
            *self.report.missing.entry(table.name.clone()).or_default() += missing;
        }
    }

    fn refuse(&mut self, place: String, message: String) {
        let place = format!("{}, {place}", self.file);
        self.report.refusals.push(Refusal { place, message });
    }

    /// Lists for each column of the table how its months came back.
    fn count_months(&self, rows: &[(&Row, &Base)]) -> Vec<Months> {
        let mut all = vec![Months::default(); self.columns.places.len()];
        for (row, base) in rows {
            let Base::Row(base) = base else {
                continue;
            };
            for (at, place) in self.columns.places.iter().enumerate() {
                if let Some(place) = place {
                    all[at].count(row.cell(*place), &base[at].to_plain_text());
                }
            }
        }
        all
    }

    /// Refuses columns all of whose values are gone; returns their positions in the table.
    fn refuse_emptied_columns(&mut self, rows: &[(&Row, &Base)]) -> BTreeSet<usize> {
        let mut emptied = BTreeSet::new();
        for (at, place) in self.columns.places.iter().enumerate() {
            let Some(place) = *place else {
                continue;
            };
            let had = rows.iter().filter(|(_, base)| match base {
                Base::Row(base) => base[at] != Value::Null,
                _ => false,
            });
            let had = had.count();
            if had > 2 && rows.iter().all(|(row, _)| row.cell(place).is_empty()) {
                let column = &self.columns.table.columns[at].name;
                let message = format!("all {had} values of the column are gone");
                self.refuse(format!("column `{column}`"), message);
                emptied.insert(at);
            }
        }
        emptied
    }

    fn compare_row(
        &mut self,
        row: &Row,
        base: &[Value],
        months: &[Months],
        emptied: &BTreeSet<usize>,
    ) {
        let table = self.columns.table;
        let key = key_of(table, base);
        let key_positions = table.key_positions();
        let mut changed: Vec<(usize, String)> = Vec::new();
        for (at, place) in self.columns.places.iter().enumerate() {
            let Some(place) = place.filter(|_| !emptied.contains(&at)) else {
                continue;
            };
            let column = &table.columns[at];
            let exported = base[at].to_plain_text();
            self.report.compared += 1;
            match compare(
                row.cell(place),
                &exported,
                kind_of(column.kind, &column.name),
                months[at],
            ) {
                Verdict::Same => {}
                Verdict::Repaired(damage) => *self.report.repaired.entry(damage).or_default() += 1,
                Verdict::Changed(new) => changed.push((at, new)),
                Verdict::Refused(why) => {
                    self.refuse(format!("row {}, column `{}`", row.number, column.name), why);
                }
            }
        }
        if self.is_renamed_already(base, &changed) {
            self.report.already_made += changed.len();
            return;
        }
        // The columns of the key come last: each renames the row for what follows.
        changed.sort_by_key(|(at, _)| key_positions.contains(at));
        let names: Vec<&str> = changed
            .iter()
            .map(|(at, _)| table.columns[*at].name.as_str())
            .collect();
        let mut key_now = key.clone();
        for (at, new) in &changed {
            let column = table.columns[*at].name.as_str();
            let place = format!("row {}, column `{column}`", row.number);
            if let Some(of) = derived_from(column) {
                // What follows from a changed value is derived anew in any case.
                if !names.contains(&of) {
                    self.refuse(
                        place,
                        format!("`{column}` is derived: change `{of}` instead"),
                    );
                }
                continue;
            }
            if key_positions.first() == Some(at) || column == "kind" && table.name == "facts" {
                let message = format!("`{column}` names the fact and never changes");
                self.refuse(place, message);
                continue;
            }
            let current = self.states.current.row(&table.name, &key);
            let field = field_path(table, &key_now, column);
            let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let exported = base[*at].to_plain_text();
            let now = current.map(|row| row[*at].to_plain_text());
            let change = Change {
                place: format!("{}, {place}", self.file),
                fact: key[0].to_plain_text(),
                field,
                old: value(&exported),
                new: value(new),
            };
            match now {
                Some(now) if now == *new => self.report.already_made += 1,
                Some(now) if now == exported => {
                    if let Some(position) = key_positions.iter().position(|key| key == at) {
                        key_now[position] = Value::Text(new.clone());
                    }
                    self.report.changes.push(change);
                }
                now => {
                    let old = value(&now.unwrap_or_default());
                    let change = Change { old, ..change };
                    self.report.conflicts.push(Conflict { change, exported });
                }
            }
        }
    }

    /// Tells whether the dataset has a row under the key that the file gives it, with all that the
    /// file changed, and no longer under its old one.
    fn is_renamed_already(&self, base: &[Value], changed: &[(usize, String)]) -> bool {
        let table = self.columns.table;
        let current = |key: &[Value]| self.states.current.row(&table.name, key);
        if current(&key_of(table, base)).is_some() {
            return false;
        }
        let mut renamed = base.to_vec();
        for (at, new) in changed {
            renamed[*at] = match renamed[*at] {
                Value::Integer(_) => new.parse().map_or(Value::Null, Value::Integer),
                _ => Value::Text(new.clone()),
            };
        }
        current(&key_of(table, &renamed)).is_some_and(|now| {
            let mut cells = changed.iter();
            cells.all(|(at, new)| now[*at].to_plain_text() == *new)
        })
    }

    /// Takes a new row: one of a fact that is there as corrections, one of a new fact for the
    /// coder to cite.
    fn take_new_row(&mut self, row: &Row) {
        let table = self.columns.table;
        let cells: BTreeMap<String, String> = self
            .columns
            .places
            .iter()
            .zip(&table.columns)
            .filter_map(|(place, column)| {
                let cell = row.cell((*place)?).shown().trim().to_owned();
                Some((column.name.clone(), cell)).filter(|(_, cell)| !cell.is_empty())
            })
            .collect();
        let key: Option<Vec<Value>> = table
            .primary_key
            .iter()
            .map(|column| cells.get(column).map(|cell| Value::Text(cell.clone())))
            .collect();
        let Some(key) = key else {
            let names = table.primary_key.join("`, `");
            self.refuse(
                format!("row {}", row.number),
                format!("a new row needs its `{names}`"),
            );
            return;
        };
        let fact = key[0].to_plain_text();
        let is_known = self.states.current.row("facts", &key[..1]).is_some();
        if !is_known {
            let place = format!("{}, row {}", self.file, row.number);
            let table = table.name.clone();
            self.report.new_rows.push(NewRow {
                place,
                table,
                fact,
                cells,
            });
            return;
        }
        if let Some(now) = self
            .states
            .current
            .row(&table.name, &typed_key(table, &key))
        {
            let is_same = |(column, cell): (&String, &String)| {
                let at = table.position(column);
                at.is_some_and(|at| now[at].to_plain_text() == *cell)
            };
            if cells.iter().all(is_same) {
                self.report.already_made += 1;
            } else {
                let names: Vec<String> = key.iter().map(Value::to_plain_text).collect();
                let message = format!(
                    "the row `{}` is in the dataset already, yet it has no `{ROW_VERSION}` here",
                    names.join(" ")
                );
                self.refuse(format!("row {}", row.number), message);
            }
            return;
        }
        let others = table.columns.iter().map(|column| column.name.as_str());
        let others = others.filter(|name| {
            !table.primary_key.iter().any(|key| key == name) && derived_from(name).is_none()
        });
        let mut fields: Vec<(FieldPath, String)> = Vec::new();
        match child_required(&table.name) {
            Some(_) => {}
            None => fields.push((FieldPath::Row(row_path(table, &key)), YES.to_owned())),
        }
        for name in others {
            if let Some(cell) = cells.get(name) {
                fields.push((field_path(table, &key, name), cell.clone()));
            }
        }
        for (field, new) in fields {
            let change = Change {
                place: format!("{}, row {}", self.file, row.number),
                fact: fact.clone(),
                old: default_of(&field),
                field,
                new: Some(new),
            };
            if change.old != change.new {
                self.report.changes.push(change);
            }
        }
    }
}

/// Returns a key of texts with the numbers that its table has.
fn typed_key(table: &Relation, key: &[Value]) -> Vec<Value> {
    let columns = table
        .key_positions()
        .into_iter()
        .map(|at| &table.columns[at]);
    let typed = columns.zip(key).map(|(column, value)| match column.kind {
        ColumnKind::Integer => match value.to_plain_text().parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => value.clone(),
        },
        _ => value.clone(),
    });
    typed.collect()
}

/// Returns what a column of a new row holds by itself.
fn default_of(field: &FieldPath) -> Option<String> {
    match field {
        FieldPath::Cell(row, column) if row.table == "citations" && column == "stance" => {
            Some("supports".to_owned())
        }
        _ => None,
    }
}

fn kind_of(kind: ColumnKind, column: &str) -> Kind {
    match kind {
        ColumnKind::Integer | ColumnKind::Flag => Kind::Number,
        ColumnKind::Day => Kind::Date,
        ColumnKind::Text if column == "date" => Kind::Date,
        ColumnKind::Text => Kind::Text,
    }
}

fn row_path(table: &Relation, key: &[Value]) -> RowPath {
    RowPath {
        table: table.name.clone(),
        key: key.iter().skip(1).map(Value::to_plain_text).collect(),
    }
}

fn field_path(table: &Relation, key: &[Value], column: &str) -> FieldPath {
    if table.primary_key.len() == 1 {
        FieldPath::Column(column.to_owned())
    } else {
        FieldPath::Cell(row_path(table, key), column.to_owned())
    }
}
