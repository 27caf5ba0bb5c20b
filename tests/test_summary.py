import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import building, schemas, summary
from conftest import PACKAGE
from small import figure, package, table
from test_comparison import FIGURES, day, word

LAW = schemas.load_all(PACKAGE)
RELAYED = {"voice": "relayed", "credited_to": "somebody"}


def discrepancies(**rows):
    return building.derive(package(**rows), "a", LAW)[0]["discrepancies"]


def test_words_show_the_qualifier():
    rows = table("figures", [figure("a", 613, 613), figure("a", 1000, None), figure("a", 500, 1000), figure("a", None, 9)])
    assert summary.words(rows["low"], rows["high"], rows["qualifier"]).tolist() == ["613", "≥ 1,000", "500–1,000", "≤ 9"]


def test_a_claim_is_summed_up_within_each_population():
    rows = [figure("a", 613, 613), figure("b", 485, 485), figure("c", 200, None, counted="civilians"), figure("d", 613, 613)]
    out = discrepancies(figures=rows).set_index("counted")
    assert out.loc["unstated", ["sources_stating", "sources_equal", "sources_below"]].tolist() == [2, 1, 1]
    assert out.loc["civilians", ["sources_stating", "sources_compatible"]].tolist() == [1, 1]
    assert out["same_population"].to_dict() == {"unstated": True, "civilians": False}
    assert out.loc["unstated", ["lowest", "lowest_given_by", "highest", "highest_given_by"]].tolist() == [485, "b", 613, "d"]


def test_numbers_that_are_only_relayed_are_told_apart():
    rows = [figure("a", 613, 613), figure("b", 613, 613), figure("b", 2, 2, n=2, **RELAYED), figure("c", 1000, 1000, **RELAYED)]
    out = discrepancies(figures=rows, dates=[day("a", "1992", "1992"), {**day("b", "1992", "1992"), **RELAYED}]).set_index("claim")
    assert out.loc["figure", ["sources_stating", "sources_relaying"]].tolist() == [2, 1]
    assert out.loc["figure", ["lowest", "highest", "lowest_own", "highest_own"]].tolist() == [2, 1000, 613, 613]
    assert out.loc["date", "sources_relaying"] == 1


def test_the_bounds_on_independent_counts():
    rows = [figure("a", 613, 613, repeats="b-killed-total-1"), figure("b", 613, 613), figure("c", 613, 613), figure("d", 485, 485)]
    out = discrepancies(figures=rows).iloc[0]
    assert (out["origins_at_most"], out["origins_at_least"]) == (3, 2)
    assert out["third_party_sources"] == 4


def test_an_empty_low_is_a_count_from_nought():
    out = discrepancies(figures=[figure("a", 613, 613), figure("b", None, 5), figure("c", 0, 5)]).iloc[0]
    assert (out["origins_at_most"], out["origins_at_least"]) == (3, 2)


@settings(max_examples=25)
@given(FIGURES, st.data())
def test_at_least_is_never_more_than_at_most(rows, data):
    for n, row in enumerate(rows):
        earlier = [r["figure_id"] for r in rows[:n] if r["source_id"] != row["source_id"]]
        row["repeats"] = data.draw(st.sampled_from([None, *earlier]))
    out = discrepancies(figures=[*rows, figure("a", 7, 7, n=99)])
    assert (out["origins_at_least"] <= out["origins_at_most"]).all()
    for party in summary.PARTIES:
        assert (out[f"{party}_origins_at_least"] <= out[f"{party}_origins_at_most"]).all()
        assert (out[f"{party}_origins_at_most"] <= out["origins_at_most"]).all()


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
    tables = building.derive(package(figures=[figure("a", 5, 5)], dates=[day("a", "1992", "1992")]), "a", LAW)[0]
    out = tables["discrepancies"]
    assert out["sources_stating"].tolist() == out["sources_equal"].tolist() == [0, 0]
    assert (out["sources_not_stated"] + out["sources_not_examined"]).eq(3).all()
    assert out["lowest"].isna().all()


def test_overview_reads_like_a_sheet():
    rows = [figure("a", 613, 613), figure("b", 485, 485, **RELAYED), figure("b", 500, 1000, n=2)]
    out = building.derive(package(figures=rows), "a", LAW)[0]["overview"].set_index("source_id")
    assert out["killed_total"].to_dict() == {"a": "613", "b": "485 (relayed); 500–1,000", "c": "—", "d": "·"}
    assert out.index.tolist() == ["a", "b", "c", "d"]  # by date


def test_overview_says_the_same_words_once():
    rows = [figure("b", 9, 9, n=1), figure("b", 9, 9, n=2, counted="civilians"), figure("b", 9, 9, n=3, **RELAYED), figure("b", 8, 8, n=4)]
    out = summary.overview(package([figure("a", 9, 9), *rows]), "a").set_index("source_id")
    assert out.loc["b", "killed_total"] == "9; 9 (relayed); 8"


