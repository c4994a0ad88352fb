//! Arguments that several commands share, and how each is turned into input.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::error::CliError;
use super::output::Output;
use crate::article::{self, Reading};
use crate::dataset::{
    ArticleAtHand, Articles, Folder, Ledger, Problem, Trust, did_you_mean, is_of_lines,
};
use crate::digest::sha256_hex;
use crate::ingest::{self, MEMORY_DEFAULT, State};
use crate::model::fact::Passage;
use crate::model::key::key_fault;
use crate::model::path::{FieldPath, PathError};
use crate::store::{AbsentFact, Store, Wanted};

/// Which dataset, and which of its articles are at hand.
#[derive(Debug, Args)]
pub struct DatasetArgs {
    /// The dataset's folder [default: this folder if it is one, else the shipped dataset]
    pub dataset: Option<PathBuf>,

    #[command(flatten)]
    pub articles: ArticleArgs,
}

/// Which articles are at hand.
#[derive(Debug, Args)]
pub struct ArticleArgs {
    /// Put an article's text at hand, so that every citation is verified word for word
    #[arg(long = "article", value_name = "SOURCE=FILE", value_parser = parse_article)]
    pub at_hand: Vec<(String, PathBuf)>,
}

impl ArticleArgs {
    /// Tells whether no article is at hand.
    pub fn is_empty(&self) -> bool {
        self.at_hand.is_empty()
    }

    /// Reads the articles.
    pub fn read(&self) -> Result<Articles, CliError> {
        let mut articles = BTreeMap::new();
        for (source, file) in &self.at_hand {
            let article = article_at_hand(file)?;
            if articles.insert(source.clone(), article).is_some() {
                let message = format!("two articles are given for the source `{source}`");
                return Err(CliError::message(message, None));
            }
        }
        Ok(articles)
    }
}

/// Where the store is.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// The store: the working database with its history [default: .footnote/DATASET.sqlite]
    #[arg(long, value_name = "PATH")]
    pub store: Option<PathBuf>,
}

/// The folder that holds stores by default.
pub const STORE_FOLDER: &str = ".footnote";

fn parse_article(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((source, file)) if !source.is_empty() && !file.is_empty() => match key_fault(source) {
            Some(fault) => Err(format!("the source `{source}` {fault}")),
            None => Ok((source.to_owned(), file.into())),
        },
        _ => Err("expected SOURCE=FILE, such as culp-2023=article.txt".to_owned()),
    }
}

/// The folder of the dataset that a command writes into.
#[derive(Debug, Args)]
pub struct FolderArgs {
    /// The dataset's folder [default: this folder, or the only dataset in it or in datasets/]
    #[arg(long = "dataset", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

impl FolderArgs {
    /// Returns the folder that is named, else the one dataset that is near.
    pub fn path(&self) -> Result<PathBuf, CliError> {
        if let Some(path) = &self.folder {
            return Ok(path.clone());
        }
        let is_dataset = |path: &PathBuf| path.join("dataset.toml").is_file();
        let here = PathBuf::from(".");
        if is_dataset(&here) {
            return Ok(here);
        }
        let mut found = Vec::new();
        for folder in ["", "datasets"] {
            let entries = fs::read_dir(Path::new(".").join(folder))
                .into_iter()
                .flatten();
            let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
            found.extend(
                names
                    .map(|name| Path::new(folder).join(name))
                    .filter(is_dataset),
            );
        }
        found.sort();
        match found.as_slice() {
            [dataset] => Ok(dataset.clone()),
            several => {
                let message = match several {
                    [] => "there is no dataset in this folder".to_owned(),
                    _ => {
                        let names = several.iter().map(|path| format!("`{}`", path.display()));
                        let names: Vec<_> = names.collect();
                        format!("there are several datasets: {}", names.join(", "))
                    }
                };
                let hint = "name its folder with --dataset; `footnote init NAME --example csto` unpacks the shipped one";
                Err(CliError::message(message, Some(hint.to_owned())))
            }
        }
    }
}

/// Reads the files of the dataset that is named, else of this folder, else of the shipped one.
pub fn read_dataset(named: Option<&Path>) -> Result<Folder, CliError> {
    match dataset_root(named) {
        Some(path) => Ok(Folder::read(path)?),
        None => Ok(Folder::shipped()),
    }
}

/// Returns the folder of the dataset that is named, else this one if it is one.
pub fn dataset_root(named: Option<&Path>) -> Option<&Path> {
    let is_here = Path::new("dataset.toml").is_file();
    named.or_else(|| is_here.then_some(Path::new(".")))
}

/// Reads a day given as an argument.
pub fn parse_day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "expected a day such as 2023-02-27".to_owned())
}

impl DatasetArgs {
    /// Tells whether a dataset or an article is named.
    pub fn is_given(&self) -> bool {
        self.dataset.is_some() || !self.articles.is_empty()
    }

    /// Reads the dataset's files.
    pub fn folder(&self) -> Result<Folder, CliError> {
        read_dataset(self.dataset.as_deref())
    }

