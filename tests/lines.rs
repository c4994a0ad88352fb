//! Facts as JSON Lines: the same facts, checks, messages and results as in TOML.

mod common;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use common::{Bench, different};
use serde_json::{Map, Value, json};

/// Returns a value of TOML as one of JSON; the sheets hold texts, numbers, flags, lists and tables.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Array(list) => list.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| (key, json_of(value)));
            Value::Object(entries.collect())
        }
        other => panic!("no sheet holds {other}"),
    }
}

fn table(bench: &Bench, file: &str) -> Map<String, Value> {
    let text = bench.read(file);
    match json_of(toml::Value::Table(toml::from_str(&text).expect("TOML"))) {
        Value::Object(table) => table,
        _ => unreachable!("a file of TOML is a table"),
    }
}

/// Returns the lines that say what a sheet says.
fn lines_of(bench: &Bench, sheet: &str) -> String {
    let mut lines = String::new();
    for (kind, list) in table(bench, sheet) {
        for fact in list.as_array().expect("a sheet holds lists") {
            let mut line = Map::new();
            line.insert(kind.clone(), fact.clone());
            lines.push_str(&format!("{}\n", Value::Object(line)));
        }
    }
    lines
}

/// Turns a dataset of sheets into one of lines: a file for each sheet, packed as `packed` says, and
/// a line for its source.
fn turn_into_lines(
    bench: &Bench,
    dataset: &str,
    source: &str,
    packed: fn(&[u8]) -> (&str, Vec<u8>),
) {
    let mut described = table(bench, &format!("{dataset}/{source}/article.toml"));
    let mut lock = table(bench, &format!("{dataset}/{source}/passages.lock"));
    lock.remove("format");
    described.extend(lock);
    described.insert("key".to_owned(), source.into());
    bench.write(
        &format!("{dataset}/sources.jsonl"),
        &format!("{}\n", json!({ "source": described })),
    );
    for name in ["article.toml", "passages.lock"] {
        fs::remove_file(bench.path(&format!("{dataset}/{source}/{name}"))).unwrap();
    }
    let sheets = bench.files(dataset).into_keys();
    for sheet in sheets.filter(|name| name.ends_with(".toml") && name != "dataset.toml") {
        let lines = lines_of(bench, &format!("{dataset}/{sheet}"));
        let (end, bytes) = packed(lines.as_bytes());
        let name = sheet.replace(".toml", end);
        fs::write(bench.path(&format!("{dataset}/{name}")), bytes).unwrap();
        fs::remove_file(bench.path(&format!("{dataset}/{sheet}"))).unwrap();
    }
}

fn plain(bytes: &[u8]) -> (&str, Vec<u8>) {
    (".jsonl", bytes.to_vec())
}

fn gzip(bytes: &[u8]) -> (&str, Vec<u8>) {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    (".jsonl.gz", packer.finish().unwrap())
}

fn zstandard(bytes: &[u8]) -> (&str, Vec<u8>) {
    (".jsonl.zst", zstd::encode_all(bytes, 3).unwrap())
}

/// Makes the shipped dataset in lines.
fn shipped_in_lines(packed: fn(&[u8]) -> (&str, Vec<u8>)) -> Bench {
    let bench = Bench::new();
    bench.ok(&["init", "csto", "--example", "csto"]);
    turn_into_lines(&bench, "csto", "culp-2023", packed);
    bench
}

#[test]
fn a_dataset_in_lines_builds_the_same_bytes_as_in_sheets() {
    let sheets = Bench::new();
    sheets.ok(&["build"]);
    let expected = sheets.files("exports");
    for packed in [plain, gzip, zstandard] {
        let lines = shipped_in_lines(packed);
        let (_, words) = lines.ok(&["build", "csto"]);
        assert!(words.contains("190 facts added"), "{words}");
        assert_eq!(different(&expected, &lines.files("exports")), [""; 0]);
    }
}

#[test]
fn a_change_of_form_is_no_change_of_the_dataset() {
    let bench = Bench::new();
    bench.ok(&["init", "csto", "--example", "csto"]);
    bench.ok(&["build", "csto"]);
    let expected = bench.files("exports");
    turn_into_lines(&bench, "csto", "culp-2023", plain);
    let (_, words) = bench.ok(&["ingest", "csto"]);
    assert_eq!(words, "store .footnote/csto.sqlite: nothing changed\n");
    bench.ok(&["export"]);
    assert_eq!(different(&expected, &bench.files("exports")), [""; 0]);
}

