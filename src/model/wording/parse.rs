//! From tokens to what they say. Words that date nothing are stepped over; what two dates of a list
//! share is said at one of them: “4 and 6 March”.

use super::form::{Base, Distance, Expr, Point, Sub, Year};
use super::tokens::{Key, Part, Token, Unit};
use super::words::LAST;

/// What the tokens say, each part that dates something; `None` where one says something that the
/// grammar does not know.
pub fn parse(tokens: &[Token], is_english: bool) -> Option<Vec<Expr>> {
    let mut parser = Parser {
        tokens,
        at: 0,
        is_english,
    };
    // “for the first time since” dates something else.
    let is_first_since =
        |pair: &[Token]| pair == [Token::Key(Key::First), Token::Key(Key::Since)].as_slice();
    if tokens.windows(2).any(is_first_since) {
        return None;
    }
    let mut said = Vec::new();
    while parser.at < tokens.len() {
        let start = parser.at;
        match parser.expr() {
            Some(expr) => said.push(expr),
            None => parser.at = parser.at.max(start) + 1,
        }
    }
    Some(said)
}

/// The most units that a wording counts.
const COUNT_MAX: u32 = 1000;

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    is_english: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn accept(&mut self, token: Token) -> bool {
        let is_next = self.peek() == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    fn accept_key(&mut self, key: Key) -> bool {
        self.accept(Token::Key(key))
    }

    /// Takes the next token where it is one of a sort.
    fn take<T>(&mut self, of: impl Fn(Token) -> Option<T>) -> Option<T> {
        let found = of(self.peek()?)?;
        self.at += 1;
        Some(found)
    }

    /// Tries a rule, and goes back where it does not hold.
    fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = rule(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// Steps over articles, prepositions and times of day; tells whether one was an article.
    fn skip(&mut self) -> bool {
        let mut has_article = false;
        while let Some(token) = self.peek() {
            match token {
                Token::Key(Key::The) => has_article = true,
                Token::Filler | Token::Key(Key::DayPart | Key::Clock | Key::Of) => {}
                Token::Number(..) if self.peek_at(1) == Some(Token::Key(Key::Clock)) => {}
                // “0600 hours”
                Token::Number(_, 4) if self.peek_at(1) == Some(Token::Unit(Unit::Hour, true)) => {
                    self.at += 1;
                }
                _ => break,
            }
            self.at += 1;
        }
        has_article
    }

    /// Reads one expression at the place where the parser is.
    fn expr(&mut self) -> Option<Expr> {
        let start = self.at;
        let has_article = self.skip();
        let found = self
            .attempt(Self::distance)
            .or_else(|| self.attempt(|p| p.recent(has_article)))
            .or_else(|| self.attempt(Self::bounded))
            .or_else(|| self.attempt(|p| p.of_fact(has_article)))
            .or_else(|| self.attempt(Self::group_with_end))
            .or_else(|| self.attempt(Self::vague));
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// Reads how far something is from a date, from publication or from another fact.
    fn distance(&mut self) -> Option<Expr> {
        self.accept_key(Key::Shortly);
        let count = self.count();
        let (unit, is_plural) = self.unit()?;
        let is_counted = count.is_some();
        let count = count.flatten();
        let of = |is_after| Distance {
            count: if is_counted || is_plural {
                count
            } else {
                Some(1)
            },
            unit,
            is_after,
        };
        match self.take(|token| {
            if let Token::Key(key) = token {
                Some(key)
            } else {
                None
            }
        })? {
            Key::Ago => Some(Expr::Ago(of(false))),
            Key::Later => {
                self.accept_key(Key::After);
                Some(Expr::OffsetOfFact(of(true)))
            }
            Key::Earlier => Some(Expr::OffsetOfFact(of(false))),
            // German has “vor zwei Wochen”, which `bounded` reads.
            key @ (Key::Before | Key::After | Key::Following) => {
                let of = of(key != Key::Before);
                Some(match self.anchor() {
                    None => Expr::OffsetOfFact(of),
                    Some(anchor) if unit == Unit::Hour => {
                        let count = Some(1);
                        Expr::Offset(Distance { count, ..of }, Box::new(anchor))
                    }
                    Some(anchor) if of.count.is_none() && key == Key::Before => {
                        Expr::Before(Box::new(anchor), true)
                    }
                    Some(anchor) if of.count.is_none() => Expr::After(Box::new(anchor), true),
                    Some(anchor) => Expr::Offset(of, Box::new(anchor)),
                })
            }
            _ => None,
        }
    }

    /// Reads a count: `Some(None)` where there is one that is not said.
    fn count(&mut self) -> Option<Option<u32>> {
        let count = self.take(|token| match token {
            Token::Number(count @ 1..=COUNT_MAX, _) => Some(Some(count)),
            Token::Key(Key::Count) => Some(None),
            _ => None,
        })?;
        // “a few”, “a couple of”, “two to three”
        let is_vague = self.accept_key(Key::Count);
        self.accept_key(Key::Of);
        let is_range = [Key::To, Key::Or]
            .into_iter()
            .any(|key| self.accept_key(key))
            || self.accept(Token::Dash);
        let more = self.take(|token| {
            if let Token::Number(..) = token {
                Some(())
            } else {
                None
            }
        });
        Some(count.filter(|_| !(is_vague || is_range && more.is_some())))
    }

    fn unit(&mut self) -> Option<(Unit, bool)> {
        self.take(|token| match token {
            Token::Unit(unit, is_plural) => Some((unit, is_plural)),
            _ => None,
        })
    }

    /// Reads the date that something comes before or after; words between the two are stepped over.
    fn anchor(&mut self) -> Option<Expr> {
        self.attempt(|p| {
            while p.at < p.tokens.len() {
                if let Some(anchor) = p.attempt(|p| {
                    p.skip();
                    p.group()
                }) {
                    return Some(anchor);
                }
                p.at += 1;
            }
            None
        })
    }

    /// Reads “the past two weeks”, “recent months”, “recently”.
    fn recent(&mut self, has_article: bool) -> Option<Expr> {
        let key = self.take(|token| match token {
            Token::Key(key @ (Key::Past | Key::Recent | Key::Last | Key::Now)) => Some(key),
            _ => None,
        })?;
        let start = self.at;
        let count = self.count();
        let unit = self.unit();
        match (key, count, unit) {
            (Key::Now, ..) => {
                self.at = start;
                Some(Expr::Recent(None, None))
            }
            _ if self.peek() == Some(Token::Key(Key::Of)) => None,
            (_, Some(count), Some((unit, _))) => Some(Expr::Recent(count, Some(unit))),
            (Key::Recent, _, Some((unit, _))) => Some(Expr::Recent(None, Some(unit))),
            (Key::Past, None, Some((unit, true))) => Some(Expr::Recent(None, Some(unit))),
            (Key::Past, None, Some((unit, false))) => Some(Expr::Recent(Some(1), Some(unit))),
            // “the last year” is the twelve months before; “last year” is another thing.
            (Key::Last, None, Some((unit, is_plural))) if has_article => {
                Some(Expr::Recent((!is_plural).then_some(1), Some(unit)))
            }
            (Key::Recent, _, None) => {
                self.at = start;
                Some(Expr::Recent(None, None))
            }
            _ => None,
        }
    }

    fn is_of_next(&self) -> bool {
        matches!(self.peek(), Some(Token::Key(Key::Of)) | Some(Token::Filler))
    }

    /// Reads what is bounded by a date: since, until, by, before, after, about.
    fn bounded(&mut self) -> Option<Expr> {
        let is_near = self.accept_key(Key::Shortly);
        let mut key = self.take(|token| match token {
            Token::Key(
                key @ (Key::Since
                | Key::Until
                | Key::By
                | Key::Before
                | Key::After
                | Key::Following
                | Key::From
                | Key::Around
                | Key::Between),
            ) => Some(key),
            _ => None,
        })?;
        if key == Key::Following {
            // “the following March” is one, “following the vote” is after it.
            if matches!(
                self.peek(),
                Some(Token::Month(_) | Token::Season(_) | Token::Weekday(_))
            ) {
                return None;
            }
            key = Key::After;
        }
        self.accept(Token::Dash);
        // “prior to”
        self.accept_key(Key::To);
        // “before dawn on 4 March” is a time of day.
        if self.is_time_of_day() {
            return None;
        }
        if key == Key::Before
            && let Some(ago) = self.attempt(Self::ago_in_german)
        {
            return Some(ago);
        }
        if key == Key::Around
            && let Some(distance) = self.attempt(Self::distance)
        {
            return Some(distance);
        }
        let is_loose = matches!(key, Key::Since | Key::Until | Key::Before | Key::After);
        let anchor = if is_loose {
            self.attempt(|p| p.followed_by_unit(key))
                .or_else(|| self.anchor())
        } else {
            self.skip();
            self.attempt(Self::group_with_end)
        };
        let Some(anchor) = anchor else {
            return is_loose.then_some(Expr::Vicinity);
        };
        Some(bound(key, anchor, is_near))
    }

    fn is_time_of_day(&self) -> bool {
        let start = usize::from(self.peek() == Some(Token::Key(Key::The)));
        let is_time = |token| matches!(token, Some(Token::Key(Key::DayPart | Key::Clock)));
        let is_number = matches!(self.peek_at(start), Some(Token::Number(..)));
        is_time(self.peek_at(start)) || is_number && is_time(self.peek_at(start + 1))
    }

    /// Reads “the following month”: a unit that another fact dates.
    fn followed_by_unit(&mut self, key: Key) -> Option<Expr> {
        let (unit, is_plural) = (key == Key::After).then(|| self.unit())??;
        (!is_plural && !self.is_of_next()).then_some(Expr::SomeUnit(unit))
    }

    /// Reads what follows “vor” where it counts from publication: «vor zwei Wochen».
    fn ago_in_german(&mut self) -> Option<Expr> {
        let count = self.count()?;
        let (unit, _) = self.unit()?;
        let is_after = false;
        Some(Expr::Ago(Distance {
            count,
            unit,
            is_after,
        }))
    }

    /// Reads one unit that another fact dates: “that day”, “the previous month”, “throughout the year”.
    fn of_fact(&mut self, has_article: bool) -> Option<Expr> {
        let key = self.take(|token| match token {
            Token::Key(key @ (Key::That | Key::Earlier | Key::Later | Key::Next)) => Some(key),
            _ => None,
        });
        if key.is_none_or(|key| key == Key::Next) && !has_article {
            return None;
        }
        if let Some(day) = (key == Some(Key::That))
            .then_some(())
            .and_then(|()| self.weekday())
        {
            let mut point = Point::of(Base::Nothing);
            point.weekday = Some(day);
            return Some(Expr::Point(point));
        }
        let is_of_day = matches!(key, Some(Key::That | Key::Next | Key::Earlier));
        if is_of_day && matches!(self.peek(), Some(Token::Key(Key::DayPart))) {
            self.at += 1;
            return Some(Expr::SomeUnit(Unit::Day));
        }
        let is_first = self.take(|token| {
            if let Token::Ordinal(_) = token {
                Some(())
            } else {
                None
            }
        });
        if key.is_some() && is_first.is_some() {
            return None;
        }
        let (unit, is_plural) = self.unit()?;
        if unit == Unit::Century && is_first.is_some() {
            return None;
        }
        let is_dated = matches!(self.peek(), Some(Token::Number(_, 4)))
            || self
                .attempt(|p| {
                    p.skip();
                    p.point()
                })
                .is_some();
        if is_dated {
            return None;
        }
        Some(if is_plural {
            Expr::Vicinity
        } else {
            Expr::SomeUnit(unit)
        })
    }

    /// Reads words that only say that it was before or after something: “shortly thereafter”.
    fn vague(&mut self) -> Option<Expr> {
        self.accept_key(Key::Shortly);
        let key = self.take(|token| match token {
            Token::Key(key @ (Key::Later | Key::Earlier)) => Some(key),
            _ => None,
        });
        if key.is_some() {
            // “later that year”
            if let Some(unit) = self.attempt(|p| {
                let has_article = p.skip();
                p.of_fact(has_article)
            }) {
                return Some(unit);
            }
            let has_date = self.anchor().is_some();
            return (!has_date).then_some(Expr::Vicinity);
        }
        // “the first weeks of the war”
        let edge = self.attempt(Self::sub)?;
        match edge {
            Sub::Nth(_, unit) => Some(Expr::SomeUnit(unit)),
            Sub::NthWeekday(..) => Some(Expr::SomeUnit(Unit::Day)),
            Sub::Edge { .. } | Sub::Thirds(..) | Sub::Half(_) => Some(Expr::Vicinity),
        }
    }

    /// Reads a date, a range or a list, and what follows: “2014 onwards”, “2014 to date”.
    fn group_with_end(&mut self) -> Option<Expr> {
        let group = self.group()?;
        let is_open = self.accept_key(Key::Onward)
            || self
                .attempt(|p| {
                    let _ = p.accept_key(Key::To) || p.accept(Token::Dash);
                    p.accept_key(Key::Now).then_some(())
                })
                .is_some();
        Some(if is_open {
            Expr::Since(Box::new(group))
        } else {
            group
        })
    }

    /// Reads a date, a range or a list.
    fn group(&mut self) -> Option<Expr> {
        if let Some(week) = self.attempt(Self::week_of) {
            return Some(week);
        }
        let (mut points, mut is_range, mut ends) = (vec![self.point()?], Vec::new(), vec![self.at]);
        while let Some((point, joined)) = self.attempt(|p| {
            let joined = p.connector()?;
            Some((p.point()?, joined))
        }) {
            points.push(point);
            is_range.push(joined);
            ends.push(self.at);
        }
        share(&mut points);
        let is_dated = |at: usize| {
            let point = &points[at];
            let is_bare = point.base == Base::Nothing && point.weekday.is_none();
            !is_bare || self.is_ordinal(ends[at])
        };
        let length = (0..points.len()).take_while(|at| is_dated(*at)).count();
        if length == 0 {
            return None;
        }
        self.at = ends[length - 1];
        points.truncate(length);
        is_range.truncate(length - 1);
        Some(joined(&points, &is_range))
    }

    /// Returns whether the token before a place is an ordinal that no other word follows: “the 4th”.
    fn is_ordinal(&self, end: usize) -> bool {
        let is_ordinal = matches!(self.tokens[end - 1], Token::Ordinal(1..=31));
        let next = self.tokens.get(end);
        let is_counted = matches!(
            next,
            Some(Token::Noise | Token::Unit(..) | Token::Key(Key::Of))
        );
        is_ordinal && !is_counted
    }

    /// Reads what joins two dates; `true` for a range.
    fn connector(&mut self) -> Option<bool> {
        let is_range = self.take(|token| match token {
            Token::Dash | Token::Key(Key::To | Key::Until) => Some(true),
            Token::Comma | Token::Slash | Token::Key(Key::And | Key::Or) => Some(false),
            _ => None,
        })?;
        if !is_range {
            // “May, and July”, “in May and again in July”
            let _ = self.accept_key(Key::And) || self.accept_key(Key::Or);
        }
        self.skip();
        Some(is_range)
    }

    /// Reads “the week of 4 March”.
    fn week_of(&mut self) -> Option<Expr> {
        let (unit, is_plural) = self.unit()?;
        let is_week = matches!(unit, Unit::Week | Unit::Weekend) && !is_plural;
        let is_of = is_week && (self.accept_key(Key::Of) || self.accept(Token::Filler));
        self.skip();
        let point = is_of.then(|| self.point())??;
        point.day?;
        Some(Expr::WeekOf(Box::new(Expr::Point(point)), unit))
    }

    fn weekday(&mut self) -> Option<u32> {
        self.take(|token| {
            if let Token::Weekday(day) = token {
                Some(day)
            } else {
                None
            }
        })
    }

    /// Reads a date as far as it goes.
    fn point(&mut self) -> Option<Point> {
        self.attempt(|p| {
            p.skip();
            let part = p.attempt(Self::sub);
            p.skip();
            let mut which = p.which();
            let weekday = p.weekday();
            if weekday.is_some() {
                p.accept(Token::Comma);
                p.skip();
                which = which.or_else(|| p.which());
            }
            let base = p.attempt(|p| p.base(which)).map(|point| Point {
                which: point.which.or(which),
                ..point
            });
            let mut point = match (base, weekday) {
                (None, None) => return None,
                (None, Some(_)) => Point {
                    which,
                    ..Point::of(Base::Nothing)
                },
                (Some(point), _) => point,
            };
            point.weekday = weekday;
            // “late on Monday” is a time of day.
            let is_day = point.day.is_some() || weekday.is_some();
            let is_day = is_day || matches!(point.base, Base::Unit(Unit::Day, _));
            point.part = part.filter(|_| !is_day);
            Some(point)
        })
    }

    fn which(&mut self) -> Option<i32> {
        self.take(|token| match token {
            Token::Key(Key::Last | Key::Past) => Some(-1),
            Token::Key(Key::This) => Some(0),
            Token::Key(Key::Next) => Some(1),
            _ => None,
        })
    }

    /// Reads the part of a base that is meant, up to its “of”.
    fn sub(&mut self) -> Option<Sub> {
        if let Some(part) = self.part() {
            let other = self.attempt(|p| {
                let _ = p.accept_key(Key::To) || p.accept_key(Key::Or) || p.accept_key(Key::And);
                p.accept(Token::Dash);
                p.part()
            });
            return Some(Sub::Thirds(part, other.unwrap_or(part)));
        }
        let ordinal = self.take(|token| match token {
            Token::Ordinal(number) => Some(number),
            Token::Key(Key::Last) => Some(LAST),
            _ => None,
        })?;
        self.accept(Token::Dash);
        if self.accept_key(Key::Half) {
            return self.is_of_next().then_some(Sub::Half(if ordinal == LAST {
                2
            } else {
                ordinal
            }));
        }
        if let Some(weekday) = self.weekday() {
            return self
                .is_of_next()
                .then_some(Sub::NthWeekday(ordinal, weekday));
        }
        let count = self.count();
        let (unit, is_plural) = self.unit()?;
        if !self.is_of_next() {
            return None;
        }
        let is_last = ordinal == LAST;
        if is_plural || count.is_some() {
            let count = count.flatten();
            let edge = Sub::Edge {
                is_last,
                count,
                unit,
            };
            return (is_last || ordinal == 1).then_some(edge);
        }
        match unit {
            Unit::Week | Unit::Weekend => Some(Sub::Nth(ordinal, unit)),
            // “the first quarter of 2022” is a base of its own, “the last one” is not.
            Unit::Quarter if !is_last => None,
            _ if is_last || ordinal == 1 => Some(Sub::Edge {
                is_last,
                count: Some(1),
                unit,
            }),
            _ => None,
        }
    }

    fn part(&mut self) -> Option<Part> {
        let part = self.take(|token| {
            if let Token::Part(part) = token {
                Some(part)
            } else {
                None
            }
        })?;
        self.accept(Token::Dash);
        Some(part)
    }

    /// Reads what a date is one of, with its day and year.
    fn base(&mut self, which: Option<i32>) -> Option<Point> {
        let before = self.at.checked_sub(1).map(|at| self.tokens[at]);
        if before == Some(Token::Key(Key::Numbered)) {
            return None;
        }
        let token = self.take(Some)?;
        match token {
            Token::Iso(year, month, day) => Some(Point {
                day,
                year: Some(Year::Given(year)),
                ..Point::of(Base::Month(month))
            }),
            Token::Digits(first, second, year) => Some(self.in_digits(first, second, year)),
            Token::Years(first, last) => Some(Point::of(Base::Years(first, last))),
            Token::Decade(first) => Some(Point::of(Base::Decade(first))),
            Token::Feast(month, day) => Some(self.with_year(Point {
                day: Some(day),
                ..Point::of(Base::Month(month))
            })),
            Token::Month(month) => Some(self.after_month(month)),
            Token::Season(season) => self.after_season(season),
            Token::Number(year @ 1000..=2100, 4) => {
                let is_other = matches!(self.peek(), Some(Token::Key(Key::NoYear)));
                (!is_other).then(|| Point {
                    year: Some(Year::Given(year as i32)),
                    ..Point::of(Base::Year)
                })
            }
            Token::Number(day @ 1..=31, 1..=2) | Token::Ordinal(day @ 1..=31) => {
                self.after_day(day, token)
            }
            // “last night”, “this morning”
            Token::Key(Key::DayPart) => which.map(|which| Point::of(Base::Unit(Unit::Day, which))),
            Token::Key(key) => self.after_key(key),
            Token::Unit(unit, false) => self.after_unit(unit, which),
            _ => None,
        }
    }

    /// Reads a date in digits: in English day and month may stand in either order.
    fn in_digits(&self, day: u32, month: u32, year: i32) -> Point {
        let base = if self.is_english {
            Base::InDigits(day, month)
        } else {
            Base::Month(month)
        };
        Point {
            day: Some(day),
            year: Some(Year::Given(year)),
            ..Point::of(base)
        }
    }

    /// Reads a year, or which year it is from publication, into a point.
    fn with_year(&mut self, point: Point) -> Point {
        let year = self.attempt(|p| {
            p.accept(Token::Comma);
            p.skip();
            if let Some(which) = p.which() {
                return (p.unit()?.0 == Unit::Year).then_some(Year::FromPublication(which));
            }
            p.accept(Token::Unit(Unit::Year, false));
            let year = p.take(|token| match token {
                Token::Number(year @ 1000..=2100, 4) => Some(year as i32),
                _ => None,
            })?;
            let is_other = matches!(p.peek(), Some(Token::Key(Key::NoYear)));
            (!is_other).then_some(Year::Given(year))
        });
        Point {
            year: year.or(point.year),
            ..point
        }
    }

    fn after_month(&mut self, month: u32) -> Point {
        let point = Point::of(Base::Month(month));
        let day = self.attempt(|p| {
            p.accept_key(Key::The);
            let day = p.take(|token| match token {
                Token::Number(day @ 1..=31, 1..=2) | Token::Ordinal(day @ 1..=31) => Some(day),
                _ => None,
            })?;
            let is_other = matches!(
                p.peek(),
                Some(Token::Key(Key::NoYear | Key::Clock) | Token::Month(_))
            );
            (!is_other).then_some(day)
        });
        self.with_year(Point { day, ..point })
    }

    fn after_season(&mut self, season: u32) -> Option<Point> {
        // “the fall of Kabul” is no season.
        let is_fall_of = self.peek() == Some(Token::Key(Key::Of))
            && matches!(self.peek_at(1), Some(Token::Noise | Token::Key(Key::The)));
        if season == 23 && is_fall_of {
            return None;
        }
        let point = Point::of(Base::Season(season));
        let years = self.attempt(|p| {
            p.skip();
            p.take(|token| match token {
                Token::Years(first, _) => Some(first),
                Token::Iso(first, next, None) if next as i32 == first % 100 + 1 => Some(first),
                _ => None,
            })
            .or_else(|| p.two_years())
        });
        if let Some(first) = years {
            let last = if season == 24 { first + 1 } else { first };
            return Some(Point {
                // Which of the two winters it is, is said: see `days`.
                part: None,
                year: Some(Year::Given(first)),
                which: (last > first).then_some(0),
                ..point
            });
        }
        Some(self.with_year(point))
    }

    /// Reads the two years of a winter: “2015–2016”.
    fn two_years(&mut self) -> Option<i32> {
        let year = |token| match token {
            Token::Number(year, 4) => Some(year as i32),
            _ => None,
        };
        let first = self.take(year)?;
        let is_joined = self.accept(Token::Dash) || self.accept(Token::Slash);
        let next = is_joined.then(|| self.take(year))??;
        (next == first + 1).then_some(first)
    }

    fn after_day(&mut self, day: u32, token: Token) -> Option<Point> {
        if let Token::Ordinal(number) = token {
            self.accept(Token::Dash);
            if self.accept(Token::Unit(Unit::Century, false)) {
                return Some(Point::of(Base::Century(number as i32)));
            }
            if self.accept(Token::Unit(Unit::Quarter, false)) {
                return (number <= 4).then(|| self.with_year(Point::of(Base::Quarter(number))));
            }
            if self.accept_key(Key::Half) {
                let is_year = number <= 2;
                return is_year.then(|| self.with_year(Point::of(Base::HalfYear(number))));
            }
        }
        let month = self.attempt(|p| {
            p.skip();
            p.accept(Token::Dash);
            p.take(|token| {
                if let Token::Month(month) = token {
                    Some(month)
                } else {
                    None
                }
            })
        });
        let base = month.map_or(Base::Nothing, Base::Month);
        Some(self.with_year(Point {
            day: Some(day),
            ..Point::of(base)
        }))
    }

    fn after_key(&mut self, key: Key) -> Option<Point> {
        let number = |token| match token {
            Token::Number(number @ 1..=4, 1) => Some(number),
            _ => None,
        };
        match key {
            Key::Today => Some(Point::of(Base::Unit(Unit::Day, 0))),
            Key::Yesterday => Some(Point::of(Base::Unit(Unit::Day, -1))),
            Key::Tomorrow => Some(Point::of(Base::Unit(Unit::Day, 1))),
            Key::Q => {
                let quarter = self.take(number)?;
                Some(self.with_year(Point::of(Base::Quarter(quarter))))
            }
            Key::H => {
                let half = self.take(number).filter(|half| *half <= 2)?;
                Some(self.with_year(Point::of(Base::HalfYear(half))))
            }
            Key::Fiscal => {
                self.accept(Token::Unit(Unit::Year, false));
                let is_quarter = self.accept_key(Key::Q) && self.take(number).is_some();
                if let Some((first, last)) = self.take(|token| match token {
                    Token::Years(first, last) => Some((first, last)),
                    _ => None,
                }) {
                    return Some(Point {
                        year: Some(Year::Given(last)),
                        ..Point::of(Base::Fiscal(is_quarter || last > first + 1))
                    });
                }
                Some(self.with_year(Point::of(Base::Fiscal(is_quarter))))
            }
            Key::Turn => {
                self.skip();
                let (unit, _) = self.unit()?;
                let is_turn = matches!(unit, Unit::Year | Unit::Century | Unit::Decade);
                is_turn.then(|| self.with_year(Point::of(Base::Turn(unit))))
            }
            _ => None,
        }
    }

    fn after_unit(&mut self, unit: Unit, which: Option<i32>) -> Option<Point> {
        if let Some(which) = which {
            return Some(Point::of(Base::Unit(unit, which)));
        }
        // “the year 2022”, “the month of March”
        match (unit, self.peek()?) {
            (Unit::Year, Token::Number(_, 4)) | (Unit::Month, _) => {
                self.skip();
                self.attempt(|p| p.base(None))
            }
            _ => None,
        }
    }
}

/// Makes an expression of a date and the word before it.
fn bound(key: Key, anchor: Expr, is_near: bool) -> Expr {
    match (key, anchor) {
        // “from 2014 onwards” is open already.
        (_, anchor @ (Expr::SomeUnit(_) | Expr::Since(_))) => anchor,
        (Key::From, anchor @ Expr::Range(..)) => anchor,
        (Key::Since | Key::From, anchor) => Expr::Since(Box::new(anchor)),
        (Key::Until | Key::By, anchor) => Expr::Until(Box::new(anchor)),
        (Key::Before, anchor) => Expr::Before(Box::new(anchor), is_near),
        (Key::After, anchor) => Expr::After(Box::new(anchor), is_near),
        (Key::Around, anchor) => Expr::Around(Box::new(anchor)),
        // What lies between two days is on neither of them for sure.
        (Key::Between, Expr::AnyOf(ends)) => match ends.as_slice() {
            [Expr::Point(start), Expr::Point(end)] => Expr::Range(*start, *end),
            _ => Expr::AnyOf(ends),
        },
        (_, anchor) => anchor,
    }
}

/// Lets the dates of a list share what is said at one of them: the month of days, and the year.
fn share(points: &mut [Point]) {
    let is_bare = |point: &Point| point.base == Base::Nothing && point.day.is_some();
    let has_month = |point: &Point| matches!(point.base, Base::Month(_)) && point.day.is_some();
    for at in (1..points.len()).rev() {
        if is_bare(&points[at - 1]) && has_month(&points[at]) {
            points[at - 1].base = points[at].base;
        }
    }
    for at in 1..points.len() {
        if is_bare(&points[at]) && has_month(&points[at - 1]) {
            points[at].base = points[at - 1].base;
        }
    }
    for at in (1..points.len()).rev() {
        let needs_year = !matches!(
            points[at - 1].base,
            Base::Nothing | Base::Unit(..) | Base::Years(..)
        );
        if points[at - 1].year.is_none() && needs_year {
            points[at - 1].year = points[at].year;
        }
    }
}

/// Makes an expression of dates and what joins each to the one before.
fn joined(points: &[Point], is_range: &[bool]) -> Expr {
    let mut all = Vec::new();
    let mut at = 0;
    while at < points.len() {
        if is_range.get(at) == Some(&true) {
            all.push(Expr::Range(points[at], points[at + 1]));
            at += 2;
        } else {
            all.push(Expr::Point(points[at]));
            at += 1;
        }
    }
    match all.len() {
        1 => all.remove(0),
        _ => Expr::AnyOf(all),
    }
}
