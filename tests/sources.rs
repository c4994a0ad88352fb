//! Sources: how footnotes name them, and what may be missing of them.

mod common;

use common::{Bench, different};
use rusqlite::Connection;

const ARTICLE: &str = "Boats Come to Sarn\n\nBy Ada Holm\n\n2 May 2024\n\nForty boats came to the town of Sarn on the second of May, after a week of rain. The mayor thanked the neighbours who had sent them, and asked for tents as well. Nobody knew how long the water would stay in the streets of the old town.\n\nThe neighbours said that they would send more boats if they were asked to. The mayor said that she would ask. It rained all night, and in the morning the bridge was gone.\n";

/// Returns how footnotes name the sources, by key.
fn names(bench: &Bench, database: &str) -> Vec<String> {
    let connection = Connection::open(bench.path(database)).unwrap();
    let sql = "SELECT key || ': ' || cite_as FROM sources ORDER BY key";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map((), |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

#[test]
fn a_lock_writes_a_name_that_stays_whatever_is_locked_later() {
    let bench = Bench::with_example("flood");
    // As a dataset was before names were written.
    bench.edit(
        "flood/holm-2024/article.toml",
        "cite_as = \"Holm 2024\"\n",
        "",
    );
    let own = [
        "lock",
        "flood",
        "--article",
        "holm-2024=flood/holm-2024/article.txt",
    ];
    let (_, words) = bench.ok(&own);
    assert!(
        words.contains("footnotes of `holm-2024` say `Holm 2024, ¶1 s.1`"),
        "{words}"
    );
    let first = bench.read("flood/holm-2024/article.toml");
    assert!(
        first.contains("author = \"Ada Holm\"\ncite_as = \"Holm 2024\"\n"),
        "{first}"
    );
    bench.write("boats.txt", ARTICLE);
    let lock = ["lock", "flood", "--article", "boats-2024=boats.txt"];
    let (_, words) = bench.ok(&lock);
    assert!(
        words.contains("footnotes of `boats-2024` say `Holm 2024b, ¶1 s.1`"),
        "{words}"
    );
    bench.edit(
        "flood/boats-2024/article.toml",
        "publisher = \"\"",
        "publisher = \"Review\"",
    );
    bench.ok(&lock);
    bench.ok(&["build", "flood"]);
    assert_eq!(
        names(&bench, "exports/flood.sqlite"),
        ["boats-2024: Holm 2024b", "holm-2024: Holm 2024"]
    );
    // Locked once more, neither description changes.
    bench.ok(&own);
    bench.ok(&lock);
    assert_eq!(bench.read("flood/holm-2024/article.toml"), first);
    bench.edit("flood/boats-2024/article.toml", "Holm 2024b", "Holm 2024");
    let err = bench.fails(&["check", "flood"]);
    assert!(
        err.contains("`Holm 2024` is how footnotes name `boats-2024` already"),
        "{err}"
    );
    assert!(err.contains("`Holm 2024b` is free"), "{err}");
}

#[test]
fn a_source_without_author_and_day_is_named_by_its_publisher() {
    let bench = Bench::with_example("flood");
    bench.edit(
        "flood/holm-2024/article.toml",
        "author = \"Ada Holm\"\ncite_as = \"Holm 2024\"\n",
        "",
    );
    bench.edit(
        "flood/holm-2024/article.toml",
        "published_on = \"2024-03-12\"\n",
        "",
    );
    bench.ok(&["build", "flood"]);
    assert_eq!(
        names(&bench, "exports/flood.sqlite"),
        ["holm-2024: Example Review n.d."]
    );
    let footnotes = bench.read("exports/csv/footnotes.csv");
    assert!(
        footnotes.contains("\"Example Review n.d., ¶1 s.2\""),
        "{footnotes}"
    );
    let codebook = bench.read("exports/CODEBOOK.md");
    assert!(
        codebook.contains("The Example Review, n.d. Cited as *Example Review n.d., ¶6 s.3*"),
        "{codebook}"
    );
    let sources = bench.read("exports/csv/sources.csv");
    assert!(
        sources.contains(",,Example Review n.d.,The Example Review,,en,"),
        "{sources}"
    );
}

#[test]
fn a_rerun_names_new_sources_as_a_run_from_nothing_does() {
    let line = |key: &str, author: &str, day: &str, digit: &str| {
        format!(
            "{{\"source\": {{\"key\": \"{key}\", \"title\": \"T\", {author}\"publisher\": \"Review\", \"published_on\": \"{day}\", \"language\": \"en\", \"sha256\": \"{}\", \"segmenter\": \"s\", \"passages\": [{{\"at\": \"p1.s1\", \"fingerprint\": \"000000000000000{digit}\", \"characters\": 9, \"words\": 2}}]}}}}\n",
            digit.repeat(64)
        )
    };
    let steps = [
        line("kim-b", "\"author\": \"Bo Kim\", ", "2024-05-02", "1"),
        line("lee", "\"author\": \"Bo Lee\", ", "2024-05-02", "2"),
        line("kim-a", "\"author\": \"Bo Kim\", ", "2024-05-01", "3"),
        line("wire", "", "2024-05-01", "4"),
    ];
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood"]);
    let mut text = String::new();
    for (number, step) in steps.iter().enumerate() {
        text += step;
        bench.write("flood/more.jsonl", &text);
        bench.ok(&["build", "flood"]);
        let (store, out) = (format!("fresh{number}.sqlite"), format!("fresh{number}"));
        bench.ok(&["build", "flood", "--store", &store, "--out", &out]);
        assert_eq!(
            different(&bench.files("exports"), &bench.files(&out)),
            [""; 0],
            "{number}"
        );
    }
    assert_eq!(
        names(&bench, "exports/flood.sqlite"),
        [
            "holm-2024: Holm 2024",
            "kim-a: Kim 2024a",
            "kim-b: Kim 2024b",
            "lee: Lee 2024",
            "wire: Review 2024"
        ]
    );
}
