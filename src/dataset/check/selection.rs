//! The selection of a rerun: of the files that changed, the facts that changed.
//!
//! A whole run has no selection. In a rerun the same two passes go over fewer files. The first one
//! compares the digest of each item with that of the earlier run, and picks those that differ; the
//! second one makes what was picked. What the picked facts refer to is collected on the way, so that
//! the store can be asked for it between the passes.
//!
//! ```text
//! before (store)      file now           picked
//! a: 17               a: 17              -        the same digest
//! b: 23               b: 99              b        another digest
//!                     c: 41              c        a new fact
//! d: 58                                  -        gone: `is_there` stays false
//! e: 64               e: 64              e        `touched`: the ledger changes it, or a merge
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::dataset::folder::source_of;
use crate::dataset::items::{Item, ItemKind};
use crate::dataset::node::Node;
use crate::model::form::Field;

/// What a rerun reads, and what the store has of it.
#[derive(Debug, Default)]
pub struct Selection {
    /// The files that an earlier run read.
    pub known: BTreeSet<String>,
    /// The facts of the files in the earlier run, by file and key.
    pub before: BTreeMap<String, BTreeMap<String, Before>>,
    /// The sources in lines of the files in the earlier run, with the digests of the lines.
    pub sources: BTreeMap<String, BTreeMap<String, i64>>,
    /// The facts that are made again although their items did not change: the ledger changes them, or
    /// merges what they refer to.
    pub touched: BTreeSet<String>,
    /// The folders that may be those of sources.
    pub source_folders: BTreeSet<String>,
    /// The facts that are made; known after the first pass.
    pub facts: BTreeSet<String>,
}

/// A fact as it was in a file in the earlier run.
#[derive(Debug)]
pub struct Before {
    /// The digest of its item.
    pub digest: i64,
    /// Whether the file still has it.
    pub is_there: AtomicBool,
}

impl Before {
    /// Makes one that has not been found in the file again yet.
    pub fn new(digest: i64) -> Self {
        Self {
            digest,
            is_there: AtomicBool::new(false),
        }
    }

    /// Returns whether the file still has it.
    pub fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }
}

impl Selection {
    /// Returns whether a fact is to be made, given the digest of its item now. Notes that the file still
    /// has it; `None` where it was found there already in this pass.
    pub fn is_picked(&self, file: &str, key: &str, digest: i64) -> Option<bool> {
        let before = self.before.get(file).and_then(|facts| facts.get(key));
        let Some(before) = before else {
            return Some(true);
        };
        if before.is_there.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(before.digest != digest || self.touched.contains(key))
    }

    /// Lists the facts that files no longer have.
    pub fn gone(&self) -> BTreeSet<String> {
        let facts = self.before.values().flatten();
        let gone = facts.filter(|(_, fact)| !fact.is_there());
        gone.map(|(key, _)| key.clone()).collect()
    }

    /// Returns whether the second pass makes a fact.
    pub fn makes(&self, key: Option<&str>) -> bool {
        // A fact without a key is made, so that this is reported.
        key.is_none_or(|key| self.facts.contains(key))
    }

    /// Returns whether a file was read by an earlier run.
    pub fn is_known(&self, file: &str) -> bool {
        self.known.contains(file)
    }
}

/// What a worker of the first pass picks.
#[derive(Debug, Default)]
pub struct Picked {
    /// The facts that are new, changed or touched, with the file of each.
    pub facts: BTreeMap<String, String>,
    /// The facts that they refer to.
    pub references: BTreeSet<String>,
    /// The sources that they, and skipped sentences, may cite.
    pub cited: BTreeSet<String>,
    /// The sources that lines describe, and whether the line is the same as before.
    pub sources: BTreeMap<String, bool>,
    /// A key that two items have.
    pub double: Option<String>,
}

impl Picked {
    /// Adds what another worker picked.
    pub fn extend(&mut self, other: Self) {
        let twice = other.facts.keys().find(|key| self.facts.contains_key(*key));
        self.double = self.double.take().or(other.double).or(twice.cloned());
        self.facts.extend(other.facts);
        self.references.extend(other.references);
        self.cited.extend(other.cited);
        for (key, is_known) in other.sources {
            self.add_source(&key, is_known);
        }
    }

    /// Adds a source that a line describes.
    pub fn add_source(&mut self, key: &str, is_known: bool) {
        if self.sources.insert(key.to_owned(), is_known).is_some() {
            self.double = Some(key.to_owned());
        }
    }

    /// Adds a fact.
    pub fn add(&mut self, key: &str, file: &str) {
        if self.facts.insert(key.to_owned(), file.to_owned()).is_some() {
            self.double = Some(key.to_owned());
        }
    }

    /// Adds what an item refers to and cites, and the source in whose folder its file is.
    pub fn add_needs(&mut self, item: &Item<'_>, file: &str, selection: &Selection) {
        let own = source_of(file, |key| selection.source_folders.contains(key));
        self.cited.extend(own.map(str::to_owned));
        let cites = item.node.list("cites").iter();
        let cited = cites.filter_map(|cite| cite.as_text().or_else(|| cite.text_of("at")));
        let skipped = item
            .node
            .text_of("at")
            .filter(|_| item.kind == ItemKind::Skip);
        let named = cited.chain(skipped).filter_map(|at| at.split_once('#'));
        self.cited
            .extend(named.map(|(source, _)| source.to_owned()));
        if let ItemKind::Fact(kind) = item.kind {
            self.add_references(kind.all_fields(), &item.node);
        }
    }

    fn add_references(&mut self, fields: impl Iterator<Item = &'static Field>, table: &Node<'_>) {
        for field in fields {
            match field.list() {
                None if field.is_reference() => {
                    let key = table.text_of(field.name);
                    self.references.extend(key.map(str::to_owned));
                }
                None => {}
                Some(list) => {
                    for element in table.list(field.name) {
                        self.add_references(list.fields.iter(), element);
                    }
                }
            }
        }
    }
}
