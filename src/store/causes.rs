//! Why a run changes what it changes: for each value the sheet, an entry of the ledger, or the
//! article.

use super::plan::{Action, Cell, Plan, Step};
use super::schema::{Relation, Schema};
use super::value::Value;
use crate::model::path::{FieldPath, RETRACTED, RowPath, SUPERSEDED_BY};

/// Why a value changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause<'a> {
    /// A sheet was edited.
    Sheet,
    /// The entry of this id was made, or taken out of the ledger.
    Ledger(&'a str),
    /// An article was locked anew.
    Article,
}

impl<'a> Cause<'a> {
    /// Returns the code that the table `changes` uses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Ledger(_) => "ledger",
            Self::Article => "article",
        }
    }

    /// Returns the id of the entry.
    pub fn correction(self) -> Option<&'a str> {
        match self {
            Self::Ledger(id) => Some(id),
            Self::Sheet | Self::Article => None,
        }
    }
}

/// The causes that a plan brings along.
pub struct Causes {
    /// The entries that are new to the store or leave the ledger, in order.
    entries: Vec<Entry>,
    /// Whether the plan changes sentences that the store knew.
    revised: bool,
}

/// An entry of the ledger that a run sees for the first or the last time.
struct Entry {
    id: String,
    fact: String,
    field: FieldPath,
    old: Value,
    new: Value,
}

impl Causes {
    /// Reads the causes off a plan.
    pub fn of(plan: &Plan, schema: &Schema) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        if let Some(ledger) = schema.relation("corrections") {
            let steps = plan.steps.iter().filter(|step| step.table == ledger.name);
            entries.extend(steps.filter_map(|step| Entry::of(step, ledger)));
        }
        let is_revised = |step: &Step| {
            step.table == "passages"
                && match &step.action {
                    Action::Change(cells) => cells.iter().any(|cell| cell.column == "fingerprint"),
                    Action::Remove(_) => true,
                    Action::Add(_) => false,
                }
        };
        Self {
            entries,
            revised: plan.steps.iter().any(is_revised),
        }
    }

    /// Returns why a row appears or goes.
    pub fn of_row(&self, table: &Relation, step: &Step) -> Cause<'_> {
        let entry = self.entries.iter().rev();
        let mut entry = entry.filter(|entry| {
            entry.is_about(step) && (entry.ends_or_restores() || entry.names_row(table, step))
                || entry.redirects(&step.key)
        });
        match entry.next() {
            Some(entry) => Cause::Ledger(&entry.id),
            None => self.without_entry(table, step),
        }
    }

    /// Returns the values that a cell takes one after the other, from the second, each with its
    /// cause: one for each entry that names the cell, and the last where the plan says so.
    pub fn of_cell<'c>(
        &'c self,
        table: &Relation,
        step: &Step,
        cell: &'c Cell,
    ) -> Vec<(&'c Value, Cause<'c>)> {
        let mut chain = self.chain(table, step, &cell.column, &cell.old);
        if chain.last().map_or(&cell.old, |(value, _)| value) != &cell.new {
            let derived = self.entries.iter().rev().find(|entry| {
                entry.is_about(step) && entry.derives(table, step, &cell.column)
                    || entry.redirects(&[cell.old.clone(), cell.new.clone()])
            });
            let cause = derived.map_or_else(
                || self.without_entry(table, step),
                |entry| Cause::Ledger(&entry.id),
            );
            chain.push((&cell.new, cause));
        }
        chain
    }

    /// Returns the values that the entries give a cell, from what stood there first.
    pub fn chain<'c>(
        &'c self,
        table: &Relation,
        step: &Step,
        column: &str,
        first: &Value,
    ) -> Vec<(&'c Value, Cause<'c>)> {
        let mut chain: Vec<(&Value, Cause<'_>)> = Vec::new();
        let named = self.entries.iter();
        for entry in named.filter(|e| e.is_about(step) && e.names_cell(table, step, column)) {
            if chain.last().map_or(first, |(value, _)| value) != &entry.old {
                chain.push((&entry.old, Cause::Sheet));
            }
            chain.push((&entry.new, Cause::Ledger(&entry.id)));
        }
        chain
    }

    /// Returns what the first entry on a cell found there; `None` where no entry names it.
    pub fn first(&self, table: &Relation, step: &Step, column: &str) -> Option<&Value> {
        let mut entries = self.entries.iter();
        let first = entries.find(|e| e.is_about(step) && e.names_cell(table, step, column));
        first.map(|entry| &entry.old)
    }

    fn without_entry(&self, table: &Relation, step: &Step) -> Cause<'_> {
        match table.name.as_str() {
            "corrections" => self
                .entries
                .iter()
                .find(|entry| step.key.first().and_then(Value::as_text) == Some(&entry.id))
                .map_or(Cause::Sheet, |entry| Cause::Ledger(&entry.id)),
            "passages" => Cause::Article,
            "citations" | "uncoded_passages" | "pending_reviews" if self.revised => Cause::Article,
            _ => Cause::Sheet,
        }
    }
}

