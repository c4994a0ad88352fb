//! Files that come back from spreadsheets: saved by the real LibreOffice (`tests/spreadsheets`),
//! made by a library, or rewritten here as other programs do.

mod common;

use std::path::PathBuf;

use common::spreadsheets::{correct, harbour, rewrite, set};
use common::{Bench, ROOT, files};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// Takes back all files of a folder that LibreOffice saved; returns the corrections without their
/// places, and the summary.
fn saved(bench: &Bench, folder: &str) -> (Vec<String>, String) {
    let folder = PathBuf::from(ROOT)
        .join("tests/spreadsheets/saved")
        .join(folder);
    let names: Vec<String> = files(&folder)
        .into_keys()
        .map(|name| folder.join(name).display().to_string())
        .collect();
    let mut args = vec!["correct", "--dataset", "harbour", "--reason", "checked"];
    args.extend(names.iter().map(String::as_str));
    let (out, err) = bench.ok(&args);
    let lines = out.lines().map(|line| {
        let line = line.split("  (").next().unwrap_or_default();
        line.trim()
            .split_once("  ")
            .map_or(line, |(_, rest)| rest)
            .to_owned()
    });
    (
        lines.collect(),
        err.lines().next().unwrap_or_default().to_owned(),
    )
}

#[test]
fn files_that_libreoffice_saved_untouched_hold_no_correction() {
    let bench = harbour();
    for (folder, repaired) in [
        (
            "untouched-english",
            "2 cells with numbers rewritten repaired; 6 cells with dates rewritten repaired",
        ),
        (
            "untouched-german",
            "2 cells with numbers rewritten repaired",
        ),
        (
            "untouched-utf16",
            "2 cells with numbers rewritten repaired; 6 cells with dates rewritten repaired",
        ),
        (
            "untouched-workbook",
            "2 cells with numbers rewritten repaired; 6 cells with dates rewritten repaired",
        ),
        (
            "untouched-misread",
            "19 cells with mangled characters repaired; 2 cells with numbers rewritten repaired; 6 cells with dates rewritten repaired",
        ),
        (
            "untouched-latin",
            "19 cells with mangled characters repaired; 2 cells with numbers rewritten repaired; 6 cells with dates rewritten repaired",
        ),
    ] {
        let (corrections, words) = saved(&bench, folder);
        assert_eq!(corrections, [""; 0], "{folder}");
        assert_eq!(
            words,
            format!("634 cells compared; 0 corrections; {repaired}"),
            "{folder}"
        );
    }
}

#[test]
fn of_files_that_libreoffice_saved_with_ten_edits_exactly_those_ten_are_taken() {
    let bench = harbour();
    for folder in [
        "edited-english",
        "edited-german",
        "edited-utf16",
        "edited-workbook",
    ] {
        let (corrections, _) = saved(&bench, folder);
        assert_eq!(
            corrections,
            [
                "talks-01 event_actors[orland,participant].role: `participant` → `host`",
                "talks-02 event_actors[orland,participant].detail: `6 January 2031` → `his deputy`",
                "talks-01 date: `2031-01` → `2031-01-07`",
                "talks-02 title: `Talks number 2, at the harbour’s edge` → `Talks over “tariffs”, at the harbour`",
                "talks-03 status: `occurred` → `planned`",
                "talks-04 mode: nothing → `visit`",
                "talks-06 date: `2031-01-06` → `2031-01-08`",
                "talks-10 date: `2031-23` → `2031-24`",
                "brandt note: `1000000000000` → nothing",
                "talks-05 certainty: `stated` → `hedged`",
            ],
            "{folder}"
        );
    }
}

