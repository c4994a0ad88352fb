//! The two passes over the files of facts: the keys first, then the facts themselves.
//!
//! A [`Lister`] collects what a reference can name: of most lines a peek at kind and key is enough. A
//! [`Maker`] reads every item whole and checks it against that. Both report: the first pass only what
//! is wrong with sources in lines, which it alone reads; the second pass everything else, so that
//! nothing is reported twice.
//!
//! In a rerun the passes are the same, over fewer files, and a selection decides about each fact (see
//! [`super::selection`]):
//!
//! ```text
//!                     whole run                    rerun
//! first pass          peek at every fact           peek; read those whose digest changed ─► Picked
//!                     read what the ledger names   ask the store what Picked refers to
//! second pass         make every fact              make what is in Picked
//! ```
//!
//! Each worker has results of its own ([`Listed`], [`Found`]), which are merged when all are done; the
//! merge sorts by location where several workers may have found the same, so that no thread shows.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::cycles::{Parent, Parents};
use super::fact::make_fact;
use super::footnotes::Described;
use super::order::EventOrder;
use super::pieces::{Piece, share_pieces};
use super::scope::{Scope, Subject};
use super::selection::Picked;
use super::source::CheckedSource;
use super::sources::{LineSource, line_source};
use super::{Checker, FileRead, Origin, Sink, broken_lines, report_fault};
use crate::dataset::folder::line_and_column;
use crate::dataset::forms;
use crate::dataset::items::{self, Item, ItemKind};
use crate::dataset::json::{self, Peek};
use crate::dataset::keys::{KnownKey, Location};
use crate::dataset::ledger::{self, NamedFact};
use crate::dataset::problem::{At, KeptSpan, Problems};
use crate::dataset::sheet;
use crate::dataset::table::Table;
use crate::model::Locator;
use crate::model::form::Kind;
use crate::model::key::{SourceKey, key_fault};

/// A sentence that a file skips.
pub struct Skip {
    /// The source.
    pub source: SourceKey,
    /// The sentence.
    pub locator: Locator,
    /// Why it holds no fact.
    pub reason: String,
    /// The span of the item.
    pub kept: KeptSpan,
}

/// What the second pass leaves to be checked across files.
#[derive(Default)]
pub struct Found {
    /// The sentences that are skipped.
    pub skips: Vec<Skip>,
    /// The parents of facts.
    pub parents: Parents,
    /// The days of events, and what they are related to.
    pub order: EventOrder,
    /// A fact that was left out. Something must be reported of it.
    pub lost: Option<String>,
    problems: Problems,
    /// For each file the sum of the digests of its skipped sentences.
    skip_digests: BTreeMap<String, i64>,
}

/// Adds a fact that the ledger names. Of several with one key the first one is kept.
fn keep_first(named: &mut ledger::Named, key: String, fact: NamedFact) {
    let known = named.get(&key).map(|known| known.location);
    if known.is_none_or(|known| fact.location < known) {
        named.insert(key, fact);
    }
}

/// About how much memory a key takes beside its text, in bytes: its entry, in two maps while they are
/// merged, the parent of the fact, and the days of an event.
const KEY_SIZE: usize = 200;

/// What the first pass found.
#[derive(Default)]
pub struct Listed {
    keys: Vec<(Box<str>, KnownKey)>,
    sources: Vec<(String, CheckedSource)>,
    described: Vec<Described>,
    /// The facts that the ledger names, as their files have them.
    pub named: ledger::Named,
    broken: BTreeMap<String, BTreeSet<usize>>,
    unreadable: BTreeSet<String>,
    problems: Problems,
    /// What a rerun picks; empty without a selection.
    pub picked: Picked,
}

/// One worker of the first pass.
struct Lister<'c, S> {
    context: &'c Context<'c>,
    /// The facts that the ledger names.
    names: &'c BTreeSet<&'c str>,
    sink: S,
    found: Listed,
}

/// One worker of the second pass.
struct Maker<'c, S> {
    context: &'c Context<'c>,
    /// The names of the files of facts, by number.
    files: &'c [&'c str],
    sink: S,
    found: Found,
}

