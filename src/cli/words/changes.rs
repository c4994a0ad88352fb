//! What a run changed, or would change.

use crate::cli::output::counted;
use crate::store::{Action, Ingested, Loaded, Operation, Plan, Value};

/// Writes in numbers what changed.
pub fn summary(ingested: &Ingested) -> String {
    if ingested.is_empty() {
        return "nothing changed".to_owned();
    }
    let numbers = ingested.summary();
    let mut parts: Vec<String> = [
        (numbers.facts_added, "added"),
        (numbers.facts_changed, "changed"),
        (numbers.facts_retracted, "retracted"),
        (numbers.facts_removed, "removed"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{} {what}", counted(number, "fact")))
    .collect();
    if numbers.corrections > 0 {
        parts.push(counted(numbers.corrections, "correction"));
    }
    if numbers.other_rows > 0 {
        let rows = counted(numbers.other_rows, "row");
        parts.push(format!("{rows} of sources and codes"));
    }
    parts.join(", ")
}

/// Writes what changed, one line per change.
pub fn describe(ingested: &Ingested) -> String {
    match ingested {
        Ingested::Loaded(loaded) => describe_loaded(loaded),
        Ingested::Changed(plan) => describe_plan(plan),
    }
}

/// Writes what a first run did: one line per table.
fn describe_loaded(loaded: &Loaded) -> String {
    let line = |(table, number): &(String, u64)| {
        let number = usize::try_from(*number).unwrap_or(usize::MAX);
        format!("add     {table}: {}\n", counted(number, "row"))
    };
    loaded.rows.iter().map(line).collect()
}

/// Writes a plan step by operation: `add`, `change` (one line per value) or `remove`, table and key.
/// Rows that appear in tables of sources and codes are one line per table.
fn describe_plan(plan: &Plan) -> String {
    let is_new_code = |operation: &&Operation| {
        operation.fact.is_none() && matches!(operation.action, Action::Add(_))
    };
    let mut text = String::new();
    let is_same_table = |one: &Operation, next: &Operation| one.table == next.table;
    for operations in plan.operations.chunk_by(is_same_table) {
        let added = operations.iter().filter(is_new_code).count();
        if added > 0 {
            let rows = counted(added, "row");
            text.push_str(&format!("add     {}: {rows}\n", operations[0].table));
        }
        for operation in operations.iter().filter(|one| !is_new_code(one)) {
            describe_operation(operation, &mut text);
        }
    }
    text
}

fn describe_operation(operation: &Operation, text: &mut String) {
    let key: Vec<String> = operation.key.iter().map(Value::to_plain_text).collect();
    let row = format!("{} {}", operation.table, key.join(" "));
    match &operation.action {
        Action::Add(_) => text.push_str(&format!("add     {row}\n")),
        Action::Remove(_) => text.push_str(&format!("remove  {row}\n")),
        Action::Change(cells) => {
            for cell in cells {
                let (column, old, new) = (&cell.column, &cell.old, &cell.new);
                text.push_str(&format!("change  {row}: {column} from {old} to {new}\n"));
            }
        }
    }
}
