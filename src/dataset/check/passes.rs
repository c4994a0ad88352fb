//! The two passes over the files of facts: what is there, then the facts themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::cycles::{Said, Whole, Wholes, whole_of};
use super::sources::{CheckedSource, LineSource};
use super::units::{Unit, lines, work_through};
use super::{Checker, FileRead, Origin, Sink, broken_lines, report_fault};
use crate::dataset::items::{self, Item, SKIP, SOURCE};
use crate::dataset::json::{self, Peek};
use crate::dataset::keys::{Entry, Place};
use crate::dataset::ledger::{self, NamedFact};
use crate::dataset::node::Tree;
use crate::dataset::problem::{At, Line, Problems};
use crate::dataset::raw::RawSkip;
use crate::dataset::span::Span;
use crate::model::Locator;
use crate::model::key::{FactKey, SourceKey, key_fault};
use crate::model::vocabulary::Vocabulary;

/// A sentence that is skipped, and where the file says so.
pub struct Skip {
    /// The source.
    pub source: SourceKey,
    /// The sentence.
    pub locator: Locator,
    /// Why it holds no fact.
    pub reason: String,
    file: String,
    line: Option<Line>,
    /// Where that stands.
    pub span: Span,
}

impl Skip {
    /// Returns where the file says so.
    pub fn at(&self) -> At<'_> {
        let line = self.line.as_ref();
        At {
            file: &self.file,
            line: line.map(|line| (line.number, line.text.as_str())),
        }
    }
}

/// What the second pass leaves to be checked together.
#[derive(Default)]
pub struct Found {
    /// The sentences that are skipped.
    pub skips: Vec<Skip>,
    /// What facts belong to.
    pub wholes: Wholes,
    /// A fact that is left out though nothing is said of it, which must not be.
    pub lost: Option<String>,
}

/// Returns the number of a sort of actors, if it is one that is known.
pub fn actor_kind(vocabulary: &Vocabulary, sort: &str) -> Option<u16> {
    let kinds = vocabulary.codes("actor_kinds");
    let at = kinds.iter().position(|kind| kind.code == sort)?;
    u16::try_from(at).ok()
}

/// Adds a fact that the ledger names. Of several with one key the first one stays.
fn keep_first(named: &mut ledger::Named, key: String, fact: NamedFact) {
    let known = named.get(&key).map(|known| known.place);
    if known.is_none_or(|known| fact.place < known) {
        named.insert(key, fact);
    }
}

/// One worker of the first pass.
struct Lister<S> {
    sink: S,
    keys: Vec<(Box<str>, Entry)>,
    sources: Vec<(String, CheckedSource)>,
    named: ledger::Named,
    broken: BTreeMap<String, BTreeSet<usize>>,
    unreadable: BTreeSet<String>,
    problems: Problems,
}

/// About how much memory a key takes beside its text, in bytes: its entry, twice for a moment, and
/// what the fact belongs to.
const KEY_SIZE: usize = 180;

/// One worker of the second pass.
struct Maker<S> {
    sink: S,
    problems: Problems,
    found: Found,
    /// A name for what each file skips.
    skips: BTreeMap<String, i64>,
}

