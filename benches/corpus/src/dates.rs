//! Dates of all sorts that EDTF levels 0 and 1 have.

use crate::random::Random;
use crate::words::{MONTHS, SEASONS};

/// A date.
pub struct Date {
    /// The expression.
    pub edtf: String,
    /// How an article could word it; `None` where it would take more than eight words.
    pub wording: Option<String>,
    /// The first day and the last, empty where open. The last of a month is written as a 31st, and that
    /// of a winter as a 29th of February.
    span: (String, String),
}

impl Date {
    /// Returns whether it has all days of another.
    pub fn covers(&self, part: &Self) -> bool {
        let starts =
            self.span.0.is_empty() || !part.span.0.is_empty() && self.span.0 <= part.span.0;
        let ends = self.span.1.is_empty() || !part.span.1.is_empty() && self.span.1 >= part.span.1;
        starts && ends
    }

    /// Returns whether it begins when another has ended.
    pub fn begins_after(&self, other: &Self) -> bool {
        !self.span.0.is_empty() && !other.span.1.is_empty() && self.span.0 > other.span.1
    }
}

/// Makes up a date between 1995 and 2024: most are days, some months, years, seasons, intervals,
/// open ends; one in ten is approximate or uncertain.
pub fn date(random: &mut Random) -> Date {
    let year = random.between(1995, 2024);
    let month = random.between(1, 12);
    let day = random.between(1, 28);
    let mark = match random.below(100) {
        0..6 => "~",
        6..9 => "?",
        9 => "%",
        _ => "",
    };
    let name = MONTHS[month - 1];
    let day_text = format!("{year}-{month:02}-{day:02}");
    let (edtf, wording) = match random.below(100) {
        0..62 => (day_text, Some(format!("{day} {name} {year}"))),
        62..76 => (
            format!("{year}-{month:02}"),
            Some(format!("in {name} {year}")),
        ),
        76..78 => (format!("{year}-{month:02}-XX"), None),
        78..83 => (format!("{year}"), Some(format!("the year {year}"))),
        83 => (format!("{year}-XX"), None),
        84..89 => {
            let season = random.below(4);
            let wording = format!("in the {} of {year}", SEASONS[season]);
            (format!("{year}-{}", 21 + season), Some(wording))
        }
        89..93 => (
            format!("{year}-{month:02}{mark}/{}-{month:02}", year + 1),
            None,
        ),
        93..95 => (format!("{year}-{month:02}-01/{year}-{month:02}-07"), None),
        95..97 => (format!("../{day_text}"), None),
        97..99 => (format!("{day_text}/.."), None),
        _ => (format!("{}X", year / 10), None),
    };
    // The mark of an interval stands with one of its ends, that of a decade nowhere.
    let is_plain = !edtf.contains(['/', 'X']);
    let (first, last) = edtf.split_once('/').unwrap_or((&edtf, &edtf));
    Date {
        span: (end(first, true), end(last, false)),
        edtf: if is_plain {
            format!("{edtf}{mark}")
        } else {
            edtf
        },
        wording,
    }
}

/// Returns the first or the last day of a date; nothing for an open end.
fn end(date: &str, is_first: bool) -> String {
    let date = date.trim_end_matches(['~', '?', '%']);
    let (month, day, digit) = if is_first {
        ("01", "01", "0")
    } else {
        ("12", "31", "9")
    };
    let fields: Vec<&str> = date.split('-').filter(|field| *field != "XX").collect();
    let season = |number: usize, year: &str| {
        let first = (number - 20) * 3;
        match (is_first, number) {
            (true, _) => format!("{year}-{first:02}-01"),
            (false, 24) => format!("{}-02-29", year.parse::<usize>().unwrap_or(0) + 1),
            (false, _) => format!("{year}-{:02}-31", first + 2),
        }
    };
    match fields[..] {
        [".."] => String::new(),
        [year] => format!("{}-{month}-{day}", year.replace('X', digit)),
        [year, part] => match part.parse() {
            Ok(number @ 21..=24) => season(number, year),
            _ => format!("{year}-{part}-{day}"),
        },
        _ => date.to_owned(),
    }
}
