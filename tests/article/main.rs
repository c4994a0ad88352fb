//! The article reader, from scrape to sentences, on invented prose about invented countries.

mod invariants;
mod metadata;
mod properties;
mod raw_text;
mod repeated;

use footnote::article::{EditKind, FurnitureKind, Reading};

/// An article of five paragraphs, one a line.
const DAM: &str = include_str!("../articles/dam.txt");

/// What a site puts around the body, with a standfirst that names the author.
const HEAD: &str = "the voice of the five rivers\n\
    A Dam, a Lake and a Compact That Looked Away\n\
    The Orlu dam in spring. Photo by Ole Holm via Unsplash.\n\
    August 27, 2031\n\
    The lake behind the Orlu dam is full, and its neighbours are angry. Their compact has nothing \
    to offer, writes Ada Holm.\n";

/// Reads a scrape and checks what must hold for every reading.
fn read(text: &str) -> Reading {
    invariants::read(text.as_bytes()).expect("the scrape has a body")
}

/// Returns the texts of the paragraphs.
fn paragraphs(reading: &Reading) -> Vec<String> {
    let text = |sentences: &[footnote::article::Sentence]| {
        let texts: Vec<&str> = sentences.iter().map(|s| s.text.as_str()).collect();
        texts.join(" ")
    };
    reading
        .paragraphs
        .iter()
        .map(|p| text(&p.sentences))
        .collect()
}

/// Returns the kinds of the edits, each with its line.
fn edits(reading: &Reading) -> Vec<(EditKind, u32)> {
    reading
        .edits
        .iter()
        .map(|edit| (edit.kind, edit.line))
        .collect()
}

/// Returns the furniture as kinds and texts.
fn furniture(reading: &Reading) -> Vec<(FurnitureKind, &str)> {
    reading
        .furniture
        .iter()
        .map(|f| (f.kind, f.piece.text.as_str()))
        .collect()
}

fn dam() -> Vec<&'static str> {
    DAM.lines().collect()
}
