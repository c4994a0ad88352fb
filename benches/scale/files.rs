//! Files and folders of the benchmark. It stops where one cannot be read or written: there is nothing
//! to be measured then.

use std::fs;
use std::path::Path;

/// Returns the size of a file, in bytes.
pub fn len(path: &Path) -> u64 {
    fs::metadata(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
        .len()
}

/// Counts the files below a folder and their bytes.
pub fn size_of(folder: &Path) -> (usize, u64) {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let (mut files, mut bytes) = (0, 0);
    for entry in entries {
        let path = entry.expect("a folder's entry is read").path();
        let (more_files, more_bytes) = if path.is_dir() {
            size_of(&path)
        } else {
            (1, len(&path))
        };
        files += more_files;
        bytes += more_bytes;
    }
    (files, bytes)
}

/// Copies a file.
pub fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("cannot copy {}: {error}", from.display()));
}

/// Removes a file or folder, if it is there.
pub fn remove(path: &Path) {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    if let Err(error) = removed
        && error.kind() != std::io::ErrorKind::NotFound
    {
        panic!("cannot remove {}: {error}", path.display());
    }
}

/// Lists the files below a folder, relative to it.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut all = Vec::new();
    for entry in entries {
        let entry = entry.expect("a folder's entry is read");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let below = names_in(&entry.path()).into_iter();
            all.extend(below.map(|file| format!("{name}/{file}")));
        } else {
            all.push(name);
        }
    }
    all
}

/// Makes a folder with those above it.
pub fn make_folder(path: &Path) {
    fs::create_dir_all(path)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", path.display()));
}

/// Writes a file.
pub fn write_file(path: &Path, text: &str) {
    fs::write(path, text)
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}
