//! Normalisation: a checked dataset as the rows of the store's tables.

use std::collections::BTreeMap;

use super::schema::{Relation, Schema};
use super::value::Value;
use crate::model::Locator;
use crate::model::correction::{Correction, Retraction};
use crate::model::fact::{Body, Citation, Dataset, Event, Fact, FactDate, Source};
use crate::model::key::{FactKey, SourceKey};

/// Rows by the name of their table, then by primary key; each holds all columns in order.
pub type Rows = BTreeMap<String, BTreeMap<Vec<Value>, Vec<Value>>>;

/// Returns the rows that a dataset stands for, one entry for every table, empty ones included.
pub fn rows(dataset: &Dataset, schema: &Schema) -> Rows {
    let mut all = Collector::new(schema);
    all.add_dataset(dataset);
    all.add_vocabulary(dataset);
    for (key, source) in &dataset.sources {
        all.add_source(key, source);
    }
    for ((source, locator), reason) in &dataset.skips {
        let mut row = passage_reference(source, *locator);
        row.push(("reason", reason.as_str().into()));
        all.add("uncoded_passages", row);
    }
    for (key, fact) in &dataset.facts {
        all.add_fact(key.as_str(), fact);
    }
    for correction in &dataset.corrections {
        all.add_correction(correction);
    }
    for (key, retraction) in &dataset.retractions {
        all.add_retraction(key, retraction);
    }
    all.rows
}

type Cells = Vec<(&'static str, Value)>;

struct Collector<'a> {
    schema: &'a Schema,
    rows: Rows,
}

impl<'a> Collector<'a> {
    fn new(schema: &'a Schema) -> Self {
        let tables = schema
            .tables()
            .map(|table| (table.name.clone(), BTreeMap::new()));
        Self {
            schema,
            rows: tables.collect(),
        }
    }

    /// Adds a row; columns that are not named are empty.
    fn add(&mut self, table: &str, cells: Cells) {
        let relation = self
            .schema
            .relation(table)
            .unwrap_or_else(|| panic!("the migrations make the table {table}"));
        let row = aligned(relation, cells);
        let key = relation
            .key_positions()
            .iter()
            .map(|&at| row[at].clone())
            .collect();
        self.rows
            .entry(table.to_owned())
            .or_default()
            .insert(key, row);
    }

    fn add_dataset(&mut self, dataset: &Dataset) {
        self.add(
            "datasets",
            vec![
                ("key", dataset.key.as_str().into()),
                ("title", dataset.title.as_str().into()),
                ("description", dataset.description.as_str().into()),
                ("version", dataset.version.as_str().into()),
                ("license", dataset.license.as_str().into()),
                ("license_url", dataset.license_url.clone().into()),
                ("maintainers", dataset.maintainers.join("; ").into()),
            ],
        );
    }

    fn add_vocabulary(&mut self, dataset: &Dataset) {
        for (table, codes) in dataset.vocabulary.tables() {
            for code in codes {
                let mut cells: Cells = vec![
                    ("code", code.code.as_str().into()),
                    ("label", code.label.as_str().into()),
                    ("definition", code.definition.as_str().into()),
                ];
                let mut extra = |column, value: Value| {
                    if value != Value::Null {
                        cells.push((column, value));
                    }
                };
                extra("event_type", code.event_type.clone().into());
                extra("cameo_root_codes", code.cameo_root_codes.clone().into());
                extra("ucdp_date_prec", code.ucdp_date_prec.into());
                self.add(table, cells);
            }
        }
    }

    fn add_source(&mut self, key: &SourceKey, source: &Source) {
        let passages = || source.passages.iter();
        let paragraphs = passages().map(|(locator, _)| locator.paragraph).max();
        let words: i64 = passages()
            .map(|(_, passage)| i64::from(passage.words))
            .sum();
        self.add(
            "sources",
            vec![
                ("key", key.as_str().into()),
                ("title", source.title.as_str().into()),
                ("author", source.author.as_str().into()),
                ("cite_as", source.cite_as.as_str().into()),
                ("publisher", source.publisher.as_str().into()),
                ("published_on", source.published_on.to_string().into()),
                ("language", source.language.as_str().into()),
                ("url", source.url.clone().into()),
                ("rights", source.rights.clone().into()),
                ("sha256", source.sha256.as_str().into()),
                ("paragraphs", paragraphs.unwrap_or(0).into()),
                ("sentences", (source.passages.len() as i64).into()),
                ("words", words.into()),
            ],
        );
        for (locator, passage) in &source.passages {
            let mut row = passage_reference(key, *locator);
            row.extend([
                ("locator", locator.to_string().into()),
                ("fingerprint", passage.fingerprint.as_str().into()),
                ("characters", passage.characters.into()),
                ("words", passage.words.into()),
                ("text", passage.text.clone().into()),
            ]);
            self.add("passages", row);
        }
    }

