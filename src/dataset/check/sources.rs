//! Reading articles: their description, their lock, and how the text at hand agrees with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::Datelike;

use super::context::Context;
use super::footnotes::{Described, digest_of};
use super::scope::{Scope, Subject};
use super::source::CheckedSource;
use super::{ArticleAtHand, Checker, Sink};
use crate::dataset::forms;
use crate::dataset::items::Item;
use crate::dataset::lock::Lock;
use crate::dataset::problem::{At, KeptSpan, Problems, did_you_mean};
use crate::dataset::span::Span;
use crate::dataset::table::Table;
use crate::model::Locator;
use crate::model::cite_as::stem;
use crate::model::fact::{Extent, Passage, Source};
use crate::model::key::{SourceKey, key_fault};
use crate::model::quote::QUOTE_WORDS_MAX;

impl Checker<'_> {
    /// Reads the sources that have a folder, those with an `article.toml`; hands on those without
    /// fault.
    pub fn read_folder_sources<S: Sink>(&mut self, mut sink: Option<&mut S>) {
        let folder = self.context.folder;
        for file in folder
            .names()
            .filter(|name| name.ends_with("/article.toml"))
        {
            let key = file.trim_end_matches("/article.toml");
            if let Some(fault) = key_fault(key) {
                let message =
                    format!("the folder's name `{key}` {fault}; it is the key of the source");
                self.problems.error(file, 0..0, message);
                continue;
            }
            let (checked, described) = self.read_source(key, file);
            self.context.sources.insert(key.to_owned(), checked);
            if let (Some(sink), Some(one)) = (&mut sink, &described) {
                sink.passages(&SourceKey::new(key), &one.source.passages);
            }
            self.described.extend(described);
        }
        self.report_strays();
    }

    /// Reports the articles at hand whose source the dataset does not have.
    pub fn report_unknown_articles(&mut self) {
        let sources = &self.context.sources;
        let keys = self.context.articles.keys();
        for key in keys.filter(|key| !sources.contains_key(*key)) {
            let hint = did_you_mean(key, sources.keys().map(String::as_str));
            let message = format!(
                "an article is given for the source `{key}`, which the dataset does not have"
            );
            self.problems
                .error("dataset.toml", 0..0, message)
                .hints
                .extend(hint);
        }
    }

    /// Reports files that no source uses: a lock without a description beside it, and a lock or
    /// description outside the folder of a source.
    fn report_strays(&mut self) {
        let files: Vec<&str> = self.context.folder.names().collect();
        for file in &files {
            if *file == "article.toml" || *file == "passages.lock" {
                let message = format!("`{file}` belongs in the folder of its source");
                self.problems.error(*file, 0..0, message);
            } else if let Some(folder) = file.strip_suffix("/passages.lock")
                && files
                    .binary_search(&format!("{folder}/article.toml").as_str())
                    .is_err()
            {
                let message = format!("`{folder}` has a lock, yet no article.toml");
                self.problems.error(*file, 0..0, message);
            }
        }
    }

    /// Reads a source that has a folder.
    pub fn read_source(&mut self, key: &str, file: &str) -> (CheckedSource, Option<Described>) {
        let folder = self.context.folder;
        let tree = self.parse(file);
        let lock_file = format!("{key}/passages.lock");
        let lock = if let Some(text) = folder.text(&lock_file) {
            self.report_fault(&lock_file);
            Lock::parse(&lock_file, text, &mut self.problems)
        } else {
            let is_at_hand = self.context.articles.contains_key(key);
            report_missing_lock(key, file, is_at_hand, &mut self.problems);
            None
        };
        let table = Table::read(&tree.root, forms::ARTICLE, file.into(), &mut self.problems);
        let problems = &mut self.problems;
        let subject = Subject::The("article");
        let mut scope = Scope::new(&self.context, file.into(), table.span, subject, problems);
        scope.source(key, &table, lock, lock_file.as_str().into())
    }
}

/// A source that a line describes.
pub struct LineSource {
    /// Its key.
    pub key: String,
    /// The part of it that its facts need.
    pub checked: CheckedSource,
    /// Its description with its sentences; `None` where something is wrong with the description.
    pub described: Option<Described>,
}

/// Reads a source that a line describes; `None` where it has no key.
pub fn line_source(
    context: &Context<'_>,
    item: &Item<'_>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<LineSource> {
    let table = Table::read(&item.node, forms::SOURCE, at, problems);
    let Some(node) = table.get("key") else {
        problems.error(at, item.header, "this source has no `key`");
        return None;
    };
    let key = table.text("key", at, problems)?;
    if let Some(fault) = key_fault(key) {
        problems.error(at, node.span, format!("the key `{key}` {fault}"));
        return None;
    }
    let lock = Lock::of_table(&table, at, problems);
    let subject = Subject::Keyed("source", key);
    let mut scope = Scope::new(context, at, item.header, subject, problems);
    let (checked, described) = scope.source(key, &table, Some(lock), at);
    Some(LineSource {
        key: key.to_owned(),
        checked,
        described,
    })
}

