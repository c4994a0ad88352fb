//! Putting files in place: written beside the target, renamed only where they differ from it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::ExportError;
use crate::files::beside;

/// A file that is written beside its target.
pub struct Draft {
    target: PathBuf,
    file: NamedTempFile,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Where it is.
    pub target: PathBuf,
    /// Whether it is new there; else the old one was right already.
    pub is_new: bool,
}

impl Draft {
    /// Makes an empty file beside a target.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new(target: PathBuf) -> Result<Self, ExportError> {
        match beside(&target) {
            Ok(file) => Ok(Self { target, file }),
            Err(source) => Err(ExportError::Write {
                path: target,
                source,
            }),
        }
    }

    /// Returns where the file will be.
    #[cfg(feature = "parquet")]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Returns where the draft is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Returns the draft to write to.
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Wraps a failure to write in which file it was.
    pub fn error(&self, source: io::Error) -> ExportError {
        ExportError::Write {
            path: self.target.clone(),
            source,
        }
    }

    /// Puts the draft in place if it differs from the target, after `before`.
    ///
    /// # Errors
    /// The files cannot be read or renamed, or `before` fails.
    pub fn place(
        self,
        before: impl FnOnce() -> Result<(), ExportError>,
    ) -> Result<Placed, ExportError> {
        let is_new = !is_same(self.path(), &self.target).map_err(|e| self.error(e))?;
        let Self { target, file } = self;
        if is_new {
            before()?;
            // Not synced: an export that a crash cut short is written again by the next run.
            if let Err(error) = file.persist(&target) {
                return Err(ExportError::Write {
                    path: target,
                    source: error.error,
                });
            }
        }
        Ok(Placed { target, is_new })
    }
}

/// Puts bytes in place if they differ from the target's.
///
/// # Errors
/// The file cannot be written.
pub fn place_bytes(target: PathBuf, bytes: &[u8]) -> Result<Placed, ExportError> {
    let draft = Draft::new(target)?;
    let written = draft.file().write_all(bytes);
    written.map_err(|e| draft.error(e))?;
    draft.place(|| Ok(()))
}

fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let Ok(other) = File::open(other) else {
        return Ok(false);
    };
    let one = File::open(one)?;
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let [mut one, mut other] = [one, other].map(|file| BufReader::with_capacity(1 << 16, file));
    loop {
        let (some, more) = (one.fill_buf()?, other.fill_buf()?);
        let length = some.len().min(more.len());
        if some[..length] != more[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(some.is_empty() && more.is_empty());
        }
        one.consume(length);
        other.consume(length);
    }
}
