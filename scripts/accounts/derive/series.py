"""What one issuer, or one family of issuers, gave for one thing over time: in its own documents, and through those who relay it."""

from __future__ import annotations

import pandas as pd

from accounts.derive import edtf, intervals, lineage
from accounts.tables import Tables

_SUBJECT = ["family_id", "event_id", "measure_id"]
_GIVEN = ["figure_id", "source_id", "event_id", "measure_id", "low", "high", "qualifier", "counted", "voice", "credited_to", "note"]


def table(tables: Tables) -> pd.DataFrame:
    """Return ``series``: the figures of each family of issuers on a measure that two or more documents give as its own, by date.

    ``through`` says how: ``issuer`` (a document of the family, in its own voice) or ``credited`` (another document credits the family).
    ``revision`` follows the family's own documents alone, within one population.
    """
    sources, issuers = tables["sources"][["source_id", "issuer_id", "published"]], tables["issuers"]
    family = pd.Series(
        issuers["issuer_id"].to_numpy()[lineage.roots(issuers["issuer_id"], issuers["part_of"])["origin"]], index=issuers["issuer_id"]
    )
    rows = tables["figures"][[*_GIVEN, "credited_issuer_id"]].merge(sources, on="source_id")
    rows = rows.assign(**{name: rows[name].astype("string") for name in ("event_id", "measure_id", "counted")})
    of_issuer, of_credited = rows["issuer_id"].map(family), rows["credited_issuer_id"].map(family)
    own = rows[rows["voice"].astype("string") == "own"].assign(family_id=of_issuer, through="issuer")
    relayed = rows[of_credited.notna() & (of_credited != of_issuer)].assign(family_id=of_credited, through="credited")
    rows = pd.concat([own, relayed], ignore_index=True)
    rows = rows[rows.groupby(_SUBJECT)["source_id"].transform("nunique") > 1]
    rows = rows.assign(day=edtf.order(rows["published"])).sort_values([*_SUBJECT, "day", "source_id", "figure_id"])
    revision = _revisions(rows[rows["through"] == "issuer"], [*_SUBJECT, "counted"])
    return rows.assign(revision=revision).drop(columns=["day", "credited_issuer_id"])


def _revisions(rows: pd.DataFrame, line: list[str]) -> pd.Series:
    """Return, for each dated row, whether its interval is new in its line, kept from the document before, or returned."""
    dated = rows[rows["day"].notna()]
    dated = dated.assign(value=intervals.span(dated))
    documents = dated[[*line, "day", "source_id"]].drop_duplicates()
    documents["turn"] = documents.groupby(line).cumcount()
    dated = dated.merge(documents, on=[*line, "day", "source_id"]).set_axis(dated.index)
    seen = dated[[*line, "value", "turn"]].drop_duplicates()
    seen = seen.assign(before=seen.groupby([*line, "value"])["turn"].shift())
    before = dated.merge(seen, on=[*line, "value", "turn"], how="left")["before"].set_axis(dated.index)
    revision = pd.Series("changed", index=dated.index, dtype="string")
    revision = revision.mask(before.notna(), "returned").mask(before == dated["turn"] - 1, "kept").mask(dated["turn"] == 0, "first")
    return revision.reindex(rows.index)
