//! CSV: UTF-8, quoted as RFC 4180 says where need be, lines ending in LF, always with a header.
//!
//! An empty cell is NULL: the store has no empty texts. A text that a spreadsheet would compute is
//! guarded ([`formula`](crate::tabular::formula)). The tables of facts end with a column that SQLite
//! does not have, the version of each row, unguarded.

use std::borrow::Cow;
use std::io::{self, Write};

use super::format::{Content, ExportFile, Format, RowWriter};
use super::reader::Subject;
use super::row::Row;
use crate::store::schema::{ColumnKind, Relation};
use crate::store::{ROW_VERSION, RowVersions};
use crate::tabular::CsvWriter;
use crate::tabular::formula::guard;

/// A CSV file for each table and view.
pub struct Csv;

impl Format for Csv {
    fn files<'a>(&self, subject: &Subject<'a>) -> Vec<ExportFile<'a>> {
        let files = subject.relations().map(|relation| ExportFile {
            path: path(relation),
            content: Content::Rows(relation, begin),
        });
        files.collect()
    }
}

/// Returns the path of a table's or view's CSV file in the export's folder.
pub fn path(relation: &Relation) -> String {
    format!("csv/{}.csv", relation.name)
}

/// A CSV file that is being written.
struct CsvFile<'w> {
    csv: CsvWriter<&'w mut (dyn Write + Send)>,
    relation: &'w Relation,
    versions: Option<RowVersions>,
}

/// Writes the header.
fn begin<'w>(
    subject: &Subject<'w>,
    relation: &'w Relation,
    writer: &'w mut (dyn Write + Send),
) -> io::Result<Box<dyn RowWriter + 'w>> {
    let is_versioned = subject.schema.is_versioned(relation);
    let versions = is_versioned.then(|| RowVersions::new(subject.dataset, &relation.name));
    let mut csv = CsvWriter::new(writer);
    let names = relation.columns.iter().map(|column| column.name.as_str());
    csv.line(names.chain(is_versioned.then_some(ROW_VERSION)))?;
    Ok(Box::new(CsvFile {
        csv,
        relation,
        versions,
    }))
}

impl RowWriter for CsvFile<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let columns = self.relation.columns.iter().zip(row.texts());
        let cells = columns.map(|(column, text)| match column.kind {
            ColumnKind::Text => bytes(guard(text)),
            ColumnKind::Integer | ColumnKind::Day | ColumnKind::Flag => {
                Cow::Borrowed(text.as_bytes())
            }
        });
        match &mut self.versions {
            Some(versions) => {
                let version = versions.version(row.texts().map(str::as_bytes));
                self.csv.line(cells.chain([Cow::Borrowed(&version[..])]))
            }
            None => self.csv.line(cells),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.csv.finish().map(|_| ())
    }
}

fn bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Options;
    use crate::store::Store;

    #[test]
    fn rows_are_written_into_any_writer() {
        let store = Store::in_memory().unwrap();
        let subject = Subject {
            schema: store.schema(),
            dataset: "flood",
            options: &Options::default(),
        };
        let text_of = |table: &str, query: &str| {
            let relation = store.schema().relation(table).unwrap();
            let mut bytes = Vec::new();
            let mut writer = begin(&subject, relation, &mut bytes).unwrap();
            let mut select = store.connection().prepare(query).unwrap();
            let mut rows = select.query(()).unwrap();
            let mut cells = Row::default();
            while let Some(row) = rows.next().unwrap() {
                cells.read(row, relation.columns.len()).unwrap();
                writer.row(&cells).unwrap();
            }
            writer.finish().unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let query = "VALUES ('A', 'One, \"two\"', NULL), ('B', 'Ü', 'b')";
        let text = "code,label,definition\nA,\"One, \"\"two\"\"\",\nB,Ü,b\n";
        assert_eq!(text_of("event_roles", query), text);
        // A whole number below zero is one, and stays.
        let query = "VALUES ('a', '=1+1', '+1'), ('b', '''tis', '-')";
        let text = "code,label,definition\na,'=1+1,'+1\nb,''tis,'-\n";
        assert_eq!(text_of("event_roles", query), text);
        let text = text_of("date_precisions", "VALUES ('a', 'b', 'c', -1)");
        assert!(text.ends_with("\na,b,c,-1\n"), "{text}");
        let text = text_of("event_places", "VALUES ('e', 'p', 'r')");
        let (header, line) = text.trim_end().split_once('\n').unwrap();
        assert_eq!(header, "event,place,role,row_version");
        assert!(line.starts_with("e,p,r,") && line.len() == "e,p,r,".len() + 12);
    }
}
