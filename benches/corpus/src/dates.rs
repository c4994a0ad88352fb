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
    pub span: (String, String),
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
    let of_month = || {
        (
            format!("{year}-{month:02}-01"),
            format!("{year}-{month:02}-31"),
        )
    };
    let of_year = || (format!("{year}-01-01"), format!("{year}-12-31"));
    let of_day = || (day_text.clone(), day_text.clone());
    let (edtf, wording, span) = match random.below(100) {
        0..62 => (
            day_text.clone(),
            Some(format!("{day} {name} {year}")),
            of_day(),
        ),
        62..76 => (
            format!("{year}-{month:02}"),
            Some(format!("in {name} {year}")),
            of_month(),
        ),
        76..78 => (format!("{year}-{month:02}-XX"), None, of_month()),
        78..83 => (
            format!("{year}"),
            Some(format!("the year {year}")),
            of_year(),
        ),
        83 => (format!("{year}-XX"), None, of_year()),
        84..89 => {
            let season = random.below(4);
            let wording = format!("in the {} of {year}", SEASONS[season]);
            (
                format!("{year}-{}", 21 + season),
                Some(wording),
                of_season(year, season),
            )
        }
        89..93 => (
            format!("{year}-{month:02}{mark}/{}-{month:02}", year + 1),
            None,
            (of_month().0, format!("{}-{month:02}-31", year + 1)),
        ),
        93..95 => (
            format!("{year}-{month:02}-01/{year}-{month:02}-07"),
            None,
            (of_month().0, format!("{year}-{month:02}-07")),
        ),
        95..97 => (
            format!("../{day_text}"),
            None,
            (String::new(), day_text.clone()),
        ),
        97..99 => (
            format!("{day_text}/.."),
            None,
            (day_text.clone(), String::new()),
        ),
        _ => (
            format!("{}X", year / 10),
            None,
            (
                format!("{}0-01-01", year / 10),
                format!("{}9-12-31", year / 10),
            ),
        ),
    };
    // The mark of an interval stands with one of its ends, that of a decade nowhere.
    let is_plain = !edtf.contains(['/', 'X']);
    Date {
        edtf: if is_plain {
            format!("{edtf}{mark}")
        } else {
            edtf
        },
        wording,
        span,
    }
}

/// Returns the days of a season, spring is 0.
fn of_season(year: usize, season: usize) -> (String, String) {
    let first = season * 3 + 3;
    let last = match season {
        3 => format!("{}-02-29", year + 1),
        _ => format!("{year}-{:02}-31", first + 2),
    };
    (format!("{year}-{first:02}-01"), last)
}
