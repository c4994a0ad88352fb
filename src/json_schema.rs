//! The JSON Schema of a line of a file of facts, for programs that propose facts.
//!
//! Nothing in it is written down a second time. Kinds and fields are the raw structs' own shape;
//! what a field means, and what it refers to, is what the migrations say of the column that it
//! fills; codes are the vocabulary's. It can only describe one line: whether keys resolve, quotes
//! stand and dates are no more exact than their wording is for `footnote check` to tell.
//!
//! JSON Schema, draft 2020-12: <https://json-schema.org/draft/2020-12>. Patterns keep to what
//! ECMA-262, Python and Rust read alike.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::dataset::{
    CHILD_TABLES, ChildTable, FACT_SHAPES, KINDS, LONG_TEXTS, REQUIRED, RawSkip, RawSource, Shape,
    Shaped,
};
use crate::model::key::{KEY_LENGTH_MAX, KEY_PATTERN};
use crate::model::locator::LOCATOR_PATTERN;
use crate::model::vocabulary::{Code, Vocabulary};
use crate::store::Schema;
use crate::store::schema::{Column, ColumnKind, Relation};

/// What fills no column of its own, and what it means.
const MEANINGS: &[(&str, &str)] = &[
    (
        "cites",
        "The sentences that the fact rests on: at least one, each once per field.",
    ),
    (
        "field",
        "The field of this fact that the sentence backs, which must be given; left out, the whole fact.",
    ),
    (
        "was_at",
        "In place of `at`, where the words stood in an earlier text of the article. It backs nothing, and the fact needs a review.",
    ),
    ("segmenter", "What cut the sentences, with its version."),
    (
        "passages",
        "The sentences of the body, in order, without their text.",
    ),
    (
        "quotes",
        "Where each quote and each wording of a date stands in its sentence.",
    ),
];

/// The table whose columns say what the quotes of a source are, and the columns that have other
/// names there than the fields.
const QUOTES: (&str, &[(&str, &str)]) = (
    "citations",
    &[("quote_start", "start"), ("quote_end", "end")],
);

/// What a source may leave out.
const OPTIONAL_IN_SOURCE: [&str; 4] = ["cite_as", "quotes", "rights", "url"];

/// Dates as they can be written.
const DATES: [&str; 7] = [
    "2022-01-06",
    "2022-09",
    "2022-23",
    "2022",
    "2022-02/2022-03",
    "../2022-01-15",
    "2022-10~",
];

/// The fields of a table of a file.
type Fields = Vec<(&'static str, Shape)>;

/// Returns the schema of one line: an object with one key, the kind of what it holds.
///
/// Kinds are properties of which there is exactly one, and codes an enumeration, rather than a
/// `oneOf` each: so a validator says which field is wrong and what was expected, and not only that
/// none of ten alternatives fits.
pub fn of_line(schema: &Schema, vocabulary: &Vocabulary) -> Value {
    let mut describer = Describer {
        schema,
        vocabulary,
        used: BTreeSet::new(),
    };
    let mut definitions = texts();
    let mut kinds = Map::new();
    for (kind, fields) in lines() {
        let definition = match kind {
            "skip" => describer.object("uncoded_passages", &fields, |_| true),
            "source" => describer.object("sources", &fields, |name| {
                !OPTIONAL_IN_SOURCE.contains(&name)
            }),
            kind => {
                for (name, shape) in &fields {
                    if let Some(child) = child(name) {
                        let element = describer.element(child, *shape);
                        definitions.insert(child.name.to_owned(), element);
                    }
                }
                describer.fact(kind, &fields)
            }
        };
        kinds.insert(kind.to_owned(), reference(kind));
        definitions.insert(kind.to_owned(), definition);
    }
    for name in &describer.used {
        definitions.insert((*name).to_owned(), codes(vocabulary.codes(name).iter()));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of a file of facts (*.jsonl) of a footnote dataset",
        "description": "An object with one key, which names the kind of what it holds. Where a meaning speaks of an empty value, the field is left out.",
        "type": "object",
        "properties": kinds,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
        "$defs": definitions,
    })
}

/// Lists what a line can hold: a fact, a skipped sentence, or a source.
fn lines() -> Vec<(&'static str, Fields)> {
    let others = [("skip", RawSkip::SHAPE), ("source", RawSource::SHAPE)];
    let all = FACT_SHAPES.iter().chain(&others);
    all.map(|(kind, shape)| (*kind, fields(*shape))).collect()
}

/// Returns the fields of a table, or of the tables in a list.
fn fields(shape: Shape) -> Fields {
    match shape {
        Shape::Table(fields) => fields.to_vec(),
        Shape::List(of) => fields(*of),
        Shape::Text | Shape::Number => Vec::new(),
    }
}

/// Returns the table that a list of a fact fills.
fn child(list: &str) -> Option<&'static ChildTable> {
    CHILD_TABLES.iter().find(|child| child.list == list)
}

