//! The merge of three: what was exported, what the file says, what the dataset says now.

use std::collections::{BTreeMap, BTreeSet};

use super::additions::NewRow;
use super::bases::{Base, find_bases, key_of};
use super::damage::{Kind, Months, Verdict, compare};
use super::earlier::States;
use super::recognise::Recognised;
use super::report::{Change, Conflict, Refusal, Report};
use crate::model::form::{List, derived_from};
use crate::model::path::{FieldPath, RowPath, YES};
use crate::store::schema::{ColumnKind, Relation};
use crate::store::{ROW_VERSION, StoreError, Value};
use crate::tabular::{Row, Sheet};

/// Takes one sheet of a file back and adds what it asks for to the report.
///
/// # Errors
/// A store or an export cannot be read.
pub fn take_back(
    file: &str,
    sheet: &Sheet,
    columns: &Recognised<'_>,
    states: &States<'_>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let bases = find_bases(sheet, columns, states)?;
    let file = match &sheet.name {
        Some(name) => format!("{file}, {name}"),
        None => file.to_owned(),
    };
    let foreign = columns.foreign.iter().cloned();
    report
        .ignored
        .extend(foreign.map(|column| (file.clone(), column)));
    let mut merge = Merge {
        file,
        sheet,
        columns,
        states,
        report,
    };
    merge.run(&bases)
}

struct Merge<'a> {
    file: String,
    sheet: &'a Sheet,
    columns: &'a Recognised<'a>,
    states: &'a States<'a>,
    report: &'a mut Report,
}

/// A cell that somebody changed in the file.
struct Edit {
    /// The position of its column in the table.
    at: usize,
    /// What the file says.
    new: String,
    /// Its row and column, as messages have them.
    location: String,
}

