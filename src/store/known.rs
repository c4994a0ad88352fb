//! What the store knows of the files that it was ingested from.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, params};

use super::{Store, StoreError};
use crate::model::Locator;
use crate::model::fact::Dataset;
use crate::model::known::{Known, KnownFact, KnownFile};

/// The version of the program that reads files now: another may read them otherwise.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

impl Store {
    /// Returns what the store knows of a dataset; nothing where it holds another one, or was made
    /// by another version of the program.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn known(&self, dataset: &str) -> Result<Option<Known>, StoreError> {
        read_known(self.connection(), dataset).map_err(|e| self.error(e))
    }
}

fn read_known(connection: &Connection, dataset: &str) -> rusqlite::Result<Option<Known>> {
    let is_ours: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM datasets WHERE key = ?1)
            AND EXISTS (SELECT 1 FROM files)
            AND NOT EXISTS (SELECT 1 FROM files WHERE program <> ?2)",
        params![dataset, PROGRAM],
        |row| row.get(0),
    )?;
    if !is_ours {
        return Ok(None);
    }
    let mut known = Known::default();
    let mut files = connection.prepare("SELECT name, sha256, skips FROM files")?;
    let mut rows = files.query(())?;
    while let Some(row) = rows.next()? {
        let skips: u32 = row.get("skips")?;
        let file = KnownFile {
            sha256: row.get("sha256")?,
            skips: skips as usize,
        };
        known.files.insert(row.get("name")?, file);
    }
    let mut facts = connection.prepare(
        "SELECT f.key, f.kind, o.file, a.kind AS actor_kind,
            coalesce(a.parent, e.part_of, i.part_of) AS whole
         FROM facts AS f
         JOIN fact_files AS o ON o.fact = f.key
         LEFT JOIN actors AS a ON a.key = f.key
         LEFT JOIN events AS e ON e.key = f.key
         LEFT JOIN instruments AS i ON i.key = f.key",
    )?;
    let mut rows = facts.query(())?;
    while let Some(row) = rows.next()? {
        let fact = KnownFact {
            kind: row.get("kind")?,
            actor_kind: row.get("actor_kind")?,
            whole: row.get("whole")?,
            file: row.get("file")?,
        };
        known.facts.insert(row.get("key")?, fact);
    }
    let mut skipped =
        connection.prepare("SELECT source, paragraph, sentence FROM uncoded_passages")?;
    let mut rows = skipped.query(())?;
    while let Some(row) = rows.next()? {
        let place = Locator {
            paragraph: row.get("paragraph")?,
            sentence: row.get("sentence")?,
        };
        known.skipped.insert((row.get("source")?, place));
    }
    let count = "SELECT count(*) FROM corrections";
    let count: i64 = connection.query_row(count, (), |row| row.get(0))?;
    known.corrections = count as usize;
    Ok(Some(known))
}

/// Writes which files a dataset was ingested from and which facts stand in each; only what differs
/// is written. Where no file is named, none is known from then on. Of a part, `part` names the files whose facts are given.
pub fn write_files(
    transaction: &Transaction<'_>,
    dataset: &Dataset,
    digests: &BTreeMap<String, String>,
    part: Option<&BTreeSet<String>>,
) -> rusqlite::Result<()> {
    if digests.is_empty() {
        return transaction.execute_batch("DELETE FROM fact_files; DELETE FROM files;");
    }
    let mut forget = transaction.prepare_cached("DELETE FROM files WHERE name = ?1")?;
    let mut names = transaction.prepare("SELECT name FROM files")?;
    let names: Vec<String> = names
        .query_map((), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in names.iter().filter(|name| !digests.contains_key(*name)) {
        forget.execute([name])?;
    }
    let mut write = transaction.prepare_cached(
        "INSERT INTO files (name, sha256, skips, program) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, skips = excluded.skips, program = excluded.program
         WHERE (sha256, skips, program) IS NOT (excluded.sha256, excluded.skips, excluded.program)",
    )?;
    for (name, sha256) in digests {
        let skips = dataset.skip_counts.get(name).copied().unwrap_or_default();
        if part.is_none_or(|part| part.contains(name)) || !names.contains(name) {
            write.execute(params![name, sha256, skips as i64, PROGRAM])?;
        }
    }
    // A sheet other than those read is as it was; the ledger is read in any case.
    let mut update = transaction
        .prepare_cached("UPDATE files SET sha256 = ?2 WHERE name = ?1 AND sha256 <> ?2")?;
    for (name, sha256) in digests {
        update.execute([name, sha256])?;
    }
    transaction.execute(
        "DELETE FROM fact_files WHERE fact NOT IN (SELECT key FROM facts)",
        (),
    )?;
    let mut place = transaction.prepare_cached(
        "INSERT INTO fact_files (fact, file) VALUES (?1, ?2)
         ON CONFLICT (fact) DO UPDATE SET file = excluded.file WHERE file <> excluded.file",
    )?;
    for (fact, file) in &dataset.fact_files {
        place.execute([fact.as_str(), file])?;
    }
    Ok(())
}
