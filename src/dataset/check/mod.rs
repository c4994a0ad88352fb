//! Checking: from the files of a dataset to its facts, or to everything that is wrong with them.
//!
//! The way is one: parse all files, read dataset, articles and locks, apply the ledger to the
//! sheets, list all keys, then make facts and their citations. No stage stops at the first mistake; a fact with a mistake is left
//! out, but its key still resolves, so that one mistake is reported once.

mod cite;
mod copied;
mod cycles;
mod fact;
mod fields;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::folder::{Folder, LEDGER, is_sheet, line_of};
use super::ledger::{self, Applied};
use super::lock::Lock;
use super::node::Tree;
use super::problem::{Problem, Problems, Severity, nearest};
use super::raw::{KINDS, List, RawCode, RawDataset, RawSheet};
use super::span::Span;
use super::vocabulary;
use crate::model::Locator;
use crate::model::correction::Correction;
use crate::model::fact::{Body, Dataset, Fact, Passage};
use crate::model::key::{FactKey, SourceKey, key_fault};
use crate::model::known::{Known, KnownFact};
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};
use crate::model::vocabulary::{Code, Vocabulary};

use fields::Scope;
use sources::CheckedSource;

/// An article whose text is at hand, as its reader made it.
#[derive(Debug, Clone)]
pub struct ArticleAtHand {
    /// The file, as messages show it.
    pub file: String,
    /// The SHA-256 of the file, as 64 hexadecimal digits.
    pub sha256: String,
    /// What cut the sentences.
    pub segmenter: String,
    /// The sentences, with their text.
    pub passages: BTreeMap<Locator, Passage>,
}

/// The articles at hand, by the key of their source.
pub type Articles = BTreeMap<String, ArticleAtHand>;

/// What checking found.
#[derive(Debug)]
pub struct Checked {
    /// The dataset; `None` where there is any error.
    pub dataset: Option<Dataset>,
    /// The problems, by file and place.
    pub problems: Vec<Problem>,
    /// What has been read of each article, where its sentences are known.
    pub coverage: Vec<Coverage>,
    /// The lock that each article at hand should have, with its quotes.
    pub locks: BTreeMap<String, Lock>,
}

/// What has been read of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The article.
    pub source: String,
    /// The sentences that facts cite.
    pub coded: BTreeSet<Locator>,
    /// The sentences that are skipped, with the reason.
    pub skipped: BTreeMap<Locator, String>,
    /// All others.
    pub untouched: BTreeSet<Locator>,
    /// Whether its citations were verified word for word: the article is at hand, it is the one
    /// that was locked, and no error was found.
    pub verified: bool,
    /// Whether a text of it is at hand.
    pub is_at_hand: bool,
}

/// How much of the ledger is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// All of it.
    Whole,
    /// The entries made up to a day.
    Until(NaiveDate),
    /// So many entries from the first.
    First(usize),
}

/// Checks a dataset.
pub fn check(folder: &Folder, articles: &Articles) -> Checked {
    check_with_ledger(folder, articles, Ledger::Whole)
}

/// Returns the lock that each article at hand should have: with the quotes and date wordings of the
/// sheets as coded, and of the dataset after each entry of the ledger, so that every state builds.
pub fn locks(folder: &Folder, articles: &Articles) -> BTreeMap<String, Lock> {
    let whole = check(folder, articles);
    let entries = ledger::parse(
        folder.text(LEDGER).unwrap_or_default(),
        &mut Problems::default(),
    );
    let touches_words = |entry: &ledger::Entry| {
        let field = entry.correction.field.to_string();
        let words = ["citations[", "date", RETRACTED, SUPERSEDED_BY];
        words.iter().any(|word| field.starts_with(word))
    };
    let mut locks = whole.locks;
    for (at, _) in entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| touches_words(entry))
    {
        let before = check_with_ledger(folder, articles, Ledger::First(at));
        for (source, lock) in before.locks {
            if let Some(all) = locks.get_mut(&source) {
                all.quotes.extend(lock.quotes);
            }
        }
    }
    locks
}

