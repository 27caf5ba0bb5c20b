"""The check of addresses, against a server of this machine whose pages are alive, moved, gone, slow and going round in circles."""

from __future__ import annotations

import csv
import itertools
import shutil
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from accounts import commands
from accounts.check import links
from accounts.check.links import Address, Link
from support import small
from support.files import PACKAGE, edited
from support.releases import conforms

TODAY = date(2026, 11, 29)
AGENT = "khojaly-1992-accounts/1.0.0 (link check)"
PATIENCE = 10.0
TIMEMAP = """<http://page.example/a;b>;rel="original",
 <{home}/map/{of}>; rel="self"; type="application/link-format",
 <{home}/more/{of}>; rel="timemap"; type="application/link-format"; from="Sat, 01 Jan 2022 00:00:00 GMT",
 <{home}/web/1999/{of}>; rel="first memento"; datetime="Fri, 01 Jan 1999 10:00:00 GMT",
 <{home}/web/2020/{of}>; rel="memento"; datetime="Wed, 01 Jan 2020 10:00:00 GMT",
 <javascript:2021>; rel="memento"; datetime="Fri, 01 Jan 2021 10:00:00 GMT",
 <{home}/web/never/{of}>; rel="memento"; datetime="some day"
"""
MORE = '<{home}/web/2023/{of}>; rel="last memento"; datetime="Sun, 01 Jan 2023 10:00:00 GMT"'


