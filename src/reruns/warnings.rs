//! Warnings: a rerun gives those of a run from nothing, whatever it reads.

use super::{LOCK, MORE, Sheets, Work, folder, fresh, outcome};
use crate::dataset::{Folder, Reason};
use crate::ingest::Scope;
use crate::store::Store;

/// A fact whose date is wider than its wording, which is warned of.
fn doubtful(key: &str) -> String {
    format!(
        "[[event]]\nkey = \"{key}\"\ntype = \"AID\"\ntitle = \"T\"\nstatus = \"occurred\"\n\
         date = \"2024-02\"\ndate_text = \"4 February 2024\"\ncites = [\"p1.s1\"]\n"
    )
}

/// Returns the dataset with some files as they are given, and a lock with the wordings.
fn with(files: &[(&'static str, String)]) -> Folder {
    let work = Work::new();
    let words = ["4 February 2024", "February 2024"].map(|words| {
        format!(
            "{{ at = \"p1.s1\", quote = \"{words}\", start = 0, end = {} }}",
            words.len()
        )
    });
    let lock = LOCK.replace("quotes = []", &format!("quotes = [{}]", words.join(", ")));
    let mut sheets: Sheets = Work::sheets(work.sheet).to_vec();
    sheets.push(("holm/passages.lock", lock));
    for (name, text) in files {
        sheets.retain(|(known, _)| known != name);
        sheets.push((name, text.clone()));
    }
    folder(&sheets, &work.ledger)
}

#[test]
fn a_rerun_gives_the_warnings_of_a_run_from_nothing() {
    let work = Work::new();
    let warned = || ("holm/more.toml", doubtful("offer"));
    let remark = || {
        (
            "actors.toml",
            format!("# A remark.\n{}", Work::sheets(work.sheet)[0].1),
        )
    };
    let more = || {
        (
            "actors.toml",
            format!("{}{MORE}", Work::sheets(work.sheet)[0].1),
        )
    };
    let mended = || {
        (
            "holm/more.toml",
            doubtful("offer").replace("4 February", "February"),
        )
    };
    let two = || {
        (
            "holm/more.toml",
            format!("{}{}", doubtful("offer"), doubtful("thanks")),
        )
    };
    let file = || "holm/more.toml".to_owned();
    let mut store = fresh(&with(&[warned()]));
    for (files, scope, number) in [
        (vec![warned()], Scope::Nothing, 1),
        (vec![warned(), remark()], Scope::Part, 1),
        (vec![warned(), more()], Scope::Part, 1),
        (
            vec![two(), more()],
            Scope::Whole(Reason::Warnings(file())),
            2,
        ),
        (vec![two(), more()], Scope::Nothing, 2),
        (
            vec![mended(), more()],
            Scope::Whole(Reason::Warnings(file())),
            0,
        ),
        (vec![mended(), more()], Scope::Nothing, 0),
        (vec![mended(), remark()], Scope::Part, 0),
        (vec![warned(), remark()], Scope::Whole(Reason::Problems), 1),
        (vec![warned(), remark()], Scope::Nothing, 1),
    ] {
        let folder = with(&files);
        let done = outcome(&mut store, &folder);
        let report = outcome(&mut Store::in_memory().unwrap(), &folder).report;
        assert_eq!((&done.report, done.scope), (&report, scope));
        assert_eq!(done.report.problems.len(), number);
    }
}
