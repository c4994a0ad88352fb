//! `footnote schema`

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::dataset_root;
use super::output::Output;
use crate::dataset::{self, Folder, Severity};
use crate::json_schema;
use crate::store::Store;

/// Print the JSON Schema of a line of a *.jsonl file of facts
///
/// With a dataset the codes are those that its facts can use; without one, those that every dataset
/// can use. `footnote check` says whether keys resolve and citations hold.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote schema datasets/csto > fact.schema.json")]
pub struct Schema {
    /// The dataset's folder [default: this folder if it is one, else no dataset]
    dataset: Option<PathBuf>,
}

impl Schema {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let vocabulary = match dataset_root(self.dataset.as_deref())? {
            None => dataset::shipped_vocabulary(),
            Some(root) => {
                let folder = Folder::read(root)?;
                let (vocabulary, report) = dataset::vocabulary_of(&folder);
                output.problems(&report, &folder);
                if report.count(Severity::Error) > 0 {
                    return Ok(Exit::Failed);
                }
                vocabulary
            }
        };
        let store = Store::in_memory()?;
        let schema = json_schema::of_line(store.schema(), &vocabulary);
        output.data(format_args!("{schema:#}\n"))?;
        Ok(Exit::Done)
    }
}
