"""What the benchmark says of what it measured."""

import pytest

from benchmark import measuring
from support.files import PACKAGE


def test_the_growth_exponent_is_the_slope():
    assert measuring.exponent({10: 0.5, 100: 5.0, 1000: 50.0}) == pytest.approx(1)
    assert measuring.exponent({10: 1.0, 100: 100.0}) == pytest.approx(2)


def test_the_plot_names_its_lines_and_sizes():
    drawn = measuring.svg({"one": {1000: 0.01, 10000: 0.2}, "other": {1000: 0.02, 10000: 0.1}})
    assert all(f">{text}<" in drawn for text in ("one", "other", "1,000", "10,000", "0.01 s"))
    assert drawn.count("<circle") == 4


@pytest.mark.slow
def test_a_measure_runs_in_a_process_of_its_own(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE / "scripts"))
    found = measuring.alone("pd.read_parquet", PACKAGE, rounds=1)
    assert found.cold > 0
    assert found.warm > 0
