//! The files that changed since an earlier run.

use std::collections::{BTreeMap, BTreeSet};

use super::Reason;
use crate::dataset::check::FileRead;
use crate::dataset::folder::{Folder, LEDGER, is_of_facts};
use crate::model::known::KnownFile;

/// The files that changed.
pub struct ChangedFiles {
    /// What was read of each that changed.
    pub files: BTreeMap<String, FileRead>,
    /// Those that are gone.
    pub gone: BTreeSet<String>,
}

impl ChangedFiles {
    /// Compares the files with those of the earlier run; refuses changes on which all facts depend.
    pub fn of(folder: &Folder, known: &BTreeMap<String, KnownFile>) -> Result<Self, Reason> {
        let names: BTreeSet<&str> = folder.names().collect();
        let gone: BTreeSet<String> = known
            .keys()
            .filter(|name| !names.contains(name.as_str()))
            .cloned()
            .collect();
        let mut files = BTreeMap::new();
        for name in names {
            let stamp = folder.stamp(name);
            let before = known.get(name);
            if before.is_some_and(|file| file.stamp.is_some() && file.stamp == stamp) {
                continue;
            }
            let digest = folder.digest(name);
            let sha256 = digest.map_err(|_| Reason::FileUnreadable(name.to_owned()))?;
            if before.is_some_and(|file| file.sha256 == sha256) {
                continue;
            }
            if !is_of_facts(name) && name != LEDGER {
                return Err(Reason::FileChanged(name.to_owned()));
            }
            let read = FileRead {
                sha256,
                stamp,
                skips: 0,
            };
            files.insert(name.to_owned(), read);
        }
        match gone.iter().find(|name| !is_of_facts(name)) {
            Some(name) => Err(Reason::FileChanged(name.clone())),
            None => Ok(Self { files, gone }),
        }
    }

    /// Tells whether none changed.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.gone.is_empty()
    }
}
