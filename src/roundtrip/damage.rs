//! Telling damage from correction: what spreadsheets do to cells that nobody has edited.
//!
//! Spreadsheets take months for days, keys for numbers and typographic quotes for other bytes. A
//! cell that is damaged in a known way and can only have been what was exported is repaired. What
//! may be either is refused: nobody's guess enters the dataset.

mod dates;
mod encoding;
mod nothing;

pub use nothing::{is_error, is_nothing};

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::model::fold::fold;
use crate::tabular::Cell;
use crate::tabular::formula::{guard, may_be_computed, unguard};
use dates::{Exported, Form, Rewritings};
use encoding::{is_misread, looks_mangled, saved_and_read, utf8_read_as};

/// What a column holds, as far as spreadsheets treat it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, 0 and 1 for no and yes included.
    Number,
    /// An EDTF date or a day.
    Date,
    /// Any other text.
    Text,
}

/// What happened to a cell on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is what was exported.
    Same,
    /// It was damaged, and can only have been what was exported.
    Repaired(Damage),
    /// Somebody has changed it to this; empty for nothing.
    Changed(String),
    /// It may be damage or correction, or holds no value; this says why.
    Refused(String),
}

/// How a spreadsheet damages a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// White space at the ends or of another sort, other line ends, another Unicode form.
    Spaces,
    /// Typographic quotation marks for straight ones, or the other way round.
    Quotes,
    /// Characters read in the wrong encoding, or lost.
    Encoding,
    /// A number written another way, or without its leading zeros.
    Number,
    /// A date written another way.
    Date,
    /// A sign for nothing where nothing was.
    Nothing,
    /// A text cut at the most characters that a cell can have.
    Cut,
}

impl Damage {
    /// Returns what it is called, in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spaces => "with other white space",
            Self::Quotes => "with other quotation marks",
            Self::Encoding => "with mangled characters",
            Self::Number => "with numbers rewritten",
            Self::Date => "with dates rewritten",
            Self::Nothing => "with a sign for nothing",
            Self::Cut => "cut at 32767 characters",
        }
    }
}

/// How the cells of a column came back, as far as one cell tells of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alike {
    forms: BTreeMap<Form, Rewritings>,
    /// How many texts with characters beyond ASCII came back as they were.
    pub intact: usize,
    /// How many were UTF-8 read as another encoding.
    mangled: usize,
    /// How many were saved in one encoding and read in another, by these.
    pub misread: BTreeMap<(&'static str, &'static str), usize>,
}

impl Alike {
    /// Counts a cell of the column.
    pub fn count(&mut self, cell: &Cell, base: &str, kind: Kind) {
        if kind == Kind::Text && !base.is_ascii() && !cell.is_empty() {
            let text = cell.shown();
            if text == base {
                self.intact += 1;
            } else if is_misread(&text, base) {
                // Who writes a mark for what an encoding lacks has not read it wrong.
                let is_mark = text.is_ascii() || text.contains('\u{fffd}');
                self.mangled += usize::from(!is_mark);
            } else if let Some(way) = saved_and_read(&text, base) {
                *self.misread.entry(way).or_default() += 1;
            }
        }
        if kind == Kind::Text && has_leading_zero(base) && cell.shown() == base {
            self.forms.entry(Form::LeadingZero).or_default().kept += 1;
        }
        if let Some(exported) = Exported::of(base, kind) {
            let forms = self.forms.entry(exported.form).or_default();
            forms.count(&exported, cell, base, kind);
        }
    }

    /// Adds what is known of another column.
    pub fn add(&mut self, other: &Self) {
        for (form, rewritings) in &other.forms {
            self.forms.entry(*form).or_default().add(rewritings);
        }
        self.intact += other.intact;
        self.mangled += other.mangled;
        for (way, number) in &other.misread {
            *self.misread.entry(*way).or_default() += number;
        }
    }

