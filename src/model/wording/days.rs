//! From what a wording says to the days that a date of it must have, and those that it may have.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::allowed::{Allowed, Span, hull};
use super::form::{Base, Distance, Expr, Point, Sub, Year};
use super::tokens::{Part, Unit};
use super::words::LAST;

/// What a wording is read against.
#[derive(Debug, Clone, Copy)]
pub struct Anchors {
    /// The day of publication.
    pub published: Option<NaiveDate>,
    /// The year that is taken where the wording gives none.
    pub year: i32,
    /// The month that is taken where the wording gives only a day.
    pub month: u32,
    /// Whether all must follow from publication: a weekday is then one near it.
    pub is_near: bool,
}

/// How far from publication a date lies that follows from it without its year.
const NEAR: Days = Days::new(366);

impl Anchors {
    /// Returns what dates of an expression are allowed; nothing where the calendar has no such date.
    pub fn allowed(&self, expr: &Expr) -> Vec<Allowed> {
        match expr {
            Expr::Point(point) => self.point(point),
            Expr::Range(start, end) => self.range(start, end),
            Expr::AnyOf(all) => self.any_of(all),
            Expr::Since(anchor) => self.map(anchor, |span| Allowed::open((span.0, None))),
            Expr::Until(anchor) => self.map(anchor, |span| Allowed::open((None, span.1))),
            Expr::Before(anchor, is_near) => self.map(anchor, |(first, last)| {
                let before = first.and_then(|first| first.pred_opt());
                Allowed::open((None, before))
                    .up_to((None, last))
                    .near(*is_near)
            }),
            Expr::After(anchor, is_near) => self.map(anchor, |(first, last)| {
                let after = last.and_then(|last| last.succ_opt());
                Allowed::open((after, None))
                    .up_to((first, None))
                    .near(*is_near)
            }),
            Expr::Around(anchor) => {
                let mut all = self.allowed(anchor);
                all.iter_mut().for_each(Allowed::loosen);
                all
            }
            Expr::WeekOf(anchor, unit) => self.map(anchor, |span| week_of(span, *unit)),
            Expr::Offset(distance, anchor) => self.offset(*distance, anchor),
            Expr::OffsetOfFact(distance) => vec![match (distance.count, distance.unit) {
                (Some(_), Unit::Day | Unit::Hour) => Allowed::length(1),
                (_, Unit::Day | Unit::Hour | Unit::Week | Unit::Weekend) => Allowed::vague(2),
                (_, unit) => Allowed::vague(days_of(unit)),
            }],
            Expr::Ago(distance) => self.ago(*distance),
            Expr::Recent(count, unit) => self.recent(*count, *unit),
            Expr::SomeUnit(unit) => vec![Allowed::length(days_of(*unit))],
            Expr::Vicinity => vec![Allowed::vague(2)],
        }
    }

    fn map(&self, anchor: &Expr, make: impl Fn(Span) -> Allowed) -> Vec<Allowed> {
        let anchors = self.allowed(anchor);
        let of = |anchor: &Allowed| Allowed {
            // A bound that is vague stays vague: “by mid-January”.
            sure: anchor.sure.map(|sure| make(sure).core),
            ..make(anchor.core)
        };
        anchors.iter().map(of).collect()
    }

    /// So long before or after a date. Where the date is longer than the unit, what happened so soon may
    /// lie in it: “a day after the summit in May”.
    fn offset(&self, distance: Distance, anchor: &Expr) -> Vec<Allowed> {
        let mut all = Vec::new();
        for anchor in self.allowed(anchor) {
            all.extend(offset(distance, anchor.core));
            let (Some(first), Some(last)) = anchor.core else {
                continue;
            };
            if last.signed_duration_since(first).num_days() >= days_of(distance.unit) {
                all.push(anchor);
            }
        }
        all
    }

