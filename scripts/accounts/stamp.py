"""What the last build left, so that a build with nothing to do says so at once.

``.build.sha256`` lists, in the form of sha256sum, every file that a build reads or writes: the tables, the schemas, the descriptor, the
code and the lock of its libraries. Where all of them are as listed, building again would change nothing, since the build reads nothing
else. Deleting the list (``make clean``) makes the next build a full one.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from accounts import swap

NAME = ".build.sha256"
_PROJECT = Path(__file__).resolve().parents[2]
_CODE = ("scripts/**/*.py", "scripts/**/*.j2", "requirements.lock")
_PACKAGE = ("data/**/*", "schemas/*.json", "datapackage.json")


def holds(package: Path) -> bool:
    """Return whether every file is as the last build left it, and no build was stopped half-way."""
    stamp = package / NAME
    return stamp.is_file() and not (package / swap.STAGE).exists() and stamp.read_bytes() == _listed(state(package))


def state(package: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that a build of ``package`` reads or writes, by its path."""
    paths = [(root, path) for root, globs in ((_PROJECT, _CODE), (package, _PACKAGE)) for glob in globs for path in root.glob(glob)]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for root, path in paths if path.is_file()}


def keep(package: Path, before: dict[str, str], changed: list[str]) -> None:
    """Note what a build left: ``before`` is the state in which it began, ``changed`` what it wrote.

    Nothing is noted where a file that it did not write is another by now: somebody edited it meanwhile.
    """
    after = state(package)
    if _without(before, changed) == _without(after, changed):
        with suppress(OSError):  # a full disk: the package is built, the next build is a full one
            (package / NAME).write_bytes(_listed(after))


def _without(digests: dict[str, str], paths: list[str]) -> dict[str, str]:
    return {path: digest for path, digest in digests.items() if path not in paths}


def _listed(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()
