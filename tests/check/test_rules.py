"""Every rule is broken once, by the smallest change to a package that keeps them all."""

import pytest

from accounts.check import rules
from accounts.schemas import CLAIM_TABLES
from support.small import RELAYED, curated, day, figure, table, word

BEFORE = "a-killed-total-1"


def valid():
    """Nine rows in four sources that break no rule."""
    return {
        "figures": [
            figure("a", 613, 613),
            figure("b", 200, None, **RELAYED),
            figure("b", 500, 1000, n=2),
            figure("c", 613, 613, repeats=BEFORE, repeats_basis="same_text"),
            figure("d", None, 5),
            figure("d", 3, 3, n=2, figure_id="d-killed-children", measure_id="killed_children"),
        ],
        "characterizations": [word("a", "battle"), word("b", "massacre"), word("c", "tragedy", "relayed")],
        "dates": [day("a", "1992-02-25", "1992-02-26"), day("b", "1992-02", "1992-02-26")],
    }


def broken(tables, names=tuple(rules.RULES)):
    """The rules that the tables break, each with the table, the first row and the column that it names."""
    found = set()
    for name in names:
        for where, mask, column in rules.RULES[name][0](tables):
            rows = mask.fillna(False).to_numpy(bool).nonzero()[0]
            found |= {(name, where, int(rows[0]), column)} if len(rows) else set()
    return found


def places(name, tables):
    """The table and first row of each problem of one rule."""
    return [(where, row) for _, where, row, _ in broken(tables, [name])]


def change(name, row, **cells):
    """A change to one row of one of the three tables of claims."""

    def apply(rows):
        rows[name][row] |= cells

    return apply


def changes(*several):
    def apply(rows):
        for one in several:
            one(rows)

    return apply


def retable(name, rows):
    """A change to one of the other tables, made after the package."""
    return lambda tables: {**tables, name: table(name, rows)}


SAID_OTHERWISE = {"figures": {"low": 1, "high": 999}, "dates": {"earliest": "1992-02-24"}, "characterizations": {"position_id": "tragedy"}}


def of_claims():
    """The cases of the rules that hold for figures, dates and characterizations alike."""
    for name, thing, other in (
        ("figures", "measure_id", "injured"),
        ("dates", "milestone", "capture"),
        ("characterizations", "topic_id", "siege"),
    ):
        key = CLAIM_TABLES[name]
        a, b = (row[key] for row in valid()[name][:2])
        again = {"repeats": a, "repeats_basis": "same_text"}
        cases = [
            ("relayed_needs_credit", 0, {"voice": "relayed"}),
            ("own_forbids_credit", 0, {"credited_to": "somebody"}),
            ("kind_of_credit_missing", 0, RELAYED | {"credited_kind": None}),
            ("kind_of_credit_missing", 0, {"credited_kind": "official"}),
            ("credited_issuer_without_credit", 0, {"credited_issuer_id": "issuer-b"}),
            ("words_needed", 0, {"phrase": None}),
            *[
                ("phrase_is_a_sentence", 0, {"phrase": words})
                for words in ("They fled.", "«Who fled?»", "All fled!", "Փախան։", "Xocalı 逃。")
            ],
            ("repeats_needs_basis", 0, {"repeats_basis": "restated"}),
            ("repeats_needs_basis", 1, again | {"repeats_basis": None}),
            ("repeats_another_thing", 1, again | {"event_id": "village-1992"}),
            ("repeats_another_thing", 1, again | {thing: other}),
            ("repeats_another_value", 1, again | SAID_OTHERWISE[name]),
            ("repeats_its_own_source", 1, again | {"source_id": "a"}),
            ("repeats_a_later_document", 0, again | {"repeats": b}),
            ("credited_needs_relayed", 1, again | {"voice": "own", "repeats_basis": "credited"}),
            ("restated_by_another", 1, again | {"repeats_basis": "restated"}),
            ("reading_of_another_source", 0, {"reading_id": "b-web"}),
            *[("foreign_identifier", 0, {key: identifier}) for identifier in ("z-row", "ab-row", "a")],
            ("identifier_of_a_source", 0, {key: "b"}),
        ]
        yield from ((rule, change(name, row, **cells), (name, row)) for rule, row, cells in cases)
        circle = changes(change(name, 0, repeats=b), change(name, 1, repeats=a))
        yield "repeats_in_a_circle", circle, (name, 0)


