//! What must hold whatever is edited, in whatever order, in however many runs.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::dataset::{Articles, Folder, check};
use crate::export::{Options, export};
use crate::model::fact::Dataset;
use crate::store::{Snapshot, Store};

const DATASET: &str = "title = \"Relief\"\ndescription = \"Who helped whom.\"\nversion = \"1\"\nlicense = \"CC0-1.0\"\nmaintainers = [\"A. Coder\"]\n";

const ARTICLE: &str = "title = \"Flood\"\nauthor = \"Ada Holm\"\npublisher = \"Review\"\npublished_on = \"2024-03-12\"\nlanguage = \"en\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";

const LOCK: &str = "format = 1\nsegmenter = \"by hand\"\npassages = [{ at = \"p1.s1\", fingerprint = \"00\", characters = 9, words = 2 }]\nquotes = []\n";

/// The fields that are edited, each with the values that it takes; the empty one is nothing.
const FIELDS: [(&str, &str, &[&str]); 6] = [
    (
        "request",
        "title",
        &["Varnia asks", "Varnia asks for boats", "A call, \"loud\""],
    ),
    (
        "request",
        "date",
        &["", "2024-03", "2024-03-04", "2024-03-04/2024-03-06~"],
    ),
    (
        "request",
        "event_actors[varnia,ROLE].role",
        &["initiator", "represented", "host"],
    ),
    (
        "request",
        "event_actors[varnia,ROLE].detail",
        &["", "in a hurry"],
    ),
    ("silence", "stance", &["silent", "declines", "opposes"]),
    ("silence", "note", &["", "Unsure.", "Quite\nsure."]),
];

/// The values of the fields, as positions in their lists.
type State = [usize; FIELDS.len()];

/// A dataset under way: what its sheet says, what the ledger made of it.
#[derive(Debug, Clone)]
struct Work {
    sheet: State,
    now: State,
    ledger: String,
    entries: usize,
}

impl Work {
    fn new() -> Self {
        Self {
            sheet: [0; FIELDS.len()],
            now: [0; FIELDS.len()],
            ledger: "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n".to_owned(),
            entries: 0,
        }
    }

    /// Sets a field: in the sheet where nothing in the ledger rests on it, else in the ledger.
    fn edit(&mut self, field: usize, value: usize, by_ledger: bool) {
        let (fact, path, values) = FIELDS[field];
        let value = value % values.len();
        // The two columns of one row share their path, and so their way.
        let shares = |at: usize| at == field || (2..=3).contains(&field) && (2..=3).contains(&at);
        let in_ledger = (0..FIELDS.len()).any(|at| shares(at) && self.sheet[at] != self.now[at])
            || self
                .ledger
                .contains(path.split("ROLE").next().unwrap_or_default())
                && self.ledger.contains(&format!(",{fact},"))
                && self.has_entry(fact, path);
        if !by_ledger && !in_ledger {
            self.sheet[field] = value;
            self.now[field] = value;
        } else if self.now[field] != value {
            let role = FIELDS[2].2[self.now[2]];
            let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            self.entries += 1;
            self.ledger.push_str(&format!(
                "c{:04},2025-01-01,A,{fact},{},{},{},why,\n",
                self.entries,
                quoted(&path.replace("ROLE", role)),
                quoted(values[self.now[field]]),
                quoted(values[value]),
            ));
            self.now[field] = value;
        }
    }

    fn has_entry(&self, fact: &str, path: &str) -> bool {
        let (start, end) = path.split_once("ROLE").unwrap_or((path, ""));
        let rows = start.split('[').next().unwrap_or_default();
        let mut lines = self.ledger.lines();
        lines.any(|line| {
            line.contains(&format!(",{fact},\"{start}")) && line.contains(end)
                || !end.is_empty() && line.contains(&format!(",{fact},\"{rows}["))
        })
    }

