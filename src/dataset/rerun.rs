//! A rerun: the passes of a whole run over the files that changed, and of them the facts that changed.
//!
//! What the changed facts refer to, and what may depend on them, is asked of the store, key by key,
//! so that a rerun costs what the change costs. Wherever that does not settle that all other facts can
//! stay as they are, and wherever anything is wrong, the whole dataset must be read: that is slower,
//! sees every line, and reports every problem with its place. Each such case is a [`Reason`]. What a
//! rerun leaves in a store never depends on which way it went; the property tests in `src/reruns.rs`
//! hold the two against each other.
//!
//! ```text
//! size and mtime, else digest ─► files that changed ─┐
//! ledger: entries that were appended ─► facts ───────┼─► selection ─► first pass ─► picked facts
//! merges ─► the facts that refer to what they move ──┘                                  │
//!                   store ─► keys, sources, parents that the picked facts need ─► second pass ─► rows
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::check::selection::{Before, Picked, Selection};
use super::check::{
    Articles, Checker, FileRead, Found, KEYS_SHARE, Ledger, Listed, Parent, Parents, Sink,
    line_source,
};
use super::folder::{Folder, LEDGER, is_of_lines, is_sheet};
use super::items::{self, Item, ItemKind};
use super::keys::KnownKey;
use super::ledger;
use super::problem::{At, Problems};
use crate::digest::sha256_hex;
use crate::model::fact::Head;
use crate::model::form::Kind;
use crate::model::key::key_fault;
use crate::model::known::{Knowledge, KnownFile};
use crate::model::path::SUPERSEDED_BY;
use crate::tabular::read_csv;

/// What is taken for unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A file of the same size and modification time, or else of the same content.
    Stamps,
    /// Nothing: everything is read.
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
    Whole(Reason),
}

/// The changed part of a dataset, without fault.
#[derive(Debug)]
pub struct Part<S> {
    /// The dataset but for its sources and facts; of its retractions those of the facts of this part.
    pub head: Head,
    /// What took the facts that are new or changed, and the sources that are new.
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

/// Why a rerun reads the whole dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The run was asked to read everything.
    Asked,
    /// There was no store before.
    NewStore,
    /// A dry run compares the whole store.
    DryRun,
    /// The store holds the state of the whole ledger, and only part of it is applied.
    PartOfLedger,
    /// An article is at hand: every citation is verified in its text.
    ArticleAtHand,
    /// The store knows nothing of the files: it is new, of another program, or holds what was
    /// verified in an article at hand.
    NothingKnown,
    /// A file changed on which all facts depend: codes, an article's description or its sentences.
    FileChanged(String),
    /// A file cannot be read.
    FileUnreadable(String),
    /// The ledger was changed otherwise than by appending to it.
    LedgerRewritten,
    /// Something is wrong, or a warning is due: the whole run reports it.
    Problems,
    /// More facts changed than are brought up to date one by one.
    ManyFacts(usize),
    /// More sources in lines are cited than are looked for one by one.
    ManySources,
    /// An entry of the ledger names a fact that is gone, or that no changed file has.
    EntryWithoutFact(String),
    /// A key stands twice.
    KeyTwice(String),
    /// A fact stands in another file too.
    FactElsewhere(String),
    /// A fact is of another kind than before.
    KindChanged(String),
    /// An actor is of another kind than before.
    ActorKindChanged(String),
    /// A file skips other sentences than before.
    SkipsChanged(String),
    /// A source is described otherwise than before, or no longer.
    SourceChanged(String),
    /// A sentence is cited that is skipped.
    SkippedSentenceCited(String),
    /// A fact that goes is referred to.
    StillReferredTo,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("--full asks for it"),
            Self::NewStore => f.write_str("the store is new"),
            Self::DryRun => f.write_str("a dry run compares the whole store"),
            Self::PartOfLedger => f.write_str("part of the ledger is applied"),
            Self::ArticleAtHand => f.write_str("an article is at hand to verify citations in"),
            Self::NothingKnown => f.write_str("the store has no record of the files"),
            Self::FileChanged(file) => write!(f, "`{file}` changed"),
            Self::FileUnreadable(file) => write!(f, "`{file}` cannot be read"),
            Self::LedgerRewritten => {
                f.write_str("the ledger was changed otherwise than by appending to it")
            }
            Self::Problems => f.write_str("there is a problem to report"),
            Self::ManyFacts(number) => write!(f, "{number} facts may have changed"),
            Self::ManySources => f.write_str("many sources are cited"),
            Self::EntryWithoutFact(key) => {
                write!(f, "the ledger names `{key}`, which no changed file has")
            }
            Self::KeyTwice(key) => write!(f, "`{key}` stands twice"),
            Self::FactElsewhere(key) => write!(f, "`{key}` stood in another file"),
            Self::KindChanged(key) => write!(f, "`{key}` is now a fact of another kind"),
            Self::ActorKindChanged(key) => write!(f, "`{key}` is now an actor of another kind"),
            Self::SkipsChanged(file) => write!(f, "`{file}` skips other sentences"),
            Self::SourceChanged(key) => write!(f, "the source `{key}` changed"),
            Self::SkippedSentenceCited(at) => write!(f, "{at} is cited and was skipped"),
            Self::StillReferredTo => f.write_str("a fact that goes is referred to"),
        }
    }
}

