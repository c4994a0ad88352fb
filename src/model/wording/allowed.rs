//! What a wording allows a date to be, and how a date stands to it.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::model::date::{Edtf, Precision};

/// The first and the last day; `None` where it is open.
pub type Span = (Option<NaiveDate>, Option<NaiveDate>);

/// One set of dates that a wording allows.
///
/// ```text
/// “mid-October 2022”    core    2022-10-11 to 2022-10-20    a date has all of it
///                       sure    2022-10                     one that has all of this needs no `~`
///                       outer   2022-10                     one that goes beyond says less than it could
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// The days that a date must have.
    pub core: Span,
    /// Where the wording is vague: the days that a date must have that is not approximate.
    pub sure: Option<Span>,
    /// The days that a date may have.
    pub outer: Span,
    /// In place of the core: how many days it must have at least, some of them in the core.
    pub(super) length: Option<i64>,
    /// Whether a date of fewer days will do where it is approximate.
    pub(super) is_vague: bool,
    /// Whether the open end may be closed: “shortly before”.
    pub(super) is_near: bool,
    /// The day of the week, Monday is 0, that a single day must be.
    pub(super) weekday: Option<u32>,
}

/// How a date stands to its wording, the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is what the wording says.
    Fits,
    /// It is wider than the wording.
    Wider,
    /// It ends, or begins, where the wording is open.
    Closed,
    /// The wording is vague and the date does not say so.
    Unflagged,
    /// It is more exact than the wording.
    Narrower,
    /// It is another date.
    Elsewhere,
}

impl Allowed {
    fn new(core: Span) -> Self {
        Self {
            core,
            sure: None,
            outer: core,
            length: None,
            is_vague: false,
            is_near: false,
            weekday: None,
        }
    }

    /// Allows a span.
    pub fn exactly(core: Span) -> Self {
        Self::new(core)
    }

    /// Allows the days from one to another.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Self {
        Self::new((Some(first), Some(last)))
    }

    /// Allows a span that is open at an end.
    pub fn open(core: Span) -> Self {
        Self::new(core)
    }

    /// Allows a span that is known only roughly.
    pub fn vague_at(core: Span, sure: Span, outer: Span) -> Self {
        Self {
            sure: Some(sure),
            outer,
            ..Self::new(core)
        }
    }

    /// Allows any span of so many days.
    pub fn length(days: i64) -> Self {
        Self {
            length: Some(days),
            ..Self::new((None, None))
        }
    }

    /// Allows any span of so many days, or one that is approximate.
    pub fn vague(days: i64) -> Self {
        Self {
            is_vague: true,
            ..Self::length(days)
        }
    }

    /// Allows any span of some length, or one that is approximate, in a span.
    pub fn vague_within(span: Span) -> Self {
        Self {
            core: span,
            ..Self::vague(2)
        }
    }

    /// Allows any span of so many days that has a day between two others.
    pub fn window(first: NaiveDate, last: NaiveDate, days: i64) -> Self {
        Self {
            length: Some(days),
            ..Self::days(first, last)
        }
    }

    /// Allows any day that is this one of the week, Monday is 0.
    pub fn some_weekday(weekday: u32) -> Self {
        Self {
            weekday: Some(weekday),
            ..Self::length(1)
        }
    }

    /// Allows a date to go so far without being told.
    pub fn up_to(self, outer: Span) -> Self {
        Self { outer, ..self }
    }

    /// Says whether an open end may be closed.
    pub fn near(self, is_near: bool) -> Self {
        Self { is_near, ..self }
    }

    /// Makes it about what it was.
    pub fn loosen(&mut self) {
        let (first, last) = self.core;
        let days = first.zip(last).map_or(30, |(first, last)| {
            last.signed_duration_since(first).num_days() + 1
        });
        let widen = |by: u64| {
            let by = Days::new(by);
            let first = first.and_then(|day| day.checked_sub_days(by));
            let last = last.and_then(|day| day.checked_add_days(by));
            (first, last)
        };
        // What has the dates on either side is no longer about one of them.
        self.sure.get_or_insert_with(|| widen(days.min(3) as u64));
        self.outer = widen((days * 3).max(31) as u64);
    }

    /// Returns what a date must have that is not approximate.
    pub fn sure_or_core(&self) -> Span {
        self.sure.unwrap_or(self.core)
    }

    /// Returns the two parts of what is allowed up to a day and from it on, if it goes on there.
    pub fn cut_at(&self, day: NaiveDate) -> Option<[Self; 2]> {
        let (first, last) = (self.core.0?, self.core.1?);
        let is_cut = self.length.is_none() && first <= day && day < last;
        is_cut.then(|| {
            let cut = |span: Span| Self {
                core: span,
                sure: self.sure.map(|_| span),
                outer: self.outer,
                ..*self
            };
            [cut((Some(first), Some(day))), cut((Some(day), Some(last)))]
        })
    }

    /// Returns how a date stands to what is allowed.
    pub fn judge(&self, date: &Edtf, published: Option<NaiveDate>) -> Verdict {
        let span = (date.earliest, date.latest);
        if let Some(days) = self.length {
            return self.judge_length(date, days);
        }
        if is_apart(span, self.core) {
            return Verdict::Elsewhere;
        }
        let is_interval = date.text.contains('/');
        let may_close = is_interval || self.is_near && date.approximate;
        // An end that lies at publication closes what goes on until then.
        let is_told =
            |end: Option<NaiveDate>| end.zip(published).is_some_and(|(end, day)| end >= day);
        let (starts, ends) = (has_start(span, self.core), has_end(span, self.core));
        let closes_start = self.core.0.is_none() && span.0.is_some();
        let closes_end = self.core.1.is_none() && span.1.is_some() && !is_told(span.1);
        let is_closed = closes_start || closes_end;
        let starts = starts || closes_start && may_close;
        let ends = ends || self.core.1.is_none() && (may_close || is_interval);
        if !starts || !ends {
            return Verdict::Narrower;
        }
        if let Some(sure) = self.sure.filter(|_| !date.approximate) {
            let is_sure = (has_start(span, sure) || closes_start)
                && (has_end(span, sure) || sure.1.is_none());
            if !is_sure {
                return Verdict::Unflagged;
            }
        }
        if is_closed && !self.is_near {
            return Verdict::Closed;
        }
        let outer = self.sure.map_or(self.outer, |sure| hull(self.outer, sure));
        if has_start(outer, span) && has_end(outer, span) || is_closed {
            Verdict::Fits
        } else {
            Verdict::Wider
        }
    }

    fn judge_length(&self, date: &Edtf, days: i64) -> Verdict {
        let span = (date.earliest, date.latest);
        if is_apart(span, self.core) {
            return Verdict::Elsewhere;
        }
        let length = date
            .earliest
            .zip(date.latest)
            .map(|(first, last)| last.signed_duration_since(first).num_days() + 1);
        if length.is_some_and(|length| length < days) && !(self.is_vague && date.approximate) {
            return Verdict::Narrower;
        }
        let is_other_day = self.weekday.is_some_and(|weekday| {
            let is_one = date.precision == Precision::Day;
            let is_it = |day: NaiveDate| day.weekday().num_days_from_monday() == weekday;
            is_one && !date.earliest.is_some_and(is_it)
        });
        if is_other_day {
            return Verdict::Elsewhere;
        }
        Verdict::Fits
    }

    /// Writes the dates that are allowed as one of EDTF; `None` where they are too many to name.
    pub fn edtf(&self) -> Option<String> {
        if self.length.is_some() || self.core == (None, None) {
            return None;
        }
        let flag = if self.sure.is_some() { "~" } else { "" };
        let ends = match self.core {
            (Some(first), Some(last)) => {
                if let Some(whole) = whole_unit(first, last) {
                    return Some(format!("{whole}{flag}"));
                }
                ends_of(first, last)
            }
            (first, last) => (
                first.map(|day| day.to_string()),
                last.map(|day| day.to_string()),
            )
                .into_shortest(),
        };
        let end = |end: Option<String>| end.map_or("..".to_owned(), |end| format!("{end}{flag}"));
        Some(format!("{}/{}", end(ends.0), end(ends.1)))
    }
}

