"""Arithmetic of intervals whose ends may be open.

Bounds are columns: a missing low is 0 for figures (nothing is counted below nothing), a missing high is unbounded. Nothing is
averaged or rounded; ``ratio`` alone is given to four decimals.
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
    """Return how the one end that a half-open interval states stands to the anchor's: positions in :data:`SIDES`, -1 for other intervals.

    A missing end is NaN. So "at least 161" is seen to be below 613, which it contains. An anchor that is itself half-open is taken at its
    own stated end.
    """
    opened = np.isnan(low) != np.isnan(high)
    end = np.where(np.isnan(low), high, low)
    first, last = np.where(np.isnan(anchor_low), anchor_high, anchor_low), np.where(np.isnan(anchor_high), anchor_low, anchor_high)
    return np.where(opened, np.select([end < first, end > last], [0, 2], default=1), -1)


def relation(low: np.ndarray, high: np.ndarray, anchor_low: np.ndarray, anchor_high: np.ndarray) -> np.ndarray:
    """Return how each interval stands to the anchor's: positions in :data:`RELATIONS`.

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
    """Return the distance between two intervals: 0 where they meet, negative where the first is below."""
    return np.where(high < anchor_low, high - anchor_low, np.where(low > anchor_high, low - anchor_high, 0))


def ratio(low: np.ndarray, high: np.ndarray, anchor_low: np.ndarray, anchor_high: np.ndarray) -> np.ndarray:
    """Return the interval's nearest end over the anchor's: 1 where they meet, NaN where the anchor's end is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.where(high < anchor_low, high / anchor_low, np.where(low > anchor_high, low / anchor_high, 1.0))
    return np.where(np.isfinite(quotient), quotient.round(4), np.nan)


def text(low: pd.Series, high: pd.Series, qualifier: pd.Series) -> pd.Series:
    """Return intervals as a reader scans them: 613, ≥ 161, 500–1,000."""
    end = low.fillna(high).map("{:,}".format, na_action="ignore").astype("string")
    upper = high.map("{:,}".format, na_action="ignore").astype("string")
    said = qualifier.astype("string").map(_SIGNS).fillna("") + end
    return said.where(~(low != high).fillna(False), end + "–" + upper)


def text_of_days(earliest: pd.Series, latest: pd.Series) -> pd.Series:
    """Return dates as a reader scans them: 1992-02-26, 1992-02-25/1992-02-26."""
    first, last = earliest.astype("string"), latest.astype("string")
    return first.where(first == last, first + "/" + last)


def span(rows: pd.DataFrame) -> pd.Series:
    """Return what each row of ``figures``, ``dates`` or ``characterizations`` says, as text that is alike where they say the same.

    That is the ends of a figure ("more than 200" and "at least 200" say the same number), the first and last day of a date, the position
    of a characterization.
    """
    if "position_id" in rows:
        return rows["position_id"].astype("string")
    if "earliest" in rows:
        days = edtf.bounds(rows["earliest"])["first"], edtf.bounds(rows["latest"])["last"]
        return days[0].astype("string") + "/" + days[1].astype("string")
    return rows["low"].fillna(0).astype("string") + "/" + rows["high"].astype("string").fillna("")
