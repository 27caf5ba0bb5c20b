"""``datapackage.json``: what the package says of itself.

People write its top level (name, title, version, anchor, licences, contributors); the build writes ``resources``.
Standard: Data Package v2, with the v1 ``profile`` that older clients ask for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from accounts import schemas, writing
from accounts.problems import Problem
from accounts.schemas import Schema, Schemas

Resource = dict[str, Any]


class License(TypedDict):
    """Under which terms the package may be used."""

    name: str
    title: str
    path: str


class Contributor(TypedDict):
    """Who made the package."""

    title: str
    roles: list[str]


class Origin(TypedDict):
    """What the package was made from."""

    title: str
    path: str


Descriptor = TypedDict(
    "Descriptor",
    {
        "$schema": str,
        "profile": str,
        "name": str,
        "id": NotRequired[str],
        "title": str,
        "description": str,
        "version": str,
        "created": str,
        "anchor": str,
        "keywords": list[str],
        "licenses": list[License],
        "contributors": list[Contributor],
        "sources": list[Origin],
        "resources": list[Resource],
    },
)

NAME = "datapackage.json"
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_STANDARD = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "profile": "data-package"}
_REQUIRED = tuple(key for key in Descriptor.__annotations__ if key not in ("id", "resources"))
_OPTIONAL = ("id",)  # the DOI, once there is one


def load(package: Path) -> Descriptor:
    """Return the descriptor of the package at ``package``, unchecked."""
    found: Descriptor = json.loads((package / NAME).read_text(encoding="utf-8"))
    return found


def read(package: Path) -> tuple[Descriptor | None, list[Problem]]:
    """Return the descriptor and what is wrong with what people write in it. The descriptor is None if something is."""

    def problem(column: str, value: object, wrong: str, remedy: str) -> Problem:
        return Problem(NAME, 0, column, str(value), wrong, remedy)

    try:
        head: Any = load(package)
        writing.json_bytes(head)  # half a surrogate pair is JSON, but no text
    except FileNotFoundError:
        return None, [problem("", "", "the file is missing", "restore it")]
    except (ValueError, RecursionError) as error:
        return None, [problem("", error, "not JSON", "restore it")]
    if not isinstance(head, dict):
        return None, [problem("", type(head).__name__, "not a JSON object", "restore it")]
    found = [problem(key, "", "the property is missing", "add it") for key in _REQUIRED if not head.get(key)]
    found += [problem("", key, "an unknown property", "remove it") for key in head if key not in (*_REQUIRED, *_OPTIONAL, "resources")]
    found += [
        problem(key, head[key], f"expected {value}", "restore it") for key, value in _STANDARD.items() if head.get(key, value) != value
    ]
    if head.get("version") and not VERSION.fullmatch(str(head["version"])):
        found.append(problem("version", head["version"], "not a version number", "write MAJOR.MINOR.PATCH, as in 1.0.0"))
    found = found or [problem("", "", note, "see the Data Package standard") for note in _profile(head)]
    return (None if found else cast(Descriptor, head)), found


def _profile(head: Mapping[str, Any]) -> list[str]:
    """Return what frictionless says against the properties. It never sees those that name a file, so it opens none."""
    from frictionless import Package  # takes a second to import

    shown = {key: head[key] for key in (*_REQUIRED, *_OPTIONAL) if key in head and key not in _STANDARD}
    resource = {"name": "table", "path": "table.csv"}
    return [error.note for error in Package.metadata_validate({**shown, "resources": [resource]})]


def resources(contents: Mapping[str, bytes], table_schemas: Schemas) -> list[Resource]:
    """Return the resources: every table as CSV, then every table as Parquet. ``contents`` maps the path of each CSV file to its bytes."""
    return [_csv(table, table_schemas[table], contents[schemas.csv_path(table)]) for table in schemas.TABLES] + [
        _parquet(table, table_schemas[table]) for table in schemas.TABLES
    ]


def _csv(table: str, schema: Schema, content: bytes) -> Resource:
    return {
        "name": table,
        "type": "table",
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "profile": "tabular-data-resource",
        "title": schema["title"],
        "description": schema["description"],
        "path": schemas.csv_path(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schemas.schema_path(table),
    }


def _parquet(table: str, schema: Schema) -> Resource:
    # No bytes or hash: frictionless-py computes neither for Parquet.
    return {
        "name": f"{table}-parquet",
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "title": f"{schema['title']} (Parquet)",
        "description": f"The table {table}, typed: Int64 for counts, category for codes, string for text.",
        "path": schemas.parquet_path(table),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schemas.schema_path(table),
    }
