"""The command line: what every verb has, and the verbs that only read."""

import shutil
import subprocess
import sys

import pandas as pd
import pytest

from accounts import commands, stamp
from accounts.commands import lineage
from support.files import PACKAGE, contents, replaced
from support.small import curated, figure

pytestmark = pytest.mark.usefixtures("once")


def run(package, verb, *arguments):
    """Run a verb on a package in this process; return the exit code."""
    return commands.main([verb, "--package", str(package), *arguments])


def script(verb, *arguments, **options):
    """Run a verb as the script of the repository."""
    command = [sys.executable, str(PACKAGE / "scripts" / f"{verb}.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)


# ---- every verb


@pytest.mark.parametrize("verb", commands.VERBS)
def test_every_verb_says_what_it_does_and_writes_nothing(tiny, capsys, verb, monkeypatch):
    before = contents(tiny)
    monkeypatch.chdir(tiny)
    with pytest.raises(SystemExit) as ended:
        commands.main([verb, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: accounts {verb} [-h] [--package DIR]")
    assert len(said.splitlines()) > 5
    assert contents(tiny) == before


@pytest.mark.slow
@pytest.mark.parametrize("verb", commands.VERBS)
def test_every_script_is_the_verb_of_its_name(tmp_path, verb):
    done = script(verb, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: accounts {verb} ")
    assert list(tmp_path.iterdir()) == []


def test_every_verb_has_a_script():
    scripts = {path.stem for path in (PACKAGE / "scripts").glob("*.py")}
    assert set(commands.VERBS) <= scripts


def test_another_python_than_that_of_the_environment_says_which_to_use():
    command = [sys.executable, "-S", str(PACKAGE / "scripts" / "validate.py")]  # -S: nothing that was installed is found
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(" is not installed for this Python: make build, then use .venv/bin/python\n")
    assert len(done.stderr.splitlines()) == 1


def test_the_verbs_are_listed(capsys):
    with pytest.raises(SystemExit) as ended:
        commands.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(f"  {verb} " in said for verb in commands.VERBS)


def test_an_unknown_verb_or_directory_is_an_error_of_the_command(tiny, capsys):
    for arguments in (["bild"], ["validate", "--package", str(tiny / "nowhere")], ["validate", "--pakage", str(tiny)], []):
        with pytest.raises(SystemExit) as ended:
            commands.main(arguments)
        assert ended.value.code == 2
    assert "nowhere is not a directory" in capsys.readouterr().err


def test_the_package_of_a_script_is_the_repository_unless_another_is_named(tiny, monkeypatch):
    asked = []
    monkeypatch.setattr(commands, "main", lambda arguments: asked.append(arguments) or 0)
    for given in ([], ["--format", "json"], ["--package", str(tiny)], [f"--package={tiny}"]):
        monkeypatch.setattr(sys, "argv", ["validate.py", *given])
        assert commands.script("validate", str(PACKAGE / "scripts" / "validate.py")) == 0
    here = ["validate", "--package", str(PACKAGE)]
    assert asked == [here, [*here, "--format", "json"], ["validate", "--package", str(tiny)], ["validate", f"--package={tiny}"]]


@pytest.mark.parametrize("verb", [["page"], ["synopsis", "a", "b"], ["cite", "a-attack"]], ids=lambda verb: verb[0])
def test_what_shows_a_package_says_where_it_was_not_built(tiny, tmp_path, capsys, verb):
    package = shutil.copytree(tiny, tmp_path / "tiny")
    (package / "data/parquet/statements.parquet").unlink()
    before = contents(package)
    assert run(package, *verb) == 1
    heard = capsys.readouterr()
    assert (heard.out, heard.err) == (
        "",
        "data/parquet/statements.parquet:0:-  ''  the file is missing  run make build first\nproblems: 1; nothing was written\n",
    )
    assert contents(package) == before


# ---- lineage


@pytest.mark.slow
def test_a_row_is_shown_in_its_tree():
    done = script("lineage", "az-mfa-2026-killed-total")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert not lines[0].startswith(" ")
    assert sum(line.endswith("←") for line in lines) == 1
    assert "az-mfa-2026 (2026-02-26) [restated]  ←" in done.stdout


def test_a_measure_is_shown_as_trees_the_value_at_their_roots(capsys):
    assert run(PACKAGE, "lineage", "--measure", "killed_total", "--value", "485") == 0
    roots = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert all("485" in line.split()[0] for line in roots)
    assert "az-parl-investigation-485" in roots[0]


LARGEST = ["613  a (2000)", "  └ 613  b (2001) [same_text]"]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (None, [*LARGEST, "500–1,000  c (2002)", "≤ 9  d (2003)"]),
        (613, LARGEST),
        (500, ["500–1,000  c (2002)"]),
        (1000, ["500–1,000  c (2002)"]),
        (9, ["≤ 9  d (2003)"]),
        (7, []),
    ],
)
def test_a_value_is_that_of_either_end_of_a_root(value, lines):
    again = {"repeats": "a-killed-total-1", "repeats_basis": "same_text"}
    rows = [figure("c", 500, 1000), figure("d", None, 9), figure("a", 613, 613), figure("b", 613, 613, **again)]
    tables = curated([*rows, figure("a", 613, 613, n=2, event_id="village-1992")])
    assert lineage.of_measure(tables, "town-1992", "killed_total", value) == lines


def test_an_unknown_row_is_an_error(tiny, capsys):
    assert run(tiny, "lineage", "no-such-row") == 1
    assert "no such row" in capsys.readouterr().err


def test_a_row_is_named_with_the_nearest(tiny, capsys):
    for verb in ("lineage", "cite"):
        assert run(tiny, verb, "a-killed-total") == 1
        heard = capsys.readouterr()
        assert (heard.out, heard.err) == ("", "no such row: a-killed-total; nearest: a-killed-total-1\n")
        assert run(tiny, verb, "zzzz") == 1
        assert capsys.readouterr().err == f"no such row: zzzz: see {lineage.ROWS}\n"


def test_a_value_that_no_root_has_is_an_error(tiny, capsys):
    assert run(tiny, "lineage", "--event", "town-1992", "--measure", "killed_total", "--value", "7") == 1
    assert capsys.readouterr().err == "no tree of killed_total has 7 at its root\n"


KILLED = ", ".join(sorted(name for name in pd.read_csv(PACKAGE / "data/measures.csv")["measure_id"] if name.startswith("killed"))[:5])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--measure", "killed"],
            [f"no such measure: killed; nearest: {KILLED}"],
        ),
        (
            ["--measure", "killed_totals", "--event", "town-1992"],
            ["no such measure: killed_totals; nearest: killed_total, killed_children"],
        ),
        (["--measure", "zzz", "--event", "town-1992"], ["no such measure: zzz: see data/measures.csv"]),
        (["--measure", "killed_total", "--event", "town"], ["no such event: town; nearest: town-1992"]),
    ],
)
def test_an_unknown_measure_or_event_is_named_with_what_is_meant(tiny, capsys, arguments, said):
    root = tiny if "--event" in arguments else PACKAGE
    assert run(root, "lineage", *arguments) == 1
    heard = capsys.readouterr()
    assert (heard.out, heard.err.splitlines()) == ("", said)


