"""What is published as a person has it who downloads it: every file of the release in one folder, by its name alone."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from accounts.commands import release
from support.files import PACKAGE


@pytest.fixture(scope="module")
def downloads(tiny, tmp_path_factory) -> Path:
    """A folder with the files of a release, put there as a release page or an archive does: no directory survives, only names."""
    package = shutil.copytree(tiny, tmp_path_factory.mktemp("published") / "tiny")
    release.write(package)
    folder = tmp_path_factory.mktemp("downloads")
    attached = [path for path in (package / "dist").rglob("*") if path.is_file()]
    for path in attached:
        shutil.copy(path, folder / path.name)
    assert len(list(folder.iterdir())) == len(attached)  # no name stands twice
    return folder


def sums(folder: Path) -> dict[str, str]:
    return dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())


def test_the_names_are_such_as_a_release_page_keeps(downloads):
    """GitHub writes a dot for any other character."""
    assert [path.name for path in downloads.iterdir() if not re.fullmatch(r"[A-Za-z0-9._-]+", path.name)] == []


def test_every_file_has_a_sum_that_can_be_checked(downloads):
    assert sums(downloads) == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in downloads.iterdir() if path.name != "SHA256SUMS"
    }


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_reads_the_sums(downloads):
    assert subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=downloads).returncode == 0


@pytest.mark.parametrize("name", ["croissant.json", "dataset.jsonld", "index.html"])
def test_every_download_that_is_described_lies_there(downloads, name):
    text = (downloads / name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        text = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1]
    described = json.loads(text)["distribution"]
    assert described
    for download in described:
        content = (downloads / download["contentUrl"]).read_bytes()
        assert download.get("sha256", sums(downloads)[download["contentUrl"]]) == hashlib.sha256(content).hexdigest()
        assert download.get("contentSize", f"{len(content)} B") == f"{len(content)} B"


def test_every_button_of_the_page_leads_to_a_file_beside_it(downloads):
    class Links(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag, attributes):
            if tag == "a":
                self.found.append(dict(attributes)["href"])

    links = Links()
    links.found = []
    links.feed((downloads / "index.html").read_text(encoding="utf-8"))
    beside = {link.partition("#")[0] for link in links.found if not link.startswith(("#", "https://", "http://"))}
    assert {link for link in beside if not (downloads / link).is_file()} == set()
    tables = {path.name for path in downloads.iterdir() if path.suffix in (".csv", ".parquet", ".zip", ".sqlite")}
    assert tables <= beside


def test_the_workflow_attaches_the_files_as_they_lie_there():
    text = (PACKAGE / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert re.search(r"gh release create .* dist/\*\n", text)
