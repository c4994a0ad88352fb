//! Arguments that several commands share, and how each is turned into input.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest, Sha256};

use super::error::CliError;
use super::output::Output;
use crate::article::{self, Reading};
use crate::dataset::{self, ArticleAtHand, Articles, Checked, Folder};
use crate::model::fact::{Dataset, Passage};

/// Which dataset, and which of its articles are at hand.
#[derive(Debug, Args)]
pub struct DatasetArgs {
    /// The dataset's folder; without it, the shipped dataset
    pub dataset: Option<PathBuf>,

    /// Put an article's text at hand, so that every citation is verified word for word
    #[arg(long = "article", value_name = "SOURCE=FILE", value_parser = parse_article)]
    pub articles: Vec<(String, PathBuf)>,
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
        Some((source, file)) if !source.is_empty() && !file.is_empty() => {
            Ok((source.to_owned(), file.into()))
        }
        _ => Err("expected SOURCE=FILE, such as culp-2023=article.txt".to_owned()),
    }
}

impl DatasetArgs {
    /// Reads the dataset's files.
    pub fn folder(&self) -> Result<Folder, CliError> {
        match &self.dataset {
            Some(path) => Ok(Folder::read(path)?),
            None => Ok(Folder::shipped()),
        }
    }

    /// Reads the articles at hand.
    pub fn articles(&self) -> Result<Articles, CliError> {
        let mut articles = BTreeMap::new();
        for (source, file) in &self.articles {
            let (bytes, reading) = read_article(file)?;
            if articles
                .insert(source.clone(), at_hand(file, &bytes, &reading))
                .is_some()
            {
                let message = format!("two articles are given for the source `{source}`");
                return Err(CliError::message(message, None));
            }
        }
        Ok(articles)
    }

    /// Reads and checks the dataset and prints its problems.
    pub fn check(&self, output: &mut Output) -> Result<(Folder, Checked), CliError> {
        let folder = self.folder()?;
        let checked = dataset::check(&folder, &self.articles()?);
        output.problems(&checked.problems, &folder);
        Ok((folder, checked))
    }

    /// Reads and checks the dataset; `None` where it has errors, which are printed.
    pub fn load(&self, output: &mut Output) -> Result<Option<Dataset>, CliError> {
        Ok(self.check(output)?.1.dataset)
    }
}

impl StoreArgs {
    /// Returns where the store of a dataset is.
    pub fn path(&self, dataset: &str) -> PathBuf {
        let default = || Path::new(STORE_FOLDER).join(format!("{dataset}.sqlite"));
        self.store.clone().unwrap_or_else(default)
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

/// Returns the SHA-256 of bytes as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Wraps a failure to write.
pub fn write_error(path: &Path, source: std::io::Error) -> CliError {
    CliError::Write {
        path: path.into(),
        source,
    }
}

fn at_hand(file: &Path, bytes: &[u8], reading: &Reading) -> ArticleAtHand {
    let passages = reading.sentences().map(|sentence| {
        let passage = Passage {
            fingerprint: sentence.fingerprint.clone(),
            characters: sentence.characters,
            words: sentence.words,
            text: Some(sentence.text.clone()),
        };
        (sentence.locator, passage)
    });
    ArticleAtHand {
        file: file.display().to_string(),
        sha256: sha256(bytes),
        segmenter: article::SEGMENTER.to_owned(),
        passages: passages.collect(),
    }
}
