//! `footnote lock`

use std::fs;
use std::path::Path;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, read_article, write_file};
use super::output::{Output, counted};
use crate::article::{Piece, Reading};
use crate::dataset::{self, Folder, Report, Severity, file_of_line_source, first_article_toml};
use crate::digest::sha256_hex;

/// Write the lock of each article at hand: what stands in for its text from then on
///
/// For a source that the dataset does not have yet, this writes a first article.toml from what the
/// article says of itself. A lock whose sentences differ from the article is never overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote lock caucasus-2024 --article holm-2024=article.txt")]
pub struct Lock {
    #[command(flatten)]
    dataset: DatasetArgs,
}

impl Lock {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let Some(root) = self.dataset.root()? else {
            let message = "the shipped dataset is part of the program and cannot be locked";
            let hint = "`footnote init NAME --example csto` unpacks it";
            return Err(CliError::with_hint(message, hint));
        };
        if self.dataset.articles.is_empty() {
            let hint = "name each with --article SOURCE=FILE";
            return Err(CliError::with_hint("no article is at hand", hint));
        }
        self.refuse_lines(&Folder::read(root)?)?;
        if self.describe_new_sources(root, output)? {
            return Ok(Exit::Done);
        }
        let folder = Folder::read(root)?;
        let articles = self.dataset.articles.read()?;
        let errors = errors_only(dataset::check(&folder, &articles).report);
        if !errors.problems.is_empty() {
            output.problems(&errors, &folder);
            output.say("nothing is locked before all of this is mended");
            return Ok(Exit::Failed);
        }
        for (source, lock) in &dataset::locks(&folder, &articles) {
            write_lock(&root.join(source).join("passages.lock"), lock, output)?;
        }
        Ok(Exit::Done)
    }

    /// Refuses a source whose lock is a line in a file of lines, for whatever program wrote that.
    fn refuse_lines(&self, folder: &Folder) -> Result<(), CliError> {
        for (source, _) in &self.dataset.articles.at_hand {
            if let Some(file) = file_of_line_source(folder, source) {
                let path = folder.display_path(file);
                let message = format!("the lock of `{source}` is a line of `{path}`");
                let hint =
                    "this writes locks of folders alone; what wrote the line can write it anew";
                return Err(CliError::with_hint(message, hint));
            }
        }
        Ok(())
    }

    /// Writes `article.toml` for each source that has none; returns whether there were any.
    fn describe_new_sources(&self, root: &Path, output: &mut Output) -> Result<bool, CliError> {
        let mut any = false;
        for (source, file) in &self.dataset.articles.at_hand {
            let path = root.join(source).join("article.toml");
            let is_there = path.try_exists();
            let read = |source| CliError::Read {
                path: path.clone(),
                source,
            };
            if is_there.map_err(read)? {
                continue;
            }
            let (bytes, reading) = read_article(file)?;
            write_file(&path, &description(&bytes, &reading))?;
            let path = path.display();
            output.say(format!("wrote {path}: complete it, then run this again"));
            any = true;
        }
        Ok(any)
    }
}

/// Leaves the warnings out: they are about locks that are missing or behind, which this command mends.
fn errors_only(mut report: Report) -> Report {
    let is_error = |severity| severity == Severity::Error;
    report.problems.retain(|problem| is_error(problem.severity));
    report.more.retain(|more| is_error(more.severity));
    report
}

/// Writes a lock where it differs from the file.
fn write_lock(path: &Path, lock: &dataset::Lock, output: &mut Output) -> Result<(), CliError> {
    let text = lock.to_toml();
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        output.say(format!("{}: nothing changed", path.display()));
        return Ok(());
    }
    write_file(path, &text)?;
    let sentences = counted(lock.passages.len(), "sentence");
    let quotes = counted(lock.quotes.len(), "quote");
    output.say(format!("wrote {}: {sentences}, {quotes}", path.display()));
    Ok(())
}

/// Writes a first article.toml from what the article says of itself.
fn description(bytes: &[u8], reading: &Reading) -> String {
    let text = |piece: &Option<Piece>| {
        let piece = piece.as_ref();
        piece.map_or(String::new(), |piece| piece.text.clone())
    };
    let dated = reading.published_on.as_ref();
    let day = dated.map_or(String::new(), |dated| dated.date.to_string());
    first_article_toml(
        &text(&reading.title),
        &text(&reading.author),
        &day,
        &sha256_hex(bytes),
    )
}
