//! Which dataset may be meant where none is named: what in and around this folder looks like one.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::names_of;
use crate::cli::error::CliError;
use crate::dataset::{Folder, LEDGER, is_of_lines};
use crate::model::form::KINDS;

/// How much of a file is looked at, in bytes: a sheet begins with its first fact.
const LOOKED_AT: u64 = 1 << 16;

/// Tells whether a folder is a dataset.
pub fn is_dataset(folder: &Path) -> bool {
    folder.join("dataset.toml").is_file()
}

/// Lists the datasets in this folder and in datasets/, by path.
pub fn datasets_nearby() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["", "datasets"]
        .into_iter()
        .map(Path::new)
        .flat_map(|folder| {
            let entries = fs::read_dir(Path::new(".").join(folder));
            let entries = entries.into_iter().flatten().flatten();
            entries.map(move |entry| folder.join(entry.file_name()))
        })
        .filter(|path| is_dataset(path))
        .collect();
    found.sort();
    found
}

/// Refuses to take another dataset than one in or around this folder, which is none itself, where none
/// is named.
///
/// # Errors
/// There is something that looks like a dataset.
pub fn refuse_unnamed() -> Result<(), CliError> {
    let here = Path::new(".");
    if let Some(above) = dataset_above(here) {
        let above = above.display();
        let message =
            format!("no dataset is named, and this folder is inside the dataset `{above}`");
        return Err(CliError::message(
            message,
            Some(format!("name it: `{above}`")),
        ));
    }
    let files = files_of_dataset(here);
    if !files.is_empty() {
        let hint = missing_manifest(here);
        let message = format!("there is no dataset.toml here, but {}", names_of(&files));
        return Err(CliError::message(message, Some(hint)));
    }
    let nearby = datasets_nearby();
    if nearby.is_empty() || nearby.iter().all(|path| is_as_shipped(path)) {
        return Ok(());
    }
    let message = format!("no dataset is named, and there is {}", names_of(&nearby));
    let hint = "name the dataset; `--example csto` means the one that footnote ships";
    Err(CliError::with_hint(message, hint))
}

/// Says what may be done about a folder that has no `dataset.toml`.
pub fn missing_manifest(folder: &Path) -> String {
    match almost_manifest(folder) {
        Some(name) => format!("rename `{name}` to dataset.toml: that is its name, in lower case"),
        None => {
            "dataset.toml makes a folder a dataset: `footnote init NAME` makes one that has it; `--example csto` means the dataset that footnote ships"
                .to_owned()
        }
    }
}

/// Returns the nearest dataset that a folder is inside of, as a path from it.
fn dataset_above(folder: &Path) -> Option<PathBuf> {
    let full = folder.canonicalize().ok()?;
    let levels = full.ancestors().skip(1).position(is_dataset)?;
    Some((0..=levels).map(|_| "..").collect())
}

/// Lists a few files in a folder that are those of a dataset.
fn files_of_dataset(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let name = name_of(&path);
        let is_source = |folder: &Path| {
            let names = ["article.toml", "passages.lock"];
            names.iter().any(|name| folder.join(name).is_file())
        };
        if is_almost_manifest(&name)
            || is_of_lines(&name)
            || ["article.toml", "passages.lock", LEDGER].contains(&name.as_str())
            || is_sheet(&path)
            || is_source(&path)
        {
            found.push(PathBuf::from(name));
        }
    }
    found.sort();
    found.truncate(3);
    found
}

/// Returns the file of a folder that was meant to be its `dataset.toml`.
fn almost_manifest(folder: &Path) -> Option<String> {
    let mut names: Vec<_> = entries(folder).map(|path| name_of(&path)).collect();
    names.sort();
    names.into_iter().find(|name| is_almost_manifest(name))
}

/// Tells whether a name is that of `dataset.toml` as other programs write it: `Dataset.toml`,
/// `dataset.toml.txt`.
fn is_almost_manifest(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower == "dataset.toml" || lower == "dataset.tml" || lower.starts_with("dataset.toml.")
}

/// Tells whether a file is a sheet of facts, rather than what another program has in TOML.
fn is_sheet(path: &Path) -> bool {
    if path.extension().is_none_or(|end| end != "toml") || !path.is_file() {
        return false;
    }
    let Ok(file) = File::open(path) else {
        return false;
    };
    let lines = BufReader::new(file.take(LOOKED_AT)).split(b'\n');
    let mut lines = lines.map_while(Result::ok);
    lines.any(|line| {
        let line = String::from_utf8_lossy(&line);
        let table = line.trim_start().strip_prefix("[[");
        let table = table
            .and_then(|rest| rest.split_once("]]"))
            .map(|(name, _)| name.trim());
        table.is_some_and(|name| name == "skip" || KINDS.iter().any(|kind| kind.name == name))
    })
}

/// Tells whether a dataset is the one that the program ships, in every file.
fn is_as_shipped(path: &Path) -> bool {
    let shipped = Folder::shipped();
    Folder::read(path).is_ok_and(|found| {
        found.key() == shipped.key()
            && found.names().eq(shipped.names())
            && found
                .names()
                .all(|name| found.text(name) == shipped.text(name))
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
