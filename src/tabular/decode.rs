//! Decoding of text files that a spreadsheet saved.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Returns the text of a file and the name of its encoding: what its byte order mark says, else
/// UTF-16 where every other byte is zero, else UTF-8, else Windows-1252, which is what spreadsheets
/// save where they do not save Unicode.
pub fn decode(bytes: &[u8]) -> (String, &'static str) {
    let (encoding, start) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let (text, _) = encoding.decode_without_bom_handling(&bytes[start..]);
    (text.into_owned(), encoding.name())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let zeros = |first: usize| {
        let half = bytes.iter().skip(first).step_by(2);
        half.clone().count() > 1
            && half.clone().filter(|byte| **byte == 0).count() * 2 > half.count()
    };
    if zeros(1) {
        UTF_16LE
    } else if zeros(0) {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
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
        for (bytes, name) in [
            ("key;é“".as_bytes().to_vec(), "UTF-8"),
            ("\u{feff}key;é“".as_bytes().to_vec(), "UTF-8"),
            (utf16("key;é“", true, true), "UTF-16LE"),
            (utf16("key;é“", true, false), "UTF-16BE"),
            (utf16("key;é“", false, true), "UTF-16LE"),
            (b"key;\xe9\x93".to_vec(), "windows-1252"),
        ] {
            assert_eq!(decode(&bytes), ("key;é“".to_owned(), name));
        }
        assert_eq!(decode(b""), (String::new(), "UTF-8"));
    }
}
