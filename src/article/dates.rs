//! Lines that give a date.

use chrono::NaiveDate;

/// What a date line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateLine {
    /// The day.
    pub(super) date: NaiveDate,
    /// The line speaks of an update, not of the publication.
    pub(super) update: bool,
}

/// Reads a line that holds one date and nothing else but a day of the week, a time of day and
/// words such as "Published on"; or a line of short parts, such as "Analysis | 3 May 2031", one of
/// which is such a date.
///
/// Month names may be short; the year has four digits. A date in digits alone must not be
/// ambiguous: `03/04/2031` is not a date, `27/02/2031` is one.
pub(super) fn date_line(text: &str) -> Option<DateLine> {
    if text.len() > 120 || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    whole(text).or_else(|| {
        let mut dates = text.split(['|', '·', '•']).filter_map(whole);
        dates.next().filter(|_| dates.next().is_none())
    })
}

/// Reads a text that is a date as a whole.
fn whole(text: &str) -> Option<DateLine> {
    let tokens = tokens(text);
    let mut found = None;
    let mut at = 0;
    while at < tokens.len() {
        let rest = tokens.get(at..).unwrap_or_default();
        if let Some((date, used)) = date_at(rest) {
            if found.is_some_and(|other| other != date) {
                return None;
            }
            found = Some(date);
            at += used;
        } else if rest.first().is_some_and(|token| is_filler(token)) {
            at += 1;
        } else {
            return None;
        }
    }
    let update = tokens
        .iter()
        .any(|token| matches!(token.as_str(), "updated" | "modified"));
    let published = tokens
        .iter()
        .any(|token| matches!(token.as_str(), "published" | "posted"));
    found.map(|date| DateLine {
        date,
        update: update && !published,
    })
}

/// Splits a line at spaces and at the punctuation around dates, in lower case. Dates in digits
/// stay whole.
fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || ",|·•()–—".contains(c));
    let words = words.map(|word| word.trim_matches(['.', ':', ';']).to_lowercase());
    words
        .filter(|word| !word.is_empty() && word != "-")
        .collect()
}

/// Reads a date at the start of some tokens; returns it and how many tokens it took.
fn date_at(tokens: &[String]) -> Option<(NaiveDate, usize)> {
    let first = tokens.first()?;
    if let Some(date) = in_digits(first).or_else(|| in_dashes(first)) {
        return Some((date, 1));
    }
    let [a, b, c, ..] = tokens else {
        return None;
    };
    let (day, month, used, year) = match (month(a), month(b)) {
        (Some(month), _) => (day(b)?, month, 3, c),
        (_, Some(month)) => (day(a)?, month, 3, c),
        _ if b == "of" => (day(a)?, month(c)?, 4, tokens.get(3)?),
        _ => return None,
    };
    Some((NaiveDate::from_ymd_opt(year_of(year)?, month, day)?, used))
}

/// Reads `2031-02-27`, `2031/02/27`, `27.02.2031`, `02/27/2031`, and a time behind `T`.
fn in_digits(token: &str) -> Option<NaiveDate> {
    let date = match token.split_once('t') {
        Some((date, time)) if time.starts_with(|c: char| c.is_ascii_digit()) => date,
        _ => token,
    };
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = date.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !"-/.".contains(separator) {
        return None;
    }
    if let Some(year) = year_of(a) {
        return NaiveDate::from_ymd_opt(year, number(b)?, number(c)?);
    }
    let (year, a, b) = (year_of(c)?, number(a)?, number(b)?);
    let day_first = separator == '.' || a > 12 || a == b;
    match (day_first, b > 12) {
        (true, _) => NaiveDate::from_ymd_opt(year, b, a),
        (false, true) => NaiveDate::from_ymd_opt(year, a, b),
        (false, false) => None,
    }
}

/// Reads `27-feb-2031`.
fn in_dashes(token: &str) -> Option<NaiveDate> {
    let mut parts = token.split('-');
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    NaiveDate::from_ymd_opt(year_of(c)?, month(b)?, day(a)?)
}

fn year_of(token: &str) -> Option<i32> {
    let digits = token.len() == 4 && token.bytes().all(|byte| byte.is_ascii_digit());
    let year = token.parse().ok().filter(|_| digits)?;
    (1600..=2200).contains(&year).then_some(year)
}

fn day(token: &str) -> Option<u32> {
    let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = token.get(digits.len()..)?;
    number(digits).filter(|_| matches!(suffix, "" | "st" | "nd" | "rd" | "th"))
}

fn number(digits: &str) -> Option<u32> {
    let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| short)
}

fn month(token: &str) -> Option<u32> {
    let names = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let long = token.len() >= 3 && token.is_ascii();
    let is_short =
        |name: &str| name.get(..3) == Some(token) || token == "sept" && name == "september";
    let found = (1..)
        .zip(names)
        .find(|(_, name)| *name == token || is_short(name));
    found.map(|(number, _)| number).filter(|_| long)
}

/// Returns whether a token may stand beside a date.
fn is_filler(token: &str) -> bool {
    const WORDS: [&str; 40] = [
        "published",
        "posted",
        "updated",
        "modified",
        "last",
        "first",
        "on",
        "at",
        "date",
        "and",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "am",
        "pm",
        "a.m",
        "p.m",
        "gmt",
        "utc",
        "bst",
        "est",
        "edt",
        "et",
        "cet",
        "pst",
        "pdt",
    ];
    let time = token
        .trim_end_matches("am")
        .trim_end_matches("pm")
        .trim_end_matches('z');
    let is_time = time.starts_with(|c: char| c.is_ascii_digit())
        && time.contains([':', '.'])
        && time.chars().all(|c| c.is_ascii_digit() || ":.".contains(c));
    WORDS.contains(&token) || is_time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spellings_give_one_day() {
        for line in [
            "February 27, 2031",
            "Feb. 27, 2031",
            "27 February 2031",
            "27th Feb 2031",
            "the 27th",
            "2031-02-27",
            "2031/2/27",
            "27.02.2031",
            "27/02/2031",
            "02/27/2031",
            "27-Feb-2031",
            "Thursday, 27 February 2031",
            "Published on February 27th, 2031",
            "Thu 27 Feb 2031 10.30 GMT",
            "27 February 2031 | 10:30 a.m.",
            "27th of February 2031",
            "2031-02-27T10:30:00Z",
            "Analysis | 27 February 2031 | Orlu",
            "Posted: 27 Feb, 2031 at 9:15pm EST",
        ] {
            let date = date_line(line).map(|line| line.date);
            let want = NaiveDate::from_ymd_opt(2031, 2, 27).filter(|_| line != "the 27th");
            assert_eq!(date, want, "{line}");
        }
    }

    #[test]
    fn what_is_no_date_or_two_is_none() {
        for line in [
            "03/04/2031",
            "30 February 2031",
            "May",
            "2031",
            "Talks of 27 February 2031 failed",
            "27 Feb 2031, 28 Feb 2031",
            "No. 4",
            "1.5.3",
            "27 Feb 31",
            "",
        ] {
            assert_eq!(date_line(line), None, "{line}");
        }
    }

    #[test]
    fn an_update_is_told_from_the_publication() {
        assert!(date_line("Last updated: 1 March 2031").unwrap().update);
        assert!(!date_line("Published 1 March 2031").unwrap().update);
    }
}
