//! Problems: what is wrong with a dataset, as values that point at the text.
//!
//! **All problems at once.** What is wrong with a dataset is a value with a span, never an early
//! return. A fact with a fault is left out, but its key still resolves, so that one fault is one
//! message; and a fact is left out only for a fault that is reported. Nothing is written unless there
//! is no error.
//!
//! A program that writes a million lines makes the same mistake a million times. So of each kind of
//! problem only the first ones are kept, and all are counted:
//!
//! ```text
//! unknown actor `varni`       ─┐
//! unknown actor `brand`        ├─► unknown actor …    kept: the first 50 by file and span
//! unknown actor `pact`        ─┘                      counted: all
//! event `boats` lacks `title`  ──► event … lacks …    kept: 1
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::{Deserialize, Serialize};

use super::folder::{Folder, LEDGER, is_of_lines, line_and_column};
use super::span::Span;

/// Whether a problem stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The dataset cannot be built.
    Error,
    /// It can be built, but needs a look.
    Warning,
}

/// Something that is wrong at one span of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Whether it stops the build.
    pub severity: Severity,
    /// The file, relative to the dataset's folder.
    pub file: String,
    /// The line, where the file is one of lines, which is not held.
    pub line: Option<Line>,
    /// The span in the line or else in the file, in bytes, half-open; empty at the start where the
    /// problem is one of the whole.
    pub span: Range<usize>,
    /// What is wrong: found and expected, lower case, without full stop.
    pub message: String,
    /// What may help, one hint each.
    pub hints: Vec<String>,
    /// Whether the file cannot be parsed there: other problems nearby may only follow from that.
    pub is_syntax: bool,
    /// The fact and field of a correction that is stale: the store may have the change that came
    /// between.
    pub cell: Option<(String, String)>,
    /// A key that names nothing, and the kind of fact that it should name. The nearest key is looked
    /// up only for the problems that are kept, since that takes a look at all keys.
    #[serde(skip)]
    pub unknown: Option<(String, Option<&'static str>)>,
}

impl Problem {
    /// Adds a hint.
    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hints.push(hint.into());
        self
    }

    /// Returns the line and the column, both from 1, the column in characters.
    pub fn line_and_column(&self, folder: &Folder) -> (usize, usize) {
        let (text, first_line) = self.text(folder);
        let (line, column) = line_and_column(text, self.span.start);
        (first_line + line - 1, column)
    }

    /// Returns the text that the span is in, and the number of its first line.
    fn text<'t>(&'t self, folder: &'t Folder) -> (&'t str, usize) {
        match &self.line {
            Some(line) => (&line.text, line.number),
            None if is_of_lines(&self.file) => ("", 1),
            None => (folder.text(&self.file).unwrap_or_default(), 1),
        }
    }

    /// Returns the sort key: file, line and span; with the message it also identifies a problem.
    fn position(&self) -> Position {
        let line = self.line.as_ref().map_or(0, |line| line.number);
        let Range { start, end } = self.span;
        (self.file.clone(), line, start, end, self.message.clone())
    }
}

type Position = (String, usize, usize, usize, String);

/// A line of a file of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// Its text, without the line break.
    pub text: String,
}

/// What is being read: a file as a whole, or one line of it.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The file, relative to the dataset's folder.
    pub file: &'a str,
    /// The number of the line, from 1, and its text.
    pub line: Option<(usize, &'a str)>,
}

impl<'a> From<&'a str> for At<'a> {
    fn from(file: &'a str) -> Self {
        Self { file, line: None }
    }
}

impl<'a> At<'a> {
    /// Makes one of a line of a file.
    pub fn line(file: &'a str, number: usize, text: &'a str) -> Self {
        let line = Some((number, text));
        Self { file, line }
    }
}