impl Scope<'_, '_> {
    /// Makes a source of its description and its lock, compared with the article if that is at hand.
    fn source(
        &mut self,
        key: &str,
        table: &Table<'_>,
        lock: Option<Lock>,
        lock_at: At<'_>,
    ) -> (CheckedSource, Option<Described>) {
        let mut at_hand = self.context.articles.get(key);
        if let (Some(lock), Some(article)) = (&lock, at_hand) {
            if is_another(lock, article) {
                let message = format!(
                    "`{}` is not the article that was locked as `{key}`: it has none of its sentences",
                    article.file
                );
                self.problems.error(lock_at, 0..0, message);
                at_hand = None;
            } else {
                Comparison {
                    key,
                    at: lock_at,
                    lock,
                    article,
                    problems: self.problems,
                }
                .report();
            }
        }
        let (segmenter, passages, locked_quotes) = match lock {
            Some(lock) => (lock.segmenter, lock.passages, Some(lock.quotes)),
            None => (String::new(), BTreeMap::new(), None),
        };
        let (segmenter, passages) = match at_hand {
            Some(article) => (article.segmenter.clone(), article.passages.clone()),
            None => (segmenter, passages),
        };
        let is_at_hand = at_hand.is_some();
        let mut checked = CheckedSource::new(
            &passages,
            is_at_hand,
            segmenter,
            locked_quotes,
            lock_at.file,
        );
        let source = self.describe(table, at_hand, passages);
        checked.published_on = source.as_ref().and_then(|source| source.published_on);
        checked.language = source.as_ref().map(|source| source.language.clone());
        let written = table.get("cite_as");
        let described = source.map(|source| Described {
            key: key.to_owned(),
            sentences: digest_of(&source.passages),
            source,
            is_written: written.is_some(),
            kept: KeptSpan::new(self.at, written.map_or(self.span, |node| node.span)),
            digest: 0,
        });
        (checked, described)
    }

    fn describe(
        &mut self,
        table: &Table<'_>,
        at_hand: Option<&ArticleAtHand>,
        passages: BTreeMap<Locator, Passage>,
    ) -> Option<Source> {
        self.may_repeat = true;
        let title = self.described(table, "title", "it is how readers find the article");
        let author = self.owned(table, "author");
        let cite_as = self.owned(table, "cite_as");
        let why = "it says who answers for the text, and stands for an author where there is none";
        let publisher = self.described(table, "publisher", why);
        let published_on = self.day(table, "published_on");
        let why = "write the BCP 47 tag of the article's language, such as \"en\"";
        let language = self.described(table, "language", why);
        if let (Some(day), Some(node)) = (published_on, table.get("published_on"))
            && !(YEARS.contains(&day.year()))
        {
            let message = format!("published_on is {day}, expected a year from 1600 to 2100");
            self.problems.warning(self.at, node.span, message);
        }
        let url = self.owned(table, "url");
        let rights = self.owned(table, "rights");
        let why =
            "it tells this file from any other copy; `footnote lock` writes it for a new source";
        let sha256 = self.described(table, "sha256", why);
        if let (Some(node), Some(sha256)) = (table.get("sha256"), &sha256) {
            self.check_digest(node.span, sha256, at_hand);
        }
        // An author or a day that is given and wrong was reported.
        let is_missing = |name: &str, found: bool| table.get(name).is_some() && !found;
        if is_missing("author", author.is_some())
            || is_missing("published_on", published_on.is_some())
        {
            return None;
        }
        let (title, publisher) = (title?, publisher?);
        Some(Source {
            title,
            cite_as: cite_as.unwrap_or_else(|| stem(author.as_deref(), &publisher, published_on)),
            author,
            publisher,
            published_on,
            language: language?,
            url,
            rights,
            sha256: sha256?,
            extent: Extent::of(&passages),
            passages,
        })
    }

    /// Returns the text of a required field; where it is not given, says why it is needed.
    fn described(&mut self, table: &Table<'_>, name: &str, why: &str) -> Option<String> {
        if table.get(name).is_none() {
            if let Some(problem) = self.missing(name) {
                problem.hint(why);
            }
            return None;
        }
        self.owned(table, name)
    }

    /// Checks the form of a digest, and that the article at hand has it.
    fn check_digest(&mut self, span: Span, sha256: &str, at_hand: Option<&ArticleAtHand>) {
        let is_digit = |b| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if sha256.len() != 64 || !sha256.bytes().all(is_digit) {
            self.error(span, "`sha256` is not 64 lower-case hexadecimal digits");
        } else if let Some(article) = at_hand.filter(|article| article.sha256 != *sha256) {
            let message = format!(
                "`{}` is not the file that was described: its sha256 is {}",
                article.file, article.sha256
            );
            self.problems.warning(self.at, span, message);
        }
    }
}

/// The years in which an article can have been published: there was no newspaper before.
const YEARS: RangeInclusive<i32> = 1600..=2100;

