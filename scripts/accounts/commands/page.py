"""Draw the page: dist/index.html, one file that needs no network.

It shows the tables as they were built, and links to the release's files beside it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from accounts import package
from accounts.page import page
from accounts.problems import PackageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: none."""


def run(options: argparse.Namespace) -> int:
    """Write the page; return 0, or 1 where the package is not built."""
    root: Path = options.package
    began = time.perf_counter()
    try:
        content = page.html(package.load(root))
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    out = root / "dist" / "index.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(f"{out.relative_to(root)}: {len(content) / 1e6:.2f} MB; {time.perf_counter() - began:.1f} s")
    return 0
