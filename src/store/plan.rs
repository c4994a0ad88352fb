//! The plan: what must change so that the stored rows become the wanted ones.
//!
//! A plan is made before anything is written. It says which rows appear, change and go, so that
//! `apply.rs` needs no `INSERT OR REPLACE`, a run that changes nothing writes nothing, and a dry run
//! prints what a run would do. What is held of all rows are the differences alone (`diff.rs`).

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::diff::{Found, OfTable, diff};
use super::error::Fault;
use super::operation::{Action, Operation};
use super::schema::{Relation, Schema, quoted};
use super::spool::Sorted;
use super::value::Value;
use crate::model::correction::Correction;

/// What a run will do, or has done: operations in the order of tables and keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What happens to the rows of the dataset.
    pub operations: Vec<Operation>,
    /// What happens to the rows that say in which files facts and sources are; they are not part of
    /// the dataset, and neither history nor messages mention them.
    pub bookkeeping: Vec<Operation>,
    /// The rows of the ledger as they will be, in its order.
    pub ledger: Vec<Vec<Value>>,
}

/// Which of the stored rows a plan compares with the wanted ones.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// All of them; the operations may take so many bytes.
    All(usize),
    /// The rows of these facts, and the ledger. Whatever else is wanted is new, and all other rows
    /// stay.
    Facts(&'a BTreeSet<String>),
}

/// Compares wanted rows with the stored ones.
///
/// # Errors
/// The store or the rows cannot be read, or the operations take more memory than they may.
pub fn plan(
    connection: &Connection,
    schema: &Schema,
    wanted: &mut Sorted,
    corrections: &[Correction],
    scope: Scope<'_>,
) -> Result<Plan, Fault> {
    let limit = match scope {
        Scope::All(limit) => limit,
        Scope::Facts(_) => usize::MAX,
    };
    let mut plan = Plan::with_ledger(ledger_rows(corrections));
    let mut size = 0;
    let facts: i64 = connection.query_row("SELECT count(*) FROM facts", (), |row| row.get(0))?;
    for (number, table) in schema.loaded().enumerate() {
        let query = scope.query(schema, table, facts as usize);
        let mut select = connection.prepare(&query.sql)?;
        let rows = select.query(rusqlite::params_from_iter(query.facts))?;
        let mut stored = Found::of(table, rows, query.only, None)?;
        let sorted = &mut *wanted;
        let mut wanted = OfTable { sorted, number };
        diff(schema, table, &mut stored, &mut wanted, |operation| {
            if !schema.is_exported(table) {
                plan.bookkeeping.push(operation);
                return Ok(());
            }
            size += operation.size();
            plan.operations.push(operation);
            if size > limit {
                return Err(Fault::Memory(limit));
            }
            Ok(())
        })?;
    }
    Ok(plan)
}

/// The query of the stored rows of a table that are compared.
struct Query<'a> {
    sql: String,
    /// The facts whose rows it finds, as a JSON array that is bound.
    facts: Option<String>,
    /// The facts whose rows are picked from all that it finds.
    only: Option<&'a BTreeSet<String>>,
}

/// How many rows can be read in order in the time that it takes to find one by its key.
const LOOKUP_COST: usize = 8;

impl<'a> Scope<'a> {
    /// Returns the query of the rows of a table, where the store has so many facts.
    fn query(self, schema: &Schema, table: &Relation, stored: usize) -> Query<'a> {
        let select = |condition: &str| table.select_from(&quoted(&table.name), |_| true, condition);
        let (condition, facts, only) = match self {
            // Two tables know facts that may be gone, and so have no reference that the schema knows.
            Self::Facts(facts)
                if schema.belongs_to_facts(table)
                    || ["retractions", "fact_files"].contains(&table.name.as_str()) =>
            {
                // Few facts are looked up one by one, many are picked from all.
                if facts.len() * LOOKUP_COST < stored {
                    let owner = quoted(&table.columns[0].name);
                    let condition = format!("{owner} IN (SELECT value FROM json_each(?1))");
                    (condition, Some(serde_json::json!(facts).to_string()), None)
                } else {
                    (String::new(), None, Some(facts))
                }
            }
            Self::Facts(_) if table.name != "corrections" => ("FALSE".to_owned(), None, None),
            Self::All(_) | Self::Facts(_) => (String::new(), None, None),
        };
        Query {
            sql: select(&condition),
            facts,
            only,
        }
    }
}

/// Returns the rows of the ledger in its order.
pub fn ledger_rows(corrections: &[Correction]) -> Vec<Vec<Value>> {
    let value = |cell: String| Some(cell).filter(|cell| !cell.is_empty()).into();
    let row = |correction: &Correction| correction.cells().into_iter().map(value).collect();
    corrections.iter().map(row).collect()
}

/// Returns what sorts the rows of the ledger where its own order is not at hand: the day, then the
/// id with its number counted, so that `c2` comes before `c10`.
pub fn ledger_position(ledger: &Relation, row: &[Value]) -> (String, String, usize, String) {
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
    /// Returns a plan without operations that knows the ledger.
    pub fn with_ledger(ledger: Vec<Vec<Value>>) -> Self {
        Self {
            ledger,
            ..Self::default()
        }
    }

    /// Lists the tables of the dataset that it changes, some more than once.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let operations = self.operations.iter();
        operations.map(|operation| operation.table.as_str())
    }

    /// Tells whether nothing of the dataset changes.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Returns the stored dataset's key where the plan would replace one dataset by another.
    pub fn replaced_dataset(&self) -> Option<&str> {
        let removed = self.operations.iter().find(|operation| {
            operation.table == "datasets" && matches!(operation.action, Action::Remove(_))
        })?;
        removed.key[0].as_text()
    }

    /// Counts the facts that appear, change and go, and the other rows touched.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        let (mut touched, mut gone, mut retracted) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for operation in &self.operations {
            match (operation.table.as_str(), &operation.action) {
                ("facts", Action::Add(_)) => summary.facts_added += 1,
                ("facts", Action::Remove(_)) => {
                    gone.extend(operation.key[0].as_text());
                }
                ("retractions", Action::Add(_)) => {
                    retracted.extend(operation.key[0].as_text());
                }
                ("corrections", _) => summary.corrections += 1,
                ("retractions", _) => {}
                _ if operation.fact.is_none() => summary.other_rows += 1,
                _ => {}
            }
            touched.extend(operation.fact.as_deref());
        }
        summary.facts_changed = touched.len() - summary.facts_added - gone.len();
        summary.facts_retracted = gone.intersection(&retracted).count();
        summary.facts_removed = gone.len() - summary.facts_retracted;
        summary
    }
}

/// A plan in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Facts that were not there before.
    pub facts_added: usize,
    /// Facts of which some row appears, changes or goes.
    pub facts_changed: usize,
    /// Facts that the ledger has taken back, whose keys are in `retractions`.
    pub facts_retracted: usize,
    /// Facts that are in no file any more.
    pub facts_removed: usize,
    /// Entries of the ledger that are new to the store, or gone from the ledger.
    pub corrections: usize,
    /// Rows of sources, passages and vocabularies that appear, change or go.
    pub other_rows: usize,
}
