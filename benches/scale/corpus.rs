//! A made-up corpus of any size: the same numbers give the same facts, and every fact keeps the
//! program's rules.
//!
//! Per event there are 3 participants, 1.2 places, 2 citations, 0.2 links and 0.2 positions; a
//! source of 50 sentences for 20 events, an actor for 50, a place for 100. Nothing is remembered:
//! whatever refers to another thing tells its key from its number, so that a corpus of any size is
//! written in the memory of one source.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::{Date, date};
use super::faults::{Fault, Faults};
use super::random::{Random, Stream};
use super::record::{Record, Value};
use super::words::{
    BODIES, EVENT_TYPES, EventType, FAMILY, FILL, GIVEN, INSTRUMENT_ROLES, INSTRUMENTS, LANDS,
    MODALITIES, OUTLETS, PLACE_KINDS, PLACE_ROLES, RELATIONS, ROLES, STANCES, TOWNS,
};

/// How many events one source tells of.
pub const EVENTS_PER_SOURCE: usize = 20;
/// How many sentences a source has.
const SENTENCES: usize = 50;
/// How many sentences at a source's start are cited by facts that all sources share.
const SHARED_SENTENCES: usize = 5;
/// How far back an event refers to another.
const MEMORY: usize = 4000;
/// The longest key of a fact that the corpus makes.
const KEY_LENGTH: usize = 45;

/// What a corpus is made of.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// How many events it has: a multiple of those that a source tells of.
    pub events: usize,
    /// Where its numbers start from.
    pub seed: u64,
    /// What is wrong in it on purpose.
    pub faults: Faults,
}

/// One line of a corpus: a fact, a source or a sentence without fact.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is, as a sheet names it.
    pub kind: &'static str,
    /// Its fields.
    pub record: Record,
    /// What is wrong with it on purpose.
    pub fault: Option<Fault>,
}

/// An article with all that was coded from it.
pub struct Coded {
    /// Its key.
    pub key: String,
    /// The line of the source itself.
    pub source: Line,
    /// Its facts and its sentences without fact.
    pub facts: Vec<Line>,
}

/// One sentence of a source.
struct Sentence {
    /// Its place, with its source: `source#p1.s1`.
    at: String,
    characters: usize,
    fingerprint: String,
}

/// What an event's key is made of.
struct EventName {
    key: String,
    event_type: EventType,
    title: String,
    date: Date,
}

/// The quotes of one source: sentence and folded words, with the place of the first character.
type Quotes = BTreeMap<(usize, String), usize>;

/// One source while its facts are made.
struct Page {
    sentences: Vec<Sentence>,
    quotes: Quotes,
    cited: BTreeSet<usize>,
}

fn line(kind: &'static str, record: Record) -> Line {
    Line {
        kind,
        record,
        fault: None,
    }
}

impl Corpus {
    /// Returns how many sources it has.
    pub fn sources(&self) -> usize {
        self.events / EVENTS_PER_SOURCE
    }

    fn actors(&self) -> usize {
        (self.events / 50).max(8)
    }

    fn places(&self) -> usize {
        (self.events / 100).max(8)
    }

    fn random(&self, stream: Stream, index: usize) -> Random {
        Random::of(self.seed, stream, index)
    }

