//! From bytes to characters, each with the bytes it came from.

use encoding_rs::WINDOWS_1252;

use super::ReadError;
use super::edits::EditLog;
use super::reading::{EditKind, Encoding, Span};
use super::source_char::SourceChar;

/// A text whose every character knows its bytes.
pub(super) struct Decoded {
    pub(super) encoding: Encoding,
    pub(super) chars: Vec<SourceChar>,
    mark: Option<Span>,
    invalid: Vec<Span>,
}

/// Decodes by byte order mark, else as UTF-8, else as Windows-1252.
///
/// A file that is mostly UTF-8 stays UTF-8 when some of its bytes are broken: it must hold more
/// sound multi-byte characters than broken ones.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let decoded = match bytes {
        [0xef, 0xbb, 0xbf, ..] => utf8(bytes, 3),
        [0xff, 0xfe, ..] => utf16(bytes, Encoding::Utf16Le),
        [0xfe, 0xff, ..] => utf16(bytes, Encoding::Utf16Be),
        _ => {
            let decoded = utf8(bytes, 0);
            let sound = decoded.chars.iter().filter(|g| !g.character.is_ascii());
            match sound.count() > 2 * decoded.invalid.len() || decoded.invalid.is_empty() {
                true => decoded,
                false => windows_1252(bytes),
            }
        }
    };
    let legacy = decoded.encoding == Encoding::Windows1252;
    let binary = |c: &&SourceChar| is_binary(c.character, legacy);
    match decoded.chars.iter().find(binary) {
        Some(c) => Err(ReadError::Binary {
            at: c.start(),
            byte: bytes.get(c.start()).copied().unwrap_or_default(),
        }),
        None => Ok(decoded),
    }
}

/// Records what decoding did to the text.
pub(super) fn record(decoded: &Decoded, length: usize, log: &mut EditLog) {
    if decoded.encoding != Encoding::Utf8 {
        log.changed(
            EditKind::Decoded,
            Span {
                start: 0,
                end: length,
            },
        );
    }
    if let Some(mark) = decoded.mark {
        log.removed(EditKind::ByteOrderMark, mark);
    }
    for span in &decoded.invalid {
        log.changed(EditKind::InvalidBytes, *span);
    }
}

/// Returns whether a character shows that the file is not text. NUL always does; the other control
/// characters do in a file that is not even UTF-8.
fn is_binary(character: char, legacy: bool) -> bool {
    let control = character < ' ' && !matches!(character, '\t' | '\n' | '\r' | '\x0b' | '\x0c');
    character == '\0' || (legacy && control)
}

fn utf8(bytes: &[u8], skip: usize) -> Decoded {
    let mut chars = Vec::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    let mut at = skip;
    for chunk in bytes.get(skip..).unwrap_or_default().utf8_chunks() {
        for character in chunk.valid().chars() {
            let end = at + character.len_utf8();
            chars.push(SourceChar::new(character, at, end));
            at = end;
        }
        if !chunk.invalid().is_empty() {
            let end = at + chunk.invalid().len();
            chars.push(SourceChar::new(char::REPLACEMENT_CHARACTER, at, end));
            invalid.push(Span { start: at, end });
            at = end;
        }
    }
    Decoded {
        encoding: Encoding::Utf8,
        chars,
        mark: (skip > 0).then_some(Span {
            start: 0,
            end: skip,
        }),
        invalid,
    }
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Decoded {
    let unit = |pair: &[u8; 2]| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(*pair),
        _ => u16::from_le_bytes(*pair),
    };
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut chars = Vec::with_capacity(pairs.len());
    let mut invalid = Vec::new();
    let mut at = 2;
    for decoded in char::decode_utf16(pairs.iter().skip(1).map(unit)) {
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        let end = at + 2 * character.len_utf16();
        if character == char::REPLACEMENT_CHARACTER {
            invalid.push(Span { start: at, end });
        }
        chars.push(SourceChar::new(character, at, end));
        at = end;
    }
    if !odd.is_empty() {
        chars.push(SourceChar::new(
            char::REPLACEMENT_CHARACTER,
            at,
            bytes.len(),
        ));
        invalid.push(Span {
            start: at,
            end: bytes.len(),
        });
    }
    Decoded {
        encoding,
        chars,
        mark: Some(Span { start: 0, end: 2 }),
        invalid,
    }
}

/// Decodes byte by byte: Windows-1252 has one character for each.
fn windows_1252(bytes: &[u8]) -> Decoded {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let chars = text.chars().enumerate();
    Decoded {
        encoding: Encoding::Windows1252,
        chars: chars
            .map(|(at, c)| SourceChar::new(c, at, at + 1))
            .collect(),
        mark: None,
        invalid: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (Encoding, String) {
        let decoded = decode(bytes).unwrap();
        (
            decoded.encoding,
            decoded.chars.iter().map(|g| g.character).collect(),
        )
    }

    #[test]
    fn each_encoding_is_told_by_its_bytes() {
        assert_eq!(text("né".as_bytes()), (Encoding::Utf8, "né".into()));
        assert_eq!(text(b"\xef\xbb\xbfn"), (Encoding::Utf8, "n".into()));
        assert_eq!(text(b"\xff\xfen\0"), (Encoding::Utf16Le, "n".into()));
        assert_eq!(text(b"\xfe\xff\0n"), (Encoding::Utf16Be, "n".into()));
        assert_eq!(
            text(b"\x93n\xe9\x94"),
            (Encoding::Windows1252, "“né”".into())
        );
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf8_into_mojibake() {
        let decoded = decode(b"\xe2\x80\x9cn\xc3\xa9\xc3\xa9 \xe2\x80").unwrap();
        assert_eq!(decoded.encoding, Encoding::Utf8);
        assert_eq!(decoded.invalid, [Span { start: 9, end: 11 }]);
    }
}
