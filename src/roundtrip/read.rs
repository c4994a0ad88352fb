//! Files as sheets, in the encoding that they were saved in.
//!
//! A text file in an encoding of one country or system does not say which. What it was exported as
//! tells: it is read in the encoding that gives the untouched texts back. Where none does, the file is
//! refused; where several do, what reads differently in them is.

use std::path::PathBuf;

use super::RoundtripError;
use super::bases::{Base, find_bases};
use super::damage::{Alike, Kind, Verdict, compare};
use super::earlier::States;
use super::merge::kind_of;
use super::recognise::{Recognised, recognise};
use super::report::{Place, Report};
use crate::store::StoreError;
use crate::tabular::{CHARSETS, Cell, Charset, Sheet, is_local, read_local, read_spreadsheet};

/// Reads the sheets of a file.
///
/// # Errors
/// The file cannot be read or is not a spreadsheet.
pub fn read(
    file: &PathBuf,
    states: &States<'_>,
    report: &mut Report,
) -> Result<Vec<Sheet>, RoundtripError> {
    let bytes = std::fs::read(file).map_err(|source| RoundtripError::Read {
        path: file.clone(),
        source,
    })?;
    let not_taken = |message: String| RoundtripError::NotTaken {
        path: file.clone(),
        message,
    };
    if !is_local(&bytes) {
        return read_spreadsheet(&bytes).map_err(|error| not_taken(error.to_string()));
    }
    let read_in = |charset: &'static Charset| {
        let sheet = read_local(&bytes, charset);
        sheet.map(|sheet| Candidate { charset, sheet })
    };
    let candidates: Result<Vec<_>, _> = CHARSETS.iter().map(read_in).collect();
    let mut candidates = candidates.map_err(|error| not_taken(error.to_string()))?;
    let name = file.display().to_string();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let schema = states.current.schema();
    // The header and the versions are ASCII, so that any reading tells which table it is.
    let Ok(columns) = recognise(&candidates[0].sheet, &stem, schema) else {
        return Ok(vec![candidates.remove(0).sheet]);
    };
    let has_gap = |one: &Candidate| {
        one.sheet
            .rows
            .iter()
            .any(|row| row.cells.iter().any(is_gap))
    };
    let likely = candidates.iter().any(|one| !has_gap(one));
    candidates.retain(|one| !(likely && has_gap(one)));
    match choose(&mut candidates, &columns, states)? {
        Ok((sheet, charset)) => {
            report
                .read_as
                .extend(charset.map(|charset| (name, charset)));
            Ok(vec![sheet])
        }
        Err(why) => {
            report.refuse(Place::file(name), why);
            Ok(Vec::new())
        }
    }
}

/// Tells whether a cell has bytes that its encoding has no character for.
fn is_gap(cell: &Cell) -> bool {
    cell.shown()
        .contains(|c| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}'))
}

/// A file as it reads in an encoding.
struct Candidate {
    charset: &'static Charset,
    sheet: Sheet,
}

/// Chooses the sheet that gives most of the exported texts back, with the name of its encoding where
/// they tell it and it is not the one that is expected; what reads differently in another one that does as well is marked in it. Returns why
/// the file is refused where no encoding gives half of them back.
fn choose(
    candidates: &mut Vec<Candidate>,
    columns: &Recognised<'_>,
    states: &States<'_>,
) -> Result<Result<(Sheet, Option<&'static str>), String>, StoreError> {
    let bases = find_bases(&candidates[0].sheet, columns, states)?;
    let cells = telling_cells(&candidates[0].sheet, &bases, columns);
    let agree = |candidate: &Candidate| {
        let cells = cells.iter().filter(|(row, position, base)| {
            let row = candidate.sheet.rows.get(*row);
            let cell = row.map(|row| row.cell(*position));
            cell.is_some_and(|cell| !cell.shown().contains('\u{fffd}') && is_untouched(cell, base))
        });
        cells.count()
    };
    let agreeing: Vec<usize> = candidates.iter().map(agree).collect();
    let best = agreeing.iter().copied().max().unwrap_or_default();
    if 2 * best < cells.len() {
        let names: Vec<&str> = candidates.iter().map(|one| one.charset.name).collect();
        let likely = agreeing.iter().position(|number| *number == best);
        let likely = likely.filter(|_| best > 0).map(|at| names[at]);
        let likely = likely.map_or(String::new(), |name| format!(", most likely {name}"));
        return Ok(Err(format!(
            "it is not UTF-8{likely}, and in none of {} do its texts read as they were exported; save it as UTF-8",
            names.join(", ")
        )));
    }
    let mut agreeing = agreeing.into_iter();
    candidates.retain(|_| agreeing.next() == Some(best));
    let Candidate { charset, mut sheet } = candidates.remove(0);
    mark_doubtful(&mut sheet, &bases, candidates, columns);
    let is_told = best > 0 && charset.name != CHARSETS[0].name;
    Ok(Ok((sheet, is_told.then_some(charset.name))))
}

/// Lists the cells that tell the encoding, by row and position, with what was exported there: both
/// have characters beyond ASCII.
fn telling_cells(
    sheet: &Sheet,
    bases: &[Base],
    columns: &Recognised<'_>,
) -> Vec<(usize, usize, String)> {
    let mut cells = Vec::new();
    for (at, (row, base)) in sheet.rows.iter().zip(bases).enumerate() {
        let Base::Row(base) = base else {
            continue;
        };
        for (column, position) in columns.present() {
            let exported = base[column].to_plain_text();
            if !exported.is_ascii() && !row.cell(position).shown().is_ascii() {
                cells.push((at, position, exported));
            }
        }
    }
    cells
}

fn is_untouched(cell: &Cell, base: &str) -> bool {
    let verdict = compare(cell, base, Kind::Text, &Alike::default());
    matches!(verdict, Verdict::Same | Verdict::Repaired(_))
}

/// Marks the cells that somebody changed and that read differently in other encodings.
fn mark_doubtful(
    sheet: &mut Sheet,
    bases: &[Base],
    others: &[Candidate],
    columns: &Recognised<'_>,
) {
    for (at, (row, base)) in sheet.rows.iter_mut().zip(bases).enumerate() {
        for (column, position) in columns.present() {
            let Some(cell) = row.cells.get_mut(position) else {
                continue;
            };
            let text = cell.shown();
            let exported = match base {
                Base::Row(base) => base[column].to_plain_text(),
                _ => String::new(),
            };
            let kind = kind_of(&columns.table.columns[column]);
            if text.is_ascii() || kind != Kind::Text || is_untouched(cell, &exported) {
                continue;
            }
            let mut readings = others.iter().filter_map(|other| {
                let row = other.sheet.rows.get(at)?;
                Some(row.cell(position).shown())
            });
            if let Some(other) = readings.find(|other| *other != text) {
                *cell = Cell::Doubtful(text, other);
            }
        }
    }
}
