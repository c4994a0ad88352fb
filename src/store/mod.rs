//! The store: the working database with its history.
//!
//! Only this module writes SQL that changes a database. The ways in are [`Store::create`], which fills
//! a new store, and [`Store::open`], which migrates, with [`Store::ingest`], which plans a dataset's
//! rows against the stored ones and applies the plan, or [`Store::ingest_part`], which does so for the
//! rows of some facts. The ways out are [`Database`], for rows, and [`Store::fact`], [`Store::cell`]
//! and [`Store::runs`], for people.
//!
//! - One transaction per run, its history included; migrations have one of their own. A run that
//!   changes nothing writes not one byte.
//! - Foreign keys are deferred until the transaction ends, so that the order of operations is free.
//! - No `INSERT OR REPLACE`: it deletes, and hides constraints. The plan says what is added, what
//!   changes and what is removed.
//! - A new store is made beside its path and renamed when it is whole.
//! - Memory is bounded: rows on their way lie in spools, sorted, and of all comparisons the differences
//!   alone are held.

mod apply;
mod attribution;
mod beside;
mod causes;
mod database;
mod diff;
mod error;
mod history;
mod known;
mod lineage;
mod load;
mod migrate;
mod operation;
mod past_entries;
mod plan;
mod removals;
mod revision;
mod rows;
pub mod schema;
mod spool;
mod story;
mod value;
mod version;
mod view;

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use chrono::NaiveDateTime;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension, Params, Row, Transaction, TransactionBehavior,
};

pub use beside::{is_store, journals};
pub use database::{Database, Difference};
pub use error::{Fault, StoreError};
pub use history::{CellView, Change, LedgerDetails, LedgerEntry, Run, Until};
pub use known::{Files, Warnings};
pub use load::Loaded;
pub use migrate::{EXPORT_APPLICATION_ID, EXPORT_SCHEMA_VERSION, SCHEMA_VERSION};
pub use operation::{Action, Cell, Operation};
pub use plan::{Plan, Summary};
pub use removals::Removals;
pub use rows::{RowSink, TableRow, Tables};
pub use schema::Schema;
pub use spool::{Sorted, Spool};
pub use value::{CellRef, Value};
pub use version::{ROW_VERSION, ROW_VERSION_MEANING, RowVersions};
pub use view::{AbsentFact, CitedPassage, FactView, RelatedRow};

use error::named;
use plan::Scope;

use crate::files::{beside, put_in_empty_place};
use crate::model::correction::Correction;

/// A store that is open and has the current schema.
pub struct Store {
    database: Database,
    written: Written,
}

/// What a store has written since it was opened, migrations aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// How many transactions it has committed.
    pub commits: u32,
    /// The tables of the dataset in which they changed rows.
    pub tables: BTreeSet<String>,
}