    /// A list allows each of its dates, and all of them together.
    fn any_of(&self, all: &[Expr]) -> Vec<Allowed> {
        let each: Vec<Vec<Allowed>> = all.iter().map(|expr| self.allowed(expr)).collect();
        let firsts: Vec<&Allowed> = each.iter().filter_map(|allowed| allowed.first()).collect();
        let hull = firsts.iter().map(|allowed| allowed.core).reduce(hull);
        let hull = hull.map(|core| Allowed {
            sure: firsts
                .iter()
                .filter_map(|allowed| allowed.sure)
                .reduce(self::hull)
                .map(|sure| self::hull(sure, core)),
            ..Allowed::exactly(core)
        });
        each.into_iter().flatten().chain(hull).collect()
    }

    fn range(&self, start: &Point, end: &Point) -> Vec<Allowed> {
        let mut all = Vec::new();
        for first in self.point(start) {
            for last in self.point(end) {
                all.extend(self.between(&first, &last, (start.year, end.year)));
            }
        }
        all
    }

    /// Makes a range of its ends. Where the year stands at one end only, the other end is of the year
    /// that makes the shorter range: “December to March 2022”.
    fn between(
        &self,
        first: &Allowed,
        last: &Allowed,
        years: (Option<Year>, Option<Year>),
    ) -> Option<Allowed> {
        let (mut start, mut end) = (first.core.0?, last.core.1?);
        let mut sure = Some((first.sure_or_core().0?, last.sure_or_core().1?));
        if end < start {
            let shift = |day: NaiveDate, is_back: bool| {
                let months = if is_back { -12 } else { 12 };
                by_months(day, months)
            };
            // The years of a list are shared before, so that both ends have the one that is written.
            let is_back = years.1.is_some();
            if is_back {
                start = shift(start, true)?;
                sure = sure.and_then(|(first, last)| Some((shift(first, true)?, last)));
            } else {
                end = shift(end, false)?;
                sure = sure.and_then(|(first, last)| Some((first, shift(last, false)?)));
            }
            if end < start {
                return None;
            }
        }
        let is_vague = first.sure.is_some() || last.sure.is_some();
        let sure = sure.filter(|_| is_vague);
        Some(Allowed {
            sure: sure.map(|(first, last)| (Some(first), Some(last))),
            ..Allowed::exactly((Some(start), Some(end)))
        })
    }

    fn point(&self, point: &Point) -> Vec<Allowed> {
        if let Some(weekday) = point
            .weekday
            .filter(|_| point.base == Base::Nothing && point.day.is_none())
        {
            return self.weekday(weekday, point.which);
        }
        if let (Base::Unit(Unit::Week, which), Some(weekday)) = (point.base, point.weekday) {
            // Of weeks as the calendar has them, not of the seven days before.
            let weeks = self.unit(Unit::Week, which).into_iter().take(2);
            let day = |week: (NaiveDate, NaiveDate)| {
                week.0
                    .iter_days()
                    .take(7)
                    .find(|day| is_weekday(*day, weekday))
            };
            return weeks
                .filter_map(day)
                .map(|day| Allowed::days(day, day))
                .collect();
        }
        let spans = self.spans(point);
        let of = |span| sub(point.part, point.base, span);
        let mut all: Vec<Allowed> = if let Base::Fiscal(is_part) = point.base {
            let days = if is_part { 88 } else { 360 };
            spans
                .into_iter()
                .map(|(first, last)| Allowed::window(first, last, days))
                .collect()
        } else {
            spans.into_iter().filter_map(of).collect()
        };
        // What was told while it went on had a start or an end by then: “this year”.
        if let Some(published) = self.published {
            let cut = all.iter().filter_map(|allowed| allowed.cut_at(published));
            let cut: Vec<Allowed> = cut.flatten().collect();
            all.extend(cut);
        }
        all
    }

