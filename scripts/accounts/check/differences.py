"""A package in a directory compared with what its curated tables give, file by file."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accounts import descriptor, schemas
from accounts.check import form
from accounts.descriptor import Descriptor
from accounts.problems import Problem
from accounts.schemas import Schema, Schemas

MISSING = "the file is missing"
_BUILD = "run make build"
_MAX_JSON = 2**20  # bytes; the largest JSON file of this package is a fortieth of it


def outside(root: Path, paths: Collection[str], curated: Collection[str]) -> list[Problem]:
    """Return which of ``paths`` are missing, too large, or a link. Nothing outside the directory may be read.

    ``curated`` are the paths that no build brings back.
    """
    whole = os.path.realpath(root)
    found = []
    for name in paths:
        path = root / name
        most = _MAX_JSON if path.suffix == ".json" else form.MAX_FILE
        if path.is_symlink() or os.path.realpath(path) != str(Path(whole, name)):
            found.append(Problem(name, 0, "", "", "a link that leads elsewhere", "put the file itself there"))
        elif not path.is_file():
            found.append(Problem(name, 0, "", "", MISSING, "restore it" if name in curated else f"restore it, or {_BUILD}"))
        elif path.stat().st_size > most:
            found.append(Problem(name, 0, "", str(path.stat().st_size), "the file is too large", f"at most {most} bytes"))
    return sorted(found)


def differences(root: Path, rendered: Mapping[str, bytes], table_schemas: Schemas) -> list[Problem]:
    """Return where the files at ``root`` differ from the ``rendered`` ones (path to bytes). A file that is not there is passed over.

    A descriptor is compared by its resources, a schema as JSON, a CSV file cell by cell. A Parquet file is compared by types, descriptions
    and values, any other file byte by byte.
    """
    found: list[Problem] = []
    known = {path: table for table in schemas.TABLES for path in (schemas.csv_path(table), schemas.schema_path(table))}
    for path, content in rendered.items():
        file = root / path
        if not file.is_file():
            continue
        if file.read_bytes() == content:
            continue
        if path == descriptor.NAME:
            found += _resources(json.loads(file.read_bytes()), json.loads(content))
        elif file.suffix == ".parquet":
            found += _parquet(root, path, content)
        elif file.suffix == ".csv":
            found += _csv(root, path, content, table_schemas[known[path]])
        elif file.suffix == ".json":
            found += _schema(root, path, table_schemas[known[path]])
        else:
            found.append(Problem(path, 0, "", "", "differs from what the tables and schemas give", _BUILD))
    return found


def _resources(head: Descriptor, expected: Descriptor) -> list[Problem]:
    """Compare the resources of the descriptor, property by property, with those that the tables give."""
    given = head.get("resources")
    if not isinstance(given, list) or not all(isinstance(resource, dict) for resource in given):
        return [Problem(descriptor.NAME, 0, "resources", "", "not a list of resources", _BUILD)]
    found = []
    names = [str(resource.get("name")) for resource in given]
    wanted = {resource["name"]: resource for resource in expected["resources"]}
    for name in sorted(set(names) - set(wanted)):
        found.append(Problem(descriptor.NAME, 0, "resources", name, "an unknown resource", "remove it, or " + _BUILD))
    for name in sorted(set(wanted) - set(names)):
        found.append(Problem(descriptor.NAME, 0, "resources", name, "the resource is missing", _BUILD))
    for name in sorted(name for name in wanted if names.count(name) > 1):
        found.append(Problem(descriptor.NAME, 0, "resources", name, "the resource stands twice", "remove one, or " + _BUILD))
    for resource in given:
        want = wanted.get(str(resource.get("name")), {})
        for key in sorted(set(resource) - set(want)) if want else ():
            column = f"resources/{want['name']}"
            found.append(Problem(descriptor.NAME, 0, column, key, "an unknown property", "remove it, or " + _BUILD))
        for key in sorted(want):
            if resource.get(key) != want.get(key):
                wrong = f"expected {json.dumps(want.get(key), ensure_ascii=False)[:80]}"
                value = json.dumps(resource.get(key), ensure_ascii=False)
                found.append(Problem(descriptor.NAME, 0, f"resources/{want['name']}/{key}", value, wrong, _BUILD))
    if not found and names != list(wanted):
        found.append(Problem(descriptor.NAME, 0, "resources", "", "the resources are in another order", _BUILD))
    return found


def _schema(root: Path, name: str, schema: Schema) -> list[Problem]:
    try:
        if json.loads((root / name).read_text(encoding="utf-8")) == schema:
            return []
        wrong = "differs from this version's schema"
    except (ValueError, RecursionError):
        wrong = "not JSON"
    return [Problem(name, 0, "", "", wrong, "restore it, or check the package with its own version")]


def _csv(root: Path, name: str, expected: bytes, schema: Schema) -> list[Problem]:
    """Compare a CSV file that differs, cell by cell, with what the curated tables give."""
    wrong = form.check(root / name, schema, name)
    return wrong or _cells(name, (root / name).read_text(encoding="utf-8"), expected.decode("utf-8"), schemas.columns(schema))


def _cells(name: str, given: str, wanted: str, columns: list[str]) -> list[Problem]:
    have, want = list(csv.reader(given.splitlines())), list(csv.reader(wanted.splitlines()))
    found = [
        Problem(name, row, column, cell, f"the curated tables give {right[:60]!r}", f"do not edit derived tables: {_BUILD}")
        for row, (cells, rights) in enumerate(zip(have, want, strict=False), start=1)
        if cells != rights
        for column, cell, right in zip(columns, cells, rights, strict=True)
        if cell != right
    ]
    if len(have) != len(want):
        wrong = f"{len(have) - 1} rows where the curated tables give {len(want) - 1}"
        found.insert(0, Problem(name, 0, "", "", wrong, _BUILD))
    return found[: form.MAX_PROBLEMS]


def _parquet(root: Path, name: str, expected: bytes) -> list[Problem]:
    """Compare a Parquet file with its table: types, descriptions and values."""

    def problem(column: str, value: str, wrong: str) -> list[Problem]:
        return [Problem(name, 0, column, value, wrong, _BUILD)]

    want = pq.read_table(pa.BufferReader(expected))
    texts = [field.name for field in want.schema if pa.types.is_large_string(field.type) or pa.types.is_string(field.type)]
    try:
        file = pq.ParquetFile(root / name)
        given = file.schema_arrow
        size = sum(file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups))
        if size > form.MAX_FILE:
            return problem("", str(size), "the data are too large")
        if file.metadata.num_rows != want.num_rows:
            return problem("", str(file.metadata.num_rows), f"the CSV has {want.num_rows} rows")
        if not given.equals(want.schema, check_metadata=False):
            have = {field.name: field.type for field in given}
            differ = [field.name for field in want.schema if have.get(field.name) != field.type]
            unknown = sorted(set(have) - set(want.column_names))
            return problem(", ".join(differ), ", ".join(unknown), "columns or types differ from the schema")
        file = pq.ParquetFile(root / name, read_dictionary=texts)  # a value that stands in many rows is held once
        found = [] if _about(given) == _about(want.schema) else problem("", "", "the title or the types for pandas differ")
        for column in want.column_names:
            found += _column(name, column, file.read([column])[column], want[column])
            if (given.field(column).metadata or {}) != (want.schema.field(column).metadata or {}):
                found += problem(column, "", "the description differs from the schema")
        return found
    except (pa.ArrowException, OSError, ValueError) as error:  # a ValueError: text that is not UTF-8
        return problem("", str(error).split("\n")[0], "not a Parquet file, or cut off")


def _about(schema: pa.Schema) -> tuple[object, ...]:
    """Return what a file says of itself: title, description, and the types that pandas gives the columns."""
    known = schema.metadata or {}
    try:
        types = [tuple(column[key] for key in ("name", "pandas_type", "numpy_type")) for column in json.loads(known[b"pandas"])["columns"]]
    except (ValueError, LookupError, TypeError, RecursionError):  # none, or a stranger's
        types = []
    return known.get(b"title"), known.get(b"description"), types


def _column(name: str, column: str, have: pa.ChunkedArray, want: pa.ChunkedArray) -> list[Problem]:
    if pa.types.is_dictionary(have.type):
        longest = max((pc.max(pc.binary_length(chunk.dictionary)).as_py() or 0 for chunk in have.chunks), default=0)
        if longest > form.MAX_LINE:  # before it is written out for every row
            return [Problem(name, 0, column, "", f"a value of {longest} bytes", _BUILD)]
    given, right = have.to_pandas().astype("string"), want.to_pandas().astype("string")
    differ = (given.fillna("\0") != right.fillna("\0")).to_numpy(bool).nonzero()[0]
    if not len(differ):
        return []
    value = given.iloc[int(differ[0])]
    wrong = f"{len(differ)} values differ from the CSV"
    return [Problem(name, int(differ[0]) + 2, column, "" if pd.isna(value) else str(value), wrong, _BUILD)]
