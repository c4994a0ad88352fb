//! The views: every answer with its doubt, and no sentence that disputes as one that supports.

mod common;

use std::path::Path;

use common::{Bench, ROOT};
use rusqlite::Connection;
use serde_json::{Value, json};

/// What a careful reader needs beside a fact.
const DOUBT: &str = "certainty said_by disputed needs_review note footnote";

/// What a careful reader needs beside a date.
const DATED: &str = "date_precision date_prec date_approximate date_uncertain";

/// Returns the rows of a query, each as its cells between bars, `-` for nothing.
fn rows(connection: &Connection, query: &str) -> Vec<String> {
    let mut select = connection.prepare(query).unwrap();
    let width = select.column_count();
    let cells = |row: &rusqlite::Row<'_>| {
        let cell = |at: usize| {
            Ok(match row.get(at)? {
                rusqlite::types::Value::Null => "-".to_owned(),
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => panic!("no view holds {other:?}"),
            })
        };
        let cells: rusqlite::Result<Vec<String>> = (0..width).map(cell).collect();
        Ok(cells?.join("|"))
    };
    let rows = select.query_map((), cells).unwrap();
    rows.map(Result::unwrap).collect()
}

/// An event without a date.
fn event(key: &str, kind: &str, cites: Value) -> Value {
    json!({
        "key": key, "type": kind, "title": format!("The event {key}"), "status": "occurred",
        "cites": cites,
    })
}

/// Gives an event a date that no sentence has.
fn on(mut event: Value, date: &str) -> Value {
    event["date"] = date.into();
    event["date_basis"] = "outside_source".into();
    event
}

/// Links an event to another one.
fn linked(mut event: Value, relation: &str, other: &str) -> Value {
    event["links"] = json!([{ "relation": relation, "event": other }]);
    event
}

/// A folder with the example dataset, and in it a second source and some facts as lines.
fn bench_with(facts: &[(&str, Value)]) -> Bench {
    let bench = Bench::with_example("flood");
    let passages: Vec<Value> = (1..=4)
        .map(|sentence| {
            let at = format!("p1.s{sentence}");
            json!({ "at": at, "fingerprint": format!("{sentence:016x}"), "characters": 40, "words": 8 })
        })
        .collect();
    let source = json!({ "source": {
        "key": "roe-2024", "title": "Another View", "author": "Max Roe", "publisher": "Wire",
        "published_on": "2024-05-01", "language": "en", "sha256": "0".repeat(64),
        "segmenter": "sentencex 0.1.33, footnote rules 1", "passages": passages, "quotes": [],
    } });
    let facts = facts.iter().map(|(kind, fact)| json!({ *kind: fact }));
    let lines = [source].into_iter().chain(facts);
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    bench.write("flood/more.jsonl", &text);
    bench
}

/// Builds the dataset and opens what was exported.
fn built(bench: &Bench) -> Connection {
    bench.ok(&["build", "flood"]);
    Connection::open(bench.path("exports/flood.sqlite")).unwrap()
}

fn disputed_facts() -> Vec<(&'static str, Value)> {
    let both = json!([
        "roe-2024#p1.s1",
        "holm-2024#p1.s1",
        { "at": "roe-2024#p1.s2", "field": "date", "stance": "disputes", "reported_value": "2024-03-03" },
        { "at": "holm-2024#p1.s2", "field": "date", "stance": "disputes", "reported_value": "2024-03-04" },
    ]);
    let convoy = linked(
        event(
            "convoy",
            "AID",
            json!(["roe-2024#p1.s3",
            { "at": "holm-2024#p2.s1", "field": "status", "stance": "disputes", "reported_value": "planned" }]),
        ),
        "grants",
        "varnia-requests-relief-2024-03",
    );
    let mut reviewed = event("dike-holds", "AID", json!(["holm-2024#p1.s1"]));
    reviewed["needs_review"] = "its sentence was edited".into();
    reviewed["said_by"] = "brandt".into();
    reviewed["note"] = "A doubt.".into();
    reviewed["certainty"] = "hedged".into();
    vec![
        ("event", on(event("dam-breaks", "AID", both), "2024-03-02")),
        ("event", convoy),
        ("event", reviewed),
    ]
}

