import numpy as np
import pandas as pd
from hypothesis import given

from accounts.derive import intervals
from support.examples import INTERVALS, MIRROR
from support.small import figure, table


def both(one, other):
    """The spans of two lists of intervals, as the functions want them."""

    def span(items):
        return intervals.closed(pd.Series([i[0] for i in items], dtype="Int64"), pd.Series([i[1] for i in items], dtype="Int64"))

    return *span([one]), *span([other])


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


def test_words_show_the_qualifier():
    rows = table("figures", [figure("a", 613, 613), figure("a", 1000, None), figure("a", 500, 1000), figure("a", None, 9)])
    assert intervals.text(rows["low"], rows["high"], rows["qualifier"]).tolist() == ["613", "≥ 1,000", "500–1,000", "≤ 9"]
