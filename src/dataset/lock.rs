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

use super::folder::Folder;
use super::problem::{At, Problems};
use super::span::Span;
use super::table::Table;
use super::{forms, sheet};
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
    /// The span of each quote in its sentence, in Unicode code points, by its folded words.
    pub quotes: BTreeMap<(Locator, String), Range<u32>>,
    /// The span of each sentence in the file; empty for a lock that was not read.
    pub spans: BTreeMap<Locator, Span>,
}

/// Folds a quote, so that the same words are the same key.
pub fn quote_key(quote: &str) -> String {
    fold(quote)
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
            Some(FORMAT) => return Some(Self::of_table(&table, at, problems)),
            Some(format) => {
                let span = table.get("format").map(|node| node.span);
                let message = format!("found format {format}, this program reads format {FORMAT}");
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
            match read_passage(&element, at, problems) {
                Some((locator, _)) if lock.passages.contains_key(&locator) => {
                    problems.error(at, element.span, format!("{locator} is listed twice"));
                }
                Some((locator, passage)) => {
                    lock.spans.insert(locator, element.span);
                    lock.passages.insert(locator, passage);
                }
                None => {
                    let message = "expected `at`, `fingerprint`, `characters` and `words`";
                    problems.error(at, element.span, message);
                }
            }
        }
        let quotes = table.elements("quotes", at, problems);
        for element in Table::read_all(quotes, forms::QUOTE, at, problems) {
            let Some((key, range)) = read_quote(&element, at, problems) else {
                let message = "expected `at`, `quote`, `start` and `end`";
                problems.error(at, element.span, message);
                continue;
            };
            let passage = lock.passages.get(&key.0);
            if passage.is_none_or(|passage| range.end > passage.characters) {
                let message = format!("{} has no characters {range:?}", key.0);
                problems.error(at, element.span, message);
            }
            if lock.quotes.insert(key, range).is_some() {
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
        for ((locator, quote), Range { start, end }) in &self.quotes {
            let quote = quoted(quote);
            text += &format!(
                "    {{ at = \"{locator}\", quote = {quote}, start = {start}, end = {end} }},\n"
            );
        }
        text + "]\n"
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Writes a first `article.toml` from what the article's text names; the rest is left empty.
pub fn first_article_toml(title: &str, author: &str, published_on: &str, sha256: &str) -> String {
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

fn number(table: &Table<'_>, name: &str, at: At<'_>, problems: &mut Problems) -> Option<u32> {
    table.number(name, at, problems)?.try_into().ok()
}

fn read_passage(
    table: &Table<'_>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<(Locator, Passage)> {
    let passage = Passage {
        fingerprint: table.text("fingerprint", at, problems)?.to_owned(),
        characters: number(table, "characters", at, problems)?,
        words: number(table, "words", at, problems)?,
        text: None,
    };
    let locator = table.text("at", at, problems)?.parse().ok()?;
    Some((locator, passage))
}

fn read_quote(
    table: &Table<'_>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<((Locator, String), Range<u32>)> {
    let locator = table.text("at", at, problems)?.parse().ok()?;
    let range = number(table, "start", at, problems)?..number(table, "end", at, problems)?;
    let key = quote_key(table.text("quote", at, problems)?);
    Some(((locator, key), range)).filter(|(_, range)| !range.is_empty())
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
