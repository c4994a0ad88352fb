//! The loop that the tool exists for, on the shipped dataset with the real program: build, correct,
//! build again, ask why, and go back.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Bench, different};

const HEADER: &str = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";

/// Corrections of a date, which is then no longer that of the article's wording, of a role and a stance.
const LEDGER: &str = "\
c0001,2023-03-01,A. Analyst,armenia-requests-aid-2022-09,date,2022-09,2022-09-13,the letter is dated,letter of 13 September
c0001a,2023-03-01,A. Analyst,armenia-requests-aid-2022-09,date_text,September 2022,,the letter is dated,letter of 13 September
c0001b,2023-03-01,A. Analyst,armenia-requests-aid-2022-09,date_basis,stated,outside_source,the letter is dated,letter of 13 September
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
    // The dataset comes with a ledger of its own: here it begins with what that one corrects.
    bench.write("csto/corrections.csv", HEADER);
    let sheet = "csto/culp-2023/facts.toml";
    bench.edit(sheet, "\"../2022-01-15~\"", "\"../2022-01-20~\"");
    bench.edit(sheet, "\"2022-23~/2023-02\"", "\"2022-23~/2023-02-27\"");
    let of_series = "note = \"The series as such is undated";
    let date = "date = \"2021-05~/2022-09~\"\ndate_basis = \"relative_to_fact\"\n";
    bench.edit(sheet, of_series, &format!("{date}{of_series}"));
    bench.ok(&["build", "csto"]);
    let first = bench.files("exports");
    bench.write("csto/corrections.csv", &format!("{HEADER}{LEDGER}"));
    let (_, words) = bench.ok(&["build", "csto"]);
    assert!(
        // What is part of the request has still the month.
        words.contains("whose date is narrower")
            && words.contains("store .footnote/csto.sqlite: 3 facts changed, 5 corrections\n"),
        "{words}"
    );
    (bench, first)
}

/// Returns the lines in which `diff` says what the ledger changed.
fn differences_of_the_ledger() -> Vec<String> {
    let request = "armenia-requests-aid-2022-09";
    let force = "csto-deployment-kazakhstan-2022-01";
    let silence = "tajikistan-silent-on-invasion";
    let cell = |action: &str, fact: &str, table: &str, cell: &str| {
        format!("{action},{fact},{table},\"[\"\"{fact}\"\"]\",{cell},{fact},,,,")
    };
    let row = |action: &str, role: &str| {
        let key = format!("\"[\"\"{force}\"\",\"\"russia\"\",\"\"{role}\"\"]\"");
        let keys = format!("{force},russia,{role},,");
        format!("{action},{force},event_actors,{key},,,,c0002,it led the force,{keys}")
    };
    let dated = |values: &str, entry: &str| {
        let values = format!("{values},{entry},the letter is dated");
        cell("changed", request, "events", &values)
    };
    vec![
        dated("date,2022-09,2022-09-13", "c0001"),
        dated("date_text,September 2022,", "c0001a"),
        dated("date_basis,stated,outside_source", "c0001b"),
        dated("date_earliest,2022-09-01,2022-09-13", "c0001"),
        dated("date_latest,2022-09-30,2022-09-13", "c0001"),
        dated("date_precision,month,day", "c0001"),
        row("removed", "contributor"),
        row("added", "initiator"),
        cell(
            "changed",
            silence,
            "positions",
            "stance,silent,declines,c0003,a later statement",
        ),
    ]
}

#[test]
fn exactly_the_corrected_cells_differ_and_all_keys_stay() {
    let (bench, first) = corrected();
    let (differences, words) =
        bench.ok(&["diff", "csto", "--as-of", "2023-02-28", "--format", "csv"]);
    let mut lines = differences.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        lines.remove(0),
        "action,fact,table,row,column,old,new,correction,reason,key_1,key_2,key_3,key_4,key_5"
    );
    assert_eq!(lines, differences_of_the_ledger());
    assert!(
        words.ends_with("\n7 cells changed, 1 row added, 1 row removed\n"),
        "{words}"
    );
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
                .take(4)
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
            && error.contains("--> csto/corrections.csv:6:")
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
    assert_eq!(none, "");
    assert!(words.ends_with("\nno difference\n"), "{words}");
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

// What history says of each kind of correction.

