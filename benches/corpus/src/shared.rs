//! The facts that all sources share: states, an alliance and its members, actors, places, instruments.

use crate::corpus::{Corpus, Line, line};
use crate::page::SHARED_SENTENCES;
use crate::random::Stream;
use crate::record::{Record, Value};
use crate::text::title_case;
use crate::words::{BODIES, FAMILY, GIVEN, INSTRUMENTS, LANDS, PLACE_KINDS, TOWNS};

impl Corpus {
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

    /// Returns an actor and, for one person in a hundred, an office.
    fn actor(&self, index: usize) -> Vec<Line> {
        let (key, mut random) = self.actor_name(index);
        // The stream is started again, so that the name is made of the same words as the key.
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
}
