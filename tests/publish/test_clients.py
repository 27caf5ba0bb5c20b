"""The release loads in every client that the README names: each table, with its rows and types."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.dataset
import pytest
from frictionless import Package

from accounts import descriptor, schemas
from accounts.commands import release
from accounts.publish import citation
from support.files import PACKAGE, copied

NAME = f"{descriptor.load(PACKAGE)['name']}-{descriptor.load(PACKAGE)['version']}"
CLIENTS = (
    Path(__file__).resolve().parent / "clients"
)  # the lock there is made with npm install --package-lock-only --omit-lockfile-registry-resolved
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ERR_SOCKET_TIMEOUT")


pytestmark = pytest.mark.slow


class Table(NamedTuple):
    """What a client should find: the number of rows, the type of each column by its schema, and the columns that have a value."""

    rows: int
    types: dict[str, str]
    filled: set[str]

    def of(self, *types: str) -> set[str]:
        return {name for name, kind in self.types.items() if kind in types}


@pytest.fixture(scope="module")
def dist(tmp_path_factory) -> Path:
    package = copied(tmp_path_factory.mktemp("clients") / "package")
    for name in ("LICENSE", "LICENSE-DATA"):
        (package / name).write_text("words\n")
    (package / "README.md").write_text(f"{citation.BEGIN}\n{citation.END}\n")
    release.write(package)
    return package / "dist"


@pytest.fixture(scope="module")
def files(dist, tmp_path_factory) -> Path:
    """The package, out of the zip of the release."""
    folder = tmp_path_factory.mktemp("files")
    shutil.unpack_archive(dist / f"{NAME}.zip", folder)
    return folder


@pytest.fixture(scope="module")
def expected(files) -> dict[str, Table]:
    out = {}
    for name in schemas.TABLES:
        law = json.loads((files / schemas.schema_path(name)).read_text(encoding="utf-8"))
        with (files / schemas.csv_path(name)).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        types = {field["name"]: field["type"] for field in law["fields"]}
        out[name] = Table(len(rows), types, {column for column in types if any(row[column] for row in rows)})
    return out


def columns(frame: pd.DataFrame, want: Table) -> None:
    """Check what pandas infers from CSV: every column there, numbers as numbers, flags as flags."""
    assert list(frame.columns) == list(want.types)
    assert len(frame) == want.rows
    for name in want.of("integer", "number") & want.filled:
        assert pd.api.types.is_numeric_dtype(frame[name]), name
    for name in want.of("boolean") & want.filled:
        assert set(frame[name].dropna().unique()) <= {True, False}, name
    for name in want.of("string", "date") & want.filled:
        assert not pd.api.types.is_numeric_dtype(frame[name]), name


@pytest.mark.parametrize("name", schemas.TABLES)
def test_pandas_reads_csv(files, expected, name):
    columns(pd.read_csv(files / schemas.csv_path(name)), expected[name])


@pytest.mark.parametrize("name", schemas.TABLES)
def test_pandas_reads_csv_within_the_zip(dist, expected, name):
    columns(pd.read_csv(f"zip://{schemas.csv_path(name)}::{(dist / f'{NAME}.zip').as_posix()}"), expected[name])


@pytest.mark.parametrize("name", schemas.TABLES)
def test_pandas_reads_parquet_typed(dist, files, expected, name):
    want = expected[name]
    codes = schemas.code_columns(json.loads((files / schemas.schema_path(name)).read_text(encoding="utf-8")))
    kinds = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "string": "string", "date": "string"}
    for frame in (
        pd.read_parquet(files / schemas.parquet_path(name)),
        pd.read_parquet(f"zip://{schemas.parquet_path(name)}::{(dist / f'{NAME}.zip').as_posix()}"),
    ):
        assert len(frame) == want.rows
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
            column: "category" if column in codes else kinds[kind] for column, kind in want.types.items()
        }


@pytest.mark.parametrize("name", schemas.TABLES)
def test_polars_reads_both(files, expected, name):
    want = expected[name]
    kinds = {"integer": {polars.Int64}, "number": {polars.Float64}, "boolean": {polars.Boolean}}
    for frame in (
        polars.read_parquet(files / schemas.parquet_path(name)),
        polars.read_csv(files / schemas.csv_path(name), infer_schema_length=None),
    ):
        assert frame.height == want.rows
        assert frame.columns == list(want.types)
        for column in want.filled:
            allowed = kinds.get(want.types[column], {polars.String, polars.Categorical, polars.Date})
            assert frame.schema[column].base_type() in allowed, column


@pytest.mark.parametrize("name", schemas.TABLES)
def test_duckdb_reads_both(files, expected, name):
    want = expected[name]
    kinds = {"integer": {"BIGINT"}, "number": {"DOUBLE"}, "boolean": {"BOOLEAN"}}
    with duckdb.connect() as base:
        for source in (
            f"read_parquet('{(files / schemas.parquet_path(name)).as_posix()}')",
            f"read_csv('{(files / schemas.csv_path(name)).as_posix()}', header = true, sample_size = -1)",
        ):
            assert base.execute(f"SELECT count(*) FROM {source}").fetchone() == (want.rows,)
            found = dict(base.execute(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})").fetchall())
            assert list(found) == list(want.types)
            for column in want.filled:
                kind = "VARCHAR" if found[column].startswith("ENUM") else found[column]
                assert kind in kinds.get(want.types[column], {"VARCHAR", "DATE"}), column


@pytest.mark.parametrize("packed", [False, True])
def test_frictionless_reads_the_directory_and_the_zip(dist, files, expected, packed):
    package = Package(str(dist / f"{NAME}.zip" if packed else files / descriptor.NAME))
    for name in schemas.TABLES:
        resource, want = package.get_resource(name), expected[name]
        with resource:
            assert {field.name: field.type for field in resource.schema.fields} == want.types
            assert sum(row.valid for row in resource.row_stream) == want.rows


def test_sqlite_reads_every_table(dist, expected):
    kinds = {"integer": "integer", "number": "real", "boolean": "integer"}
    with closing(sqlite3.connect(f"{(dist / f'{NAME}.sqlite').as_uri()}?mode=ro", uri=True)) as base:
        assert {name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")} == set(schemas.TABLES)
        for name, want in expected.items():
            assert base.execute(f"SELECT count(*) FROM {name}").fetchone() == (want.rows,)
            for column in want.filled:
                query = f'SELECT DISTINCT typeof("{column}") FROM {name} WHERE "{column}" IS NOT NULL'
                assert base.execute(query).fetchall() == [(kinds.get(want.types[column], "text"),)], (name, column)


def test_pandas_reads_sqlite(dist, expected):
    with closing(sqlite3.connect(dist / f"{NAME}.sqlite")) as base:
        for name, want in expected.items():
            assert len(pd.read_sql(f"SELECT * FROM {name}", base)) == want.rows


@pytest.mark.parametrize("name", schemas.TABLES)
def test_pyarrow_reads_parquet_as_a_dataset(files, expected, name):
    want = expected[name]
    kinds = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    found = pyarrow.dataset.dataset(files / schemas.parquet_path(name))
    assert found.count_rows() == want.rows
    assert found.schema.names == list(want.types)
    for field in found.schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        assert kind == kinds[want.types[field.name]] if want.types[field.name] in kinds else text, field.name


SCRIPT = """
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
const [files, ...tables] = process.argv.slice(2)
const out = {}
for (const table of tables) {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(`${files}/data/parquet/${table}.parquet`), compressors })
  const types = {}
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      if (value !== null && value !== undefined) (types[name] ??= new Set()).add(typeof value)
  out[table] = { rows: rows.length, types: Object.fromEntries(Object.entries(types).map(([name, set]) => [name, [...set]])) }
}
console.log(JSON.stringify(out))
"""


def test_node_reads_parquet(files, expected, tmp_path):
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node and npm are not installed")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / name, tmp_path)
    # No scripts of a package run; the lock fixes its version and its sum.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, shell=os.name == "nt")
    if done.returncode and any(code in done.stderr for code in OFFLINE):
        pytest.skip("the npm registry cannot be reached")
    assert done.returncode == 0, done.stderr
    (tmp_path / "read.mjs").write_text(SCRIPT)
    done = subprocess.run([node, "read.mjs", str(files), *schemas.TABLES], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    kinds = {"integer": ["bigint"], "number": ["number"], "boolean": ["boolean"]}
    for name, want in expected.items():
        assert found[name]["rows"] == want.rows
        assert found[name]["types"] == {column: kinds.get(want.types[column], ["string"]) for column in want.types if column in want.filled}
