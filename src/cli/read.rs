//! `footnote read`

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::read_article;
use super::output::Output;
use super::words::reading::describe;

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
