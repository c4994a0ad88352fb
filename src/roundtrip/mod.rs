//! Taking an edited spreadsheet back: from the cells of a file to corrections of the ledger.
//!
//! It is a merge of three: what was exported, which each row names by its version; what the file
//! says; and what the dataset says now. Only what somebody has changed in the file, and nobody
//! since in the dataset, becomes a correction.
//!
//! No guess enters the dataset: a damaged cell is repaired only where it can have been nothing else
//! (`damage.rs`), and whatever may be either damage or correction is refused. What is held are the
//! rows of the file; the dataset's are looked up in a store.

mod additions;
mod bases;
mod damage;
mod draft;
mod earlier;
mod merge;
mod recognise;
mod report;
mod versions;

pub use additions::additions_toml;
pub use draft::{Author, Draft, last_entry};
pub use earlier::States;
#[cfg(test)]
pub use earlier::cuts;
pub use report::Report;

use std::path::{Path, PathBuf};

use recognise::recognise;

use crate::store::{ROW_VERSION, StoreError};
use crate::tabular::{Sheet, read_spreadsheet};

/// Why files cannot be taken back at all.
#[derive(Debug, thiserror::Error)]
pub enum RoundtripError {
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The only file is not a table of the dataset.
    #[error("`{}` is not taken back: {message}", path.display())]
    NotTaken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A store or an export cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Compares files, CSV or XLSX, with what was exported and what the dataset says now.
///
/// # Errors
/// A file cannot be read or is not a spreadsheet, or the only sheet there is is not ours.
pub fn compare(files: &[PathBuf], states: &States<'_>) -> Result<Report, RoundtripError> {
    let mut report = Report::default();
    for file in files {
        let bytes = std::fs::read(file).map_err(|source| RoundtripError::Read {
            path: file.clone(),
            source,
        })?;
        let not_taken = |message: String| RoundtripError::NotTaken {
            path: file.clone(),
            message,
        };
        let sheets = read_spreadsheet(&bytes).map_err(|error| not_taken(error.to_string()))?;
        let is_only = files.len() == 1 && sheets.len() == 1;
        for sheet in &sheets {
            match (take_back(file, sheet, states, &mut report)?, &sheet.name) {
                (Ok(()), _) => {}
                (Err(why), None) if is_only => return Err(not_taken(why)),
                (Err(why), name) => {
                    let file = file.display().to_string();
                    report.refuse_sheet(&file, name.as_deref(), &why);
                }
            }
        }
    }
    Ok(report)
}

/// Takes one sheet back; returns why not where it is not one of ours.
fn take_back(
    file: &Path,
    sheet: &Sheet,
    states: &States<'_>,
    report: &mut Report,
) -> Result<Result<(), String>, StoreError> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let columns = match recognise(sheet, &stem, states.current.schema()) {
        Ok(columns) if columns.version.is_none() && states.base.is_none() => {
            return Ok(Err(format!(
                "the column `{ROW_VERSION}` is missing, which names the state that each row was exported in; name the export with --base"
            )));
        }
        Ok(columns) => columns,
        Err(error) => return Ok(Err(error)),
    };
    let file = file.display().to_string();
    merge::take_back(&file, sheet, &columns, states, report).map(Ok)
}
