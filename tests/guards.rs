//! What people keep is not written over: stores, inputs, edited exports, files of others.

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::{Bench, different};
use rusqlite::Connection;

const STORE: &str = ".footnote/flood.sqlite";

/// Runs the program, which must refuse its work and leave every file as it was.
fn refuses(bench: &Bench, args: &[&str]) -> String {
    let before = bench.files(".");
    let error = bench.fails(args);
    assert_eq!(different(&before, &bench.files(".")), [""; 0], "{args:?}");
    error
}

fn runs(bench: &Bench, store: &str) -> i64 {
    let store = Connection::open(bench.path(store)).unwrap();
    let sql = "SELECT count(*) FROM runs";
    store.query_row(sql, (), |row| row.get(0)).unwrap()
}

#[test]
fn no_export_is_written_over_a_store() {
    let bench = Bench::with_example("flood");
    bench.ok(&["ingest", "flood", "--store", "flood.sqlite"]);
    let over = "`./flood.sqlite` is a store, and the export would be written over it";
    for args in [
        &["export", "--store", "flood.sqlite", "--out", "."][..],
        &[
            "export",
            "--store",
            "flood.sqlite",
            "--out",
            ".",
            "--overwrite",
        ],
        &["build", "flood", "--store", "flood.sqlite", "--out", "."],
    ] {
        let error = refuses(&bench, args);
        assert!(error.contains(over), "{error}");
    }
    // A store that is not made yet, under names that lead to those of the export.
    for store in [
        "exports/flood.sqlite",
        "exports/../exports/FLOOD.sqlite",
        "exports/CODEBOOK.md",
        "exports/csv/events.csv",
        "exports/.unfinished-export.json",
    ] {
        let error = refuses(&bench, &["build", "flood", "--store", store]);
        assert!(error.contains("is a store, and the export"), "{error}");
    }
    // Another store than the one that is exported.
    bench.ok(&["ingest", "flood"]);
    let args = ["export", "--store", "flood.sqlite", "--out", ".footnote"];
    let error = refuses(&bench, &args);
    assert!(
        error.contains("`.footnote/flood.sqlite` is a store"),
        "{error}"
    );
    assert_eq!(runs(&bench, "flood.sqlite"), 1);
}

#[cfg(unix)]
#[test]
fn links_hide_no_store_and_no_input() {
    use std::os::unix::fs::symlink;
    let bench = Bench::with_example("flood");
    bench.ok(&["ingest", "flood", "--store", "mine/flood.sqlite"]);
    symlink("mine", bench.path("other")).unwrap();
    let args = ["export", "--store", "mine/flood.sqlite", "--out", "other"];
    assert!(refuses(&bench, &args).contains("is a store"));
    symlink("exports/flood.sqlite", bench.path("link.sqlite")).unwrap();
    fs::create_dir(bench.path("exports")).unwrap();
    let error = bench.fails(&["build", "flood", "--store", "link.sqlite"]);
    assert!(error.contains("is a store"), "{error}");
    assert!(!bench.path("exports/flood.sqlite").exists());
    fs::remove_file(bench.path("link.sqlite")).unwrap();
    fs::create_dir(bench.path("linked")).unwrap();
    symlink("../flood", bench.path("linked/csv")).unwrap();
    bench.write(
        "flood/corrections.csv",
        "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n",
    );
    for args in [
        &["build", "flood", "--out", "linked"][..],
        &["build", "flood", "--out", "linked", "--overwrite"],
    ] {
        let error = refuses(&bench, args);
        assert!(
            error.contains("`linked/csv/corrections.csv` is read by this command"),
            "{error}"
        );
    }
}

#[test]
fn an_input_is_neither_a_store_nor_the_place_of_an_export() {
    let bench = Bench::with_example("flood");
    let article = bench.read("flood/holm-2024/article.txt");
    fs::create_dir(bench.path("exports")).unwrap();
    bench.write("exports/CODEBOOK.md", &article);
    let at_hand = "holm-2024=exports/CODEBOOK.md";
    let args = ["build", "flood", "--article", at_hand, "--overwrite"];
    let error = refuses(&bench, &args);
    assert!(
        error.contains("`exports/CODEBOOK.md` is read by this"),
        "{error}"
    );
    // SQLite takes an empty file for a database.
    bench.write("flood/empty.toml", "");
    let args = ["ingest", "flood", "--store", "flood/../flood/empty.toml"];
    let error = refuses(&bench, &args);
    assert!(
        error.contains("is read by this command, and is no store"),
        "{error}"
    );
}

