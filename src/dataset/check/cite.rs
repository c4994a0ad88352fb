//! Citations: does the sentence exist, and do the quoted words stand in it, exactly once?

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Checker;
use super::scope::{Scope, Subject};
use crate::dataset::forms;
use crate::dataset::lock::quote_key;
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::did_you_mean;
use crate::dataset::span::Span;
use crate::dataset::table::Table;
use crate::model::Locator;
use crate::model::fact::{Citation, Passage, Quote};
use crate::model::form::Kind;
use crate::model::quote::{QUOTE_WORDS_MAX, find_quote, words};

/// The wording of a date, with its span.
pub type Wording<'n> = (Span, &'n str);

/// The citations of a fact.
pub struct Citations<'n> {
    /// Those without fault.
    pub read: Vec<Citation<'n>>,
    /// Whether these are all: none has a fault, and none is lost.
    pub are_all_read: bool,
}

impl Scope<'_, '_> {
    /// Reads the citations of a fact, and looks for the wording of its date in them.
    pub fn citations<'n>(
        &mut self,
        kind: &Kind,
        table: &Table<'n>,
        wording: Option<Wording<'n>>,
    ) -> Citations<'n> {
        let mut citations: Vec<Citation<'n>> = Vec::new();
        let (mut lost, mut faulty) = (0, 0);
        // The key comes first in the form.
        let given: Vec<&str> = kind
            .fields
            .iter()
            .zip(&table.nodes()[1..])
            .filter_map(|(field, node)| node.map(|_| field.name))
            .collect();
        let is_reviewed = table.get("needs_review").is_none();
        let cites = table.get("cites");
        let elements = table.elements("cites", self.at, self.problems);
        for node in elements {
            let cite = self.cite(node);
            if let Some(cite) = &cite
                && self.is_lost(cite, is_reviewed)
            {
                lost += 1;
                continue;
            }
            let read = |cite: &Table<'n>| self.citation(cite, &given);
            let Some(citation) = cite.as_ref().and_then(read) else {
                self.failed = true;
                faulty += 1;
                continue;
            };
            if let Some(cite) = &cite {
                self.check_reported(kind, table, cite);
            }
            let is_same = |other: &Citation<'_>| {
                (&other.field, &other.source, other.locator)
                    == (&citation.field, &citation.source, citation.locator)
            };
            if citations.iter().any(is_same) {
                let field = citation.field.as_deref().unwrap_or("the whole fact");
                let message = format!("{} is cited twice for {field}", citation.locator);
                self.error(node.span, message);
            }
            citations.push(citation);
        }
        let may_be_unreadable = self.context.is_broken(self.at);
        let is_list = cites.is_none_or(|cites| matches!(cites.value, Value::List(_)));
        self.failed |= !is_list;
        if citations.is_empty() && lost + faulty == 0 && is_list && !may_be_unreadable {
            let message = format!("{} cites no sentence", self.subject);
            self.error(self.span, message)
                .hint("every fact rests on at least one: cites = [\"p1.s1\"]");
        } else if lost + faulty == 0 {
            self.check_support(&citations, is_reviewed);
        }
        let citations = Citations {
            are_all_read: lost + faulty == 0 && !citations.is_empty(),
            read: citations,
        };
        // Where a citation is wrong, the wording may stand in the sentence that was meant.
        if let Some(wording) = wording.filter(|_| citations.are_all_read) {
            self.date_wording(wording, &citations);
        }
        citations
    }

    /// Reads an element of `cites`: a bare locator or a table; `None` for any other value, which is
    /// reported.
    fn cite<'n>(&mut self, node: &'n Node<'n>) -> Option<Table<'n>> {
        match &node.value {
            Value::Text(_) => Some(Table::of_first(node, forms::CITE)),
            Value::Table(_) => Some(Table::read(node, forms::CITE, self.at, self.problems)),
            _ => {
                node.report_mismatch("a string or table", self.at, self.problems);
                None
            }
        }
    }

    /// Returns whether a citation is lost: it has only the locator of its words in an earlier text of
    /// the article. Its fact must then be marked for a review.
    fn is_lost(&mut self, cite: &Table<'_>, is_reviewed: bool) -> bool {
        let was_at = cite.text("was_at", self.at, self.problems);
        let Some((node, was_at)) = cite.get("was_at").zip(was_at) else {
            return false;
        };
        if is_reviewed {
            let message =
                format!("the words cited at {was_at} of an earlier text were not found again");
            self.error(node.span, message)
                .hint("cite the sentence that says so now with `at`, or keep `needs_review`");
        }
        if let Some(at) = cite.get("at") {
            self.error(at.span, "a citation has either `at` or `was_at`");
        }
        true
    }

    fn citation<'n>(&mut self, cite: &Table<'n>, given: &[&str]) -> Option<Citation<'n>> {
        let subject = std::mem::replace(&mut self.subject, Subject::The("citation"));
        let fact_span = std::mem::replace(&mut self.span, cite.span);
        let at = self.text_of(cite, "at");
        let located = at
            .zip(cite.get("at"))
            .and_then(|(at, node)| self.locate(node.span, at));
        let field = self.cited_field(cite, subject, given);
        let (stance, node) = cite.field("stance");
        let stance = self.code(stance, node, "citation_stances");
        let reported_value = self.text_of(cite, "reported_value");
        if let (Some(node), Some("supports")) = (cite.get("reported_value"), stance) {
            let message = "`reported_value` belongs to a citation with stance = \"disputes\"";
            self.error(node.span, message);
        }
        let quote = located
            .as_ref()
            .map(|(source, locator)| self.quote(cite, source, *locator));
        self.subject = subject;
        self.span = fact_span;
        let (source, locator) = located?;
        if let Some(known) = self.context.sources.get(&*source) {
            known.note_cited(locator);
        }
        Some(Citation {
            field: field?.map(Cow::Borrowed),
            source,
            locator,
            quote: quote??,
            stance: Cow::Borrowed(stance?),
            reported_value: reported_value.map(Cow::Borrowed),
        })
    }

    /// Returns the field that a citation names, which its fact must have.
    fn cited_field<'n>(
        &mut self,
        cite: &Table<'n>,
        fact: Subject<'_>,
        given: &[&str],
    ) -> Option<Option<&'n str>> {
        let Some(node) = cite.get("field") else {
            return Some(None);
        };
        let field = cite.text("field", self.at, self.problems)?;
        if given.contains(&field) {
            return Some(Some(field));
        }
        let hint = if self.context.applied.corrections.is_empty() {
            did_you_mean(field, given.iter().copied())
        } else {
            Some(format!(
                "where a correction emptied it, take the citation out too: `citations[{field},…]` from `1` to nothing"
            ))
        };
        let message = format!("{fact} has no field `{field}` to cite for");
        self.error(node.span, message).hints.extend(hint);
        None
    }

    /// Returns the quote of a citation with its span; `Some(None)` where there is no quote.
    fn quote<'n>(
        &mut self,
        cite: &Table<'n>,
        source: &str,
        locator: Locator,
    ) -> Option<Option<Quote<'n>>> {
        let Some(node) = cite.get("quote") else {
            return Some(None);
        };
        let text = cite.text("quote", self.at, self.problems)?;
        let words = words(text).count();
        if words == 0 || words > QUOTE_WORDS_MAX {
            let message = format!("the quote has {words} words, expected 1 to {QUOTE_WORDS_MAX}");
            self.error(node.span, message);
            return None;
        }
        let span = self.verify(node.span, text, source, locator)?;
        let text = Cow::Borrowed(text.trim());
        Some(Some(Quote { text, span }))
    }

    /// Returns the span of a quote in its sentence, in code points; reports a quote that does not
    /// stand there exactly once. Without the article at hand its span is taken from the lock.
    fn verify(
        &mut self,
        span: Span,
        quote: &str,
        source: &str,
        locator: Locator,
    ) -> Option<Range<u32>> {
        let key = (locator, quote_key(quote));
        let Some(known) = self.context.sources.get(source) else {
            // The source is elsewhere, and only there the span can be found.
            return Some(0..0);
        };
        let (fault, hint) = match known.text(locator) {
            Some(sentence) => match find_quote(quote, sentence).as_slice() {
                [range] => {
                    let range = to_u32(range);
                    known.note_quote(key, range.clone());
                    return Some(range);
                }
                [] => ("does not stand", nearest_words(quote, known.texts())),
                _ => (
                    "stands more than once",
                    Some("quote a word more on either side".to_owned()),
                ),
            },
            None => match known.locked_quote(&key) {
                Some(range) => return Some(range),
                None => ("is not verified", Some(lock_hint(source))),
            },
        };
        let message = format!("the quote `{quote}` {fault} in {locator}");
        self.error(span, message).hints.extend(hint);
        None
    }

    /// Checks that the wording of a date stands in a sentence that the fact cites.
    fn date_wording(&mut self, (span, wording): Wording<'_>, citations: &Citations<'_>) {
        let words = words(wording).count();
        if words > QUOTE_WORDS_MAX {
            self.error(
                span,
                format!("`date_text` has {words} words, expected at most {QUOTE_WORDS_MAX}"),
            );
            return;
        }
        let sources = &self.context.sources;
        let mut is_found = false;
        // All cited sentences are searched: the lock needs the span in each that has the words.
        for citation in &citations.read {
            let Some(known) = sources.get(&*citation.source) else {
                // The source is elsewhere, and so are its words.
                is_found = true;
                continue;
            };
            let key = (citation.locator, quote_key(wording));
            let range = match known.text(citation.locator) {
                // It may stand there more than once, as long as it stands there.
                Some(text) => find_quote(wording, text).first().map(to_u32),
                None => known.locked_quote(&key),
            };
            if let Some(range) = range {
                known.note_quote(key, range);
                is_found = true;
            }
        }
        if is_found {
            return;
        }
        let cited: BTreeSet<&str> = citations.read.iter().map(|cite| &*cite.source).collect();
        let is_away = |key: &&str| sources.get(*key).is_some_and(|source| !source.is_at_hand);
        let (fault, hint) = match cited.into_iter().find(is_away) {
            None => (
                "stands in none of the sentences that the fact cites",
                "cite the sentence that gives the date, with field = \"date\"".to_owned(),
            ),
            Some(source) => (
                "is not verified in the sentences that the fact cites",
                lock_hint(source),
            ),
        };
        let message = format!("the wording `{wording}` {fault}");
        self.error(span, message).hint(hint);
    }
}

