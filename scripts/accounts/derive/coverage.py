"""How far each source was read, and of which events it speaks: what tells the kinds of silence apart.

If a source makes no statement, there are three answers. ``not_stated``: it was read whole and speaks of the event, but not of this.
``not_mentioned``: it was read whole and never speaks of the event. ``not_examined``: only a part was read, and that part says nothing.
A source speaks of an event if some table has a row of it on that event, of any kind and voice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from accounts.schemas import CLAIM_TABLES
from accounts.tables import Tables, positions

SILENCES = ("not_examined", "not_stated", "not_mentioned")
_COVERAGES = ("whole", "part", "excerpt")
_COUNTED = {"figures": "figures", "dates": "dates", "characterizations": "positions"}


def table(tables: Tables) -> pd.DataFrame:
    """Return ``coverage``: one row for every source and event."""
    sources, events = (tables[name][key].astype("string") for name, key in (("sources", "source_id"), ("events", "event_id")))
    out = pd.DataFrame({"source_id": sources}).merge(pd.DataFrame({"event_id": events}), how="cross")
    issuer = tables["sources"].set_index("source_id")["issuer_id"]
    out["party"] = out["source_id"].map(issuer).map(tables["issuers"].set_index("issuer_id")["party"].astype("string"))
    out["read"] = out["source_id"].map(best(tables))
    keys = ["source_id", "event_id"]
    for claims, name in _COUNTED.items():
        rows = tables[claims][[*keys, "voice"]].astype("string")
        for voice in ("own", "relayed"):
            count = rows[rows["voice"] == voice].groupby(keys).size().rename(f"{name}_{voice}")
            out = out.merge(count, how="left", left_on=keys, right_index=True)
    numbers = [f"{name}_{voice}" for name in _COUNTED.values() for voice in ("own", "relayed")]
    out[numbers] = out[numbers].fillna(0).astype("Int64")
    return out.assign(speaks=out[numbers].sum(axis=1) > 0)


def best(tables: Tables) -> pd.Series:
    """Return how far each source was read, by source_id: ``whole``, ``part`` or ``excerpt``, the most of its readings."""
    readings = tables["readings"].assign(rank=lambda r: r["coverage"].astype("string").map({c: n for n, c in enumerate(_COVERAGES)}))
    return readings.groupby("source_id")["rank"].min().map(dict(enumerate(_COVERAGES))).astype("string")


def silence(tables: Tables, source: np.ndarray, event: pd.Series) -> np.ndarray:
    """Return how a source is silent that makes no statement: positions in :data:`SILENCES`.

    In: positions in ``sources``, and the event_id of each, of the same length. A corpus of figures alone has no other tables of claims.
    """
    sources = tables["sources"]["source_id"]
    whole = np.zeros(len(sources), bool)
    readings = tables["readings"]
    whole[positions(readings.loc[readings["coverage"].astype("string") == "whole", "source_id"], sources)] = True
    events = pd.Index(event.astype("string").unique())
    spoken = np.concatenate(
        [_cells(positions(tables[name]["source_id"], sources), tables[name]["event_id"], events) for name in CLAIM_TABLES if name in tables]
    )
    speaks = np.isin(_cells(source, event, events), spoken)
    return np.where(whole[source], np.where(speaks, 1, 2), 0)


def _cells(source: np.ndarray, event: pd.Series, events: pd.Index) -> np.ndarray:
    """Return one number for each pair of source and event; -1 for an event that is not among ``events``."""
    at = events.get_indexer(event.astype("string"))
    return np.where(at < 0, -1, source * len(events) + at)
