"""The release: its files, their bytes, and when it is refused."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import yaml

import release
import small
from accounts import building, citation, descriptor, releasing, schemas, tables
from conftest import PACKAGE
from test_comparison import day, word

TABLES = (*schemas.CURATED, *schemas.DERIVED)


def tiny(to: Path) -> Path:
    """Write a valid package of four sources, with what a release carries beside the data, and return where it is."""
    curated = small.package(
        figures=[
            small.figure("a", 613, 613),
            small.figure("b", 485, 485, note='commas, "quotes" and Azərbaycan'),
            small.figure("c", 600, None, repeats="a-killed-total-1", repeats_basis="same_text"),
            small.figure("d", 63, 63, measure_id="killed_children", figure_id="d-killed-children-1"),
        ],
        characterizations=[word("a", "massacre"), word("b", "battle"), word("d", "tragedy")],
        dates=[day("a", "1992-02-25", "1992-02-26"), day("b", "1992-02-26", "1992-02-26")],
    )
    laws = schemas.load_all(PACKAGE)
    kept = {f"data/{name}.csv": tables.csv_bytes(tables.ordered(curated[name], laws[name])) for name in schemas.CURATED}
    every, laws = building.derive(curated, "a", laws)
    head = {**descriptor.load(PACKAGE), "version": "1.0.0", "anchor": "a"}
    contents = {
        **{f"schemas/{name}.schema.json": descriptor.text(law) for name, law in laws.items()},
        **kept,
        **building.built(kept, every, laws, head),
        **dict.fromkeys(("LICENSE", "LICENSE-DATA"), b"words\n"),
        "README.md": f"# Tiny\n\n{citation.BEGIN}\n{citation.END}\n".encode(),
    }
    for path, content in contents.items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(content)
    return to


def edit(package: Path, **changes: object) -> None:
    """Change the top level of the descriptor."""
    (package / descriptor.NAME).write_bytes(descriptor.text({**descriptor.load(package), **changes}))


def files_of(directory: Path) -> dict[str, bytes]:
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def conforms(path: Path, schema: str) -> None:
    """Check a YAML file by a schema that check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """The tiny package, released, and what the release returned; not to be changed."""
    package = tiny(tmp_path_factory.mktemp("made") / "tiny")
    return package, release.release(package)


@pytest.fixture(scope="module")
def contents(made) -> dict[str, bytes]:
    return made[1]


@pytest.fixture
def package(made, tmp_path) -> Path:
    """A copy of the tiny package, released once."""
    return shutil.copytree(made[0], tmp_path / "tiny")


# ---- what it holds


def test_a_release_lies_in_dist_as_returned(made):
    package, contents = made
    assert files_of(package / "dist") == contents


def test_a_release_holds_what_it_should(contents):
    beside = {"datacite.json", "dataset.jsonld", "croissant.json", "sources.bib", "sources.csl.json", "SHA256SUMS"}
    named = {"khojaly-1992-accounts-1.0.0.zip", "khojaly-1992-accounts-1.0.0.sqlite"}
    assert {path for path in contents if "/" not in path} == beside | named
    data = {f"data/{name}.{form}" for name in TABLES for form in ("csv", "parquet")}
    data |= {"data/README.md", "data/charts/killed-total.svg"}
    laws = {f"schemas/{name}.schema.json" for name in TABLES}
    root = {"datapackage.json", "README.md", "LICENSE", "LICENSE-DATA", "CITATION.cff"}
    assert {path.removeprefix("files/") for path in contents if path.startswith("files/")} == data | laws | root


def test_the_change_log_goes_along(package):
    (package / "CHANGELOG.md").write_bytes(b"# Changes\n")
    assert releasing.members(package, descriptor.load(package), {})["CHANGELOG.md"] == b"# Changes\n"


def test_the_zip_holds_the_same_files_sorted_and_without_a_trace_of_the_system(contents):
    with zipfile.ZipFile(io.BytesIO(contents["khojaly-1992-accounts-1.0.0.zip"])) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        assert {entry.filename: archive.read(entry) for entry in entries} == {
            path.removeprefix("files/"): content for path, content in contents.items() if path.startswith("files/")
        }
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.create_system, entry.external_attr >> 16) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3, 0o100644)
    }


def test_the_sums_are_of_every_other_file(contents):
    lines = dict(reversed(line.split("  ")) for line in contents["SHA256SUMS"].decode().splitlines())
    assert lines == {path: hashlib.sha256(content).hexdigest() for path, content in contents.items() if path != "SHA256SUMS"}


