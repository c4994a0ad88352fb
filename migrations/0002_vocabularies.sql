-- Vocabularies: what each code in a fact means. Their rows come from the program's vocabulary and
-- the dataset's own codes, and are ingested like facts.

CREATE TABLE fact_kinds (
    -- One row per kind of fact.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT fact_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE certainties (
    -- One row per degree of certainty.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT certainties_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE citation_stances (
    -- One row per stance of a citation.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT citation_stances_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE date_bases (
    -- One row per basis of a date.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT date_bases_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE date_precisions (
    -- One row per precision of a date.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    -- The nearest date_prec of the UCDP Georeferenced Event Dataset: 1 day, 2 two to six days,
    -- 3 week, 4 month, 5 longer; empty where it depends on the length.
    ucdp_date_prec INTEGER,

    CONSTRAINT date_precisions_pk PRIMARY KEY (code),
    CONSTRAINT date_precisions_ucdp_date_prec_range CHECK (ucdp_date_prec BETWEEN 1 AND 5)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_statuses (
    -- One row per status of an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT event_statuses_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE actor_kinds (
    -- One row per kind of actor.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT actor_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE name_kinds (
    -- One row per kind of name.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT name_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE identifier_schemes (
    -- One row per list of identifiers.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT identifier_schemes_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE membership_statuses (
    -- One row per status towards an organization.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT membership_statuses_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE place_kinds (
    -- One row per kind of place.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT place_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE instrument_kinds (
    -- One row per kind of instrument.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT instrument_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_types (
    -- One row per type of event (PLOVER).

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    -- The CAMEO root codes that the type covers, separated by spaces.
    cameo_root_codes TEXT,

    CONSTRAINT event_types_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_roles (
    -- One row per role of an actor in an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT event_roles_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE place_roles (
    -- One row per role of a place in an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT place_roles_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE instrument_roles (
    -- One row per role of an instrument in an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT instrument_roles_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE link_relations (
    -- One row per relation between two events.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT link_relations_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE position_stances (
    -- One row per stance of an actor.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT position_stances_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE modalities (
    -- One row per modality of a claim.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT modalities_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_modes (
    -- One row per mode of an event type (PLOVER): how it was done.

    -- The event type that the mode belongs to.
    event_type TEXT NOT NULL,

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT event_modes_pk PRIMARY KEY (event_type, code),
    CONSTRAINT event_modes_event_type_code FOREIGN KEY (event_type) REFERENCES event_types (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