#[test]
fn a_disputing_sentence_is_marked_wherever_sentences_are_listed() {
    let bench = bench_with(&disputed_facts());
    let exported = built(&bench);
    let marked = "Holm 2024, ¶1 s.1; Roe 2024, ¶1 s.1; but Holm 2024, ¶1 s.2; but Roe 2024, ¶1 s.2";
    for (view, key) in [("fact_footnotes", "fact"), ("timeline", "event")] {
        let query = format!("SELECT disputed, footnote FROM {view} WHERE {key} = 'dam-breaks'");
        assert_eq!(rows(&exported, &query), [format!("1|{marked}")], "{view}");
    }
    let convoy = "Roe 2024, ¶1 s.3; but Holm 2024, ¶2 s.1";
    let query = "SELECT disputed, footnote FROM request_answers WHERE answer = 'convoy'";
    assert_eq!(rows(&exported, query), [format!("1|{convoy}")]);
    // The request itself is not disputed, but one of its answers is.
    let query = "SELECT disputed, footnote FROM assistance_requests";
    let request = "Holm 2024, ¶1 s.1; Holm 2024, ¶1 s.2; Holm 2024, ¶2 s.1; Roe 2024, ¶1 s.3; but Holm 2024, ¶2 s.1";
    assert_eq!(rows(&exported, query), [format!("1|{request}")]);
    let query = "SELECT locator, stance, reported_value FROM footnotes WHERE fact = 'dam-breaks' AND field = 'date'";
    assert_eq!(
        rows(&exported, query),
        ["p1.s2|disputes|2024-03-04", "p1.s2|disputes|2024-03-03"]
    );
    let query = "SELECT locator, disputes FROM coverage WHERE disputes > 0";
    assert_eq!(rows(&exported, query), ["p1.s2|1", "p2.s1|1", "p1.s2|1"]);
    let same =
        "SELECT count(*) FROM fact_footnotes WHERE disputed <> (instr(footnote, 'but ') > 0)";
    assert_eq!(rows(&exported, same), ["0"]);
}

#[test]
fn each_view_of_facts_carries_what_there_is_to_doubt() {
    let bench = bench_with(&disputed_facts());
    let exported = built(&bench);
    let dated = format!("{DATED} {DOUBT}");
    for (view, columns) in [
        ("timeline", format!("mode part_of {dated}")),
        ("assistance_requests", dated.clone()),
        ("positions_by_actor", dated.clone()),
        ("office_holders", dated.clone()),
        ("membership_roster", format!("membership date {dated}")),
        ("request_answers", DOUBT.to_owned()),
        ("fact_footnotes", DOUBT.to_owned()),
        ("fact_titles", "needs_review".to_owned()),
        ("footnotes", "needs_review stance".to_owned()),
    ] {
        let columns = columns.replace(' ', ", ");
        let query = format!("SELECT {columns} FROM {view}");
        assert!(exported.prepare(&query).is_ok(), "{query}");
    }
    let doubt = DOUBT.replace(' ', ", ");
    let expected = ["hedged|brandt|0|its sentence was edited|A doubt.|Holm 2024, ¶1 s.1"];
    for (view, key) in [("fact_footnotes", "fact"), ("timeline", "event")] {
        let query = format!("SELECT {doubt} FROM {view} WHERE {key} = 'dike-holds'");
        assert_eq!(rows(&exported, &query), expected, "{view}");
    }
    for view in ["footnotes", "fact_titles"] {
        let query = format!("SELECT needs_review FROM {view} WHERE fact = 'dike-holds'");
        assert_eq!(
            rows(&exported, &query),
            ["its sentence was edited"],
            "{view}"
        );
    }
}

#[test]
fn a_request_names_what_is_to_be_looked_at_in_its_answers() {
    let request = "varnia-requests-relief-2024-03";
    let mut refusal = linked(
        event("refusal", "REJECT", json!(["roe-2024#p1.s1"])),
        "denies",
        request,
    );
    refusal["needs_review"] = "its sentence is gone".into();
    let exported = built(&bench_with(&[("event", refusal)]));
    let query = "SELECT needs_review FROM assistance_requests";
    assert_eq!(rows(&exported, query), ["refusal: its sentence is gone"]);
}

