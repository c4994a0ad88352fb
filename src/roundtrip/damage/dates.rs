//! Dates that a spreadsheet wrote another way, told from dates that somebody corrected.
//!
//! A cell that can only be the exported date is repaired. One that can be another date as well is
//! repaired only where the column says so: all cells that had the same form in the export, and that
//! nobody edited, came back rewritten alike.
//!
//! ```text
//! exported     in the file    can be                    repaired
//! 2022-09      Sep-22         the month                 where no other month of the column was kept
//! 2022-09      2022-09-01     the month, its first day  where the others became first days too
//! 2022-01-06   6-Jan-22       the day                   always
//! 2022-01-06   6/1/2022       the day, the 1st of June  where the others are day/month/year too
//! ```

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::{Alike, Damage, Kind, Verdict, number, whole_number};
use crate::model::date::{Edtf, Precision};
use crate::tabular::Cell;

/// What an exported cell holds, as far as spreadsheets rewrite it: all of one form alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A day, `2022-01-06`.
    Day,
    /// A month, `2022-09`.
    Month,
    /// A day in words, `6 January 2022`.
    WordedDay,
    /// A month in words, `September 2022`.
    WordedMonth,
    /// A day without its year, `4 March` or `1/2`.
    WithoutYear,
    /// Digits that begin with a zero.
    LeadingZero,
}

/// How a spreadsheet shows a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// As a text of a format, with or without midnight behind it.
    Written(&'static str, bool),
    /// As a number.
    Serial,
    /// As a date cell with a number format.
    Cell(String),
}

/// How the cells of one form in one column came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewritings {
    /// Those that came back as they were.
    pub kept: usize,
    /// Those that were rewritten.
    rewritten: usize,
    /// Those that have a style, for each of their styles.
    by_style: BTreeMap<Style, usize>,
}

impl Rewritings {
    /// Adds what is known of another column.
    pub fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.rewritten += other.rewritten;
        for (style, number) in &other.by_style {
            *self.by_style.entry(style.clone()).or_default() += number;
        }
    }

    /// Returns how many cells there are to go by.
    pub fn total(&self) -> usize {
        self.kept + self.rewritten
    }

    /// Tells whether the column came back in a style. A few cells may be in no common style: they
    /// are those that somebody has typed.
    fn are_in(&self, style: &Style) -> bool {
        let alike = self.by_style.get(style).copied().unwrap_or_default();
        self.kept == 0 && alike > 1 && 4 * (self.rewritten - alike) <= alike
    }

    /// Counts a cell.
    pub fn count(&mut self, exported: &Exported, cell: &Cell, base: &str, kind: Kind) {
        if cell.shown() == base {
            self.kept += 1;
            return;
        }
        let readings = readings(cell, kind);
        let fitting = readings.iter().filter(|reading| exported.fits(reading));
        let styles: BTreeSet<&Style> = fitting.map(|reading| &reading.style).collect();
        self.rewritten += usize::from(!styles.is_empty());
        for style in styles {
            *self.by_style.entry(style.clone()).or_default() += 1;
        }
    }
}

/// A date that was exported.
#[derive(Debug, Clone, Copy)]
pub struct Exported {
    /// Its form.
    pub form: Form,
    /// The day; of a month its first one, and without a year that of a leap year.
    day: NaiveDate,
    /// Whether day and month may be the other way round.
    may_turn: bool,
}

/// What a cell can stand for.
struct Reading {
    style: Style,
    day: NaiveDate,
    scope: Scope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Day,
    Month,
    WithoutYear,
}

/// A leap year, for days that have none.
const SOME_YEAR: i32 = 2024;

impl Exported {
    /// Reads an exported cell; `None` where a spreadsheet takes it for no date.
    pub fn of(base: &str, kind: Kind) -> Option<Self> {
        let (form, day, may_turn) = match Edtf::parse(base) {
            _ if kind == Kind::Number => return None,
            Ok(date) if date.approximate || date.uncertain => return None,
            Ok(date) => match date.precision {
                Precision::Day => (Form::Day, date.earliest?, false),
                Precision::Month => (Form::Month, date.earliest?, false),
                _ => return None,
            },
            Err(_) if kind == Kind::Date => return None,
            Err(_) => worded(base)?,
        };
        // Spreadsheets have no days before 1900.
        (day.year() >= 1900).then_some(Self {
            form,
            day,
            may_turn,
        })
    }

