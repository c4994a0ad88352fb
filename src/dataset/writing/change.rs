//! The change of one file: staged beside it, compared, put in place.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{WriteError, journal};
use crate::digest::sha256_hex;

/// How the names of files begin that wait beside their targets. Only who holds the lock of a dataset
/// makes them in its folders, so that others found there are of a run that died.
const WAITING: &str = ".footnote.new-";

/// A file with its new text, which is on the disk already.
#[derive(Debug)]
pub struct Change {
    /// Its name in the dataset.
    pub file: String,
    /// Its new text.
    pub text: String,
    /// Its path, as messages name it.
    path: PathBuf,
    /// The file itself: what a link leads to.
    target: PathBuf,
    /// What it held before; `None` where there was none.
    old: Option<Vec<u8>>,
    /// The new text, closed: there may be more of them than files that can be open at once.
    staged: TempPath,
}

impl Change {
    /// Writes the new text beside a file.
    pub fn stage(root: &Path, file: &str, text: &str) -> Result<Self, WriteError> {
        let path = root.join(file);
        let target = target(root, &path)?;
        let staged = stage(&target, text.as_bytes()).map_err(|source| write(&path, source))?;
        Ok(Self {
            file: file.to_owned(),
            text: text.to_owned(),
            path,
            target,
            old: None,
            staged,
        })
    }

    /// Refuses a file that is not what was read of it, given the digest of that; `None` where there
    /// was none.
    pub fn compare(&mut self, read: Option<&str>) -> Result<(), WriteError> {
        self.old = bytes(&self.target)?;
        if self.old_digest().as_deref() == read {
            return Ok(());
        }
        let path = self.path.clone();
        Err(WriteError::Changed { path })
    }

    /// Returns the digest of what the file held before.
    pub fn old_digest(&self) -> Option<String> {
        self.old.as_deref().map(sha256_hex)
    }
}

/// What a file held before, to be put back.
struct Before {
    target: PathBuf,
    bytes: Option<Vec<u8>>,
}

impl Before {
    fn put_back(self, put: &mut Put<'_>) -> io::Result<()> {
        // A full disk may have room for nothing.
        if fs::read(&self.target).ok() == self.bytes {
            return Ok(());
        }
        match self.bytes {
            Some(bytes) => put(stage(&self.target, &bytes)?, &self.target),
            None => match fs::remove_file(&self.target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        }
    }
}

/// What puts a file in place; the tests have it fail.
pub type Put<'a> = dyn FnMut(TempPath, &Path) -> io::Result<()> + 'a;

/// Puts what a file is to hold on the disk, beside it.
pub fn stage(target: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(WAITING);
    #[cfg(unix)]
    {
        // A temporary file is private by default; these are for whom the user's umask lets.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(target) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

/// Lets nobody read a file who may not read what it holds: each of the changed files.
#[cfg(unix)]
pub fn restrict(file: &Path, changes: &[Change]) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut mode = fs::metadata(file)?.permissions().mode();
    for change in changes {
        mode &= fs::metadata(&change.staged)?.permissions().mode();
    }
    fs::set_permissions(file, fs::Permissions::from_mode(mode))
}

/// Does nothing: here a file is for whom its folder is.
#[cfg(not(unix))]
pub fn restrict(_: &Path, _: &[Change]) -> io::Result<()> {
    Ok(())
}

/// Replaces a file by one that is on the disk. The name is on the disk once its folder is.
pub fn put_in_place(file: TempPath, target: &Path) -> io::Result<()> {
    file.persist(target).map_err(|error| error.error)
}

/// Puts the names of files on the disk, folder by folder.
pub fn sync_names<'a>(
    files: impl IntoIterator<Item = &'a Path>,
) -> Result<(), (PathBuf, io::Error)> {
    let folder = |file: &'a Path| file.parent().unwrap_or(Path::new("."));
    let folders: BTreeSet<&Path> = files.into_iter().map(folder).collect();
    folders
        .into_iter()
        .try_for_each(|folder| sync_folder(folder).map_err(|error| (folder.to_owned(), error)))
}

/// Puts the names in a folder on the disk. Where folders cannot be opened, as on Windows, the file
/// system sees to that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(_) => Ok(()),
    }
}

