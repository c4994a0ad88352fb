//! Rows that a sheet has and no export had: of a fact that is there, or of a new one.
//!
//! A new row must look like a row of its table: totals below a table and rows copied halfway are
//! refused by themselves.

use std::collections::BTreeMap;

use super::additions::{NewRow, is_own_table};
use super::bases::shown;
use super::damage::{Alike, Verdict, compare};
use super::merge::{Merge, field_path, kind_of, row_path};
use super::report::{Change, Report};
use crate::model::form::{APART, Field, KINDS, Kind, List, Presence, derived_from};
use crate::model::key::key_fault;
use crate::model::path::{FieldPath, YES};
use crate::store::schema::Relation;
use crate::store::{ROW_VERSION, StoreError, Value};
use crate::tabular::Row;

/// The cells of a row that hold something, by column.
type Cells = BTreeMap<String, String>;

impl Merge<'_> {
    /// Takes a new row: one of a fact that is there as corrections, one of a new fact for the coder
    /// to look at.
    pub fn take_new_row(&mut self, row: &Row) -> Result<(), StoreError> {
        let table = self.taking.columns.table;
        let Some(cells) = self.new_cells(row) else {
            return Ok(());
        };
        if cells.is_empty() {
            return Ok(());
        }
        let lacking = required(table)
            .into_iter()
            .find(|column| !cells.contains_key(*column));
        if let Some(column) = lacking {
            let message = format!("a new row of `{}` needs its `{column}`", table.name);
            self.report.refuse(self.place(row, None), message);
            return Ok(());
        }
        let key = table.primary_key.iter();
        let key: Vec<Value> = key
            .map(|column| Value::Text(cells[column].clone()))
            .collect();
        if let Some(why) = self.why_not_new(&key, &cells)? {
            self.report.refuse(self.place(row, None), why);
        } else if self.is_known(&key[0])? {
            self.take_row_of_known(row, &key, &cells)?;
        } else {
            self.take_new_fact(row, &key, cells);
        }
        Ok(())
    }

    /// Tells whether the dataset has a fact.
    fn is_known(&self, fact: &Value) -> Result<bool, StoreError> {
        let current = &self.states.current;
        let facts = current.schema().relation("facts");
        let row = facts.map(|facts| current.row(facts, std::slice::from_ref(fact)));
        Ok(row.transpose()?.flatten().is_some())
    }

    /// Says why a row cannot be one of its table.
    fn why_not_new(&self, key: &[Value], cells: &Cells) -> Result<Option<String>, StoreError> {
        let table = self.taking.columns.table;
        let fact = key[0].to_plain_text();
        if !self.is_known(&key[0])? {
            if let Some(fault) = key_fault(&fact) {
                return Ok(Some(format!("`{fact}` is not a key: it {fault}")));
            }
            let is_retracted = self.retraction(&key[0])?.is_some();
            return Ok(is_retracted
                .then(|| format!("`{fact}` was retracted, and its key is never used again")));
        }
        if let Some(now) = self.row_now(key)? {
            let is_same = |(column, cell): (&String, &String)| {
                let at = table.position(column);
                at.is_some_and(|at| now[at].to_plain_text() == *cell)
            };
            let is_same = cells.iter().all(is_same);
            return Ok((!is_same).then(|| {
                format!(
                    "the row `{}` is in the dataset already, yet it has no `{ROW_VERSION}` here",
                    shown(key)
                )
            }));
        }
        if APART.iter().any(|(_, apart)| *apart == table.name) {
            return Ok(Some(format!(
                "a review of `{fact}` is not asked for by a new row: write `needs_review` into its fact sheet or the ledger"
            )));
        }
        if is_own_table(&table.name) {
            let why = format!("`{fact}` is the key of a fact of another kind");
            return Ok(Some(why));
        }
        let mut owners = table.foreign_keys.iter();
        let owner = owners.find(|foreign| foreign.columns == table.primary_key[..1]);
        let current = &self.states.current;
        let owner = owner.and_then(|foreign| current.schema().relation(&foreign.table));
        let Some(owner) = owner else {
            return Ok(None);
        };
        let is_owner = current.row(owner, &key[..1])?.is_some();
        Ok((!is_owner).then(|| {
            format!(
                "`{fact}` is not in `{}`, so it has no rows in `{}`",
                owner.name, table.name
            )
        }))
    }

    /// Takes a row of a fact that the dataset has.
    fn take_row_of_known(
        &mut self,
        row: &Row,
        key: &[Value],
        cells: &Cells,
    ) -> Result<(), StoreError> {
        if self.row_now(key)?.is_some() {
            self.report.already_made += 1;
            return Ok(());
        }
        let fields = fields_of_row(self.taking.columns.table, key, cells);
        let group = (fields.len() > 1).then(|| self.report.new_group());
        for (field, new) in fields {
            let change = Change {
                place: self.place(row, None),
                fact: key[0].to_plain_text(),
                old: default_of(&field),
                field,
                new: Some(new),
                group,
            };
            if change.old != change.new {
                self.take_change(change);
            }
        }
        Ok(())
    }

    /// Takes a row of a fact that the dataset does not have, unless it is there twice.
    fn take_new_fact(&mut self, row: &Row, key: &[Value], cells: Cells) {
        let table = self.taking.columns.table;
        let is_same = |other: &&NewRow| {
            let mut key = table.primary_key.iter();
            other.table == table.name && key.all(|name| other.cells.get(name) == cells.get(name))
        };
        if let Some(other) = self.report.new_rows.iter().find(is_same) {
            let message = format!("this row is there twice, first at {}", other.place);
            return self.report.refuse(self.place(row, None), message);
        }
        self.report.new_rows.push(NewRow {
            place: self.place(row, None),
            table: table.name.clone(),
            fact: key[0].to_plain_text(),
            cells,
        });
    }

    /// Returns the cells of a row that hold something; `None` where one holds no value, which is
    /// refused. What is derived is derived anew.
    fn new_cells(&mut self, row: &Row) -> Option<Cells> {
        let columns = &self.taking.columns;
        let mut cells = Cells::new();
        for (at, position) in columns.present() {
            let column = &columns.table.columns[at];
            if derived_from(&column.name).is_some() {
                continue;
            }
            match compare(row.cell(position), "", kind_of(column), &Alike::default()) {
                Verdict::Same | Verdict::Repaired(_) => {}
                Verdict::Changed(text) => drop(cells.insert(column.name.clone(), text)),
                Verdict::Refused(why) => {
                    self.report.refuse(self.place(row, Some(at)), why);
                    return None;
                }
            }
        }
        Some(cells)
    }
}

