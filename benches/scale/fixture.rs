//! A fixture: a corpus of one size, what the program made of it once, and every run from the same
//! state.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use corpus::{Corpus, EVENTS_PER_SHARD, Faults, add_shard, shard_name};
use peers::{Peer, Scripts, Tools, schema};

use super::figures::Size;
use super::files::{copy, len, make_folder, remove, size_of, write_file};
use super::process::{self, Finished, Usage};
use super::program::{self, Form, Found};
use super::what::What;

/// The key of all made-up datasets: the name of their folders.
const KEY: &str = "corpus";
/// The names of its variants.
const FAULTY: &str = "faulty";
const SINGLE: &str = "single";

/// A corpus, what the program made of it once, and a folder for what the runs make.
pub struct Fixture<'t> {
    pub size: Size,
    folder: PathBuf,
    form: Form,
    tools: &'t Tools,
    scripts: Option<Scripts>,
    /// The names of the exported tables, then of the views.
    relations: Vec<String>,
    table_rows: Vec<(String, u64)>,
}

/// One run and what it took.
pub struct Run {
    pub usage: Usage,
    /// What it said of planted faults.
    pub found: Option<Found>,
}

impl<'t> Fixture<'t> {
    /// Generates a corpus of a size in a folder of its own, and has the program ingest and export
    /// it once.
    ///
    /// # Panics
    /// Anything fails: there is nothing to be measured then.
    pub fn make(events: usize, form: Form, tools: &'t Tools, work: &Path) -> Self {
        let folder = work.join(format!("events-{events}"));
        remove(&folder);
        make_folder(&folder);
        let mut fixture = Self {
            size: Size {
                events,
                ..Size::default()
            },
            folder,
            form,
            tools,
            scripts: None,
            relations: Vec::new(),
            table_rows: Vec::new(),
        };
        fixture.generate(KEY, fixture.layout(), 0);
        (fixture.size.dataset_files, fixture.size.dataset_bytes) = size_of(&fixture.path(KEY));
        let mut ingest = fixture.footnote(&["ingest", KEY, "--store", "warm.sqlite"]);
        fixture.must(&mut ingest);
        fixture.size.store_bytes = len(&fixture.path("warm.sqlite"));
        let mut export =
            fixture.footnote(&["export", "--store", "warm.sqlite", "--out", "exports"]);
        fixture.must(&mut export);
        fixture.size.exported_bytes = len(&fixture.exported());
        let mut csv = fixture.own(&["csv", "--tables-only"]);
        fixture.must(csv.arg(fixture.exported()).arg(fixture.tables()));
        fixture.count();
        fixture
    }

    /// Adds what the measures of peers need: scripts, and a DuckDB database to export from.
    pub fn prepare_peers(&mut self) {
        let schema = schema::read(&schema::open_to_read(&self.exported()))
            .unwrap_or_else(|error| panic!("cannot read the schema of an export: {error}"));
        let folder = self.path("scripts");
        make_folder(&folder);
        let scripts = Scripts::write(&schema, &self.tables(), &folder)
            .unwrap_or_else(|error| panic!("cannot write scripts: {error}"));
        if self.tools.missing(Peer::DuckdbCtas).is_none() {
            let target = self.path("exported.duckdb");
            let (mut command, _) =
                self.tools
                    .load(Peer::DuckdbCtas, &scripts, &self.tables(), &target);
            self.must(&mut command);
        }
        self.scripts = Some(scripts);
    }

    /// Adds a copy of the corpus with a fault in each hundredth event.
    pub fn prepare_faults(&mut self) {
        self.size.faults = self.size.events / 100;
        let planted = self.generate(FAULTY, self.layout(), self.size.faults);
        write_file(&self.path("planted.tsv"), &planted);
    }

    /// Adds the same corpus with all lines in one file.
    pub fn prepare_single(&self) {
        self.generate(SINGLE, "single", 0);
    }

