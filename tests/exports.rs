//! The exports: what analysts rely on, held against the contract and against each other.

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{Bench, ROOT, different, files};
use rusqlite::Connection;

/// The names that files, scripts and people outside the code depend on.
const CONTRACT: &[(&str, &str)] = &[
    (
        "sources",
        "key title author publisher published_on language url rights sha256 paragraphs sentences words",
    ),
    (
        "passages",
        "source paragraph sentence locator fingerprint characters words text",
    ),
    ("facts", "key kind certainty said_by note"),
    (
        "citations",
        "fact field source paragraph sentence quote_start quote_end quote stance reported_value",
    ),
    ("uncoded_passages", "source paragraph sentence reason"),
    ("actors", "key name kind parent"),
    ("actor_names", "actor name kind"),
    ("actor_identifiers", "actor scheme identifier"),
    ("offices", "key holder title body DATE"),
    ("memberships", "key member organization status DATE"),
    ("places", "key name kind country"),
    ("instruments", "key name kind part_of"),
    ("events", "key type mode title status DATE part_of"),
    ("event_actors", "event actor role detail"),
    ("event_places", "event place role"),
    ("event_instruments", "event instrument role"),
    ("event_links", "event relation other_event"),
    ("positions", "key actor subject stance rationale DATE"),
    ("claims", "key holder subject statement modality DATE"),
    (
        "corrections",
        "id made_on made_by fact field old_value new_value reason source",
    ),
    ("event_types", "code label definition cameo_root_codes"),
    ("event_roles", "code label definition"),
    (
        "timeline",
        "date date_earliest date_latest event type status title actors places footnote",
    ),
    (
        "assistance_requests",
        "request requester addressee asked_on legal_basis outcome response answered_on footnote",
    ),
    (
        "positions_by_actor",
        "actor actor_name subject stance date rationale footnote",
    ),
    (
        "membership_roster",
        "organization member member_name status footnote",
    ),
    (
        "request_answers",
        "request answer relation asked_on answered_on lag_days_min lag_days_max certainty footnote",
    ),
    (
        "fact_dates",
        "fact kind status DATE date_prec certain_from certain_until possible_from possible_until",
    ),
    ("footnotes", "fact field stance source locator footnote"),
    ("coverage", "source locator facts reason"),
];

const DATE: &str = "date date_text date_basis date_earliest date_latest date_precision date_approximate date_uncertain";

/// The tables that may be empty in the shipped dataset, each with the reason.
const EMPTY: &[(&str, &str)] = &[
    (
        "answers_outside",
        "no answer lies outside of the whole dataset",
    ),
    ("retractions", "nobody has retracted a fact yet"),
    ("pending_reviews", "the article has not been revised"),
    (
        "uncoded_passages",
        "every sentence of the article holds a fact",
    ),
];

