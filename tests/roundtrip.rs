//! Files that come back from spreadsheets: saved by the real LibreOffice (`tests/spreadsheets`),
//! made by a library, or rewritten here as other programs do.

mod common;

use std::path::PathBuf;

use common::{Bench, ROOT, files};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// Returns a folder with the invented dataset `harbour`, built.
fn harbour() -> Bench {
    let bench = Bench::new();
    for (name, bytes) in files(&PathBuf::from(ROOT).join("tests/spreadsheets/harbour")) {
        let path = bench.path("harbour").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, bytes).expect("the file is copied");
    }
    bench.ok(&["build", "harbour"]);
    bench
}

fn correct<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = [
        "correct",
        file,
        "--dataset",
        "harbour",
        "--reason",
        "checked",
    ];
    args.into_iter().chain(more.iter().copied()).collect()
}

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

/// Rewrites an exported CSV file line by line; a line is its cells.
fn rewrite(
    bench: &Bench,
    table: &str,
    to: &str,
    change: impl FnOnce(&mut Vec<Vec<String>>),
    separator: &str,
) -> String {
    let text = bench.read(&format!("exports/csv/{table}.csv"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut lines: Vec<Vec<String>> = reader
        .records()
        .map(|line| line.expect("it is CSV").iter().map(str::to_owned).collect())
        .collect();
    change(&mut lines);
    let quoted = |cell: &String| {
        if cell.contains([',', ';', '\t', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let lines = lines.iter().map(|line| {
        let cells: Vec<String> = line.iter().map(quoted).collect();
        format!("{}\r\n", cells.join(separator))
    });
    let text: String = lines.collect();
    bench.write(to, &text);
    text
}

fn set(lines: &mut [Vec<String>], key: &str, column: &str, value: &str) {
    let at = lines[0]
        .iter()
        .position(|name| name == column)
        .expect("the column");
    let line = lines
        .iter_mut()
        .find(|line| line[0] == key)
        .expect("the row");
    line[at] = value.to_owned();
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

/// Takes a file back that must not be taken whole; returns what is said of its cells.
fn refused(bench: &Bench, args: &[&str]) -> String {
    let output = bench.run(args);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    out.into_owned()
}

#[test]
fn a_sheet_that_was_sorted_without_its_last_column_is_refused_as_a_whole() {
    let bench = harbour();
    // The versions stay where they are, and one cell is corrected besides.
    let sort = |lines: &mut Vec<Vec<String>>| {
        let versions: Vec<String> = lines[1..].iter().map(|line| line[14].clone()).collect();
        lines[1..].sort_by_key(|line| std::cmp::Reverse(line[0].clone()));
        for (line, version) in lines[1..].iter_mut().zip(versions) {
            line[14] = version;
        }
        set(lines, "talks-01", "title", "Corrected");
    };
    rewrite(&bench, "events", "events.csv", sort, ",");
    assert_eq!(
        refused(&bench, &correct("events.csv", &["--accept", "--partly"])),
        "refused  events.csv: 14 of 14 rows contradict themselves, their key is that of one row and their `row_version` that of another; was it sorted without its last column? Nothing of it is taken\n"
    );
    // So are participants, most of whom keep their event.
    let turn = |lines: &mut Vec<Vec<String>>| {
        for pair in lines[1..].chunks_mut(2) {
            let (one, other) = pair.split_at_mut(1);
            std::mem::swap(&mut one[0][4], &mut other[0][4]);
        }
    };
    rewrite(&bench, "event_actors", "event_actors.csv", turn, ",");
    let out = refused(&bench, &correct("event_actors.csv", &["--accept"]));
    assert!(
        out.contains(" of 28 rows contradict themselves") && out.lines().count() == 1,
        "{out}"
    );
    assert!(!bench.path("harbour/corrections.csv").exists());
}

#[test]
fn a_row_with_the_key_of_another_is_refused_whole_and_a_changed_role_is_not() {
    let bench = harbour();
    let change = |lines: &mut Vec<Vec<String>>| {
        set(lines, "talks-02", "title", "Not taken");
        set(lines, "talks-02", "status", "planned");
        set(lines, "talks-02", "key", "talks-77");
        set(lines, "talks-03", "title", "Taken");
    };
    rewrite(&bench, "events", "events.csv", change, ",");
    assert_eq!(
        refused(&bench, &correct("events.csv", &[])),
        "   1  talks-03 title: `Talks number 3, at the harbour’s edge` → `Taken`  (events.csv, row 4, column `title`)\n\
         refused  events.csv, row 3: its `key` is `talks-77`, and its `row_version` that of a row of `talks-02`; nothing of it is taken, for a key never changes\n"
    );
    let change = |lines: &mut Vec<Vec<String>>| set(lines, "talks-02", "role", "host");
    rewrite(&bench, "event_actors", "event_actors.csv", change, ",");
    let (out, _) = bench.ok(&correct("event_actors.csv", &[]));
    assert!(
        out.starts_with(
            "   1  talks-02 event_actors[orland,participant].role: `participant` → `host`"
        ),
        "{out}"
    );
}

#[test]
fn a_column_that_was_sorted_apart_from_its_rows_is_refused() {
    let bench = harbour();
    let sort = |lines: &mut Vec<Vec<String>>| {
        let mut titles: Vec<String> = lines[1..].iter().map(|line| line[3].clone()).collect();
        titles.reverse();
        for (line, title) in lines[1..].iter_mut().zip(titles) {
            line[3] = title;
        }
        set(lines, "talks-03", "status", "planned");
    };
    rewrite(&bench, "events", "events.csv", sort, ",");
    let out = refused(&bench, &correct("events.csv", &[]));
    assert_eq!(
        out.lines().last(),
        Some(
            "refused  events.csv, column `title`: 14 cells have values of each other; was a part of the sheet sorted or moved? Nothing of the column is taken"
        )
    );
    assert!(
        out.starts_with("   1  talks-03 status:") && out.lines().count() == 2,
        "{out}"
    );
}

#[test]
fn what_tools_write_for_nothing_is_nothing() {
    let bench = harbour();
    let fill = |lines: &mut Vec<Vec<String>>| {
        for line in &mut lines[1..] {
            for cell in line.iter_mut().filter(|cell| cell.is_empty()) {
                *cell = "NA".to_owned();
            }
        }
    };
    for table in ["events", "facts", "actors", "event_actors", "citations"] {
        let file = format!("{table}.csv");
        rewrite(&bench, table, &file, fill, ",");
        let (out, err) = bench.ok(&correct(&file, &[]));
        assert_eq!(out, "", "{table}");
        assert!(err.contains(" with a sign for nothing repaired"), "{err}");
    }
    let change = |lines: &mut Vec<Vec<String>>| {
        set(lines, "talks-01", "title", "#REF!");
        set(lines, "talks-02", "status", "N/A");
        set(lines, "talks-03", "mode", "#NAME?");
    };
    rewrite(&bench, "events", "events.csv", change, ",");
    assert_eq!(
        refused(&bench, &correct("events.csv", &["--accept"])),
        "refused  events.csv, row 2, column `title`: found the error `#REF!`, expected a value\n\
         refused  events.csv, row 3, column `status`: `N/A` stands for nothing; empty the cell if `occurred` is to go\n\
         refused  events.csv, row 4, column `mode`: found the error `#NAME?`, expected a value\n"
    );
}

/// Writes a text in an encoding that has half of 256 characters of its own.
fn in_encoding(text: &str, upper: &str) -> Vec<u8> {
    let byte = |c: char| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => byte,
        _ => upper
            .chars()
            .position(|known| known == c)
            .map_or(b'?', |at| 0x80 + at as u8),
    };
    text.chars().map(byte).collect()
}

/// The upper halves of Mac Roman and CP850, as far as they are needed here.
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿";

#[test]
fn a_file_is_read_in_the_encoding_that_gives_its_texts_back() {
    let bench = harbour();
    let edit = |lines: &mut Vec<Vec<String>>| set(lines, "orland", "name", "Örland’s Möle");
    for (upper, name, gives) in [
        (MAC_ROMAN, "Mac Roman", "Örland’s Möle"),
        (CP850, "CP850", "Örland?s Möle"),
    ] {
        for table in ["actors", "actor_names", "events"] {
            let file = format!("{table}.csv");
            let text = rewrite(&bench, table, &file, |_| {}, ",");
            std::fs::write(bench.path(&file), in_encoding(&text, upper))
                .expect("the file is written");
            let (out, _) = bench.ok(&correct(&file, &[]));
            assert_eq!(out, "", "{name} {table}");
        }
        // A correction is read as the others are, and what may be another letter is a question.
        let text = rewrite(&bench, "actors", "actors.csv", edit, ",");
        std::fs::write(bench.path("actors.csv"), in_encoding(&text, upper))
            .expect("the file is written");
        let output = bench.run(&correct("actors.csv", &[]));
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(
            !out.contains(" → ") || out.contains(&format!("→ `{gives}`")),
            "{name}: {out}"
        );
    }
    // Nothing that is untouched tells how the new letter reads.
    let plain = |lines: &mut Vec<Vec<String>>| set(lines, "talks-01", "detail", "Möller");
    let text = rewrite(&bench, "event_actors", "event_actors.csv", plain, ",");
    std::fs::write(
        bench.path("event_actors.csv"),
        in_encoding(&text, MAC_ROMAN),
    )
    .expect("the file is written");
    let out = refused(&bench, &correct("event_actors.csv", &["--accept"]));
    assert!(
        out.contains("nothing in the file tells its encoding; save it as UTF-8")
            && out.lines().count() == 1,
        "{out}"
    );
    // Texts that no encoding gives back.
    let strange = |text: &str| -> Vec<u8> {
        let bytes = text.bytes();
        bytes
            .map(|byte| if byte > 0x7f { 0xff } else { byte })
            .collect()
    };
    let text = rewrite(&bench, "events", "events.csv", |_| {}, ",");
    std::fs::write(bench.path("events.csv"), strange(&text)).expect("the file is written");
    let out = refused(&bench, &correct("events.csv", &["--accept"]));
    assert!(
        out.starts_with(
            "refused  events.csv: it is not UTF-8, and in none of Windows-1252, Mac Roman,"
        ) && out.lines().count() == 1,
        "{out}"
    );
    // Saved in one, read in another, and saved as UTF-8.
    let text = rewrite(&bench, "events", "events.csv", |_| {}, ",").replace('’', "Õ");
    bench.write("events.csv", &text);
    let out = refused(&bench, &correct("events.csv", &["--accept"]));
    assert_eq!(
        out,
        "refused  events.csv: its texts were saved as Mac Roman and read as Windows-1252; save the file as UTF-8\n"
    );
    assert!(!bench.path("harbour/corrections.csv").exists());
}

#[test]
fn a_cell_that_stands_for_its_row_is_not_emptied() {
    let bench = harbour();
    for (table, row, column, expected) in [
        (
            "actor_names",
            2,
            "kind",
            "`kind` cannot be empty; if the row is to go, the ledger says so: `ID,DAY,NAME,varnia,actor_names[Várnia].kind,variant,,REASON,`",
        ),
        (
            "actor_identifiers",
            2,
            "identifier",
            "`identifier` cannot be empty; if the row is to go, the ledger says so: `ID,DAY,NAME,varnia,actor_identifiers[cow].identifier,007,,REASON,`",
        ),
        (
            "event_actors",
            2,
            "role",
            "`role` cannot be empty; if the row is to go, the ledger says so: `ID,DAY,NAME,talks-01,\"event_actors[orland,participant]\",1,,REASON,`",
        ),
        (
            "events",
            2,
            "title",
            "`title` cannot be empty; if the fact is to go, the ledger says so: `ID,DAY,NAME,talks-01,retracted,,1,REASON,`",
        ),
        ("facts", 2, "certainty", "`certainty` cannot be empty"),
    ] {
        let file = format!("{table}.csv");
        let change = |lines: &mut Vec<Vec<String>>| {
            let at = lines[0]
                .iter()
                .position(|name| name == column)
                .expect("the column");
            lines[row - 1][at].clear();
        };
        rewrite(&bench, table, &file, change, ",");
        assert_eq!(
            refused(&bench, &correct(&file, &["--accept"])),
            format!("refused  {file}, row {row}, column `{column}`: {expected}\n")
        );
    }
    assert!(!bench.path("harbour/corrections.csv").exists());
    // The entry does what it says.
    let header = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";
    bench.write(
        "harbour/corrections.csv",
        &format!("{header}c1,2024-01-01,A,varnia,actor_names[Várnia].kind,variant,,no name,\n"),
    );
    bench.ok(&["build", "harbour"]);
    assert!(!bench.read("exports/csv/actor_names.csv").contains("Várnia"));
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn a_date_its_wording_and_its_basis_are_one_change() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let correct = |more: &[&'static str]| {
        let args = [
            "correct",
            "events.csv",
            "--dataset",
            "flood",
            "--reason",
            "the letter is dated",
        ];
        [&args[..], more].concat()
    };
    let request = "varnia-requests-relief-2024-03";
    rewrite(
        &bench,
        "events",
        "events.csv",
        |lines| set(lines, request, "date", "2024-03-05"),
        ",",
    );
    // Its wording names another day: without a source it cannot be taken.
    let out = refused(&bench, &correct(&["--accept"]));
    assert!(
        out.contains("column `date`: `2024-03-05` is not what its wording `4 March 2024` gives; name what shows it with --source")
            && out.lines().count() == 1,
        "{out}"
    );
    let (out, _) = bench.ok(&correct(&["--source", "letter of 5 March", "--accept=2"]));
    let row = out
        .split("row ")
        .nth(1)
        .and_then(|row| row.split(',').next())
        .expect("a row");
    assert_eq!(
        out,
        format!(
            "   1  {request} date: `2024-03-04` → `2024-03-05`  (events.csv, row {row}, column `date`)\n   2  {request} date_text: `4 March 2024` → nothing  (events.csv, row {row}, column `date_text`; goes with 1)\n   3  {request} date_basis: `stated` → `outside_source`  (events.csv, row {row}, column `date_basis`; goes with 1)\n"
        )
    );
    // One of them brings the others along.
    assert_eq!(bench.read("flood/corrections.csv").lines().count(), 4);
    bench.ok(&["build", "flood"]);
    let events = bench.read("exports/csv/events.csv");
    assert!(
        events.contains(",2024-03-05,,outside_source,2024-03-05,2024-03-05,day,"),
        "{events}"
    );
    let (why, _) = bench.ok(&["why", request, "date_basis"]);
    assert!(
        why.contains("events.date_basis: `outside_source`") && why.contains("correction c0003"),
        "{why}"
    );
    // Taken out again altogether, and put back.
    let clear = |lines: &mut Vec<Vec<String>>| {
        for column in ["date", "date_text", "date_basis"] {
            set(lines, request, column, "");
        }
    };
    rewrite(&bench, "events", "events.csv", clear, ",");
    // The citation of what is gone goes with it.
    let (out, _) = bench.ok(&correct(&["--accept"]));
    assert!(
        out.contains(&format!(
            "   2  {request} citations[date,holm-2024,1,2]: `1` → nothing"
        )) && out.lines().count() == 3,
        "{out}"
    );
    bench.ok(&["build", "flood"]);
    rewrite(
        &bench,
        "events",
        "events.csv",
        |lines| set(lines, request, "date", "2024-03-06"),
        ",",
    );
    let out = refused(&bench, &correct(&["--accept"]));
    assert!(
        out.contains("`2024-03-06` has no wording in the source"),
        "{out}"
    );
    let add = |lines: &mut Vec<Vec<String>>| {
        set(lines, request, "date", "2024-03-04");
        set(lines, request, "date_text", "4 March 2024");
        set(lines, request, "date_basis", "stated");
    };
    rewrite(&bench, "events", "events.csv", add, ",");
    let (out, _) = bench.ok(&correct(&["--accept"]));
    assert_eq!(out.lines().count(), 3, "{out}");
    bench.ok(&["build", "flood"]);
    assert!(
        bench
            .read("exports/csv/events.csv")
            .contains(",2024-03-04,4 March 2024,stated,")
    );
    let (out, _) = bench.ok(&["diff", "flood", "exports"]);
    assert_eq!(out, "");
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
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn a_spreadsheet_can_be_used_to_code() {
    let bench = harbour();
    let add = |table: &str, rows: &[&[&str]]| drop(append(&bench, table, rows));
    add("places", &[&["north-quay", "North Quay", "city"]]);
    add(
        "events",
        &[&[
            "talks-99",
            "CONSULT",
            "",
            "More talks",
            "planned",
            "",
            "2032-01",
            "January 2032",
        ]],
    );
    add("event_places", &[&["talks-99", "north-quay", "location"]]);
    add(
        "facts",
        &[&["talks-99", "event", "hedged", "", "Coded in a spreadsheet."]],
    );
    let cite = |fact, field, quote| {
        vec![
            fact,
            field,
            "holm-2031",
            "1",
            "2",
            "",
            "",
            quote,
            "supports",
        ]
    };
    let citations = [cite("talks-99", "*", ""), cite("north-quay", "*", "")];
    let citations: Vec<&[&str]> = citations.iter().map(Vec::as_slice).collect();
    add("citations", &citations);
    let files = [
        "places.csv",
        "events.csv",
        "event_places.csv",
        "facts.csv",
        "citations.csv",
    ];
    let args = [
        &["correct"][..],
        &files,
        &["--dataset", "harbour", "--reason", "new", "--accept"],
    ]
    .concat();
    let (out, _) = bench.ok(&args);
    assert_eq!(out.lines().count(), 6, "{out}");
    let sheet = bench.read("additions.toml");
    // Moved into the dataset as it is.
    bench.write(
        "harbour/additions.toml",
        &sheet.replace("date_text = \"January 2032\"\n", ""),
    );
    bench.ok(&["build", "harbour"]);
    let citations = bench.read("exports/csv/citations.csv");
    for fact in ["talks-99", "north-quay"] {
        assert!(
            citations.contains(&format!("{fact},*,holm-2031,1,2,,,,supports,,")),
            "{citations}"
        );
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn a_new_row_that_does_not_look_like_its_table_is_refused_by_itself() {
    let bench = harbour();
    let check = |table: &str, row: &[&str], expected: &str| {
        let file = format!("{table}.csv");
        let text = append(&bench, table, &[row]);
        let number = csv_rows(&text);
        assert_eq!(
            refused(&bench, &correct(&file, &[])),
            format!("refused  {file}, row {number}{expected}\n"),
        );
    };
    let event = |key| [key, "CONSULT", "", "More talks", "planned"];
    check(
        "events",
        &event("Total: 14"),
        ": `Total: 14` is not a key: it is not lower-case letters and digits joined by single hyphens",
    );
    check(
        "events",
        &["talks-99", "CONSULT"],
        ": a new row of `events` needs its `title`",
    );
    check(
        "events",
        &event("orland"),
        ": `orland` is the key of a fact of another kind",
    );
    check(
        "events",
        &["talks-99", "CONSULT", "", "#REF!"],
        ", column `title`: found the error `#REF!`, expected a value",
    );
    check(
        "event_actors",
        &["talks-01", "brandt"],
        ": a new row of `event_actors` needs its `role`",
    );
    check(
        "event_actors",
        &["orland", "brandt", "host"],
        ": `orland` is not in `events`, so it has no rows in `event_actors`",
    );
    check(
        "event_actors",
        &["talks-99", "brandt", "host"],
        ": no fact `talks-99` is there or new",
    );
    check(
        "actor_names",
        &["brandt", "Ilse"],
        ": a new row of `actor_names` needs its `kind`",
    );
    check(
        "facts",
        &["talks-99", "event", "stated"],
        ": no fact `talks-99` is there or new",
    );
    check(
        "pending_reviews",
        &["talks-01", "is it so?"],
        ": a review of `talks-01` is not asked for by a new row: write `needs_review` into its fact sheet or the ledger",
    );
}

/// Appends rows to a table, filled up to its width; returns the text.
fn append(bench: &Bench, table: &str, rows: &[&[&str]]) -> String {
    let change = |lines: &mut Vec<Vec<String>>| {
        let width = lines[0].len();
        for row in rows {
            let mut line: Vec<String> = row.iter().map(|cell| (*cell).to_owned()).collect();
            line.resize(width, String::new());
            lines.push(line);
        }
    };
    rewrite(bench, table, &format!("{table}.csv"), change, ",")
}

/// Counts the lines of a CSV text.
fn csv_rows(text: &str) -> usize {
    text.matches('\n').count()
}

#[test]
fn a_workbook_of_the_whole_export_holds_no_correction() {
    let bench = harbour();
    let mut workbook = Workbook::new();
    for (name, bytes) in bench.files("exports/csv") {
        let Some(table) = name.strip_suffix(".csv") else {
            continue;
        };
        let sheet = workbook.add_worksheet().set_name(table).expect("a name");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&bytes[..]);
        for (row, line) in reader.records().enumerate() {
            for (column, cell) in line.expect("it is CSV").iter().enumerate() {
                let place = (row as u32, column as u16);
                match cell.parse::<f64>() {
                    Ok(number) if number.fract() == 0.0 => {
                        sheet.write_number(place.0, place.1, number)
                    }
                    _ => sheet.write_string(place.0, place.1, cell),
                }
                .expect("a cell");
            }
        }
    }
    let notes = workbook.add_worksheet().set_name("Notes").expect("a name");
    notes.write_string(0, 0, "to do").expect("a cell");
    workbook
        .save(bench.path("export.xlsx"))
        .expect("the workbook is saved");
    let (out, words) = bench.ok(&correct("export.xlsx", &["--accept"]));
    assert_eq!(out, "");
    for left in [
        "export.xlsx, timeline left alone: `timeline` is made from other tables",
        "export.xlsx, event_types left alone: `event_types` holds no facts",
        "export.xlsx, Notes left alone: no table of the dataset has the columns `to do`",
    ] {
        assert!(words.contains(left), "{words}");
    }
    assert!(!bench.path("harbour/corrections.csv").exists());
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
