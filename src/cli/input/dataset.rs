//! Which dataset.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{ArticleArgs, StoreArgs, names_of};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::dataset::{Folder, Ledger, Writer};
use crate::ingest::{MEMORY_DEFAULT, State};

/// Which dataset, and which of its articles are at hand.
#[derive(Debug, Args)]
pub struct DatasetArgs {
    /// The dataset's folder [default: this folder if it is one, else the shipped dataset]
    pub dataset: Option<PathBuf>,

    #[command(flatten)]
    pub articles: ArticleArgs,
}

impl DatasetArgs {
    /// Returns whether a dataset or an article is named.
    pub fn is_given(&self) -> bool {
        self.dataset.is_some() || !self.articles.is_empty()
    }

    /// Reads the dataset's files.
    pub fn folder(&self) -> Result<Folder, CliError> {
        read_dataset(self.dataset.as_deref())
    }

    /// Returns the dataset's folder; `None` for the dataset that is part of the program.
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
        let (report, state) = State::of(&folder, &articles, ledger, Some(&path), MEMORY_DEFAULT)?;
        output.problems(&report, &folder);
        Ok(state)
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
    let here = Path::new(".");
    named.or_else(|| is_dataset(here).then_some(here))
}

fn is_dataset(folder: &Path) -> bool {
    folder.join("dataset.toml").is_file()
}

/// Waits for the right to write into a dataset; says what was left unfinished and is finished now, and
/// returns whether anything was.
pub fn writer(
    root: &Path,
    command: &'static str,
    output: &mut Output,
) -> Result<(Writer, bool), CliError> {
    // What is no dataset gets no lock.
    if !is_dataset(root) {
        Folder::read(root)?;
    }
    let (writer, finished) = Writer::open(root, command)?;
    if let Some(finished) = &finished {
        let command = &finished.command;
        output.say(format!("finished `{command}`, which was interrupted"));
        for path in &finished.written {
            output.say(format!("wrote {}", path.display()));
        }
    }
    Ok((writer, finished.is_some()))
}

/// The folder of the dataset that a command writes into.
#[derive(Debug, Args)]
pub struct FolderArgs {
    /// The dataset's folder [default: this folder, or the only dataset in it or in datasets/]
    #[arg(long = "dataset", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

impl FolderArgs {
    /// Returns the folder that is named, else the only dataset nearby.
    pub fn path(&self) -> Result<PathBuf, CliError> {
        if let Some(path) = &self.folder {
            return Ok(path.clone());
        }
        let here = PathBuf::from(".");
        if is_dataset(&here) {
            return Ok(here);
        }
        let found = datasets_nearby();
        let message = match found.as_slice() {
            [dataset] => return Ok(dataset.clone()),
            [] => "there is no dataset in this folder".to_owned(),
            several => format!("there are several datasets: {}", names_of(several)),
        };
        let hint = "name its folder with --dataset; `footnote init NAME --example csto` unpacks the shipped one";
        Err(CliError::with_hint(message, hint))
    }
}

/// Lists the datasets in this folder and in datasets/, by path.
fn datasets_nearby() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["", "datasets"]
        .into_iter()
        .map(Path::new)
        .flat_map(|folder| {
            let entries = fs::read_dir(Path::new(".").join(folder));
            let entries = entries.into_iter().flatten().flatten();
            entries.map(move |entry| folder.join(entry.file_name()))
        })
        .filter(|path| is_dataset(path))
        .collect();
    found.sort();
    found
}
