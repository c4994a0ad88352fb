//! How a sheet writes what the tables hold: which list and field of a fact a column comes from.
//!
//! A correction names tables and columns, as analysts see them; the sheet has lists and fields.

use crate::dataset::node::{Node, Value};
use crate::dataset::span::Span;

/// A table whose rows are the elements of a list of the fact.
#[derive(Debug)]
pub struct ChildTable {
    /// The table.
    pub name: &'static str,
    /// The list in the sheet.
    pub list: &'static str,
    /// The columns of the primary key without the fact, each with its field in the sheet.
    pub key: &'static [(&'static str, &'static str)],
    /// The other columns that can be corrected, each with its field.
    pub others: &'static [(&'static str, &'static str)],
    /// The one of those that is never empty: a row comes and goes with it.
    pub required: Option<&'static str>,
}

/// The tables that hold what is listed in facts.
pub const CHILD_TABLES: &[ChildTable] = &[
    ChildTable {
        name: "actor_names",
        list: "names",
        key: &[("name", "name")],
        others: &[("kind", "kind")],
        required: Some("kind"),
    },
    ChildTable {
        name: "actor_identifiers",
        list: "identifiers",
        key: &[("scheme", "scheme")],
        others: &[("identifier", "identifier")],
        required: Some("identifier"),
    },
    ChildTable {
        name: "event_actors",
        list: "actors",
        key: &[("actor", "actor"), ("role", "role")],
        others: &[("detail", "detail")],
        required: None,
    },
    ChildTable {
        name: "event_places",
        list: "places",
        key: &[("place", "place"), ("role", "role")],
        others: &[],
        required: None,
    },
    ChildTable {
        name: "event_instruments",
        list: "instruments",
        key: &[("instrument", "instrument"), ("role", "role")],
        others: &[],
        required: None,
    },
    ChildTable {
        name: "event_links",
        list: "links",
        key: &[("relation", "relation"), ("other_event", "event")],
        others: &[],
        required: None,
    },
    ChildTable {
        name: "citations",
        list: "cites",
        key: &[
            ("field", "field"),
            ("source", "at"),
            ("paragraph", "at"),
            ("sentence", "at"),
        ],
        others: &[
            ("quote", "quote"),
            ("stance", "stance"),
            ("reported_value", "reported_value"),
        ],
        required: None,
    },
];

/// The fields of each kind of fact that are never empty.
pub const REQUIRED: &[(&str, &[&str])] = &[
    ("actor", &["name", "kind"]),
    ("office", &["holder", "title", "body"]),
    ("membership", &["member", "organization", "status"]),
    ("place", &["name", "kind"]),
    ("instrument", &["name", "kind"]),
    ("event", &["type", "title", "status"]),
    ("position", &["actor", "subject", "stance"]),
    ("claim", &["subject", "statement", "modality"]),
];

/// The fields of sheets that name another fact, wherever they stand.
pub const REFERENCES: &[&str] = &[
    "actor",
    "body",
    "country",
    "event",
    "holder",
    "instrument",
    "member",
    "organization",
    "parent",
    "part_of",
    "place",
    "said_by",
    "subject",
];

/// Columns that the program derives, each with the column to correct instead.
pub const DERIVED: &[(&str, &str)] = &[
    ("date_earliest", "date"),
    ("date_latest", "date"),
    ("date_precision", "date"),
    ("date_approximate", "date"),
    ("date_uncertain", "date"),
    ("quote_start", "quote"),
    ("quote_end", "quote"),
];

/// Returns the column that a column is derived from; `None` where it is not derived.
pub fn derived_from(column: &str) -> Option<&'static str> {
    DERIVED
        .iter()
        .find(|(name, _)| *name == column)
        .map(|(_, of)| *of)
}

/// Returns the column that a row of a table comes and goes with, if it has one.
pub fn child_required(table: &str) -> Option<&'static str> {
    ChildTable::of(table)?.required
}

/// What a sentence does that is cited without more.
const STANCE: &str = "supports";

/// Returns what a column of a table holds where the sheet says nothing.
pub fn child_default(table: &str, column: &str) -> Option<&'static str> {
    ChildTable::of(table)?.default(column)
}

impl ChildTable {
    /// Returns the table of a name.
    pub fn of(name: &str) -> Option<&'static Self> {
        CHILD_TABLES.iter().find(|table| table.name == name)
    }

    /// Returns what a column holds where the sheet says nothing.
    pub fn default(&self, column: &str) -> Option<&'static str> {
        (self.name == "citations" && column == "stance").then_some(STANCE)
    }

    /// Lists the columns that can be corrected.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.key
            .iter()
            .chain(self.others)
            .map(|(column, _)| *column)
    }

    /// Returns the value of a column of an element, as the table has it.
    pub fn value(&self, element: &Node, column: &str, source: Option<&str>) -> Option<String> {
        if self.name == "citations" {
            return citation_value(element, column, source);
        }
        let (_, field) = self
            .key
            .iter()
            .chain(self.others)
            .find(|(c, _)| *c == column)?;
        element.text(field).map(str::to_owned)
    }

    /// Sets a column of an element; `None` empties it.
    pub fn set(
        &self,
        element: &mut Node,
        column: &str,
        value: Option<&str>,
        span: &Span,
        source: Option<&str>,
    ) {
        if self.name == "citations" {
            set_citation(element, column, value, span, source);
        } else if let Some((_, field)) = self
            .key
            .iter()
            .chain(self.others)
            .find(|(c, _)| *c == column)
        {
            element.set(field, value, span);
        }
    }
}