@pytest.mark.parametrize("arguments", [[], ["x", "--measure", "killed_total"], ["x", "--value", "1"], ["x", "--event", "town-1992"]])
def test_a_row_and_a_measure_are_not_asked_for_together(tiny, arguments):
    with pytest.raises(SystemExit) as ended:
        run(tiny, "lineage", *arguments)
    assert ended.value.code == 2


# ---- readme


@pytest.mark.slow
def test_a_readme_is_not_refreshed_from_tables_that_are_not_built(tiny, tmp_path, capsys):
    root = shutil.copytree(tiny, tmp_path / "tiny")
    (root / stamp.NAME).unlink()
    (root / "README.md").write_text("```python\nprint(1)\n```\n\n```text\n2\n```\n", encoding="utf-8")
    before = contents(root)
    assert run(root, "readme") == 1
    assert capsys.readouterr().err == "the tables have changed since the last build: run make build first\n"
    assert contents(root) == before
    assert run(root, "build") == 0
    assert run(root, "readme") == 0
    assert (root / "README.md").read_text(encoding="utf-8") == "```python\nprint(1)\n```\n\n```text\n1\n```\n"
    replaced(root / "data/figures.csv", ",613,613,", ",612,612,")
    capsys.readouterr()
    assert run(root, "readme") == 1
    assert "make build" in capsys.readouterr().err


# ---- a version that is none


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["build", "validate", "release"])
def test_a_version_that_is_not_of_three_numbers_is_refused(tiny, tmp_path, capsys, verb):
    root = shutil.copytree(tiny, tmp_path / "tiny")
    replaced(root / "datapackage.json", '"version": "1.0.0"', '"version": "1.0"')
    before = contents(root)
    assert run(root, verb) == 1
    heard = capsys.readouterr()
    assert "datapackage.json:0:version  '1.0'  not a version number  write MAJOR.MINOR.PATCH" in heard.out + heard.err
    assert contents(root) == before
