//! The lock: `passages.lock`, which replaces the text of an article that is not at hand.
//!
//! It lists the article's sentences (locator, fingerprint, length; never the text) and the spans of
//! the quotes of the fact sheet in them, so that a dataset builds the same without the article.
//!
//! **A locator never shifts unseen.** The lock names the segmenter that cut the sentences, whose
//! version is pinned, and holds a fingerprint of each sentence, and the span of each quote and of each
//! date wording. An article at hand is held against all of that.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::folder::Folder;
use super::problem::{At, Problems};
use super::span::Span;
use super::table::Table;
use super::{forms, sheet};
use crate::model::Locator;
use crate::model::fact::Passage;
use crate::model::fold::fold;

/// The version of the file's format. Format 1 does not say how often words stand in their sentence; it
/// is read, and `footnote lock` writes it anew.
const FORMAT: i64 = 2;

/// The versions that are read.
const FORMATS: std::ops::RangeInclusive<i64> = 1..=FORMAT;

/// Where words stand in their sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The span of the first one, in Unicode code points.
    pub span: Range<u32>,
    /// How often they stand there: the wording of a date may stand there twice, a quote may not.
    pub times: u32,
}

impl Place {
    /// Returns the place of words of which these are the spans; `None` where they do not stand there.
    pub fn of(spans: &[Range<usize>]) -> Option<Self> {
        let small = |at: usize| u32::try_from(at).expect("a sentence is shorter than 4 GB");
        let first = spans.first()?;
        Some(Self {
            span: small(first.start)..small(first.end),
            times: small(spans.len()),
        })
    }
}

/// A lock that was read or is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// What cut the sentences.
    pub segmenter: String,
    /// The sentences.
    pub passages: BTreeMap<Locator, Passage>,
    /// The place of each quote and of each wording of a date, by sentence and folded words.
    pub quotes: BTreeMap<(Locator, String), Place>,
    /// The span of each sentence in the file; empty for a lock that was not read.
    pub spans: BTreeMap<Locator, Span>,
}

/// Folds a quote, so that the same words are the same key, whatever their Unicode normal form.
pub fn quote_key(quote: &str) -> String {
    fold(&quote.nfc().collect::<String>())
}

impl Lock {
    /// Returns the lock of a source in a folder that was checked; an empty one where there is none.
    pub fn of_folder(folder: &Folder, source: &str) -> Self {
        let file = format!("{source}/passages.lock");
        let text = folder.text(&file);
        let read = text.and_then(|text| Self::parse(&file, text, &mut Problems::default()));
        read.unwrap_or_default()
    }

    /// Reads a lock; whatever is wrong is added to the problems. `None` where it has no format that
    /// this program reads.
    pub fn parse(file: &str, text: &str, problems: &mut Problems) -> Option<Self> {
        let tree = sheet::parse(file, text, problems);
        let at = At::from(file);
        let table = Table::read(&tree.root, forms::LOCK, at, problems);
        match table.number("format", at, problems) {
            Some(format) if FORMATS.contains(&format) => {
                return Some(Self::of_table(&table, at, problems));
            }
            Some(format) => {
                let span = table.get("format").map(|node| node.span);
                let message =
                    format!("found format {format}, this program reads formats 1 to {FORMAT}");
                problems.error(file, span.unwrap_or_default(), message);
            }
            // The key may only be unreadable.
            None if table.get("format").is_none() && tree.broken.is_empty() => {
                problems.error(file, 0..0, "this lock has no `format`");
            }
            None => {}
        }
        None
    }

