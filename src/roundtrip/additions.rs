//! New rows of a spreadsheet as a fact sheet, for the coder to cite.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::form::{CITES, KINDS, List, derived_from};

/// A row of a fact that the dataset does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// Where it is: file and row.
    pub location: String,
    /// Its table.
    pub table: String,
    /// The key of its fact.
    pub fact: String,
    /// The cells that are not empty, by column.
    pub cells: BTreeMap<String, String>,
}

/// Writes new rows as a fact sheet, one fact after the other, without the citations that only a
/// coder can give. Rows that belong to no new fact of the list are returned instead.
pub fn additions_toml(rows: &[NewRow]) -> (String, Vec<&NewRow>) {
    let mut text = String::from(
        "# Facts that came back as new rows of a spreadsheet. Cite the sentences that each rests on, then\n\
         # move it into a fact sheet of the dataset.\n",
    );
    let is_own = |row: &&NewRow| is_own_table(&row.table);
    let own = rows.iter().filter(is_own);
    let facts: BTreeSet<&str> = own.map(|row| row.fact.as_str()).collect();
    for own in rows.iter().filter(is_own) {
        let kind = KINDS.iter().find(|kind| kind.table == own.table);
        let kind = kind.map_or("", |kind| kind.name);
        write!(text, "\n# {}\n[[{kind}]]\n", own.location).expect("a string grows");
        let is_common = |row: &&NewRow| row.table == "facts" && row.fact == own.fact;
        let common = rows.iter().find(is_common);
        let common = common.into_iter().flat_map(|row| &row.cells);
        let common = common.filter(|(column, _)| !["key", "kind"].contains(&column.as_str()));
        for (column, cell) in own.cells.iter().chain(common) {
            if derived_from(column).is_none() {
                writeln!(text, "{column} = {}", quoted(cell)).expect("a string grows");
            }
        }
        write_lists(own, rows, &mut text);
        text.push_str("cites = [] # the sentences that say so\n");
    }
    let homeless = rows.iter().filter(|row| !facts.contains(row.fact.as_str()));
    (text, homeless.collect())
}

/// Tells whether a table holds one row per fact of a kind.
fn is_own_table(table: &str) -> bool {
    KINDS.iter().any(|kind| kind.table == table)
}

fn write_lists(own: &NewRow, rows: &[NewRow], text: &mut String) {
    let of_fact = rows.iter().filter(|row| row.fact == own.fact);
    let mut lists: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in of_fact {
        let Some(table) = List::of_table(&row.table).filter(|list| *list != &CITES) else {
            continue;
        };
        let cells = table.fields.iter().filter_map(|field| {
            let cell = row.cells.get(field.column)?;
            Some(format!("{} = {}", field.name, quoted(cell)))
        });
        let cells: Vec<String> = cells.collect();
        let elements = lists.entry(table.name).or_default();
        elements.push(format!("{{ {} }}", cells.join(", ")));
    }
    for (list, elements) in lists {
        writeln!(text, "{list} = [\n    {},\n]", elements.join(",\n    ")).expect("a string grows");
    }
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_rows_of_a_fact_become_one_table_of_a_sheet() {
        let row = |table: &str, fact: &str, cells: &[(&str, &str)]| NewRow {
            location: format!("{table}.csv, row 9"),
            table: table.to_owned(),
            fact: fact.to_owned(),
            cells: cells
                .iter()
                .map(|(c, v)| ((*c).to_owned(), (*v).to_owned()))
                .collect(),
        };
        let rows = [
            row(
                "events",
                "visit",
                &[
                    ("key", "visit"),
                    ("title", "A \"visit\""),
                    ("date_latest", "2022-01-01"),
                ],
            ),
            row(
                "event_actors",
                "visit",
                &[("event", "visit"), ("actor", "russia"), ("role", "host")],
            ),
            row(
                "facts",
                "visit",
                &[("key", "visit"), ("kind", "event"), ("note", "new")],
            ),
            row(
                "event_actors",
                "lost",
                &[("event", "lost"), ("actor", "russia"), ("role", "host")],
            ),
        ];
        let (text, homeless) = additions_toml(&rows);
        let (_, facts) = text.split_once("\n\n").unwrap();
        assert_eq!(
            facts,
            "# events.csv, row 9\n[[event]]\nkey = \"visit\"\ntitle = 'A \"visit\"'\nnote = \"new\"\nactors = [\n    { actor = \"russia\", role = \"host\" },\n]\ncites = [] # the sentences that say so\n"
        );
        assert_eq!(homeless, [&rows[3]]);
    }
}
