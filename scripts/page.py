"""Draw the page: ``python scripts/page.py`` writes ``dist/site/index.html``, one file that needs no network.

It shows the tables as they were built, and links to the release's files beside it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

from accounts import descriptor, page, schemas

PACKAGE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write the page; return 0."""
    began = time.perf_counter()
    tables = {table: pd.read_parquet(PACKAGE / "data" / f"{table}.parquet") for table in (*schemas.CURATED, *schemas.DERIVED)}
    content = page.html(tables, descriptor.load(PACKAGE))
    out = PACKAGE / "dist" / "site" / "index.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(f"{out.relative_to(PACKAGE)}: {len(content) / 1e6:.2f} MB; {time.perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
