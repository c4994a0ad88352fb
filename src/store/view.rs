//! Reading one fact with all that belongs to it.

use std::collections::BTreeMap;
use std::ops::Range;

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
    /// What a disputing sentence says instead.
    pub reported_value: Option<String>,
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
        let sql = "SELECT retracted_on, reason, superseded_by FROM retractions WHERE key = ?1";
        let retracted = self.find(sql, [key], |row| {
            Ok(AbsentFact::Retracted {
                on: row.get("retracted_on")?,
                reason: row.get("reason")?,
                by: row.get("superseded_by")?,
            })
        });
        if let Some(retracted) = retracted? {
            return Ok(retracted);
        }
        let dataset = self.find("SELECT key FROM datasets", (), |row| row.get(0))?;
        Ok(AbsentFact::Unknown {
            dataset: dataset.unwrap_or_default(),
            keys: self.list("SELECT key FROM facts ORDER BY key", (), |row| row.get(0))?,
        })
    }

    /// Returns a fact with all that belongs to it; `None` where there is no such key.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fact(&self, key: &str) -> Result<Option<FactView>, StoreError> {
        let sql = "SELECT kind FROM facts WHERE key = ?1";
        let Some(kind) = self.find(sql, [key], |row| row.get(0))? else {
            return Ok(None);
        };
        let mut view = FactView {
            kind,
            values: Vec::new(),
            rows: Vec::new(),
            references: Vec::new(),
            citations: self.citations(key)?,
        };
        let schema = self.schema();
        let tables = schema.tables_of_facts();
        for table in tables.filter(|table| table.name != "citations") {
            let owner = &table.primary_key[0];
            let rows = self.rows_where(table, owner, key)?;
            if owner == "key" {
                view.values
                    .extend(rows.into_iter().flat_map(|row| row.values));
            } else {
                view.rows.extend(rows);
            }
        }
        for (table, column) in schema.references_to_facts() {
            view.references.extend(self.rows_where(table, column, key)?);
        }
        view.values
            .sort_by_key(|(column, _)| ["certainty", "said_by", "note"].contains(&column.as_str()));
        Ok(Some(view))
    }

    /// Lists the rows of a table that name a fact in a column.
    fn rows_where(
        &self,
        table: &Relation,
        column: &str,
        key: &str,
    ) -> Result<Vec<RelatedRow>, StoreError> {
        // The kind of a fact is shown as its heading.
        let is_shown = |name: &str| name != column && (name != "kind" || table.name != "facts");
        self.list(&table.select_where(column), [key], |row| {
            let mut values = Vec::new();
            for (at, of) in table.columns.iter().enumerate() {
                let value: Value = row.get(at)?;
                if is_shown(&of.name) && value != Value::Null {
                    values.push((of.name.clone(), value));
                }
            }
            Ok(RelatedRow {
                table: table.name.clone(),
                by: column.to_owned(),
                values,
            })
        })
    }

    /// Lists the keys of the sources.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn sources(&self) -> Result<Vec<String>, StoreError> {
        self.list("SELECT key FROM sources ORDER BY key", (), |row| row.get(0))
    }

    /// Lists the keys of the sources of which it lacks the text of a sentence.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn sources_without_text(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT source FROM passages WHERE text IS NULL ORDER BY source";
        self.list(sql, (), |row| row.get(0))
    }

    /// Returns the texts of an article's sentences that the store has, by fingerprint.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn texts(&self, source: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let sql = "SELECT fingerprint, text FROM passages WHERE source = ?1 AND text IS NOT NULL";
        self.list(sql, [source], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns the citations of a fact in reading order.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn citations(&self, key: &str) -> Result<Vec<CitedPassage>, StoreError> {
        let sql = "SELECT n.footnote, c.field, c.stance, c.reported_value, c.quote, c.quote_start, c.quote_end, p.text
             FROM citations AS c
             JOIN passages AS p ON p.source = c.source AND p.paragraph = c.paragraph AND p.sentence = c.sentence
             JOIN footnotes AS n ON n.fact = c.fact AND n.field = c.field AND n.source = c.source AND n.locator = p.locator
             WHERE c.fact = ?1
             ORDER BY c.source, c.paragraph, c.sentence, c.field";
        self.list(sql, [key], |row| {
            let start: Option<u32> = row.get("quote_start")?;
            let end: Option<u32> = row.get("quote_end")?;
            Ok(CitedPassage {
                footnote: row.get("footnote")?,
                field: row.get("field")?,
                stance: row.get("stance")?,
                reported_value: row.get("reported_value")?,
                quote: row.get("quote")?,
                span: start.zip(end).map(|(start, end)| start..end),
                text: row.get("text")?,
            })
        })
    }
}
