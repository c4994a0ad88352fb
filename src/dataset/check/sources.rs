//! Reading articles: their description, their lock, and how the text at hand agrees with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::context::Context;
use super::fields::Scope;
use super::{ArticleAtHand, Checker};
use crate::dataset::items::Item;
use crate::dataset::keys::Place;
use crate::dataset::lock::Lock;
use crate::dataset::problem::{At, Problems, did_you_mean};
use crate::dataset::raw::{RawArticle, RawSource};
use crate::dataset::span::Span;
use crate::model::Locator;
use crate::model::fact::{Passage, Source};
use crate::model::key::{SourceKey, key_fault};

/// An article as far as its facts need it.
pub struct CheckedSource {
    /// Its sentences, sorted.
    sentences: Vec<Locator>,
    /// The sentences with their text, where the article is at hand.
    texts: BTreeMap<Locator, Passage>,
    /// What the lock says of quotes; `None` where there is no lock.
    pub locked_quotes: Option<Quotes>,
    /// Whether the sentences are the article's own, with their text.
    pub is_at_hand: bool,
    segmenter: String,
    /// The file that holds its lock.
    pub lock_file: String,
    /// The quotes that hold, where the article is at hand.
    quotes: Mutex<Quotes>,
    /// For each sentence whether a fact cites it, 64 in a word.
    cited: Vec<AtomicU64>,
    /// Where its line stands, where it has one.
    pub place: Option<Place>,
}

/// About how much memory a quote takes beside its words, in bytes.
const QUOTE_SIZE: usize = 80;

/// Places of quotes in their sentences, by sentence and folded words.
pub type Quotes = BTreeMap<(Locator, String), Range<u32>>;

impl CheckedSource {
    /// Returns about how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        let quotes = self.locked_quotes.iter().flatten();
        let quotes = quotes.map(|((_, words), _)| words.len() + QUOTE_SIZE);
        self.sentences.len() * size_of::<Locator>()
            + quotes.sum::<usize>()
            + size_of::<Self>()
            + 512
    }

    /// Returns the sentences in order.
    pub fn sentences(&self) -> &[Locator] {
        &self.sentences
    }

    /// Returns the sentences with their text; none where the article is not at hand.
    pub fn texts(&self) -> &BTreeMap<Locator, Passage> {
        &self.texts
    }

    /// Tells whether there is such a sentence.
    pub fn has(&self, at: Locator) -> bool {
        self.sentences.binary_search(&at).is_ok()
    }

    /// Returns the text of a sentence, where the article is at hand.
    pub fn text(&self, at: Locator) -> Option<&str> {
        self.texts.get(&at)?.text.as_deref()
    }

    /// Notes that a fact cites a sentence.
    pub fn note_cited(&self, at: Locator) {
        if let Ok(index) = self.sentences.binary_search(&at) {
            self.cited[index / 64].fetch_or(1 << (index % 64), Ordering::Relaxed);
        }
    }

    /// Tells whether a fact cites a sentence.
    pub fn is_cited(&self, at: Locator) -> bool {
        self.sentences.binary_search(&at).is_ok_and(|index| {
            self.cited[index / 64].load(Ordering::Relaxed) & (1 << (index % 64)) != 0
        })
    }

    /// Notes a quote that holds, to be locked.
    pub fn note_quote(&self, key: (Locator, String), range: Range<u32>) {
        if self.is_at_hand {
            let mut quotes = self.quotes.lock().unwrap_or_else(PoisonError::into_inner);
            quotes.insert(key, range);
        }
    }

    /// Returns the quotes that hold, where the article is at hand.
    pub fn quotes(&self) -> Quotes {
        let quotes = self.quotes.lock().unwrap_or_else(PoisonError::into_inner);
        quotes.clone()
    }

    /// Returns the lock that the article should have; it is at hand.
    pub fn fresh_lock(&self) -> Lock {
        let without_text = |(locator, passage): (&Locator, &Passage)| {
            let passage = Passage {
                text: None,
                ..passage.clone()
            };
            (*locator, passage)
        };
        Lock {
            segmenter: self.segmenter.clone(),
            passages: self.texts.iter().map(without_text).collect(),
            quotes: self.quotes(),
            places: BTreeMap::new(),
        }
    }
}

