//! The loop that the tool exists for, on the shipped dataset with the real program: build, correct,
//! build again, ask why, and go back.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Bench, different};

const HEADER: &str = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";

/// Corrections of a date, a role and a stance.
const LEDGER: &str = "\
c0001,2023-03-01,A. Analyst,armenia-requests-aid-2022-09,date,2022-09,2022-09-13,the letter is dated,letter of 13 September
c0002,2023-03-01,A. Analyst,csto-deployment-kazakhstan-2022-01,\"event_actors[russia,contributor].role\",contributor,initiator,it led the force,
c0003,2023-03-02,B. Coder,tajikistan-silent-on-invasion,stance,silent,declines,a later statement,
";

const CORRECTED: [&str; 3] = [
    "armenia-requests-aid-2022-09",
    "csto-deployment-kazakhstan-2022-01",
    "tajikistan-silent-on-invasion",
];

/// Returns a folder with the shipped dataset, built and then corrected and built again; and the
/// first export.
fn corrected() -> (Bench, BTreeMap<String, Vec<u8>>) {
    let bench = Bench::new();
    bench.ok(&["init", "csto", "--example", "csto"]);
    bench.ok(&["build", "csto"]);
    let first = bench.files("exports");
    bench.write("csto/corrections.csv", &format!("{HEADER}{LEDGER}"));
    let (_, words) = bench.ok(&["build", "csto"]);
    assert!(
        words.starts_with("store .footnote/csto.sqlite: 3 facts changed, 3 corrections\n"),
        "{words}"
    );
    (bench, first)
}

#[test]
fn exactly_the_corrected_cells_differ_and_all_keys_stay() {
    let (bench, first) = corrected();
    let (differences, words) =
        bench.ok(&["diff", "csto", "--as-of", "2023-02-28", "--format", "csv"]);
    let mut lines = differences.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        lines.remove(0),
        "action,fact,table,row,column,old,new,correction,reason"
    );
    assert_eq!(
        lines,
        [
            "changed,armenia-requests-aid-2022-09,events,armenia-requests-aid-2022-09,date,2022-09,2022-09-13,c0001,the letter is dated",
            "changed,armenia-requests-aid-2022-09,events,armenia-requests-aid-2022-09,date_earliest,2022-09-01,2022-09-13,c0001,the letter is dated",
            "changed,armenia-requests-aid-2022-09,events,armenia-requests-aid-2022-09,date_latest,2022-09-30,2022-09-13,c0001,the letter is dated",
            "changed,armenia-requests-aid-2022-09,events,armenia-requests-aid-2022-09,date_precision,month,day,c0001,the letter is dated",
            "removed,csto-deployment-kazakhstan-2022-01,event_actors,csto-deployment-kazakhstan-2022-01 russia contributor,,,,c0002,it led the force",
            "added,csto-deployment-kazakhstan-2022-01,event_actors,csto-deployment-kazakhstan-2022-01 russia initiator,,,,c0002,it led the force",
            "changed,tajikistan-silent-on-invasion,positions,tajikistan-silent-on-invasion,stance,silent,declines,c0003,a later statement",
        ]
    );
    assert_eq!(words, "5 cells changed, 1 row added, 1 row removed\n");
    let second = bench.files("exports");
    for (name, before) in first
        .iter()
        .filter(|(name, _)| name.ends_with(".csv") && !name.ends_with("corrections.csv"))
    {
        let lines = |bytes: &[u8]| -> BTreeSet<String> {
            let text = String::from_utf8(bytes.to_vec()).expect("CSV is UTF-8");
            let others = text
                .lines()
                .filter(|line| !CORRECTED.iter().any(|key| line.contains(key)));
            others.map(str::to_owned).collect()
        };
        assert_eq!(lines(before), lines(&second[name]), "{name}");
    }
    let keys = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let text = String::from_utf8(files["csv/facts.csv"].clone()).expect("CSV is UTF-8");
        text.lines()
            .map(|line| line.split(',').next().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(keys(&first), keys(&second));
}

