-- The file of a retracted fact is known too, so that the entry that restores it has only that file
-- read. A fact that is retracted has no row in facts any more: the reference goes.
--
-- What is known of the files is made anew by the next run, which reads all of them once.
DROP TABLE fact_files;
DELETE FROM source_files;
DELETE FROM files;

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
