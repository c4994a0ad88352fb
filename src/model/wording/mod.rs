//! Wordings of dates: which dates of EDTF the words of an article allow.
//!
//! ```text
//! “mid-October”  ─► tokens ─► parse ─► a third of a month, the middle one
//!                                      │  publication, or the year of the date
//!                                      ▼
//!                     days ─► allowed: 11 to 20 October, about ─► judge ◄─ 2022-10-11~/2022-10-20~
//! ```
//!
//! **Nothing is guessed.** A wording that the grammar does not know is not read, and its date not
//! judged. Words that date nothing are stepped over in English; in other languages only the words of
//! plain dates are known, and any other word leaves the wording unread.
//!
//! **The vague is bounded in one way**, by [`BOUNDS`]: a date of a vague wording has at least those days
//! and is approximate (`~`), unless it has the whole unit.

mod allowed;
mod days;
mod form;
mod parse;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use chrono::{Datelike, NaiveDate};

use crate::model::date::Edtf;
use allowed::Allowed;
use days::Anchors;
use form::{Base, Expr, Point, Year};
use tokens::Token;

pub use allowed::Verdict;

/// How the vague is bounded: words, and what they mean of each unit. The codebook prints it.
pub const BOUNDS: [[&str; 6]; 8] = [
    [
        "wording",
        "of a month",
        "of a season or quarter",
        "of a year",
        "of a decade",
        "of a century",
    ],
    [
        "early, beginning, start",
        "1st to 10th",
        "first month",
        "January to April",
        "years 0 to 3",
        "years 0 to 33",
    ],
    [
        "mid, middle",
        "11th to 20th",
        "second month",
        "May to August",
        "years 4 to 6",
        "years 34 to 66",
    ],
    [
        "late, end, close",
        "21st to last",
        "third month",
        "September to December",
        "years 7 to 9",
        "years 67 to 99",
    ],
    [
        "the first or last days",
        "ten days",
        "ten days",
        "ten days",
        "ten days",
        "ten days",
    ],
    [
        "the first or last weeks",
        "the month",
        "a month",
        "a month",
        "a month",
        "a month",
    ],
    [
        "the first or last months",
        "",
        "",
        "four months",
        "four months",
        "four months",
    ],
    [
        "the turn",
        "",
        "",
        "December and January",
        "the years 9 and 0",
        "the years 99 to 1",
    ],
];

/// What a wording says about a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    said: Vec<Expr>,
}

/// Why a wording is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// There are no words for its language.
    Language,
    /// The grammar does not know its form.
    Form,
}

/// What a wording needs beside itself to make a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The year.
    Year,
    /// The day of publication.
    Publication,
    /// The date of what another fact tells.
    Fact,
}

/// How a date stands to its wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// How.
    pub verdict: Verdict,
    /// The date that the wording gives, where it is one.
    pub expected: Option<String>,
}

impl Wording {
    /// Reads a wording, given the language of its article as a BCP 47 tag. A wording without any word
    /// of time says nothing.
    ///
    /// # Errors
    /// The wording cannot be read, and its date not be judged.
    pub fn read(text: &str, language: &str) -> Result<Self, Unread> {
        let words = words::words_of(language).ok_or(Unread::Language)?;
        let tokens = tokens::tokens(text, words).ok_or(Unread::Form)?;
        let is_english = words.language == "en";
        // “More than a year ago” has an open end, and which one depends on the rest.
        let is_compared = ["more than", "less than", "at least"]
            .iter()
            .any(|words| text.contains(words));
        let is_distance = ["ago", "later", "earlier", "before", "after"]
            .iter()
            .any(|word| text.split_whitespace().any(|other| other == *word));
        if is_english && is_compared && is_distance {
            return Err(Unread::Form);
        }
        let mut said = parse::parse(&tokens, is_english).ok_or(Unread::Form)?;
        if said.iter().any(is_dated) {
            said.retain(is_dated);
        }
        // A name can be that of a feast, and other languages have words of time that are not known.
        const OF_TIME: [&str; 9] = [
            "during",
            "throughout",
            "over",
            "while",
            "when",
            "once",
            "amid",
            "meanwhile",
            "meantime",
        ];
        let has_word_of_time = text.split_whitespace().any(|word| OF_TIME.contains(&word));
        let is_plain = is_english
            && !has_word_of_time
            && text.contains(char::is_alphabetic)
            && !text.contains(|c: char| c.is_uppercase() || c.is_numeric());
        let has_no_time = tokens.iter().all(|token| match token {
            Token::Noise | Token::Filler | Token::Comma | Token::Dash | Token::Slash => true,
            Token::Ordinal(_) | Token::Number(..) => true,
            Token::Key(key) => key.is_plain(),
            _ => false,
        });
        match said.is_empty() && !(is_plain && has_no_time) {
            true => Err(Unread::Form),
            false => Ok(Self { said }),
        }
    }

