//! Facts, checked: what a fact sheet says once nothing is wrong with it.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::Locator;
use super::correction::{Correction, Retraction};
use super::date::Edtf;
use super::key::{ActorKey, DatasetKey, EventKey, FactKey, InstrumentKey, PlaceKey, SourceKey};
use super::vocabulary::Vocabulary;

/// A dataset without fault: every reference resolves, every code is known, every citation holds.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// What describes it, and its ledger.
    pub head: Head,
    /// The articles, by key.
    pub sources: BTreeMap<SourceKey, Source>,
    /// The facts, by key.
    pub facts: BTreeMap<FactKey, Fact>,
    /// The sentences that were read and hold no fact.
    pub skips: BTreeMap<(SourceKey, Locator), String>,
}

/// A dataset but for its sources and facts, which may be too many to be held.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its key: the name of its folder and of the exported SQLite file.
    pub key: DatasetKey,
    /// What it is called.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Its version, as its maintainers number it.
    pub version: String,
    /// The licence's SPDX identifier.
    pub license: String,
    /// Where the licence stands.
    pub license_url: Option<String>,
    /// Who keeps it.
    pub maintainers: Vec<String>,
    /// The shipped vocabulary and the dataset's own codes.
    pub vocabulary: Vocabulary,
    /// The entries of the ledger, applied already, in order.
    pub corrections: Vec<Correction>,
    /// The facts that the ledger took back.
    pub retractions: BTreeMap<FactKey, Retraction>,
}

/// An article as published.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its headline.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// How a footnote names it, such as `Culp 2023`.
    pub cite_as: String,
    /// Who published it.
    pub publisher: String,
    /// The day of publication.
    pub published_on: NaiveDate,
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Who holds the rights in the text.
    pub rights: Option<String>,
    /// The SHA-256 of the raw scrape, as 64 hexadecimal digits.
    pub sha256: String,
    /// Its sentences, by place.
    pub passages: BTreeMap<Locator, Passage>,
}

/// One sentence of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What tells whether the sentence is still the same: see [`crate::article::fingerprint`].
    pub fingerprint: String,
    /// Its length in Unicode code points.
    pub characters: u32,
    /// Its length in words.
    pub words: u32,
    /// Its text, where the article is at hand.
    pub text: Option<String>,
}

/// One row about the world.
#[derive(Debug, Clone)]
pub struct Fact {
    /// How sure the source is: a code of `certainties`.
    pub certainty: String,
    /// Who says so; `None` where the author does in their own voice.
    pub said_by: Option<ActorKey>,
    /// The coder's remark.
    pub note: Option<String>,
    /// What a person has yet to look at, such as a sentence that its publisher has edited.
    pub needs_review: Option<String>,
    /// What it says.
    pub body: Body,
    /// The sentences that it rests on.
    pub citations: Vec<Citation>,
}

/// The kinds of facts.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Body {
    Actor(Actor),
    Office(Office),
    Membership(Membership),
    Place(Place),
    Instrument(Instrument),
    Event(Event),
    Position(Position),
    Claim(Claim),
}

impl Body {
    /// Returns the code that the table `fact_kinds` uses.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Actor(_) => "actor",
            Self::Office(_) => "office",
            Self::Membership(_) => "membership",
            Self::Place(_) => "place",
            Self::Instrument(_) => "instrument",
            Self::Event(_) => "event",
            Self::Position(_) => "position",
            Self::Claim(_) => "claim",
        }
    }
}

/// Somebody who acts.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Actor {
    pub name: String,
    pub kind: String,
    pub parent: Option<ActorKey>,
    pub names: Vec<ActorName>,
    pub identifiers: Vec<Identifier>,
}

/// Another name of an actor.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct ActorName {
    pub name: String,
    pub kind: String,
}

/// What a list of actors elsewhere calls an actor.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Identifier {
    pub scheme: String,
    pub identifier: String,
}

/// A date with the wording it stands for and where it comes from.
#[derive(Debug, Clone)]
pub struct FactDate {
    /// The date.
    pub edtf: Edtf,
    /// The article's wording.
    pub text: Option<String>,
    /// Where the date comes from: a code of `date_bases`.
    pub basis: String,
}

/// A person's holding of an office.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Office {
    pub holder: ActorKey,
    pub title: String,
    pub body: ActorKey,
    pub date: Option<FactDate>,
}

/// An actor's standing towards an organization.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Membership {
    pub member: ActorKey,
    pub organization: ActorKey,
    pub status: String,
    pub date: Option<FactDate>,
}

/// A country, region, city or site.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Place {
    pub name: String,
    pub kind: String,
    /// The state in whose internationally recognised territory it lies; `None` where in several.
    pub country: Option<ActorKey>,
}

/// A treaty, provision, bill and the like.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Instrument {
    pub name: String,
    pub kind: String,
    pub part_of: Option<InstrumentKey>,
}

/// Something that happened or pointedly did not.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Event {
    pub event_type: String,
    pub mode: Option<String>,
    pub title: String,
    pub status: String,
    pub date: Option<FactDate>,
    pub part_of: Option<EventKey>,
    pub actors: Vec<EventActor>,
    pub places: Vec<EventPlace>,
    pub instruments: Vec<EventInstrument>,
    pub links: Vec<EventLink>,
}

/// A participant of an event.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct EventActor {
    pub actor: ActorKey,
    pub role: String,
    pub detail: Option<String>,
}

/// A place of an event.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct EventPlace {
    pub place: PlaceKey,
    pub role: String,
}

/// An instrument of an event.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct EventInstrument {
    pub instrument: InstrumentKey,
    pub role: String,
}

/// How an event bears on another.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct EventLink {
    pub relation: String,
    pub event: EventKey,
}

/// Where an actor stands towards a fact.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Position {
    pub actor: ActorKey,
    pub subject: FactKey,
    pub stance: String,
    pub rationale: Option<String>,
    pub date: Option<FactDate>,
}

/// What somebody thinks or foresees.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Claim {
    /// Who holds it; `None` for the source's author.
    pub holder: Option<ActorKey>,
    pub subject: FactKey,
    pub statement: String,
    pub modality: String,
    pub date: Option<FactDate>,
}

/// The sentence that a fact, or one field of it, rests on.
#[derive(Debug, Clone)]
pub struct Citation {
    /// The field that it backs; `None` for the whole fact.
    pub field: Option<String>,
    /// The article.
    pub source: SourceKey,
    /// The sentence.
    pub locator: Locator,
    /// The words that carry it.
    pub quote: Option<Quote>,
    /// A code of `citation_stances`.
    pub stance: String,
    /// What a disputing sentence says instead.
    pub reported_value: Option<String>,
}

/// A fragment of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its words as the coder wrote them.
    pub text: String,
    /// Its place in the sentence, in Unicode code points, half-open.
    pub span: Range<u32>,
}
