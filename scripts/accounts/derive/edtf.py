"""Dates as the accounts give them: EDTF levels 0 and 1, as an interval of days.

This is own code, because the rules need whole columns at once and the parsers that exist work on one value at a time. The tests hold it to
the ``edtf`` library. Standard: Extended Date/Time Format, ISO 8601-2:2019. It reads ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, seasons (21-24),
``X`` for unknown last digits, ``A/B`` and an open end ``..``. It also reads the marks ``?``, ``~`` and ``%``, which widen nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

FIRST = np.datetime64("0001-01-01", "D")
LAST = np.datetime64("9999-12-31", "D")
_DAY = np.timedelta64(1, "D")


def bounds(values: pd.Series) -> pd.DataFrame:
    """Return the first and last day that each EDTF value allows.

    In: text, missing allowed. Out: columns ``first`` and ``last`` (datetime64, NaT where missing or not a date), same index. An open end is
    the first or last day of the calendar.
    """
    distinct = pd.Index(values.astype("string").dropna().unique())
    days = pd.DataFrame([_bounds(value) for value in distinct], columns=["first", "last"], index=distinct)
    days = days.astype("datetime64[s]").reindex(pd.Index(values.astype("string")))
    return days.set_axis(values.index)


def order(values: pd.Series) -> pd.Series:
    """Return the day that orders EDTF values in time: the first day, or the last if the beginning is open."""
    days = bounds(values)
    return days["first"].where(days["first"] > pd.Timestamp(FIRST), days["last"])


def sort_day(values: pd.Series) -> pd.Series:
    """Return :func:`order` as text, YYYY-MM-DD, which a table can hold; missing where the value is."""
    return order(values).dt.strftime("%Y-%m-%d").astype("string")


def _bounds(value: str) -> tuple[np.datetime64, np.datetime64]:
    begin, _, end = value.partition("/")
    first, last = _day_span(begin)
    if end:
        last = _day_span(end)[1]
    return first, last


def _day_span(part: str) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and last day of one date without a solidus."""
    if part == "..":
        return FIRST, LAST
    year, *rest = part.rstrip("?~%").split("-")
    month, day = [*rest, "", ""][:2]
    try:
        if month in ("", "XX"):
            low, high = max(int(year.replace("X", "0")), 1), int(year.replace("X", "9"))
            return np.datetime64(f"{low:04}-01-01"), np.datetime64(f"{high:04}-12-31")
        if 21 <= int(month) <= 24 and not day:
            return _season(int(year), int(month))
        start = np.datetime64(f"{year}-{month}", "M")
        if day in ("", "XX"):
            return start.astype("datetime64[D]"), (start + np.timedelta64(1, "M")).astype("datetime64[D]") - _DAY
        exact = np.datetime64(f"{year}-{month}-{day}", "D")
        return exact, exact
    except ValueError:
        return np.datetime64("NaT", "D"), np.datetime64("NaT", "D")


def _season(year: int, season: int) -> tuple[np.datetime64, np.datetime64]:
    """Return a season of the northern year: 21 spring (March to May) to 24 winter (December to February)."""
    start = np.datetime64(f"{year}-03", "M") + np.timedelta64(3 * (season - 21), "M")
    return start.astype("datetime64[D]"), (start + np.timedelta64(3, "M")).astype("datetime64[D]") - _DAY
