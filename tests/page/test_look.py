"""How the page looks: words in sight, names whole, on a phone, on paper, in colours that are no party's."""

from __future__ import annotations

import csv
import html
import re

import pandas as pd
import pytest

from accounts import schemas
from accounts.page import charts
from accounts.page.statements import statements
from support.browsing import PHONE
from support.colours import contrast
from support.files import PACKAGE, SCHEMAS

PARTIES = schemas.labels(SCHEMAS["issuers"], "party")
COUNTED = schemas.labels(SCHEMAS["figures"], "counted")
TOLL = "figures.khojaly-1992.killed_total"
CSS = (PACKAGE / "scripts" / "accounts" / "page" / "templates" / "page.css").read_text(encoding="utf-8")
#: Of each row of a table on the page: the text, the width and the label of each cell.
CELLS = """selector => [...document.querySelectorAll(selector)].map(row => [...row.cells].map(cell =>
    [cell.textContent.replace(/\\s+/g, ' ').trim(), cell.getBoundingClientRect().width, cell.dataset.label]))"""


@pytest.fixture(scope="module")
def phone(browser, address):
    """The page on a phone, with a table of claims and the matrix open."""
    context = browser.new_context(viewport=PHONE)
    opened = context.new_page()
    opened.goto(f"{address}#open=characterizations.khojaly-1992.free_corridor,every-source,words-of-all")
    yield opened
    context.close()


@pytest.fixture(scope="module")
def tolls(tables) -> pd.DataFrame:
    rows = statements(tables, "figures")
    return rows[(rows["event_id"] == charts.toll(tables)[0]) & (rows["measure_id"] == charts.TOLL)].set_index("row_id")


def saved(opened, button, path) -> list[dict[str, str]]:
    with opened.expect_download() as waiting:
        button.click()
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- words, voice, party and names