    /// Returns what is known of a column among others: of a form that only one of its cells had, the
    /// others tell.
    pub fn among(mut self, all: &Self) -> Self {
        for (form, rewritings) in &mut self.forms {
            if let Some(all) = all.forms.get(form).filter(|_| rewritings.total() < 2) {
                *rewritings = all.clone();
            }
        }
        (self.intact, self.mangled) = (all.intact, all.mangled);
        self
    }

    fn of(&self, form: Form) -> Rewritings {
        self.forms.get(&form).cloned().unwrap_or_default()
    }
}

/// Returns the encodings that most texts of a sheet were saved and read in, where at least two were
/// and none with characters beyond ASCII came back as it was.
pub fn misread(columns: &[Alike]) -> Option<(&'static str, &'static str)> {
    if columns.iter().any(|column| column.intact > 0) {
        return None;
    }
    let mut ways: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (way, number) in columns.iter().flat_map(|column| &column.misread) {
        *ways.entry(*way).or_default() += number;
    }
    let (way, number) = ways.into_iter().max_by_key(|(_, number)| *number)?;
    (number > 1).then_some(way)
}

/// The most characters that a spreadsheet's cell can have.
const LONGEST_CELL: usize = 32_767;

/// Compares a cell with what was exported there.
pub fn compare(cell: &Cell, base: &str, kind: Kind, alike: &Alike) -> Verdict {
    if let Cell::Formula(formula) = cell {
        return Verdict::Refused(format!("found the formula `{formula}`, expected a value"));
    }
    let shown = cell.shown();
    if shown == base {
        return Verdict::Same;
    }
    if let Cell::Doubtful(one, other) = cell {
        return Verdict::Refused(format!(
            "`{one}` may be `{other}`: nothing in the file tells its encoding; save it as UTF-8"
        ));
    }
    if kind == Kind::Text && shown == guard(base) {
        return Verdict::Same;
    }
    let text = as_written(&shown, kind);
    if is_nothing(text) {
        return nothing(cell, text, base);
    }
    if matches!(cell, Cell::Error(_)) || is_error(text) {
        return Verdict::Refused(format!("found the error `{text}`, expected a value"));
    }
    if let Some(verdict) = repair(cell, text, base, kind, alike) {
        return verdict;
    }
    if let Some(why) = why_lost(text, base, kind, alike) {
        return Verdict::Refused(why);
    }
    match kind {
        Kind::Number => match whole_number(text) {
            Some(number) => Verdict::Changed(number.to_string()),
            None => Verdict::Refused(format!("`{text}` is not a whole number")),
        },
        Kind::Date => dates::changed(cell, base),
        // A spreadsheet computes a text that looks like a formula, unless it is guarded.
        Kind::Text if may_be_computed(base) && text == shown && is_result(text) => {
            Verdict::Refused(format!(
                "`{text}` may be what a spreadsheet made of the text `{base}`; write a correction into the ledger"
            ))
        }
        Kind::Text => Verdict::Changed(text.trim().to_owned()),
    }
}

/// Returns the text of a cell without the apostrophe that guards it from being computed. Only texts
/// are guarded, neither numbers nor dates.
pub fn as_written(shown: &str, kind: Kind) -> &str {
    match kind {
        Kind::Text => unguard(shown),
        Kind::Number | Kind::Date => shown,
    }
}

/// Tells whether a text may be the result of a formula: a number, or any text that is no formula.
fn is_result(text: &str) -> bool {
    number(text).is_some() || !may_be_computed(text)
}

/// Says what becomes of a cell that holds nothing, or a sign for it.
fn nothing(cell: &Cell, text: &str, base: &str) -> Verdict {
    match (cell, base) {
        (Cell::Empty, "") => Verdict::Same,
        (_, "") => Verdict::Repaired(Damage::Nothing),
        (Cell::Empty, _) if is_nothing(base) || base.starts_with('=') => Verdict::Refused(format!(
            "`{base}` may have been taken for nothing; write a correction into the ledger"
        )),
        (Cell::Empty, _) => Verdict::Changed(String::new()),
        _ if is_error(text) => {
            Verdict::Refused(format!("found the error `{text}`, expected a value"))
        }
        _ => Verdict::Refused(format!(
            "`{text}` stands for nothing; empty the cell if `{base}` is to go"
        )),
    }
}

