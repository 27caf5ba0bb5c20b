"""A build that is killed, refused or doubled leaves the package whole, and the next one succeeds."""

import errno
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accounts import commands, package, writing
from accounts.commands import build
from support.files import PACKAGE, contents, edited

pytestmark = pytest.mark.usefixtures("once")
KILLS, ROUND = 8, 2  # two builds are killed in each turn; after a round of turns they are let through
PATIENCE = 600  # seconds


def building(directory):
    command = [sys.executable, "scripts/build.py", "--package", str(directory)]
    return subprocess.Popen(command, cwd=PACKAGE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def built(directory):
    """Build; return what was printed."""
    process = building(directory)
    out, error = process.communicate()
    assert process.returncode == 0, error
    return out


@pytest.fixture(scope="module")
def before(tiny, tmp_path_factory):
    """A small package in which a title and a party were changed, not yet built."""
    root = edited(shutil.copytree(tiny, tmp_path_factory.mktemp("writing") / "before"), "sources", "title", "Another title")
    return edited(root, "issuers", "party", "not_shown")


@pytest.fixture(scope="module")
def after(before):
    """The same package, built undisturbed."""
    root = Path(shutil.copytree(before, before.with_name("after")))
    build.build(root)
    return root


@pytest.fixture
def changed(before, tmp_path):
    """A copy of the package that waits to be built."""
    return Path(shutil.copytree(before, tmp_path / "changed"))


@pytest.fixture(scope="module")
def work(before, after):
    """The names of the files that the build has to write."""
    old, new = contents(before), contents(after)
    return sorted(name for name in new if new[name] != old.get(name))


@pytest.mark.slow
def test_an_undisturbed_build_is_valid_and_changes_many_files(after, work):
    assert package.check(after) == []
    assert "datapackage.json" in work
    assert len(work) > 5


@pytest.fixture
def processes(monkeypatch):
    """Processes that have imported what a build needs before they begin, so that all of their time is the build's."""
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE / "scripts"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["accounts.commands.build", "accounts.package", "accounts.check.values"])
    return context


def run(processes, ends):
    """Build in each directory at once, each killed after so many seconds (``ends``); return the exit codes."""
    started = {directory: processes.Process(target=build.build, args=(directory,)) for directory in ends}
    for process in started.values():
        process.start()
    began = time.perf_counter()
    for directory, seconds in sorted(ends.items(), key=lambda item: item[1]):
        started[directory].join(max(began + seconds - time.perf_counter(), 0))
        started[directory].kill()
        started[directory].join()
    return [process.exitcode for process in started.values()]


def is_whole(directory, old, new):
    """Whether every file is the old one, or every file the new one; while a complete stage waits, each file may be either."""
    found = contents(directory)
    if (directory / writing.STAGE / "complete").exists():
        return all(content in (old.get(name), new.get(name)) for name, content in found.items())
    return found in (old, new)


@pytest.mark.slow
@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
def test_a_build_killed_at_any_moment_leaves_the_package_whole(before, after, tmp_path, processes):
    old, new = contents(before), contents(after)
    roots = [tmp_path / "first", tmp_path / "second"]

    def renew(root):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(before, root)

    def undisturbed():
        assert run(processes, dict.fromkeys(roots, PATIENCE)) == [0, 0]
        assert [contents(root) == new for root in roots] == [True, True]

    for root in roots:
        renew(root)
    undisturbed()
    began = time.perf_counter()
    undisturbed()
    whole = time.perf_counter() - began
    drawn = random.Random(0)
    spread = [0.9 * whole * (part + drawn.random()) / KILLS for part in range(KILLS)]  # one in each part of the time that it takes
    moments = iter(drawn.sample(spread, KILLS))
    codes = []
    for turn, ends in enumerate(zip(moments, moments, strict=True), start=1):
        for root in roots:
            if contents(root) == new:
                renew(root)
        codes += run(processes, dict(zip(roots, ends, strict=True)))
        for root in roots:
            assert is_whole(root, old, new), ends
        if turn % ROUND == 0:
            undisturbed()
    assert -signal.SIGKILL in codes


STOPPED = """
import os, signal, sys
sys.path.insert(0, "scripts")
from pathlib import Path
from accounts import writing

root, new, step, left, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]
rename, save = Path.replace, writing._save

def stop():
    global left
    left -= 1
    if left < 0 and how == "killed":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # on Windows SIGTERM kills, and there is no other
    if left < 0:
        raise OSError(28, "No space left on device")

def replace(path, target):
    stop()
    return rename(path, target)

def _save(path, content):
    save(path, content[:1])
    stop()
    save(path, content)

if step == "rename":
    Path.replace = replace
else:
    writing._save = _save
files = {str(path.relative_to(new)): path.read_bytes() for path in new.rglob("*") if path.is_file() and path.name[:6] != ".build"}
with writing.locked(root):
    writing.write(root, files)
"""


