//! Normalisation: what a dataset says as rows of the store's tables.
//!
//! Which field of a fact fills which column is said by the form of facts ([`crate::model::form`]);
//! where a column stands in its table is asked of the schema, once, by [`Tables::of`]. So a migration
//! may put a column anywhere, but for the key, which comes first: rows are sorted by their beginning.
//! Rows are handed on one by one, their values borrowed, so that a fact costs no more than its rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::schema::{Relation, Schema};
use super::value::{CellRef, Value};
use crate::model::Locator;
use crate::model::correction::{Correction, Retraction, Step};
use crate::model::date::Edtf;
use crate::model::fact::{Cell, Citation, Fact, Head, Passage, Source};
use crate::model::form::{APART, COMMON, Content, DERIVED, Derived, Field, KINDS, Kind, List};
use crate::model::key::{FactKey, SourceKey};
use crate::model::vocabulary::Code;

/// What takes rows.
pub trait RowSink {
    /// Takes a row.
    fn row(&mut self, row: TableRow<'_, '_>);
}

/// A row on its way into a table.
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'r, 'a> {
    /// The number of the table among those that a run fills.
    pub table: u8,
    /// How many of the first columns are the primary key.
    pub key: usize,
    /// All columns, in order.
    pub cells: &'r [CellRef<'a>],
}

/// The most columns that a table can have.
const COLUMNS_MAX: usize = 32;

/// A table with the number that it has in rows on their way.
#[derive(Debug, Clone, Copy)]
struct Target {
    number: u8,
    key: usize,
    width: usize,
}

impl Target {
    fn of<'s>(schema: &'s Schema, name: &str) -> (Self, &'s Relation) {
        let found = schema.number_of(name).zip(schema.relation(name));
        let (number, table) = found.unwrap_or_else(|| panic!("the schema has no table {name}"));
        assert!(
            table.columns.len() <= COLUMNS_MAX,
            "{name} has too many columns"
        );
        let target = Self {
            number: u8::try_from(number).expect("there are fewer than 256 tables"),
            key: table.primary_key.len(),
            width: table.columns.len(),
        };
        (target, table)
    }

    fn hand_on<'a>(self, cell: impl Fn(usize) -> CellRef<'a>, out: &mut impl RowSink) {
        let mut cells = [CellRef::Null; COLUMNS_MAX];
        for (at, filled) in cells[..self.width].iter_mut().enumerate() {
            *filled = cell(at);
        }
        out.row(TableRow {
            table: self.number,
            key: self.key,
            cells: &cells[..self.width],
        });
    }
}

/// A table whose rows are written by a list of columns.
#[derive(Debug)]
struct Listed {
    target: Target,
    /// For each column of the table its position in the list.
    from: Vec<Option<usize>>,
}

impl Listed {
    /// Finds the columns of a list, their names separated by white space, in a table.
    fn of(schema: &Schema, table: &str, columns: &str) -> Self {
        let (target, relation) = Target::of(schema, table);
        let position = |name: &str| columns.split_whitespace().position(|known| known == name);
        let columns = relation.columns.iter();
        Self {
            target,
            from: columns.map(|column| position(&column.name)).collect(),
        }
    }

    /// Hands on a row of the values of the columns, in the order of the list.
    fn row(&self, values: &[CellRef<'_>], out: &mut impl RowSink) {
        let value = |at: usize| self.from[at].map_or(CellRef::Null, |from| values[from]);
        self.target.hand_on(value, out);
    }
}

/// What fills a column of a table of facts.
#[derive(Debug, Clone, Copy)]
enum Filled {
    /// The key of the fact.
    Key,
    /// The kind of the fact.
    Kind,
    /// A cell of the fact, or of the element of its list.
    Cell(usize),
    /// Something that follows from the date.
    Date(Derived),
    /// Nothing.
    Nothing,
}

/// A table that facts fill by their form.
#[derive(Debug)]
struct Formed {
    target: Target,
    columns: Vec<Filled>,
}

impl Formed {
    fn of(schema: &Schema, table: &str, filled: impl Fn(&str) -> Filled) -> Self {
        let (target, relation) = Target::of(schema, table);
        let columns = relation.columns.iter().map(|column| filled(&column.name));
        Self {
            target,
            columns: columns.collect(),
        }
    }

