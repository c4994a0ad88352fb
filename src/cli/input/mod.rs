//! Arguments that several commands share, and how each is turned into input.

mod article;
mod dataset;
mod facts;
mod nearby;
mod outputs;
mod store;

use std::path::PathBuf;

use chrono::NaiveDate;

pub use article::{ArticleArgs, at_hand, read_article};
pub use dataset::{DatasetArgs, Example, FolderArgs, dataset_root, read_dataset, writer};
pub use facts::{FactsArgs, RunArgs};
pub use nearby::missing_manifest;
pub use outputs::{inputs, refuse_store};
pub use store::{StoreArgs, databases_in, no_such_fact};

pub use super::error::{write_error, write_file};
use crate::model::path::{FieldPath, PathError};

/// Reads a day given as an argument.
pub fn parse_day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "expected a day such as 2023-02-27".to_owned())
}

/// Reads the path of a cell given as an argument.
pub fn parse_path(text: &str) -> Result<FieldPath, String> {
    text.parse().map_err(|fault: PathError| fault.to_string())
}

/// Lists paths in a sentence.
fn names_of(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths
        .iter()
        .map(|path| format!("`{}`", path.display()))
        .collect();
    names.join(", ")
}
