"""What is installed works without the repository and without what only the tests need."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from accounts import package, schemas
from support import small
from support.files import PACKAGE, contents, edited

pytestmark = pytest.mark.slow
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "scripts", "schemas")
OFFLINE = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "ProxyError",
    "No matching distribution found for setuptools",
)
BUILDER = "77"  # the setuptools that pyproject.toml asks for

WITHOUT = """
import importlib.abc, json, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

absent = set(json.loads(sys.argv.pop(1)))
sys.meta_path.insert(0, Absent())
"""
RUN = WITHOUT + "from accounts.commands import main\nsys.exit(main(sys.argv[1:]))\n"
IMPORT = (
    "import sys\nbefore = set(sys.modules)\n"
    + WITHOUT
    + """
import importlib, pkgutil
import accounts

names = [found.name for found in pkgutil.walk_packages(accounts.__path__, "accounts.") if not found.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
print(json.dumps([accounts.__file__, names, sorted({name.partition(".")[0] for name in set(sys.modules) - before})]))
"""
)


def named(distribution):
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.fixture(scope="module")
def absent():
    """The modules here that only tests need: those of no distribution in the lock of what the package needs."""
    lock = (PACKAGE / "requirements.lock").read_text(encoding="utf-8")
    base = set(re.findall(r"^([a-z0-9-]+)==", lock, flags=re.MULTILINE))
    found = importlib.metadata.packages_distributions()
    return {module for module, distributions in found.items() if not base & {named(each) for each in distributions}}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Where a wheel of the code is installed: nothing there leads to the repository."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for name in SOURCES:  # a copy, since building leaves files beside the code
        skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(PACKAGE / name, source / name, ignore=skip) if (PACKAGE / name).is_dir() else shutil.copy(PACKAGE / name, source)
    try:
        here = int(importlib.metadata.version("setuptools").partition(".")[0]) >= int(BUILDER)
    except importlib.metadata.PackageNotFoundError:
        here = False
    isolation = ["--no-build-isolation"] if here else []
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *isolation, "--target", str(target), str(source)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, encoding="utf-8")
    if done.returncode and not here and any(sign in done.stderr for sign in OFFLINE):
        pytest.skip("setuptools is not installed and the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    return target


def python(installed, code, *arguments, cwd):
    """Run code that finds the installed copy and nothing of the repository."""
    world = {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=world, capture_output=True, text=True, encoding="utf-8")


def test_an_installed_copy_builds_and_checks_a_package_elsewhere(installed, absent, tmp_path):
    root = edited(small.written(tmp_path / "tiny"), "sources", "title", "Another title")
    (tmp_path / "elsewhere").mkdir()

    def run(*arguments):
        return python(installed, RUN, json.dumps(sorted(absent)), *arguments, cwd=tmp_path / "elsewhere")

    assert package.check(root) != []
    done = run("build", "--package", root)
    assert done.returncode == 0, done.stderr
    done = run("validate", "--package", root)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert package.check(root) == []
    done = run("release", "--package", root)
    assert done.returncode == 0, done.stderr
    assert not list((tmp_path / "elsewhere").iterdir())


def test_an_installed_copy_imports_nothing_that_only_tests_need(installed, absent, tmp_path):
    assert {"pytest", "hypothesis", "duckdb", "polars", "playwright", "dask"} <= absent
    done = python(installed, IMPORT, json.dumps(sorted(absent)), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    file, names, loaded = json.loads(done.stdout)
    assert file.startswith(str(installed))
    assert {"accounts.package", "accounts.derive.scale", "accounts.page.page", "accounts.publish.release"} <= set(names)
    assert "benchmark" not in loaded
    assert not set(loaded) & absent


def test_everything_that_the_code_reads_is_installed(installed):
    found = {name for name in contents(installed / "accounts") if not name.endswith((".pyc", ".py"))}
    room = PACKAGE / "scripts" / "accounts"
    beside = {name for name in contents(room) if not name.endswith((".pyc", ".py"))}
    assert found == beside | {f"table_schemas/{table}.schema.json" for table in schemas.TABLES}
    code = {name for name in contents(installed / "accounts") if name.endswith(".py")}
    assert code == {name for name in contents(room) if name.endswith(".py")}
