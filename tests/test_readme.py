"""The README's commands exist and its Python blocks print what it says they print."""

import re

import pytest

from accounts.commands import readme
from support.files import PACKAGE

README = (PACKAGE / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_blocks_print_as_shown(monkeypatch):
    monkeypatch.chdir(PACKAGE)
    now, shown = readme.refreshed(README).splitlines(), README.splitlines()
    assert now == shown, "the tables now give other output than README.md shows: run make readme"


def test_what_a_block_prints_is_put_below_it():
    text = "```python\nx = 2\n```\n\n```text\n```\n\nWords.\n\n```python\nprint(x, ' ')\n```\n\n```text\n3\n```\n"
    assert readme.refreshed(text) == text.replace("```text\n```", "```text\n\n```").replace("3\n", "2\n")


def test_every_python_block_shows_its_output():
    assert README.count("```python") == len(readme.BLOCK.findall(README)) > 8


def test_the_commands_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (PACKAGE / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_the_files_it_links_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PACKAGE / target).exists(), target
