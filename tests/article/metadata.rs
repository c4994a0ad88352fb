//! Title, author, date, standfirst, headings: what is found, and what is left open.

use footnote::article::FurnitureKind;

use super::*;

fn title(reading: &Reading) -> Option<&str> {
    reading.title.as_ref().map(|piece| piece.text.as_str())
}

fn author(reading: &Reading) -> Option<&str> {
    reading.author.as_ref().map(|piece| piece.text.as_str())
}

#[test]
fn a_byline_may_come_first() {
    let reading = read(&format!(
        "By Ada Holm\nOrlu dam divides the river states\n27/08/2031\n{DAM}"
    ));
    assert_eq!(author(&reading), Some("Ada Holm"));
    assert_eq!(title(&reading), Some("Orlu dam divides the river states"));
    assert_eq!(
        furniture(&reading),
        [(FurnitureKind::Byline, "By Ada Holm")]
    );
    assert_eq!(
        reading.published_on.as_ref().unwrap().date.to_string(),
        "2031-08-27"
    );
    assert_eq!(paragraphs(&reading), dam());
}

#[test]
fn a_byline_may_hold_the_date() {
    let reading = read(&format!(
        "Orlu dam divides the river states\nBy Ada Holm | 27 Aug 2031\n{DAM}"
    ));
    assert_eq!(author(&reading), Some("Ada Holm"));
    let dated = reading.published_on.as_ref().unwrap();
    assert_eq!(
        (dated.date.to_string().as_str(), dated.piece.line),
        ("2031-08-27", 2)
    );
    assert_eq!(paragraphs(&reading), dam());
}

#[test]
fn a_standfirst_before_byline_and_date_is_no_paragraph() {
    let standfirst =
        "The lake is full, the neighbours are angry, and their club has nothing to say.";
    let head =
        format!("Orlu dam divides the river states\n{standfirst}\nBy Ada Holm\n1 May 2031\n");
    let reading = read(&format!("{head}{DAM}"));
    assert_eq!(reading.standfirst.as_ref().unwrap().text, standfirst);
    assert_eq!(author(&reading), Some("Ada Holm"));
    assert_eq!(paragraphs(&reading), dam());
}

#[test]
fn an_emphasised_paragraph_below_the_title_is_the_standfirst() {
    let lines = dam();
    let text = format!(
        "# Orlu dam divides the river states\n\n_The lake is full, and the club of states has \
         nothing whatever to say._\n\n{}\n\n{}\n",
        lines[0], lines[1]
    );
    let reading = read(&text);
    assert_eq!(
        reading.standfirst.as_ref().unwrap().text,
        "The lake is full, and the club of states has nothing whatever to say."
    );
    assert_eq!(paragraphs(&reading), lines[..2]);
}

#[test]
fn a_short_sentence_before_long_paragraphs_is_the_standfirst() {
    let reading = read(&format!(
        "Orlu dam divides states\nThe lake is full, nobody is glad.\n{DAM}"
    ));
    assert_eq!(
        reading.standfirst.as_ref().unwrap().text,
        "The lake is full, nobody is glad."
    );
    assert_eq!(paragraphs(&reading), dam());
}

#[test]
fn short_paragraphs_are_paragraphs_up_to_the_end() {
    let lines = [
        "It rained all night in Orlu.",
        "By the morning the lake stood a metre higher than the day before.",
        "Nobody had opened the gates.",
        "The mayor said that the keys had been lost in the flood of last year.",
        "“We are looking for them.”",
        "The rain did not stop for that.",
    ];
    let reading = read(&format!(
        "Rain in Orlu fills the lake\n\n{}\n",
        lines.join("\n\n")
    ));
    assert_eq!(title(&reading), Some("Rain in Orlu fills the lake"));
    assert_eq!(paragraphs(&reading), lines);
}

#[test]
fn lines_of_navigation_do_not_become_the_title() {
    let reading = read(&format!(
        "Home\nWorld\nRivers and Lakes\nOrlu dam divides the river states\nAda Holm\n{DAM}Read more\nHome\n"
    ));
    assert_eq!(title(&reading), Some("Orlu dam divides the river states"));
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(reading.author, None);
    assert!(furniture(&reading).contains(&(FurnitureKind::Unknown, "Ada Holm")));
}

#[test]
fn a_browser_title_gives_way_to_the_title() {
    let title_line = "Orlu dam divides the river states";
    let reading = read(&format!(
        "{title_line} | The Orlu Courier\n{title_line}\n{DAM}"
    ));
    assert_eq!(title(&reading), Some(title_line));
    let reading = read(&format!("{title_line}\n{title_line}\n{DAM}"));
    assert_eq!(title(&reading), Some(title_line));
    assert_eq!(edits(&reading).len(), 1);
}

