//! `footnote revise`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{FolderArgs, StoreArgs, article_at_hand, read_article, write_error};
use super::output::{Output, counted};
use crate::dataset::{self, Articles, Folder, Lock, Report, is_of_lines};
use crate::files::write_atomically;
use crate::model::Locator;
use crate::model::fact::{Dataset, Passage};
use crate::model::fold::fold;
use crate::revise::{self, Cite, Revision};
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
        let folder = Folder::read(&root)?;
        if let Some(file) = folder.names().find(|name| is_of_lines(name)) {
            let path = folder.display_path(file);
            let message = format!("`{path}` holds facts in lines, and this rewrites sheets alone");
            let hint = "what wrote the lines can write them anew";
            return Err(CliError::message(message, Some(hint.to_owned())));
        }
        let checked = dataset::check(&folder, &Articles::new());
        output.problems(&checked.report, &folder);
        let Some(dataset) = checked.dataset else {
            return Ok(Exit::Failed);
        };
        let mut sources = dataset.sources.iter();
        let Some((_, source)) = sources.find(|(key, _)| key.as_str() == self.source) else {
            let keys = dataset.sources.keys().map(|key| key.as_str());
            let hint = dataset::did_you_mean(&self.source, keys);
            let message = format!("the dataset has no source `{}`", self.source);
            return Err(CliError::message(message, hint));
        };
        let article = article_at_hand(&self.file)?;
        let old = self.with_texts(&dataset, source.passages.clone())?;
        let revision = revise::revise(
            &folder,
            &self.source,
            &old,
            &article.passages,
            &dataset.head.corrections,
        )
        .map_err(|error| CliError::message(error.to_string(), None))?;
        let headline = self.new_headline(&source.title)?;
        if let Some(new) = &headline {
            output.data(edited_headline(&source.title, new))?;
        }
        output.data(describe(&revision, &old, &article.passages))?;
        output.say(summary(&revision));
        if headline.is_some() {
            let file = format!("{}/article.toml", self.source);
            output.say(format!(
                "the headline is another one; `title` in {} stays until you change it",
                folder.display_path(&file)
            ));
        }
        if !revision.obstacles.is_empty() {
            let obstacles = Report {
                problems: revision.obstacles,
                more: Vec::new(),
            };
            output.problems(&obstacles, &folder);
            output.say("nothing is written: these corrections would no longer fit");
            return Ok(Exit::Failed);
        }
        let files = self.files(&folder, &revision, article, output)?;
        let Some(files) = files else {
            return Ok(Exit::Failed);
        };
        if !self.accept {
            output.say("nothing is written; --accept writes the new lock and the changed sheets");
            return Ok(Exit::Done);
        }
        if files.is_empty() {
            output.say("nothing has changed, and nothing is written");
        }
        for (file, text) in &files {
            let path = root.join(file);
            write_atomically(&path, text.as_bytes()).map_err(|error| write_error(&path, error))?;
            output.say(format!("wrote {}", path.display()));
        }
        Ok(Exit::Done)
    }

    /// Returns the headline of the new text, if it is not the one that is known.
    fn new_headline(&self, known: &str) -> Result<Option<String>, CliError> {
        let Some(new) = headline(&self.file)? else {
            return Ok(None);
        };
        let old = match &self.old {
            Some(file) => headline(file)?,
            None => None,
        };
        // A title that somebody wrote another way than the article is no change of the article.
        let is_same = |title: &str| fold(title) == fold(&new);
        let is_known = is_same(known) || old.is_some_and(|old| is_same(&old));
        Ok((!is_known).then_some(new))
    }

    /// Gives the locked sentences their old text, from the file named or from the store.
    fn with_texts(
        &self,
        dataset: &Dataset,
        mut passages: BTreeMap<Locator, Passage>,
    ) -> Result<BTreeMap<Locator, Passage>, CliError> {
        let texts: BTreeMap<String, String> = match &self.old {
            Some(file) => {
                let known = article_at_hand(file)?.passages.into_values();
                known
                    .filter_map(|passage| Some((passage.fingerprint, passage.text?)))
                    .collect()
            }
            None => {
                let path = self.store.path(dataset.head.key.as_str());
                match path.is_file() {
                    true => Store::open_unchanged(&path)?.texts(&self.source)?,
                    false => BTreeMap::new(),
                }
            }
        };
        for passage in passages.values_mut() {
            passage.text = texts.get(&passage.fingerprint).cloned();
        }
        Ok(passages)
    }

    /// Returns the files to write, those that change; `None` where the dataset would not build with them, which is
    /// said.
    fn files(
        &self,
        folder: &Folder,
        revision: &Revision,
        article: dataset::ArticleAtHand,
        output: &mut Output,
    ) -> Result<Option<BTreeMap<String, String>>, CliError> {
        let mut files = revision.sheets.clone();
        let description = format!("{}/article.toml", self.source);
        let text = folder.text(&description).unwrap_or_default();
        let described = revise::with_digest(text, &article.sha256)
            .map_err(|error| CliError::message(format!("`{description}`: {error}"), None))?;
        files.insert(description, described);
        let lock_file = format!("{}/passages.lock", self.source);
        let blank = Lock {
            segmenter: article.segmenter.clone(),
            passages: article.passages.clone(),
            ..Lock::default()
        };
        let before = folder;
        let mut folder = folder.clone();
        for (file, text) in files.iter().chain([(&lock_file, &blank.to_toml())]) {
            folder = folder.with_text(file, text.clone());
        }
        // Checked with the text at hand for its quotes, then without, as it will build.
        let articles = BTreeMap::from([(self.source.clone(), article)]);
        let locks = dataset::locks(&folder, &articles);
        let lock = locks
            .get(&self.source)
            .map(Lock::to_toml)
            .unwrap_or_default();
        files.insert(lock_file.clone(), lock.clone());
        let folder = folder.with_text(&lock_file, lock);
        let checked = dataset::check(&folder, &Articles::new());
        if checked.dataset.is_none() {
            output.problems(&checked.report, &folder);
            output.say("nothing can be written: the dataset would not build");
            return Ok(None);
        }
        // The lock is told by what it says, not by how its lines end.
        let is_new = |file: &String, text: &String| match before.text(file) {
            Some(old) if *file == lock_file => old.replace("\r\n", "\n") != *text,
            old => old != Some(text),
        };
        files.retain(|file, text| is_new(file, text));
        Ok(Some(files))
    }
}

