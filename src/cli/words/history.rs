//! The history of a store: its runs, what they changed, and why.

use crate::cli::output::counted;
use crate::store::{Change, LedgerEntry, Run, Until};

/// Says where the history that a store knows begins.
pub fn beginning(runs: &[Run]) -> String {
    match runs.first() {
        Some(run) => format!(
            "history begins with run {} of {}; of the time before, only the ledger's entries are known",
            run.id, run.made_at
        ),
        None => "there is no history yet".to_owned(),
    }
}

/// Writes a run on a line.
pub fn describe_run(run: &Run) -> String {
    let entries = [
        ("corrections", &run.entries_new),
        ("edited", &run.entries_edited),
        ("left the ledger:", &run.entries_gone),
    ];
    let corrections: String = entries
        .iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(what, ids)| format!("; {what} {}", ids.join(", ")))
        .collect();
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
pub fn story(changes: &[Change]) -> String {
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
            let (old, new) = (&change.old, &change.new);
            format!("change  {row}: {column} from {old} to {new}")
        }
        ("remove", Some(column)) => format!("remove  {row}: {column} was {}", change.old),
        _ => format!("add     {row}"),
    };
    format!("{what}  ({})", describe_cause(change))
}

/// Writes why a change was made: its cause, and for a correction who, when, why and on what.
pub fn describe_cause(change: &Change) -> String {
    let Some(LedgerEntry { id, details, until }) = &change.correction else {
        return change.cause.clone();
    };
    let details = details.as_ref().filter(|_| change.cause != "undone");
    let details = details.map(|details| {
        let (day, by, reason) = (&details.made_on, &details.made_by, &details.reason);
        let source = details.source.as_ref().map(|source| format!("; {source}"));
        format!("{day}, {by}: {reason}{}", source.unwrap_or_default())
    });
    let until = until.map(|until| match until {
        Until::Left => "which has left the ledger",
        Until::Edited => "which has been edited",
    });
    match (details, until) {
        (Some(details), Some(until)) => format!("{id}, {until} since ({details})"),
        (Some(details), None) => format!("{id}, {details}"),
        (None, Some(until)) => format!("{id}, {until}"),
        (None, None) => id.clone(),
    }
}