    /// Hands on the row of a fact, or of an element of one of its lists.
    fn row(&self, fact: &Row<'_>, out: &mut impl RowSink) {
        self.target.hand_on(|at| fact.cell(self.columns[at]), out);
    }
}

/// What a row of a fact is made of.
struct Row<'f> {
    key: &'f str,
    kind: &'static Kind,
    cells: &'f [Cell<'f>],
    date: Option<&'f Edtf>,
    days: &'f [Option<String>; 2],
}

impl<'f> Row<'f> {
    fn cell(&self, filled: Filled) -> CellRef<'f> {
        let date = self.date;
        match filled {
            Filled::Key => self.key.into(),
            Filled::Kind => self.kind.name.into(),
            Filled::Cell(at) => match &self.cells[at] {
                Cell::Text(text) => CellRef::Text(text),
                Cell::Number(number) => CellRef::Integer(*number),
                Cell::Date(date) => CellRef::Text(&date.text),
                Cell::Empty | Cell::List(_) => CellRef::Null,
            },
            Filled::Date(Derived::Earliest) => self.days[0].as_deref().into(),
            Filled::Date(Derived::Latest) => self.days[1].as_deref().into(),
            Filled::Date(Derived::Precision) => date.map(|date| date.precision.code()).into(),
            Filled::Date(Derived::Approximate) => date.map(|date| date.approximate).into(),
            Filled::Date(Derived::Uncertain) => date.map(|date| date.uncertain).into(),
            Filled::Date(Derived::Start | Derived::End) | Filled::Nothing => CellRef::Null,
        }
    }
}

/// The tables that the facts of a kind fill.
#[derive(Debug)]
struct KindTables {
    facts: Formed,
    own: Formed,
    /// The tables with a row where a common field is given, by the number of its cell.
    apart: Vec<(usize, Formed)>,
    /// The tables of lists, by the number of the cell.
    lists: Vec<(usize, Formed)>,
    /// The number of the cell that holds the date.
    date: Option<usize>,
}

impl KindTables {
    fn of(kind: &'static Kind, schema: &Schema) -> Self {
        let common = kind.fields.len();
        let cell = |fields: &[Field], column: &str| {
            let at = fields.iter().position(|field| field.column == column);
            at.map_or(Filled::Nothing, Filled::Cell)
        };
        let shifted = |filled| match filled {
            Filled::Cell(at) => Filled::Cell(at + common),
            other => other,
        };
        let own = |column: &str| match derived(column) {
            _ if column == "key" => Filled::Key,
            Some(derived) => Filled::Date(derived),
            None => cell(kind.fields, column),
        };
        let of_list = |list: &'static List| {
            Formed::of(schema, list.table, |column| {
                match cell(list.fields, column) {
                    Filled::Nothing => Filled::Key,
                    filled => filled,
                }
            })
        };
        let lists = kind.fields.iter().enumerate();
        let lists = lists.filter_map(|(at, field)| Some((at, of_list(field.list()?))));
        let apart = APART.iter().map(|(field, table)| {
            let at = COMMON.iter().position(|known| known.name == *field);
            let at = common + at.expect("what stands apart is a common field");
            let formed = Formed::of(schema, table, |column| match cell(COMMON, column) {
                Filled::Nothing => Filled::Key,
                filled => shifted(filled),
            });
            (at, formed)
        });
        Self {
            facts: Formed::of(schema, "facts", |column| match column {
                "key" => Filled::Key,
                "kind" => Filled::Kind,
                column => shifted(cell(COMMON, column)),
            }),
            own: Formed::of(schema, kind.table, own),
            apart: apart.collect(),
            lists: lists.collect(),
            date: kind.fields.iter().position(|field| field.column == "date"),
        }
    }
}

/// Returns the primary key of the row of a step.
fn step_row(key: &str, step: &Step) -> serde_json::Value {
    let fields = List::of_table(step.table).into_iter().flat_map(List::key);
    let parts = fields.zip(&step.row).map(|(field, part)| {
        let number = part.parse::<i64>().ok();
        match number.filter(|_| field.content == Content::Number) {
            Some(number) => number.into(),
            None => serde_json::Value::from(part.as_str()),
        }
    });
    std::iter::once(key.into()).chain(parts).collect()
}

