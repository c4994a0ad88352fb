//! What can go wrong with a store.
//!
//! Inside the store a function returns a [`Fault`], which knows no file; whoever opened the file names
//! it, once, with [`named`].

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a store could not be opened, read or written.
#[derive(Debug)]
pub struct StoreError {
    /// The file; of rows that could not be put aside, the folder.
    pub path: PathBuf,
    /// What is wrong.
    pub fault: Fault,
}

/// What can go wrong with a store, whichever file it is.
#[derive(Debug)]
pub enum Fault {
    /// There is no file.
    Missing,
    /// There is a folder instead of a file.
    Folder,
    /// There is no file, yet beside its place lies what SQLite left of another one.
    LeftOver(PathBuf),
    /// A store that was to be made is there meanwhile.
    InPlace,
    /// The file is a database of another program, or none at all: what it is instead.
    Foreign(String),
    /// A newer program has written the store.
    Newer {
        /// The schema that it has.
        found: i64,
        /// The newest schema known.
        known: i64,
    },
    /// The store holds another dataset.
    OtherDataset {
        /// The dataset that it holds.
        stored: String,
        /// The dataset that was to be ingested.
        given: String,
    },
    /// A migration failed; the file is as it was.
    Migration {
        /// The migration.
        name: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A migration would have left a row of this table with a reference to nothing; the file is as it
    /// was.
    Dangling(String),
    /// The file, or one beside it, cannot be written or read.
    File(std::io::Error),
    /// Rows that wait to be written cannot be put aside.
    Spool(std::io::Error),
    /// A reference would lead nowhere, which checking should have found; the store is as it was.
    References,
    /// A run would take away more facts than may go without being asked for.
    Removals {
        /// How many facts would go.
        going: usize,
        /// How many there are.
        stored: usize,
        /// The files that are no longer read.
        files: Vec<String>,
    },
    /// A run changes more than so many bytes of memory hold.
    Memory(usize),
    /// SQLite could not do its work.
    Sql(rusqlite::Error),
    /// Something is wrong with another file.
    Other(Box<StoreError>),
}

impl StoreError {
    /// Names the file that something is wrong with.
    pub fn of(path: &Path, fault: impl Into<Fault>) -> Self {
        match fault.into() {
            Fault::Other(error) => *error,
            fault => Self {
                path: path.into(),
                fault,
            },
        }
    }
}

/// Works on the file at a path, which an error then names.
pub fn named<T>(path: &Path, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, StoreError> {
    work().map_err(|fault| StoreError::of(path, fault))
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.fault {
            Fault::Missing => write!(f, "there is no store `{path}`"),
            Fault::Folder => write!(f, "`{path}` is a folder, expected a store"),
            Fault::InPlace => write!(f, "another program has made the store `{path}` meanwhile"),
            Fault::LeftOver(file) => write!(
                f,
                "`{}` is left of another store `{path}`, and would be taken for the new one's",
                file.display()
            ),
            Fault::Foreign(found) => write!(f, "`{path}` is not a store of footnote: {found}"),
            Fault::Newer { found, known } => write!(
                f,
                "the store `{path}` has schema {found}, this program knows schemas up to {known}"
            ),
            Fault::OtherDataset { stored, given } => {
                write!(
                    f,
                    "the store `{path}` holds the dataset `{stored}`, not `{given}`"
                )
            }
            Fault::Migration { name, .. } => {
                write!(
                    f,
                    "migration `{name}` failed on `{path}`, which is left as it was"
                )
            }
            Fault::Dangling(table) => write!(
                f,
                "after the migrations a row of `{table}` in `{path}` would refer to nothing; the file is left as it was"
            ),
            Fault::File(_) => write!(f, "the store `{path}` cannot be written"),
            Fault::Spool(_) => write!(f, "rows cannot be put aside in `{path}`"),
            Fault::References => write!(
                f,
                "a reference in the store `{path}` would lead nowhere; nothing was written, please report this"
            ),
            Fault::Removals {
                going,
                stored,
                files,
            } => write!(
                f,
                "{going} of the {stored} facts in the store `{path}` would go; nothing was written{}",
                no_longer_read(files)
            ),
            Fault::Memory(bytes) => write!(
                f,
                "this run changes more rows of the store `{path}` than {} MB of memory hold",
                bytes >> 20
            ),
            Fault::Sql(error) => {
                write!(f, "the store `{path}` cannot be used: {}", in_words(error))
            }
            Fault::Other(error) => error.fmt(f),
        }
    }
}

/// Names the first few files that a run no longer reads, if there are any.
fn no_longer_read(files: &[String]) -> String {
    let names: Vec<_> = files
        .iter()
        .take(5)
        .map(|file| format!("`{file}`"))
        .collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!("; no longer read: {}", names.join(", ")),
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.fault {
            Fault::File(source) | Fault::Spool(source) => Some(source),
            Fault::Sql(source) | Fault::Migration { source, .. } => Some(source),
            Fault::Other(error) => error.source(),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::Foreign("it is not an SQLite database".into()),
            _ => Self::Sql(error),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Other(Box::new(error))
    }
}

/// Says what SQLite's error means, where it is one that a user can meet.
fn in_words(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is writing to it; try again when that is done"
        }
        Some(ErrorCode::ReadOnly) => "it is read-only",
        Some(ErrorCode::CannotOpen) => "the file cannot be opened or created",
        Some(ErrorCode::DiskFull) => "the disk is full",
        Some(ErrorCode::DatabaseCorrupt) => {
            "the file is damaged; move it away, and its -journal, -wal and -shm if they are there, and build again: sheets and ledger hold all facts"
        }
        Some(ErrorCode::SystemIoFailure) => "the disk fails",
        _ => "this is a fault of footnote; please report it",
    }
}
