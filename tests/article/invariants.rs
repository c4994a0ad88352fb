//! What holds for every reading of whatever bytes.

use std::ops::Range;

use footnote::article::{self, EditKind, Encoding, ReadError, Reading, Span};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Reads bytes and checks the reading against them.
pub fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    let reading = article::read(bytes)?;
    let raw = decode(bytes, reading.encoding);
    check_coverage(&raw, &reading);
    check_places(&raw, bytes, &reading);
    check_sentences(&reading);
    serde_json::to_string(&reading).expect("a reading serialises");
    Ok(reading)
}

type Raw = Vec<(char, Range<usize>)>;

/// Decodes bytes by the simplest means, each character with its bytes.
fn decode(bytes: &[u8], encoding: Encoding) -> Raw {
    let mut raw = Raw::new();
    let mut at = 0;
    let mut push = |character: char, length: usize| {
        raw.push((character, at..at + length));
        at += length;
    };
    match encoding {
        Encoding::Utf8 => {
            for chunk in bytes.utf8_chunks() {
                chunk.valid().chars().for_each(|c| push(c, c.len_utf8()));
                if !chunk.invalid().is_empty() {
                    push(char::REPLACEMENT_CHARACTER, chunk.invalid().len());
                }
            }
        }
        Encoding::Windows1252 => {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
            text.chars().for_each(|c| push(c, 1));
        }
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let units = bytes.chunks(2).map(|unit| match (unit, encoding) {
                ([low, high], Encoding::Utf16Le) => u16::from_le_bytes([*low, *high]),
                ([high, low], _) => u16::from_be_bytes([*high, *low]),
                _ => 0xfffd,
            });
            for character in char::decode_utf16(units) {
                let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
                push(character, 2 * character.len_utf16());
            }
        }
    }
    raw
}

/// Nothing vanishes: every visible character is read, named, or covered by an edit.
fn check_coverage(raw: &Raw, reading: &Reading) {
    let length = raw.last().map_or(0, |(_, bytes)| bytes.end);
    let mut covered = vec![false; length + 1];
    let mut cover = |start: usize, end: usize| {
        for slot in &mut covered[start..end.min(length)] {
            *slot = true;
        }
    };
    for (_, span) in pieces(reading) {
        cover(span.start, span.end);
    }
    for edit in &reading.edits {
        if edit.kind != EditKind::Decoded {
            cover(edit.start, edit.end);
        }
    }
    for (character, bytes) in raw {
        let seen = character.is_whitespace() || covered[bytes.start];
        assert!(seen, "{character:?} at byte {} vanished", bytes.start);
    }
}

/// Every text is what stands in its raw bytes, cleaned as the edits say.
fn check_places(raw: &Raw, bytes: &[u8], reading: &Reading) {
    let removed = reading.edits.iter().flat_map(|edit| &edit.removed);
    let removed: Vec<Span> = removed.copied().collect();
    for (text, span) in pieces(reading) {
        assert!(span.start < span.end && span.end <= bytes.len(), "{span:?}");
        let kept = raw.iter().filter(|(_, place)| {
            let inside = span.start <= place.start && place.end <= span.end;
            inside
                && !removed
                    .iter()
                    .any(|r| r.start <= place.start && place.end <= r.end)
        });
        let kept: String = kept.map(|(character, _)| character).collect();
        let words: Vec<&str> = kept.split_whitespace().collect();
        let clean: String = words.join(" ").nfc().collect();
        assert_eq!(clean, text);
    }
    let line_ends = |end: usize| {
        let before = raw
            .iter()
            .take_while(|(_, place)| place.end <= end)
            .map(|(c, _)| *c);
        let text: String = before.collect();
        text.replace("\r\n", "\n")
            .chars()
            .filter(|c| matches!(c, '\n' | '\r'))
            .count()
    };
    for edit in &reading.edits {
        assert!(edit.start < edit.end && edit.end <= bytes.len(), "{edit:?}");
        assert!(edit.count > 0 && !edit.note.is_empty(), "{edit:?}");
        assert_eq!(edit.line as usize, 1 + line_ends(edit.start), "{edit:?}");
    }
}

fn check_sentences(reading: &Reading) {
    assert!(!reading.paragraphs.is_empty());
    for (number, paragraph) in (1..).zip(&reading.paragraphs) {
        assert!(!paragraph.sentences.is_empty());
        let mut end = 0;
        for (sentence_number, sentence) in (1..).zip(&paragraph.sentences) {
            let locator = (sentence.locator.paragraph, sentence.locator.sentence);
            assert_eq!(locator, (number, sentence_number));
            assert!(sentence.raw.start >= end, "{sentence:?}");
            end = sentence.raw.end;
            assert_eq!(sentence.characters as usize, sentence.text.chars().count());
            assert_eq!(
                sentence.words as usize,
                sentence.text.unicode_words().count()
            );
            assert_eq!(sentence.fingerprint, article::fingerprint(&sentence.text));
        }
    }
}

/// Returns every text of a reading with its place.
fn pieces(reading: &Reading) -> Vec<(&str, Span)> {
    let named = [&reading.title, &reading.author, &reading.standfirst];
    let named = named.into_iter().flatten();
    let dated = reading.published_on.iter().map(|dated| &dated.piece);
    let furniture = reading.furniture.iter().map(|furniture| &furniture.piece);
    let pieces = named
        .chain(dated)
        .chain(furniture)
        .map(|piece| (piece.text.as_str(), piece.raw));
    let sentences = reading
        .sentences()
        .map(|sentence| (sentence.text.as_str(), sentence.raw));
    pieces.chain(sentences).collect()
}
