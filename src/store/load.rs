//! The first run of a store: rows go in sorted, indexes are made after, references checked last.
//!
//! The rows that the first run adds are counted in `baselines` rather than recorded in `changes`: a
//! history as long as the dataset would say nothing. A row of which no recorded change comes first
//! was added by the first run. The rows of the ledger are recorded one by one, so that history knows
//! when each entry came.

use std::path::Path;

use chrono::NaiveDateTime;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::apply::{Recorder, begin_run};
use super::causes::Cause;
use super::error::Fault;
use super::operation::{Action, Operation};
use super::plan::Summary;
use super::schema::{Relation, Schema, dangling, quoted};
use super::spool::{Record, Sorted};
use super::{READ, Wanted, connect, known};
use crate::model::correction::Correction;
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};
use crate::parallel;

/// How many rows one statement inserts. Within a statement SQLite keeps its place in the table, where
/// the next row in key order belongs, and need not look for it from the root.
const ROWS_AT_ONCE: usize = 32;

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

/// Fills an empty store in one transaction; `finish` does the last part of it. The caller checks that
/// no reference leads nowhere.
///
/// # Errors
/// The rows cannot be read or written, or `finish` fails; the store is then as it was.
pub fn load(
    connection: &mut Connection,
    schema: &Schema,
    mut wanted: Wanted,
    now: NaiveDateTime,
    finish: impl FnOnce(&Transaction<'_>) -> Result<(), Fault>,
) -> Result<Loaded, Fault> {
    // Inside a transaction the pragma does nothing; references are checked when all rows are there.
    connection.pragma_update(None, "foreign_keys", false)?;
    let loaded = Transaction::new(connection, TransactionBehavior::Immediate)
        .map_err(Fault::from)
        .and_then(|transaction| {
            let loaded = fill(&transaction, schema, &mut wanted, now)?;
            known::write_files(&transaction, &wanted.files, None, now)?;
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
        Some(_) => Err(Fault::References),
        None => Ok(()),
    }
}

/// Checks that no reference in a file leads nowhere, on all cores: each takes the next table.
///
/// # Errors
/// One does, or the file cannot be read.
pub fn check_references_of_file(path: &Path, schema: &Schema, cache: i64) -> Result<(), Fault> {
    let worker = |_| -> Result<_, Fault> {
        let connection = connect(path, READ)?;
        connection.pragma_update(None, "cache_size", -cache)?;
        Ok((connection, Ok(())))
    };
    let check = |connection: &Connection, table: &Relation| -> Result<(), Fault> {
        let mut select = connection.prepare("SELECT 1 FROM pragma_foreign_key_check(?1)")?;
        if select.exists([&table.name])? {
            return Err(Fault::References);
        }
        Ok(())
    };
    let workers = parallel::share(
        (0..parallel::cores())
            .map(worker)
            .collect::<Result<_, _>>()?,
        |send| {
            schema.loaded().all(send);
        },
        |(connection, checked), table| {
            if checked.is_ok() {
                *checked = check(connection, table);
            }
        },
    );
    workers.into_iter().try_for_each(|(_, checked)| checked)
}

fn fill(
    transaction: &Transaction<'_>,
    schema: &Schema,
    wanted: &mut Wanted,
    now: NaiveDateTime,
) -> Result<Loaded, Fault> {
    let tables: Vec<&Relation> = schema.loaded().collect();
    for table in &tables {
        for index in index_names(transaction, &table.name)? {
            transaction.execute_batch(&format!("DROP INDEX {}", quoted(&index)))?;
        }
    }
    let mut recorded: Vec<(Operation, Cause)> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let is_ledger = ["corrections", "retractions"].contains(&table.name.as_str());
        insert_rows(transaction, table, number, &mut wanted.rows, |record| {
            if is_ledger {
                let added = Operation::of(table, false, Action::Add, record.values());
                let entry = ledger_entry(&wanted.corrections, &added);
                recorded.push((added, entry));
            }
        })?;
    }
    for index in tables.iter().flat_map(|table| &table.indexes) {
        transaction.execute_batch(index)?;
    }
    let run = begin_run(transaction, now)?;
    let recorder = Recorder::new(transaction, run);
    for (operation, cause) in &recorded {
        recorder.added(operation, cause)?;
    }
    let loaded = Loaded::of(&wanted.rows, schema);
    write_baselines(transaction, run, &loaded, &recorded)?;
    Ok(loaded)
}

/// Inserts the rows of a table, which come next, and passes each on.
fn insert_rows(
    transaction: &Transaction<'_>,
    table: &Relation,
    number: usize,
    rows: &mut Sorted,
    mut with: impl FnMut(&Record<'_>),
) -> Result<(), Fault> {
    let mut left = rows.count(number);
    for at_once in [ROWS_AT_ONCE, 1] {
        let mut insert = transaction.prepare(&table.insert(at_once))?;
        while left >= at_once as u64 {
            let mut parameter = 1;
            for _ in 0..at_once {
                let Some(record) = rows.peek() else { break };
                for cell in record.cells() {
                    insert.raw_bind_parameter(parameter, cell)?;
                    parameter += 1;
                }
                with(&record);
                rows.advance()?;
            }
            insert.raw_execute()?;
            left -= at_once as u64;
        }
    }
    Ok(())
}

/// Returns the entry that a row of the ledger is, or the last one that retracted the fact of a row.
fn ledger_entry(corrections: &[Correction], added: &Operation) -> Cause {
    let key = added.key[0].to_plain_text();
    let of_fact = corrections.iter().rfind(|entry| {
        let retracts = [RETRACTED, SUPERSEDED_BY].map(|name| FieldPath::Column(name.to_owned()));
        entry.fact == key && retracts.contains(&entry.field)
    });
    match of_fact.filter(|_| added.table == "retractions") {
        Some(entry) => Cause::Ledger(entry.id.clone()),
        None => Cause::Ledger(key),
    }
}

/// Writes how many rows of each table the first run added without a record.
fn write_baselines(
    transaction: &Transaction<'_>,
    run: i64,
    loaded: &Loaded,
    recorded: &[(Operation, Cause)],
) -> rusqlite::Result<()> {
    let mut insert =
        transaction.prepare("INSERT INTO baselines (run, \"table\", rows) VALUES (?1, ?2, ?3)")?;
    for (table, count) in &loaded.rows {
        let of_table = recorded
            .iter()
            .filter(|(operation, _)| operation.table == *table);
        let others = *count as i64 - of_table.count() as i64;
        if others > 0 {
            insert.execute(params![run, table, others])?;
        }
    }
    Ok(())
}

fn index_names(transaction: &Transaction<'_>, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut select = transaction.prepare_cached(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL",
    )?;
    let names = select.query_map([table], |row| row.get(0))?;
    names.collect()
}