#[test]
fn why_tells_each_story_on_a_screen() {
    let (bench, _) = corrected();
    for (key, field, told) in [
        (
            "armenia-requests-aid-2022-09",
            "date",
            &[
                "events.date: `2022-09-13`",
                "supports date: “September 2022”",
                "`2022-09` → `2022-09-13`",
                "correction c0001, 2023-03-01, A. Analyst: the letter is dated; letter of 13 September",
            ][..],
        ),
        (
            "csto-deployment-kazakhstan-2022-01",
            "event_actors[russia,initiator].role",
            &[
                "event_actors.role: `initiator`",
                "supports actors",
                "coded in the fact sheet",
                "correction c0002, 2023-03-01, A. Analyst: it led the force",
            ],
        ),
        (
            "tajikistan-silent-on-invasion",
            "stance",
            &[
                "positions.stance: `declines`",
                "pointedly remained silent",
                "`silent` → `declines`",
                "correction c0003, 2023-03-02, B. Coder: a later statement",
            ],
        ),
        (
            "armenia-requests-aid-2022-09",
            "date_latest",
            &["`2022-09-30` → `2022-09-13`", "correction c0001"],
        ),
    ] {
        let (out, err) = bench.ok(&["why", key, field]);
        for words in told {
            assert!(out.contains(words), "{words}\n{out}");
        }
        assert!(out.lines().count() <= 40, "{out}");
        assert!(err.starts_with("history begins with run 1 of "), "{err}");
        let (log, _) = bench.ok(&["log", key, field]);
        assert!(log.contains("c000"), "{log}");
    }
    let error = bench.fails(&["why", "armenia-requests-aid-2022-09", "dat"]);
    assert_eq!(
        error,
        "error: `armenia-requests-aid-2022-09` has no `dat`\n  hint: did you mean `date`?\n"
    );
    let error = bench.fails(&["log", "armenia-requests-aid"]);
    assert!(
        error.contains("did you mean `armenia-requests-aid-2022-09`?"),
        "{error}"
    );
}

#[test]
fn an_export_as_of_a_day_is_the_export_of_that_day() {
    let (bench, first) = corrected();
    bench.ok(&["export", "csto", "--as-of", "2023-02-28", "--out", "then"]);
    assert_eq!(different(&first, &bench.files("then")), [""; 0]);
    bench.write(
        "csto/corrections.csv",
        &format!(
            "{HEADER}{}",
            LEDGER
                .lines()
                .take(2)
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        ),
    );
    bench.ok(&[
        "build",
        "csto",
        "--store",
        "other.sqlite",
        "--out",
        "of-the-first-day",
    ]);
    bench.write("csto/corrections.csv", &format!("{HEADER}{LEDGER}"));
    bench.ok(&[
        "export",
        "csto",
        "--as-of",
        "2023-03-01",
        "--out",
        "then-too",
    ]);
    assert_eq!(
        different(&bench.files("of-the-first-day"), &bench.files("then-too")),
        [""; 0]
    );
}

#[test]
fn a_ledger_that_is_taken_back_restores_the_first_export_and_history_says_so() {
    let (bench, first) = corrected();
    bench.write("csto/corrections.csv", HEADER);
    bench.ok(&["build", "csto"]);
    assert_eq!(different(&first, &bench.files("exports")), [""; 0]);
    let (log, _) = bench.ok(&["log", "tajikistan-silent-on-invasion", "stance"]);
    assert!(
        log.contains("stance from `declines` to `silent`  (c0003, which has left the ledger)"),
        "{log}"
    );
}

#[test]
fn history_survives_a_deleted_store_as_far_as_the_ledger_tells_it() {
    let (bench, _) = corrected();
    let before = bench.files("exports");
    std::fs::remove_file(bench.path(".footnote/csto.sqlite")).expect("the store is deleted");
    bench.ok(&["build", "csto"]);
    assert_eq!(different(&before, &bench.files("exports")), [""; 0]);
    let (out, _) = bench.ok(&["why", "armenia-requests-aid-2022-09", "date"]);
    assert!(out.contains("run 1, ") && !out.contains("run 2, "), "{out}");
    assert!(
        out.contains("`2022-09` → `2022-09-13`\n      correction c0001, 2023-03-01, A. Analyst"),
        "{out}"
    );
}

