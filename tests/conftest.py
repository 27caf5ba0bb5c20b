"""What the tests share: the package, its tables, and a copy to damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from accounts import building, descriptor, files, schemas, tables

PACKAGE = Path(__file__).resolve().parent.parent
settings.register_profile("package", deadline=None, derandomize=True)  # the same examples everywhere, on slow machines too
settings.load_profile("package")
PARTS = ("data", "schemas", "datapackage.json")


@pytest.fixture(scope="session")
def package() -> Path:
    return PACKAGE


@pytest.fixture(scope="session")
def anchor() -> str:
    return descriptor.load(PACKAGE)["anchor"]


@pytest.fixture(scope="session")
def curated() -> dict[str, pd.DataFrame]:
    return tables.read_curated(PACKAGE)


@pytest.fixture(scope="session")
def every(curated, anchor) -> dict[str, pd.DataFrame]:
    return building.derive(curated, anchor, schemas.load_all(PACKAGE))[0]


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the package, to damage."""
    return copied(tmp_path / "copy")


def copied(to: Path) -> Path:
    to.mkdir()
    for part in PARTS:
        source = PACKAGE / part
        shutil.copytree(source, to / part) if source.is_dir() else shutil.copy(source, to / part)
    return to


def edited(root: Path, table: str, column: str, value: str) -> Path:
    """Change one cell of the first row of a table in the package at ``root``, as an editor would; return ``root``."""
    path = root / "data" / f"{table}.csv"
    rows = tables.read(path, schemas.load(root, table)).astype("string")
    rows.loc[0, column] = value
    path.write_bytes(files.canonical([rows.columns, *rows.fillna("").to_numpy()]).encode())
    return root