def stopped(root, new, step, count, how):
    """Write the files of ``new``, stopped after so many steps; return whether it was stopped."""
    command = [sys.executable, "-c", STOPPED, root, new, step, count, how]
    return subprocess.run(list(map(str, command)), cwd=PACKAGE, capture_output=True).returncode != 0


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "raised"])
def test_a_build_stopped_while_saving_changes_nothing(changed, before, after, work, how):
    old = contents(before)
    for count in range(len(work) + 1):  # every file, and the list of them
        assert stopped(changed, after, "save", count, how)
        assert contents(changed) == old
    with writing.locked(changed):
        assert contents(changed) == old
        assert not (changed / writing.STAGE).exists()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "raised"])
def test_a_build_stopped_while_renaming_is_carried_to_its_end(changed, before, after, work, how):
    old, new = contents(before), contents(after)
    for count in range(1, len(work) + 1):  # the first rename marks the stage as complete
        assert stopped(changed, after, "rename", count, how)
        assert sum(contents(changed)[name] != old.get(name) for name in work) == count - 1
        with writing.locked(changed):
            assert contents(changed) == new
        shutil.rmtree(changed)
        shutil.copytree(before, changed)


def test_the_descriptor_is_renamed_last(tmp_path, monkeypatch):
    rename, renamed = Path.replace, []

    def replace(path, target):
        renamed.append(Path(target).relative_to(tmp_path).as_posix())
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with writing.locked(tmp_path):
        writing.write(tmp_path, dict.fromkeys(["README.md", "datapackage.json", "schemas/overview.schema.json"], b"new"))
    assert renamed[-3:] == ["README.md", "schemas/overview.schema.json", "datapackage.json"]


@pytest.mark.slow
def test_a_build_stopped_before_the_mark_is_forgotten(changed, before, after):
    assert stopped(changed, after, "rename", 0, "killed")
    with writing.locked(changed):
        assert contents(changed) == contents(before)


@pytest.mark.slow
def test_the_next_build_carries_a_killed_one_to_its_end(changed, after, work):
    assert stopped(changed, after, "rename", len(work) // 2, "killed")
    assert "\n0 files changed" in built(changed)
    assert contents(changed) == contents(after)
    assert not (changed / writing.STAGE).exists()


@pytest.mark.slow
def test_what_is_edited_after_a_kill_stays(changed, after, work):
    assert stopped(changed, after, "rename", 1, "killed")
    path = changed / work[0]
    path.write_bytes(b"edited by hand")
    with writing.locked(changed):
        assert contents(changed) == {**contents(after), work[0]: b"edited by hand"}


def test_a_file_is_removed_with_the_others_put_in_place(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    with writing.locked(tmp_path):
        assert writing.write(tmp_path, {"old": None, "new": b"new", "never": None}) == ["new", "old"]
        assert writing.write(tmp_path, {"old": None, "new": b"new"}) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [writing.LOCK, "new"]


def refused(root, capsys):
    """Build where nothing can be written; return the one line that says so."""
    assert commands.main(["build", "--package", str(root)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.slow
def test_a_full_disk_changes_nothing(changed, before, after, monkeypatch, capsys):
    save, room = writing._save, iter(range(4))

    def full(path, content):
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        save(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_save", full)
        line = refused(changed, capsys)
    assert "No space left on device" in line
    assert line.endswith("nothing was written")
    assert contents(changed) == contents(before)
    assert not (changed / writing.STAGE).exists()
    build.build(changed)
    assert contents(changed) == contents(after)


@pytest.mark.slow
def test_a_build_refused_while_renaming_says_that_the_next_one_goes_on(changed, before, after, monkeypatch, capsys):
    rename, room = Path.replace, iter(range(4))

    def refuse(path, target):
        if next(room, None) is None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        line = refused(changed, capsys)
    assert "Permission denied" in line
    assert line.endswith("the next build puts the rest there")
    assert contents(changed) not in (contents(before), contents(after))
    build.build(changed)
    assert contents(changed) == contents(after)


@pytest.mark.slow
def test_a_stage_that_cannot_be_made_changes_nothing(changed, before, capsys):
    (changed / writing.STAGE).write_text("in the way")
    line = refused(changed, capsys)
    assert writing.STAGE in line
    assert line.endswith("nothing was written")
    (changed / writing.STAGE).unlink()
    assert contents(changed) == contents(before)


@pytest.mark.slow
def test_a_lock_that_cannot_be_made_changes_nothing(changed, before, capsys):
    (changed / writing.LOCK).mkdir()
    assert writing.LOCK in refused(changed, capsys)
    assert contents(changed) == contents(before)


@pytest.mark.slow
def test_two_builds_at_once_give_what_one_gives(changed, after, work):
    both = [building(changed), building(changed)]
    outs = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert {re.search(r"(\d+) files changed", out)[1] for out in outs} == {"0", str(len(work))}
    assert contents(changed) == contents(after)


@pytest.mark.slow
def test_writing_what_is_there_already_touches_nothing(after):
    times = {path: path.stat().st_mtime_ns for path in after.rglob("*")}
    with writing.locked(after):
        assert writing.write(after, contents(after)) == []
    times.pop(after / writing.LOCK, None)
    assert {path: path.stat().st_mtime_ns for path in times} == times