    /// Returns the days of a point without the part of it that is meant.
    fn spans(&self, point: &Point) -> Vec<(NaiveDate, NaiveDate)> {
        let year = match point.year {
            Some(Year::Given(year)) => Some(year),
            Some(Year::FromPublication(which)) => self.published.map(|day| day.year() + which),
            None => None,
        };
        let month = |month: u32, months: u32, year: i32| {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((first, (first + Months::new(months)).pred_opt()?))
        };
        let is_dated = year.is_some();
        let years = self.years(point, year);
        let of_year = |year: i32| -> Vec<(NaiveDate, NaiveDate)> {
            let span = match point.base {
                Base::Nothing => {
                    let day = NaiveDate::from_ymd_opt(year, self.month, point.day.unwrap_or(0));
                    day.map(|day| (day, day))
                }
                Base::Month(of) => match point.day {
                    Some(day) => NaiveDate::from_ymd_opt(year, of, day).map(|day| (day, day)),
                    None => month(of, 1, year),
                },
                Base::InDigits(first, second) => {
                    let days = [(first, second), (second, first)];
                    let day = |(day, month)| {
                        NaiveDate::from_ymd_opt(year, month, day).map(|day| (day, day))
                    };
                    return days.into_iter().filter_map(day).collect();
                }
                Base::Season(24) if is_dated && point.which.is_none() => {
                    // “The winter of 2022” may be the one that ends in it.
                    let both = [month(12, 3, year), month(12, 3, year - 1)];
                    return both.into_iter().flatten().collect();
                }
                Base::Season(season) => month((season - 20) * 3, 3, year),
                Base::Quarter(quarter) => month(quarter * 3 - 2, 3, year),
                Base::HalfYear(half) => month(half * 6 - 5, 6, year),
                Base::Year => month(1, 12, year),
                Base::Turn(unit) => self.turn(unit, year),
                Base::Fiscal(_) => fiscal(year),
                Base::Years(first, last) => years_of(first, last),
                Base::Decade(first) => years_of(first, first + 9),
                Base::Century(number) => years_of(number * 100 - 100, number * 100 - 1),
                Base::Unit(..) => None,
            };
            span.into_iter().collect()
        };
        if let Base::Unit(unit, which) = point.base {
            return self.unit(unit, which);
        }
        let spans = years.into_iter().flat_map(of_year);
        spans
            .filter(|span| is_dated || self.is_near_enough(*span, point.which))
            .collect()
    }

    /// Returns the years that a point can be of.
    fn years(&self, point: &Point, year: Option<i32>) -> Vec<i32> {
        match (year, self.published) {
            (Some(year), _) => vec![year],
            (None, Some(day)) if point.which.is_some() || self.is_near => {
                (day.year() - 1..=day.year() + 1).collect()
            }
            _ => vec![self.year],
        }
    }

    /// Returns whether a date that has no year follows from publication, where it must: it is near,
    /// and on the side that is said.
    fn is_near_enough(&self, (first, last): (NaiveDate, NaiveDate), which: Option<i32>) -> bool {
        let Some(day) = self.published.filter(|_| self.is_near || which.is_some()) else {
            return true;
        };
        match which {
            Some(-1) => first < day && last + NEAR + NEAR >= day,
            Some(1) => last > day && first <= day + NEAR + NEAR,
            _ => last + NEAR >= day && first <= day + NEAR,
        }
    }