#[test]
fn who_was_a_member_for_two_terms_has_two_rows() {
    let term = |key: &str, date: &str| {
        let membership = json!({
            "key": key, "member": "varnia", "organization": "pact", "status": "member",
            "date": date, "date_basis": "outside_source", "cites": ["roe-2024#p1.s1"],
        });
        ("membership", membership)
    };
    let pact = json!({ "key": "pact", "name": "River Pact", "kind": "organization", "cites": ["roe-2024#p1.s1"] });
    let exported = built(&bench_with(&[
        ("actor", pact),
        term("varnia-in-pact-1992", "1992/1999"),
        term("varnia-in-pact-2006", "2006/.."),
    ]));
    let query = "SELECT membership, member, date, date_latest, date_prec FROM membership_roster";
    assert_eq!(
        rows(&exported, query),
        [
            "varnia-in-pact-1992|varnia|1992/1999|1999-12-31|5",
            "varnia-in-pact-2006|varnia|2006/..|-|5"
        ]
    );
}

/// A request and its answers: the date of the request; relation and date of each answer; the outcome.
type Asked = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

#[test]
fn the_outcome_is_that_of_all_answers() {
    let cases: &[Asked] = &[
        ("", &[], "unanswered"),
        ("", &[("grants", "")], "granted"),
        ("", &[("partly_grants", "")], "partly_granted"),
        ("", &[("denies", ""), ("denies", "")], "denied"),
        ("", &[("grants", ""), ("denies", "")], "mixed"),
        ("", &[("grants", ""), ("partly_grants", "")], "mixed"),
        ("", &[("partly_grants", ""), ("denies", "")], "mixed"),
        // What only follows or implements a request is no answer.
        ("", &[("follows", "")], "unanswered"),
    ];
    let exported = built(&bench_with(&asked(cases)));
    for (number, (_, answers, outcome)) in cases.iter().enumerate() {
        let query =
            format!("SELECT outcome FROM assistance_requests WHERE request = 'asked-{number}'");
        assert_eq!(rows(&exported, &query), [*outcome], "{answers:?}");
        let query =
            format!("SELECT relation FROM request_answers WHERE request = 'asked-{number}'");
        let relations = answers.iter().map(|(relation, _)| *relation);
        let expected: Vec<&str> = relations
            .filter(|relation| *relation != "follows")
            .collect();
        assert_eq!(rows(&exported, &query), expected, "{answers:?}");
    }
}

/// Makes the requests of cases, and their answers.
fn asked(cases: &[Asked]) -> Vec<(&'static str, Value)> {
    let dated = |event: Value, date: &str| match date {
        "" => event,
        date => on(event, date),
    };
    let mut facts = Vec::new();
    for (number, (date, answers, _)) in cases.iter().enumerate() {
        let request = format!("asked-{number}");
        let cites = json!(["roe-2024#p1.s1"]);
        facts.push((
            "event",
            dated(event(&request, "REQUEST", cites.clone()), date),
        ));
        for (at, (relation, date)) in answers.iter().enumerate() {
            let answer = event(&format!("answer-{number}-{at}"), "AID", cites.clone());
            facts.push(("event", dated(linked(answer, relation, &request), date)));
        }
    }
    facts
}

#[test]
fn what_was_only_planned_is_no_answer() {
    let request = event("asks", "REQUEST", json!(["roe-2024#p1.s1"]));
    let mut plan = linked(
        event("plan", "AID", json!(["roe-2024#p1.s2"])),
        "grants",
        "asks",
    );
    plan["status"] = "planned".into();
    let exported = built(&bench_with(&[("event", request), ("event", plan)]));
    let query = "SELECT outcome, response FROM assistance_requests WHERE request = 'asks'";
    assert_eq!(rows(&exported, query), ["unanswered|-"]);
    let query = "SELECT count(*) FROM request_answers WHERE request = 'asks'";
    assert_eq!(rows(&exported, query), ["0"]);
}

