"""The comparison summed up: discrepancies, overview and series. Nothing is averaged, scored or ranked."""

from __future__ import annotations

import pandas as pd

from accounts import edtf, lineage
from accounts.schemas import Schema
from accounts.tables import Tables

PARTIES = ("azerbaijan", "armenia", "karabakh_armenian", "third_party")
_SIGNS = {"at_least": "≥ ", "more_than": "> ", "up_to": "≤ ", "less_than": "< ", "about": "~ "}
_NOT_STATED, _NOT_EXAMINED = "—", "·"


def words(low: pd.Series, high: pd.Series, qualifier: pd.Series) -> pd.Series:
    """Return intervals as a reader scans them: 613, ≥ 161, 500–1,000."""
    end = low.fillna(high).map("{:,}".format, na_action="ignore").astype("string")
    upper = high.map("{:,}".format, na_action="ignore").astype("string")
    text = qualifier.astype("string").map(_SIGNS).fillna("") + end
    return text.where(~(low != high).fillna(False), end + "–" + upper)


# ---- discrepancies


def discrepancies(tables: Tables, anchor: str) -> pd.DataFrame:
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
    out["anchor_value"] = words(mine["low"], mine["high"], mine["qualifier"])
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
    thing = ["event_id", "topic_id"]
    text = {name: lambda f, name=name: f[name].astype("string") for name in (*thing, "position_id", "voice")}
    every = tables["characterizations"].assign(**text)
    own = every[every["voice"] == "own"]
    out = own[own["source_id"] == anchor].sort_values("characterization_id").drop_duplicates([*thing, "position_id"])
    out = out[["characterization_id", *thing, "position_id"]]

    rows = tables["characterization_comparison"].rename(columns={"anchor_position_id": "position_id"})
    rows = rows.assign(**{name: rows[name].astype("string") for name in (*thing, "position_id")})
    counts = _count(rows, [*thing, "position_id"], "relation", "source_id")
    counts = counts.reindex(columns=[*thing, "position_id", "same", "different", "relayed", "not_stated", "not_examined"], fill_value=0)
    counts["sources_stating"] = counts["same"] + counts["different"] + counts["relayed"]
    names = {"same": "sources_equal", "different": "sources_different", "relayed": "sources_relaying"}
    names |= {"not_stated": "sources_not_stated", "not_examined": "sources_not_examined"}
    out = out.merge(counts.rename(columns=names), on=[*thing, "position_id"], how="left")

    out = out.merge(_taken_by_party(tables, own, thing), on=thing, how="left")
    same = every.merge(out[[*thing, "position_id", "characterization_id"]], on=[*thing, "position_id"], suffixes=("", "_claim"))
    spread = _independence(tables, same, ["characterization_id_claim"], "characterization_id", [])
    out = out.merge(spread, left_on="characterization_id", right_on="characterization_id_claim", how="left")
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
    rows["value"] = rows["origin"].map(_interval(whole, *values).set_axis(whole[key])) if values else pd.NA

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


def _interval(rows: pd.DataFrame, begin: str, end: str) -> pd.Series:
    """Return the interval of each row as text, alike where the bounds are: an empty low is 0; of dates, the first and last day."""
    if begin == "earliest":
        first, last = edtf.bounds(rows[begin])["first"], edtf.bounds(rows[end])["last"]
    else:
        first, last = rows[begin].fillna(0), rows[end]
    return first.astype("string") + "/" + last.astype("string").fillna("")


def _party(tables: Tables, sources: pd.Series) -> pd.Series:
    issuer = tables["sources"].set_index("source_id")["issuer_id"]
    return sources.map(issuer).map(tables["issuers"].set_index("issuer_id")["party"].astype("string"))


def _taken_by_party(tables: Tables, own: pd.DataFrame, thing: list[str]) -> pd.DataFrame:
    """Return, for each topic, who takes what: ``azerbaijan: genocide 40, massacre 9; armenia: ...``."""
    rows = own.assign(party=pd.Categorical(_party(tables, own["source_id"]), PARTIES))
    counts = rows.groupby([*thing, "party", "position_id"], observed=True)["source_id"].nunique().reset_index(name="n")
    counts = counts.sort_values([*thing, "party", "position_id"])
    counts["text"] = counts["position_id"] + " " + counts["n"].astype("string")
    party = counts.groupby([*thing, "party"], observed=True)["text"].agg(", ".join).reset_index()
    party["text"] = party["party"].astype("string") + ": " + party["text"]
    return party.groupby(thing)["text"].agg("; ".join).reset_index(name="positions_by_party")


# ---- overview


