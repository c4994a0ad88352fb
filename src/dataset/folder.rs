//! The files of a dataset: a folder on disk, or the one embedded in the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::key::{DatasetKey, key_fault};

/// The files of a dataset, by their path relative to its folder, `/` between the parts.
#[derive(Debug, Clone)]
pub struct Folder {
    key: DatasetKey,
    path: Option<PathBuf>,
    files: BTreeMap<String, String>,
}

/// Why a folder is no dataset.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder has no `dataset.toml`.
    #[error("`{}` is not a dataset: it has no dataset.toml", path.display())]
    NoDataset {
        /// The folder.
        path: PathBuf,
    },
    /// The folder's name is no key.
    #[error("the folder's name `{name}` {fault}; it is the key of the dataset")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// A file is not UTF-8.
    #[error("`{}` is not UTF-8 (byte {at})", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The first byte that is not, from 0.
        at: usize,
    },
}

/// The list of corrections.
pub const LEDGER: &str = "corrections.csv";

/// The dataset that the program ships.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/datasets_csto.rs"));

impl Folder {
    /// Reads the dataset's files below a folder: sheets (`*.toml`), locks and the ledger.
    ///
    /// Whatever else lies there is left alone, hidden files and folders too.
    ///
    /// # Errors
    /// The folder is no dataset, or something in it cannot be read.
    pub fn read(path: &Path) -> Result<Self, FolderError> {
        let full = path.canonicalize().map_err(|source| FolderError::Read {
            path: path.into(),
            source,
        })?;
        let name = full
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !full.join("dataset.toml").is_file() {
            return Err(FolderError::NoDataset { path: path.into() });
        }
        if let Some(fault) = key_fault(&name) {
            return Err(FolderError::Name { name, fault });
        }
        let mut files = BTreeMap::new();
        read_below(path, "", &mut files)?;
        Ok(Self {
            key: DatasetKey::new(name),
            path: Some(path.into()),
            files,
        })
    }

    /// Returns the dataset that is embedded in the program.
    pub fn shipped() -> Self {
        let files = Self::shipped_files().filter(|(name, _)| is_ours(name));
        Self {
            key: DatasetKey::new("csto"),
            path: None,
            files: files
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .collect(),
        }
    }

    /// Returns all files of the embedded dataset, by name.
    pub fn shipped_files() -> impl Iterator<Item = (&'static str, &'static str)> {
        SHIPPED.iter().copied()
    }

    /// Makes a dataset of files in memory.
    #[cfg(test)]
    pub fn of(key: &str, files: &[(&str, &str)]) -> Self {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Self {
            key: DatasetKey::new(key),
            path: None,
            files: files.iter().map(own).collect(),
        }
    }

    /// Returns these files with another text of one of them.
    #[must_use]
    pub fn with_text(mut self, file: &str, text: String) -> Self {
        self.files.insert(file.to_owned(), text);
        self
    }

    /// Returns the dataset's key: the name of the folder.
    pub fn key(&self) -> &DatasetKey {
        &self.key
    }

    /// Returns where the folder is; `None` for the embedded one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Lists the files and their texts, by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Returns the text of a file.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// Returns a file's path as messages show it.
    pub fn display_path(&self, file: &str) -> String {
        match &self.path {
            Some(path) => path.join(file).display().to_string(),
            None => format!("{}/{file}", self.key),
        }
    }

    /// Returns an offset in a file as `file:line:column`, both from 1.
    pub fn place(&self, file: &str, at: usize) -> String {
        let text = self.text(file).unwrap_or_default();
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before[line_start..].chars().count() + 1;
        format!("{}:{}:{column}", self.display_path(file), line_of(text, at))
    }
}

/// Returns the line of an offset, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn read_below(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), FolderError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| FolderError::Read { path, source }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let name = format!("{prefix}{name}");
        if name
            .rsplit('/')
            .next()
            .is_some_and(|last| last.starts_with('.'))
        {
            continue;
        }
        if path.is_dir() {
            read_below(&path, &format!("{name}/"), files)?;
        } else if is_ours(&name) {
            let bytes = fs::read(&path).map_err(failed(&path))?;
            let text = String::from_utf8(bytes).map_err(|error| FolderError::Encoding {
                path: path.clone(),
                at: error.utf8_error().valid_up_to(),
            })?;
            files.insert(name, text);
        }
    }
    Ok(())
}

/// Tells whether a file of a dataset may hold facts.
pub fn is_sheet(name: &str) -> bool {
    name.ends_with(".toml") && name != "dataset.toml" && !name.ends_with("article.toml")
}

fn is_ours(name: &str) -> bool {
    name.ends_with(".toml") || name.ends_with("passages.lock") || name == LEDGER
}
