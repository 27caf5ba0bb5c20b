"""The package as one thing: read, derived, rendered, compared with what lies in a directory.

A build writes ``render(derive(read(root)))``. A check compares that with ``root``: see :func:`check`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from accounts import descriptor, schemas, tables, writing
from accounts.check import consistency, differences, form, names, rules
from accounts.derive import answers, comparison, coverage, discrepancies, lineage, omissions, overview, reliability, series, statements
from accounts.descriptor import Descriptor
from accounts.page import charts
from accounts.problems import PackageError, Problem
from accounts.publish import dictionary
from accounts.schemas import Schemas
from accounts.tables import Tables

DICTIONARY = "data/README.md"
CHART = "data/charts/killed-total.svg"
#: The files that people edit; a build writes all others.
CURATED_FILES = tuple(schemas.csv_path(table) for table in schemas.CURATED)
_ABOUT = (
    "What one document says ({issuer}: {title}, {dated}), set beside what other accounts say of the same things. Each row says who said "
    "what, where, when and on whose authority, and which text was read. Nothing is averaged, scored or ranked."
)
_BY_DATE = ("overview", "series")  # the other tables stand in the order of their keys
#: Every file of a package.
FILES = (
    descriptor.NAME,
    DICTIONARY,
    CHART,
    *(path(table) for table in schemas.TABLES for path in (schemas.csv_path, schemas.parquet_path, schemas.schema_path)),
)


@dataclass(frozen=True)
class Package:
    """A package: what it says of itself, the schemas of its tables, and its tables (curated ones, or after :func:`derive` all)."""

    descriptor: Descriptor
    schemas: Schemas
    tables: Tables

    @property
    def anchor(self) -> str:
        """The source with which every other is compared."""
        return self.descriptor["anchor"]

    def with_anchor(self, anchor: str) -> Package:
        """Return the package with another anchor. Its name, title, description and sources say so.

        Raises :class:`PackageError` if no source has that identifier.
        """
        found = _no_anchor(self.tables, anchor)
        if found:
            raise PackageError(found)
        source = self.tables["sources"].set_index("source_id").loc[anchor]
        issuer = self.tables["issuers"].set_index("issuer_id")["name"][source["issuer_id"]]
        dated = "undated" if pd.isna(source["published"]) else source["published"]
        readings = self.tables["readings"].set_index("source_id")["url"]
        address = readings.loc[[anchor]].iloc[0] if pd.isna(source["url"]) else source["url"]
        head = self.descriptor
        about: Descriptor = {
            **head,
            "anchor": anchor,
            "name": f"{head['name']}-from-{anchor}",
            "title": f"{head['title']}, from {issuer}, {dated}",
            "description": _ABOUT.format(issuer=issuer, title=source["title"], dated=dated),
            "sources": [{"title": f"{issuer}: {source['title']} ({dated})", "path": address}, *head["sources"][1:]],
        }
        return replace(self, descriptor=about)


def read(root: Path) -> Package:
    """Return the package at ``root`` with its curated tables. The schemas are those of this version of the code.

    Checks the descriptor and the form of the tables, then their values by the Table Schemas, then their order, the rules and ``settled``.
    Each check assumes that the one before it passed. Raises :class:`PackageError` with all that the first failing round finds.
    """
    from accounts.check import values  # frictionless takes a while to import

    table_schemas = schemas.load()
    head, found = descriptor.read(root)
    wrong = [
        problem
        for table in schemas.CURATED
        for problem in form.check(root / schemas.csv_path(table), table_schemas[table], schemas.csv_path(table))
    ]
    wrong = wrong or values.check(root, schemas.CURATED, table_schemas)
    if wrong:
        raise PackageError([*found, *wrong])
    curated = tables.read_curated(root, table_schemas)
    for table, frame in curated.items():
        found += form.check_order(frame, table_schemas[table], schemas.csv_path(table))
    found += rules.check(curated) or consistency.check(curated)
    found += names.check(curated)
    if found or head is None:
        raise PackageError(found)
    return Package(head, table_schemas, curated)


def load(root: Path) -> Package:
    """Return the package at ``root`` with every table, as the last build left it. Nothing is checked.

    Raises :class:`PackageError` where it was not built.
    """
    absent = next((path for path in FILES if not (root / path).is_file()), None)
    if absent:
        raise PackageError([Problem(absent, 0, "", "", "the file is missing", "run make build first")])
    table_schemas: Schemas = {
        table: json.loads((root / schemas.schema_path(table)).read_text(encoding="utf-8")) for table in schemas.TABLES
    }
    every = {table: pd.read_parquet(root / schemas.parquet_path(table)) for table in schemas.TABLES}
    return Package(descriptor.load(root), table_schemas, every)


def derive(package: Package) -> Package:
    """Return ``package`` with every table, curated and derived, and their schemas. The anchor gives the overview its columns.

    Raises :class:`PackageError` if no source is the anchor, the comparison would be too large, or a derived table does not
    :func:`~accounts.tables.conform` to its schema.
    """
    curated, anchor = package.tables, package.anchor
    found = _no_anchor(curated, anchor) or _excess(curated, anchor)
    if found:
        raise PackageError(found)
    parties = list(schemas.labels(package.schemas["issuers"], "party"))
    table_schemas = {
        **package.schemas,
        "overview": overview.schema(package.schemas["overview"], curated, anchor),
        "discrepancies": discrepancies.schema(package.schemas["discrepancies"], parties),
    }
    out = {name: tables.ordered(curated[name], table_schemas[name]) for name in schemas.CURATED}

    def keep(name: str, frame: pd.DataFrame, absent: tuple[str, ...] = ()) -> None:
        frame = tables.conform(frame, name, table_schemas, out, absent)
        out[name] = frame if name in _BY_DATE else tables.ordered(frame, table_schemas[name])

    keep("figure_comparison", comparison.figures(out, anchor))
    keep("date_comparison", comparison.dates(out, anchor))
    keep("characterization_comparison", comparison.characterizations(out, anchor))
    keep("lineage", lineage.table(out, anchor))
    keep("statements", statements.table(out, schemas.labels(package.schemas["dates"], "milestone")))
    keep("coverage", coverage.table(out))
    keep("answers", answers.table(out))
    keep("omissions", omissions.table(out, anchor), omissions.ONLY_SOME)
    keep("discrepancies", discrepancies.table(out, anchor, parties), discrepancies.ONLY_SOME)
    keep("overview", overview.table(out, anchor))
    keep("series", series.table(out))
    keep("reliability", reliability.table(out))
    return replace(package, schemas=table_schemas, tables=out)


def _no_anchor(curated: Tables, anchor: str) -> list[Problem]:
    if curated["sources"]["source_id"].eq(anchor).any():
        return []
    return [Problem(descriptor.NAME, 0, "anchor", anchor, "no source has this identifier", "name a source_id of data/sources.csv")]


def _excess(curated: Tables, anchor: str) -> list[Problem]:
    """Return whether the comparison would be too large: every source, and every row on its subject, for each claim of the anchor."""
    rows = 0
    for table, subject in (("figures", "measure_id"), ("dates", "milestone"), ("characterizations", "topic_id")):
        subjects, mine = curated[table][["event_id", subject]].astype("string"), curated[table]["source_id"] == anchor
        claims, others = (subjects[which].value_counts() for which in (mine, ~mine))
        rows += int(mine.sum()) * len(curated["sources"]) + int(claims.mul(others, fill_value=0).sum())
    if rows <= form.MAX_ROWS:
        return []
    return [Problem(descriptor.NAME, 0, "anchor", anchor, f"the comparison would have {rows} rows", f"at most {form.MAX_ROWS}")]


def render(package: Package) -> dict[str, bytes]:
    """Return every file of a derived package: its path to its bytes. The curated CSV files come out as they were read."""
    out = {schemas.csv_path(table): tables.csv_bytes(package.tables[table]) for table in schemas.TABLES}
    resources = descriptor.resources(out, package.schemas)
    for table in schemas.TABLES:
        out[schemas.parquet_path(table)] = tables.parquet_bytes(package.tables[table], package.schemas[table])
        out[schemas.schema_path(table)] = writing.json_bytes(package.schemas[table])
    out[CHART] = charts.killed_total_svg(package.tables, package.schemas)
    out[DICTIONARY] = dictionary.markdown(package.tables, package.schemas, package.descriptor["title"]).encode("utf-8")
    out[descriptor.NAME] = writing.json_bytes({**package.descriptor, "resources": resources})
    return out


def built(rendered: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the rendered files that a build writes in place: all but the curated ones."""
    return {path: content for path, content in rendered.items() if path not in CURATED_FILES}


def check(root: Path) -> list[Problem]:
    """Return everything that is wrong with the package at ``root``, trusted or not.

    Writes nothing, opens no network, reads no file outside the directory and executes nothing of the package. The schemas are this
    version's own, not the copy's. The copy's descriptor is compared with the one that its tables give, and never followed.
    """
    found = differences.outside(root, FILES, CURATED_FILES)
    if any(problem.wrong != differences.MISSING for problem in found):
        return found
    try:
        package = derive(read(root))
    except PackageError as error:
        return sorted({*found, *error.problems})
    return sorted({*found, *differences.differences(root, render(package), package.schemas)})
