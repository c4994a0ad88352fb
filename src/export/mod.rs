//! What analysts get: SQLite, CSV, data package and codebook.
//!
//! An export is a function of the store's content and of [`Options`] alone: no clock, no path, no
//! order but that of keys. Files are written row by row beside their targets, on all cores, and
//! renamed where they differ (`make`).
//!
//! Each format is a file of this module and a line in `FORMATS`; they share one trait (`format`). What
//! is in place and cannot have changed is neither read nor compared (`state`), and what an analyst
//! edited is not written over (`target`).

mod codebook;
mod csv;
mod database;
mod datapackage;
mod described;
mod error;
mod files;
mod format;
mod inputs;
mod make;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod reader;
mod row;
mod sqlite;
mod state;
mod tally;
mod target;

use std::path::{Path, PathBuf};

use crate::files::{FolderLock, sweep};
use crate::store::Store;
use database::Database;
pub use error::ExportError;
use format::{Format, Made};
use make::Job;
pub use part::Part;
use reader::Subject;
use serde::{Deserialize, Serialize};
pub use state::Watch;
use state::{Noted, Notes};
use target::Target;
pub use target::{Guard, check_target};

/// What to put into an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Whether the sentences' text goes out too; it is somebody's property.
    pub with_text: bool,
    /// Which part of the dataset goes out.
    pub part: Part,
    /// Whether each table and view is written as Parquet too, which takes the cargo feature
    /// `parquet`.
    pub parquet: bool,
}

impl Options {
    /// Refuses what this program cannot write.
    fn check(&self) -> Result<(), ExportError> {
        if self.parquet && !cfg!(feature = "parquet") {
            return Err(ExportError::NoParquet);
        }
        Ok(())
    }
}

/// What an export did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The files that were written: those of each format in the order of the schema.
    pub written: Vec<PathBuf>,
    /// How many files were right already and are left alone.
    pub unchanged: usize,
}

/// The formats of an export, in the order in which their files are made and listed.
const FORMATS: &[&dyn Format] = &[
    &sqlite::Sqlite,
    &csv::Csv,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &codebook::Codebook,
    // The last one, for it describes all others.
    &datapackage::DataPackage,
];

/// Writes all files of an export into a folder.
///
/// Where this very state of the store was exported into it before and nobody has touched the files
/// since, nothing is read; where runs have changed some tables since, only what reads them is.
///
/// # Errors
/// The store holds no dataset or cannot be read, there is something in the folder that must not be
/// written over, or a file cannot be written; the old export then stays, unless it is renaming that
/// fails.
pub fn export(
    store: &Store,
    out: &Path,
    options: &Options,
    guard: &Guard,
) -> Result<Outcome, ExportError> {
    options.check()?;
    // Looked at before the transaction begins and after it ends, for that takes its locks away.
    let state = notes_of(store).state();
    let transaction = store
        .connection()
        .unchecked_transaction()
        .map_err(|e| store.error(e))?;
    // This first look into the store also begins the transaction.
    let dataset = store
        .database()
        .dataset()?
        .ok_or_else(|| ExportError::Empty {
            path: store.path().into(),
        })?;
    check_part(store, &options.part)?;
    let subject = Subject {
        schema: store.schema(),
        dataset: &dataset,
        options,
    };
    let _lock = lock(out)?;
    for folder in ["", "csv", "parquet"] {
        sweep(&out.join(folder));
    }
    let notes = notes_of(store);
    let known = notes.export_in(out, &subject, state.as_ref());
    if let Some(noted) = known.filter(|noted| noted.stale.is_empty()) {
        return Ok(Outcome {
            written: Vec::new(),
            unchanged: noted.files.len(),
        });
    }
    let target = Target::new(out, &subject);
    target.refuse(&notes, store.path(), guard)?;
    let made = make_files(store, &target, guard, known)?;
    transaction.finish().map_err(|e| store.error(e))?;
    let new = made.files.iter().filter(|file| file.is_new);
    let written: Vec<PathBuf> = new.map(|file| file.target.clone()).collect();
    let outcome = Outcome {
        unchanged: made.files.len() - written.len(),
        written,
    };
    // Where somebody has written meanwhile, it is not known which state this is.
    let state = state.filter(|state| notes.state().as_ref() == Some(state));
    let noted = |state| Noted::new(&subject, state, out, made);
    if let Some(noted) = state.and_then(noted) {
        notes.note(out, noted);
    }
    Ok(outcome)
}

/// Returns what is noted of the exports of a store; nothing of one in memory.
fn notes_of(store: &Store) -> Notes {
    if database::is_in_file(store) {
        Notes::of(store.path())
    } else {
        Notes::none()
    }
}

/// Makes a folder, if it is not there, and keeps other runs out of it.
fn lock(out: &Path) -> Result<FolderLock, ExportError> {
    if !out.exists() {
        std::fs::create_dir_all(out).map_err(ExportError::write(out))?;
    }
    target::lock(out)
}

fn make_files(
    store: &Store,
    target: &Target<'_>,
    guard: &Guard,
    known: Option<&Noted>,
) -> Result<Made, ExportError> {
    let subject = target.subject;
    let database = Database::of(store)?;
    let (database, known) = match &subject.options.part.source {
        None => (database, known),
        // Which rows rest on a source depends on all tables that citations and references are in.
        Some(source) => (part::database_of(&database, subject.schema, source)?, None),
    };
    let job = Job {
        target,
        guard,
        database: &database,
        known,
    };
    job.run()
}

/// Refuses a part whose tables or source do not exist.
fn check_part(store: &Store, part: &Part) -> Result<(), ExportError> {
    let known = || store.schema().exported().map(|relation| &relation.name);
    let unknown = |name: &&String| known().all(|known| known != *name);
    if let Some(name) = part.tables.iter().find(unknown) {
        return Err(ExportError::NoSuchTable {
            name: name.clone(),
            known: known().cloned().collect(),
        });
    }
    let Some(name) = &part.source else {
        return Ok(());
    };
    let known = store.sources()?;
    if known.contains(name) {
        return Ok(());
    }
    Err(ExportError::NoSuchSource {
        name: name.clone(),
        known,
    })
}
