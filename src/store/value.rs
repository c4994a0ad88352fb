//! The values that a cell can have.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number; 0 and 1 for no and yes.
    Integer(i64),
    /// A text, never empty.
    Text(String),
}

impl Value {
    /// Returns the text of a text.
    pub fn as_text(&self) -> Option<&str> {
        CellRef::from(self).as_text()
    }

    /// Returns the value as CSV has it: empty for nothing.
    pub fn to_plain_text(&self) -> String {
        CellRef::from(self).to_plain_text().into_owned()
    }

    /// Returns about how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.as_text().map_or(0, str::len)
    }

    /// Returns the value as JSON has it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Integer(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

/// A value that somebody else holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellRef<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'a str),
}

impl<'a> CellRef<'a> {
    /// Returns the text of a text.
    pub fn as_text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Integer(_) => None,
        }
    }

    /// Returns the value as CSV has it: empty for nothing.
    pub fn to_plain_text(self) -> Cow<'a, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// Returns the value as one of its own.
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(number),
            Self::Text(text) => Value::Text(text.to_owned()),
        }
    }
}

impl<'a> From<&'a Value> for CellRef<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(*number),
            Value::Text(text) => Self::Text(text),
        }
    }
}

impl<'a> From<&'a str> for CellRef<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// Makes whole numbers and flags of Rust values and cells.
macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Value {
            fn from(number: $integer) -> Self {
                Self::Integer(number.into())
            }
        }

        impl From<$integer> for CellRef<'_> {
            fn from(number: $integer) -> Self {
                Self::Integer(number.into())
            }
        }
    )*};
}

integers!(i64, u32, bool);

impl<'a, T: Into<CellRef<'a>>> From<Option<T>> for CellRef<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("nothing"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "`{text}`"),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a Value> for ValueRef<'a> {
    fn from(value: &'a Value) -> Self {
        CellRef::from(value).into()
    }
}

impl<'a> From<CellRef<'a>> for ValueRef<'a> {
    fn from(cell: CellRef<'a>) -> Self {
        match cell {
            CellRef::Null => Self::Null,
            CellRef::Integer(number) => Self::Integer(number),
            CellRef::Text(text) => Self::Text(text.as_bytes()),
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.into()))
    }
}

impl ToSql for CellRef<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed((*self).into()))
    }
}

/// Compares two values as SQLite sorts them: nothing, numbers, texts by their bytes.
pub fn compare(one: ValueRef<'_>, other: ValueRef<'_>) -> Ordering {
    let rank = |value: ValueRef<'_>| match value {
        ValueRef::Null => 0,
        ValueRef::Integer(_) | ValueRef::Real(_) => 1,
        ValueRef::Text(_) => 2,
        ValueRef::Blob(_) => 3,
    };
    match (one, other) {
        (ValueRef::Integer(one), ValueRef::Integer(other)) => one.cmp(&other),
        (ValueRef::Real(one), ValueRef::Real(other)) => one.total_cmp(&other),
        (ValueRef::Integer(one), ValueRef::Real(other)) => (one as f64).total_cmp(&other),
        (ValueRef::Real(one), ValueRef::Integer(other)) => one.total_cmp(&(other as f64)),
        (ValueRef::Text(one), ValueRef::Text(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}

impl FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Self::Null),
            ValueRef::Integer(number) => Ok(Self::Integer(number)),
            ValueRef::Text(_) => Ok(Self::Text(value.as_str()?.to_owned())),
            ValueRef::Real(_) | ValueRef::Blob(_) => Err(FromSqlError::InvalidType),
        }
    }
}
