-- Wire copy and encyclopaedias name no author, and some pages no day: both may be empty.
-- No two sources share a name in footnotes from now on.

-- Views stand on the table: a modern rename would look into them and find it missing.
PRAGMA legacy_alter_table = ON;

CREATE TABLE new_sources (
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

INSERT INTO new_sources (key, title, author, cite_as, publisher, published_on, language, url, rights, sha256, paragraphs, sentences, words)
SELECT key, title, author, cite_as, publisher, published_on, language, url, rights, sha256, paragraphs, sentences, words FROM sources;
DROP TABLE sources;
ALTER TABLE new_sources RENAME TO sources;

PRAGMA legacy_alter_table = OFF;

-- Names that two sources share, and what else is newly checked, are found by reading everything once.
DELETE FROM fact_files;
DELETE FROM source_files;
DELETE FROM files;