CASES = [
    ("low_above_high", change("figures", 2, low=1001), ("figures", 2)),
    ("exact_needs_one_number", change("figures", 0, high=614), ("figures", 0)),
    ("exact_needs_one_number", change("figures", 0, qualifier="about", high=None), ("figures", 0)),
    ("lower_bound_only", change("figures", 1, high=300), ("figures", 1)),
    ("lower_bound_only", change("figures", 1, qualifier="more_than", low=None), ("figures", 1)),
    ("upper_bound_only", change("figures", 4, low=1), ("figures", 4)),
    ("upper_bound_only", change("figures", 4, qualifier="less_than", high=None, low=3), ("figures", 4)),
    ("range_needs_two_numbers", change("figures", 2, high=500), ("figures", 2)),
    ("range_needs_two_numbers", change("figures", 2, high=None), ("figures", 2)),
    ("part_above_whole", change("figures", 5, low=6, high=6), ("figures", 5)),
    ("other_needs_note", change("figures", 0, counted="other"), ("figures", 0)),
    ("not_a_date", change("figures", 0, as_of="1992-02-30"), ("figures", 0)),
    ("not_a_date", change("figures", 0, as_of="1992-03/1992-02"), ("figures", 0)),
    ("not_a_date", change("dates", 0, earliest="1992-13"), ("dates", 0)),
    ("not_a_date", change("dates", 0, latest="1992-13"), ("dates", 0)),
    ("earliest_after_latest", change("dates", 0, earliest="1992-02-27"), ("dates", 0)),
    ("as_of_after_document", change("figures", 0, as_of="2001"), ("figures", 0)),
    ("other_events_elsewhere", change("figures", 0, event_id="other-events"), ("figures", 0)),
    ("other_events_elsewhere", change("dates", 0, event_id="other-events"), ("dates", 0)),
    ("other_events_elsewhere", change("characterizations", 0, event_id="other-events"), ("characterizations", 0)),
    ("other_events_elsewhere", change("characterizations", 0, topic_id="other_events_named"), ("characterizations", 0)),
    *of_claims(),
]
READ = {s: {"reading_id": f"{s}-web", "source_id": s, "coverage": "part" if s == "d" else "whole"} for s in "abcd"}
SOURCES = [{"source_id": s, "issuer_id": f"issuer-{s}", "published": f"{2000 + n}"} for n, s in enumerate("abcd")]
EVENT = {"event_id": "town-1992", "label": "Town", "place": "Town", "names": "en: Town"}
MEASURES = [{"measure_id": "killed_total"}, {"measure_id": "killed_children", "part_of": "killed_total"}]
POSITIONS = [{"topic_id": "event_term", "position_id": p, "label": p, "definition": p} for p in ("battle", "massacre", "tragedy", "unused")]
ISSUERS = [{"issuer_id": f"issuer-{s}", "name": s} for s in "abcd"]
CODED = {
    "table": "figures",
    "row_id": "a-killed-total-1",
    "question": "low",
    "round": 1,
    "reader": "A",
    "coded_on": "2026-11-29",
    "shown": "words",
    "first": "613",
    "second": "613",
    "confidence": "sure",
    "adjudication": "agreed",
}
FIRST = {
    "issuers": "issuer-a",
    "sources": "a",
    "readings": "a-web",
    "events": "town-1992",
    "measures": "killed_total",
    "topics": "event_term",
    "positions": "event_term:battle",
    **{name: valid()[name][0][key] for name, key in CLAIM_TABLES.items()},
}
CIRCLE = [None, "issuer-c", "issuer-b", None]
SIDED = [{"topic_id": "event_term", "position_id": p, "label": p, "definition": p, "reader": p} for p in ("battle", "massacre", "tragedy")]
A, B = (f"{s}-event-term-{p}-1" for s, p in (("a", "battle"), ("b", "massacre")))
TABLE_CASES = [
    *[
        (rule, retable("double_coding", [CODED, CODED | {"reader": "B"} | cells]), ("double_coding", 1))
        for rule, cells in (
            ("double_coding_of_no_row", {"row_id": "a-killed-total-9"}),
            ("double_coding_of_no_row", {"adjudication": "withdrawn", "second": "1", "reason": "r"}),
            ("question_of_another_table", {"question": "milestone"}),
            ("adjudication_does_not_fit", {"second": "600"}),
            ("adjudication_does_not_fit", {"adjudication": "kept", "reason": "r"}),
            ("adjudication_does_not_fit", {"reason": "r"}),
            ("adjudication_does_not_fit", {"second": "600", "adjudication": "kept"}),
        )
    ],
    ("own_party_of_another", retable("issuers", [*ISSUERS[1:], ISSUERS[0] | {"party": "azerbaijan"}]), ("issuers", 3)),
    ("own_party_of_another", retable("issuers", [ISSUERS[0] | {"tie": "own_party"}, *ISSUERS[1:]]), ("issuers", 0)),
    ("tie_without_basis", retable("issuers", [ISSUERS[0] | {"tie": "treaty_ally", "tie_party": "armenia"}, *ISSUERS[1:]]), ("issuers", 0)),
    ("tie_without_basis", retable("issuers", [ISSUERS[0] | {"tie_basis": "A treaty of 1995."}, *ISSUERS[1:]]), ("issuers", 0)),
    ("tie_without_basis", retable("issuers", [ISSUERS[0] | {"tie_party": "armenia"}, *ISSUERS[1:]]), ("issuers", 0)),
    ("side_without_mirror", retable("positions", [*SIDED, {**SIDED[0], "position_id": "armenian_forces"}]), ("positions", 3)),
    ("side_without_mirror", retable("positions", [SIDED[0] | {"mirror": "massacre"}, *SIDED[1:]]), ("positions", 0)),
    ("example_of_another_position", retable("positions", [SIDED[0] | {"example": B}, *SIDED[1:]]), ("positions", 0)),
    ("near_miss_of_this_position", retable("positions", [SIDED[0] | {"near_miss": A}, *SIDED[1:]]), ("positions", 0)),
    ("near_miss_of_this_position", retable("positions", [SIDED[0] | {"near_miss": "a-none"}, *SIDED[1:]]), ("positions", 0)),
    (
        "published_after_reading",
        retable("readings", [*[READ[s] for s in "bcd"], {**READ["a"], "consulted_on": "1999-12-31"}]),
        ("readings", 3),
    ),
    ("source_without_reading", retable("readings", [READ[s] for s in "bcd"]), ("sources", 0)),
    (
        "reading_without_rows",
        retable("readings", [*READ.values(), {**READ["a"], "reading_id": "a-web-2", "coverage": "part"}]),
        ("readings", 4),
    ),
    ("code_without_rows", retable("measures", [*MEASURES, {"measure_id": "unused"}]), ("measures", 2)),
    ("code_without_rows", retable("topics", [{"topic_id": t, "label": t, "question": t} for t in ("event_term", "unused")]), ("topics", 1)),
    ("code_without_rows", retable("positions", POSITIONS), ("positions", 3)),
    ("code_without_rows", retable("issuers", [{"issuer_id": f"issuer-{s}", "name": s} for s in "abcde"]), ("issuers", 4)),
    (
        "part_of_in_a_circle",
        retable("issuers", [{"issuer_id": f"issuer-{s}", "name": s, "part_of": p} for s, p in zip("abcd", CIRCLE, strict=True)]),
        ("issuers", 1),
    ),
    ("part_of_in_a_circle", retable("measures", [MEASURES[0] | {"part_of": "killed_total"}, MEASURES[1]]), ("measures", 0)),
    ("not_a_date", retable("sources", [*SOURCES[:3], SOURCES[3] | {"published": "2003-13"}]), ("sources", 3)),
    ("not_a_date", retable("events", [EVENT | {"date": "1992-02-30"}]), ("events", 0)),
    ("foreign_identifier", retable("readings", [{**READ["a"], "reading_id": "ab-web"}]), ("readings", 0)),
    *[
        ("retired_identifier", retable("retired", [{"table": name, "row_id": row, "retired_in": "1.0.0", "reason": "r"}]), (name, 0))
        for name, row in FIRST.items()
    ],
]
FINE = [
    *[
        (rule, retable("double_coding", [CODED, CODED | {"reader": "B", "second": "600", "adjudication": "kept", "reason": "r"}]))
        for rule in ("double_coding_of_no_row", "question_of_another_table", "adjudication_does_not_fit")
    ],
    ("adjudication_does_not_fit", retable("double_coding", [CODED | {"adjudication": "withdrawn", "reason": "r"}])),
    ("tie_without_basis", retable("issuers", [ISSUERS[0] | {"tie": "treaty_ally", "tie_basis": "A treaty of 1995."}, *ISSUERS[1:]])),
    ("side_without_mirror", retable("positions", [SIDED[0] | {"mirror": "massacre"}, SIDED[1] | {"mirror": "battle"}, SIDED[2]])),
    ("code_without_rows", retable("positions", [*SIDED, {**SIDED[0], "position_id": "unused", "mirror": "battle"}])),
    ("example_of_another_position", retable("positions", [SIDED[0] | {"example": A}, *SIDED[1:]])),
    ("near_miss_of_this_position", retable("positions", [SIDED[0] | {"near_miss": B}, *SIDED[1:]])),
    ("published_before_the_event", retable("events", [EVENT | {"date": "2000-12-31"}])),
    ("published_after_reading", retable("sources", [SOURCES[0] | {"published": "2026-11-22"}, *SOURCES[1:]])),
    ("code_without_rows", retable("measures", [MEASURES[0], {"measure_id": "injured"}, MEASURES[1] | {"part_of": "injured"}])),
    (
        "code_without_rows",
        retable("issuers", [{"issuer_id": f"issuer-{s}", "name": s, "part_of": "issuer-e" if s == "a" else None} for s in "abcde"]),
    ),
    ("retired_identifier", retable("retired", [{"table": "dates", "row_id": BEFORE, "retired_in": "1.0.0", "reason": "r"}])),
]
SAYS = {
    "figures": {"measure_id": "injured", "low": 1, "high": 999, "qualifier": "about", "counted": "civilians", "as_of": "1999"},
    "dates": {"milestone": "capture", "earliest": "1992-02-24", "latest": "1992-02-27"},
    "characterizations": {"topic_id": "siege", "position_id": "massacre"},
}
WHERE = {"reading_id": "a-web-2", "event_id": "village-1992", "voice": "relayed", "credited_to": "somebody"}