fn report_missing_lock(key: &str, file: &str, at_hand: bool, problems: &mut Problems) {
    if at_hand {
        let message = format!(
            "`{key}` has no passages.lock: without the article at hand the dataset does not build"
        );
        let hint = "run `footnote lock` with the same --article";
        problems.warning(file, 0..0, message).hint(hint);
    } else {
        let message = format!("`{key}` has neither passages.lock nor its article at hand");
        let hint = format!("run `footnote lock DATASET --article {key}=FILE`");
        problems.error(file, 0..0, message).hint(hint);
    }
}

/// A comparison of the text at hand with the lock.
struct Comparison<'c> {
    key: &'c str,
    at: At<'c>,
    lock: &'c Lock,
    article: &'c ArticleAtHand,
    problems: &'c mut Problems,
}

impl Comparison<'_> {
    /// Reports the differences. Where all fingerprints agree, only wrong lengths can be left: the
    /// segmenter is then irrelevant, since it cut the same sentences.
    fn report(mut self) {
        let (lock, article) = (self.lock, self.article);
        self.report_lengths();
        let is_same = |(at, locked): (&Locator, &Passage)| {
            let now = article.passages.get(at);
            now.is_some_and(|now| now.fingerprint == locked.fingerprint)
        };
        if lock.passages.iter().all(is_same) && lock.passages.len() == article.passages.len() {
            return;
        }
        if lock.segmenter != article.segmenter {
            let message = format!(
                "`{}` was cut into sentences by {}, this program uses {}",
                self.key, lock.segmenter, article.segmenter
            );
            self.problems.warning(self.at, 0..0, message);
        }
        let moved = self.report_changed();
        self.report_new();
        if moved > 0 {
            let (sentences, stand) = match moved {
                1 => ("sentence", "stands"),
                _ => ("sentences", "stand"),
            };
            let message = format!(
                "{moved} {sentences} of `{}` {stand} elsewhere in `{}` than locked; `footnote revise` carries citations over",
                self.key, article.file
            );
            self.problems.error(self.at, 0..0, message);
        }
    }

    /// Reports sentences that are the same, but have another length in the lock.
    fn report_lengths(&mut self) {
        for (at, locked) in &self.lock.passages {
            let now = self.article.passages.get(at);
            if let Some(now) = now.filter(|now| now.fingerprint == locked.fingerprint)
                && (now.characters, now.words) != (locked.characters, locked.words)
            {
                let span = self.lock.spans.get(at).cloned().unwrap_or_default();
                let message = format!(
                    "found {} characters and {} words, the sentence has {} and {}",
                    locked.characters, locked.words, now.characters, now.words
                );
                let hint = "run `footnote lock` with the same --article";
                let problem = self.problems.warning(self.at, span, message);
                problem.hint(hint);
            }
        }
    }

    /// Reports sentences that the article no longer has, and returns how many have only moved.
    fn report_changed(&mut self) -> usize {
        let now = fingerprints(&self.article.passages);
        let mut moved = 0;
        for (at, locked) in &self.lock.passages {
            let here = self.article.passages.get(at);
            if here.is_some_and(|passage| passage.fingerprint == locked.fingerprint) {
                continue;
            }
            if now.contains(locked.fingerprint.as_str()) {
                moved += 1;
                continue;
            }
            let span = self.lock.spans.get(at).cloned().unwrap_or_default();
            let message = format!(
                "{at} of `{}` does not stand in `{}` as it was locked",
                self.key, self.article.file
            );
            let text = here.and_then(|passage| passage.text.as_deref());
            let hint = text.map(|text| format!("{at} there begins `{} …`", opening(text)));
            let problem = self.problems.error(self.at, span, message);
            problem.hints.extend(hint);
        }
        moved
    }

    /// Reports sentences that the lock does not have.
    fn report_new(&mut self) {
        let before = fingerprints(&self.lock.passages);
        for (at, passage) in &self.article.passages {
            let is_known = before.contains(passage.fingerprint.as_str());
            if is_known || self.lock.passages.contains_key(at) {
                continue;
            }
            let opening = passage.text.as_deref().map(opening).unwrap_or_default();
            let message = format!(
                "`{}` has a sentence {at} that `{}` was locked without: `{opening} …`",
                self.article.file, self.key
            );
            self.problems.error(self.at, 0..0, message);
        }
    }
}

/// Returns whether an article has no sentence of a lock.
fn is_another(lock: &Lock, article: &ArticleAtHand) -> bool {
    let (now, before) = (
        fingerprints(&article.passages),
        fingerprints(&lock.passages),
    );
    !before.is_empty() && before.is_disjoint(&now)
}

fn fingerprints(passages: &BTreeMap<Locator, Passage>) -> BTreeSet<&str> {
    let all = passages.values();
    all.map(|passage| passage.fingerprint.as_str()).collect()
}

/// Returns the first words of a sentence, as many as a quote may have.
fn opening(text: &str) -> String {
    let words = text.split_whitespace().take(QUOTE_WORDS_MAX);
    words.collect::<Vec<_>>().join(" ")
}
