//! CSV: UTF-8, quoted as RFC 4180 says where need be, lines ending in LF, always with a header.
//!
//! An empty cell is NULL: the store has no empty texts. The tables of facts end with a column that
//! SQLite does not have, the version of each row.

use std::io::{self, Write};

use super::Subject;
use super::row::Row;
use crate::digest::Measured;
use crate::store::schema::Relation;
use crate::store::{ROW_VERSION, RowVersions};
use crate::tabular::CsvWriter;

/// Writes a table or view row by row, measuring the file on the way.
pub struct CsvFile<W: Write> {
    csv: CsvWriter<Measured<W>>,
    versions: Option<RowVersions>,
}

impl<W: Write> CsvFile<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// The writer fails.
    pub fn new(subject: &Subject<'_>, relation: &Relation, writer: W) -> io::Result<Self> {
        let is_versioned = subject.schema.is_versioned(relation);
        let versions = is_versioned.then(|| RowVersions::new(subject.dataset, &relation.name));
        let mut csv = CsvWriter::new(Measured::new(writer));
        let names = relation.columns.iter().map(|column| column.name.as_str());
        csv.line(names.chain(is_versioned.then_some(ROW_VERSION)))?;
        Ok(Self { csv, versions })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The writer fails.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        match &mut self.versions {
            Some(versions) => {
                let version = versions.version(row.texts());
                self.csv.line(row.texts().chain([&version[..]]))
            }
            None => self.csv.line(row.texts()),
        }
    }

    /// Returns the size of the file in bytes, and its SHA-256 as hexadecimal digits.
    ///
    /// # Errors
    /// The writer fails.
    pub fn finish(self) -> io::Result<(u64, String)> {
        Ok(self.csv.finish()?.finish())
    }
}
