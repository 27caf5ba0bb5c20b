"""A package small enough to see whole, built from a few words: four sources, one event."""

from __future__ import annotations

import pandas as pd

from accounts import schemas, tables
from conftest import PACKAGE

LAW = schemas.load_all(PACKAGE)
_DEFAULTS = {
    "issuers": {"issuer_type": "ngo", "party": "third_party"},
    "sources": {"source_type": "ngo", "language": "en", "title": "Title"},
    "readings": {"access": "original", "url": "https://example.org/", "host": "host", "language": "en", "consulted_on": "2026-11-22"},
    "measures": {"label": "label", "definition": "definition", "unit": "persons"},
    "figures": {"event_id": "town-1992", "qualifier": "exact", "counted": "unstated", "voice": "own", "phrase": "some words"},
    "characterizations": {"event_id": "town-1992", "voice": "own", "phrase": "some words"},
    "dates": {"event_id": "town-1992", "voice": "own", "phrase": "some words"},
}


def table(name: str, rows: list[dict]) -> pd.DataFrame:
    """Return a table from rows that leave out what does not matter."""
    columns = schemas.columns(LAW[name])
    full = [{**dict.fromkeys(columns), **_DEFAULTS.get(name, {}), **row} for row in rows]
    text = {column: pd.array([None if row[column] is None else str(row[column]) for row in full], dtype="string") for column in columns}
    return tables.typed(pd.DataFrame(text), LAW[name])


def figure(source: str, low: int | None, high: int | None, n: int = 1, **rest: object) -> dict:
    qualifier = "range" if low != high and low is not None and high is not None else "exact" if low == high else "at_least"
    if low is None:
        qualifier = "up_to"
    base = {"figure_id": f"{source}-killed-total-{n}", "source_id": source, "reading_id": f"{source}-web", "measure_id": "killed_total"}
    return {**base, "low": low, "high": high, "qualifier": qualifier, **rest}


def package(figures: list[dict] = (), characterizations: list[dict] = (), dates: list[dict] = ()) -> dict[str, pd.DataFrame]:
    """Return curated tables: sources a (the anchor), b, c (both read whole) and d (read in part), published in 2000 to 2003."""
    names = "abcd"
    return {
        "issuers": table("issuers", [{"issuer_id": f"issuer-{s}", "name": s} for s in names]),
        "sources": table(
            "sources", [{"source_id": s, "issuer_id": f"issuer-{s}", "published": f"{2000 + n}"} for n, s in enumerate(names)]
        ),
        "readings": table(
            "readings", [{"reading_id": f"{s}-web", "source_id": s, "coverage": "part" if s == "d" else "whole"} for s in names]
        ),
        "events": table("events", [{"event_id": "town-1992", "label": "Town", "place": "Town", "names": "en: Town"}]),
        "measures": table("measures", [{"measure_id": "killed_total"}, {"measure_id": "killed_children", "part_of": "killed_total"}]),
        "topics": table("topics", [{"topic_id": "event_term", "label": "Term", "question": "Which?"}]),
        "positions": table(
            "positions",
            [{"topic_id": "event_term", "position_id": p, "label": p, "definition": p} for p in ("battle", "massacre", "tragedy")],
        ),
        "figures": table("figures", list(figures)),
        "characterizations": table("characterizations", list(characterizations)),
        "dates": table("dates", list(dates)),
        "retired": table("retired", []),
    }