impl Checker<'_> {
    /// Lists the keys of all facts and reads the sources that lines describe; returns what else the
    /// first pass found, and `None` where all this is more than the memory holds.
    pub fn list<S: Sink>(
        &mut self,
        files: &[&str],
        entries: &[ledger::Entry],
        sinks: Vec<S>,
        reads: &mut BTreeMap<String, FileRead>,
    ) -> (Vec<S>, Option<Listed>) {
        let names = &ledger::names(entries);
        let context = &self.context;
        let listers = sinks.into_iter().map(|sink| Lister {
            context,
            names,
            sink,
            found: Listed::default(),
        });
        let (listers, digests) =
            share_pieces(context.folder, files, listers.collect(), Lister::list);
        for (file, sha256) in digests {
            reads.entry(file).or_default().sha256 = sha256;
        }
        let is_held = context.hold(0);
        let (sinks, found): (Vec<S>, Vec<Listed>) = listers
            .into_iter()
            .map(|lister| (lister.sink, lister.found))
            .unzip();
        if !is_held {
            return (sinks, None);
        }
        let mut all = Listed::default();
        for found in found {
            for (key, known) in found.keys {
                self.context.keys.add(key, known);
            }
            for (key, fact) in found.named {
                keep_first(&mut all.named, key, fact);
            }
            self.context.broken.extend(found.broken);
            self.context.unreadable.extend(found.unreadable);
            self.problems.take(found.problems, |_| true);
            self.described.extend(found.described);
            all.sources.extend(found.sources);
            all.picked.extend(found.picked);
        }
        self.add_line_sources(files, std::mem::take(&mut all.sources));
        (sinks, Some(all))
    }

    /// Adds the sources that lines describe; of several with one key the first one is kept.
    fn add_line_sources(&mut self, files: &[&str], mut sources: Vec<(String, CheckedSource)>) {
        sources.sort_by_key(|(_, source)| source.location);
        for (key, source) in sources {
            let (Some(known), Some(location)) = (self.context.sources.get(&key), source.location)
            else {
                self.context.sources.insert(key, source);
                continue;
            };
            let file = |location: Location| files[location.file as usize];
            let first = match known.location {
                Some(first) => first.shown(&self.context.folder.display_path(file(first))),
                None => format!("the folder `{key}`"),
            };
            let at = At::line(file(location), location.line as usize, "");
            let message = format!("the source `{key}` is described twice");
            let hint = format!("the other one stands at {first}");
            self.problems.error(at, 0..0, message).hint(hint);
        }
    }

    /// Makes the facts.
    pub fn make<S: Sink>(
        &mut self,
        files: &[&str],
        sinks: Vec<S>,
        reads: &mut BTreeMap<String, FileRead>,
    ) -> (Vec<S>, Found) {
        let context = &self.context;
        let makers = sinks.into_iter().map(|sink| Maker {
            context,
            files,
            sink,
            found: Found::default(),
        });
        let (makers, _) = share_pieces(context.folder, files, makers.collect(), Maker::make);
        let mut all = Found::default();
        let mut sinks = Vec::new();
        for Maker { sink, found, .. } in makers {
            self.problems.take(found.problems, |_| true);
            all.skips.extend(found.skips);
            all.parents.extend(found.parents);
            all.order.extend(found.order);
            all.lost = all.lost.or(found.lost);
            for (file, digest) in found.skip_digests {
                let skips = &mut reads.entry(file).or_default().skips;
                *skips = skips.wrapping_add(digest);
            }
            sinks.push(sink);
        }
        self.warn_of_unchecked();
        all.skips.sort_by_cached_key(|Skip { kept, .. }| {
            (kept.file.clone(), kept.line, kept.span.start)
        });
        (sinks, all)
    }
}