#[test]
fn a_new_store_never_meets_the_journal_of_an_old_one() {
    for ending in ["-journal", "-wal", "-shm"] {
        let bench = Bench::with_example("flood");
        bench.ok(&["build", "flood"]);
        let left = format!("{STORE}{ending}");
        // Half of a transaction that somebody's process did not end.
        let copy = bench.path("copy.sqlite");
        fs::copy(bench.path(STORE), &copy).unwrap();
        let other = Connection::open(&copy).unwrap();
        other
            .execute_batch(
                "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;
                UPDATE passages SET fingerprint = 'x'; UPDATE events SET title = 'x';",
            )
            .unwrap();
        let journal = fs::read(bench.path("copy.sqlite-journal")).unwrap();
        fs::write(bench.path(&left), journal).unwrap();
        drop(other);
        fs::remove_file(bench.path(STORE)).unwrap();
        for command in ["build", "ingest"] {
            let error = refuses(&bench, &[command, "flood"]);
            assert!(
                error.contains(&format!("`{left}` is left of another store")),
                "{error}"
            );
        }
        fs::remove_file(bench.path(&left)).unwrap();
        bench.ok(&["build", "flood"]);
    }
}

#[test]
fn every_file_of_an_export_that_was_edited_is_left_alone() {
    let files = [
        "csv/events.csv",
        "csv/timeline.csv",
        "csv/datapackage.json",
        "CODEBOOK.md",
        "flood.sqlite",
    ];
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let built = bench.files("exports");
    for has_notes in [true, false] {
        if !has_notes {
            // As in a clone.
            fs::remove_dir_all(bench.path(".footnote")).unwrap();
        }
        for file in files {
            let path = bench.path("exports").join(file);
            if file == "flood.sqlite" {
                let sql = "UPDATE events SET title = 'by hand'; CREATE VIEW mine AS SELECT 1";
                Connection::open(&path).unwrap().execute_batch(sql).unwrap();
            } else {
                fs::write(&path, [&built[file][..], b"mine\n"].concat()).unwrap();
            }
            let error = refuses(&bench, &["build", "flood"]);
            let expected = format!("`exports/{file}` was edited since it was exported");
            assert!(error.contains(&expected), "{error}");
            fs::write(&path, &built[file]).unwrap();
        }
    }
    // All of them at once, then not at all.
    for file in files.iter().filter(|file| !file.ends_with(".json")) {
        bench.write(&format!("exports/{file}"), "mine");
    }
    let error = refuses(&bench, &["build", "flood"]);
    for file in ["csv/events.csv", "CODEBOOK.md", "flood.sqlite"] {
        assert!(error.contains(&format!("`exports/{file}`")), "{error}");
    }
    bench.ok(&["build", "flood", "--overwrite"]);
    assert_eq!(different(&built, &bench.files("exports")), [""; 0]);
}

#[test]
fn files_that_footnote_never_wrote_are_left_alone() {
    let bench = Bench::with_example("flood");
    bench.ok(&["ingest", "flood"]);
    for (file, is_part) in [
        ("CODEBOOK.md", false),
        ("csv/events.csv", true),
        ("csv/datapackage.json", true),
        ("flood.sqlite", false),
    ] {
        let _ = fs::remove_dir_all(bench.path("out"));
        fs::create_dir_all(bench.path("out/csv")).unwrap();
        bench.write(&format!("out/{file}"), "mine\n");
        bench.write("out/csv/notes.csv", "in nobody's way\n");
        for args in [
            &["build", "flood", "--out", "out"][..],
            &["export", "--out", "out"],
            &["export", "--out", "out", "--table", "events"],
        ] {
            if !is_part && args.contains(&"--table") {
                continue;
            }
            let error = refuses(&bench, args);
            let expected =
                format!("`out/{file}` is there, and nothing says that footnote wrote it");
            assert!(error.contains(&expected), "{error}");
        }
        bench.ok(&["export", "--out", "out", "--overwrite"]);
        assert_eq!(bench.read("out/csv/notes.csv"), "in nobody's way\n");
    }
    // What SQLite left beside the database would be rolled into the new one.
    bench.write("out/flood.sqlite-wal", "");
    bench.edit("flood/actors.toml", "\"Ilse Brandt\"", "\"I. Brandt\"");
    let error = bench.fails(&["build", "flood", "--out", "out"]);
    assert!(error.contains("`out/flood.sqlite-wal`"), "{error}");
    bench.ok(&["build", "flood", "--out", "out", "--overwrite"]);
    assert!(!bench.path("out/flood.sqlite-wal").exists());
}

