//! Which dataset.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::nearby::{datasets_nearby, is_dataset, refuse_unnamed};
use super::{ArticleArgs, StoreArgs, names_of};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::dataset::{Folder, Ledger, Writer};
use crate::ingest::{MEMORY_DEFAULT, State};

/// Which dataset, and which of its articles are at hand.
#[derive(Debug, Args)]
pub struct DatasetArgs {
    /// The dataset's folder [default: this folder if it is one, else the shipped dataset, where nothing here looks like one]
    pub dataset: Option<PathBuf>,

    #[command(flatten)]
    pub articles: ArticleArgs,

    /// Take a dataset that footnote ships, instead of a folder
    #[arg(long, value_enum, conflicts_with = "dataset")]
    pub example: Option<Example>,
}

/// A dataset that the program ships.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Example {
    /// The Collective Security Treaty Organization in 2022, from one article
    Csto,
}

impl DatasetArgs {
    /// Returns whether a dataset or an article is named.
    pub fn is_given(&self) -> bool {
        self.dataset.is_some() || self.example.is_some() || !self.articles.is_empty()
    }

    /// Reads the files of the dataset that is named, else of this folder, else of the shipped one, and
    /// says so.
    pub fn folder(&self, output: &mut Output) -> Result<Folder, CliError> {
        if self.example.is_some() {
            return Ok(Folder::shipped());
        }
        read_dataset(self.dataset.as_deref(), output)
    }

    /// Returns the dataset's folder; `None` for the dataset that is part of the program.
    pub fn root(&self) -> Result<Option<&Path>, CliError> {
        match self.example {
            Some(_) => Ok(None),
            None => dataset_root(self.dataset.as_deref()),
        }
    }

    /// Reads the files of a dataset that must be named or be this folder.
    pub fn own_folder(&self) -> Result<Folder, CliError> {
        match self.root()? {
            Some(root) => Ok(Folder::read(root)?),
            None if self.example.is_some() => Ok(Folder::shipped()),
            None => {
                let hint = "name its folder; `footnote init NAME` makes one, `--example csto` means the one that footnote ships";
                Err(CliError::with_hint(
                    "there is no dataset in this folder",
                    hint,
                ))
            }
        }
    }

    /// Returns a store that says what the dataset says with part of its ledger; `None` where it has
    /// errors, which are printed.
    pub fn state(
        &self,
        store: &StoreArgs,
        ledger: Ledger,
        output: &mut Output,
    ) -> Result<Option<State>, CliError> {
        let folder = self.folder(output)?;
        let path = store.path(folder.key().as_str());
        let articles = self.articles.read()?;
        let (report, state) = State::of(&folder, &articles, ledger, Some(&path), MEMORY_DEFAULT)?;
        output.problems(&report, &folder);
        Ok(state)
    }
}

/// Reads the files of the dataset that is named, else of this folder, else of the shipped one, and says
/// so.
pub fn read_dataset(named: Option<&Path>, output: &mut Output) -> Result<Folder, CliError> {
    if let Some(path) = dataset_root(named)? {
        return Ok(Folder::read(path)?);
    }
    let shipped = Folder::shipped();
    output.say(format!(
        "no dataset is named and none is here: this is `{}`, the one that footnote ships",
        shipped.key()
    ));
    Ok(shipped)
}

/// Returns the folder of the dataset that is named, else this one if it is one; `None` where nothing in
/// or around this folder looks like one.
pub fn dataset_root(named: Option<&Path>) -> Result<Option<&Path>, CliError> {
    let here = Path::new(".");
    if named.is_some() {
        return Ok(named);
    }
    if is_dataset(here) {
        return Ok(Some(here));
    }
    refuse_unnamed()?;
    Ok(None)
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
