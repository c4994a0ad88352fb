//! Citations: does the sentence exist, and do the quoted words stand in it, exactly once?

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Checker;
use super::scope::{Scope, Subject};
use crate::dataset::forms;
use crate::dataset::lock::{Place, quote_key};
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
    /// Whether the wording of the date stands in one of them, or may stand in one that is lost.
    pub have_wording: bool,
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
        // What is no citation at all is no citation that could be mended.
        let is_cite = |node: &Node<'_>| matches!(node.value, Value::Text(_) | Value::Table(_));
        if !elements.iter().any(is_cite) && is_list && !may_be_unreadable {
            let message = format!("{} cites no sentence", self.subject);
            self.error(self.span, message)
                .hint("every fact rests on at least one: cites = [\"p1.s1\"]");
        } else if lost + faulty == 0 {
            self.check_support(&citations, is_reviewed);
        }
        let mut citations = Citations {
            have_wording: true,
            are_all_read: lost + faulty == 0 && !citations.is_empty(),
            read: citations,
        };
        // Where a citation is wrong, the wording may stand in the sentence that was meant.
        if let Some(wording) = wording.filter(|_| citations.are_all_read) {
            citations.have_wording = self.date_wording(wording, &citations);
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
        let quote = self.quote(cite, located.as_ref().map(|(source, at)| (&**source, *at)));
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
            quote: quote?,
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

    /// Returns the quote of a citation with its span; `Some(None)` where there is no quote. Where the
    /// sentence is not known, what can be wrong with a quote by itself is reported all the same.
    fn quote<'n>(
        &mut self,
        cite: &Table<'n>,
        sentence: Option<(&str, Locator)>,
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
        let (source, locator) = sentence?;
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
        let place = match known.text(locator) {
            Some(sentence) => Place::of(&find_quote(quote, sentence)),
            None => known.locked_quote(&key),
        };
        let (fault, hint) = match place {
            Some(place) if place.times == 1 => {
                let span = place.span.clone();
                known.note_quote(key, place);
                return Some(span);
            }
            Some(_) => (
                "stands more than once",
                Some("quote a word more on either side".to_owned()),
            ),
            None if known.text(locator).is_some() => {
                ("does not stand", nearest_words(quote, known.texts()))
            }
            None => ("is not verified", Some(lock_hint(source))),
        };
        let message = format!("the quote `{quote}` {fault} in {locator}");
        self.error(span, message).hints.extend(hint);
        None
    }

    /// Checks that the wording of a date stands in a sentence that the fact cites.
    fn date_wording(&mut self, (span, wording): Wording<'_>, citations: &Citations<'_>) -> bool {
        let words = words(wording).count();
        if words > QUOTE_WORDS_MAX {
            self.error(
                span,
                format!("`date_text` has {words} words, expected at most {QUOTE_WORDS_MAX}"),
            );
            return false;
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
            // It may stand there more than once, as long as it stands there.
            let place = match known.text(citation.locator) {
                Some(text) => Place::of(&find_quote(wording, text)),
                None => known.locked_quote(&key),
            };
            if let Some(place) = place {
                known.note_quote(key, place);
                is_found = true;
            }
        }
        if is_found {
            return true;
        }
        let cited: BTreeSet<&str> = citations.read.iter().map(|cite| &*cite.source).collect();
        let is_away = |key: &&str| sources.get(*key).is_some_and(|source| !source.is_at_hand);
        let over = || {
            let cited = cited.iter().filter_map(|key| sources.get(*key));
            cited
                .filter_map(|source| run_over(wording, source.texts()))
                .next()
        };
        let (fault, hint) = match cited.iter().copied().find(is_away) {
            None => (
                "stands in none of the sentences that the fact cites",
                match over() {
                    Some((first, last)) if first != last => format!(
                        "the words run over the end of {first} into {last}: give the part that stands in one sentence"
                    ),
                    _ => "cite the sentence that gives the date, with field = \"date\"".to_owned(),
                },
            ),
            Some(source) => (
                "is not verified in the sentences that the fact cites",
                lock_hint(source),
            ),
        };
        let message = format!("the wording `{wording}` {fault}");
        self.error(span, message).hint(hint);
        false
    }
}

fn lock_hint(source: &str) -> String {
    format!("run `footnote lock DATASET --article {source}=FILE` with the article at hand")
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
    if let Some((first, last)) = run_over(quote, passages) {
        return Some(format!(
            "the words run over the end of {first} into {last}: cite both, each with its own part of the words"
        ));
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
    // Texts of very different lengths are not alike, and to compare them letter by letter takes long.
    let may_be_alike = |run: &str| {
        let (shorter, longer) = (run.len().min(wanted.len()), run.len().max(wanted.len()));
        shorter * 4 > longer
    };
    let scored = windows
        .filter(|(_, run)| may_be_alike(run))
        .map(|(at, run)| {
            let likeness = strsim::normalized_levenshtein(&wanted, &quote_key(&run));
            (likeness, at, run)
        });
    scored
        .filter(|(likeness, _, _)| *likeness >= 0.6)
        .max_by(|(a, first, _), (b, second, _)| a.total_cmp(b).then_with(|| second.cmp(first)))
        .map(|(_, at, run)| format!("{at} has `{run}`"))
}

/// Returns the first and the last sentence of words that run over the end of a sentence.
fn run_over(quote: &str, passages: &BTreeMap<Locator, Passage>) -> Option<(Locator, Locator)> {
    let (mut whole, mut starts) = (String::new(), Vec::new());
    let mut length = 0;
    for (at, passage) in passages {
        let text = passage.text.as_deref()?;
        starts.push((length, *at));
        length += text.chars().count() + 1;
        whole.push_str(text);
        whole.push(' ');
    }
    let found = find_quote(quote, &whole).into_iter().next()?;
    let sentence_of = |character: usize| {
        let after = starts.partition_point(|(start, _)| *start <= character);
        starts[after - 1].1
    };
    Some((sentence_of(found.start), sentence_of(found.end - 1)))
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
                .filter(|(quote, place)| locked.get(*quote).is_some_and(|locked| locked != *place));
            if let Some(((at, quote), Place { span, times })) = misplaced.next() {
                let often = match times {
                    1 => String::new(),
                    times => format!(", {times} times in all"),
                };
                let message = format!(
                    "the lock has the quote `{quote}` elsewhere in {at}, expected characters {span:?}{often}"
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
