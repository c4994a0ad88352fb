//! `footnote init`

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{Example, write_error};
use super::output::Output;
use crate::dataset::Folder;
use crate::model::key::key_fault;

/// Keeps git from changing line ends, which would change the digest of an article, and the bytes of
/// what is exported into the folder.
const ATTRIBUTES: (&str, &str) = (
    ".gitattributes",
    "# Every file is kept as it is, on every system: an article is known by its SHA-256.\n* -text\n",
);

/// The files of a new dataset.
const TEMPLATE: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates_dataset.rs"));

/// Make a new dataset folder with a commented example that builds
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote init caucasus-2024 && footnote build caucasus-2024")]
pub struct Init {
    /// The folder to make; its name is the key of the dataset
    name: PathBuf,

    /// Unpack a shipped dataset instead of the commented example
    #[arg(long, value_enum)]
    example: Option<Example>,
}

impl Init {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        // `.` has a name too.
        let full = self.name.canonicalize().unwrap_or(self.name.clone());
        let name = full.file_name().unwrap_or_default().to_string_lossy();
        if let Some(fault) = key_fault(&name) {
            let hint = "the folder's name is the key of the dataset, such as `caucasus-2024`";
            return Err(CliError::with_hint(
                format!("the name `{name}` {fault}"),
                hint,
            ));
        }
        if fs::read_dir(&self.name).is_ok_and(|mut entries| entries.next().is_some())
            || self.name.is_file()
        {
            let message = format!("`{}` is there already", self.name.display());
            return Err(CliError::with_hint(
                message,
                "name a folder that is new or empty",
            ));
        }
        let files: Vec<(&str, &str)> = match self.example {
            Some(Example::Csto) => {
                let of_git = TEMPLATE.iter().filter(|(name, _)| name.starts_with(".git"));
                Folder::shipped_files().chain(of_git.copied()).collect()
            }
            None => TEMPLATE.to_vec(),
        };
        for (file, text) in files.into_iter().chain([ATTRIBUTES]) {
            let path = self.name.join(file);
            let folder = path.parent().unwrap_or(&self.name);
            fs::create_dir_all(folder).map_err(|source| write_error(folder, source))?;
            fs::write(&path, text).map_err(|source| write_error(&path, source))?;
        }
        let name = self.name.display();
        output.say(format!(
            "made {name}; `footnote check {name}` checks it, `footnote build {name}` builds it"
        ));
        Ok(Exit::Done)
    }
}
