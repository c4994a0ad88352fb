//! Making facts: from an item to a fact, by the form of its kind and the rules across its fields.

use super::context::Context;
use super::scope::{Scope, Subject};
use crate::dataset::items::Item;
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::{At, Problems, did_you_mean};
use crate::dataset::table::Table;
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
        let (date, wording) = if has_date {
            self.date(kind, table, &mut cells)
        } else {
            (None, None)
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
        if let Some(date) = &date {
            self.check_date(date, &citations);
            if cell(kind, &cells, "status") == Some("occurred") {
                self.check_occurred(date, &citations);
            }
        }
        Some(Fact {
            kind,
            cells,
            citations: citations.read,
        })
        .filter(|_| !self.failed)
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
pub fn cell<'f>(kind: &Kind, cells: &'f [Cell<'_>], name: &str) -> Option<&'f str> {
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