#[test]
fn line_ends_are_no_edit() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let built = bench.files("exports");
    fs::remove_dir_all(bench.path(".footnote")).unwrap();
    for (name, bytes) in built.iter().filter(|(name, _)| !name.ends_with(".sqlite")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        bench.write(&format!("exports/{name}"), &text.replace('\n', "\r\n"));
    }
    let (out, _) = bench.ok(&["diff", "flood", "exports"]);
    assert_eq!(out, "");
    bench.ok(&["build", "flood"]);
    assert_eq!(different(&built, &bench.files("exports")), [""; 0]);
}

#[test]
fn a_killed_export_is_completed_and_not_taken_for_edited() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let old = bench.files("exports");
    bench.edit("flood/actors.toml", "\"Ilse Brandt\"", "\"I. Brandt\"");
    bench.ok(&["ingest", "flood"]);
    bench.ok(&["export", "--out", "new"]);
    let new = bench.files("new");
    for delay in 0..24 {
        for (name, bytes) in &old {
            fs::write(bench.path("exports").join(name), bytes).unwrap();
        }
        fs::remove_file(bench.path(".footnote/flood.exports.json")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_footnote"));
        command.args(["export"]).current_dir(bench.path("."));
        let mut export = command.stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay * 5));
        export.kill().unwrap();
        export.wait().unwrap();
        bench.ok(&["export"]);
        assert_eq!(different(&new, &bench.files("exports")), [""; 0], "{delay}");
    }
    // What a killed process had of its own is gone with the next run.
    let left = bench.files(".").into_keys();
    let left: Vec<_> = left.filter(|name| name.contains("/.footnote-")).collect();
    assert_eq!(left, [""; 0]);
}

/// Returns the digests that the data package of an export has of its files, by path.
fn digests(bench: &Bench, folder: &str) -> std::collections::BTreeMap<String, String> {
    let package = bench.read(&format!("{folder}/csv/datapackage.json"));
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let list = |name: &str, below: &'static str| {
        let files = package[name].as_array().unwrap().clone();
        files.into_iter().map(move |file| {
            let digest = file["hash"].as_str().unwrap().replace("sha256:", "");
            (format!("{below}{}", file["path"].as_str().unwrap()), digest)
        })
    };
    list("resources", "csv/").chain(list("files", "")).collect()
}

#[test]
fn a_folder_of_two_states_is_completed_unless_somebody_edits_it() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    bench.edit("flood/actors.toml", "\"Ilse Brandt\"", "\"I. Brandt\"");
    bench.ok(&["ingest", "flood"]);
    bench.ok(&["export", "--out", "new"]);
    fs::remove_file(bench.path(".footnote/flood.exports.json")).unwrap();
    let (old, new) = (digests(&bench, "exports"), digests(&bench, "new"));
    let both: serde_json::Map<String, serde_json::Value> = old
        .iter()
        .map(|(path, digest)| (path.clone(), serde_json::json!([digest, new[path]])))
        .collect();
    let unfinished = serde_json::json!({ "dataset": "flood", "part": {}, "files": both });
    // As an export leaves it that is killed when half of its files are in place.
    fs::remove_file(bench.path("exports/csv/datapackage.json")).unwrap();
    bench.write("exports/.unfinished-export.json", &unfinished.to_string());
    let changed: Vec<_> = old.keys().filter(|path| old[*path] != new[*path]).collect();
    assert!(changed.len() > 2, "{changed:?}");
    for path in changed.iter().step_by(2) {
        fs::copy(
            bench.path("new").join(path),
            bench.path("exports").join(path),
        )
        .unwrap();
    }
    let exported = bench.read("exports/csv/actors.csv");
    bench.write(
        "exports/csv/actors.csv",
        &exported.replace("Brandt", "Brand"),
    );
    let error = refuses(&bench, &["export"]);
    assert!(
        error.contains("`exports/csv/actors.csv` was edited"),
        "{error}"
    );
    bench.write("exports/csv/actors.csv", &exported);
    bench.ok(&["export"]);
    assert_eq!(
        different(&bench.files("new"), &bench.files("exports")),
        [""; 0]
    );
}

