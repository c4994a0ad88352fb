//! Markdown marks, as left in a scrape by an HTML-to-Markdown converter.
//!
//! Only marks that are not ordinary prose are taken off: headings, quote bars, list bullets,
//! rules, paired emphasis, links, images, backslash escapes.

use super::lines::Line;
use super::reading::Span;
use super::source_char::SourceChar;
use super::source_char::span;

/// What stood before the text of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prefix {
    /// The level of a heading, from 1.
    pub(super) heading: Option<u8>,
    /// The line starts a list item.
    pub(super) bullet: bool,
    /// The line is nothing but a rule.
    pub(super) rule: bool,
}

/// Takes the marks off the start of a line; returns what they say, and their bytes.
pub(super) fn take_prefix(line: &mut Line) -> (Prefix, Option<Span>) {
    let text: Vec<char> = line.chars.iter().map(|c| c.character).collect();
    let mut prefix = Prefix::default();
    if is_rule(&text) {
        prefix.rule = true;
        let marks = span(&line.chars);
        line.chars.clear();
        return (prefix, marks);
    }
    let mut at = 0;
    while let Some('>') = text.get(at) {
        at += 1;
        at += usize::from(text.get(at) == Some(&' '));
    }
    let rest = text.get(at..).unwrap_or_default();
    let hashes = rest.iter().take_while(|mark| **mark == '#').count();
    if (1..=6).contains(&hashes) && rest.get(hashes) == Some(&' ') {
        prefix.heading = u8::try_from(hashes).ok();
        at += hashes + 1;
    } else if matches!(rest, ['*' | '-' | '+', ' ', _, ..]) {
        prefix.bullet = true;
        at += 2;
    }
    let marks: Vec<SourceChar> = line.chars.drain(..at).collect();
    (prefix, span(&marks))
}

/// Returns whether a line is three or more of one mark and nothing else.
fn is_rule(text: &[char]) -> bool {
    let marks = text.iter().filter(|mark| **mark != ' ');
    let first = text.first().copied().unwrap_or_default();
    "-*_=~".contains(first) && marks.clone().count() >= 3 && marks.clone().all(|m| *m == first)
}

/// A text without its inline marks.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    pub(super) chars: Vec<SourceChar>,
    /// The bytes of each mark.
    pub(super) marks: Vec<Span>,
    /// The whole text stood in one pair of emphasis marks.
    pub(super) emphasised: bool,
    /// The text is nothing but an image: what is left is its description.
    pub(super) image: bool,
}

/// Takes emphasis, links, images and escapes out of a text.
pub(super) fn strip_inline(chars: Vec<SourceChar>) -> Stripped {
    let text: Vec<char> = chars.iter().map(|c| c.character).collect();
    if !text.iter().any(|mark| "*_[\\`".contains(*mark)) {
        return Stripped {
            chars,
            ..Stripped::default()
        };
    }
    let mut drop = vec![false; text.len()];
    let image = mark_links(&text, &mut drop);
    mark_escapes(&text, &mut drop);
    let emphasised = mark_emphasis(&text, &mut drop);
    let mut stripped = Stripped {
        emphasised,
        image,
        ..Stripped::default()
    };
    let mut at = 0;
    for run in drop.chunk_by(|a, b| a == b) {
        let part = chars.get(at..at + run.len()).unwrap_or_default();
        match run.first() {
            Some(true) => stripped.marks.extend(span(part)),
            _ => stripped.chars.extend_from_slice(part),
        }
        at += run.len();
    }
    stripped
}

/// Marks everything of `[text](address)` and `![text](address)` but the text. Returns whether
/// one image is the whole of it.
fn mark_links(text: &[char], drop: &mut [bool]) -> bool {
    let mut at = 0;
    let mut image = false;
    while let Some(open) = find(text, at, &['[']) {
        at = open + 1;
        let Some(middle) = find(text, at, &['[', ']']).filter(|m| text.get(m + 1) == Some(&'('))
        else {
            continue;
        };
        let Some(close) = find(text, middle, &[')', ' ', '\n']).and_then(|m| {
            let title = text.get(m) == Some(&' ') && text.get(m + 1) == Some(&'"');
            if title {
                find(text, m, &[')'])
            } else {
                Some(m)
            }
        }) else {
            continue;
        };
        if text.get(middle) != Some(&']') || text.get(close) != Some(&')') {
            continue;
        }
        let is_image = open > 0 && text.get(open - 1) == Some(&'!');
        let start = open - usize::from(is_image);
        image |= is_image && start == 0 && close + 1 == text.len();
        set(drop, start, open + 1);
        set(drop, middle, close + 1);
        at = middle + 1;
    }
    image
}

