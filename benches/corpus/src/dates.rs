//! Dates of all sorts that EDTF levels 0 and 1 have.

use crate::random::Random;
use crate::words::{MONTHS, SEASONS};

/// A date.
pub struct Date {
    /// The expression.
    pub edtf: String,
    /// How an article could word it; `None` where it would take more than eight words.
    pub wording: Option<String>,
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
    Date {
        edtf: if is_plain {
            format!("{edtf}{mark}")
        } else {
            edtf
        },
        wording,
    }
}
