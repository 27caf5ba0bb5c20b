"""Every question that somebody answers, put to every source. The anchor is one of them, and its silences are shown like the others'."""

from __future__ import annotations

import pandas as pd

from accounts.derive import coverage
from accounts.tables import Tables, positions

_SUBJECT = ["event_id", "topic_id"]
_CELL = [*_SUBJECT, "source_id"]


def table(tables: Tables) -> pd.DataFrame:
    """Return ``answers``: one row per event, topic and source, for each event and topic that some source answers.

    ``answer`` is ``own``, ``relayed`` (the source gives only somebody else's answer) or the kind of silence. Positions and notes of the
    rows are joined, relayed positions with the one credited.
    """
    rows = tables["characterizations"].sort_values("characterization_id")
    rows = rows[[*_CELL, "position_id", "voice", "credited_to", "note"]].astype("string")
    asked = rows[_SUBJECT].drop_duplicates().merge(tables["sources"][["source_id", "issuer_id"]].astype("string"), how="cross")
    own, relayed = (rows[rows["voice"] == voice] for voice in ("own", "relayed"))
    told = relayed.assign(position_id=relayed["position_id"] + " (" + relayed["credited_to"] + ")")
    parts = {
        "positions": _joined(own, "position_id"),
        "relayed_positions": _joined(told, "position_id"),
        "notes": _joined(rows, "note", " | "),
    }
    out = asked
    for name, column in parts.items():
        out = out.merge(column.rename(name), how="left", left_on=_CELL, right_index=True)
    answer = pd.Series("own", index=out.index, dtype="string").mask(out["positions"].isna(), "relayed")
    silent = (out["positions"].isna() & out["relayed_positions"].isna()).to_numpy()
    at = positions(out["source_id"], tables["sources"]["source_id"])
    answer[silent] = pd.array(coverage.SILENCES, dtype="string").take(coverage.silence(tables, at[silent], out["event_id"][silent]))
    issuers = tables["issuers"][["issuer_id", "party", "tie"]].astype("string")
    return out.assign(answer=answer).merge(issuers, on="issuer_id").drop(columns="issuer_id")


def _joined(rows: pd.DataFrame, column: str, mark: str = "; ") -> pd.Series:
    """Return the distinct texts of a column for each event, topic and source, joined in their order."""
    distinct = rows[[*_CELL, column]].dropna(subset=[column]).drop_duplicates()
    return distinct.groupby(_CELL)[column].agg(mark.join)
