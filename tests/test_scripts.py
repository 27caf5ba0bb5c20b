"""The scripts that only read: lineage.py from the terminal."""

import subprocess
import sys

import pytest

import lineage as script
from conftest import PACKAGE
from small import figure, package


def lineage(*arguments):
    command = [sys.executable, "scripts/lineage.py", *arguments]
    return subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, encoding="utf-8")


def test_a_row_is_shown_in_its_tree():
    done = lineage("az-mfa-2026-killed-total")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert not lines[0].startswith(" ")
    assert sum(line.endswith("←") for line in lines) == 1
    assert "az-mfa-2026 (2026-02-26) [restated]  ←" in done.stdout


def test_a_measure_is_shown_as_trees_the_value_at_their_roots():
    done = lineage("--measure", "killed_total", "--value", "485")
    roots = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert done.returncode == 0
    assert all("485" in line.split()[0] for line in roots)
    assert "az-parl-investigation-485" in roots[0]


LARGEST = ["613  a (2000)", "  └ 613  b (2001) [same_text]"]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (None, [*LARGEST, "500–1,000  c (2002)", "≤ 9  d (2003)"]),
        (613, LARGEST),
        (500, ["500–1,000  c (2002)"]),
        (1000, ["500–1,000  c (2002)"]),
        (9, ["≤ 9  d (2003)"]),
        (7, []),
    ],
)
def test_a_value_is_that_of_either_end_of_a_root(value, lines):
    again = {"repeats": "a-killed-total-1", "repeats_basis": "same_text"}
    rows = [figure("c", 500, 1000), figure("d", None, 9), figure("a", 613, 613), figure("b", 613, 613, **again)]
    tables = package([*rows, figure("a", 613, 613, n=2, event_id="village-1992")])
    assert script.of_measure(tables, "town-1992", "killed_total", value) == lines


def test_an_unknown_row_is_an_error():
    done = lineage("no-such-row")
    assert done.returncode == 1
    assert "no such row" in done.stderr


def test_a_row_and_a_measure_are_not_asked_for_together():
    assert lineage("x", "--measure", "killed_total").returncode == 2
