//! What can stand where a store is to be: another store, and files that SQLite left beside one.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::migrate::STORE_APPLICATION_ID;

/// What SQLite puts beside a database: the journals that it rolls back or forward when it opens it.
const ENDINGS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// Lists the files that SQLite left beside a database, whether that is there or not.
///
/// SQLite believes such a file whichever database it finds under the name, and rolls pages of the old
/// one into the new one.
pub fn journals(path: &Path) -> Vec<PathBuf> {
    // SQLite puts them beside the file that a link leads to.
    let real = path.canonicalize().ok();
    let bases = [Some(path), real.as_deref().filter(|real| *real != path)];
    let bases = bases.into_iter().flatten();
    let all = bases.flat_map(|base| {
        ENDINGS.map(|ending| {
            let mut name = base.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        })
    });
    all.filter(|path| path.symlink_metadata().is_ok()).collect()
}

/// Tells whether a file is a store, whatever its name; what cannot be read is none.
pub fn is_store(path: &Path) -> bool {
    // <https://www.sqlite.org/fileformat2.html#the_database_header>
    let mut header = [0; 72];
    let read = path.is_file().then(|| File::open(path));
    let read = read.and_then(|file| file.ok()?.read_exact(&mut header).ok());
    read.is_some()
        && header.starts_with(b"SQLite format 3\0")
        && header[68..] == STORE_APPLICATION_ID.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_store_is_known_by_its_header() {
        let work = tempfile::tempdir().unwrap();
        let path = work.path().join("a.txt");
        assert!(!is_store(&path) && !is_store(work.path()));
        std::fs::write(&path, "a text").unwrap();
        assert!(!is_store(&path));
        std::fs::remove_file(&path).unwrap();
        drop(Store::open(&path).unwrap());
        assert!(is_store(&path));
    }

    #[test]
    fn journals_are_found_whether_their_database_is_there_or_not() {
        let work = tempfile::tempdir().unwrap();
        let path = work.path().join("a.sqlite");
        assert_eq!(journals(&path), Vec::<PathBuf>::new());
        let wal = work.path().join("a.sqlite-wal");
        std::fs::write(&wal, "").unwrap();
        assert_eq!(journals(&path), [wal]);
    }
}
