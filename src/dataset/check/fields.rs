//! Reading single fields: required, optional, coded, referring; each fault reported where it is.

use chrono::{Datelike, NaiveDate};

use super::context::Context;
use super::copied::copied_run;
use crate::dataset::folder::source_of;
use crate::dataset::node::Field;
use crate::dataset::problem::{At, Problem, Problems, did_you_mean};
use crate::dataset::raw::List;
use crate::dataset::span::Span;
use crate::model::Locator;
use crate::model::date::{DateError, Edtf, Precision};
use crate::model::fact::FactDate;
use crate::model::key::{SourceKey, key_fault};

/// One table of one file while its fields are read.
pub struct Scope<'c, 'a> {
    pub context: &'c Context<'a>,
    pub problems: &'c mut Problems,
    /// The file, and the line where it is one of lines.
    pub at: At<'c>,
    /// Where the table starts.
    pub span: Span,
    /// What the table is, for messages: ``event `x` ``.
    pub what: String,
    /// The wording of its date, to be looked for in the sentences that it cites.
    pub wording: Option<(Span, String)>,
    /// Whether its date follows from another fact.
    pub is_relative: bool,
    /// Whether anything in it is wrong.
    pub failed: bool,
}

impl Scope<'_, '_> {
    /// Reports an error.
    pub fn error(&mut self, span: &Span, message: impl Into<String>) -> &mut Problem {
        self.failed = true;
        self.problems.error(self.at, span.clone(), message)
    }

    /// Reports a required field that is absent; one that is wrong has been reported already.
    pub fn missing<T>(&mut self, name: &str, field: &Field<T>) {
        self.failed = true;
        let is_reported = matches!(field, Field::Invalid) || self.context.is_broken(self.at);
        if !is_reported {
            let message = format!("{} lacks `{name}`", self.what);
            self.error(&self.span.clone(), message);
        }
    }

    /// Returns the text of a field that must be there.
    pub fn required(&mut self, field: &Field<String>, name: &str) -> Option<String> {
        match field.given() {
            None => self.missing(name, field),
            Some((span, text)) if text.trim().is_empty() => {
                self.error(span, format!("`{name}` is empty, expected a text"));
                return None;
            }
            Some(_) => {}
        }
        self.optional(field, name)
    }

    /// Returns the text of a field that may be absent.
    pub fn optional(&mut self, field: &Field<String>, name: &str) -> Option<String> {
        if let Field::Invalid = field {
            self.failed = true;
        }
        let (span, text) = field.given()?;
        if text.trim().is_empty() {
            self.error(span, format!("`{name}` is empty"))
                .hints
                .push("leave the field out where there is nothing to say".into());
            return None;
        }
        if text.trim() != text {
            self.error(span, format!("`{name}` starts or ends with white space"));
            return None;
        }
        let is_line = |c: char| !c.is_control() || LONG_TEXTS.contains(&name) && "\n\t".contains(c);
        if let Some(odd) = text.chars().find(|c| !is_line(*c)) {
            self.error(
                span,
                format!("`{name}` holds {odd:?}, expected a line of text"),
            );
            return None;
        }
        if let Some(run) = copied_run(text, &self.context.copied) {
            self.error(
                span,
                format!("`{name}` repeats nine or more words of the article: `{run} …`"),
            )
            .hints
            .push(
                "say it in your own words; a quote of up to eight words can go into `cites`".into(),
            );
            return None;
        }
        Some(text.clone())
    }

    /// Returns the names of a list, each a line without the semicolon that separates them in tables.
    pub fn names(&mut self, list: &List<String>, name: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (span, text) in list.elements() {
            let field = Field::Given(span.clone(), text.clone());
            if text.contains(';') {
                self.error(span, format!("a name of `{name}` holds a semicolon"));
            } else {
                names.extend(self.required(&field, name));
            }
        }
        names
    }

    /// Returns the name of a new code: letters, digits, hyphens and underscores.
    pub fn code_name(&mut self, field: &Field<String>) -> Option<String> {
        let code = self.required(field, "code")?;
        let (span, _) = field.given()?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if !code.chars().all(is_part) {
            let message = format!("the code `{code}` is not letters, digits, hyphens, underscores");
            self.error(span, message);
            return None;
        }
        Some(code)
    }

    /// Returns the code of a field that must be there.
    pub fn required_code(
        &mut self,
        field: &Field<String>,
        name: &str,
        table: &str,
    ) -> Option<String> {
        let code = self.required(field, name)?;
        self.known_code(field, code, name, table)
    }