    fn add_fact(&mut self, key: &str, fact: &Fact) {
        self.add(
            "facts",
            vec![
                ("key", key.into()),
                ("kind", fact.body.kind().into()),
                ("certainty", fact.certainty.as_str().into()),
                (
                    "said_by",
                    fact.said_by.as_ref().map(|actor| actor.as_str()).into(),
                ),
                ("note", fact.note.clone().into()),
            ],
        );
        self.add_body(key, &fact.body);
        if let Some(review) = &fact.needs_review {
            let row = vec![
                ("fact", key.into()),
                ("needs_review", review.as_str().into()),
            ];
            self.add("pending_reviews", row);
        }
        for citation in &fact.citations {
            self.add_citation(key, citation);
        }
    }

    fn add_body(&mut self, key: &str, body: &Body) {
        let own: Value = key.into();
        match body {
            Body::Actor(actor) => {
                self.add(
                    "actors",
                    vec![
                        ("key", own.clone()),
                        ("name", actor.name.as_str().into()),
                        ("kind", actor.kind.as_str().into()),
                        (
                            "parent",
                            actor.parent.as_ref().map(|parent| parent.as_str()).into(),
                        ),
                    ],
                );
                for name in &actor.names {
                    self.add(
                        "actor_names",
                        vec![
                            ("actor", own.clone()),
                            ("name", name.name.as_str().into()),
                            ("kind", name.kind.as_str().into()),
                        ],
                    );
                }
                for identifier in &actor.identifiers {
                    self.add(
                        "actor_identifiers",
                        vec![
                            ("actor", own.clone()),
                            ("scheme", identifier.scheme.as_str().into()),
                            ("identifier", identifier.identifier.as_str().into()),
                        ],
                    );
                }
            }
            Body::Office(office) => {
                let mut cells = vec![
                    ("key", own),
                    ("holder", office.holder.as_str().into()),
                    ("title", office.title.as_str().into()),
                    ("body", office.body.as_str().into()),
                ];
                cells.extend(date_cells(office.date.as_ref()));
                self.add("offices", cells);
            }
            Body::Membership(membership) => {
                let mut cells = vec![
                    ("key", own),
                    ("member", membership.member.as_str().into()),
                    ("organization", membership.organization.as_str().into()),
                    ("status", membership.status.as_str().into()),
                ];
                cells.extend(date_cells(membership.date.as_ref()));
                self.add("memberships", cells);
            }
            Body::Place(place) => self.add(
                "places",
                vec![
                    ("key", own),
                    ("name", place.name.as_str().into()),
                    ("kind", place.kind.as_str().into()),
                    (
                        "country",
                        place
                            .country
                            .as_ref()
                            .map(|country| country.as_str())
                            .into(),
                    ),
                ],
            ),
            Body::Instrument(instrument) => self.add(
                "instruments",
                vec![
                    ("key", own),
                    ("name", instrument.name.as_str().into()),
                    ("kind", instrument.kind.as_str().into()),
                    (
                        "part_of",
                        instrument
                            .part_of
                            .as_ref()
                            .map(|whole| whole.as_str())
                            .into(),
                    ),
                ],
            ),
            Body::Event(event) => self.add_event(key, event),
            Body::Position(position) => {
                let mut cells = vec![
                    ("key", own),
                    ("actor", position.actor.as_str().into()),
                    ("subject", position.subject.as_str().into()),
                    ("stance", position.stance.as_str().into()),
                    ("rationale", position.rationale.clone().into()),
                ];
                cells.extend(date_cells(position.date.as_ref()));
                self.add("positions", cells);
            }
            Body::Claim(claim) => {
                let mut cells = vec![
                    ("key", own),
                    (
                        "holder",
                        claim.holder.as_ref().map(|holder| holder.as_str()).into(),
                    ),
                    ("subject", claim.subject.as_str().into()),
                    ("statement", claim.statement.as_str().into()),
                    ("modality", claim.modality.as_str().into()),
                ];
                cells.extend(date_cells(claim.date.as_ref()));
                self.add("claims", cells);
            }
        }
    }

