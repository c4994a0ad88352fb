//! Facts from elsewhere, and how a run reads them all.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;

use crate::cli::error::CliError;
use crate::dataset::{Folder, Trust, is_of_lines};
use crate::files::Temporary;
use crate::ingest::MEMORY_DEFAULT;

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

    /// Adds the files to those of a dataset. The temporary files that it returns must live as long as
    /// the dataset is read.
    pub fn add_to(&self, folder: &mut Folder) -> Result<Vec<Temporary>, CliError> {
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
                let message = format!("`{}` is not a file of facts, one a line", file.display());
                let hint = "its name ends with .jsonl, .jsonl.gz or .jsonl.zst";
                return Err(CliError::with_hint(message, hint));
            }
            if folder.names().any(|known| known == name) {
                let message = format!("the dataset has a file `{name}` already");
                let hint = "give the other one another name";
                return Err(CliError::with_hint(message, hint));
            }
            folder.add_file(&name, &path).map_err(read)?;
        }
        Ok(kept)
    }
}

/// Copies standard input to a file, as it is read twice. Returns the name that the file has in the
/// dataset, which says how it is packed.
fn standard_input() -> io::Result<(&'static str, Temporary)> {
    let copy = Temporary::in_folder(&std::env::temp_dir())?;
    io::copy(&mut io::stdin().lock(), &mut copy.as_file())?;
    let mut head = [0; 4];
    let length = File::open(copy.path())?.read(&mut head)?;
    let name = match &head[..length] {
        [0x1f, 0x8b, ..] => "stdin.jsonl.gz",
        [0x28, 0xb5, 0x2f, 0xfd] => "stdin.jsonl.zst",
        _ => "stdin.jsonl",
    };
    Ok((name, copy))
}

fn parse_memory(text: &str) -> Result<usize, String> {
    let number = text.parse().ok();
    number
        .filter(|number| (64..=1 << 24).contains(number))
        .ok_or_else(|| "expected a number of MB, 64 or more".to_owned())
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
        if self.full {
            Trust::Nothing
        } else {
            Trust::Stamps
        }
    }
}
