"""The page: one HTML file that shows the whole comparison, readable without a network and without JavaScript.

Every number on it is a cell of a table or a count of rows; the templates hold no fact of their own.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from accounts import schemas
from accounts.derive import edtf
from accounts.descriptor import Descriptor
from accounts.package import Package
from accounts.page import charts
from accounts.page.statements import UNDATED, Record, by, date, records, short, sources, statements
from accounts.publish import citation
from accounts.tables import Tables

#: Topics that come first in the matrix of words.
LEAD_TOPICS = ("event_term", "perpetrator", "legal_qualification", "free_corridor", "regiment_366")
_RELATION = {
    "equal": "the same as the anchor's",
    "contains": "an interval that holds the anchor's",
    "within": "within the anchor's interval",
    "overlaps": "overlaps the anchor's interval",
}
_REVISION = {"first": "first", "kept": "kept", "changed": "changed", "returned": "returned to an earlier one"}
_BASIS = {"credited": "credits its issuer or state", "restated": "restates it", "same_text": "same wording"}

View = dict[str, Any]


def html(package: Package) -> bytes:
    """Return the page of a derived package."""
    head, tables = package.descriptor, package.tables
    counted = schemas.labels(package.schemas["figures"], "counted")
    environment = charts.environment()
    environment.filters |= {
        "date": date,
        "words": lambda code: code.replace("_", " "),
        "counted": lambda code: counted.get(code, code.replace("_", " ")),
        "short": short,
        "number": "{:,}".format,
    }
    view = {
        "head": head,
        "colours": charts.COLOURS,
        "parties": schemas.labels(package.schemas["issuers"], "party"),
        "ties": schemas.labels(package.schemas["issuers"], "tie"),
        "shapes": charts.SHAPES,
        "basis": _BASIS,
        "cite": citation.plain(head),
        "json_ld": json_ld(tables, head),
        "downloads": _downloads(head),
        **_said(tables, package.anchor, list(schemas.labels(package.schemas["issuers"], "party"))),
    }
    return environment.get_template("page.html.j2").render(view).encode("utf-8")


def json_ld(tables: Tables, head: Descriptor) -> View:
    """Return the dataset's description in schema.org's terms: the release's own, with what the tables cover and where all of it lies."""
    years = edtf.bounds(tables["sources"]["published"])["last"].dt.year
    return {
        **json.loads(citation.jsonld(head, {}, tables["measures"])),
        "temporalCoverage": f"{years.min()}/{years[years < edtf.LAST.item().year].max()}",
        "spatialCoverage": [{"@type": "Place", "name": place} for place in sorted(tables["events"]["place"])],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": _file(head, end)}
            for kind, end in (("application/zip", "zip"), ("application/vnd.sqlite3", "sqlite"))
        ],
    }


def _file(head: Descriptor, end: str) -> str:
    return f"{head['name']}-{head['version']}.{end}"


def _downloads(head: Descriptor) -> View:
    """Return the release's files, which lie in one folder with the page."""
    files = {
        form: [(r["name"].removesuffix("-parquet"), PurePosixPath(r["path"]).name) for r in head["resources"] if r["format"] == form]
        for form in ("csv", "parquet")
    }
    return {"zip": _file(head, "zip"), "sqlite": _file(head, "sqlite"), **files}


def _said(tables: Tables, anchor: str, parties: list[str]) -> View:
    """Return what the page says of the tables, section by section."""
    figures, dates, texts = (statements(tables, table) for table in ("figures", "dates", "characterizations"))
    texts = texts.rename(columns={"value": "position"})
    every = sources(tables)
    event, _ = charts.toll(tables)
    spoken = tables["coverage"].query("speaks").astype("string").groupby("source_id")["event_id"].agg(list)
    by_source = {source: spoken.get(source, []) for source in every["source_id"]}
    claims = {"figure": _figure_claims(tables, figures, anchor), "date": _date_claims(tables, dates, anchor)}
    groups = _groups(tables, figures, anchor)
    questions = _questions(tables, texts, anchor, event)
    claimed = {claim["claim_id"] for claim in (*claims["figure"], *claims["date"])}
    return {
        "anchor": records(every[every["source_id"] == anchor])[0],
        "labels": {
            "events": tables["events"].set_index("event_id")["label"].to_dict(),
            "places": tables["events"].set_index("event_id")["place"].to_dict(),
            "measures": tables["measures"].set_index("measure_id")[["label", "definition", "unit"]].to_dict("index"),
        },
        "event": event,
        "claims": claims,
        "claimed": claimed,
        "groups": groups,
        "first_group": next(group for group in groups if (group["event"], group["measure"]) == (event, charts.TOLL)),
        "distinct": charts.distinct_counts(tables, event, charts.TOLL),
        "names": dict(zip(every["source_id"], every["issuer"], strict=True)),
        "documents": every["party"].value_counts().reindex(parties, fill_value=0).to_dict(),
        "read_whole": every.loc[every["read"] == "whole", "party"].value_counts().reindex(parties, fill_value=0).to_dict(),
        "speaks": by_source,
        "speaking": set(tables["coverage"].query("event_id == @event and speaks")["source_id"]),
        "bounds": records(tables["discrepancies"].query("claim == 'figure' and subject == @charts.TOLL and event_id == @event")),
        "series": _series(tables, figures, event),
        "dates": _other_dates(dates, claimed),
        "questions": questions,
        "matrix": _matrix(texts, event),
        "topics": sorted(records(tables["topics"].astype("string")), key=lambda row: _lead(row["topic_id"])),
        "sources": records(every),
        "readings": by(records(tables["readings"].sort_values("reading_id")), "source_id"),
        "reading_number": {name: number for number, name in enumerate(sorted(tables["readings"]["reading_id"]))},
        "types": sorted(every["source_type"].unique()),
    }


