"""Documents side by side: every statement or its silence, related to the first, the same whoever stands where."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import schemas
from accounts.derive import comparison, lineage, statements, synopsis
from accounts.schemas import CLAIM_TABLES
from support.examples import DAYS, FIGURES, MIRROR
from support.files import PACKAGE, SCHEMAS
from support.small import RELAYED, curated, day, figure, word

SQL = (Path(__file__).resolve().parent / "synopsis.sql").read_text(encoding="utf-8")
MILESTONES = schemas.labels(SCHEMAS["dates"], "milestone")
#: Documents of every party: the first of each line is the point of comparison.
GROUPS = [
    ("az-mfa-2026", "hrw-1994-seven-years", "am-mfa-1997-03-03-statement"),
    ("az-mfa-2022", "az-mfa-2024", "az-prosecutor-general-2021", "roots-of-karabakh-2010-ch23"),
    ("asbarez-hague-khojalu", "az-mfa-2026"),
    ("artsakh-org-uk-2014-08-21-numbers", "nk-mfa-2008-07-kosovo-photos", "press-1992-06-gruesome-extent", "az-mfa-2026"),
    ("memorial-1992-khojaly-report", "wikipedia-en-first-nk-war-via-front-lines", "azernews-2019-10-02-khojavend", "am-ungd-1993"),
    (
        "nex24-2021-gurban-mammadov",
        "lawels-2023-khojaly-international-law",
        "martins0n-timeline-wiki-compare",
        "allinnet-krkzhan",
        "de-waal-2003-black-garden",
        "armenia-ru-2010-01-21-krkzhan",
        "demoyan-melik-shahnazaryan-special-folder",
        "az-mfa-2026",
    ),
]


def built(**claims):
    """Curated tables with what the synopsis needs of the derived ones."""
    found = curated(**claims)
    found["lineage"] = lineage.table(found, "a")
    return {**found, "statements": statements.table(found, MILESTONES)}


def said(rows):
    """Every cell: (event, table, subject, source) to its statements' identifiers, or its silence."""
    return {
        (row.event_id, row.table, row.subject, cell.source_id): cell.silence or [each.row["row_id"] for each in cell.statements]
        for row in rows
        for cell in row.cells
    }


def related(rows):
    """Every relation: (row, row of the first) to what it is."""
    return {
        (each.row["row_id"], one.first_row_id): (one.relation, one.gap, one.stated_end, one.same_population)
        for row in rows
        for cell in row.cells
        for each in cell.statements
        for one in each.relations
    }


def things(rows):
    return [(row.event_id, row.table, row.subject) for row in rows]


# ---- cells


def test_a_cell_has_every_statement_of_its_document_or_its_silence():
    tables = built(
        figures=[figure("a", 613, 613), figure("b", 485, 485), figure("b", 200, None, n=2, **RELAYED)],
        characterizations=[word("c", "battle"), word("b", "massacre", event_id="village-1992")],
        dates=[day("d", "1992-02-26", "1992-02-26")],
    )
    rows = synopsis.rows(tables, ["d", "a", "b", "c"])
    assert things(rows) == [
        ("town-1992", "figures", "killed_total"),
        ("town-1992", "dates", "attack"),
        ("town-1992", "characterizations", "event_term"),
        ("village-1992", "characterizations", "event_term"),
    ]
    assert [[cell.source_id for cell in row.cells] for row in rows] == [["d", "a", "b", "c"]] * 4
    cells = said(rows)
    toll = {name: cells["town-1992", "figures", "killed_total", name] for name in "abcd"}
    assert toll == {
        "a": ["a-killed-total-1"],
        "b": ["b-killed-total-1", "b-killed-total-2"],
        "c": "not_stated",
        "d": "not_examined",
    }
    assert cells["village-1992", "characterizations", "event_term", "a"] == "not_mentioned"
    statement = rows[0].cells[2].statements[1]
    assert statement.row["value"] == "≥ 200"
    assert statement.row["credited_to"] == "somebody"
    assert statement.row["note"] is None


def test_own_words_stand_before_relayed_ones():
    tables = built(characterizations=[word("a", "battle", "relayed"), word("a", "tragedy"), word("b", "battle")])
    (row,) = synopsis.rows(tables, ["a", "b"])
    assert [each.row["position_id"] for each in row.cells[0].statements] == ["tragedy", "battle"]


def test_an_event_can_be_chosen():
    tables = built(characterizations=[word("a", "battle"), word("b", "battle", event_id="village-1992")])
    assert things(synopsis.rows(tables, ["a", "b"], "village-1992")) == [("village-1992", "characterizations", "event_term")]
    assert synopsis.rows(built(figures=[figure("a", 1, 1)]), ["b", "c"]) == []


