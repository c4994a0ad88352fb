//! The files as written: structs that mirror the TOML, nothing checked but types and key names.
//!
//! Every field may be absent or wrong; `check` turns these into the facts of the model.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::node::{AsText, Field};
use super::span::Span;

/// A list of values, each with its place.
pub type List<T> = Field<Vec<Field<T>>>;

/// What a value can be, for whoever describes the form of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A list of values of one shape.
    List(&'static Shape),
    /// A table: its fields, in the order in which messages name them.
    Table(&'static [(&'static str, Shape)]),
}

/// A type of the raw structs, with the shape of what it is read from.
pub trait Shaped {
    /// The shape.
    const SHAPE: Shape;
}

impl Shaped for String {
    const SHAPE: Shape = Shape::Text;
}

impl Shaped for i64 {
    const SHAPE: Shape = Shape::Number;
}

impl<T: Shaped> Shaped for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}

impl<T: Shaped> Shaped for Field<T> {
    const SHAPE: Shape = T::SHAPE;
}

/// A raw struct, as a format that knows no places is read into it.
trait RawTable: Sized {
    /// Reads a table.
    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;

    /// Makes one of a bare text, where that stands for one.
    fn from_text(text: &str) -> Option<Self>;
}

/// Takes a table, or a bare text where that stands for one; serde's own would take a list too.
struct TableVisitor<T>(PhantomData<T>);

impl<'de, T: RawTable> Visitor<'de> for TableVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).ok_or_else(|| E::invalid_type(de::Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map)
    }
}

/// Defines a raw struct, and its shape from the same list of fields. A field in parentheses behind
/// the name is the one that a bare text stands for.
macro_rules! raw_struct {
    ($(#[$meta:meta])* $name:ident $(($bare:ident))? { $($field:ident: $type:ty,)* }) => {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields, remote = "Self")]
        #[allow(missing_docs)]
        $(#[$meta])*
        pub struct $name {
            $(pub $field: $type,)*
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // JSON itself is the form that people read; a tree knows its places, and how to
                // report what is wrong.
                match deserializer.is_human_readable() {
                    true => deserializer.deserialize_any(TableVisitor(PhantomData)),
                    false => Self::deserialize(deserializer),
                }
            }
        }

        impl RawTable for $name {
            fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                Self::deserialize(MapAccessDeserializer::new(map))
            }

            #[allow(unreachable_code, unused_variables)]
            fn from_text(text: &str) -> Option<Self> {
                $(return Some(Self {
                    $bare: Field::Given(Span::default(), text.to_owned()),
                    ..Self::default()
                });)?
                None
            }
        }

        impl Shaped for $name {
            const SHAPE: Shape = Shape::Table(&[
                $((field_name(stringify!($field)), <$type as Shaped>::SHAPE),)*
            ]);
        }
    };
}

/// What all kinds of facts have.
pub trait RawFact {
    /// The name of the kind.
    const KIND: &'static str;

    /// Returns the fact's key.
    fn key(&self) -> &Field<String>;
    /// Returns how sure the source is.
    fn certainty(&self) -> &Field<String>;
    /// Returns whose word it is.
    fn said_by(&self) -> &Field<String>;
    /// Returns the coder's remark.
    fn note(&self) -> &Field<String>;
    /// Returns what a person has yet to look at.
    fn needs_review(&self) -> &Field<String>;
    /// Returns the citations.
    fn cites(&self) -> &List<RawCite>;
    /// Lists the fields of its kind that are given: those that a citation can name.
    fn given_fields(&self) -> Vec<&'static str>;
    /// Returns the fact that it belongs to, if its kind can.
    fn whole(&self) -> Option<&str>;
}

/// Defines the raw struct of each kind, and the list of the kinds.
macro_rules! raw_facts {
    ($($(#[$doc:meta])* $kind:ident: $name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            raw_struct! {
                $(#[$doc])*
                $name {
                    key: Field<String>,
                    $($field: $type,)*
                    certainty: Field<String>,
                    said_by: Field<String>,
                    note: Field<String>,
                    needs_review: Field<String>,
                    cites: List<RawCite>,
                }
            }

            impl RawFact for $name {
                const KIND: &'static str = stringify!($kind);

                fn key(&self) -> &Field<String> {
                    &self.key
                }
                fn certainty(&self) -> &Field<String> {
                    &self.certainty
                }
                fn said_by(&self) -> &Field<String> {
                    &self.said_by
                }
                fn note(&self) -> &Field<String> {
                    &self.note
                }
                fn needs_review(&self) -> &Field<String> {
                    &self.needs_review
                }
                fn cites(&self) -> &List<RawCite> {
                    &self.cites
                }
                fn given_fields(&self) -> Vec<&'static str> {
                    let mut given = Vec::new();
                    $(if !self.$field.is_absent() {
                        given.push(field_name(stringify!($field)));
                    })*
                    given
                }
                fn whole(&self) -> Option<&str> {
                    let mut whole = None;
                    $(if ["parent", "part_of"].contains(&stringify!($field)) {
                        whole = self.$field.as_text();
                    })*
                    whole
                }
            }
        )*

        /// A line of facts whose places nobody asks for.
        #[derive(Debug, Deserialize)]
        #[allow(non_camel_case_types, missing_docs)]
        #[expect(clippy::large_enum_variant, reason = "there is one at a time, on the stack")]
        pub enum RawLine {
            $($kind($name),)*
        }

        /// Returns the kinds of facts, each with the fields that only it has.
        pub const KINDS: &[(&str, &[&str])] = &[
            $((stringify!($kind), &[$(field_name(stringify!($field))),*]),)*
        ];

        /// The shape of each kind of fact.
        pub const FACT_SHAPES: &[(&str, Shape)] = &[$((stringify!($kind), $name::SHAPE)),*];

        /// The kinds of facts, as sheets name them.
        pub const FACT_KINDS: &[&str] = &[$(stringify!($kind)),*];
    };
}

