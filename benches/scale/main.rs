//! The large end: corpora of up to 400,000 events, the program beside a bare yardstick and beside
//! the tools that people would use instead.
//!
//! `cargo bench --bench scale` generates the corpora, runs all measures in turn and writes
//! docs/PERFORMANCE.md; `cargo bench --bench scale -- --help` lists how to run parts of it. As part
//! of the tests it only checks that a small corpus is without fault.

mod figures;
mod files;
mod findings;
mod fixture;
mod format;
mod goals;
mod machine;
mod measure;
mod process;
mod program;
mod report;
mod small;
mod smoke;
mod what;
mod yardstick;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use corpus::{Corpus, EVENTS_PER_SHARD, Faults, Layout};
use peers::Tools;
use regex::Regex;

use figures::Figures;
use findings::Findings;
use fixture::Fixture;
use measure::Choice;
use program::Form;
use what::{Group, What};

/// Measure the program on corpora of up to 400,000 events
#[derive(Debug, Parser)]
#[command(bin_name = "cargo bench --bench scale --")]
struct Arguments {
    /// What cargo gives a benchmark, and a test does not get
    #[arg(long, hide = true, global = true)]
    bench: bool,

    #[command(flatten)]
    options: Options,

    #[command(subcommand)]
    part: Option<Part>,
}

/// How many events the corpora have by default.
const SIZES: [usize; 3] = [10_000, 100_000, 400_000];

/// What is measured; without any of these everything is, and docs/PERFORMANCE.md is written.
#[derive(Debug, Args)]
struct Options {
    /// How many events the corpora have
    #[arg(long, value_delimiter = ',', default_values_t = SIZES, value_parser = parse_events)]
    events: Vec<usize>,

    /// How often each measure is run [default: 5 up to 10,000 events, 3 above]
    #[arg(long)]
    rounds: Option<usize>,

    /// Only the measures whose names match a regular expression
    #[arg(long, value_name = "REGEX")]
    only: Option<Regex>,

    /// Leave the peers out
    #[arg(long)]
    no_peers: bool,

    /// The corpora on which the peers are measured
    #[arg(long, value_name = "EVENTS", value_delimiter = ',', default_values_t = [100_000])]
    peers_at: Vec<usize>,

    /// The corpora that are also ingested from one file, and with faults
    #[arg(long, value_name = "EVENTS", value_delimiter = ',', default_values_t = [100_000])]
    variants_at: Vec<usize>,

    /// Write the corpora as fact sheets in TOML rather than as JSON Lines
    #[arg(long)]
    toml: bool,

    /// Where the page goes [default: docs/PERFORMANCE.md if everything is measured, else standard output]
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,

    /// Leave the corpora and databases where they are
    #[arg(long)]
    keep: bool,
}

/// What the benchmark runs as processes of their own.
#[derive(Debug, Subcommand)]
enum Part {
    /// Write a corpus into a new folder, and a line for each fault in it to standard output
    Generate {
        /// The folder, whose name is the dataset's key
        folder: PathBuf,
        #[arg(long, value_parser = parse_events)]
        events: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// shards, single (JSON Lines) or toml
        #[arg(long, default_value = "shards", value_parser = parse_layout)]
        layout: Layout,
        /// How many faults to plant
        #[arg(long, default_value_t = 0)]
        faults: usize,
    },
    /// The yardstick of an ingest: load CSV tables into the schema of an exported SQLite file
    Load {
        tables: PathBuf,
        exported: PathBuf,
        target: PathBuf,
    },
    /// The yardstick of an export to CSV
    Csv {
        exported: PathBuf,
        folder: PathBuf,
        #[arg(long)]
        tables_only: bool,
    },
    /// The yardstick of an export to SQLite
    Vacuum { exported: PathBuf, target: PathBuf },
}

/// Reads a number of events that fills whole shards.
fn parse_events(text: &str) -> Result<usize, String> {
    let events = text
        .parse()
        .ok()
        .filter(|events| *events > 0 && events % EVENTS_PER_SHARD == 0);
    events.ok_or_else(|| format!("expected a multiple of {EVENTS_PER_SHARD}"))
}

fn parse_layout(name: &str) -> Result<Layout, String> {
    Layout::parse(name).ok_or_else(|| "expected shards, single or toml".to_owned())
}

