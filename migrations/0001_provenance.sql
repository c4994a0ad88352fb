-- Provenance: what was read, which sentences it has, and what each fact rests on.
--
-- Conventions of all migrations: one table per thing, named in the plural; STRICT; every constraint
-- named <table>_<columns>_<rule>; every foreign key deferred and indexed; an empty value is NULL,
-- never an empty text. The first comment inside a table says what one row is; the comment above a
-- column says what the column holds. Exports, data package and codebook read these comments.

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

CREATE TABLE sources (
    -- One row per article as published.

    -- The name of the article in this dataset.
    key TEXT NOT NULL,

    -- The headline.
    title TEXT NOT NULL,

    -- Who wrote it.
    author TEXT NOT NULL,

    -- How a footnote names it, such as Culp 2023.
    cite_as TEXT NOT NULL,

    -- Who published it.
    publisher TEXT NOT NULL,

    -- The day of publication, ISO 8601.
    published_on TEXT NOT NULL,

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
CREATE INDEX idx_facts_kind ON facts (kind);
CREATE INDEX idx_facts_certainty ON facts (certainty);
CREATE INDEX idx_facts_said_by ON facts (said_by);

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
CREATE INDEX idx_citations_source_paragraph_sentence ON citations (source, paragraph, sentence);
CREATE INDEX idx_citations_stance ON citations (stance);

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

CREATE TABLE changes (
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

    -- Why: sheet (the fact sheet was edited), ledger, article or migration.
    cause TEXT NOT NULL,

    CONSTRAINT changes_pk PRIMARY KEY (id),
    CONSTRAINT changes_run_exists FOREIGN KEY (run) REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT changes_cause_code CHECK (cause IN ('sheet', 'ledger', 'article', 'migration')),
    CONSTRAINT changes_action_code CHECK (action IN ('add', 'change', 'remove')),
    CONSTRAINT changes_column_unless_add CHECK ((action = 'add') = ("column" IS NULL)),
    CONSTRAINT changes_old_new_differ CHECK ((action = 'add') = (old IS new))
) STRICT;
CREATE INDEX idx_changes_run ON changes (run);
CREATE INDEX idx_changes_fact_column ON changes (fact, "column");
