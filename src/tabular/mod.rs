//! Tables as files: CSV as this program writes it, and whatever a spreadsheet makes of it.
//!
//! No other module names the crates csv and calamine. Nothing here depends on what the tables mean.

mod decode;
#[allow(dead_code, reason = "not every build takes the guard off")]
pub mod formula;
mod spreadsheet;

pub use decode::decode;
pub use spreadsheet::{Cell, Row, Sheet, read_spreadsheet};

use std::io::Write;
use std::ops::Range;

/// Writes CSV: UTF-8, quoted as RFC 4180 says where need be, lines ending in LF.
pub struct CsvWriter<W: Write>(csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    /// Makes a writer.
    pub fn new(writer: W) -> Self {
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::Any(b'\n'));
        builder.flexible(true);
        builder.buffer_capacity(1 << 16);
        Self(builder.from_writer(writer))
    }

    /// Writes a line of cells.
    ///
    /// # Errors
    /// The writer fails.
    pub fn line<T: AsRef<[u8]>>(
        &mut self,
        cells: impl IntoIterator<Item = T>,
    ) -> std::io::Result<()> {
        self.0.write_record(cells).map_err(std::io::Error::from)
    }

    /// Writes out what is still held and returns the writer.
    ///
    /// # Errors
    /// The writer fails.
    pub fn finish(self) -> std::io::Result<W> {
        let failed = |error: csv::IntoInnerError<csv::Writer<W>>| error.into_error();
        self.0.into_inner().map_err(failed)
    }
}

/// A line of a CSV text, with the spans of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The span of the line, without the line break.
    pub span: Range<usize>,
    /// The cells with their spans, quotes included.
    pub cells: Vec<(String, Range<usize>)>,
    /// Whether the last cell opens a quotation mark that nothing closes.
    pub is_open: bool,
}

/// Reads a CSV text as this program writes it: comma, double quote; LF or CR LF; a byte order
/// mark is passed over. Lines without any cell are left out.
pub fn read_csv(text: &str) -> Vec<Record> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(&text.as_bytes()[start..]);
    let mut records = Vec::new();
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and the reader is flexible, so that no record is wrong to it.
    while reader.read_record(&mut record).unwrap_or(false) {
        let from = record.position().map_or(0, |at| at.byte() as usize) + start;
        let to = reader.position().byte() as usize + start;
        let blank = text[from..to].len() - text[from..to].trim_start_matches(['\r', '\n']).len();
        let line = from + blank..from + text[from..to].trim_end_matches(['\r', '\n']).len();
        let (spans, is_open) = cell_spans(&text[line.clone()], line.start);
        let cells = record.iter().map(str::to_owned).zip(spans);
        records.push(Record {
            cells: cells.collect(),
            span: line,
            is_open,
        });
    }
    records
}

/// Returns the spans of the cells of a line that starts at an offset, and whether the last of them
/// opens a quotation mark that nothing closes. As in RFC 4180 a mark within a cell is a mark.
fn cell_spans(line: &str, offset: usize) -> (Vec<Range<usize>>, bool) {
    let (mut spans, mut start, mut is_quoted) = (Vec::new(), 0, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'"' if at == start || line.as_bytes()[start] == b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                spans.push(offset + start..offset + at);
                start = at + 1;
            }
            _ => {}
        }
    }
    spans.push(offset + start..offset + line.len());
    (spans, is_quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_know_where_they_stand() {
        let text = "\u{feff}id,reason\r\nc1,\"two\nlines, \"\"quoted\"\"\"\n\nc2,\n";
        let records = read_csv(text);
        let shown: Vec<Vec<(&str, &str)>> = records
            .iter()
            .map(|record| {
                let cells = record.cells.iter();
                cells
                    .map(|(cell, at)| (cell.as_str(), &text[at.clone()]))
                    .collect()
            })
            .collect();
        assert_eq!(
            shown,
            [
                vec![("id", "id"), ("reason", "reason")],
                vec![
                    ("c1", "c1"),
                    ("two\nlines, \"quoted\"", "\"two\nlines, \"\"quoted\"\"\"")
                ],
                vec![("c2", "c2"), ("", "")],
            ]
        );
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_noticed() {
        let is_open = |text: &str| read_csv(text).last().unwrap().is_open;
        assert!(is_open("c1,\"see mail\nc2,x\n"));
        assert!(!is_open("c1,5\" long,x\n"));
        assert!(!is_open("c1,\"5\"\" long\"\n"));
        assert_eq!(read_csv("a\"b,c,d\n")[0].cells[1], ("c".to_owned(), 4..5));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let lines = [
            vec!["a", "b,c", "d\"e", "f\ng", ""],
            vec!["", "", "", "", "x"],
        ];
        let mut bytes = Vec::new();
        let mut writer = CsvWriter::new(&mut bytes);
        for line in &lines {
            writer.line(line).unwrap();
        }
        writer.finish().unwrap();
        let records = read_csv(std::str::from_utf8(&bytes).unwrap());
        let cells: Vec<Vec<&str>> = records
            .iter()
            .map(|record| record.cells.iter().map(|(cell, _)| cell.as_str()).collect())
            .collect();
        assert_eq!(cells, lines);
    }
}