fn main() -> ExitCode {
    // Cargo marks a benchmark by `--bench`; what else comes with a test is for its harness.
    let is_part = std::env::args()
        .nth(1)
        .is_some_and(|name| Part::has_subcommand(&name));
    if !is_part && !std::env::args().any(|argument| argument == "--bench") {
        smoke::run();
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let done = match arguments.part {
        Some(part) => part.run(),
        None => bench(&arguments.options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Part {
    fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Generate {
                folder,
                events,
                seed,
                layout,
                faults,
            } => {
                let corpus = Corpus {
                    events,
                    seed,
                    faults: Faults::new(faults, events, layout != Layout::Toml),
                };
                for planted in corpus::write(&corpus, layout, &folder) {
                    println!("{planted}");
                }
                Ok(())
            }
            Self::Load {
                tables,
                exported,
                target,
            } => yardstick::load(&tables, &exported, &target),
            Self::Csv {
                exported,
                folder,
                tables_only,
            } => yardstick::export_csv(&exported, &folder, !tables_only),
            Self::Vacuum { exported, target } => yardstick::vacuum(&exported, &target),
        }
    }
}

/// Measures what was asked for and writes the page.
///
/// # Errors
/// Nothing is to be measured.
fn bench(options: &Options) -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = What::all().into_iter().map(What::name).collect();
    if let Some(only) = &options.only
        && !names.iter().any(|name| only.is_match(name))
    {
        let names = names.join("\n");
        return Err(format!("no measure matches `{only}`; there are:\n{names}").into());
    }
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scale");
    files::make_folder(&work);
    let form = options.form();
    let tools = Tools::find(&work.join("python"), options.are_peers_wanted());
    let figures = options.measure(form, &tools, &work);
    let has_rest = options.only.is_none();
    let findings = Findings {
        machine: machine::describe(),
        figures,
        small: if has_rest {
            small::measure(&work)
        } else {
            Vec::new()
        },
        tools: &tools,
        differing: has_rest.then(|| program::differing_exports(200)).flatten(),
    };
    let page = findings.to_markdown();
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PERFORMANCE.md");
    let whole = (form == Form::Jsonl && options.is_everything()).then_some(&whole);
    match options.write.as_ref().or(whole) {
        Some(path) => {
            files::write_file(path, &page);
            eprintln!("wrote {}", path.display());
        }
        None => print!("{page}"),
    }
    Ok(())
}

impl Options {
    /// Returns how the corpora are written down.
    fn form(&self) -> Form {
        if self.toml {
            return Form::Toml;
        }
        if program::reads_jsonl() {
            return Form::Jsonl;
        }
        eprintln!("this program reads no JSON Lines yet: the corpora are sheets in TOML");
        Form::Toml
    }

    /// Returns whether everything is measured that the page reports.
    fn is_everything(&self) -> bool {
        let is_part = self.only.is_some() || self.rounds.is_some() || self.no_peers;
        !is_part && self.events == SIZES
    }

    /// Returns whether any measure of a peer is run.
    fn are_peers_wanted(&self) -> bool {
        let is_wanted = |name: &str| self.only.as_ref().is_none_or(|only| only.is_match(name));
        let is_wanted_peer = |what: &What| what.group() == Group::Peers && is_wanted(&what.name());
        let is_peers_at = |events| self.peers_at.contains(events);
        !self.no_peers
            && self.events.iter().any(is_peers_at)
            && What::all().iter().any(is_wanted_peer)
    }

    /// Measures the corpora, the smallest first.
    fn measure(&self, form: Form, tools: &Tools, work: &Path) -> Vec<Figures> {
        let everything = Regex::new("").expect("the empty pattern is right");
        let are_peers_wanted = self.are_peers_wanted();
        let has_tables = program::has_option("export", "--table");
        let mut sizes = self.events.clone();
        sizes.sort_unstable();
        let measure = |events| {
            let rounds = if events <= 10_000 { 5 } else { 3 };
            let choice = Choice {
                only: self.only.as_ref().unwrap_or(&everything),
                has_peers: are_peers_wanted && self.peers_at.contains(&events),
                has_variants: self.variants_at.contains(&events),
                has_tables,
                is_jsonl: form == Form::Jsonl,
                rounds: self.rounds.unwrap_or(rounds),
                tools,
            };
            let mut fixture = Fixture::make(events, form, tools, work);
            let figures = measure::measure(&mut fixture, &choice, &work.join("runs.tsv"));
            if !self.keep {
                fixture.remove();
            }
            figures
        };
        sizes.into_iter().map(measure).collect()
    }
}
