//! CSV: UTF-8, quoted as RFC 4180 says where need be, lines ending in LF, always with a header.
//!
//! An empty cell is NULL: the store has no empty texts.

use std::io::Write;

use super::{Content, ExportError};
use crate::store::Value;
use crate::store::schema::Relation;

/// Writes a table or view.
pub fn write(
    content: &Content<'_>,
    relation: &Relation,
    writer: &mut impl Write,
) -> Result<(), ExportError> {
    let failed = |error: csv::Error| ExportError::Write {
        path: format!("{}.csv", relation.name).into(),
        source: error.into(),
    };
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(writer);
    csv.write_record(relation.columns.iter().map(|column| &column.name))
        .map_err(failed)?;
    content.for_each_row(relation, |values| {
        for value in values {
            match value {
                Value::Null => csv.write_field(""),
                Value::Integer(number) => csv.write_field(number.to_string()),
                Value::Text(text) => csv.write_field(text),
            }
            .map_err(failed)?;
        }
        csv.write_record(None::<&[u8]>).map_err(failed)
    })?;
    csv.flush().map_err(|error| failed(error.into()))
}
