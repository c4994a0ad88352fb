-- What each entry of the ledger changed of each fact is kept as a state of its own, a function of the
-- sheets and of the ledger, so that a story does not depend on the runs that it took.

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

-- When an entry came into the ledger, and what it said before it was edited or left.
CREATE INDEX idx_changes_of_corrections ON changes ("row", run) WHERE "table" = 'corrections';

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

CREATE TABLE files_with_warnings (
    -- One row per file that any of the warnings is about; kept in the store only.

    -- The file, relative to the folder.
    file TEXT NOT NULL,

    CONSTRAINT files_with_warnings_pk PRIMARY KEY (file)
) STRICT, WITHOUT ROWID;

-- The steps are filled by the next run, which reads every file once.
DELETE FROM fact_files;
DELETE FROM source_files;
DELETE FROM files;

DROP VIEW cell_history;

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