/// Returns the headline of an article's file, if it has one.
fn headline(file: &Path) -> Result<Option<String>, CliError> {
    let (_, reading) = read_article(file)?;
    Ok(reading.title.map(|title| title.text))
}

fn edited_headline(old: &str, new: &str) -> String {
    format!("edited      headline\n          -  {old}\n          +  {new}\n")
}

fn describe(
    revision: &Revision,
    old: &BTreeMap<Locator, Passage>,
    new: &BTreeMap<Locator, Passage>,
) -> String {
    let mut text = String::new();
    let wording = |of: &BTreeMap<Locator, Passage>, at: &Locator| {
        let words = of.get(at).and_then(|passage| passage.text.clone());
        words.map_or(String::new(), |words| format!("  {words}"))
    };
    let alignment = &revision.alignment;
    for (from, to) in &alignment.renumbered {
        text.push_str(&format!("renumbered  {from} → {to}\n"));
    }
    for (from, to) in &alignment.moved {
        text.push_str(&format!("moved       {from} → {to}\n"));
    }
    for (from, to) in &alignment.edited {
        text.push_str(&format!("edited      {from} → {to}\n"));
        for (mark, of, at) in [("-", old, from), ("+", new, to)] {
            let words = wording(of, at);
            if !words.is_empty() {
                text.push_str(&format!("          {mark}{words}\n"));
            }
        }
    }
    for at in &alignment.gone {
        text.push_str(&format!("gone        {at}{}\n", wording(old, at)));
    }
    for at in &alignment.new {
        text.push_str(&format!("new         {at}{}\n", wording(new, at)));
    }
    for at in &alignment.doubled {
        text.push_str(&format!("doubled     {at}{}\n", wording(old, at)));
    }
    for (cite, place) in &revision.carried {
        text.push_str(&format!("carried     {} → {place}\n", describe_cite(cite)));
    }
    for (cite, reason) in &revision.reviews {
        text.push_str(&format!("review      {}: {reason}\n", describe_cite(cite)));
    }
    for at in &revision.dropped_skips {
        text.push_str(&format!(
            "untouched   {at} was skipped and is no longer the same\n"
        ));
    }
    text
}

fn describe_cite(cite: &Cite) -> String {
    let field = cite.field.as_ref().map(|field| format!(", {field}"));
    let quote = cite.quote.as_ref().map(|quote| format!(", “{quote}”"));
    let (field, quote) = (field.unwrap_or_default(), quote.unwrap_or_default());
    format!("{} cites {}{field}{quote}", cite.fact, cite.at)
}

fn summary(revision: &Revision) -> String {
    let alignment = &revision.alignment;
    let mut facts: Vec<&str> = revision
        .reviews
        .iter()
        .map(|(cite, _)| cite.fact.as_str())
        .collect();
    facts.sort_unstable();
    facts.dedup();
    format!(
        "sentences: {} unchanged, {} renumbered, {} moved, {} edited, {} gone, {} new; citations: {} as they stood, {} carried over, {} to review in {}",
        alignment.unchanged.len(),
        alignment.renumbered.len(),
        alignment.moved.len(),
        alignment.edited.len(),
        alignment.gone.len(),
        alignment.new.len(),
        revision.kept,
        revision.carried.len(),
        revision.reviews.len(),
        counted(facts.len(), "fact")
    )
}
