//! What is wrong with a dataset, as values that point at the text.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::folder::{Folder, LEDGER};
use super::span::Span;

/// Whether a problem stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The dataset cannot be built.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// Something wrong at one place of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the build.
    pub severity: Severity,
    /// The file, relative to the dataset's folder.
    pub file: String,
    /// The place in the file, in bytes, half-open; empty at the start for the file as a whole.
    pub span: Range<usize>,
    /// What is wrong: found and expected, lower case, without full stop.
    pub message: String,
    /// What may help, one hint each.
    pub hints: Vec<String>,
    /// Whether it says that the file cannot be parsed: what else is found near it may be its doing.
    pub is_syntax: bool,
    /// The fact and field of a correction that is stale: the store may know what came between.
    pub cell: Option<(String, String)>,
}

/// All problems of one run.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds an error and returns it, so that hints can be added.
    pub fn error(
        &mut self,
        file: &str,
        span: impl Into<Span>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.push(Severity::Error, file, span.into(), message.into())
    }

    /// Adds a warning and returns it, so that hints can be added.
    pub fn warning(
        &mut self,
        file: &str,
        span: impl Into<Span>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.push(Severity::Warning, file, span.into(), message.into())
    }

    fn push(
        &mut self,
        severity: Severity,
        file: &str,
        span: Span,
        message: String,
    ) -> &mut Problem {
        let file = if span.in_ledger { LEDGER } else { file };
        self.0.push(Problem {
            severity,
            file: file.to_owned(),
            span: span.range(),
            message,
            hints: Vec::new(),
            is_syntax: false,
            cell: None,
        });
        self.0.last_mut().expect("it was just pushed")
    }

    /// Returns the problems by file and place, each once.
    pub fn sorted(mut self) -> Vec<Problem> {
        self.0.sort_by(|a, b| {
            let place = |p: &Problem| (p.file.clone(), p.span.start, p.span.end, p.message.clone());
            place(a).cmp(&place(b))
        });
        self.0.dedup();
        self.0
    }
}

/// Writes problems for people: message, place, the line with the place underlined, and hints.
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
        let mut group = level.primary_title(problem.message.as_str());
        let path = folder.display_path(&problem.file);
        let source = folder.text(&problem.file).unwrap_or_default();
        let span = on_characters(source, problem.span.clone());
        let group = {
            let snippet = Snippet::source(source)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span));
            let mut with_snippet =
                std::mem::replace(&mut group, Level::ERROR.primary_title("")).element(snippet);
            for hint in &problem.hints {
                with_snippet =
                    with_snippet.element(Level::HELP.with_name("hint").message(hint.as_str()));
            }
            with_snippet
        };
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
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(text, name);
    let alike = known.into_iter().map(|name| (likeness(name), name));
    let best = alike
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)));
    best.map(|(_, name)| name)
}

/// Returns the hint that names the nearest known name, or else all of them where they are few.
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