class Pages(BaseHTTPRequestHandler):
    """Each path says what it does; the server keeps what it was asked."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        began = time.monotonic()
        path, home = self.path, f"http://127.0.0.1:{self.server.server_port}"
        self.server.asked.append((self.command, path, self.headers["User-Agent"], began))
        with self.server.guard:
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        status, target, body = 200, "", "words"
        if path.startswith(("/map/", "/more/")):
            of = path.split("/", 2)[2]
            body = "" if "lost" in of else (TIMEMAP if path.startswith("/map/") else MORE).format(home=home, of=of)
            status = 404 if "lost" in of else 200
        elif path.startswith("/status/"):
            status = int(path.split("/")[2])
        elif path == "/get-only":
            status = 405 if self.command == "HEAD" else 200
        elif path == "/slow":
            time.sleep(1)
        elif path in ("/moved", "/round", "/back", "/away", "/no-address") or path.startswith("/deep/"):
            deep = f"/deep/{int(path.rsplit('/', 1)[1]) + 1}" if path.startswith("/deep/") else ""
            known = {"/moved": "/new", "/round": "/back", "/back": "/round", "/away": "/", "/no-address": "http://[nothing"}
            status, target = 301, known.get(path, deep)
        with self.server.guard:
            self.server.now -= 1
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body.encode())

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def served():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.asked, server.now, server.most, server.guard = [], 0, 0, threading.Lock()
    server.handle_error = lambda *_: None  # whoever is not waited for hangs up
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def server():
    with served() as found:
        yield found


@pytest.fixture
def visitor() -> links.Visitor:
    return links.Visitor(AGENT, pause=0, patience=PATIENCE)


# ---- one address


@pytest.mark.parametrize(
    ("path", "state", "status", "final", "note"),
    [
        ("/page", "alive", "200", "", ""),
        ("/get-only", "alive", "200", "", ""),
        ("/moved", "moved", "200", "/new", ""),
        ("/status/404", "gone", "404", "", ""),
        ("/status/410", "gone", "410", "", ""),
        ("/status/403", "unknown", "403", "", "the answer does not say"),
        ("/status/500", "unknown", "500", "", "the answer does not say"),
        ("/away", "unknown", "200", "/", "it leads to a front page"),
        ("/round", "unknown", "301", "/round", "its redirects have no end"),
        ("/deep/0", "unknown", "301", "/deep/11", "its redirects have no end"),
        ("/no-address", "unknown", "", "", "LocationParseError|ValueError|InvalidURL"),
        ("/slow", "unknown", "", "", "ReadTimeout"),
    ],
)
def test_an_address_has_the_state_that_its_answer_shows(server, visitor, path, state, status, final, note):
    _, home = server
    if path == "/slow":
        visitor = links.Visitor(AGENT, pause=0, patience=0.2)
    found = visitor.look(home + path)
    assert found.note in note.split("|")
    assert found == Link(home + path, state, status, home + final if final else "", note=found.note)


def test_nobody_there_is_unknown_and_not_gone(visitor):
    with served() as (_, home):
        pass
    found = visitor.look(f"{home}/page")
    assert (found.state, found.note) == ("unknown", "ConnectionError")


def test_get_is_used_only_where_head_finds_nothing(visitor):
    with served() as (server, home):
        for path in ("/page", "/moved", "/get-only", "/status/404"):
            visitor.look(home + path)
        ways = defaultdict(list)
        for way, path, agent, _ in server.asked:
            ways[path].append(way)
            assert agent == AGENT
    assert ways == {"/page": ["HEAD"], "/moved": ["HEAD"], "/new": ["HEAD"], "/get-only": ["HEAD", "GET"], "/status/404": ["HEAD", "GET"]}


def test_http_and_https_a_www_and_a_last_slash_are_no_move():
    for one, other, same in (
        ("http://a.org/b", "https://www.a.org/b/", True),
        ("http://a.org/b", "http://a.org/c", False),
        ("http://a.org/b?c=1", "http://a.org/b", False),
    ):
        assert links._same(one, other) is same


# ---- archived copies


@pytest.mark.parametrize(("day", "year"), [("2001-05-05", "1999"), ("2019-12-31", "2020"), ("2022-12-01", "2023"), ("", "2023")])
def test_the_copy_nearest_to_the_day_is_proposed_from_every_page_of_the_timemap(server, visitor, day, year):
    _, home = server
    found = visitor.archived("http://page.example/a;b", day, f"{home}/map/")
    assert found == {"archived_url": f"{home}/web/{year}/http://page.example/a;b", "archived_on": f"{year}-01-01"}


def test_without_a_copy_nothing_is_proposed(server, visitor):
    _, home = server
    assert visitor.archived("http://page.example/lost", "2020-01-01", f"{home}/map/") == {}
    assert visitor.archived("http://page.example/a", "2020-01-01", "http://127.0.0.1:9/map/") == {}


def test_a_timemap_is_read_by_the_form_of_links():
    text = '<http://a.org/x,y;z>; rel=memento; datetime="Tue, 20 Jun 2000 18:02:59 GMT" , <http://b.org>;rel="timemap",'
    text += '<http://c.org>;rel="timegate"'
    assert links.mementos(text) == ([("2000-06-20", "http://a.org/x,y;z")], ["http://b.org"])


# ---- many addresses


def checked(wanted, visitor, home, known=None, days=30) -> dict[str, Link]:
    lines: list[Link] = []
    links.check(wanted, known or {}, visitor, lines.append, TODAY, days, f"{home}/map/")
    assert len({line.address for line in lines}) == len(lines)
    return {line.address.removeprefix(home): line for line in lines}


def test_a_copy_is_sought_only_for_what_is_not_alive_and_has_none(visitor):
    with served() as (server, home):
        rows = [
            Address(f"{home}/page", ["readings:a"], "2020-01-01"),
            Address(f"{home}/status/404", ["readings:b", "sources:b"], "2020-01-01"),
            Address(f"{home}/status/410", ["readings:c"], "2020-01-01", archived=True),
        ]
        found = checked(rows, visitor, home)
        asked = [path for _, path, _, _ in server.asked if path.startswith("/map/")]
    assert asked == [f"/map/{home}/status/404"]
    assert found["/status/404"].archived_on == "2020-01-01"
    assert found["/status/404"].rows == "readings:b; sources:b"
    assert found["/status/410"].archived_url == found["/page"].archived_url == ""
    assert {line.day for line in found.values()} == {"2026-11-29"}


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_and_hosts_at_once(visitor):
    polite = links.Visitor(AGENT, pause=0.1, patience=PATIENCE)
    with served() as (one, home), served() as (two, other):
        rows = [Address(f"{at}/page?{n}", ["readings:a"]) for at in (home, other) for n in range(4)]
        checked([*rows, Address(f"{home}/moved", [])], polite, home)
    for server in (one, two):
        assert server.most == 1
        starts = [start for *_, start in server.asked]
        assert min(later - start for start, later in itertools.pairwise(starts)) >= 0.1
    assert [path for _, path, *_ in one.asked if "?" not in path] == ["/moved", "/new", f"/map/{home}/moved", f"/more/{home}/moved"]
    assert two.asked[0][-1] < one.asked[-1][-1]


def test_a_host_that_says_to_wait_is_asked_no_more(visitor):
    with served() as (server, home):
        paths = ["/page", "/status/429", "/page?2"]
        found = checked([Address(home + path, []) for path in paths], visitor, "http://127.0.0.1:9")
        assert [path for _, path, *_ in server.asked] == ["/page", "/status/429"]
    told = {line.address.removeprefix(home): (line.state, line.note) for line in found.values()}
    assert told["/page"] == ("alive", "")
    assert told["/status/429"] == ("unknown", "the answer does not say")
    assert told["/page?2"] == ("unknown", "not asked: its host said to wait")


def test_whoever_is_stopped_asks_no_more(visitor):
    def keep(line: Link) -> None:
        raise KeyboardInterrupt

    with served() as (server, home):
        with pytest.raises(KeyboardInterrupt):
            links.check([Address(f"{home}/page?{n}", []) for n in range(9)], {}, visitor, keep, TODAY, 30, home)
        assert len(server.asked) == 1


def test_what_is_known_is_not_asked_again_until_its_days_are_over(visitor):
    with served() as (server, home):
        old = Link(f"{home}/page", "gone", "404", day="2026-11-01", archived_url="https://a.org/copy", rows="readings:z")
        rows = [Address(f"{home}/page", ["readings:a"])]
        assert checked(rows, visitor, home, {old.address: old}) == {"/page": replace(old, rows="readings:a")}
        assert server.asked == []
        for known, days in ((old, 28), (replace(old, state="unknown"), 30)):
            assert checked(rows, visitor, home, {old.address: known}, days)["/page"].state == "alive"


def test_a_report_is_read_as_it_was_written():
    lines = [Link("http://b.org/", "alive", "200", day="2026-11-29"), Link("http://a.org/,", note='a "note"', day="2026-11-29")]
    text = links.report(lines)
    assert [row["address"] for row in csv.DictReader(text.splitlines())] == ["http://a.org/,", "http://b.org/"]
    assert links.remembered(text) == {line.address: line for line in lines}
    with pytest.raises(ValueError, match="its columns are a, b"):
        links.remembered("a,b\n1,2\n")
    with pytest.raises(ValueError, match="isoformat"):
        links.remembered(text.replace("2026-11-29", "yesterday"))


def test_every_address_of_the_tables_is_there_once(curated):
    found = {address.url: address for address in links.addresses(curated)}
    readings, sources = curated["readings"], curated["sources"]
    assert found.keys() == {url.split("#")[0] for url in (*readings["url"], *sources["url"].dropna())}
    rows = Counter(row for address in found.values() for row in address.rows)
    assert set(rows.values()) == {1}
    assert len(rows) == len(readings) + sources["url"].notna().sum()


def test_an_address_has_a_copy_if_every_reading_of_it_has_one():
    copy = {"archived_url": "https://a.org/copy"}
    for given, archived in (([copy, copy], True), ([copy, {}], False), ([{}, copy], False), ([{}], False)):
        tables = small.curated()
        tables["readings"] = small.table("readings", [{"reading_id": f"r-{n}", "source_id": "a", **row} for n, row in enumerate(given)])
        assert [address.archived for address in links.addresses(tables)] == [archived]


# ---- the command, and the workflow that runs it


@pytest.mark.slow
def test_the_workflow_runs_what_a_person_runs():
    path = PACKAGE / ".github" / "workflows" / "links.yml"
    conforms(path, "vendor.github-workflows")
    text = path.read_text(encoding="utf-8")
    assert "run: make links\n" in text
    assert "pull_request" not in text


@pytest.fixture
def package(tiny, tmp_path, server, monkeypatch, once):
    """A small package whose readings have addresses of the server."""
    root = shutil.copytree(tiny, tmp_path / "tiny")
    _, home = server
    monkeypatch.setattr(links, "TIMEMAP", f"{home}/map/")
    monkeypatch.setattr(links, "PAUSE", 0.0)
    path = root / "data" / "readings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("https://example.org/", f"{home}/page"), encoding="utf-8", newline="\n")
    return root


def test_the_command_writes_a_report_and_tells_what_is_gone(package, server, capsys):
    _, home = server
    edited(package, "readings", "url", f"{home}/status/404")
    assert commands.main(["links", "--package", str(package)]) == 1
    said = capsys.readouterr().out
    assert [line.split() for line in said.splitlines()[:2]] == [["1", "alive"], ["1", "gone"]]
    assert f"gone: {home}/status/404  readings:a-web  {home}/web/2023/{home}/status/404" in said
    known = links.remembered((package / "links.csv").read_text(encoding="utf-8"))
    assert {line.address.removeprefix(home): line.state for line in known.values()} == {"/page": "alive", "/status/404": "gone"}
    edited(package, "readings", "archived_url", known[f"{home}/status/404"].archived_url)
    assert commands.main(["links", "--package", str(package)]) == 0


def test_a_file_that_is_no_report_is_left_as_it_is(package, tmp_path, capsys):
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n")
    assert commands.main(["links", "--package", str(package), "--report", str(path)]) == 1
    assert "no report of this command" in capsys.readouterr().err
    assert path.read_text() == "a,b\n"
    with pytest.raises(SystemExit):
        commands.main(["links", "--package", str(package), "--report", str(tmp_path / "nowhere" / "links.csv")])
    assert "nowhere is not a directory" in capsys.readouterr().err


def test_whoever_stops_it_keeps_what_was_learned(package, monkeypatch):
    def stopped(wanted, known, visitor, keep, *rest):
        keep(Link(next(iter(wanted)).url, "alive", "200", day="2026-11-29"))
        raise KeyboardInterrupt

    monkeypatch.setattr(links, "check", stopped)
    with pytest.raises(KeyboardInterrupt):
        commands.main(["links", "--package", str(package)])
    assert len(links.remembered((package / "links.csv").read_text(encoding="utf-8"))) == 1
