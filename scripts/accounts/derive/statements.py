"""Every figure, date and characterization, with all that a reader needs to judge it.

Only here is a row joined with its document, issuer, reading and origin. The page and the synopsis read the result.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from accounts.derive import edtf, intervals
from accounts.schemas import CLAIM_TABLES, SUBJECTS
from accounts.tables import Tables

#: Columns that only the rows of one table fill.
ONLY = {
    "figures": ("low", "high", "qualifier", "counted", "as_of"),
    "dates": ("earliest", "latest"),
    "characterizations": ("position_id",),
}
_SOURCE = ["source_id", "issuer_id", "source_type", "title", "published"]
_ISSUER = {"issuer_id": "issuer_id", "name": "issuer", "party": "party", "tie": "tie"}
_READING = {name: name for name in ("reading_id", "language", "access", "host", "host_party", "coverage")} | {"url": "reading_url"}
_LINEAGE = ["row_id", "origin_id", "origin_source_id", "root", "depth", "repeated_by"]


def table(tables: Tables, milestones: Mapping[str, str]) -> pd.DataFrame:
    """Return ``statements``: one row for every figure, date and characterization.

    ``tables`` holds the curated tables and ``lineage``; ``milestones`` has a label for each milestone. ``value`` is the number, the days or
    the position, in words.
    """
    labels = {
        "figures": _labels(tables["measures"], "measure_id"),
        "dates": pd.Series(milestones, dtype="string"),
        "characterizations": _labels(tables["topics"], "topic_id"),
    }
    parts = [_of_table(tables, name, labels[name]) for name in CLAIM_TABLES]
    out = pd.concat(parts, ignore_index=True)
    sources = _text(tables["sources"][_SOURCE])
    issuers = _text(tables["issuers"][list(_ISSUER)].rename(columns=_ISSUER))
    readings = _text(tables["readings"][list(_READING)].rename(columns=_READING))
    for beside in (sources.merge(issuers, on="issuer_id", how="left"), readings):
        out = out.merge(beside, on=beside.columns[0], how="left")
    out["event_label"] = out["event_id"].map(_labels(tables["events"], "event_id"))
    out["sort_day"] = edtf.sort_day(out["published"])
    out["credited_party"] = out["credited_issuer_id"].map(issuers.set_index("issuer_id")["party"])
    return out


def of_table(tables: Tables, name: str) -> pd.DataFrame:
    """Return the rows of ``statements`` that are rows of the table ``name``, without the columns that only other tables fill."""
    rows = tables["statements"]
    others = [column for other, columns in ONLY.items() if other != name for column in columns]
    return rows[(rows["table"] == name).to_numpy(bool)].drop(columns=others).reset_index(drop=True)


def _of_table(tables: Tables, name: str, labels: pd.Series) -> pd.DataFrame:
    """Return the rows of one table with their value in words and their lineage."""
    rows = _text(tables[name]).rename(columns={CLAIM_TABLES[name]: "row_id", SUBJECTS[name]: "subject"}).reset_index(drop=True)
    lineage = tables["lineage"]
    rows = rows.merge(_text(lineage.loc[(lineage["table"] == name).to_numpy(bool), _LINEAGE]), on="row_id", how="left")
    return rows.assign(table=name, subject_label=rows["subject"].map(labels), value=_VALUES[name](rows, tables))


def _numbers(rows: pd.DataFrame, _: Tables) -> pd.Series:
    return intervals.text(rows["low"], rows["high"], rows["qualifier"])


def _days(rows: pd.DataFrame, _: Tables) -> pd.Series:
    return intervals.text_of_days(rows["earliest"], rows["latest"])


def _positions(rows: pd.DataFrame, tables: Tables) -> pd.Series:
    known = _text(tables["positions"][["topic_id", "position_id", "label"]]).rename(columns={"topic_id": "subject"})
    return rows[["subject", "position_id"]].merge(known, on=["subject", "position_id"], how="left")["label"]


_VALUES = {"figures": _numbers, "dates": _days, "characterizations": _positions}


def _labels(codes: pd.DataFrame, key: str) -> pd.Series:
    return _text(codes[[key, "label"]]).set_index(key)["label"]


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose codes are text."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category"), "string"))
