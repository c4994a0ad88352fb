//! Columns: how the elements of lists in files map to the rows of tables.
//!
//! A correction names tables and columns, as analysts see them; a file has lists and fields. The form
//! of facts says which field fills which column. Only a citation looks otherwise in a file: it is a
//! bare locator or a table, its source, paragraph and sentence in one text.
//!
//! ```text
//! cites = ["culp-2023#p6.s3", { at = "p6.s4", field = "date", quote = "in May" }]
//!
//! citations[*,culp-2023,6,3]       the first; `*` is the whole fact
//! citations[date,culp-2023,6,4]    the second, in the folder of `culp-2023`
//! ```

use std::borrow::Cow;

use crate::dataset::node::{Member, Node, Value};
use crate::dataset::span::Span;
use crate::model::form::{CITES, Content, Field, List};

/// How an element of a list is read and written as a row of the table that the list fills.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The list that the element is in.
    pub list: &'static List,
    /// The source of a file whose locators do not name one.
    pub source: Option<&'a str>,
}

/// Returns a value as the ledger writes it.
pub fn text_of(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns a text of the ledger as the value of a field. A text that is not a number stays one, for
/// the checker to report.
pub fn node_of(field: &Field, text: &str, span: Span) -> Node<'static> {
    let value = match (field.content, text.parse()) {
        (Content::Number, Ok(number)) => Value::Integer(number),
        _ => Value::Text(Cow::Owned(text.to_owned())),
    };
    Node { span, value }
}

impl Columns<'_> {
    /// Returns the value of a column of an element, as the table has it.
    pub fn value(&self, element: &Node<'_>, field: &Field) -> Option<String> {
        if self.list == &CITES {
            return self.citation_value(element, field.column);
        }
        element.get(field.name).and_then(text_of)
    }

    /// Sets a column of an element; `None` empties it.
    pub fn set(&self, element: &mut Node<'static>, field: &Field, value: Option<&str>, span: Span) {
        if self.list == &CITES {
            self.set_citation(element, field, value, span);
        } else {
            let node = value.map(|value| node_of(field, value, span));
            element.put(field.name, node);
        }
    }

    /// Returns a column of a citation; the table writes `*` for the whole fact.
    fn citation_value(&self, element: &Node<'_>, column: &str) -> Option<String> {
        let (source, locator) = self.location(element);
        let number = |letter: char| {
            let mut parts = locator?.split('.');
            let part = parts.find_map(|part| part.strip_prefix(letter))?;
            Some(part.to_owned())
        };
        match column {
            "field" => Some(element.text_of("field").unwrap_or("*").to_owned()),
            "source" => source.map(str::to_owned),
            "paragraph" => number('p'),
            "sentence" => number('s'),
            other => {
                let default = || CITES.field_of(other)?.default();
                let text = element.text_of(other).or_else(default);
                text.map(str::to_owned)
            }
        }
    }

    /// Returns the source and the locator of a citation.
    fn location<'n>(&'n self, element: &'n Node<'_>) -> (Option<&'n str>, Option<&'n str>) {
        let at = element.as_text().or_else(|| element.text_of("at"));
        match at.and_then(|at| at.split_once('#')) {
            Some((source, locator)) => (Some(source), Some(locator)),
            None => (self.source, at),
        }
    }

    fn set_citation(
        &self,
        element: &mut Node<'static>,
        field: &Field,
        value: Option<&str>,
        span: Span,
    ) {
        if element.as_text().is_some() {
            // A bare locator becomes a table that says the same.
            let at = Member {
                span: element.span,
                key: "at".into(),
                node: element.clone(),
            };
            element.value = Value::Table(vec![at]);
        }
        let part = |name| match value {
            Some(value) if field.column == name => value.to_owned(),
            _ => self.citation_value(element, name).unwrap_or_default(),
        };
        let value = match field.column {
            "source" | "paragraph" | "sentence" => {
                let [source, paragraph, sentence] = ["source", "paragraph", "sentence"].map(part);
                Some(format!("{source}#p{paragraph}.s{sentence}"))
            }
            "field" => value.filter(|field| *field != "*").map(str::to_owned),
            _ => value.map(str::to_owned),
        };
        element.put(field.name, value.map(|value| Node::text(span, value)));
    }
}