def test_a_valid_package_breaks_no_rule():
    assert broken(curated(**valid())) == set()


def test_the_real_tables_break_no_rule(curated):
    assert rules.check(curated) == []


def damaged(damage):
    rows = valid()
    damage(rows)
    return curated(**rows)


@pytest.mark.parametrize(
    ("name", "damage", "where"),
    [pytest.param(*case, marks=[pytest.mark.slow] if case[2][0] == "characterizations" else []) for case in CASES],  # as for dates
)
def test_breaking_a_rule_names_the_row(name, damage, where):
    assert places(name, damaged(damage)) == [where]


@pytest.mark.parametrize(("name", "damage", "where"), TABLE_CASES)
def test_breaking_a_rule_of_another_table_names_the_row(name, damage, where):
    assert places(name, damage(curated(**valid()))) == [where]


def test_a_document_is_no_older_than_the_event_of_which_it_speaks():
    later = retable("events", [EVENT | {"date": "2001-01-02"}])
    assert sorted(places("published_before_the_event", later(curated(**valid())))) == sorted((name, 0) for name in CLAIM_TABLES)


@pytest.mark.parametrize(("name", "damage"), FINE)
def test_what_only_looks_like_it_breaks_no_rule(name, damage):
    assert places(name, damage(curated(**valid()))) == []


