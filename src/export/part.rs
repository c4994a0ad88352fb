//! Parts of an export: some of its tables, or what rests on one source.

use std::collections::BTreeSet;
use std::fmt;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::database::Database;
use super::reader::Reader;
use super::{ExportError, sqlite};
use crate::store::schema::{Relation, Schema, quoted};

/// Which part of a dataset is exported; the default is the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The tables and views that are written, by name; all of them, SQLite file and codebook too,
    /// where none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tables: BTreeSet<String>,
    /// The source on which everything rests; any source, where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Part {
    /// Tells whether it is the whole dataset.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// Tells whether a table or view is in it.
    pub fn has_table(&self, name: &str) -> bool {
        self.tables.is_empty() || self.tables.contains(name)
    }
}

/// Names it in a sentence: `the whole dataset`, or `the tables …, as far as they rest on …`.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.tables.iter().map(|name| format!("`{name}`")).collect();
        let tables = match names.len() {
            0 => "the whole dataset".to_owned(),
            1 => format!("the table {}", names[0]),
            _ => format!("the tables {}", names.join(", ")),
        };
        match &self.source {
            None => f.write_str(&tables),
            Some(source) if names.is_empty() => write!(f, "what rests on the source `{source}`"),
            Some(source) => write!(f, "{tables}, as far as they rest on the source `{source}`"),
        }
    }
}

/// The dated facts whose date no sentence of a part supports, while one disputes it.
const DISPUTED_DATES: &str = "
    SELECT d.fact
    FROM fact_dates AS d
    WHERE d.fact IN (
            SELECT c.fact FROM citations AS c WHERE c.stance = 'disputes' AND c.field IN ('date', '*')
        )
        AND NOT EXISTS (
            SELECT 1 FROM citations AS c
            WHERE c.fact = d.fact AND c.stance = 'supports' AND c.field IN ('date', '*')
        )
    ORDER BY d.fact";

/// How many of them are named.
const NAMED_MOST: usize = 20;

/// Says what a part is a part of, and which dates in it are only disputed: what supports them lies
/// outside, and a table of facts does not show it.
pub fn described(reader: &Reader<'_>, of_what: &str) -> Result<String, ExportError> {
    let part = &reader.subject.options.part;
    let mut text = format!("This is a part of {of_what}: {part}.");
    if part.source.is_none() {
        return Ok(text);
    }
    let (facts, all) = reader.texts(DISPUTED_DATES, NAMED_MOST)?;
    if !facts.is_empty() {
        let more = match all - facts.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let facts = facts.join("`, `");
        text.push_str(&format!(
            " Its sentences dispute the date of `{facts}`{more}, and none supports it."
        ));
    }
    Ok(text)
}

/// Fills a private file with what rests on a source, in the tables that an export has.
///
/// That is the source with its passages and all citations of them; the facts that cite it; and,
/// transitively, the facts that those refer to, so that all references hold. Facts that are only
/// referred to come without the citations that they have elsewhere. Lists of codes are whole. An
/// answer refers to its request and not the other way round, so that it may lie outside: it is
/// listed as such, or the request would look unanswered.
pub fn database_of(
    database: &Database,
    schema: &Schema,
    source: &str,
) -> Result<Database, ExportError> {
    let facts = facts_of(schema, source);
    Database::filled(database.store(), |path| {
        let prepare = |file: &Connection| {
            file.execute_batch(
                "CREATE TEMP TABLE part (fact TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
            )?;
            file.execute_batch(&facts)
        };
        let filled = sqlite::fill(database, schema, path, prepare, |file, table| {
            if table.name == "answers_outside" {
                return file.execute_batch(ANSWERS_OUTSIDE);
            }
            let name = quoted(&table.name);
            let condition = condition(schema, table, source);
            let rows = table.select_from(&format!("store.{name}"), |_| true, &condition);
            file.execute_batch(&format!("INSERT INTO main.{name} {rows}"))
        });
        filled.map_err(ExportError::sqlite(path))
    })
}

/// Lists the answers to requests of a part that are no facts of it: what the views call an answer.
const ANSWERS_OUTSIDE: &str = "
    INSERT INTO main.answers_outside (answer, request, relation, sources)
    SELECT l.event, l.other_event, l.relation, (
        SELECT group_concat(told.source, '; ')
        FROM (
            SELECT DISTINCT c.source FROM store.citations AS c WHERE c.fact = l.event ORDER BY c.source
        ) AS told
    )
    FROM store.event_links AS l
    JOIN store.events AS answer ON answer.key = l.event
    WHERE l.relation IN ('grants', 'partly_grants', 'denies')
        AND answer.status = 'occurred'
        AND l.other_event IN (SELECT fact FROM temp.part)
        AND l.event NOT IN (SELECT fact FROM temp.part)
    ORDER BY l.event, l.other_event, l.relation";

/// Returns the statement that fills `temp.part` with the facts of a part.
fn facts_of(schema: &Schema, source: &str) -> String {
    let mut terms = vec![format!(
        "SELECT fact FROM store.citations WHERE source = {}",
        literal(source)
    )];
    for (table, column) in schema.references_to_facts() {
        let owner = quoted(&table.primary_key[0]);
        let (table, column) = (quoted(&table.name), quoted(column));
        terms.push(format!(
            "SELECT r.{column} FROM found JOIN store.{table} AS r ON r.{owner} = found.fact WHERE r.{column} IS NOT NULL"
        ));
    }
    format!(
        "INSERT INTO temp.part (fact) WITH RECURSIVE found (fact) AS ({}) SELECT fact FROM found",
        terms.join(" UNION ")
    )
}

/// Returns the condition that the rows of a table meet which are in a part; empty for all rows.
fn condition(schema: &Schema, table: &Relation, source: &str) -> String {
    let cites =
        |key: &&crate::store::schema::ForeignKey| key.table == "sources" || key.table == "passages";
    let of_fact = |column: &str| format!("{} IN (SELECT fact FROM temp.part)", quoted(column));
    if table.name == "sources" {
        format!("key = {}", literal(source))
    } else if let Some(key) = table.foreign_keys.iter().find(cites) {
        format!("{} = {}", quoted(&key.columns[0]), literal(source))
    } else if schema.belongs_to_facts(table) {
        of_fact(&table.primary_key[0])
    } else {
        // These two name facts that may be gone, and so have no reference that the schema knows.
        match table.name.as_str() {
            "corrections" => of_fact("fact"),
            "retractions" => of_fact("superseded_by"),
            _ => String::new(),
        }
    }
}

/// Writes a text as SQL does.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_names_itself() {
        let part = |tables: &[&str], source: Option<&str>| Part {
            tables: tables.iter().map(|name| (*name).to_owned()).collect(),
            source: source.map(str::to_owned),
        };
        assert!(part(&[], None).is_whole());
        for (part, name) in [
            (part(&[], None), "the whole dataset"),
            (part(&["events"], None), "the table `events`"),
            (part(&[], Some("a")), "what rests on the source `a`"),
            (
                part(&["facts", "events"], Some("a")),
                "the tables `events`, `facts`, as far as they rest on the source `a`",
            ),
        ] {
            assert_eq!(part.to_string(), name);
        }
    }
}
