"""Releases: the descriptor changed, a refusal expected, a standard kept, a bibliography read."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import bibtexparser

from accounts import commands, descriptor, writing


def headed(package: Path, **changes: object) -> Path:
    """Change the top level of the descriptor; return ``package``."""
    (package / descriptor.NAME).write_bytes(writing.json_bytes({**descriptor.load(package), **changes}))
    return package


def releasable(package: Path) -> Path:
    """Date the package as late as its newest reading, which a contribution may have after the last release; return it."""
    readings = (package / "data" / "readings.csv").read_text(encoding="utf-8").splitlines()
    newest = max(row["consulted_on"] for row in csv.DictReader(readings))
    return headed(package, created=max(descriptor.load(package)["created"], f"{newest}T00:00:00Z"))


def files_of(directory: Path) -> dict[str, bytes]:
    """Every file by its path in ``directory``."""
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def refused(package: Path, capsys, *arguments: object) -> str:
    """Release through the command line, expecting a refusal that leaves every file as it was; return what it says."""
    (package / writing.LOCK).touch()
    before = files_of(package)
    assert commands.main(["release", "--package", str(package), *map(str, arguments)]) == 1
    assert files_of(package) == before
    return capsys.readouterr().err


def conforms(path: Path, schema: str) -> None:
    """Check a YAML file by a schema that check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def entries(content: bytes) -> dict[str, dict[str, str]]:
    """BibTeX entries by their key: each field as it is written."""
    library = bibtexparser.parse_string(content.decode())
    assert not library.failed_blocks
    return {entry.key: {name: field.value for name, field in entry.fields_dict.items()} for entry in library.entries}
