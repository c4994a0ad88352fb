//! The `footnote` program: arguments in, exit code out.

use std::process::ExitCode;

use footnote::cli::Clock;

fn main() -> ExitCode {
    footnote::cli::run(std::env::args_os(), Clock::read()).into()
}
