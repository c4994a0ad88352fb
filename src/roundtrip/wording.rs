//! Dates with their wording and their basis: one change of several cells.
//!
//! A date is never more exact than its wording. One that is corrected to what its wording does not
//! give comes from elsewhere: where a source is named it becomes `outside_source` without wording;
//! else it is refused. No correction makes it `stated`.

use chrono::NaiveDate;

use super::merge::{Compared, Edit, Merge};
use crate::model::date::Edtf;
use crate::model::wording::{Verdict, Wording};
use crate::store::StoreError;

const OUTSIDE: &str = "outside_source";

impl Merge<'_> {
    /// Makes one change of the cells of a row's date: adds what follows, refuses what the wording does
    /// not bear.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn settle_date(
        &mut self,
        compared: Compared<'_>,
        edits: &mut Vec<Edit>,
    ) -> Result<(), StoreError> {
        let table = self.taking.columns.table;
        let positions = ["date", "date_text", "date_basis"].map(|name| table.position(name));
        let [Some(date), Some(text), Some(basis)] = positions else {
            return Ok(());
        };
        let changed = |at: usize| edits.iter().find(|edit| edit.at == at);
        if [date, text, basis].iter().all(|at| changed(*at).is_none()) {
            return Ok(());
        }
        let base = |at: usize| compared.base[at].to_plain_text();
        let then = |at: usize| changed(at).map_or_else(|| base(at), |edit| edit.new.clone());
        let dated = Dated {
            date: then(date),
            wording: then(text),
            basis: then(basis),
            old: base(date),
            is_reworded: changed(text).is_some(),
            articles: (self.states.current).articles_of(&compared.base[0].to_plain_text())?,
        };
        let (wording_then, basis_then) = match dated.settled(self.has_source) {
            Ok(settled) => settled,
            Err(why) => {
                let at = [date, text, basis]
                    .into_iter()
                    .find(|at| changed(*at).is_some());
                self.report.refuse(self.place(compared.row, at), why);
                edits.retain(|edit| ![date, text, basis].contains(&edit.at));
                return Ok(());
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
        Ok(())
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
    /// The articles that its fact cites.
    articles: Vec<Article>,
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
        let is_kept = match self.support() {
            Support::Given => true,
            Support::Possible => !(is_edited && has_source),
            Support::Refused => !is_edited && !self.is_reworded,
        };
        if is_kept {
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

    /// Returns how the wording supports the date. Where nothing says so, that is no fault: a date that
    /// counts from another fact, or one that the check of the dataset refuses.
    fn support(&self) -> Support {
        let Ok(date) = Edtf::parse(&self.date) else {
            return Support::Given;
        };
        match self.wording.as_str() {
            _ if self.basis == "relative_to_fact" => Support::Given,
            "" if self.old.is_empty() => Support::Refused,
            "" => Support::Possible,
            wording => self.support_of(wording, &date),
        }
    }

    /// Returns how a wording supports a date; one that is not understood does, as the check of the
    /// dataset has it.
    fn support_of(&self, wording: &str, date: &Edtf) -> Support {
        let Some((language, _)) = self.articles.first() else {
            return Support::Given;
        };
        let published = self.articles.iter().filter_map(|(_, day)| *day);
        let published: Vec<NaiveDate> = published.collect();
        let is_near = self.basis == "relative_to_publication";
        let judged = Wording::read(wording, language).ok();
        let judged = judged.and_then(|read| read.judge(date, &published, is_near));
        match judged.map(|judgement| judgement.verdict) {
            None | Some(Verdict::Fits) => Support::Given,
            Some(Verdict::Wider | Verdict::Closed) => Support::Possible,
            Some(_) => Support::Refused,
        }
    }
}

/// How a wording supports a date.
enum Support {
    /// It gives it, or nobody can tell.
    Given,
    /// The date is wider, or has never had a wording: a source for it shows more.
    Possible,
    /// It does not give it.
    Refused,
}

/// An article that a fact cites: its language and its day of publication.
type Article = (String, Option<NaiveDate>);

#[cfg(test)]
mod tests {
    use super::*;

    /// A date of `old` that a file changes, with its wording and basis there.
    fn dated([old, date]: [&str; 2], wording: &str, basis: &str) -> Dated {
        Dated {
            date: date.to_owned(),
            wording: wording.to_owned(),
            basis: basis.to_owned(),
            old: old.to_owned(),
            is_reworded: false,
            articles: vec![("en".to_owned(), NaiveDate::from_ymd_opt(2024, 3, 12))],
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
                outside,
            ),
            // So may one be wider than its wording, with a warning.
            (
                [old, "2024-03"],
                text,
                "stated",
                Some((text, "stated")),
                outside,
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
