-- The summary, from the descriptions in schemas/discrepancies.schema.json. Figures and dates together, then characterizations.

CREATE MACRO number_words(low, high, qualifier) AS CASE qualifier
    WHEN 'at_least' THEN '≥ ' || format('{:,}', low::BIGINT)
    WHEN 'more_than' THEN '> ' || format('{:,}', low::BIGINT)
    WHEN 'up_to' THEN '≤ ' || format('{:,}', high::BIGINT)
    WHEN 'less_than' THEN '< ' || format('{:,}', high::BIGINT)
    WHEN 'about' THEN '~ ' || format('{:,}', low::BIGINT)
    WHEN 'range' THEN format('{:,}', low::BIGINT) || '–' || format('{:,}', high::BIGINT)
    ELSE format('{:,}', low::BIGINT)
END;

-- Every row of every source, the anchor included, that a claim can be summed over. is_root: it repeats no other; root: which kind of root;
-- stated: the ends as the document gives them.
CREATE TABLE statements AS
SELECT
    i.claim, i.row_id, i.source_id, i.source_id = getvariable('anchor') AS of_anchor, v.party, i.event_id, i.subject, i.counted, i.voice,
    i.repeats IS NULL AS is_root, l.root, (coalesce(f.low::BIGINT, 0), f.high::BIGINT) AS stated
FROM intervals i
JOIN voices v USING (source_id)
JOIN lineage l ON l.table = i.claim || 's' AND l.row_id = i.row_id
LEFT JOIN figures f ON i.claim = 'figure' AND f.figure_id = i.row_id;

CREATE TABLE interval_discrepancies AS
WITH asked AS (
    SELECT a.row_id AS claim_id, a.claim, a.event_id, a.subject, a.counted AS anchor_counted
    FROM statements a
    WHERE a.of_anchor
),
populations AS (
    SELECT claim_id, anchor_counted AS counted FROM asked
    UNION
    SELECT a.claim_id, s.counted
    FROM asked a JOIN statements s USING (claim, event_id, subject)
    WHERE NOT s.of_anchor
),
silent AS (
    SELECT
        anchor_row_id AS claim_id,
        count(DISTINCT source_id) FILTER (relation = 'not_stated') AS sources_not_stated,
        count(DISTINCT source_id) FILTER (relation = 'not_mentioned') AS sources_not_mentioned,
        count(DISTINCT source_id) FILTER (relation = 'not_examined') AS sources_not_examined
    FROM pairs
    GROUP BY ALL
),
-- A row of the anchor has no pair: its relation is empty and counts nowhere.
rows_of AS (
    SELECT a.claim_id, s.*, p.relation, p.stated_end
    FROM asked a
    JOIN statements s USING (claim, event_id, subject)
    LEFT JOIN pairs p ON p.claim = s.claim AND p.anchor_row_id = a.claim_id AND p.row_id = s.row_id
),
counts AS (
    SELECT
        claim_id, counted,
        count(DISTINCT source_id) FILTER (NOT of_anchor) AS sources_stating,
        count(DISTINCT source_id) FILTER (relation = 'equal') AS sources_equal,
        count(DISTINCT source_id) FILTER (relation IN ('contains', 'within', 'overlaps')) AS sources_compatible,
        count(DISTINCT source_id) FILTER (relation = 'below') AS sources_below,
        count(DISTINCT source_id) FILTER (relation = 'above') AS sources_above,
        count(DISTINCT source_id) FILTER (NOT of_anchor)
            - count(DISTINCT source_id) FILTER (NOT of_anchor AND voice = 'own') AS sources_relaying,
        count(*) FILTER (is_root) AS roots
    FROM rows_of
    GROUP BY ALL
),
-- What only figures have.
figure_counts AS (
    SELECT
        claim_id, counted,
        count(DISTINCT source_id) FILTER (stated_end = 'below') AS sources_end_below,
        count(DISTINCT source_id) FILTER (stated_end = 'above') AS sources_end_above,
        count(*) FILTER (root = 'first_here') AS first_here,
        count(*) FILTER (root = 'uncredited') AS uncredited,
        count(DISTINCT stated) FILTER (is_root) AS distinct_intervals
    FROM rows_of
    WHERE claim = 'figure'
    GROUP BY ALL
),
sources_by_party AS (
    PIVOT rows_of ON party IN party USING count(DISTINCT source_id) AS sources GROUP BY claim_id, counted
),
-- PIVOT ignores FILTER: hence CASE.
roots_by_party AS (
    PIVOT (FROM rows_of WHERE claim = 'figure') ON party IN party
    USING
        count(CASE root WHEN 'first_here' THEN 1 END) AS first_here,
        count(CASE root WHEN 'uncredited' THEN 1 END) AS uncredited
    GROUP BY claim_id, counted
),
-- Each end that another source states of a figure.
ends AS (
    SELECT r.claim_id, r.counted, r.source_id, r.voice, unnest([f.low::BIGINT, f.high::BIGINT]) AS stated
    FROM rows_of r JOIN figures f ON f.figure_id = r.row_id
    WHERE r.claim = 'figure' AND NOT r.of_anchor
),
extremes AS (
    SELECT
        claim_id, counted, min(stated) AS lowest, max(stated) AS highest,
        min(stated) FILTER (voice = 'own') AS lowest_own, max(stated) FILTER (voice = 'own') AS highest_own
    FROM ends
    GROUP BY ALL
),
who AS (
    SELECT
        claim_id, counted, lowest, highest, lowest_own, highest_own,
        string_agg(DISTINCT source_id, '; ' ORDER BY source_id) FILTER (stated = lowest) AS lowest_given_by,
        string_agg(DISTINCT source_id, '; ' ORDER BY source_id) FILTER (stated = highest) AS highest_given_by,
        string_agg(DISTINCT source_id, '; ' ORDER BY source_id) FILTER (stated = lowest_own AND voice = 'own') AS lowest_own_given_by,
        string_agg(DISTINCT source_id, '; ' ORDER BY source_id) FILTER (stated = highest_own AND voice = 'own') AS highest_own_given_by
    FROM ends JOIN extremes USING (claim_id, counted)
    GROUP BY ALL
),
when_stated AS (
    SELECT
        r.claim_id,
        first(d.earliest ORDER BY edtf_first(d.earliest), d.earliest) AS earliest,
        first(d.latest ORDER BY edtf_last(d.latest) DESC, d.latest DESC) AS latest
    FROM rows_of r JOIN dates d ON d.date_id = r.row_id
    WHERE r.claim = 'date' AND NOT r.of_anchor
    GROUP BY ALL
)
SELECT
    a.claim_id, a.claim, a.event_id, a.subject,
    CASE
        WHEN a.claim = 'figure' THEN number_words(f.low, f.high, f.qualifier)
        WHEN d.earliest = d.latest THEN d.earliest
        ELSE d.earliest || '/' || d.latest
    END AS anchor_value,
    p.counted,
    CASE WHEN a.claim = 'figure' THEN p.counted = a.anchor_counted AND p.counted <> 'other' END AS same_population,
    n.* EXCLUDE (claim_id, counted), s.* EXCLUDE (claim_id), g.* EXCLUDE (claim_id, counted),
    y.* EXCLUDE (claim_id, counted), z.* EXCLUDE (claim_id, counted), w.* EXCLUDE (claim_id, counted), t.* EXCLUDE (claim_id)
