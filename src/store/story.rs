//! Stories: how a fact, or one cell of it, came about.
//!
//! **The ledger's part of a story is a state, not a record.** What each entry changed is a function of
//! the sheets and of the ledger (`ledger_steps`), and so the same in every store of one dataset,
//! however many runs it took. Only history knows the rest, which is added from `changes`: edits of
//! sheets and articles, and what entries did that were edited or have left the ledger.
//!
//! ```text
//! ledger_steps   c1 2022 → 2022-09,  c3 2022-09 → 2022-10              what the ledger says now
//! changes        row appeared (run 1), c2 came (run 2), c2 left (run 4)    what only history knows
//! ```
//!
//! Changes come in the order of runs; within a run what left the ledger comes before the edits of
//! sheets, and these before what entries did. Entries stay in the order of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Row;

use super::history::{Change, LedgerDetails, LedgerEntry, Until};
use super::lineage::{Lineage, key_with, lineages, plain_row, with_derived};
use super::schema::Relation;
use super::{Store, StoreError, Value};
use crate::model::form::{KINDS, derived_from};
use crate::model::path::{FieldPath, RETRACTED, RowPath, SUPERSEDED_BY};

/// What a store can tell of a fact.
struct Told {
    /// What the ledger changed, in its order.
    ledger: Vec<Change>,
    /// What only history knows.
    history: Vec<Change>,
    /// The rows that the ledger changed, each under all keys that it had.
    lineages: Vec<Lineage>,
}

/// The place of a change among those of its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A row that was there from the first.
    Beginning,
    /// What an entry had changed that was edited or has left the ledger.
    Undone,
    /// An edit of a sheet or an article.
    Edit,
    /// What the ledger changes.
    Ledger,
    /// What an entry changed that was edited since or has left the ledger.
    Withdrawn,
}

