-- The synopsis a second time, over the curated CSV files alone. Variables: data (their directory), sources (a list of source_ids, in order).

CREATE MACRO curated(name) AS TABLE
FROM read_csv(getvariable('data') || '/' || name || '.csv', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"');

-- The first and last day of a year, a month or a day; a mark of doubt widens nothing.
CREATE MACRO first_day(v) AS (rtrim(v, '?~%') || substr('0000-01-01', 1 + length(rtrim(v, '?~%'))))::DATE;
CREATE MACRO last_day_of(v) AS CASE length(rtrim(v, '?~%'))
    WHEN 4 THEN make_date(v[1:4]::INTEGER, 12, 31)
    WHEN 7 THEN last_day(first_day(v))
    ELSE first_day(v)
END;

CREATE TABLE columns_asked AS
SELECT unnest(getvariable('sources')) AS source_id, generate_subscripts(getvariable('sources'), 1) AS place;

-- Every row of the three tables. A figure "more than 200" is 201 or more; one without a low is 0 or more, one without a high has no bound.
CREATE TABLE claims AS
SELECT
    'figures' AS kind, figure_id AS row_id, source_id, event_id, measure_id AS subject, voice, counted,
    low::BIGINT + (qualifier = 'more_than')::INT AS low_end, high::BIGINT - (qualifier = 'less_than')::INT AS high_end,
    coalesce(low_end, 0) AS lo, coalesce(high_end, 9223372036854775807) AS hi,
    concat_ws('/', lo, hi, CASE WHEN counted = 'other' THEN figure_id ELSE counted END) AS said
FROM curated('figures')
UNION ALL
SELECT
    'dates', date_id, source_id, event_id, milestone, voice, NULL, NULL, NULL,
    first_day(earliest) - DATE '1970-01-01', last_day_of(latest) - DATE '1970-01-01', concat_ws('/', lo, hi)
FROM (SELECT *, first_day(earliest) - DATE '1970-01-01' AS lo, last_day_of(latest) - DATE '1970-01-01' AS hi FROM curated('dates'))
UNION ALL
SELECT 'characterizations', characterization_id, source_id, event_id, topic_id, voice, NULL, NULL, NULL, NULL, NULL, position_id
FROM curated('characterizations');

CREATE TABLE said AS SELECT c.*, a.place FROM claims c JOIN columns_asked a USING (source_id);

-- One row for each statement, and for each document that makes none on a thing that another states.
CREATE TABLE synopsis AS
WITH things AS (SELECT DISTINCT event_id, kind, subject FROM said)
SELECT
    t.event_id, t.kind, t.subject, a.source_id, s.row_id,
    CASE
        WHEN s.row_id IS NOT NULL THEN NULL
        WHEN NOT EXISTS (FROM curated('readings') r WHERE r.source_id = a.source_id AND r.coverage = 'whole') THEN 'not_examined'
        WHEN EXISTS (FROM claims c WHERE c.source_id = a.source_id AND c.event_id = t.event_id) THEN 'not_stated'
        ELSE 'not_mentioned'
    END AS silence
FROM things t
CROSS JOIN columns_asked a
LEFT JOIN said s ON s.event_id = t.event_id AND s.kind = t.kind AND s.subject = t.subject AND s.source_id = a.source_id;

-- Every figure and date of the others beside every one of the first on the same thing.
CREATE TABLE relations AS
SELECT
    s.row_id, f.row_id AS first_row_id,
    CASE
        WHEN s.lo = f.lo AND s.hi = f.hi THEN 'equal'
        WHEN s.hi < f.lo THEN 'below'
        WHEN s.lo > f.hi THEN 'above'
        WHEN s.lo <= f.lo AND s.hi >= f.hi THEN 'contains'
        WHEN s.lo >= f.lo AND s.hi <= f.hi THEN 'within'
        ELSE 'overlaps'
    END AS relation,
    CASE WHEN s.hi < f.lo THEN s.hi - f.lo WHEN s.lo > f.hi THEN s.lo - f.hi ELSE 0 END AS gap,
    CASE
        WHEN (s.low_end IS NULL) = (s.high_end IS NULL) THEN NULL
        WHEN coalesce(s.low_end, s.high_end) < coalesce(f.low_end, f.high_end) THEN 'below'
        WHEN coalesce(s.low_end, s.high_end) > coalesce(f.high_end, f.low_end) THEN 'above'
        ELSE 'equal'
    END AS stated_end,
    s.counted = f.counted AND s.counted <> 'other' AS same_population
FROM said s JOIN said f USING (event_id, kind, subject)
WHERE s.place > 1 AND f.place = 1 AND s.kind <> 'characterizations';

-- Things that two documents or more state, and do not state alike.
CREATE TABLE differing AS
WITH each AS (
    SELECT event_id, kind, subject, source_id, list_sort(list(DISTINCT said || '/' || voice)) AS all_said
    FROM said
    GROUP BY ALL
)
SELECT event_id, kind, subject
FROM each
GROUP BY ALL
HAVING count(DISTINCT all_said) > 1;
