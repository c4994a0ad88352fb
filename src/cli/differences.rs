//! How differences are written: as text, CSV and JSON.

use super::output::counted;
use crate::store::{Difference, Value};
use crate::tabular::CsvWriter;

fn key(difference: &Difference) -> String {
    let parts: Vec<String> = difference.key.iter().map(Value::to_plain_text).collect();
    parts.join(" ")
}

/// Writes a line for each difference, for people.
pub fn as_text(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        let (action, table) = (difference.action, &difference.table);
        text.push_str(&format!("{action:<9} {table} {}", key(difference)));
        if let Some(column) = &difference.column {
            let (old, new) = (&difference.old, &difference.new);
            text.push_str(&format!(": {column} from {old} to {new}"));
        }
        match (&difference.correction, &difference.reason) {
            (Some(id), Some(reason)) => text.push_str(&format!(" ({id}: {reason})")),
            (Some(of), None) | (None, Some(of)) => text.push_str(&format!(" ({of})")),
            (None, None) => {}
        }
        text.push('\n');
    }
    text
}

const COLUMNS: &str = "action fact table row column old new correction reason";

fn cells(difference: &Difference) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        difference.action.to_owned(),
        text(&difference.fact),
        difference.table.clone(),
        key(difference),
        text(&difference.column),
        difference.old.to_plain_text(),
        difference.new.to_plain_text(),
        text(&difference.correction),
        text(&difference.reason),
    ]
}

/// Writes a table, such as a release's list of changes.
pub fn as_csv(differences: &[Difference]) -> String {
    let mut bytes = Vec::new();
    let mut csv = CsvWriter::new(&mut bytes);
    let written = csv.line(COLUMNS.split(' ')).and_then(|()| {
        let mut lines = differences.iter().map(cells);
        lines.try_for_each(|line| csv.line(line))?;
        csv.finish().map(drop)
    });
    written.expect("a vector takes every byte");
    String::from_utf8(bytes).expect("texts were written")
}

/// Writes an array, for programs.
pub fn as_json(differences: &[Difference]) -> String {
    let object = |difference: &Difference| {
        let key: Vec<_> = difference.key.iter().map(Value::to_json).collect();
        serde_json::json!({
            "action": difference.action,
            "fact": difference.fact,
            "table": difference.table,
            "row": key,
            "column": difference.column,
            "old": difference.old.to_json(),
            "new": difference.new.to_json(),
            "correction": difference.correction,
            "reason": difference.reason,
        })
    };
    let all: Vec<_> = differences.iter().map(object).collect();
    let json = serde_json::to_string_pretty(&all).expect("plain values are JSON");
    format!("{json}\n")
}

/// Writes in numbers what differs.
pub fn summary(differences: &[Difference]) -> String {
    let number = |action: &str| differences.iter().filter(|d| d.action == action).count();
    let parts: Vec<String> = [
        ("changed", "cell"),
        ("added", "row"),
        ("removed", "row"),
        ("retracted", "fact"),
    ]
    .into_iter()
    .filter(|(action, _)| number(action) > 0)
    .map(|(action, noun)| format!("{} {action}", counted(number(action), noun)))
    .collect();
    if parts.is_empty() {
        "no difference".to_owned()
    } else {
        parts.join(", ")
    }
}
