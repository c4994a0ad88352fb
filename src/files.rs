//! Atomic writes: a process that is killed leaves the old file or the new one.

mod identity;
mod lock;
mod temporary;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use crate::model::known::Stamp;
use identity::through_links;
pub use identity::{Identity, identity, is_same_file};
pub use lock::FolderLock;
pub use temporary::{ClosedTemporary, Temporary, TemporaryFolder, Workspace, sweep};

/// Makes an empty file beside a target, whose folder is made if need be; to persist it replaces the
/// target.
///
/// # Errors
/// The folder or the file cannot be made.
pub fn beside(target: &Path) -> io::Result<Temporary> {
    let folder = folder_of(target);
    fs::create_dir_all(folder)?;
    Temporary::in_folder(folder)
}

/// Writes a file that people keep: it is on the disk before it replaces the old one. Through a link it
/// is the file behind it that is written, and the link stays.
///
/// # Errors
/// The file cannot be written; the old one is then as it was.
pub fn write_atomically(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = &through_links(target);
    let file = beside(target)?;
    file.as_file().write_all(bytes)?;
    if let Ok(old) = fs::metadata(target) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    put_in_place(file, target)
}

/// Replaces a file by one that is on the disk.
///
/// # Errors
/// It cannot be renamed; the old one is then as it was.
pub fn put_in_place(file: Temporary, target: &Path) -> io::Result<()> {
    file.persist(target)?;
    sync_folder_of(target)
}

/// Sees to it that the names in the folder of a file are on the disk.
fn sync_folder_of(target: &Path) -> io::Result<()> {
    // The new name is on the disk once its folder is; where folders cannot be opened, as on
    // Windows, the file system sees to that.
    if let Ok(folder) = File::open(folder_of(target)) {
        folder.sync_all()?;
    }
    Ok(())
}

/// Puts a file that is on the disk in place where there is none.
///
/// # Errors
/// There is a file meanwhile, or this one cannot be renamed; it is then gone.
pub fn put_in_empty_place(file: Temporary, target: &Path) -> io::Result<()> {
    file.persist_new(target)?;
    sync_folder_of(target)
}

/// Returns the size and mtime of a file, by which a change shows without reading it; `None` where the
/// file system has no mtimes.
///
/// # Errors
/// There is no such file.
pub fn stamp(path: &Path) -> io::Result<Option<Stamp>> {
    let metadata = fs::metadata(path)?;
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok());
    Ok(modified.map(|modified| Stamp {
        size: metadata.len(),
        modified,
    }))
}

/// How long to wait for a file system's clock. Most tick every few milliseconds; one that ticks every
/// second or two is not worth waiting for.
const PATIENCE: Duration = Duration::from_millis(50);

/// Waits until a file that is written in a folder from now on gets a later mtime than the given one,
/// in nanoseconds since 1970. Returns false where that takes too long or cannot be seen.
///
/// The clock that counts is the file system's own, which ticks more slowly than the system's and is
/// another machine's on a network drive: the mtime of an empty file shows it.
pub fn outwait(folder: &Path, modified: i64) -> bool {
    let started = Instant::now();
    loop {
        let probe = Temporary::in_folder(folder);
        match probe.and_then(|probe| stamp(probe.path())) {
            Ok(Some(now)) if now.modified > modified => return true,
            Ok(Some(_)) if started.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(1));
            }
            _ => return false,
        }
    }
}

/// Returns the folder of a file; the current one where its path has none.
pub fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_written_after_waiting_has_a_later_mtime() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for text in ["one", "two", "six"] {
            fs::write(&path, text).unwrap();
            let before = stamp(&path).unwrap().unwrap();
            if outwait(folder.path(), before.modified) {
                fs::write(&path, text).unwrap();
                assert!(stamp(&path).unwrap().unwrap().modified > before.modified);
            }
        }
        assert!(!outwait(folder.path(), i64::MAX), "nothing waits for ever");
        assert!(!outwait(&folder.path().join("none"), 0));
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