    /// Returns the code of a field, or a default where it is absent.
    pub fn code_or(
        &mut self,
        field: &Field<String>,
        name: &str,
        table: &str,
        default: &str,
    ) -> Option<String> {
        if field.is_absent() {
            return Some(default.to_owned());
        }
        let code = self.optional(field, name)?;
        self.known_code(field, code, name, table)
    }

    fn known_code(
        &mut self,
        field: &Field<String>,
        code: String,
        name: &str,
        table: &str,
    ) -> Option<String> {
        if self.context.vocabulary.has(table, &code) {
            return Some(code);
        }
        let known = self
            .context
            .vocabulary
            .codes(table)
            .iter()
            .map(|known| known.code.as_str());
        let hint = did_you_mean(&code, known);
        let (span, _) = field.given()?;
        self.error(span, format!("unknown {name} `{code}`"))
            .hints
            .extend(hint);
        None
    }

    /// Returns the key of a field that must name a fact of a kind (any kind where `None`).
    pub fn required_reference(
        &mut self,
        field: &Field<String>,
        name: &str,
        kind: Option<&'static str>,
    ) -> Option<String> {
        if field.given().is_none() {
            self.missing(name, field);
        }
        self.optional_reference(field, name, kind)
    }

    /// Returns the key of a field that may be absent and names a fact of a kind.
    pub fn optional_reference(
        &mut self,
        field: &Field<String>,
        name: &str,
        kind: Option<&'static str>,
    ) -> Option<String> {
        let key = self.optional(field, name)?;
        let (span, _) = field.given()?;
        match self.context.keys.get(&key) {
            Some(entry) if kind.is_none_or(|kind| kind == entry.kind()) => Some(key),
            Some(entry) => {
                let found = entry.kind();
                let expected = kind.unwrap_or("fact");
                self.error(
                    span,
                    format!(
                        "`{key}` is {} {found}, expected {} {expected}",
                        article(found),
                        article(expected)
                    ),
                );
                None
            }
            None if self.context.applied.retracted_by.contains_key(&key) => {
                let id = &self.context.applied.retracted_by[&key];
                let message = format!(
                    "`{key}` was retracted by `{id}`, yet {} refers to it",
                    self.what
                );
                self.error(span, message).hints.push(
                    "correct this reference too, or say in `superseded_by` what stands for it"
                        .into(),
                );
                None
            }
            None if self.context.may_be_unreadable(&key) => {
                self.failed = true;
                None
            }
            None if self.context.is_partial && key_fault(&key).is_none() => Some(key),
            None => {
                let wanted = kind.unwrap_or("fact");
                let problem = self.error(span, format!("unknown {wanted} `{key}`"));
                problem.unknown = Some((key, kind));
                None
            }
        }
    }

    /// Returns what sort of actor a key names.
    pub fn actor_kind(&self, key: &str) -> Option<&str> {
        let at = self.context.keys.get(key)?.actor_kind?;
        let kinds = self.context.vocabulary.codes("actor_kinds");
        kinds.get(usize::from(at)).map(|kind| kind.code.as_str())
    }

    /// Returns the date that three fields give together; `None` where there is none.
    pub fn date(
        &mut self,
        date: &Field<String>,
        text: &Field<String>,
        basis: &Field<String>,
    ) -> Option<FactDate> {
        let wording = self.optional(text, "date_text");
        self.wording = text
            .given()
            .map(|(span, _)| span.clone())
            .zip(wording.clone());
        if date.is_absent() {
            for (field, name) in [(text, "date_text"), (basis, "date_basis")] {
                if let Some((span, _)) = field.given() {
                    self.error(span, format!("`{name}` without `date`"));
                }
            }
            return None;
        }
        let basis_code = self.code_or(basis, "date_basis", "date_bases", "stated");
        self.is_relative = basis_code.as_deref() == Some("relative_to_fact");
        let expression = self.optional(date, "date")?;
        let (span, _) = date.given()?;
        let edtf = Edtf::parse(&expression)
            .map_err(|fault| self.date_error(span, &fault))
            .ok()?;
        let basis_code = basis_code?;
        if let (Some((span, _)), "outside_source") = (text.given(), basis_code.as_str()) {
            self.error(span, "a date from outside the source has no wording in it");
        }
        if let (Some(wording), "stated" | "year_from_context", Precision::Day, Some(day)) =
            (&wording, basis_code.as_str(), edtf.precision, edtf.earliest)
            && !span.in_ledger
            && !may_name_day(wording, day.day())
        {
            let message =
                format!("`{expression}` is a day that its wording `{wording}` does not give");
            let hint = "a date is no more exact than its wording; one from elsewhere has no `date_text` and says so in `date_basis`";
            let span = span.clone();
            let problem = self.problems.warning(self.at, span, message);
            problem.hints.push(hint.into());
        }
        Some(FactDate {
            edtf,
            text: wording,
            basis: basis_code,
        })
    }