    /// Returns where the dataset is; `None` for the one that is part of the program.
    pub fn root(&self) -> Option<&Path> {
        dataset_root(self.dataset.as_deref())
    }

    /// Returns a store that says what the dataset says with part of its ledger; `None` where it has
    /// errors, which are printed.
    pub fn state(
        &self,
        store: &StoreArgs,
        ledger: Ledger,
        output: &mut Output,
    ) -> Result<Option<State>, CliError> {
        let folder = self.folder()?;
        let path = store.path(folder.key().as_str());
        let articles = self.articles.read()?;
        let (mut report, state) =
            State::of(&folder, &articles, ledger, Some(&path), MEMORY_DEFAULT)?;
        let stale = report.problems.iter_mut().filter(|p| p.cell.is_some());
        add_last_changes(stale, &path)?;
        output.problems(&report, &folder);
        Ok(state)
    }

    /// Checks the dataset, whose files are listed, with part of its ledger. Returns the rows for the
    /// store that is brought up to date, or for a new one; `None` where the dataset has errors, which
    /// are printed. The store says what came between a correction and what it expects.
    pub fn rows(
        &self,
        folder: &Folder,
        store_args: &StoreArgs,
        ledger: Ledger,
        store: Option<&Store>,
        memory: usize,
        output: &mut Output,
    ) -> Result<Option<Wanted>, CliError> {
        let path = store_args.path(folder.key().as_str());
        let beside = path.parent().unwrap_or(Path::new("."));
        let articles = self.articles.read()?;
        let (mut report, rows) = ingest::read(folder, &articles, ledger, store, beside, memory)?;
        let stale = report.problems.iter_mut().filter(|p| p.cell.is_some());
        add_last_changes(stale, &path)?;
        output.problems(&report, folder);
        Ok(rows)
    }
}

/// Facts from elsewhere, and how they are read.
#[derive(Debug, Args)]
pub struct FactsArgs {
    /// Read a file of facts, one a line, as if it lay in the dataset's folder; - for standard input
    #[arg(long = "facts", value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// How much memory to use, in MB; more is put on the disk beside the store
    #[arg(long, value_name = "MB", default_value_t = MEMORY_DEFAULT >> 20, value_parser = parse_memory)]
    pub memory: usize,
}

impl FactsArgs {
    /// Returns how much memory to use, in bytes.
    pub fn bytes(&self) -> usize {
        self.memory << 20
    }

    /// Adds the files to those of a dataset; what is returned must be kept as long as they are read.
    pub fn add_to(&self, folder: &mut Folder) -> Result<Vec<tempfile::NamedTempFile>, CliError> {
        let mut kept = Vec::new();
        for file in &self.files {
            let read = |source| CliError::Read {
                path: file.clone(),
                source,
            };
            let (name, path) = if file.as_os_str() == "-" {
                let (name, copy) = standard_input().map_err(read)?;
                let path = copy.path().to_owned();
                kept.push(copy);
                (name.to_owned(), path)
            } else {
                let name = file.file_name().unwrap_or_default();
                (name.to_string_lossy().into_owned(), file.clone())
            };
            if !is_of_lines(&name) {
                let message = format!("`{}` is no file of facts, one a line", file.display());
                let hint = "its name ends with .jsonl, .jsonl.gz or .jsonl.zst";
                return Err(CliError::message(message, Some(hint.to_owned())));
            }
            if folder.names().any(|known| known == name) {
                let message = format!("the dataset has a file `{name}` already");
                let hint = "give the other one another name";
                return Err(CliError::message(message, Some(hint.to_owned())));
            }
            folder.add_file(&name, &path).map_err(read)?;
        }
        Ok(kept)
    }
}

/// Copies standard input to a file, for it is read twice; returns the name that it has in the
/// dataset, after how it is packed.
fn standard_input() -> std::io::Result<(&'static str, tempfile::NamedTempFile)> {
    let mut copy = tempfile::NamedTempFile::new()?;
    std::io::copy(&mut std::io::stdin().lock(), &mut copy)?;
    let mut head = [0; 4];
    let mut file = copy.reopen()?;
    let length = file.read(&mut head)?;
    let name = match &head[..length] {
        [0x1f, 0x8b, ..] => "stdin.jsonl.gz",
        [0x28, 0xb5, 0x2f, 0xfd] => "stdin.jsonl.zst",
        _ => "stdin.jsonl",
    };
    Ok((name, copy))
}

/// How a run goes about its work.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Read every file again, whatever its size, time and content
    #[arg(long)]
    pub full: bool,
}

impl RunArgs {
    /// Returns what is taken for unchanged.
    pub fn trust(&self) -> Trust {
        match self.full {
            true => Trust::Nothing,
            false => Trust::Stamps,
        }
    }
}

fn parse_memory(text: &str) -> Result<usize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (64..=1 << 24).contains(number));
    number.ok_or_else(|| "expected a number of MB, 64 or more".to_owned())
}

impl StoreArgs {
    /// Returns where the store of a dataset is.
    pub fn path(&self, dataset: &str) -> PathBuf {
        let default = || Path::new(STORE_FOLDER).join(format!("{dataset}.sqlite"));
        self.store.clone().unwrap_or_else(default)
    }

