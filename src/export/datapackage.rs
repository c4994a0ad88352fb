//! The Frictionless data package: what a program must know to load the CSV files.
//!
//! Data Package 1, <https://specs.frictionlessdata.io/data-package/>. Types come from the schema,
//! `hash` is the SHA-256 of the file.

use serde::Serialize;

use super::format::{Content, ExportFile, Format, Measure, Written};
use super::part::described;
use super::reader::{Reader, Record, Subject};
use super::{ExportError, Part, csv};
use crate::digest::sha256_hex;
use crate::store::schema::{Column, ColumnKind, ForeignKey, Relation};
use crate::store::{ROW_VERSION, ROW_VERSION_MEANING};

/// Where it lies in the export's folder.
pub const PATH: &str = "csv/datapackage.json";

/// The description of the CSV files.
pub struct DataPackage;

impl Format for DataPackage {
    fn files<'a>(&self, _: &Subject<'a>) -> Vec<ExportFile<'a>> {
        vec![ExportFile {
            path: PATH.to_owned(),
            content: Content::Summary(package),
        }]
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    profile: &'static str,
    name: String,
    title: String,
    description: String,
    version: String,
    licenses: Vec<License>,
    contributors: Vec<Contributor>,
    sources: Vec<Source>,
    /// A property of our own: what the package is of the dataset, where it is not the whole.
    #[serde(skip_serializing_if = "Part::is_whole")]
    part: Part,
    /// A property of our own: what stands before a text that a spreadsheet would compute.
    text_guard: TextGuard,
    resources: Vec<Resource>,
    /// A property of our own: the other files of the export.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<OtherFile>,
    /// A property of our own: the SHA-256 of this package with empty digits here.
    hash: String,
}

/// A file of the export that is no CSV file.
#[derive(Serialize)]
struct OtherFile {
    /// Its path in the export's folder.
    path: String,
    bytes: u64,
    hash: String,
}

/// How a text that a spreadsheet would compute is kept from it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextGuard {
    prefix: &'static str,
    before: [&'static str; 7],
    description: &'static str,
}

/// The guard of [`formula::guard`](crate::tabular::formula::guard), for programs that read CSV.
const TEXT_GUARD: TextGuard = TextGuard {
    prefix: "'",
    before: ["=", "+", "-", "@", "\t", "\r", "'"],
    description: "A cell of a string field whose text begins with one of `before` has `prefix` in front of it, so that no spreadsheet computes it; take one off such a cell to get the text.",
};

#[derive(Serialize)]
struct License {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    path: String,
}

#[derive(Serialize)]
struct Contributor {
    title: String,
    role: &'static str,
}

#[derive(Serialize)]
struct Source {
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    path: String,
}