impl Checker<'_> {
    /// Lists the keys of all facts and reads the sources that lines describe. Returns the facts that
    /// the ledger names, as their files have them; `None` where all this is more than the memory holds.
    pub fn list<S: Sink>(
        &mut self,
        files: &[&str],
        entries: &[ledger::Entry],
        sinks: Vec<S>,
        reads: &mut BTreeMap<String, FileRead>,
    ) -> (Vec<S>, Option<ledger::Named>) {
        let names = ledger::names(entries);
        let listers = sinks.into_iter().map(|sink| Lister {
            sink,
            keys: Vec::new(),
            sources: Vec::new(),
            named: BTreeMap::new(),
            broken: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            problems: Problems::default(),
        });
        let context = &self.context;
        let (listers, digests) = work_through(
            context.folder,
            files,
            listers.collect(),
            |lister, number, file, unit| lister.list(context, &names, number, file, unit),
        );
        for (file, sha256) in digests {
            reads.entry(file).or_default().sha256 = sha256;
        }
        let mut sinks = Vec::new();
        let mut named: ledger::Named = BTreeMap::new();
        let mut sources = Vec::new();
        if !context.hold(0) {
            return (
                listers.into_iter().map(|lister| lister.sink).collect(),
                None,
            );
        }
        for lister in listers {
            for (key, entry) in lister.keys {
                self.context.keys.add(key, entry);
            }
            for (key, fact) in lister.named {
                keep_first(&mut named, key, fact);
            }
            self.context.broken.extend(lister.broken);
            self.context.unreadable.extend(lister.unreadable);
            self.problems.take(lister.problems, |_| true);
            sources.extend(lister.sources);
            sinks.push(lister.sink);
        }
        self.add_line_sources(files, sources);
        (sinks, Some(named))
    }

    /// Adds the sources that lines describe; of several with one key the first one stays.
    fn add_line_sources(&mut self, files: &[&str], mut sources: Vec<(String, CheckedSource)>) {
        sources.sort_by_key(|(_, source)| source.place);
        for (key, source) in sources {
            if let (Some(known), Some(place)) = (self.context.sources.get(&key), source.place) {
                let first = match known.place {
                    Some(place) => {
                        let file = self.context.folder.display_path(files[place.file as usize]);
                        format!("{file}:{}:{}", place.line, place.column)
                    }
                    None => format!("the folder `{key}`"),
                };
                let message = format!("the source `{key}` is described twice");
                let file = files[place.file as usize];
                let problem = self.problems.error(file, 0..0, message);
                problem.line = Some(Line {
                    number: place.line as usize,
                    text: String::new(),
                });
                problem
                    .hints
                    .push(format!("the other one stands at {first}"));
                continue;
            }
            self.context.sources.insert(key, source);
        }
    }

    /// Makes the facts.
    pub fn make<S: Sink>(
        &mut self,
        files: &[&str],
        sinks: Vec<S>,
        reads: &mut BTreeMap<String, FileRead>,
    ) -> (Vec<S>, Found) {
        let makers = sinks.into_iter().map(|sink| Maker {
            sink,
            problems: Problems::default(),
            found: Found::default(),
            skips: BTreeMap::new(),
        });
        let context = &self.context;
        let (makers, _) = work_through(
            context.folder,
            files,
            makers.collect(),
            |maker, number, file, unit| maker.make(context, files, number, file, unit),
        );
        let mut all = Found::default();
        let mut sinks = Vec::new();
        for maker in makers {
            self.problems.take(maker.problems, |_| true);
            all.skips.extend(maker.found.skips);
            all.wholes.extend(maker.found.wholes);
            all.lost = all.lost.or(maker.found.lost);
            for (file, digest) in maker.skips {
                let skips = &mut reads.entry(file).or_default().skips;
                *skips = skips.wrapping_add(digest);
            }
            sinks.push(maker.sink);
        }
        let place = |skip: &Skip| {
            let line = skip.line.as_ref().map(|line| line.number);
            (skip.file.clone(), line, skip.span.start)
        };
        all.skips.sort_by_cached_key(place);
        (sinks, all)
    }
}

impl<S: Sink> Lister<S> {
    fn list(
        &mut self,
        context: &Context<'_>,
        names: &BTreeSet<&str>,
        number: u32,
        file: &str,
        unit: Unit,
    ) {
        match unit {
            Unit::Sheet => self.list_sheet(context, names, number, file),
            Unit::Lines(chunk) => {
                for (line, text) in lines(&chunk) {
                    match text {
                        Ok(text) => self.list_line(context, names, number, file, line, text),
                        Err((text, _)) => self.note_unreadable(&text),
                    }
                }
            }
            // The second pass reports it.
            Unit::Unreadable(_) => {}
        }
    }

    fn list_sheet(
        &mut self,
        context: &Context<'_>,
        names: &BTreeSet<&str>,
        number: u32,
        file: &str,
    ) {
        let text = context.folder.text(file).unwrap_or_default();
        let lines = LineStarts::of(text);
        // The second pass reports what is wrong.
        let mut unheard = Problems::default();
        let tree = Tree::parse_toml(file, text, &mut unheard);
        let broken = broken_lines(context.folder, file, &tree);
        if !broken.is_empty() {
            self.broken.insert(file.to_owned(), broken);
        }
        for item in items::of_sheet(tree.root, file, &mut unheard) {
            let (line, column) = lines.place(text, item.key_span().start);
            let place = Place {
                file: number,
                line,
                column,
            };
            self.add(context, names, item, file.into(), place);
        }
    }