def test_a_file_of_sums_names_nothing_outside():
    line = "0" * 64 + "  "
    assert releasing.summed(f"{line}a/b\n{line}../c\n{line}/d\nnonsense\n".encode()) == {"a/b"}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_reads_the_sums(package):
    assert subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=package / "dist").returncode == 0


# ---- the database


@pytest.fixture
def base(contents):
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(contents["khojaly-1992-accounts-1.0.0.sqlite"])
        base.row_factory = sqlite3.Row
        yield base


def test_the_database_is_sound(base):
    assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [row["name"] for row in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")] == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_the_database_has_the_keys_and_types_of_the_schema(base, contents, name):
    law = json.loads(contents[f"files/schemas/{name}.schema.json"])
    columns = base.execute(f"PRAGMA table_info({name})").fetchall()
    types = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
    assert {column["name"]: column["type"] for column in columns} == {
        field["name"]: types.get(field["type"], "TEXT") for field in law["fields"]
    }
    key = sorted((column for column in columns if column["pk"]), key=lambda column: column["pk"])
    assert [column["name"] for column in key] == law["primaryKey"]
    required = {field["name"] for field in law["fields"] if field.get("constraints", {}).get("required")}
    assert {column["name"] for column in columns if column["notnull"]} == required | set(law["primaryKey"])
    found = base.execute(f"PRAGMA foreign_key_list({name})").fetchall()
    assert {(link["from"], link["table"], link["to"]) for link in found} == {
        (column, key["reference"]["resource"] or name, other)
        for key in law.get("foreignKeys", [])
        for column, other in zip(key["fields"], key["reference"]["fields"], strict=True)
    }


@pytest.mark.parametrize("name", TABLES)
def test_the_database_holds_every_cell(base, contents, name):
    rows = list(csv.reader(io.StringIO(contents[f"files/data/{name}.csv"].decode(), newline="")))
    law = json.loads(contents[f"files/schemas/{name}.schema.json"])
    read = {"integer": int, "number": float, "boolean": {"true": 1, "false": 0}.get}
    want = [
        tuple(read.get(field["type"], str)(cell) if cell else None for field, cell in zip(law["fields"], row, strict=True))
        for row in rows[1:]
    ]
    have = [tuple(row) for row in base.execute(f"SELECT * FROM {name} ORDER BY rowid")]
    assert have == want
    assert [[type(cell) for cell in row] for row in have] == [[type(cell) for cell in row] for row in want]


def test_the_database_keeps_its_keys(base):
    base.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        base.execute("UPDATE figures SET source_id = 'nobody'")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        base.execute("INSERT INTO topics SELECT * FROM topics")


def test_the_database_does_not_tell_which_sqlite_wrote_it(contents):
    content = contents["khojaly-1992-accounts-1.0.0.sqlite"]
    assert content[:16] == b"SQLite format 3\0"
    assert content[16:18] == b"\x10\x00"  # pages of 4096 bytes
    assert content[24:28] == bytes(4)
    assert content[92:100] == bytes(8)


# ---- the same bytes


def test_two_releases_are_the_same_bytes(tmp_path):
    """From two directories, with another time zone, locale, mask, hash seed, working directory and date of the files."""
    worlds = [
        ("one", {"TZ": "Asia/Baku", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o022),
        ("another place", {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"}, 0o077),
    ]
    made = []
    for name, world, mask in worlds:
        package = tiny(tmp_path / name)
        shutil.copytree(PACKAGE / "scripts", package / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        for path in package.rglob("*.csv"):
            os.utime(path, (len(made) * 10**8, len(made) * 10**8))
        umask = {"umask": mask} if os.name == "posix" else {}
        command = [sys.executable, str(package / "scripts" / "release.py")]
        done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **world}, capture_output=True, **umask)
        assert done.returncode == 0, done.stderr
        made.append({**files_of(package / "dist"), **{name: (package / name).read_bytes() for name in ("CITATION.cff", ".zenodo.json")}})
    assert made[0].keys() == made[1].keys()
    assert [path for path in made[0] if made[0][path] != made[1][path]] == []


def test_a_second_release_changes_nothing(package):
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*") if path.is_file()}
    release.release(package)
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*") if path.is_file()} == before


# ---- when it is refused, and what stays


def refused(package, capsys, monkeypatch, *arguments) -> str:
    """Release through the command line, expecting a refusal that leaves every file as it was; return what it says."""
    (package / ".build.lock").touch()
    before = files_of(package)
    monkeypatch.setattr(release, "PACKAGE", package)
    assert release.main([str(argument) for argument in arguments]) == 1
    assert files_of(package) == before
    return capsys.readouterr().err


def test_an_invalid_package_is_refused(package, capsys, monkeypatch):
    path = package / "data" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",613,", ",many,"), encoding="utf-8", newline="\n")
    said = refused(package, capsys, monkeypatch)
    assert "data/figures.csv:2:low  'many'" in said
    assert said.endswith("problems: 1; nothing was written\n")


def test_every_missing_file_is_named(package, capsys, monkeypatch):
    (package / "README.md").unlink()
    (package / "LICENSE").unlink()
    said = refused(package, capsys, monkeypatch).splitlines()
    assert [line.split(":")[0] for line in said[:-1]] == ["LICENSE", "README.md"]


def test_a_readme_without_a_place_for_the_citation_is_refused(package, capsys, monkeypatch):
    (package / "README.md").write_text("words")
    assert "README.md:0:-  ''  has no place for the citation" in refused(package, capsys, monkeypatch)


def test_a_reading_after_the_day_of_the_release_is_refused(package, capsys, monkeypatch):
    edit(package, created="2026-11-21T00:00:00Z")
    said = refused(package, capsys, monkeypatch).splitlines()
    assert said[0].startswith("data/readings.csv:2:consulted_on  '2026-11-22'  after the day of the release, 2026-11-21  mend it")
    assert said[-1] == "problems: 4; nothing was written"


def test_a_version_that_the_change_log_does_not_name_is_refused(package, capsys, monkeypatch):
    (package / "CHANGELOG.md").write_text("## [1.0.0] - unreleased\n", encoding="utf-8")
    assert "CHANGELOG.md:0:-  '## [1.0.0] - 2026-11-22'  no such heading" in refused(package, capsys, monkeypatch)


def test_the_texts_of_a_release_lead_nowhere_outside_it():
    head = descriptor.load(PACKAGE)
    members = releasing.members(PACKAGE, head, releasing.refreshed(PACKAGE, head))
    for name in (name for name in members if name.endswith(".md")):
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", members[name].decode())
        assert {(Path(name).parent / link).as_posix() for link in links} <= members.keys(), name


def test_a_version_that_is_none_is_refused(package, capsys, monkeypatch):
    edit(package, version="1.0")
    assert "datapackage.json:0:version  '1.0'  not a version number" in refused(package, capsys, monkeypatch)


def test_files_of_an_earlier_release_go_and_others_stay(package):
    (package / "dist" / "page.html").write_text("page")
    edit(package, version="1.0.1")
    contents = release.release(package)
    assert files_of(package / "dist") == {**contents, "page.html": b"page"}
    assert "khojaly-1992-accounts-1.0.0.zip" not in contents


def test_the_command_says_what_it_made(package, capsys, monkeypatch):
    monkeypatch.setattr(release, "PACKAGE", package)
    assert release.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.endswith("dist/khojaly-1992-accounts-1.0.0.zip") for line in said)
    assert said[-1].split(" files")[0] == str(len(files_of(package / "dist")))


