"""A browser for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@contextmanager
def visiting(browser, address) -> Iterator:
    """A function that opens the page; whatever it asks of the network or says to the console is an error in the end."""
    contexts, heard = [], []

    def visited(fragment: str = "", **settings) -> object:
        contexts.append(browser.new_context(**{"viewport": LAPTOP, "accept_downloads": True, **settings}))
        opened = contexts[-1].new_page()
        opened.on("console", lambda message: heard.append(message.text))
        opened.on("pageerror", lambda error: heard.append(str(error)))
        opened.on("request", lambda request: heard.append(request.url) if not request.url.startswith((address, "blob:", "data:")) else None)
        opened.goto(address + fragment)
        return opened

    yield visited
    for context in contexts:
        context.close()
    assert heard == []
