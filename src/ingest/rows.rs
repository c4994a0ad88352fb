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
    Collector, Files, Sorted, Spool, Store, StoreError, Wanted, WantedPart, fact_file_row,
    fact_rows, head_rows, numbered, skip_row, source_file_row, source_rows,
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
    let sinks = (0..workers).map(|_| Rows {
        spool: Spool::new(&run.spools, memory / SPOOL_SHARE / workers),
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
        head_rows(&head, &mut first.spool);
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
    let mut all = Collector::default();
    for (key, fact) in &part.facts {
        fact_rows(key, &fact.value, &mut all);
        fact_file_row(key, number(&fact.file), fact.digest, &mut all);
    }
    for (key, source) in &part.sources {
        source_rows(key, &source.value, &mut all);
        source_file_row(key, number(&source.file), source.digest, &mut all);
    }
    for ((source, at), reason) in &part.skips {
        skip_row(source, *at, reason, &mut all);
    }
    let facts = part.facts.keys().map(FactKey::as_str);
    let removed = part.removed.iter().map(String::as_str);
    let read = part.files.clone().into_iter();
    Ok(WantedPart {
        rows: all.with_corrections(&part.head.corrections),
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
    /// The numbers of the files in the store; empty where it must not remember them.
    numbers: &'a BTreeMap<String, i64>,
}

impl Sink for Rows<'_> {
    const WANTS_COVERAGE: bool = false;

    fn source(&mut self, key: &SourceKey, source: Source, origin: Origin<'_>) {
        source_rows(key, &source, &mut self.spool);
        if let (Some(number), true) = (self.numbers.get(origin.file), origin.is_line) {
            source_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn fact(&mut self, key: &FactKey, fact: Fact, origin: Origin<'_>) {
        fact_rows(key, &fact, &mut self.spool);
        if let Some(number) = self.numbers.get(origin.file) {
            fact_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn skip(&mut self, source: &SourceKey, at: Locator, reason: &str) {
        skip_row(source, at, reason, &mut self.spool);
    }
}
