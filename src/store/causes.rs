//! Why a run changes what it changes: for each value the sheet, an entry of the ledger, or the
//! article.
//!
//! A plan says which rows are other than before, not how they became so. What the ledger did of a fact
//! before the run and what it does since are known step by step (`ledger_steps`), and so is what the
//! sheet said and says: a cell's coded value is the one that its first step found, or its own where
//! there is none.
//!
//! ```text
//!            sheet          the ledger makes of it
//! before     2022     ─c1─► 2022-09                     an edit of the sheet under a correction:
//! since      2021     ─c1─► 2022-09                     2022 → 2021, though the cell is the same
//!
//! before     [alm,host]                                 a row that goes and one that comes are the
//! since      [alm,host] ─c1─► [brod,host]               same, coded as [alm,host]: c1 did it
//! ```
//!
//! The entries themselves are told from `ledger_steps` (`story.rs`); of what they do together, the
//! record names the last one.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::history::Change;
use super::lineage::{Lineage, key_json, lineages, step_from_row, with_derived};
use super::operation::{Action, Cell, Operation};
use super::plan::Plan;
use super::revision::Revision;
use super::schema::{Relation, Schema};
use super::value::Value;
use crate::model::form::derived_from;

/// Why a value changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A sheet was edited.
    Sheet,
    /// The entry of this id was made, edited, or taken out of the ledger.
    Ledger(String),
    /// An article was locked anew.
    Article,
}

impl Cause {
    /// Returns the code that the table `changes` uses.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Ledger(_) => "ledger",
            Self::Article => "article",
        }
    }

    /// Returns the id of the entry.
    pub fn correction(&self) -> Option<&str> {
        match self {
            Self::Ledger(id) => Some(id),
            Self::Sheet | Self::Article => None,
        }
    }
}

/// The causes of what a plan does.
pub struct Causes {
    facts: BTreeMap<String, OfFact>,
    /// The keys of the rows that the plan adds and removes, by table.
    added: BTreeSet<(String, String)>,
    removed: BTreeSet<(String, String)>,
    revision: Revision,
}

/// What the ledger does of a fact, before the run and since.
#[derive(Default)]
struct OfFact {
    before: Known,
    since: Known,
}

/// What the ledger does of a fact.
#[derive(Default)]
struct Known {
    steps: Vec<Change>,
    lineages: Vec<Lineage>,
}

/// An edit of a sheet that an entry of the ledger hides: the cell holds what it held.
pub struct HiddenEdit {
    /// The table of the cell.
    pub table: String,
    /// The key of its row, as a JSON array.
    pub row: String,
    /// Its column.
    pub column: String,
    /// What it holds.
    pub value: Value,
    /// What it passes through, each with its cause.
    pub chain: Vec<(Value, Cause)>,
}

