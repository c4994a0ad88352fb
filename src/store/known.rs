//! What the store knows of the files that it was ingested from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::schema::quoted;
use super::{Store, StoreError};
use crate::model::Locator;
use crate::model::known::{Bond, Days, Knowledge, KnownFact, KnownFile, RULES, Stamp, Tie};

/// Returns the version of the program and of its rules that reads files now: another may read them
/// otherwise.
fn reader() -> String {
    format!("{}, rules {RULES}", env!("CARGO_PKG_VERSION"))
}

/// The files that a run has read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// The numbers of files in the store, by name.
    pub numbers: BTreeMap<String, i64>,
    /// What was found of each file that was read.
    pub read: BTreeMap<String, KnownFile>,
    /// The warnings of a run over everything, as whoever gives them reads them again; `None` where part
    /// was read, and they stand.
    pub warnings: Option<Warnings>,
}

/// The warnings of a run over everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Warnings {
    /// The warnings, in a form of the one who gives them; empty for none.
    pub report: String,
    /// The files that they are in.
    pub files: BTreeSet<String>,
}

impl Store {
    /// Returns numbers for files: those that the store knows keep theirs.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn number_files<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<BTreeMap<String, i64>, StoreError> {
        let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let known = self.list("SELECT name, id FROM files", (), pair)?;
        Ok(numbered(&known, names))
    }

    /// Returns the warnings that stand since the last run over everything, as they were handed in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn warnings(&self) -> Result<Option<String>, StoreError> {
        self.find("SELECT report FROM warnings", (), |row| row.get(0))
    }
}

/// Returns numbers for files: those that are known keep theirs.
fn numbered<'n>(
    known: &BTreeMap<String, i64>,
    names: impl Iterator<Item = &'n str>,
) -> BTreeMap<String, i64> {
    let mut last = known.values().copied().max().unwrap_or(0);
    let mut number = |name: &str| {
        known.get(name).copied().unwrap_or_else(|| {
            last += 1;
            last
        })
    };
    names.map(|name| (name.to_owned(), number(name))).collect()
}

impl Knowledge for Store {
    type Error = StoreError;

    fn files(&self, dataset: &str) -> Result<BTreeMap<String, KnownFile>, StoreError> {
        let is_ours = self.find(
            "SELECT EXISTS (SELECT 1 FROM datasets WHERE key = ?1)
                AND NOT EXISTS (SELECT 1 FROM files WHERE program <> ?2)",
            [dataset, reader().as_str()],
            |row| row.get(0),
        )?;
        if is_ours != Some(true) {
            return Ok(BTreeMap::new());
        }
        let sql = "SELECT name, sha256, size, modified, skips FROM files";
        self.list(sql, (), |row| {
            let size: Option<i64> = row.get("size")?;
            let modified: Option<i64> = row.get("modified")?;
            let stamp = size.zip(modified).map(|(size, modified)| Stamp {
                size: size as u64,
                modified,
            });
            let file = KnownFile {
                sha256: row.get("sha256")?,
                stamp,
                skips: row.get("skips")?,
            };
            Ok((row.get("name")?, file))
        })
    }