impl Store {
    /// Lists the changes of a fact's rows, the first one first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fact_story(&self, fact: &str) -> Result<Vec<Change>, StoreError> {
        Ok(self.told(fact)?.in_order(|_| true))
    }

    /// Lists the changes of one cell of a fact, the first one first: its row's coming and going
    /// included. Nothing where the fact has no such cell and never had.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn cell_story(&self, fact: &str, path: &FieldPath) -> Result<Vec<Change>, StoreError> {
        let told = self.told(fact)?;
        Ok(match path {
            FieldPath::Column(column) => self.column_story(&told, column),
            FieldPath::Row(row) => self.row_story(&told, row, None),
            FieldPath::Cell(row, column) => self.row_story(&told, row, Some(column)),
        })
    }

    fn told(&self, fact: &str) -> Result<Told, StoreError> {
        let mut ledger = self.ledger_part(fact)?;
        let lineages = lineages(&ledger);
        let recorded: Vec<Change> = self.list(RECORDED, [fact], change_from_row)?;
        let past = self.past_entries(fact)?;
        let mut history = self.beginnings(fact, &recorded, &lineages)?;
        let is_told = |change: &Change| {
            let entry = change.correction.as_ref();
            entry.is_some_and(|entry| {
                entry.details.is_some() || past.iter().any(|past| past.id == entry.id)
            })
        };
        history.extend(recorded.into_iter().filter(|change| !is_told(change)));
        let own = self.own_table(fact)?;
        let past = past
            .iter()
            .filter_map(|entry| entry.changes(self.schema(), own.as_deref()));
        let (made, undone): (Vec<_>, Vec<_>) = past.unzip();
        history.extend(made.into_iter().chain(undone.into_iter().rev()));
        for line in &lineages {
            for at in &line.steps {
                date_by_edits(&mut ledger[*at], line, &history);
            }
        }
        Ok(Told {
            ledger,
            history,
            lineages,
        })
    }

    /// Lists what the ledger changes of a fact, what is derived from a date included.
    fn ledger_part(&self, fact: &str) -> Result<Vec<Change>, StoreError> {
        let steps: Vec<Change> = self.list(STEPS, [fact], change_from_row)?;
        Ok(with_derived(self.schema(), steps))
    }

    /// Lists the rows that were coded and whose coming no run recorded, for the first run did not
    /// record them one by one.
    fn beginnings(
        &self,
        fact: &str,
        recorded: &[Change],
        lineages: &[Lineage],
    ) -> Result<Vec<Change>, StoreError> {
        let sql = "SELECT id, made_at FROM runs WHERE id IN (SELECT run FROM baselines)";
        let first: Option<(i64, String)> =
            self.find(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some((run, made_at)) = first else {
            return Ok(Vec::new());
        };
        let mut changes = Vec::new();
        for table in self.schema().tables_of_facts() {
            let of_table = || recorded.iter().filter(|change| change.table == table.name);
            let lines = lineages.iter().filter(|line| line.table == table.name);
            let lines: Vec<&Lineage> = lines.collect();
            let now = self.keys_of(table, fact)?;
            let past = of_table().map(|change| change.row.clone());
            let mut coded: BTreeMap<String, &[String]> = BTreeMap::new();
            for key in now.into_iter().chain(past) {
                if !lines.iter().any(|line| line.keys.contains(&key)) {
                    coded.insert(key, &[]);
                }
            }
            for line in lines.iter().filter(|line| line.is_coded) {
                coded.insert(line.keys[0].clone(), &line.keys);
            }
            coded.retain(|key, keys| {
                let mut of_row =
                    of_table().filter(|change| change.row == *key || keys.contains(&change.row));
                match keys {
                    // What no entry changes is there from the first unless it came by a run.
                    [] => of_row.next().is_none_or(|change| change.action != "add"),
                    _ => !of_row.any(|change| change.action == "add" && change.cause != "ledger"),
                }
            });
            changes.extend(coded.into_keys().map(|row| Change {
                run,
                made_at: made_at.clone(),
                table: table.name.clone(),
                row,
                action: "add".to_owned(),
                column: None,
                old: Value::Null,
                new: Value::Null,
                cause: "sheet".to_owned(),
                key_after: None,
                correction: None,
            }));
        }
        Ok(changes)
    }

    /// Lists the keys of the rows that a fact has in a table.
    fn keys_of(&self, table: &Relation, fact: &str) -> Result<BTreeSet<String>, StoreError> {
        let sql = table.select_where(&table.columns[0].name);
        self.list(&sql, [fact], |row| {
            let parts = (0..table.primary_key.len()).map(|at| row.get::<_, Value>(at));
            let parts = parts.map(|part| Ok(part?.to_json()));
            let parts = parts.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(serde_json::Value::from(parts).to_string())
        })
    }

    /// Returns the table of the kind that a fact is of, or was.
    fn own_table(&self, fact: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT kind FROM facts WHERE key = ?1
            UNION ALL SELECT kind FROM retractions WHERE key = ?1
            UNION ALL SELECT old FROM changes
                WHERE fact = ?1 AND \"column\" = 'kind' AND \"table\" = 'facts'";
        let kind: Option<String> = self.find(sql, [fact], |row| row.get(0))?;
        let kind = kind.and_then(|name| KINDS.iter().find(|kind| kind.name == name));
        Ok(kind.map(|kind| kind.table.to_owned()))
    }

    /// Picks the changes of a column of a fact as a whole.
    fn column_story(&self, told: &Told, column: &str) -> Vec<Change> {
        let tables: Vec<&str> = match column {
            RETRACTED | SUPERSEDED_BY => vec!["retractions"],
            _ => {
                let own = self.tables_with(column).into_iter();
                let own = own.map(|table| table.name.as_str());
                let has_story = |table: &&str| {
                    let mut all = told.history.iter().chain(&told.ledger);
                    all.any(|change| change.table == *table)
                };
                let own: Vec<&str> = own.filter(has_story).collect();
                // The kind that is corrected is that of a place, not that of the fact.
                let takes = if column == "kind" { 1 } else { own.len() };
                own.into_iter().take(takes).collect()
            }
        };
        // Whether a fact is retracted is whether it has a row in `retractions`.
        let is_life = |name: &str| column == RETRACTED && name == "key";
        told.in_order(|change| {
            let name = change.column.as_deref();
            tables.contains(&change.table.as_str())
                && name.is_none_or(|name| name == column || is_life(name))
        })
    }

    /// Lists the tables with one row per fact that have a column, the tables of the kinds first.
    pub(super) fn tables_with(&self, column: &str) -> Vec<&Relation> {
        let is_own = |table: &&Relation| {
            table.primary_key.len() == 1
                && !table.primary_key.contains(&column.to_owned())
                && table.position(column).is_some()
        };
        let tables = self.schema().tables_of_facts().filter(is_own);
        let mut tables: Vec<&Relation> = tables.collect();
        tables.sort_by_key(|table| table.name == "facts");
        tables
    }

    /// Picks the changes of a row, or of one of its cells, under all keys that the row had.
    fn row_story(&self, told: &Told, path: &RowPath, column: Option<&String>) -> Vec<Change> {
        let Some(table) = self.schema().relation(&path.table) else {
            return Vec::new();
        };
        let of_table = told.lineages.iter().filter(|line| line.table == path.table);
        let is_key = |key: &String| plain_row(key) == path.key;
        let lines: Vec<&Lineage> = of_table.collect();
        let ends = |line: &&&Lineage| line.keys.last().is_some_and(is_key);
        let there = lines.iter().rfind(|line| !line.is_gone && ends(line));
        let there = there.or_else(|| lines.iter().rfind(ends));
        let line = there.or_else(|| lines.iter().rfind(|line| line.keys.iter().any(is_key)));
        let mut keys: BTreeSet<Vec<String>> = match line {
            Some(line) => line.keys.iter().map(|key| plain_row(key)).collect(),
            None => BTreeSet::from([path.key.clone()]),
        };
        told.add_past_keys(table, &mut keys);
        let steps: BTreeSet<usize> = match line {
            Some(line) => line.steps.iter().copied().collect(),
            None => BTreeSet::new(),
        };
        // Where a quote stands is not told by the ledger, but what it says is.
        let from = column.and_then(|column| derived_from(column));
        let is_of_cell = |change: &Change| match (column, &change.column) {
            (None, _) | (_, None) => true,
            (Some(asked), Some(of)) => {
                asked == of || change.cause == "ledger" && Some(of.as_str()) == from
            }
        };
        let of_row = |change: &Change| change.table == path.table && is_of_cell(change);
        let ledger = told.ledger.iter().enumerate();
        let ledger = ledger.filter(|(at, change)| steps.contains(at) && of_row(change));
        let history = told.history.iter();
        let history =
            history.filter(|change| of_row(change) && keys.contains(&plain_row(&change.row)));
        in_order(history, ledger.map(|(_, change)| change))
    }
}

