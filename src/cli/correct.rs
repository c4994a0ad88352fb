//! `footnote correct`

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{ArticleArgs, FolderArgs, StoreArgs, write_error};
use super::output::{Output, counted};
use crate::dataset::{
    self, Articles, Folder, LEDGER, Ledger, Problem, append_to_ledger, next_correction_id,
};
use crate::files::write_atomically;
use crate::model::correction::Correction;
use crate::model::fact::Dataset;
use crate::roundtrip::{self, Change, Report, States};
use crate::store::{Snapshot, Store, Value};
use crate::tabular::{read_csv, read_spreadsheet};

/// Take CSV or XLSX files back that somebody got from an export and corrected
///
/// What was changed in them becomes entries of the dataset's ledger: shown first, cell by cell, and
/// written with --accept. Each row is compared with the very state that it was exported in, which
/// its column `row_version` names. Cells that a spreadsheet has damaged are repaired; what may be
/// damage or correction is refused. New rows of new facts become a fact sheet, for you to cite.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: footnote correct events.csv --reason \"checked by the press office\" --by \"A. Analyst\" --accept"
)]
pub struct Correct {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    dataset: FolderArgs,

    #[command(flatten)]
    articles: ArticleArgs,

    /// Why, for the ledger
    #[arg(long)]
    reason: String,

    /// Who made the corrections, for the ledger
    #[arg(long, value_name = "NAME", default_value = "anonymous")]
    by: String,

    /// What shows it, for the ledger
    #[arg(long)]
    source: Option<String>,

    /// Write the corrections to the ledger: all, or those of these numbers
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', num_args = 0.., require_equals = true)]
    accept: Option<Vec<usize>>,

    /// The export that the files are from, for files that lost their column `row_version`
    #[arg(long, value_name = "EXPORT")]
    base: Option<PathBuf>,

    /// Where new facts are written for you to cite
    #[arg(long, value_name = "FILE", default_value = "additions.toml")]
    additions: PathBuf,

    #[command(flatten)]
    store: StoreArgs,
}

impl Correct {
    /// Runs the command; `now` (UTC) is the day that the entries carry.
    pub fn run(&self, output: &mut Output, now: NaiveDateTime) -> Result<Exit, CliError> {
        let root = self.dataset.path()?;
        let folder = Folder::read(&root)?;
        let articles = self.articles.read()?;
        let checked = dataset::check(&folder, &articles);
        output.problems(&checked.report, &folder);
        let Some(dataset) = checked.dataset else {
            return Ok(Exit::Failed);
        };
        let report = self.compare(&folder, &dataset)?;
        output.data(describe(&report))?;
        let chosen = self.chosen(&report)?;
        let today = now.date();
        // The ledger is in the order of its days: no entry is made before the last one.
        if let Some(last) = dataset
            .head
            .corrections
            .last()
            .filter(|last| last.made_on > today)
        {
            let message = format!(
                "the last entry of the ledger, `{}`, is dated {}, and today is {today} (UTC)",
                last.id, last.made_on
            );
            let hint = "no entry can be made before the last one: mend its day";
            return Err(CliError::message(message, Some(hint.to_owned())));
        }
        let corrections = self.corrections(&folder, &chosen, today);
        let ledger = append_to_ledger(folder.text(LEDGER).unwrap_or_default(), &corrections);
        let corrected = folder.with_text(LEDGER, ledger.clone());
        if !try_out(
            &corrected,
            &articles,
            &chosen,
            &checked.report.problems,
            output,
        ) {
            return Ok(Exit::Failed);
        }
        output.say(summary(&report));
        self.write(&root, &ledger, &report, chosen.len(), output)?;
        let is_clean = report.conflicts.is_empty() && report.refusals.is_empty();
        Ok(if is_clean { Exit::Done } else { Exit::Failed })
    }

    fn compare(&self, folder: &Folder, dataset: &Dataset) -> Result<Report, CliError> {
        let memory = Store::in_memory()?;
        let current = memory.snapshot_of(dataset);
        let path = self.store.path(dataset.head.key.as_str());
        let store = match path.is_file() {
            true => Some(Store::open_unchanged(&path)?),
            false => None,
        };
        let open_base = |path| open_base(path, dataset);
        let base = self.base.as_deref().map(open_base).transpose()?;
        let mut report = Report::default();
        for file in &self.files {
            let name = file.display().to_string();
            let bytes = fs::read(file).map_err(|source| CliError::Read {
                path: file.clone(),
                source,
            })?;
            let not_taken = |place: &str, message: String| {
                CliError::message(format!("`{place}` is not taken back: {message}"), None)
            };
            let sheets =
                read_spreadsheet(&bytes).map_err(|error| not_taken(&name, error.to_string()))?;
            let is_only = self.files.len() == 1 && sheets.len() == 1;
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            for sheet in &sheets {
                let mut earlier = EarlierStates::new(folder, &memory, store.as_ref(), dataset);
                let mut states = States {
                    dataset: dataset.head.key.as_str(),
                    schema: memory.schema(),
                    current: &current,
                    base: base.as_ref(),
                    earlier: &mut |table| earlier.next_rows(table),
                };
                let taken = roundtrip::take_back(&name, &stem, sheet, &mut states, &mut report);
                match (taken, &sheet.name) {
                    (Ok(()), _) => {}
                    (Err(error), None) if is_only => {
                        return Err(not_taken(&name, error.to_string()));
                    }
                    (Err(error), of) => report.refuse_sheet(&name, of.as_deref(), &error),
                }
            }
        }
        Ok(report)
    }

