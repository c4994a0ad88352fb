//! Encodings, white space, invisible characters, Markdown, wrapped lines.

use footnote::article::{EditKind, Encoding, FurnitureKind, ReadError};

use super::*;

#[test]
fn windows_line_ends_change_nothing_but_places() {
    let plain = read(DAM);
    let windows = read(&DAM.replace('\n', "\r\n"));
    assert_eq!(paragraphs(&windows), dam());
    let lines = |reading: &Reading| reading.sentences().map(|s| s.fingerprint.clone()).collect();
    let (a, b): (Vec<String>, Vec<String>) = (lines(&plain), lines(&windows));
    assert_eq!(a, b);
    assert!(windows.edits.is_empty());
}

#[test]
fn a_byte_order_mark_is_left_out() {
    let reading = read(&format!("\u{feff}{DAM}"));
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(edits(&reading), [(EditKind::ByteOrderMark, 1)]);
    assert_eq!(reading.encoding, Encoding::Utf8);
}

#[test]
fn utf16_is_read_by_its_mark() {
    let text = format!("{HEAD}{DAM}");
    let mut little = vec![0xff, 0xfe];
    little.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let mut big = vec![0xfe, 0xff];
    big.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    for (bytes, encoding) in [(little, Encoding::Utf16Le), (big, Encoding::Utf16Be)] {
        let reading = invariants::read(&bytes).unwrap();
        assert_eq!(reading.encoding, encoding);
        assert_eq!(paragraphs(&reading), dam());
        assert_eq!(
            edits(&reading),
            [(EditKind::Decoded, 1), (EditKind::ByteOrderMark, 1)]
        );
    }
}

#[test]
fn windows_1252_is_decoded_and_recorded() {
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(DAM);
    let reading = invariants::read(&bytes).unwrap();
    assert_eq!(reading.encoding, Encoding::Windows1252);
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(edits(&reading), [(EditKind::Decoded, 1)]);
}

#[test]
fn a_file_cut_within_a_character_stays_utf8() {
    let text = format!("{DAM}“So it goes,” she said to the envoys of the five states on Monday.”");
    let reading = invariants::read(&text.as_bytes()[..text.len() - 1]).unwrap();
    assert_eq!(reading.encoding, Encoding::Utf8);
    assert_eq!(edits(&reading), [(EditKind::InvalidBytes, 6)]);
}

#[test]
fn odd_spaces_and_invisible_characters_are_cleaned_once_a_line() {
    let raw = DAM
        .replace("April 2031", "April\u{a0}2031")
        .replace("ministers of", "min\u{ad}is\u{ad}ters\u{2009} of")
        .replace("Compact, a", "Com\u{200b}pact, a");
    let reading = read(&raw);
    assert_eq!(paragraphs(&reading), dam());
    let edits: Vec<_> = reading
        .edits
        .iter()
        .map(|e| (e.line, e.kind, e.note.as_str()))
        .collect();
    assert_eq!(
        edits,
        [
            (1, EditKind::Spaces, "2 odd or repeated spaces made plain"),
            (
                1,
                EditKind::InvisibleCharacters,
                "2 invisible characters left out"
            ),
            (
                2,
                EditKind::InvisibleCharacters,
                "1 invisible character left out"
            ),
        ]
    );
}

#[test]
fn decomposed_letters_are_composed() {
    let reading = read(&DAM.replace("Ole Brandt", "Ole\u{301} Brandt"));
    assert!(paragraphs(&reading)[2].contains("Ol\u{e9} Brandt"));
    assert_eq!(edits(&reading), [(EditKind::Composed, 3)]);
}

#[test]
fn markdown_marks_go_and_wrapped_lines_are_joined() {
    let reading = read(include_str!("../articles/dam.md"));
    let title = reading.title.as_ref().unwrap();
    assert_eq!(title.text, "A Dam, a Lake and a Compact That Looked Away");
    assert_eq!(reading.author.as_ref().unwrap().text, "Ada Holm");
    assert_eq!(
        reading.published_on.as_ref().unwrap().date.to_string(),
        "2031-08-27"
    );
    assert_eq!(
        furniture(&reading),
        [
            (FurnitureKind::Byline, "By Ada Holm, Senior Correspondent"),
            (FurnitureKind::Caption, "The dam at night"),
            (FurnitureKind::Subheading, "The answer from downstream"),
        ]
    );
    assert_eq!(
        paragraphs(&reading),
        [
            "When the gates of the Orlu dam closed in April 2031, the ministers of Varnia spoke of \
             a new age. The lake would water the plains, they said, and light the towns of three \
             provinces by winter.",
            "Downstream, in the Republic of Tessaly, the answer came within a week, and nobody in \
             the capital of Varnia had seen it coming. The well-known envoy was recalled.",
            "“We did not sign a treaty to watch our wells run dry,” President Ilse Varga told the \
             assembly, and her whole party stood and clapped.",
            "The demands were three, and all of them were refused by the ministers:",
            "open the gates in June",
            "pay for the wells",
            "let observers in",
            "The lake is rising, and so is the price of bread in the towns of Tessaly.",
        ]
    );
}

#[test]
fn text_wrapped_by_hand_is_read_like_text_in_long_lines() {
    let mut wrapped = String::new();
    for paragraph in dam() {
        let mut width = 0;
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            let space = if width == 0 {
                ""
            } else if width + 1 + length > 72 {
                "\n"
            } else {
                " "
            };
            width = if space == " " {
                width + 1 + length
            } else {
                length
            };
            wrapped += space;
            wrapped += word;
        }
        wrapped += "\n\n";
    }
    let reading = read(&wrapped);
    assert_eq!(paragraphs(&reading), dam());
    assert!(
        reading
            .edits
            .iter()
            .all(|edit| edit.kind == EditKind::JoinedLines)
    );
}

#[test]
fn blank_lines_between_paragraphs_change_nothing() {
    assert_eq!(paragraphs(&read(&DAM.replace('\n', "\n\n \n"))), dam());
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(invariants::read(b""), Err(ReadError::Empty));
    assert_eq!(
        invariants::read(b"\xef\xbb\xbf \r\n"),
        Err(ReadError::Empty)
    );
    assert_eq!(
        invariants::read("\u{200b}\n".as_bytes()),
        Err(ReadError::Empty)
    );
    let mut binary = DAM.as_bytes().to_vec();
    binary.insert(9, 0);
    assert_eq!(
        invariants::read(&binary),
        Err(ReadError::Binary { at: 9, byte: 0 })
    );
    assert!(matches!(
        invariants::read(b"\x7fELF\x02\x01\x01\x00\xff"),
        Err(ReadError::Binary { .. })
    ));
    assert_eq!(
        invariants::read(b"Home\nWorld\nSport\n"),
        Err(ReadError::NoBody { lines: 3 })
    );
}
