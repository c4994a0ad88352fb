//! Accepted changes as entries of the ledger, tried out before anything is written.

use chrono::NaiveDate;

use super::report::Change;
use crate::dataset::{
    self, Articles, Changes, Folder, LEDGER, Ledger, Problem, Report, append_to_ledger,
    next_correction_id,
};
use crate::ingest::{MEMORY_DEFAULT, State};
use crate::model::correction::Correction;
use crate::parallel;
use crate::store::StoreError;
use crate::tabular::read_csv;

/// Who corrects, when and why.
pub struct Author<'a> {
    /// Who.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What shows it.
    pub source: Option<&'a str>,
    /// The day that the entries carry.
    pub day: NaiveDate,
}

/// A dataset with changes appended to its ledger.
pub struct Draft<'c> {
    /// The files, the longer ledger among them.
    pub folder: Folder,
    changes: Vec<&'c Change>,
}

impl<'c> Draft<'c> {
    /// Appends changes to the ledger of a dataset.
    pub fn of(folder: &Folder, changes: Vec<&'c Change>, author: &Author<'_>) -> Self {
        let ledger = folder.text(LEDGER).unwrap_or_default();
        let mut next_id = next_correction_id(ledger);
        let correction = |change: &&Change| Correction {
            id: next_id(),
            made_on: author.day,
            made_by: author.by.to_owned(),
            fact: change.fact.clone(),
            field: change.field.clone(),
            old_value: change.old.clone(),
            new_value: change.new.clone(),
            reason: author.reason.to_owned(),
            source: author.source.map(str::to_owned),
        };
        let corrections: Vec<Correction> = changes.iter().map(correction).collect();
        let ledger = append_to_ledger(ledger, &corrections);
        Self {
            folder: folder.clone().with_text(LEDGER, ledger),
            changes,
        }
    }

    /// Returns how many changes are appended.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Returns the ledger with the changes.
    pub fn ledger(&self) -> &str {
        self.folder.text(LEDGER).unwrap_or_default()
    }

    /// Checks the dataset as it would be; `state` is what it says now, and `known` what is wrong with
    /// it already. Returns whether it builds, and what is new.
    ///
    /// # Errors
    /// The store of the state cannot be read.
    pub fn check(
        &self,
        state: &State,
        articles: &Articles,
        known: &[Problem],
    ) -> Result<(bool, Report), StoreError> {
        // What a run could bring up to date without reading everything is without fault, unless a fact
        // goes that others may refer to.
        let workers = vec![(); parallel::cores()];
        let rerun = || dataset::rerun(&self.folder, &**state, MEMORY_DEFAULT, workers.clone());
        let is_sound = match articles.is_empty().then(rerun).transpose()? {
            Some(Changes::Nothing) => true,
            Some(Changes::Part(part)) => !part.takes_away,
            Some(Changes::Everything(_)) | None => false,
        };
        if is_sound {
            return Ok((true, Report::default()));
        }
        let (ledger, memory) = (Ledger::All, MEMORY_DEFAULT);
        let checked = dataset::stream(&self.folder, articles, ledger, memory, workers);
        let mut report = checked.report;
        let builds = report.count(dataset::Severity::Error) == 0;
        if builds {
            let is_known = |warning: &Problem| known.iter().any(|k| k.message == warning.message);
            report.problems.retain(|warning| !is_known(warning));
        } else {
            self.add_origins(&mut report);
        }
        Ok((builds, report))
    }

    /// Says of each fault in a line that is not in the ledger yet which cell of a file makes it.
    fn add_origins(&self, report: &mut Report) {
        let records = read_csv(self.ledger());
        let appended = &records[records.len() - self.changes.len()..];
        let problems = report.problems.iter_mut();
        for problem in problems.filter(|problem| problem.file == LEDGER) {
            let mut lines = appended.iter().zip(&self.changes);
            let line = lines.find(|(record, _)| record.span.contains(&problem.span.start));
            let hint = line.map(|(_, change)| format!("it comes from {}", change.place));
            problem.hints.extend(hint);
        }
    }
}

/// Returns the id and the day of the last entry of a ledger without fault.
pub fn last_entry(ledger: &str) -> Option<(String, NaiveDate)> {
    let records = read_csv(ledger);
    let (header, last) = (records.first()?, records.last()?);
    let cell = |name| {
        let at = header.cells.iter().position(|(cell, _)| cell == name)?;
        last.cells.get(at).map(|(cell, _)| cell.as_str())
    };
    Some((cell("id")?.to_owned(), cell("made_on")?.parse().ok()?))
}
