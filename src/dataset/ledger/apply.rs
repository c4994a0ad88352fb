//! Applying the ledger to the trees of the sheets, entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Of, node_of, text_of};
use super::retracted::Retracted;
use super::{Entry, nearest_fact};
use crate::dataset::folder::{Folder, LEDGER, is_of_lines, source_of};
use crate::dataset::items::Item;
use crate::dataset::keys::{Keys, Location};
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::{Problem, Problems, did_you_mean};
use crate::dataset::span::Span;
use crate::model::correction::{Correction, Retraction};
use crate::model::form::{Field, Kind, List, Presence, derived_from};
use crate::model::key::FactKey;
use crate::model::path::{FieldPath, RETRACTED, RowPath, SUPERSEDED_BY, YES};

/// The facts that the ledger names, by key, as their files have them; entries change them.
pub type Named = BTreeMap<String, NamedFact>;

/// A fact that the ledger names.
#[derive(Debug, Clone)]
pub struct NamedFact {
    /// The file that it stands in.
    pub file: String,
    /// Its kind.
    pub kind: &'static Kind,
    /// Where its key stands.
    pub location: Location,
    /// What it says.
    pub item: Item<'static>,
}

/// What the ledger did.
#[derive(Debug, Default)]
pub struct Applied {
    /// The entries, in order.
    pub corrections: Vec<Correction>,
    /// The facts that it took back.
    pub retractions: BTreeMap<FactKey, Retraction>,
    retracted: Retracted,
}

impl Applied {
    /// Tells whether references may have to lead elsewhere.
    pub fn redirects(&self) -> bool {
        !self.retracted.is_empty()
    }

    /// Returns the id of the entry that retracted a fact.
    pub fn retracted_by(&self, fact: &str) -> Option<&str> {
        self.retracted.retracted_by(fact)
    }

    /// Returns the fact that stands for a fact: itself, or what it was merged into.
    pub fn successor<'k>(&'k self, fact: &'k str) -> &'k str {
        self.retracted.successor(fact)
    }

    /// Lets references to facts that were merged lead to what they were merged into.
    pub fn redirect(&self, kind: &Kind, fact: &mut Node<'_>) {
        if self.redirects() {
            redirect(kind.all_fields(), fact, &self.retracted);
        }
    }
}

/// Lists the keys of the facts that entries correct.
pub fn names(entries: &[Entry]) -> BTreeSet<&str> {
    let facts = entries.iter().map(|entry| entry.correction.fact.as_str());
    facts.collect()
}

/// Applies entries in order to the facts that they name; those that cannot be applied are reported.
pub fn apply(
    entries: &[Entry],
    named: &mut Named,
    dataset: &Dataset<'_>,
    problems: &mut Problems,
) -> Applied {
    let keys = dataset.keys;
    let mut applier = Applier {
        named,
        dataset,
        problems,
        retracted: Retracted::default(),
        changed: BTreeMap::new(),
        stale: BTreeSet::new(),
    };
    for entry in dataset.elsewhere {
        if let Some(column) = entry.retraction() {
            applier.retracted.set(&entry.correction, column);
        }
    }
    for entry in entries {
        applier.apply(entry);
    }
    let retracted = applier.retracted;
    let kind = |fact: &str| keys.owner(fact).map_or("", |known| known.kind());
    Applied {
        retractions: retracted.retractions(kind),
        corrections: entries
            .iter()
            .map(|entry| entry.correction.clone())
            .collect(),
        retracted,
    }
}

/// What the ledger is held against.
pub struct Dataset<'a> {
    /// The keys of all facts.
    pub keys: &'a Keys,
    /// Tells whether a key is that of an article.
    pub is_source: &'a dyn Fn(&str) -> bool,
    /// The files.
    pub folder: &'a Folder,
    /// Entries on facts that are not at hand, which hold as they did: what they retract counts.
    pub elsewhere: &'a [Entry],
}

/// What is needed of the fact of an entry.
#[derive(Debug, Clone)]
struct OfFact {
    fact: String,
    kind: &'static Kind,
    /// The source of its file, which its locators leave out.
    source: Option<String>,
}

