//! A tree of values that know where they stand, and serde's way from it to the raw structs.
//!
//! TOML's own deserializer stops at the first mistake. This one reports each mistake with its
//! place, leaves the field [`Field::Invalid`] and goes on, so that one run shows all. Other formats
//! of the same shape can make the same tree.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};

use super::items::head_of_digest;
use super::problem::{At, Problems, did_you_mean};
use super::span::Span;

/// A field of a raw struct: what the file says, with its place.
#[derive(Debug, Clone, Default)]
pub enum Field<T> {
    /// The file does not mention it.
    #[default]
    Absent,
    /// It is there but wrong; the problem is reported already.
    Invalid,
    /// It is there.
    Given(Span, T),
}

impl<T> Field<T> {
    /// Returns the value and its place, where it is given.
    pub fn given(&self) -> Option<(&Span, &T)> {
        match self {
            Self::Given(span, value) => Some((span, value)),
            Self::Absent | Self::Invalid => None,
        }
    }

    /// Tells whether the file does not mention it.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// What may be a text.
pub trait AsText {
    /// Returns the text, if it is one that is given.
    fn as_text(&self) -> Option<&str>;
}

impl AsText for Field<String> {
    fn as_text(&self) -> Option<&str> {
        self.given().map(|(_, text)| text.as_str())
    }
}

impl<T> AsText for Field<Vec<T>> {
    fn as_text(&self) -> Option<&str> {
        None
    }
}

impl<T> Field<Vec<Field<T>>> {
    /// Lists the elements of a list that are right.
    pub fn elements(&self) -> impl Iterator<Item = (&Span, &T)> {
        let list = self.given().map(|(_, list)| list.as_slice());
        list.unwrap_or_default().iter().filter_map(Field::given)
    }
}

/// The name that a raw struct takes to be written as a bare string too: the value of its first
/// field.
pub const SHORTHAND: &str = "a string or table";

const FIELD: &str = "footnote::Field";

/// What a bare date is called in messages.
const A_DATE: &str = "a date";

/// What JSON's nothing is called in messages; TOML has none.
pub const NULL: &str = "null";

/// The values of one file.
#[derive(Debug)]
pub struct Tree {
    /// The table of the whole file.
    pub root: Node,
    /// Where the file is no TOML: the offsets of the places; none if all is well.
    pub broken: Vec<usize>,
}

impl Tree {
    /// Parses a TOML file; whatever is wrong is added to the problems.
    ///
    /// Where the file is no TOML, what the parser can make out of the rest is returned all the
    /// same, so that its keys resolve and its other mistakes show.
    pub fn parse_toml(file: &str, text: &str, problems: &mut Problems) -> Self {
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
            value: table_value(table.get_ref()),
        };
        Self { root, broken }
    }

    /// Makes a raw struct of the tree; whatever is wrong is added to the problems.
    pub fn read<T: de::DeserializeOwned + Default>(
        &self,
        file: &str,
        problems: &mut Problems,
    ) -> T {
        self.root.read(file.into(), problems)
    }
}

/// A value that knows where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node can be.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A list.
    List(Vec<Node>),
    /// A table: the place and name of each key, and its value, in the order of the file.
    Table(Vec<(Span, String, Node)>),
    /// A value that no field takes, by its name in TOML.
    Other(&'static str),
}

impl Node {
    /// Makes a raw struct of the value; whatever is wrong is added to the problems.
    pub fn read<T: de::DeserializeOwned + Default>(
        &self,
        at: At<'_>,
        problems: &mut Problems,
    ) -> T {
        let found = RefCell::new(Vec::new());
        let deserializer = NodeDeserializer {
            node: self,
            problems: &found,
        };
        let raw = T::deserialize(deserializer).unwrap_or_else(|error| {
            found.borrow_mut().push((self.span.clone(), error));
            T::default()
        });
        for (span, fault) in found.into_inner() {
            let problem = problems.error(at, span, fault.message);
            problem.hints.extend(fault.hint);
        }
        raw
    }

