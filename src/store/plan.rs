//! The plan: what must change so that the stored rows become the wanted ones.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::rows::Rows;
use super::schema::{Relation, Schema};
use super::value::Value;
use crate::model::correction::Correction;

/// What a run will do, or has done: steps in the order of tables and keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
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

/// Compares the wanted rows with the stored ones.
///
/// A passage whose text is not at hand keeps the stored text as long as its fingerprint is the
/// same: building without the article takes nothing away.
pub fn plan(connection: &Connection, schema: &Schema, mut wanted: Rows) -> rusqlite::Result<Plan> {
    let mut plan = Plan::with_ledger(&wanted, schema);
    for table in schema.tables() {
        let rows = wanted.remove(&table.name).unwrap_or_default();
        let mut comparison = Comparison::with(table, rows);
        let mut statement = connection.prepare_cached(&table.select())?;
        let mut stored_rows = statement.query(())?;
        while let Some(row) = stored_rows.next()? {
            comparison.stored(values(table, row)?);
        }
        plan.steps.extend(comparison.steps(schema));
    }
    Ok(plan)
}

/// Compares the wanted rows of some files' facts with the stored ones; the rows of all other facts
/// are not looked at. Sources, codes and skipped sentences are as they were.
pub fn plan_part(
    connection: &Connection,
    schema: &Schema,
    mut wanted: Rows,
    files: &BTreeSet<String>,
) -> rusqlite::Result<Plan> {
    let mut owners: BTreeSet<Value> = BTreeSet::new();
    let mut facts = connection.prepare("SELECT fact FROM fact_files WHERE file = ?1")?;
    for file in files {
        let mut rows = facts.query([file])?;
        while let Some(row) = rows.next()? {
            owners.insert(row.get(0)?);
        }
    }
    let new_facts = wanted.get("facts").into_iter().flatten();
    owners.extend(new_facts.map(|(key, _)| key[0].clone()));
    owners.extend(
        wanted
            .get("retractions")
            .into_iter()
            .flatten()
            .map(|(key, _)| key[0].clone()),
    );
    let total: i64 = connection.query_row("SELECT count(*) FROM facts", (), |row| row.get(0))?;
    let mut plan = Plan::with_ledger(&wanted, schema);
    for table in schema.tables() {
        let is_whole = table.name == "corrections";
        if !is_whole && table.name != "retractions" && !schema.belongs_to_facts(table) {
            continue;
        }
        let rows = wanted.remove(&table.name).unwrap_or_default();
        let mut comparison = Comparison::with(table, rows);
        let owner = table.key_positions()[0];
        // Few facts are looked up one by one, many are picked from all.
        if !is_whole && owners.len() as i64 * LOOKUP_COST < total {
            let mut statement =
                connection.prepare_cached(&table.select_where(&table.columns[owner].name))?;
            for fact in &owners {
                let mut rows = statement.query([fact])?;
                while let Some(row) = rows.next()? {
                    comparison.stored(values(table, row)?);
                }
            }
        } else {
            let mut statement = connection.prepare_cached(&table.select())?;
            let mut rows = statement.query(())?;
            while let Some(row) = rows.next()? {
                let values = values(table, row)?;
                if is_whole || owners.contains(&values[owner]) {
                    comparison.stored(values);
                }
            }
        }
        plan.steps.extend(comparison.steps(schema));
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
    let mut plan = Plan::with_ledger(&new, schema);
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

    fn stored(&mut self, stored: Vec<Value>) {
        let key = self.key_positions.iter().map(|&at| stored[at].clone());
        let key: Vec<Value> = key.collect();
        match self.wanted.remove(&key) {
            None => {
                self.actions.insert(key, Action::Remove(stored));
            }
            Some(mut row) => {
                keep_text(self.table, &stored, &mut row);
                if stored != row {
                    let cells = changed(self.table, stored, row);
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
    fn with_ledger(wanted: &Rows, schema: &Schema) -> Self {
        let rows = wanted.get("corrections").into_iter().flatten();
        let mut ledger: Vec<Vec<Value>> = rows.map(|(_, row)| row.clone()).collect();
        if let Some(table) = schema.relation("corrections") {
            ledger.sort_by_cached_key(|row| ledger_place(table, row));
        }
        Self {
            steps: Vec::new(),
            ledger,
        }
    }

    /// Puts the ledger in the order of its file.
    pub fn in_order_of(mut self, corrections: &[Correction], schema: &Schema) -> Self {
        let places = corrections.iter().enumerate();
        let places: BTreeMap<&str, usize> =
            places.map(|(at, entry)| (entry.id.as_str(), at)).collect();
        if let Some(at) = schema
            .relation("corrections")
            .and_then(|t| t.position("id"))
        {
            let place = |row: &Vec<Value>| places.get(row[at].as_text()?).copied();
            self.ledger.sort_by_key(place);
        }
        self
    }

    /// Tells whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