impl<S: Sink> Lister<'_, S> {
    fn list(&mut self, number: u32, file: &str, piece: Piece) {
        match piece {
            Piece::Sheet => self.list_sheet(number, file),
            Piece::Lines(chunk) => {
                for (line, text) in chunk.lines() {
                    match text {
                        Ok(text) => self.list_line(number, file, line, text),
                        Err((text, _)) => self.note_unreadable(&text),
                    }
                }
            }
            // The second pass reports it.
            Piece::Unreadable(_) => {}
        }
    }

    fn list_sheet(&mut self, number: u32, file: &str) {
        let folder = self.context.folder;
        let text = folder.text(file).unwrap_or_default();
        let lines = LineStarts::of(text);
        // The second pass reports what is wrong.
        let mut unreported = Problems::default();
        let tree = sheet::parse(file, text, &mut unreported);
        let broken = broken_lines(folder, file, &tree.broken);
        if !broken.is_empty() {
            self.found.broken.insert(file.to_owned(), broken);
        }
        for item in items::of_sheet(tree, file, &mut unreported) {
            let location = lines.location(number, text, item.key_span().start);
            let is_fact = item.fact_kind().is_some();
            let key = item.key().filter(|_| is_fact);
            if self.picks(key, file, || item.digest) {
                self.add(item, file.into(), location);
            } else if let Some(peek) = peek_of(&item) {
                self.add_key(&peek, location);
            }
        }
    }

    /// Returns whether an item of a sheet is read whole, and notes what a rerun picks: facts whose digest
    /// changed, and what has no key.
    fn picks(&mut self, key: Option<&str>, file: &str, digest: impl FnOnce() -> i64) -> bool {
        let (Some(selection), Some(key)) = (&self.context.selection, key) else {
            return true;
        };
        let is_picked = selection.is_picked(file, key, digest());
        match is_picked {
            Some(true) => self.found.picked.add(key, file),
            Some(false) => {}
            None => self.found.picked.double = Some(key.to_owned()),
        }
        is_picked == Some(true)
    }

    fn list_line(&mut self, number: u32, file: &str, line: usize, text: &str) {
        let at = At::line(file, line, text);
        let Some(peek) = json::peek(text) else {
            self.note_unreadable(text);
            return;
        };
        let location = Location::new(number, (line, line_and_column(text, peek.at).1));
        if peek.kind == "source" {
            let problems = &mut self.found.problems;
            let item = items::of_line(at, text, problems);
            let source = item.and_then(|item| line_source(self.context, &item, at, problems));
            if let Some(source) = source {
                self.add_source(source, location, at.file, items::line_digest(text));
            }
            return;
        }
        // The peek is enough for all lines but those that the ledger names, and those that a rerun picks.
        let is_read = match (&self.context.selection, peek.key.as_deref()) {
            (None, key) => key.is_some_and(|key| self.names.contains(key)),
            (Some(_), key) => self.picks(key, file, || items::line_digest(text)),
        };
        if !is_read {
            self.add_key(&peek, location);
            return;
        }
        // The second pass reports what is wrong.
        match items::of_line(at, text, &mut Problems::default()) {
            Some(item) => self.add(item, at, location),
            None => self.note_unreadable(text),
        }
    }

    /// Hands a source on, and keeps what its facts need.
    fn add_source(&mut self, source: LineSource, location: Location, file: &str, digest: i64) {
        let known = self.context.selection.as_ref().is_some_and(|selection| {
            let before = selection.sources.get(file);
            let is_known = before.and_then(|of| of.get(&source.key)) == Some(&digest);
            self.found.picked.add_source(&source.key, is_known);
            is_known
        });
        if let Some(mut found) = source.described.filter(|_| !known) {
            let passages = std::mem::take(&mut found.source.passages);
            self.sink.passages(&SourceKey::new(&source.key), &passages);
            found.digest = digest;
            if self.context.hold(found.size()) {
                self.found.described.push(found);
            }
        }
        let mut checked = source.checked;
        checked.location = Some(location);
        if self.context.hold(checked.size()) {
            self.found.sources.push((source.key, checked));
        }
    }

    /// Adds the key of an item; keeps the fact where the ledger names it.
    fn add(&mut self, item: Item<'_>, at: At<'_>, location: Location) {
        if let Some(selection) = &self.context.selection {
            self.found.picked.add_needs(&item, at.file, selection);
        }
        let (Some(key), Some(kind)) = (item.key(), item.fact_kind()) else {
            return;
        };
        if let Some(peek) = peek_of(&item) {
            self.add_key(&peek, location);
        }
        if key_fault(key).is_none() && self.names.contains(key) {
            let key = key.to_owned();
            let fact = NamedFact {
                file: at.file.to_owned(),
                kind,
                location,
                item: item.into_owned(),
            };
            keep_first(&mut self.found.named, key, fact);
        }
    }

    fn add_key(&mut self, peek: &Peek<'_>, location: Location) {
        let key = peek.key.as_deref().filter(|key| key_fault(key).is_none());
        let actor_kind = peek
            .actor_kind
            .as_deref()
            .filter(|_| peek.kind == "actor")
            .and_then(|code| self.context.actor_kind(code));
        if let (Some(key), Some(kind)) = (key, Kind::of(&peek.kind)) {
            // Beyond the limit keys are only counted: the run is refused.
            if self.context.hold(key.len() + KEY_SIZE) {
                let known = KnownKey::new(kind, actor_kind, Some(location));
                self.found.keys.push((key.into(), known));
            }
        }
    }

    /// Notes the key on a line that is not JSON, as far as it is legible: references to it are then not
    /// reported as unknown.
    fn note_unreadable(&mut self, line: &str) {
        let after = line.split_once("\"key\"").map(|(_, after)| after);
        let quoted = after.and_then(|after| after.split('"').nth(1));
        self.found.unreadable.extend(quoted.map(str::to_owned));
    }
}

