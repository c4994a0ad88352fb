//! Bodies that stand in a scrape once, twice, three times, whole or cut, with and without their
//! first letter.

use footnote::article::EditKind;

use super::*;

/// The body without its first letter.
fn beheaded() -> &'static str {
    DAM.strip_prefix('W').unwrap()
}

fn count(reading: &Reading, kind: EditKind) -> usize {
    reading
        .edits
        .iter()
        .filter(|edit| edit.kind == kind)
        .count()
}

fn check_head(reading: &Reading) {
    let title = reading.title.as_ref().map(|piece| piece.text.as_str());
    assert_eq!(title, Some("A Dam, a Lake and a Compact That Looked Away"));
    assert_eq!(reading.author.as_ref().unwrap().text, "Ada Holm");
    assert_eq!(
        reading.published_on.as_ref().unwrap().date.to_string(),
        "2031-08-27"
    );
    assert!(
        reading
            .standfirst
            .as_ref()
            .unwrap()
            .text
            .starts_with("The lake behind")
    );
    assert_eq!(
        furniture(reading),
        [
            (FurnitureKind::Tagline, "the voice of the five rivers"),
            (
                FurnitureKind::Caption,
                "The Orlu dam in spring. Photo by Ole Holm via Unsplash."
            ),
        ]
    );
}

#[test]
fn a_body_given_once_is_read_as_it_stands() {
    let reading = read(&format!("{HEAD}{DAM}"));
    check_head(&reading);
    assert_eq!(paragraphs(&reading), dam());
    assert!(reading.edits.is_empty());
}

#[test]
fn a_body_given_twice_without_its_letter_is_read_once_and_whole() {
    let reading = read(&format!("{0}{HEAD}W\n{0}", beheaded()));
    check_head(&reading);
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(count(&reading, EditKind::RepeatedBlock), 5);
    assert_eq!(count(&reading, EditKind::DropCap), 1);
    assert_eq!(edits(&reading).last(), Some(&(EditKind::DropCap, 11)));
    let first = reading.sentences().next().unwrap();
    assert_eq!(first.raw.start, beheaded().len() + HEAD.len());
}

#[test]
fn a_body_given_three_times_is_read_once() {
    let reading = read(&format!("{DAM}{HEAD}{DAM}\n\n{DAM}"));
    check_head(&reading);
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(count(&reading, EditKind::RepeatedBlock), 10);
}

#[test]
fn copies_without_anything_between_them_are_still_copies() {
    let reading = read(&format!("{DAM}{DAM}"));
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(count(&reading, EditKind::RepeatedBlock), 5);
}

#[test]
fn a_letter_that_stands_nowhere_is_not_made_up() {
    let reading = read(&format!("{HEAD}{}", beheaded()));
    assert!(paragraphs(&reading)[0].starts_with("hen the gates"));
    assert!(reading.edits.is_empty());
}

#[test]
fn the_letter_is_taken_from_whichever_copy_has_it() {
    for text in [
        format!("{}{HEAD}{DAM}", beheaded()),
        format!("{DAM}{HEAD}{}", beheaded()),
    ] {
        let reading = read(&text);
        check_head(&reading);
        assert_eq!(paragraphs(&reading), dam());
        assert_eq!(count(&reading, EditKind::RepeatedBlock), 5);
    }
}

#[test]
fn a_drop_cap_may_bring_its_quotation_mark() {
    let body = DAM.replacen("When the", "“We waited,” she said when the", 1);
    let rest = body.strip_prefix("“W").unwrap();
    let reading = read(&format!("{rest}{HEAD}“W\n\n{rest}"));
    check_head(&reading);
    assert!(paragraphs(&reading)[0].starts_with("“We waited,” she said when"));
    assert_eq!(count(&reading, EditKind::DropCap), 1);
    assert_eq!(count(&reading, EditKind::RepeatedBlock), 5);
}

#[test]
fn a_letter_that_is_a_word_stays_one() {
    let rest = "lake is rising behind the dam at Orlu, and nobody is glad. The lake will rise on.";
    let reading = read(&format!("A Lake Rises in Orlu\nA\n{rest}\n{}", dam()[1]));
    assert!(paragraphs(&reading)[0].starts_with("A lake is rising"));
    let rest = "fter the lake had risen, nobody in the towns of Orlu was glad. The lake will rise.";
    let reading = read(&format!("A Lake Rises in Orlu\nA\n{rest}\n{}", dam()[1]));
    assert!(paragraphs(&reading)[0].starts_with("After the lake"));
}

#[test]
fn a_letter_without_a_word_is_named_and_kept() {
    let reading = read(&format!("{HEAD}{DAM}Q\n"));
    assert_eq!(
        furniture(&reading).last(),
        Some(&(FurnitureKind::DropCap, "Q"))
    );
    assert_eq!(paragraphs(&reading), dam());
}

#[test]
fn a_truncated_copy_is_completed_by_the_other() {
    let cut: String = DAM
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect();
    let cut = format!("{cut}{}…\n", DAM.lines().nth(2).unwrap().split_at(80).0);
    for text in [format!("{cut}{HEAD}{DAM}"), format!("{DAM}{HEAD}{cut}")] {
        let reading = read(&text);
        check_head(&reading);
        assert_eq!(paragraphs(&reading), dam());
        assert_eq!(count(&reading, EditKind::RepeatedBlock), 3);
    }
}

#[test]
fn a_truncated_copy_may_be_the_one_with_the_letter() {
    let cut: String = DAM.lines().skip(1).take(1).collect();
    let first = beheaded().lines().next().unwrap();
    let reading = read(&format!("{}{HEAD}W\n{first}\n{cut}\n", beheaded()));
    check_head(&reading);
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(count(&reading, EditKind::RepeatedBlock), 2);
}

#[test]
fn a_paragraph_that_one_copy_lacks_keeps_its_place() {
    let lacking = DAM.replace(&format!("{}\n", dam()[2]), "");
    for text in [
        format!("{lacking}{HEAD}{DAM}"),
        format!("{DAM}{HEAD}{lacking}"),
    ] {
        let reading = read(&text);
        check_head(&reading);
        assert_eq!(paragraphs(&reading), dam());
    }
}

#[test]
fn a_pull_quote_is_no_second_paragraph() {
    let quote = "“We did not sign a treaty to watch our wells run dry”";
    let text = DAM.replacen("\nThe Compact", &format!("\n{quote}\nThe Compact"), 1);
    let reading = read(&text);
    assert_eq!(paragraphs(&reading), dam());
    assert_eq!(furniture(&reading), [(FurnitureKind::PullQuote, quote)]);
}

#[test]
fn a_copy_in_other_typography_is_a_copy() {
    let straight = DAM.replace(['“', '”'], "\"").replace('’', "'");
    let reading = read(&format!("{straight}{HEAD}{DAM}"));
    check_head(&reading);
    assert_eq!(count(&reading, EditKind::RepeatedBlock), 5);
    assert_eq!(reading.paragraphs.len(), 5);
}

#[test]
fn one_paragraph_given_twice_is_read_once() {
    let reading = read(&format!("{0}\n{HEAD}W\n{0}\n", &dam()[0][1..]));
    check_head(&reading);
    assert_eq!(paragraphs(&reading), [dam()[0]]);
}
