"""The page, as a file and in a real browser."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from accounts import descriptor, schemas
from accounts.package import Package
from accounts.page import charts, page
from accounts.page.statements import statements
from support.files import PACKAGE, SCHEMAS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
#: Axe looks at every node: of the rows of a table that are alike in their classes, the first ones stay.
CUT = """document.querySelectorAll('tbody').forEach(body => {
    const seen = {}
    for (const row of [...body.rows]) {
        seen[row.className] = (seen[row.className] || 0) + 1
        if (seen[row.className] > 2) row.remove()
    }
})"""


PARTIES = schemas.labels(SCHEMAS["issuers"], "party")
COUNTED = schemas.labels(SCHEMAS["figures"], "counted")


@pytest.fixture(scope="module")
def built(whole) -> Package:
    """The package with its descriptor as the build wrote it."""
    return replace(whole, descriptor=descriptor.load(PACKAGE))


@pytest.fixture(scope="module")
def head(built) -> dict:
    return built.descriptor


@pytest.fixture(scope="module")
def content(built) -> bytes:
    return page.html(built)


@pytest.fixture(scope="module")
def address(content, tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("site") / "index.html"
    file.write_bytes(content)
    return file.as_uri()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install it to test the page in a browser")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@contextmanager
def visiting(browser, address):
    """A function that opens the page; whatever it asks of the network or says to the console is an error in the end."""
    contexts, heard = [], []

    def visited(fragment: str = "", **settings) -> object:
        contexts.append(browser.new_context(**{"viewport": LAPTOP, "accept_downloads": True, **settings}))
        opened = contexts[-1].new_page()
        opened.on("console", lambda message: heard.append(message.text))
        opened.on("pageerror", lambda error: heard.append(str(error)))
        opened.on("request", lambda request: heard.append(request.url) if not request.url.startswith((address, "blob:", "data:")) else None)
        opened.goto(address + fragment)
        return opened

    yield visited
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture
def visit(browser, address):
    """A function that opens the page anew."""
    with visiting(browser, address) as visited:
        yield visited


@pytest.fixture(scope="module")
def still(browser, address):
    """The page, open, for tests that read it and at most unfold something."""
    with visiting(browser, address) as visited:
        yield visited()


@pytest.fixture
def tolls(tables) -> pd.DataFrame:
    rows = statements(tables, "figures")
    return rows[(rows["event_id"] == charts.toll(tables)[0]) & (rows["measure_id"] == charts.TOLL)]


class Elements(HTMLParser):
    """The tags of the page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def elements(content) -> list[tuple[str, dict]]:
    return Elements(content.decode()).found


# ---- the file


def test_it_is_one_small_file_that_asks_nothing_of_the_network(content, elements):
    assert len(content) < 4_000_000
    loading = [tag for tag, attributes in elements if tag in ("img", "iframe", "object", "embed", "source") or "src" in attributes]
    assert loading == []
    assert [a["href"] for tag, a in elements if tag == "link"] == ["data:,"]
    assert b"@import" not in content
    assert b"url(" not in content


def test_the_same_tables_give_the_same_bytes(built, content):
    assert page.html(built) == content


def test_every_row_has_one_stable_link(tables, elements):
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    expected = [*tables["sources"]["source_id"], *tables["figures"]["figure_id"], *tables["dates"]["date_id"]]
    expected += [*tables["characterizations"]["characterization_id"], *tables["discrepancies"]["claim_id"]]
    assert set(expected) <= set(ids)


def test_every_link_leads_somewhere(head, elements):
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    links = {attributes["href"] for tag, attributes in elements if tag in ("a", "use")}
    files = {Path(resource["path"]).name for resource in head["resources"]}
    files |= {f"{head['name']}-{head['version']}.{end}" for end in ("zip", "sqlite")}
    astray = {
        link
        for link in links
        if not (link[1:] in ids if link.startswith("#") else link in files or link.startswith(("http://", "https://")))
    }
    assert astray == set()


def test_a_search_engine_is_told_what_the_dataset_is(content, head):
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', content.decode(), re.S)[1])
    assert found["@type"] == "Dataset"
    assert (found["name"], found["version"]) == (head["title"], head["version"])
    assert found["license"] == head["licenses"][0]["path"]
    assert found["distribution"][0]["contentUrl"] == f"{head['name']}-{head['version']}.zip"


