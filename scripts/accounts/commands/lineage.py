"""Show who repeats whom, as a tree.

With a ROW_ID: the tree in which a figure, date or characterization stands. With --measure: every tree of a measure.
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from accounts import schemas, tables
from accounts.derive import intervals, lineage
from accounts.problems import no_such
from accounts.schemas import CLAIM_TABLES

#: Where the identifiers of rows stand.
ROWS = "data/figures.csv, data/dates.csv and data/characterizations.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("row", nargs="?", metavar="ROW_ID", help="a figure_id, date_id or characterization_id")
    parser.add_argument("--measure", metavar="MEASURE_ID", help="every tree of this measure")
    parser.add_argument("--event", metavar="EVENT_ID", help="of this event (default: khojaly-1992)")
    parser.add_argument("--value", type=int, metavar="NUMBER", help="only trees whose root has this number as one of its ends")


def run(options: argparse.Namespace) -> int:
    """Print the trees asked for; return 0, or 1 if there is no such row."""
    if (options.row is None) == (options.measure is None):
        options.parser.error("name a row, or a measure with --measure")
    if options.row and (options.event or options.value is not None):
        options.parser.error("--event and --value go with --measure")
    curated = tables.read_curated(options.package, schemas.load())
    event = options.event or "khojaly-1992"
    wrong = [] if options.row else unknown(curated, event, options.measure)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    try:
        lines = of_row(curated, options.row) if options.row else of_measure(curated, event, options.measure, options.value)
    except lineage.CycleError as error:
        print(f"{error}: see make validate", file=sys.stderr)
        return 1
    if not lines:
        known = [name for table, key in CLAIM_TABLES.items() for name in curated[table][key]]
        nowhere = f"no tree of {options.measure} has {options.value} at its root"
        print(no_such("row", options.row, known, ROWS) if options.row else nowhere, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def unknown(curated: tables.Tables, event: str, measure: str) -> list[str]:
    """Return a line for the event and the measure that no table has, with the nearest that there is."""
    found = []
    for table, code in (("events", event), ("measures", measure)):
        key = f"{table[:-1]}_id"
        known = curated[table][key].astype(str).to_list()
        if code not in known:
            found.append(no_such(table[:-1], code, known, f"data/{table}.csv"))
    return found


def of_row(curated: tables.Tables, row: str) -> list[str]:
    """Return the tree in which ``row`` stands, the row marked; nothing where no table has it."""
    for table, key in CLAIM_TABLES.items():
        if curated[table][key].eq(row).any():
            said = _said(curated, table)
            return [_line(depth, said[name], name == row) for depth, name in lineage.tree(curated[table], key, row)]
    return []


def of_measure(curated: tables.Tables, event: str, measure: str, value: int | None) -> list[str]:
    """Return every tree of a measure, the largest first; only those with ``value`` as an end of the root's interval, if given."""
    figures = curated["figures"]
    rows = figures[(figures["event_id"].astype("string") == event) & (figures["measure_id"].astype("string") == measure)]
    rows = rows.reset_index(drop=True)
    found = lineage.roots(rows["figure_id"], rows["repeats"])
    size = found["origin"].map(found["origin"].value_counts())
    top = rows.assign(size=size)[found["depth"] == 0].sort_values(["size", "figure_id"], ascending=[False, True])
    if value is not None:
        top = top[(top["low"] == value).fillna(False) | (top["high"] == value).fillna(False)]
    said = _said(curated, "figures")
    trees = [lineage.tree(rows, "figure_id", root) for root in top["figure_id"]]
    return [_line(depth, said[name], marked=False) for tree in trees for depth, name in tree]


def _said(curated: tables.Tables, table: str) -> pd.Series:
    """Return what each row of a table says, and how it came to it, by identifier."""
    key, rows = CLAIM_TABLES[table], curated[table].merge(curated["sources"][["source_id", "published"]], on="source_id")
    if table == "figures":
        value = intervals.text(rows["low"], rows["high"], rows["qualifier"])
    elif table == "dates":
        value = rows["earliest"] + "/" + rows["latest"]
    else:
        value = rows["position_id"].astype("string")
    credit = (", credited to " + rows["credited_to"]).fillna("")
    basis = (" [" + rows["repeats_basis"].astype("string") + "]").fillna("")
    text = value + "  " + rows["source_id"] + " (" + rows["published"].fillna("undated") + ")" + credit + basis
    return text.set_axis(rows[key])


def _line(depth: int, text: str, marked: bool) -> str:
    return f"{'  ' * depth}{'└ ' if depth else ''}{text}{'  ←' if marked else ''}"
