//! Why an export fails.

use std::io;
use std::path::{Path, PathBuf};

use super::Part;
use crate::store::StoreError;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file or folder cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's message.
        source: io::Error,
    },
    /// The file of the export in SQLite cannot be filled.
    #[error("cannot fill `{}`", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// SQLite's message.
        source: rusqlite::Error,
    },
    /// Parquet is asked for, and this program cannot write it.
    #[error("this footnote was built without Parquet")]
    NoParquet,
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder holds the export of another dataset.
    #[error("`{}` holds the export of the dataset `{stored}`, not of `{given}`", path.display())]
    OtherDataset {
        /// The folder.
        path: PathBuf,
        /// The dataset whose export it holds.
        stored: String,
        /// The dataset that was to be exported.
        given: String,
    },
    /// The folder holds another part of the dataset than the one to be exported.
    #[error("`{}` holds {stored}, not {given}", path.display())]
    OtherPart {
        /// The folder.
        path: PathBuf,
        /// The part that it holds.
        stored: Box<Part>,
        /// The part that was to be exported.
        given: Box<Part>,
    },
    /// There is no table or view of this name.
    #[error("an export has no table or view `{name}`")]
    NoSuchTable {
        /// The name that was given.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// The dataset has no source of this key.
    #[error("the dataset has no source `{name}`")]
    NoSuchSource {
        /// The name that was given.
        name: String,
        /// The keys that exist.
        known: Vec<String>,
    },
    /// Files in the folder are somebody's work.
    #[error("{}", kept(edited, unknown))]
    Kept {
        /// Those that were edited since they were exported.
        edited: Vec<PathBuf>,
        /// Those of which nothing says that footnote wrote them.
        unknown: Vec<PathBuf>,
    },
    /// Another run is writing into the folder.
    #[error("another run of footnote is exporting into `{}`", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the export would be written over something that the command reads.
    #[error("`{}` is {what}, and the export would be written over it", path.display())]
    Input {
        /// The file of the export.
        path: PathBuf,
        /// What it is: `a store`, `read by this command`.
        what: &'static str,
    },
    /// There is a file in place of the folder.
    #[error("`{}` is not a folder", path.display())]
    NoFolder {
        /// The name that was given.
        path: PathBuf,
    },
    /// The store holds no dataset yet.
    #[error("the store `{}` holds no dataset", path.display())]
    Empty {
        /// The store.
        path: PathBuf,
    },
}

/// How many files a message names; of more it says how many.
const NAMED: usize = 8;

/// Says which files an export leaves as they are, and why.
fn kept(edited: &[PathBuf], unknown: &[PathBuf]) -> String {
    let list = |files: &[PathBuf]| {
        let named = files.iter().take(NAMED);
        let mut list: Vec<_> = named.map(|file| format!("`{}`", file.display())).collect();
        if files.len() > NAMED {
            list.push(format!("{} more", files.len() - NAMED));
        }
        list.join(", ")
    };
    let edited = match edited {
        [] => None,
        [file] => Some(format!(
            "`{}` was edited since it was exported",
            file.display()
        )),
        files => Some(format!(
            "{} were edited since they were exported",
            list(files)
        )),
    };
    let unknown = match unknown {
        [] => None,
        [file] => Some(format!(
            "`{}` is there, and nothing says that footnote wrote it",
            file.display()
        )),
        files => Some(format!(
            "{} are there, and nothing says that footnote wrote them",
            list(files)
        )),
    };
    let both = [edited, unknown];
    both.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

impl ExportError {
    /// Returns what makes a failure to write an error that names the file or folder.
    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Write {
            path: path.into(),
            source,
        }
    }

    /// Returns what makes a failure of SQLite an error that names the file.
    pub(super) fn sqlite(path: &Path) -> impl Fn(rusqlite::Error) -> Self + Copy + '_ {
        |source| Self::Sqlite {
            path: path.into(),
            source,
        }
    }
}
