//! The JSON Schema of a line of facts: against the datasets, the checker, and its reviewed snapshot.
//!
//! `SNAPSHOTS=overwrite cargo test --test json_schema` rewrites `tests/fact.schema.json`; read the
//! diff.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::{Bench, ROOT};
use footnote::dataset::{Articles, Folder, check};
use footnote::model::Locator;
use footnote::model::form::KINDS;
use footnote::model::key::key_fault;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Prints the schema for a dataset of the repository, or for none.
fn schema(dataset: Option<&str>) -> Value {
    let folder = dataset.map(|name| Path::new(ROOT).join(name));
    let bench = Bench::new();
    let (printed, words) = match &folder {
        Some(folder) => bench.ok(&["schema", &folder.display().to_string()]),
        None => bench.ok(&["schema"]),
    };
    assert_eq!(words, "");
    serde_json::from_str(&printed).expect("the schema is JSON")
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::meta::validate(schema).expect("the schema is one of its draft");
    jsonschema::validator_for(schema).expect("the schema is whole")
}

fn toml_of(path: &Path) -> Map<String, Value> {
    let text = std::fs::read_to_string(path).expect("the file is read");
    toml::from_str(&text).expect("the file is TOML")
}

/// Turns a dataset of the repository into lines: its facts, skipped sentences and sources.
fn lines(dataset: &str) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(dataset)];
    while let Some(folder) = folders.pop() {
        if folder.join("article.toml").is_file() {
            let mut source = toml_of(&folder.join("article.toml"));
            source.extend(toml_of(&folder.join("passages.lock")));
            source.remove("format");
            source.insert("key".into(), folder.file_name().unwrap().to_str().into());
            lines.push(json!({ "source": source }));
        }
        for entry in std::fs::read_dir(&folder).expect("the folder is listed") {
            let path = entry.expect("the folder is listed").path();
            let is_sheet = path.extension().is_some_and(|end| end == "toml");
            if path.is_dir() {
                folders.push(path);
            } else if is_sheet && !path.ends_with("dataset.toml") && !path.ends_with("article.toml")
            {
                for (kind, facts) in toml_of(&path) {
                    let facts = facts.as_array().expect("a list of facts").iter();
                    lines.extend(facts.map(|fact| json!({ kind.as_str(): fact })));
                }
            }
        }
    }
    lines
}

fn faults(validator: &Validator, line: &Value) -> Vec<String> {
    let errors = validator.iter_errors(line);
    errors.map(|error| error.to_string()).collect()
}

#[test]
fn the_schema_is_the_reviewed_one() {
    let printed = format!("{:#}\n", schema(None));
    let snapshot = Path::new(ROOT).join("tests/fact.schema.json");
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        std::fs::write(&snapshot, &printed).expect("the snapshot is written");
    }
    let expected = std::fs::read_to_string(&snapshot).expect("the snapshot is read");
    snapbox::assert_data_eq!(printed, snapbox::Data::text(expected).raw());
}

#[test]
fn every_line_of_the_datasets_is_valid() {
    let mut kinds = BTreeSet::new();
    for dataset in ["datasets/csto", "templates/dataset"] {
        let validator = validator(&schema(Some(dataset)));
        for line in lines(dataset) {
            assert_eq!(faults(&validator, &line), [""; 0], "{line:#}");
            kinds.extend(line.as_object().unwrap().keys().cloned());
        }
    }
    let all = KINDS.iter().map(|kind| kind.name).chain(["skip", "source"]);
    assert_eq!(kinds, all.map(str::to_owned).collect());
}

#[test]
fn the_lines_that_the_reference_shows_are_valid_and_make_a_dataset() {
    let text = std::fs::read_to_string(Path::new(ROOT).join("docs/FACT-SHEET.md"));
    let text = text.expect("the reference is read");
    let shown = text.lines().filter_map(|line| line.strip_prefix("    "));
    let shown = shown.filter(|line| line.starts_with("{\""));
    let lines: Vec<String> = shown
        .map(|line| line.replace("fe21…", &"0".repeat(64)))
        .collect();
    let validator = validator(&schema(None));
    for line in &lines {
        let line: Value = serde_json::from_str(line).expect("the line is JSON");
        assert_eq!(faults(&validator, &line), [""; 0], "{line:#}");
    }
    let bench = Bench::new();
    let dataset = "title = \"A\"\ndescription = \"B\"\nversion = \"1\"\nlicense = \"CC0-1.0\"\nmaintainers = [\"C\"]\n";
    std::fs::create_dir(bench.path("relief")).unwrap();
    std::fs::write(bench.path("relief/dataset.toml"), dataset).unwrap();
    std::fs::write(bench.path("relief/facts.jsonl"), lines.join("\n")).unwrap();
    let (coverage, words) = bench.ok(&["check", "relief"]);
    assert!(
        coverage.starts_with("doe-2024: 2 sentences, 1 coded, 1 skipped"),
        "{coverage}"
    );
    assert_eq!(words, "2 facts without fault: 1 actor, 1 event\n");
}