# ---- numbers


def _order(rows: pd.DataFrame, anchor: str) -> list[tuple[str, str]]:
    """Return the (event, measure) of figures: those of the anchor first, the toll before its parts before the rest."""
    mine = set(rows.loc[rows["source_id"] == anchor, ["event_id", "measure_id"]].itertuples(index=False, name=None))
    events = {event for event, _ in mine}
    found = set(rows[["event_id", "measure_id"]].itertuples(index=False, name=None))
    return sorted(found, key=lambda t: (t[0] not in events, t[0], t not in mine, t[1] != charts.TOLL, not t[1].startswith("killed"), t[1]))


def _placed(rows: pd.DataFrame) -> tuple[dict[tuple[str, ...], charts.Scale], pd.DataFrame]:
    """Return the scale of each (event, measure), and figures placed each on its own."""
    on = charts.scales(rows, _THING)
    tops = [on[subject].top for subject in rows[_THING].itertuples(index=False, name=None)]
    return on, charts.placed(rows, pd.Series(tops, index=rows.index, dtype="Float64"))


_THING = ["event_id", "measure_id"]
_NUMBERED = {"number": "row_id", "origin": "origin_id", "parent": "repeats"}


def _groups(tables: Tables, figures: pd.DataFrame, anchor: str) -> list[View]:
    """Return the figures of each (event, measure), placed on a scale of their own, with the anchor's for reference.

    ``beside`` says how a figure stands to the anchor's (the first, where the anchor gives several), ``number`` is a short name for its row.
    """
    on, rows = _placed(figures)
    compared = tables["figure_comparison"]
    if len(compared):
        compared = compared[compared["figure_id"].notna()].drop_duplicates("figure_id").set_index("figure_id")
        rows["beside"] = rows["row_id"].map(_beside(compared, "gap", "", ("lower", "higher")))
    else:
        rows["beside"] = None
    numbers = {name: number for number, name in enumerate(rows["row_id"])}
    numbered = {new: rows[name].map(numbers).astype("Int64") for new, name in _NUMBERED.items()}
    parts = by(records(rows.assign(near=rows["low"].fillna(rows["high"]), **numbered)), *_THING)
    return [
        {
            "event": subject[0],
            "measure": subject[1],
            "rows": parts[subject],
            "on": on[subject],
            "reference": [
                {"x": on[subject].at(row["low"]), "value": row["value"]}
                for row in parts[subject]
                if row["source_id"] == anchor and row["low"] is not None
            ],
        }
        for subject in _order(rows, anchor)
    ]