/// Checks a dataset with part of its ledger.
pub fn check_with_ledger(folder: &Folder, articles: &Articles, ledger: Ledger) -> Checked {
    let mut checker = Checker::new(folder, articles);
    let raw_dataset = checker.read_all_but_sheets();
    let mut trees = checker.parse_sheets(|_| true);
    checker.apply_corrections(&mut trees, ledger);
    checker.check_trees(&raw_dataset, &trees)
}

/// Checks some sheets of a dataset against what is known of the others, which are not read.
/// Returns their facts, and all corrections; `None` where the whole dataset must be checked:
/// something is wrong, or something changes that facts of other files may depend on.
pub fn check_part(folder: &Folder, files: &BTreeSet<String>, known: &Known) -> Option<Dataset> {
    let articles = Articles::new();
    let mut checker = Checker::new(folder, &articles);
    checker.know(known, files);
    let raw_dataset = checker.read_all_but_sheets();
    let mut trees = checker.parse_sheets(|file| files.contains(file));
    checker.apply_corrections_to(&mut trees)?;
    let dataset = checker.check_trees(&raw_dataset, &trees).dataset?;
    let is_kept = |(key, before): (&String, &KnownFact)| {
        let Some(fact) = dataset.facts.get(&FactKey::new(key)) else {
            return false;
        };
        let actor_kind = match &fact.body {
            Body::Actor(actor) => Some(&actor.kind),
            _ => None,
        };
        fact.body.kind() == before.kind && actor_kind == before.actor_kind.as_ref()
    };
    let mut before = known
        .facts
        .iter()
        .filter(|(_, fact)| files.contains(&fact.file));
    let cites_skipped = dataset
        .facts
        .values()
        .flat_map(|fact| &fact.citations)
        .any(|citation| {
            let place = (citation.source.to_string(), citation.locator);
            known.skipped.contains(&place)
        });
    (before.all(is_kept) && dataset.skips.is_empty() && !cites_skipped).then_some(dataset)
}

impl<'a> Checker<'a> {
    fn new(folder: &'a Folder, articles: &'a Articles) -> Self {
        Self {
            folder,
            articles,
            problems: Problems::default(),
            vocabulary: vocabulary::shipped(),
            sources: BTreeMap::new(),
            index: BTreeMap::new(),
            copied: copied::runs_of_words(articles),
            cited: BTreeSet::new(),
            broken: BTreeMap::new(),
            applied: Applied::default(),
            skip_counts: BTreeMap::new(),
            wholes: BTreeMap::new(),
        }
    }

    fn read_all_but_sheets(&mut self) -> RawDataset {
        self.report_encodings();
        let raw_dataset = self.read_dataset();
        self.read_sources();
        raw_dataset
    }

