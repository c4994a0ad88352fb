//! `footnote revise`

use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{FolderArgs, StoreArgs, at_hand, read_article, writer};
use super::output::Output;
use super::words::revision::{describe, notes, summary};
use crate::article::{FurnitureKind, Piece};
use crate::dataset::{self, Articles, Folder, Ledger, Report, Writer};
use crate::parallel;
use crate::revise::{self, Coded, Front, NewText, Original, Trial};
use crate::store::Store;

/// Carry a dataset over to a new text of an article, as its publisher has revised it
///
/// Shows which sentences are unchanged, moved, edited, split, merged, gone and new. Citations follow
/// their own sentence, also where an edit left their words standing and cannot have turned their
/// meaning; the facts of all others are marked `needs_review`, and their citations say where they
/// stood, until you have looked at them. With --accept the lock and the sheets are written; comments
/// and layout of the sheets stay.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote revise culp-2023 new.txt --old old.txt")]
pub struct Revise {
    /// The key of the article
    source: String,

    /// The new text, as it was scraped
    file: PathBuf,

    #[command(flatten)]
    dataset: FolderArgs,

    /// The old text, without which no citation follows an edited sentence; else the store's, if it has
    /// it
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
        let sinks = vec![Coded::default(); parallel::cores()];
        let whole = Ledger::All;
        let checked = dataset::stream(&folder, &Articles::new(), whole, usize::MAX, sinks);
        output.problems(&checked.report, &folder);
        let Some(head) = checked.head else {
            return Ok(Exit::Failed);
        };
        let coded = Coded::of_all(checked.sinks);
        let original = Original::find(&folder, &coded, &head.corrections, &self.source)?;
        let new = read_text(&self.file)?;
        if original.has(&new) {
            let (file, source) = (self.file.display(), &self.source);
            output.say(format!(
                "{file} is the text that `{source}` is locked to already; nothing is written"
            ));
            return Ok(Exit::Done);
        }
        let original = self.with_old_text(original, &new, head.key.as_str())?;
        let mut revision = original.revise(&new)?;
        output.preview(describe(&revision))?;
        output.say(summary(&revision));
        let description = folder.display_path(&format!("{}/article.toml", self.source));
        output.say_all(notes(&revision, &new.front, &description));
        if !revision.obstacles.is_empty() {
            let obstacles = Report {
                problems: std::mem::take(&mut revision.obstacles),
                ..Report::default()
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

    /// Adds the old text: that of the file named, else the sentences that the store has.
    fn with_old_text<'a>(
        &self,
        original: Original<'a>,
        new: &NewText,
        dataset: &str,
    ) -> Result<Original<'a>, CliError> {
        if let Some(file) = &self.old {
            return Ok(original.with_old(read_text(file)?, new)?);
        }
        let path = self.store.path(dataset);
        if !path.is_file() {
            return Ok(original);
        }
        let texts = Store::open_unchanged(&path)?.texts(&self.source)?;
        Ok(original.with_texts(&texts))
    }
}

/// Reads a file as the text of the article.
fn read_text(file: &Path) -> Result<NewText, CliError> {
    let (bytes, reading) = read_article(file)?;
    let datelines = reading.furniture.iter();
    let datelines = datelines.filter(|line| line.kind == FurnitureKind::Dateline);
    let text = |piece: &Piece| piece.text.clone();
    Ok(NewText {
        article: at_hand(file, &bytes, &reading),
        front: Front {
            headline: reading.title.as_ref().map(text),
            author: reading.author.as_ref().map(text),
            published_on: reading.published_on.as_ref().map(|dated| dated.date),
            datelines: datelines.map(|line| line.piece.text.clone()).collect(),
            standfirst: reading.standfirst.as_ref().map(text),
        },
    })
}
