-- Files: what a rerun need not read again.

CREATE TABLE files (
    -- One row per file of the dataset's folder as it was last ingested; kept in the store only.

    -- The file, relative to the folder.
    name TEXT NOT NULL,

    -- The SHA-256 of its bytes, as 64 hexadecimal digits.
    sha256 TEXT NOT NULL,

    -- How many sentences it skips.
    skips INTEGER NOT NULL,

    -- The version of the program that read it.
    program TEXT NOT NULL,

    CONSTRAINT files_pk PRIMARY KEY (name),
    CONSTRAINT files_skips_range CHECK (skips >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_files (
    -- One row per fact: the file that it stands in; kept in the store only.

    -- The fact.
    fact TEXT NOT NULL,

    -- The file, relative to the folder.
    file TEXT NOT NULL,

    CONSTRAINT fact_files_pk PRIMARY KEY (fact),
    CONSTRAINT fact_files_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fact_files_file_exists FOREIGN KEY (file) REFERENCES files (name) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_fact_files_file ON fact_files (file);
