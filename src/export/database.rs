//! The file that an export is read from.
//!
//! All files of an export show one state. A store in a file is read in place by several
//! connections: the store's own open transaction keeps writers out while they read, as SQLite's
//! rollback journal has it. What cannot be read that way (a store in memory, or one that somebody
//! has switched to a write-ahead log) is copied into a private file first.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::ExportError;
use crate::files::{ClosedTemporary, Temporary};
use crate::store::{Store, StoreError};

/// How much of the file each connection keeps in memory, in KiB.
const CACHE_KIB: i64 = 16 * 1024;

/// A file with the tables and views of a dataset.
pub struct Database {
    path: PathBuf,
    /// The store that it is, or was filled from; for messages.
    store: PathBuf,
    /// Deletes the file when it is no longer read, where it is a copy of our own.
    _copy: Option<ClosedTemporary>,
}

impl Database {
    /// Returns the file of a store, in whose connection a transaction must be open until the last
    /// read.
    pub fn of(store: &Store) -> Result<Self, ExportError> {
        let connection = store.connection();
        let mode = connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
        let mode: String = mode.map_err(|e| store.error(e))?;
        if is_in_file(store) && mode != "wal" {
            return Ok(Self {
                path: std::path::absolute(store.path())
                    .map_err(ExportError::write(store.path()))?,
                store: store.path().into(),
                _copy: None,
            });
        }
        Self::filled(store.path(), |path| {
            let copy = || {
                let mut copy = Connection::open(path)?;
                copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
                Backup::new(connection, &mut copy)?.step(-1).map(drop)
            };
            copy().map_err(ExportError::sqlite(path))
        })
    }

    /// Lets a function fill a private file from a store; the file goes when it is no longer read.
    pub fn filled(
        store: &Path,
        fill: impl FnOnce(&Path) -> Result<(), ExportError>,
    ) -> Result<Self, ExportError> {
        let copy = private_beside(store)?;
        fill(copy.path())?;
        Ok(Self {
            path: copy.path().into(),
            store: store.into(),
            _copy: Some(copy),
        })
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the store that it is, or was filled from.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// Wraps an error of SQLite in which store was read.
    pub fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::of(&self.store, source)
    }

    /// Opens a connection that reads, in a transaction of its own.
    pub fn connect(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(&self.path, flags)
            .and_then(|connection| {
                connection.busy_timeout(std::time::Duration::from_secs(5))?;
                connection.pragma_update(None, "trusted_schema", false)?;
                connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
                connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
                Ok(connection)
            })
            .map_err(|e| StoreError::of(&self.path, e))
    }

    /// Attaches the file to a connection that interprets URIs, to read from, as `store`.
    pub fn attach_to(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.execute("ATTACH ?1 AS store", [read_only_uri(&self.path)])?;
        Ok(())
    }
}

/// Makes an empty file for rows of a store, with the articles' text: beside the store, where that is,
/// else where temporary files are. Nobody gets it by copying an export.
pub fn private_beside(store: &Path) -> Result<ClosedTemporary, ExportError> {
    let elsewhere = std::env::temp_dir();
    let beside = store
        .parent()
        .filter(|folder| store.is_file() && !folder.as_os_str().is_empty());
    let beside = beside.or(store.is_file().then_some(Path::new(".")));
    let made = beside.map(Temporary::in_folder);
    let file = match made {
        Some(Err(error)) if is_read_only(&error) => Temporary::in_folder(&elsewhere),
        Some(made) => made,
        None => Temporary::in_folder(&elsewhere),
    };
    let file = file.map_err(ExportError::write(beside.unwrap_or(&elsewhere)))?;
    Ok(file.close())
}

/// Tells whether a folder may be read and not written, as that of somebody else's store.
fn is_read_only(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
}

/// Tells whether a store is a file rather than in memory.
pub fn is_in_file(store: &Store) -> bool {
    store
        .connection()
        .path()
        .is_some_and(|path| !path.is_empty())
}

/// Returns the URI by which SQLite opens a file to read, <https://www.sqlite.org/uri.html>.
fn read_only_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    let bytes = path.as_os_str().as_encoded_bytes();
    // An absolute path without a leading slash begins with a drive.
    if bytes.first() != Some(&b'/') {
        uri.push_str("///");
    }
    for &byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b':' | b'.' | b'_' | b'-' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?mode=ro");
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_part_of_the_syntax_of_its_uri() {
        assert_eq!(
            read_only_uri(Path::new("/a b/50%?#ü.sqlite")),
            "file:/a%20b/50%25%3F%23%C3%BC.sqlite?mode=ro"
        );
    }
}