/// Returns a value of a step as the table has it.
fn typed(step: &Step, value: Option<&str>) -> Value {
    let list = List::of_table(step.table);
    let field = list
        .zip(step.column)
        .and_then(|(list, column)| list.field_of(column));
    let is_number = field.is_some_and(|field| field.content == Content::Number);
    match (value, value.and_then(|value| value.parse().ok())) {
        (Some(_), Some(number)) if is_number => Value::Integer(number),
        (value, _) => value.map(str::to_owned).into(),
    }
}

/// Returns what follows from a date; nothing where it is none.
pub fn derived_of_date(derived: Derived, date: Option<&str>) -> Value {
    let Some(date) = date.and_then(|date| Edtf::parse(date).ok()) else {
        return Value::Null;
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).into();
    match derived {
        Derived::Earliest => day(date.earliest),
        Derived::Latest => day(date.latest),
        Derived::Precision => date.precision.code().into(),
        Derived::Approximate => date.approximate.into(),
        Derived::Uncertain => date.uncertain.into(),
        Derived::Start | Derived::End => Value::Null,
    }
}

fn derived(column: &str) -> Option<Derived> {
    let mut derived = DERIVED.iter();
    derived
        .find(|(name, _, _)| *name == column)
        .map(|(_, _, derived)| *derived)
}

/// Where each part of a dataset goes: the tables of the store with their columns.
#[derive(Debug)]
pub struct Tables {
    datasets: Listed,
    /// The tables of codes, by name.
    codes: Vec<(String, Listed)>,
    sources: Listed,
    passages: Listed,
    uncoded_passages: Listed,
    citations: Listed,
    corrections: Listed,
    retractions: Listed,
    fact_files: Listed,
    source_files: Listed,
    ledger_steps: Listed,
    /// The tables of facts, by the number of the kind.
    kinds: Vec<KindTables>,
}

impl Tables {
    /// Finds the tables and columns in a schema.
    ///
    /// # Panics
    /// It lacks one of the tables; a test holds the form against the schema.
    pub fn of(schema: &Schema) -> Self {
        let codes = schema.tables().filter(|table| schema.is_vocabulary(table));
        let listed = |table: &str, columns: &str| Listed::of(schema, table, columns);
        let of_codes = "code label definition event_type cameo_root_codes ucdp_date_prec";
        let of_codes = |table: &Relation| (table.name.clone(), listed(&table.name, of_codes));
        Self {
            codes: codes.map(of_codes).collect(),
            datasets: listed(
                "datasets",
                "key title description version license license_url maintainers",
            ),
            sources: listed(
                "sources",
                "key title author cite_as publisher published_on language url rights sha256
                 paragraphs sentences words",
            ),
            passages: listed(
                "passages",
                "source paragraph sentence locator fingerprint characters words text",
            ),
            uncoded_passages: listed("uncoded_passages", "source paragraph sentence reason"),
            citations: listed(
                "citations",
                "fact field source paragraph sentence quote_start quote_end quote stance
                 reported_value",
            ),
            corrections: listed(
                "corrections",
                "id made_on made_by fact field old_value new_value reason source",
            ),
            retractions: listed("retractions", "key kind retracted_on reason superseded_by"),
            fact_files: listed("fact_files", "fact file digest"),
            source_files: listed("source_files", "source file digest"),
            ledger_steps: listed(
                "ledger_steps",
                "fact step correction table row action column old new",
            ),
            kinds: KINDS
                .iter()
                .map(|kind| KindTables::of(kind, schema))
                .collect(),
        }
    }

    /// Hands on the rows of what describes a dataset: itself, its codes and its ledger.
    pub fn head_rows(&self, head: &Head, out: &mut impl RowSink) {
        let maintainers = head.maintainers.join("; ");
        let dataset = [
            head.key.as_str().into(),
            head.title.as_str().into(),
            head.description.as_str().into(),
            head.version.as_str().into(),
            head.license.as_str().into(),
            head.license_url.as_deref().into(),
            maintainers.as_str().into(),
        ];
        self.datasets.row(&dataset, out);
        for (table, codes) in head.vocabulary.tables() {
            let Some((_, table)) = self.codes.iter().find(|(name, _)| name == table) else {
                continue;
            };
            codes
                .iter()
                .for_each(|code| table.row(&code_cells(code), out));
        }
        self.ledger_rows(head, out);
    }