def test_text_of_the_tables_is_never_markup(built):
    poison = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    tables = built.tables
    poisoned = {**tables, "sources": tables["sources"].assign(title=poison), "figures": tables["figures"].assign(phrase=poison)}
    said = {**built.descriptor, "title": poison, "description": poison}
    tags = Elements(page.html(replace(built, descriptor=said, tables=poisoned)).decode()).found
    assert not [tag for tag, attributes in tags if tag == "img" or any(name.startswith("on") for name in attributes)]
    assert sum(tag == "script" for tag, _ in tags) == 3


def test_the_templates_use_no_word_of_the_parties_for_the_event(tables):
    used = tables["positions"][tables["positions"]["topic_id"].astype("string") == "event_term"]["label"]
    names = {label.lower() for label in used} - {"events"}
    for template in (PACKAGE / "scripts" / "accounts" / "page" / "templates").iterdir():
        text = template.read_text(encoding="utf-8").lower()
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)], template.name


@pytest.mark.parametrize("other", ["hrw-1994-seven-years", "wapo-1992-02-28-goltz"])
def test_any_source_can_be_the_anchor(seen_from, head, other):
    swapped = seen_from(other)
    drawn = page.html(replace(swapped, descriptor={**head, "anchor": other})).decode()
    assert all(f'id="{claim}"' in drawn for claim in swapped.tables["discrepancies"]["claim_id"])


# ---- the first screen


def test_the_cards_hold_the_anchors_figures_and_the_range_of_each_population(still, tables):
    opened = still
    sums = tables["discrepancies"].query("claim == 'figure'")
    cards = opened.locator(".cards > li")
    assert cards.count() == sums["claim_id"].nunique()
    for card in cards.all():
        claim = card.locator("a").get_attribute("href")[1:]
        rows = sums[sums["claim_id"] == claim]
        assert card.locator("b").inner_text() == rows["anchor_value"].iloc[0]
        text = card.text_content()
        for row in rows.dropna(subset=["lowest"]).itertuples():
            said = text.split(COUNTED[row.counted] + ":" if f"{COUNTED[row.counted]}:" in text else "in their own voice:")[1]
            ends = [f"{end:,} (" for end in (row.lowest_own, row.highest_own, row.lowest, row.highest) if pd.notna(end)]
            assert all(end in said for end in ends)
            assert COUNTED[row.counted] in text
            assert not re.search(r"\d+ of \d+", text)


def test_downloads_and_citation_are_near_the_top(visit, head):
    opened = visit()
    for link in opened.locator(".get a.button").all():
        box = link.bounding_box()
        assert box["y"] + box["height"] < 2 * LAPTOP["height"]
        assert link.get_attribute("href").startswith(f"{head['name']}-{head['version']}.")
    opened.get_by_role("button", name="Copy").click()
    opened.get_by_role("button", name="Copied").wait_for(timeout=2000)
    assert head["version"] in opened.locator("#citation").inner_text()


# ---- the toll by source


def lines(opened) -> object:
    return opened.locator(".group.chosen tbody tr:visible")


def test_one_line_is_one_origin_until_it_is_opened(visit, tolls):
    opened = visit()
    assert lines(opened).count() == (tolls["depth"] == 0).sum()
    largest = tolls[tolls["depth"] > 0]["origin_id"].value_counts()
    button = opened.locator(f"[id='{largest.index[0]}'] .open-repeats")
    assert button.inner_text() == f"{largest.iloc[0]} repeats"
    assert button.get_attribute("aria-expanded") == "false"
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert lines(opened).count() == (tolls["depth"] == 0).sum() + largest.iloc[0]
    opened.get_by_label("repeats under their origin").uncheck()
    assert lines(opened).count() == len(tolls)


def test_every_statement_shows_its_number_at_its_place(visit, tolls):
    opened = visit()
    opened.get_by_label("repeats under their origin").uncheck()
    shown = opened.evaluate("""() => [...document.querySelectorAll('.group.chosen tbody tr')].map(row => {
        const plot = row.cells[2].getBoundingClientRect();
        const middle = (mark) => { const box = mark.getBoundingClientRect(); return (box.left + box.right) / 2 - plot.left };
        return [row.id || row.dataset.claim, row.cells[1].firstElementChild.textContent, row.cells[1].querySelector('small').textContent,
            [...row.querySelectorAll('use[href^="#mark"]')].map((mark) => middle(mark) / plot.width),
            row.querySelectorAll('[href="#to-right"]').length, row.querySelectorAll('[href="#to-left"]').length]})""")
    rows = tolls.set_index("row_id")
    top = charts.scale(tolls[["low", "high"]].max(axis=1)).top
    assert sorted(row[0] for row in shown) == sorted(rows.index)
    for name, value, population, marks, right, left in shown:
        row = rows.loc[name]
        assert value == row["value"]
        assert population == COUNTED[row["counted"]]
        ends = sorted({end for end in (row["low"], row["high"]) if pd.notna(end)})
        assert marks == pytest.approx([end / top for end in ends], abs=0.01)
        assert (right, left) == (int(pd.isna(row["high"])), int(pd.isna(row["low"])))


