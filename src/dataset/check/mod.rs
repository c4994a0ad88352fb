//! Checking: from the files of a dataset to its facts, or to everything that is wrong with them.
//!
//! The files of facts are read twice, since a fact may refer to any other one in any file:
//!
//! ```text
//! dataset.toml ─────────► codes
//! article.toml, locks ──► sources
//! files of facts ───────► first pass: keys, sources in lines, the facts that the ledger names
//! ledger ───────────────► applied to those facts
//! files of facts ───────► second pass: facts, checked against all of the above ─► sinks
//!                         then cycles, skipped sentences, quotes that no lock has ─► Streamed
//! ```
//!
//! These invariants bind it:
//!
//! - **All problems at once.** No stage stops at the first fault; see [`super::problem`].
//! - **No guess enters the dataset.** A quote must be in its sentence exactly and once, a code and a
//!   key must be known; what is not is reported with the nearest name, and never replaced by it.
//! - **Bounded memory.** Of all facts only their keys, their parents, the quotes of the locks and the
//!   skipped sentences are held. Keys and quotes are counted, and refused beyond half of `--memory`.
//!   Files of TOML, locks and the ledger are held whole: a corpus is in lines.
//! - **Nothing depends on threads.** Workers take pieces of files in any order; problems are sorted by
//!   file and span, and of two facts with one key the first by file and line has it.
//! - **The article's text** enters no dataset: no text may repeat nine words of it in a row.

mod cite;
mod context;
mod copied;
mod cycles;
mod dates;
mod dispute;
mod fact;
mod footnotes;
mod named;
pub mod order;
mod passes;
pub mod pieces;
mod scope;
pub mod selection;
mod source;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::folder::{Folder, LEDGER, TextFault, is_of_facts, is_of_lines, line_of};
use super::forms;
use super::ledger;
use super::lock::Lock;
use super::problem::{At, Problems, Report, Severity, did_you_mean, nearest};
use super::sheet::{self, Tree};
use super::span::Span;
use super::table::Table;
use super::unread;
use crate::model::Locator;
use crate::model::correction::Step;
use crate::model::fact::{Fact, Head, Passage, Source};
use crate::model::key::SourceKey;
use crate::model::known::Stamp;
use crate::model::path::{RETRACTED, SUPERSEDED_BY};
use crate::model::vocabulary::{Code, Vocabulary};
use crate::parallel;

use copied::{copied_run, report_copy};

pub use context::Context;
pub use cycles::{Parent, Parents};
use footnotes::Described;
pub use passes::{Found, Listed};
pub use sources::line_source;

use scope::{Scope, Subject};
use source::CheckedSource;

/// An article whose text is at hand, as [`crate::article::read`] returns it.
#[derive(Debug, Clone)]
pub struct ArticleAtHand {
    /// The file, as messages show it.
    pub file: String,
    /// The SHA-256 of the file, as 64 hexadecimal digits.
    pub sha256: String,
    /// The name and version of the segmenter.
    pub segmenter: String,
    /// The sentences, with their text.
    pub passages: BTreeMap<Locator, Passage>,
    /// What is the article's text, too, and no sentence of its body: title, standfirst, captions.
    pub beside: Vec<String>,
}

/// The articles at hand, by the key of their source.
pub type Articles = BTreeMap<String, ArticleAtHand>;

/// Receives the parts of a dataset that are without fault, each as soon as it is checked. Every worker
/// has a sink of its own, and parts come in any order.
///
/// What was received counts only if no error is found in the end.
pub trait Sink: Send {
    /// Whether the coverage of each article is asked for.
    const WANTS_COVERAGE: bool = false;

    /// Receives the sentences of a source, which come before it.
    fn passages(&mut self, _key: &SourceKey, _passages: &BTreeMap<Locator, Passage>) {}

