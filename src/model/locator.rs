//! Locators: the positions of sentences in an article.

use std::fmt;
use std::str::FromStr;

/// How a [`Locator`] is written, as a regular expression (ECMA-262) without anchors.
pub const LOCATOR_PATTERN: &str = r"p[1-9][0-9]*\.s[1-9][0-9]*";

/// The position of one sentence in the body of an article, written `p6.s3`.
///
/// Paragraphs count from 1 within the reading text, sentences from 1 within their paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locator {
    /// The paragraph's number, from 1.
    pub paragraph: u32,
    /// The sentence's number within its paragraph, from 1.
    pub sentence: u32,
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}.s{}", self.paragraph, self.sentence)
    }
}

impl FromStr for Locator {
    type Err = LocatorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text
            .strip_prefix('p')
            .and_then(|rest| rest.split_once(".s"))
            .and_then(|(paragraph, sentence)| Some((number(paragraph)?, number(sentence)?)));
        match numbers {
            Some((paragraph, sentence)) => Ok(Self {
                paragraph,
                sentence,
            }),
            None => Err(LocatorError),
        }
    }
}

/// Reads a number from 1 without sign or leading zero, so that a locator has one spelling.
fn number(digits: &str) -> Option<u32> {
    let canonical = !digits.starts_with(['0', '+']);
    digits.parse().ok().filter(|_| canonical)
}

/// The text is not a locator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a locator such as `p6.s3` (paragraph 6, sentence 3)")]
pub struct LocatorError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_has_one_spelling() {
        let locator: Locator = "p6.s3".parse().unwrap();
        assert_eq!((locator.paragraph, locator.sentence), (6, 3));
        assert_eq!(locator.to_string(), "p6.s3");
        for wrong in [
            "",
            "p6",
            "6.3",
            "p06.s3",
            "p6.s0",
            "p6.s+3",
            "P6.s3",
            "p6.s3 ",
            "p6.s99999999999",
        ] {
            assert_eq!(wrong.parse::<Locator>(), Err(LocatorError), "{wrong}");
        }
    }

    #[test]
    fn locators_sort_as_numbers() {
        let [two, ten]: [Locator; 2] = ["p2.s1", "p10.s1"].map(|text| text.parse().unwrap());
        assert!(two < ten);
    }
}
