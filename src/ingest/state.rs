//! What a dataset says at a state of its ledger, as a store to read: the one way in which commands
//! that write no store (`correct`, `diff`, `show`, `export --as-of`) read rows.
//!
//! Where the dataset's own store says the very same, it is opened, so that such a command costs what
//! it shows. Else a store is filled that goes when the command ends, within the same budget of memory
//! as a run: a small one in memory, any other in a file.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::{MEMORY_DEFAULT, Options, Run, add_last_changes, rows, warnings};
use crate::dataset::{self, Articles, Folder, Ledger, Origin, Report, Sink};
use crate::files::TemporaryFolder;
use crate::model::Locator;
use crate::model::fact::{Fact, Source};
use crate::model::key::SourceKey;
use crate::store::{Removals, RowSink, Schema, Store, StoreError, Tables, Wanted};

/// A store that says what a dataset says at a state of its ledger.
pub struct State {
    store: Store,
    /// The folder of the store's file, where it goes with this state.
    _folder: Option<TemporaryFolder>,
    /// Whether the store is the dataset's own.
    is_own: bool,
}

/// How many rows a store in memory has at most.
const ROWS_IN_MEMORY: u64 = 50_000;

impl State {
    /// Returns the state of a dataset with part of its ledger, and what is wrong with the files that
    /// were read; no state where there is any error.
    ///
    /// `own` is where the dataset's own store is, if it may stand for the files: it does where a run
    /// would find nothing to do.
    ///
    /// # Errors
    /// Rows cannot be put aside, or the store of the state cannot be made.
    pub fn of(
        folder: &Folder,
        articles: &Articles,
        ledger: Ledger,
        own: Option<&Path>,
        memory: usize,
    ) -> Result<(Report, Option<Self>), StoreError> {
        let is_plain = articles.is_empty() && ledger == Ledger::All;
        if let Some(store) = own
            .filter(|_| is_plain)
            .and_then(|own| current(folder, own))
        {
            return Ok((warnings::standing(&store)?, Some(store.into())));
        }
        let beside = temporary_folder(own);
        let empty = Store::in_memory()?;
        let run = Run {
            folder,
            articles,
            options: Options {
                ledger,
                memory,
                ..Options::at(NaiveDateTime::default())
            },
            spools: beside.clone(),
        };
        let (mut report, wanted) = rows::of_whole(&run, &empty)?;
        let is_stale = report.problems.iter().any(|problem| problem.cell.is_some());
        if let Some(own) = own.filter(|own| is_stale && own.is_file()) {
            add_last_changes(&mut report, &Store::open_unchanged(own)?)?;
        }
        let state = wanted.map(|wanted| Self::filled(empty, wanted, &beside, ROWS_IN_MEMORY));
        Ok((report, state.transpose()?))
    }

    /// Fills an empty store in memory where there are few rows, else a copy of it in a new folder in
    /// another.
    fn filled(
        mut store: Store,
        wanted: Wanted,
        beside: &Path,
        few: u64,
    ) -> Result<Self, StoreError> {
        let (store, folder) = if wanted.rows.total() <= few {
            store.ingest(wanted, NaiveDateTime::default(), Removals::Any)?;
            (store, None)
        } else {
            let folder = TemporaryFolder::in_folder(beside);
            let folder = folder.map_err(|e| StoreError::of(beside, e))?;
            let path = folder.path().join("state.sqlite");
            (store.temporary(&path, wanted)?, Some(folder))
        };
        Ok(Self {
            store,
            _folder: folder,
            is_own: false,
        })
    }

    /// Tells whether the store is the dataset's own, with its history.
    pub fn is_own(&self) -> bool {
        self.is_own
    }
}

impl From<Store> for State {
    fn from(store: Store) -> Self {
        Self {
            store,
            _folder: None,
            is_own: true,
        }
    }
}

impl Deref for State {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Opens the store of a dataset where a run would find nothing to do. A store that cannot be used is
/// ignored: the files say it all.
fn current(folder: &Folder, own: &Path) -> Option<Store> {
    let store = Store::open_current(own).ok()??;
    let is_unchanged = dataset::is_unchanged(folder, &store).ok()?
        && warnings::are_those_of_unread_files(&store, folder).ok()?;
    is_unchanged.then_some(store)
}

/// Returns where files lie that go with the command: beside the store, if its folder is there.
fn temporary_folder(store: Option<&Path>) -> PathBuf {
    let beside = store.and_then(Path::parent);
    let beside = beside.filter(|folder| folder.is_dir());
    beside.map_or_else(std::env::temp_dir, Path::to_path_buf)
}

/// Passes on the rows of all facts of an earlier state of a dataset that are without fault, and keeps
/// nothing; as many workers as there are sinks.
pub fn facts_as_rows<S: RowSink + Send>(
    folder: &Folder,
    articles: &Articles,
    schema: &Schema,
    sinks: Vec<S>,
) -> Vec<S> {
    let tables = &Tables::of(schema);
    let sinks = sinks.into_iter().map(|rows| AsRows { rows, tables });
    // All entries that the folder has, and yet an earlier state: it was made by the rules of its time.
    let (ledger, memory) = (Ledger::First(usize::MAX), MEMORY_DEFAULT);
    let streamed = dataset::stream(folder, articles, ledger, memory, sinks.collect());
    let sinks = streamed.sinks.into_iter();
    sinks.map(|sink| sink.rows).collect()
}

/// A sink of rows as one of facts.
struct AsRows<'a, S> {
    rows: S,
    tables: &'a Tables,
}

