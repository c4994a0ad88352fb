//! Dates with their wording and their basis: one change of several cells.
//!
//! A date is never more exact than its wording. One that is corrected to what its wording does not
//! give comes from elsewhere: where a source is named it becomes `outside_source` without wording;
//! else it is refused. No correction makes it `stated`.

use chrono::Datelike;

use super::merge::{Compared, Edit, Merge};
use crate::model::date::{Edtf, Precision};

const OUTSIDE: &str = "outside_source";

impl Merge<'_> {
    /// Makes one change of the cells of a row's date: adds what follows, refuses what the wording does
    /// not bear.
    pub fn settle_date(&mut self, compared: Compared<'_>, edits: &mut Vec<Edit>) {
        let table = self.taking.columns.table;
        let positions = ["date", "date_text", "date_basis"].map(|name| table.position(name));
        let [Some(date), Some(text), Some(basis)] = positions else {
            return;
        };
        let changed = |at: usize| edits.iter().find(|edit| edit.at == at);
        if [date, text, basis].iter().all(|at| changed(*at).is_none()) {
            return;
        }
        let base = |at: usize| compared.base[at].to_plain_text();
        let then = |at: usize| changed(at).map_or_else(|| base(at), |edit| edit.new.clone());
        let dated = Dated {
            date: then(date),
            wording: then(text),
            basis: then(basis),
            old: base(date),
            is_reworded: changed(text).is_some(),
        };
        let (wording_then, basis_then) = match dated.settled(self.has_source) {
            Ok(settled) => settled,
            Err(why) => {
                let at = [date, text, basis]
                    .into_iter()
                    .find(|at| changed(*at).is_some());
                self.report.refuse(self.place(compared.row, at), why);
                edits.retain(|edit| ![date, text, basis].contains(&edit.at));
                return;
            }
        };
        let date_then = dated.date.clone();
        edits.retain(|edit| ![date, text, basis].contains(&edit.at));
        for (at, new) in [(date, date_then), (text, wording_then), (basis, basis_then)] {
            if base(at) != new {
                edits.push(Edit {
                    at,
                    new,
                    is_of_date: true,
                });
            }
        }
    }
}

/// The date of a row as a file has it.
#[derive(Debug)]
struct Dated {
    date: String,
    wording: String,
    basis: String,
    /// The date that was exported.
    old: String,
    /// Whether the wording was changed.
    is_reworded: bool,
}

impl Dated {
    /// Returns wording and basis that the date can have, or why it cannot be taken.
    fn settled(&self, has_source: bool) -> Result<(String, String), String> {
        let (date, wording) = (&self.date, &self.wording);
        if date.is_empty() {
            // They go with their date.
            return Ok((String::new(), String::new()));
        }
        if self.basis == OUTSIDE {
            return Ok((String::new(), OUTSIDE.to_owned()));
        }
        let is_edited = *date != self.old;
        if self.is_borne() || !is_edited && !self.is_reworded {
            let basis = Some(&self.basis).filter(|basis| !basis.is_empty());
            return Ok((
                wording.clone(),
                basis.map_or("stated", String::as_str).to_owned(),
            ));
        }
        if is_edited && has_source {
            return Ok((String::new(), OUTSIDE.to_owned()));
        }
        let reason = match wording.as_str() {
            "" => "has no wording in the source".to_owned(),
            wording => format!("is not what its wording `{wording}` gives"),
        };
        let hint = if is_edited {
            "name what shows it with --source, and it is taken as `outside_source` without wording, or correct `date_text` too"
        } else {
            "correct `date` too"
        };
        Err(format!("`{date}` {reason}; {hint}"))
    }

    /// Tells whether the wording bears the date. Where nothing says so, that is no fault: a date that
    /// counts from another fact, one that had no wording, one that the check of the dataset refuses.
    fn is_borne(&self) -> bool {
        let Ok(date) = Edtf::parse(&self.date) else {
            return true;
        };
        match self.wording.as_str() {
            _ if self.basis == "relative_to_fact" => true,
            "" => !self.old.is_empty(),
            wording => allows(wording, &date),
        }
    }
}

/// Tells whether a wording allows a date: a day needs its number, a month its name where the wording
/// names any, a year its number where the wording has one.
pub fn allows(wording: &str, date: &Edtf) -> bool {
    let Some((earliest, latest)) = date.earliest.zip(date.latest) else {
        return true;
    };
    let text = wording.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let numbers = numbers.filter_map(|number| number.parse::<u32>().ok());
    let (years, numbers): (Vec<u32>, Vec<u32>) =
        numbers.partition(|number| (1000..=2999).contains(number));
    let months: Vec<u32> = words.iter().filter_map(|word| month_of(word)).collect();
    let first = earliest.year().unsigned_abs();
    let last = latest.year().unsigned_abs();
    if !years.is_empty() && !years.iter().any(|year| (first..=last).contains(year)) {
        return false;
    }
    let is_in_months = |month: &u32| (earliest.month()..=latest.month()).contains(month);
    if first == last && !months.is_empty() && !months.iter().any(is_in_months) {
        return false;
    }
    match date.precision {
        Precision::Day => {
            numbers.contains(&earliest.day())
                || ordinal(&words).contains(&earliest.day())
                || words.iter().any(|word| RELATIVE.contains(word))
        }
        // A bare year gives no month.
        Precision::Month | Precision::Season | Precision::Week => {
            !words.is_empty() || !numbers.is_empty()
        }
        Precision::Year | Precision::Interval => true,
    }
}

