"""The Table Schemas: which tables there are, and what their columns are.

The schemas are Data Package v2 Table Schemas, one file a table: ``schemas/<table>.schema.json``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

#: Tables that people edit. Order: a table comes after those it refers to.
CURATED = (
    "issuers",
    "sources",
    "readings",
    "events",
    "measures",
    "topics",
    "positions",
    "figures",
    "characterizations",
    "dates",
    "retired",
)
#: Tables of rows that say something of an event, with the column that identifies a row.
CLAIM_TABLES = {"figures": "figure_id", "dates": "date_id", "characterizations": "characterization_id"}
#: Tables that the build writes.
DERIVED = (
    "overview",
    "discrepancies",
    "figure_comparison",
    "date_comparison",
    "characterization_comparison",
    "lineage",
    "series",
)
#: Tables of codes: a column that refers to one of them holds codes.
CODEBOOK = ("events", "measures", "topics", "positions")


def load(package: Path, table: str) -> Schema:
    """Return the schema of ``table`` in the package at ``package``."""
    return json.loads((package / "schemas" / f"{table}.schema.json").read_text(encoding="utf-8"))


def load_all(package: Path) -> dict[str, Schema]:
    """Return the schemas of all tables, curated first."""
    return {table: load(package, table) for table in CURATED + DERIVED}


def columns(schema: Schema) -> list[str]:
    """Return the names of the columns, in order."""
    return [field["name"] for field in schema["fields"]]


def code_columns(schema: Schema) -> set[str]:
    """Return the columns that hold codes: an enumeration, or a reference to a table of the codebook."""
    enumerated = {field["name"] for field in schema["fields"] if "enum" in field.get("constraints", {})}
    referring = {
        key["fields"][0] for key in schema.get("foreignKeys", []) if len(key["fields"]) == 1 and key["reference"]["resource"] in CODEBOOK
    }
    paired = {
        name
        for key in schema.get("foreignKeys", [])
        if len(key["fields"]) > 1 and key["reference"]["resource"] in CODEBOOK
        for name in key["fields"]
    }
    return enumerated | referring | paired
