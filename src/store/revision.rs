//! Revisions: what of a run follows from an article that was locked anew.
//!
//! `footnote revise` writes citations, skipped sentences and reviews into the sheets, where a coder's
//! own edits stand in the same run. Told apart they are by the sentences: a citation went with its
//! sentence where the sentence changed its place or its words, and came to the place where that
//! sentence stands now; a review is the article's where it names a sentence that changed.
//!
//! ```text
//! p1.s2 ─► p1.s3   citation at p1.s2 goes, at p1.s3 comes     article
//!                  citation at p1.s1 goes, at p1.s3 comes     the coder moved it: sheet
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::causes::Cause;
use super::operation::{Action, Cell, Operation};
use super::plan::Plan;
use super::schema::{Relation, Schema};
use super::value::Value;

/// The sentences of known articles that a plan changes, and what follows from that.
#[derive(Default)]
pub struct Revision {
    /// The places of the sentences, each with its fingerprints before and since.
    places: BTreeMap<Place, (Option<Value>, Option<Value>)>,
    /// The rows that moved with their sentences, or went with them: table and key.
    moved: BTreeSet<(String, Vec<Value>)>,
}

/// Source, paragraph and sentence.
type Place = Vec<Value>;

/// A row that comes or goes, with its sentence.
type Moving<'p> = (&'p Operation, Place);

impl Revision {
    /// Finds what of a plan follows from a revision.
    pub fn of(plan: &Plan, schema: &Schema) -> Self {
        let mut revision = Self::default();
        let Some(passages) = schema.relation("passages") else {
            return revision;
        };
        let of_passages = plan
            .operations
            .iter()
            .filter(|one| one.table == passages.name);
        for operation in of_passages {
            revision.add(passages, operation);
        }
        // An article all of whose sentences are new is new itself.
        let known: BTreeSet<Value> = revision
            .places
            .iter()
            .filter(|(_, (before, _))| before.is_some())
            .map(|(place, _)| place[0].clone())
            .collect();
        revision.places.retain(|place, _| known.contains(&place[0]));
        if !revision.places.is_empty() {
            revision.find_moved(plan, schema);
        }
        revision
    }

    fn add(&mut self, passages: &Relation, operation: &Operation) {
        let Some(at) = passages.position("fingerprint") else {
            return;
        };
        let prints = match &operation.action {
            Action::Add(row) => (None, row.get(at).cloned()),
            Action::Remove(row) => (row.get(at).cloned(), None),
            Action::Change(cells) => {
                let cell = cells.iter().find(|cell| cell.column == "fingerprint");
                let Some(cell) = cell else { return };
                (Some(cell.old.clone()), Some(cell.new.clone()))
            }
        };
        self.places.insert(operation.key.clone(), prints);
    }

    /// Pairs the rows that go with those that come.
    fn find_moved(&mut self, plan: &Plan, schema: &Schema) {
        let mut groups: BTreeMap<(&str, Vec<Value>), Vec<Moving<'_>>> = BTreeMap::new();
        for operation in &plan.operations {
            let table = schema.relation(&operation.table);
            let Some(place) = table.and_then(|table| place_of(table, operation)) else {
                continue;
            };
            if !self.places.contains_key(&place) {
                continue;
            }
            let of = match &operation.action {
                Action::Change(_) => continue,
                // A skipped sentence is known by its reason.
                Action::Add(row) | Action::Remove(row) if operation.table != "citations" => {
                    vec![place[0].clone(), row.last().cloned().unwrap_or(Value::Null)]
                }
                Action::Add(_) | Action::Remove(_) => {
                    let mut of = operation.key[..2].to_vec();
                    of.push(place[0].clone());
                    of
                }
            };
            let group = groups.entry((operation.table.as_str(), of)).or_default();
            group.push((operation, place));
        }
        for rows in groups.values() {
            self.pair(rows);
        }
    }

