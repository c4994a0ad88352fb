//! A line of JSON as a tree of values that know their span.
//!
//! serde_json reads the JSON in one pass and hands out texts that it need not copy. It keeps no
//! offsets, but each value begins where the one before it ended, but for white space, a colon or a
//! comma, which serde_json has found right by then. So a cursor that goes along knows every span:
//!
//! ```text
//! {"event": {"key": "a", "n": [1, 2]}}
//!           ^     ^      the object begins behind the key and its colon;
//!           |     the text ends as far behind its beginning as it is long, quotes included
//! ```

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{Member, NULL, Node, Value};
use super::span::Span;

/// The deepest nesting that is read; facts need a third of it.
const DEPTH_MAX: usize = 16;

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// Its offset, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// Parses a line. Returns its tree and the keys that stand twice in one object, each with the span
/// of the later one.
///
/// # Errors
/// The line is not JSON.
pub fn parse(line: &str) -> Result<(Node<'_>, Vec<(Span, String)>), JsonFault> {
    let cursor = Cursor {
        line,
        at: Cell::new(0),
        doubles: RefCell::default(),
    };
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let parsed = cursor.seed(0).deserialize(&mut deserializer);
    let node = parsed.and_then(|node| deserializer.end().map(|()| node));
    match node {
        Ok(node) => Ok((node, cursor.doubles.into_inner())),
        Err(error) => Err(fault(&error)),
    }
}

fn fault(error: &serde_json::Error) -> JsonFault {
    let text = error.to_string();
    // serde_json appends the line and column.
    let end = text.rfind(" at line ").unwrap_or(text.len());
    JsonFault {
        at: error.column().saturating_sub(1),
        message: text[..end].to_owned(),
    }
}

/// How far a line has been read.
struct Cursor<'a> {
    line: &'a str,
    at: Cell<usize>,
    doubles: RefCell<Vec<(Span, String)>>,
}

impl<'a> Cursor<'a> {
    fn seed(&self, depth: usize) -> Seed<'_, 'a> {
        Seed {
            cursor: self,
            depth,
        }
    }

    /// Moves to the next value, key or closing bracket, and returns its first byte.
    fn skip(&self) -> Option<u8> {
        let rest = &self.line.as_bytes()[self.at.get()..];
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b':' | b',');
        let skipped = rest.iter().take_while(blank).count();
        self.at.set(self.at.get() + skipped);
        rest.get(skipped).copied()
    }

    /// Moves past so many bytes, and returns their span.
    fn take(&self, length: usize) -> Span {
        let start = self.at.get();
        self.at.set(start + length);
        (start..start + length).into()
    }

    /// Moves past a text that begins here, and returns its span.
    fn take_text(&self, text: &Text<'_>) -> Span {
        if let Cow::Borrowed(text) = text.0 {
            return self.take(text.len() + 2);
        }
        // A text with escapes was copied, and takes more bytes in the line than it has.
        let mut bytes = self.line.as_bytes()[self.at.get()..].iter().skip(1);
        let mut length = 1;
        while let Some(byte) = bytes.next() {
            length += 1;
            match byte {
                b'\\' => {
                    bytes.next();
                    length += 1;
                }
                b'"' => break,
                _ => {}
            }
        }
        self.take(length)
    }
}

/// Reads one value.
struct Seed<'c, 'a> {
    cursor: &'c Cursor<'a>,
    depth: usize,
}

impl<'a> DeserializeSeed<'a> for Seed<'_, 'a> {
    type Value = Node<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Node<'a>, D::Error> {
        let cursor = self.cursor;
        let first = cursor.skip();
        let start = cursor.at.get();
        match first {
            Some(b'{' | b'[') if self.depth < DEPTH_MAX => {
                cursor.at.set(start + 1);
                let value = deserializer.deserialize_any(self)?;
                cursor.skip();
                cursor.take(1);
                let span = (start..cursor.at.get()).into();
                Ok(Node { span, value })
            }
            Some(b'"') => {
                let text = Text::deserialize(deserializer)?;
                let span = cursor.take_text(&text);
                Ok(Node::text(span, text.0))
            }
            _ => {
                let raw = <&RawValue>::deserialize(deserializer)?.get();
                let span = cursor.take(raw.len());
                let value = scalar(raw);
                Ok(Node { span, value })
            }
        }
    }
}