    /// Makes a lock of a table that lists sentences and quotes; whatever is wrong is added to the
    /// problems.
    pub fn of_table(table: &Table<'_>, at: At<'_>, problems: &mut Problems) -> Self {
        let mut lock = Self::default();
        if table.get("segmenter").is_none() {
            problems.error(at, 0..0, "this lock has no `segmenter`");
        }
        let segmenter = table.text("segmenter", at, problems);
        lock.segmenter = segmenter.unwrap_or_default().to_owned();
        let passages = table.elements("passages", at, problems);
        for element in Table::read_all(passages, forms::PASSAGE, at, problems) {
            let Some((locator, passage)) = read_passage(&element, at, problems) else {
                continue;
            };
            if lock.passages.contains_key(&locator) {
                problems.error(at, element.span, format!("{locator} is listed twice"));
            } else {
                lock.spans.insert(locator, element.span);
                lock.passages.insert(locator, passage);
            }
        }
        let quotes = table.elements("quotes", at, problems);
        for element in Table::read_all(quotes, forms::QUOTE, at, problems) {
            let Some((key, place)) = read_quote(&element, at, problems) else {
                continue;
            };
            let passage = lock.passages.get(&key.0);
            if passage.is_none_or(|passage| place.span.end > passage.characters) {
                let message = format!("{} has no characters {:?}", key.0, place.span);
                problems.error(at, element.span, message);
            }
            if lock.quotes.insert(key, place).is_some() {
                problems.error(at, element.span, "this quote is listed twice");
            }
        }
        if passages.is_empty() {
            let message = "this lock lists no sentences";
            let hint = "run `footnote lock` with the article at hand";
            problems.error(at, 0..0, message).hint(hint);
        }
        lock
    }

    /// Writes the lock as TOML, one sentence or quote a line.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# The article's sentences, without their text. Written by `footnote lock`; not edited by hand.\n",
        );
        text += &format!(
            "format = {FORMAT}\nsegmenter = {}\n",
            quoted(&self.segmenter)
        );
        text += "\npassages = [\n";
        for (locator, passage) in &self.passages {
            text += &format!(
                "    {{ at = \"{locator}\", fingerprint = {}, characters = {}, words = {} }},\n",
                quoted(&passage.fingerprint),
                passage.characters,
                passage.words
            );
        }
        text += "]\n\nquotes = [\n";
        for ((locator, quote), Place { span, times }) in &self.quotes {
            let (quote, Range { start, end }) = (quoted(quote), span);
            let times = match times {
                1 => String::new(),
                times => format!(", times = {times}"),
            };
            text += &format!(
                "    {{ at = \"{locator}\", quote = {quote}, start = {start}, end = {end}{times} }},\n"
            );
        }
        text + "]\n"
    }
}

pub fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn number(table: &Table<'_>, name: &str, at: At<'_>, problems: &mut Problems) -> Option<u32> {
    let number = table.number(name, at, problems)?;
    let small = u32::try_from(number).ok();
    if let (None, Some(node)) = (small, table.get(name)) {
        let message =
            format!("`{name}` is {number}, expected 0 or more and less than 4 thousand million");
        problems.error(at, node.span, message);
    }
    small
}

fn locator(table: &Table<'_>, at: At<'_>, problems: &mut Problems) -> Option<Locator> {
    let text = table.text("at", at, problems)?;
    let found = text.parse::<Locator>();
    if let (Err(fault), Some(node)) = (&found, table.get("at")) {
        problems.error(at, node.span, format!("`{text}` is not a locator: {fault}"));
    }
    found.ok()
}

/// Reports the fields that an element lacks, as one problem.
fn report_missing(table: &Table<'_>, names: &[&str], at: At<'_>, problems: &mut Problems) {
    let missing = names.iter().filter(|name| table.get(name).is_none());
    let missing: Vec<_> = missing.map(|name| format!("`{name}`")).collect();
    if !missing.is_empty() {
        let message = format!("this element lacks {}", missing.join(", "));
        problems.error(at, table.span, message);
    }
}

