//! `footnote lock`

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, read_article, writer};
use super::output::{Output, counted};
use crate::article::{Piece, Reading};
use crate::dataset::{
    self, Articles, Description, Folder, Report, Severity, Writer, file_of_line_source,
    with_cite_as,
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
        let (writer, is_finished) = writer(root, "footnote lock", output)?;
        if self.dataset.articles.is_empty() {
            if is_finished {
                return Ok(Exit::Done);
            }
            let hint = "name each with --article SOURCE=FILE";
            return Err(CliError::with_hint("no article is at hand", hint));
        }
        let folder = self.dataset.folder(output)?;
        self.refuse_lines(&folder)?;
        if self.describe_new_sources(&folder, &writer, output)? {
            return Ok(Exit::Done);
        }
        let articles = self.dataset.articles.read()?;
        let checked = dataset::check(&folder, &articles);
        let errors = errors_only(checked.report);
        if !errors.problems.is_empty() {
            output.problems(&errors, &folder);
            output.say("nothing is locked before all of this is mended");
            return Ok(Exit::Failed);
        }
        let locks = dataset::locks(&folder, &articles);
        let (files, words) = locked(&folder, &locks, &checked.names);
        writer.commit(&folder, &files)?;
        for line in words {
            output.say(line);
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
    fn describe_new_sources(
        &self,
        folder: &Folder,
        writer: &Writer,
        output: &mut Output,
    ) -> Result<bool, CliError> {
        let (mut files, mut words) = (BTreeMap::new(), Vec::new());
        let mut named: Option<BTreeSet<String>> = None;
        for (source, article) in &self.dataset.articles.at_hand {
            let file = format!("{source}/article.toml");
            if folder.text(&file).is_some() {
                continue;
            }
            let (bytes, reading) = read_article(article)?;
            let named = named.get_or_insert_with(|| names_in(folder));
            let name = name_of(source, &reading, named);
            let path = folder.display_path(&file);
            words.push(format!("wrote {path}: complete it, then run this again"));
            files.insert(file, description(&bytes, &reading, name.as_deref()));
            if let Some(name) = name {
                words.push(footnotes_say(source, &name));
                named.insert(name);
            }
        }
        writer.commit(folder, &files)?;
        for line in words {
            output.say(line);
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

/// Returns the files that lock these sources, locks and names in footnotes, as far as they differ from
/// what is there, with what to say of them. Line ends, which git may have changed, are no difference.
fn locked(
    folder: &Folder,
    locks: &BTreeMap<String, dataset::Lock>,
    names: &BTreeMap<String, String>,
) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut files, mut words) = (BTreeMap::new(), Vec::new());
    for (source, lock) in locks {
        let (file, text) = (format!("{source}/passages.lock"), lock.to_toml());
        let path = folder.display_path(&file);
        let old = folder.text(&file).unwrap_or_default();
        if old.replace("\r\n", "\n") == text {
            words.push(format!("{path}: nothing changed"));
        } else {
            let sentences = counted(lock.passages.len(), "sentence");
            let quotes = counted(lock.quotes.len(), "quote");
            words.push(format!("wrote {path}: {sentences}, {quotes}"));
            files.insert(file, text);
        }
        let Some(name) = names.get(source) else {
            continue;
        };
        let file = format!("{source}/article.toml");
        let described = folder.text(&file).unwrap_or_default();
        if let Some(text) = with_cite_as(described, name) {
            words.push(format!("wrote {}", folder.display_path(&file)));
            files.insert(file, text);
        }
        words.push(footnotes_say(source, name));
    }
    (files, words)
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
