"""A synopsis as people read it: text of 100 columns, Markdown, CSV, or one HTML file.

Each has the same: the documents, then event by event and thing by thing a cell for each of them, then the readings. A cell has every
statement of its document, with value, voice, words, place, note, origin, relation to the first document's and identifier; or the silence.
"""

from __future__ import annotations

import itertools
import math
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from accounts import schemas
from accounts.derive.synopsis import Relation, Row, Statement
from accounts.package import Package
from accounts.page import charts
from accounts.page.statements import Record, records, sources
from accounts.tables import csv_bytes

WIDTH = 100
ALL = "All that any of these documents states, thing by thing, with what each of the others says of it."
ONLY_DIFFERING = (
    "Only what two or more of the documents state in different ways: other numbers, people counted, days or positions, or another voice. "
    "What only one of them states is left out."
)
SILENCE = (
    "not stated: we read the whole text; it speaks of the event, not of this. event not mentioned: we read the whole text; it never speaks "
    "of the event. not examined: we read only a part, and that part says nothing."
)
_KINDS = {"figures": "number", "dates": "date", "characterizations": "words"}
_BAR, _COLUMNS = " | ", 3


@dataclass(frozen=True)
class Said:
    """One statement in words: what it says and in whose voice; its words; the rest, a line each."""

    value: str
    voice: str
    phrase: str
    language: str
    place: str
    reading: int
    access: str
    beside: tuple[str, ...]
    rest: tuple[str, ...]
    row_id: str

    @property
    def head(self) -> str:
        """Return what is said, and in whose voice."""
        return f"{self.value}, {self.voice}"

    @property
    def at(self) -> str:
        """Return the place in the document, and which reading of it: the original, a copy or a quotation."""
        reading = f"reading {self.reading} ({self.access})"
        return f"{self.place}, {reading}" if self.place else reading


@dataclass(frozen=True)
class Box:
    """A cell: what one document says, or how its silence is called."""

    said: tuple[Said, ...]
    silence: str


@dataclass(frozen=True)
class Thing:
    """A row: what it is about, and a box for each document."""

    label: str
    kind: str
    subject: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Sheet:
    """All that every form shows: documents, the things by event (label, identifier), readings in the order of their numbers."""

    title: str
    about: str
    documents: list[Record]
    events: list[tuple[str, str, list[Thing]]]
    readings: list[Record]


def sheet(package: Package, chosen: Sequence[str], rows: Sequence[Row], about: str = ALL) -> Sheet:
    """Return the rows of a synopsis of the documents ``chosen`` in words. ``about`` says which rows they are."""
    heads = sources(package.tables).set_index("source_id").loc[list(chosen)].reset_index()
    said = {name: schemas.labels(package.schemas[table], name) for table, name in (("issuers", "party"), ("sources", "source_type"))}
    heads = heads.assign(**{name: heads[name].map(labels) for name, labels in said.items()})
    documents = [{**record, "number": number} for number, record in enumerate(records(heads), start=1)]
    numbers = _numbers(rows)
    host = schemas.labels(package.schemas["readings"], "host_party")
    readings = package.tables["readings"].set_index("reading_id").loc[list(numbers)].reset_index()
    readings = readings.assign(host_party=readings["host_party"].astype("string").map(host))
    events = [
        (label, event, [_thing(package, row, numbers) for row in same])
        for (label, event), same in itertools.groupby(rows, key=lambda row: (_event(package.tables["events"], row.event_id), row.event_id))
    ]
    listed = [{**record, "number": numbers[record["reading_id"]]} for record in records(readings)]
    return Sheet(package.descriptor["title"], about, documents, events, listed)


def _numbers(rows: Sequence[Row]) -> dict[str, int]:
    """Return a number for each reading, in the order in which the rows first name them."""
    named = (each.row["reading_id"] for row in rows for cell in row.cells for each in cell.statements)
    return {name: number for number, name in enumerate(dict.fromkeys(named), start=1)}


def _event(events: pd.DataFrame, event: str) -> str:
    return str(events.set_index(events["event_id"].astype("string"))["label"][event])


def _thing(package: Package, row: Row, numbers: dict[str, int]) -> Thing:
    silences = schemas.labels(package.schemas["answers"], "answer")
    first = {each.row["row_id"]: each.row["value"] for each in row.cells[0].statements}
    boxes = [
        Box(
            tuple(_said(package, each, numbers[each.row["reading_id"]], first) for each in cell.statements),
            silences[cell.silence] if cell.silence else "",
        )
        for cell in row.cells
    ]
    label = next(each.row["subject_label"] for cell in row.cells for each in cell.statements)
    return Thing(label, _KINDS[row.table], row.subject, tuple(boxes))