impl Merge<'_> {
    fn run(&mut self, bases: &[Base]) -> Result<(), StoreError> {
        let table = self.columns.table;
        let rows: Vec<(&Row, &Base)> = self.sheet.rows.iter().zip(bases).collect();
        let months = self.count_months(&rows);
        let emptied = self.refuse_emptied_columns(&rows);
        let mut seen: BTreeSet<Vec<Value>> = BTreeSet::new();
        for (row, base) in rows {
            match base {
                Base::Row(base) => {
                    seen.insert(key_of(table, base));
                    self.compare_row(row, base, &months, &emptied)?;
                }
                Base::New => self.take_new_row(row)?,
                Base::Unknown(why) => self.refuse(format!("row {}", row.number), why.clone()),
            }
        }
        let mut missing = self.states.current.count(table)?;
        for key in &seen {
            missing -= usize::from(self.row_now(key)?.is_some());
        }
        if missing > 0 {
            *self.report.missing.entry(table.name.clone()).or_default() += missing;
        }
        Ok(())
    }

    fn refuse(&mut self, location: String, message: String) {
        let location = format!("{}, {location}", self.file);
        self.report.refusals.push(Refusal { location, message });
    }

    /// Lists for each column of the table how its months came back.
    fn count_months(&self, rows: &[(&Row, &Base)]) -> Vec<Months> {
        let mut all = vec![Months::default(); self.columns.positions.len()];
        for (row, base) in rows {
            let Base::Row(base) = base else {
                continue;
            };
            for (at, position) in self.columns.present() {
                all[at].count(row.cell(position), &base[at].to_plain_text());
            }
        }
        all
    }

    /// Refuses columns all of whose values are gone; returns their positions in the table.
    fn refuse_emptied_columns(&mut self, rows: &[(&Row, &Base)]) -> BTreeSet<usize> {
        let mut emptied = BTreeSet::new();
        for (at, position) in self.columns.present() {
            let is_filled =
                |base: &Base| matches!(base, Base::Row(base) if base[at] != Value::Null);
            let had = rows.iter().filter(|(_, base)| is_filled(base)).count();
            if had > 2 && rows.iter().all(|(row, _)| row.cell(position).is_empty()) {
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
    ) -> Result<(), StoreError> {
        let table = self.columns.table;
        let width = table.primary_key.len();
        let mut edits = self.edits(row, base, months, emptied);
        if self.is_renamed_already(base, &edits)? {
            self.report.already_made += edits.len();
            return Ok(());
        }
        // The columns of the key come last: each renames the row for what follows.
        edits.sort_by_key(|edit| edit.at < width);
        let mut key_now = key_of(table, base);
        for edit in &edits {
            if let Some(why) = self.why_fixed(edit.at, &edits) {
                if !why.is_empty() {
                    self.refuse(edit.location.clone(), why);
                }
                continue;
            }
            let mut key_then = key_now.clone();
            if edit.at < width {
                key_then[edit.at] = Value::Text(edit.new.clone());
            }
            if key_then != key_now && self.row_now(&key_then)?.is_some() {
                let why = format!(
                    "the row `{}` is in the dataset already: take it out first, or make the change in the fact sheet",
                    shown(&key_then)
                );
                self.refuse(edit.location.clone(), why);
            } else if self.take_edit(edit, base, &key_now)? {
                key_now = key_then;
            }
        }
        Ok(())
    }

    /// Compares a row cell by cell; returns the cells that somebody changed.
    fn edits(
        &mut self,
        row: &Row,
        base: &[Value],
        months: &[Months],
        emptied: &BTreeSet<usize>,
    ) -> Vec<Edit> {
        let mut edits = Vec::new();
        let columns = self.columns;
        for (at, position) in columns.present().filter(|(at, _)| !emptied.contains(at)) {
            let column = &self.columns.table.columns[at];
            let kind = kind_of(column.kind, &column.name);
            let location = || format!("row {}, column `{}`", row.number, column.name);
            self.report.compared += 1;
            match compare(
                row.cell(position),
                &base[at].to_plain_text(),
                kind,
                months[at],
            ) {
                Verdict::Same => {}
                Verdict::Repaired(damage) => *self.report.repaired.entry(damage).or_default() += 1,
                Verdict::Changed(new) => edits.push(Edit {
                    at,
                    new,
                    location: location(),
                }),
                Verdict::Refused(why) => self.refuse(location(), why),
            }
        }
        edits
    }

    /// Says why a column cannot be changed by itself; an empty text where the change follows from
    /// another one of the row, and `None` where it can be.
    fn why_fixed(&self, at: usize, edits: &[Edit]) -> Option<String> {
        let table = self.columns.table;
        let column = table.columns[at].name.as_str();
        if let Some(of) = derived_from(column) {
            // What follows from a changed value is derived anew in any case.
            let follows = edits.iter().any(|edit| table.columns[edit.at].name == of);
            return Some(if follows {
                String::new()
            } else {
                format!("`{column}` is derived: change `{of}` instead")
            });
        }
        let is_fixed = at == 0 || column == "kind" && table.name == "facts";
        is_fixed.then(|| format!("`{column}` names the fact and never changes"))
    }

    /// Takes a changed cell: as a correction, as one that is made already, or as a conflict. Returns
    /// whether it is a correction.
    fn take_edit(
        &mut self,
        edit: &Edit,
        base: &[Value],
        key_now: &[Value],
    ) -> Result<bool, StoreError> {
        let table = self.columns.table;
        let key = key_of(table, base);
        let Some(current) = self.row_now(&key)? else {
            let why = self.why_gone(&key)?;
            self.refuse(edit.location.clone(), why);
            return Ok(false);
        };
        let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let exported = base[edit.at].to_plain_text();
        let now = current[edit.at].to_plain_text();
        let change = Change {
            location: format!("{}, {}", self.file, edit.location),
            fact: key[0].to_plain_text(),
            field: field_path(table, key_now, &table.columns[edit.at].name),
            old: value(&now),
            new: value(&edit.new),
        };
        if now == edit.new {
            self.report.already_made += 1;
        } else if now == exported {
            return Ok(self.take_change(change));
        } else {
            self.report.conflicts.push(Conflict { change, exported });
        }
        Ok(false)
    }

    /// Says why a row that was exported is no longer there.
    fn why_gone(&self, key: &[Value]) -> Result<String, StoreError> {
        let current = &self.states.current;
        let table = current.schema().relation("retractions");
        let row = match table {
            Some(table) => current.row(table, &key[..1])?,
            None => None,
        };
        let cell = |column| Some(row.as_ref()?[table?.position(column)?].to_plain_text());
        Ok(match (cell("retracted_on"), cell("superseded_by")) {
            (Some(day), Some(other)) if !other.is_empty() => {
                format!("the fact was merged into `{other}` on {day}")
            }
            (Some(day), _) => format!("the fact was retracted on {day}"),
            (None, _) => format!("the row `{}` is no longer in the dataset", shown(key)),
        })
    }

    /// Takes a correction, unless another file or row asks for the same; returns whether it did.
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
                let message = format!("{} changes the same cell to something else", other.location);
                let location = change.location;
                self.report.refusals.push(Refusal { location, message });
            }
        }
        false
    }

    /// Returns the row of a key that the dataset has now.
    fn row_now(&self, key: &[Value]) -> Result<Option<Vec<Value>>, StoreError> {
        self.states.current.row(self.columns.table, key)
    }

    /// Tells whether the dataset has a row under the key that the file gives it, with all that the
    /// file changed, and no longer under its old one.
    fn is_renamed_already(&self, base: &[Value], edits: &[Edit]) -> Result<bool, StoreError> {
        let table = self.columns.table;
        if edits.is_empty() || self.row_now(&key_of(table, base))?.is_some() {
            return Ok(false);
        }
        let mut renamed = base.to_vec();
        for edit in edits {
            renamed[edit.at] = Value::Text(edit.new.clone());
        }
        let now = self.row_now(&key_of(table, &renamed))?;
        Ok(now.is_some_and(|now| {
            let mut edits = edits.iter();
            edits.all(|edit| now[edit.at].to_plain_text() == edit.new)
        }))
    }

    /// Takes a new row: one of a fact that is there as corrections, one of a new fact for the coder
    /// to cite.
    fn take_new_row(&mut self, row: &Row) -> Result<(), StoreError> {
        let table = self.columns.table;
        let location = format!("row {}", row.number);
        let cells = self.filled_cells(row);
        let key = table.primary_key.iter();
        let key: Option<Vec<Value>> = key
            .map(|column| cells.get(column).cloned().map(Value::Text))
            .collect();
        let Some(key) = key else {
            let names = table.primary_key.join("`, `");
            self.refuse(location, format!("a new row needs its `{names}`"));
            return Ok(());
        };
        let current = &self.states.current;
        let facts = current.schema().relation("facts").unwrap_or(table);
        if current.row(facts, &key[..1])?.is_none() {
            self.take_new_fact(location, &key, cells);
        } else if let Some(now) = self.row_now(&key)? {
            let is_same = |(column, cell): (&String, &String)| {
                let at = table.position(column);
                at.is_some_and(|at| now[at].to_plain_text() == *cell)
            };
            if cells.iter().all(is_same) {
                self.report.already_made += 1;
            } else {
                let message = format!(
                    "the row `{}` is in the dataset already, yet it has no `{ROW_VERSION}` here",
                    shown(&key)
                );
                self.refuse(location, message);
            }
        } else {
            for (field, new) in fields_of_row(table, &key, &cells) {
                let change = Change {
                    location: format!("{}, {location}", self.file),
                    fact: key[0].to_plain_text(),
                    old: default_of(&field),
                    field,
                    new: Some(new),
                };
                if change.old != change.new {
                    self.take_change(change);
                }
            }
        }
        Ok(())
    }

    /// Takes a row of a fact that the dataset does not have, unless it is there twice.
    fn take_new_fact(&mut self, location: String, key: &[Value], cells: BTreeMap<String, String>) {
        let table = self.columns.table;
        let is_same = |other: &&NewRow| {
            let mut key = table.primary_key.iter();
            other.table == table.name && key.all(|name| other.cells.get(name) == cells.get(name))
        };
        if let Some(other) = self.report.new_rows.iter().find(is_same) {
            let message = format!("this row is there twice, first at {}", other.location);
            return self.refuse(location, message);
        }
        self.report.new_rows.push(NewRow {
            location: format!("{}, {location}", self.file),
            table: table.name.clone(),
            fact: key[0].to_plain_text(),
            cells,
        });
    }

    /// Returns the cells of a row that hold something, by column.
    fn filled_cells(&self, row: &Row) -> BTreeMap<String, String> {
        let cells = self.columns.present().map(|(at, position)| {
            let name = &self.columns.table.columns[at].name;
            (name.clone(), row.cell(position).shown().trim().to_owned())
        });
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
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
