//! An article that its publisher has revised: what became of its sentences, and of the citations.
//!
//! Two rules bind this module:
//!
//! - **No guess enters the dataset.** A citation is carried over into the same sentence, or into the
//!   one sentence that its own was surely edited to, split into or merged with, where its words stand
//!   once and the edit cannot have turned them (`meaning.rs`).
//! - **No citation is dropped, and none stops the rest.** One that is not carried over says from then
//!   on where it stood (`was_at`), and its fact needs a review.
//!
//! ```text
//! lock ──────► Original ─┐
//! old text ──►           ├► Alignment ─► Revision ──────────► Trial ─► sheets, article.toml,
//! new text ──► NewText ──┘   (align,     (fates, meaning,     (trial)  passages.lock
//!                             alike)      rewrite)
//! ```
//!
//! Nothing here writes a file: the dataset is first tried out as it would be, and whoever asked
//! writes the files of the [`Trial`].

mod align;
mod alike;
mod fates;
mod front;
mod lexicon;
#[cfg(test)]
mod made_up;
mod meaning;
mod numerals;
mod obstacles;
mod rewrite;
mod sheets;
mod spelling;
mod trial;
mod words;

use std::collections::BTreeMap;

pub use align::{Alignment, Passages};
pub use alike::Succession;
pub use front::{Front, FrontChange};
pub use rewrite::{Cite, RewriteError};
pub use trial::Trial;

use meaning::Judge;

use crate::dataset::{ArticleAtHand, Folder, Lock, Origin, Problem, Sink, is_of_lines, is_sheet};
use crate::model::Locator;
use crate::model::correction::Correction;
use crate::model::fact::{Fact, Passage, Source};
use crate::model::key::SourceKey;

/// What a revision needs of a dataset besides the ledger.
#[derive(Debug, Clone, Default)]
pub struct Coded {
    /// The articles, by key.
    sources: BTreeMap<SourceKey, Source>,
    /// The wording of the date of each fact that has one.
    wordings: BTreeMap<String, String>,
}

impl Coded {
    /// Puts together what several workers received.
    pub fn of_all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.sources.extend(part.sources);
            all.wordings.extend(part.wordings);
        }
        all
    }
}

impl Sink for Coded {
    fn source(&mut self, key: &SourceKey, source: Source, _: Origin<'_>) {
        self.sources.insert(key.clone(), source);
    }

    fn fact(&mut self, key: &str, fact: Fact<'_>, _: Origin<'_>) {
        if let Some(wording) = fact.get("date_text").text() {
            self.wordings.insert(key.to_owned(), wording.to_owned());
        }
    }
}

/// An article as its dataset knows it.
pub struct Original<'a> {
    folder: &'a Folder,
    key: &'a str,
    source: &'a Source,
    wordings: &'a BTreeMap<String, String>,
    corrections: &'a [Correction],
    /// The locks of all articles.
    locks: BTreeMap<String, Lock>,
    passages: Passages,
    /// What stood around the sentences of the old text, if it is known.
    front: Option<Front>,
}

/// A text of an article.
pub struct NewText {
    /// Its sentences and its file.
    pub article: ArticleAtHand,
    /// What stands around them.
    pub front: Front,
}

/// A revision, ready to be shown or written.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The key of the article.
    pub source: String,
    /// What changed around the sentences.
    pub front: Vec<FrontChange>,
    /// Whether the old text is known, so that citations may follow edited sentences.
    pub is_old_known: bool,
    /// The sentences as they were, with their text where it is known.
    pub old: Passages,
    /// The sentences as they are now.
    pub new: Passages,
    /// What became of the sentences.
    pub alignment: Alignment,
    /// The citations that are carried over to another sentence, or to an edited one: each with its new
    /// locator.
    pub carried: Vec<(Cite, Locator)>,
    /// How many citations stand as they stood.
    pub kept: usize,
    /// The citations that are not carried over.
    pub reviews: Vec<Review>,
    /// The skipped sentences that are no longer the same, by their old locator.
    pub dropped_skips: Vec<Locator>,
    /// The sheets that change, with their new text.
    pub sheets: BTreeMap<String, String>,
    /// The entries of the ledger that would no longer fit; with any, nothing may be written.
    pub obstacles: Vec<Problem>,
}

/// A citation that is not carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The citation.
    pub cite: Cite,
    /// Its sentence in the earlier text.
    pub was_at: Locator,
    /// Why.
    pub reason: String,
}

/// Why a revision cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviseError {
    /// The dataset holds facts that no sheet writes.
    #[error("`{path}` holds facts in lines, and this rewrites sheets alone")]
    Lines {
        /// The file.
        path: String,
    },
    /// The dataset does not have the article.
    #[error("the dataset has no source `{source_key}`")]
    NoSuchSource {
        /// The key that was asked for.
        source_key: String,
        /// The keys of all sources.
        known: Vec<String>,
    },
    /// The old text is not the one that the lock was made of.
    #[error(
        "`{file}` is not the text that was locked as `{source_key}`: it lacks {missing} of {of} sentences"
    )]
    NotTheOldText {
        /// The file.
        file: String,
        /// The key of the article.
        source_key: String,
        /// How many sentences it lacks.
        missing: usize,
        /// How many the lock has.
        of: usize,
    },
    /// A sheet, or the description of the article, cannot be rewritten.
    #[error("`{file}` cannot be rewritten: {error}")]
    Rewrite {
        /// The file.
        file: String,
        /// Why.
        error: RewriteError,
    },
}

