//! Reading one fact with all that belongs to it.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::OptionalExtension;

use super::schema::Relation;
use super::{Store, StoreError, Value};

/// A fact with its rows, what refers to it, and what it rests on.
#[derive(Debug)]
pub struct FactView {
    /// The kind of the fact.
    pub kind: String,
    /// The filled columns of `facts` and of the table of its kind, without key and kind.
    pub values: Vec<(String, Value)>,
    /// Its rows in other tables, such as participants: the table and the filled columns.
    pub rows: Vec<RelatedRow>,
    /// The rows of other facts that refer to it.
    pub references: Vec<RelatedRow>,
    /// Its citations in reading order.
    pub citations: Vec<CitedPassage>,
}

/// Why a store has no fact of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbsentFact {
    /// It was retracted.
    Retracted {
        /// The day.
        on: String,
        /// Why.
        reason: String,
        /// The fact that supersedes it.
        by: Option<String>,
    },
    /// It never existed.
    Unknown {
        /// The dataset.
        dataset: String,
        /// The keys of its facts, sorted.
        keys: Vec<String>,
    },
}

/// A row that has to do with a fact.
#[derive(Debug)]
pub struct RelatedRow {
    /// The table.
    pub table: String,
    /// The column that names the fact.
    pub by: String,
    /// The other filled columns.
    pub values: Vec<(String, Value)>,
}

/// A sentence that a fact rests on.
#[derive(Debug, Clone)]
pub struct CitedPassage {
    /// The citation as a footnote prints it.
    pub footnote: String,
    /// What it backs; `*` for the whole fact.
    pub field: String,
    /// Whether it supports or disputes.
    pub stance: String,
    /// The words that carry it.
    pub quote: Option<String>,
    /// Their span in the sentence, in Unicode code points.
    pub span: Option<Range<u32>>,
    /// The sentence, where the store has its text.
    pub text: Option<String>,
}

impl Store {
    /// Returns why there is no fact of a key.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn absent_fact(&self, key: &str) -> Result<AbsentFact, StoreError> {
        let read = || {
            let retracted = self.connection().query_row(
                "SELECT retracted_on, reason, superseded_by FROM retractions WHERE key = ?1",
                [key],
                |row| {
                    Ok(AbsentFact::Retracted {
                        on: row.get("retracted_on")?,
                        reason: row.get("reason")?,
                        by: row.get("superseded_by")?,
                    })
                },
            );
            if let Some(retracted) = retracted.optional()? {
                return Ok(retracted);
            }
            let dataset = self
                .connection()
                .query_row("SELECT key FROM datasets", (), |row| row.get(0));
            let mut select = self
                .connection()
                .prepare("SELECT key FROM facts ORDER BY key")?;
            let keys = select.query_map((), |row| row.get(0))?;
            Ok(AbsentFact::Unknown {
                dataset: dataset.optional()?.unwrap_or_default(),
                keys: keys.collect::<rusqlite::Result<_>>()?,
            })
        };
        read().map_err(|e| self.error(e))
    }

    /// Returns a fact with all that belongs to it; `None` where there is no such key.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fact(&self, key: &str) -> Result<Option<FactView>, StoreError> {
        self.read_fact(key).map_err(|e| self.error(e))
    }

    fn read_fact(&self, key: &str) -> rusqlite::Result<Option<FactView>> {
        let kind: Option<String> = self
            .connection()
            .query_row("SELECT kind FROM facts WHERE key = ?1", [key], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(kind) = kind else {
            return Ok(None);
        };
        let mut view = FactView {
            kind,
            values: Vec::new(),
            rows: Vec::new(),
            references: Vec::new(),
            citations: self.read_citations(key)?,
        };
        for table in self
            .schema()
            .tables()
            .filter(|table| table.name != "citations")
        {
            if table.name == "facts"
                || table.primary_key == ["key"] && self.schema().belongs_to_facts(table)
            {
                for row in self.rows_where(table, "key", key)? {
                    view.values.extend(
                        row.values
                            .into_iter()
                            .filter(|(column, _)| column != "kind" || table.name != "facts"),
                    );
                }
            }
            for reference in &table.foreign_keys {
                let [column] = reference.columns.as_slice() else {
                    continue;
                };
                let refers_to_facts = self
                    .schema()
                    .relation(&reference.table)
                    .is_some_and(|of| self.schema().belongs_to_facts(of));
                if !refers_to_facts || column == "key" {
                    continue;
                }
                let rows = self.rows_where(table, column, key)?;
                if table.primary_key.first() == Some(column) {
                    view.rows.extend(rows);
                } else {
                    view.references.extend(rows);
                }
            }
        }
        view.values
            .sort_by_key(|(column, _)| ["certainty", "said_by", "note"].contains(&column.as_str()));
        Ok(Some(view))
    }

    fn rows_where(
        &self,
        table: &Relation,
        column: &str,
        key: &str,
    ) -> rusqlite::Result<Vec<RelatedRow>> {
        let sql = table.select_where(column);
        let mut select = self.connection().prepare_cached(&sql)?;
        let rows = select.query_map([key], |row| {
            let mut values = Vec::new();
            for (at, of) in table.columns.iter().enumerate() {
                let value: Value = row.get(at)?;
                if of.name != column && value != Value::Null {
                    values.push((of.name.clone(), value));
                }
            }
            Ok(RelatedRow {
                table: table.name.clone(),
                by: column.to_owned(),
                values,
            })
        })?;
        rows.collect()
    }

    /// Returns the texts of an article's sentences that the store has, by fingerprint.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn texts(&self, source: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let read = || {
            let mut select = self.connection().prepare(
                "SELECT fingerprint, text FROM passages WHERE source = ?1 AND text IS NOT NULL",
            )?;
            let texts = select.query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
            texts.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// Returns the citations of a fact in reading order.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn citations(&self, key: &str) -> Result<Vec<CitedPassage>, StoreError> {
        self.read_citations(key).map_err(|e| self.error(e))
    }

    fn read_citations(&self, key: &str) -> rusqlite::Result<Vec<CitedPassage>> {
        let mut select = self.connection().prepare_cached(
            "SELECT n.footnote, c.field, c.stance, c.quote, c.quote_start, c.quote_end, p.text
             FROM citations AS c
             JOIN passages AS p ON p.source = c.source AND p.paragraph = c.paragraph AND p.sentence = c.sentence
             JOIN footnotes AS n ON n.fact = c.fact AND n.field = c.field AND n.source = c.source AND n.locator = p.locator
             WHERE c.fact = ?1
             ORDER BY c.source, c.paragraph, c.sentence, c.field",
        )?;
        let rows = select.query_map([key], |row| {
            let start: Option<u32> = row.get("quote_start")?;
            let end: Option<u32> = row.get("quote_end")?;
            Ok(CitedPassage {
                footnote: row.get("footnote")?,
                field: row.get("field")?,
                stance: row.get("stance")?,
                quote: row.get("quote")?,
                span: start.zip(end).map(|(start, end)| start..end),
                text: row.get("text")?,
            })
        })?;
        rows.collect()
    }
}
