"""Every kind of damage, done to a copy of real rows, is named with its file, row and column; and checking does no harm.

The rows are an excerpt of the package, which is checked the same way and faster; the whole is checked once, undamaged.
"""

import json
import os
import pickle
import re
import socket
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import FrictionlessException
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import commands, descriptor, schemas, tables
from accounts import package as packages
from accounts.check import form, values
from accounts.derive import edtf
from accounts.package import Package
from support.excerpt import excerpt, written
from support.files import PACKAGE, SCHEMAS, Copy

pytestmark = pytest.mark.usefixtures("once")
HEAD = descriptor.NAME
NO_PRIVILEGE = 1314  # the error of Windows


@pytest.fixture(scope="module")
def original(curated, tmp_path_factory):
    whole = Package(descriptor.load(PACKAGE), SCHEMAS, curated)
    return written(excerpt(whole), tmp_path_factory.mktemp("original") / "package")


@pytest.fixture
def damaged(original, tmp_path):
    return Copy(original, tmp_path / "package")


# ---- ways to damage: each takes a copy and returns the line that it damaged, or None


def anything(row):
    return True


def both_ends(row):
    return row["low"] and row["high"]


def first(copy, table, where=anything):
    return next((line, row) for line, row in copy.records(table) if where(row))


def cells(table, where=anything, **changes):
    """Change cells of the first row that fits. A change is a text, or a function of the row."""

    def damage(copy):
        line, row = first(copy, table, where)
        rows = copy.rows(table)
        for column, change in changes.items():
            rows[line - 1][rows[0].index(column)] = change(row) if callable(change) else change
        copy.put_rows(table, rows)
        return line

    return damage


def header(change):
    """Change the columns of the figures: ``change`` maps the list of names to (name, index of an old column or None)."""

    def damage(copy):
        rows = copy.rows("figures")
        columns = change([(name, at) for at, name in enumerate(rows[0])])
        body = [["" if at is None else row[at] for _, at in columns] for row in rows[1:]]
        copy.put_rows("figures", [[name for name, _ in columns], *body])
        return 1

    return damage


def content(name, change, line=None):
    """Change the bytes of a file."""

    def damage(copy):
        copy.put(name, change(copy.get(name)))
        return line

    return damage


def line(change, number=3, name="data/figures.csv"):
    """Change the bytes of one line of a file."""

    def damage(copy):
        lines = copy.get(name).splitlines(keepends=True)
        lines[number - 1] = change(lines[number - 1])
        copy.put(name, b"".join(lines))
        return number

    return damage


def huge(row):
    """Add a quoted cell of 100 MB to a row."""
    return row.replace(b"\n", b',"' + b"x" * 100 * 2**20 + b'"\n')


def swapped(table):
    def damage(copy):
        rows = copy.rows(table)
        rows[1], rows[2] = rows[2], rows[1]
        copy.put_rows(table, rows)
        return 3

    return damage


def row_again(table):
    def damage(copy):
        rows = copy.rows(table)
        copy.put_rows(table, [*rows[:2], *rows[1:]])
        return 3

    return damage


def cut(name):
    """Cut a CSV file off within its last line."""

    def damage(copy):
        kept = copy.get(name)[:-2]
        copy.put(name, kept)
        return kept.count(b"\n") + 1

    return damage


def pair(copy, fits):
    """Two figures, of which the first can be made to repeat the second."""
    sources = {row["source_id"]: row for _, row in copy.records("sources")}
    days = edtf.bounds(tables.read(copy.root / "data/sources.csv", SCHEMAS["sources"])["published"])
    for row, first_day, last_day in zip(sources.values(), days["first"], days["last"], strict=True):
        row |= {"first_day": first_day, "last_day": last_day}
    records = copy.records("figures")
    return next((a, b) for a in records for b in records if a[0] != b[0] and fits(a[1], b[1], sources))


def same_thing(a, b, sources):
    return (a["event_id"], a["measure_id"]) == (b["event_id"], b["measure_id"]) and a["source_id"] != b["source_id"]


def another_measure(a, b, sources):
    return a["measure_id"] != b["measure_id"] and a["source_id"] != b["source_id"]


def same_source(a, b, sources):
    return a["source_id"] == b["source_id"]


def later(a, b, sources):
    return same_thing(a, b, sources) and sources[b["source_id"]]["first_day"] > sources[a["source_id"]]["last_day"]


def repeating(fits, mutual=False):
    """Make one figure repeat another."""

    def damage(copy):
        (line, row), (other_line, other) = pair(copy, fits)
        rows = copy.rows("figures")
        at, basis = rows[0].index("repeats"), rows[0].index("repeats_basis")
        rows[line - 1][at], rows[line - 1][basis] = other["figure_id"], "same_text"
        if mutual:
            rows[other_line - 1][at], rows[other_line - 1][basis] = row["figure_id"], "same_text"
        copy.put_rows("figures", rows)
        return line

    return damage


def topic_of_another_position(copy):
    taken = {(row["topic_id"], row["position_id"]) for _, row in copy.records("positions")}
    topics = sorted({topic for topic, _ in taken})

    def other(row):
        return next(topic for topic in topics if (topic, row["position_id"]) not in taken)

    return cells("characterizations", topic_id=other)(copy)