/// Puts files in place and removes the journal. Where one cannot be, all are put back as they were.
pub fn apply(root: &Path, changes: Vec<Change>, put: &mut Put<'_>) -> Result<(), WriteError> {
    let has_journal = changes.len() > 1;
    let mut done: Vec<Before> = Vec::new();
    let Err((path, source)) = put_all(changes, put, &mut done) else {
        return if has_journal {
            remove_journal(root)
        } else {
            Ok(())
        };
    };
    let targets: Vec<PathBuf> = done.iter().map(|before| before.target.clone()).collect();
    let back = done.into_iter().try_for_each(|before| before.put_back(put));
    let back = back.and_then(|()| {
        sync_names(targets.iter().map(PathBuf::as_path)).map_err(|(_, error)| error)?;
        take_back_journal(root)
    });
    Err(if back.is_err() && has_journal {
        let root = root.to_owned();
        WriteError::Half { path, root, source }
    } else {
        WriteError::Write { path, source }
    })
}

/// Puts files in place as far as that goes, and notes what they held before.
fn put_all(
    changes: Vec<Change>,
    put: &mut Put<'_>,
    done: &mut Vec<Before>,
) -> Result<(), (PathBuf, io::Error)> {
    for change in changes {
        // A rename that is said to have failed may have been made all the same.
        done.push(Before {
            target: change.target.clone(),
            bytes: change.old,
        });
        put(change.staged, &change.target).map_err(|source| (change.path, source))?;
    }
    sync_names(done.iter().map(|before| before.target.as_path()))
}

/// Removes the journal of a change that is made, if there is one.
pub fn remove_journal(root: &Path) -> Result<(), WriteError> {
    let path = journal::path(root);
    match fs::remove_file(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => {
            let root = root.to_owned();
            return Err(WriteError::Half { path, root, source });
        }
        // If the power fails before that is on the disk, the journal is there again, and says what is
        // done already.
        Ok(()) => drop(sync_folder(root)),
    }
    Ok(())
}

/// Removes the journal of a change that is not to be made after all. Nothing may bring it back.
pub fn take_back_journal(root: &Path) -> io::Result<()> {
    match fs::remove_file(journal::path(root)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => sync_folder(root),
    }
}

/// Returns where a file is written: where a link leads, as long as that is in the dataset.
pub fn target(root: &Path, path: &Path) -> Result<PathBuf, WriteError> {
    let real = |path: &Path| path.canonicalize().map_err(|source| read(path, source));
    let is_there = |path: &&Path| fs::symlink_metadata(path).is_ok();
    // The folder of a file that is new may be new, too.
    let nearest = path.ancestors().find(is_there).unwrap_or(root);
    let nearest_real = real(nearest)?;
    if !nearest_real.starts_with(real(root)?) {
        return Err(WriteError::Outside { path: path.into() });
    }
    if nearest != path {
        return Ok(path.to_owned());
    }
    let found = fs::symlink_metadata(path).map_err(|source| read(path, source))?;
    let target = if found.is_symlink() {
        nearest_real
    } else {
        path.to_owned()
    };
    let found = fs::metadata(&target).map_err(|source| read(path, source))?;
    if found.permissions().readonly() {
        return Err(WriteError::ReadOnly { path: path.into() });
    }
    Ok(target)
}

/// Returns what a file holds; `None` where there is none.
pub fn bytes(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes.map(Some).map_err(|source| read(path, source)),
    }
}

/// Removes what runs that died left waiting in the folders of a dataset.
pub fn sweep(folder: &Path) -> Result<(), WriteError> {
    for entry in fs::read_dir(folder).map_err(|source| read(folder, source))? {
        let entry = entry.map_err(|source| read(folder, source))?;
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(|source| read(&path, source))?;
        if kind.is_file() && name.starts_with(WAITING) {
            fs::remove_file(&path).map_err(|source| write(&path, source))?;
        } else if kind.is_dir() && !name.starts_with('.') {
            sweep(&path)?;
        }
    }
    Ok(())
}

fn read(path: &Path, source: io::Error) -> WriteError {
    let path = path.to_owned();
    WriteError::Read { path, source }
}

/// Wraps a failure to write.
pub fn write(path: &Path, source: io::Error) -> WriteError {
    let path = path.to_owned();
    WriteError::Write { path, source }
}
