//! What a store should hold: the rows of a dataset, of all of it or of the part that changed.
//!
//! Facts are checked on all cores and become rows at once, each core into a spool of its own; what
//! they do not hold waits on the disk, sorted.

use std::collections::BTreeMap;

use super::Run;
use crate::dataset::{self, FileRead, Folder, Ledger, Origin, Part, Report, Sink, Streamed};
use crate::model::Locator;
use crate::model::fact::{Fact, Source};
use crate::model::key::{FactKey, SourceKey};
use crate::model::known::KnownFile;
use crate::parallel;
use crate::store::{
    Collector, Files, Schema, Sorted, Spool, Store, StoreError, Tables, Wanted, WantedPart,
    numbered,
};

/// Which part of the memory the rows may take that wait to be written.
const SPOOL_SHARE: usize = 4;

/// Reads a whole dataset. Returns what is wrong, and the rows that `store`, or a new one, should hold;
/// `None` where there is any error.
///
/// # Errors
/// The store cannot be read, or rows cannot be put aside.
pub fn of_whole(
    run: &Run<'_>,
    store: Option<&Store>,
) -> Result<(Report, Option<Wanted>), StoreError> {
    let (ledger, memory) = (run.options.ledger, run.options.memory);
    // What was verified in the text at hand must be checked again without it: no file is then known.
    let is_known = run.articles.is_empty() && ledger == Ledger::Whole;
    let names = run.folder.names().filter(|_| is_known);
    let numbers = match store {
        Some(store) => store.number_files(names)?,
        None => numbered(&BTreeMap::new(), names),
    };
    let workers = parallel::cores();
    let tables = match store {
        Some(store) => Tables::of(store.schema()),
        None => Tables::of(&Schema::current()?),
    };
    let sinks = (0..workers).map(|_| Rows {
        spool: Spool::new(&run.spools, memory / SPOOL_SHARE / workers),
        tables: &tables,
        numbers: &numbers,
    });
    let Streamed {
        head,
        report,
        files,
        mut sinks,
        ..
    } = dataset::stream(run.folder, run.articles, ledger, memory, sinks.collect());
    let Some(head) = head else {
        return Ok((report, None));
    };
    if let Some(first) = sinks.first_mut() {
        tables.head_rows(&head, &mut first.spool);
    }
    let spools = sinks.into_iter().map(|sink| sink.spool).collect();
    let rows = Sorted::of(spools).map_err(|source| StoreError::Spool {
        path: run.spools.clone(),
        source,
    })?;
    let read = files.into_iter().filter(|_| is_known);
    let wanted = Wanted {
        dataset: head.key.to_string(),
        rows,
        corrections: head.corrections,
        files: Files {
            read: read.map(|(name, read)| (name, known(read))).collect(),
            numbers,
        },
        memory,
    };
    Ok((report, Some(wanted)))
}

/// Returns the rows of the part of a dataset that changed.
///
/// # Errors
/// The store cannot be read.
pub fn of_part<'p>(
    part: &'p Part,
    folder: &Folder,
    store: &Store,
) -> Result<WantedPart<'p>, StoreError> {
    let numbers = store.number_files(folder.names())?;
    let number = |file: &str| numbers.get(file).copied().unwrap_or(0);
    let tables = Tables::of(store.schema());
    let mut all = Collector::new(store.schema());
    for (key, fact) in &part.facts {
        tables.fact_rows(key.as_str(), &fact.value, &mut all);
        tables.fact_file_row(key.as_str(), number(&fact.file), fact.digest, &mut all);
    }
    for (key, source) in &part.sources {
        tables.source_rows(key, &source.value, &mut all);
        tables.source_file_row(key, number(&source.file), source.digest, &mut all);
    }
    for ((source, at), reason) in &part.skips {
        tables.skip_row(source, *at, reason, &mut all);
    }
    let facts = part.facts.keys().map(FactKey::as_str);
    let removed = part.removed.iter().map(String::as_str);
    let read = part.files.clone().into_iter();
    Ok(WantedPart {
        rows: all.with_corrections(&part.head.corrections, &tables),
        owners: facts.chain(removed).collect(),
        corrections: &part.head.corrections,
        files: Files {
            read: read.map(|(name, read)| (name, known(read))).collect(),
            numbers,
        },
        gone: part.gone.iter().map(String::as_str).collect(),
    })
}

fn known(read: FileRead) -> KnownFile {
    KnownFile {
        sha256: read.sha256,
        stamp: read.stamp,
        skips: read.skips,
    }
}

/// Where one worker puts the rows of its facts.
struct Rows<'a> {
    spool: Spool,
    tables: &'a Tables,
    /// The numbers of the files in the store; empty where it must not remember them.
    numbers: &'a BTreeMap<String, i64>,
}

impl Sink for Rows<'_> {
    const WANTS_COVERAGE: bool = false;

    fn source(&mut self, key: &SourceKey, source: Source, origin: Origin<'_>) {
        self.tables.source_rows(key, &source, &mut self.spool);
        if let (Some(number), true) = (self.numbers.get(origin.file), origin.is_line) {
            self.tables
                .source_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn fact(&mut self, key: &str, fact: Fact<'_>, origin: Origin<'_>) {
        self.tables.fact_rows(key, &fact, &mut self.spool);
        if let Some(number) = self.numbers.get(origin.file) {
            self.tables
                .fact_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn skip(&mut self, source: &SourceKey, at: Locator, reason: &str) {
        self.tables.skip_row(source, at, reason, &mut self.spool);
    }
}