fn read_passage(
    table: &Table<'_>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<(Locator, Passage)> {
    let names = ["at", "fingerprint", "characters", "words"];
    report_missing(table, &names, at, problems);
    let locator = locator(table, at, problems);
    let fingerprint = table.text("fingerprint", at, problems);
    let characters = number(table, "characters", at, problems);
    let words = number(table, "words", at, problems);
    // Every field has been read by now, so that each fault is reported.
    let passage = Passage {
        fingerprint: fingerprint?.to_owned(),
        characters: characters?,
        words: words?,
        text: None,
    };
    Some((locator?, passage))
}

fn read_quote(
    table: &Table<'_>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<((Locator, String), Place)> {
    report_missing(table, &["at", "quote", "start", "end"], at, problems);
    let locator = locator(table, at, problems);
    let quote = table.text("quote", at, problems);
    let start = number(table, "start", at, problems);
    let end = number(table, "end", at, problems);
    let times = match table.get("times") {
        Some(_) => number(table, "times", at, problems),
        None => Some(1),
    };
    if let (Some(0), Some(node)) = (times, table.get("times")) {
        problems.error(at, node.span, "`times` is 0, expected 1 or more");
    }
    let range = start?..end?;
    if range.is_empty() {
        let message = format!(
            "`start` is {}, expected less than `end`, which is {}",
            range.start, range.end
        );
        problems.error(at, table.span, message);
        return None;
    }
    let (span, times) = (range, times?);
    Some(((locator?, quote_key(quote?)), Place { span, times }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let locator: Locator = "p1.s2".parse().unwrap();
        let passage = Passage {
            fingerprint: "0123456789abcdef".into(),
            characters: 80,
            words: 12,
            text: None,
        };
        let mut lock = Lock {
            segmenter: "by hand 1".into(),
            passages: BTreeMap::from([(locator, passage)]),
            quotes: BTreeMap::from([
                (
                    (locator, quote_key("the “big\u{a0}one”")),
                    Place {
                        span: 3..16,
                        times: 1,
                    },
                ),
                (
                    (locator, quote_key("cafe\u{301}")),
                    Place {
                        span: 20..24,
                        times: 2,
                    },
                ),
            ]),
            spans: BTreeMap::new(),
        };
        let mut problems = Problems::default();
        let mut read = Lock::parse("passages.lock", &lock.to_toml(), &mut problems).unwrap();
        assert_eq!(problems.report().problems, []);
        assert_eq!(std::mem::take(&mut read.spans).len(), 1);
        assert_eq!(read, lock);
        lock.segmenter.clear();
        assert_ne!(read, lock);
    }

    #[test]
    fn a_broken_lock_is_reported_line_by_line() {
        let mut problems = Problems::default();
        let text = "format = 1\nsegmenter = \"x\"\npassages = [\n{ at = \"p1\", fingerprint = \"x\", characters = 1, words = 1 },\n{ at = \"p1.s1\" },\n]\nquotes = [{ at = \"p1.s1\", quote = \"x\", start = 4, end = 4 }]\n";
        let lock = Lock::parse("passages.lock", text, &mut problems).unwrap();
        assert_eq!(problems.report().problems.len(), 3);
        assert_eq!(lock.passages.len(), 0);
        let mut problems = Problems::default();
        let text = "format = 1\nsegmenter = \"x\"\npassages = [\n{ at = \"p1\", fingerprint = 1, characters = -1, words = \"x\" },\n]\nquotes = [{ at = 1, start = 4 }]\n";
        Lock::parse("passages.lock", text, &mut problems).unwrap();
        let found = problems.report().problems.into_iter();
        let found: Vec<_> = found.map(|p| p.message[..12].to_owned()).collect();
        assert_eq!(
            found,
            [
                "`p1` is not ",
                "found intege",
                "`characters`",
                "found string",
                "this element",
                "found intege",
            ]
        );
        let mut problems = Problems::default();
        assert_eq!(
            Lock::parse("passages.lock", "format = 3\n", &mut problems),
            None
        );
        assert_eq!(
            problems.report().problems[0].message,
            "found format 3, this program reads formats 1 to 2"
        );
    }
}
