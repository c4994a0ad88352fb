//! What the codebook counts, counted while the rows of a table pass on their way into CSV.

use std::collections::HashMap;

use super::row::Row;
use crate::store::Schema;
use crate::store::schema::Relation;

/// Stands between the codes of a reference of several columns; no code holds it.
const SEPARATOR: u8 = 0;

/// The numbers of one table or view.
pub struct Tally {
    /// How many rows there are.
    pub rows: u64,
    /// How many cells of each column hold something.
    pub filled: Vec<u64>,
    codes: Vec<Codes>,
}

/// How often the codes of one list occur in some columns.
struct Codes {
    list: String,
    columns: Vec<usize>,
    references: Vec<String>,
    counts: HashMap<Vec<u8>, u64>,
}

impl Tally {
    /// Makes the tally of a table or view, without rows.
    pub fn new(relation: &Relation, schema: &Schema) -> Self {
        let keys = relation.foreign_keys.iter().filter(|key| {
            let list = schema.relation(&key.table);
            list.is_some_and(|list| schema.is_vocabulary(list))
        });
        let codes = keys.map(|key| Codes {
            list: key.table.clone(),
            columns: key
                .columns
                .iter()
                .filter_map(|name| relation.position(name))
                .collect(),
            references: key.references.clone(),
            counts: HashMap::new(),
        });
        Self {
            rows: 0,
            filled: vec![0; relation.columns.len()],
            codes: codes.collect(),
        }
    }

    /// Counts a row.
    pub fn add(&mut self, row: &Row) {
        self.rows += 1;
        for (at, filled) in self.filled.iter_mut().enumerate() {
            *filled += u64::from(!row.is_null(at));
        }
        for codes in &mut self.codes {
            codes.add(row);
        }
    }

    /// Returns how many rows refer to a code, whose columns are asked for by name.
    pub fn uses<'r>(&self, list: &str, code: impl Fn(&str) -> &'r str) -> u64 {
        let of_list = self.codes.iter().filter(|codes| codes.list == list);
        of_list
            .map(|codes| {
                let parts = codes.references.iter().map(|name| code(name).as_bytes());
                let key: Vec<&[u8]> = parts.collect();
                codes
                    .counts
                    .get(&key.join(&SEPARATOR))
                    .copied()
                    .unwrap_or(0)
            })
            .sum()
    }
}

impl Codes {
    fn add(&mut self, row: &Row) {
        // As in SQL, a reference with an empty column is none.
        if self.columns.iter().any(|&at| row.is_null(at)) {
            return;
        }
        let joined: Vec<u8>;
        let key = match self.columns.as_slice() {
            [at] => row.text(*at),
            columns => {
                let parts: Vec<&[u8]> = columns.iter().map(|&at| row.text(at)).collect();
                joined = parts.join(&SEPARATOR);
                &joined
            }
        };
        match self.counts.get_mut(key) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(key.to_owned(), 1);
            }
        }
    }
}