/// The description of one CSV file.
#[derive(Serialize)]
struct Resource {
    profile: &'static str,
    name: String,
    path: String,
    description: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    dialect: Dialect,
    schema: TableSchema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TableSchema {
    fields: Vec<FieldSchema>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKeySchema>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldSchema {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Serialize)]
struct Constraints {
    required: bool,
}

#[derive(Serialize)]
struct ForeignKeySchema {
    fields: Vec<String>,
    reference: Reference,
}

#[derive(Serialize)]
struct Reference {
    resource: String,
    fields: Vec<String>,
}

impl Resource {
    /// Describes a table or view and its CSV file.
    fn new(subject: &Subject<'_>, relation: &Relation, file: &Measure) -> Self {
        let is_versioned = subject.schema.is_versioned(relation);
        // A package refers to nothing that is not in it.
        let part = &subject.options.part;
        let is_kept = |key: &&ForeignKey| part.has_table(&key.table) && is_checkable(relation, key);
        let keys = relation.foreign_keys.iter().filter(is_kept);
        let columns = relation.columns.iter();
        let fields = columns.map(|column| field(relation, column));
        Self {
            profile: "tabular-data-resource",
            name: relation.name.clone(),
            path: format!("{}.csv", relation.name),
            description: relation.description.clone(),
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            bytes: file.bytes,
            hash: hash_of(file),
            dialect: Dialect {
                delimiter: ",",
                line_terminator: "\n",
                double_quote: true,
                header: true,
            },
            schema: TableSchema {
                fields: fields.chain(is_versioned.then(version_field)).collect(),
                missing_values: [""],
                primary_key: relation.primary_key.clone(),
                foreign_keys: keys.map(|key| foreign_key(relation, key)).collect(),
            },
        }
    }
}

/// Returns the data package of an export as JSON.
fn package(reader: &Reader<'_>, written: &Written) -> Result<String, ExportError> {
    let subject = reader.subject;
    let datasets = reader.records("datasets")?;
    let dataset = |column| datasets.first().map_or("", |dataset| dataset.text(column));
    let contributors = dataset("maintainers").split("; ").map(|title| Contributor {
        title: title.to_owned(),
        role: "maintainer",
    });
    let resources = subject.relations().filter_map(|relation| {
        let file = written.files.get(&csv::path(relation))?;
        Some(Resource::new(subject, relation, file))
    });
    let package = Package {
        profile: "tabular-data-package",
        name: subject.dataset.to_owned(),
        title: dataset("title").to_owned(),
        description: description(reader, dataset("description"))?,
        version: dataset("version").to_owned(),
        licenses: vec![License {
            name: dataset("license").to_owned(),
            path: dataset("license_url").to_owned(),
        }],
        contributors: contributors.collect(),
        sources: reader.records("sources")?.iter().map(source).collect(),
        part: subject.options.part.clone(),
        text_guard: TEXT_GUARD,
        resources: resources.collect(),
        files: other_files(written),
        hash: SHA256.to_owned(),
    };
    let mut json = serde_json::to_string_pretty(&package).expect("plain structs are JSON");
    json.push('\n');
    Ok(sealed(&json))
}

/// How a digest begins.
const SHA256: &str = "sha256:";

/// What comes after the digest of a package in it.
const END: &str = "\"\n}\n";

fn hash_of(file: &Measure) -> String {
    format!("{SHA256}{}", file.sha256)
}

fn other_files(written: &Written) -> Vec<OtherFile> {
    let is_table = |path: &str| path.starts_with("csv/");
    let files = written.files.iter().filter(|(path, _)| !is_table(path));
    let described = files.map(|(path, file)| OtherFile {
        path: path.clone(),
        bytes: file.bytes,
        hash: hash_of(file),
    });
    described.collect()
}

/// Returns a package with its own digest, for which it has a place at its end.
fn sealed(json: &str) -> String {
    let head = json.strip_suffix(END).expect("the digest comes last");
    format!("{head}{}{END}", sha256_hex(json.as_bytes()))
}

/// Tells whether a package is as it was written, whatever its line ends; `None` where it has no digest
/// of its own, as one of another program.
pub fn is_as_written(bytes: &[u8]) -> Option<bool> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let package = parsed(text.as_bytes())?;
    let digest = package["hash"].as_str()?.strip_prefix(SHA256)?;
    let head = text
        .strip_suffix(END)
        .and_then(|head| head.strip_suffix(digest));
    Some(head.is_some_and(|head| sealed(&format!("{head}{END}")) == text))
}

/// Reads a data package as JSON, whatever somebody has put after it.
fn parsed(bytes: &[u8]) -> Option<serde_json::Value> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter();
    values.next()?.ok()
}

/// What a data package says of an export.
pub struct Described {
    /// The key of the dataset.
    pub name: String,
    /// What it is of the dataset.
    pub part: Part,
    /// The digests of the files, by path in the export's folder.
    pub files: Vec<(String, String)>,
}

