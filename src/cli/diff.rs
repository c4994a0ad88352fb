//! `footnote diff`

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::Exit;
use super::error::CliError;
use super::input::{databases_in, parse_day, read_dataset};
use super::output::{Output, counted};
use crate::dataset::{self, Articles, Folder, Ledger};
use crate::store::{Difference, Snapshot, Store, Value};
use crate::tabular::CsvWriter;

/// Show what differs between two exports, stores or datasets, by key and column
///
/// A and B are each a folder that `footnote build` exported to, an SQLite file (a store or an
/// export), or a dataset's folder. With --as-of, A is a dataset (where it is left out, the
/// one in this folder, else the shipped one) and its states on two days are compared: on that day and now, or on both days given.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote diff exports-1.0 exports --format csv > changes.csv")]
pub struct Diff {
    /// What was
    a: Option<PathBuf>,

    /// What is
    b: Option<PathBuf>,

    /// The dataset A with the corrections made up to this day; given twice, from and to
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Vec<NaiveDate>,

    /// How to write the differences
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line each, for people
    #[default]
    Text,
    /// A table, such as a release's list of changes
    Csv,
    /// An array, for programs
    Json,
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let sides = match (&self.a, &self.b, self.as_of.as_slice()) {
            (Some(a), Some(b), []) => [self.side(a, output)?, self.side(b, output)?],
            (a, None, [day]) => {
                let days = [Ledger::Until(*day), Ledger::Whole];
                days_of(a.as_deref(), days, output)?
            }
            (a, None, [from, to]) => {
                let days = [Ledger::Until(*from), Ledger::Until(*to)];
                days_of(a.as_deref(), days, output)?
            }
            _ => {
                let message = "two things are compared: A and B, or a dataset on two days";
                let hint = "footnote diff A B, or footnote diff DATASET --as-of DAY [--as-of DAY]";
                return Err(CliError::message(message, Some(hint.to_owned())));
            }
        };
        let [Some(a), Some(b)] = sides else {
            return Ok(Exit::Failed);
        };
        let store = Store::in_memory()?;
        let differences = a.differences(b, store.schema());
        match self.format {
            Format::Text => output.data(as_text(&differences))?,
            Format::Csv => output.data(as_csv(&differences))?,
            Format::Json => output.data(as_json(&differences))?,
        }
        output.say(summary(&differences));
        Ok(Exit::Done)
    }

    /// Reads one side; `None` where it is a dataset with errors, which are printed.
    fn side(&self, path: &Path, output: &mut Output) -> Result<Option<Snapshot>, CliError> {
        if path.join("dataset.toml").is_file() {
            return state(&Folder::read(path)?, Ledger::Whole, output);
        }
        if path.is_dir() {
            return Ok(Some(Snapshot::open(&only_database(path)?)?));
        }
        Ok(Some(Snapshot::open(path)?))
    }
}

fn days_of(
    dataset: Option<&Path>,
    days: [Ledger; 2],
    output: &mut Output,
) -> Result<[Option<Snapshot>; 2], CliError> {
    let folder = read_dataset(dataset)?;
    let [from, to] = days;
    Ok([state(&folder, from, output)?, state(&folder, to, output)?])
}

/// Returns a dataset's state on a day; `None` where it has errors, which are printed.
fn state(
    folder: &Folder,
    ledger: Ledger,
    output: &mut Output,
) -> Result<Option<Snapshot>, CliError> {
    let checked = dataset::check_with_ledger(folder, &Articles::new(), ledger);
    output.problems(&checked.report, folder);
    let store = Store::in_memory()?;
    Ok(checked.dataset.map(|dataset| store.snapshot_of(&dataset)))
}

/// Returns the SQLite file of an export.
pub fn only_database(folder: &Path) -> Result<PathBuf, CliError> {
    match databases_in(folder)?.as_slice() {
        [database] => Ok(database.clone()),
        found => {
            let number = if found.is_empty() { "no" } else { "several" };
            let message = format!("`{}` has {number} SQLite files", folder.display());
            let hint = "name a dataset, a folder with one export, or an SQLite file";
            Err(CliError::message(message, Some(hint.to_owned())))
        }
    }
}

fn key(difference: &Difference) -> String {
    let parts: Vec<String> = difference.key.iter().map(Value::to_plain_text).collect();
    parts.join(" ")
}

fn as_text(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        let (action, table) = (difference.action, &difference.table);
        text.push_str(&format!("{action:<9} {table} {}", key(difference)));
        if let Some(column) = &difference.column {
            let (old, new) = (&difference.old, &difference.new);
            text.push_str(&format!(": {column} from {old} to {new}"));
        }
        match (&difference.correction, &difference.reason) {
            (Some(id), Some(reason)) => text.push_str(&format!(" ({id}: {reason})")),
            (Some(of), None) | (None, Some(of)) => text.push_str(&format!(" ({of})")),
            (None, None) => {}
        }
        text.push('\n');
    }
    text
}

const COLUMNS: [&str; 9] = [
    "action",
    "fact",
    "table",
    "row",
    "column",
    "old",
    "new",
    "correction",
    "reason",
];

fn cells(difference: &Difference) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        difference.action.to_owned(),
        text(&difference.fact),
        difference.table.clone(),
        key(difference),
        text(&difference.column),
        difference.old.to_plain_text(),
        difference.new.to_plain_text(),
        text(&difference.correction),
        text(&difference.reason),
    ]
}

fn as_csv(differences: &[Difference]) -> String {
    let mut bytes = Vec::new();
    let mut csv = CsvWriter::new(&mut bytes);
    let header = std::iter::once(COLUMNS.map(str::to_owned));
    for line in header.chain(differences.iter().map(cells)) {
        csv.line(line).expect("a vector takes every byte");
    }
    csv.finish().expect("a vector takes every byte");
    String::from_utf8(bytes).expect("texts were written")
}

fn as_json(differences: &[Difference]) -> String {
    let object = |difference: &Difference| {
        let key: Vec<_> = difference.key.iter().map(Value::to_json).collect();
        serde_json::json!({
            "action": difference.action,
            "fact": difference.fact,
            "table": difference.table,
            "row": key,
            "column": difference.column,
            "old": difference.old.to_json(),
            "new": difference.new.to_json(),
            "correction": difference.correction,
            "reason": difference.reason,
        })
    };
    let all: Vec<_> = differences.iter().map(object).collect();
    let json = serde_json::to_string_pretty(&all).expect("plain values are JSON");
    format!("{json}\n")
}

fn summary(differences: &[Difference]) -> String {
    let number = |action: &str| differences.iter().filter(|d| d.action == action).count();
    let parts: Vec<String> = [
        ("changed", "cell"),
        ("added", "row"),
        ("removed", "row"),
        ("retracted", "fact"),
    ]
    .into_iter()
    .filter(|(action, _)| number(action) > 0)
    .map(|(action, noun)| format!("{} {action}", counted(number(action), noun)))
    .collect();
    if parts.is_empty() {
        "no difference".to_owned()
    } else {
        parts.join(", ")
    }
}
