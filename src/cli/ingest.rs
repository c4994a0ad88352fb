//! `footnote ingest`

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDateTime;
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, StoreArgs};
use super::output::{Output, counted};
use crate::dataset::{self, Folder, Ledger};
use crate::store::{Action, Plan, Step, Store, Value};

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

    /// Print what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Ingest {
    /// Runs the command.
    pub fn run(&self, output: &mut Output, now: NaiveDateTime) -> Result<Exit, CliError> {
        if self.dry_run {
            let Some(dataset) = self
                .dataset
                .read_and_load(&self.store, Ledger::Whole, output)?
            else {
                return Ok(Exit::Failed);
            };
            let path = self.store.path(dataset.key.as_str());
            let store = if path.exists() {
                Store::open_unchanged(&path)?
            } else {
                Store::in_memory()?
            };
            let plan = store.plan(&dataset)?;
            output.data(describe(&plan))?;
            output.say(format!("{}; nothing written", summary(&plan)));
        } else {
            let folder = self.dataset.folder()?;
            if ingest(&folder, &self.dataset, &self.store, output, now)?.is_none() {
                return Ok(Exit::Failed);
            }
        }
        Ok(Exit::Done)
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
    output: &mut Output,
    now: NaiveDateTime,
) -> Result<Option<Store>, CliError> {
    let path = store_args.path(folder.key().as_str());
    let digests = folder.digests();
    if path.is_file() && args.articles.is_empty() {
        let mut store = Store::open(&path)?;
        let known = store.known(folder.key().as_str())?;
        let changed = known.map(|known| (dataset::changed_files(folder, &digests, &known), known));
        let plan = match changed {
            Some((Some(files), _)) if files.is_empty() => Some(Plan::default()),
            Some((Some(files), known)) => match dataset::check_part(folder, &files, &known) {
                Some(part) => Some(store.ingest_part(&part, &files, &digests, now)?),
                None => None,
            },
            _ => None,
        };
        if let Some(plan) = plan {
            say(&plan, &path, output);
            return Ok(Some(store));
        }
    }
    let Some(dataset) = args.load(folder, store_args, Ledger::Whole, output)? else {
        return Ok(None);
    };
    let path = store_args.path_to_write(dataset.key.as_str())?;
    let mut store = Store::open(&path)?;
    // What was verified in the text at hand must be checked again without it.
    let known = match args.articles.is_empty() {
        true => digests,
        false => BTreeMap::new(),
    };
    let plan = store.ingest(&dataset, &known, now)?;
    say(&plan, &path, output);
    Ok(Some(store))
}

/// Says what a run changed.
fn say(plan: &Plan, path: &Path, output: &mut Output) {
    if output.is_verbose() && !plan.is_empty() {
        output.say(describe(plan).trim_end());
    }
    output.say(format!("store {}: {}", path.display(), summary(plan)));
}

/// Writes a plan in numbers.
fn summary(plan: &Plan) -> String {
    if plan.is_empty() {
        return "nothing changed".to_owned();
    }
    let numbers = plan.summary();
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
    let is_new_code = |step: &&Step| step.fact.is_none() && matches!(step.action, Action::Add(_));
    let mut text = String::new();
    for steps in plan.steps.chunk_by(|one, next| one.table == next.table) {
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

fn describe_step(step: &Step, text: &mut String) {
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