impl Told {
    /// Adds the keys that a row had by what only history knows of the columns of its key.
    fn add_past_keys(&self, table: &Relation, keys: &mut BTreeSet<Vec<String>>) {
        let of_table = self
            .history
            .iter()
            .filter(|change| change.table == table.name);
        let same = of_table.filter_map(|change| {
            let old = key_with(table, change, &change.old)?;
            let new = key_with(table, change, &change.new)?;
            Some([&change.row, &old, &new].map(|key| plain_row(key)))
        });
        let same: Vec<[Vec<String>; 3]> = same.collect();
        let mut number = 0;
        while number != keys.len() {
            number = keys.len();
            for of_row in &same {
                if of_row.iter().any(|key| keys.contains(key)) {
                    keys.extend(of_row.iter().cloned());
                }
            }
        }
    }

    fn in_order(&self, is_told: impl Fn(&Change) -> bool) -> Vec<Change> {
        let history = self.history.iter().filter(|change| is_told(change));
        in_order(history, self.ledger.iter().filter(|change| is_told(change)))
    }
}

/// Gives a step the run since which it is made of what the sheet says: an entry may have come before
/// the row, or the value, that it changes.
fn date_by_edits(step: &mut Change, line: &Lineage, history: &[Change]) {
    let edits = history.iter().filter(|edit| {
        let is_of_cell = edit.action == "add" || edit.column == step.column;
        edit.correction.is_none() && is_of_cell && edit.table == line.table
    });
    let last = edits
        .filter(|edit| line.keys.contains(&edit.row))
        .max_by_key(|edit| edit.run);
    if let Some(edit) = last.filter(|edit| edit.run > step.run) {
        step.run = edit.run;
        step.made_at.clone_from(&edit.made_at);
    }
}

