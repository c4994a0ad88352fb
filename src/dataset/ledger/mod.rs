//! The ledger: `corrections.csv`, the append-only list of corrections.
//!
//! Each entry names a fact, what of it to change, what stands there and what is to stand there. Entries are
//! applied in order, each against the value that it says it replaces; one that no longer matches
//! is stale and stops the build. The sheets stay as they are.

mod apply;
mod form;
mod retracted;

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::folder::LEDGER;
use super::problem::{Problem, Problems, did_you_mean};
use super::span::Span;
use crate::model::correction::Correction;
use crate::model::date::{Edtf, Precision};
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};
use crate::tabular::{CsvWriter, Record, read_csv};

pub use apply::{Applied, Dataset, Named, NamedFact, apply, names};

/// The columns of the ledger.
pub const COLUMNS: [&str; 9] = [
    "id",
    "made_on",
    "made_by",
    "fact",
    "field",
    "old_value",
    "new_value",
    "reason",
    "source",
];

/// An entry of the ledger and where its cells stand.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it says.
    pub correction: Correction,
    /// The spans of its cells, in the order of [`COLUMNS`].
    spans: [Range<usize>; 9],
}

impl Entry {
    /// Returns the column of an entry that retracts, restores or merges its fact.
    pub fn retraction(&self) -> Option<&str> {
        let FieldPath::Column(column) = &self.correction.field else {
            return None;
        };
        let is_retraction = [RETRACTED, SUPERSEDED_BY].contains(&column.as_str());
        is_retraction.then_some(column)
    }

    /// Returns the span of one of its cells.
    fn span(&self, column: &str) -> Span {
        let at = COLUMNS.iter().position(|known| *known == column);
        Span::in_ledger(self.spans[at.expect("a column of the ledger")].clone())
    }
}

/// Reads the entries; whatever is wrong is added to the problems.
pub fn parse(text: &str, problems: &mut Problems) -> Vec<Entry> {
    let records = read_csv(text);
    let Some((header, records)) = records.split_first() else {
        return Vec::new();
    };
    let names: Vec<&str> = header.cells.iter().map(|(name, _)| name.as_str()).collect();
    if names != COLUMNS {
        let message = format!(
            "found the columns `{}`, expected `{}`",
            names.join(","),
            COLUMNS.join(",")
        );
        let hint =
            "the ledger is UTF-8 with commas between its cells, as `footnote correct` writes it";
        let problem = problems.error(LEDGER, header.span.clone(), message);
        problem.hint(hint);
        return Vec::new();
    }
    let mut reader = EntryReader {
        problems,
        ids: BTreeMap::new(),
        last: None,
    };
    let entries = records.iter().filter_map(|record| reader.read(record));
    entries.collect()
}

struct EntryReader<'a> {
    problems: &'a mut Problems,
    /// The ids so far, with the line of each.
    ids: BTreeMap<String, Range<usize>>,
    /// The day of the entry before, and its id.
    last: Option<(NaiveDate, String)>,
}

