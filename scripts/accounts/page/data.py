"""What the page's own script works with: the tables, as one small value for JSON.

Every statement, document, reading and code once, with the columns that a reader needs to judge a statement. A table is a dictionary of
columns of equal length. A column is a list of values, or ``{"of": [...], "at": [...]}``: its distinct values, and for each row the place of
its value among them. A column that refers to another table holds the place of the row there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from accounts import schemas
from accounts.derive import edtf
from accounts.package import Package
from accounts.page import charts
from accounts.page.statements import sources
from accounts.publish import citation
from accounts.schemas import CLAIM_TABLES
from accounts.tables import Tables, positions, taken

Column = list[Any] | dict[str, list[Any]]
Columns = dict[str, Column]

#: What statements are about that comes before the rest, which is by identifier.
LEAD = (
    *("killed_total", "killed_children", "killed_women", "killed_elderly", "attack", "capture", "killings"),
    *("event_term", "killer", "legal_qualification", "free_corridor", "regiment_366"),
)
_STATEMENT = ["table", "event_id", "subject", "position_id", "low", "high", "qualifier", "counted", "as_of", "voice", "credited_to"]
_STATEMENT += ["credited_party", "phrase", "locator", "note", "in_detention", "repeats_basis", "root"]
_SOURCE = ["title", "author", "source_type", "when", "day", "published", "document_id", "note", "read"]
_READING = ["access", "url", "host", "host_party", "language", "coverage", "consulted_on", "note"]
#: The codes whose words the page shows: column, and the table in whose schema they stand.
_CODES = {
    "access": "readings",
    "counted": "figures",
    "coverage": "readings",
    "milestone": "dates",
    "party": "issuers",
    "repeats_basis": "figures",
    "revision": "series",
    "root": "lineage",
    "source_type": "sources",
    "tie": "issuers",
}


def data(package: Package) -> dict[str, Any]:
    """Return the tables of a derived package for the page's script; the same package gives the same value.

    ``statements`` are by document (in the order of ``sources``, which is by date), table and identifier. ``row_id`` and ``reading_id`` are
    without the ``source_id`` with which they begin. ``first`` and ``last`` are the days of a date as numbers of days since 1970-01-01.
    """
    tables, head = package.tables, package.descriptor
    every = sources(tables)
    readings = _readings(tables, every)
    said = _statements(tables, every, readings)
    return {
        "head": {"anchor": package.anchor, "event": charts.toll(tables)[0], "toll": charts.TOLL, "cite": citation.plain(head)},
        "labels": {column: schemas.labels(package.schemas[table], column) for column, table in _CODES.items()},
        "silence": schemas.labels(package.schemas["answers"], "answer"),
        "events": _columns(tables["events"][["event_id", "label", "place", "date", "names"]]),
        "measures": _columns(_led(tables["measures"], "measure_id")[["measure_id", "label", "reader", "unit"]]),
        "topics": _columns(_led(_with_agreement(tables), "topic_id")[["topic_id", "label", "reader", "agreement"]]),
        "positions": _columns(tables["positions"][["topic_id", "position_id", "label", "reader"]]),
        "issuers": _columns(tables["issuers"][["issuer_id", "name", "party", "tie", "note"]]),
        "sources": _columns(
            every[["source_id"]].assign(issuer=positions(every["issuer_id"], tables["issuers"]["issuer_id"]), **every[_SOURCE])
        ),
        "readings": _columns(readings[["source", "end", *_READING]].rename(columns={"end": "reading_id"})),
        "statements": _columns(said),
        "series": _series(tables, said, every),
    }


def lead(subject: str) -> tuple[int, str]:
    """Return the place of a measure, milestone or topic among those of its kind, for sorting."""
    return LEAD.index(subject) if subject in LEAD else len(LEAD), subject


def agreement(tables: Tables) -> dict[str, str]:
    """Return, for each topic that was coded again, how well those readers agree with the coding: a sentence for each round."""
    rows = tables["reliability"].query("topic != 'all'").astype({"column": "string", "topic": "string"})
    out: dict[str, list[str]] = {}
    for (topic, number), both in rows.groupby(["topic", "round"]):
        found = both.set_index("column")
        said = [f"{name} {_alike(found.loc[name])}" for name in ("topic", "position") if found.loc[name, "units"]]
        out.setdefault(topic, []).append(f"Coded again in round {number}: {'; '.join(said)}.")
    return {topic: " ".join(said) for topic, said in out.items()}


def _alike(row: pd.Series) -> str:
    alpha = "" if pd.isna(row["alpha"]) else f", alpha {row['alpha']:.2f}"
    return f"alike in {row['alike_percent']:.0f} % of {row['units']}{alpha}"


def _with_agreement(tables: Tables) -> pd.DataFrame:
    topics = tables["topics"]
    return topics.assign(agreement=topics["topic_id"].astype("string").map(agreement(tables)))


def _led(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    return rows.sort_values(key, key=lambda names: names.map(lead))


def _readings(tables: Tables, every: pd.DataFrame) -> pd.DataFrame:
    """Return the readings by document, with the place of it among the sources and the end of the identifier."""
    rows = tables["readings"].assign(source=positions(tables["readings"]["source_id"], every["source_id"]))
    rows = rows.sort_values(["source", "reading_id"]).reset_index(drop=True)
    return rows.assign(end=_ends(rows["reading_id"], rows["source_id"]))


def _statements(tables: Tables, every: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return the statements by document, with references as places; ``row_id`` without the document's."""
    rows = tables["statements"].assign(source=positions(tables["statements"]["source_id"], every["source_id"]))
    rows = rows.assign(kind=rows["table"].astype("string").map({name: at for at, name in enumerate(CLAIM_TABLES)}))
    rows = rows.sort_values(["source", "kind", "row_id"]).reset_index(drop=True)
    named = {name: rows[name].astype("string") for name in ("row_id", "source_id", "repeats", "earliest", "latest")}
    value = rows["value"].astype("string").where(rows["kind"] < len(CLAIM_TABLES) - 1)  # a position says itself
    return pd.DataFrame(
        {
            "source": rows["source"],
            "row_id": _ends(named["row_id"], named["source_id"]),
            "value": value,
            **{name: rows[name] for name in _STATEMENT},
            "first": _days(edtf.bounds(named["earliest"])["first"]),
            "last": _days(edtf.bounds(named["latest"])["last"]),
            "reading": positions(rows["reading_id"], readings["reading_id"]),
            "repeats": pd.array(positions(named["repeats"], named["row_id"]), dtype="Int64"),
        }
    ).assign(repeats=lambda out: out["repeats"].where(named["repeats"].notna()))


