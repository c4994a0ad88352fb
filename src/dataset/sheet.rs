//! A file of TOML as a tree of values that know their span.

use toml::de::{DeTable, DeValue};

use super::node::{A_DATE, Member, Node, Value};
use super::problem::Problems;
use super::span::Span;

/// The values of one file of TOML.
#[derive(Debug)]
pub struct Tree<'a> {
    /// The table of the whole file.
    pub root: Node<'a>,
    /// The offsets at which the file is not TOML.
    pub broken: Vec<usize>,
}

/// Parses a file of TOML; whatever is wrong is added to the problems.
///
/// Where the file is not TOML, the parser recovers what it can of the rest, so that its keys resolve
/// and its other mistakes are reported.
pub fn parse<'a>(file: &str, text: &'a str, problems: &mut Problems) -> Tree<'a> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut broken = Vec::new();
    for error in &errors {
        let span = error.span().unwrap_or_default();
        broken.push(span.start);
        let message = format!("this is not TOML: {}", error.message());
        problems.error(file, span, message).is_syntax = true;
    }
    let root = Node {
        span: Span::default(),
        value: table_value(table.into_inner()),
    };
    Tree { root, broken }
}

fn node(value: toml::Spanned<DeValue<'_>>) -> Node<'_> {
    let span = value.span().into();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number that is too large"),
        },
        DeValue::Boolean(flag) => Value::Boolean(flag),
        DeValue::Array(list) => Value::List(list.into_iter().map(node).collect()),
        DeValue::Table(table) => table_value(table),
        DeValue::Float(_) => Value::Other("a decimal number"),
        DeValue::Datetime(_) => Value::Other(A_DATE),
    };
    Node { span, value }
}

fn table_value(table: DeTable<'_>) -> Value<'_> {
    let members = table.into_iter().map(|(key, value)| Member {
        span: key.span().into(),
        key: key.into_inner(),
        node: node(value),
    });
    let mut members: Vec<Member<'_>> = members.collect();
    members.sort_by_key(|member| member.span.start);
    Value::Table(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_toml_is_reported_wherever_it_breaks() {
        let mut problems = Problems::default();
        let text = "[[thing]]\nname = \n[[thing]]\nsize = = 3\n";
        let tree = parse("t.toml", text, &mut problems);
        let problems = problems.report().problems;
        assert!(problems.len() >= 2 && tree.broken.len() == problems.len());
        for problem in problems {
            assert!(problem.message.starts_with("this is not TOML: "));
        }
    }

    #[test]
    fn values_come_in_the_order_of_the_file_with_their_spans() {
        let text = "[[thing]]\nname = \"a\"\nat = [\"x\", { size = 3 }]";
        let tree = parse("t.toml", text, &mut Problems::default());
        let [thing] = tree.root.list("thing") else {
            panic!("one thing");
        };
        let name = thing.get("name").unwrap();
        assert_eq!(
            (&text[name.span.range()], name.as_text()),
            ("\"a\"", Some("a"))
        );
        let spans = thing.list("at").iter().map(|node| &text[node.span.range()]);
        assert_eq!(spans.collect::<Vec<_>>(), ["\"x\"", "{ size = 3 }"]);
    }
}
