"""Values by the Table Schemas: types, constraints, keys. frictionless-py does the work; this room puts its findings into words."""

from __future__ import annotations

import csv
import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from frictionless import Check, Checklist, Error, Package, Row, errors, system

from accounts import schemas
from accounts.problems import Problem
from accounts.schemas import Field, Schema, Schemas

_REMEDY = {
    "primary-key": "give the row an identifier of its own",
    "unique-error": "give the row an identifier of its own",
    "cell-error": "write plain digits: 1000 for a number, 1992-02-26 for a date",
}
_MANY = 15  # codes or cells, more than a line each should name
_WORDS = re.compile(r"\^\\S\+\( \\S\+\)\{0,(\d+)\}\$")  # a pattern that counts words
_PLAIN = {"integer": r"(0|-?[1-9]\d{0,14})$", "date": r"\d{4}-\d\d-\d\d$"}


class _PlainDigits(Check):
    """Numbers, dates and codes written in 0-9 and in one way: frictionless also takes ``1_000``, ``007``, ``٣`` and ``2026-1-2``."""

    type = "plain-digits"
    Errors: ClassVar = [errors.CellError]

    def validate_row(self, row: Row) -> Iterator[Error]:
        """Yield the cells that frictionless accepts and the rest of the package would not."""
        named = {getattr(error, "field_name", None) for error in row.errors}
        for number, (field, cell) in enumerate(zip(row.fields, row.cells, strict=True), start=1):
            pattern = field.constraints.get("pattern") or _PLAIN.get(field.type)
            if cell and pattern and field.name not in named and not re.match(pattern, cell, re.ASCII):
                yield errors.CellError(
                    note="not in plain digits",
                    cells=row.cells,
                    row_number=row.row_number,
                    cell=cell,
                    field_name=field.name,
                    field_number=number,
                )


def check(package: Path, tables: Iterable[str], table_schemas: Schemas) -> list[Problem]:
    """Return the values of ``tables`` (names; CSV files under ``package``) that do not fit their schemas.

    Only files of the package are opened, whatever its descriptor says: frictionless gets a descriptor made here.
    """
    names = list(tables)
    resources = [{"name": t, "type": "table", "path": schemas.csv_path(t), "schema": table_schemas[t]} for t in names]
    with system.use_context(trusted=False):
        whole = Package.from_descriptor({"name": "tables", "resources": resources}, basepath=str(package))
        report = whole.validate(Checklist(checks=[_PlainDigits()]), limit_errors=10_000)

    @functools.cache
    def known(table: str, column: str) -> list[str]:
        with (package / schemas.csv_path(table)).open(encoding="utf-8", newline="") as file:
            return sorted({row[column] for row in csv.DictReader(file)})

    found = [_problem(task.name, error, table_schemas[task.name], known) for task in report.tasks for error in task.errors]
    return _gathered(found)


def _gathered(found: list[Problem]) -> list[Problem]:
    """Return the problems; of many cells of a column with the same fault, as a spreadsheet leaves them, the first speaks for all."""
    alike: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in found:
        alike.setdefault((problem.file, problem.column, problem.wrong, problem.remedy), []).append(problem)
    out = []
    for first, *more in alike.values():
        many = len(more) >= _MANY and first.row
        out += [replace(first, wrong=f"{first.wrong} ({len(more) + 1} cells of this column)")] if many else [first, *more]
    return out


def _problem(table: str, error: Error, schema: Schema, known: Callable[[str, str], list[str]]) -> Problem:
    row, column, value, wrong = getattr(error, "row_number", 0) or 0, "", "", error.note
    remedy = _REMEDY.get(error.type, "compare with the schema")
    if isinstance(error, errors.CellError):
        column, value = error.field_name, str(error.cell)
        if error.type in ("type-error", "constraint-error"):
            wrong, remedy = _words(error, schemas.field(schema, column))
    elif isinstance(error, errors.ForeignKeyError):
        column, value = ", ".join(error.field_names), ", ".join(error.field_cells)
        target = error.reference_name or table
        wrong = f"no row of {target} has this {', '.join(error.reference_field_names)}"
        near = difflib.get_close_matches(error.field_cells[-1], known(target, error.reference_field_names[-1]), n=3, cutoff=0.5)
        other = "propose it in an issue" if target in schemas.CODEBOOK else "add it"
        remedy = ", ".join(["name a row that exists", *([f"such as {' or '.join(near)}"] if near else []), f"or {other}"])
    elif hasattr(error, "cells") and row:
        column = ", ".join(schema["primaryKey"])
        names = [field["name"] for field in schema["fields"]]
        value = ", ".join(str(error.cells[names.index(key)]) for key in schema["primaryKey"])
    return Problem(schemas.csv_path(table), row, column, value, wrong, remedy)


def _words(error: errors.CellError, field: Field) -> tuple[str, str]:
    """Return what is wrong with a cell and what to write, in words that a coder knows: those of the field's description and example."""
    example, limits = field["example"], field.get("constraints", {})
    if error.type == "type-error":
        return f"no {field.get('format', field['type'])}, such as {example}", field["description"]
    words = _WORDS.fullmatch(limits.get("pattern", ""))
    if words and (given := len(error.cell.split())) > int(words[1]) + 1:
        return f"{given} words, at most {int(words[1]) + 1}", field["description"]
    named = re.match(r'constraint "(\w+)"', error.note)
    name = named[1] if named else ""
    if name == "enum" and len(limits["enum"]) <= _MANY:
        return "no code of this column", f"write one of: {', '.join(limits['enum'])}"
    wrong = {
        "enum": f"no code of this column, such as {example}",
        "pattern": f"not in the form of this column, such as {example}",
        "required": "empty, but required",
        "minimum": f"less than {limits.get('minimum')}",
        "maxLength": f"longer than {limits.get('maxLength')} characters",
    }
    return wrong.get(name, error.note), field["description"]
