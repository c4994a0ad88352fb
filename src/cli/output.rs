//! Writing for people and programs: data to standard output, words to standard error.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use super::error::CliError;
use crate::dataset::{Folder, Report, Severity, render, shortened};

/// How many bytes each part of an error has at most: a list of all tables fits.
const ERROR_MAX: usize = 2000;

/// Where a command writes.
pub struct Output {
    quiet: bool,
    verbose: bool,
}

impl Output {
    /// Makes an output; `quiet` leaves out words that are not errors.
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// Returns whether nothing is to be said but what is wrong.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Returns whether every change is to be said.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Writes data to standard output.
    pub fn data(&mut self, text: impl fmt::Display) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        write!(out, "{text}")
            .and_then(|()| out.flush())
            .map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => CliError::ClosedPipe,
                _ => CliError::Output(error),
            })
    }

    /// Writes data to standard output that goes with other work: whoever reads no further of it has
    /// not asked for that to be left undone.
    pub fn preview(&mut self, text: impl fmt::Display) -> Result<(), CliError> {
        match self.data(text) {
            Err(CliError::ClosedPipe) => Ok(()),
            written => written,
        }
    }

    /// Says something on a line of standard error, unless quiet.
    pub fn say(&mut self, words: impl fmt::Display) {
        if !self.quiet {
            to_stderr(&format!("{words}\n"));
        }
    }

    /// Says lines that each end with a line break, unless quiet; nothing where there are none.
    pub fn say_all(&mut self, lines: impl fmt::Display) {
        if !self.quiet {
            to_stderr(&lines.to_string());
        }
    }

    /// Prints an error with its causes and hint.
    pub fn error(&mut self, error: &CliError) {
        let short = |part: &dyn fmt::Display| shortened(part.to_string(), ERROR_MAX);
        let mut text = format!("error: {}\n", short(error));
        let mut cause = error.source();
        while let Some(source) = cause {
            text.push_str(&format!("  because: {}\n", short(&source)));
            cause = source.source();
        }
        if let Some(hint) = error.hint() {
            text.push_str(&format!("  hint: {}\n", short(&hint)));
        }
        to_stderr(&text);
    }

    /// Prints the problems of a dataset and how many they are.
    pub fn problems(&mut self, report: &Report, folder: &Folder) {
        if report.problems.is_empty() {
            return;
        }
        let mut text = render(&report.problems, folder);
        for more in &report.more {
            let number = counted(more.number, name_of(more.severity));
            let message = &more.message;
            text.push_str(&format!("… and {number} more of the kind: {message}\n\n"));
        }
        let errors = counted(report.count(Severity::Error), "error");
        let warnings = counted(report.count(Severity::Warning), "warning");
        to_stderr(&format!("{text}{errors}, {warnings}\n"));
    }
}

/// Writes to standard error, with colour where it is a terminal that wants it.
fn to_stderr(text: &str) {
    // Where standard error cannot be written, nobody reads it.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Names a severity.
pub fn name_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Writes a number with its noun: `1 fact`, `2 facts`.
pub fn counted(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{s}")
}
