//! The schema: one snapshot of the whole of it, and the way to it from each release.
//!
//! `SNAPSHOTS=overwrite cargo test --test schema` rewrites `tests/schema.sql`; read the diff.

mod common;

use std::path::Path;

use common::{Bench, ROOT};
use footnote::store::Store;
use rusqlite::Connection;

/// Returns every statement that makes up a database's schema, in the order of making.
fn schema(path: &Path) -> String {
    let connection = Connection::open(path).expect("the database opens");
    let mut statement = connection
        .prepare("SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'view', tbl_name, type DESC, name")
        .expect("the schema is read");
    let rows = statement
        .query_map((), |row| row.get::<_, String>(0))
        .expect("the schema is read");
    let statements: Vec<String> = rows.map(|row| row.expect("a statement is text")).collect();
    format!("{}\n", statements.join("\n\n"))
}

fn store() -> (Bench, std::path::PathBuf) {
    let bench = Bench::new();
    bench.ok(&["ingest"]);
    let path = bench.path(".footnote/csto.sqlite");
    (bench, path)
}

#[test]
fn the_whole_schema_is_the_reviewed_one() {
    let (_bench, path) = store();
    let snapshot = Path::new(ROOT).join("tests/schema.sql");
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        std::fs::write(&snapshot, schema(&path)).expect("the snapshot is written");
    }
    let expected = std::fs::read_to_string(&snapshot).expect("the snapshot is read");
    snapbox::assert_data_eq!(schema(&path), snapbox::Data::text(expected).raw());
}

#[test]
fn a_store_of_each_release_is_upgraded_to_the_same_schema_and_loses_no_row() {
    let releases = Path::new(ROOT).join("tests/stores");
    let (_bench, fresh) = store();
    let mut tried = 0;
    for entry in std::fs::read_dir(releases).expect("the stores are listed") {
        let frozen = entry.expect("the stores are listed").path();
        let bench = Bench::new();
        let path = bench.path("old.sqlite");
        let sql = std::fs::read_to_string(&frozen).expect("the frozen store is text");
        let old = Connection::open(&path).expect("a database opens");
        old.execute_batch(&sql).expect("the frozen store is SQL");
        let before = keys(&old);
        drop(old);
        let upgraded = Store::open(&path).expect("the store is migrated");
        assert_eq!(schema(&path), schema(&fresh), "{}", frozen.display());
        assert_eq!(before, keys(upgraded.connection()), "{}", frozen.display());
        tried += 1;
    }
    assert!(tried > 0, "there is a frozen store of each release");
}

/// Returns the keys of all facts, sources and runs.
fn keys(connection: &Connection) -> Vec<String> {
    let mut statement = connection
        .prepare(
            "SELECT 'fact ' || key FROM facts
             UNION ALL SELECT 'source ' || key FROM sources
             UNION ALL SELECT 'run ' || id || ' ' || (SELECT count(*) FROM changes WHERE run = id) FROM runs
             ORDER BY 1",
        )
        .expect("a store has facts, sources and runs");
    let rows = statement
        .query_map((), |row| row.get(0))
        .expect("keys are read");
    rows.map(|row| row.expect("a key is text")).collect()
}
