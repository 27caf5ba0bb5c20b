"""The comparison summed up: every claim of the anchor, who states it, who is silent, who gives the ends.

Nothing is averaged, scored or ranked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from accounts.derive import coverage, edtf, intervals
from accounts.schemas import CLAIM_TABLES, Field, Schema
from accounts.tables import Tables

_SILENCES = {f"sources_{name}": name for name in coverage.SILENCES}
#: Columns that only some claims have: figures, dates or characterizations, or two of them.
ONLY_SOME = (
    *("same_population", "distinct_intervals", "first_here", "uncredited", "sources_end_below", "sources_end_above"),
    *("sources_compatible", "sources_below", "sources_above", "sources_different"),
    *(f"{end}{whose}{what}" for end in ("lowest", "highest") for whose in ("", "_own") for what in ("", "_given_by")),
    *("earliest", "latest", "positions_by_party"),
)


def schema(fixed: Schema, parties: Sequence[str]) -> Schema:
    """Return the schema of ``discrepancies`` with the columns of each party: its documents, first appearances and uncredited roots."""
    about = {
        "sources": "Documents of this party that state it",
        "first_here": "How many of the roots that appear here first are of this party",
        "uncredited": "How many of the uncredited roots are of this party",
    }
    named = {f"{party}_{name}": f"{text}: {party.replace('_', ' ')}." for party in parties for name, text in about.items()}
    added: list[Field] = [
        {"name": name, "type": "integer", "description": text, "example": "1", "constraints": {"minimum": 0}}
        for name, text in named.items()
    ]
    kept = [
        field for field in fixed["fields"] if not field["name"].endswith(tuple(f"_{name}" for name in about)) or field["name"] in ONLY_SOME
    ]
    return {**fixed, "fields": [*kept, *added]}


def table(tables: Tables, anchor: str, parties: Sequence[str]) -> pd.DataFrame:
    """Return ``discrepancies``: one row per claim of ``anchor`` and, for figures, per population counted.

    ``tables`` holds the curated tables, the three comparisons and ``lineage``; ``parties`` are the codes of the parties, in their order.
    """
    parts = {"figure_comparison": _figures, "date_comparison": _dates, "characterization_comparison": _characterizations}
    frames = [part(tables, anchor, parties) for comparison, part in parts.items() if len(tables[comparison])]
    if not frames:
        return pd.DataFrame()
    every = [*ONLY_SOME, *(f"{party}_{kind}" for party in parties for kind in ("first_here", "uncredited"))]
    out = pd.concat(frames, ignore_index=True)
    return out.reindex(columns=[*out, *(name for name in every if name not in out)])


def _figures(tables: Tables, anchor: str, parties: Sequence[str]) -> pd.DataFrame:
    rows = tables["figure_comparison"]
    rows = rows.assign(counted=rows["counted"].astype("string"))
    claim = ["anchor_figure_id", "counted"]
    mine = tables["figures"].query("source_id == @anchor").assign(counted=lambda f: f["counted"].astype("string"))
    own = mine.rename(columns={"figure_id": "anchor_figure_id"})[claim]
    stated = rows[rows["figure_id"].notna()]
    out = pd.concat([own, stated[claim]]).drop_duplicates()
    out = _relations(out, stated).merge(_silences(rows, "anchor_figure_id"), on="anchor_figure_id", how="left")
    stated = stated.assign(near=stated["low"].fillna(stated["high"]), far=stated["high"].fillna(stated["low"]))
    for name, end, side in (("lowest", "near", "min"), ("highest", "far", "max")):
        for whose, among in ((name, stated), (f"{name}_own", stated[_own(stated)])):
            out = out.merge(_extreme(among, claim, end, side).add_prefix(whose), left_on=claim, right_index=True, how="left")

    every = tables["figures"].assign(counted=lambda f: f["counted"].astype("string"))
    every = every.merge(
        mine[["event_id", "measure_id", "figure_id"]].rename(columns={"figure_id": "anchor_figure_id"}), on=["event_id", "measure_id"]
    )
    out = out.merge(_origins(tables, every, claim, "figure_id", parties), on=claim, how="left")

    mine = mine.set_index("figure_id").loc[out["anchor_figure_id"]].set_axis(out.index)
    out["anchor_value"] = intervals.text(mine["low"], mine["high"], mine["qualifier"])
    out["same_population"] = ((out["counted"] == mine["counted"]) & (out["counted"] != "other")).astype("boolean")
    out["event_id"], out["subject"] = mine["event_id"].astype("string"), mine["measure_id"].astype("string")
    return out.assign(claim="figure").rename(columns={"anchor_figure_id": "claim_id"})


def _dates(tables: Tables, anchor: str, parties: Sequence[str]) -> pd.DataFrame:
    rows = tables["date_comparison"]
    claim = ["anchor_date_id"]
    mine = tables["dates"].query("source_id == @anchor")
    stated = rows[rows["date_id"].notna()]
    out = mine[["date_id"]].rename(columns={"date_id": "anchor_date_id"})
    out = _relations(out, stated).merge(_silences(rows, *claim), on=claim, how="left")
    for name, column, side, last in (("earliest", "earliest", "first", False), ("latest", "latest", "last", True)):
        order = stated.assign(day=edtf.bounds(stated[column])[side]).sort_values(["day", column], ascending=not last, kind="stable")
        out[name] = out["anchor_date_id"].map(order.drop_duplicates(claim).set_index("anchor_date_id")[column])
    every = tables["dates"].merge(
        mine[["event_id", "milestone", "date_id"]].rename(columns={"date_id": "anchor_date_id"}), on=["event_id", "milestone"]
    )
    out = out.merge(_origins(tables, every, claim, "date_id", parties), on=claim, how="left")
    mine = mine.set_index("date_id").loc[out["anchor_date_id"]].astype("string").set_axis(out.index)
    out["anchor_value"] = intervals.text_of_days(mine["earliest"], mine["latest"])
    out["event_id"], out["subject"] = mine["event_id"], mine["milestone"]
    return out.assign(claim="date", counted="not_applicable").rename(columns={"anchor_date_id": "claim_id"})


def _characterizations(tables: Tables, anchor: str, parties: Sequence[str]) -> pd.DataFrame:
    subject = ["event_id", "topic_id"]
    text = {name: lambda f, name=name: f[name].astype("string") for name in (*subject, "position_id", "voice")}
    every = tables["characterizations"].assign(**text)
    own = every[every["voice"] == "own"]
    out = own[own["source_id"] == anchor].sort_values("characterization_id").drop_duplicates([*subject, "position_id"])
    out = out[["characterization_id", *subject, "position_id"]]

    rows = tables["characterization_comparison"].rename(columns={"anchor_position_id": "position_id"})
    rows = rows.assign(**{name: rows[name].astype("string") for name in (*subject, "position_id")})
    counts = _count(rows, [*subject, "position_id"], "relation", "source_id")
    kinds = ["same", "different", "relayed", *coverage.SILENCES]
    counts = counts.reindex(columns=[*subject, "position_id", *kinds], fill_value=0)
    counts["sources_stating"] = counts["same"] + counts["different"] + counts["relayed"]
    names = {"same": "sources_equal", "different": "sources_different", "relayed": "sources_relaying"}
    names |= {code: name for name, code in _SILENCES.items()}
    out = out.merge(counts.rename(columns=names), on=[*subject, "position_id"], how="left")

    out = out.merge(_taken_by_party(tables, own, subject, parties), on=subject, how="left")
    same = every.merge(out[[*subject, "position_id", "characterization_id"]], on=[*subject, "position_id"], suffixes=("", "_claim"))
    spread = _origins(
        tables,
        same.drop(columns="characterization_id_claim").assign(claim_id=same["characterization_id_claim"]),
        ["claim_id"],
        "characterization_id",
        parties,
    )
    out = out.merge(spread.rename(columns={"claim_id": "characterization_id"}), on="characterization_id", how="left")
    names = {"characterization_id": "claim_id", "topic_id": "subject", "position_id": "anchor_value"}
    return out.assign(claim="characterization", counted="not_applicable").rename(columns=names)


def _count(rows: pd.DataFrame, by: list[str], column: str, what: str) -> pd.DataFrame:
    """Return, for each group, the number of distinct ``what`` for each value of ``column``, one column a value."""
    distinct = rows[[*by, column, what]].astype("string").drop_duplicates()
    return distinct.groupby([*by, column]).size().unstack(fill_value=0).reset_index()


def _relations(claims: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Return ``claims`` with counts of sources: those that state each, those in each relation to it, and those that only relay it."""
    by = list(claims)
    meeting = ["contains", "within", "overlaps"]
    kinds = {"sources_equal": ["equal"], "sources_compatible": meeting, "sources_below": ["below"], "sources_above": ["above"]}
    out = claims.set_index(by)
    for name, relations in {"sources_stating": [*meeting, "equal", "below", "above"], **kinds}.items():
        rows = stated[stated["relation"].isin(relations)]
        out[name] = _sources(rows, by, out.index)
    if "stated_end" in stated:
        for side in ("below", "above"):
            out[f"sources_end_{side}"] = _sources(stated[stated["stated_end"] == side], by, out.index)
    out["sources_relaying"] = out["sources_stating"] - _sources(stated[_own(stated)], by, out.index)
    return out.reset_index()