def test_the_party_filter_shows_that_party_only(visit, tolls):
    opened = visit()
    opened.get_by_label("repeats under their origin").uncheck()
    for party in PARTIES:
        opened.locator("#filters [name=party]").select_option(party)
        assert lines(opened).count() == (tolls["party"] == party).sum()
        assert opened.locator(f".group.chosen tbody tr:visible:not(.{party})").count() == 0


def test_a_filter_keeps_repeats_whose_origin_it_hides(visit, tolls):
    opened = visit()
    opened.locator("#filters [name=type]").select_option("reference")
    fitting = tolls[tolls["source_type"] == "reference"]
    hidden_origin = ~fitting["origin_id"].isin(fitting.loc[~fitting["repeat"], "row_id"])
    assert lines(opened).count() == (~fitting["repeat"] | hidden_origin).sum()
    assert opened.locator("#filters output").inner_text() == f"{lines(opened).count()} of {len(tolls)} statements shown"


def test_event_and_measure_change_the_table(visit, tables):
    opened = visit()
    shown = opened.evaluate("""() => {
        const { event, measure, grouped } = document.getElementById('filters').elements;
        const choose = (field, value) => { field.value = value; field.dispatchEvent(new Event('change', { bubbles: true })) };
        const shown = [];
        grouped.click();
        for (const one of [...event.options].map(option => option.value)) {
            choose(event, one);
            for (const other of [...measure.options].map(option => option.value)) {
                choose(measure, other);
                const rows = [...document.querySelectorAll('.group tbody tr')].filter(row => row.checkVisibility());
                shown.push([one, other, rows.length]);
            }
        }
        return shown }""")
    sizes = statements(tables, "figures").groupby(["event_id", "measure_id"]).size()
    assert {(event, measure): count for event, measure, count in shown} == sizes.to_dict()


def test_lines_are_sorted_by_date_or_by_value(visit, tolls):
    opened = visit()
    opened.get_by_label("repeats under their origin").uncheck()
    rows = tolls.set_index("row_id")
    for choice, key in (("day", rows["day"]), ("near", rows["low"].fillna(rows["high"]))):
        opened.locator("#filters [name=sort]").select_option(choice)
        names = lines(opened).evaluate_all("rows => rows.map(row => row.id || row.dataset.claim)")
        assert key.loc[names].is_monotonic_increasing


def test_pointer_and_focus_give_the_words_the_place_and_the_link(visit, tables, tolls):
    opened = visit()
    row = tolls[(tolls["depth"] == 0) & (tolls["source_id"] != "az-mfa-2026")].iloc[3]
    line = opened.locator(f"[id='{row['row_id']}']")
    words = line.locator("td.w")
    assert not words.is_visible()
    line.hover()
    assert words.is_visible()
    assert row["phrase"] in words.inner_text()
    assert words.locator("a").first.get_attribute("href") == row["url"]
    opened.keyboard.press("Escape")
    assert not words.is_visible()
    opened.mouse.move(2, 2)
    line.locator("th a").first.focus()
    assert words.is_visible()
    for _ in range(2):
        opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.href") == row["url"]


def test_the_distinct_counts_tell_first_appearances_by_party(still, tables):
    opened = still
    event, _ = charts.toll(tables)
    assert opened.locator(".distinct tbody tr").count() == len(charts.distinct_counts(tables, event, charts.TOLL))
    shown = opened.locator(".bounds tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))")
    said = {cells[0]: cells[1:] for cells in shown}
    for row in tables["discrepancies"].query("subject == 'killed_total' and event_id == @event").to_dict("records"):
        for cell, party in zip(said[COUNTED[row["counted"]]], charts.COLOURS, strict=True):
            if row[f"{party}_sources"]:
                assert cell.endswith(f"{row[f'{party}_first_here']} first, {row[f'{party}_uncredited']} uncredited")
            else:
                assert cell == "none"


# ---- over time, lineage, words


def test_each_family_is_drawn_over_time(visit, tables, tolls):
    opened = visit()
    rows = tables["series"][tables["series"]["figure_id"].isin(tolls["row_id"])]
    assert opened.locator(".panel.chosen figure").count() == rows["family_id"].nunique()
    dated = rows["published"].notna().sum()
    assert opened.locator(".panel.chosen .series a").count() == dated
    assert opened.locator(".panel.chosen figure tbody tr").count() == len(rows)
    opened.locator("[data-panels]").select_option(index=1)
    assert opened.locator(".panel.chosen figure").count() > 0


