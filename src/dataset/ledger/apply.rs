//! Applying the ledger to the trees of the sheets, entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{CHILD_TABLES, ChildTable, REFERENCES, REQUIRED, derived_from};
use super::life::Lives;
use super::{Entry, nearest_fact};
use crate::dataset::folder::{Folder, LEDGER, is_of_lines, source_of};
use crate::dataset::items::Item;
use crate::dataset::keys::{Keys, Place};
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::{Problem, Problems, did_you_mean};
use crate::dataset::raw::KINDS;
use crate::dataset::span::Span;
use crate::model::correction::{Correction, Retraction};
use crate::model::key::FactKey;
use crate::model::path::{FieldPath, RETRACTED, RowPath, SUPERSEDED_BY, YES};

/// The facts that the ledger names, by key, as their files have them; entries change them.
pub type Named = BTreeMap<String, NamedFact>;

/// A fact that the ledger names.
#[derive(Debug, Clone)]
pub struct NamedFact {
    /// The file that it stands in.
    pub file: String,
    /// Where its key stands.
    pub place: Place,
    /// What it says.
    pub item: Item,
}

/// What the ledger did.
#[derive(Debug, Default)]
pub struct Applied {
    /// The entries, in order.
    pub corrections: Vec<Correction>,
    /// The facts that it took back.
    pub retractions: BTreeMap<FactKey, Retraction>,
    /// For each of them the entry that did.
    pub retracted_by: BTreeMap<String, String>,
    lives: Lives,
}

impl Applied {
    /// Tells whether references may have to lead elsewhere.
    pub fn redirects(&self) -> bool {
        !self.lives.is_empty()
    }

    /// Lets references to facts that were merged lead to what they were merged into.
    pub fn redirect(&self, node: &mut Node) {
        if self.redirects() {
            redirect(node, &self.lives);
        }
    }
}

/// Lists the keys of the facts that entries correct.
pub fn names(entries: &[Entry]) -> BTreeSet<&str> {
    let facts = entries.iter().map(|entry| entry.correction.fact.as_str());
    facts.collect()
}

/// Applies entries in order; those that cannot be are reported. `is_source` knows the keys of the
/// articles, whose folders let a citation leave its source out.
pub fn apply(
    entries: &[Entry],
    named: &mut Named,
    keys: &Keys,
    is_source: &dyn Fn(&str) -> bool,
    folder: &Folder,
    problems: &mut Problems,
) -> Applied {
    let mut applier = Applier {
        named,
        keys,
        is_source,
        folder,
        problems,
        lives: Lives::default(),
        changed: BTreeMap::new(),
        stale: BTreeSet::new(),
    };
    for entry in entries {
        applier.apply(entry);
    }
    let lives = applier.lives;
    let kind = |fact: &str| keys.owner(fact).map_or("", |entry| entry.kind());
    let retractions = lives.retractions(kind);
    let by = |fact: &FactKey| {
        let id = lives.retracted_by(fact.as_str())?;
        Some((fact.to_string(), id.to_owned()))
    };
    Applied {
        retracted_by: retractions.keys().filter_map(by).collect(),
        retractions,
        corrections: entries
            .iter()
            .map(|entry| entry.correction.clone())
            .collect(),
        lives,
    }
}

/// What is needed of the fact of an entry.
#[derive(Debug, Clone)]
struct FactPlace {
    fact: String,
    kind: &'static str,
    source: Option<String>,
}

