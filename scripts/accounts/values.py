"""Values by the Table Schemas: types, constraints, keys. The work is frictionless-py's; this room words its findings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from frictionless import Checklist, Error, Package, system

from accounts.problems import Problem
from accounts.schemas import Schema

_REMEDY = {
    "type-error": "write it as the schema says",
    "constraint-error": "see the column in data/README.md for what goes in",
    "primary-key": "give the row an identifier of its own",
    "unique-error": "give the row an identifier of its own",
    "foreign-key": "name a row that exists, or add it",
}


def check(package: Path, tables: Iterable[str], table_schemas: dict[str, Schema]) -> list[Problem]:
    """Return the values of ``tables`` (names; CSV files under ``package``) that do not fit their schemas.

    Only files of the package are opened, whatever its descriptor says: the one given to frictionless is made here.
    """
    names = list(tables)
    resources = [{"name": t, "type": "table", "path": f"data/{t}.csv", "schema": table_schemas[t]} for t in names]
    with system.use_context(trusted=False):
        whole = Package.from_descriptor({"name": "tables", "resources": resources}, basepath=str(package))
        report = whole.validate(Checklist(skip_errors=["duplicate-row"]), limit_errors=10_000)
    return [_problem(task.name, error, table_schemas[task.name]) for task in report.tasks for error in task.errors]


def _problem(table: str, error: Error, schema: Schema) -> Problem:
    row, column, value = getattr(error, "row_number", 0) or 0, "", ""
    if hasattr(error, "field_name"):
        column, value = error.field_name, str(error.cell)
    elif hasattr(error, "field_names"):
        column, value = ", ".join(error.field_names), ", ".join(map(str, error.field_cells))
    elif hasattr(error, "cells") and row:
        column = ", ".join(schema["primaryKey"])
        names = [field["name"] for field in schema["fields"]]
        value = ", ".join(str(error.cells[names.index(key)]) for key in schema["primaryKey"])
    return Problem(f"data/{table}.csv", row, column, value, error.note, _REMEDY.get(error.type, "compare with the schema"))
