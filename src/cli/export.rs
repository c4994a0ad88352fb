//! `footnote export`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{STORE_FOLDER, StoreArgs};
use super::output::{Output, counted};
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
/// Files that are right already are left alone.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote export --store .footnote/csto.sqlite --out exports")]
pub struct Export {
    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten)]
    export: ExportArgs,
}

impl Export {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let path = match &self.store.store {
            Some(path) => path.clone(),
            None => only_store()?,
        };
        let store = Store::open_unchanged(&path)?;
        export(&store, &self.export, output)?;
        Ok(Exit::Done)
    }
}

/// Exports a store and says what was written.
pub fn export(store: &Store, args: &ExportArgs, output: &mut Output) -> Result<(), CliError> {
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

/// Returns the store in the default folder, if there is just one.
fn only_store() -> Result<PathBuf, CliError> {
    let entries = fs::read_dir(Path::new(STORE_FOLDER)).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut stores: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "sqlite"))
        .collect();
    stores.sort();
    match stores.as_slice() {
        [store] => Ok(store.clone()),
        [] => Err(CliError::message(
            format!("there is no store in `{STORE_FOLDER}`"),
            Some("`footnote ingest` makes one; --store names one elsewhere".to_owned()),
        )),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|path| format!("`{}`", path.display()))
                .collect();
            Err(CliError::message(
                format!("there are several stores: {}", names.join(", ")),
                Some("name one with --store".to_owned()),
            ))
        }
    }
}