fn scalar(raw: &str) -> Value<'static> {
    match raw.as_bytes().first() {
        Some(b'{' | b'[') => Value::Other("values nested too deep"),
        Some(b't') => Value::Boolean(true),
        Some(b'f') => Value::Boolean(false),
        Some(b'n') => Value::Other(NULL),
        _ => match raw.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) if raw.contains(['.', 'e', 'E']) => Value::Other("a decimal number"),
            Err(_) => Value::Other("a number that is too large"),
        },
    }
}

impl<'a> Visitor<'a> for Seed<'_, 'a> {
    type Value = Value<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Value<'a>, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element_seed(self.cursor.seed(self.depth + 1))? {
            list.push(node);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Value<'a>, A::Error> {
        let mut members: Vec<Member<'a>> = Vec::with_capacity(8);
        let mut keys = Keys::default();
        while let Some(key) = map.next_key::<Text<'a>>()? {
            self.cursor.skip();
            let quoted = self.cursor.take_text(&key);
            let span = Span::from(quoted.start + 1..quoted.end - 1);
            let Text(key) = key;
            let node = map.next_value_seed(self.cursor.seed(self.depth + 1))?;
            if keys.add(&members, key.clone()) {
                members.push(Member { span, key, node });
            } else {
                let double = (span, key.into_owned());
                self.cursor.doubles.borrow_mut().push(double);
            }
        }
        Ok(Value::Table(members))
    }
}

/// The keys of an object, looked up in a set once they are many.
#[derive(Default)]
struct Keys<'a>(HashSet<Cow<'a, str>>);

impl<'a> Keys<'a> {
    /// Adds a key to those of the members; returns whether it is new.
    fn add(&mut self, members: &[Member<'a>], key: Cow<'a, str>) -> bool {
        const MANY: usize = 32;
        if members.len() < MANY {
            return !members.iter().any(|member| member.key == key);
        }
        if self.0.is_empty() {
            self.0 = members.iter().map(|member| member.key.clone()).collect();
        }
        self.0.insert(key)
    }
}

/// A text, borrowed from the line where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The part of a line that the first pass needs: the kind of its fact, its key, and an actor's kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Peek<'a> {
    /// The only key of the line.
    pub kind: Cow<'a, str>,
    /// The fact's key.
    pub key: Option<Cow<'a, str>>,
    /// The fact's `kind`.
    pub actor_kind: Option<Cow<'a, str>>,
    /// The offset of the key in the line, in bytes; 0 for a line without one.
    pub at: usize,
}

/// Peeks at a line: all of its JSON is parsed, but only these values are kept. `None` where it is not
/// one object in another.
pub fn peek(line: &str) -> Option<Peek<'_>> {
    let Peeked {
        kind,
        fact: Fact { key, kind: sort },
    } = serde_json::from_str(line).ok()?;
    let offset = |raw: &RawValue| raw.get().as_ptr() as usize - line.as_ptr() as usize;
    Some(Peek {
        kind,
        at: key.map_or(0, offset),
        key: key.and_then(text_of),
        actor_kind: sort.and_then(text_of),
    })
}

#[derive(Deserialize)]
struct Fact<'a> {
    #[serde(borrow)]
    key: Option<&'a RawValue>,
    #[serde(borrow)]
    kind: Option<&'a RawValue>,
}

struct Peeked<'a> {
    kind: Cow<'a, str>,
    fact: Fact<'a>,
}

impl<'de> Deserialize<'de> for Peeked<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneMember;
        impl<'de> Visitor<'de> for OneMember {
            type Value = Peeked<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with one key")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Peeked<'de>, A::Error> {
                let member = map.next_entry::<Text<'de>, Fact<'de>>()?;
                let more = map.next_entry::<IgnoredAny, IgnoredAny>()?;
                match (member, more) {
                    (Some((Text(kind), fact)), None) => Ok(Peeked { kind, fact }),
                    _ => Err(de::Error::custom("not one key")),
                }
            }
        }
        deserializer.deserialize_map(OneMember)
    }
}

/// Returns the text of a value, if it is one.
fn text_of(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text: Result<Text<'_>, _> = serde_json::from_str(raw.get());
    text.ok().map(|Text(text)| text)
}
#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, node: &Node) -> String {
        let text = &line[node.span.range()];
        match &node.value {
            Value::Table(members) => {
                let members = members.iter().map(|Member { span, key, node }| {
                    assert!(line[span.range()] == *key || key.contains('é'), "{key}");
                    format!("{key}: {}", shown(line, node))
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
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
