//! What an export must not write over: what its command reads, stores, the export of another dataset
//! or part, and whatever it did not write itself.
//!
//! An edit in an exported file is work that nobody else has. The digests in the data package say
//! whether a file is the one that was exported, and the notes beside the store spare reading it
//! (`state`). A data package is taken away before a file beside it changes; meanwhile the digests of
//! the old files and of the new ones stand in a file of their own (`unfinished`), so that an export
//! that was killed is not taken for edited. Line ends are no edit: git changes them.
//!
//! All this is looked at while other runs are kept out of the folder, and the time of each file once
//! more right before it is replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::described::{Digests, UNFINISHED, Verdict};
use super::reader::Subject;
use super::state::Notes;
use super::{ExportError, FORMATS, Options};
use crate::files::{FolderLock, Identity, identity, is_same_file, stamp};
use crate::model::known::Stamp;
use crate::store::{Store, is_store, journals};

/// What an export is to leave as it is, besides what is known of the folder.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// The files that the command reads, its store aside. They are never written over.
    pub inputs: Vec<PathBuf>,
    /// Whether files that were edited, or that footnote did not write, are replaced.
    pub overwrite: bool,
}

/// How long to wait for another run that exports into the same folder.
const PATIENCE: Duration = Duration::from_secs(60);

/// Refuses a folder before a run whose store will be exported into it: see `Target::refuse`. What
/// was exported from the given store and not touched since is not read again.
///
/// # Errors
/// There is something in the folder that must not be written over, or this program cannot write what
/// the options ask for.
pub fn check_target(
    out: &Path,
    dataset: &str,
    options: &Options,
    store: &Path,
    guard: &Guard,
) -> Result<(), ExportError> {
    options.check()?;
    let _lock = out.exists().then(|| lock(out)).transpose()?;
    let notes = Notes::of(store);
    if notes.is_own(out, dataset, options) {
        return Ok(());
    }
    let empty = Store::in_memory()?;
    let subject = Subject {
        schema: empty.schema(),
        dataset,
        options,
    };
    Target::new(out, &subject).refuse(&notes, store, guard)
}

/// Keeps other runs out of the folder of an export.
pub fn lock(out: &Path) -> Result<FolderLock, ExportError> {
    if out.exists() && !out.is_dir() {
        return Err(ExportError::NoFolder { path: out.into() });
    }
    let lock = FolderLock::wait(out, PATIENCE).map_err(ExportError::write(out))?;
    lock.ok_or_else(|| ExportError::Taken { path: out.into() })
}

/// The folder of an export, as it is found.
pub struct Target<'a> {
    /// Where it is.
    pub out: &'a Path,
    /// What is exported.
    pub subject: &'a Subject<'a>,
    /// The files that the export will have, with the stamps of those that are there.
    files: BTreeMap<String, Option<Stamp>>,
    /// What is known of the files that are there.
    pub digests: Digests,
}

impl<'a> Target<'a> {
    /// Looks at a folder, which need not be there.
    pub fn new(out: &'a Path, subject: &'a Subject<'a>) -> Self {
        let files = FORMATS.iter().flat_map(|format| format.files(subject));
        let files = files.map(|file| {
            let stamp = stamp(&out.join(&file.path)).ok().flatten();
            (file.path, stamp)
        });
        Self {
            out,
            subject,
            files: files.collect(),
            digests: Digests::of(out),
        }
    }

    /// Refuses a folder in which something would be written over that must not be, all of it at once.
    ///
    /// # Errors
    /// There is such a thing.
    pub fn refuse(&self, notes: &Notes, store: &Path, guard: &Guard) -> Result<(), ExportError> {
        if self.out.exists() && !self.out.is_dir() {
            return Err(ExportError::NoFolder {
                path: self.out.into(),
            });
        }
        self.refuse_other()?;
        self.refuse_store(&self.out.join(UNFINISHED), store)?;
        let mut inputs = None;
        let (mut edited, mut unknown) = (Vec::new(), Vec::new());
        for name in self.files.keys() {
            if notes.is_untouched(self.out, name) {
                continue;
            }
            let path = self.out.join(name);
            self.refuse_store(&path, store)?;
            if path.symlink_metadata().is_err() {
                continue;
            }
            let inputs = inputs.get_or_insert_with(|| identities(&guard.inputs));
            if identity(&path).is_some_and(|path| inputs.contains(&path)) {
                let what = "read by this command";
                return Err(ExportError::Input { path, what });
            }
            match self.digests.judge(name, &path) {
                Verdict::Written => {}
                Verdict::Edited => edited.push(path),
                Verdict::Unknown => unknown.push(path),
            }
        }
        unknown.extend(self.journals());
        if guard.overwrite || edited.is_empty() && unknown.is_empty() {
            return Ok(());
        }
        Err(ExportError::Kept { edited, unknown })
    }

    /// Refuses the export of another dataset, or another part of this one: the codebook of one would
    /// describe the tables of the other.
    fn refuse_other(&self) -> Result<(), ExportError> {
        let (dataset, part) = (self.subject.dataset, &self.subject.options.part);
        match &self.digests.of {
            Some((stored, _)) if stored != dataset => Err(ExportError::OtherDataset {
                path: self.out.into(),
                stored: stored.clone(),
                given: dataset.to_owned(),
            }),
            Some((_, stored)) if stored != part => Err(ExportError::OtherPart {
                path: self.out.into(),
                stored: Box::new(stored.clone()),
                given: Box::new(part.clone()),
            }),
            _ => Ok(()),
        }
    }

    fn refuse_store(&self, path: &Path, store: &Path) -> Result<(), ExportError> {
        if is_same_file(path, store) || is_store(path) {
            let (path, what) = (path.into(), "a store");
            return Err(ExportError::Input { path, what });
        }
        Ok(())
    }

    /// Refuses to replace a file that was touched since the folder was looked at.
    ///
    /// # Errors
    /// It was.
    pub fn refuse_touched(&self, path: &Path) -> Result<(), ExportError> {
        let name = path.strip_prefix(self.out).unwrap_or(path);
        let name = name.to_string_lossy().replace('\\', "/");
        let found = self.files.get(&name).copied().flatten();
        if stamp(path).ok().flatten() == found {
            return Ok(());
        }
        Err(ExportError::Kept {
            edited: vec![path.into()],
            unknown: Vec::new(),
        })
    }

    /// Lists what SQLite left beside the database of the export: it would be rolled into the new one.
    pub fn journals(&self) -> Vec<PathBuf> {
        let databases = self.files.keys().filter(|name| name.ends_with(".sqlite"));
        databases
            .flat_map(|name| journals(&self.out.join(name)))
            .collect()
    }
}

fn identities(paths: &[PathBuf]) -> BTreeSet<Identity> {
    paths.iter().filter_map(|path| identity(path)).collect()
}