def test_figures_and_dates_are_related_to_each_of_the_first():
    tables = built(
        figures=[figure("a", 613, 613), figure("a", 5, 10, n=2), figure("b", 161, None, counted="civilians")],
        dates=[day("a", "1992-02-26", "1992-02-26"), day("b", "1992-02-24", "1992-02-25")],
        characterizations=[word("a", "battle"), word("b", "battle")],
    )
    assert related(synopsis.rows(tables, ["a", "b"])) == {
        ("b-killed-total-1", "a-killed-total-1"): ("contains", 0, "below", False),
        ("b-killed-total-1", "a-killed-total-2"): ("above", 151, "above", False),
        ("b-attack", "a-attack"): ("below", -1, None, None),
    }
    assert related(synopsis.rows(tables, ["c", "a", "b"])) == {}


# ---- only what differs


FIGURE, DATE, WORD = (figure("a", 613, 613), day("a", "1992-02-26", "1992-02-26"), word("a", "massacre"))


@pytest.mark.parametrize(
    ("claims", "kept"),
    [
        ({"figures": [FIGURE]}, False),  # one alone states it
        ({"figures": [FIGURE, figure("b", 613, 613)]}, False),
        ({"figures": [FIGURE, figure("b", 614, 614)]}, True),
        ({"figures": [FIGURE, figure("b", 613, None)]}, True),
        ({"figures": [figure("a", 201, None), figure("b", 200, None, qualifier="more_than")]}, False),
        ({"figures": [FIGURE, figure("b", 613, 613, counted="civilians")]}, True),
        ({"figures": [figure(name, 613, 613, counted="other") for name in "ab"]}, True),
        ({"figures": [FIGURE, figure("b", 613, 613, **RELAYED)]}, True),
        ({"figures": [figure("a", 613, 613, **RELAYED), figure("b", 613, 613, **{**RELAYED, "credited_to": "another"})]}, False),
        ({"figures": [FIGURE, figure("b", 613, 613), figure("b", 485, 485, n=2)]}, True),
        ({"dates": [DATE, day("b", "1992-02-26", "1992-02-26")]}, False),
        ({"dates": [DATE, day("b", "1992-02", "1992-02")]}, True),
        ({"dates": [day("a", "1992-02-01", "1992-02-29"), day("b", "1992-02", "1992-02~")]}, False),
        ({"characterizations": [WORD, word("b", "massacre")]}, False),
        ({"characterizations": [WORD, word("a", "battle"), word("b", "massacre")]}, True),
        ({"characterizations": [WORD, word("b", "massacre", "relayed")]}, True),
    ],
)
def test_what_two_state_otherwise_differs_and_silence_differs_from_nothing(claims, kept):
    tables = built(**claims)
    for order in ("abc", "cba"):
        assert len(synopsis.rows(tables, list(order))) == 1
        assert len(synopsis.rows(tables, list(order), only_differing=True)) == kept


# ---- what is asked wrongly


@pytest.mark.parametrize("sources", [[], ["a"], ["a", "a"], ["a", "b", "a"], list("abcdefghi")])
def test_two_to_eight_documents_are_asked_for_each_once(sources):
    with pytest.raises(ValueError, match="name 2 to 8 documents, each once"):
        synopsis.rows(built(), sources)


def test_all_that_is_unknown_is_named_at_once_with_the_nearest(curated):
    found = synopsis.faults(curated, ["az-mfa-206", "hrw-1994-seven-years", "zzz", "zzz"], "khojaly-92")
    assert found == [
        "no such source: az-mfa-206; nearest: az-mfa-2026, az-mfa-2024, az-mfa-2022",
        "no such source: zzz: see data/sources.csv",
        "no such event: khojaly-92; nearest: khojaly-1992",
    ]
    with pytest.raises(ValueError, match="no such source: zzz"):
        synopsis.rows(curated, ["zzz", "az-mfa-2026"])


# ---- any order


SPANS = st.sampled_from(
    [(one, other) for one in DAYS for other in DAYS if all(a <= b for a, b in zip(DAYS[one], DAYS[other], strict=True))]
)
DATES = st.lists(st.tuples(st.sampled_from("abcd"), SPANS), min_size=2, max_size=5).map(
    lambda picks: [day(source, *span, date_id=f"{source}-attack-{n}") for n, (source, span) in enumerate(picks)]
)


@pytest.mark.slow
@settings(max_examples=20)
@given(FIGURES, DATES)
def test_swapping_two_columns_mirrors_their_relations(figures, dates):
    tables = built(figures=figures, dates=dates)
    there, back = (related(synopsis.rows(tables, list(order))) for order in ("ab", "ba"))
    assert there
    assert {(first, row): (MIRROR[relation], -gap, same) for (row, first), (relation, gap, _, same) in there.items()} == {
        pair: (relation, gap, same) for pair, (relation, gap, _, same) in back.items()
    }


