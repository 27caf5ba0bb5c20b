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
from accounts.page.data import agreement, data, lead
from accounts.page.statements import by, date, records, sources, statements
from accounts.publish import citation
from accounts.schemas import SUBJECTS
from accounts.tables import Tables

_KINDS = {"figures": "Figures", "dates": "Dates", "characterizations": "Words"}

View = dict[str, Any]


def html(package: Package) -> bytes:
    """Return the page of a derived package."""
    head, tables = package.descriptor, package.tables
    counted = schemas.labels(package.schemas["figures"], "counted")
    used = set(tables["sources"]["source_type"])
    environment = charts.environment()
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters |= {
        "date": date,
        "words": lambda code: code.replace("_", " "),
        "counted": lambda code: counted.get(code, code.replace("_", " ")),
        "number": "{:,}".format,
    }
    view = {
        "head": head,
        "colours": charts.COLOURS,
        "parties": schemas.labels(package.schemas["issuers"], "party"),
        "ties": schemas.labels(package.schemas["issuers"], "tie"),
        "shapes": charts.SHAPES,
        "types": {code: label for code, label in schemas.labels(package.schemas["sources"], "source_type").items() if code in used},
        "basis": schemas.labels(package.schemas["figures"], "repeats_basis"),
        "data": data(package),
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
    """Return what the page says of the tables without its script, section by section."""
    figures = statements(tables, "figures")
    every = sources(tables)
    event, mine = charts.toll(tables)
    tolls = figures.query("event_id == @event and measure_id == @charts.TOLL")
    on = charts.scale(tolls[["low", "high"]].max(axis=1))
    distinct = charts.distinct_counts(tables, event, charts.TOLL)
    given = [row["row_id"] for count in distinct for rows in count["given_by"] for row in rows]
    bounds = tables["discrepancies"].query("claim == 'figure' and subject == @charts.TOLL and event_id == @event")
    reference = records(tolls[tolls["row_id"].isin(mine["figure_id"]) & tolls["low"].notna()])
    return {
        "anchor": records(every[every["source_id"] == anchor])[0],
        "labels": {
            "places": tables["events"].set_index("event_id")["place"].to_dict(),
            "measures": tables["measures"].set_index("measure_id")[["label", "reader", "unit"]].to_dict("index"),
        },
        "event": event,
        "claims": _figure_claims(tables, figures, anchor),
        "toll": {"rows": len(tolls), "on": on, "reference": [{"x": on.at(row["low"]), "value": row["value"]} for row in reference]},
        "distinct": distinct,
        "linked": {*tables["statements"]["repeats"].dropna(), *given},
        "names": dict(zip(every["source_id"], every["issuer"], strict=True)),
        "documents": every["party"].value_counts().reindex(parties, fill_value=0).to_dict(),
        "read_whole": every.loc[every["read"] == "whole", "party"].value_counts().reindex(parties, fill_value=0).to_dict(),
        "bounds": records(bounds.drop_duplicates("counted")),
        "things": _things(tables, event),
        "agreement": agreement(tables),
        "sources": records(every),
        "readings": by(records(tables["readings"].sort_values("reading_id")), "source_id"),
        "reading_number": {name: number for number, name in enumerate(sorted(tables["readings"]["reading_id"]))},
    }


def _things(tables: Tables, main: str) -> View:
    """Return what statements are about, by kind, the main event first: its name in the address, and its statements by date."""
    out: View = {}
    for table, kind in _KINDS.items():
        rows = statements(tables, table)
        subject = SUBJECTS[table]
        parts = by(records(rows.sort_values(["day", "source_id", "row_id"], kind="stable")), "event_id", subject)
        order = sorted(parts, key=lambda thing: (thing[0] != main, thing[0], *lead(thing[1])))
        out[kind] = [{"id": f"{table}.{event}.{about}", "event": event, "rows": parts[event, about]} for event, about in order]
    return out


def _figure_claims(tables: Tables, figures: pd.DataFrame, anchor: str) -> list[View]:
    """Return the figures of the anchor, the toll first, each with a summary of the others for each population, its own first."""
    found = by(records(tables["discrepancies"].query("claim == 'figure'")), "claim_id")
    populations = {
        claim: sorted(rows, key=lambda row: (not row["same_population"], -row["sources_stating"])) for claim, rows in found.items()
    }
    own = sorted(records(figures[figures["source_id"] == anchor]), key=lambda row: (row["event_id"], *lead(row["measure_id"])))
    return [{"row": row, "populations": populations[row["row_id"]]} for row in own]
