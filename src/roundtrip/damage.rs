//! Telling damage from correction: what spreadsheets do to cells that nobody has edited.
//!
//! Spreadsheets take months for days, keys for numbers and typographic quotes for other bytes. A
//! cell that is damaged in a known way and can only have been what was exported is repaired. What
//! may be either is refused: nobody's guess enters the dataset.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

use crate::model::date::{Edtf, Precision};
use crate::model::fold::fold;
use crate::tabular::Cell;

/// What a column holds, as far as spreadsheets treat it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, 0 and 1 for no and yes included.
    Number,
    /// An EDTF date or a day.
    Date,
    /// Any other text.
    Text,
}

/// What happened to a cell on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is what was exported.
    Same,
    /// It was damaged, and can only have been what was exported.
    Repaired(Damage),
    /// Somebody has changed it to this; empty for nothing.
    Changed(String),
    /// It may be damage or correction, or holds no value; this says why.
    Refused(String),
}

/// How a spreadsheet damages a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// White space at the ends or of another sort, other line ends, another Unicode form.
    Spaces,
    /// Typographic quotation marks for straight ones, or the other way round.
    Quotes,
    /// Characters read in the wrong encoding, or lost.
    Encoding,
    /// A number written another way, or without its leading zeros.
    Number,
    /// A date written another way.
    Date,
    /// A text cut at the most characters that a cell can have.
    Cut,
}

impl Damage {
    /// Returns what it is called, in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spaces => "with other white space",
            Self::Quotes => "with other quotation marks",
            Self::Encoding => "with mangled characters",
            Self::Number => "with numbers rewritten",
            Self::Date => "with dates rewritten",
            Self::Cut => "cut at 32767 characters",
        }
    }
}

/// How the months of a column came back: a spreadsheet rewrites all of them alike, a person one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Months {
    /// Those that came back as they were.
    pub kept: usize,
    /// Those that came back as their first day.
    pub as_first_day: usize,
}

impl Months {
    /// Counts a cell of the column.
    pub fn count(&mut self, cell: &Cell, base: &str) {
        let Some(first) = first_of_month(base) else {
            return;
        };
        if cell.shown() == base {
            self.kept += 1;
        } else if iso_day(cell) == Some(first) {
            self.as_first_day += 1;
        }
    }

    fn were_rewritten_alike(self) -> bool {
        self.kept == 0 && self.as_first_day > 1
    }
}

/// The most characters that a spreadsheet's cell can have.
const LONGEST_CELL: usize = 32_767;

/// Compares a cell with what was exported there.
pub fn compare(cell: &Cell, base: &str, kind: Kind, months: Months) -> Verdict {
    match cell {
        Cell::Formula(formula) => {
            return Verdict::Refused(format!("found the formula `{formula}`, expected a value"));
        }
        Cell::Error(error) => {
            return Verdict::Refused(format!("found the error `{error}`, expected a value"));
        }
        _ => {}
    }
    let text = cell.shown();
    if text == base || cell.is_empty() && base.is_empty() {
        return Verdict::Same;
    }
    if cell.is_empty() {
        return Verdict::Changed(String::new());
    }
    if let Some(verdict) = repair(cell, &text, base, kind, months) {
        return verdict;
    }
    if text.contains('\u{fffd}') || looks_mangled(&text) {
        return Verdict::Refused(format!("`{text}` has characters that were lost on the way"));
    }
    if text.chars().count() == LONGEST_CELL {
        return Verdict::Refused("the text may have been cut at 32767 characters".to_owned());
    }
    match kind {
        Kind::Number => match whole_number(&text) {
            Some(number) => Verdict::Changed(number.to_string()),
            None => Verdict::Refused(format!("`{text}` is not a whole number")),
        },
        Kind::Date => changed_date(cell, &text, base),
        Kind::Text => Verdict::Changed(text.trim().to_owned()),
    }
}

fn repair(cell: &Cell, text: &str, base: &str, kind: Kind, months: Months) -> Option<Verdict> {
    if base.is_empty() {
        return None;
    }
    let plain = |text: &str| -> String {
        let text = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\u{a0}', " ");
        text.trim().nfc().collect()
    };
    let damage = if plain(text) == plain(base) {
        Damage::Spaces
    } else if fold(&plain(text)) == fold(&plain(base)) {
        Damage::Quotes
    } else if is_misread(text, base) {
        Damage::Encoding
    } else if text.chars().count() == LONGEST_CELL && base.starts_with(text) {
        Damage::Cut
    } else if is_same_number(text, base, kind) {
        Damage::Number
    } else {
        return repair_date(cell, text, base, kind, months);
    };
    Some(Verdict::Repaired(damage))
}

