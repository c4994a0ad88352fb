//! The version of a row: a name for what it holds, which survives a trip through a spreadsheet.
//!
//! A CSV file that comes back from an analyst must be compared with the very state that it was made
//! from. A name of the whole export in each row would change every line of every file with each
//! correction; so each row carries the name of its own state, and only what changes changes.

use sha2::{Digest, Sha256};

use super::value::CellRef;

/// The column that carries it, last in the CSV file of each table of facts.
pub const ROW_VERSION: &str = "row_version";

/// What the column holds, for data package and codebook.
pub const ROW_VERSION_MEANING: &str = "What this row held when it was exported, as twelve letters; leave it alone, so that a corrected file can be taken back.";

/// Names the versions of the rows of one table: twelve letters that no spreadsheet takes for a
/// number or date.
///
/// A version is the head of a SHA-256 over dataset, table and cells, a nibble a letter.
#[derive(Clone)]
pub struct RowVersions {
    /// The digest of what all rows begin with.
    head: Sha256,
    /// The cells of the row at hand; kept, so that a row costs no allocation.
    cells: Vec<u8>,
}

impl RowVersions {
    /// Makes the namer of a dataset's table.
    pub fn new(dataset: &str, table: &str) -> Self {
        let mut cells = Vec::new();
        push_part(&mut cells, dataset.as_bytes());
        push_part(&mut cells, table.as_bytes());
        Self {
            head: Sha256::new_with_prefix(&cells),
            cells,
        }
    }

    /// Returns the version of a row.
    pub fn of_row<'c>(&mut self, row: impl Iterator<Item = CellRef<'c>>) -> String {
        let cells: Vec<_> = row.map(CellRef::to_plain_text).collect();
        let version = self.version(cells.iter().map(|cell| cell.as_bytes()));
        version.map(char::from).iter().collect()
    }

    /// Returns the version of a row, whose cells are given as CSV has them.
    pub fn version<'c>(&mut self, cells: impl IntoIterator<Item = &'c [u8]>) -> [u8; 12] {
        const LETTERS: &[u8; 16] = b"bcdfghjklmnpqrst";
        self.cells.clear();
        for cell in cells {
            push_part(&mut self.cells, cell);
        }
        let digest = self.head.clone().chain_update(&self.cells).finalize();
        std::array::from_fn(|at| {
            let byte = digest[at / 2];
            let nibble = if at % 2 == 0 { byte >> 4 } else { byte & 15 };
            LETTERS[usize::from(nibble)]
        })
    }
}

/// Appends bytes after their length, so that no two lists of parts are the same bytes.
fn push_part(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
    bytes.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_all_of_a_row_and_nothing_else() {
        let version_in = |dataset, table, row: [CellRef<'_>; 3]| {
            RowVersions::new(dataset, table).of_row(row.into_iter())
        };
        let row = ["a".into(), CellRef::Null, CellRef::from(3_u32)];
        let version = version_in("d", "t", row);
        assert_eq!(version.len(), 12);
        assert_eq!(version, version_in("d", "t", row));
        for other in [
            version_in("e", "t", row),
            version_in("d", "u", row),
            version_in("d", "t", ["a".into(), "".into(), CellRef::from(4_u32)]),
            version_in("d", "t", ["a3".into(), CellRef::Null, CellRef::Null]),
        ] {
            assert_ne!(version, other);
        }
    }

    #[test]
    fn a_row_has_the_same_version_whatever_was_named_before_it() {
        let mut versions = RowVersions::new("d", "t");
        let first = versions.version([&b"a long cell"[..], b""]);
        versions.version([&b"x"[..], b"y"]);
        assert_eq!(versions.version([&b"a long cell"[..], b""]), first);
    }
}
