-- What happened in September 2022: certainly, where an exact date lies within the month, else
-- possibly. An open bound excludes nothing; an approximate or uncertain date is never certain.
SELECT
    fact AS event,
    date,
    CASE
        WHEN certain_from >= '2022-09-01' AND certain_until <= '2022-09-30' THEN 'certainly'
        ELSE 'possibly'
    END AS in_the_month
FROM fact_dates
WHERE
    kind = 'event'
    AND status = 'occurred'
    AND possible_from <= '2022-09-30'
    AND possible_until >= '2022-09-01'
ORDER BY in_the_month, event
