//! What commands do that write a dataset: one at a time, and all of their files or none.

mod common;

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::{fs, io};

use common::{Bench, different};
use sha2::{Digest, Sha256};

const JOURNAL: &str = "flood/.footnote.journal";

const REVISE: [&str; 6] = [
    "revise",
    "holm-2024",
    "new.txt",
    "--dataset",
    "flood",
    "--accept",
];

/// Returns a folder with the example dataset as `flood`, built, and its article with its paragraphs in
/// another order as `new.txt`.
fn revised() -> Bench {
    let bench = Bench::with_example("flood");
    let text = bench.read("flood/holm-2024/article.txt");
    let blocks: Vec<&str> = text.trim().split("\n\n").collect();
    let [title, author, date, first, second, third] = blocks[..] else {
        panic!("six blocks: {text}");
    };
    let new = [title, author, date, third, first, second].join("\n\n");
    bench.write("new.txt", &format!("{new}\n"));
    bench.ok(&["build", "flood"]);
    bench
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Leaves what `revise` leaves that is killed after some files; returns the dataset as it is to be.
fn interrupt(bench: &Bench, written: usize) -> BTreeMap<String, Vec<u8>> {
    let old = bench.files("flood");
    bench.ok(&REVISE);
    let new = bench.files("flood");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("sheets are UTF-8");
    let names = different(&old, &new);
    assert_eq!(names.len(), 4, "{names:?}");
    let files = names.iter().map(|name| {
        serde_json::json!({
            "file": name,
            "old": sha256(&old[name]),
            "new": sha256(&new[name]),
            "text": text(&new[name]),
        })
    });
    let files: Vec<_> = files.collect();
    let journal = serde_json::json!({"format": 1, "command": "footnote revise", "files": files});
    bench.write(JOURNAL, &journal.to_string());
    for name in names.iter().skip(written) {
        bench.write(&format!("flood/{name}"), &text(&old[name]));
    }
    new
}

#[test]
fn readers_refuse_a_dataset_that_is_half_written_and_say_what_finishes_it() {
    let bench = revised();
    interrupt(&bench, 2);
    let before = bench.files(".");
    let readers: [&[&str]; 8] = [
        &["check", "flood"],
        &["build", "flood"],
        &["ingest", "flood"],
        &["show", "sarn", "flood"],
        &["schema", "flood"],
        &["diff", "flood", "exports"],
        &REVISE[..5],
        &[
            "correct",
            "exports/csv/places.csv",
            "--dataset",
            "flood",
            "--reason",
            "r",
        ],
    ];
    for reader in readers {
        let error = bench.fails(reader);
        assert_eq!(
            error,
            "error: `footnote revise` was interrupted, and `flood` is half written\n  hint: `footnote lock flood` finishes it, and so does any other command that writes the dataset\n",
            "{reader:?}"
        );
    }
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
}

#[test]
fn the_next_command_that_writes_finishes_what_was_interrupted() {
    let correct = [
        "correct",
        "exports/csv/places.csv",
        "--dataset",
        "flood",
        "--reason",
        "r",
        "--accept",
    ];
    let writers: [&[&str]; 3] = [&["lock", "flood"], &REVISE, &correct];
    for writer in writers {
        for written in 0..=4 {
            let bench = revised();
            let new = interrupt(&bench, written);
            let (_, err) = bench.ok(writer);
            assert!(
                err.starts_with("finished `footnote revise`, which was interrupted\n"),
                "{writer:?} {err}"
            );
            assert_eq!(err.matches("\nwrote flood/").count(), 4 - written, "{err}");
            assert_eq!(different(&new, &bench.files("flood")), [""; 0]);
            bench.ok(&["check", "flood", "--article", "holm-2024=new.txt"]);
        }
    }
}

#[test]
fn a_revision_that_was_made_once_shifts_nothing_a_second_time() {
    let bench = revised();
    // A sentence that stands twice, and is cited after the revision was made.
    let twice = "It is possible that the treaty will be widened next year.";
    let text = bench.read("new.txt");
    assert_eq!(text.matches(twice).count(), 1, "{text}");
    let doubled = text.replace(twice, &format!("{twice} {twice}"));
    bench.write("new.txt", &doubled);
    bench.ok(&REVISE);
    let sheet = bench.read("flood/holm-2024/facts.toml");
    let cited =
        "[[place]]\nkey = \"lund\"\nname = \"Lund\"\nkind = \"city\"\ncites = [\"p1.s2\"]\n\n";
    bench.write("flood/holm-2024/facts.toml", &format!("{cited}{sheet}"));
    bench.ok(&["lock", "flood", "--article", "holm-2024=new.txt"]);
    let before = bench.files(".");
    for command in [&REVISE[..5], &REVISE[..]] {
        let (out, err) = bench.ok(command);
        assert_eq!(out, "");
        assert_eq!(
            err,
            "new.txt is the text that `holm-2024` is locked to already; nothing is written\n"
        );
        assert_eq!(different(&before, &bench.files(".")), [""; 0]);
    }
}

fn start(bench: &Bench, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_footnote"))
        .args(args)
        .current_dir(bench.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[test]
fn corrections_that_are_accepted_at_once_are_all_in_the_ledger() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let mut files = Vec::new();
    for (table, from, to) in [
        ("places", "Sarn,", "Sarnburg,"),
        ("actors", "Ilse Brandt", "Ilse Brant"),
        ("instruments", "Treaty of Sarn,", "Treaty of Sarnburg,"),
    ] {
        let csv = bench.read(&format!("exports/csv/{table}.csv"));
        assert!(csv.contains(from), "{csv}");
        bench.write(&format!("{table}.csv"), &csv.replacen(from, to, 1));
        files.push(format!("{table}.csv"));
    }
    let correct = |file: &String| {
        let args = [
            "correct",
            file,
            "--dataset",
            "flood",
            "--reason",
            "r",
            "--accept",
        ];
        start(&bench, &args)
    };
    let running: Vec<Child> = files.iter().map(correct).collect();
    for child in running {
        let output = child.wait_with_output().expect("the program ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{err}");
        assert!(
            err.ends_with("corrections.csv: 1 correction appended\n"),
            "{err}"
        );
    }
    let ledger = bench.read("flood/corrections.csv");
    assert_eq!(ledger.lines().count(), 4, "{ledger}");
    for id in ["c0001", "c0002", "c0003"] {
        assert_eq!(ledger.matches(id).count(), 1, "{ledger}");
    }
    bench.ok(&["check", "flood"]);
}

#[test]
fn what_is_accepted_is_written_though_nobody_reads_the_report_to_its_end() {
    let bench = revised();
    let csv = bench.read("exports/csv/places.csv");
    bench.write("places.csv", &csv.replacen("Sarn,", "Sarnburg,", 1));
    let correct = [
        "correct",
        "places.csv",
        "--dataset",
        "flood",
        "--reason",
        "r",
        "--accept",
    ];
    for (command, end) in [
        (&correct[..], "corrections.csv: 1 correction appended\n"),
        (&REVISE[..], "wrote flood/holm-2024/passages.lock\n"),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_footnote"))
            .args(command)
            .current_dir(bench.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && err.ends_with(end), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn a_revision_may_change_more_sheets_than_files_can_be_open() {
    let bench = revised();
    for number in 0..80 {
        let sheet = format!(
            "[[actor]]\nkey = \"witness-{number}\"\nname = \"Witness {number}\"\nkind = \"person\"\ncites = [\"holm-2024#p1.s2\"]\n"
        );
        bench.write(&format!("flood/witness-{number}.toml"), &sheet);
    }
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 50; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_footnote"))
        .args(REVISE)
        .current_dir(bench.path("."))
        .output()
        .expect("a shell");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    assert_eq!(err.matches("wrote flood/").count(), 84, "{err}");
    bench.ok(&["check", "flood", "--article", "holm-2024=new.txt"]);
}

#[test]
fn a_sheet_of_new_facts_in_the_dataset_comes_with_the_ledger() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let csv = bench
        .read("exports/csv/places.csv")
        .replace("Sarn,", "Sarnburg,");
    let row = csv.lines().last().expect("a row").to_owned();
    let cells = row.split_once(',').expect("cells").1;
    let cells = cells.replace("Sarnburg", "Lund");
    let version = cells.rsplit(',').next().expect("a version").to_owned();
    bench.write(
        "places.csv",
        &format!("{csv}lund,{}\n", cells.replace(&version, "")),
    );
    let correct = [
        "correct",
        "places.csv",
        "--dataset",
        "flood",
        "--reason",
        "r",
        "--accept",
        "--additions",
        "flood/new.toml",
    ];
    // The ledger cannot be written: neither file is.
    fs::create_dir(bench.path("flood/corrections.csv")).expect("a folder is in the way");
    let before = bench.files(".");
    bench.fails(&correct);
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
    fs::remove_dir(bench.path("flood/corrections.csv")).expect("the folder goes");
    let (_, err) = bench.ok(&correct);
    assert!(err.ends_with("flood/new.toml: new facts, for you to look at\nflood/corrections.csv: 1 correction appended\n"), "{err}");
    assert!(bench.read("flood/new.toml").contains("key = \"lund\""));
    assert_eq!(bench.read("flood/corrections.csv").lines().count(), 2);
}

#[test]
fn who_waits_too_long_is_told_who_writes() {
    let bench = Bench::with_example("flood");
    let path = bench.path("flood/.footnote.lock");
    let held = fs::File::create(&path).expect("the lock is made");
    held.try_lock().expect("nobody else holds it");
    io::Write::write_all(&mut &held, b"4711 footnote correct\n").expect("a note");
    let error = bench.fails(&[
        "lock",
        "flood",
        "--article",
        "holm-2024=flood/holm-2024/article.txt",
    ]);
    assert_eq!(
        error,
        "error: `footnote correct`, process 4711, is writing `flood`\n  hint: this waited 5 seconds; run it again once the other one is done\n"
    );
    // Readers do not care.
    bench.ok(&["check", "flood"]);
    drop(held);
    bench.ok(&[
        "lock",
        "flood",
        "--article",
        "holm-2024=flood/holm-2024/article.txt",
    ]);
    assert_eq!(
        path.exists(),
        cfg!(not(unix)),
        "the lock is left as it was found"
    );
}

#[test]
fn a_new_dataset_keeps_what_a_killed_command_leaves_out_of_git() {
    let bench = Bench::new();
    bench.ok(&["init", "flood"]);
    bench.ok(&["init", "csto", "--example", "csto"]);
    for dataset in ["flood", "csto"] {
        let ignored = bench.read(&format!("{dataset}/.gitignore"));
        for name in [".footnote.journal", ".footnote.lock", ".footnote.new-*"] {
            assert!(ignored.lines().any(|line| line == name), "{ignored}");
        }
        bench.ok(&["check", dataset]);
    }
}
