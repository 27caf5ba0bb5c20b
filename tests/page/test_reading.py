"""Reading on the page: places, the address, the point of comparison, documents side by side, the search."""

from __future__ import annotations

import pandas as pd
import pytest

from accounts import schemas
from accounts.derive import comparison, discrepancies, synopsis
from accounts.page import synopsis as forms
from accounts.publish import citation
from support.files import SCHEMAS

POINTS = ("az-mfa-2026", "hrw-1994-seven-years", "am-mfa-1997-03-03-statement", "memorial-1992-khojaly-report", "wapo-1992-02-28-goltz")
CHOSEN = (
    ("az-mfa-2026", "hrw-1994-seven-years", "am-mfa-1997-03-03-statement"),
    ("memorial-1992-khojaly-report", "az-mfa-2022"),
    ("wikipedia-fa-later-khojaly", "de-waal-2003-black-garden", "az-mfa-2026", "hrw-1993-khojaly-passage"),
)
ROW = "hrw-1994-seven-years-killed-total-1"


def plain(frame: pd.DataFrame) -> list[list]:
    return frame.astype("object").where(frame.notna(), None).to_numpy().tolist()


def seen(tables: dict, source: str) -> dict:
    """The tables that a build derives with another anchor: its own functions."""
    parts = {"figure_comparison": comparison.figures, "date_comparison": comparison.dates}
    parts["characterization_comparison"] = comparison.characterizations
    return {**tables, **{name: part(tables, source) for name, part in parts.items()}}


# ---- the point of comparison

#: What the page says of each claim of a document and each other document: of each statement, or for words of the document, or its silence.
RELATIONS = """name => {
    const source = bySource.get(name);
    const found = [];
    for (const thing of things.values()) {
        const told = grouped(thing.rows, row => row.source);
        for (const claim of claimsOf(thing, source))
            for (const other of sources.filter(other => other !== source)) {
                const add = (relation, row, near = {}) => found.push([claim.table, claim.row_id, claim.position_id, thing.key,
                    row?.row_id ?? null, other.source_id, relation, near.gap ?? null, near.stated_end ?? null,
                    near.same_population ?? null]);
                const rows = told.get(other);
                if (!rows) add(silenceOf(other, thing.event));
                else if (thing.table === 'characterizations') add(positionBeside(rows, claim));
                else for (const row of rows) add(beside(row, claim).relation, row, beside(row, claim));
            }
    }
    return found }"""


@pytest.mark.parametrize("source", POINTS)
def test_every_relation_is_the_builds(still, tables, source):
    found = still.evaluate(RELATIONS, source)
    compared = seen(tables, source)
    figures = compared["figure_comparison"].astype({"relation": "string"})
    columns = ["anchor_figure_id", "figure_id", "source_id", "relation", "gap", "stated_end", "same_population"]
    mine = [[claim, *rest] for table, claim, _, _, *rest in found if table == "figures"]
    assert sorted(map(repr, mine)) == sorted(map(repr, plain(figures[columns])))
    dates = compared["date_comparison"].astype({"relation": "string"})
    mine = [[claim, row, other, relation, gap] for table, claim, _, _, row, other, relation, gap, *_ in found if table == "dates"]
    assert sorted(map(repr, mine)) == sorted(map(repr, plain(dates[["anchor_date_id", "date_id", "source_id", "relation", "gap_days"]])))
    words = compared["characterization_comparison"].astype({"event_id": "string", "topic_id": "string", "relation": "string"})
    words["thing"] = "characterizations." + words["event_id"] + "." + words["topic_id"]
    mine = [
        [thing, position, other, relation] for table, _, position, thing, _, other, relation, *_ in found if table == "characterizations"
    ]
    assert sorted(map(repr, mine)) == sorted(map(repr, plain(words[["thing", "anchor_position_id", "source_id", "relation"]])))


