//! The files of a dataset: a folder on disk, or the one embedded in the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::sha256_hex;
use crate::model::key::{DatasetKey, key_fault};

/// The files of a dataset, by their path relative to its folder, `/` between the parts.
#[derive(Debug, Clone)]
pub struct Folder {
    key: DatasetKey,
    path: Option<PathBuf>,
    files: BTreeMap<String, String>,
    /// The files that are not UTF-8, each with the first byte that is not.
    not_utf8: BTreeMap<String, usize>,
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
}

impl FolderError {
    /// Tells whether there is no dataset, rather than one that cannot be read.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::NoDataset { .. } => true,
            Self::Read { source, .. } => source.kind() == std::io::ErrorKind::NotFound,
            Self::Name { .. } => false,
        }
    }
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
        let mut folder = Self {
            key: DatasetKey::new(name),
            path: Some(path.into()),
            files: BTreeMap::new(),
            not_utf8: BTreeMap::new(),
        };
        folder.read_below(path, "")?;
        Ok(folder)
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
            not_utf8: BTreeMap::new(),
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
            not_utf8: BTreeMap::new(),
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

    /// Lists the files that are not UTF-8, each with the first byte that is not, from 0; what
    /// cannot be read of their texts is U+FFFD.
    pub fn not_utf8(&self) -> impl Iterator<Item = (&str, usize)> {
        self.not_utf8.iter().map(|(name, at)| (name.as_str(), *at))
    }

    /// Returns the SHA-256 of each file, by name.
    pub fn digests(&self) -> BTreeMap<String, String> {
        let digest = |(name, text): (&String, &String)| {
            // What is not UTF-8 has lost bytes, and is no file that anybody ingests.
            (name.clone(), sha256_hex(text.as_bytes()))
        };
        self.files.iter().map(digest).collect()
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

    fn read_below(&mut self, folder: &Path, prefix: &str) -> Result<(), FolderError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| FolderError::Read { path, source }
        };
        for entry in fs::read_dir(folder).map_err(failed(folder))? {
            let entry = entry.map_err(failed(folder))?;
            let path = entry.path();
            let last = entry.file_name().to_string_lossy().into_owned();
            if last.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{last}");
            // A link to a folder is not followed: it may lead round in a circle.
            if entry.file_type().map_err(failed(&path))?.is_dir() {
                self.read_below(&path, &format!("{name}/"))?;
            } else if is_ours(&name) {
                let bytes = fs::read(&path).map_err(failed(&path))?;
                if let Err(error) = std::str::from_utf8(&bytes) {
                    self.not_utf8.insert(name.clone(), error.valid_up_to());
                }
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.files.insert(name, text);
            }
        }
        Ok(())
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

/// Tells whether a file of a dataset may hold facts.
pub fn is_sheet(name: &str) -> bool {
    name.ends_with(".toml") && name != "dataset.toml" && last_part(name) != "article.toml"
}

fn is_ours(name: &str) -> bool {
    name.ends_with(".toml") || last_part(name) == "passages.lock" || name == LEDGER
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