def _series(tables: Tables, figures: pd.DataFrame, event: str) -> list[View]:
    """Return, for each (event, measure), the families that give it in several documents: their rows by date, placed on common scales."""
    added = ["row_id", "issuer", "party", "value", "day", "when", "root", "depth"]
    rows = tables["series"].astype(dict.fromkeys(tables["series"].select_dtypes("category"), "string"))
    rows = rows.merge(figures[added].rename(columns={"row_id": "figure_id"}), on="figure_id")
    names = tables["issuers"].set_index("issuer_id")["name"]
    rows = rows.assign(family=rows["family_id"].map(names), revision=rows["revision"].map(_REVISION))
    years = (rows["day"] // 10000).where(rows["day"] < UNDATED)
    if years.isna().all():
        return []
    first, last = int(years.min()), int(years.max())
    rows["t"] = (100 * (years + (rows["day"] // 100 % 100 - 1) / 12 - first) / (last + 1 - first)).round(2)
    on, rows = _placed(rows)
    parts = by(records(rows.sort_values([*_THING, "family_id", "day", "figure_id"])), *_THING)
    return [
        {
            "event": subject[0],
            "measure": subject[1],
            "on": on[subject],
            "years": [first, last],
            "families": list(by(parts[subject], "family_id").values()),
        }
        for subject in sorted(parts, key=lambda subject: (subject[0] != event, subject[0], subject[1] != charts.TOLL, subject[1]))
    ]


# ---- claims


def _beside(rows: pd.DataFrame, gap: str, unit: str, sides: tuple[str, str]) -> pd.Series:
    """Return how each statement of a comparison stands to the anchor's, in words."""
    relation = rows["relation"].astype("string")
    apart = rows[gap].abs().map("{:,}".format, na_action="ignore").astype("string") + unit
    apart = apart + " " + relation.map(dict(zip(("below", "above"), sides, strict=True)))
    text = relation.map(_RELATION).astype("string").fillna(apart)
    if "same_population" in rows:
        text = text.where(rows["same_population"].fillna(False), text + ", of another population")
    return text


def _populations(tables: Tables, kind: str) -> dict[str, list[Record]]:
    """Return the summary of each claim: for figures a row for each population, the anchor's own first."""
    found = by(records(tables["discrepancies"].query("claim == @kind")), "claim_id")
    return {claim: sorted(rows, key=lambda row: (not row["same_population"], -row["sources_stating"])) for claim, rows in found.items()}


def _figure_claims(tables: Tables, figures: pd.DataFrame, anchor: str) -> list[View]:
    order = {subject: place for place, subject in enumerate(_order(figures, anchor))}
    own = records(figures[figures["source_id"] == anchor])
    populations = _populations(tables, "figure")
    claims = [{"claim_id": row["row_id"], "row": row, "populations": populations[row["row_id"]]} for row in own]
    return sorted(claims, key=lambda claim: order[claim["row"]["event_id"], claim["row"]["measure_id"]])


def _date_claims(tables: Tables, dates: pd.DataFrame, anchor: str) -> list[View]:
    compared = tables["date_comparison"]
    if compared.empty:
        return []
    compared = compared[compared["date_id"].notna()]
    compared = compared.assign(beside=_beside(compared, "gap_days", " days", ("earlier", "later")))
    rows = dates.merge(compared[["anchor_date_id", "date_id", "beside"]], left_on="row_id", right_on="date_id")
    rows = by(records(rows.sort_values(["day", "row_id"])), "anchor_date_id")
    populations = _populations(tables, "date")
    return [
        {"claim_id": own["row_id"], "row": own, "populations": populations[own["row_id"]], "statements": rows.get(own["row_id"], [])}
        for own in records(dates[dates["source_id"] == anchor].sort_values("row_id"))
    ]


def _other_dates(dates: pd.DataFrame, claimed: set[str]) -> list[Record]:
    """Return the dates that stand in no claim's table: by event, milestone and day."""
    things = set(dates.loc[dates["row_id"].isin(claimed), ["event_id", "milestone"]].itertuples(index=False, name=None))
    rows = dates.sort_values(["event_id", "milestone", "earliest", "row_id"], kind="stable")
    return [row for row in records(rows) if (row["event_id"], row["milestone"]) not in things]


def _questions(tables: Tables, texts: pd.DataFrame, anchor: str, main: str) -> list[View]:
    """Return every question about an event: the anchor's claims on it, and what each source says, those that the anchor answers first."""
    rows = texts.sort_values(["day", "source_id", "voice", "row_id"], kind="stable")
    topics = tables["topics"].astype("string").set_index("topic_id").to_dict("index")
    sums = {row["claim_id"]: row for row in records(tables["discrepancies"].query("claim == 'characterization'"))}
    out = []
    for (event, topic), same in by(records(rows), "event_id", "topic_id").items():
        mine = [row for row in same if row["source_id"] == anchor]
        others = by([row for row in same if row["source_id"] != anchor], "source_id")
        out.append(
            {
                "event": event,
                "topic": topic,
                **topics[topic],
                "claims": [{**row, "sum": sums[row["row_id"]]} for row in mine if row["row_id"] in sums],
                "also": [row for row in mine if row["row_id"] not in sums],
                "sources": list(others.values()),
            }
        )
    return sorted(out, key=lambda q: (not q["claims"], q["event"] != main, q["event"], *_lead(q["topic"])))


def _lead(topic: str) -> tuple[int, str]:
    return LEAD_TOPICS.index(topic) if topic in LEAD_TOPICS else len(LEAD_TOPICS), topic


def _matrix(texts: pd.DataFrame, event: str) -> dict[tuple[str, str], list[Record]]:
    """Return what each source says on each topic about ``event``, by (source, topic): own words before relayed ones, a position once."""
    rows = texts[texts["event_id"] == event].sort_values(["voice", "row_id"], kind="stable")
    return by(records(rows.drop_duplicates(["source_id", "topic_id", "position_id"])), "source_id", "topic_id")
