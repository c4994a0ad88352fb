//! An export costs what the change costs, and is the same whichever way it was made.

mod common;

use std::fs::File;
use std::path::Path;

use common::{Bench, different};
use proptest::prelude::*;
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
fn what_reads_no_changed_table_is_neither_read_nor_compared() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    replace_unseen(&bench.path("exports/csv/claims.csv"), "treaty", "entity");
    replace_unseen(&bench.path("exports/csv/coverage.csv"), "p1.s1", "p1.s9");
    let title = "\"Orland sends forty boats\"";
    bench.edit(
        "flood/holm-2024/facts.toml",
        title,
        "\"Orland sends boats\"",
    );
    let (_, words) = bench.ok(&["build", "flood"]);
    let expected = "exports exports: 6 files written, 52 unchanged";
    assert!(words.contains(expected), "{words}");
    assert!(bench.read("exports/csv/claims.csv").contains("entity"));
    assert!(bench.read("exports/csv/coverage.csv").contains("p1.s9"));
    // A rerun that changes a table has all that reads it made again.
    bench.edit("flood/holm-2024/facts.toml", "wider scope", "wide scope");
    bench.ok(&["ingest", "flood"]);
    bench.ok(&["export"]);
    assert!(!bench.read("exports/csv/claims.csv").contains("entity"));
    assert!(bench.read("exports/csv/coverage.csv").contains("p1.s9"));
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

#[test]
fn parts_and_folders_keep_up_each_for_itself() {
    let bench = Bench::with_example("flood");
    let part = [
        "export", "--table", "claims", "--table", "timeline", "--out", "part",
    ];
    let source = ["export", "--where", "holm-2024", "--out", "source"];
    bench.ok(&["build", "flood"]);
    bench.ok(&part);
    bench.ok(&source);
    replace_unseen(&bench.path("part/csv/claims.csv"), "treaty", "entity");
    let title = "\"Orland sends forty boats\"";
    bench.edit(
        "flood/holm-2024/facts.toml",
        title,
        "\"Orland sends boats\"",
    );
    bench.ok(&["ingest", "flood"]);
    assert_eq!(
        bench.ok(&part).1,
        "exports part: 2 files written, 1 unchanged\n"
    );
    assert!(bench.read("part/csv/claims.csv").contains("entity"));
    let (_, words) = bench.ok(&source);
    assert!(words.contains("source: 6 files written"), "{words}");
    bench.ok(&["export"]);
    assert_eq!(
        bench.files("exports")["csv/events.csv"],
        bench.files("source")["csv/events.csv"]
    );
}

/// Texts of the example dataset, each with another that can stand for it.
const TOGGLES: [(&str, &str, &str); 9] = [
    (
        "holm-2024/facts.toml",
        "Orland sends forty boats",
        "Orland sends boats",
    ),
    (
        "holm-2024/facts.toml",
        "wider scope",
        "wide, \\\"wide\\\" scope",
    ),
    (
        "holm-2024/facts.toml",
        "# What the author thinks",
        "# Whatever the author thinks",
    ),
    (
        "holm-2024/facts.toml",
        "role = \"recipient\"",
        "role = \"addressee\"",
    ),
    (
        "holm-2024/facts.toml",
        "reason = \"general remark\"",
        "reason = \"no fact\"",
    ),
    (
        "holm-2024/facts.toml",
        "\nnote = \"N.\"\n[[position]]",
        "\n[[position]]",
    ),
    (
        "actors.toml",
        "name = \"Ilse Brandt\"",
        "name = \"I. Brandt\"",
    ),
    ("dataset.toml", "version = \"", "version = \"1"),
    ("holm-2024/article.toml", "author = \"", "author = \"A. "),
];

/// An entry of the ledger that holds whatever else is edited.
const ENTRY: &str = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n\
    c1,2025-01-01,A,orland-silent-on-tents,stance,silent,declines,why,\n";

/// Something that happens between two exports.
#[derive(Debug, Clone)]
enum Step {
    Toggle(usize),
    /// The ledger has its entry, or not.
    Correct(bool),
    /// A file of the export goes.
    Delete(&'static str),
    /// Another program changes a row of the store.
    Retitle(&'static str),
    Keep,
    /// The store is put back as it was kept last.
    PutBack,
    Ingest,
    Export,
}

const FILES: [&str; 4] = [
    "flood.sqlite",
    "CODEBOOK.md",
    "csv/datapackage.json",
    "csv/timeline.csv",
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..TOGGLES.len()).prop_map(Step::Toggle),
        2 => any::<bool>().prop_map(Step::Correct),
        1 => proptest::sample::select(&FILES).prop_map(Step::Delete),
        1 => proptest::sample::select(&["One", "Two"]).prop_map(Step::Retitle),
        1 => Just(Step::Keep),
        1 => Just(Step::PutBack),
        6 => Just(Step::Ingest),
        6 => Just(Step::Export),
    ]
}

fn take(bench: &Bench, step: &Step) {
    match step {
        Step::Toggle(at) => {
            let (file, one, other) = TOGGLES[*at];
            let file = format!("flood/{file}");
            let text = bench.read(&file);
            let (from, to) = if text.contains(other) && !one.contains(other) {
                (other, one)
            } else {
                (one, other)
            };
            bench.write(&file, &text.replacen(from, to, 1));
        }
        Step::Correct(has_entry) => {
            let header = ENTRY.split_inclusive('\n').next().unwrap();
            bench.write(
                "flood/corrections.csv",
                if *has_entry { ENTRY } else { header },
            );
        }
        Step::Delete(name) => drop(std::fs::remove_file(bench.path("exports").join(name))),
        Step::Retitle(title) => {
            let store = Connection::open(bench.path(STORE)).unwrap();
            store
                .execute("UPDATE claims SET statement = ?1", [title])
                .unwrap();
        }
        Step::Keep => drop(std::fs::copy(bench.path(STORE), bench.path("kept.sqlite")).unwrap()),
        Step::PutBack => drop(std::fs::copy(bench.path("kept.sqlite"), bench.path(STORE)).unwrap()),
        Step::Ingest => drop(bench.ok(&["ingest", "flood"])),
        Step::Export => {
            bench.ok(&["export"]);
            let _ = std::fs::remove_dir_all(bench.path("fresh"));
            bench.ok(&["export", "--out", "fresh"]);
            let (one, other) = (bench.files("exports"), bench.files("fresh"));
            assert_eq!(different(&one, &other), [""; 0]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn an_export_after_any_steps_is_that_of_an_empty_folder(
        steps in proptest::collection::vec(step(), 1..24),
    ) {
        let bench = Bench::with_example("flood");
        bench.ok(&["build", "flood"]);
        take(&bench, &Step::Keep);
        for step in steps.iter().chain([&Step::Ingest, &Step::Export]) {
            take(&bench, step);
        }
    }
}
