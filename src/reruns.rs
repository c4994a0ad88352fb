//! What must hold whatever is edited, in whatever order, in however many runs.

mod stories;
mod warnings;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::dataset::{Articles, Folder, LEDGER, Reason, check};
use crate::export::{Guard, Options, export};
use crate::ingest::{self, Outcome, Scope, Target, facts_as_rows};
use crate::roundtrip::cuts;
use crate::store::{Ingested, RowSink, Schema, Store, TableRow};
use crate::tabular::read_csv;

const DATASET: &str = "title = \"Relief\"\ndescription = \"Who helped whom.\"\nversion = \"1\"\nlicense = \"CC0-1.0\"\nmaintainers = [\"A. Coder\"]\n";

const ARTICLE: &str = "title = \"Flood\"\nauthor = \"Ada Holm\"\npublisher = \"Review\"\npublished_on = \"2024-03-12\"\nlanguage = \"en\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";

const LOCK: &str = "format = 1\nsegmenter = \"by hand\"\npassages = [{ at = \"p1.s1\", fingerprint = \"00\", characters = 20, words = 3 }]\nquotes = []\n";

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
        &["", "2024-02", "2024-03-04", "2024-03-04/2024-03-06~"],
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
    ingested(&mut store, folder);
    store
}

/// Returns the bytes of every exported file, by name.
fn exported(store: &Store) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let outcome =
        export(store, folder.path(), &Options::default(), &Guard::default()).expect("an export");
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

/// Brings a store up to date as the program does.
fn outcome(store: &mut Store, folder: &Folder) -> Outcome {
    let options = ingest::Options {
        memory: 64 << 20,
        ..ingest::Options::at(chrono::NaiveDateTime::default())
    };
    let outcome = ingest::run(folder, &Articles::new(), Target::Open(store), options);
    outcome.expect("the store is read and written")
}

/// Brings a store up to date with a dataset without fault. Returns the number of operations, and whether
/// all files were read.
fn ingested(store: &mut Store, folder: &Folder) -> (usize, bool) {
    let outcome = outcome(store, folder);
    let operations = match outcome.ingested {
        Some(Ingested::Loaded(loaded)) => loaded.summary.facts_added,
        Some(Ingested::Changed(plan)) => plan.operations.len(),
        None => panic!("{:#?}", outcome.report.problems),
    };
    (operations, matches!(outcome.scope, Scope::Whole(_)))
}

/// Returns whether a run reads all files, with faults or without.
fn reads_all(store: &mut Store, folder: &Folder) -> bool {
    matches!(outcome(store, folder).scope, Scope::Whole(_))
}

