//! Which store, and what is in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::names_of;
use crate::cli::error::CliError;
use crate::dataset::{Folder, did_you_mean};
use crate::ingest::STORE_FOLDER;
use crate::store::{AbsentFact, Store};

/// Where the store is.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// The store: the working database with its history [default: .footnote/DATASET.sqlite]
    #[arg(long, value_name = "PATH")]
    pub store: Option<PathBuf>,
}

impl StoreArgs {
    /// Returns where the store of a dataset is.
    pub fn path(&self, dataset: &str) -> PathBuf {
        let default = || Path::new(STORE_FOLDER).join(format!("{dataset}.sqlite"));
        self.store.clone().unwrap_or_else(default)
    }

    /// Opens the store that is named, else that of a dataset, else the only one there is; the file
    /// is not changed.
    pub fn open_existing(&self, dataset: Option<&Path>) -> Result<Store, CliError> {
        let path = match (&self.store, dataset) {
            (Some(path), _) => path.clone(),
            (None, Some(dataset)) => self.path(Folder::read(dataset)?.key().as_str()),
            (None, None) => only_store()?,
        };
        Ok(Store::open_unchanged(&path)?)
    }
}

/// Lists the SQLite files in a folder, by name; none where there is no such folder.
pub fn databases_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |source| CliError::Read {
        path: folder.into(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut databases = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "sqlite") {
            databases.push(path);
        }
    }
    databases.sort();
    Ok(databases)
}

/// Returns the store in the default folder, if there is just one.
fn only_store() -> Result<PathBuf, CliError> {
    let (message, hint) = match databases_in(Path::new(STORE_FOLDER))?.as_slice() {
        [store] => return Ok(store.clone()),
        [] => (
            format!("there is no store in `{STORE_FOLDER}`"),
            "`footnote ingest` makes one; --store names one elsewhere",
        ),
        several => (
            format!("there are several stores: {}", names_of(several)),
            "name one with --store",
        ),
    };
    Err(CliError::with_hint(message, hint))
}

/// Says that there is no such fact, and which one may be meant.
pub fn no_such_fact(store: &Store, key: &str) -> CliError {
    match store.absent_fact(key) {
        Err(error) => error.into(),
        Ok(AbsentFact::Retracted { on, reason, by }) => {
            let hint = by.map(|by| format!("`{by}` stands for it since"));
            CliError::message(format!("`{key}` was retracted on {on}: {reason}"), hint)
        }
        Ok(AbsentFact::Unknown { dataset, keys }) => {
            let hint = did_you_mean(key, keys.iter().map(String::as_str));
            CliError::message(format!("there is no fact `{key}` in `{dataset}`"), hint)
        }
    }
}
