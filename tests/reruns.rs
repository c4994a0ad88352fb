//! Building again: only what changed changes, keys stay, and nothing is written in vain.

mod common;

use common::{Bench, different};
use rusqlite::Connection;

/// Returns the rows of a query of one column.
fn column(bench: &Bench, database: &str, query: &str) -> Vec<String> {
    let connection = Connection::open(bench.path(database)).unwrap();
    let mut statement = connection.prepare(query).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

const CHANGES: &str = "SELECT run || ' ' || coalesce(fact, '-') || ' ' || \"table\" || ' ' || \"row\" || ' ' || action \
    || ' ' || coalesce(\"column\", '-') || ': ' || coalesce(old, '-') || ' > ' || coalesce(new, '-') || ' (' || cause || ')' \
    FROM changes WHERE run > 1 ORDER BY id";

#[test]
fn a_second_build_changes_nothing_says_so_and_writes_nothing() {
    let bench = Bench::new();
    let (_, first) = bench.ok(&["build"]);
    assert!(first.contains("facts added"), "{first}");
    let before = bench.files(".");
    let modified = |name: &str| bench.path(name).metadata().unwrap().modified().unwrap();
    let times = [
        modified("exports/csto.sqlite"),
        modified("exports/csv/events.csv"),
        modified(".footnote/csto.sqlite"),
    ];
    let (_, second) = bench.ok(&["build", "--example", "csto"]);
    assert_eq!(
        second,
        "store .footnote/csto.sqlite: nothing changed\nexports exports: nothing changed\n"
    );
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
    assert_eq!(
        times,
        [
            modified("exports/csto.sqlite"),
            modified("exports/csv/events.csv"),
            modified(".footnote/csto.sqlite")
        ]
    );
}

#[test]
fn a_changed_title_is_one_change() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let before = bench.files("exports");
    bench.edit(
        "flood/holm-2024/facts.toml",
        "\"Orland sends forty boats\"",
        "\"Orland sends boats\"",
    );
    let (plan, words) = bench.ok(&["ingest", "flood", "--dry-run"]);
    assert_eq!(
        plan,
        "change  events orland-sends-boats-2024-03: title from `Orland sends forty boats` to `Orland sends boats`\n"
    );
    assert_eq!(words, "1 fact changed; nothing written\n");
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(
        words.starts_with("store .footnote/flood.sqlite: 1 fact changed\n"),
        "{words}"
    );
    assert_eq!(
        different(&before, &bench.files("exports")),
        [
            "csv/datapackage.json",
            "csv/events.csv",
            "csv/fact_titles.csv",
            "csv/request_answers.csv",
            "csv/timeline.csv",
            "flood.sqlite"
        ]
    );
    assert_eq!(
        column(&bench, ".footnote/flood.sqlite", CHANGES),
        [
            "2 orland-sends-boats-2024-03 events [\"orland-sends-boats-2024-03\"] change title: Orland sends forty boats > Orland sends boats (sheet)"
        ]
    );
    bench.edit(
        "flood/holm-2024/facts.toml",
        "\"Orland sends boats\"",
        "\"Orland sends forty boats\"",
    );
    bench.ok(&["build", "flood"]);
    assert_eq!(
        different(&before, &bench.files("exports")),
        [""; 0],
        "a change and its reverse restore the bytes"
    );
}

#[test]
fn exports_in_the_folder_of_the_dataset_are_no_part_of_it() {
    let bench = Bench::with_example("flood");
    let store = ["--store", "flood.sqlite", "--out", "flood/exports"];
    for _ in 0..2 {
        let (_, words) = bench.ok(&[&["build", "flood"][..], &store].concat());
        assert!(!words.contains("warning"), "{words}");
    }
}

