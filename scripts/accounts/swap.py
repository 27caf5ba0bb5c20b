"""Writing many files as one: beside first, then in their place.

A build is staged whole in ``.build/`` and marked complete; only then are files renamed into place, the descriptor last. A build that is
killed before the mark leaves nothing but the stage, which the next one removes; one killed after it is carried to its end by the next
build. A lock on ``.build.lock`` keeps two builds apart and is gone with its process.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

STAGE = ".build"
LOCK = ".build.lock"
_LIST = "list"
_COMPLETE = "complete"


@contextmanager
def locked(package: Path) -> Iterator[None]:
    """Hold the package for one build; finish one that was killed while renaming."""
    with FileLock(package / LOCK):
        _finish(package)
        yield


def write(package: Path, contents: dict[str, bytes]) -> list[str]:
    """Write ``contents`` (path in the package: bytes) and return the paths that changed. Call within :func:`locked`."""
    changed = sorted(path for path, content in contents.items() if not _holds(package / path, content))
    if not changed:
        return []
    stage = package / STAGE
    try:
        for path in changed:
            _save(stage / "files" / path, contents[path])
        _save(stage / _LIST, "\n".join(changed).encode())
        (stage / _LIST).replace(stage / _COMPLETE)  # the mark is there whole, or not at all
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _finish(package)
    return changed


def pending(package: Path) -> bool:
    """Return whether a complete stage waits for its files to be renamed into place."""
    return (package / STAGE / _COMPLETE).is_file()


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _finish(package: Path) -> None:
    """Rename the files of a complete stage into place; drop the stage."""
    stage = package / STAGE
    if pending(package):
        paths = (stage / _COMPLETE).read_text().split("\n")
        for path in sorted(paths, key=lambda p: (p == "datapackage.json", p)):
            if (stage / "files" / path).exists():
                (package / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / "files" / path).replace(package / path)
        (stage / _COMPLETE).unlink()
    shutil.rmtree(stage, ignore_errors=True)
