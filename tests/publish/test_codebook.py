"""The codebook that a release carries: every table, column and code is in it, and its examples are rows of the tables."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts import package, schemas
from accounts.publish import codebook
from support import small
from support.files import PACKAGE

pytestmark = pytest.mark.slow
TEXTS = {path: (PACKAGE / path).read_text(encoding="utf-8") for path in codebook.TEXTS.values()}


class Parts(HTMLParser):
    """The text of a page by the identifier that stands before it, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.part, self.text, self.links, self.loaded = "", {"": ""}, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        found = dict(attrs)
        if "id" in found:
            self.part = found["id"]
            assert self.part not in self.text, f"{self.part} stands twice"
            self.text[self.part] = ""
        if tag == "a":
            self.links.append(found["href"])
        self.loaded += [value for name, value in attrs if name == "src" or (tag == "link" and name == "href")]

    def handle_data(self, data) -> None:
        self.text[self.part] += data


@pytest.fixture(scope="module")
def built() -> package.Package:
    return package.load(PACKAGE)


@pytest.fixture(scope="module")
def html(built) -> str:
    return codebook.html(built, TEXTS).decode("utf-8")


@pytest.fixture(scope="module")
def tiny_html() -> str:
    return codebook.html(small.derived(small.curated(**small.statements())), TEXTS).decode("utf-8")


@pytest.fixture(scope="module")
def parts(html) -> Parts:
    return Parts(html)


def cells(table: pd.DataFrame) -> list[dict[str, str]]:
    return table.astype("string").fillna("").to_dict("records")


# ---- what is in it


def test_every_position_has_its_definition_its_example_and_its_near_miss(built, parts):
    rows = {row["characterization_id"]: row for row in cells(built.tables["characterizations"])}
    for position in cells(built.tables["positions"]):
        said = parts.text[f"{position['topic_id']}--{position['position_id']}"]
        assert all(position[column] in said for column in ("position_id", "label", "definition", "not_when", "words", "mirror"))
        for kind in ("example", "near_miss"):
            if position[kind]:
                assert position[kind] in said
                assert rows[position[kind]]["phrase"] in said
        having = [row for row in rows.values() if (row["topic_id"], row["position_id"]) == (position["topic_id"], position["position_id"])]
        assert f"Rows{len(having):,}" in said.replace("\n", "")


def test_every_topic_has_its_question_and_its_agreement(built, parts):
    agreed = {(row["topic"], row["column"]): row for row in cells(built.tables["reliability"])}
    for topic in cells(built.tables["topics"]):
        said = parts.text[f"topic-{topic['topic_id']}"]
        assert topic["question"] in said
        units = agreed[topic["topic_id"], "topic"]["units"]
        assert f"the same topic in {agreed[topic['topic_id'], 'topic']['alike_percent']} per cent of {units} units" in said


def test_every_measure_and_every_code_of_a_column_has_a_definition_and_an_example(built, parts):
    figures = {row["figure_id"]: row for row in cells(built.tables["figures"])}
    used = set(built.tables["figures"]["measure_id"])
    for measure in cells(built.tables["measures"]):
        said = parts.text[f"measure-{measure['measure_id']}"]
        assert measure["definition"] in said
        example = [row for row in figures.values() if row["figure_id"] in said.split() and row["measure_id"] == measure["measure_id"]]
        assert len(example) == (measure["measure_id"] in used)
        assert all(row["phrase"] in said for row in example)
    for code in cells(built.tables["codes"]):
        said = parts.text[f"column-{code['field']}-{code['code']}"]
        assert all(code[column] in said for column in ("label", "definition", "not_when", "words"))


def test_every_table_has_its_columns_and_every_code_of_them(built, parts):
    for name in schemas.TABLES:
        schema, said = built.schemas[name], parts.text[f"table-{name}"]
        assert schema["description"] in said
        for field in schema["fields"]:
            assert field["name"] in said
            assert field["description"] in said
            owner = schemas.SHARED_CODES.get(field["name"], name)
            codes = {code["value"] for code in field.get("categories", [])}
            assert [code for code in codes if code not in said and code not in parts.text[f"table-{owner}"]] == []


def test_a_definition_is_the_tables(built):
    positions = built.tables["positions"].astype("string")
    changed = positions.assign(definition=positions["definition"].where(positions.index != 0, "<script>Another</script> & definition."))
    said = codebook.html(replace(built, tables={**built.tables, "positions": changed}), {}).decode("utf-8")
    assert "&lt;script&gt;Another&lt;/script&gt; &amp; definition." in said
    assert "<script" not in said


def test_the_texts_that_are_there_are_in_it(built, parts):
    assert "Silence gives no row." in parts.text["coding"]
    assert "The one statement with which every other account is compared." in parts.text["word-anchor"]
    assert not {"coding", "glossary"} & Parts(codebook.html(built, {}).decode("utf-8")).text.keys()


# ---- one file


def test_it_loads_nothing_and_its_links_lead_somewhere(parts):
    assert [address for address in parts.loaded if address != "data:,"] == []
    assert [link for link in parts.links if link.removeprefix("#") not in parts.text or not link.startswith("#")] == []


def test_it_has_the_same_bytes_again_and_is_made_of_any_package(built, html, tiny_html):
    assert codebook.html(built, TEXTS).decode("utf-8") == html
    assert "measure-killed_total" in Parts(tiny_html).text


@pytest.mark.browser
def test_it_fits_a_phone_prints_and_axe_finds_nothing_serious(browser, html, tiny_html, tmp_path):
    (tmp_path / "codebook.html").write_text(html, encoding="utf-8")
    (tmp_path / "tiny.html").write_text(tiny_html, encoding="utf-8")
    with browser.new_context(viewport={"width": 390, "height": 844}, offline=True) as context:
        page = context.new_page()
        page.goto((tmp_path / "codebook.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.goto((tmp_path / "tiny.html").as_uri())  # of the same parts, but fewer
        broken = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
        assert [rule["id"] for rule in broken if rule["impact"] in ("serious", "critical")] == []
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('section.code')).breakInside") == "avoid"
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