@pytest.mark.slow
@settings(max_examples=6)
@given(FIGURES, st.permutations("abcd"))
def test_the_order_of_columns_changes_no_cell_and_the_first_alone_the_relations(figures, order):
    tables = built(figures=figures)
    rows, others = synopsis.rows(tables, list("abcd")), synopsis.rows(tables, order)
    assert said(rows) == said(others)
    assert [cell.source_id for cell in others[0].cells] == order
    last = synopsis.rows(tables, [order[0], *reversed(order[1:])])
    assert related(others) == related(last)
    differing = (synopsis.rows(tables, columns, only_differing=True) for columns in (list("abcd"), order))
    assert len({tuple(things(rows)) for rows in differing}) == 1


# ---- the same as elsewhere


@pytest.mark.parametrize("sources", GROUPS, ids=[group[0] for group in GROUPS])
def test_it_agrees_with_the_comparison_from_the_first(whole, sources):
    rows = synopsis.rows(whole.tables, sources)
    asked, silent, compared = set(things(rows)), {}, {}
    for table, key, subject, gap, frame in (
        ("figures", "figure_id", "measure_id", "gap", comparison.figures(whole.tables, sources[0])),
        ("dates", "date_id", "milestone", "gap_days", comparison.dates(whole.tables, sources[0])),
    ):
        of_these = frame[frame["source_id"].isin(sources)].astype("object")
        for record in of_these.where(of_these.notna(), None).to_dict("records"):
            thing = (record["event_id"], table, record[subject])
            assert thing in asked
            if record[key] is None:
                silent[*thing, record["source_id"]] = record["relation"]
            else:
                ends = record.get("stated_end"), record.get("same_population")
                compared[record[key], record[f"anchor_{key}"]] = (record["relation"], record[gap], *ends)
    assert related(rows) == compared
    cells = said(rows)
    assert {cell: cells[cell] for cell in silent} == silent


def test_the_anchor_of_the_package_is_compared_as_in_its_tables(whole):
    frame = whole.tables["figure_comparison"].astype("string").dropna(subset=["figure_id"])
    others = list(frame["source_id"].value_counts().index[:21])
    for start in range(0, len(others), 7):
        chosen = [whole.anchor, *others[start : start + 7]]
        mine = frame[frame["source_id"].isin(chosen)]
        told = {(row.figure_id, row.anchor_figure_id): row.relation for row in mine.itertuples()}
        found = related(synopsis.rows(whole.tables, chosen))
        assert {pair: relation for pair, (relation, _, _, same) in found.items() if same is not None} == told


@pytest.mark.parametrize("sources", GROUPS, ids=[group[0] for group in GROUPS])
def test_its_words_and_silences_are_those_of_the_answers(whole, sources):
    answers = whole.tables["answers"]
    answers = answers[answers["source_id"].isin(sources)].astype("string").set_index(["event_id", "topic_id", "source_id"])
    count = 0
    for row in (row for row in synopsis.rows(whole.tables, sources) if row.table == "characterizations"):
        for cell in row.cells:
            answer = answers.loc[(row.event_id, row.subject, cell.source_id)]
            voices = {each.row["voice"] for each in cell.statements}
            assert answer["answer"] == (cell.silence or ("own" if "own" in voices else "relayed"))
            own = sorted({each.row["position_id"] for each in cell.statements if each.row["voice"] == "own"})
            assert own == (answer["positions"].split("; ") if own else [])
            count += 1
    assert count


def test_every_statement_of_the_documents_is_there_once(whole):
    for sources in GROUPS:
        shown = [each.row["row_id"] for row in synopsis.rows(whole.tables, sources) for cell in row.cells for each in cell.statements]
        tables = ((whole.tables[name], key) for name, key in CLAIM_TABLES.items())
        assert sorted(shown) == sorted(row for rows, key in tables for row in rows.loc[rows["source_id"].isin(sources), key])


@pytest.mark.parametrize("sources", GROUPS, ids=[group[0] for group in GROUPS])
@pytest.mark.parametrize("turned", [False, True], ids=["as listed", "turned"])
def test_the_sql_gives_the_same_synopsis(whole, sources, turned):
    chosen = [*reversed(sources)] if turned else [*sources]
    rows = synopsis.rows(whole.tables, chosen)
    with duckdb.connect(config={"threads": 1}) as base:
        base.execute("SET VARIABLE data = ?", [str(PACKAGE / "data")])
        base.execute("SET VARIABLE sources = ?", [chosen])
        base.execute(SQL)
        cells: dict = {}
        for event, kind, subject, source, row, silence in base.execute("FROM synopsis").fetchall():
            key = (event, kind, subject, source)
            cells[key] = silence or sorted([*cells.get(key, []), row])
        assert {key: value if isinstance(value, str) else sorted(value) for key, value in said(rows).items()} == cells
        relations = base.execute("SELECT row_id, first_row_id, relation, gap, stated_end, same_population FROM relations").fetchall()
        assert related(rows) == {(row, first): tuple(rest) for row, first, *rest in relations}
        differing = base.execute("SELECT event_id, kind, subject FROM differing").fetchall()
        assert set(things(synopsis.rows(whole.tables, chosen, only_differing=True))) == set(differing)