    fn is_month(&self) -> bool {
        matches!(self.form, Form::Month | Form::WordedMonth)
    }

    /// Tells whether a reading can be this date, rewritten.
    fn fits(&self, reading: &Reading) -> bool {
        let (day, read) = (self.day, reading.day);
        if self.form == Form::WithoutYear {
            // A spreadsheet adds the year in which it is opened.
            let is_same = |one: u32, other: u32| (one, other) == (read.month(), read.day());
            return reading.scope != Scope::Month
                && (is_same(day.month(), day.day())
                    || self.may_turn && is_same(day.day(), day.month()));
        }
        match reading.scope {
            Scope::Month => self.is_month() && day == read,
            Scope::Day => day == read,
            Scope::WithoutYear => false,
        }
    }
}

/// Reads a date in words.
fn worded(text: &str) -> Option<(Form, NaiveDate, bool)> {
    let text = &in_english(text);
    let of = |formats: &[&'static str], add: &dyn Fn(&str) -> String| -> BTreeSet<NaiveDate> {
        let days = formats.iter();
        days.filter_map(|format| parse(&add(text), &add(format)))
            .collect()
    };
    let one = |days: BTreeSet<NaiveDate>| days.first().copied().filter(|_| days.len() == 1);
    let with_year = |text: &str| {
        let year = if text.contains('%') {
            "%Y".to_owned()
        } else {
            SOME_YEAR.to_string()
        };
        format!("{text} {year}")
    };
    let with_day = |text: &str| format!("{} {text}", if text.contains('%') { "%d" } else { "1" });
    if let Some(day) = one(of(DAY_FORMATS, &str::to_owned)) {
        return Some((Form::WordedDay, day, false));
    }
    if let Some(day) = one(of(MONTH_FORMATS, &with_day)) {
        return Some((Form::WordedMonth, day, false));
    }
    let day = of(YEARLESS_FORMATS, &with_year).first().copied()?;
    let may_turn = !text.contains(char::is_alphabetic);
    Some((Form::WithoutYear, day, may_turn))
}

/// Repairs a date, or asks; `None` where the cell cannot be what was exported.
pub fn repair(cell: &Cell, base: &str, kind: Kind, alike: &Alike) -> Option<Verdict> {
    let exported = Exported::of(base, kind)?;
    let readings = readings(cell, kind);
    let (fitting, others): (Vec<&Reading>, Vec<&Reading>) =
        readings.iter().partition(|reading| exported.fits(reading));
    if fitting.is_empty() {
        return None;
    }
    let column = alike.of(exported.form);
    let says_day = |reading: &&&Reading| reading.scope == Scope::Day;
    let first_day = fitting
        .iter()
        .find(says_day)
        .filter(|_| exported.is_month());
    let other = first_day.or_else(|| others.iter().find(says_day));
    let without_year = others
        .iter()
        .find(|reading| reading.scope == Scope::WithoutYear);
    let question = match (other, without_year) {
        _ if exported.form == Form::WithoutYear => None,
        (Some(_), _) if fitting.iter().any(|reading| column.are_in(&reading.style)) => None,
        (Some(other), _) => Some(other.day.to_string()),
        (None, Some(other)) if column.kept > 0 => {
            Some(other.day.format("%-d %B of some year").to_string())
        }
        (None, _) => None,
    };
    Some(match question {
        None => Verdict::Repaired(Damage::Date),
        Some(other) => Verdict::Refused(format!(
            "`{}` may be `{base}` as a spreadsheet rewrites it, or {other}: the other dates of the column do not tell; write a correction into the ledger",
            shown(cell)
        )),
    })
}

