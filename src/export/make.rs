//! Making the files of an export, on all cores, and putting them in place.
//!
//! An export shows one state and grows in nothing but its files: each thread reads through a
//! connection of its own while the store's open transaction keeps writers out, and rows are written as
//! they come, hashed and counted on the way. Nothing holds a table in memory.
//!
//! All files are written beside their targets before the first one is put in place, so that an
//! export that fails leaves the old one, and one that is killed leaves a mixture only while files are
//! renamed. In that time there is no data package: it goes first and comes last, as the marker of a
//! whole set, and `described` knows the files of both states, so that nobody takes them for edited
//! ones.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::database::Database;
use super::described::Digests;
use super::files::{self, Draft, Ready, take_away};
use super::format::{
    BeginRows, Content, ExportFile, Made, Measure, Summary, WriteDatabase, Written,
};
use super::reader::Reader;
use super::state::Noted;
use super::tally::Tally;
use super::target::{Guard, Target};
use super::{ExportError, FORMATS, datapackage};
use crate::digest::{Measured, sha256_hex};
use crate::files::{Workspace, folder_of};
use crate::parallel::{cores, share};
use crate::store::schema::Relation;

/// An export that is to be made.
pub struct Job<'a> {
    /// What is exported, and the folder.
    pub target: &'a Target<'a>,
    /// What is to be left as it is.
    pub guard: &'a Guard,
    /// The database that is read.
    pub database: &'a Database,
    /// The export in the folder, if it is known to differ in nothing but what stale tables hold.
    pub known: Option<&'a Noted>,
}

/// A piece of work for one thread.
enum Task<'f> {
    /// A file made from the whole database.
    Database(&'f ExportFile<'f>, WriteDatabase),
    /// The files made from the rows of one table or view.
    Relation(&'f Relation, Vec<(&'f ExportFile<'f>, BeginRows)>),
}

/// What a task makes: files by path, and what others say of them.
struct Done<'f> {
    files: Vec<(&'f str, Ready)>,
    about: About<'f>,
}

/// What is said of the files of a task.
enum About<'f> {
    /// The summary of a table or view, by its name.
    Relation(&'f str, Summary),
    /// The size and digest of the database, by its path.
    Database(&'f str, Measure),
}

/// A thread that makes files.
struct Worker<'f> {
    reader: Reader<'f>,
    done: Result<Vec<Done<'f>>, ExportError>,
}