#[test]
fn codes_of_the_dataset_are_known_with_it_alone() {
    let vote = json!({ "event": {
        "key": "vote", "type": "ELECT", "title": "A vote", "status": "occurred", "cites": ["p1.s1"],
    } });
    let with = validator(&schema(Some("datasets/csto")));
    let without = validator(&schema(None));
    assert_eq!(
        (faults(&with, &vote).len(), faults(&without, &vote).len()),
        (0, 1)
    );
}

#[test]
fn a_dataset_whose_codes_are_wrong_has_no_schema() {
    let bench = Bench::with_example("flood");
    let path = bench.path("flood/dataset.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let code = "\n[[code]]\nvocabulary = \"event_type\"\ncode = \"X\"\nlabel = \"x\"\ndefinition = \"X.\"\n";
    std::fs::write(&path, text + code).unwrap();
    let words = bench.fails(&["schema", "flood"]);
    assert!(words.contains("did you mean `event_types`?"), "{words}");
}

/// A line without fault, to spoil.
fn request() -> Value {
    json!({ "event": {
        "key": "flood-request",
        "type": "REQUEST",
        "mode": "assist",
        "title": "Varnia asks for boats",
        "status": "occurred",
        "date": "2024-03-04",
        "actors": [{ "actor": "brandt", "role": "initiator" }],
        "cites": [
            "holm-2024#p1.s2",
            { "at": "p1.s3", "field": "date", "quote": "4 March", "stance": "disputes", "reported_value": "2024-03-05" },
        ],
    } })
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn what_the_schema_refuses_it_names() {
    let validator = validator(&schema(None));
    assert_eq!(faults(&validator, &request()), [""; 0]);
    // Where, what stands there then (nothing: it is taken out), and what is said of it.
    let mistakes = [
        (
            "/event/titel",
            Some(json!("x")),
            "Additional properties are not allowed ('titel' was unexpected)",
        ),
        ("/event/title", None, "\"title\" is a required property"),
        ("/event/title", Some(json!("")), "\"\" does not match"),
        (
            "/event/title",
            Some(json!(" A title")),
            "\" A title\" does not match",
        ),
        (
            "/event/title",
            Some(json!("A\ntitle")),
            "\"A\\ntitle\" does not match",
        ),
        (
            "/event/title",
            Some(json!(3)),
            "3 is not of type \"string\"",
        ),
        (
            "/event/title",
            Some(json!(null)),
            "null is not of type \"string\"",
        ),
        (
            "/event/key",
            Some(json!("Flood request")),
            "\"Flood request\" does not match",
        ),
        (
            "/event/key",
            Some(json!("a".repeat(81))),
            "is longer than 80 characters",
        ),
        (
            "/event/type",
            Some(json!("REQEST")),
            "\"REQEST\" is not one of \"AGREE\"",
        ),
        (
            "/event/mode",
            Some(json!("visit")),
            "\"visit\" is not one of \"assist\"",
        ),
        (
            "/event/type",
            Some(json!("AID")),
            "False schema does not allow \"assist\"",
        ),
        (
            "/event/status",
            Some(json!("happened")),
            "\"happened\" is not one of \"occurred\"",
        ),
        ("/event/date", None, "\"date\" is a required property"),
        (
            "/event/actors/0/role",
            None,
            "\"role\" is a required property",
        ),
        (
            "/event/actors/0/actor",
            Some(json!("Ilse Brandt")),
            "\"Ilse Brandt\" does not match",
        ),
        ("/event/cites", Some(json!([])), "[] has less than 1 item"),
        (
            "/event/cites",
            Some(json!("p1.s1")),
            "\"p1.s1\" is not of type \"array\"",
        ),
        (
            "/event/cites/0",
            Some(json!("p1s2")),
            "\"p1s2\" does not match",
        ),
        (
            "/event/cites/1/field",
            Some(json!("dates")),
            "\"dates\" is not one of \"type\"",
        ),
        (
            "/event/cites/1/stance",
            None,
            "\"stance\" is a required property",
        ),
        (
            "/event/cites/1/at",
            None,
            "is not valid under any of the schemas listed in the 'oneOf' keyword",
        ),
        (
            "/actor",
            Some(json!({ "key": "x", "name": "X", "kind": "state", "cites": ["p1.s1"] })),
            "has more than 1 property",
        ),
        (
            "/evnt",
            Some(json!({})),
            "Additional properties are not allowed ('evnt' was unexpected)",
        ),
        ("/event", None, "has less than 1 property"),
    ];
    for (place, value, said) in mistakes {
        let (parent, name) = place.rsplit_once('/').unwrap();
        let mut line = request();
        if place == "/event/date" {
            line["event"]["date_text"] = json!("on 4 March");
        }
        match (line.pointer_mut(parent).unwrap(), value) {
            (Value::Array(list), Some(value)) => list[name.parse::<usize>().unwrap()] = value,
            (parent, Some(value)) => parent[name] = value,
            (parent, None) => _ = parent.as_object_mut().unwrap().remove(name),
        }
        let faults = faults(&validator, &line);
        assert!(
            faults.iter().any(|fault| fault.contains(said)),
            "{place}: {faults:#?}"
        );
    }
}

#[test]
fn keys_and_locators_are_those_that_the_program_takes() {
    let schema = schema(None);
    let takes = |name: &str, text: &str| {
        let part = json!({ "$ref": format!("#/$defs/{name}"), "$defs": schema["$defs"] });
        validator(&part).is_valid(&json!(text))
    };
    let texts = [
        "csto", "3rd-army", "a", "", "CSTO", "a--b", "-a", "a-", "a b", "a_b", "é", "a.b", "a\n",
    ];
    for text in texts
        .into_iter()
        .chain([&*"a".repeat(80), &*"a".repeat(81)])
    {
        assert_eq!(takes("key", text), key_fault(text).is_none(), "{text}");
    }
    for text in [
        "p6.s3", "p10.s20", "", "p6", "6.3", "p06.s3", "p6.s0", "p6.s+3", "P6.s3", "p6.s3 ",
    ] {
        assert_eq!(
            takes("locator", text),
            text.parse::<Locator>().is_ok(),
            "{text}"
        );
        assert_eq!(
            takes("sentence", &format!("culp-2023#{text}")),
            takes("locator", text)
        );
    }
}

/// A field that was taken out of a dataset: the file, the table's place in it, and its name.
struct Removal {
    file: String,
    place: String,
    field: String,
    is_required: bool,
}

/// Lists each field of each kind of table once, with whether the schema asks for it.
fn removals(schema: &Value, files: &[(String, Value)]) -> Vec<Removal> {
    let definition = |name: &str| &schema["$defs"][name];
    let requires = |of: &Value, field: &str| {
        let mut required = of["required"].as_array().into_iter().flatten();
        required.any(|name| name == field)
    };
    let mut seen = BTreeSet::new();
    let mut removals = Vec::new();
    let mut add = |file: &str, place: String, table: &Value, name: &str, of: &Value| {
        for field in table.as_object().unwrap().keys() {
            if seen.insert((name.to_owned(), field.clone())) {
                removals.push(Removal {
                    file: file.to_owned(),
                    place: place.clone(),
                    field: field.clone(),
                    is_required: requires(of, field),
                });
            }
        }
    };
    for (file, content) in files {
        if file.ends_with("article.toml") {
            add(file, String::new(), content, "source", definition("source"));
            continue;
        }
        for (kind, facts) in content.as_object().unwrap() {
            for (index, fact) in facts.as_array().unwrap().iter().enumerate() {
                let place = format!("/{kind}/{index}");
                add(file, place.clone(), fact, kind, definition(kind));
                for (list, elements) in fact.as_object().unwrap() {
                    let items = &definition(kind)["properties"][list]["items"]["$ref"];
                    let Some(items) = items.as_str().filter(|_| list != "cites") else {
                        continue;
                    };
                    let items = definition(items.trim_start_matches("#/$defs/"));
                    for (at, element) in elements.as_array().unwrap().iter().enumerate() {
                        add(file, format!("{place}/{list}/{at}"), element, list, items);
                    }
                }
            }
        }
    }
    removals
}

#[test]
fn what_the_schema_requires_is_what_check_misses() {
    let shipped = Folder::shipped();
    let sheets: Vec<(String, Value)> = Folder::shipped_files()
        .filter(|(name, _)| name.ends_with(".toml") && *name != "dataset.toml")
        .map(|(name, text)| (name.to_owned(), toml::from_str(text).expect("it is TOML")))
        .collect();
    let removals = removals(&schema(Some("datasets/csto")), &sheets);
    assert!(removals.len() > 60, "{}", removals.len());
    let required = removals
        .iter()
        .filter(|removal| removal.is_required)
        .count();
    assert!(required > 40, "{required}");
    for Removal {
        file,
        place,
        field,
        is_required,
    } in removals
    {
        let (_, content) = sheets.iter().find(|(name, _)| *name == file).unwrap();
        let mut content = content.clone();
        let table = content
            .pointer_mut(&place)
            .unwrap()
            .as_object_mut()
            .unwrap();
        table.remove(&field);
        let text = toml::to_string(&content).expect("it is TOML again");
        let checked = check(&shipped.clone().with_text(&file, text), &Articles::new());
        let said = match field.as_str() {
            "key" => "has no `key`".to_owned(),
            "cites" => "cites no sentence".to_owned(),
            field => format!(" lacks `{field}`"),
        };
        let is_missed = checked
            .report
            .problems
            .iter()
            .any(|problem| problem.message.contains(&said));
        assert_eq!(
            is_required, is_missed,
            "{file}{place} {field}: {:#?}",
            checked.report.problems
        );
    }
}
