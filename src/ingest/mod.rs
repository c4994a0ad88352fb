//! One run: from the folder of a dataset to a store with the same content.
//!
//! [`run`] opens or creates the store and decides how much must be read. What it promises, whichever
//! way it takes:
//!
//! - **Nothing is written unless there is no error.** All facts are checked before the store is
//!   touched; a store that is new is made beside its file and put there whole.
//! - **One transaction per run.** A run that changes nothing writes not one byte.
//! - **A rerun ends as a run from nothing does.** Where every other file can be shown not to depend on
//!   a change, only the changed files are read; else, and wherever anything is wrong, all of them are,
//!   for a [`Reason`]. Exports never depend on which way it was.
//! - **Memory is bounded**, not the size of the dataset: rows beyond their share wait on the disk,
//!   sorted.

mod rows;
mod state;
mod warnings;

pub use state::{State, facts_as_rows};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use crate::dataset::{Articles, Folder, Ledger, Reason, Report, Trust};
use crate::files::{folder_of, sweep};
use crate::store::{Fault, Ingested, Plan, Removals, Store, StoreError, Wanted};

/// How much memory a run may use by default, in bytes.
pub const MEMORY_DEFAULT: usize = 512 << 20;

/// The folder that holds stores by default; a `.gitignore` in it keeps git from taking them in.
pub const STORE_FOLDER: &str = ".footnote";

/// The store that a run brings up to date.
pub enum Target<'s> {
    /// The store in this file, which is created where there is none; a dry run leaves it as it is.
    File(&'s Path),
    /// A store that is open; rows wait in the folder for temporary files.
    Open(&'s mut Store),
}

/// How a run goes about its work.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How much of the ledger is applied.
    pub ledger: Ledger,
    /// What is taken for unchanged.
    pub trust: Trust,
    /// How much memory to use, in bytes.
    pub memory: usize,
    /// How many facts may go.
    pub removals: Removals,
    /// Whether to find out what would change, and write nothing.
    pub is_dry_run: bool,
    /// The time (UTC) that the run's record carries.
    pub now: NaiveDateTime,
}

impl Options {
    /// Returns the options of a plain run at a time (UTC).
    pub fn at(now: NaiveDateTime) -> Self {
        Self {
            ledger: Ledger::All,
            trust: Trust::Stamps,
            memory: MEMORY_DEFAULT,
            removals: Removals::Any,
            is_dry_run: false,
            now,
        }
    }
}

/// What a run found and did.
pub struct Outcome {
    /// Errors and warnings, those of the whole dataset where it was read.
    pub report: Report,
    /// How much of the dataset was read.
    pub scope: Scope,
    /// What changed, or would change in a dry run; `None` where the dataset has errors.
    pub ingested: Option<Ingested>,
    /// The store of a target that is not open already; `None` where none was created.
    pub store: Option<Store>,
}

/// How much of a dataset a run read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Nothing: no file changed.
    Nothing,
    /// The facts that changed.
    Part,
    /// Everything.
    Whole(Reason),
}

/// Brings a store up to date with a dataset.
///
/// Files that are as they were when the store was last brought up to date are not read again.
///
/// # Errors
/// The store cannot be opened, read or written, or holds another dataset; it is then as it was. What
/// is wrong with the dataset is not an error but part of the outcome.
pub fn run(
    folder: &Folder,
    articles: &Articles,
    target: Target<'_>,
    options: Options,
) -> Result<Outcome, StoreError> {
    let run = Run {
        folder,
        articles,
        options,
        spools: match &target {
            Target::File(path) => folder_of(path).into(),
            Target::Open(_) => std::env::temp_dir(),
        },
    };
    if let Target::File(_) = target {
        sweep(&run.spools);
    }
    let mut store = match target {
        Target::Open(store) => return run.update(store),
        Target::File(path) if !path.exists() && options.is_dry_run => Store::in_memory()?,
        Target::File(path) if !path.exists() => match run.create(path) {
            // Another run was faster: this one brings up to date what that one made.
            Err(error) if matches!(error.fault, Fault::InPlace) => Store::open(path)?,
            created => return created,
        },
        Target::File(path) if options.is_dry_run => Store::open_unchanged(path)?,
        Target::File(path) => Store::open(path)?,
    };
    let outcome = run.update(&mut store)?;
    Ok(Outcome {
        store: Some(store),
        ..outcome
    })
}

/// A run under way.
struct Run<'a> {
    folder: &'a Folder,
    articles: &'a Articles,
    options: Options,
    /// The folder where rows wait that the memory does not hold.
    spools: PathBuf,
}

