//! Making facts: from an item to a fact, by the form of its kind and the rules across its fields.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::cite::{Citations, Wording};
use super::context::Context;
use super::scope::{Scope, Subject};
use crate::dataset::items::Item;
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::{At, Problems, did_you_mean};
use crate::dataset::table::Table;
use crate::model::date::Precision;
use crate::model::fact::{Cell, Fact};
use crate::model::form::{Content, Kind};

/// Makes the fact of an item. `None` where something is wrong with it, which is reported, or where the
/// fault may be one of lines that cannot be parsed, which are.
pub fn make_fact<'n>(
    context: &Context<'_>,
    kind: &'static Kind,
    item: &'n Item<'n>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Fact<'n>> {
    let own_key = item.key();
    let subject = match own_key {
        Some(key) => Subject::Keyed(kind.name, key),
        None => Subject::This(kind.name),
    };
    let table = Table::read(&item.node, kind.form(), at, problems);
    let mut scope = Scope::new(context, at, item.header, subject, problems);
    scope.own_key = own_key;
    scope.fact(kind, &table)
}

impl Scope<'_, '_> {
    fn fact<'n>(&mut self, kind: &'static Kind, table: &Table<'n>) -> Option<Fact<'n>> {
        let key = table.get("key");
        if key.is_some_and(|key| key.as_text().is_none()) {
            table.text("key", self.at, self.problems);
            self.failed = true;
        }
        // The key comes first in the form.
        let nodes = &table.nodes()[1..=kind.all_fields().count()];
        let mut cells = self.cells(kind.all_fields(), nodes);
        let has_date = kind.field("date").is_some();
        let (wording, is_relative) = if has_date {
            self.date(kind, table, &mut cells)
        } else {
            (None, false)
        };
        for (at, field) in kind.fields.iter().enumerate() {
            match field.content {
                Content::Mode => self.check_mode(nodes[at], kind, &cells),
                Content::List(list)
                    if list.fields.iter().any(|f| f.content == Content::Identifier) =>
                {
                    self.check_identifiers(nodes[at], kind, &cells, at);
                }
                _ => {}
            }
        }
        let citations = self.citations(kind, table, wording);
        self.check_name(kind, table, &cells, &citations);
        if is_relative {
            self.check_relative_date(cell(kind, &cells, "certainty"), &citations);
        }
        Some(Fact {
            kind,
            cells,
            citations: citations.read,
        })
        .filter(|_| !self.failed)
    }

    /// Reads the date of a fact into its cell and checks it against its wording and basis. Returns the
    /// wording, and whether the date follows from another fact.
    fn date<'n>(
        &mut self,
        kind: &'static Kind,
        table: &Table<'n>,
        cells: &mut [Cell<'n>],
    ) -> (Option<Wording<'n>>, bool) {
        let (field, node) = table.field("date");
        let wording = table.get("date_text").and_then(|node| {
            let text = node.as_text().filter(|text| !text.trim().is_empty())?;
            Some((node.span, text))
        });
        let basis = cell(kind, cells, "date_basis").map(str::to_owned);
        let is_relative = basis.as_deref() == Some("relative_to_fact");
        let Some(node) = node else {
            return (wording, false);
        };
        let Some(date) = self.edtf(field, Some(node)) else {
            return (wording, is_relative);
        };
        match (wording, basis.as_deref()) {
            (Some((span, _)), Some("outside_source")) => {
                self.error(span, "a date from outside the source has no wording in it");
            }
            (Some((_, wording)), Some("stated" | "year_from_context"))
                if date.precision == Precision::Day
                    && !node.span.in_ledger
                    && date
                        .earliest
                        .is_some_and(|day| !may_name_day(wording, day.day())) =>
            {
                let message = format!(
                    "`{}` is a day that its wording `{wording}` does not give",
                    date.text
                );
                let problem = self.problems.warning(self.at, node.span, message);
                problem.hint("a date is no more exact than its wording; one from elsewhere has no `date_text` and says so in `date_basis`");
            }
            _ => {}
        }
        let at = kind.fields.iter().position(|field| field.name == "date");
        cells[at.expect("a kind with a date has its field")] = Cell::Date(date);
        (wording, is_relative)
    }

