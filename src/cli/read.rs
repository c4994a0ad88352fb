//! `footnote read`

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::read_article;
use super::output::{Output, counted};
use crate::article::{Piece, Reading};

/// Show what the article reader makes of a file
///
/// Title, author, date, standfirst, other lines outside of the body, every sentence under its
/// locator, and each edit made to the scrape with its span in the file.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote read article.txt --json | jq '.paragraphs[0]'")]
pub struct Read {
    /// The article as it was scraped
    file: PathBuf,

    /// Write JSON for programs
    #[arg(long)]
    json: bool,
}

impl Read {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let (_, reading) = read_article(&self.file)?;
        if self.json {
            let json = serde_json::to_string_pretty(&reading).expect("a reading is plain data");
            output.data(format!("{json}\n"))?;
        } else {
            output.data(describe(&reading))?;
        }
        Ok(Exit::Done)
    }
}

/// Writes metadata, sentences and edits, each on a line.
fn describe(reading: &Reading) -> String {
    let mut text = String::new();
    let mut piece = |name: &str, piece: Option<&Piece>, shown: Option<String>| {
        let value = piece.map_or("not found".to_owned(), |piece| {
            let shown = shown.unwrap_or(piece.text.clone());
            format!("{shown} (line {})", piece.line)
        });
        text.push_str(&format!("{name:<12}{value}\n"));
    };
    piece("title", reading.title.as_ref(), None);
    piece("author", reading.author.as_ref(), None);
    let date = reading.published_on.as_ref();
    let shown = date.map(|date| date.date.to_string());
    piece("date", date.map(|date| &date.piece), shown);
    piece("standfirst", reading.standfirst.as_ref(), None);
    for furniture in &reading.furniture {
        let kind = serde_json::to_value(furniture.kind).expect("a kind is a plain name");
        let kind = kind.as_str().unwrap_or_default();
        piece(kind, Some(&furniture.piece), None);
    }
    let paragraphs = counted(reading.paragraphs.len(), "paragraph");
    let sentences = counted(reading.sentences().count(), "sentence");
    text.push_str(&format!("\n{paragraphs}, {sentences}\n"));
    for sentence in reading.sentences() {
        let locator = sentence.locator.to_string();
        text.push_str(&format!("{locator:<8}{}\n", sentence.text));
    }
    text.push_str(&format!("\n{}\n", counted(reading.edits.len(), "edit")));
    for edit in &reading.edits {
        text.push_str(&format!(
            "line {}, bytes {}..{}: {}\n",
            edit.line, edit.start, edit.end, edit.note
        ));
    }
    text
}