fn mark_escapes(text: &[char], drop: &mut [bool]) {
    for (at, pair) in text.windows(2).enumerate() {
        if matches!(
            pair,
            [
                '\\',
                '*' | '_' | '[' | ']' | '#' | '>' | '`' | '.' | '!' | '-'
            ]
        ) {
            set(drop, at, at + 1);
        }
    }
}

/// Marks paired runs of `*`, `_` and backticks that hug the words between them. Returns whether
/// one pair holds the whole text.
fn mark_emphasis(text: &[char], drop: &mut [bool]) -> bool {
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut whole = false;
    let mut at = 0;
    while at < text.len() {
        let mark = text.get(at).copied().unwrap_or_default();
        let escaped = at > 0 && text.get(at - 1) == Some(&'\\');
        let taken = drop.get(at).copied().unwrap_or_default();
        if !"*_`".contains(mark) || escaped || taken {
            at += 1;
            continue;
        }
        let length = text
            .iter()
            .skip(at)
            .take_while(|other| **other == mark)
            .count();
        let before = at.checked_sub(1).and_then(|i| text.get(i)).copied();
        let after = text.get(at + length).copied();
        let partner = open
            .iter()
            .rposition(|(m, _, l)| *m == mark && *l == length);
        match partner {
            Some(partner) if closes(mark, before, after) => {
                if let Some((_, start, _)) = open.get(partner).copied() {
                    set(drop, start, start + length);
                    set(drop, at, at + length);
                    whole |= start == 0 && after.is_none();
                }
                open.truncate(partner);
            }
            _ if length <= 3 && opens(mark, before, after) && open.len() < 16 => {
                open.push((mark, at, length));
            }
            _ => {}
        }
        at += length;
    }
    whole
}

fn opens(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let inside_word = mark == '_' && before.is_some_and(char::is_alphanumeric);
    after.is_some_and(|next| !next.is_whitespace()) && !inside_word
}

fn closes(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let inside_word = mark == '_' && after.is_some_and(char::is_alphanumeric);
    before.is_some_and(|last| !last.is_whitespace()) && !inside_word
}

fn find(text: &[char], from: usize, wanted: &[char]) -> Option<usize> {
    // A label or an address is short; without a limit, many brackets would cost a square.
    let rest = text.iter().skip(from).take(2000);
    rest.clone()
        .position(|c| wanted.contains(c))
        .map(|at| from + at)
}

fn set(drop: &mut [bool], start: usize, end: usize) {
    if let Some(part) = drop.get_mut(start..end) {
        part.fill(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::source_char::text;

    fn chars(text: &str) -> Vec<SourceChar> {
        let indices = text.char_indices();
        indices
            .map(|(at, c)| SourceChar::new(c, at, at + c.len_utf8()))
            .collect()
    }

    #[test]
    fn inline_marks_go_and_the_words_stay() {
        for (raw, want) in [
            ("a **bold** and *slanted* word", "a bold and slanted word"),
            (
                "see [the *text*](https://x.example/a_b) now",
                "see the text now",
            ),
            ("[a](u \"title\") b", "a b"),
            ("snake_case and _this_", "snake_case and this"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("a footnote* only", "a footnote* only"),
            ("[sic] (he said)", "[sic] (he said)"),
            ("5 \\* 3", "5 * 3"),
            ("![a dam](dam.jpg)", "a dam"),
            ("***both***", "both"),
        ] {
            assert_eq!(text(&strip_inline(chars(raw)).chars), want, "{raw}");
        }
        assert!(strip_inline(chars("*All of it.*")).emphasised);
        assert!(!strip_inline(chars("*All* of *it*")).emphasised);
    }

    #[test]
    fn line_marks_are_told_apart() {
        let take = |raw: &str| {
            let mut line = Line {
                chars: chars(raw),
                ..Line::default()
            };
            let (prefix, _) = take_prefix(&mut line);
            (prefix.heading, prefix.bullet, prefix.rule, line.text())
        };
        assert_eq!(take("## Talks"), (Some(2), false, false, "Talks".into()));
        assert_eq!(
            take("> > He left."),
            (None, false, false, "He left.".into())
        );
        assert_eq!(take("- one"), (None, true, false, "one".into()));
        assert_eq!(take("* * *"), (None, false, true, String::new()));
        assert_eq!(take("#dams"), (None, false, false, "#dams".into()));
        assert_eq!(take("— Yes."), (None, false, false, "— Yes.".into()));
    }
}
