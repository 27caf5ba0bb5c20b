"""The README's commands exist and its Python blocks print what it says they print."""

import contextlib
import io
import re

import pytest

from conftest import PACKAGE

README = (PACKAGE / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, flags=re.DOTALL)
NAMES: dict = {}  # the blocks are one session, as a reader would run them


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_blocks_print_as_shown(number, monkeypatch):
    code, shown = BLOCKS[number]
    monkeypatch.chdir(PACKAGE)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, f"README.md, block {number + 1}", "exec"), NAMES)
    assert [line.rstrip() for line in said.getvalue().splitlines()] == shown.splitlines()


def test_every_python_block_shows_its_output():
    assert README.count("```python") == len(BLOCKS) > 8


def test_the_commands_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (PACKAGE / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_the_files_it_links_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PACKAGE / target).exists(), target
