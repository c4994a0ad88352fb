//! Parquet holds what CSV holds, typed; run with `--features parquet`.

#![cfg(feature = "parquet")]

mod common;

use std::fs::File;

use common::{Bench, different};
use parquet::basic::{LogicalType, Type};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

fn read(bench: &Bench, name: &str) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(bench.path(name)).unwrap()).unwrap()
}

/// Writes a cell as CSV has it.
fn plain(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(flag) => u8::from(*flag).to_string(),
        Field::Long(number) => number.to_string(),
        Field::Date(days) => chrono::NaiveDate::from_epoch_days(*days)
            .unwrap()
            .to_string(),
        Field::Str(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_row_is_that_of_the_csv_file() {
    let bench = Bench::new();
    bench.ok(&["build", "--parquet"]);
    let files = bench.files("exports");
    let tables: Vec<_> = files
        .keys()
        .filter_map(|name| name.strip_prefix("csv/")?.strip_suffix(".csv"))
        .collect();
    assert!(tables.len() > 50, "{tables:?}");
    for table in tables {
        let mut csv = csv::Reader::from_reader(&files[&format!("csv/{table}.csv")][..]);
        let reader = read(&bench, &format!("exports/parquet/{table}.parquet"));
        let names: Vec<_> = reader
            .metadata()
            .file_metadata()
            .schema()
            .get_fields()
            .iter()
            .map(|field| field.name().to_owned())
            .collect();
        let mut header: Vec<_> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        header.pop_if(|last| last == "row_version");
        assert_eq!(names, header, "{table}");
        let rows = reader.get_row_iter(None).unwrap().map(|row| {
            let row = row.unwrap();
            row.get_column_iter()
                .map(|(_, field)| plain(field))
                .collect::<Vec<_>>()
        });
        let lines = csv.records().map(|line| {
            let cells = line.unwrap();
            cells
                .iter()
                .take(names.len())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        assert_eq!(
            rows.collect::<Vec<_>>(),
            lines.collect::<Vec<_>>(),
            "{table}"
        );
    }
}

#[test]
fn columns_have_the_types_of_what_they_hold() {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood", "--parquet"]);
    let reader = read(&bench, "exports/parquet/events.parquet");
    let schema = reader.metadata().file_metadata().schema_descr();
    let column = |name: &str| {
        let all = schema.columns().iter();
        all.clone()
            .find(|column| column.name() == name)
            .unwrap()
            .clone()
    };
    for (name, physical, logical, is_optional) in [
        ("key", Type::BYTE_ARRAY, Some(LogicalType::String), false),
        ("date", Type::BYTE_ARRAY, Some(LogicalType::String), true),
        ("date_earliest", Type::INT32, Some(LogicalType::Date), true),
        ("date_uncertain", Type::BOOLEAN, None, true),
    ] {
        let column = column(name);
        assert_eq!(column.physical_type(), physical, "{name}");
        assert_eq!(column.logical_type_ref(), logical.as_ref(), "{name}");
        assert_eq!(column.self_type().is_optional(), is_optional, "{name}");
    }
}

#[test]
fn parquet_that_an_export_left_is_still_known_by_the_next_one() {
    let bench = Bench::with_example("flood");
    let with = ["build", "flood", "--parquet"];
    bench.ok(&with);
    bench.ok(&["build", "flood"]);
    bench.edit("flood/actors.toml", "\"Ilse Brandt\"", "\"I. Brandt\"");
    bench.ok(&["build", "flood"]);
    bench.ok(&with);
    bench.write("exports/parquet/events.parquet", "mine");
    let error = bench.fails(&with);
    assert!(
        error.contains("`exports/parquet/events.parquet` was edited"),
        "{error}"
    );
}

#[test]
fn row_groups_have_the_stated_size_and_a_repeat_the_same_bytes() {
    let bench = Bench::with_example("flood");
    bench.ok(&["ingest", "flood"]);
    let store = rusqlite::Connection::open(bench.path(".footnote/flood.sqlite")).unwrap();
    let fill = "INSERT INTO passages (source, paragraph, sentence, locator, fingerprint, characters, words)
        WITH RECURSIVE numbers (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 140999)
        SELECT 'holm-2024', n, 1, 'p' || n || '.s1', 'f', n, 1 FROM numbers";
    store.execute_batch(fill).unwrap();
    drop(store);
    let args = ["export", "--parquet", "--table", "passages", "--out"];
    bench.ok(&[&args[..], &["one"]].concat());
    bench.ok(&[&args[..], &["two"]].concat());
    assert_eq!(different(&bench.files("one"), &bench.files("two")), [""; 0]);
    let reader = read(&bench, "one/parquet/passages.parquet");
    let groups = reader.metadata().row_groups().iter();
    let rows: Vec<_> = groups.map(|group| group.num_rows()).collect();
    assert_eq!(rows, [131_072, 140_007 - 131_072]);
    let (_, words) = bench.ok(&[&args[..], &["one"]].concat());
    assert_eq!(words, "exports one: nothing changed\n");
}