@pytest.mark.parametrize(("note", "found"), [(None, [("sources", 3)]), ("Says nothing of it.", [])])
def test_a_source_read_in_part_without_rows_needs_a_note(note, found):
    rows = valid()
    rows["figures"] = [row for row in rows["figures"] if row["source_id"] != "d"]
    noted = retable("sources", [*SOURCES[:3], SOURCES[3] | {"note": note}])
    assert places("source_without_rows", noted(curated(**rows))) == found


@pytest.mark.parametrize("elsewhere", [{}, {"source_id": "c"}, {"reading_id": "d-web-2"}, {"event_id": "village-1992"}, {"as_of": "1999"}])
def test_a_part_is_held_to_a_whole_of_the_same_source_reading_event_and_date(elsewhere):
    part = {"figure_id": "d-part", "measure_id": "killed_children", **elsewhere}
    tables = curated([figure("d", 5, 5), figure("d", 6, 6, **part)])
    assert places("part_above_whole", tables) == ([] if elsewhere else [("figures", 1)])


def test_a_reading_of_another_source_makes_no_row_stand_twice():
    rows = valid()
    rows["figures"][3] |= {"reading_id": "a-web", "repeats": None, "repeats_basis": None}  # says what a says there
    assert places("row_twice", curated(**rows)) == []
    assert places("reading_of_another_source", curated(**rows)) == [("figures", 3)]