    /// Reports that this is not what was expected.
    pub fn report_mismatch(&self, expected: &str, at: At<'_>, problems: &mut Problems) {
        let fault = self.mismatch(&expected);
        let problem = problems.error(at, self.span.clone(), fault.message);
        problem.hints.extend(fault.hint);
    }

    /// Returns a name for what the value says, whatever the file's form and layout: the first 64
    /// bits of a SHA-256.
    pub fn digest(&self) -> i64 {
        let mut hash = Sha256::new();
        self.hash(&mut hash);
        head_of_digest(&hash.finalize())
    }

    fn hash(&self, hash: &mut Sha256) {
        fn text(hash: &mut Sha256, tag: u8, text: &str) {
            hash.update([tag]);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        match &self.value {
            Value::Text(value) => text(hash, b't', value),
            Value::Integer(number) => text(hash, b'i', &number.to_string()),
            Value::Boolean(flag) => hash.update([b'b', u8::from(*flag)]),
            Value::List(list) => {
                hash.update([b'l']);
                hash.update((list.len() as u64).to_le_bytes());
                list.iter().for_each(|node| node.hash(hash));
            }
            Value::Table(entries) => {
                hash.update([b'm']);
                hash.update((entries.len() as u64).to_le_bytes());
                for (_, key, node) in entries {
                    text(hash, b'k', key);
                    node.hash(hash);
                }
            }
            Value::Other(name) => text(hash, b'o', name),
        }
    }

    /// Says that this is not what was expected.
    fn mismatch(&self, expected: &dyn de::Expected) -> Fault {
        let found = match &self.value {
            Value::Text(text) => de::Unexpected::Str(text),
            Value::Integer(number) => de::Unexpected::Signed(*number),
            Value::Boolean(flag) => de::Unexpected::Bool(*flag),
            Value::List(_) => de::Unexpected::Seq,
            Value::Table(_) => de::Unexpected::Map,
            Value::Other(name) => de::Unexpected::Other(name),
        };
        let mut fault: Fault = de::Error::invalid_type(found, expected);
        fault.hint = match &self.value {
            Value::Other(A_DATE) => Some("put the date in quotes".to_owned()),
            Value::Text(text) if fault.message.ends_with("expected a list") => {
                Some(format!("put it in brackets: [\"{text}\"]"))
            }
            Value::Table(_) if fault.message.ends_with("expected a list") => {
                Some("a fact's table has double brackets: [[event]]".to_owned())
            }
            Value::Other(NULL) => {
                Some("leave the key out where there is nothing to say".to_owned())
            }
            Value::Other(_) if fault.message.ends_with("expected a string") => {
                Some("put it in quotes".to_owned())
            }
            _ => None,
        };
        fault
    }

    /// Lists the keys and values of this table; none where it is no table.
    pub fn entries(&self) -> &[(Span, String, Self)] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the value of a key of this table.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let mut entries = self.entries().iter();
        entries
            .find(|(_, key, _)| key == name)
            .map(|(_, _, node)| node)
    }

    /// Returns the value of a key of this table, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        match &mut self.value {
            Value::Table(entries) => {
                let mut entries = entries.iter_mut();
                entries
                    .find(|(_, key, _)| key == name)
                    .map(|(_, _, node)| node)
            }
            _ => None,
        }
    }

    /// Returns the text of a key of this table.
    pub fn text(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of a list of this table; none where there is no such list.
    pub fn list(&self, name: &str) -> &[Self] {
        match self.get(name).map(|node| &node.value) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// Returns the elements of a list of this table, made where there is none.
    pub fn list_mut(&mut self, name: &str, span: &Span) -> Option<&mut Vec<Self>> {
        if self.get(name).is_none()
            && let Value::Table(entries) = &mut self.value
        {
            let list = Self {
                span: span.clone(),
                value: Value::List(Vec::new()),
            };
            entries.push((span.clone(), name.to_owned(), list));
        }
        match self.get_mut(name).map(|node| &mut node.value) {
            Some(Value::List(list)) => Some(list),
            _ => None,
        }
    }

    /// Sets the text of a key of this table; `None` takes the key out.
    pub fn set(&mut self, name: &str, text: Option<&str>, span: &Span) {
        let node = text.map(|text| Self {
            span: span.clone(),
            value: Value::Text(text.to_owned()),
        });
        let Value::Table(entries) = &mut self.value else {
            return;
        };
        let at = entries.iter().position(|(_, key, _)| key == name);
        match (at, node) {
            (Some(at), Some(node)) => entries[at].2 = node,
            (Some(at), None) => {
                entries.remove(at);
            }
            (None, Some(node)) => entries.push((span.clone(), name.to_owned(), node)),
            (None, None) => {}
        }
    }
}

fn node(value: &toml::Spanned<DeValue<'_>>) -> Node {
    let tree = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number that is too large"),
        },
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Array(list) => Value::List(list.iter().map(node).collect()),
        DeValue::Table(table) => table_value(table),
        DeValue::Float(_) => Value::Other("a decimal number"),
        DeValue::Datetime(_) => Value::Other(A_DATE),
    };
    Node {
        span: value.span().into(),
        value: tree,
    }
}

