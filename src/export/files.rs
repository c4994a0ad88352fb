//! Putting files in place: written beside the target, renamed only where they differ from it.
//!
//! A file's stamp (size and mtime) is noted only where it is *settled*: whoever writes the file after
//! us gives it another one. File systems take mtimes from a clock that ticks every few
//! milliseconds, some of them every second or two, and a file that is written twice within a tick
//! can have one stamp for two contents (git calls this the racy timestamp problem). The order of
//! steps settles it:
//!
//! ```text
//! draft written   clock ticks     draft renamed            an analyst edits the target
//! ─────┼───────────────┼──────────────┼───────────────────────────┼─────────────► time
//!    mtime m      seen: now > m    from here on the target       its mtime > m
//!                                  can be edited
//! ```
//!
//! - Nobody else knows a draft's name, so nobody edits it before it is renamed; and no draft is
//!   renamed before the file system's own clock has left the mtime of all drafts behind. To read
//!   that clock, an empty file is made in the same folder ([`crate::files::outwait`]).
//! - Where the target is right already, its stamp is taken before it is compared, and the draft beside
//!   it was written later than the target's mtime by the same clock: an edit during or after the
//!   comparison has a later mtime.
//!
//! It takes a clock that does not run backwards and an editor that does not set mtimes back. Where a
//! file system ticks too slowly to wait for, nothing is noted, and the next export makes the files
//! again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::ExportError;
use super::format::Measure;
use crate::digest::Measured;
use crate::files::{self, ClosedTemporary, Temporary, beside};
use crate::model::known::Stamp;

/// A file that is written beside its target.
pub struct Draft {
    target: PathBuf,
    file: Temporary,
}

/// A file that is written, and then put in place.
pub struct Ready {
    /// Where it belongs.
    pub target: PathBuf,
    /// The draft; `None` where the target is right.
    draft: Option<ClosedTemporary>,
    /// Whether it differs from what is in place before the export.
    pub is_new: bool,
    /// Its stamp, if a later edit cannot have the same one.
    pub stamp: Option<Stamp>,
}

impl Draft {
    /// Makes an empty file beside a target.
    pub fn new(target: PathBuf) -> Result<Self, ExportError> {
        let file = beside(&target).map_err(ExportError::write(&target))?;
        Ok(Self { target, file })
    }

    /// Returns where the draft is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Returns the draft to write to.
    pub fn file(&self) -> Result<File, ExportError> {
        let file = self.file.as_file().try_clone();
        file.map_err(|e| self.error(e))
    }

    /// Returns the size and digest of what is written.
    pub fn measure(&self) -> Result<Measure, ExportError> {
        let measure = || {
            let mut measured = Measured::new(File::open(self.path())?);
            let mut reader = BufReader::with_capacity(1 << 16, &mut measured);
            io::copy(&mut reader, &mut io::sink())?;
            let (bytes, sha256) = measured.finish();
            Ok(Measure { bytes, sha256 })
        };
        measure().map_err(|e| self.error(e))
    }

    /// Wraps a failure to write in which file it was.
    pub fn error(&self, source: io::Error) -> ExportError {
        ExportError::write(&self.target)(source)
    }

    /// Closes the draft, which is written.
    pub fn finish(self) -> Result<Ready, ExportError> {
        let draft = self.file.close();
        Ok(Ready {
            stamp: files::stamp(draft.path()).map_err(ExportError::write(&self.target))?,
            target: self.target,
            draft: Some(draft),
            is_new: true,
        })
    }
}

impl Ready {
    /// Returns a file that is known to be right, with its stamp.
    pub fn kept(target: PathBuf, stamp: Stamp) -> Self {
        Self {
            target,
            draft: None,
            is_new: false,
            stamp: Some(stamp),
        }
    }

    /// Drops the draft where the target has the same bytes.
    pub fn compared(mut self) -> Result<Self, ExportError> {
        let Some(draft) = &self.draft else {
            return Ok(self);
        };
        // Looked at before it is read: an edit meanwhile gives another one.
        let stamp = files::stamp(&self.target).ok().flatten();
        if is_same(draft.path(), &self.target).map_err(ExportError::write(&self.target))? {
            let written = self.stamp.map(|draft| draft.modified);
            self.stamp = stamp.filter(|stamp| written.is_some_and(|at| stamp.modified < at));
            self.draft = None;
            self.is_new = false;
        }
        Ok(self)
    }

    /// Gives the draft the mode of the old file: who may read that may read this one, and nobody else.
    pub fn take_mode(&self) -> Result<(), ExportError> {
        match (&self.draft, fs::metadata(&self.target)) {
            (Some(draft), Ok(old)) => fs::set_permissions(draft.path(), old.permissions())
                .map_err(ExportError::write(&self.target)),
            _ => Ok(()),
        }
    }

    /// Puts the draft in place, if there is one.
    pub fn persist(mut self) -> Result<Self, ExportError> {
        self.take_mode()?;
        // Not synced: an export that a crash cut short is written again by the next run.
        if let Some(draft) = self.draft.take() {
            let renamed = draft.persist(&self.target);
            renamed.map_err(ExportError::write(&self.target))?;
        }
        Ok(self)
    }
}

/// Waits until the stamps of drafts are settled; those that do not settle are forgotten.
pub fn settle(files: &mut [Ready]) {
    let mut newest: BTreeMap<PathBuf, i64> = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_new) {
        if let (Some(stamp), Some(folder)) = (file.stamp, file.target.parent()) {
            let newest = newest.entry(folder.to_owned()).or_insert(i64::MIN);
            *newest = stamp.modified.max(*newest);
        }
    }
    newest.retain(|folder, modified| !files::outwait(folder, *modified));
    for file in files.iter_mut().filter(|file| file.is_new) {
        let folder = file.target.parent();
        if folder.is_some_and(|folder| newest.contains_key(folder)) {
            file.stamp = None;
        }
    }
}

/// Removes a file, if it is there.
pub fn take_away(path: &Path) -> Result<(), ExportError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(ExportError::write(path)),
    }
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
