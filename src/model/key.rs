//! Keys: the stable, readable names of facts and sources.
//!
//! **Keys are for ever.** A key names one fact in every release; that of a retracted fact is never
//! used again.

use std::fmt;

/// The longest key, in characters: longer ones no longer fit a line of a table.
pub const KEY_LENGTH_MAX: usize = 80;

/// How a key is written, as a regular expression (ECMA-262) without anchors; its length apart.
pub const KEY_PATTERN: &str = "[a-z0-9]+(-[a-z0-9]+)*";

/// Returns why a text is not a key; `None` where it is one.
///
/// A key is a slug: lower-case ASCII letters and digits in groups joined by single hyphens, at
/// most [`KEY_LENGTH_MAX`] characters. It survives file names, URLs, spreadsheets and SQL unquoted
/// in string literals, and it sorts the same everywhere.
pub fn key_fault(text: &str) -> Option<&'static str> {
    let is_group = |group: &str| {
        !group.is_empty()
            && group
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if text.len() > KEY_LENGTH_MAX {
        Some("is longer than 80 characters")
    } else if text.split('-').all(is_group) {
        None
    } else {
        Some("is not lower-case letters and digits joined by single hyphens")
    }
}

/// Defines a newtype for each kind of key, so that one cannot be taken for another.
macro_rules! key_types {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text that [`key_fault`] finds no fault with.
            pub fn new(text: impl Into<String>) -> Self {
                let text = text.into();
                debug_assert_eq!(key_fault(&text), None, "{text}");
                Self(text)
            }

            /// Returns the key's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

key_types! {
    /// The key of any fact.
    FactKey;
    /// The key of a source: the name of its folder.
    SourceKey;
    /// The key of a dataset.
    DatasetKey;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_slug() {
        for good in ["csto", "culp-2023", "3rd-army", "a"] {
            assert_eq!(key_fault(good), None, "{good}");
        }
        for bad in ["", "CSTO", "a--b", "-a", "a-", "a b", "a_b", "é", "a.b"] {
            assert!(key_fault(bad).is_some(), "{bad}");
        }
        assert!(key_fault(&"a".repeat(81)).is_some());
    }
}