fn table_value(table: &DeTable<'_>) -> Value {
    let mut entries: Vec<(Span, String, Node)> = table
        .iter()
        .map(|(key, value)| (key.span().into(), key.get_ref().to_string(), node(value)))
        .collect();
    entries.sort_by_key(|(span, _, _)| span.start);
    Value::Table(entries)
}

/// A mistake in a value, without its place.
#[derive(Debug)]
struct Fault {
    message: String,
    hint: Option<String>,
}

impl Fault {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match unexpected {
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Map => "a table".to_owned(),
            other => other.to_string(),
        };
        let expected = match expected.to_string().as_str() {
            "a sequence" => "a list".to_owned(),
            "i64" => "a whole number".to_owned(),
            other => other.to_owned(),
        };
        Self::new(format!("found {found}, expected {expected}"))
    }
}

type Found = RefCell<Vec<(Span, Fault)>>;

#[derive(Clone, Copy)]
struct NodeDeserializer<'a> {
    node: &'a Node,
    problems: &'a Found,
}

impl<'a> NodeDeserializer<'a> {
    fn of(self, node: &'a Node) -> Self {
        Self {
            node,
            problems: self.problems,
        }
    }
}

impl<'de> Deserializer<'de> for NodeDeserializer<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Text(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Boolean(flag) => visitor.visit_bool(*flag),
            Value::List(list) => visitor.visit_seq(Elements {
                nodes: list.iter(),
                parent: self,
            }),
            Value::Table(_) | Value::Other(_) => Err(self.node.mismatch(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let entries = match &self.node.value {
            Value::Table(entries) => entries
                .iter()
                .filter(|(span, key, _)| {
                    let known = fields.contains(&key.as_str());
                    if !known {
                        let mut fault = Fault::new(format!("unknown key `{key}`"));
                        fault.hint = did_you_mean(key, fields.iter().copied());
                        self.problems.borrow_mut().push((span.clone(), fault));
                    }
                    known
                })
                .map(|(_, key, node)| (key.as_str(), node))
                .collect(),
            Value::Text(_) if name == SHORTHAND => vec![(fields[0], self.node)],
            _ if name == SHORTHAND => return Err(self.node.mismatch(&SHORTHAND)),
            _ => return Err(self.node.mismatch(&"a table")),
        };
        visitor.visit_map(Entries {
            entries: entries.into_iter(),
            value: None,
            parent: self,
        })
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == FIELD {
            visitor.visit_seq(SpannedValue { of: self, next: 0 })
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Elements<'a> {
    nodes: std::slice::Iter<'a, Node>,
    parent: NodeDeserializer<'a>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let next = self.nodes.next();
        next.map(|node| seed.deserialize(self.parent.of(node)))
            .transpose()
    }
}

struct Entries<'a> {
    entries: std::vec::IntoIter<(&'a str, &'a Node)>,
    value: Option<&'a Node>,
    parent: NodeDeserializer<'a>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((key, node)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(node);
        let key: StrDeserializer<'_, Fault> = key.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let node = self
            .value
            .take()
            .ok_or_else(|| Fault::new("a value comes after its key"))?;
        seed.deserialize(self.parent.of(node))
    }
}

