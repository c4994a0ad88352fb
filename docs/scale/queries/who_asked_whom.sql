-- Who asked whom for help, how often, and how often something came of it.
-- Something came of a request that was granted in part, or by one of several answers.
-- Where somebody asked on behalf of a state or organization, that is who asked.
SELECT
    asker.name AS asked_by,
    asked.name AS asked,
    count(*) AS requests,
    count(came.request) AS granted
FROM assistance_requests AS q
JOIN event_actors AS by_whom
    ON by_whom.event = q.request
    AND by_whom.role = CASE WHEN q.on_behalf_of IS NULL THEN 'initiator' ELSE 'represented' END
JOIN actors AS asker ON asker.key = by_whom.actor
JOIN event_actors AS of_whom ON of_whom.event = q.request AND of_whom.role = 'addressee'
JOIN actors AS asked ON asked.key = of_whom.actor
LEFT JOIN (
    SELECT DISTINCT request FROM request_answers WHERE relation IN ('grants', 'partly_grants')
) AS came ON came.request = q.request
GROUP BY asker.key, asker.name, asked.key, asked.name
ORDER BY requests DESC, asker.key, asked.key
