"""Check a copy of the package: form, values, rules, derived tables, Parquet, hashes. Nothing is written.

Prints one line per problem: ``file:row:column  value  what is wrong  what to do``. The exit code is 1 if there is any.
"""

from __future__ import annotations

import argparse
import sys
import time

from accounts import package
from accounts.problems import report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--format", choices=["text", "json"], default="text", help="json: a list of problems, for machines")


def run(options: argparse.Namespace) -> int:
    """Check one package; return 0 if nothing is wrong."""
    began = time.perf_counter()
    problems = package.check(options.package)
    if problems or options.format == "json":
        print(report(problems, options.format))
    if options.format == "text":
        print(f"problems: {len(problems)}; {options.package}; {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return 1 if problems else 0