#[test]
fn an_article_of_one_paragraph_is_an_article() {
    let reading = read(&format!(
        "Orlu dam divides the river states\nBy Ada Holm\n{}\n",
        dam()[0]
    ));
    assert_eq!(paragraphs(&reading), [dam()[0]]);
    assert_eq!(title(&reading), Some("Orlu dam divides the river states"));
    let reading = read("It rained in Orlu.");
    assert_eq!(paragraphs(&reading), ["It rained in Orlu."]);
}

#[test]
fn short_lines_between_paragraphs_are_subheadings() {
    let lines = dam();
    let text = format!(
        "Orlu dam divides the river states\n{}\n{}\nA club of five\n{}\n{}\nWhat the summer brought\n{}\n",
        lines[0], lines[1], lines[2], lines[3], lines[4]
    );
    let reading = read(&text);
    assert_eq!(paragraphs(&reading), lines);
    assert_eq!(
        furniture(&reading),
        [
            (FurnitureKind::Subheading, "A club of five"),
            (FurnitureKind::Subheading, "What the summer brought"),
        ]
    );
}

#[test]
fn subheadings_of_a_second_copy_are_copies() {
    let body = DAM.replacen("\nThe Compact", "\nA club of five\nThe Compact", 1);
    let reading = read(&format!("{body}{HEAD}{body}"));
    assert_eq!(paragraphs(&reading), dam());
    let subheadings = reading
        .furniture
        .iter()
        .filter(|f| f.kind == FurnitureKind::Subheading);
    assert_eq!(subheadings.count(), 1);
}

#[test]
fn short_sentences_between_paragraphs_are_paragraphs() {
    let body = DAM.replacen("\nThe Compact", "\nIt failed.\nThe Compact", 1);
    assert_eq!(paragraphs(&read(&body))[2], "It failed.");
    let body = DAM.replacen("\nThe Compact", "\nNothing came of it.\nThe Compact", 1);
    for text in [body.clone(), format!("{body}{HEAD}{body}")] {
        let reading = read(&text);
        assert_eq!(reading.paragraphs.len(), 6);
        assert_eq!(paragraphs(&reading)[2], "Nothing came of it.");
    }
}

#[test]
fn a_note_about_the_author_and_a_notice_are_no_paragraphs() {
    let tail = "Ada Holm is a fellow at the Institute for Rivers in Orlu, and writes about water.\n\
        © 2031 The Orlu Courier. All rights reserved.\n";
    let reading = read(&format!("{HEAD}{DAM}{tail}"));
    assert_eq!(paragraphs(&reading), dam());
    let kinds: Vec<_> = reading.furniture.iter().skip(2).map(|f| f.kind).collect();
    assert_eq!(kinds, [FurnitureKind::AuthorNote, FurnitureKind::Notice]);
}

#[test]
fn an_update_is_not_the_publication() {
    let reading = read(&format!("{HEAD}Last updated: 30 August 2031\n{DAM}"));
    assert_eq!(
        reading.published_on.as_ref().unwrap().date.to_string(),
        "2031-08-27"
    );
    assert!(
        furniture(&reading).contains(&(FurnitureKind::Dateline, "Last updated: 30 August 2031"))
    );
}

#[test]
fn what_cannot_be_decided_stays_unknown() {
    let reading = read(&format!(
        "Dam divides river states\nRiver states divide dam\n04/05/2031\n{DAM}"
    ));
    assert_eq!(title(&reading), None);
    assert_eq!(reading.published_on, None);
    assert_eq!(
        furniture(&reading),
        [
            (FurnitureKind::Unknown, "Dam divides river states"),
            (FurnitureKind::Unknown, "River states divide dam"),
            (FurnitureKind::Unknown, "04/05/2031"),
        ]
    );
}

#[test]
fn a_reading_serialises_with_named_kinds() {
    let reading = read(&format!("{HEAD}{DAM}{DAM}"));
    let json = serde_json::to_value(&reading).unwrap();
    assert_eq!(json["encoding"], "utf-8");
    assert_eq!(json["published_on"]["date"], "2031-08-27");
    assert_eq!(json["published_on"]["text"], "August 27, 2031");
    assert_eq!(json["furniture"][0]["kind"], "tagline");
    assert_eq!(json["paragraphs"][0]["sentences"][0]["locator"], "p1.s1");
    assert_eq!(json["edits"][0]["kind"], "repeated_block");
    assert_eq!(json["edits"][0]["line"], 11);
}

#[test]
fn the_segmenter_is_named_with_the_version_that_is_built_in() {
    let lock = include_str!("../../Cargo.lock");
    let entry = lock
        .split("[[package]]")
        .find(|entry| entry.contains("name = \"sentencex\""));
    let version = entry.and_then(|entry| entry.split("version = \"").nth(1)?.split('"').next());
    let version = version.expect("a version of sentencex");
    let name = footnote::article::SEGMENTER;
    assert!(
        name.starts_with(&format!("sentencex {version}, ")),
        "{name}"
    );
}
