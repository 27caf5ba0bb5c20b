"""The README's commands exist and its Python blocks print what it says they print."""

import re

import pytest

from accounts.commands import readme
from support.files import PACKAGE

README = (PACKAGE / "README.md").read_text(encoding="utf-8")


TEXTS = readme.texts(PACKAGE)


@pytest.mark.slow
@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_the_blocks_print_as_shown(monkeypatch, path):
    monkeypatch.chdir(PACKAGE)
    text = path.read_text(encoding="utf-8")
    now, shown = readme.refreshed(text).splitlines(), text.splitlines()
    assert now == shown, f"the tables now give other output than {path.name} shows: run make readme"


def test_what_a_block_prints_is_put_below_it():
    text = "```python\nx = 2\n```\n\n```text\n```\n\nWords.\n\n```python\nprint(x, ' ')\n```\n\n```text\n3\n```\n"
    assert readme.refreshed(text) == text.replace("```text\n```", "```text\n\n```").replace("3\n", "2\n")


def test_every_python_block_shows_its_output():
    assert [path.name for path in TEXTS] == ["README.md", "datasheet.md", "method.md", "questions.md"]
    for text in (path.read_text(encoding="utf-8") for path in TEXTS):
        assert text.count("```python") == len(readme.BLOCK.findall(text)) > 0


def test_the_commands_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (PACKAGE / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_the_files_it_links_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PACKAGE / target).exists(), target
