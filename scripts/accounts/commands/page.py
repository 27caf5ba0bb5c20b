"""Draw the page: dist/index.html, one file that needs no network.

It shows the tables as they were built, and links to the release's files beside it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from accounts import package
from accounts.page import page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: none."""


def run(options: argparse.Namespace) -> int:
    """Write the page; return 0."""
    root: Path = options.package
    began = time.perf_counter()
    content = page.html(package.load(root))
    out = root / "dist" / "index.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(f"{out.relative_to(root)}: {len(content) / 1e6:.2f} MB; {time.perf_counter() - began:.1f} s")
    return 0
