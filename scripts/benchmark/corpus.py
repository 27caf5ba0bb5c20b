"""Made-up corpora of many events, to measure with: the shape of the real tables, none of their content.

The shape, by event: 24 sources and the anchor give four figures each, so an event has 100. Nearly every source speaks of one event; one
in 47 speaks of two. The anchor speaks of all events, with the four commonest of twelve measures. So the comparison within events has about
as many rows as there are figures. A third of the figures repeat an earlier one, in chains. One source in fourteen was read whole. Texts
are about as long as the real ones. Rows are sorted by identifier, not by event.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from accounts import schemas, tables
from accounts.schemas import Schemas

ANCHOR = "source-anchor"
SOURCES = 24  # of one event, besides the anchor
EACH = 4  # figures of one source on one event
EVENT = (SOURCES + 1) * EACH

# Codes, and how common each is.
_COMMON = {"killed_total": 27, "killed_children": 8, "killed_women": 8, "hostages_taken": 8}
_MEASURES = {**_COMMON, "injured": 6, "missing": 5, "population_before": 5, "killed_elderly": 5, "tortured": 3}
_MEASURES |= {"bodies_recovered": 2, "bodies_examined": 2, "families_annihilated": 2}
_QUALIFIERS = {"exact": 80, "more_than": 11, "range": 5, "up_to": 4}
_COUNTED = {"unstated": 60, "residents": 20, "azerbaijanis": 10, "captives": 10}
_COVERAGE = {"excerpt": 60, "part": 33, "whole": 7}
_PARTIES = {"azerbaijan": 30, "armenia": 15, "karabakh_armenian": 5, "third_party": 50}
_TYPES = {"media": 50, "government": 30, "ngo": 20}


def make(figures: int, table_schemas: Schemas, seed: int = 0, first_event: int = 0) -> dict[str, pd.DataFrame]:
    """Return the curated tables of a corpus of ``figures`` rows of figures, rounded down to whole events of 100.

    The same arguments give the same tables. Corpora whose events, numbered from ``first_event``, do not overlap share the anchor, its
    reading, the issuers and the measures, and nothing else.
    """
    rng = np.random.default_rng([seed, first_event])
    events = figures // EVENT
    event = np.repeat(np.arange(events), EVENT)
    slot = np.tile(np.repeat(np.arange(SOURCES + 1), EACH), events)  # sources of an event by date, the anchor last
    home = np.where((slot == 0) & (event % 2 == 1), event - 1, event)  # the first source of an event speaks of the next one too
    shuffled = np.append(rng.permutation(events * SOURCES), -1)
    rows = pd.DataFrame({"event": event, "slot": slot, "source": shuffled[np.where(slot == SOURCES, -1, home * SOURCES + slot)]})
    rows["source_id"] = ("source-" + _digits(first_event * SOURCES + rows["source"], 7)).mask(rows["source"] < 0, ANCHOR)
    made = {
        **_sources(rng, rows.drop_duplicates("source", ignore_index=True)),
        "events": pd.DataFrame({"event_id": "event-" + _digits(first_event + pd.RangeIndex(events).to_series(), 7)}).assign(
            label="Event", place="Place", names="en: Place"
        ),
        "measures": pd.DataFrame({"measure_id": list(_MEASURES), "label": "Measure", "definition": "Made up.", "unit": "persons"}),
        "figures": _figures(rng, rows, first_event),
    }
    out = {}
    for table in schemas.CURATED:
        whole = made.get(table, pd.DataFrame()).reindex(columns=schemas.columns(table_schemas[table]))
        out[table] = tables.ordered(tables.typed(whole, table_schemas[table]), table_schemas[table])
    return out


def _sources(rng: np.random.Generator, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return issuers, sources and readings, one reading a source."""
    names = pd.Series(np.arange(200))
    issuers = pd.DataFrame({"issuer_id": "issuer-" + _digits(names, 3), "name": "An organisation of number " + _digits(names, 3)})
    issuers = issuers.assign(
        issuer_type="media", tie="none_known", party=np.resize(np.repeat(list(_PARTIES), list(_PARTIES.values())), len(names))
    )
    issuers["tie"] = issuers["tie"].mask(issuers["party"] != "third_party", "own_party")
    source, size = rows["source_id"], len(rows)
    sources = pd.DataFrame(
        {
            "source_id": source,
            "issuer_id": "issuer-" + _digits(pd.Series(rng.permutation(size) % len(names)), 3),
            "title": "A report on what happened to the people of the town in the winter, " + source,
            "source_type": _drawn(rng, _TYPES, size),
            "published": _digits(1992 + rows["slot"], 4),
            "language": "en",
        }
    )
    readings = pd.DataFrame(
        {
            "reading_id": source + "-in-an-archive",
            "source_id": source,
            "access": "copy",
            "url": "https://archive.example.org/collections/reports/in-english/" + source + "/text.html",
            "host": "An archive of reports",
            "host_party": "third_party",
            "language": "en",
            "coverage": _drawn(rng, _COVERAGE, size),
            "consulted_on": "2026-11-22",
        }
    )
    return {"issuers": issuers, "sources": sources, "readings": readings}


