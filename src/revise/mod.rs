//! An article that its publisher has revised: what became of its sentences, and of the citations.
//!
//! A citation is carried over where its words still stand exactly and once: the sentence as a
//! whole, or the words that it quotes. Nothing is carried over by likeness, and no citation is
//! dropped: all others say from then on where they stood, and their facts need a review.

mod align;
mod rewrite;

use std::collections::BTreeMap;

pub use align::{Alignment, Passages};
pub use rewrite::{Cite, Fate, RewriteError, SkipFate};

use crate::dataset::{Folder, is_sheet};
use crate::model::Locator;
use crate::model::path::FieldPath;
use crate::model::quote::find_quote;

/// A revision, ready to be shown or written.
#[derive(Debug, Clone)]
pub struct Revision {
    /// What became of the sentences.
    pub alignment: Alignment,
    /// The citations that are carried over to another sentence: each with its new place.
    pub carried: Vec<(Cite, Locator)>,
    /// How many citations stand as they stood.
    pub kept: usize,
    /// The citations whose words no longer stand, or not just once: each with the reason.
    pub reviews: Vec<(Cite, String)>,
    /// The skipped sentences that are no longer the same, by their old place.
    pub dropped_skips: Vec<Locator>,
    /// The sheets that change, with their new text.
    pub sheets: BTreeMap<String, String>,
}

/// Why a revision cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviseError {
    /// A sheet cannot be rewritten.
    #[error("`{file}` cannot be rewritten: {error}")]
    Sheet {
        /// The sheet.
        file: String,
        /// Why.
        error: RewriteError,
    },
    /// The ledger corrects a citation of the article.
    #[error(
        "the correction `{id}` names the citation `{field}`, whose sentence has moved or changed"
    )]
    Ledger {
        /// The correction.
        id: String,
        /// What it corrects.
        field: String,
    },
}

/// Revises a source: aligns its sentences and rewrites the sheets that cite them.
///
/// # Errors
/// A sheet cannot be rewritten, or the ledger holds entries that would no longer fit.
pub fn revise(
    folder: &Folder,
    source: &str,
    old: &Passages,
    new: &Passages,
    corrections: &[crate::model::correction::Correction],
) -> Result<Revision, ReviseError> {
    let alignment = Alignment::of(old, new);
    for correction in corrections {
        if let FieldPath::Row(row) | FieldPath::Cell(row, _) = &correction.field
            && let ("citations", [_, of, paragraph, sentence]) = (row.table.as_str(), &row.key[..])
            && of == source
            && let Ok(at) = format!("p{paragraph}.s{sentence}").parse::<Locator>()
            && alignment.carried(at) != Some(at)
        {
            return Err(ReviseError::Ledger {
                id: correction.id.clone(),
                field: correction.field.to_string(),
            });
        }
    }
    let mut revision = Revision {
        alignment,
        carried: Vec::new(),
        kept: 0,
        reviews: Vec::new(),
        dropped_skips: Vec::new(),
        sheets: BTreeMap::new(),
    };
    for (file, text) in folder.files().filter(|(name, _)| is_sheet(name)) {
        let rewritten = revision.rewrite(file, text, source, new)?;
        if rewritten != text {
            revision.sheets.insert(file.to_owned(), rewritten);
        }
    }
    Ok(revision)
}

impl Revision {
    fn rewrite(
        &mut self,
        file: &str,
        text: &str,
        source: &str,
        new: &Passages,
    ) -> Result<String, ReviseError> {
        let is_own = file.starts_with(&format!("{source}/"));
        let locator = |at: &str| -> Option<Locator> {
            match at.split_once('#') {
                Some((of, place)) if of == source => place.parse().ok(),
                Some(_) => None,
                None => at.parse().ok().filter(|_| is_own),
            }
        };
        let written = |at: &str, place: Locator| match at.split_once('#') {
            Some((of, _)) => format!("{of}#{place}"),
            None => place.to_string(),
        };
        let alignment = self.alignment.clone();
        let (carried, reviews) = (&mut self.carried, &mut self.reviews);
        let (kept, dropped) = (&mut self.kept, &mut self.dropped_skips);
        let cite = |cite: &Cite| -> Fate {
            let Some(old) = locator(&cite.at) else {
                return Fate::Keep;
            };
            match place_of(cite, old, &alignment, new) {
                Some(place) if place == old => {
                    *kept += 1;
                    Fate::Keep
                }
                Some(place) => {
                    carried.push((cite.clone(), place));
                    Fate::Move(written(&cite.at, place))
                }
                None => {
                    let reason = reason(old, &alignment);
                    reviews.push((cite.clone(), reason.clone()));
                    Fate::Review(reason)
                }
            }
        };
        let skip = |at: &str| -> SkipFate {
            let Some(old) = locator(at) else {
                return SkipFate::Keep;
            };
            match alignment.carried(old) {
                Some(place) if place == old => SkipFate::Keep,
                Some(place) => SkipFate::Move(written(at, place)),
                None => {
                    dropped.push(old);
                    SkipFate::Drop
                }
            }
        };
        rewrite::rewrite_sheet(text, cite, skip).map_err(|error| ReviseError::Sheet {
            file: file.to_owned(),
            error,
        })
    }
}

/// Returns where the words of a citation stand, if they stand exactly and once.
fn place_of(cite: &Cite, old: Locator, alignment: &Alignment, new: &Passages) -> Option<Locator> {
    let carried = alignment.carried(old);
    let Some(quote) = cite.quote.as_ref().filter(|_| carried.is_none()) else {
        return carried;
    };
    let places = new.iter().flat_map(|(at, passage)| {
        let found = find_quote(quote, passage.text.as_deref().unwrap_or_default());
        found.into_iter().map(move |_| *at)
    });
    let mut places = places.fuse();
    places.next().filter(|_| places.next().is_none())
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

/// Returns the description of an article with the digest of its new file.
///
/// # Errors
/// The text is no TOML.
pub fn with_digest(article_toml: &str, sha256: &str) -> Result<String, RewriteError> {
    rewrite::set_key(article_toml, "sha256", sha256)
}
