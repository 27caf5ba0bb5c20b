"""Documents side by side: what each of them says of the same thing, or how it is silent.

The columns are two to eight documents, in the order in which they are named. Figures and dates are compared with those of the first
document; nothing else is special about it. :mod:`accounts.derive.comparison` says what a relation is.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from accounts.derive import comparison, coverage, edtf, intervals, statements
from accounts.problems import no_such
from accounts.schemas import CLAIM_TABLES
from accounts.tables import Tables, joined, positions

FEWEST, MOST = 2, 8
_THING = ["event_id", "table", "subject"]


@dataclass(frozen=True)
class Relation:
    """How a figure or a date stands to one that the first document gives of the same thing.

    ``gap`` is in the unit of the measure, or in days. ``stated_end`` and ``same_population`` are a figure's (None for a date).
    """

    first_row_id: str
    relation: str
    gap: int
    stated_end: str | None
    same_population: bool | None


@dataclass(frozen=True)
class Statement:
    """One row of the table ``statements``, missing cells None, and its relations: none in the first column, and none for words."""

    row: dict[str, Any]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Cell:
    """What one document says of one thing: its statements, own voice first; or its ``silence`` (one of :data:`coverage.SILENCES`)."""

    source_id: str
    statements: tuple[Statement, ...]
    silence: str | None


@dataclass(frozen=True)
class Row:
    """One thing: an event and a measure, milestone or topic (``subject``; ``table`` tells which), with a cell for each document."""

    event_id: str
    table: str
    subject: str
    cells: tuple[Cell, ...]


def faults(tables: Tables, sources: Sequence[str], event: str | None = None) -> list[str]:
    """Return a line for each source, and for the event, that no table has, with the nearest identifiers that there are."""
    asked = [("source", name) for name in dict.fromkeys(sources)] + ([("event", event)] if event is not None else [])
    found = []
    for kind, name in asked:
        known = tables[f"{kind}s"][f"{kind}_id"].astype(str).to_list()
        if name not in known:
            found.append(no_such(kind, name, known, f"data/{kind}s.csv"))
    return found


def rows(tables: Tables, sources: Sequence[str], event: str | None = None, only_differing: bool = False) -> list[Row]:
    """Return a row for each thing that any of the documents ``sources`` states, of one ``event`` or of all; a cell for each document.

    In: every table of the package, curated and derived. Out: by event, then figures, dates and characterizations, then by subject.

    ``only_differing`` keeps the rows that two documents or more state in different ways. Two state a thing alike if they give the same set
    of numbers (with who is counted), days or positions. Each must be in the same voice, own or relayed; who is credited does not matter. A
    row that only one document states is left out, since silence differs from nothing. A population ``other`` is never the same as another.

    Raises ``ValueError`` if a source is named twice, if there are too few or too many, or if there is no such source or event.
    """
    if not FEWEST <= len(sources) <= MOST or len(set(sources)) < len(sources):
        raise ValueError(f"name {FEWEST} to {MOST} documents, each once")
    unknown = faults(tables, sources, event)
    if unknown:
        raise ValueError("\n".join(unknown))
    said = pd.concat([_of_table(tables, name, sources) for name in CLAIM_TABLES], ignore_index=True)
    if event is not None:
        said = said[said["event_id"] == event]
    said = _ordered(said, tables, sources)
    related = _relations(tables, sources)
    silent = _silences(tables, sources, said["event_id"].unique())
    out = []
    for (of_event, table, subject), same in itertools.groupby(_records(said), key=operator.itemgetter(*_THING)):
        told: dict[str, list[Statement]] = {}
        alike: dict[str, set[str]] = {}
        for record in same:
            alike.setdefault(record["source_id"], set()).add(record.pop("alike"))
            told.setdefault(record["source_id"], []).append(Statement(record, tuple(related.get(record["row_id"], ()))))
        if only_differing and all(one == other for one, other in itertools.combinations(alike.values(), 2)):
            continue
        cells = [Cell(name, tuple(told.get(name, ())), None if name in told else silent[of_event, name]) for name in sources]
        out.append(Row(of_event, table, subject, tuple(cells)))
    return out


def _of_table(tables: Tables, name: str, sources: Sequence[str]) -> pd.DataFrame:
    """Return the statements of ``sources`` that are rows of one table, codes as text, with ``alike``: the same where two say the same."""
    found = statements.of_table(tables, name)
    found = found[found["source_id"].isin(sources)].reset_index(drop=True)
    found = found.astype(dict.fromkeys(found.select_dtypes("category"), "string"))
    return found.assign(alike=joined(*_ALIKE[name](found), found["voice"]))


def _number(found: pd.DataFrame) -> list[pd.Series]:
    ends = intervals.closed(found["low"], found["high"], found["qualifier"])
    counted = found["counted"].where(found["counted"] != "other", found["row_id"])
    return [*(pd.Series(end, index=found.index).astype("string") for end in ends), counted]


def _span(found: pd.DataFrame) -> list[pd.Series]:
    return [edtf.bounds(found["earliest"])["first"].astype("string"), edtf.bounds(found["latest"])["last"].astype("string")]


def _position(found: pd.DataFrame) -> list[pd.Series]:
    return [found["position_id"]]


_ALIKE: dict[str, Callable[[pd.DataFrame], list[pd.Series]]] = {"figures": _number, "dates": _span, "characterizations": _position}


def _ordered(said: pd.DataFrame, tables: Tables, sources: Sequence[str]) -> pd.DataFrame:
    """Return statements by event, table, subject and column; within a cell own voice first, then by identifier."""
    order = pd.DataFrame(
        {
            "event": positions(said["event_id"], tables["events"]["event_id"]),
            "table": said["table"].map({name: at for at, name in enumerate(CLAIM_TABLES)}),
            "subject": said["subject"],
            "column": said["source_id"].map({name: at for at, name in enumerate(sources)}),
            "voice": said["voice"],
            "row_id": said["row_id"],
        }
    )
    return said.loc[order.sort_values(list(order)).index]


def _relations(tables: Tables, sources: Sequence[str]) -> dict[str, list[Relation]]:
    """Return how each figure and date of the other documents stands to those of the first: by its identifier."""
    chosen = {name: tables[name][tables[name]["source_id"].isin(sources)].reset_index(drop=True) for name in ("sources", *CLAIM_TABLES)}
    cut = {**tables, **chosen}
    out: dict[str, list[Relation]] = {}
    for key, compared in (("figure_id", comparison.figures(cut, sources[0])), ("date_id", comparison.dates(cut, sources[0]))):
        stated = compared[compared[key].notna()].sort_values("comparison_id")
        for record in _records(stated.rename(columns={key: "row_id", f"anchor_{key}": "first_row_id", "gap_days": "gap"})):
            relation = Relation(
                record["first_row_id"], record["relation"], record["gap"], record.get("stated_end"), record.get("same_population")
            )
            out.setdefault(record["row_id"], []).append(relation)
    return out


def _silences(tables: Tables, sources: Sequence[str], events: np.ndarray) -> dict[tuple[str, str], str]:
    """Return how each document is silent on each event, if it makes no statement."""
    pairs = pd.DataFrame([(event, name) for event in events for name in sources], columns=["event", "source"], dtype="string")
    kind = coverage.silence(tables, positions(pairs["source"], tables["sources"]["source_id"]), pairs["event"])
    return {(pair.event, pair.source): coverage.SILENCES[at] for pair, at in zip(pairs.itertuples(), kind, strict=True)}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries, missing cells None."""
    found: list[dict[str, Any]] = frame.astype("object").where(frame.notna(), None).to_dict("records")
    return found
