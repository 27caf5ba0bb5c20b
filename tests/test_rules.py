"""Every rule is broken once, by the smallest change to a package that keeps them all."""

import pytest

from accounts import rules
from small import figure, package, table
from test_comparison import day, word

BEFORE, LATER = "a-killed-total-1", "d-killed-total-1"


def valid():
    """Nine rows in four sources that break no rule."""
    return {
        "figures": [
            figure("a", 613, 613),
            figure("b", 200, None, voice="relayed", credited_to="officials", repeats=None),
            figure("b", 500, 1000, n=2),
            figure("c", 613, 613, repeats=BEFORE, repeats_basis="same_text"),
            figure("d", None, 5),
            figure("d", 3, 3, n=2, figure_id="d-killed-children", measure_id="killed_children"),
        ],
        "characterizations": [word("a", "battle"), word("b", "massacre"), word("c", "tragedy", "relayed")],
        "dates": [day("a", "1992-02-25", "1992-02-26"), day("b", "1992-02", "1992-02-26")],
    }


def broken(tables):
    """The names of the rules that the tables break, with the place of each first problem."""
    found = {}
    for name, (rule, _) in rules.RULES.items():
        for where, mask, column in rule(tables):
            rows = mask.fillna(False).to_numpy(bool).nonzero()[0]
            if len(rows):
                found.setdefault(name, (where, int(rows[0]), column))
    return found


def change(name, row, **cells):
    """A change to one row of one of the three tables of claims."""

    def apply(rows):
        rows[name][row] |= cells

    return apply


def retable(name, rows):
    """A change to one of the other tables, made after the package."""
    return lambda tables: {**tables, name: table(name, rows)}


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
    ("relayed_needs_credit", change("figures", 1, credited_to=None), ("figures", 1)),
    ("relayed_needs_credit", change("characterizations", 2, credited_to=None), ("characterizations", 2)),
    ("own_forbids_credit", change("dates", 0, credited_to="somebody"), ("dates", 0)),
    ("words_needed", change("characterizations", 0, phrase=None), ("characterizations", 0)),
    ("phrase_is_a_sentence", change("figures", 0, phrase="They killed 613 people."), ("figures", 0)),
    ("phrase_is_a_sentence", change("figures", 0, phrase="«Погибли 613 человек.»"), ("figures", 0)),
    ("repeats_needs_basis", change("figures", 3, repeats_basis=None), ("figures", 3)),
    ("repeats_needs_basis", change("figures", 0, repeats_basis="restated"), ("figures", 0)),
    ("repeats_in_a_circle", change("figures", 0, repeats="c-killed-total-1", repeats_basis="same_text"), ("figures", 0)),
    ("repeats_another_thing", change("figures", 5, repeats=BEFORE, repeats_basis="same_text"), ("figures", 5)),
    ("repeats_its_own_source", change("figures", 2, repeats="b-killed-total-1", repeats_basis="same_text"), ("figures", 2)),
    ("repeats_a_later_document", change("figures", 0, repeats=LATER, repeats_basis="same_text"), ("figures", 0)),
    ("credited_needs_relayed", change("figures", 3, repeats_basis="credited"), ("figures", 3)),
    ("restated_by_another", change("figures", 3, repeats_basis="restated"), ("figures", 3)),
    ("reading_of_another_source", change("figures", 0, reading_id="b-web"), ("figures", 0)),
    ("not_a_date", change("figures", 0, as_of="1992-02-30"), ("figures", 0)),
    ("not_a_date", change("dates", 0, latest="1992-13"), ("dates", 0)),
    ("earliest_after_latest", change("dates", 0, earliest="1992-02-27"), ("dates", 0)),
    ("as_of_after_document", change("figures", 0, as_of="2001"), ("figures", 0)),
    ("row_twice", change("figures", 2, low=200, high=None, qualifier="at_least", voice="relayed", credited_to="officials"), ("figures", 2)),
    ("row_twice", change("characterizations", 0, source_id="b", reading_id="b-web", position_id="massacre"), ("characterizations", 1)),
    ("foreign_identifier", change("figures", 0, figure_id="z-killed-total"), ("figures", 0)),
    ("identifier_of_a_source", change("figures", 0, figure_id="b"), ("figures", 0)),
    ("identifier_of_a_source", change("dates", 0, date_id="b"), ("dates", 0)),
    ("identifier_of_a_source", change("characterizations", 0, characterization_id="b"), ("characterizations", 0)),
]
READ = {s: {"reading_id": f"{s}-web", "source_id": s, "coverage": "part" if s == "d" else "whole"} for s in "abcd"}
MEASURES = [{"measure_id": "killed_total"}, {"measure_id": "killed_children", "part_of": "killed_total"}]
CIRCLE = [None, "issuer-c", "issuer-b", None]
TABLE_CASES = [
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
    ("code_without_rows", retable("issuers", [{"issuer_id": f"issuer-{s}", "name": s} for s in "abcde"]), ("issuers", 4)),
    (
        "part_of_in_a_circle",
        retable("issuers", [{"issuer_id": f"issuer-{s}", "name": s, "part_of": p} for s, p in zip("abcd", CIRCLE, strict=True)]),
        ("issuers", 1),
    ),
    ("part_of_in_a_circle", retable("measures", [MEASURES[0] | {"part_of": "killed_total"}, MEASURES[1]]), ("measures", 0)),
    (
        "retired_identifier",
        retable("retired", [{"table": "figures", "row_id": BEFORE, "retired_in": "1.0.0", "reason": "r"}]),
        ("figures", 0),
    ),
]


def test_a_valid_package_breaks_no_rule():
    assert broken(package(**valid())) == {}


def test_the_real_tables_break_no_rule(curated):
    assert rules.check(curated) == []


@pytest.mark.parametrize(("name", "damage", "where"), CASES)
def test_breaking_a_rule_names_the_row(name, damage, where):
    rows = valid()
    damage(rows)
    assert broken(package(**rows)).get(name, (None, None))[:2] == where


@pytest.mark.parametrize(("name", "damage", "where"), TABLE_CASES)
def test_breaking_a_rule_of_another_table_names_the_row(name, damage, where):
    assert broken(damage(package(**valid()))).get(name, (None, None))[:2] == where


def test_a_source_read_in_part_without_rows_needs_a_note():
    rows = valid()
    rows["figures"] = [row for row in rows["figures"] if row["source_id"] != "d"]
    assert broken(package(**rows))["source_without_rows"][:2] == ("sources", 3)


def test_every_rule_is_broken_by_some_case():
    tested = {name for name, *_ in [*CASES, *TABLE_CASES]} | {"source_without_rows"}
    assert tested == set(rules.RULES)


def test_a_problem_names_file_row_column_value_and_remedy():
    rows = valid()
    rows["figures"][0] |= {"low": 614}
    found = [problem for problem in rules.check(package(**rows)) if problem.column == "low"]
    assert [str(problem) for problem in found] == [
        "data/figures.csv:2:low  '614'  low is larger than high  make low the smaller end, or leave one empty"
    ]


def test_an_organ_of_the_same_state_may_restate():
    rows = valid()
    rows["figures"][3] |= {"repeats_basis": "restated"}
    tables = package(**rows)
    kinds = zip("abcd", ["government", "ngo", "parliament", "ngo"], strict=True)
    issuers = [{"issuer_id": f"issuer-{s}", "name": s, "issuer_type": t, "party": "azerbaijan", "country": "AZ"} for s, t in kinds]
    assert "restated_by_another" not in broken({**tables, "issuers": table("issuers", issuers)})
