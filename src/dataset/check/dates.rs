//! Dates: against their wording, their basis and the day of publication.
//!
//! **A date is no more exact than its wording.** What a wording allows, [`crate::model::wording`] knows;
//! here stands what is said where a date is something else:
//!
//! ```text
//!                          stated, year_from_context,      relative_to_fact
//!                          relative_to_publication
//! more exact, another      error                           warning: it counts from what is not named
//! wider                    warning                         nothing
//! wording not understood   one warning per file            nothing
//! ```

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::Checker;
use super::cite::{Citations, Wording};
use super::fact::cell;
use super::scope::Scope;
use crate::dataset::folder::LEDGER;
use crate::dataset::node::Node;
use crate::dataset::problem::KeptSpan;
use crate::dataset::span::Span;
use crate::dataset::table::Table;
use crate::model::date::Edtf;
use crate::model::fact::Cell;
use crate::model::form::Kind;
use crate::model::wording::{self, Judgement, Needs, Unread, Verdict};

/// The date of a fact, until its citations are read.
pub struct FactDate<'n> {
    /// Its span.
    pub span: Span,
    /// The date.
    pub date: Edtf,
    /// Its wording.
    pub wording: Option<Wording<'n>>,
    /// A code of `date_bases`.
    pub basis: String,
}

/// The wordings of one file that are not understood.
#[derive(Debug)]
pub struct Unchecked {
    /// How many there are.
    number: usize,
    /// The first one, its words, and why it is not understood.
    first: (KeptSpan, String, Unread),
    /// The files of their facts.
    files: BTreeSet<String>,
}

/// The wordings that are not understood, by file.
pub type UncheckedWordings = BTreeMap<String, Unchecked>;

impl Scope<'_, '_> {
    /// Reads the date of a fact into its cell; returns it and its wording.
    pub fn date<'n>(
        &mut self,
        kind: &'static Kind,
        table: &Table<'n>,
        cells: &mut [Cell<'n>],
    ) -> (Option<FactDate<'n>>, Option<Wording<'n>>) {
        let (field, node) = table.field("date");
        let wording = table.get("date_text").and_then(|node| {
            let text = node.as_text().filter(|text| !text.trim().is_empty())?;
            Some((node.span, text))
        });
        let basis = cell(kind, cells, "date_basis").map(str::to_owned);
        let Some((node, date)) = node.and_then(|node| Some((node, self.edtf(field, Some(node))?)))
        else {
            return (None, wording);
        };
        if let (Some((span, _)), Some("outside_source")) = (wording, basis.as_deref()) {
            self.error(span, "a date from outside the source has no wording in it");
        }
        self.warn_of_early_year(node, &date);
        let at = kind.fields.iter().position(|field| field.name == "date");
        cells[at.expect("a kind with a date has its field")] = Cell::Date(date.clone());
        let date = basis.map(|basis| FactDate {
            span: node.span,
            date,
            wording,
            basis,
        });
        (date, wording)
    }

    /// Warns of a year of the first century: two digits are missing more often.
    fn warn_of_early_year(&mut self, node: &Node<'_>, date: &Edtf) {
        let days = [date.earliest, date.latest];
        let mut years = days.iter().flatten().map(Datelike::year);
        if let Some(year) = years.find(|year| (1..100).contains(year)) {
            let message = format!("`{}` is a date of the year {year}", date.text);
            let problem = self.problems.warning(self.at, node.span, message);
            problem.hint("a year has four digits: 2024, not 0024");
        }
    }

    /// Checks a date against its wording, its basis and the articles that the fact cites.
    pub fn check_date(&mut self, date: &FactDate<'_>, citations: &Citations<'_>) {
        let published = self.published(citations);
        // What is wrong with a wording that nothing says is that.
        let wording = date.wording.filter(|_| citations.have_wording);
        match (wording, date.basis.as_str()) {
            (None, "relative_to_publication") if date.wording.is_some() => {}
            (None, "relative_to_publication") => {
                self.rule(
                    date.span,
                    "a date that follows from publication has no `date_text`",
                )
                .hint("quote the words that count from publication, such as `last month`");
            }
            (Some(wording), "stated" | "year_from_context" | "relative_to_publication") => {
                self.check_wording(date, wording, &published, citations);
            }
            (Some(wording), "relative_to_fact") => {
                self.check_relative(date, wording, &published, citations);
            }
            _ => {}
        }
        if citations.are_all_read {
            self.check_year(date, &published, citations);
        }
    }