/// The example dataset in lines.
fn flood() -> Bench {
    let bench = Bench::with_example("flood");
    turn_into_lines(&bench, "flood", "holm-2024", plain);
    bench
}

const FACTS: &str = "flood/holm-2024/facts.jsonl";

#[test]
fn a_rerun_changes_what_changed_in_a_line_and_nothing_else() {
    let bench = flood();
    bench.ok(&["build", "flood"]);
    bench.edit(
        FACTS,
        "\"Orland sends forty boats\"",
        "\"Orland sends boats\"",
    );
    let (_, words) = bench.ok(&["-v", "ingest", "flood"]);
    assert_eq!(
        words,
        "change  events orland-sends-boats-2024-03: title from `Orland sends forty boats` to `Orland sends boats`\n\
         store .footnote/flood.sqlite: 1 fact changed\n"
    );
    // Layout and order say nothing.
    let mut lines: Vec<String> = bench.read(FACTS).lines().map(str::to_owned).collect();
    lines.reverse();
    bench.write(
        FACTS,
        &format!("{}\n\n", lines.join("\r\n").replace("\",\"", "\" , \"")),
    );
    let (_, words) = bench.ok(&["ingest", "flood"]);
    assert_eq!(words, "store .footnote/flood.sqlite: nothing changed\n");
    // A file more with a source of its own, then without it again.
    let more = concat!(
        r#"{"source":{"key":"more","title":"More","author":"A B","publisher":"P","published_on":"2024-04-01","language":"en","sha256":"0000000000000000000000000000000000000000000000000000000000000000","segmenter":"by hand","passages":[{"at":"p1.s1","fingerprint":"00","characters":20,"words":4},{"at":"p1.s2","fingerprint":"01","characters":20,"words":4}],"quotes":[{"at":"p1.s1","quote":"more boats","start":2,"end":12}]}}"#,
        "\n",
        r#"{"event":{"key":"more-boats","type":"AID","title":"More boats","status":"occurred","part_of":"orland-sends-boats-2024-03","actors":[{"actor":"varnia","role":"recipient"}],"cites":[{"at":"more#p1.s1","quote":"more boats"}]}}"#,
        "\n",
        r#"{"skip":{"at":"more#p1.s2","reason":"a remark"}}"#,
        "\n"
    );
    bench.write("flood/more.jsonl", more);
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(
        words.starts_with(
            "store .footnote/flood.sqlite: 1 fact added, 4 rows of sources and codes\n"
        ),
        "{words}"
    );
    let at_once = Bench::new();
    let dataset = bench.path("flood");
    at_once.ok(&["build", dataset.to_str().unwrap()]);
    assert_eq!(
        different(&at_once.files("exports"), &bench.files("exports")),
        [""; 0]
    );
    fs::remove_file(bench.path("flood/more.jsonl")).unwrap();
    let (_, words) = bench.ok(&["ingest", "flood"]);
    assert_eq!(
        words,
        "store .footnote/flood.sqlite: 1 fact removed, 4 rows of sources and codes\n"
    );
}

/// Sets the time when the facts were last written.
fn set_time(bench: &Bench, time: SystemTime) {
    let file = fs::File::options().write(true).open(bench.path(FACTS));
    file.unwrap().set_modified(time).unwrap();
}

#[test]
fn a_rerun_trusts_size_and_time_and_full_trusts_nothing() {
    let bench = flood();
    let old = SystemTime::now() - Duration::from_secs(60);
    set_time(&bench, old);
    bench.ok(&["ingest", "flood"]);
    bench.edit(
        FACTS,
        "\"Orland sends forty boats\"",
        "\"Orland sends fifty boats\"",
    );
    set_time(&bench, old);
    let (_, words) = bench.ok(&["ingest", "flood"]);
    assert_eq!(words, "store .footnote/flood.sqlite: nothing changed\n");
    let (_, words) = bench.ok(&["ingest", "flood", "--full"]);
    assert_eq!(words, "store .footnote/flood.sqlite: 1 fact changed\n");
}

#[test]
fn a_file_written_just_now_is_read_again_though_size_and_time_are_the_same() {
    let bench = flood();
    let soon = SystemTime::now() + Duration::from_secs(600);
    set_time(&bench, soon);
    bench.ok(&["ingest", "flood"]);
    bench.edit(
        FACTS,
        "\"Orland sends forty boats\"",
        "\"Orland sends fifty boats\"",
    );
    set_time(&bench, soon);
    let (_, words) = bench.ok(&["ingest", "flood"]);
    assert_eq!(words, "store .footnote/flood.sqlite: 1 fact changed\n");
}

