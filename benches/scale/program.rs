//! The program as a user starts it, and what can be seen of it from outside.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::process::Command;

use corpus::{Corpus, Faults, Layout};
use regex::Regex;

use super::files::names_in;
use super::format::thousands;

/// How facts are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Jsonl,
    Toml,
}

/// Returns the program's command, with plain output.
pub fn footnote() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_footnote"));
    command.env("NO_COLOR", "1");
    command
}

/// Returns whether a command's help names an option.
pub fn has_option(command: &str, option: &str) -> bool {
    let help = footnote().args([command, "--help"]).output();
    let help = help.expect("the program starts").stdout;
    String::from_utf8_lossy(&help).contains(option)
}

/// Checks a dataset with the program, and returns its exit code and what it says.
pub fn check(folder: &Path) -> (Option<i32>, String) {
    let output = footnote()
        .arg("check")
        .arg(folder)
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

/// Returns whether the program reads facts in JSON Lines.
pub fn reads_jsonl() -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = Corpus {
        events: 20,
        seed: 1,
        faults: Faults::new(0, 20, true),
    };
    let dataset = folder.path().join("corpus");
    corpus::write(&corpus, Layout::Single, &dataset);
    let (code, said) = check(&dataset);
    code == Some(0) && said.contains("20 event")
}

/// Builds one dataset written down in three ways, and returns which exports differ; `None` where
/// the program reads one of them only.
pub fn differing_exports(events: usize) -> Option<Vec<String>> {
    if !reads_jsonl() {
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = Corpus {
        events,
        seed: 1,
        faults: Faults::new(0, events, true),
    };
    let layouts = [Layout::Toml, Layout::Shards, Layout::Single];
    let exports = layouts.map(|layout| {
        let own = folder.path().join(format!("{layout:?}"));
        corpus::write(&corpus, layout, &own.join("corpus"));
        let built = footnote()
            .current_dir(&own)
            .args(["build", "corpus", "--quiet"])
            .status();
        assert!(
            built.expect("the program starts").success(),
            "{layout:?} builds"
        );
        own.join("exports")
    });
    let names: BTreeSet<_> = exports.iter().flat_map(|folder| names_in(folder)).collect();
    let read = |folder: &Path, name: &str| std::fs::read(folder.join(name)).ok();
    let differs = |name: &String| {
        let first = read(&exports[0], name);
        first.is_none() || exports[1..].iter().any(|other| read(other, name) != first)
    };
    Some(names.into_iter().filter(differs).collect())
}

/// What a run said of the faults that were planted in a corpus.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub planted: usize,
    /// How many errors it counted in all.
    pub counted: usize,
    /// How many it showed, each with file and line.
    pub shown: usize,
    /// How many of those were where a fault is.
    pub right: usize,
}

impl Found {
    /// Returns whether all were counted, and those that were shown stand where they were planted.
    pub fn is_right(&self) -> bool {
        self.counted == self.planted && self.shown > 0 && self.right == self.shown
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [planted, counted, shown, right] =
            [self.planted, self.counted, self.shown, self.right].map(|n| thousands(n as u64));
        write!(
            f,
            "{counted} errors counted of {planted} planted; {shown} shown with their places, {right} of them where planted"
        )
    }
}

/// Holds what a run said against the faults that were planted: lines of file, line (0 where
/// unknown), name and words.
pub fn faults_found(output: &str, planted: &str) -> Found {
    let location = Regex::new(r"(?m)^\s*--> (.+?):(\d+):\d+$").expect("the pattern is right");
    let total = Regex::new(r"([\d,]+) errors").expect("the pattern is right");
    let planted: Vec<(&str, &str)> = planted
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.next()?))
        })
        .collect();
    let is_planted = |(file, line): (&str, &str)| {
        let is_at =
            |(known, at): &(&str, &str)| file.ends_with(known) && (*at == line || *at == "0");
        planted.iter().any(is_at)
    };
    let shown: Vec<(&str, &str)> = location
        .captures_iter(output)
        .map(|found| found.extract::<2>().1.into())
        .collect();
    let right = shown
        .iter()
        .filter(|location| is_planted(**location))
        .count();
    let counted = total.captures_iter(output).last();
    let counted = counted.and_then(|found| found.extract::<1>().1[0].replace(',', "").parse().ok());
    Found {
        planted: planted.len(),
        counted: counted.unwrap_or_default(),
        shown: shown.len(),
        right,
    }
}
