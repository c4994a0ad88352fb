//! Corrections: the entries of the ledger, and the facts that it retracted.

use chrono::NaiveDate;

use super::key::FactKey;
use super::path::FieldPath;

/// One entry of the ledger, applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its id in the ledger.
    pub id: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Who made it.
    pub made_by: String,
    /// The fact that it corrects.
    pub fact: String,
    /// The column or row of the fact.
    pub field: FieldPath,
    /// The value that it replaces; `None` for nothing.
    pub old_value: Option<String>,
    /// The new value; `None` for nothing.
    pub new_value: Option<String>,
    /// Why.
    pub reason: String,
    /// The evidence.
    pub source: Option<String>,
}

impl Correction {
    /// Returns its cells, in the order of the ledger and of the table `corrections`.
    pub fn cells(&self) -> Vec<String> {
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            self.id.clone(),
            self.made_on.to_string(),
            self.made_by.clone(),
            self.fact.clone(),
            self.field.to_string(),
            value(&self.old_value),
            value(&self.new_value),
            self.reason.clone(),
            value(&self.source),
        ]
    }
}

/// A fact that was retracted; its key is never used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The kind of the fact.
    pub kind: &'static str,
    /// The day it was retracted.
    pub retracted_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The fact that it was merged into.
    pub superseded_by: Option<FactKey>,
}

/// What an entry of the ledger changes of one row of a fact: of the fact that it corrects, or of one
/// that refers to a fact that it merges. What the program derives follows and is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The id of the entry.
    pub correction: String,
    /// The table.
    pub table: &'static str,
    /// The primary key of the row before the step, without the fact.
    pub row: Vec<String>,
    /// What happens.
    pub action: StepAction,
    /// The column; `None` where the whole row appears.
    pub column: Option<&'static str>,
    /// The value before.
    pub old: Option<String>,
    /// The value since.
    pub new: Option<String>,
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAction {
    /// It appears.
    Add,
    /// One of its values changes.
    Change,
    /// It goes: a step for each column that is filled.
    Remove,
}

impl StepAction {
    /// Returns the code that the tables of history use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Remove => "remove",
        }
    }
}
