-- Corrections: facts that were taken back, facts that somebody has to look at again, and for each
-- change the entry of the ledger that made it.

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
CREATE INDEX idx_retractions_kind ON retractions (kind);

CREATE TABLE pending_reviews (
    -- One row per fact that its coder has to look at again, such as one whose sentence has been edited.

    -- The fact.
    fact TEXT NOT NULL,

    -- What to look at.
    needs_review TEXT NOT NULL,

    CONSTRAINT pending_reviews_pk PRIMARY KEY (fact),
    CONSTRAINT pending_reviews_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- The table is made anew rather than altered, so that its comments stay where they belong.
CREATE TABLE changes_with_corrections (
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
INSERT INTO changes_with_corrections (id, run, fact, "table", "row", action, "column", old, new, cause, correction)
SELECT id, run, fact, "table", "row", action, "column", old, new, cause, NULL
FROM changes
ORDER BY id;
DROP TABLE changes;
ALTER TABLE changes_with_corrections RENAME TO changes;
CREATE INDEX idx_changes_run ON changes (run);
CREATE INDEX idx_changes_fact_column ON changes (fact, "column");

CREATE VIEW cell_history AS
-- One row per change that this store has seen, in order; kept in the store only.
SELECT
    -- The number of the change.
    c.id AS change,

    -- The run.
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
ORDER BY c.id;