#[test]
fn rows_and_columns_may_be_sorted_filtered_moved_dropped_and_added() {
    let bench = harbour();
    rewrite(
        &bench,
        "events",
        "Copy of events (2).csv",
        |lines| {
            lines[1..].reverse();
            lines.truncate(8);
            for line in lines.iter_mut() {
                line.rotate_left(3);
                line.remove(7);
                line.push("my remark".to_owned());
            }
            lines[0].pop();
            lines[0].push("remarks".to_owned());
            let width = lines[0].len();
            lines.extend([vec![String::new(); width], vec![String::new(); width]]);
        },
        ";",
    );
    let (out, err) = bench.ok(&correct("Copy of events (2).csv", &[]));
    assert_eq!(out, "");
    assert_eq!(
        err,
        "91 cells compared; 0 corrections; 7 rows of events not in the file, left alone; column `remarks` of Copy of events (2).csv ignored\n"
    );
    // In whatever encoding.
    let text = rewrite(&bench, "actors", "actors.csv", |_| {}, "\t");
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(bytes).collect()
    };
    for bytes in [
        format!("\u{feff}{text}").into_bytes(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ] {
        std::fs::write(bench.path("actors.csv"), bytes).expect("the file is written");
        let (out, err) = bench.ok(&correct("actors.csv", &[]));
        assert_eq!(
            (out.as_str(), err.as_str()),
            ("", "16 cells compared; 0 corrections\n")
        );
    }
}