    /// Receives a source, with its sentences if it has a folder.
    fn source(&mut self, _key: &SourceKey, _source: Source, _origin: Origin<'_>) {}

    /// Receives a fact.
    fn fact(&mut self, _key: &str, _fact: Fact<'_>, _origin: Origin<'_>) {}

    /// Receives the key of a fact that the ledger retracted.
    fn retracted(&mut self, _key: &str, _origin: Origin<'_>) {}

    /// Receives what the ledger changed of a fact, in its order; a retracted fact is one, too.
    fn steps(&mut self, _key: &str, _steps: &[Step]) {}

    /// Receives a sentence that was read and holds no fact.
    fn skip(&mut self, _source: &SourceKey, _at: Locator, _reason: &str) {}
}

/// Keeps nothing: for callers that only need the problems.
impl Sink for () {}

/// The file of a part of a dataset, and the digest by which a rerun sees whether it changed there.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The file, relative to the dataset's folder.
    pub file: &'a str,
    /// The digest of its item: see `Item::digest` in `items.rs`.
    pub digest: i64,
    /// Whether it is a line of the file.
    pub is_line: bool,
}

impl<'a> Origin<'a> {
    /// Makes the origin of what is being read.
    fn new(at: At<'a>, digest: i64) -> Self {
        Self {
            file: at.file,
            digest,
            is_line: at.line.is_some(),
        }
    }
}

/// What checking a dataset found, and the sinks with what they received.
#[derive(Debug)]
pub struct Streamed<S> {
    /// The dataset but for its sources and facts; `None` where there is any error.
    pub head: Option<Head>,
    /// What is wrong.
    pub report: Report,
    /// The coverage of each article whose sentences are known, if the sinks ask for it.
    pub coverage: Vec<Coverage>,
    /// The lock that each article at hand should have, with its quotes.
    pub locks: BTreeMap<String, Lock>,
    /// How footnotes name the sources that are without fault, by key.
    pub names: BTreeMap<String, String>,
    /// The files as they were read, by name.
    pub files: BTreeMap<String, FileRead>,
    /// The sinks.
    pub sinks: Vec<S>,
}

/// A file as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRead {
    /// The SHA-256 of its bytes, as 64 hexadecimal digits; empty where it could not be read.
    pub sha256: String,
    /// Its size and mtime; `None` where a change of its bytes need not change them.
    pub stamp: Option<Stamp>,
    /// The sum of the digests of its skipped sentences; 0 for none.
    pub skips: i64,
}

/// How far one article has been coded.
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
    All,
    /// The entries made up to a day.
    Until(NaiveDate),
    /// So many entries from the first.
    First(usize),
}

/// Checks a dataset with its whole ledger, and keeps no facts.
pub fn check(folder: &Folder, articles: &Articles) -> Streamed<()> {
    check_with(folder, articles, Ledger::All)
}

fn check_with(folder: &Folder, articles: &Articles, ledger: Ledger) -> Streamed<()> {
    let sinks = vec![(); parallel::cores()];
    stream(folder, articles, ledger, usize::MAX, sinks)
}

/// Returns the lock that each article at hand should have: with the quotes and date wordings of the
/// sheets as coded, and of the dataset after each entry of the ledger, so that every state builds.
pub fn locks(folder: &Folder, articles: &Articles) -> BTreeMap<String, Lock> {
    const WORDS: [&str; 4] = ["citations[", "date", RETRACTED, SUPERSEDED_BY];
    let mut locks = check(folder, articles).locks;
    let text = folder.text(LEDGER).unwrap_or_default();
    let entries = ledger::parse(text, &mut Problems::default());
    for (number, entry) in entries.iter().enumerate() {
        let field = entry.correction.field.to_string();
        // Only the entries that can change a quote or a wording make another set of them.
        if !WORDS.iter().any(|words| field.starts_with(words)) {
            continue;
        }
        let before = check_with(folder, articles, Ledger::First(number));
        for (source, lock) in before.locks {
            if let Some(all) = locks.get_mut(&source) {
                all.quotes.extend(lock.quotes);
            }
        }
    }
    locks
}

