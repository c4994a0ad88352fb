//! Temporary files that the next run knows for dead where their process was killed.
//!
//! They lie in a folder of their process, `.footnote-…`, in the folder of what they are for, so that
//! they can be renamed to it. In it is a file that the process holds locked while it lives: whoever
//! gets the lock knows that nobody will come back for the rest, however old or young it is, and clears
//! it away. That is done whenever a process makes such a folder beside another one.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::{NamedTempFile, PersistError, TempDir, TempPath};

/// How the names of such folders begin.
const PREFIX: &str = ".footnote-";

/// The file that is locked.
const LOCK: &str = "lock";

/// A temporary file; it goes with this.
pub struct Temporary {
    file: NamedTempFile,
    workspace: Arc<Workspace>,
}

/// A temporary file that is closed; it goes with this.
pub struct ClosedTemporary {
    path: TempPath,
    _workspace: Arc<Workspace>,
}

/// A temporary folder; it goes with this.
pub struct TemporaryFolder {
    folder: TempDir,
    _workspace: Arc<Workspace>,
}

/// A folder for the temporary files of this process in another folder. It goes with the last of them;
/// who makes many, one after the other, holds it meanwhile.
pub struct Workspace {
    // Closed before the folder goes, which else could not be removed everywhere.
    _lock: File,
    folder: TempDir,
}

/// The folders that this process has, by what they are in.
static WORKSPACES: Mutex<BTreeMap<PathBuf, Weak<Workspace>>> = Mutex::new(BTreeMap::new());

impl Temporary {
    /// Makes an empty file that can be renamed into a folder.
    ///
    /// A temporary file is private by default; these are for whom the user's umask lets.
    ///
    /// # Errors
    /// Nothing can be written in the folder.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let workspace = Workspace::of(folder)?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(workspace.folder.path())?;
        Ok(Self { file, workspace })
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Returns the file.
    pub fn as_file(&self) -> &File {
        self.file.as_file()
    }

    /// Closes it.
    pub fn close(self) -> ClosedTemporary {
        ClosedTemporary {
            path: self.file.into_temp_path(),
            _workspace: self.workspace,
        }
    }

    /// Renames it, in place of what is there.
    ///
    /// # Errors
    /// It cannot be renamed; it is then gone.
    pub fn persist(self, target: &Path) -> io::Result<()> {
        let done = self.file.persist(target);
        done.map(drop).map_err(|PersistError { error, .. }| error)
    }

    /// Renames it where nothing is there.
    ///
    /// # Errors
    /// There is a file, or it cannot be renamed; it is then gone.
    pub fn persist_new(self, target: &Path) -> io::Result<()> {
        let done = self.file.persist_noclobber(target);
        done.map(drop).map_err(|PersistError { error, .. }| error)
    }
}

impl ClosedTemporary {
    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Renames it, in place of what is there.
    ///
    /// # Errors
    /// It cannot be renamed; it is then gone.
    pub fn persist(self, target: &Path) -> io::Result<()> {
        self.path.persist(target).map_err(|error| error.error)
    }
}

impl TemporaryFolder {
    /// Makes an empty folder in another one.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let workspace = Workspace::of(folder)?;
        Ok(Self {
            folder: tempfile::tempdir_in(workspace.folder.path())?,
            _workspace: workspace,
        })
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Workspace {
    /// Returns the one of this process in a folder.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn of(folder: &Path) -> io::Result<Arc<Self>> {
        let all = WORKSPACES.lock();
        // A thread that panicked has left the list as it was.
        let mut all = all.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(folder).and_then(Weak::upgrade) {
            return Ok(known);
        }
        sweep(folder);
        let made = loop {
            if let Some(made) = Self::make(folder)? {
                break Arc::new(made);
            }
        };
        all.retain(|_, workspace| workspace.strong_count() > 0);
        all.insert(folder.into(), Arc::downgrade(&made));
        Ok(made)
    }

    /// Makes one; `None` where another process has cleared it away before it was locked.
    fn make(beside: &Path) -> io::Result<Option<Self>> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(beside)?;
        let path = folder.path().join(LOCK);
        let lock = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            lock => lock?,
        };
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // Where the file system has no locks, nobody gets one, and nothing is cleared.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let is_there = path.try_exists()?;
        let made = Self {
            _lock: lock,
            folder,
        };
        Ok(is_there.then_some(made))
    }
}

/// Clears away what dead processes left in a folder. What cannot be cleared stays: it is in nobody's
/// way.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // No link: it would lead elsewhere.
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _left = clear(&entry.path());
        }
    }
}

/// Removes a folder of temporary files if its process is dead.
fn clear(folder: &Path) -> io::Result<()> {
    match File::open(folder.join(LOCK)) {
        // Its process has not come to lock it, or was killed before: empty in both cases.
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::remove_dir(folder),
        Err(error) => Err(error),
        Ok(lock) => {
            if lock.try_lock().is_err() {
                return Ok(());
            }
            fs::remove_dir_all(folder)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    /// Leaves a temporary file in a folder as a process does that is killed.
    fn leave(folder: &Path) -> PathBuf {
        let dead = folder.join(".footnote-dead00");
        fs::create_dir_all(dead.join("state")).unwrap();
        fs::write(dead.join(LOCK), "").unwrap();
        fs::write(dead.join(".tmp"), "half").unwrap();
        fs::write(dead.join("state/state.sqlite"), "half").unwrap();
        dead
    }

    #[test]
    fn nothing_is_left_of_what_is_dropped_or_renamed() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (
            Temporary::in_folder(folder.path()).unwrap(),
            Temporary::in_folder(folder.path()).unwrap(),
        );
        assert_eq!(names(folder.path()), 1, "they share a folder");
        let inner = TemporaryFolder::in_folder(folder.path()).unwrap();
        drop(one);
        two.persist(&folder.path().join("a")).unwrap();
        assert!(inner.path().is_dir());
        drop(inner);
        assert_eq!(names(folder.path()), 1);
        let new = Temporary::in_folder(folder.path()).unwrap();
        assert!(new.persist_new(&folder.path().join("a")).is_err());
        assert_eq!(names(folder.path()), 1);
    }

    #[test]
    fn what_a_dead_process_left_is_cleared_and_what_a_living_one_has_stays() {
        let folder = tempfile::tempdir().unwrap();
        let dead = leave(folder.path());
        let living = Temporary::in_folder(folder.path()).unwrap();
        assert!(!dead.exists() && living.path().exists());
        leave(folder.path());
        // The lock of a living process, as another one sees it.
        sweep(folder.path());
        assert!(!dead.exists() && living.path().exists());
        fs::create_dir(&dead).unwrap();
        fs::write(folder.path().join(".footnote-notes"), "a file of somebody").unwrap();
        sweep(folder.path());
        assert!(!dead.exists());
        assert!(folder.path().join(".footnote-notes").exists());
    }
}
