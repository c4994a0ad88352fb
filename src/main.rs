//! The `footnote` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    footnote::cli::run(std::env::args_os(), chrono::Utc::now().naive_utc()).into()
}