    fn facts_in(&self, file: &str) -> Result<BTreeMap<String, i64>, StoreError> {
        let sql = "SELECT f.fact, f.digest FROM fact_files AS f
            JOIN files AS n ON n.id = f.file WHERE n.name = ?1";
        self.list(sql, [file], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn sources_in(&self, file: &str) -> Result<BTreeMap<String, i64>, StoreError> {
        let sql = "SELECT s.source, s.digest FROM source_files AS s
            JOIN files AS n ON n.id = s.file WHERE n.name = ?1";
        self.list(sql, [file], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn fact(&self, key: &str) -> Result<Option<KnownFact>, StoreError> {
        let sql = "SELECT f.kind, a.kind AS actor_kind,
                coalesce(a.parent, e.part_of, i.part_of) AS parent
             FROM facts AS f
             LEFT JOIN actors AS a ON a.key = f.key
             LEFT JOIN events AS e ON e.key = f.key
             LEFT JOIN instruments AS i ON i.key = f.key
             WHERE f.key = ?1";
        self.find(sql, [key], |row| {
            Ok(KnownFact {
                kind: row.get("kind")?,
                actor_kind: row.get("actor_kind")?,
                parent: row.get("parent")?,
            })
        })
    }

    fn days_of_event(&self, key: &str) -> Result<Option<Days>, StoreError> {
        let sql = "SELECT date_earliest, date_latest FROM events
            WHERE key = ?1 AND date IS NOT NULL";
        self.find(sql, [key], |row| {
            let day = |name: &str| -> rusqlite::Result<Option<NaiveDate>> {
                let text: Option<String> = row.get(name)?;
                Ok(text.and_then(|text| text.parse().ok()))
            };
            Ok((day("date_earliest")?, day("date_latest")?))
        })
    }

    fn bonds_to(&self, key: &str, relations: &[&str]) -> Result<Vec<Bond>, StoreError> {
        let of_parts = "SELECT key, part_of, NULL FROM events WHERE part_of = ?1";
        let of_links =
            "SELECT event, other_event, relation FROM event_links WHERE other_event = ?1";
        let mut bonds = Vec::new();
        for sql in [of_parts, of_links] {
            let rows: Vec<(Bond, Option<String>)> = self.list(sql, [key], |row| {
                let relation: Option<String> = row.get(2)?;
                let tie = match relation {
                    None => Tie::PartOf,
                    Some(_) => Tie::After,
                };
                let (event, other) = (row.get(0)?, row.get(1)?);
                Ok((Bond { event, other, tie }, relation))
            })?;
            let is_wanted = |relation: &Option<String>| {
                let relation = relation.as_deref();
                relation.is_none_or(|relation| relations.contains(&relation))
            };
            let wanted = rows.into_iter().filter(|(_, relation)| is_wanted(relation));
            bonds.extend(wanted.map(|(bond, _)| bond));
        }
        Ok(bonds)
    }

    fn file_of_fact(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT n.name FROM fact_files AS o JOIN files AS n ON n.id = o.file
            WHERE o.fact = ?1";
        self.find(sql, [key], |row| row.get(0))
    }

    fn facts_referring_to(&self, key: &str) -> Result<Vec<String>, StoreError> {
        let mut facts = BTreeSet::new();
        for (table, column) in self.schema().references_to_facts() {
            let owner = quoted(&table.primary_key[0]);
            let (table, column) = (quoted(&table.name), quoted(column));
            let sql = format!("SELECT {owner} FROM {table} WHERE {column} = ?1");
            facts.extend(self.list::<_, Vec<String>>(&sql, [key], |row| row.get(0))?);
        }
        Ok(facts.into_iter().collect())
    }

    fn file_of_source(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT n.name FROM source_files AS s JOIN files AS n ON n.id = s.file
            WHERE s.source = ?1";
        self.find(sql, [key], |row| row.get(0))
    }

    fn has_source(&self, key: &str) -> Result<bool, StoreError> {
        let found = self.find("SELECT 1 FROM sources WHERE key = ?1", [key], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn has_source_like(
        &self,
        is_like: &dyn Fn(&str, &str, Option<&str>) -> bool,
    ) -> Result<bool, StoreError> {
        let failed = |error| self.error(error);
        let connection = self.connection();
        let mut select = connection
            .prepare_cached("SELECT cite_as, sha256, url FROM sources")
            .map_err(failed)?;
        let mut rows = select.query(()).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (cite_as, sha256): (String, String) =
                (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            let url: Option<String> = row.get(2).map_err(failed)?;
            if is_like(&cite_as, &sha256, url.as_deref()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_skipped(&self, source: &str, at: Locator) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM uncoded_passages
             WHERE source = ?1 AND paragraph = ?2 AND sentence = ?3";
        let found = self.find(sql, params![source, at.paragraph, at.sentence], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn files_with_warnings(&self) -> Result<BTreeSet<String>, StoreError> {
        self.list("SELECT file FROM files_with_warnings", (), |row| row.get(0))
    }

    fn corrections(&self) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM corrections";
        let count: Option<i64> = self.find(sql, (), |row| row.get(0))?;
        Ok(count.unwrap_or_default() as usize)
    }
}

/// Writes what was found of files; only what differs is written. The files that are `gone` are
/// forgotten: where no list of them is given, all that are not among those that were read.
///
/// A stamp of a file that was written just before `now` is left out, and the file read again next
/// time; a file whose stamp alone is another is left as it is.
pub fn write_files(
    transaction: &Transaction<'_>,
    files: &Files,
    gone: Option<&BTreeSet<String>>,
    now: NaiveDateTime,
) -> rusqlite::Result<()> {
    let mut known = transaction.prepare_cached("SELECT name FROM files")?;
    let known = known.query_map((), |row| row.get(0))?;
    let known = known.collect::<rusqlite::Result<Vec<String>>>()?;
    let is_gone = |name: &String| match gone {
        Some(gone) => gone.contains(name),
        None => !files.read.contains_key(name),
    };
    let mut forget = transaction.prepare_cached("DELETE FROM files WHERE name = ?1")?;
    for name in known.iter().filter(|name| is_gone(name)) {
        forget.execute([name])?;
    }
    let mut write = transaction.prepare_cached(
        "INSERT INTO files (id, name, sha256, size, modified, skips, program)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size,
            modified = excluded.modified, skips = excluded.skips, program = excluded.program
         WHERE (sha256, skips, program) IS NOT (excluded.sha256, excluded.skips, excluded.program)",
    )?;
    if let Some(warnings) = &files.warnings {
        write_warnings(transaction, warnings)?;
    }
    let reader = reader();
    let now = now.and_utc().timestamp_nanos_opt().unwrap_or(i64::MAX);
    for (name, file) in &files.read {
        let stamp = file.stamp.filter(|stamp| stamp.is_settled(now));
        write.execute(params![
            files.numbers.get(name),
            name,
            file.sha256,
            stamp.map(|stamp| stamp.size as i64),
            stamp.map(|stamp| stamp.modified),
            file.skips,
            reader
        ])?;
    }
    Ok(())
}

/// Writes the warnings that stand, if they are not those that stood.
fn write_warnings(transaction: &Transaction<'_>, warnings: &Warnings) -> rusqlite::Result<()> {
    let stored = "SELECT report FROM warnings";
    let stored: Option<String> = transaction
        .query_row(stored, (), |row| row.get(0))
        .optional()?;
    if stored.unwrap_or_default() == warnings.report {
        return Ok(());
    }
    transaction.execute_batch("DELETE FROM warnings; DELETE FROM files_with_warnings")?;
    if warnings.report.is_empty() {
        return Ok(());
    }
    transaction.execute(
        "INSERT INTO warnings (id, report) VALUES (1, ?1)",
        [&warnings.report],
    )?;
    let insert = "INSERT INTO files_with_warnings (file) VALUES (?1)";
    let mut insert = transaction.prepare_cached(insert)?;
    for file in &warnings.files {
        insert.execute([file])?;
    }
    Ok(())
}
