//! The journal: what makes several files change as one.
//!
//! ```text
//! stage    the new texts lie on the disk, beside their files     killed here: as before
//! journal  the journal appears, by a rename: names, digests,     killed from here on: the next
//!          new texts                                             command that writes goes on
//! apply    each file is replaced, by a rename
//! end      the journal is removed
//! ```
//!
//! The journal holds the new texts themselves, so that nothing else needs to outlive a crash. Each
//! file is told by its digest to be as it was or as it is to be; one that is neither has been changed
//! since by somebody else, and is left to them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::change::{
    self, Change, bytes, put_in_place, remove_journal, restrict, stage, sync_names,
    take_back_journal, write,
};
use super::{Finished, WriteError, is_command, is_safe};
use crate::digest::sha256_hex;

/// The name of the journal.
const NAME: &str = ".footnote.journal";

/// The version of its format.
const FORMAT: u32 = 1;

/// A change of several files.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    format: u32,
    /// The command that makes it.
    pub command: String,
    files: Vec<OneFile>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneFile {
    /// Its name in the dataset.
    file: String,
    /// The digest of what it holds before; `None` where there is none.
    old: Option<String>,
    /// The digest of what it holds afterwards, by which damage to the journal shows.
    new: String,
    /// What it holds afterwards.
    text: String,
}

/// Returns where the journal of a dataset is.
pub fn path(root: &Path) -> PathBuf {
    root.join(NAME)
}

impl Journal {
    /// Makes the journal of changes that are staged and compared.
    pub fn of(command: &str, changes: &[Change]) -> Self {
        let files = changes.iter().map(|change| OneFile {
            file: change.file.clone(),
            old: change.old_digest(),
            new: sha256_hex(change.text.as_bytes()),
            text: change.text.clone(),
        });
        Self {
            format: FORMAT,
            command: command.to_owned(),
            files: files.collect(),
        }
    }

    /// Puts the journal on the disk: from then on the change is made.
    pub fn write(&self, root: &Path, changes: &[Change]) -> Result<(), WriteError> {
        let path = path(root);
        let json = serde_json::to_vec_pretty(self).expect("texts and numbers are JSON");
        let staged = stage(&path, &json).map_err(|source| write(&path, source))?;
        restrict(&staged, changes).map_err(|source| write(&path, source))?;
        let put = put_in_place(staged, &path);
        let put = put.and_then(|()| sync_names([path.as_path()]).map_err(|(_, error)| error));
        put.map_err(|source| {
            // It may be in place, and only its folder not be synced: nothing is written yet.
            match take_back_journal(root) {
                Ok(()) => write(&path, source),
                Err(_) => WriteError::Half {
                    path: path.clone(),
                    root: root.to_owned(),
                    source,
                },
            }
        })
    }

    /// Reads the journal of a dataset; `None` where there is none.
    pub fn read(root: &Path) -> Result<Option<Self>, WriteError> {
        let path = path(root);
        let Some(bytes) = bytes(&path)? else {
            return Ok(None);
        };
        let foreign = |why: String| WriteError::Foreign {
            path: path.clone(),
            why,
        };
        let journal: Self =
            serde_json::from_slice(&bytes).map_err(|error| foreign(error.to_string()))?;
        if journal.format != FORMAT {
            let found = journal.format;
            let why = format!("found format {found}, this program reads format {FORMAT}");
            return Err(foreign(why));
        }
        if !is_command(&journal.command) {
            return Err(foreign("it names no command".to_owned()));
        }
        for OneFile {
            file, new, text, ..
        } in &journal.files
        {
            if !is_safe(file) {
                return Err(foreign(format!("`{file}` is not a file of the dataset")));
            }
            if sha256_hex(text.as_bytes()) != *new {
                return Err(foreign(format!("its text of `{file}` is damaged")));
            }
        }
        Ok(Some(journal))
    }

    /// Writes the files that are still as they were, and removes the journal.
    pub fn finish(self, root: &Path) -> Result<Finished, WriteError> {
        let mut waiting = Vec::new();
        let mut written = Vec::new();
        let mut in_place = Vec::new();
        for OneFile {
            file,
            old,
            new,
            text,
        } in self.files
        {
            let path = root.join(&file);
            let target = change::target(root, &path)?;
            let found = bytes(&target)?.as_deref().map(sha256_hex);
            if found.as_ref() == Some(&new) {
                in_place.push(target);
                continue;
            }
            if found != old {
                return Err(WriteError::Stuck {
                    command: self.command,
                    path,
                    journal: self::path(root),
                });
            }
            let staged = stage(&target, text.as_bytes());
            waiting.push((staged.map_err(|source| write(&path, source))?, target));
            written.push(path);
        }
        let half = |path: &Path, source| WriteError::Half {
            path: path.to_owned(),
            root: root.to_owned(),
            source,
        };
        let mut targets = Vec::new();
        for ((staged, target), path) in waiting.into_iter().zip(&written) {
            put_in_place(staged, &target).map_err(|source| half(path, source))?;
            targets.push(target);
        }
        // Those that were in place already may not be on the disk.
        sync_names(targets.iter().chain(&in_place).map(PathBuf::as_path))
            .map_err(|(path, source)| half(&path, source))?;
        remove_journal(root)?;
        Ok(Finished {
            command: self.command,
            written,
        })
    }
}
