"""What the tests share: the package, its tables, and a copy to damage."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from accounts import package as packages
from accounts import stamp
from accounts.package import Package
from accounts.tables import read_curated
from support import small
from support.browsing import ARGUMENTS, CHROMIUM
from support.files import PACKAGE, SCHEMAS, copied
from support.once import steps_once

settings.register_profile("package", deadline=None, derandomize=True)  # the same examples everywhere, on slow machines too
settings.register_profile("random", deadline=None)  # nightly: other examples each time
settings.load_profile("package")


@pytest.fixture(scope="session")
def curated() -> dict[str, pd.DataFrame]:
    """The curated tables, unchecked."""
    return read_curated(PACKAGE, SCHEMAS)


@pytest.fixture(scope="session")
def whole() -> Package:
    """The package, derived."""
    return packages.derive(packages.read(PACKAGE))


@pytest.fixture(scope="session")
def anchor(whole) -> str:
    return whole.anchor


@pytest.fixture(scope="session")
def tables(whole) -> dict[str, pd.DataFrame]:
    """Every table of the package, curated and derived."""
    return dict(whole.tables)


@pytest.fixture(scope="session")
def seen_from(whole) -> Callable[[str], Package]:
    """The package compared with another source: a function of its identifier that derives nothing twice."""
    return functools.cache(lambda anchor: packages.derive(whole.with_anchor(anchor)))


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the package, to damage."""
    return copied(tmp_path / "copy")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Path:
    """A small package, built; not to be changed."""
    root = small.written(tmp_path_factory.mktemp("small") / "tiny")
    stamp.keep(root, stamp.state(root), {})
    return root


@pytest.fixture(scope="module")
def once() -> Iterator[None]:
    """Lets the steps of a build and of a check do nothing twice, for tests of what surrounds them."""
    with steps_once():
        yield


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install it to run the tests in a browser")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that show the page in a browser, and those that need all that is derived of the whole package, which takes seconds."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        if "whole" in item.fixturenames:
            item.add_marker(pytest.mark.slow)
