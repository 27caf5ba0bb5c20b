"""The page's own script, as one file: lint and format."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from support.files import PACKAGE

FILES = sorted((PACKAGE / "scripts" / "accounts" / "page" / "templates" / "js").iterdir())
DENO = Path(sysconfig.get_path("scripts")) / ("deno.exe" if os.name == "nt" else "deno")


def deno(*arguments: str | Path) -> str:
    """What deno finds wrong; it asks nothing of the network."""
    settings = {**os.environ, "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    done = subprocess.run([DENO, *arguments], cwd=PACKAGE, env=settings, capture_output=True, encoding="utf-8")
    return "" if done.returncode == 0 else done.stderr or done.stdout


@pytest.fixture(scope="module")
def names() -> list[str]:
    """The files in the order in which the page puts them together."""
    text = (PACKAGE / "scripts" / "accounts" / "page" / "templates" / "page.html.j2").read_text(encoding="utf-8")
    return re.findall(r'"(\w+)"', re.search(r"for name in \[(.*?)\]", text)[1])


def test_the_page_takes_in_every_file(names):
    assert sorted(names) == [file.stem for file in FILES]


def test_the_whole_script_is_clean(names, tmp_path):
    by_name = {file.stem: file.read_text(encoding="utf-8") for file in FILES}
    (tmp_path / "page.js").write_text("\n".join(by_name[name] for name in names), encoding="utf-8")
    assert deno("lint", "--config", PACKAGE / "deno.json", tmp_path / "page.js") == ""


def test_an_unused_name_is_found(tmp_path):
    (tmp_path / "page.js").write_text("const unused = 1;\n", encoding="utf-8")
    assert "no-unused-vars" in deno("lint", "--config", PACKAGE / "deno.json", tmp_path / "page.js")


def test_the_files_are_formatted():
    assert deno("fmt", "--check", *FILES) == ""
