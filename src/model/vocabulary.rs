//! The vocabulary: which codes a fact may use, and what each means.
//!
//! The program brings codes along; a dataset may add codes to the open vocabularies.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One code of one vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// For a mode: the event type that it belongs to.
    pub event_type: Option<String>,
    /// Its name in the tables.
    pub code: String,
    /// Its name in a chart.
    pub label: String,
    /// What it means, in a sentence.
    pub definition: String,
    /// For an event type: the CAMEO root codes that it covers, separated by spaces.
    pub cameo_root_codes: Option<String>,
    /// For a date precision: the nearest `date_prec` of UCDP GED, 1 to 5.
    pub ucdp_date_prec: Option<i64>,
}

/// The vocabularies whose codes the program itself gives a meaning; a dataset cannot add to them.
pub const CLOSED: [&str; 6] = [
    "certainties",
    "citation_stances",
    "date_bases",
    "date_precisions",
    "event_statuses",
    "fact_kinds",
];

/// All vocabularies, each under the name of its table, its codes in the order they were given.
#[derive(Debug, Clone)]
pub struct Vocabulary(BTreeMap<String, Vec<Code>>);

impl Vocabulary {
    /// Makes a vocabulary of tables.
    pub fn new(tables: BTreeMap<String, Vec<Code>>) -> Self {
        Self(tables)
    }

    /// Lists the vocabularies and their codes, by the name of the table.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &[Code])> {
        let tables = self.0.iter();
        tables.map(|(name, codes)| (name.as_str(), codes.as_slice()))
    }

    /// Returns the codes of a vocabulary; an empty slice for an unknown one.
    pub fn codes(&self, table: &str) -> &[Code] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a vocabulary has a code.
    pub fn has(&self, table: &str, code: &str) -> bool {
        self.codes(table).iter().any(|known| known.code == code)
    }

    /// Lists the vocabularies that a dataset may add to.
    pub fn open_tables(&self) -> impl Iterator<Item = &str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| !CLOSED.contains(name))
    }

    /// Adds a code to an open vocabulary.
    pub fn add(&mut self, table: &str, code: Code) {
        self.0.entry(table.to_owned()).or_default().push(code);
    }
}
