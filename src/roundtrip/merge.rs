//! The merge of three: what was exported, what the file says, what the dataset says now.

use std::collections::{BTreeMap, BTreeSet};

use super::Taking;
use super::bases::{Base, key_of, shown};
use super::contradiction::{Contradictions, moved_columns};
use super::damage::{Alike, Kind, Verdict, compare, is_nothing};
use super::earlier::States;
use super::report::{Change, Conflict, Place, Report};
use crate::model::form::{APART, CITES, List, derived_from};
use crate::model::path::{FieldPath, RETRACTED, RowPath, YES};
use crate::store::schema::{Column, ColumnKind, Relation};
use crate::store::{StoreError, Value};
use crate::tabular::Row;

/// Returns what each column of a sheet tells of how its cells came back.
pub fn alike(taking: &Taking<'_>) -> Vec<Alike> {
    let table = taking.columns.table;
    let mut all = vec![Alike::default(); table.columns.len()];
    for (row, base) in taking.sheet.rows.iter().zip(&taking.bases) {
        let Base::Row(base) = base else {
            continue;
        };
        for (at, position) in taking.columns.present() {
            let kind = kind_of(&table.columns[at]);
            all[at].count(row.cell(position), &base[at].to_plain_text(), kind);
        }
    }
    all
}

/// Takes one sheet back and adds what it asks for to the report. `columns` tell how the cells of each
/// column of the table came back.
///
/// # Errors
/// A store or an export cannot be read.
pub fn take_back(
    taking: &Taking<'_>,
    columns: Vec<Alike>,
    states: &States<'_>,
    has_source: bool,
    report: &mut Report,
) -> Result<(), StoreError> {
    let foreign = taking.columns.foreign.iter().cloned();
    let foreign = foreign.map(|column| (taking.file.clone(), column));
    report.ignored.extend(foreign);
    let mut merge = Merge {
        taking,
        alike: columns,
        states,
        has_source,
        report,
    };
    merge.run()
}

/// The merge of one sheet.
pub struct Merge<'a> {
    pub taking: &'a Taking<'a>,
    pub alike: Vec<Alike>,
    pub states: &'a States<'a>,
    /// Whether a source of the corrections is given.
    pub has_source: bool,
    pub report: &'a mut Report,
}

/// A cell that somebody changed in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The position of its column in the table.
    pub at: usize,
    /// What the file says.
    pub new: String,
    /// Whether it belongs to the change of the row's date.
    pub is_of_date: bool,
}

/// A row of the sheet that is compared.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    pub row: &'a Row,
    /// What it was when it was exported.
    pub base: &'a [Value],
}

