"""Put the curated CSV files into canonical form: order of the key, quoting, line ends. Says what it changed; no value changes."""

from __future__ import annotations

import argparse
from pathlib import Path

from accounts import schemas, writing
from accounts.check import form
from accounts.problems import PackageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: none."""


def run(options: argparse.Namespace) -> int:
    """Format the curated tables; return 0. Raises :class:`PackageError` if one cannot be read."""
    root: Path = options.package
    table_schemas = schemas.load()
    contents: dict[str, bytes] = {}
    problems = []
    with writing.locked(root):
        for table in schemas.CURATED:
            path = schemas.csv_path(table)
            try:
                contents[path] = form.formatted((root / path).read_bytes(), table_schemas[table], path)
            except PackageError as error:
                problems += error.problems
        if problems:
            raise PackageError(problems)
        changed = writing.write(root, contents)
    for path in changed:
        print(f"formatted {path}")
    print(f"{len(changed)} of {len(contents)} files changed")
    return 0
