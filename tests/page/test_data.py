"""The data that the page hands to its script: every table whole again."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from accounts.derive import edtf
from accounts.page.data import agreement, data
from accounts.page.statements import sources


def rows(columns: dict) -> pd.DataFrame:
    """The rows of a table, as the script reads them."""
    whole = {name: [column["of"][at] for at in column["at"]] if isinstance(column, dict) else column for name, column in columns.items()}
    assert len({len(values) for values in whole.values()}) == 1
    return pd.DataFrame(whole, dtype="object")


@pytest.fixture(scope="module")
def given(whole) -> dict:
    return json.loads(json.dumps(data(whole)))


def test_every_statement_comes_back_whole(given, tables):
    said, documents, readings = (rows(given[name]) for name in ("statements", "sources", "readings"))
    source = documents["source_id"][said["source"]].to_numpy()
    said = said.assign(source_id=source, row_id=source + said["row_id"])
    read = readings.assign(reading_id=documents["source_id"][readings["source"]].to_numpy() + readings["reading_id"])
    said["reading_id"] = read["reading_id"][said["reading"]].to_numpy()
    said["repeats"] = [None if at is None else said["row_id"][at] for at in said["repeats"]]
    expected = tables["statements"].set_index("row_id").loc[said["row_id"]].reset_index()
    kept = [
        "table",
        "event_id",
        "subject",
        "position_id",
        "source_id",
        "reading_id",
        "low",
        "high",
        "qualifier",
        "counted",
        "voice",
        "credited_to",
    ]
    for name in [*kept, "phrase", "locator", "note", "repeats", "repeats_basis", "root", "as_of", "in_detention"]:
        wanted = expected[name].astype("object").where(expected[name].notna(), None)
        assert [None if pd.isna(value) else value for value in said[name]] == wanted.tolist(), name
    assert len(said) == len(tables["statements"])


def test_days_are_numbers(given, tables):
    said = rows(given["statements"])
    dated = tables["dates"].astype({"earliest": "string"})
    days = edtf.bounds(dated["earliest"])["first"].to_numpy("datetime64[D]").astype(int)
    assert sorted(said["first"].dropna()) == sorted(days.tolist())


def test_documents_and_readings_are_all_there(given, tables):
    every = sources(tables)
    found = rows(given["sources"])
    for name in ("source_id", "title", "when", "day", "read", "note"):
        wanted = every[name].astype("object").where(every[name].notna(), None)
        assert found[name].where(found[name].notna(), None).tolist() == wanted.tolist(), name
    assert rows(given["issuers"])["name"][found["issuer"]].tolist() == every["issuer"].tolist()
    assert sorted(rows(given["readings"])["url"]) == sorted(tables["readings"]["url"])
    assert len(rows(given["series"])) == len(tables["series"])


def test_each_topic_says_how_well_it_was_coded_again(given, tables):
    said = rows(given["topics"]).set_index("topic_id")["agreement"]
    lines = tables["reliability"].query("column == 'topic' and topic != 'all'")
    assert lines["topic"].nunique() == said.notna().sum() > 0
    for line in lines.itertuples():
        assert f"round {line.round}: topic alike in {line.alike_percent:.0f} % of {line.units}" in said[line.topic]
    broken = {**tables, "reliability": tables["reliability"].assign(alike_percent=1.0)}
    assert "alike in 1 %" in agreement(broken)["event_term"]