def overview_columns(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return what the anchor counts: ``event_id``, ``measure_id``, the ``name`` of its overview column, the first ``value`` in words.

    The name is the measure's, followed by the event's where the anchor counts in several events.
    """
    rows = tables["figures"].query("source_id == @anchor").drop_duplicates(["event_id", "measure_id"])
    mine = rows[["event_id", "measure_id"]].astype("string").assign(value=words(rows["low"], rows["high"], rows["qualifier"]))
    mine = mine.sort_values(["event_id", "measure_id"])
    name = mine["measure_id"]
    if mine["event_id"].nunique() > 1:
        name = name + "_" + mine["event_id"].str.replace("-", "_")
    return mine.assign(name=name)


def overview_schema(schema: Schema, tables: Tables, anchor: str) -> Schema:
    """Return the overview's schema with one column for each thing that the anchor counts."""
    fixed = schema["fields"][: [field["name"] for field in schema["fields"]].index("term") + 1]
    measures = tables["measures"].assign(measure_id=lambda m: m["measure_id"].astype("string")).set_index("measure_id")["label"]
    added = [
        {
            "name": name,
            "type": "string",
            "description": f"{measures[measure]} ({event}), as the source gives it.",
            "example": value,
            "constraints": {"required": True},
        }
        for event, measure, value, name in overview_columns(tables, anchor).itertuples(index=False)
    ]
    return {**schema, "fields": [*fixed, *added]}


def overview(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return ``overview``: one row per source, the undated last, one column per thing that the anchor counts."""
    out = tables["sources"].merge(tables["issuers"][["issuer_id", "name", "party"]], on="issuer_id").rename(columns={"name": "issuer"})
    out["read"] = out["source_id"].map(_best_reading(tables))
    silent = (out["read"].astype("string") == "whole").map({True: _NOT_STATED, False: _NOT_EXAMINED})

    words_used = tables["characterizations"].astype({"event_id": "string", "position_id": "string"})
    events = words_used.loc[words_used["source_id"] == anchor, "event_id"].unique()
    terms = words_used[words_used["event_id"].isin(events) & (words_used["topic_id"] == "event_term") & (words_used["voice"] == "own")]
    terms = terms[["source_id", "position_id"]].drop_duplicates()
    terms = terms.sort_values("position_id").groupby("source_id")["position_id"].agg("; ".join)
    out["term"] = out["source_id"].map(terms).astype("string").fillna(silent)

    rows = tables["figures"].sort_values("figure_id")
    text = words(rows["low"], rows["high"], rows["qualifier"])
    rows = rows.assign(text=text.where(rows["voice"].astype("string") == "own", text + " (relayed)"))
    rows = rows.assign(event_id=rows["event_id"].astype("string"), measure_id=rows["measure_id"].astype("string"))
    said = rows.drop_duplicates(["source_id", "event_id", "measure_id", "text"])
    said = said.groupby(["event_id", "measure_id", "source_id"])["text"].agg("; ".join)
    for event, measure, _, name in overview_columns(tables, anchor).itertuples(index=False):
        out[name] = out["source_id"].map(said.xs((event, measure))).astype("string").fillna(silent)
    return out.assign(day=edtf.order(out["published"])).sort_values(["day", "source_id"], na_position="last")


def _best_reading(tables: Tables) -> pd.Series:
    order = ["whole", "part", "excerpt"]
    readings = tables["readings"].assign(rank=lambda r: r["coverage"].astype("string").map({c: n for n, c in enumerate(order)}))
    return readings.groupby("source_id")["rank"].min().map(dict(enumerate(order)))


# ---- series


def series(tables: Tables) -> pd.DataFrame:
    """Return ``series``: every figure of a family of issuers that states the measure in two or more documents, by date."""
    sources = tables["sources"][["source_id", "issuer_id", "published"]]
    issuers = tables["issuers"]
    family = issuers["issuer_id"].to_numpy()[lineage.roots(issuers["issuer_id"], issuers["part_of"])["origin"]]
    rows = tables["figures"].merge(sources, on="source_id")
    rows["family_id"] = rows["issuer_id"].map(pd.Series(family, index=issuers["issuer_id"]))
    rows = rows.assign(**{name: rows[name].astype("string") for name in ("event_id", "measure_id", "counted")})
    thing = ["family_id", "event_id", "measure_id"]
    rows = rows[rows.groupby(thing)["source_id"].transform("nunique") > 1]
    rows = rows.assign(day=edtf.order(rows["published"])).sort_values([*thing, "day", "source_id", "figure_id"])
    return rows.assign(revision=_revisions(rows, [*thing, "counted"]))


def _revisions(rows: pd.DataFrame, line: list[str]) -> pd.Series:
    """Return, for each dated row, whether its interval is new in its line, kept from the document before, or returned."""
    dated = rows[rows["day"].notna()]
    dated = dated.assign(value=_interval(dated, "low", "high"))
    documents = dated[[*line, "day", "source_id"]].drop_duplicates()
    documents["turn"] = documents.groupby(line).cumcount()
    dated = dated.merge(documents, on=[*line, "day", "source_id"]).set_axis(dated.index)
    seen = dated[[*line, "value", "turn"]].drop_duplicates()
    seen = seen.assign(before=seen.groupby([*line, "value"])["turn"].shift())
    before = dated.merge(seen, on=[*line, "value", "turn"], how="left")["before"].set_axis(dated.index)
    revision = pd.Series("changed", index=dated.index, dtype="string")
    revision = revision.mask(before.notna(), "returned").mask(before == dated["turn"] - 1, "kept").mask(dated["turn"] == 0, "first")
    return revision.reindex(rows.index)
