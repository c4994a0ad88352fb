//! What the reader returns, and how it is put together.

use std::fmt;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use unicode_segmentation::UnicodeSegmentation;

use super::blocks::Block;
use super::decode::Glyph;
use super::edits::EditLog;
use super::roles::{Role, Roles};
use super::{fingerprint, sentences};
use crate::model::Locator;

/// A place in the raw file, in bytes: `start` is the first, `end` the one behind the last.
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
    /// UTF-16, little endian, told by its byte order mark.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big endian, told by its byte order mark.
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

/// A line that is no part of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Furniture {
    /// What it is.
    pub kind: FurnitureKind,
    /// Its text and place.
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
    /// Its place in the reading text.
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
    /// The bytes whose characters are no part of the reading text.
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

/// Puts the reading together from blocks and their roles.
pub(super) fn assemble(
    encoding: Encoding,
    blocks: &[Block],
    roles: &Roles,
    mut log: EditLog,
) -> Reading {
    let mut reading = Reading {
        encoding,
        title: None,
        author: None,
        published_on: None,
        standfirst: None,
        furniture: Vec::new(),
        paragraphs: Vec::new(),
        edits: Vec::new(),
    };
    for (block, role) in blocks.iter().zip(&roles.roles) {
        let piece = || piece(&block.glyphs, &log);
        match role {
            Role::Body => {}
            Role::Title => reading.title = piece(),
            Role::Standfirst => reading.standfirst = piece(),
            Role::PublishedOn(date) => {
                reading.published_on = piece().map(|piece| Dated { date: *date, piece });
            }
            Role::Furniture(kind) => {
                let furniture = piece().map(|piece| Furniture { kind: *kind, piece });
                reading.furniture.extend(furniture);
            }
            Role::Repeated => log.changed(EditKind::RepeatedBlock, block.span),
        }
    }
    if let Some((block, range)) = &roles.author {
        let name = blocks
            .get(*block)
            .and_then(|block| block.glyphs.get(range.clone()));
        reading.author = name.and_then(|glyphs| piece(glyphs, &log));
    }
    let body = roles.body.iter().filter_map(|block| blocks.get(*block));
    reading.paragraphs = (1..)
        .zip(body)
        .map(|(n, block)| paragraph(n, block))
        .collect();
    reading.edits = log.finish();
    reading
}

fn piece(glyphs: &[Glyph], log: &EditLog) -> Option<Piece> {
    let raw = span(glyphs)?;
    Some(Piece {
        text: text(glyphs),
        line: log.line_of(raw.start),
        raw,
    })
}

fn paragraph(number: u32, block: &Block) -> Paragraph {
    let sentences = (1..).zip(sentences::split(block.text()));
    let sentences = sentences.filter_map(|(sentence, range)| {
        let glyphs = block.glyphs.get(range)?;
        let locator = Locator {
            paragraph: number,
            sentence,
        };
        sentence_of(locator, glyphs)
    });
    Paragraph {
        sentences: sentences.collect(),
    }
}

fn sentence_of(locator: Locator, glyphs: &[Glyph]) -> Option<Sentence> {
    let text = text(glyphs);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Sentence {
        locator,
        fingerprint: fingerprint(&text),
        characters: count(glyphs.len()),
        words: count(text.unicode_words().count()),
        raw: span(glyphs)?,
        text,
    })
}

/// Returns the raw bytes of a text, from its first character to its last.
pub(super) fn span(glyphs: &[Glyph]) -> Option<Span> {
    let first = glyphs.first()?;
    Some(first.span().until(glyphs.last()?.end()))
}

/// Returns the characters of a text.
pub(super) fn text(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.character).collect()
}

fn as_text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
