//! What people and their tools do to a spreadsheet before it comes back, besides correcting it: no
//! mishap becomes a correction, and no correction gets lost in one.

mod common;

use common::Bench;
use common::spreadsheets::{correct, harbour, refused, rewrite, set};
use rust_xlsxwriter::Workbook;

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
        "; views left alone: assistance_requests, coverage, ",
        ", timeline; tables without facts left alone: actor_kinds, ",
        ", uncoded_passages; export.xlsx, Notes left alone: no table of the dataset has the columns `to do`\n",
    ] {
        assert!(words.contains(left), "{words}");
    }
    assert!(!bench.path("harbour/corrections.csv").exists());
}