FROM asked a
JOIN populations p USING (claim_id)
JOIN counts n USING (claim_id, counted)
JOIN silent s USING (claim_id)
JOIN sources_by_party y USING (claim_id, counted)
LEFT JOIN figure_counts g USING (claim_id, counted)
LEFT JOIN roots_by_party z USING (claim_id, counted)
LEFT JOIN who w USING (claim_id, counted)
LEFT JOIN when_stated t USING (claim_id)
LEFT JOIN figures f ON a.claim = 'figure' AND f.figure_id = a.claim_id
LEFT JOIN dates d ON a.claim = 'date' AND d.date_id = a.claim_id;

-- A claim in words is a position that the anchor takes in its own voice: the first of its rows names it.
CREATE TABLE characterization_discrepancies AS
WITH asked AS (
    SELECT min(characterization_id) AS claim_id, event_id, topic_id AS subject, position_id AS anchor_value
    FROM characterizations
    WHERE source_id = getvariable('anchor') AND voice = 'own'
    GROUP BY ALL
),
relations AS (
    SELECT
        event_id, topic_id AS subject, anchor_position_id AS anchor_value,
        count(*) FILTER (relation IN ('same', 'different', 'relayed')) AS sources_stating,
        count(*) FILTER (relation = 'not_stated') AS sources_not_stated,
        count(*) FILTER (relation = 'not_mentioned') AS sources_not_mentioned,
        count(*) FILTER (relation = 'not_examined') AS sources_not_examined,
        count(*) FILTER (relation = 'same') AS sources_equal,
        count(*) FILTER (relation = 'different') AS sources_different,
        count(*) FILTER (relation = 'relayed') AS sources_relaying
    FROM characterization_comparison
    GROUP BY ALL
),
votes AS (
    SELECT c.event_id, c.topic_id AS subject, v.party, c.position_id, count(DISTINCT c.source_id) AS n
    FROM characterizations c JOIN voices v USING (source_id)
    WHERE c.voice = 'own'
    GROUP BY ALL
),
words_by_party AS (
    SELECT event_id, subject, party, party || ': ' || string_agg(position_id || ' ' || n, ', ' ORDER BY position_id) AS words
    FROM votes
    GROUP BY event_id, subject, party
),
positions_taken AS (
    SELECT event_id, subject, string_agg(words, '; ' ORDER BY party) AS positions_by_party
    FROM words_by_party
    GROUP BY ALL
),
-- The rows of the anchor's position, own or relayed, the anchor's included.
rows_of AS (
    SELECT a.claim_id, c.source_id, v.party, c.repeats
    FROM asked a
    JOIN characterizations c ON c.event_id = a.event_id AND c.topic_id = a.subject AND c.position_id = a.anchor_value
    JOIN voices v ON v.source_id = c.source_id
),
roots AS (
    SELECT claim_id, count(*) FILTER (repeats IS NULL) AS roots FROM rows_of GROUP BY ALL
),
sources_by_party AS (
    PIVOT rows_of ON party IN party USING count(DISTINCT source_id) AS sources GROUP BY claim_id
)
SELECT
    a.claim_id, 'characterization' AS claim, a.event_id, a.subject, a.anchor_value, 'not_applicable' AS counted,
    r.* EXCLUDE (event_id, subject, anchor_value), p.positions_by_party, n.roots, y.* EXCLUDE (claim_id)
FROM asked a
JOIN relations r USING (event_id, subject, anchor_value)
JOIN positions_taken p USING (event_id, subject)
JOIN roots n USING (claim_id)
JOIN sources_by_party y USING (claim_id);

CREATE TABLE discrepancies AS
FROM interval_discrepancies
UNION ALL BY NAME
FROM characterization_discrepancies;
