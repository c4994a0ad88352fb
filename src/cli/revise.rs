//! `footnote revise`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{FolderArgs, StoreArgs, at_hand, read_article, writer};
use super::output::Output;
use super::words::revision::{describe, summary};
use crate::dataset::{self, Articles, Folder, Ledger, Report, Writer};
use crate::parallel;
use crate::revise::{self, NewText, Original, Sources, Trial};
use crate::store::Store;

/// Carry a dataset over to a new text of an article, as its publisher has revised it
///
/// Shows which sentences are unchanged, moved, edited, gone and new. Citations whose words still
/// stand exactly and once are carried over; the facts of all others are marked `needs_review`, and
/// their citations say where they stood, until you have looked at them. With --accept the lock and
/// the sheets are written; comments and layout of the sheets stay.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote revise culp-2023 new.txt --old old.txt")]
pub struct Revise {
    /// The key of the article
    source: String,

    /// The new text, as it was scraped
    file: PathBuf,

    #[command(flatten)]
    dataset: FolderArgs,

    /// The old text, so that old wording is shown beside new; else the store's, if it has it
    #[arg(long, value_name = "FILE")]
    old: Option<PathBuf>,

    /// Write the new lock and the changed sheets
    #[arg(long)]
    accept: bool,

    #[command(flatten)]
    store: StoreArgs,
}

impl Revise {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let root = self.dataset.path()?;
        let open = || writer(&root, "footnote revise", output).map(|(writer, _)| writer);
        let writer = self.accept.then(open).transpose()?;
        let folder = Folder::read(&root)?;
        revise::refuse_lines(&folder)?;
        let sinks = vec![Sources::new(); parallel::cores()];
        let whole = Ledger::All;
        let checked = dataset::stream(&folder, &Articles::new(), whole, usize::MAX, sinks);
        output.problems(&checked.report, &folder);
        let Some(head) = checked.head else {
            return Ok(Exit::Failed);
        };
        let sources: Sources = checked.sinks.into_iter().flatten().collect();
        let original = Original::find(&folder, &sources, &head.corrections, &self.source)?;
        let new = read_text(&self.file)?;
        if original.has(&new) {
            let (file, source) = (self.file.display(), &self.source);
            output.say(format!(
                "{file} is the text that `{source}` is locked to already; nothing is written"
            ));
            return Ok(Exit::Done);
        }
        let (texts, headline) = self.old_text(head.key.as_str())?;
        let mut revision = original.with_old_text(&texts, headline).revise(&new)?;
        output.preview(describe(&revision))?;
        output.say(summary(&revision));
        if revision.new_headline.is_some() {
            let file = folder.display_path(&format!("{}/article.toml", self.source));
            output.say(format!(
                "the headline is another one; `title` in {file} stays until you change it"
            ));
        }
        if !revision.obstacles.is_empty() {
            let obstacles = Report {
                problems: std::mem::take(&mut revision.obstacles),
                more: Vec::new(),
            };
            output.problems(&obstacles, &folder);
            output.say("nothing is written: these corrections would no longer fit");
            return Ok(Exit::Failed);
        }
        let trial = revision.try_out(&folder, new)?;
        self.write(writer.as_ref(), &folder, trial, output)
    }

    /// Writes the files that change, if that is accepted and the dataset would build.
    fn write(
        &self,
        writer: Option<&Writer>,
        folder: &Folder,
        trial: Trial,
        output: &mut Output,
    ) -> Result<Exit, CliError> {
        let Some(files) = trial.files else {
            output.problems(&trial.report, &trial.folder);
            output.say("nothing can be written: the dataset would not build");
            return Ok(Exit::Failed);
        };
        let Some(writer) = writer else {
            output.say("nothing is written; --accept writes the new lock and the changed sheets");
            return Ok(Exit::Done);
        };
        if files.is_empty() {
            output.say("nothing has changed, and nothing is written");
        }
        writer.commit(folder, &files)?;
        for file in files.keys() {
            output.say(format!("wrote {}", folder.display_path(file)));
        }
        Ok(Exit::Done)
    }

    /// Returns the old sentences by fingerprint and the old headline, of the file named; else the
    /// sentences that the store has.
    fn old_text(&self, dataset: &str) -> Result<OldText, CliError> {
        if let Some(file) = &self.old {
            let old = read_text(file)?;
            let passages = old.article.passages.into_values();
            let texts = passages.filter_map(|passage| Some((passage.fingerprint, passage.text?)));
            return Ok((texts.collect(), old.headline));
        }
        let path = self.store.path(dataset);
        if !path.is_file() {
            return Ok(OldText::default());
        }
        let texts = Store::open_unchanged(&path)?.texts(&self.source)?;
        Ok((texts, None))
    }
}

/// Sentences by fingerprint, and a headline.
type OldText = (BTreeMap<String, String>, Option<String>);

/// Reads a file as the text of the article.
fn read_text(file: &Path) -> Result<NewText, CliError> {
    let (bytes, reading) = read_article(file)?;
    Ok(NewText {
        article: at_hand(file, &bytes, &reading),
        headline: reading.title.map(|title| title.text),
    })
}
