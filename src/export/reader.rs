//! What all formats read from.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::database::Database;
use super::inputs::{self, Inputs};
use super::row::Row;
use super::{ExportError, Options};
use crate::store::schema::{Relation, quoted};
use crate::store::{Schema, StoreError, Value};

/// What is exported; shared by all threads.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The tables and views.
    pub schema: &'a Schema,
    /// The key of the dataset.
    pub dataset: &'a str,
    /// What goes into the export.
    pub options: &'a Options,
}

/// One thread's connection to the database that is exported.
pub struct Reader<'a> {
    /// What is exported.
    pub subject: &'a Subject<'a>,
    /// The database.
    pub database: &'a Database,
    connection: Connection,
}

impl<'a> Subject<'a> {
    /// Returns the tables and views of the export, in the order of the schema.
    pub fn relations(&self) -> impl Iterator<Item = &'a Relation> + use<'a> {
        let part = &self.options.part;
        let all = self.schema.exported();
        all.filter(|relation| part.has_table(&relation.name))
    }

    /// Returns the column of a table or view that stays empty in the export.
    pub fn hidden_column(&self, relation: &Relation) -> Option<&'static str> {
        (relation.name == "passages" && !self.options.with_text).then_some("text")
    }

    /// Returns the query of the rows of a table or view, in order; all columns in order.
    fn query(&self, relation: &Relation) -> String {
        let hidden = self.hidden_column(relation);
        relation.select_from(&quoted(&relation.name), |name| hidden != Some(name), "")
    }
}

impl<'a> Reader<'a> {
    /// Opens a connection, which can be used while the store's transaction is open.
    pub fn new(subject: &'a Subject<'a>, database: &'a Database) -> Result<Self, StoreError> {
        Ok(Self {
            subject,
            database,
            connection: database.connect()?,
        })
    }
}

impl Reader<'_> {
    /// Calls a function with each row of a table or view, in order; all columns in order.
    ///
    /// # Errors
    /// The rows cannot be read, or the function fails.
    pub fn for_each_row(
        &self,
        relation: &Relation,
        mut with: impl FnMut(&Row) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let sql = |e| ExportError::from(self.database.error(e));
        let query = self.subject.query(relation);
        let mut statement = self.connection.prepare(&query).map_err(sql)?;
        let mut rows = statement.query(()).map_err(sql)?;
        let mut cells = Row::default();
        while let Some(row) = rows.next().map_err(sql)? {
            cells.read(row, relation.columns.len()).map_err(sql)?;
            with(&cells)?;
        }
        Ok(())
    }

    /// Returns the tables that the rows of a table or view are made from; `None` where SQLite does
    /// not say.
    pub fn inputs(&self, relation: &Relation) -> Result<Option<Inputs>, ExportError> {
        let inputs = inputs::of(&self.connection, &self.subject.query(relation));
        Ok(inputs.map_err(|e| self.database.error(e))?)
    }

    /// Returns the first texts that a query of one column gives, at most so many, and how many there
    /// are in all.
    pub fn texts(&self, query: &str, most: usize) -> Result<(Vec<String>, usize), ExportError> {
        let sql = |e| ExportError::from(self.database.error(e));
        let mut statement = self.connection.prepare(query).map_err(sql)?;
        let mut rows = statement.query(()).map_err(sql)?;
        let (mut texts, mut all) = (Vec::new(), 0);
        while let Some(row) = rows.next().map_err(sql)? {
            all += 1;
            if texts.len() < most {
                texts.push(row.get(0).map_err(sql)?);
            }
        }
        Ok((texts, all))
    }

    /// Returns the rows of a short table, each as values by column name.
    pub fn records(&self, table: &str) -> Result<Vec<Record>, ExportError> {
        let Some(relation) = self.subject.schema.relation(table) else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        self.for_each_row(relation, |row| {
            let names = relation.columns.iter().map(|column| column.name.clone());
            let values = (0..row.len()).map(|at| row.value(at));
            all.push(Record(names.zip(values).collect()));
            Ok(())
        })?;
        Ok(all)
    }
}

/// A row by column name.
pub struct Record(BTreeMap<String, Value>);

impl Record {
    /// Returns a text, empty where there is none.
    pub fn text(&self, column: &str) -> &str {
        let value = self.0.get(column).and_then(Value::as_text);
        value.unwrap_or_default()
    }

    /// Returns a value as it is shown, empty where there is none.
    pub fn shown(&self, column: &str) -> String {
        let value = self.0.get(column).map(Value::to_plain_text);
        value.unwrap_or_default()
    }
}
