//! `footnote build`

use chrono::NaiveDateTime;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::export::{ExportArgs, write_export};
use super::ingest::{ingest, options};
use super::input::{DatasetArgs, FactsArgs, RunArgs, StoreArgs, inputs, refuse_store};
use super::output::Output;
use crate::export::{self, Part};

/// Check a dataset, ingest it and export it
///
/// Without DATASET this builds the dataset in this folder; where nothing here looks like one, the
/// shipped one, so that the program alone in an empty folder makes exports/. A second build of the same input changes nothing and says so.
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
        let mut folder = self.dataset.folder(output)?;
        let _kept = self.facts.add_to(&mut folder)?;
        let (key, export) = (folder.key().as_str(), self.export.options(Part::default()));
        let path = self.store.path(key);
        let inputs = inputs(&folder, &self.dataset.articles, Some(&self.facts));
        refuse_store(&path, &inputs)?;
        let guard = self.export.guard(inputs);
        export::check_target(&self.export.out, key, &export, &path, &guard)?;
        let articles = self.dataset.articles.read()?;
        let run = options(&self.facts, &self.run, now);
        let Some(store) = ingest(&folder, &articles, &path, run, output)? else {
            return Ok(Exit::Failed);
        };
        write_export(&store, &self.export, &export, &guard, output)?;
        Ok(Exit::Done)
    }
}
