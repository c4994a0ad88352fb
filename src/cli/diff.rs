//! `footnote diff`

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::Exit;
use super::differences::{as_csv, as_json, as_text, summary};
use super::error::CliError;
use super::input::{databases_in, parse_day, read_dataset};
use super::output::Output;
use crate::dataset::{Articles, Folder, Ledger};
use crate::ingest::{MEMORY_DEFAULT, State};
use crate::store::Database;

/// Show what differs between two exports, stores or datasets, by key and column
///
/// A and B are each a folder that `footnote build` exported to, an SQLite file (a store or an
/// export), or a dataset's folder. With --as-of, A is a dataset (where it is left out, the one in
/// this folder, else the shipped one where nothing here looks like a dataset) and its states on two
/// days are compared: on that day and now, or on both days given.
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

/// One of the two things that are compared.
enum Side {
    /// A store or an export.
    File(Database),
    /// A dataset at a state of its ledger.
    Dataset(State),
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let sides = match (&self.a, &self.b, self.as_of.as_slice()) {
            (Some(a), Some(b), []) => [Side::of(a, output)?, Side::of(b, output)?],
            (a, None, [from, to @ ..]) if to.len() < 2 => {
                let folder = read_dataset(a.as_deref(), output)?;
                let to = to.first().map_or(Ledger::All, |to| Ledger::Until(*to));
                [
                    Side::on(&folder, Ledger::Until(*from), output)?,
                    Side::on(&folder, to, output)?,
                ]
            }
            _ => {
                let message = "two things are compared: A and B, or a dataset on two days";
                let hint = "footnote diff A B, or footnote diff DATASET --as-of DAY [--as-of DAY]";
                return Err(CliError::with_hint(message, hint));
            }
        };
        let [Some(a), Some(b)] = sides else {
            return Ok(Exit::Failed);
        };
        let differences = a.database().differences(b.database())?;
        match self.format {
            Format::Text => output.data(as_text(&differences))?,
            Format::Csv => output.data(as_csv(&differences))?,
            Format::Json => output.data(as_json(&differences))?,
        }
        output.say(summary(&differences));
        Ok(Exit::Done)
    }
}

impl Side {
    /// Reads one side; `None` where it is a dataset with errors, which are printed.
    fn of(path: &Path, output: &mut Output) -> Result<Option<Self>, CliError> {
        if path.join("dataset.toml").is_file() {
            return Self::on(&Folder::read(path)?, Ledger::All, output);
        }
        Ok(Some(Self::File(open_database(path)?)))
    }

    /// Reads a state of a dataset; `None` where it has errors, which are printed.
    fn on(folder: &Folder, ledger: Ledger, output: &mut Output) -> Result<Option<Self>, CliError> {
        // A store knows its files by size and time, which two copies of a dataset may share: it does
        // not stand for either of two folders that are compared.
        let (report, state) = State::of(folder, &Articles::new(), ledger, None, MEMORY_DEFAULT)?;
        output.problems(&report, folder);
        Ok(state.map(Self::Dataset))
    }

    fn database(&self) -> &Database {
        match self {
            Self::File(file) => file,
            Self::Dataset(state) => state.database(),
        }
    }
}

/// Opens a store or an export: its SQLite file, or the folder with it.
pub fn open_database(path: &Path) -> Result<Database, CliError> {
    if !path.is_dir() {
        return Ok(Database::open(path)?);
    }
    match databases_in(path)?.as_slice() {
        [database] => Ok(Database::open(database)?),
        found => {
            let number = if found.is_empty() { "no" } else { "several" };
            let message = format!("`{}` has {number} SQLite files", path.display());
            let hint = "name a dataset, a folder with one export, or an SQLite file";
            Err(CliError::with_hint(message, hint))
        }
    }
}
