//! An article that its publisher has revised: what became of its sentences, and of the citations.
//!
//! Two rules bind this module:
//!
//! - **No guess enters the dataset.** A citation is carried over where its words still stand exactly
//!   and once: the sentence as a whole, or the words that it quotes. Likeness pairs sentences for
//!   people to look at, and carries nothing.
//! - **No citation is dropped.** One whose words are gone says from then on where they stood
//!   (`was_at`), and its fact needs a review.
//!
//! ```text
//! lock ──────► Original ─┐
//! old text ──►           ├► Alignment ─► Revision ─► Trial ─► sheets, article.toml, passages.lock
//! new text ──► NewText ──┘   (align)     (rewrite)   (trial)
//! ```
//!
//! Nothing here writes a file: the dataset is first tried out as it would be, and whoever asked
//! writes the files of the [`Trial`].

mod align;
mod obstacles;
mod rewrite;
mod trial;

use std::collections::BTreeMap;

pub use align::{Alignment, Passages};
pub use rewrite::{Cite, RewriteError};
pub use trial::Trial;

use rewrite::{Fate, SkipFate};

use crate::dataset::{ArticleAtHand, Folder, Origin, Problem, Sink, is_of_lines, is_sheet};
use crate::model::Locator;
use crate::model::correction::Correction;
use crate::model::fact::Source;
use crate::model::fold::fold;
use crate::model::key::SourceKey;
use crate::model::quote::find_quote;

/// The articles of a dataset, by key: all that a revision needs of it besides the ledger.
pub type Sources = BTreeMap<SourceKey, Source>;

impl Sink for Sources {
    fn source(&mut self, key: &SourceKey, source: Source, _: Origin<'_>) {
        self.insert(key.clone(), source);
    }
}

/// An article as its dataset knows it.
pub struct Original<'a> {
    folder: &'a Folder,
    key: &'a str,
    title: &'a str,
    sha256: &'a str,
    corrections: &'a [Correction],
    passages: Passages,
    /// The headline that the old text had, if it is known.
    headline: Option<String>,
}

/// The new text of an article.
pub struct NewText {
    /// Its sentences and its file.
    pub article: ArticleAtHand,
    /// Its headline, if it has one.
    pub headline: Option<String>,
}

