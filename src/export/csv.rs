//! CSV: UTF-8, quoted as RFC 4180 says where need be, lines ending in LF, always with a header.
//!
//! An empty cell is NULL: the store has no empty texts.

use std::io::Write;

use super::{Content, ExportError};
use crate::store::Value;
use crate::store::schema::Relation;
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
    csv.line(relation.columns.iter().map(|column| &column.name))
        .map_err(failed)?;
    content.for_each_row(relation, |values| {
        csv.line(values.iter().map(Value::to_plain_text))
            .map_err(failed)
    })?;
    csv.finish().map_err(failed)
}