/// What a [`Field`] reads: the parts of a value's place, then the value, or nothing where it is
/// wrong.
struct SpannedValue<'a> {
    of: NodeDeserializer<'a>,
    next: u8,
}

impl<'de> SeqAccess<'de> for SpannedValue<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let span = &self.of.node.span;
        self.next += 1;
        let part = match self.next {
            1 => span.start,
            2 => span.end,
            3 => usize::from(span.in_ledger),
            _ => {
                return Ok(seed.deserialize(self.of).map(Some).unwrap_or_else(|fault| {
                    self.of.problems.borrow_mut().push((span.clone(), fault));
                    None
                }));
            }
        };
        seed.deserialize((part as u64).into_deserializer())
            .map(Some)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(FIELD, FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    /// Takes a value of a format that knows no places.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Field<T>, D::Error> {
        T::deserialize(value).map(|value| Field::Given(Span::default(), value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Field<T>, A::Error> {
        let start = parts.next_element::<usize>()?.unwrap_or_default();
        let end = parts.next_element::<usize>()?.unwrap_or_default();
        let in_ledger = parts.next_element::<usize>()?.unwrap_or_default() == 1;
        let span = Span {
            start,
            end,
            in_ledger,
        };
        let value = parts.next_element::<T>()?;
        Ok(value.map_or(Field::Invalid, |value| Field::Given(span, value)))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Sheet {
        thing: Field<Vec<Field<Thing>>>,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Thing {
        name: Field<String>,
        size: Field<i64>,
        at: Field<Vec<Field<At>>>,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default, rename = "a string or table")]
    struct At {
        place: Field<String>,
        note: Field<String>,
    }

    fn read(text: &str) -> (Sheet, Vec<String>) {
        let mut problems = Problems::default();
        let sheet = Tree::parse_toml("t.toml", text, &mut problems).read("t.toml", &mut problems);
        let shown = |problem: super::super::problem::Problem| {
            let hints = problem.hints.join("; ");
            format!("{:?}: {} [{hints}]", &text[problem.span], problem.message)
        };
        (
            sheet,
            problems.report().problems.into_iter().map(shown).collect(),
        )
    }

    #[test]
    fn what_is_right_comes_with_its_place() {
        let (sheet, problems) =
            read("[[thing]]\nname = \"a\"\nat = [\"x\", { place = \"y\", note = \"z\" }]");
        assert!(problems.is_empty(), "{problems:?}");
        let (_, thing) = sheet.thing.elements().next().unwrap();
        assert_eq!(
            thing.name.given().unwrap(),
            (&(17..20).into(), &"a".to_owned())
        );
        assert!(thing.size.is_absent());
        let places: Vec<_> = thing
            .at
            .elements()
            .map(|(_, at)| at.place.given().unwrap().1.as_str())
            .collect();
        assert_eq!(places, ["x", "y"]);
    }

    #[test]
    fn all_mistakes_are_found_in_one_run() {
        let text = "[[thing]]\nnam = 1\nname = 2022-01-01\nsize = \"big\"\nat = [3, { plac = \"y\" }]\n[[thing]]\nname = \"fine\"\nat = \"x\"\n[[thingy]]\n";
        let (sheet, problems) = read(text);
        assert_eq!(sheet.thing.elements().count(), 2);
        assert_eq!(
            problems,
            [
                "\"nam\": unknown key `nam` [did you mean `name`?]",
                "\"2022-01-01\": found a date, expected a string [put the date in quotes]",
                "\"\\\"big\\\"\": found string \"big\", expected a whole number []",
                "\"3\": found integer `3`, expected a string or table []",
                "\"plac\": unknown key `plac` [did you mean `place`?]",
                "\"\\\"x\\\"\": found string \"x\", expected a list []",
                "\"thingy\": unknown key `thingy` [did you mean `thing`?]",
            ]
        );
    }

    #[test]
    fn broken_toml_is_reported_wherever_it_breaks() {
        let (_, problems) = read("[[thing]]\nname = \n[[thing]]\nsize = = 3\n");
        assert!(problems.len() >= 2, "{problems:?}");
        assert!(
            problems
                .iter()
                .all(|problem| problem.contains("this is not TOML: "))
        );
    }
}
