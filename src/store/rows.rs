//! Normalisation: what a dataset says as rows of the store's tables.
//!
//! This is the only place that knows which part of a fact fills which column. Rows are handed on one
//! by one, their values borrowed, so that a fact costs no more than its rows.

use super::value::CellRef;
use crate::model::Locator;
use crate::model::correction::{Correction, Retraction};
use crate::model::fact::{Body, Citation, Event, Fact, FactDate, Head, Source};
use crate::model::key::{FactKey, SourceKey};

/// What takes rows: the name of the table, and all its columns in order.
pub trait RowSink {
    /// Takes a row.
    fn row(&mut self, table: TableName, cells: &[CellRef<'_>]);
}

/// A table as the rows here have it.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// Its name as a text.
    pub text: &'static str,
    /// How many of its first columns are the primary key.
    pub key: usize,
    /// Its columns, in order.
    pub columns: &'static [&'static str],
}

/// Writes the list of the tables: name, length of the key, columns; a date is eight of them.
macro_rules! tables {
    ($($name:ident $key:literal [$($column:ident)*] $($date:ident)?;)*) => {
        /// The name of a table that a run fills, as SQL has it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(non_camel_case_types, missing_docs)]
        pub enum TableName {
            $($name),*
        }

        /// The tables that a run fills, in the order of the schema; a test holds them against it.
        pub const TABLES: &[Table] = &[$(Table {
            name: TableName::$name,
            text: stringify!($name),
            key: $key,
            columns: tables!(@columns [$($column)*] $($date)?),
        }),*];
    };
    (@columns [$($column:ident)*] with_date) => {
        &[
            $(column_name(stringify!($column)),)*
            "date",
            "date_text",
            "date_basis",
            "date_earliest",
            "date_latest",
            "date_precision",
            "date_approximate",
            "date_uncertain",
        ]
    };
    (@columns [$($column:ident)*]) => {
        &[$(column_name(stringify!($column))),*]
    };
}

/// Returns the name of a column whose name is a word of Rust.
const fn column_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"r#type" => "type",
        _ => name,
    }
}

tables! {
    datasets 1 [key title description version license license_url maintainers];
    sources 1 [key title author cite_as publisher published_on language url rights sha256 paragraphs sentences words];
    passages 3 [source paragraph sentence locator fingerprint characters words text];
    facts 1 [key kind certainty said_by note];
    citations 5 [fact field source paragraph sentence quote_start quote_end quote stance reported_value];
    uncoded_passages 3 [source paragraph sentence reason];
    corrections 1 [id made_on made_by fact field old_value new_value reason source];
    fact_kinds 1 [code label definition];
    certainties 1 [code label definition];
    citation_stances 1 [code label definition];
    date_bases 1 [code label definition];
    date_precisions 1 [code label definition ucdp_date_prec];
    event_statuses 1 [code label definition];
    actor_kinds 1 [code label definition];
    name_kinds 1 [code label definition];
    identifier_schemes 1 [code label definition];
    membership_statuses 1 [code label definition];
    place_kinds 1 [code label definition];
    instrument_kinds 1 [code label definition];
    event_types 1 [code label definition cameo_root_codes];
    event_roles 1 [code label definition];
    place_roles 1 [code label definition];
    instrument_roles 1 [code label definition];
    link_relations 1 [code label definition];
    position_stances 1 [code label definition];
    modalities 1 [code label definition];
    event_modes 2 [event_type code label definition];
    actors 1 [key name kind parent];
    actor_names 2 [actor name kind];
    actor_identifiers 2 [actor scheme identifier];
    offices 1 [key holder title body] with_date;
    memberships 1 [key member organization status] with_date;
    places 1 [key name kind country];
    instruments 1 [key name kind part_of];
    events 1 [key r#type mode title status part_of] with_date;
    event_actors 3 [event actor role detail];
    event_places 3 [event place role];
    event_instruments 3 [event instrument role];
    event_links 3 [event relation other_event];
    positions 1 [key actor subject stance rationale] with_date;
    claims 1 [key holder subject statement modality] with_date;
    retractions 1 [key kind retracted_on reason superseded_by];
    pending_reviews 1 [fact needs_review];
    fact_files 1 [fact file digest];
    source_files 1 [source file digest];
}

impl TableName {
    /// Returns the table.
    pub fn table(self) -> &'static Table {
        &TABLES[self as usize]
    }
}