    fn check_trees(mut self, raw_dataset: &RawDataset, trees: &[(&'a str, Tree)]) -> Checked {
        let sheets = self.read_sheets(trees);
        self.list_keys(&sheets);
        let mut facts = BTreeMap::new();
        for (file, sheet) in &sheets {
            self.make_facts(file, sheet, &mut facts);
        }
        self.find_cycles(&sheets);
        let skips = self.make_skips(&sheets);
        self.warn_of_unlocked_quotes();
        self.finish(raw_dataset, facts, skips)
    }

    /// Takes the facts of all files but some as known.
    fn know(&mut self, known: &Known, but: &BTreeSet<String>) {
        for (key, fact) in known
            .facts
            .iter()
            .filter(|(_, fact)| !but.contains(&fact.file))
        {
            let Some((kind, _)) = KINDS.iter().find(|(kind, _)| *kind == fact.kind) else {
                continue;
            };
            let entry = Entry {
                kind,
                actor_kind: fact.actor_kind.clone(),
                file: fact.file.clone(),
                span: Span::default(),
                is_read: false,
            };
            self.index.insert(key.clone(), entry);
            if let Some(whole) = &fact.whole {
                self.wholes.insert(key.clone(), whole.clone());
            }
        }
    }
}

/// A fact that a key names.
struct Entry {
    /// The name of its kind.
    kind: &'static str,
    /// For an actor, what sort it is.
    actor_kind: Option<String>,
    file: String,
    span: Span,
    /// Whether it is read from its file, rather than known from a store.
    is_read: bool,
}

struct Checker<'a> {
    folder: &'a Folder,
    articles: &'a Articles,
    problems: Problems,
    vocabulary: Vocabulary,
    sources: BTreeMap<String, CheckedSource>,
    index: BTreeMap<String, Entry>,
    /// The runs of words of the articles at hand that no text of a sheet may repeat.
    copied: BTreeSet<String>,
    cited: BTreeSet<(String, Locator)>,
    /// The files that are no TOML, with the lines where: what they seem to lack may only be
    /// unreadable, and what stands on those lines may mean something else.
    broken: BTreeMap<&'a str, BTreeSet<usize>>,
    /// What the ledger did to the sheets.
    applied: Applied,
    /// How many sentences each file skips.
    skip_counts: BTreeMap<String, usize>,
    /// What the facts that are known from a store belong to.
    wholes: BTreeMap<String, String>,
}

type Skips = BTreeMap<(SourceKey, Locator), String>;

impl<'a> Checker<'a> {
    fn scope<'c>(&'c mut self, file: &'c str, span: Span, what: String) -> Scope<'c, 'a> {
        Scope {
            checker: self,
            file,
            span,
            what,
            wording: None,
            is_relative: false,
            failed: false,
        }
    }

    fn read_dataset(&mut self) -> RawDataset {
        let file = "dataset.toml";
        let raw: RawDataset = self.parse(file).read(file, &mut self.problems);
        // A mode may stand above the type that it belongs to.
        let is_mode = |code: &RawCode| {
            code.vocabulary
                .given()
                .is_some_and(|(_, table)| table == "event_modes")
        };
        self.read_codes(file, &raw.code, |code| !is_mode(code));
        self.read_codes(file, &raw.code, is_mode);
        raw
    }

    fn read_codes(&mut self, file: &str, codes: &List<RawCode>, wanted: impl Fn(&RawCode) -> bool) {
        for (span, code) in codes.elements().filter(|(_, code)| wanted(code)) {
            let mut scope = self.scope(file, span.clone(), "code".into());
            let table = scope.required(&code.vocabulary, "vocabulary");
            let event_type = scope.optional(&code.event_type, "event_type");
            let cameo_root_codes = scope.optional(&code.cameo_root_codes, "cameo_root_codes");
            let (Some(name), Some(label), Some(definition)) = (
                scope.code_name(&code.code),
                scope.required(&code.label, "label"),
                scope.required(&code.definition, "definition"),
            ) else {
                continue;
            };
            let new = Code {
                event_type,
                code: name,
                label,
                definition,
                cameo_root_codes,
                ucdp_date_prec: None,
            };
            if let Some(table) = table {
                self.add_code(file, span, &table, new);
            }
        }
    }

    /// Parses a file and notes where it is broken.
    fn parse(&mut self, file: &'a str) -> Tree {
        let text = self.folder.text(file).unwrap_or_default();
        let tree = Tree::parse_toml(file, text, &mut self.problems);
        if !tree.broken.is_empty() {
            let lines = tree.broken.iter().map(|start| line_of(text, *start));
            self.broken.insert(file, lines.collect());
        }
        tree
    }