@pytest.mark.parametrize(("low", "high"), [(6, 6), (6, None), (None, 7)])
def test_a_part_fits_when_one_of_the_wholes_can_hold_it(low, high):
    part = figure("d", 6, 6, figure_id="d-part", measure_id="killed_children")
    assert places("part_above_whole", curated([figure("d", 5, 5), figure("d", low, high, n=2), part])) == []


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in SAYS for column in (*SAYS[name], *WHERE)])
def test_a_statement_stands_twice_where_no_column_tells_the_rows_apart(name, column):
    rows = valid()
    again = rows[name][0] | {CLAIM_TABLES[name]: "a-again", "phrase": "other words", "note": "n"}
    rows[name].append(again)
    assert places("row_twice", curated(**rows)) == [(name, len(rows[name]) - 1)]
    again[column] = (SAYS[name] | WHERE)[column]
    assert places("row_twice", curated(**rows)) == []


@pytest.mark.slow
def test_every_place_that_a_rule_looks_at_is_broken_by_some_case():
    tables = curated(**valid())
    looked_at = {(name, where, column) for name, (rule, _) in rules.RULES.items() for where, _, column in rule(tables)}
    cases = [*((name, damaged(damage)) for name, damage, _ in CASES), *((name, damage(tables)) for name, damage, _ in TABLE_CASES)]
    tested = {(rule, where, column) for name, case in cases for rule, where, _, column in broken(case, [name])}
    elsewhere = {("source_without_rows", "sources", "source_id"), *(("row_twice", *place) for place in CLAIM_TABLES.items())}
    elsewhere |= {("published_before_the_event", table, "event_id") for table in CLAIM_TABLES}
    assert looked_at - tested == elsewhere
    assert {name for name, *_ in tested | elsewhere} == set(rules.RULES)


def test_a_problem_names_file_row_column_value_and_remedy():
    rows = valid()
    rows["figures"][0] |= {"low": 614}
    found = [problem for problem in rules.check(curated(**rows)) if problem.column == "low"]
    assert [str(problem) for problem in found] == [
        "data/figures.csv:2:low  '614'  low is larger than high  make low the smaller end, or leave one empty"
    ]


STATE = {"issuer_type": "government", "party": "azerbaijan", "seat": "AZ"}


@pytest.mark.parametrize(
    ("first", "second", "fine"),
    [
        (STATE, STATE | {"issuer_type": "parliament"}, True),
        (STATE, STATE | {"seat": "TR"}, False),
        (STATE, STATE | {"party": "karabakh_armenian"}, False),
        (STATE, STATE | {"issuer_type": "ngo"}, False),
        ({}, {"part_of": "issuer-a"}, True),
        ({}, {"part_of": "issuer-b"}, False),
    ],
)
def test_issuers_of_one_state_or_organisation_may_restate(first, second, fine):
    issuers = [{"issuer_id": f"issuer-{s}", "name": s, **{"a": first, "c": second}.get(s, {})} for s in "abcd"]
    tables = damaged(change("figures", 3, repeats_basis="restated"))
    assert places("restated_by_another", {**tables, "issuers": table("issuers", issuers)}) == ([] if fine else [("figures", 3)])
