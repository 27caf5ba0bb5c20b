"""A build with nothing to do says so; any change of what it reads or writes makes it a full one again."""

import shutil
from pathlib import Path

import pytest

import build
from accounts import building, stamp, swap
from conftest import PACKAGE, copied

NOTHING = "nothing has changed"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the package, built."""
    root = copied(tmp_path_factory.mktemp("stamp") / "built")
    build.build(root, root)
    assert stamp.holds(root)
    return root


@pytest.fixture
def here(built, tmp_path, monkeypatch):
    """The same, where ``build.main`` builds."""
    root = shutil.copytree(built, tmp_path / "here")
    monkeypatch.setattr(build, "PACKAGE", root)
    return root


def test_a_build_with_nothing_to_do_says_so(here, capsys, monkeypatch):
    monkeypatch.setattr(building, "checked", lambda package: pytest.fail("it read the tables"))
    assert build.main([]) == 0
    assert NOTHING in capsys.readouterr().out


def lengthened(path):
    path.write_bytes(path.read_bytes() + b" ")


BUILT = ["data/overview.csv", "data/overview.parquet", "data/README.md", "data/charts/killed-total.svg"]
HARMS = [(lengthened, path) for path in [*BUILT, "schemas/overview.schema.json", "datapackage.json"]] + [
    (Path.unlink, path) for path in BUILT
]


@pytest.mark.parametrize(("harm", "path"), HARMS)
def test_a_built_file_that_was_harmed_is_built_again(here, capsys, harm, path):
    whole = (here / path).read_bytes()
    harm(here / path)
    assert build.main([]) == 0
    assert "1 files changed" in capsys.readouterr().out
    assert (here / path).read_bytes() == whole
    assert stamp.holds(here)


def test_a_changed_table_is_built(here, capsys):
    path = here / "data/issuers.csv"
    path.write_bytes(path.read_bytes().replace(b"Human Rights Watch", b"Human Rights Watch (New York)", 1))
    assert build.main([]) == 0
    assert NOTHING not in capsys.readouterr().out


def test_a_broken_table_is_refused_again_and_again(here, capsys):
    path = here / "data/dates.csv"
    path.write_bytes(path.read_bytes().replace(b",own,", b",other,", 1))
    for _ in range(2):
        assert build.main([]) == 1
        assert "data/dates.csv" in capsys.readouterr().err


def test_changed_code_or_libraries_make_a_full_build(here, monkeypatch):
    project = here.parent / "project"
    for part in ("scripts", "requirements.lock"):
        copy = shutil.copytree if (PACKAGE / part).is_dir() else shutil.copy
        project.mkdir(exist_ok=True)
        copy(PACKAGE / part, project / part)
    monkeypatch.setattr(stamp, "_PROJECT", project)
    assert stamp.holds(here)
    for path in ("requirements.lock", "scripts/accounts/comparison.py", "scripts/accounts/templates/killed-total.svg.j2"):
        whole = (project / path).read_bytes()
        (project / path).write_bytes(whole + b"\n")
        assert not stamp.holds(here), path
        (project / path).write_bytes(whole)
        assert stamp.holds(here), path


@pytest.mark.parametrize("name", ["data/issuers.csv", "datapackage.json"])
def test_a_file_edited_during_a_build_stays_as_it_was_edited(here, monkeypatch, capsys, name):
    (here / "data/figures.csv").write_bytes((here / "data/figures.csv").read_bytes().replace(b",613,613,", b",612,612,", 1))
    old = (here / "data/figures.parquet").read_bytes()
    path = here / name
    new = path.read_bytes().replace(b"Human Rights Watch", b"Human Rights Watch, New York", 1).replace(b'"1.0.0"', b'"1.0.1"', 1)
    derive = building.derive

    def edited_meanwhile(*arguments):
        path.write_bytes(new)
        return derive(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(building, "derive", edited_meanwhile)
        assert build.main([]) == 1
    assert f"{name}:0:-  ''  edited while the build ran  build again" in capsys.readouterr().err
    assert (path.read_bytes(), (here / "data/figures.parquet").read_bytes()) == (new, old)
    assert not stamp.holds(here)


def test_a_file_edited_after_it_was_written_is_not_taken_for_built(here, monkeypatch):
    (here / "data/lineage.csv").unlink()
    write = swap.write

    def edited_afterwards(package, contents):
        changed = write(package, contents)
        (here / "data/lineage.csv").write_bytes(b"another")
        return changed

    monkeypatch.setattr(swap, "write", edited_afterwards)
    assert build.main([]) == 0
    assert not stamp.holds(here)


def test_a_damaged_list_makes_a_full_build(here):
    (here / stamp.NAME).write_bytes(b"\xff\xfe")
    assert not stamp.holds(here)


def test_a_build_that_was_stopped_half_way_is_not_taken_for_done(here):
    (here / swap.STAGE).mkdir()
    assert not stamp.holds(here)
