"""Examples that several tests draw from: intervals of numbers, days of the calendar."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from accounts import schemas
from support.files import SCHEMAS
from support.small import figure

ENDS = st.integers(0, 40)
OPEN = st.one_of(st.none(), ENDS)
INTERVALS = st.tuples(OPEN, OPEN).filter(lambda i: i != (None, None) and (None in i or i[0] <= i[1]))
#: What a relation becomes where the two intervals change places.
MIRROR = {"below": "above", "above": "below", "contains": "within", "within": "contains", "equal": "equal", "overlaps": "overlaps"}
#: Rows of figures of four sources; a and b give one each at least.
FIGURES = st.lists(st.tuples(st.sampled_from("abcd"), INTERVALS), max_size=6).map(
    lambda picks: [figure("a", 7, 9), figure("b", 8, 8), *(figure(source, *ends, n=n) for n, (source, ends) in enumerate(picks, start=2))]
)
#: EDTF dates with their first and last day.
DAYS = {
    "1992": ("1992-01-01", "1992-12-31"),
    "1992?": ("1992-01-01", "1992-12-31"),
    "199X": ("1990-01-01", "1999-12-31"),
    "19XX": ("1900-01-01", "1999-12-31"),
    "1992-XX": ("1992-01-01", "1992-12-31"),
    "1992-02": ("1992-02-01", "1992-02-29"),
    "1992-02~": ("1992-02-01", "1992-02-29"),
    "1992-02-XX": ("1992-02-01", "1992-02-29"),
    "1992-02-01": ("1992-02-01", "1992-02-01"),
    "1992-02-29": ("1992-02-29", "1992-02-29"),
    "1992-02-26": ("1992-02-26", "1992-02-26"),
    "1992-02-26%": ("1992-02-26", "1992-02-26"),
    "1991-24": ("1991-12-01", "1992-02-29"),
    "1992-21": ("1992-03-01", "1992-05-31"),
    "1992-22": ("1992-06-01", "1992-08-31"),
    "1992-23": ("1992-09-01", "1992-11-30"),
    "1991-12/1992-02": ("1991-12-01", "1992-02-29"),
    "1992-02-20/1992-03-01?": ("1992-02-20", "1992-03-01"),
    "1992-12-31": ("1992-12-31", "1992-12-31"),
    "../1992-02-26": ("0001-01-01", "1992-02-26"),
    "1992-03/..": ("1992-03-01", "9999-12-31"),
    "1992/1992-XX": ("1992-01-01", "1992-12-31"),
}


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """A comparison of figures whose rows and columns stand in one order, every cell text."""
    columns = schemas.columns(SCHEMAS["figure_comparison"])
    return frame[columns].astype("string").sort_values("comparison_id", ignore_index=True)
