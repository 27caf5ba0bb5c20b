"""The page, as a file and in a real browser."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts import schemas
from accounts.page import charts, page
from accounts.page.statements import statements
from support.browsing import LAPTOP, PHONE
from support.files import PACKAGE, SCHEMAS

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


def test_it_is_one_small_file_that_asks_nothing_of_the_network(content, elements, tables):
    assert len(gzip.compress(content, 9)) < 40_000 + 950 * len(tables["sources"])
    loading = [tag for tag, attributes in elements if tag in ("img", "iframe", "object", "embed", "source") or "src" in attributes]
    assert loading == []
    assert [a["href"] for tag, a in elements if tag == "link"] == ["data:,"]
    assert b"@import" not in content
    assert b"url(" not in content


def test_the_same_tables_give_the_same_bytes(built, content):
    assert page.html(built) == content


def test_every_source_and_thing_has_a_place_without_javascript(tables, elements):
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    things = tables["statements"][["table", "event_id", "subject"]].astype("string").agg(".".join, axis=1)
    assert {*tables["sources"]["source_id"], *things} <= set(ids)


def test_every_link_leads_somewhere(head, elements):
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    links = {attributes["href"] for tag, attributes in elements if tag in ("a", "use")}
    files = {Path(resource["path"]).name for resource in head["resources"]}
    files |= {"codebook.html#glossary", *(f"{head['name']}-{head['version']}.{end}" for end in ("zip", "sqlite"))}
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
    assert sum(tag == "script" for tag, _ in tags) == 4


def test_the_templates_use_no_word_of_the_parties_for_the_event(tables):
    used = tables["positions"][tables["positions"]["topic_id"].astype("string") == "event_term"]["label"]
    names = {label.lower() for label in used} - {"events"}
    for template in (PACKAGE / "scripts" / "accounts" / "page" / "templates").rglob("*.*"):
        text = template.read_text(encoding="utf-8").lower()
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)], template.name


@pytest.mark.parametrize("other", ["hrw-1994-seven-years", "wapo-1992-02-28-goltz"])
def test_any_source_can_be_the_anchor(seen_from, head, other):
    swapped = seen_from(other)
    drawn = page.html(replace(swapped, descriptor={**head, "anchor": other})).decode()
    figures = swapped.tables["figures"]
    mine = figures[figures["source_id"] == other]
    cards = re.search(r'<ul class="cards">.*?<div class="actions">', drawn, re.S)[0]
    assert all(f'href="#figures.{event}.{measure}"' in cards for event, measure in mine[["event_id", "measure_id"]].itertuples(index=False))


# ---- the first screen


def test_the_cards_hold_the_anchors_figures_and_the_range_of_each_population(still, tables):
    opened = still
    sums = tables["discrepancies"].query("claim == 'figure'")
    sums = sums.assign(thing="figures." + sums["event_id"].astype("string") + "." + sums["subject"].astype("string"))
    cards = opened.locator(".cards > li")
    assert cards.count() == sums["claim_id"].nunique()
    for card in cards.all():
        claim = card.locator("a").get_attribute("href")[1:]
        rows = sums[sums["thing"] == claim]
        assert card.locator("b").inner_text() == rows["anchor_value"].iloc[0]
        text = card.text_content()
        for row in rows.dropna(subset=["lowest"]).itertuples():
            ends = [f"{end:,} by " for end in (row.lowest_own, row.highest_own, row.lowest, row.highest) if pd.notna(end)]
            assert all(end in text for end in ends)
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
    return opened.locator("#by-source tbody tr")


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
    shown = opened.evaluate("""() => [...document.querySelectorAll('#by-source tbody tr')].map(row => {
        const plot = row.cells[3].getBoundingClientRect();
        const middle = (mark) => { const box = mark.getBoundingClientRect(); return (box.left + box.right) / 2 - plot.left };
        return [row.id, row.cells[2].firstElementChild.textContent, row.cells[2].querySelector('small').textContent,
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
        assert opened.locator(f"#by-source tbody tr:not(.{party})").count() == 0


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
        const { event, subject, grouped } = document.getElementById('filters').elements;
        const choose = (field, value) => { field.value = value; field.dispatchEvent(new Event('change', { bubbles: true })) };
        const shown = [];
        grouped.click();
        for (const one of [...event.options].map(option => option.value)) {
            choose(event, one);
            for (const other of [...subject.options].map(option => option.value)) {
                choose(subject, other);
                shown.push([one, other, document.querySelectorAll('#by-source tbody tr').length]);
            }
        }
        return shown }""")
    sizes = statements(tables, "figures").groupby(["event_id", "measure_id"]).size()
    assert {(event, measure): count for event, measure, count in shown} == sizes.to_dict()


def test_lines_are_sorted_by_date_or_by_value(visit, tolls):
    opened = visit()
    opened.get_by_label("repeats under their origin").uncheck()
    rows = tolls.set_index("row_id")
    for choice, key in (("", rows["day"]), ("value", rows["low"].fillna(rows["high"]))):
        opened.locator("#filters [name=sort]").select_option(choice)
        names = lines(opened).evaluate_all("rows => rows.map(row => row.id)")
        assert key.loc[names].is_monotonic_increasing


def test_the_distinct_counts_tell_first_appearances_by_party(still, tables):
    opened = still
    event, _ = charts.toll(tables)
    assert opened.locator(".distinct tbody tr").count() == len(charts.distinct_counts(tables, event, charts.TOLL))
    shown = opened.locator(".bounds tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))")
    said = {cells[0]: cells[4:] for cells in shown}
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
    assert opened.locator("#time-panels figure").count() == rows["family_id"].nunique()
    dated = rows["published"].notna().sum()
    assert opened.locator("#time-panels .series a").count() == dated
    assert opened.locator("#time-panels figure tbody tr").count() == len(rows)
    opened.locator("#time-of select").select_option(index=1)
    assert opened.locator("#time-panels figure").count() > 0


def test_the_lineage_of_a_value_holds_every_statement_that_goes_back_to_it(visit, tolls):
    opened = visit()
    values = tolls.set_index("row_id")["value"]
    root_value = tolls["origin_id"].map(values)
    for value in opened.locator("#lineage-of [name=value] option").all_text_contents():
        opened.locator("#lineage-of [name=value]").select_option(value)
        same = tolls[root_value == value]
        assert opened.locator("#tree li").count() == len(same)
        assert opened.locator("#tree .origin").count() == (same["depth"] == 0).sum()


def test_the_matrix_tells_silence_from_ignorance(visit, tables):
    opened = visit("#open=words-of-all&words.silent=shown")
    heads = opened.locator(".matrix thead th").all_text_contents()
    labels = tables["topics"].set_index("label")["topic_id"].astype("string")
    names = tables["positions"].astype("string").set_index(["topic_id", "position_id"])["label"]
    said = tables["characterizations"].astype("string")
    said = said[said["event_id"] == charts.toll(tables)[0]]
    said = said.sort_values("voice").drop_duplicates(["source_id", "topic_id", "position_id"])
    labels_of = pd.Series([names[key] for key in said[["topic_id", "position_id"]].itertuples(index=False, name=None)], index=said.index)
    said = said.assign(label=labels_of.where(said["voice"] == "own", "relayed: " + labels_of))
    said = said.groupby(["source_id", "topic_id"])["label"].agg(set)
    covered = tables["coverage"].query("event_id == @charts.toll(@tables)[0]").astype({"read": "string"}).set_index("source_id")
    silence = ["·" if read != "whole" else "—" if speaks else "∅" for read, speaks in covered[["read", "speaks"]].itertuples(index=False)]
    silence = dict(zip(covered.index, silence, strict=True))
    rows = opened.evaluate("""() => [...document.querySelectorAll('.matrix tbody tr')].map(row =>
        [row.cells[0].firstElementChild.hash.slice(8), [...row.cells].map(cell => cell.querySelector('a') ? all('a', cell).map(link =>
            (link.nextSibling?.textContent.startsWith(' (relayed from ') ? 'relayed: ' : '') + link.textContent) : [cell.textContent])])""")
    assert len(rows) == len(tables["sources"])
    for source, cells in rows:
        for label, cell in zip(heads[3:], cells[3:], strict=True):
            expected = said.get((source, labels[label]), {silence[source]})
            assert set(cell) == expected


# ---- claims, sources, links


def thing(rows: pd.DataFrame) -> pd.Series:
    return rows["table"].astype("string") + "." + rows["event_id"].astype("string") + "." + rows["subject"].astype("string")


def test_each_thing_has_a_row_for_every_statement_and_every_silence(visit, tables):
    """Opened one after the other in one page; the words of each cell are those of the table."""
    opened = visit()
    said = tables["statements"].astype({"voice": "string"})
    said = said.assign(thing=thing(said))
    covered = tables["coverage"].astype({"read": "string"})
    labels = schemas.labels(SCHEMAS["answers"], "answer")
    silence = [
        "not_examined" if read != "whole" else "not_stated" if speaks else "not_mentioned"
        for read, speaks in zip(covered["read"], covered["speaks"], strict=True)
    ]
    silence = covered.assign(silence=[labels[name] for name in silence]).set_index(["event_id", "source_id"])["silence"]
    for name, rows in list(said.groupby("thing"))[::12]:
        shown = opened.evaluate(
            """name => {
            go({ open: name, [`${name}.silent`]: 'shown' });
            return all('.statements tbody tr', byId(name)).map(row => [row.className, row.cells[0].firstElementChild.hash.slice(8),
                row.cells[3].textContent, row.cells[4].textContent, row.querySelector('q')?.textContent]) }""",
            name,
        )
        told = [cells for kind, *cells in shown if kind != "silent"]
        assert sorted((source, voice.split("; repeats")[0]) for source, _, voice, _ in told) == sorted(
            zip(
                rows["source_id"],
                ("relayed from " + rows["credited_to"]).where(rows["voice"] == "relayed", "in its own voice"),
                strict=True,
            )
        )
        assert sorted(words for *_, words in told if words) == sorted("“" + rows["phrase"].dropna() + "”")
        silent = {source: cells[0] for kind, source, *cells in shown if kind == "silent"}
        assert set(silent) == set(tables["sources"]["source_id"]) - set(rows["source_id"])
        assert silent == {source: silence[rows["event_id"].iloc[0], source] for source in silent}


def test_silence_is_folded_and_comes_last(visit, tables):
    opened = visit("#open=dates.khojaly-1992.attack")
    sheet = opened.locator("[id='dates.khojaly-1992.attack']")
    stating = tables["statements"].query("subject == 'attack' and event_id == 'khojaly-1992'")
    silent = len(tables["sources"]) - stating["source_id"].nunique()
    assert sheet.locator(".statements tbody tr").count() == len(stating)
    fold = sheet.get_by_role("button", name=f"{silent} documents say nothing of it: show")
    fold.click()
    for name in ("Date", "Date", "Says"):
        sheet.locator(".statements thead").get_by_role("button", name=name).click()
        kinds = sheet.locator(".statements tbody tr").evaluate_all("rows => rows.map(row => row.className === 'silent')")
        assert kinds == sorted(kinds)
        assert sum(kinds) == silent


def test_a_table_is_searched_sorted_and_downloaded_as_shown(visit, tables, tmp_path):
    opened = visit("#figures.khojaly-1992.killed_total")
    claim = opened.locator("[id='figures.khojaly-1992.killed_total']")
    claim.locator("input[type=search]").fill("human rights watch")
    shown = claim.locator(".statements tbody tr")
    assert 0 < shown.count() < len(tables["sources"])
    assert all(word in text.lower() for text in shown.all_text_contents() for word in ("human", "rights", "watch"))
    claim.get_by_role("button", name="Date").click()
    claim.get_by_role("button", name="Date").click()
    assert claim.locator("th[aria-sort=descending]").text_content() == "Date"
    with opened.expect_download() as waiting:
        claim.get_by_role("button", name="Download as shown").click()
    waiting.value.save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Source"] for row in rows] == shown.locator("th").all_text_contents()
    known = tables["statements"].set_index("row_id")
    for row in rows:
        assert row["Says"].startswith(known.loc[row["row_id"], "value"])
        assert row["source_id"] == known.loc[row["row_id"], "source_id"]
        assert row["Party"] == PARTIES[known.loc[row["row_id"], "party"]]


def test_places_lead_to_the_address_that_was_read(still, tables):
    addresses = set(tables["readings"]["url"])
    links = still.locator("a.at").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 50
    assert set(links) <= addresses


# ---- for everybody


def test_without_javascript_the_tables_stand_there(visit, tolls, tables):
    opened = visit(java_script_enabled=False)
    toll = opened.locator("[id='figures.khojaly-1992.killed_total']")
    assert not toll.locator("table").is_visible()
    toll.locator("summary").click()
    assert toll.locator("tbody tr:visible").count() == len(tolls)
    assert set(tolls["phrase"].dropna()) <= {text[1:-1] for text in toll.locator("q").all_text_contents()}
    assert opened.locator("#claims details").count() == thing(tables["statements"]).nunique()
    assert opened.locator("#claims tbody tr").count() == len(tables["statements"])
    assert opened.locator("#sources tbody tr:visible").count() == len(tables["sources"])
    assert {*tables["readings"]["url"]} == set(
        opened.locator("#sources tbody a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    )
    for control in ("#filters", "#words", "#lineage", "#over-time", "button"):
        assert not opened.locator(control).first.is_visible()


OPENED = (
    "#compare=az-mfa-2026,hrw-1994-seven-years,am-mfa-1997-03-03-statement&compare.only=differing&from=hrw-1994-seven-years"
    "&open=figures.khojaly-1992.killed_total,dates.khojaly-1992.attack,characterizations.khojaly-1992.free_corridor,every-source,words-of-all"
)
PLACES = ("#source=memorial-1992-khojaly-report", "#event=meshali-1991", "#row=az-mfa-2026-killed-total", "#find=xocali")


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_wrong_with_everything_opened(visit, viewport, scheme):
    """Every part of the page once, then each kind of place."""
    opened = visit(OPENED, viewport=viewport, color_scheme=scheme)
    opened.locator(".cards summary").first.click() if opened.locator(".cards summary").first.is_visible() else None
    opened.locator("summary", has_text="CSV").click()
    opened.locator("#choose [name=find]").fill("human rights")
    for fragment in ("", *PLACES):
        if fragment:
            opened.evaluate("to => go(toward(stateOf(to)))", fragment)
        opened.evaluate(CUT)
        found = Axe().run(opened, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
        grave = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        assert [(fragment, rule["id"], rule["nodes"][0]["html"]) for rule in grave] == []


def test_no_part_of_the_page_is_far_by_keyboard(visit):
    """Forty steps of the tab key lead from the top to the contents, and from there into what each part holds."""
    opened = visit(OPENED)
    steps = opened.evaluate("""() => {
        const can = 'a[href], button, input, select, summary, [tabindex="0"]';
        const stops = all(can).filter(stop => stop.checkVisibility() && !stop.disabled);
        const follows = (one, stop) => one.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING;
        const contents = stops.findIndex(stop => stop.matches('nav a'));
        const inside = all('nav a').map(link => {
            go(toward(stateOf(link.getAttribute('href'))), { scroll: true });
            const part = byId(state.at);
            const from = document.activeElement;
            const after = stops.findIndex(stop => follows(from, stop));
            const first = stops.findIndex(stop => follows(part, stop) && !stop.closest('form'));
            return [state.at, from.closest('section')?.id, first - after];
        });
        return { contents, inside } }""")
    assert 0 < steps["contents"] <= 40
    assert len(steps["inside"]) == 8
    for name, section, count in steps["inside"]:
        assert section == ("toll" if name == "every-count" else name)
        assert 0 <= count <= 40, name


def test_nothing_is_wider_than_a_phone(visit):
    opened = visit(viewport=PHONE)
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert lines(opened).first.locator("th").bounding_box()["width"] > 100


def test_it_prints_without_its_controls(visit):
    opened = visit()
    opened.emulate_media(media="print")
    for control in ("#filters", "nav", ".get", ".open-repeats"):
        assert not opened.locator(control).first.is_visible()
    assert lines(opened).count() > 0
