//! `footnote check`

use std::collections::BTreeMap;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::DatasetArgs;
use super::output::{Output, counted};
use crate::dataset::Coverage;

/// Show everything that is wrong with a dataset, then what of its articles is coded
///
/// Writes nothing. With --article, each citation is verified word for word.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote check datasets/csto --article culp-2023=article.txt")]
pub struct Check {
    #[command(flatten)]
    dataset: DatasetArgs,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let checked = self.dataset.check(output)?;
        for coverage in &checked.coverage {
            output.data(describe(coverage))?;
        }
        match &checked.dataset {
            None => Ok(Exit::Failed),
            Some(dataset) => {
                for (key, fact) in &dataset.facts {
                    if let Some(review) = &fact.needs_review {
                        output.data(format!("review {key}: {review}\n"))?;
                    }
                }
                let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
                for fact in dataset.facts.values() {
                    *kinds.entry(fact.body.kind()).or_default() += 1;
                }
                let kinds: Vec<_> = kinds
                    .iter()
                    .map(|(kind, number)| format!("{number} {kind}"))
                    .collect();
                output.say(format!(
                    "{} without fault: {}",
                    counted(dataset.facts.len(), "fact"),
                    kinds.join(", ")
                ));
                Ok(Exit::Done)
            }
        }
    }
}

/// Writes what has been read of one article.
fn describe(coverage: &Coverage) -> String {
    let total = coverage.coded.len() + coverage.skipped.len() + coverage.untouched.len();
    let verified = if coverage.at_hand {
        "citations verified word for word".to_owned()
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
