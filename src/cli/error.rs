//! What can stop a command.

use std::path::{Path, PathBuf};

use crate::article::ReadError;
use crate::dataset::FolderError;
use crate::export::ExportError;
use crate::store::StoreError;

/// Why a command could not do its work; problems of a dataset are not among these, they are
/// printed where they are found.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Whoever read standard output went away; no error.
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
    /// A file is no article.
    #[error("`{}` is not read as an article", path.display())]
    Article {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ReadError,
    },
    /// The folder is no dataset.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The export failed.
    #[error(transparent)]
    Export(#[from] ExportError),
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

    /// Returns what may help.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Message { hint, .. } => hint.as_deref(),
            Self::Folder(error) if error.is_missing() => Some(
                "`footnote init NAME` makes a new dataset; without DATASET the shipped one is built",
            ),
            Self::Store(StoreError::Missing { .. }) => Some("`footnote ingest` makes it"),
            Self::Store(StoreError::Newer { .. }) => Some("install a newer footnote"),
            Self::Store(StoreError::Foreign { .. }) => Some("name another file with --store"),
            Self::Store(StoreError::OtherDataset { .. }) => {
                Some("name another file with --store; a store holds one dataset")
            }
            Self::Export(ExportError::OtherDataset { .. } | ExportError::NoFolder { .. }) => {
                Some("name another folder with --out")
            }
            Self::Export(ExportError::NoParquet) => {
                Some("`cargo install --path . --features parquet` builds one that has it")
            }
            Self::Export(ExportError::OtherPart { .. }) => {
                Some("name another folder with --out; each part has a folder of its own")
            }
            Self::Export(ExportError::Edited { .. }) => Some(
                "`footnote correct` takes it back; move it elsewhere, or delete it to have it written again",
            ),
            _ => None,
        }
    }
}

/// Wraps a failure to write.
pub fn write_error(path: &Path, source: std::io::Error) -> CliError {
    CliError::Write {
        path: path.into(),
        source,
    }
}
