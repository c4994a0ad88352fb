//! Reading articles: their description, their lock, and how the text at hand agrees with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{ArticleAtHand, Checker};
use crate::dataset::lock::Lock;
use crate::dataset::problem::did_you_mean;
use crate::dataset::raw::RawArticle;
use crate::dataset::span::Span;
use crate::model::Locator;
use crate::model::fact::{Passage, Source};
use crate::model::key::key_fault;

/// An article as far as it is known.
pub struct CheckedSource {
    /// Its description with its sentences; `None` where something is wrong with them.
    pub source: Option<Source>,
    /// What the lock says; `None` where there is none.
    pub lock: Option<Lock>,
    /// The sentences: those at hand, else those of the lock.
    passages: BTreeMap<Locator, Passage>,
    /// Whether those are the article's own, with their text.
    pub is_at_hand: bool,
    segmenter: String,
    /// The quotes that hold, found in the text at hand or listed in the lock.
    pub quotes: BTreeMap<(Locator, String), Range<u32>>,
}

impl CheckedSource {
    /// Returns the sentences, with their text where the article is at hand.
    pub fn passages(&self) -> &BTreeMap<Locator, Passage> {
        &self.passages
    }

    /// Returns the lock that the article should have.
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
            passages: self.passages.iter().map(without_text).collect(),
            quotes: self.quotes.clone(),
            places: BTreeMap::new(),
        }
    }
}

impl<'a> Checker<'a> {
    /// Reads all sources: the folders that have an `article.toml`.
    pub fn read_sources(&mut self) {
        let articles: Vec<&'a str> = self
            .folder
            .files()
            .map(|(name, _)| name)
            .filter(|name| name.ends_with("/article.toml"))
            .collect();
        for file in articles {
            let key = file.trim_end_matches("/article.toml");
            match key_fault(key) {
                Some(fault) => {
                    let message =
                        format!("the folder's name `{key}` {fault}; it is the key of the source");
                    self.problems.error(file, 0..0, message);
                }
                None => {
                    let source = self.read_source(key, file);
                    self.sources.insert(key.to_owned(), source);
                }
            }
        }
        self.report_strays();
        for key in self
            .articles
            .keys()
            .filter(|key| !self.sources.contains_key(*key))
        {
            let hint = did_you_mean(key, self.sources.keys().map(String::as_str));
            self.problems
                .error("dataset.toml", 0..0, format!("an article is given for the source `{key}`, which the dataset does not have"))
                .hints
                .extend(hint);
        }
    }

    /// Reports what stands where no source can use it: a lock without a description beside it, and
    /// a description that is in no folder.
    fn report_strays(&mut self) {
        let files: Vec<&str> = self.folder.files().map(|(name, _)| name).collect();
        for file in files {
            if file == "article.toml" || file == "passages.lock" {
                let message = format!("`{file}` belongs into the folder of its source");
                self.problems.error(file, 0..0, message);
            } else if let Some(folder) = file.strip_suffix("/passages.lock")
                && self
                    .folder
                    .text(&format!("{folder}/article.toml"))
                    .is_none()
            {
                let message = format!("`{folder}` has a lock, yet no article.toml");
                self.problems.error(file, 0..0, message);
            }
        }
    }

    fn read_source(&mut self, key: &str, file: &'a str) -> CheckedSource {
        let raw: RawArticle = self.parse(file).read(file, &mut self.problems);
        let lock_file = format!("{key}/passages.lock");
        let lock_text = self.folder.text(&lock_file);
        let lock = lock_text.and_then(|text| Lock::parse(&lock_file, text, &mut self.problems));
        let mut at_hand = self.articles.get(key);
        if let (Some(lock), Some(article)) = (&lock, at_hand) {
            if is_another(lock, article) {
                let message = format!(
                    "`{}` is not the article that was locked as `{key}`: it has none of its sentences",
                    article.file
                );
                self.problems.error(&lock_file, 0..0, message);
                at_hand = None;
            } else {
                self.compare(key, &lock_file, lock, article);
            }
        } else if lock_text.is_none() {
            self.report_missing_lock(key, file, at_hand.is_some());
        }
        let locked = lock.as_ref().map(|lock| lock.passages.clone());
        let passages = at_hand
            .map(|article| article.passages.clone())
            .or(locked)
            .unwrap_or_default();
        let locked_by = lock.as_ref().map(|lock| lock.segmenter.clone());
        let segmenter = at_hand
            .map(|article| article.segmenter.clone())
            .or(locked_by)
            .unwrap_or_default();
        CheckedSource {
            source: self.describe(file, &raw, at_hand, &passages),
            is_at_hand: at_hand.is_some(),
            lock,
            passages,
            segmenter,
            quotes: BTreeMap::new(),
        }
    }

    fn report_missing_lock(&mut self, key: &str, file: &str, at_hand: bool) {
        if at_hand {
            let message = format!(
                "`{key}` has no passages.lock: without the article at hand the dataset does not build"
            );
            let hint = "run `footnote lock` with the same --article".to_owned();
            self.problems.warning(file, 0..0, message).hints.push(hint);
        } else {
            let message = format!("`{key}` has neither passages.lock nor its article at hand");
            let hint = format!("run `footnote lock DATASET --article {key}=FILE`");
            self.problems.error(file, 0..0, message).hints.push(hint);
        }
    }

    fn describe(
        &mut self,
        file: &str,
        raw: &RawArticle,
        at_hand: Option<&ArticleAtHand>,
        passages: &BTreeMap<Locator, Passage>,
    ) -> Option<Source> {
        let mut scope = self.scope(file, Span::default(), "article".into());
        let title = scope.required(&raw.title, "title");
        let author = scope.required(&raw.author, "author");
        let cite_as = scope.optional(&raw.cite_as, "cite_as");
        let publisher = scope.required(&raw.publisher, "publisher");
        let published_on = scope.required_day(&raw.published_on, "published_on");
        let language = scope.required(&raw.language, "language");
        let url = scope.optional(&raw.url, "url");
        let rights = scope.optional(&raw.rights, "rights");
        let sha256 = scope.required(&raw.sha256, "sha256");
        if let (Some((span, _)), Some(sha256)) = (raw.sha256.given(), &sha256) {
            let is_digest = sha256.len() == 64
                && sha256
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if !is_digest {
                scope.error(span, "`sha256` is not 64 lower-case hexadecimal digits");
            } else if let Some(article) = at_hand.filter(|article| article.sha256 != *sha256) {
                let message = format!(
                    "`{}` is not the file that was described: its sha256 is {}",
                    article.file, article.sha256
                );
                self.problems.warning(file, span.clone(), message);
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
            passages: passages.clone(),
        })
    }

    /// Reports where the text at hand is not the text that was locked.
    fn compare(&mut self, key: &str, file: &str, lock: &Lock, article: &ArticleAtHand) {
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
                self.problems.warning(file, span, message).hints.push(hint);
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
            self.problems.warning(file, 0..0, message);
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
            let problem = self.problems.error(
                file,
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
            self.problems.error(file, 0..0, message);
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
            self.problems.error(file, 0..0, message);
        }
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
