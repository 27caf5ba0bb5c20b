"""What is installed is pinned: requirements.lock has every requirement, each by version and hash, and names no host."""

import itertools
import json
import re
import tomllib
from pathlib import Path

from support.files import PACKAGE

LOCK = "".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.glob("requirements*.lock")))


def named(requirement):
    """The name of a requirement as the lock writes it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def test_every_requirement_is_in_the_lock():
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCK, flags=re.MULTILINE))
    assert {named(requirement) for requirement in wanted} <= locked, "run make lock"


def test_every_line_of_the_lock_is_a_version_a_hash_or_a_comment_and_names_no_host():
    lines = LOCK.splitlines()
    form = re.compile(r"[a-z0-9-]+==[\w.+!]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*")
    assert [line for line in lines if not form.fullmatch(line) or "://" in line] == []


def test_the_versions_that_the_docs_name_are_those_of_the_locks():
    text = (PACKAGE / "docs" / "clients.md").read_text(encoding="utf-8")
    table = re.search(r"## Run by `make test`\n(.*?)\n## ", text, flags=re.DOTALL)[1]
    told = dict(re.findall(r"^\| ([a-z-]+) \| ([\d.]+) \|", table, flags=re.MULTILINE) + re.findall(r"(parquet-wasm) ([\d.]+\d)", table))
    node = json.loads((Path(__file__).parent / "publish" / "clients" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    known = {**dict(re.findall(r"^([a-z0-9-]+)==([\d.]+)", LOCK, flags=re.MULTILINE)), **node}
    assert {"pandas", "duckdb", "hyparquet", "parquet-wasm"} <= told.keys()
    assert {name: known.get(name) for name in told} == told


def test_the_lock_of_node_names_no_host_and_has_every_sum():
    text = (Path(__file__).parent / "publish" / "clients" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/') > 0
