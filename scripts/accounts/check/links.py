"""Whether the addresses of sources and readings still answer, and where an archive keeps a copy. Only ``accounts links`` opens the network.

Every host is asked one thing at a time, with a pause between, by a name that says who asks. Nothing is read of a page but its head.
Copies are found by the TimeMaps of the Memento protocol (RFC 7089) in link format (RFC 8288): the copy nearest to the day of the reading.

A report is also the memory of the next check: :func:`check` asks again only what it does not know yet, or was asked too long ago.
"""

from __future__ import annotations

import csv
import io
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import requests

from accounts.tables import Tables

#: The archive that is asked where a page no longer answers; the address follows.
TIMEMAP = "https://web.archive.org/web/timemap/link/"
PAUSE = 2.0  # seconds between two things asked of a host
PATIENCE = 20.0  # seconds until a host that says nothing is left
_HOSTS = 8  # asked at the same time
_HOPS = 10  # redirects, or pages of a TimeMap
_MOST = 10_000_000  # bytes of a TimeMap
_GONE = (404, 410)
_WAIT = "429"
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)')
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s",;]+))')


@dataclass(frozen=True)
class Link:
    """A line of the report.

    ``state``: alive; moved (another address answers for it); gone (404 or 410); unknown (no answer, or one that does not say).
    ``status`` is that of HTTP, ``final_address`` where the redirects end, ``note`` why the state is unknown. ``rows`` are those that have
    the address, ``archived_url`` the copy that an archive proposes, ``archived_on`` its day.
    """

    address: str
    state: str = "unknown"
    status: str = ""
    final_address: str = ""
    day: str = ""
    note: str = ""
    archived_url: str = ""
    archived_on: str = ""
    rows: str = ""


COLUMNS = tuple(field.name for field in fields(Link))


@dataclass
class Address:
    """An address of the tables: the rows that have it, the day it was last read, and whether every reading of it has an archived copy."""

    url: str
    rows: list[str]
    read_on: str = ""
    archived: bool = False


def addresses(tables: Tables) -> list[Address]:
    """Return every address of ``readings`` and ``sources``, each once, without its fragment, by code points."""
    found: dict[str, Address] = {}

    def at(url: str, row: str) -> Address:
        address = found.setdefault(urldefrag(url).url, Address(urldefrag(url).url, []))
        address.rows.append(row)
        return address

    for reading in tables["readings"].astype("string").fillna("").itertuples():
        address = at(reading.url, f"readings:{reading.reading_id}")
        address.archived = bool(reading.archived_url) and (address.archived or len(address.rows) == 1)
        address.read_on = max(address.read_on, reading.consulted_on)
    for source in tables["sources"].astype("string").fillna("").itertuples():
        if source.url:
            at(source.url, f"sources:{source.source_id}")
    return [found[url] for url in sorted(found)]


def check(
    wanted: Iterable[Address],
    known: Mapping[str, Link],
    visitor: Visitor,
    keep: Callable[[Link], object],
    today: date,
    days: int,
    timemap: str,
) -> None:
    """Call ``keep`` with a line for every address as it becomes known, in no order, from several threads.

    Args:
        wanted: The addresses.
        known: The lines of an earlier report by address. One that is younger than ``days`` is kept, unless its state is unknown.
        visitor: Whoever asks.
        keep: What takes the lines.
        today: The day that new lines carry.
        days: How long an answer holds.
        timemap: What stands before an address in the address of its TimeMap.
    """
    hosts: dict[str, list[Address]] = defaultdict(list)
    for address in wanted:
        line = known.get(address.url)
        if line and line.state != "unknown" and (today - date.fromisoformat(line.day)).days < days:
            keep(replace(line, rows="; ".join(address.rows)))
        else:
            hosts[urlsplit(address.url).netloc].append(address)
    stopped = threading.Event()

    def of_host(those: list[Address]) -> None:
        wait = False
        for address in those:
            if stopped.is_set():
                return
            line = Link(address.url, note="not asked: its host said to wait") if wait else visitor.look(address.url)
            wait = wait or line.status == _WAIT
            if line.state != "alive" and not address.archived:
                line = replace(line, **visitor.archived(address.url, address.read_on, timemap))
            keep(replace(line, day=today.isoformat(), rows="; ".join(address.rows)))

    with ThreadPoolExecutor(_HOSTS) as pool:
        try:
            list(pool.map(of_host, hosts.values()))
        finally:
            stopped.set()  # whoever is interrupted waits for one address of a host, not for all


