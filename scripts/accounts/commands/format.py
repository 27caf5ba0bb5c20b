"""Put the curated CSV files into canonical form: order of the key, quoting, line ends. Says what it changed; no value changes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from accounts import schemas, writing
from accounts.check import form
from accounts.problems import PackageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: none."""


def run(options: argparse.Namespace) -> int:
    """Format the curated tables; return 0, or 1 if one cannot be read (then nothing is written)."""
    root: Path = options.package
    table_schemas = schemas.load()
    contents: dict[str, bytes] = {}
    problems = []
    try:
        with writing.locked(root):
            for table in schemas.CURATED:
                path = schemas.csv_path(table)
                try:
                    contents[path] = form.formatted((root / path).read_bytes(), table_schemas[table], path)
                except PackageError as error:
                    problems += error.problems
            if problems:
                print(PackageError(problems), file=sys.stderr)
                return 1
            changed = writing.write(root, contents)
    except OSError as error:
        print(f"{error}; {writing.outcome(root)}", file=sys.stderr)
        return 1
    for path in changed:
        print(f"formatted {path}")
    print(f"{len(changed)} of {len(contents)} files changed")
    return 0