impl Entry {
    /// Reads the entry that a step adds to the ledger or takes out; taking out reverses it.
    fn of(step: &Step, ledger: &Relation) -> Option<Self> {
        let (row, is_new) = match &step.action {
            Action::Add(row) => (row, true),
            Action::Remove(row) => (row, false),
            Action::Change(_) => return None,
        };
        let value = |column| ledger.position(column).map(|at| row[at].clone());
        let text = |column| value(column)?.as_text().map(str::to_owned);
        let (old, new) = (value("old_value")?, value("new_value")?);
        let (old, new) = if is_new { (old, new) } else { (new, old) };
        Some(Self {
            id: text("id")?,
            fact: text("fact")?,
            field: text("field")?.parse().ok()?,
            old,
            new,
        })
    }

    /// Tells whether a step touches the entry's fact.
    fn is_about(&self, step: &Step) -> bool {
        let key = || step.key.first().and_then(Value::as_text);
        step.fact.as_deref() == Some(&self.fact)
            || step.table == "retractions" && key() == Some(&self.fact)
    }

    fn ends_or_restores(&self) -> bool {
        matches!(&self.field, FieldPath::Column(name) if name == RETRACTED || name == SUPERSEDED_BY)
    }

    /// Tells whether the entry merges the fact that one of these values names.
    fn redirects(&self, values: &[Value]) -> bool {
        let is_merge = matches!(&self.field, FieldPath::Column(name) if name == SUPERSEDED_BY);
        let names = |value: &Value| {
            value.as_text() == Some(&self.fact) || *value == self.old || *value == self.new
        };
        is_merge
            && values
                .iter()
                .any(|value| *value != Value::Null && names(value))
    }

    /// Tells whether the entry adds, takes out or renames the row of a step.
    fn names_row(&self, table: &Relation, step: &Step) -> bool {
        let (row, column) = match &self.field {
            FieldPath::Row(row) => (row, None),
            FieldPath::Cell(row, column) => (row, Some(column)),
            FieldPath::Column(_) => return false,
        };
        if row.table != table.name {
            return false;
        }
        let is_key = |key: &[String]| {
            let parts = step.key.iter().skip(1).map(Value::to_plain_text);
            parts.eq(key.iter().cloned())
        };
        let renamed = column.and_then(|column| self.renamed(table, row, column));
        is_key(&row.key) || renamed.is_some_and(|key| is_key(&key))
    }

    /// Returns the key of a row after an entry changed a column of the key.
    fn renamed(&self, table: &Relation, row: &RowPath, column: &str) -> Option<Vec<String>> {
        let mut key_columns = table.primary_key.iter().skip(1);
        let at = key_columns.position(|name| name == column)?;
        let mut key = row.key.clone();
        *key.get_mut(at)? = self.new.to_plain_text();
        Some(key)
    }

    /// Tells whether the entry names a cell of the row of a step.
    fn names_cell(&self, table: &Relation, step: &Step, column: &str) -> bool {
        match &self.field {
            FieldPath::Column(name) => name == column && table.primary_key == ["key"],
            FieldPath::Cell(_, name) => name == column && self.names_row(table, step),
            FieldPath::Row(_) => false,
        }
    }

    /// Tells whether a cell of the row of a step is derived from what the entry names.
    fn derives(&self, table: &Relation, step: &Step, column: &str) -> bool {
        let is_of = |name: &String| {
            column
                .strip_prefix(name.as_str())
                .is_some_and(|rest| rest.starts_with('_'))
        };
        match &self.field {
            FieldPath::Column(name) => is_of(name) && table.primary_key == ["key"],
            FieldPath::Cell(_, name) => is_of(name) && self.names_row(table, step),
            FieldPath::Row(_) => false,
        }
    }
}
