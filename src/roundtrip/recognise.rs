//! Which table a sheet is, and where its columns stand.

use crate::store::ROW_VERSION;
use crate::store::schema::{Relation, Schema};
use crate::tabular::Sheet;

/// Why a sheet cannot be taken back as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecogniseError {
    /// No table has such columns.
    #[error("no table of the dataset has the columns `{columns}`")]
    Unknown {
        /// The columns of the sheet.
        columns: String,
    },
    /// It is a view.
    #[error("`{name}` is made from other tables and cannot be corrected itself")]
    View {
        /// The view.
        name: String,
    },
    /// It is a table of codes, sources or records.
    #[error("`{name}` holds no facts; it is changed in the dataset's own files")]
    NoFacts {
        /// The table.
        name: String,
    },
    /// A column of the primary key is missing.
    #[error("the column `{column}` is missing, which names the rows of `{table}`")]
    NoKey {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A column is there twice.
    #[error("the column `{column}` is there twice")]
    Twice {
        /// The column.
        column: String,
    },
    /// The versions of the rows are missing.
    #[error(
        "the column `{ROW_VERSION}` is missing, which names the state that each row was exported in; name the export with --base"
    )]
    NoVersion,
}

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

/// Finds the table of a sheet: by the name of the file or worksheet, else by its columns.
///
/// # Errors
/// The sheet is not one of ours as a whole: nothing of it is taken.
pub fn recognise<'a>(
    sheet: &Sheet,
    file_stem: &str,
    schema: &'a Schema,
) -> Result<Recognised<'a>, RecogniseError> {
    let name = sheet.name.as_deref().unwrap_or(file_stem);
    let relation = named(name, sheet, schema)
        .or_else(|| named(file_stem, sheet, schema))
        .or_else(|| by_columns(sheet, schema))
        .ok_or_else(|| RecogniseError::Unknown {
            columns: sheet.header.join("`, `"),
        })?;
    if relation.is_view {
        return Err(RecogniseError::View {
            name: relation.name.clone(),
        });
    }
    if !schema.is_versioned(relation) {
        return Err(RecogniseError::NoFacts {
            name: relation.name.clone(),
        });
    }
    let position_of = |column: &str| sheet.header.iter().position(|name| name == column);
    for (at, column) in sheet.header.iter().enumerate() {
        if !column.is_empty() && position_of(column) != Some(at) {
            return Err(RecogniseError::Twice {
                column: column.clone(),
            });
        }
    }
    for column in &relation.primary_key {
        if position_of(column).is_none() {
            return Err(RecogniseError::NoKey {
                table: relation.name.clone(),
                column: column.clone(),
            });
        }
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

/// Returns the relation whose name a file or worksheet carries, such as `events` in
/// `Copy of events (2)`, if the columns are at least half its own.
fn named<'a>(name: &str, sheet: &Sheet, schema: &'a Schema) -> Option<&'a Relation> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = name.split(|c| !is_part(c)).collect();
    let mut relations = schema
        .exported()
        .filter(|relation| words.contains(&relation.name.as_str()));
    relations.find(|relation| {
        let known = sheet
            .header
            .iter()
            .filter(|name| relation.position(name).is_some());
        2 * known.count() >= relation.columns.len().min(sheet.header.len())
    })
}

/// Returns the relation that has the most of a sheet's columns and the fewest others, if it has
/// more than half of them.
fn by_columns<'a>(sheet: &Sheet, schema: &'a Schema) -> Option<&'a Relation> {
    let known = |relation: &Relation| {
        let columns = sheet
            .header
            .iter()
            .filter(|name| relation.position(name).is_some());
        columns.count()
    };
    let best = schema.exported().max_by_key(|relation| {
        let known = known(relation);
        let versioned = usize::from(schema.is_versioned(relation));
        (known, versioned, usize::MAX - relation.columns.len())
    })?;
    let ours = sheet
        .header
        .iter()
        .filter(|name| name.as_str() != ROW_VERSION);
    (2 * known(best) > ours.count() || known(best) > 3).then_some(best)
}
