"""Two editions of the package compared, and what their version numbers promise.

An edition is one release of the package, read by its own schemas. The comparison goes table by table, row by row and cell by cell. Each
:class:`Change` has the smallest step of the version number that announces it (Semantic Versioning 2.0.0, applied to data):

- major: something on which a user may rely is gone or has another meaning: a table, a column or its type, a key, a code, a definition,
  the anchor. An identifier counts too, unless ``retired`` says why it is gone.
- minor: anything else in the tables.
- patch: descriptions and the package's metadata.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, cast

from accounts import descriptor, schemas
from accounts.check import form
from accounts.descriptor import Descriptor
from accounts.problems import PackageError, Problem
from accounts.schemas import Schema

Row = dict[str, str]
Version = tuple[int, int, int]


class Level(IntEnum):
    """The steps of a version number, the smallest first."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True)
class Edition:
    """One release: its descriptor, the schema of each table, and the rows of each table as text by their key."""

    head: Descriptor
    schemas: dict[str, Schema]
    rows: dict[str, dict[str, Row]]

    @property
    def version(self) -> Version:
        """The version as numbers. Raises :class:`PackageError` if it is not one."""
        return number(self.head)

    @property
    def retired(self) -> dict[tuple[str, str], Row]:
        """The rows of ``retired`` by table and identifier."""
        return {(row["table"], row["row_id"]): row for row in self.rows.get("retired", {}).values()}


@dataclass(frozen=True)
class Change:
    """One difference. ``row`` is the key of the row, its columns joined by a colon; ``reason`` is that of a retired row."""

    level: Level
    kind: str
    table: str = ""
    row: str = ""
    column: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.table, self.row, self.column) if part)
        return f"{self.kind} ({place or self.before})"


#: Columns that say what an identifier stands for. A row that changes there is another thing under the same name.
_MEANING = {
    "readings": ("source_id",),
    "events": ("place",),
    "measures": ("definition", "unit"),
    "topics": ("question",),
    "positions": ("definition",),
    "figures": ("source_id", "event_id", "measure_id"),
    "characterizations": ("source_id", "event_id", "topic_id"),
    "dates": ("source_id", "event_id", "milestone"),
}
_TABLE = re.compile(r"[a-z][a-z0-9_]*")
_SHOWN = 5


# ---- reading


def load(path: Path) -> Edition:
    """Return the edition at ``path``: a package's directory, or its zip file.

    Reads only the descriptor, and the schema and CSV file of each table that it names. Their places are those of this package: no path
    of the descriptor is followed. Raises :class:`PackageError` if that is not a release of this package.
    """
    try:
        if path.is_dir():
            return _edition(lambda name: _bounded(name, (path / name).stat().st_size, (path / name).read_bytes))
        with zipfile.ZipFile(path) as archive:
            return _edition(lambda name: _bounded(name, archive.getinfo(name).file_size, lambda: archive.read(name)))
    except (OSError, LookupError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, csv.Error) as error:
        remedy = "give --previous the zip or the directory of a release"
        raise PackageError([Problem(str(path), 0, "", "", f"not a release of the package: {error}", remedy)]) from error


def _bounded(name: str, size: int, read: Callable[[], bytes]) -> bytes:
    if size > form.MAX_FILE:
        raise ValueError(f"{name} is too large")
    return read()


def _edition(read: Callable[[str], bytes]) -> Edition:
    head = json.loads(read(descriptor.NAME))
    if not isinstance(head, dict) or not all(isinstance(head.get(key), str) for key in ("name", "version")):
        raise ValueError("its descriptor has no name or no version")
    tables = [resource["name"] for resource in head["resources"] if resource["format"] == "csv"]
    if not all(_TABLE.fullmatch(table) for table in tables):
        raise ValueError("a resource has a name that no table of this package has")
    table_schemas = {table: json.loads(read(schemas.schema_path(table))) for table in tables}
    rows = {table: _rows(table, read(schemas.csv_path(table)), table_schemas[table]) for table in tables}
    return Edition(cast(Descriptor, head), table_schemas, rows)


def _rows(table: str, content: bytes, schema: Schema) -> dict[str, Row]:
    header, *records = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    if header != schemas.columns(schema):
        raise ValueError(f"the header of {table} is not that of its schema")
    rows = [dict(zip(header, record, strict=True)) for record in records]
    return {":".join(row[column] for column in schema["primaryKey"]): row for row in rows}


def number(head: Descriptor) -> Version:
    """Return the version of a descriptor as numbers. Raises :class:`PackageError` if it is not MAJOR.MINOR.PATCH."""
    found = _numbers(str(head["version"]))
    if found is None:
        raise PackageError([_wrong_version(head, "not a version number", "write MAJOR.MINOR.PATCH, as in 1.0.0")])
    return found


