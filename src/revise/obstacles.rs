//! Corrections that would no longer fit what a revision leaves: the ledger is never rewritten.

use super::{Original, Revision};
use crate::dataset::{Folder, LEDGER, Problem, Severity};
use crate::model::Locator;
use crate::model::correction::Correction;
use crate::model::path::{FieldPath, RowPath};
use crate::tabular::{Record, read_csv};

/// The columns that name a row of the table `citations`, after its fact.
const CITATION_KEY: [&str; 4] = ["field", "source", "paragraph", "sentence"];

/// Lists the corrections of citations whose sentence moves or changes, and those of `needs_review` of
/// facts that the revision marks anew.
pub fn obstacles(original: &Original<'_>, revision: &Revision) -> Vec<Problem> {
    let stays = |row: &RowPath| {
        let at = sentence_of(row, original.key);
        at.is_none_or(|at| revision.alignment.carried(at) == Some(at))
    };
    let is_marked = |fact: &str| {
        revision
            .reviews
            .iter()
            .any(|review| review.cite.fact == fact)
    };
    let why = |correction: &Correction| {
        if !cited_rows(correction).iter().all(stays) {
            Some("its sentence has moved or changed")
        } else if is_of_review(&correction.field) && is_marked(&correction.fact) {
            Some("the revision marks the fact for a review")
        } else {
            None
        }
    };
    let corrections = original.corrections.iter();
    corrections
        .filter_map(|correction| Some(obstacle(original.folder, correction, why(correction)?)))
        .collect()
}

/// Returns whether a correction sets or takes out what a fact is marked for.
fn is_of_review(field: &FieldPath) -> bool {
    match field {
        FieldPath::Column(column) => column == "needs_review",
        FieldPath::Row(row) | FieldPath::Cell(row, _) => row.table == "pending_reviews",
    }
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
fn obstacle(folder: &Folder, correction: &Correction, why: &str) -> Problem {
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
        message: format!("the correction `{id}` of `{fact}` changes `{field}`, and {why}"),
        hints: vec![
            "make the change in the sheet, and take the correction out of the ledger".to_owned(),
        ],
        line: None,
        is_syntax: false,
        cell: None,
        unknown: None,
    }
}
