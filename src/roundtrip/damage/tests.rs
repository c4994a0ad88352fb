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
    Cell::Day(day.parse().unwrap(), "yyyy-mm-dd".to_owned())
}

/// Returns how a column came back, of which these are the cells with what was exported.
fn column(kind: Kind, cells: &[(Cell, &str)]) -> Alike {
    let mut alike = Alike::default();
    for (cell, base) in cells {
        alike.count(cell, base, kind);
    }
    alike
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn damage_that_can_only_be_damage_is_repaired() {
    use Damage::{Cut, Date, Encoding, Number, Quotes, Spaces};
    let long = "ä".repeat(LONGEST_CELL + 5);
    let cut: String = long.chars().take(LONGEST_CELL).collect();
    for (cell, base, kind, damage) in [
        (text("Sep-22"), "2022-09", Kind::Date, Date),
        (text("22-Sep"), "2022-09", Kind::Date, Date),
        (text("06.01.2022"), "2022-01-06", Kind::Date, Date),
        (text("6-Jan-22"), "2022-01-06", Kind::Date, Date),
        (text("44567"), "2022-01-06", Kind::Date, Date),
        (Cell::Number(44567.0), "2022-01-06", Kind::Date, Date),
        (text("Sep-22"), "September 2022", Kind::Text, Date),
        (text("06-Jan-22"), "6 January 2022", Kind::Text, Date),
        (text("1.0"), "1", Kind::Number, Number),
        (text("TRUE"), "1", Kind::Number, Number),
        (text("7"), "007", Kind::Text, Number),
        (Cell::Number(7.0), "007", Kind::Text, Number),
        (text("1E+12"), "1000000000000", Kind::Text, Number),
        (text("1.23E+12"), "1234567890123", Kind::Text, Number),
        (text("Culp's \"no\""), "Culp’s “no”", Kind::Text, Quotes),
        (text("Culpâ€™s"), "Culp’s", Kind::Text, Encoding),
        (text("Culpâ\u{80}\u{99}s"), "Culp’s", Kind::Text, Encoding),
        (text("Culp\u{19}s"), "Culp’s", Kind::Text, Encoding),
        (text("01/02/26"), "1/2", Kind::Text, Date),
        (text("Culp?s"), "Culp’s", Kind::Text, Encoding),
        (text("Culp\u{fffd}s"), "Culp’s", Kind::Text, Encoding),
        (
            text("Culp\u{fffd}\u{fffd}\u{fffd}s"),
            "Culp’s",
            Kind::Text,
            Encoding,
        ),
        (text(" a b\r\nc "), "a b\nc", Kind::Text, Spaces),
        (text("a\u{a0}b"), "a b", Kind::Text, Spaces),
        (text("e\u{301}"), "é", Kind::Text, Spaces),
        (text(&cut), &long, Kind::Text, Cut),
    ] {
        let verdict = compare(&cell, base, kind, &Alike::default());
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
    assert_eq!(
        compare(&text("a"), "a", Kind::Text, &Alike::default()),
        Verdict::Same
    );
    assert_eq!(
        compare(&Cell::Empty, "", Kind::Date, &Alike::default()),
        Verdict::Same
    );
    assert_eq!(
        compare(&Cell::Number(6.0), "6", Kind::Number, &Alike::default()),
        Verdict::Same
    );
    assert_eq!(
        compare(
            &day("2022-01-06"),
            "2022-01-06",
            Kind::Date,
            &Alike::default()
        ),
        Verdict::Same
    );
    assert_eq!(
        compare(&Cell::Number(2022.0), "2022", Kind::Date, &Alike::default()),
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
        let verdict = compare(&cell, base, kind, &Alike::default());
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
        let verdict = compare(&cell, base, kind, &Alike::default());
        assert!(
            matches!(verdict, Verdict::Refused(_)),
            "{} for {base}: {verdict:?}",
            cell.shown()
        );
    }
}

/// Compares the last cell of a column.
fn last(kind: Kind, cells: &[(Cell, &str)]) -> Verdict {
    let (cell, base) = cells.last().unwrap();
    compare(cell, base, kind, &column(kind, cells))
}

#[test]
fn a_date_with_two_readings_is_repaired_where_the_others_came_back_alike() {
    let english = |cell: &str| {
        vec![
            (text("1/13/2022"), "2022-01-13"),
            (text("2/3/2022"), "2022-02-03"),
            (text(cell), "2022-01-06"),
        ]
    };
    assert_eq!(
        last(Kind::Date, &english("1/6/2022")),
        Verdict::Repaired(Damage::Date)
    );
    for cells in [
        // The first of June, in a column whose days are month/day/year.
        english("6/1/2022"),
        // All others are as they were exported.
        vec![
            (text("2022-01-13"), "2022-01-13"),
            (text("2022-02-03"), "2022-02-03"),
            (text("6/1/2022"), "2022-01-06"),
        ],
        vec![
            (text("2022-01-13"), "2022-01-13"),
            (text("1/6/2022"), "2022-01-06"),
        ],
        // Nothing else tells.
        vec![(text("1/6/2022"), "2022-01-06")],
        vec![(text("06/01/22"), "2022-01-06")],
    ] {
        let Verdict::Refused(why) = last(Kind::Date, &cells) else {
            panic!("{cells:?}");
        };
        assert!(
            why.contains("2022-01-06") && why.contains("2022-06-01"),
            "{why}"
        );
    }
}

#[test]
fn a_first_day_is_its_month_where_the_others_became_first_days_too() {
    let shown = |day: &str, format: &str| Cell::Day(day.parse().unwrap(), format.to_owned());
    let rest = |cell: fn(&str) -> Cell| {
        vec![
            (cell("2022-10-01"), "2022-10"),
            (cell("2022-11-01"), "2022-11"),
        ]
    };
    let with = |mut cells: Vec<(Cell, &'static str)>, cell| {
        cells.push((cell, "2022-09"));
        last(Kind::Date, &cells)
    };
    let as_text: fn(&str) -> Cell = text;
    let at_midnight = |day: &str| text(&format!("{day} 00:00:00"));
    for verdict in [
        with(rest(as_text), text("2022-09-01")),
        with(rest(day), day("2022-09-01")),
        with(
            vec![
                (at_midnight("2022-10-01"), "2022-10"),
                (at_midnight("2022-11-01"), "2022-11"),
            ],
            at_midnight("2022-09-01"),
        ),
        with(
            vec![(text("44835"), "2022-10"), (text("44866"), "2022-11")],
            text("44805"),
        ),
        // Nobody sees a day in it.
        with(vec![], shown("2022-09-01", "mmm\\-yy")),
        with(vec![], shown("2022-09-01", "[$-409]mmmm\\ yyyy;@")),
    ] {
        assert_eq!(verdict, Verdict::Repaired(Damage::Date));
    }
    for verdict in [
        with(vec![], text("2022-09-01")),
        with(rest(day), text("2022-09-01")),
        with(rest(day), shown("2022-09-01", "m/d/yyyy")),
        with(
            vec![
                (text("2022-10"), "2022-10"),
                (text("2022-11-01"), "2022-11"),
                (text("2022-12-01"), "2022-12"),
            ],
            text("2022-09-01"),
        ),
        // The 22nd of September, while the other months were kept.
        with(vec![(text("2022-10"), "2022-10")], text("22-Sep")),
    ] {
        let Verdict::Refused(why) = verdict else {
            panic!("{verdict:?}");
        };
        assert!(
            why.contains("`2022-09` as a spreadsheet rewrites it"),
            "{why}"
        );
    }
}

#[test]
fn midnight_of_a_day_is_the_day() {
    for cell in [
        "2022-09-15 00:00:00",
        "2022-09-15T00:00:00",
        "2022-09-15 00:00:00.000",
        "9/15/2022 0:00",
        "2022-09-15 12:00:00 AM",
    ] {
        let verdict = compare(&text(cell), "2022-09-15", Kind::Date, &Alike::default());
        assert_eq!(verdict, Verdict::Repaired(Damage::Date), "{cell}");
    }
    let changed = compare(
        &text("2022-09-16 00:00:00"),
        "2022-09-15",
        Kind::Date,
        &Alike::default(),
    );
    assert_eq!(changed, Verdict::Changed("2022-09-16".to_owned()));
    let noon = compare(
        &text("2022-09-15 12:00:00"),
        "2022-09-15",
        Kind::Date,
        &Alike::default(),
    );
    assert!(matches!(noon, Verdict::Refused(_)), "{noon:?}");
}

#[test]
fn wordings_that_a_spreadsheet_takes_for_days_are_repaired_and_new_wordings_are_not() {
    for (cell, base) in [
        (text("4-Mar"), "4 March"),
        (text("04-Mar"), "March 4"),
        (day("2026-03-04"), "4 March"),
        (text("2-Jan"), "1/2"),
        (text("1-Feb"), "1/2"),
        (text("3/4/2026"), "3-4"),
        (text("Sep-22"), "September 2022"),
        (text("6-Jan-22"), "6 January 2022"),
    ] {
        let verdict = compare(&cell, base, Kind::Text, &Alike::default());
        assert_eq!(
            verdict,
            Verdict::Repaired(Damage::Date),
            "{} for {base}",
            cell.shown()
        );
    }
    for (cell, base) in [
        ("1 September 2022", "September 2022"),
        ("4 March 2024", "4 March"),
        ("September 1, 2022", "September 2022"),
        ("5 March", "4 March"),
        ("in 2022", "2022"),
    ] {
        let verdict = compare(&text(cell), base, Kind::Text, &Alike::default());
        assert_eq!(verdict, Verdict::Changed(cell.to_owned()), "{base}");
    }
}

#[test]
fn months_are_known_in_the_languages_of_spreadsheets() {
    for (cell, base, kind) in [
        ("Okt 22", "2022-10", Kind::Date),
        ("Mrz 22", "2022-03", Kind::Date),
        ("déc-22", "2022-12", Kind::Date),
        ("ago-22", "2022-08", Kind::Date),
        ("сен.22", "2022-09", Kind::Date),
        ("06. Jan 22", "6. Januar 2022", Kind::Text),
        ("04. Mrz", "4. März", Kind::Text),
        ("4-mars", "4 mars", Kind::Text),
    ] {
        let verdict = compare(&text(cell), base, kind, &Alike::default());
        assert_eq!(
            verdict,
            Verdict::Repaired(Damage::Date),
            "{cell} for {base}"
        );
    }
    for (cell, base) in [("5. März", "4. März"), ("6. Januar 2023", "6. Januar 2022")] {
        let verdict = compare(&text(cell), base, Kind::Text, &Alike::default());
        assert_eq!(verdict, Verdict::Changed(cell.to_owned()));
    }
}

#[test]
fn what_means_nothing_is_nothing() {
    for sign in [
        "NA", "N/A", "NULL", "NaN", "#N/A", "-", " ", "\u{a0}", "<NA>", "None",
    ] {
        for kind in [Kind::Text, Kind::Date, Kind::Number] {
            let empty = compare(&text(sign), "", kind, &Alike::default());
            assert_eq!(empty, Verdict::Repaired(Damage::Nothing), "{sign:?}");
            let base = if kind == Kind::Number { "1" } else { "2022-09" };
            let filled = compare(&text(sign), base, kind, &Alike::default());
            assert!(
                matches!(filled, Verdict::Refused(_)),
                "{sign:?}: {filled:?}"
            );
        }
    }
    // A value that reads like nothing may have been taken for it.
    assert_eq!(
        compare(&text("NA"), "NA", Kind::Text, &Alike::default()),
        Verdict::Same
    );
    let gone = compare(&Cell::Empty, "NA", Kind::Text, &Alike::default());
    assert!(matches!(gone, Verdict::Refused(_)), "{gone:?}");
}

#[test]
fn errors_and_formulas_are_refused_anywhere() {
    for base in ["", "Talks", "2022-09", "=1+1"] {
        for cell in [
            text("#REF!"),
            text("#NAME?"),
            text("Err:509"),
            Cell::Error("#VALUE!".into()),
            Cell::Formula("A1".into()),
        ] {
            let verdict = compare(&cell, base, Kind::Text, &Alike::default());
            assert!(
                matches!(verdict, Verdict::Refused(_)),
                "{} for {base}",
                cell.shown()
            );
        }
    }
}

#[test]
fn a_guarded_text_is_the_text_and_a_computed_one_is_refused() {
    let verdict =
        |cell: &str, base: &str| compare(&text(cell), base, Kind::Text, &Alike::default());
    for (cell, base) in [
        ("'=1+1", "=1+1"),
        ("=1+1", "=1+1"),
        ("''90s", "'90s"),
        ("'90s", "'90s"),
        ("'-", "-"),
    ] {
        assert_eq!(verdict(cell, base), Verdict::Same, "{cell}");
    }
    for (cell, base) in [
        ("2", "=1+1"),
        ("-5", "=2-7+0"),
        ("49", "+49"),
        ("name", "=B1"),
        ("", "=\"\""),
    ] {
        let refused = verdict(cell, base);
        assert!(
            matches!(refused, Verdict::Refused(_)),
            "{cell}: {refused:?}"
        );
    }
    assert_eq!(
        verdict("'=1+2", "=1+1"),
        Verdict::Changed("=1+2".to_owned())
    );
    assert_eq!(verdict("'+1", "a"), Verdict::Changed("+1".to_owned()));
    assert_eq!(
        verdict("plain", "'90s"),
        Verdict::Changed("plain".to_owned())
    );
}

#[test]
fn zeros_are_gone_by_themselves_only_where_all_are() {
    let verdict = |cells: &[(Cell, &str)]| last(Kind::Text, cells);
    let gone = (text("7"), "007");
    assert_eq!(
        verdict(&[(text("42"), "0042"), gone.clone()]),
        Verdict::Repaired(Damage::Number)
    );
    assert!(matches!(
        verdict(&[(text("0042"), "0042"), gone]),
        Verdict::Refused(_)
    ));
}

#[test]
fn letters_of_another_encoding_are_a_question_while_no_other_text_is_intact() {
    let swapped = (text("Erdős"), "Erdõs");
    let alone = last(Kind::Text, std::slice::from_ref(&swapped));
    assert!(
        matches!(&alone, Verdict::Refused(why) if why.contains("Windows-1250")),
        "{alone:?}"
    );
    let beside = last(Kind::Text, &[(text("Köln"), "Köln"), swapped]);
    assert_eq!(beside, Verdict::Changed("Erdős".to_owned()));
    let among_mangled = last(
        Kind::Text,
        &[(text("CulpΓÇÖs"), "Culp’s"), (text("┼ü├│d┼║"), "a city")],
    );
    assert!(
        matches!(among_mangled, Verdict::Refused(_)),
        "{among_mangled:?}"
    );
    for new in [
        "O‚ÄôNeill",
        "Z├╝rich",
        "O鈥橬eill",
        "O?Neill",
        "?so called?",
        "Putin\u{fffd}s",
    ] {
        let verdict = compare(&text(new), "a city", Kind::Text, &Alike::default());
        assert!(matches!(verdict, Verdict::Refused(_)), "{new}: {verdict:?}");
    }
    for new in [
        "O’Neill",
        "Zürich",
        "Why? No.",
        "see https://orland.example/?id=1",
        "Łódź",
        "中国",
    ] {
        let verdict = compare(&text(new), "a city", Kind::Text, &Alike::default());
        assert_eq!(verdict, Verdict::Changed(new.to_owned()));
    }
    for misread in ["Culp‚Äôs", "CulpΓÇÖs", "Culpâ€™s", "CulpÔÇÖs"] {
        let verdict = compare(&text(misread), "Culp’s", Kind::Text, &Alike::default());
        assert_eq!(verdict, Verdict::Repaired(Damage::Encoding), "{misread}");
    }
}
