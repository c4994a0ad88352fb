//! The version of a row: a name for what it holds, which survives a trip through a spreadsheet.
//!
//! A CSV file that comes back from an analyst must be compared with the very state that it was made
//! from. A name of the whole export in each row would change every line of every file with each
//! correction; so each row carries the name of its own state, and only what changes changes.

use sha2::{Digest, Sha256};

use super::value::Value;

/// The column that carries it, last in the CSV file of each table of facts.
pub const ROW_VERSION: &str = "row_version";

/// What the column holds, for data package and codebook.
pub const ROW_VERSION_MEANING: &str = "What this row held when it was exported, as twelve letters; leave it alone, so that a corrected file can be taken back.";

/// Returns the version of a row: twelve letters that no spreadsheet takes for a number or date.
///
/// It is the head of a SHA-256 over dataset, table and cells, a nibble a letter.
pub fn row_version(dataset: &str, table: &str, row: &[Value]) -> String {
    const LETTERS: &[u8; 16] = b"bcdfghjklmnpqrst";
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(dataset.as_bytes());
    part(table.as_bytes());
    for value in row {
        match value {
            Value::Null => part(b""),
            value => part(value.to_plain_text().as_bytes()),
        }
    }
    let digest = hash.finalize();
    let nibbles = digest
        .iter()
        .take(6)
        .flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .map(|nibble| char::from(LETTERS[usize::from(nibble)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_all_of_a_row_and_nothing_else() {
        let row = [Value::from("a"), Value::Null, Value::from(3_u32)];
        let version = row_version("d", "t", &row);
        assert_eq!(version.len(), 12);
        assert_eq!(version, row_version("d", "t", &row));
        for other in [
            row_version("e", "t", &row),
            row_version("d", "u", &row),
            row_version("d", "t", &["a".into(), "".into(), Value::from(4_u32)]),
            row_version("d", "t", &["a3".into(), Value::Null, Value::Null]),
        ] {
            assert_ne!(version, other);
        }
    }
}
