//! What a file asks for, and what of it is not taken.

use std::collections::BTreeMap;

use super::additions::NewRow;
use super::damage::Damage;
use super::recognise::RecogniseError;
use crate::model::path::FieldPath;

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

impl Report {
    /// Notes that a file or a worksheet of it is left alone.
    pub fn refuse_sheet(&mut self, file: &str, sheet: Option<&str>, why: &RecogniseError) {
        let place = sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file}, {sheet}"));
        let message = format!("it is left alone: {why}");
        self.refusals.push(Refusal { place, message });
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