def _said(package: Package, statement: Statement, reading: int, first: dict[str, str]) -> Said:
    row = statement.row
    counted = schemas.labels(package.schemas["figures"], "counted").get(row["counted"])
    root = schemas.labels(package.schemas["lineage"], "root").get(row["root"])
    rest = {
        "as of": row["as_of"],
        "note": row["note"],
        "origin": _repeats(row, schemas.labels(package.schemas["figures"], "repeats_basis")) if row["repeats"] else root,
        "spoken": "in detention, in court or under questioning" if row["in_detention"] else None,
    }
    return Said(
        value=f"{row['value']} ({counted})" if counted else row["value"],
        voice=f"relayed from {row['credited_to']}" if row["voice"] == "relayed" else "in its own voice",
        phrase=row["phrase"] or "",
        language=row["language"],
        place=row["locator"] or "",
        reading=reading,
        access=row["access"],
        beside=tuple(_beside(each, first[each.first_row_id], row["table"]) for each in statement.relations),
        rest=tuple(f"{name}: {text}" for name, text in rest.items() if text),
        row_id=row["row_id"],
    )


def _repeats(row: dict[str, Any], basis: dict[str, str]) -> str:
    further = "" if row["origin_id"] == row["repeats"] else f", which goes back to {row['origin_id']}"
    return f"repeats {row['repeats']} ({basis[row['repeats_basis']]}){further}"


def _beside(relation: Relation, first: str, table: str) -> str:
    """Return how a figure or a date stands to one of the first document's, in words."""
    below, above = ("earlier", "later") if table == "dates" else ("lower", "higher")
    apart = f"{abs(relation.gap):,}" + ("" if table == "figures" else " day" if abs(relation.gap) == 1 else " days")
    text = {
        "equal": f"the same as {first}",
        "below": f"{below} than {first} by {apart}",
        "above": f"{above} than {first} by {apart}",
        "contains": f"an interval that holds {first}",
        "within": f"within {first}",
        "overlaps": f"overlaps {first}",
    }[relation.relation]
    if relation.relation not in ("below", "above") and relation.stated_end in ("below", "above"):
        text += f", its stated end {below if relation.stated_end == 'below' else above}"
    return text if relation.same_population in (None, True) else f"{text}, of another population"


# ---- text


def text(shown: Sheet) -> str:
    """Return a synopsis as text of :data:`WIDTH` columns (an address may be longer): at most three documents beside each other."""
    lines = [*_wrapped(f"Synopsis: {shown.title}", WIDTH), ""]
    for head in shown.documents:
        lines += _wrapped(f"{head['number']}  {head['source_id']}: {_document(head)}", WIDTH, 3)
    lines += ["", *_wrapped(shown.about, WIDTH), *_wrapped(SILENCE, WIDTH)]
    if not shown.events:
        lines += ["", "There is none."]
    for label, event, things in shown.events:
        lines += ["", "", *_wrapped(f"{label} ({event})", WIDTH), "=" * WIDTH]
        for thing in things:
            lines += ["", *_wrapped(f"{thing.label} ({thing.kind}: {thing.subject})", WIDTH), *_bands(shown, thing)]
    lines += ["", "", "Readings", "=" * WIDTH]
    for reading in shown.readings:
        lines += [*_wrapped(f"{reading['number']}  {_reading(reading)}", WIDTH, 3), f"   {reading['url']}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _document(head: Record) -> str:
    issuer = head["issuer"]
    return f"{issuer}, {head['title']}, {head['when']}. Party: {head['party']}. Type: {head['source_type']}. Read: {head['read']}."


def _reading(reading: Record) -> str:
    return (
        f"{reading['reading_id']}: {reading['access']}, {reading['coverage']}, language {reading['language']}; "
        f"{reading['host']} (party: {reading['host_party']})"
    )


def _bands(shown: Sheet, thing: Thing) -> Iterator[str]:
    """Yield the lines of a thing: its boxes beside each other, a few documents at a time."""
    count = len(thing.boxes)
    beside = math.ceil(count / math.ceil(count / _COLUMNS))
    width = (WIDTH - len(_BAR) * (beside - 1)) // beside
    for start in range(0, count, beside):
        heads = shown.documents[start : start + beside]
        columns = [
            [*_wrapped(f"{head['number']}  {head['source_id']}", width, 3), *_boxed(box, width)]
            for head, box in zip(heads, thing.boxes[start:], strict=False)
        ]
        yield "-" * WIDTH
        for line in itertools.zip_longest(*columns, fillvalue=""):
            yield _BAR.join(part + " " * (width - _width(part)) for part in line)


def _boxed(box: Box, width: int) -> list[str]:
    if not box.said:
        return [f"[{box.silence}]"]
    out = []
    for number, said in enumerate(box.said):
        quoted = [f"“{said.phrase}”"] if said.phrase else []
        beside = [f"beside 1: {'; '.join(said.beside)}"] if said.beside else []
        out += ["", *_wrapped(said.head, width, 2)] if number else _wrapped(said.head, width, 2)
        for line in (*quoted, said.at, *said.rest, *beside, f"row: {said.row_id}"):
            out += _wrapped(f"  {line}", width, 2)
    return out


_NOTHING = "\0"  # beside a wide letter, so that it counts as two


def _wrapped(line: str, width: int, hanging: int = 0) -> list[str]:
    """Return a line as lines of at most ``width``, those after the first indented."""
    spaced = "".join(letter + _NOTHING * (_width(letter) - 1) for letter in line)
    parts = textwrap.wrap(spaced, width, subsequent_indent=" " * hanging)
    return [part.replace(_NOTHING, "") for part in parts]


def _width(line: str) -> int:
    """Return how many columns a terminal gives a line."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


# ---- Markdown


def markdown(shown: Sheet) -> str:
    """Return a synopsis as Markdown (GitHub's tables): a table of the documents, one for each event, and the list of the readings."""
    heads = [[str(head["number"]), f"`{head['source_id']}`", *(_mark(str(head[name])) for name in _HEAD)] for head in shown.documents]
    parts = [
        f"# Synopsis: {_mark(shown.title)}",
        _mark(shown.about),
        _mark(SILENCE),
        _table(["", "document", "issuer", "title", "published", "party", "type", "read"], heads),
    ]
    columns = [f"{head['number']} `{head['source_id']}`" for head in shown.documents]
    for label, event, things in shown.events:
        rows = [[f"{_mark(thing.label)}<br>{thing.kind}: `{thing.subject}`", *map(_marked, thing.boxes)] for thing in things]
        parts += [f"## {_mark(label)} (`{event}`)", _table(["", *columns], rows)]
    if not shown.events:
        parts.append("There is none.")
    listed = [f"{each['number']}. {_mark(_reading(each))} <{_address(each['url'])}>" for each in shown.readings]
    return "\n\n".join([*parts, "## Readings", *(["\n".join(listed)] if listed else [])]) + "\n"


_HEAD = ("issuer", "title", "when", "party", "source_type", "read")


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))