/// Returns a folder with the example, whose ledger holds entries of a fact: field, old and new
/// value. Their ids are `c1`, `c2` and so on.
fn flood(entries: &[(&str, &str, &str, &str)]) -> Bench {
    let bench = Bench::with_example("flood");
    write_ledger(&bench, entries);
    build(&bench);
    bench
}

fn write_ledger(bench: &Bench, entries: &[(&str, &str, &str, &str)]) {
    let lines = entries
        .iter()
        .zip(1..)
        .map(|((fact, field, old, new), at)| {
            format!("c{at},2024-05-01,A. Analyst,{fact},\"{field}\",{old},{new},reason {at},\n")
        });
    let text = format!("{HEADER}{}", lines.collect::<String>());
    bench.write("flood/corrections.csv", &text);
}

fn build(bench: &Bench) {
    bench.ok(&["build", "flood"]);
}

/// Builds the example, then once more with a ledger.
fn flood_then(entries: &[(&str, &str, &str, &str)]) -> Bench {
    let bench = flood(&[]);
    write_ledger(&bench, entries);
    build(&bench);
    bench
}

/// Returns the steps that `why` tells: what happened, and after ` <- ` why, up to the first comma.
fn told(bench: &Bench, fact: &str, field: &str) -> Vec<String> {
    let (out, _) = bench.ok(&["why", fact, field]);
    let (_, steps) = out
        .split_once("how it came about")
        .expect("why tells steps");
    let lines: Vec<&str> = steps.lines().skip(1).collect();
    let steps = lines.chunks(2).map(|step| {
        let (_, what) = step[0].split_once(": ").expect("a run and what it did");
        let why = step[1].trim().split(',').next().unwrap_or_default();
        format!("{what} <- {why}")
    });
    steps.collect()
}

const BOATS: &str = "orland-sends-boats-2024-03";
const CODED: &str = "coded in the fact sheet";

#[test]
fn corrections_are_told_in_the_order_of_the_ledger() {
    let names: Vec<String> = (0..11).map(|at| format!("Sarn {at}")).collect();
    let entries: Vec<(&str, &str, &str, &str)> = (0..11)
        .map(|at| {
            let old = if at == 0 { "Sarn" } else { &names[at - 1] };
            ("sarn", "name", old, names[at].as_str())
        })
        .collect();
    let bench = flood_then(&entries);
    let story = told(&bench, "sarn", "name");
    let mut expected = vec![format!("appears in places <- {CODED}")];
    expected.extend(
        (1..)
            .zip(&entries)
            .map(|(at, (_, _, old, new))| format!("`{old}` → `{new}` <- correction c{at}")),
    );
    assert_eq!(story, expected);
    write_ledger(&bench, &entries[..1]);
    build(&bench);
    let undone = told(&bench, "sarn", "name").split_off(expected.len());
    let reversed = (1..entries.len()).rev().map(|at| {
        let (_, _, old, new) = entries[at];
        format!("`{new}` → `{old}` <- correction c{}", at + 1)
    });
    let reversed: Vec<String> = reversed.collect();
    assert_eq!(undone, reversed);
}

#[test]
fn a_merge_explains_only_what_it_moves() {
    let second = "\n[[actor]]\nkey = \"orland2\"\nname = \"Orland again\"\nkind = \"state\"\ncites = [\"holm-2024#p1.s1\"]\n";
    let merge = [("orland2", "superseded_by", "", "orland")];
    let bench = Bench::with_example("flood");
    let actors = bench.read("flood/actors.toml");
    bench.write("flood/actors.toml", &format!("{actors}{second}"));
    bench.edit(
        "flood/holm-2024/facts.toml",
        "{ actor = \"orland\", role = \"initiator\", detail",
        "{ actor = \"orland2\", role = \"initiator\", detail",
    );
    build(&bench);
    write_ledger(&bench, &merge);
    build(&bench);
    let coded = format!("appears in actors <- {CODED}");
    assert_eq!(told(&bench, "orland", "name"), [coded.as_str()]);
    let row = "event_actors[orland,initiator]";
    let moved = [
        format!("appears in event_actors <- {CODED}"),
        "`orland2` → `orland` <- correction c1".to_owned(),
    ];
    assert_eq!(told(&bench, BOATS, row), moved);
    std::fs::remove_file(bench.path(".footnote/flood.sqlite")).expect("the store is deleted");
    build(&bench);
    assert_eq!(told(&bench, "orland", "name"), [coded]);
    assert_eq!(told(&bench, BOATS, row), moved);
}