    /// Returns the days of a unit that counts from publication.
    fn unit(&self, unit: Unit, which: i32) -> Vec<(NaiveDate, NaiveDate)> {
        let Some(day) = self.published else {
            return Vec::new();
        };
        let shift = |days: i64| day.checked_add_signed(chrono::TimeDelta::days(days));
        let weekday = i64::from(day.weekday().num_days_from_monday());
        let week = |start: i64, length: i64| {
            let start = start + i64::from(which) * 7 - weekday;
            Some((shift(start)?, shift(start + length - 1)?))
        };
        let of_months = |length: u32| {
            let months = day.year() * 12 + day.month0() as i32;
            let first = (months.div_euclid(length as i32) + which) * length as i32;
            let first =
                NaiveDate::from_ymd_opt(first.div_euclid(12), first.rem_euclid(12) as u32 + 1, 1)?;
            Some((first, (first + Months::new(length)).pred_opt()?))
        };
        let spans = match unit {
            Unit::Hour => vec![],
            Unit::Day => vec![shift(i64::from(which)).map(|day| (day, day))],
            // A week begins on Monday or on Sunday, and the last one is also the seven days before.
            Unit::Week => vec![
                week(0, 7),
                week(-1, 7),
                (which < 0)
                    .then(|| Some((shift(-7)?, shift(-1)?)))
                    .flatten(),
            ],
            Unit::Weekend => vec![week(5, 2), week(4, 3), week(-2, 2)],
            Unit::Month => vec![of_months(1)],
            Unit::Quarter => vec![of_months(3)],
            Unit::Season | Unit::Fortnight => vec![],
            Unit::Year => vec![of_months(12)],
            Unit::Decade => vec![of_months(120)],
            Unit::Century => vec![of_months(1200)],
        };
        spans.into_iter().flatten().collect()
    }

    /// A day of the week: any one, or where it counts from publication, one of those next to it.
    fn weekday(&self, weekday: u32, which: Option<i32>) -> Vec<Allowed> {
        let Some(day) = self.published.filter(|_| self.is_near || which.is_some()) else {
            return vec![Allowed::some_weekday(weekday)];
        };
        let days = match which {
            Some(-1) => -14..=-1,
            Some(1) => 1..=14,
            Some(_) => -6..=6,
            None => -7..=7,
        };
        let days =
            days.filter_map(|days: i64| day.checked_add_signed(chrono::TimeDelta::days(days)));
        let of_week = days.filter(|day| is_weekday(*day, weekday));
        of_week.map(|day| Allowed::days(day, day)).collect()
    }

    fn ago(&self, distance: Distance) -> Vec<Allowed> {
        let Some(day) = self.published else {
            return Vec::new();
        };
        let Some(count) = distance.count else {
            let latest = Some(day);
            let first = back(day, 24, distance.unit);
            return vec![Allowed::vague_within((first, latest))];
        };
        let Some(at) = back(day, count, distance.unit) else {
            return Vec::new();
        };
        let sure = match distance.unit {
            Unit::Hour => {
                return vec![
                    Allowed::days(day, day),
                    Allowed::days(day - Days::new(1), day),
                ];
            }
            Unit::Day => return vec![Allowed::days(at, at)],
            // “two years ago” is the year, “two months ago” the month, of that day.
            Unit::Year => (
                NaiveDate::from_ymd_opt(at.year(), 1, 1),
                NaiveDate::from_ymd_opt(at.year(), 12, 31),
            ),
            Unit::Month => (
                at.with_day(1),
                at.with_day(1)
                    .and_then(|first| (first + Months::new(1)).pred_opt()),
            ),
            unit => around((Some(at), Some(at)), days_of(unit) / 2),
        };
        let core = (Some(at), Some(at));
        let vague = Allowed::vague_at(core, sure, around(core, days_of(distance.unit)));
        let weeks = if (distance.unit, count) == (Unit::Week, 1) {
            self.unit(Unit::Week, -1)
        } else {
            Vec::new()
        };
        let weeks = weeks
            .into_iter()
            .map(|(first, last)| Allowed::days(first, last));
        std::iter::once(vague).chain(weeks).collect()
    }

