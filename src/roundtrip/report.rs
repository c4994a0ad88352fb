//! What a file asks for, and what of it is not taken.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::additions::NewRow;
use super::damage::Damage;
use super::recognise::Unfit;
use crate::model::path::FieldPath;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, with the worksheet of a workbook.
    pub file: String,
    /// The row, where it is in one.
    pub row: Option<usize>,
    /// The column, where it is in one.
    pub column: Option<String>,
}

impl Place {
    /// Returns a file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            row: None,
            column: None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        Ok(())
    }
}

/// A correction that a file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where the file asks for it.
    pub place: Place,
    /// The fact.
    pub fact: String,
    /// What of the fact.
    pub field: FieldPath,
    /// The value now; `None` for nothing.
    pub old: Option<String>,
    /// The value that is asked for; `None` for nothing.
    pub new: Option<String>,
    /// Changes that are in the same group are one change of several cells: taken together or not.
    pub group: Option<usize>,
}

impl Change {
    /// Names the cell in a sentence.
    fn cell(&self) -> String {
        format!("{} {}", self.fact, self.field)
    }
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
    /// Where it is.
    pub place: Place,
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
    /// The files and worksheets that cannot be corrected, with the reason: views, codes, notes.
    pub left_alone: Vec<(String, Unfit)>,
    /// How many cells were damaged and repaired, by the sort of damage.
    pub repaired: BTreeMap<Damage, usize>,
    /// The columns that are not ours, each with its file.
    pub ignored: Vec<(String, String)>,
    /// The files that were read in an encoding that is not of Unicode.
    pub read_as: Vec<(String, &'static str)>,
    /// How many rows of a table a file does not have; they are left alone.
    pub missing: BTreeMap<String, usize>,
    /// How many changes the dataset has already.
    pub already_made: usize,
    /// The rows that are new.
    pub new_rows: Vec<NewRow>,
    /// How many cells were compared.
    pub compared: usize,
    /// How many groups of changes there are.
    pub groups: usize,
}

impl Report {
    /// Returns the changes of some numbers, counted from 1, and those that go with them; all of them
    /// where there is no number.
    ///
    /// # Errors
    /// The number that no change has.
    pub fn chosen(&self, numbers: &[usize]) -> Result<Vec<&Change>, usize> {
        let known = 1..=self.changes.len();
        if let Some(unknown) = numbers.iter().find(|number| !known.contains(number)) {
            return Err(*unknown);
        }
        let wanted: BTreeSet<usize> = numbers.iter().copied().collect();
        let group_of = |number: &usize| self.changes[number - 1].group;
        let groups: BTreeSet<usize> = wanted.iter().filter_map(group_of).collect();
        let changes = known.zip(&self.changes);
        let chosen = changes.filter(|(number, change)| {
            wanted.is_empty()
                || wanted.contains(number)
                || change.group.is_some_and(|group| groups.contains(&group))
        });
        Ok(chosen.map(|(_, change)| change).collect())
    }

    /// Tells whether all that the file asks for can be taken.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.refusals.is_empty()
    }

    /// Makes a number for changes that belong together.
    pub fn new_group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    /// Notes what is not taken.
    pub fn refuse(&mut self, place: Place, message: impl Into<String>) {
        let message = message.into();
        self.refusals.push(Refusal { place, message });
    }

    /// Returns of each file that something is to be taken from how many rows are refused or in
    /// conflict; a refused column or file counts as one.
    pub fn not_taken(&self, chosen: &[&Change]) -> BTreeMap<String, usize> {
        let changed = chosen.iter().map(|change| change.place.file.as_str());
        let added = self.new_rows.iter().map(|row| row.place.file.as_str());
        let files: BTreeSet<&str> = changed.chain(added).collect();
        let refused = self.refusals.iter().map(|refusal| &refusal.place);
        let conflicts = self.conflicts.iter().map(|conflict| &conflict.change.place);
        let mut rows: BTreeSet<(&str, Option<usize>, Option<&str>)> = BTreeSet::new();
        for place in refused.chain(conflicts) {
            let column = place.column.as_deref().filter(|_| place.row.is_none());
            rows.insert((&place.file, place.row, column));
        }
        let mut numbers = BTreeMap::new();
        for (file, ..) in rows.iter().filter(|(file, ..)| files.contains(file)) {
            *numbers.entry((*file).to_owned()).or_default() += 1;
        }
        numbers
    }

    /// Returns the number of the first change of the group of one, if that is another one.
    fn leader(&self, at: usize) -> Option<usize> {
        let group = self.changes[at].group?;
        let mut changes = self.changes.iter();
        let first = changes.position(|change| change.group == Some(group))?;
        (first != at).then_some(first + 1)
    }
}

impl fmt::Display for Report {
    /// Writes a line for each change with its number, new fact, conflict and refusal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, change) in self.changes.iter().enumerate() {
            let (old, new) = (shown(&change.old), shown(&change.new));
            let (cell, place, number) = (change.cell(), &change.place, at + 1);
            let with = self.leader(at);
            let with = with.map_or(String::new(), |number| format!("; goes with {number}"));
            writeln!(f, "{number:>4}  {cell}: {old} → {new}  ({place}{with})")?;
        }
        for row in &self.new_rows {
            let (fact, table) = (&row.fact, &row.table);
            writeln!(f, "new fact  {fact} in {table}  ({})", row.place)?;
        }
        for Conflict { change, exported } in &self.conflicts {
            let (now, new) = (shown(&change.old), shown(&change.new));
            let (cell, place) = (change.cell(), &change.place);
            writeln!(
                f,
                "conflict  {cell}: exported as `{exported}`, now {now}, in the file {new}  ({place})"
            )?;
        }
        for Refusal { place, message } in &self.refusals {
            writeln!(f, "refused  {place}: {message}")?;
        }
        Ok(())
    }
}

fn shown(value: &Option<String>) -> String {
    match value {
        Some(value) => format!("`{value}`"),
        None => "nothing".to_owned(),
    }
}
