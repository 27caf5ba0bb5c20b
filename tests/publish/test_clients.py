"""The release loads in every client that the README names: each table, with its rows and types."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb
import openpyxl
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
from support.releases import releasable

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
    release.write(releasable(package))
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
        names = base.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        assert {name for (name,) in names} == set(schemas.TABLES)
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


def test_stata_reads_what_the_docs_write(files, expected, tmp_path, monkeypatch):
    """The lines of docs/clients.md; pandas and ReadStat, which haven in R uses too, read what they write."""
    import pyreadstat

    lines = re.search(r"```python\n(.*?to_stata.*?)```", (PACKAGE / "docs" / "clients.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    assert lines.count('"figures"') == 1
    monkeypatch.chdir(files)
    for name in ("figures", "dates", "characterizations", "sources", "readings", "overview", "statements", "discrepancies", "series"):
        want = expected[name]
        scope: dict = {}
        exec(lines.replace('"figures"', repr(name)), scope)
        path = files / f"{name}.dta"
        given = scope["frame"]
        law = json.loads((files / schemas.schema_path(name)).read_text(encoding="utf-8"))
        labels = [field["description"][:80].rstrip() for field in law["fields"] if field["name"] in want.filled]
        found, about = pyreadstat.read_dta(path, apply_value_formats=True)
        assert about.column_labels == labels
        for read in (found, pd.read_stata(path)):
            assert set(read.columns) == want.filled
            for column in want.filled:
                kind = want.types[column]
                if kind in ("integer", "number", "boolean"):
                    assert read[column].astype("Float64").equals(given[column].astype("Float64")), (name, column)
                else:
                    assert read[column].astype("string").fillna("").equals(given[column].astype("string").fillna("")), (name, column)
        path.unlink()


def test_stata_keeps_text_longer_than_its_short_strings(tmp_path):
    """Beyond 2,045 bytes text is a strL, which pandas chooses by itself."""
    frame = pd.DataFrame({"note": pd.array(["ə" * 3000, None], dtype="string")})
    frame.to_stata(tmp_path / "long.dta", write_index=False, version=118)
    assert pd.read_stata(tmp_path / "long.dta")["note"].tolist() == ["ə" * 3000, ""]


def test_libreoffice_keeps_every_cell_that_is_opened_as_text(files, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    names = ("figures", "dates", "overview")
    as_text = "/".join(f"{column}/2" for column in range(1, 61))  # comma, double quote, UTF-8, from line 1, each column as text
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter=CSV:44,34,76,1,{as_text},0,false,false", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([*command, *(str(files / schemas.csv_path(name)) for name in names)], check=True, capture_output=True)
    for name in names:
        with (files / schemas.csv_path(name)).open(encoding="utf-8", newline="") as file:
            given = [tuple(row) for row in csv.reader(file)]
        sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx", read_only=True).active
        assert [tuple("" if cell is None else cell for cell in row) for row in sheet.iter_rows(values_only=True)] == given


@pytest.mark.parametrize("name", ["figures", "dates", "overview"])
def test_a_sheet_of_excel_that_pandas_writes_keeps_every_cell(files, tmp_path, name):
    frame = pd.read_parquet(files / schemas.parquet_path(name))
    frame.to_excel(tmp_path / "sheet.xlsx", index=False)
    cells = openpyxl.load_workbook(tmp_path / "sheet.xlsx", read_only=True).active.iter_rows(values_only=True)
    assert next(cells) == tuple(frame.columns)
    assert list(cells) == list(frame.astype("object").where(frame.notna(), None).itertuples(index=False, name=None))


HYPARQUET = """
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


ARROW = """
import { readFileSync } from 'node:fs'
import { DataType, tableFromIPC } from 'apache-arrow'
import { readParquet } from 'parquet-wasm'
const [files, ...tables] = process.argv.slice(2)
const out = {}
for (const table of tables) {
  const read = tableFromIPC(readParquet(readFileSync(`${files}/data/parquet/${table}.parquet`)).intoIPCStream())
  const kind = (type) => String(DataType.isDictionary(type) ? type.dictionary : type)
  const filled = read.schema.fields.filter((field) => read.getChild(field.name).nullCount < read.numRows)
  out[table] = { rows: read.numRows, types: Object.fromEntries(filled.map((field) => [field.name, kind(field.type)])) }
}
console.log(JSON.stringify(out))
"""


@pytest.fixture(scope="module")
def node(files, tmp_path_factory) -> Callable[[str], dict]:
    """A function that runs a script of Node on every table, beside the libraries that it names, and returns what it prints."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / name, folder)
    # No scripts of a package run; the lock fixes its version and its sum.
    command = [npm, "ci", f"--cache={tmp_path_factory.mktemp('npm')}", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, shell=os.name == "nt")
    if done.returncode and any(code in done.stderr for code in OFFLINE):
        pytest.skip("the npm registry cannot be reached")
    assert done.returncode == 0, done.stderr

    def run(script: str) -> dict:
        (folder / "read.mjs").write_text(script)
        command = [program, "read.mjs", str(files), *schemas.TABLES]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize(
    ("script", "kinds", "text"),
    [
        (HYPARQUET, {"integer": ["bigint"], "number": ["number"], "boolean": ["boolean"]}, ["string"]),
        (ARROW, {"integer": "Int64", "number": "Float64", "boolean": "Bool"}, "LargeUtf8"),
    ],
    ids=["hyparquet", "Arrow JS"],
)
def test_node_reads_parquet(node, expected, script, kinds, text):
    found = node(script)
    for name, want in expected.items():
        assert found[name]["rows"] == want.rows
        assert found[name]["types"] == {column: kinds.get(want.types[column], text) for column in want.types if column in want.filled}
