//! What analysts get: SQLite, CSV, data package and codebook.
//!
//! An export is a function of the store's content and of [`Options`] alone: no clock, no path, no
//! order but that of keys. Each format writes its files to any writer, so that a test needs no
//! disk; [`export`] puts them beside their targets and renames those that differ.

mod codebook;
mod csv;
mod datapackage;
mod files;
mod sqlite;

use std::path::{Path, PathBuf};

use crate::digest::sha256_hex;
use crate::store::schema::Relation;
use crate::store::{Schema, Store, StoreError, Value};

/// What to put into an export.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether the sentences' text goes out too; it is somebody's property.
    pub with_text: bool,
}

/// What an export did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The files that were written, in the order of writing.
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
/// # Errors
/// The store holds no dataset or cannot be read, the folder holds the export of another dataset, or
/// a file cannot be written; files written before
/// that stay.
pub fn export(store: &Store, out: &Path, options: Options) -> Result<Outcome, ExportError> {
    let transaction = store
        .connection()
        .unchecked_transaction()
        .map_err(|e| store.error(e))?;
    let content = Content {
        store,
        options,
        dataset: dataset_key(store)?,
    };
    check_target(out, &content.dataset)?;
    let mut outcome = Outcome::default();
    let name = format!("{}.sqlite", content.dataset);
    files::place(&out.join(name), &mut outcome, |file| {
        sqlite::write(&content, file)
    })?;
    let package_path = out.join("csv/datapackage.json");
    let mut resources = Vec::new();
    for relation in content.schema().exported() {
        let path = out.join("csv").join(format!("{}.csv", relation.name));
        let mut bytes = Vec::new();
        csv::write(&content, relation, &mut bytes)?;
        let is_versioned = content.schema().is_versioned(relation);
        resources.push(datapackage::Resource::new(relation, is_versioned, &bytes));
        // While files change there is no data package: after a kill in the middle, nobody takes
        // the new ones for edited.
        if !std::fs::read(&path).is_ok_and(|old| old == bytes) {
            take_away(&package_path)?;
        }
        files::place_bytes(&path, &mut outcome, &bytes)?;
    }
    let package = datapackage::package(&content, resources)?;
    files::place_bytes(&package_path, &mut outcome, package.as_bytes())?;
    let codebook = codebook::codebook(&content)?;
    files::place_bytes(&out.join("CODEBOOK.md"), &mut outcome, codebook.as_bytes())?;
    transaction.finish().map_err(|e| store.error(e))?;
    Ok(outcome)
}

/// Refuses a folder that holds the export of another dataset, for a codebook of one beside the
/// tables of another would lie; and one with files that somebody has edited since they were
/// exported, as the data package's digests tell.
///
/// # Errors
/// It is such a folder, or none.
pub fn check_target(out: &Path, dataset: &str) -> Result<(), ExportError> {
    if out.exists() && !out.is_dir() {
        return Err(ExportError::NoFolder { path: out.into() });
    }
    let package = std::fs::read(out.join("csv/datapackage.json")).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_slice(&package).unwrap_or_default();
    match package["name"].as_str() {
        Some(name) if name != dataset => Err(ExportError::OtherDataset {
            path: out.into(),
            stored: name.to_owned(),
            given: dataset.to_owned(),
        }),
        _ => match edited_file(out, &package) {
            Some(path) => Err(ExportError::Edited { path }),
            None => Ok(()),
        },
    }
}

/// Returns the first CSV file that is not the one that a data package describes.
fn edited_file(out: &Path, package: &serde_json::Value) -> Option<PathBuf> {
    let resources = package["resources"].as_array()?;
    let mut files = resources.iter().filter_map(|resource| {
        let path = out.join("csv").join(resource["path"].as_str()?);
        Some((path, resource["hash"].as_str()?.strip_prefix("sha256:")?))
    });
    let edited = files
        .find(|(path, hash)| std::fs::read(path).is_ok_and(|bytes| sha256_hex(&bytes) != *hash));
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

/// What all formats read from.
struct Content<'a> {
    store: &'a Store,
    options: Options,
    dataset: String,
}

impl Content<'_> {
    fn schema(&self) -> &Schema {
        self.store.schema()
    }

    /// Calls a function with each row of a table or view, in order; all columns in order.
    fn for_each_row(
        &self,
        relation: &Relation,
        mut with: impl FnMut(&[Value]) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let sql = |e| ExportError::from(self.store.error(e));
        let hidden = self.hidden_column(relation);
        let mut statement = self
            .store
            .connection()
            .prepare(&relation.select())
            .map_err(sql)?;
        let mut rows = statement.query(()).map_err(sql)?;
        let mut values = vec![Value::Null; relation.columns.len()];
        while let Some(row) = rows.next().map_err(sql)? {
            for (at, value) in values.iter_mut().enumerate() {
                *value = match hidden {
                    Some(hidden) if hidden == at => Value::Null,
                    _ => row.get(at).map_err(sql)?,
                };
            }
            with(&values)?;
        }
        Ok(())
    }

    /// Returns the rows of a short table, each as texts by column name.
    fn rows(&self, table: &str) -> Result<Vec<Record>, ExportError> {
        let Some(relation) = self.schema().relation(table) else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        self.for_each_row(relation, |values| {
            let cells = relation
                .columns
                .iter()
                .map(|column| column.name.clone())
                .zip(values.iter().cloned());
            all.push(Record(cells.collect()));
            Ok(())
        })?;
        Ok(all)
    }

    /// Returns one number that a query gives.
    fn count(&self, query: &str) -> Result<i64, ExportError> {
        let counted = self
            .store
            .connection()
            .query_row(query, (), |row| row.get(0));
        Ok(counted.map_err(|e| self.store.error(e))?)
    }

    fn hidden_column(&self, relation: &Relation) -> Option<usize> {
        if relation.name == "passages" && !self.options.with_text {
            relation.position("text")
        } else {
            None
        }
    }
}

/// A row by column name.
struct Record(std::collections::BTreeMap<String, Value>);

impl Record {
    /// Returns a text, empty where there is none.
    fn text(&self, column: &str) -> &str {
        self.0
            .get(column)
            .and_then(Value::as_text)
            .unwrap_or_default()
    }
}
