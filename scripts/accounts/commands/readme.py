"""Run the README's Python blocks and write what they print below them.

For when new rows change what the README shows; ``git diff README.md`` then shows how.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
from pathlib import Path

from accounts import stamp

BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n.*?```", re.DOTALL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: none."""


def run(options: argparse.Namespace) -> int:
    """Refresh the README of the package; return 0, or 1 where its tables were not built since they changed."""
    root: Path = options.package
    if not stamp.is_current(root):
        print("the tables have changed since the last build: run make build first", file=sys.stderr)
        return 1
    path = root / "README.md"
    text = path.read_text(encoding="utf-8")
    with contextlib.chdir(root):
        new = refreshed(text)
    path.write_text(new, encoding="utf-8", newline="\n")
    print("README.md was brought up to date" if new != text else "README.md prints what it shows")
    return 0


def refreshed(text: str) -> str:
    """Return ``text`` with what its Python blocks print, run as one session in the current directory, that of the package."""
    names: dict[str, object] = {}

    def printed(block: re.Match[str]) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(block[1], "README.md", "exec"), names)  # noqa: S102 - the README is this project's own
        shown = "\n".join(line.rstrip() for line in said.getvalue().splitlines())
        return f"```python\n{block[1]}```\n\n```text\n{shown}\n```"

    return BLOCK.sub(printed, text)