def _marked(box: Box) -> str:
    return "<br><br>".join("<br>".join(_marked_lines(said)) for said in box.said) or f"*{box.silence}*"


def _marked_lines(said: Said) -> Iterator[str]:
    yield f"**{_mark(said.value)}**, {_mark(said.voice)}"
    if said.phrase:
        yield f"“{_mark(said.phrase)}”"
    yield _mark(said.at)
    yield from map(_mark, said.rest)
    if said.beside:
        yield f"beside 1: {_mark('; '.join(said.beside))}"
    yield f"`{said.row_id}`"


def _mark(words: str) -> str:
    """Return words in which no sign means anything to Markdown or HTML."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|~$@]|:(?=//))", r"\\\1", " ".join(escaped.split()))


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E")


# ---- CSV and HTML


def csv(shown: Sheet) -> str:
    """Return a synopsis as CSV: a row for each thing, a column for each document, statements in a cell apart by `` || ``."""
    urls = {reading["number"]: reading["url"] for reading in shown.readings}

    def cell(box: Box) -> str:
        return " || ".join(" | ".join(_plain_lines(said, urls[said.reading])) for said in box.said) or f"[{box.silence}]"

    rows = [
        [event, label, thing.kind, thing.subject, thing.label, *map(cell, thing.boxes)]
        for label, event, things in shown.events
        for thing in things
    ]
    columns = ["event_id", "event", "kind", "subject", "label", *(head["source_id"] for head in shown.documents)]
    return csv_bytes(pd.DataFrame(rows, columns=columns, dtype="string")).decode("utf-8")


def _plain_lines(said: Said, url: str) -> Iterator[str]:
    yield said.head
    if said.phrase:
        yield f"“{said.phrase}”"
    yield f"{said.place}, {url} ({said.access})" if said.place else f"{url} ({said.access})"
    yield from said.rest
    if said.beside:
        yield f"beside the first: {'; '.join(said.beside)}"
    yield f"row: {said.row_id}"


def html(shown: Sheet) -> str:
    """Return a synopsis as one HTML file that loads nothing. Whatever comes from a table is escaped."""
    return charts.environment().get_template("synopsis.html.j2").render(shown=shown, silence=SILENCE) + "\n"


FORMS: dict[str, Callable[[Sheet], str]] = {"text": text, "markdown": markdown, "csv": csv, "html": html}
