"""The anchor against every other source.

One source is the anchor; nothing else is special about it. For each claim of the anchor and each other source there is a row for every
statement of that source on the same thing, or one row that says why there is none: ``not_stated`` where some reading of the source is
whole, ``not_examined`` where only part of it was read.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from accounts import edtf, intervals, lineage
from accounts.tables import Tables

_SOURCE = ["source_id", "title", "source_type", "issuer_id", "party", "published"]
_ROW = ["voice", "credited_to", "phrase", "locator"]


def figures(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``figure_comparison``: every figure of ``anchor`` (a source_id) against every other source. Units: those of the measure."""
    claims, stated = _sides(tables["figures"], anchor, "figure_id", ["event_id", "measure_id"], ["low", "high", "counted"])
    if claims.empty:
        return pd.DataFrame()
    rows = _against(tables, anchor, claims, stated, ["event_id", "measure_id"], "figure_id")
    spans = *intervals.closed(rows["low"], rows["high"]), *intervals.closed(rows["anchor_low"], rows["anchor_high"])
    rows["gap"] = _where_stated(rows, "figure_id", intervals.gap(*spans)).astype("Int64")
    rows["ratio"] = pd.array(intervals.ratio(*spans), dtype="Float64")
    rows.loc[rows["figure_id"].isna() | rows["ratio"].isna(), "ratio"] = pd.NA
    rows["relation"] = rows["relation"].fillna(pd.Series(intervals.relation(*spans), index=rows.index, dtype="string"))
    same = (rows["counted"].astype("string") == rows["anchor_counted"].astype("string")) & (rows["counted"].astype("string") != "other")
    rows["same_population"] = same.where(rows["figure_id"].notna(), pd.NA).astype("boolean")
    return rows


