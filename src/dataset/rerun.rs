//! What a rerun must read again: the files that changed, and of them the facts that changed.
//!
//! Wherever another file may depend on a change (a source is described otherwise, an actor becomes
//! another sort of actor, the ledger retracts facts or was changed other than by appending), and
//! wherever anything is wrong, the answer is that the whole dataset must be read: that is slower,
//! and knows every place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::check::pieces::{Piece, work_through};
use super::check::{
    Articles, Checker, FileRead, Ledger, Parent, line_source, make_fact, read_skip,
};
use super::folder::{Folder, LEDGER, is_of_lines, is_sheet, source_of};
use super::items::{self, Item, ItemKind};
use super::keys::{KnownKey, Location};
use super::ledger::{self, NamedFact};
use super::node::{Node, Value};
use super::problem::{At, Problems};
use super::sheet;
use crate::digest::sha256_hex;
use crate::model::Locator;
use crate::model::fact::{Fact, Head, Source};
use crate::model::form::Field;
use crate::model::key::{FactKey, SourceKey, key_fault};
use crate::model::known::{Knowledge, KnownFile};
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};
use crate::parallel;
use crate::tabular::read_csv;

/// What is taken for unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A file of the same size and time, or else of the same content.
    Stamps,
    /// Nothing: everything is read.
    Nothing,
}

/// What a rerun has to do.
#[derive(Debug)]
pub enum Changes {
    /// Nothing: no file changed.
    Nothing,
    /// To bring some facts up to date.
    Part(Box<Part>),
    /// To read the whole dataset.
    Whole,
}

/// The changed part of a dataset, without fault.
#[derive(Debug)]
pub struct Part {
    /// The dataset but for its sources and facts.
    pub head: Head,
    /// The facts that are new, changed or elsewhere now.
    pub facts: BTreeMap<FactKey, Placed<Fact<'static>>>,
    /// The sources that are new.
    pub sources: BTreeMap<SourceKey, Placed<Source>>,
    /// The sentences of new sources that hold no fact.
    pub skips: BTreeMap<(SourceKey, Locator), String>,
    /// The facts that no file has any more.
    pub removed: BTreeSet<String>,
    /// The files that changed.
    pub files: BTreeMap<String, FileRead>,
    /// The files that are gone.
    pub gone: BTreeSet<String>,
}

/// Something with the file it stands in.
#[derive(Debug)]
pub struct Placed<T> {
    /// What it is.
    pub value: T,
    /// The file, relative to the dataset's folder.
    pub file: String,
    /// A name for what the file says of it.
    pub digest: i64,
}

/// How many facts are brought up to date one by one; if more have changed, the whole is read.
const FACTS_MAX: usize = 20_000;

/// How many lines of sources are looked for one by one; if more are cited, the whole is read.
const LINES_MAX: usize = 100;

/// Returns what a rerun has to do, given what a store knows.
///
/// # Errors
/// The store cannot be read.
pub fn changes<K: Knowledge>(
    folder: &Folder,
    known: &K,
    trust: Trust,
) -> Result<Changes, K::Error> {
    let files = known.files(folder.key().as_str())?;
    if trust == Trust::Nothing || files.is_empty() {
        return Ok(Changes::Whole);
    }
    let Some(changed) = ChangedFiles::of(folder, &files) else {
        return Ok(Changes::Whole);
    };
    if changed.files.is_empty() && changed.gone.is_empty() {
        return Ok(Changes::Nothing);
    }
    let part = Rerun {
        folder,
        known,
        files: &files,
    }
    .part(changed)?;
    Ok(part.map_or(Changes::Whole, |part| Changes::Part(Box::new(part))))
}

/// The files that are not as they were.
struct ChangedFiles {
    files: BTreeMap<String, FileRead>,
    gone: BTreeSet<String>,
}

