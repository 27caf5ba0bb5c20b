"""What a reader needs beside a figure, a date or a characterization: who says it, when, of whom, and where it was read."""

from __future__ import annotations

import operator
from typing import Any

import pandas as pd

from accounts.derive import edtf
from accounts.derive import statements as derived
from accounts.schemas import SUBJECTS
from accounts.tables import Tables

#: A row with plain values, for a template.
Record = dict[str, Any]
UNDATED = 99999999

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def date(value: str | None) -> str:
    """Return an EDTF date as a reader says it: 26 February 1992, about March 1992, by 19 March 2022, undated."""
    if not value:
        return "undated"
    begin, _, end = value.partition("/")
    if begin == "..":
        return f"by {_day(end)}"
    if end == "..":
        return f"from {_day(begin)}"
    return f"{_day(begin)} to {_day(end)}" if end else _day(begin)


def _day(value: str) -> str:
    plain = value.rstrip("?~%")
    mark = value[len(plain) :]
    year, *rest = plain.split("-")
    if not plain.replace("-", "").isdigit() or any(int(month) > 12 for month in rest[:1]):
        return value
    text = " ".join([*(str(int(day)) for day in rest[1:]), *(_MONTHS[int(month) - 1] for month in rest[:1]), year])
    return f"{'about ' if '~' in mark or '%' in mark else ''}{text}{' (inferred)' if '?' in mark or '%' in mark else ''}"


def statements(tables: Tables, table: str) -> pd.DataFrame:
    """Return the rows of the table ``statements`` that are ``figures``, ``dates`` or ``characterizations``, for a chart or a list.

    ``subject`` has the name it has in that table, ``reading_url`` is ``url``, codes are text. Added: ``when`` (published, in words),
    ``day`` (yyyymmdd, for sorting; :data:`UNDATED`), ``repeat`` (whether it repeats a row) and ``repeats_of`` (whose row, and its date).
    Rows by origin, the oldest first; within an origin the root, then its repeats by date.
    """
    rows = derived.of_table(tables, table).rename(columns={"subject": SUBJECTS[table], "reading_url": "url"})
    rows = rows.astype(dict.fromkeys(rows.select_dtypes("category"), "string"))
    rows = rows.merge(sources(tables)[["source_id", "day", "when"]], on="source_id")
    rows["repeats_of"] = rows["repeats"].map(rows.set_index("row_id")["issuer"] + ", " + rows.set_index("row_id")["when"])
    rows["root_day"] = rows["origin_id"].map(rows.set_index("row_id")["day"])
    rows["repeat"] = rows["depth"] > 0
    order = ["root_day", "origin_id", "repeat", "day", "row_id"]
    return rows.sort_values(order, kind="stable").reset_index(drop=True)


def sources(tables: Tables) -> pd.DataFrame:
    """Return every source with its issuer's name and party, ``when`` and ``day``, and ``read`` (how far it was read), by date."""
    issuers = tables["issuers"][["issuer_id", "name", "party", "tie"]].rename(columns={"name": "issuer"})
    rows = tables["sources"].merge(issuers, on="issuer_id").merge(tables["overview"][["source_id", "read"]], on="source_id")
    rows = rows.astype(dict.fromkeys(rows.select_dtypes("category"), "string"))
    day = edtf.order(rows["published"])
    rows["day"] = (day.dt.year * 10000 + day.dt.month * 100 + day.dt.day).fillna(UNDATED).astype("int64")
    rows["when"] = rows["published"].map(date, na_action="ignore").astype("string").fillna("undated")
    return rows.sort_values(["day", "source_id"], kind="stable").reset_index(drop=True)


def records(rows: pd.DataFrame) -> list[Record]:
    """Return rows for a template: missing values are None."""
    plain = rows.astype("object")
    found: list[Record] = plain.where(rows.notna(), None).to_dict("records")
    return found


def by(rows: list[Record], *columns: str) -> dict[Any, list[Record]]:
    """Return records by the value of a column (or of several), in the order of the rows."""
    out: dict[Any, list[Record]] = {}
    key = operator.itemgetter(*columns)
    for row in rows:
        out.setdefault(key(row), []).append(row)
    return out
