//! The large end: corpora of up to 400,000 events, the program beside a bare yardstick and beside
//! the tools that people would use instead.
//!
//! As part of the tests it only checks that a small corpus is without fault.

mod corpus;
mod dates;
mod faults;
mod random;
mod record;
mod schema;
mod smoke;
mod words;
mod write;
mod yardstick;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use corpus::Corpus;
use faults::Faults;
use write::Layout;

/// Measure the program on corpora of up to 400,000 events
#[derive(Debug, Parser)]
#[command(name = "cargo bench --bench scale --")]
struct Arguments {
    /// What cargo gives a benchmark, and a test does not get
    #[arg(long, hide = true)]
    bench: bool,

    #[command(subcommand)]
    part: Option<Part>,
}

/// What the benchmark runs as processes of their own.
#[derive(Debug, Subcommand)]
enum Part {
    /// Write a corpus into a new folder, and a line for each fault in it to standard output
    Generate {
        /// The folder, whose name is the dataset's key
        folder: PathBuf,
        #[arg(long)]
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
                let fault = planted.fault;
                println!(
                    "{}\t{}\t{}\t{}",
                    planted.file,
                    planted.line,
                    fault.name(),
                    fault.says()
                );
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
        None => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
