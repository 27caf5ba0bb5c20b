-- The curated tables, as text, and what every comparison needs of them. Variables: data (the directory of the CSV files), anchor (a source_id).

CREATE MACRO curated(name) AS TABLE
FROM read_csv(getvariable('data') || '/' || name || '.csv', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"');
-- In the order of the schema, which is that of every list by party. PIVOT makes the columns of each from it.
CREATE TYPE party AS ENUM ('azerbaijan', 'armenia', 'karabakh_armenian', 'third_party', 'not_shown');
CREATE TABLE issuers AS SELECT * REPLACE (party::party AS party) FROM curated('issuers');
CREATE TABLE sources AS FROM curated('sources');
CREATE TABLE readings AS FROM curated('readings');
CREATE TABLE events AS FROM curated('events');
CREATE TABLE figures AS FROM curated('figures');
CREATE TABLE dates AS FROM curated('dates');
CREATE TABLE characterizations AS FROM curated('characterizations');

-- EDTF: one date without a solidus (two-letter names: p a date, d what stands for X, n a number of months).

CREATE MACRO edtf_plain(p) AS regexp_replace(p, '[?~%]+$', '');
CREATE MACRO edtf_year(p, d) AS greatest(replace(p[1:4], 'X', d)::INTEGER, 1);
CREATE MACRO edtf_month(p) AS TRY_CAST(p[6:7] AS INTEGER);
CREATE MACRO edtf_day(p) AS TRY_CAST(p[9:10] AS INTEGER);
CREATE MACRO edtf_part_first(p) AS CASE
    WHEN p = '..' THEN DATE '0001-01-01'
    WHEN edtf_month(p) IS NULL THEN make_date(edtf_year(p, '0'), 1, 1)
    WHEN edtf_month(p) > 12 THEN make_date(edtf_year(p, '0'), 3 * (edtf_month(p) - 20), 1)
    ELSE make_date(edtf_year(p, '0'), edtf_month(p), coalesce(edtf_day(p), 1))
END;
CREATE MACRO edtf_part_last(p) AS CASE
    WHEN p = '..' THEN DATE '9999-12-31'
    WHEN edtf_month(p) IS NULL THEN make_date(edtf_year(p, '9'), 12, 31)
    WHEN edtf_month(p) = 24 THEN last_day(make_date(edtf_year(p, '9') + 1, 2, 1))
    WHEN edtf_month(p) > 12 THEN last_day(make_date(edtf_year(p, '9'), 3 * (edtf_month(p) - 20) + 2, 1))
    WHEN edtf_day(p) IS NULL THEN last_day(make_date(edtf_year(p, '9'), edtf_month(p), 1))
    ELSE make_date(edtf_year(p, '9'), edtf_month(p), edtf_day(p))
END;
-- The first and last day that a value allows; none for none (greatest() passes over what is missing).
CREATE MACRO edtf_first(v) AS CASE WHEN v IS NOT NULL THEN edtf_part_first(edtf_plain(split_part(v, '/', 1))) END;
CREATE MACRO edtf_last(v) AS CASE WHEN v IS NOT NULL THEN edtf_part_last(edtf_plain(split_part(v, '/', -1))) END;
-- The day by which values are put in order: the first, or the last where the beginning is open.
CREATE MACRO edtf_order(v) AS CASE WHEN v LIKE '../%' THEN edtf_last(v) ELSE edtf_first(v) END;

-- Every row that is an interval: figures in units, dates in days. low_end and high_end are the ends that the words give, which more than and
-- less than leave out (more than 613 is 614 or more); lo and hi have 0 for an empty low and no bound for an empty high.
CREATE TABLE intervals AS
WITH ends AS (
    SELECT
        'figure' AS claim, figure_id AS row_id, source_id, event_id, measure_id AS subject, repeats, counted, voice,
        low::BIGINT + (qualifier = 'more_than')::BIGINT AS low_end, high::BIGINT - (qualifier = 'less_than')::BIGINT AS high_end
    FROM figures
    UNION ALL
    SELECT
        'date', date_id, source_id, event_id, milestone, repeats, 'not_applicable', voice,
        edtf_first(earliest) - DATE '1970-01-01', edtf_last(latest) - DATE '1970-01-01'
    FROM dates
)
SELECT *, coalesce(low_end, 0) AS lo, coalesce(high_end, 9223372036854775807) AS hi
FROM ends;

-- Every row of the three tables.
CREATE TABLE claims AS
SELECT claim, row_id, source_id, event_id, subject, voice, repeats FROM intervals
UNION ALL
SELECT 'characterization', characterization_id, source_id, event_id, topic_id, voice, repeats FROM characterizations;

-- How far each source was read, and of which events it speaks; what its silence on a thing of the event then means.
CREATE TABLE coverage AS
WITH extent AS (
    SELECT source_id, first(coverage ORDER BY list_position(['whole', 'part', 'excerpt'], coverage)) AS read
    FROM readings
    GROUP BY ALL
)
SELECT
    s.source_id, e.event_id, i.party, x.read, count(c.row_id) > 0 AS speaks,
    count(*) FILTER (claim = 'figure' AND voice = 'own') AS figures_own,
    count(*) FILTER (claim = 'figure' AND voice = 'relayed') AS figures_relayed,
    count(*) FILTER (claim = 'date' AND voice = 'own') AS dates_own,
    count(*) FILTER (claim = 'date' AND voice = 'relayed') AS dates_relayed,
    count(*) FILTER (claim = 'characterization' AND voice = 'own') AS positions_own,
    count(*) FILTER (claim = 'characterization' AND voice = 'relayed') AS positions_relayed
FROM sources s
JOIN issuers i USING (issuer_id)
JOIN extent x USING (source_id)
CROSS JOIN events e
LEFT JOIN claims c ON c.source_id = s.source_id AND c.event_id = e.event_id
GROUP BY ALL;

CREATE VIEW silences AS
SELECT
    source_id, event_id,
    CASE WHEN read <> 'whole' THEN 'not_examined' WHEN speaks THEN 'not_stated' ELSE 'not_mentioned' END AS silence
FROM coverage;

-- A source with its issuer.
CREATE VIEW voices AS
SELECT s.source_id, s.title, s.source_type, s.issuer_id, i.party, i.tie, s.published
FROM sources s JOIN issuers i USING (issuer_id);

CREATE VIEW others AS FROM voices WHERE source_id <> getvariable('anchor');

-- Lineage: from the rows that repeat no row that is there, down to those that repeat them.
CREATE TABLE origins AS
WITH RECURSIVE descent AS (
    SELECT claim, row_id, row_id AS origin_id, source_id AS origin_source_id, 0 AS depth, [row_id] AS chain
    FROM claims c
    WHERE NOT EXISTS (FROM claims p WHERE p.claim = c.claim AND p.row_id = c.repeats)
    UNION ALL
    SELECT c.claim, c.row_id, d.origin_id, d.origin_source_id, d.depth + 1, list_append(d.chain, c.row_id)
    FROM descent d JOIN claims c ON c.claim = d.claim AND c.repeats = d.row_id
)
FROM descent;

-- Figures whose interval, by its ends as stated, an earlier document gives for the same event, measure and population. A document is earlier
-- if its last possible day is before the first of the other. One without a beginning is dated by its end; an undated one is later than any
-- dated one.
CREATE VIEW given_before AS
WITH dated AS (
    SELECT
        f.*, coalesce(edtf_last(s.published), DATE '9999-12-31') AS last_day,
        CASE WHEN s.published LIKE '../%' THEN last_day ELSE coalesce(edtf_first(s.published), DATE '9999-12-31') END AS first_day,
        (coalesce(low::BIGINT, 0), high::BIGINT) AS stated
    FROM figures f JOIN sources s USING (source_id)
)
SELECT DISTINCT f.figure_id
FROM dated f JOIN dated e USING (event_id, measure_id, counted, stated)
WHERE e.last_day < f.first_day;

CREATE TABLE lineage AS
WITH links AS (
    SELECT claim, row_id, unnest(chain) AS link_id FROM origins
),
repetitions AS (
    SELECT claim, link_id AS row_id, count(*) - 1 AS repeated_by FROM links GROUP BY ALL
),
passages AS (
    SELECT k.claim, k.row_id, bool_or(s.issuer_id = a.issuer_id) AS through_anchor_issuer
    FROM links k
    JOIN claims c ON c.claim = k.claim AND c.row_id = k.link_id
    JOIN sources s USING (source_id)
    JOIN sources a ON a.source_id = getvariable('anchor')
    GROUP BY ALL
)
SELECT
    c.claim || 's' AS table, c.row_id, c.source_id,
    CASE
        WHEN c.claim <> 'figure' OR c.repeats IS NOT NULL THEN NULL
        WHEN c.row_id NOT IN (FROM given_before) THEN 'first_here'
        WHEN f.credited_to IS NULL THEN 'uncredited'
        ELSE 'credited_elsewhere'
    END AS root,
    o.origin_id, o.origin_source_id, o.depth, r.repeated_by, p.through_anchor_issuer
FROM claims c
JOIN origins o USING (claim, row_id)
JOIN repetitions r USING (claim, row_id)
JOIN passages p USING (claim, row_id)
LEFT JOIN figures f ON c.claim = 'figure' AND f.figure_id = c.row_id;

-- The relation of an interval to the anchor's, and how far they lie apart.
CREATE MACRO relation(lo, hi, anchor_lo, anchor_hi) AS CASE
    WHEN hi < anchor_lo THEN 'below'
    WHEN lo > anchor_hi THEN 'above'
    WHEN lo = anchor_lo AND hi = anchor_hi THEN 'equal'
    WHEN lo <= anchor_lo AND hi >= anchor_hi THEN 'contains'
    WHEN lo >= anchor_lo AND hi <= anchor_hi THEN 'within'
    ELSE 'overlaps'
END;

-- How the one end of a half-open interval stands to the ends that the anchor gives: below or above all of them, or neither.
CREATE MACRO stated_end(low_end, high_end, anchor_low_end, anchor_high_end) AS CASE
    WHEN (low_end IS NULL) = (high_end IS NULL) THEN NULL
    WHEN coalesce(low_end, high_end) < coalesce(anchor_low_end, anchor_high_end) THEN 'below'
    WHEN coalesce(low_end, high_end) > coalesce(anchor_high_end, anchor_low_end) THEN 'above'
    ELSE 'equal'
END;

-- One row per (figure or date of the anchor, other source, its row on the same thing or none).
CREATE VIEW pairs AS
SELECT
    a.claim, a.row_id AS anchor_row_id, s.source_id, o.row_id,
    CASE WHEN o.row_id IS NULL THEN q.silence ELSE relation(o.lo, o.hi, a.lo, a.hi) END AS relation,
    stated_end(o.low_end, o.high_end, a.low_end, a.high_end) AS stated_end,
    CASE WHEN o.hi < a.lo THEN o.hi - a.lo WHEN o.lo > a.hi THEN o.lo - a.hi WHEN o.row_id IS NOT NULL THEN 0 END AS gap,
    CASE
        WHEN o.hi < a.lo THEN round(o.hi / a.lo, 4)
        WHEN o.lo > a.hi THEN round(o.lo / nullif(a.hi, 0), 4)
        WHEN o.row_id IS NOT NULL THEN 1
    END AS ratio,
    CASE WHEN o.row_id IS NOT NULL THEN a.counted = o.counted AND a.counted <> 'other' END AS same_population,
    root.origin_id, root.origin_source_id, root.origin_id = anchor_root.origin_id AS origin_is_anchor_line
FROM intervals a
JOIN origins anchor_root ON anchor_root.claim = a.claim AND anchor_root.row_id = a.row_id
CROSS JOIN others s
JOIN silences q ON q.source_id = s.source_id AND q.event_id = a.event_id
LEFT JOIN intervals o ON o.claim = a.claim AND o.event_id = a.event_id AND o.subject = a.subject AND o.source_id = s.source_id
LEFT JOIN origins root ON root.claim = o.claim AND root.row_id = o.row_id
WHERE a.source_id = getvariable('anchor');
