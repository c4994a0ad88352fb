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