/// A span of a file that is kept until it is known whether there is anything to report about it. Of
/// a line it keeps the number alone: the line is read again for the report.
#[derive(Debug, Clone)]
pub struct KeptSpan {
    /// The file.
    pub file: String,
    /// The number of the line, where the file is one of lines.
    pub line: Option<usize>,
    /// The span in the line or else in the file.
    pub span: Span,
}

impl KeptSpan {
    /// Keeps a span of what is being read.
    pub fn new(at: At<'_>, span: Span) -> Self {
        Self {
            file: at.file.to_owned(),
            line: at.line.map(|(number, _)| number),
            span,
        }
    }
}

impl<'a> From<&'a KeptSpan> for At<'a> {
    fn from(kept: &'a KeptSpan) -> Self {
        let line = kept.line.map(|number| (number, ""));
        Self {
            file: &kept.file,
            line,
        }
    }
}

/// How many problems of one kind are kept; all are counted.
pub const KEPT_PER_KIND: usize = 50;

/// How many problems are held before they are sorted by kind. Until then whoever reported one can
/// add hints to it.
const RECENT: usize = 1024;

/// All problems of one run: of each kind the first ones, and how many there are.
///
/// A kind is a severity and a message with `…` for what it quotes and counts.
#[derive(Debug, Default)]
pub struct Problems {
    recent: Vec<Problem>,
    kinds: BTreeMap<(Severity, String), Kind>,
    /// The files that they are in.
    files: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Kind {
    kept: BTreeMap<Position, Problem>,
    number: usize,
}

/// The problems of one run, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The first problems of each kind, by file and span.
    pub problems: Vec<Problem>,
    /// The kinds of which there are more.
    pub more: Vec<More>,
    /// The files that any of them is in.
    pub files: BTreeSet<String>,
}

/// Problems that are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct More {
    /// Whether they stop the build.
    pub severity: Severity,
    /// What they say, `…` for what each quotes or counts.
    pub message: String,
    /// How many there are beyond those that are listed.
    pub number: usize,
}

impl Report {
    /// Counts all problems of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let listed = self.problems.iter().filter(|p| p.severity == severity);
        let more = self.more.iter().filter(|more| more.severity == severity);
        listed.count() + more.map(|more| more.number).sum::<usize>()
    }
}

impl Problems {
    /// Adds an error and returns it, so that hints can be added.
    pub fn error<'a>(
        &mut self,
        at: impl Into<At<'a>>,
        span: impl Into<Span>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.push(Severity::Error, at.into(), span.into(), message.into())
    }

    /// Adds a warning and returns it, so that hints can be added.
    pub fn warning<'a>(
        &mut self,
        at: impl Into<At<'a>>,
        span: impl Into<Span>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.push(Severity::Warning, at.into(), span.into(), message.into())
    }

    /// Names one more file that a problem is about.
    pub fn name_file(&mut self, file: &str) {
        if !self.files.contains(file) {
            self.files.insert(file.to_owned());
        }
    }

    fn push(
        &mut self,
        severity: Severity,
        at: At<'_>,
        span: Span,
        message: String,
    ) -> &mut Problem {
        if self.recent.len() >= RECENT {
            self.sort_by_kind();
        }
        let message = short(message, MESSAGE_MAX);
        // What the ledger says is wrong in view of the fact, which stands elsewhere.
        self.name_file(at.file);
        let at = if span.in_ledger { At::from(LEDGER) } else { at };
        self.name_file(at.file);
        let line = at.line.map(|(number, text)| Line {
            number,
            text: text.to_owned(),
        });
        self.recent.push(Problem {
            severity,
            file: at.file.to_owned(),
            line,
            span: span.range(),
            message,
            hints: Vec::new(),
            is_syntax: false,
            cell: None,
            unknown: None,
        });
        self.recent.last_mut().expect("it was just pushed")
    }

    /// Returns whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.recent.is_empty() && self.kinds.is_empty()
    }

    /// Takes over the problems of others, but for those that are not wanted. Those that are only
    /// counted cannot be asked, and count as wanted.
    pub fn take(&mut self, mut others: Self, is_wanted: impl Fn(&Problem) -> bool) {
        others.sort_by_kind();
        self.sort_by_kind();
        self.files.extend(others.files);
        for (name, of) in others.kinds {
            let more = of.number - of.kept.len();
            let mut kept = of.kept.into_values().filter(&is_wanted).peekable();
            if kept.peek().is_none() && more == 0 {
                continue;
            }
            let kind = self.kinds.entry(name).or_default();
            kept.for_each(|problem| kind.add(problem));
            kind.number += more;
        }
    }

    fn sort_by_kind(&mut self) {
        for problem in self.recent.drain(..) {
            let name = (problem.severity, kind_of(&problem.message));
            self.kinds.entry(name).or_default().add(problem);
        }
    }

    /// Returns the problems by file and span, each once.
    pub fn report(mut self) -> Report {
        self.sort_by_kind();
        let mut report = Report {
            files: self.files,
            ..Report::default()
        };
        for ((severity, message), kind) in self.kinds {
            let number = kind.number - kind.kept.len();
            report.problems.extend(kind.kept.into_values());
            let more = More {
                severity,
                message,
                number,
            };
            report.more.extend((number > 0).then_some(more));
        }
        for hint in report
            .problems
            .iter_mut()
            .flat_map(|problem| &mut problem.hints)
        {
            *hint = short(std::mem::take(hint), MESSAGE_MAX);
        }
        report.problems.sort_by_cached_key(Problem::position);
        report
    }
}

