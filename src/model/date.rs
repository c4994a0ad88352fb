//! Dates: EDTF levels 0 and 1.
//!
//! **A date is never more exact than what was written.** Bounds are derived here and nowhere else, as
//! wide as the expression is, and `~` or `?` are flags, not wider bounds.
//!
//! ```text
//! 2022-09      2022-09-01 to 2022-09-30    month
//! 2022-09~     the same, approximate       month
//! ../2022-09   until 2022-09-30            interval
//! ```
//!
//! The syntax is that of the Extended Date/Time Format of ISO 8601-2:2019 as published by the
//! Library of Congress, <https://www.loc.gov/standards/datetime/>. Left out on purpose: times of
//! day, years before 0000 or after 9999, and all of level 2; each is refused by the name of its form.

use std::ops::RangeInclusive;

use chrono::{Days, Months, NaiveDate};

/// A date as the coder wrote it, with the days that it can mean.
///
/// The bounds are those of the expression as written. A qualifier (`~`, `?`, `%`) does not widen
/// them: it says in [`approximate`](Self::approximate) and [`uncertain`](Self::uncertain) that
/// the true day may lie outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edtf {
    /// The expression, byte for byte.
    pub text: String,
    /// The first day that it can mean; `None` where the start is open or unknown.
    pub earliest: Option<NaiveDate>,
    /// The last day that it can mean; `None` where the end is open or unknown.
    pub latest: Option<NaiveDate>,
    /// How exact it is.
    pub precision: Precision,
    /// Whether any part of it carries `~` or `%`.
    pub approximate: bool,
    /// Whether any part of it carries `?` or `%`.
    pub uncertain: bool,
}

/// How exact a date is: the codes of the table `date_precisions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// One day.
    Day,
    /// Seven days in a row, written as an interval of days.
    Week,
    /// One month.
    Month,
    /// One season of one year.
    Season,
    /// One year.
    Year,
    /// Any other span: from one date to another, open at an end, a decade or a century.
    Interval,
}

impl Precision {
    /// Returns the code that the tables use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Season => "season",
            Self::Year => "year",
            Self::Interval => "interval",
        }
    }
}

/// Why a text is not a date that this program takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text has none of the forms of EDTF levels 0 and 1.
    #[error("`{found}` is not an EDTF date")]
    Form {
        /// The part that was read.
        found: String,
    },
    /// A month outside 01 to 12 that is not a season either.
    #[error("`{found}` is neither a month (01 to 12) nor a season (21 to 24)")]
    Month {
        /// The two digits.
        found: String,
    },
    /// A day that its month does not have.
    #[error("`{found}` is not a day of the calendar")]
    Day {
        /// The whole day as written.
        found: String,
    },
    /// The interval ends before it starts.
    #[error("the interval ends ({end}) before it starts ({start})")]
    Inverted {
        /// The start as written.
        start: String,
        /// The end as written.
        end: String,
    },
    /// An interval without any end says nothing.
    #[error("an interval needs at least one end")]
    Unbounded,
    /// A time of day.
    #[error("`{found}` has a time of day; dates here are days or longer")]
    TimeOfDay {
        /// The text as written.
        found: String,
    },
    /// A year of more than four digits, or before 0000.
    #[error("`{found}` has a year outside 0000 to 9999")]
    Year {
        /// The text as written.
        found: String,
    },
    /// A form of level 2.
    #[error("`{found}` is EDTF level 2 ({form}); dates here are of levels 0 and 1")]
    Level2 {
        /// The text as written.
        found: String,
        /// What the standard calls the form.
        form: &'static str,
    },
}

