import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from accounts.derive import intervals
from support.examples import INTERVALS, MIRROR
from support.small import figure, table


def both(one, other, bounds=intervals.closed):
    """The spans of two lists of intervals, as the functions want them."""

    def span(item):
        low, high, *wording = item
        ends = (pd.Series([end], dtype="Int64") for end in (low, high))
        return bounds(*ends, pd.Series(wording or ["range"]))

    return *span(one), *span(other)


def relation(spans):
    """The relation of the first of them."""
    return intervals.RELATIONS[intervals.relation(*spans)[0]]


@given(INTERVALS, INTERVALS)
def test_swapping_the_anchor_mirrors_relation_and_gap(one, other):
    there, back = both(one, other), both(other, one)
    assert MIRROR[relation(there)] == relation(back)
    assert intervals.gap(*there)[0] == -intervals.gap(*back)[0]


@given(INTERVALS, INTERVALS)
def test_relation_says_what_the_numbers_in_the_intervals_say(one, other):
    low, high, anchor_low, anchor_high = (float(end[0]) for end in both(one, other))
    inside = set(range(60))  # 60 stands for every number above all ends
    mine = {n for n in inside if low <= n <= high}
    theirs = {n for n in inside if anchor_low <= n <= anchor_high}
    name = relation(both(one, other))
    assert (name == "equal") == (mine == theirs)
    assert (name in ("below", "above")) == (not mine & theirs)
    assert (name == "contains") == (mine > theirs)
    assert (name == "within") == (mine < theirs)


@given(INTERVALS, INTERVALS)
def test_gap_and_ratio_agree_with_the_relation(one, other):
    spans = both(one, other)
    name, gap, ratio = relation(spans), intervals.gap(*spans)[0], intervals.ratio(*spans)[0]
    assert (gap < 0) == (name == "below")
    assert (gap > 0) == (name == "above")
    if name not in ("below", "above"):
        assert ratio == 1
    if name == "below":
        assert ratio < 1


def test_examples_from_the_accounts():
    assert relation(both((200, None), (613, 613))) == "contains"
    assert relation(both((485, 485), (613, 613))) == "below"
    assert intervals.gap(*both((500, 1000), (485, 485)))[0] == 15
    assert intervals.ratio(*both((485, 485), (613, 613)))[0] == 0.7912
    assert np.isnan(intervals.ratio(*both((5, 5), (0, 0)))[0])


def test_more_than_and_less_than_leave_their_number_out():
    assert relation(both((613, None, "more_than"), (613, 613))) == "above"
    assert intervals.gap(*both((613, None, "more_than"), (613, 613)))[0] == 1
    assert relation(both((613, None, "at_least"), (613, 613))) == "contains"
    assert relation(both((None, 15, "less_than"), (15, 15))) == "below"
    assert relation(both((None, 15, "up_to"), (15, 15))) == "contains"


@pytest.mark.parametrize(
    ("one", "side"),
    [
        ((161, None, "at_least"), "below"),
        ((613, None, "at_least"), "equal"),
        ((613, None, "more_than"), "above"),
        ((None, 1000, "up_to"), "above"),
        ((None, 613, "up_to"), "equal"),
        ((0, None, "at_least"), "below"),
        ((500, 1000), None),
        ((0, 613), None),
        ((613, 613), None),
    ],
)
def test_a_half_open_interval_says_how_its_stated_end_stands(one, side):
    at = intervals.stated_end(*both(one, (613, 613), intervals.stated))[0]
    assert (intervals.SIDES[at] if at >= 0 else None) == side


@given(INTERVALS, INTERVALS)
def test_stated_ends_mirror_where_both_are_open_alike(one, other):
    there, back = (intervals.stated_end(*both(*pair, intervals.stated))[0] for pair in ((one, other), (other, one)))
    if (one[0] is None, one[1] is None) == (other[0] is None, other[1] is None):
        assert (there, back) in [(-1, -1), (1, 1), (0, 2), (2, 0)]


def test_what_says_the_same_has_the_same_span():
    rows = table(
        "figures", [figure("a", 200, None, qualifier="more_than"), figure("b", 200, None), figure("c", None, 5), figure("d", 0, 5)]
    )
    spans = intervals.span(rows).to_list()
    assert spans[0] == spans[1]
    assert spans[2] == spans[3] != spans[0]


def test_words_show_the_qualifier():
    rows = table("figures", [figure("a", 613, 613), figure("a", 1000, None), figure("a", 500, 1000), figure("a", None, 9)])
    assert intervals.text(rows["low"], rows["high"], rows["qualifier"]).tolist() == ["613", "≥ 1,000", "500–1,000", "≤ 9"]