impl Job<'_> {
    /// Makes the files.
    ///
    /// # Errors
    /// The database cannot be read or a file cannot be written. The old files then stay, unless it is
    /// renaming that fails.
    pub fn run(&self) -> Result<Made, ExportError> {
        let files = FORMATS
            .iter()
            .flat_map(|format| format.files(self.target.subject));
        let files: Vec<ExportFile<'_>> = files.collect();
        let _held = self.workspaces(&files)?;
        let reader = Reader::new(self.target.subject, self.database)?;
        let (mut done, mut tasks) = (Vec::new(), Vec::new());
        for task in tasks_of(&files) {
            match self.kept(&reader, &task)? {
                Some(kept) => done.push(kept),
                None => tasks.push(task),
            }
        }
        tasks.sort_by_key(|task| Reverse(self.weight(task)));
        done.extend(self.share(tasks)?);
        let (mut ready, mut written) = (BTreeMap::new(), Written::default());
        for Done { files, about } in done {
            ready.extend(files);
            written.add(about);
        }
        for file in &files {
            if let Content::Summary(write) = file.content {
                let text = write(&reader, &written)?;
                ready.insert(&file.path, self.write_text(&file.path, &text)?);
                written.files.insert(file.path.clone(), Measure::of(&text));
            }
        }
        let files = self.persist(&files, ready, &written)?;
        let summaries = written.summaries;
        Ok(Made { files, summaries })
    }

    /// Writes a file that describes others.
    fn write_text(&self, path: &str, text: &str) -> Result<Ready, ExportError> {
        let draft = Draft::new(self.target.out.join(path))?;
        let written = draft.file()?.write_all(text.as_bytes());
        written.map_err(|e| draft.error(e))?;
        let ready = draft.finish()?;
        // A package that is taken away has to come back even where it is as it was.
        if path == datapackage::PATH {
            return Ok(ready);
        }
        ready.compared()
    }

    /// Returns the folders for the drafts of files, which are made and may be dropped one by one.
    fn workspaces(&self, files: &[ExportFile<'_>]) -> Result<Vec<Arc<Workspace>>, ExportError> {
        let targets = files.iter().map(|file| self.target.out.join(&file.path));
        let folders: BTreeSet<PathBuf> = targets.map(|path| folder_of(&path).into()).collect();
        let made = folders.iter().map(|folder| {
            let made = fs::create_dir_all(folder).and_then(|()| Workspace::of(folder));
            made.map_err(ExportError::write(folder))
        });
        made.collect()
    }

    /// Returns the files of a task that are known to be right as they are.
    fn kept<'f>(
        &self,
        reader: &Reader<'_>,
        task: &Task<'f>,
    ) -> Result<Option<Done<'f>>, ExportError> {
        // The database holds every stale table.
        let (Some(known), Task::Relation(relation, files)) = (self.known, task) else {
            return Ok(None);
        };
        let inputs = reader.inputs(relation)?;
        if inputs.is_none_or(|inputs| !inputs.is_disjoint(&known.stale)) {
            return Ok(None);
        }
        let kept = files.iter().map(|(file, _)| {
            let stamp = known.files.get(&file.path)?;
            let ready = Ready::kept(self.target.out.join(&file.path), *stamp);
            Some((file.path.as_str(), ready))
        });
        let summary = known.summaries.get(&relation.name).cloned();
        let done = kept.collect::<Option<_>>().zip(summary);
        Ok(done.map(|(files, summary)| Done {
            files,
            about: About::Relation(&relation.name, summary),
        }))
    }

    /// Returns a number that is larger for longer tasks, which are begun first so that no core waits long
    /// for another at the end: the database, then what was large the last time, then views.
    fn weight(&self, task: &Task<'_>) -> u64 {
        let Task::Relation(relation, _) = task else {
            return u64::MAX;
        };
        let known = self.known.map(|known| &known.summaries);
        let summary = known.and_then(|summaries| summaries.get(&relation.name));
        let files = summary
            .into_iter()
            .flat_map(|summary| summary.files.values());
        files.map(|file| file.bytes).sum::<u64>() + u64::from(relation.is_view)
    }

    /// Works on all cores, each with a connection of its own.
    fn share<'f>(&'f self, tasks: Vec<Task<'f>>) -> Result<Vec<Done<'f>>, ExportError> {
        let worker = |_| {
            Ok(Worker {
                reader: Reader::new(self.target.subject, self.database)?,
                done: Ok(Vec::new()),
            })
        };
        let workers = (0..cores().min(tasks.len())).map(worker);
        let workers = workers.collect::<Result<Vec<Worker<'f>>, ExportError>>()?;
        // What nobody has begun when a task fails would be in vain.
        let has_failed = AtomicBool::new(false);
        let produce = |send: &mut dyn FnMut(Task<'f>) -> bool| {
            let mut tasks = tasks.into_iter();
            tasks.all(|task| !has_failed.load(Ordering::Relaxed) && send(task));
        };
        let workers = share(workers, produce, |worker, task| {
            match (&mut worker.done, self.make(&worker.reader, &task)) {
                (Ok(done), Ok(made)) => done.push(made),
                (Ok(_), Err(error)) => {
                    has_failed.store(true, Ordering::Relaxed);
                    worker.done = Err(error);
                }
                (Err(_), _) => {}
            }
        });
        let done = workers.into_iter().map(|worker| worker.done);
        Ok(done
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn make<'f>(&self, reader: &Reader<'_>, task: &Task<'f>) -> Result<Done<'f>, ExportError> {
        match task {
            Task::Database(file, write) => {
                let draft = Draft::new(self.target.out.join(&file.path))?;
                write(self.target.subject, self.database, draft.path())?;
                let measure = draft.measure()?;
                Ok(Done {
                    files: vec![(&file.path, draft.finish()?.compared()?)],
                    about: About::Database(&file.path, measure),
                })
            }
            Task::Relation(relation, files) => self.make_relation(reader, relation, files),
        }
    }

    /// Writes the files of a table or view in one pass, and counts what others say of it.
    fn make_relation<'f>(
        &self,
        reader: &Reader<'_>,
        relation: &'f Relation,
        files: &[(&'f ExportFile<'f>, BeginRows)],
    ) -> Result<Done<'f>, ExportError> {
        let drafts = files.iter().map(|(file, _)| {
            let draft = Draft::new(self.target.out.join(&file.path))?;
            let measured = Measured::new(draft.file()?);
            Ok((draft, measured))
        });
        let mut drafts = drafts.collect::<Result<Vec<_>, ExportError>>()?;
        let mut writers = Vec::new();
        for ((draft, measured), (_, begin)) in drafts.iter_mut().zip(files) {
            let writer = begin(self.target.subject, relation, measured);
            writers.push((&*draft, writer.map_err(|e| draft.error(e))?));
        }
        let mut tally = Tally::new(relation, self.target.subject.schema);
        reader.for_each_row(relation, |row| {
            tally.add(row);
            let mut writers = writers.iter_mut();
            writers.try_for_each(|(draft, writer)| writer.row(row).map_err(|e| draft.error(e)))
        })?;
        for (draft, writer) in writers {
            writer.finish().map_err(|e| draft.error(e))?;
        }
        let (mut ready, mut measures) = (Vec::new(), BTreeMap::new());
        for ((draft, measured), (file, _)) in drafts.into_iter().zip(files) {
            let (bytes, sha256) = measured.finish();
            measures.insert(file.path.clone(), Measure { bytes, sha256 });
            ready.push((file.path.as_str(), draft.finish()?.compared()?));
        }
        let files = measures;
        Ok(Done {
            files: ready,
            about: About::Relation(&relation.name, Summary { tally, files }),
        })
    }

    /// Puts the files in place, the data package last.
    fn persist(
        &self,
        files: &[ExportFile<'_>],
        mut ready: BTreeMap<&str, Ready>,
        written: &Written,
    ) -> Result<Vec<Ready>, ExportError> {
        let drafts = files
            .iter()
            .filter_map(|file| ready.remove(file.path.as_str()));
        let mut drafts: Vec<Ready> = drafts.collect();
        files::settle(&mut drafts);
        let package = drafts.pop().filter(|_| !drafts.is_empty());
        let out = self.target.out;
        let package = match package {
            // Where it describes nothing new, it may be right already.
            Some(package) if !drafts.iter().any(|file| file.is_new) => Some(package.compared()?),
            package => package,
        };
        self.refuse_touched(drafts.iter().chain(&package))?;
        if drafts.iter().any(|file| file.is_new) {
            let subject = self.target.subject;
            let of = (subject.dataset, &subject.options.part);
            self.target.digests.begin(out, of, &written.files)?;
            package.as_ref().map_or(Ok(()), Ready::take_mode)?;
            take_away(&out.join(datapackage::PATH))?;
        }
        let all = drafts.into_iter().chain(package);
        let all = all.map(Ready::persist).collect::<Result<_, _>>()?;
        Digests::end(out)?;
        Ok(all)
    }

    /// Refuses to replace what was touched while the files were made.
    fn refuse_touched<'r>(
        &self,
        files: impl Iterator<Item = &'r Ready>,
    ) -> Result<(), ExportError> {
        let journals = self.target.journals();
        for file in files.filter(|file| file.is_new) {
            if !self.guard.overwrite {
                self.target.refuse_touched(&file.target)?;
            }
        }
        if self.guard.overwrite {
            return journals.iter().try_for_each(|file| take_away(file));
        }
        if journals.is_empty() {
            return Ok(());
        }
        Err(ExportError::Kept {
            edited: Vec::new(),
            unknown: journals,
        })
    }
}

