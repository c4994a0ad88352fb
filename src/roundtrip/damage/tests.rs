//! One cell each: what spreadsheets make of it, and what is made of that.

use super::*;

fn text(cell: &str) -> Cell {
    if cell.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(cell.to_owned())
    }
}

fn day(day: &str) -> Cell {
    Cell::Day(day.parse().unwrap())
}

const ALIKE: Months = Months {
    kept: 0,
    as_first_day: 2,
};

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn damage_that_can_only_be_damage_is_repaired() {
    use Damage::{Cut, Date, Encoding, Number, Quotes, Spaces};
    let long = "ä".repeat(LONGEST_CELL + 5);
    let cut: String = long.chars().take(LONGEST_CELL).collect();
    for (cell, base, kind, months, damage) in [
        (
            text("Sep-22"),
            "2022-09",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("22-Sep"),
            "2022-09",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (text("2022-09-01"), "2022-09", Kind::Date, ALIKE, Date),
        (
            text("2022-09-01 00:00:00"),
            "2022-09",
            Kind::Date,
            ALIKE,
            Date,
        ),
        (day("2022-09-01"), "2022-09", Kind::Date, ALIKE, Date),
        (
            text("1/6/2022"),
            "2022-01-06",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("06.01.2022"),
            "2022-01-06",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("06/01/22"),
            "2022-01-06",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("6-Jan-22"),
            "2022-01-06",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("44567"),
            "2022-01-06",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            Cell::Number(44567.0),
            "2022-01-06",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("44805"),
            "2022-09",
            Kind::Date,
            Months::default(),
            Date,
        ),
        (
            text("Sep-22"),
            "September 2022",
            Kind::Text,
            Months::default(),
            Date,
        ),
        (
            day("2022-09-01"),
            "September 2022",
            Kind::Text,
            Months::default(),
            Date,
        ),
        (
            text("06-Jan-22"),
            "6 January 2022",
            Kind::Text,
            Months::default(),
            Date,
        ),
        (text("1.0"), "1", Kind::Number, Months::default(), Number),
        (text("TRUE"), "1", Kind::Number, Months::default(), Number),
        (text("7"), "007", Kind::Text, Months::default(), Number),
        (
            Cell::Number(7.0),
            "007",
            Kind::Text,
            Months::default(),
            Number,
        ),
        (
            text("1E+12"),
            "1000000000000",
            Kind::Text,
            Months::default(),
            Number,
        ),
        (
            text("1.23E+12"),
            "1234567890123",
            Kind::Text,
            Months::default(),
            Number,
        ),
        (
            text("Culp's \"no\""),
            "Culp’s “no”",
            Kind::Text,
            Months::default(),
            Quotes,
        ),
        (
            text("Culpâ€™s"),
            "Culp’s",
            Kind::Text,
            Months::default(),
            Encoding,
        ),
        (
            text("Culpâ\u{80}\u{99}s"),
            "Culp’s",
            Kind::Text,
            Months::default(),
            Encoding,
        ),
        (
            text("Culp\u{19}s"),
            "Culp’s",
            Kind::Text,
            Months::default(),
            Encoding,
        ),
        (text("01/02/26"), "1/2", Kind::Text, Months::default(), Date),
        (
            text("Culp?s"),
            "Culp’s",
            Kind::Text,
            Months::default(),
            Encoding,
        ),
        (
            text("Culp\u{fffd}s"),
            "Culp’s",
            Kind::Text,
            Months::default(),
            Encoding,
        ),
        (
            text("Culp\u{fffd}\u{fffd}\u{fffd}s"),
            "Culp’s",
            Kind::Text,
            Months::default(),
            Encoding,
        ),
        (
            text(" a b\r\nc "),
            "a b\nc",
            Kind::Text,
            Months::default(),
            Spaces,
        ),
        (
            text("a\u{a0}b"),
            "a b",
            Kind::Text,
            Months::default(),
            Spaces,
        ),
        (text("e\u{301}"), "é", Kind::Text, Months::default(), Spaces),
        (text(&cut), &long, Kind::Text, Months::default(), Cut),
    ] {
        let verdict = compare(&cell, base, kind, months);
        assert_eq!(
            verdict,
            Verdict::Repaired(damage),
            "{} for {base:.40}",
            cell.shown()
        );
    }
}

#[test]
fn what_was_not_touched_is_the_same() {
    assert_eq!(compare(&text("a"), "a", Kind::Text, ALIKE), Verdict::Same);
    assert_eq!(compare(&Cell::Empty, "", Kind::Date, ALIKE), Verdict::Same);
    assert_eq!(compare(&text("  "), "", Kind::Text, ALIKE), Verdict::Same);
    assert_eq!(
        compare(&Cell::Number(6.0), "6", Kind::Number, ALIKE),
        Verdict::Same
    );
    assert_eq!(
        compare(&day("2022-01-06"), "2022-01-06", Kind::Date, ALIKE),
        Verdict::Same
    );
    assert_eq!(
        compare(&Cell::Number(2022.0), "2022", Kind::Date, ALIKE),
        Verdict::Same
    );
}

#[test]
fn what_somebody_changed_is_changed() {
    for (cell, base, kind, new) in [
        (text("2022-10"), "2022-09", Kind::Date, "2022-10"),
        (text("2022-09-13"), "2022-09", Kind::Date, "2022-09-13"),
        (text("2022"), "2022-09", Kind::Date, "2022"),
        (Cell::Number(2022.0), "2022-09", Kind::Date, "2022"),
        (day("2022-01-07"), "2022-01-06", Kind::Date, "2022-01-07"),
        (day("2022-09-13"), "2022-09", Kind::Date, "2022-09-13"),
        (text("1/26/2022"), "2022-01-06", Kind::Date, "2022-01-26"),
        (text("2022-10-11~"), "2022-09", Kind::Date, "2022-10-11~"),
        (text("2.0"), "1", Kind::Number, "2"),
        (text(" host "), "initiator", Kind::Text, "host"),
        (Cell::Empty, "initiator", Kind::Text, ""),
        (text("new"), "", Kind::Text, "new"),
        (text("365"), "369", Kind::Text, "365"),
        (Cell::Number(365.0), "369", Kind::Text, "365"),
    ] {
        let verdict = compare(&cell, base, kind, Months::default());
        assert_eq!(
            verdict,
            Verdict::Changed(new.to_owned()),
            "{} for {base}",
            cell.shown()
        );
    }
}

#[test]
fn what_may_be_either_is_refused() {
    for (cell, base, kind) in [
        (text("2022-09-01"), "2022-09", Kind::Date),
        (day("2022-09-01"), "2022-09", Kind::Date),
        (text("2022-10-01"), "2022-09", Kind::Date),
        (text("autumn"), "2022-09", Kind::Date),
        (text("45356.52083333334"), "2022-09-13", Kind::Date),
        (text("Oct-22"), "2022-09", Kind::Date),
        (day("2022-10-01"), "2022-09", Kind::Date),
        (text("3/6/2022"), "2022-01-06", Kind::Date),
        (text("44600"), "2022-01-06", Kind::Date),
        (text("many"), "3", Kind::Number),
        (text("1.5"), "3", Kind::Number),
        (text("Putinâ€™s"), "Culp’s", Kind::Text),
        (text("caf\u{fffd}"), "bar", Kind::Text),
        (Cell::Formula("A1".into()), "x", Kind::Text),
        (Cell::Error("#N/A".into()), "x", Kind::Text),
    ] {
        let verdict = compare(
            &cell,
            base,
            kind,
            Months {
                kept: 1,
                as_first_day: 1,
            },
        );
        assert!(
            matches!(verdict, Verdict::Refused(_)),
            "{} for {base}: {verdict:?}",
            cell.shown()
        );
    }
}

#[test]
fn months_are_counted_down_the_column() {
    let mut months = Months::default();
    for (cell, base) in [
        ("2022-09", "2022-09"),
        ("2022-10-01", "2022-10"),
        ("x", "2022-11"),
        ("2022-01-01", "2022-01-01"),
    ] {
        months.count(&text(cell), base);
    }
    assert_eq!(
        months,
        Months {
            kept: 1,
            as_first_day: 1
        }
    );
}