struct Applier<'a> {
    named: &'a mut Named,
    keys: &'a Keys,
    is_source: &'a dyn Fn(&str) -> bool,
    folder: &'a Folder,
    problems: &'a mut Problems,
    lives: Lives,
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
        let Some(place) = self.place(entry) else {
            return;
        };
        let is_done = match &correction.field {
            FieldPath::Column(column) if [RETRACTED, SUPERSEDED_BY].contains(&column.as_str()) => {
                self.change_life(entry, column, place.kind)
            }
            _ if self.refuse_retracted(entry) => Some(()),
            FieldPath::Column(column) => self.change_column(entry, &place, column),
            FieldPath::Row(row) => self.change_row(entry, &place, row),
            FieldPath::Cell(row, column) => self.change_cell(entry, &place, row, column),
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
        self.problems.error(LEDGER, entry.place(column), message)
    }

    /// Returns what is needed of the fact of an entry.
    fn place(&mut self, entry: &Entry) -> Option<FactPlace> {
        let fact = &entry.correction.fact;
        if let Some(named) = self.named.get(fact) {
            let source = source_of(&named.file, self.is_source);
            return Some(FactPlace {
                fact: fact.clone(),
                kind: named.item.kind,
                source: source.map(str::to_owned),
            });
        }
        let hint = nearest_fact(fact, self.keys.of_kind(None));
        let message = format!("no sheet has a fact `{fact}`");
        self.error(entry, "fact", message).hints.extend(hint);
        None
    }

    fn fact(&self, place: &FactPlace) -> Option<&Node> {
        self.named.get(&place.fact).map(|named| &named.item.node)
    }

    fn fact_mut(&mut self, place: &FactPlace) -> Option<&mut Node> {
        let named = self.named.get_mut(&place.fact);
        named.map(|named| &mut named.item.node)
    }

    fn refuse_retracted(&mut self, entry: &Entry) -> bool {
        let fact = &entry.correction.fact;
        let Some(id) = self.lives.retracted_by(fact).map(str::to_owned) else {
            return false;
        };
        let message = format!("`{fact}` is retracted by `{id}`; only its life can be corrected");
        let hint = "restore it with an entry of the field `retracted` or `superseded_by`";
        self.error(entry, "fact", message).hints.push(hint.into());
        true
    }

    fn change_life(&mut self, entry: &Entry, column: &str, kind: &str) -> Option<()> {
        let correction = &entry.correction;
        self.compare(entry, self.lives.value(&correction.fact, column), None)?;
        match (&correction.new_value, column) {
            (Some(value), RETRACTED) if value != YES => {
                let message = format!("found `{value}`, expected `{YES}` to retract or nothing");
                self.error(entry, "new_value", message);
                return Some(());
            }
            (Some(other), SUPERSEDED_BY) => {
                let known = self.keys.owner(other).map(|entry| entry.kind());
                let fault = match known {
                    None => Some(format!("no sheet has a fact `{other}`")),
                    Some(found) if found != kind => {
                        Some(format!("`{other}` is of kind {found}, expected {kind}"))
                    }
                    Some(_) if self.lives.successor(other) == correction.fact => {
                        Some(format!("`{}` would supersede itself", correction.fact))
                    }
                    Some(_) => {
                        let by = self.lives.retracted_by(other);
                        by.map(|id| format!("`{other}` is itself retracted by `{id}`"))
                    }
                };
                if let Some(fault) = fault {
                    let hint = nearest_fact(other, self.keys.of_kind(Some(kind)));
                    let hint = hint.filter(|_| known.is_none());
                    self.error(entry, "new_value", fault).hints.extend(hint);
                    return Some(());
                }
            }
            _ => {}
        }
        self.lives.set(correction, column);
        Some(())
    }

    fn change_column(&mut self, entry: &Entry, place: &FactPlace, column: &str) -> Option<()> {
        if !self.is_column(entry, place.kind, column) {
            return Some(());
        }
        let node = self.fact(place)?;
        let value = node.text(column).map(str::to_owned);
        let default = match column {
            "certainty" => Some("stated"),
            "date_basis" if node.get("date").is_some() => Some("stated"),
            _ => None,
        };
        let value = value.or(default.map(str::to_owned));
        let seen = value.map(|value| self.lives.seen(column, value));
        let origin = node.get(column).unwrap_or(node).span.clone();
        self.compare(entry, seen, Some((place, origin)))?;
        let new = entry.correction.new_value.as_deref();
        if new.is_none() && (default.is_some() || is_required(place.kind, column)) {
            self.error(entry, "new_value", format!("`{column}` cannot be empty"));
            return Some(());
        }
        let span = entry.place("new_value");
        let fact = self.fact_mut(place)?;
        fact.set(column, new, &span);
        Some(())
    }

    /// Tells whether a kind of fact has a column that can be corrected; reports it if not.
    fn is_column(&mut self, entry: &Entry, kind: &str, column: &str) -> bool {
        let fields = KINDS
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or(&[][..], |(_, f)| f);
        let is_list = |field: &&str| CHILD_TABLES.iter().any(|table| table.list == *field);
        let own = fields.iter().filter(|field| !is_list(field));
        let known: Vec<&str> = own.copied().chain(COMMON).collect();
        if known.contains(&column) {
            return true;
        }
        let derived = derived_from(column);
        let list = CHILD_TABLES
            .iter()
            .find(|table| table.list == column || table.name == column)
            .filter(|table| table.list == "cites" || fields.contains(&table.list));
        let hint = match (derived, list) {
            _ if column == "key" => Some("a key is for ever".to_owned()),
            (Some(of), _) => Some(format!("it is derived: correct `{of}`")),
            (_, Some(table)) => Some(format!("correct its rows: `{}`", example(table))),
            _ => did_you_mean(column, known),
        };
        let message = format!("{kind} facts have no column `{column}` to correct");
        self.error(entry, "field", message).hints.extend(hint);
        false
    }

    /// Returns the table of a row and the position of its element; reports a row that cannot be.
    fn find_row(
        &mut self,
        entry: &Entry,
        place: &FactPlace,
        row: &RowPath,
    ) -> Option<(&'static ChildTable, Option<usize>)> {
        let fields = KINDS.iter().find(|(name, _)| *name == place.kind);
        let is_of_kind = |table: &&ChildTable| {
            table.list == "cites" || fields.is_some_and(|(_, fields)| fields.contains(&table.list))
        };
        let tables = || CHILD_TABLES.iter().filter(is_of_kind);
        let Some(table) = tables().find(|table| table.name == row.table) else {
            let hint = did_you_mean(&row.table, tables().map(|table| table.name));
            let message = format!("{} facts have no rows in `{}`", place.kind, row.table);
            self.error(entry, "field", message).hints.extend(hint);
            return None;
        };
        if table.key.len() != row.key.len() {
            let message = format!("`{row}` is no row, expected `{}`", example(table));
            self.error(entry, "field", message);
            return None;
        }
        let position = self
            .rows(place, table)
            .iter()
            .position(|known| known == row);
        Some((table, position))
    }

    /// Lists the rows of a fact in a table, in the order of the sheet.
    fn rows(&self, place: &FactPlace, table: &ChildTable) -> Vec<RowPath> {
        let elements = self
            .fact(place)
            .map_or(&[][..], |fact| fact.list(table.list));
        let key = |element: &Node| {
            let parts = table.key.iter().map(|(column, field)| {
                let value = table.value(element, column, place.source.as_deref());
                self.lives.seen(field, value.unwrap_or_default())
            });
            RowPath {
                table: table.name.to_owned(),
                key: parts.collect(),
            }
        };
        elements.iter().map(key).collect()
    }

    fn change_row(&mut self, entry: &Entry, place: &FactPlace, row: &RowPath) -> Option<()> {
        let Some((table, position)) = self.find_row(entry, place, row) else {
            return Some(());
        };
        let origin = self
            .element(place, table, position)
            .map(|node| node.span.clone());
        let origin = origin.unwrap_or_else(|| entry.place("field"));
        let seen = position.map(|_| YES.to_owned());
        self.compare(entry, seen, Some((place, origin)))?;
        match (entry.correction.new_value.as_deref(), position) {
            (None, Some(at)) => self.remove_element(place, table, at),
            (Some(YES), None) if table.required.is_none() => {
                self.add_element(entry, place, table, row);
            }
            (Some(YES), None) => {
                let column = table.required.unwrap_or_default();
                let message = format!("a row of `{}` needs its `{column}`", table.name);
                let hint = format!("correct `{row}.{column}` from nothing");
                self.error(entry, "field", message).hints.push(hint);
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
        place: &FactPlace,
        row: &RowPath,
        column: &str,
    ) -> Option<()> {
        let Some((table, position)) = self.find_row(entry, place, row) else {
            return Some(());
        };
        if !table.columns().any(|known| known == column) {
            let hint = match derived_from(column) {
                Some(of) => Some(format!("it is derived: correct `{of}`")),
                None => did_you_mean(column, table.columns()),
            };
            let message = format!("`{}` has no column `{column}` to correct", table.name);
            self.error(entry, "field", message).hints.extend(hint);
            return Some(());
        }
        let new = entry.correction.new_value.as_deref();
        let is_required = table.required == Some(column);
        let Some(at) = position else {
            if is_required && entry.correction.old_value.is_none() {
                self.add_element(entry, place, table, row);
                let last = self.rows(place, table).len() - 1;
                return self.set_element(entry, place, table, last, column);
            }
            self.report_missing_row(entry, place, table, row);
            return None;
        };
        let element = self.element(place, table, position)?;
        let field = table.key.iter().find(|(name, _)| *name == column);
        let field = field.map_or(column, |(_, field)| field);
        let value = table.value(element, column, place.source.as_deref());
        let seen = value.map(|value| self.lives.seen(field, value));
        let origin = element.span.clone();
        self.compare(entry, seen, Some((place, origin)))?;
        match new {
            None if is_required => self.remove_element(place, table, at),
            None if table.key.iter().any(|(name, _)| *name == column) => {
                let message = format!("`{column}` cannot be empty");
                let hint = format!("take the row out: correct `{row}` from `{YES}` to nothing");
                self.error(entry, "new_value", message).hints.push(hint);
            }
            None if table.default(column).is_some() => {
                self.error(entry, "new_value", format!("`{column}` cannot be empty"));
            }
            _ => self.set_element(entry, place, table, at, column)?,
        }
        self.refuse_double_row(entry, place, table, at);
        Some(())
    }

    /// Reports an entry that gives a row the key of another one: later entries on either would not
    /// know which is meant.
    fn refuse_double_row(
        &mut self,
        entry: &Entry,
        place: &FactPlace,
        table: &ChildTable,
        at: usize,
    ) {
        let rows = self.rows(place, table);
        let Some(row) = rows.get(at) else {
            return;
        };
        if rows.iter().filter(|other| *other == row).count() > 1 {
            let message = format!("`{}` has two rows `{row}` then", entry.correction.fact);
            let hint = "take the other row out first, or make the change in the fact sheet";
            let problem = self.error(entry, "new_value", message);
            problem.hints.push(hint.into());
        }
    }

    fn report_missing_row(
        &mut self,
        entry: &Entry,
        place: &FactPlace,
        table: &ChildTable,
        row: &RowPath,
    ) {
        let rows: Vec<String> = self
            .rows(place, table)
            .iter()
            .map(RowPath::to_string)
            .collect();
        let shown = row.to_string();
        let hint = did_you_mean(&shown, rows.iter().map(String::as_str));
        let message = format!("`{}` has no row `{shown}`", entry.correction.fact);
        self.error(entry, "field", message).hints.extend(hint);
    }

    fn element(&self, place: &FactPlace, table: &ChildTable, at: Option<usize>) -> Option<&Node> {
        self.fact(place)?.list(table.list).get(at?)
    }

    fn remove_element(&mut self, place: &FactPlace, table: &ChildTable, at: usize) {
        let fact = self.fact_mut(place);
        if let Some(list) = fact.and_then(|fact| fact.list_mut(table.list, &Span::default())) {
            list.remove(at);
        }
    }

    fn add_element(&mut self, entry: &Entry, place: &FactPlace, table: &ChildTable, row: &RowPath) {
        let span = entry.place("field");
        let mut element = Node {
            span: span.clone(),
            value: Value::Table(Vec::new()),
        };
        let source = place.source.as_deref();
        for ((column, _), part) in table.key.iter().zip(&row.key) {
            table.set(&mut element, column, Some(part), &span, source);
        }
        let fact = self.fact_mut(place);
        if let Some(list) = fact.and_then(|fact| fact.list_mut(table.list, &span)) {
            list.push(element);
        }
    }

    fn set_element(
        &mut self,
        entry: &Entry,
        place: &FactPlace,
        table: &ChildTable,
        at: usize,
        column: &str,
    ) -> Option<()> {
        let span = entry.place("new_value");
        let list = self.fact_mut(place)?.list_mut(table.list, &span)?;
        let new = entry.correction.new_value.as_deref();
        let source = place.source.as_deref();
        table.set(list.get_mut(at)?, column, new, &span, source);
        Some(())
    }

    /// Compares what stands in a cell with what an entry expects; `None` where the entry is stale,
    /// which is reported with the change that came between.
    fn compare(
        &mut self,
        entry: &Entry,
        seen: Option<String>,
        origin: Option<(&FactPlace, Span)>,
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
            (None, Some((place, span))) if !span.in_ledger => {
                let named = self.named.get(&place.fact);
                named
                    .map(|named| format!("the sheet says so at {}", self.shown_place(named, &span)))
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
    fn shown_place(&self, named: &NamedFact, span: &Span) -> String {
        if is_of_lines(&named.file) {
            let path = self.folder.display_path(&named.file);
            let Place { line, column, .. } = named.place;
            return format!("{path}:{line}:{column}");
        }
        self.folder.place(&named.file, span.start)
    }
}

fn redirect(node: &mut Node, lives: &Lives) {
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(|node| redirect(node, lives)),
        Value::Table(entries) => {
            for (_, key, node) in entries {
                match &mut node.value {
                    Value::Text(text) if REFERENCES.contains(&key.as_str()) => {
                        *text = lives.successor(text).to_owned();
                    }
                    _ => redirect(node, lives),
                }
            }
        }
        _ => {}
    }
}

/// The columns that every fact has, whatever its kind.
const COMMON: [&str; 4] = ["certainty", "said_by", "note", "needs_review"];

fn is_required(kind: &str, column: &str) -> bool {
    column == "certainty"
        || REQUIRED
            .iter()
            .any(|(name, columns)| *name == kind && columns.contains(&column))
}

/// Returns what the path of a row of a table looks like.
fn example(table: &ChildTable) -> String {
    let key: Vec<&str> = table.key.iter().map(|(column, _)| *column).collect();
    format!("{}[{}]", table.name, key.join(","))
}

/// Returns a value as messages show it.
fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}
