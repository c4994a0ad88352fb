//! `footnote export`

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, StoreArgs, parse_day};
use super::output::{Output, counted};
use crate::dataset::Ledger;
use crate::export::{self, Options};
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
}

/// Write the store's content as SQLite, CSV, data package and codebook
///
/// Files that are right already are left alone. With --as-of the export is made of the dataset's
/// files instead, with the corrections made up to that day: the export of that day again.
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

    #[command(flatten)]
    export: ExportArgs,
}

impl Export {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let store = match self.as_of {
            None if self.store.store.is_some() && self.dataset.is_given()
                || !self.dataset.articles.is_empty() =>
            {
                let message = "the export is made from a store, or with --as-of from the files";
                let hint = "leave out --store, or name DATASET and --article with --as-of";
                return Err(CliError::message(message, Some(hint.to_owned())));
            }
            Some(_) if self.store.store.is_some() && !self.dataset.is_given() => {
                let message = "with --as-of the export is made from the dataset's files";
                let hint = "name DATASET";
                return Err(CliError::message(message, Some(hint.to_owned())));
            }
            None => self.store.open_existing(self.dataset.dataset.as_deref())?,
            Some(day) => {
                let ledger = Ledger::Until(day);
                match self.dataset.read_into_memory(&self.store, ledger, output)? {
                    Some(store) => store,
                    None => return Ok(Exit::Failed),
                }
            }
        };
        write_export(&store, &self.export, output)?;
        Ok(Exit::Done)
    }
}

/// Exports a store and says what was written.
pub fn write_export(store: &Store, args: &ExportArgs, output: &mut Output) -> Result<(), CliError> {
    let options = Options {
        with_text: args.with_text,
    };
    let outcome = export::export(store, &args.out, options)?;
    if output.is_verbose() {
        for path in &outcome.written {
            output.say(format!("wrote {}", path.display()));
        }
    }
    let written = match outcome.written.len() {
        0 => "nothing changed".to_owned(),
        number => format!(
            "{} written, {} unchanged",
            counted(number, "file"),
            outcome.unchanged
        ),
    };
    output.say(format!("exports {}: {written}", args.out.display()));
    Ok(())
}
