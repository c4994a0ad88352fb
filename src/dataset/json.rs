//! A line of JSON as a tree of values that know where they stand.
//!
//! serde_json reads the JSON. It keeps no places, but hands out unread parts of the line; where a
//! part lies in the line is its place.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{NULL, Node, Value};
use super::span::Span;

/// The deepest nesting that is looked into; no fact comes near.
const DEPTH_MAX: usize = 16;

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// Where, in bytes.
    pub at: usize,
    /// What.
    pub message: String,
}

/// Parses a line. Returns its tree and the keys that stand twice in one object, each with the place
/// of the later one.
///
/// # Errors
/// The line is no JSON.
pub fn parse(line: &str) -> Result<(Node, Vec<(Span, String)>), JsonFault> {
    let raw: &RawValue = serde_json::from_str(line).map_err(|error| fault(&error, 0))?;
    let mut parser = Parser {
        line,
        doubles: Vec::new(),
    };
    let node = parser.node(raw, 0)?;
    Ok((node, parser.doubles))
}

fn fault(error: &serde_json::Error, start: usize) -> JsonFault {
    let text = error.to_string();
    // The place follows in a form of its own.
    let end = text.rfind(" at line ").unwrap_or(text.len());
    JsonFault {
        at: start + error.column().saturating_sub(1),
        message: text[..end].to_owned(),
    }
}

struct Parser<'a> {
    line: &'a str,
    doubles: Vec<(Span, String)>,
}

impl<'a> Parser<'a> {
    /// Returns where a part of the line stands in it.
    fn start_of(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.line.as_ptr() as usize
    }

    fn node(&mut self, raw: &'a RawValue, depth: usize) -> Result<Node, JsonFault> {
        let text = raw.get();
        let start = self.start_of(text);
        let failed = |error: serde_json::Error| fault(&error, start);
        let value = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth == DEPTH_MAX => Value::Other("values nested too deep"),
            Some(b'{') => {
                let Object(entries) = serde_json::from_str(text).map_err(failed)?;
                Value::Table(self.entries(entries, depth)?)
            }
            Some(b'[') => {
                let Array(elements) = serde_json::from_str(text).map_err(failed)?;
                let nodes = elements.into_iter().map(|raw| self.node(raw, depth + 1));
                Value::List(nodes.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Value::Text(serde_json::from_str(text).map_err(failed)?),
            Some(b't') => Value::Boolean(true),
            Some(b'f') => Value::Boolean(false),
            Some(b'n') => Value::Other(NULL),
            _ => match text.parse() {
                Ok(number) => Value::Integer(number),
                Err(_) if text.contains(['.', 'e', 'E']) => Value::Other("a decimal number"),
                Err(_) => Value::Other("a number that is too large"),
            },
        };
        let span = (start..start + text.len()).into();
        Ok(Node { span, value })
    }

    fn entries(
        &mut self,
        entries: Vec<(Key<'a>, &'a RawValue)>,
        depth: usize,
    ) -> Result<Vec<(Span, String, Node)>, JsonFault> {
        let mut nodes: Vec<(Span, String, Node)> = Vec::with_capacity(entries.len());
        for (Key(key), raw) in entries {
            let node = self.node(raw, depth + 1)?;
            let span: Span = match &key {
                Cow::Borrowed(key) => {
                    let start = self.start_of(key);
                    (start..start + key.len()).into()
                }
                // A key with escapes is nowhere in the line as it reads.
                Cow::Owned(_) => node.span.clone(),
            };
            if nodes.iter().any(|(_, known, _)| *known == key) {
                self.doubles.push((span, key.into_owned()));
            } else {
                nodes.push((span, key.into_owned(), node));
            }
        }
        Ok(nodes)
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The keys and unread values of an object, in order.
struct Object<'a>(Vec<(Key<'a>, &'a RawValue)>);

/// The unread values of an array.
struct Array<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Object(entries))
    }
}

impl<'de> Deserialize<'de> for Array<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ArrayVisitor)
    }
}

struct ArrayVisitor;

impl<'de> Visitor<'de> for ArrayVisitor {
    type Value = Array<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Array(elements))
    }
}