/// Why a rerun ends early: the whole must be read, or the store cannot be asked.
enum Stop<E> {
    Whole(Reason),
    Failed(E),
}

impl<E> From<Reason> for Stop<E> {
    fn from(reason: Reason) -> Self {
        Self::Whole(reason)
    }
}

/// How many facts are brought up to date one by one; if more have changed, the whole is read.
const FACTS_MAX: usize = 20_000;

/// How many lines of sources are looked for one by one; if more are cited, the whole is read.
const LINES_MAX: usize = 100;

/// Makes what changed of a dataset, given what a store knows of it; as many workers as there are
/// sinks. Of the memory, in bytes, half may go to keys.
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
        return Ok(Changes::Whole(Reason::NothingKnown));
    }
    let changed = match ChangedFiles::of(folder, &files) {
        Err(reason) => return Ok(Changes::Whole(reason)),
        Ok(changed) if changed.is_empty() => return Ok(Changes::Nothing),
        Ok(changed) => changed,
    };
    let articles = Articles::new();
    let mut checker = Checker::new(folder, &articles);
    checker.context.memory = memory / KEYS_SHARE;
    let rerun = Rerun {
        checker,
        known: Asked(known),
        files: &files,
    };
    match rerun.part(changed, sinks) {
        Ok(part) => Ok(Changes::Part(Box::new(part))),
        Err(Stop::Whole(reason)) => Ok(Changes::Whole(reason)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Tells whether a rerun would find nothing to do.
///
/// # Errors
/// The store cannot be read.
pub fn is_unchanged<K: Knowledge>(folder: &Folder, known: &K) -> Result<bool, K::Error> {
    let files = known.files(folder.key().as_str())?;
    let changed = ChangedFiles::of(folder, &files);
    Ok(!files.is_empty() && changed.is_ok_and(|changed| changed.is_empty()))
}

/// The files that are not as they were.
struct ChangedFiles {
    files: BTreeMap<String, FileRead>,
    gone: BTreeSet<String>,
}

impl ChangedFiles {
    /// Compares files.
    fn of(folder: &Folder, known: &BTreeMap<String, KnownFile>) -> Result<Self, Reason> {
        let is_of_facts = |name: &str| is_sheet(name) || is_of_lines(name);
        let names: BTreeSet<&str> = folder.names().collect();
        let gone = known.keys().filter(|name| !names.contains(name.as_str()));
        let gone: BTreeSet<String> = gone.cloned().collect();
        let mut files = BTreeMap::new();
        for name in names {
            let stamp = folder.stamp(name);
            let before = known.get(name);
            if before.is_some_and(|file| file.stamp.is_some() && file.stamp == stamp) {
                continue;
            }
            let digest = folder.digest(name);
            let sha256 = digest.map_err(|_| Reason::FileUnreadable(name.to_owned()))?;
            if before.is_some_and(|file| file.sha256 == sha256) {
                continue;
            }
            if !is_of_facts(name) && name != LEDGER {
                return Err(Reason::FileChanged(name.to_owned()));
            }
            let read = FileRead {
                sha256,
                stamp,
                skips: 0,
            };
            files.insert(name.to_owned(), read);
        }
        match gone.iter().find(|name| !is_of_facts(name)) {
            Some(name) => Err(Reason::FileChanged(name.clone())),
            None => Ok(Self { files, gone }),
        }
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.gone.is_empty()
    }
}

/// What is asked of the store.
struct Asked<'a, K>(&'a K);

impl<'a, K: Knowledge> Asked<'a, K> {
    fn ask<T>(
        &self,
        question: impl FnOnce(&'a K) -> Result<T, K::Error>,
    ) -> Result<T, Stop<K::Error>> {
        question(self.0).map_err(Stop::Failed)
    }
}

struct Rerun<'a, K> {
    checker: Checker<'a>,
    known: Asked<'a, K>,
    files: &'a BTreeMap<String, KnownFile>,
}

/// The ledger of a rerun.
struct Entries {
    all: Vec<ledger::Entry>,
    /// How many of them the store knows.
    known: usize,
}

impl<K: Knowledge> Rerun<'_, K> {
    /// Makes the part that changed.
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
        self.checker.context.selection = Some(selection);
        let folder = self.checker.context.folder;
        let names: BTreeSet<&str> = folder.names().collect();
        let files: Vec<String> = self.selected().before.keys().cloned().collect();
        let files = files.iter().map(String::as_str);
        let files: Vec<&str> = files.filter(|file| names.contains(file)).collect();
        let mut reads = BTreeMap::new();
        let (sinks, listed) = self.checker.list(&files, &entries.all, sinks, &mut reads);
        let Some(Listed { named, picked, .. }) = listed else {
            return Err(Reason::Problems.into());
        };
        let gone = self.check_picked(&picked, &entries)?;
        self.check_sources(&picked, &changed)?;
        self.add_keys(&picked.references)?;
        self.add_sources(&picked.cited)?;
        self.apply_ledger(&entries, named)?;
        let facts = picked.facts.keys().cloned();
        self.selected_mut().facts = facts.collect();
        let (sinks, found) = self.checker.make(&files, sinks, &mut reads);
        self.check_made(&picked)?;
        self.find_cycles(found.parents.clone())?;
        let sinks = self.skips(&picked, &found, sinks)?;
        for (file, read) in &mut changed.files {
            read.skips = reads.get(file).map_or(0, |read| read.skips);
        }
        self.check_skips(&changed)?;
        let corrections = entries.all.iter().map(|entry| entry.correction.clone());
        self.checker.context.applied.corrections = corrections.collect();
        // Warnings are for a whole run to report, too.
        let is_clean = self.checker.report().problems.is_empty() && found.lost.is_none();
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
        let all = self.checker.parse_ledger(Ledger::Whole);
        let known = self.known.ask(K::corrections)?;
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

    /// Returns what is to be read: the changed files, and those of the facts that the ledger changes.
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
            files.extend(self.known.ask(|known| known.file_of_fact(fact))?);
        }
        for file in files {
            let facts = self.known.ask(|known| known.facts_in(&file))?;
            let facts = facts.into_iter();
            let before = facts.map(|(fact, digest)| (fact, Before::new(digest)));
            selection.before.insert(file.clone(), before.collect());
            let sources = self.known.ask(|known| known.sources_in(&file))?;
            selection.sources.insert(file, sources);
        }
        Ok(selection)
    }

    /// Lists the facts that entries change which the store has not seen. An entry that merges a fact,
    /// or takes a merge back, also changes whatever refers to one of the two.
    fn touched(&self, entries: &Entries) -> Result<BTreeSet<String>, Stop<K::Error>> {
        let mut touched = BTreeSet::new();
        for entry in &entries.all[entries.known..] {
            let correction = &entry.correction;
            touched.insert(correction.fact.clone());
            if entry.retraction() != Some(SUPERSEDED_BY) {
                continue;
            }
            // After a merge what referred to the merged fact refers to the other one; when it is
            // taken back, any of those that refer to the other one may be meant.
            let old = self.successor(correction.old_value.as_deref(), entries);
            for key in [Some(correction.fact.clone()), old].into_iter().flatten() {
                let referring = self.known.ask(|known| known.facts_referring_to(&key))?;
                touched.extend(referring);
                if touched.len() > FACTS_MAX {
                    return Err(Reason::ManyFacts(touched.len()).into());
                }
            }
        }
        Ok(touched)
    }

    /// Returns the fact that stood for a merged one, by the entries that the store knows.
    fn successor(&self, merged_into: Option<&str>, entries: &Entries) -> Option<String> {
        let mut last = merged_into?.to_owned();
        let known = entries.all[..entries.known].iter();
        let merges = known.filter(|entry| entry.retraction() == Some(SUPERSEDED_BY));
        let merges: Vec<_> = merges.map(|entry| &entry.correction).collect();
        // A merge is followed at most as often as there are merges.
        for _ in 0..merges.len() {
            let next = merges.iter().rfind(|merge| merge.fact == last);
            match next.and_then(|merge| merge.new_value.clone()) {
                Some(next) => last = next,
                None => break,
            }
        }
        Some(last)
    }

    /// Lists the folders that may be those of sources.
    fn source_folders(&self) -> BTreeSet<String> {
        let names = self.checker.context.folder.names();
        let folders = names.filter_map(|name| name.split_once('/'));
        let keys = folders.map(|(folder, _)| folder.to_owned());
        keys.collect()
    }

    /// Checks that other facts can stay as they are, whatever the picked ones say. Returns the facts
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
            let known_in = self.known.ask(|known| known.file_of_fact(key))?;
            if known_in.is_some_and(|known| known != *file) && !gone.contains(key) {
                return Err(Reason::FactElsewhere(key.clone()).into());
            }
            let known = self.known.ask(|known| known.fact(key))?;
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
        let missing = self.selected().touched.iter();
        let mut missing = missing.filter(|key| !picked.facts.contains_key(*key));
        match missing.next() {
            Some(key) => Err(Reason::EntryWithoutFact(key.clone()).into()),
            None => Ok(gone),
        }
    }

    /// Checks that every source of the changed files is new or described as before.
    fn check_sources(&self, picked: &Picked, changed: &ChangedFiles) -> Result<(), Stop<K::Error>> {
        for (key, is_known) in &picked.sources {
            if !is_known && self.known.ask(|known| known.has_source(key))? {
                return Err(Reason::SourceChanged(key.clone()).into());
            }
        }
        let selection = self.selected();
        for file in changed.files.keys().chain(&changed.gone) {
            let before = selection.sources.get(file).into_iter().flatten();
            for (key, _) in before {
                if !picked.sources.contains_key(key) {
                    return Err(Reason::SourceChanged(key.clone()).into());
                }
            }
        }
        Ok(())
    }

    /// Adds the keys that picked facts refer to, as the store has them.
    fn add_keys(&mut self, references: &BTreeSet<String>) -> Result<(), Stop<K::Error>> {
        let gone = self.selected().gone();
        for key in references {
            if self.checker.context.keys.owner(key).is_some() || gone.contains(key) {
                continue;
            }
            let Some(known) = self.known.ask(|known| known.fact(key))? else {
                continue;
            };
            if let Some(kind) = Kind::of(&known.kind) {
                let actor_kind = known.actor_kind.as_deref();
                let actor_kind = actor_kind.and_then(|code| self.checker.context.actor_kind(code));
                let known = KnownKey::new(kind, actor_kind, None);
                self.checker.context.keys.add(key.as_str().into(), known);
            }
        }
        Ok(())
    }

    /// Reads the sources that picked facts may cite.
    fn add_sources(&mut self, cited: &BTreeSet<String>) -> Result<(), Stop<K::Error>> {
        let folder = self.checker.context.folder;
        let mut looked_for = 0;
        for key in cited {
            if self.checker.context.sources.contains_key(key) {
                continue;
            }
            let description = format!("{key}/article.toml");
            let source = if folder.names().any(|name| name == description) {
                self.checker.read_source(key, &description).0
            } else if let Some(file) = self.known.ask(|known| known.file_of_source(key))? {
                looked_for += 1;
                if looked_for > LINES_MAX {
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
        let all = entries.all.iter().cloned();
        let (on_picked, elsewhere): (Vec<_>, Vec<_>) =
            all.partition(|entry| named.contains_key(&entry.correction.fact));
        self.checker.apply_ledger(&on_picked, &elsewhere, named);
        let applied = &mut self.checker.context.applied;
        // Of facts elsewhere the store knows that they are retracted.
        let on_picked: BTreeSet<&str> = ledger::names(&on_picked);
        applied
            .retractions
            .retain(|key, _| on_picked.contains(key.as_str()));
        let mut needs = Picked::default();
        for item in self.checker.context.corrected.values() {
            needs.add_needs(item, "", self.selected());
        }
        let redirected = needs.references.iter();
        let applied = &self.checker.context.applied;
        let redirected = redirected.map(|key| applied.successor(key).to_owned());
        let redirected: BTreeSet<String> = redirected.collect();
        needs.references.extend(redirected);
        self.add_keys(&needs.references)?;
        self.add_sources(&needs.cited)
    }

    /// Checks what depends on the picked facts as they are now: other facts on what kind of actor one
    /// is, skipped sentences on what they cite.
    fn check_made(&self, picked: &Picked) -> Result<(), Stop<K::Error>> {
        let context = &self.checker.context;
        for key in picked.facts.keys() {
            let Some(now) = context.keys.get(key) else {
                continue;
            };
            let known = self.known.ask(|known| known.fact(key))?;
            let before = known.and_then(|known| known.actor_kind);
            let before = before.map(|code| context.actor_kind(&code));
            if before.is_some_and(|before| before != now.actor_kind) {
                return Err(Reason::ActorKindChanged(key.clone()).into());
            }
        }
        for (key, source) in &context.sources {
            let cited = source.sentences().iter().filter(|at| source.is_cited(**at));
            for at in cited {
                if self.known.ask(|known| known.is_skipped(key, *at))? {
                    let at = format!("{key}#{at}");
                    return Err(Reason::SkippedSentenceCited(at).into());
                }
            }
        }
        Ok(())
    }

    /// Looks for cycles: what a picked fact is part of may in the end be part of it.
    fn find_cycles(&mut self, mut parents: Parents) -> Result<(), Stop<K::Error>> {
        let mut next: Vec<String> = parents.values().map(|parent| parent.key.clone()).collect();
        while let Some(key) = next.pop() {
            if parents.contains_key(&key) || self.selected().facts.contains(&key) {
                continue;
            }
            let known = self.known.ask(|known| known.fact(&key))?;
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

/// Tells whether a ledger starts with one of so many entries that had this digest.
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
