"""The comparison summed up, claim by claim."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import schemas
from accounts.derive import comparison, lineage
from accounts.derive.discrepancies import ONLY_SOME, schema, table
from accounts.tables import conform
from support.examples import FIGURES
from support.files import SCHEMAS
from support.small import RELAYED, curated, day, figure, word

PARTIES = tuple(schemas.labels(SCHEMAS["issuers"], "party"))


def summed(**rows):
    """The rows as the room itself makes them, before they are conformed."""
    tables = curated(**rows)
    compared = {"figure_comparison": comparison.figures, "date_comparison": comparison.dates}
    compared |= {"characterization_comparison": comparison.characterizations}
    compared |= {"lineage": lineage.table}
    return table({**tables, **{name: compare(tables, "a") for name, compare in compared.items()}}, "a", PARTIES)


def discrepancies(**rows):
    """The rows as they are in the table."""
    frame, tables = summed(**rows), curated(**rows)
    table_schemas = {**SCHEMAS, "discrepancies": schema(SCHEMAS["discrepancies"], PARTIES)}
    return conform(frame, "discrepancies", table_schemas, tables, ONLY_SOME)


def test_a_claim_is_summed_up_within_each_population():
    rows = [figure("a", 613, 613), figure("b", 485, 485), figure("c", 200, None, counted="civilians"), figure("d", 613, 613)]
    out = discrepancies(figures=rows).set_index("counted")
    assert out.loc["unstated", ["sources_stating", "sources_equal", "sources_below"]].tolist() == [2, 1, 1]
    assert out.loc["civilians", ["sources_stating", "sources_compatible"]].tolist() == [1, 1]
    assert out["same_population"].to_dict() == {"unstated": True, "civilians": False}
    assert out.loc["unstated", ["lowest", "lowest_given_by", "highest", "highest_given_by"]].tolist() == [485, "b", 613, "d"]
    assert out.loc["unstated", ["lowest_own", "lowest_own_given_by"]].tolist() == [485, "b"]


def test_numbers_that_are_only_relayed_are_told_apart():
    rows = [figure("a", 613, 613), figure("b", 613, 613), figure("b", 2, 2, n=2, **RELAYED), figure("c", 1000, 1000, **RELAYED)]
    out = discrepancies(figures=rows, dates=[day("a", "1992", "1992"), {**day("b", "1992", "1992"), **RELAYED}]).set_index("claim")
    assert out.loc["figure", ["sources_stating", "sources_relaying"]].tolist() == [2, 1]
    assert out.loc["figure", ["lowest", "highest", "lowest_own", "highest_own"]].tolist() == [2, 1000, 613, 613]
    assert out.loc["date", "sources_relaying"] == 1


def test_roots_are_told_apart_by_their_kind():
    rows = [figure("a", 613, 613), figure("b", 613, 613, repeats="a-killed-total-1"), figure("c", 613, 613), figure("d", 485, 485)]
    out = discrepancies(figures=rows).iloc[0]
    assert out[["roots", "first_here", "uncredited", "distinct_intervals"]].tolist() == [3, 2, 1, 2]
    assert out[["third_party_sources", "third_party_first_here", "third_party_uncredited"]].tolist() == [4, 2, 1]
    assert out[[f"{party}_sources" for party in PARTIES]].tolist() == [0, 0, 0, 4, 0]


def test_an_empty_low_is_a_count_from_nought():
    out = discrepancies(figures=[figure("a", 613, 613), figure("b", None, 5), figure("c", 0, 5)]).iloc[0]
    assert (out["roots"], out["distinct_intervals"]) == (3, 2)


def test_the_stated_end_of_a_half_open_interval_is_counted():
    rows = [figure("a", 613, 613), figure("b", 161, None), figure("c", None, 1000), figure("d", 613, None)]
    out = discrepancies(figures=rows).iloc[0]
    assert out[["sources_below", "sources_above", "sources_end_below", "sources_end_above"]].tolist() == [0, 0, 1, 1]


def test_a_party_has_its_columns_by_its_code_alone():
    names = schemas.columns(schema(SCHEMAS["discrepancies"], ["a_side", "b_side"]))
    assert names[-6:] == [f"{party}_{name}" for party in ("a_side", "b_side") for name in ("sources", "first_here", "uncredited")]
    assert not any("azerbaijan" in name for name in names)


@pytest.mark.slow
@settings(max_examples=25)
@given(FIGURES, st.data())
def test_the_counts_of_roots_add_up(rows, data):
    for n, row in enumerate(rows):
        earlier = [r["figure_id"] for r in rows[:n] if r["source_id"] != row["source_id"]]
        row["repeats"] = data.draw(st.sampled_from([None, *earlier]))
    out = summed(figures=[*rows, figure("a", 7, 7, n=99)])
    assert (out["distinct_intervals"] <= out["roots"]).all()
    for kind in ("first_here", "uncredited"):
        assert (out[[f"{party}_{kind}" for party in PARTIES]].sum(axis=1) == out[kind]).all()


def test_characterizations_are_counted_by_party():
    rows = [word("a", "massacre"), word("b", "massacre"), word("c", "battle"), word("d", "tragedy", "relayed")]
    out = discrepancies(characterizations=rows).iloc[0]
    assert out["positions_by_party"] == "third_party: battle 1, massacre 2"
    assert out[["sources_equal", "sources_different", "sources_relaying"]].tolist() == [1, 1, 1]
    assert out["anchor_value"] == "massacre"


def test_dates_show_the_earliest_and_the_latest():
    rows = [day("a", "1992-02-25", "1992-02-26"), day("b", "1992-02-24", "1992-02-24"), day("c", "1992-02-27", "1992-02-28")]
    out = discrepancies(dates=rows).iloc[0]
    assert out[["anchor_value", "earliest", "latest"]].tolist() == ["1992-02-25/1992-02-26", "1992-02-24", "1992-02-28"]
    assert out[["sources_below", "sources_above"]].tolist() == [1, 1]


def test_what_nobody_else_states_is_stated_by_none():
    out = discrepancies(figures=[figure("a", 5, 5)], dates=[day("a", "1992", "1992")])
    assert out["sources_stating"].tolist() == out["sources_equal"].tolist() == [0, 0]
    assert out[["sources_not_stated", "sources_not_mentioned", "sources_not_examined"]].sum(axis=1).eq(3).all()
    assert out["lowest"].isna().all()


def test_every_claim_of_the_anchor_is_summed_up(tables, anchor):
    claims = set()
    for name, key in schemas.CLAIM_TABLES.items():
        rows = tables[name]
        own = rows[(rows["source_id"] == anchor) & (rows["voice"] == "own")]
        claims |= (
            set(own[key])
            if name != "characterizations"
            else set(own.sort_values(key).drop_duplicates(["event_id", "topic_id", "position_id"])[key])
        )
    assert claims == set(tables["discrepancies"]["claim_id"])


def test_the_sum_of_sources_is_all_of_them(tables):
    out = tables["discrepancies"][tables["discrepancies"]["claim"] != "figure"]
    total = out[["sources_stating", "sources_not_stated", "sources_not_mentioned", "sources_not_examined"]].sum(axis=1)
    assert total.eq(len(tables["sources"]) - 1).all()
    assert isinstance(out["lowest"].dtype, pd.Int64Dtype)
