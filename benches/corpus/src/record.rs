//! A fact as it is written down: names and values in order, as JSON or as TOML.

use std::fmt::Write as _;

use serde::{Serialize, Serializer};

/// A value of a field.
#[derive(Debug, Clone)]
pub enum Value {
    Text(String),
    Number(usize),
    List(Vec<Value>),
    Record(Record),
}

/// Fields in the order in which they are written.
#[derive(Debug, Clone, Default)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// Adds a field; an empty list is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !matches!(&value, Value::List(values) if values.is_empty()) {
            self.0.push((name, value));
        }
        self
    }

    /// Adds a field that may have no value.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Returns the value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Returns the text of a field; empty where it has none.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Gives a field another value, or the value that it lacks.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.remove(name);
        self.0.push((name, value.into()));
    }

    /// Takes a field out and returns what it held.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.remove(at).1)
    }

    /// Writes the fields as lines of TOML; lists of tables are inline, one element a line.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.0 {
            let value = match value {
                Value::List(values) => {
                    let lines = values
                        .iter()
                        .map(|value| format!("    {},\n", value.to_toml()));
                    format!("[\n{}]", lines.collect::<String>())
                }
                other => other.to_toml(),
            };
            writeln!(text, "{name} = {value}").expect("a string grows");
        }
        text
    }
}

impl Value {
    fn to_toml(&self) -> String {
        match self {
            Self::Text(text) => toml::Value::from(text.as_str()).to_string(),
            Self::Number(number) => number.to_string(),
            Self::List(values) => {
                let values: Vec<_> = values.iter().map(Self::to_toml).collect();
                format!("[{}]", values.join(", "))
            }
            Self::Record(record) => {
                let fields = record.0.iter();
                let fields = fields.map(|(name, value)| format!("{name} = {}", value.to_toml()));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number as u64),
            Self::List(values) => serializer.collect_seq(values),
            Self::Record(record) => record.serialize(serializer),
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

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self::Record(record)
    }
}

impl From<Vec<Record>> for Value {
    fn from(records: Vec<Record>) -> Self {
        Self::List(records.into_iter().map(Self::Record).collect())
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Self::List(values)
    }
}
