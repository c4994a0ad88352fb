//! The rounds: which measures are run on a corpus, in which order, how often.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use peers::Tools;
use regex::Regex;

use super::figures::{Figures, Series};
use super::fixture::Fixture;
use super::process::Usage;
use super::what::{Group, What};

/// What is to be measured.
pub struct Choice<'a> {
    pub only: &'a Regex,
    pub has_peers: bool,
    /// Whether the corpus is also ingested from one file, and with faults.
    pub has_variants: bool,
    /// Whether the program exports single tables.
    pub has_tables: bool,
    /// Whether the corpora are written down as JSON Lines.
    pub is_jsonl: bool,
    pub rounds: usize,
    pub tools: &'a Tools,
}

impl Choice<'_> {
    /// Says why a measure is left out on purpose; nothing where it is run.
    fn reason_against(&self, what: What) -> Option<String> {
        match what {
            What::OneShard | What::ColdSingle if !self.is_jsonl => {
                Some("sheets in TOML have no shards".to_owned())
            }
            What::ExportCsv | What::ExportCsvTables if !self.has_tables => {
                Some("`footnote export` has no `--table`".to_owned())
            }
            _ => self.tools.missing(what.peer()?).map(str::to_owned),
        }
    }

    fn is_wanted(&self, what: What) -> bool {
        self.only.is_match(&what.name())
            && (self.has_peers || what.group() != Group::Peers)
            && (self.has_variants || ![What::Faults, What::ColdSingle].contains(&what))
    }
}

/// Measures a corpus: every round runs every measure once, so that what else the machine does falls
/// on all alike.
pub fn measure(fixture: &mut Fixture<'_>, choice: &Choice<'_>, raw: &Path) -> Figures {
    let wanted = What::all()
        .into_iter()
        .filter(|what| choice.is_wanted(*what));
    let mut series: Vec<Series> = wanted
        .map(|what| Series {
            what,
            runs: Vec::new(),
            failure: choice.reason_against(what),
            found: None,
        })
        .collect();
    let is_asked = |wanted: &dyn Fn(What) -> bool| {
        let mut asked = series.iter().filter(|series| series.failure.is_none());
        asked.any(|series| wanted(series.what))
    };
    if is_asked(&|what| what.group() == Group::Peers) {
        fixture.prepare_peers();
    }
    if is_asked(&|what| what == What::Faults) {
        fixture.prepare_faults();
    }
    if is_asked(&|what| what == What::ColdSingle) {
        fixture.prepare_single();
    }
    for round in 1..=choice.rounds {
        for series in series.iter_mut().filter(|series| series.failure.is_none()) {
            let name = series.what.name();
            match fixture.measure(series.what, round) {
                Ok(run) => {
                    let (wall, peak) = (run.usage.wall, run.usage.peak / 1_000_000);
                    eprintln!(
                        "{} events, round {round}: {name}: {wall:.3} s, {peak} MB",
                        fixture.size.events
                    );
                    note(raw, fixture.size.events, round, &name, &run.usage);
                    series.found = run.found;
                    series.runs.push(run.usage);
                }
                Err(failure) => {
                    eprintln!(
                        "{} events, round {round}: {name}: {failure}",
                        fixture.size.events
                    );
                    series.runs.clear();
                    series.failure = Some(failure);
                }
            }
        }
    }
    Figures {
        size: fixture.size.clone(),
        rounds: choice.rounds,
        series,
    }
}

/// Adds a run to the list of all runs, so that a benchmark that is cut short was not for nothing.
fn note(raw: &Path, events: usize, round: usize, name: &str, usage: &Usage) {
    let Usage {
        wall,
        cpu,
        peak,
        written,
    } = usage;
    let line = format!("{events}\t{round}\t{name}\t{wall:.6}\t{cpu:.6}\t{peak}\t{written}\n");
    let file = File::options().create(true).append(true).open(raw);
    let noted = file.and_then(|mut file| file.write_all(line.as_bytes()));
    noted.unwrap_or_else(|error| panic!("cannot write {}: {error}", raw.display()));
}
