//! A tree of values that know their span, whatever the format that they were parsed from.
//!
//! Sheets in TOML ([`super::sheet`]) and lines of JSON ([`super::json`]) become the same tree, which
//! borrows its texts from the file. The one reader of tables in `check` goes by the form of a table,
//! takes what it knows and reports the rest, so that one run shows every mistake.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::problem::{At, Problem, Problems};
use super::span::Span;
use crate::digest::first_64_bits;

/// The name of a bare date in messages.
pub const A_DATE: &str = "a date";

/// The name of JSON's `null` in messages.
pub const NULL: &str = "null";

/// A value with its span.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    /// Its span.
    pub span: Span,
    /// What it is.
    pub value: Value<'a>,
}

/// What a node can be.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A list.
    List(Vec<Node<'a>>),
    /// A table, in the order of the file.
    Table(Vec<Member<'a>>),
    /// A value that no field takes, by its name in messages.
    Other(&'static str),
}

/// A member of a table: a key with its value.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// The span of the key.
    pub span: Span,
    /// The key.
    pub key: Cow<'a, str>,
    /// Its value.
    pub node: Node<'a>,
}

impl<'a> Node<'a> {
    /// Makes a text.
    pub fn text(span: Span, text: impl Into<Cow<'a, str>>) -> Self {
        let value = Value::Text(text.into());
        Self { span, value }
    }

    /// Returns the text of a text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a tree that borrows nothing.
    pub fn into_owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Integer(number) => Value::Integer(number),
            Value::Boolean(flag) => Value::Boolean(flag),
            Value::List(list) => Value::List(list.into_iter().map(Node::into_owned).collect()),
            Value::Table(members) => {
                let own = |member: Member<'_>| Member {
                    span: member.span,
                    key: Cow::Owned(member.key.into_owned()),
                    node: member.node.into_owned(),
                };
                Value::Table(members.into_iter().map(own).collect())
            }
            Value::Other(name) => Value::Other(name),
        };
        Node {
            span: self.span,
            value,
        }
    }

    /// Reports that the value is not what was expected: `a string`, `a list` and the like.
    pub fn report_mismatch<'p>(
        &self,
        expected: &str,
        at: At<'_>,
        problems: &'p mut Problems,
    ) -> &'p mut Problem {
        let found = match &self.value {
            Value::Text(text) => format!("string {text:?}"),
            Value::Integer(number) => format!("integer `{number}`"),
            Value::Boolean(flag) => format!("boolean `{flag}`"),
            Value::List(_) => "a list".to_owned(),
            Value::Table(_) => "a table".to_owned(),
            Value::Other(name) => (*name).to_owned(),
        };
        let hint = match (&self.value, expected) {
            (Value::Other(A_DATE), _) => Some("put the date in quotes".to_owned()),
            (Value::Other(NULL), _) => {
                Some("leave the key out where there is nothing to say".to_owned())
            }
            (Value::Text(text), "a list") => Some(format!("put it in brackets: [\"{text}\"]")),
            (Value::Table(_), "a list") => {
                Some("a fact's table has double brackets: [[event]]".to_owned())
            }
            (Value::Other(_), "a string") => Some("put it in quotes".to_owned()),
            _ => None,
        };
        let message = format!("found {found}, expected {expected}");
        let problem = problems.error(at, self.span, message);
        problem.hints.extend(hint);
        problem
    }

    /// Returns a digest of the value, independent of the file's format and layout: the first 64 bits of
    /// a SHA-256.
    pub fn digest(&self) -> i64 {
        let mut hash = Sha256::new();
        self.hash(&mut hash);
        first_64_bits(&hash.finalize())
    }

    fn hash(&self, hash: &mut Sha256) {
        // Each value begins with a tag and its length, so that no two values hash the same bytes.
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
            Value::Table(members) => {
                hash.update([b'm']);
                hash.update((members.len() as u64).to_le_bytes());
                for member in members {
                    text(hash, b'k', &member.key);
                    member.node.hash(hash);
                }
            }
            Value::Other(name) => text(hash, b'o', name),
        }
    }

    /// Returns the members of a table; an empty slice for any other value.
    pub fn members(&self) -> &[Member<'a>] {
        match &self.value {
            Value::Table(members) => members,
            _ => &[],
        }
    }

    /// Returns the value of a key of this table.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let member = self.members().iter().find(|member| member.key == name);
        member.map(|member| &member.node)
    }

    /// Returns the value of a key of this table, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Value::Table(members) = &mut self.value else {
            return None;
        };
        let member = members.iter_mut().find(|member| member.key == name);
        member.map(|member| &mut member.node)
    }

    /// Returns the text of a key of this table.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// Returns the elements of a list of this table; an empty slice where there is no such list.
    pub fn list(&self, name: &str) -> &[Self] {
        match self.get(name).map(|node| &node.value) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// Returns the elements of a list of this table, made where it is missing.
    pub fn list_mut(&mut self, name: &'static str, span: Span) -> Option<&mut Vec<Self>> {
        if self.get(name).is_none() {
            let value = Value::List(Vec::new());
            self.put(name, Some(Self { span, value }));
        }
        match self.get_mut(name).map(|node| &mut node.value) {
            Some(Value::List(list)) => Some(list),
            _ => None,
        }
    }

    /// Sets the value of a key of this table; `None` takes the key out.
    pub fn put(&mut self, name: &'static str, node: Option<Self>) {
        let Value::Table(members) = &mut self.value else {
            return;
        };
        let at = members.iter().position(|member| member.key == name);
        match (at, node) {
            (Some(at), Some(node)) => members[at].node = node,
            (Some(at), None) => {
                members.remove(at);
            }
            (None, Some(node)) => members.push(Member {
                span: node.span,
                key: name.into(),
                node,
            }),
            (None, None) => {}
        }
    }
}
