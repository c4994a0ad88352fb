//! Files as spreadsheets leave them: CSV of any encoding and separator, and XLSX.

use std::io::Cursor;

use calamine::{Data, Reader, StyleRange, Xlsx, XlsxError};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{CHARSETS, Charset, decode};

/// A table of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The name of the worksheet; `None` for CSV.
    pub name: Option<String>,
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows below the header that are not empty.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number in the file, from 1; the header has one too.
    pub number: usize,
    /// Its cells; rows may have fewer than the header, or more.
    pub cells: Vec<Cell>,
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, of CSV or of a text cell.
    Text(String),
    /// A number of a number cell.
    Number(f64),
    /// A day of a date cell without its time, and the number format that says how it is shown.
    Day(NaiveDate, String),
    /// A formula instead of a value.
    Formula(String),
    /// An error such as `#N/A`.
    Error(String),
    /// Two texts, in two encodings that the file may be in.
    Doubtful(String, String),
}

impl Cell {
    /// Returns whether it is empty, or white space.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Returns the cell as people see it.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) | Self::Doubtful(text, _) => text.clone(),
            Self::Formula(formula) => format!("={}", formula.trim_start_matches('=')),
            Self::Number(number) => number.to_string(),
            Self::Day(day, _) => day.to_string(),
        }
    }
}

/// Why a file holds no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The file has no line.
    #[error("the file is empty")]
    Empty,
    /// The workbook asks for a password.
    #[error("the workbook is protected by a password; save it without")]
    Password,
    /// The file is an old or other kind of workbook.
    #[error("the file is {found}; save it as CSV or XLSX")]
    Kind {
        /// What it is.
        found: &'static str,
    },
    /// The workbook cannot be read.
    #[error("the workbook cannot be read: {message}")]
    Broken {
        /// What is wrong.
        message: String,
    },
    /// The file has bytes that no text has.
    #[error("the file is neither text nor XLSX")]
    Binary,
}

/// Reads the tables of a file; those without a header are left out.
///
/// # Errors
/// The file is empty, protected, of another kind, or broken.
pub fn read_spreadsheet(bytes: &[u8]) -> Result<Vec<Sheet>, SheetError> {
    let mut sheets = if bytes.starts_with(b"PK\x03\x04") {
        read_workbook(bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        // The container of both old workbooks and encrypted new ones.
        let is_encrypted = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(wide.len()).any(|window| window == wide)
        };
        return Err(if is_encrypted("EncryptedPackage") {
            SheetError::Password
        } else {
            SheetError::Kind {
                found: "an old Excel workbook (XLS)",
            }
        });
    } else {
        let text = decode(bytes);
        vec![read_text(
            &text.unwrap_or_else(|| CHARSETS[0].decode(bytes)),
        )?]
    };
    sheets.retain(|sheet| sheet.header.iter().any(|name| !name.is_empty()));
    if sheets.is_empty() {
        return Err(SheetError::Empty);
    }
    Ok(sheets)
}

/// Tells whether a file is a text in no encoding of Unicode.
pub fn is_local(bytes: &[u8]) -> bool {
    let is_container = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
    !is_container && !bytes.contains(&0) && decode(bytes).is_none()
}

/// Reads the table of a text file in an encoding.
///
/// # Errors
/// The file is empty.
pub fn read_local(bytes: &[u8], charset: &Charset) -> Result<Sheet, SheetError> {
    read_text(&charset.decode(bytes))
}

fn read_text(text: &str) -> Result<Sheet, SheetError> {
    if text.contains('\0') {
        return Err(SheetError::Binary);
    }
    // Some spreadsheets name the separator on a first line of its own.
    let (text, named, skipped) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
            (rest, first.as_bytes().get(4).copied(), 1)
        }
        _ => (text, None, 0),
    };
    let separator = named.unwrap_or_else(|| separator(text));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let (mut number, mut counted) = (1 + skipped, 0);
    let mut lines = reader.records().map_while(Result::ok).map(|record| {
        // The crate counts a CR LF to the line behind it, so that lines are counted here.
        let at = record.position().map_or(counted, |at| at.byte() as usize);
        let start = text.len() - text[at..].trim_start_matches(['\r', '\n']).len();
        number += text[counted..start].matches('\n').count();
        counted = start;
        let cells = record.iter().map(text_cell).collect();
        Row { number, cells }
    });
    let header = lines.next().ok_or(SheetError::Empty)?;
    Ok(Sheet {
        name: None,
        header: names(&header.cells),
        rows: lines.filter(Row::is_filled).collect(),
    })
}

