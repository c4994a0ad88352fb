//! Files that look like part of a dataset, but have a name that is not read.
//!
//! A sheet that an editor saved as `facts.toml.txt`, or a file system renamed `FACTS.TOML`, is not one
//! of the dataset's files; without a word its facts would be gone. So each such file is named. It is
//! told by its name, or by its first line that says anything: `[[event]]`, `{"event": …`, or the header
//! of a ledger.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::folder::{Folder, LEDGER};
use super::ledger::COLUMNS;
use super::problem::{Problems, Report};
use crate::model::form::KINDS;

/// What a file that is not read looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// Like a sheet.
    Sheet,
    /// Like a file of lines.
    Lines,
    /// Like the ledger.
    Ledger,
    /// Like a lock.
    Lock,
}

/// How many bytes of a file are looked at.
const LOOK: u64 = 4096;

/// Endings that editors, browsers and people put behind a name.
const BEHIND: [&str; 10] = [
    ".txt",
    ".bak",
    ".old",
    ".orig",
    ".tmp",
    ".save",
    ".copy",
    ".off",
    ".disabled",
    "~",
];

/// Returns what a file that is not read looks like, if it looks like part of a dataset. The tables of an
/// export, which may lie in the dataset's folder, are beside their data package.
pub fn looks_like(name: &str, path: &Path) -> Option<Looks> {
    let found = of_name(name).or_else(|| of_text(&first_bytes(path)));
    // A copy may lack the data package.
    let beside = ["datapackage.json", "facts.csv", "citations.csv"];
    let is_exported = || {
        let mut beside = beside.iter();
        beside.any(|name| path.with_file_name(name).is_file())
    };
    found.filter(|looks| *looks != Looks::Ledger || !is_exported())
}

fn of_name(name: &str) -> Option<Looks> {
    let last = name.rsplit('/').next().unwrap_or(name).trim();
    let mut plain = last.to_lowercase();
    while let Some(shorter) = BEHIND.iter().find_map(|end| plain.strip_suffix(end)) {
        plain = shorter.trim_end().to_owned();
    }
    let packings = [".gz", ".zst", ".zstd", ".bz2", ".xz", ".zip", ".br", ".lz4"];
    let packed = packings.iter().find_map(|end| plain.strip_suffix(end));
    let unpacked = packed.unwrap_or(&plain);
    let is_lines = [".jsonl", ".ndjson", ".jsonlines", ".jl"];
    let stem = LEDGER.trim_end_matches(".csv");
    let table = [".csv", ".tsv", ".xlsx", ".xls", ".ods"];
    if unpacked.ends_with(".toml") || unpacked.ends_with(".tml") {
        Some(Looks::Sheet)
    } else if is_lines.iter().any(|end| unpacked.ends_with(end)) {
        Some(Looks::Lines)
    } else if unpacked == "passages.lock" {
        Some(Looks::Lock)
    } else if unpacked.starts_with(stem) && table.iter().any(|end| unpacked.ends_with(end)) {
        Some(Looks::Ledger)
    } else {
        None
    }
}

/// Returns what a text begins like: its first line that is neither blank nor a comment.
fn of_text(text: &str) -> Option<Looks> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let kinds = || KINDS.iter().map(|kind| kind.name).chain(["skip"]);
    let header = line
        .strip_prefix("[[")
        .and_then(|rest| rest.split_once("]]"));
    let key = line.strip_prefix('{').and_then(|rest| {
        let rest = rest.trim_start().strip_prefix('"')?;
        let (key, after) = rest.split_once('"')?;
        after.trim_start().starts_with(':').then_some(key)
    });
    let cells = || {
        line.split([',', ';', '\t'])
            .map(|cell| cell.trim_matches('"'))
    };
    if header.is_some_and(|(name, _)| kinds().any(|kind| kind == name.trim())) {
        Some(Looks::Sheet)
    } else if key.is_some_and(|key| kinds().chain(["source"]).any(|kind| kind == key)) {
        Some(Looks::Lines)
    } else if cells().eq(COLUMNS) {
        Some(Looks::Ledger)
    } else {
        None
    }
}

