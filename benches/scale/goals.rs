//! The goals, each held against the figures.

use peers::Peer;

use super::figures::Figures;
use super::findings::Findings;
use super::format::{megabytes, percent, seconds, thousands};
use super::what::What;

/// A goal and what became of it.
pub struct Goal {
    pub what: String,
    /// What was measured; empty where nothing was.
    pub measured: String,
    /// Whether it is met; `None` where it was not measured.
    pub is_met: Option<bool>,
}

/// What an ingest may use by default, in bytes.
const MEMORY: u64 = 512_000_000;

/// The measures whose memory is bounded.
const BOUNDED: [What; 12] = [
    What::Cold,
    What::ColdSingle,
    What::Unchanged,
    What::OneTitle,
    What::OneShard,
    What::BuildAgain,
    What::BuildTitle,
    What::Check,
    What::Export,
    What::ExportCsv,
    What::ExportCsvTables,
    What::Faults,
];

/// Lists all goals; those of one corpus for the largest that was measured.
pub fn all(findings: &Findings<'_>) -> Vec<Goal> {
    let mut goals = Vec::new();
    let of_size = |events| {
        findings
            .figures
            .iter()
            .find(|figures| figures.size.events == events)
    };
    if let Some(largest) = findings.figures.last() {
        goals.push(ratio_goal(
            largest,
            "cold ingest",
            What::Cold,
            What::BareLoad,
            "aim 1.15",
        ));
        goals.push(share_goal(largest, What::Unchanged, 0.005));
        goals.push(share_goal(largest, What::OneTitle, 0.02));
        goals.push(ratio_goal(
            largest,
            "CSV of everything",
            What::ExportCsv,
            What::BareCsv,
            "",
        ));
        goals.push(rebuild_goal(largest, What::BuildAgain, 0.01));
        goals.push(rebuild_goal(largest, What::BuildTitle, 0.2));
        goals.push(sqlite_goal(largest));
        goals.push(export_goal(largest));
    }
    if let Some(figures) = of_size(100_000) {
        goals.push(peer_goal(figures, Peer::SqliteStaged));
        goals.push(peer_goal(figures, Peer::DuckdbKeys));
    }
    goals.push(growth_goal(findings));
    goals.push(memory_goal(findings));
    goals.push(faults_goal(findings));
    goals.push(identity_goal(findings));
    goals.push(small_goal(findings, 0, 0.1));
    goals.push(small_goal(findings, 1, 0.03));
    goals
}

fn goal(what: String, measured: Option<(String, bool)>) -> Goal {
    let (measured, is_met) = match measured {
        Some((measured, is_met)) => (measured, Some(is_met)),
        None => (String::new(), None),
    };
    Goal {
        what,
        measured,
        is_met,
    }
}

/// At most one and a half times the yardstick.
fn ratio_goal(figures: &Figures, name: &str, what: What, yardstick: What, aim: &str) -> Goal {
    let events = thousands(figures.size.events as u64);
    let aim = if aim.is_empty() {
        String::new()
    } else {
        format!(" ({aim})")
    };
    let measured = figures
        .wall(what)
        .zip(figures.wall(yardstick))
        .map(|(ours, bare)| {
            let ratio = ours / bare;
            let words = format!("{ratio:.2} ({} to {})", seconds(ours), seconds(bare));
            (words, ratio <= 1.5)
        });
    let words = format!(
        "{name}, {events} events: at most 1.5 times the {}{aim}",
        yardstick.name()
    );
    goal(words, measured)
}

/// At most a share of a cold ingest.
fn share_goal(figures: &Figures, what: What, share: f64) -> Goal {
    let events = thousands(figures.size.events as u64);
    let measured = figures
        .wall(what)
        .zip(figures.wall(What::Cold))
        .map(|(ours, cold)| {
            let found = ours / cold;
            (
                format!("{} ({})", percent(found), seconds(ours)),
                found <= share,
            )
        });
    let share = percent(share);
    let words = format!(
        "{}, {events} events: at most {share} of the cold ingest",
        what.name()
    );
    goal(words, measured)
}

/// At most a share of a cold build: of an ingest and an export of everything.
fn rebuild_goal(figures: &Figures, what: What, share: f64) -> Goal {
    let events = thousands(figures.size.events as u64);
    let [rebuild, ingest, export] = [what, What::Cold, What::Export].map(|what| figures.wall(what));
    let measured = rebuild.zip(ingest).zip(export);
    let measured = measured.map(|((rebuild, ingest), export)| {
        let found = rebuild / (ingest + export);
        let words = format!("{} ({})", percent(found), seconds(rebuild));
        (words, found <= share)
    });
    let share = percent(share);
    let words = format!(
        "{}, {events} events: at most {share} of a cold ingest and an export of everything",
        what.name()
    );
    goal(words, measured)
}

