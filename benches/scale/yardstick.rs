//! What SQLite itself allows: bare programs that do no more than move the same rows.
//!
//! Each is run as a process of its own, so that its memory and time are its own too.

use std::fs::File;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use peers::schema::{self, Relation, Schema};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::files::make_folder;

/// What no bare program survives.
type Done = Result<(), Box<dyn std::error::Error>>;

/// Loads CSV tables into the schema of an exported SQLite file, in the best order that was found:
/// one transaction without journal, tables in the order of their references, rows in the order of
/// their keys (as the CSV has them), indexes after, references checked at the end, then one sync.
pub fn load(tables: &Path, exported: &Path, target: &Path) -> Done {
    let Schema { tables: all, views } = schema::read(&schema::open_to_read(exported))?;
    let database = Connection::open(target)?;
    database.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -262144; BEGIN",
    )?;
    for table in &all {
        database.execute_batch(&table.sql)?;
        load_table(
            &database,
            table,
            &tables.join(format!("{}.csv", table.name)),
        )?;
    }
    for index in all.iter().flat_map(|table| &table.indexes) {
        database.execute_batch(&index.sql)?;
    }
    for view in &views {
        database.execute_batch(&view.sql)?;
    }
    let mut check = database.prepare("PRAGMA foreign_key_check")?;
    if check.exists(())? {
        return Err("a reference of the loaded tables leads nowhere".into());
    }
    drop(check);
    database.execute_batch("COMMIT")?;
    database.close().map_err(|(_, error)| error)?;
    File::open(target)?.sync_all()?;
    Ok(())
}

/// A cell of CSV as SQLite takes it: empty is NULL.
struct Cell<'a>(&'a [u8], bool);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let Self(bytes, is_integer) = self;
        let value = if bytes.is_empty() {
            ValueRef::Null
        } else if *is_integer {
            let number = std::str::from_utf8(bytes)
                .ok()
                .and_then(|text| text.parse().ok());
            ValueRef::Integer(number.ok_or(rusqlite::Error::InvalidQuery)?)
        } else {
            ValueRef::Text(bytes)
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

fn load_table(database: &Connection, table: &Relation, path: &Path) -> Done {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let columns = schema::quoted(table.columns.iter().map(|column| &column.name));
    let insert = format!(
        "INSERT INTO \"{}\" ({columns}) VALUES ({marks})",
        table.name
    );
    let mut insert = database.prepare(&insert)?;
    let mut reader = ReaderBuilder::new()
        .buffer_capacity(1 << 16)
        .from_path(path)?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        for (at, (cell, column)) in record.iter().zip(&table.columns).enumerate() {
            insert.raw_bind_parameter(at + 1, Cell(cell, column.is_integer))?;
        }
        insert.raw_execute()?;
    }
    Ok(())
}

/// Writes the tables, and with them the views, of an exported SQLite file as CSV.
pub fn export_csv(exported: &Path, folder: &Path, with_views: bool) -> Done {
    let file = schema::open_to_read(exported);
    let Schema { tables, views } = schema::read(&file)?;
    make_folder(folder);
    let views = views.iter().filter(|_| with_views);
    for relation in tables.iter().chain(views) {
        let path = folder.join(format!("{}.csv", relation.name));
        let mut writer = WriterBuilder::new()
            .buffer_capacity(1 << 16)
            .from_path(path)?;
        let names = relation.columns.iter().map(|column| column.name.as_bytes());
        writer.write_record(names)?;
        let mut statement = file.prepare(&relation.select())?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            for at in 0..relation.columns.len() {
                match row.get_ref(at)? {
                    ValueRef::Null => writer.write_field(b"")?,
                    ValueRef::Integer(number) => writer.write_field(number.to_string())?,
                    ValueRef::Text(text) => writer.write_field(text)?,
                    other => return Err(format!("unexpected value {other:?}").into()),
                }
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()?;
    }
    Ok(())
}

/// Copies an exported SQLite file as SQLite itself does.
pub fn vacuum(exported: &Path, target: &Path) -> Done {
    let target = target.to_str().ok_or("the path is not UTF-8")?;
    schema::open_to_read(exported).execute("VACUUM INTO ?", [target])?;
    Ok(())
}
