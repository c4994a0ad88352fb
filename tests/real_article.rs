//! The article that the first dataset is coded from. Its text is not part of the repository:
//! without it these tests say so and pass, unless `FOOTNOTE_REQUIRE_ARTICLE` is set.

mod common;

use std::fs;

use common::{Bench, ROOT, different, files, real_article};
use footnote::article::{self, EditKind, FurnitureKind, Reading};

fn reading() -> Option<Reading> {
    let path = real_article("a test of the reader")?;
    let bytes = fs::read(path).expect("the article is read");
    Some(article::read(&bytes).expect("the article is readable"))
}

#[test]
fn the_body_is_read_once_and_whole() {
    let Some(reading) = reading() else { return };
    let sentences: Vec<usize> = reading
        .paragraphs
        .iter()
        .map(|p| p.sentences.len())
        .collect();
    assert_eq!(sentences, [4, 3, 4, 6, 4, 5, 6, 5, 6]);
    let first = reading.sentences().next().expect("a first sentence");
    assert_eq!(first.locator.to_string(), "p1.s1");
    assert_eq!((first.words, first.characters), (25, 153));
    assert_eq!(first.fingerprint, "4bc516afa879301c");
    assert!(first.text.starts_with("Russia’s 2022 "));
}

#[test]
fn metadata_and_furniture_have_names() {
    let Some(reading) = reading() else { return };
    let title = reading.title.expect("a title");
    assert_eq!(
        title.text,
        "Ukraine War Proves Difficult Test for Russia’s CSTO"
    );
    assert_eq!(title.line, 11);
    assert_eq!(reading.author.expect("an author").text, "Wesley Culp");
    let day = reading.published_on.expect("a day").date;
    assert_eq!(day.to_string(), "2023-02-27");
    assert_eq!(reading.standfirst.expect("a standfirst").line, 14);
    let furniture: Vec<_> = reading
        .furniture
        .iter()
        .map(|f| (f.kind, f.piece.line))
        .collect();
    assert_eq!(
        furniture,
        [(FurnitureKind::Tagline, 10), (FurnitureKind::Caption, 12)]
    );
}

#[test]
fn each_edit_is_recorded_with_its_line() {
    let Some(reading) = reading() else { return };
    let mut expected: Vec<_> = (1..=9)
        .map(|line| (EditKind::RepeatedBlock, line))
        .collect();
    expected.push((EditKind::DropCap, 15));
    let edits: Vec<_> = reading
        .edits
        .iter()
        .map(|edit| (edit.kind, edit.line))
        .collect();
    assert_eq!(edits, expected);
}

/// Returns a folder with the shipped dataset and the article, or with the article changed.
fn dataset_and_article(change: impl Fn(&str) -> String) -> Option<Bench> {
    let path = real_article("a test of the shipped dataset")?;
    let text = fs::read_to_string(path).expect("the article is UTF-8");
    let bench = Bench::new();
    bench.ok(&["init", "csto", "--example", "csto"]);
    fs::write(bench.path("article.txt"), change(&text)).expect("the article is copied");
    Some(bench)
}

const CHECK: [&str; 4] = ["check", "csto", "--article", "culp-2023=article.txt"];

#[test]
fn every_citation_of_the_shipped_dataset_is_verified() {
    let Some(bench) = dataset_and_article(str::to_owned) else {
        return;
    };
    let (out, err) = bench.ok(&CHECK);
    assert_eq!(
        out.lines().next().unwrap(),
        "culp-2023: 43 sentences, 43 coded, 0 skipped, 0 untouched; citations verified word for word"
    );
    assert!(!err.contains("warning"), "{err}");
    let (_, words) = bench.ok(&["lock", "csto", "--article", "culp-2023=article.txt"]);
    assert_eq!(
        words,
        "csto/culp-2023/passages.lock: nothing changed\nfootnotes of `culp-2023` say `Culp 2023, ¶1 s.1`, as `cite_as` in its article.toml has it\n"
    );
}

#[test]
fn the_export_is_the_same_bytes_with_the_article_at_hand_and_has_none_of_its_text() {
    let Some(bench) = dataset_and_article(str::to_owned) else {
        return;
    };
    bench.ok(&["build", "--article", "culp-2023=article.txt"]);
    let committed = files(&std::path::Path::new(ROOT).join("exports"));
    assert_eq!(different(&committed, &bench.files("exports")), [""; 0]);
}

#[test]
fn one_changed_word_of_the_article_is_found_and_located() {
    // "nimbly" stands in p3.s3, in both copies of the body, and in a quote.
    let Some(bench) = dataset_and_article(|text| text.replace("nimbly", "clumsily")) else {
        return;
    };
    let error = bench.fails(&CHECK);
    assert!(
        error.contains(
            "error: p3.s3 of `culp-2023` does not stand in `article.txt` as it was locked\n"
        ) && error.contains("--> csto/culp-2023/passages.lock:")
            && error
                .contains("error: the quote `as nimbly as it had come` does not stand in p3.s3\n")
            && error.contains("hint: p3.s3 has `as clumsily as it had come`"),
        "{error}"
    );
}

#[test]
fn one_changed_locator_or_quote_is_found_and_located() {
    for (from, to, expected) in [
        (
            "{ at = \"p6.s4\", quote = \"met with a promise\" }",
            "{ at = \"p6.s3\", quote = \"met with a promise\" }",
            "error: the quote `met with a promise` does not stand in p6.s3\n",
        ),
        (
            "quote = \"met with a promise\"",
            "quote = \"met with promises\"",
            "hint: p6.s4 has `met with a promise`",
        ),
        (
            "{ at = \"p6.s4\", quote = \"met with a promise\" }",
            "\"p6.s9\"",
            "error: `culp-2023` has no sentence p6.s9\n",
        ),
    ] {
        let Some(bench) = dataset_and_article(str::to_owned) else {
            return;
        };
        bench.edit("csto/culp-2023/facts.toml", from, to);
        let error = bench.fails(&CHECK);
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("--> csto/culp-2023/facts.toml:"), "{error}");
        assert!(error.contains("1 error, "), "{error}");
    }
}
