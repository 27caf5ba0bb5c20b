"""Who repeats whom: following ``repeats`` to its root.

The idea is that of PROV-O: a row was derived from the row it repeats. The root is its primary source, as far as the tables know.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from accounts.derive import edtf, intervals
from accounts.schemas import CLAIM_TABLES
from accounts.tables import Tables, positions


class CycleError(ValueError):
    """``repeats`` leads back to where it began. ``rows`` names the rows on or before a cycle."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__(f"repeats runs in a circle: {', '.join(rows[:5])}")
        self.rows = rows


def roots(identifiers: pd.Series, repeats: pd.Series) -> pd.DataFrame:
    """Return the root and depth of every row.

    In: the identifiers of a table and, in the same order, the identifier each row repeats or missing.
    Out: columns ``origin`` (position of the root) and ``depth`` (steps to it). A reference to a row that is not there counts as none.
    Raises :class:`CycleError`.

    Pointer doubling: each round halves the distance to the root, so a chain of n rows takes log2(n) rounds. Only a circle takes them all.
    """
    first = parent = _parents(identifiers, repeats)
    depth = (parent != np.arange(len(parent))).astype(np.int64)
    for _ in range(len(parent).bit_length()):
        further = parent[parent]
        if (further == parent).all():
            break
        depth = depth + depth[parent]
        parent = further
    astray = first[parent] != parent
    if astray.any():
        raise CycleError(sorted(identifiers[astray].astype(str)))
    return pd.DataFrame({"origin": parent, "depth": depth}, index=identifiers.index)


def _parents(identifiers: pd.Series, repeats: pd.Series) -> np.ndarray:
    """Return, for each row, the position of the row it repeats, or its own."""
    parent, repeating = np.arange(len(identifiers)), repeats.notna().to_numpy()
    found = positions(repeats[repeating], identifiers)
    parent[repeating] = np.where(found >= 0, found, parent[repeating])
    return parent


def origins(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return ``origin_id`` and ``origin_source_id`` of every row of a table with columns ``key``, ``repeats`` and ``source_id``."""
    at = roots(frame[key], frame["repeats"])["origin"].to_numpy()
    return pd.DataFrame(
        {"origin_id": frame[key].to_numpy()[at], "origin_source_id": frame["source_id"].to_numpy()[at]}, index=frame.index
    ).astype("string")


def table(tables: Tables, anchor: str) -> pd.DataFrame:
    """Return the derived table ``lineage``: one row for every figure, date and characterization."""
    issuer = tables["sources"].set_index("source_id")["issuer_id"]
    out = pd.concat([_of_table(tables[name], name, key, issuer, issuer[anchor]) for name, key in CLAIM_TABLES.items()], ignore_index=True)
    kind = roots_of_figures(tables).set_axis(tables["figures"]["figure_id"])
    return out.assign(root=out["row_id"].map(kind).where(out["table"] == "figures").astype("string"))


def roots_of_figures(tables: Tables) -> pd.Series:
    """Return, for each figure that repeats none, which kind of root it is; missing for the others.

    ``first_here``: no earlier document here gives this interval for this event, measure and population. If one does, the root is
    ``uncredited`` if its row names nobody, and ``credited_elsewhere`` if it names somebody who has no row here. A document is earlier if
    its last possible day is before the first possible day of the other. A document whose beginning is open is dated by its end. An undated
    document is later than any dated one.
    """
    rows = tables["figures"]
    dated = tables["sources"]["published"]
    days = pd.DataFrame({"first": edtf.order(dated), "last": edtf.bounds(dated)["last"]}).fillna(pd.Timestamp(edtf.LAST))
    first, last = (rows["source_id"].map(days[end].set_axis(tables["sources"]["source_id"])) for end in ("first", "last"))
    same = [rows[name].astype("string") for name in ("event_id", "measure_id", "counted")]
    earlier = last.groupby([*same, intervals.span(rows)]).transform("min") < first
    kind = pd.Series("first_here", index=rows.index, dtype="string")
    kind = kind.mask(earlier & (rows["voice"].astype("string") == "own"), "uncredited")
    kind = kind.mask(earlier & (rows["voice"].astype("string") == "relayed"), "credited_elsewhere")
    return kind.where(roots(rows["figure_id"], rows["repeats"])["depth"] == 0)


def _of_table(frame: pd.DataFrame, name: str, key: str, issuer: pd.Series, anchor_issuer: str) -> pd.DataFrame:
    found = roots(frame[key], frame["repeats"])
    parent = _parents(frame[key], frame["repeats"])
    origin = found["origin"].to_numpy()
    depth = found["depth"].to_numpy()
    levels = np.split(np.argsort(depth, kind="stable"), np.bincount(depth).cumsum()[:-1])[1:]  # the rows at depth 1, 2, ...
    passed = (frame["source_id"].map(issuer) == anchor_issuer).to_numpy(bool)
    repeated = np.zeros(len(frame), np.int64)
    for rows in levels:
        passed[rows] |= passed[parent[rows]]
    for rows in reversed(levels):
        np.add.at(repeated, parent[rows], repeated[rows] + 1)
    return pd.DataFrame(
        {
            "table": name,
            "row_id": frame[key],
            "source_id": frame["source_id"],
            "origin_id": frame[key].to_numpy()[origin],
            "origin_source_id": frame["source_id"].to_numpy()[origin],
            "depth": depth,
            "repeated_by": repeated,
            "through_anchor_issuer": passed,
        }
    )


def tree(frame: pd.DataFrame, key: str, start: str) -> list[tuple[int, str]]:
    """Return the whole tree of the row ``start``, from its root: (depth, identifier), each row after the one it repeats.

    In: a table with columns ``key`` and ``repeats``. Raises ``KeyError`` if ``start`` is not in it.
    """
    found = roots(frame[key], frame["repeats"]).set_axis(frame[key].astype(str))
    identifiers = frame[key].astype(str).to_numpy()
    root = identifiers[found.loc[start, "origin"]]
    children = frame.assign(**{key: identifiers}).groupby(frame["repeats"].astype("string"), observed=True)[key].agg(list).to_dict()
    out: list[tuple[int, str]] = []
    waiting = [(0, str(root))]
    while waiting:
        depth, row = waiting.pop()
        out.append((depth, row))
        waiting += [(depth + 1, child) for child in reversed(children.get(row, []))]
    return out
