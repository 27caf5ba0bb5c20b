"""A synopsis as people read it: each form has every statement, and no text of a table means anything to it."""

import csv
import io
import re
import unicodedata
from html.parser import HTMLParser

import pytest

from accounts import schemas
from accounts.derive import synopsis
from accounts.package import Package
from accounts.page import synopsis as forms
from support.small import RELAYED, curated, day, derived, figure, table, word

HOSTILE = '<script>alert("1")</script> | *bold* `code` [link](javascript:x) <img src=x onerror=x> & \\ _a_ https://example.org 人口人口'
SOURCES = ("az-mfa-2026", "hrw-1994-seven-years", "am-mfa-1997-03-03-statement", "wikipedia-fa-later-khojaly", "wikipedia-en-jamilli")


def hostile() -> Package:
    """A package whose free texts are made to break out of a form."""
    tables = curated(
        figures=[
            figure("a", 613, 613, phrase=HOSTILE, locator=HOSTILE, note=HOSTILE),
            figure("b", 485, 485, **{**RELAYED, "credited_to": HOSTILE}, repeats="a-killed-total-1", repeats_basis="credited"),
        ],
        characterizations=[word("a", "massacre", phrase=HOSTILE, in_detention="true"), word("b", "battle")],
        dates=[day("b", "1992-02-25", "1992-02-26")],
    )
    tables["issuers"] = table("issuers", [{"issuer_id": f"issuer-{s}", "name": HOSTILE} for s in "abcd"])
    tables["sources"] = table("sources", [{"source_id": s, "issuer_id": f"issuer-{s}", "title": HOSTILE} for s in "abcd"])
    tables["events"] = table("events", [{"event_id": "town-1992", "label": HOSTILE, "place": "Town", "names": "en: Town"}])
    return derived(tables)


def sheet(package: Package, *sources: str, **options) -> forms.Sheet:
    return forms.sheet(package, sources, synopsis.rows(package.tables, sources, **options))


SHEET = sheet(hostile(), "a", "b", "c")


