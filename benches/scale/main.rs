//! The large end: corpora of up to 400,000 events, the program beside a bare yardstick and beside
//! the tools that people would use instead.
//!
//! `cargo bench --bench scale` generates the corpora, runs all measures in turn and writes
//! docs/PERFORMANCE.md; `cargo bench --bench scale -- --help` tells how to run parts of it. As part
//! of the tests it only checks that a small corpus is without fault.

mod bed;
mod corpus;
mod dates;
mod faults;
mod goals;
mod machine;
mod measure;
mod peers;
mod process;
mod program;
mod random;
mod record;
mod report;
mod schema;
mod small;
mod smoke;
mod words;
mod write;
mod yardstick;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use regex::Regex;

use bed::Bed;
use corpus::Corpus;
use faults::Faults;
use measure::{Choice, Group, What};
use peers::Tools;
use program::Form;
use report::Report;
use write::{EVENTS_PER_SHARD, Layout};

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

/// How many events the corpora have unless told otherwise.
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
    // Cargo tells a benchmark by `--bench`; what else comes with a test is for its harness.
    let is_part = std::env::args()
        .nth(1)
        .is_some_and(|name| Part::has_subcommand(&name));
    if !is_part && !std::env::args().any(|argument| argument == "--bench") {
        smoke::run();
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let done = match arguments.part {
        Some(Part::Generate {
            folder,
            events,
            seed,
            layout,
            faults,
        }) => {
            let faults = Faults::new(faults, events, layout != Layout::Toml);
            let corpus = Corpus {
                events,
                seed,
                faults,
            };
            for planted in write::write(&corpus, layout, &folder) {
                println!("{planted}");
            }
            Ok(())
        }
        Some(Part::Load {
            tables,
            exported,
            target,
        }) => yardstick::load(&tables, &exported, &target),
        Some(Part::Csv {
            exported,
            folder,
            tables_only,
        }) => yardstick::export_csv(&exported, &folder, !tables_only),
        Some(Part::Vacuum { exported, target }) => yardstick::vacuum(&exported, &target),
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

/// Measures what was asked for and writes the page.
///
/// # Errors
/// Nothing is to be measured.
fn bench(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let names: Vec<String> = What::all().into_iter().map(What::name).collect();
    if let Some(only) = &options.only
        && !names.iter().any(|name| only.is_match(name))
    {
        let names = names.join("\n");
        return Err(format!("no measure matches `{only}`; there are:\n{names}").into());
    }
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scale");
    write::make_folder(&work);
    let form = match options.toml {
        true => Form::Toml,
        false if program::reads_jsonl() => Form::Jsonl,
        false => {
            eprintln!("this program reads no JSON Lines yet: the corpora are sheets in TOML");
            Form::Toml
        }
    };
    let is_part = options.only.is_some() || options.rounds.is_some() || options.no_peers;
    let is_whole = !is_part && form == Form::Jsonl && options.events == SIZES;
    let everything = Regex::new("").expect("the empty pattern is right");
    let only = options.only.as_ref().unwrap_or(&everything);
    let is_wanted_peer = |what: &What| what.group() == Group::Peers && only.is_match(&what.name());
    let are_peers_wanted = !options.no_peers
        && options
            .events
            .iter()
            .any(|events| options.peers_at.contains(events))
        && What::all().iter().any(is_wanted_peer);
    let tools = Tools::find(&work.join("python"), are_peers_wanted);
    let has_tables = program::has_option("export", "--table");
    let mut figures = Vec::new();
    let mut sizes = options.events.clone();
    sizes.sort_unstable();
    for events in sizes {
        let choice = Choice {
            only,
            has_peers: are_peers_wanted && options.peers_at.contains(&events),
            has_variants: options.variants_at.contains(&events),
            has_tables,
            is_jsonl: form == Form::Jsonl,
            rounds: options
                .rounds
                .unwrap_or(if events <= 10_000 { 5 } else { 3 }),
            tools: &tools,
        };
        let mut bed = Bed::make(events, form, &tools, &work);
        figures.push(measure::measure(&mut bed, &choice, &work.join("runs.tsv")));
        if !options.keep {
            bed.remove();
        }
    }
    let has_rest = options.only.is_none();
    let report = Report {
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
    let page = report.to_markdown();
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PERFORMANCE.md");
    match options.write.as_ref().or(is_whole.then_some(&whole)) {
        Some(path) => {
            write::write_file(path, &page);
            eprintln!("wrote {}", path.display());
        }
        None => print!("{page}"),
    }
    Ok(())
}