#[test]
fn a_lag_is_as_wide_as_the_dates_and_never_below_nothing() {
    // Fewest days, most days, whether a date is approximate or uncertain.
    let cases: &[(&str, &str, &str)] = &[
        ("2024-03-04", "2024-03-05", "1|1|0"),
        ("2024-03-04", "2024-03-04", "0|0|0"),
        ("2024-02-28", "2024-03-01", "2|2|0"),
        ("2024-03", "2024-04", "1|60|0"),
        ("2024-03", "2024-03", "0|30|0"),
        ("2024-03-10", "2024-03", "0|21|0"),
        ("2024-03~", "2024-04", "1|60|1"),
        ("2024-03", "2024-04?", "1|60|1"),
        ("2024-03-04", "2024-03-05/..", "1|-|0"),
        ("../2024-03-04", "2024-03-05", "1|-|0"),
        ("2024-03-04/..", "2024-03-05", "-|1|0"),
        ("2024-03-04", "../2024-03-05", "-|1|0"),
        ("", "2024-03-05", "-|-|-"),
        ("2024-03-04", "", "-|-|-"),
        // By the dates the answer came first: nothing is known of the lag.
        ("2024-03-04", "2024-03-03", "-|-|0"),
    ];
    let asks: Vec<Asked> = cases
        .iter()
        .map(|(date, answer, _)| {
            let answers: &'static [(&str, &str)] = Vec::leak(vec![("grants", *answer)]);
            (*date, answers, "granted")
        })
        .collect();
    let exported = built(&bench_with(&asked(&asks)));
    for (number, (date, answer, lag)) in cases.iter().enumerate() {
        let query = format!(
            "SELECT lag_days_min, lag_days_max, lag_approximate FROM request_answers WHERE request = 'asked-{number}'"
        );
        assert_eq!(rows(&exported, &query), [*lag], "{date} to {answer}");
    }
}

/// Dates with the precision and UCDP's code that each has.
const PRECISIONS: &[(&str, &str)] = &[
    ("2024-03-04", "day|1"),
    ("2024-03-04/2024-03-04", "interval|1"),
    ("2024-03-04/2024-03-05", "interval|2"),
    ("2024-03-04/2024-03-09", "interval|2"),
    ("2024-03-04/2024-03-10", "week|3"),
    ("2024-03-04/2024-03-11", "interval|4"),
    ("2024-02-01/2024-03-01", "interval|4"),
    ("2024-02-01/2024-03-02", "interval|5"),
    ("2024-03", "month|4"),
    ("2024-21", "season|5"),
    ("2024", "year|5"),
    ("2024-03/..", "interval|5"),
    ("../2024-03", "interval|5"),
    ("2024-03~", "month|4"),
];

#[test]
fn every_dated_view_has_the_code_of_ucdp() {
    let dated = |fact: Value| on(fact, "2024-03-04/2024-03-11");
    let cites = json!(["roe-2024#p1.s1"]);
    let pact =
        json!({ "key": "pact", "name": "River Pact", "kind": "organization", "cites": cites });
    let office = json!({ "key": "an-office", "holder": "brandt", "title": "Chair", "body": "pact", "cites": cites });
    let membership = json!({ "key": "a-term", "member": "varnia", "organization": "pact", "status": "member", "cites": cites });
    let position = json!({ "key": "a-stance", "actor": "varnia", "subject": "sarn", "stance": "silent", "cites": cites });
    let claim = json!({ "key": "a-claim", "subject": "sarn", "statement": "It may rain.", "modality": "possibility", "cites": cites });
    let exported = built(&bench_with(&[
        ("actor", pact),
        ("office", dated(office)),
        ("membership", dated(membership)),
        ("position", dated(position)),
        ("claim", dated(claim)),
        ("event", dated(event("an-event", "REQUEST", cites.clone()))),
    ]));
    for (view, key, fact) in [
        ("timeline", "event", "an-event"),
        ("assistance_requests", "request", "an-event"),
        ("office_holders", "office", "an-office"),
        ("membership_roster", "membership", "a-term"),
        ("positions_by_actor", "position", "a-stance"),
        ("fact_dates", "fact", "a-claim"),
    ] {
        let columns = DATED.replace(' ', ", ");
        let query = format!("SELECT {columns} FROM {view} WHERE {key} = '{fact}'");
        assert_eq!(rows(&exported, &query), ["interval|4|0|0"], "{view}");
    }
}

