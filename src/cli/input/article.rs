//! The articles at hand.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::article::{self, Reading};
use crate::cli::error::CliError;
use crate::dataset::{ArticleAtHand, Articles};
use crate::digest::sha256_hex;
use crate::model::fact::Passage;
use crate::model::key::key_fault;

/// Which articles are at hand.
#[derive(Debug, Args)]
pub struct ArticleArgs {
    /// Put an article's text at hand, so that every citation is verified word for word
    #[arg(long = "article", value_name = "SOURCE=FILE", value_parser = parse_article)]
    pub at_hand: Vec<(String, PathBuf)>,
}

impl ArticleArgs {
    /// Returns whether no article is at hand.
    pub fn is_empty(&self) -> bool {
        self.at_hand.is_empty()
    }

    /// Reads the articles.
    pub fn read(&self) -> Result<Articles, CliError> {
        let mut articles = Articles::new();
        for (source, file) in &self.at_hand {
            let (bytes, reading) = read_article(file)?;
            let article = at_hand(file, &bytes, &reading);
            if articles.insert(source.clone(), article).is_some() {
                let message = format!("two articles are given for the source `{source}`");
                return Err(CliError::message(message, None));
            }
        }
        Ok(articles)
    }
}

fn parse_article(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((source, file)) if !source.is_empty() && !file.is_empty() => match key_fault(source) {
            Some(fault) => Err(format!("the source `{source}` {fault}")),
            None => Ok((source.to_owned(), file.into())),
        },
        _ => Err("expected SOURCE=FILE, such as culp-2023=article.txt".to_owned()),
    }
}

/// Reads a file as an article; returns its bytes, too.
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

/// Returns an article that has been read as one that citations are verified in.
pub fn at_hand(file: &Path, bytes: &[u8], reading: &Reading) -> ArticleAtHand {
    let passages = reading.sentences().map(|sentence| {
        let passage = Passage {
            fingerprint: sentence.fingerprint.clone(),
            characters: sentence.characters,
            words: sentence.words,
            text: Some(sentence.text.clone()),
        };
        (sentence.locator, passage)
    });
    let pieces = [&reading.title, &reading.standfirst].into_iter().flatten();
    let furniture = reading.furniture.iter().map(|furniture| &furniture.piece);
    let beside = pieces.chain(furniture).map(|piece| piece.text.clone());
    ArticleAtHand {
        file: file.display().to_string(),
        sha256: sha256_hex(bytes),
        segmenter: article::SEGMENTER.to_owned(),
        passages: passages.collect(),
        beside: beside.collect(),
    }
}