    /// Tells whether a file that cannot be parsed to its end names a key: the fact may be there.
    fn may_be_unreadable(&self, key: &str) -> bool {
        let quoted = [format!("\"{key}\""), format!("'{key}'")];
        let gives = |line: &str| {
            line.trim_start().starts_with("key") && quoted.iter().any(|key| line.contains(key))
        };
        let texts = self.broken.keys().filter_map(|file| self.folder.text(file));
        texts.flat_map(str::lines).any(gives)
    }

    /// Reports the files that are not UTF-8; what else is wrong there may be its doing.
    fn report_encodings(&mut self) {
        for (file, at) in self.folder.not_utf8() {
            let message = format!("this is not UTF-8: byte {at} of the file");
            let problem = self.problems.error(file, at..at + 1, message);
            problem.is_syntax = true;
            problem.hints.push("save the file as UTF-8".into());
            let line = line_of(self.folder.text(file).unwrap_or_default(), at);
            self.broken.entry(file).or_default().insert(line);
        }
    }

    fn add_code(&mut self, file: &str, span: &Span, table: &str, code: Code) {
        let open: Vec<&str> = self.vocabulary.open_tables().collect();
        if !open.contains(&table) {
            let hint = super::problem::did_you_mean(table, open);
            let message = format!("`{table}` is no vocabulary that a dataset can add to");
            self.problems
                .error(file, span.clone(), message)
                .hints
                .extend(hint);
            return;
        }
        let fault = match (&code.event_type, table) {
            (None, "event_modes") => Some("a mode needs its `event_type`".to_owned()),
            (Some(_), other) if other != "event_modes" => {
                Some("only a mode has an `event_type`".to_owned())
            }
            (Some(name), _) if !self.vocabulary.has("event_types", name) => {
                let types = self.vocabulary.codes("event_types").iter();
                let nearest = nearest(name, types.map(|code| code.code.as_str()));
                let hint = nearest.map(|name| format!(", did you mean `{name}`?"));
                Some(format!(
                    "unknown event type `{name}`{}",
                    hint.unwrap_or_default()
                ))
            }
            _ if code.cameo_root_codes.is_some() && table != "event_types" => {
                Some("only an event type has `cameo_root_codes`".to_owned())
            }
            _ => None,
        };
        let same = |known: &Code| known.code == code.code && known.event_type == code.event_type;
        if let Some(fault) = fault {
            self.problems.error(file, span.clone(), fault);
        } else if self.vocabulary.codes(table).iter().any(same) {
            let message = format!("`{}` is in `{table}` already", code.code);
            self.problems.error(file, span.clone(), message);
        } else {
            self.vocabulary.add(table, code);
        }
    }

    fn parse_sheets(&mut self, wanted: impl Fn(&str) -> bool) -> Vec<(&'a str, Tree)> {
        let files: Vec<_> = self
            .folder
            .files()
            .filter(|(name, _)| is_sheet(name) && wanted(name))
            .collect();
        let mut trees = Vec::new();
        for (file, _) in files {
            trees.push((file, self.parse(file)));
        }
        trees
    }