    /// Takes all its files away.
    pub fn remove(self) {
        remove(&self.folder);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn exported(&self) -> PathBuf {
        self.path("exports").join(format!("{KEY}.sqlite"))
    }

    fn tables(&self) -> PathBuf {
        self.path("tables")
    }

    /// Generates a dataset and returns the list of its faults.
    fn generate(&self, name: &str, layout: &str, faults: usize) -> String {
        let (events, faults) = (self.size.events.to_string(), faults.to_string());
        let mut command = self.own(&["generate", "--layout", layout, "--events", &events]);
        command.args(["--faults", &faults]).arg(self.path(name));
        self.must(&mut command).output
    }

    fn layout(&self) -> &'static str {
        match self.form {
            Form::Jsonl => "shards",
            Form::Toml => "toml",
        }
    }

    /// Counts the rows of the exported tables and views.
    fn count(&mut self) {
        let file = schema::open_to_read(&self.exported());
        let count = |name: &str| {
            schema::count(&file, name)
                .unwrap_or_else(|error| panic!("cannot count the rows of {name}: {error}"))
        };
        let schema = schema::read(&file)
            .unwrap_or_else(|error| panic!("cannot read the schema of an export: {error}"));
        for table in &schema.tables {
            self.table_rows
                .push((table.name.clone(), count(&table.name)));
        }
        self.size.rows = self.table_rows.iter().map(|(_, rows)| rows).sum();
        self.size.view_rows = schema.views.iter().map(|view| count(&view.name)).sum();
        let relations = schema.tables.iter().chain(&schema.views);
        self.relations = relations.map(|relation| relation.name.clone()).collect();
    }

    fn footnote(&self, arguments: &[&str]) -> Command {
        let mut command = program::footnote();
        command.current_dir(&self.folder).args(arguments);
        command
    }

    /// Returns the command for a part of this benchmark.
    fn own(&self, arguments: &[&str]) -> Command {
        let program = std::env::current_exe().expect("the benchmark knows its own file");
        let mut command = Command::new(program);
        command.args(arguments);
        command
    }

    fn run(&self, command: &mut Command, input: Option<&Path>) -> Finished {
        process::run(command, input, &self.path("log.txt"))
    }

    /// Runs a command that must succeed.
    fn must(&self, command: &mut Command) -> Finished {
        let finished = self.run(command, None);
        let output = last_lines(&finished.output);
        assert_eq!(finished.code, Some(0), "{command:?} failed:\n{output}");
        finished
    }

    /// Runs one measure once.
    ///
    /// # Errors
    /// Says how it failed, or what it did instead of what was to be measured.
    pub fn measure(&self, what: What, round: usize) -> Result<Run, String> {
        match what {
            What::Cold => self.cold(KEY),
            What::ColdSingle => self.cold(SINGLE),
            What::Unchanged => self.rerun("nothing changed"),
            What::OneTitle => self.with_title(round, || self.rerun("1 fact changed")),
            What::OneShard => self.one_shard(),
            What::BuildAgain => self.rebuild(|build| build("nothing changed")),
            What::BuildTitle => {
                self.rebuild(|build| self.with_title(round, || build("1 fact changed")))
            }
            What::Check => self.expect(&["check", KEY, "--quiet"], 0, ""),
            What::Export => self.export(&[]),
            What::ExportCsv => self.export(&self.relations),
            What::ExportCsvTables => self.export(&self.relations[..self.table_rows.len()]),
            What::Faults => self.faulty(),
            What::BareLoad => {
                let target = self.path("work.sqlite");
                self.own_run(&["load"], &[&self.tables(), &self.exported(), &target])
            }
            What::BareCsv => self.own_run(&["csv"], &[&self.exported(), &self.path("work")]),
            What::BareCsvTables => {
                let paths = [&self.exported(), &self.path("work")];
                self.own_run(&["csv", "--tables-only"], &paths)
            }
            What::Vacuum => {
                self.own_run(&["vacuum"], &[&self.exported(), &self.path("work.sqlite")])
            }
            What::PeerLoad(peer) => self.peer_load(peer),
            What::PeerExport(peer) => self.peer_export(peer),
        }
    }

    /// Takes away what a run made.
    fn clear(&self) {
        for name in [
            "work",
            "work.sqlite",
            "work.sqlite-wal",
            "work.sqlite-shm",
            "work.exports.json",
            "work.duckdb",
        ] {
            remove(&self.path(name));
        }
    }

