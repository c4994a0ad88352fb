//! Disputes: a sentence that says otherwise is no support, and what it says instead is a value of the
//! same sort.

use super::scope::Scope;
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::did_you_mean;
use crate::dataset::table::Table;
use crate::model::date::Edtf;
use crate::model::fact::Citation;
use crate::model::form::{Content, Field, Kind, Reference};

/// The code of a sentence that disputes a value.
const DISPUTES: &str = "disputes";

/// What is wrong with a reported value, with a hint.
type Fault = (String, Option<String>);

impl Scope<'_, '_> {
    /// Checks that a sentence supports a fact all of whose citations could be read, or that somebody
    /// is to look at it again.
    pub fn check_support(&mut self, citations: &[Citation<'_>], is_reviewed: bool) {
        let disputes = |cite: &Citation<'_>| cite.stance == DISPUTES;
        if !is_reviewed || citations.is_empty() || !citations.iter().all(disputes) {
            return;
        }
        let message = format!("{} cites only sentences that dispute it", self.subject);
        self.rule(self.span, message)
            .hint("cite a sentence that supports it, or say in `needs_review` what to look for");
    }

    /// Checks what a sentence is said to report instead of the value of a field.
    pub fn check_reported(&mut self, kind: &Kind, fact: &Table<'_>, cite: &Table<'_>) {
        let text = |name: &str| cite.get(name).and_then(Node::as_text);
        let (Some(node), Some(reported)) = (cite.get("reported_value"), text("reported_value"))
        else {
            return;
        };
        let Some(name) = text("field") else { return };
        let mut fields = kind.fields.iter();
        let (Some(field), Some(value)) = (
            fields.find(|field| field.name == name),
            fact.get(name).filter(|_| text("stance") == Some(DISPUTES)),
        ) else {
            return;
        };
        if let Some((fault, hint)) = self.reported_fault(field, fact, reported) {
            let message = format!("`reported_value` is no value of `{name}`: {fault}");
            self.rule(node.span, message).hints.extend(hint);
        } else if is_same(field, value, reported) {
            let message = format!(
                "`reported_value` is what the fact has, yet the sentence disputes `{name}`"
            );
            self.problems
                .warning(self.at, node.span, message)
                .hint("report what the sentence says instead, or leave `stance` out");
        }
    }

    /// Returns why a text is no value of a field; lists have no one value, so that any text will do.
    fn reported_fault(&self, field: &Field, fact: &Table<'_>, text: &str) -> Option<Fault> {
        match field.content {
            Content::Date => {
                let hint =
                    "write it as `date` is written: 2022-01-06, 2022-09, 2022, ../2022-01-15";
                let fault = Edtf::parse(text).err()?.to_string();
                Some((fault, Some(hint.to_owned())))
            }
            Content::Number => {
                let fault = || (format!("found `{text}`, expected a whole number"), None);
                text.parse::<u32>().is_err().then(fault)
            }
            Content::Code(table) => {
                let codes = self.context.vocabulary.codes(table).iter();
                let known: Vec<&str> = codes.map(|code| code.code.as_str()).collect();
                unknown(text, field.name, &known)
            }
            Content::Mode => {
                let event_type = fact.get("type").and_then(Node::as_text);
                let modes = self.context.vocabulary.codes("event_modes").iter();
                let of_type = modes.filter(|mode| mode.event_type.as_deref() == event_type);
                let known: Vec<&str> = of_type.map(|mode| mode.code.as_str()).collect();
                unknown(text, field.name, &known)
            }
            Content::Key(reference) => self.reference_fault(reference, text),
            _ => None,
        }
    }

    /// Returns why a text is no key that a reference can have.
    fn reference_fault(&self, reference: Reference, key: &str) -> Option<Fault> {
        let expected = reference.kind.unwrap_or("fact");
        let retracted = &self.context.applied.retracted;
        // A merged fact is still known by its old key.
        let known = self.context.keys.get(retracted.successor(key));
        let fault = match known.map(|known| known.kind()) {
            Some(found) if reference.kind.is_none_or(|kind| kind == found) => return None,
            Some(found) => format!("`{key}` is of the kind {found}, expected {expected}"),
            None if self.context.is_partial || self.context.may_be_unreadable(key) => return None,
            None => match retracted.retracted_by(key) {
                Some(id) => format!("`{key}` was retracted by `{id}`"),
                None => format!("unknown {expected} `{key}`"),
            },
        };
        let hint = format!("name the {expected} by its key; say in a `note` what has none");
        Some((fault, Some(hint)))
    }
}

fn unknown(code: &str, field: &str, known: &[&str]) -> Option<Fault> {
    let is_unknown = !known.contains(&code);
    let fault = || {
        let hint = did_you_mean(code, known.iter().copied());
        (format!("unknown {field} `{code}`"), hint)
    };
    is_unknown.then(fault)
}

/// Returns whether a reported value says what a field says: for dates the same days in the same way.
fn is_same(field: &Field, value: &Node<'_>, reported: &str) -> bool {
    match (&value.value, field.content) {
        (Value::Text(text), Content::Date) => {
            let days = |text: &str| {
                let date = Edtf::parse(text).ok()?;
                Some((date.earliest, date.latest, date.approximate, date.uncertain))
            };
            days(text).is_some_and(|days_of| Some(days_of) == days(reported))
        }
        (Value::Text(text), _) => *text == reported,
        (Value::Integer(number), _) => number.to_string() == reported,
        _ => false,
    }
}
