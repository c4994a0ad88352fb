//! Why a run changes what it changes: for each value the sheet, an entry of the ledger, or the
//! article.
//!
//! A plan says which rows are other than before, not how they became so: several entries of the
//! ledger may lie between an old value and the new one. History records a change for each of them, so
//! that `why` shows every value that a cell had. They are found by following a cell through the
//! entries that name it, and a row of a list through the keys that entries gave it:
//!
//! ```text
//! the ledger   c1  date                                2022    → 2022-09
//!              c2  event_actors[russia,host].role      host    → guest
//!              c3  date                                2022-09 → 2022-09-12
//!              c4  event_actors[russia,guest].detail   nothing → late
//!
//! date           2022       ─c1─► 2022-09 ─c3─► 2022-09-12   each entry that names it (chain)
//! date_earliest  2022-01-01 ───────────────c3─► 2022-09-12   the last one it follows from (deriving)
//! event_actors   [russia,host] ─c2─► [russia,guest]          under every key it had (trace)
//!   its detail              nothing ─c4─► late
//! ```
//!
//! The plan removes `[russia,host]` and adds `[russia,guest]`: c2 is the cause of both. Where the
//! entries end at another value than the plan's, a sheet was edited as well and is the last cause.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::operation::{Action, Cell, Operation};
use super::plan::{Plan, ledger_position};
use super::schema::{ColumnKind, Relation, Schema};
use super::value::Value;
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};

/// Why a value changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause<'a> {
    /// A sheet was edited.
    Sheet,
    /// The entry of this id was made, edited, or taken out of the ledger.
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
    /// What is new in the ledger, edited in it or gone from it: what is gone comes first, the last
    /// entry first; then the others in the order of the ledger.
    entries: Vec<LedgerChange>,
    /// The positions of the entries on each fact.
    by_fact: BTreeMap<String, Vec<usize>>,
    /// The positions of the entries that merge facts or take a merge back.
    merges: Vec<usize>,
    /// The facts that the plan retracts.
    retracted: BTreeSet<String>,
    /// The facts that the plan restores.
    restored: BTreeSet<String>,
    /// The rows that the plan adds and removes: table and key, where there are entries at all.
    added: BTreeSet<(String, Vec<Value>)>,
    removed: BTreeSet<(String, Vec<Value>)>,
    /// Whether the plan changes sentences that the store knew.
    revised: bool,
}

/// What one entry of the ledger does in a run: the entry is new, edited, or gone from the ledger.
struct LedgerChange {
    id: String,
    fact: String,
    field: FieldPath,
    /// The value before the run came to the entry, and the value since.
    old: Value,
    new: Value,
    /// Whether the entry is new to the store.
    is_new: bool,
}

