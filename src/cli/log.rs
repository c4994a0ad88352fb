//! `footnote log`

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{StoreArgs, no_such_fact, parse_path};
use super::output::Output;
use super::words::history::{beginning, describe_run, story};
use crate::model::path::FieldPath;
use crate::store::Store;

/// List the runs of a store, or what they changed of a fact, or of one cell
///
/// FIELD is a column of the fact, such as `date`, or of a row of it, such as
/// `event_actors[russia,host].role`.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote log armenia-requests-aid-2022-09 date")]
pub struct Log {
    /// The key of a fact
    key: Option<String>,

    /// What of the fact
    #[arg(value_parser = parse_path)]
    field: Option<FieldPath>,

    #[command(flatten)]
    store: StoreArgs,
}

impl Log {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let store = self.store.open_existing(None)?;
        let runs = store.runs()?;
        let text = match (&self.key, &self.field) {
            (None, _) => runs.iter().map(describe_run).collect(),
            (Some(key), None) => story(&store.fact_story(key)?),
            (Some(key), Some(field)) => story(&store.cell_story(key, field)?),
        };
        if text.is_empty() {
            return Err(self.nothing(&store));
        }
        output.data(text)?;
        output.say(beginning(&runs));
        Ok(Exit::Done)
    }

    fn nothing(&self, store: &Store) -> CliError {
        match (&self.key, &self.field) {
            (Some(key), Some(field)) if store.fact(key).is_ok_and(|fact| fact.is_some()) => {
                CliError::message(format!("`{key}` never had a `{field}`"), None)
            }
            (Some(key), _) => no_such_fact(store, key),
            (None, _) => CliError::message("nothing was ever ingested into this store", None),
        }
    }
}