#[test]
fn a_plan_stays_short_where_a_value_is_long() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let title = format!("Orland sends {}", "boats and ".repeat(100_000));
    let (from, to) = (
        "\"Orland sends forty boats\"",
        format!("\"{}tents\"", title),
    );
    bench.edit("flood/holm-2024/facts.toml", from, &to);
    let (plan, _) = bench.ok(&["ingest", "flood", "--dry-run"]);
    assert!(
        plan.contains("title from `Orland sends forty boats` to `Orland sends boats"),
        "{plan}"
    );
    assert!(
        plan.len() < 2000 && plan.contains("boats and tents`"),
        "{plan}"
    );
}

#[test]
fn a_sheet_whose_name_is_not_read_is_named_in_every_run() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let (sheet, renamed) = (
        "flood/holm-2024/facts.toml",
        "flood/holm-2024/facts.toml.txt",
    );
    std::fs::rename(bench.path(sheet), bench.path(renamed)).unwrap();
    let named = |words: &str| {
        words.contains("warning: this looks like a sheet, but is not read")
            && words.contains(renamed)
    };
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(named(&words) && words.contains("facts removed"), "{words}");
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(
        named(&words) && words.contains("nothing changed"),
        "{words}"
    );
    for arguments in [&["check", "flood"][..], &["show", "varnia", "flood"]] {
        let (_, words) = bench.ok(arguments);
        assert!(named(&words), "{arguments:?}: {words}");
    }
}

#[test]
fn added_and_removed_facts_leave_all_others_alone() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let before = bench.files("exports");
    let facts = bench.read("flood/holm-2024/facts.toml");
    let without_claim = facts.replace(
        "[[claim]]",
        "[[skip]]\nat = \"p3.s2\"\nreason = \"a guess\"\n#[[claim]]",
    );
    let cut = without_claim.find("#[[claim]]").unwrap();
    let end = without_claim[cut..].find("\n\n").unwrap() + cut;
    std::fs::write(
        bench.path("flood/holm-2024/facts.toml"),
        format!("{}{}", &without_claim[..cut], &without_claim[end..]),
    )
    .unwrap();
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(
        words.starts_with(
            "store .footnote/flood.sqlite: 1 fact removed, 1 row of sources and codes\n"
        ),
        "{words}"
    );
    let removed = column(&bench, ".footnote/flood.sqlite", CHANGES);
    assert!(
        removed
            .iter()
            .any(|change| change.contains("treaty-may-widen claims")
                && change.contains("modality: possibility > - (sheet)")),
        "{removed:#?}"
    );
    let keys = column(&bench, "exports/flood.sqlite", "SELECT key FROM facts");
    assert!(!keys.contains(&"treaty-may-widen".to_owned()) && keys.contains(&"sarn".to_owned()));
    std::fs::write(bench.path("flood/holm-2024/facts.toml"), facts).unwrap();
    let (_, words) = bench.ok(&["build", "flood", "-v"]);
    assert!(
        words.contains("add     claims treaty-may-widen\n"),
        "{words}"
    );
    assert_eq!(different(&before, &bench.files("exports")), [""; 0]);
}

#[test]
fn a_faulty_dataset_writes_nothing_and_loses_nothing() {
    let bench = Bench::with_example("flood");
    bench.edit(
        "flood/actors.toml",
        "kind = \"person\"",
        "kind = \"persona\"",
    );
    let errors = bench.fails(&["build", "flood"]);
    assert!(
        errors.contains("error: unknown kind `persona`")
            && errors.contains("--> flood/actors.toml:16:8"),
        "{errors}"
    );
    assert!(
        errors.contains("hint: did you mean `person`?")
            && errors.ends_with("1 error, 0 warnings\n"),
        "{errors}"
    );
    assert!(!bench.path(".footnote").exists() && !bench.path("exports").exists());
    bench.edit(
        "flood/actors.toml",
        "kind = \"persona\"",
        "kind = \"person\"",
    );
    bench.ok(&["build", "flood"]);
    let before = bench.files(".");
    bench.edit(
        "flood/actors.toml",
        "kind = \"person\"",
        "kind = \"persona\"",
    );
    bench.fails(&["build", "flood"]);
    bench.edit(
        "flood/actors.toml",
        "kind = \"persona\"",
        "kind = \"person\"",
    );
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
}

