"""The sheet to open first: one row per source, one column per thing that the anchor counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from accounts import schemas
from accounts.derive import coverage, edtf, intervals
from accounts.schemas import Field, Schema
from accounts.tables import Tables, joined, positions

#: How each of :data:`accounts.derive.coverage.SILENCES` is shown.
SIGNS = ("·", "—", "∅")
_ENOUGH = 5  # documents that give a measure which the anchor does not


def columns(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return one row per column: ``event_id``, ``measure_id``, the ``name`` of the column, and a ``value`` in words as its example.

    First comes what the anchor counts, then what at least five documents count of the same events and the anchor does not. The name is the
    measure's. If the anchor counts in several events, the event's name follows.
    """
    subject = ["event_id", "measure_id"]
    rows = tables["figures"].reset_index(drop=True)
    rows = rows[["source_id", *subject]].astype("string").assign(value=intervals.text(rows["low"], rows["high"], rows["qualifier"]))
    mine = rows[rows["source_id"] == anchor].drop_duplicates(subject).sort_values(subject)
    rest = rows[
        rows["event_id"].isin(mine["event_id"]) & ~joined(*(rows[name] for name in subject)).isin(joined(*(mine[name] for name in subject)))
    ]
    rest = rest[rest.groupby(subject)["source_id"].transform("nunique") >= _ENOUGH].drop_duplicates(subject).sort_values(subject)
    out = pd.concat([mine, rest], ignore_index=True).drop(columns="source_id")
    name = out["measure_id"]
    if out["event_id"].nunique() > 1:
        name = name + "_" + out["event_id"].str.replace("-", "_")
    return out.assign(name=name)


def schema(fixed_schema: Schema, tables: Tables, anchor: str) -> Schema:
    """Return the overview's schema with the columns that :func:`columns` gives."""
    fixed = fixed_schema["fields"][: schemas.columns(fixed_schema).index("term") + 1]
    measures = tables["measures"].assign(measure_id=lambda m: m["measure_id"].astype("string")).set_index("measure_id")["label"]
    added: list[Field] = [
        {
            "name": name,
            "type": "string",
            "description": f"{measures[measure]} ({event}), as the source gives it.",
            "example": value,
            "constraints": {"required": True},
        }
        for event, measure, value, name in columns(tables, anchor).itertuples(index=False)
    ]
    return {**fixed_schema, "fields": [*fixed, *added]}


def table(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``overview``: one row per source, the undated last, with the columns that :func:`columns` gives."""
    issuers = tables["issuers"][["issuer_id", "name", "party", "tie"]].rename(columns={"name": "issuer"})
    out = tables["sources"][["source_id", "issuer_id", "published", "title", "source_type"]].merge(issuers, on="issuer_id")
    out = out.drop(columns="issuer_id")
    out["read"] = out["source_id"].map(coverage.best(tables))

    words_used = tables["characterizations"].astype({"event_id": "string", "position_id": "string"})
    events = words_used.loc[words_used["source_id"] == anchor, "event_id"].unique()
    terms = words_used[words_used["event_id"].isin(events) & (words_used["topic_id"] == "event_term") & (words_used["voice"] == "own")]
    terms = terms[["source_id", "position_id"]].drop_duplicates()
    terms = terms.sort_values("position_id").groupby("source_id")["position_id"].agg("; ".join)
    out["term"] = out["source_id"].map(terms).astype("string").fillna(_silent(tables, out["source_id"], events))

    rows = tables["figures"].sort_values("figure_id")
    text = intervals.text(rows["low"], rows["high"], rows["qualifier"])
    rows = rows.assign(text=text.where(rows["voice"].astype("string") == "own", text + " (relayed)"))
    rows = rows.assign(event_id=rows["event_id"].astype("string"), measure_id=rows["measure_id"].astype("string"))
    said = rows.drop_duplicates(["source_id", "event_id", "measure_id", "text"])
    said = said.groupby(["event_id", "measure_id", "source_id"])["text"].agg("; ".join)
    for event, measure, _, name in columns(tables, anchor).itertuples(index=False):
        silent = _silent(tables, out["source_id"], [event])
        out[name] = out["source_id"].map(said.xs((event, measure))).astype("string").fillna(silent)
    out["sort_day"] = edtf.sort_day(out["published"])
    return out.sort_values(["sort_day", "source_id"], na_position="last")


def _silent(tables: Tables, sources: pd.Series, events: Sequence[str]) -> pd.Series:
    """Return the sign of each source's silence on ``events``. A source speaks of them if it speaks of one."""
    at = positions(sources, tables["sources"]["source_id"])
    each = [coverage.silence(tables, at, pd.Series(event, index=range(len(at)))) for event in events]
    kind = np.min(each, axis=0) if each else coverage.silence(tables, at, pd.Series("", index=range(len(at))))
    return pd.Series(pd.array(SIGNS, dtype="string").take(kind), index=sources.index)
