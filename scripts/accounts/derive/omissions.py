"""What others speak of and the anchor does not: the measures, milestones and topics on which it has no row."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from accounts.derive import coverage, edtf
from accounts.tables import Tables, joined

_KINDS = {"figure": ("figures", "measure_id"), "date": ("dates", "milestone"), "characterization": ("characterizations", "topic_id")}
_KEY = ["event_id", "subject", "party"]
#: Columns that only figures, dates or characterizations have.
ONLY_SOME = ("lowest", "lowest_given_by", "highest", "highest_given_by", "earliest", "latest", "positions")


def table(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``omissions``: one row per event, subject and party that speaks of it, if ``anchor`` has no row on it.

    Numbers and dates are the outermost that the party's documents give, own or relayed. Positions are counted by documents.
    """
    frames = [frame.assign(claim=claim) for claim in _KINDS for frame in _of_kind(tables, anchor, *_KINDS[claim])]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _of_kind(tables: Tables, anchor: str, name: str, subject: str) -> Iterator[pd.DataFrame]:
    """Yield the omissions of one kind of claim; nothing where there are none."""
    rows = tables[name].rename(columns={subject: "subject"})
    rows = rows.assign(**{column: rows[column].astype("string") for column in ("event_id", "subject", "voice")})
    mine = rows[rows["source_id"] == anchor]
    rows = rows[~joined(rows["event_id"], rows["subject"]).isin(joined(mine["event_id"], mine["subject"])).set_axis(rows.index)]
    if rows.empty:
        return
    issuer = tables["sources"].set_index("source_id")["issuer_id"]
    rows = rows.assign(party=rows["source_id"].map(issuer).map(tables["issuers"].set_index("issuer_id")["party"].astype("string")))
    out = rows.groupby(_KEY)["source_id"].nunique().rename("sources").to_frame()
    for voice in ("own", "relayed"):
        out[f"sources_{voice}"] = rows[rows["voice"] == voice].groupby(_KEY)["source_id"].nunique()
    out = out.fillna(0).astype("Int64").reset_index()
    whole = coverage.table(tables)
    whole = whole[(whole["read"] == "whole") & whole["speaks"]].groupby(["event_id", "party"]).size().rename("read_whole")
    out = out.merge(whole, how="left", left_on=["event_id", "party"], right_index=True)
    out["read_whole"] = out["read_whole"].fillna(0).astype("Int64")
    yield out.merge(_OUTERMOST[name](rows), how="left", left_on=_KEY, right_index=True)


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(lowest=rows["low"].fillna(rows["high"]), highest=rows["high"].fillna(rows["low"]))
    out: dict[str, pd.Series] = {}
    for end, side in (("lowest", "min"), ("highest", "max")):
        outermost = rows.groupby(_KEY)[end].transform(side)
        givers = rows[rows[end] == outermost].drop_duplicates([*_KEY, "source_id"]).sort_values("source_id")
        out |= {end: rows.groupby(_KEY)[end].agg(side), f"{end}_given_by": givers.groupby(_KEY)["source_id"].agg("; ".join)}
    return pd.DataFrame(out)


def _days(rows: pd.DataFrame) -> pd.DataFrame:
    out = {}
    for end, day, last in (("earliest", "first", False), ("latest", "last", True)):
        order = rows.assign(day=edtf.bounds(rows[end])[day]).sort_values(["day", end], ascending=not last, kind="stable")
        out[end] = order.groupby(_KEY)[end].first()
    return pd.DataFrame(out)


def _positions(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(position_id=rows["position_id"].astype("string"))
    counts = rows.groupby([*_KEY, "position_id"])["source_id"].nunique().reset_index(name="n")
    text = counts["position_id"] + " " + counts["n"].astype("string")
    return pd.DataFrame({"positions": text.groupby([counts[name] for name in _KEY]).agg(", ".join)})


_OUTERMOST = {"figures": _numbers, "dates": _days, "characterizations": _positions}