#[test]
fn a_rebuilt_store_tells_rows_as_the_sheet_has_them() {
    let detail = "event_actors[orland,initiator].detail";
    let bench = flood(&[
        (BOATS, detail, "forty boats", "forty-one boats"),
        (
            BOATS,
            "event_actors[varnia,recipient].role",
            "recipient",
            "addressee",
        ),
        ("treaty-may-widen", "retracted", "", "1"),
        ("treaty-may-widen", "retracted", "1", ""),
        (BOATS, "event_places[sarn,subject]", "", "1"),
    ]);
    let coded = format!("appears in event_actors <- {CODED}");
    assert_eq!(
        told(&bench, BOATS, detail),
        [&coded, "`forty boats` → `forty-one boats` <- correction c1"]
    );
    assert_eq!(
        told(&bench, BOATS, "event_actors[varnia,addressee].role"),
        [&coded, "`recipient` → `addressee` <- correction c2"]
    );
    assert_eq!(
        told(&bench, "treaty-may-widen", "statement"),
        [
            format!("appears in claims <- {CODED}"),
            "`The treaty may get a wider scope in 2025.` → gone <- correction c3".to_owned(),
            "appears in claims <- correction c4".to_owned(),
        ]
    );
    assert_eq!(
        told(&bench, BOATS, "event_places[sarn,subject]"),
        ["appears in event_places <- correction c5"]
    );
}

#[test]
fn a_kind_is_that_of_the_facts_own_table() {
    let bench = flood_then(&[("sarn", "kind", "city", "site")]);
    let (out, _) = bench.ok(&["why", "sarn", "kind"]);
    assert!(out.contains("places.kind: `site`"), "{out}");
    let expected = [
        format!("appears in places <- {CODED}"),
        "`city` → `site` <- correction c1".to_owned(),
    ];
    assert_eq!(told(&bench, "sarn", "kind"), expected);
    let bench = flood(&[("sarn", "kind", "city", "site")]);
    assert_eq!(told(&bench, "sarn", "kind"), expected);
    let (log, _) = bench.ok(&["log", "sarn"]);
    assert_eq!(log.matches("c1, 2024-05-01").count(), 1, "{log}");
}

#[test]
fn a_row_keeps_its_story_through_many_renamings() {
    let entries = [
        (
            BOATS,
            "event_actors[orland,initiator].detail",
            "forty boats",
            "forty",
        ),
        (
            BOATS,
            "event_actors[orland,initiator].actor",
            "orland",
            "brandt",
        ),
        (
            BOATS,
            "event_actors[brandt,initiator].role",
            "initiator",
            "participant",
        ),
    ];
    let bench = flood_then(&entries);
    let coded = format!("appears in event_actors <- {CODED}");
    let path = |column| format!("event_actors[brandt,participant].{column}");
    assert_eq!(
        told(&bench, BOATS, &path("detail")),
        [&coded, "`forty boats` → `forty` <- correction c1"]
    );
    assert_eq!(
        told(&bench, BOATS, &path("actor")),
        [&coded, "`orland` → `brandt` <- correction c2"]
    );
    assert_eq!(
        told(&bench, BOATS, &path("role")),
        [&coded, "`initiator` → `participant` <- correction c3"]
    );
    write_ledger(&bench, &[]);
    build(&bench);
    assert_eq!(
        told(&bench, BOATS, "event_actors[orland,initiator].detail"),
        [
            &coded,
            "`forty boats` → `forty` <- correction c1",
            "`forty` → `forty boats` <- correction c1"
        ]
    );
}

#[test]
fn a_review_is_told_like_any_other_column() {
    let bench = flood_then(&[("sarn", "needs_review", "", "is it a town?")]);
    let asked = "appears in pending_reviews <- correction c1";
    let (none, _) = bench.ok(&["why", BOATS, "needs_review"]);
    assert_eq!(
        none,
        format!("{BOATS} needs_review: nothing, and was never set\n")
    );
    assert_eq!(told(&bench, "sarn", "needs_review")[0], asked);
    let (out, _) = bench.ok(&["why", "sarn", "needs_review"]);
    assert!(
        out.contains("pending_reviews.needs_review: `is it a town?`"),
        "{out}"
    );
    write_ledger(
        &bench,
        &[
            ("sarn", "needs_review", "", "is it a town?"),
            ("sarn", "needs_review", "is it a town?", ""),
        ],
    );
    build(&bench);
    let story = told(&bench, "sarn", "needs_review");
    assert_eq!(
        story.last().map(String::as_str),
        Some("`is it a town?` → gone <- correction c2")
    );
}

