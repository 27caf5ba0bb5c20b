"""What the scripts print comes out whole, whatever encoding the system gave to their output."""

import os
import subprocess
import sys

import pytest

from support import small
from support.files import PACKAGE, edited

pytestmark = pytest.mark.slow  # a process each


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A package with a problem in a cell that Windows-1252 cannot write."""
    return edited(small.written(tmp_path_factory.mktemp("broken") / "package"), "sources", "published", "Ходжалы")


def printed(*command):
    """What a script prints where the system's encoding lacks most letters."""
    world = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run([sys.executable, *command], cwd=PACKAGE, env=world, capture_output=True, text=True, encoding="utf-8")
    assert "Traceback" not in done.stderr
    return done.stdout


def test_a_tree_is_printed_whole():
    assert "└ " in printed("scripts/lineage.py", "az-mfa-2026-killed-total")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_cell_is_printed_whole(broken, form):
    assert "Ходжалы" in printed("scripts/validate.py", "--format", form, "--package", str(broken))