impl Edtf {
    /// Reads an EDTF expression of level 0 or 1.
    ///
    /// Seasons 21 to 24 are spring to winter, taken as the northern hemisphere's whole months:
    /// March to May, June to August, September to November, December to the next February.
    ///
    /// # Errors
    /// Names the part that is wrong: its form, month, day, order, or a feature that is left out.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        if text.contains('T') {
            return Err(DateError::TimeOfDay { found: text.into() });
        }
        let parsed = match text.split_once('/') {
            Some((start, end)) => Self::parse_interval(text, start, end),
            None => Self::parse_date(text),
        };
        parsed.map_err(|fault| match (level_2(text), is_long_year(text)) {
            (Some(form), _) => DateError::Level2 {
                found: text.into(),
                form,
            },
            (None, true) => DateError::Year { found: text.into() },
            (None, false) => fault,
        })
    }

    /// Reads a day of the form `2022-01-06`; `None` for any other date or text.
    pub fn parse_day(text: &str) -> Option<NaiveDate> {
        let date = Self::parse(text).ok()?;
        let is_day = date.precision == Precision::Day && !date.approximate && !date.uncertain;
        date.earliest.filter(|_| is_day)
    }

    /// Reads a date that is not an interval, or one end of an interval.
    fn parse_date(text: &str) -> Result<Self, DateError> {
        let (body, approximate, uncertain) = match text.as_bytes().last() {
            Some(b'~') => (&text[..text.len() - 1], true, false),
            Some(b'?') => (&text[..text.len() - 1], false, true),
            Some(b'%') => (&text[..text.len() - 1], true, true),
            _ => (text, false, false),
        };
        let (days, precision) = parse_days(body)?;
        Ok(Self {
            text: text.into(),
            earliest: Some(*days.start()),
            latest: Some(*days.end()),
            precision,
            approximate,
            uncertain,
        })
    }

    fn parse_interval(text: &str, start: &str, end: &str) -> Result<Self, DateError> {
        let [first, last] = [start, end].map(|part| match part {
            "" | ".." => Ok(None),
            part => Self::parse_date(part).map(Some),
        });
        let (first, last) = (first?, last?);
        if first.is_none() && last.is_none() {
            return Err(DateError::Unbounded);
        }
        let earliest = first.as_ref().and_then(|first| first.earliest);
        let latest = last.as_ref().and_then(|last| last.latest);
        if earliest
            .zip(latest)
            .is_some_and(|(earliest, latest)| latest < earliest)
        {
            return Err(DateError::Inverted {
                start: start.into(),
                end: end.into(),
            });
        }
        let parts = || first.iter().chain(&last);
        let is_week = parts()
            .filter(|part| part.precision == Precision::Day)
            .count()
            == 2
            && earliest.and_then(|day| day.checked_add_days(Days::new(6))) == latest;
        Ok(Self {
            text: text.into(),
            earliest,
            latest,
            precision: if is_week {
                Precision::Week
            } else {
                Precision::Interval
            },
            approximate: parts().any(|part| part.approximate),
            uncertain: parts().any(|part| part.uncertain),
        })
    }
}

/// Reads a date without qualifier: the days it can mean, and how exact it is.
fn parse_days(text: &str) -> Result<(RangeInclusive<NaiveDate>, Precision), DateError> {
    let form = || DateError::Form { found: text.into() };
    let fields: Vec<&str> = text.split('-').collect();
    let is_field = |field: &str, length| {
        field.len() == length && field.bytes().all(|b| b.is_ascii_digit() || b == b'X')
    };
    let Some((year, rest)) = fields.split_first().filter(|(year, _)| is_field(year, 4)) else {
        return Err(form());
    };
    if rest.len() > 2 || !rest.iter().all(|field| is_field(field, 2)) {
        return Err(form());
    }
    match (year.find('X'), rest) {
        (None, []) | (None, ["XX"]) | (None, ["XX", "XX"]) => {
            let year = digits(year);
            Ok((day(year, 1, 1)..=day(year, 12, 31), Precision::Year))
        }
        (None, [month]) => month_or_season(digits(year), month, form),
        (None, [month, "XX"]) => {
            let (days, precision) = month_or_season(digits(year), month, form)?;
            if precision == Precision::Month {
                Ok((days, precision))
            } else {
                Err(form())
            }
        }
        (None, [month, day]) if !month.contains('X') && !day.contains('X') => {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map_err(|_| DateError::Day { found: text.into() })?;
            Ok((date..=date, Precision::Day))
        }
        (Some(at @ 2..), []) if year[at..].bytes().all(|b| b == b'X') => {
            let [first, last] = ["0", "9"].map(|digit| digits(&year.replace('X', digit)));
            Ok((day(first, 1, 1)..=day(last, 12, 31), Precision::Interval))
        }
        _ => Err(form()),
    }
}

fn month_or_season(
    year: i32,
    field: &str,
    form: impl Fn() -> DateError,
) -> Result<(RangeInclusive<NaiveDate>, Precision), DateError> {
    if field.contains('X') {
        return Err(form());
    }
    let number = digits(field) as u32;
    let (first, months, precision) = match number {
        1..=12 => (number, 1, Precision::Month),
        21..=24 => ((number - 20) * 3, 3, Precision::Season),
        _ => {
            return Err(DateError::Month {
                found: field.into(),
            });
        }
    };
    let first = day(year, first, 1);
    let last = first + Months::new(months) - Days::new(1);
    Ok((first..=last.min(day(9999, 12, 31)), precision))
}