    /// Returns the facts that all sources share: states, an alliance and its members, actors,
    /// places, instruments.
    pub fn shared(&self) -> impl Iterator<Item = Line> + '_ {
        let states = LANDS
            .iter()
            .enumerate()
            .flat_map(|(at, land)| self.state(at, land));
        let alliance = Record::default()
            .with("key", "collective-security-alliance")
            .with("name", "Collective Security Alliance")
            .with("kind", "organization")
            .with("cites", self.shared_cite(LANDS.len()));
        let instruments = INSTRUMENTS
            .iter()
            .enumerate()
            .map(|(at, (key, name, kind))| {
                let whole = (*kind == "provision").then_some(INSTRUMENTS[0].0);
                let record = Record::default()
                    .with("key", *key)
                    .with("name", *name)
                    .with("kind", *kind)
                    .with_some("part_of", whole)
                    .with("cites", self.shared_cite(at));
                line("instrument", record)
            });
        std::iter::once(line("actor", alliance))
            .chain(states)
            .chain(instruments)
            .chain((0..self.actors()).flat_map(|index| self.actor(index)))
            .chain((0..self.places()).map(|index| self.place(index)))
    }

    /// Returns a citation of one of the first sentences of some source.
    fn shared_cite(&self, index: usize) -> Vec<Value> {
        let source = index % self.sources();
        let sentence = (index / self.sources()) % SHARED_SENTENCES;
        vec![Value::from(self.sentences(source).swap_remove(sentence).at)]
    }

    fn state(&self, at: usize, (key, name, alpha3): &(&str, &str, &str)) -> [Line; 2] {
        let identifier = Record::default()
            .with("scheme", "iso3166_alpha3")
            .with("identifier", *alpha3);
        let short = Record::default()
            .with("name", *alpha3)
            .with("kind", "acronym");
        let state = Record::default()
            .with("key", *key)
            .with("name", *name)
            .with("kind", "state")
            .with("names", vec![short])
            .with("identifiers", vec![identifier])
            .with("cites", self.shared_cite(at));
        let status = ["member", "member", "observer", "non_member"][at % 4];
        let membership = Record::default()
            .with("key", format!("{key}-in-collective-security-alliance"))
            .with("member", *key)
            .with("organization", "collective-security-alliance")
            .with("status", status)
            .with("date", format!("{}/..", 1992 + at))
            .with("cites", self.shared_cite(at + 7));
        [line("actor", state), line("membership", membership)]
    }

    /// Tells an actor's key from its number; the stream goes on where the key ends.
    fn actor_name(&self, index: usize) -> (String, Random) {
        let mut random = self.random(Stream::Actor, index);
        let base = if index.is_multiple_of(2) {
            let (given, family) = (random.pick(&GIVEN).0, random.pick(&FAMILY).0);
            format!("{given}-{family}-{}", random.pick(&TOWNS).0)
        } else {
            let (body, land) = (random.pick(&BODIES).0, random.pick(&LANDS).0);
            format!("{body}-{land}-{}", random.pick(&TOWNS).0)
        };
        (key(&base, 'a', index), random)
    }

    fn actor_key(&self, index: usize) -> String {
        self.actor_name(index).0
    }

    /// Returns an actor and, for one person in a hundred, an office.
    fn actor(&self, index: usize) -> Vec<Line> {
        let (key, mut random) = self.actor_name(index);
        // The key is told again from the start, so that name and key belong together.
        let mut same = self.random(Stream::Actor, index);
        let acronym: String = key
            .split('-')
            .filter_map(|part| part.chars().next())
            .collect();
        let (name, other, kind) = if index.is_multiple_of(2) {
            let (given, family) = (same.pick(&GIVEN), same.pick(&FAMILY));
            let latin = format!("{} {}", title_case(given.0), title_case(family.0));
            (format!("{} {}", given.1, family.1), latin, "person")
        } else {
            let (body, land, town) = (same.pick(&BODIES), same.pick(&LANDS), same.pick(&TOWNS));
            let long = format!("{} {} ({})", land.1, body.1, town.1);
            let name = format!(
                "{} of {}, {}",
                body.1,
                title_case(land.0),
                title_case(town.0)
            );
            (name, long, body.2)
        };
        let parent =
            (index > 20 && random.chance(0.4)).then(|| self.actor_key(random.below(index)));
        let names = [(other, "long"), (format!("{acronym}{index}"), "acronym")];
        let names = names
            .map(|(name, kind)| Record::default().with("name", name).with("kind", kind))
            .to_vec();
        let record = Record::default()
            .with("key", key.as_str())
            .with("name", name)
            .with("kind", kind)
            .with_some("parent", parent)
            .with("names", names)
            .with("cites", self.shared_cite(index));
        let mut lines = vec![line("actor", record)];
        if kind == "person" && index.is_multiple_of(100) {
            let office = Record::default()
                .with("key", format!("{}-office", key))
                .with("holder", key)
                .with("title", "Envoy for water and borders")
                .with("body", random.pick(&LANDS).0)
                .with("date", "2019-03~/..")
                .with("cites", self.shared_cite(index));
            lines.push(line("office", office));
        }
        lines
    }

    fn place_key(&self, index: usize) -> (String, Random) {
        let mut random = self.random(Stream::Place, index);
        let (town, land) = (random.pick(&TOWNS).0, random.pick(&LANDS).0);
        (key(&format!("{town}-crossing-{land}"), 'p', index), random)
    }

    fn place(&self, index: usize) -> Line {
        let (key, mut random) = self.place_key(index);
        let mut same = self.random(Stream::Place, index);
        let (town, land) = (same.pick(&TOWNS), same.pick(&LANDS));
        let record = Record::default()
            .with("key", key)
            .with("name", format!("{} ({}), no. {index}", town.1, land.1))
            .with("kind", random.pick(&PLACE_KINDS))
            .with("country", land.0)
            .with("cites", self.shared_cite(index));
        line("place", record)
    }

    /// Tells an event's key from its number; the stream goes on where the key ends.
    fn event_name(&self, index: usize) -> (EventName, Random) {
        let mut random = self.random(Stream::Event, index);
        let event_type = random.pick(&EVENT_TYPES);
        let (land, other) = (random.pick(&LANDS).0, random.pick(&LANDS).0);
        let (verb, town) = (random.pick(event_type.1), random.pick(&TOWNS).0);
        let date = date(&mut random);
        let base = format!("{land}-{verb}-{other}-{town}");
        let (land, other, town) = (title_case(land), title_case(other), title_case(town));
        let name = EventName {
            key: key(&base, 'e', index),
            event_type,
            title: format!("{land} {} {other} over {town}", verb.replace('-', " ")),
            date,
        };
        (name, random)
    }

    /// Returns the key of an event that others can refer to: the one of this number, or the one
    /// before where a fault takes this one's key away.
    fn event_to_refer_to(&self, index: usize) -> String {
        let lost = |index: &usize| self.faults.at(*index).is_some_and(Fault::loses_key);
        let index = (0..=index).rev().find(|index| !lost(index));
        self.event_name(index.expect("the first event keeps its key"))
            .0
            .key
    }

    fn source_key(&self, index: usize) -> String {
        let mut random = self.random(Stream::Source, index);
        let (family, outlet) = (random.pick(&FAMILY).0, random.pick(&OUTLETS));
        key(&format!("{family}-{outlet}"), 's', index)
    }

    fn sentences(&self, source: usize) -> Vec<Sentence> {
        let key = self.source_key(source);
        let mut random = self.random(Stream::Sentences, source);
        let (mut paragraph, mut sentence) = (1, 0);
        let mut all = Vec::with_capacity(SENTENCES);
        for _ in 0..SENTENCES {
            sentence += 1;
            if sentence > 1 && random.chance(0.3) {
                (paragraph, sentence) = (paragraph + 1, 1);
            }
            all.push(Sentence {
                at: format!("{key}#p{paragraph}.s{sentence}"),
                characters: random.between(60, 239),
                fingerprint: random.hex(16),
            });
        }
        all
    }

    /// Makes a source with all that is coded from it.
    pub fn source(&self, index: usize) -> Coded {
        let first = index * EVENTS_PER_SOURCE;
        let key = self.source_key(index);
        let mut page = Page {
            sentences: self.sentences(index),
            quotes: Quotes::new(),
            cited: BTreeSet::new(),
        };
        let mut facts = Vec::new();
        for event in first..first + EVENTS_PER_SOURCE {
            facts.push(self.event(event, &mut page));
            if event % 5 == 4 {
                facts.push(self.position(event, &mut page));
            }
        }
        facts.push(self.claim(index, &mut page));
        facts.extend(self.skips(index, &page));
        Coded {
            source: self.source_line(index, &key, &page),
            key,
            facts,
        }
    }

    fn source_line(&self, index: usize, key: &str, page: &Page) -> Line {
        let place = |at: &str| at.split_once('#').expect("source and place").1.to_owned();
        let passages = page.sentences.iter().map(|sentence| {
            Record::default()
                .with("at", place(&sentence.at))
                .with("fingerprint", sentence.fingerprint.as_str())
                .with("characters", sentence.characters)
                .with("words", sentence.characters / 6)
        });
        let quotes = page.quotes.iter().map(|((sentence, quote), start)| {
            Record::default()
                .with("at", place(&page.sentences[*sentence].at))
                .with("quote", quote.as_str())
                .with("start", *start)
                .with("end", start + quote.chars().count())
        });
        let mut random = self.random(Stream::Source, index);
        let (family, outlet) = (random.pick(&FAMILY), random.pick(&OUTLETS));
        let given = random.pick(&GIVEN);
        let (year, month, day) = (
            random.between(1996, 2024),
            random.between(1, 12),
            random.between(1, 28),
        );
        let start = format!(
            "{} on {}",
            title_case(family.0),
            title_case(random.pick(&TOWNS).0)
        );
        let record = Record::default()
            .with("key", key)
            .with("title", title(&mut random, start))
            .with("author", format!("{} {}", given.1, family.1))
            .with("publisher", title_case(outlet))
            .with("published_on", format!("{year}-{month:02}-{day:02}"))
            .with("language", random.pick(&["en", "ru", "hy", "ky"]))
            .with("url", format!("https://{outlet}.example/{year}/{key}"))
            .with("rights", format!("© {year} {}", title_case(outlet)))
            .with("sha256", random.hex(64))
            .with("segmenter", "made up 1")
            .with("passages", passages.collect::<Vec<_>>())
            .with("quotes", quotes.collect::<Vec<_>>());
        line("source", record)
    }

    fn event(&self, index: usize, page: &mut Page) -> Line {
        let (name, mut random) = self.event_name(index);
        let random = &mut random;
        let (code, _, modes) = name.event_type;
        let is_dated = random.chance(0.97);
        let wording = name.date.wording.filter(|_| is_dated && random.chance(0.2));
        let basis = match (&wording, random.below(20)) {
            (Some(_), 0..10) => Some("year_from_context"),
            (None, 0) if is_dated => Some("outside_source"),
            _ => None,
        };
        let whole = (index > 0 && random.chance(0.15)).then(|| self.earlier_event(index, random));
        let link = (index > 0 && random.chance(0.2)).then(|| {
            Record::default()
                .with("relation", random.pick(&RELATIONS))
                .with("event", self.earlier_event(index, random))
        });
        let has_instrument = ["REQUEST", "AGREE", "PROPOSE"].contains(&code) && random.chance(0.3);
        let instrument = has_instrument.then(|| {
            Record::default()
                .with("instrument", random.pick(&INSTRUMENTS).0)
                .with("role", random.pick(&INSTRUMENT_ROLES))
        });
        let mode = (!modes.is_empty() && random.chance(0.7)).then(|| random.pick(modes));
        let title = title(random, name.title);
        let status = random.pick(&STATUSES);
        let mut record = Record::default()
            .with("key", name.key.as_str())
            .with("type", code)
            .with_some("mode", mode)
            .with("title", title)
            .with("status", status)
            .with_some("date", is_dated.then_some(name.date.edtf))
            .with_some("date_text", wording.as_deref())
            .with_some("date_basis", basis)
            .with_some("part_of", whole)
            .with("actors", self.participants(random))
            .with("places", self.event_places(random))
            .with("instruments", instrument.into_iter().collect::<Vec<_>>())
            .with("links", link.into_iter().collect::<Vec<_>>());
        record = self.with_common(record, random);
        let fields = [
            "date", "actors", "title", "places", "status", "mode", "links", "type",
        ];
        let cites = page.cites(random, &record, &fields, 2, wording.as_deref());
        record = record.with("cites", cites);
        let fault = self.faults.at(index);
        if let Some(fault) = fault {
            let before = (index > 0).then(|| self.event_to_refer_to(index - 1));
            fault.apply(&mut record, before.as_deref());
        }
        Line {
            kind: "event",
            record,
            fault,
        }
    }

    /// Returns the key of an event that comes before another.
    fn earlier_event(&self, index: usize, random: &mut Random) -> String {
        let back = random.between(1, index.min(MEMORY));
        self.event_to_refer_to(index - back)
    }

    /// Adds what all kinds of facts may have.
    fn with_common(&self, record: Record, random: &mut Random) -> Record {
        let certainty = ["hedged", "inferred"];
        let certainty = random.chance(0.2).then(|| random.pick(&certainty));
        let said_by = random.chance(0.2).then(|| self.some_actor(random));
        let note = random.chance(0.1).then(|| {
            let break_ = if random.chance(0.25) { "\n" } else { "; " };
            format!("{}{break_}“{}”", words(random, 6), words(random, 3))
        });
        record
            .with_some("certainty", certainty)
            .with_some("said_by", said_by)
            .with_some("note", note)
    }

    fn some_actor(&self, random: &mut Random) -> String {
        self.actor_key(random.skewed(self.actors()))
    }

    fn participants(&self, random: &mut Random) -> Vec<Record> {
        let wish = random.pick(&[2, 3, 3, 4]);
        let numbers = distinct(wish, || random.skewed(self.actors()));
        let mut all = Vec::new();
        for (at, number) in numbers.into_iter().enumerate() {
            let detail = random.chance(0.15).then(|| words(random, 3));
            let record = Record::default()
                .with("actor", self.actor_key(number))
                .with("role", ROLES[at])
                .with_some("detail", detail);
            all.push(record);
        }
        all
    }

    fn event_places(&self, random: &mut Random) -> Vec<Record> {
        let wish = random.pick(&[1, 1, 1, 1, 2]);
        let numbers = distinct(wish, || random.skewed(self.places()));
        let place = |number| {
            Record::default()
                .with("place", self.place_key(number).0)
                .with("role", random.pick(&PLACE_ROLES))
        };
        numbers.into_iter().map(place).collect()
    }

    fn position(&self, event: usize, page: &mut Page) -> Line {
        let mut random = self.random(Stream::Position, event);
        let random = &mut random;
        let (actor, stance) = (self.some_actor(random), random.pick(&STANCES));
        let date = random.chance(0.9).then(|| date(random).edtf);
        let base = format!(
            "{}-{}",
            actor[..18].trim_end_matches('-'),
            stance.replace('_', "-")
        );
        let record = Record::default()
            .with("key", key(&base, 't', event))
            .with("actor", actor)
            .with("subject", self.event_to_refer_to(event))
            .with("stance", stance)
            .with("rationale", words(random, 8))
            .with_some("date", date);
        let record = self.with_common(record, random);
        let cites = page.cites(random, &record, &["stance", "rationale", "date"], 1, None);
        line("position", record.with("cites", cites))
    }

    fn claim(&self, source: usize, page: &mut Page) -> Line {
        let mut random = self.random(Stream::Claim, source);
        let random = &mut random;
        let statement = format!("{}:\n{}", words(random, 7), words(random, 9));
        let holder = random.chance(0.5).then(|| self.some_actor(random));
        let record = Record::default()
            .with(
                "key",
                key(
                    &format!("claim-about-{}", random.pick(&TOWNS).0),
                    'c',
                    source,
                ),
            )
            .with_some("holder", holder)
            .with(
                "subject",
                self.event_to_refer_to(source * EVENTS_PER_SOURCE),
            )
            .with("statement", statement)
            .with("modality", random.pick(&MODALITIES));
        let cites = page.cites(random, &record, &["statement", "modality"], 1, None);
        line("claim", record.with("cites", cites))
    }

    /// Returns sentences that were read and hold no fact; some others nobody has read.
    fn skips(&self, source: usize, page: &Page) -> Vec<Line> {
        let mut random = self.random(Stream::Skips, source);
        let mut all = Vec::new();
        for (at, sentence) in page.sentences.iter().enumerate().skip(SHARED_SENTENCES) {
            if !page.cited.contains(&at) && random.chance(0.2) {
                let reason = random.pick(&["transition", "general remark", "repeats, no “news”"]);
                let record = Record::default()
                    .with("at", sentence.at.as_str())
                    .with("reason", reason);
                all.push(line("skip", record));
            }
        }
        all
    }
}

