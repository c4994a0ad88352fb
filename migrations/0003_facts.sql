-- Facts: one table per kind of fact, each keyed by facts.key, and the tables of what they list.

CREATE TABLE actors (
    -- One row per actor: somebody who acts or is acted upon.

    -- The fact.
    key TEXT NOT NULL,

    -- The usual English name.
    name TEXT NOT NULL,

    -- What sort of actor it is.
    kind TEXT NOT NULL,

    -- The actor that it is part of or serves: the state of a ministry, the organization of a council.
    parent TEXT,

    CONSTRAINT actors_pk PRIMARY KEY (key),
    CONSTRAINT actors_name_not_empty CHECK (name <> ''),
    CONSTRAINT actors_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actors_kind_code FOREIGN KEY (kind) REFERENCES actor_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actors_parent_exists FOREIGN KEY (parent) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actors_parent_not_self CHECK (parent <> key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_actors_kind ON actors (kind);
CREATE INDEX idx_actors_parent ON actors (parent);

CREATE TABLE actor_names (
    -- One row per further name of an actor.

    -- The actor.
    actor TEXT NOT NULL,

    -- The name.
    name TEXT NOT NULL,

    -- What sort of name it is.
    kind TEXT NOT NULL,

    CONSTRAINT actor_names_pk PRIMARY KEY (actor, name),
    CONSTRAINT actor_names_name_not_empty CHECK (name <> ''),
    CONSTRAINT actor_names_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_names_kind_code FOREIGN KEY (kind) REFERENCES name_kinds (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_actor_names_kind ON actor_names (kind);

CREATE TABLE actor_identifiers (
    -- One row per identifier that a list elsewhere gives an actor.

    -- The actor.
    actor TEXT NOT NULL,

    -- The list.
    scheme TEXT NOT NULL,

    -- What the list calls the actor; text, even where it looks like a number.
    identifier TEXT NOT NULL,

    CONSTRAINT actor_identifiers_pk PRIMARY KEY (actor, scheme),
    CONSTRAINT actor_identifiers_identifier_not_empty CHECK (identifier <> ''),
    CONSTRAINT actor_identifiers_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_identifiers_scheme_code FOREIGN KEY (scheme) REFERENCES identifier_schemes (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_actor_identifiers_scheme ON actor_identifiers (scheme);

CREATE TABLE offices (
    -- One row per person's holding of an office.

    -- The fact.
    key TEXT NOT NULL,

    -- Who holds it.
    holder TEXT NOT NULL,

    -- The title of the office.
    title TEXT NOT NULL,

    -- The state, organization or body whose office it is.
    body TEXT NOT NULL,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT offices_pk PRIMARY KEY (key),
    CONSTRAINT offices_title_not_empty CHECK (title <> ''),
    CONSTRAINT offices_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_holder_exists FOREIGN KEY (holder) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_body_exists FOREIGN KEY (body) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT offices_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT offices_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT offices_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT offices_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT offices_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_offices_holder ON offices (holder);
CREATE INDEX idx_offices_body ON offices (body);
CREATE INDEX idx_offices_date_basis ON offices (date_basis);
CREATE INDEX idx_offices_date_precision ON offices (date_precision);
CREATE INDEX idx_offices_date_earliest ON offices (date_earliest);

CREATE TABLE memberships (
    -- One row per actor and organization: member, observer, or pointedly not a member.

    -- The fact.
    key TEXT NOT NULL,

    -- The actor.
    member TEXT NOT NULL,

    -- The organization.
    organization TEXT NOT NULL,

    -- How the actor stands towards it.
    status TEXT NOT NULL,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT memberships_pk PRIMARY KEY (key),
    CONSTRAINT memberships_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_member_exists FOREIGN KEY (member) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_organization_exists FOREIGN KEY (organization) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_status_code FOREIGN KEY (status) REFERENCES membership_statuses (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT memberships_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT memberships_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT memberships_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT memberships_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT memberships_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_memberships_member ON memberships (member);
CREATE INDEX idx_memberships_organization ON memberships (organization);
CREATE INDEX idx_memberships_status ON memberships (status);
CREATE INDEX idx_memberships_date_basis ON memberships (date_basis);
CREATE INDEX idx_memberships_date_precision ON memberships (date_precision);
CREATE INDEX idx_memberships_date_earliest ON memberships (date_earliest);

CREATE TABLE places (
    -- One row per place.

    -- The fact.
    key TEXT NOT NULL,

    -- The usual English name.
    name TEXT NOT NULL,

    -- What sort of place it is.
    kind TEXT NOT NULL,

    -- The state in whose territory it lies; empty where it lies in several.
    country TEXT,

    CONSTRAINT places_pk PRIMARY KEY (key),
    CONSTRAINT places_name_not_empty CHECK (name <> ''),
    CONSTRAINT places_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT places_kind_code FOREIGN KEY (kind) REFERENCES place_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT places_country_exists FOREIGN KEY (country) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_places_kind ON places (kind);
CREATE INDEX idx_places_country ON places (country);

CREATE TABLE instruments (
    -- One row per treaty, provision, protocol, bill, declaration or arrangement.

    -- The fact.
    key TEXT NOT NULL,

    -- What it is called.
    name TEXT NOT NULL,

    -- What sort of instrument it is.
    kind TEXT NOT NULL,

    -- The instrument that it belongs to: the treaty of an article.
    part_of TEXT,

    CONSTRAINT instruments_pk PRIMARY KEY (key),
    CONSTRAINT instruments_name_not_empty CHECK (name <> ''),
    CONSTRAINT instruments_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT instruments_kind_code FOREIGN KEY (kind) REFERENCES instrument_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT instruments_part_of_exists FOREIGN KEY (part_of) REFERENCES instruments (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT instruments_part_of_not_self CHECK (part_of <> key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_instruments_kind ON instruments (kind);
CREATE INDEX idx_instruments_part_of ON instruments (part_of);

CREATE TABLE events (
    -- One row per event: something that happened, was planned, cancelled or refused, or is only supposed.
    -- Only events whose status is occurred took place.

    -- The fact.
    key TEXT NOT NULL,

    -- What was done (PLOVER).
    type TEXT NOT NULL,

    -- How it was done: a mode of the type.
    mode TEXT,

    -- What it was, in the coder's words.
    title TEXT NOT NULL,

    -- Whether it took place.
    status TEXT NOT NULL,

    -- The event that it is part of.
    part_of TEXT,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT events_pk PRIMARY KEY (key),
    CONSTRAINT events_title_not_empty CHECK (title <> ''),
    CONSTRAINT events_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_type_code FOREIGN KEY (type) REFERENCES event_types (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_type_mode_code FOREIGN KEY (type, mode) REFERENCES event_modes (event_type, code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_status_code FOREIGN KEY (status) REFERENCES event_statuses (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_part_of_exists FOREIGN KEY (part_of) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_part_of_not_self CHECK (part_of <> key),
    CONSTRAINT events_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT events_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT events_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT events_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT events_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT events_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_events_type_mode ON events (type, mode);
CREATE INDEX idx_events_status ON events (status);
CREATE INDEX idx_events_part_of ON events (part_of);
CREATE INDEX idx_events_date_basis ON events (date_basis);
CREATE INDEX idx_events_date_precision ON events (date_precision);
CREATE INDEX idx_events_date_earliest ON events (date_earliest);

CREATE TABLE event_actors (
    -- One row per event, participant and role.

    -- The event.
    event TEXT NOT NULL,

    -- The participant.
    actor TEXT NOT NULL,

    -- What part it took.
    role TEXT NOT NULL,

    -- What the source adds: the size of a contingent, on whose behalf.
    detail TEXT,

    CONSTRAINT event_actors_pk PRIMARY KEY (event, actor, role),
    CONSTRAINT event_actors_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_actors_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_actors_role_code FOREIGN KEY (role) REFERENCES event_roles (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_event_actors_actor ON event_actors (actor);
CREATE INDEX idx_event_actors_role ON event_actors (role);

CREATE TABLE event_places (
    -- One row per event, place and role.

    -- The event.
    event TEXT NOT NULL,

    -- The place.
    place TEXT NOT NULL,

    -- What the place is to the event.
    role TEXT NOT NULL,

    CONSTRAINT event_places_pk PRIMARY KEY (event, place, role),
    CONSTRAINT event_places_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_places_place_exists FOREIGN KEY (place) REFERENCES places (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_places_role_code FOREIGN KEY (role) REFERENCES place_roles (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_event_places_place ON event_places (place);
CREATE INDEX idx_event_places_role ON event_places (role);

CREATE TABLE event_instruments (
    -- One row per event, instrument and role.

    -- The event.
    event TEXT NOT NULL,

    -- The instrument.
    instrument TEXT NOT NULL,

    -- What the instrument is to the event.
    role TEXT NOT NULL,

    CONSTRAINT event_instruments_pk PRIMARY KEY (event, instrument, role),
    CONSTRAINT event_instruments_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_instruments_instrument_exists FOREIGN KEY (instrument) REFERENCES instruments (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_instruments_role_code FOREIGN KEY (role) REFERENCES instrument_roles (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_event_instruments_instrument ON event_instruments (instrument);
CREATE INDEX idx_event_instruments_role ON event_instruments (role);

CREATE TABLE event_links (
    -- One row per event and other event that it bears on.

    -- The event.
    event TEXT NOT NULL,

    -- How it bears on the other event: event responds_to other_event.
    relation TEXT NOT NULL,

    -- The other event.
    other_event TEXT NOT NULL,

    CONSTRAINT event_links_pk PRIMARY KEY (event, relation, other_event),
    CONSTRAINT event_links_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_links_relation_code FOREIGN KEY (relation) REFERENCES link_relations (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_links_other_event_exists FOREIGN KEY (other_event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_links_other_event_not_self CHECK (other_event <> event)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_event_links_relation ON event_links (relation);
CREATE INDEX idx_event_links_other_event ON event_links (other_event);

CREATE TABLE positions (
    -- One row per actor and fact that it takes a stance towards.

    -- The fact.
    key TEXT NOT NULL,

    -- Whose stance it is.
    actor TEXT NOT NULL,

    -- The fact that it is about.
    subject TEXT NOT NULL,

    -- The stance.
    stance TEXT NOT NULL,

    -- The reason that the actor gives or the source names.
    rationale TEXT,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT positions_pk PRIMARY KEY (key),
    CONSTRAINT positions_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_subject_exists FOREIGN KEY (subject) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_stance_code FOREIGN KEY (stance) REFERENCES position_stances (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT positions_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT positions_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT positions_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT positions_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT positions_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_positions_actor ON positions (actor);
CREATE INDEX idx_positions_subject ON positions (subject);
CREATE INDEX idx_positions_stance ON positions (stance);
CREATE INDEX idx_positions_date_basis ON positions (date_basis);
CREATE INDEX idx_positions_date_precision ON positions (date_precision);
CREATE INDEX idx_positions_date_earliest ON positions (date_earliest);

CREATE TABLE claims (
    -- One row per judgement, forecast or perception; no event.

    -- The fact.
    key TEXT NOT NULL,

    -- Who holds it; empty for the source's author.
    holder TEXT,

    -- The fact that it is about.
    subject TEXT NOT NULL,

    -- What is claimed, in the coder's words.
    statement TEXT NOT NULL,

    -- What sort of claim it is.
    modality TEXT NOT NULL,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT claims_pk PRIMARY KEY (key),
    CONSTRAINT claims_statement_not_empty CHECK (statement <> ''),
    CONSTRAINT claims_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_holder_exists FOREIGN KEY (holder) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_subject_exists FOREIGN KEY (subject) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_modality_code FOREIGN KEY (modality) REFERENCES modalities (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT claims_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT claims_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT claims_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT claims_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT claims_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_claims_holder ON claims (holder);
CREATE INDEX idx_claims_subject ON claims (subject);
CREATE INDEX idx_claims_modality ON claims (modality);
CREATE INDEX idx_claims_date_basis ON claims (date_basis);
CREATE INDEX idx_claims_date_precision ON claims (date_precision);
CREATE INDEX idx_claims_date_earliest ON claims (date_earliest);
