//! `footnote log`

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{StoreArgs, no_such_fact, parse_path};
use super::output::{Output, counted};
use crate::model::path::FieldPath;
use crate::store::{Change, LedgerEntry, Run, Store};

/// List the runs of a store, or what they changed of a fact, or of one cell
///
/// FIELD is a column of the fact, such as `date`, or of a row of it, such as
/// `event_actors[russia,host].role`.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote log armenia-requests-aid-2022-09 date")]
pub struct Log {
    /// The key of a fact
    key: Option<String>,

    /// What of the fact
    #[arg(value_parser = parse_path)]
    field: Option<FieldPath>,

    #[command(flatten)]
    store: StoreArgs,
}

impl Log {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let store = self.store.open_existing(None)?;
        let runs = store.runs()?;
        let text = match (&self.key, &self.field) {
            (None, _) => runs.iter().map(describe_run).collect(),
            (Some(key), None) => story(&store.fact_story(key)?),
            (Some(key), Some(field)) => story(&store.cell_story(key, field)?),
        };
        if text.is_empty() {
            return Err(self.nothing(&store));
        }
        output.data(text)?;
        output.say(beginning(&runs));
        Ok(Exit::Done)
    }

    fn nothing(&self, store: &Store) -> CliError {
        match (&self.key, &self.field) {
            (Some(key), Some(field)) if store.fact(key).is_ok_and(|fact| fact.is_some()) => {
                CliError::message(format!("`{key}` never had a `{field}`"), None)
            }
            (Some(key), _) => no_such_fact(store, key),
            (None, _) => CliError::message("nothing was ever ingested into this store", None),
        }
    }
}

/// Says where the history that a store can tell begins.
pub fn beginning(runs: &[Run]) -> String {
    match runs.first() {
        Some(run) => format!(
            "history begins with run {} of {}; of the time before, the ledger's entries are told",
            run.id, run.made_at
        ),
        None => "there is no history yet".to_owned(),
    }
}

fn describe_run(run: &Run) -> String {
    let corrections = match run.corrections.as_str() {
        "" => String::new(),
        ids => format!("; corrections {}", ids.replace(',', ", ")),
    };
    format!(
        "run {}  {}  footnote {}  {} of {}{corrections}\n",
        run.id,
        run.made_at,
        run.program,
        counted(run.changes as usize, "change"),
        counted(run.facts as usize, "fact"),
    )
}

/// Writes changes, each run under a heading of its own.
fn story(changes: &[Change]) -> String {
    let mut text = String::new();
    for changes in changes.chunk_by(|one, next| one.run == next.run) {
        let first = &changes[0];
        text.push_str(&format!("run {}  {}\n", first.run, first.made_at));
        // A row that goes is a change per column; where all are listed, one line says it.
        let is_same = |one: &Change, next: &Change| {
            let is_removed = one.action == "remove" && next.action == "remove";
            is_removed && (&one.table, &one.row) == (&next.table, &next.row)
        };
        for row in changes.chunk_by(is_same) {
            let line = match row {
                [change] => describe_change(change),
                [first, ..] => {
                    let cause = describe_cause(first);
                    format!("remove  {}  ({cause})", describe_row(first))
                }
                [] => continue,
            };
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

fn describe_row(change: &Change) -> String {
    let key: Vec<serde_json::Value> = serde_json::from_str(&change.row).unwrap_or_default();
    let parts = key.iter().map(|part| match part {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    format!("{} {}", change.table, parts.collect::<Vec<_>>().join(" "))
}

fn describe_change(change: &Change) -> String {
    let row = describe_row(change);
    let what = match (change.action.as_str(), &change.column) {
        ("change", Some(column)) => {
            format!(
                "change  {row}: {column} from {} to {}",
                change.old, change.new
            )
        }
        ("remove", Some(column)) => format!("remove  {row}: {column} was {}", change.old),
        _ => format!("add     {row}"),
    };
    format!("{what}  ({})", describe_cause(change))
}

/// Writes why a change was made: its cause, and for a correction who, when, why and on what.
pub fn describe_cause(change: &Change) -> String {
    match &change.correction {
        None => change.cause.clone(),
        Some(entry) => describe_entry(entry),
    }
}

fn describe_entry(entry: &LedgerEntry) -> String {
    match &entry.details {
        None => format!("{}, which has left the ledger", entry.id),
        Some(details) => {
            let source = details.source.as_ref().map(|source| format!("; {source}"));
            format!(
                "{}, {}, {}: {}{}",
                entry.id,
                details.made_on,
                details.made_by,
                details.reason,
                source.unwrap_or_default()
            )
        }
    }
}
