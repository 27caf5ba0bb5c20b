"""Print what looks inconsistent in the curated tables and breaks no rule: every suspicion that is not settled.

Prints one line per suspicion: ``file:row  check  row ~ other row  why: what would settle it``. The exit code is 1 if there is any. To
settle one, mend the row, or write a line in data/settled.csv: check, row_id, other_row_id, reason.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from accounts import package, schemas
from accounts.check import consistency


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--check", metavar="CHECK", choices=consistency.CHECKS, help="only the suspicions of this check")


def run(options: argparse.Namespace) -> int:
    """Print the suspicions; return 0 if all are settled."""
    curated = package.read(options.package).tables
    found = [each for each in consistency.unsettled(curated) if options.check in (None, each.check)]
    places = consistency.places(curated)
    for each in found:
        table, line = places[each.row_id]
        beside = f" ~ {each.other_row_id}" if each.other_row_id else ""
        print(f"{schemas.csv_path(table)}:{line}  {each.check}  {each.row_id}{beside}  {each.sentence}")
    for check, times in Counter(each.check for each in found).items():
        print(f"{times:7,}  {check}", file=sys.stderr)
    print(f"suspicions: {len(found)}; settled: {len(curated[consistency.SETTLED])}; {options.package}", file=sys.stderr)
    return 1 if found else 0