def _figures(rng: np.random.Generator, rows: pd.DataFrame, first_event: int) -> pd.DataFrame:
    """Return the figures of ``rows`` (event, slot, source_id; sources of an event together, by date)."""
    size, turn = len(rows), np.arange(len(rows)) % EACH
    measure = _measures(rng, size // EACH)
    measure[rows["slot"] == SOURCES] = turn[rows["slot"] == SOURCES]
    subject = rows["event"] * len(_MEASURES) + measure
    usual = np.exp(rng.normal(4, 1.5, subject.max() + 1))[subject]
    number = np.ceil(usual * rng.choice([1, 1, 1, 0.8, 0.3, 1.6], size)).astype(np.int64)
    earlier = _earlier(rng, subject, rows["slot"])
    root = _roots(earlier)  # whoever repeats a figure gives its number
    low = pd.Series(number[root], dtype="Int64")
    qualifier = _drawn(rng, _QUALIFIERS, size).take(root).reset_index(drop=True)
    relayed = pd.Series(rng.random(size) < 0.27)
    key = rows["source_id"] + "-in-the-count-" + _digits(first_event * EVENT + pd.Series(np.arange(size)), 9)
    code = _digits(number % 1000, 3)
    return pd.DataFrame(
        {
            "figure_id": key,
            "source_id": rows["source_id"],
            "reading_id": rows["source_id"] + "-in-an-archive",
            "event_id": "event-" + _digits(first_event + rows["event"], 7),
            "measure_id": pd.Categorical.from_codes(measure, list(_MEASURES)),
            "low": low.mask(qualifier == "up_to"),
            "high": low.mask(qualifier == "range", 2 * low).mask(qualifier == "more_than"),
            "qualifier": qualifier,
            "counted": _drawn(rng, _COUNTED, size).where(pd.Series(turn) < EACH - 1, "civilians"),
            "voice": pd.Series("own", index=rows.index).mask(relayed, "relayed"),
            "credited_to": ("a commission of inquiry, no. " + code).where(relayed),
            "credited_kind": pd.Series("unnamed", index=rows.index).where(relayed),
            "repeats": key.take(np.maximum(earlier, 0)).set_axis(rows.index).where(earlier >= 0),
            "repeats_basis": pd.Series("same_text", index=rows.index).mask(relayed, "credited").where(earlier >= 0),
            "phrase": low.astype("string") + " of them, as it was counted in that town",
            "locator": ("p. " + code).where(rng.random(size) < 0.82),
        }
    )


def _measures(rng: np.random.Generator, sources: int) -> np.ndarray:
    """Return the measures of each figure: distinct within a source, but for one source in three that gives its first one twice."""
    weights = np.log(np.array(list(_MEASURES.values())))
    drawn: np.ndarray = (rng.gumbel(size=(sources, len(weights))) + weights).argsort(axis=1)[:, : -EACH - 1 : -1]
    drawn[:, -1] = np.where(rng.random(sources) < 1 / 3, drawn[:, 0], drawn[:, -1])
    return drawn.ravel()


def _earlier(rng: np.random.Generator, subject: pd.Series, slot: pd.Series) -> np.ndarray:
    """Return for each figure the position of the one it repeats, or -1. That one is near, on the same subject, of an earlier source."""
    order = np.argsort(subject.to_numpy(), kind="stable")
    rank = subject.groupby(subject).cumcount().to_numpy()[order]
    step = np.minimum(rng.geometric(0.3, len(order)), rank)
    before = order[np.arange(len(order)) - step]
    repeats = (slot.to_numpy()[before] < slot.to_numpy()[order]) & (rng.random(len(order)) < 0.42)
    found = np.full(len(order), -1)
    found[order] = np.where(repeats, before, -1)
    return found


def _roots(earlier: np.ndarray) -> np.ndarray:
    """Return the position of the figure at the root of each chain."""
    root = np.where(earlier < 0, np.arange(len(earlier)), earlier)
    while (root[root] != root).any():
        root = root[root]
    return root


def _drawn(rng: np.random.Generator, codes: dict[str, int], size: int) -> pd.Series:
    """Return ``size`` codes drawn by their weights."""
    weights = np.array(list(codes.values()), float)
    return pd.Series(pd.array(list(codes), dtype="string").take(rng.choice(len(codes), size, p=weights / weights.sum())))


def _digits(numbers: pd.Series | np.ndarray, width: int) -> pd.Series:
    """Return numbers as text, zeros before them."""
    return pd.Series(numbers).astype("string").str.zfill(width)
