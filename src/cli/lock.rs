//! `footnote lock`

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, read_article, write_file};
use super::output::{Output, counted};
use crate::article::{Piece, Reading};
use crate::dataset::{
    self, Articles, Description, Folder, Report, Severity, file_of_line_source, with_cite_as,
};
use crate::digest::sha256_hex;
use crate::model::cite_as::{Unnamed, distinguish, stem};

/// Write the lock of each article at hand: what stands in for its text from then on
///
/// For a source that the dataset does not have yet, this writes a first article.toml from what the
/// article says of itself. How footnotes name a source is written into its article.toml when it is
/// locked, and never changes from then on. A lock whose sentences differ from the article is never
/// overwritten.
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
        let checked = dataset::check(&folder, &articles);
        let errors = errors_only(checked.report);
        if !errors.problems.is_empty() {
            output.problems(&errors, &folder);
            output.say("nothing is locked before all of this is mended");
            return Ok(Exit::Failed);
        }
        for (source, lock) in &dataset::locks(&folder, &articles) {
            write_lock(&root.join(source).join("passages.lock"), lock, output)?;
            if let Some(name) = checked.names.get(source) {
                write_name(
                    &root.join(source).join("article.toml"),
                    source,
                    name,
                    output,
                )?;
            }
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
        let mut named: Option<BTreeSet<String>> = None;
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
            let named = match &mut named {
                Some(named) => named,
                None => named.insert(names_in(&Folder::read(root)?)),
            };
            let name = name_of(source, &reading, named);
            write_file(&path, &description(&bytes, &reading, name.as_deref()))?;
            let path = path.display();
            output.say(format!("wrote {path}: complete it, then run this again"));
            if let Some(name) = name {
                output.say(footnotes_say(source, &name));
                named.insert(name);
            }
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

/// Writes a lock where it differs from the file in more than its line ends, which git may have changed.
fn write_lock(path: &Path, lock: &dataset::Lock, output: &mut Output) -> Result<(), CliError> {
    let text = lock.to_toml();
    if fs::read_to_string(path).is_ok_and(|old| old.replace("\r\n", "\n") == text) {
        output.say(format!("{}: nothing changed", path.display()));
        return Ok(());
    }
    write_file(path, &text)?;
    let sentences = counted(lock.passages.len(), "sentence");
    let quotes = counted(lock.quotes.len(), "quote");
    output.say(format!("wrote {}: {sentences}, {quotes}", path.display()));
    Ok(())
}

/// Writes how footnotes name a source into its article.toml, unless it stands there, and shows it.
fn write_name(path: &Path, source: &str, name: &str, output: &mut Output) -> Result<(), CliError> {
    let failed = |source| CliError::Read {
        path: path.into(),
        source,
    };
    let text = fs::read_to_string(path).map_err(failed)?;
    if let Some(text) = with_cite_as(&text, name) {
        write_file(path, &text)?;
        output.say(format!("wrote {}", path.display()));
    }
    output.say(footnotes_say(source, name));
    Ok(())
}

fn footnotes_say(source: &str, name: &str) -> String {
    format!("footnotes of `{source}` say `{name}, ¶1 s.1`, as `cite_as` in its article.toml has it")
}

/// Returns how footnotes name the sources of a dataset as it stands, whatever is wrong with it.
fn names_in(folder: &Folder) -> BTreeSet<String> {
    let names = dataset::check(folder, &Articles::new()).names;
    names.into_values().collect()
}

/// Returns how footnotes may name a new source; `None` where the article does not say by whom and when.
fn name_of(source: &str, reading: &Reading, named: &BTreeSet<String>) -> Option<String> {
    let (author, dated) = (reading.author.as_ref()?, reading.published_on.as_ref()?);
    let published_on = Some(dated.date);
    let new = Unnamed {
        key: source.to_owned(),
        stem: stem(Some(&author.text), "", published_on),
        published_on,
    };
    distinguish(named, vec![new]).into_values().next()
}

/// Writes a first article.toml from what the article says of itself.
fn description(bytes: &[u8], reading: &Reading, cite_as: Option<&str>) -> String {
    let text = |piece: &Option<Piece>| {
        let piece = piece.as_ref();
        piece.map_or(String::new(), |piece| piece.text.clone())
    };
    let dated = reading.published_on.as_ref();
    let day = dated.map_or(String::new(), |dated| dated.date.to_string());
    let description = Description {
        title: &text(&reading.title),
        author: &text(&reading.author),
        cite_as,
        published_on: &day,
        sha256: &sha256_hex(bytes),
    };
    description.to_toml()
}
