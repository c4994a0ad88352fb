//! Attribution: which correction explains what differs between two databases.
//!
//! Two exports, stores or states are compared by their rows, and all that is known besides are the two
//! ledgers. What left the ledger is undone first, the last entry first; then what came is done, in the
//! order of the ledger. A difference is explained by the last of these entries that it follows from:
//!
//! ```text
//! came   c1  date                                2022    → 2022-09
//!        c2  event_actors[russia,host].role      host    → guest
//!        c3  date                                2022-09 → 2022-09-12
//!        c4  alm superseded_by                   nothing → brod
//!
//! date           2022       → 2022-09-12            c3, the last one that names it
//! date_earliest  2022-01-01 → 2022-09-12            c3, the last one that it follows from
//! event_actors   [russia,host] gone, [russia,guest] new    c2 is the cause of both
//!                [alm,host] gone, [brod,host] new          c4: the same row, once `alm` is `brod`
//! ```
//!
//! A row is followed through the keys that entries gave it. Entries name a row as they saw it, before
//! or after a merge of the facts in its key; so keys are compared with one name for all facts that
//! any entry merges.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::error::StoreError;
use super::operation::{Action, Cell, Operation};
use super::plan::{Plan, ledger_position};
use super::schema::{ColumnKind, Relation, Schema};
use super::value::Value;
use crate::model::form::{KINDS, Presence, derived_from};
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};

/// Explains the differences between two databases by their ledgers.
pub struct Attribution<'a> {
    schema: &'a Schema,
    /// What left the ledger comes first, the last entry first; then what came, in its order.
    entries: Vec<LedgerChange>,
    /// The positions of the entries on each fact.
    by_fact: BTreeMap<String, Vec<usize>>,
    /// The positions of the entries that merge facts or take a merge back.
    merges: Vec<usize>,
    /// One name for all facts that entries merge.
    names: BTreeMap<String, String>,
    /// The columns that name facts, by table.
    references: BTreeSet<(String, String)>,
    /// The facts that are retracted in the one and not in the other.
    retracted: BTreeSet<String>,
    restored: BTreeSet<String>,
    /// The rows of lists that come and go, under one name.
    added: BTreeSet<RowName>,
    removed: BTreeSet<RowName>,
    /// Tells whether the one has a row.
    had_row: &'a HadRow<'a>,
}

/// Tells whether a database has the row of a key.
type HadRow<'a> = dyn Fn(&Relation, &[Value]) -> Result<bool, StoreError> + 'a;

/// A table, a fact, and the rest of the key of a row.
type RowName = (String, String, Vec<String>);

/// What one entry of the ledger does between the two: it came or left.
struct LedgerChange {
    id: String,
    fact: String,
    field: FieldPath,
    /// The value before it, and the value since.
    old: Value,
    new: Value,
}

