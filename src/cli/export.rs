//! `footnote export`

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, StoreArgs, inputs, parse_day};
use super::output::{Output, counted};
use crate::dataset::{Folder, Ledger};
use crate::export::{self, Guard, Options, Part};
use crate::ingest::State;
use crate::store::Store;

/// Where the export goes and what is in it.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The folder for the exported files
    #[arg(long, value_name = "DIR", default_value = "exports")]
    pub out: PathBuf,

    /// Put the articles' sentences into the export; mind their copyright
    #[arg(long)]
    pub with_text: bool,

    /// Write each table and view as Parquet too, in parquet/; takes the cargo feature `parquet`
    #[arg(long)]
    pub parquet: bool,

    /// Replace files in the folder that were edited, or that footnote did not write
    #[arg(long)]
    pub overwrite: bool,
}

impl ExportArgs {
    /// Returns what the export leaves as it is; `inputs` are the files that the command reads.
    pub fn guard(&self, inputs: Vec<PathBuf>) -> Guard {
        Guard {
            inputs,
            overwrite: self.overwrite,
        }
    }

    /// Returns what the export of a part has in it.
    pub fn options(&self, part: Part) -> Options {
        Options {
            with_text: self.with_text,
            part,
            parquet: self.parquet,
        }
    }
}

/// Write the store's content as SQLite, CSV, data package and codebook
///
/// Files that are right already are left alone. With --as-of the export is made of the dataset's
/// files instead, with the corrections made up to that day: the export of that day again.
///
/// With --table or --where a part is written, into a folder of its own. --table writes nothing but
/// the tables and views that it names, as CSV with a data package. --where writes what rests on one
/// source: the source, its sentences and all citations of them, the facts that cite it, and the
/// facts that those refer to, so that every reference holds.
#[derive(Debug, Args)]
#[command(mut_arg("dataset", |arg| arg.help("The dataset whose store is exported [default: the only store there is]")))]
#[command(after_help = "Example: footnote export --as-of 2023-03-01 --out exports-2023-03-01")]
pub struct Export {
    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    store: StoreArgs,

    /// Leave out the corrections made after this day
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Option<NaiveDate>,

    /// Write only this table or view; repeat it for several
    #[arg(long = "table", value_name = "NAME")]
    tables: Vec<String>,

    /// Write only what rests on this source
    #[arg(long = "where", value_name = "SOURCE")]
    source: Option<String>,

    #[command(flatten)]
    export: ExportArgs,
}

impl Export {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let Some(store) = self.state(output)? else {
            return Ok(Exit::Failed);
        };
        let part = Part {
            tables: self.tables.iter().cloned().collect(),
            source: self.source.clone(),
        };
        let options = self.export.options(part);
        let guard = self.export.guard(self.inputs()?);
        write_export(&store, &self.export, &options, &guard, output)?;
        Ok(Exit::Done)
    }

    /// Lists the files that the command reads, the store aside.
    fn inputs(&self) -> Result<Vec<PathBuf>, CliError> {
        if self.as_of.is_none() {
            return Ok(Vec::new());
        }
        let folder = match self.dataset.root()? {
            Some(root) => Folder::read(root)?,
            None => Folder::shipped(),
        };
        Ok(inputs(&folder, &self.dataset.articles, None))
    }

    /// Opens the store, or makes one of the dataset's files; `None` where they have errors, which are
    /// printed.
    fn state(&self, output: &mut Output) -> Result<Option<State>, CliError> {
        let is_store_named = self.store.store.is_some();
        let (message, hint) = match self.as_of {
            None if is_store_named && self.dataset.is_given()
                || !self.dataset.articles.is_empty()
                || self.dataset.example.is_some() =>
            {
                (
                    "the export is made from a store, or with --as-of from the files",
                    "leave out --store, or name DATASET and --article with --as-of",
                )
            }
            None => {
                let dataset = self.dataset.dataset.as_deref();
                return Ok(Some(self.store.open_existing(dataset)?.into()));
            }
            Some(_) if is_store_named && !self.dataset.is_given() => (
                "with --as-of the export is made from the dataset's files",
                "name DATASET",
            ),
            Some(day) => {
                let ledger = Ledger::Until(day);
                return self.dataset.state(&self.store, ledger, output);
            }
        };
        Err(CliError::with_hint(message, hint))
    }
}

/// Exports a store, or a part of it, and says what was written.
pub fn write_export(
    store: &Store,
    args: &ExportArgs,
    options: &Options,
    guard: &Guard,
    output: &mut Output,
) -> Result<(), CliError> {
    let lacks_text = missing_texts(store, options)?;
    let outcome = export::export(store, &args.out, options, guard)?;
    if output.is_verbose() {
        for path in &outcome.written {
            output.say(format!("wrote {}", path.display()));
        }
    }
    let written = match outcome.written.len() {
        0 => "nothing changed".to_owned(),
        number => {
            let (files, unchanged) = (counted(number, "file"), outcome.unchanged);
            format!("{files} written, {unchanged} unchanged")
        }
    };
    output.say(format!("exports {}: {written}", args.out.display()));
    output.say_all(lacks_text);
    Ok(())
}

/// How many sources are named one by one.
const SOURCES_NAMED: usize = 3;

/// Writes which articles' text the export should have and lacks; nothing where it has all.
fn missing_texts(store: &Store, options: &Options) -> Result<String, CliError> {
    let part = &options.part;
    if !options.with_text || !part.has_table("passages") {
        return Ok(String::new());
    }
    let mut missing = store.sources_without_text()?;
    missing.retain(|source| part.source.as_ref().is_none_or(|only| only == source));
    let Some(first) = missing.first() else {
        return Ok(String::new());
    };
    let named: Vec<_> = missing.iter().take(SOURCES_NAMED).collect();
    let named: Vec<_> = named.iter().map(|source| format!("`{source}`")).collect();
    let more = match missing.len() - named.len() {
        0 => String::new(),
        number => format!(" and {number} more"),
    };
    let named = named.join(", ");
    Ok(format!(
        "warning: the text of {named}{more} is missing: it is not at hand\n  hint: name its file with --article {first}=FILE; `build` and `ingest` put it into the store, and --as-of reads it here\n"
    ))
}
