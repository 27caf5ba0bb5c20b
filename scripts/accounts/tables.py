"""Tables in and out: CSV as people edit it, CSV and Parquet as the build writes them.

Types follow the Table Schema: ``Int64`` for integers, ``Float64`` for numbers, ``boolean``, ``category`` for codes, ``string`` for
other text. An empty cell is missing (``<NA>``).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pandas.api.extensions import ExtensionArray

from accounts import schemas
from accounts.schemas import Schema

Tables = Mapping[str, pd.DataFrame]

_TYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}


def read(path: Path, schema: Schema) -> pd.DataFrame:
    """Read one CSV file by its schema.

    Raises ``ValueError`` where the header or a value does not fit; the build has :mod:`accounts.files` and :mod:`accounts.values` name
    every such place first.
    """
    text = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    expected = schemas.columns(schema)
    if list(text.columns) != expected:
        raise ValueError(f"{path.name}: columns are {list(text.columns)}, expected {expected}")
    return typed(text, schema)


def read_curated(package: Path) -> dict[str, pd.DataFrame]:
    """Read the curated tables of the package at ``package``."""
    return {table: read(package / "data" / f"{table}.csv", schemas.load(package, table)) for table in schemas.CURATED}


def typed(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return ``frame`` with the columns, order and types of ``schema``; a column it lacks is added empty."""
    codes = schemas.code_columns(schema)
    out = {}
    for field in schema["fields"]:
        name = field["name"]
        column = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index, dtype="string")
        if field["type"] == "boolean" and not pd.api.types.is_bool_dtype(column):
            column = column.map({"true": True, "false": False})
        if name in codes:
            values = column.dropna().astype("string").unique()
            enum = field.get("constraints", {}).get("enum")
            categories = pd.Index([v for v in enum if v in set(values)] if enum else sorted(values), dtype="string")
            out[name] = pd.Categorical(column.astype("string"), categories=categories)
        elif field["type"] == "integer" and pd.api.types.is_string_dtype(column):
            out[name] = pd.to_numeric(column).astype("Int64")
        else:
            out[name] = column.astype(_TYPES.get(field["type"], "string"))
    return pd.DataFrame(out, index=frame.index).reset_index(drop=True)


def ordered(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return ``frame`` sorted by its primary key, by code points."""
    keys = schema["primaryKey"]
    order = frame[keys].astype("string").sort_values(keys, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def positions(values: pd.Series, among: pd.Series) -> np.ndarray:
    """Return where each of ``values`` stands in ``among`` (both text or codes): its first position, -1 where missing or not there."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.append(positions(pd.Series(values.cat.categories), among), -1)[values.cat.codes]
    found = pc.index_in(pa.array(values.astype("string")), pa.array(among.astype("string")), skip_nulls=True)
    return found.fill_null(-1).to_numpy().astype(np.int64)


def taken(values: pd.Series, at: np.ndarray) -> ExtensionArray:
    """Return the values at the positions ``at``, missing where -1. The type stays."""
    return values.array.take(at, allow_fill=True)


def joined(*columns: pd.Series) -> pd.Series:
    """Return text columns joined row by row, two hyphens between them; missing where one is."""
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
    """Return ``frame`` as Parquet whose Arrow fields carry the descriptions of ``schema``.

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
