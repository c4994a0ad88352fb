//! What all facts are checked against: vocabulary, sources, keys, and what the ledger did.
//!
//! The stages of a check fill it one after the other; while workers run it is only read, but for
//! counters and notes behind atomics and locks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::selection::Selection;
use super::source::CheckedSource;
use super::{Articles, copied};
use crate::dataset::folder::{Folder, line_of};
use crate::dataset::items::Item;
use crate::dataset::keys::Keys;
use crate::dataset::ledger::Applied;
use crate::dataset::problem::{At, Problem};
use crate::dataset::vocabulary;
use crate::model::vocabulary::Vocabulary;

/// What all facts are checked against.
pub struct Context<'a> {
    /// The dataset's files.
    pub folder: &'a Folder,
    /// The articles at hand.
    pub articles: &'a Articles,
    /// The codes.
    pub vocabulary: Vocabulary,
    /// The sources, by key.
    pub sources: BTreeMap<String, CheckedSource>,
    /// The keys of all facts.
    pub keys: Keys,
    /// The runs of words of the articles at hand that no text of a sheet may repeat.
    pub copied: BTreeSet<String>,
    /// The files that are not TOML, with the lines that are not: what a file seems to lack may only be
    /// unreadable, and problems on those lines may only follow from that.
    pub broken: BTreeMap<String, BTreeSet<usize>>,
    /// The keys on lines that cannot be read.
    pub unreadable: BTreeSet<String>,
    /// What the ledger did.
    pub applied: Applied,
    /// The facts that the ledger names, corrected.
    pub corrected: BTreeMap<String, Item<'static>>,
    /// Whether facts and sources that the dataset lacks are taken to be elsewhere.
    pub is_partial: bool,
    /// Whether this is an earlier state, with part of the ledger: rules that are newer only warn.
    pub is_earlier: bool,
    /// What a rerun reads; `None` where everything is read.
    pub selection: Option<Selection>,
    /// How much memory keys and sources may take, in bytes.
    pub memory: usize,
    /// About how much they take so far.
    held: AtomicUsize,
}

impl<'a> Context<'a> {
    /// Makes a context that knows the shipped vocabulary and the articles at hand.
    pub fn new(folder: &'a Folder, articles: &'a Articles) -> Self {
        Self {
            folder,
            articles,
            vocabulary: vocabulary::shipped(),
            sources: BTreeMap::new(),
            keys: Keys::default(),
            copied: copied::runs_of_words(articles),
            broken: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            applied: Applied::default(),
            corrected: BTreeMap::new(),
            is_partial: false,
            is_earlier: false,
            selection: None,
            memory: usize::MAX,
            held: AtomicUsize::new(0),
        }
    }

    /// Counts memory that is taken, in bytes; returns whether it is within the limit.
    pub fn hold(&self, bytes: usize) -> bool {
        let before = self.held.fetch_add(bytes, Ordering::Relaxed);
        before.saturating_add(bytes) <= self.memory
    }

    /// Returns the position of a code in `actor_kinds`.
    pub fn actor_kind(&self, code: &str) -> Option<u16> {
        let kinds = self.vocabulary.codes("actor_kinds");
        let position = kinds.iter().position(|kind| kind.code == code)?;
        u16::try_from(position).ok()
    }

    /// Returns whether the second pass makes a fact: in a rerun only what the first one has picked.
    pub fn makes(&self, key: Option<&str>) -> bool {
        self.selection.as_ref().is_none_or(|of| of.makes(key))
    }

    /// Returns whether a file cannot be parsed to its end.
    pub fn is_broken(&self, at: At<'_>) -> bool {
        at.line.is_none() && self.broken.contains_key(at.file)
    }

    /// Returns whether a key is on a line, or in a file, that cannot be parsed: the fact may be there.
    pub fn may_be_unreadable(&self, key: &str) -> bool {
        if self.unreadable.contains(key) {
            return true;
        }
        let quoted = [format!("\"{key}\""), format!("'{key}'")];
        let has_key = |line: &str| {
            line.trim_start().starts_with("key") && quoted.iter().any(|key| line.contains(key))
        };
        let texts = self.broken.keys().filter_map(|file| self.folder.text(file));
        texts.flat_map(str::lines).any(has_key)
    }

    /// Returns whether a problem is one of its own, rather than the effect of a line that is not TOML.
    pub fn is_own_problem(&self, problem: &Problem) -> bool {
        if problem.is_syntax || problem.line.is_some() {
            return true;
        }
        let Some(lines) = self.broken.get(&problem.file) else {
            return true;
        };
        let text = self.folder.text(&problem.file).unwrap_or_default();
        !lines.contains(&line_of(text, problem.span.start))
    }
}
