//! The small end: what a coder waits for with the shipped dataset, as whole processes.
//!
//! Times of a release binary on a warm disk: a first build in an empty folder, a build that finds
//! nothing changed, a build after one changed title or one correction, and the program's start.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

/// Runs the program in a folder; it must succeed.
fn run(folder: &Path, args: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_footnote"))
        .args(args)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(status.success(), "{args:?}");
}

/// Returns a temporary folder that holds the shipped dataset, built.
fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init", "csto", "--example", "csto"]);
    run(folder.path(), &["build", "csto"]);
    folder
}

fn cold_build(criterion: &mut Criterion) {
    criterion.bench_function("cold build of the shipped dataset", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().expect("a temporary folder"),
            |folder| {
                run(folder.path(), &["build"]);
                folder
            },
            BatchSize::PerIteration,
        );
    });
}

fn nothing_changed(criterion: &mut Criterion) {
    let folder = built();
    criterion.bench_function("rerun with nothing changed", |bencher| {
        bencher.iter(|| run(folder.path(), &["build", "csto"]));
    });
}

fn one_title_changed(criterion: &mut Criterion) {
    let folder = built();
    let sheet = folder.path().join("csto/culp-2023/facts.toml");
    let text = fs::read_to_string(&sheet).expect("the sheet is read");
    let mut version = 0;
    criterion.bench_function("rerun with one title changed", |bencher| {
        bencher.iter_batched(
            || {
                version += 1;
                let title = format!("title = \"Mass protests, version {version}\"");
                let changed = text.replace("title = \"Mass protests across Kazakhstan\"", &title);
                assert_ne!(changed, text);
                fs::write(&sheet, changed).expect("the sheet is written");
            },
            |()| run(folder.path(), &["build", "csto"]),
            BatchSize::PerIteration,
        );
    });
}

fn one_correction(criterion: &mut Criterion) {
    let folder = built();
    let ledger = folder.path().join("csto/corrections.csv");
    let header = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";
    let entry = "c0001,2023-03-01,A,tajikistan-silent-on-invasion,stance,silent,declines,why,\n";
    let mut is_made = false;
    criterion.bench_function(
        "rerun after one correction, made and taken back",
        |bencher| {
            bencher.iter_batched(
                || {
                    is_made = !is_made;
                    let entry = if is_made { entry } else { "" };
                    fs::write(&ledger, format!("{header}{entry}")).expect("the ledger is written");
                },
                |()| run(folder.path(), &["build", "csto"]),
                BatchSize::PerIteration,
            );
        },
    );
}

fn start(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    criterion.bench_function("start (--version)", |bencher| {
        bencher.iter(|| run(folder.path(), &["--version"]));
    });
}

criterion_group! {
    name = small;
    config = Criterion::default().sample_size(20);
    targets = cold_build, nothing_changed, one_title_changed, one_correction, start
}
criterion_main!(small);
