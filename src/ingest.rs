//! One run: from the files of a dataset to a store that says the same.
//!
//! Facts are checked on all cores and go to the store as rows, each core into a spool of its own; what
//! they do not hold lies sorted on the disk. Nothing is written to a store before everything is found
//! to be without fault.

mod state;

pub use state::{State, facts_as_rows};

use std::collections::BTreeMap;
use std::path::Path;

use crate::dataset::{
    self, Articles, FileRead, Folder, Ledger, Origin, Part, Report, Sink, Streamed,
};
use crate::model::Locator;
use crate::model::fact::{Fact, Source};
use crate::model::key::{FactKey, SourceKey};
use crate::model::known::KnownFile;
use crate::parallel;
use crate::store::{
    Files, Sorted, Spool, Store, StoreError, Wanted, WantedPart, correction_row, fact_file_row,
    fact_rows, head_rows, numbered, skip_row, source_file_row, source_rows,
};

/// How much memory a run may use unless told otherwise, in bytes.
pub const MEMORY_DEFAULT: usize = 512 << 20;

/// Which part of the memory the rows may take that wait to be written.
const SPOOL_SHARE: usize = 4;

/// Reads a whole dataset with part of its ledger. Returns what is wrong, and the rows that a store
/// shall have; `None` where there is any error.
///
/// `store` is the one that will be brought up to date, if there is one; rows that the memory does not
/// hold are put into `folder_of_spools`.
///
/// # Errors
/// The store cannot be read, or rows cannot be put aside.
pub fn read(
    folder: &Folder,
    articles: &Articles,
    ledger: Ledger,
    store: Option<&Store>,
    folder_of_spools: &Path,
    memory: usize,
) -> Result<(Report, Option<Wanted>), StoreError> {
    // What was verified in the text at hand must be checked again without it.
    let is_known = articles.is_empty() && ledger == Ledger::Whole;
    let names = folder.names().filter(|_| is_known);
    let numbers = match store {
        Some(store) => store.number_files(names)?,
        None => numbered(&BTreeMap::new(), names),
    };
    let workers = parallel::cores();
    let limit = memory / SPOOL_SHARE / workers;
    let sinks = (0..workers).map(|_| Rows {
        spool: Spool::new(folder_of_spools, limit),
        numbers: &numbers,
    });
    let streamed = dataset::stream(folder, articles, ledger, memory, sinks.collect());
    let Streamed {
        head: Some(head),
        report,
        files: read,
        mut sinks,
        ..
    } = streamed
    else {
        return Ok((streamed.report, None));
    };
    if let Some(first) = sinks.first_mut() {
        head_rows(&head, &mut first.spool);
    }
    let spools = sinks.into_iter().map(|sink| sink.spool).collect();
    let rows = Sorted::of(spools).map_err(|source| StoreError::Spool {
        path: folder_of_spools.into(),
        source,
    })?;
    let read = read.into_iter().filter(|_| is_known);
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
pub fn part<'p>(
    part: &'p Part,
    folder: &Folder,
    store: &Store,
) -> Result<WantedPart<'p>, StoreError> {
    let numbers = store.number_files(folder.names())?;
    let number = |file: &str| numbers.get(file).copied().unwrap_or(0);
    let mut all = Spool::default();
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
    for correction in &part.head.corrections {
        correction_row(correction, &mut all);
    }
    let rows = Sorted::of(vec![all]).map_err(|source| StoreError::Spool {
        path: store.path().into(),
        source,
    })?;
    let facts = part.facts.keys().map(FactKey::as_str);
    let removed = part.removed.iter().map(String::as_str);
    let read = part.files.iter();
    Ok(WantedPart {
        rows,
        owners: facts.chain(removed).collect(),
        corrections: &part.head.corrections,
        files: Files {
            read: read
                .map(|(name, read)| (name.clone(), known(read.clone())))
                .collect(),
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

/// What one worker hands on, as rows.
struct Rows<'a> {
    spool: Spool,
    /// The numbers of the files in the store; none where it shall not know them.
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