    /// The last so many units before publication. Where the count is not said, two at least.
    fn recent(&self, count: Option<u32>, unit: Option<Unit>) -> Vec<Allowed> {
        let Some(day) = self.published else {
            return Vec::new();
        };
        let unit = unit.unwrap_or(Unit::Month);
        let Some(count) = count else {
            return vec![Allowed::vague_within((back(day, 24, unit), Some(day)))];
        };
        let first = back(day, count, unit);
        let until_then = Allowed {
            outer: (back(day, count + 1, unit), None),
            ..Allowed::exactly((first.and_then(|first| first.succ_opt()), day.pred_opt()))
        };
        // “in the last quarter” may be that of the calendar.
        let last = if count == 1 {
            self.unit(unit, -1)
        } else {
            Vec::new()
        };
        let last = last
            .into_iter()
            .map(|(first, last)| Allowed::days(first, last));
        std::iter::once(until_then).chain(last).collect()
    }

    fn turn(&self, unit: Unit, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        match unit {
            // “the turn of the year” before or after the first of January of the year that is told
            Unit::Year => Some((
                NaiveDate::from_ymd_opt(year - 1, 12, 1)?,
                NaiveDate::from_ymd_opt(year, 1, 31)?,
            )),
            Unit::Decade => years_of(year / 10 * 10 - 1, year / 10 * 10),
            _ => years_of(year / 100 * 100 - 1, year / 100 * 100 + 1),
        }
    }
}

fn years_of(first: i32, last: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((
        NaiveDate::from_ymd_opt(first, 1, 1)?,
        NaiveDate::from_ymd_opt(last, 12, 31)?,
    ))
}

/// A fiscal year begins and ends in one of three calendar years.
fn fiscal(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((
        NaiveDate::from_ymd_opt(year - 1, 4, 1)?,
        NaiveDate::from_ymd_opt(year + 1, 9, 30)?,
    ))
}

fn is_weekday(day: NaiveDate, weekday: u32) -> bool {
    day.weekday().num_days_from_monday() == weekday
}

/// Returns about how many days a unit has at least.
pub fn days_of(unit: Unit) -> i64 {
    match unit {
        Unit::Hour | Unit::Day => 1,
        Unit::Weekend => 2,
        Unit::Week => 7,
        Unit::Fortnight => 14,
        Unit::Month => 28,
        Unit::Quarter | Unit::Season => 89,
        Unit::Year => 365,
        Unit::Decade => 3652,
        Unit::Century => 36524,
    }
}

/// Goes back from a day.
fn back(day: NaiveDate, count: u32, unit: Unit) -> Option<NaiveDate> {
    let days = |each: u32| day.checked_sub_days(Days::new(u64::from(count) * u64::from(each)));
    let months = |each: u32| day.checked_sub_months(Months::new(count.checked_mul(each)?));
    match unit {
        Unit::Hour => Some(day),
        Unit::Day => days(1),
        Unit::Week | Unit::Weekend => days(7),
        Unit::Fortnight => days(14),
        Unit::Month => months(1),
        Unit::Quarter | Unit::Season => months(3),
        Unit::Year => months(12),
        Unit::Decade => months(120),
        Unit::Century => months(1200),
    }
}

/// Goes so many months forward or back; the last day of a month stays one.
fn by_months(day: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.abs()).ok()?);
    let go = |day: NaiveDate| {
        if months < 0 {
            day.checked_sub_months(count)
        } else {
            day.checked_add_months(count)
        }
    };
    let next = day.succ_opt()?;
    if next.day() == 1 {
        return go(next)?.pred_opt();
    }
    go(day)
}

/// Returns how many months a unit has that goes by months.
fn months_of(unit: Unit) -> Option<u32> {
    match unit {
        Unit::Month => Some(1),
        Unit::Quarter | Unit::Season => Some(3),
        Unit::Year => Some(12),
        Unit::Decade => Some(120),
        Unit::Century => Some(1200),
        _ => None,
    }
}

