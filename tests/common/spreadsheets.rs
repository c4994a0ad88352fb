//! Files of the invented dataset `harbour`, as somebody sends them back.

use std::path::PathBuf;

use super::{Bench, ROOT, files};

/// Returns a folder with the invented dataset `harbour`, built.
pub fn harbour() -> Bench {
    let bench = Bench::new();
    for (name, bytes) in files(&PathBuf::from(ROOT).join("tests/spreadsheets/harbour")) {
        let path = bench.path("harbour").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, bytes).expect("the file is copied");
    }
    bench.ok(&["build", "harbour"]);
    bench
}

pub fn correct<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
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

/// Rewrites an exported CSV file line by line; a line is its cells.
pub fn rewrite(
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

pub fn set(lines: &mut [Vec<String>], key: &str, column: &str, value: &str) {
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

/// Takes a file back that must not be taken whole; returns what is said of its cells.
pub fn refused(bench: &Bench, args: &[&str]) -> String {
    let output = bench.run(args);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    out.into_owned()
}