#[test]
fn a_dry_run_writes_nothing_at_all() {
    let bench = Bench::new();
    let (plan, words) = bench.ok(&["ingest", "--dry-run"]);
    assert!(
        plan.contains("add     facts: 190 rows\n") && words.ends_with("nothing written\n"),
        "{words}"
    );
    assert_eq!(bench.files(".").len(), 0);
}

#[test]
fn the_text_of_an_article_stays_in_the_store_and_out_of_exports() {
    let bench = Bench::with_example("flood");
    let article = "holm-2024=flood/holm-2024/article.txt";
    bench.ok(&["build", "flood"]);
    let without = bench.files("exports");
    bench.ok(&["build", "flood", "--article", article]);
    assert_eq!(
        different(&without, &bench.files("exports")),
        [""; 0],
        "the same bytes with the article at hand"
    );
    let texts = "SELECT count(text) || ' of ' || count(*) FROM passages";
    assert_eq!(column(&bench, ".footnote/flood.sqlite", texts), ["7 of 7"]);
    assert_eq!(column(&bench, "exports/flood.sqlite", texts), ["0 of 7"]);
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(
        words.starts_with("store .footnote/flood.sqlite: nothing changed"),
        "the text is kept: {words}"
    );
    bench.ok(&["export", "--with-text", "--out", "private"]);
    assert_eq!(column(&bench, "private/flood.sqlite", texts), ["7 of 7"]);
    let span = "SELECT substr(p.text, c.quote_start + 1, c.quote_end - c.quote_start) FROM citations AS c \
        JOIN passages AS p USING (source, paragraph, sentence) WHERE c.quote = 'on 4 March 2024'";
    assert_eq!(
        column(&bench, "private/flood.sqlite", span),
        ["on 4 March 2024"]
    );
}

#[test]
fn an_export_with_a_text_that_is_not_at_hand_says_so() {
    let bench = Bench::with_example("flood");
    let article = "--article=holm-2024=flood/holm-2024/article.txt";
    bench.ok(&["build", "flood", article]);
    let as_of = [
        "export",
        "flood",
        "--as-of",
        "2030-01-01",
        "--with-text",
        "--out",
        "then",
    ];
    let missing = "warning: the text of `holm-2024` is missing";
    let (_, words) = bench.ok(&as_of);
    assert!(words.contains(missing), "{words}");
    let (_, words) = bench.ok(&[&as_of[..], &[article]].concat());
    assert!(!words.contains("missing"), "{words}");
    let (_, words) = bench.ok(&["export", "--with-text", "--out", "now"]);
    assert!(!words.contains("missing"), "{words}");
    let texts = "SELECT count(*) FROM passages WHERE text IS NOT NULL";
    assert_eq!(
        column(
            &bench,
            "then/flood.sqlite",
            &format!("SELECT '' || ({texts})")
        ),
        ["7"]
    );
    let (_, words) = bench.ok(&[
        "build",
        "flood",
        "--store",
        "new.sqlite",
        "--with-text",
        "--out",
        "new",
    ]);
    assert!(words.contains(missing), "{words}");
}

#[test]
fn a_store_is_refused_where_it_is_not_the_right_one() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let error = bench.fails(&[
        "ingest",
        "--example",
        "csto",
        "--store",
        ".footnote/flood.sqlite",
    ]);
    assert_eq!(
        error,
        "error: the store `.footnote/flood.sqlite` holds the dataset `flood`, not `csto`\n  hint: name another file with --store; a store holds one dataset\n"
    );
    let error = bench.fails(&["export", "--store", "exports/flood.sqlite"]);
    assert!(error.starts_with("error: `exports/flood.sqlite` is not a store of footnote: it is an export, made for reading\n"), "{error}");
    let error = bench.fails(&["ingest", "flood", "--store", "flood/dataset.toml"]);
    assert!(
        error.starts_with("error: `flood/dataset.toml` is read by this command, and is no store\n"),
        "{error}"
    );
    let newer = Connection::open(bench.path(".footnote/flood.sqlite")).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let error = bench.fails(&["build", "flood"]);
    assert!(error.starts_with("error: the store `.footnote/flood.sqlite` has schema 99, this program knows schemas up to "), "{error}");
}

