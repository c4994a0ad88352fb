//! The files of a dataset: a folder on disk, or the one embedded in the program.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::lines::{LineReader, Packing};
use super::unread::{Looks, looks_like};
use super::writing::refuse_unfinished;
use crate::digest::{sha256_hex, sha256_hex_of};
use crate::files::{is_same_file, stamp};
use crate::model::key::{DatasetKey, key_fault};
use crate::model::known::Stamp;

/// The files of a dataset, by their path relative to its folder, `/` between the parts.
///
/// A file is read when its text is first asked for, and then kept; files of lines are never held
/// whole.
#[derive(Debug, Clone)]
pub struct Folder {
    key: DatasetKey,
    path: Option<PathBuf>,
    files: BTreeMap<String, OneFile>,
    /// What looks like part of the dataset and is not read.
    unread: BTreeMap<String, Looks>,
}

#[derive(Debug, Clone)]
struct OneFile {
    origin: Origin,
    stamp: Option<Stamp>,
    text: OnceLock<Text>,
}

#[derive(Debug, Clone)]
enum Origin {
    /// A file of the folder, or one named beside it.
    Disk(PathBuf),
    /// A text in memory.
    Memory(Arc<str>),
}

/// A text as far as it can be read.
#[derive(Debug, Clone)]
struct Text {
    text: String,
    fault: Option<TextFault>,
    /// The SHA-256 of the bytes that were read; empty where they could not be.
    sha256: String,
}

/// Why a file is not all text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextFault {
    /// The file is not UTF-8 from this byte on, from 0; bytes that are not become U+FFFD.
    NotUtf8(usize),
    /// The file cannot be read at all, with the message of the system.
    Unreadable(String),
}

impl OneFile {
    fn in_memory(text: &str) -> Self {
        Self {
            origin: Origin::Memory(text.into()),
            stamp: None,
            text: OnceLock::new(),
        }
    }

    fn on_disk(path: PathBuf) -> io::Result<Self> {
        let stamp = stamp(&path)?;
        Ok(Self {
            origin: Origin::Disk(path),
            stamp,
            text: OnceLock::new(),
        })
    }

    fn text(&self) -> &Text {
        self.text.get_or_init(|| match &self.origin {
            Origin::Memory(text) => Text::of(text.as_bytes()),
            Origin::Disk(path) => match fs::read(path) {
                Ok(bytes) => Text::of(&bytes),
                Err(error) => Text {
                    text: String::new(),
                    sha256: String::new(),
                    fault: Some(TextFault::Unreadable(error.to_string())),
                },
            },
        })
    }
}

impl Text {
    fn of(bytes: &[u8]) -> Self {
        let error = std::str::from_utf8(bytes).err();
        Self {
            fault: error.map(|error| TextFault::NotUtf8(error.valid_up_to())),
            text: String::from_utf8_lossy(bytes).into_owned(),
            sha256: sha256_hex(bytes),
        }
    }
}

/// Why a folder is not a dataset.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A link leads to a folder that it is in.
    #[error("`{}` is a link to a folder that it is in itself", path.display())]
    Loop {
        /// The link.
        path: PathBuf,
    },
    /// Something that is read as a file is none, such as a pipe or a device.
    #[error("`{}` is not a file", path.display())]
    NoFile {
        /// What it is called.
        path: PathBuf,
    },
    /// A name is not UTF-8: two such names may look the same.
    #[error("the name of `{}` is not UTF-8", path.display())]
    NotUtf8 {
        /// The file or folder, with U+FFFD for what is not UTF-8.
        path: PathBuf,
    },
    /// A command that was to change several files has changed some.
    #[error("{command} was interrupted, and `{}` is half written", path.display())]
    Unfinished {
        /// The folder.
        path: PathBuf,
        /// The command.
        command: String,
    },
    /// The folder has no `dataset.toml`.
    #[error("`{}` is not a dataset: it has no dataset.toml", path.display())]
    NoDataset {
        /// The folder.
        path: PathBuf,
    },
    /// The folder's name is not a key.
    #[error("the folder's name `{name}` {fault}; it is the key of the dataset")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: &'static str,
    },
}

/// The list of corrections.
pub const LEDGER: &str = "corrections.csv";

/// The dataset that the program ships.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/datasets_csto.rs"));

