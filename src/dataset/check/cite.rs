//! Citations: does the sentence exist, and do the quoted words stand in it, exactly once?

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Checker;
use super::fields::Scope;
use crate::dataset::lock::quote_key;
use crate::dataset::node::Field;
use crate::dataset::problem::did_you_mean;
use crate::dataset::raw::{RawCite, RawFact};
use crate::dataset::span::Span;
use crate::model::Locator;
use crate::model::fact::{Citation, Passage, Quote};
use crate::model::key::SourceKey;
use crate::model::quote::{QUOTE_WORDS_MAX, find_quote, words};

/// The citations of a fact.
pub struct Citations {
    /// Those without fault.
    pub read: Vec<Citation>,
    /// Whether these are all: none has a fault or says only where it stood.
    pub are_all_read: bool,
}

impl Scope<'_, '_> {
    /// Reads the citations of a fact, and looks for the wording of its date in them.
    pub fn citations<F: RawFact>(&mut self, raw: &F) -> Citations {
        let mut citations: Vec<Citation> = Vec::new();
        let (mut lost, mut faulty) = (0, 0);
        for (span, cite) in raw.cites().elements() {
            if self.is_lost(cite, raw.needs_review().is_absent()) {
                lost += 1;
                continue;
            }
            let Some(citation) = self.citation(span, cite, &raw.given_fields()) else {
                self.failed = true;
                faulty += 1;
                continue;
            };
            let is_same = |other: &Citation| {
                (&other.field, &other.source, other.locator)
                    == (&citation.field, &citation.source, citation.locator)
            };
            if citations.iter().any(is_same) {
                let field = citation.field.as_deref().unwrap_or("the whole fact");
                self.error(
                    span,
                    format!("{} is cited twice for {field}", citation.locator),
                );
            }
            citations.push(citation);
        }
        let may_be_unreadable = self.context.is_broken(self.at);
        let is_list = matches!(raw.cites(), Field::Absent | Field::Given(..));
        if citations.is_empty() && lost + faulty == 0 && is_list && !may_be_unreadable {
            let message = format!("{} cites no sentence", self.what);
            self.error(&self.span.clone(), message)
                .hints
                .push("every fact rests on at least one: cites = [\"p1.s1\"]".into());
        }
        let citations = Citations {
            are_all_read: lost + faulty == 0 && !citations.is_empty(),
            read: citations,
        };
        self.date_wording(&citations);
        citations
    }

    /// Tells whether a citation says only where it stood in an earlier text of its article; its
    /// fact must then be marked for a review.
    fn is_lost(&mut self, cite: &RawCite, is_settled: bool) -> bool {
        let Some((span, was_at)) = cite.was_at.given() else {
            return false;
        };
        if is_settled {
            let message =
                format!("the words cited at {was_at} of an earlier text were not found again");
            self.error(span, message).hints.push(
                "cite the sentence that says so now with `at`, or keep `needs_review`".into(),
            );
        }
        if let Some((span, _)) = cite.at.given() {
            self.error(span, "a citation has either `at` or `was_at`");
        }
        true
    }

    fn citation(&mut self, span: &Span, cite: &RawCite, given: &[&str]) -> Option<Citation> {
        let what = std::mem::replace(&mut self.what, "citation".into());
        let fact_span = std::mem::replace(&mut self.span, span.clone());
        let at = self.required(&cite.at, "at");
        let place = cite
            .at
            .given()
            .and_then(|(span, _)| self.locate(span, at.as_deref()?));
        let field = self.cited_field(cite, &what, given);
        let stance = self.code_or(&cite.stance, "stance", "citation_stances", "supports");
        let reported_value = self.optional(&cite.reported_value, "reported_value");
        if let (Some((span, _)), Some("supports")) =
            (cite.reported_value.given(), stance.as_deref())
        {
            self.error(
                span,
                "`reported_value` belongs to a citation with stance = \"disputes\"",
            );
        }
        let quote = place
            .as_ref()
            .map(|(source, locator)| self.quote(cite, source, *locator));
        self.what = what;
        self.span = fact_span;
        let (source, locator) = place?;
        if let Some(known) = self.context.sources.get(source.as_str()) {
            known.note_cited(locator);
        }
        Some(Citation {
            field: field?,
            source,
            locator,
            quote: quote??,
            stance: stance?,
            reported_value,
        })
    }

