//! What a store should hold: the rows of a dataset, of all of it or of the part that changed.
//!
//! Facts are checked on all cores and become rows at once, each core into a spool of its own; what
//! they do not hold waits on the disk, sorted.

use std::collections::BTreeMap;
use std::io;

use super::{Run, warnings};
use crate::dataset::{
    self, Changes, FileRead, Ledger, Origin, Part, Reason, Report, Sink, Streamed,
};
use crate::model::Locator;
use crate::model::correction::Step;
use crate::model::fact::{Fact, Passage, Source};
use crate::model::key::SourceKey;
use crate::model::known::KnownFile;
use crate::parallel;
use crate::store::{Fault, Files, Sorted, Spool, Store, StoreError, Tables, Wanted, WantedPart};

/// Which part of the memory the rows may take that wait to be written.
const SPOOL_SHARE: usize = 4;

/// Reads a whole dataset. Returns what is wrong, and the rows that `store` should hold; `None` where
/// there is any error.
///
/// # Errors
/// The store cannot be read, or rows cannot be put aside.
pub fn of_whole(run: &Run<'_>, store: &Store) -> Result<(Report, Option<Wanted>), StoreError> {
    let (ledger, memory) = (run.options.ledger, run.options.memory);
    // What was verified in the text at hand must be checked again without it: no file is then known.
    let is_known = run.articles.is_empty() && ledger == Ledger::All;
    let names = run.folder.names().filter(|_| is_known);
    let numbers = store.number_files(names)?;
    let tables = Tables::of(store.schema());
    let sinks = sinks(run, &tables, &numbers);
    let Streamed {
        head,
        report,
        files,
        mut sinks,
        ..
    } = dataset::stream(run.folder, run.articles, ledger, memory, sinks);
    let Some(head) = head else {
        return Ok((report, None));
    };
    if let Some(first) = sinks.first_mut() {
        tables.head_rows(&head, &mut first.spool);
    }
    let rows = sorted(sinks, run)?;
    let standing = warnings::of(&report);
    let standing = standing.map_err(|e| StoreError::of(&run.spools, io::Error::from(e)))?;
    let wanted = Wanted {
        dataset: head.key.to_string(),
        rows,
        corrections: head.corrections,
        files: Files {
            warnings: Some(standing),
            ..known_files(files.into_iter().filter(|_| is_known), numbers)
        },
        memory,
    };
    Ok((report, Some(wanted)))
}

/// Reads what changed since the store was brought up to date: the rows of the facts that may have
/// changed, and of new sources; `None` where nothing has. Returns the reason instead where the whole
/// dataset must be read.
///
/// # Errors
/// The store cannot be read, or rows cannot be put aside.
pub fn of_changes(
    run: &Run<'_>,
    store: &Store,
) -> Result<Result<Option<WantedPart>, Reason>, StoreError> {
    let numbers = store.number_files(run.folder.names())?;
    let tables = Tables::of(store.schema());
    let sinks = sinks(run, &tables, &numbers);
    let Part {
        head,
        mut sinks,
        facts,
        files,
        gone,
        ..
    } = match dataset::rerun(run.folder, store, run.options.memory, sinks)? {
        Changes::Nothing => return Ok(Ok(None)),
        Changes::Everything(reason) => return Ok(Err(reason)),
        Changes::Part(part) => *part,
    };
    if let Some(first) = sinks.first_mut() {
        tables.ledger_rows(&head, &mut first.spool);
    }
    Ok(Ok(Some(WantedPart {
        rows: sorted(sinks, run)?,
        owners: facts,
        files: known_files(files.into_iter(), numbers),
        gone,
    })))
}

fn sinks<'a>(
    run: &Run<'_>,
    tables: &'a Tables,
    numbers: &'a BTreeMap<String, i64>,
) -> Vec<Rows<'a>> {
    let workers = parallel::cores();
    let limit = run.options.memory / SPOOL_SHARE / workers;
    let sinks = (0..workers).map(|_| Rows {
        spool: Spool::new(&run.spools, limit),
        tables,
        numbers,
    });
    sinks.collect()
}

fn sorted(sinks: Vec<Rows<'_>>, run: &Run<'_>) -> Result<Sorted, StoreError> {
    let spools = sinks.into_iter().map(|sink| sink.spool).collect();
    Sorted::of(spools).map_err(|e| StoreError::of(&run.spools, Fault::Spool(e)))
}

fn known_files(
    read: impl Iterator<Item = (String, FileRead)>,
    numbers: BTreeMap<String, i64>,
) -> Files {
    let known = |read: FileRead| KnownFile {
        sha256: read.sha256,
        stamp: read.stamp,
        skips: read.skips,
    };
    Files {
        read: read.map(|(name, read)| (name, known(read))).collect(),
        numbers,
        warnings: None,
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
        self.tables.source_row(key, &source, &mut self.spool);
        if let (Some(number), true) = (self.numbers.get(origin.file), origin.is_line) {
            self.tables
                .source_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn passages(&mut self, key: &SourceKey, passages: &BTreeMap<Locator, Passage>) {
        self.tables.passage_rows(key, passages, &mut self.spool);
    }

    fn fact(&mut self, key: &str, fact: Fact<'_>, origin: Origin<'_>) {
        self.tables.fact_rows(key, &fact, &mut self.spool);
        if let Some(number) = self.numbers.get(origin.file) {
            self.tables
                .fact_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn retracted(&mut self, key: &str, origin: Origin<'_>) {
        if let Some(number) = self.numbers.get(origin.file) {
            self.tables
                .fact_file_row(key, *number, origin.digest, &mut self.spool);
        }
    }

    fn steps(&mut self, key: &str, steps: &[Step]) {
        self.tables.step_rows(key, steps, &mut self.spool);
    }

    fn skip(&mut self, source: &SourceKey, at: Locator, reason: &str) {
        self.tables.skip_row(source, at, reason, &mut self.spool);
    }
}
