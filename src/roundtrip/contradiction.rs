//! Rows that contradict themselves: the key of one, the version of another.
//!
//! Who sorts a sheet and leaves a column out of the range, or moves part of a column, makes rows that
//! nobody has written. Their cells cannot be told from corrections one by one, so that such rows are
//! refused whole.

use std::collections::{BTreeMap, BTreeSet};

use super::Taking;
use super::bases::{Base, key_of, shown};
use super::damage::{Alike, Kind, Verdict, compare};
use super::earlier::States;
use super::merge::{Edit, kind_of};
use crate::store::{ROW_VERSION, StoreError, Value};

/// The fewest rows that are a mishap of the file, not of each.
const FEWEST: usize = 3;

/// The rows of a sheet that contradict themselves.
#[derive(Default)]
pub struct Contradictions {
    /// Why, by the position of the row.
    pub rows: BTreeMap<usize, String>,
    /// What is wrong with the file as a whole, where more than a tenth of its rows are such, and at
    /// least three.
    pub of_file: Option<String>,
}

impl Contradictions {
    /// Finds the rows of a sheet that contradict themselves.
    ///
    /// # Errors
    /// The dataset's rows cannot be read.
    pub fn of(taking: &Taking<'_>, states: &States<'_>) -> Result<Self, StoreError> {
        let table = taking.columns.table;
        let mut found = Self::default();
        let mut keys_in_file = Vec::new();
        let mut bases: BTreeMap<Vec<Value>, usize> = BTreeMap::new();
        for (at, base) in taking.bases.iter().enumerate() {
            let Base::Row(base) = base else {
                continue;
            };
            let (key, key_in_file) = (key_of(table, base), taking.key_in_file(at, base));
            bases.insert(key.clone(), at);
            if key[0] == key_in_file[0] {
                keys_in_file.push((at, key, key_in_file));
                continue;
            }
            let column = &table.primary_key[0];
            let (known, named) = (key[0].to_plain_text(), key_in_file[0].to_plain_text());
            let why = format!(
                "its `{column}` is `{named}`, and its `{ROW_VERSION}` that of a row of `{known}`; nothing of it is taken, for a key never changes"
            );
            found.rows.insert(at, why);
        }
        for (at, key, key_in_file) in keys_in_file {
            if key == key_in_file {
                continue;
            }
            let is_of_other = bases.get(&key_in_file).is_some_and(|other| *other != at);
            let row_now = |key: &[Value]| states.current.row(table, key);
            if is_of_other || row_now(&key_in_file)?.is_some() && row_now(&key)?.is_some() {
                let why = format!(
                    "the row `{}` is in the dataset already: take it out first, or make the change in the fact sheet; nothing of this row is taken",
                    shown(&key_in_file)
                );
                found.rows.insert(at, why);
            }
        }
        let (number, all) = (found.rows.len(), bases.len());
        if number >= FEWEST && 10 * number > all {
            found.of_file = Some(format!(
                "{number} of {all} rows contradict themselves, their key is that of one row and their `{ROW_VERSION}` that of another; was it sorted without its last column? Nothing of it is taken"
            ));
        }
        Ok(found)
    }
}

impl Taking<'_> {
    /// Returns the key that a row has in the file, damage repaired.
    fn key_in_file(&self, at: usize, base: &[Value]) -> Vec<Value> {
        let table = self.columns.table;
        let mut key = key_of(table, base);
        for (position, part) in key.iter_mut().enumerate() {
            let Some(in_sheet) = self.columns.positions[position] else {
                continue;
            };
            let kind = kind_of(&table.columns[position]);
            let cell = self.sheet.rows[at].cell(in_sheet);
            match compare(cell, &part.to_plain_text(), kind, &Alike::default()) {
                Verdict::Same | Verdict::Repaired(_) => {}
                Verdict::Changed(text) => {
                    let number = text.parse().map(Value::Integer);
                    *part = match number {
                        Ok(number) if kind == Kind::Number => number,
                        _ => Value::Text(text),
                    };
                }
                // The cell is refused by itself, but for that of the fact.
                Verdict::Refused(_) if position > 0 => {}
                Verdict::Refused(_) => *part = Value::Text(cell.shown()),
            }
        }
        key
    }
}

/// Finds the columns in which the changed cells have each other's values: part of the column was
/// sorted or moved. Returns how many cells these are, by the position of the column.
pub fn moved_columns(
    rows: &BTreeMap<usize, Vec<Edit>>,
    exported: &[Base],
) -> BTreeMap<usize, usize> {
    let mut pairs: BTreeMap<usize, Vec<(String, &str)>> = BTreeMap::new();
    for (at, edits) in rows {
        let Base::Row(base) = &exported[*at] else {
            continue;
        };
        for edit in edits {
            let old = base[edit.at].to_plain_text();
            pairs.entry(edit.at).or_default().push((old, &edit.new));
        }
    }
    pairs.retain(|_, pairs| are_moved(pairs));
    pairs
        .into_iter()
        .map(|(at, pairs)| (at, pairs.len()))
        .collect()
}

/// Tells whether at least four fifths of new values are old ones of other cells, three different ones
/// among them. Cells that were empty, or are now, change places too.
fn are_moved(pairs: &[(String, &str)]) -> bool {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (old, _) in pairs {
        *left.entry(old).or_default() += 1;
    }
    let (mut number, mut different) = (0, BTreeSet::new());
    for (_, new) in pairs {
        if let Some(left) = left.get_mut(new).filter(|left| **left > 0) {
            *left -= 1;
            number += 1;
            different.extend(Some(*new).filter(|new| !new.is_empty()));
        }
    }
    different.len() >= FEWEST && 5 * number >= 4 * pairs.len()
}

#[cfg(test)]
mod tests {
    use super::are_moved;

    #[test]
    fn values_that_changed_places_are_told_from_corrections() {
        let pairs = |pairs: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
            let pairs = pairs.iter();
            pairs.map(|(old, new)| ((*old).to_owned(), *new)).collect()
        };
        for (moved, expected) in [
            // Sorted apart from its row.
            (&[("a", "b"), ("b", "c"), ("c", "a")][..], true),
            // Shifted by a row.
            (&[("a", ""), ("b", "a"), ("c", "b"), ("d", "c")], false),
            (
                &[("a", ""), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "d")],
                true,
            ),
            (
                &[
                    ("a", ""),
                    ("", "a"),
                    ("b", ""),
                    ("", "b"),
                    ("c", ""),
                    ("", "c"),
                ],
                true,
            ),
            // Two exchanged, and three of a few codes.
            (&[("a", "b"), ("b", "a")], false),
            (&[("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")], false),
            (&[("a", "x"), ("b", "y"), ("c", "z")], false),
        ] {
            assert_eq!(are_moved(&pairs(moved)), expected, "{moved:?}");
        }
    }
}