#[test]
fn a_stale_correction_stops_the_build_and_says_what_came_between() {
    let (bench, _) = corrected();
    let before = bench.files(".");
    bench.edit("csto/culp-2023/facts.toml", "key = \"tajikistan-silent-on-invasion\"\nactor = \"tajikistan\"\nsubject = \"russia-invades-ukraine-2022\"\nstance = \"silent\"", "key = \"tajikistan-silent-on-invasion\"\nactor = \"tajikistan\"\nsubject = \"russia-invades-ukraine-2022\"\nstance = \"opposes\"");
    let error = bench.fails(&["build", "csto"]);
    assert!(
        error.contains("error: `c0003` is stale: it expects `silent` in `stance` of `tajikistan-silent-on-invasion`, found `opposes`\n")
            && error.contains("--> csto/corrections.csv:4:")
            && error.contains("= hint: the sheet says so at csto/culp-2023/facts.toml:")
            && error.contains("= hint: run 2 of "),
        "{error}"
    );
    let after = bench.files(".");
    assert_eq!(different(&before, &after), ["csto/culp-2023/facts.toml"]);
}

#[test]
fn a_retracted_fact_stays_known_by_its_key() {
    let (bench, _) = corrected();
    let entry = "c0004,2023-03-03,B. Coder,war-far-from-over,retracted,,1,no claim of its own,\nc0005,2023-03-04,B. Coder,putin-sees-csto-as-tool-against-unrest,superseded_by,,leaders-see-csto-as-tool-against-unrest,said once is enough,\n";
    bench.write("csto/corrections.csv", &format!("{HEADER}{LEDGER}{entry}"));
    let (_, words) = bench.ok(&["build", "csto"]);
    assert!(
        words.contains("2 facts retracted, 2 corrections\n"),
        "{words}"
    );
    assert_eq!(
        bench.read("exports/csv/retractions.csv"),
        "key,kind,retracted_on,reason,superseded_by\n\
         putin-sees-csto-as-tool-against-unrest,claim,2023-03-04,said once is enough,leaders-see-csto-as-tool-against-unrest\n\
         war-far-from-over,claim,2023-03-03,no claim of its own,\n"
    );
    let (out, _) = bench.ok(&["diff", "csto", "--as-of", "2023-03-02"]);
    assert!(
        out.contains("retracted facts war-far-from-over (c0004: no claim of its own)\n"),
        "{out}"
    );
    let (out, _) = bench.ok(&["why", "war-far-from-over", "statement"]);
    assert!(
        out.contains("war-far-from-over statement: gone\n") && out.contains("correction c0004"),
        "{out}"
    );
    let unhandled = "c0004,2023-03-03,B. Coder,russia,retracted,,1,why,\n";
    bench.write(
        "csto/corrections.csv",
        &format!("{HEADER}{LEDGER}{unhandled}"),
    );
    let error = bench.fails(&["build", "csto"]);
    assert!(
        error.contains("error: `russia` was retracted by `c0004`, yet "),
        "{error}"
    );
}

#[test]
fn two_things_are_compared_whatever_they_are() {
    let (bench, _) = corrected();
    bench.ok(&["export", "csto", "--as-of", "2023-02-28", "--out", "then"]);
    let (of_exports, _) = bench.ok(&["diff", "then", "exports"]);
    let (of_files, _) = bench.ok(&["diff", "then/csto.sqlite", "exports/csto.sqlite"]);
    let (of_store, _) = bench.ok(&["diff", "then", ".footnote/csto.sqlite"]);
    let (of_dataset, _) = bench.ok(&["diff", "then", "csto"]);
    assert_eq!([&of_files, &of_store, &of_dataset], [&of_exports; 3]);
    let (none, words) = bench.ok(&["diff", "exports", "csto"]);
    assert_eq!((none.as_str(), words.as_str()), ("", "no difference\n"));
    let (json, _) = bench.ok(&["diff", "then", "csto", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json[0]["old"], "2022-09");
    for (args, expected) in [
        (
            &["diff", "then"][..],
            "error: two things are compared: A and B, or a dataset on two days\n",
        ),
        (
            &["diff", "csto/culp-2023", "exports"],
            "error: `csto/culp-2023` has no SQLite files\n",
        ),
        (
            &["diff", "csto/dataset.toml", "exports"],
            "error: `csto/dataset.toml` is not a store of footnote: it is not an SQLite database\n",
        ),
        (
            &["diff", "gone", "exports"],
            "error: there is no store `gone`\n",
        ),
    ] {
        let error = bench.fails(args);
        assert!(error.starts_with(expected), "{error}");
    }
}