impl Store {
    /// Opens a store to write, creates it where there is none, and migrates it.
    ///
    /// # Errors
    /// The file is not a store, is one of a newer program, is in use, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        named(path, || {
            refuse_folder(path)?;
            Self::migrated(connect(path, WRITE)?, path)
        })
    }

    /// Opens a store that must be there, without changing the file: where it has an older schema,
    /// a copy in memory is migrated instead.
    ///
    /// # Errors
    /// As for [`open`](Self::open), and where there is no such file.
    pub fn open_unchanged(path: &Path) -> Result<Self, StoreError> {
        named(path, || {
            refuse_folder(path)?;
            if !path.is_file() {
                return Err(Fault::Missing);
            }
            let file = connect(path, READ)?;
            if migrate::is_current(&file)? {
                return Self::migrated(file, path);
            }
            let mut copy = Connection::open_in_memory()?;
            rusqlite::backup::Backup::new(&file, &mut copy)?.step(-1)?;
            Self::migrated(copy, path)
        })
    }

    /// Opens a store that has the current schema to read what it holds now: until the store is
    /// dropped, nobody else changes it. Returns `None` where there is no such store.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open_current(path: &Path) -> Result<Option<Self>, StoreError> {
        if !path.is_file() {
            return Ok(None);
        }
        named(path, || {
            let file = connect(path, READ)?;
            if !migrate::is_current(&file)? {
                return Ok(None);
            }
            let store = Self::migrated(file, path)?;
            store.connection().execute_batch("BEGIN")?;
            Ok(Some(store))
        })
    }

    /// Opens an empty store in memory.
    ///
    /// # Errors
    /// SQLite has no memory left.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = Path::new(":memory:");
        named(path, || Self::migrated(Connection::open_in_memory()?, path))
    }

    fn migrated(mut connection: Connection, path: &Path) -> Result<Self, Fault> {
        set_pragmas(&connection)?;
        migrate::migrate(&mut connection, migrate::MIGRATIONS)?;
        let schema = Schema::read(&connection)?;
        Ok(Self::of(connection, path, schema))
    }

    fn of(connection: Connection, path: &Path, schema: Schema) -> Self {
        Self {
            database: Database {
                schema,
                connection,
                path: path.into(),
                found: None,
            },
            written: Written::default(),
        }
    }

    /// Returns the rows that the store holds.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Returns the description of every table and view.
    pub fn schema(&self) -> &Schema {
        &self.database.schema
    }

    /// Returns the connection, to read from.
    pub fn connection(&self) -> &Connection {
        &self.database.connection
    }

    /// Returns where the store is.
    pub fn path(&self) -> &Path {
        &self.database.path
    }

    /// Returns what was written since the store was opened.
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// Wraps an error of SQLite in what this store was doing.
    pub fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::of(self.path(), source)
    }

    /// Returns what a query finds first, if it finds anything.
    fn find<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let select = self.connection().prepare_cached(sql);
        let found = select.and_then(|mut select| select.query_row(params, read).optional());
        found.map_err(|e| self.error(e))
    }

    /// Lists what a query finds, in its order.
    fn list<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<C, StoreError> {
        let select = self.connection().prepare_cached(sql);
        let list = select.and_then(|mut select| select.query_map(params, read)?.collect());
        list.map_err(|e| self.error(e))
    }

    /// Tells whether nothing was ever ingested.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM datasets) AND NOT EXISTS (SELECT 1 FROM runs)";
        Ok(self.find(sql, (), |row| row.get(0))?.unwrap_or_default())
    }

    /// Plans what it takes to make the stored rows the given ones, and writes nothing.
    ///
    /// # Errors
    /// The store cannot be read, or holds another dataset.
    pub fn plan(&self, mut wanted: Wanted) -> Result<Ingested, StoreError> {
        if self.is_empty()? {
            let loaded = Loaded::of(&wanted.rows, self.schema());
            return Ok(Ingested::Loaded(loaded));
        }
        let plan = named(self.path(), || {
            wanted.plan(self.connection(), self.schema())
        });
        plan.map(Ingested::Changed)
    }

    /// Makes the stored rows the given ones, in one transaction, and returns what changed.
    ///
    /// `now` (UTC) is the time that the run's record carries. Where nothing has changed, not a byte is
    /// written and there is no record.
    ///
    /// # Errors
    /// The store cannot be read or written, holds another dataset, or more would go than may; it is then
    /// as it was.
    pub fn ingest(
        &mut self,
        mut wanted: Wanted,
        now: NaiveDateTime,
        removals: Removals,
    ) -> Result<Ingested, StoreError> {
        if self.is_empty()? {
            let loaded = self.load(wanted, now, load::check_references)?;
            return Ok(Ingested::Loaded(loaded));
        }
        let of = &mut self.database;
        let (plan, commits) = named(&of.path, || {
            let transaction = Transaction::new(&mut of.connection, TransactionBehavior::Immediate)?;
            let plan = wanted.plan(&transaction, &of.schema)?;
            let gone = || removals::files_gone(&transaction, &wanted.files.numbers);
            removals.check(&transaction, &plan, gone)?;
            let before = transaction.total_changes();
            apply::apply(&transaction, &of.schema, &plan, now)?;
            known::write_files(&transaction, &wanted.files, None, now)?;
            Ok((plan, finish(transaction, before)?))
        })?;
        self.written.add(commits, plan.tables());
        Ok(Ingested::Changed(plan))
    }

    /// Fills the empty store; `finish` does what comes before the transaction ends.
    fn load(
        &mut self,
        wanted: Wanted,
        now: NaiveDateTime,
        finish: impl FnOnce(&Transaction<'_>) -> Result<(), Fault>,
    ) -> Result<Loaded, StoreError> {
        let of = &mut self.database;
        let loaded = named(&of.path, || {
            load::load(&mut of.connection, &of.schema, wanted, now, finish)
        })?;
        let tables = loaded.rows.iter().map(|(table, _)| table.as_str());
        self.written.add(1, tables);
        Ok(loaded)
    }

    /// Makes a new store of this empty one and fills it, under another name until it is whole: it is
    /// there whole or not at all.
    ///
    /// # Errors
    /// It cannot be written, there is a store meanwhile, or a journal of another one lies beside it.
    pub fn create(
        self,
        path: &Path,
        wanted: Wanted,
        now: NaiveDateTime,
    ) -> Result<(Self, Ingested), StoreError> {
        named(path, || {
            if let Some(left) = journals(path).into_iter().next() {
                return Err(Fault::LeftOver(left));
            }
            let beside = beside(path)?;
            let cache = wanted.cache();
            let (schema, loaded) = self.fill(beside.path(), path, wanted, now)?;
            // The disk takes its time, in which the references are checked.
            let (synced, checked) = thread::scope(|scope| {
                let syncing = scope.spawn(|| beside.as_file().sync_all());
                let checked = load::check_references_of_file(beside.path(), &schema, cache / 2);
                let synced = syncing.join();
                let synced = synced.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                (synced, checked)
            });
            checked?;
            synced?;
            put_in_empty_place(beside, path).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Fault::InPlace,
                _ => Fault::File(error),
            })?;
            Ok((Self::filled(path, schema)?, Ingested::Loaded(loaded)))
        })
    }

    /// Makes a store of this empty one that goes with the command, where there is no file: unlike one
    /// that is kept, it need not be on the disk, nor is it checked again.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn temporary(self, path: &Path, wanted: Wanted) -> Result<Self, StoreError> {
        let (schema, _) = self.fill(path, path, wanted, NaiveDateTime::default())?;
        named(path, || Self::filled(path, schema))
    }

    /// Opens a store that was just filled: it has the current schema, which need not be read again.
    fn filled(path: &Path, schema: Schema) -> Result<Self, Fault> {
        let connection = connect(path, WRITE)?;
        set_pragmas(&connection)?;
        Ok(Self::of(connection, path, schema))
    }

    /// Fills a new file with a copy of this empty store and the rows of the one that will be at a
    /// path. Nobody reads it before that, and a crash leaves nothing of it: it needs neither journal
    /// nor syncing.
    fn fill(
        self,
        file: &Path,
        path: &Path,
        wanted: Wanted,
        now: NaiveDateTime,
    ) -> Result<(Schema, Loaded), StoreError> {
        let mut store = named(path, || {
            let mut connection = connect(file, WRITE)?;
            set_pragmas(&connection)?;
            connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
            rusqlite::backup::Backup::new(self.connection(), &mut connection)?.step(-1)?;
            if wanted.rows.total() >= MANY_ROWS {
                connection.pragma_update(None, "page_size", PAGE_SIZE_OF_MANY_ROWS)?;
                connection.execute_batch("VACUUM")?;
            }
            // Only now: the number of pages stays what it was for pages of another size.
            connection.pragma_update(None, "cache_size", -wanted.cache())?;
            Ok::<_, Fault>(Self::of(connection, path, self.database.schema))
        })?;
        let loaded = store.load(wanted, now, |_| Ok(()))?;
        let Database {
            connection, schema, ..
        } = store.database;
        let closed = connection.close();
        closed.map_err(|(_, e)| StoreError::of(path, e))?;
        Ok((schema, loaded))
    }

    /// Makes the stored rows of some facts the given ones, and adds sources; all others stay. Returns
    /// `None` where a fact that goes is still referred to: the whole dataset must then be checked.
    ///
    /// # Errors
    /// As for [`ingest`](Self::ingest).
    pub fn ingest_part(
        &mut self,
        mut part: WantedPart,
        now: NaiveDateTime,
        removals: Removals,
    ) -> Result<Option<Plan>, StoreError> {
        let of = &mut self.database;
        let done = named(&of.path, || {
            let transaction = Transaction::new(&mut of.connection, TransactionBehavior::Immediate)?;
            let (rows, scope) = (&mut part.rows, Scope::Facts(&part.owners));
            let plan = plan::plan(&transaction, &of.schema, rows, scope)?;
            removals.check(&transaction, &plan, || Ok(part.gone.clone()))?;
            let before = transaction.total_changes();
            let written = apply::apply(&transaction, &of.schema, &plan, now)
                .and_then(|()| known::write_files(&transaction, &part.files, Some(&part.gone), now))
                .and_then(|()| finish(transaction, before));
            match written {
                Err(error) if is_reference(&error) => Ok(None),
                written => Ok(Some((plan, written?))),
            }
        })?;
        Ok(done.map(|(plan, commits)| {
            self.written.add(commits, plan.tables());
            plan
        }))
    }
}