@pytest.mark.parametrize("source", POINTS)
def test_every_summary_is_the_builds(still, tables, source):
    sums = discrepancies.table(seen(tables, source), source, list(schemas.labels(SCHEMAS["issuers"], "party")))
    silences = ["sources_not_stated", "sources_not_mentioned", "sources_not_examined"]
    kinds = ["sources_stating", "sources_equal", "sources_compatible", "sources_below", "sources_above"]
    shown = still.evaluate(
        """name => [...things.values()].flatMap(thing => claimsOf(thing, bySource.get(name)).flatMap(claim => {
            const silent = Object.values(silencesOn(thing, claim.source))
            if (claim.table === 'characterizations') return [[claim.row_id, ...silent, ...Object.values(answersBeside(claim))]]
            const ends = (p) => [...p.own, ...p.all].map(end => Number.isFinite(end) ? end : null)
            const more = (p) => [p.counted, p.sources_end_below, p.sources_end_above, p.first_here, p.uncredited, ...ends(p)]
            return summaryOf(claim).map(p => [claim.row_id, ...silent, p.sources_stating, p.sources_equal, p.sources_compatible,
                p.sources_below, p.sources_above, ...(claim.table === 'dates' ? [] : more(p))]) }))""",
        source,
    )
    ends = ["lowest_own", "highest_own", "lowest", "highest"]
    more = {"figure": ["counted", "sources_end_below", "sources_end_above", "first_here", "uncredited", *ends], "date": []}
    expected = []
    for kind, added in more.items():
        expected += plain(sums.loc[sums["claim"] == kind, ["claim_id", *silences, *kinds, *added]])
    answers = ["sources_equal", "sources_different", "sources_relaying"]
    expected += plain(sums.loc[sums["claim"] == "characterization", ["claim_id", *silences, *answers]])
    as_text = lambda rows: sorted(repr([int(cell) if isinstance(cell, float) else cell for cell in row]) for row in rows)  # noqa: E731
    assert as_text(shown) == as_text(expected)


def test_another_point_of_comparison_changes_the_chart_and_the_tables(visit, tables):
    opened = visit("#open=figures.khojaly-1992.killed_total")
    mine = tables["figures"].query("source_id == @POINTS[1] and measure_id == 'killed_total' and event_id == 'khojaly-1992'")
    before = opened.locator(".by-source").get_attribute("style")
    opened.locator("#everywhere [name=from]").focus()
    opened.locator("#everywhere [name=from]").select_option(POINTS[1])
    assert opened.locator(".by-source").get_attribute("style") != before
    sheet = opened.locator("[id='figures.khojaly-1992.killed_total']")
    assert sheet.locator("[data-claim]").evaluate_all("all => all.map(one => one.dataset.claim)") == sorted(mine["figure_id"])
    statement = sheet.locator("tr", has=opened.locator("a[href='#source=az-mfa-2026']")).first
    assert "higher than 200 by 413" in statement.text_content()
    assert f"from={POINTS[1]}" in opened.url


# ---- side by side


def shown_synopsis(opened) -> list:
    return opened.evaluate("""() => {
        const named = /^(as of|note|origin|spoken|beside 1): /;
        const rest = (said) => all('small', said).map(line => line.textContent).filter(text => named.test(text));
        const head = (said) => said.childNodes[0].textContent + said.childNodes[1].textContent;
        const parts = (said) => [said.dataset.row, head(said), said.querySelector('q')?.textContent ?? '', rest(said)];
        return all('#synopsis tbody tr').map(row => [row.dataset.thing, ...[...row.cells].slice(1).map(cell =>
            cell.querySelector('i')?.textContent ?? all('p', cell).map(parts))]) }""")


def beside(said: forms.Said) -> list[str]:
    return [f"beside 1: {'; '.join(said.beside)}"] if said.beside else []