impl Causes {
    /// Reads the causes off a plan, before it is applied.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(connection: &Connection, schema: &Schema, plan: &Plan) -> rusqlite::Result<Self> {
        let mut rows = (BTreeSet::new(), BTreeSet::new());
        for operation in &plan.operations {
            let keys = match &operation.action {
                Action::Add(_) => &mut rows.0,
                Action::Remove(_) => &mut rows.1,
                Action::Change(_) => continue,
            };
            keys.insert((operation.table.clone(), key_json(&operation.key)));
        }
        Ok(Self {
            facts: read_steps(connection, schema, plan)?,
            added: rows.0,
            removed: rows.1,
            revision: Revision::of(plan, schema),
        })
    }

    /// Returns why a row is added or removed.
    pub fn of_row(&self, operation: &Operation) -> Cause {
        if operation.table == "corrections" {
            let id = operation.key[0].to_plain_text();
            return Cause::Ledger(id);
        }
        let is_added = matches!(operation.action, Action::Add(_));
        let of_fact = fact_of(operation).and_then(|fact| self.facts.get(fact));
        let entry = of_fact.and_then(|of| {
            let life = of.life(is_added);
            life.or_else(|| self.of_child(of, operation, is_added))
        });
        entry.map_or_else(|| self.revision.cause(operation, None), Cause::Ledger)
    }

    /// Returns the entry that made a row come or go, where it is not that of its whole fact.
    fn of_child(&self, of: &OfFact, operation: &Operation, is_added: bool) -> Option<String> {
        let key = key_json(&operation.key);
        let table = operation.table.as_str();
        // A row that comes is one that the ledger makes now, a row that goes one that it made before.
        let (here, there, others) = if is_added {
            (&of.since, &of.before, &self.removed)
        } else {
            (&of.before, &of.since, &self.added)
        };
        let own = here.line(table, &key);
        let coded = match own {
            Some(line) if !line.is_coded => return here.last(line),
            Some(line) => line.keys[0].clone(),
            None => key,
        };
        let other = there.coded_as(table, &coded);
        let is_coded_there = other.is_some() || others.contains(&(table.to_owned(), coded.clone()));
        if !is_coded_there {
            return None;
        }
        let now = |of: &Known, line: Option<&Lineage>| line.and_then(|line| of.last(line));
        if is_added {
            now(here, own).or_else(|| now(there, other))
        } else {
            now(there, other).or_else(|| now(here, own))
        }
    }

    /// Returns the values that a cell takes one after the other, from the second, each with its cause.
    pub fn of_cell(&self, operation: &Operation, cell: &Cell) -> Vec<(Value, Cause)> {
        let edit = || self.revision.cause(operation, Some(cell));
        let of_fact = fact_of(operation).and_then(|fact| self.facts.get(fact));
        let Some(of) = of_fact else {
            return vec![(cell.new.clone(), edit())];
        };
        let (table, key) = (operation.table.as_str(), key_json(&operation.key));
        let ends = |known: &Known, value: &Value| known.ends(table, &key, &cell.column, value);
        let (before, since) = (ends(&of.before, &cell.old), ends(&of.since, &cell.new));
        let ledger = |of: &Ends| of.last.clone().map(|(id, ..)| Cause::Ledger(id));
        if table == "retractions" {
            let cause = ledger(&since).or_else(|| ledger(&before));
            return vec![(cell.new.clone(), cause.unwrap_or_else(edit))];
        }
        // What is derived from a quote follows it, and where a sentence is edited, the article.
        let follows = derived_from(&cell.column) == Some("quote");
        if follows || before.coded == since.coded {
            let is_new = since.last.is_some() && since.last != before.last;
            let is_undone = before.last.is_some() && since.last != before.last;
            let cause = match (is_new && !of.before.has(&since.last), is_undone) {
                (true, _) => ledger(&since),
                (false, true) => ledger(&before),
                (false, false) => None,
            };
            return vec![(cell.new.clone(), cause.unwrap_or_else(edit))];
        }
        chain(&before, &since, edit(), &cell.old, &cell.new)
    }

    /// Lists the edits of sheets that the ledger hides, of the facts that the run has read.
    pub fn hidden_edits(&self, plan: &Plan) -> Vec<(String, HiddenEdit)> {
        let changed: BTreeSet<(&str, String, &str)> = plan
            .operations
            .iter()
            .flat_map(|operation| match &operation.action {
                Action::Change(cells) => cells
                    .iter()
                    .map(|cell| {
                        let key = key_json(&operation.key);
                        (operation.table.as_str(), key, cell.column.as_str())
                    })
                    .collect(),
                Action::Add(_) | Action::Remove(_) => Vec::new(),
            })
            .collect();
        let mut edits = Vec::new();
        for (fact, of) in &self.facts {
            let is_seen = |edit: &HiddenEdit| {
                let row = (edit.table.clone(), edit.row.clone());
                changed.contains(&(edit.table.as_str(), edit.row.clone(), edit.column.as_str()))
                    || self.added.contains(&row)
                    || self.removed.contains(&row)
            };
            let of_fact = of.hidden_edits().into_iter();
            let hidden = of_fact.filter(|edit| !is_seen(edit));
            edits.extend(hidden.map(|edit| (fact.clone(), edit)));
        }
        edits
    }
}

/// What a cell is coded as, and the last step on it: its entry, old and new value.
#[derive(Debug)]
struct Ends {
    coded: Value,
    last: Option<(String, Value, Value)>,
}

/// Returns the values that a cell takes from one value through its coded values to another.
fn chain(
    before: &Ends,
    since: &Ends,
    edit: Cause,
    old: &Value,
    new: &Value,
) -> Vec<(Value, Cause)> {
    let ledger = |of: &Ends| match &of.last {
        Some((id, ..)) => Cause::Ledger(id.clone()),
        None => Cause::Sheet,
    };
    let steps = [
        (before.coded.clone(), ledger(before)),
        (since.coded.clone(), edit),
        (new.clone(), ledger(since)),
    ];
    let mut chain: Vec<(Value, Cause)> = Vec::new();
    for (value, cause) in steps {
        if chain.last().map_or(old, |(last, _)| last) != &value {
            chain.push((value, cause));
        }
    }
    chain
}

