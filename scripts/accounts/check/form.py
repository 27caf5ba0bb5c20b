"""CSV files as files: encoding, line ends, quoting and header, before anybody reads a value.

The form is RFC 4180 with LF, UTF-8 without a mark, one record a line, quotes only where needed:
what :func:`accounts.tables.csv_bytes` writes.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from accounts import schemas
from accounts.problems import PackageError, Problem
from accounts.schemas import Schema

MAX_FILE = 256 * 2**20  # bytes; a table of this package is under one hundredth of it
MAX_LINE = 2**17  # bytes; the csv module takes no longer cell
MAX_ROWS = 10**6
MAX_PROBLEMS = 200  # in one file: a broken encoding would otherwise repeat itself on every line

_FORMAT = "run make format"
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-fA-F]+);")
_MISREAD = re.compile("[\u00c2-\u00c5\u00d0\u00d1\u00d8\u00d9][\u0080-\u00bf]|\u00e2\u20ac")
_LATIN, _OTHER = "A-Za-z\u00c0-\u024f\u0259", "\u0386-\u03ff\u0400-\u04ff\u0531-\u0587"  # Greek, Cyrillic, Armenian
_TWO_SCRIPTS = re.compile(rf"[^\W\d_]*(?:[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}])[^\W\d_]*")
#: Persian and its neighbours part letters by a sign that does not show and belongs to the spelling.
_NON_JOINER = re.compile("(?<=[\u0620-\u06ff])\u200c(?=[\u0620-\u06ff])")
_BLOCKED = "=+-@\t\r"
_CARRIAGE_RETURN = "a carriage return"  # an editor puts one on every line: said once


def check(path: Path, schema: Schema, name: str) -> list[Problem]:
    """Return what is wrong with the form of a CSV file. ``name`` is how problems call it. Reads a line at a time."""
    if not path.is_file():
        return [Problem(name, 0, "", "", "the file is missing", "restore it")]
    if path.stat().st_size > MAX_FILE:
        return [Problem(name, 0, "", str(path.stat().st_size), "the file is too large", f"a table has at most {MAX_FILE} bytes")]
    found: list[Problem] = []
    for problem in _problems(path, schema, name):
        if problem.wrong == _CARRIAGE_RETURN and any(other.wrong == _CARRIAGE_RETURN for other in found):
            continue
        found.append(problem)
        if len(found) >= MAX_PROBLEMS:
            found.append(Problem(name, problem.row, "", "", "too many problems, stopped here", "mend these and check again"))
            break
    return found


def _problems(path: Path, schema: Schema, name: str) -> Iterator[Problem]:
    expected = schemas.columns(schema)
    text = {field["name"] for field in schema["fields"] if field["type"] == "string"}
    number = 0
    for number, line in enumerate(_lines(path), start=1):
        if len(line) > MAX_LINE:
            yield Problem(
                name, number, "", "", f"a line longer than {MAX_LINE} bytes", "shorten the cell, close its quote, or end lines with LF"
            )
            return
        if number > MAX_ROWS:
            yield Problem(name, number, "", "", "the file has too many rows", f"a table has at most {MAX_ROWS}")
            return
        cells = yield from _cells(name, number, line)
        if cells is None:
            continue
        if number == 1:
            if cells != expected:
                yield _header(name, cells, expected)
                return
        elif len(cells) != len(expected):
            yield Problem(
                name, number, "", str(len(cells)), f"the row has not {len(expected)} cells", "add or remove commas, or quote the cell"
            )
        else:
            yield from _hygiene(name, number, zip(expected, cells, strict=True), text)
    if number == 0:
        yield Problem(name, 0, "", "", "the file is empty", "restore its header")


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE + 1):
            yield line


def _cells(name: str, number: int, line: bytes) -> Generator[Problem, None, list[str] | None]:
    """Yield what is wrong with one line; return its cells, or None if they cannot be told apart."""

    def problem(wrong: str, remedy: str, value: str = "") -> Problem:
        return Problem(name, number, "", value, wrong, remedy)

    if b"\0" in line or (number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff"))):
        yield problem("a NUL byte or UTF-16", "save the file as UTF-8")
        return None
    if number == 1 and line.startswith(b"\xef\xbb\xbf"):
        yield problem("a byte order mark", "save the file as UTF-8 without one")
        line = line[3:]
    try:
        record = line.decode("utf-8")
    except UnicodeDecodeError as error:
        yield problem("not UTF-8", "save the file as UTF-8", repr(line[max(error.start - 10, 0) : error.end + 10]))
        return None
    if not record.endswith("\n"):
        yield problem("the last line has no end: the file may be cut off", "compare it with the original, then " + _FORMAT, record[-20:])
    if "\r" in record:
        yield problem(_CARRIAGE_RETURN, f"end all lines with LF: {_FORMAT}")
        record = record.replace("\r", "")
    record = record.removesuffix("\n")
    if not record.strip():
        yield problem("a blank line", f"remove it: {_FORMAT}")
        return None
    try:
        cells = next(csv.reader([record], strict=True))
    except csv.Error as error:
        yield problem(f"a quote is not closed or misplaced ({error})", 'close it, or write " as ""', record[-40:])
        return None
    if canonical([cells]) != record + "\n":
        yield problem("quotes that are not needed", _FORMAT, record[:40])
    return cells


def _header(name: str, cells: list[str], expected: list[str]) -> Problem:
    if len(cells) == 1 and cells[0].count(";") == len(expected) - 1:
        wrong = "the cells are parted by semicolons, as some spreadsheets do it: save the file with commas"
    elif cells[: len(expected)] == expected and not any(cells[len(expected) :]):
        wrong = "empty columns at the end, as some spreadsheets add them: remove them"
    elif len(set(cells)) < len(cells):
        wrong = "a column stands twice"
    elif sorted(cells) == sorted(expected):
        wrong = "the columns are in another order"
    else:
        missing, extra = sorted(set(expected) - set(cells)), sorted(set(cells) - set(expected))
        wrong = f"columns missing: {', '.join(missing) or 'none'}; unknown: {', '.join(map(repr, extra))[:100] or 'none'}"
    return Problem(name, 1, "", ",".join(cells)[:60], wrong, f"the header is {','.join(expected)}")


def _hygiene(name: str, number: int, cells: Iterable[tuple[str, str]], text: set[str]) -> Iterator[Problem]:
    for column, cell in cells:
        for wrong, remedy in _unclean(cell, column in text):
            yield Problem(name, number, column, cell, wrong, remedy)


def _unclean(cell: str, text: bool) -> Iterator[tuple[str, str]]:
    if not cell:
        return
    if text and cell[0] in _BLOCKED:
        yield "a spreadsheet would execute this cell", "begin with another character"
    if entity := _ENTITY.search(cell):
        yield f"HTML is left in it: {entity[0]}", "write the character that it stands for"
    if cell.isascii() and cell.isprintable():
        if cell != cell.strip() or "  " in cell:
            yield "spaces around or doubled within the text", "use single spaces"
        return
    if cell != cell.strip() or "  " in cell:
        yield "spaces around or doubled within the text", "use single spaces"
    if not unicodedata.is_normalized("NFC", cell):
        yield "not in Unicode normal form C", "normalise the text to NFC"
    if "\ufffd" in cell:
        yield "letters were lost (U+FFFD)", "read them in the document again"
    if misread := _MISREAD.search(cell):
        yield f"UTF-8 that was read as another encoding: {misread[0]!r}", "read it in the document again"
    if word := _TWO_SCRIPTS.search(cell):
        yield f"letters of two scripts in one word: {word[0]}", "write the word in one script"
    hidden = sorted(
        {f"U+{ord(c):04X}" for c in _NON_JOINER.sub("", cell) if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn")}
    )
    if hidden:
        yield f"characters that do not show: {', '.join(hidden)}", "remove them"


def check_order(frame: pd.DataFrame, schema: Schema, name: str) -> list[Problem]:
    """Return the first row that is out of order by its primary key (by code points)."""
    keys = frame[schema["primaryKey"]].astype("string").fillna("").reset_index(drop=True)
    place = np.argsort(keys.sort_values(schema["primaryKey"], kind="stable").index)
    fallen = np.flatnonzero(np.diff(place) < 0)[:1] + 1
    return [
        Problem(name, row + 2, schema["primaryKey"][0], " ".join(keys.iloc[row]), "rows are not sorted by their key", _FORMAT)
        for row in fallen.tolist()
    ]


def canonical(rows: Iterable[Iterable[str]]) -> str:
    """Return records as canonical CSV text."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def formatted(content: bytes, schema: Schema, name: str) -> bytes:
    """Return a CSV file in canonical form: order of its key, quotes only where needed, LF, no mark, no blank line. No value changes.

    Raises :class:`PackageError` if the records cannot be told apart, or if a cell has a line break, which the form does not allow.
    """
    try:
        records = [(line, row) for line, row in _records(content.decode("utf-8-sig")) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackageError([Problem(name, 0, "", "", f"cannot be read: {error}", "mend it by hand")]) from error
    rows = [row for _, row in records]
    if not rows or rows[0] != schemas.columns(schema) or any(len(row) != len(rows[0]) for row in rows):
        raise PackageError(
            [Problem(name, 1, "", "", "the header or the number of cells is wrong", "run make validate and mend it by hand")]
        )
    broken = [(line, column, cell) for line, row in records for column, cell in zip(rows[0], row, strict=True) if set(cell) & set("\r\n")]
    if broken:
        raise PackageError([Problem(name, *place, "a line break within the cell", "write it on one line") for place in broken])
    keys = [rows[0].index(key) for key in schema["primaryKey"]]
    return canonical([rows[0], *sorted(rows[1:], key=lambda row: [row[key] for key in keys])]).encode("utf-8")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of CSV text with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begin = 1
    for row in reader:
        yield begin, row
        begin = reader.line_num + 1
