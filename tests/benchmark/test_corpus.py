"""The made-up corpora keep the package's rules and have the shape that they say, and three engines compare them alike."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from accounts.check import rules
from accounts.derive import comparison, lineage
from benchmark import corpus, rivals
from support.examples import as_text
from support.files import SCHEMAS
from support.small import derived


@pytest.fixture(scope="module")
def made():
    return corpus.make(3000, SCHEMAS)


def test_a_corpus_breaks_no_rule(made):
    assert rules.check(made) == []


@pytest.mark.slow
def test_a_corpus_can_be_built_like_the_package(made):
    assert len(derived(made, corpus.ANCHOR).tables["discrepancies"]) > 0


@pytest.mark.slow
def test_the_same_seed_gives_the_same_corpus(made):
    again, other = corpus.make(3000, SCHEMAS), corpus.make(3000, SCHEMAS, seed=1)
    for name, frame in made.items():
        pd.testing.assert_frame_equal(frame, again[name])
    assert not made["figures"].equals(other["figures"])


def test_the_shape_is_as_described(made):
    figures = made["figures"]
    assert figures["event_id"].value_counts().eq(corpus.EVENT).all()
    events = figures.groupby("source_id")["event_id"].nunique()
    assert events[corpus.ANCHOR] == 30
    assert set(events.drop(corpus.ANCHOR)) == {1, 2}
    assert 0.3 < figures["repeats"].notna().mean() < 0.4
    assert lineage.roots(figures["figure_id"], figures["repeats"])["depth"].max() >= 3
    rows = comparison.figures(made, corpus.ANCHOR, within_events=True)
    assert 0.9 < len(rows) / len(figures) < 1.1
    assert {"not_stated", "not_examined", "equal", "below", "above", "contains", "within"} <= set(rows["relation"])


def test_two_parts_of_a_corpus_share_the_anchor_alone(made):
    more = corpus.make(1000, SCHEMAS, first_event=30)
    for name, key in (("events", "event_id"), ("figures", "figure_id"), ("sources", "source_id"), ("readings", "reading_id")):
        both = set(made[name][key].astype(str)) & set(more[name][key].astype(str))
        assert all(corpus.ANCHOR in identifier for identifier in both), name


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_duckdb_and_polars_give_the_same_comparison(seed):
    tables = corpus.make(2000, SCHEMAS, seed)
    mine = comparison.figures(tables, corpus.ANCHOR, within_events=True)
    arrow = {name: pa.Table.from_pandas(tables[name], preserve_index=False) for name in rivals.TABLES}
    polars = rivals.polars_figures({name: pl.from_arrow(table) for name, table in arrow.items()}, corpus.ANCHOR)
    with rivals.in_duckdb(arrow) as base:
        duckdb = rivals.duckdb_figures(base, corpus.ANCHOR)
    types = {name: mine[name].dtype for name in mine if not isinstance(mine[name].dtype, pd.CategoricalDtype)}
    for other in (duckdb, polars.to_arrow()):
        pd.testing.assert_frame_equal(as_text(mine), as_text(other.to_pandas().astype(types)))


def test_within_one_event_that_all_sources_speak_of_nothing_changes(made):
    figures = made["figures"].query("event_id == 'event-0000003'").reset_index(drop=True)
    sources = made["sources"][made["sources"]["source_id"].isin(figures["source_id"])].reset_index(drop=True)
    tables = {**made, "figures": figures, "sources": sources}
    within, everywhere = (comparison.figures(tables, corpus.ANCHOR, within_events=flag) for flag in (True, False))
    pd.testing.assert_frame_equal(as_text(within), as_text(everywhere))
