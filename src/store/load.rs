//! The first run of a store: rows go in sorted, indexes are made after, references checked last.
//!
//! The rows that appear are counted, not recorded one by one: they are those of which no change
//! comes first. Facts that the ledger corrects are recorded, so that history tells each correction.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::NaiveDateTime;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::apply::{Recorder, begin_run};
use super::error::Fault;
use super::plan::{Action, Plan, Step, Summary, ledger_rows};
use super::schema::{Relation, Schema, dangling, quoted};
use super::spool::Sorted;
use crate::model::correction::Correction;

/// What a first run did.
#[derive(Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The tables of the dataset that have rows, with how many; in the order of the schema.
    pub rows: Vec<(String, u64)>,
    /// What that means.
    pub summary: Summary,
}

impl Loaded {
    /// Returns what the rows of a first run come to.
    pub fn of(sorted: &Sorted, schema: &Schema) -> Self {
        let mut loaded = Self {
            rows: Vec::new(),
            summary: Summary::default(),
        };
        let tables = schema.loaded().enumerate();
        for (number, table) in tables.filter(|(_, table)| schema.is_exported(table)) {
            let count = sorted.count(number);
            if count == 0 {
                continue;
            }
            loaded.rows.push((table.name.clone(), count));
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let summary = &mut loaded.summary;
            match table.name.as_str() {
                "facts" => summary.facts_added = count,
                "corrections" => summary.corrections = count,
                "retractions" => {}
                _ if schema.belongs_to_facts(table) => {}
                _ => summary.other_rows += count,
            }
        }
        loaded
    }
}

/// Tells whether nothing was ever ingested.
pub fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM datasets) AND NOT EXISTS (SELECT 1 FROM runs)",
        (),
        |row| row.get(0),
    )
}

/// Fills an empty store in one transaction; `finish` does what comes before it ends. That no
/// reference leads nowhere is for the caller to check.
///
/// # Errors
/// The rows cannot be read or written, or `finish` fails; the store is then as it was.
pub fn load(
    connection: &mut Connection,
    schema: &Schema,
    sorted: &mut Sorted,
    corrections: &[Correction],
    now: NaiveDateTime,
    finish: impl FnOnce(&Transaction<'_>) -> Result<(), Fault>,
) -> Result<Loaded, Fault> {
    // Inside a transaction the pragma does nothing; references are checked when all rows are there.
    connection.pragma_update(None, "foreign_keys", false)?;
    let loaded = Transaction::new(connection, TransactionBehavior::Immediate)
        .map_err(Fault::from)
        .and_then(|transaction| {
            let loaded = fill(&transaction, schema, sorted, corrections, now)?;
            finish(&transaction)?;
            transaction.commit()?;
            Ok(loaded)
        });
    connection.pragma_update(None, "foreign_keys", true)?;
    loaded
}

/// Checks that no reference leads nowhere, inside the transaction that filled a store.
///
/// # Errors
/// One does.
pub fn check_references(transaction: &Transaction<'_>) -> Result<(), Fault> {
    match dangling(transaction)? {
        Some(_) => Err(Fault::Dangling),
        None => Ok(()),
    }
}

/// Checks that no reference in a file leads nowhere, on all cores: each takes the next table.
///
/// # Errors
/// One does, or the file cannot be read.
pub fn check_references_of_file(path: &Path, schema: &Schema, cache: i64) -> Result<(), Fault> {
    let tables: Vec<&Relation> = schema.loaded().collect();
    let next = AtomicUsize::new(0);
    let check = || -> Result<(), Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.pragma_update(None, "cache_size", -cache)?;
        let mut select = connection.prepare("SELECT 1 FROM pragma_foreign_key_check(?1)")?;
        while let Some(table) = tables.get(next.fetch_add(1, Ordering::Relaxed)) {
            if select.exists([&table.name])? {
                return Err(Fault::Dangling);
            }
        }
        Ok(())
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(check)).collect();
        let done = running.into_iter().map(|running| {
            running
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        done.collect()
    })
}

fn fill(
    transaction: &Transaction<'_>,
    schema: &Schema,
    sorted: &mut Sorted,
    corrections: &[Correction],
    now: NaiveDateTime,
) -> Result<Loaded, Fault> {
    let tables: Vec<&Relation> = schema.loaded().collect();
    for table in &tables {
        for index in index_names(transaction, &table.name)? {
            transaction.execute_batch(&format!("DROP INDEX {}", quoted(&index)))?;
        }
    }
    let corrected = corrections.iter().map(|entry| entry.fact.as_str());
    let corrected: BTreeSet<&str> = corrected.collect();
    let mut recorded = Plan::with_ledger(ledger_rows(corrections, schema));
    for (number, table) in tables.iter().enumerate() {
        let owned = schema.belongs_to_facts(table) && schema.is_exported(table);
        let is_ledger = ["corrections", "retractions"].contains(&table.name.as_str());
        let mut insert = transaction.prepare(&table.insert())?;
        while let Some(record) = sorted.peek().filter(|record| record.table() == number) {
            for (at, cell) in (1..).zip(record.cells()) {
                insert.raw_bind_parameter(at, cell)?;
            }
            insert.raw_execute()?;
            let is_corrected = || {
                let owner = record.cells().next();
                owner.is_some_and(|owner| {
                    owner.as_text().is_some_and(|fact| corrected.contains(fact))
                })
            };
            if is_ledger || owned && !corrected.is_empty() && is_corrected() {
                let row = record.values();
                recorded
                    .steps
                    .push(Step::of(table, owned, Action::Add, row));
            }
            sorted.advance()?;
        }
    }
    for index in tables.iter().flat_map(|table| &table.indexes) {
        transaction.execute_batch(index)?;
    }
    let run = begin_run(transaction, now)?;
    let recorder = Recorder::new(transaction, schema, run, &recorded);
    for step in &recorded.steps {
        recorder.record(schema, step)?;
    }
    let loaded = Loaded::of(sorted, schema);
    let mut note =
        transaction.prepare("INSERT INTO baselines (run, \"table\", rows) VALUES (?1, ?2, ?3)")?;
    for (table, count) in &loaded.rows {
        let of_table = recorded.steps.iter().filter(|step| step.table == *table);
        let others = *count as i64 - of_table.count() as i64;
        if others > 0 {
            note.execute(params![run, table, others])?;
        }
    }
    Ok(loaded)
}

fn index_names(transaction: &Transaction<'_>, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut select = transaction.prepare_cached(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL",
    )?;
    let names = select.query_map([table], |row| row.get(0))?;
    names.collect()
}
