//! The article reader: from a raw scrape to numbered sentences.
//!
//! A scrape is what a browser or a script left behind: the body perhaps twice, the first letter
//! perhaps on a line of its own, site furniture in between. [`read`] makes the reading text of
//! it, and never lets anything vanish unrecorded: every character that is not white space is
//! part of a sentence, of a piece of metadata or furniture, or of an [`Edit`]. It decides by
//! structure and shape alone and knows no site. What it cannot decide stays furniture of kind
//! `unknown`.
//!
//! The stages, in order: `decode` (bytes to characters), `lines` (white space and invisible
//! characters), `blocks` (paragraphs, Markdown), `drop_cap`, `repeats` (copies of the body),
//! `roles` (title, author, date, furniture, body), `sentences`.

mod abbreviations;
mod assemble;
mod blocks;
mod dates;
mod decode;
mod drop_cap;
mod edits;
mod furniture;
mod lines;
mod markdown;
mod names;
mod predicates;
mod reading;
mod repeats;
mod roles;
mod sentence_end;
mod sentences;
mod shape;
mod source_char;
mod title;

pub use reading::{
    Dated, Edit, EditKind, Encoding, Furniture, FurnitureKind, Paragraph, Piece, Reading, Sentence,
    Span,
};

use unicode_normalization::UnicodeNormalization;

use crate::digest::sha256_hex;
use crate::model::fold::fold;
use edits::EditLog;

/// What cuts a paragraph into sentences, by name and version.
///
/// It belongs in every file that stores locators: another segmenter may number other sentences.
pub const SEGMENTER: &str = "sentencex 0.1.33, footnote rules 1";

/// The largest scrape that is read, in bytes. An article is far smaller.
pub const LARGEST: usize = 4 << 20;

/// The bytes are not an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file holds nothing, or white space only.
    #[error("the article is empty")]
    Empty,
    /// The file is larger than [`LARGEST`].
    #[error("the article has {bytes} bytes, more than the {limit} that are read")]
    TooLarge {
        /// The size of the file.
        bytes: usize,
        /// The size that is still read.
        limit: usize,
    },
    /// The file is not text.
    #[error("the article is not text: byte {at} is {byte:#04x}")]
    Binary {
        /// The offset of the first byte that no text holds, from 0.
        at: usize,
        /// That byte.
        byte: u8,
    },
    /// The file is a web page, not the text that it shows.
    #[error("the article is HTML; save the text that the page shows")]
    Html,
    /// There is text, but no line of it looks like a paragraph.
    #[error("no paragraph found in {lines} line{} of text", if *lines == 1 { "" } else { "s" })]
    NoBody {
        /// The number of lines that are not blank.
        lines: usize,
    },
}

/// Reads a raw scrape: finds its body, metadata and furniture, and cuts the body into sentences.
///
/// # Errors
/// Fails if the bytes are empty, too many, not text, or hold no paragraph.
pub fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge {
            bytes: bytes.len(),
            limit: LARGEST,
        });
    }
    let decoded = decode::decode(bytes)?;
    if is_html(&decoded.chars) {
        return Err(ReadError::Html);
    }
    let mut log = EditLog::new(&decoded.chars);
    decode::record(&decoded, bytes.len(), &mut log);
    let lines = lines::split(&decoded.chars, &mut log);
    let written = lines.iter().filter(|line| !line.is_blank()).count();
    if written == 0 {
        return Err(ReadError::Empty);
    }
    let blocks = drop_cap::restore(blocks::build(lines, &mut log), &mut log);
    let roles = roles::assign(&blocks).ok_or(ReadError::NoBody { lines: written })?;
    Ok(assemble::assemble(decoded.encoding, &blocks, &roles, log))
}

/// Returns whether a text starts as a web page does.
fn is_html(chars: &[source_char::SourceChar]) -> bool {
    let characters = chars.iter().map(|c| c.character);
    let start: String = characters
        .skip_while(|c| c.is_whitespace())
        .take(15)
        .collect();
    let start = start.to_lowercase();
    let marks = ["<!doctype html", "<html", "<head", "<body", "<?xml"];
    marks.iter().any(|mark| start.starts_with(mark))
}

/// Returns the fingerprint of a sentence: 16 lower-case hexadecimal digits.
///
/// They are the first 64 bits of the SHA-256 of the sentence in UTF-8, after Unicode
/// normalisation to NFC, with typographic quotation marks folded to ASCII and each run of white
/// space folded to one space (see [`fold`]). A sentence keeps its fingerprint when a site changes
/// its quotation marks, and loses it when a word or a dash changes.
pub fn fingerprint(sentence: &str) -> String {
    let normal: String = sentence.nfc().collect();
    let mut digest = sha256_hex(fold(&normal).as_bytes());
    digest.truncate(16);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_blind_to_typography_only() {
        let straight = fingerprint("It's \"over\" at caf\u{e9} 9");
        assert_eq!(straight.len(), 16);
        assert_eq!(straight, fingerprint(" It’s  “over” at\u{a0}cafe\u{301} 9"));
        assert_ne!(straight, fingerprint("It's \"over\" at café 8"));
        assert_ne!(fingerprint("a-b"), fingerprint("a–b"));
    }

    #[test]
    fn a_fingerprint_is_the_head_of_the_sha256() {
        assert_eq!(fingerprint("abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn errors_say_what_is_wrong() {
        assert_eq!(read(b"").unwrap_err().to_string(), "the article is empty");
        assert_eq!(read(b" \n\t\n"), Err(ReadError::Empty));
        let binary = read(b"\x89PNG\r\n\x1a\n\0\0").unwrap_err();
        assert_eq!(
            binary.to_string(),
            "the article is not text: byte 6 is 0x1a"
        );
        let short = read(b"Menu\n\nHome\n").unwrap_err();
        assert_eq!(short.to_string(), "no paragraph found in 2 lines of text");
        let page = read(b"\n<!DOCTYPE html><p>Text.</p>").unwrap_err();
        assert_eq!(page, ReadError::Html);
        let large = read(&vec![b'a'; LARGEST + 1]).unwrap_err();
        assert!(
            large
                .to_string()
                .starts_with("the article has 4194305 bytes")
        );
    }
}