/// Returns the codes that the facts of a dataset can use, and what is wrong with `dataset.toml`, which
/// defines them; no other file is read.
pub fn vocabulary_of(folder: &Folder) -> (Vocabulary, Report) {
    let articles = Articles::new();
    let mut checker = Checker::new(folder, &articles, usize::MAX);
    checker.read_dataset();
    (checker.context.vocabulary, checker.problems.report())
}

/// Checks a dataset with part of its ledger and hands on what is without fault, with one worker for
/// each sink. Half of the memory, in bytes, may be used for the keys and quotes of all facts.
pub fn stream<S: Sink>(
    folder: &Folder,
    articles: &Articles,
    ledger: Ledger,
    memory: usize,
    sinks: Vec<S>,
) -> Streamed<S> {
    Checker::new(folder, articles, memory).stream(ledger, sinks)
}

/// Checks part of a dataset: facts and sources that it lacks are taken to be elsewhere, and references
/// to them are not checked.
pub fn stream_partial<S: Sink>(
    folder: &Folder,
    articles: &Articles,
    memory: usize,
    sinks: Vec<S>,
) -> Streamed<S> {
    let mut checker = Checker::new(folder, articles, memory);
    checker.context.is_partial = true;
    checker.stream(Ledger::All, sinks)
}

/// The memory divided by this is what the keys of facts and the quotes of sources may take.
const KEYS_SHARE: usize = 2;

/// A check that is under way.
pub struct Checker<'a> {
    /// What facts are checked against.
    pub context: Context<'a>,
    /// What is wrong so far.
    pub problems: Problems,
    /// The sources that are to get their names in footnotes.
    pub described: Vec<Described>,
}

impl<'a> Checker<'a> {
    /// Makes a checker that has read no file yet, given the memory in bytes.
    pub fn new(folder: &'a Folder, articles: &'a Articles, memory: usize) -> Self {
        let mut context = Context::new(folder, articles);
        context.memory = memory / KEYS_SHARE;
        Self {
            context,
            problems: Problems::default(),
            described: Vec::new(),
        }
    }

    /// Checks the dataset and hands on what is without fault.
    fn stream<S: Sink>(mut self, ledger: Ledger, mut sinks: Vec<S>) -> Streamed<S> {
        unread::report(self.context.folder, &mut self.problems);
        self.context.is_past = ledger != Ledger::All;
        let head = self.read_dataset();
        self.read_folder_sources(sinks.first_mut());
        let entries = self.parse_ledger(ledger);
        let folder = self.context.folder;
        let files: Vec<&str> = folder.names().filter(|name| is_of_facts(name)).collect();
        let mut reads = BTreeMap::new();
        let (mut sinks, listed) = self.list(&files, &entries, sinks, &mut reads);
        let Some(passes::Listed { named, .. }) = listed else {
            self.problems = self.too_many_keys();
            return self.finish(head, &passes::Found::default(), reads, sinks);
        };
        let names = self.name_sources(sinks.first_mut());
        self.apply_ledger(&entries, named, true);
        let (mut sinks, mut found) = self.make(&files, sinks, &mut reads);
        self.find_cycles(&found.parents);
        self.check_order(std::mem::take(&mut found.order), &files);
        self.check_skips(&found.skips, sinks.first_mut());
        self.warn_of_unlocked_quotes();
        let mut streamed = self.finish(head, &found, reads, sinks);
        streamed.names = names;
        streamed
    }

    /// Returns the problem that there are more keys than the memory holds. It is then the only one: with
    /// part of the keys every other would be a guess.
    fn too_many_keys(&self) -> Problems {
        let mut problems = Problems::default();
        let megabytes = self.context.memory >> 20;
        let message = format!("the keys and quotes of this dataset take more than {megabytes} MB");
        let hint = "give the run more with --memory; half of it may go to keys and quotes";
        problems.error("dataset.toml", 0..0, message).hint(hint);
        problems
    }