/// Returns whether a text is a year that level 1 writes with a letter or a minus before it.
fn is_long_year(text: &str) -> bool {
    let parts = text.split('/');
    let mut years =
        parts.filter_map(|part| part.strip_prefix('Y').or_else(|| part.strip_prefix('-')));
    years.any(|year| year.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
}

/// Returns what the standard calls the form of level 2 that a text has, if it has one.
fn level_2(text: &str) -> Option<&'static str> {
    let is_in = |marks: &[char]| text.contains(marks);
    let has_digits = text.contains(|c: char| c.is_ascii_digit() || c == 'X');
    let is_of_marks = |c: char| c.is_ascii_digit() || "-/.,[]{}XYES~?%".contains(c);
    if !has_digits || !text.chars().all(is_of_marks) {
        return None;
    }
    if text.starts_with('[') && text.ends_with(']') || text.starts_with('{') && text.ends_with('}')
    {
        return Some("set of dates");
    }
    let parts: Vec<&str> = text.split('/').collect();
    if parts.len() > 2 || is_in(&['[', ']', '{', '}', ',']) {
        return None;
    }
    parts.into_iter().find_map(level_2_date)
}

/// Returns what the standard calls the form of level 2 that a date has.
fn level_2_date(date: &str) -> Option<&'static str> {
    let number = date.strip_prefix('Y').unwrap_or(date);
    let number = number.strip_prefix('-').unwrap_or(number);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((year, digits)) = number.split_once('S')
        && is_number(digits)
        && year.split('E').all(is_number)
    {
        return Some("significant digits");
    }
    if let Some((year, power)) = number.split_once('E')
        && date.starts_with('Y')
        && is_number(year)
        && is_number(power)
    {
        return Some("exponential year");
    }
    let bare: String = date.chars().filter(|c| !"~?%".contains(*c)).collect();
    let fields: Vec<&str> = bare.split('-').collect();
    let is_field = |(at, field): (usize, &&str)| {
        let length = if at == 0 { 4 } else { 2 };
        field.len() == length && field.bytes().all(|b| b.is_ascii_digit() || b == b'X')
    };
    if fields.len() > 3 || !fields.iter().enumerate().all(is_field) {
        return None;
    }
    // A season has no days.
    let is_month = |field: &&str| {
        field
            .parse()
            .map_or(true, |month: u32| (1..=12).contains(&month))
    };
    if fields.len() == 3 && !is_month(&fields[1]) {
        return None;
    }
    let whole = date.trim_end_matches(['~', '?', '%']);
    if whole.len() + 1 < date.len() || whole.contains(['~', '?', '%']) {
        return Some("qualified part of a date");
    }
    if let [_, group] = fields[..]
        && matches!(group.parse(), Ok(25..=41))
    {
        return Some("division of a year other than a season");
    }
    bare.contains('X').then_some("unspecified digits")
}

/// Reads a field that [`parse_days`] has found to be digits.
fn digits(field: &str) -> i32 {
    field
        .bytes()
        .fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
}

