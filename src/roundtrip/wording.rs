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
        let fact = compared.base[0].to_plain_text();
        let articles = self.states.current.articles_of(&fact)?;
        let base = |at: usize| compared.base[at].to_plain_text();
        let then = |at: usize| changed(at).map_or_else(|| base(at), |edit| edit.new.clone());
        let dated = Dated {
            date: then(date),
            wording: then(text),
            basis: then(basis),
            is_new: base(date).is_empty(),
        };
        let (wording_then, basis_then) = match dated.settled(&articles, self.has_source) {
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
    /// Whether the row had none.
    is_new: bool,
}

impl Dated {
    /// Returns wording and basis that the date can have, or why it cannot be taken.
    ///
    /// `articles` are those that the fact cites: the language and the day of publication of each.
    fn settled(&self, articles: &[Article], has_source: bool) -> Result<(String, String), String> {
        let Self {
            date,
            wording,
            basis,
            is_new,
        } = self;
        if date.is_empty() {
            // They go with their date.
            return Ok((String::new(), String::new()));
        }
        if basis == OUTSIDE {
            return Ok((String::new(), OUTSIDE.to_owned()));
        }
        let rests_on_wording = !["relative_to_fact", OUTSIDE].contains(&basis.as_str());
        let Ok(parsed) = Edtf::parse(date) else {
            // The check of the dataset says what is wrong with it.
            return Ok((wording.clone(), basis.clone()));
        };
        let is_borne = match wording.as_str() {
            "" => !is_new,
            wording => allows(wording, &parsed, basis, articles),
        };
        if !rests_on_wording || is_borne {
            let basis = if basis.is_empty() { "stated" } else { basis };
            return Ok((wording.clone(), basis.to_owned()));
        }
        if has_source {
            return Ok((String::new(), OUTSIDE.to_owned()));
        }
        let reason = match wording.as_str() {
            "" => "has no wording in the source".to_owned(),
            wording => format!("is not what its wording `{wording}` gives"),
        };
        Err(format!(
            "`{date}` {reason}; name what shows it with --source, and it is taken as `{OUTSIDE}` without wording, or correct `date_text` too"
        ))
    }
}

/// An article that a fact cites: its language and its day of publication.
type Article = (String, Option<NaiveDate>);

/// Tells whether a wording allows a date; one that is not understood does, as the check of the dataset
/// has it.
fn allows(wording: &str, date: &Edtf, basis: &str, articles: &[Article]) -> bool {
    let Some((language, _)) = articles.first() else {
        return true;
    };
    let published: Vec<NaiveDate> = articles.iter().filter_map(|(_, day)| *day).collect();
    let is_near = basis == "relative_to_publication";
    let judged = Wording::read(wording, language).ok();
    let judged = judged.and_then(|read| read.judge(date, &published, is_near));
    judged.is_none_or(|judgement| judgement.verdict <= Verdict::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_date_is_never_stated_by_a_wording_that_does_not_give_it() {
        let settled = |date: &str, wording: &str, basis: &str, is_new, has_source| {
            let dated = Dated {
                date: date.to_owned(),
                wording: wording.to_owned(),
                basis: basis.to_owned(),
                is_new,
            };
            let articles = [("en".to_owned(), NaiveDate::from_ymd_opt(2024, 3, 12))];
            dated.settled(&articles, has_source)
        };
        let ok = |wording: &str, basis: &str| Ok((wording.to_owned(), basis.to_owned()));
        let wording = "4 March 2024";
        assert_eq!(
            settled("2024-03-04", wording, "stated", false, false),
            ok(wording, "stated")
        );
        assert_eq!(
            settled("2024-03-05", wording, "stated", false, true),
            ok("", OUTSIDE)
        );
        assert_eq!(
            settled("2024-03-05", wording, OUTSIDE, false, false),
            ok("", OUTSIDE)
        );
        assert!(settled("2024-03-05", wording, "stated", false, false).is_err());
        // A date without wording may be corrected; a new one says where it is from.
        assert_eq!(
            settled("2024-03-05", "", "stated", false, false),
            ok("", "stated")
        );
        assert!(settled("2024-03-05", "", "", true, false).is_err());
        assert_eq!(settled("2024-03-05", "", "", true, true), ok("", OUTSIDE));
        assert_eq!(
            settled("2024-03-04", wording, "", true, false),
            ok(wording, "stated")
        );
        assert_eq!(settled("", wording, "stated", false, false), ok("", ""));
        let relative = "relative_to_fact";
        assert_eq!(
            settled("2024-03-05", "a day later", relative, false, false),
            ok("a day later", relative)
        );
    }
}