    /// Reads what describes the dataset, and its own codes; the ledger is not in it yet. `None` where
    /// a required field is missing or wrong.
    pub fn read_dataset(&mut self) -> Option<Head> {
        let file = "dataset.toml";
        let tree = self.parse(file);
        let at = file.into();
        let table = Table::read(&tree.root, forms::DATASET, at, &mut self.problems);
        let codes = table.elements("code", at, &mut self.problems);
        let codes = Table::read_all(codes, forms::CODE, at, &mut self.problems);
        // A mode may come before the type that it belongs to, so modes are added last.
        let is_mode = |code: &&Table<'_>| {
            let vocabulary = code.get("vocabulary").and_then(|node| node.as_text());
            vocabulary == Some("event_modes")
        };
        let (modes, others): (Vec<_>, Vec<_>) = codes.iter().partition(is_mode);
        for code in others.into_iter().chain(modes) {
            self.read_code(file, code);
        }
        let problems = &mut self.problems;
        let subject = Subject::The("dataset");
        let mut scope = Scope::new(&self.context, at, Span::default(), subject, problems);
        let title = scope.owned(&table, "title");
        let description = scope.owned(&table, "description");
        let version = scope.owned(&table, "version");
        let license = scope.owned(&table, "license");
        let license_url = scope.owned(&table, "license_url");
        let maintainers = scope.names(&table, "maintainers");
        // Every field has been read by now, so that each fault is reported.
        Some(Head {
            key: self.context.folder.key().clone(),
            title: title?,
            description: description?,
            version: version?,
            license: license?,
            license_url,
            maintainers,
            vocabulary: self.context.vocabulary.clone(),
            corrections: Vec::new(),
            retractions: BTreeMap::new(),
        })
    }

    fn read_code(&mut self, file: &str, code: &Table<'_>) {
        let problems = &mut self.problems;
        let subject = Subject::The("code");
        let mut scope = Scope::new(&self.context, file.into(), code.span, subject, problems);
        let vocabulary = scope.owned(code, "vocabulary");
        let event_type = scope.owned(code, "event_type");
        let cameo_root_codes = scope.owned(code, "cameo_root_codes");
        let (Some(name), Some(label), Some(definition)) = (
            scope.code_name(code),
            scope.owned(code, "label"),
            scope.owned(code, "definition"),
        ) else {
            return;
        };
        let new = Code {
            event_type,
            code: name,
            label,
            definition,
            cameo_root_codes,
            ucdp_date_prec: None,
        };
        if let Some(table) = vocabulary {
            self.add_code(file, code.span, &table, new);
        }
    }

    /// Parses a file and notes where it is broken.
    fn parse(&mut self, file: &str) -> Tree<'a> {
        let folder = self.context.folder;
        let text = folder.text(file).unwrap_or_default();
        let tree = sheet::parse(file, text, &mut self.problems);
        self.report_fault(file);
        let broken = broken_lines(folder, file, &tree.broken);
        if !broken.is_empty() {
            self.context.broken.insert(file.to_owned(), broken);
        }
        tree
    }

    /// Reports a file that cannot be read or is not UTF-8.
    pub fn report_fault(&mut self, file: &str) {
        report_fault(self.context.folder, file, &mut self.problems);
    }

    fn add_code(&mut self, file: &str, span: Span, table: &str, code: Code) {
        let open: Vec<&str> = self.context.vocabulary.open_tables().collect();
        if !open.contains(&table) {
            let hint = did_you_mean(table, open);
            let message = format!("`{table}` is not a vocabulary that a dataset can extend");
            self.problems.error(file, span, message).hints.extend(hint);
            return;
        }
        let fault = match (&code.event_type, table) {
            (None, "event_modes") => Some("a mode needs its `event_type`".to_owned()),
            (Some(_), other) if other != "event_modes" => {
                Some("only a mode has an `event_type`".to_owned())
            }
            (Some(name), _) if !self.context.vocabulary.has("event_types", name) => {
                let types = self.context.vocabulary.codes("event_types").iter();
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
            self.problems.error(file, span, fault);
        } else if self.context.vocabulary.codes(table).iter().any(same) {
            let message = format!("`{}` is in `{table}` already", code.code);
            self.problems.error(file, span, message);
        } else {
            self.context.vocabulary.add(table, code);
        }
    }

    /// Parses the ledger.
    pub fn parse_ledger(&mut self, part: Ledger) -> Vec<ledger::Entry> {
        self.report_fault(LEDGER);
        let text = self.context.folder.text(LEDGER).unwrap_or_default();
        let mut entries = ledger::parse(text, &mut self.problems);
        self.refuse_copies(&entries);
        match part {
            Ledger::All => {}
            Ledger::Until(day) => entries.retain(|entry| entry.correction.made_on <= day),
            Ledger::First(number) => entries.truncate(number),
        }
        entries
    }

    /// Reports entries of the ledger that repeat an article, for exports show them as they are.
    fn refuse_copies(&mut self, entries: &[ledger::Entry]) {
        for entry in entries {
            for (column, text) in entry.texts() {
                if let Some(run) = copied_run(text, &self.context.copied) {
                    let span = entry.span(column);
                    report_copy(column, &run, LEDGER.into(), span, &mut self.problems);
                }
            }
        }
    }

    /// Applies the ledger to the facts that it names, of which `named` has all if `is_whole`.
    pub fn apply_ledger(
        &mut self,
        entries: &[ledger::Entry],
        mut named: ledger::Named,
        is_whole: bool,
    ) {
        let context = &mut self.context;
        let dataset = ledger::Dataset {
            keys: &context.keys,
            is_source: &|key| context.sources.contains_key(key),
            folder: context.folder,
            is_whole,
        };
        let applied = ledger::apply(entries, &mut named, &dataset, &mut self.problems);
        for fact in applied.retractions.keys() {
            if let Some(entry) = context.keys.owner_mut(fact.as_str()) {
                entry.is_retracted = true;
            }
        }
        context.applied = applied;
        for (key, fact) in named {
            let code = fact.item.node.text_of("kind");
            let actor_kind = code.and_then(|code| context.actor_kind(code));
            if let Some(entry) = context.keys.owner_mut(&key) {
                entry.actor_kind = actor_kind.filter(|_| entry.kind() == "actor");
            }
            context.corrected.insert(key, fact.item);
        }
    }

    /// Checks the sentences that are skipped against those that facts cite.
    fn check_skips<S: Sink>(&mut self, skips: &[passes::Skip], sink: Option<&mut S>) {
        let mut seen: BTreeMap<(&SourceKey, Locator), &str> = BTreeMap::new();
        for skip in skips {
            let (locator, kept) = (skip.locator, &skip.kept);
            let source = self.context.sources.get(skip.source.as_str());
            if source.is_some_and(|source| source.is_cited(locator)) {
                let message = format!("{locator} is skipped, yet a fact cites it");
                self.problems.error(kept, kept.span, message);
            }
            if seen.insert((&skip.source, locator), &skip.reason).is_some() {
                let message = format!("{locator} is skipped twice");
                self.problems.error(kept, kept.span, message);
            }
        }
        let Some(sink) = sink else { return };
        for ((source, at), reason) in seen {
            sink.skip(source, at, reason);
        }
    }

    /// Reports the files that somebody wrote while they were read.
    fn refuse_changed_files(&mut self) {
        for file in self.context.folder.changed_since() {
            let message = "this file was changed while it was read";
            let problem = self.problems.error(file, 0..0, message);
            problem.hint("run this again: it reads what stands there now");
        }
    }

    fn finish<S: Sink>(
        mut self,
        head: Option<Head>,
        found: &passes::Found,
        mut reads: BTreeMap<String, FileRead>,
        sinks: Vec<S>,
    ) -> Streamed<S> {
        self.report_unknown_articles();
        let locks = self
            .context
            .sources
            .iter()
            .filter(|(key, _)| self.context.articles.contains_key(*key))
            .map(|(key, source)| (key.clone(), source.fresh_lock()))
            .collect();
        for file in self.context.folder.names() {
            let read = reads.entry(file.to_owned()).or_default();
            read.stamp = self.context.folder.stamp(file);
            if !is_of_lines(file) {
                read.sha256 = self.context.folder.text_digest(file).to_owned();
            }
        }
        self.refuse_changed_files();
        let report = self.report();
        let is_sound = report.count(Severity::Error) == 0;
        // A fact is left out only for a fault that is reported: a run that loses one is stopped here.
        let lost = &found.lost;
        assert!(
            !is_sound || lost.is_none(),
            "{lost:?} was left out without a report"
        );
        let coverage = if S::WANTS_COVERAGE {
            self.coverage(&found.skips, is_sound)
        } else {
            Vec::new()
        };
        Streamed {
            head: head.filter(|_| is_sound).map(|head| self.with_ledger(head)),
            report,
            coverage,
            locks,
            names: BTreeMap::new(),
            files: reads,
            sinks,
        }
    }

    /// Returns what is wrong. Only now, for the problems that are kept, the nearest keys are looked up
    /// and the lines are read again.
    pub fn report(&mut self) -> Report {
        let mut all = Problems::default();
        let context = &self.context;
        all.take(std::mem::take(&mut self.problems), |problem| {
            context.is_own_problem(problem)
        });
        let mut report = all.report();
        let mut known: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
        for problem in &mut report.problems {
            if let Some((key, kind)) = &problem.unknown {
                let keys = known
                    .entry(*kind)
                    .or_insert_with(|| context.keys.of_kind(*kind));
                let hint = did_you_mean(key, keys.iter().copied());
                problem.hints.splice(0..0, hint);
            }
            if let Some(line) = problem.line.as_mut().filter(|line| line.text.is_empty()) {
                line.text = context.folder.read_line(&problem.file, line.number);
            }
        }
        report
    }

    /// Adds what the ledger did to what describes the dataset.
    pub fn with_ledger(&self, head: Head) -> Head {
        Head {
            corrections: self.context.applied.corrections.clone(),
            retractions: self.context.applied.retractions.clone(),
            ..head
        }
    }

    fn coverage(&self, skips: &[passes::Skip], is_sound: bool) -> Vec<Coverage> {
        let skipped: BTreeMap<_, _> = skips
            .iter()
            .map(|skip| ((skip.source.as_str(), skip.locator), &skip.reason))
            .collect();
        let coverage = |(key, source): (&String, &CheckedSource)| {
            let mut coverage = Coverage {
                source: key.clone(),
                coded: BTreeSet::new(),
                skipped: BTreeMap::new(),
                untouched: BTreeSet::new(),
                verified: source.is_at_hand && is_sound,
                is_at_hand: self.context.articles.contains_key(key),
            };
            for &at in source.sentences() {
                if source.is_cited(at) {
                    coverage.coded.insert(at);
                } else if let Some(reason) = skipped.get(&(key.as_str(), at)) {
                    coverage.skipped.insert(at, (*reason).clone());
                } else {
                    coverage.untouched.insert(at);
                }
            }
            coverage
        };
        self.context.sources.iter().map(coverage).collect()
    }
}

/// Returns the lines of a file that cannot be parsed.
fn broken_lines(folder: &Folder, file: &str, broken: &[usize]) -> BTreeSet<usize> {
    let text = folder.text(file).unwrap_or_default();
    let mut lines: BTreeSet<usize> = broken.iter().map(|at| line_of(text, *at)).collect();
    match folder.fault(file) {
        Some(TextFault::NotUtf8(at)) => drop(lines.insert(line_of(text, *at))),
        Some(TextFault::Unreadable(_)) => drop(lines.insert(1)),
        None => {}
    }
    lines
}

/// Reports a file that cannot be read or is not UTF-8.
fn report_fault(folder: &Folder, file: &str, problems: &mut Problems) {
    match folder.fault(file) {
        Some(TextFault::NotUtf8(at)) => {
            let message = format!("this is not UTF-8: byte {at} of the file");
            let problem = problems.error(file, *at..*at + 1, message);
            problem.is_syntax = true;
            problem.hint("save the file as UTF-8");
        }
        Some(TextFault::Unreadable(error)) => {
            let message = format!("this file cannot be read: {error}");
            problems.error(file, 0..0, message).is_syntax = true;
        }
        None => {}
    }
}