struct Describer<'a> {
    schema: &'a Schema,
    vocabulary: &'a Vocabulary,
    /// The vocabularies that were referred to.
    used: BTreeSet<&'a str>,
}

impl<'a> Describer<'a> {
    /// Describes a fact.
    fn fact(&mut self, kind: &str, fields: &[(&'static str, Shape)]) -> Value {
        let of_kind = REQUIRED.iter().find(|(name, _)| *name == kind);
        let of_kind = of_kind.map_or(&[][..], |(_, fields)| fields);
        let is_required = |name: &str| ["key", "cites"].contains(&name) || of_kind.contains(&name);
        let mut fact = self.object(&format!("{kind}s"), fields, is_required);
        let mut meaning = self.vocabulary.codes("fact_kinds").iter();
        let meaning = meaning.find(|code| code.code == kind);
        fact["description"] = json!(meaning.map(|code| &code.definition));
        let own = KINDS.iter().find(|(name, _)| *name == kind);
        fact["properties"]["cites"]["minItems"] = json!(1);
        fact["properties"]["cites"]["items"]["properties"] =
            json!({ "field": { "enum": own.map(|(_, fields)| fields) } });
        let has = |field| fields.iter().any(|(name, _)| *name == field);
        if has("date") {
            fact["dependentRequired"] = json!({ "date_text": ["date"], "date_basis": ["date"] });
        }
        if has("mode") {
            fact["allOf"] = self.modes();
        }
        fact
    }

    /// Says for each event type which modes it has.
    fn modes(&self) -> Value {
        let is_of = |types: Value| json!({ "properties": { "type": types }, "required": ["type"] });
        let mut rules = Vec::new();
        let mut without = Vec::new();
        for event_type in self.vocabulary.codes("event_types") {
            let modes = self.vocabulary.codes("event_modes").iter();
            let mut modes = modes
                .filter(|mode| mode.event_type.as_ref() == Some(&event_type.code))
                .peekable();
            if modes.peek().is_none() {
                without.push(&event_type.code);
                continue;
            }
            rules.push(json!({
                "if": is_of(json!({ "const": event_type.code })),
                "then": { "properties": { "mode": codes(modes) } },
            }));
        }
        if !without.is_empty() {
            rules.push(json!({
                "if": is_of(json!({ "enum": without })),
                "then": { "properties": { "mode": false } },
            }));
        }
        Value::Array(rules)
    }

    /// Describes an element of a list of a fact, which is a row of a table.
    fn element(&mut self, child: &ChildTable, list: Shape) -> Value {
        let is_citation = child.list == "cites";
        let mut element = self.object(child.name, &fields(list), |name| {
            let is_key = child.key.iter().any(|(_, field)| *field == name);
            !is_citation && (is_key || child.required == Some(name))
        });
        if !is_citation {
            return element;
        }
        element["oneOf"] = json!([{ "required": ["at"] }, { "required": ["was_at"] }]);
        element["dependentSchemas"] = json!({ "reported_value": {
            "required": ["stance"],
            "properties": { "stance": { "const": "disputes" } },
        } });
        json!({
            "description": "A bare sentence, or an object that says more.",
            "type": ["string", "object"],
            "if": { "type": "string" },
            "then": reference("sentence"),
            "else": element,
        })
    }

    /// Describes a table of a file, whose fields fill the columns of a table of the database.
    fn object(
        &mut self,
        table: &str,
        fields: &[(&'static str, Shape)],
        is_required: impl Fn(&str) -> bool,
    ) -> Value {
        let mut properties = Map::new();
        for (name, shape) in fields {
            properties.insert((*name).to_owned(), self.value(table, name, *shape));
        }
        let names = fields.iter().map(|(name, _)| *name);
        let mut object = json!({
            "type": "object",
            "properties": properties,
            "required": names.filter(|name| is_required(name)).collect::<Vec<_>>(),
            "additionalProperties": false,
        });
        if let Some(rows) = self.schema.relation(table) {
            object["description"] = json!(rows.description);
        }
        object
    }

    fn value(&mut self, table: &str, name: &str, shape: Shape) -> Value {
        let mut value = match (shape, child(name)) {
            (Shape::Text, _) => self.text(table, name),
            (Shape::Number, _) => json!({ "type": "integer", "minimum": 0 }),
            (Shape::List(_), Some(child)) => {
                json!({ "type": "array", "items": reference(child.name) })
            }
            (Shape::List(_) | Shape::Table(_), _) => {
                let elements = self.object(name, &fields(shape), |_| true);
                json!({ "type": "array", "items": elements })
            }
        };
        if let Some(meaning) = self.meaning(table, name) {
            value["description"] = json!(meaning);
        }
        value
    }

    fn text(&mut self, table: &str, name: &str) -> Value {
        let hexadecimal =
            |digits| json!({ "type": "string", "pattern": format!("^[0-9a-f]{{{digits}}}$") });
        match name {
            "key" => return reference("key"),
            "at" if ["passages", "quotes"].contains(&table) => return reference("locator"),
            "at" | "was_at" => return reference("sentence"),
            "fingerprint" => return hexadecimal(16),
            "sha256" => return hexadecimal(64),
            "quote" => return json!({ "type": "string", "minLength": 1 }),
            "date" => return json!({ "type": "string", "examples": DATES }),
            _ => {}
        }
        let Some((relation, column)) = self.column(table, name) else {
            return reference("line");
        };
        match reference_of(relation, column) {
            Some((_, "key")) => reference("key"),
            Some((codes, _)) => {
                self.used.insert(codes);
                reference(codes)
            }
            None if column.kind == ColumnKind::Day => {
                json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
            }
            None if LONG_TEXTS.contains(&name) => reference("text"),
            None => reference("line"),
        }
    }

    /// Returns what a field means; `None` where its definition says it.
    fn meaning(&self, table: &str, name: &str) -> Option<String> {
        if let Some((_, meaning)) = MEANINGS.iter().find(|(field, _)| *field == name) {
            return Some((*meaning).to_owned());
        }
        if let Some(rows) = child(name).and_then(|child| self.schema.relation(child.name)) {
            return Some(format!("Rows of `{}`. {}", rows.name, rows.description));
        }
        let (relation, column) = match (table, name) {
            (_, "at") => return None,
            ("sources", "key") => self.column(table, name)?,
            (_, "key") => self.column("facts", name)?,
            _ => self.column(table, name)?,
        };
        let key = reference_of(relation, column).filter(|(_, column)| *column == "key");
        let key = key.map(|(table, _)| format!(" A key of `{table}`."));
        Some(format!("{}{}", column.description, key.unwrap_or_default()))
    }

    /// Returns the column that a field fills, with its table: the one named, or, for what all facts
    /// have, one that holds facts of all kinds.
    fn column(&self, table: &str, field: &str) -> Option<(&'a Relation, &'a Column)> {
        let (table, renamed) = match ChildTable::of(table) {
            Some(child) => (table, child.key),
            None if table == "quotes" => QUOTES,
            None => (table, &[][..]),
        };
        let renamed = renamed.iter().find(|(_, name)| *name == field);
        let field = renamed.map_or(field, |(column, _)| column);
        [table, "facts", "pending_reviews"]
            .into_iter()
            .find_map(|table| {
                let relation = self.schema.relation(table)?;
                Some((relation, &relation.columns[relation.position(field)?]))
            })
    }
}

/// Describes the forms of text that many fields have.
fn texts() -> Map<String, Value> {
    let controls = r"\u0000-\u001f\u007f-\u009f";
    let but_tab_and_break = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f";
    let text = |not: &str| format!("^[^ {controls}]([^{not}]*[^ {controls}])?$");
    let texts = [
        (
            "key",
            "A stable name: lower-case letters and digits in groups joined by hyphens.",
            format!("^{KEY_PATTERN}$"),
        ),
        (
            "line",
            "A line of text, without white space around it.",
            text(controls),
        ),
        (
            "text",
            "One or more lines of text, without white space around them.",
            text(but_tab_and_break),
        ),
        (
            "sentence",
            "A sentence: `culp-2023#p6.s3` is paragraph 6, sentence 3 of the source `culp-2023`. In the folder of a source `p6.s3` is enough.",
            format!("^({KEY_PATTERN}#)?{LOCATOR_PATTERN}$"),
        ),
        (
            "locator",
            "The place of a sentence: `p6.s3` is paragraph 6, sentence 3 of the body.",
            format!("^{LOCATOR_PATTERN}$"),
        ),
    ];
    let described = texts.into_iter().map(|(name, meaning, pattern)| {
        let text = json!({ "description": meaning, "type": "string", "pattern": pattern });
        (name.to_owned(), text)
    });
    let mut texts: Map<_, _> = described.collect();
    texts["key"]["maxLength"] = json!(KEY_LENGTH_MAX);
    texts
}

/// Returns the table and column that a column alone refers to.
fn reference_of<'r>(relation: &'r Relation, column: &Column) -> Option<(&'r str, &'r str)> {
    let mut keys = relation.foreign_keys.iter();
    let key = keys.find(|key| key.columns == [column.name.as_str()])?;
    Some((&key.table, key.references.first()?))
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Describes codes: which there are, and what each means.
fn codes<'c>(codes: impl Iterator<Item = &'c Code>) -> Value {
    let (names, meanings): (Vec<_>, Vec<_>) = codes
        .map(|code| (&code.code, format!("{}: {}", code.code, code.definition)))
        .unzip();
    json!({ "enum": names, "description": meanings.join("\n") })
}
