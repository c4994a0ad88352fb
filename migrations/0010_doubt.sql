-- Views that show their doubt: what disputes a fact, how sure its source is, whose word it is, what
-- has to be looked at again, how exact its date is; every answer to a request, not the best one.
--
-- DuckDB reads a view of an attached SQLite file with a parser of its own and hands SQLite what it
-- understood. So no view has a date function with modifiers, IN (SELECT ...) outside of WHERE, or
-- UNION: these do not come through.

-- Few sentences dispute anything: views look up here whether any disputes a fact.
CREATE INDEX idx_citations_disputing ON citations (fact) WHERE stance = 'disputes';

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

DROP VIEW footnotes;
DROP VIEW fact_footnotes;
DROP VIEW fact_titles;
DROP VIEW timeline;
DROP VIEW assistance_requests;
DROP VIEW positions_by_actor;
DROP VIEW membership_roster;
DROP VIEW office_holders;
DROP VIEW coverage;

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

-- Facts that only disputing sentences speak of were taken until now. What is known of the files is made
-- anew by the next run, which reads all of them once.
DELETE FROM fact_files;
DELETE FROM source_files;
DELETE FROM files;
