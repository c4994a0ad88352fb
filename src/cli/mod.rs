//! The commands: one file each, thin enough to read on one screen.
//!
//! Data goes to standard output, words to standard error. A command returns how it ended; only
//! [`run`] prints errors.

mod build;
mod check;
mod correct;
mod diff;
mod differences;
mod error;
mod export;
mod ingest;
mod init;
mod input;
mod lock;
mod log;
mod output;
mod read;
mod revise;
mod schema;
mod show;
mod why;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use chrono::{Local, NaiveDate, NaiveDateTime};
use clap::{Parser, Subcommand};

use error::CliError;
use output::Output;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It did its work.
    Done,
    /// The input or the work failed.
    Failed,
    /// The arguments are wrong.
    Usage,
}

impl Exit {
    /// Returns how a command ends that found everything right, or did not.
    fn of(is_right: bool) -> Self {
        if is_right { Self::Done } else { Self::Failed }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Usage => Self::from(2),
        }
    }
}

/// Datasets with a footnote on every row: article and fact sheet in, SQLite and CSV out.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
#[command(
    after_help = "Example: `footnote build` makes the shipped dataset in the folder exports/.\n\nExit status: 0 done, 1 the input or the work failed, 2 wrong usage."
)]
struct Cli {
    /// Say only what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Say more: every change of a run
    #[arg(short, long, global = true)]
    verbose: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Ingest(ingest::Ingest),
    Export(export::Export),
    Check(check::Check),
    Read(read::Read),
    Show(show::Show),
    Init(init::Init),
    Lock(lock::Lock),
    Log(log::Log),
    Why(why::Why),
    Diff(diff::Diff),
    Correct(correct::Correct),
    Revise(revise::Revise),
    Schema(schema::Schema),
}

/// When the program runs: the only time it knows.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The time in UTC, which stands in the store's history.
    pub now: NaiveDateTime,
    /// The day where the program runs, which new entries of the ledger carry: people write the day
    /// that their calendar shows.
    pub today: NaiveDate,
}

impl Clock {
    /// Reads the system's clock and its time zone.
    pub fn read() -> Self {
        let local = Local::now();
        Self {
            now: local.naive_utc(),
            today: local.date_naive(),
        }
    }
}

/// Runs the program.
pub fn run(args: impl IntoIterator<Item = OsString>, clock: Clock) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let is_wrong = error.use_stderr();
            // Where help cannot be printed, there is nobody to read it.
            let _ = error.print();
            return if is_wrong { Exit::Usage } else { Exit::Done };
        }
    };
    let mut output = Output::new(cli.quiet, cli.verbose);
    let result = match cli.command {
        Command::Build(command) => command.run(&mut output, clock.now),
        Command::Ingest(command) => command.run(&mut output, clock.now),
        Command::Export(command) => command.run(&mut output),
        Command::Check(command) => command.run(&mut output),
        Command::Read(command) => command.run(&mut output),
        Command::Show(command) => command.run(&mut output),
        Command::Init(command) => command.run(&mut output),
        Command::Lock(command) => command.run(&mut output),
        Command::Log(command) => command.run(&mut output),
        Command::Why(command) => command.run(&mut output),
        Command::Diff(command) => command.run(&mut output),
        Command::Correct(command) => command.run(&mut output, clock.today),
        Command::Revise(command) => command.run(&mut output),
        Command::Schema(command) => command.run(&mut output),
    };
    match result {
        Ok(exit) => exit,
        Err(CliError::ClosedPipe) => Exit::Done,
        Err(error) => {
            output.error(&error);
            Exit::Failed
        }
    }
}