    /// Returns the field that a citation names, which its fact must have.
    fn cited_field(
        &mut self,
        cite: &RawCite,
        fact: &str,
        given: &[&str],
    ) -> Option<Option<String>> {
        let Some((span, field)) = cite.field.given() else {
            return cite.field.is_absent().then_some(None);
        };
        if given.contains(&field.as_str()) {
            return Some(Some(field.clone()));
        }
        let hint = match self.context.applied.corrections.is_empty() {
            true => did_you_mean(field, given.iter().copied()),
            false => Some(format!(
                "where a correction emptied it, take the citation out too: `citations[{field},…]` from `1` to nothing"
            )),
        };
        self.error(span, format!("{fact} has no field `{field}` to cite for"))
            .hints
            .extend(hint);
        None
    }

    /// Returns the quote of a citation with its place; `Some(None)` where there is no quote.
    fn quote(
        &mut self,
        cite: &RawCite,
        source: &SourceKey,
        locator: Locator,
    ) -> Option<Option<Quote>> {
        if cite.quote.is_absent() {
            return Some(None);
        }
        let (span, text) = cite.quote.given()?;
        let words = words(text).count();
        if words == 0 || words > QUOTE_WORDS_MAX {
            self.error(
                span,
                format!("the quote has {words} words, expected 1 to {QUOTE_WORDS_MAX}"),
            );
            return None;
        }
        let range = self.verify(span, text, source, locator)?;
        let text = text.trim().to_owned();
        Some(Some(Quote { text, span: range }))
    }

    fn verify(
        &mut self,
        span: &Span,
        quote: &str,
        source: &SourceKey,
        locator: Locator,
    ) -> Option<Range<u32>> {
        let key = (locator, quote_key(quote));
        let Some(known) = self.context.sources.get(source.as_str()) else {
            // The source is elsewhere, and so is the place of the quote.
            return Some(0..0);
        };
        let range = match known.text(locator) {
            Some(sentence) => match find_quote(quote, sentence).as_slice() {
                [range] => Ok(to_u32(range)),
                [] => Err(("does not stand", nearest_words(quote, known.texts()))),
                _ => Err((
                    "stands more than once",
                    Some("quote a word more on either side".to_owned()),
                )),
            },
            None => {
                let locked = known.locked_quotes.as_ref();
                let listed = locked.and_then(|quotes| quotes.get(&key)).cloned();
                let hint = format!(
                    "run `footnote lock DATASET --article {source}=FILE` with the article at hand"
                );
                listed.ok_or(("is not verified", Some(hint)))
            }
        };
        match range {
            Ok(range) => {
                known.note_quote(key, range.clone());
                Some(range)
            }
            Err((fault, hint)) => {
                let message = format!("the quote `{quote}` {fault} in {locator}");
                self.error(span, message).hints.extend(hint);
                None
            }
        }
    }