#[test]
fn rows_and_lives_are_answered_for() {
    let bench = flood_then(&[("treaty-may-widen", "retracted", "", "1")]);
    let (out, _) = bench.ok(&["why", BOATS, "event_actors[orland,initiator]"]);
    assert!(
        out.contains("event_actors[orland,initiator]: there\n"),
        "{out}"
    );
    let (out, _) = bench.ok(&["why", "treaty-may-widen", "retracted"]);
    assert!(
        out.starts_with("treaty-may-widen retracted: yes, on 2024-05-01\n")
            && out.contains("correction c1"),
        "{out}"
    );
    let (log, _) = bench.ok(&["log", "treaty-may-widen", "retracted"]);
    assert!(
        log.contains("add     retractions treaty-may-widen"),
        "{log}"
    );
    write_ledger(
        &bench,
        &[
            ("treaty-may-widen", "retracted", "", "1"),
            ("treaty-may-widen", "retracted", "1", ""),
        ],
    );
    build(&bench);
    let (out, _) = bench.ok(&["why", "treaty-may-widen", "retracted"]);
    assert!(
        out.starts_with("treaty-may-widen retracted: nothing\n") && out.contains("correction c2"),
        "{out}"
    );
    assert_eq!(
        told(&bench, "treaty-may-widen", "statement")
            .last()
            .map(String::as_str),
        Some("appears in claims <- correction c2")
    );
}

#[test]
fn an_entry_that_is_edited_explains_what_it_changes() {
    let bench = flood_then(&[("sarn", "name", "Sarn", "Sarn-on-Orl")]);
    write_ledger(&bench, &[("sarn", "name", "Sarn", "Sarn-upon-Orl")]);
    build(&bench);
    assert_eq!(
        told(&bench, "sarn", "name")[1..],
        [
            "`Sarn` → `Sarn-on-Orl` <- correction c1",
            "`Sarn-on-Orl` → `Sarn` <- correction c1",
            "`Sarn` → `Sarn-upon-Orl` <- correction c1"
        ]
    );
}

#[test]
fn an_entry_and_its_reversal_are_told_and_one_that_leaves_is_marked() {
    let there = [("sarn", "name", "Sarn", "Sarn-on-Orl")];
    let back = [there[0], ("sarn", "name", "Sarn-on-Orl", "Sarn")];
    let bench = flood_then(&back);
    let coded = format!("appears in places <- {CODED}");
    let made = "`Sarn` → `Sarn-on-Orl` <- correction c1";
    let reversed = "`Sarn-on-Orl` → `Sarn` <- correction c2";
    assert_eq!(told(&bench, "sarn", "name"), [&coded, made, reversed]);
    write_ledger(&bench, &there);
    build(&bench);
    let story = told(&bench, "sarn", "name");
    assert_eq!(
        story,
        [
            &coded,
            made,
            reversed,
            "`Sarn` → `Sarn-on-Orl` <- correction c2"
        ]
    );
    let (out, _) = bench.ok(&["why", "sarn", "name"]);
    let marked = out
        .matches("correction c2, which has left the ledger")
        .count();
    assert_eq!((marked, out.matches("c1, which").count()), (2, 0), "{out}");
    let (log, _) = bench.ok(&["log"]);
    let runs = log.lines().filter_map(|line| line.split_once("; "));
    let entries: Vec<&str> = runs.map(|(_, entries)| entries).collect();
    let expected = ["corrections c1, c2", "left the ledger: c2"];
    assert_eq!(entries, expected, "{log}");
}

