"""The comparison part by part is that of the whole."""

import pandas as pd
import pytest

from accounts import comparison, corpus, scale, schemas
from conftest import PACKAGE
from test_corpus import as_text

LAW = schemas.load_all(PACKAGE)
PARTS = 4


@pytest.fixture(scope="module")
def whole():
    return corpus.make(3000, LAW)


@pytest.fixture(scope="module")
def directory(whole, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus")
    scale.write(whole, path, LAW, PARTS)
    return path


@pytest.fixture(scope="module")
def expected(whole):
    return as_text(comparison.figures(whole, corpus.ANCHOR, within_events=True))


def test_the_parts_together_are_the_whole(whole, directory):
    for name in scale.TABLES:
        key = LAW[name]["primaryKey"]
        rows = pd.read_parquet(directory / name).drop_duplicates(key)
        named = whole[name] if name != "issuers" else whole[name][whole[name]["issuer_id"].isin(whole["sources"]["issuer_id"])]
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


def test_a_directory_grows_by_parts(tmp_path, whole, expected):
    more = corpus.make(1000, LAW, first_event=30)
    scale.write(whole, tmp_path, LAW, PARTS)
    scale.write(more, tmp_path, LAW, 2, first=PARTS)
    parts = [scale.compare(number, tmp_path, corpus.ANCHOR) for number in scale.numbers(tmp_path)]
    together = pd.concat([expected, as_text(comparison.figures(more, corpus.ANCHOR, within_events=True))])
    pd.testing.assert_frame_equal(as_text(pd.concat(parts)), as_text(together))


def test_the_package_itself_can_be_compared_in_parts(curated, anchor, tmp_path):
    scale.write(curated, tmp_path, LAW, 3)
    parts = [scale.compare(number, tmp_path, anchor) for number in scale.numbers(tmp_path)]
    whole = comparison.figures(curated, anchor, within_events=True)
    pd.testing.assert_frame_equal(as_text(pd.concat(parts)), as_text(whole))


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_dask_gives_the_same(directory, expected, scheduler):
    pytest.importorskip("dask.dataframe", reason="the extra scale is not installed")
    lazy = scale.compared(directory, corpus.ANCHOR)
    assert lazy.npartitions == PARTS
    pd.testing.assert_frame_equal(as_text(lazy.compute(scheduler=scheduler)), expected)


def test_dask_writes_the_comparison_part_by_part(directory, expected, tmp_path):
    pytest.importorskip("dask.dataframe", reason="the extra scale is not installed")
    scale.compared(directory, corpus.ANCHOR).to_parquet(str(tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("*.parquet"))) == PARTS
    pd.testing.assert_frame_equal(as_text(pd.read_parquet(tmp_path / "out")), expected)
