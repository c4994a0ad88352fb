//! A rerun: the passes of a whole run over the files that changed, and of them the facts that changed.
//!
//! ```text
//! size and mtime, else digest ─► files that changed ──┐
//! ledger: entries that were appended ─► facts ────────┼─► selection ─► first pass ─► picked facts
//! merges ─► the facts that refer to the merged ones ──┘                                  │
//!                   store ─► keys, sources, parents that the picked facts need ─► second pass ─► sinks
//! ```
//!
//! **A rerun reads what changed.** What the changed facts refer to, and what may depend on them, is
//! asked of the store, key by key, so that a rerun costs what the change costs. Wherever that does not
//! prove that all other facts can stay as they are, and wherever anything is wrong, the whole dataset
//! must be read: that is slower, reads every line, and reports every problem with its span. Each such
//! case is a [`Reason`].
//!
//! The content of a store never depends on which way a run went; the property tests in `src/reruns.rs`
//! compare the two.

mod changed;
mod reason;

use std::collections::{BTreeMap, BTreeSet};

use super::check::order::{EventDays, EventOrder, TO_EARLIER};
use super::check::selection::{Before, Picked, Selection};
use super::check::{
    Articles, Checker, FileRead, Found, Ledger, Listed, Parent, Parents, Sink, line_source,
};
use super::folder::{Folder, LEDGER, is_of_lines};
use super::items::{self, Item, ItemKind};
use super::keys::KnownKey;
use super::ledger::{self, Retracted};
use super::problem::{At, Problems};
use crate::digest::sha256_hex;
use crate::model::fact::Head;
use crate::model::form::Kind;
use crate::model::key::key_fault;
use crate::model::known::{Knowledge, KnownFile};
use crate::model::path::SUPERSEDED_BY;
use crate::tabular::read_csv;

use changed::ChangedFiles;
pub use reason::Reason;

/// Which files count as unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Those of the same size and mtime, or else of the same digest.
    Stamps,
    /// None: everything is read.
    Nothing,
}

/// What a rerun has to do.
#[derive(Debug)]
pub enum Changes<S> {
    /// Nothing: no file changed.
    Nothing,
    /// To bring some facts up to date.
    Part(Box<Part<S>>),
    /// To read the whole dataset.
    Everything(Reason),
}

/// The changed part of a dataset, without fault.
#[derive(Debug)]
pub struct Part<S> {
    /// The dataset but for its sources and facts; of its retractions those of the facts of this part.
    pub head: Head,
    /// The sinks, with the facts that are new or changed and the sources that are new.
    pub sinks: Vec<S>,
    /// The facts that may have changed, those that are gone included.
    pub facts: BTreeSet<String>,
    /// Whether any of them is gone or retracted: others may still refer to it.
    pub takes_away: bool,
    /// The files that changed.
    pub files: BTreeMap<String, FileRead>,
    /// The files that are gone.
    pub gone: BTreeSet<String>,
}

/// Why a rerun ends early: the whole dataset must be read, or the store cannot be.
enum Stop<E> {
    ReadAll(Reason),
    Failed(E),
}

impl<E> From<Reason> for Stop<E> {
    fn from(reason: Reason) -> Self {
        Self::ReadAll(reason)
    }
}

/// How many facts are updated one by one; if more have changed, to read everything is faster.
const FACTS_MAX: usize = 20_000;

/// How many lines of sources are searched for one by one; if more are cited, to read everything is
/// faster.
const LINES_MAX: usize = 100;

