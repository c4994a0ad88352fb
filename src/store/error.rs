//! What can go wrong with a store.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no store `{}`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is a folder instead of a file.
    #[error("`{}` is a folder, expected a store", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file is a database of another program, or none at all.
    #[error("`{}` is not a store of footnote: {found}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        found: String,
    },
    /// A newer program has written the store.
    #[error(
        "the store `{}` has schema {found}, this program knows schemas up to {known}",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The schema that it has.
        found: i64,
        /// The newest schema known.
        known: i64,
    },
    /// The store holds another dataset.
    #[error("the store `{}` holds the dataset `{stored}`, not `{given}`", path.display())]
    OtherDataset {
        /// The file.
        path: PathBuf,
        /// The dataset that it holds.
        stored: String,
        /// The dataset that was to be ingested.
        given: String,
    },
    /// A migration failed; the file is as it was.
    #[error("migration `{migration}` failed on `{}`, which is left as it was", path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// The migration.
        migration: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A migration would have left a reference without its row; the file is as it was.
    #[error(
        "after the migrations a row of `{table}` in `{}` would refer to nothing; the file is left as it was",
        path.display()
    )]
    Dangling {
        /// The file.
        path: PathBuf,
        /// The table of the row.
        table: String,
    },
    /// The file, or one beside it, cannot be written or read.
    #[error("the store `{}` cannot be written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Rows that wait to be written cannot be put aside.
    #[error("rows cannot be put aside in `{}`", path.display())]
    Spool {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A reference would lead nowhere, which checking should have found; the store is as it was.
    #[error(
        "a reference in the store `{}` would lead nowhere; nothing was written, please report this",
        path.display()
    )]
    References {
        /// The file.
        path: PathBuf,
    },
    /// A run changes more than the memory holds.
    #[error(
        "this run changes more rows of the store `{}` than {mebibytes} MB of memory hold",
        path.display()
    )]
    Memory {
        /// The file.
        path: PathBuf,
        /// The limit, in MB.
        mebibytes: usize,
    },
    /// SQLite could not do its work.
    #[error("the store `{}` cannot be used: {reason}", path.display())]
    Sql {
        /// The file.
        path: PathBuf,
        /// What is in the way, in words.
        reason: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

/// What can go wrong inside the store, where the file is not known yet.
#[derive(Debug)]
pub enum Fault {
    /// The file is known.
    Of(StoreError),
    /// SQLite could not do its work.
    Sql(rusqlite::Error),
    /// Rows could not be put aside or read again.
    Spool(std::io::Error),
    /// A reference would lead nowhere.
    Dangling,
    /// The differences are more than so many bytes of memory hold.
    Memory(usize),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Spool(error)
    }
}

impl StoreError {
    /// Tells of which file something went wrong.
    pub fn of(path: &Path, fault: Fault) -> Self {
        match fault {
            Fault::Of(error) => error,
            Fault::Sql(error) => Self::sql(path, error),
            Fault::Spool(source) => Self::File {
                path: path.into(),
                source,
            },
            Fault::Dangling => Self::References { path: path.into() },
            Fault::Memory(bytes) => Self::Memory {
                path: path.into(),
                mebibytes: bytes >> 20,
            },
        }
    }

    /// Wraps an error of SQLite, told in words where it is one that a user can meet.
    pub fn sql(path: &Path, source: rusqlite::Error) -> Self {
        let reason = match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => {
                return Self::Foreign {
                    path: path.into(),
                    found: "it is not an SQLite database".into(),
                };
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program is writing to it; try again when that is done"
            }
            Some(ErrorCode::ReadOnly) => "it is read-only",
            Some(ErrorCode::CannotOpen) => "the file cannot be opened or created",
            Some(ErrorCode::DiskFull) => "the disk is full",
            Some(ErrorCode::DatabaseCorrupt) => {
                "the file is damaged; delete it and build again, sheets and ledger hold all facts"
            }
            Some(ErrorCode::SystemIoFailure) => "the disk fails",
            _ => "this is a fault of footnote; please report it",
        };
        Self::Sql {
            path: path.into(),
            reason,
            source,
        }
    }
}
