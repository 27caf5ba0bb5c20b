"""The build as a function: curated tables in, the bytes of every built file out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from accounts import charts, comparison, descriptor, dictionary, files, lineage, rules, schemas, summary, tables
from accounts.descriptor import Descriptor
from accounts.problems import PackageError, Problem
from accounts.schemas import Schema
from accounts.tables import Tables


def checked(package: Path, table_schemas: dict[str, Schema]) -> dict[str, pd.DataFrame]:
    """Return the curated tables of the package.

    Raises :class:`PackageError` with everything that is wrong with their form; else with their values by the Table Schemas; else with
    their order and by the rules: each needs what the one before it holds up.
    """
    from accounts import values  # frictionless takes a while to import

    found = [
        problem
        for table in schemas.CURATED
        for problem in files.check(package / "data" / f"{table}.csv", table_schemas[table], f"data/{table}.csv")
    ]
    found = found or values.check(package, schemas.CURATED, table_schemas)
    if found:
        raise PackageError(found)
    curated = {table: tables.read(package / "data" / f"{table}.csv", table_schemas[table]) for table in schemas.CURATED}
    for table, frame in curated.items():
        found += files.check_order(frame, table_schemas[table], f"data/{table}.csv")
    found += rules.check(curated)
    if found:
        raise PackageError(found)
    return curated


def curated_bytes(package: Path) -> dict[str, bytes]:
    """Return the curated CSV files as they are: path in the package to bytes."""
    return {f"data/{table}.csv": (package / "data" / f"{table}.csv").read_bytes() for table in schemas.CURATED}


def derive(curated: Tables, anchor: str, table_schemas: dict[str, Schema]) -> tuple[dict[str, pd.DataFrame], dict[str, Schema]]:
    """Return all tables, curated and derived for ``anchor`` (a source_id), and their schemas: the overview's has the anchor's columns.

    Raises :class:`PackageError` where no source has that identifier.
    """
    if not curated["sources"]["source_id"].eq(anchor).any():
        wrong = Problem(descriptor.NAME, 0, "anchor", anchor, "no source has this identifier", "name a source_id of data/sources.csv")
        raise PackageError([wrong])
    table_schemas = {**table_schemas, "overview": summary.overview_schema(table_schemas["overview"], curated, anchor)}
    out = {name: tables.ordered(curated[name], table_schemas[name]) for name in schemas.CURATED}

    def keep(name: str, frame: pd.DataFrame) -> None:
        frame = tables.typed(frame.reset_index(drop=True), table_schemas[name])
        out[name] = frame if name == "overview" else tables.ordered(frame, table_schemas[name])

    keep("figure_comparison", comparison.figures(out, anchor))
    keep("date_comparison", comparison.dates(out, anchor))
    keep("characterization_comparison", comparison.characterizations(out, anchor))
    keep("lineage", lineage.table(out, anchor))
    keep("discrepancies", summary.discrepancies(out, anchor))
    keep("overview", summary.overview(out, anchor))
    keep("series", summary.series(out))
    return out, table_schemas


def built(curated_bytes: dict[str, bytes], every: Tables, table_schemas: dict[str, Schema], head: Descriptor) -> dict[str, bytes]:
    """Return every built file: path in the package to bytes.

    ``curated_bytes`` holds the curated CSV files as they are; ``head`` is a descriptor whose resources are written anew.
    """
    contents = dict(curated_bytes)
    for table in schemas.DERIVED:
        contents[f"data/{table}.csv"] = tables.csv_bytes(every[table])
    resources = descriptor.resources(contents, table_schemas)
    for table in (*schemas.CURATED, *schemas.DERIVED):
        contents[f"data/{table}.parquet"] = tables.parquet_bytes(every[table], table_schemas[table])
    contents["data/charts/killed-total.svg"] = charts.killed_total_svg(every)
    contents["data/README.md"] = dictionary.markdown(every, table_schemas).encode("utf-8")
    contents["schemas/overview.schema.json"] = descriptor.text(table_schemas["overview"])
    contents[descriptor.NAME] = descriptor.text({**head, "resources": resources})
    return {path: content for path, content in contents.items() if path not in curated_bytes}
