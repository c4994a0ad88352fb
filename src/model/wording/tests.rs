//! The table of wordings: of each the dates that it allows and those that it does not.
//!
//! ```text
//! wording | allowed | refused
//! ```
//!
//! Dates stand with a space between them. Allowed are those that pass without a word; `+` before one says that
//! it is wider than its wording and told so, which is a warning.

use chrono::NaiveDate;

use super::*;

/// The day on which the articles of the table were published, a Friday.
fn published() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 3, 15).unwrap()
}

/// Returns the lines of a table on which a date is judged otherwise than the table says.
fn misjudged(table: &str, language: &str, is_near: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let lines = table.lines().filter(|line| line.contains('|'));
    for line in lines {
        let [wording, allowed, refused] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let wording = wording.trim();
        let read = match Wording::read(wording, language) {
            Ok(read) => read,
            Err(fault) => {
                wrong.push(format!("{wording}: {fault:?}"));
                continue;
            }
        };
        let judge = |text: &str| {
            let date = Edtf::parse(text).unwrap_or_else(|fault| panic!("{line}: {fault}"));
            read.judge(&date, &[published()], is_near)
        };
        for text in allowed.split_whitespace() {
            let (text, expected) = match text.strip_prefix('+') {
                Some(text) => (text, [Verdict::Wider, Verdict::Closed]),
                None => (text, [Verdict::Fits; 2]),
            };
            let judged = judge(text);
            if !judged
                .as_ref()
                .is_some_and(|judged| expected.contains(&judged.verdict))
            {
                wrong.push(format!("{wording}: {text} should pass, {judged:?}"));
            }
        }
        for text in refused.split_whitespace() {
            let judged = judge(text);
            if judged
                .as_ref()
                .is_none_or(|judged| judged.verdict < Verdict::Unflagged)
            {
                wrong.push(format!("{wording}: {text} should be refused, {judged:?}"));
            }
        }
    }
    wrong
}

