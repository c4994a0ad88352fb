//! The store: the working database with its history.
//!
//! Only this module writes SQL. The way in is [`Store::open`], which migrates, and
//! [`Store::ingest`], which plans a dataset's rows against the stored ones and applies the plan in
//! one transaction. A run that changes nothing writes nothing.

mod apply;
mod causes;
mod error;
mod history;
mod known;
mod migrate;
mod plan;
mod rows;
pub mod schema;
mod snapshot;
mod value;
mod version;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use error::StoreError;
pub use history::{CellView, Change, LedgerDetails, LedgerEntry, Run};
pub use migrate::{EXPORT_APPLICATION_ID, SCHEMA_VERSION};
pub use plan::{Action, Cell, Plan, Step, Summary};
pub use schema::Schema;
pub use snapshot::{Difference, Snapshot};
pub use value::Value;
pub use version::{ROW_VERSION, ROW_VERSION_MEANING, RowVersions, row_version};
pub use view::{AbsentFact, CitedPassage, FactView, RelatedRow};

use crate::model::fact::Dataset;

/// A store that is open and has the current schema.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    schema: Schema,
}

impl Store {
    /// Opens a store to write, creates it where there is none, and migrates it.
    ///
    /// # Errors
    /// The file is not a store, is one of a newer program, is in use, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if path.is_dir() {
            return Err(StoreError::Folder { path: path.into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = Connection::open_with_flags(as_file(path), flags | FLAGS)
            .map_err(|e| StoreError::sql(path, e))?;
        Self::migrated(connection, path)
    }

    /// Opens a store that must be there, without changing the file: where it has an older schema,
    /// a copy in memory is migrated instead.
    ///
    /// # Errors
    /// As for [`open`](Self::open), and where there is no such file.
    pub fn open_unchanged(path: &Path) -> Result<Self, StoreError> {
        if path.is_dir() {
            return Err(StoreError::Folder { path: path.into() });
        }
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let file = Connection::open_with_flags(as_file(path), flags | FLAGS)
            .map_err(|e| StoreError::sql(path, e))?;
        if migrate::is_current(&file, path)? {
            return Self::migrated(file, path);
        }
        let mut copy = Connection::open_in_memory().map_err(|e| StoreError::sql(path, e))?;
        rusqlite::backup::Backup::new(&file, &mut copy)
            .and_then(|backup| backup.step(-1))
            .map_err(|e| StoreError::sql(path, e))?;
        Self::migrated(copy, path)
    }

    /// Opens an empty store in memory.
    ///
    /// # Errors
    /// SQLite has no memory left.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = Path::new(":memory:");
        let connection = Connection::open_in_memory().map_err(|e| StoreError::sql(path, e))?;
        Self::migrated(connection, path)
    }

    fn migrated(mut connection: Connection, path: &Path) -> Result<Self, StoreError> {
        set_pragmas(&connection).map_err(|e| StoreError::sql(path, e))?;
        migrate::migrate(&mut connection, path, migrate::MIGRATIONS)?;
        let schema = Schema::read(&connection).map_err(|e| StoreError::sql(path, e))?;
        Ok(Self {
            connection,
            path: path.into(),
            schema,
        })
    }

    /// Returns the description of every table and view.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the connection, to read from.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Wraps an error of SQLite in what this store was doing.
    pub fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.path, source)
    }

    /// Plans what it takes to make the stored rows those of a dataset, and writes nothing.
    ///
    /// # Errors
    /// The store cannot be read, or holds another dataset.
    pub fn plan(&self, dataset: &Dataset) -> Result<Plan, StoreError> {
        plan_dataset(&self.connection, &self.schema, &self.path, dataset)
    }

    /// Makes the stored rows those of a dataset, in one transaction, and returns what changed.
    ///
    /// `now` (UTC) is the time that the run's record carries. `digests` are those of the files that
    /// the dataset was read from. Where nothing has changed, not a byte is written and there is no
    /// record.
    ///
    /// # Errors
    /// The store cannot be read or written, or holds another dataset; it is then as it was.
    pub fn ingest(
        &mut self,
        dataset: &Dataset,
        digests: &BTreeMap<String, String>,
        now: NaiveDateTime,
    ) -> Result<Plan, StoreError> {
        let sql = |e| StoreError::sql(&self.path, e);
        let transaction =
            Transaction::new(&mut self.connection, TransactionBehavior::Immediate).map_err(sql)?;
        let plan = plan_dataset(&transaction, &self.schema, &self.path, dataset)?;
        write(
            transaction,
            &self.schema,
            &plan,
            dataset,
            digests,
            None,
            now,
        )
        .map_err(sql)?;
        Ok(plan)
    }

    /// Makes the stored rows of some files' facts those of a part of a dataset, as
    /// [`check_part`](crate::dataset::check_part) returns it; all others stay.
    ///
    /// # Errors
    /// As for [`ingest`](Self::ingest).
    pub fn ingest_part(
        &mut self,
        part: &Dataset,
        files: &BTreeSet<String>,
        digests: &BTreeMap<String, String>,
        now: NaiveDateTime,
    ) -> Result<Plan, StoreError> {
        let sql = |e| StoreError::sql(&self.path, e);
        let transaction =
            Transaction::new(&mut self.connection, TransactionBehavior::Immediate).map_err(sql)?;
        let rows = rows::rows(part, &self.schema);
        let plan = plan::plan_part(&transaction, &self.schema, rows, files).map_err(sql)?;
        let plan = plan.in_order_of(&part.corrections, &self.schema);
        let files = Some(files);
        write(transaction, &self.schema, &plan, part, digests, files, now).map_err(sql)?;
        Ok(plan)
    }
}

/// Applies a plan, notes the files, and commits if there is anything to write.
fn write(
    transaction: Transaction<'_>,
    schema: &Schema,
    plan: &Plan,
    dataset: &Dataset,
    digests: &BTreeMap<String, String>,
    part: Option<&BTreeSet<String>>,
    now: NaiveDateTime,
) -> rusqlite::Result<()> {
    let before = transaction.total_changes();
    if !plan.is_empty() {
        apply::apply(&transaction, schema, plan, now)?;
    }
    known::write_files(&transaction, dataset, digests, part)?;
    match transaction.total_changes() == before {
        true => transaction.rollback(),
        false => transaction.commit(),
    }
}

/// How every store is opened: each connection is used by one thread at a time.
const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

/// Returns a path that SQLite takes for a file, whatever its name: `:memory:` is one too.
fn as_file(path: &Path) -> PathBuf {
    match path.is_relative() {
        true => Path::new(".").join(path),
        false => path.to_owned(),
    }
}

fn plan_dataset(
    connection: &Connection,
    schema: &Schema,
    path: &Path,
    dataset: &Dataset,
) -> Result<Plan, StoreError> {
    let plan = plan::plan(connection, schema, rows::rows(dataset, schema))
        .map_err(|e| StoreError::sql(path, e))?
        .in_order_of(&dataset.corrections, schema);
    match plan.replaced_dataset() {
        Some(stored) => Err(StoreError::OtherDataset {
            path: path.into(),
            stored: stored.to_owned(),
            given: dataset.key.to_string(),
        }),
        None => Ok(plan),
    }
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
