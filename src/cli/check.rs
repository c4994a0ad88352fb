//! `footnote check`

use std::collections::BTreeMap;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, FactsArgs};
use super::output::{Output, counted};
use crate::dataset::{self, Checked, Coverage};

/// Show everything that is wrong with a dataset, then what of its articles is coded
///
/// Writes nothing. With --article, each citation is verified word for word.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote check datasets/csto --article culp-2023=article.txt")]
pub struct Check {
    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    facts: FactsArgs,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let mut folder = self.dataset.folder()?;
        let _kept = self.facts.add_to(&mut folder)?;
        let checked = dataset::check(&folder, &self.dataset.articles.read()?);
        output.problems(&checked.report, &folder);
        let exit = match &checked.dataset {
            Some(_) => Exit::Done,
            None => Exit::Failed,
        };
        match print(&checked, output) {
            // Who reads no further has the answer in the exit status all the same.
            Err(CliError::ClosedPipe) => Ok(exit),
            printed => printed.map(|()| exit),
        }
    }
}

fn print(checked: &Checked, output: &mut Output) -> Result<(), CliError> {
    for coverage in &checked.coverage {
        output.data(describe(coverage))?;
    }
    let Some(dataset) = &checked.dataset else {
        return Ok(());
    };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, fact) in &dataset.facts {
        if let Some(review) = &fact.needs_review {
            output.data(format!("review {key}: {review}\n"))?;
        }
        *kinds.entry(fact.body.kind()).or_default() += 1;
    }
    let kinds = kinds
        .iter()
        .map(|(kind, number)| format!("{number} {kind}"));
    output.say(format!(
        "{} without fault: {}",
        counted(dataset.facts.len(), "fact"),
        kinds.collect::<Vec<_>>().join(", ")
    ));
    Ok(())
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
