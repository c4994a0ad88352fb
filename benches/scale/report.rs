//! docs/PERFORMANCE.md: figures as tables, goals as met or not, and the reasons from notes.md.

use std::fmt::Write as _;

use peers::LOADS;

use super::figures::{Figures, Series};
use super::findings::Findings;
use super::format::{megabytes, percent, seconds, thousands};
use super::goals;
use super::what::{Group, What};

/// The free text: what the figures cannot say of themselves.
const NOTES: &str = include_str!("notes.md");

const HEADER: &str = "\
# Performance

This page is written by `cargo bench --bench scale`; its last part is benches/scale/notes.md.
Edit that, not this, and run the command again (it takes some ten minutes and 10 GB of disk).
Parts: `cargo bench --bench scale -- --events 10000,100000 --rounds 3 --only 'ingest|bare load' --no-peers --write FILE`.

";

impl Findings<'_> {
    /// Writes the page.
    pub fn to_markdown(&self) -> String {
        let mut text = HEADER.to_owned();
        self.write_circumstances(&mut text);
        self.write_goals(&mut text);
        self.write_growth(&mut text);
        for figures in self.figures.iter().rev() {
            write_corpus(figures, &mut text);
        }
        self.write_promises(&mut text);
        self.write_small(&mut text);
        text.push_str(NOTES);
        text
    }

    fn write_circumstances(&self, text: &mut String) {
        let version = env!("CARGO_PKG_VERSION");
        let mut say = |words: String| writeln!(text, "{words}").expect("a string grows");
        say("## How it was measured\n".to_owned());
        say(format!("Machine: {}.", self.machine));
        say(format!(
            "Program: footnote {version}, a release build, SQLite {} inside.",
            rusqlite::version()
        ));
        let peers = self.figures.iter().any(has_peers);
        if peers {
            let sqlite3 = match &self.tools.sqlite3 {
                Ok(version) => format!("sqlite3 {version}"),
                Err(reason) => format!("no sqlite3 ({reason})"),
            };
            say(format!(
                "Peers: {sqlite3}, {}.",
                self.tools.packages.join(", ")
            ));
        }
        say("Each figure is the median of all rounds, each run a process of its own on a warm disk; every round runs every measure once.\n\
             CPU is the time of all cores, the system's for the process included; memory is the largest resident set of any of its processes; written is what it wrote to files, scratch files included.\n\
             A process is never counted with less memory than the benchmark that starts it has, some 9 MB.\n\
             1 MB is a million bytes.\n".to_owned());
        say("The corpora are made up, by a generator of the benchmark's own (benches/corpus): per event 3 participants, 1.2 places, 2 citations, 0.2 links and 0.2 positions, shared facts in one file and the others in files of 100 events.\n".to_owned());
        say("| events | files | as written down | rows of tables | rows of views | store | exported SQLite | rounds |\n|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned());
        for figures in &self.figures {
            say(format!(
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                thousands(figures.size.events as u64),
                thousands(figures.size.dataset_files as u64),
                megabytes(figures.size.dataset_bytes as f64),
                thousands(figures.size.rows),
                thousands(figures.size.view_rows),
                megabytes(figures.size.store_bytes as f64),
                megabytes(figures.size.exported_bytes as f64),
                figures.rounds,
            ));
        }
        say(String::new());
    }

    fn write_goals(&self, text: &mut String) {
        text.push_str("## Goals\n\n| goal | measured | met |\n|---|---|---|\n");
        for goal in goals::all(self) {
            let met = match goal.is_met {
                Some(true) => "yes",
                Some(false) => "**no**",
                None => "not measured",
            };
            writeln!(text, "| {} | {} | {met} |", goal.what, goal.measured)
                .expect("a string grows");
        }
        text.push('\n');
    }

    fn write_growth(&self, text: &mut String) {
        text.push_str("## Cost per row as the corpus grows\n\nMicroseconds per row of the exported tables; for exports as CSV per row of tables and views.\n\n");
        let measures = [
            What::Cold,
            What::BareLoad,
            What::Check,
            What::Export,
            What::ExportCsv,
            What::BareCsv,
            What::Vacuum,
        ];
        let is_measured = |what: &What| self.figures.iter().any(|of| of.of(*what).is_some());
        let measures: Vec<What> = measures.into_iter().filter(is_measured).collect();
        let names: Vec<String> = measures.iter().map(|what| what.name()).collect();
        writeln!(
            text,
            "| events | {} |\n|--:|{}",
            names.join(" | "),
            "--:|".repeat(names.len())
        )
        .expect("a string grows");
        for figures in &self.figures {
            let cells = measures
                .iter()
                .map(|what| match figures.cost_per_row(*what) {
                    Some(cost) => format!("{:.2}", cost * 1e6),
                    None => String::new(),
                });
            let cells: Vec<_> = cells.collect();
            let events = thousands(figures.size.events as u64);
            writeln!(text, "| {events} | {} |", cells.join(" | ")).expect("a string grows");
        }
        text.push('\n');
    }

    fn write_promises(&self, text: &mut String) {
        if !self.figures.iter().any(has_peers) {
            return;
        }
        text.push_str(
            "## What the peers promise\n\n\
             All load the same CSV tables, selected from the SQLite file that `footnote export` has made, and export them again: no peer reads facts, checks a citation against its sentence or derives the days of a date; footnote's ingest does all three.\n\
             sqlite-utils is driven through its library, in one process; its command takes longer.\n\n\
             | load | types and keys, compared with the exported schema | foreign keys |\n|---|---|---|\n",
        );
        for peer in LOADS {
            let (types, keys) = peer.promises();
            writeln!(text, "| {} | {types} | {keys} |", peer.load_name()).expect("a string grows");
        }
        text.push('\n');
    }

    fn write_small(&self, text: &mut String) {
        if self.small.is_empty() {
            return;
        }
        text.push_str("## The small end\n\nThe shipped dataset: one article, 100 facts or so.\n\n| what | median | min to max | memory |\n|---|--:|--:|--:|\n");
        for small in &self.small {
            let (first, last) = small.range();
            let peak = small
                .runs
                .iter()
                .map(|run| run.peak)
                .max()
                .unwrap_or_default();
            writeln!(
                text,
                "| {} | {} | {} to {} | {} |",
                small.name,
                seconds(small.wall()),
                seconds(first),
                seconds(last),
                megabytes(peak as f64)
            )
            .expect("a string grows");
        }
        text.push('\n');
    }
}