def test_a_release_can_be_released_again(contents, tmp_path):
    """What is published is itself a package that passes the checks."""
    with zipfile.ZipFile(io.BytesIO(contents["khojaly-1992-accounts-1.0.0.zip"])) as archive:
        archive.extractall(tmp_path / "again")
    assert release.release(tmp_path / "again") == contents


# ---- this package


def test_what_the_root_says_of_the_package_is_what_its_descriptor_says():
    for path, content in releasing.refreshed(PACKAGE, descriptor.load(PACKAGE)).items():
        assert (PACKAGE / path).read_bytes() == content, f"{path} is not up to date: run make release"


def test_the_change_log_has_this_version():
    version = descriptor.load(PACKAGE)["version"]
    assert f"\n## [{version}]" in (PACKAGE / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_oldest_python_of_the_project_is_tested():
    jobs = yaml.safe_load((PACKAGE / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))["jobs"]
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={jobs['test']['strategy']['matrix']['python'][0]}"


@pytest.mark.parametrize("name", ["test.yml", "release.yml"])
def test_a_workflow_runs_what_a_person_runs(name):
    path = PACKAGE / ".github" / "workflows" / name
    conforms(path, "vendor.github-workflows")
    text = path.read_text(encoding="utf-8")
    assert "run: .ci/run" in text
    assert not re.search(r"\b(pip|pytest|scripts/)", text)
