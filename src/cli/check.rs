//! `footnote check`

use std::collections::BTreeMap;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, FactsArgs};
use super::output::{Output, counted};
use crate::dataset::{self, Coverage, Folder, Ledger, Origin, Report, Severity, Sink, Streamed};
use crate::model::Locator;
use crate::model::fact::{Fact, Source};
use crate::model::key::SourceKey;
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
        let checked = match self.partial {
            true => dataset::stream_partial(&folder, &articles, memory, tallies),
            false => dataset::stream(&folder, &articles, Ledger::Whole, memory, tallies),
        };
        let exit = match &checked.head {
            Some(_) => Exit::Done,
            None => Exit::Failed,
        };
        let printed = if self.json {
            output.data(as_json(&checked.report, &folder))
        } else {
            output.problems(&checked.report, &folder);
            print(&checked, output)
        };
        match printed {
            // Who reads no further has the answer in the exit status all the same.
            Err(CliError::ClosedPipe) => Ok(exit),
            printed => printed.map(|()| exit),
        }
    }
}

/// What one worker counts.
#[derive(Debug, Default)]
struct Tally {
    kinds: BTreeMap<&'static str, usize>,
    reviews: BTreeMap<String, String>,
}

impl Sink for Tally {
    const WANTS_COVERAGE: bool = true;

    fn source(&mut self, _: &SourceKey, _: Source, _: Origin<'_>) {}

    fn fact(&mut self, key: &str, fact: Fact<'_>, _: Origin<'_>) {
        *self.kinds.entry(fact.kind.name).or_default() += 1;
        if let Some(review) = fact.get("needs_review").text() {
            self.reviews.insert(key.to_owned(), review.to_owned());
        }
    }

    fn skip(&mut self, _: &SourceKey, _: Locator, _: &str) {}
}

/// The most articles of which each is told; of more all together are, unless more is asked for.
const ARTICLES_TOLD: usize = 20;

fn print(checked: &Streamed<Tally>, output: &mut Output) -> Result<(), CliError> {
    if checked.coverage.len() > ARTICLES_TOLD && !output.is_verbose() {
        output.data(describe_all(&checked.coverage))?;
    } else {
        for coverage in &checked.coverage {
            output.data(describe(coverage))?;
        }
    }
    if checked.head.is_none() {
        return Ok(());
    }
    let mut all = Tally::default();
    for tally in &checked.sinks {
        all.reviews.extend(tally.reviews.clone());
        for (kind, number) in &tally.kinds {
            *all.kinds.entry(kind).or_default() += number;
        }
    }
    for (key, review) in &all.reviews {
        output.data(format!("review {key}: {review}\n"))?;
    }
    let facts = all.kinds.values().sum();
    let kinds = all
        .kinds
        .iter()
        .map(|(kind, number)| format!("{number} {kind}"));
    output.say(format!(
        "{} without fault: {}",
        counted(facts, "fact"),
        kinds.collect::<Vec<_>>().join(", ")
    ));
    Ok(())
}

/// Writes each problem as an object on a line of its own; then, for kinds of which there are more,
/// how many.
fn as_json(report: &Report, folder: &Folder) -> String {
    let severity = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let problems = report.problems.iter().map(|problem| {
        let (line, column) = problem.line_and_column(folder);
        serde_json::json!({
            "severity": severity(problem.severity),
            "file": problem.file,
            "line": line,
            "column": column,
            "message": problem.message,
            "hints": problem.hints,
        })
    });
    let more = report.more.iter().map(|more| {
        serde_json::json!({
            "severity": severity(more.severity),
            "message": more.message,
            "more": more.number,
        })
    });
    problems
        .chain(more)
        .map(|object| format!("{object}\n"))
        .collect()
}

/// Writes what has been read of many articles, all together.
fn describe_all(coverage: &[Coverage]) -> String {
    let sum = |of: fn(&Coverage) -> usize| coverage.iter().map(of).sum::<usize>();
    let (coded, skipped) = (sum(|of| of.coded.len()), sum(|of| of.skipped.len()));
    let untouched = sum(|of| of.untouched.len());
    format!(
        "{}: {}, {coded} coded, {skipped} skipped, {untouched} untouched; --verbose tells of each\n",
        counted(coverage.len(), "source"),
        counted(coded + skipped + untouched, "sentence"),
    )
}

/// Writes what has been read of one article.
fn describe(coverage: &Coverage) -> String {
    let total = coverage.coded.len() + coverage.skipped.len() + coverage.untouched.len();
    let verified = if total == 0 {
        "it has neither a lock nor its text at hand".to_owned()
    } else if coverage.verified {
        "citations verified word for word".to_owned()
    } else if coverage.is_at_hand {
        "citations not verified: see the errors".to_owned()
    } else {
        format!(
            "citations as locked; --article {}=FILE verifies them word for word",
            coverage.source
        )
    };
    let mut text = format!(
        "{}: {}, {} coded, {} skipped, {} untouched; {verified}\n",
        coverage.source,
        counted(total, "sentence"),
        coverage.coded.len(),
        coverage.skipped.len(),
        coverage.untouched.len()
    );
    for (locator, reason) in &coverage.skipped {
        text.push_str(&format!("  {locator} skipped: {reason}\n"));
    }
    for locator in &coverage.untouched {
        text.push_str(&format!("  {locator} untouched\n"));
    }
    text
}
