//! Keys: derived from numbers, so that a thing refers to another without anything being remembered.

use crate::corpus::Corpus;
use crate::dates::{Date, date};
use crate::faults::Fault;
use crate::random::{Random, Stream};
use crate::text::title_case;
use crate::words::{BODIES, EVENT_TYPES, EventType, FAMILY, GIVEN, LANDS, OUTLETS, TOWNS};

/// The longest key of a fact that the corpus makes.
const KEY_LENGTH: usize = 45;

/// What an event's key is made of.
pub struct EventName {
    pub key: String,
    pub event_type: EventType,
    pub title: String,
    pub date: Date,
}

impl Corpus {
    /// Derives an actor's key from its number; the stream goes on where the key ends.
    pub(crate) fn actor_name(&self, index: usize) -> (String, Random) {
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

    /// Derives an actor's key from its number.
    pub(crate) fn actor_key(&self, index: usize) -> String {
        self.actor_name(index).0
    }

    /// Derives a place's key from its number; the stream goes on where the key ends.
    pub(crate) fn place_key(&self, index: usize) -> (String, Random) {
        let mut random = self.random(Stream::Place, index);
        let (town, land) = (random.pick(&TOWNS).0, random.pick(&LANDS).0);
        (key(&format!("{town}-crossing-{land}"), 'p', index), random)
    }

    /// Derives an event's key and title from its number; the stream goes on where the key ends.
    pub(crate) fn event_name(&self, index: usize) -> (EventName, Random) {
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
    pub(crate) fn event_to_refer_to(&self, index: usize) -> String {
        self.event_name(self.number_to_refer_to(index)).0.key
    }

    /// Returns the number of that event.
    pub(crate) fn number_to_refer_to(&self, index: usize) -> usize {
        let lost = |index: &usize| self.faults.at(*index).is_some_and(Fault::loses_key);
        let index = (0..=index).rev().find(|index| !lost(index));
        index.expect("the first event keeps its key")
    }

    /// Derives a source's key from its number.
    pub(crate) fn source_key(&self, index: usize) -> String {
        let mut random = self.random(Stream::Source, index);
        let (family, outlet) = (random.pick(&FAMILY).0, random.pick(&OUTLETS));
        key(&format!("{family}-{outlet}"), 's', index)
    }
}

/// Returns a key: some words, then a letter and a number that no other thing has; 20 to 45
/// characters long.
pub fn key(base: &str, kind: char, index: usize) -> String {
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
