//! Writing into a dataset: one command at a time, and all files of a change or none.
//!
//! - **One writer.** Who writes holds a lock on the dataset from before it reads until it has
//!   written, so that of two commands the second reads what the first one wrote. The lock is the
//!   system's, on a hidden file: it goes with its process, however that ends.
//! - **Compare before write.** A file that is to be replaced is compared with what was read of it:
//!   an editor asks for no lock.
//! - **All or nothing.** What changes several files goes through a journal ([`journal`]).
//!
//! Readers take no lock, and need nothing that can be written: they refuse a dataset with a journal
//! ([`refuse_unfinished`]).

mod change;
mod journal;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::folder::{Folder, FolderError, is_ours};
use change::{Change, sweep};
use journal::Journal;

/// The file that a writer locks.
const LOCK_FILE: &str = ".footnote.lock";

/// How long a command waits for another one, as long as it does for a store.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before a look whether the other one is done.
const PAUSE: Duration = Duration::from_millis(20);

/// The right to write into a dataset, which no other command has as long as this lives.
#[derive(Debug)]
pub struct Writer {
    /// The folder, as messages name it.
    root: PathBuf,
    /// The command that writes, as a user calls it.
    command: &'static str,
    /// Held until it is dropped.
    _lock: File,
}

/// A change that an earlier command left unfinished, and that is finished now.
#[derive(Debug, PartialEq, Eq)]
pub struct Finished {
    /// The command that was interrupted.
    pub command: String,
    /// The files that it had not written yet.
    pub written: Vec<PathBuf>,
}