def test_the_words_of_the_toll_stand_in_a_column_that_can_be_read(still, tolls):
    shown = still.evaluate(CELLS, "#by-source tbody tr")
    names = still.locator("#by-source tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    for name, cells in zip(names, shown, strict=True):
        row = tolls.loc[name]
        text, width, _ = cells[4]
        assert width > 250, name
        assert pd.isna(row["phrase"]) or re.sub(r"\s+", " ", row["phrase"]) in text
        assert cells[0][0].startswith(row["issuer"])
        assert cells[1][0] == PARTIES[row["party"]]
        assert ("in its own voice" if row["voice"] == "own" else f"relayed from {row['credited_to']}") in cells[0][0]
    tree = still.locator("#by-source").aria_snapshot()
    assert "“shot and bayoneted more than 450 Azeris”" in tree


def test_no_name_of_an_issuer_is_cut(content, still, tables):
    names = tables["sources"].merge(tables["issuers"][["issuer_id", "name"]], on="issuer_id").set_index("source_id")["name"]
    links = [(name, html.unescape(text)) for name, text in re.findall(r'<a href="#([a-z0-9-]+)">([^<]*)</a>', content.decode())]
    links += still.locator("a[href^='#source=']").evaluate_all("links => links.map(link => [link.hash.slice(8), link.textContent])")
    said = [(names[name], text) for name, text in links if name in names]
    assert sum("(" in name for name, _ in said) > 100
    assert [(name, text) for name, text in said if not text.startswith(name)] == []


def test_the_matrix_says_from_whom_an_answer_is_relayed(visit, tables, tmp_path):
    opened = visit("#open=words-of-all")
    rows = saved(opened, opened.locator("#words-of-all").get_by_role("button", name="Download as shown"), tmp_path / "words.csv")
    said = tables["statements"].astype({"voice": "string", "subject": "string", "event_id": "string", "position_id": "string"})
    said = said[(said["table"] == "characterizations") & (said["event_id"] == charts.toll(tables)[0])]
    own = set(said.loc[said["voice"] == "own", ["source_id", "subject", "position_id"]].itertuples(index=False, name=None))
    heads = tables["topics"].set_index("topic_id")["label"]
    by_source = {row["source_id"]: row for row in rows}
    assert set(by_source) == set(said["source_id"])
    checked = 0
    for row in said[said["voice"] == "relayed"].itertuples():
        if (row.source_id, row.subject, row.position_id) in own:
            continue
        cell = by_source[row.source_id][heads[row.subject]]
        assert f"{row.value} (relayed from " in cell
        assert row.credited_to in cell
        checked += 1
    assert checked > 100
    assert all(row["Party"] in PARTIES.values() and row["Type"] and row["Title"] for row in rows)


def test_a_table_is_filtered_by_party(visit):
    opened = visit("#open=characterizations.khojaly-1992.free_corridor,every-source")
    for name in ("characterizations.khojaly-1992.free_corridor", "every-source"):
        part = opened.locator(f"[id='{name}']")
        before = part.locator("tbody tr").count()
        part.get_by_label("Party").select_option("armenia")
        assert 0 < part.locator("tbody tr").count() < before
        assert part.locator("tbody tr:not(.armenia)").count() == 0
    assert "free_corridor.party=armenia" in opened.url


# ---- the counts, and downloads


def test_the_counts_by_population_add_up_to_those_shown(still, tables):
    event, _ = charts.toll(tables)
    distinct = charts.distinct_counts(tables, event, charts.TOLL)
    bounds = {row[0][0]: [text for text, *_ in row[1:]] for row in still.evaluate(CELLS, ".bounds tbody tr")}
    assert sum(int(cells[0]) for cells in bounds.values()) == len(distinct)
    known = tables["discrepancies"].query("claim == 'figure' and subject == @charts.TOLL and event_id == @event")
    for row in known.itertuples():
        cells = bounds[COUNTED[row.counted]]
        assert int(cells[1]) == row.sources_stating
        assert cells[2].startswith(f"{row.lowest_own:,} by ")
    shown = still.evaluate(CELLS, ".distinct tbody tr")
    for count, cells in zip(distinct, shown, strict=True):
        texts = [text for text, *_ in cells]
        assert texts[:3] == [count["value"], COUNTED[count["counted"]], str(count["documents"])]
        assert f"“{count['phrase']}”" in texts[4]
        assert cells[4][1] > 150
        assert count["issuer"] in texts[5]
    assert "where its count began, the dataset does not say" in still.locator("#lineage > p").text_content()


def test_the_toll_and_the_tree_are_downloaded_as_shown(visit, tolls, tmp_path):
    opened = visit()
    opened.get_by_label("repeats under their origin").uncheck()
    rows = saved(opened, opened.locator("#by-source").get_by_role("button", name="Download as shown"), tmp_path / "toll.csv")
    assert sorted(row["row_id"] for row in rows) == sorted(tolls.index)
    for row in rows:
        known = tolls.loc[row["row_id"]]
        assert row["Source"] == known["issuer"]
        assert row["Party"] == PARTIES[known["party"]]
        assert row["Voice"] == ("in its own voice" if known["voice"] == "own" else f"relayed from {known['credited_to']}")
        assert row["Words"] == ("" if pd.isna(known["phrase"]) else f"“{known['phrase']}”")
        assert row["Address"] == known["url"]
        assert row["Link"].endswith(f"#row={row['row_id']}")
        assert row["Type"]
    rows = saved(opened, opened.locator("#tree-tools button"), tmp_path / "tree.csv")
    assert len(rows) == opened.locator("#tree li").count()
    for row in rows:
        assert row["Origin"] == tolls.loc[row["row_id"], "origin_id"]
        assert int(row["Steps from the origin"]) == tolls.loc[row["row_id"], "depth"]


# ---- over time


def test_the_panels_have_ticks_the_point_of_comparison_and_the_undated_rows(still, tables, tolls):
    panels = still.locator("#time-panels figure")
    names = panels.locator("figcaption").all_text_contents()
    assert names == sorted(names, key=str.casefold)
    series = tables["series"][tables["series"]["figure_id"].isin(tolls.index)].merge(
        tables["issuers"][["issuer_id", "name", "party"]], left_on="family_id", right_on="issuer_id"
    )
    undated = series[series["published"].isna()].groupby("name").size()
    for panel, name in zip(panels.all(), names, strict=True):
        assert panel.locator(".undated a").count() == undated.get(name.rpartition(" (")[0], 0)
        assert panel.locator("line.reference").count() == 1
        assert panel.locator(".y").count() >= 3
        assert panel.locator(".x").count() >= 3
    over = still.evaluate("""() => [...document.querySelectorAll('#time-panels figure')].flatMap(figure => {
        const label = [...figure.querySelectorAll('.y')].find(one => one.textContent === '0').getBoundingClientRect();
        return [...figure.querySelectorAll('use')].filter(use => use.getBoundingClientRect().left < label.right) })""")
    assert over == []


# ---- a phone, paper, colours, menus


def test_a_phone_has_every_answer_in_sight_and_the_contents_at_hand(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    wide = phone.evaluate("""() => [...document.querySelectorAll('main td, main tbody th')].filter(cell => cell.offsetWidth
        && (cell.getBoundingClientRect().right > innerWidth + 1 || cell.getBoundingClientRect().left < -1)).length""")
    assert wide == 0
    narrow = phone.evaluate("""() => [...document.querySelectorAll('#by-source td.w, .statements td')].filter(cell =>
        cell.textContent && cell.getBoundingClientRect().width < 250).length""")
    assert narrow == 0
    cell = phone.locator("[id='characterizations.khojaly-1992.free_corridor'] tbody td[data-label=Says]").first
    assert phone.evaluate("cell => getComputedStyle(cell, '::before').content", cell.element_handle()) == '"Says: "'
    phone.locator("#sources").scroll_into_view_if_needed()
    assert phone.locator("nav").bounding_box()["y"] == pytest.approx(0, abs=1)
    assert not [text for text in phone.locator("main p").all_text_contents() if re.search(r"\b[Pp]oint at a line", text)]


def test_paper_has_heads_on_every_page_words_addresses_and_no_question_cut_off(visit):
    opened = visit("#open=words-of-all")
    opened.emulate_media(media="print")
    assert opened.locator("#by-source td.w").first.is_visible()
    assert opened.evaluate("getComputedStyle(document.querySelector('#by-source thead')).display") == "table-header-group"
    link = opened.locator("#by-source a.at").first
    assert link.get_attribute("href") in opened.evaluate("link => getComputedStyle(link, '::after').content", link.element_handle())
    answers = opened.locator(".matrix tbody td:not(:has(.none)) >> nth=-1")
    assert answers.is_visible()
    hidden = opened.evaluate(
        """() => [...document.querySelectorAll('.matrix td:not(:has(.none))')].filter(cell => !cell.offsetWidth).length"""
    )
    assert hidden == 0


@pytest.mark.parametrize(("scheme", "ground"), [(0, "#ffffff"), (1, "#14171a")])
def test_links_have_a_colour_of_their_own_and_controls_an_edge(scheme, ground):
    root = re.findall(r":root\{(--ground:.*?)[;\n}](?:font|color-scheme)", CSS.replace("\n", ""))[scheme]
    colours = dict(re.findall(r"--(\w+):(#\w+)", root))
    assert contrast(colours["edge"], ground) >= 3
    assert contrast(colours["link"], ground) >= 4.5
    link = [int(colours["link"][at : at + 2], 16) for at in (1, 3, 5)]
    for shades in charts.COLOURS.values():
        party = [int(shades[scheme][at : at + 2], 16) for at in (1, 3, 5)]
        assert sum((a - b) ** 2 for a, b in zip(link, party, strict=True)) ** 0.5 > 60, shades
    for control in ("select,input[type=search]", ".button", ".open-repeats"):
        assert "var(--edge)" in re.search(rf"^{re.escape(control)}\{{.*$", CSS, re.M)[0]


def test_a_menu_closes_on_a_click_elsewhere_and_on_escape(visit):
    opened = visit()
    csv_menu, parquet = opened.locator("details.menu").all()
    csv_menu.locator("summary").click()
    parquet.locator("summary").click()
    assert csv_menu.get_attribute("open") is None
    assert parquet.get_attribute("open") is not None
    opened.locator("h1").click()
    assert parquet.get_attribute("open") is None
    csv_menu.locator("summary").click()
    opened.keyboard.press("Escape")
    assert csv_menu.get_attribute("open") is None


def test_a_card_has_no_more_than_two_lines_of_small_print(still):
    lines = still.evaluate("""() => [...document.querySelectorAll('.cards small')].filter(one => one.offsetWidth)
        .map(one => new Set([...one.getClientRects()].map(box => Math.round(box.top))).size)""")
    assert lines
    assert max(lines) <= 2
