"""The release: its files, their bytes, and when it is refused."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from accounts import commands, descriptor, schemas
from accounts.commands import release as releasing
from accounts.problems import PackageError
from accounts.publish import release
from support import small
from support.files import PACKAGE, edited
from support.releases import conforms, files_of, headed, refused, releasable

pytestmark = pytest.mark.usefixtures("once")


@pytest.fixture(scope="module")
def made(tiny, tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """The tiny package, released, and what the release returned; not to be changed."""
    package = shutil.copytree(tiny, tmp_path_factory.mktemp("made") / "tiny")
    return package, releasing.write(package)


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
    beside = {
        "datacite.json",
        "dataset.jsonld",
        "croissant.json",
        "sources.bib",
        "sources.csl.json",
        "datasette.yaml",
        "index.html",
        "codebook.html",
        "huggingface.md",
        "dataset-metadata.json",
        "ro-crate-metadata.json",
        "SHA256SUMS",
    }
    named = {"khojaly-1992-accounts-1.0.0.zip", "khojaly-1992-accounts-1.0.0.sqlite"}
    tables = {f"{name}.{end}" for name in schemas.TABLES for end in ("csv", "parquet")}
    assert contents.keys() == beside | named | tables
    tables = {path(name) for name in schemas.TABLES for path in (schemas.csv_path, schemas.parquet_path, schemas.schema_path)}
    made = {"data/README.md", "data/charts/killed-total.svg"}
    root = {"datapackage.json", "README.md", "LICENSE", "LICENSE-DATA", "CITATION.cff"}
    assert set(zipfile.ZipFile(io.BytesIO(contents["khojaly-1992-accounts-1.0.0.zip"])).namelist()) == tables | made | root


def test_the_change_log_goes_along(package):
    (package / "CHANGELOG.md").write_bytes(b"# Changes\n")
    assert release.members(package, descriptor.load(package), {})["CHANGELOG.md"] == b"# Changes\n"


def test_the_zip_holds_the_package_sorted_and_without_a_trace_of_the_system(made):
    package, contents = made
    with zipfile.ZipFile(io.BytesIO(contents["khojaly-1992-accounts-1.0.0.zip"])) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        packed = {entry.filename: archive.read(entry) for entry in entries}
    assert packed == {name: (package / name).read_bytes() for name in packed}
    assert {Path(name).name for name in packed if name.endswith((".csv", ".parquet"))} <= contents.keys()
    assert all(contents[name] == content for path, content in packed.items() if (name := Path(path).name) in contents)
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.create_system, entry.external_attr >> 16) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3, 0o100644)
    }


def test_the_sums_are_of_every_other_file(contents):
    lines = dict(reversed(line.split("  ")) for line in contents["SHA256SUMS"].decode().splitlines())
    assert lines == {path: hashlib.sha256(content).hexdigest() for path, content in contents.items() if path != "SHA256SUMS"}


def test_a_file_of_sums_names_nothing_outside():
    line = "0" * 64 + "  "
    assert release.summed(f"{line}a/b\n{line}../c\n{line}/d\nnonsense\n".encode()) == {"a/b"}


# ---- the same bytes


@pytest.mark.slow
def test_two_releases_are_the_same_bytes(tmp_path):
    """From two directories, with another time zone, locale, mask, hash seed, working directory and date of the files."""
    worlds = [
        ("one", {"TZ": "Asia/Baku", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o022),
        ("another place", {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"}, 0o077),
    ]
    made = []
    for name, world, mask in worlds:
        package = small.written(tmp_path / name)
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


@pytest.mark.slow
def test_a_second_release_changes_nothing(package):
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*") if path.is_file()}
    releasing.write(package)
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*") if path.is_file()} == before


# ---- when it is refused, and what stays


@pytest.mark.slow
def test_an_invalid_package_is_refused(package, capsys):
    path = package / "data" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",613,", ",many,"), encoding="utf-8", newline="\n")
    said = refused(package, capsys)
    assert "data/figures.csv:2:low  'many'" in said
    assert said.endswith("problems: 1; nothing was written\n")


@pytest.mark.slow
def test_every_missing_file_is_named(package, capsys):
    (package / "README.md").unlink()
    (package / "LICENSE").unlink()
    said = refused(package, capsys).splitlines()
    assert [line.split(":")[0] for line in said[:-1]] == ["LICENSE", "README.md"]


@pytest.mark.slow
def test_a_readme_without_a_place_for_the_citation_is_refused(package, capsys):
    (package / "README.md").write_text("words")
    assert "README.md:0:-  ''  has no place for the citation" in refused(package, capsys)


def test_a_reading_after_the_day_of_the_release_is_refused(package, capsys):
    headed(package, created="2026-11-21T00:00:00Z")
    said = refused(package, capsys).splitlines()
    assert said[0].startswith("data/readings.csv:2:consulted_on  '2026-11-22'  after the day of the release, 2026-11-21  mend it")
    assert said[-1] == "problems: 4; nothing was written"


@pytest.mark.slow
def test_the_tests_release_a_contribution_read_after_the_last_release(package):
    edited(package, "readings", "consulted_on", "2031-01-01")
    assert commands.main(["build", "--package", str(package)]) == 0
    with pytest.raises(PackageError, match="after the day of the release"):
        releasing.write(package)
    assert "SHA256SUMS" in releasing.write(releasable(package))


@pytest.mark.slow
def test_a_version_that_the_change_log_does_not_name_is_refused(package, capsys):
    (package / "CHANGELOG.md").write_text("## [1.0.0] - unreleased\n", encoding="utf-8")
    assert "CHANGELOG.md:0:-  '## [1.0.0] - 2026-11-29'  no such heading" in refused(package, capsys)


def test_the_texts_of_a_release_lead_nowhere_outside_it():
    head = descriptor.load(PACKAGE)
    members = release.members(PACKAGE, head, release.refreshed(PACKAGE, head))
    for name in (name for name in members if name.endswith(".md")):
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", members[name].decode())
        assert {os.path.normpath(Path(name).parent / link) for link in links} <= members.keys(), name


@pytest.mark.slow
def test_a_version_that_is_none_is_refused(package, capsys):
    headed(package, version="1.0")
    assert "datapackage.json:0:version  '1.0'  not a version number" in refused(package, capsys)


@pytest.mark.slow
def test_files_of_an_earlier_release_go_and_others_stay(package):
    (package / "dist" / "page.html").write_text("page")
    headed(package, version="1.0.1")
    contents = releasing.write(package)
    assert files_of(package / "dist") == {**contents, "page.html": b"page"}
    assert "khojaly-1992-accounts-1.0.0.zip" not in contents


@pytest.mark.slow
def test_the_command_says_what_it_made(package, capsys):
    assert commands.main(["release", "--package", str(package)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.endswith("dist/khojaly-1992-accounts-1.0.0.zip") for line in said)
    assert said[-1].split(" files")[0] == str(len(files_of(package / "dist")))


@pytest.mark.slow
def test_a_release_can_be_released_again(contents, tmp_path):
    """What is published is itself a package that passes the checks."""
    with zipfile.ZipFile(io.BytesIO(contents["khojaly-1992-accounts-1.0.0.zip"])) as archive:
        archive.extractall(tmp_path / "again")
    assert releasing.write(tmp_path / "again") == contents


# ---- this package


def test_what_the_root_says_of_the_package_is_what_its_descriptor_says():
    for path, content in release.refreshed(PACKAGE, descriptor.load(PACKAGE)).items():
        assert (PACKAGE / path).read_bytes() == content, f"{path} is not up to date: run make release"


def test_the_change_log_has_this_version():
    version = descriptor.load(PACKAGE)["version"]
    assert f"\n## [{version}]" in (PACKAGE / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_oldest_python_of_the_project_is_tested():
    jobs = yaml.safe_load((PACKAGE / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))["jobs"]
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={jobs['test']['strategy']['matrix']['python'][0]}"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["test.yml", "release.yml"])
def test_a_workflow_runs_what_a_person_runs(name):
    path = PACKAGE / ".github" / "workflows" / name
    conforms(path, "vendor.github-workflows")
    text = path.read_text(encoding="utf-8")
    assert "run: .ci/run" in text
    assert not re.search(r"\b(pip|pytest|scripts/)", text)
