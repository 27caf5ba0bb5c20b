"""The package on disk, and copies of it to build and to damage."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from pathlib import Path

from accounts import descriptor, schemas, tables, writing
from accounts.check import form

PACKAGE = Path(__file__).resolve().parents[2]
SCHEMAS = schemas.load()
PARTS = ("data", "schemas", "datapackage.json")


def copied(to: Path, package: Path = PACKAGE) -> Path:
    """Copy the package to ``to``; return it."""
    to.mkdir()
    for part in PARTS:
        source = package / part
        shutil.copytree(source, to / part) if source.is_dir() else shutil.copy(source, to / part)
    return to


def edited(root: Path, table: str, column: str, value: str) -> Path:
    """Change one cell of the first row of a curated table in the package at ``root``, as an editor would; return ``root``."""
    path = root / schemas.csv_path(table)
    rows = tables.read(path, SCHEMAS[table]).astype("string")
    rows.loc[0, column] = value
    path.write_bytes(form.canonical([rows.columns, *rows.fillna("").to_numpy()]).encode())
    return root


def replaced(path: Path, old: str, new: str) -> None:
    """Replace the first ``old`` in a text file, which has one."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def contents(directory: Path) -> dict[str, bytes]:
    """Return every file by its path in ``directory``, but for what a build notes for itself."""
    paths = [path for path in directory.rglob("*") if path.is_file()]
    names = {path.relative_to(directory).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(writing.STAGE)}


def digests(directory: Path) -> dict[str, str]:
    """Return the sums of every file of :func:`contents`."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents(directory).items()}


class Copy:
    """A copy of a package whose files are links to whole ones until they are written."""

    def __init__(self, whole: Path, root: Path) -> None:
        self.root = Path(shutil.copytree(whole, root, copy_function=os.link))

    def get(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        (self.root / name).unlink(missing_ok=True)
        (self.root / name).write_bytes(content)

    def rows(self, table: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.get(schemas.csv_path(table)).decode(), newline="")))

    def put_rows(self, table: str, rows: list[list[str]]) -> None:
        self.put(schemas.csv_path(table), form.canonical(rows).encode())

    def records(self, table: str) -> list[tuple[int, dict[str, str]]]:
        """The rows as (line in the file, cells by column)."""
        header, *rows = self.rows(table)
        return [(line, dict(zip(header, row, strict=True))) for line, row in enumerate(rows, start=2)]

    def head(self) -> dict:
        return json.loads(self.get(descriptor.NAME))