/// Returns the first bytes of a file as text; none of a file that cannot be read, which is no part of
/// the dataset anyway.
fn first_bytes(path: &Path) -> String {
    let mut bytes = Vec::new();
    let is_file = path.metadata().is_ok_and(|found| found.is_file());
    let file = is_file.then(|| File::open(path).ok()).flatten();
    let read = file.map(|file| file.take(LOOK).read_to_end(&mut bytes));
    match read {
        Some(Ok(_)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    }
}

/// Warns of each file that looks like part of the dataset and is not read.
pub fn report(folder: &Folder, problems: &mut Problems) {
    for (name, looks) in folder.unread() {
        let (message, hint) = match looks {
            Looks::Sheet => (
                "this looks like a sheet, but is not read: the name of a sheet ends in `.toml`",
                "give it such a name, or move it out of the dataset's folder",
            ),
            Looks::Lines => (
                "this looks like facts in lines, but is not read: the name of such a file ends in `.jsonl`, `.jsonl.gz` or `.jsonl.zst`",
                "give it such a name, or move it out of the dataset's folder",
            ),
            Looks::Ledger => (
                "this looks like the ledger, but is not read: the ledger is `corrections.csv` beside dataset.toml",
                "give it that name, or move it out of the dataset's folder",
            ),
            Looks::Lock => (
                "this looks like a lock, but is not read: the name of a lock is `passages.lock`",
                "give it that name, or move it out of the dataset's folder",
            ),
        };
        problems.warning(name, 0..0, message).hint(hint);
    }
}

/// Returns these warnings alone: for a run that reads no other file again.
pub fn report_alone(folder: &Folder) -> Report {
    let mut problems = Problems::default();
    report(folder, &mut problems);
    problems.report()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_right_is_noticed() {
        for (name, looks) in [
            ("facts.toml.txt", Some(Looks::Sheet)),
            ("holm/FACTS.TOML", Some(Looks::Sheet)),
            ("facts.Toml", Some(Looks::Sheet)),
            ("facts.toml.bak~", Some(Looks::Sheet)),
            ("facts.toml.gz", Some(Looks::Sheet)),
            ("facts.toml ", Some(Looks::Sheet)),
            ("more.ndjson", Some(Looks::Lines)),
            ("more.jsonl.bz2", Some(Looks::Lines)),
            ("more.JSONL", Some(Looks::Lines)),
            ("Corrections.csv", Some(Looks::Ledger)),
            ("holm/corrections.csv", Some(Looks::Ledger)),
            ("corrections (1).csv", Some(Looks::Ledger)),
            ("corrections.xlsx", Some(Looks::Ledger)),
            ("holm/Passages.lock", Some(Looks::Lock)),
            ("holm/article.txt", None),
            ("README.md", None),
            ("map.png", None),
            ("Cargo.lock", None),
            ("holm/events.csv", None),
        ] {
            assert_eq!(of_name(name), looks, "{name}");
        }
    }

    #[test]
    fn a_text_that_begins_like_one_of_a_dataset_is_noticed() {
        for (text, looks) in [
            ("# Facts\n\n[[event]]\nkey = \"x\"\n", Some(Looks::Sheet)),
            ("\u{feff}[[ skip ]] # said\r\n", Some(Looks::Sheet)),
            ("{ \"actor\" : {\"key\": \"x\"}}\n", Some(Looks::Lines)),
            ("{\"source\": {\"key\"", Some(Looks::Lines)),
            (
                "id;made_on;made_by;fact;field;old_value;new_value;reason;source\r\n",
                Some(Looks::Ledger),
            ),
            ("# Notes\n\nThe sheets begin with [[event]].\n", None),
            ("{\"name\": \"x\"}", None),
            ("[[bin]]\nname = \"x\"\n", None),
            ("", None),
        ] {
            assert_eq!(of_text(text), looks, "{text}");
        }
    }
}
