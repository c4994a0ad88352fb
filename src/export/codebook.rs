//! The codebook: every table, column and code, what it means and how often it occurs.

use super::ExportError;
use super::format::{Content, ExportFile, Format, Summaries, Written};
use super::part::described;
use super::reader::{Reader, Record, Subject};
use super::tally::Tally;
use crate::model::wording::BOUNDS;
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
        "Each list is a table of its own; *used* counts the rows of facts that have the code.";
    text.push(format!("## Codes\n\n{of_codes}\n"));
    // Not the other lists of codes, nor what no longer is a fact.
    let of_facts = schema.tables_of_facts();
    let of_facts: Vec<&Tally> = of_facts
        .filter_map(|table| Some(&summaries.get(&table.name)?.tally))
        .collect();
    for table in codes {
        write_codes(reader, &of_facts, table, &mut text)?;
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
            text.push(format!("{}\n", described(reader, "the dataset")?));
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
    let (title, language) = (of("title"), of("language"));
    let article = match of("author") {
        "" => format!("{title} ({language})"),
        author => format!("{author} ({language}): {title}"),
    };
    let published_on = match of("published_on") {
        "" => "n.d.",
        day => day,
    };
    let mut published = format!("{}, {published_on}", of("publisher"));
    match of("url") {
        "" => {}
        url => published.push_str(&format!(", <{url}>")),
    }
    format!(
        "- {article}. {}. Cited as *{}, ¶6 s.3*: paragraph 6, sentence 3 of the body.",
        published.trim_end_matches('.'),
        of("cite_as")
    )
}

const LOADING: &str = "
How to load: `sqlite3 FILE.sqlite` (3.37 or newer) and `.schema TABLE` shows these comments.
CSV files are UTF-8 with a header, an empty cell means no value; `datapackage.json` gives the types.
In a spreadsheet import the columns as text: keys and dates such as `2022-09` are no days.
A text that begins with `=`, `+`, `-`, `@`, a tab or an apostrophe has an apostrophe before it in CSV alone, so that no spreadsheet computes it.
The CSV files of facts end with a column that SQLite does not have, `row_version`: what the row held when it was exported.
Leave it alone, and a file that you have corrected can be taken back cell by cell.

Dates are EDTF (ISO 8601-2, levels 0 and 1) and no more exact than the article's wording.
`date_earliest` and `date_latest` bound the days that a date can mean; empty is open.
The view `fact_dates` says when a fact certainly and when it possibly was.

    SELECT fact FROM fact_dates
    WHERE certain_from >= '2022-09-01' AND certain_until <= '2022-09-30';  -- certainly in September 2022

    SELECT fact FROM fact_dates
    WHERE possible_from <= '2022-09-30' AND possible_until >= '2022-09-01';  -- possibly

An approximate or uncertain date (`~`, `?`) is never certain: the true day may lie outside the bounds.
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
    of_facts: &[&Tally],
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
        let uses = of_facts
            .iter()
            .map(|tally| tally.uses(&table.name, |column| record.text(column)));
        let (code, used) = (record.text("code"), uses.sum::<u64>());
        let definition = record.text("definition").replace('|', "\\|");
        text.push(format!("| `{code}` | {used} |{cells} {definition} |"));
    }
    text.push(String::new());
    if table.name == "date_bases" {
        write_bounds(text);
    }
    Ok(())
}

/// Writes how the vague is bounded.
fn write_bounds(text: &mut Vec<String>) {
    let of_bounds = "A vague wording means the same days in all facts; its date is approximate (`~`) unless it is that of the whole unit.";
    text.push(format!("{of_bounds}\n"));
    for (at, row) in BOUNDS.iter().enumerate() {
        text.push(format!("| {} |", row.join(" | ")));
        if at == 0 {
            text.push(format!("|{}", "---|".repeat(row.len())));
        }
    }
    text.push(String::new());
}
