"""The verb synopsis: what it prints, and what it says where it cannot."""

import csv
import io
import subprocess
import sys

import pytest

from accounts import commands
from support.files import PACKAGE, contents


def run(package, *arguments):
    return commands.main(["synopsis", "--package", str(package), *arguments])


def test_documents_stand_in_the_order_asked_for(tiny, capsys):
    before = contents(tiny)
    for order in ("abd", "dba"):
        assert run(tiny, *order, "--format", "csv") == 0
        rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert rows[0][5:] == list(order)
    assert contents(tiny) == before


@pytest.mark.parametrize(
    ("form", "begins"), [("text", "Synopsis: "), ("markdown", "# Synopsis: "), ("html", "<!doctype html>"), ("csv", "event_id,")]
)
def test_each_form_begins_as_it_should(tiny, capsys, form, begins):
    assert run(tiny, "a", "b", "--format", form) == 0
    heard = capsys.readouterr()
    assert heard.out.startswith(begins)
    assert heard.out.endswith("\n")
    assert heard.err == ""


def test_what_does_not_differ_and_other_events_can_be_left_out(tiny, capsys):
    assert run(tiny, "a", "d", "--event", "town-1992", "--format", "csv") == 0
    assert [row.split(",")[3] for row in capsys.readouterr().out.splitlines()[1:]] == [
        "killed_children",
        "killed_total",
        "attack",
        "event_term",
    ]
    assert run(tiny, "a", "d", "--only", "differing", "--format", "csv") == 0
    assert [row.split(",")[3] for row in capsys.readouterr().out.splitlines()[1:]] == ["event_term"]


def test_all_that_is_unknown_is_said_at_once_and_nothing_is_written(tiny, capsys):
    before = contents(tiny)
    assert run(tiny, "a", "bb", "zz", "--event", "town-1993") == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.splitlines() == [
        "no such source: bb; nearest: b",
        "no such source: zz: see data/sources.csv",
        "no such event: town-1993; nearest: town-1992",
    ]
    assert contents(tiny) == before


@pytest.mark.parametrize("sources", [["a"], ["a", "a"], list("abcdabcda")])
def test_too_few_too_many_or_one_twice_is_an_error_of_the_command(tiny, capsys, sources):
    with pytest.raises(SystemExit) as ended:
        run(tiny, *sources)
    assert ended.value.code == 2
    assert "name 2 to 8 documents, each once" in capsys.readouterr().err


def test_a_package_that_was_not_built_is_named(tmp_path, capsys):
    assert run(tmp_path, "a", "b") == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err == "datapackage.json:0:-  ''  the file is missing  run make build first\nproblems: 1; nothing was written\n"


def test_help_says_what_differing_means(capsys):
    with pytest.raises(SystemExit) as ended:
        commands.main(["synopsis", "--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "only what two documents or more state in different ways" in said
    assert "silence differs from nothing" in said


@pytest.mark.slow
def test_the_script_sets_real_documents_side_by_side():
    command = [sys.executable, "scripts/synopsis.py", "az-mfa-2026", "hrw-1994-seven-years", "--event", "khojaly-1992"]
    done = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1  az-mfa-2026" in done.stdout
    assert "“613 people”" in done.stdout
    assert "beside 1: an interval that holds 613" in done.stdout
