//! The one description of tables, views and columns: what the migrations say, comments included.
//!
//! SQLite keeps the text of each CREATE statement. Names, types and keys are asked of SQLite;
//! what a table, view or column means is read from the comments in that text. SQLite file, CSV,
//! data package and codebook are all written from this description.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row};

use super::{Store, StoreError};

/// What a table or view is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartOf {
    /// The dataset: a run fills it, and exports have it.
    Dataset,
    /// What says in which files the dataset's parts stand and what the ledger changed of them: a run
    /// fills it, no export has it.
    Files,
    /// The record of the work on a store; no export has it.
    Record,
}

/// All tables and views, in the order that exports, plans and codebooks have. This list alone
/// says it: migrations make and rebuild tables in whatever order they must. The columns of a
/// table are in the order of its CREATE statement.
const ORDER: [(PartOf, &str); 3] = [
    (
        PartOf::Dataset,
        "datasets sources passages facts citations uncoded_passages corrections
         fact_kinds certainties citation_stances date_bases date_precisions event_statuses
         actor_kinds name_kinds identifier_schemes membership_statuses place_kinds instrument_kinds
         event_types event_roles place_roles instrument_roles link_relations position_stances
         modalities event_modes
         actors actor_names actor_identifiers offices memberships places instruments
         events event_actors event_places event_instruments event_links positions claims
         answers_outside
         footnotes fact_footnotes fact_titles fact_dates timeline assistance_requests
         request_answers positions_by_actor membership_roster office_holders coverage retractions
         pending_reviews",
    ),
    (PartOf::Files, "fact_files source_files ledger_steps"),
    (
        PartOf::Record,
        "runs changes cell_history files warnings files_with_warnings baselines",
    ),
];

/// Lists all tables and views in their order.
fn ordered() -> impl Iterator<Item = (PartOf, &'static str)> {
    let of = |(part, names): (PartOf, &'static str)| {
        names.split_whitespace().map(move |name| (part, name))
    };
    ORDER.into_iter().flat_map(of)
}

/// Returns the position of a table or view in the order, and what it is part of; what is not listed
/// comes last.
fn position_of(name: &str) -> (usize, PartOf) {
    let found = ordered().enumerate().find(|(_, (_, known))| *known == name);
    found.map_or((usize::MAX, PartOf::Record), |(at, (part, _))| (at, part))
}

/// All tables and views, in the order that is declared for them.
#[derive(Debug, Clone)]
pub struct Schema {
    relations: Vec<Relation>,
}

/// A table or view.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Its name.
    pub name: String,
    /// Whether it is a view.
    pub is_view: bool,
    part_of: PartOf,
    /// What one row is, in a sentence or two.
    pub description: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in the key's order; none for a view.
    pub primary_key: Vec<String>,
    /// Its references to other tables, sorted by columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// The statement that makes it.
    pub sql: String,
    /// The statements that make its indexes, by name.
    pub indexes: Vec<String>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// Whether it can be empty.
    pub nullable: bool,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A day, ISO 8601: a text whose CHECK is named `..._is_day`.
    Day,
    /// 0 or 1: a whole number whose CHECK is named `..._is_flag`; in a view `CAST(... AS BOOLEAN)`.
    Flag,
}

/// A reference from columns of one table to the key of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub table: String,
    /// The columns referred to.
    pub references: Vec<String>,
}

