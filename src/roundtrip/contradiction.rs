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

/// A cell of a column as it was exported, and as the file has it.
type Pair<'a> = (String, &'a str);

/// Finds the columns in which the changed cells have each other's values: part of the column was
/// sorted or moved. Returns how many cells these are, by the position of the column.
pub fn moved_columns(
    rows: &BTreeMap<usize, Vec<Edit>>,
    exported: &[Base],
) -> BTreeMap<usize, usize> {
    let edits = rows.values().flatten();
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for edit in edits {
        *numbers.entry(edit.at).or_default() += 1;
    }
    numbers.retain(|at, number| {
        let edit_of = |row: &usize| rows[row].iter().find(|edit| edit.at == *at);
        let pairs = rows.keys().filter_map(|row| match &exported[*row] {
            Base::Row(base) => Some((base[*at].to_plain_text(), edit_of(row))),
            _ => None,
        });
        let pairs: Vec<(String, Option<&Edit>)> = pairs.collect();
        let new = |(old, edit): &(String, Option<&Edit>)| {
            edit.map_or_else(|| old.clone(), |edit| edit.new.clone())
        };
        let news: Vec<String> = pairs.iter().map(new).collect();
        let olds = pairs.into_iter().map(|(old, _)| old);
        let column: Vec<Pair<'_>> = olds.zip(news.iter().map(String::as_str)).collect();
        *number > 1 && (are_exchanged(&column) || is_shifted(&column) || is_sorted(&column))
    });
    numbers
}

/// Tells whether at least four fifths of the new values are old ones of other changed cells, three
/// different ones among them. Cells that were empty, or are now, change places too.
fn are_exchanged(column: &[Pair<'_>]) -> bool {
    let changed: Vec<&Pair<'_>> = column.iter().filter(|(old, new)| old != new).collect();
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (old, _) in &changed {
        *left.entry(old).or_default() += 1;
    }
    let (mut number, mut different) = (0, BTreeSet::new());
    for (_, new) in &changed {
        if let Some(left) = left.get_mut(new).filter(|left| **left > 0) {
            *left -= 1;
            number += 1;
            different.extend(Some(*new).filter(|new| !new.is_empty()));
        }
    }
    different.len() >= FEWEST && 5 * number >= 4 * changed.len()
}

/// The fewest cells whose order tells something.
const IN_ORDER: usize = 4;

/// Tells whether all cells from one on have the value of the cell above, or of the cell below: one was
/// put in or taken out.
fn is_shifted(column: &[Pair<'_>]) -> bool {
    let first = column.iter().position(|(old, new)| old != new);
    let rest = &column[first.unwrap_or(column.len())..];
    let all = |test: fn(&[Pair<'_>]) -> bool| rest.windows(2).all(test);
    rest.len() >= IN_ORDER
        && (all(|pair| pair[1].1 == pair[0].0) || all(|pair| pair[0].1 == pair[1].0))
}

/// Tells whether a column that was in no order has the same values in order.
fn is_sorted(column: &[Pair<'_>]) -> bool {
    let is_in_order = |values: &[&str]| values.is_sorted() || values.iter().rev().is_sorted();
    let mut olds: Vec<&str> = column.iter().map(|(old, _)| old.as_str()).collect();
    let mut news: Vec<&str> = column.iter().map(|(_, new)| *new).collect();
    // Spreadsheets leave empty cells at the end, whichever way they sort.
    let end = news.iter().rposition(|new| !new.is_empty());
    let is_ordered = is_in_order(&news) || end.is_some_and(|end| is_in_order(&news[..=end]));
    let was_ordered = is_in_order(&olds);
    olds.sort_unstable();
    news.sort_unstable();
    column.len() >= IN_ORDER && !was_ordered && is_ordered && olds == news
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a column of cells written as `old>new`, or as a value that stays.
    fn column(cells: &'static str) -> Vec<Pair<'static>> {
        let pair = |cell: &'static str| cell.split_once('>').unwrap_or((cell, cell));
        let pairs = cells.split(' ').map(pair);
        pairs.map(|(old, new)| (old.to_owned(), new)).collect()
    }

    #[test]
    fn values_that_changed_places_are_told_from_corrections() {
        for (cells, expected) in [
            ("a>b b>c c>a", true),
            ("a> b>a c>b d>c e>d", true),
            ("a> >a b> >b c> >c", true),
            // Two exchanged, many of few codes, new values.
            ("a>b b>a", false),
            ("a>b b>a a>b b>a", false),
            ("a>x b>y c>z", false),
        ] {
            assert_eq!(are_exchanged(&column(cells)), expected, "{cells}");
        }
    }

    #[test]
    fn a_column_that_was_shifted_is_told_however_few_values_it_has() {
        for (cells, expected) in [
            ("a> >a   ", true),
            ("m n>m m>n m m", true),
            ("a  >b b>  ", true),
            ("m n>m m>n m n", false),
            ("a>b b>a", false),
        ] {
            assert_eq!(is_shifted(&column(cells)), expected, "{cells}");
        }
    }

    #[test]
    fn a_column_that_was_sorted_is_told_however_few_values_it_has() {
        for (cells, expected) in [
            ("s>d d>s s s", true),
            ("s d>s s s>d", true),
            (">a a>c c> ", true),
            ("s>d s d s", false),
            ("a b>a c d", false),
            ("b>a a>b", false),
        ] {
            assert_eq!(is_sorted(&column(cells)), expected, "{cells}");
        }
    }
}
