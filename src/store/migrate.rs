//! The runner of the migrations.
//!
//! Its rules: a store has our application id and its number of migrations as user version; a file
//! with another id, or with tables and no id, is refused by name; a version above ours is refused
//! by number; what is missing runs in order in one transaction, foreign keys off before it begins
//! (inside, the pragma does nothing) and checked before it commits; a failure leaves the file as it
//! was. Migrations are never edited after release: a test holds their checksums.
//!
//! Neither rusqlite_migration 2.6 nor refinery 0.10 resolves with rusqlite 0.43, hence our own.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::Fault;
use super::schema::dangling;

/// The migrations, in order, as name and SQL.
pub const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The schema that this program writes: the number of migrations.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// The schema of the exports that this program writes: the number of the last migration that changed
/// anything which an export has. What changes in the store alone leaves exports as they are, byte for
/// byte; a test holds this number against the migrations.
pub const EXPORT_SCHEMA_VERSION: i64 = 10;

/// What marks a file as a store: `FNst`.
pub(super) const STORE_APPLICATION_ID: i32 = i32::from_be_bytes(*b"FNst");

/// What marks a file as an export: `FNex`.
pub const EXPORT_APPLICATION_ID: i32 = i32::from_be_bytes(*b"FNex");

/// Tells whether a store needs no migration.
///
/// # Errors
/// The file is not a store, or one of a newer program.
pub fn is_current(connection: &Connection) -> Result<bool, Fault> {
    Ok(stored_version(connection, SCHEMA_VERSION)? == SCHEMA_VERSION)
}

/// Tells whether a database is an export.
///
/// # Errors
/// It is one whose schema is newer than ours.
pub fn is_export(connection: &Connection) -> Result<bool, Fault> {
    if pragma(connection, "application_id")? != i64::from(EXPORT_APPLICATION_ID) {
        return Ok(false);
    }
    match pragma(connection, "user_version")? {
        ..=SCHEMA_VERSION => Ok(true),
        found => Err(Fault::Newer {
            found,
            known: SCHEMA_VERSION,
        }),
    }
}

/// Brings a store to the schema of the given migrations.
///
/// # Errors
/// See the rules of this module.
pub fn migrate(connection: &mut Connection, migrations: &[(&str, &str)]) -> Result<(), Fault> {
    let known = migrations.len() as i64;
    if stored_version(connection, known)? == known {
        return Ok(());
    }
    connection.pragma_update(None, "foreign_keys", false)?;
    let migrated = Transaction::new(connection, TransactionBehavior::Immediate)
        .map_err(Fault::from)
        .and_then(|transaction| run(transaction, migrations));
    connection.pragma_update(None, "foreign_keys", true)?;
    migrated
}

