"""Put the curated CSV files into canonical form: order of the key, quoting, line ends. Says what it changed; no value changes."""

from __future__ import annotations

import sys
from pathlib import Path

from accounts import files, schemas, swap
from accounts.problems import PackageError

PACKAGE = Path(__file__).resolve().parent.parent


def main(package: Path = PACKAGE) -> int:
    """Format the curated tables of ``package``; return 0, or 1 where one cannot be read (then nothing is written)."""
    contents, problems = {}, []
    try:
        with swap.locked(package):
            for table in schemas.CURATED:
                name = f"data/{table}.csv"
                try:
                    contents[name] = files.formatted((package / name).read_bytes(), schemas.load(package, table), name)
                except PackageError as error:
                    problems += error.problems
            if problems:
                print(PackageError(problems), file=sys.stderr)
                return 1
            changed = swap.write(package, contents)
    except OSError as error:
        print(f"{error}; {swap.left(package)}", file=sys.stderr)
        return 1
    for name in changed:
        print(f"formatted {name}")
    print(f"{len(changed)} of {len(contents)} files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
