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

CREATE INDEX idx_actors_parent ON actors (parent);

CREATE TABLE answers_outside (
    -- One row per answer to a request that lies outside of this part of the dataset; the whole has none.

    -- The answer: the key of an event that is not in this part.
    answer TEXT NOT NULL,

    -- The request that it answers.
    request TEXT NOT NULL,

    -- How it answers the request: grants, partly_grants or denies.
    relation TEXT NOT NULL,

    -- The articles that tell of it, separated by semicolons.
    sources TEXT,

    CONSTRAINT answers_outside_pk PRIMARY KEY (answer, request, relation),
    CONSTRAINT answers_outside_request_exists FOREIGN KEY (request) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT answers_outside_relation_code FOREIGN KEY (relation) REFERENCES link_relations (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_answers_outside_request ON answers_outside (request);

CREATE TABLE baselines (
    -- One row per table that the first run of a store filled; kept in the store only.
    -- The rows that appeared then are not in changes one by one: they are those of which no other
    -- change comes first. Those of facts that the ledger corrects are.

    -- The run.
    run INTEGER NOT NULL,

    -- The table.
    "table" TEXT NOT NULL,

    -- How many rows appeared.
    rows INTEGER NOT NULL,

    CONSTRAINT baselines_pk PRIMARY KEY ("table"),
    CONSTRAINT baselines_run_exists FOREIGN KEY (run) REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT baselines_rows_range CHECK (rows > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_baselines_run ON baselines (run);

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

CREATE TABLE "changes" (
    -- One row per value that a run changed; kept in the store only.
    -- A row that appears is one change without column (its values are those that later changes
    -- start from); a row that goes is one change per column that was not empty.

    -- The number of the change, from 1, in the order of writing.
    id INTEGER NOT NULL,

    -- The run.
    run INTEGER NOT NULL,

    -- The fact that the row belongs to; empty for sources, passages and codes.
    fact TEXT,

    -- The table.
    "table" TEXT NOT NULL,

    -- The row's primary key: its columns as a JSON array.
    "row" TEXT NOT NULL,

    -- What happened to the row: add, change or remove.
    action TEXT NOT NULL,

    -- The column; empty where the whole row appears.
    "column" TEXT,

    -- The value before; empty where there was none.
    old ANY,

    -- The value since; empty where there is none.
    new ANY,

    -- Why: sheet (the fact sheet was edited), ledger (a correction was made or taken out), article
    -- (its text was locked anew) or migration.
    cause TEXT NOT NULL,

    -- For the cause ledger the id of the correction, which may since have left the ledger.
    correction TEXT,

    CONSTRAINT changes_pk PRIMARY KEY (id),
    CONSTRAINT changes_run_exists FOREIGN KEY (run) REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT changes_cause_code CHECK (cause IN ('sheet', 'ledger', 'article', 'migration')),
    CONSTRAINT changes_correction_of_ledger CHECK ((cause = 'ledger') = (correction IS NOT NULL)),
    CONSTRAINT changes_action_code CHECK (action IN ('add', 'change', 'remove')),
    CONSTRAINT changes_column_unless_add CHECK ((action = 'add') = ("column" IS NULL)),
    CONSTRAINT changes_old_new_differ CHECK ((action = 'add') = (old IS new))
) STRICT;

CREATE INDEX idx_changes_fact_column ON changes (fact, "column");

CREATE INDEX idx_changes_of_corrections ON changes ("row", run) WHERE "table" = 'corrections';

CREATE INDEX idx_changes_run ON changes (run);

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

CREATE TABLE citations (
    -- One row per fact, field and sentence that it rests on.

    -- The fact.
    fact TEXT NOT NULL,

    -- What the sentence backs: * the whole fact; a column of the fact's own table; or names,
    -- identifiers, actors, places, instruments, links for its rows in the tables of those names.
    field TEXT NOT NULL,

    -- The article.
    source TEXT NOT NULL,

    -- The paragraph of the sentence.
    paragraph INTEGER NOT NULL,

    -- The sentence within its paragraph.
    sentence INTEGER NOT NULL,

    -- Where the quoted words start in the sentence, in Unicode code points from 0.
    quote_start INTEGER,

    -- Where the quoted words end, exclusive: substr(text, quote_start + 1, quote_end - quote_start).
    quote_end INTEGER,

    -- The words that carry it, at most eight, as the coder wrote them.
    quote TEXT,

    -- Whether the sentence supports or disputes the value.
    stance TEXT NOT NULL,

    -- What a disputing sentence says instead.
    reported_value TEXT,

    CONSTRAINT citations_pk PRIMARY KEY (fact, field, source, paragraph, sentence),
    CONSTRAINT citations_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citations_source_paragraph_sentence_exists FOREIGN KEY (source, paragraph, sentence) REFERENCES passages (source, paragraph, sentence) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citations_stance_code FOREIGN KEY (stance) REFERENCES citation_stances (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citations_quote_all_or_none CHECK ((quote IS NULL) = (quote_start IS NULL) AND (quote IS NULL) = (quote_end IS NULL)),
    CONSTRAINT citations_quote_start_before_end CHECK (quote_start >= 0 AND quote_start < quote_end)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_citations_disputing ON citations (fact) WHERE stance = 'disputes';

CREATE INDEX idx_citations_source_paragraph_sentence ON citations (source, paragraph, sentence);

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

CREATE INDEX idx_claims_date_earliest ON claims (date_earliest);

CREATE INDEX idx_claims_holder ON claims (holder);

CREATE INDEX idx_claims_subject ON claims (subject);

CREATE TABLE corrections (
    -- One row per correction in the dataset's ledger, in the order in which they were made.

    -- The name of the correction.
    id TEXT NOT NULL,

    -- The day it was made, ISO 8601.
    made_on TEXT NOT NULL,

    -- Who made it.
    made_by TEXT NOT NULL,

    -- The fact that was corrected; it may since be retracted.
    fact TEXT NOT NULL,

    -- The field that was corrected.
    field TEXT NOT NULL,

    -- What stood there before.
    old_value TEXT,

    -- What stands there since.
    new_value TEXT,

    -- Why.
    reason TEXT NOT NULL,

    -- What shows it: a locator, a publication, a letter.
    source TEXT,

    CONSTRAINT corrections_pk PRIMARY KEY (id),
    CONSTRAINT corrections_made_on_is_day CHECK (made_on IS date(made_on))
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_corrections_fact ON corrections (fact);

CREATE TABLE datasets (
    -- One row per dataset; an export holds exactly one.

    -- The name of the dataset, and of its exported SQLite file.
    key TEXT NOT NULL,

    -- What the dataset is called.
    title TEXT NOT NULL,

    -- What the dataset holds, in a sentence or two.
    description TEXT NOT NULL,

    -- The version, as its maintainers number it.
    version TEXT NOT NULL,

    -- The licence of the dataset, as an SPDX identifier.
    license TEXT NOT NULL,

    -- Where the text of the licence stands.
    license_url TEXT,

    -- Who keeps the dataset, separated by semicolons.
    maintainers TEXT NOT NULL,

    CONSTRAINT datasets_pk PRIMARY KEY (key),
    CONSTRAINT datasets_key_is_slug CHECK (key GLOB '[a-z0-9]*' AND key NOT GLOB '*[^a-z0-9-]*')
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

CREATE INDEX idx_event_links_other_event ON event_links (other_event);

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

CREATE INDEX idx_events_date_earliest ON events (date_earliest);

CREATE INDEX idx_events_part_of ON events (part_of);

CREATE INDEX idx_events_type_mode ON events (type, mode);

CREATE TABLE fact_files (
    -- One row per fact that a file has, retracted ones included: the file that it stands in; kept in
    -- the store only.

    -- The fact.
    fact TEXT NOT NULL,

    -- The number of the file.
    file INTEGER NOT NULL,

    -- The digest of what the file says of the fact: the first 64 bits of a SHA-256.
    digest INTEGER NOT NULL,

    CONSTRAINT fact_files_pk PRIMARY KEY (fact),
    CONSTRAINT fact_files_file_exists FOREIGN KEY (file) REFERENCES files (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_fact_files_file ON fact_files (file);

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

CREATE TABLE facts (
    -- One row per fact of whatever kind; the table of its kind holds the rest under the same key.

    -- The name of the fact, stable for ever.
    key TEXT NOT NULL,

    -- Which kind of fact it is, and so which table holds the rest.
    kind TEXT NOT NULL,

    -- How sure the source is.
    certainty TEXT NOT NULL,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    said_by TEXT,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    note TEXT,

    CONSTRAINT facts_pk PRIMARY KEY (key),
    CONSTRAINT facts_key_is_slug CHECK (key GLOB '[a-z0-9]*' AND key NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT facts_kind_code FOREIGN KEY (kind) REFERENCES fact_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT facts_certainty_code FOREIGN KEY (certainty) REFERENCES certainties (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT facts_said_by_exists FOREIGN KEY (said_by) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_facts_said_by ON facts (said_by);

CREATE TABLE files (
    -- One row per file of the dataset's folder as it was last ingested; kept in the store only.

    -- The number of the file in this store.
    id INTEGER NOT NULL,

    -- The file, relative to the folder.
    name TEXT NOT NULL,

    -- The SHA-256 of its bytes, as 64 hexadecimal digits.
    sha256 TEXT NOT NULL,

    -- Its length in bytes; empty where size and time tell nothing.
    size INTEGER,

    -- When it was last written, in nanoseconds since 1970, UTC; empty where size and time tell nothing.
    modified INTEGER,

    -- A name for the sentences that it skips: a sum of digests; 0 for none.
    skips INTEGER NOT NULL,

    -- The version of the program that read it.
    program TEXT NOT NULL,

    CONSTRAINT files_pk PRIMARY KEY (id),
    CONSTRAINT files_name_unique UNIQUE (name),
    CONSTRAINT files_size_and_modified CHECK ((size IS NULL) = (modified IS NULL))
) STRICT;

CREATE TABLE files_with_warnings (
    -- One row per file that any of the warnings is about; kept in the store only.

    -- The file, relative to the folder.
    file TEXT NOT NULL,

    CONSTRAINT files_with_warnings_pk PRIMARY KEY (file)
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

CREATE INDEX idx_instruments_part_of ON instruments (part_of);

CREATE TABLE ledger_steps (
    -- One row per thing that an entry of the ledger changes of a fact, as the ledger is now; kept in
    -- the store only. What is derived follows and is not listed.

    -- The fact.
    fact TEXT NOT NULL,

    -- The number of the step among those of the fact, from 1, in the order of the ledger.
    step INTEGER NOT NULL,

    -- The correction: one of this fact, or one that merges a fact which this one refers to.
    correction TEXT NOT NULL,

    -- The table.
    "table" TEXT NOT NULL,

    -- The row's primary key before the step: its columns as a JSON array.
    "row" TEXT NOT NULL,

    -- What happens to the row: add, change or remove.
    action TEXT NOT NULL,

    -- The column; empty where the whole row appears.
    "column" TEXT,

    -- The value before; empty where there was none.
    old ANY,

    -- The value since; empty where there is none.
    new ANY,

    CONSTRAINT ledger_steps_pk PRIMARY KEY (fact, step),
    CONSTRAINT ledger_steps_action_code CHECK (action IN ('add', 'change', 'remove')),
    CONSTRAINT ledger_steps_column_unless_add CHECK ((action = 'add') = ("column" IS NULL))
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

CREATE INDEX idx_memberships_date_earliest ON memberships (date_earliest);

CREATE INDEX idx_memberships_member ON memberships (member);

CREATE INDEX idx_memberships_organization ON memberships (organization);

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

CREATE INDEX idx_offices_body ON offices (body);

CREATE INDEX idx_offices_date_earliest ON offices (date_earliest);

CREATE INDEX idx_offices_holder ON offices (holder);

CREATE TABLE passages (
    -- One row per sentence of an article's body.

    -- The article.
    source TEXT NOT NULL,

    -- The paragraph, counted from 1.
    paragraph INTEGER NOT NULL,

    -- The sentence within its paragraph, counted from 1.
    sentence INTEGER NOT NULL,

    -- The same place as a citation writes it: p6.s3 is paragraph 6, sentence 3.
    locator TEXT NOT NULL,

    -- The first 16 hexadecimal digits of the SHA-256 of the sentence, quotes and white space folded.
    fingerprint TEXT NOT NULL,

    -- The length in Unicode code points.
    characters INTEGER NOT NULL,

    -- The length in words.
    words INTEGER NOT NULL,

    -- The sentence itself; empty in an export unless it was made with the text.
    text TEXT,

    CONSTRAINT passages_pk PRIMARY KEY (source, paragraph, sentence),
    CONSTRAINT passages_source_locator_unique UNIQUE (source, locator),
    CONSTRAINT passages_source_exists FOREIGN KEY (source) REFERENCES sources (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_reviews (
    -- One row per fact that its coder has to look at again, such as one whose sentence has been edited.

    -- The fact.
    fact TEXT NOT NULL,

    -- What to look at.
    needs_review TEXT NOT NULL,

    CONSTRAINT pending_reviews_pk PRIMARY KEY (fact),
    CONSTRAINT pending_reviews_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED
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

CREATE INDEX idx_places_country ON places (country);

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

CREATE INDEX idx_positions_date_earliest ON positions (date_earliest);

CREATE INDEX idx_positions_subject ON positions (subject);

CREATE TABLE retractions (
    -- One row per fact that was taken back by a correction; its key is never used again.

    -- The key that the fact had.
    key TEXT NOT NULL,

    -- Which kind of fact it was.
    kind TEXT NOT NULL,

    -- The day it was retracted, ISO 8601.
    retracted_on TEXT NOT NULL,

    -- Why.
    reason TEXT NOT NULL,

    -- The fact that stands for it since; empty where none does.
    superseded_by TEXT,

    CONSTRAINT retractions_pk PRIMARY KEY (key),
    CONSTRAINT retractions_kind_code FOREIGN KEY (kind) REFERENCES fact_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT retractions_retracted_on_is_day CHECK (retracted_on IS date(retracted_on)),
    CONSTRAINT retractions_superseded_by_other CHECK (superseded_by <> key)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    -- One row per ingestion that changed something; kept in the store only.

    -- The number of the run, from 1.
    id INTEGER NOT NULL,

    -- When it was made, UTC, as 2023-03-01T09:30:00Z.
    made_at TEXT NOT NULL,

    -- The version of the program that made it.
    program TEXT NOT NULL,

    CONSTRAINT runs_pk PRIMARY KEY (id),
    CONSTRAINT runs_made_at_is_time CHECK (made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z')
) STRICT;

CREATE TABLE source_files (
    -- One row per source that a line of a file describes; kept in the store only.

    -- The source.
    source TEXT NOT NULL,

    -- The number of the file.
    file INTEGER NOT NULL,

    -- A name for what the line says: the first 64 bits of a SHA-256.
    digest INTEGER NOT NULL,

    CONSTRAINT source_files_pk PRIMARY KEY (source),
    CONSTRAINT source_files_source_exists FOREIGN KEY (source) REFERENCES sources (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT source_files_file_exists FOREIGN KEY (file) REFERENCES files (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_source_files_file ON source_files (file);

CREATE TABLE "sources" (
    -- One row per article as published.

    -- The name of the article in this dataset.
    key TEXT NOT NULL,

    -- The headline.
    title TEXT NOT NULL,

    -- Who wrote it; empty where it names nobody.
    author TEXT,

    -- How a footnote names it, such as Culp 2023; no two sources have the same.
    cite_as TEXT NOT NULL,

    -- Who published it.
    publisher TEXT NOT NULL,

    -- The day of publication, ISO 8601; empty where it is not known.
    published_on TEXT,

    -- The language, as a BCP 47 tag.
    language TEXT NOT NULL,

    -- Where it stands on the web.
    url TEXT,

    -- Who holds the rights in the text; the text itself is not part of an export unless asked for.
    rights TEXT,

    -- The SHA-256 of the file that was read, as 64 hexadecimal digits.
    sha256 TEXT NOT NULL,

    -- How many paragraphs the body has.
    paragraphs INTEGER NOT NULL,

    -- How many sentences the body has.
    sentences INTEGER NOT NULL,

    -- How many words the body has.
    words INTEGER NOT NULL,

    CONSTRAINT sources_pk PRIMARY KEY (key),
    CONSTRAINT sources_key_is_slug CHECK (key GLOB '[a-z0-9]*' AND key NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT sources_published_on_is_day CHECK (published_on IS date(published_on))
) STRICT, WITHOUT ROWID;

CREATE TABLE uncoded_passages (
    -- One row per sentence that was read and holds no fact.

    -- The article.
    source TEXT NOT NULL,

    -- The paragraph of the sentence.
    paragraph INTEGER NOT NULL,

    -- The sentence within its paragraph.
    sentence INTEGER NOT NULL,

    -- Why it holds no fact.
    reason TEXT NOT NULL,

    CONSTRAINT uncoded_passages_pk PRIMARY KEY (source, paragraph, sentence),
    CONSTRAINT uncoded_passages_source_paragraph_sentence_exists FOREIGN KEY (source, paragraph, sentence) REFERENCES passages (source, paragraph, sentence) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE warnings (
    -- One row per store with warnings: those of the last run that read everything; kept in the store
    -- only. A run that reads less gives them again, for they are those of a run from nothing.

    -- The number 1.
    id INTEGER NOT NULL,

    -- The warnings, as JSON.
    report TEXT NOT NULL,

    CONSTRAINT warnings_pk PRIMARY KEY (id),
    CONSTRAINT warnings_id_is_one CHECK (id = 1)
) STRICT;

CREATE VIEW assistance_requests AS
-- One row per request for help that was made: events of type REQUEST, mode assist or none, that
-- occurred. Requests that were only supposed or planned are in timeline, not here; the answers one
-- by one are in request_answers.
SELECT
    -- The request: the key of the event.
    e.key AS request,

    -- Who asked.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = e.key AND role = 'initiator' ORDER BY actor) AS x
    ) AS requester,

    -- On whose behalf, where somebody asked for a state or organization.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = e.key AND role = 'represented' ORDER BY actor) AS x
    ) AS on_behalf_of,

    -- Who was asked.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = e.key AND role = 'addressee' ORDER BY actor) AS x
    ) AS addressee,

    -- What was asked for.
    e.title AS title,

    -- When, as an EDTF expression.
    e.date AS asked_on,

    -- The first day that the date can mean; empty where open or undated.
    e.date_earliest AS asked_earliest,

    -- The last day that the date can mean; empty where open or undated.
    e.date_latest AS asked_latest,

    -- How exact the date is.
    e.date_precision AS date_precision,

    -- The date_prec of the UCDP Georeferenced Event Dataset: 1 one day, 2 two to six days, 3 a week,
    -- 4 a month or 8 to 30 days, 5 longer or open.
    CAST((SELECT d.date_prec FROM fact_dates AS d WHERE d.fact = e.key) AS INTEGER) AS date_prec,

    -- 1 where the date is approximate: the true day may lie outside the bounds; else 0.
    e.date_approximate AS date_approximate,

    -- 1 where the source is unsure of the date; else 0.
    e.date_uncertain AS date_uncertain,

    -- The provision that was invoked.
    (
        SELECT group_concat(x.name, '; ')
        FROM (
            SELECT i.name
            FROM event_instruments AS j
            JOIN instruments AS i ON i.key = j.instrument
            WHERE j.event = e.key AND j.role = 'invoked'
            ORDER BY i.name, i.key
        ) AS x
    ) AS legal_basis,

    -- What became of it: granted, partly_granted or denied where all answers agree, mixed where they
    -- differ, unanswered where there is none; answered_elsewhere where all answers lie outside of
    -- this part of the dataset. An answer is an event that occurred and is linked as such.
    CASE (
        SELECT count(DISTINCT l.relation)
        FROM event_links AS l
        JOIN events AS answer ON answer.key = l.event
        WHERE l.other_event = e.key
            AND l.relation IN ('grants', 'partly_grants', 'denies')
            AND answer.status = 'occurred'
    )
        WHEN 1 THEN (
            SELECT CASE l.relation WHEN 'grants' THEN 'granted' WHEN 'denies' THEN 'denied' ELSE 'partly_granted' END
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
            LIMIT 1
        )
        WHEN 0 THEN CASE
            WHEN EXISTS (SELECT 1 FROM answers_outside AS o WHERE o.request = e.key) THEN 'answered_elsewhere'
            ELSE 'unanswered'
        END
        ELSE 'mixed'
    END AS outcome,

    -- The answers: the keys of the events that granted, partly granted or denied it.
    (
        SELECT group_concat(x.event, '; ')
        FROM (
            SELECT DISTINCT l.event
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
            ORDER BY l.event
        ) AS x
    ) AS response,

    -- When each answer was given, in the same order; ? where the source gives no date.
    (
        SELECT group_concat(x.date, '; ')
        FROM (
            SELECT DISTINCT l.event, coalesce(answer.date, '?') AS date
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
            ORDER BY l.event
        ) AS x
    ) AS answered_on,

    -- The answers that lie outside of this part of the dataset; empty in the whole.
    (
        SELECT group_concat(x.answer, '; ')
        FROM (SELECT DISTINCT answer FROM answers_outside WHERE request = e.key ORDER BY answer) AS x
    ) AS answers_outside,

    -- How sure the source is of the request.
    n.certainty AS certainty,

    -- The actor whose word the request is; empty where the author speaks in their own voice.
    n.said_by AS said_by,

    -- 1 where a sentence disputes the request or any of its answers; else 0.
    CAST(
        n.disputed OR EXISTS (
            SELECT 1
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            JOIN citations AS c ON c.fact = l.event AND c.stance = 'disputes'
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
        ) AS BOOLEAN
    ) AS disputed,

    -- What somebody has to look at again in the request and, after the key of each, in its answers.
    coalesce(n.needs_review || '; ' || w.needs_review, n.needs_review, w.needs_review) AS needs_review,

    -- The coder's remark on the request.
    n.note AS note,

    -- The sentences that tell of the request and of its answers, then those that dispute any of it,
    -- each of these after a `but`.
    (
        SELECT group_concat(cited.footnote, '; ')
        FROM (
            SELECT
                CASE c.stance WHEN 'disputes' THEN 'but ' ELSE '' END
                    || s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote
            FROM citations AS c
            JOIN sources AS s ON s.key = c.source
            WHERE c.fact = e.key
                OR c.fact IN (
                    SELECT l.event
                    FROM event_links AS l
                    JOIN events AS answer ON answer.key = l.event
                    WHERE l.other_event = e.key
                        AND l.relation IN ('grants', 'partly_grants', 'denies')
                        AND answer.status = 'occurred'
                )
            GROUP BY c.stance, c.source, c.paragraph, c.sentence, s.cite_as
            ORDER BY c.stance DESC, c.source, c.paragraph, c.sentence, s.cite_as
        ) AS cited
    ) AS footnote
FROM events AS e
JOIN fact_footnotes AS n ON n.fact = e.key
LEFT JOIN (
    SELECT x.request AS request, group_concat(x.fact || ': ' || x.needs_review, '; ') AS needs_review
    FROM (
        SELECT DISTINCT l.other_event AS request, r.fact AS fact, r.needs_review AS needs_review
        FROM pending_reviews AS r
        JOIN event_links AS l ON l.event = r.fact
        JOIN events AS answer ON answer.key = l.event
        WHERE l.relation IN ('grants', 'partly_grants', 'denies') AND answer.status = 'occurred'
        ORDER BY l.other_event, r.fact
    ) AS x
    GROUP BY x.request
) AS w ON w.request = e.key
WHERE e.type = 'REQUEST' AND coalesce(e.mode, 'assist') = 'assist' AND e.status = 'occurred'
ORDER BY e.date_earliest IS NULL, e.date_earliest, e.date_latest, e.key;

CREATE VIEW cell_history AS
-- One row per change of a fact that this store can tell: what the ledger, as it is now, changed, and
-- what else its runs recorded; kept in the store only.
SELECT
    -- The number of the change as it was recorded; empty for what the ledger says now.
    c.id AS change,

    -- The run; for what the ledger says now, the one in which the entry came.
    c.run AS run,

    -- When the run was made, UTC.
    r.made_at AS made_at,

    -- The fact.
    c.fact AS fact,

    -- The table.
    c."table" AS "table",

    -- The row's primary key, as a JSON array.
    c."row" AS "row",

    -- The column; empty where the whole row appears.
    c."column" AS "column",

    -- What happened to the row: add, change or remove.
    c.action AS action,

    -- The value before.
    c.old AS old,

    -- The value since.
    c.new AS new,

    -- Why: sheet, ledger, article or migration.
    c.cause AS cause,

    -- The correction, where the ledger is the cause.
    c.correction AS correction,

    -- The day the correction was made.
    k.made_on AS made_on,

    -- Who made the correction.
    k.made_by AS made_by,

    -- The correction's reason.
    k.reason AS reason,

    -- What shows it.
    k.source AS source
FROM changes AS c
JOIN runs AS r ON r.id = c.run
LEFT JOIN corrections AS k ON k.id = c.correction
WHERE c.fact IS NULL AND c."table" <> 'retractions' OR c.cause <> 'ledger' OR k.id IS NULL
UNION ALL
SELECT
    NULL, e.run, r.made_at, s.fact, s."table", s."row", s."column", s.action, s.old, s.new, 'ledger',
    s.correction, k.made_on, k.made_by, k.reason, k.source
FROM ledger_steps AS s
JOIN corrections AS k ON k.id = s.correction
LEFT JOIN (
    SELECT "row", max(run) AS run FROM changes
    WHERE "table" = 'corrections' AND (action = 'add' OR "column" IN ('fact', 'field', 'old_value', 'new_value') AND action = 'change')
    GROUP BY "row"
) AS e ON e."row" = json_array(s.correction)
LEFT JOIN runs AS r ON r.id = e.run
ORDER BY run, change NULLS LAST, fact;

CREATE VIEW coverage AS
-- One row per sentence: how many facts cite it, or why none does.
SELECT
    -- The article.
    p.source AS source,

    -- The sentence.
    p.locator AS locator,

    -- How many facts cite it.
    CAST(
        (
            SELECT count(DISTINCT c.fact)
            FROM citations AS c
            WHERE c.source = p.source AND c.paragraph = p.paragraph AND c.sentence = p.sentence
        ) AS INTEGER
    ) AS facts,

    -- How many of them it disputes, wholly or in part.
    CAST(coalesce(d.facts, 0) AS INTEGER) AS disputes,

    -- Why it holds no fact; empty where it holds some, or where nobody has read it yet.
    u.reason AS reason
FROM passages AS p
LEFT JOIN uncoded_passages AS u
    ON u.source = p.source AND u.paragraph = p.paragraph AND u.sentence = p.sentence
LEFT JOIN (
    SELECT x.source AS source, x.paragraph AS paragraph, x.sentence AS sentence, count(x.fact) AS facts
    FROM (SELECT DISTINCT fact, source, paragraph, sentence FROM citations WHERE stance = 'disputes') AS x
    GROUP BY x.source, x.paragraph, x.sentence
) AS d
    ON d.source = p.source AND d.paragraph = p.paragraph AND d.sentence = p.sentence
ORDER BY p.source, p.paragraph, p.sentence;

CREATE VIEW fact_dates AS
-- One row per dated fact: when it certainly and when it possibly was. Certainly in September 2022:
-- certain_from >= '2022-09-01' AND certain_until <= '2022-09-30'. Possibly:
-- possible_from <= '2022-09-30' AND possible_until >= '2022-09-01'. The true day of an approximate or
-- uncertain date may lie outside of its bounds: it is never certain.
SELECT
    -- The fact.
    e.key AS fact,

    -- Which kind of fact it is.
    e.kind AS kind,

    -- For an event, whether it took place; empty for other facts.
    e.status AS status,

    -- When, as an EDTF expression.
    e.date AS date,

    -- The article's own wording of the date.
    e.date_text AS date_text,

    -- Where the date comes from.
    e.date_basis AS date_basis,

    -- The first day that the date can mean; empty where its start is open.
    e.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where its end is open.
    e.date_latest AS date_latest,

    -- How exact the date is.
    e.date_precision AS date_precision,

    -- The date_prec of the UCDP Georeferenced Event Dataset: 1 one day, 2 two to six days, 3 a week,
    -- 4 a month or 8 to 30 days, 5 longer or open.
    CAST(
        (
            SELECT coalesce(k.ucdp_date_prec, CASE
                WHEN e.date_latest = e.date_earliest THEN 1
                WHEN julianday(e.date_latest) - julianday(e.date_earliest) < 6 THEN 2
                WHEN julianday(e.date_latest) - julianday(e.date_earliest) < 7 THEN 3
                WHEN julianday(e.date_latest) - julianday(e.date_earliest) < 30 THEN 4
                ELSE 5
            END)
            FROM date_precisions AS k
            WHERE k.code = e.date_precision
        ) AS INTEGER
    ) AS date_prec,

    -- 1 where the date is approximate: the true day may lie outside the bounds; else 0.
    e.date_approximate AS date_approximate,

    -- 1 where the source is unsure of the date; else 0.
    e.date_uncertain AS date_uncertain,

    -- The first day of the certain span; empty where an end is open or the date approximate or uncertain.
    CASE
        WHEN e.date_approximate = 0 AND e.date_uncertain = 0 AND e.date_latest IS NOT NULL THEN e.date_earliest
    END AS certain_from,

    -- The last day of the certain span; empty where an end is open or the date approximate or uncertain.
    CASE
        WHEN e.date_approximate = 0 AND e.date_uncertain = 0 AND e.date_earliest IS NOT NULL THEN e.date_latest
    END AS certain_until,

    -- The first day of the possible span, as a text; 0000-01-01 where its start is open.
    coalesce(e.date_earliest, '0000-01-01') AS possible_from,

    -- The last day of the possible span, as a text; 9999-12-31 where its end is open.
    coalesce(e.date_latest, '9999-12-31') AS possible_until
FROM (
    SELECT
        f.key AS key,
        f.kind AS kind,
        e.status AS status,
        coalesce(e.date, o.date, m.date, p.date, c.date) AS date,
        coalesce(e.date_text, o.date_text, m.date_text, p.date_text, c.date_text) AS date_text,
        coalesce(e.date_basis, o.date_basis, m.date_basis, p.date_basis, c.date_basis) AS date_basis,
        coalesce(e.date_earliest, o.date_earliest, m.date_earliest, p.date_earliest, c.date_earliest) AS date_earliest,
        coalesce(e.date_latest, o.date_latest, m.date_latest, p.date_latest, c.date_latest) AS date_latest,
        coalesce(e.date_precision, o.date_precision, m.date_precision, p.date_precision, c.date_precision) AS date_precision,
        coalesce(e.date_approximate, o.date_approximate, m.date_approximate, p.date_approximate, c.date_approximate) AS date_approximate,
        coalesce(e.date_uncertain, o.date_uncertain, m.date_uncertain, p.date_uncertain, c.date_uncertain) AS date_uncertain
    FROM facts AS f
    LEFT JOIN events AS e ON e.key = f.key
    LEFT JOIN offices AS o ON o.key = f.key
    LEFT JOIN memberships AS m ON m.key = f.key
    LEFT JOIN positions AS p ON p.key = f.key
    LEFT JOIN claims AS c ON c.key = f.key
) AS e
WHERE e.date IS NOT NULL
ORDER BY e.key;

CREATE VIEW fact_footnotes AS
-- One row per fact: all its sentences in one footnote, and what there is to doubt.
SELECT
    -- The fact.
    f.key AS fact,

    -- How sure the source is.
    f.certainty AS certainty,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    f.said_by AS said_by,

    -- 1 where a sentence disputes any of it; else 0.
    CAST(d.fact IS NOT NULL AS BOOLEAN) AS disputed,

    -- What somebody has to look at again, such as a cited sentence that is gone; empty where nothing is.
    r.needs_review AS needs_review,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    f.note AS note,

    -- Its footnotes in reading order, separated by semicolons: the sentences that support it, then
    -- those that dispute it, each of these after a `but`.
    (
        SELECT group_concat(cited.footnote, '; ')
        FROM (
            SELECT
                CASE c.stance WHEN 'disputes' THEN 'but ' ELSE '' END
                    || s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote
            FROM citations AS c
            JOIN sources AS s ON s.key = c.source
            WHERE c.fact = f.key
            GROUP BY c.stance, c.source, c.paragraph, c.sentence, s.cite_as
            ORDER BY c.stance DESC, c.source, c.paragraph, c.sentence, s.cite_as
        ) AS cited
    ) AS footnote
FROM facts AS f
LEFT JOIN pending_reviews AS r ON r.fact = f.key
LEFT JOIN (SELECT DISTINCT fact FROM citations WHERE stance = 'disputes') AS d ON d.fact = f.key
ORDER BY f.key;

CREATE VIEW fact_titles AS
-- One row per fact: what to call it, whatever its kind.
SELECT
    -- The fact.
    f.key AS fact,

    -- Which kind of fact it is.
    f.kind AS kind,

    -- The name of an actor, place or instrument, the title of an event or office, the statement of
    -- a claim; for a membership or position, who and what it joins.
    coalesce(
        a.name,
        p.name,
        i.name,
        e.title,
        o.title,
        c.statement,
        member.name || ', ' || m.status || ' of ' || organization.name,
        holder.name || ', ' || n.stance || ' ' || n.subject
    ) AS title,

    -- What somebody has to look at again, such as a cited sentence that is gone; empty where nothing is.
    r.needs_review AS needs_review
FROM facts AS f
LEFT JOIN actors AS a ON a.key = f.key
LEFT JOIN places AS p ON p.key = f.key
LEFT JOIN instruments AS i ON i.key = f.key
LEFT JOIN events AS e ON e.key = f.key
LEFT JOIN offices AS o ON o.key = f.key
LEFT JOIN claims AS c ON c.key = f.key
LEFT JOIN memberships AS m ON m.key = f.key
LEFT JOIN actors AS member ON member.key = m.member
LEFT JOIN actors AS organization ON organization.key = m.organization
LEFT JOIN positions AS n ON n.key = f.key
LEFT JOIN actors AS holder ON holder.key = n.actor
LEFT JOIN pending_reviews AS r ON r.fact = f.key
ORDER BY f.key;

CREATE VIEW footnotes AS
-- One row per citation, written for people.
SELECT
    -- The fact.
    c.fact AS fact,

    -- What the sentence backs or disputes; * for the whole fact.
    c.field AS field,

    -- Whether the sentence supports or disputes it.
    c.stance AS stance,

    -- What a disputing sentence says instead.
    c.reported_value AS reported_value,

    -- The article.
    c.source AS source,

    -- The sentence.
    'p' || c.paragraph || '.s' || c.sentence AS locator,

    -- What somebody has to look at again in the fact; empty where nothing is.
    r.needs_review AS needs_review,

    -- The citation as a footnote prints it.
    s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote
FROM citations AS c
JOIN sources AS s ON s.key = c.source
LEFT JOIN pending_reviews AS r ON r.fact = c.fact
ORDER BY c.fact, c.field, c.source, c.paragraph, c.sentence;

CREATE VIEW membership_roster AS
-- One row per membership: who belongs to what, and who pointedly does not. Who was a member for two
-- terms has two rows: count(DISTINCT member) counts members, count(membership) terms.
SELECT
    -- The membership.
    m.key AS membership,

    -- The organization.
    m.organization AS organization,

    -- The actor.
    m.member AS member,

    -- The actor's name.
    a.name AS member_name,

    -- Member, observer or pointedly not a member.
    m.status AS status,

    -- When, as an EDTF expression.
    m.date AS date,

    -- The first day that the date can mean; empty where open or undated.
    m.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where open or undated.
    m.date_latest AS date_latest,

    -- How exact the date is.
    m.date_precision AS date_precision,

    -- The date_prec of the UCDP Georeferenced Event Dataset: 1 one day, 2 two to six days, 3 a week,
    -- 4 a month or 8 to 30 days, 5 longer or open.
    CAST(
        (
            SELECT coalesce(k.ucdp_date_prec, CASE
                WHEN m.date_latest = m.date_earliest THEN 1
                WHEN julianday(m.date_latest) - julianday(m.date_earliest) < 6 THEN 2
                WHEN julianday(m.date_latest) - julianday(m.date_earliest) < 7 THEN 3
                WHEN julianday(m.date_latest) - julianday(m.date_earliest) < 30 THEN 4
                ELSE 5
            END)
            FROM date_precisions AS k
            WHERE k.code = m.date_precision
        ) AS INTEGER
    ) AS date_prec,

    -- 1 where the date is approximate: the true day may lie outside the bounds; else 0.
    m.date_approximate AS date_approximate,

    -- 1 where the source is unsure of the date; else 0.
    m.date_uncertain AS date_uncertain,

    -- How sure the source is.
    n.certainty AS certainty,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    n.said_by AS said_by,

    -- 1 where a sentence disputes any of it; else 0.
    n.disputed AS disputed,

    -- What somebody has to look at again, such as a cited sentence that is gone; empty where nothing is.
    n.needs_review AS needs_review,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    n.note AS note,

    -- The sentences that say so, then those that dispute it, each of these after a `but`.
    n.footnote AS footnote
FROM memberships AS m
JOIN actors AS a ON a.key = m.member
JOIN fact_footnotes AS n ON n.fact = m.key
ORDER BY m.organization, m.status, m.member, m.key;

CREATE VIEW office_holders AS
-- One row per office and holder: who commands what office.
SELECT
    -- The office.
    o.key AS office,

    -- The title of the office.
    o.title AS title,

    -- Who holds it.
    o.holder AS holder,

    -- The holder's name.
    h.name AS holder_name,

    -- The state, organization or body whose office it is.
    o.body AS body,

    -- The name of that body.
    b.name AS body_name,

    -- When it was held, as an EDTF expression: the time of which the source speaks, not the term.
    o.date AS date,

    -- The first day that the date can mean; empty where open or undated.
    o.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where open or undated.
    o.date_latest AS date_latest,

    -- How exact the date is.
    o.date_precision AS date_precision,

    -- The date_prec of the UCDP Georeferenced Event Dataset: 1 one day, 2 two to six days, 3 a week,
    -- 4 a month or 8 to 30 days, 5 longer or open.
    CAST(
        (
            SELECT coalesce(k.ucdp_date_prec, CASE
                WHEN o.date_latest = o.date_earliest THEN 1
                WHEN julianday(o.date_latest) - julianday(o.date_earliest) < 6 THEN 2
                WHEN julianday(o.date_latest) - julianday(o.date_earliest) < 7 THEN 3
                WHEN julianday(o.date_latest) - julianday(o.date_earliest) < 30 THEN 4
                ELSE 5
            END)
            FROM date_precisions AS k
            WHERE k.code = o.date_precision
        ) AS INTEGER
    ) AS date_prec,

    -- 1 where the date is approximate: the true day may lie outside the bounds; else 0.
    o.date_approximate AS date_approximate,

    -- 1 where the source is unsure of the date; else 0.
    o.date_uncertain AS date_uncertain,

    -- How sure the source is.
    n.certainty AS certainty,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    n.said_by AS said_by,

    -- 1 where a sentence disputes any of it; else 0.
    n.disputed AS disputed,

    -- What somebody has to look at again, such as a cited sentence that is gone; empty where nothing is.
    n.needs_review AS needs_review,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    n.note AS note,

    -- The sentences that say so, then those that dispute it, each of these after a `but`.
    n.footnote AS footnote
FROM offices AS o
JOIN actors AS h ON h.key = o.holder
JOIN actors AS b ON b.key = o.body
JOIN fact_footnotes AS n ON n.fact = o.key
ORDER BY o.body, o.title, o.holder, o.key;

CREATE VIEW positions_by_actor AS
-- One row per position: who stands where on what.
SELECT
    -- The position.
    p.key AS position,

    -- Whose stance it is.
    p.actor AS actor,

    -- The actor's name.
    a.name AS actor_name,

    -- The fact that it is about.
    p.subject AS subject,

    -- What the subject is.
    t.title AS subject_title,

    -- The stance.
    p.stance AS stance,

    -- When, as an EDTF expression.
    p.date AS date,

    -- The first day that the date can mean; empty where open or undated.
    p.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where open or undated.
    p.date_latest AS date_latest,

    -- How exact the date is.
    p.date_precision AS date_precision,

    -- The date_prec of the UCDP Georeferenced Event Dataset: 1 one day, 2 two to six days, 3 a week,
    -- 4 a month or 8 to 30 days, 5 longer or open.
    CAST(
        (
            SELECT coalesce(k.ucdp_date_prec, CASE
                WHEN p.date_latest = p.date_earliest THEN 1
                WHEN julianday(p.date_latest) - julianday(p.date_earliest) < 6 THEN 2
                WHEN julianday(p.date_latest) - julianday(p.date_earliest) < 7 THEN 3
                WHEN julianday(p.date_latest) - julianday(p.date_earliest) < 30 THEN 4
                ELSE 5
            END)
            FROM date_precisions AS k
            WHERE k.code = p.date_precision
        ) AS INTEGER
    ) AS date_prec,

    -- 1 where the date is approximate: the true day may lie outside the bounds; else 0.
    p.date_approximate AS date_approximate,

    -- 1 where the source is unsure of the date; else 0.
    p.date_uncertain AS date_uncertain,

    -- The reason that the actor gives or the source names.
    p.rationale AS rationale,

    -- How sure the source is.
    n.certainty AS certainty,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    n.said_by AS said_by,

    -- 1 where a sentence disputes any of it; else 0.
    n.disputed AS disputed,

    -- What somebody has to look at again, such as a cited sentence that is gone; empty where nothing is.
    n.needs_review AS needs_review,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    n.note AS note,

    -- The sentences that say so, then those that dispute it, each of these after a `but`.
    n.footnote AS footnote
FROM positions AS p
JOIN actors AS a ON a.key = p.actor
JOIN fact_titles AS t ON t.fact = p.subject
JOIN fact_footnotes AS n ON n.fact = p.key
ORDER BY p.subject, a.name, p.key;

CREATE VIEW request_answers AS
-- One row per request for help, answer to it and relation: each answer that occurred, with how long
-- it took. A request without answer has no row here; assistance_requests has all requests. Answers that
-- lie outside of a part of the dataset are in answers_outside.
SELECT
    -- The request: the key of the event.
    e.key AS request,

    -- The answer: the key of the event.
    a.key AS answer,

    -- How it answers the request: grants, partly_grants or denies.
    l.relation AS relation,

    -- Who answered.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = a.key AND role = 'initiator' ORDER BY actor) AS x
    ) AS answered_by,

    -- What the answer was.
    a.title AS title,

    -- When the request was made, as an EDTF expression.
    e.date AS asked_on,

    -- The first day that this can mean; empty where open or undated.
    e.date_earliest AS asked_earliest,

    -- The last day that this can mean; empty where open or undated.
    e.date_latest AS asked_latest,

    -- When the answer was given, as an EDTF expression.
    a.date AS answered_on,

    -- The first day that this can mean; empty where open or undated.
    a.date_earliest AS answered_earliest,

    -- The last day that this can mean; empty where open or undated.
    a.date_latest AS answered_latest,

    -- The fewest days that can lie between request and answer, at least 0 since an answer follows what
    -- it answers; empty where a bound is open, or where by the dates the answer comes first.
    CAST(
        CASE
            WHEN a.date_latest < e.date_earliest THEN NULL
            WHEN a.date_earliest < e.date_latest THEN 0
            ELSE julianday(a.date_earliest) - julianday(e.date_latest)
        END AS INTEGER
    ) AS lag_days_min,

    -- The most days that can lie between them; empty where a bound is open, or where by the dates the
    -- answer comes first.
    CAST(
        CASE
            WHEN a.date_latest < e.date_earliest THEN NULL
            ELSE julianday(a.date_latest) - julianday(e.date_earliest)
        END AS INTEGER
    ) AS lag_days_max,

    -- 1 where either date is approximate or uncertain, so that the true days may lie further apart or
    -- nearer; else 0; empty where one is missing.
    CAST(
        CASE
            WHEN e.date_approximate + e.date_uncertain + a.date_approximate + a.date_uncertain > 0 THEN 1
            WHEN e.date_approximate + a.date_approximate = 0 THEN 0
        END AS BOOLEAN
    ) AS lag_approximate,

    -- How sure the source is of the answer.
    n.certainty AS certainty,

    -- The actor whose word the answer is; empty where the author speaks in their own voice.
    n.said_by AS said_by,

    -- 1 where a sentence disputes any of the answer; else 0.
    n.disputed AS disputed,

    -- What somebody has to look at again in the answer, such as a cited sentence that is gone; empty where nothing is.
    n.needs_review AS needs_review,

    -- The coder's remark on the answer: a doubt, a contradiction, general knowledge used.
    n.note AS note,

    -- The sentences that tell of the answer, then those that dispute it, each of these after a `but`.
    n.footnote AS footnote
FROM event_links AS l
JOIN events AS e ON e.key = l.other_event
JOIN events AS a ON a.key = l.event
JOIN fact_footnotes AS n ON n.fact = l.event
WHERE l.relation IN ('grants', 'partly_grants', 'denies')
    AND a.status = 'occurred'
    AND e.type = 'REQUEST'
    AND coalesce(e.mode, 'assist') = 'assist'
    AND e.status = 'occurred'
ORDER BY e.date_earliest IS NULL, e.date_earliest, e.date_latest, e.key, a.key, l.relation;

CREATE VIEW timeline AS
-- One row per event, in the order of the dates. Look at the status: only what occurred took place.
SELECT
    -- When, as an EDTF expression.
    e.date AS date,

    -- The first day that the date can mean; empty where open or undated.
    e.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where open or undated.
    e.date_latest AS date_latest,

    -- How exact the date is.
    e.date_precision AS date_precision,

    -- The date_prec of the UCDP Georeferenced Event Dataset: 1 one day, 2 two to six days, 3 a week,
    -- 4 a month or 8 to 30 days, 5 longer or open.
    CAST(
        (
            SELECT coalesce(k.ucdp_date_prec, CASE
                WHEN e.date_latest = e.date_earliest THEN 1
                WHEN julianday(e.date_latest) - julianday(e.date_earliest) < 6 THEN 2
                WHEN julianday(e.date_latest) - julianday(e.date_earliest) < 7 THEN 3
                WHEN julianday(e.date_latest) - julianday(e.date_earliest) < 30 THEN 4
                ELSE 5
            END)
            FROM date_precisions AS k
            WHERE k.code = e.date_precision
        ) AS INTEGER
    ) AS date_prec,

    -- 1 where the date is approximate: the true day may lie outside the bounds; else 0.
    e.date_approximate AS date_approximate,

    -- 1 where the source is unsure of the date; else 0.
    e.date_uncertain AS date_uncertain,

    -- The event.
    e.key AS event,

    -- What was done (PLOVER).
    e.type AS type,

    -- How it was done: a mode of the type.
    e.mode AS mode,

    -- Whether it took place: occurred, planned, cancelled, refused or hypothetical.
    e.status AS status,

    -- What it was.
    e.title AS title,

    -- The event that it is part of.
    e.part_of AS part_of,

    -- Who took part, with the role of each, initiators first.
    (
        SELECT group_concat(taking_part.name || ' (' || taking_part.role || ')', '; ')
        FROM (
            SELECT a.name, x.role
            FROM event_actors AS x
            JOIN actors AS a ON a.key = x.actor
            WHERE x.event = e.key
            ORDER BY x.role <> 'initiator', x.role, a.name, a.key
        ) AS taking_part
    ) AS actors,

    -- Where, with the role of each place.
    (
        SELECT group_concat(placed.name || ' (' || placed.role || ')', '; ')
        FROM (
            SELECT l.name, x.role
            FROM event_places AS x
            JOIN places AS l ON l.key = x.place
            WHERE x.event = e.key
            ORDER BY x.role <> 'location', x.role, l.name, l.key
        ) AS placed
    ) AS places,

    -- How sure the source is.
    n.certainty AS certainty,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    n.said_by AS said_by,

    -- 1 where a sentence disputes any of it; else 0.
    n.disputed AS disputed,

    -- What somebody has to look at again, such as a cited sentence that is gone; empty where nothing is.
    n.needs_review AS needs_review,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    n.note AS note,

    -- The sentences that say so, then those that dispute it, each of these after a `but`.
    n.footnote AS footnote
FROM events AS e
JOIN fact_footnotes AS n ON n.fact = e.key
ORDER BY
    coalesce(e.date_earliest, e.date_latest) IS NULL,
    coalesce(e.date_earliest, e.date_latest),
    e.date_latest,
    e.key;