def test_overview_has_a_column_for_each_event_of_the_anchor():
    village = {"event_id": "village-1992", "n": 2}
    rows = [
        figure("a", 613, 613),
        figure("a", 5, 5, **village),
        figure("b", 4, 4, **village),
        figure("c", 3, 3, n=3, event_id="hamlet-1992"),
    ]
    tables = package(rows)
    out = summary.overview(tables, "a").set_index("source_id")
    assert out["killed_total_town_1992"].to_dict() == {"a": "613", "b": "—", "c": "—", "d": "·"}
    assert out["killed_total_village_1992"].to_dict() == {"a": "5", "b": "4", "c": "—", "d": "·"}
    added = summary.overview_schema(LAW["overview"], tables, "a")["fields"][-2:]
    assert [(field["name"], field["example"]) for field in added] == [("killed_total_town_1992", "613"), ("killed_total_village_1992", "5")]


def test_overview_takes_the_terms_of_the_anchors_events_in_the_own_voice():
    rows = [
        word("a", "massacre"),
        word("a", "battle", "relayed"),
        word("b", "battle", event_id="village-1992"),
        word("c", "tragedy"),
        word("c", "battle"),
        word("c", "battle", n=2),
        word("c", "massacre", topic_id="siege"),
        word("d", "massacre", "relayed"),
    ]
    out = summary.overview(package(characterizations=rows), "a").set_index("source_id")
    assert out["term"].to_dict() == {"a": "massacre", "b": "—", "c": "battle; tragedy", "d": "·"}


def published(**dates):
    """The sources, published on these days."""
    return table("sources", [{"source_id": s, "issuer_id": f"issuer-{s}", "published": day} for s, day in dates.items()])


def test_overview_is_by_the_first_day_or_the_last_where_the_beginning_is_open_and_the_undated_last():
    tables = {**package(), "sources": published(a=None, b="../2001", c="2000", d="1999/2005")}
    assert summary.overview(tables, "a")["source_id"].tolist() == ["d", "c", "b", "a"]


def test_overview_says_how_far_a_source_was_read_at_best():
    kinds = [("a", "excerpt"), ("a", "part"), ("b", "part"), ("b", "whole"), ("c", "excerpt"), ("d", "whole"), ("d", "excerpt")]
    readings = table("readings", [{"reading_id": f"{s}-{kind}", "source_id": s, "coverage": kind} for s, kind in kinds])
    out = summary.overview({**package(), "readings": readings}, "a").set_index("source_id")
    assert out["read"].to_dict() == {"a": "part", "b": "whole", "c": "excerpt", "d": "whole"}


def family(figures, **tables):
    """The series of one family: a and the three that are part of it."""
    issuers = [{"issuer_id": f"issuer-{s}", "name": s, "part_of": "issuer-a" if s != "a" else None} for s in "abcd"]
    return summary.series({**package(figures), "issuers": table("issuers", issuers), **tables})


@pytest.mark.parametrize(
    ("said", "revisions"),
    [
        ([63, 83, 83, 63], ["first", "changed", "kept", "returned"]),
        ([63, 83, 63], ["first", "changed", "returned"]),
        ([63, 83, 93, 93], ["first", "changed", "changed", "kept"]),
    ],
)
def test_series_tells_what_was_revised(said, revisions):
    out = family([figure(s, n, n) for s, n in zip("abcd", said, strict=False)])
    assert out["revision"].tolist() == revisions
    assert set(out["family_id"]) == {"issuer-a"}


def test_series_takes_an_empty_low_for_nought():
    assert family([figure("a", None, 5), figure("b", 0, 5)])["revision"].tolist() == ["first", "kept"]


def test_series_counts_documents_in_each_population_by_itself():
    civilians = {"counted": "civilians"}
    rows = [
        figure("a", 63, 63),
        figure("a", 70, 70, n=2),
        figure("b", 63, 63, **civilians),
        figure("c", 70, 70),
        figure("c", 63, 63, n=2, **civilians),
    ]
    out = family(rows).set_index("figure_id")["revision"]
    assert out.tolist() == ["first", "first", "first", "kept", "kept"]


def test_series_has_the_undated_last_and_says_nothing_of_their_revision():
    out = family([figure(s, 63, 63) for s in "abc"], sources=published(a=None, b="../2001", c="2000", d="1999"))
    assert out["source_id"].tolist() == ["c", "b", "a"]
    assert out["revision"].fillna("").tolist() == ["first", "kept", ""]


def test_series_leaves_out_what_one_document_states():
    rows = [figure("a", 1, 1), figure("a", 2, 2, n=2), figure("b", 1, 1)]
    assert summary.series(package(rows)).empty
    assert set(family(rows)["source_id"]) == {"a", "b"}


def test_every_claim_of_the_anchor_is_summed_up(every, anchor):
    claims = set()
    for name, key in schemas.CLAIM_TABLES.items():
        rows = every[name]
        own = rows[(rows["source_id"] == anchor) & (rows["voice"] == "own")]
        claims |= (
            set(own[key])
            if name != "characterizations"
            else set(own.sort_values(key).drop_duplicates(["event_id", "topic_id", "position_id"])[key])
        )
    assert claims == set(every["discrepancies"]["claim_id"])


def test_the_sum_of_sources_is_all_of_them(every):
    out = every["discrepancies"][every["discrepancies"]["claim"] != "figure"]
    total = out[["sources_stating", "sources_not_stated", "sources_not_examined"]].sum(axis=1)
    assert total.eq(len(every["sources"]) - 1).all()
    assert isinstance(out["lowest"].dtype, pd.Int64Dtype)