    fn sheet_text(state: State) -> String {
        let value = |field: usize| FIELDS[field].2[state[field]];
        let line = |name: &str, field: usize| match value(field) {
            "" => String::new(),
            text => format!("{name} = {}\n", toml::Value::from(text)),
        };
        let detail = match value(3) {
            "" => String::new(),
            text => format!(", detail = \"{text}\""),
        };
        format!(
            "[[actor]]\nkey = \"varnia\"\nname = \"Varnia\"\nkind = \"state\"\ncites = [\"p1.s1\"]\n\
             [[event]]\nkey = \"request\"\ntype = \"REQUEST\"\nstatus = \"occurred\"\n{}{}\
             actors = [{{ actor = \"varnia\", role = \"{}\"{detail} }}]\ncites = [\"p1.s1\"]\n\
             [[position]]\nkey = \"silence\"\nactor = \"varnia\"\nsubject = \"request\"\n{}{}cites = [\"p1.s1\"]\n",
            line("title", 0),
            line("date", 1),
            value(2),
            line("stance", 4),
            line("note", 5),
        )
    }

    fn dataset(&self) -> Dataset {
        dataset(&Self::sheet_text(self.sheet), &self.ledger)
    }
}

fn dataset(sheet: &str, ledger: &str) -> Dataset {
    let files = [
        ("corrections.csv", ledger),
        ("dataset.toml", DATASET),
        ("holm/article.toml", ARTICLE),
        ("holm/facts.toml", sheet),
        ("holm/passages.lock", LOCK),
    ];
    let checked = check(&Folder::of("relief", &files), &Articles::new());
    let problems: Vec<_> = checked.problems.iter().map(|p| &p.message).collect();
    checked
        .dataset
        .unwrap_or_else(|| panic!("{problems:#?}\n{sheet}\n{ledger}"))
}

/// Returns the bytes of every exported file, by name.
fn exported(store: &Store) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = export(store, folder.path(), Options::default()).expect("an export");
    let read = |path: &std::path::PathBuf| {
        let name = path
            .strip_prefix(folder.path())
            .expect("a file of the export");
        (
            name.display().to_string(),
            std::fs::read(path).expect("a file"),
        )
    };
    outcome.written.iter().map(read).collect()
}

fn ingested(store: &mut Store, dataset: &Dataset) -> usize {
    let plan = store.ingest(dataset, chrono::NaiveDateTime::default());
    plan.expect("it is ingested").steps.len()
}

/// Lists what differs between two states, the ledger aside.
fn differences(one: Snapshot, other: Snapshot) -> Vec<String> {
    let store = Store::in_memory().expect("a store");
    let differences = one.differences(other, store.schema());
    differences.iter().map(|d| format!("{d:?}")).collect()
}

type Edit = (usize, usize, bool, bool);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_edits_by_sheet_or_ledger_in_any_runs_end_in_the_same_export(
        edits in proptest::collection::vec((0..FIELDS.len(), 0..4_usize, any::<bool>(), any::<bool>()), 1..14),
    ) {
        let edits: Vec<Edit> = edits;
        let mut work = Work::new();
        let mut store = Store::in_memory().unwrap();
        ingested(&mut store, &work.dataset());
        let first = store.snapshot().unwrap();
        for (field, value, by_ledger, runs) in &edits {
            work.edit(*field, *value, *by_ledger);
            if *runs {
                ingested(&mut store, &work.dataset());
            }
        }
        ingested(&mut store, &work.dataset());

        // A run again changes nothing.
        prop_assert_eq!(ingested(&mut store, &work.dataset()), 0);

        // However many runs it took, the export is that of one run.
        let mut at_once = Store::in_memory().unwrap();
        ingested(&mut at_once, &work.dataset());
        prop_assert!(exported(&store) == exported(&at_once));

        // Whichever way the values came about, they are those of a sheet that says them itself.
        let plain = dataset(&Work::sheet_text(work.now), "");
        let plain = store.snapshot_of(&plain);
        prop_assert_eq!(differences(store.snapshot().unwrap(), plain), Vec::<String>::new());

        // History leads back from what stands there to what stood there first.
        let told = store.past_rows("events").unwrap();
        let stood = first.row("events", &["request".into()]).unwrap().to_vec();
        let stands = store.snapshot().unwrap();
        let stands = stands.row("events", &["request".into()]).unwrap();
        prop_assert!(stands == stood || told.contains(&stood));

        // A change and its reverse restore what was.
        for field in 0..FIELDS.len() {
            work.edit(field, 0, false);
        }
        ingested(&mut store, &work.dataset());
        prop_assert_eq!(differences(store.snapshot().unwrap(), first), Vec::<String>::new());
    }
}
