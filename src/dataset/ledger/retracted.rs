//! Which facts the ledger took back, and what stands for them since.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::correction::{Correction, Retraction};
use crate::model::form::Field;
use crate::model::key::FactKey;
use crate::model::path::{RETRACTED, YES};

/// The facts that are retracted, as of the entries applied so far.
#[derive(Debug, Default)]
pub struct Retracted(BTreeMap<String, State>);

/// Whether a fact is retracted, and since when.
#[derive(Debug, Default, Clone)]
struct State {
    retracted: bool,
    superseded_by: Option<String>,
    /// The day and id of the entry that took it back first, and the last reason given.
    since: Option<(NaiveDate, String)>,
    reason: String,
}

impl State {
    fn is_retracted(&self) -> bool {
        self.retracted || self.superseded_by.is_some()
    }
}

impl Retracted {
    /// Returns the id of the entry that retracted a fact.
    pub fn retracted_by(&self, fact: &str) -> Option<&str> {
        let state = self.0.get(fact).filter(|state| state.is_retracted())?;
        state.since.as_ref().map(|(_, id)| id.as_str())
    }

    /// Returns what stands in `retracted` or `superseded_by` of a fact.
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
            // What undoes one of two entries leaves the reason of the other.
            if correction.new_value.is_some() {
                state.reason.clone_from(&correction.reason);
            }
        } else {
            *state = State::default();
        }
    }

    /// Returns the fact that stands for a fact: itself, or what it was merged into.
    pub fn successor<'k>(&'k self, fact: &'k str) -> &'k str {
        let mut last = fact;
        while let Some(next) = self
            .0
            .get(last)
            .and_then(|state| state.superseded_by.as_deref())
        {
            last = next;
        }
        last
    }

    /// Returns what a field of a sheet says, a fact that was merged as the one it was merged into.
    pub fn seen(&self, field: &Field, value: String) -> String {
        if field.is_reference() {
            self.successor(&value).to_owned()
        } else {
            value
        }
    }

    /// Tells whether any fact was retracted.
    pub fn is_empty(&self) -> bool {
        !self.0.values().any(State::is_retracted)
    }

    /// Returns the retracted facts, given the kind of each.
    pub fn retractions(
        &self,
        kind: impl Fn(&str) -> &'static str,
    ) -> BTreeMap<FactKey, Retraction> {
        let over = self.0.iter().filter(|(_, state)| state.is_retracted());
        let retractions = over.filter_map(|(fact, state)| {
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