    fn date_error(&mut self, span: &Span, fault: &DateError) {
        let hint = match fault {
            DateError::Form { .. } => Some(
                "EDTF: 2022-01-06 (day), 2022-09 (month), 2022-23 (autumn), 2022 (year), 2022-02/2022-03 (from, to), ../2022-01-15 (until), ~ about, ? unsure",
            ),
            DateError::Unbounded => Some("leave the date out where the source gives none"),
            _ => None,
        };
        let problem = self.error(span, fault.to_string());
        problem.hints.extend(hint.map(str::to_owned));
    }

    /// Returns a day in ISO form.
    pub fn required_day(&mut self, field: &Field<String>, name: &str) -> Option<NaiveDate> {
        let text = self.required(field, name)?;
        let (span, _) = field.given()?;
        match Edtf::parse(&text) {
            Ok(date)
                if date.earliest == date.latest && date.earliest.is_some() && text.len() == 10 =>
            {
                date.earliest
            }
            _ => {
                self.error(span, format!("`{text}` is not a day such as 2023-02-27"));
                None
            }
        }
    }

    /// Resolves a locator, with or without the key of its source before a `#`.
    pub fn locate(&mut self, span: &Span, text: &str) -> Option<(SourceKey, Locator)> {
        let (source, place) = match text.split_once('#') {
            Some((source, place)) => (source.to_owned(), place),
            None => {
                match self.source_of_file() {
                    Some(source) => (source, text),
                    None => {
                        let example = self.context.sources.keys().next().cloned();
                        self.error(span, format!("`{text}` does not say of which source, and this file belongs to none"))
                        .hints
                        .extend(example.map(|source| format!("write `{source}#{text}`")));
                        return None;
                    }
                }
            }
        };
        let Some(known) = self.context.sources.get(&source) else {
            if let (true, None, Ok(at)) = (
                self.context.is_partial,
                key_fault(&source),
                place.parse::<Locator>(),
            ) {
                return Some((SourceKey::new(source), at));
            }
            let hint = did_you_mean(&source, self.context.sources.keys().map(String::as_str));
            self.error(span, format!("unknown source `{source}`"))
                .hints
                .extend(hint);
            return None;
        };
        let sentences = known.sentences();
        match place.parse::<Locator>() {
            Err(fault) => {
                self.error(span, format!("`{place}` is no locator: {fault}"));
                None
            }
            Ok(locator) if known.has(locator) => Some((SourceKey::new(source), locator)),
            Ok(locator) => {
                let in_paragraph = sentences
                    .iter()
                    .filter(|at| at.paragraph == locator.paragraph)
                    .count();
                let paragraphs = sentences.last().map_or(0, |at| at.paragraph);
                let s = |number| if number == 1 { "" } else { "s" };
                let hint = if in_paragraph > 0 {
                    let s = s(in_paragraph);
                    format!(
                        "paragraph {} has {in_paragraph} sentence{s}",
                        locator.paragraph
                    )
                } else {
                    let s = s(paragraphs as usize);
                    format!("`{source}` has {paragraphs} paragraph{s}")
                };
                // Where the sentences are not known at all, that is the one problem to report.
                if sentences.is_empty() {
                    self.failed = true;
                } else {
                    self.error(span, format!("`{source}` has no sentence {locator}"))
                        .hints
                        .push(hint);
                }
                None
            }
        }
    }

    fn source_of_file(&self) -> Option<String> {
        let is_source = |key: &str| self.context.sources.contains_key(key);
        source_of(self.at.file, is_source).map(str::to_owned)
    }
}

/// The fields that may have several lines.
pub const LONG_TEXTS: [&str; 5] = [
    "definition",
    "description",
    "note",
    "needs_review",
    "statement",
];

/// Returns the indefinite article of a kind's name.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

/// Tells whether a wording has the number of a day, or an ordinal in letters.
fn may_name_day(wording: &str, day: u32) -> bool {
    let mut numbers = wording.split(|c: char| !c.is_ascii_digit());
    let mut words = wording.split(|c: char| !c.is_alphabetic());
    let is_ordinal = |word: &str| {
        ["first", "second", "third"].contains(&word) || word.ends_with("th") && word != "month"
    };
    numbers.any(|number| number.parse() == Ok(day)) || words.any(is_ordinal)
}
