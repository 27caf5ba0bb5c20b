"""Check whether the addresses of sources and readings still answer, and propose archived copies of those that do not.

Writes a report (CSV): address, state (alive, moved, gone, unknown), status, where redirects end, day, note, an archived copy and its
day, and the rows that have the address. The report is also the memory of the next check: what is known there is not asked again before
--days are over. Opens the network, asks each host one thing at a time, and takes an hour at first. No build and no test runs it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from accounts import package
from accounts.check import links


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--report", metavar="FILE", type=Path, help="the report (default: links.csv in the package)")
    parser.add_argument("--days", metavar="N", type=int, default=30, help="how long an answer holds (default: 30)")


def run(options: argparse.Namespace) -> int:
    """Check the addresses; return 0, or 1 where one that was read is gone and no archived copy is recorded, or nothing could be checked."""
    report: Path = options.report or options.package / "links.csv"
    if not report.absolute().parent.is_dir():
        options.parser.error(f"--report: {report.absolute().parent} is not a directory")
    found = package.read(options.package)
    try:
        known = links.remembered(report.read_text(encoding="utf-8")) if report.is_file() else {}
    except ValueError as error:
        print(f"{report}: no report of this command: {error}; move it away, or name another with --report", file=sys.stderr)
        return 1
    wanted = links.addresses(found.tables)
    head = found.descriptor
    visitor = links.Visitor(f"{head['name']}/{head['version']} (link check)", links.PAUSE, links.PATIENCE)
    lines: list[links.Link] = []
    try:
        links.check(wanted, known, visitor, lines.append, date.today(), options.days, links.TIMEMAP)
    finally:  # whoever stops it keeps what was learned
        fresh = {line.address: line for line in lines}
        old = {address.url: known[address.url] for address in wanted if address.url in known}
        beside = report.with_name(f"{report.name}.new")
        beside.write_text(links.report({**old, **fresh}.values()), encoding="utf-8", newline="\n")
        beside.replace(report)  # whole, or not at all
    for state, times in sorted(Counter(line.state for line in lines).items()):
        print(f"{times:7,}  {state}")
    lost = [fresh[address.url] for address in wanted if address.read_on and not address.archived and fresh[address.url].state == "gone"]
    for line in lost:
        print(f"gone: {line.address}  {line.rows}  {line.archived_url or 'no copy found'}")
    print(f"{len(lines)} addresses; {report}")
    return 1 if lost else 0
