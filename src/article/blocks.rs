//! From lines to blocks: paragraphs, headings and everything that stands by itself.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::edits::EditLog;
use super::lines::{Line, fold_spaces};
use super::markdown::{self, Prefix};
use super::predicates::{ends_sentence, is_label, is_letter_line};
use super::reading::{EditKind, Span};
use super::source_char::SourceChar;
use super::source_char::{span, text};

/// A piece of text between two breaks: a paragraph, or a line of something else.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The characters of the clean text.
    pub(super) chars: Vec<SourceChar>,
    text: String,
    /// The raw bytes from the first character to the last.
    pub(super) span: Span,
    /// The level of a Markdown heading, from 1.
    pub(super) heading: Option<u8>,
    /// The block is an item of a list.
    pub(super) bullet: bool,
    /// The block is the description of an image.
    pub(super) image: bool,
    /// The whole block was set in Markdown emphasis.
    pub(super) emphasised: bool,
    /// White space stood before the first word.
    pub(super) indented: bool,
    /// The first letter came from a line of its own.
    pub(super) drop_cap: bool,
}

impl Block {
    /// Returns the block's text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the block's length in characters.
    pub(super) fn length(&self) -> usize {
        self.chars.len()
    }

    /// Returns this block with its first letter in front.
    pub(super) fn with_drop_cap(&self, cap: &Self, chars: Vec<SourceChar>) -> Self {
        Self {
            text: text(&chars),
            chars,
            span: cap.span.until(self.span.end),
            drop_cap: true,
            ..self.clone()
        }
    }
}

/// Cuts lines into blocks.
///
/// A block is one line, unless the text is wrapped by hand: no line is longer than
/// [`WIDEST_WRAP`], and most long lines that another one follows stop in mid-sentence. Then
/// lines are joined as long as the first word of the next would not have fitted, or the next
/// goes on in lower case.
pub(super) fn build(lines: Vec<Line>, log: &mut EditLog) -> Vec<Block> {
    let lines = mark_lines(lines, log);
    let width = wrap_width(&lines);
    let mut blocks = Vec::new();
    let mut open: Vec<Marked> = Vec::new();
    for line in lines {
        let goes_on = open.last().is_some_and(|last| goes_on(last, &line, width));
        if !goes_on {
            blocks.extend(close(std::mem::take(&mut open), log));
        }
        if !line.line.is_blank() {
            open.push(line);
        }
    }
    blocks.extend(close(open, log));
    blocks
}

/// The longest line, in characters, of a text that is wrapped by hand.
const WIDEST_WRAP: usize = 120;

struct Marked {
    line: Line,
    text: String,
    length: usize,
    prefix: Prefix,
}

fn mark_lines(lines: Vec<Line>, log: &mut EditLog) -> Vec<Marked> {
    let mut marked: Vec<Marked> = Vec::with_capacity(lines.len());
    for mut line in lines {
        let rule = line.text();
        let (prefix, marks) = markdown::take_prefix(&mut line);
        if let Some(marks) = marks {
            log.removed(EditKind::Markdown, marks);
        }
        if let (true, Some(above)) = (prefix.rule, marked.last_mut()) {
            underline(above, &rule);
        }
        let text = line.text();
        marked.push(Marked {
            length: line.chars.len(),
            line,
            text,
            prefix,
        });
    }
    marked
}

/// Makes a heading of a line with a rule right below it.
fn underline(above: &mut Marked, rule: &str) {
    let short = above.length > 0 && above.length <= WIDEST_WRAP && !ends_sentence(&above.text);
    match rule.chars().next() {
        Some('=') if short => above.prefix.heading = Some(1),
        Some('-') if short => above.prefix.heading = Some(2),
        _ => {}
    }
}

/// Returns the width that the text is wrapped at, or None if each line is a block.
fn wrap_width(lines: &[Marked]) -> Option<usize> {
    let with_words = lines.iter().filter(|line| line.text.contains(' '));
    let width = with_words.map(|line| line.length).max()?;
    let pairs = lines.windows(2).filter_map(|pair| match pair {
        [a, b] if a.length >= width / 2 && b.length > 1 && !stands_alone(a) => Some(a),
        _ => None,
    });
    let (mut all, mut open) = (0, 0);
    for line in pairs {
        all += 1;
        open += usize::from(!ends_sentence(&line.text));
    }
    (width <= WIDEST_WRAP && open > 0 && 2 * open >= all).then_some(width)
}

