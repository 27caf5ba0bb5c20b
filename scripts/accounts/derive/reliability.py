"""How well a second reader, who saw no code, agrees with the coding: Krippendorff's alpha for two readers.

The measure is that of K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011). Alpha is 1 minus a quotient: the disagreement
seen, divided by the disagreement that chance would give. Chance draws from all the values that both readers gave together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from accounts.tables import Tables

Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]
ALL = "all"
RESAMPLES, SEED = 1000, 2026
_MEASURED = ("low", "high")  # numbers; every other column holds codes or days, which are alike or not


def table(tables: Tables) -> pd.DataFrame:
    """Return ``reliability``: units, per cent alike and alpha for each table, column and round, and for each topic.

    In: ``double_coding``. ``topic`` is the part of a position before the colon. In the row of one topic, ``topic`` asks of all units
    whether both readers put the unit there. ``position`` takes the units that both put there. A number is compared if both give one.
    """
    rows = tables["double_coding"].astype("string")
    return pd.DataFrame([{**line, "round": int(number)} for number, group in rows.groupby("round") for line in _lines(group)])


def _lines(rows: pd.DataFrame) -> Iterator[dict[str, object]]:
    for (name, column), group in rows.groupby(["table", "question"], sort=True):
        first, second = group["first"], group["second"]
        if column in _MEASURED:
            both = first.notna() & second.notna()
            yield _line(name, column, ALL, first[both].astype(float), second[both].astype(float), interval)
            continue
        yield _line(name, column, ALL, first, second, nominal)
        if column == "position":
            topics = first.str.split(":").str[0], second.str.split(":").str[0]
            yield _line(name, "topic", ALL, *topics, nominal)
            for topic in sorted(set(topics[0])):
                there = topics[0] == topic, topics[1] == topic
                both = there[0] & there[1]
                yield _line(name, "topic", topic, *there, nominal, units=int(there[0].sum()))
                yield _line(name, "position", topic, first[both], second[both], nominal)


def _line(
    name: object, column: object, topic: str, first: pd.Series, second: pd.Series, statistic: Statistic, units: int | None = None
) -> dict[str, object]:
    """Return one row. With ``units``, per cent alike is of these first reader's units alone."""
    one, other = (_numbers(values, first, second) for values in (first, second))
    alike = one == other if units is None else (one == other)[first.to_numpy(bool)]
    alpha, low, high = _alpha(one, other, statistic)
    return {
        "table": name,
        "column": column,
        "topic": topic,
        "units": len(first) if units is None else units,
        "alike_percent": round(100 * float(alike.mean()), 1) if len(alike) else None,
        "alpha": alpha,
        "alpha_low": low,
        "alpha_high": high,
    }


def _numbers(values: pd.Series, first: pd.Series, second: pd.Series) -> np.ndarray:
    """Return numbers as they are, and codes as their position among the codes of both readers. An empty cell is a code."""
    if values.dtype.kind == "f":
        numbers: np.ndarray = values.to_numpy(float)
        return numbers
    codes = pd.Index(sorted({str(code) for code in pd.concat([first, second]).fillna("")}))
    at: np.ndarray = codes.get_indexer(values.fillna("").astype(str)).astype(float)
    return at


def _alpha(one: np.ndarray, other: np.ndarray, statistic: Statistic) -> tuple[float | None, float | None, float | None]:
    """Return alpha and its 95 per cent interval by :data:`RESAMPLES` draws of units (seed :data:`SEED`); nothing where no unit varies."""
    if not len(one):
        return None, None, None
    draws = np.random.default_rng(SEED).integers(len(one), size=(RESAMPLES, len(one)))
    point = statistic(one[None], other[None])[0]
    drawn = statistic(one[draws], other[draws])
    if np.isnan(point):
        return None, None, None
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return round(float(point), 3), round(float(low), 3), round(float(high), 3)


def nominal(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return alpha for codes of each line of two arrays (samples x units) of whole numbers from 0; NaN where there is one code alone."""
    samples, units = one.shape
    codes = int(max(one.max(), other.max())) + 1
    cell = (np.arange(samples)[:, None] * codes + np.hstack([one, other])).astype(np.int64)
    counts = np.bincount(cell.ravel(), minlength=samples * codes).reshape(samples, codes)
    pairs = 2 * units * (2 * units - 1)
    return _one_less((one != other).mean(axis=1), 1 - (counts * (counts - 1)).sum(axis=1) / pairs)


def interval(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return alpha for numbers of each line of two arrays (samples x units), by the square of their difference."""
    pooled = np.hstack([one, other])
    size = pooled.shape[1]
    expected = 2 * (size * (pooled**2).sum(axis=1) - pooled.sum(axis=1) ** 2) / (size * (size - 1))
    return _one_less(((one - other) ** 2).mean(axis=1), expected)


def _one_less(seen: np.ndarray, expected: np.ndarray) -> np.ndarray:
    share: np.ndarray = np.divide(seen, expected, out=np.full(len(seen), np.nan), where=expected > 0)
    return 1 - share