/// Lists what differs between two states, the ledger aside.
fn differences(one: &Store, other: &Store) -> Vec<String> {
    let differences = one.database().differences(other.database());
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
    Put(usize, [bool; 2]),
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
        2 => (0..FACTS.len(), files).prop_map(|(fact, files)| Step::Put(fact, files)),
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

fn folder_of(files_of: &[[bool; 2]], entries: &[(usize, usize)], is_in_lines: bool) -> Folder {
    let sheet = |file: usize| -> String {
        let facts = FACTS.iter().zip(files_of);
        facts
            .filter(|(_, of)| of[file])
            .map(|(fact, _)| *fact)
            .collect()
    };
    let mut ledger = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n".to_owned();
    for (id, entry) in entries {
        ledger.push_str(&format!("c{id},2025-01-01,A,{},why,\n", ENTRIES[*entry]));
    }
    if is_in_lines {
        let lines = [0, 1].map(|file| lines_of(&sheet(file)));
        let [one, two] = lines;
        folder(&[("one.jsonl", one), ("two.jsonl", two)], &ledger)
    } else {
        folder(&[("one.toml", sheet(0)), ("two.toml", sheet(1))], &ledger)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_rerun_holds_or_fails_as_a_run_from_nothing_does(
        steps in proptest::collection::vec(step(), 1..24),
        is_in_lines in any::<bool>(),
    ) {
        let mut files_of = [[true, false]; FACTS.len()];
        let mut entries: Vec<(usize, usize)> = Vec::new();
        let mut known = entries.clone();
        let mut store = Store::in_memory().unwrap();
        ingested(&mut store, &folder_of(&files_of, &entries, is_in_lines));
        for (id, step) in steps.iter().enumerate() {
            match *step {
                Step::Put(fact, files) => files_of[fact] = files,
                Step::Append(entry) => entries.push((id, entry)),
                Step::TakeOut(at) if at < entries.len() => drop(entries.remove(at)),
                Step::MoveToEnd(at) if at < entries.len() => {
                    let entry = entries.remove(at);
                    entries.push(entry);
                }
                Step::TakeOut(_) | Step::MoveToEnd(_) => {}
            }
            let folder = folder_of(&files_of, &entries, is_in_lines);
            if check(&folder, &Articles::new()).head.is_none() {
                prop_assert!(reads_all(&mut store, &folder), "a fault was not seen");
                // Nobody goes on from what does not build.
                match *step {
                    Step::Put(fact, _) => files_of[fact] = [true, false],
                    _ => entries.clear(),
                }
                continue;
            }
            let scope = outcome(&mut store, &folder).scope;
            if entries.starts_with(&known) {
                prop_assert_ne!(scope, Scope::Whole(Reason::LedgerRewritten));
            } else {
                prop_assert!(matches!(scope, Scope::Whole(_)), "{:?}", scope);
            }
            known.clone_from(&entries);
            prop_assert_eq!(differences(&store, &fresh(&folder)), Vec::<String>::new());
        }
    }
}

/// The rows of facts, as they are shown.
#[derive(Default)]
struct ShownRows(BTreeSet<String>);

impl RowSink for ShownRows {
    fn row(&mut self, row: TableRow<'_, '_>) {
        self.0.insert(format!("{row:?}"));
    }
}

/// Lists the rows of earlier states of a dataset that are in none of the ledgers that are tried for
/// rows that came back in a spreadsheet.
fn lost_rows(folder: &Folder) -> Vec<String> {
    let ledger = folder.text(LEDGER).expect("a ledger");
    let schema = &Schema::current().expect("a schema");
    let rows = |ledger: &str| {
        let folder = folder.clone().with_text(LEDGER, ledger.to_owned());
        let sinks = vec![ShownRows::default()];
        let sinks = facts_as_rows(&folder, &Articles::new(), schema, sinks);
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
    assert!(check(&folder, &Articles::new()).head.is_some());
    assert_eq!(lost_rows(&folder), Vec::<String>::new());
    let ledger = folder.text(LEDGER).unwrap_or_default();
    assert!(cuts(ledger).count() < entries.len());
}

type Sheets = Vec<(&'static str, String)>;

/// Says how much a run reads after a change of the sheets and of the ledger.
fn scope_after(change: &dyn Fn(&mut Sheets), entries: &[&str]) -> Scope {
    let work = Work::new();
    let mut store = Store::in_memory().unwrap();
    ingested(&mut store, &work.folder());
    let mut changed: Sheets = Work::sheets(work.sheet).to_vec();
    change(&mut changed);
    let lines = entries.iter().enumerate();
    let lines = lines.map(|(at, line)| format!("c{at},2025-01-01,A,{line},why,\n"));
    let ledger = format!("{}{}", work.ledger, lines.collect::<String>());
    outcome(&mut store, &folder(&changed, &ledger)).scope
}

const MORE: &str =
    "[[actor]]\nkey = \"orland\"\nname = \"Orland\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n";

#[test]
fn only_what_changed_is_read() {
    let add =
        |text: &'static str| move |files: &mut Sheets| files.push(("more.toml", text.to_owned()));
    let none = |_: &mut Sheets| ();
    assert_eq!(scope_after(&none, &[]), Scope::Nothing);
    // A remark, a new fact, a fact that no other refers to and that goes with its file.
    assert_eq!(
        scope_after(&|files| files[1].1.push_str("# remark\n"), &[]),
        Scope::Part
    );
    assert_eq!(scope_after(&add(MORE), &[]), Scope::Part);
    assert_eq!(
        scope_after(&|files| drop(files.remove(2)), &[]),
        Scope::Part
    );
    // A part of a fact whose file is not read.
    let part = "[[event]]\nkey = \"part\"\ntype = \"AID\"\ntitle = \"T\"\nstatus = \"occurred\"\npart_of = \"request\"\ncites = [\"holm#p1.s1\"]\n";
    assert_eq!(scope_after(&add(part), &[]), Scope::Part);
    // A first entry; a fact is retracted, restored, merged, and the merge taken back.
    assert_eq!(
        scope_after(&none, &["varnia,name,Varnia,Varna"]),
        Scope::Part
    );
    let retract = "silence,retracted,,1";
    assert_eq!(scope_after(&none, &[retract]), Scope::Part);
    assert_eq!(
        scope_after(&none, &[retract, "silence,retracted,1,"]),
        Scope::Part
    );
    let merge = "varnia,superseded_by,,orland";
    assert_eq!(scope_after(&add(MORE), &[merge]), Scope::Part);
    let back = "varnia,superseded_by,orland,";
    assert_eq!(scope_after(&add(MORE), &[merge, back]), Scope::Part);
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn what_other_files_may_depend_on_is_checked_against_all_of_them() {
    let none = |_: &mut Sheets| ();
    let all = |change: &dyn Fn(&mut Sheets), entries: &[&str], reason| {
        assert_eq!(scope_after(change, entries), Scope::Whole(reason));
    };
    let varnia = || "varnia".to_owned();
    // A fact that others refer to goes, or is of another kind; a key that stands twice; a skip.
    let rename = |files: &mut Sheets| files[0].1 = files[0].1.replace("varnia", "varna");
    all(&rename, &[], Reason::StillReferredTo);
    let person = |files: &mut Sheets| files[0].1 = files[0].1.replace("\"state\"", "\"person\"");
    all(&person, &[], Reason::ActorKindChanged(varnia()));
    let place = |files: &mut Sheets| {
        files[0].1 = files[0]
            .1
            .replace("[[actor]]", "[[place]]")
            .replace("state", "country");
    };
    all(&place, &[], Reason::KindChanged(varnia()));
    let twice = |files: &mut Sheets| files.push(("more.toml", files[0].1.clone()));
    all(&twice, &[], Reason::FactElsewhere(varnia()));
    let skip = |files: &mut Sheets| {
        files[1]
            .1
            .push_str("[[skip]]\nat = \"p1.s1\"\nreason = \"x\"\n")
    };
    all(
        &skip,
        &[],
        Reason::SkipsChanged("holm/events.toml".to_owned()),
    );
    // An entry that does not match, one on no fact, one that leaves a reference to nothing.
    all(&none, &["varnia,name,Orland,Varna"], Reason::Problems);
    all(
        &none,
        &["nobody,name,a,b"],
        Reason::EntryWithoutFact("nobody".to_owned()),
    );
    all(&none, &["varnia,retracted,,1"], Reason::StillReferredTo);
    all(&none, &["varnia,superseded_by,,orland"], Reason::Problems);
    let wrong = |files: &mut Sheets| files[1].1.push_str("nonsense\n");
    all(&wrong, &[], Reason::Problems);
}

/// A merge moves references from then on, and not for the entries before it. A rerun that reads only
/// the corrected fact has to follow the order of the ledger as a run over all files does.
#[test]
fn an_entry_sees_the_merges_before_it_and_no_later_ones() {
    let actors: String = ["alm", "brod", "cade"]
        .iter()
        .map(|key| format!("[[actor]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n"))
        .collect();
    let event = |title: &str| {
        format!(
            "[[event]]\nkey = \"talks\"\ntype = \"AID\"\nstatus = \"occurred\"\ntitle = \"{title}\"\n\
             actors = [{{ actor = \"alm\", role = \"host\", detail = \"in Alm\" }}, \
             {{ actor = \"brod\", role = \"host\", detail = \"in Brod\" }}]\ncites = [\"holm#p1.s1\"]\n"
        )
    };
    let of = |title: &str, entries: &[&str]| {
        let mut ledger =
            "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n".to_owned();
        for (id, entry) in entries.iter().enumerate() {
            ledger.push_str(&format!("c{id},2025-01-01,A,{entry},why,\n"));
        }
        let sheets = [
            ("actors.toml", actors.clone()),
            ("talks.toml", event(title)),
        ];
        folder(&sheets, &ledger)
    };
    let merge = "alm,superseded_by,,brod";
    let ledgers: [&[&str]; 4] = [
        &["talks,\"event_actors[brod,host]\",1,", merge],
        &["talks,\"event_actors[brod,host].actor\",brod,cade", merge],
        &[merge, "talks,\"event_actors[brod,host]\",1,"],
        &[
            merge,
            "talks,\"event_actors[brod,host]\",1,",
            "alm,superseded_by,brod,",
        ],
    ];
    let mut rerun_in_part = 0;
    for entries in ledgers {
        if check(&of("Talks", entries), &Articles::new())
            .head
            .is_none()
        {
            let mut store = fresh(&of("Talks", &[]));
            assert!(reads_all(&mut store, &of("Talks", entries)), "{entries:?}");
            continue;
        }
        let mut store = fresh(&of("Talks", entries));
        let changed = of("More talks", entries);
        let scope = outcome(&mut store, &changed).scope;
        assert_eq!(scope, Scope::Part, "{entries:?}");
        let differences = differences(&store, &fresh(&changed));
        assert_eq!(differences, [""; 0], "{entries:?}");
        rerun_in_part += 1;
    }
    assert!(rerun_in_part >= 2);
}

/// An entry that no longer holds is found although a later merge would make it look as if it did.
#[test]
fn a_stale_entry_before_a_merge_is_seen() {
    let sheets = |actor: &str| {
        let mut sheet: String = ["alm", "brod", "cade"]
            .iter()
            .map(|key| format!("[[actor]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n"))
            .collect();
        sheet.push_str(&format!("[[position]]\nkey = \"view\"\nactor = \"{actor}\"\nsubject = \"cade\"\nstance = \"silent\"\ncites = [\"holm#p1.s1\"]\n"));
        let ledger = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n\
             c1,2025-01-01,A,view,actor,brod,cade,why,\nc2,2025-01-01,A,alm,superseded_by,,brod,why,\n";
        folder(&[("one.toml", sheet)], ledger)
    };
    let mut store = fresh(&sheets("brod"));
    let outcome = outcome(&mut store, &sheets("alm"));
    assert!(outcome.ingested.is_none(), "the entry expects `brod`");
    assert_eq!(outcome.scope, Scope::Whole(Reason::Problems));
}

/// Returns a dataset of two events in files of their own, the second in answer to the first.
fn request_and_answer(request: &str, answer: &str) -> Folder {
    let event = |key: &str, date: &str, links: &str| {
        format!(
            "[[event]]\nkey = \"{key}\"\ntype = \"REQUEST\"\ntitle = \"A call\"\nstatus = \"occurred\"\n\
             date = \"{date}\"\ndate_basis = \"outside_source\"\n{links}cites = [\"p1.s1\"]\n"
        )
    };
    let link = "links = [{ relation = \"responds_to\", event = \"request\" }]\n";
    let sheets = [
        ("holm/a.toml", event("request", request, "")),
        ("holm/b.toml", event("answer", answer, link)),
    ];
    folder(&sheets, "")
}

#[test]
fn the_warnings_of_a_rerun_are_those_of_a_fresh_run() {
    let told = |store: &mut Store, folder: &Folder| {
        let problems = outcome(store, folder).report.problems;
        problems
            .into_iter()
            .map(|problem| problem.message)
            .collect::<Vec<_>>()
    };
    let mut store = Store::in_memory().unwrap();
    // Each step changes one of the two files, or none.
    for (request, answer, warnings) in [
        ("2024-01", "2024-02", 0),
        ("2024-02", "2024-02", 0),
        ("2024-03-01", "2024-02", 1),
        ("2024-03-01", "2024-02", 1),
        ("2024-02-01", "2024-02", 0),
        ("2024-02-01", "2024-01", 1),
        ("2024-02-01", "2024-01", 1),
        ("2024-02-01", "2024-03-01", 0),
    ] {
        let folder = request_and_answer(request, answer);
        let rerun = told(&mut store, &folder);
        assert_eq!(rerun.len(), warnings, "{request} {answer}: {rerun:?}");
        assert_eq!(rerun, told(&mut Store::in_memory().unwrap(), &folder));
        assert_eq!(differences(&store, &fresh(&folder)), [""; 0]);
    }
    // Without a warning only what changed is read.
    let folder = request_and_answer("2024-02-02", "2024-03-01");
    assert!(!reads_all(&mut store, &folder));
}