    /// Returns whether the wording has no word of time.
    pub fn says_nothing(&self) -> bool {
        self.said.is_empty()
    }

    /// Returns what the wording needs beside itself.
    pub fn needs(&self) -> Needs {
        if !self.said.iter().any(is_dated)
            && !self.said.iter().any(|expr| needs_of(expr) != Needs::Fact)
        {
            return if self.said.is_empty() {
                Needs::Nothing
            } else {
                Needs::Fact
            };
        }
        let mut needs = self.said.iter().map(needs_of);
        let has = |wanted| self.said.iter().map(needs_of).any(|needs| needs == wanted);
        if needs.any(|needs| needs == Needs::Publication) {
            Needs::Publication
        } else if has(Needs::Year) && !has(Needs::Nothing) {
            Needs::Year
        } else {
            Needs::Nothing
        }
    }

    /// Judges a date, given the days on which the articles were published that it may be from, and
    /// whether it must follow from one of them. `None` where the wording counts from publication and
    /// that is not known, or where no such date is on the calendar.
    pub fn judge(&self, date: &Edtf, published: &[NaiveDate], is_near: bool) -> Option<Judgement> {
        if self.said.is_empty() {
            return Some(Judgement {
                verdict: Verdict::Narrower,
                expected: None,
            });
        }
        let published: Vec<Option<NaiveDate>> = if published.is_empty() {
            vec![None]
        } else {
            published.iter().copied().map(Some).collect()
        };
        let mut best: Option<(Verdict, Allowed)> = None;
        for published in published {
            for (year, month, is_beside) in months_of(date) {
                let anchors = Anchors {
                    published,
                    year,
                    month,
                    is_near,
                };
                for allowed in self.said.iter().flat_map(|expr| anchors.allowed(expr)) {
                    let verdict = allowed.judge(date, published);
                    // From a year that is none of the date's, almost anything is wider.
                    let counts = !is_beside || verdict == Verdict::Fits;
                    if counts && best.is_none_or(|(best, _)| verdict < best) {
                        best = Some((verdict, allowed));
                    }
                    if verdict == Verdict::Fits {
                        return best.map(judgement);
                    }
                }
            }
        }
        best.map(judgement)
    }
}

fn judgement((verdict, allowed): (Verdict, Allowed)) -> Judgement {
    Judgement {
        verdict,
        expected: allowed.edtf(),
    }
}

/// The years and months that are taken where a wording has none: those of the date first, so that a
/// message names them, and the years beside it (`true`), for what goes over the turn of one.
fn months_of(date: &Edtf) -> Vec<(i32, u32, bool)> {
    let ends = [date.earliest, date.latest];
    let mut all = Vec::new();
    for add in [0, -1, 1] {
        for day in ends.iter().flatten() {
            let month = (day.year() + add, day.month(), add != 0);
            if !all.contains(&month) {
                all.push(month);
            }
        }
    }
    all
}

/// Returns whether an expression dates something by itself or from publication.
fn is_dated(expr: &Expr) -> bool {
    match expr {
        Expr::SomeUnit(_) | Expr::Vicinity | Expr::OffsetOfFact(_) => false,
        Expr::Point(point) => {
            point.base != Base::Nothing || point.day.is_some() || point.which.is_some()
        }
        _ => true,
    }
}

fn needs_of(expr: &Expr) -> Needs {
    match expr {
        Expr::Point(point) => needs_of_point(point),
        Expr::Range(start, end) => match (needs_of_point(start), needs_of_point(end)) {
            (Needs::Publication, _) | (_, Needs::Publication) => Needs::Publication,
            (Needs::Nothing, _) | (_, Needs::Nothing) => Needs::Nothing,
            (other, _) => other,
        },
        Expr::AnyOf(all) => all.first().map_or(Needs::Nothing, needs_of),
        Expr::Since(anchor)
        | Expr::Until(anchor)
        | Expr::Before(anchor, _)
        | Expr::After(anchor, _)
        | Expr::Around(anchor)
        | Expr::WeekOf(anchor, _)
        | Expr::Offset(_, anchor) => needs_of(anchor),
        Expr::Ago(_) | Expr::Recent(..) => Needs::Publication,
        Expr::OffsetOfFact(_) | Expr::SomeUnit(_) | Expr::Vicinity => Needs::Fact,
    }
}

fn needs_of_point(point: &Point) -> Needs {
    let is_whole_winter = matches!(point.base, Base::Season(_)) && point.year.is_some();
    match (point.base, point.year) {
        (_, Some(Year::FromPublication(_))) | (Base::Unit(..), _) => Needs::Publication,
        _ if point.which.is_some() && !is_whole_winter => Needs::Publication,
        (Base::Nothing, None) if point.day.is_none() => Needs::Publication,
        (Base::Years(..) | Base::Decade(_) | Base::Century(_), _) | (_, Some(_)) => Needs::Nothing,
        _ => Needs::Year,
    }
}
