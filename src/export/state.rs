//! Notes on what was exported where: what an export need not make again.
//!
//! The notes stand beside the store (`.footnote/NAME.exports.json`), never in an export, and no export
//! depends on them: notes that are missing, damaged or another program's count for nothing. For each
//! folder they hold
//!
//! - the state of the store: its size, mtime and change counter, which each commit raises, of any
//!   program;
//! - the stamp of each file, and of each table and view the counts and digests that data package and
//!   codebook need ([`Summary`](super::format::Summary));
//! - the tables that runs have changed since the export (*stale*).
//!
//! What they say is used only while all of it holds: the same program, dataset and options, a store
//! in the noted state, no file touched. Then a table or view that reads no stale table
//! ([`super::inputs`]) has the rows that it had, and its files are right. Otherwise everything is made
//! again.
//!
//! # How the noted state keeps up with the store
//!
//! The history in the store says what its runs changed, but not whether the store is the one that was
//! exported: a copy that is put back may have a history of its own, and other programs change rows
//! without any history. So the notes follow the file instead, from state to state. A run is watched
//! ([`Watch`]):
//!
//! ```text
//!            noted state                                   noted state
//!               = S0 ?                                        := S1, stale += tables
//! ────────────────┬──────────────────────────────────────────────┬──────────►
//!   state of the file   open, commit n times, the store knows     state of the file
//!   is S0               which tables                              is S1 = S0 + n commits
//! ```
//!
//! Where the state before is not the noted one, or the change counter went up by anything but the
//! store's own commits, somebody else has written: the noted state stays behind, no longer matches,
//! and the next export is made whole. The same holds after a crash, a migration, or a copy put
//! back.
//!
//! # Why a stamp can be trusted
//!
//! Only settled stamps are noted, those that no later change can repeat. [`super::files`] says how that
//! is seen to for the exported files; the store's state is looked at again once the clock of the file
//! system has left its mtime behind. So an unchanged build right after a build finds everything in
//! place, and a file edited within the tick in which it was written is seen all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Options;
use super::format::{Made, Summaries};
use super::reader::Subject;
use crate::files;
use crate::model::known::Stamp;
use crate::store::Written;

/// The notes of one store.
pub struct Notes {
    /// The store; `None` where there is nothing to note, as for a store in memory.
    store: Option<PathBuf>,
    folders: BTreeMap<String, Noted>,
}

/// The file of notes.
#[derive(Serialize, Deserialize)]
struct Content {
    program: String,
    folders: BTreeMap<String, Noted>,
}

/// What was exported into one folder.
#[derive(Serialize, Deserialize)]
pub struct Noted {
    dataset: String,
    options: Options,
    store: StoreState,
    /// The tables that runs have changed since the export.
    pub stale: BTreeSet<String>,
    /// The stamps of the files, by path in the folder.
    pub files: BTreeMap<String, Stamp>,
    /// The summaries of the tables and views.
    pub summaries: Summaries,
    /// The stamps of files that earlier exports wrote and this one left, as Parquet where it is not asked
    /// for.
    left: BTreeMap<String, Stamp>,
}

/// The state of a store; each commit changes its counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreState {
    file: Stamp,
    changes: u32,
}

impl Notes {
    /// Returns no notes, and makes none.
    pub fn none() -> Self {
        Self {
            store: None,
            folders: BTreeMap::new(),
        }
    }

    /// Reads the notes beside a store.
    pub fn of(store: &Path) -> Self {
        let read = || -> Option<Content> {
            let content: Content = serde_json::from_slice(&fs::read(path_of(store)).ok()?).ok()?;
            (content.program == program()?).then_some(content)
        };
        Self {
            store: Some(store.into()),
            folders: read().map(|content| content.folders).unwrap_or_default(),
        }
    }

    /// Returns the state of the store; `None` where a later change might leave it the same, or somebody
    /// is writing.
    ///
    /// It opens and closes the file, which takes this process's locks on it away
    /// (<https://www.sqlite.org/howtocorrupt.html>, section 2.2): no transaction may be open.
    pub fn state(&self) -> Option<StoreState> {
        let store = self.store.as_ref()?;
        let state = StoreState::of(store)?;
        // A state that is noted was settled then.
        if self.folders.values().any(|noted| noted.store == state) {
            return Some(state);
        }
        let folder = std::path::absolute(store).ok()?.parent()?.to_owned();
        let is_settled = files::outwait(&folder, state.file.modified);
        (is_settled && StoreState::of(store)? == state).then_some(state)
    }

    /// Returns what is known of the export in a folder, as far as it is that of a state of the store,
    /// with these options, and nobody has touched its files since.
    pub fn export_in(
        &self,
        out: &Path,
        subject: &Subject<'_>,
        store: Option<&StoreState>,
    ) -> Option<&Noted> {
        let noted = self.noted(out)?;
        let is_same = noted.dataset == subject.dataset
            && noted.options == *subject.options
            && store == Some(&noted.store);
        (is_same && noted.is_untouched(out)).then_some(noted)
    }

    fn noted(&self, out: &Path) -> Option<&Noted> {
        self.folders.get(&name_of(out)?)
    }

    /// Tells whether a folder is known to hold an export of a dataset with these options that nobody
    /// has touched.
    pub fn is_own(&self, out: &Path, dataset: &str, options: &Options) -> bool {
        self.noted(out).is_some_and(|noted| {
            noted.dataset == dataset && noted.options == *options && noted.is_untouched(out)
        })
    }

