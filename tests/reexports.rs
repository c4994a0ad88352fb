//! An export that is in place is not made again, and is the same whichever way it was made.

mod common;

use std::fs::File;
use std::path::Path;

use common::{Bench, different};
use rusqlite::Connection;

const STORE: &str = ".footnote/flood.sqlite";

const NOTHING: &str =
    "store .footnote/flood.sqlite: nothing changed\nexports exports: nothing changed\n";

/// Replaces the bytes of a file by as many others, with the mtime that it had: nobody sees the
/// difference without reading it.
fn replace_unseen(path: &Path, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let modified = path.metadata().unwrap().modified().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{}", path.display());
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(modified).unwrap();
}

#[test]
fn the_first_unchanged_build_after_a_build_reads_nothing() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    replace_unseen(&bench.path("exports/csv/events.csv"), "boats", "coats");
    assert_eq!(bench.ok(&["build", "flood"]).1, NOTHING);
    assert!(bench.read("exports/csv/events.csv").contains("coats"));
}

#[test]
fn a_file_edited_in_the_tick_in_which_it_was_written_is_seen() {
    let bench = Bench::with_example("flood");
    for round in 0..8 {
        let title = format!("\"Orland sends {round} boats\"");
        let facts = bench.read("flood/holm-2024/facts.toml");
        let line = facts.lines().find(|line| line.contains("Orland sends"));
        let changed = facts.replace(line.unwrap(), &format!("title = {title}"));
        bench.write("flood/holm-2024/facts.toml", &changed);
        bench.ok(&["build", "flood"]);
        let exported = bench.read("exports/csv/events.csv");
        bench.write(
            "exports/csv/events.csv",
            &exported.replace("boats", "coats"),
        );
        let error = bench.fails(&["build", "flood"]);
        assert!(error.contains("was edited since"), "{error}");
        bench.write("exports/csv/events.csv", &exported);
    }
}

#[test]
fn rows_that_another_program_changed_are_exported() {
    let bench = Bench::with_example("flood");
    let retitle = |title: &str| {
        let store = Connection::open(bench.path(STORE)).unwrap();
        let sql = "UPDATE events SET title = ?1 WHERE key LIKE 'orland%'";
        store.execute(sql, [title]).unwrap();
    };
    let title = || bench.read("exports/csv/events.csv").contains("Out of band");
    bench.ok(&["build", "flood"]);
    retitle("Out of band");
    bench.ok(&["export"]);
    assert!(title());
    // Before a run, so that the run alone does not account for the new state.
    retitle("Orland sends forty boats");
    bench.edit("flood/holm-2024/facts.toml", "wider scope", "wide scope");
    bench.ok(&["ingest", "flood"]);
    bench.ok(&["export"]);
    assert!(!title());
    // After a run.
    bench.edit("flood/holm-2024/facts.toml", "wide scope", "wider scope");
    bench.ok(&["ingest", "flood"]);
    retitle("Out of band");
    bench.ok(&["export"]);
    assert!(title());
}

#[test]
fn a_store_that_was_put_back_from_a_copy_is_not_taken_for_a_later_state() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    std::fs::copy(bench.path(STORE), bench.path("copy.sqlite")).unwrap();
    let facts = bench.read("flood/holm-2024/facts.toml");
    let title = |title: &str| {
        let changed = facts.replace("Orland sends forty boats", title);
        bench.write("flood/holm-2024/facts.toml", &changed);
    };
    title("Orland sends boats");
    bench.ok(&["build", "flood"]);
    // As many runs from the older state; the last one touches another table.
    std::fs::copy(bench.path("copy.sqlite"), bench.path(STORE)).unwrap();
    bench.write("flood/holm-2024/facts.toml", &facts);
    bench.edit("flood/holm-2024/facts.toml", "wider scope", "wide scope");
    bench.ok(&["build", "flood"]);
    bench.ok(&["export", "--out", "fresh"]);
    assert_eq!(
        different(&bench.files("exports"), &bench.files("fresh")),
        [""; 0]
    );
}
