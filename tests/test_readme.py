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


PROSE = sorted([*PACKAGE.glob("*.md"), *PACKAGE.glob("docs/*.md"), PACKAGE / "data" / "README.md"])


@pytest.mark.parametrize("path", PROSE, ids=[path.relative_to(PACKAGE).as_posix() for path in PROSE])
def test_its_links_lead_to_files_and_their_headings(path):
    for target, heading in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", path.read_text(encoding="utf-8")):
        found = path.parent / target if target else path
        assert found.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert heading in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles], heading
