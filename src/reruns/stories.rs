//! Stories: whatever is edited, in whatever order, in however many runs, what the ledger is told to
//! have done is what a store tells that was filled by one run.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{differences, folder, fresh, outcome};
use crate::dataset::Folder;
use crate::model::path::FieldPath;
use crate::store::{Change, Store, Until, Value};

/// What the sheets say, each with the values that it takes; the empty one is nothing.
const CODED: [(&str, &[&str]); 8] = [
    ("talks title", &["Talks", "More talks", "Late talks"]),
    ("talks date", &["", "2024-03", "2024-03-04"]),
    ("talks note", &["", "Unsure."]),
    ("row actor", &["alm", "brod", "cade"]),
    ("row role", &["host", "guest"]),
    ("row detail", &["", "in Alm"]),
    ("view stance", &["silent", "opposes"]),
    ("view actor", &["alm", "brod", "cade"]),
];

/// A dataset under way.
#[derive(Debug, Clone, PartialEq)]
struct Work {
    coded: [usize; CODED.len()],
    /// The entries as the ledger has them, but for their ids.
    entries: Vec<(usize, String)>,
    next: usize,
}

impl Work {
    fn new() -> Self {
        Self {
            coded: [0; CODED.len()],
            entries: Vec::new(),
            next: 1,
        }
    }

    fn value(&self, name: &str) -> &'static str {
        let at = CODED.iter().position(|(known, _)| *known == name);
        let at = at.expect("a field of the sheets");
        CODED[at].1[self.coded[at]]
    }

    fn sheets(&self) -> [(&'static str, String); 3] {
        let line = |column: &str, name: &str| match self.value(name) {
            "" => String::new(),
            value => format!("{column} = \"{value}\"\n"),
        };
        let actors = ["alm", "brod", "cade"].iter().map(|key| {
            format!("[[actor]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n")
        });
        let detail = match self.value("row detail") {
            "" => String::new(),
            value => format!(", detail = \"{value}\""),
        };
        let talks = format!(
            "[[event]]\nkey = \"talks\"\ntype = \"CONSULT\"\nstatus = \"occurred\"\n{}{}{}\
             actors = [{{ actor = \"{}\", role = \"{}\"{detail} }}, {{ actor = \"brod\", role = \"addressee\" }}]\n\
             cites = [\"p1.s1\"]\n",
            line("title", "talks title"),
            line("date", "talks date"),
            line("note", "talks note"),
            self.value("row actor"),
            self.value("row role"),
        );
        let view = format!(
            "[[position]]\nkey = \"view\"\nsubject = \"talks\"\n{}{}cites = [\"p1.s1\"]\n",
            line("stance", "view stance"),
            line("actor", "view actor"),
        );
        [
            ("actors.toml", actors.collect()),
            ("holm/talks.toml", talks),
            ("holm/views.toml", view),
        ]
    }

    fn folder(&self) -> Folder {
        let mut ledger =
            "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n".to_owned();
        for (id, entry) in &self.entries {
            ledger.push_str(&format!("c{id},2025-01-01,A,{entry},why,\n"));
        }
        folder(&self.sheets(), &ledger)
    }

    /// Appends an entry on what the dataset says now, of those that there can be.
    fn append(&mut self, now: &Store, number: usize) {
        let all = possible(now);
        let (fact, field, old, new) = &all[number % all.len()];
        let entry = format!("{fact},\"{field}\",{old},{new}");
        self.entries.push((self.next, entry));
        self.next += 1;
    }
}

