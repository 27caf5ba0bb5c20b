"""The tables as a SQLite 3 database."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from accounts.schemas import Schema, Schemas
from accounts.tables import Tables

_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def database(tables: Tables, table_schemas: Schemas) -> bytes:
    """Return the tables as a SQLite 3 database. Types, keys and required columns are those of the schemas.

    A boolean is 0 or 1, an empty cell NULL. The rows are taken as checked: SQLite does not compare the keys again while loading.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute("BEGIN")
        for table, schema in table_schemas.items():
            base.execute(_create(table, schema))
            frame = tables[table].astype("object")
            rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
            marks = ", ".join("?" * len(frame.columns))
            base.executemany(f"INSERT INTO {_quoted(table)} VALUES ({marks})", rows)  # noqa: S608 - a name cannot be a parameter
        base.execute("COMMIT")
        content = base.serialize()
    # The change counter, and the version of SQLite that wrote the file (format 1.3.16 to 1.3.18): zero says that nobody knows.
    return content[:24] + bytes(4) + content[28:92] + bytes(8) + content[100:]


def _create(table: str, schema: Schema) -> str:
    lines = []
    for field in schema["fields"]:
        required = field.get("constraints", {}).get("required") or field["name"] in schema["primaryKey"]
        line = f"{_quoted(field['name'])} {_TYPES.get(field['type'], 'TEXT')}{' NOT NULL' if required else ''}"
        lines.append(f"{line} CHECK ({_quoted(field['name'])} IN (0, 1))" if field["type"] == "boolean" else line)
    lines.append(f"PRIMARY KEY ({_listed(schema['primaryKey'])})")
    for key in schema.get("foreignKeys", []):
        target = _quoted(key["reference"]["resource"] or table)
        lines.append(f"FOREIGN KEY ({_listed(key['fields'])}) REFERENCES {target} ({_listed(key['reference']['fields'])})")
    return f"CREATE TABLE {_quoted(table)} (\n  " + ",\n  ".join(lines) + "\n)"


def _listed(names: list[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