    /// Returns the changes that are accepted, or all of them where it is only shown.
    fn chosen<'r>(&self, report: &'r Report) -> Result<Vec<&'r Change>, CliError> {
        let numbers = self.accept.as_deref().unwrap_or_default();
        let unknown = numbers
            .iter()
            .find(|number| !(1..=report.changes.len()).contains(*number));
        if let Some(number) = unknown {
            let message = format!("there is no correction {number}");
            let hint = format!("they are numbered from 1 to {}", report.changes.len());
            return Err(CliError::message(message, Some(hint)));
        }
        let wanted: BTreeSet<usize> = numbers.iter().copied().collect();
        let changes = report.changes.iter().enumerate();
        let chosen = changes.filter(|(at, _)| wanted.is_empty() || wanted.contains(&(at + 1)));
        Ok(chosen.map(|(_, change)| change).collect())
    }

    fn corrections(
        &self,
        folder: &Folder,
        changes: &[&Change],
        today: NaiveDate,
    ) -> Vec<Correction> {
        let mut next_id = next_correction_id(folder.text(LEDGER).unwrap_or_default());
        let correction = |change: &&Change| Correction {
            id: next_id(),
            made_on: today,
            made_by: self.by.clone(),
            fact: change.fact.clone(),
            field: change.field.clone(),
            old_value: change.old.clone(),
            new_value: change.new.clone(),
            reason: self.reason.clone(),
            source: self.source.clone(),
        };
        changes.iter().map(correction).collect()
    }

    fn write(
        &self,
        root: &Path,
        ledger: &str,
        report: &Report,
        corrections: usize,
        output: &mut Output,
    ) -> Result<(), CliError> {
        let is_work = corrections > 0 || !report.new_rows.is_empty();
        if self.accept.is_none() {
            if is_work {
                output.say("nothing is written; --accept writes all, --accept=1,2 those numbers");
            }
            return Ok(());
        }
        if !report.new_rows.is_empty() {
            self.write_additions(report, output)?;
        }
        if corrections > 0 {
            let path = root.join(LEDGER);
            write_atomically(&path, ledger.as_bytes())
                .map_err(|error| write_error(&path, error))?;
            let number = counted(corrections, "correction");
            output.say(format!("{}: {number} appended", path.display()));
        }
        Ok(())
    }

    fn write_additions(&self, report: &Report, output: &mut Output) -> Result<(), CliError> {
        let (text, homeless) = roundtrip::additions_toml(&report.new_rows);
        let homeless_only = homeless.len() == report.new_rows.len();
        for row in homeless {
            let fact = &row.fact;
            output.say(format!(
                "{}: no fact `{fact}` is there or new, so this row is left out",
                row.place
            ));
        }
        if homeless_only {
            return Ok(());
        }
        let path = &self.additions;
        if path.exists() && !fs::read_to_string(path).is_ok_and(|old| old == text) {
            return Err(CliError::message(
                format!("`{}` is there already", path.display()),
                Some("name another file with --additions".to_owned()),
            ));
        }
        write_atomically(path, text.as_bytes()).map_err(|error| write_error(path, error))?;
        output.say(format!("{}: new facts, for you to cite", path.display()));
        Ok(())
    }
}

/// Checks the dataset as it would be, these changes last in its ledger: tells whether it builds,
/// and says what is wrong with it, or what it is warned of that is not known.
fn try_out(
    corrected: &Folder,
    articles: &Articles,
    changes: &[&Change],
    known: &[Problem],
    output: &mut Output,
) -> bool {
    let mut checked = dataset::check(corrected, articles);
    if checked.dataset.is_some() {
        let is_known = |warning: &Problem| known.iter().any(|k| k.message == warning.message);
        checked.report.problems.retain(|warning| !is_known(warning));
        output.problems(&checked.report, corrected);
    } else {
        // The lines are not in the ledger yet: say which cells of the files make them.
        let records = read_csv(corrected.text(LEDGER).unwrap_or_default());
        let appended = &records[records.len() - changes.len()..];
        let problems = checked.report.problems.iter_mut();
        for problem in problems.filter(|p| p.file == LEDGER) {
            let mut lines = appended.iter().zip(changes);
            let line = lines.find(|(record, _)| record.span.contains(&problem.span.start));
            let hint = line.map(|(_, change)| format!("it comes from {}", change.place));
            problem.hints.extend(hint);
        }
        output.problems(&checked.report, corrected);
        output.say("nothing is written: with these corrections the dataset does not build");
    }
    checked.dataset.is_some()
}

