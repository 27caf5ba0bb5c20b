"""Check the curated tables, compare every source with the anchor, and write every table as CSV and Parquet.

Run from anywhere: ``python scripts/build.py``. Writes the derived files of ``data/``, ``schemas/overview.schema.json`` and
``datapackage.json``, or nothing at all. Where nothing has changed since the last build there is nothing to do, and it says so.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from accounts import descriptor, schemas, stamp, swap
from accounts.problems import PackageError

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Build the package; return 0, or 1 where the curated tables are not valid."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--anchor", metavar="SOURCE_ID", help="compare with this source instead of the package's anchor; needs --out")
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the package there instead of here")
    options = parser.parse_args(arguments)
    out = options.out or PACKAGE
    if options.anchor and out.resolve() == PACKAGE:
        parser.error("--anchor needs --out, another directory: the package here keeps its own anchor")
    began = time.perf_counter()
    try:
        if out is PACKAGE and stamp.holds(PACKAGE):
            print(f"nothing has changed since the last build; {time.perf_counter() - began:.1f} s")
            return 0
        every, changed = build(PACKAGE, out, options.anchor)
    except PackageError as error:
        print(error, file=sys.stderr)
        print(f"problems: {len(error.problems)}; nothing was written", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error}; {swap.left(out)}", file=sys.stderr)
        return 1
    for table in (*schemas.CURATED, *schemas.DERIVED):
        print(f"{len(every[table]):7,}  {table}")
    seconds = time.perf_counter() - began
    claims = every["discrepancies"]["claim_id"].nunique()
    print(f"{claims} claims compared with {len(every['sources']) - 1} sources; {len(changed)} files changed; {seconds:.1f} s")
    return 0


def build(package: Path, out: Path, anchor: str | None = None) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Build ``package`` into ``out`` (a directory, made if missing); return its tables and the paths that changed.

    Raises :class:`PackageError` where something is wrong with the curated tables or the descriptor, or a file was edited meanwhile.
    """
    from accounts import building  # pandas and pyarrow take a second to import

    with swap.locked(package):
        before = stamp.state(package)
        law = schemas.load_all(package)
        head, found = descriptor.read(package)
        try:
            curated = building.checked(package, law)
        except PackageError as error:
            raise PackageError([*found, *error.problems]) from error
        if head is None:
            raise PackageError(found)
        head["anchor"] = anchor or head["anchor"]
        every, table_schemas = building.derive(curated, head["anchor"], law)
        kept = building.curated_bytes(package)
        contents = building.built(kept, every, table_schemas, head)
        edited = stamp.edited(package, before)
        if edited:
            raise PackageError(edited)
        if out.resolve() == package.resolve():
            changed = swap.write(package, contents)
            stamp.keep(package, before, contents)
            return every, changed
    laws = {f"schemas/{table}.schema.json": descriptor.text(schema) for table, schema in table_schemas.items()}
    out.mkdir(parents=True, exist_ok=True)
    with swap.locked(out):
        return every, swap.write(out, {**kept, **laws, **contents})


if __name__ == "__main__":
    sys.exit(main())
