//! What happens to one row: the words in which plans, differences and history speak of a change.

use super::schema::Relation;
use super::value::Value;

/// What happens to one row.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// The table.
    pub table: String,
    /// The row's primary key.
    pub key: Vec<Value>,
    /// The fact that the row belongs to.
    pub fact: Option<String>,
    /// What happens.
    pub action: Action,
}

/// What happens to a row.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// It appears, with all its columns in order.
    Add(Vec<Value>),
    /// Some of its values change.
    Change(Vec<Cell>),
    /// It goes; its columns in order.
    Remove(Vec<Value>),
}

impl Operation {
    /// Returns the operation in which a whole row comes or goes.
    pub fn of(
        table: &Relation,
        owned: bool,
        action: fn(Vec<Value>) -> Action,
        row: Vec<Value>,
    ) -> Self {
        let key = row[..table.primary_key.len()].to_vec();
        Self::on(table, owned, key, action(row))
    }

    /// Returns what happens to the row of a key; `owned` where the rows of the table belong to facts.
    pub fn on(table: &Relation, owned: bool, key: Vec<Value>, action: Action) -> Self {
        Self {
            table: table.name.clone(),
            fact: key[0].as_text().filter(|_| owned).map(str::to_owned),
            key,
            action,
        }
    }

    /// Returns about how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        let values = match &self.action {
            Action::Add(row) | Action::Remove(row) => row.iter().map(Value::size).sum(),
            Action::Change(cells) => cells
                .iter()
                .map(|cell| cell.column.len() + cell.old.size() + cell.new.size())
                .sum::<usize>(),
        };
        size_of::<Self>() + self.key.iter().map(Value::size).sum::<usize>() * 2 + values
    }
}

/// A value that changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column.
    pub column: String,
    /// The value before.
    pub old: Value,
    /// The value since.
    pub new: Value,
}