impl Kind {
    /// Adds a problem, unless it was added before, and keeps the first ones by file and span. Which
    /// ones are kept does not depend on the order in which they come: no thread shows.
    fn add(&mut self, problem: Problem) {
        if self.kept.insert(problem.position(), problem).is_none() {
            self.number += 1;
        }
        if self.kept.len() > KEPT_PER_KIND {
            self.kept.pop_last();
        }
    }
}

/// How many bytes a message or hint has at most.
pub const MESSAGE_MAX: usize = 600;

/// Returns a message of at most so many bytes, without the middle of what it quotes where that is long:
/// nobody reads a megabyte, and what is expected instead stands at the end.
pub fn short(message: String, most: usize) -> String {
    if message.len() <= most {
        return message;
    }
    let end = message.ceil_char_boundary(message.len() - most / 4);
    let start = message.floor_char_boundary(most - most / 4 - " … ".len());
    format!("{} … {}", &message[..start], &message[end..])
}

/// Returns a message with `…` for what it quotes and counts: names in backticks or quotes, numbers.
fn kind_of(message: &str) -> String {
    let mut kind = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '`' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            '0'..='9' => rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len()),
            other => {
                kind.push(other);
                rest = &rest[other.len_utf8()..];
                continue;
            }
        };
        kind.push('…');
        rest = &rest[length..];
    }
    kind
}

/// Writes problems for people: message, position, the line with the span underlined, and hints.
///
/// Colours are escape sequences of ANSI terminals; the text is complete without them.
pub fn render(problems: &[Problem], folder: &Folder) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for problem in problems {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let (source, first_line) = problem.text(folder);
        let span = on_characters(source, problem.span.clone());
        let snippet = Snippet::source(source)
            .line_start(first_line)
            .path(folder.display_path(&problem.file))
            .annotation(AnnotationKind::Primary.span(span));
        let mut group = level
            .primary_title(problem.message.as_str())
            .element(snippet);
        for hint in &problem.hints {
            group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
        }
        writeln!(text, "{}\n", renderer.render(&[group])).expect("a string grows");
    }
    text
}

/// Clips a span to the text and widens it to whole characters.
fn on_characters(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    start..end
}

/// Returns the known name that is most like a text, if one is alike enough to be meant.
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = Letters::of(text);
    let likeness = |name: &str| match letters.likeness_at_most(&Letters::of(name)) {
        most if most < LIKENESS_MIN => most,
        _ => strsim::normalized_damerau_levenshtein(text, name),
    };
    let alike = known.into_iter().map(|name| (likeness(name), name));
    let best = alike
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)));
    best.map(|(_, name)| name)
}