/// Makes a [`json::peek`] of an item that was read whole.
fn peek_of<'n>(item: &'n Item<'_>) -> Option<Peek<'n>> {
    Some(Peek {
        kind: item.fact_kind()?.name.into(),
        key: Some(item.key()?.into()),
        actor_kind: item.node.text_of("kind").map(Into::into),
        at: 0,
    })
}

impl<'c, S: Sink> Maker<'c, S> {
    fn make(&mut self, number: u32, file: &str, piece: Piece) {
        match piece {
            Piece::Sheet => self.make_sheet(number, file),
            Piece::Lines(chunk) => {
                for (line, text) in chunk.lines() {
                    match text {
                        Ok(text) => self.make_line(number, file, line, text),
                        Err((text, offset)) => self.report_no_text(file, line, &text, offset),
                    }
                }
            }
            Piece::Unreadable(error) => {
                let message = format!("this file cannot be read: {error}");
                self.found.problems.error(file, 0..0, message);
            }
        }
    }

    fn make_sheet(&mut self, number: u32, file: &str) {
        let context = self.context;
        let text = context.folder.text(file).unwrap_or_default();
        let lines = LineStarts::of(text);
        // The problems of a sheet are first collected apart: those that only follow from lines that are
        // not TOML are dropped while each can still be asked, before most of a kind are only counted.
        let others = std::mem::take(&mut self.found.problems);
        let tree = sheet::parse(file, text, &mut self.found.problems);
        report_fault(context.folder, file, &mut self.found.problems);
        for item in items::of_sheet(tree, file, &mut self.found.problems) {
            let location = lines.location(number, text, item.key_span().start);
            self.item(&item, file.into(), location);
        }
        let found = std::mem::replace(&mut self.found.problems, others);
        self.found
            .problems
            .take(found, |problem| context.is_own_problem(problem));
    }

    fn make_line(&mut self, number: u32, file: &str, line: usize, text: &str) {
        let at = At::line(file, line, text);
        // The first pass has read the sources, and what a rerun leaves out. A peek is only worth its
        // time where either can be.
        let may_be_done =
            self.context.selection.is_some() || text.trim_start().starts_with(SOURCE_LINE);
        if let Some(peek) = may_be_done.then(|| json::peek(text)).flatten() {
            let is_fact = Kind::of(&peek.kind).is_some();
            if peek.kind == "source" || is_fact && !self.context.makes(peek.key.as_deref()) {
                return;
            }
        }
        let Some(item) = items::of_line(at, text, &mut self.found.problems) else {
            return;
        };
        let (_, column) = line_and_column(text, item.key_span().start);
        let location = Location::new(number, (line, column));
        self.item(&item, at, location);
    }

    fn report_no_text(&mut self, file: &str, line: usize, text: &str, offset: usize) {
        let at = At::line(file, line, text);
        let message = format!("this is not UTF-8: byte {offset} of the line");
        let problem = self.found.problems.error(at, offset..offset + 1, message);
        problem.hint("save the file as UTF-8").is_syntax = true;
    }

    fn item(&mut self, item: &Item<'_>, at: At<'_>, location: Location) {
        match item.kind {
            ItemKind::Fact(kind) if self.context.makes(item.key()) => {
                self.fact(kind, item, at, location);
            }
            ItemKind::Skip => self.skip(item, at),
            ItemKind::Fact(_) | ItemKind::Source => {}
        }
    }

    fn skip(&mut self, item: &Item<'_>, at: At<'_>) {
        let skips = self
            .found
            .skip_digests
            .entry(at.file.to_owned())
            .or_default();
        *skips = skips.wrapping_add(item.digest);
        // Whether a file that an earlier run has read skips the same as then, the digests say.
        let selection = self.context.selection.as_ref();
        if selection.is_none_or(|of| !of.is_known(at.file)) {
            let skip = read_skip(self.context, item, at, &mut self.found.problems);
            self.found.skips.extend(skip);
        }
    }