#[test]
fn a_merge_and_a_correction_of_one_run_are_both_told() {
    let bench = Bench::with_example("flood");
    let second = "\n[[actor]]\nkey = \"orland2\"\nname = \"Orland again\"\nkind = \"state\"\ncites = [\"holm-2024#p1.s1\"]\n";
    let actors = bench.read("flood/actors.toml");
    bench.write("flood/actors.toml", &format!("{actors}{second}"));
    bench.edit(
        "flood/holm-2024/facts.toml",
        "{ actor = \"orland\", role = \"initiator\", detail",
        "{ actor = \"orland2\", role = \"initiator\", detail",
    );
    build(&bench);
    bench.ok(&["build", "flood", "--out", "then"]);
    write_ledger(
        &bench,
        &[
            ("orland2", "superseded_by", "", "orland"),
            (
                BOATS,
                "event_actors[orland,initiator].role",
                "initiator",
                "host",
            ),
        ],
    );
    build(&bench);
    assert_eq!(
        told(&bench, BOATS, "event_actors[orland,host]"),
        [
            &format!("appears in event_actors <- {CODED}"),
            "`orland2` → `orland` <- correction c1",
            "`initiator` → `host` <- correction c2",
        ]
    );
    let (out, _) = bench.ok(&["diff", "then", "exports"]);
    let explained = out
        .lines()
        .filter(|line| line.contains(" (c1: ") || line.contains(" (c2: "));
    assert_eq!(explained.count(), out.lines().count(), "{out}");
    assert!(
        out.contains(&format!(
            "added     event_actors {BOATS} orland host (c2: reason 2)\n"
        )),
        "{out}"
    );
}

#[test]
fn an_edit_of_the_sheet_under_an_entry_is_told() {
    let bench = flood_then(&[("sarn", "name", "Sarn", "Sarn-on-Orl")]);
    bench.edit(
        "flood/holm-2024/facts.toml",
        "name = \"Sarn\"",
        "name = \"Sarno\"",
    );
    write_ledger(&bench, &[("sarn", "name", "Sarno", "Sarn-on-Orl")]);
    build(&bench);
    assert_eq!(
        told(&bench, "sarn", "name"),
        [
            &format!("appears in places <- {CODED}"),
            "`Sarn` → `Sarn-on-Orl` <- correction c1",
            "`Sarn-on-Orl` → `Sarn` <- correction c1",
            "`Sarn` → `Sarno` <- the fact sheet was edited",
            "`Sarno` → `Sarn-on-Orl` <- correction c1",
        ]
    );
}

/// Takes a corrected name of a place back where the clocks are some hours ahead of UTC.
fn correct_name(bench: &Bench, hours_ahead: i32, from: &str, to: &str) -> std::process::Output {
    let csv = bench.read("exports/csv/places.csv").replacen(from, to, 1);
    bench.write("places.csv", &csv);
    std::process::Command::new(env!("CARGO_BIN_EXE_footnote"))
        .args(["correct", "places.csv", "--dataset", "flood"])
        .args(["--reason", "seen on a map", "--accept"])
        .current_dir(bench.path("."))
        // In this notation, zones east of Greenwich are negative.
        .env("TZ", format!("XXX{}", -hours_ahead))
        .output()
        .expect("the program starts")
}

#[test]
fn an_entry_is_made_on_the_local_day_and_never_before_the_last_one() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let day = |hours: i64| {
        let there = chrono::Utc::now() + chrono::TimeDelta::hours(hours);
        there.date_naive()
    };
    let days = || -> Vec<chrono::NaiveDate> {
        let ledger = bench.read("flood/corrections.csv");
        let days = ledger
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(1));
        days.map(|day| day.parse().expect("a day")).collect()
    };
    for hours in [14, -9] {
        std::fs::write(bench.path("flood/corrections.csv"), "").expect("the ledger is emptied");
        let before = day(hours.into());
        let output = correct_name(&bench, hours, "Sarn,", "Sarnburg,");
        assert!(output.status.success(), "{output:?}");
        // Midnight may have passed there while the test ran.
        assert!(
            [before, day(hours.into())].contains(&days()[0]),
            "{:?}",
            days()
        );
    }
    // Who is a day behind adds to a ledger that was made ahead, on its day.
    let ahead = day(-9) + chrono::Days::new(1);
    let entry = |day: chrono::NaiveDate| {
        format!(
            "id,made_on,made_by,fact,field,old_value,new_value,reason,source\nc0001,{day},A. Analyst,brandt,name,Ilse Brandt,Ilse Brant,her own site,\n"
        )
    };
    bench.write("flood/corrections.csv", &entry(ahead));
    let output = correct_name(&bench, -9, "Sarn,", "Sarnburg,");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(days(), [ahead, ahead]);
    // No zone is that far ahead.
    let far = ahead + chrono::Days::new(2);
    bench.write("flood/corrections.csv", &entry(far));
    let output = correct_name(&bench, -9, "Sarn,", "Sarnburg,");
    let error = String::from_utf8_lossy(&output.stderr);
    let expected =
        format!("error: the last entry of the ledger, `c0001`, is dated {far}, and today is ");
    assert!(error.contains(&expected), "{error}");
    assert_eq!(days(), [far]);
}