/// Lists the columns that a row of a table cannot be without: its key first.
fn required(table: &Relation) -> Vec<&str> {
    let own = KINDS.iter().find(|kind| kind.table == table.name);
    let own = own.map_or(&[][..], |kind| kind.fields);
    let list = List::of_table(&table.name).map_or(&[][..], |list| list.fields);
    let is_required = |field: &&Field| field.presence == Presence::Required;
    let fields = own.iter().chain(list).filter(is_required);
    let mut columns: Vec<&str> = table.primary_key.iter().map(String::as_str).collect();
    columns.extend(fields.map(|field| field.column));
    columns
}

/// Refuses the rows of new facts that no row of their own table makes, and those that do not fit it.
pub fn settle(report: &mut Report) {
    let rows = std::mem::take(&mut report.new_rows);
    let mut kinds: BTreeMap<String, &Kind> = BTreeMap::new();
    for row in &rows {
        if let Some(kind) = KINDS.iter().find(|kind| kind.table == row.table) {
            kinds.entry(row.fact.clone()).or_insert(kind);
        }
    }
    for row in rows {
        match kinds.get(&row.fact) {
            Some(kind) if fits(&row, kind) => report.new_rows.push(row),
            Some(kind) => {
                let (fact, table) = (&row.fact, kind.table);
                let why =
                    format!("`{fact}` is a new fact of `{table}`, which this row does not fit");
                report.refuse(row.place, why);
            }
            None => {
                let why = format!("no fact `{}` is there or new", row.fact);
                report.refuse(row.place, why);
            }
        }
    }
}

/// Tells whether a row can be one of a fact of a kind.
fn fits(row: &NewRow, kind: &Kind) -> bool {
    let is_apart = || APART.iter().any(|(_, apart)| *apart == row.table);
    let is_of_list = || kind.lists().any(|list| list.table == row.table);
    match row.table.as_str() {
        "facts" => row.cells.get("kind").is_none_or(|said| said == kind.name),
        table => table == kind.table || is_apart() || is_of_list(),
    }
}

/// Returns what makes a row of a fact that is there: the row itself, then its other columns.
fn fields_of_row(table: &Relation, key: &[Value], cells: &Cells) -> Vec<(FieldPath, String)> {
    let mut fields = Vec::new();
    if List::of_table(&table.name).is_some_and(|list| list.required().is_none()) {
        fields.push((FieldPath::Row(row_path(table, key)), YES.to_owned()));
    }
    let others = table.columns.iter().map(|column| &column.name);
    let others = others.filter(|name| !table.primary_key.contains(name));
    for name in others.filter(|name| derived_from(name).is_none()) {
        let cell = cells.get(name).cloned();
        fields.extend(cell.map(|cell| (field_path(table, key, name), cell)));
    }
    fields
}

/// Returns what a column of a new row holds by itself.
fn default_of(field: &FieldPath) -> Option<String> {
    match field {
        FieldPath::Cell(row, column) => {
            let field = List::of_table(&row.table)?.field_of(column)?;
            field.default().map(str::to_owned)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Place;
    use super::*;

    #[test]
    fn rows_of_new_facts_fit_the_row_that_makes_the_fact() {
        let row = |table: &str, fact: &str, kind: Option<&str>| NewRow {
            place: Place::file(table),
            table: table.to_owned(),
            fact: fact.to_owned(),
            cells: kind
                .into_iter()
                .map(|kind| ("kind".to_owned(), kind.to_owned()))
                .collect(),
        };
        let mut report = Report {
            new_rows: vec![
                row("event_actors", "visit", None),
                row("events", "visit", None),
                row("facts", "visit", Some("event")),
                row("pending_reviews", "visit", None),
                row("citations", "visit", None),
                // Of another kind, of none.
                row("places", "visit", None),
                row("actor_names", "visit", None),
                row("facts", "visit", Some("claim")),
                row("citations", "talks", None),
            ],
            ..Report::default()
        };
        settle(&mut report);
        let kept: Vec<&str> = report
            .new_rows
            .iter()
            .map(|row| row.table.as_str())
            .collect();
        assert_eq!(
            kept,
            [
                "event_actors",
                "events",
                "facts",
                "pending_reviews",
                "citations"
            ]
        );
        let refused: Vec<String> = report
            .refusals
            .iter()
            .map(|refusal| format!("{}: {}", refusal.place, refusal.message))
            .collect();
        let unfit = |table| {
            format!("{table}: `visit` is a new fact of `events`, which this row does not fit")
        };
        assert_eq!(
            refused,
            [
                unfit("places"),
                unfit("actor_names"),
                unfit("facts"),
                "citations: no fact `talks` is there or new".to_owned()
            ]
        );
    }
}