impl Merge<'_> {
    fn run(&mut self) -> Result<(), StoreError> {
        let taking = self.taking;
        let mut contradictions = Contradictions::of(taking, self.states)?;
        if let Some(why) = contradictions.of_file.take() {
            self.report.refuse(Place::file(&taking.file), why);
            return self.count_missing();
        }
        for (at, why) in &contradictions.rows {
            self.report
                .refuse(self.place(&taking.sheet.rows[*at], None), why.clone());
        }
        let emptied = self.refuse_emptied_columns();
        let mut edited = BTreeMap::new();
        for (at, (row, base)) in taking.sheet.rows.iter().zip(&taking.bases).enumerate() {
            if let Base::Row(base) = base
                && !contradictions.rows.contains_key(&at)
            {
                edited.insert(at, self.edits(Compared { row, base }, &emptied));
            }
        }
        let moved = moved_columns(&edited, &taking.bases);
        for (column, number) in &moved {
            let why = format!(
                "{number} cells have values of each other; was a part of the sheet sorted or moved? Nothing of the column is taken"
            );
            self.report.refuse(self.place_of_column(*column), why);
        }
        for (at, (row, base)) in taking.sheet.rows.iter().zip(&taking.bases).enumerate() {
            match base {
                Base::Row(base) => {
                    let mut edits = edited.remove(&at).unwrap_or_default();
                    edits.retain(|edit| !moved.contains_key(&edit.at));
                    self.take_row(Compared { row, base }, edits)?;
                }
                Base::New => self.take_new_row(row)?,
                Base::Unknown(why) => self.report.refuse(self.place(row, None), why.clone()),
            }
        }
        self.count_missing()
    }

    /// Returns the place of a cell of a row, or of the row.
    pub fn place(&self, row: &Row, column: Option<usize>) -> Place {
        let columns = &self.taking.columns.table.columns;
        Place {
            file: self.taking.file.clone(),
            row: Some(row.number),
            column: column.map(|at| columns[at].name.clone()),
        }
    }

    fn place_of_column(&self, column: usize) -> Place {
        Place {
            column: Some(self.taking.columns.table.columns[column].name.clone()),
            ..Place::file(&self.taking.file)
        }
    }

    /// Counts the rows of the dataset that the sheet does not have.
    fn count_missing(&mut self) -> Result<(), StoreError> {
        let table = self.taking.columns.table;
        let rows = self.taking.bases.iter().filter_map(|base| match base {
            Base::Row(base) => Some(key_of(table, base)),
            _ => None,
        });
        let seen: BTreeSet<Vec<Value>> = rows.collect();
        let mut missing = self.states.current.count(table)?;
        for key in &seen {
            missing -= usize::from(self.row_now(key)?.is_some());
        }
        if missing > 0 {
            *self.report.missing.entry(table.name.clone()).or_default() += missing;
        }
        Ok(())
    }

    /// Refuses columns all of whose values are gone; returns their positions in the table.
    fn refuse_emptied_columns(&mut self) -> BTreeSet<usize> {
        let taking = self.taking;
        let mut emptied = BTreeSet::new();
        for (at, position) in taking.columns.present() {
            let is_filled =
                |base: &&Base| matches!(base, Base::Row(base) if base[at] != Value::Null);
            let had = taking.bases.iter().filter(is_filled).count();
            let mut rows = taking.sheet.rows.iter();
            if had > 2 && rows.all(|row| is_nothing(&row.cell(position).shown())) {
                let message = format!("all {had} values of the column are gone");
                self.report.refuse(self.place_of_column(at), message);
                emptied.insert(at);
            }
        }
        emptied
    }

    /// Compares a row cell by cell; returns the cells that somebody changed.
    fn edits(&mut self, compared: Compared<'_>, emptied: &BTreeSet<usize>) -> Vec<Edit> {
        let Compared { row, base } = compared;
        let mut edits = Vec::new();
        let columns = &self.taking.columns;
        for (at, position) in columns.present().filter(|(at, _)| !emptied.contains(at)) {
            let column = &columns.table.columns[at];
            let kind = kind_of(column);
            let exported = base[at].to_plain_text();
            self.report.compared += 1;
            match compare(row.cell(position), &exported, kind, &self.alike[at]) {
                Verdict::Same => {}
                Verdict::Repaired(damage) => *self.report.repaired.entry(damage).or_default() += 1,
                Verdict::Changed(new) => match self.why_not_emptied(at, &new, base) {
                    Some(why) => self.report.refuse(self.place(row, Some(at)), why),
                    None => edits.push(Edit {
                        at,
                        new,
                        is_of_date: false,
                    }),
                },
                Verdict::Refused(why) => self.report.refuse(self.place(row, Some(at)), why),
            }
        }
        edits
    }

    /// Says why a cell cannot be emptied, and what takes its row or fact out if that is meant.
    fn why_not_emptied(&self, at: usize, new: &str, base: &[Value]) -> Option<String> {
        let table = self.taking.columns.table;
        let column = &table.columns[at];
        let is_apart = APART.iter().any(|(_, apart)| *apart == table.name);
        if !new.is_empty() || column.nullable || is_apart || derived_from(&column.name).is_some() {
            return None;
        }
        let key = key_of(table, base);
        let list = List::of_table(&table.name);
        let required = list.and_then(List::required);
        let (field, old, what) = if required.is_some_and(|field| field.column == column.name) {
            let field = field_path(table, &key, &column.name);
            (field, base[at].to_plain_text(), "row")
        } else if at < table.primary_key.len() && list.is_some() {
            match required {
                None => (FieldPath::Row(row_path(table, &key)), YES.to_owned(), "row"),
                Some(field) => {
                    let value = table
                        .position(field.column)
                        .map(|at| base[at].to_plain_text());
                    let path = field_path(table, &key, field.column);
                    (path, value.unwrap_or_default(), "row")
                }
            }
        } else if list.is_some() || column.name == "certainty" {
            return Some(format!("`{}` cannot be empty", column.name));
        } else {
            (
                FieldPath::Column(RETRACTED.to_owned()),
                String::new(),
                "fact",
            )
        };
        let new = if what == "fact" { YES } else { "" };
        let entry = entry(&key[0].to_plain_text(), &field, &old, new);
        Some(format!(
            "`{}` cannot be empty; if the {what} is to go, the ledger says so: `{entry}`",
            column.name
        ))
    }

    /// Takes the changed cells of a row.
    fn take_row(&mut self, compared: Compared<'_>, mut edits: Vec<Edit>) -> Result<(), StoreError> {
        let Compared { row, base } = compared;
        let width = self.taking.columns.table.primary_key.len();
        if self.is_renamed_already(base, &edits)? {
            self.report.already_made += edits.len();
            return Ok(());
        }
        self.settle_date(compared, &mut edits)?;
        let is_in_conflict = self.is_date_in_conflict(base, &edits)?;
        let dates = edits.iter().filter(|edit| edit.is_of_date).count();
        let group = (dates > 1).then(|| self.report.new_group());
        // The columns of the key come last: each renames the row for what follows.
        edits.sort_by_key(|edit| edit.at < width);
        let mut key_now = key_of(self.taking.columns.table, base);
        for edit in &edits {
            if let Some(why) = self.why_fixed(edit.at, &edits) {
                if !why.is_empty() {
                    self.report.refuse(self.place(row, Some(edit.at)), why);
                }
                continue;
            }
            let mut key_then = key_now.clone();
            if edit.at < width {
                key_then[edit.at] = Value::Text(edit.new.clone());
            }
            if key_then != key_now && self.row_now(&key_then)?.is_some() {
                let why = format!("the row `{}` is in the dataset already", shown(&key_then));
                self.report.refuse(self.place(row, Some(edit.at)), why);
                continue;
            }
            let cited = self.cited(&key_now[0], edit)?;
            let mut group = group.filter(|_| edit.is_of_date);
            if group.is_none() && !cited.is_empty() {
                group = Some(self.report.new_group());
            }
            let is_blocked = edit.is_of_date && is_in_conflict;
            if self.take_edit(compared, edit, &key_now, (group, is_blocked))? {
                key_now = key_then;
                for citation in cited {
                    self.take_change(Change {
                        place: self.place(row, Some(edit.at)),
                        fact: key_now[0].to_plain_text(),
                        field: FieldPath::Row(citation),
                        old: Some(YES.to_owned()),
                        new: None,
                        group,
                    });
                }
            }
        }
        Ok(())
    }

    /// Lists the citations of a field that is emptied: they go with it.
    fn cited(&self, fact: &Value, edit: &Edit) -> Result<Vec<RowPath>, StoreError> {
        let table = self.taking.columns.table;
        let current = &self.states.current;
        let citations = current.schema().relation(CITES.table);
        let Some(citations) = citations.filter(|_| edit.new.is_empty()) else {
            return Ok(Vec::new());
        };
        if table.primary_key.len() > 1 {
            return Ok(Vec::new());
        }
        let field = Value::Text(table.columns[edit.at].name.clone());
        let rows = current.rows_of(citations, &[fact.clone(), field])?;
        let path = |row: &Vec<Value>| row_path(citations, &key_of(citations, row));
        Ok(rows.iter().map(path).collect())
    }

    /// Says why a column cannot be changed by itself; an empty text where the change follows from
    /// another one of the row, and `None` where it can be.
    fn why_fixed(&self, at: usize, edits: &[Edit]) -> Option<String> {
        let table = self.taking.columns.table;
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
    /// whether it is a correction. One that belongs to a date in conflict is not taken.
    fn take_edit(
        &mut self,
        compared: Compared<'_>,
        edit: &Edit,
        key_now: &[Value],
        (group, is_blocked): (Option<usize>, bool),
    ) -> Result<bool, StoreError> {
        let table = self.taking.columns.table;
        let key = key_of(table, compared.base);
        let place = self.place(compared.row, Some(edit.at));
        let Some(current) = self.row_now(&key)? else {
            let why = self.why_gone(&key)?;
            self.report.refuse(place, why);
            return Ok(false);
        };
        let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let exported = compared.base[edit.at].to_plain_text();
        let now = current[edit.at].to_plain_text();
        let change = Change {
            place,
            fact: key[0].to_plain_text(),
            field: field_path(table, key_now, &table.columns[edit.at].name),
            old: value(&now),
            new: value(&edit.new),
            group,
        };
        if now == edit.new {
            self.report.already_made += 1;
        } else if now == exported && is_blocked {
            let why = "it belongs to the date of the row, which is in conflict";
            self.report.refuse(change.place, why);
        } else if now == exported {
            return Ok(self.take_change(change));
        } else {
            self.report.conflicts.push(Conflict { change, exported });
        }
        Ok(false)
    }

    /// Tells whether a cell of a changed date has been changed in the dataset, too.
    fn is_date_in_conflict(&self, base: &[Value], edits: &[Edit]) -> Result<bool, StoreError> {
        let Some(now) = self.row_now(&key_of(self.taking.columns.table, base))? else {
            return Ok(false);
        };
        let mut dates = edits.iter().filter(|edit| edit.is_of_date);
        Ok(dates.any(|edit| {
            let now = now[edit.at].to_plain_text();
            now != edit.new && now != base[edit.at].to_plain_text()
        }))
    }

    /// Says why a row that was exported is no longer there.
    fn why_gone(&self, key: &[Value]) -> Result<String, StoreError> {
        let retraction = self.retraction(&key[0])?;
        let cell = |column| Some(retraction.as_ref()?.get(column)?.clone());
        Ok(match (cell("retracted_on"), cell("superseded_by")) {
            (Some(day), Some(other)) if !other.is_empty() => {
                format!("the fact was merged into `{other}` on {day}")
            }
            (Some(day), _) => format!("the fact was retracted on {day}"),
            (None, _) => format!("the row `{}` is no longer in the dataset", shown(key)),
        })
    }

    /// Returns the retraction of a fact, by column.
    pub fn retraction(&self, fact: &Value) -> Result<Option<BTreeMap<String, String>>, StoreError> {
        let current = &self.states.current;
        let Some(table) = current.schema().relation("retractions") else {
            return Ok(None);
        };
        let row = current.row(table, std::slice::from_ref(fact))?;
        Ok(row.map(|row| {
            let columns = table.columns.iter().zip(row);
            let cells = columns.map(|(column, value)| (column.name.clone(), value.to_plain_text()));
            cells.collect()
        }))
    }

    /// Takes a correction, unless another file or row asks for the same; returns whether it did.
    pub fn take_change(&mut self, change: Change) -> bool {
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
                self.report.refuse(change.place, message);
            }
        }
        false
    }

    /// Returns the row of a key that the dataset has now.
    pub fn row_now(&self, key: &[Value]) -> Result<Option<Vec<Value>>, StoreError> {
        self.states.current.row(self.taking.columns.table, key)
    }

    /// Tells whether the dataset has a row under the key that the file gives it, with all that the
    /// file changed, and no longer under its old one.
    fn is_renamed_already(&self, base: &[Value], edits: &[Edit]) -> Result<bool, StoreError> {
        let table = self.taking.columns.table;
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
}

/// Returns an entry of the ledger, for somebody to complete.
fn entry(fact: &str, field: &FieldPath, old: &str, new: &str) -> String {
    let field = field.to_string();
    let cells = ["ID", "DAY", "NAME", fact, &field, old, new, "REASON", ""];
    let cells = cells.map(|cell| {
        if cell.contains([',', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    });
    cells.join(",")
}

/// Returns what a column holds, as far as spreadsheets treat it differently.
pub fn kind_of(column: &Column) -> Kind {
    match column.kind {
        ColumnKind::Integer | ColumnKind::Flag => Kind::Number,
        ColumnKind::Day => Kind::Date,
        ColumnKind::Text if column.name == "date" => Kind::Date,
        ColumnKind::Text => Kind::Text,
    }
}

pub fn row_path(table: &Relation, key: &[Value]) -> RowPath {
    RowPath {
        table: table.name.clone(),
        key: key.iter().skip(1).map(Value::to_plain_text).collect(),
    }
}

pub fn field_path(table: &Relation, key: &[Value], column: &str) -> FieldPath {
    if table.primary_key.len() == 1 {
        FieldPath::Column(column.to_owned())
    } else {
        FieldPath::Cell(row_path(table, key), column.to_owned())
    }
}