impl<'a> Attribution<'a> {
    /// Reads what the ledgers did off what differs; `had_row` tells whether the first of the two has a
    /// row.
    pub fn of(plan: &Plan, schema: &'a Schema, had_row: &'a HadRow<'a>) -> Self {
        let entries = entries(plan, schema);
        let mut by_fact: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_fact.entry(entry.fact.clone()).or_default().push(at);
        }
        let merges = entries.iter().enumerate();
        let merges = merges.filter(|(_, entry)| entry.merged().is_some());
        let references = schema.references_to_facts();
        let references = references.map(|(table, column)| (table.name.clone(), column.to_owned()));
        let mut attribution = Self {
            schema,
            names: names(plan, schema, &entries),
            merges: merges.map(|(at, _)| at).collect(),
            references: references.collect(),
            entries,
            by_fact,
            retracted: BTreeSet::new(),
            restored: BTreeSet::new(),
            added: BTreeSet::new(),
            removed: BTreeSet::new(),
            had_row,
        };
        if !attribution.entries.is_empty() {
            for operation in &plan.operations {
                attribution.note_row(operation);
            }
        }
        attribution
    }

    /// Notes a row that is added or removed.
    fn note_row(&mut self, operation: &Operation) {
        let name = self.row_name(operation);
        let (rows, facts) = match &operation.action {
            Action::Add(_) => (&mut self.added, &mut self.retracted),
            Action::Remove(_) => (&mut self.removed, &mut self.restored),
            Action::Change(_) => return,
        };
        if operation.table == "retractions" {
            facts.extend(operation.key[0].as_text().map(str::to_owned));
        } else if operation.fact.is_some() && operation.key.len() > 1 {
            rows.extend(name);
        }
    }

    /// Returns the table of an operation, its fact, and the rest of its key under one name.
    fn row_name(&self, operation: &Operation) -> Option<RowName> {
        let table = self.schema.relation(&operation.table)?;
        let fact = operation.key.first()?.to_plain_text();
        let key = self.one_name(table, plain(&operation.key[1..]));
        Some((table.name.clone(), fact, key))
    }

    /// Returns the rest of a key with one name for all facts that are merged.
    fn one_name(&self, table: &Relation, key: Vec<String>) -> Vec<String> {
        let columns = table.primary_key.iter().skip(1);
        let parts = columns.zip(key).map(|(column, part)| {
            let is_fact = self
                .references
                .contains(&(table.name.clone(), column.clone()));
            match self.names.get(&part).filter(|_| is_fact) {
                Some(name) => name.clone(),
                None => part,
            }
        });
        parts.collect()
    }

    /// Returns the id of the entry that added or removed a row; `None` where a sheet did.
    ///
    /// # Errors
    /// The first of the two databases cannot be read.
    pub fn of_row(
        &self,
        table: &Relation,
        operation: &Operation,
    ) -> Result<Option<&str>, StoreError> {
        let entry = if self.is_retraction(operation) {
            self.about(operation).rfind(|entry| entry.is_retraction())
        } else if table.primary_key.len() > 1 {
            self.of_child(table, operation)?
        } else {
            self.of_review(operation)
        };
        Ok(entry.map(|entry| entry.id.as_str()))
    }

    /// Tells whether a row is added or removed because its fact is retracted or restored.
    fn is_retraction(&self, operation: &Operation) -> bool {
        let Some(fact) = &operation.fact else {
            return false;
        };
        match &operation.action {
            Action::Add(_) => self.restored.contains(fact),
            Action::Remove(_) => self.retracted.contains(fact),
            Action::Change(_) => false,
        }
    }

    /// Returns the entry that added or removed the row of a list.
    fn of_child(
        &self,
        table: &Relation,
        operation: &Operation,
    ) -> Result<Option<&LedgerChange>, StoreError> {
        let trace = self.trace(table, operation);
        let Some((_, fact, name)) = self.row_name(operation) else {
            return Ok(None);
        };
        let is_in = |rows: &BTreeSet<RowName>, key: &[String]| {
            rows.contains(&(table.name.clone(), fact.clone(), key.to_vec()))
        };
        let is_added = matches!(operation.action, Action::Add(_));
        let others = if is_added { &self.removed } else { &self.added };
        let merge = || self.last_merge(&name).filter(|_| is_in(others, &name));
        let renames = || trace.iter().rev().find(|entry| self.renames(entry, table));
        if !is_added {
            let last = trace.last().filter(|entry| entry.removes_row(table));
            return Ok(last.or_else(renames).copied().or_else(merge));
        }
        let Some(first) = trace.first() else {
            return Ok(merge());
        };
        if first.adds_row(table) {
            return Ok(Some(first));
        }
        // Only what stood there under another key can have been renamed; a row that the first of the
        // two never had appears as the sheet has it.
        let Some((origin, _)) = first.keys(table) else {
            return Ok(None);
        };
        let key = std::iter::once(fact.as_str()).chain(origin.iter().map(String::as_str));
        let key: Vec<Value> = key.map(Value::from).collect();
        let origin = self.one_name(table, origin);
        if !is_in(&self.removed, &origin) && !(self.had_row)(table, &key)? {
            return Ok(None);
        }
        let renamed = renames().copied();
        Ok(renamed.or_else(|| self.last_merge(&name)))
    }

    /// Tells whether an entry gives a row another key, whatever its facts are called.
    fn renames(&self, entry: &LedgerChange, table: &Relation) -> bool {
        let keys = entry.keys(table);
        keys.is_some_and(|(before, after)| {
            self.one_name(table, before) != self.one_name(table, after)
        })
    }

    /// Returns the last entry that merges one of these facts, or takes such a merge back.
    fn last_merge(&self, names: &[String]) -> Option<&LedgerChange> {
        let mut merges = self.merges.iter().rev().map(|at| &self.entries[*at]);
        merges.find(|entry| {
            let name = self.names.get(&entry.fact);
            name.is_some_and(|name| names.contains(name))
        })
    }

    /// Returns the entry that added or removed the review of a fact.
    fn of_review(&self, operation: &Operation) -> Option<&LedgerChange> {
        let is_cause = |entry: &&LedgerChange| {
            let ends = match &operation.action {
                Action::Add(_) => &entry.old,
                Action::Remove(_) => &entry.new,
                Action::Change(_) => return false,
            };
            *ends == Value::Null && entry.names_column("pending_reviews", NEEDS_REVIEW)
        };
        let mut entries = self
            .about(operation)
            .filter(|_| operation.table == "pending_reviews");
        entries.rfind(is_cause)
    }

    /// Returns the id of the entry that a cell has its value from; `None` where a sheet was edited.
    pub fn of_cell(&self, table: &Relation, operation: &Operation, cell: &Cell) -> Option<&str> {
        let on_row = self.on_row(table, operation);
        let names = |entry: &&&LedgerChange| match &entry.field {
            FieldPath::Column(_) => entry.names_column(&table.name, &cell.column),
            FieldPath::Cell(_, name) => *name == cell.column,
            FieldPath::Row(_) => false,
        };
        let named = on_row.iter().rev().find(names).copied();
        let is_reference = self
            .references
            .contains(&(table.name.clone(), cell.column.clone()));
        let name = |value: &Value| {
            let text = value.to_plain_text();
            self.names.get(&text).cloned().unwrap_or(text)
        };
        if let Some(entry) = named {
            if entry.new == cell.new {
                return Some(&entry.id);
            }
            if !is_reference || name(&entry.new) != name(&cell.new) {
                return None;
            }
        }
        if is_reference && name(&cell.old) == name(&cell.new) || named.is_some() {
            let merge = self.last_merge(&[name(&cell.new)]).or(named);
            return merge.map(|entry| entry.id.as_str());
        }
        let mut last = on_row.iter().rev();
        let follows = last.find(|entry| entry.derives(table, &cell.column));
        // Another row than before has the key.
        let replaced = || {
            let renames = on_row.iter().rev().find(|entry| self.renames(entry, table));
            let (_, _, key) = self
                .row_name(operation)
                .filter(|_| operation.key.len() > 1)?;
            renames.copied().or_else(|| self.last_merge(&key))
        };
        let entry = follows.copied().or_else(replaced);
        entry.map(|entry| entry.id.as_str())
    }

    /// Lists the entries on a fact as a whole, or those on a row of one of its lists.
    fn on_row(&self, table: &Relation, operation: &Operation) -> Vec<&LedgerChange> {
        if table.primary_key.len() > 1 {
            return self.trace(table, operation);
        }
        let whole = self.about(operation);
        whole
            .filter(|entry| matches!(entry.field, FieldPath::Column(_)))
            .collect()
    }

    /// Lists the entries on the fact of an operation, in order.
    fn about(&self, operation: &Operation) -> impl DoubleEndedIterator<Item = &LedgerChange> {
        let fact = operation.fact.as_deref();
        let positions = fact.and_then(|fact| self.by_fact.get(fact));
        let positions = positions.map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|&at| &self.entries[at])
    }

    /// Lists the entries on the row of an operation in order, under whatever key it had: from the key
    /// before them where the row goes, else from the key after them.
    fn trace(&self, table: &Relation, operation: &Operation) -> Vec<&LedgerChange> {
        let mut trace = Vec::new();
        if self.about(operation).next().is_none() {
            return trace;
        }
        let mut key = self.one_name(table, plain(&operation.key[1..]));
        let keys = |entry: &LedgerChange| {
            let (before, after) = entry.keys(table)?;
            Some((self.one_name(table, before), self.one_name(table, after)))
        };
        if matches!(operation.action, Action::Remove(_)) {
            for entry in self.about(operation) {
                if let Some((_, after)) = keys(entry).filter(|(before, _)| *before == key) {
                    trace.push(entry);
                    key = after;
                    if entry.removes_row(table) {
                        break;
                    }
                }
            }
            return trace;
        }
        for entry in self.about(operation).rev() {
            let Some((before, _)) = keys(entry).filter(|(_, after)| *after == key) else {
                continue;
            };
            if entry.removes_row(table) {
                break;
            }
            trace.push(entry);
            key = before;
            if entry.adds_row(table) {
                break;
            }
        }
        trace.reverse();
        trace
    }
}

