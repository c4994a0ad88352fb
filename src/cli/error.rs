//! What can stop a command.

use std::path::{Path, PathBuf};

use super::input::missing_manifest;
use crate::article::ReadError;
use crate::dataset::{FolderError, WriteError, did_you_mean, finish_hint};
use crate::export::ExportError;
use crate::files::write_atomically;
use crate::revise::ReviseError;
use crate::roundtrip::RoundtripError;
use crate::store::{Fault, StoreError};

/// Why a command could not do its work; problems of a dataset are not among these, they are
/// printed where they are found.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Whoever read standard output went away, which is not an error.
    #[error("standard output is closed")]
    ClosedPipe,
    /// Standard output cannot be written.
    #[error("cannot write to standard output")]
    Output(#[source] std::io::Error),
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not an article.
    #[error("`{}` is not read as an article", path.display())]
    Article {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ReadError,
    },
    /// The folder is not a dataset.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The dataset cannot be written.
    #[error(transparent)]
    Dataset(#[from] WriteError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The export failed.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// Files cannot be taken back.
    #[error(transparent)]
    Roundtrip(#[from] RoundtripError),
    /// An article cannot be revised.
    #[error(transparent)]
    Revise(#[from] ReviseError),
    /// Anything else that only this command knows.
    #[error("{message}")]
    Message {
        /// What is wrong.
        message: String,
        /// What may help.
        hint: Option<String>,
    },
}

impl CliError {
    /// Makes an error of a message and a hint.
    pub fn message(message: impl Into<String>, hint: Option<String>) -> Self {
        Self::Message {
            message: message.into(),
            hint,
        }
    }

    /// Makes an error of a message and of what may help.
    pub fn with_hint(message: impl Into<String>, hint: &str) -> Self {
        Self::message(message, Some(hint.to_owned()))
    }

    /// Returns what may help.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Message { hint, .. } => return hint.clone(),
            Self::Export(
                ExportError::NoSuchTable { name, known }
                | ExportError::NoSuchSource { name, known },
            ) => {
                let meant = did_you_mean(name, known.iter().map(String::as_str));
                return meant.or(Some("CODEBOOK.md of an export lists them".to_owned()));
            }
            Self::Read { path, .. } | Self::Write { path, .. } if path.starts_with("~") => {
                "the shell puts the home directory for ~ only at the beginning of a word: write \"$HOME\" instead"
            }
            Self::Revise(ReviseError::NoSuchSource { source_key, known }) => {
                return did_you_mean(source_key, known.iter().map(String::as_str));
            }
            Self::Revise(ReviseError::NotTheOldText { .. }) => {
                "name the text that `footnote lock` read; without --old, what was edited goes to review"
            }
            Self::Revise(ReviseError::Lines { .. }) => "what wrote the lines can write them anew",
            Self::Dataset(error) => return error.hint(),
            Self::Folder(error) => return folder_hint(error),
            Self::Store(error) => match error.fault {
                Fault::Missing => "`footnote ingest` makes it",
                Fault::Newer { .. } => "install a newer footnote",
                Fault::LeftOver(_) => {
                    "put the old store back, or move this file away as you did the store"
                }
                Fault::Removals { .. } => {
                    "`footnote ingest --dry-run` lists them; where they are meant to go, --allow-removals"
                }
                Fault::Foreign(_) => "name another file with --store",
                Fault::OtherDataset { .. } => {
                    "name another file with --store; a store holds one dataset"
                }
                _ => return None,
            },
            Self::Export(
                ExportError::OtherDataset { .. }
                | ExportError::NoFolder { .. }
                | ExportError::Input { .. },
            ) => "name another folder with --out",
            Self::Export(ExportError::Taken { .. }) => "try again when that is done",
            Self::Export(ExportError::NoParquet) => {
                "`cargo install --path . --features parquet` builds one that has it"
            }
            Self::Export(ExportError::OtherPart { .. }) => {
                "name another folder with --out; each part has a folder of its own"
            }
            Self::Export(ExportError::Kept { edited, .. }) => kept_hint(edited),
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// Says what may help where an export would write over somebody's work.
fn kept_hint(edited: &[PathBuf]) -> &'static str {
    let is_table = |file: &PathBuf| file.extension().is_some_and(|end| end == "csv");
    if edited.iter().any(is_table) {
        "`footnote correct` takes corrections of facts back from CSV files; move what you keep elsewhere, --overwrite replaces it"
    } else {
        "move what you keep elsewhere; --overwrite replaces it"
    }
}

/// Says what may help where a folder is no dataset, or not all of it can be read.
fn folder_hint(error: &FolderError) -> Option<String> {
    let hint = match error {
        FolderError::NoDataset { path } => return Some(missing_manifest(path)),
        FolderError::Read { path, source } => return missing_file(path, source),
        FolderError::Unfinished { path, .. } => return Some(finish_hint(path)),
        FolderError::Loop { .. } => "remove the link",
        FolderError::NoFile { .. } => {
            "the files of a dataset are read more than once: write it to a file, or use --facts"
        }
        FolderError::NotUtf8 { .. } => "rename it",
        FolderError::Name { .. } => return None,
    };
    Some(hint.to_owned())
}

/// Says what may help where a file or folder of a dataset is not there.
fn missing_file(path: &Path, source: &std::io::Error) -> Option<String> {
    if source.kind() != std::io::ErrorKind::NotFound {
        return None;
    }
    if let Ok(target) = std::fs::read_link(path) {
        let target = target.display();
        return Some(format!(
            "it is a link to `{target}`, where nothing is; mend or remove it"
        ));
    }
    Some("`footnote init NAME` makes a new dataset".to_owned())
}

/// Writes a file that people keep, whole or not at all.
pub fn write_file(path: &Path, text: &str) -> Result<(), CliError> {
    write_atomically(path, text.as_bytes()).map_err(|error| write_error(path, error))
}

/// Wraps a failure to write.
pub fn write_error(path: &Path, source: std::io::Error) -> CliError {
    CliError::Write {
        path: path.into(),
        source,
    }
}
