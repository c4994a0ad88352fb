//! Which file a path leads to, links and case resolved.

use std::fs;
use std::path::{Path, PathBuf};

/// How many links are followed that lead to nothing; a file system follows about as many.
const LINKS: usize = 40;

/// Tells whether two paths lead to one file, be it there or not.
///
/// Where one of them is not there yet, names that differ in case alone count as one: a file system may
/// take them for one, and so may the next machine that the folder is copied to.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    match (identity(one), identity(other)) {
        (Some(one), Some(other)) => one == other,
        _ => folded(one) == folded(other),
    }
}

/// What distinguishes a file that is there from all others: its device and number.
#[cfg(unix)]
pub type Identity = (u64, u64);

/// What distinguishes a file that is there from all others: its one path.
#[cfg(not(unix))]
pub type Identity = PathBuf;

/// Returns what distinguishes a file from all others; `None` where it is not there.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Returns what distinguishes a file from all others; `None` where it is not there.
#[cfg(not(unix))]
pub fn identity(path: &Path) -> Option<Identity> {
    path.canonicalize().ok()
}

/// Returns where a path leads if it is a link, else the path as it is.
pub fn through_links(path: &Path) -> PathBuf {
    if path.is_symlink() {
        resolved(path, LINKS)
    } else {
        path.into()
    }
}

/// Returns where a path leads, in lower case.
fn folded(path: &Path) -> String {
    let resolved = resolved(path, LINKS);
    resolved.to_string_lossy().to_lowercase()
}

/// Returns where a path leads, though the last parts of it may not be there.
fn resolved(path: &Path, links: usize) -> PathBuf {
    let path = &std::path::absolute(path).unwrap_or_else(|_| path.into());
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let Some(folder) = path.parent() else {
        return path.clone();
    };
    let Some(name) = path.file_name() else {
        // `..`, of a folder that is not there and so is no link.
        let folder = resolved(folder, links);
        return folder.parent().map_or(folder.clone(), Path::to_path_buf);
    };
    match fs::read_link(path) {
        Ok(to) if links > 0 => resolved(&folder.join(to), links - 1),
        _ => resolved(folder, links).join(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_to_one_file_are_known_whatever_they_look_like() {
        let work = tempfile::tempdir().unwrap();
        let at = |name: &str| work.path().join(name);
        fs::create_dir(at("in")).unwrap();
        fs::write(at("in/a"), "").unwrap();
        fs::write(at("in/b"), "").unwrap();
        assert!(is_same_file(&at("in/a"), &at("in/../in/a")));
        assert!(!is_same_file(&at("in/a"), &at("in/b")));
        assert!(!is_same_file(&at("in/a"), &at("in/c")));
        assert!(is_same_file(&at("in/a"), &at("in/A")));
        assert!(is_same_file(&at("in/New"), &at("in/../in/new")));
        assert!(is_same_file(&at("none/x/New"), &at("none/y/../x/new")));
        assert!(!is_same_file(&at("none/x"), &at("none/y")));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_even_to_what_is_not_there() {
        use std::os::unix::fs::symlink;
        let work = tempfile::tempdir().unwrap();
        let at = |name: &str| work.path().join(name);
        fs::create_dir(at("in")).unwrap();
        fs::write(at("in/a"), "").unwrap();
        symlink("in/a", at("file")).unwrap();
        symlink("in", at("folder")).unwrap();
        symlink("in/none", at("dangling")).unwrap();
        symlink("circle", at("circle")).unwrap();
        fs::hard_link(at("in/a"), at("hard")).unwrap();
        for name in ["file", "folder/a", "hard"] {
            assert!(is_same_file(&at(name), &at("in/a")), "{name}");
        }
        assert!(is_same_file(&at("folder/none"), &at("dangling")));
        assert!(!is_same_file(&at("circle"), &at("in/a")));
    }
}
