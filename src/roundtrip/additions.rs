//! New rows of a spreadsheet as a fact sheet, for the coder to look at and to cite.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::report::Place;
use crate::model::form::{APART, CITES, COMMON, KINDS, List, derived_from};

/// A row of a fact that the dataset does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// Where it is.
    pub place: Place,
    /// Its table.
    pub table: String,
    /// The key of its fact.
    pub fact: String,
    /// The cells that are not empty, by column.
    pub cells: BTreeMap<String, String>,
}

/// Writes new rows as a fact sheet, one fact after the other, with the citations that the file has.
/// Each row belongs to a fact whose own row is among them.
pub fn additions_toml(rows: &[NewRow]) -> String {
    let mut text = String::from(
        "# Facts that came back as new rows of a spreadsheet. See that each cites the sentences that it\n\
         # rests on, then move it into a fact sheet of the dataset.\n",
    );
    for own in rows.iter().filter(|row| is_own_table(&row.table)) {
        let kind = KINDS.iter().find(|kind| kind.table == own.table);
        let kind = kind.map_or("", |kind| kind.name);
        write!(text, "\n# {}\n[[{kind}]]\n", own.place).expect("a string grows");
        let is_common = |row: &&NewRow| {
            let is_apart = APART.iter().any(|(_, apart)| *apart == row.table);
            row.fact == own.fact && (row.table == "facts" || is_apart)
        };
        let common = rows.iter().filter(is_common).flat_map(|row| &row.cells);
        let common =
            common.filter(|(column, _)| COMMON.iter().any(|field| field.column == column.as_str()));
        for (column, cell) in own.cells.iter().chain(common) {
            if derived_from(column).is_none() {
                writeln!(text, "{column} = {}", quoted(cell)).expect("a string grows");
            }
        }
        let cites = write_lists(own, rows, &mut text);
        if !cites {
            text.push_str("cites = [] # the sentences that say so\n");
        }
    }
    text
}

/// Tells whether a table holds one row per fact of a kind.
pub fn is_own_table(table: &str) -> bool {
    KINDS.iter().any(|kind| kind.table == table)
}

/// Writes the lists of a fact, citations last; returns whether it has any citation.
fn write_lists(own: &NewRow, rows: &[NewRow], text: &mut String) -> bool {
    let of_fact = rows.iter().filter(|row| row.fact == own.fact);
    let mut lists: BTreeMap<(bool, &str), Vec<String>> = BTreeMap::new();
    for row in of_fact {
        let Some(list) = List::of_table(&row.table) else {
            continue;
        };
        let is_cites = list == &CITES;
        let cells: Vec<String> = if is_cites {
            citation(&row.cells)
        } else {
            let cells = list.fields.iter().filter_map(|field| {
                let cell = row.cells.get(field.column)?;
                Some(format!("{} = {}", field.name, quoted(cell)))
            });
            cells.collect()
        };
        let elements = lists.entry((is_cites, list.name)).or_default();
        elements.push(format!("{{ {} }}", cells.join(", ")));
    }
    for ((_, list), elements) in &lists {
        writeln!(text, "{list} = [\n    {},\n]", elements.join(",\n    ")).expect("a string grows");
    }
    lists.keys().any(|(is_cites, _)| *is_cites)
}

/// Returns the fields of a citation, as a fact sheet has them.
fn citation(cells: &BTreeMap<String, String>) -> Vec<String> {
    let cell = |column: &str| cells.get(column).map_or("", String::as_str);
    let at = format!(
        "{}#p{}.s{}",
        cell("source"),
        cell("paragraph"),
        cell("sentence")
    );
    let mut fields = vec![format!("at = {}", quoted(&at))];
    for field in CITES
        .fields
        .iter()
        .filter(|field| field.name == field.column)
    {
        let is_default =
            |cell: &&str| field.default() == Some(*cell) || field.is_key && *cell == "*";
        let value = Some(cell(field.column)).filter(|cell| !cell.is_empty() && !is_default(cell));
        fields.extend(value.map(|value| format!("{} = {}", field.name, quoted(value))));
    }
    fields
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(table: &str, cells: &[(&str, &str)]) -> NewRow {
        NewRow {
            place: Place {
                row: Some(9),
                ..Place::file(format!("{table}.csv"))
            },
            table: table.to_owned(),
            fact: "visit".to_owned(),
            cells: cells
                .iter()
                .map(|(c, v)| ((*c).to_owned(), (*v).to_owned()))
                .collect(),
        }
    }

    /// Returns the facts of a sheet of rows.
    fn facts(rows: &[NewRow]) -> String {
        let text = additions_toml(rows);
        let (_, facts) = text.split_once("\n\n").unwrap();
        facts.to_owned()
    }

    #[test]
    fn new_rows_of_a_fact_become_one_table_of_a_sheet() {
        let event = [
            ("key", "visit"),
            ("title", "A \"visit\""),
            ("date_latest", "2022-01-01"),
        ];
        let actor = [("event", "visit"), ("actor", "russia"), ("role", "host")];
        let link = [
            ("event", "visit"),
            ("relation", "follows"),
            ("other_event", "talks"),
        ];
        let rows = [
            row("events", &event),
            row("event_actors", &actor),
            row("event_links", &link),
            row(
                "facts",
                &[("key", "visit"), ("kind", "event"), ("note", "new")],
            ),
            row(
                "pending_reviews",
                &[("fact", "visit"), ("needs_review", "whose?")],
            ),
        ];
        assert_eq!(
            facts(&rows),
            "# events.csv, row 9\n[[event]]\nkey = \"visit\"\ntitle = 'A \"visit\"'\nnote = \"new\"\nneeds_review = \"whose?\"\nactors = [\n    { actor = \"russia\", role = \"host\" },\n]\nlinks = [\n    { relation = \"follows\", event = \"talks\" },\n]\ncites = [] # the sentences that say so\n"
        );
    }

    #[test]
    fn new_facts_keep_their_citations() {
        let at = |field, sentence, more: &[(&'static str, &'static str)]| {
            let cells = [
                ("fact", "visit"),
                ("field", field),
                ("source", "holm"),
                ("paragraph", "1"),
                ("sentence", sentence),
            ];
            row("citations", &[&cells[..], more].concat())
        };
        let rows = [
            row("places", &[("key", "visit"), ("name", "Visit")]),
            at("*", "3", &[("stance", "supports")]),
            at(
                "name",
                "1",
                &[
                    ("quote", "a visit"),
                    ("stance", "disputes"),
                    ("reported_value", "Wisit"),
                ],
            ),
        ];
        assert_eq!(
            facts(&rows),
            "# places.csv, row 9\n[[place]]\nkey = \"visit\"\nname = \"Visit\"\ncites = [\n    { at = \"holm#p1.s3\" },\n    { at = \"holm#p1.s1\", field = \"name\", quote = \"a visit\", stance = \"disputes\", reported_value = \"Wisit\" },\n]\n"
        );
    }
}