impl ReviseError {
    /// Returns what names the file that cannot be rewritten.
    fn of_file(file: &str) -> impl FnOnce(RewriteError) -> Self + '_ {
        |error| Self::Rewrite {
            file: file.to_owned(),
            error,
        }
    }
}

/// Refuses a dataset with facts in lines.
///
/// # Errors
/// It has a file of lines.
pub fn refuse_lines(folder: &Folder) -> Result<(), ReviseError> {
    match folder.names().find(|name| is_of_lines(name)) {
        Some(file) => Err(ReviseError::Lines {
            path: folder.display_path(file),
        }),
        None => Ok(()),
    }
}

impl<'a> Original<'a> {
    /// Finds an article in a dataset.
    ///
    /// # Errors
    /// The dataset does not have it.
    pub fn find(
        folder: &'a Folder,
        coded: &'a Coded,
        corrections: &'a [Correction],
        key: &'a str,
    ) -> Result<Self, ReviseError> {
        let sources = &coded.sources;
        let found = sources.iter().find(|(known, _)| known.as_str() == key);
        let Some((_, source)) = found else {
            return Err(ReviseError::NoSuchSource {
                source_key: key.to_owned(),
                known: sources.keys().map(ToString::to_string).collect(),
            });
        };
        let lock =
            |source: &SourceKey| (source.to_string(), Lock::of_folder(folder, source.as_str()));
        Ok(Self {
            folder,
            key,
            source,
            wordings: &coded.wordings,
            corrections,
            locks: sources.keys().map(lock).collect(),
            passages: source.passages.clone(),
            front: None,
        })
    }

    /// Returns whether a text is the one that the dataset has: of the same bytes, and locked sentence by
    /// sentence. A revision that was made once is known by that, and shifts nothing a second time.
    pub fn has(&self, new: &NewText) -> bool {
        let article = &new.article;
        let fingerprints = |passages: &Passages| -> Vec<(Locator, String)> {
            let pairs = passages.iter();
            pairs
                .map(|(at, passage)| (*at, passage.fingerprint.clone()))
                .collect()
        };
        article.sha256 == self.source.sha256
            && fingerprints(&self.passages) == fingerprints(&article.passages)
    }

    /// Gives the sentences their old text, by fingerprint, as far as it is known.
    pub fn with_texts(mut self, texts: &BTreeMap<String, String>) -> Self {
        for passage in self.passages.values_mut() {
            passage.text = texts.get(&passage.fingerprint).cloned();
        }
        self
    }

    /// Gives the sentences their old text, and the article what stood around them.
    ///
    /// # Errors
    /// The text lacks a sentence that is locked, and the new one is another than the locked one.
    pub fn with_old(self, old: NewText, new: &NewText) -> Result<Self, ReviseError> {
        let passages = old.article.passages.into_values();
        let texts = passages.filter_map(|passage| Some((passage.fingerprint, passage.text?)));
        let mut known = self.with_texts(&texts.collect());
        let missing = known
            .passages
            .values()
            .filter(|passage| passage.text.is_none());
        let missing = missing.count();
        // A revision that was accepted already needs no old text.
        let words = |(at, passage): (&Locator, &Passage)| (*at, passage.fingerprint.clone());
        let now = new.article.passages.iter().map(words);
        let is_accepted = known.passages.iter().map(words).eq(now);
        if missing > 0 && !is_accepted {
            return Err(ReviseError::NotTheOldText {
                file: old.article.file,
                source_key: known.key.to_owned(),
                missing,
                of: known.passages.len(),
            });
        }
        known.front = Some(old.front);
        Ok(known)
    }

    /// Aligns the sentences with those of a new text, and rewrites the sheets that cite them.
    ///
    /// # Errors
    /// A sheet cannot be rewritten.
    pub fn revise(self, new: &NewText) -> Result<Revision, ReviseError> {
        let (old, new_passages) = (&self.passages, &new.article.passages);
        let alignment = Alignment::of(old, new_passages);
        let judge = Judge::new(&self.source.language, old, new_passages);
        let mut revision = Revision {
            source: self.key.to_owned(),
            front: front::changes(self.source, self.front.as_ref(), &new.front),
            is_old_known: old.values().all(|passage| passage.text.is_some()),
            old: old.clone(),
            new: new_passages.clone(),
            alignment,
            carried: Vec::new(),
            kept: 0,
            reviews: Vec::new(),
            dropped_skips: Vec::new(),
            sheets: BTreeMap::new(),
            obstacles: Vec::new(),
        };
        for file in self.folder.names().filter(|name| is_sheet(name)) {
            let text = self.folder.text(file).unwrap_or_default();
            let rewritten = sheets::rewrite(&self, &judge, &mut revision, file)?;
            if rewritten != text {
                revision.sheets.insert(file.to_owned(), rewritten);
            }
        }
        revision.obstacles = obstacles::obstacles(&self, &revision);
        Ok(revision)
    }
}