/// What a line says at first sight: the kind of its fact, its key, and what sort of actor it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Peek<'a> {
    /// The only key of the line.
    pub kind: Cow<'a, str>,
    /// The fact's key.
    pub key: Option<Cow<'a, str>>,
    /// The fact's `kind`.
    pub sort: Option<Cow<'a, str>>,
    /// Where the key stands in the line, in bytes; 0 where there is none.
    pub at: usize,
}

/// Looks at a line without reading it all; `None` where it is not one object in another.
pub fn peek(line: &str) -> Option<Peek<'_>> {
    let Object(mut entries) = serde_json::from_str(line).ok()?;
    let (Key(kind), raw) = entries.pop().filter(|_| entries.is_empty())?;
    #[derive(Deserialize)]
    struct Fact<'a> {
        #[serde(borrow)]
        key: Option<&'a RawValue>,
        #[serde(borrow)]
        kind: Option<&'a RawValue>,
    }
    let fact: Fact<'_> = serde_json::from_str(raw.get()).ok()?;
    let key = fact.key.and_then(text_of);
    let start = |raw: &RawValue| raw.get().as_ptr() as usize - line.as_ptr() as usize;
    let at = fact.key.map_or(0, start);
    Some(Peek {
        kind,
        key,
        sort: fact.kind.and_then(text_of),
        at,
    })
}

/// Returns the text of a value, if it is one.
fn text_of(raw: &RawValue) -> Option<Cow<'_, str>> {
    let key: Result<Key<'_>, _> = serde_json::from_str(raw.get());
    key.ok().map(|Key(text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, node: &Node) -> String {
        let text = &line[node.span.range()];
        match &node.value {
            Value::Table(entries) => {
                let entries = entries.iter().map(|(span, key, node)| {
                    assert!(line[span.range()] == *key || key.contains('é'), "{key}");
                    format!("{key}: {}", shown(line, node))
                });
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Value::List(list) => {
                let nodes: Vec<_> = list.iter().map(|node| shown(line, node)).collect();
                format!("[{}]", nodes.join(", "))
            }
            Value::Other(name) => format!("{name} {text}"),
            value => format!("{value:?} {text}"),
        }
    }

    #[test]
    fn every_value_knows_where_it_stands() {
        let line = r#" {"event": {"key":"a", "n": -3, "t": [true, null, 1.5, "b\n\u00e9"], "\u00e9": 99999999999999999999} } "#;
        let (node, doubles) = parse(line).unwrap();
        assert!(doubles.is_empty());
        assert_eq!(
            shown(line, &node),
            r#"{event: {key: Text("a") "a", n: Integer(-3) -3, t: [Boolean(true) true, null null, a decimal number 1.5, Text("b\né") "b\n\u00e9"], é: a number that is too large 99999999999999999999}}"#
        );
        let peek = peek(line).unwrap();
        assert_eq!((&*peek.kind, peek.key.as_deref()), ("event", Some("a")));
        assert_eq!(&line[peek.at..peek.at + 3], "\"a\"");
    }

    #[test]
    fn what_is_no_json_is_refused_where_it_breaks() {
        for (line, at, message) in [
            ("{\"a\": }", 6, "expected value"),
            ("{\"a\": 1", 6, "EOF while parsing an object"),
            ("{\"a\": 1} x", 9, "trailing characters"),
            ("{\"a\": \"\\ud800\"}", 13, "unexpected end of hex escape"),
        ] {
            let fault = parse(line).unwrap_err();
            assert_eq!((fault.at, fault.message.as_str()), (at, message), "{line}");
        }
        let deep = "[".repeat(500_000) + &"]".repeat(500_000);
        let (node, _) = parse(&deep).unwrap();
        assert!(matches!(node.value, Value::List(_)), "{:?}", node.span);
    }

    #[test]
    fn a_key_that_stands_twice_is_told() {
        let (node, doubles) = parse(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#).unwrap();
        assert_eq!(
            node.get("b").unwrap().get("c").unwrap().span,
            (20..21).into()
        );
        assert_eq!(doubles, [((24..25).into(), "c".to_owned())]);
    }
}
