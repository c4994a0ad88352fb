//! Characters that were read in the wrong encoding, or lost.

use crate::tabular::CHARSETS;

/// Tells whether a text is another one whose bytes were read in the wrong encoding, or with
/// characters lost.
pub fn is_misread(text: &str, base: &str) -> bool {
    if base.is_ascii() {
        return false;
    }
    // Bytes that an encoding has no character for are dropped by some, and marked by others.
    let kept = |text: &str| -> String {
        let is_kept =
            |c: &char| !c.is_control() && !matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
        text.chars().filter(is_kept).collect()
    };
    let is_read_as = |misread: &str| misread == text || kept(misread) == kept(text);
    // Latin-1 shows each byte as the character of its number.
    let as_latin: String = base.bytes().map(char::from).collect();
    let mut charsets = CHARSETS.iter();
    // A decoder shows each byte that it cannot read as a character of its own.
    let bytes = base
        .chars()
        .flat_map(|c| std::iter::repeat_n(c, c.len_utf8()));
    is_read_as(&as_latin)
        || charsets.any(|charset| is_read_as(&charset.decode(base.as_bytes())))
        || are_lost(text, base.chars())
        || are_lost(text, bytes)
}

/// Tells whether a text has marks where the other has characters beyond ASCII: who has no character
/// for one writes a mark, or the lower byte of its number.
fn are_lost(text: &str, base: impl Iterator<Item = char> + Clone) -> bool {
    let is_lost = |found: char, expected: char| {
        found == expected
            || !expected.is_ascii()
                && (matches!(found, '?' | '\u{fffd}' | '_')
                    || u32::from(found) == u32::from(expected) & 0xff)
    };
    let mut pairs = text.chars().zip(base.clone());
    text.chars().count() == base.count() && pairs.all(|(one, other)| is_lost(one, other))
}

/// Returns the two encodings that a text came through, where it is another one that was saved in the
/// first and read in the second, and both have a character for each byte. Such a text may be a
/// correction as well: `Erdõs` and `Erdős` are one byte in two encodings.
pub fn saved_and_read(text: &str, base: &str) -> Option<(&'static str, &'static str)> {
    if base.is_ascii() || text.is_ascii() || text == base {
        return None;
    }
    CHARSETS.iter().find_map(|saved| {
        let bytes = saved.encode(base)?;
        let read = CHARSETS.iter().find(|read| read.decode(&bytes) == text)?;
        Some((saved.name, read.name))
    })
}

/// Tells whether a text has the traces of UTF-8 read as Windows-1252 or Latin-1, or of characters
/// that were lost.
pub fn looks_mangled(text: &str) -> bool {
    let is_control = |c: char| c.is_control() && !c.is_whitespace();
    let pairs = || text.chars().zip(text.chars().skip(1));
    let is_mark = |(first, second): (char, char)| first == '?' && second.is_alphabetic();
    text.contains(['\u{fffd}'])
        || text.contains("â€")
        || text.contains(is_control)
        || pairs().any(|(first, second)| {
            matches!(first, 'Ã' | 'Â') && ('\u{80}'..='\u{bf}').contains(&second)
        })
        || !text.contains("://") && pairs().any(is_mark)
}

/// Returns the encoding that a text was read in where its bytes there are UTF-8: hardly ever by chance.
pub fn utf8_read_as(text: &str) -> Option<&'static str> {
    let is_utf8 = |bytes: Vec<u8>| !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok();
    let mut charsets = CHARSETS.iter();
    let read = charsets.find(|charset| charset.encode(text).is_some_and(is_utf8))?;
    Some(read.name)
}