fn has_peers(figures: &Figures) -> bool {
    figures
        .series
        .iter()
        .any(|series| series.what.group() == Group::Peers)
}

fn write_corpus(figures: &Figures, text: &mut String) {
    let events = thousands(figures.size.events as u64);
    let groups = [
        (Group::Ours, "footnote"),
        (Group::Yardstick, "what SQLite itself allows"),
        (Group::Peers, "what people would use instead"),
    ];
    for (group, title) in groups {
        let series = figures.series.iter();
        let series: Vec<_> = series
            .filter(|series| series.what.group() == group)
            .collect();
        if series.is_empty() {
            continue;
        }
        writeln!(
            text,
            "## {events} events: {title}\n\n| measure | median | min to max | CPU | memory | written | compared |\n|---|--:|--:|--:|--:|--:|---|"
        )
        .expect("a string grows");
        for series in &series {
            write_series(figures, series, text);
        }
        text.push('\n');
        for series in &series {
            if let Some(found) = &series.found {
                writeln!(text, "{}: {found}.\n", series.what.name()).expect("a string grows");
            }
        }
    }
}

fn write_series(figures: &Figures, series: &Series, text: &mut String) {
    let name = series.what.name();
    if series.runs.is_empty() {
        let reason = series.failure.as_deref().unwrap_or("no run");
        let reason = reason.replace('|', "\\|");
        return writeln!(text, "| {name} | skipped: {reason} | | | | | |").expect("a string grows");
    }
    let wall = series.median(|run| run.wall);
    let (first, last) = series.range();
    writeln!(
        text,
        "| {name} | {} | {} to {} | {} | {} | {} | {} |",
        seconds(wall),
        seconds(first),
        seconds(last),
        seconds(series.median(|run| run.cpu)),
        megabytes(series.peak() as f64),
        megabytes(series.median(|run| run.written as f64)),
        compared(figures, series.what, wall),
    )
    .expect("a string grows");
}

/// Says how a time stands to its yardstick, and a peer's to ours.
fn compared(figures: &Figures, what: What, wall: f64) -> String {
    let ratio = |other: What| Some(wall / figures.wall(other)?);
    let mut parts = Vec::new();
    if let Some((yardstick, ratio)) = what
        .yardstick()
        .and_then(|other| Some((other, ratio(other)?)))
    {
        parts.push(match yardstick {
            What::Cold => format!("{} of a cold ingest", percent(ratio)),
            other => format!("{ratio:.2} × {}", other.name()),
        });
    }
    let ours = match what {
        What::PeerLoad(_) => Some((What::Cold, "cold ingest")),
        What::PeerExport(_) => Some((What::ExportCsvTables, "export")),
        _ => None,
    };
    if let Some((ratio, name)) = ours.and_then(|(what, name)| Some((ratio(what)?, name))) {
        parts.push(format!("{ratio:.2} × footnote's {name}"));
    }
    parts.join(", ")
}