/// A revision, ready to be shown or written.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The key of the article.
    pub source: String,
    /// The title of the article, as the dataset has it.
    pub title: String,
    /// The headline of the new text, where it is not the known one.
    pub new_headline: Option<String>,
    /// The sentences as they were, with their text where it is known.
    pub old: Passages,
    /// The sentences as they are now.
    pub new: Passages,
    /// What became of the sentences.
    pub alignment: Alignment,
    /// The citations that are carried over to another sentence: each with its new locator.
    pub carried: Vec<(Cite, Locator)>,
    /// How many citations stand as they stood.
    pub kept: usize,
    /// The citations whose words no longer stand, or not just once: each with the reason.
    pub reviews: Vec<(Cite, String)>,
    /// The skipped sentences that are no longer the same, by their old locator.
    pub dropped_skips: Vec<Locator>,
    /// The sheets that change, with their new text.
    pub sheets: BTreeMap<String, String>,
    /// The entries of the ledger that would no longer fit; with any, nothing may be written.
    pub obstacles: Vec<Problem>,
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
        sources: &'a Sources,
        corrections: &'a [Correction],
        key: &'a str,
    ) -> Result<Self, ReviseError> {
        let found = sources.iter().find(|(known, _)| known.as_str() == key);
        let Some((_, source)) = found else {
            return Err(ReviseError::NoSuchSource {
                source_key: key.to_owned(),
                known: sources.keys().map(ToString::to_string).collect(),
            });
        };
        Ok(Self {
            folder,
            key,
            title: &source.title,
            sha256: &source.sha256,
            corrections,
            passages: source.passages.clone(),
            headline: None,
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
        article.sha256 == self.sha256
            && fingerprints(&self.passages) == fingerprints(&article.passages)
    }

    /// Gives the sentences their old text, by fingerprint, and the article its old headline.
    pub fn with_old_text(
        mut self,
        texts: &BTreeMap<String, String>,
        headline: Option<String>,
    ) -> Self {
        for passage in self.passages.values_mut() {
            passage.text = texts.get(&passage.fingerprint).cloned();
        }
        self.headline = headline;
        self
    }

    /// Aligns the sentences with those of a new text, and rewrites the sheets that cite them.
    ///
    /// # Errors
    /// A sheet cannot be rewritten.
    pub fn revise(self, new: &NewText) -> Result<Revision, ReviseError> {
        let alignment = Alignment::of(&self.passages, &new.article.passages);
        let mut revision = Revision {
            source: self.key.to_owned(),
            title: self.title.to_owned(),
            new_headline: self.new_headline(new),
            obstacles: obstacles::obstacles(&self, &alignment),
            alignment,
            old: self.passages,
            new: new.article.passages.clone(),
            carried: Vec::new(),
            kept: 0,
            reviews: Vec::new(),
            dropped_skips: Vec::new(),
            sheets: BTreeMap::new(),
        };
        for file in self.folder.names().filter(|name| is_sheet(name)) {
            let text = self.folder.text(file).unwrap_or_default();
            let rewritten = revision.rewrite(file, text)?;
            if rewritten != text {
                revision.sheets.insert(file.to_owned(), rewritten);
            }
        }
        Ok(revision)
    }

    /// Returns the headline of the new text, where it is not the known one.
    fn new_headline(&self, new: &NewText) -> Option<String> {
        let headline = new.headline.as_ref()?;
        // A title that a coder wrote otherwise than the article is not a change of the article.
        let is_same = |title: &str| fold(title) == fold(headline);
        let is_known = is_same(self.title) || self.headline.as_deref().is_some_and(is_same);
        (!is_known).then(|| headline.clone())
    }
}

impl Revision {
    /// Rewrites a sheet, and notes what becomes of each of its citations and skips.
    fn rewrite(&mut self, file: &str, text: &str) -> Result<String, ReviseError> {
        let locators = Locators {
            is_own: file.starts_with(&format!("{}/", self.source)),
            source: &self.source,
        };
        let (alignment, new) = (&self.alignment, &self.new);
        let (carried, reviews) = (&mut self.carried, &mut self.reviews);
        let (kept, dropped) = (&mut self.kept, &mut self.dropped_skips);
        let cite = |cite: &Cite| -> Fate {
            let Some(old) = locators.read(&cite.at) else {
                return Fate::Keep;
            };
            match carried_to(cite, old, alignment, new) {
                Some(at) if at == old => {
                    *kept += 1;
                    Fate::Keep
                }
                Some(at) => {
                    carried.push((cite.clone(), at));
                    Fate::Move(Locators::write(&cite.at, at))
                }
                None => {
                    let reason = reason(old, alignment);
                    reviews.push((cite.clone(), reason.clone()));
                    Fate::Review(reason)
                }
            }
        };
        let skip = |at: &str| -> SkipFate {
            let Some(old) = locators.read(at) else {
                return SkipFate::Keep;
            };
            match alignment.carried(old) {
                Some(new) if new == old => SkipFate::Keep,
                Some(new) => SkipFate::Move(Locators::write(at, new)),
                None => {
                    dropped.push(old);
                    SkipFate::Drop
                }
            }
        };
        rewrite::rewrite_sheet(text, cite, skip).map_err(ReviseError::of_file(file))
    }
}

/// The locators of one sheet: `p1.s2`, or `source#p1.s2` for another source than that of its folder.
struct Locators<'a> {
    source: &'a str,
    /// Whether the sheet lies in the folder of the source.
    is_own: bool,
}

impl Locators<'_> {
    /// Reads a locator; `None` where it is one of another source.
    fn read(&self, at: &str) -> Option<Locator> {
        match at.split_once('#') {
            Some((source, locator)) if source == self.source => locator.parse().ok(),
            Some(_) => None,
            None => at.parse().ok().filter(|_| self.is_own),
        }
    }

    /// Writes a locator as the old one is written, with its source or without.
    fn write(old: &str, new: Locator) -> String {
        match old.split_once('#') {
            Some((source, _)) => format!("{source}#{new}"),
            None => new.to_string(),
        }
    }
}

/// Returns the sentence where the words of a citation stand now, if they stand exactly and once.
fn carried_to(cite: &Cite, old: Locator, alignment: &Alignment, new: &Passages) -> Option<Locator> {
    let carried = alignment.carried(old);
    let Some(quote) = cite.quote.as_ref().filter(|_| carried.is_none()) else {
        return carried;
    };
    // The sentence was edited, but the quoted words may have outlived that.
    let mut found = new.iter().flat_map(|(at, passage)| {
        let spans = find_quote(quote, passage.text.as_deref().unwrap_or_default());
        spans.into_iter().map(move |_| *at)
    });
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

fn reason(old: Locator, alignment: &Alignment) -> String {
    if let Some(now) = alignment.edited.get(&old) {
        format!("{old} of the earlier text was edited; see {now}")
    } else if alignment.doubled.contains(&old) {
        format!("the words of {old} of the earlier text stand more than once")
    } else {
        format!("{old} of the earlier text is gone")
    }
}