fn lock_hint(source: &str) -> String {
    format!("run `footnote lock DATASET --article {source}=FILE` with the article at hand")
}

fn to_u32(range: &Range<usize>) -> Range<u32> {
    let small = |at: usize| u32::try_from(at).expect("a sentence is shorter than 4 GB");
    small(range.start)..small(range.end)
}

/// Returns a hint with the sentence that has the words, or with the words that are most like them.
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
    /// Warns of quotes that hold in the text at hand but are not in the lock yet, or with another span.
    pub fn warn_of_unlocked_quotes(&mut self) {
        let problems = &mut self.problems;
        let mut warn = |file: &str, message: String| {
            let problem = problems.warning(file, 0..0, message);
            problem.hint("run `footnote lock` with the same --article");
        };
        for source in self.context.sources.values() {
            let Some(locked) = source.locked_quotes.as_ref().filter(|_| source.is_at_hand) else {
                continue;
            };
            let quotes = source.quotes();
            let mut misplaced = quotes
                .iter()
                .filter(|(quote, range)| locked.get(*quote).is_some_and(|locked| locked != *range));
            if let Some(((at, quote), range)) = misplaced.next() {
                let message = format!(
                    "the lock has the quote `{quote}` elsewhere in {at}, expected characters {range:?}"
                );
                warn(&source.lock_file, message);
            }
            let is_locked = |quote: &&(Locator, String)| locked.contains_key(*quote);
            let unlocked = quotes.keys().filter(|quote| !is_locked(quote)).count();
            if unlocked > 0 {
                let quotes = if unlocked == 1 {
                    "quote is"
                } else {
                    "quotes are"
                };
                let message = format!(
                    "{unlocked} {quotes} verified but not locked: without the article at hand the dataset does not build"
                );
                warn(&source.lock_file, message);
            }
        }
    }
}
