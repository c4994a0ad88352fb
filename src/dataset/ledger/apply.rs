//! Applying the ledger to the facts that it names, entry by entry.
//!
//! **A correction keeps the rules of coding.** Entries change what files say before it is checked, so
//! that a corrected value is checked like a coded one, derived columns follow, and a mistake in it
//! points at the ledger: a value that an entry has set carries the span of the entry.
//!
//! **Keys are for ever.** No entry changes a key. A fact that is retracted stays in its file and
//! keeps its key; references to it are an error, or follow what supersedes it.
//!
//! Each entry is compared with what stands in its cell first, and applied only if they agree:
//!
//! ```text
//! entry: old ─► new     in the cell     then
//! c1:    a   ─► b       a               b
//! c2:    b   ─► c       b               c
//! c3:    b   ─► d       c               stale, reported: `c2` changed it from b to c
//! c4:    d   ─► e                       passed over, since it follows from c3
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Columns, node_of};
use super::retracted::Retracted;
use super::steps::{self, Steps};
use super::tell::Change;
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
    /// The location of its key.
    pub location: Location,
    /// Its item.
    pub item: Item<'static>,
}

/// What the ledger did.
#[derive(Debug, Default)]
pub struct Applied {
    /// The entries, in order.
    pub corrections: Vec<Correction>,
    /// The facts that it retracted.
    pub retractions: BTreeMap<FactKey, Retraction>,
    /// The same, to look them up and to redirect references.
    pub retracted: Retracted,
    /// What each entry changed.
    pub steps: Steps,
}

/// Lists the keys of the facts that entries correct.
pub fn names(entries: &[Entry]) -> BTreeSet<&str> {
    let facts = entries.iter().map(|entry| entry.correction.fact.as_str());
    facts.collect()
}

/// Applies the entries in the order of the ledger to the facts that they name; those that cannot be
/// applied are reported.
pub fn apply(
    entries: &[Entry],
    named: &mut Named,
    dataset: &Dataset<'_>,
    problems: &mut Problems,
) -> Applied {
    let mut applier = Applier {
        named,
        dataset,
        problems,
        retracted: Retracted::default(),
        steps: Steps::default(),
        changed: BTreeMap::new(),
        stale: BTreeSet::new(),
    };
    for entry in entries {
        let correction = &entry.correction;
        if dataset.is_whole || applier.named.contains_key(&correction.fact) {
            applier.apply(entry);
        } else if let Some(column) = entry.retraction() {
            // At its place among the others: an entry sees the merges before it, and no later ones.
            applier.set_retraction(correction, column);
        }
    }
    let (retracted, steps) = (applier.retracted, applier.steps);
    let kind = |fact: &str| dataset.keys.owner(fact).map_or("", |known| known.kind());
    Applied {
        retractions: retracted.retractions(kind),
        corrections: entries
            .iter()
            .map(|entry| entry.correction.clone())
            .collect(),
        retracted,
        steps,
    }
}

/// What the ledger is applied to, besides the facts that it names.
pub struct Dataset<'a> {
    /// The keys of all facts.
    pub keys: &'a Keys,
    /// Returns whether a key is that of an article.
    pub is_source: &'a dyn Fn(&str) -> bool,
    /// The files.
    pub folder: &'a Folder,
    /// Whether all facts are at hand. Otherwise entries on facts that are not are taken as applied;
    /// what they retract counts for the entries after them.
    pub is_whole: bool,
}

/// An entry, and what is needed of the fact that it corrects.
pub(super) struct Target<'e> {
    pub(super) entry: &'e Entry,
    pub(super) kind: &'static Kind,
    /// The source of the fact's file, which its locators leave out.
    pub(super) source: Option<String>,
}

impl Target<'_> {
    /// Returns how the elements of a list of the fact are read and written as rows.
    fn columns(&self, list: &'static List) -> Columns<'_> {
        let source = self.source.as_deref();
        Columns { list, source }
    }
}

/// A row that an entry names, of the table that a list of its fact fills.
pub(super) struct Row<'e> {
    pub(super) path: &'e RowPath,
    pub(super) list: &'static List,
    /// The position of its element in the list; `None` where the fact does not have the row.
    position: Option<usize>,
}

