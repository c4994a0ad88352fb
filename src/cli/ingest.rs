//! `footnote ingest`

use std::path::Path;

use chrono::NaiveDateTime;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, FactsArgs, RunArgs, StoreArgs, inputs, refuse_store};
use super::output::Output;
use super::words::changes::{describe, summary};
use crate::dataset::{Articles, Folder, Reason};
use crate::export::Watch;
use crate::ingest::{self, Options, Scope, Target};
use crate::store::Store;

/// Check a dataset and bring the store up to date with it
///
/// Only what changed is written. With --dry-run the plan is printed and nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote ingest datasets/csto --dry-run")]
pub struct Ingest {
    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten)]
    facts: FactsArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Print what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Ingest {
    /// Runs the command.
    pub fn run(&self, output: &mut Output, now: NaiveDateTime) -> Result<Exit, CliError> {
        let mut folder = self.dataset.folder(output)?;
        let _kept = self.facts.add_to(&mut folder)?;
        let articles = self.dataset.articles.read()?;
        let path = self.store.path(folder.key().as_str());
        refuse_store(
            &path,
            &inputs(&folder, &self.dataset.articles, Some(&self.facts)),
        )?;
        let options = Options {
            is_dry_run: self.dry_run,
            ..options(&self.facts, &self.run, now)
        };
        let store = ingest(&folder, &articles, &path, options, output)?;
        Ok(store.map_or(Exit::Failed, |_| Exit::Done))
    }
}

/// Reads off the arguments how a run goes about its work.
pub fn options(facts: &FactsArgs, run: &RunArgs, now: NaiveDateTime) -> Options {
    Options {
        memory: facts.bytes(),
        trust: run.trust(),
        removals: run.removals(),
        ..Options::at(now)
    }
}

/// Brings the store up to date, says what changed, and returns the store; `None` where the dataset
/// has errors, which are printed.
pub fn ingest(
    folder: &Folder,
    articles: &Articles,
    path: &Path,
    options: Options,
    output: &mut Output,
) -> Result<Option<Store>, CliError> {
    let watch = Watch::on(path);
    let outcome = ingest::run(folder, articles, Target::File(path), options)?;
    if let Some(store) = outcome.store.as_ref().filter(|_| !options.is_dry_run) {
        watch.note(store.written());
    }
    output.problems(&outcome.report, folder);
    if let Scope::Whole(reason) = &outcome.scope
        && *reason != Reason::NewStore
        && output.is_verbose()
    {
        output.say(format!("everything was read: {reason}"));
    }
    let Some(ingested) = outcome.ingested else {
        return Ok(None);
    };
    let summary = summary(&ingested);
    if options.is_dry_run {
        output.data(describe(&ingested))?;
        output.say(format!("{summary}; nothing written"));
    } else {
        if output.is_verbose() {
            output.say_all(describe(&ingested));
        }
        output.say(format!("store {}: {summary}", path.display()));
    }
    Ok(outcome.store)
}
