//! Standing warnings: those of the last run that read everything, kept in the store, so that a run that
//! reads less gives the warnings of a run from nothing.
//!
//! A warning is about one file. While that file is not read again the warning stands; where it is,
//! everything is read ([`Reason::Warnings`](crate::dataset::Reason::Warnings)).

use std::collections::BTreeSet;

use crate::dataset::{Folder, Problem, Report, unread_files};
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

/// Returns whether the warnings that stand are those that are due of the files which look like part of
/// the dataset and are not read: what they are in is no file of it.
///
/// # Errors
/// The store cannot be read.
pub fn are_those_of_unread_files(store: &Store, folder: &Folder) -> Result<bool, StoreError> {
    let standing = standing(store)?;
    let read: BTreeSet<&str> = folder.names().collect();
    let is_of_other = |problem: &&Problem| !read.contains(problem.file.as_str());
    let told = standing.problems.iter().filter(is_of_other);
    Ok(told.eq(&unread_files(folder).problems))
}
