//! What analysts get: SQLite, CSV, data package and codebook.
//!
//! An export is a function of the store's content and of [`Options`] alone: no clock, no path, no
//! order but that of keys. Files are written row by row beside their targets, on all cores, and
//! renamed where they differ.

mod codebook;
mod csv;
mod database;
mod datapackage;
mod files;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod reader;
mod row;
mod sqlite;
mod state;
mod tally;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::digest::sha256_hex_of;
use crate::store::schema::Relation;
use crate::store::{Store, StoreError};
use database::Database;
use files::{Draft, Placed, place_bytes};
pub use part::Part;
use reader::{Reader, Subject};
use serde::{Deserialize, Serialize};
use state::{Notes, StoreStamp};
use tally::Tally;

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
        match self.parquet && !cfg!(feature = "parquet") {
            true => Err(ExportError::NoParquet),
            false => Ok(()),
        }
    }
}

/// What an export did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The files that were written: SQLite, CSV (and Parquet) in the order of the schema, data
    /// package, codebook.
    pub written: Vec<PathBuf>,
    /// How many files were right already and are left alone.
    pub unchanged: usize,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file or folder cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file of the export in SQLite cannot be filled.
    #[error("cannot fill `{}`", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A Parquet file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
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
        /// What was named.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The dataset has no source of this key.
    #[error("the dataset has no source `{name}`")]
    NoSuchSource {
        /// What was named.
        name: String,
        /// The keys that there are.
        known: Vec<String>,
    },
    /// A file of the export was edited.
    #[error("`{}` was edited since it was exported", path.display())]
    Edited {
        /// The file.
        path: PathBuf,
    },
    /// The folder is none.
    #[error("`{}` is not a folder", path.display())]
    NoFolder {
        /// What was named.
        path: PathBuf,
    },
    /// The store holds no dataset yet.
    #[error("the store `{}` holds no dataset", path.display())]
    Empty {
        /// The store.
        path: PathBuf,
    },
}

/// Writes all files of an export into a folder.
///
/// Where this very state of the store was exported into it before and nobody has touched the files
/// since, nothing is read.
///
/// # Errors
/// The store holds no dataset or cannot be read, the folder holds the export of another dataset, or
/// a file cannot be written; files written before
/// that stay.
pub fn export(store: &Store, out: &Path, options: Options) -> Result<Outcome, ExportError> {
    options.check()?;
    // Looked at before the transaction begins and after it ends: a process that closes a file loses
    // the locks that it has on it (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
    let stamp = || match database::is_in_file(store) {
        true => StoreStamp::of(store.path()),
        false => None,
    };
    let before = stamp();
    let transaction = store
        .connection()
        .unchecked_transaction()
        .map_err(|e| store.error(e))?;
    // This first look into the store also begins the transaction.
    let dataset = dataset_key(store)?;
    check_part(store, &options.part)?;
    let notes = match database::is_in_file(store) {
        true => Notes::of(store.path()),
        false => Notes::none(),
    };
    if let Some(files) = notes.in_place(out, &dataset, &options, before.as_ref()) {
        return Ok(Outcome {
            written: Vec::new(),
            unchanged: files,
        });
    }
    refuse_target(out, &dataset, &options.part, &notes)?;
    let subject = Subject {
        store: store.path(),
        schema: store.schema(),
        dataset: &dataset,
        options: &options,
        database: &Database::of(store)?,
    };
    let placed = match &options.part.source {
        None => write_files(&subject, out)?,
        Some(source) => {
            let database = &part::database_of(&subject, source)?;
            write_files(
                &Subject {
                    database,
                    ..subject
                },
                out,
            )?
        }
    };
    transaction.finish().map_err(|e| store.error(e))?;
    // Where somebody has written meanwhile, it is not known which state this is.
    let unchanged = before.filter(|before| stamp().as_ref() == Some(before));
    notes.note(out, &dataset, &options, unchanged, &placed);
    let unchanged = placed.iter().filter(|file| !file.is_new).count();
    let new = placed.into_iter().filter(|file| file.is_new);
    Ok(Outcome {
        written: new.map(|file| file.target).collect(),
        unchanged,
    })
}

/// A file of the export that can be made apart from all others.
#[derive(Clone, Copy)]
enum Task<'a> {
    /// The SQLite file.
    Sqlite,
    /// A table or view.
    Relation(&'a Relation),
}

/// What a task made.
enum Made {
    Sqlite(Placed),
    Relation(Vec<Placed>, Box<datapackage::Resource>, Tally),
}

/// Makes the files, in the order in which [`Outcome`] lists them.
fn write_files(subject: &Subject<'_>, out: &Path) -> Result<Vec<Placed>, ExportError> {
    let part = &subject.options.part;
    let relations = subject.schema.exported();
    let relations = relations.filter(|relation| part.has_table(&relation.name));
    let sqlite = part.tables.is_empty().then_some(Task::Sqlite);
    let tasks: Vec<Task<'_>> = sqlite
        .into_iter()
        .chain(relations.map(Task::Relation))
        .collect();
    let (mut placed, mut resources) = (Vec::new(), Vec::new());
    let mut tallies = BTreeMap::new();
    for (task, made) in tasks.iter().zip(in_parallel(subject, out, &tasks)?) {
        match (task, made) {
            (Task::Relation(relation), Made::Relation(files, resource, tally)) => {
                placed.extend(files);
                resources.push(*resource);
                tallies.insert(relation.name.as_str(), tally);
            }
            (_, Made::Relation(files, ..)) => placed.extend(files),
            (_, Made::Sqlite(file)) => placed.push(file),
        }
    }
    let reader = subject.reader()?;
    let package = datapackage::package(subject, &reader, resources)?;
    placed.push(place_bytes(package_path(out), package.as_bytes())?);
    if part.tables.is_empty() {
        let codebook = codebook::codebook(subject, &reader, &tallies)?;
        placed.push(place_bytes(out.join("CODEBOOK.md"), codebook.as_bytes())?);
    }
    Ok(placed)
}

