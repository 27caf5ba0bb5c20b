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
from accounts.schemas import Schema

Descriptor = dict[str, Any]

NAME = "datapackage.json"


def load(package: Path) -> Descriptor:
    """Return the descriptor of the package at ``package``."""
    return json.loads((package / NAME).read_text(encoding="utf-8"))


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
