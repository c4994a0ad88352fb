//! `footnote lock`

use std::collections::BTreeMap;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, read_article, writer};
use super::output::{Output, counted};
use crate::article::{Piece, Reading};
use crate::dataset::{
    self, Folder, Report, Severity, Writer, file_of_line_source, first_article_toml,
};
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
        let Some(root) = self.dataset.root() else {
            let message = "the shipped dataset is part of the program and cannot be locked";
            let hint = "`footnote init NAME --example csto` unpacks it";
            return Err(CliError::with_hint(message, hint));
        };
        let (writer, is_finished) = writer(root, "footnote lock", output)?;
        if self.dataset.articles.is_empty() {
            if is_finished {
                return Ok(Exit::Done);
            }
            let hint = "name each with --article SOURCE=FILE";
            return Err(CliError::with_hint("no article is at hand", hint));
        }
        let folder = self.dataset.folder()?;
        self.refuse_lines(&folder)?;
        if self.describe_new_sources(&folder, &writer, output)? {
            return Ok(Exit::Done);
        }
        let articles = self.dataset.articles.read()?;
        let errors = errors_only(dataset::check(&folder, &articles).report);
        if !errors.problems.is_empty() {
            output.problems(&errors, &folder);
            output.say("nothing is locked before all of this is mended");
            return Ok(Exit::Failed);
        }
        write_locks(
            &dataset::locks(&folder, &articles),
            &folder,
            &writer,
            output,
        )?;
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
    fn describe_new_sources(
        &self,
        folder: &Folder,
        writer: &Writer,
        output: &mut Output,
    ) -> Result<bool, CliError> {
        let mut files = BTreeMap::new();
        for (source, article) in &self.dataset.articles.at_hand {
            let file = format!("{source}/article.toml");
            if folder.text(&file).is_some() {
                continue;
            }
            let (bytes, reading) = read_article(article)?;
            files.insert(file, description(&bytes, &reading));
        }
        writer.commit(folder, &files)?;
        for file in files.keys() {
            let path = folder.display_path(file);
            output.say(format!("wrote {path}: complete it, then run this again"));
        }
        Ok(!files.is_empty())
    }
}

/// Leaves the warnings out: they are about locks that are missing or behind, which this command mends.
fn errors_only(mut report: Report) -> Report {
    let is_error = |severity| severity == Severity::Error;
    report.problems.retain(|problem| is_error(problem.severity));
    report.more.retain(|more| is_error(more.severity));
    report
}

/// Writes the locks that differ from their files.
fn write_locks(
    locks: &BTreeMap<String, dataset::Lock>,
    folder: &Folder,
    writer: &Writer,
    output: &mut Output,
) -> Result<(), CliError> {
    let mut files = BTreeMap::new();
    let mut words = Vec::new();
    for (source, lock) in locks {
        let (file, text) = (format!("{source}/passages.lock"), lock.to_toml());
        let path = folder.display_path(&file);
        if folder.text(&file) == Some(&text) {
            words.push(format!("{path}: nothing changed"));
            continue;
        }
        let sentences = counted(lock.passages.len(), "sentence");
        let quotes = counted(lock.quotes.len(), "quote");
        words.push(format!("wrote {path}: {sentences}, {quotes}"));
        files.insert(file, text);
    }
    writer.commit(folder, &files)?;
    for line in words {
        output.say(line);
    }
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