@pytest.mark.parametrize("only", [False, True])
def test_the_synopsis_is_the_command_lines(still, whole, only):
    for chosen in CHOSEN:
        still.evaluate("([names, only]) => go({ compare: names, 'compare.only': only })", [",".join(chosen), "differing" if only else ""])
        rows = synopsis.rows(whole.tables, chosen, only_differing=only)
        things = [thing for *_, same in forms.sheet(whole, chosen, rows).events for thing in same]
        expected = []
        for row, thing in zip(rows, things, strict=True):
            cells = []
            for box in thing.boxes:
                said = [
                    [each.row_id, each.head, f"“{each.phrase}”" if each.phrase else "", [*each.rest, *beside(each)]] for each in box.said
                ]
                cells.append(said or box.silence)
            expected.append([f"{row.table}.{row.event_id}.{row.subject}", *cells])
        found = shown_synopsis(still)
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert one == other


def test_documents_are_chosen_by_name_and_moved(visit):
    opened = visit("#side-by-side")
    opened.locator("#choose [name=find]").fill("human rights watch 1994")
    opened.locator("#choices button").first.click()
    opened.locator("#choose [name=find]").fill("ministry azerbaijan 2026")
    opened.locator("#choices button").first.click()
    assert opened.locator("#chosen li").count() == 2
    assert opened.locator("#synopsis thead th").nth(1).inner_text().startswith("1 Human Rights Watch")
    opened.get_by_role("button", name="Move left").last.click()
    assert opened.locator("#synopsis thead th").nth(1).inner_text().startswith("1 Ministry of Foreign Affairs")
    opened.get_by_role("button", name="Remove").last.click()
    assert opened.locator("#synopsis table").count() == 0


# ---- places


def test_a_document_has_a_place_with_all_that_it_says(still, tables):
    source = "memorial-1992-khojaly-report"
    still.evaluate("name => go({ source: name })", source)
    place = still.locator("#place")
    said = tables["statements"][tables["statements"]["source_id"] == source]
    assert place.locator(".statements tbody tr").count() == len(said)
    readings = tables["readings"].query("source_id == @source")
    assert place.locator(".rows:not(.statements) tbody tr").count() == len(readings)
    text = place.inner_text()
    for reading in readings.astype("string").itertuples():
        assert all(part in text for part in (reading.host, reading.language, reading.coverage, reading.consulted_on))
    repeats = tables["statements"][tables["statements"]["repeats"].isin(said["row_id"])]
    assert f"Who repeats it ({len(repeats)})" in text
    assert still.locator("#toll").is_hidden()
    still.evaluate("go({ source: '' })")


def test_an_event_has_a_place(still, tables):
    rows = still.locator("#place .statements tbody tr")
    events = tables["statements"]["event_id"].astype("string")
    still.evaluate("go({ event: 'garadaghly-1992' })")
    assert rows.count() == (events == "garadaghly-1992").sum()
    still.evaluate("go({ event: 'khojaly-1992' })")
    assert rows.count() == 300
    still.get_by_role("button", name=f"{(events == 'khojaly-1992').sum() - 300} more rows: show").wait_for()
    still.evaluate("go({ event: '' })")


def test_a_row_has_a_place_and_a_citation(still, tables, head):
    still.evaluate("name => go({ row: name })", ROW)
    row = tables["statements"].set_index("row_id").loc[ROW]
    text = still.locator("#place").inner_text()
    for part in (row["value"], row["phrase"], row["title"], row["host"], row["issuer"]):
        assert part in text
    cited = still.locator("#citation-of-row").inner_text()
    place = f", {row['locator']}" if pd.notna(row["locator"]) else ""
    read = f"read in {row['host']} ({row['access']}), {row['reading_url']}"
    document = f'{row["issuer"]}, "{row["title"]}" ({row["published"]}){place}: “{row["phrase"]}”'
    assert cited == f"{document} [row {ROW}; {read}], in: {citation.plain(head)}"


