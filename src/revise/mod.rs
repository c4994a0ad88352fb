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

use crate::dataset::{Folder, LEDGER, Problem, Severity, is_sheet};
use crate::model::Locator;
use crate::model::correction::Correction;
use crate::model::path::{FieldPath, RowPath};
use crate::model::quote::find_quote;
use crate::tabular::{Record, read_csv};

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
    /// The entries of the ledger that would no longer fit; with any, nothing may be written.
    pub obstacles: Vec<Problem>,
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
}

/// Revises a source: aligns its sentences and rewrites the sheets that cite them.
///
/// # Errors
/// A sheet cannot be rewritten.
pub fn revise(
    folder: &Folder,
    source: &str,
    old: &Passages,
    new: &Passages,
    corrections: &[Correction],
) -> Result<Revision, ReviseError> {
    let alignment = Alignment::of(old, new);
    let obstacles = obstacles(folder, source, &alignment, corrections);
    let mut revision = Revision {
        alignment,
        carried: Vec::new(),
        kept: 0,
        reviews: Vec::new(),
        dropped_skips: Vec::new(),
        sheets: BTreeMap::new(),
        obstacles,
    };
    for file in folder.names().filter(|name| is_sheet(name)) {
        let text = folder.text(file).unwrap_or_default();
        let rewritten = revision.rewrite(file, text, source, new)?;
        if rewritten != text {
            revision.sheets.insert(file.to_owned(), rewritten);
        }
    }
    Ok(revision)
}

/// Lists the corrections of citations that the revision would leave on another sentence.
fn obstacles(
    folder: &Folder,
    source: &str,
    alignment: &Alignment,
    corrections: &[Correction],
) -> Vec<Problem> {
    let is_kept =
        |row: &RowPath| place_in(row, source).is_none_or(|at| alignment.carried(at) == Some(at));
    let fits = |correction: &&Correction| cited_rows(correction).iter().all(is_kept);
    let unfit = corrections.iter().filter(|correction| !fits(correction));
    unfit
        .map(|correction| obstacle(folder, correction))
        .collect()
}

/// Returns the row that a correction of a citation names, and the one that it makes of it; none
/// where it corrects something else.
fn cited_rows(correction: &Correction) -> Vec<RowPath> {
    let (row, column) = match &correction.field {
        FieldPath::Row(row) => (row, None),
        FieldPath::Cell(row, column) => (row, Some(column.as_str())),
        FieldPath::Column(_) => return Vec::new(),
    };
    if row.table != "citations" {
        return Vec::new();
    }
    let mut made = row.clone();
    let part = CITATION_KEY.iter().position(|part| Some(*part) == column);
    if let (Some(part), Some(value)) = (part, &correction.new_value)
        && let Some(old) = made.key.get_mut(part)
    {
        old.clone_from(value);
    }
    vec![row.clone(), made]
}

/// The columns that a row of the table `citations` is named by, after its fact.
const CITATION_KEY: [&str; 4] = ["field", "source", "paragraph", "sentence"];

/// Returns the sentence that a row of the table `citations` names, if it is one of this source.
fn place_in(row: &RowPath, source: &str) -> Option<Locator> {
    let [_, of, paragraph, sentence] = &row.key[..] else {
        return None;
    };
    let place = format!("p{paragraph}.s{sentence}").parse().ok();
    place.filter(|_| of == source)
}

/// Says that a correction would no longer fit, where it stands in the ledger.
fn obstacle(folder: &Folder, correction: &Correction) -> Problem {
    let records = read_csv(folder.text(LEDGER).unwrap_or_default());
    let is_it = |record: &&Record| {
        record
            .cells
            .first()
            .is_some_and(|(id, _)| *id == correction.id)
    };
    let record = records.iter().find(is_it);
    let field = record.and_then(|record| record.cells.get(4));
    let Correction {
        id,
        fact,
        field: path,
        ..
    } = correction;
    let message = format!(
        "the correction `{id}` of `{fact}` changes `{path}`, and its sentence has moved or changed"
    );
    Problem {
        severity: Severity::Error,
        file: LEDGER.to_owned(),
        span: field.map_or(0..0, |(_, place)| place.clone()),
        message,
        hints: vec![
            "make the change in the sheet, and take the correction out of the ledger".to_owned(),
        ],
        line: None,
        is_syntax: false,
        cell: None,
        unknown: None,
    }
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