/// Dates with what they are to September 2022.
const SEPTEMBER: &[(&str, &str)] = &[
    ("2022-09", "certainly"),
    ("2022-09-01", "certainly"),
    ("2022-09-30", "certainly"),
    ("2022-09-10/2022-09-12", "certainly"),
    ("2022-09-10?", "possibly"),
    ("2022-09~", "possibly"),
    ("2022-09-10%", "possibly"),
    ("2022-08/2022-10", "possibly"),
    ("2022", "possibly"),
    ("2022-23", "possibly"),
    ("2022-03/..", "possibly"),
    ("2022-09-30/..", "possibly"),
    ("../2022-09-01", "possibly"),
    ("../2022-09-10", "possibly"),
    ("../2023", "possibly"),
    ("2022-10-01/..", "neither"),
    ("../2022-08-31", "neither"),
    ("2022-08", "neither"),
    ("2022-10~", "neither"),
    ("2021", "neither"),
];

fn dated_events(dates: &[(&str, &str)]) -> Vec<(&'static str, Value)> {
    let cites = json!(["roe-2024#p1.s1"]);
    let events = dates.iter().enumerate().map(|(number, (date, _))| {
        let event = event(&format!("dated-{number:02}"), "AID", cites.clone());
        ("event", on(event, date))
    });
    events.collect()
}

#[test]
fn a_date_has_the_code_of_ucdp_intervals_too() {
    let exported = built(&bench_with(&dated_events(PRECISIONS)));
    for view in ["timeline", "fact_dates"] {
        let key = if view == "timeline" { "event" } else { "fact" };
        for (number, (date, expected)) in PRECISIONS.iter().enumerate() {
            let query = format!(
                "SELECT date_precision, date_prec FROM {view} WHERE {key} = 'dated-{number:02}'"
            );
            assert_eq!(rows(&exported, &query), [*expected], "{date} in {view}");
        }
    }
}

/// Returns the queries that a text prints, by the words that follow each: `certainly` and `possibly`.
fn printed_queries(text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for query in text.split("SELECT fact FROM fact_dates").skip(1) {
        let (query, comment) = query.split_once("--").expect("a query is explained");
        let is_certain = comment.trim_start().starts_with("certainly");
        let query = query.trim_end().trim_end_matches(';');
        found.push((is_certain, format!("SELECT fact FROM fact_dates{query}")));
    }
    found
}

#[test]
fn the_printed_queries_find_what_was_certainly_and_what_was_possibly_then() {
    let bench = bench_with(&dated_events(SEPTEMBER));
    let exported = built(&bench);
    let of_sort = |is_wanted: &dyn Fn(&str) -> bool| {
        let dates = SEPTEMBER.iter().enumerate();
        let wanted = dates.filter(|(_, (_, sort))| is_wanted(sort));
        let keys = wanted.map(|(number, _)| format!("dated-{number:02}"));
        keys.collect::<Vec<_>>()
    };
    let certainly = of_sort(&|sort| sort == "certainly");
    let possibly = of_sort(&|sort| sort != "neither");
    let root = |name: &str| std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    for (file, text) in [
        ("README.md", root("README.md")),
        ("CODEBOOK.md", bench.read("exports/CODEBOOK.md")),
    ] {
        let queries = printed_queries(&text);
        let sorts: Vec<bool> = queries.iter().map(|(is_certain, _)| *is_certain).collect();
        assert_eq!(sorts, [true, false], "{file}");
        for (is_certain, query) in queries {
            let found = rows(&exported, &format!("{query} AND fact GLOB 'dated-*'"));
            let expected = if is_certain { &certainly } else { &possibly };
            assert_eq!(&found, expected, "{file}: {query}");
        }
    }
    // The same on a table of facts, for those who have no views.
    let text = root("docs/EXPORTS.md");
    let printed = text
        .lines()
        .filter_map(|line| line.strip_prefix("    WHERE "));
    let conditions: Vec<&str> = printed
        .map(|line| line.split("  --").next().unwrap())
        .collect();
    assert_eq!(conditions.len(), 2, "{conditions:?}");
    for (condition, expected) in conditions.iter().zip([&certainly, &possibly]) {
        let query = format!("SELECT key FROM events WHERE {condition} AND key GLOB 'dated-*'");
        assert_eq!(&rows(&exported, &query), expected, "{query}");
    }
}