/// The rows that a store is to have, with what describes them.
pub struct Wanted {
    /// The key of the dataset.
    pub dataset: String,
    /// The rows.
    pub rows: Sorted,
    /// The entries of the ledger, in order.
    pub corrections: Vec<Correction>,
    /// The files that they were read from; none where they must be read again next time.
    pub files: Files,
    /// How much memory may be used, in bytes.
    pub memory: usize,
}

impl Wanted {
    /// Returns how much memory the pages of a store that is made may take, in KiB.
    fn cache(&self) -> i64 {
        i64::try_from(self.memory / CACHE_SHARE / 1024).unwrap_or(i64::MAX)
    }

    /// Plans what makes the stored rows these, unless they are those of another dataset.
    fn plan(&mut self, connection: &Connection, schema: &Schema) -> Result<Plan, Fault> {
        let scope = Scope::All(self.memory / PLAN_SHARE);
        let plan = plan::plan(connection, schema, &mut self.rows, scope)?;
        match plan.replaced_dataset() {
            Some(stored) => Err(Fault::OtherDataset {
                stored: stored.to_owned(),
                given: self.dataset.clone(),
            }),
            None => Ok(plan),
        }
    }
}

/// The rows of some facts that a store is to have.
pub struct WantedPart {
    /// The rows of the facts, and of sources that are new.
    pub rows: Sorted,
    /// The facts that may have changed, those that go included.
    pub owners: BTreeSet<String>,
    /// The files that were read.
    pub files: Files,
    /// The files that are gone.
    pub gone: BTreeSet<String>,
}

