"""Check the curated tables, compare every source with the anchor, and write every table as CSV and Parquet.

Writes data/derived/, data/parquet/, data/README.md, the picture, schemas/ and datapackage.json, or nothing at all. If nothing has changed
since the last build, it says so and stops.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from accounts import schemas, stamp, writing
from accounts.problems import PackageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--anchor", metavar="SOURCE_ID", help="compare with this source instead of the package's anchor; needs --out")
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the package there instead of in place")


def run(options: argparse.Namespace) -> int:
    """Build the package; return 0."""
    root: Path = options.package
    out: Path = options.out or root
    in_place = out.resolve() == root.resolve()
    if options.anchor and in_place:
        options.parser.error("--anchor needs --out, another directory: the package here keeps its own anchor")
    began = time.perf_counter()
    if in_place and stamp.is_current(root):
        print(f"nothing has changed since the last build; {time.perf_counter() - began:.1f} s")
        return 0
    rows, changed, suspicions = build(root, None if in_place else out, options.anchor)
    for table in schemas.TABLES:
        print(f"{rows[table]:7,}  {table}")
    print(f"{suspicions:7,}  suspicions not settled (make consistency prints them)")
    print(f"{len(changed)} files changed; {time.perf_counter() - began:.1f} s")
    return 0


def build(root: Path, out: Path | None = None, anchor: str | None = None) -> tuple[dict[str, int], list[str], int]:
    """Build the package at ``root`` in place, or whole into ``out``.

    Return the rows of each table, the paths that changed, and how many suspicions of inconsistency are not settled.
    Raises :class:`PackageError` if something is wrong with the curated tables or the descriptor, or if a file was edited meanwhile.
    """
    from accounts import package  # pandas and pyarrow take a second to import
    from accounts.check import consistency

    with writing.locked(root):
        before = stamp.state(root)
        found = package.read(root)
        found = package.derive(found.with_anchor(anchor) if anchor else found)
        rendered = package.render(found)
        edited = stamp.edited(root, before)
        if edited:
            raise PackageError(edited)
        rows = {table: len(frame) for table, frame in found.tables.items()}
        suspicions = len(consistency.unsettled(found.tables))
        if out is None:
            made = package.built(rendered)
            changed = writing.write(root, made)
            stamp.keep(root, before, made)
            return rows, changed, suspicions
    out.mkdir(parents=True, exist_ok=True)
    with writing.locked(out):
        return rows, writing.write(out, rendered), suspicions
