"""The geometry of the charts and the README's picture."""

from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import schemas
from accounts.derive import intervals
from accounts.package import Package
from accounts.page import charts, page
from accounts.page.statements import date, sources, statements
from support import small
from support.colours import contrast
from support.files import PACKAGE, SCHEMAS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn(whole) -> bytes:
    return picture(whole)


def picture(package: Package) -> bytes:
    return charts.killed_total_svg(package.tables, package.schemas)


@pytest.mark.slow
@pytest.mark.parametrize("figures", [[], [small.figure("a", 3, 3, measure_id="killed_children", figure_id="a-killed-children")]])
def test_without_a_toll_the_picture_is_empty(figures):
    assert "0 counts, by the date" in picture(small.derived(small.curated(figures))).decode()


@pytest.mark.slow
def test_without_a_date_every_source_is_undated():
    curated = small.curated([small.figure("a", 613, 613)])
    curated["sources"]["published"] = pd.array([None] * 4, dtype="string")
    package = small.derived(curated)
    assert "a, undated" in picture(package).decode()
    assert page.html(package)


@given(st.lists(st.integers(0, 10**7), min_size=1))
def test_a_scale_holds_every_value_on_few_round_ticks(values):
    on = charts.scale(pd.Series(values))
    assert on.top > max(values)
    assert on.ticks[0] == 0
    assert on.ticks[-1] == on.top
    assert 2 <= len(on.ticks) <= 7
    assert float(f"{on.step:.1g}") == on.step


def test_an_interval_has_a_mark_at_each_stated_end_and_none_between():
    rows = pd.DataFrame(
        {"low": [613, 500, 161, pd.NA], "high": [613, 1000, pd.NA, 15], "voice": "own", "root": "first_here", "depth": 0}
    ).astype({"low": "Int64", "high": "Int64"})
    placed = charts.placed(rows, 2000)
    assert placed["marks"].tolist() == [[30.65], [25.0, 50.0], [8.05], [0.75]]
    assert placed["right"].tolist() == [False, False, True, False]
    assert placed["left"].tolist() == [False, False, False, True]
    assert placed.loc[2, "x2"] == 100
    assert placed.loc[3, "x1"] == 0


def test_shapes_tell_own_relayed_and_repeated_apart():
    roots = pd.array(["first_here", "first_here", None, None, "uncredited"], dtype="string")
    voices = pd.array(["own", "relayed", "own", "relayed", "own"], dtype="string")
    rows = pd.DataFrame({"low": 1, "high": 1, "voice": voices, "root": roots, "depth": [0, 0, 1, 2, 0]})
    assert charts.placed(rows, 10)["shape"].tolist() == ["own", "relayed", "repeat", "repeat", "uncredited"]


def test_every_party_has_a_colour_that_stands_out_on_its_ground():
    assert tuple(charts.COLOURS) == tuple(schemas.labels(SCHEMAS["issuers"], "party"))
    for light, dark in charts.COLOURS.values():
        assert contrast(light, "#ffffff") >= 3
        assert contrast(dark, "#14171a") >= 3


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1992-02-26", "26 February 1992"),
        ("1992-03~", "about March 1992"),
        ("1992?", "1992 (inferred)"),
        ("../2022-03-19", "by 19 March 2022"),
        ("2023/..", "from 2023"),
        ("2025/2026", "2025 to 2026"),
        ("199X", "199X"),
        ("1992-21", "1992-21"),
        (None, "undated"),
    ],
)
def test_dates_are_said_in_words(edtf, said):
    assert date(edtf) == said


@pytest.mark.slow
def test_sources_are_by_the_first_day_or_the_last_where_the_beginning_is_open():
    days = {"a": "2005", "b": "../2001", "c": "2000", "d": "1999/.."}
    rows = sources(small.derived({**small.curated([small.figure("a", 1, 1)]), "sources": small.published(**days)}).tables)
    assert rows.set_index("source_id")["day"].to_dict() == {"d": 19990101, "c": 20000101, "b": 20011231, "a": 20050101}
    assert rows["source_id"].tolist() == ["d", "c", "b", "a"]


@pytest.mark.slow
def test_distinct_counts_are_by_their_first_appearance():
    said = [small.figure(s, *ends) for s, ends in zip("abcd", [(100, None), (100, 200), (100, 100), (99, None)], strict=True)]
    rows = charts.distinct_counts(small.derived(small.curated(said)).tables, "town-1992", charts.TOLL)
    assert [row["value"] for row in rows] == ["≥ 100", "100–200", "100", "≥ 99"]


def test_statements_keep_every_row_and_put_repeats_after_their_origin(tables):
    for table in ("figures", "dates", "characterizations"):
        rows = statements(tables, table)
        assert len(rows) == len(tables[table])
        assert rows["row_id"].is_unique
        assert not rows.loc[rows["origin_id"] != rows["origin_id"].shift(), "repeat"].any()


def test_distinct_counts_are_the_intervals_of_the_origins(tables):
    event, _ = charts.toll(tables)
    rows = charts.distinct_counts(tables, event, charts.TOLL)
    said = statements(tables, "figures").query("event_id == @event and measure_id == 'killed_total' and depth == 0")
    assert len(rows) == len(said.assign(span=intervals.span(said))[["span", "counted"]].drop_duplicates())
    given = [row["row_id"] for count in rows for rows_of_one in count["given_by"] for row in rows_of_one]
    assert sorted(given) == sorted(said["row_id"])


def test_the_picture_is_the_same_wherever_it_is_drawn(drawn):
    code = (
        "import sys; from accounts import package; from accounts.page import charts; from pathlib import Path;"
        "found = package.derive(package.read(Path(sys.argv[1])));"
        "sys.stdout.buffer.write(charts.killed_total_svg(found.tables, found.schemas))"
    )
    elsewhere = {**os.environ, "PYTHONPATH": str(PACKAGE / "scripts"), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    again = subprocess.run([sys.executable, "-c", code, PACKAGE], env=elsewhere, cwd="/", capture_output=True, check=True).stdout
    assert again == drawn


def test_the_picture_says_what_it_shows(tables, drawn):
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text
    event, mine = charts.toll(tables)
    described = root.find(f"{SVG}desc").text
    shown = [text.text for text in root.iter(f"{SVG}text")]
    whole = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    for count in charts.distinct_counts(tables, event, charts.TOLL):
        assert count["value"] in described
        assert count["value"] in shown
        assert count["issuer"] in described
        assert any(count["issuer"] in text for text in whole)
    assert any(f"{mine['low'].iloc[0]:,}" in text for text in shown)
    assert float(root.get("height")) < 40 * len(charts.distinct_counts(tables, event, charts.TOLL))
    assert b"prefers-color-scheme:dark" in drawn


@pytest.mark.parametrize("other", ["hrw-1994-seven-years", "wapo-1992-02-28-goltz"])
def test_the_picture_can_be_drawn_for_any_anchor(seen_from, other):
    assert ElementTree.fromstring(picture(seen_from(other))).find(f"{SVG}title").text