impl Schema {
    /// Reads the schema of a database.
    ///
    /// # Errors
    /// SQLite cannot read it.
    pub fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut select = connection.prepare(
            "SELECT name, type = 'view' AS is_view, sql FROM sqlite_schema
             WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
        )?;
        let relations = select.query_map((), |row| Relation::read(connection, row))?;
        let mut relations = relations.collect::<rusqlite::Result<Vec<_>>>()?;
        relations
            .sort_by_cached_key(|relation| (position_of(&relation.name).0, relation.name.clone()));
        give_views_the_kinds_of_their_columns(&mut relations);
        Ok(Self { relations })
    }

    /// Returns the schema that this program writes.
    ///
    /// # Errors
    /// SQLite has no memory left.
    pub fn current() -> Result<Self, StoreError> {
        Ok(Store::in_memory()?.database.schema)
    }

    /// Returns the tables of the dataset, without those of the store's own records.
    pub fn tables(&self) -> impl Iterator<Item = &Relation> {
        self.exported().filter(|relation| !relation.is_view)
    }

    /// Returns the tables whose rows belong to facts.
    pub fn tables_of_facts(&self) -> impl Iterator<Item = &Relation> {
        let tables = self.tables();
        tables.filter(|table| self.belongs_to_facts(table))
    }

    /// Returns the tables that a run fills: those of the dataset, then those that say in which files
    /// its parts stand. The number of a table in rows on their way is its position here.
    pub fn loaded(&self) -> impl Iterator<Item = &Relation> {
        let files = self.relations.iter();
        let files = files.filter(|relation| relation.part_of == PartOf::Files);
        self.tables().chain(files)
    }

    /// Returns the number of a table among those that a run fills.
    pub fn number_of(&self, table: &str) -> Option<usize> {
        self.loaded().position(|loaded| loaded.name == table)
    }

    /// Returns the tables and views of an export.
    pub fn exported(&self) -> impl Iterator<Item = &Relation> {
        let all = self.relations.iter();
        all.filter(|relation| self.is_exported(relation))
    }

    /// Tells whether a table or view is part of an export.
    pub fn is_exported(&self, relation: &Relation) -> bool {
        relation.part_of == PartOf::Dataset
    }

    /// Returns a table or view by name.
    pub fn relation(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.name == name)
    }

    /// Tells whether the rows of a table or view can be corrected, and so carry a version in CSV.
    pub fn is_versioned(&self, relation: &Relation) -> bool {
        !relation.is_view && self.belongs_to_facts(relation)
    }

    /// Tells whether a table lists codes.
    pub fn is_vocabulary(&self, table: &Relation) -> bool {
        ["code", "label", "definition"]
            .iter()
            .all(|column| table.position(column).is_some())
    }

    /// Lists the columns of facts' tables that refer to another fact, each with its table.
    pub fn references_to_facts(&self) -> impl Iterator<Item = (&Relation, &str)> {
        self.tables_of_facts().flat_map(|table| {
            let keys = table.foreign_keys.iter().filter_map(|key| {
                let [column] = key.columns.as_slice() else {
                    return None;
                };
                let to_facts = self
                    .relation(&key.table)
                    .is_some_and(|of| self.belongs_to_facts(of));
                (to_facts && table.primary_key.first() != Some(column)).then_some(column.as_str())
            });
            keys.map(move |column| (table, column))
        })
    }

    /// Tells whether each row of a table belongs to one fact, named by its first key column.
    pub fn belongs_to_facts(&self, relation: &Relation) -> bool {
        if relation.name == "facts" {
            return true;
        }
        let owner = relation.primary_key.first();
        relation.foreign_keys.iter().any(|key| {
            key.columns.first() == owner
                && key.columns.len() == 1
                && self
                    .relation(&key.table)
                    .is_some_and(|table| self.belongs_to_facts(table))
        })
    }
}

impl Relation {
    /// Returns the position of a column.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    /// Returns the query of the rows that have a value in a column, bound as `?1`, in key order.
    pub fn select_where(&self, column: &str) -> String {
        let condition = format!("{} = ?1", quoted(column));
        self.select_from(&quoted(&self.name), |_| true, &condition)
    }

    /// Returns the query of the rows of a table of this form that meet a condition (all, where it
    /// is empty), in key order (a view has its own order); the columns that are not shown are empty
    /// in them.
    pub fn select_from(
        &self,
        table: &str,
        is_shown: impl Fn(&str) -> bool,
        condition: &str,
    ) -> String {
        let columns = self
            .columns
            .iter()
            .map(|column| match quoted(&column.name) {
                name if is_shown(&column.name) => name,
                name => format!("NULL AS {name}"),
            });
        let columns: Vec<_> = columns.collect();
        let mut query = format!("SELECT {} FROM {table}", columns.join(", "));
        if !condition.is_empty() {
            query.push_str(&format!(" WHERE {condition}"));
        }
        if !self.primary_key.is_empty() {
            let key: Vec<_> = self.primary_key.iter().map(|name| quoted(name)).collect();
            query.push_str(&format!(" ORDER BY {}", key.join(", ")));
        }
        query
    }