    fn fact(&mut self, kind: &'static Kind, item: &Item<'_>, at: At<'_>, location: Location) {
        let context = self.context;
        let origin = Origin::new(at, item.digest);
        let owner = self.own_key(kind, item, at, location);
        // A fact whose key is wrong is read all the same, for what else is wrong with it.
        let key = item.key().filter(|_| owner.is_some());
        if owner.is_some_and(|owner| owner.is_retracted) {
            if let Some(key) = key {
                self.sink.retracted(key, origin);
                self.sink
                    .steps(key, context.applied.steps.of_retracted(key));
            }
            return;
        }
        // The fact that is checked is the corrected one: the ledger's own copy where it names the fact,
        // and with its references led to what facts were merged into.
        // Merges are told even where later entries have undone them all.
        let is_changed = !context.applied.retracted.is_empty()
            || context.applied.steps.have_merges()
            || key.is_some_and(|key| context.corrected.contains_key(key));
        let changed = key.filter(|_| is_changed).map(|key| {
            let corrected = context.corrected.get(key);
            let mut changed = corrected.unwrap_or(item).clone();
            let steps = &context.applied.steps;
            self.sink
                .steps(key, &steps.of_fact(key, kind, &changed.node));
            context.applied.retracted.redirect(kind, &mut changed.node);
            changed
        });
        let item = changed.as_ref().unwrap_or(item);
        if let (Some(key), Some(parent)) = (key, Parent::of(kind, item, at)) {
            self.found.parents.insert(key.to_owned(), parent);
        }
        let fact = make_fact(context, kind, item, at, &mut self.found.problems);
        match (key, fact) {
            (Some(key), Some(fact)) => {
                self.found.order.note(key, &fact, item, (location.file, at));
                self.sink.fact(key, fact, origin);
            }
            (Some(key), None) => self.found.lost = Some(key.to_owned()),
            (None, _) => {}
        }
    }

    /// Returns what is known of the key of a fact; `None` where it is not a key, or that of another
    /// fact, which is reported.
    fn own_key(
        &mut self,
        kind: &Kind,
        item: &Item<'_>,
        at: At<'_>,
        location: Location,
    ) -> Option<&'c KnownKey> {
        let context = self.context;
        let Some(node) = item.node.get("key") else {
            if !context.is_broken(at) {
                let message = format!("this {} has no `key`", kind.name);
                self.found.problems.error(at, item.header, message);
            }
            return None;
        };
        // A key that is not a text is reported with the other fields.
        let key = item.key()?;
        if let Some(fault) = key_fault(key) {
            let message = format!("the key `{key}` {fault}");
            let problem = self.found.problems.error(at, node.span, message);
            problem.hint("a key looks like `armenia-requests-aid-2022-09`");
            return None;
        }
        let owner = context.keys.owner(key)?;
        if owner.location == Some(location) {
            return Some(owner);
        }
        let hint = match (context.applied.retracted.retracted_by(key), owner.location) {
            (Some(id), _) => format!("`{id}` retracted the fact that has it: a key is for ever"),
            (None, Some(first)) => {
                let path = context.folder.display_path(self.files[first.file as usize]);
                format!(
                    "the other {} stands at {}",
                    owner.kind(),
                    first.shown(&path)
                )
            }
            (None, None) => format!("another {} has it", owner.kind()),
        };
        let message = format!("the key `{key}` is used twice");
        self.found.problems.error(at, node.span, message).hint(hint);
        None
    }
}

/// How a line begins that describes a source.
const SOURCE_LINE: &str = "{\"source\"";

/// Reads a sentence that is skipped; `None` where something is wrong, which is reported.
fn read_skip(
    context: &Context<'_>,
    item: &Item<'_>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Skip> {
    let table = Table::read(&item.node, forms::SKIP, at, problems);
    let mut scope = Scope::new(context, at, item.header, Subject::The("skip"), problems);
    let reason = scope.owned(&table, "reason");
    let at_text = scope.owned(&table, "at");
    let located = table.get("at").zip(at_text.as_deref());
    let (source, locator) = located.and_then(|(node, text)| scope.locate(node.span, text))?;
    Some(Skip {
        source: SourceKey::new(&*source),
        locator,
        reason: reason?,
        kept: KeptSpan::new(at, item.header),
    })
}

impl Parent {
    /// Returns the parent that an item names.
    pub fn of(kind: &Kind, item: &Item<'_>, at: At<'_>) -> Option<Self> {
        let node = item.node.get(kind.parent()?.name)?;
        Some(Self {
            key: node.as_text()?.to_owned(),
            named_at: Some(KeptSpan::new(at, node.span)),
        })
    }
}

/// Where the lines of a text start, in bytes.
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn of(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        Self(std::iter::once(0).chain(ends).collect())
    }

    /// Returns the location of an offset in the text of a file.
    fn location(&self, file: u32, text: &str, at: usize) -> Location {
        let line = self.0.partition_point(|start| *start <= at);
        let start = self.0[line - 1];
        let (_, column) = line_and_column(&text[start..], at - start);
        Location::new(file, (line, column))
    }
}
