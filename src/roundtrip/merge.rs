//! The merge of three: what was exported, what the file says, what the dataset says now.

use std::collections::{BTreeMap, BTreeSet};

use super::additions::NewRow;
use super::bases::{Base, States, find_bases, key_of};
use super::damage::{Kind, Months, Verdict, compare};
use super::recognise::{RecogniseError, Recognised, recognise};
use super::report::{Change, Conflict, Refusal, Report};
use crate::model::form::{List, derived_from};
use crate::model::path::{FieldPath, RowPath, YES};
use crate::store::schema::{ColumnKind, Relation};
use crate::store::{ROW_VERSION, Value};
use crate::tabular::{Row, Sheet};

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
        let key_positions = table.key_positions();
        let mut changed = self.changed_cells(row, base, months, emptied);
        if self.is_renamed_already(base, &changed) {
            self.report.already_made += changed.len();
            return;
        }
        // The columns of the key come last: each renames the row for what follows.
        changed.sort_by_key(|(at, _)| key_positions.contains(at));
        let mut key_now = key_of(table, base);
        for (at, new) in &changed {
            let place = format!("row {}, column `{}`", row.number, table.columns[*at].name);
            if let Some(why) = self.why_fixed(*at, &changed) {
                if !why.is_empty() {
                    self.refuse(place, why);
                }
                continue;
            }
            let mut key_then = key_now.clone();
            if let Some(position) = key_positions.iter().position(|key| key == at) {
                key_then[position] = Value::Text(new.clone());
            }
            if key_then != key_now && self.is_row(&key_then) {
                let why = format!(
                    "the row `{}` is in the dataset already: take it out first, or make the change in the fact sheet",
                    shown(&key_then)
                );
                self.refuse(place, why);
            } else if self.take_cell(place, base, &key_now, *at, new) {
                key_now = key_then;
            }
        }
    }

    /// Compares a row cell by cell; returns the columns that somebody changed, with the new value.
    fn changed_cells(
        &mut self,
        row: &Row,
        base: &[Value],
        months: &[Months],
        emptied: &BTreeSet<usize>,
    ) -> Vec<(usize, String)> {
        let mut changed = Vec::new();
        for (at, place) in self.columns.places.iter().enumerate() {
            let Some(place) = place.filter(|_| !emptied.contains(&at)) else {
                continue;
            };
            let column = &self.columns.table.columns[at];
            let kind = kind_of(column.kind, &column.name);
            self.report.compared += 1;
            match compare(row.cell(place), &base[at].to_plain_text(), kind, months[at]) {
                Verdict::Same => {}
                Verdict::Repaired(damage) => *self.report.repaired.entry(damage).or_default() += 1,
                Verdict::Changed(new) => changed.push((at, new)),
                Verdict::Refused(why) => {
                    self.refuse(format!("row {}, column `{}`", row.number, column.name), why);
                }
            }
        }
        changed
    }

    /// Says why a column cannot be changed by itself; an empty text where the change follows from
    /// another one of the row, and `None` where it can be.
    fn why_fixed(&self, at: usize, changed: &[(usize, String)]) -> Option<String> {
        let table = self.columns.table;
        let column = table.columns[at].name.as_str();
        if let Some(of) = derived_from(column) {
            let mut names = changed
                .iter()
                .map(|(at, _)| table.columns[*at].name.as_str());
            // What follows from a changed value is derived anew in any case.
            return Some(match names.any(|name| name == of) {
                true => String::new(),
                false => format!("`{column}` is derived: change `{of}` instead"),
            });
        }
        let names_fact = table.key_positions().first() == Some(&at);
        let is_fixed = names_fact || column == "kind" && table.name == "facts";
        is_fixed.then(|| format!("`{column}` names the fact and never changes"))
    }

    /// Takes a changed cell: as a correction, as one that is made already, or as a conflict. Tells
    /// whether it is a correction.
    fn take_cell(
        &mut self,
        place: String,
        base: &[Value],
        key_now: &[Value],
        at: usize,
        new: &str,
    ) -> bool {
        let table = self.columns.table;
        let key = key_of(table, base);
        let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let exported = base[at].to_plain_text();
        let current = self.states.current.row(&table.name, &key);
        let Some(current) = current else {
            let why = self.why_gone(&key);
            self.refuse(place, why);
            return false;
        };
        let now = current[at].to_plain_text();
        let change = Change {
            place: format!("{}, {place}", self.file),
            fact: key[0].to_plain_text(),
            field: field_path(table, key_now, &table.columns[at].name),
            old: value(&exported),
            new: value(new),
        };
        match now {
            now if now == new => self.report.already_made += 1,
            now if now == exported => return self.take_change(change),
            now => {
                let old = value(&now);
                let change = Change { old, ..change };
                self.report.conflicts.push(Conflict { change, exported });
            }
        }
        false
    }

    /// Says why a row that was exported is no longer there.
    fn why_gone(&self, key: &[Value]) -> String {
        let retraction = self.states.current.row("retractions", &key[..1]);
        let position = |column| self.states.schema.relation("retractions")?.position(column);
        let cell = |column| Some(retraction?[position(column)?].to_plain_text());
        match (cell("retracted_on"), cell("superseded_by")) {
            (Some(day), Some(other)) if !other.is_empty() => {
                format!("the fact was merged into `{other}` on {day}")
            }
            (Some(day), _) => format!("the fact was retracted on {day}"),
            (None, _) => format!("the row `{}` is no longer in the dataset", shown(key)),
        }
    }

    /// Takes a correction, unless another file or row asks for the same; tells whether it did.
    fn take_change(&mut self, change: Change) -> bool {
        let mut changes = self.report.changes.iter();
        let same = |other: &&Change| (&other.fact, &other.field) == (&change.fact, &change.field);
        match changes.find(same) {
            None => {
                self.report.changes.push(change);
                return true;
            }
            Some(other) if other.new == change.new => {}
            Some(other) => {
                let message = format!("{} changes the same cell to something else", other.place);
                let place = change.place;
                self.report.refusals.push(Refusal { place, message });
            }
        }
        false
    }

    /// Tells whether the dataset has a row of a key.
    fn is_row(&self, key: &[Value]) -> bool {
        let table = self.columns.table;
        let current = self.states.current;
        current.row(&table.name, &typed_key(table, key)).is_some()
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
        let cells = self.filled_cells(row);
        let key = table
            .primary_key
            .iter()
            .map(|column| cells.get(column).cloned());
        let Some(key) = key
            .map(|cell| cell.map(Value::Text))
            .collect::<Option<Vec<Value>>>()
        else {
            let names = table.primary_key.join("`, `");
            let message = format!("a new row needs its `{names}`");
            return self.refuse(format!("row {}", row.number), message);
        };
        let fact = key[0].to_plain_text();
        let place = format!("{}, row {}", self.file, row.number);
        if self.states.current.row("facts", &key[..1]).is_none() {
            let names = &table.primary_key;
            let is_same = |other: &&NewRow| {
                let mut key = names.iter();
                other.table == table.name
                    && key.all(|name| other.cells.get(name) == cells.get(name))
            };
            if let Some(other) = self.report.new_rows.iter().find(is_same) {
                let message = format!("this row is there twice, first at {}", other.place);
                return self.refuse(format!("row {}", row.number), message);
            }
            let table = table.name.clone();
            let row = NewRow {
                place,
                table,
                fact,
                cells,
            };
            return self.report.new_rows.push(row);
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
                return;
            }
            let message = format!(
                "the row `{}` is in the dataset already, yet it has no `{ROW_VERSION}` here",
                shown(&key)
            );
            return self.refuse(format!("row {}", row.number), message);
        }
        for (field, new) in fields_of_row(table, &key, &cells) {
            let change = Change {
                place: place.clone(),
                fact: fact.clone(),
                old: default_of(&field),
                field,
                new: Some(new),
            };
            if change.old != change.new {
                self.take_change(change);
            }
        }
    }

    /// Returns the cells of a row that hold something, by column.
    fn filled_cells(&self, row: &Row) -> BTreeMap<String, String> {
        let columns = self.columns.places.iter().zip(&self.columns.table.columns);
        let cells = columns.filter_map(|(place, column)| {
            let cell = row.cell((*place)?).shown().trim().to_owned();
            Some((column.name.clone(), cell)).filter(|(_, cell)| !cell.is_empty())
        });
        cells.collect()
    }
}

/// Returns what makes a row of a fact that is there: the row itself, then its other columns.
fn fields_of_row(
    table: &Relation,
    key: &[Value],
    cells: &BTreeMap<String, String>,
) -> Vec<(FieldPath, String)> {
    let mut fields = Vec::new();
    if List::of_table(&table.name).is_some_and(|list| list.required().is_none()) {
        fields.push((FieldPath::Row(row_path(table, key)), YES.to_owned()));
    }
    let others = table.columns.iter().map(|column| &column.name);
    let others = others.filter(|name| !table.primary_key.contains(name));
    for name in others.filter(|name| derived_from(name).is_none()) {
        let cell = cells.get(name).cloned();
        fields.extend(cell.map(|cell| (field_path(table, key, name), cell)));
    }
    fields
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

/// Returns a key as messages show it.
fn shown(key: &[Value]) -> String {
    let names: Vec<String> = key.iter().map(Value::to_plain_text).collect();
    names.join(" ")
}

/// Returns what a column of a new row holds by itself.
fn default_of(field: &FieldPath) -> Option<String> {
    match field {
        FieldPath::Cell(row, column) => {
            let field = List::of_table(&row.table)?.field_of(column)?;
            field.default().map(str::to_owned)
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
