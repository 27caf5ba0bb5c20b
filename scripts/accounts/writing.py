"""Writing many files as one: first beside, then into their place.

A build first writes everything into ``.build/`` and marks it complete. Only then are files renamed into place, the descriptor last. A build
killed before the mark leaves only ``.build/``, which the next build removes. After the mark, the next build finishes the renaming. It
leaves files alone that somebody has changed meanwhile. A lock on ``.build.lock`` keeps two builds apart, and goes with its process.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

STAGE = ".build"
LOCK = ".build.lock"
_LIST = "list"
_COMPLETE = "complete"
_ABSENT = "-"


def json_bytes(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """Return ``value`` as the bytes of a JSON file of the package."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


@contextmanager
def locked(package: Path) -> Iterator[None]:
    """Hold the package for one build; finish one that was killed while renaming."""
    with FileLock(package / LOCK):
        _finish(package)
        yield


def write(package: Path, contents: Mapping[str, bytes | None]) -> list[str]:
    """Write ``contents`` (path in the package: bytes, or None to remove it) and return the paths that changed.

    Call within :func:`locked`.
    """
    changed = sorted(path for path, content in contents.items() if not _holds(package / path, content))
    if not changed:
        return []
    stage = package / STAGE
    try:
        for path in changed:
            content = contents[path]
            if content is not None:
                _save(stage / "files" / path, content)
        lines = [f"{_digest(package / path)} {_ABSENT if contents[path] is None else 'file'} {path}" for path in changed]
        _save(stage / _LIST, "\n".join(lines).encode())
        (stage / _LIST).replace(stage / _COMPLETE)  # the mark is there whole, or not at all
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _finish(package)
    return changed


def pending(package: Path) -> bool:
    """Return whether a complete stage waits for its files to be renamed into place."""
    return (package / STAGE / _COMPLETE).is_file()


def outcome(package: Path) -> str:
    """Return in words what a failed write has left."""
    return "some files are in place, and the next build puts the rest there" if pending(package) else "nothing was written"


def _holds(path: Path, content: bytes | None) -> bool:
    if content is None:
        return not path.is_file()
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else _ABSENT


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _finish(package: Path) -> None:
    """Put the files of a complete stage into place, unless somebody has changed what they replace; drop the stage."""
    stage = package / STAGE
    if pending(package):
        lines = [line.split(" ", 2) for line in (stage / _COMPLETE).read_text(encoding="utf-8").split("\n")]
        for before, kind, path in sorted(lines, key=lambda line: (line[2] == "datapackage.json", line[2])):
            staged, place = stage / "files" / path, package / path
            if _digest(place) != before:
                continue
            if kind == _ABSENT:
                place.unlink(missing_ok=True)
            elif staged.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(place)
        (stage / _COMPLETE).unlink()
    shutil.rmtree(stage, ignore_errors=True)
