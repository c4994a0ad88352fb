//! CSV: UTF-8, quoted as RFC 4180 says where need be, lines ending in LF, always with a header.
//!
//! An empty cell is NULL: the store has no empty texts. The tables of facts end with a column that
//! SQLite does not have, the version of each row.

use std::io::Write;

use super::{Content, ExportError};
use crate::store::schema::Relation;
use crate::store::{ROW_VERSION, Value, row_version};
use crate::tabular::CsvWriter;

/// Writes a table or view.
pub fn write(
    content: &Content<'_>,
    relation: &Relation,
    writer: &mut impl Write,
) -> Result<(), ExportError> {
    let failed = |source| ExportError::Write {
        path: format!("{}.csv", relation.name).into(),
        source,
    };
    let mut csv = CsvWriter::new(writer);
    let is_versioned = content.schema().is_versioned(relation);
    let names = relation.columns.iter().map(|column| column.name.as_str());
    csv.line(names.chain(is_versioned.then_some(ROW_VERSION)))
        .map_err(failed)?;
    content.for_each_row(relation, |values| {
        let version = is_versioned.then(|| row_version(&content.dataset, &relation.name, values));
        let cells = values.iter().map(Value::to_plain_text);
        csv.line(cells.chain(version)).map_err(failed)
    })?;
    csv.finish().map_err(failed)
}