impl EntryReader<'_> {
    fn read(&mut self, record: &Record) -> Option<Entry> {
        if let (true, Some((_, place))) = (record.is_open, record.cells.last()) {
            let message = "a quotation mark opens this cell and none closes it";
            let hint = "all that follows would be part of it: close it, or take it out";
            self.error(place, message).hint(hint);
            return None;
        }
        let cells: Result<[(String, Range<usize>); 9], _> = record.cells.clone().try_into();
        let Ok(cells) = cells else {
            let found = record.cells.len();
            let s = if found == 1 { "" } else { "s" };
            let message = format!("found {found} cell{s}, expected {}", COLUMNS.len());
            self.error(&record.span, message)
                .hint("a cell with a comma or a quotation mark stands in double quotes");
            return None;
        };
        let spans = cells.clone().map(|(_, span)| span);
        let [id, made_on, made_by, fact, field, old, new, reason, source] = cells;
        let id = self.required(&id, "id");
        let made_by = self.required(&made_by, "made_by");
        let fact = self.required(&fact, "fact");
        let reason = self.required(&reason, "reason");
        let day = self.day(&made_on);
        let path = self.path(&field);
        let (is_new, is_later) = (
            self.check_id(id.as_deref()?, &spans[0]),
            day.is_none_or(|day| self.check_order(day, id.as_deref(), &made_on.1)),
        );
        if old.0 == new.0 {
            let message = "`old_value` and `new_value` are the same: nothing is corrected";
            self.error(&new.1, message);
            return None;
        }
        let value = |(text, _): (String, _)| Some(text).filter(|text: &String| !text.is_empty());
        let correction = Correction {
            id: id?,
            made_on: day?,
            made_by: made_by?,
            fact: fact?,
            field: path?,
            old_value: value(old),
            new_value: value(new),
            reason: reason?,
            source: value(source),
        };
        (is_new && is_later).then_some(Entry { correction, spans })
    }

    fn error(&mut self, place: &Range<usize>, message: impl Into<String>) -> &mut Problem {
        self.problems.error(LEDGER, place.clone(), message)
    }

    fn required(&mut self, (text, place): &(String, Range<usize>), name: &str) -> Option<String> {
        if text.trim().is_empty() {
            self.error(place, format!("this correction has no `{name}`"));
            return None;
        }
        if let Some(odd) = text
            .chars()
            .find(|c| c.is_control() && !"\r\n\t".contains(*c))
        {
            self.error(place, format!("`{name}` holds {odd:?}, expected a text"));
            return None;
        }
        Some(text.clone())
    }

    fn day(&mut self, (text, place): &(String, Range<usize>)) -> Option<NaiveDate> {
        let day = Edtf::parse(text).ok().filter(|date| {
            date.precision == Precision::Day && !date.approximate && !date.uncertain
        });
        if day.is_none() {
            let message = format!("`{text}` is not a day such as 2023-02-27");
            self.error(place, message);
        }
        day?.earliest
    }

    fn path(&mut self, (text, place): &(String, Range<usize>)) -> Option<FieldPath> {
        text.parse()
            .map_err(|fault| self.error(place, format!("`{text}` is not a field: {fault}")))
            .ok()
    }

    fn check_id(&mut self, id: &str, place: &Range<usize>) -> bool {
        let is_new = !self.ids.contains_key(id);
        if is_new {
            self.ids.insert(id.to_owned(), place.clone());
        } else {
            self.error(place, format!("the id `{id}` is used twice"));
        }
        is_new
    }

    fn check_order(&mut self, day: NaiveDate, id: Option<&str>, place: &Range<usize>) -> bool {
        let before = self.last.replace((day, id.unwrap_or_default().to_owned()));
        match before {
            Some((last, other)) if day < last => {
                let message = format!("{day} comes before {last}, the day of `{other}` above");
                self.error(place, message)
                    .hint("the ledger is in the order in which corrections were made: append");
                self.last = Some((last, other));
                false
            }
            _ => true,
        }
    }
}

/// Returns a ledger with corrections appended; a header is written where there is none.
pub fn append(text: &str, corrections: &[Correction]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let is_new = read_csv(text).is_empty();
    let mut csv = CsvWriter::new(&mut bytes);
    let header = is_new.then(|| COLUMNS.map(str::to_owned).to_vec());
    let lines = header
        .into_iter()
        .chain(corrections.iter().map(Correction::cells));
    for line in lines {
        csv.line(line).expect("a vector takes every byte");
    }
    csv.finish().expect("a vector takes every byte");
    String::from_utf8(bytes).expect("texts were written to a text")
}

/// Returns the id of the next entry of a ledger: `c` and a number of at least four digits, so that
/// ids sort as they were made.
pub fn next_id(text: &str) -> impl FnMut() -> String + use<> {
    let ids = read_csv(text);
    let numbers = ids.iter().filter_map(|record| {
        let (id, _) = record.cells.first()?;
        id.strip_prefix('c')?.parse::<u32>().ok()
    });
    let mut last = numbers.max().unwrap_or(0);
    move || {
        last += 1;
        format!("c{last:04}")
    }
}

/// Returns a hint that names the fact that was probably meant.
fn nearest_fact<'k>(key: &str, keys: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let keys: Vec<&str> = keys.into_iter().collect();
    did_you_mean(key, keys).filter(|hint| hint.starts_with("did you mean"))
}