/// Why a dataset is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another command writes.
    #[error("{holder} is writing `{}`", root.display())]
    Locked {
        /// The folder.
        root: PathBuf,
        /// Who writes, as far as it is known.
        holder: String,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written; nothing is.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Some files are written, and neither can the others be nor can those be put back.
    #[error("cannot write `{}`, and other files are written already", path.display())]
    Half {
        /// The file.
        path: PathBuf,
        /// The folder of the dataset.
        root: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what was read of it.
    #[error("`{}` was changed while this command ran; nothing is written", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file is marked as one that is not to be changed.
    #[error("`{}` is read-only; nothing is written", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A link leads to a file elsewhere.
    #[error("`{}` is a link that leads out of the dataset; nothing is written", path.display())]
    Outside {
        /// The link.
        path: PathBuf,
    },
    /// Where a journal or a lock is expected, there is something else.
    #[error("`{}` is not what footnote wrote: {why}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file was changed after a command was interrupted.
    #[error("`{command}` was interrupted and cannot be finished: `{}` was changed since", path.display())]
    Stuck {
        /// The command.
        command: String,
        /// The file that is neither as it was nor as it was to be.
        path: PathBuf,
        /// The journal.
        journal: PathBuf,
    },
}

impl WriteError {
    /// Returns what may help.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Locked { .. } => {
                let seconds = PATIENCE.as_secs();
                return Some(format!(
                    "this waited {seconds} seconds; run it again once the other one is done"
                ));
            }
            Self::Half { root, .. } => return Some(finish_hint(root)),
            Self::Changed { .. } => "run it again: it reads what stands there now",
            Self::ReadOnly { .. } => "make it writable, if it is to change",
            Self::Outside { .. } => "put the file itself into the dataset's folder",
            Self::Foreign { .. } => "move it out of the dataset's folder",
            Self::Stuck { journal, .. } => {
                return Some(format!(
                    "put the file back as it was before that; or delete `{}`, and all files stay as they are now, some written and some not",
                    journal.display()
                ));
            }
            Self::Read { .. } | Self::Write { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// Says how what was interrupted is finished.
pub fn finish_hint(root: &Path) -> String {
    format!(
        "`footnote lock {}` finishes it, and so does any other command that writes the dataset",
        root.display()
    )
}

impl Writer {
    /// Waits for the right to write into a dataset, and finishes what an earlier command left
    /// unfinished.
    ///
    /// # Errors
    /// Another command holds the right for too long, or what was left cannot be finished.
    pub fn open(
        root: &Path,
        command: &'static str,
    ) -> Result<(Self, Option<Finished>), WriteError> {
        let writer = Self {
            root: root.to_owned(),
            command,
            _lock: lock(root, command, PATIENCE)?,
        };
        sweep(root)?;
        let finished = match Journal::read(root)? {
            Some(journal) => Some(journal.finish(root)?),
            None => None,
        };
        Ok((writer, finished))
    }

    /// Returns the name that a file has in the dataset; `None` where it would be no part of it.
    pub fn name_of(&self, path: &Path) -> Option<String> {
        let full = std::path::absolute(path).ok()?;
        // The folder of a file that is new may be new, too.
        let nearest = full.ancestors().find(|above| above.exists())?;
        let real = nearest.canonicalize().ok()?;
        let full = match full.strip_prefix(nearest).ok()? {
            rest if rest.as_os_str().is_empty() => real,
            rest => real.join(rest),
        };
        let below = full.strip_prefix(self.root.canonicalize().ok()?).ok()?;
        let parts: Option<Vec<&str>> = below
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect();
        let name = parts?.join("/");
        is_safe(&name).then_some(name)
    }

    /// Writes files of the dataset, all or none of them; `folder` is what was read of it.
    ///
    /// # Errors
    /// A file is not what was read, or cannot be written. Nothing is written then, unless the error
    /// says otherwise.
    pub fn commit(
        &self,
        folder: &Folder,
        files: &BTreeMap<String, String>,
    ) -> Result<(), WriteError> {
        let mut changes = Vec::new();
        for (file, text) in files {
            changes.push(Change::stage(&self.root, file, text)?);
        }
        for change in &mut changes {
            let read = folder.names().any(|name| name == change.file);
            let read = read.then(|| folder.text_digest(&change.file));
            change.compare(read)?;
        }
        if changes.len() > 1 {
            Journal::of(self.command, &changes).write(&self.root, &changes)?;
        }
        change::apply(&self.root, changes, &mut change::put_in_place)
    }
}

/// Refuses a dataset of which an interrupted command has written a part. A command that is at it now
/// is waited for.
///
/// # Errors
/// The dataset is half written.
pub fn refuse_unfinished(root: &Path) -> Result<(), FolderError> {
    let journal = journal::path(root);
    let started = Instant::now();
    while fs::symlink_metadata(&journal).is_ok() {
        let is_patient = started.elapsed() < PATIENCE;
        if is_patient && is_locked(root) {
            thread::sleep(PAUSE);
        } else if fs::symlink_metadata(&journal).is_ok() {
            let command = Journal::read(root).ok().flatten();
            return Err(FolderError::Unfinished {
                path: root.to_owned(),
                command: command.map_or("a command".into(), |journal| {
                    format!("`{}`", journal.command)
                }),
            });
        }
    }
    Ok(())
}

/// Returns whether a command has the right to write. This changes nothing.
fn is_locked(root: &Path) -> bool {
    let lock = File::open(root.join(LOCK_FILE));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Locks a dataset, and notes who did.
fn lock(root: &Path, command: &str, patience: Duration) -> Result<File, WriteError> {
    let path = root.join(LOCK_FILE);
    let failed = |source| WriteError::Write {
        path: path.clone(),
        source,
    };
    // A link would have the note written elsewhere.
    if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
        let why = "expected a file".to_owned();
        return Err(WriteError::Foreign { path, why });
    }
    let started = Instant::now();
    let mut file = loop {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => break file,
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if started.elapsed() < patience => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let root = root.to_owned();
                let holder = holder(&path);
                return Err(WriteError::Locked { root, holder });
            }
            // Some network drives have no locks. There people take turns by themselves, and what is
            // written is compared all the same.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                break file;
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    };
    let note = format!("{} {command}\n", std::process::id());
    file.set_len(0)
        .and_then(|()| file.seek(SeekFrom::Start(0)))
        .and_then(|_| file.write_all(note.as_bytes()))
        .map_err(failed)?;
    Ok(file)
}

/// Returns whether a file that is locked now still has its name: whoever held the lock before has
/// removed it, and a third one may have made another.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    let named = fs::metadata(path);
    file.metadata()
        .is_ok_and(|held| named.is_ok_and(|named| same(&held, &named)))
}

/// Returns true: here the file is never removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Writer {
    /// Removes the file that is locked, where a file can be told to be the one of a name.
    fn drop(&mut self) {
        if cfg!(unix) {
            // Where it cannot be removed it stays, and is as good a lock for the next command.
            let _ = fs::remove_file(self.root.join(LOCK_FILE));
        }
    }
}

/// Says who holds a lock, by the note in it; where that cannot be read, as on Windows, just that
/// somebody does.
fn holder(path: &Path) -> String {
    let note = fs::read_to_string(path).unwrap_or_default();
    let parts = note.trim_end().split_once(' ');
    let parts = parts.and_then(|(process, command)| Some((process.parse::<u32>().ok()?, command)));
    match parts.filter(|(_, command)| is_command(command)) {
        Some((process, command)) => format!("`{command}`, process {process},"),
        None => "another footnote".to_owned(),
    }
}

/// Returns whether a text may be the name of a command: messages show it.
fn is_command(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c == ' ';
    text.len() <= 40 && text.chars().all(is_plain)
}

/// Returns whether a file of this name lies in the dataset and is read as part of it.
fn is_safe(name: &str) -> bool {
    let path = Path::new(name);
    let mut parts = path.components();
    let is_below = parts.all(|part| matches!(part, Component::Normal(_)));
    is_below && is_ours(name) && !name.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests;
