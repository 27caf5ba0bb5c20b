"""Make a release in ``dist/``: the package as one zip, as files and as a SQLite database, with its citations, sums and changes.

``python scripts/release.py [--previous ZIP_OR_DIR]`` checks the package first, then compares it with the release before and refuses a
version number that promises less than the change. It also writes anew what CITATION.cff, .zenodo.json and README.md say of the package.
Nothing is written unless everything is right.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from accounts import descriptor, releasing, schemas, swap, tables, versions
from accounts import package as checking
from accounts.problems import PackageError

PACKAGE = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Release the package; return 0, or 1 where it may not be released."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--previous", metavar="ZIP_OR_DIR", type=Path, help="the release before: its zip, or its directory")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    try:
        contents = release(PACKAGE, options.previous)
    except PackageError as error:
        print(error, file=sys.stderr)
        print(f"problems: {len(error.problems)}; nothing was written", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error}; {swap.left(PACKAGE)}", file=sys.stderr)
        return 1
    for path in sorted(path for path in contents if "/" not in path):
        print(f"{len(contents[path]):11,}  dist/{path}")
    print(f"{len(contents)} files, summed in dist/{releasing.SUMS}; {time.perf_counter() - began:.1f} s")
    return 0


def release(package: Path, previous: Path | None = None) -> dict[str, bytes]:
    """Write the release of ``package`` into its ``dist/``; return its files, path in ``dist/`` to bytes.

    Raises :class:`PackageError` where the package is not valid, lacks a file, has a reading later than itself, is not in its change log, or
    its version promises less than the change since ``previous``. Files of an earlier release go; what else lies in ``dist/`` stays.
    """
    with swap.locked(package):
        problems = checking.check(package) + releasing.missing(package)
        if problems:
            raise PackageError(problems)
        head, laws = descriptor.load(package), schemas.load_all(package)
        changes = announced(package, previous)
        every = {table: tables.read(package / "data" / f"{table}.csv", law) for table, law in laws.items()}
        problems = releasing.read_later(head, every) + releasing.unannounced(package, head)
        if problems:
            raise PackageError(problems)
        fresh = releasing.refreshed(package, head)
        contents = releasing.release(head, releasing.members(package, head, fresh), every, laws, changes)
        dist = package / "dist"
        old = releasing.summed((dist / releasing.SUMS).read_bytes()) if (dist / releasing.SUMS).is_file() else set()
        gone = dict.fromkeys(f"dist/{path}" for path in old - set(contents))
        swap.write(package, {**fresh, **gone, **{f"dist/{path}": content for path, content in contents.items()}})
    return contents


def announced(package: Path, previous: Path | None) -> dict[str, bytes]:
    """Return the files that tell the changes since ``previous``; nothing without one.

    Raises :class:`PackageError` where the version of ``package`` is not one, or promises less than they are.
    """
    after = versions.load(package)
    versions.number(after.head)
    if previous is None:
        return {}
    before = versions.load(previous)
    changes = versions.compare(before, after)
    refused = versions.refusals(before, after, changes)
    if refused:
        raise PackageError(refused)
    return {"changes.csv": versions.changes_csv(changes), "changes.md": versions.changes_md(before, after, changes)}


if __name__ == "__main__":
    sys.exit(main())
