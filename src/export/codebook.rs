//! The codebook: every table, column and code, what it means and how often it occurs.

use super::ExportError;
use super::format::{Content, ExportFile, Format, Summaries, Written};
use super::reader::{Reader, Record, Subject};
use crate::store::schema::{Column, ColumnKind, Relation};

/// The codebook, in Markdown.
pub struct Codebook;

impl Format for Codebook {
    fn files<'a>(&self, subject: &Subject<'a>) -> Vec<ExportFile<'a>> {
        // It describes all tables, and so is left out where only some are written.
        let is_wanted = subject.options.part.tables.is_empty();
        let file = is_wanted.then(|| ExportFile {
            path: "CODEBOOK.md".to_owned(),
            content: Content::Summary(codebook),
        });
        file.into_iter().collect()
    }
}

fn codebook(reader: &Reader<'_>, written: &Written) -> Result<String, ExportError> {
    let summaries = &written.summaries;
    let mut text = Vec::new();
    write_head(reader, &mut text)?;
    let schema = reader.subject.schema;
    let (codes, tables): (Vec<_>, Vec<_>) = schema
        .tables()
        .partition(|table| schema.is_vocabulary(table));
    text.push("## Tables\n".to_owned());
    for table in tables {
        write_relation(summaries, table, &mut text);
    }
    let of_views = "Answers made from the tables, with names and footnotes; in the SQLite file they are views.";
    text.push(format!("## Views\n\n{of_views}\n"));
    for view in schema.exported().filter(|relation| relation.is_view) {
        write_relation(summaries, view, &mut text);
    }
    let of_codes =
        "Each list is a table of its own; *used* counts the rows that refer to the code.";
    text.push(format!("## Codes\n\n{of_codes}\n"));
    for table in codes {
        write_codes(reader, summaries, table, &mut text)?;
    }
    Ok(format!("{}\n", text.join("\n").trim_end()))
}

fn write_head(reader: &Reader<'_>, text: &mut Vec<String>) -> Result<(), ExportError> {
    for dataset in reader.records("datasets")? {
        let of = |column| dataset.text(column);
        text.push(format!("# Codebook: {}\n", of("title")));
        text.push(format!("{}\n", of("description")));
        let part = &reader.subject.options.part;
        if !part.is_whole() {
            text.push(format!("This is a part of the dataset: {part}.\n"));
        }
        let license = match of("license_url") {
            "" => of("license").to_owned(),
            url => format!("[{}]({url})", of("license")),
        };
        let (version, maintainers) = (of("version"), of("maintainers"));
        text.push(format!(
            "Version {version}. Licence: {license}. Maintained by {maintainers}.\n"
        ));
    }
    text.push("Sources:\n".to_owned());
    text.extend(reader.records("sources")?.iter().map(source_line));
    text.push(LOADING.to_owned());
    Ok(())
}

fn source_line(source: &Record) -> String {
    let of = |column| source.text(column);
    let url = match of("url") {
        "" => String::new(),
        url => format!(", <{url}>"),
    };
    format!(
        "- {} ({}): {}. {}, {}{url}. Cited as *{}, ¶6 s.3*: paragraph 6, sentence 3 of the body.",
        of("author"),
        of("language"),
        of("title"),
        of("publisher"),
        of("published_on"),
        of("cite_as")
    )
}

const LOADING: &str = "
How to load: `sqlite3 FILE.sqlite` (3.37 or newer) and `.schema TABLE` shows these comments.
CSV files are UTF-8 with a header, an empty cell means no value; `datapackage.json` gives the types.
In a spreadsheet import the columns as text: keys and dates such as `2022-09` are no days.
The CSV files of facts end with a column that SQLite does not have, `row_version`: what the row held when it was exported.
Leave it alone, and a file that you have corrected can be taken back cell by cell.

Dates are EDTF (ISO 8601-2, levels 0 and 1) and no more exact than the article's wording.
`date_earliest` and `date_latest` bound the days that a date can mean.
Certainly in September 2022: `date_earliest >= '2022-09-01' AND date_latest <= '2022-09-30'`.
Possibly: `date_earliest <= '2022-09-30' AND date_latest >= '2022-09-01'`.
";

fn write_relation(summaries: &Summaries, relation: &Relation, text: &mut Vec<String>) {
    let tally = summaries.get(&relation.name).map(|summary| &summary.tally);
    let rows = tally.map_or(0, |tally| tally.rows);
    let s = if rows == 1 { "" } else { "s" };
    let (name, description) = (&relation.name, &relation.description);
    text.push(format!("### {name}\n\n{description} {rows} row{s}.\n"));
    if !relation.primary_key.is_empty() {
        let key = relation.primary_key.join("`, `");
        text.push(format!("Primary key: `{key}`.\n"));
    }
    text.push("| column | type | filled | meaning |\n|---|---|---|---|".to_owned());
    for (at, column) in relation.columns.iter().enumerate() {
        let filled = tally.map_or(0, |tally| tally.filled[at]);
        let (name, kind, meaning) = (&column.name, kind(column), meaning(relation, column));
        text.push(format!("| `{name}` | {kind} | {filled} | {meaning} |"));
    }
    text.push(String::new());
}

fn kind(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Text => "text",
        ColumnKind::Integer => "whole number",
        ColumnKind::Day => "day",
        ColumnKind::Flag => "0 or 1",
    }
}

fn meaning(relation: &Relation, column: &Column) -> String {
    let keys = relation.foreign_keys.iter();
    let of_column = keys.filter(|key| key.columns.contains(&column.name));
    let references: Vec<_> = of_column
        .map(|key| format!("→ `{}.{}`", key.table, key.references.join(", ")))
        .collect();
    let meaning = format!("{} {}", column.description, references.join(", "));
    meaning.trim_end().replace('|', "\\|")
}

fn write_codes(
    reader: &Reader<'_>,
    summaries: &Summaries,
    table: &Relation,
    text: &mut Vec<String>,
) -> Result<(), ExportError> {
    text.push(format!("### {}\n\n{}\n", table.name, table.description));
    let names = table.columns.iter().map(|column| column.name.as_str());
    let extra: Vec<&str> = names
        .filter(|name| !["code", "label", "definition"].contains(name))
        .collect();
    let heads: String = extra.iter().map(|name| format!(" {name} |")).collect();
    let rules = "---|".repeat(extra.len());
    text.push(format!(
        "| code | used |{heads} definition |\n|---|---|{rules}---|"
    ));
    for record in reader.records(&table.name)? {
        let cells = extra
            .iter()
            .map(|name| format!(" {} |", record.shown(name)));
        let cells: String = cells.collect();
        let tallies = summaries.values().map(|summary| &summary.tally);
        let uses = tallies.map(|tally| tally.uses(&table.name, |column| record.text(column)));
        let (code, used) = (record.text("code"), uses.sum::<u64>());
        let definition = record.text("definition").replace('|', "\\|");
        text.push(format!("| `{code}` | {used} |{cells} {definition} |"));
    }
    text.push(String::new());
    Ok(())
}