/// Returns what a date cell was changed to.
pub fn changed(cell: &Cell, base: &str) -> Verdict {
    let text = &cell.shown();
    let was_month = Exported::of(base, Kind::Date).is_some_and(|date| date.form == Form::Month);
    let iso = iso_day(cell);
    if let Cell::Text(_) = cell
        && Edtf::parse(text.trim()).is_ok()
        && !(was_month && iso.is_some_and(|day| day.day() == 1))
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
    let readings = readings(cell, Kind::Date);
    let was_day = Edtf::parse(base).is_ok_and(|date| date.precision == Precision::Day);
    let has_day = readings
        .iter()
        .any(|reading| reading.scope == Scope::Day && !matches!(reading.style, Style::Serial));
    let dated = readings
        .iter()
        .filter(|reading| reading.scope != Scope::WithoutYear);
    let days: BTreeSet<NaiveDate> = dated.map(|reading| reading.day).collect();
    let mut days = days.iter().map(NaiveDate::to_string);
    match (days.next(), days.next()) {
        // The first of a month may be the month, rewritten.
        (Some(day), None) if has_day && (was_day || !day.ends_with("-01")) => Verdict::Changed(day),
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

/// Returns a cell as messages show it.
fn shown(cell: &Cell) -> String {
    cell.shown().trim().to_owned()
}

/// Returns the day of a cell that holds one, or of a text that writes one as ISO 8601 does.
fn iso_day(cell: &Cell) -> Option<NaiveDate> {
    match cell {
        Cell::Day(day, _) => Some(*day),
        Cell::Text(text) => without_midnight(text.trim()).0.parse().ok(),
        _ => None,
    }
}

/// Takes midnight off the end of a day; returns whether it was there.
fn without_midnight(text: &str) -> (&str, bool) {
    let Some((day, time)) = text.split_once([' ', 'T']) else {
        return (text, false);
    };
    let time = time.trim_end_matches('Z');
    let is_midnight = matches!(
        time.split('.').next().unwrap_or_default(),
        "0:00" | "00:00" | "0:00:00" | "00:00:00" | "12:00 AM" | "12:00:00 AM"
    ) && time
        .split_once('.')
        .is_none_or(|(_, rest)| rest.bytes().all(|b| b == b'0'));
    if is_midnight {
        (day, true)
    } else {
        (text, false)
    }
}

/// Returns every day, month or day without year that a cell can stand for in some spreadsheet. In a
/// column of texts only what spreadsheets make of a date by themselves counts: who writes `1
/// September 2022` over `September 2022` has corrected it.
fn readings(cell: &Cell, kind: Kind) -> Vec<Reading> {
    let mut all = Vec::new();
    match cell {
        Cell::Day(day, format) => all.push(Reading {
            style: Style::Cell(format.clone()),
            day: *day,
            scope: if shows_day(format) {
                Scope::Day
            } else {
                Scope::Month
            },
        }),
        Cell::Text(text) => written(text.trim(), kind, &mut all),
        _ => {}
    }
    all.extend(
        number(&cell.shown())
            .and_then(serial_day)
            .map(|day| Reading {
                style: Style::Serial,
                day,
                scope: Scope::Day,
            }),
    );
    all
}

fn written(text: &str, kind: Kind, all: &mut Vec<Reading>) {
    let (original, has_midnight) = without_midnight(text);
    let text = &in_english(original);
    let is_own = |format: &&&'static str| {
        let is_short = !format.contains(' ') || GERMAN.contains(*format);
        kind != Kind::Text || is_short && !has_long_word(original)
    };
    let mut push = |style: &'static str, day: Option<NaiveDate>, scope| {
        let style = Style::Written(style, has_midnight);
        all.extend(day.map(|day| Reading { style, day, scope }));
    };
    for format in DAY_FORMATS.iter().filter(is_own) {
        push(format, parse(text, format), Scope::Day);
    }
    for format in MONTH_FORMATS.iter().filter(is_own) {
        let day = parse(&format!("1 {text}"), &format!("%d {format}"));
        push(format, day, Scope::Month);
    }
    for format in YEARLESS_FORMATS.iter().filter(is_own) {
        let day = parse(&format!("{text} {SOME_YEAR}"), &format!("{format} %Y"));
        push(format, day, Scope::WithoutYear);
    }
}

/// Tells whether a text has a word longer than the short name of a month.
fn has_long_word(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    words.any(|word| word.chars().count() > 4)
}

