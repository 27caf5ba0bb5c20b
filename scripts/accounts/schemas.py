"""The Table Schemas: which tables there are, where their files are, and what their columns are.

Standard: Data Package v2 Table Schema, one file a table: ``schemas/<table>.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NotRequired, TypedDict


class Reference(TypedDict):
    """What a foreign key points to. An empty ``resource`` is the table itself."""

    resource: str
    fields: list[str]


class ForeignKey(TypedDict):
    """Columns whose values are found in the referenced columns of a table."""

    fields: list[str]
    reference: Reference


class Category(TypedDict):
    """A code and how a reader says it."""

    value: str
    label: str


class Constraints(TypedDict, total=False):
    """What every value of a column must satisfy."""

    required: bool
    unique: bool
    enum: list[str]
    pattern: str
    minimum: int
    maxLength: int


class Field(TypedDict):
    """One column. A mapping to a public vocabulary (``skos:...``) may stand beside these."""

    name: str
    type: str
    description: str
    example: str
    format: NotRequired[str]
    constraints: NotRequired[Constraints]
    categories: NotRequired[list[Category]]


Schema = TypedDict(
    "Schema",
    {
        "$schema": str,
        "title": str,
        "description": str,
        "fields": list[Field],
        "primaryKey": list[str],
        "foreignKeys": NotRequired[list[ForeignKey]],
        "missingValues": list[str],
    },
)
Schemas = Mapping[str, Schema]

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
    "codes",
    "public_names",
    "retired",
    "settled",
    "double_coding",
)
#: Tables of rows that say something of an event, with the column that identifies a row.
CLAIM_TABLES = {"figures": "figure_id", "dates": "date_id", "characterizations": "characterization_id"}
#: The column of each that says what its rows are about.
SUBJECTS = {"figures": "measure_id", "dates": "milestone", "characterizations": "topic_id"}
#: Tables that the build writes. Order: a table comes after those it is made of.
DERIVED = (
    "overview",
    "statements",
    "discrepancies",
    "omissions",
    "answers",
    "figure_comparison",
    "date_comparison",
    "characterization_comparison",
    "coverage",
    "lineage",
    "series",
    "reliability",
)
TABLES = (*CURATED, *DERIVED)
#: Tables of codes: a column that refers to one of them holds codes.
CODEBOOK = ("events", "measures", "topics", "positions")
#: Columns of codes that several tables have, and the table whose schema says which codes there are.
SHARED_CODES = {
    "party": "issuers",
    "tie": "issuers",
    "access": "readings",
    "host_party": "readings",
    "credited_kind": "figures",
    "source_type": "sources",
    "qualifier": "figures",
    "counted": "figures",
    "voice": "figures",
    "milestone": "dates",
    "repeats_basis": "figures",
    "coverage": "readings",
    "root": "lineage",
}
_SAME_CODES = {"credited_party": "party"}  # a column whose codes are those of another
NOT_APPLICABLE: Category = {"value": "not_applicable", "label": "not applicable"}
_HERE = Path(__file__).parent


def csv_path(table: str) -> str:
    """Return where the CSV file of ``table`` is in a package."""
    return f"data/{table}.csv" if table in CURATED else f"data/derived/{table}.csv"


def parquet_path(table: str) -> str:
    """Return where the Parquet file of ``table`` is in a package."""
    return f"data/parquet/{table}.parquet"


def schema_path(table: str) -> str:
    """Return where the schema of ``table`` is in a package."""
    return f"schemas/{table}.schema.json"


def load() -> dict[str, Schema]:
    """Return the schemas of all tables, curated first: those of this version of the code, installed with it or beside it."""
    installed = _HERE / "table_schemas"
    directory = installed if installed.is_dir() else _HERE.parents[1] / "schemas"
    found = {table: json.loads((directory / Path(schema_path(table)).name).read_text(encoding="utf-8")) for table in TABLES}
    return with_shared_codes(found)


def with_shared_codes(found: Schemas) -> dict[str, Schema]:
    """Return the schemas. Each column of :data:`SHARED_CODES` gets the codes that the column has in its own table.

    So each code is written once. ``anchor_counted`` has the codes of ``counted``. A claim that is no figure has :data:`NOT_APPLICABLE`.
    """
    out: dict[str, Schema] = {}
    for table, schema in found.items():
        fields = []
        for field in schema["fields"]:
            name = field["name"].removeprefix("anchor_")
            name = _SAME_CODES.get(name, name)
            if name in SHARED_CODES and "enum" in field.get("constraints", {}):
                shared = categories(found[SHARED_CODES[name]], name)
                extra = [NOT_APPLICABLE] if (table, name) == ("discrepancies", "counted") else []
                field = with_categories(field, [*shared, *extra])
            fields.append(field)
        out[table] = {**schema, "fields": fields}
    return out


def with_categories(field: Field, codes: list[Category]) -> Field:
    """Return ``field`` with these codes and no others."""
    return {**field, "constraints": {**field.get("constraints", {}), "enum": [code["value"] for code in codes]}, "categories": codes}


def field(schema: Schema, name: str) -> Field:
    """Return one column. Raises ``KeyError`` if there is none of that name."""
    found = next((each for each in schema["fields"] if each["name"] == name), None)
    if found is None:
        raise KeyError(name)
    return found


def categories(schema: Schema, column: str) -> list[Category]:
    """Return the codes of a column with their labels, in their order; nothing if it has no enumerated codes."""
    return field(schema, column).get("categories", [])


def labels(schema: Schema, column: str) -> dict[str, str]:
    """Return how a reader says each code of a column."""
    return {code["value"]: code["label"] for code in categories(schema, column)}


def columns(schema: Schema) -> list[str]:
    """Return the names of the columns, in order."""
    return [field["name"] for field in schema["fields"]]


def code_columns(schema: Schema) -> set[str]:
    """Return the columns that hold codes: an enumeration, or identifiers of the codebook, there and wherever something refers to it.

    So both ends of a key have one type, and a client that joins them compares like with like.
    """
    names = {f"{table.removesuffix('s')}_id" for table in CODEBOOK}
    enumerated = {field["name"] for field in schema["fields"] if "enum" in field.get("constraints", {}) or field["name"] in names}
    keys = schema.get("foreignKeys", [])
    return enumerated | {name for key in keys if names.issuperset(key["reference"]["fields"]) for name in key["fields"]}