class Visitor:
    """Whoever asks hosts: one thing at a time of each, with a pause between.

    Args:
        agent: The name that hosts are told.
        pause: Seconds between two things asked of a host.
        patience: Seconds until a host that says nothing is left.
    """

    def __init__(self, agent: str, pause: float, patience: float) -> None:
        self._agent, self._pause, self._patience = agent, pause, patience
        self._locks: dict[str, threading.Lock] = {}
        self._asked: dict[str, float] = {}

    def look(self, address: str) -> Link:
        """Return the state of an address: by HEAD, and by GET where that finds no page, since some hosts know no HEAD."""
        with self._session() as session:
            line = self._follow(session, "HEAD", address)
            return line if line.state in ("alive", "moved") or line.status == _WAIT else self._follow(session, "GET", address)

    def _follow(self, session: requests.Session, method: str, address: str) -> Link:
        at, seen = address, {address}
        while True:
            try:
                with closing(self._ask(session, method, at)) as response:
                    status, target = response.status_code, session.get_redirect_target(response)
                if target is None:
                    return _line(address, at, status)
                at = urldefrag(urljoin(at, target)).url
            except (requests.RequestException, ValueError) as error:  # ValueError: a redirect leads to what is no address
                return Link(address, final_address=at if at != address else "", note=type(error).__name__)
            if at in seen or len(seen) > _HOPS:
                return Link(address, status=str(status), final_address=at, note="its redirects have no end")
            seen.add(at)

    def archived(self, address: str, day: str, timemap: str) -> dict[str, str]:
        """Return ``archived_url`` and ``archived_on`` of the copy nearest to ``day``, the newest where it is empty; nothing without one."""
        wanted, seen, copies = [f"{timemap}{address}"], set[str](), set[tuple[str, str]]()
        with self._session() as session:
            while wanted and len(seen) < _HOPS:
                page = wanted.pop(0)
                if page in seen:
                    continue
                seen.add(page)
                try:
                    with closing(self._ask(session, "GET", page)) as response:
                        target = session.get_redirect_target(response)
                        found, more = mementos(_text(response)) if target is None and response.ok else ([], [])
                    copies |= set(found)
                    wanted += [urljoin(page, other) for other in (more if target is None else [target])]
                except (requests.RequestException, ValueError):
                    continue
        if not copies:
            return {}
        target_day = date.fromisoformat(day) if day else date.max
        on, url = min(copies, key=lambda copy: (abs(date.fromisoformat(copy[0]) - target_day), copy))
        return {"archived_url": url, "archived_on": on}

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers["User-Agent"] = self._agent
        return session

    def _ask(self, session: requests.Session, method: str, address: str) -> requests.Response:
        host = urlsplit(address).netloc
        with self._locks.setdefault(host, threading.Lock()):
            time.sleep(max(0.0, self._asked.get(host, -self._pause) + self._pause - time.monotonic()))
            try:
                return session.request(method, address, allow_redirects=False, stream=True, timeout=self._patience)
            finally:
                self._asked[host] = time.monotonic()


def _text(response: requests.Response) -> str:
    """Return the text of an answer, or its beginning where it is too long."""
    content = b""
    for part in response.iter_content(65536):
        content += part
        if len(content) > _MOST:
            break
    return content.decode("utf-8", "replace")


def _line(address: str, final: str, status: int) -> Link:
    """Return the line of an address whose redirects end at ``final`` with ``status``."""
    known = Link(address, status=str(status), final_address=final if final != address else "")
    if status in _GONE:
        return replace(known, state="gone")
    if not 200 <= status < 300:
        return replace(known, note="the answer does not say")
    if _same(address, final):
        return replace(known, state="alive")
    if urlsplit(final).path in ("", "/") and not urlsplit(final).query:
        return replace(known, note="it leads to a front page")
    return replace(known, state="moved")


def _same(one: str, other: str) -> bool:
    """Return whether two addresses differ by nothing but http and https, a www and a last slash."""
    first, second = (re.sub(r"^https?://(www\.)?", "", address).rstrip("/") for address in (one, other))
    return first == second


def mementos(timemap: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the copies that a TimeMap lists, as (day, address), and the addresses of its other pages."""
    copies, pages = [], []
    for address, rest in _LINK.findall(timemap):
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
        kinds = said.get("rel", "").split()
        if "memento" in kinds and re.match(r"https?://\S+$", address):
            try:
                copies.append((parsedate_to_datetime(said["datetime"]).date().isoformat(), address))
            except (KeyError, ValueError):
                continue  # a copy of no known day cannot be compared
        elif "timemap" in kinds:
            pages.append(address)
    return copies, pages


def report(lines: Iterable[Link]) -> str:
    """Return the lines as CSV, by address."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(line) for line in sorted(lines, key=lambda line: line.address))
    return out.getvalue()


def remembered(text: str) -> dict[str, Link]:
    """Return the lines of a report by address. Raises ``ValueError`` where the text is no report, or has no day."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError(f"its columns are {', '.join(rows.fieldnames or ())}, expected {', '.join(COLUMNS)}")
    found = {row["address"]: Link(**row) for row in rows}
    for line in found.values():
        date.fromisoformat(line.day)
    return found
