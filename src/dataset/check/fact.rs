//! Making facts: each kind from its raw form, with the rules that its fields must keep.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::cite::Citations;
use super::context::Context;
use super::fields::Scope;
use crate::dataset::items::Item;
use crate::dataset::node::Field;
use crate::dataset::problem::{At, Problems, did_you_mean};
use crate::dataset::raw::{
    List, RawActor, RawClaim, RawEvent, RawFact, RawInstrument, RawLine, RawMembership, RawOffice,
    RawPlace, RawPosition,
};
use crate::dataset::span::Span;
use crate::model::fact::{
    Actor, ActorName, Body, Claim, Event, EventActor, EventInstrument, EventLink, EventPlace, Fact,
    Identifier, Instrument, Membership, Office, Place, Position,
};
use crate::model::key::{ActorKey, EventKey, FactKey, InstrumentKey, PlaceKey};

/// A fact that was read from a line at once.
pub struct LineFact {
    /// Its key.
    pub key: String,
    /// What it says.
    pub fact: Fact,
    /// The fact that it belongs to.
    pub whole: Option<String>,
}

impl Context<'_> {
    /// Makes the fact of an item; `None` where something is wrong with it, which is reported, or may
    /// be for lines that cannot be read. The item is one of a kind of fact.
    pub fn fact(&self, item: &Item, at: At<'_>, problems: &mut Problems) -> Option<Fact> {
        let make: fn(&Self, &Item, At<'_>, &mut Problems) -> Option<Fact> = match item.kind {
            "actor" => Self::make::<RawActor>,
            "office" => Self::make::<RawOffice>,
            "membership" => Self::make::<RawMembership>,
            "place" => Self::make::<RawPlace>,
            "instrument" => Self::make::<RawInstrument>,
            "event" => Self::make::<RawEvent>,
            "position" => Self::make::<RawPosition>,
            "claim" => Self::make::<RawClaim>,
            other => unreachable!("{other} is no kind of fact"),
        };
        make(self, item, at, problems)
    }

    /// Makes the fact of a line that is without fault, with its key and what it belongs to; `None`
    /// where there is anything to say, which asks for places, or where the fact of this key is not
    /// taken as it stands.
    pub fn fact_of_line(
        &self,
        line: &str,
        at: At<'_>,
        is_taken: impl Fn(&str) -> bool,
    ) -> Option<LineFact> {
        match serde_json::from_str(line).ok()? {
            RawLine::actor(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::office(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::membership(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::place(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::instrument(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::event(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::position(raw) => self.line_fact(&raw, at, is_taken),
            RawLine::claim(raw) => self.line_fact(&raw, at, is_taken),
        }
    }

    fn line_fact<F: MakeBody>(
        &self,
        raw: &F,
        at: At<'_>,
        is_taken: impl Fn(&str) -> bool,
    ) -> Option<LineFact> {
        let mut problems = Problems::default();
        let (_, key) = raw.key().given().filter(|(_, key)| is_taken(key))?;
        let what = String::new();
        let mut scope = self.scope(at, Span::default(), what, &mut problems);
        let fact = scope.fact(raw)?;
        problems.is_empty().then(|| LineFact {
            key: key.clone(),
            fact,
            whole: raw.whole().map(str::to_owned),
        })
    }

    fn make<F: MakeBody>(&self, item: &Item, at: At<'_>, problems: &mut Problems) -> Option<Fact> {
        let raw: F = item.node.read(at, problems);
        let what = match raw.key().given() {
            Some((_, key)) => format!("{} `{key}`", F::KIND),
            None => format!("this {}", F::KIND),
        };
        self.scope(at, item.header.clone(), what, problems)
            .fact(&raw)
    }
}

/// A raw fact that can be made into the body of a fact.
trait MakeBody: RawFact + DeserializeOwned + Default {
    /// Returns the body, or nothing where a required part is missing or wrong.
    fn body(&self, scope: &mut Scope<'_, '_>) -> Option<Body>;
}

macro_rules! make_bodies {
    ($($raw:ident: $method:ident,)*) => {$(
        impl MakeBody for $raw {
            fn body(&self, scope: &mut Scope<'_, '_>) -> Option<Body> {
                scope.$method(self)
            }
        }
    )*};
}

make_bodies! {
    RawActor: actor,
    RawOffice: office,
    RawMembership: membership,
    RawPlace: place,
    RawInstrument: instrument,
    RawEvent: event,
    RawPosition: position,
    RawClaim: claim,
}

impl Scope<'_, '_> {
    fn fact<F: MakeBody>(&mut self, raw: &F) -> Option<Fact> {
        let body = raw.body(self);
        let certainty = self.code_or(raw.certainty(), "certainty", "certainties", "stated");
        let said_by = self.optional_reference(raw.said_by(), "said_by", Some("actor"));
        let note = self.optional(raw.note(), "note");
        let needs_review = self.optional(raw.needs_review(), "needs_review");
        let citations = self.citations(raw);
        if self.is_relative {
            self.relative_date(certainty.as_deref(), &citations);
        }
        Some(Fact {
            certainty: certainty?,
            said_by: said_by.map(ActorKey::new),
            note,
            needs_review,
            body: body?,
            citations: citations.read,
        })
        .filter(|_| !self.failed)
    }

    /// Checks what a date that follows from another fact asks for: that the fact is inferred and
    /// cites both places.
    fn relative_date(&mut self, certainty: Option<&str>, citations: &Citations) {
        let places: BTreeSet<_> = citations
            .read
            .iter()
            .map(|c| (&c.source, c.locator))
            .collect();
        let fault = match certainty {
            Some(code) if code != "inferred" => "is inferred",
            _ if places.len() < 2 && citations.are_all_read => "cites both places",
            _ => return,
        };
        let what = &self.what;
        let message = format!("{what} has a date that follows from another fact, so it {fault}");
        self.error(&self.span.clone(), message)
            .hints
            .push("write certainty = \"inferred\" and cite both places".into());
    }

    fn actor(&mut self, raw: &RawActor) -> Option<Body> {
        let name = self.required(&raw.name, "name");
        let kind = self.required_code(&raw.kind, "kind", "actor_kinds");
        let parent = self.optional_reference(&raw.parent, "parent", Some("actor"));
        self.no_doubles(&raw.names, |entry| vec![&entry.name], "name");
        let names = self.parts(&raw.names, "name", |part, entry| {
            let name = part.required(&entry.name, "name");
            let kind = part.required_code(&entry.kind, "kind", "name_kinds");
            Some(ActorName {
                name: name?,
                kind: kind?,
            })
        });
        self.no_doubles(&raw.identifiers, |entry| vec![&entry.scheme], "scheme");
        let identifiers = self.parts(&raw.identifiers, "identifier", |part, entry| {
            let scheme = part.required_code(&entry.scheme, "scheme", "identifier_schemes");
            let identifier = part.required(&entry.identifier, "identifier");
            let (scheme, identifier) = (scheme?, identifier?);
            part.identifier_form(&entry.identifier, &scheme, &identifier, kind.as_deref());
            Some(Identifier { scheme, identifier })
        });
        Some(Body::Actor(Actor {
            name: name?,
            kind: kind?,
            parent: parent.map(ActorKey::new),
            names,
            identifiers,
        }))
    }

    /// Checks the form of an identifier whose list has one.
    fn identifier_form(
        &mut self,
        field: &Field<String>,
        scheme: &str,
        identifier: &str,
        actor_kind: Option<&str>,
    ) {
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_alpha3 =
            identifier.len() == 3 && identifier.bytes().all(|byte| byte.is_ascii_uppercase());
        let (holds, expected, is_of_states) = match scheme {
            "iso3166_alpha3" => (is_alpha3, "three capital letters", true),
            "cow" | "gw" => (is_digits(identifier), "a number", true),
            "wikidata" => (
                identifier.strip_prefix('Q').is_some_and(is_digits),
                "Q and a number",
                false,
            ),
            _ => return,
        };
        let Some((span, _)) = field.given() else {
            return;
        };
        if !holds {
            self.error(
                span,
                format!("`{identifier}` is not {expected}, as {scheme} has it"),
            );
        } else if is_of_states && actor_kind.is_some_and(|kind| kind != "state") {
            self.error(span, format!("{scheme} lists states only"));
        }
    }

    fn office(&mut self, raw: &RawOffice) -> Option<Body> {
        let holder = self.required_reference(&raw.holder, "holder", Some("actor"));
        let title = self.required(&raw.title, "title");
        let body = self.required_reference(&raw.body, "body", Some("actor"));
        self.must_be(
            &raw.holder,
            holder.as_deref(),
            &["person"],
            "an office is held by a person",
        );
        self.must_not_be(
            &raw.body,
            body.as_deref(),
            &["person"],
            "an office is one of a body, not of a person",
        );
        let date = self.date(&raw.date, &raw.date_text, &raw.date_basis);
        Some(Body::Office(Office {
            holder: ActorKey::new(holder?),
            title: title?,
            body: ActorKey::new(body?),
            date,
        }))
    }

    fn membership(&mut self, raw: &RawMembership) -> Option<Body> {
        let member = self.required_reference(&raw.member, "member", Some("actor"));
        let organization =
            self.required_reference(&raw.organization, "organization", Some("actor"));
        let status = self.required_code(&raw.status, "status", "membership_statuses");
        let no_members = ["state", "person"];
        self.must_not_be(
            &raw.organization,
            organization.as_deref(),
            &no_members,
            "only an organization or body has members",
        );
        self.must_not_be(
            &raw.member,
            member.as_deref(),
            &["person"],
            "a person holds an office; members are states and organizations",
        );
        let date = self.date(&raw.date, &raw.date_text, &raw.date_basis);
        Some(Body::Membership(Membership {
            member: ActorKey::new(member?),
            organization: ActorKey::new(organization?),
            status: status?,
            date,
        }))
    }

    fn place(&mut self, raw: &RawPlace) -> Option<Body> {
        let name = self.required(&raw.name, "name");
        let kind = self.required_code(&raw.kind, "kind", "place_kinds");
        let country = self.optional_reference(&raw.country, "country", Some("actor"));
        self.must_be(
            &raw.country,
            country.as_deref(),
            &["state"],
            "a place lies in a state",
        );
        Some(Body::Place(Place {
            name: name?,
            kind: kind?,
            country: country.map(ActorKey::new),
        }))
    }

    fn instrument(&mut self, raw: &RawInstrument) -> Option<Body> {
        let name = self.required(&raw.name, "name");
        let kind = self.required_code(&raw.kind, "kind", "instrument_kinds");
        let part_of = self.optional_reference(&raw.part_of, "part_of", Some("instrument"));
        Some(Body::Instrument(Instrument {
            name: name?,
            kind: kind?,
            part_of: part_of.map(InstrumentKey::new),
        }))
    }

    fn event(&mut self, raw: &RawEvent) -> Option<Body> {
        let event_type = self.required_code(&raw.r#type, "type", "event_types");
        let mode = self.optional(&raw.mode, "mode");
        self.known_mode(&raw.mode, event_type.as_deref(), mode.as_deref());
        let title = self.required(&raw.title, "title");
        let status = self.required_code(&raw.status, "status", "event_statuses");
        let date = self.date(&raw.date, &raw.date_text, &raw.date_basis);
        let part_of = self.optional_reference(&raw.part_of, "part_of", Some("event"));
        let actors = self.event_actors(raw);
        let places = self.event_places(raw);
        let instruments = self.event_instruments(raw);
        let links = self.event_links(raw);
        Some(Body::Event(Event {
            event_type: event_type?,
            mode,
            title: title?,
            status: status?,
            date,
            part_of: part_of.map(EventKey::new),
            actors,
            places,
            instruments,
            links,
        }))
    }

    fn known_mode(&mut self, field: &Field<String>, event_type: Option<&str>, mode: Option<&str>) {
        let (Some((span, _)), Some(event_type), Some(mode)) = (field.given(), event_type, mode)
        else {
            return;
        };
        let modes = self.context.vocabulary.codes("event_modes").iter();
        let modes = modes.filter(|known| known.event_type.as_deref() == Some(event_type));
        let known: Vec<&str> = modes.map(|known| known.code.as_str()).collect();
        if !known.contains(&mode) {
            let hint =
                did_you_mean(mode, known).unwrap_or_else(|| format!("{event_type} has no modes"));
            self.error(span, format!("unknown mode `{mode}` of {event_type}"))
                .hints
                .push(hint);
        }
    }

    fn event_actors(&mut self, raw: &RawEvent) -> Vec<EventActor> {
        self.no_doubles(
            &raw.actors,
            |entry| vec![&entry.actor, &entry.role],
            "actor and role",
        );
        self.parts(&raw.actors, "participant", |part, entry| {
            let actor = part.required_reference(&entry.actor, "actor", Some("actor"));
            let role = part.required_code(&entry.role, "role", "event_roles");
            let detail = part.optional(&entry.detail, "detail");
            Some(EventActor {
                actor: ActorKey::new(actor?),
                role: role?,
                detail,
            })
        })
    }

    fn event_places(&mut self, raw: &RawEvent) -> Vec<EventPlace> {
        self.no_doubles(
            &raw.places,
            |entry| vec![&entry.place, &entry.role],
            "place and role",
        );
        self.parts(&raw.places, "place", |part, entry| {
            let place = part.required_reference(&entry.place, "place", Some("place"));
            let role = part.required_code(&entry.role, "role", "place_roles");
            Some(EventPlace {
                place: PlaceKey::new(place?),
                role: role?,
            })
        })
    }

    fn event_instruments(&mut self, raw: &RawEvent) -> Vec<EventInstrument> {
        self.no_doubles(
            &raw.instruments,
            |entry| vec![&entry.instrument, &entry.role],
            "instrument and role",
        );
        self.parts(&raw.instruments, "instrument", |part, entry| {
            let instrument =
                part.required_reference(&entry.instrument, "instrument", Some("instrument"));
            let role = part.required_code(&entry.role, "role", "instrument_roles");
            Some(EventInstrument {
                instrument: InstrumentKey::new(instrument?),
                role: role?,
            })
        })
    }

    fn event_links(&mut self, raw: &RawEvent) -> Vec<EventLink> {
        self.no_doubles(
            &raw.links,
            |entry| vec![&entry.relation, &entry.event],
            "relation and event",
        );
        let own = raw.key.given().map(|(_, key)| key.clone());
        self.parts(&raw.links, "link", |part, entry| {
            let relation = part.required_code(&entry.relation, "relation", "link_relations");
            let event = part.required_reference(&entry.event, "event", Some("event"));
            if let (Some((span, _)), true) = (entry.event.given(), event.is_some() && event == own)
            {
                part.error(span, "an event is not linked to itself");
            }
            Some(EventLink {
                relation: relation?,
                event: EventKey::new(event?),
            })
        })
    }

    fn position(&mut self, raw: &RawPosition) -> Option<Body> {
        let actor = self.required_reference(&raw.actor, "actor", Some("actor"));
        let subject = self.required_reference(&raw.subject, "subject", None);
        let stance = self.required_code(&raw.stance, "stance", "position_stances");
        let rationale = self.optional(&raw.rationale, "rationale");
        let date = self.date(&raw.date, &raw.date_text, &raw.date_basis);
        Some(Body::Position(Position {
            actor: ActorKey::new(actor?),
            subject: FactKey::new(subject?),
            stance: stance?,
            rationale,
            date,
        }))
    }

    fn claim(&mut self, raw: &RawClaim) -> Option<Body> {
        let holder = self.optional_reference(&raw.holder, "holder", Some("actor"));
        let subject = self.required_reference(&raw.subject, "subject", None);
        let statement = self.required(&raw.statement, "statement");
        let modality = self.required_code(&raw.modality, "modality", "modalities");
        let date = self.date(&raw.date, &raw.date_text, &raw.date_basis);
        Some(Body::Claim(Claim {
            holder: holder.map(ActorKey::new),
            subject: FactKey::new(subject?),
            statement: statement?,
            modality: modality?,
            date,
        }))
    }

    /// Reads the elements of a list, each in a scope of its own.
    fn parts<T, U>(
        &mut self,
        list: &List<T>,
        what: &str,
        read: impl Fn(&mut Scope<'_, '_>, &T) -> Option<U>,
    ) -> Vec<U> {
        if let Field::Invalid = list {
            self.failed = true;
        }
        let mut all = Vec::new();
        for (span, raw) in list.elements() {
            let mut part = Scope {
                context: self.context,
                problems: self.problems,
                at: self.at,
                span: span.clone(),
                what: format!("this {what}"),
                wording: None,
                is_relative: false,
                failed: false,
            };
            all.extend(read(&mut part, raw));
            let failed = part.failed;
            self.failed |= failed;
        }
        all
    }

    /// Reports elements of a list that are the same in the given fields.
    fn no_doubles<T>(&mut self, list: &List<T>, fields: fn(&T) -> Vec<&Field<String>>, what: &str) {
        let mut seen = BTreeSet::new();
        for (span, raw) in list.elements() {
            let key: Option<Vec<String>> = fields(raw)
                .into_iter()
                .map(|f| Some(f.given()?.1.clone()))
                .collect();
            if let Some(key) = key
                && !seen.insert(key.clone())
            {
                self.error(
                    span,
                    format!("`{}` is listed twice ({what})", key.join("`, `")),
                );
            }
        }
    }

    /// Reports a reference to an actor that is of none of the kinds allowed.
    fn must_be(&mut self, field: &Field<String>, key: Option<&str>, kinds: &[&str], rule: &str) {
        self.actor_rule(field, key, rule, |kind| kinds.contains(&kind));
    }

    /// Reports a reference to an actor that is of a kind not allowed.
    fn must_not_be(
        &mut self,
        field: &Field<String>,
        key: Option<&str>,
        kinds: &[&str],
        rule: &str,
    ) {
        self.actor_rule(field, key, rule, |kind| !kinds.contains(&kind));
    }

    fn actor_rule(
        &mut self,
        field: &Field<String>,
        key: Option<&str>,
        rule: &str,
        allows: impl Fn(&str) -> bool,
    ) {
        let (Some((span, _)), Some(key)) = (field.given(), key) else {
            return;
        };
        if let Some(kind) = self.actor_kind(key).filter(|kind| !allows(kind)) {
            let kind = kind.replace('_', " ");
            self.error(span, format!("`{key}` is of kind {kind}: {rule}"));
        }
    }
}