#[test]
fn dates_that_a_spreadsheet_rewrote_alike_are_repaired_and_one_alone_is_a_question() {
    let bench = harbour();
    let rewritten = |lines: &mut Vec<Vec<String>>| {
        for (key, day) in [
            ("talks-01", "2031-01-01"),
            ("talks-02", "2031-02-01"),
            ("talks-03", "2031-03-01"),
            ("talks-04", "2031-09-01"),
            ("talks-05", "2031-10-01"),
            ("talks-06", "1/6/2031"),
            ("talks-07", "2/3/2031"),
            ("talks-08", "9/13/2031"),
            ("talks-09", "12/11/2031"),
        ] {
            set(lines, key, "date", day);
        }
        set(lines, "talks-08", "date_approximate", "0.0");
    };
    rewrite(&bench, "events", "events.csv", rewritten, ",");
    let (out, err) = bench.ok(&correct("events.csv", &[]));
    assert_eq!(out, "");
    assert_eq!(
        err,
        "196 cells compared; 0 corrections; 1 cell with numbers rewritten repaired; 9 cells with dates rewritten repaired\n"
    );
    rewrite(
        &bench,
        "events",
        "events.csv",
        |lines| {
            set(lines, "talks-01", "date", "2031-01-01");
            set(lines, "talks-02", "date", "Feb-31");
            set(lines, "talks-06", "date", "3/4/2031");
            set(lines, "talks-07", "date", "3/2/2031");
        },
        ",",
    );
    let output = bench.run(&correct("events.csv", &["--accept"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "refused  events.csv, row 2, column `date`: `2031-01-01` may be `2031-01` as a spreadsheet rewrites it, or 2031-01-01: the other dates of the column do not tell; write a correction into the ledger\n\
         refused  events.csv, row 7, column `date`: `3/4/2031` may be 2031-03-04 or 2031-04-03; write it as EDTF\n\
         refused  events.csv, row 8, column `date`: `3/2/2031` may be `2031-02-03` as a spreadsheet rewrites it, or 2031-03-02: the other dates of the column do not tell; write a correction into the ledger\n"
    );
    assert!(!bench.path("harbour/corrections.csv").exists());
}

#[test]
fn accepted_corrections_are_appended_and_taken_once() {
    let bench = harbour();
    rewrite(
        &bench,
        "event_actors",
        "event_actors.csv",
        |lines| {
            set(lines, "talks-01", "role", "host");
            lines.push(
                ["talks-01", "brandt", "participant", "her deputy", ""]
                    .map(str::to_owned)
                    .to_vec(),
            );
        },
        ",",
    );
    let (out, err) = bench.ok(&correct("event_actors.csv", &[]));
    assert_eq!(out.lines().count(), 3, "{out}");
    assert!(
        err.ends_with("nothing is written; --accept writes all, --accept=1,2 those numbers\n"),
        "{err}"
    );
    let (_, err) = bench.ok(&correct(
        "event_actors.csv",
        &["--accept=1", "--by", "A. Analyst", "--source", "letter"],
    ));
    assert!(
        err.ends_with("harbour/corrections.csv: 1 correction appended\n"),
        "{err}"
    );
    let ledger = bench.read("harbour/corrections.csv");
    let (header, entry) = ledger.split_once('\n').expect("a header");
    assert_eq!(
        header,
        "id,made_on,made_by,fact,field,old_value,new_value,reason,source"
    );
    assert!(
        entry.starts_with("c0001,") && entry.ends_with(",A. Analyst,talks-01,\"event_actors[orland,participant].role\",participant,host,checked,letter\n"),
        "{entry}"
    );
    bench.ok(&["build", "harbour"]);
    // The same file again: what was taken is known, the rest is still asked for.
    let (out, err) = bench.ok(&correct("event_actors.csv", &["--accept"]));
    assert_eq!(out.lines().count(), 2, "{out}");
    assert!(err.contains("; 1 made already; "), "{err}");
    bench.ok(&["build", "harbour"]);
    let (out, _) = bench.ok(&correct("exports/csv/event_actors.csv", &[]));
    assert_eq!(out, "");
    let error = bench.fails(&correct("event_actors.csv", &["--accept=7"]));
    assert!(
        error.starts_with("error: there is no correction 7\n"),
        "{error}"
    );
}

#[test]
fn a_cell_changed_on_both_sides_is_a_conflict_with_all_three_values() {
    let bench = harbour();
    rewrite(
        &bench,
        "events",
        "events.csv",
        |lines| {
            set(lines, "talks-01", "date", "2031-01-07");
            set(lines, "talks-02", "date", "2031-02-08");
            set(lines, "talks-03", "title", "Talks");
        },
        ",",
    );
    let header = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";
    bench.write("harbour/corrections.csv", &format!("{header}c0001,2024-01-01,B,talks-01,date,2031-01,2031-01-09,why,\nc0002,2024-01-01,B,talks-02,date,2031-02,2031-02-08,why,\n"));
    bench.ok(&["build", "harbour"]);
    for store in [&[][..], &["--store", "no-store.sqlite"]] {
        let output = bench.run(&correct("events.csv", store));
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "   1  talks-03 title: `Talks number 3, at the harbour’s edge` → `Talks`  (events.csv, row 4, column `title`)\n\
             conflict  talks-01 date: exported as `2031-01`, now `2031-01-09`, in the file `2031-01-07`  (events.csv, row 2, column `date`)\n",
            "the export of then is rebuilt from the store, or from the ledger"
        );
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(words.contains("1 conflict; 1 made already"), "{words}");
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn new_facts_become_a_sheet_for_the_coder_to_cite() {
    let bench = harbour();
    let new = |cells: &[&str], width: usize| -> Vec<String> {
        let mut line: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        line.resize(width, String::new());
        line
    };
    rewrite(
        &bench,
        "events",
        "events.csv",
        |lines| {
            lines.push(new(
                &[
                    "talks-99",
                    "CONSULT",
                    "",
                    "More talks",
                    "planned",
                    "",
                    "2032-01",
                ],
                15,
            ));
        },
        ",",
    );
    rewrite(
        &bench,
        "event_actors",
        "event_actors.csv",
        |lines| {
            lines.push(new(&["talks-99", "varnia", "host", ""], 5));
        },
        ",",
    );
    let (out, err) = bench.ok(&[
        "correct",
        "events.csv",
        "event_actors.csv",
        "--dataset",
        "harbour",
        "--reason",
        "new",
        "--accept",
    ]);
    assert_eq!(
        out,
        "new fact  talks-99 in events  (events.csv, row 16)\nnew fact  talks-99 in event_actors  (event_actors.csv, row 30)\n"
    );
    assert!(
        err.ends_with("additions.toml: new facts, for you to look at\n"),
        "{err}"
    );
    let sheet = bench.read("additions.toml");
    assert!(
        sheet.ends_with("[[event]]\ndate = \"2032-01\"\nkey = \"talks-99\"\nstatus = \"planned\"\ntitle = \"More talks\"\ntype = \"CONSULT\"\nactors = [\n    { actor = \"varnia\", role = \"host\" },\n]\ncites = [] # the sentences that say so\n"),
        "{sheet}"
    );
    bench.write(
        "harbour/more.toml",
        &sheet.replace("cites = []", "cites = [\"holm-2031#p1.s2\"]"),
    );
    bench.ok(&["build", "harbour"]);
}

#[test]
fn a_workbook_made_by_a_library_is_read_cell_by_cell() {
    let bench = harbour();
    let text = bench.read("exports/csv/events.csv");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("events").expect("a name");
    let day = Format::new().set_num_format("mmm-yy");
    for (row, line) in reader.records().enumerate() {
        for (column, cell) in line.expect("it is CSV").iter().enumerate() {
            let place = (row as u32, column as u16);
            let year_month: Vec<u16> = cell
                .split('-')
                .filter_map(|part| part.parse().ok())
                .collect();
            match (&year_month[..], cell.parse::<f64>()) {
                // What a spreadsheet makes of a month: a day, shown as a month.
                ([year, month], _) if cell.len() == 7 && (1..=12).contains(month) => {
                    let date = ExcelDateTime::from_ymd(*year, *month as u8, 1).expect("a day");
                    sheet
                        .write_datetime_with_format(place.0, place.1, &date, &day)
                        .expect("a cell");
                }
                (_, Ok(number)) => drop(
                    sheet
                        .write_number(place.0, place.1, number)
                        .expect("a cell"),
                ),
                _ => drop(sheet.write_string(place.0, place.1, cell).expect("a cell")),
            }
        }
    }
    sheet.write_string(2, 3, "Edited").expect("a cell");
    sheet.write_formula(3, 3, "=UPPER(D4)").expect("a cell");
    workbook
        .save(bench.path("back.xlsx"))
        .expect("the workbook is saved");
    let output = bench.run(&correct("back.xlsx", &[]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "   1  talks-02 title: `Talks number 2, at the harbour’s edge` → `Edited`  (back.xlsx, events, row 3, column `title`)\n\
         refused  back.xlsx, events, row 4, column `title`: found the formula `UPPER(D4)`, expected a value\n"
    );
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.contains("; 5 cells with dates rewritten repaired"),
        "{words}"
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn a_file_that_cannot_be_taken_back_is_refused_in_a_sentence() {
    let bench = harbour();
    let remove = |column: &'static str| {
        move |lines: &mut Vec<Vec<String>>| {
            let at = lines[0]
                .iter()
                .position(|name| name == column)
                .expect("the column");
            for line in lines {
                line.remove(at);
            }
        }
    };
    rewrite(&bench, "events", "no-key.csv", remove("key"), ",");
    rewrite(
        &bench,
        "events",
        "no-version.csv",
        remove("row_version"),
        ",",
    );
    rewrite(
        &bench,
        "events",
        "twice.csv",
        |lines| lines[0][3] = "type".to_owned(),
        ",",
    );
    bench.write("empty.csv", "");
    bench.write("strange.csv", "name,size\na,1\n");
    std::fs::write(bench.path("old.xls"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").expect("a file");
    let protected: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(
        bench.path("protected.xlsx"),
        [b"\xd0\xcf\x11\xe0".as_slice(), &protected].concat(),
    )
    .expect("a file");
    std::fs::write(bench.path("broken.xlsx"), b"PK\x03\x04 no workbook").expect("a file");
    std::fs::write(bench.path("image.png"), b"\x89PNG\r\n\x1a\n\0\0\0").expect("a file");
    let before = bench.files(".");
    for (file, expected) in [
        (
            "no-key.csv",
            "the column `key` is missing, which names the rows of `events`",
        ),
        (
            "no-version.csv",
            "the column `row_version` is missing, which names the state that each row was exported in; name the export with --base",
        ),
        ("twice.csv", "the column `type` is there twice"),
        ("empty.csv", "the file is empty"),
        (
            "strange.csv",
            "no table of the dataset has the columns `name`, `size`",
        ),
        (
            "exports/csv/timeline.csv",
            "`timeline` is made from other tables and cannot be corrected itself",
        ),
        (
            "exports/csv/event_types.csv",
            "`event_types` holds no facts; it is changed in the dataset's own files",
        ),
        (
            "old.xls",
            "the file is an old Excel workbook (XLS); save it as CSV or XLSX",
        ),
        (
            "protected.xlsx",
            "the workbook is protected by a password; save it without",
        ),
        ("image.png", "the file is neither text nor XLSX"),
    ] {
        let error = bench.fails(&correct(file, &["--accept"]));
        assert_eq!(
            error.lines().next(),
            Some(format!("error: `{file}` is not taken back: {expected}").as_str())
        );
    }
    let error = bench.fails(&correct("broken.xlsx", &["--accept"]));
    assert!(
        error.starts_with("error: `broken.xlsx` is not taken back: the workbook cannot be read: "),
        "{error}"
    );
    let error = bench.fails(&correct("gone.csv", &[]));
    assert!(
        error.starts_with("error: cannot read `gone.csv`\n"),
        "{error}"
    );
    // The export that it is from can be named instead.
    let (out, _) = bench.ok(&correct("no-version.csv", &["--base", "exports"]));
    assert_eq!(out, "");
    // A file of another dataset: none of its rows is known here.
    bench.ok(&["init", "flood"]);
    bench.ok(&["build", "flood", "--out", "of-flood"]);
    let output = bench.run(&correct("of-flood/csv/events.csv", &["--accept"]));
    assert_eq!(output.status.code(), Some(1));
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        out.lines().count() == 3
            && out.lines().all(|line| line
                .ends_with("is not a version of a row of this dataset, nor of its earlier states")),
        "{out}"
    );
    // A row that is there twice.
    rewrite(
        &bench,
        "events",
        "doubled.csv",
        |lines| lines.push(lines[1].clone()),
        ",",
    );
    let output = bench.run(&correct("doubled.csv", &["--accept"]));
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .contains("refused  doubled.csv, row 16: the row `talks-01` is there twice")
    );
    // A column that came back empty, and one that is derived.
    rewrite(
        &bench,
        "events",
        "cells.csv",
        |lines| {
            for line in &mut lines[1..] {
                line[3].clear();
            }
            set(lines, "talks-01", "date_latest", "2031-01-30");
        },
        ",",
    );
    let output = bench.run(&correct("cells.csv", &["--accept"]));
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        out.contains("refused  cells.csv, column `title`: all 14 values of the column are gone\n"),
        "{out}"
    );
    assert!(out.contains("refused  cells.csv, row 2, column `date_latest`: `date_latest` is derived: change `date` instead\n"), "{out}");
    let after = bench.files(".");
    let ledgers = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files.get("harbour/corrections.csv").cloned()
    };
    assert_eq!(ledgers(&before), ledgers(&after));
}

#[test]
fn a_correction_that_the_dataset_does_not_bear_writes_nothing() {
    let bench = harbour();
    rewrite(
        &bench,
        "events",
        "events.csv",
        |lines| {
            set(lines, "talks-01", "status", "hapened");
            set(lines, "talks-02", "type", "talk");
        },
        ",",
    );
    let error = bench.fails(&correct("events.csv", &["--accept"]));
    assert!(
        error.contains("error: unknown type `talk`")
            && error.contains("= hint: it comes from events.csv, row 2, column `status`\n")
            && error.contains("error: unknown status `hapened`\n")
            && error.ends_with(
                "nothing is written: with these corrections the dataset does not build\n"
            ),
        "{error}"
    );
    assert!(!bench.path("harbour/corrections.csv").exists());
}

#[test]
fn rows_whose_keys_would_meet_are_refused_and_the_rest_is_taken() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let swap = |lines: &mut Vec<Vec<String>>| {
        for line in lines.iter_mut() {
            if line[0] == "rescue-exercise-2024" {
                let other = ["orland", "varnia"]
                    .into_iter()
                    .find(|name| line[1] != *name);
                line[1] = other.expect("the other one").to_owned();
            } else if line[1] == "brandt" {
                line[3] = "in person".to_owned();
            }
        }
    };
    rewrite(&bench, "event_actors", "event_actors.csv", swap, ",");
    let args = [
        "correct",
        "event_actors.csv",
        "--dataset",
        "flood",
        "--reason",
        "checked",
    ];
    // Rows of the same file are refused: whoever wants the rest says so.
    let output = bench.run(&[&args[..], &["--accept"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.ends_with(
            "event_actors.csv: 2 rows refused or in conflict\nnothing is written; --partly takes the rest of these files\n"
        ),
        "{words}"
    );
    assert!(!bench.path("flood/corrections.csv").exists());
    let output = bench.run(&[&args[..], &["--accept", "--partly"]].concat());
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    for actor in ["orland", "varnia"] {
        let refusal = format!(
            "the row `rescue-exercise-2024 {actor} participant` is in the dataset already: take it out first, or make the change in the fact sheet"
        );
        assert!(out.contains(&refusal), "{out}");
    }
    let ledger = bench.read("flood/corrections.csv");
    assert_eq!(ledger.lines().count(), 2, "{ledger}");
    assert!(
        ledger.contains("event_actors[brandt,initiator].detail"),
        "{ledger}"
    );
}

#[test]
fn the_same_cell_in_two_files_is_taken_once_or_refused_where_they_do_not_agree() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    for (file, detail) in [
        ("one.csv", "by letter"),
        ("two.csv", "by letter"),
        ("three.csv", "by wire"),
    ] {
        let change = |lines: &mut Vec<Vec<String>>| {
            let line = lines.iter_mut().find(|line| line[1] == "orland");
            line.expect("the row")[3] = detail.to_owned();
        };
        rewrite(&bench, "event_actors", file, change, ",");
    }
    let files = ["correct", "one.csv", "two.csv", "three.csv"];
    let args = ["--dataset", "flood", "--reason", "checked"];
    let output = bench.run(&[&files[..], &args].concat());
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(out.matches("`forty boats` → ").count(), 1, "{out}");
    assert!(
        out.contains("changes the same cell to something else"),
        "{out}"
    );
}

#[test]
fn a_corrected_quote_is_verified_in_the_text_at_hand_and_then_locked() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let change = |lines: &mut Vec<Vec<String>>| set(lines, "sarn", "quote", "the town of Sarn");
    rewrite(&bench, "citations", "citations.csv", change, ",");
    let args = [
        "correct",
        "citations.csv",
        "--dataset",
        "flood",
        "--reason",
        "pinned",
        "--accept",
    ];
    let error = bench.fails(&args);
    assert!(
        error.contains("the quote `the town of Sarn` is not verified in p1.s1"),
        "{error}"
    );
    let article = ["--article", "holm-2024=flood/holm-2024/article.txt"];
    let (_, words) = bench.ok(&[&args[..], &article].concat());
    assert!(
        words.contains("1 quote is verified but not locked"),
        "{words}"
    );
    bench.fails(&["build", "flood"]);
    bench.ok(&[&["lock", "flood"][..], &article].concat());
    bench.ok(&["build", "flood"]);
}

#[test]
fn a_row_that_newer_rules_refuse_is_still_known_as_it_was_before_it_was_corrected() {
    let bench = Bench::new();
    bench.ok(&["init", "csto", "--example", "csto"]);
    bench.ok(&["export", "csto", "--as-of", "2026-11-24", "--out", "then"]);
    let events = bench.read("then/csv/events.csv");
    let key = "csto-leaves-kazakhstan-2022-01";
    assert!(events.contains("../2022-01-15~"), "{events}");
    let edited = events.replace("The CSTO force leaves Kazakhstan", "The force leaves");
    assert_ne!(edited, events);
    bench.write("events.csv", &edited);
    let (out, words) = bench.ok(&[
        "correct",
        "events.csv",
        "--dataset",
        "csto",
        "--reason",
        "shorter",
    ]);
    let said = format!("{out}{words}");
    assert!(said.contains(&format!("{key} title: ")), "{said}");
    assert!(said.contains("1 correction"), "{said}");
}