/// Hands on the rows of what describes a dataset: itself, its codes and its ledger.
pub fn head_rows(head: &Head, out: &mut impl RowSink) {
    let maintainers = head.maintainers.join("; ");
    out.row(
        TableName::datasets,
        &[
            head.key.as_str().into(),
            head.title.as_str().into(),
            head.description.as_str().into(),
            head.version.as_str().into(),
            head.license.as_str().into(),
            head.license_url.as_deref().into(),
            maintainers.as_str().into(),
        ],
    );
    for (table, codes) in head.vocabulary.tables() {
        let Some(table) = vocabulary_table(table) else {
            continue;
        };
        for code in codes {
            let plain: [CellRef<'_>; 3] = [
                code.code.as_str().into(),
                code.label.as_str().into(),
                code.definition.as_str().into(),
            ];
            let [name, label, definition] = plain;
            match table {
                TableName::event_modes => {
                    let event_type = code.event_type.as_deref().into();
                    out.row(table, &[event_type, name, label, definition]);
                }
                TableName::event_types => {
                    let cameo = code.cameo_root_codes.as_deref().into();
                    out.row(table, &[name, label, definition, cameo]);
                }
                TableName::date_precisions => {
                    let ucdp = code.ucdp_date_prec.into();
                    out.row(table, &[name, label, definition, ucdp]);
                }
                _ => out.row(table, &plain),
            }
        }
    }
    for correction in &head.corrections {
        correction_row(correction, out);
    }
    for (key, retraction) in &head.retractions {
        retraction_row(key, retraction, out);
    }
}

/// Returns the table of a vocabulary.
fn vocabulary_table(name: &str) -> Option<TableName> {
    let found = TABLES.iter().find(|table| table.text == name);
    found.map(|table| table.name)
}

/// Hands on the rows of a source and its sentences.
pub fn source_rows(key: &SourceKey, source: &Source, out: &mut impl RowSink) {
    let passages = || source.passages.iter();
    let paragraphs = passages().map(|(locator, _)| locator.paragraph).max();
    let words: i64 = passages()
        .map(|(_, passage)| i64::from(passage.words))
        .sum();
    let published_on = source.published_on.to_string();
    out.row(
        TableName::sources,
        &[
            key.as_str().into(),
            source.title.as_str().into(),
            source.author.as_str().into(),
            source.cite_as.as_str().into(),
            source.publisher.as_str().into(),
            published_on.as_str().into(),
            source.language.as_str().into(),
            source.url.as_deref().into(),
            source.rights.as_deref().into(),
            source.sha256.as_str().into(),
            paragraphs.unwrap_or(0).into(),
            (source.passages.len() as i64).into(),
            words.into(),
        ],
    );
    for (locator, passage) in &source.passages {
        let name = locator.to_string();
        out.row(
            TableName::passages,
            &[
                key.as_str().into(),
                locator.paragraph.into(),
                locator.sentence.into(),
                name.as_str().into(),
                passage.fingerprint.as_str().into(),
                passage.characters.into(),
                passage.words.into(),
                passage.text.as_deref().into(),
            ],
        );
    }
}

/// Hands on the row of a sentence that holds no fact.
pub fn skip_row(source: &SourceKey, at: Locator, reason: &str, out: &mut impl RowSink) {
    out.row(
        TableName::uncoded_passages,
        &[
            source.as_str().into(),
            at.paragraph.into(),
            at.sentence.into(),
            reason.into(),
        ],
    );
}

/// Hands on the row that says in which file a fact stands.
pub fn fact_file_row(key: &FactKey, file: i64, digest: i64, out: &mut impl RowSink) {
    out.row(
        TableName::fact_files,
        &[key.as_str().into(), file.into(), digest.into()],
    );
}

/// Hands on the row that says in which file a source stands.
pub fn source_file_row(key: &SourceKey, file: i64, digest: i64, out: &mut impl RowSink) {
    out.row(
        TableName::source_files,
        &[key.as_str().into(), file.into(), digest.into()],
    );
}