/// Tells whether a text is another read in the wrong encoding, or with characters lost.
fn is_misread(text: &str, base: &str) -> bool {
    if base.is_ascii() {
        return false;
    }
    let (as_windows, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(base.as_bytes());
    let (as_mac, _) = encoding_rs::MACINTOSH.decode_without_bom_handling(base.as_bytes());
    // Latin-1 shows each byte as the character of its number.
    let as_latin: String = base.bytes().map(char::from).collect();
    // Who has no character for one writes a mark, or the lower byte of its number.
    let is_lost = |found: char, expected: char| {
        found == expected
            || !expected.is_ascii()
                && (matches!(found, '?' | '\u{fffd}' | '_')
                    || u32::from(found) == u32::from(expected) & 0xff)
    };
    let are_lost = |expected: Vec<char>| {
        let mut pairs = text.chars().zip(&expected);
        text.chars().count() == expected.len() && pairs.all(|(one, other)| is_lost(one, *other))
    };
    // A decoder shows each byte that it cannot read as a character of its own.
    let bytes = base
        .chars()
        .flat_map(|c| std::iter::repeat_n(c, c.len_utf8()));
    // Bytes that an encoding has no character for are dropped by some, and marked by others.
    let kept = |text: &str| -> String {
        let is_kept =
            |c: &char| !c.is_control() && !matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
        text.chars().filter(is_kept).collect()
    };
    let misread = [&*as_windows, &*as_mac, &*as_latin];
    misread
        .iter()
        .any(|misread| *misread == text || kept(misread) == kept(text))
        || are_lost(base.chars().collect())
        || are_lost(bytes.collect())
}

/// Tells whether a text has the traces of UTF-8 read as Windows-1252 or Latin-1.
fn looks_mangled(text: &str) -> bool {
    let is_control = |c: char| c.is_control() && !c.is_whitespace();
    let mut pairs = text.chars().zip(text.chars().skip(1));
    text.contains("â€")
        || text.contains(is_control)
        || pairs.any(|(first, second)| {
            matches!(first, 'Ã' | 'Â') && ('\u{80}'..='\u{bf}').contains(&second)
        })
}

/// Reads a number as spreadsheets write it: `1.0`, `1E+12`, `TRUE`.
fn number(text: &str) -> Option<f64> {
    match text.trim() {
        "TRUE" | "true" | "True" => Some(1.0),
        "FALSE" | "false" | "False" => Some(0.0),
        text if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            text.parse().ok()
        }
        _ => None,
    }
}

