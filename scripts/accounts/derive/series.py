"""What one issuer, or one family of issuers, gave for one thing over time."""

from __future__ import annotations

import pandas as pd

from accounts.derive import edtf, intervals, lineage
from accounts.tables import Tables


def table(tables: Tables) -> pd.DataFrame:
    """Return ``series``: every figure of a family of issuers that states the measure in two or more documents, by date."""
    given = ["figure_id", "source_id", "event_id", "measure_id", "low", "high", "qualifier", "counted", "voice", "credited_to"]
    sources = tables["sources"][["source_id", "issuer_id", "published"]]
    issuers = tables["issuers"]
    family = issuers["issuer_id"].to_numpy()[lineage.roots(issuers["issuer_id"], issuers["part_of"])["origin"]]
    rows = tables["figures"][given].merge(sources, on="source_id")
    rows["family_id"] = rows["issuer_id"].map(pd.Series(family, index=issuers["issuer_id"]))
    rows = rows.assign(**{name: rows[name].astype("string") for name in ("event_id", "measure_id", "counted")})
    subject = ["family_id", "event_id", "measure_id"]
    rows = rows[rows.groupby(subject)["source_id"].transform("nunique") > 1]
    rows = rows.assign(day=edtf.order(rows["published"])).sort_values([*subject, "day", "source_id", "figure_id"])
    return rows.assign(revision=_revisions(rows, [*subject, "counted"])).drop(columns="day")


def _revisions(rows: pd.DataFrame, line: list[str]) -> pd.Series:
    """Return, for each dated row, whether its interval is new in its line, kept from the document before, or returned."""
    dated = rows[rows["day"].notna()]
    dated = dated.assign(value=intervals.span(dated, "low", "high"))
    documents = dated[[*line, "day", "source_id"]].drop_duplicates()
    documents["turn"] = documents.groupby(line).cumcount()
    dated = dated.merge(documents, on=[*line, "day", "source_id"]).set_axis(dated.index)
    seen = dated[[*line, "value", "turn"]].drop_duplicates()
    seen = seen.assign(before=seen.groupby([*line, "value"])["turn"].shift())
    before = dated.merge(seen, on=[*line, "value", "turn"], how="left")["before"].set_axis(dated.index)
    revision = pd.Series("changed", index=dated.index, dtype="string")
    revision = revision.mask(before.notna(), "returned").mask(before == dated["turn"] - 1, "kept").mask(dated["turn"] == 0, "first")
    return revision.reindex(rows.index)