def _numbers(text: str) -> Version | None:
    match = descriptor.VERSION.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


# ---- comparing


def compare(before: Edition, after: Edition) -> list[Change]:
    """Return every change from one edition to the next: of the package first, then table by table in the order of ``after``."""
    changes = list(_metadata(before.head, after.head))
    changes += [Change(Level.MAJOR, "table removed", table) for table in before.schemas if table not in after.schemas]
    for table, schema in after.schemas.items():
        if table not in before.schemas:
            changes.append(Change(Level.MINOR, "table added", table))
            continue
        changes += _structure(table, before.schemas[table], schema)
        # Rows of another key cannot be told apart by it; that the key changed is said already.
        if before.schemas[table]["primaryKey"] == schema["primaryKey"]:
            changes += _table(table, before, after)
    return changes


def _metadata(before: Descriptor, after: Descriptor) -> Iterator[Change]:
    for key in sorted({*before, *after} - {"version", "created", "resources"}):
        if before.get(key) != after.get(key):
            kind, level = ("anchor changed", Level.MAJOR) if key == "anchor" else ("metadata changed", Level.PATCH)
            yield Change(level, kind, column=key, before=_text(before.get(key)), after=_text(after.get(key)))


def _structure(table: str, before: Schema, after: Schema) -> Iterator[Change]:
    levels = {"primaryKey": Level.MAJOR, "missingValues": Level.MAJOR, "foreignKeys": Level.MINOR}
    for key in sorted({*before, *after} - {"fields"}):
        if before.get(key) != after.get(key):
            level, was, now = levels.get(key, Level.PATCH), _text(before.get(key)), _text(after.get(key))
            yield Change(level, f"{key} changed", table, before=was, after=now)
    old, new = ({field["name"]: field for field in schema["fields"]} for schema in (before, after))
    for column in [*old, *(name for name in new if name not in old)]:
        if column not in new:
            yield Change(Level.MAJOR, "column removed", table, column=column)
        elif column not in old:
            yield Change(Level.MINOR, "column added", table, column=column)
        else:
            yield from _column(table, old[column], new[column])