    /// Returns the condition that a row has a primary key, its values bound in order.
    pub fn has_key(&self) -> String {
        let columns = self.primary_key.iter();
        let conditions: Vec<_> = columns
            .map(|name| format!("{} = ?", quoted(name)))
            .collect();
        conditions.join(" AND ")
    }

    /// Returns the statement that inserts so many rows, the columns of one after the other bound in
    /// order.
    pub fn insert(&self, rows: usize) -> String {
        let columns: Vec<_> = self.columns.iter().map(|c| quoted(&c.name)).collect();
        let row = format!("({})", vec!["?"; columns.len()].join(", "));
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            quoted(&self.name),
            columns.join(", "),
            vec![row; rows].join(", ")
        )
    }

    fn read(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<Self> {
        let (name, is_view): (String, bool) = (row.get("name")?, row.get("is_view")?);
        let sql: String = row.get("sql")?;
        let mut comments = Comments::read(&sql, is_view);
        let mut key = BTreeMap::new();
        let mut select = connection.prepare_cached(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid",
        )?;
        let columns = select.query_map([&name], |row| {
            let column: String = row.get("name")?;
            let type_name: String = row.get("type")?;
            key.insert(row.get::<_, i64>("pk")?, column.clone());
            let rules = format!("CONSTRAINT {name}_{column}_");
            Ok(Column {
                description: comments.columns.remove(&column).unwrap_or_default(),
                kind: ColumnKind::of(&sql, &rules, &type_name),
                nullable: !row.get::<_, bool>("notnull")?,
                name: column,
            })
        })?;
        let columns = columns.collect::<rusqlite::Result<_>>()?;
        // The columns that are not part of the key have 0.
        key.remove(&0);
        let mut select = connection.prepare_cached(
            "SELECT sql FROM sqlite_schema
             WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL ORDER BY name",
        )?;
        let indexes = select.query_map([&name], |row| row.get(0))?;
        Ok(Self {
            part_of: position_of(&name).1,
            is_view,
            description: comments.relation,
            columns,
            primary_key: key.into_values().collect(),
            foreign_keys: read_foreign_keys(connection, &name)?,
            indexes: indexes.collect::<rusqlite::Result<_>>()?,
            name,
            sql,
        })
    }
}

impl ColumnKind {
    /// Returns the kind of a column whose constraints in a CREATE statement begin with `rules`.
    fn of(sql: &str, rules: &str, type_name: &str) -> Self {
        if sql.contains(&format!("{rules}is_day ")) {
            Self::Day
        } else if sql.contains(&format!("{rules}is_flag ")) {
            Self::Flag
        } else if type_name.starts_with("INT") {
            Self::Integer
        } else if type_name == "NUM" {
            // No column of a table is numeric: they are STRICT.
            Self::Flag
        } else {
            Self::Text
        }
    }
}

/// Quotes a name for SQL.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A column of a view has the kind of the table column whose name it carries: the same quantity
/// has the same name everywhere. Where a view has two dates, what follows from each ends as the
/// columns of a date do: `asked_latest` is what `date_latest` is.
fn give_views_the_kinds_of_their_columns(relations: &mut [Relation]) {
    let named: BTreeMap<String, ColumnKind> = relations
        .iter()
        .filter(|relation| !relation.is_view)
        .flat_map(|table| {
            table
                .columns
                .iter()
                .map(|column| (column.name.clone(), column.kind))
        })
        .collect();
    let of_date = |name: &str| {
        let (_, last) = name.rsplit_once('_')?;
        named.get(&format!("date_{last}"))
    };
    for view in relations.iter_mut().filter(|relation| relation.is_view) {
        for column in &mut view.columns {
            let kind = named.get(&column.name).or_else(|| of_date(&column.name));
            column.kind = kind.copied().unwrap_or(column.kind);
        }
    }
}