fn open(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

fn strings(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Returns the columns of every table and view of a database.
fn columns(connection: &Connection) -> BTreeMap<String, Vec<String>> {
    let names = strings(
        connection,
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')",
    );
    let of = |name: &String| {
        strings(
            connection,
            &format!("SELECT name FROM pragma_table_info('{name}') ORDER BY cid"),
        )
    };
    names.iter().map(|name| (name.clone(), of(name))).collect()
}

fn shipped() -> Connection {
    open(&Path::new(ROOT).join("exports/csto.sqlite"))
}

#[test]
fn the_committed_exports_are_what_the_program_builds_anywhere() {
    let bench = Bench::new();
    bench.ok(&["build"]);
    let committed = files(&Path::new(ROOT).join("exports"));
    assert_eq!(different(&committed, &bench.files("exports")), [""; 0]);
    let elsewhere = Bench::new();
    elsewhere.ok(&["init", "csto", "--example", "csto"]);
    elsewhere.ok(&[
        "build",
        "csto",
        "--store",
        "deep/store.sqlite",
        "--out",
        "a/b",
    ]);
    assert_eq!(different(&committed, &elsewhere.files("a/b")), [""; 0]);
}

#[test]
fn every_name_of_the_contract_is_there_and_filled() {
    let exported = shipped();
    let found = columns(&exported);
    for (relation, names) in CONTRACT {
        let columns = found
            .get(*relation)
            .unwrap_or_else(|| panic!("no {relation}"));
        for name in names.replace("DATE", DATE).split(' ') {
            assert!(
                columns.iter().any(|column| column == name),
                "{relation}.{name}"
            );
        }
    }
    for relation in found.keys() {
        let rows = strings(&exported, &format!("SELECT count(*) || '' FROM {relation}"));
        let may_be_empty = EMPTY.iter().any(|(name, _)| name == relation);
        assert_eq!(rows == ["0"], may_be_empty, "{relation} has {rows:?} rows");
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn sqlite_csv_data_package_and_codebook_name_the_same_columns() {
    let expected = columns(&shipped());
    let folder = Path::new(ROOT).join("exports");
    let mut versioned = std::collections::BTreeSet::new();
    let of_csv: BTreeMap<String, Vec<String>> = files(&folder.join("csv"))
        .into_iter()
        .filter_map(|(name, bytes)| {
            let header = String::from_utf8(bytes).unwrap().lines().next()?.to_owned();
            let mut columns: Vec<String> = header.split(',').map(str::to_owned).collect();
            let name = name.strip_suffix(".csv")?.to_owned();
            if columns.pop_if(|last| last == "row_version").is_some() {
                versioned.insert(name.clone());
            }
            Some((name, columns))
        })
        .collect();
    let of_facts = CONTRACT.iter().filter(|(_, names)| {
        names.starts_with("key ") && *names != CONTRACT[0].1 || names.starts_with("event ")
    });
    for (table, _) in of_facts {
        assert!(versioned.contains(*table), "{table} carries row_version");
    }
    assert_eq!(of_csv, expected, "CSV");
    let package = std::fs::read(folder.join("csv/datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_slice(&package).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut of_package = BTreeMap::new();
    for resource in package["resources"].as_array().unwrap() {
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert!(
            fields
                .iter()
                .all(|field| !text(&field["description"]).is_empty())
        );
        of_package.insert(
            text(&resource["name"]),
            fields
                .iter()
                .map(|field| text(&field["name"]))
                .filter(|name| {
                    name != "row_version" || !versioned.contains(&text(&resource["name"]))
                })
                .collect(),
        );
    }
    assert_eq!(of_package, expected, "data package");
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    let codebook = std::fs::read_to_string(folder.join("CODEBOOK.md")).unwrap();
    let mut of_codebook: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut relation = String::new();
    for line in codebook.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            relation = name.to_owned();
            of_codebook.insert(relation.clone(), Vec::new());
        } else if let Some((column, _)) = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split_once('`'))
        {
            of_codebook
                .get_mut(&relation)
                .unwrap()
                .push(column.to_owned());
        }
    }
    let codes = |name: &String| {
        expected[name].starts_with(&["code".to_owned(), "label".to_owned()])
            || name == "event_modes"
    };
    let (lists, tables): (Vec<_>, Vec<_>) =
        of_codebook.into_iter().partition(|(name, _)| codes(name));
    let described: BTreeMap<_, _> = expected
        .clone()
        .into_iter()
        .filter(|(name, _)| !codes(name))
        .collect();
    assert_eq!(
        tables.into_iter().collect::<BTreeMap<_, _>>(),
        described,
        "codebook"
    );
    for (list, mut found) in lists {
        found.sort();
        let codes = format!("SELECT code FROM {list} ORDER BY code");
        assert_eq!(found, strings(&shipped(), &codes), "{list}");
    }
}

#[test]
fn the_exported_database_is_sound_and_explains_itself() {
    let exported = shipped();
    assert_eq!(strings(&exported, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(
        strings(&exported, "SELECT \"table\" FROM pragma_foreign_key_check"),
        [""; 0]
    );
    let without_comment = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND sql NOT LIKE '%-- One row per %'";
    assert_eq!(strings(&exported, without_comment), [""; 0]);
    let store_only =
        "SELECT name FROM sqlite_schema WHERE name IN ('runs', 'changes', 'cell_history')";
    assert_eq!(strings(&exported, store_only), [""; 0]);
}

#[cfg(unix)]
#[test]
fn exported_files_are_for_everybody_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.ok(&["build"]);
    for name in [
        "exports/csto.sqlite",
        "exports/CODEBOOK.md",
        "exports/csv/events.csv",
    ] {
        let mode = bench.path(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{name}");
    }
}

#[test]
fn no_event_that_did_not_occur_counts_as_one_that_did() {
    let exported = shipped();
    let requests = strings(
        &exported,
        "SELECT e.status FROM assistance_requests AS r JOIN events AS e ON e.key = r.request",
    );
    assert!(!requests.is_empty() && requests.iter().all(|status| status == "occurred"));
    let never_made = strings(
        &exported,
        "SELECT status FROM timeline WHERE event = 'russia-public-request-never-made'",
    );
    assert_eq!(never_made, ["hypothetical"]);
    let answers = "SELECT r.request FROM assistance_requests AS r JOIN event_links AS l ON l.other_event = r.request \
        JOIN events AS e ON e.key = l.event WHERE instr(r.response, l.event) AND e.status <> 'occurred'";
    assert_eq!(strings(&exported, answers), [""; 0]);
}

#[test]
fn the_questions_of_the_dataset_are_answered() {
    let exported = shipped();
    let requests = "SELECT requester || ' for ' || coalesce(on_behalf_of, '-') || ', ' || coalesce(asked_on, '-') || ', ' || coalesce(legal_basis, '-') || ': ' || outcome FROM assistance_requests";
    assert_eq!(
        strings(&exported, requests),
        [
            "tokayev for kazakhstan, 2022-01-05, -: granted",
            "pashinyan for armenia, 2022-09, Article 4 of the Collective Security Treaty: mixed",
            "kyrgyzstan-defence-minister for kyrgyzstan, 2022-10~/2023-02-27, -: denied",
            "kyrgyzstan for -, -, -: denied",
        ]
    );
    let stances = "SELECT actor || ' ' || stance FROM positions_by_actor JOIN actors AS a ON a.key = actor \
        WHERE subject = 'russia-invades-ukraine-2022' AND a.kind = 'state'";
    assert_eq!(
        strings(&exported, stances),
        [
            "armenia silent",
            "belarus accepts",
            "kazakhstan declines",
            "kyrgyzstan declines",
            "tajikistan silent"
        ]
    );
    // The article dates the other fighting of that month in about September.
    let certainly_in_september = "SELECT event FROM timeline JOIN fact_dates ON fact = event \
        WHERE certain_from >= '2022-09-01' AND certain_until <= '2022-09-30' AND type = 'ASSAULT'";
    assert_eq!(
        strings(&exported, certainly_in_september),
        ["armenia-azerbaijan-clashes-2022-09"]
    );
}

/// Returns the cells of a CSV file below its header, without the version of each row.
fn cells_of_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let is_version = |name: &str| name == "row_version";
    let versioned = reader.headers().unwrap().iter().next_back();
    let dropped = usize::from(versioned.is_some_and(is_version));
    let line = |line: csv::StringRecord| {
        let width = line.len() - dropped;
        line.iter().take(width).map(str::to_owned).collect()
    };
    reader
        .records()
        .map(|record| line(record.unwrap()))
        .collect()
}

/// Returns the cells of a table or view of a database as CSV has them, but for the guard.
fn cells_of_sqlite(
    connection: &Connection,
    relation: &str,
    columns: &[String],
) -> Vec<Vec<String>> {
    let shown = columns
        .iter()
        .map(|name| format!("CAST(\"{name}\" AS TEXT)"));
    let shown = shown.collect::<Vec<_>>().join(", ");
    let query = format!("SELECT {shown} FROM {relation}");
    let mut select = connection.prepare(&query).unwrap();
    let cells = |row: &rusqlite::Row<'_>| {
        let cells = (0..columns.len()).map(|at| row.get::<_, Option<String>>(at));
        let cells = cells.map(|cell| Ok(cell?.unwrap_or_default()));
        cells.collect::<rusqlite::Result<Vec<String>>>()
    };
    let rows = select.query_map((), cells).unwrap();
    rows.map(Result::unwrap).collect()
}

/// What a spreadsheet would compute.
const COMPUTED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Takes the guard off a cell as the data package says.
fn without_guard(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with('\'') || rest.starts_with(COMPUTED))
        .unwrap_or(cell)
}

#[test]
fn what_a_spreadsheet_would_compute_is_guarded_in_csv_alone() {
    let bench = Bench::with_example("flood");
    let texts = [
        "=1+1",
        "+49 30 1234",
        "-2",
        "@SUM(A1)",
        "'tis the day",
        "''quoted''",
        "=cmd|' /C calc'!A0",
    ];
    let events = texts.iter().enumerate().map(|(number, text)| {
        let event = serde_json::json!({ "event": {
            "key": format!("odd-{number}"), "type": "AID", "title": text, "status": "occurred",
            "note": format!("{text}\nand more"),
            "actors": [{ "actor": "orland", "role": "initiator", "detail": text }],
            "cites": ["holm-2024#p1.s1"],
        } });
        format!("{event}\n")
    });
    bench.write("flood/odd.jsonl", &events.collect::<String>());
    bench.ok(&["build", "flood"]);
    let exported = open(&bench.path("exports/flood.sqlite"));
    let titles = "SELECT title FROM events WHERE key GLOB 'odd-*' ORDER BY key";
    assert_eq!(strings(&exported, titles), texts);
    let files = bench.files("exports");
    let mut guarded = 0;
    for (relation, columns) in columns(&exported) {
        let of_csv = cells_of_csv(&files[&format!("csv/{relation}.csv")]);
        for cell in of_csv.iter().flatten() {
            assert!(!cell.starts_with(COMPUTED), "{relation}: {cell}");
            guarded += usize::from(without_guard(cell) != cell);
        }
        let plain = of_csv.iter().map(|line| {
            let cells = line.iter().map(|cell| without_guard(cell).to_owned());
            cells.collect::<Vec<_>>()
        });
        let plain: Vec<Vec<String>> = plain.collect();
        assert_eq!(
            plain,
            cells_of_sqlite(&exported, &relation, &columns),
            "{relation}"
        );
    }
    // A title in events, fact_titles and timeline; a detail; a note in facts, fact_footnotes and
    // timeline.
    assert_eq!(guarded, texts.len() * 7);
    let package = bench.read("exports/csv/datapackage.json");
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    assert_eq!(package["textGuard"]["prefix"], "'");
}

/// Makes the store of the example dataset hold many more events, in the order that `order` makes of
/// their numbers, with `text` in each passage.
fn fill_store(bench: &Bench, order: impl Fn(u32) -> u32, text: Option<&str>) {
    const EVENTS: u32 = 4_000;
    bench.ok(&["ingest", "flood"]);
    let store = open(&bench.path(".footnote/flood.sqlite"));
    store
        .execute_batch("PRAGMA foreign_keys = OFF; BEGIN")
        .unwrap();
    let run = |sql: &str, number: u32| {
        store.execute(sql, [number]).unwrap();
    };
    for step in 0..EVENTS {
        let number = order(step) % EVENTS;
        run(
            "INSERT INTO facts (key, kind, certainty) VALUES ('made-up-' || ?1, 'event', 'stated')",
            number,
        );
        run(
            "INSERT INTO events (key, type, title, status) VALUES ('made-up-' || ?1, 'AID', 'Number ' || ?1, 'occurred')",
            number,
        );
        run(
            "INSERT INTO event_actors (event, actor, role) VALUES ('made-up-' || ?1, 'orland', 'initiator')",
            number,
        );
        run(
            "INSERT INTO passages (source, paragraph, sentence, locator, fingerprint, characters, words) \
            VALUES ('holm-2024', 100 + ?1, 1, 'p' || (100 + ?1) || '.s1', 'f', 1, 1)",
            number,
        );
    }
    store
        .execute("UPDATE passages SET text = ?1", [text])
        .unwrap();
    store
        .execute_batch("COMMIT; PRAGMA foreign_keys = ON")
        .unwrap();
}

#[test]
fn a_long_history_leaves_no_trace_in_an_export() {
    let fresh = Bench::with_example("flood");
    fill_store(&fresh, |step| step, None);
    fresh.ok(&["export"]);
    let aged = Bench::with_example("flood");
    // Every number once, in no order; then half of the rows go and come again.
    fill_store(&aged, |step| step * 1_373, Some("A sentence."));
    let store = open(&aged.path(".footnote/flood.sqlite"));
    store
        .execute_batch(
            "PRAGMA foreign_keys = OFF;
            CREATE TEMP TABLE gone AS SELECT * FROM event_actors WHERE length(event) % 2 = 0;
            DELETE FROM event_actors WHERE length(event) % 2 = 0;
            UPDATE events SET title = title || ', which is longer' WHERE key LIKE 'made-up-1%';
            UPDATE events SET title = replace(title, ', which is longer', '');
            INSERT INTO event_actors SELECT * FROM gone ORDER BY event DESC;",
        )
        .unwrap();
    drop(store);
    aged.ok(&["export"]);
    assert_eq!(
        different(&fresh.files("exports"), &aged.files("exports")),
        [""; 0]
    );
    let exported = open(&aged.path("exports/flood.sqlite"));
    assert_eq!(strings(&exported, "PRAGMA integrity_check"), ["ok"]);
}

/// Makes a file look changed last some time ago.
fn age(path: &Path, seconds: u64) {
    let time = std::time::SystemTime::now() - std::time::Duration::from_secs(seconds);
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

/// Exports the example dataset and then again, so that it is noted as in place, all files old
/// enough to be believed.
fn noted_export() -> Bench {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    for name in bench.files("exports").keys() {
        age(&bench.path("exports").join(name), 3600);
    }
    bench.ok(&["build", "flood"]);
    bench
}

const NOTHING: &str =
    "store .footnote/flood.sqlite: nothing changed\nexports exports: nothing changed\n";

#[test]
fn an_export_in_place_is_not_read_again() {
    let bench = noted_export();
    let csv = bench.path("exports/csv/events.csv");
    let modified = csv.metadata().unwrap().modified().unwrap();
    let text = bench.read("exports/csv/events.csv");
    let changed = text
        .replacen("Orland", "Norland", 1)
        .replacen("boats", "boat", 1);
    assert_eq!(text.len(), changed.len());
    bench.write("exports/csv/events.csv", &changed);
    // Only the time tells that it was touched: with the old one nobody looks into it.
    let file = std::fs::File::options().write(true).open(&csv).unwrap();
    file.set_modified(modified).unwrap();
    assert_eq!(bench.ok(&["build", "flood"]).1, NOTHING);
    age(&csv, 60);
    let error = bench.fails(&["build", "flood"]);
    assert!(
        error.contains("`exports/csv/events.csv` was edited"),
        "{error}"
    );
}

#[test]
fn what_is_missing_or_touched_is_written_again() {
    let bench = noted_export();
    let before = bench.files("exports");
    assert_eq!(bench.ok(&["build", "flood"]).1, NOTHING);
    for name in [
        "csv/events.csv",
        "flood.sqlite",
        "CODEBOOK.md",
        "csv/datapackage.json",
    ] {
        std::fs::remove_file(bench.path("exports").join(name)).unwrap();
        let (_, words) = bench.ok(&["build", "flood"]);
        assert_ne!(words, NOTHING, "{name}");
    }
    age(&bench.path("exports/CODEBOOK.md"), 60);
    bench.ok(&["build", "flood"]);
    assert_eq!(different(&before, &bench.files("exports")), [""; 0]);
    let (_, words) = bench.ok(&["export", "--with-text"]);
    assert!(
        words.starts_with("exports exports: nothing changed\n"),
        "{words}"
    );
}

#[test]
fn notes_on_exports_are_no_more_than_a_help() {
    let bench = noted_export();
    let before = bench.files("exports");
    let notes = ".footnote/flood.exports.json";
    for damaged in ["", "{", "{\"program\":\"0\",\"folders\":{}}", "[]"] {
        bench.write(notes, damaged);
        assert_eq!(bench.ok(&["build", "flood"]).1, NOTHING);
    }
    std::fs::remove_file(bench.path(notes)).unwrap();
    assert_eq!(bench.ok(&["build", "flood"]).1, NOTHING);
    assert_eq!(different(&before, &bench.files("exports")), [""; 0]);
    bench.edit(
        "flood/holm-2024/facts.toml",
        "\"Orland sends forty boats\"",
        "\"Orland sends boats\"",
    );
    let (_, words) = bench.ok(&["build", "flood"]);
    assert!(
        words.contains("exports exports: 6 files written"),
        "{words}"
    );
}

/// Returns what a data package says of itself.
fn description(bench: &Bench, folder: &str) -> String {
    let package = bench.read(&format!("{folder}/csv/datapackage.json"));
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    package["description"].as_str().unwrap().to_owned()
}

#[test]
fn some_tables_are_written_as_they_are_in_the_whole() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let whole = bench.files("exports");
    let args = [
        "export", "--table", "timeline", "--table", "events", "--out", "some",
    ];
    let (_, words) = bench.ok(&args);
    assert_eq!(words, "exports some: 3 files written, 0 unchanged\n");
    let some = bench.files("some");
    let names: Vec<_> = some.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["csv/datapackage.json", "csv/events.csv", "csv/timeline.csv"]
    );
    for name in ["csv/events.csv", "csv/timeline.csv"] {
        assert!(some[name] == whole[name], "{name}");
    }
    let words = "This is a part of the dataset `flood`: the tables `events`, `timeline`.";
    assert!(description(&bench, "some").ends_with(words));
    let package = bench.read("some/csv/datapackage.json");
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let keys = &package["resources"][0]["schema"]["foreignKeys"];
    assert_eq!(
        keys.as_array().unwrap().len(),
        1,
        "only events.part_of: {keys}"
    );
    let (_, words) = bench.ok(&args);
    assert_eq!(words, "exports some: nothing changed\n");
}

#[test]
fn a_part_and_a_whole_keep_folders_of_their_own() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    bench.ok(&["export", "--table", "events", "--out", "some"]);
    let before = bench.files(".");
    let error = bench.fails(&["export", "--table", "events"]);
    assert_eq!(
        error,
        "error: `exports` holds the whole dataset, not the table `events`\n  \
        hint: name another folder with --out; each part has a folder of its own\n"
    );
    for args in [
        &["export", "--out", "some"][..],
        &["build", "flood", "--out", "some"],
        &["export", "--table", "facts", "--out", "some"],
        &["export", "--where", "holm-2024", "--out", "some"],
    ] {
        let error = bench.fails(args);
        assert!(
            error.starts_with("error: `some` holds the table `events`, not "),
            "{error}"
        );
    }
    let error = bench.fails(&["export", "--table", "event", "--out", "other"]);
    let hint = "hint: did you mean `events`?";
    assert!(
        error.contains("no table or view `event`") && error.contains(hint),
        "{error}"
    );
    let error = bench.fails(&["export", "--where", "holm-2023", "--out", "other"]);
    let hint = "hint: did you mean `holm-2024`?";
    assert!(
        error.contains("no source `holm-2023`") && error.contains(hint),
        "{error}"
    );
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn what_rests_on_a_source_is_a_sound_dataset() {
    let bench = Bench::with_example("flood");
    bench.ok(&["ingest", "flood"]);
    let store = open(&bench.path(".footnote/flood.sqlite"));
    store
        .execute_batch(
            "BEGIN;
            INSERT INTO sources (key, title, author, cite_as, publisher, published_on, language, sha256, paragraphs, sentences, words)
            VALUES ('roe-2024', 'Boats', 'Roe', 'Roe 2024', 'Wire', '2024-05-01', 'en', 'f', 1, 1, 1);
            INSERT INTO passages (source, paragraph, sentence, locator, fingerprint, characters, words)
            VALUES ('roe-2024', 1, 1, 'p1.s1', 'f', 1, 1);
            INSERT INTO facts (key, kind, certainty) VALUES ('boats-arrive', 'event', 'stated');
            INSERT INTO events (key, type, title, status, part_of)
            VALUES ('boats-arrive', 'AID', 'Boats arrive', 'occurred', 'orland-sends-boats-2024-03');
            INSERT INTO citations (fact, field, source, paragraph, sentence, stance)
            VALUES ('boats-arrive', '*', 'roe-2024', 1, 1, 'supports'), ('sarn', '*', 'roe-2024', 1, 1, 'supports');
            COMMIT;",
        )
        .unwrap();
    drop(store);
    bench.ok(&["export"]);
    let args = ["export", "--where", "roe-2024", "--out"];
    bench.ok(&[&args[..], &["roe"]].concat());
    bench.ok(&[&args[..], &["again"]].concat());
    assert_eq!(
        different(&bench.files("roe"), &bench.files("again")),
        [""; 0]
    );
    let part = open(&bench.path("roe/flood.sqlite"));
    assert_eq!(
        strings(&part, "SELECT \"table\" FROM pragma_foreign_key_check"),
        [""; 0]
    );
    // The boats arrive by being sent, which answers a request by a minister of Varnia under a
    // treaty; nothing leads to the exercise, the silence and the claim.
    assert_eq!(
        strings(&part, "SELECT key FROM facts"),
        [
            "boats-arrive",
            "brandt",
            "orland",
            "orland-sends-boats-2024-03",
            "sarn",
            "treaty-of-sarn",
            "treaty-of-sarn-article-7",
            "varnia",
            "varnia-requests-relief-2024-03"
        ]
    );
    assert_eq!(
        strings(&part, "SELECT fact FROM citations"),
        ["boats-arrive", "sarn"]
    );
    assert_eq!(strings(&part, "SELECT source FROM passages"), ["roe-2024"]);
    let footnote = "SELECT footnote FROM timeline WHERE event = 'boats-arrive'";
    assert_eq!(strings(&part, footnote), ["Roe 2024, ¶1 s.1"]);
    let codes = "SELECT code FROM event_modes ORDER BY event_type, code";
    let whole = open(&bench.path("exports/flood.sqlite"));
    assert_eq!(strings(&part, codes), strings(&whole, codes));
    let words = "This is a part of the dataset `flood`: what rests on the source `roe-2024`.";
    assert!(description(&bench, "roe").ends_with(words));
    assert!(
        bench
            .read("roe/CODEBOOK.md")
            .contains("rests on the source `roe-2024`")
    );
    bench.ok(&[&args[..], &["table", "--table", "facts"]].concat());
    let of = |folder: &str| bench.read(&format!("{folder}/csv/facts.csv"));
    assert_eq!(of("table"), of("roe"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_get_it() {
    let bench = Bench::new();
    let error = bench.fails(&["build", "--example", "csto", "--parquet"]);
    assert_eq!(
        error,
        "error: this footnote was built without Parquet\n  \
        hint: `cargo install --path . --features parquet` builds one that has it\n"
    );
    assert!(!bench.path("exports").exists() && !bench.path(".footnote").exists());
}

#[test]
fn the_order_in_which_a_store_made_its_indexes_shows_in_no_export() {
    let bench = Bench::new();
    bench.ok(&["build"]);
    let store = rusqlite::Connection::open(bench.path(".footnote/csto.sqlite")).unwrap();
    let name = "idx_events_date_earliest";
    let query = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let sql: String = store.query_row(query, [name], |row| row.get(0)).unwrap();
    store
        .execute_batch(&format!("DROP INDEX {name}; {sql}"))
        .unwrap();
    drop(store);
    bench.ok(&["export", "--out", "again"]);
    assert_eq!(
        common::different(&bench.files("exports"), &bench.files("again")),
        [""; 0]
    );
}

/// Copies a store into a new file that has its tables and views in the opposite order, as a dump that
/// was restored or another program may have them.
fn turned_round(store: &Path, copy: &Path) {
    let from = open(store);
    let to = Connection::open(copy).unwrap();
    let names = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', rowid DESC";
    let mut statement = from.prepare(names).unwrap();
    let all = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let all: Vec<(String, String, String)> = all.unwrap().map(Result::unwrap).collect();
    to.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    to.execute("ATTACH ?1 AS store", [store.to_str().unwrap()])
        .unwrap();
    for (kind, name, sql) in &all {
        to.execute_batch(sql).unwrap();
        if kind == "table" {
            let copy = format!("INSERT INTO main.\"{name}\" SELECT * FROM store.\"{name}\"");
            to.execute_batch(&copy).unwrap();
        }
    }
    for pragma in ["application_id", "user_version"] {
        let value: i64 = from
            .query_row(&format!("PRAGMA {pragma}"), (), |row| row.get(0))
            .unwrap();
        to.execute_batch(&format!("PRAGMA main.{pragma} = {value}"))
            .unwrap();
    }
}

#[test]
fn the_order_of_an_export_is_declared_and_not_found_in_the_store() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let part = ["export", "--where", "holm-2024", "--out"];
    bench.ok(&[&part[..], &["part"]].concat());
    let store = bench.path(".footnote/flood.sqlite");
    turned_round(&store, &bench.path("turned.sqlite"));
    std::fs::copy(&store, bench.path("vacuumed.sqlite")).unwrap();
    let vacuumed = Connection::open(bench.path("vacuumed.sqlite")).unwrap();
    vacuumed.execute_batch("VACUUM").unwrap();
    drop(vacuumed);
    for name in ["turned", "vacuumed"] {
        let store = format!("{name}.sqlite");
        let of_part = format!("{name}-part");
        bench.ok(&["export", "--store", &store, "--out", name]);
        bench.ok(&[&part[..], &[&of_part, "--store", &store]].concat());
        for (first, again) in [("exports", name), ("part", of_part.as_str())] {
            assert_eq!(
                different(&bench.files(first), &bench.files(again)),
                [""; 0],
                "{again}"
            );
        }
    }
}
