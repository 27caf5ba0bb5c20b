"""Which silence a source keeps follows from how far it was read and from whether it speaks of the event, and from nothing else."""

import numpy as np
import pandas as pd
import pytest

from accounts.derive import comparison, coverage
from support.small import curated, day, figure, word


@pytest.fixture
def tables():
    """b was read whole and speaks of the town by a word only, c was read whole and speaks of the village only, d was read in part."""
    return curated(
        figures=[figure("a", 613, 613), figure("c", 5, 5, event_id="village-1992")],
        characterizations=[word("b", "massacre", "relayed")],
        dates=[day("a", "1992-02-25", "1992-02-26")],
    )


def silences(tables, source, event):
    at = np.array([list(tables["sources"]["source_id"]).index(source)])
    return coverage.SILENCES[coverage.silence(tables, at, pd.Series([event]))[0]]


@pytest.mark.parametrize(
    ("source", "event", "kind"),
    [
        ("b", "town-1992", "not_stated"),
        ("b", "village-1992", "not_mentioned"),
        ("c", "town-1992", "not_mentioned"),
        ("c", "village-1992", "not_stated"),
        ("d", "town-1992", "not_examined"),
        ("d", "village-1992", "not_examined"),
    ],
)
def test_silence_has_three_forms(tables, source, event, kind):
    assert silences(tables, source, event) == kind


def test_the_comparison_says_the_same(tables):
    found = comparison.figures(tables, "a").set_index("source_id")["relation"]
    assert found.to_dict() == {"b": "not_stated", "c": "not_mentioned", "d": "not_examined"}
    found = comparison.dates(tables, "a").set_index("source_id")["relation"]
    assert found.to_dict() == {"b": "not_stated", "c": "not_mentioned", "d": "not_examined"}


def test_a_row_of_any_kind_and_voice_makes_a_source_speak(tables):
    rows = coverage.table(tables).set_index(["source_id", "event_id"])
    assert rows["speaks"].loc[[("a", "town-1992"), ("b", "town-1992"), ("c", "village-1992")]].all()
    assert rows["speaks"].sum() == 3
    assert rows.loc[("a", "town-1992"), ["figures_own", "dates_own"]].to_list() == [1, 1]
    assert rows.loc[("b", "town-1992"), ["positions_own", "positions_relayed"]].to_list() == [0, 1]


def test_the_most_that_was_read_counts(tables):
    assert coverage.best(tables).to_dict() == {"a": "whole", "b": "whole", "c": "whole", "d": "part"}


def test_every_source_and_event_has_one_row(tables):
    rows = coverage.table(tables)
    assert len(rows) == len(tables["sources"]) * len(tables["events"])
    assert not rows.duplicated(["source_id", "event_id"]).any()


def test_the_real_silences_agree_with_coverage(whole):
    spoken = whole.tables["coverage"].astype({"event_id": "string"}).set_index(["source_id", "event_id"])
    for name in ("figure_comparison", "date_comparison", "characterization_comparison"):
        rows = whole.tables[name].astype({"event_id": "string", "relation": "string"})
        rows = rows.join(spoken[["read", "speaks"]], on=["source_id", "event_id"])
        wanted = pd.Series("not_examined", index=rows.index).mask(rows["read"] == "whole", "not_stated")
        wanted = wanted.mask((rows["read"] == "whole") & ~rows["speaks"], "not_mentioned")
        silent = rows["relation"].isin(coverage.SILENCES)
        assert (rows["relation"] == wanted)[silent].all()
        assert rows.loc[~silent, "speaks"].all()