#[test]
fn a_part_says_where_an_answer_lies_outside_of_it() {
    let request = "varnia-requests-relief-2024-03";
    let refusal = linked(
        event("refusal", "REJECT", json!(["roe-2024#p1.s1"])),
        "denies",
        request,
    );
    let asks = event("asks-again", "REQUEST", json!(["holm-2024#p2.s2"]));
    let late = linked(
        event("late", "AID", json!(["roe-2024#p1.s2"])),
        "grants",
        "asks-again",
    );
    let bench = bench_with(&[("event", refusal), ("event", asks), ("event", late)]);
    let whole = built(&bench);
    let requests = "SELECT request, outcome, response, answers_outside FROM assistance_requests";
    assert_eq!(
        rows(&whole, requests),
        [
            format!("{request}|mixed|orland-sends-boats-2024-03; refusal|-"),
            "asks-again|granted|late|-".to_owned(),
        ]
    );
    assert_eq!(rows(&whole, "SELECT count(*) FROM answers_outside"), ["0"]);
    bench.ok(&["export", "--where", "holm-2024", "--out", "part"]);
    let part = Connection::open(bench.path("part/flood.sqlite")).unwrap();
    assert_eq!(
        rows(&part, requests),
        [
            format!("{request}|partly_granted|orland-sends-boats-2024-03|refusal"),
            "asks-again|answered_elsewhere|-|late".to_owned(),
        ]
    );
    let outside = "SELECT request, answer, relation, sources FROM answers_outside ORDER BY answer";
    assert_eq!(
        rows(&part, outside),
        [
            "asks-again|late|grants|roe-2024".to_owned(),
            format!("{request}|refusal|denies|roe-2024")
        ]
    );
    let inside = "SELECT request, answer FROM request_answers";
    let boats = format!("{request}|orland-sends-boats-2024-03");
    assert_eq!(rows(&part, inside), [boats]);
    let dangling = "SELECT count(*) FROM pragma_foreign_key_check";
    assert_eq!(rows(&part, dangling), ["0"]);
}

#[test]
fn a_part_whose_only_sentence_disputes_a_date_says_so() {
    let cites = json!([
        "holm-2024#p1.s1",
        { "at": "roe-2024#p1.s2", "field": "date", "stance": "disputes", "reported_value": "2024-03-03" },
    ]);
    let bench = bench_with(&[("event", on(event("dam-breaks", "AID", cites), "2024-03-02"))]);
    built(&bench);
    bench.ok(&["export", "--where", "roe-2024", "--out", "part"]);
    let part = Connection::open(bench.path("part/flood.sqlite")).unwrap();
    let query = "SELECT date, disputed, footnote FROM timeline";
    assert_eq!(rows(&part, query), ["2024-03-02|1|but Roe 2024, ¶1 s.2"]);
}

#[test]
fn the_codebook_counts_the_facts_that_have_a_code() {
    let codebook = std::fs::read_to_string(Path::new(ROOT).join("exports/CODEBOOK.md")).unwrap();
    let exported = Connection::open(Path::new(ROOT).join("exports/csto.sqlite")).unwrap();
    let mut list = String::new();
    let mut used = std::collections::BTreeMap::new();
    for line in codebook.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            list = name.to_owned();
        } else if let Some((code, rest)) =
            line.strip_prefix("| `").and_then(|l| l.split_once("` | "))
        {
            let count = rest.split(" |").next().unwrap_or_default();
            *used.entry((list.clone(), code.to_owned())).or_insert(0) += count.parse().unwrap_or(0);
        }
    }
    for (list, query) in [
        (
            "event_types",
            "SELECT code, (SELECT count(*) FROM events WHERE type = code) FROM event_types",
        ),
        (
            "fact_kinds",
            "SELECT code, (SELECT count(*) FROM facts WHERE kind = code) FROM fact_kinds",
        ),
        (
            "link_relations",
            "SELECT code, (SELECT count(*) FROM event_links WHERE relation = code) FROM link_relations",
        ),
    ] {
        for row in rows(&exported, query) {
            let (code, count) = row.split_once('|').unwrap();
            let shown = used.get(&(list.to_owned(), code.to_owned()));
            assert_eq!(shown, count.parse().ok().as_ref(), "{list} {code}");
        }
    }
    assert_eq!(used[&("event_types".to_owned(), "THREATEN".to_owned())], 0);
}
