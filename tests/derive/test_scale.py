"""The comparison part by part is that of the whole."""

import pandas as pd
import pytest

from accounts.derive import comparison, scale
from benchmark import corpus
from support.examples import as_text
from support.files import SCHEMAS

PARTS = 4


@pytest.fixture(scope="module")
def made():
    return corpus.make(3000, SCHEMAS)


@pytest.fixture(scope="module")
def directory(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus")
    scale.write(made, path, SCHEMAS, PARTS)
    return path


@pytest.fixture(scope="module")
def expected(made):
    return as_text(comparison.figures(made, corpus.ANCHOR, within_events=True))


def test_the_parts_together_are_the_whole(made, directory):
    for name in scale.TABLES:
        key = SCHEMAS[name]["primaryKey"]
        rows = pd.read_parquet(directory / name).drop_duplicates(key)
        named = made[name] if name != "issuers" else made[name][made[name]["issuer_id"].isin(made["sources"]["issuer_id"])]
        pd.testing.assert_frame_equal(
            rows.astype("string").sort_values(key, ignore_index=True), named.astype("string").sort_values(key, ignore_index=True)
        )


def test_no_figure_repeats_one_of_another_part(directory):
    for number in scale.numbers(directory):
        figures = scale.read(directory, number)["figures"]
        assert figures["repeats"].dropna().isin(figures["figure_id"]).all()


def test_the_comparison_of_the_parts_is_that_of_the_whole(directory, expected):
    assert scale.numbers(directory) == list(range(PARTS))
    parts = [scale.compare(number, directory, corpus.ANCHOR) for number in scale.numbers(directory)]
    pd.testing.assert_frame_equal(as_text(pd.concat(parts)), expected)


@pytest.mark.slow
def test_a_directory_grows_by_parts(tmp_path, made, expected):
    more = corpus.make(1000, SCHEMAS, first_event=30)
    scale.write(made, tmp_path, SCHEMAS, PARTS)
    scale.write(more, tmp_path, SCHEMAS, 2, first=PARTS)
    parts = [scale.compare(number, tmp_path, corpus.ANCHOR) for number in scale.numbers(tmp_path)]
    together = pd.concat([expected, as_text(comparison.figures(more, corpus.ANCHOR, within_events=True))])
    pd.testing.assert_frame_equal(as_text(pd.concat(parts)), as_text(together))


def test_the_package_itself_can_be_compared_in_parts(tables, anchor, tmp_path):
    scale.write(tables, tmp_path, SCHEMAS, 3)
    parts = [scale.compare(number, tmp_path, anchor) for number in scale.numbers(tmp_path)]
    whole = comparison.figures(tables, anchor, within_events=True)
    pd.testing.assert_frame_equal(as_text(pd.concat(parts)), as_text(whole))


@pytest.mark.slow
@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_dask_gives_the_same(directory, expected, scheduler):
    pytest.importorskip("dask.dataframe", reason="the extra scale is not installed")
    lazy = scale.compared(directory, corpus.ANCHOR)
    assert lazy.npartitions == PARTS
    pd.testing.assert_frame_equal(as_text(lazy.compute(scheduler=scheduler)), expected)


@pytest.mark.slow
def test_dask_writes_the_comparison_part_by_part(directory, expected, tmp_path):
    pytest.importorskip("dask.dataframe", reason="the extra scale is not installed")
    scale.compared(directory, corpus.ANCHOR).to_parquet(str(tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("*.parquet"))) == PARTS
    pd.testing.assert_frame_equal(as_text(pd.read_parquet(tmp_path / "out")), expected)