#[test]
fn builds_at_once_raise_no_false_alarm() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let sheet = bench.read("flood/holm-2024/facts.toml");
    for round in 0..5 {
        let builds = (0..4).map(|number| {
            let title = format!("Orland sends {round}.{number} boats");
            let text = sheet.replace("Orland sends forty boats", &title);
            let path = bench.path("flood/holm-2024/facts.toml");
            let beside = bench.path("beside.toml");
            fs::write(&beside, text).unwrap();
            fs::rename(beside, path).unwrap();
            let mut build = Command::new(env!("CARGO_BIN_EXE_footnote"));
            build.args(["build", "flood"]).current_dir(bench.path("."));
            build.stderr(Stdio::piped()).spawn().unwrap()
        });
        let builds: Vec<_> = builds.collect();
        for build in builds {
            let output = build.wait_with_output().unwrap();
            let words = String::from_utf8(output.stderr).unwrap();
            // The sheet is replaced under the first builds.
            let is_torn = words.contains("error: this file was changed while it was read");
            assert!(output.status.success() || is_torn, "{words}");
        }
    }
    bench.ok(&["build", "flood"]);
    bench.ok(&["export", "--out", "fresh"]);
    assert_eq!(
        different(&bench.files("exports"), &bench.files("fresh")),
        [""; 0]
    );
}

/// Runs the program in a folder of the bench.
fn run_in(bench: &Bench, folder: &str, args: &[&str]) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_footnote"));
    program.args(args).current_dir(bench.path(folder));
    let output = program.env("NO_COLOR", "1").output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), words)
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn another_dataset_is_never_taken_for_the_one_that_is_here() {
    let bench = Bench::with_example("flood");
    let without = |name: &str, also: &dyn Fn(&str)| {
        bench.ok(&["init", name]);
        also(name);
        name.to_owned()
    };
    let rename = |to: &'static str| {
        let bench = &bench;
        move |name: &str| {
            let manifest = bench.path(name).join("dataset.toml");
            fs::rename(manifest, bench.path(name).join(to)).unwrap();
        }
    };
    let only = |kept: &'static str| {
        let bench = &bench;
        move |name: &str| {
            let text = bench.read(&format!("{name}/{kept}"));
            fs::remove_dir_all(bench.path(name)).unwrap();
            fs::create_dir(bench.path(name)).unwrap();
            let last = kept.rsplit('/').next().unwrap();
            bench.write(&format!("{name}/{last}"), &text);
        }
    };
    fs::create_dir(bench.path("flood/notes")).unwrap();
    fs::create_dir_all(bench.path("many/datasets")).unwrap();
    bench.ok(&["init", "many/datasets/drought"]);
    let cases = [
        (".".to_owned(), "there is `flood`"),
        ("flood/holm-2024".to_owned(), "inside the dataset `..`"),
        ("flood/notes".to_owned(), "inside the dataset `..`"),
        ("many".to_owned(), "there is `datasets/drought`"),
        (
            without("broken/upper", &rename("Dataset.toml")),
            "but `Dataset.toml`",
        ),
        (
            without("broken/saved", &rename("dataset.toml.txt")),
            "but `actors.toml`",
        ),
        (
            without("broken/sheet", &only("actors.toml")),
            "but `actors.toml`",
        ),
        (
            without("broken/source", &only("holm-2024/article.toml")),
            "but `article.toml`",
        ),
        (
            without("broken/lock", &only("holm-2024/passages.lock")),
            "but `passages.lock`",
        ),
    ];
    for (folder, expected) in &cases {
        let before = bench.files(".");
        for command in [
            &["build"][..],
            &["check"],
            &["ingest"],
            &["show", "russia"],
            &["schema"],
        ] {
            let (code, words) = run_in(&bench, folder, command);
            assert_eq!(code, Some(1), "{folder} {command:?}: {words}");
            assert!(words.contains(expected), "{folder} {command:?}: {words}");
        }
        assert_eq!(different(&before, &bench.files(".")), [""; 0], "{folder}");
    }
    let (_, words) = run_in(&bench, "broken/upper", &["check", "."]);
    assert!(words.contains("rename `Dataset.toml`"), "{words}");
}

#[test]
fn the_shipped_dataset_is_built_where_nothing_else_is_or_by_its_name() {
    let bench = Bench::new();
    // What other programs keep in the same formats.
    bench.write("Cargo.toml", "[[bin]]\nname = \"events\"\n");
    bench.write("table.csv", "a,b\n");
    let (_, words) = bench.ok(&["build"]);
    assert!(
        words.contains("this is `csto`, the one that footnote ships"),
        "{words}"
    );
    let error = bench.fails(&["check"]);
    assert!(
        error.contains("there is no dataset in this folder"),
        "{error}"
    );
    let (out, _) = bench.ok(&["check", "--example", "csto"]);
    assert!(out.contains("culp-2023"), "{out}");
    // Beside others it is taken by its name; unpacked and not changed, it is the same.
    bench.ok(&["init", "csto", "--example", "csto"]);
    bench.ok(&["build"]);
    bench.edit("csto/dataset.toml", "version = \"", "version = \"9");
    let error = bench.fails(&["build"]);
    assert!(error.contains("there is `csto`"), "{error}");
    let (_, words) = bench.ok(&["build", "--example", "csto"]);
    assert!(words.ends_with("nothing changed\n"), "{words}");
}

