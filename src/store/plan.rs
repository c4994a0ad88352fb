//! The plan: what must change so that the stored rows become the wanted ones.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::collected::Rows;
use super::error::Fault;
use super::rows::{RowSink, TableRow, Tables};
use super::schema::{Relation, Schema};
use super::spool::{Record, Sorted};
use super::value::Value;
use crate::model::correction::Correction;

/// What a run will do, or has done: steps in the order of tables and keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// What happens to the rows that say where facts and sources stand; they are no part of the
    /// dataset, and nothing is told of them.
    pub places: Vec<Step>,
    /// The rows of the ledger as they shall be, in its order.
    pub ledger: Vec<Vec<Value>>,
}

/// What happens to one row.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// The table.
    pub table: String,
    /// The row's primary key.
    pub key: Vec<Value>,
    /// The fact that the row belongs to.
    pub fact: Option<String>,
    /// What happens.
    pub action: Action,
}

/// What happens to a row.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// It appears, with all its columns in order.
    Add(Vec<Value>),
    /// Some of its values change.
    Change(Vec<Cell>),
    /// It goes; its columns in order.
    Remove(Vec<Value>),
}

impl Step {
    /// Returns the step in which a whole row comes or goes.
    pub fn of(
        table: &Relation,
        owned: bool,
        action: fn(Vec<Value>) -> Action,
        row: Vec<Value>,
    ) -> Self {
        let key = row[..table.primary_key.len()].to_vec();
        Self {
            table: table.name.clone(),
            fact: key[0].as_text().filter(|_| owned).map(str::to_owned),
            key,
            action: action(row),
        }
    }

    /// Returns about how much memory it takes, in bytes.
    fn size(&self) -> usize {
        let values = match &self.action {
            Action::Add(row) | Action::Remove(row) => row.iter().map(Value::size).sum(),
            Action::Change(cells) => cells
                .iter()
                .map(|cell| cell.column.len() + cell.old.size() + cell.new.size())
                .sum::<usize>(),
        };
        size_of::<Self>() + self.key.iter().map(Value::size).sum::<usize>() * 2 + values
    }
}

/// A value that changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column.
    pub column: String,
    /// The value before.
    pub old: Value,
    /// The value since.
    pub new: Value,
}

/// Compares all wanted rows with the stored ones, both in the order of tables and keys; what is held
/// are the differences alone.
///
/// A passage whose text is not at hand keeps the stored text as long as its fingerprint is the
/// same: building without the article takes nothing away.
///
/// # Errors
/// The store or the rows cannot be read, or the differences are more than so many bytes.
pub fn plan(
    connection: &Connection,
    schema: &Schema,
    sorted: &mut Sorted,
    corrections: &[Correction],
    limit: usize,
) -> Result<Plan, Fault> {
    let mut plan = Plan::with_ledger(ledger_rows(corrections, schema));
    let mut size = 0;
    for (number, table) in schema.loaded().enumerate() {
        let owned = schema.belongs_to_facts(table);
        let mut select = connection.prepare(&table.select())?;
        let mut rows = select.query(())?;
        let mut stored = rows.next()?;
        loop {
            let wanted = sorted.peek().filter(|record| record.table() == number);
            let order = match (&wanted, stored) {
                (None, None) => break,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(record), Some(row)) => compare_keys(*record, row, table)?,
            };
            let step = match (order, stored, wanted) {
                (Ordering::Less, _, Some(record)) => {
                    let row = record.values();
                    Some(Step::of(table, owned, Action::Add, row))
                }
                (Ordering::Greater, Some(row), _) => {
                    Some(Step::of(table, owned, Action::Remove, values(table, row)?))
                }
                (Ordering::Equal, Some(row), Some(record)) => match is_same(record, row)? {
                    true => None,
                    false => changed_step(table, owned, values(table, row)?, record.values()),
                },
                _ => None,
            };
            if order != Ordering::Greater {
                sorted.advance()?;
            }
            if order != Ordering::Less {
                stored = rows.next()?;
            }
            match step {
                Some(step) if schema.is_exported(table) => {
                    size += step.size();
                    if size > limit {
                        return Err(Fault::Memory(limit));
                    }
                    plan.steps.push(step);
                }
                Some(step) => plan.places.push(step),
                None => {}
            }
        }
    }
    Ok(plan)
}

