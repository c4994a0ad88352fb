//! What is measured, in which order, how often; and the figures.

use std::path::Path;

use regex::Regex;

use super::bed::{Bed, Size};
use super::peers::{EXPORTS, LOADS, Peer, Tools};
use super::process::Usage;
use super::program::Found;

/// One thing that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Cold,
    ColdSingle,
    Unchanged,
    OneTitle,
    OneShard,
    Check,
    Export,
    ExportCsv,
    ExportCsvTables,
    Faults,
    BareLoad,
    BareCsv,
    BareCsvTables,
    Vacuum,
    PeerLoad(Peer),
    PeerExport(Peer),
}

/// Whose figures they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Ours,
    Yardstick,
    Peers,
}

impl What {
    /// Lists all measures in the order in which a round runs them: ours and what they are compared
    /// with near each other.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::BareLoad,
            Self::Cold,
            Self::ColdSingle,
            Self::Unchanged,
            Self::OneTitle,
            Self::OneShard,
            Self::Check,
            Self::BareCsv,
            Self::ExportCsv,
            Self::BareCsvTables,
            Self::ExportCsvTables,
            Self::Vacuum,
            Self::Export,
            Self::Faults,
        ];
        all.extend(LOADS.map(Self::PeerLoad));
        all.extend(EXPORTS.map(Self::PeerExport));
        all
    }

    /// Returns its name, as tables and `--only` have it.
    pub fn name(self) -> String {
        let name = match self {
            Self::Cold => "ingest, cold",
            Self::ColdSingle => "ingest, cold, all facts in one file",
            Self::Unchanged => "ingest, nothing changed",
            Self::OneTitle => "ingest, one title changed",
            Self::OneShard => "ingest, one shard more",
            Self::Check => "check",
            Self::Export => "export, everything",
            Self::ExportCsv => "export, all tables and views as CSV",
            Self::ExportCsvTables => "export, all tables as CSV",
            Self::Faults => "ingest, one event in a hundred at fault",
            Self::BareLoad => "bare load",
            Self::BareCsv => "bare SELECT to CSV, tables and views",
            Self::BareCsvTables => "bare SELECT to CSV, tables",
            Self::Vacuum => "bare VACUUM INTO",
            Self::PeerLoad(peer) => return format!("load: {}", peer.load_name()),
            Self::PeerExport(peer) => return format!("CSV: {}", peer.export_name()),
        };
        name.to_owned()
    }

    /// Returns whose figures these are.
    pub fn group(self) -> Group {
        match self {
            Self::Cold
            | Self::ColdSingle
            | Self::Unchanged
            | Self::OneTitle
            | Self::OneShard
            | Self::Check
            | Self::Export
            | Self::ExportCsv
            | Self::ExportCsvTables
            | Self::Faults => Group::Ours,
            Self::BareLoad | Self::BareCsv | Self::BareCsvTables | Self::Vacuum => Group::Yardstick,
            Self::PeerLoad(_) | Self::PeerExport(_) => Group::Peers,
        }
    }

    /// Returns what its time is compared with, where that is one measure of the same corpus.
    pub fn yardstick(self) -> Option<Self> {
        match self {
            Self::Cold | Self::ColdSingle | Self::PeerLoad(_) => Some(Self::BareLoad),
            Self::ExportCsv => Some(Self::BareCsv),
            Self::ExportCsvTables | Self::PeerExport(_) => Some(Self::BareCsvTables),
            Self::Unchanged | Self::OneTitle | Self::OneShard | Self::Check => Some(Self::Cold),
            _ => None,
        }
    }

    fn peer(self) -> Option<Peer> {
        match self {
            Self::PeerLoad(peer) | Self::PeerExport(peer) => Some(peer),
            _ => None,
        }
    }
}

/// All runs of one measure.
#[derive(Debug)]
pub struct Series {
    pub what: What,
    pub runs: Vec<Usage>,
    /// Why it was not measured, or failed.
    pub failure: Option<String>,
    /// What the last run said of planted faults.
    pub found: Option<Found>,
}

impl Series {
    /// Returns the median of a figure.
    pub fn median(&self, figure: impl Fn(&Usage) -> f64) -> f64 {
        median(&self.runs.iter().map(figure).collect::<Vec<_>>())
    }

    /// Returns the smallest and the largest wall time.
    pub fn range(&self) -> (f64, f64) {
        Self::range_of(&self.runs)
    }

    /// Returns the smallest and the largest wall time of some runs.
    pub fn range_of(runs: &[Usage]) -> (f64, f64) {
        let walls = || runs.iter().map(|run| run.wall);
        (
            walls().fold(f64::INFINITY, f64::min),
            walls().fold(0.0, f64::max),
        )
    }

    /// Returns the largest memory of any run, in bytes.
    pub fn peak(&self) -> u64 {
        self.runs
            .iter()
            .map(|run| run.peak)
            .max()
            .unwrap_or_default()
    }
}

/// Returns the value in the middle; the mean of the two there where the number is even.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len() / 2, sorted.len() % 2) {
        (_, _) if sorted.is_empty() => f64::NAN,
        (middle, 1) => sorted[middle],
        (middle, _) => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

/// The figures of one corpus.
#[derive(Debug)]
pub struct Figures {
    pub size: Size,
    pub rounds: usize,
    pub series: Vec<Series>,
}

impl Figures {
    /// Returns the runs of a measure, where there are any.
    pub fn of(&self, what: What) -> Option<&Series> {
        let mut series = self.series.iter();
        series.find(|series| series.what == what && !series.runs.is_empty())
    }

    /// Returns the median wall time of a measure, in seconds.
    pub fn wall(&self, what: What) -> Option<f64> {
        Some(self.of(what)?.median(|run| run.wall))
    }
}

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
pub fn measure(bed: &mut Bed<'_>, choice: &Choice<'_>, raw: &Path) -> Figures {
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
        bed.prepare_peers();
    }
    if is_asked(&|what| what == What::Faults) {
        bed.prepare_faults();
    }
    if is_asked(&|what| what == What::ColdSingle) {
        bed.prepare_single();
    }
    for round in 1..=choice.rounds {
        for series in series.iter_mut().filter(|series| series.failure.is_none()) {
            let name = series.what.name();
            match bed.measure(series.what, round) {
                Ok(run) => {
                    let (wall, peak) = (run.usage.wall, run.usage.peak / 1_000_000);
                    eprintln!(
                        "{} events, round {round}: {name}: {wall:.3} s, {peak} MB",
                        bed.size.events
                    );
                    note(raw, bed.size.events, round, &name, &run.usage);
                    series.found = run.found;
                    series.runs.push(run.usage);
                }
                Err(failure) => {
                    eprintln!(
                        "{} events, round {round}: {name}: {failure}",
                        bed.size.events
                    );
                    series.runs.clear();
                    series.failure = Some(failure);
                }
            }
        }
    }
    Figures {
        size: bed.size.clone(),
        rounds: choice.rounds,
        series,
    }
}

/// Adds a run to the list of all runs, so that a benchmark that is cut short was not for nothing.
fn note(raw: &Path, events: usize, round: usize, name: &str, usage: &Usage) {
    use std::io::Write as _;
    let Usage {
        wall,
        cpu,
        peak,
        written,
    } = usage;
    let line = format!("{events}\t{round}\t{name}\t{wall:.6}\t{cpu:.6}\t{peak}\t{written}\n");
    let file = std::fs::File::options().create(true).append(true).open(raw);
    let noted = file.and_then(|mut file| file.write_all(line.as_bytes()));
    noted.unwrap_or_else(|error| panic!("cannot write {}: {error}", raw.display()));
}
