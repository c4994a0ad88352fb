//! A table of a file, its values sorted by the fields of its form.
//!
//! What the form does not know is reported, so that no typo is passed over.

use super::node::{Node, Value};
use super::problem::{At, Problems, did_you_mean};
use super::span::Span;
use crate::model::form::{FIELDS_MAX, Field, Form, fields_of};

/// A table that was read.
#[derive(Debug)]
pub struct Table<'n> {
    /// Its span.
    pub span: Span,
    nodes: [Option<&'n Node<'n>>; FIELDS_MAX],
    form: Form,
}

impl<'n> Table<'n> {
    /// Sorts the values of a table by the fields of a form. Reports keys that the form does not
    /// have, and a value that is not a table, which is read as an empty one.
    pub fn read(node: &'n Node<'n>, form: Form, at: At<'_>, problems: &mut Problems) -> Self {
        let mut nodes = [None; FIELDS_MAX];
        if !matches!(node.value, Value::Table(_)) {
            node.report_mismatch("a table", at, problems);
        }
        for member in node.members() {
            match fields_of(&form).position(|field| field.name == member.key) {
                Some(number) => nodes[number] = Some(&member.node),
                None => {
                    let message = format!("unknown key `{}`", member.key);
                    let hint = did_you_mean(&member.key, fields_of(&form).map(|field| field.name));
                    let problem = problems.error(at, member.span, message);
                    problem.hints.extend(hint);
                }
            }
        }
        Self {
            span: node.span,
            nodes,
            form,
        }
    }

    /// Reads the elements of a list as tables; one that is no table is reported and left out, so that
    /// nobody misses its fields.
    pub fn read_all(
        nodes: &'n [Node<'n>],
        form: Form,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Vec<Self> {
        let mut tables = Vec::new();
        for node in nodes {
            let table = Self::read(node, form, at, problems);
            if matches!(node.value, Value::Table(_)) {
                tables.push(table);
            }
        }
        tables
    }

    /// Makes a table of which only the first field of the form is given: a value that stands for such a
    /// table in files.
    pub fn of_first(node: &'n Node<'n>, form: Form) -> Self {
        let mut nodes = [None; FIELDS_MAX];
        nodes[0] = Some(node);
        Self {
            span: node.span,
            nodes,
            form,
        }
    }

    /// Returns the values in the order of the form; those of the fields that are not given are
    /// `None`.
    pub fn nodes(&self) -> &[Option<&'n Node<'n>>] {
        &self.nodes
    }

    /// Returns the value of a field; `None` where it is not given.
    pub fn get(&self, name: &str) -> Option<&'n Node<'n>> {
        let number = fields_of(&self.form).position(|field| field.name == name);
        self.nodes[number.expect("the field is one of the form")]
    }

    /// Returns the field of a name with its value.
    pub fn field(&self, name: &str) -> (&'static Field, Option<&'n Node<'n>>) {
        let mut all = fields_of(&self.form).zip(self.nodes);
        let found = all.find(|(field, _)| field.name == name);
        found.expect("the field is one of the form")
    }

    /// Returns the text of a field; another value is reported.
    pub fn text(&self, name: &str, at: At<'_>, problems: &mut Problems) -> Option<&'n str> {
        let node = self.get(name)?;
        let text = node.as_text();
        if text.is_none() {
            node.report_mismatch("a string", at, problems);
        }
        text
    }

    /// Returns the number of a field; another value is reported.
    pub fn number(&self, name: &str, at: At<'_>, problems: &mut Problems) -> Option<i64> {
        let node = self.get(name)?;
        let Value::Integer(number) = node.value else {
            node.report_mismatch("a whole number", at, problems);
            return None;
        };
        Some(number)
    }

    /// Returns the elements of a list; another value is reported.
    pub fn elements(&self, name: &str, at: At<'_>, problems: &mut Problems) -> &'n [Node<'n>] {
        match self.get(name).map(|node| (node, &node.value)) {
            None => &[],
            Some((_, Value::List(list))) => list,
            Some((node, _)) => {
                node.report_mismatch("a list", at, problems);
                &[]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::sheet;
    use crate::model::form::{Content, field, form};

    const THING: &[Field] = &[
        field("name", Content::Line),
        field("size", Content::Number),
        field("at", Content::Lines),
    ];

    #[test]
    fn an_element_that_is_no_table_is_one_problem() {
        let text = "at = [\"boat\", { name = \"raft\" }]\n";
        let mut problems = Problems::default();
        let tree = sheet::parse("t.toml", text, &mut problems);
        let at = At::from("t.toml");
        let table = Table::read(&tree.root, form([THING]), at, &mut problems);
        let nodes = table.elements("at", at, &mut problems);
        let tables = Table::read_all(nodes, form([THING]), at, &mut problems);
        assert_eq!(tables.len(), 1);
        assert_eq!(problems.report().problems.len(), 1);
    }

    #[test]
    fn what_is_right_is_read_and_every_mistake_is_reported_in_one_run() {
        let text = "nam = 1\nname = 2022-01-01\nsize = \"big\"\nat = \"x\"\n";
        let mut problems = Problems::default();
        let tree = sheet::parse("t.toml", text, &mut problems);
        let at = At::from("t.toml");
        let table = Table::read(&tree.root, form([THING]), at, &mut problems);
        assert_eq!(table.text("name", at, &mut problems), None);
        assert_eq!(table.number("size", at, &mut problems), None);
        assert!(table.elements("at", at, &mut problems).is_empty());
        let shown = problems.report().problems.into_iter().map(|problem| {
            let hints = problem.hints.join("; ");
            format!("{:?}: {} [{hints}]", &text[problem.span], problem.message)
        });
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [
                "\"nam\": unknown key `nam` [did you mean `name`?]",
                "\"2022-01-01\": found a date, expected a string [put the date in quotes]",
                "\"\\\"big\\\"\": found string \"big\", expected a whole number []",
                "\"\\\"x\\\"\": found string \"x\", expected a list [put it in brackets: [\"x\"]]",
            ]
        );
        let text = "name = \"a\"\nsize = 3\n";
        let tree = sheet::parse("t.toml", text, &mut Problems::default());
        let table = Table::read(&tree.root, form([THING]), at, &mut Problems::default());
        let mut problems = Problems::default();
        assert_eq!(table.text("name", at, &mut problems), Some("a"));
        assert_eq!(table.number("size", at, &mut problems), Some(3));
        assert!(table.get("at").is_none() && problems.is_empty());
    }
}