impl<S: RowSink + Send> Sink for AsRows<'_, S> {
    const WANTS_COVERAGE: bool = false;

    fn source(&mut self, _: &SourceKey, _: Source, _: Origin<'_>) {}

    fn fact(&mut self, key: &str, fact: Fact<'_>, _: Origin<'_>) {
        self.tables.fact_rows(key, &fact, &mut self.rows);
    }

    fn skip(&mut self, _: &SourceKey, _: Locator, _: &str) {}
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    fn state(folder: &Folder, own: Option<&Path>) -> State {
        let articles = Articles::new();
        let (report, state) = State::of(folder, &articles, Ledger::All, own, 1 << 26).unwrap();
        state.unwrap_or_else(|| panic!("{:#?}", report.problems))
    }

    /// Returns an empty store and the rows that it is to have.
    fn wanted(folder: &Folder, beside: &Path) -> (Store, Wanted) {
        let empty = Store::in_memory().unwrap();
        let run = Run {
            folder,
            articles: &Articles::new(),
            options: Options::at(NaiveDateTime::default()),
            spools: beside.into(),
        };
        let (_, wanted) = rows::of_whole(&run, &empty).unwrap();
        (empty, wanted.unwrap())
    }

    /// Writes the dataset of the reruns into a new folder; returns what holds that, and the dataset's.
    fn on_disk() -> (TempDir, PathBuf) {
        let work = tempfile::tempdir().unwrap();
        let root = work.path().join("relief");
        fs::create_dir_all(root.join("holm")).unwrap();
        let folder = crate::reruns::relief();
        for name in folder.names() {
            fs::write(root.join(name), folder.text(name).unwrap()).unwrap();
        }
        (work, root)
    }

    #[test]
    fn the_own_store_stands_for_the_files_until_one_of_them_changes() {
        let (work, root) = on_disk();
        let own = work.path().join("relief.sqlite");
        let read = || Folder::read(&root).unwrap();
        assert!(!state(&read(), Some(&own)).is_own(), "there is no store");
        let (empty, wanted) = wanted(&read(), work.path());
        empty
            .create(&own, wanted, NaiveDateTime::default())
            .unwrap();
        assert!(state(&read(), Some(&own)).is_own());
        assert!(!state(&read(), None).is_own());
        let sheet = root.join("actors.toml");
        let text = fs::read_to_string(&sheet).unwrap();
        fs::write(&sheet, text.replace("\"Varnia\"", "\"Varna\"")).unwrap();
        let changed = state(&read(), Some(&own));
        assert!(!changed.is_own());
        let stored = Store::open_current(&own).unwrap().unwrap();
        let differences = stored.database().differences(changed.database()).unwrap();
        assert_eq!(differences.len(), 1, "{differences:?}");
    }

    #[test]
    fn what_is_written_while_it_is_read_is_refused_by_a_first_run_and_a_rerun() {
        let (work, root) = on_disk();
        let own = work.path().join("relief.sqlite");
        let sheet = root.join("actors.toml");
        let text = fs::read_to_string(&sheet).unwrap();
        let ingest = |folder: &Folder| {
            let options = Options::at(NaiveDateTime::default());
            let target = crate::ingest::Target::File(&own);
            crate::ingest::run(folder, &Articles::new(), target, options).unwrap()
        };
        for run in ["first", "rerun"] {
            let listed = Folder::read(&root).unwrap();
            let renamed = format!("\"Varnia, by the {run} run\"");
            fs::write(&sheet, text.replace("\"Varnia\"", &renamed)).unwrap();
            let outcome = ingest(&listed);
            let problems = &outcome.report.problems;
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].file, "actors.toml");
            assert_eq!(
                problems[0].message,
                "this file was changed while it was read"
            );
            assert!(outcome.ingested.is_none());
            assert!(ingest(&Folder::read(&root).unwrap()).ingested.is_some());
        }
    }

    #[test]
    fn a_state_in_a_file_is_that_in_memory_and_leaves_nothing_behind() {
        let beside = tempfile::tempdir().unwrap();
        let filled = |few| {
            let (empty, wanted) = wanted(&Folder::shipped(), beside.path());
            State::filled(empty, wanted, beside.path(), few).unwrap()
        };
        let (in_memory, in_file) = (filled(u64::MAX), filled(0));
        let differences = in_memory.database().differences(in_file.database());
        assert_eq!(differences.unwrap(), Vec::new());
        assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 1);
        drop(in_file);
        assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
    }
}