/// What a run did, or would do.
#[derive(Debug)]
pub enum Ingested {
    /// It filled an empty store.
    Loaded(Loaded),
    /// It changed what the plan says.
    Changed(Plan),
}

impl Ingested {
    /// Returns what it did in numbers.
    pub fn summary(&self) -> Summary {
        match self {
            Self::Loaded(loaded) => loaded.summary,
            Self::Changed(plan) => plan.summary(),
        }
    }

    /// Tells whether it changed nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Loaded(_) => false,
            Self::Changed(plan) => plan.is_empty(),
        }
    }
}

/// Which part of the memory the pages of a store that is made may take.
const CACHE_SHARE: usize = 4;

/// How many rows make larger pages pay: a load of a million takes a tenth less time.
const MANY_ROWS: u64 = 200_000;

/// The size of the pages of a store that begins with many rows, in bytes.
const PAGE_SIZE_OF_MANY_ROWS: u32 = 16384;

/// Which part of the memory the differences of a run may take.
const PLAN_SHARE: usize = 2;

/// Commits if there is anything to write, and returns how many commits that is.
fn finish(transaction: Transaction<'_>, before: u64) -> rusqlite::Result<u32> {
    if transaction.total_changes() == before {
        return transaction.rollback().map(|()| 0);
    }
    transaction.commit().map(|()| 1)
}

impl Written {
    fn add<'t>(&mut self, commits: u32, tables: impl Iterator<Item = &'t str>) {
        self.commits += commits;
        self.tables.extend(tables.map(str::to_owned));
    }
}

fn is_reference(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

const READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY;
const WRITE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_CREATE);

/// Opens a file whatever its name (`:memory:` is one too), for one thread at a time.
fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    // A path without a folder may be more than a path to SQLite; an absolute one replaces this one.
    let path = Path::new(".").join(path);
    Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn refuse_folder(path: &Path) -> Result<(), Fault> {
    if path.is_dir() {
        return Err(Fault::Folder);
    }
    Ok(())
}

/// Sets what SQLite keeps per connection.
fn set_pragmas(connection: &Connection) -> rusqlite::Result<()> {
    // Builds of SQLite differ in their default; the schema means its foreign keys.
    connection.pragma_update(None, "foreign_keys", true)?;
    // Comments and names are data here; a malformed schema must not run functions.
    connection.pragma_update(None, "trusted_schema", false)?;
    // Another run may hold the store for a moment.
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