def dates(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``date_comparison``: every date of ``anchor`` against every other source. Unit: days."""
    claims, stated = _sides(tables["dates"], anchor, "date_id", ["event_id", "milestone"], ["earliest", "latest"])
    if claims.empty:
        return pd.DataFrame()
    rows = _against(tables, anchor, claims, stated, ["event_id", "milestone"], "date_id")
    days = [_day(rows[name], side) for name, side in _DAYS]
    rows["gap_days"] = _where_stated(rows, "date_id", intervals.gap(*days)).astype("Int64")
    rows["relation"] = rows["relation"].fillna(pd.Series(intervals.relation(*days), index=rows.index, dtype="string"))
    return rows


_DAYS = (("earliest", "first"), ("latest", "last"), ("anchor_earliest", "first"), ("anchor_latest", "last"))


def _day(values: pd.Series, side: str) -> np.ndarray:
    """Return dates as days since 1970-01-01 (NaN where missing)."""
    days = edtf.bounds(values)[side]
    return ((days - pd.Timestamp(0)) / pd.Timedelta(days=1)).to_numpy(float)


def characterizations(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``characterization_comparison``: every position that ``anchor`` takes in its own voice against every other source.

    A source takes a position only in its own voice; one that only relays words on the topic is ``relayed``.
    """
    thing, key = ["event_id", "topic_id"], "characterization_id"
    rows = tables["characterizations"]
    rows = rows.assign(**{name: rows[name].astype("string") for name in (*thing, "position_id", "voice")}).sort_values(key)
    own, others = rows[rows["voice"] == "own"], rows[rows["source_id"] != anchor]
    claims = own.loc[own["source_id"] == anchor, [*thing, "position_id"]].drop_duplicates()
    claims = claims.rename(columns={"position_id": "anchor_position_id"})
    if claims.empty:
        return pd.DataFrame()

    relayed = others[others["voice"] == "relayed"]
    taken = _codes(own, thing, "positions").merge(_codes(relayed, thing, "relayed_positions"), on=["source_id", *thing], how="outer")
    pairs = claims.merge(_sources(tables, anchor), how="cross").merge(taken, on=["source_id", *thing], how="left")

    shown = others.merge(claims, on=thing)
    is_own, is_same = shown["voice"] == "own", shown["position_id"] == shown["anchor_position_id"]
    shown["rank"] = np.select([is_own & is_same, is_own, is_same], [0, 1, 2], default=3)
    shown = shown.sort_values(["rank", key], kind="stable").drop_duplicates([*thing, "anchor_position_id", "source_id"])
    shown = shown.assign(same=(shown["rank"] == 0))[[*thing, "anchor_position_id", "source_id", key, "reading_id", *_ROW, "same"]]
    shown = shown.merge(_origins(tables["characterizations"], key), on=key)
    pairs = pairs.merge(shown, on=[*thing, "anchor_position_id", "source_id"], how="left")

    pairs["relation"] = np.select(
        [pairs["same"].fillna(False).astype(bool), pairs["positions"].notna(), pairs["relayed_positions"].notna()],
        ["same", "different", "relayed"],
        default=_silence(tables, pairs["source_id"]),
    )
    pairs["reading_url"] = pairs["reading_id"].map(tables["readings"].set_index("reading_id")["url"])
    pairs["comparison_id"] = pairs[["event_id", "topic_id", "anchor_position_id", "source_id"]].astype("string").agg("--".join, axis=1)
    return pairs


def _codes(rows: pd.DataFrame, thing: list[str], name: str) -> pd.DataFrame:
    """Return the positions of each source on each thing, sorted and joined by semicolons, as column ``name``."""
    distinct = rows[["source_id", *thing, "position_id"]].drop_duplicates().sort_values("position_id")
    return distinct.groupby(["source_id", *thing], as_index=False)["position_id"].agg("; ".join).rename(columns={"position_id": name})


def _sides(rows: pd.DataFrame, anchor: str, key: str, thing: list[str], values: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the anchor's claims, their columns named anchor_*, and the rows of all other sources, with the origin of each."""
    rows = rows.merge(_origins(rows, key), on=key)
    rows = rows.assign(**{name: rows[name].astype("string") for name in thing})
    names = {key: f"anchor_{key}", **{name: f"anchor_{name}" for name in values}, f"origin_{key}": "anchor_origin"}
    is_anchor = rows["source_id"] == anchor
    return rows.loc[is_anchor, [*thing, *names]].rename(columns=names), rows[~is_anchor]


def _origins(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    return lineage.origins(rows, key).rename(columns={"origin_id": f"origin_{key}"}).assign(**{key: rows[key]})


def _against(tables: Tables, anchor: str, claims: pd.DataFrame, others: pd.DataFrame, thing: list[str], key: str) -> pd.DataFrame:
    """Return one row for each claim and statement on the same thing, and one for each claim and source that makes none."""
    stated = claims.merge(others, on=thing)
    pairs = claims.merge(_sources(tables, anchor), how="cross")
    rows = pairs.merge(stated.drop(columns=[c for c in claims if c != f"anchor_{key}"]), on=[f"anchor_{key}", "source_id"], how="left")
    silent = rows[key].isna()
    rows["relation"] = pd.Series(_silence(tables, rows["source_id"]), index=rows.index, dtype="string").where(silent, pd.NA)
    rows["reading_url"] = rows["reading_id"].map(tables["readings"].set_index("reading_id")["url"])
    rows["comparison_id"] = rows[f"anchor_{key}"] + "--" + rows[key].fillna(rows["source_id"])
    line = rows[f"origin_{key}"] == rows["anchor_origin"]
    rows["origin_is_anchor_line"] = line.where(~silent, pd.NA).astype("boolean")
    return rows


def _where_stated(rows: pd.DataFrame, key: str, values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=rows.index, dtype="Float64").where(rows[key].notna(), pd.NA)


def _sources(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return every source but the anchor, with the party of its issuer."""
    sources = tables["sources"].merge(tables["issuers"][["issuer_id", "party"]], on="issuer_id")
    return sources.loc[sources["source_id"] != anchor, _SOURCE]


def _silence(tables: Tables, sources: pd.Series) -> np.ndarray:
    """Return not_stated for sources of which some reading is whole, not_examined for the rest."""
    readings = tables["readings"]
    whole = readings.loc[readings["coverage"] == "whole", "source_id"]
    return np.where(sources.isin(whole), "not_stated", "not_examined")
