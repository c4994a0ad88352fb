//! Why a cell holds what it holds.

use super::history::describe_cause;
use crate::cli::show::footnote;
use crate::store::{CellView, Change, FactView, Value};

/// Writes a cell: its value and meaning, its footnotes, and how it came about.
pub fn describe(key: &str, fact: &FactView, cell: &CellView) -> String {
    let mut text = format!(
        "{} {key}\n{}.{}: {}\n",
        fact.kind, cell.table, cell.column, cell.value
    );
    if let Some(definition) = &cell.definition {
        text.push_str(&format!("  {definition}\n"));
    }
    text.push_str(&format!("  {}\n", cell.description));
    let (disputing, supporting): (Vec<_>, Vec<_>) = cell
        .citations
        .iter()
        .partition(|citation| citation.stance == "disputes");
    text.push_str("\nrests on\n");
    text.extend(supporting.iter().map(|citation| footnote(citation)));
    if supporting.is_empty() {
        text.push_str("  no sentence of its own\n");
    }
    if !disputing.is_empty() {
        text.push_str("\nbut disputed by\n");
    }
    text.extend(disputing.iter().map(|citation| footnote(citation)));
    text.push_str(&date_rule(fact, cell));
    text.push_str(&format!("\nhow it came about (coded by {})\n", cell.coders));
    text.push_str(&steps(&cell.story));
    text
}

/// Says how the columns of a date follow from one another.
fn date_rule(fact: &FactView, cell: &CellView) -> String {
    if !cell.column.starts_with("date") {
        return String::new();
    }
    let value = |name: &str| {
        let mut values = fact.values.iter();
        values
            .find(|(column, _)| column == name)
            .map(|(_, value)| value)
    };
    let mut text = String::from("\ndated\n");
    let parts = [
        ("written", "date"),
        ("wording", "date_text"),
        ("basis", "date_basis"),
        ("earliest", "date_earliest"),
        ("latest", "date_latest"),
        ("precision", "date_precision"),
    ];
    for (name, column) in parts {
        if let Some(value) = value(column) {
            text.push_str(&format!("  {name:<10}{value}\n"));
        }
    }
    let is_flagged = |column| value(column) == Some(&Value::Integer(1));
    if is_flagged("date_approximate") || is_flagged("date_uncertain") {
        text.push_str("  ~ and ? are flags: they do not widen the bounds\n");
    }
    text
}

/// Writes each value that a cell had, and why it changed.
pub fn steps(story: &[Change]) -> String {
    let mut text = String::new();
    for change in story {
        let what = match change.action.as_str() {
            "add" => format!("appears in {}", change.table),
            "change" => format!("{} → {}", change.old, change.new),
            _ => format!("{} → gone", change.old),
        };
        let run = format!("run {}, {}", change.run, &change.made_at[..10]);
        text.push_str(&format!("  {run}: {what}\n      {}\n", cause(change)));
    }
    text
}

fn cause(change: &Change) -> String {
    match change.cause.as_str() {
        "sheet" if change.action == "add" => "coded in the fact sheet".to_owned(),
        "sheet" => "the fact sheet was edited".to_owned(),
        "article" => "the article was locked anew".to_owned(),
        "ledger" | "undone" => format!("correction {}", describe_cause(change)),
        other => other.to_owned(),
    }
}
