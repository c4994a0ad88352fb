//! `footnote correct`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use clap::Args;

use super::Exit;
use super::diff::open_database;
use super::error::CliError;
use super::input::{ArticleArgs, FolderArgs, StoreArgs, write_file, writer};
use super::output::{Output, counted};
use crate::dataset::{Folder, LEDGER, Ledger, Writer};
use crate::ingest::{MEMORY_DEFAULT, State};
use crate::roundtrip::{self, Author, Draft, Report, States, Unfit, last_entry};
use crate::store::{Database, Store};

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

    /// Write what can be taken although rows of the same files are refused or in conflict
    #[arg(long, requires = "accept")]
    partly: bool,

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
    /// Runs the command; `today` is the day that the entries carry.
    pub fn run(&self, output: &mut Output, today: NaiveDate) -> Result<Exit, CliError> {
        let root = self.dataset.path()?;
        let open = |_: &_| writer(&root, "footnote correct", output).map(|(writer, _)| writer);
        let writer = self.accept.as_ref().map(open).transpose()?;
        let folder = Folder::read(&root)?;
        let articles = self.articles.read()?;
        let store = self.store.path(folder.key().as_str());
        let whole = Ledger::All;
        let (found, state) = State::of(&folder, &articles, whole, Some(&store), MEMORY_DEFAULT)?;
        output.problems(&found, &folder);
        let Some(state) = state else {
            return Ok(Exit::Failed);
        };
        let report = self.compare(&folder, &state, &store)?;
        output.preview(&report)?;
        let numbers = self.accept.as_deref().unwrap_or_default();
        let chosen = report.chosen(numbers).map_err(|number| {
            let hint = format!("they are numbered from 1 to {}", report.changes.len());
            CliError::message(format!("there is no correction {number}"), Some(hint))
        })?;
        let not_taken = report.not_taken(&chosen);
        let author = self.author(&folder, today)?;
        let draft = Draft::of(&folder, chosen, &author);
        let (builds, new) = draft.check(&state, &articles, &found.problems)?;
        output.problems(&new, &draft.folder);
        if !builds {
            output.say("nothing is written: with these corrections the dataset does not build");
            return Ok(Exit::Failed);
        }
        output.say(summary(&report));
        if self.accept.is_some() && !self.partly && !not_taken.is_empty() {
            for (file, rows) in not_taken {
                let rows = counted(rows, "row");
                output.say(format!("{file}: {rows} refused or in conflict"));
            }
            output.say("nothing is written; --partly takes the rest of these files");
            return Ok(Exit::Failed);
        }
        match &writer {
            Some(writer) => {
                let (files, words) = self.files(writer, &draft, &report)?;
                writer.commit(&folder, &files)?;
                words.iter().for_each(|line| output.say(line));
            }
            None if draft.len() > 0 || !report.new_rows.is_empty() => {
                output.say("nothing is written; --accept writes all, --accept=1,2 those numbers");
            }
            None => {}
        }
        Ok(Exit::of(report.is_clean()))
    }

    fn compare(&self, folder: &Folder, state: &State, store: &Path) -> Result<Report, CliError> {
        let is_other = !state.is_own() && store.is_file();
        let history = is_other.then(|| Store::open_unchanged(store)).transpose()?;
        let open_base = |path: &PathBuf| open_base(path, folder.key().as_str());
        let base = self.base.as_ref().map(open_base).transpose()?;
        let states = States {
            folder,
            current: state.database(),
            base: base.as_ref(),
            history: history.as_ref().or(state.is_own().then_some(&**state)),
        };
        Ok(roundtrip::compare(
            &self.files,
            &states,
            self.source.is_some(),
        )?)
    }

    /// Returns who corrects, unless the ledger goes on after today: it is in the order of its days.
    fn author(&self, folder: &Folder, today: NaiveDate) -> Result<Author<'_>, CliError> {
        let last = last_entry(folder.text(LEDGER).unwrap_or_default());
        let day = last.as_ref().map_or(today, |(_, day)| today.max(*day));
        // Somewhere in the world it may be a day later already, and entries be made there.
        if let Some((id, last)) = last.filter(|_| Some(day) > today.checked_add_days(Days::new(1)))
        {
            let message = format!(
                "the last entry of the ledger, `{id}`, is dated {last}, and today is {today}"
            );
            let hint = "no entry can be made before the last one: mend its day";
            return Err(CliError::with_hint(message, hint));
        }
        Ok(Author {
            by: &self.by,
            reason: &self.reason,
            source: self.source.as_deref(),
            day,
        })
    }

    /// Returns the files of the dataset that change, all of them or none to be written, and what is
    /// said of them then.
    fn files(
        &self,
        writer: &Writer,
        draft: &Draft<'_>,
        report: &Report,
    ) -> Result<(BTreeMap<String, String>, Vec<String>), CliError> {
        let mut files = BTreeMap::new();
        let mut words = Vec::new();
        if let Some(additions) = self.additions(report)? {
            let path = &self.additions;
            words.push(format!("{}: new facts, for you to look at", path.display()));
            match writer.name_of(path) {
                Some(name) => drop(files.insert(name, additions)),
                None => write_file(path, &additions)?,
            }
        }
        if draft.len() > 0 {
            let number = counted(draft.len(), "correction");
            let ledger = draft.folder.display_path(LEDGER);
            words.push(format!("{ledger}: {number} appended"));
            files.insert(LEDGER.to_owned(), draft.ledger().to_owned());
        }
        Ok((files, words))
    }

    /// Returns the sheet of new facts, if there are any.
    fn additions(&self, report: &Report) -> Result<Option<String>, CliError> {
        if report.new_rows.is_empty() {
            return Ok(None);
        }
        let text = roundtrip::additions_toml(&report.new_rows);
        let path = &self.additions;
        if path.exists() && !fs::read_to_string(path).is_ok_and(|old| old == text) {
            let message = format!("`{}` is there already", path.display());
            return Err(CliError::with_hint(
                message,
                "name another file with --additions",
            ));
        }
        Ok(Some(text))
    }
}