impl OfFact {
    /// Returns the entry that retracted the fact, where a row goes with it, or that restored it, where
    /// one comes back.
    fn life(&self, is_added: bool) -> Option<String> {
        let (before, since) = (self.before.retraction(), self.since.retraction());
        let is_retracted = |of: Option<&Change>| of.is_some_and(|step| step.action == "add");
        let id = |step: Option<&Change>| Some(step?.correction.as_ref()?.id.clone());
        match (is_retracted(before), is_retracted(since), is_added) {
            (false, true, _) => id(since),
            (true, false, _) => id(since.or(before)),
            _ => None,
        }
    }

    fn hidden_edits(&self) -> Vec<HiddenEdit> {
        let mut edits = Vec::new();
        let mut seen = BTreeSet::new();
        let both = [&self.before, &self.since];
        for line in both.iter().flat_map(|of| &of.lineages) {
            let Some(row) = line.keys.last() else {
                continue;
            };
            let is_there = |of: &Known| of.line(&line.table, row).is_none_or(|line| !line.is_gone);
            if !both.iter().all(|of| is_there(of)) || line.table == "retractions" {
                continue;
            }
            let columns = both.iter().flat_map(|of| of.columns(&line.table, row));
            for column in columns.collect::<BTreeSet<&str>>() {
                if !seen.insert((&line.table, row, column.to_owned())) {
                    continue;
                }
                let value = both
                    .iter()
                    .rev()
                    .find_map(|of| of.ends(&line.table, row, column, &Value::Null).last);
                let Some((_, _, value)) = value else {
                    continue;
                };
                let ends = |of: &Known| of.ends(&line.table, row, column, &value);
                let (before, since) = (ends(&self.before), ends(&self.since));
                if before.coded != since.coded {
                    edits.push(HiddenEdit {
                        table: line.table.clone(),
                        row: row.clone(),
                        column: column.to_owned(),
                        chain: chain(&before, &since, Cause::Sheet, &value, &value),
                        value,
                    });
                }
            }
        }
        edits
    }
}

impl Known {
    fn of(schema: &Schema, steps: Vec<Change>) -> Self {
        let steps = with_derived(schema, steps);
        Self {
            lineages: lineages(&steps),
            steps,
        }
    }

    /// Returns the lineage of the row that has a key in the end.
    fn line(&self, table: &str, key: &str) -> Option<&Lineage> {
        let is_it = |line: &&Lineage| {
            line.table == table && line.keys.last().is_some_and(|last| last == key)
        };
        let there = self.lineages.iter().filter(|line| !line.is_gone);
        let there = there.rev().find(is_it);
        there.or_else(|| self.lineages.iter().rfind(is_it))
    }

    /// Returns the lineage of the row that is coded with a key.
    fn coded_as(&self, table: &str, key: &str) -> Option<&Lineage> {
        let mut lines = self.lineages.iter();
        lines.find(|line| line.table == table && line.is_coded && line.keys[0] == key)
    }

    /// Returns the entry of the last step on a row's key, or else of its last step.
    fn last(&self, line: &Lineage) -> Option<String> {
        let steps = line.steps.iter().map(|at| &self.steps[*at]);
        let mut last = None;
        for step in steps {
            let is_of_row = step.key_after.is_some() || step.action != "change";
            if is_of_row || last.is_none() {
                last = step.correction.as_ref().map(|entry| entry.id.clone());
            }
        }
        last
    }

    /// Returns the last step that retracts or restores the fact.
    fn retraction(&self) -> Option<&Change> {
        let mut steps = self.steps.iter();
        steps.rfind(|step| step.table == "retractions" && step.action != "change")
    }

    /// Tells whether a step is one of these.
    fn has(&self, step: &Option<(String, Value, Value)>) -> bool {
        let Some((id, old, new)) = step else {
            return false;
        };
        self.steps.iter().any(|known| {
            let entry = known.correction.as_ref();
            entry.is_some_and(|entry| entry.id == *id) && (&known.old, &known.new) == (old, new)
        })
    }

