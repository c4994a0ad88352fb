//! Telling: the steps of each entry as it is applied.

use super::apply::{Applier, Row, Target};
use super::steps;
use crate::model::correction::{Correction, Step, StepAction};
use crate::model::form::{Field, Presence};
use crate::model::path::{RETRACTED, SUPERSEDED_BY};

/// What happens to a row of the fact of an entry: a step that does not name the entry yet.
pub(super) struct Change {
    table: &'static str,
    row: Vec<String>,
    action: StepAction,
    column: Option<&'static str>,
    old: Option<String>,
    new: Option<String>,
}

impl Change {
    /// Makes the one in which a row appears.
    pub(super) fn added(table: &'static str, row: Vec<String>) -> Self {
        Self {
            table,
            row,
            action: StepAction::Add,
            column: None,
            old: None,
            new: None,
        }
    }
}

impl Applier<'_> {
    /// Sets `retracted` or `superseded_by` of the fact of an entry; its rows go or come back.
    pub(super) fn tell_retraction(&mut self, target: &Target<'_>, column: &str) {
        let correction = &target.entry.correction;
        let fact = correction.fact.as_str();
        let source = target.source.as_deref();
        let rows = |applier: &Self| match applier.fact(target) {
            Some(item) => steps::rows_of(target.kind, source, item, &applier.retracted),
            None => Vec::new(),
        };
        let was_retracted = self.retracted.retracted_by(fact).is_some();
        // In its own rows, too, a fact is seen as the merges before the entry have it.
        let before = rows(self);
        self.set_retraction(correction, column);
        let is_retracted = self.retracted.retracted_by(fact).is_some();
        let life = |action, column, old: Option<&str>, new: Option<&str>| Change {
            table: "retractions",
            row: Vec::new(),
            action,
            column,
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        };
        match (was_retracted, is_retracted) {
            (false, true) => {
                self.tell_gone(target, before);
                self.tell(target, life(StepAction::Add, None, None, None));
            }
            (true, false) => {
                let gone = life(StepAction::Remove, Some("key"), Some(fact), None);
                self.tell(target, gone);
                for row in rows(self) {
                    self.tell(target, Change::added(row.table, row.key));
                }
            }
            _ => {
                let column = [RETRACTED, SUPERSEDED_BY]
                    .into_iter()
                    .find(|known| *known == column);
                let (old, new) = (&correction.old_value, &correction.new_value);
                let (old, new) = (old.as_deref(), new.as_deref());
                self.tell(target, life(StepAction::Change, column, old, new));
            }
        }
    }

    fn tell_gone(&mut self, target: &Target<'_>, rows: Vec<steps::RowOfFact>) {
        for row in rows {
            let fact = target.entry.correction.fact.clone();
            let key =
                (row.table == target.kind.table || row.table == "facts").then_some(("key", fact));
            for (column, old) in key.into_iter().chain(row.cells) {
                let gone = Change {
                    table: row.table,
                    row: row.key.clone(),
                    action: StepAction::Remove,
                    column: Some(column),
                    old: Some(old),
                    new: None,
                };
                self.tell(target, gone);
            }
        }
    }

    /// Sets `retracted` or `superseded_by` of a fact, at hand or not.
    pub(super) fn set_retraction(&mut self, correction: &Correction, column: &str) {
        self.retracted.set(correction, column);
        if column == SUPERSEDED_BY {
            self.steps.merge(correction);
        }
    }

    /// Adds a step of the fact of an entry.
    pub(super) fn tell(&mut self, target: &Target<'_>, change: Change) {
        let correction = &target.entry.correction;
        let Change {
            table,
            row,
            action,
            column,
            old,
            new,
        } = change;
        let step = Step {
            correction: correction.id.clone(),
            table,
            row,
            action,
            column,
            old,
            new,
        };
        self.steps.push(&correction.fact, step);
    }

    /// Adds the step in which an entry changes a column of its fact.
    pub(super) fn tell_column(
        &mut self,
        target: &Target<'_>,
        field: &'static Field,
        old: Option<String>,
    ) {
        let Some(item) = self.fact(target) else {
            return;
        };
        let new = target.entry.correction.new_value.clone();
        let new = new.map(|new| self.retracted.seen(field, new));
        // What is the default only where this field is given comes and goes with it.
        let following: Vec<_> = target
            .kind
            .all_fields()
            .filter(|other| other.column != field.column && item.get(other.name).is_none())
            .filter_map(|other| match other.presence {
                Presence::DefaultWith(with, value) if with == field.name => {
                    Some((other, value.to_owned()))
                }
                _ => None,
            })
            .collect();
        let is_given = (old.is_some(), new.is_some());
        let table = steps::table_of(target.kind, field);
        let change = |field: &Field, old: Option<String>, new: Option<String>| Change {
            table: steps::table_of(target.kind, field),
            row: Vec::new(),
            action: StepAction::Change,
            column: Some(field.column),
            old,
            new,
        };
        let is_apart = !["facts", target.kind.table].contains(&table);
        match is_given {
            (false, true) if is_apart => self.tell(target, Change::added(table, Vec::new())),
            _ => {}
        }
        let mut own = change(field, old, new);
        if is_apart && own.new.is_none() {
            own.action = StepAction::Remove;
        }
        self.tell(target, own);
        for (other, value) in following {
            match is_given {
                (false, true) => self.tell(target, change(other, None, Some(value))),
                (true, false) => self.tell(target, change(other, Some(value), None)),
                _ => {}
            }
        }
    }

    /// Adds the steps in which an entry takes a row out.
    pub(super) fn tell_row_gone(&mut self, target: &Target<'_>, row: &Row<'_>) {
        let Some(item) = self.fact(target) else {
            return;
        };
        let source = target.source.as_deref();
        let rows = steps::rows_of(target.kind, source, item, &self.retracted);
        let is_it =
            |found: &steps::RowOfFact| found.table == row.list.table && found.key == row.path.key;
        let gone = rows.into_iter().find(is_it);
        self.tell_gone(target, gone.into_iter().collect());
    }

    /// Adds the step in which an entry changes a column of a row.
    pub(super) fn tell_cell(
        &mut self,
        target: &Target<'_>,
        row: &Row<'_>,
        field: &'static Field,
        old: Option<String>,
    ) {
        let new = target.entry.correction.new_value.clone();
        let change = Change {
            table: row.list.table,
            row: row.path.key.clone(),
            action: StepAction::Change,
            column: Some(field.column),
            old,
            new: new.map(|new| self.retracted.seen(field, new)),
        };
        self.tell(target, change);
    }
}