    /// Checks that the wording of a date stands in a sentence that the fact cites.
    fn date_wording(&mut self, citations: &Citations) {
        // Where a citation is wrong, the wording may stand in the sentence that was meant.
        let Some((span, wording)) = self.wording.take().filter(|_| citations.are_all_read) else {
            return;
        };
        let words = words(&wording).count();
        if words > QUOTE_WORDS_MAX {
            self.error(
                &span,
                format!("`date_text` has {words} words, expected at most {QUOTE_WORDS_MAX}"),
            );
            return;
        }
        let mut is_known = false;
        for citation in &citations.read {
            let Some(known) = self.context.sources.get(citation.source.as_str()) else {
                // The source is elsewhere, and so are its words.
                is_known = true;
                continue;
            };
            let key = (citation.locator, quote_key(&wording));
            let range = match known.text(citation.locator) {
                // It may stand there more than once, as long as it stands there.
                Some(text) => find_quote(&wording, text).first().map(to_u32),
                None => {
                    let locked = known.locked_quotes.as_ref();
                    locked.and_then(|quotes| quotes.get(&key)).cloned()
                }
            };
            if let Some(range) = range {
                known.note_quote(key, range);
                is_known = true;
            }
        }
        if is_known {
            return;
        }
        let sources = citations
            .read
            .iter()
            .map(|citation| citation.source.as_str());
        let sources: BTreeSet<&str> = sources.collect();
        let mut away = sources.into_iter().filter(|key| {
            let source = self.context.sources.get(*key);
            source.is_some_and(|source| !source.is_at_hand)
        });
        let (fault, hint) = match away.next() {
            None => (
                "stands in none of the sentences that the fact cites",
                "cite the sentence that gives the date, with field = \"date\"".to_owned(),
            ),
            Some(source) => (
                "is not verified in the sentences that the fact cites",
                format!(
                    "run `footnote lock DATASET --article {source}=FILE` with the article at hand"
                ),
            ),
        };
        let message = format!("the wording `{wording}` {fault}");
        self.error(&span, message).hints.push(hint);
    }
}

fn to_u32(range: &Range<usize>) -> Range<u32> {
    let small = |at: usize| u32::try_from(at).expect("a sentence is shorter than 4 GB");
    small(range.start)..small(range.end)
}

/// Returns a hint that says where the words stand instead, or what stands most like them.
fn nearest_words(quote: &str, passages: &BTreeMap<Locator, Passage>) -> Option<String> {
    let texts = || {
        passages
            .iter()
            .filter_map(|(at, passage)| Some((at, passage.text.as_deref()?)))
    };
    if let Some((at, _)) = texts().find(|(_, text)| !find_quote(quote, text).is_empty()) {
        return Some(format!("it stands in {at}"));
    }
    let wanted = quote_key(quote);
    let length = quote.split_whitespace().count();
    // A word more or less is a common slip.
    let lengths = length.saturating_sub(1).max(1)..=length + 1;
    let windows = texts().flat_map(|(at, text)| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let of_length = |length| words.windows(length).map(|run| run.join(" "));
        let runs: Vec<String> = lengths.clone().flat_map(of_length).collect();
        runs.into_iter().map(move |run| (at, run))
    });
    let scored = windows.map(|(at, run)| {
        (
            strsim::normalized_levenshtein(&wanted, &quote_key(&run)),
            at,
            run,
        )
    });
    scored
        .filter(|(likeness, _, _)| *likeness >= 0.6)
        .max_by(|(a, first, _), (b, second, _)| a.total_cmp(b).then_with(|| second.cmp(first)))
        .map(|(_, at, run)| format!("{at} has `{run}`"))
}

impl Checker<'_> {
    /// Warns of quotes that hold in the text at hand but are not in the lock yet.
    pub fn warn_of_unlocked_quotes(&mut self) {
        for source in self
            .context
            .sources
            .values()
            .filter(|source| source.is_at_hand)
        {
            let Some(locked) = &source.locked_quotes else {
                continue;
            };
            let quotes = source.quotes();
            let unlocked = quotes
                .keys()
                .filter(|quote| !locked.contains_key(*quote))
                .count();
            let misplaced = quotes
                .iter()
                .find(|(quote, range)| locked.get(*quote).is_some_and(|locked| locked != *range));
            if let Some(((at, quote), range)) = misplaced {
                let message = format!(
                    "the lock has the quote `{quote}` at another place of {at} than {range:?}"
                );
                self.problems
                    .warning(&source.lock_file, 0..0, message)
                    .hints
                    .push("run `footnote lock` with the same --article".into());
            }
            if unlocked > 0 {
                let quotes = if unlocked == 1 {
                    "quote is"
                } else {
                    "quotes are"
                };
                let message = format!(
                    "{unlocked} {quotes} verified but not locked: without the article at hand the dataset does not build"
                );
                self.problems
                    .warning(&source.lock_file, 0..0, message)
                    .hints
                    .push("run `footnote lock` with the same --article".into());
            }
        }
    }
}