    fn apply_corrections(&mut self, trees: &mut [(&'a str, Tree)], part: Ledger) {
        let text = self.folder.text(LEDGER).unwrap_or_default();
        let mut entries = ledger::parse(text, &mut self.problems);
        match part {
            Ledger::Whole => {}
            Ledger::Until(day) => entries.retain(|entry| entry.correction.made_on <= day),
            Ledger::First(number) => entries.truncate(number),
        }
        let sources = self.sources.keys().cloned().collect();
        let problems = &mut self.problems;
        self.applied = ledger::apply(&entries, trees, &sources, self.folder, problems);
    }

    /// Applies the entries on the facts of these trees; all others are known to have been applied.
    /// `None` where an entry retracts, restores or merges facts, which may touch any file.
    fn apply_corrections_to(&mut self, trees: &mut [(&'a str, Tree)]) -> Option<()> {
        let text = self.folder.text(LEDGER).unwrap_or_default();
        let entries = ledger::parse(text, &mut self.problems);
        let is_of_life = |entry: &ledger::Entry| matches!(&entry.correction.field, FieldPath::Column(name) if [RETRACTED, SUPERSEDED_BY].contains(&name.as_str()));
        if entries.iter().any(is_of_life) {
            return None;
        }
        let all: Vec<Correction> = entries
            .iter()
            .map(|entry| entry.correction.clone())
            .collect();
        let keys = ledger::keys(trees);
        let is_of_trees = |entry: &ledger::Entry| keys.contains(&entry.correction.fact);
        let entries: Vec<_> = entries.into_iter().filter(is_of_trees).collect();
        let sources = self.sources.keys().cloned().collect();
        let problems = &mut self.problems;
        self.applied = ledger::apply(&entries, trees, &sources, self.folder, problems);
        self.applied.corrections = all;
        Some(())
    }

    fn read_sheets(&mut self, trees: &[(&'a str, Tree)]) -> Vec<(&'a str, RawSheet)> {
        let read = |(file, tree): &(&'a str, Tree)| (*file, tree.read(file, &mut self.problems));
        trees.iter().map(read).collect()
    }

    fn list_keys(&mut self, sheets: &[(&str, RawSheet)]) {
        for (file, sheet) in sheets {
            let actor_kinds: BTreeMap<_, _> = sheet
                .actor
                .elements()
                .filter_map(|(_, actor)| Some((actor.key.given()?.1, actor.kind.given()?.1)))
                .filter(|(_, kind)| self.vocabulary.has("actor_kinds", kind))
                .collect();
            for (kind, header, key) in sheet.headers() {
                let Some((span, key)) = key.given() else {
                    if key.is_absent() && !self.broken.contains_key(file) {
                        self.problems.error(
                            file,
                            header.clone(),
                            format!("this {kind} has no `key`"),
                        );
                    }
                    continue;
                };
                if let Some(fault) = key_fault(key) {
                    self.problems
                        .error(file, span.clone(), format!("the key `{key}` {fault}"))
                        .hints
                        .push("a key looks like `armenia-requests-aid-2022-09`".into());
                } else if let Some(first) = self.index.get(key) {
                    let place = self.folder.place(&first.file, first.span.start);
                    self.problems
                        .error(file, span.clone(), format!("the key `{key}` is used twice"))
                        .hints
                        .push(format!("the other {} stands at {place}", first.kind));
                } else {
                    let entry = Entry {
                        kind,
                        actor_kind: actor_kinds
                            .get(key)
                            .map(|kind| (*kind).clone())
                            .filter(|_| kind == "actor"),
                        file: (*file).to_owned(),
                        span: span.clone(),
                        is_read: true,
                    };
                    self.index.insert(key.clone(), entry);
                }
            }
        }
    }

    fn make_skips(&mut self, sheets: &[(&str, RawSheet)]) -> Skips {
        let mut skips = Skips::new();
        for (file, sheet) in sheets {
            for (span, skip) in sheet.skip.elements() {
                *self.skip_counts.entry((*file).to_owned()).or_default() += 1;
                let mut scope = self.scope(file, span.clone(), "skip".into());
                let reason = scope.required(&skip.reason, "reason");
                let at = scope.required(&skip.at, "at");
                let place = skip
                    .at
                    .given()
                    .and_then(|(span, _)| scope.locate(span, at.as_deref()?));
                let (Some(reason), Some((source, locator))) = (reason, place) else {
                    continue;
                };
                if self.cited.contains(&(source.to_string(), locator)) {
                    let message = format!("{locator} is skipped, yet a fact cites it");
                    self.problems.error(file, span.clone(), message);
                }
                if skips.insert((source, locator), reason).is_some() {
                    self.problems
                        .error(file, span.clone(), format!("{locator} is skipped twice"));
                }
            }
        }
        skips
    }

    fn finish(mut self, raw: &RawDataset, facts: BTreeMap<FactKey, Fact>, skips: Skips) -> Checked {
        let mut read = self.index.iter().filter(|(_, entry)| entry.is_read);
        let lost = read.find(|(key, _)| !facts.contains_key(&FactKey::new(*key)));
        let lost = lost.map(|(key, _)| key.clone());
        let dataset = self.make_dataset(raw, facts, &skips);
        let mut coverage = self.coverage(&skips);
        let locks = self
            .sources
            .iter()
            .filter(|(key, _)| self.articles.contains_key(*key));
        let locks = locks
            .map(|(key, source)| (key.clone(), source.fresh_lock()))
            .collect();
        let mut problems = self.problems.sorted();
        problems.retain(|problem| {
            let text = self.folder.text(&problem.file).unwrap_or_default();
            let broken = self.broken.get(problem.file.as_str());
            problem.is_syntax
                || broken.is_none_or(|lines| !lines.contains(&line_of(text, problem.span.start)))
        });
        let is_sound = problems
            .iter()
            .all(|problem| problem.severity != Severity::Error);
        // A fact is left out only for a mistake that is reported.
        assert!(!is_sound || lost.is_none(), "nothing is said of {lost:?}");
        coverage.iter_mut().for_each(|of| of.verified &= is_sound);
        Checked {
            dataset: dataset.filter(|_| is_sound),
            problems,
            coverage,
            locks,
        }
    }

    fn make_dataset(
        &mut self,
        raw: &RawDataset,
        facts: BTreeMap<FactKey, Fact>,
        skips: &Skips,
    ) -> Option<Dataset> {
        let key = self.folder.key().clone();
        let mut scope = self.scope("dataset.toml", Span::default(), "dataset".into());
        let title = scope.required(&raw.title, "title");
        let description = scope.required(&raw.description, "description");
        let version = scope.required(&raw.version, "version");
        let license = scope.required(&raw.license, "license");
        let license_url = scope.optional(&raw.license_url, "license_url");
        let maintainers = scope.names(&raw.maintainers, "maintainers");
        if maintainers.is_empty() && !scope.failed {
            scope.missing("maintainers", &raw.maintainers);
        }
        let sources = self.sources.iter();
        let sources = sources
            .filter_map(|(key, checked)| Some((SourceKey::new(key), checked.source.clone()?)));
        Some(Dataset {
            key,
            title: title?,
            description: description?,
            version: version?,
            license: license?,
            license_url,
            maintainers,
            vocabulary: self.vocabulary.clone(),
            sources: sources.collect(),
            facts,
            skips: skips.clone(),
            fact_files: self
                .index
                .iter()
                .filter(|(_, entry)| entry.is_read)
                .map(|(key, entry)| (FactKey::new(key), entry.file.clone()))
                .collect(),
            skip_counts: self.skip_counts.clone(),
            corrections: self.applied.corrections.clone(),
            retractions: self.applied.retractions.clone(),
        })
    }

    fn coverage(&self, skips: &Skips) -> Vec<Coverage> {
        let of_source = |(key, source): (&String, &CheckedSource)| {
            let all = source.passages().keys().copied();
            let coded: BTreeSet<_> = all
                .clone()
                .filter(|at| self.cited.contains(&(key.clone(), *at)))
                .collect();
            let skipped: BTreeMap<_, _> = skips
                .iter()
                .filter(|((of, at), _)| of.as_str() == key && !coded.contains(at))
                .map(|((_, at), reason)| (*at, reason.clone()))
                .collect();
            Coverage {
                source: key.clone(),
                untouched: all
                    .filter(|at| !coded.contains(at) && !skipped.contains_key(at))
                    .collect(),
                coded,
                skipped,
                verified: source.is_at_hand,
                is_at_hand: self.articles.contains_key(key),
            }
        };
        self.sources.iter().map(of_source).collect()
    }
}
