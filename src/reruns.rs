//! What must hold whatever is edited, in whatever order, in however many runs.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::dataset::{Articles, Changes, Folder, LEDGER, Ledger, Trust, changes, check};
use crate::export::{Options, export};
use crate::ingest::facts_as_rows;
use crate::roundtrip::cuts;
use crate::store::{CellRef, Ingested, RowSink, Store, TableName, Wanted};
use crate::tabular::read_csv;

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

    /// Returns the sheets of a state: actors, event and position each in a file of their own.
    fn sheets(state: State) -> [(&'static str, String); 3] {
        let value = |field: usize| FIELDS[field].2[state[field]];
        let line = |name: &str, field: usize| match value(field) {
            "" => String::new(),
            text => format!("{name} = {}\n", toml::Value::from(text)),
        };
        let detail = match value(3) {
            "" => String::new(),
            text => format!(", detail = \"{text}\""),
        };
        let actors = "[[actor]]\nkey = \"varnia\"\nname = \"Varnia\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n";
        let event = format!(
            "[[event]]\nkey = \"request\"\ntype = \"REQUEST\"\nstatus = \"occurred\"\n{}{}\
             actors = [{{ actor = \"varnia\", role = \"{}\"{detail} }}]\ncites = [\"p1.s1\"]\n",
            line("title", 0),
            line("date", 1),
            value(2),
        );
        let position = format!(
            "[[position]]\nkey = \"silence\"\nactor = \"varnia\"\nsubject = \"request\"\n{}{}cites = [\"p1.s1\"]\n",
            line("stance", 4),
            line("note", 5),
        );
        [
            ("actors.toml", actors.to_owned()),
            ("holm/events.toml", event),
            ("holm/positions.toml", position),
        ]
    }

    fn folder(&self) -> Folder {
        folder(&Self::sheets(self.sheet), &self.ledger)
    }
}

/// Returns a small dataset.
pub fn relief() -> Folder {
    Work::new().folder()
}

fn folder(sheets: &[(&str, String)], ledger: &str) -> Folder {
    let mut files = vec![
        ("corrections.csv", ledger),
        ("dataset.toml", DATASET),
        ("holm/article.toml", ARTICLE),
        ("holm/passages.lock", LOCK),
    ];
    files.extend(sheets.iter().map(|(name, text)| (*name, text.as_str())));
    Folder::of("relief", &files)
}