#[test]
fn a_thousand_faults_are_all_counted_the_first_of_each_kind_told_and_nothing_is_written() {
    let bench = flood();
    let mut lines = bench.read(FACTS);
    let known = lines.lines().count();
    for number in 0..1000 {
        lines.push_str(&match number % 4 {
            0 => format!("{{\"event\":{{\"key\":\"e-{number}\",\"type\":\"AID\",\"title\":\"T\",\"status\":\"occurred\",\"actors\":[{{\"actor\":\"nobody-{number}\",\"role\":\"recipient\"}}],\"cites\":[\"p1.s1\"]}}}}\n"),
            1 => format!("{{\"event\":{{\"key\":\"e-{number}\",\"type\":\"AID\",\"status\":\"occurred\",\"cites\":[\"p1.s1\"]}}}}\n"),
            2 => "{\"event\":{\n".to_owned(),
            _ => "{\"actor\":{\"key\":\"varnia\",\"name\":\"V\",\"kind\":\"state\",\"cites\":[\"p1.s1\"]}}\n".to_owned(),
        });
    }
    bench.write(FACTS, &lines);
    let said = bench.fails(&["build", "flood"]);
    assert!(said.ends_with("1000 errors, 0 warnings\n"), "{said}");
    assert_eq!(said.matches("error: ").count(), 4 * 50);
    assert_eq!(
        said.matches("… and 200 errors more of the kind: ").count(),
        4
    );
    for (line, message) in [
        (1, "unknown actor `nobody-0`"),
        (2, "event `e-1` lacks `title`"),
        (3, "this is not JSON: EOF while parsing an object"),
        (4, "the key `varnia` is used twice"),
    ] {
        let place = format!("flood/holm-2024/facts.jsonl:{}:", known + line);
        let at = said
            .find(&format!("error: {message}\n"))
            .unwrap_or_else(|| panic!("{message}"));
        assert!(
            said[at..].lines().nth(1).unwrap().contains(&place),
            "{message}"
        );
    }
    assert!(!bench.path(".footnote").exists() && !bench.path("exports").exists());
}

#[test]
fn facts_come_by_standard_input_packed_or_not() {
    for packed in [plain, gzip, zstandard] {
        let bench = flood();
        let facts = fs::read(bench.path(FACTS)).unwrap();
        fs::remove_file(bench.path(FACTS)).unwrap();
        // Outside its folder a locator names its source.
        let mut facts = String::from_utf8(facts).unwrap();
        for paragraph in ["p1.", "p2.", "p3."] {
            facts = facts.replace(
                &format!("\"{paragraph}"),
                &format!("\"holm-2024#{paragraph}"),
            );
        }
        let args = ["check", "flood", "--facts", "-"];
        let (_, _, said) = with_input(&bench, &args, &packed(facts.as_bytes()).1);
        assert!(said.starts_with("12 facts without fault"), "{said}");
    }
}