    fn add_event(&mut self, key: &str, event: &Event) {
        let own = || ("event", Value::from(key));
        let mut cells = vec![
            ("key", key.into()),
            ("type", event.event_type.as_str().into()),
            ("mode", event.mode.clone().into()),
            ("title", event.title.as_str().into()),
            ("status", event.status.as_str().into()),
            (
                "part_of",
                event.part_of.as_ref().map(|whole| whole.as_str()).into(),
            ),
        ];
        cells.extend(date_cells(event.date.as_ref()));
        self.add("events", cells);
        for actor in &event.actors {
            self.add(
                "event_actors",
                vec![
                    own(),
                    ("actor", actor.actor.as_str().into()),
                    ("role", actor.role.as_str().into()),
                    ("detail", actor.detail.clone().into()),
                ],
            );
        }
        for place in &event.places {
            let cells = vec![
                own(),
                ("place", place.place.as_str().into()),
                ("role", place.role.as_str().into()),
            ];
            self.add("event_places", cells);
        }
        for instrument in &event.instruments {
            self.add(
                "event_instruments",
                vec![
                    own(),
                    ("instrument", instrument.instrument.as_str().into()),
                    ("role", instrument.role.as_str().into()),
                ],
            );
        }
        for link in &event.links {
            self.add(
                "event_links",
                vec![
                    own(),
                    ("relation", link.relation.as_str().into()),
                    ("other_event", link.event.as_str().into()),
                ],
            );
        }
    }

    fn add_correction(&mut self, correction: &Correction) {
        self.add(
            "corrections",
            vec![
                ("id", correction.id.as_str().into()),
                ("made_on", correction.made_on.to_string().into()),
                ("made_by", correction.made_by.as_str().into()),
                ("fact", correction.fact.as_str().into()),
                ("field", correction.field.to_string().into()),
                ("old_value", correction.old_value.clone().into()),
                ("new_value", correction.new_value.clone().into()),
                ("reason", correction.reason.as_str().into()),
                ("source", correction.source.clone().into()),
            ],
        );
    }

    fn add_retraction(&mut self, key: &FactKey, retraction: &Retraction) {
        let superseded_by = retraction
            .superseded_by
            .as_ref()
            .map(|other| other.as_str());
        self.add(
            "retractions",
            vec![
                ("key", key.as_str().into()),
                ("kind", retraction.kind.into()),
                ("retracted_on", retraction.retracted_on.to_string().into()),
                ("reason", retraction.reason.as_str().into()),
                ("superseded_by", superseded_by.into()),
            ],
        );
    }

    fn add_citation(&mut self, fact: &str, citation: &Citation) {
        let quote = citation.quote.as_ref();
        let mut row = passage_reference(&citation.source, citation.locator);
        row.extend([
            ("fact", fact.into()),
            ("field", citation.field.as_deref().unwrap_or("*").into()),
            ("quote_start", quote.map(|quote| quote.span.start).into()),
            ("quote_end", quote.map(|quote| quote.span.end).into()),
            ("quote", quote.map(|quote| quote.text.as_str()).into()),
            ("stance", citation.stance.as_str().into()),
            ("reported_value", citation.reported_value.clone().into()),
        ]);
        self.add("citations", row);
    }
}

fn passage_reference(source: &SourceKey, locator: Locator) -> Cells {
    vec![
        ("source", source.as_str().into()),
        ("paragraph", locator.paragraph.into()),
        ("sentence", locator.sentence.into()),
    ]
}

fn date_cells(date: Option<&FactDate>) -> Cells {
    let Some(date) = date else {
        return Vec::new();
    };
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).into();
    vec![
        ("date", date.edtf.text.as_str().into()),
        ("date_text", date.text.clone().into()),
        ("date_basis", date.basis.as_str().into()),
        ("date_earliest", day(date.edtf.earliest)),
        ("date_latest", day(date.edtf.latest)),
        ("date_precision", date.edtf.precision.code().into()),
        ("date_approximate", date.edtf.approximate.into()),
        ("date_uncertain", date.edtf.uncertain.into()),
    ]
}

/// Puts cells in the order of the table's columns.
fn aligned(relation: &Relation, cells: Cells) -> Vec<Value> {
    let mut row = vec![Value::Null; relation.columns.len()];
    for (column, value) in cells {
        let at = relation
            .position(column)
            .unwrap_or_else(|| panic!("the migrations give {} the column {column}", relation.name));
        row[at] = value;
    }
    row
}