    /// Opens the store that is named, else that of a dataset, else the only one there is; the file
    /// is not changed.
    pub fn open_existing(&self, dataset: Option<&Path>) -> Result<Store, CliError> {
        let path = match (&self.store, dataset) {
            (Some(path), _) => path.clone(),
            (None, Some(dataset)) => self.path(Folder::read(dataset)?.key().as_str()),
            (None, None) => only_store()?,
        };
        Ok(Store::open_unchanged(&path)?)
    }

    /// Returns where the store of a dataset is, with its folder made; the default folder tells git
    /// to ignore it.
    pub fn path_to_write(&self, dataset: &str) -> Result<PathBuf, CliError> {
        let path = self.path(dataset);
        let folder = path.parent().unwrap_or(Path::new(""));
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder).map_err(|source| write_error(folder, source))?;
        }
        let ignore = folder.join(".gitignore");
        if self.store.is_none() && !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(|source| write_error(&ignore, source))?;
        }
        Ok(path)
    }
}

/// Lists the SQLite files in a folder, by name; none where there is no such folder.
pub fn databases_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |source| CliError::Read {
        path: folder.into(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut databases = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "sqlite") {
            databases.push(path);
        }
    }
    databases.sort();
    Ok(databases)
}

/// Returns the store in the default folder, if there is just one.
fn only_store() -> Result<PathBuf, CliError> {
    match databases_in(Path::new(STORE_FOLDER))?.as_slice() {
        [store] => Ok(store.clone()),
        [] => Err(CliError::message(
            format!("there is no store in `{STORE_FOLDER}`"),
            Some("`footnote ingest` makes one; --store names one elsewhere".to_owned()),
        )),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|path| format!("`{}`", path.display()))
                .collect();
            Err(CliError::message(
                format!("there are several stores: {}", names.join(", ")),
                Some("name one with --store".to_owned()),
            ))
        }
    }
}

/// Reads the path of a cell given as an argument.
pub fn parse_path(text: &str) -> Result<FieldPath, String> {
    text.parse().map_err(|fault: PathError| fault.to_string())
}

/// Says that there is no such fact, and which one may be meant.
pub fn no_such_fact(store: &Store, key: &str) -> CliError {
    match store.absent_fact(key) {
        Err(error) => error.into(),
        Ok(AbsentFact::Retracted { on, reason, by }) => {
            let hint = by.map(|by| format!("`{by}` stands for it since"));
            CliError::message(format!("`{key}` was retracted on {on}: {reason}"), hint)
        }
        Ok(AbsentFact::Unknown { dataset, keys }) => {
            let hint = did_you_mean(key, keys.iter().map(String::as_str));
            CliError::message(format!("there is no fact `{key}` in `{dataset}`"), hint)
        }
    }
}

/// Reads a file as an article.
pub fn read_article(file: &Path) -> Result<(Vec<u8>, Reading), CliError> {
    let bytes = fs::read(file).map_err(|source| CliError::Read {
        path: file.into(),
        source,
    })?;
    let reading = article::read(&bytes).map_err(|source| CliError::Article {
        path: file.into(),
        source,
    })?;
    Ok((bytes, reading))
}

/// Wraps a failure to write.
pub fn write_error(path: &Path, source: std::io::Error) -> CliError {
    CliError::Write {
        path: path.into(),
        source,
    }
}

/// Says of each stale correction which run changed its cell last, if a store has seen one.
fn add_last_changes<'p>(
    stale: impl Iterator<Item = &'p mut Problem>,
    store: &Path,
) -> Result<(), CliError> {
    let mut stale = stale.peekable();
    if stale.peek().is_none() || !store.is_file() {
        return Ok(());
    }
    let store = Store::open_unchanged(store)?;
    for problem in stale {
        let Some((fact, field)) = &problem.cell else {
            continue;
        };
        let story = match field.parse() {
            Ok(path) => store.cell_story(fact, &path)?,
            Err(_) => continue,
        };
        let changes = story.iter().rev();
        let last = changes.into_iter().find(|change| change.action == "change");
        problem.hints.extend(last.map(|change| {
            format!(
                "run {} of {} changed it from {} to {} ({})",
                change.run, change.made_at, change.old, change.new, change.cause
            )
        }));
    }
    Ok(())
}

/// Reads a file as an article whose sentences are checked against.
pub fn article_at_hand(file: &Path) -> Result<ArticleAtHand, CliError> {
    let (bytes, reading) = read_article(file)?;
    let passages = reading.sentences().map(|sentence| {
        let passage = Passage {
            fingerprint: sentence.fingerprint.clone(),
            characters: sentence.characters,
            words: sentence.words,
            text: Some(sentence.text.clone()),
        };
        (sentence.locator, passage)
    });
    Ok(ArticleAtHand {
        file: file.display().to_string(),
        sha256: sha256_hex(&bytes),
        segmenter: article::SEGMENTER.to_owned(),
        passages: passages.collect(),
    })
}
