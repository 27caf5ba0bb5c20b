"""A build with nothing to do says so; any change of what it reads or writes makes it a full one again."""

import shutil
from pathlib import Path

import pytest

from accounts import commands, package, stamp, writing
from support.files import PACKAGE, edited, replaced

pytestmark = pytest.mark.usefixtures("once")
NOTHING = "nothing has changed"


@pytest.fixture
def here(tiny, tmp_path):
    """A small package, built, to change."""
    root = shutil.copytree(tiny, tmp_path / "here")
    assert stamp.is_current(root)
    return root


def run(root):
    """Build; return the exit code."""
    return commands.main(["build", "--package", str(root)])


def test_a_build_with_nothing_to_do_says_so(here, capsys, monkeypatch):
    monkeypatch.setattr(package, "read", lambda root: pytest.fail("it read the tables"))
    assert run(here) == 0
    assert NOTHING in capsys.readouterr().out


def lengthened(path):
    path.write_bytes(path.read_bytes() + b" ")


BUILT = ["data/derived/overview.csv", "data/parquet/overview.parquet", "data/README.md", "data/charts/killed-total.svg"]
HARMS = [(lengthened, path) for path in [*BUILT, "schemas/overview.schema.json", "datapackage.json"]] + [
    pytest.param(Path.unlink, path, marks=pytest.mark.slow) for path in BUILT
]


@pytest.mark.parametrize(("harm", "path"), HARMS)
def test_a_built_file_that_was_harmed_is_built_again(here, capsys, harm, path):
    whole = (here / path).read_bytes()
    harm(here / path)
    assert run(here) == 0
    assert "1 files changed" in capsys.readouterr().out
    assert (here / path).read_bytes() == whole
    assert stamp.is_current(here)


@pytest.mark.slow
def test_a_changed_table_is_built(here, capsys):
    edited(here, "issuers", "name", "Another name")
    assert run(here) == 0
    assert NOTHING not in capsys.readouterr().out


@pytest.mark.slow
def test_a_broken_table_is_refused_again_and_again(here, capsys):
    replaced(here / "data/dates.csv", ",own,", ",other,")
    for _ in range(2):
        assert run(here) == 1
        assert "data/dates.csv" in capsys.readouterr().err


def test_changed_code_or_libraries_make_a_full_build(here, monkeypatch):
    project = here.parent / "project"
    project.mkdir()
    for part in ("scripts", "requirements.lock"):
        copy = shutil.copytree if (PACKAGE / part).is_dir() else shutil.copy
        copy(PACKAGE / part, project / part)
    monkeypatch.setattr(stamp, "_ROOM", project / "scripts" / "accounts")
    assert stamp.is_current(here)
    code = "scripts/accounts/"
    for path in ("requirements.lock", code + "derive/comparison.py", code + "page/templates/killed-total.svg.j2"):
        whole = (project / path).read_bytes()
        (project / path).write_bytes(whole + b"\n")
        assert not stamp.is_current(here), path
        (project / path).write_bytes(whole)
        assert stamp.is_current(here), path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["data/issuers.csv", "datapackage.json"])
def test_a_file_edited_during_a_build_stays_as_it_was_edited(here, monkeypatch, capsys, name):
    replaced(here / "data/figures.csv", ",613,613,", ",612,612,")
    old = (here / "data/parquet/figures.parquet").read_bytes()
    path = here / name
    new = path.read_bytes().replace(b"issuer-a,a,", b"issuer-a,Another name,", 1).replace(b'"1.0.0"', b'"1.0.1"', 1)
    assert new != path.read_bytes()
    derive = package.derive

    def edited_meanwhile(*arguments):
        path.write_bytes(new)
        return derive(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(package, "derive", edited_meanwhile)
        assert run(here) == 1
    assert f"{name}:0:-  ''  edited while the build ran  build again" in capsys.readouterr().err
    assert (path.read_bytes(), (here / "data/parquet/figures.parquet").read_bytes()) == (new, old)
    assert not stamp.is_current(here)


def test_a_file_edited_after_it_was_written_is_not_taken_for_built(here, monkeypatch):
    lineage = here / "data/derived/lineage.csv"
    lineage.unlink()
    write = writing.write

    def edited_afterwards(package, contents):
        changed = write(package, contents)
        lineage.write_bytes(b"another")
        return changed

    monkeypatch.setattr(writing, "write", edited_afterwards)
    assert run(here) == 0
    assert not stamp.is_current(here)


def test_a_damaged_list_makes_a_full_build(here):
    (here / stamp.NAME).write_bytes(b"\xff\xfe")
    assert not stamp.is_current(here)


def test_a_build_that_was_stopped_half_way_is_not_taken_for_done(here):
    (here / writing.STAGE).mkdir()
    assert not stamp.is_current(here)