/// Words that count from another day, so that any may be meant.
const RELATIVE: &[&str] = &[
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "eve",
    "christmas",
    "day",
    "days",
    "later",
    "after",
];

const MONTHS: [&str; 12] = [
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

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// Returns the month that a word names, in English, whole or in three or four letters.
fn month_of(word: &str) -> Option<u32> {
    let is_short = (3..=4).contains(&word.len());
    let is_it = |name: &&str| **name == *word || is_short && name.starts_with(word);
    let at = MONTHS.iter().position(is_it)?;
    u32::try_from(at + 1).ok()
}

/// Returns the days that words number: `sixth`, `twenty first`.
fn ordinal(words: &[&str]) -> Vec<u32> {
    let tens = match () {
        () if words.contains(&"twenty") => 20,
        () if words.contains(&"thirty") => 30,
        () => 0,
    };
    let number = |word: &&str| {
        let at = ORDINALS.iter().position(|ordinal| ordinal == word)?;
        u32::try_from(at + 1).ok()
    };
    let numbers = words.iter().filter_map(number);
    let mut days: Vec<u32> = numbers.map(|number| tens + number).collect();
    days.extend(words.contains(&"thirtieth").then_some(30));
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_bears_what_it_names() {
        for (wording, allowed, refused) in [
            (
                "4 March 2024",
                &["2024-03-04", "2024-03", "2024"][..],
                &["2024-03-05", "2021-03-04"][..],
            ),
            (
                "September 2022",
                &["2022-09"],
                &["2022-09-13", "2022-10", "2021-09"],
            ),
            ("mid-October", &["2022-10"], &["2022-09", "2022-10-15"]),
            ("2022", &["2022"], &["2022-01", "2022-01-06", "2023"]),
            ("the sixth of January", &["2022-01-06"], &["2022-01-07"]),
            ("the twenty-first of May", &["2022-05-21"], &["2022-05-01"]),
            ("in the north", &["2022"], &["2022-01-06"]),
            ("on Monday", &["2022-01-03"], &[]),
            ("in the autumn", &["2022-23"], &["2022-10-01"]),
        ] {
            for date in allowed {
                assert!(
                    allows(wording, &Edtf::parse(date).unwrap()),
                    "{wording}: {date}"
                );
            }
            for date in refused {
                assert!(
                    !allows(wording, &Edtf::parse(date).unwrap()),
                    "{wording}: {date}"
                );
            }
        }
    }

    /// A date of `old` that a file changes, with its wording and basis there.
    fn dated([old, date]: [&str; 2], wording: &str, basis: &str) -> Dated {
        Dated {
            date: date.to_owned(),
            wording: wording.to_owned(),
            basis: basis.to_owned(),
            old: old.to_owned(),
            is_reworded: false,
        }
    }

    #[test]
    fn a_corrected_date_is_never_stated_by_a_wording_that_does_not_give_it() {
        let (text, old) = ("4 March 2024", "2024-03-06");
        let outside = ("", OUTSIDE);
        for (dates, wording, basis, unsourced, sourced) in [
            (
                [old, "2024-03-04"],
                text,
                "stated",
                Some((text, "stated")),
                (text, "stated"),
            ),
            ([old, "2024-03-05"], text, "stated", None, outside),
            ([old, "2024-03-05"], text, OUTSIDE, Some(outside), outside),
            // A date without wording may be corrected; a new one says where it is from.
            (
                [old, "2024-03-05"],
                "",
                "stated",
                Some(("", "stated")),
                ("", "stated"),
            ),
            (["", "2024-03-05"], "", "", None, outside),
            (["", "2024-03-05"], "", "stated", None, outside),
            (
                ["", "2024-03-04"],
                text,
                "",
                Some((text, "stated")),
                (text, "stated"),
            ),
            ([old, ""], text, "stated", Some(("", "")), ("", "")),
            // It counts from another fact.
            (
                [old, "2024-03-05"],
                "a day later",
                "relative_to_fact",
                Some(("a day later", "relative_to_fact")),
                ("a day later", "relative_to_fact"),
            ),
        ] {
            let dated = dated(dates, wording, basis);
            let owned = |(text, basis): (&str, &str)| (text.to_owned(), basis.to_owned());
            assert_eq!(dated.settled(false).ok(), unsourced.map(owned), "{dated:?}");
            assert_eq!(dated.settled(true), Ok(owned(sourced)), "{dated:?}");
        }
    }

    #[test]
    fn a_new_wording_is_kept_or_refused_and_never_dropped() {
        let reworded = |wording: &str| Dated {
            is_reworded: true,
            ..dated(["2024-03-06", "2024-03-06"], wording, "stated")
        };
        for has_source in [false, true] {
            let kept = reworded("on 6 March").settled(has_source);
            assert_eq!(kept, Ok(("on 6 March".to_owned(), "stated".to_owned())));
            let refused = reworded("on 7 March").settled(has_source);
            assert!(refused.is_err_and(|why| why.ends_with("correct `date` too")));
        }
    }
}
