//! The codebook: every table, column and code, what it means and how often it occurs.

use super::ExportError;
use super::format::{Content, ExportFile, Format, Summaries};
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

fn codebook(reader: &Reader<'_>, summaries: &Summaries) -> Result<String, ExportError> {
    let mut text = String::new();
    write_head(reader, &mut text)?;
    let schema = reader.subject.schema;
    let (codes, tables): (Vec<_>, Vec<_>) = schema
        .tables()
        .partition(|table| schema.is_vocabulary(table));
    line(&mut text, "## Tables\n");
    for table in tables {
        write_relation(summaries, table, &mut text);
    }
    line(&mut text, "## Views\n");
    line(
        &mut text,
        "Answers made from the tables, with names and footnotes; in the SQLite file they are views.\n",
    );
    for view in schema.exported().filter(|relation| relation.is_view) {
        write_relation(summaries, view, &mut text);
    }
    line(&mut text, "## Codes\n");
    line(
        &mut text,
        "Each list is a table of its own; *used* counts the rows that refer to the code.\n",
    );
    for table in codes {
        write_codes(reader, summaries, table, &mut text)?;
    }
    Ok(format!("{}\n", text.trim_end()))
}

fn line(text: &mut String, content: &str) {
    text.push_str(content);
    text.push('\n');
}

fn write_head(reader: &Reader<'_>, text: &mut String) -> Result<(), ExportError> {
    for dataset in reader.records("datasets")? {
        let of = |column| dataset.text(column);
        line(text, &format!("# Codebook: {}\n", of("title")));
        line(text, &format!("{}\n", of("description")));
        let part = &reader.subject.options.part;
        if !part.is_whole() {
            line(text, &format!("This is a part of the dataset: {part}.\n"));
        }
        let license = match of("license_url") {
            "" => of("license").to_owned(),
            url => format!("[{}]({url})", of("license")),
        };
        line(
            text,
            &format!(
                "Version {}. Licence: {license}. Maintained by {}.\n",
                of("version"),
                of("maintainers")
            ),
        );
    }
    line(text, "Sources:\n");
    for source in reader.records("sources")? {
        line(text, &source_line(&source));
    }
    line(text, LOADING);
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

fn write_relation(summaries: &Summaries, relation: &Relation, text: &mut String) {
    let tally = summaries.get(&relation.name).map(|summary| &summary.tally);
    let rows = tally.map_or(0, |tally| tally.rows);
    let s = if rows == 1 { "" } else { "s" };
    line(
        text,
        &format!(
            "### {}\n\n{} {rows} row{s}.\n",
            relation.name, relation.description
        ),
    );
    if !relation.primary_key.is_empty() {
        line(
            text,
            &format!("Primary key: {}.\n", code_list(&relation.primary_key)),
        );
    }
    line(
        text,
        "| column | type | filled | meaning |\n|---|---|---|---|",
    );
    for (at, column) in relation.columns.iter().enumerate() {
        let filled = tally.map_or(0, |tally| tally.filled[at]);
        line(
            text,
            &format!(
                "| `{}` | {} | {filled} | {} |",
                column.name,
                kind(column),
                meaning(relation, column)
            ),
        );
    }
    text.push('\n');
}

fn code_list(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
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
    let references: Vec<_> = relation
        .foreign_keys
        .iter()
        .filter(|key| key.columns.contains(&column.name))
        .map(|key| format!("→ `{}.{}`", key.table, key.references.join(", ")))
        .collect();
    [column.description.clone(), references.join(", ")]
        .join(" ")
        .trim_end()
        .replace('|', "\\|")
}

fn write_codes(
    reader: &Reader<'_>,
    summaries: &Summaries,
    table: &Relation,
    text: &mut String,
) -> Result<(), ExportError> {
    line(
        text,
        &format!("### {}\n\n{}\n", table.name, table.description),
    );
    let extra: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| !["code", "label", "definition"].contains(&column.name.as_str()))
        .collect();
    let heads: String = extra
        .iter()
        .map(|column| format!(" {} |", column.name))
        .collect();
    let rules = "---|".repeat(extra.len());
    line(
        text,
        &format!("| code | used |{heads} definition |\n|---|---|{rules}---|"),
    );
    for record in reader.records(&table.name)? {
        let cells: String = extra
            .iter()
            .map(|column| format!(" {} |", record.shown(&column.name)))
            .collect();
        let used: u64 = summaries
            .values()
            .map(|summary| {
                summary
                    .tally
                    .uses(&table.name, |column| record.text(column))
            })
            .sum();
        line(
            text,
            &format!(
                "| `{}` | {used} |{cells} {} |",
                record.text("code"),
                record.text("definition").replace('|', "\\|")
            ),
        );
    }
    text.push('\n');
    Ok(())
}
