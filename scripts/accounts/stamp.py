"""What the last build left, so that a build with nothing to do says so at once.

``.build.sha256`` lists every file that a build reads or writes, in the form of sha256sum: tables, schemas, descriptor, code, and the lock
of the libraries. If all are as listed, building again would change nothing, since a build reads nothing else of the package. make sees to
it that the installed libraries are those of the lock. If you delete the list (``make clean``), the next build is a full one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from accounts import writing
from accounts.problems import Problem

NAME = ".build.sha256"
_ROOM = Path(__file__).resolve().parent
_CODE = ("**/*.py", "**/*.j2", "**/*.json")
_LOCK = ("requirements.lock",)  # beside the code in the repository; an installed copy has none
_PACKAGE = ("data/**/*", "schemas/*.json", "datapackage.json")


def is_current(package: Path) -> bool:
    """Return whether every file is as the last build left it, and no build was stopped half-way."""
    stamp = package / NAME
    return stamp.is_file() and not (package / writing.STAGE).exists() and stamp.read_bytes() == _listed(state(package))


def state(package: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that a build of ``package`` reads or writes, by its path."""
    roots = ((_ROOM, _CODE), (_ROOM.parents[1], _LOCK), (package, _PACKAGE))
    paths = [(root, path) for root, globs in roots for glob in globs for path in root.glob(glob)]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for root, path in paths if path.is_file()}


def edited(package: Path, before: dict[str, str]) -> list[Problem]:
    """Return the files that differ from the state ``before``: somebody edited them while the build ran."""
    after = state(package)
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    return [Problem(path, 0, "", "", "edited while the build ran", "build again") for path in paths]


def keep(package: Path, before: dict[str, str], written: Mapping[str, bytes]) -> None:
    """Note what a build left: the state ``before`` it, and what it has ``written`` (path: bytes) since."""
    after = {**before, **{path: hashlib.sha256(content).hexdigest() for path, content in written.items()}}
    with suppress(OSError):  # a full disk: the package is built, the next build is a full one
        (package / NAME).write_bytes(_listed(after))


def _listed(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()