def _sources(rows: pd.DataFrame, by: list[str], claims: pd.Index) -> pd.Series | int:
    """Return the number of sources that have a row on each claim."""
    return rows.groupby(by)["source_id"].nunique().reindex(claims, fill_value=0) if len(rows) else 0


def _silences(rows: pd.DataFrame, claim: str) -> pd.DataFrame:
    counts = _count(rows, [claim], "relation", "source_id").reindex(columns=[claim, *coverage.SILENCES], fill_value=0)
    return counts.rename(columns={code: name for name, code in _SILENCES.items()})


def _extreme(stated: pd.DataFrame, claim: list[str], end: str, side: str) -> pd.DataFrame:
    """Return the lowest or highest ``end`` of each claim, and ``_given_by``: the sources that give it."""
    at = stated[stated[end] == stated.groupby(claim)[end].transform(side)]
    who = at.drop_duplicates([*claim, "source_id"]).sort_values("source_id").groupby(claim)["source_id"].agg("; ".join)
    return pd.DataFrame({"": at.groupby(claim)[end].first(), "_given_by": who})


def _own(rows: pd.DataFrame) -> pd.Series:
    return rows["voice"].astype("string") == "own"


def _origins(tables: Tables, rows: pd.DataFrame, claim: list[str], key: str, parties: Sequence[str]) -> pd.DataFrame:
    """Return, for each claim, how many documents of each party state it, and how many roots its statements have.

    For figures also: how many roots are first appearances, how many are uncredited, in all and by party, and how many intervals the roots
    give. None of these says that two counts are independent.
    """
    table = next(name for name, column in CLAIM_TABLES.items() if column == key)
    known = tables["lineage"][tables["lineage"]["table"].astype("string") == table].set_index("row_id")
    value = intervals.span(tables[table]).set_axis(tables[table][key])
    is_root = rows[key].map(known["origin_id"]) == rows[key]
    rows = rows.assign(
        origin=rows[key].where(is_root),
        party=_party(tables, rows["source_id"]),
        value=rows[key].map(value).where(is_root),
        root=rows[key].map(known["root"]).astype("string"),
    )
    out = rows.groupby(claim)[["origin", "value"]].nunique().rename(columns={"origin": "roots", "value": "distinct_intervals"})
    for party, group in [("", rows), *((f"{party}_", rows[rows["party"] == party]) for party in parties)]:
        counts = {f"{party}sources": group.groupby(claim)["source_id"].nunique()}
        if key == "figure_id":
            for kind in ("first_here", "uncredited"):
                counts[f"{party}{kind}"] = group[group["root"] == kind].groupby(claim).size()
        out = out.join(pd.DataFrame(counts))
    out = out.fillna(0).astype("Int64").drop(columns="sources")
    return (out if key == "figure_id" else out.drop(columns="distinct_intervals")).reset_index()


def _party(tables: Tables, sources: pd.Series) -> pd.Series:
    issuer = tables["sources"].set_index("source_id")["issuer_id"]
    return sources.map(issuer).map(tables["issuers"].set_index("issuer_id")["party"].astype("string"))


def _taken_by_party(tables: Tables, own: pd.DataFrame, subject: list[str], parties: Sequence[str]) -> pd.DataFrame:
    """Return, for each topic, who takes what: ``azerbaijan: genocide 40, massacre 9; armenia: ...``."""
    rows = own.assign(party=pd.Categorical(_party(tables, own["source_id"]), parties))
    counts = rows.groupby([*subject, "party", "position_id"], observed=True)["source_id"].nunique().reset_index(name="n")
    counts = counts.sort_values([*subject, "party", "position_id"])
    counts["text"] = counts["position_id"] + " " + counts["n"].astype("string")
    party = counts.groupby([*subject, "party"], observed=True)["text"].agg(", ".join).reset_index()
    party["text"] = party["party"].astype("string") + ": " + party["text"]
    return party.groupby(subject)["text"].agg("; ".join).reset_index(name="positions_by_party")
