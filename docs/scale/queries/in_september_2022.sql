-- What happened in September 2022: certainly, where the date lies within the month, else possibly.
-- An open bound is empty, and excludes nothing.
SELECT
    key AS event,
    date,
    CASE
        WHEN date_earliest >= '2022-09-01' AND date_latest <= '2022-09-30' THEN 'certainly'
        ELSE 'possibly'
    END AS in_the_month
FROM events
WHERE
    status = 'occurred'
    AND date IS NOT NULL
    AND (date_earliest IS NULL OR date_earliest <= '2022-09-30')
    AND (date_latest IS NULL OR date_latest >= '2022-09-01')
ORDER BY in_the_month, event
