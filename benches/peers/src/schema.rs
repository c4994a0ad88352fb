//! The tables of an exported SQLite file: what every loader and every peer has to fill.

use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use std::path::Path;

/// A table or view of an export.
#[derive(Debug, Serialize)]
pub struct Relation {
    pub name: String,
    /// The statement that makes it.
    pub sql: String,
    pub is_view: bool,
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order; empty for a view.
    pub key: Vec<String>,
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes, without those of constraints.
    pub indexes: Vec<Index>,
}

#[derive(Debug, Serialize)]
pub struct Column {
    pub name: String,
    pub is_integer: bool,
    pub is_required: bool,
}

#[derive(Debug, Serialize)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    pub table: String,
    pub other_columns: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Index {
    pub name: String,
    pub sql: String,
    pub columns: Vec<String>,
}

/// All tables, those first that others refer to, then the views.
#[derive(Debug, Serialize)]
pub struct Schema {
    pub tables: Vec<Relation>,
    pub views: Vec<Relation>,
}

impl Relation {
    /// Returns the query for all its rows, in the order of its key or of the view.
    pub fn select(&self) -> String {
        let order = if self.is_view {
            String::new()
        } else {
            format!(" ORDER BY {}", quoted(&self.key))
        };
        let columns = self.columns.iter().map(|column| column.name.as_str());
        format!("SELECT {} FROM \"{}\"{order}", quoted(columns), self.name)
    }
}

/// Returns names as SQL, with commas.
pub fn quoted<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names = names.into_iter();
    let names: Vec<_> = names.map(|name| format!("\"{}\"", name.as_ref())).collect();
    names.join(", ")
}

/// Opens a database that is only read.
pub fn open_to_read(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .unwrap_or_else(|error| panic!("cannot open {}: {error}", path.display()))
}

/// Counts the rows of a table or view.
///
/// # Errors
/// SQLite cannot read it.
pub fn count(file: &Connection, name: &str) -> rusqlite::Result<u64> {
    let query = format!("SELECT count(*) FROM \"{name}\"");
    let rows: i64 = file.query_row(&query, (), |row| row.get(0))?;
    Ok(rows.unsigned_abs())
}

/// Reads the schema of an exported SQLite file.
///
/// # Errors
/// SQLite cannot read it.
pub fn read(file: &Connection) -> rusqlite::Result<Schema> {
    let mut statement = file.prepare(
        "SELECT name, sql, type = 'view' FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name",
    )?;
    let named = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let named: Vec<(String, String, bool)> = named.collect::<Result<_, _>>()?;
    let mut tables = Vec::new();
    let mut views = Vec::new();
    for (name, sql, is_view) in named {
        let relation = relation(file, name, sql, is_view)?;
        if is_view { &mut views } else { &mut tables }.push(relation);
    }
    Ok(Schema {
        tables: in_order_of_reference(tables),
        views,
    })
}

fn relation(
    file: &Connection,
    name: String,
    sql: String,
    is_view: bool,
) -> rusqlite::Result<Relation> {
    let mut statement =
        file.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?)")?;
    let columns = statement.query_map([&name], |row| {
        let column = Column {
            name: row.get(0)?,
            is_integer: row.get::<_, String>(1)? == "INTEGER",
            is_required: row.get(2)?,
        };
        Ok((column, row.get::<_, i64>(3)?))
    })?;
    let columns: Vec<(Column, i64)> = columns.collect::<Result<_, _>>()?;
    let mut key: Vec<_> = columns
        .iter()
        .filter(|(_, position)| *position > 0)
        .collect();
    key.sort_by_key(|(_, position)| *position);
    let key = key
        .into_iter()
        .map(|(column, _)| column.name.clone())
        .collect();
    Ok(Relation {
        foreign_keys: foreign_keys(file, &name)?,
        indexes: indexes(file, &name)?,
        columns: columns.into_iter().map(|(column, _)| column).collect(),
        name,
        sql,
        is_view,
        key,
    })
}

fn foreign_keys(file: &Connection, table: &str) -> rusqlite::Result<Vec<ForeignKey>> {
    let mut statement = file.prepare(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq",
    )?;
    let mut rows = statement.query([table])?;
    let mut all: Vec<(i64, ForeignKey)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, column, other) = (row.get(0)?, row.get(2)?, row.get(3)?);
        match all.last_mut() {
            Some((last, key)) if *last == id => {
                key.columns.push(column);
                key.other_columns.push(other);
            }
            _ => all.push((
                id,
                ForeignKey {
                    columns: vec![column],
                    table: row.get(1)?,
                    other_columns: vec![other],
                },
            )),
        }
    }
    Ok(all.into_iter().map(|(_, key)| key).collect())
}

fn indexes(file: &Connection, table: &str) -> rusqlite::Result<Vec<Index>> {
    let mut statement = file.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
    )?;
    let named = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut all = Vec::new();
    for named in named {
        let (name, sql): (String, String) = named?;
        let mut statement = file.prepare("SELECT name FROM pragma_index_info(?) ORDER BY seqno")?;
        let columns = statement.query_map([&name], |row| row.get(0))?;
        let columns = columns.collect::<Result<_, _>>()?;
        all.push(Index { name, sql, columns });
    }
    Ok(all)
}

/// Sorts tables so that each comes after those that its rows must refer to; references that may
/// be empty close circles and are left out of account.
fn in_order_of_reference(mut tables: Vec<Relation>) -> Vec<Relation> {
    let mut sorted: Vec<Relation> = Vec::new();
    while !tables.is_empty() {
        let is_ready = |table: &Relation| {
            let required = table.foreign_keys.iter().filter(|key| table.requires(key));
            let mut others = required.filter(|key| key.table != table.name);
            others.all(|key| !tables.iter().any(|waiting| waiting.name == key.table))
        };
        let at = tables.iter().position(is_ready);
        sorted.push(tables.remove(at.expect("references that must be there make no circle")));
    }
    sorted
}

impl Relation {
    /// Tells whether a reference can never be empty.
    pub fn requires(&self, key: &ForeignKey) -> bool {
        let columns = self.columns.iter();
        let mut named = columns.filter(|column| key.columns.contains(&column.name));
        named.all(|column| column.is_required)
    }
}
