//! Writing files so that a kill in the middle leaves the old one or the new one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use tempfile::NamedTempFile;

use crate::model::known::Stamp;

/// Makes an empty file beside a target, whose folder is made if need be; persist it to put it in
/// place.
///
/// A temporary file is private by default; these are for everybody to read.
///
/// # Errors
/// The folder or the file cannot be made.
pub fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(target);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".footnote-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    builder.tempfile_in(folder)
}

/// Writes a file that people keep: on the disk before it takes the place of the old one.
///
/// # Errors
/// The file cannot be written; the old one is then as it was.
pub fn write_atomically(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = beside(target)?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(target) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    put_in_place(file, target)
}

/// Puts a file that is on the disk in place of the old one.
///
/// # Errors
/// It cannot be renamed; the old one is then as it was.
pub fn put_in_place(file: NamedTempFile, target: &Path) -> io::Result<()> {
    file.persist(target).map_err(|error| error.error)?;
    // The new name is on the disk once its folder is; where folders cannot be opened, as on
    // Windows, the file system sees to that.
    if let Ok(folder) = File::open(folder_of(target)) {
        folder.sync_all()?;
    }
    Ok(())
}

/// Returns what tells without reading a file whether it is as it was; `None` where its time cannot be
/// told.
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

/// Returns the folder of a file; the current one where its path has none.
fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