class Read(HTMLParser):
    """What a browser would make of a page: its tags, the attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


# ---- what no form takes for its own


def test_html_shows_a_text_as_it_stands():
    read = Read(forms.html(SHEET))
    assert not {"script", "img"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert sum(HOSTILE in part for part in read.text) >= 8
    loaded = [value for name, value in read.attributes if name in ("src", "href") and value and not value.startswith(("#", "data:"))]
    assert set(loaded) == {"https://example.org/"}  # a link to each reading; nothing is loaded
    assert "<link" not in forms.html(SHEET).replace('<link rel="icon" href="data:,">', "")


def test_html_has_the_language_of_the_words_and_no_link_to_nothing():
    page = forms.html(SHEET)
    assert 'lang="en" dir="auto"' in page
    read = Read(page)
    ids = [value for name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for name, value in read.attributes if name == "href" and value.startswith("#")} <= set(ids)


def test_markdown_shows_a_text_as_it_stands():
    found = forms.markdown(SHEET)
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    rendered = markdown.render(found)
    read = Read(rendered)
    assert set(read.tags) <= {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "br", "strong", "em", "code", "ol", "li", "a"}
    assert sum(" ".join(HOSTILE.split()) in part for part in read.text) >= 8
    assert {value for name, value in read.attributes if name == "href"} == {"https://example.org/"}
    for block in re.findall(r"(?:^\|.*\n?)+", found, flags=re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1  # no bar of a text is a column


def test_csv_has_a_row_for_each_thing_and_a_column_for_each_document():
    rows = list(csv.reader(io.StringIO(forms.csv(SHEET), newline="")))
    assert rows[0] == ["event_id", "event", "kind", "subject", "label", "a", "b", "c"]
    assert [row[2:4] for row in rows[1:]] == [["number", "killed_total"], ["date", "attack"], ["words", "event_term"]]
    assert f"“{HOSTILE}” | {HOSTILE}, https://example.org/ (original) | note: {HOSTILE}" in rows[1][5]
    assert rows[1][7] == "[event not mentioned]"


def test_text_shows_a_text_as_it_stands():
    assert re.sub(r"\W", "", HOSTILE) in re.sub(r"\W", "", forms.text(sheet(hostile(), "c", "a")).replace("1  c", ""))


# ---- what each form has


def columns(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("count", range(2, 9))
def test_text_is_a_hundred_columns_wide_but_for_addresses(whole, count):
    chosen = [*SOURCES, "memorial-1992-khojaly-report", "az-mfa-2022", "de-waal-2003-black-garden"][-count:]
    lines = forms.text(sheet(whole, *chosen)).splitlines()
    assert max(columns(line) for line in lines if not line.startswith("   http")) <= 100
    assert all(line == line.rstrip() for line in lines)
    beside = {line.count(" | ") for line in lines if line.startswith("1  ") and " | " in line}
    assert beside == {1 if count in (2, 4) else 2}


@pytest.mark.parametrize("form", forms.FORMS)
def test_each_form_has_every_statement_silence_and_reading(whole, form):
    rows = synopsis.rows(whole.tables, SOURCES)
    said = [each.row for row in rows for cell in row.cells for each in cell.statements]
    found = forms.FORMS[form](sheet(whole, *SOURCES))
    assert all(name in found for name in SOURCES)
    marks = {"text": "row: ", "markdown": "reading ", "csv": "row: ", "html": "<small>row: "}
    assert len(re.findall(rf"{marks[form]}\w", found)) == len(said)
    silences = schemas.labels(whole.schemas["answers"], "answer")
    silent = [silences[cell.silence] for row in rows for cell in row.cells if cell.silence]
    about = found.replace(forms.SILENCE, "")
    assert {name: len(re.findall(rf"[\[*>]{name}[\]*<]", about)) for name in set(silent)} == {
        name: silent.count(name) for name in set(silent)
    }
    addresses = whole.tables["readings"].set_index("reading_id")["url"]
    assert all(addresses[row["reading_id"]].replace("&", "&amp;" if form == "html" else "&") in found for row in said)
    if form != "text":
        assert all(row["row_id"] in found for row in said)
        assert sum(row["credited_to"] is not None for row in said) == len(re.findall("relayed from", found))


def test_the_same_thing_gives_the_same_bytes(whole):
    for form in forms.FORMS.values():
        assert form(sheet(whole, *SOURCES[:3])) == form(sheet(whole, *SOURCES[:3]))


def test_relations_are_worded_for_numbers_and_for_days():
    tables = curated(
        figures=[figure("a", 613, 613), figure("b", 485, 485), figure("b", 200, None, n=2), figure("c", 613, 700, counted="civilians")],
        dates=[day("a", "1992-02-26", "1992-02-26"), day("b", "1992-02-25", "1992-02-25"), day("c", "1992-02", "1992-02")],
    )
    shown = sheet(derived(tables), "a", "b", "c")
    said = {each.row_id: each.beside for _, _, things in shown.events for thing in things for box in thing.boxes for each in box.said}
    assert said == {
        "a-killed-total-1": (),
        "b-killed-total-1": ("lower than 613 by 128",),
        "b-killed-total-2": ("an interval that holds 613, its stated end lower",),
        "c-killed-total-1": ("an interval that holds 613, of another population",),
        "a-attack": (),
        "b-attack": ("earlier than 1992-02-26 by 1 day",),
        "c-attack": ("an interval that holds 1992-02-26",),
    }


def test_no_party_has_a_colour_or_a_place_of_its_own(whole):
    page = forms.html(sheet(whole, *SOURCES))
    assert "azerbaijan" not in page.split("</style>")[0]
    assert set(re.findall(r"#[0-9a-f]{6}\b", page.split("</style>")[0])) == {"#8a8f94"}  # a grey line


def test_nothing_to_show_is_said():
    shown = sheet(hostile(), "c", "d")
    for name, form in forms.FORMS.items():
        assert ("There is none." in form(shown)) == (name != "csv")
