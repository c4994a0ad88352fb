//! Standing warnings: those of the last run that read everything, kept in the store, so that a run that
//! reads less gives the warnings of a run from nothing.
//!
//! A warning is about one file. While that file is not read again the warning stands; where it is,
//! everything is read ([`Reason::Warnings`](crate::dataset::Reason::Warnings)).

use crate::dataset::Report;
use crate::store::{Store, StoreError, Warnings};

/// Returns the warnings of a run over everything as the store keeps them.
///
/// # Errors
/// They cannot be written as JSON.
pub fn of(report: &Report) -> serde_json::Result<Warnings> {
    if report.problems.is_empty() {
        return Ok(Warnings::default());
    }
    Ok(Warnings {
        report: serde_json::to_string(report)?,
        files: report.files.clone(),
    })
}

/// Returns the warnings that stand.
///
/// # Errors
/// The store cannot be read.
pub fn standing(store: &Store) -> Result<Report, StoreError> {
    let Some(report) = store.warnings()? else {
        return Ok(Report::default());
    };
    let report = serde_json::from_str(&report);
    report.map_err(|e| StoreError::of(store.path(), std::io::Error::from(e)))
}
