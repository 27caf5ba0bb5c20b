"""The steps of a build and of a check, made to do nothing twice.

They are functions of the bytes of the curated tables and of the anchor, and most tests of what surrounds them leave these as they are.
Tests of the steps themselves, and those that build in a process of their own, run them every time.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from accounts import descriptor, schemas, tables, writing
from accounts import package as packages
from accounts.check import consistency, form, rules, values
from accounts.package import Package


def remembering(step: Callable, key: Callable[..., Hashable]) -> Callable:
    """Return the function ``step``, which does nothing twice: ``key`` tells its arguments apart."""
    known: dict[Hashable, tuple] = {}

    def remembered(*arguments: object) -> object:
        name = key(*arguments)
        if name not in known:
            known[name] = step(*arguments), arguments  # kept, so that no other object gets the identity of one of them
        return known[name][0]

    return remembered


def _digest(path: Path) -> bytes | None:
    return hashlib.sha256(path.read_bytes()).digest() if path.is_file() else None


def _digests(root: Path) -> tuple[bytes | None, ...]:
    return tuple(_digest(root / schemas.csv_path(table)) for table in schemas.CURATED)


@functools.cache
def _steps() -> list[tuple[ModuleType, str, Callable]]:
    """Return the steps that remember: their module, their name, and what takes their place."""
    derive = remembering(packages.derive, lambda package: (package.anchor, id(package.tables), form.MAX_ROWS))
    render = remembering(packages.render, lambda package: id(package.tables))

    def rendered(package: Package) -> dict[str, bytes]:
        found = render(package)
        resources = json.loads(found[descriptor.NAME])["resources"]
        return {**found, descriptor.NAME: writing.json_bytes({**package.descriptor, "resources": resources})}

    return [
        (form, "check", remembering(form.check, lambda path, law, name: (_digest(path), name, form.MAX_ROWS, form.MAX_PROBLEMS))),
        (values, "check", remembering(values.check, lambda root, names, law: (tuple(names), _digests(root)))),
        (tables, "read_curated", remembering(tables.read_curated, lambda root, law: _digests(root))),
        (form, "check_order", remembering(form.check_order, lambda frame, law, name: (id(frame), name))),
        (rules, "check", remembering(rules.check, id)),
        (consistency, "suspicions", remembering(consistency.suspicions, id)),
        (packages, "derive", lambda package: replace(derive(package), descriptor=package.descriptor)),
        (packages, "render", rendered),
    ]


@contextmanager
def steps_once() -> Iterator[None]:
    """Let the steps do nothing twice in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, remembered in _steps():
            patch.setattr(module, name, remembered)
        yield
