//! Paths of corrections: a column of a fact's rows, a whole row, or the retraction of the fact.
//!
//! The syntax is what an analyst sees in the tables. `date` is a column of the fact's own table or
//! of `facts`. `event_actors[pashinyan,initiator].role` is a column of another row of the fact:
//! the table, the rest of the row's primary key, the column. Without a column it is the row
//! itself. A part of a key that holds a comma, a bracket or a double quote stands in double
//! quotes, doubled inside.

use std::fmt;
use std::str::FromStr;

/// The part of a fact that a correction changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldPath {
    /// A column of the fact's own table or of `facts`; or [`RETRACTED`], [`SUPERSEDED_BY`].
    Column(String),
    /// A whole row of another table, to add it or to take it out.
    Row(RowPath),
    /// A column of a row of another table.
    Cell(RowPath, String),
}

/// A row of a fact in a table that is not its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowPath {
    /// The table.
    pub table: String,
    /// The row's primary key without its first column, which is the fact.
    pub key: Vec<String>,
}

/// The path that retracts a fact: from nothing to [`YES`], and back to restore it.
pub const RETRACTED: &str = "retracted";

/// The path that merges a fact into another: from nothing to the other's key, and back.
pub const SUPERSEDED_BY: &str = "superseded_by";

/// The value of `retracted` for a retracted fact, and of the path of a row that exists.
pub const YES: &str = "1";

/// The text is not a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a column such as `date`, or a row's such as `event_actors[russia,host].role`")]
pub struct PathError;

impl FromStr for FieldPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let Some((table, rest)) = text.split_once('[') else {
            return is_name(text)
                .then(|| Self::Column(text.to_owned()))
                .ok_or(PathError);
        };
        let (key, rest) = parse_key(rest).ok_or(PathError)?;
        let row = RowPath {
            table: table.to_owned(),
            key,
        };
        match rest.strip_prefix('.') {
            _ if !is_name(table) => Err(PathError),
            None if rest.is_empty() => Ok(Self::Row(row)),
            Some(column) if is_name(column) => Ok(Self::Cell(row, column.to_owned())),
            _ => Err(PathError),
        }
    }
}

/// Reads the parts of a key up to the closing bracket; returns them and what follows.
fn parse_key(text: &str) -> Option<(Vec<String>, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, after) = if let Some(quoted) = rest.strip_prefix('"') {
            parse_quoted(quoted)?
        } else {
            let end = rest.find([',', ']', '[', '"'])?;
            (rest[..end].to_owned(), &rest[end..])
        };
        if part.is_empty() {
            return None;
        }
        parts.push(part);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => return Some((parts, after.strip_prefix(']')?)),
        }
    }
}

/// Reads a quoted part behind its opening quote; returns it and what follows the closing one.
fn parse_quoted(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        part.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                part.push('"');
                rest = more;
            }
            None => return Some((part, after)),
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => f.write_str(column),
            Self::Row(row) => write!(f, "{row}"),
            Self::Cell(row, column) => write!(f, "{row}.{column}"),
        }
    }
}

impl fmt::Display for RowPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.key.iter().map(|part| quoted(part)).collect();
        write!(f, "{}[{}]", self.table, parts.join(","))
    }
}

fn quoted(part: &str) -> String {
    if part.contains([',', '[', ']', '"']) {
        format!("\"{}\"", part.replace('"', "\"\""))
    } else {
        part.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        for text in [
            "date",
            "retracted",
            "event_actors[russia,host]",
            "event_actors[russia,host].role",
            "citations[*,culp-2023,6,3].quote",
            "actor_names[\"Inc., \"\"Ltd\"\" [x]\"].kind",
        ] {
            let path: FieldPath = text.parse().unwrap();
            assert_eq!(path.to_string(), text);
        }
        let FieldPath::Cell(row, column) = "actor_names[\"a,b\"].kind".parse().unwrap() else {
            panic!("a cell");
        };
        assert_eq!((row.key, column.as_str()), (vec!["a,b".to_owned()], "kind"));
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "", "Date", "a b", "t[]", "t[a", "t[a,]", "t[a]x", "t[a].", "[a].b", "t[\"a].b", "a.b",
        ] {
            assert_eq!(text.parse::<FieldPath>(), Err(PathError), "{text}");
        }
    }
}
