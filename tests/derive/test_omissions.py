"""What others speak of and the anchor does not."""

import pandas as pd

from accounts.derive import omissions
from support.small import RELAYED, curated, day, figure, table, word


def found(tables, anchor="a"):
    return omissions.table(tables, anchor).set_index(["claim", "event_id", "subject", "party"])


def test_what_the_anchor_gives_is_no_omission():
    tables = curated(
        figures=[figure("a", 613, 613), figure("b", 200, None)], characterizations=[word("a", "battle"), word("b", "massacre")]
    )
    assert omissions.table(tables, "a").empty
    assert omissions.table(tables, "c")["subject"].to_list() == ["killed_total", "event_term"]


def test_a_relayed_row_of_the_anchor_is_no_silence():
    tables = curated(characterizations=[word("a", "battle", "relayed"), word("b", "massacre")])
    assert omissions.table(tables, "a").empty


def test_numbers_have_their_outermost_ends_and_who_gives_them():
    rows = [
        figure("b", 200, None),
        figure("c", 500, 1000),
        figure("c", 200, 200, n=2),
        figure("d", 5, 5, **RELAYED),
    ]
    row = found(curated(figures=rows)).loc[("figure", "town-1992", "killed_total", "third_party")]
    assert row[["sources", "sources_own", "sources_relayed", "lowest", "highest"]].to_list() == [3, 2, 1, 5, 1000]
    assert (row["lowest_given_by"], row["highest_given_by"]) == ("d", "c")
    assert row["read_whole"] == 2  # b and c; d was read in part


def test_dates_and_positions():
    tables = curated(
        dates=[day("b", "1992-02-25", "1992-02-26"), day("c", "1992-02", "1992-02")],
        characterizations=[word("b", "massacre"), word("c", "massacre"), word("c", "battle", "relayed", n=2)],
    )
    rows = found(tables)
    date = rows.loc[("date", "town-1992", "attack", "third_party")]
    assert (date["earliest"], date["latest"]) == ("1992-02", "1992-02")
    assert rows.loc[("characterization", "town-1992", "event_term", "third_party"), "positions"] == "battle 1, massacre 2"


def test_parties_are_told_apart():
    tables = curated(figures=[figure("b", 1, 1), figure("c", 2, 2)])
    sides = {"a": "armenia", "b": "armenia", "c": "azerbaijan", "d": "armenia"}
    parties = [{"issuer_id": f"issuer-{s}", "name": s, "party": side} for s, side in sides.items()]
    rows = found({**tables, "issuers": table("issuers", parties)})
    assert rows["lowest"].to_dict() == {
        ("figure", "town-1992", "killed_total", "armenia"): 1,
        ("figure", "town-1992", "killed_total", "azerbaijan"): 2,
    }


def test_no_subject_of_the_real_anchor_is_there_and_every_other_is(whole):
    rows = whole.tables["omissions"].astype("string")
    for claim, (name, subject) in {"figure": ("figures", "measure_id"), "date": ("dates", "milestone")}.items():
        frame = whole.tables[name].astype("string")
        mine = frame["source_id"] == whole.anchor
        subjects, own = (set(map(tuple, part[["event_id", subject]].to_numpy())) for part in (frame, frame[mine]))
        there = set(map(tuple, rows.loc[rows["claim"] == claim, ["event_id", "subject"]].to_numpy()))
        assert there == subjects - own
    assert pd.to_numeric(rows["sources"]).min() >= 1