    /// Returns the days on which the articles were published that a fact cites.
    fn published(&self, citations: &Citations<'_>) -> Vec<NaiveDate> {
        let sources = citations.read.iter().map(|cite| &*cite.source);
        let known = sources.filter_map(|key| self.context.sources.get(key)?.published_on);
        let mut days: Vec<NaiveDate> = known.collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Reads a wording in the language of the first article that is cited.
    fn read_wording(
        &self,
        (_, text): Wording<'_>,
        citations: &Citations<'_>,
    ) -> Option<Result<wording::Wording, Unread>> {
        let sources = citations.read.iter().map(|cite| &*cite.source);
        let mut languages =
            sources.filter_map(|key| self.context.sources.get(key)?.language.as_deref());
        let language = languages.next()?;
        Some(wording::Wording::read(text, language))
    }

    /// Checks a date against a wording that gives it, with its context or the day of publication.
    fn check_wording(
        &mut self,
        date: &FactDate<'_>,
        wording: Wording<'_>,
        published: &[NaiveDate],
        citations: &Citations<'_>,
    ) {
        let read = match self.read_wording(wording, citations) {
            None => return,
            Some(Ok(read)) => read,
            Some(Err(fault)) => return self.note_unchecked(wording, fault),
        };
        let is_near = date.basis == "relative_to_publication";
        let Some(judgement) = read.judge(&date.date, published, is_near) else {
            // It counts from a publication that is not known, or names no day of the calendar.
            return self.note_unchecked(wording, Unread::Form);
        };
        self.report_verdict(date, wording, &judgement, false);
        if judgement.verdict <= Verdict::Closed {
            self.warn_of_basis(date, wording, read.needs());
        }
    }

    /// Warns where a date that counts from another fact is more exact than its wording: how far it may
    /// lie from the other fact, the wording says; which fact that is, it does not.
    fn check_relative(
        &mut self,
        date: &FactDate<'_>,
        wording: Wording<'_>,
        published: &[NaiveDate],
        citations: &Citations<'_>,
    ) {
        let read = self.read_wording(wording, citations);
        if let Some(Ok(read)) = read
            && !read.says_nothing()
            && let Some(judgement) = read.judge(&date.date, published, false)
        {
            self.report_verdict(date, wording, &judgement, true);
        }
    }

    fn report_verdict(
        &mut self,
        date: &FactDate<'_>,
        (_, text): Wording<'_>,
        judgement: &Judgement,
        is_relative: bool,
    ) {
        let found = &date.date.text;
        let (fault, is_wrong) = match judgement.verdict {
            Verdict::Fits => return,
            Verdict::Wider | Verdict::Closed if is_relative => return,
            Verdict::Wider => ("is wider than", false),
            Verdict::Closed => ("has an end that is not in", false),
            Verdict::Unflagged => ("is exact, unlike", true),
            Verdict::Narrower => ("is more exact than", true),
            Verdict::Elsewhere => ("is not the date of", true),
        };
        let message = format!("`{found}` {fault} its wording `{text}`");
        let hint = match (&judgement.expected, judgement.verdict) {
            (Some(expected), _) => format!(
                "the wording gives `{expected}`; a date from elsewhere has no `date_text`, and a `date_basis` that says so"
            ),
            (None, Verdict::Wider | Verdict::Closed) => {
                "quote the words that give the date".to_owned()
            }
            (None, _) => "the wording gives no such date; one from elsewhere has no `date_text`, and a `date_basis` that says so".to_owned(),
        };
        if is_wrong && !is_relative {
            self.rule(date.span, message).hint(hint);
        } else {
            let problem = self.problems.warning(self.at, date.span, message);
            problem.hint(hint);
        }
    }

    /// Warns of a basis that is not that of the wording.
    fn warn_of_basis(&mut self, date: &FactDate<'_>, (span, text): Wording<'_>, needs: Needs) {
        let (what, basis) = match (date.basis.as_str(), needs) {
            ("stated", Needs::Year) => ("does not give the year", "year_from_context"),
            ("stated", Needs::Publication) => (
                "counts from the day of publication",
                "relative_to_publication",
            ),
            ("stated" | "relative_to_publication", Needs::Fact) => {
                ("counts from another fact", "relative_to_fact")
            }
            ("relative_to_publication", Needs::Nothing) => ("gives the whole date", "stated"),
            _ => return,
        };
        let message = format!("the wording `{text}` {what}");
        let problem = self.problems.warning(self.at, span, message);
        problem.hint(format!("write date_basis = \"{basis}\""));
    }

    fn note_unchecked(&self, (span, text): Wording<'_>, fault: Unread) {
        let file = if span.in_ledger { LEDGER } else { self.at.file };
        let kept = KeptSpan::new(self.at, span);
        let position = |kept: &KeptSpan| (kept.line, kept.span.start);
        let mut all = self.context.unchecked();
        let of_file = all.entry(file.to_owned()).or_insert_with(|| Unchecked {
            number: 0,
            first: (kept.clone(), text.to_owned(), fault),
            files: BTreeSet::new(),
        });
        of_file.number += 1;
        if !of_file.files.contains(self.at.file) {
            of_file.files.insert(self.at.file.to_owned());
        }
        if position(&kept) < position(&of_file.first.0) {
            of_file.first = (kept, text.to_owned(), fault);
        }
    }

    /// Warns of a year that the cited sentences do not have, where their text is at hand and where it
    /// does not follow from publication.
    fn check_year(
        &mut self,
        date: &FactDate<'_>,
        published: &[NaiveDate],
        citations: &Citations<'_>,
    ) {
        if matches!(date.basis.as_str(), "outside_source" | "relative_to_fact") {
            return;
        }
        let mut texts = Vec::new();
        for cite in &citations.read {
            let source = self.context.sources.get(&*cite.source);
            match source.and_then(|source| source.text(cite.locator)) {
                Some(text) => texts.push(text),
                None => return,
            }
        }
        let is_written = |year: i32| texts.iter().any(|text| has_year(text, year));
        // Without its year a date is the one nearest to publication, and so it is with “last year”.
        let follows = |year: i32| published.iter().any(|day| (day.year() - year).abs() <= 1);
        let mut years = years_of(&date.date);
        if let Some(year) = years.find(|year| !is_written(*year) && !follows(*year)) {
            let message = format!(
                "the year {year} of `{}` stands in none of the cited sentences",
                date.date.text
            );
            let problem = self.problems.warning(self.at, date.span, message);
            problem.hint("cite the sentence that gives it with field = \"date\", or write date_basis = \"outside_source\"");
        }
    }

    /// Warns where an event that occurred may have done so after the articles were published that tell
    /// of it.
    pub fn check_occurred(&mut self, date: &FactDate<'_>, citations: &Citations<'_>) {
        let Some(published) = self.published(citations).pop() else {
            return;
        };
        let is_after = |day: Option<NaiveDate>| day.is_some_and(|day| day > published);
        if !citations.are_all_read || !is_after(date.date.latest) {
            return;
        }
        let found = &date.date.text;
        let (message, hint) = if is_after(date.date.earliest) {
            let message =
                format!("`{found}` lies after publication ({published}), yet the event occurred");
            (
                message,
                "correct the date, or write status = \"planned\"".to_owned(),
            )
        } else {
            let message =
                format!("`{found}` ends after publication ({published}), yet the event occurred");
            let start = date.date.text.split('/').next().unwrap_or_default();
            let first = date.date.earliest.map(|day| day.to_string());
            let start = first
                .filter(|_| start.contains('X'))
                .unwrap_or(start.to_owned());
            let hint = format!("what occurred had done so by then: `{start}/{published}`");
            (message, hint)
        };
        let problem = self.problems.warning(self.at, date.span, message);
        problem.hint(hint);
    }
}

/// Returns the years that are written in a date.
fn years_of(date: &Edtf) -> impl Iterator<Item = i32> {
    let ends = date.text.split('/');
    ends.filter_map(|end| end.get(..4)?.parse().ok())
}

/// Returns whether a text has a year: in digits, as one of a decade, or as the end of a pair (2014–18).
fn has_year(text: &str, year: i32) -> bool {
    let runs = || {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
    };
    let (whole, short) = (year.to_string(), format!("{:02}", year.rem_euclid(100)));
    let decade = format!("{}s", year.div_euclid(10) * 10);
    let short_decade = format!("{}0s", year.rem_euclid(100).div_euclid(10));
    let is_paired = |mark: char| text.contains(&format!("{mark}{short}"));
    runs().any(|run| run == whole)
        || text.contains(&decade)
        || text.contains(&short_decade)
        || ['-', '–', '/', '’', '\'', '.'].into_iter().any(is_paired)
        || has_range(
            &runs()
                .filter_map(|run| run.parse().ok())
                .collect::<Vec<i32>>(),
            year,
        )
}

/// Returns whether a year lies between two that are written one after the other: 2014 to 2018.
fn has_range(numbers: &[i32], year: i32) -> bool {
    numbers.windows(2).any(|pair| {
        let is_range = (1000..=2100).contains(&pair[0]) && (1..=30).contains(&(pair[1] - pair[0]));
        is_range && (pair[0]..=pair[1]).contains(&year)
    })
}

impl Checker<'_> {
    /// Warns once per file of wordings that are not understood.
    pub fn warn_of_unchecked(&mut self) {
        let all = std::mem::take(&mut *self.context.unchecked());
        for unchecked in all.into_values() {
            let Unchecked {
                number,
                first,
                files,
            } = unchecked;
            for file in &files {
                self.problems.name_file(file);
            }
            let (kept, text, fault) = first;
            let message = if number == 1 {
                format!("the wording `{text}` is not understood, and its date not checked")
            } else {
                format!(
                    "{number} wordings are not understood, and their dates not checked: `{text}` is the first"
                )
            };
            let hint = match fault {
                Unread::Language => {
                    "wordings are read in English, German, French, Spanish and Russian: see that the date is no more exact"
                }
                Unread::Form => "see that the date is no more exact than its wording",
            };
            self.problems.warning(&kept, kept.span, message).hint(hint);
        }
    }
}
