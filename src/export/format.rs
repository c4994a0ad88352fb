//! The trait that all formats of an export share.
//!
//! A format says which files it has and what each is made of; the rest (reading, comparing, putting
//! in place, what need not be made again) is the same for all and lies in [`super::make`]. A new
//! format is a file beside this one and a line in [`FORMATS`](super::FORMATS).

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ExportError;
use super::database::Database;
use super::files::Ready;
use super::reader::{Reader, Subject};
use super::row::Row;
use super::tally::Tally;
use crate::store::schema::Relation;

/// A format of an export.
pub trait Format: Sync {
    /// Lists the files that an export has in this format; nothing where its options leave it out.
    fn files<'a>(&self, subject: &Subject<'a>) -> Vec<ExportFile<'a>>;
}

/// A file of an export.
pub struct ExportFile<'a> {
    /// Its path in the export's folder, with `/` between the names.
    pub path: String,
    /// What it is made of.
    pub content: Content<'a>,
}

/// What a file is made of, and the function that makes it.
pub enum Content<'a> {
    /// The rows of a table or view. They are read once for all formats that want them.
    Rows(&'a Relation, BeginRows),
    /// The whole database.
    Database(WriteDatabase),
    /// What was made of all tables and views, and the rows of short tables; written when everything
    /// before it in the list of files is.
    Summary(WriteSummary),
}

/// Begins a file of rows in a writer, which it hands large pieces.
pub type BeginRows = for<'w> fn(
    &Subject<'w>,
    &'w Relation,
    &'w mut (dyn Write + Send),
) -> io::Result<Box<dyn RowWriter + 'w>>;

/// Fills an empty file from a database.
pub type WriteDatabase = fn(&Subject<'_>, &Database, &Path) -> Result<(), ExportError>;

/// Returns the text of a file.
pub type WriteSummary = fn(&Reader<'_>, &Written) -> Result<String, ExportError>;

/// A file of rows that is being written.
pub trait RowWriter {
    /// Writes a row.
    ///
    /// # Errors
    /// The writer fails, or a cell is not what its column holds.
    fn row(&mut self, row: &Row) -> io::Result<()>;

    /// Writes what is still held.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// The summaries of the tables and views of an export, by name.
pub type Summaries = BTreeMap<String, Summary>;

/// What other files say of a table or view.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// Its counts.
    pub tally: Tally,
    /// Its files, by path in the export's folder.
    pub files: BTreeMap<String, Measure>,
}

/// What an export has written so far.
#[derive(Debug, Default)]
pub struct Written {
    /// The summaries of all tables and views.
    pub summaries: Summaries,
    /// The files, by path in the export's folder.
    pub files: BTreeMap<String, Measure>,
}

/// The size and digest of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, as 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What was made.
pub struct Made {
    /// The files in place, in the order of formats and schema.
    pub files: Vec<Ready>,
    /// The summaries of all tables and views.
    pub summaries: Summaries,
}