/// Moves a span by a distance. Only days are exact: “two weeks before 1 May” is about that day.
fn offset(distance: Distance, (first, last): Span) -> Option<Allowed> {
    let (first, last) = (first?, last?);
    let count = i64::from(distance.count?);
    let sign = if distance.is_after { 1 } else { -1 };
    let shift = |day: NaiveDate| match months_of(distance.unit) {
        Some(months) => by_months(day, sign * count * i64::from(months)),
        None => {
            let days = match distance.unit {
                Unit::Hour => 0,
                unit => sign * count * days_of(unit).max(1),
            };
            day.checked_add_signed(chrono::TimeDelta::days(days))
        }
    };
    let core = (Some(shift(first)?), Some(shift(last)?));
    let length = last.signed_duration_since(first).num_days() + 1;
    let unit = days_of(distance.unit);
    // A year after a month is a month.
    if length >= unit || length >= days_of(Unit::Month) && unit >= days_of(Unit::Month) {
        return Some(Allowed::exactly(core));
    }
    Some(Allowed::vague_at(
        core,
        around(core, unit / 2),
        around(core, unit),
    ))
}

/// Widens a span by so many days at both ends.
fn around((first, last): Span, days: i64) -> Span {
    let days = Days::new(days.unsigned_abs());
    let first = first.and_then(|first| first.checked_sub_days(days));
    (first, last.and_then(|last| last.checked_add_days(days)))
}

/// The seven days, or the weekend, that have a day in them.
fn week_of((first, last): Span, unit: Unit) -> Allowed {
    let (Some(first), Some(last)) = (first, last) else {
        return Allowed::length(days_of(unit));
    };
    let days = Days::new(if unit == Unit::Week { 6 } else { 2 });
    Allowed::window(first - days, last + days, days_of(unit))
}

/// Returns what a part of a span allows.
fn sub(part: Option<Sub>, base: Base, (first, last): (NaiveDate, NaiveDate)) -> Option<Allowed> {
    let whole = (Some(first), Some(last));
    let Some(part) = part else {
        return Some(match base {
            Base::Turn(_) => Allowed::vague_at(whole, whole, whole),
            _ => Allowed::exactly(whole),
        });
    };
    match part {
        Sub::Thirds(from, to) => {
            let (start, _) = third(from, base, (first, last))?;
            let (_, end) = third(to, base, (first, last))?;
            Some(Allowed::vague_at((Some(start), Some(end)), whole, whole))
        }
        Sub::Half(half) => {
            let (start, end) = self::half(half, base, (first, last))?;
            Some(Allowed::exactly((Some(start), Some(end))))
        }
        Sub::Edge {
            is_last,
            count,
            unit,
        } => edge((is_last, count, unit), (first, last)),
        Sub::NthWeekday(number, weekday) => {
            let days = first.iter_days().take_while(|day| *day <= last);
            let mut days = days.filter(|day| is_weekday(*day, weekday));
            let day = match number {
                LAST => days.last(),
                number => days.nth(number.checked_sub(1)? as usize),
            };
            day.map(|day| Allowed::days(day, day))
        }
        Sub::Nth(number, unit) => {
            let days = Days::new(u64::from(number.saturating_sub(1)) * 7);
            let (start, end) = if number == LAST {
                (last - Days::new(13), last + Days::new(6))
            } else {
                (
                    first.checked_add_days(days)? - Days::new(6),
                    first.checked_add_days(days)? + Days::new(12),
                )
            };
            Some(Allowed::window(start, end, days_of(unit)))
        }
    }
}