/// How alike two names are at least, from 0 to 1, for one to be meant by the other.
const LIKENESS_MIN: f64 = 0.6;

/// How often each letter occurs in a text. Two texts whose letters differ much cannot be alike, so
/// that only few of a hundred thousand names are compared letter by letter.
struct Letters {
    counts: [u8; 64],
    length: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self {
            counts: [0; 64],
            length: 0,
        };
        for character in text.chars() {
            let count = &mut letters.counts[character as usize % 64];
            *count = count.saturating_add(1);
            letters.length += 1;
        }
        letters
    }

    /// Returns how alike two texts are at most: each edit adds or takes away at most one letter.
    fn likeness_at_most(&self, other: &Self) -> f64 {
        let pairs = || self.counts.iter().zip(&other.counts);
        let more: usize = pairs()
            .map(|(a, b)| usize::from(a.saturating_sub(*b)))
            .sum();
        let less: usize = pairs()
            .map(|(a, b)| usize::from(b.saturating_sub(*a)))
            .sum();
        let longest = self.length.max(other.length).max(1);
        1.0 - more.max(less) as f64 / longest as f64
    }
}

/// Returns a hint with the nearest known name, or else with all of them where they are few.
pub fn did_you_mean<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(text, known.iter().copied()) {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if (1..=20).contains(&known.len()) => {
            Some(format!("expected one of `{}`", known.join("`, `")))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_kind_the_first_problems_are_kept_and_all_are_counted() {
        let mut problems = Problems::default();
        for number in (0..3000).rev() {
            let message = format!("unknown actor `actor-{number}`, the {number}th");
            problems.error("a.toml", number..number + 1, message);
        }
        let mut others = Problems::default();
        others.error("a.toml", 7..8, "unknown actor `actor-7`, the 7th");
        others.warning("b.toml", 0..0, "odd");
        others.error("b.toml", 1..2, "not wanted");
        problems.take(others, |problem| problem.message != "not wanted");
        let report = problems.report();
        assert_eq!(report.problems.len(), KEPT_PER_KIND + 1);
        let starts = report.problems.iter().map(|problem| problem.span.start);
        let expected = (0..KEPT_PER_KIND).chain([0]);
        assert_eq!(starts.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        assert_eq!(report.count(Severity::Error), 3000);
        assert_eq!(report.count(Severity::Warning), 1);
        let [more] = report.more.as_slice() else {
            panic!("one kind has more");
        };
        assert_eq!(more.message, "unknown actor …, the …th");
    }

    #[test]
    fn a_message_stays_short_where_it_quotes_a_long_value() {
        let mut problems = Problems::default();
        let long = "é`\"".repeat(1_000_000);
        let message = format!("`{long}` is not a day such as 2023-02-27");
        problems
            .error("a.toml", 0..1, message)
            .hint(format!("write {long}"));
        let report = problems.report();
        let [problem] = report.problems.as_slice() else {
            panic!("one problem");
        };
        assert!(problem.message.len() <= MESSAGE_MAX && problem.hints[0].len() <= MESSAGE_MAX);
        assert!(problem.message.starts_with("`é`\"é`\""));
        assert!(
            problem
                .message
                .ends_with("` is not a day such as 2023-02-27")
        );
        assert_eq!(short("x".repeat(9), 9), "x".repeat(9));
    }

    #[test]
    fn the_nearest_name_is_alike_or_none() {
        let known = ["initiator", "addressee", "recipient"];
        assert_eq!(nearest("adressee", known), Some("addressee"));
        assert_eq!(nearest("xyz", known), None);
        assert_eq!(
            did_you_mean("xyz", known).unwrap(),
            "expected one of `initiator`, `addressee`, `recipient`"
        );
    }
}