impl Described {
    /// Reads a data package; `None` where it is none.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let package = parsed(bytes)?;
        let list = |name: &str, folder: &'static str| {
            let items = package[name].as_array().cloned().unwrap_or_default();
            items.into_iter().filter_map(move |item| {
                let path = format!("{folder}{}", item["path"].as_str()?);
                let digest = item["hash"].as_str()?.strip_prefix(SHA256)?;
                Some((path, digest.to_owned()))
            })
        };
        Some(Self {
            name: package["name"].as_str()?.to_owned(),
            part: serde_json::from_value(package["part"].clone()).unwrap_or_default(),
            files: list("resources", "csv/").chain(list("files", "")).collect(),
        })
    }
}

fn description(reader: &Reader<'_>, of_dataset: &str) -> Result<String, ExportError> {
    let subject = reader.subject;
    if subject.options.part.is_whole() {
        return Ok(of_dataset.to_owned());
    }
    let part = described(reader, &format!("the dataset `{}`", subject.dataset))?;
    let text = format!("{of_dataset}\n\n{part}");
    Ok(text.trim_start().to_owned())
}

fn source(record: &Record) -> Source {
    let names = ["author", "title", "publisher", "published_on"];
    let given = names.map(|name| record.text(name)).into_iter();
    let given: Vec<_> = given.filter(|text| !text.is_empty()).collect();
    Source {
        title: given.join(", "),
        path: record.text("url").to_owned(),
    }
}

fn field(relation: &Relation, column: &Column) -> FieldSchema {
    let kind = match column.kind {
        ColumnKind::Text => "string",
        ColumnKind::Integer => "integer",
        ColumnKind::Day => "date",
        ColumnKind::Flag => "boolean",
    };
    let is_flag = column.kind == ColumnKind::Flag;
    FieldSchema {
        name: column.name.clone(),
        kind,
        description: column.description.clone(),
        true_values: is_flag.then_some(["1"]),
        false_values: is_flag.then_some(["0"]),
        constraints: (!relation.is_view && !column.nullable)
            .then_some(Constraints { required: true }),
    }
}

fn version_field() -> FieldSchema {
    FieldSchema {
        name: ROW_VERSION.to_owned(),
        kind: "string",
        description: ROW_VERSION_MEANING.to_owned(),
        true_values: None,
        false_values: None,
        constraints: Some(Constraints { required: true }),
    }
}

/// In SQL a reference with an empty column refers to nothing; a data package has no such rule for a
/// reference of several columns, so that one with an optional column is left to SQLite.
fn is_checkable(relation: &Relation, key: &ForeignKey) -> bool {
    let mut columns = relation.columns.iter();
    let is_optional = |column: &Column| column.nullable && key.columns.contains(&column.name);
    key.columns.len() == 1 || !columns.any(is_optional)
}

fn foreign_key(relation: &Relation, key: &ForeignKey) -> ForeignKeySchema {
    // A table names itself by an empty text.
    let resource = Some(&key.table).filter(|table| **table != relation.name);
    ForeignKeySchema {
        fields: key.columns.clone(),
        reference: Reference {
            resource: resource.cloned().unwrap_or_default(),
            fields: key.references.clone(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_knows_whether_it_was_edited() {
        let package = sealed("{\n  \"name\": \"flood\",\n  \"hash\": \"sha256:\"\n}\n");
        assert_eq!(is_as_written(package.as_bytes()), Some(true));
        let on_windows = package.replace('\n', "\r\n");
        assert_eq!(is_as_written(on_windows.as_bytes()), Some(true));
        for (from, to) in [
            ("flood", "drought"),
            ("sha256:", "sha256:0"),
            ("}\n", "}\nmine\n"),
        ] {
            let edited = package.replace(from, to);
            assert_ne!(edited, package);
            assert_eq!(is_as_written(edited.as_bytes()), Some(false), "{edited}");
        }
        for stranger in ["", "{}", "[1]", "{\"hash\": 1}", "{\"hash\": \"md5\"}"] {
            assert_eq!(is_as_written(stranger.as_bytes()), None, "{stranger}");
        }
    }
}