/// What stands where the sources of folders are described.
impl Checker<'_> {
    /// Reads the sources that have a folder, those with an `article.toml`; hands on those without
    /// fault.
    pub fn read_sources(&mut self, mut found: impl FnMut(SourceKey, Source)) {
        let folder = self.context.folder;
        let articles = folder
            .names()
            .filter(|name| name.ends_with("/article.toml"));
        for file in articles {
            let key = file.trim_end_matches("/article.toml");
            match key_fault(key) {
                Some(fault) => {
                    let message =
                        format!("the folder's name `{key}` {fault}; it is the key of the source");
                    self.problems.error(file, 0..0, message);
                }
                None => {
                    let (checked, source) = self.read_source(key, file);
                    self.context.sources.insert(key.to_owned(), checked);
                    if let Some(source) = source {
                        found(SourceKey::new(key), source);
                    }
                }
            }
        }
        self.report_strays();
    }

    /// Reports the articles at hand that are of no source.
    pub fn report_unknown_articles(&mut self) {
        let sources = &self.context.sources;
        for key in self
            .context
            .articles
            .keys()
            .filter(|key| !sources.contains_key(*key))
        {
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

    /// Reports what stands where no source can use it: a lock without a description beside it, and
    /// a description that is in no folder.
    fn report_strays(&mut self) {
        let files: Vec<&str> = self.context.folder.names().collect();
        for file in &files {
            if *file == "article.toml" || *file == "passages.lock" {
                let message = format!("`{file}` belongs into the folder of its source");
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
    pub fn read_source(&mut self, key: &str, file: &str) -> (CheckedSource, Option<Source>) {
        let raw: RawArticle = self.parse(file).read(file, &mut self.problems);
        let lock_file = format!("{key}/passages.lock");
        let folder = self.context.folder;
        let has_lock = folder.names().any(|name| name == lock_file);
        let lock_text = has_lock.then(|| folder.text(&lock_file)).flatten();
        if has_lock {
            self.report_fault(&lock_file);
        }
        let lock = lock_text.and_then(|text| Lock::parse(&lock_file, text, &mut self.problems));
        let at_hand = self.context.articles.get(key);
        if !has_lock {
            report_missing_lock(key, file, at_hand.is_some(), &mut self.problems);
        }
        let mut scope = self.context.scope(
            file.into(),
            Span::default(),
            "article".into(),
            &mut self.problems,
        );
        scope.source(key, &raw, lock, (&lock_file).into())
    }
}

/// A line that describes a source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceLine {
    source: RawSource,
}

/// A source that a line describes, as it was found.
pub struct LineSource {
    /// Its key, where it is one.
    pub key: String,
    /// What its facts need of it.
    pub checked: CheckedSource,
    /// Its description with its sentences; `None` where something is wrong with them.
    pub source: Option<Source>,
}

impl Context<'_> {
    /// Reads a source that a line describes; `None` where it has no key.
    pub fn line_source(
        &self,
        item: &Item,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<LineSource> {
        let raw: RawSource = item.node.read(at, problems);
        self.raw_source(raw, &item.header, at, problems)
    }

    /// Reads a source of a line that is without fault; `None` where there is anything to say, which
    /// asks for places.
    pub fn source_at_once(&self, line: &str, at: At<'_>) -> Option<LineSource> {
        // How a lock differs from an article at hand is told sentence by sentence.
        if !self.articles.is_empty() {
            return None;
        }
        let SourceLine { source } = serde_json::from_str(line).ok()?;
        let mut problems = Problems::default();
        let source = self.raw_source(source, &Span::default(), at, &mut problems);
        source.filter(|_| problems.is_empty())
    }

    fn raw_source(
        &self,
        raw: RawSource,
        header: &Span,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<LineSource> {
        let Some((span, key)) = raw.key.given() else {
            if raw.key.is_absent() {
                problems.error(at, header.clone(), "this source has no `key`");
            }
            return None;
        };
        if let Some(fault) = key_fault(key) {
            problems.error(at, span.clone(), format!("the key `{key}` {fault}"));
            return None;
        }
        let key = key.clone();
        let lock = Lock::from_raw(at, &raw.segmenter, &raw.passages, &raw.quotes, problems);
        let article = RawArticle {
            title: raw.title,
            author: raw.author,
            cite_as: raw.cite_as,
            publisher: raw.publisher,
            published_on: raw.published_on,
            language: raw.language,
            url: raw.url,
            rights: raw.rights,
            sha256: raw.sha256,
        };
        let mut scope = self.scope(at, header.clone(), format!("source `{key}`"), problems);
        let (checked, source) = scope.source(&key, &article, Some(lock), at);
        Some(LineSource {
            key,
            checked,
            source,
        })
    }
}

impl Scope<'_, '_> {
    /// Makes a source of its description and its lock, held against the article if that is at hand.
    fn source(
        &mut self,
        key: &str,
        raw: &RawArticle,
        lock: Option<Lock>,
        lock_at: At<'_>,
    ) -> (CheckedSource, Option<Source>) {
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
                compare(key, lock_at, lock, article, self.problems);
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
        let sentences: Vec<Locator> = passages.keys().copied().collect();
        let words = sentences.len().div_ceil(64);
        let checked = CheckedSource {
            sentences,
            texts: match at_hand {
                Some(_) => passages.clone(),
                None => BTreeMap::new(),
            },
            locked_quotes,
            is_at_hand: at_hand.is_some(),
            segmenter,
            lock_file: lock_at.file.to_owned(),
            quotes: Mutex::default(),
            cited: (0..words).map(|_| AtomicU64::new(0)).collect(),
            place: None,
        };
        (checked, self.describe(raw, at_hand, passages))
    }

    fn describe(
        &mut self,
        raw: &RawArticle,
        at_hand: Option<&ArticleAtHand>,
        passages: BTreeMap<Locator, Passage>,
    ) -> Option<Source> {
        let title = self.required(&raw.title, "title");
        let author = self.required(&raw.author, "author");
        let cite_as = self.optional(&raw.cite_as, "cite_as");
        let publisher = self.required(&raw.publisher, "publisher");
        let published_on = self.required_day(&raw.published_on, "published_on");
        let language = self.required(&raw.language, "language");
        let url = self.optional(&raw.url, "url");
        let rights = self.optional(&raw.rights, "rights");
        let sha256 = self.required(&raw.sha256, "sha256");
        if let (Some((span, _)), Some(sha256)) = (raw.sha256.given(), &sha256) {
            let is_digest = sha256.len() == 64
                && sha256
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if !is_digest {
                self.error(span, "`sha256` is not 64 lower-case hexadecimal digits");
            } else if let Some(article) = at_hand.filter(|article| article.sha256 != *sha256) {
                let message = format!(
                    "`{}` is not the file that was described: its sha256 is {}",
                    article.file, article.sha256
                );
                self.problems.warning(self.at, span.clone(), message);
            }
        }
        let (author, published_on) = (author?, published_on?);
        let last_name = author.rsplit(' ').next().unwrap_or(&author);
        Some(Source {
            title: title?,
            cite_as: cite_as
                .unwrap_or_else(|| format!("{last_name} {}", published_on.format("%Y"))),
            author,
            publisher: publisher?,
            published_on,
            language: language?,
            url,
            rights,
            sha256: sha256?,
            passages,
        })
    }
}

fn report_missing_lock(key: &str, file: &str, at_hand: bool, problems: &mut Problems) {
    if at_hand {
        let message = format!(
            "`{key}` has no passages.lock: without the article at hand the dataset does not build"
        );
        let hint = "run `footnote lock` with the same --article".to_owned();
        problems.warning(file, 0..0, message).hints.push(hint);
    } else {
        let message = format!("`{key}` has neither passages.lock nor its article at hand");
        let hint = format!("run `footnote lock DATASET --article {key}=FILE`");
        problems.error(file, 0..0, message).hints.push(hint);
    }
}

/// Reports where the text at hand is not the text that was locked.
fn compare(
    key: &str,
    at_lock: At<'_>,
    lock: &Lock,
    article: &ArticleAtHand,
    problems: &mut Problems,
) {
    for (at, locked) in &lock.passages {
        let now = article.passages.get(at);
        let now = now.filter(|now| now.fingerprint == locked.fingerprint);
        if let Some(now) = now
            && (now.characters, now.words) != (locked.characters, locked.words)
        {
            let span = lock.places.get(at).cloned().unwrap_or_default();
            let message = format!(
                "found {} characters and {} words, the sentence has {} and {}",
                locked.characters, locked.words, now.characters, now.words
            );
            let hint = "run `footnote lock` with the same --article".to_owned();
            problems.warning(at_lock, span, message).hints.push(hint);
        }
    }
    if lock.passages.iter().all(|(at, locked)| {
        article
            .passages
            .get(at)
            .is_some_and(|now| now.fingerprint == locked.fingerprint)
    }) && lock.passages.len() == article.passages.len()
    {
        return;
    }
    let (now, before) = (
        fingerprints(&article.passages),
        fingerprints(&lock.passages),
    );
    if lock.segmenter != article.segmenter {
        let message = format!(
            "`{key}` was cut into sentences by {}, this program uses {}",
            lock.segmenter, article.segmenter
        );
        problems.warning(at_lock, 0..0, message);
    }
    let mut moved = 0;
    for (at, locked) in &lock.passages {
        let here = article.passages.get(at);
        if here.is_some_and(|passage| passage.fingerprint == locked.fingerprint) {
            continue;
        }
        if now.contains(locked.fingerprint.as_str()) {
            moved += 1;
            continue;
        }
        let span: Span = lock.places.get(at).cloned().unwrap_or_default();
        let opening = here
            .and_then(|passage| passage.text.as_deref())
            .map(opening);
        let problem = problems.error(
            at_lock,
            span,
            format!(
                "{at} of `{key}` does not stand in `{}` as it was locked",
                article.file
            ),
        );
        problem
            .hints
            .extend(opening.map(|opening| format!("{at} there begins `{opening} …`")));
    }
    let new = article
        .passages
        .iter()
        .filter(|(_, passage)| !before.contains(passage.fingerprint.as_str()));
    for (at, passage) in new.filter(|(at, _)| !lock.passages.contains_key(at)) {
        let opening = passage.text.as_deref().map(opening).unwrap_or_default();
        let message = format!(
            "`{}` has a sentence {at} that `{key}` was locked without: `{opening} …`",
            article.file
        );
        problems.error(at_lock, 0..0, message);
    }
    if moved > 0 {
        let (sentences, stand) = match moved {
            1 => ("sentence", "stands"),
            _ => ("sentences", "stand"),
        };
        let message = format!(
            "{moved} {sentences} of `{key}` {stand} elsewhere in `{}` than locked; `footnote revise` carries citations over",
            article.file
        );
        problems.error(at_lock, 0..0, message);
    }
}

/// Tells whether an article has no sentence of a lock.
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
    let words = text
        .split_whitespace()
        .take(crate::model::quote::QUOTE_WORDS_MAX);
    words.collect::<Vec<_>>().join(" ")
}