    /// Hands on the rows of the ledger, and of the facts that it took back.
    pub fn ledger_rows(&self, head: &Head, out: &mut impl RowSink) {
        for correction in &head.corrections {
            self.correction_row(correction, out);
        }
        for (key, retraction) in &head.retractions {
            self.retraction_row(key, retraction, out);
        }
    }

    /// Hands on the row of a source.
    pub fn source_row(&self, key: &SourceKey, source: &Source, out: &mut impl RowSink) {
        let published_on = source.published_on.map(|day| day.to_string());
        let described = [
            key.as_str().into(),
            source.title.as_str().into(),
            source.author.as_deref().into(),
            source.cite_as.as_str().into(),
            source.publisher.as_str().into(),
            published_on.as_deref().into(),
            source.language.as_str().into(),
            source.url.as_deref().into(),
            source.rights.as_deref().into(),
            source.sha256.as_str().into(),
            source.extent.paragraphs.into(),
            (source.extent.sentences as i64).into(),
            source.extent.words.into(),
        ];
        self.sources.row(&described, out);
    }

    /// Hands on the rows of the sentences of a source.
    pub fn passage_rows(
        &self,
        key: &SourceKey,
        passages: &BTreeMap<Locator, Passage>,
        out: &mut impl RowSink,
    ) {
        for (locator, passage) in passages {
            let name = locator.to_string();
            let sentence = [
                key.as_str().into(),
                locator.paragraph.into(),
                locator.sentence.into(),
                name.as_str().into(),
                passage.fingerprint.as_str().into(),
                passage.characters.into(),
                passage.words.into(),
                passage.text.as_deref().into(),
            ];
            self.passages.row(&sentence, out);
        }
    }

    /// Hands on the row of a sentence that holds no fact.
    pub fn skip_row(&self, source: &SourceKey, at: Locator, reason: &str, out: &mut impl RowSink) {
        let cells = [
            source.as_str().into(),
            at.paragraph.into(),
            at.sentence.into(),
            reason.into(),
        ];
        self.uncoded_passages.row(&cells, out);
    }

    /// Hands on the row that says in which file a fact stands.
    pub fn fact_file_row(&self, key: &str, file: i64, digest: i64, out: &mut impl RowSink) {
        let cells = [key.into(), file.into(), digest.into()];
        self.fact_files.row(&cells, out);
    }

    /// Hands on the row that says in which file a source stands.
    pub fn source_file_row(&self, key: &SourceKey, file: i64, digest: i64, out: &mut impl RowSink) {
        let cells = [key.as_str().into(), file.into(), digest.into()];
        self.source_files.row(&cells, out);
    }

    /// Hands on the rows of what the ledger changed of a fact.
    pub fn step_rows(&self, key: &str, steps: &[Step], out: &mut impl RowSink) {
        for (number, step) in (1..).zip(steps) {
            let row = step_row(key, step).to_string();
            let value = |value: &Option<String>| typed(step, value.as_deref());
            let (old, new) = (value(&step.old), value(&step.new));
            let cells = [
                key.into(),
                CellRef::Integer(number),
                step.correction.as_str().into(),
                step.table.into(),
                row.as_str().into(),
                step.action.code().into(),
                step.column.into(),
                CellRef::from(&old),
                CellRef::from(&new),
            ];
            self.ledger_steps.row(&cells, out);
        }
    }

    /// Hands on the rows of a fact.
    pub fn fact_rows(&self, key: &str, fact: &Fact<'_>, out: &mut impl RowSink) {
        let tables = &self.kinds[fact.kind.number()];
        let date = tables.date.and_then(|at| match &fact.cells[at] {
            Cell::Date(date) => Some(date),
            _ => None,
        });
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let days = date.map_or([None, None], |date| [day(date.earliest), day(date.latest)]);
        let mut row = Row {
            key,
            kind: fact.kind,
            cells: &fact.cells,
            date,
            days: &days,
        };
        tables.facts.row(&row, out);
        tables.own.row(&row, out);
        for (at, table) in &tables.apart {
            if fact.cells[*at] != Cell::Empty {
                table.row(&row, out);
            }
        }
        for (at, table) in &tables.lists {
            for element in fact.cells[*at].elements() {
                row.cells = element;
                table.row(&row, out);
            }
        }
        for citation in &fact.citations {
            self.citation_row(key, citation, out);
        }
    }