    /// Checks that a fact whose date follows from another fact is inferred and cites both sentences.
    fn check_relative_date(&mut self, certainty: Option<&str>, citations: &Citations<'_>) {
        let sentences: BTreeSet<_> = citations
            .read
            .iter()
            .map(|cite| (&cite.source, cite.locator))
            .collect();
        let fault = match certainty {
            Some(code) if code != "inferred" => "is inferred",
            _ if sentences.len() < 2 && citations.are_all_read => "cites both sentences",
            _ => return,
        };
        let subject = &self.subject;
        let message = format!("{subject} has a date that follows from another fact, so it {fault}");
        self.error(self.span, message)
            .hint("write certainty = \"inferred\" and cite both sentences");
    }

    /// Checks that the mode of an event is one of its type.
    fn check_mode(&mut self, node: Option<&Node<'_>>, kind: &Kind, cells: &[Cell<'_>]) {
        let (Some(node), Some(event_type), Some(mode)) =
            (node, cell(kind, cells, "type"), cell(kind, cells, "mode"))
        else {
            return;
        };
        let modes = self.context.vocabulary.codes("event_modes");
        let known: Vec<&str> = modes
            .iter()
            .filter(|known| known.event_type.as_deref() == Some(event_type))
            .map(|known| known.code.as_str())
            .collect();
        if !known.contains(&mode) {
            let hint =
                did_you_mean(mode, known).unwrap_or_else(|| format!("{event_type} has no modes"));
            let message = format!("unknown mode `{mode}` of {event_type}");
            self.error(node.span, message).hint(hint);
        }
    }

    /// Checks the forms of identifiers, those of the list in the cell of this number.
    fn check_identifiers(
        &mut self,
        list: Option<&Node<'_>>,
        kind: &Kind,
        cells: &[Cell<'_>],
        number: usize,
    ) {
        let Some(Value::List(nodes)) = list.map(|list| &list.value) else {
            return;
        };
        let actor_kind = cell(kind, cells, "kind");
        for (node, element) in nodes.iter().zip(cells[number].elements()) {
            let (node, [scheme, identifier]) = (node.get("identifier"), &element[..]) else {
                continue;
            };
            if let (Some(node), Some(scheme), Some(identifier)) =
                (node, scheme.text(), identifier.text())
                && let Some(fault) = identifier_fault(scheme, identifier, actor_kind)
            {
                self.error(node.span, fault);
            }
        }
    }
}

/// Returns the text of a field of a fact that is being read.
fn cell<'f>(kind: &Kind, cells: &'f [Cell<'_>], name: &str) -> Option<&'f str> {
    let at = kind.all_fields().position(|field| field.name == name)?;
    cells[at].text()
}

/// Returns what is wrong with the form of an identifier, where its scheme has a form.
fn identifier_fault(scheme: &str, identifier: &str, actor_kind: Option<&str>) -> Option<String> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_alpha3 = identifier.len() == 3 && identifier.bytes().all(|b| b.is_ascii_uppercase());
    let wikidata = identifier.strip_prefix('Q').is_some_and(is_digits);
    let (holds, expected, is_of_states) = match scheme {
        "iso3166_alpha3" => (is_alpha3, "three capital letters", true),
        "cow" | "gw" => (is_digits(identifier), "a number", true),
        "wikidata" => (wikidata, "Q and a number", false),
        _ => return None,
    };
    if !holds {
        let fault = format!("`{identifier}` is not {expected}, as {scheme} has it");
        return Some(fault);
    }
    let is_state = actor_kind.is_none_or(|kind| kind == "state");
    (is_of_states && !is_state).then(|| format!("{scheme} lists states only"))
}

/// Returns whether a wording has the number of a day, or an ordinal in letters.
fn may_name_day(wording: &str, day: u32) -> bool {
    let mut numbers = wording.split(|c: char| !c.is_ascii_digit());
    let mut words = wording.split(|c: char| !c.is_alphabetic());
    let is_ordinal = |word: &str| {
        ["first", "second", "third"].contains(&word) || word.ends_with("th") && word != "month"
    };
    numbers.any(|number| number.parse() == Ok(day)) || words.any(is_ordinal)
}
