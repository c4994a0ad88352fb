//! The reader against the article that the first dataset is coded from. Its text is not part of
//! the repository: without it these tests say so and pass, unless `FOOTNOTE_REQUIRE_ARTICLE` is
//! set.

use std::env;
use std::path::{Path, PathBuf};

use footnote::article::{self, EditKind, FurnitureKind, Reading};

fn reading() -> Option<Reading> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/article/culp-2023.txt");
    let path = env::var_os("FOOTNOTE_ARTICLE").map_or(beside, PathBuf::from);
    match std::fs::read(&path) {
        Ok(bytes) => Some(article::read(&bytes).expect("the article is readable")),
        Err(error) => {
            let required = env::var_os("FOOTNOTE_REQUIRE_ARTICLE").is_some();
            assert!(!required, "{}: {error}", path.display());
            eprintln!("skipped: no article at {}: {error}", path.display());
            None
        }
    }
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
