"""Corpora of many events, larger than memory: a directory of Parquet parts, compared part by part.

A directory holds ``<table>/part-00000.parquet`` and so on, for the tables that the comparison of figures reads. A part has all figures of
its events, and every source, reading and issuer that these name. So a source that speaks of events in two parts is in both. A figure
repeats only figures of its own event. So no chain leaves its part, and comparing the parts is the same as comparing the whole.

Each part is read by :func:`compare`, whoever calls it: :func:`compared` lets Dask, which the extra ``scale`` brings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from accounts import tables
from accounts.derive import comparison
from accounts.schemas import Schema
from accounts.tables import Tables

if TYPE_CHECKING:
    from dask.dataframe import DataFrame

#: Tables that the comparison of figures reads.
TABLES = ("figures", "sources", "readings", "issuers")


def write(whole: Tables, directory: Path, table_schemas: dict[str, Schema], parts: int, first: int = 0) -> None:
    """Write ``whole`` (curated tables) as ``parts`` parts, numbered from ``first``. Parts with other numbers stay.

    If you write a directory in several calls, keep the figures of one event in one call.
    """
    part = pd.factorize(whole["figures"]["event_id"])[0] % parts
    for number in range(parts):
        for name, frame in _of_part(whole, part == number).items():
            path = directory / name / f"part-{first + number:05}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tables.parquet_bytes(frame.reset_index(drop=True), table_schemas[name]))


def _of_part(whole: Tables, chosen: np.ndarray) -> dict[str, pd.DataFrame]:
    figures = whole["figures"][chosen]
    sources = whole["sources"][whole["sources"]["source_id"].isin(figures["source_id"])]
    readings = whole["readings"][whole["readings"]["source_id"].isin(sources["source_id"])]
    issuers = whole["issuers"][whole["issuers"]["issuer_id"].isin(sources["issuer_id"])]
    return {"figures": figures, "sources": sources, "readings": readings, "issuers": issuers}


def numbers(directory: Path) -> list[int]:
    """Return the numbers of the parts of a directory."""
    return sorted(int(path.stem.removeprefix("part-")) for path in (directory / "figures").glob("part-*.parquet"))


def read(directory: Path, number: int) -> dict[str, pd.DataFrame]:
    """Read one part."""
    return {name: pd.read_parquet(directory / name / f"part-{number:05}.parquet") for name in TABLES}


def compare(number: int, directory: Path, anchor: str) -> pd.DataFrame:
    """Return the comparison of one part, within events. Codes are text, since the parts use different ones."""
    out = comparison.figures(read(directory, number), anchor, within_events=True)
    return out.astype(dict.fromkeys(out.select_dtypes("category"), "string"))


def compared(directory: Path, anchor: str) -> DataFrame:
    """Return ``figure_comparison`` within events of all parts as a Dask data frame, a partition a part. Reads the first part only."""
    from dask import dataframe  # the extra scale

    parts = numbers(directory)
    empty = compare(parts[0], directory, anchor).head(0)
    found: DataFrame = dataframe.from_map(compare, parts, directory=directory, anchor=anchor, meta=empty)
    return found
