"""Alpha by hand, by the worked examples of Krippendorff (2011), and by the library that is named after it."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.derive import reliability
from support import small

CODES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


def alpha(statistic, pairs):
    one, other = np.array(pairs, float).T
    return statistic(one[None], other[None])[0]


def coded(*pairs, question="voice", table="figures"):
    """A table of double coding of these pairs of values."""
    cells = {
        "table": table,
        "question": question,
        "round": 1,
        "reader": "A",
        "coded_on": "2026-11-29",
        "shown": "words",
        "confidence": "sure",
    }
    rows = [{**cells, "row_id": f"r-{n}", "first": a, "second": b, "adjudication": "kept"} for n, (a, b) in enumerate(pairs)]
    return {"double_coding": small.table("double_coding", rows)}


def test_the_worked_example_of_two_values():
    """Section A of the paper: ten units, alpha 0.095."""
    one, other = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(reliability.nominal, list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.0005)


def test_the_worked_example_of_many_values():
    """Section B of the paper: twelve units coded a to e, alpha 0.692."""
    one, other = "aabbdcccedda", "babbbccceddd"
    assert alpha(reliability.nominal, [("abcde".index(a), "abcde".index(b)) for a, b in zip(one, other, strict=True)]) == pytest.approx(
        0.692, abs=0.0005
    )


@given(CODES)
def test_the_library_gives_the_same(pairs):
    values = np.array(pairs, float).T
    if len(np.unique(values)) == 1:
        assert np.isnan(alpha(reliability.nominal, pairs))
        assert np.isnan(alpha(reliability.interval, pairs))
        return
    for statistic, level in ((reliability.nominal, "nominal"), (reliability.interval, "interval")):
        assert alpha(statistic, pairs) == pytest.approx(krippendorff.alpha(reliability_data=values, level_of_measurement=level))


def test_the_interval_holds_alpha_and_is_the_same_each_time():
    tables = coded(*[("own", "own")] * 30, *[("relayed", "relayed")] * 10, *[("own", "relayed")] * 5)
    row = reliability.table(tables).iloc[0]
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
    assert (row["units"], row["alike_percent"]) == (45, 88.9)
    pd.testing.assert_frame_equal(reliability.table(tables), reliability.table(tables))


def test_topics_are_asked_one_by_one_and_positions_where_both_chose_the_topic():
    pairs = [("t:a", "t:a"), ("t:a", "t:b"), ("t:b", "u:a"), ("u:a", "u:a")]
    rows = reliability.table(coded(*pairs, question="position", table="characterizations")).set_index(["column", "topic"])
    assert rows.loc[("position", "all"), "alike_percent"] == 50
    assert rows.loc[("topic", "all"), "alike_percent"] == 75
    assert rows.loc[("topic", "t"), ["units", "alike_percent"]].tolist() == [3, 66.7]
    assert rows.loc[("position", "t"), ["units", "alike_percent"]].tolist() == [2, 50]
    assert rows.loc[("topic", "u"), ["units", "alike_percent"]].tolist() == [1, 100]


def test_an_open_end_is_no_number():
    rows = reliability.table(coded(("1", "1"), ("2", None), ("7", "9"), question="low")).iloc[0]
    assert (rows["units"], rows["alike_percent"]) == (2, 50)


def test_one_code_alone_has_no_alpha():
    row = reliability.table(coded(("own", "own"), ("own", "own"))).iloc[0]
    assert row["alike_percent"] == 100
    assert pd.isna(row["alpha"])


def test_each_round_stands_by_itself():
    tables = coded(("own", "own"), ("own", "relayed"))
    tables["double_coding"]["round"] = pd.array([1, 2], "Int64")
    rows = reliability.table(tables).set_index("round")
    assert rows["alike_percent"].tolist() == [100, 0]


def test_without_double_coding_there_is_no_row():
    assert reliability.table(coded()).empty


def test_the_real_table_agrees_with_the_library(whole):
    rows = whole.tables["double_coding"].astype("string")
    made = whole.tables["reliability"].query("topic == 'all'").set_index(["table", "column", "round"])
    for (name, question, number), group in rows.groupby(["table", "question", "round"]):
        if question in ("low", "high"):
            both = group.dropna(subset=["first", "second"])
            values, level = both[["first", "second"]].astype(float).to_numpy().T, "interval"
        else:
            flat = pd.factorize(pd.concat([group["first"], group["second"]]).fillna(""))[0]
            values, level = flat.reshape(2, -1).astype(float), "nominal"
        assert made.loc[(name, question, int(number)), "alpha"] == pytest.approx(
            krippendorff.alpha(reliability_data=values, level_of_measurement=level), abs=0.0006
        )