/// Returns a day that every year has.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("every year from 0 to 9999 has this day")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a date as `earliest..latest precision flags`, empty where open.
    fn meaning(text: &str) -> String {
        let date = Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let bound = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        format!(
            "{}..{} {}{}{}",
            bound(date.earliest),
            bound(date.latest),
            date.precision.code(),
            if date.approximate { " approximate" } else { "" },
            if date.uncertain { " uncertain" } else { "" },
        )
    }

    #[test]
    fn a_date_means_all_the_days_of_its_wording() {
        for (text, expected) in [
            ("2022-01-06", "2022-01-06..2022-01-06 day"),
            ("2024-02", "2024-02-01..2024-02-29 month"),
            ("2022", "2022-01-01..2022-12-31 year"),
            ("2022-23", "2022-09-01..2022-11-30 season"),
            ("2022-21", "2022-03-01..2022-05-31 season"),
            ("2022-24", "2022-12-01..2023-02-28 season"),
            ("2022-01-15~", "2022-01-15..2022-01-15 day approximate"),
            ("2022-09?", "2022-09-01..2022-09-30 month uncertain"),
            ("2022%", "2022-01-01..2022-12-31 year approximate uncertain"),
            ("2022-02/2022-03", "2022-02-01..2022-03-31 interval"),
            ("../2022-01-15", "..2022-01-15 interval"),
            ("/2022-10", "..2022-10-31 interval"),
            ("2022-10/..", "2022-10-01.. interval"),
            (
                "2022-01-11~/2022-01-20~",
                "2022-01-11..2022-01-20 interval approximate",
            ),
            ("2022-01-03/2022-01-09", "2022-01-03..2022-01-09 week"),
            ("2022-02/2022-02-24", "2022-02-01..2022-02-24 interval"),
            ("2022-XX", "2022-01-01..2022-12-31 year"),
            ("2022-XX-XX", "2022-01-01..2022-12-31 year"),
            ("2022-09-XX", "2022-09-01..2022-09-30 month"),
            ("202X", "2020-01-01..2029-12-31 interval"),
            ("20XX", "2000-01-01..2099-12-31 interval"),
            ("2022-02-05/2022-02", "2022-02-05..2022-02-28 interval"),
            ("9999-24", "9999-12-01..9999-12-31 season"),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused_by_name() {
        for (text, expected) in [
            ("", "`` is not an EDTF date"),
            ("January 2022", "`January 2022` is not an EDTF date"),
            ("2022-1-6", "`2022-1-6` is not an EDTF date"),
            ("22-01", "`22-01` is not an EDTF date"),
            (
                "2022-13",
                "`13` is neither a month (01 to 12) nor a season (21 to 24)",
            ),
            ("2022-02-30", "`2022-02-30` is not a day of the calendar"),
            ("2022-23-XX", "`2022-23-XX` is not an EDTF date"),
            (
                "2022-03/2022-02",
                "the interval ends (2022-02) before it starts (2022-03)",
            ),
            (
                "2022-03-05/2022-03-04",
                "the interval ends (2022-03-04) before it starts (2022-03-05)",
            ),
            ("../..", "an interval needs at least one end"),
            (
                "2022-01-06T10:00",
                "`2022-01-06T10:00` has a time of day; dates here are days or longer",
            ),
            ("Y17000", "`Y17000` has a year outside 0000 to 9999"),
            (
                "[2021,2022]",
                "`[2021,2022]` is EDTF level 2 (set of dates); dates here are of levels 0 and 1",
            ),
            ("-0044", "`-0044` has a year outside 0000 to 9999"),
            ("Y-17000", "`Y-17000` has a year outside 0000 to 9999"),
            (
                "2022-42",
                "`42` is neither a month (01 to 12) nor a season (21 to 24)",
            ),
            ("[]", "`[]` is not an EDTF date"),
            ("S", "`S` is not an EDTF date"),
            ("Year", "`Year` is not an EDTF date"),
            ("~", "`` is not an EDTF date"),
            ("2022–01", "`2022–01` is not an EDTF date"),
        ] {
            assert_eq!(
                Edtf::parse(text).unwrap_err().to_string(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn level_2_is_refused_by_the_name_of_its_form() {
        for (form, texts) in [
            ("exponential year", &["Y17E7", "Y-17E7"][..]),
            (
                "significant digits",
                &["1950S2", "Y171010000S3", "-1859S5", "Y3388E2S3"],
            ),
            (
                "set of dates",
                &[
                    "[2021,2022]",
                    "{1960,1961-12}",
                    "[..1984]",
                    "{2021-05..2021-11}",
                    "[1667,1760-12]",
                ],
            ),
            (
                "qualified part of a date",
                &[
                    "2004-06~-11",
                    "?2004-06-~11",
                    "2004?-06",
                    "%2004-06",
                    "2004-06-~01/2004-06-~20",
                    "~2022",
                ],
            ),
            (
                "unspecified digits",
                &[
                    "156X-12-25",
                    "15XX-12-25",
                    "XXXX-12-XX",
                    "1XXX-XX",
                    "1984-1X",
                    "2X22",
                    "XXXX",
                    "1XXX",
                    "2022-XX-05",
                    "198X-03/1990",
                ],
            ),
            (
                "division of a year other than a season",
                &["2001-25", "2001-34", "2001-41", "2001-33/2001-36"],
            ),
        ] {
            for text in texts {
                let expected = DateError::Level2 {
                    found: (*text).into(),
                    form,
                };
                assert_eq!(Edtf::parse(text), Err(expected), "{text}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_date_or_an_error(text in "[0-9X~?%/.T-]{0,22}|\\PC{0,12}") {
            if let Ok(date) = Edtf::parse(&text) {
                assert_eq!(date.text, text);
                if let (Some(earliest), Some(latest)) = (date.earliest, date.latest) {
                    assert!(earliest <= latest, "{text}");
                }
            }
        }
    }
}