/// Puts changes in the order of a story.
fn in_order<'c>(
    history: impl Iterator<Item = &'c Change>,
    ledger: impl Iterator<Item = &'c Change>,
) -> Vec<Change> {
    let place = |change: &Change| match (&change.correction, change.action.as_str()) {
        (Some(entry), _) if entry.until.is_some() && change.cause == "undone" => Place::Undone,
        (Some(_), _) => Place::Withdrawn,
        (None, "add") => Place::Beginning,
        (None, _) => Place::Edit,
    };
    let mut story: Vec<((i64, Place), &Change)> = Vec::new();
    story.extend(history.map(|change| ((change.run, place(change)), change)));
    // An entry may have been put before others that came earlier: the order of the ledger counts.
    let mut latest = 0;
    story.extend(ledger.map(|change| {
        latest = latest.max(change.run);
        ((latest, Place::Ledger), change)
    }));
    story.sort_by_key(|(at, _)| *at);
    story
        .into_iter()
        .map(|(_, change)| change.clone())
        .collect()
}

/// The recorded changes of a fact.
const RECORDED: &str = "SELECT c.run, r.made_at, c.\"table\", c.\"row\", c.action, c.\"column\",
        c.old, c.new, c.cause, c.correction, k.made_on, k.made_by, k.reason, k.source
    FROM changes AS c
    JOIN runs AS r ON r.id = c.run
    LEFT JOIN corrections AS k ON k.id = c.correction
    WHERE c.fact = ?1 OR c.\"table\" = 'retractions' AND c.\"row\" = json_array(?1)
    ORDER BY c.id";

/// What the ledger changes of a fact, each with the run in which its entry came as it is now.
const STEPS: &str = "SELECT e.run, coalesce(r.made_at, '') AS made_at, s.\"table\", s.\"row\",
        s.action, s.\"column\", s.old, s.new, 'ledger' AS cause, s.correction, k.made_on, k.made_by,
        k.reason, k.source
    FROM ledger_steps AS s
    JOIN corrections AS k ON k.id = s.correction
    JOIN (
        SELECT t.step, coalesce(max(c.run), (SELECT min(id) FROM runs)) AS run
        FROM ledger_steps AS t
        LEFT JOIN changes AS c ON c.\"table\" = 'corrections' AND c.\"row\" = json_array(t.correction)
            AND (c.action = 'add'
                OR c.action = 'change'
                AND c.\"column\" IN ('fact', 'field', 'old_value', 'new_value'))
        WHERE t.fact = ?1
        GROUP BY t.step
    ) AS e ON e.step = s.step
    LEFT JOIN runs AS r ON r.id = e.run
    WHERE s.fact = ?1
    ORDER BY s.step";

fn change_from_row(row: &Row<'_>) -> rusqlite::Result<Change> {
    let made_on: Option<String> = row.get("made_on")?;
    let details = match made_on {
        None => None,
        Some(made_on) => Some(LedgerDetails {
            made_on,
            made_by: row.get("made_by")?,
            reason: row.get("reason")?,
            source: row.get("source")?,
        }),
    };
    let id: Option<String> = row.get("correction")?;
    let until = details.is_none().then_some(Until::Left);
    Ok(Change {
        run: row.get("run")?,
        made_at: row.get("made_at")?,
        table: row.get("table")?,
        row: row.get("row")?,
        action: row.get("action")?,
        column: row.get("column")?,
        old: row.get("old")?,
        new: row.get("new")?,
        cause: row.get("cause")?,
        key_after: None,
        correction: id.map(|id| LedgerEntry { id, details, until }),
    })
}
