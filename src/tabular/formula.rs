//! Texts that a spreadsheet would take for formulas.
//!
//! A spreadsheet that opens a CSV file computes a cell that begins with one of a few characters. An
//! apostrophe before it keeps it a text; a text that begins with an apostrophe gets one more, so that
//! each guarded text is that of one text only.
//!
//! ```text
//! =1+1     '=1+1
//! '=1+1    ''=1+1
//! 1+1      1+1
//! ```

use std::borrow::Cow;

/// Returns a text as CSV writes it: with an apostrophe before it where it needs one.
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.starts_with('\'') || may_be_computed(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the text that CSV writes as this one: [`guard`] undone.
pub fn unguard(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with('\'') || may_be_computed(rest))
        .unwrap_or(text)
}

/// Tells whether a spreadsheet may compute a text instead of showing it.
pub fn may_be_computed(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_is_guarded_and_nothing_else() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-", "'-"),
            ("@here", "'@here"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'tis", "''tis"),
            ("''", "'''"),
            ("a=1", "a=1"),
            ("it's", "it's"),
            ("", ""),
        ] {
            assert_eq!(guard(text), guarded, "{text:?}");
            assert_eq!(unguard(guarded), text, "{guarded:?}");
        }
    }

    #[test]
    fn a_text_without_guard_stays() {
        for text in ["'tis", "'90s", "=1", "a", "'"] {
            assert_eq!(unguard(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_survives_its_guard(text in "['=+@\t\r a-c-]{0,6}") {
            assert_eq!(unguard(&guard(&text)), text);
            assert!(!may_be_computed(&guard(&text)));
        }
    }
}
