//! Parquet: each table and view as typed columns, for engines that read a corpus.
//!
//! Built with the cargo feature `parquet` alone. Texts are UTF-8 strings, whole numbers INT64, days
//! DATE, flags BOOLEAN; a column that can be empty is optional. A file holds no clock, and the same
//! rows give the same bytes. `row_version` is left to CSV, which people edit.

use std::io::{self, Write};
use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::format::{Content, ExportFile, Format, RowWriter};
use super::reader::Subject;
use super::row::Row;
use crate::store::schema::{Column, ColumnKind, Relation};

/// How many rows a row group has; the last one has the rest. What is held in memory is one group.
pub const ROW_GROUP_ROWS: usize = 131_072;

/// How many texts are handed to the encoder at once.
const BATCH: usize = 8_192;

/// A Parquet file for each table and view, where the options ask for it.
pub struct Parquet;

impl Format for Parquet {
    fn files<'a>(&self, subject: &Subject<'a>) -> Vec<ExportFile<'a>> {
        if !subject.options.parquet {
            return Vec::new();
        }
        let files = subject.relations().map(|relation| ExportFile {
            path: format!("parquet/{}.parquet", relation.name),
            content: Content::Rows(relation, begin),
        });
        files.collect()
    }
}

/// One table or view on its way into a file.
struct ParquetFile<'w> {
    writer: SerializedFileWriter<&'w mut (dyn Write + Send)>,
    columns: Vec<Buffer>,
    rows: usize,
}

/// What a column holds of the row group at hand.
struct Buffer {
    name: String,
    is_optional: bool,
    /// For an optional column, 1 for each row with a value and 0 for each without.
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    /// Texts one after the other, and where each of them ends.
    Texts(Vec<u8>, Vec<usize>),
    Numbers(Vec<i64>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
    Flags(Vec<bool>),
}

fn begin<'w>(
    _: &Subject<'w>,
    relation: &'w Relation,
    writer: &'w mut (dyn Write + Send),
) -> io::Result<Box<dyn RowWriter + 'w>> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let writer = schema(relation).and_then(|schema| {
        SerializedFileWriter::new(writer, Arc::new(schema), Arc::new(properties.build()))
    });
    Ok(Box::new(ParquetFile {
        writer: writer.map_err(io::Error::other)?,
        columns: relation.columns.iter().map(Buffer::new).collect(),
        rows: 0,
    }))
}

impl RowWriter for ParquetFile<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.push(row, at).map_err(io::Error::other)?;
        }
        self.rows += 1;
        if self.rows == ROW_GROUP_ROWS {
            self.write_group().map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(io::Error::other)?;
        }
        self.writer.close().map(|_| ()).map_err(io::Error::other)
    }
}

impl ParquetFile<'_> {
    fn write_group(&mut self) -> Result<(), ParquetError> {
        self.rows = 0;
        let mut group = self.writer.next_row_group()?;
        for buffer in &mut self.columns {
            if let Some(mut column) = group.next_column()? {
                buffer.write_to(&mut column)?;
                column.close()?;
            }
        }
        group.close().map(|_| ())
    }
}

impl Buffer {
    fn new(column: &Column) -> Self {
        Self {
            name: column.name.clone(),
            is_optional: column.nullable,
            levels: Vec::new(),
            values: match column.kind {
                ColumnKind::Text => Values::Texts(Vec::new(), Vec::new()),
                ColumnKind::Integer => Values::Numbers(Vec::new()),
                ColumnKind::Day => Values::Days(Vec::new()),
                ColumnKind::Flag => Values::Flags(Vec::new()),
            },
        }
    }

    fn push(&mut self, row: &Row, at: usize) -> Result<(), ParquetError> {
        if self.is_optional {
            self.levels.push(i16::from(!row.is_null(at)));
            if row.is_null(at) {
                return Ok(());
            }
        }
        let wrong = || {
            let (name, text) = (&self.name, row.text(at));
            ParquetError::General(format!("the column `{name}` cannot hold `{text}`"))
        };
        match &mut self.values {
            Values::Texts(texts, ends) => {
                texts.extend_from_slice(row.text(at).as_bytes());
                ends.push(texts.len());
            }
            Values::Numbers(numbers) => numbers.push(row.integer(at).ok_or_else(wrong)?),
            Values::Days(days) => {
                let day: NaiveDate = row.text(at).parse().map_err(|_| wrong())?;
                days.push(day.to_epoch_days());
            }
            Values::Flags(flags) => flags.push(row.integer(at).ok_or_else(wrong)? != 0),
        }
        Ok(())
    }

    /// Writes out what is held and leaves the buffer empty.
    fn write_to(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        let levels = self.is_optional.then_some(levels.as_slice());
        match &mut self.values {
            Values::Texts(texts, ends) => {
                let texts = ByteArray::from(std::mem::take(texts));
                write_texts(column, &texts, &std::mem::take(ends), levels)?;
            }
            Values::Numbers(numbers) => {
                let writer = column.typed::<Int64Type>();
                writer.write_batch(&std::mem::take(numbers), levels, None)?;
            }
            Values::Days(days) => {
                let writer = column.typed::<Int32Type>();
                writer.write_batch(&std::mem::take(days), levels, None)?;
            }
            Values::Flags(flags) => {
                let writer = column.typed::<BoolType>();
                writer.write_batch(&std::mem::take(flags), levels, None)?;
            }
        }
        Ok(())
    }
}

/// Writes texts that stand one after the other, in batches that share their memory.
fn write_texts(
    column: &mut SerializedColumnWriter<'_>,
    texts: &ByteArray,
    ends: &[usize],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let rows = levels.map_or(ends.len(), <[i16]>::len);
    let (mut start, mut ends) = (0, ends.iter());
    for from in (0..rows).step_by(BATCH) {
        let to = rows.min(from + BATCH);
        let levels = levels.map(|levels| &levels[from..to]);
        let filled = match levels {
            Some(levels) => levels.iter().filter(|&&level| level == 1).count(),
            None => to - from,
        };
        let batch = ends.by_ref().take(filled).map(|&end| {
            let text = texts.slice(start, end - start);
            start = end;
            text
        });
        let batch: Vec<ByteArray> = batch.collect();
        column
            .typed::<ByteArrayType>()
            .write_batch(&batch, levels, None)?;
    }
    Ok(())
}

fn schema(relation: &Relation) -> Result<Type, ParquetError> {
    let fields: Result<Vec<_>, _> = relation.columns.iter().map(field).collect();
    Type::group_type_builder(&relation.name)
        .with_fields(fields?)
        .build()
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (PhysicalType::INT64, None),
        ColumnKind::Day => (PhysicalType::INT32, Some(LogicalType::Date)),
        ColumnKind::Flag => (PhysicalType::BOOLEAN, None),
    };
    let repetition = if column.nullable {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    let field = Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition);
    Ok(Arc::new(field.build()?))
}