impl Causes {
    /// Reads the causes off a plan.
    pub fn of(plan: &Plan, schema: &Schema) -> Self {
        let entries = entries(plan, schema);
        let mut by_fact: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_fact.entry(entry.fact.clone()).or_default().push(at);
        }
        let merges = entries.iter().enumerate();
        let merges = merges.filter(|(_, entry)| entry.merged().is_some());
        let mut causes = Self {
            merges: merges.map(|(at, _)| at).collect(),
            entries,
            by_fact,
            retracted: BTreeSet::new(),
            restored: BTreeSet::new(),
            added: BTreeSet::new(),
            removed: BTreeSet::new(),
            revised: plan.operations.iter().any(is_revision),
        };
        if !causes.entries.is_empty() {
            plan.operations
                .iter()
                .for_each(|operation| causes.note_row(operation));
        }
        causes
    }

    /// Notes a row that is added or removed.
    fn note_row(&mut self, operation: &Operation) {
        let (rows, facts) = match &operation.action {
            Action::Add(_) => (&mut self.added, &mut self.retracted),
            Action::Remove(_) => (&mut self.removed, &mut self.restored),
            Action::Change(_) => return,
        };
        if operation.table == "retractions" {
            facts.extend(operation.key[0].as_text().map(str::to_owned));
        } else if operation.fact.is_some() && operation.key.len() > 1 {
            rows.insert((operation.table.clone(), operation.key.clone()));
        }
    }

    /// Returns why a row is added or removed.
    pub fn of_row<'c>(&'c self, table: &Relation, operation: &'c Operation) -> Cause<'c> {
        let retraction = || self.about(operation).rfind(|entry| entry.is_retraction());
        let entry = if self.is_retraction(operation) {
            retraction()
        } else if table.primary_key.len() > 1 {
            let own = self.of_child(table, operation);
            own.or_else(|| {
                self.merges()
                    .rfind(|entry| self.moves_row(entry, operation))
            })
        } else {
            self.of_review(operation)
        };
        match entry {
            Some(entry) => Cause::Ledger(&entry.id),
            None => self.without_entry(table, operation),
        }
    }

    /// Tells whether a row is added or removed because its fact is retracted or restored.
    fn is_retraction(&self, operation: &Operation) -> bool {
        let Some(fact) = fact_of(operation) else {
            return false;
        };
        let is_of = |facts: &BTreeSet<String>| facts.contains(fact);
        match &operation.action {
            _ if operation.table == "retractions" => true,
            Action::Add(_) => is_of(&self.restored),
            Action::Remove(_) => is_of(&self.retracted),
            Action::Change(_) => false,
        }
    }

    /// Returns the ledger entry that added or removed this child row.
    fn of_child(&self, table: &Relation, operation: &Operation) -> Option<&LedgerChange> {
        let trace = self.trace(table, operation);
        let first = *trace.first()?;
        let key = key_of(operation);
        if matches!(operation.action, Action::Remove(_)) {
            let mut last = trace.into_iter().rev();
            return last.find(|entry| {
                let (before, after) = entry.keys(table).unwrap_or_default();
                before == key && (after != key || entry.removes_row(table))
            });
        }
        if first.adds_row(table) {
            return Some(first);
        }
        // Only what stood there under another key can have been renamed; a row that the store
        // never knew appears as the sheet has it.
        let (origin, _) = first.keys(table)?;
        let gone = self
            .removed
            .range((table.name.clone(), vec![operation.key[0].clone()])..);
        let is_known = origin != key
            && gone
                .take_while(|(name, row)| *name == table.name && row[0] == operation.key[0])
                .any(|(_, row)| plain(&row[1..]) == origin);
        let mut renames = trace.into_iter().rev();
        renames.find(|entry| {
            is_known
                && entry
                    .keys(table)
                    .is_some_and(|(before, after)| before != after)
        })
    }

    /// Returns the ledger entry that added or removed the review of a fact.
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

    /// Returns the values that a cell takes one after the other, from the second, each with its
    /// cause: one for each entry that names the cell, and the last where the plan says so.
    pub fn of_cell<'c>(
        &'c self,
        table: &Relation,
        operation: &'c Operation,
        cell: &'c Cell,
    ) -> Vec<(&'c Value, Cause<'c>)> {
        let mut chain = self.chain(table, operation, &cell.column, &cell.old);
        if chain.last().map_or(&cell.old, |(value, _)| value) != &cell.new {
            let derived = self.deriving(table, operation, &cell.column);
            let derived = derived.or_else(|| self.merges().rfind(|entry| entry.redirects(cell)));
            let cause = derived.map_or_else(
                || self.without_entry(table, operation),
                |entry| Cause::Ledger(&entry.id),
            );
            chain.push((&cell.new, cause));
        }
        chain
    }

    /// Returns the last entry that a cell follows from without being named by it.
    fn deriving(
        &self,
        table: &Relation,
        operation: &Operation,
        column: &str,
    ) -> Option<&LedgerChange> {
        if table.name == "retractions" {
            return self.about(operation).rfind(|entry| entry.is_retraction());
        }
        let mut entries = self.on_row(table, operation).into_iter().rev();
        entries.find(|entry| entry.derives(table, column))
    }

    /// Returns the values that the entries give a cell, from what stood there first.
    pub fn chain<'c>(
        &'c self,
        table: &Relation,
        operation: &Operation,
        column: &str,
        first: &Value,
    ) -> Vec<(&'c Value, Cause<'c>)> {
        let mut chain: Vec<(&Value, Cause<'_>)> = Vec::new();
        for entry in self.naming(table, operation, column) {
            if chain.last().map_or(first, |(value, _)| value) != &entry.old {
                // What an entry undoes or makes otherwise may not have been the last word.
                if !entry.is_new {
                    continue;
                }
                chain.push((&entry.old, Cause::Sheet));
            }
            chain.push((&entry.new, Cause::Ledger(&entry.id)));
        }
        chain
    }

    /// Returns what the first entry on a cell found there; `None` where no entry names it.
    pub fn first(&self, table: &Relation, operation: &Operation, column: &str) -> Option<&Value> {
        let named = self.naming(table, operation, column);
        named.first().map(|entry| &entry.old)
    }

    /// Lists the entries that name a cell of the row of an operation, in order.
    fn naming(&self, table: &Relation, operation: &Operation, column: &str) -> Vec<&LedgerChange> {
        let mut entries = self.on_row(table, operation);
        entries.retain(|entry| match &entry.field {
            FieldPath::Column(_) => entry.names_column(&table.name, column),
            FieldPath::Cell(_, name) => name == column,
            FieldPath::Row(_) => false,
        });
        entries
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
        let positions = fact_of(operation).and_then(|fact| self.by_fact.get(fact));
        let positions = positions.map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|&at| &self.entries[at])
    }

    /// Lists the entries that merge facts or take a merge back, in order.
    fn merges(&self) -> impl DoubleEndedIterator<Item = &LedgerChange> {
        self.merges.iter().map(|&at| &self.entries[at])
    }

    /// Lists the entries on the row of an operation in order, under whatever key it had: from the key
    /// before them where the row goes, else from the key after them.
    fn trace(&self, table: &Relation, operation: &Operation) -> Vec<&LedgerChange> {
        let mut trace = Vec::new();
        if self.about(operation).next().is_none() {
            return trace;
        }
        let mut key = key_of(operation);
        if matches!(operation.action, Action::Remove(_)) {
            for entry in self.about(operation) {
                let keys = entry.keys(table).filter(|(before, _)| *before == key);
                if let Some((_, after)) = keys {
                    trace.push(entry);
                    key = after;
                }
            }
            return trace;
        }
        for entry in self.about(operation).rev() {
            let Some((before, _)) = entry.keys(table).filter(|(_, after)| *after == key) else {
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

    /// Tells whether a merge of facts, or its end, adds or removes the row of another fact: the same
    /// row with the other fact in its key is removed or added by the same plan.
    fn moves_row(&self, entry: &LedgerChange, operation: &Operation) -> bool {
        let Some((from, to)) = entry.merged() else {
            return false;
        };
        let (from, to) = (Value::from(from), Value::from(to));
        let (own, other, rows) = match &operation.action {
            Action::Add(_) => (&to, &from, &self.removed),
            Action::Remove(_) => (&from, &to, &self.added),
            Action::Change(_) => return false,
        };
        let (fact, rest) = operation.key.split_at(1);
        if !rest.contains(own) {
            return false;
        }
        // A merged fact is in no row; the row that stands for this one may have been there.
        if matches!(operation.action, Action::Remove(_)) && entry.new != Value::Null {
            return from.as_text() == Some(&entry.fact);
        }
        let swapped = rest
            .iter()
            .map(|part| if part == own { other } else { part });
        let key = fact.iter().chain(swapped).cloned().collect();
        rows.contains(&(operation.table.clone(), key))
    }

    fn without_entry<'c>(&self, table: &Relation, operation: &'c Operation) -> Cause<'c> {
        match table.name.as_str() {
            "corrections" => operation.key[0]
                .as_text()
                .map_or(Cause::Sheet, Cause::Ledger),
            "passages" => Cause::Article,
            "citations" | "uncoded_passages" | "pending_reviews" if self.revised => Cause::Article,
            _ => Cause::Sheet,
        }
    }
}

