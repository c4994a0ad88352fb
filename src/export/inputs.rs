//! The tables that a query reads, as SQLite itself says.
//!
//! `EXPLAIN` lists the program that SQLite runs for a query. It opens each table and index that it
//! reads by the number of its root page, and `sqlite_schema` has the table of each root page:
//!
//! ```text
//! EXPLAIN SELECT … FROM timeline      sqlite_schema
//! opcode    p2  p3                    tbl_name  rootpage
//! OpenRead  17  0   ────────────────► events    17
//! OpenRead  42  0   ────────────────► facts     42
//! ```
//!
//! What the program does not open cannot change its rows: where SQLite leaves out a join, the join
//! makes no difference. What is opened otherwise (a virtual table, another database) leaves the
//! inputs unknown.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

/// The names of tables.
pub type Inputs = BTreeSet<String>;

/// Returns the tables whose rows a query reads; `None` where that cannot be seen.
///
/// # Errors
/// The query is wrong, or the database cannot be read.
pub fn of(connection: &Connection, query: &str) -> rusqlite::Result<Option<Inputs>> {
    let mut select = connection.prepare_cached("SELECT rootpage, tbl_name FROM sqlite_schema")?;
    let tables = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables: BTreeMap<i64, String> = tables.collect::<rusqlite::Result<_>>()?;
    let mut explain = connection.prepare(&format!("EXPLAIN {query}"))?;
    let mut operations = explain.query(())?;
    let mut inputs = Inputs::new();
    while let Some(operation) = operations.next()? {
        let opcode: String = operation.get("opcode")?;
        let (page, database): (i64, i64) = (operation.get("p2")?, operation.get("p3")?);
        match opcode.as_str() {
            "OpenRead" | "ReopenIdx" => match tables.get(&page) {
                Some(table) if database == 0 => inputs.insert(table.clone()),
                _ => return Ok(None),
            },
            "OpenWrite" | "VOpen" => return Ok(None),
            _ => false,
        };
    }
    Ok(Some(inputs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_names_the_tables_that_it_rests_on() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE a (key TEXT PRIMARY KEY, name TEXT) STRICT, WITHOUT ROWID;
                CREATE TABLE b (a TEXT, number INTEGER) STRICT;
                CREATE INDEX idx_b_a ON b (a, number);
                CREATE TABLE c (x TEXT) STRICT;
                CREATE TEMP TABLE t (x TEXT);
                CREATE VIEW plain AS SELECT name FROM a;
                CREATE VIEW both AS SELECT name, (SELECT sum(number) FROM b WHERE b.a = key) FROM a;
                CREATE VIEW indirect AS SELECT * FROM both UNION SELECT 'x', 1 ORDER BY 1;",
            )
            .unwrap();
        let of = |query: &str| {
            let inputs = of(&connection, query).unwrap()?;
            Some(inputs.into_iter().collect::<Vec<_>>().join(" "))
        };
        assert_eq!(of("SELECT name FROM plain").as_deref(), Some("a"));
        assert_eq!(of("SELECT count(*) FROM b").as_deref(), Some("b"));
        assert_eq!(of("SELECT * FROM both").as_deref(), Some("a b"));
        assert_eq!(of("SELECT * FROM indirect").as_deref(), Some("a b"));
        assert_eq!(of("SELECT 1").as_deref(), Some(""));
        assert_eq!(of("SELECT x FROM t"), None);
        assert_eq!(of("SELECT * FROM plain JOIN json_each('[1]')"), None);
        assert_eq!(of("SELECT name FROM sqlite_schema"), None);
    }
}