/// Makes files on all cores, each core with a connection of its own; what they made is in the order
/// of the tasks.
fn in_parallel(
    subject: &Subject<'_>,
    out: &Path,
    tasks: &[Task<'_>],
) -> Result<Vec<Made>, ExportError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // The longest first: the SQLite file, then the views, which the schema has last.
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|&at| match tasks[at] {
        Task::Sqlite => 0,
        Task::Relation(relation) if relation.is_view => 1,
        Task::Relation(_) => 2,
    });
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Made)>, ExportError> {
        let reader = subject.reader()?;
        let mut made = Vec::new();
        while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            match run(subject, &reader, out, tasks[at]) {
                Ok(file) => made.push((at, file)),
                Err(error) => {
                    // What the others have not begun is in vain.
                    next.store(order.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(made)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(tasks.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let joined = workers.into_iter().map(|worker| match worker.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    });
    let mut made = Vec::new();
    for result in results {
        made.extend(result?);
    }
    made.sort_by_key(|(at, _)| *at);
    Ok(made.into_iter().map(|(_, file)| file).collect())
}

fn run(
    subject: &Subject<'_>,
    reader: &Reader<'_>,
    out: &Path,
    task: Task<'_>,
) -> Result<Made, ExportError> {
    match task {
        Task::Sqlite => {
            let draft = Draft::new(out.join(format!("{}.sqlite", subject.dataset)))?;
            sqlite::write(subject, draft.path())?;
            Ok(Made::Sqlite(draft.place(|| Ok(()))?))
        }
        Task::Relation(relation) => write_relation(subject, reader, out, relation),
    }
}

/// Writes the files of a table or view in one pass, and counts what the codebook tells.
fn write_relation(
    subject: &Subject<'_>,
    reader: &Reader<'_>,
    out: &Path,
    relation: &Relation,
) -> Result<Made, ExportError> {
    let draft = Draft::new(out.join("csv").join(format!("{}.csv", relation.name)))?;
    let csv = csv::CsvFile::new(subject, relation, draft.file());
    let mut csv = csv.map_err(|e| draft.error(e))?;
    #[cfg(feature = "parquet")]
    let mut parquet = match subject.options.parquet {
        true => Some(parquet::ParquetFile::new(out, relation)?),
        false => None,
    };
    let mut tally = Tally::new(relation, subject.schema);
    reader.for_each_row(relation, |row| {
        tally.add(row);
        #[cfg(feature = "parquet")]
        if let Some(parquet) = &mut parquet {
            parquet.row(row)?;
        }
        csv.row(row).map_err(|e| draft.error(e))
    })?;
    let (bytes, hash) = csv.finish().map_err(|e| draft.error(e))?;
    let resource = datapackage::Resource::new(subject, relation, bytes, &hash);
    // While files change there is no data package: after a kill in the middle, nobody takes the
    // new ones for edited.
    let placed = vec![draft.place(|| take_away(&package_path(out)))?];
    #[cfg(feature = "parquet")]
    let placed = match parquet {
        Some(parquet) => [placed, vec![parquet.finish()?]].concat(),
        None => placed,
    };
    Ok(Made::Relation(placed, Box::new(resource), tally))
}

fn package_path(out: &Path) -> PathBuf {
    out.join("csv/datapackage.json")
}

/// Refuses a part of a table or source that there is not.
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
    let keys = || -> rusqlite::Result<Vec<String>> {
        let mut keys = store
            .connection()
            .prepare("SELECT key FROM sources ORDER BY key")?;
        keys.query_map((), |row| row.get(0))?.collect()
    };
    let known = keys().map_err(|e| store.error(e))?;
    match known.contains(name) {
        true => Ok(()),
        false => Err(ExportError::NoSuchSource {
            name: name.clone(),
            known,
        }),
    }
}

/// Refuses a folder that holds the export of another dataset, or a part of this one, for a codebook of one beside the
/// tables of another would lie; and one with files that somebody has edited since they were
/// exported, as the data package's digests tell. What was exported from the given store and not
/// touched since is not read again.
///
/// # Errors
/// It is such a folder, or none, or this program cannot write what the options ask for.
pub fn check_target(
    out: &Path,
    dataset: &str,
    options: &Options,
    store: &Path,
) -> Result<(), ExportError> {
    options.check()?;
    refuse_target(out, dataset, &options.part, &Notes::of(store))
}

fn refuse_target(out: &Path, dataset: &str, part: &Part, notes: &Notes) -> Result<(), ExportError> {
    if notes.is_own(out, dataset, part) {
        return Ok(());
    }
    if out.exists() && !out.is_dir() {
        return Err(ExportError::NoFolder { path: out.into() });
    }
    let package = std::fs::read(package_path(out)).unwrap_or_default();
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

/// Returns what a data package says it is of the dataset; one that says nothing is the whole.
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

/// Removes a file, if it is there.
fn take_away(path: &Path) -> Result<(), ExportError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            let path = path.to_owned();
            Err(ExportError::Write { path, source })
        }
        _ => Ok(()),
    }
}

fn dataset_key(store: &Store) -> Result<String, ExportError> {
    use rusqlite::OptionalExtension;
    store
        .connection()
        .query_row("SELECT key FROM datasets", (), |row| row.get(0))
        .optional()
        .map_err(|e| store.error(e))?
        .ok_or_else(|| ExportError::Empty {
            path: store.path().into(),
        })
}