/// The column of `pending_reviews` that can be corrected.
const NEEDS_REVIEW: &str = "needs_review";

/// Tells whether an operation changes a sentence that the store knew.
fn is_revision(operation: &Operation) -> bool {
    operation.table == "passages"
        && match &operation.action {
            Action::Change(cells) => cells.iter().any(|cell| cell.column == "fingerprint"),
            Action::Remove(_) => true,
            Action::Add(_) => false,
        }
}

/// Returns the fact that an operation is about: a row of it, or its retraction.
fn fact_of(operation: &Operation) -> Option<&str> {
    let retracted = operation
        .key
        .first()
        .filter(|_| operation.table == "retractions");
    operation.fact.as_deref().or_else(|| retracted?.as_text())
}

/// Returns the key of a row as a path has it: without the fact.
fn key_of(operation: &Operation) -> Vec<String> {
    plain(&operation.key[1..])
}

fn plain(values: &[Value]) -> Vec<String> {
    values.iter().map(Value::to_plain_text).collect()
}

/// Lists what a plan does to the ledger: entries that are gone come first, the last one first, for
/// they are undone; then those that are new or edited, in the order of the ledger.
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
                match old.zip(new()) {
                    Some((old, new)) if old.is_on_cell_of(&new) => made.extend(old.edited(new)),
                    Some((_, new)) => {
                        gone.push(before);
                        made.push(new);
                    }
                    None => {}
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
    /// Reads an entry that is new from its row.
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
            is_new: true,
        })
    }

    /// Returns what taking the entry out of the ledger does.
    fn undone(self) -> Self {
        Self {
            old: self.new,
            new: self.old,
            is_new: false,
            ..self
        }
    }

    /// Returns what editing the entry does; `None` where that changes nothing.
    fn edited(self, new: Self) -> Option<Self> {
        let is_other = self.new != new.new;
        is_other.then_some(Self {
            old: self.new,
            is_new: false,
            ..new
        })
    }

    fn is_on_cell_of(&self, other: &Self) -> bool {
        (&self.fact, &self.field) == (&other.fact, &other.field)
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

    /// Tells whether a cell names another fact because the entry merges the one it named.
    fn redirects(&self, cell: &Cell) -> bool {
        let Some((from, to)) = self.merged() else {
            return false;
        };
        let is_merged = from == self.fact && cell.new != Value::Null;
        cell.old.as_text() == Some(from) && (is_merged || cell.new.as_text() == Some(to))
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

    /// Tells whether a cell of the row that the entry is on is derived from what it names.
    fn derives(&self, table: &Relation, column: &str) -> bool {
        let is_of = |name: &str| {
            let rest = column.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with('_'))
        };
        match &self.field {
            FieldPath::Column(name) => is_of(name) && table.primary_key == ["key"],
            FieldPath::Cell(_, name) => is_of(name),
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