    fn list_line(
        &mut self,
        context: &Context<'_>,
        names: &BTreeSet<&str>,
        number: u32,
        file: &str,
        line: usize,
        text: &str,
    ) {
        let Some(peek) = json::peek(text) else {
            self.note_unreadable(text);
            return;
        };
        let place = Place {
            file: number,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: column(text, peek.at),
        };
        if peek.kind == SOURCE {
            let at = At {
                file,
                line: Some((line, text)),
            };
            let source = context.source_at_once(text, at).or_else(|| {
                let item = items::of_line(file, line, text, &mut self.problems)?;
                context.line_source(&item, at, &mut self.problems)
            });
            if let Some(source) = source {
                self.add_source(source, place, at, items::line_digest(text), context);
            }
            return;
        }
        let is_named = peek.key.as_deref().is_some_and(|key| names.contains(key));
        if !is_named {
            self.add_key(context, &peek, place);
            return;
        }
        // The second pass reports what is wrong.
        let item = items::of_line(file, line, text, &mut Problems::default());
        let at = At {
            file,
            line: Some((line, text)),
        };
        match item {
            Some(item) => self.add(context, names, item, at, place),
            None => self.note_unreadable(text),
        }
    }

    /// Hands a source on, and keeps what its facts need.
    fn add_source(
        &mut self,
        source: LineSource,
        place: Place,
        at: At<'_>,
        digest: i64,
        context: &Context<'_>,
    ) {
        if let Some(found) = source.source {
            let origin = Origin {
                file: at.file,
                digest,
                is_line: true,
            };
            self.sink
                .source(&SourceKey::new(&source.key), found, origin);
        }
        let mut checked = source.checked;
        checked.place = Some(place);
        if context.hold(checked.size()) {
            self.sources.push((source.key, checked));
        }
    }

    /// Adds the key of a fact; keeps the fact where the ledger names it.
    fn add(
        &mut self,
        context: &Context<'_>,
        names: &BTreeSet<&str>,
        item: Item,
        at: At<'_>,
        place: Place,
    ) {
        let Some(key) = item.key().filter(|key| key_fault(key).is_none()) else {
            return;
        };
        let peek = Peek {
            kind: item.kind.into(),
            key: Some(key.into()),
            sort: item.node.text("kind").map(Into::into),
            at: 0,
        };
        self.add_key(context, &peek, place);
        if item.kind != SKIP && names.contains(key) {
            let key = key.to_owned();
            let fact = NamedFact {
                file: at.file.to_owned(),
                place,
                item,
            };
            keep_first(&mut self.named, key, fact);
        }
    }

    fn add_key(&mut self, context: &Context<'_>, peek: &Peek<'_>, place: Place) {
        let key = peek.key.as_deref().filter(|key| key_fault(key).is_none());
        let sort = peek.sort.as_deref().filter(|_| peek.kind == "actor");
        let sort = sort.and_then(|sort| actor_kind(&context.vocabulary, sort));
        if let (Some(key), Some(entry)) = (key, Entry::new(&peek.kind, sort, Some(place))) {
            // What is too much is no longer kept.
            if context.hold(key.len() + KEY_SIZE) {
                self.keys.push((key.into(), entry));
            }
        }
    }

    /// Notes the key on a line that cannot be read, as far as it can be made out.
    fn note_unreadable(&mut self, line: &str) {
        let after = line.split_once("\"key\"").map(|(_, after)| after);
        let quoted = after.and_then(|after| after.split('"').nth(1));
        self.unreadable.extend(quoted.map(str::to_owned));
    }
}

impl<S: Sink> Maker<S> {
    fn make(&mut self, context: &Context<'_>, files: &[&str], number: u32, file: &str, unit: Unit) {
        match unit {
            Unit::Sheet => self.make_sheet(context, files, number, file),
            Unit::Lines(chunk) => {
                for (line, text) in lines(&chunk) {
                    self.make_line(context, files, number, file, line, text);
                }
            }
            Unit::Unreadable(error) => {
                let message = format!("this file cannot be read: {error}");
                self.problems.error(file, 0..0, message);
            }
        }
    }

