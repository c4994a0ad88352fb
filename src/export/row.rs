//! One row on its way into the files of an export.

use std::fmt::Write as _;

use rusqlite::types::ValueRef;

use crate::store::Value;

/// A row that is read again and again: its cells as CSV has them, in memory that is kept.
#[derive(Default)]
pub struct Row {
    text: String,
    cells: Vec<Cell>,
}

struct Cell {
    /// Where its text ends.
    end: usize,
    kind: CellKind,
}

enum CellKind {
    Null,
    Integer(i64),
    Text,
}

impl Row {
    /// Takes the cells of a row of a query.
    ///
    /// # Errors
    /// A cell is neither text nor a whole number, or its text is not UTF-8.
    pub fn read(&mut self, row: &rusqlite::Row<'_>, columns: usize) -> rusqlite::Result<()> {
        self.text.clear();
        self.cells.clear();
        for at in 0..columns {
            let kind = match row.get_ref(at)? {
                ValueRef::Null => CellKind::Null,
                ValueRef::Integer(number) => {
                    write!(self.text, "{number}").expect("memory takes all that is written");
                    CellKind::Integer(number)
                }
                other => match other.as_str() {
                    Ok(text) => {
                        self.text.push_str(text);
                        CellKind::Text
                    }
                    Err(_) => {
                        // A store cannot hold this; the conversion says what is wrong with it.
                        row.get::<_, Value>(at)?;
                        CellKind::Null
                    }
                },
            };
            let end = self.text.len();
            self.cells.push(Cell { end, kind });
        }
        Ok(())
    }

    /// Returns how many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Returns a cell as CSV has it: empty for nothing.
    pub fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.cells[before].end);
        &self.text[start..self.cells[at].end]
    }

    /// Returns all cells as CSV has them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.text(at))
    }

    /// Tells whether a cell holds nothing.
    pub fn is_null(&self, at: usize) -> bool {
        matches!(self.cells[at].kind, CellKind::Null)
    }

    /// Returns a whole number; `None` for a text or nothing.
    #[cfg(feature = "parquet")]
    pub fn integer(&self, at: usize) -> Option<i64> {
        match self.cells[at].kind {
            CellKind::Integer(number) => Some(number),
            CellKind::Null | CellKind::Text => None,
        }
    }

    /// Returns a cell as a value.
    pub fn value(&self, at: usize) -> Value {
        match self.cells[at].kind {
            CellKind::Null => Value::Null,
            CellKind::Integer(number) => Value::Integer(number),
            CellKind::Text => Value::Text(self.text(at).to_owned()),
        }
    }
}