/// Says why a text that is no repairable damage may have lost something.
fn why_lost(text: &str, base: &str, kind: Kind, alike: &Alike) -> Option<String> {
    if looks_mangled(text) {
        return Some(format!(
            "`{text}` may have lost characters on the way; write a correction into the ledger"
        ));
    }
    if text.chars().count() == LONGEST_CELL {
        return Some("the text may have been cut at 32767 characters".to_owned());
    }
    let is_suspect = kind == Kind::Text && alike.intact == 0;
    if is_suspect && alike.mangled > 0 && !text.is_ascii() {
        return Some(format!(
            "the characters of other cells were mangled on the way, so those of `{text}` may be; save the file as UTF-8"
        ));
    }
    if let Some(read) = utf8_read_as(text).filter(|_| is_suspect) {
        return Some(format!(
            "`{text}` may be UTF-8 read as {read}; save the file as UTF-8"
        ));
    }
    let (saved, read) = saved_and_read(text, base).filter(|_| is_suspect)?;
    Some(format!(
        "`{text}` may be `{base}`, saved as {saved} and read as {read}; save the file as UTF-8"
    ))
}

fn repair(cell: &Cell, text: &str, base: &str, kind: Kind, alike: &Alike) -> Option<Verdict> {
    if base.is_empty() {
        return None;
    }
    let plain = |text: &str| -> String {
        let text = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\u{a0}', " ");
        text.trim().nfc().collect()
    };
    let damage = if plain(text) == plain(base) {
        Damage::Spaces
    } else if fold(&plain(text)) == fold(&plain(base)) {
        Damage::Quotes
    } else if is_misread(text, base) {
        Damage::Encoding
    } else if text.chars().count() == LONGEST_CELL && base.starts_with(text) {
        Damage::Cut
    } else if is_same_number(text, base, kind) {
        if kind == Kind::Text && has_leading_zero(base) && alike.of(Form::LeadingZero).kept > 0 {
            return Some(Verdict::Refused(format!(
                "`{text}` may be `{base}` without its zeros, or a correction: others of the column kept theirs; write a correction into the ledger"
            )));
        }
        Damage::Number
    } else {
        return dates::repair(cell, base, kind, alike);
    };
    Some(Verdict::Repaired(damage))
}

fn has_leading_zero(base: &str) -> bool {
    base.len() > 1 && base.starts_with('0') && base.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a number as spreadsheets write it: `1.0`, `1E+12`, `TRUE`.
fn number(text: &str) -> Option<f64> {
    match text.trim() {
        "TRUE" | "true" | "True" => Some(1.0),
        "FALSE" | "false" | "False" => Some(0.0),
        text if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            text.parse().ok()
        }
        _ => None,
    }
}

fn whole_number(text: &str) -> Option<i64> {
    let number = number(text)?;
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// Tells whether two texts are the same number: with a leading zero gone, or as many digits as a
/// spreadsheet shows of a long one.
fn is_same_number(text: &str, base: &str, kind: Kind) -> bool {
    let digits = base.bytes().all(|byte| byte.is_ascii_digit());
    if kind != Kind::Number && !digits {
        return false;
    }
    let (Some(found), Some(expected)) = (number(text), number(base)) else {
        return false;
    };
    if found == expected {
        return true;
    }
    let text = text.trim().to_uppercase();
    let Some((mantissa, _)) = text.split_once('E') else {
        return false;
    };
    let decimals = mantissa.split_once('.');
    let decimals = decimals.map_or(0, |(_, decimals)| decimals.len());
    format!("{expected:.decimals$e}").parse::<f64>().ok() == Some(found)
}

#[cfg(test)]
mod tests;