/// The column of `pending_reviews` that can be corrected.
const NEEDS_REVIEW: &str = "needs_review";

/// Gives all facts that entries merge, those of both ledgers, one name.
fn names(plan: &Plan, schema: &Schema, entries: &[LedgerChange]) -> BTreeMap<String, String> {
    let ledger = schema.relation("corrections");
    let known = plan.ledger.iter();
    let known = known.filter_map(|row| LedgerChange::read(row, ledger?, schema));
    let known: Vec<LedgerChange> = known.collect();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for entry in entries.iter().chain(&known) {
        let Some((from, to)) = entry.merged() else {
            continue;
        };
        let name = |names: &BTreeMap<String, String>, fact: &str| {
            names.get(fact).cloned().unwrap_or_else(|| fact.to_owned())
        };
        let (old, new) = (name(&names, from), name(&names, to));
        for name in names.values_mut().filter(|name| **name == old) {
            name.clone_from(&new);
        }
        for fact in [from, to, &old, &new] {
            names.insert(fact.to_owned(), new.clone());
        }
    }
    names
}

fn plain(values: &[Value]) -> Vec<String> {
    values.iter().map(Value::to_plain_text).collect()
}

/// Lists what differs in the ledgers: entries that left come first, the last one first, for they are
/// undone; then those that came, in the order of the ledger. An edited one left and came.
fn entries(plan: &Plan, schema: &Schema) -> Vec<LedgerChange> {
    let Some(ledger) = schema.relation("corrections") else {
        return Vec::new();
    };
    let operations = plan
        .operations
        .iter()
        .filter(|operation| operation.table == ledger.name);
    let actions: BTreeMap<&Value, &Action> = operations
        .map(|operation| (&operation.key[0], &operation.action))
        .collect();
    let mut gone: Vec<Vec<Value>> = Vec::new();
    let mut made = Vec::new();
    for action in actions.values() {
        if let Action::Remove(row) = action {
            gone.push(row.clone());
        }
    }
    for row in &plan.ledger {
        let action = ledger.position("id").and_then(|at| actions.get(&row[at]));
        let new = || LedgerChange::read(row, ledger, schema);
        match action {
            Some(Action::Add(_)) => made.extend(new()),
            Some(Action::Change(cells)) => {
                let before = before(row, cells, ledger);
                let old = LedgerChange::read(&before, ledger, schema);
                let says = |of: &LedgerChange| (of.fact.clone(), of.field.clone(), of.new.clone());
                if old.as_ref().map(says) != new().as_ref().map(says) {
                    gone.push(before);
                    made.extend(new());
                }
            }
            Some(Action::Remove(_)) | None => {}
        }
    }
    gone.sort_by_cached_key(|row| Reverse(ledger_position(ledger, row)));
    let undone = gone
        .iter()
        .filter_map(|row| LedgerChange::read(row, ledger, schema));
    undone.map(LedgerChange::undone).chain(made).collect()
}

