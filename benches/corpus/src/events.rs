//! What a source reports: events, positions on them, a claim.

use crate::corpus::{Corpus, EVENTS_PER_SOURCE, Line, line};
use crate::dates::{Date, date};
use crate::keys::key;
use crate::page::{Page, Wish};
use crate::random::{Random, Stream};
use crate::record::Record;
use crate::text::{distinct, title, words};
use crate::words::{
    INSTRUMENT_ROLES, INSTRUMENTS, MODALITIES, PLACE_ROLES, RELATIONS, ROLES, STANCES, TOWNS,
};

/// How far back an event refers to another.
const MEMORY: usize = 4000;

/// How many events are looked at for one whose date will do.
const TRIES: usize = 40;

/// How likely an event is dated.
const IS_DATED: f64 = 0.97;

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

impl Corpus {
    /// Makes an event of a source.
    pub(crate) fn event(&self, index: usize, page: &mut Page) -> Line {
        let (name, mut random) = self.event_name(index);
        let random = &mut random;
        let (code, _, modes) = name.event_type;
        let is_dated = random.chance(IS_DATED);
        let date = name.date;
        let wording = date
            .wording
            .clone()
            .filter(|_| is_dated && random.chance(0.2));
        let basis = match (&wording, random.below(20)) {
            (Some(_), 0..10) => Some("year_from_context"),
            (None, 0) if is_dated => Some("outside_source"),
            _ => None,
        };
        let own = is_dated.then_some(&date);
        let whole = random
            .chance(0.15)
            .then(|| self.whole(index, own, random))
            .flatten();
        let links = self.links(index, own, random);
        let instruments = instruments(code, random);
        let mode = (!modes.is_empty() && random.chance(0.7)).then(|| random.pick(modes));
        let title = title(random, name.title);
        let status = random.pick(&STATUSES);
        let mut record = Record::default()
            .with("key", name.key.as_str())
            .with("type", code)
            .with_some("mode", mode)
            .with("title", title)
            .with("status", status)
            .with_some("date", own.map(|date| date.edtf.as_str()))
            .with_some("date_text", wording.as_deref())
            .with_some("date_basis", basis)
            .with_some("part_of", whole)
            .with("actors", self.participants(random))
            .with("places", self.event_places(random))
            .with("instruments", instruments)
            .with("links", links);
        record = self.with_common(record, random);
        let fields = [
            "date", "actors", "title", "places", "status", "mode", "links", "type",
        ];
        let wish = Wish {
            fields: &fields,
            count: 2,
            wording: wording.as_deref(),
        };
        let cites = page.cites(random, &record, &wish);
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

    /// Returns an event that another can be part of.
    fn whole(&self, index: usize, own: Option<&Date>, random: &mut Random) -> Option<String> {
        self.earlier_event(index, random, |other| {
            own.is_none_or(|own| other.is_some_and(|other| other.covers(own)))
        })
    }

    /// Links one event in five to one that was there before.
    fn links(&self, index: usize, own: Option<&Date>, random: &mut Random) -> Vec<Record> {
        if !random.chance(0.2) {
            return Vec::new();
        }
        let relation = random.pick(&RELATIONS);
        let other = self.earlier_event(index, random, |other| {
            let begins_later = own
                .zip(other)
                .is_some_and(|(own, other)| other.begins_after(own));
            !begins_later
        });
        let link = |event: String| {
            Record::default()
                .with("relation", relation)
                .with("event", event)
        };
        other.map(link).into_iter().collect()
    }

    /// Returns the key of an event with a smaller number whose date will do; `None` where none is
    /// found.
    fn earlier_event(
        &self,
        index: usize,
        random: &mut Random,
        will_do: impl Fn(Option<&Date>) -> bool,
    ) -> Option<String> {
        if index == 0 {
            return None;
        }
        (0..TRIES).find_map(|_| {
            let back = random.between(1, index.min(MEMORY));
            let number = self.number_to_refer_to(index - back);
            let (name, mut random) = self.event_name(number);
            let date = random.chance(IS_DATED).then_some(name.date);
            will_do(date.as_ref()).then_some(name.key)
        })
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

    /// Makes a position on an event.
    pub(crate) fn position(&self, event: usize, page: &mut Page) -> Line {
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
        let cites = page.cites(
            random,
            &record,
            &Wish {
                fields: &["stance", "rationale", "date"],
                count: 1,
                wording: None,
            },
        );
        line("position", record.with("cites", cites))
    }

    /// Makes the claim of a source.
    pub(crate) fn claim(&self, source: usize, page: &mut Page) -> Line {
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
        let cites = page.cites(
            random,
            &record,
            &Wish {
                fields: &["statement", "modality"],
                count: 1,
                wording: None,
            },
        );
        line("claim", record.with("cites", cites))
    }
}

/// Names an instrument for some of the events that can rest on one.
fn instruments(event_type: &str, random: &mut Random) -> Vec<Record> {
    if !["REQUEST", "AGREE", "PROPOSE"].contains(&event_type) || !random.chance(0.3) {
        return Vec::new();
    }
    let instrument = Record::default()
        .with("instrument", random.pick(&INSTRUMENTS).0)
        .with("role", random.pick(&INSTRUMENT_ROLES));
    vec![instrument]
}
