//! The ledger: `corrections.csv`, the append-only list of corrections.
//!
//! Each entry names a fact and a column of its rows, the value that it respans and the new value.
//! Entries are applied in order ([`apply()`]); one whose old value is no longer there is stale and stops
//! the build. The sheets stay as they are: they say what was coded, the ledger what was corrected.
//!
//! - `columns`: maps the tables and columns that entries name to the lists and fields of files.
//! - `retracted`: the facts that were retracted, and what supersedes them.
//! - `steps`, `tell`: what each entry changed, for whoever asks why a cell holds what it holds.

mod apply;
mod columns;
mod retracted;
mod steps;
mod tell;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;

use super::folder::LEDGER;
use super::problem::{Problem, Problems, did_you_mean};
use super::span::Span;
use crate::model::correction::Correction;
use crate::model::date::Edtf;
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};
use crate::tabular::{CsvWriter, Record, read_csv};

pub use apply::{Applied, Dataset, Named, NamedFact, apply, names};
pub use retracted::Retracted;

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

/// An entry of the ledger with the spans of its cells.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The correction.
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

    /// Lists its columns that hold words of whoever made it or coded the fact.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Correction {
            old_value,
            new_value,
            reason,
            ..
        } = &self.correction;
        let texts = [
            ("old_value", old_value.as_deref()),
            ("new_value", new_value.as_deref()),
            ("reason", Some(reason.as_str())),
        ];
        let given = texts.into_iter();
        given.filter_map(|(column, text)| Some((column, text?)))
    }

    /// Returns the span of one of its cells.
    pub fn span(&self, column: &str) -> Span {
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
    let (conflict, records): (Vec<&Record>, Vec<&Record>) =
        records.iter().partition(|record| is_conflict(record));
    if let Some(record) = conflict.first() {
        let message = "git could not merge two ledgers here";
        let hint = "keep the entries of both sides, and take out the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>";
        let problem = problems.error(LEDGER, record.span.clone(), message);
        problem.hint(hint);
    }
    let mut reader = EntryReader {
        problems,
        ids: BTreeSet::new(),
        free_id: Box::new(next_id(text)),
        days: Vec::new(),
    };
    let entries = records.iter().filter_map(|record| reader.read(record));
    entries.collect()
}

/// Returns whether a line is one that git puts around what two sides have made of the same lines.
fn is_conflict(record: &Record) -> bool {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let first = record.cells.first();
    first.is_some_and(|(cell, _)| marks.iter().any(|mark| cell.starts_with(mark)))
}

/// A cell with its span.
type Cell = (String, Range<usize>);

struct EntryReader<'a> {
    problems: &'a mut Problems,
    /// The ids so far.
    ids: BTreeSet<String>,
    /// Makes ids that no entry has.
    free_id: Box<dyn FnMut() -> String>,
    /// The days of the entries that were in order, and their ids.
    days: Vec<(NaiveDate, String)>,
}

impl EntryReader<'_> {
    fn read(&mut self, record: &Record) -> Option<Entry> {
        if let (true, Some((_, span))) = (record.is_open, record.cells.last()) {
            let message = "a quotation mark opens this cell and none closes it";
            let hint = "all that follows would be part of it: close it, or take it out";
            self.error(span, message).hint(hint);
            return None;
        }
        let cells = record.cells.iter();
        let cells = cells.map(|(text, span)| (text.replace("\r\n", "\n"), span.clone()));
        let cells: Result<[Cell; 9], _> = cells.collect::<Vec<_>>().try_into();
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
        let id = id?;
        let is_new = self.check_id(&id, &spans[0]);
        let is_in_order = day.is_none_or(|day| self.check_order(day, &id, &made_on.1));
        if old.0 == new.0 {
            let message = "`old_value` and `new_value` are the same: nothing is corrected";
            self.error(&new.1, message);
            return None;
        }
        let value = |(text, _): Cell| Some(text).filter(|text: &String| !text.is_empty());
        let correction = Correction {
            id,
            made_on: day?,
            made_by: made_by?,
            fact: fact?,
            field: path?,
            old_value: value(old),
            new_value: value(new),
            reason: reason?,
            source: value(source),
        };
        (is_new && is_in_order).then_some(Entry { correction, spans })
    }

    fn error(&mut self, span: &Range<usize>, message: impl Into<String>) -> &mut Problem {
        self.problems.error(LEDGER, span.clone(), message)
    }

    fn required(&mut self, (text, span): &Cell, name: &str) -> Option<String> {
        if text.trim().is_empty() {
            self.error(span, format!("this correction has no `{name}`"));
            return None;
        }
        if let Some(odd) = text
            .chars()
            .find(|c| c.is_control() && !"\r\n\t".contains(*c))
        {
            self.error(span, format!("`{name}` holds {odd:?}, expected a text"));
            return None;
        }
        Some(text.clone())
    }

    fn day(&mut self, (text, span): &Cell) -> Option<NaiveDate> {
        let day = Edtf::parse_day(text);
        if day.is_none() {
            let message = format!("`{text}` is not a day such as 2023-02-27");
            self.error(span, message);
        }
        day
    }

    fn path(&mut self, (text, span): &Cell) -> Option<FieldPath> {
        text.parse()
            .map_err(|fault| self.error(span, format!("`{text}` is not a field: {fault}")))
            .ok()
    }

    fn check_id(&mut self, id: &str, span: &Range<usize>) -> bool {
        let is_new = self.ids.insert(id.to_owned());
        if !is_new {
            let free = (self.free_id)();
            self.error(span, format!("the id `{id}` is used twice"))
                .hint(format!(
                    "if two ledgers were merged, give the entry of one side another id: `{free}` is free"
                ));
        }
        is_new
    }

    fn check_order(&mut self, day: NaiveDate, id: &str, span: &Range<usize>) -> bool {
        let later = self.days.partition_point(|(other, _)| *other <= day);
        if let (Some((last, other)), Some((_, first))) = (self.days.last(), self.days.get(later)) {
            let message = format!("{day} comes before {last}, the day of `{other}` above");
            let hint = format!(
                "the ledger is in the order in which corrections were made: append; if two ledgers were merged, move this line up, above `{first}`"
            );
            self.error(span, message).hint(hint);
            return false;
        }
        self.days.push((day, id.to_owned()));
        true
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
    let mut last = u64::from(numbers.max().unwrap_or(0));
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
