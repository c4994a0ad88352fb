//! What was measured, corpus by corpus.

use super::process::Usage;
use super::program::Found;
use super::what::What;

/// How large a corpus is, and what the program makes of it.
#[derive(Debug, Clone, Default)]
pub struct Size {
    pub events: usize,
    /// Rows of all exported tables.
    pub rows: u64,
    /// Rows of all exported views.
    pub view_rows: u64,
    /// Bytes of the dataset's files.
    pub dataset_bytes: u64,
    /// Files of the dataset.
    pub dataset_files: usize,
    /// Bytes of the store after a cold ingest.
    pub store_bytes: u64,
    /// Bytes of the exported SQLite file.
    pub exported_bytes: u64,
    /// How many faults its faulty copy has.
    pub faults: usize,
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

    /// Returns the smallest and the largest wall time, in seconds.
    pub fn range(&self) -> (f64, f64) {
        range(&self.runs)
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

/// Returns the smallest and the largest wall time of some runs, in seconds.
pub fn range(runs: &[Usage]) -> (f64, f64) {
    let walls = || runs.iter().map(|run| run.wall);
    (
        walls().fold(f64::INFINITY, f64::min),
        walls().fold(0.0, f64::max),
    )
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

    /// Returns the seconds that a measure takes per row.
    pub fn cost_per_row(&self, what: What) -> Option<f64> {
        let rows = match what {
            What::ExportCsv | What::BareCsv => self.size.rows + self.size.view_rows,
            _ => self.size.rows,
        };
        Some(self.wall(what)? / rows as f64)
    }
}
