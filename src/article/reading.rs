//! What the reader returns.

use std::fmt;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::model::Locator;

/// A span of the raw file, in bytes: `start` is the first, `end` the one behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The offset of the first byte, from 0.
    pub start: usize,
    /// The offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the span from this one's start to another end.
    pub(super) fn until(self, end: usize) -> Self {
        Self { end, ..self }
    }
}

/// An article as read: its body in sentences, everything else by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// How the bytes were turned into characters.
    pub encoding: Encoding,
    /// The title, if one line stands out as it.
    pub title: Option<Piece>,
    /// The name of the author or authors, as written.
    pub author: Option<Piece>,
    /// The day of publication, if a line gives one without ambiguity.
    pub published_on: Option<Dated>,
    /// The short paragraph before the body that says what it is about.
    pub standfirst: Option<Piece>,
    /// Everything that is neither body nor metadata nor a repetition, in the order of the file.
    pub furniture: Vec<Furniture>,
    /// The body, in reading order.
    pub paragraphs: Vec<Paragraph>,
    /// What was changed or left out on the way, in the order of the file.
    pub edits: Vec<Edit>,
}

impl Reading {
    /// Returns all sentences of the body, in reading order.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.paragraphs
            .iter()
            .flat_map(|paragraph| &paragraph.sentences)
    }
}

/// How the bytes of a raw file are turned into characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little endian, recognised by its byte order mark.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big endian, recognised by its byte order mark.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, the guess for bytes that are not UTF-8.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// A piece of text and where it stands in the raw file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text, cleaned like the body.
    pub text: String,
    /// The raw line on which it starts, from 1.
    pub line: u32,
    /// Its bytes in the raw file.
    pub raw: Span,
}

/// A day and the line that gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dated {
    /// The day.
    pub date: NaiveDate,
    /// The whole line, with words such as "Published".
    #[serde(flatten)]
    pub piece: Piece,
}

/// A line that is not part of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Furniture {
    /// What it is.
    pub kind: FurnitureKind,
    /// Its text and span.
    #[serde(flatten)]
    pub piece: Piece,
}

/// What a line outside of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FurnitureKind {
    /// A line that names the author, such as "By Ada Holm".
    Byline,
    /// A date that is not the day of publication, such as the day of an update.
    Dateline,
    /// What a picture shows, often with its credit.
    Caption,
    /// Who made a picture, without what it shows.
    Credit,
    /// The site's own motto above the title.
    Tagline,
    /// A heading within the body.
    Subheading,
    /// A sentence of the body, shown once more in large letters.
    PullQuote,
    /// A letter on a line of its own that no paragraph was found for.
    DropCap,
    /// A paragraph about the author.
    AuthorNote,
    /// Rights, subscriptions, links to other articles.
    Notice,
    /// A line whose part could not be decided.
    Unknown,
}

/// One paragraph of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// Its sentences; at least one.
    pub sentences: Vec<Sentence>,
}

/// One sentence of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Its locator in the reading text.
    #[serde(serialize_with = "as_text")]
    pub locator: Locator,
    /// Its text: quotation marks as in the source, plain single spaces, NFC.
    pub text: String,
    /// See [`fingerprint`](super::fingerprint()).
    pub fingerprint: String,
    /// Its length in Unicode code points.
    pub characters: u32,
    /// The number of its words by UAX #29, as `unicode_segmentation` counts them.
    pub words: u32,
    /// Its bytes in the raw file, from its first character to its last.
    pub raw: Span,
}

/// One change between the raw file and the reading text, or several of a kind on one raw line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What was done.
    pub kind: EditKind,
    /// The raw line on which it starts, from 1.
    pub line: u32,
    /// The offset of the first raw byte concerned.
    pub start: usize,
    /// The offset behind the last raw byte concerned.
    pub end: usize,
    /// How often it was done on this line.
    pub count: u32,
    /// What was done, in words.
    pub note: String,
    /// The bytes whose characters are not part of the reading text.
    #[serde(skip)]
    pub removed: Vec<Span>,
}

/// What can be done to a raw text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// The file was not UTF-8 and was decoded from another encoding.
    Decoded,
    /// Bytes that no character is encoded by became U+FFFD.
    InvalidBytes,
    /// The byte order mark at the start was left out.
    ByteOrderMark,
    /// Soft hyphens, zero-width and control characters were left out.
    InvisibleCharacters,
    /// Odd white space, or several spaces, became one plain space.
    Spaces,
    /// Characters were composed to Unicode NFC.
    Composed,
    /// Markdown marks and link addresses were left out.
    Markdown,
    /// Lines of one paragraph were joined.
    JoinedLines,
    /// A letter on its own line was joined to its word.
    DropCap,
    /// A block that occurs elsewhere in the file was left out.
    RepeatedBlock,
}

impl EditKind {
    /// Says what was done, `count` times.
    pub(super) fn note(self, count: u32) -> String {
        let s = if count == 1 { "" } else { "s" };
        match self {
            Self::Decoded => "decoded from an encoding other than utf-8".to_owned(),
            Self::InvalidBytes => format!("{count} undecodable place{s} shown as U+FFFD"),
            Self::ByteOrderMark => "byte order mark left out".to_owned(),
            Self::InvisibleCharacters => format!("{count} invisible character{s} left out"),
            Self::Spaces => format!("{count} odd or repeated space{s} made plain"),
            Self::Composed => format!("{count} character{s} composed (NFC)"),
            Self::Markdown => format!("{count} markdown mark{s} left out"),
            Self::JoinedLines => format!("{count} line break{s} within a paragraph joined"),
            Self::DropCap => "drop cap joined to its word".to_owned(),
            Self::RepeatedBlock => "copy of a block that is read elsewhere left out".to_owned(),
        }
    }
}

fn as_text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
