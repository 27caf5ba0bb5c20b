"""Set documents side by side: what each says of the same thing, in its own words, or which silence it keeps.

Two to eight documents are the columns, in the order in which you name them. Each figure and date is related to those of the first on the
same thing. The tables are taken as the last build left them.
"""

from __future__ import annotations

import argparse
import sys

from accounts import package
from accounts.derive import synopsis
from accounts.page import synopsis as forms
from accounts.problems import PackageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a source_id of data/sources.csv; two to eight of them")
    parser.add_argument("--event", metavar="EVENT_ID", help="only what is said of this event (default: of all)")
    parser.add_argument(
        "--only",
        choices=["differing"],
        help="differing: only what two of the documents or more state and do not state alike, that is other numbers, people counted, days "
        "or positions, or the same in another voice (own or relayed); what one of them alone states is left out, since silence differs "
        "from nothing; who is credited does not count",
    )
    parser.add_argument("--format", choices=list(forms.FORMS), default="text", help="text (default) is 100 columns wide")


def run(options: argparse.Namespace) -> int:
    """Print the synopsis; return 0, or 1 where there is no such source or event, or no built package."""
    chosen: list[str] = options.sources
    if not synopsis.FEWEST <= len(chosen) <= synopsis.MOST or len(set(chosen)) < len(chosen):
        options.parser.error(f"name {synopsis.FEWEST} to {synopsis.MOST} documents, each once")
    try:
        found = package.load(options.package)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    wrong = synopsis.faults(found.tables, chosen, options.event)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    rows = synopsis.rows(found.tables, chosen, options.event, only_differing=options.only == "differing")
    shown = forms.sheet(found, chosen, rows, forms.ONLY_DIFFERING if options.only else forms.ALL)
    print(forms.FORMS[options.format](shown), end="")
    return 0
