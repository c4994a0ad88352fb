//! Rows in memory, by table and key.

use std::collections::BTreeMap;

use super::rows::{RowSink, TableRow, Tables};
use super::schema::Schema;
use super::value::Value;
use crate::model::fact::Dataset;

/// Rows by the name of their table, then by primary key; each holds all columns in order.
pub type Rows = BTreeMap<String, BTreeMap<Vec<Value>, Vec<Value>>>;

/// Returns the rows that a dataset stands for, one entry for every table, empty ones included.
pub fn rows(dataset: &Dataset, schema: &Schema) -> Rows {
    let tables = Tables::of(schema);
    let mut all = Collector::new(schema);
    for table in schema.tables() {
        all.rows.entry(table.name.clone()).or_default();
    }
    tables.head_rows(&dataset.head, &mut all);
    for (key, source) in &dataset.sources {
        tables.source_rows(key, source, &mut all);
    }
    for ((source, at), reason) in &dataset.skips {
        tables.skip_row(source, *at, reason, &mut all);
    }
    for (key, fact) in &dataset.facts {
        tables.fact_rows(key.as_str(), fact, &mut all);
    }
    all.rows
}

/// Rows as they come together in memory.
#[derive(Debug)]
pub struct Collector {
    /// The names of the tables, by number.
    names: Vec<String>,
    /// The rows.
    pub rows: Rows,
}

impl Collector {
    /// Makes an empty one for the tables of a schema.
    pub fn new(schema: &Schema) -> Self {
        Self {
            names: schema.loaded().map(|table| table.name.clone()).collect(),
            rows: Rows::new(),
        }
    }

    /// Takes sorted rows.
    pub fn of(sorted: &mut super::Sorted, schema: &Schema) -> Result<Rows, super::error::Fault> {
        let tables: Vec<_> = schema.loaded().collect();
        let mut rows = Rows::new();
        while let Some(record) = sorted.peek() {
            let table = tables[record.table()];
            let values = record.values();
            let key = values[..table.primary_key.len()].to_vec();
            rows.entry(table.name.clone())
                .or_default()
                .insert(key, values);
            sorted.advance()?;
        }
        Ok(rows)
    }
}

impl RowSink for Collector {
    fn row(&mut self, row: TableRow<'_, '_>) {
        let cells: Vec<Value> = row.cells.iter().map(|cell| cell.to_value()).collect();
        let name = self.names[usize::from(row.table)].clone();
        let rows = self.rows.entry(name).or_default();
        rows.insert(cells[..row.key].to_vec(), cells);
    }
}