fn texts(store: &Store, sql: &str) -> Vec<Vec<String>> {
    let mut select = store.connection().prepare(sql).unwrap();
    let width = select.column_count();
    let rows = select.query_map((), |row| {
        let cells = (0..width).map(|at| row.get::<_, Value>(at));
        let cells = cells.map(|cell| Ok(cell?.to_plain_text()));
        cells.collect::<rusqlite::Result<Vec<_>>>()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

type Possible = (String, String, String, String);

/// Lists entries that can be made: fact, field, old and new value.
fn possible(now: &Store) -> Vec<Possible> {
    let mut all: Vec<Possible> = Vec::new();
    let mut add = |fact: &str, field: &str, old: &str, new: &str| {
        if old != new {
            all.push([fact, field, old, new].map(str::to_owned).into());
        }
    };
    for row in texts(
        now,
        "SELECT e.title, e.date, f.note, p.needs_review FROM events AS e JOIN facts AS f ON f.key = e.key LEFT JOIN pending_reviews AS p ON p.fact = e.key",
    ) {
        for title in ["Talks", "Peace talks", "Loud talks"] {
            add("talks", "title", &row[0], title);
        }
        for date in ["", "2024-03", "2024"] {
            add("talks", "date", &row[1], date);
        }
        for note in ["", "Sure."] {
            add("talks", "note", &row[2], note);
            add("talks", "needs_review", &row[3], note);
        }
    }
    for row in texts(now, "SELECT actor, role, detail FROM event_actors") {
        let path = format!("event_actors[{},{}]", row[0], row[1]);
        add("talks", &path, "1", "");
        for actor in ["alm", "brod", "cade"] {
            add("talks", &format!("{path}.actor"), &row[0], actor);
            add("talks", &format!("event_actors[{actor},observer]"), "", "1");
        }
        for role in ["host", "guest", "participant"] {
            add("talks", &format!("{path}.role"), &row[1], role);
        }
        for detail in ["", "at night"] {
            add("talks", &format!("{path}.detail"), &row[2], detail);
        }
    }
    for row in texts(now, "SELECT stance, actor FROM positions") {
        add("view", "stance", &row[0], "declines");
        add("view", "stance", &row[0], "silent");
        add("view", "actor", &row[1], "cade");
        add("view", "actor", &row[1], "alm");
        add("view", "retracted", "", "1");
    }
    for row in texts(now, "SELECT key FROM actors") {
        for other in ["alm", "brod", "cade"] {
            if row[0] != other {
                add(&row[0], "superseded_by", "", other);
                add(&row[0], "superseded_by", "", other);
            }
        }
    }
    for row in texts(now, "SELECT key, superseded_by FROM retractions") {
        for _ in 0..3 {
            match row[1].as_str() {
                "" => add(&row[0], "retracted", "1", ""),
                by => add(&row[0], "superseded_by", by, ""),
            }
        }
    }
    all
}

/// What a change says, but for the run.
type Said = (String, String, String, Option<String>, Value, Value, String);

fn said(change: &Change) -> Said {
    let id = change.correction.as_ref().map(|entry| entry.id.clone());
    (
        change.table.clone(),
        change.row.clone(),
        change.action.clone(),
        change.column.clone(),
        change.old.clone(),
        change.new.clone(),
        id.unwrap_or_default(),
    )
}

/// Lists what a story says that the ledger, as it is now, has done.
fn of_ledger(story: &[Change]) -> Vec<Said> {
    let is_now = |change: &&Change| {
        let entry = change.correction.as_ref();
        entry.is_some_and(|entry| entry.until.is_none())
    };
    story.iter().filter(is_now).map(said).collect()
}

const FACTS: [&str; 5] = ["alm", "brod", "cade", "talks", "view"];

/// Lists the cells whose stories are compared.
fn cells(store: &Store) -> Vec<(&'static str, FieldPath)> {
    let mut cells: Vec<(&'static str, String)> = Vec::new();
    for column in [
        "title",
        "date",
        "date_latest",
        "date_basis",
        "note",
        "needs_review",
    ] {
        cells.push(("talks", column.to_owned()));
    }
    for column in ["stance", "actor", "retracted"] {
        cells.push(("view", column.to_owned()));
    }
    for fact in ["alm", "brod", "cade"] {
        for column in ["name", "retracted", "superseded_by"] {
            cells.push((fact, column.to_owned()));
        }
    }
    let keys = "SELECT DISTINCT \"row\" FROM changes WHERE \"table\" = 'event_actors'
        UNION SELECT \"row\" FROM ledger_steps WHERE \"table\" = 'event_actors'
        UNION SELECT json_array(event, actor, role) FROM event_actors";
    for row in texts(store, keys) {
        let key: Vec<String> = serde_json::from_str(&row[0]).unwrap();
        let path = format!("event_actors[{},{}]", key[1], key[2]);
        cells.push(("talks", path.clone()));
        for column in ["actor", "role", "detail"] {
            cells.push(("talks", format!("{path}.{column}")));
        }
    }
    let parsed = cells.into_iter();
    parsed
        .map(|(fact, path)| (fact, path.parse().unwrap()))
        .collect()
}

/// Checks a store of many runs against one of a single run.
fn compare(store: &Store, fresh: &Store) -> Result<(), TestCaseError> {
    let steps = "SELECT * FROM ledger_steps ORDER BY fact, step";
    prop_assert_eq!(texts(store, steps), texts(fresh, steps));
    for fact in FACTS {
        let (told, once) = (
            store.fact_story(fact).unwrap(),
            fresh.fact_story(fact).unwrap(),
        );
        prop_assert_eq!(of_ledger(&told), of_ledger(&once), "{}", fact);
    }
    for (fact, path) in cells(store) {
        let told = store.cell_story(fact, &path).unwrap();
        let once = fresh.cell_story(fact, &path).unwrap();
        prop_assert_eq!(of_ledger(&told), of_ledger(&once), "{} {}", fact, path);
        // A story ends with what stands there.
        if let Some(cell) = store.cell(fact, &path).unwrap() {
            let changes = once
                .iter()
                .chain(&told)
                .filter(|change| change.action == "change");
            let mut last: Option<&Change> = None;
            for change in changes.clone().filter(|change| change.correction.is_some()) {
                if change.correction.as_ref().unwrap().until.is_none() {
                    last = Some(change);
                }
            }
            if let Some(last) = last {
                prop_assert_eq!(
                    &last.new,
                    &cell.value,
                    "{} {}: {:?}",
                    fact,
                    path,
                    once.iter().map(said).collect::<Vec<_>>()
                );
            }
            let first = told.first().map(|change| change.action.as_str());
            prop_assert_eq!(first, Some("add"), "{} {}: {:?}", fact, path, told);
        }
    }
    Ok(())
}

/// What a person did between two runs.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Sheet(usize, usize),
    Append(usize),
    TakeOut(usize),
    Swap(usize),
    Reword(usize),
}

fn edit() -> impl Strategy<Value = (Edit, bool)> {
    let edit = prop_oneof![
        3 => (0..CODED.len(), 0..3_usize).prop_map(|(field, value)| Edit::Sheet(field, value)),
        6 => (0..10_000_usize).prop_map(Edit::Append),
        2 => (0..8_usize).prop_map(Edit::TakeOut),
        1 => (0..8_usize).prop_map(Edit::Swap),
        1 => (0..8_usize).prop_map(Edit::Reword),
    ];
    (edit, any::<bool>())
}

fn edited(work: &Work, now: &Store, edit: Edit) -> Work {
    let mut work = work.clone();
    match edit {
        Edit::Sheet(field, value) => work.coded[field] = value % CODED[field].1.len(),
        Edit::Append(number) => work.append(now, number),
        Edit::TakeOut(at) if at < work.entries.len() => drop(work.entries.remove(at)),
        Edit::Swap(at) if at + 1 < work.entries.len() => work.entries.swap(at, at + 1),
        Edit::Reword(at) if at < work.entries.len() => {
            let text = &mut work.entries[at].1;
            *text = text
                .replace("Loud talks", "Quiet talks")
                .replace("at night", "by day");
        }
        Edit::TakeOut(_) | Edit::Swap(_) | Edit::Reword(_) => {}
    }
    work
}

/// Returns a store that one run filled; `None` where the dataset has errors.
fn built(work: &Work) -> Option<Store> {
    let mut store = Store::in_memory().unwrap();
    let done = outcome(&mut store, &work.folder());
    done.ingested.map(|_| store)
}

/// Lists the edits of a sheet that a story tells of the columns of a fact that are coded one by one.
fn edits_told(store: &Store, fact: &str, columns: &[&str]) -> Vec<(i64, String, Value, Value)> {
    let story = store.fact_story(fact).unwrap();
    let is_edit = |change: &&Change| {
        change.cause != "ledger" && change.cause != "undone" && change.action == "change"
    };
    let mut edits: Vec<_> = story
        .iter()
        .filter(is_edit)
        .filter_map(|change| {
            let column = change.column.clone()?;
            let is_asked = columns.contains(&column.as_str());
            is_asked.then(|| (change.run, column, change.old.clone(), change.new.clone()))
        })
        .collect();
    edits.sort();
    edits
}

#[test]
fn a_merge_that_was_undone_is_told_of_the_facts_that_it_led_elsewhere() {
    let mut work = Work::new();
    let mut store = fresh(&work.folder());
    let entries = [
        "alm,superseded_by,,cade",
        "alm,superseded_by,cade,",
        "cade,retracted,,1",
    ];
    for (number, entry) in (1..).zip(entries) {
        work.entries.push((number, entry.to_owned()));
        // The merge and what undoes it come in one run.
        if number > 1 {
            outcome(&mut store, &work.folder());
            compare(&store, &fresh(&work.folder())).unwrap();
        }
    }
    let redirected = "SELECT correction FROM ledger_steps WHERE fact = 'talks' ORDER BY step";
    assert_eq!(texts(&store, redirected), [["c1"], ["c2"]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_ledger_is_told_as_by_one_run_and_history_adds_what_it_alone_knows(
        edits in proptest::collection::vec(edit(), 1..20),
    ) {
        let mut work = Work::new();
        let mut store = fresh(&work.folder());
        let mut now = fresh(&work.folder());
        let mut known = work.clone();
        let mut gone: BTreeSet<String> = BTreeSet::new();
        let mut made: Vec<(i64, String, Value, Value)> = Vec::new();
        for (edit, runs) in edits {
            let next = edited(&work, &now, edit);
            let Some(built) = built(&next).filter(|_| next != work) else {
                continue;
            };
            (work, now) = (next, built);
            if !runs {
                continue;
            }
            let done = outcome(&mut store, &work.folder());
            prop_assert!(done.ingested.is_some(), "{:#?}", done.report.problems);
            prop_assert_eq!(differences(&store, &now), Vec::<String>::new());
            compare(&store, &now)?;
            let run = store.runs().unwrap().last().map_or(0, |run| run.id);
            for name in ["talks title", "talks date", "talks note"] {
                let (old, new) = (known.value(name), work.value(name));
                let column = name.trim_start_matches("talks ").to_owned();
                let value = |text: &str| Value::from(Some(text.to_owned()).filter(|t| !t.is_empty()));
                if old != new {
                    made.push((run, column, value(old), value(new)));
                }
            }
            made.sort();
            prop_assert_eq!(&edits_told(&store, "talks", &["title", "date", "note"]), &made);
            let left = known.entries.iter().filter(|entry| !work.entries.contains(entry));
            gone.extend(left.map(|(id, text)| {
                let fact = text.split(',').next().unwrap_or_default();
                format!("c{id} {fact}")
            }));
            for entry in &gone {
                let (id, fact) = entry.split_once(' ').unwrap();
                let story = store.fact_story(fact).unwrap();
                let told = story.iter().filter(|change| {
                    let entry = change.correction.as_ref();
                    entry.is_some_and(|entry| entry.id == id && entry.until.is_some())
                });
                prop_assert!(told.count() >= 2, "{} of {}: {:#?}", id, fact, story);
                let is_there = work.entries.iter().any(|(known, _)| format!("c{known}") == id);
                let says_left = story.iter().any(|change| {
                    let entry = change.correction.as_ref();
                    entry.is_some_and(|entry| entry.id == id && entry.until == Some(Until::Left))
                });
                prop_assert!(is_there || says_left, "{} of {}", id, fact);
            }
            known = work.clone();
        }
    }

    /// Where the sheets are the same, every difference is explained by the ledger.
    #[test]
    fn every_difference_between_two_ledgers_has_its_correction(
        edits in proptest::collection::vec(edit(), 1..24),
    ) {
        let mut work = Work::new();
        let mut now = fresh(&work.folder());
        let mut states = vec![fresh(&work.folder())];
        for (edit, is_state) in edits {
            if matches!(edit, Edit::Sheet(..)) {
                continue;
            }
            let next = edited(&work, &now, edit);
            let Some(built) = built(&next).filter(|_| next != work) else {
                continue;
            };
            work = next;
            let before = std::mem::replace(&mut now, built);
            if is_state {
                states.push(before);
            }
        }
        states.push(now);
        for (one, other) in states.iter().zip(states.iter().skip(1)).chain(states.first().zip(states.last())) {
            for difference in one.database().differences(other.database()).unwrap() {
                prop_assert!(difference.correction.is_some() && difference.reason.is_some(), "{:?}\n{:#?}", difference, work);
            }
        }
    }
}
