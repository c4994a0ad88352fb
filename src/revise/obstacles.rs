//! Corrections that a revision would leave on another sentence.

use super::{Alignment, Original};
use crate::dataset::{Folder, LEDGER, Problem, Severity};
use crate::model::Locator;
use crate::model::correction::Correction;
use crate::model::path::{FieldPath, RowPath};
use crate::tabular::{Record, read_csv};

/// The columns that name a row of the table `citations`, after its fact.
const CITATION_KEY: [&str; 4] = ["field", "source", "paragraph", "sentence"];

/// Lists the corrections of citations whose sentence moves or changes: the ledger is never rewritten.
pub fn obstacles(original: &Original<'_>, alignment: &Alignment) -> Vec<Problem> {
    let stays = |row: &RowPath| {
        let at = sentence_of(row, original.key);
        at.is_none_or(|at| alignment.carried(at) == Some(at))
    };
    let corrections = original.corrections.iter();
    corrections
        .filter(|correction| !cited_rows(correction).iter().all(stays))
        .map(|correction| obstacle(original.folder, correction))
        .collect()
}

/// Returns the citation that a correction names and the one that it makes of it; none where it
/// corrects something else.
fn cited_rows(correction: &Correction) -> Vec<RowPath> {
    let (row, column) = match &correction.field {
        FieldPath::Row(row) => (row, None),
        FieldPath::Cell(row, column) => (row, Some(column.as_str())),
        FieldPath::Column(_) => return Vec::new(),
    };
    if row.table != "citations" {
        return Vec::new();
    }
    let mut made = row.clone();
    let part = CITATION_KEY.iter().position(|part| Some(*part) == column);
    if let (Some(part), Some(value)) = (part, &correction.new_value)
        && let Some(old) = made.key.get_mut(part)
    {
        old.clone_from(value);
    }
    vec![row.clone(), made]
}

/// Returns the sentence that a citation names, if it is one of this source.
fn sentence_of(citation: &RowPath, source: &str) -> Option<Locator> {
    let [_, of, paragraph, sentence] = &citation.key[..] else {
        return None;
    };
    let at = format!("p{paragraph}.s{sentence}").parse().ok();
    at.filter(|_| of == source)
}

/// Reports a correction at its line of the ledger.
fn obstacle(folder: &Folder, correction: &Correction) -> Problem {
    let Correction {
        id, fact, field, ..
    } = correction;
    let records = read_csv(folder.text(LEDGER).unwrap_or_default());
    let is_it = |record: &&Record| record.cells.first().is_some_and(|(cell, _)| cell == id);
    let record = records.iter().find(is_it);
    let cell = record.and_then(|record| record.cells.get(4));
    Problem {
        severity: Severity::Error,
        file: LEDGER.to_owned(),
        span: cell.map_or(0..0, |(_, span)| span.clone()),
        message: format!(
            "the correction `{id}` of `{fact}` changes `{field}`, and its sentence has moved or changed"
        ),
        hints: vec![
            "make the change in the sheet, and take the correction out of the ledger".to_owned(),
        ],
        line: None,
        is_syntax: false,
        cell: None,
        unknown: None,
    }
}