def test_the_lineage_of_a_value_holds_every_statement_that_goes_back_to_it(visit, tolls):
    opened = visit()
    values = tolls.set_index("row_id")["value"]
    root_value = tolls["origin_id"].map(values)
    for value in opened.locator("#lineage-of [name=value] option").all_inner_texts():
        opened.locator("#lineage-of [name=value]").select_option(value)
        same = tolls[root_value == value]
        assert opened.locator("#tree li").count() == len(same)
        assert opened.locator("#tree .origin").count() == (same["depth"] == 0).sum()


def test_the_matrix_tells_silence_from_ignorance(still, tables):
    opened = still
    heads = opened.locator(".matrix thead th").all_inner_texts()
    labels = tables["topics"].set_index("label")["topic_id"].astype("string")
    names = tables["positions"].astype("string").set_index(["topic_id", "position_id"])["label"]
    said = tables["characterizations"].astype("string")
    said = said[said["event_id"] == charts.toll(tables)[0]]
    said = said.sort_values("voice").drop_duplicates(["source_id", "topic_id", "position_id"])
    labels_of = pd.Series([names[key] for key in said[["topic_id", "position_id"]].itertuples(index=False, name=None)], index=said.index)
    said = said.assign(label=labels_of.where(said["voice"] == "own", "relays: " + labels_of))
    said = said.groupby(["source_id", "topic_id"])["label"].agg(set)
    covered = tables["coverage"].query("event_id == @charts.toll(@tables)[0]").astype({"read": "string"}).set_index("source_id")
    silence = ["·" if read != "whole" else "—" if speaks else "∅" for read, speaks in covered[["read", "speaks"]].itertuples(index=False)]
    silence = dict(zip(covered.index, silence, strict=True))
    rows = opened.evaluate("""() => [...document.querySelectorAll('.matrix tbody tr')].map(row =>
        [row.cells[0].firstElementChild.hash.slice(1), [...row.cells].map(cell => cell.textContent)])""")
    assert len(rows) == len(tables["sources"])
    for source, cells in rows:
        for label, cell in zip(heads[2:], cells[2:], strict=True):
            expected = said.get((source, labels[label]), {silence[source]})
            assert set(cell.split("; ")) == expected


# ---- claims, sources, links


def test_each_claim_has_a_row_for_every_source_that_tells_silence_from_ignorance(visit, tables, anchor):
    opened = visit()
    everyone = set(tables["sources"]["source_id"]) - {anchor}
    for kind in ("figure", "date"):
        compared = tables[f"{kind}_comparison"].astype({"relation": "string"})
        for claim, rows in compared.groupby(f"anchor_{kind}_id"):
            opened.locator(f"[id='{claim}'] > summary").click()
            shown = opened.locator(f"[id='{claim}'] .every tbody tr").evaluate_all(
                "rows => rows.map(row => [row.cells[0].firstElementChild.hash.slice(1), row.cells[2].textContent])"
            )
            assert {source for source, _ in shown} == everyone
            signs = {"— not stated": "not_stated", "∅ event not mentioned": "not_mentioned", "· not examined": "not_examined"}
            silent = {source: signs[text] for source, text in shown if text in signs}
            missing = rows[rows[f"{kind}_id"].isna()].set_index("source_id")["relation"]
            assert silent == missing.to_dict()
            assert len(shown) == len(rows)


def test_each_statement_of_a_figure_says_whose_it_is(visit, tables, anchor):
    opened = visit()
    for claim, rows in tables["figure_comparison"].dropna(subset=["figure_id"]).groupby("anchor_figure_id"):
        opened.locator(f"[id='{claim}'] > summary").click()
        shown = opened.locator(f"[id='{claim}'] .every tbody tr:not(.silent)").evaluate_all(
            "rows => rows.map(row => [row.cells[2].firstElementChild.hash.slice(1), row.cells[3].textContent])"
        )
        said = rows["credited_to"].radd("relaying ").where(rows["voice"] == "relayed", "own words").set_axis(rows["figure_id"])
        assert dict(shown) == said.to_dict()


