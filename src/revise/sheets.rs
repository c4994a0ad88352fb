//! The citations and skips of one sheet: which are of the article, and what becomes of each.

use std::collections::BTreeSet;

use super::fates::{Known, Outcome, Wording};
use super::meaning::Judge;
use super::rewrite::{self, Cite, Fate, SkipFate};
use super::{Original, Review, ReviseError, Revision};
use crate::dataset::{Lock, quote_key};
use crate::model::Locator;

/// Rewrites a sheet, and notes what becomes of each of its citations and skips.
pub fn rewrite(
    original: &Original<'_>,
    judge: &Judge,
    revision: &mut Revision,
    file: &str,
) -> Result<String, ReviseError> {
    let no_lock = Lock::default();
    let alignment = &revision.alignment;
    let known = Known {
        old: &revision.old,
        new: &revision.new,
        alignment,
        judge,
        lock: original.locks.get(original.key).unwrap_or(&no_lock),
    };
    let locators = Locators {
        is_own: file.starts_with(&format!("{}/", original.key)),
        source: original.key,
    };
    let mut tally = Tally {
        unchanged: &alignment.unchanged,
        kept: &mut revision.kept,
        carried: &mut revision.carried,
        reviews: &mut revision.reviews,
    };
    let dropped = &mut revision.dropped_skips;
    let cites = |cites: &[Cite]| -> Vec<Fate> {
        let own = cites
            .iter()
            .filter_map(|cite| Some((cite, locators.read(&cite.at)?)));
        let own: Vec<(&Cite, Locator)> = own.collect();
        let outcomes = known.outcomes(&own, wording(original, cites));
        let mut decided = own.into_iter().zip(outcomes).peekable();
        let fate = |cite: &Cite| match decided.next_if(|((own, _), _)| std::ptr::eq(*own, cite)) {
            Some(((_, old), outcome)) => tally.fate(cite, old, outcome),
            None => Fate::Keep,
        };
        cites.iter().map(fate).collect()
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
    let text = original.folder.text(file).unwrap_or_default();
    rewrite::rewrite_sheet(text, cites, skip).map_err(ReviseError::of_file(file))
}

/// What has become of the citations so far.
struct Tally<'a> {
    unchanged: &'a BTreeSet<Locator>,
    kept: &'a mut usize,
    carried: &'a mut Vec<(Cite, Locator)>,
    reviews: &'a mut Vec<Review>,
}

impl Tally<'_> {
    /// Notes what becomes of a citation, and says what to write.
    fn fate(&mut self, cite: &Cite, old: Locator, outcome: Outcome) -> Fate {
        match outcome {
            Ok(_) if self.unchanged.contains(&old) => {
                *self.kept += 1;
                Fate::Keep
            }
            Ok(at) => {
                self.carried.push((cite.clone(), at));
                if at == old {
                    return Fate::Keep;
                }
                Fate::Move(Locators::write(&cite.at, at))
            }
            Err(reason) => {
                self.reviews.push(Review {
                    cite: cite.clone(),
                    was_at: old,
                    reason: reason.clone(),
                });
                Fate::Review(reason)
            }
        }
    }
}

/// Returns the wording of the date of the fact with these citations.
fn wording<'a>(original: &'a Original<'_>, cites: &[Cite]) -> Option<Wording<'a>> {
    let text = original.wordings.get(&cites.first()?.fact)?;
    let key = quote_key(text);
    let is_elsewhere = |cite: &Cite| {
        let (source, at) = cite.at.split_once('#')?;
        let lock = original
            .locks
            .get(source)
            .filter(|_| source != original.key)?;
        Some(lock.quotes.contains_key(&(at.parse().ok()?, key.clone())))
    };
    Some(Wording {
        text,
        is_elsewhere: cites.iter().any(|cite| is_elsewhere(cite) == Some(true)),
    })
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