def consulted_too_early(copy):
    dated = {row["source_id"] for _, row in copy.records("sources") if re.match(r"\d{4}", row["published"])}
    return cells("readings", lambda row: row["source_id"] in dated, consulted_on="1899-12-31")(copy)


def reading_of_another_source(copy):
    _, row = first(copy, "figures")
    _, other = first(copy, "readings", lambda reading: reading["source_id"] != row["source_id"])
    return cells("figures", reading_id=other["reading_id"])(copy)


def identifier_used_again(copy):
    line, row = first(copy, "figures")
    retired = ["figures", row["figure_id"], "1.0.0", "The document proved to be a copy."]
    copy.put_rows("retired", [*copy.rows("retired")[:1], retired])
    return line


def derived_cell(copy):
    return cells("figure_comparison", lambda row: row["phrase"], phrase="other words")(copy)


def last_row_dropped(table):
    def damage(copy):
        copy.put_rows(table, copy.rows(table)[:-1])

    return damage


def head(change):
    """Change the descriptor."""

    def damage(copy):
        given = copy.head()
        copy.put(HEAD, json.dumps(change(given) or given).encode())

    return damage


def figures_resource(**changes):
    """Change the resource ``figures`` of the descriptor."""

    def change(given):
        next(found for found in given["resources"] if found["name"] == "figures").update(changes)

    return head(change)


def removed(name):
    return lambda copy: (copy.root / name).unlink()


def parquet(change):
    """Change the table in ``figures.parquet``."""

    def damage(copy):
        table = change(pq.read_table(copy.root / "data/parquet/figures.parquet"))
        (copy.root / "data/parquet/figures.parquet").unlink()
        pq.write_table(table, copy.root / "data/parquet/figures.parquet")

    return damage


def other_type(table):
    at = table.schema.get_field_index("low")
    return table.set_column(at, table.schema.field("low").with_type(pa.int32()), table["low"].cast(pa.int32()))


def other_value(copy):
    line, _ = first(copy, "figures", lambda row: row["low"])
    table = pq.read_table(copy.root / "data/parquet/figures.parquet")
    low = table["low"].to_pylist()
    low[line - 2] += 1
    at = table.schema.get_field_index("low")
    parquet(lambda table: table.set_column(at, table.schema.field("low"), pa.array(low, pa.int64())))(copy)
    return line


def text_that_is_not_utf8(table):
    field = table.schema.field("note")
    bad = pa.array([b"\xff"] * len(table), pa.binary()).view(pa.string()).cast(field.type)
    return table.set_column(table.schema.get_field_index("note"), field, bad)


def without_descriptions(table):
    return table.cast(pa.schema([field.remove_metadata() for field in table.schema], table.schema.metadata))


def types_for_pandas(text):
    """Put other metadata for pandas into ``figures.parquet``; none where ``text`` is empty."""

    def change(table):
        known = {**table.schema.metadata, b"pandas": text}
        return table.replace_schema_metadata({key: value for key, value in known.items() if value})

    return parquet(change)


def of_long_values(table):
    """One long value in every row: few bytes in the file, many in memory."""
    at = table.schema.get_field_index("note")
    return table.set_column(at, table.schema.field(at), pa.array(["x" * 2**20] * len(table), table.schema.field(at).type))


def with_a_column_that_forges_a_line(table):
    return table.append_column("\x1b]0;owned\x07\ndata/figures.csv:1:-  fine", pa.nulls(len(table)))


def link(path, target):
    """Make a link, or skip the test where Windows lets this user make none."""
    try:
        path.symlink_to(target)
    except OSError as error:
        if getattr(error, "winerror", None) != NO_PRIVILEGE:
            raise
        pytest.skip("this user may not make symbolic links")


def linked(name):
    """Put a link to a file or directory outside the package in the place of one inside."""

    def damage(copy):
        outside = copy.root.parent / "outside"
        (copy.root / name).rename(outside)
        link(copy.root / name, outside)

    return damage


def linked_to_itself(copy):
    removed("data/figures.csv")(copy)
    link(copy.root / "data/figures.csv", "figures.csv")


def oversized(name, size):
    def damage(copy):
        copy.put(name, b"")
        os.truncate(copy.root / name, size)

    return damage


def lone_surrogate(given):
    given["title"] = "\ud800"


def key(name, value):
    """Set a property of the descriptor."""
    return head(lambda given: given.update({name: value}))


NOTE = "data/figures.csv", "note"
LOW = "data/figures.csv", "low"
HIGH = "data/figures.csv", "high"
FIGURES = "data/figures.csv", ""
PARQUET = "data/parquet/figures.parquet", ""
ALL = HEAD, ""

