-- What every source answers, what the anchor leaves out, and what each issuer gave over time, from the descriptions in
-- schemas/{answers,omissions,series}.schema.json.

CREATE TABLE answers AS
WITH asked AS (
    SELECT DISTINCT event_id, topic_id FROM characterizations
),
-- What a source says again is left out; the rest stands in the order of the rows.
credits AS (
    SELECT source_id, event_id, topic_id, position_id || ' (' || credited_to || ')' AS words, min(characterization_id) AS place
    FROM characterizations
    WHERE voice = 'relayed'
    GROUP BY ALL
),
relayed AS (
    SELECT source_id, event_id, topic_id, string_agg(words, '; ' ORDER BY place) AS relayed_positions FROM credits GROUP BY ALL
),
remarks AS (
    SELECT source_id, event_id, topic_id, note, min(characterization_id) AS place
    FROM characterizations
    WHERE note IS NOT NULL
    GROUP BY ALL
),
noted AS (
    SELECT source_id, event_id, topic_id, string_agg(note, ' | ' ORDER BY place) AS notes FROM remarks GROUP BY ALL
),
takes AS (
    SELECT source_id, event_id, topic_id, position_id, min(characterization_id) AS place
    FROM characterizations
    WHERE voice = 'own'
    GROUP BY ALL
),
taken AS (
    SELECT source_id, event_id, topic_id, string_agg(position_id, '; ' ORDER BY place) AS positions FROM takes GROUP BY ALL
)
SELECT
    a.event_id, a.topic_id, v.source_id, v.party, v.tie,
    CASE WHEN t.positions IS NOT NULL THEN 'own' WHEN r.relayed_positions IS NOT NULL THEN 'relayed' ELSE q.silence END AS answer,
    t.positions, r.relayed_positions, n.notes
FROM asked a
CROSS JOIN voices v
JOIN silences q USING (source_id, event_id)
LEFT JOIN taken t USING (source_id, event_id, topic_id)
LEFT JOIN relayed r USING (source_id, event_id, topic_id)
LEFT JOIN noted n USING (source_id, event_id, topic_id);

CREATE TABLE omissions AS
WITH left_out AS (
    SELECT DISTINCT claim, event_id, subject FROM claims
    EXCEPT
    SELECT claim, event_id, subject FROM claims WHERE source_id = getvariable('anchor')
),
rows_of AS (
    SELECT c.claim, c.event_id, c.subject, v.party, c.source_id, c.row_id, c.voice
    FROM left_out JOIN claims c USING (claim, event_id, subject) JOIN voices v USING (source_id)
),
counts AS (
    SELECT
        claim, event_id, subject, party,
        count(DISTINCT source_id) AS sources,
        count(DISTINCT source_id) FILTER (voice = 'own') AS sources_own,
        count(DISTINCT source_id) FILTER (voice = 'relayed') AS sources_relayed
    FROM rows_of
    GROUP BY ALL
),
whole AS (
    SELECT event_id, party, count(*) FILTER (speaks AND read = 'whole') AS read_whole FROM coverage GROUP BY ALL
),
ends AS (
    SELECT r.*, unnest([f.low::BIGINT, f.high::BIGINT]) AS stated
    FROM rows_of r JOIN figures f ON f.figure_id = r.row_id
    WHERE r.claim = 'figure'
),
extremes AS (
    SELECT claim, event_id, subject, party, min(stated) AS lowest, max(stated) AS highest FROM ends GROUP BY ALL
),
who AS (
    SELECT
        claim, event_id, subject, party, lowest, highest,
        string_agg(DISTINCT source_id, '; ' ORDER BY source_id) FILTER (stated = lowest) AS lowest_given_by,
        string_agg(DISTINCT source_id, '; ' ORDER BY source_id) FILTER (stated = highest) AS highest_given_by
    FROM ends JOIN extremes USING (claim, event_id, subject, party)
    GROUP BY ALL
),
when_stated AS (
    SELECT
        r.claim, r.event_id, r.subject, r.party,
        first(d.earliest ORDER BY edtf_first(d.earliest), d.earliest) AS earliest,
        first(d.latest ORDER BY edtf_last(d.latest) DESC, d.latest DESC) AS latest
    FROM rows_of r JOIN dates d ON d.date_id = r.row_id
    WHERE r.claim = 'date'
    GROUP BY ALL
),
votes AS (
    SELECT r.claim, r.event_id, r.subject, r.party, c.position_id, count(DISTINCT r.source_id) AS n
    FROM rows_of r JOIN characterizations c ON c.characterization_id = r.row_id
    WHERE r.claim = 'characterization'
    GROUP BY ALL
),
words AS (
    SELECT claim, event_id, subject, party, string_agg(position_id || ' ' || n, ', ' ORDER BY position_id) AS positions
    FROM votes
    GROUP BY ALL
)
SELECT *
FROM counts
JOIN whole USING (event_id, party)
LEFT JOIN who USING (claim, event_id, subject, party)
LEFT JOIN when_stated USING (claim, event_id, subject, party)
LEFT JOIN words USING (claim, event_id, subject, party);

CREATE TABLE series AS
WITH RECURSIVE families AS (
    SELECT issuer_id, issuer_id AS family_id FROM issuers WHERE part_of IS NULL
    UNION ALL
    SELECT i.issuer_id, f.family_id FROM families f JOIN issuers i ON i.part_of = f.issuer_id
),
given AS (
    SELECT w.family_id, 'issuer' AS through, s.issuer_id, s.published, f.*
    FROM figures f JOIN sources s USING (source_id) JOIN families w USING (issuer_id)
    WHERE f.voice = 'own'
    UNION ALL
    SELECT w.family_id, 'credited', s.issuer_id, s.published, f.*
    FROM figures f JOIN sources s USING (source_id) JOIN families w ON w.issuer_id = f.credited_issuer_id
    WHERE s.issuer_id NOT IN (SELECT issuer_id FROM families m WHERE m.family_id = w.family_id)
),
-- The family's own dated documents on one thing and population, numbered by date.
steps AS (
    SELECT
        figure_id, family_id, event_id, measure_id, counted, (coalesce(low::BIGINT, 0), high::BIGINT) AS stated,
        dense_rank() OVER (PARTITION BY family_id, event_id, measure_id, counted ORDER BY edtf_order(published), source_id) AS step
    FROM given
    WHERE through = 'issuer' AND published IS NOT NULL
),
revisions AS (
    SELECT
        s.figure_id,
        CASE
            WHEN s.step = 1 THEN 'first'
            WHEN max(e.step) = s.step - 1 THEN 'kept'
            WHEN max(e.step) IS NOT NULL THEN 'returned'
            ELSE 'changed'
        END AS revision
    FROM steps s
    LEFT JOIN steps e
        ON e.family_id = s.family_id AND e.event_id = s.event_id AND e.measure_id = s.measure_id AND e.counted = s.counted
        AND e.stated = s.stated AND e.step < s.step
    GROUP BY s.figure_id, s.step
)
SELECT
    figure_id, family_id, through, issuer_id, event_id, measure_id, published, source_id,
    low, high, qualifier, counted, voice, credited_to, note, revision
FROM given
LEFT JOIN revisions USING (figure_id)
WINDOW thing AS (PARTITION BY family_id, event_id, measure_id)
QUALIFY min(source_id) OVER thing < max(source_id) OVER thing;