impl Folder {
    /// Lists the dataset's files below a folder: sheets (`*.toml`), files of lines (`*.jsonl`,
    /// compressed or not), locks and the ledger.
    ///
    /// All other files are ignored, and so are hidden files and folders. Links are followed, to folders
    /// too.
    ///
    /// # Errors
    /// The folder is not a dataset, it is half written, or something in it cannot be read.
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
        refuse_unfinished(path)?;
        let mut folder = Self {
            key: DatasetKey::new(name),
            path: Some(path.into()),
            files: BTreeMap::new(),
            unread: BTreeMap::new(),
        };
        folder.list_below(&mut vec![path.into()], "")?;
        Ok(folder)
    }

    /// Returns the dataset that is embedded in the program.
    pub fn shipped() -> Self {
        let files = Self::shipped_files().filter(|(name, _)| is_ours(name));
        Self {
            key: DatasetKey::new("csto"),
            path: None,
            files: files
                .map(|(name, text)| (name.to_owned(), OneFile::in_memory(text)))
                .collect(),
            unread: BTreeMap::new(),
        }
    }

    /// Returns all files of the embedded dataset, by name.
    pub fn shipped_files() -> impl Iterator<Item = (&'static str, &'static str)> {
        SHIPPED.iter().copied()
    }

    /// Makes a dataset of files in memory.
    #[cfg(test)]
    pub fn of(key: &str, files: &[(&str, &str)]) -> Self {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), OneFile::in_memory(text));
        Self {
            key: DatasetKey::new(key),
            path: None,
            files: files.iter().map(own).collect(),
            unread: BTreeMap::new(),
        }
    }

    /// Returns these files with another text of one of them.
    #[must_use]
    pub fn with_text(mut self, file: &str, text: String) -> Self {
        let text = OneFile::in_memory(&text);
        self.files.insert(file.to_owned(), text);
        self
    }

    /// Adds a file from elsewhere under this name.
    ///
    /// # Errors
    /// There is no such file.
    pub fn add_file(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let file = OneFile::on_disk(path.into())?;
        self.files.insert(name.to_owned(), file);
        Ok(())
    }

    /// Returns the dataset's key: the name of the folder.
    pub fn key(&self) -> &DatasetKey {
        &self.key
    }

    /// Returns where the folder is; `None` for the embedded one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Lists the names of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Lists what looks like part of the dataset and is not read.
    pub fn unread(&self) -> impl Iterator<Item = (&str, Looks)> {
        self.unread
            .iter()
            .map(|(name, looks)| (name.as_str(), *looks))
    }

    /// Returns the text of a file that is held whole.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(|file| file.text().text.as_str())
    }

    /// Returns the SHA-256 of the text of a file that is held whole: of the bytes that were read, even
    /// if the file has changed since. Empty where it could not be read.
    pub fn text_digest(&self, file: &str) -> &str {
        self.files.get(file).map_or("", |file| &file.text().sha256)
    }

    /// Returns why the text of a file that is held whole is not all of it.
    pub fn fault(&self, file: &str) -> Option<&TextFault> {
        self.files.get(file)?.text().fault.as_ref()
    }

    /// Returns the size and mtime of a file; `None` where a change of its bytes need not change them.
    pub fn stamp(&self, file: &str) -> Option<Stamp> {
        self.files.get(file)?.stamp
    }

    /// Lists the files that are no longer as they were when the folder was listed, by size and mtime:
    /// what was read of such a file, and of the others, may be of two states of the dataset.
    pub fn changed_since(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().filter(|(_, file)| match &file.origin {
            Origin::Disk(path) => stamp(path).ok().flatten() != file.stamp,
            Origin::Memory(_) => false,
        });
        files.map(|(name, _)| name.as_str())
    }

    /// Opens the bytes of a file.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(&self, file: &str) -> io::Result<Box<dyn Read + Send>> {
        match self.files.get(file).map(|file| &file.origin) {
            Some(Origin::Disk(path)) => Ok(Box::new(File::open(path)?)),
            Some(Origin::Memory(text)) => Ok(Box::new(Cursor::new(text.as_bytes().to_vec()))),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Opens a file of lines; `None` where it is another one.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn lines(&self, file: &str) -> io::Result<Option<LineReader>> {
        let Some(packing) = Packing::of(file) else {
            return Ok(None);
        };
        LineReader::new(packing, self.open(file)?).map(Some)
    }

    /// Returns the SHA-256 of a file as it lies on the disk, as 64 hexadecimal digits.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn digest(&self, file: &str) -> io::Result<String> {
        sha256_hex_of(self.open(file)?)
    }

    /// Reads one line of a file of lines again, to show it; empty where that fails.
    pub fn read_line(&self, file: &str, number: usize) -> String {
        let Ok(Some(mut reader)) = self.lines(file) else {
            return String::new();
        };
        while let Ok(Some(chunk)) = reader.next() {
            let mut lines = chunk.lines();
            if let Some((_, Ok(line))) = lines.find(|(found, _)| *found == number) {
                return line.to_owned();
            }
        }
        String::new()
    }

    /// Returns a file's path as messages show it.
    pub fn display_path(&self, file: &str) -> String {
        match &self.path {
            Some(path) => path.join(file).display().to_string(),
            None => format!("{}/{file}", self.key),
        }
    }

    /// Lists the files below the last of these folders, which are one in the other; links to folders
    /// are followed.
    fn list_below(&mut self, above: &mut Vec<PathBuf>, prefix: &str) -> Result<(), FolderError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| FolderError::Read { path, source }
        };
        let folder = above.last().cloned().unwrap_or_default();
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let entry = entry.map_err(failed(&folder))?;
            let path = entry.path();
            let last = entry.file_name().to_string_lossy().into_owned();
            if last.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{last}");
            let kind = entry.file_type().map_err(failed(&path))?;
            let is_link = kind.is_symlink();
            let kind = match is_link.then(|| fs::metadata(&path)) {
                None => kind,
                Some(Ok(metadata)) => metadata.file_type(),
                // A link that leads nowhere is in nobody's way unless it is to be read.
                Some(Err(_)) if path.extension().is_some() && !is_ours(&name) => continue,
                Some(Err(error)) => return Err(failed(&path)(error)),
            };
            if !kind.is_dir() && !is_ours(&name) {
                // Of a pipe there may never be a first line.
                let looks = kind.is_file().then(|| looks_like(&name, &path)).flatten();
                self.unread.extend(looks.map(|looks| (name, looks)));
                continue;
            }
            if entry.file_name().to_str().is_none() {
                return Err(FolderError::NotUtf8 { path });
            }
            if kind.is_dir() {
                if is_link && above.iter().any(|above| is_same_file(above, &path)) {
                    return Err(FolderError::Loop { path });
                }
                above.push(path);
                self.list_below(above, &format!("{name}/"))?;
                above.pop();
            } else if kind.is_file() {
                let file = OneFile::on_disk(path.clone()).map_err(failed(&path))?;
                self.files.insert(name, file);
            } else {
                return Err(FolderError::NoFile { path });
            }
        }
        Ok(())
    }

    /// Returns an offset in a file as `file:line:column`, both from 1.
    pub fn location(&self, file: &str, at: usize) -> String {
        let (line, column) = line_and_column(self.text(file).unwrap_or_default(), at);
        format!("{}:{line}:{column}", self.display_path(file))
    }
}

/// Returns the line and the column of an offset, both from 1, the column in characters.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before[line_start..].chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// Returns the line of an offset, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Returns the source in whose folder a file is, if it is in one.
pub fn source_of(file: &str, is_source: impl Fn(&str) -> bool) -> Option<&str> {
    let folders = file.match_indices('/').map(|(end, _)| &file[..end]);
    folders.into_iter().find(|folder| is_source(folder))
}

/// Returns whether a file of a dataset is a fact sheet.
pub fn is_sheet(name: &str) -> bool {
    name.ends_with(".toml") && name != "dataset.toml" && last_part(name) != "article.toml"
}

/// Returns whether a file holds facts one a line.
pub fn is_of_lines(name: &str) -> bool {
    Packing::of(name).is_some()
}

/// Returns whether a file is one of facts.
pub fn is_of_facts(name: &str) -> bool {
    is_sheet(name) || is_of_lines(name)
}

/// Returns whether a file is read as part of a dataset, by its name.
pub fn is_ours(name: &str) -> bool {
    name.ends_with(".toml")
        || is_of_lines(name)
        || last_part(name) == "passages.lock"
        || name == LEDGER
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