/// Returns the third of a span that a word means: see the table in [`super`].
fn third(
    part: Part,
    base: Base,
    (first, last): (NaiveDate, NaiveDate),
) -> Option<(NaiveDate, NaiveDate)> {
    let at = match part {
        Part::Early => 0,
        Part::Mid => 1,
        Part::Late => 2,
    };
    let days = last.signed_duration_since(first).num_days() + 1;
    // So many months make a third; a month and what is shorter go by days, a decade and more by years.
    match (base, days) {
        (_, ..=7) => {
            let start = first + Days::new([0, 2, 4][at]);
            Some((start, start + Days::new(2)))
        }
        (_, 8..=31) => {
            let start = first + Days::new([0, 10, 20][at]);
            Some((start, if at == 2 { last } else { start + Days::new(9) }))
        }
        (_, 32..=1500) => {
            let months = (days as u32 + 15) / 91;
            let start = first + Months::new(months * at as u32);
            Some((start, (start + Months::new(months)).pred_opt()?))
        }
        (_, 1501..=10_000) => years_of(first.year() + [0, 4, 7][at], first.year() + [3, 6, 9][at]),
        _ => years_of(
            first.year() + [0, 34, 67][at],
            first.year() + [33, 66, 99][at],
        ),
    }
}

fn half(
    half: u32,
    _base: Base,
    (first, last): (NaiveDate, NaiveDate),
) -> Option<(NaiveDate, NaiveDate)> {
    let days = last.signed_duration_since(first).num_days() + 1;
    let middle = match days {
        ..=31 => first + Days::new(if days == 7 { 3 } else { 14 }),
        32..=1500 => {
            let months = (days + 15) as u32 / 30;
            (first + Months::new(months / 2)).pred_opt()?
        }
        _ => NaiveDate::from_ymd_opt((first.year() + last.year()) / 2, 12, 31)?,
    };
    match half {
        1 => Some((first, middle)),
        2 => Some((middle.succ_opt()?, last)),
        _ => None,
    }
}

/// Returns what the first or last units of a span allow. Where the count is not said, the days are ten,
/// the weeks a month and the months a third of a year.
fn edge(
    (is_last, count, unit): (bool, Option<u32>, Unit),
    (first, last): (NaiveDate, NaiveDate),
) -> Option<Allowed> {
    let (count_of, months) = match (count, unit) {
        (Some(count), _) => (count, None),
        (None, Unit::Day | Unit::Hour | Unit::Weekend) => (10, None),
        (None, Unit::Week) => (28, Some(1)),
        (None, Unit::Month) => (4, Some(4)),
        (None, Unit::Quarter | Unit::Season) => (2, Some(6)),
        (None, _) => (3, Some(36)),
    };
    let month = Months::new(months.unwrap_or(1));
    let days = match (count, unit) {
        (None, Unit::Week) => Days::new(28),
        (_, Unit::Week) => Days::new(u64::from(count_of) * 7),
        (_, unit) if unit > Unit::Week => Days::new(u64::from(count_of) * days_of(unit) as u64),
        _ => Days::new(u64::from(count_of)),
    };
    let is_by_month = months.is_some() || months_of(unit).is_some();
    let length = match months_of(unit) {
        Some(each) if count.is_some() => Months::new(count_of.checked_mul(each)?),
        _ => month,
    };
    let core = match (is_last, is_by_month) {
        (false, false) => (first, (first.checked_add_days(days)?).pred_opt()?),
        (false, true) => (first, (first + length).pred_opt()?),
        (true, false) => (last.checked_sub_days(days)?.succ_opt()?, last),
        (true, true) => (last.succ_opt()?.checked_sub_months(length)?, last),
    };
    let core = (core.0.max(first), core.1.min(last));
    // “the first days of 2022” lie in its January.
    let around = if is_last {
        (
            core.0
                .with_day(1)
                .filter(|start| *start >= first)
                .unwrap_or(first),
            last,
        )
    } else {
        let end = core
            .1
            .with_day(1)
            .and_then(|start| (start + Months::new(1)).pred_opt());
        (first, end.filter(|end| *end <= last).unwrap_or(last))
    };
    let (core, around) = (
        (Some(core.0), Some(core.1)),
        (Some(around.0), Some(around.1)),
    );
    Some(match count {
        Some(_) => Allowed::exactly(core).up_to(around),
        None => Allowed::vague_at(core, around, around),
    })
}
