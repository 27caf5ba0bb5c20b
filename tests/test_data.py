"""The data as data: what the package promises of its rows."""

import re

import pandas as pd
import pytest

from accounts import schemas
from support.files import SCHEMAS


def test_all_source_types_and_parties_have_sources(curated):
    sources = curated["sources"].merge(curated["issuers"], on="issuer_id")
    for name, frame in (("source_type", sources["source_type"]), ("party", sources["party"])):
        table = "sources" if name == "source_type" else "issuers"
        codes = schemas.field(SCHEMAS[table], name)["constraints"]["enum"]
        assert set(codes) == set(frame.astype("string"))


def test_no_document_stands_twice(curated):
    sources = curated["sources"]
    symbol = sources[sources["document_id"].notna()]
    assert not symbol.duplicated(["issuer_id", "document_id", "language", "published", "title"]).any()
    dated = sources[sources["published"].notna()]
    assert not dated.duplicated(["issuer_id", "title", "published"]).any()


def test_the_codebook_is_of_a_size_to_be_learnt(curated):
    assert len(curated["topics"]) <= 40
    assert len(curated["measures"]) <= 55


def test_every_settlement_that_the_anchor_names_is_an_event(curated):
    names = "Khojaly,Baghanis Ayrim,Jamilli,Karkijahan,Meshali,Malibeyli and Gushchular,Garadaghly,Tugh,Salaketin"
    events = curated["events"]
    assert set(events.loc[events["event_id"] != "other-events", "place"]) == set(names.split(","))


def test_the_anchor_gives_its_ten_figures(curated, anchor):
    mine = curated["figures"].query("source_id == @anchor and event_id == 'khojaly-1992'")
    given = mine.set_index(mine["measure_id"].astype(str))["low"].to_dict()
    assert given == {
        "killed_total": 613,
        "killed_children": 63,
        "killed_women": 106,
        "killed_elderly": 70,
        "injured": 487,
        "hostages_taken": 1275,
        "tortured": 1275,
        "families_annihilated": 8,
        "children_lost_one_parent": 130,
        "children_lost_both_parents": 25,
    }
    assert (mine["low"] == mine["high"]).all()


def test_a_phrase_is_at_most_twelve_words(curated):
    for table in schemas.CLAIM_TABLES:
        assert curated[table]["phrase"].dropna().str.split().str.len().max() <= 12


def test_descriptive_titles_stand_in_brackets(curated):
    titles = curated["sources"]["title"]
    assert not titles.str.contains(r"descriptive|title not|\(title", case=False).any()


def test_the_prose_of_the_dataset_never_speaks_of_its_making(curated):
    words = re.compile(r"\b(collector|evidence file|audit|from memory)\b", re.IGNORECASE)
    for name in schemas.CURATED:
        frame = curated[name]
        for column in frame.columns.intersection(["note", "title", "definition", "question", "label"]):
            cells = pd.Series(frame[column].astype("string")).dropna()
            found = cells[cells.map(lambda cell: bool(words.search(cell)))]
            assert found.empty, f"{name}.{column}: {found.iloc[0]}"


def test_codes_and_labels_are_defined_for_a_coder(curated):
    assert curated["measures"]["definition"].str.len().min() > 20
    assert curated["positions"]["definition"].str.len().min() > 10
    assert curated["topics"]["question"].str.endswith("?").all()


@pytest.mark.parametrize("table", ["measures", "topics", "positions"])
def test_readers_get_one_plain_sentence_that_is_no_rule_for_coders(curated, table):
    said = curated[table]["reader"].astype("string")
    assert said.str.fullmatch(r"[A-Z][^.?;]*[.?]?").all(), said[~said.str.fullmatch(r"[A-Z][^.?;]*[.?]?")].tolist()
    assert said.str.split().str.len().max() <= 25
    assert not said.str.contains(r"\b(?:[Cc]ode[sd]?|[Nn]ote|[a-z]+_[a-z_]+)\b").any()
    assert table != "measures" or said.is_unique