    /// Runs a command from a settled disk, and clears up after it.
    fn timed(&self, command: &mut Command, input: Option<&Path>) -> Finished {
        process::settle();
        self.run(command, input)
    }

    /// Runs the program, which must end with a code and say some words.
    fn expect(&self, arguments: &[&str], code: i32, words: &str) -> Result<Run, String> {
        let finished = self.timed(&mut self.footnote(arguments), None);
        verify(&finished, code, words)?;
        Ok(Run::of(finished.usage))
    }

    fn own_run(&self, arguments: &[&str], paths: &[&PathBuf]) -> Result<Run, String> {
        self.clear();
        let finished = self.timed(self.own(arguments).args(paths), None);
        self.clear();
        verify(&finished, 0, "")?;
        Ok(Run::of(finished.usage))
    }

    fn cold(&self, dataset: &str) -> Result<Run, String> {
        self.clear();
        let arguments = ["ingest", dataset, "--store", "work.sqlite"];
        let run = self.expect(&arguments, 0, "facts added");
        self.clear();
        run
    }

    /// Ingests into a copy of the store that is up to date with the files as they were made.
    fn rerun(&self, words: &str) -> Result<Run, String> {
        self.clear();
        copy(&self.path("warm.sqlite"), &self.path("work.sqlite"));
        let run = self.expect(&["ingest", KEY, "--store", "work.sqlite"], 0, words);
        self.clear();
        run
    }

    /// Returns the file in the middle of the corpus.
    fn middle_file(&self) -> PathBuf {
        match self.form {
            Form::Jsonl => {
                let shards = self.size.events / EVENTS_PER_SHARD;
                self.path(KEY).join(shard_name(shards / 2))
            }
            Form::Toml => {
                let source = self.corpus().source_in_the_middle();
                self.path(KEY).join(source).join("facts.toml")
            }
        }
    }

    fn corpus(&self) -> Corpus {
        Corpus {
            events: self.size.events,
            seed: 1,
            faults: Faults::new(0, self.size.events, true),
        }
    }

    /// Builds from a copy of the store, and hands the timed build after that to a function.
    fn rebuild(
        &self,
        again: impl FnOnce(&dyn Fn(&str) -> Result<Run, String>) -> Result<Run, String>,
    ) -> Result<Run, String> {
        self.clear();
        copy(&self.path("warm.sqlite"), &self.path("work.sqlite"));
        let arguments = ["build", KEY, "--store", "work.sqlite", "--out", "work"];
        self.must(&mut self.footnote(&arguments));
        let run = again(&|words| self.expect(&arguments, 0, words));
        self.clear();
        run
    }

