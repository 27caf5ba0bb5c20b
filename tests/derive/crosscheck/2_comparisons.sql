-- The three comparisons, from the descriptions in schemas/{figure,date,characterization}_comparison.schema.json.

CREATE TABLE figure_comparison AS
SELECT
    a.figure_id || '--' || coalesce(f.figure_id, s.source_id) AS comparison_id,
    a.figure_id AS anchor_figure_id, a.event_id, a.measure_id, a.low AS anchor_low, a.high AS anchor_high, a.counted AS anchor_counted,
    s.source_id, s.title, s.source_type, s.issuer_id, s.party, s.tie, s.published,
    f.figure_id, f.low, f.high, f.qualifier, f.counted, f.voice, f.credited_to, f.credited_kind, f.phrase, f.locator, f.note,
    r.access, r.host_party, r.url AS reading_url,
    p.relation, p.stated_end, p.gap, p.ratio, p.same_population,
    p.origin_id AS origin_figure_id, p.origin_source_id, p.origin_is_anchor_line
FROM pairs p
JOIN figures a ON a.figure_id = p.anchor_row_id
JOIN others s ON s.source_id = p.source_id
LEFT JOIN figures f ON f.figure_id = p.row_id
LEFT JOIN readings r ON r.reading_id = f.reading_id
WHERE p.claim = 'figure';

CREATE TABLE date_comparison AS
SELECT
    a.date_id || '--' || coalesce(d.date_id, s.source_id) AS comparison_id,
    a.date_id AS anchor_date_id, a.event_id, a.milestone, a.earliest AS anchor_earliest, a.latest AS anchor_latest,
    s.source_id, s.title, s.source_type, s.issuer_id, s.party, s.tie, s.published,
    d.date_id, d.earliest, d.latest, d.voice, d.credited_to, d.credited_kind, d.phrase, d.locator, d.note,
    r.access, r.host_party, r.url AS reading_url,
    p.relation, p.gap AS gap_days,
    p.origin_id AS origin_date_id, p.origin_source_id, p.origin_is_anchor_line
FROM pairs p
JOIN dates a ON a.date_id = p.anchor_row_id
JOIN others s ON s.source_id = p.source_id
LEFT JOIN dates d ON d.date_id = p.row_id
LEFT JOIN readings r ON r.reading_id = d.reading_id
WHERE p.claim = 'date';

CREATE TABLE characterization_comparison AS
WITH taken AS (
    SELECT DISTINCT event_id, topic_id, position_id AS anchor_position_id
    FROM characterizations
    WHERE source_id = getvariable('anchor') AND voice = 'own'
),
given AS (
    SELECT
        source_id, event_id, topic_id,
        list_sort(list(DISTINCT position_id) FILTER (voice = 'own')) AS own_positions,
        list_sort(list(DISTINCT position_id) FILTER (voice = 'relayed')) AS other_positions
    FROM characterizations
    GROUP BY ALL
),
-- The row that shows the relation: own voice before relayed, the same position before another, then by identifier.
shown AS (
    SELECT t.anchor_position_id, c.*
    FROM taken t JOIN characterizations c USING (event_id, topic_id)
    QUALIFY 1 = row_number() OVER (
        PARTITION BY c.source_id, event_id, topic_id, t.anchor_position_id
        ORDER BY c.voice <> 'own', c.position_id <> t.anchor_position_id, c.characterization_id
    )
)
SELECT
    concat_ws('--', t.event_id, t.topic_id, t.anchor_position_id, s.source_id) AS comparison_id,
    t.event_id, t.topic_id, t.anchor_position_id,
    s.source_id, s.title, s.source_type, s.issuer_id, s.party, s.tie, s.published,
    CASE
        WHEN a.source_id IS NULL THEN q.silence
        WHEN a.own_positions IS NULL THEN 'relayed'
        WHEN list_contains(a.own_positions, t.anchor_position_id) THEN 'same'
        ELSE 'different'
    END AS relation,
    array_to_string(a.own_positions, '; ') AS positions,
    array_to_string(a.other_positions, '; ') AS relayed_positions,
    c.characterization_id, c.voice, c.credited_to, c.credited_kind, c.phrase, c.locator, c.note,
    r.access, r.host_party, r.url AS reading_url,
    o.origin_id AS origin_characterization_id, o.origin_source_id
FROM taken t
CROSS JOIN others s
JOIN silences q USING (source_id, event_id)
LEFT JOIN given a USING (source_id, event_id, topic_id)
LEFT JOIN shown c USING (source_id, event_id, topic_id, anchor_position_id)
LEFT JOIN readings r ON r.reading_id = c.reading_id
LEFT JOIN origins o ON o.claim = 'characterization' AND o.row_id = c.characterization_id;