impl Run<'_> {
    /// Brings a store up to date, reading as little as that takes.
    fn update(&self, store: &mut Store) -> Result<Outcome, StoreError> {
        if self.options.is_dry_run {
            return self.plan(store);
        }
        let reason = match self.update_part(store)? {
            Ok((scope, plan)) => {
                return Ok(Outcome {
                    report: warnings::standing(store)?,
                    scope,
                    ingested: Some(Ingested::Changed(plan)),
                    store: None,
                });
            }
            Err(reason) => reason,
        };
        let (report, wanted) = self.read(store)?;
        let ingested = wanted
            .map(|wanted| store.ingest(wanted, self.options.now, self.options.removals))
            .transpose()?;
        Ok(Outcome::of_whole(reason, report, ingested))
    }

    /// Brings up to date what changed, where that is all that can differ; returns the reason where the
    /// whole dataset must be read.
    fn update_part(&self, store: &mut Store) -> Result<Result<(Scope, Plan), Reason>, StoreError> {
        if self.options.ledger != Ledger::All {
            return Ok(Err(Reason::PartOfLedger));
        }
        if !self.articles.is_empty() {
            return Ok(Err(Reason::ArticleAtHand));
        }
        if self.options.trust == Trust::Nothing {
            return Ok(Err(Reason::Asked));
        }
        if !warnings::are_those_of_unread_files(store, self.folder)? {
            return Ok(Err(Reason::UnreadFiles));
        }
        let part = match rows::of_changes(self, store)? {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(Ok((Scope::Nothing, Plan::default()))),
            Err(reason) => return Ok(Err(reason)),
        };
        let plan = store.ingest_part(part, self.options.now, self.options.removals)?;
        let done = plan.map(|plan| (Scope::Part, plan));
        Ok(done.ok_or(Reason::StillReferredTo))
    }

    /// Finds out what would change, and writes nothing.
    fn plan(&self, store: &Store) -> Result<Outcome, StoreError> {
        let (report, wanted) = self.read(store)?;
        let ingested = wanted.map(|wanted| store.plan(wanted)).transpose()?;
        Ok(Outcome::of_whole(Reason::DryRun, report, ingested))
    }

    /// Creates a store where there is none.
    fn create(&self, path: &Path) -> Result<Outcome, StoreError> {
        let empty = Store::in_memory()?;
        let (report, wanted) = self.read(&empty)?;
        let created = wanted.map(|wanted| {
            make_folder_of(path)?;
            empty.create(path, wanted, self.options.now)
        });
        let (store, ingested) = created.transpose()?.unzip();
        let outcome = Outcome::of_whole(Reason::NewStore, report, ingested);
        Ok(Outcome { store, ..outcome })
    }

    /// Reads the whole dataset. Returns what is wrong, and the rows for a store; `None` where there
    /// is any error.
    fn read(&self, store: &Store) -> Result<(Report, Option<Wanted>), StoreError> {
        let (mut report, wanted) = rows::of_whole(self, store)?;
        add_last_changes(&mut report, store)?;
        Ok((report, wanted))
    }
}

impl Outcome {
    fn of_whole(reason: Reason, report: Report, ingested: Option<Ingested>) -> Self {
        Self {
            report,
            scope: Scope::Whole(reason),
            ingested,
            store: None,
        }
    }
}

/// Makes the folder of a new store, the default one with its `.gitignore`.
fn make_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let ignore = folder.join(".gitignore");
    let make = || {
        fs::create_dir_all(folder)?;
        if folder == Path::new(STORE_FOLDER) && !ignore.exists() {
            fs::write(&ignore, "*\n")?;
        }
        Ok(())
    };
    make().map_err(|e: io::Error| StoreError::of(path, e))
}

/// Adds to each stale correction which run changed its cell last, if the store has seen one.
fn add_last_changes(report: &mut Report, store: &Store) -> Result<(), StoreError> {
    for problem in &mut report.problems {
        let Some((fact, field)) = &problem.cell else {
            continue;
        };
        let Ok(path) = field.parse() else {
            continue;
        };
        let story = store.cell_story(fact, &path)?;
        let last = story.iter().rfind(|change| change.action == "change");
        problem.hints.extend(last.map(|change| {
            let by = match &change.correction {
                Some(entry) if entry.until.is_some() => {
                    format!("{}, which is no longer in the ledger as it was", entry.id)
                }
                Some(entry) => entry.id.clone(),
                None => change.cause.clone(),
            };
            format!(
                "run {} of {} changed it from {} to {} ({by})",
                change.run, change.made_at, change.old, change.new
            )
        }));
    }
    Ok(())
}