/// A citation in the sheet: a bare locator, or a table; the table `citations` takes its locator
/// apart and writes `*` for the whole fact.
fn citation_value(element: &Node, column: &str, source: Option<&str>) -> Option<String> {
    let (own_source, place) = citation_place(element, source);
    let number = |letter: char| {
        let mut parts = place?.split('.');
        let part = parts.find_map(|part| part.strip_prefix(letter))?;
        Some(part.to_owned())
    };
    match column {
        "field" => Some(element.text("field").unwrap_or("*").to_owned()),
        "source" => own_source.map(str::to_owned),
        "paragraph" => number('p'),
        "sentence" => number('s'),
        "stance" => Some(element.text("stance").unwrap_or(STANCE).to_owned()),
        other => element.text(other).map(str::to_owned),
    }
}

/// Returns the source and the locator of a citation.
fn citation_place<'n>(
    element: &'n Node,
    source: Option<&'n str>,
) -> (Option<&'n str>, Option<&'n str>) {
    let at = match &element.value {
        Value::Text(text) => Some(text.as_str()),
        _ => element.text("at"),
    };
    match at.and_then(|at| at.split_once('#')) {
        Some((source, place)) => (Some(source), Some(place)),
        None => (source, at),
    }
}

fn set_citation(
    element: &mut Node,
    column: &str,
    value: Option<&str>,
    span: &Span,
    source: Option<&str>,
) {
    if let Value::Text(at) = &element.value {
        let at = Node {
            span: element.span.clone(),
            value: Value::Text(at.clone()),
        };
        element.value = Value::Table(vec![(element.span.clone(), "at".to_owned(), at)]);
    }
    let part = |name| match value {
        Some(value) if column == name => value.to_owned(),
        _ => citation_value(element, name, source).unwrap_or_default(),
    };
    match column {
        "source" | "paragraph" | "sentence" => {
            let at = format!(
                "{}#p{}.s{}",
                part("source"),
                part("paragraph"),
                part("sentence")
            );
            element.set("at", Some(&at), span);
        }
        "field" => element.set("field", value.filter(|field| *field != "*"), span),
        other => element.set(other, value, span),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::dataset::raw::KINDS;
    use crate::store::Store;

    #[test]
    fn the_form_of_the_sheet_covers_every_column_of_the_tables() {
        let store = Store::in_memory().unwrap();
        let schema = store.schema();
        let facts = schema
            .tables()
            .filter(|table| schema.belongs_to_facts(table));
        for table in facts.filter(|table| table.primary_key.len() > 1) {
            let child = ChildTable::of(&table.name).unwrap_or_else(|| panic!("{}", table.name));
            let key: Vec<&str> = child.key.iter().map(|(column, _)| *column).collect();
            assert_eq!(table.primary_key[1..], key, "{}", table.name);
            let derived = DERIVED.iter().map(|(column, _)| *column);
            let known: BTreeSet<&str> = child.columns().chain(derived).collect();
            for column in table
                .columns
                .iter()
                .filter(|c| c.name != table.primary_key[0])
            {
                assert!(
                    known.contains(column.name.as_str()),
                    "{}.{}",
                    table.name,
                    column.name
                );
            }
            let not_null = table
                .columns
                .iter()
                .find(|c| !c.nullable && !table.primary_key.contains(&c.name));
            let required = not_null
                .map(|c| c.name.as_str())
                .filter(|name| *name != "stance");
            assert_eq!(child.required, required, "{}", table.name);
        }
    }

    #[test]
    fn what_is_never_empty_in_the_tables_is_never_empty_in_the_sheet() {
        let store = Store::in_memory().unwrap();
        for ((kind, required), (name, _)) in REQUIRED.iter().zip(KINDS) {
            assert_eq!(kind, name);
            let table = store.schema().relation(&format!("{kind}s")).unwrap();
            let columns = table
                .columns
                .iter()
                .filter(|c| !c.nullable && c.name != "key");
            let not_null: BTreeSet<&str> = columns.map(|c| c.name.as_str()).collect();
            assert_eq!(
                required.iter().copied().collect::<BTreeSet<_>>(),
                not_null,
                "{kind}"
            );
        }
    }

    #[test]
    fn every_reference_between_facts_is_known_as_one() {
        let store = Store::in_memory().unwrap();
        let schema = store.schema();
        for table in schema
            .tables()
            .filter(|table| schema.belongs_to_facts(table))
        {
            for key in &table.foreign_keys {
                let to_facts = schema
                    .relation(&key.table)
                    .is_some_and(|of| schema.belongs_to_facts(of));
                let is_own = table.primary_key.first() == key.columns.first();
                if !to_facts || is_own {
                    continue;
                }
                let child = ChildTable::of(&table.name);
                let in_key =
                    child.and_then(|c| c.key.iter().find(|(column, _)| *column == key.columns[0]));
                let field = in_key.map_or(key.columns[0].as_str(), |(_, field)| field);
                assert!(
                    REFERENCES.contains(&field),
                    "{}.{}",
                    table.name,
                    key.columns[0]
                );
            }
        }
    }
}