#[test]
fn a_store_that_somebody_else_writes_to_is_said_to_be_in_use() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let other = Connection::open(bench.path(".footnote/flood.sqlite")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = bench.fails(&["build", "flood"]);
    assert!(
        error.contains("cannot be used: another program is writing to it"),
        "{error}"
    );
}

const LEDGER: &str = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";

const CLAIM: &str = r#"[[claim]]
key = "treaty-may-widen"
statement = "The treaty may come to bind other states too."
modality = "possibility"
cites = ["holm-2024#p3.s2"]
"#;

/// Builds into the store of earlier steps and into a fresh one: both must end alike.
#[track_caller]
fn build_like_fresh(bench: &Bench, step: usize, succeeds: bool) {
    let fresh = format!("fresh-{step}");
    let (store, out) = (format!("{fresh}.sqlite"), format!("{fresh}-exports"));
    let build = ["build", "flood"];
    let again = bench.run(&build);
    let anew = bench.run(&["build", "flood", "--store", &store, "--out", &out]);
    assert_eq!(
        (again.status.code(), anew.status.code()),
        (Some(i32::from(!succeeds)), Some(i32::from(!succeeds))),
        "step {step}: {} {}",
        String::from_utf8_lossy(&again.stderr),
        String::from_utf8_lossy(&anew.stderr)
    );
    if succeeds {
        let (old, new) = (bench.files("exports"), bench.files(&out));
        assert_eq!(different(&old, &new), [""; 0], "step {step}");
    }
}

#[test]
fn a_rerun_ends_as_a_build_into_a_fresh_store() {
    let entry = |id: &str, old: &str, new: &str| {
        format!("{id},2024-05-01,A. Analyst,sarn,name,{old},{new},a letter,\n")
    };
    let (one, two) = (
        entry("c1", "Sarn", "Sarn B"),
        entry("c2", "Sarn B", "Sarn C"),
    );
    let retraction =
        "c3,2024-05-02,A. Analyst,treaty-may-widen,retracted,,1,a misreading,\n".to_owned();
    let ledger = |entries: &[&String]| -> (&str, String) {
        let entries: Vec<&str> = entries.iter().map(|entry| entry.as_str()).collect();
        (
            "flood/corrections.csv",
            LEDGER.to_owned() + &entries.concat(),
        )
    };
    let sheet = |text: &str| ("flood/more.toml", text.to_owned());
    let bench = Bench::with_example("flood");
    let steps = [
        (ledger(&[&one]), true),
        (ledger(&[&one, &two]), true),
        // The order counts.
        (ledger(&[&two, &one]), false),
        (ledger(&[&one, &two]), true),
        (ledger(&[&one]), true),
        (ledger(&[&one, &two, &retraction]), true),
        // A key is for ever.
        (sheet(CLAIM), false),
        (sheet(""), true),
        // The last line runs on to the end of the file.
        (
            ledger(&[&one, &two.replace("letter,", "letter,\"mail")]),
            false,
        ),
        (ledger(&[&one, &two]), true),
    ];
    for (step, ((file, text), succeeds)) in steps.iter().enumerate() {
        bench.write(file, text);
        build_like_fresh(&bench, step, *succeeds);
    }
    // The sheet of a fact that is retracted loses it.
    let facts = bench.read("flood/holm-2024/facts.toml");
    let at = |text: &str| facts.find(text).expect("the example has it");
    let claim = at("[[claim]]")..at("# A sentence that was read");
    bench.write("flood/holm-2024/claims.toml", &facts[claim.clone()]);
    bench.write(
        "flood/holm-2024/facts.toml",
        &facts.replace(&facts[claim], ""),
    );
    let (file, text) = ledger(&[&one, &two, &retraction]);
    bench.write(file, &text);
    build_like_fresh(&bench, 90, true);
    bench.write("flood/holm-2024/claims.toml", "");
    build_like_fresh(&bench, 91, false);
}