fn read_foreign_keys(connection: &Connection, table: &str) -> rusqlite::Result<Vec<ForeignKey>> {
    let mut keys: BTreeMap<i64, ForeignKey> = BTreeMap::new();
    let mut statement = connection.prepare(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
    )?;
    let mut rows = statement.query([table])?;
    while let Some(row) = rows.next()? {
        let key = keys.entry(row.get("id")?).or_insert(ForeignKey {
            columns: Vec::new(),
            table: row.get("table")?,
            references: Vec::new(),
        });
        key.columns.push(row.get("from")?);
        key.references.push(row.get("to")?);
    }
    let mut keys: Vec<_> = keys.into_values().collect();
    keys.sort();
    Ok(keys)
}

/// Returns the rows of a table whose references lead nowhere, as the table's name; none if all do.
pub fn dangling(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection
        .query_row(
            "SELECT \"table\" FROM pragma_foreign_key_check",
            (),
            |row| row.get(0),
        )
        .optional()
}

/// The comments of one CREATE statement.
#[derive(Debug, Default, PartialEq, Eq)]
struct Comments {
    relation: String,
    columns: BTreeMap<String, String>,
}

impl Comments {
    /// Reads them from the list of columns: what stands between a table's parentheses, or between
    /// a view's SELECT and FROM. The first comment up to an empty line is the table's; a view's
    /// stands before SELECT; every other one belongs to the column that follows it.
    fn read(sql: &str, is_view: bool) -> Self {
        let mut found = Self::default();
        let mut depth = 0;
        let mut in_list = false;
        let mut paragraphs: Vec<String> = Vec::new();
        let mut item: Vec<String> = Vec::new();
        for token in tokens(sql) {
            let at_list = in_list && depth == usize::from(!is_view);
            match token {
                Token::Comment(text) if item.is_empty() || !in_list => paragraphs.push(text),
                Token::Comment(_) => {}
                Token::Word(word) if is_view && depth == 0 && !in_list && word == "SELECT" => {
                    found.relation = std::mem::take(&mut paragraphs).join(" ");
                    in_list = true;
                }
                Token::Word(word) if is_view && at_list && word == "FROM" => {
                    found.end_item(&mut paragraphs, &mut item, is_view);
                    return found;
                }
                Token::Word(word) if at_list => item.push(word),
                Token::Word(_) => {}
                Token::Mark(',') if at_list => found.end_item(&mut paragraphs, &mut item, is_view),
                Token::Mark('(') => {
                    depth += 1;
                    in_list |= !is_view;
                }
                Token::Mark(')') => {
                    depth -= 1;
                    if !is_view && depth == 0 {
                        found.end_item(&mut paragraphs, &mut item, is_view);
                        return found;
                    }
                }
                Token::Mark(_) => {}
            }
        }
        found
    }

    fn end_item(&mut self, paragraphs: &mut Vec<String>, item: &mut Vec<String>, is_view: bool) {
        let words = std::mem::take(item);
        let mut comment = std::mem::take(paragraphs);
        if !is_view && self.relation.is_empty() && !comment.is_empty() {
            self.relation = comment.remove(0);
        }
        let name = if is_view { words.last() } else { words.first() };
        if let Some(name) = name.filter(|_| !comment.is_empty()) {
            self.columns.insert(name.clone(), comment.join(" "));
        }
    }
}

enum Token {
    /// Lines of comment up to an empty line or to something else, joined.
    Comment(String),
    /// A name, keyword or number; names without their quotes.
    Word(String),
    /// Anything else, texts left out.
    Mark(char),
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut may_continue = false;
    for line in sql.lines() {
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix("--") {
            match all.last_mut() {
                Some(Token::Comment(text)) if may_continue => {
                    text.push(' ');
                    text.push_str(comment.trim());
                }
                _ => all.push(Token::Comment(comment.trim().to_owned())),
            }
            may_continue = true;
        } else {
            may_continue = false;
            push_tokens(trimmed, &mut all);
        }
    }
    all
}

