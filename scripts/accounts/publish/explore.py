"""``datasette.yaml``: what Datasette shows beside the database, so that whoever opens it reads what each table and column means.

Standard: the metadata of Datasette 0.65 (``datasette FILE.sqlite --metadata datasette.yaml``). Descriptions come from the schemas, the
questions from README and docs/questions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from accounts import schemas
from accounts.package import Package
from accounts.page import charts
from accounts.publish.bibliography import filled
from accounts.publish.database import SEARCHED, search_table
from accounts.schemas import Field, Schema

#: Columns by which a reader narrows a table down, where it has them.
FACETS = ("party", "source_type", "event_id", "measure_id", "topic_id", "subject", "voice", "relation")
#: The column that names a row where another table refers to it.
_LABELS = {"issuers": "name", "sources": "title", "events": "label", "measures": "label", "topics": "label"}
_OPEN_FIRST = "overview"
_SORT = "sort_day"  # newest first, since SQLite puts the undated before all others
#: Columns whose numbers are in the unit of the row's measure.
_COUNTS = ("low", "high", "anchor_low", "anchor_high", "gap", "lowest", "highest", "lowest_own", "highest_own")


def datasette(package: Package) -> bytes:
    """Return ``datasette.yaml`` for the database of a derived package, whose file is called ``<name>-<version>.sqlite``."""
    head, tables = package.descriptor, package.tables
    units = tables["measures"].astype("string").set_index("measure_id")["unit"].to_dict()
    named = {"title": head["title"], "description": head["description"]}
    licence = head["licenses"][0]
    record = {
        **named,
        "license": licence["title"],
        "license_url": licence["path"],
        "source": head["sources"][0]["title"],
        "source_url": head["sources"][0]["path"],
        "databases": {
            f"{head['name']}-{head['version']}": {
                **named,
                "tables": {name: _table(name, schema, units) for name, schema in package.schemas.items()},
                "queries": questions(package),
            }
        },
    }
    return yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=120).encode("utf-8")


def _table(name: str, schema: Schema, units: dict[str, str]) -> dict[str, Any]:
    columns = schemas.columns(schema)
    record = {
        "title": schema["title"],
        "description": schema["description"],
        "columns": {field["name"]: _meaning(field, units) for field in schema["fields"]},
        "facets": [column for column in FACETS if column in columns],
        "sort_desc": _SORT if _SORT in columns else "",
        "label_column": _LABELS.get(name, ""),
        "fts_table": search_table(name) if name in SEARCHED else "",
    }
    return filled(record)


def _meaning(field: Field, units: dict[str, str]) -> str:
    """Return what a column means: its description, its unit and its codes."""
    codes = ", ".join(f"{code['value']} ({code['label']})" for code in field.get("categories", []))
    unit = "the unit of the measure" if field["name"] in _COUNTS else units.get(field["name"], "")
    return " ".join(part for part in (field["description"], f"In {unit}." if unit else "", f"One of: {codes}." if codes else "") if part)


def questions(package: Package) -> dict[str, dict[str, Any]]:
    """Return the questions of README and docs/questions.md as queries: name to title, description and SQL.

    They ask of the event and the toll of the package's anchor.
    """
    event, _ = charts.toll(package.tables)
    parties = list(schemas.labels(package.schemas["issuers"], "party"))
    asked = {"event": event, "toll": charts.TOLL, "by_party": _by_party(parties)}
    return {
        name: {"title": title, "description": about, "sql": sql.strip().format(**asked)}
        | ({"params": ["family"]} if ":family" in sql else {})
        for name, title, about, sql in _QUESTIONS
    }


def _by_party(parties: Sequence[str]) -> str:
    return ",\n  ".join(f"coalesce(sum(sources) FILTER (WHERE party = '{party}'), 0) AS {party}" for party in parties)


_QUESTIONS = (
    (
        "another_toll",
        "Who gives another number of people killed?",
        "In its own voice, for the first time here, and lower or higher than the statement's. stated_end also shows a half-open number.",
        """
SELECT s.source_id, s.issuer, s.title, s.published, s.qualifier, s.low, s.high, s.counted, c.relation, c.stated_end, s.phrase, s.reading_url
FROM figure_comparison AS c
JOIN statements AS s ON s."table" = 'figures' AND s.row_id = c.figure_id
WHERE c.event_id = '{event}' AND c.measure_id = '{toll}' AND c.voice = 'own' AND s.root = 'first_here'
  AND (c.relation IN ('below', 'above') OR c.stated_end IN ('below', 'above'))
