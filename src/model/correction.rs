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