/// The export to SQLite has no command of its own: it is what remains of exporting everything after
/// the CSV files.
fn sqlite_goal(figures: &Figures) -> Goal {
    let events = thousands(figures.size.events as u64);
    let [all, csv, bare] =
        [What::Export, What::ExportCsv, What::Vacuum].map(|what| figures.wall(what));
    let measured = all.zip(csv).zip(bare).map(|((all, csv), bare)| {
        let ours = (all - csv).max(0.0);
        let ratio = ours / bare;
        let words = format!("{ratio:.2} ({} to {})", seconds(ours), seconds(bare));
        (words, ratio <= 1.5)
    });
    let words = format!(
        "SQLite export (everything less the CSV of everything), {events} events: at most 1.5 times the bare VACUUM INTO"
    );
    goal(words, measured)
}

/// Both exports at once against both yardsticks one after the other.
fn export_goal(figures: &Figures) -> Goal {
    let events = thousands(figures.size.events as u64);
    let [all, csv, vacuum] =
        [What::Export, What::BareCsv, What::Vacuum].map(|what| figures.wall(what));
    let measured = all.zip(csv).zip(vacuum).map(|((all, csv), vacuum)| {
        let ratio = all / (csv + vacuum);
        let words = format!("{ratio:.2} ({} to {})", seconds(all), seconds(csv + vacuum));
        (words, ratio <= 1.5)
    });
    let words = format!(
        "export of everything, {events} events: at most 1.5 times the bare SELECT to CSV and VACUUM INTO together"
    );
    goal(words, measured)
}

fn peer_goal(figures: &Figures, peer: Peer) -> Goal {
    let events = thousands(figures.size.events as u64);
    let walls = figures
        .wall(What::Cold)
        .zip(figures.wall(What::PeerLoad(peer)));
    let measured = walls.map(|(ours, theirs)| {
        let words = format!("{} to {}", seconds(ours), seconds(theirs));
        (words, ours < theirs)
    });
    let name = peer.load_name();
    goal(
        format!("cold ingest, {events} events: ahead of {name}"),
        measured,
    )
}

/// Cost per row grows by less than a third from the smallest corpus to the largest.
fn growth_goal(findings: &Findings<'_>) -> Goal {
    let ends = findings.figures.first().zip(findings.figures.last());
    let ends = ends.filter(|(small, large)| small.size.events < large.size.events);
    let growth = |what: What| {
        let (small, large) = ends?;
        Some(large.cost_per_row(what)? / small.cost_per_row(what)? - 1.0)
    };
    let whats = [What::Cold, What::Export];
    let grown: Vec<(What, f64)> = whats
        .into_iter()
        .filter_map(|what| Some((what, growth(what)?)))
        .collect();
    let words = grown
        .iter()
        .map(|(what, by)| format!("{}: {:+.0} %", what.name(), by * 100.0));
    let words = words.collect::<Vec<_>>().join("; ");
    let is_met = grown.iter().all(|(_, by)| *by < 1.0 / 3.0);
    let what = match ends {
        Some((small, large)) => format!(
            "cost per row from {} to {} events: grows by less than a third",
            thousands(small.size.events as u64),
            thousands(large.size.events as u64)
        ),
        None => "cost per row as the corpus grows: by less than a third".to_owned(),
    };
    goal(what, (!grown.is_empty()).then_some((words, is_met)))
}

fn memory_goal(findings: &Findings<'_>) -> Goal {
    let peaks = findings.figures.iter().flat_map(|figures| {
        let series = BOUNDED.into_iter().filter_map(|what| figures.of(what));
        series.map(|series| (series.peak(), figures.size.events, series.what))
    });
    let largest = peaks.max_by_key(|(peak, _, _)| *peak);
    let measured = largest.map(|(peak, events, what)| {
        let words = format!(
            "at most {} ({}, {} events)",
            megabytes(peak as f64),
            what.name(),
            thousands(events as u64)
        );
        (words, peak < MEMORY)
    });
    goal(
        "memory of every command under the budget of 512 MB".to_owned(),
        measured,
    )
}

fn faults_goal(findings: &Findings<'_>) -> Goal {
    let mut figures = findings.figures.iter().rev();
    let series = figures.find_map(|figures| figures.of(What::Faults));
    let measured = series.and_then(|series| {
        let (found, peak) = (series.found?, series.peak());
        let words = format!("{found}; {}", megabytes(peak as f64));
        Some((words, found.is_right() && peak < MEMORY))
    });
    let what = "a corpus full of faults: all counted, located, nothing written, in the same budget";
    goal(what.to_owned(), measured)
}

fn identity_goal(findings: &Findings<'_>) -> Goal {
    let measured = findings
        .differing
        .as_ref()
        .map(|differing| match differing.as_slice() {
            [] => ("no file differs".to_owned(), true),
            files => (
                format!("{} differ: {}", files.len(), files.join(", ")),
                false,
            ),
        });
    let what =
        "exports of one dataset as TOML, as shards and as one file of JSON Lines: the same bytes";
    goal(what.to_owned(), measured)
}

fn small_goal(findings: &Findings<'_>, number: usize, limit: f64) -> Goal {
    let names = ["cold build", "build with nothing changed"];
    let measured = findings.small.get(number).map(|small| {
        let wall = small.wall();
        (seconds(wall), wall < limit)
    });
    let what = format!(
        "the shipped dataset, {}: under {:.0} ms",
        names[number],
        limit * 1e3
    );
    goal(what, measured)
}
