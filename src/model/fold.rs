//! Folding: which differences between two texts do not count.

/// Folds a character: typographic quotes become ASCII ones, any white space a plain space.
///
/// Nothing else changes; dashes and letters stay as they are.
pub fn fold_char(character: char) -> char {
    match character {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '«' | '»' => '"',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}