FORM = [
    ("column missing", header(lambda c: c[:-1]), *FIGURES, r"columns missing: in_detention; unknown: none"),
    ("column too many", header(lambda c: [*c, ("extra", None)]), *FIGURES, r"missing: none; unknown: 'extra'"),
    ("column renamed", header(lambda c: [("id", 0), *c[1:]]), *FIGURES, r"missing: figure_id; unknown: 'id'"),
    ("columns reordered", header(lambda c: [c[1], c[0], *c[2:]]), *FIGURES, r"in another order"),
    ("column twice in the header", header(lambda c: [c[0], *c]), *FIGURES, r"stands twice"),
    ("header gone", line(lambda _: b"", 1), *FIGURES, r"the header is figure_id,"),
    ("semicolons for commas", content("data/figures.csv", lambda b: b.replace(b",", b";"), 1), *FIGURES, r"parted by semicolons"),
    ("delimiter at the end of a row", line(lambda b: b.replace(b"\n", b",\n")), *FIGURES, r"has not 20 cells"),
    ("delimiter at the end of the header", line(lambda b: b.replace(b"\n", b",\n"), 1), *FIGURES, r"empty columns at the end"),
    ("cell missing in a row", line(lambda b: b.split(b",", 1)[1]), *FIGURES, r"'19'  the row has not 20 cells"),
    ("byte order mark", content("data/figures.csv", lambda b: b"\xef\xbb\xbf" + b, 1), *FIGURES, r"byte order mark"),
    ("CRLF", content("data/figures.csv", lambda b: b.replace(b"\n", b"\r\n"), 1), *FIGURES, r"carriage return.*LF"),
    ("CR alone", content("data/figures.csv", lambda b: b.replace(b"\n", b"\r"), 1), *FIGURES, r"end all lines with LF"),
    ("UTF-16", content("data/figures.csv", lambda b: b.decode().encode("utf-16"), 1), *FIGURES, r"UTF-16.*UTF-8"),
    ("UTF-16 without mark", content("data/figures.csv", lambda b: b.decode().encode("utf-16-le"), 1), *FIGURES, r"UTF-16"),
    ("invalid UTF-8", line(lambda b: b.replace(b"\n", b"\xff\n")), *FIGURES, r"not UTF-8"),
    ("Windows-1251", line(lambda b: b.replace(b"\n", "Ходжалы\n".encode("cp1251"))), *FIGURES, r"not UTF-8"),
    ("NUL", line(lambda b: b.replace(b"\n", b"\0\n")), *FIGURES, r"NUL"),
    ("quote left open", line(lambda b: b'"' + b), *FIGURES, r"quote is not closed"),
    ("line break in a cell", cells("figures", note="one\ntwo"), *FIGURES, r"quote is not closed"),
    ("needless quotes", line(lambda b: b'"' + b.replace(b",", b'",', 1)), *FIGURES, r"quotes that are not needed.*make format"),
    ("blank line", line(lambda b: b"\n" + b), *FIGURES, r"blank line"),
    ("CSV cut off", cut("data/figures.csv"), *FIGURES, r"cut off"),
    ("CSV empty", content("data/figures.csv", lambda _: b""), *FIGURES, r"empty"),
    ("100 MB cell", line(huge), *FIGURES, r"longer than 131072 bytes"),
    ("space before text", cells("figures", note=" text"), *NOTE, r"spaces around"),
    ("space after text", cells("figures", note="text "), *NOTE, r"spaces around"),
    ("space before text that is not ASCII", cells("figures", note=" Xocalı"), *NOTE, r"spaces around"),
    ("no-break space after text", cells("figures", note="text\u00a0"), *NOTE, r"spaces around"),
    ("doubled space", cells("figures", note="two  words"), *NOTE, r"doubled"),
    ("text that is not NFC", cells("figures", note="Go\u0308yc\u0327ay"), *NOTE, r"normal form C"),
    ("zero-width space", cells("figures", note="kil\u200bled"), *NOTE, r"do not show: U\+200B"),
    ("byte order mark in a cell", cells("figures", note="\ufeffkilled"), *NOTE, r"do not show: U\+FEFF"),
    ("bidi override", cells("figures", note="abc\u202edef"), *NOTE, r"do not show: U\+202E"),
    ("bidi isolate", cells("figures", note="abc\u2066def\u2069"), *NOTE, r"do not show: U\+2066, U\+2069"),
    ("terminal escape", cells("figures", note="\x1b[2Jtext"), *NOTE, r"do not show: U\+001B"),
    ("line separator", cells("figures", note="one\u2028two"), *NOTE, r"do not show: U\+2028"),
    *[
        (f"formula with {sign!r}", cells("figures", note=f"{sign}1+cmd|'/C calc'!A0"), *NOTE, r"spreadsheet would execute")
        for sign in ("=", "+", "-", "@", "\t")
    ],
]
TYPES = [
    ("negative count", cells("figures", both_ends, low="-1"), *LOW, r"'-1'.*less than 0"),
    ("fractional count", cells("figures", both_ends, low="1.5"), *LOW, r"'1.5'.*integer"),
    ("thousands separator", cells("figures", both_ends, high="1,000"), *HIGH, r"'1,000'.*integer"),
    ("thousands point", cells("figures", both_ends, high="1.000"), *HIGH, r"'1.000'.*integer"),
    ("thousands underscore", cells("figures", both_ends, high="1_000"), *HIGH, r"'1_000'.*plain digits"),
    ("exponent", cells("figures", both_ends, high="1e3"), *HIGH, r"'1e3'.*integer"),
    ("number in words", cells("figures", both_ends, low="a dozen"), *LOW, r"'a dozen'.*integer"),
    ("Arabic digits", cells("figures", both_ends, high="٦١٣"), *HIGH, r"plain digits"),
    ("leading zeros", cells("figures", both_ends, low="007"), *LOW, r"'007'.*plain digits"),
    ("number of 23 digits", cells("figures", both_ends, high="9" * 23), *HIGH, r"plain digits"),
    ("unknown code", cells("figures", qualifier="roughly"), "data/figures.csv", "qualifier", r"'roughly'.*no code.*one of: exact, "),
    ("code in capitals", cells("dates", voice="OWN"), "data/dates.csv", "voice", r"'OWN'.*no code.*own, relayed"),
    ("required cell empty", cells("sources", title=""), "data/sources.csv", "title", r"empty, but required"),
    (
        "identifier with capitals",
        cells("events", event_id="Khojaly 1992"),
        "data/events.csv",
        "event_id",
        r"form of this column, such as khojaly-1992",
    ),
    ("key twice", row_again("figures"), "data/figures.csv", "figure_id", r"primary key|the same as"),
    ("key of two columns twice", row_again("positions"), "data/positions.csv", "topic_id, position_id", r"primary key|the same as"),
    (
        "topic of another position",
        topic_of_another_position,
        "data/characterizations.csv",
        "topic_id, position_id",
        r"no row of positions has this topic_id, position_id",
    ),
    (
        "phrase of 13 words",
        cells("figures", phrase="w" + " w" * 12),
        "data/figures.csv",
        "phrase",
        r"13 words, at most 12  .*At most twelve words",
    ),
    ("note of 2001 characters", cells("figures", note="x" * 2001), *NOTE, r"longer than 2000 characters"),
    ("month 13", cells("sources", published="1992-13"), "data/sources.csv", "published", r"'1992-13'.*such as 1992-03-03.*EDTF"),
    ("day, month, year", cells("sources", published="26.02.1992"), "data/sources.csv", "published", r"'26.02.1992'.*such as 1992-03-03"),
    ("full-width digits", cells("sources", published="１９９２"), "data/sources.csv", "published", r"plain digits"),
    ("reading dated day first", cells("readings", consulted_on="22.11.2026"), "data/readings.csv", "consulted_on", r"date"),
    ("reading dated without zeros", cells("readings", consulted_on="2026-1-2"), "data/readings.csv", "consulted_on", r"plain digits"),
    ("seat XX", cells("issuers", seat="XX"), "data/issuers.csv", "seat", r"'XX'.*no code of this column, such as [A-Z]{2}  "),
    ("language zz-zz-zz", cells("sources", language="zz-zz-zz"), "data/sources.csv", "language", r"'zz-zz-zz'.*BCP 47"),
    (
        "address without scheme",
        cells("sources", url="www.hrw.org/x"),
        "data/sources.csv",
        "url",
        r"no uri, such as http|form of this column, such as http",
    ),
    (
        "address with a space",
        cells("readings", url="https://hrw.org/a b"),
        "data/readings.csv",
        "url",
        r"no uri, such as http|form of this column, such as http",
    ),
    *[
        (
            f"address {address}",
            cells("readings", url=address),
            "data/readings.csv",
            "url",
            r"form of this column, such as http.*percent-encoded",
        )
        for address in ("https://example.org./a", "https://example.org/ə", "https://https://example.org", "https://əx.org/")
    ],
    (
        "address of a script",
        cells("readings", url="javascript:alert(1)"),
        "data/readings.csv",
        "url",
        r"no uri, such as http|form of this column, such as http",
    ),
]
RULES = [
    ("rows not sorted", swapped("figures"), "data/figures.csv", "figure_id", r"not sorted.*make format"),
    ("low above high", cells("figures", both_ends, low=lambda row: str(int(row["high"]) + 1)), *LOW, r"low is larger than high"),
    (
        "exact with two values",
        cells("figures", both_ends, qualifier="exact", high=lambda row: str(int(row["low"]) + 1)),
        "data/figures.csv",
        "qualifier",
        r"both ends equal",
    ),
    ("up_to with a low", cells("figures", both_ends, qualifier="up_to"), *LOW, r"a high and no low"),
    ("at_least with a high", cells("figures", both_ends, qualifier="at_least"), *HIGH, r"a low and no high"),
    (
        "range of one number",
        cells("figures", both_ends, qualifier="range", high=lambda row: row["low"]),
        "data/figures.csv",
        "qualifier",
        r"two different ends",
    ),
    ("relayed without credit", cells("figures", voice="relayed", credited_to=""), "data/figures.csv", "credited_to", r"credits nobody"),
    ("own with credit", cells("dates", voice="own", credited_to="officials"), "data/dates.csv", "credited_to", r"own voice credits"),
    (
        "phrase that is a sentence",
        cells("characterizations", phrase="It was a massacre."),
        "data/characterizations.csv",
        "phrase",
        r"whole sentence",
    ),
    ("neither phrase nor note", cells("figures", phrase="", note=""), "data/figures.csv", "phrase", r"neither phrase nor note"),
    ("30 February", cells("sources", published="1992-02-30"), "data/sources.csv", "published", r"no such date"),
    ("interval backwards", cells("figures", as_of="1992-03/1992-02"), "data/figures.csv", "as_of", r"ends before it begins"),
    (
        "earliest after latest",
        cells("dates", earliest="1992-02-26", latest="1992-02-25"),
        "data/dates.csv",
        "earliest",
        r"earliest is after latest",
    ),
    ("consulted before published", consulted_too_early, "data/readings.csv", "consulted_on", r"dated after the day it was read"),
    ("repeats in a circle", repeating(same_thing, mutual=True), "data/figures.csv", "repeats", r"leads back to its own row"),
    ("repeat of a later document", repeating(later), "data/figures.csv", "repeats", r"published later"),
    ("repeat of another measure", repeating(another_measure), "data/figures.csv", "repeats", r"about something else"),
    ("repeat of the same source", repeating(same_source), "data/figures.csv", "repeats", r"same source"),
    (
        "repeat without a basis",
        cells("figures", lambda row: row["repeats"], repeats_basis=""),
        "data/figures.csv",
        "repeats_basis",
        r"not filled together",
    ),
    ("reading of another source", reading_of_another_source, "data/figures.csv", "reading_id", r"belongs to another source"),
    ("identifier of another source", cells("figures", figure_id="0-killed-total"), "data/figures.csv", "figure_id", r"does not begin with"),
    ("retired identifier", identifier_used_again, "data/figures.csv", "figure_id", r"was retired"),
]
DERIVED = [
    ("derived cell edited", derived_cell, "data/derived/figure_comparison.csv", "phrase", r"'other words'.*the curated tables give"),
    ("derived row removed", last_row_dropped("lineage"), "data/derived/lineage.csv", "", r"rows where the curated tables give"),
    ("derived CSV cut off", cut("data/derived/series.csv"), "data/derived/series.csv", "", r"cut off"),
    (
        "derived CSV with a mark",
        content("data/derived/series.csv", lambda b: b"\xef\xbb\xbf" + b, 1),
        "data/derived/series.csv",
        "",
        r"byte order mark",
    ),
    ("Parquet cut off", content("data/parquet/figures.parquet", lambda b: b[: len(b) // 2]), *PARQUET, r"cut off"),
    (
        "Parquet that is CSV",
        lambda copy: copy.put("data/parquet/figures.parquet", copy.get("data/figures.csv")),
        *PARQUET,
        r"not a Parquet file",
    ),
    ("Parquet of another type", parquet(other_type), "data/parquet/figures.parquet", "low", r"types differ"),
    ("Parquet without a column", parquet(lambda table: table.drop(["note"])), "data/parquet/figures.parquet", "note", r"columns or types"),
    ("Parquet with another value", other_value, "data/parquet/figures.parquet", "low", r"1 values differ from the CSV"),
    ("Parquet with a row less", parquet(lambda table: table.slice(1)), *PARQUET, r"the CSV has \d+ rows"),
    ("Parquet text not UTF-8", parquet(text_that_is_not_utf8), *PARQUET, r"not a Parquet file"),
    ("Parquet without types for pandas", types_for_pandas(b""), *PARQUET, r"types for pandas differ"),
    ("Parquet with a list for pandas", types_for_pandas(b"[1]"), *PARQUET, r"types for pandas differ"),
    ("Parquet with too deep a text for pandas", types_for_pandas(b"[" * 10**5), *PARQUET, r"types for pandas differ"),
    ("Parquet of long values", parquet(of_long_values), "data/parquet/figures.parquet", "note", r"a value of 1048576 bytes"),
    ("Parquet with a forged line", parquet(with_a_column_that_forges_a_line), *PARQUET, r"-  '\\x1b.*\\n.*  columns or types"),
    ("Parquet without descriptions", parquet(without_descriptions), "data/parquet/figures.parquet", "low", r"description differs"),
    *[
        (f"{name} edited", content(name, lambda b: b + b"More.\n"), name, "", r"differs.*make build")
        for name in ("data/README.md", "data/charts/killed-total.svg")
    ],
    (
        "schema edited",
        content("schemas/figures.schema.json", lambda b: b.replace(b'"minimum": 0', b'"minimum": -9')),
        "schemas/figures.schema.json",
        "",
        r"differs from this version's schema",
    ),
    ("schema not JSON", content("schemas/figures.schema.json", lambda b: b[1:]), "schemas/figures.schema.json", "", r"not JSON"),
]
PLACES = [
    *[
        (f"{name} missing", removed(name), name, "", r"file is missing  restore it")
        for name in (
            "data/figures.csv",
            "data/derived/series.csv",
            "data/parquet/figures.parquet",
            "data/README.md",
            "schemas/dates.schema.json",
            HEAD,
        )
    ],
    ("file linked outside", linked("data/figures.csv"), *FIGURES, r"link that leads elsewhere"),
    ("directory linked outside", linked("data"), *FIGURES, r"link that leads elsewhere"),
    ("descriptor linked outside", linked(HEAD), *ALL, r"link that leads elsewhere"),
    ("file linked to itself", linked_to_itself, *FIGURES, r"link that leads elsewhere"),
    ("CSV of a gigabyte", oversized("data/figures.csv", 2**30), *FIGURES, r"too large"),
    ("Parquet of a gigabyte", oversized("data/parquet/figures.parquet", 2**30), *PARQUET, r"too large"),
    ("descriptor of a gigabyte", oversized(HEAD, 2**30), *ALL, r"too large"),
    ("descriptor of two megabytes", oversized(HEAD, 2**21), *ALL, r"too large"),
    ("schema of two megabytes", oversized("schemas/figures.schema.json", 2**21), "schemas/figures.schema.json", "", r"too large"),
]
DESCRIPTOR = [
    ("descriptor not JSON", content(HEAD, lambda b: b[1:]), *ALL, r"not JSON"),
    ("descriptor in YAML", content(HEAD, lambda _: b"!!python/object/apply:os.getcwd []"), *ALL, r"not JSON"),
    ("descriptor in UTF-16", content(HEAD, lambda b: b.decode().encode("utf-16")), *ALL, r"not JSON"),
    ("descriptor with a mark", content(HEAD, lambda b: b"\xef\xbb\xbf" + b), *ALL, r"not JSON"),
    ("descriptor nested too deep", content(HEAD, lambda _: b"[" * 10**5), *ALL, r"not JSON"),
    ("descriptor with a number of 5000 digits", content(HEAD, lambda _: b"9" * 5000), *ALL, r"not JSON"),
    ("descriptor with half a surrogate pair", head(lone_surrogate), *ALL, r"not JSON"),
    ("descriptor not an object", content(HEAD, lambda b: b"[" + b + b"]"), *ALL, r"'list'  not a JSON object"),
    ("property missing", head(lambda given: given.pop("licenses") and given), HEAD, "licenses", r"property is missing"),
    ("property unknown", key("\x1b[2J", 1), *ALL, r"'\\x1b\[2J'  an unknown property"),
    ("property of another type", key("title", 1), *ALL, r"not of type 'string' at property 'title'"),
    ("version of two numbers", key("version", "1.0"), HEAD, "version", r"'1.0'  not a version number"),
    ("version that is a number", key("version", 1), HEAD, "version", r"'1'  not a version number"),
    ("created on no day", key("created", "yesterday"), *ALL, r"\"created\" is not valid"),
    ("profile of a stranger", key("profile", "https://example.org/p.json"), HEAD, "profile", r"expected data-package"),
    ("schema of a stranger", key("$schema", "https://example.org/p.json"), HEAD, "$schema", r"expected https://datapackage.org/"),
    ("anchor that is no source", key("anchor", "nobody"), HEAD, "anchor", r"'nobody'  no source has this identifier"),
    ("resources missing", head(lambda given: given.pop("resources") and given), HEAD, "resources", r"not a list of resources"),
    ("resource missing", head(lambda given: given["resources"].pop(0) and given), HEAD, "resources", r"'issuers'  the resource is missing"),
    ("resource unknown", head(lambda given: given["resources"].append({"name": "x"})), HEAD, "resources", r"'x'  an unknown resource"),
    (
        "resource twice",
        head(lambda given: given["resources"].append(given["resources"][0])),
        HEAD,
        "resources",
        r"'issuers'  the resource stands twice",
    ),
    ("resources reordered", head(lambda given: given["resources"].reverse()), HEAD, "resources", r"another order"),
    ("resource with code", figures_resource(compute="rm -r /"), HEAD, "resources/figures", r"'compute'  an unknown property"),
    ("hash stale", figures_resource(hash="sha256:" + "0" * 64), HEAD, "resources/figures/hash", r"expected \"sha256:"),
    ("size stale", figures_resource(bytes=1), HEAD, "resources/figures/bytes", r"'1'  expected \d+"),
    *[
        (f"path {path}", figures_resource(path=path), HEAD, "resources/figures/path", re.escape(path) + r".*expected \"data/figures.csv\"")
        for path in ("../figures.csv", "/etc/passwd", "https://example.org/figures.csv", "data/dates.csv")
    ],
    ("schema at an address", figures_resource(schema="https://example.org/s"), HEAD, "resources/figures/schema", r"expected \"schemas/"),
]
DANGLING = [
    (
        f"{table} {', '.join(reference['fields'])} dangling",
        cells(table, **{reference["fields"][-1]: "nothing"}),
        schemas.csv_path(table),
        ", ".join(reference["fields"]),
        rf"nothing.*no row of {reference['reference']['resource'] or table} has this {', '.join(reference['reference']['fields'])}",
    )
    for table in schemas.CURATED
    for reference in SCHEMAS[table].get("foreignKeys", [])
]
DAMAGES = [
    *(pytest.param(*rest, id=name, marks=[pytest.mark.slow] if "100 MB" in name else []) for name, *rest in FORM),
    *(pytest.param(*rest, id=name, marks=pytest.mark.slow) for name, *rest in (*TYPES, *DANGLING, *RULES, *DERIVED, *PLACES, *DESCRIPTOR)),
]


def says(problems, file, row, column, wrong):
    """Whether some problem is in that place and reads like that."""
    return any((p.file, p.row, p.column) == (file, row, column) and re.search(wrong, str(p)) for p in problems)


@pytest.mark.slow
def test_the_whole_package_and_the_excerpt_have_no_problem(original):
    assert packages.check(PACKAGE) == []
    assert packages.check(original) == []


@pytest.mark.parametrize(("damage", "file", "column", "wrong"), DAMAGES)
def test_damage_is_named_with_its_place(damaged, damage, file, column, wrong):
    row = damage(damaged) or 0
    problems = packages.check(damaged.root)
    assert says(problems, file, row, column, wrong), "\n".join(map(str, problems[:5]))


@pytest.mark.slow
def test_a_curated_table_cut_at_the_end_of_a_line_is_noticed(damaged):
    last_row_dropped("characterizations")(damaged)
    assert packages.check(damaged.root)


@pytest.mark.slow
def test_a_derived_table_that_is_wrong_everywhere_is_not_told_cell_by_cell(damaged, monkeypatch):
    header, *rows = damaged.rows("lineage")
    damaged.put_rows("lineage", [header, *([*row[:-1], "wrong"] for row in rows)])
    monkeypatch.setattr(form, "MAX_PROBLEMS", 5)
    problems = [problem for problem in packages.check(damaged.root) if problem.file == "data/derived/lineage.csv"]
    assert 5 <= len(problems) <= 6 < len(rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damages", "places"),
    [
        (
            [cells("figures", low="-1"), cells("sources", language="English"), key("version", 1)],
            [("data/figures.csv", "low"), ("data/sources.csv", "language"), (HEAD, "version")],
        ),
        (
            [derived_cell, removed("data/parquet/dates.parquet"), parquet(other_type), figures_resource(bytes=1)],
            [
                ("data/derived/figure_comparison.csv", "phrase"),
                ("data/parquet/dates.parquet", ""),
                ("data/parquet/figures.parquet", "low"),
                (HEAD, "resources/figures/bytes"),
            ],
        ),
    ],
    ids=["curated tables and descriptor", "built files"],
)
def test_different_damages_are_reported_in_one_run(damaged, damages, places):
    for damage in damages:
        damage(damaged)
    assert {(problem.file, problem.column) for problem in packages.check(damaged.root)} == set(places)


@pytest.mark.slow
def test_an_unknown_identifier_is_named_with_the_nearest(damaged):
    cells("figures", measure_id="killed_totals")(damaged)
    cells("dates", source_id="az-mfa-20266")(damaged)
    remedies = {problem.column: problem.remedy for problem in packages.check(damaged.root)}
    assert remedies["measure_id"].startswith("name a row that exists, such as killed_total")
    assert remedies["measure_id"].endswith(", or propose it in an issue")
    assert remedies["source_id"].startswith("name a row that exists, such as az-mfa-2026")
    assert remedies["source_id"].endswith(", or add it")


@pytest.mark.slow
def test_dates_that_a_spreadsheet_changed_are_one_line(damaged):
    header, *rows = damaged.rows("readings")
    at = header.index("consulted_on")
    assert len(rows) > 15
    damaged.put_rows("readings", [header, *([*row[:at], "22.11.2026", *row[at + 1 :]] for row in rows)])
    (problem,) = packages.check(damaged.root)
    assert (problem.file, problem.row, problem.column) == ("data/readings.csv", 2, "consulted_on")
    assert problem.wrong.endswith(f" ({len(rows)} cells of this column)")


# ---- any single cell


def violations(field, reference, others):
    """Texts that a cell of ``field`` cannot hold. ``reference``: it is the last column of a foreign key; ``others``: the column."""
    constraints = field.get("constraints", {})
    text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
    found = []
    if constraints.get("required"):
        found.append(st.just(""))
    if constraints.get("unique"):
        found.append(st.sampled_from(others))
    if reference:
        found.append(st.just("nothing"))
    if "enum" in constraints:
        found.append((text | st.sampled_from(constraints["enum"]).map(str.title)).filter(lambda cell: cell not in constraints["enum"]))
    if "pattern" in constraints:
        found.append(text.filter(lambda cell: not re.fullmatch(constraints["pattern"], cell, re.ASCII)))
    if "maxLength" in constraints:
        found.append(st.just("x" * (constraints["maxLength"] + 1)))
    if field["type"] == "integer":
        odd = st.sampled_from(["1,000", "1 000", "1_000", "1.5", "1e3", "007", "+5", "٣", "²", "a dozen", "NaN", "9" * 20])
        found.append(odd | st.integers(max_value=-1).map(str) | text.filter(lambda cell: not re.fullmatch("[0-9]+", cell)))
    if field["type"] == "date":
        odd = st.sampled_from(["1992", "1992-02", "26.02.1992", "1992-2-26", "1992-02-30", "19920226", "1992-02-26T00:00", "tomorrow"])
        found.append(odd | text.filter(lambda cell: not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell)))
    return found


def constrained():
    """The columns of curated tables that cannot hold just any text, as (table, field, whether it ends a foreign key)."""
    for table in schemas.CURATED:
        ends = {reference["fields"][-1] for reference in SCHEMAS[table].get("foreignKeys", [])}
        places = [(table, field, field["name"] in ends) for field in SCHEMAS[table]["fields"]]
        yield from (place for place in places if violations(*place[1:], ["x"]))


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_no_damage_to_a_constrained_cell_passes_unnoticed(original, scratch, data):
    rows = {table: scratch.rows(table) for table in schemas.CURATED}
    table, field, reference = data.draw(st.sampled_from([place for place in constrained() if len(rows[place[0]]) > 2]))
    at = rows[table][0].index(field["name"])
    row = data.draw(st.integers(1, len(rows[table]) - 1))
    others = [other[at] for other in rows[table][1:] if other is not rows[table][row]]
    rows[table][row][at] = data.draw(st.one_of(violations(field, reference, others)))
    scratch.put_rows(table, rows[table])
    name = schemas.csv_path(table)
    referred = {key["reference"]["resource"] for key in SCHEMAS[table].get("foreignKeys", [])} - {""}
    problems = form.check(scratch.root / name, SCHEMAS[table], name) or values.check(scratch.root, [*referred, table], SCHEMAS)
    scratch.put(name, (original / name).read_bytes())
    assert any(problem.file == name for problem in problems)


@pytest.fixture(scope="module")
def scratch(original, tmp_path_factory):
    return Copy(original, tmp_path_factory.mktemp("scratch") / "package")


# ---- the script


def validated(*arguments, **options):
    command = [sys.executable, "-B", "scripts/validate.py", "--package", *map(str, arguments)]
    return subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, encoding="utf-8", **options)


@pytest.mark.slow
def test_a_damage_ends_with_1_and_a_line(damaged):
    row = cells("figures", note="=1+1")(damaged)
    done = validated(damaged.root)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"data/figures.csv:{row}:note  '=1+1'  a spreadsheet would execute this cell  begin with another character"
    ]
    assert "problems: 1;" in done.stderr


