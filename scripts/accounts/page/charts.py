"""The geometry of the charts, and the picture for the README.

A count is drawn as its interval on a scale that begins at 0. An open end is an arrow to the edge. Shapes tell whose words a count is
(:data:`SHAPES`). Colours tell the parties apart; they are nobody's national colours
and stay apart for readers who do not see red and green. Nothing is averaged: a range has a mark at each end and none between.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

import jinja2
import pandas as pd

from accounts import schemas
from accounts.derive import edtf, intervals
from accounts.page.statements import UNDATED, Record, by, records, statements
from accounts.schemas import Schemas
from accounts.tables import Tables

TOLL = "killed_total"
#: party: colour on a light and on a dark ground
COLOURS = {
    "azerbaijan": ("#8f6c00", "#d9b23c"),
    "armenia": ("#6a2fa0", "#a67cf5"),
    "karabakh_armenian": ("#c94f93", "#f27fb8"),
    "third_party": ("#2f3a42", "#dfe6ec"),
    "not_shown": ("#7a8791", "#97a3ac"),
}
_WIDTH = 62  # characters that fit in the picture's last column
SHAPES = {
    "own": "in the document's own voice",
    "relayed": "relayed from somebody",
    "uncredited": "given here before, credited to nobody",
    "repeat": "repeats an earlier row",
}


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
    shape = rows["voice"].mask(rows["root"] == "uncredited", "uncredited").mask(rows["depth"] > 0, "repeat")
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
    """Return the counts of a measure that appear here for the first time, by date: one for each interval and population.

    Each count is its first appearance: the earliest row of ``figures`` that is a ``first_here`` root. It has its place (``x1`` ... of
    :func:`placed`) and the ``scale``. ``given_by`` has, for each party, the rows that give it without repeating another, by date. The party
    is that of the issuer credited, if it is known, or else of the document. ``documents`` counts all that give it, repeats included.
    """
    rows = statements(tables, "figures").query("event_id == @event and measure_id == @measure")
    roots = rows[rows["depth"] == 0]
    if roots.empty:
        return []
    on = scale(roots[["low", "high"]].max(axis=1))
    told = rows.groupby("origin_id")["source_id"].agg(set)
    roots = placed(roots, on.top).assign(whose=roots["credited_party"].fillna(roots["party"]), value_key=intervals.span(roots))
    surely = edtf.bounds(roots["published"])["last"].fillna(pd.Timestamp(edtf.LAST))  # so a year alone comes after the days of that year
    said = records(roots.assign(surely=surely).sort_values(["surely", "row_id"], kind="stable"))
    out = []
    for same in by(said, "value_key", "counted").values():
        first = next(row for row in same if row["root"] == "first_here")
        documents = set().union(*(told[row["row_id"]] for row in same))
        out.append({**first, "scale": on, "given_by": list(by(same, "whose").values()), "documents": len(documents)})
    return sorted(out, key=lambda row: (row["surely"], row["row_id"]))


def killed_total_svg(tables: Tables, table_schemas: Schemas) -> bytes:
    """Return the README's picture as SVG: the tolls by first appearance, and who gives each. The same tables give the same bytes."""
    event, mine = toll(tables)
    rows = distinct_counts(tables, event, TOLL)
    on = rows[0]["scale"] if rows else scale(pd.Series([0]))
    said = statements(tables, "figures")
    said = records(said[said["row_id"].isin(mine["figure_id"]) & said["low"].notna()])
    counted = schemas.labels(table_schemas["figures"], "counted")
    said_first = [(row, _first_giver(row, counted)) for row in rows]
    view = {
        "lines": [{**row, "text": text, "texts": textwrap.wrap(text, _WIDTH)} for row, text in said_first],
        "on": on,
        "place": tables["events"].set_index("event_id")["place"][event],
        "reference": [{"x": on.at(row["low"]), "text": f"{row['issuer']}, {_year(row)}: {row['value']}"} for row in said],
        "colours": COLOURS,
        "parties": schemas.labels(table_schemas["issuers"], "party"),
        "shapes": SHAPES,
    }
    return (environment().get_template("killed-total.svg.j2").render(view).strip() + "\n").encode("utf-8")


def _first_giver(row: Record, counted: dict[str, str]) -> str:
    """Return the first appearance of a count in a few words: whom it counts, whose document, its date, whom it relays."""
    relayed = f" (relayed from {row['credited_to']})" if row["voice"] == "relayed" else ""
    return f"{counted[row['counted']]}; {row['issuer']}, {_year(row)}{relayed}"


def _year(row: Record) -> str:
    """Return the year of a document, with the mark of one that is inferred."""
    return "undated" if row["day"] == UNDATED else str(row["day"])[:4] + ("?" if "?" in row["published"] or "%" in row["published"] else "")
