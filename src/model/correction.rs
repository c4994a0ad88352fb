//! Corrections: what the ledger says was changed, and which facts it took back.

use chrono::NaiveDate;

use super::key::FactKey;
use super::path::FieldPath;

/// One entry of the ledger, applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its name in the ledger.
    pub id: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Who made it.
    pub made_by: String,
    /// The fact that it corrects.
    pub fact: String,
    /// What of the fact.
    pub field: FieldPath,
    /// What stood there before; `None` for nothing.
    pub old_value: Option<String>,
    /// What stands there since; `None` for nothing.
    pub new_value: Option<String>,
    /// Why.
    pub reason: String,
    /// What shows it.
    pub source: Option<String>,
}

impl Correction {
    /// Returns all that the entry says, as the table `corrections` has it.
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

/// A fact that was taken back; its key is never used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The kind of the fact.
    pub kind: &'static str,
    /// The day it was retracted.
    pub retracted_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The fact that stands for it since.
    pub superseded_by: Option<FactKey>,
}
