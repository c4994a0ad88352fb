//! What the article reader made of a file.

use crate::article::{Piece, Reading};
use crate::cli::output::counted;

/// Writes metadata, sentences and edits, each on a line.
pub fn describe(reading: &Reading) -> String {
    let mut text = String::new();
    let mut piece = |name: &str, piece: Option<&Piece>, shown: Option<String>| {
        let value = match piece {
            Some(piece) => format!(
                "{} (line {})",
                shown.unwrap_or_else(|| piece.text.clone()),
                piece.line
            ),
            None => "not found".to_owned(),
        };
        text.push_str(&format!("{name:<12}{value}\n"));
    };
    piece("title", reading.title.as_ref(), None);
    piece("author", reading.author.as_ref(), None);
    let date = reading.published_on.as_ref();
    piece(
        "date",
        date.map(|date| &date.piece),
        date.map(|date| date.date.to_string()),
    );
    piece("standfirst", reading.standfirst.as_ref(), None);
    for furniture in &reading.furniture {
        let kind = serde_json::to_value(furniture.kind).expect("a kind is a plain name");
        piece(
            kind.as_str().unwrap_or_default(),
            Some(&furniture.piece),
            None,
        );
    }
    let sentences = reading.sentences().count();
    text.push_str(&format!(
        "\n{}, {}\n",
        counted(reading.paragraphs.len(), "paragraph"),
        counted(sentences, "sentence")
    ));
    for sentence in reading.sentences() {
        text.push_str(&format!(
            "{:<8}{}\n",
            sentence.locator.to_string(),
            sentence.text
        ));
    }
    text.push_str(&format!("\n{}\n", counted(reading.edits.len(), "edit")));
    for edit in &reading.edits {
        text.push_str(&format!(
            "line {}, bytes {}..{}: {}\n",
            edit.line, edit.start, edit.end, edit.note
        ));
    }
    text
}
