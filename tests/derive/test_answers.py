"""Every question that anybody answers is asked of every source, the anchor included."""

import pandas as pd

from accounts.derive import answers
from support.small import curated, word


def test_own_relayed_and_silent_answers():
    rows = [
        word("a", "massacre", note="First."),
        word("a", "tragedy", n=2, note="Second."),
        word("b", "battle", "relayed"),
        word("c", "tragedy", event_id="village-1992"),
    ]
    found = answers.table(curated(characterizations=rows)).set_index(["event_id", "source_id"])
    town = found.loc["town-1992"]
    assert town["answer"].to_dict() == {"a": "own", "b": "relayed", "c": "not_mentioned", "d": "not_examined"}
    assert town.loc["a", ["positions", "notes"]].to_list() == ["massacre; tragedy", "First. | Second."]
    assert town.loc["b", "relayed_positions"] == "battle (somebody)"
    assert found.loc[("village-1992", "a"), "answer"] == "not_mentioned"
    assert len(found) == 8  # two questions, four sources


def test_a_source_that_answers_and_relays_keeps_both():
    rows = [word("a", "massacre"), word("a", "battle", "relayed", n=2)]
    found = answers.table(curated(characterizations=rows)).set_index("source_id").loc["a"]
    assert (found["answer"], found["positions"], found["relayed_positions"]) == ("own", "massacre", "battle (somebody)")


def test_every_characterization_is_found_in_it(whole):
    cells = whole.tables["answers"].astype("string").set_index(["event_id", "topic_id", "source_id"])
    for row in whole.tables["characterizations"].astype("string").itertuples():
        cell = cells.loc[(row.event_id, row.topic_id, row.source_id)]
        said = cell["positions"] if row.voice == "own" else cell["relayed_positions"]
        assert row.position_id in said
        assert pd.isna(row.note) or row.note in cell["notes"]


def test_it_has_every_source_once_for_each_question(whole):
    rows = whole.tables["answers"]
    asked = rows[["event_id", "topic_id"]].drop_duplicates()
    assert len(rows) == len(asked) * len(whole.tables["sources"])
    assert not rows.duplicated(["event_id", "topic_id", "source_id"]).any()