/// Shortens the one end of an open interval where it is that of a month or year.
trait IntoShortest {
    fn into_shortest(self) -> (Option<String>, Option<String>);
}

impl IntoShortest for (Option<String>, Option<String>) {
    fn into_shortest(self) -> (Option<String>, Option<String>) {
        let start = self.0.map(|day| shortest(&day, "-01-01", "-01"));
        let end = self.1.map(|day| match day.strip_suffix("-12-31") {
            Some(year) => year.to_owned(),
            None => shorten_end(&day),
        });
        (start, end)
    }
}

fn shortest(day: &str, of_year: &str, of_month: &str) -> String {
    let short = day
        .strip_suffix(of_year)
        .or_else(|| day.strip_suffix(of_month));
    short.unwrap_or(day).to_owned()
}

fn shorten_end(day: &str) -> String {
    let is_last = NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .ok()
        .and_then(|day| day.succ_opt())
        .is_some_and(|next| next.day() == 1);
    if is_last {
        day[..7].to_owned()
    } else {
        day.to_owned()
    }
}

/// Writes the ends of an interval: as years or months where it goes by whole ones.
fn ends_of(first: NaiveDate, last: NaiveDate) -> (Option<String>, Option<String>) {
    let is_by_years = first.ordinal() == 1 && (last.month(), last.day()) == (12, 31);
    let length = if is_by_years {
        4
    } else if is_by_months(first, last) {
        7
    } else {
        10
    };
    let written = |day: NaiveDate| Some(day.to_string()[..length].to_owned());
    (written(first), written(last))
}

fn is_by_months(first: NaiveDate, last: NaiveDate) -> bool {
    first.day() == 1 && last.succ_opt().is_some_and(|next| next.day() == 1)
}

/// Writes a span that is a day, a month, a season or a year.
fn whole_unit(first: NaiveDate, last: NaiveDate) -> Option<String> {
    if first == last {
        return Some(first.to_string());
    }
    if !is_by_months(first, last) {
        return None;
    }
    let next = last.succ_opt()?;
    let year = first.year();
    if first + Months::new(1) == next {
        return Some(format!("{year:04}-{:02}", first.month()));
    }
    if first + Months::new(3) == next && first.month().is_multiple_of(3) {
        return Some(format!("{year:04}-{}", 20 + first.month() / 3));
    }
    if first + Months::new(12) == next && first.month() == 1 {
        return Some(format!("{year:04}"));
    }
    None
}

/// Returns whether a span has the start of another.
fn has_start(span: Span, other: Span) -> bool {
    match (span.0, other.0) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(first), Some(other)) => first <= other,
    }
}

/// Returns whether a span has the end of another.
fn has_end(span: Span, other: Span) -> bool {
    match (span.1, other.1) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(last), Some(other)) => last >= other,
    }
}

/// Returns the span from the first start to the last end.
pub fn hull(one: Span, other: Span) -> Span {
    let first = one.0.zip(other.0).map(|(one, other)| one.min(other));
    let last = one.1.zip(other.1).map(|(one, other)| one.max(other));
    (first, last)
}

fn is_apart(one: Span, other: Span) -> bool {
    let ends_before =
        |one: Span, other: Span| one.1.zip(other.0).is_some_and(|(end, start)| end < start);
    ends_before(one, other) || ends_before(other, one)
}
