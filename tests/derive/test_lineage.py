import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.derive import lineage
from support.small import curated, figure

CHAINS = st.lists(st.integers(0, 30), min_size=1, max_size=30).map(lambda picks: [pick % (n + 1) for n, pick in enumerate(picks)])


def frame(parents):
    """Rows named by number; each repeats a row before it, or none where it names itself."""
    names = pd.Series([f"r{n}" for n in range(len(parents))], dtype="string")
    repeats = pd.Series([pd.NA if p == n else f"r{p}" for n, p in enumerate(parents)], dtype="string")
    return names, repeats


def walk(parents, n):
    steps = 0
    while parents[n] != n:
        n, steps = parents[n], steps + 1
    return n, steps


@given(CHAINS)
def test_roots_are_found_by_walking_too(parents):
    found = lineage.roots(*frame(parents))
    assert [tuple(row) for row in found[["origin", "depth"]].to_numpy()] == [walk(parents, n) for n in range(len(parents))]


@given(CHAINS)
def test_the_origin_of_an_origin_is_itself(parents):
    origin = lineage.roots(*frame(parents))["origin"]
    assert (origin.to_numpy()[origin] == origin).all()


@pytest.mark.parametrize("length", [2, 3, 4, 7, 8])
def test_a_circle_of_any_length_is_an_error_that_names_its_rows(length):
    names = pd.Series([f"r{n}" for n in range(length + 2)], dtype="string")
    repeats = pd.Series([f"r{(n + 1) % length}" for n in range(length)] + [pd.NA, "r0"], dtype="string")
    with pytest.raises(lineage.CycleError) as error:
        lineage.roots(names, repeats)
    assert set(error.value.rows) >= {f"r{n}" for n in range(length)}
    assert f"r{length}" not in error.value.rows


def test_the_table_counts_steps_and_repeats():
    rows = curated(
        [figure("a", 5, 5, repeats="b-killed-total-1"), figure("b", 5, 5, repeats="c-killed-total-1"), figure("c", 5, 5), figure("d", 5, 5)]
    )
    out = lineage.table(rows, "b").set_index("row_id")
    assert out["origin_source_id"].to_dict() == {
        "a-killed-total-1": "c",
        "b-killed-total-1": "c",
        "c-killed-total-1": "c",
        "d-killed-total-1": "d",
    }
    assert out["depth"].tolist() == [2, 1, 0, 0]
    assert out["repeated_by"].tolist() == [0, 1, 2, 0]
    assert out["through_anchor_issuer"].tolist() == [True, True, False, False]


def test_the_tree_begins_at_the_root():
    rows = curated([figure("a", 5, 5, repeats="b-killed-total-1"), figure("b", 5, 5, repeats="c-killed-total-1"), figure("c", 5, 5)])
    tree = lineage.tree(rows["figures"], "figure_id", "b-killed-total-1")
    assert tree == [(0, "c-killed-total-1"), (1, "b-killed-total-1"), (2, "a-killed-total-1")]


def test_rows_that_repeat_the_same_stand_in_the_order_of_the_table():
    rows = curated([figure("a", 5, 5), *(figure(s, 5, 5, repeats="a-killed-total-1") for s in "bcd")])
    tree = lineage.tree(rows["figures"], "figure_id", "d-killed-total-1")
    assert tree == [(0, "a-killed-total-1"), *((1, f"{s}-killed-total-1") for s in "bcd")]