const STATUSES: [&str; 20] = [
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "occurred",
    "planned",
    "cancelled",
    "refused",
    "hypothetical",
];

impl Page {
    /// Cites sentences for a fact: the whole of it, or fields that it has. The wording of a date
    /// stands in the first.
    fn cites(
        &mut self,
        random: &mut Random,
        record: &Record,
        fields: &[&'static str],
        count: usize,
        wording: Option<&str>,
    ) -> Vec<Value> {
        let given = fields.iter().copied();
        let given: Vec<_> = given.filter(|field| record.get(field).is_some()).collect();
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        while all.len() < count {
            let number = random.below(self.sentences.len());
            let is_dated = wording.is_some() && all.is_empty();
            let field = match is_dated {
                true => Some("date"),
                false => random.chance(0.6).then(|| random.pick(&given)),
            };
            if !seen.insert((number, field)) {
                continue;
            }
            self.cited.insert(number);
            if let Some(wording) = wording.filter(|_| is_dated) {
                self.quote(random, number, wording);
            }
            let quote = random.chance(0.4).then(|| self.some_quote(random, number));
            all.push(self.cite(random, number, field, quote));
        }
        all
    }

    fn cite(
        &self,
        random: &mut Random,
        number: usize,
        field: Option<&'static str>,
        quote: Option<String>,
    ) -> Value {
        let at = self.sentences[number].at.as_str();
        let is_disputed = random.chance(0.03);
        if field.is_none() && quote.is_none() && !is_disputed {
            return Value::from(at);
        }
        let reported = (is_disputed && random.chance(0.5)).then(|| words(random, 2));
        let cite = Record::default()
            .with("at", at)
            .with_some("field", field)
            .with_some("quote", quote)
            .with_some("stance", is_disputed.then_some("disputes"))
            .with_some("reported_value", reported);
        Value::from(cite)
    }

    /// Makes up a quote of two to five words that a sentence has room for.
    fn some_quote(&mut self, random: &mut Random, number: usize) -> String {
        let mut quote = String::new();
        for _ in 0..random.between(2, 5) {
            let longer = match quote.is_empty() {
                true => random.pick(&FILL).to_owned(),
                false => format!("{quote} {}", random.pick(&FILL)),
            };
            let runs = longer.split(|c: char| !c.is_alphanumeric());
            if runs.filter(|run| !run.is_empty()).count() > 8 || longer.chars().count() > 50 {
                break;
            }
            quote = longer;
        }
        self.quote(random, number, &quote);
        quote
    }

    /// Lists a quote with a place in its sentence, once.
    fn quote(&mut self, random: &mut Random, number: usize, quote: &str) {
        let folded = quote.replace('’', "'");
        let room = self.sentences[number].characters - folded.chars().count();
        let start = random.below(room + 1);
        self.quotes.entry((number, folded)).or_insert(start);
    }
}

/// Returns a key: some words, then a letter and a number that no other thing has; 20 to 45
/// characters long.
fn key(base: &str, kind: char, index: usize) -> String {
    let mut digits = Vec::new();
    let mut rest = index;
    loop {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36]);
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    let number: String = digits
        .iter()
        .rev()
        .map(|digit| char::from(*digit))
        .collect();
    let room = KEY_LENGTH - 2 - number.len();
    let base = base[..base.len().min(room)].trim_end_matches('-');
    let short = if base.len() + number.len() < 18 {
        "-in-the-news"
    } else {
        ""
    };
    format!("{base}{short}-{kind}{number}")
}