def test_every_name_and_row_that_is_shown_leads_to_a_place(still, tables):
    links = set(still.locator("a[href^='#']").evaluate_all("all => all.map(link => link.getAttribute('href'))"))
    known = {
        "source": set(tables["sources"]["source_id"]),
        "row": set(tables["statements"]["row_id"]),
        "event": set(tables["events"]["event_id"]),
    }
    places = [link[1:].split("=") for link in links if "=" in link]
    assert len(places) > 200
    assert all(name in known[kind] for kind, name in places)
    assert still.evaluate("links => links.filter(link => { const to = stateOf(link); return to.at && !byId(to.at) })", sorted(links)) == []


# ---- the address

STATE = (
    "#from=hrw-1994-seven-years&toll.party=armenia&toll.repeats=apart&toll.sort=value&compare=az-mfa-2026,hrw-1994-seven-years"
    "&compare.only=differing&open=dates.khojaly-1992.attack&dates.khojaly-1992.attack.sort=-Date&dates.khojaly-1992.attack.find=azerbaijan"
)


def seen_state(opened) -> dict:
    return opened.evaluate("""() => ({
        toll: all('#by-source tbody tr').map(row => row.id),
        synopsis: all('#synopsis [data-row]').map(said => said.dataset.row),
        table: all("[id='dates.khojaly-1992.attack'] tbody tr").map(row => row.textContent),
        from: byId('everywhere').elements.from.value })""")


def test_the_address_holds_the_state_through_reload_and_back(visit):
    opened = visit(STATE)
    first = seen_state(opened)
    assert first["from"] == "hrw-1994-seven-years"
    assert all(first.values())
    assert opened.locator("[id='dates.khojaly-1992.attack'] th[aria-sort=descending]").text_content() == "Date"
    opened.reload()
    assert seen_state(opened) == first
    address = opened.url
    opened.locator("#filters [name=party]").select_option("azerbaijan")
    changed = seen_state(opened)
    assert changed["toll"] != first["toll"]
    opened.locator("#by-source tbody th a").first.click()
    assert opened.locator("#place").is_visible()
    assert opened.locator("#toll").is_hidden()
    opened.go_back()
    assert seen_state(opened) == changed
    assert opened.locator("#place").is_hidden()
    opened.go_back()
    assert opened.url == address
    assert seen_state(opened) == first
    opened.go_forward()
    assert seen_state(opened) == changed


def test_a_link_to_a_row_a_document_or_an_event_alone_opens_its_place(visit, tables):
    opened = visit(f"#{ROW}")
    assert opened.locator("#citation-of-row").is_visible()
    names = [
        "hrw-1994-seven-years",
        "garadaghly-1992",
        tables["dates"]["date_id"][0],
        tables["characterizations"]["characterization_id"][0],
    ]
    for name in names:
        opened.evaluate("name => { location.hash = name }", name)
        opened.wait_for_function("name => Object.values(state).includes(name) && !byId('place').hidden", arg=name)
    opened.evaluate("location.hash = 'row=no-such-row'")
    opened.wait_for_function("byId('place').textContent.includes('Nothing here has the identifier no-such-row')")


# ---- the search


def test_the_search_folds_case_diacritics_and_the_dotless_i(still, tables):
    pairs = {"soyqirim": "soyqırım", "xocali": "Xocalı", "AGSTAFA": "Ağstafa", "turkiye": "Türkiye", "ходжалы": "Ходжалы"}
    for typed, written in pairs.items():
        assert still.evaluate("([typed, written]) => folded(written).includes(folded(typed))", [typed, written])
    for typed, written in pairs.items():
        named = tables["sources"]["title"].str.contains(written, case=False, regex=False)
        found = still.evaluate(
            "typed => { go(toward({ find: typed })); return all('#place ul .plain').map(button => button.dataset.compare) }", typed
        )
        assert set(tables["sources"]["source_id"][named]) <= set(found) or len(found) == 50
    assert found
    still.evaluate("go({ find: '' })")
