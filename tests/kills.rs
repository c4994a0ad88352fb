//! Commands that write a dataset, killed at random points: all of their files are as they were or as
//! they were to be, and the same command, run again, ends in the bytes of a run that nobody killed.
//!
//! A few kills in every run of the tests; `FOOTNOTE_KILLS=1000 cargo test --test kills -- --nocapture`
//! tries as many of each command and prints the table. `FOOTNOTE_SEED` chooses other points, and
//! `FOOTNOTE_PROGRAM` names another build.

mod common;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use common::{Bench, different};

type Files = BTreeMap<String, Vec<u8>>;

/// What one command does to a dataset.
struct Case {
    command: &'static [&'static str],
    /// All files before it, the dataset and what the command reads besides.
    before: Files,
    /// The dataset before it.
    old: Files,
    /// The dataset after a run that nobody killed.
    after: Files,
    /// How long such a run takes, and how much of that from the first trace in the dataset's folder.
    whole: Duration,
    writing: Duration,
}

/// What became of the kills.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    /// How many came before the end of the run.
    in_time: usize,
    /// How many left a journal.
    half: usize,
    lost: Vec<String>,
    r#false: Vec<String>,
}

/// Random numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    /// Returns a number from 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn number_of(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

fn start(bench: &Bench, args: &[&str]) -> Child {
    let own = || OsString::from(env!("CARGO_BIN_EXE_footnote"));
    Command::new(std::env::var_os("FOOTNOTE_PROGRAM").unwrap_or_else(own))
        .args(args)
        .current_dir(bench.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Runs a command to its end.
fn finish(bench: &Bench, args: &[&str]) -> Output {
    let child = start(bench, args);
    child.wait_with_output().expect("the program ends")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Makes a folder with these files.
fn folder_with(files: &Files) -> Bench {
    let bench = Bench::new();
    for (name, bytes) in files {
        let path = bench.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }
    bench
}

/// Returns the files of the dataset but for the day on which an entry was made.
fn dataset(bench: &Bench) -> Files {
    let mut files = bench.files("flood");
    if let Some(ledger) = files.get_mut("corrections.csv") {
        let text = String::from_utf8_lossy(ledger);
        let day = regex::Regex::new(r"\d{4}-\d\d-\d\d,A. Analyst").expect("an expression");
        *ledger = day.replace_all(&text, "DAY,A. Analyst").as_bytes().to_vec();
    }
    files
}

/// Returns whether a command has begun to write into a dataset.
fn has_trace(folder: &Path) -> bool {
    let is_trace = |name: &str| name.starts_with(".footnote") && name != ".footnote.lock";
    let entries = fs::read_dir(folder).expect("the folder is read").flatten();
    entries.into_iter().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        is_trace(&name)
            || name.starts_with("holm") && entry.path().is_dir() && has_trace(&entry.path())
    })
}

/// Waits for the first trace of a command; false where it ends without one.
fn await_trace(bench: &Bench, child: &mut Child) -> bool {
    while !has_trace(&bench.path("flood")) {
        if child.try_wait().expect("the program is asked").is_some() {
            return false;
        }
    }
    true
}

impl Case {
    fn new(before: &Bench, command: &'static [&'static str]) -> Self {
        let before = before.files(".");
        let bench = folder_with(&before);
        let old = dataset(&bench);
        let started = Instant::now();
        let mut child = start(&bench, command);
        await_trace(&bench, &mut child);
        let traced = Instant::now();
        let output = child.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{}", said(&output));
        Self {
            command,
            before,
            old,
            after: dataset(&bench),
            whole: started.elapsed(),
            writing: traced.elapsed(),
        }
    }

    /// Kills the command once, and sees what is left and what becomes of it.
    fn kill(&self, is_aimed: bool, random: &mut Random, tally: &mut Tally) {
        let bench = folder_with(&self.before);
        let mut child = start(&bench, self.command);
        // Half of the kills are aimed at the moments in which files are written.
        let span = if is_aimed && await_trace(&bench, &mut child) {
            self.writing
        } else {
            self.whole
        };
        thread::sleep(span.mul_f64(random.next()));
        tally.tried += 1;
        tally.in_time += usize::from(child.try_wait().expect("the program is asked").is_none());
        // SIGKILL; an error says that the run is over.
        let _ = child.kill();
        child.wait().expect("the program ends");
        let mut left = dataset(&bench);
        left.retain(|name, _| !name.contains(".footnote"));
        let is_whole = left == self.old || left == self.after;
        let is_half = bench.path("flood/.footnote.journal").exists();
        tally.half += usize::from(is_half);
        let check = finish(&bench, &["check", "flood"]);
        if is_half {
            let is_refused = check.status.code() == Some(1);
            if !is_refused || !said(&check).contains("`flood` is half written") {
                tally.r#false.push(format!("read: {}", said(&check)));
            }
        } else if !is_whole {
            let names = different(&self.old, &left);
            let exit = check.status;
            tally
                .r#false
                .push(format!("half written: {names:?}, check: {exit}"));
        }
        let again = finish(&bench, self.command);
        let names = different(&self.after, &dataset(&bench));
        if !again.status.success() || !names.is_empty() {
            let said = said(&again);
            tally.lost.push(format!(
                "another state: {names:?}, {}: {said}",
                again.status
            ));
        }
    }

    /// Kills the command as often as asked, and prints the line of the table.
    fn torture(&self, name: &str) {
        let kills = number_of("FOOTNOTE_KILLS", 6);
        let mut random = Random(number_of("FOOTNOTE_SEED", 2_463_534_242));
        let mut tally = Tally::default();
        for number in 0..kills {
            self.kill(number % 2 == 0, &mut random, &mut tally);
        }
        let (lost, r#false) = (tally.lost.len(), tally.r#false.len());
        println!(
            "| SIGKILL during {name} | tried {} | in time {} | left a journal {} | lost {lost} | false {} |",
            tally.tried, tally.in_time, tally.half, r#false
        );
        tally.lost.truncate(5);
        tally.r#false.truncate(5);
        assert!(lost + r#false == 0, "{tally:#?}");
    }
}

/// Returns a folder with the example dataset, built, with more sheets and another source.
fn large() -> Bench {
    let bench = Bench::with_example("flood");
    let text = bench.read("flood/holm-2024/article.txt");
    for number in 0..24 {
        let sheet = format!(
            "[[actor]]\nkey = \"witness-{number}\"\nname = \"Witness {number}\"\nkind = \"person\"\ncites = [\"holm-2024#p1.s2\"]\n"
        );
        bench.write(&format!("flood/witness-{number}.toml"), &sheet);
    }
    let [title, author, date, first, second, third] =
        text.trim().split("\n\n").collect::<Vec<_>>()[..]
    else {
        panic!("six blocks: {text}");
    };
    let new = [title, author, date, third, second, first].join("\n\n");
    bench.write("new.txt", &format!("{new}\n"));
    bench.write("old.txt", &text);
    bench
}

#[test]
fn revise_that_is_killed_leaves_all_or_nothing() {
    let command = &[
        "revise",
        "holm-2024",
        "new.txt",
        "--dataset",
        "flood",
        "--accept",
    ];
    Case::new(&large(), command).torture("revise --accept");
}

#[test]
fn lock_that_is_killed_leaves_all_or_nothing() {
    let bench = large();
    for number in 0..6 {
        let source = format!("flood/holm-{number}");
        fs::create_dir(bench.path(&source)).expect("a folder");
        let description = bench.read("flood/holm-2024/article.toml");
        let name = format!("Holm 2024-{number}");
        let description = description.replace("Holm 2024", &name);
        bench.write(&format!("{source}/article.toml"), &description);
    }
    fs::remove_file(bench.path("flood/holm-2024/passages.lock")).expect("the lock goes");
    let command = &[
        "lock",
        "flood",
        "--article=holm-2024=old.txt",
        "--article=holm-0=old.txt",
        "--article=holm-1=old.txt",
        "--article=holm-2=old.txt",
        "--article=holm-3=old.txt",
        "--article=holm-4=old.txt",
        "--article=holm-5=old.txt",
    ];
    Case::new(&bench, command).torture("lock");
}

#[test]
fn correct_that_is_killed_leaves_all_or_nothing() {
    let bench = large();
    bench.ok(&["build", "flood"]);
    let csv = bench.read("exports/csv/actors.csv");
    bench.write("actors.csv", &csv.replace("Witness", "Eyewitness"));
    let command = &[
        "correct",
        "actors.csv",
        "--dataset",
        "flood",
        "--reason",
        "checked",
        "--by",
        "A. Analyst",
        "--accept",
    ];
    Case::new(&bench, command).torture("correct --accept");
}
