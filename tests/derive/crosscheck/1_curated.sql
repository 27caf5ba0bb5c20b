-- The curated tables, as text, and what every comparison needs of them. Variables: data (the directory of the CSV files), anchor (a source_id).

CREATE MACRO curated(name) AS TABLE
FROM read_csv(getvariable('data') || '/' || name || '.csv', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"');
CREATE TABLE issuers AS FROM curated('issuers');
CREATE TABLE sources AS FROM curated('sources');
CREATE TABLE readings AS FROM curated('readings');
CREATE TABLE figures AS FROM curated('figures');
CREATE TABLE dates AS FROM curated('dates');
CREATE TABLE characterizations AS FROM curated('characterizations');

-- A source with its party, and what its silence means.
CREATE VIEW voices AS
SELECT
    s.source_id, s.title, s.source_type, s.issuer_id, i.party, s.published,
    CASE
        WHEN EXISTS (FROM readings r WHERE r.source_id = s.source_id AND r.coverage = 'whole') THEN 'not_stated'
        ELSE 'not_examined'
    END AS silence
FROM sources s JOIN issuers i USING (issuer_id);

CREATE VIEW others AS FROM voices WHERE source_id <> getvariable('anchor');

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
-- The first and last day that a value allows.
CREATE MACRO edtf_first(v) AS edtf_part_first(edtf_plain(split_part(v, '/', 1)));
CREATE MACRO edtf_last(v) AS edtf_part_last(edtf_plain(split_part(v, '/', -1)));

-- Every row that is an interval: figures in units (an empty low is 0, an empty high unbounded), dates in days.
CREATE TABLE intervals AS
SELECT
    'figure' AS claim, figure_id AS row_id, source_id, reading_id, event_id, measure_id AS subject, repeats,
    coalesce(low::BIGINT, 0) AS lo, coalesce(high::BIGINT, 9223372036854775807) AS hi, counted, voice
FROM figures
UNION ALL
SELECT
    'date', date_id, source_id, reading_id, event_id, milestone, repeats,
    edtf_first(earliest) - DATE '1970-01-01', edtf_last(latest) - DATE '1970-01-01', 'not_applicable', voice
FROM dates;

-- Lineage: from the rows that repeat no row that is there, down to those that repeat them.
CREATE TABLE claims AS
SELECT claim, row_id, source_id, repeats FROM intervals
UNION ALL
SELECT 'characterization', characterization_id, source_id, repeats FROM characterizations;

CREATE TABLE origins AS
WITH RECURSIVE descent AS (
    SELECT claim, row_id, row_id AS origin_id, source_id AS origin_source_id
    FROM claims c
    WHERE NOT EXISTS (FROM claims p WHERE p.claim = c.claim AND p.row_id = c.repeats)
    UNION ALL
    SELECT c.claim, c.row_id, d.origin_id, d.origin_source_id
    FROM descent d JOIN claims c ON c.claim = d.claim AND c.repeats = d.row_id
)
FROM descent;

-- The relation of an interval to the anchor's, and how far they lie apart.
CREATE MACRO relation(lo, hi, anchor_lo, anchor_hi) AS CASE
    WHEN hi < anchor_lo THEN 'below'
    WHEN lo > anchor_hi THEN 'above'
    WHEN lo = anchor_lo AND hi = anchor_hi THEN 'equal'
    WHEN lo <= anchor_lo AND hi >= anchor_hi THEN 'contains'
    WHEN lo >= anchor_lo AND hi <= anchor_hi THEN 'within'
    ELSE 'overlaps'
END;

-- One row per (figure or date of the anchor, other source, its row on the same thing or none).
CREATE VIEW pairs AS
SELECT
    a.claim, a.row_id AS anchor_row_id, s.source_id, o.row_id,
    CASE WHEN o.row_id IS NULL THEN s.silence ELSE relation(o.lo, o.hi, a.lo, a.hi) END AS relation,
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
LEFT JOIN intervals o ON o.claim = a.claim AND o.event_id = a.event_id AND o.subject = a.subject AND o.source_id = s.source_id
LEFT JOIN origins root ON root.claim = o.claim AND root.row_id = o.row_id
WHERE a.source_id = getvariable('anchor');
