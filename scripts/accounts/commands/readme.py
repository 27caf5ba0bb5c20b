"""Run the Python blocks of README.md and docs/, and write what they print below them.

Use it when new rows change what the blocks print. ``git diff`` then shows the change.
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
    """Refresh the texts of the package; return 0, or 1 if its tables have changed since the last build."""
    root: Path = options.package
    if not stamp.is_current(root):
        print("the tables have changed since the last build: run make build first", file=sys.stderr)
        return 1
    for path in texts(root):
        text = path.read_text(encoding="utf-8")
        with contextlib.chdir(root):
            new = refreshed(text)
        path.write_text(new, encoding="utf-8", newline="\n")
        said = "was brought up to date" if new != text else "prints what it shows"
        print(f"{path.relative_to(root).as_posix()} {said}")
    return 0


def texts(root: Path) -> list[Path]:
    """Return the texts that show code and what it prints."""
    return [path for path in (root / "README.md", *sorted(root.glob("docs/*.md"))) if BLOCK.search(path.read_text(encoding="utf-8"))]


def refreshed(text: str) -> str:
    """Return ``text`` with what its Python blocks print. They run as one session in the current directory, which is the package's."""
    names: dict[str, object] = {}

    def printed(block: re.Match[str]) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(block[1], "a block of a text", "exec"), names)  # noqa: S102 - the texts are this project's own
        shown = "\n".join(line.rstrip() for line in said.getvalue().splitlines())
        return f"```python\n{block[1]}```\n\n```text\n{shown}\n```"

    return BLOCK.sub(printed, text)
