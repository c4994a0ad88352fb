//! Steps: what each entry of the ledger changes of each fact, row by row.
//!
//! The steps of a fact are a function of its sheet and of the ledger alone. They are kept with the
//! fact, so that whoever asks why a cell holds what it holds hears of every entry in its place,
//! however many runs there were: of one that a later entry reverses, and of a merge of other facts
//! that led a reference here.
//!
//! ```text
//! sheet   actors = [{ actor = "alm", role = "host" }]        event_actors[alm,host]
//! c1      alm superseded_by brod                             change  [alm,host]   actor alm → brod
//! c2      event_actors[brod,host].role       host → guest    change  [brod,host]  role host → guest
//! c3      retracted                          nothing → 1     remove  [brod,guest]
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::Retracted;
use super::columns::{Columns, text_of};
use crate::dataset::node::Node;
use crate::model::correction::{Correction, Step, StepAction};
use crate::model::form::{APART, COMMON, Field, Kind, List, Presence};
use crate::model::path::SUPERSEDED_BY;

/// The steps of the facts that the ledger names, and the merges, which change other facts too.
#[derive(Debug, Default)]
pub struct Steps {
    of: BTreeMap<String, Known>,
    /// The entries on `superseded_by`, in order.
    merges: Vec<Correction>,
    /// The facts that they are on.
    merged: BTreeSet<String>,
}

/// The steps of a fact so far.
#[derive(Debug, Default)]
struct Known {
    steps: Vec<Step>,
    /// How many of the merges they tell.
    merges: usize,
}

impl Steps {
    /// Returns the steps of a fact that is retracted.
    pub fn of_retracted(&self, key: &str) -> &[Step] {
        self.of.get(key).map_or(&[], |known| &known.steps)
    }

    /// Returns the steps of a fact whose item the ledger has changed, but for its references.
    pub fn of_fact(&self, key: &str, kind: &'static Kind, item: &Node<'_>) -> Vec<Step> {
        let known = self.of.get(key);
        let mut steps = known.map_or_else(Vec::new, |known| known.steps.clone());
        steps.extend(self.redirects(kind, item, known.map_or(0, |known| known.merges)));
        steps
    }

    /// Adds a step of a fact.
    pub fn push(&mut self, key: &str, step: Step) {
        self.of.entry(key.to_owned()).or_default().steps.push(step);
    }

    /// Adds an entry on `superseded_by`.
    pub fn merge(&mut self, correction: &Correction) {
        self.merged.insert(correction.fact.clone());
        self.merges.push(correction.clone());
    }

    /// Tells whether any entry merges a fact, or undoes a merge.
    pub fn have_merges(&self) -> bool {
        !self.merges.is_empty()
    }

    /// Adds what the merges since the last entry on a fact changed of it. So a fact that is restored
    /// says what became of its references while it was retracted.
    pub fn catch_up(&mut self, key: &str, kind: &'static Kind, item: &Node<'_>) {
        let since = self.of.get(key).map_or(0, |known| known.merges);
        let steps = self.redirects(kind, item, since);
        let known = self.of.entry(key.to_owned()).or_default();
        known.steps.extend(steps);
        known.merges = self.merges.len();
    }

    /// Returns what the merges from a number on changed of the references of a fact.
    fn redirects(&self, kind: &'static Kind, item: &Node<'_>, since: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        if since == self.merges.len() {
            return steps;
        }
        let references = self.references(kind, item);
        if references.is_empty() {
            return steps;
        }
        let mut retracted = Retracted::default();
        for (number, merge) in self.merges.iter().enumerate() {
            let seen = |retracted: &Retracted| -> Vec<String> {
                let keys = references.iter();
                keys.map(|reference| retracted.successor(&reference.key).to_owned())
                    .collect()
            };
            let (before, rows) = (seen(&retracted), self.rows_before(&references, &retracted));
            retracted.set(merge, SUPERSEDED_BY);
            if number < since {
                continue;
            }
            let after = seen(&retracted);
            for (((reference, row), old), new) in references.iter().zip(rows).zip(before).zip(after)
            {
                if old != new {
                    steps.push(Step {
                        correction: merge.id.clone(),
                        table: reference.table,
                        row,
                        action: StepAction::Change,
                        column: Some(reference.column),
                        old: Some(old),
                        new: Some(new),
                    });
                }
            }
        }
        steps
    }

