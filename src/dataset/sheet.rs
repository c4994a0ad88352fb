//! A file of TOML as a tree of values that know their span.
//!
//! A line break in a text of several lines is LF in the tree, whatever it is in the file: a sheet that
//! git or an editor turned to CR LF says the same.

use std::borrow::Cow;

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
        value: table_value(table.into_inner(), text),
    };
    Tree { root, broken }
}

fn node<'a>(value: toml::Spanned<DeValue<'a>>, file: &str) -> Node<'a> {
    let span = value.span();
    let value = match value.into_inner() {
        // An escaped CR LF is meant, and a text that has one on a single line is left as it is.
        DeValue::String(text) if text.contains("\r\n") && file[span.clone()].contains("\r\n") => {
            Value::Text(Cow::Owned(text.replace("\r\n", "\n")))
        }
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number that is too large"),
        },
        DeValue::Boolean(flag) => Value::Boolean(flag),
        DeValue::Array(list) => {
            Value::List(list.into_iter().map(|value| node(value, file)).collect())
        }
        DeValue::Table(table) => table_value(table, file),
        DeValue::Float(_) => Value::Other("a decimal number"),
        DeValue::Datetime(_) => Value::Other(A_DATE),
    };
    Node {
        span: span.into(),
        value,
    }
}

fn table_value<'a>(table: DeTable<'a>, file: &str) -> Value<'a> {
    let members = table.into_iter().map(|(key, value)| Member {
        span: key.span().into(),
        key: key.into_inner(),
        node: node(value, file),
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
    fn a_file_with_cr_lf_says_what_it_says_with_lf() {
        let unix = "[[thing]]\nnote = \"\"\"\nfirst \\\n  half\n\nsecond\"\"\"\nraw = '''a\nb'''\nat = [\n \"x\",\n]\n";
        let dos = unix.replace('\n', "\r\n");
        let digest = |text: &str| {
            let mut problems = Problems::default();
            let tree = parse("t.toml", text, &mut problems);
            assert!(problems.is_empty());
            let [thing] = tree.root.list("thing") else {
                panic!("one thing");
            };
            assert_eq!(thing.text_of("note"), Some("first half\n\nsecond"));
            assert_eq!(thing.text_of("raw"), Some("a\nb"));
            thing.digest()
        };
        assert_eq!(digest(unix), digest(&dos));
        // What is written as an escape is no line break of the file.
        let text = "[[thing]]\r\nnote = \"a\\r\\nb\"\r\n";
        let tree = parse("t.toml", text, &mut Problems::default());
        assert_eq!(tree.root.list("thing")[0].text_of("note"), Some("a\r\nb"));
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
