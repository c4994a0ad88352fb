//! `footnote build`

use chrono::NaiveDateTime;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::export::{ExportArgs, write_export};
use super::ingest::{Run, ingest};
use super::input::{DatasetArgs, FactsArgs, RunArgs, StoreArgs};
use super::output::Output;
use crate::export::{self, Part};

/// Check a dataset, ingest it and export it
///
/// Without DATASET this builds the dataset in this folder; where there is none, the shipped one, so
/// that the program alone in an empty folder makes exports/. A second build of the same input changes nothing and says so.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote build datasets/csto --article culp-2023=article.txt")]
pub struct Build {
    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten)]
    facts: FactsArgs,

    #[command(flatten)]
    run: RunArgs,

    #[command(flatten)]
    export: ExportArgs,
}

impl Build {
    /// Runs the command.
    pub fn run(&self, output: &mut Output, now: NaiveDateTime) -> Result<Exit, CliError> {
        let mut folder = self.dataset.folder()?;
        let _kept = self.facts.add_to(&mut folder)?;
        let (key, options) = (folder.key().as_str(), self.export.options(Part::default()));
        export::check_target(&self.export.out, key, &options, &self.store.path(key))?;
        let (dataset, store) = (&self.dataset, &self.store);
        let run = Run::of(&self.facts, &self.run);
        let Some(store) = ingest(&folder, dataset, store, run, output, now)? else {
            return Ok(Exit::Failed);
        };
        write_export(&store, &self.export, Part::default(), output)?;
        Ok(Exit::Done)
    }
}
