//! The small end: what a coder waits for with the shipped dataset, as whole processes.
//!
//! benches/small.rs measures the same with more care for single steps; these are for the one table.

use std::path::Path;

use super::figures::{median, range};
use super::process::{self, Usage};
use super::program::footnote;

/// One thing that a coder waits for.
#[derive(Debug)]
pub struct Small {
    pub name: &'static str,
    pub runs: Vec<Usage>,
}

/// How often each is run: they are short.
const ROUNDS: usize = 20;

/// Measures them in turn.
///
/// # Panics
/// The program fails.
pub fn measure(work: &Path) -> Vec<Small> {
    let folder = work.join("small");
    let built = tempfile::tempdir().expect("a temporary folder");
    let log = folder.with_extension("log");
    let run = |folder: &Path, arguments: &[&str]| {
        let finished = process::run(footnote().args(arguments).current_dir(folder), None, &log);
        let output = &finished.output;
        assert_eq!(
            finished.code,
            Some(0),
            "footnote {arguments:?} failed:\n{output}"
        );
        finished.usage
    };
    run(built.path(), &["build"]);
    let names = [
        "cold build of the shipped dataset",
        "build with nothing changed",
        "start: `--version`",
        "start: `--help`",
    ];
    let mut all = names.map(|name| Small {
        name,
        runs: Vec::new(),
    });
    process::settle();
    for _ in 0..ROUNDS {
        let empty = tempfile::tempdir().expect("a temporary folder");
        let usages = [
            run(empty.path(), &["build"]),
            run(built.path(), &["build"]),
            run(built.path(), &["--version"]),
            run(built.path(), &["--help"]),
        ];
        for (small, usage) in all.iter_mut().zip(usages) {
            small.runs.push(usage);
        }
    }
    eprintln!("the small end is measured");
    all.into()
}

impl Small {
    /// Returns the median wall time, in seconds.
    pub fn wall(&self) -> f64 {
        median(&self.runs.iter().map(|run| run.wall).collect::<Vec<_>>())
    }

    /// Returns the smallest and the largest wall time.
    pub fn range(&self) -> (f64, f64) {
        range(&self.runs)
    }
}