/// Makes the changed part of a dataset, given what a store knows about it, with one worker for each
/// sink. Half of the memory, in bytes, may be used for keys.
///
/// # Errors
/// The store cannot be read.
pub fn rerun<K: Knowledge, S: Sink>(
    folder: &Folder,
    known: &K,
    memory: usize,
    sinks: Vec<S>,
) -> Result<Changes<S>, K::Error> {
    let files = known.files(folder.key().as_str())?;
    if files.is_empty() {
        return Ok(Changes::Everything(Reason::NothingKnown));
    }
    let changed = match ChangedFiles::of(folder, &files) {
        Err(reason) => return Ok(Changes::Everything(reason)),
        Ok(changed) if changed.is_empty() => return Ok(Changes::Nothing),
        Ok(changed) => changed,
    };
    let articles = Articles::new();
    let rerun = Rerun {
        checker: Checker::new(folder, &articles, memory),
        known,
        files: &files,
    };
    match rerun.part(changed, sinks) {
        Ok(part) => Ok(Changes::Part(Box::new(part))),
        Err(Stop::ReadAll(reason)) => Ok(Changes::Everything(reason)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Returns whether a rerun would find nothing to do.
///
/// # Errors
/// The store cannot be read.
pub fn is_unchanged<K: Knowledge>(folder: &Folder, known: &K) -> Result<bool, K::Error> {
    let files = known.files(folder.key().as_str())?;
    let changed = ChangedFiles::of(folder, &files);
    Ok(!files.is_empty() && changed.is_ok_and(|changed| changed.is_empty()))
}

struct Rerun<'a, K> {
    checker: Checker<'a>,
    /// The store.
    known: &'a K,
    files: &'a BTreeMap<String, KnownFile>,
}

/// The ledger of a rerun.
struct Entries {
    all: Vec<ledger::Entry>,
    /// How many of them the store has.
    known: usize,
}

impl<K: Knowledge> Rerun<'_, K> {
    /// Makes the changed part. Every step that asks the store whether other facts can stay as they are
    /// returns a reason where they may not.
    fn part<S: Sink>(
        mut self,
        mut changed: ChangedFiles,
        sinks: Vec<S>,
    ) -> Result<Part<S>, Stop<K::Error>> {
        let head = self.checker.read_dataset();
        let entries = self.entries(&changed)?;
        if !self.checker.problems.is_empty() {
            return Err(Reason::Problems.into());
        }
        let selection = self.selection(&changed, &entries)?;
        self.check_warnings(&changed, &selection)?;
        self.checker.context.selection = Some(selection);
        let folder = self.checker.context.folder;
        let names: BTreeSet<&str> = folder.names().collect();
        let selected = self.selected().before.keys();
        let files: Vec<&str> = selected
            .filter_map(|file| names.get(file.as_str()).copied())
            .collect();
        let mut reads = BTreeMap::new();
        let (mut sinks, listed) = self.checker.list(&files, &entries.all, sinks, &mut reads);
        let Some(Listed { named, picked, .. }) = listed else {
            return Err(Reason::Problems.into());
        };
        // Between the passes the store is asked: first whether all other facts can stay as they are, then
        // for what the picked ones need. Keys come before the ledger, whose merges are checked against
        // them; what corrected facts need in turn is added with it.
        let gone = self.check_picked(&picked, &entries)?;
        self.check_sources(&picked, &changed)?;
        self.name_sources(&mut sinks)?;
        self.add_keys(&picked.references)?;
        self.add_sources(&picked.cited)?;
        self.apply_ledger(&entries, named)?;
        let facts = picked.facts.keys().cloned();
        self.selected_mut().facts = facts.collect();
        let (sinks, mut found) = self.checker.make(&files, sinks, &mut reads);
        self.check_made(&picked)?;
        self.check_order(&picked, std::mem::take(&mut found.order), &files)?;
        self.find_cycles(found.parents.clone())?;
        let sinks = self.skips(&picked, &found, sinks)?;
        for (file, read) in &mut changed.files {
            read.skips = reads.get(file).map_or(0, |read| read.skips);
        }
        self.check_skips(&changed)?;
        // Warnings are for a whole run to report, too, and so are files that were changed meanwhile.
        let is_clean = self.checker.report().problems.is_empty()
            && found.lost.is_none()
            && folder.changed_since().next().is_none();
        let head = head.filter(|_| is_clean).ok_or(Reason::Problems)?;
        let head = self.checker.with_ledger(head);
        Ok(Part {
            takes_away: !gone.is_empty() || !head.retractions.is_empty(),
            head,
            sinks,
            facts: picked.facts.into_keys().chain(gone).collect(),
            files: changed.files,
            gone: changed.gone,
        })
    }

    fn selected(&self) -> &Selection {
        let selection = self.checker.context.selection.as_ref();
        selection.expect("a rerun has a selection")
    }

    fn selected_mut(&mut self) -> &mut Selection {
        let selection = self.checker.context.selection.as_mut();
        selection.expect("a rerun has a selection")
    }

    /// Reads the ledger, to which entries may have been appended.
    fn entries(&mut self, changed: &ChangedFiles) -> Result<Entries, Stop<K::Error>> {
        let all = self.checker.parse_ledger(Ledger::All);
        let known = self.known.corrections().map_err(Stop::Failed)?;
        let text = self.checker.context.folder.text(LEDGER).unwrap_or_default();
        let is_appended = match self.files.get(LEDGER) {
            None => known == 0,
            Some(_) if !changed.files.contains_key(LEDGER) => known == all.len(),
            Some(file) => starts_with(text, &file.sha256, known),
        };
        if !is_appended || known > all.len() {
            return Err(Reason::LedgerRewritten.into());
        }
        Ok(Entries { all, known })
    }

    /// Selects the files to be read: those that changed, and those of the facts that the ledger changes.
    fn selection(
        &self,
        changed: &ChangedFiles,
        entries: &Entries,
    ) -> Result<Selection, Stop<K::Error>> {
        let mut selection = Selection {
            known: self.files.keys().cloned().collect(),
            touched: self.touched(entries)?,
            source_folders: self.source_folders(),
            ..Selection::default()
        };
        let mut files: BTreeSet<String> = changed.files.keys().cloned().collect();
        files.remove(LEDGER);
        files.extend(changed.gone.iter().cloned());
        for fact in &selection.touched {
            files.extend(self.known.file_of_fact(fact).map_err(Stop::Failed)?);
        }
        for file in files {
            let facts = self.known.facts_in(&file).map_err(Stop::Failed)?;
            let before = facts
                .into_iter()
                .map(|(fact, digest)| (fact, Before::new(digest)))
                .collect();
            selection.before.insert(file.clone(), before);
            let sources = self.known.sources_in(&file).map_err(Stop::Failed)?;
            selection.sources.insert(file, sources);
        }
        Ok(selection)
    }

    /// Checks that the warnings of the last run over everything still stand: none is about a file that is
    /// read again.
    fn check_warnings(
        &self,
        changed: &ChangedFiles,
        selection: &Selection,
    ) -> Result<(), Stop<K::Error>> {
        let warned = self.known.files_with_warnings().map_err(Stop::Failed)?;
        let mut read = changed.files.keys().chain(selection.before.keys());
        match read.find(|file| warned.contains(*file)) {
            Some(file) => Err(Reason::Warnings(file.clone()).into()),
            None => Ok(()),
        }
    }

    /// Lists the facts that the new entries change. An entry that merges a fact, or undoes a merge,
    /// also changes whatever refers to one of the two.
    fn touched(&self, entries: &Entries) -> Result<BTreeSet<String>, Stop<K::Error>> {
        let (known, new) = entries.all.split_at(entries.known);
        let before = Retracted::of(known);
        let mut touched = BTreeSet::new();
        for entry in new {
            let correction = &entry.correction;
            touched.insert(correction.fact.clone());
            if entry.retraction() != Some(SUPERSEDED_BY) {
                continue;
            }
            // The store has references as they are after all merges:
            //
            //     sheet: x ─► a       merge a into b       store: x ─► b
            //
            // To merge `a` changes the facts that refer to `a`. To undo it changes those of the facts
            // that refer to `b` which the sheets have refer to `a`, and any of them may.
            let old = correction.old_value.as_deref();
            let merged_into = old.map(|old| before.successor(old));
            for key in std::iter::once(correction.fact.as_str()).chain(merged_into) {
                let referring = self.known.facts_referring_to(key).map_err(Stop::Failed)?;
                touched.extend(referring);
                if touched.len() > FACTS_MAX {
                    return Err(Reason::ManyFacts(touched.len()).into());
                }
            }
        }
        Ok(touched)
    }

    /// Lists the folders that may be those of sources.
    fn source_folders(&self) -> BTreeSet<String> {
        let names = self.checker.context.folder.names();
        names
            .filter_map(|name| name.split_once('/'))
            .map(|(folder, _)| folder.to_owned())
            .collect()
    }

    /// Checks that other facts can stay as they are, whatever the picked ones hold. Returns the facts
    /// that no file has any more.
    fn check_picked(
        &mut self,
        picked: &Picked,
        entries: &Entries,
    ) -> Result<BTreeSet<String>, Stop<K::Error>> {
        let is_unreadable = !self.checker.context.broken.is_empty()
            || !self.checker.context.unreadable.is_empty()
            || !self.checker.problems.is_empty();
        if is_unreadable {
            return Err(Reason::Problems.into());
        }
        if let Some(key) = &picked.double {
            return Err(Reason::KeyTwice(key.clone()).into());
        }
        if picked.facts.len() > FACTS_MAX {
            return Err(Reason::ManyFacts(picked.facts.len()).into());
        }
        let mut gone = self.selected().gone();
        for (key, file) in &picked.facts {
            if key_fault(key).is_some() {
                return Err(Reason::Problems.into());
            }
            let known_in = self.known.file_of_fact(key).map_err(Stop::Failed)?;
            if known_in.is_some_and(|known| known != *file) && !gone.contains(key) {
                return Err(Reason::FactElsewhere(key.clone()).into());
            }
            let known = self.known.fact(key).map_err(Stop::Failed)?;
            let kind = self.checker.context.keys.owner(key).map(KnownKey::kind);
            if known.is_some_and(|known| Some(known.kind.as_str()) != kind) {
                return Err(Reason::KindChanged(key.clone()).into());
            }
        }
        gone.retain(|key| !picked.facts.contains_key(key));
        for entry in &entries.all {
            let correction = &entry.correction;
            let is_target = entry.retraction() == Some(SUPERSEDED_BY)
                && correction
                    .new_value
                    .as_ref()
                    .is_some_and(|to| gone.contains(to));
            if gone.contains(&correction.fact) || is_target {
                return Err(Reason::EntryWithoutFact(correction.fact.clone()).into());
            }
        }
        let mut touched = self.selected().touched.iter();
        match touched.find(|key| !picked.facts.contains_key(*key)) {
            Some(key) => Err(Reason::EntryWithoutFact(key.clone()).into()),
            None => Ok(gone),
        }
    }

    /// Checks the order of the picked events and of those that are related to them.
    fn check_order(
        &mut self,
        picked: &Picked,
        mut order: EventOrder,
        files: &[&str],
    ) -> Result<(), Stop<K::Error>> {
        let is_picked = |key: &str| picked.facts.contains_key(key);
        let events = self.checker.context.keys.of_kind(Some("event"));
        let (own, others): (Vec<&str>, Vec<&str>) =
            events.into_iter().partition(|key| is_picked(key));
        let mut bonds = Vec::new();
        for event in &own {
            bonds.extend(
                self.known
                    .bonds_to(event, &TO_EARLIER)
                    .map_err(Stop::Failed)?,
            );
        }
        let gone = self.selected().gone();
        bonds.retain(|bond| !is_picked(&bond.event) && !gone.contains(&bond.event));
        let related = bonds.iter().map(|bond| bond.event.as_str());
        let elsewhere: BTreeSet<&str> = related.chain(others).collect();
        for event in elsewhere {
            let days = self.known.days_of_event(event).map_err(Stop::Failed)?;
            if let Some((first, last)) = days {
                order.add_days(event, EventDays::new(first, last));
            }
        }
        if order.breaks_any(&bonds) {
            return Err(Reason::Problems.into());
        }
        self.checker.check_order(order, files);
        Ok(())
    }

    /// Checks that every source of the changed files is new or described as before.
    fn check_sources(&self, picked: &Picked, changed: &ChangedFiles) -> Result<(), Stop<K::Error>> {
        for (key, is_known) in &picked.sources {
            if !is_known && self.known.has_source(key).map_err(Stop::Failed)? {
                return Err(Reason::SourceChanged(key.clone()).into());
            }
        }
        let selection = self.selected();
        for file in changed.files.keys().chain(&changed.gone) {
            let mut before = selection.sources.get(file).into_iter().flatten();
            if let Some((key, _)) = before.find(|(key, _)| !picked.sources.contains_key(*key)) {
                return Err(Reason::SourceChanged(key.clone()).into());
            }
        }
        Ok(())
    }

    /// Gives new sources their names in footnotes, where no other source's can depend on them.
    fn name_sources<S: Sink>(&mut self, sinks: &mut [S]) -> Result<(), Stop<K::Error>> {
        let new = self.checker.new_sources();
        let is_like =
            |cite_as: &str, sha256: &str, url: Option<&str>| new.are_like(cite_as, sha256, url);
        if !new.is_empty() && self.known.has_source_like(&is_like).map_err(Stop::Failed)? {
            return Err(Reason::SourceLikeAnother.into());
        }
        self.checker.name_sources(sinks.first_mut());
        Ok(())
    }

    /// Adds the keys that picked facts refer to, as the store has them.
    fn add_keys(&mut self, references: &BTreeSet<String>) -> Result<(), Stop<K::Error>> {
        let gone = self.selected().gone();
        for key in references {
            if self.checker.context.keys.owner(key).is_some() || gone.contains(key) {
                continue;
            }
            let Some(known) = self.known.fact(key).map_err(Stop::Failed)? else {
                continue;
            };
            if let Some(kind) = Kind::of(&known.kind) {
                let context = &mut self.checker.context;
                let code = known.actor_kind.as_deref();
                let actor_kind = code.and_then(|code| context.actor_kind(code));
                let known = KnownKey::new(kind, actor_kind, None);
                context.keys.add(key.as_str().into(), known);
            }
        }
        Ok(())
    }

    /// Reads the sources that picked facts may cite.
    fn add_sources(&mut self, cited: &BTreeSet<String>) -> Result<(), Stop<K::Error>> {
        let folder = self.checker.context.folder;
        let mut searched = 0;
        for key in cited {
            if self.checker.context.sources.contains_key(key) {
                continue;
            }
            let description = format!("{key}/article.toml");
            let source = if folder.names().any(|name| name == description) {
                self.checker.read_source(key, &description).0
            } else if let Some(file) = self.known.file_of_source(key).map_err(Stop::Failed)? {
                searched += 1;
                if searched > LINES_MAX {
                    return Err(Reason::ManySources.into());
                }
                let item = find_source(folder, &file, key);
                let mut problems = Problems::default();
                let source = item.and_then(|item| {
                    let at = file.as_str().into();
                    line_source(&self.checker.context, &item, at, &mut problems)
                });
                let source = source.filter(|_| problems.is_empty());
                source
                    .ok_or_else(|| Reason::SourceChanged(key.clone()))?
                    .checked
            } else {
                continue;
            };
            self.checker.context.sources.insert(key.clone(), source);
        }
        Ok(())
    }

    /// Applies the entries on picked facts, and adds what the corrected facts refer to and cite.
    fn apply_ledger(
        &mut self,
        entries: &Entries,
        named: ledger::Named,
    ) -> Result<(), Stop<K::Error>> {
        // A merge of a picked fact is checked against the fact that it is merged into.
        let all = entries.all.iter();
        let merges = all.filter(|entry| entry.retraction() == Some(SUPERSEDED_BY));
        let into = merges.filter_map(|entry| entry.correction.new_value.clone());
        self.add_keys(&into.collect())?;
        let at_hand: BTreeSet<String> = named.keys().cloned().collect();
        self.checker.apply_ledger(&entries.all, named, false);
        let applied = &mut self.checker.context.applied;
        // The retractions of facts elsewhere are in the store already.
        applied
            .retractions
            .retain(|key, _| at_hand.contains(key.as_str()));
        let mut needs = Picked::default();
        for item in self.checker.context.corrected.values() {
            needs.add_needs(item, "", self.selected());
        }
        let applied = &self.checker.context.applied;
        let successor = |key: &String| applied.retracted.successor(key).to_owned();
        let redirected: Vec<String> = needs.references.iter().map(successor).collect();
        needs.references.extend(redirected);
        self.add_keys(&needs.references)?;
        self.add_sources(&needs.cited)
    }

    /// Checks what depends on the picked facts as they are now: other facts on the kind of an actor,
    /// skipped sentences on what is cited.
    fn check_made(&self, picked: &Picked) -> Result<(), Stop<K::Error>> {
        let context = &self.checker.context;
        for key in picked.facts.keys() {
            let Some(now) = context.keys.get(key) else {
                continue;
            };
            let known = self.known.fact(key).map_err(Stop::Failed)?;
            let code = known.and_then(|known| known.actor_kind);
            if code.is_some_and(|code| context.actor_kind(&code) != now.actor_kind) {
                return Err(Reason::ActorKindChanged(key.clone()).into());
            }
        }
        for (key, source) in &context.sources {
            let cited = source.sentences().iter().filter(|at| source.is_cited(**at));
            for at in cited {
                if self.known.is_skipped(key, *at).map_err(Stop::Failed)? {
                    let at = format!("{key}#{at}");
                    return Err(Reason::SkippedSentenceCited(at).into());
                }
            }
        }
        Ok(())
    }

    /// Looks for cycles, upwards from the parents of picked facts through those that the store has.
    fn find_cycles(&mut self, mut parents: Parents) -> Result<(), Stop<K::Error>> {
        let mut next: Vec<String> = parents.values().map(|parent| parent.key.clone()).collect();
        while let Some(key) = next.pop() {
            if parents.contains_key(&key) || self.selected().facts.contains(&key) {
                continue;
            }
            let known = self.known.fact(&key).map_err(Stop::Failed)?;
            if let Some(parent) = known.and_then(|fact| fact.parent) {
                next.push(parent.clone());
                let parent = Parent {
                    key: parent,
                    named_at: None,
                };
                parents.insert(key, parent);
            }
        }
        self.checker.find_cycles(&parents);
        Ok(())
    }

    /// Hands on the sentences that new files skip: they are of new sources, and no fact cites them.
    fn skips<S: Sink>(
        &self,
        picked: &Picked,
        found: &Found,
        mut sinks: Vec<S>,
    ) -> Result<Vec<S>, Stop<K::Error>> {
        let mut seen = BTreeSet::new();
        for skip in &found.skips {
            let source = skip.source.as_str();
            let is_new = picked.sources.get(source) == Some(&false);
            let known = self.checker.context.sources.get(source);
            let is_cited = known.is_none_or(|source| source.is_cited(skip.locator));
            if !is_new || is_cited || !seen.insert((source, skip.locator)) {
                return Err(
                    Reason::SkippedSentenceCited(format!("{source}#{}", skip.locator)).into(),
                );
            }
            if let Some(sink) = sinks.first_mut() {
                sink.skip(&skip.source, skip.locator, &skip.reason);
            }
        }
        Ok(sinks)
    }

    /// Checks that no file skips other sentences than before.
    fn check_skips(&self, changed: &ChangedFiles) -> Result<(), Reason> {
        for (file, read) in &changed.files {
            let known = self.files.get(file);
            if known.is_some_and(|known| known.skips != read.skips) {
                return Err(Reason::SkipsChanged(file.clone()));
            }
        }
        let mut gone = changed.gone.iter();
        match gone.find(|file| self.files[*file].skips != 0) {
            Some(file) => Err(Reason::SkipsChanged(file.clone())),
            None => Ok(()),
        }
    }
}

/// Returns the file of lines that describes a source, if one does.
pub fn file_of_line_source<'f>(folder: &'f Folder, key: &str) -> Option<&'f str> {
    let mut files = folder.names().filter(|name| is_of_lines(name));
    files.find(|file| find_source(folder, file, key).is_some())
}