@pytest.mark.slow
def test_machines_read_json(damaged):
    row = cells("figures", note="=1+1")(damaged)
    done = validated(damaged.root, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {
            "file": "data/figures.csv",
            "row": row,
            "column": "note",
            "value": "=1+1",
            "wrong": "a spreadsheet would execute this cell",
            "remedy": "begin with another character",
        }
    ]


@pytest.mark.slow
def test_a_whole_package_ends_with_0(original, capsys):
    assert commands.main(["validate", "--package", str(original), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


# ---- checking does no harm


def stats(directory):
    return {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in [directory, *directory.rglob("*")]}


@pytest.mark.slow
@pytest.mark.parametrize("damage", [anything, cells("figures", low="-1"), derived_cell], ids=["whole", "curated", "derived"])
def test_a_check_writes_nothing(damaged, damage):
    damage(damaged)
    before = stats(damaged.root)
    packages.check(damaged.root)
    assert stats(damaged.root) == before


class Spell:
    """What a pickle can do to those who load it."""

    def __reduce__(self):
        return os.system, ("touch spell-was-cast",)


def strange(copy):
    """Make a package that would lead whoever follows it into the network."""
    address = "https://example.org/"
    given = copy.head()
    for each in given["resources"]:
        each |= {"path": address + each["path"], "schema": {"$ref": address + "schema.json"}, "compute": address}
    given["licenses"] = [{"name": "x", "path": address}]
    copy.put(HEAD, json.dumps(given).encode())
    for table in schemas.CURATED:
        copy.put(f"schemas/{table}.schema.json", json.dumps({"$ref": address + "schema.json", "fields": [{"$ref": address}]}).encode())
    copy.put("data/parquet/figures.parquet", pickle.dumps(Spell()))


@pytest.mark.slow
def test_no_network_is_opened_for_a_strangers_package(damaged, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was asked for")

    strange(damaged)
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    found = {(problem.file, problem.column) for problem in packages.check(damaged.root)}
    assert {(HEAD, "resources/figures/path"), (HEAD, "resources/figures/schema"), ("schemas/figures.schema.json", ""), PARQUET} <= found


@pytest.mark.slow
def test_values_are_not_read_from_outside(damaged):
    (damaged.root.parent / "outside.csv").write_bytes(damaged.get("data/events.csv"))
    with pytest.raises(FrictionlessException, match="not safe"):
        values.check(damaged.root, ["../../outside"], {"../../outside": SCHEMAS["events"]})


WATCHED = """
import sys
sys.path.insert(0, "scripts")
from accounts import commands, package
from accounts.check import values

def watch(event, arguments):
    harm = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "pickle.", "os.remove", "os.rename", "os.mkdir")
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
    if event.startswith(harm) or writes or (event == "open" and "outside" in str(arguments[0])):
        sys.stderr.write(f"HARM {event} {arguments}\\n")

sys.addaudithook(watch)
sys.exit(commands.main(["validate", "--package", sys.argv[1]]))
"""


@pytest.mark.slow
def test_nothing_is_executed_written_or_read_outside(damaged):
    strange(damaged)
    (damaged.root / "outside").write_text("not of the package")
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, str(damaged.root)], cwd=PACKAGE, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 1, done.stderr
    assert "not a Parquet file" in done.stdout
    assert "HARM" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="macOS refuses the limit, Windows knows none")
def test_memory_stays_bounded_on_a_huge_cell(damaged):
    import resource  # Windows lacks it

    line(huge)(damaged)
    done = validated(damaged.root, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30)))
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        "data/figures.csv:3:-  ''  a line longer than 131072 bytes  shorten the cell, close its quote, or end lines with LF"
    ]


def test_rows_are_bounded(damaged, monkeypatch):
    monkeypatch.setattr(form, "MAX_ROWS", 20)
    assert says(packages.check(damaged.root), "data/figures.csv", 21, "", r"too many rows")


@pytest.mark.slow
def test_the_comparison_is_bounded(damaged, monkeypatch):
    most = max(len(damaged.rows(table)) for table in schemas.CURATED)
    monkeypatch.setattr(form, "MAX_ROWS", most)
    assert says(packages.check(damaged.root), HEAD, 0, "anchor", r"the comparison would have \d+ rows")
