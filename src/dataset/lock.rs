//! The lock: what stands in for an article's text.
//!
//! `passages.lock` lists the article's sentences (place, fingerprint, length; never the text) and
//! where the quotes of the fact sheet stand in them, so that a dataset builds the same without the
//! article. It names the segmenter that cut the sentences, so that no locator shifts unseen.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::node::{Field, Tree};
use super::problem::{At, Problems};
use super::raw::{List, RawLock, RawPassage, RawQuote};
use super::span::Span;
use crate::model::Locator;
use crate::model::fact::Passage;
use crate::model::fold::fold;

/// The version of the file's format.
const FORMAT: i64 = 1;

/// A lock that was read or is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// What cut the sentences.
    pub segmenter: String,
    /// The sentences.
    pub passages: BTreeMap<Locator, Passage>,
    /// Where each quote stands in its sentence, in Unicode code points, by its folded words.
    pub quotes: BTreeMap<(Locator, String), Range<u32>>,
    /// Where each sentence stands in the file; empty for a lock that was not read.
    pub places: BTreeMap<Locator, Span>,
}

/// Folds a quote, so that the same words are the same key.
pub fn quote_key(quote: &str) -> String {
    fold(quote)
}

impl Lock {
    /// Reads a lock; whatever is wrong is added to the problems. `None` where it has no format that
    /// this program reads.
    pub fn parse(file: &str, text: &str, problems: &mut Problems) -> Option<Self> {
        let tree = Tree::parse_toml(file, text, problems);
        let raw: RawLock = tree.read(file, problems);
        match raw.format.given() {
            Some((_, &FORMAT)) => {}
            // What it lacks may only be unreadable.
            None if !tree.broken.is_empty() || !raw.format.is_absent() => return None,
            Some((span, format)) => {
                problems.error(
                    file,
                    span.clone(),
                    format!("found format {format}, this program reads format {FORMAT}"),
                );
                return None;
            }
            None => {
                problems.error(file, 0..0, "this lock has no `format`");
                return None;
            }
        }
        Some(Self::from_raw(
            file.into(),
            &raw.segmenter,
            &raw.passages,
            &raw.quotes,
            problems,
        ))
    }

    /// Makes a lock of its parts; whatever is wrong is added to the problems.
    pub fn from_raw(
        at: At<'_>,
        segmenter: &Field<String>,
        passages: &List<RawPassage>,
        quotes: &List<RawQuote>,
        problems: &mut Problems,
    ) -> Self {
        let mut lock = Self::default();
        match segmenter.given() {
            Some((_, name)) => lock.segmenter.clone_from(name),
            None if segmenter.is_absent() => {
                problems.error(at, 0..0, "this lock has no `segmenter`");
            }
            None => {}
        }
        for (span, passage) in passages.elements() {
            match read_passage(passage) {
                Some((locator, _)) if lock.passages.contains_key(&locator) => {
                    problems.error(at, span.clone(), format!("{locator} is listed twice"));
                }
                Some((locator, passage)) => {
                    lock.places.insert(locator, span.clone());
                    lock.passages.insert(locator, passage);
                }
                None => {
                    let message = "expected `at`, `fingerprint`, `characters` and `words`";
                    problems.error(at, span.clone(), message);
                }
            }
        }
        for (span, quote) in quotes.elements() {
            let Some((key, range)) = read_quote(quote) else {
                let message = "expected `at`, `quote`, `start` and `end`";
                problems.error(at, span.clone(), message);
                continue;
            };
            let passage = lock.passages.get(&key.0);
            if passage.is_none_or(|passage| range.end > passage.characters) {
                let message = format!("{} has no characters {range:?}", key.0);
                problems.error(at, span.clone(), message);
            }
            if lock.quotes.insert(key, range).is_some() {
                problems.error(at, span.clone(), "this quote is listed twice");
            }
        }
        if lock.passages.is_empty() && passages.elements().next().is_none() {
            let message = "this lock lists no sentences";
            let hint = "run `footnote lock` with the article at hand";
            problems.error(at, 0..0, message).hints.push(hint.into());
        }
        lock
    }

    /// Writes the lock as TOML, one sentence or quote a line.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# The article's sentences, without their text. Written by `footnote lock`; not edited by hand.\n",
        );
        let quoted = |text: &str| toml::Value::from(text).to_string();
        writeln!(
            text,
            "format = {FORMAT}\nsegmenter = {}\n\npassages = [",
            quoted(&self.segmenter)
        )
        .expect("a string grows");
        for (locator, passage) in &self.passages {
            writeln!(
                text,
                "    {{ at = \"{locator}\", fingerprint = {}, characters = {}, words = {} }},",
                quoted(&passage.fingerprint),
                passage.characters,
                passage.words
            )
            .expect("a string grows");
        }
        text.push_str("]\n\nquotes = [\n");
        for ((locator, quote), span) in &self.quotes {
            writeln!(
                text,
                "    {{ at = \"{locator}\", quote = {}, start = {}, end = {} }},",
                quoted(quote),
                span.start,
                span.end
            )
            .expect("a string grows");
        }
        text.push_str("]\n");
        text
    }
}

/// Writes a first `article.toml` of what an article says of itself; what it leaves open is empty.
pub fn first_article_toml(title: &str, author: &str, published_on: &str, sha256: &str) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    format!(
        "# The article as published; its text is not part of the dataset.\n\
         title = {}\n\
         author = {}\n\
         publisher = \"\"\n\
         published_on = {}\n\
         language = \"en\"\n\
         # url = \"https://…\"\n\
         # rights = \"© …\"\n\
         sha256 = {}\n",
        quoted(title),
        quoted(author),
        quoted(published_on),
        quoted(sha256),
    )
}

fn value<T: Clone>(field: &Field<T>) -> Option<T> {
    field.given().map(|(_, value)| value.clone())
}

fn number(field: &Field<i64>) -> Option<u32> {
    value(field).and_then(|number| number.try_into().ok())
}

fn read_passage(raw: &RawPassage) -> Option<(Locator, Passage)> {
    let passage = Passage {
        fingerprint: value(&raw.fingerprint)?,
        characters: number(&raw.characters)?,
        words: number(&raw.words)?,
        text: None,
    };
    Some((value(&raw.at)?.parse().ok()?, passage))
}

fn read_quote(raw: &RawQuote) -> Option<((Locator, String), Range<u32>)> {
    let locator = value(&raw.at)?.parse().ok()?;
    let range = number(&raw.start)?..number(&raw.end)?;
    Some(((locator, quote_key(&value(&raw.quote)?)), range)).filter(|(_, range)| !range.is_empty())
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
            quotes: BTreeMap::from([((locator, quote_key("the “big\u{a0}one”")), 3..16)]),
            places: BTreeMap::new(),
        };
        let mut problems = Problems::default();
        let mut read = Lock::parse("passages.lock", &lock.to_toml(), &mut problems).unwrap();
        assert_eq!(problems.report().problems, []);
        assert_eq!(std::mem::take(&mut read.places).len(), 1);
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
        assert_eq!(
            Lock::parse("passages.lock", "format = 2\n", &mut problems),
            None
        );
        assert_eq!(
            problems.report().problems[0].message,
            "found format 2, this program reads format 1"
        );
    }
}
