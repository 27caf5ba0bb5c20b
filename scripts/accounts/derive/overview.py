"""The sheet to open first: one row per source, one column per thing that the anchor counts."""

from __future__ import annotations

import pandas as pd

from accounts import schemas
from accounts.derive import edtf, intervals
from accounts.schemas import Field, Schema
from accounts.tables import Tables

_NOT_STATED, _NOT_EXAMINED = "—", "·"


def columns(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return what the anchor counts: ``event_id``, ``measure_id``, the ``name`` of its overview column, the first ``value`` in words.

    The name is the measure's, followed by the event's where the anchor counts in several events.
    """
    rows = tables["figures"].query("source_id == @anchor").drop_duplicates(["event_id", "measure_id"])
    mine = rows[["event_id", "measure_id"]].astype("string").assign(value=intervals.text(rows["low"], rows["high"], rows["qualifier"]))
    mine = mine.sort_values(["event_id", "measure_id"])
    name = mine["measure_id"]
    if mine["event_id"].nunique() > 1:
        name = name + "_" + mine["event_id"].str.replace("-", "_")
    return mine.assign(name=name)


def schema(fixed_schema: Schema, tables: Tables, anchor: str) -> Schema:
    """Return the overview's schema with one column for each thing that the anchor counts."""
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
    """Return ``overview``: one row per source, the undated last, one column per thing that the anchor counts."""
    issuers = tables["issuers"][["issuer_id", "name", "party"]].rename(columns={"name": "issuer"})
    out = tables["sources"][["source_id", "issuer_id", "published", "title", "source_type"]].merge(issuers, on="issuer_id")
    out = out.drop(columns="issuer_id")
    out["read"] = out["source_id"].map(_best_reading(tables))
    silent = (out["read"].astype("string") == "whole").map({True: _NOT_STATED, False: _NOT_EXAMINED})

    words_used = tables["characterizations"].astype({"event_id": "string", "position_id": "string"})
    events = words_used.loc[words_used["source_id"] == anchor, "event_id"].unique()
    terms = words_used[words_used["event_id"].isin(events) & (words_used["topic_id"] == "event_term") & (words_used["voice"] == "own")]
    terms = terms[["source_id", "position_id"]].drop_duplicates()
    terms = terms.sort_values("position_id").groupby("source_id")["position_id"].agg("; ".join)
    out["term"] = out["source_id"].map(terms).astype("string").fillna(silent)

    rows = tables["figures"].sort_values("figure_id")
    text = intervals.text(rows["low"], rows["high"], rows["qualifier"])
    rows = rows.assign(text=text.where(rows["voice"].astype("string") == "own", text + " (relayed)"))
    rows = rows.assign(event_id=rows["event_id"].astype("string"), measure_id=rows["measure_id"].astype("string"))
    said = rows.drop_duplicates(["source_id", "event_id", "measure_id", "text"])
    said = said.groupby(["event_id", "measure_id", "source_id"])["text"].agg("; ".join)
    for event, measure, _, name in columns(tables, anchor).itertuples(index=False):
        out[name] = out["source_id"].map(said.xs((event, measure))).astype("string").fillna(silent)
    day = edtf.order(out["published"])
    return out.iloc[day.to_frame("day").assign(source=out["source_id"]).sort_values(["day", "source"], na_position="last").index]


def _best_reading(tables: Tables) -> pd.Series:
    order = ["whole", "part", "excerpt"]
    readings = tables["readings"].assign(rank=lambda r: r["coverage"].astype("string").map({c: n for n, c in enumerate(order)}))
    return readings.groupby("source_id")["rank"].min().map(dict(enumerate(order)))