ORDER BY s.sort_day IS NULL, s.sort_day, s.row_id
""",
    ),
    (
        "how_much_was_read",
        "How much of the documents of each party was read?",
        "Documents were found, not sampled: their number says nothing of the weight of an account.",
        """
SELECT party, sum(read = 'whole') AS whole, sum(read = 'part') AS part, sum(read = 'excerpt') AS excerpt
FROM overview
GROUP BY party
ORDER BY party
""",
    ),
    (
        "another_number_for_the_same_people",
        "Who gives another number, for the same population?",
        "For each number of the statement: how many documents state it, only relay it, give the same, a lower or a higher one.",
        """
SELECT subject, sources_stating, sources_relaying, sources_equal, sources_below, sources_above, sources_end_below, lowest_own, highest_own
FROM discrepancies
WHERE claim = 'figure' AND event_id = '{event}' AND same_population
ORDER BY subject
""",
    ),
    (
        "who_gives_the_toll_first",
        "How many documents give a toll that no earlier one here gives?",
        "By who is counted. uncredited: an earlier document gives the number and this one names nobody.",
        """
SELECT claim_id, counted, sources_stating, roots, first_here, uncredited, distinct_intervals
FROM discrepancies
WHERE claim = 'figure' AND event_id = '{event}' AND subject = '{toll}'
ORDER BY claim_id, counted
""",
    ),
    (
        "silent_on_the_toll",
        "Which documents are silent on the toll, and how?",
        "not_stated: read whole, speaks of the event. not_mentioned: read whole, never speaks of it. not_examined: only a part was read.",
        """
SELECT party, count(DISTINCT source_id) FILTER (WHERE relation = 'not_examined') AS not_examined,
  count(DISTINCT source_id) FILTER (WHERE relation = 'not_mentioned') AS not_mentioned,
  count(DISTINCT source_id) FILTER (WHERE relation = 'not_stated') AS not_stated
FROM figure_comparison
WHERE event_id = '{event}' AND measure_id = '{toll}' AND figure_id IS NULL
GROUP BY party
ORDER BY party
""",
    ),
    (
        "who_speaks_of_each_event",
        "Who speaks of each event at all?",
        "Documents of each party that speak of it.",
        """
SELECT events.label AS event, coverage.party, count(*) AS documents
FROM coverage
JOIN events USING (event_id)
WHERE coverage.speaks
GROUP BY events.event_id, coverage.party
ORDER BY events.event_id, coverage.party
""",
    ),
    (
        "what_the_statement_leaves_out",
        "What do other accounts speak of that the statement does not?",
        "The topics, by the number of documents that answer them.",
        """
SELECT subject AS topic,
  {by_party},
  sum(sources) AS "all"
FROM omissions
WHERE claim = 'characterization' AND event_id = '{event}'
GROUP BY subject
ORDER BY "all" DESC, subject
""",
    ),
    (
        "a_corridor",
        "What does each party say of a corridor?",
        "Every statement on it, in its words, with the text in which it was read.",
        """
SELECT party, issuer, title, published, value, voice, credited_to, phrase, locator, access, reading_url, row_id
FROM statements
WHERE "table" = 'characterizations' AND event_id = '{event}' AND subject = 'free_corridor'
ORDER BY party, sort_day IS NULL, sort_day, row_id
""",
    ),
    (
        "words_of_each_party",
        "Which words does each party use in its own voice?",
        "Documents that call the event so. The counts are of documents found; they say nothing of how common a word is.",
        """
SELECT party, position_id AS word, count(DISTINCT source_id) AS documents
FROM statements
WHERE "table" = 'characterizations' AND event_id = '{event}' AND subject = 'event_term' AND voice = 'own'
GROUP BY party, position_id
ORDER BY party, position_id
""",
    ),
    (
        "numbers_over_time",
        "How do an issuer's numbers change over time?",
        "By itself, and through those who credit it. family: a part of its identifier (table issuers), such as milli-majlis.",
        """
SELECT series.family_id, series.measure_id, series.published, series.source_id, series.through, series.low, series.high, series.revision
FROM series
JOIN overview USING (source_id)
WHERE series.family_id LIKE '%' || :family || '%'
ORDER BY series.family_id, series.event_id, series.measure_id, overview.sort_day IS NULL, overview.sort_day, series.figure_id
""",
    ),
)