/// Opens the export that files are from: its folder or its SQLite file, of the same dataset.
fn open_base(path: &Path, dataset: &Dataset) -> Result<Snapshot, CliError> {
    let database = if path.is_dir() {
        super::diff::only_database(path)?
    } else {
        path.to_owned()
    };
    let base = Snapshot::open(&database)?;
    let of = base.table("datasets").next().map(|(key, _)| key);
    match of.and_then(|key| key.first()).map(Value::to_plain_text) {
        Some(key) if key == dataset.head.key.as_str() => Ok(base),
        found => {
            let found = found.unwrap_or_default();
            let path = database.display();
            let message = format!(
                "`{path}` is of the dataset `{found}`, not `{}`",
                dataset.head.key
            );
            Err(CliError::message(message, None))
        }
    }
}

/// The earlier states of a dataset: what its store has seen, then what it was before each entry of
/// the ledger, the last one first.
struct EarlierStates<'a> {
    folder: &'a Folder,
    memory: &'a Store,
    store: Option<&'a Store>,
    entries: usize,
}

impl<'a> EarlierStates<'a> {
    fn new(
        folder: &'a Folder,
        memory: &'a Store,
        store: Option<&'a Store>,
        dataset: &Dataset,
    ) -> Self {
        Self {
            folder,
            memory,
            store,
            entries: dataset.head.corrections.len(),
        }
    }

    /// Returns the rows of a table in the next earlier state.
    fn next_rows(&mut self, table: &str) -> Option<Vec<Vec<Value>>> {
        if let Some(rows) = self
            .store
            .take()
            .and_then(|store| store.past_rows(table).ok())
        {
            return Some(rows);
        }
        self.entries = self.entries.checked_sub(1)?;
        let ledger = Ledger::First(self.entries);
        let dataset = dataset::check_with_ledger(self.folder, &Articles::new(), ledger).dataset?;
        let snapshot = self.memory.snapshot_of(&dataset);
        Some(snapshot.table(table).map(|(_, row)| row.to_vec()).collect())
    }
}

fn describe(report: &Report) -> String {
    let mut text = String::new();
    let shown = |value: &Option<String>| {
        value
            .as_ref()
            .map_or("nothing".to_owned(), |value| format!("`{value}`"))
    };
    for (at, change) in report.changes.iter().enumerate() {
        let Change {
            fact,
            field,
            old,
            new,
            place,
        } = change;
        let (old, new) = (shown(old), shown(new));
        text.push_str(&format!(
            "{:>4}  {fact} {field}: {old} → {new}  ({place})\n",
            at + 1
        ));
    }
    for row in &report.new_rows {
        text.push_str(&format!(
            "new fact  {} in {}  ({})\n",
            row.fact, row.table, row.place
        ));
    }
    for conflict in &report.conflicts {
        let Change {
            fact,
            field,
            old,
            new,
            place,
        } = &conflict.change;
        let exported = &conflict.exported;
        let (now, new) = (shown(old), shown(new));
        text.push_str(&format!(
            "conflict  {fact} {field}: exported as `{exported}`, now {now}, in the file {new}  ({place})\n"
        ));
    }
    for refusal in &report.refusals {
        text.push_str(&format!(
            "refused  {}: {}\n",
            refusal.place, refusal.message
        ));
    }
    text
}

fn summary(report: &Report) -> String {
    let mut parts = vec![
        format!("{} compared", counted(report.compared, "cell")),
        counted(report.changes.len(), "correction"),
    ];
    let mut part = |number: usize, text: String| {
        if number > 0 {
            parts.push(text);
        }
    };
    let (conflicts, refusals) = (report.conflicts.len(), report.refusals.len());
    part(conflicts, counted(conflicts, "conflict"));
    part(refusals, format!("{refusals} refused"));
    part(
        report.already_made,
        format!("{} made already", report.already_made),
    );
    for (damage, number) in &report.repaired {
        let cells = counted(*number, "cell");
        part(*number, format!("{cells} {} repaired", damage.name()));
    }
    for (table, number) in &report.missing {
        let rows = counted(*number, "row");
        part(
            *number,
            format!("{rows} of {table} not in the file, left alone"),
        );
    }
    for (file, column) in &report.ignored {
        part(1, format!("column `{column}` of {file} ignored"));
    }
    parts.join("; ")
}
