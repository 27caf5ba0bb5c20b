import pandas as pd
import pytest
from hypothesis import given, settings

from accounts.derive import comparison
from support.examples import FIGURES, MIRROR
from support.small import curated, day, figure, word


def by_source(frame, column):
    return frame.set_index("source_id")[column].to_dict()


def test_each_source_has_its_row_and_silence_is_told_from_ignorance():
    out = comparison.figures(curated([figure("a", 613, 613), figure("b", 485, 485)]), "a")
    assert by_source(out, "relation") == {"b": "below", "c": "not_mentioned", "d": "not_examined"}
    assert by_source(out, "gap")["b"] == -128
    assert out.set_index("source_id").loc[["c", "d"], ["gap", "ratio", "same_population", "origin_is_anchor_line"]].isna().all(axis=None)


def test_a_source_with_several_figures_has_a_row_for_each():
    out = comparison.figures(curated([figure("a", 613, 613), figure("b", 200, None), figure("b", 500, 1000, n=2)]), "a")
    assert out.loc[out["source_id"] == "b", "relation"].tolist() == ["contains", "contains"]
    assert len(out) == 4


def test_only_equal_populations_are_the_same_and_other_never_is():
    rows = [figure("a", 9, 9), figure("b", 9, 9), figure("c", 9, 9, counted="civilians")]
    same = by_source(comparison.figures(curated(rows), "a"), "same_population")
    assert (same["b"], same["c"]) == (True, False)
    rows = [figure("a", 9, 9, counted="other", note="n"), figure("b", 9, 9, counted="other", note="n")]
    assert not by_source(comparison.figures(curated(rows), "a"), "same_population")["b"]


def test_the_anchor_line_is_a_shared_root():
    rows = [
        figure("a", 5, 5, repeats="c-killed-total-1"),
        figure("b", 5, 5, repeats="c-killed-total-1"),
        figure("c", 5, 5),
        figure("d", 5, 5),
    ]
    out = comparison.figures(curated(rows), "a")
    assert by_source(out, "origin_source_id") == {"b": "c", "c": "c", "d": "d"}
    assert by_source(out, "origin_is_anchor_line") == {"b": True, "c": True, "d": False}


def test_a_position_is_taken_in_own_voice_only():
    rows = [word("a", "massacre"), word("b", "massacre"), word("b", "battle", n=2), word("c", "massacre", "relayed"), word("d", "battle")]
    out = comparison.characterizations(curated(characterizations=rows), "a")
    assert by_source(out, "relation") == {"b": "same", "c": "relayed", "d": "different"}
    assert by_source(out, "positions")["b"] == "battle; massacre"
    assert by_source(out, "relayed_positions")["c"] == "massacre"
    assert by_source(out, "characterization_id") == {
        "b": "b-event-term-massacre-1",
        "c": "c-event-term-massacre-1",
        "d": "d-event-term-battle-1",
    }


def test_what_the_anchor_only_relays_is_not_its_claim():
    rows = [word("a", "massacre", "relayed"), word("b", "massacre")]
    assert comparison.characterizations(curated(characterizations=rows), "a").empty


def test_dates_are_compared_in_days():
    rows = [
        day("a", "1992-02-25", "1992-02-26"),
        day("b", "1992-02-24", "1992-02-24"),
        day("c", "1992-02", "1992-02"),
        day("d", "1992-03", "1992-03"),
    ]
    out = comparison.dates(curated(dates=rows), "a")
    assert by_source(out, "relation") == {"b": "below", "c": "contains", "d": "above"}
    assert by_source(out, "gap_days") == {"b": -1, "c": 0, "d": 4}


@pytest.mark.slow
@settings(max_examples=25)
@given(FIGURES)
def test_two_anchors_see_each_other_mirrored(rows):
    tables = curated(rows)
    there = comparison.figures(tables, "a").query("source_id == 'b' and figure_id.notna()")
    back = comparison.figures(tables, "b").query("source_id == 'a' and figure_id.notna()")
    pairs = there.merge(back, left_on=["anchor_figure_id", "figure_id"], right_on=["figure_id", "anchor_figure_id"])
    assert len(pairs) == len(there) == len(back)
    assert (pairs["relation_x"].map(MIRROR) == pairs["relation_y"]).all()
    assert (pairs["gap_x"] == -pairs["gap_y"]).all()
    assert (pairs["same_population_x"] == pairs["same_population_y"]).all()
    assert (pairs["origin_is_anchor_line_x"] == pairs["origin_is_anchor_line_y"]).all()


@pytest.mark.slow
@settings(max_examples=25)
@given(FIGURES)
def test_another_source_changes_no_row_of_the_rest(rows):
    whole = comparison.figures(curated(rows), "a").query("source_id != 'd'")
    fewer = comparison.figures(curated([row for row in rows if row["source_id"] != "d"]), "a").query("source_id != 'd'")
    pd.testing.assert_frame_equal(*(part.astype("string").sort_values("comparison_id", ignore_index=True) for part in (whole, fewer)))


def test_the_real_package_mirrors_itself_from_another_anchor(tables, seen_from, anchor):
    there = tables["figure_comparison"].query("source_id == 'hrw-1994-seven-years' and figure_id.notna()").astype({"relation": "string"})
    back = (
        seen_from("hrw-1994-seven-years")
        .tables["figure_comparison"]
        .query("source_id == @anchor and figure_id.notna()")
        .astype({"relation": "string"})
    )
    pairs = there.merge(back, left_on=["anchor_figure_id", "figure_id"], right_on=["figure_id", "anchor_figure_id"])
    assert len(pairs) == len(there) == len(back) > 0
    assert (pairs["relation_x"].map(MIRROR) == pairs["relation_y"]).all()
    assert (pairs["gap_x"] == -pairs["gap_y"]).all()


@pytest.mark.parametrize("table", ["figure_comparison", "date_comparison", "characterization_comparison"])
def test_every_claim_meets_every_other_source(tables, table, anchor):
    frame = tables[table]
    keys = {"figure_comparison": ["anchor_figure_id"], "date_comparison": ["anchor_date_id"]}
    claim = keys.get(table, ["event_id", "topic_id", "anchor_position_id"])
    others = len(tables["sources"]) - 1
    assert frame.groupby(claim, observed=True)["source_id"].nunique().eq(others).all()
    assert anchor not in set(frame["source_id"])
    assert not frame.empty
