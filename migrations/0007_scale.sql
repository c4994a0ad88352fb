-- Scale: what a corpus of a hundred thousand facts needs of its store.

-- An index of a column with a handful of codes finds half the table: it costs more to keep than any
-- question gains by it. The references to codes are checked all the same.
DROP INDEX idx_actor_identifiers_scheme;
DROP INDEX idx_actor_names_kind;
DROP INDEX idx_actors_kind;
DROP INDEX idx_citations_stance;
DROP INDEX idx_claims_date_basis;
DROP INDEX idx_claims_date_precision;
DROP INDEX idx_claims_modality;
DROP INDEX idx_event_actors_role;
DROP INDEX idx_event_instruments_role;
DROP INDEX idx_event_links_relation;
DROP INDEX idx_event_places_role;
DROP INDEX idx_events_date_basis;
DROP INDEX idx_events_date_precision;
DROP INDEX idx_events_status;
DROP INDEX idx_facts_certainty;
DROP INDEX idx_facts_kind;
DROP INDEX idx_instruments_kind;
DROP INDEX idx_memberships_date_basis;
DROP INDEX idx_memberships_date_precision;
DROP INDEX idx_memberships_status;
DROP INDEX idx_offices_date_basis;
DROP INDEX idx_offices_date_precision;
DROP INDEX idx_places_kind;
DROP INDEX idx_positions_date_basis;
DROP INDEX idx_positions_date_precision;
DROP INDEX idx_positions_stance;
DROP INDEX idx_retractions_kind;

-- What is known of the files is made anew by the next run, which reads all of them once.
DROP TABLE fact_files;
DROP TABLE files;

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

CREATE TABLE fact_files (
    -- One row per fact: the file that it stands in; kept in the store only.

    -- The fact.
    fact TEXT NOT NULL,

    -- The number of the file.
    file INTEGER NOT NULL,

    -- A name for what the file says of the fact: the first 64 bits of a SHA-256.
    digest INTEGER NOT NULL,

    CONSTRAINT fact_files_pk PRIMARY KEY (fact),
    CONSTRAINT fact_files_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fact_files_file_exists FOREIGN KEY (file) REFERENCES files (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_fact_files_file ON fact_files (file);

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