fn run(transaction: Transaction<'_>, migrations: &[(&str, &str)]) -> Result<(), Fault> {
    let known = migrations.len() as i64;
    // Asked again now that nobody else can write: another run may have migrated meanwhile.
    let stored = stored_version(&transaction, known)?;
    for (name, statements) in &migrations[stored as usize..] {
        let done = transaction.execute_batch(statements);
        done.map_err(|source| Fault::Migration {
            name: (*name).into(),
            source,
        })?;
    }
    if let Some(table) = dangling(&transaction)? {
        return Err(Fault::Dangling(table));
    }
    transaction.pragma_update(None, "application_id", STORE_APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

/// Returns how many migrations a file has had; 0 for a new file.
fn stored_version(connection: &Connection, known: i64) -> Result<i64, Fault> {
    let id = pragma(connection, "application_id")?;
    let version = pragma(connection, "user_version")?;
    if id == i64::from(STORE_APPLICATION_ID) {
        return match version {
            0.. if version <= known => Ok(version),
            ..0 => {
                let found = format!("it has the impossible schema {version}");
                Err(Fault::Foreign(found))
            }
            found => Err(Fault::Newer { found, known }),
        };
    }
    let has_tables: bool =
        connection.query_row("SELECT count(*) > 0 FROM sqlite_schema", (), |row| {
            row.get(0)
        })?;
    if id == i64::from(EXPORT_APPLICATION_ID) {
        let found = "it is an export, made for reading".to_owned();
        Err(Fault::Foreign(found))
    } else if id != 0 || has_tables || version != 0 {
        let found = format!("it is an SQLite database with application id {id}");
        Err(Fault::Foreign(found))
    } else {
        Ok(0)
    }
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::digest::sha256_hex;
    use crate::store::error::{StoreError, named};

    const STEPS: [(&str, &str); 2] = [
        (
            "0001_a.sql",
            "CREATE TABLE a (key TEXT PRIMARY KEY) STRICT;",
        ),
        (
            "0002_b.sql",
            "CREATE TABLE b (a TEXT REFERENCES a (key)) STRICT; INSERT INTO b VALUES ('gone');",
        ),
    ];

    fn file() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        (folder, path)
    }

    fn migrate_file(path: &Path, steps: &[(&str, &str)]) -> Result<(), StoreError> {
        named(path, || {
            migrate(&mut Connection::open(path).unwrap(), steps)
        })
    }

    #[test]
    fn a_second_run_does_nothing() {
        let (_folder, path) = file();
        migrate_file(&path, MIGRATIONS).unwrap();
        let before = std::fs::read(&path).unwrap();
        migrate_file(&path, MIGRATIONS).unwrap();
        assert!(before == std::fs::read(&path).unwrap());
    }

    #[test]
    fn a_failing_migration_leaves_the_file_as_it_was() {
        let (_folder, path) = file();
        migrate_file(&path, &STEPS[..1]).unwrap();
        let before = std::fs::read(&path).unwrap();
        let broken = [
            STEPS[0],
            (
                "0002_c.sql",
                "CREATE TABLE c (x TEXT) STRICT; CREATE nonsense;",
            ),
        ];
        let error = migrate_file(&path, &broken).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("migration `0002_c.sql` failed on "),
            "{error}"
        );
        assert!(before == std::fs::read(&path).unwrap());
        let error = migrate_file(&path, &STEPS).unwrap_err();
        assert!(
            matches!(&error.fault, Fault::Dangling(table) if table == "b"),
            "{error}"
        );
        assert!(before == std::fs::read(&path).unwrap());
    }

    #[test]
    fn a_newer_store_is_refused_by_number() {
        let (_folder, path) = file();
        migrate_file(&path, &[STEPS[0], ("0002_d.sql", "")]).unwrap();
        let error = migrate_file(&path, &STEPS[..1]).unwrap_err();
        assert!(
            matches!(error.fault, Fault::Newer { found: 2, known: 1 }),
            "{error}"
        );
    }

    #[test]
    fn each_migration_can_be_taken_alone_and_ends_where_all_together_do() {
        let (_folder, path) = file();
        for number in 1..=MIGRATIONS.len() {
            migrate_file(&path, &MIGRATIONS[..number]).unwrap();
            let connection = Connection::open(&path).unwrap();
            let version: i64 = connection
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap();
            assert_eq!(version, number as i64);
            assert_eq!(dangling(&connection).unwrap(), None, "{number}");
        }
        let schema = |connection: &Connection| {
            let mut select = connection
                .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
                .unwrap();
            let texts = select.query_map((), |row| row.get::<_, String>(0)).unwrap();
            texts.map(Result::unwrap).collect::<Vec<_>>()
        };
        let at_once = crate::store::Store::in_memory().unwrap();
        let stepwise = Connection::open(&path).unwrap();
        assert_eq!(schema(&stepwise), schema(at_once.connection()));
    }

    #[test]
    fn the_version_of_exports_is_that_of_the_last_migration_that_changed_them() {
        let exported = |migrations: &[(&str, &str)]| {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate(&mut connection, migrations).unwrap();
            let schema = crate::store::Schema::read(&connection).unwrap();
            let relations = schema.exported();
            let texts = relations.map(|of| (of.sql.clone(), of.indexes.clone()));
            texts.collect::<Vec<_>>()
        };
        let version = EXPORT_SCHEMA_VERSION as usize;
        let now = exported(MIGRATIONS);
        assert!(exported(&MIGRATIONS[..version]) == now);
        assert!(exported(&MIGRATIONS[..version - 1]) != now);
    }

    #[test]
    fn a_file_that_is_not_ours_is_refused() {
        let (_folder, path) = file();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE theirs (x)").unwrap();
        let error = migrate_file(&path, MIGRATIONS).unwrap_err();
        assert!(
            error.to_string().ends_with("with application id 0"),
            "{error}"
        );
        other
            .pragma_update(None, "application_id", EXPORT_APPLICATION_ID)
            .unwrap();
        let error = migrate_file(&path, MIGRATIONS).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("it is an export, made for reading"),
            "{error}"
        );
        drop(other);
        std::fs::write(&path, "not a database, but long enough to be looked at").unwrap();
        let error = migrate_file(&path, MIGRATIONS).unwrap_err();
        assert!(
            error.to_string().ends_with("it is not an SQLite database"),
            "{error}"
        );
    }

    #[test]
    fn a_released_migration_is_never_edited() {
        let frozen: Vec<(&str, &str)> = include_str!("../../tests/migrations.sha256")
            .lines()
            .filter_map(|line| line.split_once("  "))
            .collect();
        let now: Vec<(String, &str)> = MIGRATIONS
            .iter()
            .map(|(name, sql)| {
                let text = sql.replace("\r\n", "\n");
                (sha256_hex(text.as_bytes()), *name)
            })
            .collect();
        let released = frozen
            .iter()
            .map(|(hash, name)| ((*hash).to_owned(), *name));
        assert_eq!(
            now,
            released.collect::<Vec<_>>(),
            "add a migration instead; never edit one"
        );
    }
}