def test_each_question_has_a_row_for_every_source(still, tables, anchor):
    opened = still
    opened.evaluate("document.querySelectorAll('[id^=question-]').forEach(question => { question.open = true })")
    opened.wait_for_function("[...document.querySelectorAll('[id^=question-]')].every(question => question.querySelector('.tools'))")
    shown = opened.evaluate("""() => Object.fromEntries([...document.querySelectorAll('[id^=question-]')].map(question => [question.id,
        [question.querySelectorAll('.every tbody tr').length, question.querySelectorAll('.every tbody tr.silent').length]]))""")
    texts = opened.evaluate("() => Object.fromEntries([...document.querySelectorAll('.said')].map(claim => [claim.id, claim.textContent]))")
    sums = tables["discrepancies"].query("claim == 'characterization'").astype({"event_id": "string", "subject": "string"})
    for claim in sums.itertuples():
        silent = [claim.sources_not_stated, claim.sources_not_mentioned, claim.sources_not_examined]
        counts = [claim.sources_equal, claim.sources_different, claim.sources_relaying, *silent]
        said = re.search(
            r"sources (\d+) say .*?(\d+) answer .*?(\d+) only .*?(\d+) read .*?(\d+) never .*?(\d+) read", texts[claim.claim_id], re.S
        )
        assert [int(number) for number in said.groups()] == counts
        question = f"question-{claim.event_id}-{claim.subject}"
        assert shown[question] == [len(tables["sources"]) - 1, sum(silent)]


def test_a_table_is_searched_sorted_and_downloaded_as_shown(visit, tables, tmp_path):
    opened = visit("#az-mfa-2026-killed-total")
    claim = opened.locator("[id='az-mfa-2026-killed-total']")
    claim.locator("input[type=search]").fill("human rights watch")
    shown = claim.locator(".every tbody tr:visible")
    assert 0 < shown.count() < len(tables["sources"])
    assert all("human rights watch" in text.lower() for text in shown.all_text_contents())
    claim.get_by_role("button", name="Date").click()
    claim.get_by_role("button", name="Date").click()
    assert claim.locator("th[aria-sort=descending]").inner_text() == "Date"
    with opened.expect_download() as waiting:
        claim.get_by_role("button", name="Download as shown").click()
    waiting.value.save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["Source", "Date", "Gives"]
    assert [row[0] for row in rows[1:]] == shown.locator("th").all_inner_texts()


def test_a_link_opens_what_hides_its_row(visit, tables, tolls):
    repeat = tolls[tolls["depth"] > 0]["row_id"].iloc[0]
    opened = visit(f"#{repeat}")
    assert opened.locator(f"[id='{repeat}']").is_visible()
    elsewhere = statements(tables, "figures").query("measure_id == 'missing'")["row_id"].iloc[-1]
    names = [
        elsewhere,
        tables["characterizations"]["characterization_id"][0],
        tables["dates"]["date_id"][0],
        tables["sources"]["source_id"][5],
    ]
    for name in names:
        opened.evaluate("name => { location.hash = name }", name)
        opened.locator(f"[id='{name}']").wait_for(state="visible", timeout=2000)


def test_places_lead_to_the_address_that_was_read(still, tables):
    opened = still
    addresses = set(tables["readings"]["url"])
    links = opened.locator("a.at").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > len(tables["figures"])
    assert set(links) <= addresses


# ---- for everybody


def test_without_javascript_the_tables_stand_there(visit, tolls, tables):
    opened = visit(java_script_enabled=False)
    group = opened.locator(".group[open]")
    assert group.locator("tbody tr:visible").count() == len(tolls)
    assert group.locator("td.w").first.is_visible()
    assert tolls["phrase"].iloc[0] in group.locator("td.w").first.inner_text()
    assert not opened.locator("#filters").is_visible()
    assert opened.locator(".group").count() == statements(tables, "figures")[["event_id", "measure_id"]].drop_duplicates().shape[0]
    opened.locator(".claim summary").first.click()
    assert opened.locator(".claim[open] table").first.is_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_serious(visit, viewport, scheme):
    opened = visit(viewport=viewport, color_scheme=scheme)
    for claim in ("#az-mfa-2026-killed-total", "#az-mfa-2026-attack", "#question-khojaly-1992-event_term", "#every-source"):
        opened.locator(f"{claim} > summary").click()
    opened.locator("summary", has_text="other populations").first.click()
    opened.locator("summary", has_text="CSV").click()
    opened.evaluate(CUT)
    opened.locator(".group.chosen th a").first.focus()
    found = Axe().run(opened).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")] == []


def test_nothing_is_wider_than_a_phone(visit):
    opened = visit(viewport=PHONE)
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert lines(opened).first.locator("th").bounding_box()["width"] > 100


def test_it_prints_without_its_controls(visit):
    opened = visit()
    opened.emulate_media(media="print")
    for control in ("#filters", "nav", ".get", ".tools", ".open-repeats"):
        assert not opened.locator(control).first.is_visible()
    assert lines(opened).count() > 0