impl OfFact {
    fn of(&self, list: &'static List) -> Of<'_> {
        Of {
            list,
            source: self.source.as_deref(),
        }
    }
}

/// A row of a fact in the table of a list, which an entry names.
struct Row<'e> {
    path: &'e RowPath,
    list: &'static List,
    /// The position of its element; `None` where there is no such row.
    position: Option<usize>,
}

struct Applier<'a> {
    named: &'a mut Named,
    dataset: &'a Dataset<'a>,
    problems: &'a mut Problems,
    retracted: Retracted,
    /// The last entry that changed each cell.
    changed: BTreeMap<(String, String), Correction>,
    /// The cells with an entry that did not match: later entries on them would not match either.
    stale: BTreeSet<(String, String)>,
}

impl Applier<'_> {
    fn apply(&mut self, entry: &Entry) {
        let correction = &entry.correction;
        let cell = (correction.fact.clone(), correction.field.to_string());
        if self.stale.contains(&cell) {
            return;
        }
        let Some(of) = self.of_fact(entry) else {
            return;
        };
        let is_done = match &correction.field {
            FieldPath::Column(column) if entry.retraction().is_some() => {
                self.change_retraction(entry, column, of.kind.name)
            }
            _ if self.refuse_retracted(entry) => Some(()),
            FieldPath::Column(column) => self.change_column(entry, &of, column),
            FieldPath::Row(row) => self.change_row(entry, &of, row),
            FieldPath::Cell(row, column) => self.change_cell(entry, &of, row, column),
        };
        match is_done {
            Some(()) => self
                .changed
                .insert(cell, correction.clone())
                .map_or((), drop),
            None => drop(self.stale.insert(cell)),
        }
    }

    fn error(&mut self, entry: &Entry, column: &str, message: String) -> &mut Problem {
        self.problems.error(LEDGER, entry.span(column), message)
    }

    /// Returns what is needed of the fact of an entry.
    fn of_fact(&mut self, entry: &Entry) -> Option<OfFact> {
        let fact = &entry.correction.fact;
        if let Some(named) = self.named.get(fact) {
            let source = source_of(&named.file, self.dataset.is_source);
            return Some(OfFact {
                fact: fact.clone(),
                kind: named.kind,
                source: source.map(str::to_owned),
            });
        }
        let hint = nearest_fact(fact, self.dataset.keys.of_kind(None));
        let message = format!("no sheet has a fact `{fact}`");
        self.error(entry, "fact", message).hints.extend(hint);
        None
    }

    fn fact(&self, of: &OfFact) -> Option<&Node<'static>> {
        self.named.get(&of.fact).map(|named| &named.item.node)
    }

    fn fact_mut(&mut self, of: &OfFact) -> Option<&mut Node<'static>> {
        let named = self.named.get_mut(&of.fact);
        named.map(|named| &mut named.item.node)
    }

    fn refuse_retracted(&mut self, entry: &Entry) -> bool {
        let fact = &entry.correction.fact;
        let Some(id) = self.retracted.retracted_by(fact).map(str::to_owned) else {
            return false;
        };
        let message =
            format!("`{fact}` is retracted by `{id}`; only its retraction can be corrected");
        let hint = "restore it with an entry of the field `retracted` or `superseded_by`";
        self.error(entry, "fact", message).hint(hint);
        true
    }

    fn change_retraction(&mut self, entry: &Entry, column: &str, kind: &str) -> Option<()> {
        let correction = &entry.correction;
        self.compare(entry, self.retracted.value(&correction.fact, column), None)?;
        match (&correction.new_value, column) {
            (Some(value), RETRACTED) if value != YES => {
                let message = format!("found `{value}`, expected `{YES}` to retract or nothing");
                self.error(entry, "new_value", message);
                return Some(());
            }
            (Some(other), SUPERSEDED_BY) => {
                let known = self.dataset.keys.owner(other).map(|entry| entry.kind());
                let fault = match known {
                    None => Some(format!("no sheet has a fact `{other}`")),
                    Some(found) if found != kind => {
                        Some(format!("`{other}` is of kind {found}, expected {kind}"))
                    }
                    Some(_) if self.retracted.successor(other) == correction.fact => {
                        Some(format!("`{}` would supersede itself", correction.fact))
                    }
                    Some(_) => {
                        let by = self.retracted.retracted_by(other);
                        by.map(|id| format!("`{other}` is itself retracted by `{id}`"))
                    }
                };
                if let Some(fault) = fault {
                    let hint = nearest_fact(other, self.dataset.keys.of_kind(Some(kind)));
                    let hint = hint.filter(|_| known.is_none());
                    self.error(entry, "new_value", fault).hints.extend(hint);
                    return Some(());
                }
            }
            _ => {}
        }
        self.retracted.set(correction, column);
        Some(())
    }

    fn change_column(&mut self, entry: &Entry, of: &OfFact, column: &str) -> Option<()> {
        let Some(field) = self.field(entry, of.kind, column) else {
            return Some(());
        };
        let node = self.fact(of)?;
        let value = node.get(field.name);
        let default = match field.presence {
            Presence::Default(value) => Some(value),
            Presence::DefaultWith(other, value) => node.get(other).map(|_| value),
            _ => None,
        };
        let origin = value.unwrap_or(node).span.clone();
        let value = value.and_then(text_of);
        let value = value.or(default.map(str::to_owned));
        let seen = value.map(|value| self.retracted.seen(field, value));
        self.compare(entry, seen, Some((of, origin)))?;
        let new = entry.correction.new_value.as_deref();
        let is_required = field.presence == Presence::Required;
        if new.is_none() && (default.is_some() || is_required) {
            self.error(entry, "new_value", format!("`{column}` cannot be empty"));
            return Some(());
        }
        let span = entry.span("new_value");
        let new = new.map(|new| node_of(field, new, &span));
        self.fact_mut(of)?.put(field.name, new);
        Some(())
    }

    /// Returns the field of a kind that fills a column which can be corrected; reports a column that
    /// is not one.
    fn field(&mut self, entry: &Entry, kind: &Kind, column: &str) -> Option<&'static Field> {
        let mut known = kind.all_fields().filter(|field| field.list().is_none());
        if let Some(field) = known.find(|field| field.column == column) {
            return Some(field);
        }
        let mut lists = kind.lists();
        let list = lists.find(|list| list.name == column || list.table == column);
        let hint = match (derived_from(column), list) {
            _ if column == "key" => Some("a key is for ever".to_owned()),
            (Some(of), _) => Some(format!("it is derived: correct `{of}`")),
            (_, Some(list)) => Some(format!("correct its rows: `{}`", example(list))),
            _ => {
                let known = kind.all_fields().filter(|field| field.list().is_none());
                did_you_mean(column, known.map(|field| field.column))
            }
        };
        let message = format!("{} facts have no column `{column}` to correct", kind.name);
        self.error(entry, "field", message).hints.extend(hint);
        None
    }

    /// Finds the row that an entry names; reports a row that cannot be.
    fn find_row<'e>(&mut self, entry: &Entry, of: &OfFact, path: &'e RowPath) -> Option<Row<'e>> {
        let Some(list) = of.kind.lists().find(|list| list.table == path.table) else {
            let tables = of.kind.lists().map(|list| list.table);
            let hint = did_you_mean(&path.table, tables);
            let message = format!("{} facts have no rows in `{}`", of.kind.name, path.table);
            self.error(entry, "field", message).hints.extend(hint);
            return None;
        };
        if list.key().count() != path.key.len() {
            let message = format!("`{path}` is not a row, expected `{}`", example(list));
            self.error(entry, "field", message);
            return None;
        }
        let mut rows = self.rows(of, list).into_iter();
        Some(Row {
            path,
            list,
            position: rows.position(|known| known == *path),
        })
    }

    /// Lists the rows of a fact in the table of a list, in the order of the sheet.
    fn rows(&self, of: &OfFact, list: &'static List) -> Vec<RowPath> {
        let elements = self.fact(of).map_or(&[][..], |fact| fact.list(list.name));
        let key = |element: &Node<'_>| {
            let parts = list.key().map(|field| {
                let value = of.of(list).value(element, field);
                self.retracted.seen(field, value.unwrap_or_default())
            });
            RowPath {
                table: list.table.to_owned(),
                key: parts.collect(),
            }
        };
        elements.iter().map(key).collect()
    }

    fn change_row(&mut self, entry: &Entry, of: &OfFact, path: &RowPath) -> Option<()> {
        let Some(row) = self.find_row(entry, of, path) else {
            return Some(());
        };
        let origin = self.element(of, &row).map(|node| node.span.clone());
        let origin = origin.unwrap_or_else(|| entry.span("field"));
        let seen = row.position.map(|_| YES.to_owned());
        self.compare(entry, seen, Some((of, origin)))?;
        match (entry.correction.new_value.as_deref(), row.list.required()) {
            (None, _) if row.position.is_some() => self.remove_element(of, &row),
            (Some(YES), None) if row.position.is_none() => self.add_element(entry, of, &row),
            (Some(YES), Some(field)) if row.position.is_none() => {
                let message = format!("a row of `{}` needs its `{}`", row.list.table, field.column);
                let hint = format!("correct `{path}.{}` from nothing", field.column);
                self.error(entry, "field", message).hint(hint);
            }
            (value, _) => {
                let value = value.unwrap_or_default();
                let message = format!("found `{value}`, expected `{YES}` for a row or nothing");
                self.error(entry, "new_value", message);
            }
        }
        Some(())
    }

    fn change_cell(
        &mut self,
        entry: &Entry,
        of: &OfFact,
        path: &RowPath,
        column: &str,
    ) -> Option<()> {
        let Some(row) = self.find_row(entry, of, path) else {
            return Some(());
        };
        let Some(field) = row.list.field_of(column) else {
            let hint = match derived_from(column) {
                Some(of) => Some(format!("it is derived: correct `{of}`")),
                None => did_you_mean(column, row.list.fields.iter().map(|field| field.column)),
            };
            let message = format!("`{}` has no column `{column}` to correct", row.list.table);
            self.error(entry, "field", message).hints.extend(hint);
            return Some(());
        };
        let is_required = row.list.required() == Some(field);
        let Some(element) = self.element(of, &row) else {
            if is_required && entry.correction.old_value.is_none() {
                self.add_element(entry, of, &row);
                let position = self.rows(of, row.list).len().checked_sub(1);
                return self.set_element(entry, of, &Row { position, ..row }, field);
            }
            self.report_missing_row(entry, of, &row);
            return None;
        };
        let value = of.of(row.list).value(element, field);
        let seen = value.map(|value| self.retracted.seen(field, value));
        let origin = element.span.clone();
        self.compare(entry, seen, Some((of, origin)))?;
        match entry.correction.new_value {
            None if is_required => self.remove_element(of, &row),
            None if field.is_key => {
                let message = format!("`{column}` cannot be empty");
                let hint = format!("take the row out: correct `{path}` from `{YES}` to nothing");
                self.error(entry, "new_value", message).hint(hint);
            }
            None if field.default().is_some() => {
                self.error(entry, "new_value", format!("`{column}` cannot be empty"));
            }
            _ => self.set_element(entry, of, &row, field)?,
        }
        self.refuse_double_row(entry, of, &row);
        Some(())
    }

    /// Reports an entry that gives a row the key of another one: later entries on either would not
    /// know which is meant.
    fn refuse_double_row(&mut self, entry: &Entry, of: &OfFact, row: &Row<'_>) {
        let rows = self.rows(of, row.list);
        let Some(row) = row.position.and_then(|at| rows.get(at)) else {
            return;
        };
        if rows.iter().filter(|other| *other == row).count() > 1 {
            let message = format!("`{}` has two rows `{row}` then", entry.correction.fact);
            let hint = "take the other row out first, or make the change in the fact sheet";
            let problem = self.error(entry, "new_value", message);
            problem.hint(hint);
        }
    }

    fn report_missing_row(&mut self, entry: &Entry, of: &OfFact, row: &Row<'_>) {
        let rows = self.rows(of, row.list).into_iter();
        let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
        let shown = row.path.to_string();
        let hint = did_you_mean(&shown, rows.iter().map(String::as_str));
        let message = format!("`{}` has no row `{shown}`", entry.correction.fact);
        self.error(entry, "field", message).hints.extend(hint);
    }

    fn element(&self, of: &OfFact, row: &Row<'_>) -> Option<&Node<'static>> {
        self.fact(of)?.list(row.list.name).get(row.position?)
    }

    fn remove_element(&mut self, of: &OfFact, row: &Row<'_>) {
        let fact = self.fact_mut(of);
        let list = fact.and_then(|fact| fact.list_mut(row.list.name, &Span::default()));
        if let (Some(list), Some(at)) = (list, row.position) {
            list.remove(at);
        }
    }

    fn add_element(&mut self, entry: &Entry, of: &OfFact, row: &Row<'_>) {
        let span = entry.span("field");
        let mut element = Node {
            span: span.clone(),
            value: Value::Table(Vec::new()),
        };
        for (field, part) in row.list.key().zip(&row.path.key) {
            of.of(row.list).set(&mut element, field, Some(part), &span);
        }
        let fact = self.fact_mut(of);
        if let Some(list) = fact.and_then(|fact| fact.list_mut(row.list.name, &span)) {
            list.push(element);
        }
    }

    fn set_element(
        &mut self,
        entry: &Entry,
        of: &OfFact,
        row: &Row<'_>,
        field: &Field,
    ) -> Option<()> {
        let span = entry.span("new_value");
        let list = self.fact_mut(of)?.list_mut(row.list.name, &span)?;
        let new = entry.correction.new_value.as_deref();
        let element = list.get_mut(row.position?)?;
        of.of(row.list).set(element, field, new, &span);
        Some(())
    }

    /// Compares what stands in a cell with what an entry expects; `None` where the entry is stale,
    /// which is reported with the change that came between.
    fn compare(
        &mut self,
        entry: &Entry,
        seen: Option<String>,
        origin: Option<(&OfFact, Span)>,
    ) -> Option<()> {
        let correction = &entry.correction;
        if seen == correction.old_value {
            return Some(());
        }
        let cell = (correction.fact.clone(), correction.field.to_string());
        let hint = match (self.changed.get(&cell), origin) {
            (Some(by), _) => Some(format!(
                "`{}` ({}, {}) changed it from {} to {}",
                by.id,
                by.made_on,
                by.made_by,
                shown(by.old_value.as_deref()),
                shown(by.new_value.as_deref()),
            )),
            (None, Some((of, span))) if !span.in_ledger => {
                let named = self.named.get(&of.fact);
                named.map(|named| {
                    format!("the sheet says so at {}", self.shown_location(named, &span))
                })
            }
            _ => None,
        };
        let message = format!(
            "`{}` is stale: it expects {} in `{}` of `{}`, found {}",
            correction.id,
            shown(correction.old_value.as_deref()),
            correction.field,
            correction.fact,
            shown(seen.as_deref()),
        );
        let problem = self.error(entry, "old_value", message);
        problem.hints.extend(hint);
        problem.cell = Some(cell);
        None
    }

    /// Returns where a part of a fact stands, as `file:line:column`.
    fn shown_location(&self, named: &NamedFact, span: &Span) -> String {
        if is_of_lines(&named.file) {
            let path = self.dataset.folder.display_path(&named.file);
            let Location { line, column, .. } = named.location;
            return format!("{path}:{line}:{column}");
        }
        self.dataset.folder.location(&named.file, span.start)
    }
}

fn redirect(
    fields: impl Iterator<Item = &'static Field>,
    table: &mut Node<'_>,
    retracted: &Retracted,
) {
    for field in fields {
        let Some(node) = table.get_mut(field.name) else {
            continue;
        };
        match (&mut node.value, field.list()) {
            (Value::Text(key), None) if field.is_reference() => {
                *key = retracted.successor(key).to_owned().into();
            }
            (Value::List(elements), Some(list)) => {
                for element in elements {
                    redirect(list.fields.iter(), element, retracted);
                }
            }
            _ => {}
        }
    }
}

/// Returns what the path of a row of a list looks like.
fn example(list: &List) -> String {
    let key: Vec<&str> = list.key().map(|field| field.column).collect();
    format!("{}[{}]", list.table, key.join(","))
}

/// Returns a value as messages show it.
fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}