/// Returns the name of a field as a sheet writes it.
const fn field_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"r#type" => "type",
        _ => name,
    }
}

raw_facts! {
    /// `[[actor]]`
    actor: RawActor {
        name: Field<String>,
        kind: Field<String>,
        parent: Field<String>,
        names: List<RawName>,
        identifiers: List<RawIdentifier>,
    }
    /// `[[office]]`
    office: RawOffice {
        holder: Field<String>,
        title: Field<String>,
        body: Field<String>,
        date: Field<String>,
        date_text: Field<String>,
        date_basis: Field<String>,
    }
    /// `[[membership]]`
    membership: RawMembership {
        member: Field<String>,
        organization: Field<String>,
        status: Field<String>,
        date: Field<String>,
        date_text: Field<String>,
        date_basis: Field<String>,
    }
    /// `[[place]]`
    place: RawPlace {
        name: Field<String>,
        kind: Field<String>,
        country: Field<String>,
    }
    /// `[[instrument]]`
    instrument: RawInstrument {
        name: Field<String>,
        kind: Field<String>,
        part_of: Field<String>,
    }
    /// `[[event]]`
    event: RawEvent {
        r#type: Field<String>,
        mode: Field<String>,
        title: Field<String>,
        status: Field<String>,
        date: Field<String>,
        date_text: Field<String>,
        date_basis: Field<String>,
        part_of: Field<String>,
        actors: List<RawEventActor>,
        places: List<RawEventPlace>,
        instruments: List<RawEventInstrument>,
        links: List<RawEventLink>,
    }
    /// `[[position]]`
    position: RawPosition {
        actor: Field<String>,
        subject: Field<String>,
        stance: Field<String>,
        rationale: Field<String>,
        date: Field<String>,
        date_text: Field<String>,
        date_basis: Field<String>,
    }
    /// `[[claim]]`
    claim: RawClaim {
        holder: Field<String>,
        subject: Field<String>,
        statement: Field<String>,
        modality: Field<String>,
        date: Field<String>,
        date_text: Field<String>,
        date_basis: Field<String>,
    }
}

/// Defines structs that are part of others.
macro_rules! raw_parts {
    ($($(#[$meta:meta])* $name:ident $(($bare:ident))? { $($field:ident: $type:ty,)* })*) => {$(
        raw_struct! { $(#[$meta])* $name $(($bare))? { $($field: $type,)* } }
    )*};
}

raw_parts! {
    /// An element of `names`.
    RawName { name: Field<String>, kind: Field<String>, }
    /// An element of `identifiers`.
    RawIdentifier { scheme: Field<String>, identifier: Field<String>, }
    /// An element of `actors`.
    RawEventActor { actor: Field<String>, role: Field<String>, detail: Field<String>, }
    /// An element of `places`.
    RawEventPlace { place: Field<String>, role: Field<String>, }
    /// An element of `instruments`.
    RawEventInstrument { instrument: Field<String>, role: Field<String>, }
    /// An element of `links`.
    RawEventLink { relation: Field<String>, event: Field<String>, }
    /// `[[skip]]`
    RawSkip { at: Field<String>, reason: Field<String>, }
    /// `dataset.toml`
    RawDataset {
        title: Field<String>,
        description: Field<String>,
        version: Field<String>,
        license: Field<String>,
        license_url: Field<String>,
        maintainers: List<String>,
        code: List<RawCode>,
    }
    /// `[[code]]` in `dataset.toml`
    RawCode {
        vocabulary: Field<String>,
        event_type: Field<String>,
        code: Field<String>,
        label: Field<String>,
        definition: Field<String>,
        cameo_root_codes: Field<String>,
    }
    /// `article.toml`
    RawArticle {
        title: Field<String>,
        author: Field<String>,
        cite_as: Field<String>,
        publisher: Field<String>,
        published_on: Field<String>,
        language: Field<String>,
        url: Field<String>,
        rights: Field<String>,
        sha256: Field<String>,
    }
    /// `passages.lock`
    RawLock {
        format: Field<i64>,
        segmenter: Field<String>,
        passages: List<RawPassage>,
        quotes: List<RawQuote>,
    }
    /// `{"source": …}` in a file of lines: what else `article.toml` and `passages.lock` say.
    RawSource {
        key: Field<String>,
        title: Field<String>,
        author: Field<String>,
        cite_as: Field<String>,
        publisher: Field<String>,
        published_on: Field<String>,
        language: Field<String>,
        url: Field<String>,
        rights: Field<String>,
        sha256: Field<String>,
        segmenter: Field<String>,
        passages: List<RawPassage>,
        quotes: List<RawQuote>,
    }
    /// An element of `passages`.
    RawPassage {
        at: Field<String>,
        fingerprint: Field<String>,
        characters: Field<i64>,
        words: Field<i64>,
    }
    /// An element of `quotes`.
    RawQuote { at: Field<String>, quote: Field<String>, start: Field<i64>, end: Field<i64>, }
    /// An element of `cites`: a bare locator, or a table.
    #[serde(rename = "a string or table")]
    RawCite (at) {
        at: Field<String>,
        was_at: Field<String>,
        field: Field<String>,
        quote: Field<String>,
        stance: Field<String>,
        reported_value: Field<String>,
    }
}