#[test]
fn what_only_the_text_at_hand_verified_is_not_taken_as_known() {
    let bench = Bench::with_example("flood");
    bench.edit(
        "flood/holm-2024/facts.toml",
        "name = \"Sarn\"\nkind = \"city\"\ncites = [\"p1.s1\"]",
        "name = \"Sarn\"\nkind = \"city\"\ncites = [{ at = \"p1.s1\", quote = \"the town of Sarn\" }]",
    );
    let article = "holm-2024=flood/holm-2024/article.txt";
    bench.ok(&["build", "flood", "--article", article]);
    build_like_fresh(&bench, 0, false);
}

#[test]
fn an_export_that_broke_off_is_finished_by_the_next_one() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    bench.edit(
        "flood/holm-2024/facts.toml",
        "\"Orland sends forty boats\"",
        "\"Orland sends boats\"",
    );
    // Files before this one are written, then the export fails.
    let timeline = bench.path("exports/csv/timeline.csv");
    std::fs::remove_file(&timeline).unwrap();
    std::fs::create_dir_all(timeline.join("in-the-way")).unwrap();
    bench.fails(&["build", "flood"]);
    std::fs::remove_dir_all(&timeline).unwrap();
    build_like_fresh(&bench, 0, true);
}

#[test]
fn a_run_that_reads_everything_again_says_why() {
    let bench = Bench::with_example("flood");
    let article = "holm-2024=flood/holm-2024/article.txt";
    let said = |args: &[&str]| {
        let (_, words) = bench.ok(&[&["ingest", "flood", "--verbose"], args].concat());
        words.lines().next().unwrap_or_default().to_owned()
    };
    assert!(!said(&[]).contains("everything was read"));
    assert_eq!(said(&["--full"]), "everything was read: --full asks for it");
    assert_eq!(
        said(&["--article", article]),
        "everything was read: an article is at hand to verify citations in"
    );
}

#[test]
fn files_that_were_read_by_earlier_rules_are_read_again() {
    let bench = Bench::with_example("flood");
    bench.ok(&["ingest", "flood"]);
    let (_, words) = bench.ok(&["ingest", "flood", "--verbose"]);
    assert!(!words.contains("no record of the files"), "{words}");
    let store = rusqlite::Connection::open(bench.path(".footnote/flood.sqlite")).unwrap();
    store
        .execute("UPDATE files SET program = '0.1.0'", ())
        .unwrap();
    drop(store);
    let (_, words) = bench.ok(&["ingest", "flood", "--verbose"]);
    assert!(words.contains("no record of the files"), "{words}");
}

#[test]
fn a_warning_in_the_ledger_goes_with_its_cause_in_the_sheet() {
    let bench = Bench::with_example("flood");
    bench.write(
        "flood/corrections.csv",
        "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n\
         c0001,2024-04-01,A,varnia-requests-relief-2024-03,date,2024-03-04,2024-03-04/2024-03-05,why,\n",
    );
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(words.contains("is wider than its wording"), "{words}");
    bench.edit(
        "flood/holm-2024/facts.toml",
        "date_text = \"4 March 2024\"\n",
        "date_basis = \"outside_source\"\n",
    );
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(!words.contains("warning"), "{words}");
}

#[test]
fn what_an_unread_file_looks_like_now_is_told() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    for (text, looks) in [
        ("[[event]]\n", "looks like a sheet"),
        (
            "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n",
            "looks like the ledger",
        ),
    ] {
        bench.write("flood/notes.txt", text);
        for _ in 0..2 {
            let (_, words) = bench.ok(&["build", "flood"]);
            assert!(words.contains(looks), "{words}");
        }
    }
    std::fs::remove_file(bench.path("flood/notes.txt")).unwrap();
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(!words.contains("warning"), "{words}");
}
