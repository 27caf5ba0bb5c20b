"""A package small enough to see whole, built from a few words: four sources, one event."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from accounts import descriptor, schemas, tables
from accounts import package as packages
from accounts.package import Package
from accounts.publish import citation
from support.files import PACKAGE, SCHEMAS

HEAD = {**descriptor.load(PACKAGE), "version": "1.0.0", "anchor": "a"}
RELAYED = {"voice": "relayed", "credited_to": "somebody", "credited_kind": "unnamed"}
_DEFAULTS = {
    "issuers": {"issuer_type": "ngo", "party": "third_party", "tie": "none_known"},
    "sources": {"source_type": "ngo", "language": "en", "title": "Title"},
    "readings": {
        "access": "original",
        "url": "https://example.org/",
        "host": "host",
        "host_party": "third_party",
        "language": "en",
        "consulted_on": "2026-11-22",
    },
    "measures": {"label": "label", "definition": "definition", "unit": "persons", "reader": "reader"},
    "figures": {"event_id": "town-1992", "qualifier": "exact", "counted": "unstated", "voice": "own", "phrase": "some words"},
    "characterizations": {"event_id": "town-1992", "voice": "own", "phrase": "some words"},
    "dates": {"event_id": "town-1992", "voice": "own", "phrase": "some words"},
}


def table(name: str, rows: Sequence[dict]) -> pd.DataFrame:
    """Return a table from rows that leave out what does not matter."""
    key = name, repr(rows)
    if key not in _MADE:
        _MADE[key] = _table(name, rows)
    return _MADE[key].copy()


_MADE: dict[tuple[str, str], pd.DataFrame] = {}


def _table(name: str, rows: Sequence[dict]) -> pd.DataFrame:
    columns = schemas.columns(SCHEMAS[name])
    full = [{**dict.fromkeys(columns), **_DEFAULTS.get(name, {}), **row} for row in rows]
    text = {column: pd.array([None if row[column] is None else str(row[column]) for row in full], dtype="string") for column in columns}
    return tables.typed(pd.DataFrame(text), SCHEMAS[name])


def figure(source: str, low: int | None, high: int | None, n: int = 1, **rest: object) -> dict:
    qualifier = "range" if low != high and low is not None and high is not None else "exact" if low == high else "at_least"
    if low is None:
        qualifier = "up_to"
    base = {"figure_id": f"{source}-killed-total-{n}", "source_id": source, "reading_id": f"{source}-web", "measure_id": "killed_total"}
    return {**base, "low": low, "high": high, "qualifier": qualifier, **rest}


def word(source: str, position: str, voice: str = "own", n: int = 1, **rest: object) -> dict:
    base = {"characterization_id": f"{source}-event-term-{position}-{n}", "source_id": source, "reading_id": f"{source}-web"}
    credit = RELAYED if voice == "relayed" else {"voice": voice}
    return {**base, "topic_id": "event_term", "position_id": position, **credit, **rest}


def day(source: str, earliest: str, latest: str, **rest: object) -> dict:
    base = {"date_id": f"{source}-attack", "source_id": source, "reading_id": f"{source}-web", "milestone": "attack"}
    return {**base, "earliest": earliest, "latest": latest, **rest}


def published(**days: str | None) -> pd.DataFrame:
    """The sources, published on these days."""
    return table("sources", [{"source_id": s, "issuer_id": f"issuer-{s}", "published": day} for s, day in days.items()])


def curated(figures: Sequence[dict] = (), characterizations: Sequence[dict] = (), dates: Sequence[dict] = ()) -> dict[str, pd.DataFrame]:
    """Return curated tables: sources a (the anchor), b, c (both read whole) and d (read in part), published in 2000 to 2003.

    There is one event, unless the rows name others.
    """
    names = "abcd"
    events = {"town-1992", *(row["event_id"] for row in (*figures, *characterizations, *dates) if row.get("event_id"))}
    return {
        "issuers": table("issuers", [{"issuer_id": f"issuer-{s}", "name": s} for s in names]),
        "sources": published(**{s: f"{2000 + n}" for n, s in enumerate(names)}),
        "readings": table(
            "readings", [{"reading_id": f"{s}-web", "source_id": s, "coverage": "part" if s == "d" else "whole"} for s in names]
        ),
        "events": table("events", [{"event_id": e, "label": e, "place": "Town", "names": "en: Town"} for e in sorted(events)]),
        "measures": table("measures", [{"measure_id": "killed_total"}, {"measure_id": "killed_children", "part_of": "killed_total"}]),
        "topics": table("topics", [{"topic_id": "event_term", "label": "Term", "question": "Which?", "reader": "Which?"}]),
        "positions": table(
            "positions",
            [
                {"topic_id": "event_term", "position_id": p, "label": p, "definition": p, "reader": p}
                for p in ("battle", "massacre", "tragedy")
            ],
        ),
        "figures": table("figures", list(figures)),
        "characterizations": table("characterizations", list(characterizations)),
        "dates": table("dates", list(dates)),
        "codes": table("codes", []),
        "public_names": table("public_names", []),
        "retired": table("retired", []),
        "double_coding": table("double_coding", []),
        "settled": table("settled", []),
    }


def package(curated_tables: dict[str, pd.DataFrame], anchor: str = "a") -> Package:
    """Return the package of these curated tables."""
    return Package({**HEAD, "anchor": anchor}, SCHEMAS, curated_tables)


def derived(curated_tables: dict[str, pd.DataFrame], anchor: str = "a") -> Package:
    """Return the package of these curated tables, with the derived ones."""
    return packages.derive(package(curated_tables, anchor))


def statements() -> dict[str, list[dict]]:
    """Rows for :func:`curated` that break no rule, of each kind of claim."""
    return {
        "figures": [
            figure("a", 613, 613),
            figure("b", 485, 485, note='commas, "quotes" and Azərbaycan'),
            figure("c", 485, 485, repeats="b-killed-total-1", repeats_basis="same_text"),
            figure("d", 63, 63, measure_id="killed_children", figure_id="d-killed-children-1"),
        ],
        "characterizations": [word("a", "massacre"), word("b", "battle"), word("d", "tragedy")],
        "dates": [day("a", "1992-02-25", "1992-02-26"), day("b", "1992-02-26", "1992-02-26")],
    }


def written(to: Path) -> Path:
    """Write a valid package of four sources, built, with what a release carries beside the data; return where it is."""
    contents = {
        **packages.render(derived(curated(**statements()))),
        **dict.fromkeys(("LICENSE", "LICENSE-DATA"), b"words\n"),
        "README.md": f"# Tiny\n\n{citation.BEGIN}\n{citation.END}\n".encode(),
    }
    for path, content in contents.items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(content)
    return to
