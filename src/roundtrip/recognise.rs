//! Which table a sheet is, and where its columns stand.

use std::fmt;

use crate::store::ROW_VERSION;
use crate::store::schema::{Relation, Schema};
use crate::tabular::Sheet;

/// A sheet whose table is known.
pub struct Recognised<'a> {
    /// The table.
    pub table: &'a Relation,
    /// For each column of the table its position in the sheet.
    pub positions: Vec<Option<usize>>,
    /// The position of the versions.
    pub version: Option<usize>,
    /// The columns of the sheet that are not ours.
    pub foreign: Vec<String>,
}

impl Recognised<'_> {
    /// Lists the columns of the table that the sheet has: by position in the table, then in the sheet.
    pub fn present(&self) -> impl Iterator<Item = (usize, usize)> {
        let positions = self.positions.iter().enumerate();
        positions.filter_map(|(at, position)| Some((at, (*position)?)))
    }
}

/// Why nothing of a sheet is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// It is this view.
    View(String),
    /// It is this table of codes or sources.
    NoFacts(String),
    /// It is a worksheet of somebody's notes, with these columns.
    Notes(String),
    /// It may hold corrections, and this is why it cannot be read as a table of facts.
    Refused(String),
}

impl fmt::Display for Unfit {
    /// Writes the reason as a sentence about the sheet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::View(name) => {
                write!(
                    f,
                    "`{name}` is made from other tables and cannot be corrected itself"
                )
            }
            Self::NoFacts(name) => {
                write!(
                    f,
                    "`{name}` holds no facts; it is changed in the dataset's own files"
                )
            }
            Self::Notes(columns) => {
                write!(f, "no table of the dataset has the columns `{columns}`")
            }
            Self::Refused(why) => f.write_str(why),
        }
    }
}

/// Finds the table of a sheet: by the name of the file or worksheet, else by its columns.
///
/// # Errors
/// What is wrong where the sheet is not one of ours as a whole: nothing of it is taken.
pub fn recognise<'a>(
    sheet: &Sheet,
    file_stem: &str,
    schema: &'a Schema,
) -> Result<Recognised<'a>, Unfit> {
    let name = sheet.name.as_deref().unwrap_or(file_stem);
    let relation = named(name, sheet, schema)
        .or_else(|| named(file_stem, sheet, schema))
        .or_else(|| by_columns(sheet, schema))
        .ok_or_else(|| unknown(name, sheet, schema))?;
    let name = &relation.name;
    if relation.is_view {
        return Err(Unfit::View(name.clone()));
    }
    if !schema.is_versioned(relation) {
        return Err(Unfit::NoFacts(name.clone()));
    }
    let position_of = |column: &str| sheet.header.iter().position(|name| name == column);
    for (at, column) in sheet.header.iter().enumerate() {
        if !column.is_empty() && position_of(column) != Some(at) {
            let why = format!("the column `{column}` is there twice");
            return Err(Unfit::Refused(why));
        }
    }
    let mut key = relation.primary_key.iter();
    if let Some(column) = key.find(|column| position_of(column).is_none()) {
        let why = format!("which names the rows of `{name}`");
        let why = format!("the column `{column}` is missing, {why}");
        return Err(Unfit::Refused(why));
    }
    let is_ours = |name: &String| relation.position(name).is_some() || name == ROW_VERSION;
    let foreign = sheet
        .header
        .iter()
        .filter(|name| !name.is_empty() && !is_ours(name));
    Ok(Recognised {
        table: relation,
        positions: relation
            .columns
            .iter()
            .map(|column| position_of(&column.name))
            .collect(),
        version: position_of(ROW_VERSION),
        foreign: foreign.cloned().collect(),
    })
}

/// Says why a sheet is none of our tables. A worksheet with another name holds somebody's notes.
fn unknown(name: &str, sheet: &Sheet, schema: &Schema) -> Unfit {
    let notes = Unfit::Notes(sheet.header.join("`, `"));
    let is_ours = schema.relation(name.trim()).is_some()
        || sheet.header.iter().any(|column| column == ROW_VERSION);
    if sheet.name.is_some() && !is_ours {
        notes
    } else {
        Unfit::Refused(notes.to_string())
    }
}

/// Returns the relation whose name a file or worksheet carries, such as `events` in
/// `Copy of events (2)`, if the columns are at least half its own.
fn named<'a>(name: &str, sheet: &Sheet, schema: &'a Schema) -> Option<&'a Relation> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = name.split(|c| !is_part(c)).collect();
    schema.exported().find(|relation| {
        let fewer = relation.columns.len().min(sheet.header.len());
        words.contains(&relation.name.as_str()) && 2 * known_columns(sheet, relation) >= fewer
    })
}

/// Returns the relation that has the most of a sheet's columns and the fewest others, if it has
/// more than half of them.
fn by_columns<'a>(sheet: &Sheet, schema: &'a Schema) -> Option<&'a Relation> {
    let best = schema.exported().max_by_key(|relation| {
        let known = known_columns(sheet, relation);
        let versioned = usize::from(schema.is_versioned(relation));
        (known, versioned, usize::MAX - relation.columns.len())
    })?;
    let columns = sheet.header.iter();
    let others = columns.filter(|name| *name != ROW_VERSION).count();
    let known = known_columns(sheet, best);
    (2 * known > others || known > 3).then_some(best)
}

/// Counts the columns of a sheet that a relation has.
fn known_columns(sheet: &Sheet, relation: &Relation) -> usize {
    let columns = sheet.header.iter();
    columns
        .filter(|name| relation.position(name).is_some())
        .count()
}
