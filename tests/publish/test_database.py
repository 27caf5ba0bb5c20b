"""The tables as a SQLite database: every table, cell, type and key."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing

import pytest

from accounts import package as packages
from accounts import schemas, tables
from accounts.package import Package
from accounts.publish.database import SEARCHED, _as_any_sqlite_writes_it, database, search_table


@pytest.fixture(scope="module")
def package(tiny) -> Package:
    """The small package, as it was built."""
    return packages.load(tiny)


@pytest.fixture(scope="module")
def content(package) -> bytes:
    return database(package.tables, package.schemas)


@pytest.fixture
def base(content):
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        base.row_factory = sqlite3.Row
        yield base


def test_the_database_is_sound(base):
    assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    names = [row["name"] for row in base.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    assert sorted(names) == sorted(schemas.TABLES)
    names = [row["name"] for row in base.execute("SELECT name FROM pragma_table_list WHERE type = 'virtual'")]
    assert sorted(names) == sorted(map(search_table, SEARCHED))


@pytest.mark.parametrize("name", schemas.TABLES)
def test_the_database_has_the_keys_and_types_of_the_schema(base, package, name):
    law = package.schemas[name]
    columns = base.execute(f"PRAGMA table_info({name})").fetchall()
    types = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
    assert {column["name"]: column["type"] for column in columns} == {
        field["name"]: types.get(field["type"], "TEXT") for field in law["fields"]
    }
    key = sorted((column for column in columns if column["pk"]), key=lambda column: column["pk"])
    assert [column["name"] for column in key] == law["primaryKey"]
    required = {field["name"] for field in law["fields"] if field.get("constraints", {}).get("required")}
    assert {column["name"] for column in columns if column["notnull"]} == required | set(law["primaryKey"])
    found = base.execute(f"PRAGMA foreign_key_list({name})").fetchall()
    assert {(link["from"], link["table"], link["to"]) for link in found} == {
        (column, key["reference"]["resource"] or name, other)
        for key in law.get("foreignKeys", [])
        for column, other in zip(key["fields"], key["reference"]["fields"], strict=True)
    }


@pytest.mark.parametrize("name", schemas.TABLES)
def test_the_database_holds_every_cell(base, package, name):
    rows = list(csv.reader(io.StringIO(tables.csv_bytes(package.tables[name]).decode(), newline="")))
    law = package.schemas[name]
    read = {"integer": int, "number": float, "boolean": {"true": 1, "false": 0}.get}
    want = [
        tuple(read.get(field["type"], str)(cell) if cell else None for field, cell in zip(law["fields"], row, strict=True))
        for row in rows[1:]
    ]
    have = [tuple(row) for row in base.execute(f"SELECT * FROM {name} ORDER BY rowid")]
    assert have == want
    assert [[type(cell) for cell in row] for row in have] == [[type(cell) for cell in row] for row in want]


def test_the_database_keeps_its_keys(base):
    base.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        base.execute("UPDATE figures SET source_id = 'nobody'")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        base.execute("INSERT INTO topics SELECT * FROM topics")


def test_the_database_does_not_tell_which_sqlite_wrote_it(content):
    assert content[:16] == b"SQLite format 3\0"
    assert content[16:18] == b"\x10\x00"  # pages of 4096 bytes
    assert content[24:28] == bytes(4)
    assert content[92:100] == bytes(8)


def test_the_database_keeps_nothing_that_another_sqlite_would_leave_otherwise(base, content):
    """What lies between the pointers of a page and its cells is whatever was there before."""
    roots = {row["name"]: row["rootpage"] for row in base.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")}
    head = (roots["retired"] - 1) * 4096  # a table without rows: all of its page but the header
    noise = bytearray(content)
    assert noise[head : head + 1] == b"\r"
    noise[head + 8 : head + 4096] = b"x" * 4088
    assert _as_any_sqlite_writes_it(bytes(noise), list(roots.values())) == content
    assert _as_any_sqlite_writes_it(content, list(roots.values())) == content


def test_every_row_that_can_be_searched_is_found_by_its_words(base, package):
    for table, columns in SEARCHED.items():
        name = search_table(table)
        rows = base.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall()
        assert [tuple(row) for row in base.execute(f"SELECT rowid, {', '.join(columns)} FROM {name}")] == [tuple(row) for row in rows]
        for row in rows:
            words = " ".join(f'"{word}"' for word in str(row[columns[0]] or row[columns[-1]]).replace('"', " ").split())
            assert base.execute(f"SELECT 1 FROM {name} WHERE {name} MATCH ? AND rowid = ?", (words, row["rowid"])).fetchone()
