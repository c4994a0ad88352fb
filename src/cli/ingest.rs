//! `footnote ingest`

use std::path::Path;

use chrono::NaiveDateTime;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, FactsArgs, RunArgs, StoreArgs};
use super::output::{Output, counted};
use crate::dataset::{self, Changes, Folder, Ledger, Trust};
use crate::ingest;
use crate::store::{Action, Ingested, Loaded, Operation, Plan, Store, Summary, Value};

/// Check a dataset and bring the store up to date with it
///
/// Only what changed is written. With --dry-run the plan is printed and nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote ingest datasets/csto --dry-run")]
pub struct Ingest {
    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten)]
    facts: FactsArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Print what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Ingest {
    /// Runs the command.
    pub fn run(&self, output: &mut Output, now: NaiveDateTime) -> Result<Exit, CliError> {
        let mut folder = self.dataset.folder()?;
        let _kept = self.facts.add_to(&mut folder)?;
        if self.dry_run {
            return self.plan(&folder, output);
        }
        let run = Run::of(&self.facts, &self.run);
        let done = ingest(&folder, &self.dataset, &self.store, run, output, now)?;
        Ok(match done {
            Some(_) => Exit::Done,
            None => Exit::Failed,
        })
    }

    fn plan(&self, folder: &Folder, output: &mut Output) -> Result<Exit, CliError> {
        let path = self.store.path(folder.key().as_str());
        let store = if path.exists() {
            Store::open_unchanged(&path)?
        } else {
            Store::in_memory()?
        };
        let (ledger, memory) = (Ledger::Whole, self.facts.bytes());
        let of_store = Some(&store);
        let rows = self
            .dataset
            .rows(folder, &self.store, ledger, of_store, memory, output)?;
        let Some(rows) = rows else {
            return Ok(Exit::Failed);
        };
        let plan = store.plan(rows)?;
        output.data(describe_all(&plan))?;
        output.say(format!(
            "{}; nothing written",
            summary(plan.is_empty(), &plan.summary())
        ));
        Ok(Exit::Done)
    }
}

/// How a run goes about its work.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// How much memory to use, in bytes.
    pub memory: usize,
    /// What is taken for unchanged.
    pub trust: Trust,
}

impl Run {
    /// Reads it off the arguments.
    pub fn of(facts: &FactsArgs, run: &RunArgs) -> Self {
        Self {
            memory: facts.bytes(),
            trust: run.trust(),
        }
    }
}

/// Brings the store up to date, says what changed, and returns the store; `None` where the dataset
/// has errors, which are printed.
///
/// Files that are as they were when the store was last brought up to date are not read again.
pub fn ingest(
    folder: &Folder,
    args: &DatasetArgs,
    store_args: &StoreArgs,
    run: Run,
    output: &mut Output,
    now: NaiveDateTime,
) -> Result<Option<Store>, CliError> {
    let path = store_args.path(folder.key().as_str());
    let mut store = match path.exists() {
        true => Some(Store::open(&path)?),
        false => None,
    };
    if let Some(mut known) = store.take_if(|_| args.articles.is_empty()) {
        if let Some(plan) = rerun(folder, &mut known, run.trust, now)? {
            say(&Ingested::Changed(plan), &path, output);
            return Ok(Some(known));
        }
        store = Some(known);
    }
    let (ledger, memory) = (Ledger::Whole, run.memory);
    let rows = args.rows(folder, store_args, ledger, store.as_ref(), memory, output)?;
    let Some(rows) = rows else {
        return Ok(None);
    };
    let (store, ingested) = match store {
        Some(mut store) => {
            let ingested = store.ingest(rows, now)?;
            (store, ingested)
        }
        None => {
            let path = store_args.path_to_write(folder.key().as_str())?;
            Store::create(&path, rows, now)?
        }
    };
    say(&ingested, &path, output);
    Ok(Some(store))
}

/// Brings what changed up to date; `None` where the whole dataset must be read.
fn rerun(
    folder: &Folder,
    store: &mut Store,
    trust: Trust,
    now: NaiveDateTime,
) -> Result<Option<Plan>, CliError> {
    match dataset::changes(folder, store, trust)? {
        Changes::Nothing => Ok(Some(Plan::default())),
        Changes::Part(part) => {
            let rows = ingest::part(&part, folder, store)?;
            Ok(store.ingest_part(rows, now)?)
        }
        Changes::Whole => Ok(None),
    }
}

/// Says what a run did.
fn say(ingested: &Ingested, path: &Path, output: &mut Output) {
    if output.is_verbose() && !ingested.is_empty() {
        output.say(describe_all(ingested).trim_end());
    }
    let summary = summary(ingested.is_empty(), &ingested.summary());
    output.say(format!("store {}: {summary}", path.display()));
}

/// Writes what a run did.
fn describe_all(ingested: &Ingested) -> String {
    match ingested {
        Ingested::Loaded(loaded) => describe_loaded(loaded),
        Ingested::Changed(plan) => describe(plan),
    }
}

/// Writes what a first run did: one line per table.
fn describe_loaded(loaded: &Loaded) -> String {
    let lines = loaded.rows.iter().map(|(table, number)| {
        let number = usize::try_from(*number).unwrap_or(usize::MAX);
        format!("add     {table}: {}\n", counted(number, "row"))
    });
    lines.collect()
}

/// Writes in numbers what changed.
fn summary(is_empty: bool, numbers: &Summary) -> String {
    if is_empty {
        return "nothing changed".to_owned();
    }
    let mut parts: Vec<String> = [
        (numbers.facts_added, "added"),
        (numbers.facts_changed, "changed"),
        (numbers.facts_retracted, "retracted"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{} {what}", counted(number, "fact")))
    .collect();
    if numbers.corrections > 0 {
        parts.push(counted(numbers.corrections, "correction"));
    }
    if numbers.other_rows > 0 {
        parts.push(format!(
            "{} of sources and codes",
            counted(numbers.other_rows, "row")
        ));
    }
    parts.join(", ")
}

/// Writes a plan step by step: `add`, `change` (one line per value) or `remove`, table and key.
/// Rows that appear in tables of sources and codes are one line per table.
fn describe(plan: &Plan) -> String {
    let is_new_code =
        |step: &&Operation| step.fact.is_none() && matches!(step.action, Action::Add(_));
    let mut text = String::new();
    for steps in plan
        .operations
        .chunk_by(|one, next| one.table == next.table)
    {
        let added = steps.iter().filter(is_new_code).count();
        if added > 0 {
            let rows = counted(added, "row");
            text.push_str(&format!("add     {}: {rows}\n", steps[0].table));
        }
        for step in steps.iter().filter(|step| !is_new_code(step)) {
            describe_step(step, &mut text);
        }
    }
    text
}

fn describe_step(step: &Operation, text: &mut String) {
    let key: Vec<String> = step.key.iter().map(Value::to_plain_text).collect();
    let row = format!("{} {}", step.table, key.join(" "));
    match &step.action {
        Action::Add(_) => text.push_str(&format!("add     {row}\n")),
        Action::Remove(_) => text.push_str(&format!("remove  {row}\n")),
        Action::Change(cells) => {
            for cell in cells {
                let (column, old, new) = (&cell.column, &cell.old, &cell.new);
                text.push_str(&format!("change  {row}: {column} from {old} to {new}\n"));
            }
        }
    }
}
