"""How heavy the page is, and how soon a reader on a slow machine can use it: ``python -m benchmark.page``.

It prints, for the package of this repository, the bytes, the bytes as gzip sends them, and the elements at start. The processor is then
slowed down four times. The next number is the seconds until the file is loaded and drawn. The last is four times the seconds of the
processor that the page takes for that. Other work on the machine changes it less. Needs Chromium and the test extra.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from accounts import package
from accounts.page import page

_THROTTLED, _RUNS = 4, 5
_LOADED = """() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"""


def main(root: Path) -> None:
    """Print the measures of the page of the package at ``root``."""
    content = page.html(package.load(root))
    print(f"bytes        {len(content):>12,}")
    print(f"bytes, gzip  {len(gzip.compress(content, 9, mtime=0)):>12,}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "index.html"
        file.write_bytes(content)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        times, busy, elements = [], [], 0
        for _ in range(_RUNS):
            for slowed in (True, False):
                context = browser.new_context(viewport={"width": 390, "height": 844})
                opened = context.new_page()
                session = context.new_cdp_session(opened)
                session.send("Performance.enable", {"timeDomain": "threadTicks"})
                session.send("Emulation.setCPUThrottlingRate", {"rate": _THROTTLED if slowed else 1})
                opened.goto(file.as_uri())
                seconds = opened.evaluate(_LOADED) / 1000
                if slowed:
                    times.append(seconds)
                else:
                    busy.append(_THROTTLED * _spent(session))
                elements = opened.evaluate("document.querySelectorAll('*').length")
                context.close()
        browser.close()
    print(f"elements     {elements:>12,}")
    print(f"seconds at {_THROTTLED}x  {statistics.median(times):>9.2f}  (least of {_RUNS}: {min(times):.2f})")
    print(f"of processor  {statistics.median(busy):>11.2f}  (least of {_RUNS}: {min(busy):.2f})")


def _spent(session: CDPSession) -> float:
    """Return the seconds of the processor that the page's thread has taken."""
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd())
