//! The facts that the ledger retracted, and what supersedes them.
//!
//! A fact is retracted by an entry on `retracted`, or merged into another one by an entry on
//! `superseded_by`; both can be undone. It is back once neither holds.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Entry;
use crate::dataset::node::{Node, Value};
use crate::model::correction::{Correction, Retraction};
use crate::model::form::{Field, Kind};
use crate::model::key::FactKey;
use crate::model::path::{RETRACTED, YES};

/// The facts that are retracted, as of the entries applied so far.
#[derive(Debug, Default)]
pub struct Retracted(BTreeMap<String, State>);

/// The effect of all entries on `retracted` and `superseded_by` of a fact.
#[derive(Debug, Default, Clone)]
struct State {
    retracted: bool,
    superseded_by: Option<String>,
    /// The day and id of the first entry that retracted it.
    since: Option<(NaiveDate, String)>,
    /// The last reason given.
    reason: String,
}

impl State {
    fn is_retracted(&self) -> bool {
        self.retracted || self.superseded_by.is_some()
    }
}

impl Retracted {
    /// Adds up entries that were checked and applied before.
    pub fn of(entries: &[Entry]) -> Self {
        let mut retracted = Self::default();
        for entry in entries {
            if let Some(column) = entry.retraction() {
                retracted.set(&entry.correction, column);
            }
        }
        retracted
    }

    /// Returns the id of the entry that retracted a fact.
    pub fn retracted_by(&self, fact: &str) -> Option<&str> {
        let state = self.0.get(fact).filter(|state| state.is_retracted())?;
        state.since.as_ref().map(|(_, id)| id.as_str())
    }

    /// Returns the value of `retracted` or `superseded_by` of a fact.
    pub fn value(&self, fact: &str, column: &str) -> Option<String> {
        let state = self.0.get(fact)?;
        if column == RETRACTED {
            state.retracted.then(|| YES.to_owned())
        } else {
            state.superseded_by.clone()
        }
    }

    /// Applies an entry on `retracted` or `superseded_by`.
    pub fn set(&mut self, correction: &Correction, column: &str) {
        let state = self.0.entry(correction.fact.clone()).or_default();
        if column == RETRACTED {
            state.retracted = correction.new_value.is_some();
        } else {
            state.superseded_by.clone_from(&correction.new_value);
        }
        if state.is_retracted() {
            let since = || (correction.made_on, correction.id.clone());
            state.since.get_or_insert_with(since);
            // An entry that undoes one of two leaves the reason of the other.
            if correction.new_value.is_some() {
                state.reason.clone_from(&correction.reason);
            }
        } else {
            *state = State::default();
        }
    }

    /// Returns the fact itself, or the one that it was merged into in the end. Merges form no
    /// cycle: an entry that would close one is refused.
    pub fn successor<'k>(&'k self, fact: &'k str) -> &'k str {
        let next = |fact: &&str| self.0.get(*fact)?.superseded_by.as_deref();
        std::iter::successors(Some(fact), next)
            .last()
            .unwrap_or(fact)
    }

    /// Returns the value of a field as the tables have it: in place of a fact that was merged the one
    /// that it was merged into.
    pub fn seen(&self, field: &Field, value: String) -> String {
        if field.is_reference() {
            self.successor(&value).to_owned()
        } else {
            value
        }
    }

    /// Redirects the references of a fact to what facts were merged into.
    pub fn redirect(&self, kind: &Kind, fact: &mut Node<'_>) {
        if !self.is_empty() {
            self.redirect_fields(kind.all_fields(), fact);
        }
    }

    fn redirect_fields(&self, fields: impl Iterator<Item = &'static Field>, table: &mut Node<'_>) {
        for field in fields {
            match (
                table.get_mut(field.name).map(|node| &mut node.value),
                field.list(),
            ) {
                (Some(Value::Text(key)), None) if field.is_reference() => {
                    *key = self.successor(key).to_owned().into();
                }
                (Some(Value::List(elements)), Some(list)) => {
                    for element in elements {
                        self.redirect_fields(list.fields.iter(), element);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns whether no fact is retracted.
    pub fn is_empty(&self) -> bool {
        !self.0.values().any(State::is_retracted)
    }

    /// Returns the retracted facts, given the kind of each.
    pub fn retractions(
        &self,
        kind: impl Fn(&str) -> &'static str,
    ) -> BTreeMap<FactKey, Retraction> {
        let retracted = self.0.iter().filter(|(_, state)| state.is_retracted());
        let retractions = retracted.filter_map(|(fact, state)| {
            let retraction = Retraction {
                kind: kind(fact),
                retracted_on: state.since.as_ref()?.0,
                reason: state.reason.clone(),
                superseded_by: state.superseded_by.as_deref().map(FactKey::new),
            };
            Some((FactKey::new(fact), retraction))
        });
        retractions.collect()
    }
}