#[test]
fn first_builds_at_once_make_one_store() {
    for _ in 0..4 {
        let bench = Bench::with_example("flood");
        let builds = (0..4).map(|_| {
            let mut build = Command::new(env!("CARGO_BIN_EXE_footnote"));
            build.args(["build", "flood"]).current_dir(bench.path("."));
            build.stderr(Stdio::piped()).spawn().unwrap()
        });
        let builds: Vec<_> = builds.collect();
        let mut loaded = 0;
        for build in builds {
            let output = build.wait_with_output().unwrap();
            let words = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{words}");
            loaded += usize::from(words.contains("facts added"));
        }
        assert_eq!((loaded, runs(&bench, STORE)), (1, 1));
    }
}

fn with_stdin(bench: &Bench, args: &[&str], input: &[u8]) -> (Option<i32>, String) {
    use std::io::Write;
    let mut program = Command::new(env!("CARGO_BIN_EXE_footnote"));
    program.args(args).current_dir(bench.path("."));
    program
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null());
    let mut program = program.spawn().unwrap();
    program.stdin.take().unwrap().write_all(input).unwrap();
    let output = program.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// Returns lines of facts about made-up states.
fn states(numbers: std::ops::Range<usize>) -> String {
    let line = |number| {
        format!(
            "{{\"actor\":{{\"key\":\"state-{number}\",\"name\":\"State {number}\",\"kind\":\"state\",\"cites\":[\"holm-2024#p1.s1\"]}}}}\n"
        )
    };
    numbers.map(line).collect()
}

#[test]
fn an_empty_stream_takes_nothing_back() {
    let bench = Bench::with_example("flood");
    let args = ["build", "flood", "--facts", "-"];
    let (code, words) = with_stdin(&bench, &args, states(0..2).as_bytes());
    assert_eq!(code, Some(0), "{words}");
    let before = bench.files(".");
    for empty in ["", "\n", " \r\n\n", "\u{feff}"] {
        for command in ["build", "ingest", "check"] {
            let args = [command, "flood", "--facts", "-"];
            let (code, words) = with_stdin(&bench, &args, empty.as_bytes());
            assert_eq!(code, Some(1), "{command} {empty:?}");
            assert!(words.contains("standard input has no line"), "{words}");
        }
    }
    bench.write("none.jsonl", "");
    let error = bench.fails(&["build", "flood", "--facts", "none.jsonl"]);
    assert!(error.contains("`none.jsonl` has no line"), "{error}");
    fs::remove_file(bench.path("none.jsonl")).unwrap();
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
    // Fewer facts are what the stream says now, and none of them is called retracted.
    let (code, words) = with_stdin(&bench, &args, states(0..1).as_bytes());
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("1 fact removed\n"), "{words}");
}

#[test]
fn most_facts_go_only_when_that_is_meant() {
    let bench = Bench::with_example("flood");
    let fill = |number| bench.write("flood/more.jsonl", &states(0..number));
    fill(40);
    bench.ok(&["build", "flood"]);
    // 40 of 52 facts, by each way in which a run reads what changed.
    for (number, args) in [
        (0, &["build", "flood"][..]),
        (0, &["ingest", "flood", "--full"]),
        (10, &["ingest", "flood"]),
    ] {
        if number > 0 {
            fill(number);
        } else {
            fs::remove_file(bench.path("flood/more.jsonl")).unwrap();
        }
        let error = refuses(&bench, args);
        let going = 40 - number;
        let expected = format!("{going} of the 52 facts in the store `{STORE}` would go");
        assert!(error.contains(&expected), "{error}");
        assert_eq!(
            error.contains("no longer read: `more.jsonl`"),
            number == 0,
            "{error}"
        );
        fill(40);
    }
    // Few of them, or not most of them, go as ever.
    for (number, gone) in [(20, 20), (0, 20)] {
        fill(number);
        let (_, words) = bench.ok(&["ingest", "flood"]);
        assert!(words.contains(&format!("{gone} facts removed")), "{words}");
    }
    fill(40);
    bench.ok(&["build", "flood"]);
    fs::remove_file(bench.path("flood/more.jsonl")).unwrap();
    bench.ok(&["build", "flood", "--allow-removals"]);
    bench.ok(&["ingest", "flood", "--store", "fresh.sqlite"]);
    bench.ok(&["export", "--store", "fresh.sqlite", "--out", "fresh"]);
    assert_eq!(
        different(&bench.files("exports"), &bench.files("fresh")),
        [""; 0]
    );
}