/// Hands on the rows of a fact.
pub fn fact_rows(key: &FactKey, fact: &Fact, out: &mut impl RowSink) {
    let key = key.as_str();
    out.row(
        TableName::facts,
        &[
            key.into(),
            fact.body.kind().into(),
            fact.certainty.as_str().into(),
            fact.said_by.as_ref().map(|actor| actor.as_str()).into(),
            fact.note.as_deref().into(),
        ],
    );
    body_rows(key, &fact.body, out);
    if let Some(review) = &fact.needs_review {
        out.row(
            TableName::pending_reviews,
            &[key.into(), review.as_str().into()],
        );
    }
    for citation in &fact.citations {
        citation_row(key, citation, out);
    }
}

fn body_rows(key: &str, body: &Body, out: &mut impl RowSink) {
    match body {
        Body::Actor(actor) => {
            out.row(
                TableName::actors,
                &[
                    key.into(),
                    actor.name.as_str().into(),
                    actor.kind.as_str().into(),
                    actor.parent.as_ref().map(|parent| parent.as_str()).into(),
                ],
            );
            for name in &actor.names {
                let cells = [
                    key.into(),
                    name.name.as_str().into(),
                    name.kind.as_str().into(),
                ];
                out.row(TableName::actor_names, &cells);
            }
            for identifier in &actor.identifiers {
                let cells = [
                    key.into(),
                    identifier.scheme.as_str().into(),
                    identifier.identifier.as_str().into(),
                ];
                out.row(TableName::actor_identifiers, &cells);
            }
        }
        Body::Office(office) => {
            let own = [
                key.into(),
                office.holder.as_str().into(),
                office.title.as_str().into(),
                office.body.as_str().into(),
            ];
            with_date(TableName::offices, &own, office.date.as_ref(), out);
        }
        Body::Membership(membership) => {
            let own = [
                key.into(),
                membership.member.as_str().into(),
                membership.organization.as_str().into(),
                membership.status.as_str().into(),
            ];
            with_date(TableName::memberships, &own, membership.date.as_ref(), out);
        }
        Body::Place(place) => out.row(
            TableName::places,
            &[
                key.into(),
                place.name.as_str().into(),
                place.kind.as_str().into(),
                place.country.as_ref().map(|state| state.as_str()).into(),
            ],
        ),
        Body::Instrument(instrument) => out.row(
            TableName::instruments,
            &[
                key.into(),
                instrument.name.as_str().into(),
                instrument.kind.as_str().into(),
                instrument
                    .part_of
                    .as_ref()
                    .map(|whole| whole.as_str())
                    .into(),
            ],
        ),
        Body::Event(event) => event_rows(key, event, out),
        Body::Position(position) => {
            let own = [
                key.into(),
                position.actor.as_str().into(),
                position.subject.as_str().into(),
                position.stance.as_str().into(),
                position.rationale.as_deref().into(),
            ];
            with_date(TableName::positions, &own, position.date.as_ref(), out);
        }
        Body::Claim(claim) => {
            let own = [
                key.into(),
                claim.holder.as_ref().map(|holder| holder.as_str()).into(),
                claim.subject.as_str().into(),
                claim.statement.as_str().into(),
                claim.modality.as_str().into(),
            ];
            with_date(TableName::claims, &own, claim.date.as_ref(), out);
        }
    }
}

fn event_rows(key: &str, event: &Event, out: &mut impl RowSink) {
    let own = [
        key.into(),
        event.event_type.as_str().into(),
        event.mode.as_deref().into(),
        event.title.as_str().into(),
        event.status.as_str().into(),
        event.part_of.as_ref().map(|whole| whole.as_str()).into(),
    ];
    with_date(TableName::events, &own, event.date.as_ref(), out);
    for actor in &event.actors {
        let cells = [
            key.into(),
            actor.actor.as_str().into(),
            actor.role.as_str().into(),
            actor.detail.as_deref().into(),
        ];
        out.row(TableName::event_actors, &cells);
    }
    for place in &event.places {
        let cells = [
            key.into(),
            place.place.as_str().into(),
            place.role.as_str().into(),
        ];
        out.row(TableName::event_places, &cells);
    }
    for instrument in &event.instruments {
        let cells = [
            key.into(),
            instrument.instrument.as_str().into(),
            instrument.role.as_str().into(),
        ];
        out.row(TableName::event_instruments, &cells);
    }
    for link in &event.links {
        let cells = [
            key.into(),
            link.relation.as_str().into(),
            link.event.as_str().into(),
        ];
        out.row(TableName::event_links, &cells);
    }
}

