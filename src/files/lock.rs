//! A lock by which runs of this program take turns at a folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// A folder that other runs stay out of while this lives; it goes with the process, killed or not.
pub struct FolderLock {
    /// None where the file system has no locks.
    _file: Option<File>,
}

/// How often a folder that is taken is looked at again.
const PAUSE: Duration = Duration::from_millis(10);

impl FolderLock {
    /// Waits for a folder, which must be there; `None` where it is taken for longer than that.
    ///
    /// # Errors
    /// The folder cannot be opened.
    pub fn wait(folder: &Path, patience: Duration) -> io::Result<Option<Self>> {
        let file = open(folder)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { _file: Some(file) })),
                Err(TryLockError::WouldBlock) if started.elapsed() < patience => {
                    thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                // Some network drives have no locks. There people take turns by themselves.
                Err(TryLockError::Error(_)) => return Ok(Some(Self { _file: None })),
            }
        }
    }
}

/// Opens what is locked: the folder itself, so that nothing is left in it.
#[cfg(unix)]
fn open(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Opens what is locked: a file, as other systems lock no folders.
#[cfg(not(unix))]
fn open(folder: &Path) -> io::Result<File> {
    File::create(folder.join(".footnote-lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_until_the_lock_goes() {
        let folder = tempfile::tempdir().unwrap();
        let wait = |millis| FolderLock::wait(folder.path(), Duration::from_millis(millis)).unwrap();
        let lock = wait(0).unwrap();
        assert!(wait(20).is_none());
        let later = thread::scope(|scope| {
            let later = scope.spawn(|| wait(10_000).is_some());
            thread::sleep(Duration::from_millis(30));
            drop(lock);
            later.join().unwrap()
        });
        assert!(later);
        assert!(FolderLock::wait(&folder.path().join("none"), PAUSE).is_err());
    }
}