pub(super) struct Applier<'a> {
    named: &'a mut Named,
    dataset: &'a Dataset<'a>,
    problems: &'a mut Problems,
    pub(super) retracted: Retracted,
    /// What each entry changed.
    pub(super) steps: Steps,
    /// The last entry that changed each cell, for the message of one that is stale.
    changed: BTreeMap<(String, String), Correction>,
    /// The cells with a stale entry, by fact and field.
    stale: BTreeSet<(String, String)>,
}

/// The `change_…` functions return `None` where the entry is stale. `Some` does not mean that it was
/// applied: one whose new value is wrong is reported, and counts as applied for the entries after it,
/// so that one mistake is one message.
impl Applier<'_> {
    fn apply(&mut self, entry: &Entry) {
        let correction = &entry.correction;
        let cell = (correction.fact.clone(), correction.field.to_string());
        // After one stale entry the cell no longer holds what any later one expects.
        if self.stale.contains(&cell) {
            return;
        }
        let Some(target) = self.target(entry) else {
            return;
        };
        if let Some(named) = self.named.get(&correction.fact) {
            let item = &named.item.node;
            self.steps.catch_up(&correction.fact, named.kind, item);
        }
        let is_current = match &correction.field {
            FieldPath::Column(column) if entry.retraction().is_some() => {
                self.change_retraction(&target, column)
            }
            _ if self.refuse_retracted(entry) => Some(()),
            FieldPath::Column(column) => self.change_column(&target, column),
            FieldPath::Row(path) => self.change_row(&target, path),
            FieldPath::Cell(path, column) => self.change_cell(&target, path, column),
        };
        if is_current.is_some() {
            self.changed.insert(cell, correction.clone());
        } else {
            self.stale.insert(cell);
        }
    }

    fn error(&mut self, entry: &Entry, column: &str, message: String) -> &mut Problem {
        self.problems.error(LEDGER, entry.span(column), message)
    }

    /// Looks up the fact of an entry; reports a key that no fact has.
    fn target<'e>(&mut self, entry: &'e Entry) -> Option<Target<'e>> {
        let fact = &entry.correction.fact;
        if let Some(named) = self.named.get(fact) {
            let source = source_of(&named.file, self.dataset.is_source);
            return Some(Target {
                entry,
                kind: named.kind,
                source: source.map(str::to_owned),
            });
        }
        let hint = nearest_fact(fact, self.dataset.keys.of_kind(None));
        let message = format!("no sheet has a fact `{fact}`");
        self.error(entry, "fact", message).hints.extend(hint);
        None
    }

    pub(super) fn fact(&self, target: &Target<'_>) -> Option<&Node<'static>> {
        let named = self.named.get(&target.entry.correction.fact);
        named.map(|named| &named.item.node)
    }

    fn fact_mut(&mut self, target: &Target<'_>) -> Option<&mut Node<'static>> {
        let named = self.named.get_mut(&target.entry.correction.fact);
        named.map(|named| &mut named.item.node)
    }

    fn refuse_retracted(&mut self, entry: &Entry) -> bool {
        let fact = &entry.correction.fact;
        let Some(id) = self.retracted.retracted_by(fact) else {
            return false;
        };
        let message =
            format!("`{fact}` is retracted by `{id}`; only its retraction can be corrected");
        let hint = "restore it with an entry of the field `retracted` or `superseded_by`";
        self.error(entry, "fact", message).hint(hint);
        true
    }

    fn change_retraction(&mut self, target: &Target<'_>, column: &str) -> Option<()> {
        let entry = target.entry;
        let correction = &entry.correction;
        self.compare(target, self.retracted.value(&correction.fact, column), None)?;
        match (&correction.new_value, column) {
            (Some(value), RETRACTED) if value != YES => {
                let message = format!("found `{value}`, expected `{YES}` to retract or nothing");
                self.error(entry, "new_value", message);
            }
            (Some(other), SUPERSEDED_BY) if self.refuse_successor(target, other) => {}
            _ => self.tell_retraction(target, column),
        }
        Some(())
    }

    /// Reports a fact that cannot supersede the one of an entry; returns whether it cannot.
    fn refuse_successor(&mut self, target: &Target<'_>, other: &str) -> bool {
        let (fact, kind) = (&target.entry.correction.fact, target.kind.name);
        let known = self.dataset.keys.owner(other).map(|known| known.kind());
        let fault = match known {
            None => Some(format!("no sheet has a fact `{other}`")),
            Some(found) if found != kind => {
                Some(format!("`{other}` is of kind {found}, expected {kind}"))
            }
            Some(_) if self.retracted.successor(other) == fact => {
                Some(format!("`{fact}` would supersede itself"))
            }
            Some(_) => {
                let by = self.retracted.retracted_by(other);
                by.map(|id| format!("`{other}` is itself retracted by `{id}`"))
            }
        };
        let Some(fault) = fault else {
            return false;
        };
        let hint = nearest_fact(other, self.dataset.keys.of_kind(Some(kind)));
        let problem = self.error(target.entry, "new_value", fault);
        problem.hints.extend(hint.filter(|_| known.is_none()));
        true
    }

    fn change_column(&mut self, target: &Target<'_>, column: &str) -> Option<()> {
        let Some(field) = self.field(target, column) else {
            return Some(());
        };
        let node = self.fact(target)?;
        let default = match field.presence {
            Presence::Default(value) => Some(value),
            Presence::DefaultWith(other, value) => node.get(other).map(|_| value),
            _ => None,
        };
        let written = node.get(field.name);
        let origin = written.unwrap_or(node).span;
        let is_implied = written.is_none();
        let value = steps::value_of(node, field);
        let seen = value.map(|value| self.retracted.seen(field, value));
        let entry = target.entry;
        if !(is_implied && self.came_or_went(entry, field)) {
            self.compare(target, seen.clone(), Some(origin))?;
        }
        let new = entry.correction.new_value.as_deref();
        let is_required = field.presence == Presence::Required;
        if new.is_none() && (default.is_some() || is_required) {
            self.error(entry, "new_value", format!("`{column}` cannot be empty"));
            return Some(());
        }
        self.tell_column(target, field, seen);
        let new = new.map(|new| node_of(field, new, entry.span("new_value")));
        self.fact_mut(target)?.put(field.name, new);
        Some(())
    }

    /// Tells whether a default that nobody wrote came or went with the field that it belongs to, by an
    /// entry before this one. Who changed both in one row expects what the row had: nothing, or the
    /// default.
    fn came_or_went(&self, entry: &Entry, field: &Field) -> bool {
        let Presence::DefaultWith(other, value) = field.presence else {
            return false;
        };
        let correction = &entry.correction;
        let cell = (correction.fact.clone(), other.to_owned());
        let expected = correction.old_value.as_deref();
        self.changed.contains_key(&cell) && expected.is_none_or(|expected| expected == value)
    }

    /// Returns the field that fills a column; reports a column that cannot be corrected.
    fn field(&mut self, target: &Target<'_>, column: &str) -> Option<&'static Field> {
        let kind = target.kind;
        let known = || kind.all_fields().filter(|field| field.list().is_none());
        if let Some(field) = known().find(|field| field.column == column) {
            return Some(field);
        }
        let mut lists = kind.lists();
        let list = lists.find(|list| list.name == column || list.table == column);
        let hint = match (derived_from(column), list) {
            _ if column == "key" => Some("a key is for ever".to_owned()),
            (Some(of), _) => Some(format!("it is derived: correct `{of}`")),
            (_, Some(list)) => Some(format!("correct its rows: `{}`", example(list))),
            _ => did_you_mean(column, known().map(|field| field.column)),
        };
        let message = format!("{} facts have no column `{column}` to correct", kind.name);
        let problem = self.error(target.entry, "field", message);
        problem.hints.extend(hint);
        None
    }

    /// Finds the row that an entry names; reports a path that does not fit any list of the fact.
    fn find_row<'e>(&mut self, target: &Target<'_>, path: &'e RowPath) -> Option<Row<'e>> {
        let (entry, kind) = (target.entry, target.kind);
        let Some(list) = kind.lists().find(|list| list.table == path.table) else {
            let hint = did_you_mean(&path.table, kind.lists().map(|list| list.table));
            let message = format!("{} facts have no rows in `{}`", kind.name, path.table);
            self.error(entry, "field", message).hints.extend(hint);
            return None;
        };
        if list.key().count() != path.key.len() {
            let message = format!("`{path}` is not a row, expected `{}`", example(list));
            self.error(entry, "field", message);
            return None;
        }
        let rows = self.rows(target, list);
        Some(Row {
            path,
            list,
            position: rows.iter().position(|known| known == path),
        })
    }

    /// Lists the rows of a fact in the table of a list, in the order of the sheet.
    fn rows(&self, target: &Target<'_>, list: &'static List) -> Vec<RowPath> {
        let elements = self
            .fact(target)
            .map_or(&[][..], |fact| fact.list(list.name));
        let key = |element: &Node<'_>| {
            let parts = list.key().map(|field| {
                let value = target.columns(list).value(element, field);
                self.retracted.seen(field, value.unwrap_or_default())
            });
            RowPath {
                table: list.table.to_owned(),
                key: parts.collect(),
            }
        };
        elements.iter().map(key).collect()
    }

    fn change_row(&mut self, target: &Target<'_>, path: &RowPath) -> Option<()> {
        let Some(row) = self.find_row(target, path) else {
            return Some(());
        };
        let entry = target.entry;
        let origin = self.element(target, &row).map(|node| node.span);
        let origin = origin.unwrap_or_else(|| entry.span("field"));
        let seen = row.position.map(|_| YES.to_owned());
        self.compare(target, seen, Some(origin))?;
        match (entry.correction.new_value.as_deref(), row.list.required()) {
            (None, _) if row.position.is_some() => {
                self.tell_row_gone(target, &row);
                self.remove_element(target, &row);
            }
            (Some(YES), None) if row.position.is_none() => {
                let added = Change::added(row.list.table, path.key.clone());
                self.tell(target, added);
                self.add_element(target, &row);
            }
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

    fn change_cell(&mut self, target: &Target<'_>, path: &RowPath, column: &str) -> Option<()> {
        let Some(row) = self.find_row(target, path) else {
            return Some(());
        };
        let entry = target.entry;
        let Some(field) = row.list.field_of(column) else {
            let hint = match derived_from(column) {
                Some(of) => Some(format!("it is derived: correct `{of}`")),
                None => did_you_mean(column, row.list.fields.iter().map(|field| field.column)),
            };
            let message = format!("`{}` has no column `{column}` to correct", row.list.table);
            self.error(entry, "field", message).hints.extend(hint);
            return Some(());
        };
        // The required column that is not part of the key stands for the row: to fill it adds the row,
        // to empty it takes the row out.
        let stands_for_row = row.list.required() == Some(field);
        let Some(element) = self.element(target, &row) else {
            if stands_for_row && entry.correction.old_value.is_none() {
                let added = Change::added(row.list.table, path.key.clone());
                self.tell(target, added);
                self.tell_cell(target, &row, field, None);
                self.add_element(target, &row);
                let position = self.rows(target, row.list).len().checked_sub(1);
                return self.set_element(target, &Row { position, ..row }, field);
            }
            self.report_missing_row(target, &row);
            return None;
        };
        let value = target.columns(row.list).value(element, field);
        let seen = value.map(|value| self.retracted.seen(field, value));
        let origin = element.span;
        self.compare(target, seen.clone(), Some(origin))?;
        match entry.correction.new_value {
            None if stands_for_row => {
                self.tell_row_gone(target, &row);
                self.remove_element(target, &row);
            }
            None if field.is_key => {
                let message = format!("`{column}` cannot be empty");
                let hint = format!("take the row out: correct `{path}` from `{YES}` to nothing");
                self.error(entry, "new_value", message).hint(hint);
            }
            None if field.default().is_some() => {
                self.error(entry, "new_value", format!("`{column}` cannot be empty"));
            }
            _ => {
                self.tell_cell(target, &row, field, seen);
                self.set_element(target, &row, field)?;
            }
        }
        self.refuse_double_row(target, &row);
        Some(())
    }

    /// Reports an entry that gives a row the key of another one: a later entry could not name either.
    fn refuse_double_row(&mut self, target: &Target<'_>, row: &Row<'_>) {
        let rows = self.rows(target, row.list);
        let Some(row) = row.position.and_then(|at| rows.get(at)) else {
            return;
        };
        if rows.iter().filter(|other| *other == row).count() > 1 {
            let fact = &target.entry.correction.fact;
            let message = format!("`{fact}` has two rows `{row}` then");
            let hint = "take the other row out first, or make the change in the fact sheet";
            self.error(target.entry, "new_value", message).hint(hint);
        }
    }

    fn report_missing_row(&mut self, target: &Target<'_>, row: &Row<'_>) {
        let rows = self.rows(target, row.list);
        let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        let shown = row.path.to_string();
        let hint = did_you_mean(&shown, rows.iter().map(String::as_str));
        let message = format!("`{}` has no row `{shown}`", target.entry.correction.fact);
        let problem = self.error(target.entry, "field", message);
        problem.hints.extend(hint);
    }

    fn element(&self, target: &Target<'_>, row: &Row<'_>) -> Option<&Node<'static>> {
        self.fact(target)?.list(row.list.name).get(row.position?)
    }

    fn remove_element(&mut self, target: &Target<'_>, row: &Row<'_>) {
        let fact = self.fact_mut(target);
        let list = fact.and_then(|fact| fact.list_mut(row.list.name, Span::default()));
        if let (Some(list), Some(at)) = (list, row.position) {
            list.remove(at);
        }
    }

    fn add_element(&mut self, target: &Target<'_>, row: &Row<'_>) {
        let span = target.entry.span("field");
        let value = Value::Table(Vec::new());
        let mut element = Node { span, value };
        for (field, part) in row.list.key().zip(&row.path.key) {
            let columns = target.columns(row.list);
            columns.set(&mut element, field, Some(part), span);
        }
        let fact = self.fact_mut(target);
        if let Some(list) = fact.and_then(|fact| fact.list_mut(row.list.name, span)) {
            list.push(element);
        }
    }

    fn set_element(&mut self, target: &Target<'_>, row: &Row<'_>, field: &Field) -> Option<()> {
        let span = target.entry.span("new_value");
        let list = self.fact_mut(target)?.list_mut(row.list.name, span)?;
        let new = target.entry.correction.new_value.as_deref();
        let element = list.get_mut(row.position?)?;
        target.columns(row.list).set(element, field, new, span);
        Some(())
    }

    /// Compares the value of a cell with the one that an entry expects; `None` where the entry is
    /// stale, which is reported with the change that came between: an earlier entry, or else the
    /// sheet, at the origin of the value.
    fn compare(
        &mut self,
        target: &Target<'_>,
        seen: Option<String>,
        origin: Option<Span>,
    ) -> Option<()> {
        let correction = &target.entry.correction;
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
            (None, Some(span)) if !span.in_ledger => {
                let named = self.named.get(&correction.fact);
                let location = named.map(|named| self.shown_location(named, span));
                location.map(|location| format!("the sheet says so at {location}"))
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
        let problem = self.error(target.entry, "old_value", message);
        problem.hints.extend(hint);
        problem.cell = Some(cell);
        None
    }

    /// Returns the location of a part of a fact as `file:line:column`; of a fact on a line, that of
    /// its key.
    fn shown_location(&self, named: &NamedFact, span: Span) -> String {
        let folder = self.dataset.folder;
        if is_of_lines(&named.file) {
            named.location.shown(&folder.display_path(&named.file))
        } else {
            folder.location(&named.file, span.start)
        }
    }
}

/// Returns an example of the path of a row of a list.
fn example(list: &List) -> String {
    let key: Vec<&str> = list.key().map(|field| field.column).collect();
    format!("{}[{}]", list.table, key.join(","))
}

/// Returns a value as messages show it.
fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}
