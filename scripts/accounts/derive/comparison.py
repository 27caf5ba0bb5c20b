"""The anchor against every other source.

One source is the anchor; nothing else is special about it. For each claim of the anchor, each other source has a row for every statement
on the same subject. If it makes none, one row says how it is silent (:mod:`accounts.derive.coverage`).

The joins are on integers, the positions of rows in their tables; the columns are taken from there at the end, each once.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from accounts.derive import coverage, edtf, intervals, lineage
from accounts.tables import Tables, joined, positions, taken

_SOURCE = ("source_id", "title", "source_type", "issuer_id", "published")
_ROW = ("voice", "credited_to", "credited_kind", "phrase", "locator", "note")


def figures(tables: Tables, anchor: str, within_events: bool = False) -> pd.DataFrame:
    """Return ``figure_comparison``: every figure of ``anchor`` (a source_id) against every other source. Units: those of the measure.

    ``within_events``: ask a source only about the events of which it gives a figure. The rows on an event then depend on that event
    alone, as in a corpus of many events. Otherwise every source is asked about every event.
    """
    rows, key = tables["figures"], "figure_id"
    located = _located(tables, rows, ["event_id", "measure_id"])
    mine = _is(rows["source_id"], anchor)
    pairs = _pairs(tables, located, mine, ~mine, within_events)
    claim, row, stated = _ends(pairs)
    out = _columns(tables, rows, key, pairs, ["event_id", "measure_id"], ["low", "high", "counted"], ["qualifier"])

    low, high = intervals.closed(rows["low"], rows["high"], rows["qualifier"])
    spans = low[row], high[row], low[claim], high[claim]
    ends = intervals.stated(rows["low"], rows["high"], rows["qualifier"])
    stated_ends = intervals.stated_end(ends[0][row], ends[1][row], ends[0][claim], ends[1][claim])
    counted, populations = pd.factorize(rows["counted"])
    same = (counted[row] == counted[claim]) & ~_is(pd.Series(populations), "other")[counted[row]]
    ratio = intervals.ratio(*spans)
    return out.assign(
        relation=_relation(tables, rows, pairs, intervals.RELATIONS, intervals.relation(*spans)),
        stated_end=pd.array([*intervals.SIDES, pd.NA], dtype="string").take(np.where(stated, stated_ends, -1)),
        gap=_whole(intervals.gap(*spans), stated),
        ratio=pd.arrays.FloatingArray(ratio, ~stated | np.isnan(ratio)),
        same_population=pd.arrays.BooleanArray(same, ~stated),
    )


def dates(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``date_comparison``: every date of ``anchor`` against every other source. Unit: days."""
    rows, key = tables["dates"], "date_id"
    located = _located(tables, rows, ["event_id", "milestone"])
    mine = _is(rows["source_id"], anchor)
    pairs = _pairs(tables, located, mine, ~mine)
    claim, row, stated = _ends(pairs)
    out = _columns(tables, rows, key, pairs, ["event_id", "milestone"], ["earliest", "latest"], [])

    first, last = _days(edtf.bounds(rows["earliest"])["first"]), _days(edtf.bounds(rows["latest"])["last"])
    spans = first[row], last[row], first[claim], last[claim]
    return out.assign(
        relation=_relation(tables, rows, pairs, intervals.RELATIONS, intervals.relation(*spans)),
        gap_days=_whole(intervals.gap(*spans), stated),
    )


