"""The build as a newcomer runs it: what it writes, that it repeats itself, and that bad input writes nothing."""

import hashlib
import json
import os
import subprocess
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest

from accounts import package as checking
from accounts import schemas, tables
from conftest import PACKAGE, copied

LAW = schemas.load_all(PACKAGE)
CODE = (
    "import sys; sys.path.insert(0, 'scripts'); import build; from pathlib import Path; "
    "build.PACKAGE = Path(sys.argv.pop(1)); sys.exit(build.main())"
)


def run(package, *arguments, **environment):
    """Build a copy of the package in a process of its own."""
    command = [sys.executable, "-W", "error::UserWarning", "-c", CODE, str(package), *arguments]
    return subprocess.run(command, cwd=PACKAGE, env={**os.environ, **environment}, capture_output=True, text=True)


def digest(directory):
    files = sorted(path for path in directory.rglob("*") if path.is_file() and not path.name.startswith(".build."))
    return {str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_package_is_what_the_build_gives(copy):
    before = digest(copy)
    done = run(copy, PYTHONHASHSEED="7", TZ="Pacific/Apia", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "0 files changed" in done.stdout
    assert digest(copy) == before


def test_a_changed_cell_is_carried_into_every_built_file(copy):
    edit(copy / "data/figures.csv", ",613,613,exact,unstated,", ",612,612,exact,unstated,")
    assert run(copy).returncode == 0
    assert checking.check(copy) == []
    assert (pd.read_parquet(copy / "data/figures.parquet")["low"] == 612).sum() == 1


def test_all_problems_are_named_at_once_and_nothing_is_written(copy):
    edit(copy / "data/figures.csv", ",613,613,exact,unstated,", ",613,612,exact,unstated,")
    edit(copy / "data/dates.csv", ",own,", ",other,")
    before = digest(copy)
    done = run(copy)
    assert done.returncode == 1
    assert "data/dates.csv" in done.stderr
    assert "nothing was written" in done.stderr
    assert digest(copy) == before
    edit(copy / "data/dates.csv", ",other,", ",own,")
    done = run(copy)
    assert "low is larger than high" in done.stderr
    assert "exact and about have both ends equal" in done.stderr


@pytest.mark.parametrize(("old", "new", "wrong"), [('"name":', '"name"', "not JSON"), ('"anchor":', '"anker":', "the property is missing")])
def test_a_slip_in_the_descriptor_is_named_with_the_others(copy, old, new, wrong):
    edit(copy / "datapackage.json", old, new)
    edit(copy / "data/dates.csv", ",own,", ",other,")
    done = run(copy)
    assert done.returncode == 1
    assert f"{wrong}  " in done.stderr
    assert "data/dates.csv" in done.stderr


def test_another_anchor_gives_a_valid_package_in_another_place(tmp_path):
    source = copied(tmp_path / "copy")
    before = digest(source)
    done = run(source, "--anchor", "hrw-1994-seven-years", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert digest(source) == before
    assert checking.check(tmp_path / "out") == []
    assert json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))["anchor"] == "hrw-1994-seven-years"


def test_an_unknown_anchor_is_refused(tmp_path):
    done = run(copied(tmp_path / "copy"), "--anchor", "nobody", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "no source has this identifier" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_anchor_here_cannot_be_changed_by_an_option():
    assert run(PACKAGE, "--anchor", "hrw-1994-seven-years").returncode == 2
    assert run(PACKAGE, "--anchor", "hrw-1994-seven-years", "--out", str(PACKAGE)).returncode == 2


def test_the_scripts_read_no_clock_but_to_say_how_long_they_took():
    clocks = ("datetime.now", "date.today", "time.time(", "Timestamp.now", "utcnow")
    for path in (PACKAGE / "scripts").rglob("*.py"):
        assert not any(clock in path.read_text(encoding="utf-8") for clock in clocks), path


@pytest.mark.parametrize("table", [*schemas.CURATED, *schemas.DERIVED])
def test_parquet_restores_types_and_equals_csv(table):
    frame = pd.read_parquet(PACKAGE / f"data/{table}.parquet")
    schema = schemas.load(PACKAGE, table)
    codes = schemas.code_columns(schema)
    for field in schema["fields"]:
        kind = frame[field["name"]].dtype
        if field["name"] in codes:
            assert isinstance(kind, pd.CategoricalDtype), field["name"]
        else:
            assert str(kind) == {"integer": "Int64", "number": "Float64", "boolean": "boolean"}.get(field["type"], "string"), field["name"]
    text = tables.read(PACKAGE / f"data/{table}.csv", schema)
    pd.testing.assert_frame_equal(frame.astype("string"), text.astype("string"), check_column_type=False)


@pytest.mark.parametrize("table", [*schemas.CURATED, *schemas.DERIVED])
def test_descriptions_stand_in_the_arrow_fields(table):
    arrow = pq.read_schema(PACKAGE / f"data/{table}.parquet")
    for field in schemas.load(PACKAGE, table)["fields"]:
        assert arrow.field(field["name"]).metadata[b"description"].decode() == field["description"]