fn citation_row(fact: &str, citation: &Citation, out: &mut impl RowSink) {
    let quote = citation.quote.as_ref();
    out.row(
        TableName::citations,
        &[
            fact.into(),
            citation.field.as_deref().unwrap_or("*").into(),
            citation.source.as_str().into(),
            citation.locator.paragraph.into(),
            citation.locator.sentence.into(),
            quote.map(|quote| quote.span.start).into(),
            quote.map(|quote| quote.span.end).into(),
            quote.map(|quote| quote.text.as_str()).into(),
            citation.stance.as_str().into(),
            citation.reported_value.as_deref().into(),
        ],
    );
}

/// Hands on the row of an entry of the ledger.
pub fn correction_row(correction: &Correction, out: &mut impl RowSink) {
    let (made_on, field) = (correction.made_on.to_string(), correction.field.to_string());
    out.row(
        TableName::corrections,
        &[
            correction.id.as_str().into(),
            made_on.as_str().into(),
            correction.made_by.as_str().into(),
            correction.fact.as_str().into(),
            field.as_str().into(),
            correction.old_value.as_deref().into(),
            correction.new_value.as_deref().into(),
            correction.reason.as_str().into(),
            correction.source.as_deref().into(),
        ],
    );
}

fn retraction_row(key: &FactKey, retraction: &Retraction, out: &mut impl RowSink) {
    let retracted_on = retraction.retracted_on.to_string();
    let superseded_by = retraction.superseded_by.as_ref();
    out.row(
        TableName::retractions,
        &[
            key.as_str().into(),
            retraction.kind.into(),
            retracted_on.as_str().into(),
            retraction.reason.as_str().into(),
            superseded_by.map(|other| other.as_str()).into(),
        ],
    );
}

/// Hands on a row whose last columns are those of a date.
fn with_date(
    table: TableName,
    own: &[CellRef<'_>],
    date: Option<&FactDate>,
    out: &mut impl RowSink,
) {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let edtf = date.map(|date| &date.edtf);
    let earliest = edtf.and_then(|edtf| day(edtf.earliest));
    let latest = edtf.and_then(|edtf| day(edtf.latest));
    let of_date: [CellRef<'_>; 8] = [
        edtf.map(|edtf| edtf.text.as_str()).into(),
        date.and_then(|date| date.text.as_deref()).into(),
        date.map(|date| date.basis.as_str()).into(),
        earliest.as_deref().into(),
        latest.as_deref().into(),
        edtf.map(|edtf| edtf.precision.code()).into(),
        edtf.map(|edtf| edtf.approximate).into(),
        edtf.map(|edtf| edtf.uncertain).into(),
    ];
    let mut cells = [CellRef::Null; 16];
    let length = own.len() + of_date.len();
    cells[..own.len()].copy_from_slice(own);
    cells[own.len()..length].copy_from_slice(&of_date);
    out.row(table, &cells[..length]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_rows_have_the_columns_of_the_tables() {
        let store = Store::in_memory().unwrap();
        let schema = store.schema();
        let names: Vec<&str> = schema.loaded().map(|table| table.name.as_str()).collect();
        let known: Vec<&str> = TABLES.iter().map(|table| table.text).collect();
        assert_eq!(names, known);
        for (relation, table) in schema.loaded().zip(TABLES) {
            let names: Vec<&str> = relation.columns.iter().map(|c| c.name.as_str()).collect();
            assert_eq!(names, table.columns, "{}", table.text);
            // A row's key stands first: rows are sorted by their beginning.
            assert_eq!(
                relation.primary_key,
                table.columns[..table.key],
                "{}",
                table.text
            );
        }
    }
}