/// Tells whether a number format shows the day of a date; one that is not known may.
fn shows_day(format: &str) -> bool {
    let (mut is_quoted, mut is_bracketed, mut is_escaped) = (false, false, false);
    let mut letters = String::new();
    for c in format.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' | '_' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => is_bracketed = true,
            ']' if !is_quoted => is_bracketed = false,
            _ if !is_quoted && !is_bracketed => letters.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    letters.contains('d') || !letters.contains('m') || !letters.contains('y')
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
    "%d. %B %y",
    "%B %d, %Y",
    "%A, %B %d, %Y",
];

const MONTH_FORMATS: &[&str] = &[
    "%B-%y", "%B-%Y", "%y-%B", "%B %Y", "%B %y", "%B.%y", "%m/%Y", "%m.%Y",
];

const YEARLESS_FORMATS: &[&str] = &[
    "%d-%B", "%B-%d", "%d.%B", "%d %B", "%d. %B", "%B %d", "%m/%d", "%m-%d", "%m.%d", "%d/%m",
    "%d-%m", "%d.%m", "%d.%m.",
];

/// The formats with a space that spreadsheets use by themselves, in German ones.
const GERMAN: &[&str] = &["%d. %B %y", "%d. %B", "%B %y"];

/// Names of months in the spreadsheets of other languages, with the English ones; what is written alike
/// is left out.
#[rustfmt::skip]
const MONTHS: &[(&str, &str)] = &[
    ("jän", "Jan"), ("jänner", "Jan"), ("januar", "Jan"), ("janv", "Jan"), ("janvier", "Jan"),
    ("ene", "Jan"), ("enero", "Jan"), ("янв", "Jan"), ("января", "Jan"), ("январь", "Jan"),
    ("februar", "Feb"), ("févr", "Feb"), ("février", "Feb"), ("febrero", "Feb"), ("фев", "Feb"),
    ("февраля", "Feb"), ("февраль", "Feb"),
    ("mrz", "Mar"), ("mär", "Mar"), ("märz", "Mar"), ("mars", "Mar"), ("marzo", "Mar"),
    ("мар", "Mar"), ("марта", "Mar"), ("март", "Mar"),
    ("avr", "Apr"), ("avril", "Apr"), ("abr", "Apr"), ("abril", "Apr"), ("апр", "Apr"),
    ("апреля", "Apr"), ("апрель", "Apr"),
    ("mai", "May"), ("mayo", "May"), ("май", "May"), ("мая", "May"),
    ("juni", "Jun"), ("juin", "Jun"), ("junio", "Jun"), ("июн", "Jun"), ("июня", "Jun"),
    ("июнь", "Jun"),
    ("juli", "Jul"), ("juil", "Jul"), ("juillet", "Jul"), ("julio", "Jul"), ("июл", "Jul"),
    ("июля", "Jul"), ("июль", "Jul"),
    ("août", "Aug"), ("ago", "Aug"), ("agosto", "Aug"), ("авг", "Aug"), ("августа", "Aug"),
    ("август", "Aug"),
    ("sept", "Sep"), ("septembre", "Sep"), ("septiembre", "Sep"), ("сен", "Sep"),
    ("сентября", "Sep"), ("сентябрь", "Sep"),
    ("okt", "Oct"), ("oktober", "Oct"), ("octobre", "Oct"), ("octubre", "Oct"), ("окт", "Oct"),
    ("октября", "Oct"), ("октябрь", "Oct"),
    ("novembre", "Nov"), ("noviembre", "Nov"), ("ноя", "Nov"), ("ноября", "Nov"), ("ноябрь", "Nov"),
    ("dez", "Dec"), ("dezember", "Dec"), ("déc", "Dec"), ("décembre", "Dec"), ("dic", "Dec"),
    ("diciembre", "Dec"), ("дек", "Dec"), ("декабря", "Dec"), ("декабрь", "Dec"),
];

/// Returns a text with the name of its month in English, where it has one.
fn in_english(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let named = words.find_map(|word| {
        let lower = word.to_lowercase();
        let known = MONTHS.iter().find(|(name, _)| *name == lower)?;
        (!word.is_empty()).then_some((word, known.1))
    });
    match named {
        Some((word, english)) => text.replacen(word, english, 1),
        None => text.to_owned(),
    }
}

fn parse(text: &str, format: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, format).ok()?;
    (1900..2100).contains(&day.year()).then_some(day)
}
