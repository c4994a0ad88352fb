//! What the codebook counts, counted while the rows of a table pass on their way into files.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::store::Schema;
use crate::store::schema::Relation;

/// Stands between the codes of a reference of several columns; no code holds it.
const SEPARATOR: &str = "\0";

/// The counts of one table or view.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tally {
    /// How many rows there are.
    pub rows: u64,
    /// How many cells of each column hold something.
    pub filled: Vec<u64>,
    codes: Vec<Codes>,
}

/// How often the codes of one list occur in some columns.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Codes {
    list: String,
    columns: Vec<usize>,
    references: Vec<String>,
    counts: HashMap<String, u64>,
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
        let uses = of_list.filter_map(|codes| {
            let key: Vec<&str> = codes.references.iter().map(|name| code(name)).collect();
            codes.counts.get(&key.join(SEPARATOR))
        });
        uses.sum()
    }
}

impl Codes {
    fn add(&mut self, row: &Row) {
        // As in SQL, a reference with an empty column refers to nothing.
        if self.columns.iter().any(|&at| row.is_null(at)) {
            return;
        }
        let joined: String;
        let key = match self.columns.as_slice() {
            [at] => row.text(*at),
            columns => {
                let parts: Vec<&str> = columns.iter().map(|&at| row.text(at)).collect();
                joined = parts.join(SEPARATOR);
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
