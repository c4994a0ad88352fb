//! The SQLite file: tables filled afresh in key order, then indexes and views, comments included.
//!
//! Copying or vacuuming the store would keep the order of its history; filling afresh makes the
//! same content the same bytes.

use std::path::Path;

use rusqlite::{Connection, params_from_iter};

use super::{Content, ExportError};
use crate::store::{EXPORT_APPLICATION_ID, SCHEMA_VERSION};

/// Fills an empty file.
pub fn write(content: &Content<'_>, path: &Path) -> Result<(), ExportError> {
    let sqlite = |source| ExportError::Sqlite {
        path: path.into(),
        source,
    };
    let file = Connection::open(path).map_err(sqlite)?;
    // Nobody reads the file before it is renamed, so that it needs neither journal nor syncing; in
    // rows of the store all references hold, so that they need no check.
    file.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN",
    )
    .map_err(sqlite)?;
    for table in content.schema().tables() {
        file.execute_batch(&table.sql).map_err(sqlite)?;
        let mut insert = file.prepare(&table.insert()).map_err(sqlite)?;
        content.for_each_row(table, |values| {
            insert.execute(params_from_iter(values)).map_err(sqlite)?;
            Ok(())
        })?;
    }
    for relation in content.schema().exported() {
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