fn goes_on(last: &Marked, next: &Marked, width: Option<usize>) -> bool {
    let Some(width) = width else {
        return false;
    };
    let alone = stands_alone(last) || stands_alone(next) || next.prefix.bullet;
    if alone || last.length < width / 2 || next.line.is_blank() {
        return false;
    }
    let first_word = next.text.split(' ').next().unwrap_or_default();
    let full = last.length + 1 + first_word.chars().count();
    10 * full >= 9 * width
        || (!ends_sentence(&last.text) && next.text.starts_with(char::is_lowercase))
}

fn stands_alone(line: &Marked) -> bool {
    line.prefix.heading.is_some() || is_letter_line(&line.text) || is_label(&line.text)
}

/// Makes one block of lines that belong together; None if nothing but marks stood there.
fn close(lines: Vec<Marked>, log: &mut EditLog) -> Option<Block> {
    let first = lines.first()?;
    let (prefix, indented) = (first.prefix, first.line.indented);
    let mut chars: Vec<SourceChar> = Vec::new();
    let mut soft_hyphen = false;
    for Marked { line, .. } in lines {
        if let (Some(last), Some(next)) = (chars.last(), line.chars.first()) {
            let gap = last.span();
            let gap = Span {
                start: gap.end,
                end: next.start(),
            };
            let whole = soft_hyphen || is_hyphenated(&chars, next.character);
            log.record(EditKind::JoinedLines, gap, whole.then_some(gap));
            if !whole {
                chars.push(SourceChar::new(' ', gap.start, gap.end));
            }
        }
        soft_hyphen = line.soft_hyphen;
        chars.extend(line.chars);
    }
    let stripped = markdown::strip_inline(chars);
    for mark in stripped.marks {
        log.removed(EditKind::Markdown, mark);
    }
    let (chars, runs) = fold_spaces(stripped.chars);
    let (chars, composed) = normalise(chars);
    runs.into_iter()
        .for_each(|run| log.changed(EditKind::Spaces, run));
    composed
        .into_iter()
        .for_each(|span| log.changed(EditKind::Composed, span));
    Some(Block {
        text: text(&chars),
        span: span(&chars)?,
        chars,
        heading: prefix.heading,
        bullet: prefix.bullet,
        image: stripped.image,
        emphasised: stripped.emphasised,
        indented,
        drop_cap: false,
    })
}

/// Returns whether a line ends in a hyphen between two lower-case letters.
fn is_hyphenated(line: &[SourceChar], next: char) -> bool {
    match line {
        [.., letter, hyphen] => {
            letter.character.is_alphabetic() && hyphen.character == '-' && next.is_lowercase()
        }
        _ => false,
    }
}

/// Composes a text to NFC; returns the spans that changed.
fn normalise(chars: Vec<SourceChar>) -> (Vec<SourceChar>, Vec<Span>) {
    if is_nfc(&text(&chars)) {
        return (chars, Vec::new());
    }
    let mut composed = Vec::with_capacity(chars.len());
    let mut changed = Vec::new();
    let mut rest = chars.as_slice();
    while !rest.is_empty() {
        let (cluster, tail) = rest.split_at(cluster_length(rest));
        rest = tail;
        let before = text(cluster);
        let after: String = before.nfc().collect();
        match span(cluster) {
            Some(raw) if before != after => {
                composed.extend(
                    after
                        .chars()
                        .map(|c| SourceChar::new(c, raw.start, raw.end)),
                );
                changed.push(raw);
            }
            _ => composed.extend_from_slice(cluster),
        }
    }
    (composed, changed)
}

/// Returns how many characters at the start of a text compose with each other but with nothing
/// behind them.
fn cluster_length(chars: &[SourceChar]) -> usize {
    let mut cluster = String::new();
    for (length, c) in chars.iter().enumerate() {
        let next = c.character;
        let starts = length > 0 && canonical_combining_class(next) == 0;
        if starts && (next.is_ascii() || !joins(&cluster, next)) {
            return length;
        }
        cluster.push(next);
    }
    chars.len()
}

/// Returns whether a character other than a combining mark changes what is in front of it: so do the
/// parts of a Hangul syllable and some vowel signs of India.
fn joins(cluster: &str, next: char) -> bool {
    let apart = cluster.nfc().chain(std::iter::once(next).nfc());
    !cluster.chars().chain([next]).nfc().eq(apart)
}