    fn pair(&mut self, rows: &[Moving<'_>]) {
        let is_added = |row: &&Moving<'_>| matches!(row.0.action, Action::Add(_));
        let (mut came, mut gone): (Vec<_>, Vec<_>) = rows.iter().partition(is_added);
        let before = |place: &Place| {
            self.places
                .get(place)
                .and_then(|(before, _)| before.clone())
        };
        let since = |place: &Place| self.places.get(place).and_then(|(_, since)| since.clone());
        let prints: BTreeSet<Value> = self
            .places
            .values()
            .filter_map(|(_, since)| since.clone())
            .collect();
        let mut moved = Vec::new();
        // First the sentences that stand elsewhere, then those that were edited.
        for is_exact in [true, false] {
            gone.retain(|(operation, place)| {
                let print = before(place);
                let is_lost = print.as_ref().is_none_or(|print| !prints.contains(print));
                let pair = came.iter().position(|(_, to)| match is_exact {
                    true => since(to) == print,
                    false => is_lost,
                });
                if let Some(at) = pair {
                    let (other, _) = came.remove(at);
                    moved.extend([*operation, *other]);
                } else if is_lost && !is_exact {
                    moved.push(operation);
                }
                pair.is_none()
            });
        }
        let key = |operation: &Operation| (operation.table.clone(), operation.key.clone());
        self.moved.extend(moved.into_iter().map(key));
    }

    /// Returns why an operation, or one of the cells that it changes, is as it is, where the ledger is
    /// not the cause.
    pub fn cause(&self, operation: &Operation, cell: Option<&Cell>) -> Cause {
        let is_of_article = match operation.table.as_str() {
            "passages" => true,
            _ if self.places.is_empty() => false,
            "pending_reviews" => self.is_named(operation, cell),
            "citations" | "uncoded_passages" if cell.is_none() => {
                let row = (operation.table.clone(), operation.key.clone());
                self.moved.contains(&row)
            }
            "citations" => {
                let is_quote = |cell: &Cell| ["quote_start", "quote_end"].contains(&&*cell.column);
                let Action::Change(cells) = &operation.action else {
                    return Cause::Sheet;
                };
                cells.iter().all(is_quote) && self.places.contains_key(&operation.key[2..])
            }
            _ => false,
        };
        if is_of_article {
            Cause::Article
        } else {
            Cause::Sheet
        }
    }

    /// Tells whether a review names a sentence that changed.
    fn is_named(&self, operation: &Operation, cell: Option<&Cell>) -> bool {
        let text = match (&operation.action, cell) {
            (Action::Add(row) | Action::Remove(row), _) => row.last().and_then(Value::as_text),
            (Action::Change(_), cell) => {
                let new = cell.and_then(|cell| cell.new.as_text());
                new.or_else(|| cell?.old.as_text())
            }
        };
        let Some(text) = text else { return false };
        let is_removed = matches!(operation.action, Action::Remove(_));
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric() && !".#-_".contains(c))
            .collect();
        !is_removed
            && self.places.keys().any(|place| {
                let parts: Vec<String> = place[1..].iter().map(Value::to_plain_text).collect();
                let name = format!("p{}", parts.join(".s"));
                let whole = format!("{}#{name}", place[0].to_plain_text());
                let is_it = |word: &&str| {
                    let word = word.trim_end_matches('.');
                    word == name || word == whole
                };
                words.iter().any(is_it)
            })
    }
}

/// Returns the sentence that a row is about.
fn place_of(table: &Relation, operation: &Operation) -> Option<Place> {
    let columns = ["source", "paragraph", "sentence"];
    let is_about = ["citations", "uncoded_passages"].contains(&table.name.as_str());
    let parts = columns.iter().map(|column| {
        let at = table.primary_key.iter().position(|key| key == column)?;
        operation.key.get(at).cloned()
    });
    parts.collect::<Option<Vec<_>>>().filter(|_| is_about)
}
