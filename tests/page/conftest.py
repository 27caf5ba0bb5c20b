"""The page, drawn once and opened in one browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts import descriptor
from accounts.package import Package
from accounts.page import page
from support.browsing import visiting
from support.files import PACKAGE


@pytest.fixture(scope="session")
def built(whole) -> Package:
    """The package with its descriptor as the build wrote it."""
    return replace(whole, descriptor=descriptor.load(PACKAGE))


@pytest.fixture(scope="session")
def head(built) -> dict:
    return built.descriptor


@pytest.fixture(scope="session")
def content(built) -> bytes:
    return page.html(built)


@pytest.fixture(scope="session")
def address(content, tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("site") / "index.html"
    file.write_bytes(content)
    return file.as_uri()


@pytest.fixture
def visit(browser, address):
    """A function that opens the page anew."""
    with visiting(browser, address) as visited:
        yield visited


@pytest.fixture(scope="module")
def still(browser, address):
    """The page, open, for tests that read it and at most unfold something."""
    with visiting(browser, address) as visited:
        yield visited()
