"""The comparison summed up: every claim of the anchor, who states it, who is silent, who gives the ends.

Nothing is averaged, scored or ranked.
"""

from __future__ import annotations

import pandas as pd

from accounts.derive import edtf, intervals, lineage
from accounts.tables import Tables

#: Columns that only some claims have: figures, dates or characterizations, or two of them.
ONLY_SOME = (
    "same_population",
    *("sources_compatible", "sources_below", "sources_above", "sources_different"),
    *("lowest", "lowest_given_by", "lowest_own", "highest", "highest_given_by", "highest_own"),
    *("earliest", "latest", "positions_by_party"),
)
PARTIES = ("azerbaijan", "armenia", "karabakh_armenian", "third_party")


def table(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``discrepancies``: one row per claim of ``anchor`` and, for figures, per population counted.

    ``tables`` holds the curated tables and the three comparisons.
    """
    parts = {"figure_comparison": _figures, "date_comparison": _dates, "characterization_comparison": _characterizations}
    frames = [part(tables, anchor) for comparison, part in parts.items() if len(tables[comparison])]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _figures(tables: Tables, anchor: str) -> pd.DataFrame:
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
        out = out.merge(_extreme(stated, claim, end, side).add_prefix(name), left_on=claim, right_index=True, how="left")
        own = stated[_own(stated)].groupby(claim)[end].agg(side)
        out = out.merge(own.rename(f"{name}_own"), left_on=claim, right_index=True, how="left")

    every = tables["figures"].assign(counted=lambda f: f["counted"].astype("string"))
    every = every.merge(
        mine[["event_id", "measure_id", "figure_id"]].rename(columns={"figure_id": "anchor_figure_id"}), on=["event_id", "measure_id"]
    )
    out = out.merge(_independence(tables, every, claim, "figure_id", ["low", "high"]), on=claim, how="left")

    mine = mine.set_index("figure_id").loc[out["anchor_figure_id"]].set_axis(out.index)
    out["anchor_value"] = intervals.text(mine["low"], mine["high"], mine["qualifier"])
    out["same_population"] = ((out["counted"] == mine["counted"]) & (out["counted"] != "other")).astype("boolean")
    out["event_id"], out["subject"] = mine["event_id"].astype("string"), mine["measure_id"].astype("string")
    return out.assign(claim="figure").rename(columns={"anchor_figure_id": "claim_id"})


def _dates(tables: Tables, anchor: str) -> pd.DataFrame:
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
    out = out.merge(_independence(tables, every, claim, "date_id", ["earliest", "latest"]), on=claim, how="left")
    mine = mine.set_index("date_id").loc[out["anchor_date_id"]].astype("string").set_axis(out.index)
    out["anchor_value"] = mine["earliest"].where(mine["earliest"] == mine["latest"], mine["earliest"] + "/" + mine["latest"])
    out["event_id"], out["subject"] = mine["event_id"], mine["milestone"]
    return out.assign(claim="date", counted="not_applicable").rename(columns={"anchor_date_id": "claim_id"})


def _characterizations(tables: Tables, anchor: str) -> pd.DataFrame:
    subject = ["event_id", "topic_id"]
    text = {name: lambda f, name=name: f[name].astype("string") for name in (*subject, "position_id", "voice")}
    every = tables["characterizations"].assign(**text)
    own = every[every["voice"] == "own"]
    out = own[own["source_id"] == anchor].sort_values("characterization_id").drop_duplicates([*subject, "position_id"])
    out = out[["characterization_id", *subject, "position_id"]]

    rows = tables["characterization_comparison"].rename(columns={"anchor_position_id": "position_id"})
    rows = rows.assign(**{name: rows[name].astype("string") for name in (*subject, "position_id")})
    counts = _count(rows, [*subject, "position_id"], "relation", "source_id")
    counts = counts.reindex(columns=[*subject, "position_id", "same", "different", "relayed", "not_stated", "not_examined"], fill_value=0)
    counts["sources_stating"] = counts["same"] + counts["different"] + counts["relayed"]
    names = {"same": "sources_equal", "different": "sources_different", "relayed": "sources_relaying"}
    names |= {"not_stated": "sources_not_stated", "not_examined": "sources_not_examined"}
    out = out.merge(counts.rename(columns=names), on=[*subject, "position_id"], how="left")

    out = out.merge(_taken_by_party(tables, own, subject), on=subject, how="left")
    same = every.merge(out[[*subject, "position_id", "characterization_id"]], on=[*subject, "position_id"], suffixes=("", "_claim"))
    spread = _independence(tables, same, ["characterization_id_claim"], "characterization_id", [])
    out = out.merge(spread.rename(columns={"characterization_id_claim": "characterization_id"}), on="characterization_id", how="left")
    names = {"characterization_id": "claim_id", "topic_id": "subject", "position_id": "anchor_value"}
    return out.assign(claim="characterization", counted="not_applicable").rename(columns=names)


def _count(rows: pd.DataFrame, by: list[str], column: str, what: str) -> pd.DataFrame:
    """Return, for each group, the number of distinct ``what`` for each value of ``column``, one column a value."""
    distinct = rows[[*by, column, what]].astype("string").drop_duplicates()
    return distinct.groupby([*by, column]).size().unstack(fill_value=0).reset_index()


def _relations(claims: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Return ``claims`` with the number of sources that state each, that stand to it in each relation, and that only relay."""
    by = list(claims)
    meeting = ["contains", "within", "overlaps"]
    kinds = {"sources_equal": ["equal"], "sources_compatible": meeting, "sources_below": ["below"], "sources_above": ["above"]}
    out = claims.set_index(by)
    for name, relations in {"sources_stating": [*meeting, "equal", "below", "above"], **kinds}.items():
        rows = stated[stated["relation"].isin(relations)]
        out[name] = _sources(rows, by, out.index)
    out["sources_relaying"] = out["sources_stating"] - _sources(stated[_own(stated)], by, out.index)
    return out.reset_index()


def _sources(rows: pd.DataFrame, by: list[str], claims: pd.Index) -> pd.Series | int:
    """Return the number of sources that have a row on each claim."""
    return rows.groupby(by)["source_id"].nunique().reindex(claims, fill_value=0) if len(rows) else 0


def _silences(rows: pd.DataFrame, claim: str) -> pd.DataFrame:
    counts = _count(rows, [claim], "relation", "source_id").reindex(columns=[claim, "not_stated", "not_examined"], fill_value=0)
    return counts.rename(columns={"not_stated": "sources_not_stated", "not_examined": "sources_not_examined"})


def _extreme(stated: pd.DataFrame, claim: list[str], end: str, side: str) -> pd.DataFrame:
    """Return the lowest or highest ``end`` of each claim, and ``_given_by``: the sources that give it."""
    at = stated[stated[end] == stated.groupby(claim)[end].transform(side)]
    who = at.drop_duplicates([*claim, "source_id"]).sort_values("source_id").groupby(claim)["source_id"].agg("; ".join)
    return pd.DataFrame({"": at.groupby(claim)[end].first(), "_given_by": who})


def _own(rows: pd.DataFrame) -> pd.Series:
    return rows["voice"].astype("string") == "own"


def _independence(tables: Tables, rows: pd.DataFrame, claim: list[str], key: str, values: list[str]) -> pd.DataFrame:
    """Return, for each claim, the bounds on independent origins among ``rows``, and the same and the sources within each party.

    At most: the distinct roots. At least: the distinct ``values`` (an interval's ends) among those roots.
    """
    table = {"figure_id": "figures", "date_id": "dates", "characterization_id": "characterizations"}[key]
    whole = tables[table]
    origin = lineage.origins(whole, key)["origin_id"].set_axis(whole[key])
    rows = rows.assign(origin=rows[key].map(origin), party=_party(tables, rows["source_id"]))
    rows["value"] = rows["origin"].map(intervals.span(whole, *values).set_axis(whole[key])) if values else pd.NA

    def bounds(group: pd.DataFrame, prefix: str) -> pd.DataFrame:
        names = {"origin": f"{prefix}origins_at_most", "value": f"{prefix}origins_at_least", "source_id": f"{prefix}sources"}
        return group.groupby(claim)[list(names)].nunique().rename(columns=names)

    out = bounds(rows, "").drop(columns="sources")
    for party in PARTIES:
        out = out.join(bounds(rows[rows["party"] == party], f"{party}_"))
    out = out.fillna(0)
    if not values:
        out = out.assign(**{name: pd.NA for name in out if name.endswith("origins_at_least")})
    return out.reset_index()


def _party(tables: Tables, sources: pd.Series) -> pd.Series:
    issuer = tables["sources"].set_index("source_id")["issuer_id"]
    return sources.map(issuer).map(tables["issuers"].set_index("issuer_id")["party"].astype("string"))


def _taken_by_party(tables: Tables, own: pd.DataFrame, subject: list[str]) -> pd.DataFrame:
    """Return, for each topic, who takes what: ``azerbaijan: genocide 40, massacre 9; armenia: ...``."""
    rows = own.assign(party=pd.Categorical(_party(tables, own["source_id"]), PARTIES))
    counts = rows.groupby([*subject, "party", "position_id"], observed=True)["source_id"].nunique().reset_index(name="n")
    counts = counts.sort_values([*subject, "party", "position_id"])
    counts["text"] = counts["position_id"] + " " + counts["n"].astype("string")
    party = counts.groupby([*subject, "party"], observed=True)["text"].agg(", ".join).reset_index()
    party["text"] = party["party"].astype("string") + ": " + party["text"]
    return party.groupby(subject)["text"].agg("; ".join).reset_index(name="positions_by_party")
