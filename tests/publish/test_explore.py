"""The database opened in Datasette: its words found, its questions answered as pandas answers them."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from datasette.app import Datasette
from datasette.utils import tilde_encode

from accounts import package as packages
from accounts import schemas
from accounts.derive import edtf
from accounts.package import Package
from accounts.publish import explore
from accounts.publish.database import SEARCHED, database, folded
from support.files import PACKAGE

pytestmark = pytest.mark.slow
EVENT, TOLL = "khojaly-1992", "killed_total"


@pytest.fixture(scope="module")
def package() -> Package:
    """The package, as the last build left it."""
    return packages.load(PACKAGE)


@pytest.fixture(scope="module")
def name(package) -> str:
    return f"{package.descriptor['name']}-{package.descriptor['version']}"


@pytest.fixture(scope="module")
def folder(package, name, tmp_path_factory) -> Path:
    """The database and datasette.yaml, as a release has them."""
    out = tmp_path_factory.mktemp("explore")
    (out / f"{name}.sqlite").write_bytes(database(package.tables, package.schemas))
    (out / "datasette.yaml").write_bytes(explore.datasette(package))
    return out


@pytest.fixture(scope="module")
def metadata(folder) -> dict:
    return yaml.safe_load((folder / "datasette.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def get(folder, name, metadata):
    """What Datasette answers: path (and what is asked) to JSON."""
    opened = Datasette([str(folder / f"{name}.sqlite")], metadata=metadata, settings={"sql_time_limit_ms": 20_000})

    def answer(path: str, **asked: str):
        response = asyncio.run(opened.client.get(f"/{tilde_encode(name)}/{path}.json", params=asked))
        assert response.status_code == 200, response.text
        return response.json()

    return answer


@pytest.fixture(scope="module")
def tables(package) -> dict[str, pd.DataFrame]:
    """The tables, codes as text."""
    return {table: frame.astype(dict.fromkeys(frame.select_dtypes("category"), "string")) for table, frame in package.tables.items()}


def plain(frame: pd.DataFrame) -> list[dict]:
    return frame.astype("object").where(frame.notna(), None).to_dict("records")


# ---- what it shows


def test_datasette_opens_it_as_the_readme_says(folder, name):
    command = [sys.executable, "-m", "datasette", f"{name}.sqlite", "--metadata", "datasette.yaml"]
    done = subprocess.run(
        [*command, "--get", f"/{tilde_encode(name)}/how_much_was_read.json?_shape=array"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert {row["party"] for row in json.loads(done.stdout)} == {"azerbaijan", "armenia", "karabakh_armenian", "third_party", "not_shown"}


def test_every_table_and_column_says_what_it_means(package, name, metadata):
    shown = metadata["databases"][name]["tables"]
    assert list(shown) == list(schemas.TABLES)
    for table, law in package.schemas.items():
        assert shown[table]["description"] == law["description"]
        assert list(shown[table]["columns"]) == schemas.columns(law)
        for field in law["fields"]:
            assert shown[table]["columns"][field["name"]].startswith(field["description"])
            assert all(code["value"] in shown[table]["columns"][field["name"]] for code in field.get("categories", []))
    assert shown["figures"]["columns"]["low"].endswith("In the unit of the measure.")
    assert " In persons." in shown["overview"]["columns"]["killed_total"]


def test_facets_count_what_the_tables_hold(get, tables):
    for column in ("party", "source_type", "event_id", "subject", "voice"):
        found = get("statements", _size="0", _facet_size="max")["facet_results"][column]["results"]
        assert {each["value"]: each["count"] for each in found} == tables["statements"][column].value_counts().to_dict()


def test_facets_and_orders_are_columns(package, name, metadata):
    wanted = {facet for table in metadata["databases"][name]["tables"].values() for facet in table.get("facets", [])}
    assert wanted == set(explore.FACETS)
    for table, shown in metadata["databases"][name]["tables"].items():
        used = {*shown.get("facets", []), *filter(None, [shown.get("sort_desc"), shown.get("label_column")])}
        assert used <= set(schemas.columns(package.schemas[table]))


def test_the_newest_come_first_and_the_undated_last(get, tables):
    days = [row["sort_day"] for row in get("overview", _shape="objects", _size="max")["rows"]]
    assert days == sorted(filter(None, days), reverse=True) + [None] * days.count(None)
    assert days[0] == tables["overview"]["sort_day"].max()


def test_the_day_to_sort_by_is_that_of_the_date(tables):
    sheet = tables["overview"]
    want = edtf.order(sheet["published"]).dt.strftime("%Y-%m-%d")
    assert sheet["sort_day"].fillna("").tolist() == want.fillna("").tolist()


# ---- words


@pytest.mark.parametrize(
    ("sought", "word"),
    [("xocali", "Xocalı"), ("XOCALI", "Xocalı"), ("soyqirimi", "soyqırımı"), ("azerbaycan", "Azərbaycan"), ("surmali", "")],
)
def test_words_are_found_whatever_the_keyboard(get, tables, sought, word):
    found = {row["row_id"] for row in get("statements", _search=sought, _shape="objects", _size="max")["rows"]}
    rows = tables["statements"]
    text = rows[list(SEARCHED["statements"])].fillna("").agg(" ".join, axis=1)
    want = set(rows.loc[text.str.contains(rf"(?<!\w)(?:{word})(?!\w)", regex=True), "row_id"]) if word else set()
    assert bool(want) == bool(word)
    assert want <= found
    assert word or not found


def test_letters_of_their_own_are_folded_and_no_others():
    assert folded("Xocalı, Ağdam, Əsgəran | ødeł") == "Xocali, Ağdam, Esgeran | odel"
    assert folded("Khojaly, Ходжалы, Xocali") is None


def test_documents_without_statements_are_found_as_well(get, tables):
    titles = tables["sources"].set_index("source_id")["title"]
    silent = titles[~titles.index.isin(tables["statements"]["source_id"]) & titles.str.contains("General Debate", na=False)]
    found = {row["source_id"] for row in get("sources", _search="General Debate", _shape="objects", _size="max")["rows"]}
    assert len(silent)
    assert set(silent.index) <= found


# ---- questions


def another_toll(tables):
    compared = tables["figure_comparison"].query("measure_id == @TOLL and event_id == @EVENT and voice == 'own'")
    first = tables["lineage"].query("root == 'first_here'")["row_id"]
    apart = compared["relation"].isin(["below", "above"]) | compared["stated_end"].isin(["below", "above"])
    return compared[compared["figure_id"].isin(first) & apart][["source_id", "low", "high", "counted", "relation", "stated_end"]]


def how_much_was_read(tables):
    sheet = tables["overview"]
    return pd.crosstab(sheet["party"], sheet["read"]).reset_index()[["party", "whole", "part", "excerpt"]]


def another_number_for_the_same_people(tables):
    rows = tables["discrepancies"].query("claim == 'figure' and event_id == @EVENT and same_population")
    ends = ["sources_equal", "sources_below", "sources_above", "sources_end_below", "lowest_own", "highest_own"]
    return rows[["subject", "sources_stating", "sources_relaying", *ends]]


def who_gives_the_toll_first(tables):
    rows = tables["discrepancies"].query("claim == 'figure' and event_id == @EVENT and subject == @TOLL")
    return rows[["claim_id", "counted", "sources_stating", "roots", "first_here", "uncredited", "distinct_intervals"]]


def silent_on_the_toll(tables):
    rows = tables["figure_comparison"].query("event_id == @EVENT and measure_id == @TOLL and figure_id.isna()")
    return pd.crosstab(rows["party"], rows["relation"]).reset_index()[["party", "not_examined", "not_mentioned", "not_stated"]]


def who_speaks_of_each_event(tables):
    rows = tables["coverage"].query("speaks").merge(tables["events"], on="event_id")
    return rows.groupby(["label", "party"]).size().reset_index(name="documents").rename(columns={"label": "event"})


def what_the_statement_leaves_out(tables):
    rows = tables["omissions"].query("claim == 'characterization' and event_id == @EVENT")
    wide = rows.pivot_table(index="subject", columns="party", values="sources", aggfunc="sum", fill_value=0)
    return wide.assign(all=wide.sum(axis=1)).reset_index().rename(columns={"subject": "topic"})


def a_corridor(tables):
    said, sources = tables["characterizations"], tables["sources"].merge(tables["issuers"], on="issuer_id")
    said = said.query("event_id == @EVENT and topic_id == 'free_corridor'").merge(sources, on="source_id")
    return said.rename(columns={"characterization_id": "row_id", "name": "issuer"})[
        ["party", "issuer", "title", "published", "voice", "credited_to", "phrase", "locator", "row_id"]
    ]


def words_of_each_party(tables):
    (text,) = tables["discrepancies"].query("event_id == @EVENT and subject == 'event_term'")["positions_by_party"].unique()
    pairs = [(party, *pair.rsplit(" ", 1)) for part in text.split("; ") for party, told in [part.split(": ")] for pair in told.split(", ")]
    return pd.DataFrame([(party, word, int(count)) for party, word, count in pairs], columns=["party", "word", "documents"])


def numbers_over_time(tables):
    rows = tables["series"].query("family_id == 'az-milli-majlis'")
    return rows[["family_id", "measure_id", "published", "source_id", "through", "low", "high", "revision"]]


ANSWERS = [
    another_toll, how_much_was_read, another_number_for_the_same_people, who_gives_the_toll_first, silent_on_the_toll,
    who_speaks_of_each_event, what_the_statement_leaves_out, a_corridor, words_of_each_party, numbers_over_time,
]  # fmt: skip


def test_every_question_has_an_answer_here(package):
    assert [answer.__name__ for answer in ANSWERS] == list(explore.questions(package))


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
def test_a_question_is_answered_as_pandas_answers_it(get, tables, answer):
    asked = {"family": "milli-majlis"} if answer is numbers_over_time else {}
    found = get(answer.__name__, _shape="objects", **asked)
    want = plain(answer(tables))
    assert want
    assert not found["truncated"]
    have = [{column: row[column] for column in want[0]} for row in found["rows"]]
    key = lambda row: json.dumps(row, sort_keys=True, default=str)  # noqa: E731
    assert sorted(have, key=key) == sorted(want, key=key)
