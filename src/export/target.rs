//! What an export must not write over: the export of another dataset or part, and what somebody
//! has edited.
//!
//! An analyst's edits in a CSV file are work that nobody else has. The digests in the data package say
//! whether a file is the one that was exported; without a data package there is nothing to hold a
//! file against, which is why an export takes it away before it changes a file beside it.

use std::path::{Path, PathBuf};

use super::state::Notes;
use super::{ExportError, Options, Part, datapackage};
use crate::digest::sha256_hex_of;

/// Refuses a folder that holds the export of another dataset, or another part of this one, for the
/// codebook of one would describe the tables of the other; and one with files that somebody has edited
/// since they were exported, as the data package's digests show. What was exported from the given
/// store and not touched since is not read again.
///
/// # Errors
/// It is such a folder, or a file, or this program cannot write what the options ask for.
pub fn check_target(
    out: &Path,
    dataset: &str,
    options: &Options,
    store: &Path,
) -> Result<(), ExportError> {
    options.check()?;
    refuse_target(out, dataset, &options.part, &Notes::of(store))
}

/// Refuses a folder as [`check_target`] does.
pub fn refuse_target(
    out: &Path,
    dataset: &str,
    part: &Part,
    notes: &Notes,
) -> Result<(), ExportError> {
    if notes.is_own(out, dataset, part) {
        return Ok(());
    }
    if out.exists() && !out.is_dir() {
        return Err(ExportError::NoFolder { path: out.into() });
    }
    let package = std::fs::read(out.join(datapackage::PATH)).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_slice(&package).unwrap_or_default();
    match package["name"].as_str() {
        Some(name) if name != dataset => Err(ExportError::OtherDataset {
            path: out.into(),
            stored: name.to_owned(),
            given: dataset.to_owned(),
        }),
        Some(_) if stored_part(&package) != *part => Err(ExportError::OtherPart {
            path: out.into(),
            stored: Box::new(stored_part(&package)),
            given: Box::new(part.clone()),
        }),
        _ => match edited_file(out, &package, notes) {
            Some(path) => Err(ExportError::Edited { path }),
            None => Ok(()),
        },
    }
}

/// Returns the part of the dataset that a data package says it is; one that says nothing is the whole.
fn stored_part(package: &serde_json::Value) -> Part {
    serde_json::from_value(package["part"].clone()).unwrap_or_default()
}

/// Returns the first CSV file that is not the one that a data package describes.
fn edited_file(out: &Path, package: &serde_json::Value, notes: &Notes) -> Option<PathBuf> {
    let resources = package["resources"].as_array()?;
    let mut files = resources.iter().filter_map(|resource| {
        let name = format!("csv/{}", resource["path"].as_str()?);
        let hash = resource["hash"].as_str()?.strip_prefix("sha256:")?;
        (!notes.is_untouched(out, &name)).then(|| (out.join(&name), hash))
    });
    let is_edited = |path: &Path, hash: &str| {
        let digest = std::fs::File::open(path).and_then(sha256_hex_of);
        digest.is_ok_and(|digest| digest != hash)
    };
    let edited = files.find(|(path, hash)| is_edited(path, hash));
    edited.map(|(path, _)| path)
}
