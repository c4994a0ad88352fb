-- Views: the questions that analysts ask most, answered with names and footnotes.
--
-- Each view says in its first comment what one row is and sorts its rows by a full key. They use
-- nothing newer than SQLite 3.37, the first version that opens STRICT tables.

CREATE VIEW footnotes AS
-- One row per citation, written for people.
SELECT
    -- The fact.
    c.fact AS fact,

    -- What the sentence backs; * for the whole fact.
    c.field AS field,

    -- The article.
    c.source AS source,

    -- The sentence.
    p.locator AS locator,

    -- The citation as a footnote prints it.
    s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote
FROM citations AS c
JOIN passages AS p ON p.source = c.source AND p.paragraph = c.paragraph AND p.sentence = c.sentence
JOIN sources AS s ON s.key = c.source
ORDER BY c.fact, c.field, c.source, c.paragraph, c.sentence;

CREATE VIEW fact_footnotes AS
-- One row per fact: all its sentences in one footnote.
SELECT
    -- The fact.
    f.key AS fact,

    -- Its footnotes in reading order, separated by semicolons.
    (
        SELECT group_concat(cited.footnote, '; ')
        FROM (
            SELECT DISTINCT
                s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote,
                c.source, c.paragraph, c.sentence
            FROM citations AS c
            JOIN sources AS s ON s.key = c.source
            WHERE c.fact = f.key
            ORDER BY c.source, c.paragraph, c.sentence
        ) AS cited
    ) AS footnote
FROM facts AS f
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
    ) AS title
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
ORDER BY f.key;

CREATE VIEW timeline AS
-- One row per event, in the order of the dates. Look at the status: only what occurred took place.
SELECT
    -- When, as an EDTF expression.
    e.date AS date,

    -- The first day that the date can mean; empty where open or undated.
    e.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where open or undated.
    e.date_latest AS date_latest,

    -- The event.
    e.key AS event,

    -- What was done (PLOVER).
    e.type AS type,

    -- Whether it took place: occurred, planned, cancelled, refused or hypothetical.
    e.status AS status,

    -- What it was.
    e.title AS title,

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

    -- The sentences that say so.
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
-- occurred. Requests that were only supposed or planned are in timeline, not here.
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

    -- What became of it: granted, partly_granted or denied where an event that occurred is linked
    -- as such an answer (the best answer counts), else unanswered.
    CASE
        WHEN EXISTS (
            SELECT 1 FROM event_links AS l JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key AND l.relation = 'grants' AND answer.status = 'occurred'
        ) THEN 'granted'
        WHEN EXISTS (
            SELECT 1 FROM event_links AS l JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key AND l.relation = 'partly_grants' AND answer.status = 'occurred'
        ) THEN 'partly_granted'
        WHEN EXISTS (
            SELECT 1 FROM event_links AS l JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key AND l.relation = 'denies' AND answer.status = 'occurred'
        ) THEN 'denied'
        ELSE 'unanswered'
    END AS outcome,

    -- The answers: the keys of the events that granted, partly granted or denied it.
    (
        SELECT group_concat(x.event, '; ')
        FROM (
            SELECT l.event
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
            SELECT coalesce(answer.date, '?') AS date
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
            ORDER BY l.event
        ) AS x
    ) AS answered_on,

    -- The sentences that tell of the request and of its answers.
    (
        SELECT group_concat(cited.footnote, '; ')
        FROM (
            SELECT DISTINCT
                s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote,
                c.source, c.paragraph, c.sentence
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
            ORDER BY c.source, c.paragraph, c.sentence
        ) AS cited
    ) AS footnote
FROM events AS e
WHERE e.type = 'REQUEST' AND coalesce(e.mode, 'assist') = 'assist' AND e.status = 'occurred'
ORDER BY e.date_earliest IS NULL, e.date_earliest, e.date_latest, e.key;

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

    -- The reason that the actor gives or the source names.
    p.rationale AS rationale,

    -- The sentences that say so.
    n.footnote AS footnote
FROM positions AS p
JOIN actors AS a ON a.key = p.actor
JOIN fact_titles AS t ON t.fact = p.subject
JOIN fact_footnotes AS n ON n.fact = p.key
ORDER BY p.subject, a.name, p.key;

CREATE VIEW membership_roster AS
-- One row per membership: who belongs to what, and who pointedly does not.
SELECT
    -- The organization.
    m.organization AS organization,

    -- The actor.
    m.member AS member,

    -- The actor's name.
    a.name AS member_name,

    -- Member, observer or pointedly not a member.
    m.status AS status,

    -- The sentences that say so.
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

    -- The sentences that say so.
    n.footnote AS footnote
FROM offices AS o
JOIN actors AS h ON h.key = o.holder
JOIN actors AS b ON b.key = o.body
JOIN fact_footnotes AS n ON n.fact = o.key
ORDER BY o.body, o.title, o.holder, o.key;

CREATE VIEW coverage AS
-- One row per sentence: how many facts rest on it, or why none does.
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

    -- Why it holds no fact; empty where it holds some, or where nobody has read it yet.
    u.reason AS reason
FROM passages AS p
LEFT JOIN uncoded_passages AS u
    ON u.source = p.source AND u.paragraph = p.paragraph AND u.sentence = p.sentence
ORDER BY p.source, p.paragraph, p.sentence;