impl Measure {
    fn of(text: &str) -> Self {
        Self {
            bytes: text.len() as u64,
            sha256: sha256_hex(text.as_bytes()),
        }
    }
}

impl Written {
    fn add(&mut self, about: About<'_>) {
        match about {
            About::Relation(name, summary) => {
                self.files.extend(summary.files.clone());
                self.summaries.insert(name.to_owned(), summary);
            }
            About::Database(path, measure) => {
                self.files.insert(path.to_owned(), measure);
            }
        }
    }
}

/// Returns the tasks that make files, one for each table or view.
fn tasks_of<'f>(files: &'f [ExportFile<'f>]) -> Vec<Task<'f>> {
    let mut tasks: Vec<Task<'f>> = Vec::new();
    for file in files {
        match file.content {
            Content::Database(write) => tasks.push(Task::Database(file, write)),
            Content::Rows(relation, begin) => {
                let of_relation = tasks.iter_mut().find_map(|task| match task {
                    Task::Relation(of, files) if of.name == relation.name => Some(files),
                    _ => None,
                });
                match of_relation {
                    Some(files) => files.push((file, begin)),
                    None => tasks.push(Task::Relation(relation, vec![(file, begin)])),
                }
            }
            Content::Summary(_) => {}
        }
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Options;
    use crate::export::format::Format;
    use crate::export::reader::Subject;
    use crate::export::{csv, datapackage};
    use crate::store::Store;

    /// A second format of rows.
    struct Lists;

    impl Format for Lists {
        fn files<'a>(&self, subject: &Subject<'a>) -> Vec<ExportFile<'a>> {
            let mut files = csv::Csv.files(subject);
            for file in &mut files {
                file.path = file.path.replace("csv", "list");
            }
            files
        }
    }

    #[test]
    fn the_rows_of_a_relation_are_read_once_for_all_formats() {
        let store = Store::in_memory().unwrap();
        let subject = Subject {
            schema: store.schema(),
            dataset: "flood",
            options: &Options::default(),
        };
        let formats: [&dyn Format; 3] = [&csv::Csv, &datapackage::DataPackage, &Lists];
        let files = formats.iter().flat_map(|format| format.files(&subject));
        let files: Vec<ExportFile<'_>> = files.collect();
        let tasks = tasks_of(&files);
        assert_eq!(tasks.len(), subject.relations().count());
        let Task::Relation(relation, files) = &tasks[0] else {
            panic!("the first task is a table");
        };
        let paths = files.iter().map(|(file, _)| file.path.as_str());
        let name = &relation.name;
        assert!(paths.eq([format!("csv/{name}.csv"), format!("list/{name}.list")]));
    }
}