/// Returns the separator that cuts the first line into the most parts.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let parts = |separator: &u8| {
        let mut is_quoted = false;
        let count = first.bytes().filter(|byte| {
            is_quoted ^= *byte == b'"';
            byte == separator && !is_quoted
        });
        count.count()
    };
    // The last of equals is picked by max_by_key, so the comma comes last.
    let candidates = [b'|', b'\t', b';', b','];
    candidates.into_iter().max_by_key(parts).unwrap_or(b',')
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text.to_owned())
    }
}

fn names(cells: &[Cell]) -> Vec<String> {
    let names = cells.iter().map(|cell| cell.shown().trim().to_owned());
    names.collect()
}

fn read_workbook(bytes: &[u8]) -> Result<Vec<Sheet>, SheetError> {
    let broken = |error: XlsxError| match error {
        XlsxError::Password => SheetError::Password,
        XlsxError::FileNotFound(_) => SheetError::Kind {
            found: "an archive, but not an XLSX workbook",
        },
        error => SheetError::Broken {
            message: error.to_string(),
        },
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let values = workbook.worksheet_range(&name).map_err(broken)?;
        let formulas = workbook.worksheet_formula(&name).map_err(broken)?;
        let Some((top, left)) = values.start() else {
            continue;
        };
        let is_day = |value: &Data| matches!(value, Data::DateTime(_));
        let has_days = values.used_cells().any(|(_, _, value)| is_day(value));
        let styles = if has_days {
            workbook.worksheet_style(&name).map_err(broken)?
        } else {
            StyleRange::empty()
        };
        let format = |position| {
            let format = styles.get(position)?.number_format.as_ref();
            format.map(|format| format.format_code.clone())
        };
        let mut rows = values.rows().enumerate().map(|(at, row)| {
            let number = top as usize + at + 1;
            let cells = row.iter().enumerate().map(|(column, value)| {
                let position = (top + at as u32, left + column as u32);
                let formula = formulas.get_value(position).filter(|text| !text.is_empty());
                match formula {
                    Some(formula) => Cell::Formula(formula.clone()),
                    None => workbook_cell(value, || format(position).unwrap_or_default()),
                }
            });
            Row {
                number,
                cells: cells.collect(),
            }
        });
        let Some(header) = rows.next() else {
            continue;
        };
        sheets.push(Sheet {
            header: names(&header.cells),
            rows: rows.filter(Row::is_filled).collect(),
            name: Some(name),
        });
    }
    Ok(sheets)
}

fn workbook_cell(value: &Data, format: impl Fn() -> String) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => text_cell(text),
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Bool(flag) => Cell::Number(f64::from(u8::from(*flag))),
        Data::DateTime(moment) => day_cell(moment.as_datetime(), moment.as_f64(), format()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text_cell(text),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A date cell with a time of day was not written by an export; it becomes the number that it is.
fn day_cell(moment: Option<NaiveDateTime>, serial: f64, format: String) -> Cell {
    match moment {
        Some(moment) if moment.time() == NaiveTime::MIN => Cell::Day(moment.date(), format),
        _ => Cell::Number(serial),
    }
}

impl Row {
    fn is_filled(&self) -> bool {
        self.cells.iter().any(|cell| !cell.is_empty())
    }

    /// Returns a cell; nothing where the row is shorter.
    pub fn cell(&self, at: usize) -> &Cell {
        self.cells.get(at).unwrap_or(&Cell::Empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sheet: &Sheet) -> Vec<(usize, Vec<String>)> {
        let rows = sheet.rows.iter();
        rows.map(|row| (row.number, row.cells.iter().map(Cell::shown).collect()))
            .collect()
    }

    #[test]
    fn any_separator_and_empty_rows_behind_are_read() {
        for text in [
            "key,name\r\na,\"x, y\"\r\n,\r\n\r\n",
            "key;name\na;x, y\n;;;\n",
            "key\tname\r\na\tx, y\r\n\t\r\n",
            "sep=;\r\nkey;name\r\na;x, y\r\n",
        ] {
            let sheets = read_spreadsheet(text.as_bytes()).unwrap();
            assert_eq!(sheets[0].header, ["key", "name"], "{text:?}");
            let line = if text.starts_with("sep") { 3 } else { 2 };
            assert_eq!(
                texts(&sheets[0]),
                [(line, vec!["a".to_owned(), "x, y".to_owned()])],
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (bytes, expected) in [
            (&b""[..], SheetError::Empty),
            (b"\n\n", SheetError::Empty),
            (b"\x89PNG\0\0\0x", SheetError::Binary),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                SheetError::Kind {
                    found: "an old Excel workbook (XLS)",
                },
            ),
        ] {
            assert_eq!(read_spreadsheet(bytes), Err(expected), "{bytes:?}");
        }
        assert!(matches!(
            read_spreadsheet(b"PK\x03\x04 broken"),
            Err(SheetError::Broken { .. })
        ));
    }
}
