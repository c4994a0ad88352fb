//! What a wording says, before it is known which days that are.

use super::tokens::{Part, Unit};

/// A wording, or part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A date, with or without its year.
    Point(Point),
    /// From one date to another.
    Range(Point, Point),
    /// One of several, or all of them.
    AnyOf(Vec<Expr>),
    /// From a date on.
    Since(Box<Expr>),
    /// Up to the end of a date.
    Until(Box<Expr>),
    /// Before a date; whether shortly.
    Before(Box<Expr>, bool),
    /// After a date; whether shortly.
    After(Box<Expr>, bool),
    /// About a date.
    Around(Box<Expr>),
    /// The week, or the weekend, that has a date in it.
    WeekOf(Box<Expr>, Unit),
    /// So long before or after a date.
    Offset(Distance, Box<Expr>),
    /// So long before or after what another fact tells.
    OffsetOfFact(Distance),
    /// So long before publication.
    Ago(Distance),
    /// The last so many units before publication; how many, and which, may not be said.
    Recent(Option<u32>, Option<Unit>),
    /// One unit, which another fact dates: “the following month”, “that year”.
    SomeUnit(Unit),
    /// Some time before or after what another fact tells: “shortly thereafter”.
    Vicinity,
}

/// A distance in time. A count that is not said is `None`: “a few days”.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// How many units.
    pub count: Option<u32>,
    /// The unit.
    pub unit: Unit,
    /// Whether it goes forward.
    pub is_after: bool,
}

/// A date as far as the wording gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The part of the base that is meant.
    pub part: Option<Sub>,
    /// The day of the week, Monday is 0.
    pub weekday: Option<u32>,
    /// The day of the month.
    pub day: Option<u32>,
    /// What the date is one of.
    pub base: Base,
    /// Which year.
    pub year: Option<Year>,
    /// Which one before or after publication: -1 for “last”, 0 for “this”, 1 for “next”.
    pub which: Option<i32>,
}

impl Point {
    /// Makes a point that says nothing but its base.
    pub fn of(base: Base) -> Self {
        Self {
            part: None,
            weekday: None,
            day: None,
            base,
            year: None,
            which: None,
        }
    }
}

/// A year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Year {
    /// It is written.
    Given(i32),
    /// It counts from that of publication.
    FromPublication(i32),
}

/// What a date is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Nothing but a day: of a month that is not said, or of the week.
    Nothing,
    /// A month, from 1.
    Month(u32),
    /// A day and a month in digits, in either order.
    InDigits(u32, u32),
    /// A season as in EDTF.
    Season(u32),
    /// A quarter, from 1.
    Quarter(u32),
    /// A half-year, from 1.
    HalfYear(u32),
    /// A year.
    Year,
    /// The years from one to another.
    Years(i32, i32),
    /// Ten years, by the first.
    Decade(i32),
    /// A hundred years, by number.
    Century(i32),
    /// A fiscal year, or a quarter of one: where it begins depends on the country.
    Fiscal(bool),
    /// The turn of a year or century.
    Turn(Unit),
    /// A unit that counts from publication.
    Unit(Unit, i32),
}

/// A part of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sub {
    /// Thirds, from one to another: “early”, “mid-to-late”.
    Thirds(Part, Part),
    /// A half, from 1.
    Half(u32),
    /// The first or last units; how many may not be said.
    Edge {
        /// Whether the last.
        is_last: bool,
        /// How many.
        count: Option<u32>,
        /// Of which unit.
        unit: Unit,
    },
    /// The day of the week of a number: “the first Monday”.
    NthWeekday(u32, u32),
    /// The week or weekend of a number; the last one is [`super::words::LAST`].
    Nth(u32, Unit),
}