def _series(tables: Tables, said: pd.DataFrame, every: pd.DataFrame) -> Columns:
    """Return ``series`` with the place of each row among the statements, and its family's among the issuers."""
    identifiers = taken(every["source_id"], said["source"].to_numpy()).astype("string") + said["row_id"]
    rows = tables["series"]
    return _columns(
        pd.DataFrame(
            {
                "statement": positions(rows["figure_id"], identifiers),
                "family": positions(rows["family_id"], tables["issuers"]["issuer_id"]),
                "revision": rows["revision"],
            }
        )
    )


def _ends(names: pd.Series, sources: pd.Series) -> pd.Series:
    """Return identifiers without the identifier of their document, with which each begins."""
    pairs = zip(names.astype("string"), sources.astype("string"), strict=True)
    return pd.Series([name.removeprefix(source) for name, source in pairs], index=names.index, dtype="string")


def _days(days: pd.Series) -> pd.Series:
    numbers = np.where(days.isna(), 0, days.to_numpy("datetime64[D]").astype("int64"))
    return pd.Series(numbers, index=days.index, dtype="Int64").where(days.notna())


def _columns(rows: pd.DataFrame) -> Columns:
    return {str(name): _column(rows[name]) for name in rows}


def _column(values: pd.Series) -> Column:
    """Return a column in the shorter of its two forms; missing values are None."""
    plain: list[Any] = values.astype("object").where(values.notna(), None).tolist()
    distinct = list(dict.fromkeys(plain))
    if not any(isinstance(value, str) for value in distinct) or 3 * len(distinct) > 2 * len(plain):
        return plain
    place = {value: at for at, value in enumerate(distinct)}
    return {"of": distinct, "at": [place[value] for value in plain]}
