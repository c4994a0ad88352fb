//! A corpus as a folder of files: JSON Lines in shards or in one file, or fact sheets in TOML.

use std::fmt;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::corpus::{Corpus, EVENTS_PER_SOURCE, Line};
use crate::faults::Fault;
use crate::record::{Record, Value};
use crate::source::Coded;

/// How many events a shard holds.
pub const EVENTS_PER_SHARD: usize = 100;

const SOURCES_PER_SHARD: usize = EVENTS_PER_SHARD / EVENTS_PER_SOURCE;

/// How a corpus is cut into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Shared facts in one file of JSON Lines, the others in files of a hundred events.
    Shards,
    /// All in one file of JSON Lines.
    Single,
    /// Fact sheets in TOML: shared facts at the top, a folder with a lock for each source.
    Toml,
}

impl Layout {
    /// Reads the name of a layout.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "shards" => Some(Self::Shards),
            "single" => Some(Self::Single),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }
}

/// What every corpus says of itself, and a code of its own.
const DATASET: &str = r#"title = "A made-up corpus"
description = "Facts that nobody claims, for measuring how long it takes to check, store and export them."
version = "1.0.0"
license = "CC0-1.0"
license_url = "https://creativecommons.org/publicdomain/zero/1.0/"
maintainers = ["The footnote maintainers"]

[[code]]
vocabulary = "event_types"
code = "PROPOSE"
label = "propose"
definition = "Put a bill, treaty, declaration or measure before others for decision."
"#;

/// A fault as it stands in a file.
pub struct Planted {
    /// The file, relative to the dataset's folder.
    pub file: String,
    /// The line of JSON Lines, from 1; 0 in TOML.
    pub line: usize,
    pub fault: Fault,
}

/// One line of a list of faults: file, line, name, and words that the program says of it.
impl fmt::Display for Planted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, says) = (self.fault.name(), self.fault.says());
        write!(f, "{}\t{}\t{name}\t{says}", self.file, self.line)
    }
}

/// Writes a corpus as a dataset into a new folder, whose name is the dataset's key, and returns
/// the faults in it.
pub fn write(corpus: &Corpus, layout: Layout, folder: &Path) -> Vec<Planted> {
    make_folder(folder);
    write_file(&folder.join("dataset.toml"), DATASET);
    let sources = (0..corpus.sources()).map(|index| corpus.source(index));
    let mut planted = Vec::new();
    match layout {
        Layout::Toml => {
            write_sheet(&folder.join("shared.toml"), corpus.shared(), "");
            for source in sources {
                write_source(folder, source, &mut planted);
            }
        }
        Layout::Single => {
            let mut lines = Lines::create(folder, "corpus.jsonl");
            corpus.shared().for_each(|line| lines.write(&line));
            sources.for_each(|source| lines.write_source(&source));
            planted.extend(lines.finish());
        }
        Layout::Shards => {
            let mut lines = Lines::create(folder, "shared.jsonl");
            corpus.shared().for_each(|line| lines.write(&line));
            planted.extend(lines.finish());
            make_folder(&folder.join("shards"));
            for shard in 0..corpus.sources().div_ceil(SOURCES_PER_SHARD) {
                let first = shard * SOURCES_PER_SHARD;
                let end = corpus.sources().min(first + SOURCES_PER_SHARD);
                planted.extend(write_shard(corpus, folder, shard, first..end));
            }
        }
    }
    planted
}

/// Returns the file of a shard, relative to the dataset's folder.
pub fn shard_name(shard: usize) -> String {
    format!("shards/{shard:05}.jsonl")
}

/// Adds a shard to a corpus that has none but full ones, and returns its file relative to the
/// dataset's folder.
pub fn add_shard(corpus: &Corpus, folder: &Path) -> String {
    let first = corpus.sources();
    let shard = first / SOURCES_PER_SHARD;
    write_shard(corpus, folder, shard, first..first + SOURCES_PER_SHARD);
    shard_name(shard)
}

