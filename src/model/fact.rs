//! Facts, sources and what describes a dataset, as they are once nothing is wrong with them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::Locator;
use super::correction::{Correction, Retraction};
use super::date::Edtf;
use super::form::{Field, Kind};
use super::key::{DatasetKey, FactKey};
use super::vocabulary::Vocabulary;

/// A dataset but for its sources and facts, which may be too many to be held.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its key: the name of its folder and of the exported SQLite file.
    pub key: DatasetKey,
    /// What it is called.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Its version, as its maintainers number it.
    pub version: String,
    /// The licence's SPDX identifier.
    pub license: String,
    /// The address of the licence's text.
    pub license_url: Option<String>,
    /// Who keeps it.
    pub maintainers: Vec<String>,
    /// The shipped vocabulary and the dataset's own codes.
    pub vocabulary: Vocabulary,
    /// The entries of the ledger, applied already, in order.
    pub corrections: Vec<Correction>,
    /// The facts that the ledger retracted.
    pub retractions: BTreeMap<FactKey, Retraction>,
}

/// An article as published.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its headline.
    pub title: String,
    /// Who wrote it, if it says so.
    pub author: Option<String>,
    /// How a footnote names it, such as `Culp 2023`.
    pub cite_as: String,
    /// Who published it.
    pub publisher: String,
    /// The day of publication, if it is known.
    pub published_on: Option<NaiveDate>,
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// Its address on the web.
    pub url: Option<String>,
    /// Who holds the rights in the text.
    pub rights: Option<String>,
    /// The SHA-256 of the raw scrape, as 64 hexadecimal digits.
    pub sha256: String,
    /// How long its body is.
    pub extent: Extent,
    /// Its sentences, by locator; none where they were handed on before.
    pub passages: BTreeMap<Locator, Passage>,
}

/// How long the body of an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Its paragraphs.
    pub paragraphs: u32,
    /// Its sentences.
    pub sentences: usize,
    /// Its words.
    pub words: i64,
}

impl Extent {
    /// Returns the extent of a body of these sentences.
    pub fn of(passages: &BTreeMap<Locator, Passage>) -> Self {
        let paragraphs = passages.keys().map(|at| at.paragraph).max();
        let words = passages.values().map(|passage| i64::from(passage.words));
        Self {
            paragraphs: paragraphs.unwrap_or(0),
            sentences: passages.len(),
            words: words.sum(),
        }
    }
}

/// One sentence of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its fingerprint, by which a changed sentence is noticed: see [`crate::article::fingerprint`].
    pub fingerprint: String,
    /// Its length in Unicode code points.
    pub characters: u32,
    /// Its length in words.
    pub words: u32,
    /// Its text, where the article is at hand.
    pub text: Option<String>,
}

/// A fact: one row about the world, with its lists and citations. The form of its kind
/// ([`super::form`]) says which fields it has; its texts may be borrowed from the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<'a> {
    /// The kind.
    pub kind: &'static Kind,
    /// What its fields hold, in the order of [`Kind::all_fields`].
    pub cells: Vec<Cell<'a>>,
    /// The sentences that it rests on.
    pub citations: Vec<Citation<'a>>,
}

/// What a field holds, checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// A text, a code or a key.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(i64),
    /// A date.
    Date(Edtf),
    /// The elements of a list, each with its cells in the order of the list's fields.
    List(Vec<Vec<Cell<'a>>>),
}

impl<'a> Cell<'a> {
    /// Returns the text of a text, code or key.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of a list; an empty slice for any other cell.
    pub fn elements(&self) -> &[Vec<Cell<'a>>] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }
}

impl<'a> Fact<'a> {
    /// Returns what a field holds; [`Cell::Empty`] where the kind has no such field.
    pub fn get(&self, name: &str) -> &Cell<'a> {
        let at = self.kind.all_fields().position(|field| field.name == name);
        at.map_or(&Cell::Empty, |at| &self.cells[at])
    }

    /// Lists the fields with what they hold.
    pub fn fields(&self) -> impl Iterator<Item = (&'static Field, &Cell<'a>)> {
        self.kind.all_fields().zip(&self.cells)
    }

    /// Returns the key of the fact that it is part of.
    pub fn parent(&self) -> Option<&str> {
        self.get(self.kind.parent()?.name).text()
    }
}

/// The sentence that a fact, or one field of it, rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation<'a> {
    /// The field that it backs; `None` for the whole fact.
    pub field: Option<Cow<'a, str>>,
    /// The key of the article.
    pub source: Cow<'a, str>,
    /// The sentence.
    pub locator: Locator,
    /// The words that carry it.
    pub quote: Option<Quote<'a>>,
    /// A code of `citation_stances`.
    pub stance: Cow<'a, str>,
    /// The value that a disputing sentence gives.
    pub reported_value: Option<Cow<'a, str>>,
}

/// A fragment of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote<'a> {
    /// Its words as the coder wrote them.
    pub text: Cow<'a, str>,
    /// Its span in the sentence, in Unicode code points, half-open.
    pub span: Range<u32>,
}