/// Returns what a row was before some of its cells changed.
fn before(row: &[Value], cells: &[Cell], table: &Relation) -> Vec<Value> {
    let mut before = row.to_vec();
    for cell in cells {
        if let Some(at) = table.position(&cell.column) {
            before[at] = cell.old.clone();
        }
    }
    before
}

impl LedgerChange {
    /// Reads an entry from its row.
    fn read(row: &[Value], ledger: &Relation, schema: &Schema) -> Option<Self> {
        let value = |column| ledger.position(column).map(|at| row[at].clone());
        let text = |column| value(column)?.as_text().map(str::to_owned);
        let field: FieldPath = text("field")?.parse().ok()?;
        let is_number = is_number(&field, schema);
        let typed = |value: Value| match value.as_text().map(str::parse) {
            Some(Ok(number)) if is_number => Value::Integer(number),
            _ => value,
        };
        Some(Self {
            id: text("id")?,
            fact: text("fact")?,
            field,
            old: typed(value("old_value")?),
            new: typed(value("new_value")?),
        })
    }

    /// Returns what taking the entry out of the ledger does.
    fn undone(self) -> Self {
        Self {
            old: self.new,
            new: self.old,
            ..self
        }
    }

    /// Tells whether the entry retracts its fact, by a merge or not, or restores it.
    fn is_retraction(&self) -> bool {
        matches!(&self.field, FieldPath::Column(name) if name == RETRACTED || name == SUPERSEDED_BY)
    }

    /// Returns the fact that others named before the entry and the one that they name since, where
    /// it merges facts or takes a merge back.
    fn merged(&self) -> Option<(&str, &str)> {
        let is_merge = matches!(&self.field, FieldPath::Column(name) if name == SUPERSEDED_BY);
        is_merge.then(|| {
            let (old, new) = (self.old.as_text(), self.new.as_text());
            (old.unwrap_or(&self.fact), new.unwrap_or(&self.fact))
        })
    }