/// Writes some sources as a shard and returns the faults in it.
fn write_shard(
    corpus: &Corpus,
    folder: &Path,
    shard: usize,
    sources: Range<usize>,
) -> Vec<Planted> {
    let mut lines = Lines::create(folder, &shard_name(shard));
    for source in sources {
        lines.write_source(&corpus.source(source));
    }
    lines.finish()
}

/// A file of JSON Lines.
struct Lines {
    name: String,
    path: PathBuf,
    writer: BufWriter<File>,
    count: usize,
    planted: Vec<Planted>,
}

impl Lines {
    fn create(folder: &Path, name: &str) -> Self {
        let path = folder.join(name);
        let file = File::create(&path)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        Self {
            name: name.to_owned(),
            path,
            writer: BufWriter::with_capacity(1 << 16, file),
            count: 0,
            planted: Vec::new(),
        }
    }

    fn write_source(&mut self, source: &Coded) {
        self.write(&source.source);
        source.facts.iter().for_each(|line| self.write(line));
    }

    fn write(&mut self, line: &Line) {
        let object = std::collections::BTreeMap::from([(line.kind, &line.record)]);
        let mut text = serde_json::to_string(&object).expect("records are JSON");
        self.count += 1;
        if let Some(fault) = line.fault {
            if fault == Fault::BrokenLine {
                // Cut where the list of actors starts: a file that was torn.
                text.truncate(text.find("\"actors\"").expect("an event has actors"));
            }
            self.planted.push(Planted {
                file: self.name.clone(),
                line: self.count,
                fault,
            });
        }
        writeln!(self.writer, "{text}")
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", self.path.display()));
    }

    fn finish(mut self) -> Vec<Planted> {
        self.writer
            .flush()
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", self.path.display()));
        self.planted
    }
}

/// Writes a source as a folder: article, lock and sheet.
fn write_source(folder: &Path, source: Coded, planted: &mut Vec<Planted>) {
    let Coded {
        key,
        source: mut article,
        facts,
    } = source;
    let folder = folder.join(&key);
    make_folder(&folder);
    let mut lock = Record::default().with("format", 1);
    for name in ["segmenter", "passages", "quotes"] {
        let value = article.record.remove(name);
        lock = lock.with(name, value.unwrap_or(Value::List(Vec::new())));
    }
    article.record.remove("key");
    write_file(&folder.join("article.toml"), &article.record.to_toml());
    write_file(&folder.join("passages.lock"), &lock.to_toml());
    let faults = facts.iter().filter_map(|fact| fact.fault);
    planted.extend(faults.map(|fault| Planted {
        file: format!("{key}/facts.toml"),
        line: 0,
        fault,
    }));
    write_sheet(
        &folder.join("facts.toml"),
        facts.into_iter(),
        &format!("{key}#"),
    );
}

/// Writes facts as a sheet; locators of its own source are written without it.
fn write_sheet(path: &Path, lines: impl Iterator<Item = Line>, own: &str) {
    let mut text = String::new();
    for mut line in lines {
        for name in ["at", "cites"] {
            if let Some(value) = line.record.remove(name) {
                line.record.set(name, without_source(value, own));
            }
        }
        text.push_str(&format!("[[{}]]\n{}\n", line.kind, line.record.to_toml()));
    }
    write_file(path, &text);
}

fn without_source(value: Value, own: &str) -> Value {
    match value {
        Value::Text(at) => match at.strip_prefix(own) {
            Some(locator) if !own.is_empty() => Value::from(locator),
            _ => Value::Text(at),
        },
        Value::List(values) => {
            let values = values.into_iter().map(|value| without_source(value, own));
            Value::List(values.collect())
        }
        Value::Record(mut record) => {
            if let Some(at) = record.remove("at") {
                record.set("at", without_source(at, own));
            }
            Value::Record(record)
        }
        number @ Value::Number(_) => number,
    }
}

/// Makes a folder with those above it.
pub fn make_folder(path: &Path) {
    fs::create_dir_all(path)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", path.display()));
}

/// Writes a file.
pub fn write_file(path: &Path, text: &str) {
    fs::write(path, text)
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}
