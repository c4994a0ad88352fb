//! The JSON Schema of a line of a file of facts, for programs that propose facts.
//!
//! Nothing in it is written down a second time. Kinds and fields are those of the form of facts; the
//! meaning and the reference of a field are those of the column that it fills, in the migrations; codes
//! are the vocabulary's. It describes one line: whether keys resolve, quotes are in their sentences and
//! dates are no more exact than their wording is checked by `footnote check`.
//!
//! JSON Schema, draft 2020-12: <https://json-schema.org/draft/2020-12>. Patterns keep to what
//! ECMA-262, Python and Rust read alike.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::dataset::{CITE, SKIP, SOURCE};
use crate::model::form::{
    CITES, Content, Field, Form, KINDS, Kind, List, Presence, fields_of, form,
};
use crate::model::key::{KEY_LENGTH_MAX, KEY_PATTERN};
use crate::model::locator::LOCATOR_PATTERN;
use crate::model::vocabulary::{Code, Vocabulary};
use crate::store::Schema;
use crate::store::schema::{Column, Relation};

/// The meanings of the fields that fill no column of their own.
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

/// The columns whose meanings are those of the fields of a quote of a source.
const QUOTE_COLUMNS: [(&str, &str); 2] = [("start", "quote_start"), ("end", "quote_end")];

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
    for kind in KINDS {
        for list in kind.lists() {
            definitions.insert(list.table.to_owned(), describer.element(list));
        }
        definitions.insert(kind.name.to_owned(), describer.fact(kind));
        kinds.insert(kind.name.to_owned(), reference(kind.name));
    }
    for (name, table, form) in [
        ("skip", "uncoded_passages", SKIP),
        ("source", "sources", SOURCE),
    ] {
        definitions.insert(name.to_owned(), describer.object(table, form));
        kinds.insert(name.to_owned(), reference(name));
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

struct Describer<'a> {
    schema: &'a Schema,
    vocabulary: &'a Vocabulary,
    /// The vocabularies that were referred to.
    used: BTreeSet<&'static str>,
}

impl<'a> Describer<'a> {
    /// Describes a fact.
    fn fact(&mut self, kind: &'static Kind) -> Value {
        let mut fact = self.object(kind.table, kind.form());
        let mut kinds = self.vocabulary.codes("fact_kinds").iter();
        let code = kinds.find(|code| code.code == kind.name);
        fact["description"] = json!(code.map(|code| &code.definition));
        if let Value::Array(required) = &mut fact["required"] {
            required.insert(0, json!("key"));
            required.push(json!("cites"));
        }
        let own: Vec<&str> = kind.fields.iter().map(|field| field.name).collect();
        fact["properties"]["cites"]["minItems"] = json!(1);
        fact["properties"]["cites"]["items"]["properties"] = json!({ "field": { "enum": own } });
        let mut dependent = Map::new();
        for field in kind.fields {
            if let Presence::DefaultWith(other, _) | Presence::OptionalWith(other) = field.presence
            {
                dependent.insert(field.name.to_owned(), json!([other]));
            }
        }
        if !dependent.is_empty() {
            fact["dependentRequired"] = Value::Object(dependent);
        }
        if kind
            .field("mode")
            .is_some_and(|field| field.content == Content::Mode)
        {
            fact["allOf"] = self.modes();
        }
        fact
    }

    /// Describes for each event type which modes it has.
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
    fn element(&mut self, list: &'static List) -> Value {
        if *list != CITES {
            return self.object(list.table, form([list.fields]));
        }
        let mut element = self.object(list.table, CITE);
        element["required"] = json!([]);
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
    fn object(&mut self, table: &str, form: Form) -> Value {
        let mut properties = Map::new();
        for field in fields_of(&form) {
            properties.insert(field.name.to_owned(), self.value(table, field));
        }
        let required = fields_of(&form).filter(|field| field.presence == Presence::Required);
        let mut object = json!({
            "type": "object",
            "properties": properties,
            "required": required.map(|field| field.name).collect::<Vec<_>>(),
            "additionalProperties": false,
        });
        if let Some(rows) = self.schema.relation(table) {
            object["description"] = json!(rows.description);
        }
        object
    }

    fn value(&mut self, table: &str, field: &'static Field) -> Value {
        let mut value = match (field.content, field.list()) {
            (Content::Number, _) => json!({ "type": "integer", "minimum": 0 }),
            (_, Some(list)) if is_of_facts(list) => {
                json!({ "type": "array", "items": reference(list.table) })
            }
            (_, Some(list)) => {
                let elements = self.object(list.name, form([list.fields]));
                json!({ "type": "array", "items": elements })
            }
            _ => self.text(table, field),
        };
        if let Some(meaning) = self.meaning(table, field) {
            value["description"] = json!(meaning);
        }
        value
    }

    fn text(&mut self, table: &str, field: &Field) -> Value {
        let hexadecimal =
            |digits| json!({ "type": "string", "pattern": format!("^[0-9a-f]{{{digits}}}$") });
        match field.name {
            "key" => return reference("key"),
            "at" if ["passages", "quotes"].contains(&table) => return reference("locator"),
            "at" | "was_at" => return reference("sentence"),
            "fingerprint" => return hexadecimal(16),
            "sha256" => return hexadecimal(64),
            "quote" => return json!({ "type": "string", "minLength": 1 }),
            _ => {}
        }
        let codes = match field.content {
            Content::Key(_) => return reference("key"),
            Content::Text => return reference("text"),
            Content::Date => return json!({ "type": "string", "examples": DATES }),
            Content::Day => {
                return json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
            }
            Content::Code(codes) => codes,
            _ => return reference("line"),
        };
        self.used.insert(codes);
        reference(codes)
    }

    /// Returns the meaning of a field; `None` where its definition has one.
    fn meaning(&self, table: &str, field: &Field) -> Option<String> {
        let name = field.name;
        if let Some((_, meaning)) = MEANINGS.iter().find(|(known, _)| *known == name) {
            return Some((*meaning).to_owned());
        }
        let list = field.list().filter(|list| is_of_facts(list));
        if let Some(rows) = list.and_then(|list| self.schema.relation(list.table)) {
            return Some(format!("Rows of `{}`. {}", rows.name, rows.description));
        }
        let (relation, column) = match (table, name) {
            (_, "at") => return None,
            (table, "key") if table != "sources" => self.column("facts", field)?,
            _ => self.column(table, field)?,
        };
        let reference = match reference_of(relation, column) {
            Some((table, "key")) => format!(" A key of `{table}`."),
            _ => String::new(),
        };
        Some(format!("{}{reference}", column.description))
    }

    /// Returns the column that a field fills, with its table: the one named, or, for what all facts
    /// have, one that holds facts of all kinds.
    fn column(&self, table: &str, field: &Field) -> Option<(&'a Relation, &'a Column)> {
        let (table, column) = match table {
            "quotes" => {
                let renamed = QUOTE_COLUMNS.iter().find(|(name, _)| *name == field.name);
                (
                    "citations",
                    renamed.map_or(field.name, |(_, column)| column),
                )
            }
            table => (table, field.column),
        };
        [table, "facts", "pending_reviews"]
            .into_iter()
            .find_map(|table| {
                let relation = self.schema.relation(table)?;
                Some((relation, &relation.columns[relation.position(column)?]))
            })
    }
}

/// Returns whether the elements of a list are rows of a table that belongs to facts.
fn is_of_facts(list: &List) -> bool {
    List::of_table(list.table) == Some(list)
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
            "The position of a sentence: `p6.s3` is paragraph 6, sentence 3 of the body.",
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
