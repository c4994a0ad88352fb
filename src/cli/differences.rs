//! How differences are written: as text, CSV and JSON.

use super::output::counted;
use crate::store::{Difference, Value};
use crate::tabular::{CsvWriter, formula};

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

/// The key of a row stands twice: as the JSON array that the store's history has, too, and part by
/// part in the order of the table's primary key, to join on.
const COLUMNS: &str = "action fact table row column old new correction reason
    key_1 key_2 key_3 key_4 key_5";

/// The most columns that a primary key has.
const KEY_COLUMNS: usize = 5;

fn cells(difference: &Difference) -> Vec<String> {
    let guarded = |text: &str| formula::guard(text).into_owned();
    let text = |text: &Option<String>| text.as_deref().map(guarded).unwrap_or_default();
    let plain = |value: &Value| match value.as_text() {
        Some(text) => guarded(text),
        None => value.to_plain_text(),
    };
    let mut parts: Vec<String> = difference.key.iter().map(plain).collect();
    parts.resize(KEY_COLUMNS, String::new());
    let mut cells = vec![
        difference.action.to_owned(),
        text(&difference.fact),
        difference.table.clone(),
        json_key(difference).to_string(),
        text(&difference.column),
        plain(&difference.old),
        plain(&difference.new),
        text(&difference.correction),
        text(&difference.reason),
    ];
    cells.extend(parts);
    cells
}

fn json_key(difference: &Difference) -> serde_json::Value {
    difference.key.iter().map(Value::to_json).collect()
}

/// Writes a table, such as a release's list of changes.
pub fn as_csv(differences: &[Difference]) -> String {
    let mut bytes = Vec::new();
    let mut csv = CsvWriter::new(&mut bytes);
    let written = csv.line(COLUMNS.split_whitespace()).and_then(|()| {
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
        serde_json::json!({
            "action": difference.action,
            "fact": difference.fact,
            "table": difference.table,
            "row": json_key(difference),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Schema;
    use crate::tabular::read_csv;

    #[test]
    fn no_primary_key_has_more_columns_than_a_difference() {
        let schema = Schema::current().unwrap();
        let keys = schema.tables().map(|table| table.primary_key.len());
        assert_eq!(keys.max(), Some(KEY_COLUMNS));
        assert_eq!(COLUMNS.split_whitespace().count(), 9 + KEY_COLUMNS);
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_guarded_as_in_an_export() {
        let difference = Difference {
            action: "changed",
            fact: Some("talks".to_owned()),
            table: "events".to_owned(),
            key: vec![Value::from("talks")],
            column: Some("title".to_owned()),
            old: Value::from("=1+1"),
            new: Value::Integer(-2),
            correction: None,
            reason: Some("@once".to_owned()),
        };
        let csv = as_csv(&[difference]);
        assert!(csv.contains(",title,'=1+1,-2,,'@once,talks,"), "{csv}");
    }

    #[test]
    fn a_key_is_read_again_from_its_columns() {
        let key = ["talks, \"loud\"", "Sarn on Orl", "host"].map(Value::from);
        let mut key = key.to_vec();
        key.push(Value::Integer(6));
        let difference = Difference {
            action: "added",
            fact: Some("talks".to_owned()),
            table: "event_actors".to_owned(),
            key: key.clone(),
            column: None,
            old: Value::Null,
            new: Value::Null,
            correction: None,
            reason: None,
        };
        let records = read_csv(&as_csv(&[difference]));
        let cells: Vec<&str> = records[1].cells.iter().map(|(cell, _)| &**cell).collect();
        let json: serde_json::Value = serde_json::from_str(cells[3]).unwrap();
        assert_eq!(
            json,
            serde_json::json!(["talks, \"loud\"", "Sarn on Orl", "host", 6])
        );
        assert_eq!(
            cells[9..],
            ["talks, \"loud\"", "Sarn on Orl", "host", "6", ""]
        );
    }
}
