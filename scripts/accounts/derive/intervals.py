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


def closed(low: pd.Series, high: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the stated bounds as floats: a missing ``low`` is 0, a missing ``high`` infinite."""
    return low.astype("Float64").fillna(0).to_numpy(float), high.astype("Float64").fillna(np.inf).to_numpy(float)


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


def span(rows: pd.DataFrame, begin: str, end: str) -> pd.Series:
    """Return the interval of each row as text, alike where the bounds are: an empty low is 0; of dates, the first and last day.

    In: the columns ``low`` and ``high`` or ``earliest`` and ``latest``, by their names.
    """
    if begin == "earliest":
        first, last = edtf.bounds(rows[begin])["first"], edtf.bounds(rows[end])["last"]
    else:
        first, last = rows[begin].fillna(0), rows[end]
    return first.astype("string") + "/" + last.astype("string").fillna("")