    fn make_sheet(&mut self, context: &Context<'_>, files: &[&str], number: u32, file: &str) {
        let text = context.folder.text(file).unwrap_or_default();
        let lines = LineStarts::of(text);
        let others = std::mem::take(&mut self.problems);
        let tree = Tree::parse_toml(file, text, &mut self.problems);
        report_fault(context.folder, file, &mut self.problems);
        for item in items::of_sheet(tree.root, file, &mut self.problems) {
            let (line, column) = lines.place(text, item.key_span().start);
            let place = Place {
                file: number,
                line,
                column,
            };
            self.item(context, files, item, file.into(), place);
        }
        let found = std::mem::replace(&mut self.problems, others);
        self.problems
            .take(found, |problem| context.is_own_problem(problem));
    }

    fn make_line(
        &mut self,
        context: &Context<'_>,
        files: &[&str],
        number: u32,
        file: &str,
        line: usize,
        text: Result<&str, (String, usize)>,
    ) {
        let text = match text {
            Ok(text) => text,
            Err((text, offset)) => {
                let at = At {
                    file,
                    line: Some((line, &text)),
                };
                let message = format!("this is not UTF-8: byte {offset} of the line");
                let problem = self.problems.error(at, offset..offset + 1, message);
                problem.is_syntax = true;
                problem.hints.push("save the file as UTF-8".into());
                return;
            }
        };
        // The first pass has read the sources.
        if text.trim_start().starts_with(SOURCE_LINE)
            && json::peek(text).is_some_and(|peek| peek.kind == SOURCE)
        {
            return;
        }
        let at = At {
            file,
            line: Some((line, text)),
        };
        if self.line_at_once(context, number, at, line, text) {
            return;
        }
        // There is something to say: the line is read again, with places.
        let Some(item) = items::of_line(file, line, text, &mut self.problems) else {
            return;
        };
        let place = Place {
            file: number,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: column(text, item.key_span().start),
        };
        self.item(context, files, item, at, place);
    }

    /// Takes a line that holds a fact without fault; tells whether it is one.
    fn line_at_once(
        &mut self,
        context: &Context<'_>,
        number: u32,
        at: At<'_>,
        line: usize,
        text: &str,
    ) -> bool {
        if context.applied.redirects() {
            return false;
        }
        let is_own = |entry: &Entry| {
            let place = entry.place.map(|place| (place.file, place.line as usize));
            place == Some((number, line)) && !entry.is_retracted
        };
        let is_taken = |key: &str| {
            context.keys.owner(key).is_some_and(is_own) && !context.corrected.contains_key(key)
        };
        let Some(found) = context.fact_of_line(text, at, is_taken) else {
            return false;
        };
        if let Some(whole) = found.whole {
            let said = Said {
                file: at.file.to_owned(),
                line: Some(line),
                span: Span::default(),
            };
            let whole = Whole {
                whole,
                said: Some(said),
            };
            self.found.wholes.insert(found.key.clone(), whole);
        }
        let origin = Origin {
            file: at.file,
            digest: items::line_digest(text),
            is_line: true,
        };
        self.sink.fact(&FactKey::new(found.key), found.fact, origin);
        true
    }

    fn item(
        &mut self,
        context: &Context<'_>,
        files: &[&str],
        mut item: Item,
        at: At<'_>,
        place: Place,
    ) {
        let digest = item.digest;
        match item.kind {
            SOURCE => return,
            SKIP => {
                let skips = self.skips.entry(at.file.to_owned()).or_default();
                *skips = skips.wrapping_add(digest);
                self.found
                    .skips
                    .extend(context.skip(&item, at, &mut self.problems));
                return;
            }
            _ => {}
        }
        let own_key = context.own_key(&item, at, place, &mut self.problems, |file| {
            context.folder.display_path(files[file as usize])
        });
        if let OwnKey::Retracted = own_key {
            return;
        }
        if let OwnKey::Own(key) = &own_key {
            if let Some(corrected) = context.corrected.get(key.as_str()) {
                item = corrected.clone();
            }
            context.applied.redirect(&mut item.node);
            self.found.wholes.extend(whole_of(&item, at));
        }
        let fact = context.fact(&item, at, &mut self.problems);
        match (own_key, fact) {
            (OwnKey::Own(key), Some(fact)) => {
                let origin = Origin {
                    file: at.file,
                    digest,
                    is_line: at.line.is_some(),
                };
                self.sink.fact(&key, fact, origin);
            }
            (OwnKey::Own(key), None) => self.found.lost = Some(key.to_string()),
            _ => {}
        }
    }
}