impl ChangedFiles {
    /// Compares files; `None` where one changed that all others depend on.
    fn of(folder: &Folder, known: &BTreeMap<String, KnownFile>) -> Option<Self> {
        let is_of_facts = |name: &str| is_sheet(name) || is_of_lines(name);
        let names: BTreeSet<&str> = folder.names().collect();
        let gone = known.keys().filter(|name| !names.contains(name.as_str()));
        let gone: BTreeSet<String> = gone.cloned().collect();
        let mut files = BTreeMap::new();
        for name in &names {
            let stamp = folder.stamp(name);
            let before = known.get(*name);
            if before.is_some_and(|file| file.stamp.is_some() && file.stamp == stamp) {
                continue;
            }
            let sha256 = folder.digest(name).ok()?;
            if before.is_some_and(|file| file.sha256 == sha256) {
                continue;
            }
            if !is_of_facts(name) && *name != LEDGER {
                return None;
            }
            let read = FileRead {
                sha256,
                stamp,
                skips: 0,
            };
            files.insert((*name).to_owned(), read);
        }
        let may_go = gone.iter().all(|name| is_of_facts(name));
        may_go.then_some(Self { files, gone })
    }
}

struct Rerun<'a, K> {
    folder: &'a Folder,
    known: &'a K,
    files: &'a BTreeMap<String, KnownFile>,
}

/// What a file said of a fact before, and whether it still has it.
struct Before {
    digest: i64,
    is_there: AtomicBool,
}

/// What changed files say, as one worker finds it.
#[derive(Default)]
struct ChangedItems {
    items: Vec<(Item<'static>, String)>,
    skips: BTreeMap<String, i64>,
    is_wrong: bool,
}

impl<K: Knowledge> Rerun<'_, K> {
    /// Makes the part that changed; `None` where the whole dataset must be read.
    fn part(&self, mut changed: ChangedFiles) -> Result<Option<Part>, K::Error> {
        let articles = Articles::new();
        let mut checker = Checker::new(self.folder, &articles);
        let raw = checker.read_dataset();
        let entries = checker.parse_ledger(Ledger::Whole);
        if !checker.problems.is_empty() || entries.iter().any(is_of_life) {
            return Ok(None);
        }
        let is_ledger_changed = changed.files.contains_key(LEDGER);
        let corrected: BTreeSet<&str> = match is_ledger_changed {
            true => match self.new_entries(&entries)? {
                Some(new) => ledger::names(new),
                None => return Ok(None),
            },
            false => BTreeSet::new(),
        };
        let mut before: BTreeMap<String, BTreeMap<String, Before>> = BTreeMap::new();
        for file in changed.files.keys().chain(&changed.gone) {
            before.insert(file.clone(), self.facts_before(file)?);
        }
        // An entry on a fact of a file that did not change has that file read.
        for fact in &corrected {
            if let Some(fact) = self.known.fact(fact)?
                && !before.contains_key(&fact.file)
            {
                before.insert(fact.file.clone(), self.facts_before(&fact.file)?);
            }
        }
        let Some(mut found) = self.changed_items(&before, &corrected) else {
            return Ok(None);
        };
        let facts = found.items.iter().filter(|(item, _)| is_fact(item));
        let facts: BTreeSet<&str> = facts.filter_map(|(item, _)| item.key()).collect();
        if !corrected.is_subset(&facts) {
            return Ok(None);
        }
        found
            .items
            .sort_by(|(a, in_a), (b, in_b)| (in_a, a.key()).cmp(&(in_b, b.key())));
        for (file, read) in &mut changed.files {
            read.skips = found.skips.get(file).copied().unwrap_or(0);
            let known = self.files.get(file);
            // What a file skipped before may no longer be skipped, and the other way round.
            if known.is_some_and(|known| known.skips != read.skips) {
                return Ok(None);
            }
        }
        if changed.gone.iter().any(|file| self.files[file].skips != 0) {
            return Ok(None);
        }
        let Some(sources) = self.sources(&mut checker, &changed, &found.items)? else {
            return Ok(None);
        };
        let Some(removed) = self.removed(&before, &found.items, &entries)? else {
            return Ok(None);
        };
        if !self.know_keys(&mut checker, &before, &found.items)? {
            return Ok(None);
        }
        self.apply_ledger(&mut checker, &entries, &found.items);
        let Some(facts) = self.facts(&mut checker, &found.items)? else {
            return Ok(None);
        };
        let Some(skips) = self.skips(&mut checker, &sources, &found.items) else {
            return Ok(None);
        };
        checker.context.applied.corrections = entries
            .iter()
            .map(|entry| entry.correction.clone())
            .collect();
        let head = checker.make_head(raw);
        // Warnings are told by the whole, too.
        let is_clean = checker.report().problems.is_empty();
        Ok(head.filter(|_| is_clean).map(|head| Part {
            head,
            facts,
            sources,
            skips,
            removed,
            files: changed.files,
            gone: changed.gone,
        }))
    }