    /// Returns the key of the row of a list that the entry is on, before it and after it.
    fn keys(&self, table: &Relation) -> Option<(Vec<String>, Vec<String>)> {
        let (row, column) = match &self.field {
            FieldPath::Row(row) => (row, None),
            FieldPath::Cell(row, column) => (row, Some(column)),
            FieldPath::Column(_) => return None,
        };
        if row.table != table.name {
            return None;
        }
        let mut columns = table.primary_key.iter().skip(1);
        let renamed = column.and_then(|column| columns.position(|name| name == column));
        let with = |value: &Value| {
            let mut key = row.key.clone();
            if let Some(part) = renamed.and_then(|at| key.get_mut(at)) {
                *part = value.to_plain_text();
            }
            key
        };
        Some((with(&self.old), with(&self.new)))
    }

    /// Tells whether the entry adds the row that it is on.
    fn adds_row(&self, table: &Relation) -> bool {
        self.old == Value::Null && self.is_of_whole_row(table)
    }

    /// Tells whether the entry removes the row that it is on.
    fn removes_row(&self, table: &Relation) -> bool {
        self.new == Value::Null && self.is_of_whole_row(table)
    }

    /// Tells whether the row exists if and only if what the entry names does: the row itself, or a
    /// column that is never empty.
    fn is_of_whole_row(&self, table: &Relation) -> bool {
        match &self.field {
            FieldPath::Row(_) => true,
            FieldPath::Cell(_, column) => {
                let at = table.position(column);
                at.is_some_and(|at| !table.columns[at].nullable)
            }
            FieldPath::Column(_) => false,
        }
    }

    /// Tells whether the entry names a column of a table that has one row per fact.
    fn names_column(&self, table: &str, column: &str) -> bool {
        let FieldPath::Column(name) = &self.field else {
            return false;
        };
        name == column
            && match table {
                // The kind that can be corrected is that of a place, not that of the fact.
                "facts" => column != "kind",
                "retractions" => column == SUPERSEDED_BY,
                "pending_reviews" => column == NEEDS_REVIEW,
                _ => true,
            }
    }

    /// Tells whether a cell of the row that the entry is on follows from what it names: what is
    /// derived, and a default that is there only where the other field is given.
    fn derives(&self, table: &Relation, column: &str) -> bool {
        let follows = |name: &str| {
            let mut fields = KINDS.iter().flat_map(|kind| kind.all_fields());
            derived_from(column) == Some(name)
                || fields.any(|field| {
                    let with =
                        matches!(field.presence, Presence::DefaultWith(with, _) if with == name);
                    with && field.column == column
                })
        };
        match &self.field {
            FieldPath::Column(name) => table.primary_key == ["key"] && follows(name),
            FieldPath::Cell(_, name) => follows(name),
            FieldPath::Row(_) => false,
        }
    }
}

/// Tells whether a field holds whole numbers: the ledger writes them as texts, the tables do not.
fn is_number(field: &FieldPath, schema: &Schema) -> bool {
    let holds_numbers = |table: &Relation, column: &str| {
        let at = table.position(column);
        at.is_some_and(|at| table.columns[at].kind == ColumnKind::Integer)
    };
    match field {
        FieldPath::Row(_) => false,
        FieldPath::Cell(row, column) => {
            let table = schema.relation(&row.table);
            table.is_some_and(|table| holds_numbers(table, column))
        }
        // The ledger does not say of which kind a fact is, but a column of one name holds the same in
        // all tables: a test of the form sees to it.
        FieldPath::Column(column) => {
            let mut tables = schema
                .tables()
                .filter(|table| schema.belongs_to_facts(table));
            tables.any(|table| table.primary_key.len() == 1 && holds_numbers(table, column))
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn the_ledger_s_texts_are_numbers_where_the_column_holds_numbers() {
        let connection = Connection::open_in_memory().unwrap();
        let tables = "CREATE TABLE facts (key TEXT PRIMARY KEY, note TEXT) STRICT;
            CREATE TABLE claims (key TEXT PRIMARY KEY REFERENCES facts (key), dead INTEGER) STRICT;
            CREATE TABLE citations (fact TEXT REFERENCES facts (key), sentence INTEGER, quote TEXT,
                PRIMARY KEY (fact, sentence)) STRICT;";
        connection.execute_batch(tables).unwrap();
        let schema = Schema::read(&connection).unwrap();
        for (field, expected) in [
            ("dead", true),
            ("note", false),
            ("citations[1].sentence", true),
            ("citations[1].quote", false),
            ("citations[1]", false),
        ] {
            assert_eq!(
                is_number(&field.parse().unwrap(), &schema),
                expected,
                "{field}"
            );
        }
    }
}