fn compare_keys(
    record: Record<'_>,
    row: &rusqlite::Row<'_>,
    table: &Relation,
) -> rusqlite::Result<Ordering> {
    for (at, cell) in record.cells().take(table.primary_key.len()).enumerate() {
        let order = cell.compare(row.get_ref(at)?);
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

fn is_same(record: Record<'_>, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    for (at, cell) in record.cells().enumerate() {
        if cell.compare(row.get_ref(at)?) != Ordering::Equal {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns the step of a row that is not as it was; `None` where it only lacks a text that is kept.
fn changed_step(
    table: &Relation,
    owned: bool,
    stored: Vec<Value>,
    mut wanted: Vec<Value>,
) -> Option<Step> {
    keep_text(table, &stored, &mut wanted);
    let mut step = Step::of(table, owned, Action::Add, wanted);
    let Action::Add(wanted) = step.action else {
        return None;
    };
    let cells = changed(table, stored, wanted);
    if cells.is_empty() {
        return None;
    }
    step.action = Action::Change(cells);
    Some(step)
}

/// Returns the rows of the ledger in its order.
pub fn ledger_rows(corrections: &[Correction], schema: &Schema) -> Vec<Vec<Value>> {
    struct Taken(Vec<Vec<Value>>);
    impl RowSink for Taken {
        fn row(&mut self, row: TableRow<'_, '_>) {
            self.0
                .push(row.cells.iter().map(|cell| cell.to_value()).collect());
        }
    }
    let mut taken = Taken(Vec::new());
    if corrections.is_empty() {
        return Vec::new();
    }
    let tables = Tables::of(schema);
    for correction in corrections {
        tables.correction_row(correction, &mut taken);
    }
    taken.0
}

/// Compares the wanted rows of some facts, and rows that are new, with the stored ones; the rows of
/// all other facts are not looked at. Codes are as they were.
pub fn plan_part(
    connection: &Connection,
    schema: &Schema,
    mut wanted: Rows,
    owners: &BTreeSet<&str>,
    corrections: &[Correction],
) -> rusqlite::Result<Plan> {
    let total: i64 = connection.query_row("SELECT count(*) FROM facts", (), |row| row.get(0))?;
    let mut plan = Plan::with_ledger(ledger_rows(corrections, schema));
    for table in schema.loaded() {
        let rows = wanted.remove(&table.name).unwrap_or_default();
        // These two know facts that may be gone, and so have no reference that the schema knows.
        let is_of_facts = schema.belongs_to_facts(table)
            || ["retractions", "fact_files"].contains(&table.name.as_str());
        let mut comparison = Comparison::with(table, rows);
        if table.name == "corrections" {
            comparison.store_all(connection)?;
        } else if is_of_facts && owners.len() as i64 * LOOKUP_COST < total {
            // Few facts are looked up one by one, many are picked from all.
            let select = table.select_where(&table.columns[0].name);
            let mut statement = connection.prepare_cached(&select)?;
            for fact in owners {
                let mut rows = statement.query([fact])?;
                while let Some(row) = rows.next()? {
                    comparison.stored(values(table, row)?);
                }
            }
        } else if is_of_facts {
            let mut statement = connection.prepare_cached(&table.select())?;
            let mut rows = statement.query(())?;
            while let Some(row) = rows.next()? {
                let owner = row.get_ref(0)?.as_str()?;
                if owners.contains(owner) {
                    comparison.stored(values(table, row)?);
                }
            }
        }
        let steps = comparison.steps(schema);
        match schema.is_exported(table) {
            true => plan.steps.extend(steps),
            false => plan.places.extend(steps),
        }
    }
    Ok(plan)
}

/// How many rows can be read in order in the time that it takes to find one by its key.
const LOOKUP_COST: i64 = 8;

/// Reads a row of a table, all columns in order.
fn values(table: &Relation, row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<Value>> {
    (0..table.columns.len()).map(|at| row.get(at)).collect()
}

/// Compares the rows of two states of a dataset: what makes the second of the first.
pub fn compare(schema: &Schema, mut old: Rows, mut new: Rows) -> Plan {
    // The order of the file is not known here.
    let rows = new.get("corrections").into_iter().flatten();
    let mut ledger: Vec<Vec<Value>> = rows.map(|(_, row)| row.clone()).collect();
    if let Some(table) = schema.relation("corrections") {
        ledger.sort_by_cached_key(|row| ledger_place(table, row));
    }
    let mut plan = Plan::with_ledger(ledger);
    for table in schema.tables() {
        let rows = new.remove(&table.name).unwrap_or_default();
        let mut comparison = Comparison::with(table, rows);
        let old = old.remove(&table.name).unwrap_or_default();
        old.into_values().for_each(|row| comparison.stored(row));
        plan.steps.extend(comparison.steps(schema));
    }
    plan
}

/// The comparison of one table, row by row.
struct Comparison<'a> {
    table: &'a Relation,
    key_positions: Vec<usize>,
    wanted: BTreeMap<Vec<Value>, Vec<Value>>,
    actions: BTreeMap<Vec<Value>, Action>,
}

impl<'a> Comparison<'a> {
    fn with(table: &'a Relation, wanted: BTreeMap<Vec<Value>, Vec<Value>>) -> Self {
        Self {
            table,
            key_positions: table.key_positions(),
            wanted,
            actions: BTreeMap::new(),
        }
    }

    /// Takes all rows of the table.
    fn store_all(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(&self.table.select())?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            self.stored(values(self.table, row)?);
        }
        Ok(())
    }

    fn stored(&mut self, stored: Vec<Value>) {
        let key = self.key_positions.iter().map(|&at| stored[at].clone());
        let key: Vec<Value> = key.collect();
        match self.wanted.remove(&key) {
            None => {
                self.actions.insert(key, Action::Remove(stored));
            }
            Some(mut row) => {
                keep_text(self.table, &stored, &mut row);
                let cells = changed(self.table, stored, row);
                if !cells.is_empty() {
                    self.actions.insert(key, Action::Change(cells));
                }
            }
        }
    }

    /// Returns the steps in key order; what is wanted and was not stored is added.
    fn steps(mut self, schema: &Schema) -> impl Iterator<Item = Step> {
        let added = self.wanted.into_iter();
        self.actions
            .extend(added.map(|(key, row)| (key, Action::Add(row))));
        let (table, owned) = (self.table.name.clone(), schema.belongs_to_facts(self.table));
        self.actions.into_iter().map(move |(key, action)| Step {
            table: table.clone(),
            fact: key[0].as_text().filter(|_| owned).map(str::to_owned),
            key,
            action,
        })
    }
}

fn keep_text(table: &Relation, stored: &[Value], wanted: &mut [Value]) {
    if table.name != "passages" {
        return;
    }
    if let (Some(text), Some(fingerprint)) = (table.position("text"), table.position("fingerprint"))
        && wanted[text] == Value::Null
        && wanted[fingerprint] == stored[fingerprint]
    {
        wanted[text] = stored[text].clone();
    }
}

fn changed(table: &Relation, stored: Vec<Value>, wanted: Vec<Value>) -> Vec<Cell> {
    let values = stored.into_iter().zip(wanted);
    let cells = table.columns.iter().zip(values);
    cells
        .filter(|(_, (old, new))| old != new)
        .map(|(column, (old, new))| Cell {
            column: column.name.clone(),
            old,
            new,
        })
        .collect()
}

/// Returns what sorts the rows of the ledger where its own order is not at hand: the day, then the
/// id with its number counted, so that `c2` comes before `c10`.
pub fn ledger_place(ledger: &Relation, row: &[Value]) -> (String, String, usize, String) {
    let text = |column| {
        let at = ledger.position(column);
        at.map_or(String::new(), |at| row[at].to_plain_text())
    };
    let (day, id) = (text("made_on"), text("id"));
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id[stem.len()..].trim_start_matches('0');
    (day, stem.to_owned(), number.len(), number.to_owned())
}

impl Plan {
    /// Returns a plan without steps that knows the ledger.
    pub fn with_ledger(ledger: Vec<Vec<Value>>) -> Self {
        Self {
            ledger,
            ..Self::default()
        }
    }

    /// Tells whether nothing of the dataset changes.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Returns the tables in which rows of the dataset change; a table may come up repeatedly.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let runs = self.steps.chunk_by(|one, next| one.table == next.table);
        runs.map(|steps| steps[0].table.as_str())
    }

    /// Returns the stored dataset's key where the plan would replace one dataset by another.
    pub fn replaced_dataset(&self) -> Option<&str> {
        let removed = self
            .steps
            .iter()
            .find(|step| step.table == "datasets" && matches!(step.action, Action::Remove(_)))?;
        removed.key[0].as_text()
    }

    /// Counts the facts that appear, change and go, and the other rows touched.
    pub fn summary(&self) -> Summary {
        let of_facts = |wanted: fn(&Action) -> bool| -> BTreeSet<&str> {
            let facts = self.steps.iter().filter(|step| step.table == "facts");
            facts
                .filter(|step| wanted(&step.action))
                .filter_map(|step| step.fact.as_deref())
                .collect()
        };
        let is_other = |step: &&Step| {
            step.fact.is_none() && !["corrections", "retractions"].contains(&step.table.as_str())
        };
        let added = of_facts(|action| matches!(action, Action::Add(_)));
        let retracted = of_facts(|action| matches!(action, Action::Remove(_)));
        let touched: BTreeSet<&str> = self
            .steps
            .iter()
            .filter_map(|s| s.fact.as_deref())
            .collect();
        Summary {
            facts_added: added.len(),
            facts_changed: touched.len() - added.len() - retracted.len(),
            facts_retracted: retracted.len(),
            corrections: self
                .steps
                .iter()
                .filter(|step| step.table == "corrections")
                .count(),
            other_rows: self.steps.iter().filter(is_other).count(),
        }
    }
}

/// A plan in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Facts that were not there before.
    pub facts_added: usize,
    /// Facts of which some row appears, changes or goes.
    pub facts_changed: usize,
    /// Facts that are no longer there.
    pub facts_retracted: usize,
    /// Entries of the ledger that are new to the store, or gone from the ledger.
    pub corrections: usize,
    /// Rows of sources, passages and vocabularies that appear, change or go.
    pub other_rows: usize,
}
