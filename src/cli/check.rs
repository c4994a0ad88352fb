//! `footnote check`

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, FactsArgs};
use super::output::Output;
use super::words::tally::Tally;
use super::words::{coverage, problems};
use crate::dataset::{self, Ledger, Streamed};
use crate::parallel;

/// Show everything that is wrong with a dataset, then what of its articles is coded
///
/// Writes nothing. With --article, each citation is verified word for word. With --facts - and
/// --partial it is a filter: what a program proposes is checked line by line, and what it refers to
/// may be elsewhere.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote check datasets/csto --article culp-2023=article.txt")]
pub struct Check {
    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    facts: FactsArgs,

    /// Take facts and sources that are not there to be elsewhere, and do not check what is said of
    /// them
    #[arg(long)]
    partial: bool,

    /// Write the problems as JSON, one a line, to standard output
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let mut folder = self.dataset.folder()?;
        let _kept = self.facts.add_to(&mut folder)?;
        let articles = self.dataset.articles.read()?;
        let memory = self.facts.bytes();
        let tallies = (0..parallel::cores()).map(|_| Tally::default()).collect();
        let checked = if self.partial {
            dataset::stream_partial(&folder, &articles, memory, tallies)
        } else {
            dataset::stream(&folder, &articles, Ledger::All, memory, tallies)
        };
        let is_right = checked.head.is_some();
        let exit = if is_right { Exit::Done } else { Exit::Failed };
        let printed = if self.json {
            output.data(problems::as_json(&checked.report, &folder))
        } else {
            output.problems(&checked.report, &folder);
            print(checked, output)
        };
        match printed {
            // Who reads no further has the answer in the exit status all the same.
            Err(CliError::ClosedPipe) => Ok(exit),
            printed => printed.map(|()| exit),
        }
    }
}

fn print(checked: Streamed<Tally>, output: &mut Output) -> Result<(), CliError> {
    let coverage = coverage::describe(&checked.coverage, output.is_verbose());
    output.data(coverage)?;
    if checked.head.is_some() {
        let tally = Tally::sum(checked.sinks);
        output.data(tally.describe_reviews())?;
        output.say(tally.summary());
    }
    Ok(())
}