#[test]
fn a_date_is_no_more_exact_than_its_english_wording() {
    let wrong = misjudged(include_str!("tests/english.txt"), "en", false);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_date_is_no_more_exact_than_its_wording_in_other_languages() {
    let mut wrong = Vec::new();
    for (language, table) in [
        ("de", include_str!("tests/german.txt")),
        ("fr", include_str!("tests/french.txt")),
        ("es", include_str!("tests/spanish.txt")),
        ("ru", include_str!("tests/russian.txt")),
    ] {
        wrong.extend(misjudged(table, language, false));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_date_that_follows_from_publication_is_near_it() {
    let wrong = misjudged(include_str!("tests/near.txt"), "en", true);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_understood_is_not_read() {
    for wording in [
        "every March",
        "on the anniversary of the 2014 vote",
        "for the first time since 2014",
        "on the eve of 4 March",
        "not before 2025",
        "on Nauryz",
        "Victory Day",
        "at the Dushanbe summit",
        "within two days of the vote",
        "in the evening",
        "more than a year ago",
        "",
        "—",
        "the 22nd congress",
    ] {
        assert_eq!(
            Wording::read(wording, "en-GB"),
            Err(Unread::Form),
            "{wording}"
        );
    }
    for (wording, language) in [
        ("kurz nach der Wahl, abends", "de"),
        ("le lendemain", "fr"),
        ("la víspera del 6 de enero", "es"),
        ("накануне 6 января", "ru"),
    ] {
        assert_eq!(
            Wording::read(wording, language),
            Err(Unread::Form),
            "{wording}"
        );
    }
    for language in ["hy", "pl-PL", "und", ""] {
        let unread = Wording::read("6 stycznia 2022", language);
        assert_eq!(unread, Err(Unread::Language), "{language}");
    }
}

#[test]
fn it_is_known_what_a_wording_needs_beside_itself() {
    for (wording, needs) in [
        ("4 March 2024", Needs::Nothing),
        ("the 1990s", Needs::Nothing),
        ("in the 15th century", Needs::Nothing),
        ("since the winter of 2021-22", Needs::Nothing),
        ("May, July, and November 2021", Needs::Nothing),
        ("from November 2021 to March", Needs::Nothing),
        ("in March", Needs::Year),
        ("by mid-January", Needs::Year),
        ("on the 4th", Needs::Year),
        ("on Tuesday", Needs::Publication),
        ("last month", Needs::Publication),
        ("in March last year", Needs::Publication),
        ("two weeks ago", Needs::Publication),
        ("in recent months", Needs::Publication),
        ("a day after", Needs::Fact),
        ("a day after 4 March 2024", Needs::Nothing),
        ("the following month", Needs::Fact),
        ("shortly thereafter", Needs::Fact),
        ("in the north", Needs::Nothing),
    ] {
        let read = Wording::read(wording, "en").unwrap_or_else(|_| panic!("{wording}"));
        assert_eq!(read.needs(), needs, "{wording}");
    }
}

#[test]
fn the_table_has_more_than_250_wordings() {
    let tables = [
        include_str!("tests/english.txt"),
        include_str!("tests/german.txt"),
        include_str!("tests/french.txt"),
        include_str!("tests/spanish.txt"),
        include_str!("tests/russian.txt"),
        include_str!("tests/near.txt"),
    ];
    let lines = tables.iter().flat_map(|table| table.lines());
    assert!(lines.filter(|line| line.contains('|')).count() >= 250);
}

proptest::proptest! {
    /// Whatever the words and the date are, there is an answer.
    #[test]
    fn any_wording_is_read_or_not(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "in", "the", "of", "March", "4", "31", "2022", "last", "week", "two", "days", "ago",
                "before", "after", "since", "mid-", "early", "Tuesday", "and", "to", "-", ",", "first",
                "0000", "9999", "2100", "years", "half", "century", "21st", "winter", "fiscal", "turn",
                "Feb", "99999999999", "1/2", "30/30/2022", "é", "’", "9999-12", "centuries", "1000",
            ]), 0..8),
        date in "[0-9]{4}(-(0[1-9]|1[0-2]|2[1-4]))?[~?]?|\\.\\./9999|0000/\\.\\.|0000-01-01|9999-12-31",
        near in proptest::bool::ANY,
    ) {
        let (text, date) = (words.join(" "), Edtf::parse(&date).unwrap());
        for language in ["en", "de", "fr", "es", "ru"] {
            if let Ok(read) = Wording::read(&text, language) {
                for day in ["0000-01-01", "2024-03-15", "9999-12-31"] {
                    let day = day.parse::<NaiveDate>().unwrap();
                    let _ = (read.judge(&date, &[day], near), read.judge(&date, &[], near));
                }
            }
        }
    }
}

#[test]
fn the_vague_is_bounded_as_the_codebook_says() {
    let given = |wording: &str| {
        let read = Wording::read(wording, "en").unwrap();
        let year = Edtf::parse("2022").unwrap();
        let date = if wording.contains("190") || wording.contains("century") {
            Edtf::parse("1900").unwrap()
        } else {
            year
        };
        read.judge(&date, &[], false)
            .and_then(|judged| judged.expected)
            .unwrap_or_default()
    };
    let units = [
        ("of May 2022", 1),
        ("of the summer of 2022", 2),
        ("of 2022", 3),
        ("of the 1900s", 4),
        ("of the 20th century", 5),
    ];
    // The words of the table in the dates of EDTF.
    let dates = |row: usize, column: usize| match (row, column) {
        (1, 1) => "2022-05-01~/2022-05-10~",
        (2, 1) => "2022-05-11~/2022-05-20~",
        (3, 1) => "2022-05-21~/2022-05-31~",
        (1, 2) => "2022-06~",
        (2, 2) => "2022-07~",
        (3, 2) => "2022-08~",
        (1, 3) => "2022-01~/2022-04~",
        (2, 3) => "2022-05~/2022-08~",
        (3, 3) => "2022-09~/2022-12~",
        (1, 4) => "1900~/1903~",
        (2, 4) => "1904~/1906~",
        (3, 4) => "1907~/1909~",
        (1, 5) => "1900~/1933~",
        (2, 5) => "1934~/1966~",
        (3, 5) => "1967~/1999~",
        _ => unreachable!("a third of five units"),
    };
    for (row, words) in BOUNDS.iter().enumerate().skip(1).take(3) {
        for word in words[0].split(", ") {
            for (unit, column) in units {
                assert_eq!(
                    given(&format!("{word} {unit}")),
                    dates(row, column),
                    "{word} {unit}"
                );
            }
        }
    }
}
