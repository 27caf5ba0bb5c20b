"""Set documents side by side: what each says of the same thing, in its own words, or how it is silent.

The columns are two to eight documents, in the order in which you name them. Each figure and date is compared with the first document's on
the same thing. The tables are those of the last build.
"""

from __future__ import annotations

import argparse
import sys

from accounts import package
from accounts.derive import synopsis
from accounts.page import synopsis as forms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a source_id of data/sources.csv; two to eight of them")
    parser.add_argument("--event", metavar="EVENT_ID", help="only what is said of this event (default: of all)")
    parser.add_argument(
        "--only",
        choices=["differing"],
        help="differing: only what two documents or more state in different ways. They give other numbers, people counted, days or "
        "positions, or the same in another voice (own or relayed). What only one document states is left out, since silence differs "
        "from nothing. Who is credited does not count.",
    )
    parser.add_argument("--format", choices=list(forms.FORMS), default="text", help="text (default) is 100 columns wide")


def run(options: argparse.Namespace) -> int:
    """Print the synopsis; return 0, or 1 if there is no such source or event, or no built package."""
    chosen: list[str] = options.sources
    if not synopsis.FEWEST <= len(chosen) <= synopsis.MOST or len(set(chosen)) < len(chosen):
        options.parser.error(f"name {synopsis.FEWEST} to {synopsis.MOST} documents, each once")
    found = package.load(options.package)
    wrong = synopsis.faults(found.tables, chosen, options.event)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    rows = synopsis.rows(found.tables, chosen, options.event, only_differing=options.only == "differing")
    shown = forms.sheet(found, chosen, rows, forms.ONLY_DIFFERING if options.only else forms.ALL)
    print(forms.FORMS[options.format](shown), end="")
    return 0
