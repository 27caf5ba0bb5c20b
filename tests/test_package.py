"""The build as a newcomer runs it: what it writes, that it repeats itself, and that bad input writes nothing."""

import json
import os
import shutil
import subprocess
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest

from accounts import commands, schemas, tables
from accounts import package as packages
from accounts.check import differences
from support.files import PACKAGE, contents, copied, replaced

pytestmark = pytest.mark.usefixtures("once")


def run(package, *arguments, **environment):
    """Build a package in a process of its own."""
    command = [sys.executable, "-W", "error::UserWarning", "scripts/build.py", "--package", str(package), *arguments]
    return subprocess.run(command, cwd=PACKAGE, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8")


def build(package, *arguments):
    """Build a package in this process; return the exit code."""
    return commands.main(["build", "--package", str(package), *arguments])


@pytest.fixture(scope="module")
def rendered(whole):
    return packages.render(whole)


# ---- the package as it lies here


def test_every_file_is_what_its_curated_tables_give(whole, rendered):
    assert set(rendered) == set(packages.FILES)
    assert differences.differences(PACKAGE, rendered, whole.schemas) == []
    assert [
        path for path, content in rendered.items() if path != packages.descriptor.NAME and (PACKAGE / path).read_bytes() != content
    ] == []


@pytest.mark.parametrize("table", schemas.CURATED)
def test_a_curated_table_comes_out_as_it_went_in(rendered, table):
    assert rendered[schemas.csv_path(table)] == (PACKAGE / schemas.csv_path(table)).read_bytes()


def test_what_is_built_is_all_but_the_curated_tables(rendered):
    assert set(rendered) - set(packages.built(rendered)) == {schemas.csv_path(table) for table in schemas.CURATED}


def test_a_package_is_loaded_as_it_was_derived(whole):
    loaded = packages.load(PACKAGE)
    assert loaded.schemas == whole.schemas
    assert loaded.tables.keys() == whole.tables.keys()
    for table, frame in whole.tables.items():
        pd.testing.assert_frame_equal(loaded.tables[table].astype("string"), frame.astype("string"), check_column_type=False)
        assert [str(kind) for kind in loaded.tables[table].dtypes] == [str(kind) for kind in frame.dtypes]


@pytest.mark.slow
def test_the_package_is_what_the_build_gives(copy):
    before = contents(copy)
    done = run(copy, PYTHONHASHSEED="7", TZ="Pacific/Apia", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "0 files changed" in done.stdout
    assert contents(copy) == before


@pytest.mark.parametrize("table", schemas.TABLES)
def test_parquet_restores_types_and_equals_csv(whole, table):
    frame = pd.read_parquet(PACKAGE / schemas.parquet_path(table))
    schema = whole.schemas[table]
    codes = schemas.code_columns(schema)
    for field in schema["fields"]:
        kind = frame[field["name"]].dtype
        if field["name"] in codes:
            assert isinstance(kind, pd.CategoricalDtype), field["name"]
        else:
            assert str(kind) == {"integer": "Int64", "number": "Float64", "boolean": "boolean"}.get(field["type"], "string"), field["name"]
    text = tables.read(PACKAGE / schemas.csv_path(table), schema)
    pd.testing.assert_frame_equal(frame.astype("string"), text.astype("string"), check_column_type=False)


@pytest.mark.parametrize("table", schemas.TABLES)
def test_descriptions_stand_in_the_arrow_fields(whole, table):
    arrow = pq.read_schema(PACKAGE / schemas.parquet_path(table))
    for field in whole.schemas[table]["fields"]:
        assert arrow.field(field["name"]).metadata[b"description"].decode() == field["description"]


# ---- changes and slips


@pytest.fixture
def here(tiny, tmp_path):
    """A small package, built, to change."""
    return shutil.copytree(tiny, tmp_path / "here")


@pytest.mark.slow
def test_a_changed_cell_is_carried_into_every_built_file(here):
    replaced(here / "data/figures.csv", ",613,613,exact,unstated,", ",612,612,exact,unstated,")
    assert build(here) == 0
    assert packages.check(here) == []
    assert (pd.read_parquet(here / schemas.parquet_path("figures"))["low"] == 612).sum() == 1
    assert (pd.read_parquet(here / schemas.parquet_path("figure_comparison"))["anchor_low"] == 612).sum() == 3


@pytest.mark.slow
def test_all_problems_are_named_at_once_and_nothing_is_written(here, capsys):
    replaced(here / "data/figures.csv", ",613,613,exact,unstated,", ",613,612,exact,unstated,")
    replaced(here / "data/dates.csv", ",own,", ",other,")
    before = contents(here)
    assert build(here) == 1
    said = capsys.readouterr().err
    assert "data/dates.csv" in said
    assert "nothing was written" in said
    assert contents(here) == before
    replaced(here / "data/dates.csv", ",other,", ",own,")
    assert build(here) == 1
    said = capsys.readouterr().err
    assert "low is larger than high" in said
    assert "exact and about have both ends equal" in said


@pytest.mark.parametrize(("old", "new", "wrong"), [('"name":', '"name"', "not JSON"), ('"anchor":', '"anker":', "the property is missing")])
def test_a_slip_in_the_descriptor_is_named_with_the_others(here, capsys, old, new, wrong):
    replaced(here / "datapackage.json", old, new)
    replaced(here / "data/dates.csv", ",own,", ",other,")
    assert build(here) == 1
    said = capsys.readouterr().err
    assert f"{wrong}  " in said
    assert "data/dates.csv" in said


# ---- another anchor


@pytest.mark.slow
def test_another_anchor_gives_a_valid_package_in_another_place(tmp_path):
    source = copied(tmp_path / "copy")
    before = contents(source)
    done = run(source, "--anchor", "hrw-1994-seven-years", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert contents(source) == before
    assert packages.check(tmp_path / "out") == []
    assert json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))["anchor"] == "hrw-1994-seven-years"


@pytest.mark.slow
def test_a_small_package_has_another_anchor_in_another_place(here, tmp_path):
    before = contents(here)
    assert build(here, "--anchor", "b", "--out", str(tmp_path / "out")) == 0
    assert contents(here) == before
    assert packages.check(tmp_path / "out") == []
    assert packages.load(tmp_path / "out").anchor == "b"


def test_an_unknown_anchor_is_refused(here, tmp_path, capsys):
    assert build(here, "--anchor", "nobody", "--out", str(tmp_path / "out")) == 1
    assert "no source has this identifier" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_anchor_here_cannot_be_changed_by_an_option(here):
    for out in ([], ["--out", str(here)]):
        with pytest.raises(SystemExit) as ended:
            build(here, "--anchor", "b", *out)
        assert ended.value.code == 2


def test_the_scripts_read_no_clock_but_to_say_how_long_they_took():
    clocks = ("datetime.now", "date.today", "time.time(", "Timestamp.now", "utcnow")
    for path in set((PACKAGE / "scripts").rglob("*.py")) - {PACKAGE / "scripts/accounts/commands/links.py"}:  # which says when it looked
        assert not any(clock in path.read_text(encoding="utf-8") for clock in clocks), path


def test_both_ends_of_every_key_have_one_type(tiny):
    """Else a client that compares categories with text refuses to join them, as Polars did."""
    found = packages.load(tiny)
    ends = [
        (found.tables[table][column].dtype.name, found.tables[key["reference"]["resource"] or table][other].dtype.name)
        for table, law in found.schemas.items()
        for key in law.get("foreignKeys", [])
        for column, other in zip(key["fields"], key["reference"]["fields"], strict=True)
    ]
    assert len(ends) > 50
    assert [pair for pair in ends if pair[0] != pair[1]] == []