/// Opens the export that files are from: its folder or its SQLite file, of the same dataset.
fn open_base(path: &Path, dataset: &str) -> Result<Database, CliError> {
    let base = open_database(path)?;
    let found = base.dataset()?.unwrap_or_default();
    if found == dataset {
        return Ok(base);
    }
    let path = base.path().display();
    let message = format!("`{path}` is of the dataset `{found}`, not `{dataset}`");
    Err(CliError::message(message, None))
}

/// Names what is left alone: views and tables without facts by their names, others with the reason.
fn left_alone(report: &Report) -> Vec<String> {
    let of = |name: fn(&Unfit) -> Option<&str>| -> Vec<&str> {
        let names = report
            .left_alone
            .iter()
            .filter_map(|(_, unfit)| name(unfit));
        names.collect()
    };
    let views = of(|unfit| match unfit {
        Unfit::View(name) => Some(name),
        _ => None,
    });
    let others = of(|unfit| match unfit {
        Unfit::NoFacts(name) => Some(name),
        _ => None,
    });
    let mut parts = Vec::new();
    for (what, names) in [("views", views), ("tables without facts", others)] {
        if !names.is_empty() {
            parts.push(format!("{what} left alone: {}", names.join(", ")));
        }
    }
    let notes = report.left_alone.iter();
    let notes = notes.filter(|(_, unfit)| matches!(unfit, Unfit::Notes(_)));
    parts.extend(notes.map(|(sheet, why)| format!("{sheet} left alone: {why}")));
    parts
}

fn summary(report: &Report) -> String {
    let mut parts = vec![
        format!("{} compared", counted(report.compared, "cell")),
        counted(report.changes.len(), "correction"),
    ];
    let (conflicts, refusals) = (report.conflicts.len(), report.refusals.len());
    let made = report.already_made;
    let some = [
        (conflicts, counted(conflicts, "conflict")),
        (refusals, format!("{refusals} refused")),
        (made, format!("{made} made already")),
    ];
    let some = some.into_iter().filter(|(number, _)| *number > 0);
    parts.extend(some.map(|(_, text)| text));
    for (damage, number) in &report.repaired {
        let cells = counted(*number, "cell");
        parts.push(format!("{cells} {} repaired", damage.name()));
    }
    for (table, number) in &report.missing {
        let rows = counted(*number, "row");
        parts.push(format!("{rows} of {table} not in the file, left alone"));
    }
    parts.extend(left_alone(report));
    for (file, name) in &report.read_as {
        parts.push(format!("{file} read as {name}"));
    }
    for (file, column) in &report.ignored {
        parts.push(format!("column `{column}` of {file} ignored"));
    }
    parts.join("; ")
}
