//! The SQLite file: the tables of the dataset in key order, with indexes and views, comments
//! included.
//!
//! SQLite's own VACUUM is the fastest way to write tables and indexes afresh: it appends record
//! after record without searching for its position or sorting an index. It reads a copy of the store,
//! from whose schema everything that is not part of an export has been taken. Records have one form for
//! the same values, and VACUUM knows no order but that of keys, so that the bytes show nothing of the
//! store's history: the file is made whole each time, and is the same after one run or many.

use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags};

use super::ExportError;
use super::database::{Database, private_beside};
use super::format::{Content, ExportFile, Format};
use super::reader::Subject;
use crate::store::schema::{Relation, Schema, quoted};
use crate::store::{EXPORT_APPLICATION_ID, EXPORT_SCHEMA_VERSION};

/// The page size of every export, whatever that of the store.
const PAGE_SIZE: u32 = 4096;

/// The database of the dataset as one file.
pub struct Sqlite;

impl Format for Sqlite {
    fn files<'a>(&self, subject: &Subject<'a>) -> Vec<ExportFile<'a>> {
        // Some tables alone are no database: what they refer to would be missing.
        let is_wanted = subject.options.part.tables.is_empty();
        let file = is_wanted.then(|| ExportFile {
            path: format!("{}.sqlite", subject.dataset),
            content: Content::Database(write),
        });
        file.into_iter().collect()
    }
}

/// Fills an empty file.
///
/// Beside the store, with its text, lies a copy for as long as this takes.
fn write(subject: &Subject<'_>, database: &Database, path: &Path) -> Result<(), ExportError> {
    let copy = private_beside(database.path())?;
    vacuum_through(subject, database, copy.path(), path).map_err(ExportError::sqlite(path))
}

/// Fills `target` from what an export has of a copy of the database.
fn vacuum_through(
    subject: &Subject<'_>,
    database: &Database,
    copy: &Path,
    target: &Path,
) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(copy, flags)?;
    // Nobody but this function reads the copy.
    copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
    // SQLite itself copies: whoever else closed the store would take its locks away.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let store = Connection::open_with_flags(database.path(), flags)?;
    Backup::new(&store, &mut copy)?.step(-1)?;
    leave_store_out(&copy, subject.schema)?;
    for table in subject.schema.tables() {
        if let Some(column) = subject.hidden_column(table) {
            let (name, column) = (quoted(&table.name), quoted(column));
            let sql = format!("UPDATE {name} SET {column} = NULL WHERE {column} IS NOT NULL");
            copy.execute_batch(&sql)?;
        }
    }
    copy.pragma_update(None, "application_id", EXPORT_APPLICATION_ID)?;
    copy.pragma_update(None, "user_version", EXPORT_SCHEMA_VERSION)?;
    copy.pragma_update(None, "page_size", PAGE_SIZE)?;
    // Counts the changes that the store's schema has had.
    copy.pragma_update(None, "schema_version", 1)?;
    let target = ValueRef::Text(target.as_os_str().as_encoded_bytes());
    copy.execute("VACUUM INTO ?1", [ToSqlOutput::Borrowed(target)])?;
    copy.close().map_err(|(_, error)| error)
}

/// Takes from the schema of a copy everything that is not part of an export, so that VACUUM passes its
/// pages over; dropping the tables would walk through each of them. Tables and views are put in the
/// order that is declared for them, the indexes in that of their names: a store may have made them in
/// any.
fn leave_store_out(database: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    let names: Vec<&str> = schema
        .exported()
        .map(|relation| relation.name.as_str())
        .collect();
    let names = serde_json::json!(names).to_string().replace('\'', "''");
    database.execute_batch(&format!(
        "PRAGMA writable_schema = ON;
        CREATE TEMP TABLE parts AS
            SELECT o.key AS position, s.type, s.name, s.tbl_name, s.rootpage, s.sql
            FROM main.sqlite_schema AS s JOIN json_each('{names}') AS o ON o.value = s.tbl_name;
        DELETE FROM main.sqlite_schema;
        INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql)
            SELECT type, name, tbl_name, rootpage, sql FROM temp.parts
            ORDER BY type = 'index', CASE type WHEN 'index' THEN name END, position;
        DROP TABLE temp.parts;
        PRAGMA writable_schema = RESET"
    ))
}

/// Fills an empty file with the tables, indexes and views of a database, which is attached as
/// `store`; `copy` fills one table, with what `prepare` made ready.
pub fn fill(
    database: &Database,
    schema: &Schema,
    path: &Path,
    prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    copy: impl Fn(&Connection, &Relation) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let file = Connection::open_with_flags(path, flags)?;
    // Nobody reads the file before it is renamed, so that it needs neither journal nor syncing; in
    // rows of the store all references hold, so that they need no check.
    file.execute_batch(
        "PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; PRAGMA foreign_keys = OFF",
    )?;
    database.attach_to(&file)?;
    prepare(&file)?;
    file.execute_batch("BEGIN")?;
    for table in schema.tables() {
        file.execute_batch(&table.sql)?;
        copy(&file, table)?;
    }
    for relation in schema.exported() {
        for index in &relation.indexes {
            file.execute_batch(index)?;
        }
        if relation.is_view {
            file.execute_batch(&relation.sql)?;
        }
    }
    file.pragma_update(None, "application_id", EXPORT_APPLICATION_ID)?;
    file.pragma_update(None, "user_version", EXPORT_SCHEMA_VERSION)?;
    file.execute_batch("COMMIT")?;
    file.close().map_err(|(_, error)| error)
}