def _column(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    column = after["name"]
    for key in ("type", "format"):
        if before.get(key) != after.get(key):
            yield Change(Level.MAJOR, f"{key} changed", table, column=column, before=_text(before.get(key)), after=_text(after.get(key)))
    was, now = dict(before.get("constraints", {})), dict(after.get("constraints", {}))
    codes, kept = was.pop("enum", []), now.pop("enum", [])
    if codes and kept:
        yield from (Change(Level.MAJOR, "code removed", table, column=column, before=_text(code)) for code in codes if code not in kept)
        yield from (Change(Level.MINOR, "code added", table, column=column, after=_text(code)) for code in kept if code not in codes)
    if was != now or bool(codes) != bool(kept):
        yield Change(Level.MINOR, "constraints changed", table, column=column, before=_text(was), after=_text(now))
    # categories repeat the codes
    rest = sorted({*before, *after} - {"name", "type", "format", "constraints", "categories"})
    for key in rest:
        if before.get(key) != after.get(key):
            was_text, now_text = _text(before.get(key)), _text(after.get(key))
            yield Change(Level.PATCH, f"{key} changed", table, column=column, before=was_text, after=now_text)


def _table(table: str, before: Edition, after: Edition) -> Iterator[Change]:
    old, new = before.rows[table], after.rows[table]
    for row in sorted({*old, *new}):
        if row not in new:
            yield _removed(table, row, after)
        elif row not in old:
            again = (table, row) in before.retired
            yield Change(Level.MAJOR if again else Level.MINOR, "identifier used again" if again else "row added", table, row)
        elif old[row] != new[row]:
            for column in (column for column in old[row] if column in new[row]):
                was, now = old[row][column], new[row][column]
                if was != now:
                    other = column in _MEANING.get(table, ()) and _words(was) != _words(now)
                    level, kind = (Level.MAJOR, "meaning changed") if other else (Level.MINOR, "cell changed")
                    yield Change(level, kind, table, row, column, was, now)


def _removed(table: str, row: str, after: Edition) -> Change:
    if (table, row) in after.retired:
        return Change(Level.MINOR, "row retired", table, row, reason=after.retired[table, row]["reason"])
    # Rows of derived tables come and go with those they are made of, settled suspicions with the rows suspected: they cannot be retired.
    lasting = table in schemas.CURATED and table != "settled"
    return Change(Level.MAJOR if lasting else Level.MINOR, "row removed", table, row)


def _words(text: str) -> list[str]:
    """Return only the words: a new comma or capital changes no meaning."""
    return re.findall(r"\w+", text.casefold())


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


# ---- the promise


def refusals(before: Edition, after: Edition, changes: Iterable[Change]) -> list[Problem]:
    """Return why ``after`` may not be released after ``before``; nothing if its version promises enough. ``changes`` has all of them."""
    if before.head["name"] != after.head["name"]:
        wrong = f"the release before is of {before.head['name']}"
        return [Problem(descriptor.NAME, 0, "name", after.head["name"], wrong, "compare with a release of this package")]
    return [*_retirements(before, after), *_promise(before, after, list(changes))]


def _retirements(before: Edition, after: Edition) -> Iterator[Problem]:
    for key, row in after.retired.items():
        since = _numbers(row["retired_in"])
        if key not in before.retired and (since is None or not before.version < since <= after.version):
            wrong = f"{row['row_id']} is newly retired, by another release"
            yield Problem("data/retired.csv", 0, "retired_in", row["retired_in"], wrong, "write the version that drops it")


def _promise(before: Edition, after: Edition, changes: list[Change]) -> list[Problem]:
    was = before.head["version"]
    if after.version < before.version:
        return [_wrong_version(after.head, f"below the release before, {was}", "raise it")]
    if not changes:
        return []
    level = max(change.level for change in changes)
    least = _raised(before.version, level)
    if after.version >= least:
        return []
    first = [change for change in changes if change.level == level]
    named = "; ".join(map(str, first[:_SHOWN])) + (f"; and {len(first) - _SHOWN} more" if len(first) > _SHOWN else "")
    wrong = f"promises less than the {level.name.lower()} change since {was}: {named}"
    remedy = f"make it {_dotted(least)}, or undo the {level.name.lower()} changes (a row that goes belongs in data/retired.csv)"
    return [_wrong_version(after.head, wrong, remedy)]


def _raised(version: Version, level: Level) -> Version:
    major, minor, patch = version
    return {Level.MAJOR: (major + 1, 0, 0), Level.MINOR: (major, minor + 1, 0), Level.PATCH: (major, minor, patch + 1)}[level]


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


def _wrong_version(head: Descriptor, wrong: str, remedy: str) -> Problem:
    return Problem(descriptor.NAME, 0, "version", str(head["version"]), wrong, remedy)


# ---- telling


def changes_csv(changes: Iterable[Change]) -> bytes:
    """Return ``changes.csv``: every change, in the order given, in the CSV form of the package."""
    header = ["level", "change", "table", "row", "column", "before", "after", "reason"]
    records = [
        [change.level.name.lower(), change.kind, change.table, change.row, change.column, change.before, change.after, change.reason]
        for change in changes
    ]
    return form.canonical([header, *records]).encode("utf-8")


def changes_md(before: Edition, after: Edition, changes: Iterable[Change]) -> bytes:
    """Return ``changes.md``: what breaks, what was retired, what was corrected, and how many rows each table gained and lost."""
    every = list(changes)
    level = max((change.level for change in every), default=Level.PATCH).name.lower()
    parts = [
        f"# Changes from {before.head['version']} to {after.head['version']}",
        f"A {level} change. Every change, cell by cell, is in changes.csv."
        if every
        else "Nothing changed in the tables or their descriptions.",
        _counts(every),
        _section("What breaks", [change for change in every if change.level == Level.MAJOR]),
        _section("Columns, codes and metadata", [change for change in every if not change.row and change.level < Level.MAJOR]),
        _section("Rows retired", [change for change in every if change.kind == "row retired"]),
        _section("Rows corrected", [change for change in every if change.kind == "cell changed" and change.table in schemas.CURATED]),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")


def _counts(changes: list[Change]) -> str:
    rows = {(change.table, change.row): change.kind for change in changes if change.row}
    count = Counter((name, _FATE.get(kind, "changed")) for (name, _), kind in rows.items())
    names = [name for name in schemas.TABLES if any((name, fate) in count for fate in ("added", "removed", "changed"))]
    lines = [f"| {name} | {count[name, 'added']:,} | {count[name, 'removed']:,} | {count[name, 'changed']:,} |" for name in names]
    return "\n".join(["| table | rows added | rows removed | rows changed |", "|---|---:|---:|---:|", *lines]) if lines else ""


_FATE = {"row added": "added", "identifier used again": "added", "row removed": "removed", "row retired": "removed"}


def _section(title: str, changes: list[Change]) -> str:
    return "\n".join([f"## {title}\n", *map(_line, changes)]) if changes else ""


def _line(change: Change) -> str:
    place = ", ".join(f"`{part}`" for part in (change.table, change.row, change.column) if part)
    told = f": {change.before or 'nothing'} → {change.after or 'nothing'}" if change.before or change.after else ""
    return f"- {change.kind}: {place}{told}{f': {change.reason}' if change.reason else ''}"