    /// Runs something while the first title in the middle of the corpus is another.
    fn with_title(
        &self,
        round: usize,
        run: impl FnOnce() -> Result<Run, String>,
    ) -> Result<Run, String> {
        let path = self.middle_file();
        let failed = |error| format!("cannot change {}: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(failed)?;
        let made = fs::metadata(&path)
            .and_then(|about| about.modified())
            .map_err(failed)?;
        // The first event's, not the source's.
        let (event, title) = match self.form {
            Form::Jsonl => ("{\"event\"", "\"title\":\""),
            Form::Toml => ("[[event]]", "title = \""),
        };
        let at = text.find(event).expect("the file has an event");
        let at = at + text[at..].find(title).expect("an event has a title") + title.len();
        let changed = format!("{}Corrected {round}: {}", &text[..at], &text[at..]);
        fs::write(&path, changed).map_err(failed)?;
        let run = run();
        // As it was, its time too, so that the next rerun finds nothing changed.
        fs::write(&path, text).map_err(failed)?;
        let file = File::options().write(true).open(&path).map_err(failed)?;
        file.set_modified(made).map_err(failed)?;
        run
    }

    fn one_shard(&self) -> Result<Run, String> {
        let added = add_shard(&self.corpus(), &self.path(KEY));
        let run = self.rerun("facts added");
        remove(&self.path(KEY).join(added));
        run
    }

    /// Exports into an empty folder: everything, or some tables and views as CSV.
    fn export(&self, relations: &[String]) -> Result<Run, String> {
        self.clear();
        let mut command = self.footnote(&["export", "--store", "warm.sqlite", "--out", "work"]);
        for relation in relations {
            command.args(["--table", relation]);
        }
        let finished = self.timed(&mut command, None);
        self.clear();
        verify(&finished, 0, "written")?;
        Ok(Run::of(finished.usage))
    }

    /// Ingests the faulty copy: it must name every fault's line that it shows, count all, and leave
    /// no store behind.
    fn faulty(&self) -> Result<Run, String> {
        self.clear();
        let arguments = ["ingest", FAULTY, "--store", "work.sqlite"];
        let finished = self.timed(&mut self.footnote(&arguments), None);
        let has_store = self.path("work.sqlite").exists();
        self.clear();
        verify(&finished, 1, "")?;
        if has_store {
            return Err("a store was written although there are errors".to_owned());
        }
        let planted = fs::read_to_string(self.path("planted.tsv"))
            .map_err(|error| format!("cannot read the list of faults: {error}"))?;
        let found = program::faults_found(&finished.output, &planted);
        Ok(Run {
            usage: finished.usage,
            found: Some(found),
        })
    }

    fn scripts(&self) -> &Scripts {
        self.scripts
            .as_ref()
            .expect("peers are prepared before they are measured")
    }

    fn peer_load(&self, peer: Peer) -> Result<Run, String> {
        self.clear();
        let name = if peer.makes_sqlite() {
            "work.sqlite"
        } else {
            "work.duckdb"
        };
        let target = self.path(name);
        let (mut command, input) = self
            .tools
            .load(peer, self.scripts(), &self.tables(), &target);
        let finished = self.timed(&mut command, input.as_deref());
        let done = verify(&finished, 0, "").and_then(|()| {
            if peer.makes_sqlite() {
                self.verify_rows(&target, &finished)
            } else {
                Ok(())
            }
        });
        self.clear();
        done.map(|()| Run::of(finished.usage))
    }

    /// Checks that a peer has loaded every row, and has nothing to say of it.
    fn verify_rows(&self, database: &Path, finished: &Finished) -> Result<(), String> {
        if !finished.output.trim().is_empty() {
            return Err(format!("it says: {}", last_lines(&finished.output)));
        }
        let file = schema::open_to_read(database);
        for (table, rows) in &self.table_rows {
            let found = schema::count(&file, table)
                .map_err(|error| format!("cannot count {table}: {error}"))?;
            if found != *rows {
                return Err(format!("{table} has {found} rows, expected {rows}"));
            }
        }
        Ok(())
    }

    fn peer_export(&self, peer: Peer) -> Result<Run, String> {
        self.clear();
        let folder = self.path("work");
        make_folder(&folder);
        let database = if peer.makes_sqlite() {
            self.exported()
        } else {
            self.path("exported.duckdb")
        };
        let (mut command, input) = self.tools.export(peer, self.scripts(), &database, &folder);
        let finished = self.timed(&mut command, input.as_deref());
        let (files, _) = size_of(&folder);
        self.clear();
        verify(&finished, 0, "")?;
        if files != self.table_rows.len() {
            return Err(format!("{files} files, expected {}", self.table_rows.len()));
        }
        Ok(Run::of(finished.usage))
    }
}

impl Run {
    fn of(usage: Usage) -> Self {
        Self { usage, found: None }
    }
}

/// Says what is wrong with a run that did not end with a code or did not say some words.
fn verify(finished: &Finished, code: i32, words: &str) -> Result<(), String> {
    let said = last_lines(&finished.output);
    if finished.code != Some(code) {
        let found = finished
            .code
            .map_or("a signal".to_owned(), |code| code.to_string());
        return Err(format!("it ended with {found}, expected {code}: {said}"));
    }
    if !finished.output.contains(words) {
        return Err(format!("it does not say `{words}`: {said}"));
    }
    Ok(())
}

/// Returns the end of a long output on one line.
fn last_lines(output: &str) -> String {
    let lines: Vec<_> = output.trim().lines().collect();
    lines[lines.len().saturating_sub(3)..].join(" / ")
}