fn whole_number(text: &str) -> Option<i64> {
    let number = number(text)?;
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// Tells whether two texts are the same number: with a leading zero gone, or as many digits as a
/// spreadsheet shows of a long one.
fn is_same_number(text: &str, base: &str, kind: Kind) -> bool {
    let digits = base.bytes().all(|byte| byte.is_ascii_digit());
    if kind != Kind::Number && !digits {
        return false;
    }
    let (Some(found), Some(expected)) = (number(text), number(base)) else {
        return false;
    };
    if found == expected {
        return true;
    }
    let text = text.trim().to_uppercase();
    let Some((mantissa, _)) = text.split_once('E') else {
        return false;
    };
    let decimals = mantissa.split_once('.');
    let decimals = decimals.map_or(0, |(_, decimals)| decimals.len());
    format!("{expected:.decimals$e}").parse::<f64>().ok() == Some(found)
}

fn repair_date(cell: &Cell, text: &str, base: &str, kind: Kind, months: Months) -> Option<Verdict> {
    let readings = readings(cell, text);
    if kind == Kind::Text && readings.iter().any(|day| is_without_year(base, *day)) {
        return Some(Verdict::Repaired(Damage::Date));
    }
    let expected = taken_for(base)?;
    if !readings.contains(&expected) {
        return None;
    }
    let is_first_day = iso_day(cell) == Some(expected) && first_of_month(base).is_some();
    if kind == Kind::Date && is_first_day && !months.were_rewritten_alike() {
        let shown = expected.to_string();
        return Some(Verdict::Refused(format!(
            "`{shown}` may be the month `{base}` as a spreadsheet rewrites it, or its first day"
        )));
    }
    Some(Verdict::Repaired(Damage::Date))
}

/// Returns what a date cell was changed to.
fn changed_date(cell: &Cell, text: &str, base: &str) -> Verdict {
    let was_month = first_of_month(base).is_some();
    if let Cell::Text(_) = cell
        && Edtf::parse(text.trim()).is_ok()
        && !(was_month && iso_day(cell).is_some_and(|day| day.day() == 1))
        && whole_number(text).is_none_or(|number| (1000..=2100).contains(&number))
    {
        return Verdict::Changed(text.trim().to_owned());
    }
    if let Cell::Number(number) = cell
        && number.fract() == 0.0
        && (1000.0..=2100.0).contains(number)
    {
        return Verdict::Changed(text.to_owned());
    }
    let readings = readings(cell, text);
    let was_day = Edtf::parse(base).is_ok_and(|date| date.precision == Precision::Day);
    let mut days = readings.iter().map(NaiveDate::to_string);
    match (days.next(), days.next()) {
        // The first of a month may be the month, rewritten.
        (Some(day), None) if has_day(cell, text) && (was_day || !day.ends_with("-01")) => {
            Verdict::Changed(day)
        }
        (Some(first), None) => Verdict::Refused(format!(
            "`{text}` may be the month or the day of {first}; write it as EDTF: {} or {first}",
            &first[..7]
        )),
        (Some(first), Some(second)) => Verdict::Refused(format!(
            "`{text}` may be {first} or {second}; write it as EDTF"
        )),
        (None, _) => Verdict::Refused(format!(
            "`{text}` is not a date; write it as EDTF: 2022-09-30, 2022-09, 2022"
        )),
    }
}

/// Returns the day that a spreadsheet takes a text for, if it takes it for one: a day, the first
/// day of a month, or a date in words.
fn taken_for(text: &str) -> Option<NaiveDate> {
    match Edtf::parse(text) {
        Ok(date)
            if matches!(date.precision, Precision::Day | Precision::Month)
                && !date.approximate
                && !date.uncertain =>
        {
            date.earliest
        }
        Ok(_) => None,
        Err(_) => {
            let days = written_days(text);
            days.first().copied().filter(|_| days.len() == 1)
        }
    }
}

/// Tells whether a text such as `1/2` or `3-4` is a day without its year, which spreadsheets make
/// one of this year.
fn is_without_year(text: &str, day: NaiveDate) -> bool {
    let mut parts = text.splitn(2, ['/', '-', '.']);
    let mut number = || parts.next()?.parse::<u32>().ok();
    match (number(), number()) {
        (Some(one), Some(other)) => {
            [(one, other), (other, one)].contains(&(day.month(), day.day()))
        }
        _ => false,
    }
}

fn first_of_month(text: &str) -> Option<NaiveDate> {
    let date = Edtf::parse(text).ok()?;
    let is_month = date.precision == Precision::Month && !date.approximate && !date.uncertain;
    date.earliest.filter(|_| is_month)
}

/// Returns the day of a cell that holds one, or of a text that writes one as ISO 8601 does.
fn iso_day(cell: &Cell) -> Option<NaiveDate> {
    match cell {
        Cell::Day(day) => Some(*day),
        Cell::Text(text) => {
            let text = text.trim();
            let text = text
                .strip_suffix("00:00:00")
                .map_or(text, |day| day.trim_end_matches([' ', 'T']));
            text.parse().ok()
        }
        _ => None,
    }
}

/// Returns every day that a cell can stand for in some country's spreadsheet.
fn readings(cell: &Cell, text: &str) -> BTreeSet<NaiveDate> {
    let mut days: BTreeSet<NaiveDate> = iso_day(cell).into_iter().collect();
    if let Cell::Text(text) = cell {
        days.extend(written_days(text.trim()));
    }
    days.extend(number(text).and_then(serial_day));
    days
}

/// Tells whether a cell says which day, not only which month.
fn has_day(cell: &Cell, text: &str) -> bool {
    match cell {
        Cell::Day(_) => true,
        _ => DAY_FORMATS
            .iter()
            .any(|format| parse(text.trim(), format).is_some()),
    }
}

/// The day that a spreadsheet counts as a number, from 1900; years far off are none.
fn serial_day(number: f64) -> Option<NaiveDate> {
    let is_day = number.fract() == 0.0 && (10_000.0..80_000.0).contains(&number);
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    start
        .checked_add_days(Days::new(number as u64))
        .filter(|_| is_day)
}

/// How spreadsheets write days; `%B` reads short names of months too.
const DAY_FORMATS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d-%B-%Y",
    "%d-%B-%y",
    "%d %B %Y",
    "%d. %B %Y",
    "%B %d, %Y",
    "%A, %B %d, %Y",
];

const MONTH_FORMATS: &[&str] = &[
    "%B-%y", "%B-%Y", "%y-%B", "%B %Y", "%B %y", "%m/%Y", "%m.%Y",
];

/// Returns the days that a text can mean, in any of the forms that spreadsheets write.
fn written_days(text: &str) -> Vec<NaiveDate> {
    let days = DAY_FORMATS.iter().filter_map(|format| parse(text, format));
    let month = format!("1 {text}");
    let months = MONTH_FORMATS
        .iter()
        .filter_map(|format| parse(&month, &format!("%d {format}")));
    let all: BTreeSet<NaiveDate> = days.chain(months).collect();
    all.into_iter().collect()
}

fn parse(text: &str, format: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, format).ok()?;
    (1900..2100).contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests;