/// Returns so many different numbers.
fn distinct(wish: usize, mut draw: impl FnMut() -> usize) -> Vec<usize> {
    let mut all = Vec::new();
    while all.len() < wish {
        let number = draw();
        if !all.contains(&number) {
            all.push(number);
        }
    }
    all
}

/// Returns some words with single spaces.
fn words(random: &mut Random, count: usize) -> String {
    let all: Vec<_> = (0..count).map(|_| random.pick(&FILL)).collect();
    all.join(" ")
}

/// Returns a line of 60 to 120 characters; commas, quotes and other scripts now and then.
fn title(random: &mut Random, mut text: String) -> String {
    match random.below(20) {
        0..5 => text = format!("{text}, {},", words(random, 2)),
        5 => text = format!("{text} says \"{}\"", words(random, 3)),
        6 => text = format!("{text} says “{}”", words(random, 3)),
        7..9 => {
            text = format!(
                "{text} ({}, {})",
                random.pick(&LANDS).1,
                random.pick(&TOWNS).1
            )
        }
        _ => {}
    }
    let wish = random.between(60, 110);
    while text.chars().count() < wish {
        text = format!("{text} {}", random.pick(&FILL));
    }
    text
}

/// Returns a slug as a name: `crisis-review` is Crisis Review.
fn title_case(slug: &str) -> String {
    let words = slug.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    words.collect::<Vec<_>>().join(" ")
}
