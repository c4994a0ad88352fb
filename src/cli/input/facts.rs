//! Facts from elsewhere, and how a run reads them all.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::error::CliError;
use crate::dataset::{Folder, Trust, is_of_lines};
use crate::files::Temporary;
use crate::ingest::MEMORY_DEFAULT;
use crate::store::Removals;

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
            let is_stdin = file.as_os_str() == "-";
            if !is_stdin && !is_of_lines(&name_of(file)) {
                let message = format!("`{}` is not a file of facts, one a line", file.display());
                let hint = "its name ends with .jsonl, .jsonl.gz or .jsonl.zst";
                return Err(CliError::with_hint(message, hint));
            }
            let (name, path) = if is_stdin || is_pipe(file).map_err(read)? {
                let copy = copy_of(file, is_stdin).map_err(read)?;
                let path = copy.path().to_owned();
                let name = match is_stdin {
                    true => name_of_stream(&path).map_err(read)?.to_owned(),
                    false => name_of(file),
                };
                kept.push(copy);
                (name, path)
            } else {
                (name_of(file), file.clone())
            };
            if folder.names().any(|known| known == name) {
                let message = format!("the dataset has a file `{name}` already");
                let hint = "give the other one another name";
                return Err(CliError::with_hint(message, hint));
            }
            folder.add_file(&name, &path).map_err(read)?;
            refuse_empty(folder, &name, file)?;
        }
        Ok(kept)
    }
}

/// Returns the name that a file of facts has in the dataset.
fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Tells whether a path is that of a pipe, which cannot be read twice.
fn is_pipe(path: &Path) -> io::Result<bool> {
    let kind = fs::metadata(path)?.file_type();
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Ok(true);
        }
    }
    match kind.is_file() {
        true => Ok(false),
        false if kind.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        false => Err(io::Error::other("it is neither a file nor a pipe")),
    }
}

/// Copies standard input or a pipe to a file, as it is read twice.
fn copy_of(pipe: &Path, is_stdin: bool) -> io::Result<Temporary> {
    let copy = Temporary::in_folder(&std::env::temp_dir())?;
    if is_stdin {
        io::copy(&mut io::stdin().lock(), &mut copy.as_file())?;
    } else {
        io::copy(&mut File::open(pipe)?, &mut copy.as_file())?;
    }
    Ok(copy)
}

/// Returns the name that standard input has in the dataset, which says how it is packed.
fn name_of_stream(copy: &Path) -> io::Result<&'static str> {
    let mut head = [0; 4];
    let length = File::open(copy)?.read(&mut head)?;
    Ok(match &head[..length] {
        [0x1f, 0x8b, ..] => "stdin.jsonl.gz",
        [0x28, 0xb5, 0x2f, 0xfd] => "stdin.jsonl.zst",
        _ => "stdin.jsonl",
    })
}

/// Refuses facts from elsewhere of which there are none: rather has the program failed that was to write
/// them, than that all that it wrote before is to go.
fn refuse_empty(folder: &Folder, name: &str, file: &Path) -> Result<(), CliError> {
    let is_empty = || -> io::Result<bool> {
        let Some(mut lines) = folder.lines(name)? else {
            return Ok(false);
        };
        while let Some(chunk) = lines.next()? {
            if chunk.lines().next().is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    };
    // What cannot be unpacked is a fault of the dataset, and located where that is checked.
    if !is_empty().unwrap_or(false) {
        return Ok(());
    }
    let what = match file.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => format!("`{}`", file.display()),
    };
    let hint = "the program that writes it may have failed; leave out --facts where there are none";
    Err(CliError::with_hint(format!("{what} has no line"), hint))
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

    /// Let more than half of the store's facts go, where they are more than 20
    #[arg(long)]
    pub allow_removals: bool,
}

impl RunArgs {
    /// Returns how many facts may go.
    pub fn removals(&self) -> Removals {
        if self.allow_removals {
            Removals::Any
        } else {
            Removals::Few
        }
    }

    /// Returns what is taken for unchanged.
    pub fn trust(&self) -> Trust {
        if self.full {
            Trust::Nothing
        } else {
            Trust::Stamps
        }
    }
}
