"""The sheet to open first."""

from accounts.derive import overview
from support.files import SCHEMAS
from support.small import RELAYED, curated, figure, published, table, word


def test_overview_reads_like_a_sheet():
    rows = [figure("a", 613, 613), figure("b", 485, 485, **RELAYED), figure("b", 500, 1000, n=2)]
    out = overview.table(curated(figures=rows), "a").set_index("source_id")
    assert out["killed_total"].to_dict() == {"a": "613", "b": "485 (relayed); 500–1,000", "c": "∅", "d": "·"}
    assert out.index.tolist() == ["a", "b", "c", "d"]  # by date


def test_overview_tells_the_silences_apart():
    rows = [figure("a", 613, 613), word("b", "massacre")]
    out = overview.table(curated([rows[0]], [rows[1]]), "a").set_index("source_id")
    assert out["killed_total"].to_dict() == {"a": "613", "b": "—", "c": "∅", "d": "·"}


def test_overview_shows_what_five_others_count_and_the_anchor_does_not():
    others = [figure("b", n, n, n=n, measure_id="missing") for n in range(1, 9)]
    assert "missing" not in overview.table(curated([figure("a", 1, 1), *others]), "a")
    names = [f"s{n}" for n in range(5)]
    tables = curated([figure("a", 1, 1), *(figure(name, 9, 9, measure_id="missing") for name in names)])
    found = overview.columns(tables, "a")
    assert found["name"].tolist() == ["killed_total", "missing"]


def test_overview_says_the_same_words_once():
    rows = [figure("b", 9, 9, n=1), figure("b", 9, 9, n=2, counted="civilians"), figure("b", 9, 9, n=3, **RELAYED), figure("b", 8, 8, n=4)]
    out = overview.table(curated([figure("a", 9, 9), *rows]), "a").set_index("source_id")
    assert out.loc["b", "killed_total"] == "9; 9 (relayed); 8"


def test_overview_has_a_column_for_each_event_of_the_anchor():
    village = {"event_id": "village-1992", "n": 2}
    rows = [
        figure("a", 613, 613),
        figure("a", 5, 5, **village),
        figure("b", 4, 4, **village),
        figure("c", 3, 3, n=3, event_id="hamlet-1992"),
    ]
    tables = curated(rows)
    out = overview.table(tables, "a").set_index("source_id")
    assert out["killed_total_town_1992"].to_dict() == {"a": "613", "b": "∅", "c": "∅", "d": "·"}
    assert out["killed_total_village_1992"].to_dict() == {"a": "5", "b": "4", "c": "∅", "d": "·"}
    added = overview.schema(SCHEMAS["overview"], tables, "a")["fields"][-2:]
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
    out = overview.table(curated(characterizations=rows), "a").set_index("source_id")
    assert out["term"].to_dict() == {"a": "massacre", "b": "∅", "c": "battle; tragedy", "d": "·"}


def test_overview_is_by_the_first_day_or_the_last_where_the_beginning_is_open_and_the_undated_last():
    tables = {**curated(), "sources": published(a=None, b="../2001", c="2000", d="1999/2005")}
    assert overview.table(tables, "a")["source_id"].tolist() == ["d", "c", "b", "a"]


def test_overview_says_how_far_a_source_was_read_at_best():
    kinds = [("a", "excerpt"), ("a", "part"), ("b", "part"), ("b", "whole"), ("c", "excerpt"), ("d", "whole"), ("d", "excerpt")]
    readings = table("readings", [{"reading_id": f"{s}-{kind}", "source_id": s, "coverage": kind} for s, kind in kinds])
    out = overview.table({**curated(), "readings": readings}, "a").set_index("source_id")
    assert out["read"].to_dict() == {"a": "part", "b": "whole", "c": "excerpt", "d": "whole"}