fn push_tokens(line: &str, all: &mut Vec<Token>) {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            c if c.is_alphanumeric() || c == '_' => rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        match first {
            '\'' => {}
            '"' => all.push(Token::Word(token.trim_matches('"').to_owned())),
            c if c.is_alphanumeric() || c == '_' => all.push(Token::Word(token.to_owned())),
            c if c.is_whitespace() => {}
            c => all.push(Token::Mark(c)),
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_what_they_stand_above() {
        let table = "CREATE TABLE t (\n    -- One row per\n    -- thing.\n\n    -- The name.\n    \"key\" TEXT NOT NULL,\n\n    bare TEXT,\n\n    -- How many.\n    -- Never (0).\n    size INTEGER,\n\n    CONSTRAINT t_pk PRIMARY KEY (key)\n) STRICT";
        let comments = Comments::read(table, false);
        assert_eq!(comments.relation, "One row per thing.");
        let columns: Vec<_> = comments
            .columns
            .iter()
            .map(|(n, c)| format!("{n}: {c}"))
            .collect();
        assert_eq!(columns, ["key: The name.", "size: How many. Never (0)."]);

        let view = "CREATE VIEW v AS\n-- One row per t.\nSELECT\n    -- The name.\n    t.key AS name,\n    -- Its parts.\n    (SELECT group_concat(x, ', ') FROM u -- inner\n    ) AS parts\nFROM t ORDER BY 1";
        let comments = Comments::read(view, true);
        assert_eq!(comments.relation, "One row per t.");
        let columns: Vec<_> = comments
            .columns
            .iter()
            .map(|(n, c)| format!("{n}: {c}"))
            .collect();
        assert_eq!(columns, ["name: The name.", "parts: Its parts."]);
    }

    #[test]
    fn the_order_lists_every_table_and_view_and_nothing_else() {
        let schema = Schema::current().unwrap();
        let found: Vec<&str> = schema.relations.iter().map(|of| of.name.as_str()).collect();
        let listed = ordered().map(|(_, name)| name);
        assert_eq!(found, listed.collect::<Vec<_>>());
    }

    #[test]
    fn every_table_view_and_column_is_described() {
        let store = Store::in_memory().unwrap();
        for relation in &store.schema().relations {
            assert!(
                relation.description.starts_with("One row per "),
                "{}",
                relation.name
            );
            for column in &relation.columns {
                assert!(
                    column.description.ends_with(['.', ')']),
                    "{}.{}",
                    relation.name,
                    column.name
                );
            }
            assert!(
                relation.is_view || !relation.primary_key.is_empty(),
                "{}",
                relation.name
            );
            assert!(
                !relation.is_view || relation.sql.contains("\nORDER BY"),
                "{}",
                relation.name
            );
        }
    }

    #[test]
    fn every_foreign_key_is_indexed_and_deferred_and_every_constraint_named() {
        let store = Store::in_memory().unwrap();
        for table in store
            .schema()
            .relations
            .iter()
            .filter(|relation| !relation.is_view)
        {
            let mut prefixes: Vec<String> = table.indexes.clone();
            prefixes.push(format!("({}", table.primary_key.join(", ")));
            // Of columns with a handful of codes an index would find half the table.
            let of_codes = |key: &&ForeignKey| key.references == ["code"];
            for key in table.foreign_keys.iter().filter(|key| !of_codes(key)) {
                let start = format!("({}", key.columns.join(", "));
                let ends = [")", ","].map(|end| format!("{start}{end}"));
                let indexed = prefixes.iter().any(|index| {
                    index.ends_with(&start)
                        || ends
                            .iter()
                            .any(|start| index.replace('"', "").contains(start.as_str()))
                });
                assert!(indexed, "{}: {:?}", table.name, key.columns);
            }
            for line in table.sql.lines().map(str::trim) {
                let rule = ["PRIMARY KEY", "FOREIGN KEY", "UNIQUE", "CHECK"];
                if rule.iter().any(|rule| line.contains(rule)) {
                    let name = format!("CONSTRAINT {}_", table.name);
                    assert!(line.starts_with(&name), "{}: {line}", table.name);
                }
                if line.contains("REFERENCES") {
                    assert!(line.contains("DEFERRABLE INITIALLY DEFERRED"), "{line}");
                }
            }
            assert!(table.sql.contains(") STRICT"), "{}", table.name);
        }
    }
}
