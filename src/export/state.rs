//! What was exported where: how an export of an unchanged store is known to be in place without
//! reading it.
//!
//! The notes stand beside the store, never in an export, and no export depends on them: a file of
//! notes that is missing, damaged or another program's is as none. They are believed only where
//! nothing can have changed unseen: the store has the size, time and change counter that it had,
//! each file its size and time, and that time is well before the note was made.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::Placed;
use super::{Options, Part};
use crate::files;
use crate::model::known::Stamp;

/// The notes of one store.
pub struct Notes {
    /// The file that they stand in; `None` where there is nothing to note, as for a store in memory.
    path: Option<PathBuf>,
    folders: BTreeMap<String, Folder>,
}

/// The file of notes.
#[derive(Serialize, Deserialize)]
struct Content {
    program: String,
    folders: BTreeMap<String, Folder>,
}

/// What was exported into one folder.
#[derive(Serialize, Deserialize)]
struct Folder {
    dataset: String,
    options: Options,
    store: StoreStamp,
    files: BTreeMap<String, Stamp>,
}

/// The state of a store; each commit changes its counter.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreStamp {
    file: Stamp,
    changes: u32,
}

impl Notes {
    /// Returns no notes, and makes none.
    pub fn none() -> Self {
        Self {
            path: None,
            folders: BTreeMap::new(),
        }
    }

    /// Reads the notes beside a store.
    pub fn of(store: &Path) -> Self {
        let path = store.with_extension("exports.json");
        let folders = read(&path).unwrap_or_default();
        Self {
            path: Some(path),
            folders,
        }
    }

    /// Returns how many files an export has, where it is in place: that of this very state of the
    /// store, with these options, and none of its files touched since.
    pub fn in_place(
        &self,
        out: &Path,
        dataset: &str,
        options: &Options,
        store: Option<&StoreStamp>,
    ) -> Option<usize> {
        let folder = self.folders.get(&name_of(out)?)?;
        let is_same =
            folder.dataset == dataset && folder.options == *options && store == Some(&folder.store);
        let is_untouched = || {
            folder
                .files
                .keys()
                .all(|name| folder.is_untouched(out, name))
        };
        (is_same && is_untouched()).then_some(folder.files.len())
    }

    /// Tells whether a folder is known to hold an export of this part of a dataset that nobody has
    /// touched.
    pub fn is_own(&self, out: &Path, dataset: &str, part: &Part) -> bool {
        let folder = name_of(out).and_then(|key| self.folders.get(&key));
        folder.is_some_and(|folder| {
            folder.dataset == dataset
                && folder.options.part == *part
                && folder.is_all_untouched(out)
        })
    }

    /// Tells whether a file of an export is known to be as it was written; `name` is relative to
    /// the folder.
    pub fn is_untouched(&self, out: &Path, name: &str) -> bool {
        let folder = name_of(out).and_then(|key| self.folders.get(&key));
        folder.is_some_and(|folder| folder.is_untouched(out, name))
    }

    /// Notes an export that has just been written.
    ///
    /// Notes that cannot be written are left: the next export then reads what it would have known.
    pub fn note(
        self,
        out: &Path,
        dataset: &str,
        options: &Options,
        store: Option<StoreStamp>,
        placed: &[Placed],
    ) {
        let files = placed.iter().map(|placed| {
            let name = placed.target.strip_prefix(out).ok()?.to_str()?;
            Some((name.to_owned(), stamp(&placed.target)?))
        });
        if let (Some(store), Some(files)) = (store, files.collect()) {
            let folder = Folder {
                dataset: dataset.to_owned(),
                options: options.clone(),
                store,
                files,
            };
            self.write(out, folder);
        }
    }

    fn write(self, out: &Path, folder: Folder) -> Option<()> {
        let (path, key) = (self.path?, name_of(out)?);
        let mut folders = self.folders;
        folders.retain(|name, _| Path::new(name).is_dir());
        folders.insert(key, folder);
        let program = program()?;
        let json = serde_json::to_vec(&Content { program, folders }).ok()?;
        let mut file = files::beside(&path).ok()?;
        file.write_all(&json).ok()?;
        file.persist(path).ok()?;
        Some(())
    }
}

impl Folder {
    fn is_all_untouched(&self, out: &Path) -> bool {
        self.files.keys().all(|name| self.is_untouched(out, name))
    }

    fn is_untouched(&self, out: &Path, name: &str) -> bool {
        let noted = self.files.get(name);
        noted.is_some_and(|noted| stamp(&out.join(name)) == Some(*noted))
    }
}

/// Reads what can be believed of a file of notes.
fn read(path: &Path) -> Option<BTreeMap<String, Folder>> {
    let noted = stamp(path)?.modified;
    let content: Content = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    if content.program != program()? {
        return None;
    }
    let mut folders = content.folders;
    folders.retain(|_, folder| {
        let mut files = folder.files.values();
        files.all(|file| file.is_settled(noted))
    });
    Some(folders)
}

impl StoreStamp {
    /// Returns the stamp of a store that nobody writes; `None` where it cannot be told from the
    /// file alone, as while another program is writing.
    pub fn of(store: &Path) -> Option<Self> {
        let beside = |end: &str| {
            let mut name = store.as_os_str().to_owned();
            name.push(end);
            Path::new(&name).exists()
        };
        if beside("-journal") || beside("-wal") {
            return None;
        }
        // The change counter, <https://www.sqlite.org/fileformat2.html#file_change_counter>.
        let mut header = [0; 28];
        File::open(store).ok()?.read_exact(&mut header).ok()?;
        let [.., a, b, c, d] = header;
        Some(Self {
            file: stamp(store)?,
            changes: u32::from_be_bytes([a, b, c, d]),
        })
    }
}

/// Names this very program: an export of another one may differ.
fn program() -> Option<String> {
    let file = stamp(&std::env::current_exe().ok()?)?;
    let version = env!("CARGO_PKG_VERSION");
    Some(format!("{version} {} {}", file.size, file.modified))
}

/// Returns the name under which a folder is noted.
fn name_of(out: &Path) -> Option<String> {
    Some(std::path::absolute(out).ok()?.to_str()?.to_owned())
}

fn stamp(path: &Path) -> Option<Stamp> {
    files::stamp(path).ok().flatten()
}
