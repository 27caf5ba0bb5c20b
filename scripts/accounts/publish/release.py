"""A release as a function: a valid package in, the bytes of every file of the release out.

All files are in one folder, since an archive or a release page knows no other: the package as a zip, each table by itself, and what
describes them. So the sums, the metadata and the page name what a person downloads.

The same package gives the same bytes, wherever and whenever it is released. Nothing here reads a clock, a locale, an environment, or the
date and permissions of a file. The zlib of the interpreter packs the archive, and another zlib may pack the same files in another way.
Therefore the sums also cover each table by itself.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from accounts import descriptor
from accounts.descriptor import Descriptor
from accounts.package import CHART, DICTIONARY, Package
from accounts.page import page
from accounts.problems import Problem
from accounts.publish import bibliography, citation, codebook, database, datasheet, explore, hubs
from accounts.tables import Tables

SUMS = "SHA256SUMS"
_SUM = re.compile(r"[0-9a-f]{64}  (.+)")
_BESIDE = ("LICENSE", "LICENSE-DATA", "README.md")
_TEXTS = ("CHANGELOG.md", "CONTRIBUTING.md", "RELEASING.md")  # that README leads to


def missing(package: Path) -> list[Problem]:
    """Return the files that a release carries beside the data and that ``package`` lacks."""
    absent = [path for path in _BESIDE if not (package / path).is_file()]
    return [Problem(path, 0, "", "", "the file is missing", "restore it: a release carries it") for path in absent]


def unannounced(package: Path, head: Descriptor) -> list[Problem]:
    """Return a problem if there is a change log and it does not name the version and its day."""
    log, heading = package / "CHANGELOG.md", f"## [{head['version']}] - {head['created'][:10]}"
    if not log.is_file() or heading in log.read_text(encoding="utf-8").splitlines():
        return []
    return [Problem(log.name, 0, "", heading, "no such heading", "name the version there, and the day that created has")]


def readings_after_release(package: Package) -> list[Problem]:
    """Return the readings dated after the day of the release: a year mistyped, or ``created`` left as it was."""
    days, released = package.tables["readings"]["consulted_on"].astype("string"), package.descriptor["created"][:10]
    wrong, remedy = f"after the day of the release, {released}", "mend it, or set created in datapackage.json to the day of the release"
    return [Problem("data/readings.csv", row + 2, "consulted_on", day, wrong, remedy) for row, day in days[days > released].items()]


def refreshed(package: Path, head: Descriptor) -> dict[str, bytes]:
    """Return the files at the root of ``package`` that say again what its descriptor ``head`` says: path to bytes.

    Raises :class:`PackageError` if README.md has no place for the citation.
    """
    readme = (package / "README.md").read_bytes().decode("utf-8")
    return {
        "CITATION.cff": citation.cff(head),
        ".zenodo.json": citation.zenodo(head),
        "README.md": citation.readme(readme, head).encode("utf-8"),
    }


def members(package: Path, head: Descriptor, fresh: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the package as it is published: path to bytes.

    These are the descriptor ``head`` with what it names, the dictionary, the picture, README, licences and citation. The texts to which
    README leads are added, if there are any. A file that is in ``fresh`` (from :func:`refreshed`) is taken from there.
    """
    named = {resource[part] for resource in head["resources"] for part in ("path", "schema")}
    paths = {descriptor.NAME, DICTIONARY, CHART, "CITATION.cff", *named, *_BESIDE}
    paths |= {path for path in _TEXTS if (package / path).is_file()}
    paths |= {path.relative_to(package).as_posix() for path in package.glob("docs/*.md")}
    return {path: fresh[path] if path in fresh else (package / path).read_bytes() for path in sorted(paths)}


def release(package: Package, members: Mapping[str, bytes], changes: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return every file of the release: name in ``dist/`` to bytes.

    In: the package as it was built, what :func:`members` returns, and ``changes.csv`` and ``changes.md``, or nothing for a first release.
    """
    head, tables = package.descriptor, package.tables
    name = f"{head['name']}-{head['version']}"
    responsible_ai = datasheet.responsible_ai(members[datasheet.NAME].decode("utf-8")) if datasheet.NAME in members else {}
    out = {PurePosixPath(resource["path"]).name: members[resource["path"]] for resource in head["resources"]}
    out[f"{name}.zip"] = archive(members)
    out[f"{name}.sqlite"] = database.database(tables, package.schemas)
    found = {
        "datacite.json": citation.datacite(head, _addresses(tables)),
        "dataset.jsonld": citation.jsonld(head, out, tables["measures"]),
        "croissant.json": citation.croissant(head, out, package.schemas, responsible_ai),
        "sources.bib": bibliography.sources_bib(tables),
        "sources.csl.json": bibliography.sources_csl(tables),
        "datasette.yaml": explore.datasette(package),
        "index.html": page.html(package),
        hubs.CARD: hubs.card(head, tables, package.schemas),
        hubs.KAGGLE: hubs.kaggle(head, package.schemas),
        codebook.NAME: codebook.html(package, {path: content.decode("utf-8") for path, content in members.items() if path.endswith(".md")}),
    }
    out |= {**found, **changes}
    out[hubs.CRATE] = hubs.ro_crate(head, out, package.schemas)  # last: it describes the others
    return {**out, SUMS: sums(out)}


def _addresses(tables: Tables) -> list[str]:
    """Return where the documents were read."""
    return sorted(set(tables["readings"]["url"].dropna().astype(str)))


def archive(contents: Mapping[str, bytes]) -> bytes:
    """Return files as a zip (APPNOTE 6.3): sorted by path, dated 1 January 1980, readable by all, whatever the system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for path, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix: Python would write the system it runs on
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


def sums(contents: Mapping[str, bytes]) -> bytes:
    """Return ``SHA256SUMS`` as ``sha256sum --check`` reads it, sorted by path."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(contents.items())]
    return "".join(lines).encode("utf-8")


def summed(content: bytes) -> set[str]:
    """Return the paths that a file of sums names; none that leads out of its directory."""
    paths = [PurePosixPath(match[1]) for match in map(_SUM.fullmatch, content.decode("utf-8").splitlines()) if match]
    return {str(path) for path in paths if not path.is_absolute() and ".." not in path.parts}
