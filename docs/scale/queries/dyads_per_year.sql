-- The three most active dyads of each year: who did most to whom, and by how many articles.
-- An event whose date spans two years counts for neither.
WITH acts AS (
    SELECT DISTINCT
        substr(CAST(e.date_earliest AS VARCHAR(10)), 1, 4) AS year,
        e.key AS event,
        doer.actor AS doer,
        target.actor AS target
    FROM events AS e
    JOIN event_actors AS doer ON doer.event = e.key AND doer.role IN ('initiator', 'represented')
    JOIN event_actors AS target ON target.event = e.key AND target.role IN ('recipient', 'addressee')
    WHERE
        e.status = 'occurred'
        AND doer.actor <> target.actor
        AND substr(CAST(e.date_earliest AS VARCHAR(10)), 1, 4) = substr(CAST(e.date_latest AS VARCHAR(10)), 1, 4)
),
dyads AS (
    SELECT a.year, a.doer, a.target, count(DISTINCT a.event) AS events, count(DISTINCT c.source) AS articles
    FROM acts AS a
    JOIN citations AS c ON c.fact = a.event AND c.stance = 'supports'
    GROUP BY a.year, a.doer, a.target
),
ranked AS (
    SELECT
        year, doer, target, events, articles,
        row_number() OVER (PARTITION BY year ORDER BY events DESC, articles DESC, doer, target) AS place
    FROM dyads
)
SELECT year, place, doer, target, events, articles
FROM ranked
WHERE place <= 3
ORDER BY year, place
