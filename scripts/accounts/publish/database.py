"""The tables as a SQLite 3 database, with full-text search (FTS5)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from accounts.schemas import Schema, Schemas
from accounts.tables import Tables

_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_PAGE = 4096  # bytes
#: Tables that can be searched, and the columns with their words: whose account, which document, and what the rows say.
SEARCHED = {
    "issuers": ("name", "note"),
    "sources": ("title", "author", "publisher", "note"),
    "statements": ("phrase", "note", "title", "issuer"),
}
_FOLDED = str.maketrans({"ı": "i", "ə": "e", "Ə": "E", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "ß": "ss"})


def database(tables: Tables, table_schemas: Schemas) -> bytes:
    """Return the tables as a SQLite 3 database. Types, keys and required columns are those of the schemas.

    A boolean is 0 or 1, an empty cell NULL. The rows are taken as checked: SQLite does not compare the keys again while loading.

    Each table of :data:`SEARCHED` has beside it ``<table>_search``: the same ``rowid``, the words, and ``folded``, in which ``xocali``
    finds ``Xocalı`` (:func:`folded`). The tokenizer, unicode61, takes case and diacritics away, from what is sought as well.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute(f"PRAGMA page_size = {_PAGE}")
        base.execute("PRAGMA secure_delete = ON")  # what was moved leaves zeros behind
        base.execute("BEGIN")
        for table, schema in table_schemas.items():
            base.execute(_create(table, schema))
            frame = tables[table].astype("object")
            rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
            marks = ", ".join("?" * len(frame.columns))
            base.executemany(f"INSERT INTO {_quoted(table)} VALUES ({marks})", rows)  # noqa: S608 - a name cannot be a parameter
        base.create_function("folded", 1, folded, deterministic=True)
        for table in SEARCHED:
            for statement in _search(table):
                base.execute(statement)
        base.execute("COMMIT")
        base.execute("VACUUM")  # no page is left free where the index was merged
        roots = [root for (root,) in base.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")]
        return _as_any_sqlite_writes_it(base.serialize(), roots)


def search_table(table: str) -> str:
    """Return the name of the full-text table of ``table``."""
    return f"{table}_search"


def folded(text: str) -> str | None:
    """Return text with the letters that the tokenizer keeps apart as a keyboard without them has them; None where it has none of them.

    ``ı`` and ``ə`` are letters of their own, not an ``i`` and an ``e`` with a diacritic: Unicode takes them for nothing else.
    """
    plain = text.translate(_FOLDED)
    return plain if plain != text else None


def _search(table: str) -> list[str]:
    """Return what makes and fills the full-text table of ``table``; its index ends as one piece, whatever merges came before."""
    name, columns = _quoted(search_table(table)), list(SEARCHED[table])
    words = " || ' | ' || ".join(f"coalesce({_quoted(column)}, '')" for column in columns)
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5({_listed(columns)}, folded, tokenize = 'unicode61 remove_diacritics 2')",
        f"INSERT INTO {name} (rowid, {_listed(columns)}, folded) "  # noqa: S608 - a name cannot be a parameter
        f"SELECT rowid, {_listed(columns)}, folded({words}) FROM {_quoted(table)} ORDER BY rowid",
        f"INSERT INTO {name} ({name}) VALUES ('optimize')",  # noqa: S608
    ]


def _as_any_sqlite_writes_it(content: bytes, roots: list[int]) -> bytes:
    """Return a database file without what depends on the SQLite that wrote it (the numbers are those of its file format).

    That is the change counter and the version (1.3.16 to 1.3.18). Zero says that nobody knows. It is also what stands between the pointers
    of a page and its cells (1.6), which SQLite leaves as it was. ``roots`` are the first pages of tables and indexes.
    """
    out = bytearray(content)
    out[24:28], out[92:100] = bytes(4), bytes(8)

    def number(at: int, size: int) -> int:
        return int.from_bytes(out[at : at + size], "big")

    pages = [1, *roots]
    while pages:
        page = pages.pop()
        begin = (page - 1) * _PAGE
        head = begin + (100 if page == 1 else 0)
        cells, inner = number(head + 3, 2), out[head] in (2, 5)
        pointers = head + (12 if inner else 8)
        if inner:
            pages.append(number(head + 8, 4))
            pages += [number(begin + number(at, 2), 4) for at in range(pointers, pointers + 2 * cells, 2)]
        free, end = pointers + 2 * cells, begin + number(head + 5, 2)
        out[free:end] = bytes(end - free)
    return bytes(out)


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
