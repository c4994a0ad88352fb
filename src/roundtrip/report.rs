//! What a file asks for, and what of it is not taken.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::additions::NewRow;
use super::damage::Damage;
use crate::model::path::FieldPath;

/// A correction that a file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where the file asks for it: file, row and column.
    pub location: String,
    /// The fact.
    pub fact: String,
    /// What of the fact.
    pub field: FieldPath,
    /// The value now; `None` for nothing.
    pub old: Option<String>,
    /// The value that is asked for; `None` for nothing.
    pub new: Option<String>,
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
    /// Where it is: file, and row and column where it is one.
    pub location: String,
    /// Why.
    pub message: String,
}

impl Report {
    /// Returns the changes of some numbers, counted from 1; all of them where there is no number.
    ///
    /// # Errors
    /// The number that no change has.
    pub fn chosen(&self, numbers: &[usize]) -> Result<Vec<&Change>, usize> {
        let known = 1..=self.changes.len();
        if let Some(unknown) = numbers.iter().find(|number| !known.contains(number)) {
            return Err(*unknown);
        }
        let wanted: BTreeSet<usize> = numbers.iter().copied().collect();
        let changes = known.zip(&self.changes);
        let chosen = changes.filter(|(number, _)| wanted.is_empty() || wanted.contains(number));
        Ok(chosen.map(|(_, change)| change).collect())
    }

    /// Tells whether all that the file asks for can be taken.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.refusals.is_empty()
    }

    /// Notes that a file or a worksheet of it is left alone.
    pub fn refuse_sheet(&mut self, file: &str, sheet: Option<&str>, why: &str) {
        let location = sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file}, {sheet}"));
        let message = format!("it is left alone: {why}");
        self.refusals.push(Refusal { location, message });
    }
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

impl fmt::Display for Report {
    /// Writes a line for each change with its number, new fact, conflict and refusal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, change) in (1..).zip(&self.changes) {
            let (old, new) = (shown(&change.old), shown(&change.new));
            let (cell, location) = (change.cell(), &change.location);
            writeln!(f, "{number:>4}  {cell}: {old} → {new}  ({location})")?;
        }
        for row in &self.new_rows {
            let (fact, table) = (&row.fact, &row.table);
            writeln!(f, "new fact  {fact} in {table}  ({})", row.location)?;
        }
        for Conflict { change, exported } in &self.conflicts {
            let (now, new) = (shown(&change.old), shown(&change.new));
            let (cell, location) = (change.cell(), &change.location);
            writeln!(
                f,
                "conflict  {cell}: exported as `{exported}`, now {now}, in the file {new}  ({location})"
            )?;
        }
        for Refusal { location, message } in &self.refusals {
            writeln!(f, "refused  {location}: {message}")?;
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
