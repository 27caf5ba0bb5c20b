"""Arithmetic of intervals whose ends may be open.

Bounds are columns. For figures, a missing low is 0, since no count is below it. A missing high has no limit. Nothing is averaged or
rounded; only ``ratio`` is cut to four decimals.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from accounts.derive import edtf

_SIGNS = {"at_least": "≥ ", "more_than": "> ", "up_to": "≤ ", "less_than": "< ", "about": "~ "}
RELATIONS = ("equal", "below", "above", "contains", "within", "overlaps")
#: How a stated end stands to the anchor's.
SIDES = ("below", "equal", "above")


def closed(low: pd.Series, high: pd.Series, qualifier: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds as floats, both within the interval: a missing ``low`` is 0, a missing ``high`` infinite.

    Whole things are counted: more than 613 is 614 or more, less than 15 is 14 or fewer.
    """
    first, last = low.astype("Float64").fillna(0).to_numpy(float), high.astype("Float64").fillna(np.inf).to_numpy(float)
    wording = qualifier.astype("string").fillna("")
    return first + (wording == "more_than").to_numpy(float), last - (wording == "less_than").to_numpy(float)


def stated(low: pd.Series, high: pd.Series, qualifier: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds as :func:`closed` does, with NaN for a missing one."""
    first, last = closed(low, high, qualifier)
    return np.where(low.isna(), np.nan, first), np.where(high.isna(), np.nan, last)


def stated_end(low: np.ndarray, high: np.ndarray, anchor_low: np.ndarray, anchor_high: np.ndarray) -> np.ndarray:
    """Return how the one stated end of a half-open interval compares with the anchor's: positions in :data:`SIDES`, -1 for other intervals.

    A missing end is NaN. So "at least 161" contains 613, and its stated end is below. If the anchor is half-open too, its own stated end
    counts.
    """
    opened = np.isnan(low) != np.isnan(high)
    end = np.where(np.isnan(low), high, low)
    first, last = np.where(np.isnan(anchor_low), anchor_high, anchor_low), np.where(np.isnan(anchor_high), anchor_low, anchor_high)
    return np.where(opened, np.select([end < first, end > last], [0, 2], default=1), -1)


def relation(low: np.ndarray, high: np.ndarray, anchor_low: np.ndarray, anchor_high: np.ndarray) -> np.ndarray:
    """Return how each interval compares with the anchor's: positions in :data:`RELATIONS`.

    below: it ends before the anchor's begins. Swapping the two intervals swaps below with above and contains with within.
    """
    cases = [
        (low == anchor_low) & (high == anchor_high),
        high < anchor_low,
        low > anchor_high,
        (low <= anchor_low) & (high >= anchor_high),
        (low >= anchor_low) & (high <= anchor_high),
    ]
    return np.select(cases, range(len(cases)), default=len(cases))


def gap(low: np.ndarray, high: np.ndarray, anchor_low: np.ndarray, anchor_high: np.ndarray) -> np.ndarray:
    """Return the distance between two intervals: 0 if they meet, negative if the first is below."""
    return np.where(high < anchor_low, high - anchor_low, np.where(low > anchor_high, low - anchor_high, 0))


def ratio(low: np.ndarray, high: np.ndarray, anchor_low: np.ndarray, anchor_high: np.ndarray) -> np.ndarray:
    """Return the interval's nearest end, divided by the anchor's: 1 if they meet, NaN if the anchor's end is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.where(high < anchor_low, high / anchor_low, np.where(low > anchor_high, low / anchor_high, 1.0))
    return np.where(np.isfinite(quotient), quotient.round(4), np.nan)


def text(low: pd.Series, high: pd.Series, qualifier: pd.Series) -> pd.Series:
    """Return intervals in short form: 613, ≥ 161, 500–1,000."""
    end = low.fillna(high).map("{:,}".format, na_action="ignore").astype("string")
    upper = high.map("{:,}".format, na_action="ignore").astype("string")
    said = qualifier.astype("string").map(_SIGNS).fillna("") + end
    return said.where(~(low != high).fillna(False), end + "–" + upper)


def text_of_days(earliest: pd.Series, latest: pd.Series) -> pd.Series:
    """Return dates in short form: 1992-02-26, 1992-02-25/1992-02-26."""
    first, last = earliest.astype("string"), latest.astype("string")
    return first.where(first == last, first + "/" + last)


def span(rows: pd.DataFrame) -> pd.Series:
    """Return what each row of ``figures``, ``dates`` or ``characterizations`` says, as text. Rows that say the same have the same text.

    The text has the ends of a figure, the first and last day of a date, or the position of a characterization. "More than 200" and
    "at least 200" say the same number.
    """
    if "position_id" in rows:
        return rows["position_id"].astype("string")
    if "earliest" in rows:
        days = edtf.bounds(rows["earliest"])["first"], edtf.bounds(rows["latest"])["last"]
        return days[0].astype("string") + "/" + days[1].astype("string")
    return rows["low"].fillna(0).astype("string") + "/" + rows["high"].astype("string").fillna("")
