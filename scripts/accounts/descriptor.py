"""``datapackage.json``: what the package says of itself.

Its top level is written by people (name, title, version, anchor, licences, contributors); ``resources`` is written by the build.
Standard: Data Package v2, with the v1 ``profile`` that older clients ask for.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from accounts import schemas
from accounts.problems import Problem
from accounts.schemas import Schema

Descriptor = dict[str, Any]

NAME = "datapackage.json"
_STANDARD = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "profile": "data-package"}
_HEAD = (
    *_STANDARD,
    "name",
    "title",
    "description",
    "version",
    "created",
    "anchor",
    "keywords",
    "licenses",
    "contributors",
    "sources",
)
_OPTIONAL = ("id",)  # the DOI, once there is one


def load(package: Path) -> Descriptor:
    """Return the descriptor of the package at ``package``."""
    return json.loads((package / NAME).read_text(encoding="utf-8"))


def read(package: Path) -> tuple[Descriptor | None, list[Problem]]:
    """Return the descriptor, or None where something is wrong with what people write in it, and what is."""

    def problem(column: str, value: object, wrong: str, remedy: str) -> Problem:
        return Problem(NAME, 0, column, str(value), wrong, remedy)

    try:
        head = load(package)
        text(head)  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError) as error:
        return None, [problem("", error, "not JSON", "restore it")]
    if not isinstance(head, dict):
        return None, [problem("", type(head).__name__, "not a JSON object", "restore it")]
    found = [problem(key, "", "the property is missing", "add it") for key in _HEAD if not head.get(key)]
    found += [problem("", key, "an unknown property", "remove it") for key in head if key not in (*_HEAD, *_OPTIONAL, "resources")]
    found += [
        problem(key, head[key], f"expected {value}", "restore it") for key, value in _STANDARD.items() if head.get(key, value) != value
    ]
    found = found or [problem("", "", note, "see the Data Package standard") for note in _profile(head)]
    return (None if found else head), found


def _profile(head: Descriptor) -> list[str]:
    """Return what frictionless says against the properties. It is not shown those that it might follow."""
    from frictionless import Package  # takes a second to import

    shown = {key: head[key] for key in (*_HEAD, *_OPTIONAL) if key in head and key not in _STANDARD}
    resource = {"name": "table", "path": "table.csv"}
    return [error.note for error in Package.metadata_validate({**shown, "resources": [resource]})]


def resources(contents: dict[str, bytes], table_schemas: dict[str, Schema]) -> list[Descriptor]:
    """Return the resources: every table as CSV, then every table as Parquet. ``contents`` maps ``data/<table>.csv`` to its bytes."""
    tables = (*schemas.CURATED, *schemas.DERIVED)
    return [_csv(table, table_schemas[table], contents[f"data/{table}.csv"]) for table in tables] + [
        _parquet(table, table_schemas[table]) for table in tables
    ]


def _csv(table: str, schema: Schema, content: bytes) -> Descriptor:
    return {
        "name": table,
        "type": "table",
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "profile": "tabular-data-resource",
        "title": schema["title"],
        "description": schema["description"],
        "path": f"data/{table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": f"schemas/{table}.schema.json",
    }


def _parquet(table: str, schema: Schema) -> Descriptor:
    # No bytes or hash: frictionless-py computes neither for Parquet.
    return {
        "name": f"{table}-parquet",
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "title": f"{schema['title']} (Parquet)",
        "description": f"The table {table}, typed: Int64 for counts, category for codes, string for text.",
        "path": f"data/{table}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": f"schemas/{table}.schema.json",
    }


def text(descriptor: Descriptor) -> bytes:
    """Return the descriptor as the bytes of its file."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
