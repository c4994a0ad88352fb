//! Taking an edited spreadsheet back: from the cells of a file to corrections of the ledger.
//!
//! It is a merge of three: what was exported, which each row names by its version; what the file
//! says; and what the dataset says now. Only what somebody has changed in the file, and nobody
//! since in the dataset, becomes a correction.
//!
//! No guess enters the dataset: a damaged cell is repaired only where it can have been nothing else
//! (`damage.rs`), a row that contradicts itself is refused whole (`contradiction.rs`), and whatever
//! may be either damage or correction is refused. What is held are the rows of the files; the
//! dataset's are looked up in a store.

mod additions;
mod bases;
mod contradiction;
mod damage;
mod draft;
mod earlier;
mod merge;
mod new_rows;
mod read;
mod recognise;
mod report;
mod versions;
mod wording;

pub use additions::additions_toml;
pub use draft::{Author, Draft, last_entry};
pub use earlier::States;
#[cfg(test)]
pub use earlier::cuts;
pub use recognise::Unfit;
pub use report::Report;

use std::path::{Path, PathBuf};

use bases::{Base, find_bases};
use damage::Alike;
use recognise::{Recognised, recognise};
use report::Place;

use crate::store::{ROW_VERSION, StoreError};
use crate::tabular::Sheet;

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

/// A sheet that is taken back.
struct Taking<'a> {
    /// Its file, with the name of the worksheet.
    file: String,
    sheet: &'a Sheet,
    columns: Recognised<'a>,
    /// What each row was when it was exported.
    bases: Vec<Base>,
}

/// Compares files, CSV or XLSX, with what was exported and what the dataset says now. A corrected date
/// that its wording does not give can be taken where a source for it is given.
///
/// # Errors
/// A file cannot be read or is not a spreadsheet, or the only sheet there is is not ours.
pub fn compare(
    files: &[PathBuf],
    states: &States<'_>,
    has_source: bool,
) -> Result<Report, RoundtripError> {
    let mut report = Report::default();
    let mut sheets = Vec::new();
    for file in files {
        let read = read::read(file, states, &mut report)?;
        sheets.extend(read.into_iter().map(|sheet| (file, sheet)));
    }
    let is_only = files.len() == 1 && sheets.len() == 1;
    let mut takings = Vec::new();
    for (file, sheet) in &sheets {
        match take_up(file, sheet, states)? {
            Ok(taking) => takings.push(taking),
            Err(unfit) if is_only && sheet.name.is_none() => {
                let (path, message) = ((*file).clone(), unfit.to_string());
                return Err(RoundtripError::NotTaken { path, message });
            }
            Err(Unfit::Refused(why)) => {
                let place = Place::file(shown_name(file, sheet));
                report.refuse(place, format!("it is left alone: {why}"));
            }
            Err(unfit) => report.left_alone.push((shown_name(file, sheet), unfit)),
        }
    }
    // What one column does not tell, the others may.
    let columns: Vec<Vec<Alike>> = takings.iter().map(merge::alike).collect();
    let mut all = Alike::default();
    for column in columns.iter().flatten() {
        all.add(column);
    }
    for (taking, columns) in takings.iter().zip(columns) {
        if let Some((saved, read)) = damage::misread(&columns) {
            let why = format!(
                "its texts were saved as {saved} and read as {read}; save the file as UTF-8"
            );
            report.refuse(Place::file(&taking.file), why);
            continue;
        }
        let columns = columns.into_iter().map(|column| column.among(&all));
        merge::take_back(taking, columns.collect(), states, has_source, &mut report)?;
    }
    new_rows::settle(&mut report);
    Ok(report)
}

/// Finds out which table a sheet is, and what its rows were; returns why not where it is not one of
/// ours.
fn take_up<'a>(
    file: &Path,
    sheet: &'a Sheet,
    states: &'a States<'_>,
) -> Result<Result<Taking<'a>, Unfit>, StoreError> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let columns = match recognise(sheet, &stem, states.current.schema()) {
        Ok(columns) if columns.version.is_none() && states.base.is_none() => {
            return Ok(Err(Unfit::Refused(format!(
                "the column `{ROW_VERSION}` is missing, which names the state that each row was exported in; name the export with --base"
            ))));
        }
        Ok(columns) => columns,
        Err(unfit) => return Ok(Err(unfit)),
    };
    let bases = find_bases(sheet, &columns, states)?;
    Ok(Ok(Taking {
        file: shown_name(file, sheet),
        sheet,
        columns,
        bases,
    }))
}

fn shown_name(file: &Path, sheet: &Sheet) -> String {
    match &sheet.name {
        Some(name) => format!("{}, {name}", file.display()),
        None => file.display().to_string(),
    }
}
