"""Make a release in dist/: the package as one zip, as files and as a SQLite database, with its citations, sums and changes.

Checks the package first. Then compares it with the release before, and refuses a version number that promises less than the change. Also
writes what CITATION.cff, .zenodo.json and README.md say of the package. Writes nothing unless everything is right.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from accounts import package, writing
from accounts.problems import PackageError
from accounts.publish import release, versions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--previous", metavar="ZIP_OR_DIR", type=Path, help="the release before: its zip, or its directory")


def run(options: argparse.Namespace) -> int:
    """Release the package; return 0."""
    root: Path = options.package
    began = time.perf_counter()
    contents = write(root, options.previous)
    for path in sorted(path for path in contents if "/" not in path):
        print(f"{len(contents[path]):11,}  dist/{path}")
    print(f"{len(contents)} files, summed in dist/{release.SUMS}; {time.perf_counter() - began:.1f} s")
    return 0


def write(root: Path, previous: Path | None = None) -> dict[str, bytes]:
    """Write the release of the package at ``root`` into its ``dist/``; return its files, path in ``dist/`` to bytes.

    Raises :class:`PackageError` if the package is not valid, lacks a file, has a reading later than itself, or is not in its change log.
    Also if its version promises less than the change since ``previous``. Files of an earlier release go; other files in ``dist/`` stay.
    """
    with writing.locked(root):
        problems = package.check(root) + release.missing(root)
        if problems:
            raise PackageError(problems)
        changes = announced(root, previous)
        found = package.load(root)
        problems = release.readings_after_release(found) + release.unannounced(root, found.descriptor)
        if problems:
            raise PackageError(problems)
        fresh = release.refreshed(root, found.descriptor)
        contents = release.release(found, release.members(root, found.descriptor, fresh), changes)
        dist = root / "dist"
        old = release.summed((dist / release.SUMS).read_bytes()) if (dist / release.SUMS).is_file() else set()
        gone = dict.fromkeys(f"dist/{path}" for path in old - set(contents))
        writing.write(root, {**fresh, **gone, **{f"dist/{path}": content for path, content in contents.items()}})
    return contents


def announced(root: Path, previous: Path | None) -> dict[str, bytes]:
    """Return the files that tell the changes since ``previous``; nothing without one.

    Raises :class:`PackageError` if the version of the package promises less than these changes.
    """
    if previous is None:
        return {}
    before, after = versions.load(previous), versions.load(root)
    changes = versions.compare(before, after)
    refused = versions.refusals(before, after, changes)
    if refused:
        raise PackageError(refused)
    return {"changes.csv": versions.changes_csv(changes), "changes.md": versions.changes_md(before, after, changes)}
