//! `footnote check`

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, FactsArgs};
use super::output::{Output, name_of};
use super::words::coverage;
use super::words::tally::Tally;
use crate::dataset::{self, Folder, Ledger, Report, Streamed};
use crate::parallel;

/// Show everything that is wrong with a dataset, then what of its articles is coded
///
/// Writes nothing. With --article, each citation is verified word for word. With --facts - and
/// --partial it is a filter: what a program proposes is checked line by line, and what it refers to
/// may be elsewhere.
#[derive(Debug, Args)]
#[command(mut_arg("dataset", |arg| arg.help("The dataset's folder [default: this folder]")))]
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
        let mut folder = self.dataset.own_folder()?;
        let _kept = self.facts.add_to(&mut folder)?;
        let articles = self.dataset.articles.read()?;
        let memory = self.facts.bytes();
        let tallies = (0..parallel::cores()).map(|_| Tally::default()).collect();
        let checked = if self.partial {
            dataset::stream_partial(&folder, &articles, memory, tallies)
        } else {
            dataset::stream(&folder, &articles, Ledger::All, memory, tallies)
        };
        let exit = Exit::of(checked.head.is_some());
        let printed = if self.json {
            output.data(problems_as_json(&checked.report, &folder))
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
    // The answer is in the exit status.
    if output.is_quiet() {
        return Ok(());
    }
    let coverage = coverage::describe(&checked.coverage, output.is_verbose());
    output.data(coverage)?;
    if checked.head.is_some() {
        let tally = Tally::sum(checked.sinks);
        output.data(tally.describe_reviews())?;
        output.say(tally.summary());
    }
    Ok(())
}

/// Writes each problem as an object on a line of its own; then, for kinds of which there are more,
/// how many.
fn problems_as_json(report: &Report, folder: &Folder) -> String {
    let problems = report.problems.iter().map(|problem| {
        let (line, column) = problem.line_and_column(folder);
        serde_json::json!({
            "severity": name_of(problem.severity),
            "file": problem.file,
            "line": line,
            "column": column,
            "message": problem.message,
            "hints": problem.hints,
        })
    });
    let more = report.more.iter().map(|more| {
        serde_json::json!({
            "severity": name_of(more.severity),
            "message": more.message,
            "more": more.number,
        })
    });
    let objects = problems.chain(more);
    objects.map(|object| format!("{object}\n")).collect()
}