    fn citation_row(&self, fact: &str, citation: &Citation<'_>, out: &mut impl RowSink) {
        let quote = citation.quote.as_ref();
        let cells = [
            fact.into(),
            citation.field.as_deref().unwrap_or("*").into(),
            (&*citation.source).into(),
            citation.locator.paragraph.into(),
            citation.locator.sentence.into(),
            quote.map(|quote| quote.span.start).into(),
            quote.map(|quote| quote.span.end).into(),
            quote.map(|quote| &*quote.text).into(),
            (&*citation.stance).into(),
            citation.reported_value.as_deref().into(),
        ];
        self.citations.row(&cells, out);
    }

    /// Hands on the row of an entry of the ledger.
    pub fn correction_row(&self, correction: &Correction, out: &mut impl RowSink) {
        let cells = correction.cells();
        let texts = cells
            .iter()
            .map(|text| Some(text.as_str()).filter(|text| !text.is_empty()));
        let cells: Vec<CellRef<'_>> = texts.map(CellRef::from).collect();
        self.corrections.row(&cells, out);
    }

    /// Hands on the row of a fact that was taken back.
    pub fn retraction_row(&self, key: &FactKey, retraction: &Retraction, out: &mut impl RowSink) {
        let retracted_on = retraction.retracted_on.to_string();
        let superseded_by = retraction.superseded_by.as_ref();
        let cells = [
            key.as_str().into(),
            retraction.kind.into(),
            retracted_on.as_str().into(),
            retraction.reason.as_str().into(),
            superseded_by.map(|other| other.as_str()).into(),
        ];
        self.retractions.row(&cells, out);
    }
}