/// Returns a store that was filled by one run over all files.
fn fresh(folder: &Folder) -> Store {
    let mut store = Store::in_memory().expect("a store");
    let wanted = wanted(&store, folder);
    let now = chrono::NaiveDateTime::default();
    store.ingest(wanted, now).expect("it is ingested");
    store
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

/// Returns what changed of a dataset.
fn changes_of(store: &Store, folder: &Folder) -> Changes {
    changes(folder, store, Trust::Stamps).expect("the store is read")
}

/// Brings a store up to date as the program does: of the files that changed alone, where that can
/// be. Returns the number of steps, and whether all files were read.
fn ingested(store: &mut Store, folder: &Folder) -> (usize, bool) {
    let now = chrono::NaiveDateTime::default();
    match changes_of(store, folder) {
        Changes::Nothing => return (0, false),
        Changes::Part(part) => {
            let rows = crate::ingest::part(&part, folder, store).expect("the store is read");
            if let Some(plan) = store.ingest_part(rows, now).expect("it is ingested") {
                return (plan.operations.len(), false);
            }
        }
        Changes::Whole => {}
    }
    let ingested = store
        .ingest(wanted(store, folder), now)
        .expect("it is ingested");
    let steps = match ingested {
        Ingested::Loaded(loaded) => loaded.summary.facts_added,
        Ingested::Changed(plan) => plan.operations.len(),
    };
    (steps, true)
}

/// Tells whether a rerun would read all files: it knows beforehand, or a fact that goes is referred to.
fn reads_all(store: &mut Store, folder: &Folder) -> bool {
    match changes_of(store, folder) {
        Changes::Nothing => false,
        Changes::Part(part) => {
            let rows = crate::ingest::part(&part, folder, store).expect("the store is read");
            let plan = store.ingest_part(rows, chrono::NaiveDateTime::default());
            plan.expect("the store is written").is_none()
        }
        Changes::Whole => true,
    }
}

/// Returns the rows of a dataset without fault.
fn wanted(store: &Store, folder: &Folder) -> Wanted {
    let (articles, ledger) = (Articles::new(), Ledger::Whole);
    let beside = std::env::temp_dir();
    let read = crate::ingest::read(folder, &articles, ledger, Some(store), &beside, 1 << 26);
    let (report, rows) = read.expect("the dataset is read");
    rows.unwrap_or_else(|| panic!("{:#?}", report.problems))
}

/// Lists what differs between two states, the ledger aside.
fn differences(one: &Store, other: &Store) -> Vec<String> {
    let differences = one.database().differences(&other.database());
    let differences = differences.expect("the stores are read");
    differences.iter().map(|d| format!("{d:?}")).collect()
}

/// Returns the row of an event.
fn event(store: &Store, key: &str) -> Vec<crate::store::Value> {
    let events = store.schema().relation("events").expect("a table");
    let row = store.database().row(events, &[key.into()]);
    row.expect("the store is read").expect("it is there")
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
        prop_assert!(ingested(&mut store, &work.folder()).1);
        let first = fresh(&work.folder());
        for (field, value, by_ledger, runs) in &edits {
            work.edit(*field, *value, *by_ledger);
            if *runs {
                prop_assert!(!ingested(&mut store, &work.folder()).1, "only changed files are read");
            }
        }
        ingested(&mut store, &work.folder());

        // A run again changes nothing.
        prop_assert_eq!(ingested(&mut store, &work.folder()), (0, false));

        // However many runs it took, the export is that of one run.
        let mut at_once = Store::in_memory().unwrap();
        ingested(&mut at_once, &work.folder());
        prop_assert!(exported(&store) == exported(&at_once));

        // Whichever way the values came about, they are those of a sheet that says them itself.
        let plain = fresh(&folder(&Work::sheets(work.now), ""));
        prop_assert_eq!(differences(&store, &plain), Vec::<String>::new());

        // History leads back from what stands there to what stood there first.
        let stood = event(&first, "request");
        let mut is_told = event(&store, "request") == stood;
        let events = store.schema().relation("events").unwrap();
        store.past_rows(events, |row| {
            is_told |= row == stood;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        prop_assert!(is_told);

        // A change and its reverse restore what was.
        for field in 0..FIELDS.len() {
            work.edit(field, 0, false);
        }
        ingested(&mut store, &work.folder());
        prop_assert_eq!(differences(&store, &first), Vec::<String>::new());
    }
}

/// The facts that stand in one file, in another, in both or in none.
const FACTS: [&str; 4] = [
    "[[actor]]\nkey = \"varnia\"\nname = \"Varnia\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n",
    "[[actor]]\nkey = \"orland\"\nname = \"Orland\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n",
    "[[event]]\nkey = \"request\"\ntype = \"REQUEST\"\ntitle = \"A call\"\nstatus = \"occurred\"\nactors = [{ actor = \"varnia\", role = \"initiator\" }]\ncites = [\"holm#p1.s1\"]\n",
    "[[position]]\nkey = \"silence\"\nactor = \"varnia\"\nsubject = \"request\"\nstance = \"silent\"\ncites = [\"holm#p1.s1\"]\n",
];

/// What entries of the ledger say, from the fact to the new value.
const ENTRIES: [&str; 8] = [
    "varnia,name,Varnia,Varna",
    "varnia,name,Varna,Varnya",
    "silence,stance,silent,declines",
    "request,\"event_actors[varnia,initiator].role\",initiator,host",
    "orland,retracted,,1",
    "orland,retracted,1,",
    "orland,superseded_by,,varnia",
    "silence,retracted,,1",
];

/// A change of the files of a dataset.
#[derive(Debug, Clone)]
enum Step {
    /// Puts a fact into these of the two files.
    Place(usize, [bool; 2]),
    /// Appends an entry to the ledger.
    Append(usize),
    /// Takes an entry out of the ledger.
    TakeOut(usize),
    /// Moves an entry of the ledger to its end.
    MoveToEnd(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let files = prop_oneof![
        4 => Just([true, false]),
        4 => Just([false, true]),
        1 => Just([false, false]),
        1 => Just([true, true]),
    ];
    prop_oneof![
        2 => (0..FACTS.len(), files).prop_map(|(fact, files)| Step::Place(fact, files)),
        3 => (0..ENTRIES.len()).prop_map(Step::Append),
        1 => (0..8_usize).prop_map(Step::TakeOut),
        1 => (0..8_usize).prop_map(Step::MoveToEnd),
    ]
}

/// Returns the lines that say what a sheet says.
fn lines_of(sheet: &str) -> String {
    let sheet: toml::Table = toml::from_str(sheet).expect("TOML");
    let mut lines = String::new();
    for (kind, list) in sheet {
        for fact in list.as_array().expect("a list of facts") {
            let fact = serde_json::to_value(fact).expect("texts, lists and tables");
            lines.push_str(&format!("{}\n", serde_json::json!({ &kind: fact })));
        }
    }
    lines
}

fn folder_of(places: &[[bool; 2]], entries: &[(usize, usize)], is_in_lines: bool) -> Folder {
    let sheet = |file: usize| -> String {
        let facts = FACTS.iter().zip(places);
        facts
            .filter(|(_, of)| of[file])
            .map(|(fact, _)| *fact)
            .collect()
    };
    let mut ledger = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n".to_owned();
    for (id, entry) in entries {
        ledger.push_str(&format!("c{id},2025-01-01,A,{},why,\n", ENTRIES[*entry]));
    }
    match is_in_lines {
        true => {
            let lines = [0, 1].map(|file| lines_of(&sheet(file)));
            let [one, two] = lines;
            folder(&[("one.jsonl", one), ("two.jsonl", two)], &ledger)
        }
        false => folder(&[("one.toml", sheet(0)), ("two.toml", sheet(1))], &ledger),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_rerun_holds_or_fails_as_a_run_from_nothing_does(
        steps in proptest::collection::vec(step(), 1..24),
        is_in_lines in any::<bool>(),
    ) {
        let mut places = [[true, false]; FACTS.len()];
        let mut entries: Vec<(usize, usize)> = Vec::new();
        let mut store = Store::in_memory().unwrap();
        ingested(&mut store, &folder_of(&places, &entries, is_in_lines));
        for (id, step) in steps.iter().enumerate() {
            match *step {
                Step::Place(fact, files) => places[fact] = files,
                Step::Append(entry) => entries.push((id, entry)),
                Step::TakeOut(at) if at < entries.len() => drop(entries.remove(at)),
                Step::MoveToEnd(at) if at < entries.len() => {
                    let entry = entries.remove(at);
                    entries.push(entry);
                }
                Step::TakeOut(_) | Step::MoveToEnd(_) => {}
            }
            let folder = folder_of(&places, &entries, is_in_lines);
            if check(&folder, &Articles::new()).dataset.is_none() {
                prop_assert!(reads_all(&mut store, &folder), "a fault was not seen");
                // Nobody goes on from what does not build.
                match *step {
                    Step::Place(fact, _) => places[fact] = [true, false],
                    _ => entries.clear(),
                }
                continue;
            }
            ingested(&mut store, &folder);
            let left = store.plan(wanted(&store, &folder)).unwrap();
            prop_assert!(left.is_empty(), "{:?}", left);
        }
    }
}

/// The rows of facts, as they are shown.
#[derive(Default)]
struct ShownRows(BTreeSet<String>);

impl RowSink for ShownRows {
    fn row(&mut self, table: TableName, cells: &[CellRef<'_>]) {
        self.0.insert(format!("{table:?} {cells:?}"));
    }
}

/// Lists the rows of earlier states of a dataset that are in none of the ledgers that are tried for
/// rows that came back in a spreadsheet.
fn lost_rows(folder: &Folder) -> Vec<String> {
    let ledger = folder.text(LEDGER).expect("a ledger");
    let rows = |ledger: &str| {
        let folder = folder.clone().with_text(LEDGER, ledger.to_owned());
        let sinks = vec![ShownRows::default()];
        let (_, sinks) = facts_as_rows(&folder, &Articles::new(), 1 << 26, sinks);
        sinks.into_iter().flat_map(|sink| sink.0)
    };
    let mut found: BTreeSet<String> = rows(ledger).collect();
    found.extend(cuts(ledger).flat_map(|cut| rows(&cut)));
    let earlier = read_csv(ledger).into_iter();
    let earlier = earlier.flat_map(|entry| rows(&format!("{}\n", &ledger[..entry.span.end])));
    earlier.filter(|row| !found.contains(row)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_row_of_every_earlier_state_is_found_again(
        edits in proptest::collection::vec((0..FIELDS.len(), 0..4_usize), 1..10),
    ) {
        let mut work = Work::new();
        for (field, value) in edits {
            work.edit(field, value, true);
        }
        prop_assert_eq!(lost_rows(&work.folder()), Vec::<String>::new());
    }
}

#[test]
fn every_row_from_before_a_merge_or_a_retraction_is_found_again() {
    let mut sheet = FACTS.concat();
    sheet.push_str("[[event]]\nkey = \"offer\"\ntype = \"AID\"\ntitle = \"Help\"\nstatus = \"occurred\"\nactors = [{ actor = \"orland\", role = \"initiator\" }]\ncites = [\"holm#p1.s1\"]\n");
    let entries = [
        "offer,title,Help,Aid",
        "varnia,name,Varnia,Varna",
        "offer,title,Aid,Boats",
        "silence,stance,silent,declines",
        "orland,superseded_by,,varnia",
        "varnia,name,Varna,Varnya",
        "offer,title,Boats,Ships",
        "silence,retracted,,1",
        "offer,\"event_actors[varnia,initiator].role\",initiator,host",
    ];
    let mut ledger = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n".to_owned();
    for (id, entry) in entries.iter().enumerate() {
        ledger.push_str(&format!("c{id},2025-01-01,A,{entry},why,\n"));
    }
    let folder = folder(&[("one.toml", sheet)], &ledger);
    assert!(check(&folder, &Articles::new()).dataset.is_some());
    assert_eq!(lost_rows(&folder), Vec::<String>::new());
    let ledger = folder.text(LEDGER).unwrap_or_default();
    assert!(cuts(ledger).count() < entries.len());
}

#[test]
fn what_other_files_may_depend_on_is_checked_against_all_of_them() {
    let work = Work::new();
    let sheets = || Work::sheets(work.sheet);
    type Sheets = Vec<(&'static str, String)>;
    let read_all = |change: &dyn Fn(&mut Sheets), ledger: &str| {
        let mut store = Store::in_memory().unwrap();
        ingested(&mut store, &work.folder());
        let mut changed: Sheets = sheets().to_vec();
        change(&mut changed);
        reads_all(&mut store, &folder(&changed, ledger))
    };
    let plain = work.ledger.as_str();
    assert!(!read_all(&|_| (), plain), "nothing changed");
    assert!(!read_all(&|files| files[1].1.push_str("# remark\n"), plain));
    let more = "[[actor]]\nkey = \"orland\"\nname = \"Orland\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n";
    assert!(!read_all(
        &|files| files.push(("more.toml", more.to_owned())),
        plain
    ));
    // A fact goes that no other refers to, and its file with it.
    assert!(!read_all(&|files| drop(files.remove(2)), plain));
    // A fact that others refer to goes, or is of another kind; a key used twice; a skip.
    assert!(read_all(
        &|files| files[0].1 = files[0].1.replace("varnia", "varna"),
        plain
    ));
    assert!(read_all(
        &|files| files[0].1 = files[0].1.replace("\"state\"", "\"person\""),
        plain
    ));
    assert!(read_all(
        &|files| files.push(("more.toml", files[0].1.clone())),
        plain
    ));
    assert!(read_all(
        &|files| files[1]
            .1
            .push_str("[[skip]]\nat = \"p1.s1\"\nreason = \"x\"\n"),
        plain
    ));
    // A circle through a file that is not read.
    let circle = "[[event]]\nkey = \"part\"\ntype = \"AID\"\ntitle = \"T\"\nstatus = \"occurred\"\npart_of = \"request\"\ncites = [\"holm#p1.s1\"]\n";
    assert!(!read_all(
        &|files| files.push(("more.toml", circle.to_owned())),
        plain
    ));
    // An entry on a fact of any file has that file read, a merge has all.
    let entry = |line: &str| format!("{plain}{line}\n");
    assert!(!read_all(
        &|_| (),
        &entry("c1,2025-01-01,A,varnia,name,Varnia,Varna,why,")
    ));
    assert!(
        read_all(
            &|_| (),
            &entry("c1,2025-01-01,A,varnia,name,Orland,Varna,why,")
        ),
        "stale"
    );
    assert!(read_all(
        &|_| (),
        &entry("c1,2025-01-01,A,nobody,name,a,b,why,")
    ));
    assert!(read_all(
        &|files| files.push(("more.toml", more.to_owned())),
        &entry("c1,2025-01-01,A,orland,superseded_by,,varnia,why,")
    ));
}
