"""The geometry of the charts, and the picture for the README.

A count is drawn as its interval on a scale that begins at 0. An open end is an arrow to the edge. Shapes tell whose words a count is:
the document's own, relayed from somebody, or a repeat of an earlier row. Colours tell the parties apart; they are nobody's national colours
and stay apart for readers who do not see red and green. Nothing is averaged: a range has a mark at each end and none between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import jinja2
import pandas as pd

from accounts import schemas
from accounts.page.statements import UNDATED, Record, by, records, short, statements
from accounts.schemas import Schemas
from accounts.tables import Tables

TOLL = "killed_total"
#: party: colour on a light and on a dark ground
COLOURS = {
    "azerbaijan": ("#8f6c00", "#d9b23c"),
    "armenia": ("#6a2fa0", "#a67cf5"),
    "karabakh_armenian": ("#c94f93", "#f27fb8"),
    "third_party": ("#2f3a42", "#dfe6ec"),
}
_WIDTH = 54  # characters that fit beside the picture's last column
SHAPES = {"own": "in the document's own voice", "relayed": "relayed from somebody", "repeat": "repeats an earlier row"}


def environment() -> jinja2.Environment:
    """Return the environment of the templates: everything is escaped, a name that is missing is an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("accounts.page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True)
class Scale:
    """A linear scale from 0 to ``top``, a tick every ``step``."""

    top: float
    step: float

    def at(self, value: float) -> float:
        """Return the place of a value, in per cent of the width."""
        return round(100 * value / self.top, 2)

    @property
    def ticks(self) -> list[int]:
        """Return the values with a tick, 0 and ``top`` included."""
        return [round(self.step * n) for n in range(round(self.top / self.step) + 1)]


def scale(values: pd.Series) -> Scale:
    """Return the scale on which every value (at least one) stands left of the edge: round steps, three to six of them."""
    largest = max(float(values.max()), 1.0)
    power = 10 ** math.floor(math.log10(largest / 3))
    step = max(next(power * n for n in (1, 2, 5, 10) if power * n >= largest / 5), 1)
    return Scale(step * (math.floor(largest / step) + 1), step)


def placed(rows: pd.DataFrame, top: float | pd.Series) -> pd.DataFrame:
    """Return figures with their place on a scale up to ``top`` (one, or one a row).

    Added: ``x1`` to ``x2`` (per cent), ``marks`` at the stated ends, ``left`` and ``right`` where open, ``shape`` (of :data:`SHAPES`).
    """
    low, high = rows["low"].astype("Float64"), rows["high"].astype("Float64")
    x1 = (100 * low / top).round(2).fillna(0.0).astype(float)
    x2 = (100 * high / top).round(2).fillna(100.0).astype(float)
    left, right = low.isna(), high.isna()
    ends = zip(x1, x2, left, right, strict=True)
    marks = [sorted({x for x, is_open in ((a, no_low), (b, no_high)) if not is_open}) for a, b, no_low, no_high in ends]
    shape = rows["voice"].mask(rows["depth"] > 0, "repeat")
    return rows.assign(x1=x1, x2=x2, left=left, right=right, marks=marks, shape=shape)


def scales(rows: pd.DataFrame, by: list[str]) -> dict[tuple[str, ...], Scale]:
    """Return a scale for each group of figures."""
    return {key: scale(values) for key, values in rows[["low", "high"]].max(axis=1).groupby([rows[name] for name in by])}


def toll(tables: Tables) -> tuple[str, pd.DataFrame]:
    """Return the event of the anchor's toll and the anchor's rows of it.

    Where it gives none: no rows, and the event with the most tolls, or the first where nobody gives any.
    """
    figures = tables["figures"]
    counts = figures[figures["measure_id"].astype("string") == TOLL]
    compared = tables["figure_comparison"]
    mine = counts[counts["figure_id"].isin(compared["anchor_figure_id"])] if len(compared) else counts.head(0)
    events = (mine if len(mine) else counts if len(counts) else tables["events"])["event_id"].astype("string")
    return str(events.value_counts().sort_index(kind="stable").idxmax()), mine


def distinct_counts(tables: Tables, event: str, measure: str) -> list[Record]:
    """Return the distinct intervals among the origins of a measure, by value, each placed on one scale.

    An origin is a row that, as far as the tables know, repeats none. Each count has ``value`` (in words), its place (``x1`` ... of
    :func:`placed`), the ``scale``, and ``given_by``: for each party that gives it its earliest origin, with its ``others`` by date and
    ``any_own``, whether one of them is in its own voice.
    """
    rows = statements(tables, "figures").query("event_id == @event and measure_id == @measure and depth == 0")
    if rows.empty:
        return []
    on = scale(rows[["low", "high"]].max(axis=1))
    rows = placed(rows, on.top).assign(near=rows["low"].fillna(rows["high"]), far=rows["high"].fillna(10**9))
    said = records(rows.sort_values(["near", "left", "far", "day", "row_id"], kind="stable"))
    out = []
    for same in by(said, "near", "left", "far").values():
        parties = by(same, "party").values()
        given_by = [{**part[0], "others": part[1:], "any_own": any(row["voice"] == "own" for row in part)} for part in parties]
        value = " / ".join(sorted({row["value"] for row in same}, key=lambda text: (len(text), text)))
        out.append({**given_by[0], "value": value, "scale": on, "given_by": given_by})
    return out


def killed_total_svg(tables: Tables, table_schemas: Schemas) -> bytes:
    """Return the README's picture as SVG: the distinct tolls among the origins, and who gives each. The same tables give the same bytes."""
    event, mine = toll(tables)
    rows = distinct_counts(tables, event, TOLL)
    on = rows[0]["scale"] if rows else scale(pd.Series([0]))
    said = statements(tables, "figures")
    said = records(said[said["row_id"].isin(mine["figure_id"]) & said["low"].notna()])
    view = {
        "lines": [{**row, "text": _first_giver(row)} for row in rows],
        "on": on,
        "place": tables["events"].set_index("event_id")["place"][event],
        "reference": [{"x": on.at(row["low"]), "text": f"{short(row['issuer'])}, {_year(row)}: {row['value']}"} for row in said],
        "colours": COLOURS,
        "parties": schemas.labels(table_schemas["issuers"], "party"),
        "shapes": SHAPES,
    }
    return (environment().get_template("killed-total.svg.j2").render(view).strip() + "\n").encode("utf-8")


def _first_giver(row: Record) -> str:
    """Return the earliest giver of a count in a few words: whose document, its year, whom it relays."""
    text = f"{short(row['issuer'])}, {_year(row)}"
    if row["voice"] == "relayed":
        text += f", relaying {row['credited_to']}"
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip(" ,(") + "…"


def _year(row: Record) -> str:
    return "undated" if row["day"] == UNDATED else str(row["day"])[:4]
