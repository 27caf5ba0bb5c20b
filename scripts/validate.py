"""Check a copy of the package: form, values, rules, derived tables, Parquet, hashes. Nothing is written.

``python scripts/validate.py [PACKAGE_DIR]`` prints one line a problem, ``file:row:column  value  what is wrong  what to do``, and exits
with 1 if there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from accounts import package
from accounts.problems import print_any_text, report

PACKAGE = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Check one package; return 0 where nothing is wrong."""
    print_any_text()
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("package", metavar="PACKAGE_DIR", nargs="?", type=Path, default=PACKAGE, help="default: this package")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="json: a list of problems, for machines")
    options = parser.parse_args(arguments)
    if not options.package.is_dir():
        parser.error(f"{options.package} is not a directory")
    began = time.perf_counter()
    problems = package.check(options.package)
    if problems or options.format == "json":
        print(report(problems, options.format))
    if options.format == "text":
        print(f"problems: {len(problems)}; {options.package}; {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