    /// Returns the entries that were appended to the ledger; `None` where something else was done to
    /// it.
    fn new_entries<'e>(
        &self,
        entries: &'e [ledger::Entry],
    ) -> Result<Option<&'e [ledger::Entry]>, K::Error> {
        let text = self.folder.text(LEDGER).unwrap_or_default();
        let number = self.known.corrections()?;
        let is_appended = match self.files.get(LEDGER) {
            None => number == 0,
            Some(file) => starts_with(text, &file.sha256, number),
        };
        Ok(entries.get(number..).filter(|_| is_appended))
    }

    fn facts_before(&self, file: &str) -> Result<BTreeMap<String, Before>, K::Error> {
        let facts = self.known.facts_in(file)?.into_iter();
        let before = facts.map(|(fact, digest)| {
            let before = Before {
                digest,
                is_there: AtomicBool::new(false),
            };
            (fact, before)
        });
        Ok(before.collect())
    }

    /// Goes through files and picks what is new, changed or corrected, and all sources and skipped
    /// sentences; `None` where anything is wrong, or too much changed.
    fn changed_items(
        &self,
        before: &BTreeMap<String, BTreeMap<String, Before>>,
        corrected: &BTreeSet<&str>,
    ) -> Option<ChangedItems> {
        let names: BTreeSet<&str> = self.folder.names().collect();
        let files = before.keys().map(String::as_str);
        let files: Vec<&str> = files
            .filter(|file| *file != LEDGER && names.contains(file))
            .collect();
        let pickers = (0..parallel::cores())
            .map(|_| ChangedItems::default())
            .collect();
        let picked = AtomicUsize::new(0);
        let (pickers, _) = work_through(
            self.folder,
            &files,
            pickers,
            |picker: &mut ChangedItems, _, file, piece| {
                // Once it is known that all must be read, nothing more is kept.
                if picker.is_wrong || picked.load(Ordering::Relaxed) > FACTS_MAX {
                    picker.is_wrong = true;
                    picker.items.clear();
                    return;
                }
                let before_unit = picker.items.len();
                let mut problems = Problems::default();
                match piece {
                    Piece::Sheet => {
                        let text = self.folder.text(file).unwrap_or_default();
                        let tree = sheet::parse(file, text, &mut problems);
                        picker.is_wrong |= self.folder.fault(file).is_some();
                        for item in items::of_sheet(tree, file, &mut problems) {
                            picker.pick(item.into_owned(), file, &before[file], corrected);
                        }
                    }
                    Piece::Lines(chunk) => {
                        for (number, line) in chunk.lines() {
                            let item = line.ok().and_then(|line| {
                                let at = At {
                                    file,
                                    line: Some((number, line)),
                                };
                                items::of_line(at, line, &mut problems)
                            });
                            match item {
                                Some(item) => {
                                    picker.pick(item.into_owned(), file, &before[file], corrected)
                                }
                                None => picker.is_wrong = true,
                            }
                        }
                    }
                    Piece::Unreadable(_) => picker.is_wrong = true,
                }
                picker.is_wrong |= !problems.is_empty();
                let new = picker.items.len() - before_unit;
                picked.fetch_add(new, Ordering::Relaxed);
            },
        );
        let mut all = ChangedItems::default();
        for picker in pickers {
            all.is_wrong |= picker.is_wrong;
            all.items.extend(picker.items);
            for (file, skips) in picker.skips {
                let sum = all.skips.entry(file).or_default();
                *sum = sum.wrapping_add(skips);
            }
        }
        (!all.is_wrong && all.items.len() <= FACTS_MAX).then_some(all)
    }

    /// Reads the sources that the items cite, and those that are new, which are returned; `None`
    /// where one is described otherwise than before, or not at all.
    fn sources(
        &self,
        checker: &mut Checker<'_>,
        changed: &ChangedFiles,
        items: &[(Item<'static>, String)],
    ) -> Result<Option<BTreeMap<SourceKey, Placed<Source>>>, K::Error> {
        let mut new = BTreeMap::new();
        let mut described: BTreeSet<String> = BTreeSet::new();
        let mut known_in: BTreeMap<&str, BTreeMap<String, i64>> = BTreeMap::new();
        for (item, file) in items
            .iter()
            .filter(|(item, _)| item.kind == ItemKind::Source)
        {
            let digest = item.digest;
            let key = item.key().unwrap_or_default().to_owned();
            if !described.insert(key.clone()) {
                return Ok(None);
            }
            if !known_in.contains_key(file.as_str()) {
                known_in.insert(file, self.known.sources_in(file)?);
            }
            let is_known = known_in[file.as_str()].get(&key) == Some(&digest);
            if !is_known && self.known.has_source(&key)? {
                return Ok(None);
            }
            let mut problems = Problems::default();
            let read = line_source(&checker.context, item, file.into(), &mut problems);
            let Some(read) = read.filter(|_| problems.is_empty()) else {
                return Ok(None);
            };
            checker
                .context
                .sources
                .insert(read.key.clone(), read.checked);
            if !is_known {
                let Some(value) = read.source else {
                    return Ok(None);
                };
                let placed = Placed {
                    value,
                    file: file.clone(),
                    digest,
                };
                new.insert(SourceKey::new(read.key), placed);
            }
        }
        for file in changed.files.keys().chain(&changed.gone) {
            let before = self.known.sources_in(file)?;
            if before.keys().any(|key| !described.contains(key)) {
                return Ok(None);
            }
        }
        let mut looked_for = 0;
        for key in self.cited_sources(items) {
            if checker.context.sources.contains_key(&key) {
                continue;
            }
            let description = format!("{key}/article.toml");
            if self.folder.names().any(|name| name == description) {
                let (read, _) = checker.read_source(&key, &description);
                checker.context.sources.insert(key, read);
            } else if let Some(file) = self.known.file_of_source(&key)? {
                looked_for += 1;
                if looked_for > LINES_MAX {
                    return Ok(None);
                }
                let Some(item) = find_source(self.folder, &file, &key) else {
                    return Ok(None);
                };
                let mut problems = Problems::default();
                let read = line_source(&checker.context, &item, (&file).into(), &mut problems);
                let Some(read) = read.filter(|_| problems.is_empty()) else {
                    return Ok(None);
                };
                checker.context.sources.insert(read.key, read.checked);
            }
        }
        Ok(Some(new))
    }

    /// Lists the sources that items may cite.
    fn cited_sources(&self, items: &[(Item<'static>, String)]) -> BTreeSet<String> {
        let mut sources = BTreeSet::new();
        let names: BTreeSet<&str> = self.folder.names().collect();
        for (item, file) in items {
            let has_folder = |key: &str| names.contains(format!("{key}/article.toml").as_str());
            let of_file = source_of(file, |key| {
                has_folder(key) || self.known.has_source(key).unwrap_or(false)
            });
            sources.extend(of_file.map(str::to_owned));
            let cites = item.node.list("cites").iter();
            let cited = cites.filter_map(|cite| match &cite.value {
                Value::Text(at) => Some(&**at),
                _ => cite.text_of("at"),
            });
            let cited = cited.chain(item.node.text_of("at"));
            let named = cited.filter_map(|at| at.split_once('#'));
            sources.extend(named.map(|(source, _)| source.to_owned()));
        }
        sources
    }

    /// Lists the facts that no file has any more; `None` where the ledger names one, or where a fact
    /// that is there now stands in another file too.
    fn removed(
        &self,
        before: &BTreeMap<String, BTreeMap<String, Before>>,
        items: &[(Item<'static>, String)],
        entries: &[ledger::Entry],
    ) -> Result<Option<BTreeSet<String>>, K::Error> {
        let mut gone: BTreeSet<String> = BTreeSet::new();
        for facts in before.values() {
            let absent = facts
                .iter()
                .filter(|(_, fact)| !fact.is_there.load(Ordering::Relaxed));
            gone.extend(absent.map(|(key, _)| key.clone()));
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (item, file) in items.iter().filter(|(item, _)| is_fact(item)) {
            let Some(key) = item.key().filter(|key| key_fault(key).is_none()) else {
                return Ok(None);
            };
            let is_elsewhere = match self.known.fact(key)? {
                Some(known) => known.file != *file && !gone.contains(key),
                None => self.known.is_retracted(key)?,
            };
            if is_elsewhere || !seen.insert(key) {
                return Ok(None);
            }
        }
        gone.retain(|key| !seen.contains(key.as_str()));
        let is_named = entries
            .iter()
            .any(|entry| gone.contains(&entry.correction.fact));
        Ok((!is_named).then_some(gone))
    }

    /// Lists the keys of the items and of all that they refer to; tells whether other facts can go on
    /// as they are.
    fn know_keys(
        &self,
        checker: &mut Checker<'_>,
        before: &BTreeMap<String, BTreeMap<String, Before>>,
        items: &[(Item<'static>, String)],
    ) -> Result<bool, K::Error> {
        let sort = |checker: &Checker<'_>, sort: Option<&str>| {
            sort.and_then(|sort| checker.actor_kind(sort))
        };
        let mut references: BTreeSet<&str> = BTreeSet::new();
        for (item, _) in items.iter().filter(|(item, _)| is_fact(item)) {
            let Some(key) = item.key() else {
                return Ok(false);
            };
            let Some(kind) = item.fact_kind() else {
                continue;
            };
            let actor = item.node.text_of("kind").filter(|_| kind.name == "actor");
            let actor_kind = sort(checker, actor);
            if let Some(known) = self.known.fact(key)?
                && known.kind != kind.name
            {
                return Ok(false);
            }
            let known = KnownKey::new(kind, actor_kind, Some(NOWHERE));
            checker.context.keys.add(key.into(), known);
            add_references(kind.all_fields(), &item.node, &mut references);
        }
        let gone = |key: &str| {
            let facts = before.values();
            let of_key = facts.filter_map(|facts| facts.get(key));
            of_key
                .into_iter()
                .any(|fact| !fact.is_there.load(Ordering::Relaxed))
        };
        for key in references {
            if checker.context.keys.owner(key).is_some() || gone(key) {
                continue;
            }
            if let Some(known) = self.known.fact(key)? {
                let actor_kind = sort(checker, known.actor_kind.as_deref());
                if let Some(kind) = crate::model::form::Kind::of(&known.kind) {
                    let known = KnownKey::new(kind, actor_kind, None);
                    checker.context.keys.add(key.into(), known);
                }
            }
        }
        Ok(true)
    }

    /// Applies the entries on the items' facts.
    fn apply_ledger(
        &self,
        checker: &mut Checker<'_>,
        entries: &[ledger::Entry],
        items: &[(Item<'static>, String)],
    ) {
        let names = ledger::names(entries);
        let mut named = ledger::Named::new();
        for (item, file) in items.iter().filter(|(item, _)| is_fact(item)) {
            if let Some(key) = item.key().filter(|key| names.contains(key))
                && let Some(kind) = item.fact_kind()
            {
                let fact = NamedFact {
                    file: file.clone(),
                    kind,
                    location: NOWHERE,
                    item: item.clone(),
                };
                named.insert(key.to_owned(), fact);
            }
        }
        let of_items: Vec<ledger::Entry> = entries
            .iter()
            .filter(|entry| named.contains_key(&entry.correction.fact))
            .cloned()
            .collect();
        checker.apply_ledger(&of_items, named);
    }

    /// Makes the facts; `None` where something is wrong, or other facts may depend on a change.
    fn facts(
        &self,
        checker: &mut Checker<'_>,
        items: &[(Item<'static>, String)],
    ) -> Result<Option<BTreeMap<FactKey, Placed<Fact<'static>>>>, K::Error> {
        let mut facts = BTreeMap::new();
        let mut wholes = BTreeMap::new();
        for (item, file) in items.iter().filter(|(item, _)| is_fact(item)) {
            let key = item.key().unwrap_or_default();
            let corrected = checker.context.corrected.get(key).unwrap_or(item);
            let Some(kind) = item.fact_kind() else {
                continue;
            };
            let at = file.into();
            let parent = Parent::of(kind, corrected, at);
            wholes.extend(parent.map(|parent| (key.to_owned(), parent)));
            let fact = make_fact(&checker.context, kind, corrected, at, &mut checker.problems);
            let Some(fact) = fact else {
                return Ok(None);
            };
            if kind.name == "actor"
                && let Some(known) = self.known.fact(key)?
                && known.actor_kind.as_deref() != fact.get("kind").text()
            {
                return Ok(None);
            }
            for citation in &fact.citations {
                if self.known.is_skipped(&citation.source, citation.locator)? {
                    return Ok(None);
                }
            }
            let placed = Placed {
                value: fact.into_owned(),
                file: file.clone(),
                digest: item.digest,
            };
            facts.insert(FactKey::new(key), placed);
        }
        // What a changed fact belongs to may belong to it in the end.
        let changed: BTreeSet<&str> = facts.keys().map(FactKey::as_str).collect();
        let mut next: Vec<String> = wholes
            .values()
            .map(|parent: &Parent| parent.key.clone())
            .collect();
        while let Some(key) = next.pop() {
            if wholes.contains_key(&key) || changed.contains(key.as_str()) {
                continue;
            }
            if let Some(whole) = self.known.fact(&key)?.and_then(|fact| fact.whole) {
                next.push(whole.clone());
                wholes.insert(
                    key,
                    Parent {
                        key: whole,
                        said: None,
                    },
                );
            }
        }
        checker.find_cycles(&wholes);
        Ok(Some(facts))
    }

    /// Reads the sentences of new sources that are skipped; `None` where one is cited, or where those
    /// of other sources are skipped by a file that is new.
    fn skips(
        &self,
        checker: &mut Checker<'_>,
        new: &BTreeMap<SourceKey, Placed<Source>>,
        items: &[(Item<'static>, String)],
    ) -> Option<BTreeMap<(SourceKey, Locator), String>> {
        let mut skips = BTreeMap::new();
        for (item, file) in items.iter().filter(|(item, _)| item.kind == ItemKind::Skip) {
            // Those of a file that was there before are the same.
            if self.files.contains_key(file) {
                continue;
            }
            let context = &checker.context;
            let skip = read_skip(context, item, file.into(), &mut checker.problems)?;
            let is_cited = context
                .sources
                .get(skip.source.as_str())
                .is_none_or(|source| source.is_cited(skip.locator));
            if is_cited || !new.contains_key(&skip.source) {
                return None;
            }
            let place = (skip.source, skip.locator);
            if skips.insert(place, skip.reason).is_some() {
                return None;
            }
        }
        Some(skips)
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
            let line = line
                .ok()
                .filter(|line| line.contains("source") && line.contains(key));
            let item = line.and_then(|line| {
                let at = At {
                    file,
                    line: Some((number, line)),
                };
                items::of_line(at, line, &mut Problems::default())
            });
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

impl ChangedItems {
    fn pick(
        &mut self,
        item: Item<'static>,
        file: &str,
        before: &BTreeMap<String, Before>,
        corrected: &BTreeSet<&str>,
    ) {
        if item.kind == ItemKind::Skip {
            let skips = self.skips.entry(file.to_owned()).or_default();
            *skips = skips.wrapping_add(item.digest);
        }
        if is_fact(&item) {
            let key = item.key().unwrap_or_default();
            if let Some(known) = before.get(key) {
                let was_there = known.is_there.swap(true, Ordering::Relaxed);
                self.is_wrong |= was_there;
                if known.digest == item.digest && !corrected.contains(key) {
                    return;
                }
            }
        }
        self.items.push((item, file.to_owned()));
    }
}

/// Where a fact stands that nobody asks for.
const NOWHERE: Location = Location {
    file: 0,
    line: 0,
    column: 0,
};

fn is_fact(item: &Item<'_>) -> bool {
    item.fact_kind().is_some()
}

/// Tells whether an entry retracts, restores or merges a fact, which may touch any other.
fn is_of_life(entry: &ledger::Entry) -> bool {
    let field = &entry.correction.field;
    matches!(field, FieldPath::Column(name) if [RETRACTED, SUPERSEDED_BY].contains(&name.as_str()))
}

/// Adds the keys that a table refers to.
fn add_references<'n>(
    fields: impl Iterator<Item = &'static Field>,
    table: &'n Node<'_>,
    references: &mut BTreeSet<&'n str>,
) {
    for field in fields {
        match field.list() {
            None if field.is_reference() => references.extend(table.text_of(field.name)),
            None => {}
            Some(list) => {
                for element in table.list(field.name) {
                    add_references(list.fields.iter(), element, references);
                }
            }
        }
    }
}

/// Tells whether a ledger starts with one of so many entries that had this digest.
fn starts_with(text: &str, sha256: &str, entries: usize) -> bool {
    let records = read_csv(text);
    let Some(last) = records.get(entries) else {
        return false;
    };
    let end = last.span.end;
    let ends = ["", "\n", "\r\n"].iter().filter_map(|end_of_line| {
        let whole = end + end_of_line.len();
        text.get(end..whole).filter(|found| found == end_of_line)?;
        text.get(..whole)
    });
    ends.into_iter()
        .any(|start| sha256_hex(start.as_bytes()) == sha256)
}
