"""Run the README's Python blocks and write what they print below them.

``python scripts/readme.py`` is for when new rows change what the README shows; ``git diff README.md`` then shows how.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n.*?```", re.DOTALL)


def main() -> int:
    """Refresh the README of this package; return 0."""
    path = PACKAGE / "README.md"
    os.chdir(PACKAGE)
    text = path.read_text(encoding="utf-8")
    new = refreshed(text)
    path.write_text(new, encoding="utf-8", newline="\n")
    print("README.md was brought up to date" if new != text else "README.md prints what it shows")
    return 0


def refreshed(text: str) -> str:
    """Return ``text`` with what its Python blocks print, run as one session in the directory of the package."""
    names: dict[str, object] = {}

    def run(block: re.Match[str]) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(block[1], "README.md", "exec"), names)  # noqa: S102 - the README is this project's own
        shown = "\n".join(line.rstrip() for line in said.getvalue().splitlines())
        return f"```python\n{block[1]}```\n\n```text\n{shown}\n```"

    return BLOCK.sub(run, text)


if __name__ == "__main__":
    sys.exit(main())
