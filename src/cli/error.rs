//! What can stop a command.

use std::path::{Path, PathBuf};

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
            Self::Revise(ReviseError::NoSuchSource { source_key, known }) => {
                return did_you_mean(source_key, known.iter().map(String::as_str));
            }
            Self::Revise(ReviseError::Lines { .. }) => "what wrote the lines can write them anew",
            Self::Dataset(error) => return error.hint(),
            Self::Folder(FolderError::Unfinished { path, .. }) => return Some(finish_hint(path)),
            Self::Folder(error) if error.is_missing() => {
                "`footnote init NAME` makes a new dataset; without DATASET the shipped one is built"
            }
            Self::Store(error) => match error.fault {
                Fault::Missing => "`footnote ingest` makes it",
                Fault::Newer { .. } => "install a newer footnote",
                Fault::Foreign(_) => "name another file with --store",
                Fault::OtherDataset { .. } => {
                    "name another file with --store; a store holds one dataset"
                }
                _ => return None,
            },
            Self::Export(ExportError::OtherDataset { .. } | ExportError::NoFolder { .. }) => {
                "name another folder with --out"
            }
            Self::Export(ExportError::NoParquet) => {
                "`cargo install --path . --features parquet` builds one that has it"
            }
            Self::Export(ExportError::OtherPart { .. }) => {
                "name another folder with --out; each part has a folder of its own"
            }
            Self::Export(ExportError::Edited { .. }) => {
                "`footnote correct` takes it back; move it elsewhere, or delete it to have it written again"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
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