/// Finds the line of a file that describes a source.
fn find_source(folder: &Folder, file: &str, key: &str) -> Option<Item<'static>> {
    let mut reader = folder.lines(file).ok()??;
    while let Some(chunk) = reader.next().ok()? {
        for (number, line) in chunk.lines() {
            let Some(line) = line
                .ok()
                .filter(|line| line.contains("source") && line.contains(key))
            else {
                continue;
            };
            let at = At::line(file, number, line);
            let item = items::of_line(at, line, &mut Problems::default());
            if let Some(item) = item
                && item.kind == ItemKind::Source
                && item.key() == Some(key)
            {
                return Some(item.into_owned());
            }
        }
    }
    None
}

/// Returns whether the first so many entries of a ledger are a whole ledger of this digest, that of the
/// earlier run. The digest covers the line break at its end, if it had one.
fn starts_with(text: &str, sha256: &str, entries: usize) -> bool {
    let records = read_csv(text);
    let Some(last) = records.get(entries) else {
        return false;
    };
    let end = last.span.end;
    let mut ends = ["", "\n", "\r\n"].iter().filter_map(|end_of_line| {
        let whole = end + end_of_line.len();
        text.get(end..whole).filter(|found| found == end_of_line)?;
        text.get(..whole)
    });
    ends.any(|start| sha256_hex(start.as_bytes()) == sha256)
}