    /// Lists the columns of a row that steps change.
    fn columns(&self, table: &str, key: &str) -> Vec<&str> {
        let line = self.line(table, key);
        let steps = line.into_iter().flat_map(|line| &line.steps);
        let steps = steps.map(|at| &self.steps[*at]);
        let changes = steps.filter(|step| step.action == "change");
        changes.filter_map(|step| step.column.as_deref()).collect()
    }

    /// Returns the ends of what the ledger does of a cell, given the value that it holds.
    fn ends(&self, table: &str, key: &str, column: &str, value: &Value) -> Ends {
        let line = self.line(table, key);
        let from = derived_from(column).filter(|from| *from == "quote");
        let from = from.unwrap_or(column);
        let steps = line.into_iter().flat_map(|line| &line.steps);
        let steps = steps.map(|at| &self.steps[*at]);
        let of_cell: Vec<&Change> = steps
            .filter(|step| step.column.as_deref() == Some(from) || table == "retractions")
            .collect();
        let last = of_cell.iter().rfind(|step| step.action != "remove");
        let last = last.and_then(|step| {
            let entry = step.correction.as_ref()?;
            Some((entry.id.clone(), step.old.clone(), step.new.clone()))
        });
        let coded = of_cell.first().map_or(value, |step| &step.old);
        Ends {
            coded: coded.clone(),
            last,
        }
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

/// Reads the steps of the facts that a plan is about, and makes of them what they will be.
fn read_steps(
    connection: &Connection,
    schema: &Schema,
    plan: &Plan,
) -> rusqlite::Result<BTreeMap<String, OfFact>> {
    let of_steps = plan.bookkeeping.iter();
    let of_steps = of_steps.filter(|operation| operation.table == "ledger_steps");
    let mut operations: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in of_steps {
        let fact = operation.key[0].as_text().unwrap_or_default();
        operations.entry(fact).or_default().push(operation);
    }
    let exists = |sql: &str| connection.query_row(sql, (), |row| row.get::<_, bool>(0));
    let has_steps = exists("SELECT EXISTS (SELECT 1 FROM ledger_steps)")?;
    if !has_steps && operations.is_empty() {
        return Ok(BTreeMap::new());
    }
    // A store of an older program has entries and no steps yet: they are not news.
    let is_filled = has_steps || !exists("SELECT EXISTS (SELECT 1 FROM corrections)")?;
    let facts = plan.operations.iter().filter_map(fact_of);
    let facts: BTreeSet<&str> = facts.chain(operations.keys().copied()).collect();
    let table = schema.relation("ledger_steps");
    let table = table.expect("every schema of ours has it");
    let mut select = connection.prepare(&table.select_where("fact"))?;
    let mut known = BTreeMap::new();
    for fact in facts {
        let width = table.columns.len();
        let rows = select.query_map([fact], |row| (0..width).map(|at| row.get(at)).collect())?;
        let rows: Vec<Vec<Value>> = rows.collect::<rusqlite::Result<_>>()?;
        let mut rows: BTreeMap<Vec<Value>, Vec<Value>> = rows
            .into_iter()
            .map(|row| (row[..2].to_vec(), row))
            .collect();
        let steps = |rows: &BTreeMap<Vec<Value>, Vec<Value>>| {
            let steps = rows.values().map(|row| step_from_row(table, row)).collect();
            Known::of(schema, steps)
        };
        let before = steps(&rows);
        for operation in operations.get(fact).into_iter().flatten() {
            change_row(table, &mut rows, operation);
        }
        let since = steps(&rows);
        let before = if is_filled { before } else { steps(&rows) };
        if !before.steps.is_empty() || !since.steps.is_empty() {
            known.insert(fact.to_owned(), OfFact { before, since });
        }
    }
    Ok(known)
}

fn change_row(
    table: &Relation,
    rows: &mut BTreeMap<Vec<Value>, Vec<Value>>,
    operation: &Operation,
) {
    match &operation.action {
        Action::Add(row) => drop(rows.insert(operation.key.clone(), row.clone())),
        Action::Remove(_) => drop(rows.remove(&operation.key)),
        Action::Change(cells) => {
            let Some(row) = rows.get_mut(&operation.key) else {
                return;
            };
            for cell in cells {
                if let Some(at) = table.position(&cell.column) {
                    row[at] = cell.new.clone();
                }
            }
        }
    }
}