    /// Tells whether a file of an export is known to be as it was written; `name` is relative to
    /// the folder.
    pub fn is_untouched(&self, out: &Path, name: &str) -> bool {
        let noted = self.noted(out);
        let stamp = noted.and_then(|noted| noted.files.get(name).or(noted.left.get(name)));
        stamp.is_some_and(|noted| stamp_of(&out.join(name)) == Some(*noted))
    }

    /// Notes an export that is in place.
    ///
    /// Notes that cannot be written are left: the next export then makes everything again.
    pub fn note(mut self, out: &Path, mut noted: Noted) {
        if let Some(key) = name_of(out) {
            if let Some(old) = self.folders.remove(&key) {
                noted.left = old.left.into_iter().chain(old.files).collect();
                noted.left.retain(|name, _| !noted.files.contains_key(name));
            }
            self.folders.insert(key, noted);
            self.write();
        }
    }

    fn write(mut self) -> Option<()> {
        let path = path_of(&self.store?);
        self.folders.retain(|name, _| Path::new(name).is_dir());
        let content = Content {
            program: program()?,
            folders: self.folders,
        };
        let file = files::beside(&path).ok()?;
        let json = serde_json::to_vec(&content).ok()?;
        file.as_file().write_all(&json).ok()?;
        file.persist(&path).ok()?;
        Some(())
    }
}

impl Noted {
    /// Returns what is to be noted of an export; `None` where a file has no settled stamp.
    pub fn new(subject: &Subject<'_>, store: StoreState, out: &Path, made: Made) -> Option<Self> {
        let files = made.files.iter().map(|file| {
            let name = file.target.strip_prefix(out).ok()?.to_str()?;
            Some((name.replace('\\', "/"), file.stamp?))
        });
        Some(Self {
            dataset: subject.dataset.to_owned(),
            options: subject.options.clone(),
            store,
            stale: BTreeSet::new(),
            files: files.collect::<Option<_>>()?,
            summaries: made.summaries,
            left: BTreeMap::new(),
        })
    }

    fn is_untouched(&self, out: &Path) -> bool {
        let mut files = self.files.iter();
        files.all(|(name, stamp)| stamp_of(&out.join(name)) == Some(*stamp))
    }
}

/// A run that is watched, so that the exports of its store are known to lack no more than it changed.
pub struct Watch {
    notes: Notes,
    before: Option<StoreState>,
}

impl Watch {
    /// Begins to watch a store, which is not open yet.
    pub fn on(store: &Path) -> Self {
        let notes = Notes::of(store);
        let before = StoreState::of(store);
        Self { notes, before }
    }

    /// Notes what the run has written into the store, which is open and in no transaction.
    pub fn note(self, written: &Written) {
        let Self { mut notes, before } = self;
        let Some(before) = before.filter(|_| written.commits > 0) else {
            return;
        };
        let is_followed = |noted: &Noted| noted.store == before;
        if !notes.folders.values().any(is_followed) {
            return;
        }
        let Some(after) = notes.state() else {
            return;
        };
        if after.changes.wrapping_sub(before.changes) != written.commits {
            return;
        }
        let folders = notes.folders.values_mut();
        for noted in folders.filter(|noted| is_followed(noted)) {
            noted.store = after.clone();
            noted.stale.extend(written.tables.iter().cloned());
        }
        notes.write();
    }
}

impl StoreState {
    /// Returns the state of a store that nobody writes; `None` where it cannot be seen from the
    /// file alone, as while another program is writing.
    fn of(store: &Path) -> Option<Self> {
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
            file: stamp_of(store)?,
            changes: u32::from_be_bytes([a, b, c, d]),
        })
    }
}

/// Names this very program: an export of another one may differ.
fn program() -> Option<String> {
    let file = stamp_of(&std::env::current_exe().ok()?)?;
    let version = env!("CARGO_PKG_VERSION");
    Some(format!("{version} {} {}", file.size, file.modified))
}

/// Returns where the notes of a store stand.
fn path_of(store: &Path) -> PathBuf {
    store.with_extension("exports.json")
}

/// Returns the name under which a folder is noted.
fn name_of(out: &Path) -> Option<String> {
    Some(std::path::absolute(out).ok()?.to_str()?.to_owned())
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    files::stamp(path).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_run_accounts_for_its_own_commits_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (store, out) = (folder.path().join("a.sqlite"), folder.path().join("out"));
        drop(Store::open(&store).unwrap());
        fs::create_dir(&out).unwrap();
        let commit = || {
            let other = rusqlite::Connection::open(&store).unwrap();
            let sql = "INSERT INTO runs (made_at, program) VALUES ('2024-01-01T00:00:00Z', 'x')";
            other.execute(sql, ()).unwrap();
        };
        let noted = || Noted {
            dataset: "a".to_owned(),
            options: Options::default(),
            store: Notes::of(&store).state().unwrap(),
            stale: BTreeSet::new(),
            files: BTreeMap::new(),
            summaries: Summaries::new(),
            left: BTreeMap::new(),
        };
        for (own, others, is_followed) in [(1, 0, true), (1, 1, false), (0, 1, false), (2, 0, true)]
        {
            Notes::of(&store).note(&out, noted());
            let watch = Watch::on(&store);
            (0..own + others).for_each(|_| commit());
            watch.note(&Written {
                commits: own,
                tables: BTreeSet::from(["events".to_owned()]),
            });
            let notes = Notes::of(&store);
            let followed = notes.folders.values().next().unwrap();
            assert_eq!(
                StoreState::of(&store).as_ref() == Some(&followed.store),
                is_followed
            );
            assert_eq!(followed.stale.contains("events"), is_followed);
        }
    }
}
