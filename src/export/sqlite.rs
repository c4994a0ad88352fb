//! The SQLite file: tables filled afresh in key order, then indexes and views, comments included.
//!
//! Copying or vacuuming the store would keep the order of its history; filling afresh makes the
//! same content the same bytes.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::database::Database;
use super::{ExportError, Subject};
use crate::store::schema::{Relation, Schema, quoted};
use crate::store::{EXPORT_APPLICATION_ID, SCHEMA_VERSION};

/// Fills an empty file.
pub fn write(subject: &Subject<'_>, path: &Path) -> Result<(), ExportError> {
    let (database, schema) = (subject.database, subject.schema);
    fill(
        database,
        schema,
        path,
        |_| Ok(()),
        |file, table| {
            let name = quoted(&table.name);
            let hidden = subject.hidden_column(table);
            let rows = table.select_from(&format!("store.{name}"), hidden, "");
            file.execute_batch(&format!("INSERT INTO main.{name} {rows}"))
        },
    )
}

/// Fills an empty file with the tables, indexes and views of a database, which is attached as
/// `store`; `copy` fills one table, with what `prepare` made ready.
pub fn fill(
    database: &Database,
    schema: &Schema,
    path: &Path,
    prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    copy: impl Fn(&Connection, &Relation) -> rusqlite::Result<()>,
) -> Result<(), ExportError> {
    let sqlite = |source| ExportError::Sqlite {
        path: path.into(),
        source,
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let file = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    // Nobody reads the file before it is renamed, so that it needs neither journal nor syncing; in
    // rows of the store all references hold, so that they need no check.
    file.execute_batch(
        "PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; PRAGMA foreign_keys = OFF",
    )
    .and_then(|()| database.attach_to(&file))
    .and_then(|()| prepare(&file))
    .and_then(|()| file.execute_batch("BEGIN"))
    .map_err(sqlite)?;
    for table in schema.tables() {
        file.execute_batch(&table.sql)
            .and_then(|()| copy(&file, table))
            .map_err(sqlite)?;
    }
    for relation in schema.exported() {
        for index in &relation.indexes {
            file.execute_batch(index).map_err(sqlite)?;
        }
        if relation.is_view {
            file.execute_batch(&relation.sql).map_err(sqlite)?;
        }
    }
    file.pragma_update(None, "application_id", EXPORT_APPLICATION_ID)
        .and_then(|()| file.pragma_update(None, "user_version", SCHEMA_VERSION))
        .and_then(|()| file.execute_batch("COMMIT"))
        .map_err(sqlite)?;
    file.close().map_err(|(_, error)| sqlite(error))
}