/// Returns what the tables of codes have of a code; most have the first three columns alone.
fn code_cells(code: &Code) -> [CellRef<'_>; 6] {
    [
        code.code.as_str().into(),
        code.label.as_str().into(),
        code.definition.as_str().into(),
        code.event_type.as_deref().into(),
        code.cameo_root_codes.as_deref().into(),
        code.ucdp_date_prec.into(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::form::{CITES, Content, Presence, fields_of};
    use crate::store::schema::{Column, ColumnKind};

    /// Returns the columns of a table that no part of a dataset fills.
    fn unfilled(table: &Relation, filled: impl Fn(usize) -> bool) -> impl Iterator<Item = String> {
        let columns = table.columns.iter().enumerate();
        columns
            .filter(move |(at, _)| !filled(*at))
            .map(|(_, column)| format!("nothing fills {}.{}", table.name, column.name))
    }

    fn formed(schema: &Schema, formed: &Formed, name: &str) -> Vec<String> {
        let table = schema.relation(name).unwrap();
        let nothing = |at: usize| matches!(formed.columns[at], Filled::Nothing);
        unfilled(table, |at| !nothing(at)).collect()
    }

    /// Returns what is wrong with a field, given the column that it fills.
    fn field_fault(field: &Field, table: &Relation, schema: &Schema) -> Option<String> {
        let Some(at) = table.position(field.column) else {
            return Some(format!("{}.{} is missing", table.name, field.column));
        };
        let column: &Column = &table.columns[at];
        let references = table.foreign_keys.iter();
        let mut references = references.filter(|key| key.columns == [field.column]);
        let to = references.next().map(|key| key.table.as_str());
        let holds = match field.content {
            Content::Code(codes) => to == Some(codes),
            Content::Key(reference) => {
                let kind = reference.kind.and_then(Kind::of);
                to == Some(kind.map_or("facts", |kind| kind.table))
            }
            Content::Number => column.kind == ColumnKind::Integer,
            _ => column.kind == ColumnKind::Text,
        };
        // A default that depends on another field leaves the column empty without it.
        let may_be_empty = !matches!(field.presence, Presence::Required | Presence::Default(_));
        let is_apart = APART.iter().any(|(name, _)| *name == field.name);
        let what = format!("{}.{}", table.name, field.column);
        if !holds {
            Some(format!("{what} does not hold {:?}", field.content))
        } else if schema.belongs_to_facts(table) && may_be_empty != column.nullable && !is_apart {
            Some(format!("{what} is {:?} in the form", field.presence))
        } else {
            None
        }
    }

    #[test]
    fn form_and_schema_say_the_same() {
        let schema = &Schema::current().unwrap();
        let tables = Tables::of(schema);
        let mut faults: Vec<String> = Vec::new();
        let mut known: BTreeSet<&str> = BTreeSet::from(["facts", "citations"]);
        for (kind, of) in KINDS.iter().zip(&tables.kinds) {
            known.insert(kind.table);
            faults.extend(formed(schema, &of.facts, "facts"));
            faults.extend(formed(schema, &of.own, kind.table));
            for ((_, table), (_, of)) in APART.iter().zip(&of.apart) {
                known.insert(table);
                faults.extend(formed(schema, of, table));
            }
            let own = schema.relation(kind.table).unwrap();
            for field in kind.fields {
                let fault = match field.list() {
                    None => field_fault(field, own, schema),
                    Some(_) => None,
                };
                faults.extend(fault);
            }
            for list in kind.lists() {
                known.insert(list.table);
                let table = schema.relation(list.table).unwrap();
                let fields = list.fields.iter().filter(|field| field.name != "at");
                // `*` stands for the whole fact.
                let fields = fields.filter(|field| *field.column != *"field");
                faults.extend(fields.filter_map(|field| field_fault(field, table, schema)));
                let key: Vec<&str> = list.key().map(|field| field.column).collect();
                if table.primary_key[1..] != key {
                    faults.push(format!(
                        "{} has the key {:?}",
                        list.table, table.primary_key
                    ));
                }
            }
            assert!(fields_of(&kind.form()).count() <= crate::model::form::FIELDS_MAX);
        }
        for field in COMMON {
            let apart = APART.iter().find(|(name, _)| *name == field.name);
            let table = apart.map_or("facts", |(_, table)| table);
            faults.extend(field_fault(field, schema.relation(table).unwrap(), schema));
        }
        for table in schema.loaded() {
            let key = table.columns.iter().map(|column| &column.name);
            if !key.take(table.primary_key.len()).eq(&table.primary_key) {
                faults.push(format!("{} does not begin with its key", table.name));
            }
        }
        let unknown = schema
            .tables_of_facts()
            .filter(|table| !known.contains(table.name.as_str()));
        faults.extend(unknown.map(|table| format!("no form has {}", table.name)));
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(List::of_table("citations"), Some(&CITES));
    }

    #[test]
    fn every_column_that_no_form_has_is_filled() {
        let schema = &Schema::current().unwrap();
        let tables = Tables::of(schema);
        let of = |name: &str, from: &[Option<usize>]| {
            let table = schema.relation(name).unwrap();
            unfilled(table, |at| from[at].is_some()).collect::<Vec<_>>()
        };
        let mut faults = [
            of("datasets", &tables.datasets.from),
            of("sources", &tables.sources.from),
            of("passages", &tables.passages.from),
            of("uncoded_passages", &tables.uncoded_passages.from),
            of("citations", &tables.citations.from),
            of("corrections", &tables.corrections.from),
            of("retractions", &tables.retractions.from),
            of("fact_files", &tables.fact_files.from),
            of("source_files", &tables.source_files.from),
        ]
        .concat();
        for (name, codes) in &tables.codes {
            faults.extend(of(name, &codes.from));
        }
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn a_column_of_one_name_holds_numbers_in_all_kinds_or_in_none() {
        // What reads the ledger knows a column by its name alone.
        let fields = || KINDS.iter().flat_map(|kind| kind.fields);
        let is_number = |field: &Field| field.content == Content::Number;
        for field in fields() {
            let mut same = fields().filter(|other| other.column == field.column);
            assert!(
                same.all(|other| is_number(other) == is_number(field)),
                "{field:?}"
            );
        }
    }
}