/// How a line begins that describes a source.
const SOURCE_LINE: &str = "{\"source\"";

/// Whether the key of an item is its own.
enum OwnKey {
    /// It is.
    Own(FactKey),
    /// The ledger has retracted the fact.
    Retracted,
    /// It is not a key, or that of another fact; which is reported.
    Wrong,
}

impl Context<'_> {
    /// Checks the key of a fact; one that is wrong is reported.
    fn own_key(
        &self,
        item: &Item,
        at: At<'_>,
        place: Place,
        problems: &mut Problems,
        path: impl Fn(u32) -> String,
    ) -> OwnKey {
        let kind = item.kind;
        let Some(field) = item.node.get("key") else {
            if !self.is_broken(at) {
                let message = format!("this {kind} has no `key`");
                problems.error(at, item.header.clone(), message);
            }
            return OwnKey::Wrong;
        };
        // A key that is no text is reported with the other fields.
        let Some(key) = item.key() else {
            return OwnKey::Wrong;
        };
        if let Some(fault) = key_fault(key) {
            let problem =
                problems.error(at, field.span.clone(), format!("the key `{key}` {fault}"));
            let hint = "a key looks like `armenia-requests-aid-2022-09`";
            problem.hints.push(hint.into());
            return OwnKey::Wrong;
        }
        let Some(owner) = self.keys.owner(key) else {
            return OwnKey::Wrong;
        };
        if owner.place == Some(place) {
            return match owner.is_retracted {
                true => OwnKey::Retracted,
                false => OwnKey::Own(FactKey::new(key)),
            };
        }
        let hint = match (self.applied.retracted_by.get(key), owner.place) {
            (Some(id), _) => format!("`{id}` retracted the fact that has it: a key is for ever"),
            (None, Some(first)) => {
                let path = path(first.file);
                let kind = owner.kind();
                format!(
                    "the other {kind} stands at {path}:{}:{}",
                    first.line, first.column
                )
            }
            (None, None) => format!("another {} has it", owner.kind()),
        };
        let message = format!("the key `{key}` is used twice");
        let problem = problems.error(at, field.span.clone(), message);
        problem.hints.push(hint);
        OwnKey::Wrong
    }

    /// Reads a sentence that is skipped; `None` where something is wrong, which is reported.
    pub fn skip(&self, item: &Item, at: At<'_>, problems: &mut Problems) -> Option<Skip> {
        let raw: RawSkip = item.node.read(at, problems);
        let mut scope = self.scope(at, item.header.clone(), "skip".into(), problems);
        let reason = scope.required(&raw.reason, "reason");
        let place = scope.required(&raw.at, "at");
        let place = raw
            .at
            .given()
            .and_then(|(span, _)| scope.locate(span, place.as_deref()?));
        let (source, locator) = place?;
        Some(Skip {
            source,
            locator,
            reason: reason?,
            file: at.file.to_owned(),
            // What stands on the line is read again if there is something to say.
            line: at.line.map(|(number, _)| Line {
                number,
                text: String::new(),
            }),
            span: item.header.clone(),
        })
    }
}

/// Returns the column of an offset in a line, from 1, in characters.
fn column(line: &str, at: usize) -> u32 {
    let before = line.get(..at).unwrap_or(line);
    u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX)
}

/// Where the lines of a text start, in bytes.
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn of(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        Self(std::iter::once(0).chain(ends).collect())
    }

    /// Returns the line and column of an offset, both from 1, the column in characters.
    fn place(&self, text: &str, at: usize) -> (u32, u32) {
        let line = self.0.partition_point(|start| *start <= at);
        let start = self.0[line - 1];
        let column = column(&text[start..], at - start);
        (u32::try_from(line).unwrap_or(u32::MAX), column)
    }
}