    /// Lists the references of a fact to facts that are merged.
    fn references<'n, 'a>(
        &self,
        kind: &'static Kind,
        item: &'n Node<'a>,
    ) -> Vec<Reference<'n, 'a>> {
        let merged = |node: &Node<'_>, field: &Field| {
            let key = node
                .text_of(field.name)
                .filter(|key| self.merged.contains(*key));
            key.map(str::to_owned)
        };
        let mut found = Vec::new();
        for field in kind.all_fields() {
            if field.is_reference()
                && let Some(key) = merged(item, field)
            {
                found.push(Reference {
                    table: table_of(kind, field),
                    column: field.column,
                    key,
                    element: None,
                });
            }
            let Some(list) = field.list() else { continue };
            for field in list.fields.iter().filter(|field| field.is_reference()) {
                let elements = item.list(list.name).iter();
                found.extend(elements.filter_map(|element| {
                    Some(Reference {
                        table: list.table,
                        column: field.column,
                        key: merged(element, field)?,
                        element: Some((list, element)),
                    })
                }));
            }
        }
        found
    }

    fn rows_before(
        &self,
        references: &[Reference<'_, '_>],
        retracted: &Retracted,
    ) -> Vec<Vec<String>> {
        let row = |reference: &Reference<'_, '_>| match reference.element {
            Some((list, element)) => row_key(list, None, element, retracted),
            None => Vec::new(),
        };
        references.iter().map(row).collect()
    }
}

/// A reference of a fact to another.
struct Reference<'n, 'a> {
    table: &'static str,
    column: &'static str,
    /// The fact that it names, as the sheet or the last entry on it has it.
    key: String,
    /// The element of a list that it is in.
    element: Option<(&'static List, &'n Node<'a>)>,
}

/// Returns the table that a field of a fact fills.
pub fn table_of(kind: &'static Kind, field: &Field) -> &'static str {
    let apart = APART.iter().find(|(name, _)| *name == field.name);
    match apart {
        Some((_, table)) => table,
        None if COMMON.iter().any(|common| common.name == field.name) => "facts",
        None => kind.table,
    }
}

/// Returns the key of the row that an element of a list is, without the fact.
pub fn row_key(
    list: &'static List,
    source: Option<&str>,
    element: &Node<'_>,
    retracted: &Retracted,
) -> Vec<String> {
    let columns = Columns { list, source };
    let part = |field: &'static Field| {
        let value = columns.value(element, field).unwrap_or_default();
        retracted.seen(field, value)
    };
    list.key().map(part).collect()
}

/// Returns what a field of a fact holds, its default included.
pub fn value_of(item: &Node<'_>, field: &Field) -> Option<String> {
    let value = item.get(field.name).and_then(text_of);
    let default = match field.presence {
        Presence::Default(value) => Some(value),
        Presence::DefaultWith(other, value) => item.get(other).map(|_| value),
        _ => None,
    };
    value.or(default.map(str::to_owned))
}

/// A row of a fact: its table, its key without the fact, and the columns that are filled.
pub struct RowOfFact {
    /// The table.
    pub table: &'static str,
    /// The rest of its key.
    pub key: Vec<String>,
    /// The columns that are filled, with what they hold.
    pub cells: Vec<(&'static str, String)>,
}

/// Lists the rows that a fact fills, but for what the program derives.
pub fn rows_of(
    kind: &'static Kind,
    source: Option<&str>,
    item: &Node<'_>,
    retracted: &Retracted,
) -> Vec<RowOfFact> {
    let mut rows = Vec::new();
    for table in ["facts", kind.table, "pending_reviews"] {
        let fields = kind.all_fields().filter(|field| field.list().is_none());
        let cells = fields.filter(|field| table_of(kind, field) == table);
        let cells = cells.filter_map(|field| {
            let value = retracted.seen(field, value_of(item, field)?);
            Some((field.column, value))
        });
        let cells: Vec<_> = cells.collect();
        if table != "pending_reviews" || !cells.is_empty() {
            rows.push(RowOfFact {
                table,
                key: Vec::new(),
                cells,
            });
        }
    }
    for list in kind.lists() {
        let columns = Columns { list, source };
        for element in item.list(list.name) {
            let cells = list.fields.iter().filter_map(|field| {
                let value = retracted.seen(field, columns.value(element, field)?);
                Some((field.column, value))
            });
            rows.push(RowOfFact {
                table: list.table,
                key: row_key(list, source, element, retracted),
                cells: cells.collect(),
            });
        }
    }
    rows
}