/// Runs the program with this on its standard input; returns its exit code and what it wrote.
fn with_input(bench: &Bench, args: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_footnote"))
        .args(args)
        .current_dir(bench.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    stdin.write_all(input).unwrap();
    drop(stdin);
    let output = program.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_part_of_a_dataset_is_checked_as_a_filter() {
    let bench = flood();
    let line = r#"{"event":{"key":"more","type":"AID","title":"More","status":"occurred","part_of":"elsewhere","actors":[{"actor":"varnia","role":"recipient"}],"cites":[{"at":"other#p1.s1","quote":"so it says"}]}}"#;
    let args = ["check", "flood", "--facts", "-", "--partial", "--json"];
    assert_eq!(
        with_input(&bench, &args, line.as_bytes()),
        (Some(0), String::new(), String::new())
    );
    // What is there is checked all the same.
    let wrong = line
        .replace("varnia", "brandt-prime-minister")
        .replace("AID", "AYD");
    let (code, problems, _) = with_input(&bench, &args, format!("\n{wrong}\n").as_bytes());
    assert_eq!(code, Some(1));
    let problems: Vec<Value> = problems
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        problems,
        [
            json!({"severity": "error", "file": "stdin.jsonl", "line": 2, "column": 31, "message": "unknown type `AYD`", "hints": ["did you mean `AID`?"]}),
            json!({"severity": "error", "file": "stdin.jsonl", "line": 2, "column": 113, "message": "`brandt-prime-minister` is an office, expected an actor", "hints": []}),
        ]
    );
    // Without --partial a reference must find its fact.
    let (code, problems, _) = with_input(
        &bench,
        &["check", "flood", "--facts", "-", "--json"],
        line.as_bytes(),
    );
    assert_eq!((code, problems.lines().count()), (Some(1), 2));
}

#[test]
fn what_rewrites_sheets_refuses_lines() {
    let bench = flood();
    let article = ["--article", "holm-2024=flood/holm-2024/article.txt"];
    let said = bench.fails(&["lock", "flood", article[0], article[1]]);
    assert!(
        said.contains("the lock of `holm-2024` is a line of `flood/sources.jsonl`"),
        "{said}"
    );
    let file = "flood/holm-2024/article.txt";
    let said = bench.fails(&["revise", "holm-2024", file, "--dataset", "flood"]);
    assert!(
        said.contains("holds facts in lines, and this rewrites sheets alone"),
        "{said}"
    );
    // Citations of a source that a line describes are verified all the same.
    let (out, _) = bench.ok(&["check", "flood", article[0], article[1]]);
    assert!(
        out.starts_with(
            "holm-2024: 7 sentences, 6 coded, 1 skipped, 0 untouched; citations verified"
        ),
        "{out}"
    );
    bench.edit(
        FACTS,
        "said nothing about the rest",
        "said nothing of the rest",
    );
    let said = bench.fails(&["check", "flood", article[0], article[1]]);
    assert!(
        said.contains("the quote `said nothing of the rest` does not stand in p2.s2"),
        "{said}"
    );
}

#[test]
fn a_store_of_another_dataset_is_refused_though_the_files_are_the_same() {
    let bench = flood();
    bench.ok(&["ingest", "flood", "--store", "one.sqlite"]);
    fs::rename(bench.path("flood"), bench.path("deluge")).unwrap();
    let said = bench.fails(&["ingest", "deluge", "--store", "one.sqlite"]);
    assert!(
        said.contains("holds the dataset `flood`, not `deluge`"),
        "{said}"
    );
}

#[test]
fn a_list_is_no_table_in_lines_either() {
    let bench = flood();
    let table = r#"{"actor":"varnia","role":"recipient"}"#;
    bench.edit(FACTS, table, r#"["varnia","recipient","some of it"]"#);
    let said = bench.fails(&["check", "flood"]);
    assert!(
        said.contains("error: found a list, expected a table\n"),
        "{said}"
    );
}

#[test]
fn a_line_of_a_source_that_cannot_be_read_is_told_like_any_other() {
    let bench = flood();
    for (line, said) in [
        (r#"{"source":{"key":"s1","title":}}"#, "this is not JSON"),
        (
            r#"{"source":{"key":"s1","key":"s2"}}"#,
            "the key `key` is given twice",
        ),
        (
            r#"{"source":"s1"}"#,
            "found string \"s1\", expected a table",
        ),
        (r#"{"source":{"key":"s1"},"skip":{}}"#, "a line has one key"),
    ] {
        let fact = r#"{"event":{"key":"e","type":"AID","title":"T","status":"occurred","part_of":"s1","cites":["holm-2024#p1.s1"]}}"#;
        bench.write("flood/more.jsonl", &format!("{fact}\n{line}\n"));
        let words = bench.fails(&["check", "flood"]);
        assert!(words.contains(said), "{line}\n{words}");
        assert!(words.contains("flood/more.jsonl:2:"), "{line}\n{words}");
    }
}

#[test]
fn a_citation_that_the_ledger_takes_out_is_none_in_lines_either() {
    let bench = flood();
    let fact = r#"{"event":{"key":"e","type":"AID","title":"T","status":"occurred","cites":["holm-2024#p1.s1","holm-2024#p3.s1"]}}"#;
    bench.write("flood/more.jsonl", &format!("{fact}\n"));
    let said = bench.fails(&["check", "flood"]);
    assert!(
        said.contains("p3.s1 is skipped, yet a fact cites it"),
        "{said}"
    );
    let ledger = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n\
        c0001,2025-01-01,A,e,\"citations[*,holm-2024,3,1]\",1,,why,\n";
    bench.write("flood/corrections.csv", ledger);
    bench.ok(&["check", "flood"]);
}

#[test]
fn a_rerun_tells_the_warnings_that_a_first_run_tells() {
    let bench = flood();
    bench.ok(&["ingest", "flood"]);
    bench.edit(FACTS, "\"date\":\"2024-03-04\"", "\"date\":\"2024-03-05\"");
    let (_, said) = bench.ok(&["ingest", "flood"]);
    assert!(said.contains("warning: "), "{said}");
}
