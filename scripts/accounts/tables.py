"""Tables in and out: CSV as people edit it, CSV and Parquet as the build writes them.

Types follow the Table Schema: ``Int64`` for integers, ``Float64`` for numbers, ``boolean``, ``category`` for codes, ``string`` for
other text. An empty cell is missing (``<NA>``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pandas.api.extensions import ExtensionArray

from accounts import schemas
from accounts.problems import PackageError, Problem
from accounts.schemas import ForeignKey, Schema, Schemas

Tables = Mapping[str, pd.DataFrame]

_TYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}


def read(path: Path, schema: Schema) -> pd.DataFrame:
    """Read one CSV file by its schema.

    Raises ``ValueError`` if the header or a value does not fit. Before that, a build lets :mod:`accounts.check` name every such place.
    """
    text = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    expected = schemas.columns(schema)
    if list(text.columns) != expected:
        raise ValueError(f"{path.name}: columns are {list(text.columns)}, expected {expected}")
    return typed(text, schema)


def read_curated(package: Path, table_schemas: Schemas) -> dict[str, pd.DataFrame]:
    """Read the curated tables of the package at ``package``."""
    return {table: read(package / schemas.csv_path(table), table_schemas[table]) for table in schemas.CURATED}


def typed(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return text with the types of ``schema``, whose columns it has. A code that the schema does not know becomes missing.

    It is for text that :mod:`accounts.check` has seen or will see. What the build derives goes through :func:`conform`.
    """
    codes = schemas.code_columns(schema)
    out: dict[str, Any] = {}
    for field in schema["fields"]:
        name = field["name"]
        column = frame[name]
        if field["type"] == "boolean" and not pd.api.types.is_bool_dtype(column):
            column = column.map({"true": True, "false": False})
        if name in codes:
            values = column.dropna().astype("string").unique()
            enum = field.get("constraints", {}).get("enum")
            categories = pd.Index([v for v in enum if v in set(values)] if enum else sorted(values), dtype="string")
            text = column.astype("string")
            out[name] = pd.Categorical(text.where(text.isin(categories)), categories=categories)
        elif field["type"] == "integer" and pd.api.types.is_string_dtype(column):
            out[name] = pd.to_numeric(column).astype("Int64")
        else:
            out[name] = column.astype(_TYPES.get(field["type"], "string"))
    return pd.DataFrame(out, index=frame.index).reset_index(drop=True)


def conform(frame: pd.DataFrame, table: str, table_schemas: Schemas, tables: Tables, absent: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return a derived table with the columns, order and types of its schema. Everything that the build derives passes here.

    In: the derived frame, the name of its table, and the tables that its foreign keys refer to. Columns that may be ``absent`` are added
    empty. Raises :class:`PackageError` for an unknown or missing column, an unknown code, an empty required cell, a doubled key or a
    foreign key to nothing. The error names table, column and value.
    """
    schema, path = table_schemas[table], schemas.csv_path(table)
    if frame.columns.empty:  # nothing was derived
        frame = pd.DataFrame({name: pd.Series(dtype="string") for name in schemas.columns(schema)})

    def problem(column: str, value: object, wrong: str, row: int = 0) -> Problem:
        return Problem(path, row, column, str(value), wrong, "the build derived this: mend the code, not the table")

    expected = schemas.columns(schema)
    found = [problem(str(name), "", "an unknown column") for name in frame if name not in expected]
    found += [problem(name, "", "the column is missing") for name in expected if name not in frame and name not in absent]
    if found:
        raise PackageError(found)
    frame = frame.assign(**{name: pd.Series(pd.NA, index=frame.index, dtype="string") for name in absent if name not in frame})
    frame = frame.reset_index(drop=True)
    for field in schema["fields"]:
        name, constraints = field["name"], field.get("constraints", {})
        column = frame[name]
        if "enum" in constraints:
            unknown = column.dropna().astype("string").unique()
            found += [problem(name, code, "no code of this column") for code in sorted(set(unknown) - set(constraints["enum"]))]
        if constraints.get("required") and column.isna().any():
            found.append(problem(name, "", "empty, but required", int(column.isna().to_numpy().argmax()) + 2))
    keys = schema["primaryKey"]
    twice = frame.duplicated(keys)
    if twice.any():
        row = int(twice.to_numpy().argmax())
        found.append(problem(", ".join(keys), ", ".join(frame.loc[row, keys].astype("string").fillna("")), "the key stands twice", row + 2))
    for key in schema.get("foreignKeys", []):
        found += [
            problem(", ".join(key["fields"]), value, f"no such row in {target}") for target, value in _astray(frame, table, key, tables)
        ]
    if found:
        raise PackageError(found)
    return typed(frame, schema)


def _astray(frame: pd.DataFrame, table: str, key: ForeignKey, tables: Tables) -> Iterator[tuple[str, str]]:
    """Yield the first value of a foreign key, if any, that the referenced table lacks."""
    target = key["reference"]["resource"] or table
    given, known = frame[key["fields"]].dropna(), (frame if target == table else tables[target])[key["reference"]["fields"]]
    one, other = (joined(*(part[name] for name in part)) for part in (given, known))
    lost = np.flatnonzero(positions(one, other) < 0)
    if len(lost):
        yield target, str(one.iloc[lost[0]])


def ordered(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return ``frame`` sorted by its primary key, by code points."""
    keys = schema["primaryKey"]
    order = frame[keys].astype("string").sort_values(keys, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def positions(values: pd.Series, among: pd.Series) -> np.ndarray:
    """Return the first position of each of ``values`` in ``among``, both text or codes; -1 if missing or not there."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        of_category: np.ndarray = np.append(positions(pd.Series(values.cat.categories), among), -1)
        return np.asarray(of_category[values.cat.codes])
    found = pc.index_in(pa.array(values.astype("string")), pa.array(among.astype("string")), skip_nulls=True)
    return np.asarray(found.fill_null(-1), np.int64)


def taken(values: pd.Series, at: np.ndarray) -> ExtensionArray:
    """Return the values at the positions ``at``, missing for -1. The type stays."""
    return values.array.take(at, allow_fill=True)


def joined(*columns: pd.Series) -> pd.Series:
    """Return text columns joined row by row, two hyphens between them; missing if one is missing."""
    text = [pa.array(column.astype("string")) for column in columns]
    return pd.Series(pc.binary_join_element_wise(*text, pa.scalar("--", pa.large_string())), dtype="string")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return ``frame`` as CSV (RFC 4180 but for LF line ends; UTF-8; booleans as true and false)."""
    flags = {name: {True: "true", False: "false"} for name in frame if frame[name].dtype == "boolean"}
    plain = frame.assign(**{name: frame[name].astype("object").map(words) for name, words in flags.items()})
    buffer = io.StringIO()
    plain.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode("utf-8")


def parquet_bytes(frame: pd.DataFrame, schema: Schema) -> bytes:
    """Return ``frame`` as Parquet. Its Arrow fields have the descriptions of ``schema``.

    The pandas metadata keeps the types, so that ``pd.read_parquet`` alone returns ``Int64``, ``category`` and ``string``.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    described = [
        field.with_metadata({"description": column["description"]}) for field, column in zip(table.schema, schema["fields"], strict=True)
    ]
    metadata = {**table.schema.metadata, b"title": schema["title"], b"description": schema["description"]}
    buffer = io.BytesIO()
    pq.write_table(table.cast(pa.schema(described, metadata)), buffer, compression="zstd")
    return buffer.getvalue()
