"""Cite one row: a figure, date or characterization, within this version of the package.

Prints the document, the place and the words, the row, the text that was read and its address, and the citation of the package. The
tables are taken as the last build left them.
"""

from __future__ import annotations

import argparse
import sys

from accounts import package
from accounts.commands.lineage import ROWS
from accounts.problems import no_such
from accounts.publish import citation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("row", metavar="ROW_ID", help="a figure_id, date_id or characterization_id")


def run(options: argparse.Namespace) -> int:
    """Print the citation; return 0, or 1 where there is no such row."""
    found = package.load(options.package)
    rows = found.tables["statements"].astype("object").set_index("row_id", drop=False)
    if options.row not in rows.index:
        print(no_such("row", options.row, list(rows.index), ROWS), file=sys.stderr)
        return 1
    row = rows.loc[options.row]
    print(citation.statement(found.descriptor, row.where(row.notna(), None).to_dict()))
    return 0
