//! Decoding of text files that a spreadsheet saved.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Returns the text of a file in an encoding of Unicode: what its byte order mark says, else UTF-16
/// where every other byte is zero, else UTF-8; `None` where it is in none of them.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let (encoding, start) = Encoding::for_bom(bytes).or_else(|| Some((guess(bytes)?, 0)))?;
    let (text, _) = encoding.decode_without_bom_handling(&bytes[start..]);
    Some(text.into_owned())
}

fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| {
        let half = bytes.iter().skip(first).step_by(2);
        half.clone().count() > 1
            && half.clone().filter(|byte| **byte == 0).count() * 2 > half.count()
    };
    if zeros(1) {
        Some(UTF_16LE)
    } else if zeros(0) {
        Some(UTF_16BE)
    } else {
        std::str::from_utf8(bytes).is_ok().then_some(UTF_8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_spreadsheets_are_told_apart() {
        let utf16 = |text: &str, mark: bool, little: bool| -> Vec<u8> {
            let units = mark
                .then_some(0xfeff)
                .into_iter()
                .chain(text.encode_utf16());
            units
                .flat_map(|unit| {
                    if little {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect()
        };
        for bytes in [
            "key;é“".as_bytes().to_vec(),
            "\u{feff}key;é“".as_bytes().to_vec(),
            utf16("key;é“", true, true),
            utf16("key;é“", true, false),
            utf16("key;é“", false, true),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some("key;é“"));
        }
        assert_eq!(decode(b"key;\xe9\x93"), None);
        assert_eq!(decode(b"").as_deref(), Some(""));
    }
}