def characterizations(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``characterization_comparison``: every position that ``anchor`` takes in its own voice against every other source.

    A source takes a position only in its own voice; one that only relays words on the topic is ``relayed``.
    """
    subject, key = ["event_id", "topic_id"], "characterization_id"
    rows = tables["characterizations"].sort_values(key, ignore_index=True)
    located = _located(tables, rows, subject)
    mine, own = _is(rows["source_id"], anchor), _is(rows["voice"], "own")
    once = ~rows[mine & own].duplicated([*subject, "position_id"])
    pairs = _pairs(tables, located, mine & own & once.reindex(rows.index, fill_value=False).to_numpy(), ~mine)

    claim, row, stated = _ends(pairs)
    position = pd.factorize(rows["position_id"])[0]
    same = position[row] == position[claim]
    pairs["rank"] = np.select([~stated, own[row] & same, own[row], same], [4, 0, 1, 2], default=3)
    pairs = pairs.sort_values(["rank", "row"]).drop_duplicates(["claim", "source"])
    for name, voice in (("positions", own), ("relayed_positions", _is(rows["voice"], "relayed"))):
        pairs = pairs.merge(_codes(rows["position_id"], located, voice).rename(name), on=["subject", "source"], how="left")

    out = _columns(tables, rows, key, pairs, subject, ["position_id"], [])
    out = out.assign(positions=pairs["positions"], relayed_positions=pairs["relayed_positions"])
    out["comparison_id"] = joined(*(out[name] for name in (*subject, "anchor_position_id", "source_id")))
    number = np.select([pairs["rank"] == 0, pairs["positions"].notna()], [0, 1], default=2)
    out = out.drop(columns=["anchor_characterization_id", "position_id", "origin_is_anchor_line"])  # a claim here is a position
    return out.assign(relation=_relation(tables, rows, pairs, ("same", "different", "relayed"), number))


def _is(values: pd.Series, code: str) -> np.ndarray:
    """Return where ``values`` are ``code``; a missing value is not."""
    return np.asarray((values == code).fillna(False), bool)


def _located(tables: Tables, rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return ``rows`` as integers: numbers of the event and the subject (what ``columns`` name), positions of the source and the row."""
    (event, _), (subject, subjects) = (pd.factorize(rows[name]) for name in columns)
    return pd.DataFrame(
        {
            "event": event,
            "subject": event * len(subjects) + subject,
            "source": positions(rows["source_id"], tables["sources"]["source_id"]),
            "row": np.arange(len(rows)),
        }
    )


def _pairs(tables: Tables, located: pd.DataFrame, claims: np.ndarray, others: np.ndarray, within_events: bool = False) -> pd.DataFrame:
    """Return a row for each claim and statement on the same subject, and one, of ``row`` -1, for each claim and source that makes none.

    In: which rows are the anchor's ``claims``, which are of ``others``. Out: ``subject`` and the positions ``claim``, ``source``, ``row``.
    """
    event, subject, source = (located[name].to_numpy() for name in ("event", "subject", "source"))
    sources = len(tables["sources"])
    mine = pd.DataFrame({"event": event[claims], "subject": subject[claims], "claim": np.flatnonzero(claims)})
    stated = pd.DataFrame({"cell": subject[others] * sources + source[others], "row": np.flatnonzero(others)})
    if within_events:
        of_event, asking = np.divmod(pd.unique(event[others] * sources + source[others]), sources)
        asked = pd.DataFrame({"event": of_event, "source": asking}).merge(mine, on="event")
    else:
        asked = pd.DataFrame({"source": np.setdiff1d(np.arange(sources), source[~others])}).merge(mine, how="cross")
    pairs = asked.assign(cell=asked["subject"] * sources + asked["source"]).merge(stated, on="cell", how="left")
    return pairs.assign(row=pairs["row"].fillna(-1).astype(np.int64))


def _ends(pairs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the positions of claims and of rows, and which rows there are."""
    return pairs["claim"].to_numpy(), pairs["row"].to_numpy(), pairs["row"].to_numpy() >= 0


def _columns(
    tables: Tables, rows: pd.DataFrame, key: str, pairs: pd.DataFrame, subject: list[str], shared: list[str], own: list[str]
) -> pd.DataFrame:
    """Return the columns that every comparison has, and ``shared`` (of both sides) and ``own`` (of the other source only)."""
    claim, row, stated = _ends(pairs)
    origin = lineage.roots(rows[key], rows["repeats"])["origin"].to_numpy()
    root = np.where(stated, origin[row], -1)
    reading = np.where(stated, positions(rows["reading_id"], tables["readings"]["reading_id"])[row], -1)
    source = pairs["source"].to_numpy()
    issuer = positions(tables["sources"]["issuer_id"], tables["issuers"]["issuer_id"])[source]
    out = pd.DataFrame(
        {
            **{name: taken(rows[name], claim) for name in subject},
            **{f"anchor_{name}": taken(rows[name], claim) for name in (key, *shared)},
            **{name: taken(tables["sources"][name], source) for name in _SOURCE},
            "party": taken(tables["issuers"]["party"], issuer),
            "tie": taken(tables["issuers"]["tie"], issuer),
            **{name: taken(rows[name], row) for name in (key, *shared, *own, *_ROW)},
            "access": taken(tables["readings"]["access"], reading),
            "host_party": taken(tables["readings"]["host_party"], reading),
            "reading_url": taken(tables["readings"]["url"], reading),
            f"origin_{key}": taken(rows[key], root),
            "origin_source_id": taken(rows["source_id"], root),
            "origin_is_anchor_line": pd.arrays.BooleanArray(origin[row] == origin[claim], ~stated),
        }
    )
    out["comparison_id"] = joined(out[f"anchor_{key}"], out[key].fillna(out["source_id"]))
    return out


def _relation(tables: Tables, rows: pd.DataFrame, pairs: pd.DataFrame, relations: tuple[str, ...], number: np.ndarray) -> ExtensionArray:
    """Return the ``relations`` at the positions ``number``; where nothing is stated, which silence the source keeps."""
    number = number.copy()
    silent = pairs["row"].to_numpy() < 0
    event = rows["event_id"].iloc[pairs["claim"].to_numpy()[silent]]
    number[silent] = len(relations) + coverage.silence(tables, pairs["source"].to_numpy()[silent], event)
    return pd.array([*relations, *coverage.SILENCES], dtype="string").take(number)


def _whole(values: np.ndarray, stated: np.ndarray) -> pd.arrays.IntegerArray:
    """Return whole numbers, missing where nothing is stated."""
    return pd.arrays.IntegerArray(np.where(stated, values, 0).astype(np.int64), ~stated)


def _days(days: pd.Series) -> np.ndarray:
    """Return days since 1970-01-01 (NaN where missing)."""
    return np.where(days.isna(), np.nan, days.to_numpy("datetime64[D]").astype(float))


def _codes(codes: pd.Series, located: pd.DataFrame, rows: np.ndarray) -> pd.Series:
    """Return the distinct codes of each subject and source among ``rows``, sorted and joined by semicolons."""
    distinct = located.loc[rows, ["subject", "source"]].assign(code=codes[rows].astype("string")).drop_duplicates()
    return distinct.sort_values("code").groupby(["subject", "source"])["code"].agg("; ".join)
