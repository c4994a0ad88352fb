//! What a command reads, and so must not write.

use std::path::{Path, PathBuf};

use super::{ArticleArgs, FactsArgs};
use crate::cli::error::CliError;
use crate::dataset::Folder;
use crate::files::is_same_file;
use crate::store::is_store;

/// Lists the files that a command reads, its store aside.
pub fn inputs(folder: &Folder, articles: &ArticleArgs, facts: Option<&FactsArgs>) -> Vec<PathBuf> {
    let articles = articles.at_hand.iter().map(|(_, file)| file.clone());
    let facts = facts.into_iter().flat_map(|facts| facts.files.clone());
    let root = folder.path();
    let own = root
        .into_iter()
        .flat_map(|root| folder.names().map(move |name| root.join(name)));
    articles.chain(facts).chain(own).collect()
}

/// Refuses a store in place of a file that the command reads: SQLite takes an empty file for a
/// database.
pub fn refuse_store(path: &Path, inputs: &[PathBuf]) -> Result<(), CliError> {
    if is_store(path) || !inputs.iter().any(|input| is_same_file(input, path)) {
        return Ok(());
    }
    let message = format!(
        "`{}` is read by this command, and is no store",
        path.display()
    );
    Err(CliError::with_hint(
        message,
        "name another file with --store",
    ))
}
